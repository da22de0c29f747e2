# -*- coding: utf-8 -*-
"""The tools of dev/: which interpreters are found, what is run on them, and what the last line says."""
from __future__ import absolute_import, division, print_function

import io
import json
import os
import re
import stat
import subprocess
import sys

import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, 'dev'))

import borrow_virtualenv  # noqa: E402
import clean  # noqa: E402
import interpreters  # noqa: E402
import run_demo  # noqa: E402
import run_pytest  # noqa: E402
import run_tests  # noqa: E402
import venvs  # noqa: E402
from plexsim.running import SimulatedPlex, SimulationError  # noqa: E402

posix_only = pytest.mark.skipif(os.name == 'nt', reason='made of shell scripts')


def python(*version):
    return interpreters.Interpreter('/pythons/%s/bin/python' % interpreters.dotted(version), version)


PY27, PY36, PY311 = python(2, 7, 18), python(3, 6, 15), python(3, 11, 7)
PY313, PY399 = python(3, 13, 0), python(3, 99, 1)


def program(path, text):
    """Write an executable shell script; return its path."""
    if not path.dirpath().check():
        path.dirpath().ensure(dir=True)
    path.write('#!/bin/sh\n' + text)
    os.chmod(str(path), os.stat(str(path)).st_mode | stat.S_IXUSR)
    return str(path)


def pretended(version, implementation='CPython', level='final'):
    """A program that answers the question of `probe` as an interpreter of that version would."""
    return 'echo "%s|%s|%s|/not/there"\n' % (implementation, level, version)


# -- interpreters ------------------------------------------------------------------------------------------------------

def test_path_comes_first_then_pyenv_then_the_usual_places():
    found = interpreters.places({'PATH': os.pathsep.join(['/one', '/two']), 'PYENV_ROOT': '/pyenv', 'HOME': '/home/me'})
    assert found[:2] == ['/one', '/two']
    assert found[2] == os.path.join('/pyenv', 'versions', '*', 'bin')
    assert '/home/me/.pyenv/versions/*/bin' in found and '/usr/local/bin' in found


def test_without_a_home_folder_nothing_in_it_is_looked_for():
    assert not [folder for folder in interpreters.places({}) if folder.startswith('~')]


def test_windows_has_its_own_places():
    found = interpreters.places({'USERPROFILE': 'C:\\Users\\me', 'PATH': ''}, windows=True)
    assert 'C:\\Users\\me\\AppData\\Local\\Programs\\Python\\Python*' in found


@posix_only
def test_candidates_are_named_like_an_interpreter_and_each_file_counts_once(tmpdir):
    real = program(tmpdir.join('a', 'python3.9'), '')
    for name in ('python3-config', 'pythonw', 'ipython', 'python3.9-gdb.py'):
        program(tmpdir.join('a', name), '')
    os.symlink(real, str(tmpdir.join('a', 'python3')))
    tmpdir.join('a', 'python2').write('not executable')
    other = program(tmpdir.join('b', 'bin', 'python2.7'), '')
    folders = [str(tmpdir.join('a')), str(tmpdir.join('*', 'bin')), '/no/such/folder']
    assert interpreters.candidates(folders) == [real, other]


def test_probe_tells_the_version_of_a_real_interpreter():
    found = interpreters.probe(sys.executable)
    assert found.version == tuple(sys.version_info[:3])
    assert os.path.exists(found.path)


@posix_only
@pytest.mark.parametrize('text', [
    'exit 127\n', 'echo hello\n', pretended('3.7.1', 'PyPy'), pretended('3.14.0', level='beta'),
    pretended('3.7.1') + 'exit 1\n',
], ids=['shim of nothing', 'other program', 'pypy', 'pre-release', 'failing'])
def test_probe_refuses(text, tmpdir):
    assert interpreters.probe(program(tmpdir.join('python3'), text)) is None


def test_probe_of_what_cannot_be_started_is_none(tmpdir):
    assert interpreters.probe(str(tmpdir.join('absent'))) is None


