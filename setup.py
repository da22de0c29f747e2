# -*- coding: utf-8 -*-
"""Installs the package `plexfix`, the scripts as `plexfix.scripts`, and a console command for each script."""
from __future__ import absolute_import, division, print_function

import glob
import io
import os
import re

from setuptools import find_packages, setup

HERE = os.path.dirname(os.path.abspath(__file__))


def read(*parts):
    with io.open(os.path.join(HERE, *parts), encoding='utf-8') as handle:
        return handle.read()


def version():
    # Read, not imported: the package needs six, which pip installs only after it has asked for the version.
    return re.search(r"^__version__ = '([^']+)'", read('lib', 'plexfix', '__init__.py'), re.M).group(1)


def console_commands():
    # Each script with a main() becomes a command, so that a new script cannot be forgotten here.
    commands = []
    for path in sorted(glob.glob(os.path.join(HERE, 'scripts', '*.py'))):
        module = os.path.splitext(os.path.basename(path))[0]
        if re.search(r'^def main\(', read('scripts', module + '.py'), re.M):
            commands.append('%s = plexfix.scripts.%s:main' % (module.replace('_', '-'), module))
    return commands


def data_of(package):
    # All files that are no modules: known errors as JSON, and the simulated Plex's agents, which are code but not ours to import.
    found = []
    for folder, names, files in os.walk(os.path.join(HERE, 'lib', package)):
        names[:] = [name for name in names if name != '__pycache__']
        # Relative: this project may itself lie in a bundle.
        is_package = '__init__.py' in files and '.bundle' not in os.path.relpath(folder, HERE)
        found += [os.path.relpath(os.path.join(folder, name), os.path.join(HERE, 'lib', package)) for name in files
                  if not name.endswith(('.pyc', '.pyo')) and not (is_package and name.endswith('.py'))]
    return sorted(found)


# `lib` is only a folder: what is installed is plexfix and plexsim.
packages = find_packages(os.path.join(HERE, 'lib'), include=['plexfix', 'plexfix.*', 'plexsim', 'plexsim.*'])

setup(
    name='plexfix',
    version=version(),
    description='Finds out why legacy Plex metadata agents fail, and proves that a fix made it better',
    long_description=read('README.md'),
    long_description_content_type='text/markdown',
    author='the plexfix authors',
    license='MIT',
    packages=packages + ['plexfix.scripts'],
    package_dir={'': 'lib', 'plexfix.scripts': 'scripts'},
    package_data={name: data_of(name) for name in packages if '.' not in name},
    entry_points={'console_scripts': console_commands()},
    python_requires='>=2.7, !=3.0.*, !=3.1.*, !=3.2.*, !=3.3.*, !=3.4.*, !=3.5.*',
    install_requires=read('requirements.txt').split(),
    extras_require={
        'progress': ['tqdm'],
        'sim': ['lxml'],
        'test': ['pytest', 'mock', 'coverage', 'hypothesis'],
    },
    zip_safe=False,
    classifiers=[
        'Environment :: Console',
        'License :: OSI Approved :: MIT License',
        'Operating System :: OS Independent',
        'Programming Language :: Python :: 2.7',
        'Programming Language :: Python :: 3',
    ],
)
