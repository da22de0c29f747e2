# -*- coding: utf-8 -*-
"""Every script runs in place, copied, flat, linked and installed, always with the package that belongs to it."""
from __future__ import absolute_import, division, print_function

import glob
import io
import os
import re
import shutil
import subprocess
import sys

import pytest

from plexsim.running import SimulatedPlex

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VERSION_LINE = re.compile(r'^(\S+) (\S+) \(plexfix in (.+), Python (\d+\.\d+\.\d+)\S*\)$')
TIMEOUT_S = 60


def read(*parts):
    with io.open(os.path.join(ROOT, *parts), encoding='utf-8') as handle:
        return handle.read()


SCRIPTS = sorted(os.path.basename(path) for path in glob.glob(os.path.join(ROOT, 'scripts', '*.py'))
                 if re.search(r'^def main\(', read(path), re.M))
each_script = pytest.mark.parametrize('script', SCRIPTS)
# Where a script finds its package is said in the same lines in all of them: of what only these decide, one is enough.
one_script = pytest.mark.parametrize('script', SCRIPTS[:1])
BOOTSTRAP = re.compile(r"^_HERE = .*?^ +break$", re.M | re.S)


def native(data):
    """Return a file name given as UTF-8 bytes as this Python's str, also where the locale knows no such letters."""
    return data if str is bytes else os.fsdecode(data)