@posix_only
def test_find_sees_pyenv_outside_path_and_prefers_path(tmpdir):
    on_path = program(tmpdir.join('path', 'python3'), pretended('3.6.9'))
    program(tmpdir.join('pyenv', 'versions', '3.6.15', 'bin', 'python'), pretended('3.6.15'))
    two = program(tmpdir.join('pyenv', 'versions', '2.7.18', 'bin', 'python2.7'), pretended('2.7.18'))
    program(tmpdir.join('pyenv', 'versions', '3.5.1', 'bin', 'python'), pretended('3.5.1'))
    env = {'PATH': str(tmpdir.join('path')), 'PYENV_ROOT': str(tmpdir.join('pyenv'))}
    found = interpreters.find(env, windows=False)
    by_minor = {each.version[:2]: each for each in found}
    assert by_minor[(3, 6)] == (on_path, (3, 6, 9))
    assert by_minor[(2, 7)] == (two, (2, 7, 18))
    assert (3, 5) not in by_minor
    assert [each.version for each in found] == sorted(each.version for each in found)


@pytest.mark.parametrize('found, expected', [
    ([], (None, None, None)),
    ([PY27], (PY27, None, None)),
    ([PY313], (None, PY313, PY313)),
    ([PY27, PY36, PY311, PY313], (PY27, PY36, PY313)),
])
def test_choose_takes_the_two_and_both_ends_of_three(found, expected):
    assert interpreters.choose(found) == expected


def test_tools_run_on_a_known_three_first_and_on_two_last():
    assert interpreters.best_for_tools([PY27, PY36, PY311, PY313, PY399]) == [PY313, PY311, PY36, PY399, PY27]


# -- environments and verdicts -----------------------------------------------------------------------------------------

def names(choice, full=False):
    return [each.name for each in run_tests.environments(interpreters.Choice(*choice), full)]


def test_the_newest_three_is_measured_and_nothing_runs_twice():
    assert names((PY27, PY36, PY313)) == ['py313-cov', 'py27', 'py36', 'flake8']
    assert names((None, PY36, PY313)) == ['py313-cov', 'py36', 'flake8']
    assert names((PY27, PY313, PY313)) == ['py313-cov', 'py27', 'flake8']


def test_where_time_is_given_two_is_measured_too():
    assert names((PY27, PY36, PY313), True) == ['py313-cov', 'py27-cov', 'py36', 'flake8']


def test_tox_is_told_where_the_interpreter_is():
    command = run_tests.tox_command('tox', run_tests.Environment('py27-cov', PY27), ['-k', 'x'])
    assert command[command.index('--discover') + 1] == PY27.path
    assert command[command.index('-e') + 1] == 'py27-cov'
    assert command[-3:] == ['--', '-k', 'x']
    assert '--discover' not in run_tests.tox_command('tox', run_tests.Environment('flake8', None), [])


def test_tox_does_not_inherit_another_environment():
    given = {'PATH': '/bin', 'TOXENV': 'py39', 'PYTHONPATH': '/x', 'COVERAGE_FILE': 'y', 'VIRTUAL_ENV': 'z',
             'PIP_INDEX_URL': 'i'}
    assert run_tests.tox_environment(given, False) == {'PATH': '/bin', 'PIP_INDEX_URL': 'i'}
    assert run_tests.tox_environment(given, True)['PLEXFIX_TESTS'] == 'full'


def result(name, code=0, output=''):
    return run_tests.Result(name, code, 1.0, output)


ALL = interpreters.Choice(PY27, PY36, PY313)
WITHOUT_TWO = interpreters.Choice(None, PY36, PY313)


def test_the_last_line_names_the_versions():
    assert run_tests.verdict(ALL, [result('py27-cov'), result('flake8')], ci=True) == (
        0, 'make test: passed on Python 2.7.18, 3.6.15, 3.13.0')


def test_the_last_line_names_what_failed():
    assert run_tests.verdict(ALL, [result('py27-cov', 1), result('flake8', 1), result('py36')], ci=False) == (
        1, 'make test: FAILED in py27-cov, flake8')


@pytest.mark.parametrize('ci, failed, code', [(False, 0, 0), (True, 0, 1), (False, 1, 1), (True, 1, 1)])
def test_a_missing_two_is_told_in_the_last_line_and_fails_in_ci(ci, failed, code):
    got, line = run_tests.verdict(WITHOUT_TWO, [result('py36', failed)], ci)
    assert got == code
    assert run_tests.NO_PYTHON2 in line and '\n' not in line
    assert ('FAILED' in line) == bool(code)


