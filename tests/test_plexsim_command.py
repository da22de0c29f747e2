# -*- coding: utf-8 -*-
"""`python -m plexsim` as a bench uses it: its first line, and every way in which it is told to stop."""
from __future__ import absolute_import, division, print_function

import io
import json
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from plexfix.base.compat import native, to_bytes
from plexsim import command, scenarios
from plexsim_fakes import Client, children_of, write_bundle

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LIB = os.path.join(ROOT, 'lib')
LIMIT_S = 60

posix_only = pytest.mark.skipif(os.name == 'nt', reason='Windows has no such signals')


class Running(object):
    """A running command; killed at the end of the test, or when it takes too long."""

    def __init__(self, arguments, scratch, stdin=subprocess.PIPE, **more_env):
        # What a killed simulation cannot take away must not stay among the system's temporary files.
        env = dict(os.environ, PYTHONPATH=LIB, PYTHONDONTWRITEBYTECODE='1', TMPDIR=scratch, TEMP=scratch, **more_env)
        self.process = subprocess.Popen([sys.executable, '-m', 'plexsim'] + list(arguments), env=env, stdin=stdin,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self._timer = threading.Timer(LIMIT_S, self.process.kill)
        self._timer.daemon = True
        self._timer.start()

    def first_line(self):
        line = self.process.stdout.readline()
        assert line, self.process.stderr.read()
        return json.loads(line.decode('ascii'))

    def end(self):
        """Return (exit code, the rest of standard output, standard error)."""
        if self.process.stdin is not None and self.process.stdin.closed:
            self.process.stdin = None  # communicate() would flush what is closed
        out, err = self.process.communicate()
        self._timer.cancel()
        return self.process.returncode, out, err

    def clean(self):
        self._timer.cancel()
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()


@pytest.fixture
def start(tmpdir):
    """The function that starts the command with a Plug-ins folder in which one small agent lies."""
    write_bundle(tmpdir.join('Plug-ins'), 'Plain')
    started = []

    def begin(*arguments, **streams):
        folders = ['--plugins', str(tmpdir.join('Plug-ins')), '--logs', str(tmpdir.join('Logs'))]
        started.append(Running(folders + list(arguments), str(tmpdir), **streams))
        return started[-1]
    yield begin
    for running in started:
        if running.process.returncode is None:
            running.clean()


def token_of(description):
    with io.open(description['token_file'], encoding='utf-8') as handle:
        return handle.read().strip()


def is_alive(pid):
    try:
        with io.open('/proc/%d/stat' % pid) as handle:
            return handle.read().rpartition(')')[2].split()[0] != 'Z'
    except EnvironmentError:
        return False


def test_the_first_line_tells_all_and_the_end_of_the_input_stops_it(start, tmpdir):
    running = start('--items', '7', '--seed', '5')
    told = running.first_line()
    assert told['logs'] == str(tmpdir.join('Logs')) and told['plugins'] == str(tmpdir.join('Plug-ins'))
    assert (told['items'], told['seed'], told['scenario'], told['pid']) == (7, 5, 'default', running.process.pid)
    assert told['agents'] == [{'identifier': 'com.plexapp.agents.Plain', 'name': 'Plain', 'started': True, 'error': None}]
    token = token_of(told)
    client = Client(int(told['url'].rsplit(':', 1)[1]), token)
    assert client.xml('/library/sections/1/all').get('totalSize') == '7'
    running.process.stdin.close()
    code, out, err = running.end()
    assert (code, out) == (0, b'') and token.encode() not in json.dumps(told).encode() + err
    assert tmpdir.join('Logs', 'com.plexapp.agents.Plain.log').check()
    assert not os.path.exists(told['token_file'])


@posix_only
@pytest.mark.parametrize('number', ['SIGINT', 'SIGTERM'])
def test_signals_stop_it_cleanly_and_its_plugins_with_it(start, number):
    running = start('--items', '2')
    running.first_line()
    children = children_of(running.process.pid)
    running.process.send_signal(getattr(signal, number))
    code, out, err = running.end()
    assert (code, out, err) == (0, b'', b'')
    assert not [pid for pid in children if is_alive(pid)]


@pytest.mark.skipif(not os.path.isdir('/proc/self/task'), reason='needs /proc to see the processes')
def test_no_plugin_and_no_temporary_folder_outlives_a_killed_simulation(start, tmpdir):
    running = start('--items', '2')
    data = running.first_line()['data']
    assert os.path.isdir(data)
    children = children_of(running.process.pid)
    assert children
    running.process.kill()
    running.end()
    deadline = time.time() + 15
    while [pid for pid in children if is_alive(pid)] and time.time() < deadline:
        time.sleep(0.05)
    assert not [pid for pid in children if is_alive(pid)]
    assert not os.path.exists(os.path.dirname(data))
    assert tmpdir.join('Logs', 'com.plexapp.agents.Plain.log').check()


@posix_only
def test_folders_of_any_name_in_a_bare_locale(tmpdir):
    folder = os.path.join(native(to_bytes(u'%s' % tmpdir)), native(to_bytes(u'd\xe9p\xf4t of m\xfcsic')))
    write_bundle(os.path.join(folder, 'Plug-ins'), 'Plain')
    running = Running(['--plugins', os.path.join(folder, 'Plug-ins'), '--logs', os.path.join(folder, 'Logs'), '--items', '1'],
                      str(tmpdir), LC_ALL='C', LANG='C')
    try:
        told = running.first_line()
        assert told['logs'].endswith(u'd\xe9p\xf4t of m\xfcsic/Logs') and told['agents'][0]['started'] is True, told
        client = Client(int(told['url'].rsplit(':', 1)[1]), token_of(told))
        assert client.ask('PUT', '/library/metadata/1/refresh')[0] == 200
        ends = time.time() + 20
        while not client.json_state()['refreshes'] and time.time() < ends:
            time.sleep(0.05)
        assert [one['outcome'] for one in client.json_state()['refreshes']] == ['updated']
        running.process.stdin.close()
        assert running.end()[0] == 0
    finally:
        if running.process.returncode is None:
            running.clean()
    with io.open(os.path.join(folder, 'Logs', 'com.plexapp.agents.Plain.log'), encoding='utf-8') as handle:
        assert 'Plain looks for 1' in handle.read()


def test_started_without_an_input_it_stops_at_once(start):
    with open(os.devnull, 'rb') as nothing:
        running = start('--items', '1', stdin=nothing)
        assert running.first_line()['url']
        assert running.end()[0] == 0


@posix_only
def test_no_stdin_keeps_it_running_without_an_input(start):
    with open(os.devnull, 'rb') as nothing:
        running = start('--items', '1', '--no-stdin', stdin=nothing)
        told = running.first_line()
        time.sleep(0.6)
        assert running.process.poll() is None
        assert Client(int(told['url'].rsplit(':', 1)[1]), token_of(told)).ask('GET', '/')[0] == 200
        running.process.terminate()
        assert running.end()[0] == 0


def test_a_port_and_a_token_file_of_ones_own(start, tmpdir):
    token_file = tmpdir.join('token')
    token_file.write('my-own-token-1\n')
    running = start('--items', '1', '--token-file', str(token_file))
    told = running.first_line()
    port = int(told['url'].rsplit(':', 1)[1])
    assert Client(port, 'my-own-token-1').ask('GET', '/')[0] == 200
    second = start('--items', '1', '--port', str(port))
    code, out, err = second.end()
    assert code == 2 and out == b'' and b'error: cannot listen on port' in err and b'Traceback' not in err
    running.process.stdin.close()
    assert running.end()[0] == 0 and token_file.check()


@pytest.mark.parametrize('arguments', [
    ['--scenario', 'none'], ['--items', '-1'], ['--items', 'x'], ['--port', '70000'], ['--nonsense'], ['--seed', 'x'],
    ['--site', 'x'], ['--site', 'x.example=127.0.0.1'], ['--site', 'x.example=127.0.0.1:y'], ['--site', '=127.0.0.1:80']])
def test_wrong_usage_is_2_without_a_traceback(start, arguments):
    code, out, err = start(*arguments).end()
    assert (code, out) == (2, b'') and err and b'Traceback' not in err


def test_sites_of_ones_own():
    given = command.parser().parse_args(['--site', 'a.example=127.0.0.1:80', '--site', 'b.example=::1:8080']).site
    assert given == [('a.example', ('127.0.0.1', 80)), ('b.example', ('::1', 8080))]
    assert command.parser().parse_args([]).site == []


def test_the_list_of_scenarios(start):
    code, out, err = start('--list-scenarios').end()
    assert (code, err) == (0, b'')
    assert [line.split()[0] for line in out.decode('ascii').splitlines()] == [scenario.name for scenario in scenarios.SCENARIOS]


def test_help_tells_the_exit_codes_and_names_every_flag(start):
    code, out, _ = start('--help').end()
    assert code == 0
    for word in (b'Exit codes', b'--no-stdin', b'--token-file', b'/dev/null', b'--python'):
        assert word in out


def test_it_runs_as_a_folder_too(run_python):
    code, out, err = run_python([os.path.join(LIB, 'plexsim'), '--list-scenarios'], env={'PYTHONPATH': None})
    assert code == 0 and b'healthy' in out, err


def test_within_this_process_too(tmpdir, monkeypatch, capfd):
    # As above, where a debugger and a measurement of coverage can follow it.
    write_bundle(tmpdir.join('Plug-ins'), 'Plain')
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    reading, writing = os.pipe()
    threading.Timer(1.0, os.close, [writing]).start()
    with io.open(reading, 'rb') as stdin:
        monkeypatch.setattr(sys, 'stdin', stdin)
        assert command.main(['--plugins', str(tmpdir.join('Plug-ins')), '--items', '1']) == 0
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before
    assert json.loads(capfd.readouterr()[0])['items'] == 1


@pytest.mark.parametrize('arguments, code', [(['--list-scenarios'], 0), (['--scenario', 'none'], 2)])
def test_what_needs_no_simulation(arguments, code, capsys):
    assert command.main(arguments) == code
    out, err = capsys.readouterr()
    assert ('healthy' in (out if code == 0 else err)) and not (err if code == 0 else out)


def test_an_input_that_is_closed_is_an_end(monkeypatch):
    stop = threading.Event()
    command._watch(None, stop)
    assert stop.is_set()
    gone = threading.Event()
    with io.open(os.devnull, 'rb') as stream:
        command._watch(stream, gone)
        assert gone.wait(5)


def test_a_terminal_is_not_read():
    pty = pytest.importorskip('pty')
    leader, follower = pty.openpty()
    stop = threading.Event()
    with io.open(follower, 'rb', buffering=0) as stream:
        command._watch(stream, stop)
        os.write(leader, b'\x04')
        assert not stop.wait(0.3)
    os.close(leader)
