# -*- coding: utf-8 -*-
"""Make what is given away: packages for pip, and for each script one file that runs by itself.

usage: make_dist.py [--output FOLDER] [--pyz-only]

The packages are a source archive, and a wheel for Python 2 and 3 (setuptools and wheel make them).  NAME.pyz is a
script with the package plexfix and six in one archive: `python NAME.pyz` runs it on 2.7 and 3.6 to 3.13, with nothing
installed.  requests, which only the commands that talk to a server need, is not in it.
Without --output all goes to dist/.
Exit codes: 0 done, 1 something could not be made, and what is missing is told.
"""
from __future__ import absolute_import, division, print_function

import argparse
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

from script_flags import script_names as scripts

ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
# All entries of an archive have the same time, so that the same source gives the same bytes.
WHEN = (1980, 1, 1, 0, 0, 0)
LEFT_OUT = ('.git', '.tox', '.tox-runner', '.venv', 'build', 'dist', 'demo_output', 'htmlcov', '__pycache__',
            '*.egg-info', '.hypothesis', '.pytest_cache', '*.pyc', '*.pyo', '.coverage*')
# Versions that are too old are told here, as the rest would end in a SyntaxError there.
MAIN = u'''# -*- coding: utf-8 -*-
import sys

if sys.version_info[:2] != (2, 7) and sys.version_info < (3, 6):
    sys.exit('error: Python 2.7, or 3.6 or newer, is needed; this is %%d.%%d' %% sys.version_info[:2])

from plexfix.scripts.%s import main

if __name__ == '__main__':
    sys.exit(main())
'''


class Missing(Exception):
    """Something that is needed is not here; the text says what, and what to type."""


def read(path):
    with io.open(path, 'rb') as source:
        return source.read()


def needs(package):
    """Return the imported *package*; raise Missing."""
    try:
        return __import__(package)
    except ImportError:
        raise Missing('%s is not installed for this Python: "%s" -m pip install %s'
                      % (package, sys.executable, package))


# -- one file for each script ------------------------------------------------------------------------------------------

def entries(name, root=ROOT):
    """Return {path in the archive: bytes} of the script *name* with all that it needs."""
    found = {'__main__.py': (MAIN % name).encode('ascii'),
             'six.py': read(os.path.splitext(needs('six').__file__)[0] + '.py'),
             'LICENSE': read(os.path.join(root, 'LICENSE'))}
    for module in ('__init__', name):
        found['plexfix/scripts/%s.py' % module] = read(os.path.join(root, 'scripts', module + '.py'))
    package = os.path.join(root, 'lib', 'plexfix')
    for folder, folders, names in os.walk(package):
        folders[:] = [one for one in folders if one != '__pycache__']
        for one in names:
            if not one.endswith(('.pyc', '.pyo')):
                path = os.path.join(folder, one)
                found['plexfix/' + os.path.relpath(path, package).replace(os.sep, '/')] = read(path)
    return found


def write_archive(path, files):
    """Write an archive that Python runs, and POSIX systems by its first line; the same files give the same bytes."""
    with io.open(path, 'wb') as target:
        target.write(b'#!/usr/bin/env python\n')
        with zipfile.ZipFile(target, 'w', zipfile.ZIP_DEFLATED) as archive:
            for name in sorted(files):
                entry = zipfile.ZipInfo(name, WHEN)
                entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
                archive.writestr(entry, files[name])
    os.chmod(path, os.stat(path).st_mode | 0o111)


def make_archives(output, root=ROOT):
    """Make NAME.pyz for each script in *output*; return their paths."""
    paths = []
    for name in scripts(root):
        paths.append(os.path.join(output, name + '.pyz'))
        write_archive(paths[-1], entries(name, root))
    return paths


# -- packages for pip --------------------------------------------------------------------------------------------------

def make_packages(output, root=ROOT):
    """Make the source archive and the wheel in *output*; return their paths."""
    version = needs('setuptools').__version__
    if tuple(int(part) for part in re.findall(r'\d+', version)[:2]) < (70, 1):
        needs('wheel')
    place = tempfile.mkdtemp(prefix='plexfix-dist-')
    try:
        # In a copy, as building leaves folders behind.
        tree, made = os.path.join(place, 'plexfix'), os.path.join(place, 'made')
        shutil.copytree(root, tree, ignore=shutil.ignore_patterns(*LEFT_OUT))
        process = subprocess.Popen(
            [sys.executable, 'setup.py', '-q', 'sdist', '--formats=gztar', '-d', made, 'bdist_wheel', '-d', made],
            cwd=tree, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        told = process.communicate()[0]
        if process.returncode != 0:
            raise Missing('setup.py failed\n  ' + '\n  '.join(told.decode('utf-8', 'replace').splitlines()[-8:]))
        paths = []
        for name in sorted(os.listdir(made)):
            paths.append(os.path.join(output, name))
            shutil.copyfile(os.path.join(made, name), paths[-1])
        return paths
    finally:
        shutil.rmtree(place, ignore_errors=True)


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter,
                                     usage=argparse.SUPPRESS)
    parser.add_argument('--output', default=os.path.join(ROOT, 'dist'), help=argparse.SUPPRESS)
    parser.add_argument('--pyz-only', action='store_true', help=argparse.SUPPRESS)
    args = parser.parse_args(argv)
    if not os.path.isdir(args.output):
        os.makedirs(args.output)
    code = 0
    for make in (make_archives,) if args.pyz_only else (make_archives, make_packages):
        try:
            for path in make(args.output):
                say('%8.1f kB  %s' % (os.path.getsize(path) / 1000.0, path))
        except Missing as error:
            say('error: %s' % error)
            code = 1
    return code


def say(text):
    """Print *text*, which may hold a path, whatever this output expects."""
    data = text if isinstance(text, bytes) else text.encode('utf-8', 'strict' if str is bytes else 'surrogateescape')
    stream = getattr(sys.stdout, 'buffer', sys.stdout)
    stream.write(data + b'\n')
    stream.flush()


if __name__ == '__main__':
    sys.exit(main())