@pytest.mark.parametrize('output, expected', [
    ('...\n=== 12 passed, 1 skipped in 0.30s ===\n  py27: OK\n', '12 passed, 1 skipped'),
    ('1 failed, 3 passed in 2.00 seconds\n', '1 failed, 3 passed'),
    ('12 passed, 1 skipped in 70.30s (0:01:10)\n...\n2 failed, 30 passed, 1 warning in 2.00s\n', '42 passed, 1 skipped, 2 failed, 1 warning'),
    ('    said 7 passed in 1.00s\nno tests ran in 0.01s\n', 'no tests ran'),
    ('no tests ran in 0.01s\n3 passed in 0.10s\n', '3 passed'),
    ('flake8: OK\n', ''),
])
def test_what_pytest_counted_is_added_up(output, expected):
    assert run_tests.counted(output) == expected


def test_coverage_total_with_and_without_missing_lines():
    assert run_tests.coverage_total('TOTAL   812  12  240  8  97.3%\n') == '97.3%'
    assert run_tests.coverage_total('nothing') == ''


def test_the_summary_has_a_line_for_each_environment():
    text = run_tests.summary([result('py27-cov', 0, '3 passed in 1s'), result('flake8', 1)])
    assert re.search(r'py27-cov +ok +1\.0 s +3 passed\n +flake8 +FAILED', text)


def run_commands(jobs, *programs):
    said = []
    runs = run_tests.Runs(jobs, dict(os.environ), said.append)
    commands = [('c%d' % number, [sys.executable, '-c', text]) for number, text in enumerate(programs)]
    return runs.all(commands), '\n'.join(said)


def test_runs_keep_the_order_the_code_and_the_whole_output_of_a_failure():
    results, said = run_commands(2, 'print("fine")', 'import sys; print("\\n".join(["bad"] * 40)); sys.exit(3)')
    assert [(each.name, each.code) for each in results] == [('c0', 0), ('c1', 3)]
    assert said.count('bad') == 40 and 'c1: FAILED (exit code 3)' in said


def test_runs_show_the_end_of_a_success_only():
    assert run_commands(1, 'print("\\n".join(["ok"] * 40))')[1].count('ok\nok') <= 12


def test_runs_are_side_by_side(tmpdir):
    # Each waits for the other's file, so one after the other would never end; the deadline makes that a failure.
    wait = ('import os, sys, time; mine, other = %r, %r; open(mine, "w").close(); end = time.time() + 20\n'
            'while not os.path.exists(other):\n    time.sleep(0.01)\n    if time.time() > end: sys.exit("alone")\n')
    first, second = str(tmpdir.join('a')), str(tmpdir.join('b'))
    results, _ = run_commands(2, wait % (first, second), wait % (second, first))
    assert [each.code for each in results] == [0, 0]


def test_a_program_that_is_not_there_is_a_failure(tmpdir):
    results = run_tests.Runs(1, dict(os.environ), lambda text: None).all([('x', [str(tmpdir.join('absent'))])])
    assert results[0].code == 127


def test_no_python_three_is_told(monkeypatch, capfdbinary_text):
    monkeypatch.setattr(interpreters, 'find', lambda: [PY27])
    assert run_tests.main([]) == 2
    assert 'need a Python 3' in capfdbinary_text()


def test_a_tox_that_cannot_be_set_up_is_told(monkeypatch, capfdbinary_text):
    def refuse(*arguments):
        raise venvs.VenvError('no venv here')
    monkeypatch.setattr(interpreters, 'find', lambda: [PY36])
    monkeypatch.setattr(venvs, 'ensure', refuse)
    assert run_tests.main([]) == 2
    said = capfdbinary_text()
    assert 'no venv here' in said and run_tests.NO_PYTHON2 in said


@pytest.mark.parametrize('choice, arguments, enforced', [
    (ALL, [], True), (WITHOUT_TWO, [], True), (ALL, ['-k', 'x'], False)])
def test_the_coverage_is_enforced_where_all_tests_ran(choice, arguments, enforced, monkeypatch):
    asked = []

    def all_good(self, commands):
        asked.extend(commands)
        return [result(name) for name, _ in commands]
    monkeypatch.setattr(run_tests.Runs, 'all', all_good)
    monkeypatch.setattr(run_tests.shutil, 'rmtree', lambda *args, **kwargs: None)
    run_tests.run(choice, run_tests.parse(['--'] + arguments))
    assert asked[-1][1][-1] == ('--fail-under=95' if enforced else '--fail-under=0')


