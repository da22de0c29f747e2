# -*- coding: utf-8 -*-
"""A real Python 2.7 is found, proves that it is one, and answers; one that lies, hangs or dies does no harm."""
from __future__ import absolute_import, division, print_function

import os
import stat
import sys
import threading
import time

import pytest

from plexfix.base.errors import UsageError
from plexfix.change import python27
from plexfix.outside import realpython27
from plexfix.outside.realpython27 import RealPython

posix_only = pytest.mark.skipif(os.name == 'nt', reason='made of shell scripts')


@pytest.fixture(scope='module')
def real():
    found = realpython27.find()
    if found is None:
        pytest.skip('there is no Python 2.7 on this machine')
    yield found
    found.close()


def program(folder, text, name='python2.7'):
    """Write an executable shell script; return its path."""
    path = folder.join(name)
    path.write('#!/bin/sh\n' + text, ensure=True)
    os.chmod(str(path), os.stat(str(path)).st_mode | stat.S_IXUSR)
    return str(path)


HELLO = 'echo "plexfix-python 2.7 False"\n'
SOURCES = [
    b'', b'x = 1\n', b'x = \n', b'print "a"', b'\nreturn 1', b'x = "\xc3\xa9"', b'# coding: utf-8\nx = "\xc3\xa9"',
    b'\xef\xbb\xbfx = "\xc3\xa9"', b'\n# coding: utf-8\nx = "\xc3\xa9"', b'x\n# coding: utf-8\nx = "\xc3\xa9"', b'# coding: nope\n',
    b'None = 1', b'x = 1\r\ny = 2\r\n', b'a\0b', b'x = f"a"', b'def f(a, a): pass', b'"\\x"', b'(' * 200,
    b'x = ' + b'-' * 30000 + b'1',
]


@pytest.mark.parametrize('source', SOURCES, ids=[repr(source[:30]) for source in SOURCES])
def test_it_agrees_with_the_checker_that_is_built_in(real, source):
    verdict, problem = real.verdict(source), python27.syntax_problem(source)
    assert verdict.ok == (problem is None) and verdict.complete
    assert verdict.ok or verdict.message
    if problem is not None and verdict.line:
        assert verdict.line == problem.line


def test_a_line_and_a_column_are_told(real):
    assert real.verdict(b'x = 1\ny = = 2\n')[:3] == (False, 2, 5)


@pytest.mark.parametrize('source, good', [(b'x = "\xc3\xa9"', True), (b'return 1', True), (b'None = 1', True), (b'x =', False)])
def test_what_plex_loads_goes_another_way(real, source, good):
    verdict = real.verdict(source, as_loaded=True)
    assert verdict.ok == good and not verdict.complete


def test_a_long_source_passes(real):
    assert real.verdict(b'x = 1\n' * 200000).ok


def test_a_source_is_never_run(real, tmpdir):
    mark = tmpdir.join('mark')
    assert real.verdict(('open(%r, "w")' % str(mark)).encode('ascii')).ok and not mark.check()


def test_it_goes_on_after_it_was_closed(real):
    assert real.verdict(b'x = 1').ok
    real.close()
    assert real.verdict(b'x = 1').ok


def test_never_means_never():
    assert realpython27.find(realpython27.NEVER) is None


@posix_only
@pytest.mark.parametrize('text', [
    'echo hello\n', 'exit 0\n', 'echo "plexfix-python 3.6 False"\ncat\n', 'echo "plexfix-python 2.7 True"\ncat\n',
    'exec 0<&- 1>&-\nexit 1\n',
])
def test_what_is_no_python_27_is_not_used(tmpdir, text):
    path = program(tmpdir, text)
    assert not RealPython(path).answers()
    with pytest.raises(UsageError):
        realpython27.find(path)


def test_what_is_not_there_is_not_used(tmpdir):
    assert not RealPython(str(tmpdir.join('nothing'))).answers()


@posix_only
def test_one_that_hangs_is_ended_and_gives_no_verdict(tmpdir):
    path = program(tmpdir, HELLO + 'exec sleep 60\n')
    started = time.time()
    with RealPython(path, source_s=0.3) as python:
        assert python.answers() and python.verdict(b'x = 1') is None
    assert time.time() - started < 30


@posix_only
def test_no_thread_outlives_it(tmpdir):
    before = threading.active_count()
    with RealPython(program(tmpdir, HELLO + 'while read head; do read source; echo OK; done\n')) as python:
        assert all(python.verdict(b'x = 1\n').ok for _ in range(3))
    assert threading.active_count() == before


@posix_only
def test_one_that_dies_gives_no_verdict_and_is_started_anew(tmpdir):
    count = tmpdir.join('count')
    path = program(tmpdir, HELLO + 'echo x >> "%s"\nread head\nexit 1\n' % count)
    with RealPython(path) as python:
        assert python.verdict(b'x = 1') is None and python.verdict(b'x = 1') is None
    assert count.read() == 'x\nx\n'


@posix_only
def test_they_are_looked_for_on_the_path_and_in_pyenv(tmpdir):
    on_path = program(tmpdir.join('bin'), HELLO)
    shim = program(tmpdir.join('pyenv', 'shims'), HELLO)
    older = program(tmpdir.join('pyenv', 'versions', '2.7.5', 'bin'), HELLO)
    newer = program(tmpdir.join('pyenv', 'versions', '2.7.9', 'bin'), HELLO)
    env = {'PATH': os.pathsep.join([os.path.dirname(shim), os.path.dirname(on_path)]), 'PYENV_ROOT': str(tmpdir.join('pyenv'))}
    found = realpython27.candidates(env, 'linux')
    assert shim not in found
    assert [path for path in found if path.startswith(str(tmpdir))] == [on_path, newer, older]
    if sys.version_info[0] == 2:
        assert found[0] == sys.executable


@posix_only
@pytest.mark.parametrize('platform, name, env', [
    ('linux2', 'Plex Script Host', {'PLEX_MEDIA_SERVER_HOME': '{0}'}),
    ('darwin', 'Applications/Plex Media Server.app/Contents/MacOS/Plex Script Host', {'HOME': '{0}'}),
    ('win32', 'Plex/Plex Media Server/PlexScriptHost.exe', {'PROGRAMFILES(X86)': '{0}'}),
])
def test_plex_has_one_of_its_own(tmpdir, platform, name, env):
    path = program(tmpdir, HELLO, name)
    env = dict((key, value.format(tmpdir)) for key, value in env.items())
    assert path in realpython27.script_hosts(env, platform)
    assert path in realpython27.candidates(env, platform)


@posix_only
def test_plex_own_gets_the_environment_that_it_needs(tmpdir):
    told = tmpdir.join('told')
    tmpdir.join('Resources', 'Python').ensure(dir=True)
    path = program(tmpdir, 'echo "$PYTHONHOME|$LD_LIBRARY_PATH" > "%s"\n%s' % (told, HELLO), 'Plex Script Host')
    assert RealPython(path).answers()
    home, libraries = told.read().strip().split('|')
    assert home == str(tmpdir.join('Resources', 'Python')) and libraries.startswith(str(tmpdir.join('lib')))


def test_the_environment_of_this_python_is_kept_out(real, monkeypatch, tmpdir):
    monkeypatch.setenv('PYTHONHOME', str(tmpdir))
    monkeypatch.setenv('PYTHONPATH', str(tmpdir))
    real.close()
    assert real.verdict(b'x = 1').ok


def test_without_any_there_is_none(monkeypatch):
    monkeypatch.setattr(realpython27, 'candidates', lambda env=None, platform=None: [])
    assert realpython27.find() is None
