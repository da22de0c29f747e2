# -*- coding: utf-8 -*-
"""The completion files are those of the scripts as they are now, and shells complete by them."""
from __future__ import absolute_import, division, print_function

import io
import os
import re
import select
import subprocess
import sys
import time

import pytest

from plexfix.base.compat import native_path

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, 'dev'))

import make_completions  # noqa: E402
import script_flags  # noqa: E402

BASH_FILE = os.path.join(ROOT, 'completions', 'plexfix.bash')
LIMIT_S = 20


def program(name):
    """Return the path of a program, or None."""
    for folder in os.environ.get('PATH', '').split(os.pathsep):
        if folder and os.access(os.path.join(folder, name), os.X_OK):
            return os.path.join(folder, name)
    return None


need_bash = pytest.mark.skipif(os.name == 'nt' or not program('bash'), reason='there is no bash')
need_zsh = pytest.mark.skipif(os.name == 'nt' or not program('zsh'), reason='there is no zsh')


@pytest.fixture(scope='module')
def found():
    return script_flags.all_commands()


def named(found, module):
    return [one for one in found if one.module == module][0]


# -- what the scripts have ---------------------------------------------------------------------------------------------

def test_each_script_is_there_with_each_flag_of_its_help(found, run_python):
    assert [one.module for one in found] == script_flags.script_names()
    for one in found[:3]:
        out = run_python([os.path.join(ROOT, 'scripts', one.module + '.py'), '--help'])[1].decode('ascii')
        listed = re.findall(r'^ {2,4}(-\S.*?)(?: {2}.*)?$', out, re.M)
        assert set(re.findall(r'--[a-z][\w-]*', u' '.join(listed))) == set(
            name for flag in one.flags for name in flag.names if name.startswith('--'))


def test_what_a_flag_takes_is_known(found):
    def flag(module, name):
        return [one for one in named(found, module).flags if name in one.names][0]
    assert flag('compare_metrics', '--policy').choices == ['evidence', 'spec']
    assert [flag('aggregate_plex_logs', name).takes for name in ('--output', '--log-dir', '--top', '--hash')] == [
        'file', 'folder', 'word', 'nothing']
    assert flag('aggregate_plex_logs', '--merge').many and flag('aggregate_plex_logs', '--agent').again
    assert flag('aggregate_plex_logs', '--hours') == flag('aggregate_plex_logs', '--timeframe')
    assert named(found, 'parse_test_report').operands[0].takes == 'file'


def test_what_is_hidden_from_help_is_not_completed(found):
    text = make_completions.bash(found) + make_completions.zsh(found)
    assert 'token-on-the-command-line' not in text and '==SUPPRESS==' not in text


def test_a_script_that_never_calls_run_is_told():
    class Module(object):
        __name__ = 'x'
        run = None
        main = staticmethod(lambda argv: 0)
    with pytest.raises(ValueError):
        script_flags.parser_of(Module)


# -- the files ---------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize('name, make', [('plexfix.bash', make_completions.bash), ('_plexfix', make_completions.zsh)])
def test_the_files_are_current(name, make, found):
    with io.open(os.path.join(ROOT, 'completions', name), encoding='utf-8', newline='') as source:
        assert source.read() == make(found), 'make completions'


def test_the_tool_writes_checks_and_tells(tmpdir, capsys):
    folder = str(tmpdir.join('new'))
    assert make_completions.main(['--check', folder]) == 1 and 'make completions' in capsys.readouterr()[1]
    assert make_completions.main([folder]) == 0 and make_completions.main(['--check', folder]) == 0
    tmpdir.join('new', '_plexfix').write('x', mode='a')
    assert make_completions.main(['--check', folder]) == 1


# -- bash --------------------------------------------------------------------------------------------------------------