@pytest.mark.parametrize('failing, reported', [('flake8', True), ('py27', True), ('py313-cov', False)])
def test_the_coverage_is_told_where_every_measured_run_was_complete(failing, reported, monkeypatch):
    monkeypatch.setattr(run_tests.Runs, 'all',
                        lambda self, commands: [result(name, int(name == failing)) for name, _ in commands])
    monkeypatch.setattr(run_tests.shutil, 'rmtree', lambda *args, **kwargs: None)
    assert ('coverage' in [each.name for each in run_tests.run(ALL, run_tests.parse([]))]) == reported


# -- the tests on one Python -------------------------------------------------------------------------------------------

@pytest.mark.parametrize('version', [(2, 7, 18), (3, 13, 0)])
def test_reckoning_runs_in_one_process_and_sessions_two_at_a_time(version, monkeypatch):
    monkeypatch.setattr(run_pytest.sys, 'version_info', version)
    runs = [['--part', 'tables'], ['--part', 'sessions', '-n', '2', '--dist', 'loadfile']]
    # One Python computes while the other waits.
    assert run_pytest.plan([], None, False) == run_pytest.plan([], 'full', False) == runs[::1 if version > (3,) else -1]
    assert run_pytest.plan([], 'short', False) == [['--part', 'tables']]
    assert run_pytest.plan(['-k', 'x'], None, False) == [['-n', '2', '--dist', 'loadfile', '-k', 'x']]


def test_the_second_measured_run_adds_to_the_first():
    first, second = run_pytest.plan([], None, True)
    assert '--cov' in first and '--cov-append' not in first and second[-1] == '--cov-append'


@pytest.mark.parametrize('arguments, tier, codes, calls, code', [
    ([], None, [0, 0], 2, 0), ([], None, [1, 0], 2, 1), ([], None, [0, 5], 2, 5), ([], 'short', [0], 1, 0),
    (['--', 'tests/test_x.py'], 'short', [4], 1, 4)])
def test_every_part_runs_and_the_first_failure_is_the_end_code(arguments, tier, codes, calls, code, tmpdir, monkeypatch):
    asked = []

    def call(command, cwd, env):
        asked.append((command, env.get('PLEXFIX_TESTS')))
        return codes[len(asked) - 1]
    monkeypatch.setattr(run_pytest.subprocess, 'call', call)
    monkeypatch.setattr(run_pytest, 'compile_code', lambda root: None)
    monkeypatch.setenv('PLEXFIX_TESTS', tier or '')
    folder = tmpdir.join('coverage', 'here')
    assert run_pytest.main(['--cov', str(folder)] + arguments) == code
    assert len(asked) == calls and folder.check(dir=True)
    # What is asked for by name runs on every Python, whichever its tier.
    assert asked[0][1] == (None if arguments and tier else tier or '')


def test_code_is_compiled_for_this_python_and_what_lost_its_source_is_gone(tmpdir, run_python):
    tmpdir.join('lib', 'one.py').write('ONE = 1\n', ensure=True)
    tmpdir.join('lib', 'x.bundle', 'broken.py').write('def (\n', ensure=True)
    tmpdir.join('scripts', 'two.py').write('from one import ONE\n', ensure=True)
    lost = tmpdir.join('scripts', 'lost.pyc')
    lost.write('of a module that was renamed')
    cached = tmpdir.join('lib', '__pycache__', 'other.cpython-30.pyc')
    cached.write('of another Python', ensure=True)
    run_pytest.compile_code(str(tmpdir))
    assert not lost.check() and cached.check()
    compiled = [path.basename for path in tmpdir.visit('*.pyc') if path != cached]
    assert sorted(name.split('.')[0] for name in compiled) == ['one', 'two']
    code, out, err = run_python(['-v', '-c', 'import two'], env={'PYTHONPATH': os.pathsep.join(
        [str(tmpdir.join('lib')), str(tmpdir.join('scripts'))])})
    assert code == 0 and re.search(b'precompiled from .*two.pyc|two.*pyc matches', err)