def run(command, cwd=None, **variables):
    """Return (exit code, standard output, standard error) of *command*, as text; PYTHONPATH only where it is given."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(('PYTHON', 'COVERAGE'))}
    env.update(variables, PYTHONDONTWRITEBYTECODE='1')
    process = subprocess.Popen(command, cwd=cwd and str(cwd), env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
    options = {} if str is bytes else {'timeout': TIMEOUT_S}
    out, err = process.communicate(**options)
    return process.returncode, out.decode('utf-8'), err.decode('utf-8', 'replace')


def version_of(command, **options):
    """Return (name, version, package's folder) as `--version` tells them."""
    code, out, err = run(command + ['--version'], **options)
    assert code == 0, err
    match = VERSION_LINE.match(out.strip())
    assert match, out
    assert match.group(4) == '%d.%d.%d' % sys.version_info[:3]
    return match.groups()[:3]


def is_folder(shown, folder, *parts):
    """Tell whether the text *shown* is the path *folder*/*parts* (links of the temporary folder resolved)."""
    path = os.path.realpath(os.path.join(str(folder), *parts))
    text = path.decode('utf-8') if isinstance(path, bytes) else os.fsencode(path).decode('utf-8')
    return os.path.normcase(shown) == os.path.normcase(text)


def copy_tree(folder, flat=False, ignore=None):
    """Copy scripts/ and lib/ into *folder*, with *flat* the scripts beside lib/; return the scripts' folder.

    Compiled code comes along where there is some, as it does when a person copies: only its names are other ones.
    """
    shutil.copytree(os.path.join(ROOT, 'lib'), os.path.join(folder, 'lib'), ignore=ignore)
    if not flat:
        shutil.copytree(os.path.join(ROOT, 'scripts'), os.path.join(folder, 'scripts'), ignore=ignore)
        return os.path.join(folder, 'scripts')
    for path in glob.glob(os.path.join(ROOT, 'scripts', '*.py')):
        shutil.copy(path, folder)
    return folder


@pytest.fixture(scope='module')
def base(tmpdir_factory):
    """A temporary folder as a native path without links in it, so that paths compare as text."""
    return os.path.realpath(str(tmpdir_factory.mktemp('install')))


@pytest.fixture(scope='module')
def copied(base):
    return copy_tree(os.path.join(base, 'copied'))


@pytest.fixture(scope='module')
def target(base):
    """The folder into which pip installed a copy of this tree (a copy, since building leaves folders behind)."""
    source, folder = os.path.join(base, 'source'), os.path.join(base, 'target')
    copy_tree(source, ignore=shutil.ignore_patterns('__pycache__', '*.pyc'))
    for name in ('setup.py', 'setup.cfg', 'README.md', 'requirements.txt', 'MANIFEST.in'):
        shutil.copy(os.path.join(ROOT, name), source)
    # Where setuptools and wheel are at hand nothing is fetched; the test environments of tox have both.
    at_hand = run([sys.executable, '-c', 'import setuptools, wheel'])[0] == 0
    offline = ['--no-build-isolation', '--no-index'] if at_hand else []
    command = [sys.executable, '-m', 'pip', 'install', '--no-deps', '--disable-pip-version-check', '--target', folder]
    code, out, err = run(command + offline + [source])
    assert code == 0, out + err
    return folder


def console_command(target, script):
    name = script[:-len('.py')].replace('_', '-')
    path = os.path.join(target, 'bin', name + ('.exe' if os.name == 'nt' else ''))
    assert os.path.exists(path), 'no console command %s' % name
    return [path]


def test_there_are_scripts_to_test():
    assert SCRIPTS


def test_all_scripts_find_their_package_by_the_same_lines():
    found = set(tuple(BOOTSTRAP.findall(read('scripts', script))) for script in SCRIPTS)
    assert len(found) == 1 and len(found.pop()) == 1


@each_script
def test_runs_in_place_from_anywhere(script, base):
    name, _, folder = version_of([sys.executable, os.path.join(ROOT, 'scripts', script)], cwd=base)
    assert name == script
    assert is_folder(folder, ROOT, 'lib', 'plexfix')


@one_script
def test_runs_in_place_from_its_own_folder(script):
    assert is_folder(version_of([sys.executable, script], cwd=os.path.join(ROOT, 'scripts'))[2], ROOT, 'lib', 'plexfix')


@each_script
def test_is_executable_by_itself(script):
    path = os.path.join(ROOT, 'scripts', script)
    assert read('scripts', script).startswith('#!/usr/bin/env python\n')
    assert os.access(path, os.X_OK)


@pytest.mark.parametrize('locale', ['C', None])
@pytest.mark.parametrize('folder_name', [b'plain', b'with some spaces', b'caf\xc3\xa9 dir', b'\xe6\x98\xa5 $HOME (1)'])
@pytest.mark.parametrize('flat', [False, True], ids=['tree', 'flat'])
def test_runs_from_a_copy_in_any_folder(flat, folder_name, locale, tmpdir):
    folder = os.path.join(os.path.realpath(str(tmpdir)), native(folder_name))
    scripts = copy_tree(folder, flat)
    variables = {'LC_ALL': locale} if locale else {}
    # What each does beyond these lines has to bear such a folder too, in the locale that knows its letters least.
    for script in SCRIPTS if folder_name.startswith(b'caf') and locale == 'C' and not flat else SCRIPTS[:1]:
        if script == SCRIPTS[0]:
            shown = version_of([sys.executable, os.path.join(scripts, script)], cwd=str(tmpdir), **variables)[2]
            assert is_folder(shown, folder, 'lib', 'plexfix')
        code, out, err = run([sys.executable, os.path.join(scripts, script), '--help'], **variables)
        assert (code, err) == (0, '') and script in out


@pytest.mark.skipif(os.name == 'nt', reason='links need a privilege on Windows')
@one_script
def test_runs_through_a_symlink(script, copied, tmpdir):
    link = str(tmpdir.join('link-to-it'))
    os.symlink(os.path.join(copied, script), link)
    assert is_folder(version_of([sys.executable, link], cwd=str(tmpdir))[2], os.path.dirname(copied), 'lib', 'plexfix')


@each_script
def test_runs_as_an_installed_command(script, target, tmpdir):
    command = console_command(target, script)
    name, version, folder = version_of(command, cwd=str(tmpdir), PYTHONPATH=target)
    assert name.startswith(os.path.basename(command[0]).split('.')[0])
    assert is_folder(folder, target, 'plexfix')
    assert version in read('lib', 'plexfix', '__init__.py')
    if script == SCRIPTS[0]:
        code, out, err = run(command + ['--help'], cwd=str(tmpdir), PYTHONPATH=target)
        assert (code, err) == (0, '') and 'usage:' in out


@one_script
def test_an_installed_package_does_not_shadow_a_copy(script, target, copied):
    shown = version_of([sys.executable, os.path.join(copied, script)], PYTHONPATH=target)[2]
    assert is_folder(shown, os.path.dirname(copied), 'lib', 'plexfix')


@one_script
@pytest.mark.parametrize('inside', ['', 'lib', 'scripts'])
def test_a_copy_does_not_shadow_the_installed_package(script, inside, target, copied):
    folder = os.path.join(os.path.dirname(copied), inside)
    assert is_folder(version_of(console_command(target, script), cwd=folder, PYTHONPATH=target)[2], target, 'plexfix')


def test_only_plexfix_is_installed(target):
    names = {name for name in os.listdir(target) if not name.endswith(('.dist-info', '.egg-info'))}
    assert names - {'bin', '__pycache__'} <= {'plexfix', 'plexsim'}
    assert 'plexfix' in names


def files_below(folder):
    return {os.path.relpath(os.path.join(where, name), folder) for where, _, names in os.walk(folder) for name in names
            if not name.endswith('.pyc')}


@pytest.mark.parametrize('package', sorted(os.listdir(os.path.join(ROOT, 'lib'))))
def test_every_module_and_data_file_is_installed(package, target, base):
    # Compared with what was installed from, since a tree that somebody works in changes.
    expected = files_below(os.path.join(base, 'source', 'lib', package))
    if package == 'plexfix':
        expected |= {os.path.join('scripts', name) for name in files_below(os.path.join(base, 'source', 'scripts'))}
    assert expected and files_below(os.path.join(target, package)) == expected


@pytest.mark.parametrize('way', ['installed', 'in a copy', 'as a folder of a copy'])
def test_the_simulated_plex_runs_with_its_sample_agents(way, target, copied, tmpdir):
    lib = os.path.join(os.path.dirname(copied), 'lib')
    command, path = {'installed': (['-m', 'plexsim'], target), 'in a copy': (['-m', 'plexsim'], lib),
                     'as a folder of a copy': ([os.path.join(lib, 'plexsim')], None)}[way]
    env = {name: value for name, value in os.environ.items() if not name.startswith(('PYTHON', 'COVERAGE'))}
    env.update({'PYTHONDONTWRITEBYTECODE': '1', 'TMPDIR': str(tmpdir), 'TEMP': str(tmpdir)}, **({'PYTHONPATH': path} if path else {}))
    with SimulatedPlex(sys.executable, ['--plugins', str(tmpdir.join('Plug-ins')), '--items', '2'], command, env) as plex:
        told = plex.told
    assert [agent['started'] for agent in told['agents']] == [True] * 4, told
    shared = {io.open(str(bundle.join('Contents', 'Code', 'utils.py')), 'rb').read() for bundle in tmpdir.join('Plug-ins').listdir()}
    assert len(shared) == 1


def test_what_is_installed_asks_for_what_it_needs(target):
    metadata = ''.join(read(path) for pattern in ('*.dist-info/METADATA', '*.egg-info/requires.txt')
                       for path in glob.glob(os.path.join(target, pattern)))
    assert re.search(r'\bsix\b', metadata) and re.search(r'\brequests\b', metadata)
    # Reading pages is the simulated agents' need alone: an extra, and nothing that the suite itself asks for.
    assert re.search(r"lxml.*extra == .sim.|\[sim\]\s+lxml", metadata)
    assert not re.search(r'^Requires-Dist: lxml *$', metadata, re.M)