def bash_replies(words, folder):
    """Return what bash would offer for the last of *words*, asked as the shell itself asks, in *folder*."""
    split = [part for word in words for part in re.split(r'(=)', word) if part or word == '']
    script = u'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _plexfix; printf "%s\\n" "${COMPREPLY[@]}"'
    process = subprocess.Popen(['bash', '--norc', '--noprofile', '-c', script, 'bash', BASH_FILE] + split, cwd=str(folder),
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, err = process.communicate()
    # Outside of a completion there is nothing that compopt could change.
    told = [line for line in err.decode('utf-8').splitlines() if 'compopt' not in line]
    assert told == []
    return out.decode('utf-8').split()


@need_bash
@pytest.mark.parametrize('words, replies', [
    (['compare-metrics', '--polic'], ['--policy']),
    (['compare-metrics', '--policy', ''], ['evidence', 'spec']),
    (['compare-metrics', '--policy', 'sp'], ['spec']),
    (['compare-metrics', '--policy=sp'], ['spec']),
    (['compare-metrics', '--policy='], ['evidence', 'spec']),
    (['/some/where/compare_metrics.py', '--expl'], ['--explain']),
    (['compare_metrics.pyz', '--expl'], ['--explain']),
    (['implement-fix', '--fix', 'FIX-01', '--di'], ['--diagnostic-report']),
    (['implement-fix', '--fix', 'FI'], []),
    (['compare-metrics', '--baseline', 'a'], []),
    (['aggregate-plex-logs', '--hours', '3'], []),
    (['backup-utils', '--create', 'a', 'b', '--na'], ['--name']),
    (['parse-test-report', 'te'], []),
    (['parse-test-report', '--js'], ['--json']),
    (['some-other-command', '--x'], []),
])
def test_bash_offers_what_fits(words, replies, tmpdir):
    assert bash_replies(words, tmpdir) == replies


class Terminal(object):
    """A shell that a person types into; what it shows is in `shown`."""

    def __init__(self, command, folder, **variables):
        self._master, slave = os.openpty()
        env = dict(PATH=os.environ['PATH'], TERM='dumb', HOME=str(folder), LC_ALL='C.UTF-8', **variables)
        self._process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, cwd=str(folder), env=env,
                                         preexec_fn=os.setsid, close_fds=True)
        os.close(slave)
        self.shown = b''

    def type(self, keys, until):
        """Type *keys*; return whether *until* was shown in time."""
        start, deadline = len(self.shown), time.time() + LIMIT_S
        os.write(self._master, keys)
        while until not in self.shown[start:] and time.time() < deadline:
            if select.select([self._master], [], [], 0.1)[0]:
                self.shown += os.read(self._master, 65536)
        return until in self.shown[start:]

    def close(self):
        self._process.kill()
        self._process.wait()
        os.close(self._master)


@pytest.fixture
def place(tmpdir):
    """A folder with files and folders to choose from, some with odd names."""
    folder = tmpdir.mkdir('here')
    for name in ('report.txt', 'some logs/a.log'):
        folder.join(*name.split('/')).write('x', ensure=True)
    os.mkdir(os.path.join(str(folder), native_path(b'caf\xc3\xa9 folder')))
    return folder


@need_bash
def test_a_bash_session_completes(place):
    shell = Terminal(['bash', '--norc', '--noprofile', '-i'], place, PS1='> ')
    try:
        assert shell.type(b'bind "set bell-style none"; source "%s"; echo rea""dy\n' % BASH_FILE.encode('utf-8'), b'\nready')
        assert shell.type(b'compare-metrics --expl\t', b'--explain ')
        assert shell.type(b'rep\t', b'report.txt ')
        assert shell.type(b'\x15aggregate_plex_logs.py --log-dir so\t', b'some\\ logs/')
        assert shell.type(b'\x15./aggregate_plex_logs.py --log-dir=so\t', b'some\\ logs/')
        assert shell.type(b'\x15compare-metrics --policy sp\t', b'spec ')
        assert shell.type(b'\x15parse-test-report re\t', b'report.txt ')
    finally:
        shell.close()


@need_zsh
def test_a_zsh_session_completes(place):
    shell = Terminal(['zsh', '-f', '-i'], place, ZDOTDIR=str(place))
    try:
        folder = os.path.join(ROOT, 'completions').encode('utf-8')
        assert shell.type(b'PS1="> "; fpath=("%s" $fpath); autoload -Uz compinit; compinit -u -D; echo rea""dy\n' % folder, b'\nready')
        assert shell.type(b'compare-metrics --expl\t', b'--explain ')
        assert shell.type(b'rep\t', b'report.txt ')
        assert shell.type(b'\x15compare_metrics.py --policy sp\t', b'spec ')
        assert shell.type(b'\x15backup-utils --create report.txt --na\t', b'--name ')
        assert shell.type(b'\x15aggregate-plex-logs --log-dir so\t', b'some\\ logs')
    finally:
        shell.close()


@need_bash
def test_bash_takes_the_file_without_a_word():
    process = subprocess.Popen(['bash', '--norc', '-n', BASH_FILE], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert process.communicate()[0] == b'' and process.returncode == 0