def test_what_another_environment_has_just_done_is_done(tmpdir):
    run_pytest.make_folder(str(tmpdir))
    run_pytest.remove(str(tmpdir.join('gone.pyc')))
    tmpdir.join('file').write('')
    with pytest.raises(OSError):
        run_pytest.make_folder(str(tmpdir.join('file')))
    with pytest.raises(OSError):
        run_pytest.remove(str(tmpdir))


# -- environments on disk ----------------------------------------------------------------------------------------------

class Machine(object):
    """Stands for the machine: knows which commands work, makes the environment's python, records what was run."""

    def __init__(self, folder, works):
        self.folder, self.works, self.ran = folder, works, []

    def __call__(self, command):
        self.ran.append(command)
        if self.folder in command:
            if not self.works(command):
                return 1, 'it does not work\n'
            path = venvs.program(self.folder, 'python')
            os.makedirs(os.path.dirname(path))
            open(path, 'w').close()
        return 0, ''


def test_an_environment_is_made_once(tmpdir):
    folder = str(tmpdir.join('env'))
    machine = Machine(folder, lambda command: True)
    made = venvs.ensure(folder, [PY313], ['six'], machine)
    assert made == venvs.program(folder, 'python')
    assert machine.ran[0] == [PY313.path, '-m', 'venv', folder]
    assert machine.ran[1][1:4] == ['-m', 'pip', 'install'] and machine.ran[1][-1] == 'six'
    again = Machine(folder, lambda command: False)
    assert venvs.ensure(folder, [PY313], ['six'], again) == made
    assert again.ran == [[made, '-c', 'import pip']]


def test_other_requirements_make_it_anew(tmpdir):
    folder = str(tmpdir.join('env'))
    venvs.ensure(folder, [PY313], ['six'], Machine(folder, lambda command: True))
    machine = Machine(folder, lambda command: True)
    venvs.ensure(folder, [PY313], ['six', 'requests'], machine)
    assert [PY313.path, '-m', 'venv', folder] in machine.ran


def test_what_does_not_work_is_followed_by_what_may(tmpdir):
    folder = str(tmpdir.join('env'))
    machine = Machine(folder, lambda command: command[0] == PY27.path)
    venvs.ensure(folder, [PY313, PY27], [], machine)
    assert [PY313.path, '-m', 'virtualenv', '-q', folder] in machine.ran
    assert [PY27.path, '-m', 'virtualenv', '-q', folder] in machine.ran
    assert [PY27.path, '-m', 'venv', folder] not in machine.ran


def test_the_error_names_all_that_was_tried(tmpdir):
    folder = str(tmpdir.join('env'))
    with pytest.raises(venvs.VenvError) as caught:
        venvs.ensure(folder, [PY36], [], Machine(folder, lambda command: False))
    for told in ('-m venv', '-m virtualenv', 'it does not work', 'install virtualenv'):
        assert told in str(caught.value)
    with pytest.raises(venvs.VenvError) as caught:
        venvs.ensure(folder, [], [], Machine(folder, lambda command: True))
    assert 'no Python found' in str(caught.value)


def test_a_failed_installation_is_told_and_leaves_no_complete_environment(tmpdir):
    folder = str(tmpdir.join('env'))
    machine = Machine(folder, lambda command: True)

    def without_network(command):
        return (1, 'no such host\n') if 'pip' in command else machine(command)
    with pytest.raises(venvs.VenvError) as caught:
        venvs.ensure(folder, [PY36], ['six'], without_network)
    assert 'no such host' in str(caught.value)
    assert not os.path.exists(os.path.join(folder, 'complete.txt'))


def test_run_gives_the_code_and_the_output_of_a_real_command(tmpdir):
    assert venvs._run([sys.executable, '-c', 'import sys; print("here"); sys.exit(4)']) == (4, 'here' + os.linesep)
    assert venvs._run([str(tmpdir.join('absent'))])[0] == 127


# -- demo, clean, make -------------------------------------------------------------------------------------------------

@pytest.fixture
def capfdbinary_text(capfd):
    """Return what was printed so far, also by code that writes bytes."""
    return lambda: capfd.readouterr()[0]


def test_the_demo_shows_the_head_and_tells_the_rest(tmpdir):
    path = tmpdir.join('report.txt')
    path.write_binary(u'é1\n2\n3\n4\n'.encode('utf-8'))
    assert run_demo.head(str(path), 2) == u'é1\n2\n... 2 more lines'
    assert run_demo.head(str(path), 4) == u'é1\n2\n3\n4'


def test_the_demo_tells_a_failed_set_up(monkeypatch, capfdbinary_text):
    def refuse(*arguments):
        raise venvs.VenvError('no network')
    monkeypatch.setattr(venvs, 'ensure', refuse)
    monkeypatch.setattr(interpreters, 'find', lambda: [])
    assert run_demo.main([]) == 2
    assert 'no network' in capfdbinary_text()


@pytest.fixture
def ready(monkeypatch):
    """The demo with this Python as its environment, in which nothing has to be installed; returns the commands run."""
    ran = []
    monkeypatch.setattr(venvs, 'ensure', lambda *arguments: sys.executable)
    monkeypatch.setattr(venvs, 'add', lambda *arguments: True)
    monkeypatch.setattr(interpreters, 'find', lambda: [])
    return ran


# The story itself is test_demo's.
@pytest.mark.parametrize('code, expected', [(0, 0), (1, 1), (2, 2), (130, 2)])
def test_the_demo_ends_as_the_story_does(ready, monkeypatch, capfdbinary_text, code, expected, tmpdir):
    monkeypatch.setattr(run_demo, 'run', lambda command, quiet=False: ready.append(command) or code)
    assert run_demo.main(['--seed', '7', '--output', str(tmpdir)]) == expected
    assert ready == [[sys.executable, '-B', '-m', 'plexsim.story', '--seed', '7', '--output', str(tmpdir)]]
    assert ('did not come to its end' in capfdbinary_text()) == (expected == 2)


def test_without_a_folder_the_story_takes_one_of_its_own():
    assert run_demo.story_command('py', None, 0) == ['py', '-B', '-m', 'plexsim.story', '--seed', '0']


def test_the_story_is_found_and_asks_nothing(capfd):
    assert run_demo.run([sys.executable, '-B', '-m', 'plexsim.story', '--help']) == 0
    assert '--seed' in capfd.readouterr()[0]
    assert run_demo.run([sys.executable, '-c', 'import sys; sys.exit(len(sys.stdin.read()))']) == 0
    assert run_demo.run([sys.executable, '-c', 'print(1)'], quiet=True) == 0 and capfd.readouterr()[0] == ''


def test_the_demo_tells_a_failed_job(ready, monkeypatch, capfdbinary_text, tmpdir):
    monkeypatch.setattr(venvs, 'add', lambda *arguments: False)
    monkeypatch.setattr(run_demo, 'sample_commands', lambda *arguments: [[sys.executable, '-c', 'import sys; sys.exit(1)']])
    assert run_demo.main(['--output', str(tmpdir)]) == 2
    assert 'the command above failed' in capfdbinary_text()


@pytest.mark.parametrize('name', [b'plain', b'caf\xc3\xa9 and spaces'])
def test_without_lxml_the_demo_says_so_and_shows_the_first_steps_on_the_samples(ready, monkeypatch, capfdbinary_text, tmpdir, name):
    monkeypatch.setattr(venvs, 'add', lambda *arguments: False)
    folder = os.path.join(str(tmpdir), name if str is bytes else os.fsdecode(name))
    assert run_demo.main(['--output', folder]) == 0
    said = capfdbinary_text()
    assert 'lxml cannot be installed' in said and os.path.join('samples', 'logs') in said
    with io.open(os.path.join(folder, 'aggregated_logs.json'), encoding='utf-8') as handle:
        assert json.load(handle)['totals']['operations']['search']['started'] > 0
    with io.open(os.path.join(folder, 'diagnostic_report.md'), encoding='utf-8') as handle:
        assert handle.readline().rstrip() in said


def test_where_the_folders_name_is_too_much_the_environment_is_made_elsewhere_and_goes(monkeypatch):
    made = []

    def ensure(folder, *arguments):
        if folder.startswith(run_demo.ROOT):
            raise venvs.VenvError('letters')
        made.append(os.path.dirname(folder))
        return sys.executable
    monkeypatch.setattr(venvs, 'ensure', ensure)
    monkeypatch.setattr(run_demo, 'ROOT', '/caf\xe9')
    with run_demo.environment() as python:
        assert python == sys.executable and os.path.isdir(made[0])
    assert not os.path.exists(made[0])
    monkeypatch.setattr(run_demo, 'ROOT', '/coffee')
    with pytest.raises(venvs.VenvError):
        run_demo.environment().__enter__()


@pytest.mark.parametrize('there, installable, expected', [
    (True, False, True), (False, True, True), (False, False, False)])
def test_a_package_is_added_where_it_is_not_there_yet(there, installable, expected):
    installed, ran = [there], []

    def machine(command):
        ran.append(command)
        if 'pip' in command:
            installed.append(installable)
            return (0 if installable else 1), ''
        return (0 if any(installed) else 1), ''
    assert venvs.add('/py', 'lxml', machine) is expected
    assert len([command for command in ran if 'pip' in command]) == (0 if there else 1)


@pytest.mark.parametrize('codes, expected, ran', [([0, 0], 0, 2), ([3], 3, 1), ([0, 4], 4, 2)])
def test_a_virtualenv_is_borrowed_and_given_back(codes, expected, ran, monkeypatch):
    seen = []

    def call(command, env=None):
        seen.append((command, env))
        return codes[len(seen) - 1]
    monkeypatch.setattr(borrow_virtualenv.subprocess, 'call', call)
    assert borrow_virtualenv.main('folder') == expected and len(seen) == ran
    borrowed = seen[0][0][seen[0][0].index('--target') + 1]
    assert not os.path.exists(borrowed)
    if ran == 2:
        assert seen[1][0][-1] == 'folder' and seen[1][1]['PYTHONPATH'] == borrowed


def test_the_simulation_ends_though_a_call_to_it_failed(tmpdir):
    code = 'import json, sys; print(json.dumps({"url": "http://127.0.0.1:9", "token_file": sys.argv[1]})); sys.stdout.flush(); sys.stdin.read()'
    tmpdir.join('token').write('secret')
    with pytest.raises(SimulationError) as caught:
        with SimulatedPlex(sys.executable, [str(tmpdir.join('token'))], ['-c', code]) as plex:
            process = plex._process
            plex.ask('GET', '/')
    assert process.poll() == 0 and 'GET /' in str(caught.value) and 'secret' not in str(caught.value)


def test_clean_removes_what_was_made_and_nothing_else(tmpdir):
    for made in ('.tox', '.tox-runner', '.venv', 'demo_output', 'plexfix.egg-info', os.path.join('lib', '__pycache__')):
        tmpdir.join(made, 'file').ensure()
    for made in ('.coverage', '.coverage.py27', os.path.join('lib', 'a.pyc')):
        tmpdir.join(made).ensure()
    kept = ['.coveragerc', os.path.join('.git', 'a.pyc'), os.path.join('lib', 'a.py'), os.path.join('samples', 'a.log')]
    for name in kept:
        tmpdir.join(name).ensure()
    clean.main(str(tmpdir))
    left = [os.path.relpath(os.path.join(where, name), str(tmpdir))
            for where, _, files in os.walk(str(tmpdir)) for name in files]
    assert sorted(left) == sorted(kept)


def test_make_help_names_every_target():
    with io.open(os.path.join(ROOT, 'Makefile'), encoding='utf-8') as handle:
        text = handle.read()
    targets = set(re.findall(r'^([a-z][a-z-]*):', text, re.M)) - {'help'}
    assert set(re.findall(r'"make ([a-z-]+)', text)) == targets
    assert set(re.search(r'^\.PHONY: (.*)$', text, re.M).group(1).split()) == targets | {'help'}


@posix_only
def test_any_python_is_found_outside_path(tmpdir):
    program(tmpdir.join('bin', 'python3'), 'exit 127\n')
    here = tmpdir.join('pyenv', 'versions', '3.0.0', 'bin', 'python')
    program(here, 'FOUND="in pyenv" exec "%s" "$@"\n' % sys.executable)
    env = {'PATH': str(tmpdir.join('bin')), 'PYENV_ROOT': str(tmpdir.join('pyenv')), 'HOME': str(tmpdir)}
    command = ['/bin/sh', os.path.join(ROOT, 'dev', 'anypython'), '-c', 'import os; print(os.environ["FOUND"])']
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE)
    assert process.communicate()[0].decode('ascii').strip() == 'in pyenv'
    assert process.returncode == 0
