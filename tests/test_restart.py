# -*- coding: utf-8 -*-
"""Restarting: the way is chosen by what is there and never another user's; what was seen of it is told, and no more."""
from __future__ import absolute_import, division, print_function

import os
import sys
import time

import pytest

from plexfix.base.errors import PreconditionFailed, UsageError
from plexfix.outside import restart, restart_ways
from plexfix.outside.plexerrors import HttpFailed, NotFound, Unreachable
from plexfix.outside.restart import parse_method, plan

AGENTS = ['com.plexapp.agents.B', 'com.plexapp.agents.A']


class Machine(restart.Machine):
    """A machine that answers as it is told, and notes what is asked of it."""

    def __init__(self, platform='linux', answers=(), files=(), terminal=False):
        self.platform, self.answers, self.files, self.terminal = platform, dict(answers), files, terminal
        self.asked, self.slept = [], 0

    def home(self):
        return '/Users/you'

    def environment(self, name):
        return {'ProgramFiles': 'C:\\Program Files'}.get(name)

    def user_id(self):
        return 501

    def exists(self, path):
        return path in self.files

    def has_terminal(self):
        return self.terminal

    def run(self, words, limit_s=0):
        self.asked.append(words)
        answer = self.answers.get(' '.join(words), (None, u'no such command'))
        return answer.pop(0) if isinstance(answer, list) else answer

    def wait_for_enter(self):
        self.asked.append('Enter')

    def sleep(self, seconds):
        self.slept += seconds


class Server(object):
    def __init__(self, error=None):
        self.asked, self.error = [], error

    def restart_plugin(self, identifier):
        self.asked.append(identifier)
        if self.error:
            raise self.error


PLIST = os.path.join('/Users/you', 'Library', 'LaunchAgents', 'com.plexapp.plexmediaserver.plist')
PROGRAM = 'C:\\Program Files\\Plex\\Plex Media Server\\Plex Media Server.exe'
ELSEWHERE = 'D:\\Caf\xe9\\Plex Media Server.exe' if str is not bytes else 'D:\\Caf\xc3\xa9\\Plex Media Server.exe'
REG = 'reg query HKLM\\SOFTWARE\\Plex, Inc.\\Plex Media Server /v InstallFolder'
UNIT = 'systemctl --user cat plexmediaserver'
PS = 'docker ps --format {{.Names}}'


def shown(planned):
    return [step.text for step in planned.steps]


@pytest.mark.parametrize('text, method', [
    ('auto', ('auto', None)), ('plugin', ('plugin', None)), ('none', ('none', None)), ('manual', ('manual', None)),
    ('docker:plex-1', ('docker', 'plex-1')), ('command:a:b "c d"', ('command', 'a:b "c d"')), (u'launchctl', ('launchctl', None))])
def test_methods_are_read(text, method):
    assert parse_method(text) == method


@pytest.mark.parametrize('text', ['', 'Auto', 'docker', 'docker:', 'docker:-rm', 'docker:a b', 'command:', 'command: ', 'none:x',
                                  'systemd', u'caf\xe9', 'command:echo "'])
def test_what_is_no_method_is_refused(text):
    with pytest.raises(UsageError):
        parse_method(text)


@pytest.mark.parametrize('command', [
    'sudo systemctl restart plexmediaserver', '/usr/bin/sudo x', 'sh -c "sudo x"', 'sh -c "true;doas x"', 'su - plex -c x',
    "bash -c 'a && pkexec b'", 'env sudo x', 'sh -c "`sudo x`"', 'run0 x'])
def test_a_command_as_another_user_is_refused(command):
    with pytest.raises(UsageError) as caught:
        parse_method('command:' + command)
    assert u'nothing as another user' in caught.value.message()


@pytest.mark.parametrize('command', ['pseudo x', 'systemctl --user restart plex', 'sh -c "visudo-like; subtle"', 'su.py'])
def test_a_command_that_only_looks_like_it_is_not(command):
    assert parse_method('command:' + command)[0] == 'command'


@pytest.mark.parametrize('method, machine, wanted', [
    (('launchctl', None), Machine('darwin', files=[PLIST]), ['run: launchctl unload ' + PLIST, 'run: launchctl load ' + PLIST]),
    (('launchctl', None), Machine('darwin'), ['run: launchctl kickstart -k gui/501/com.plexapp.plexmediaserver']),
    (('osascript', None), Machine('darwin'), ['run: osascript -e tell app "Plex Media Server" to quit',
                                              'run: osascript -e application "Plex Media Server" is running',
                                              'run: osascript -e tell app "Plex Media Server" to launch']),
    (('taskkill', None), Machine('win32', files=[PROGRAM]), [
        'run: taskkill /im Plex Media Server.exe', 'run: tasklist /fi imagename eq Plex Media Server.exe /fo csv /nh',
        'run: cmd /c start  ' + PROGRAM]),
    (('systemd-user', None), Machine(), ['run: systemctl --user restart plexmediaserver']),
    (('docker', 'plex'), Machine(), ['run: docker restart plex']),
    (('command', 'restart-plex "now now"'), Machine(), ['run: restart-plex now now']),
    (('manual', None), Machine(terminal=True), ['restart the Plex Media Server in your usual way, then press Enter here']),
    (('none', None), Machine(), []),
])
def test_each_way_is_planned_without_doing_anything(method, machine, wanted):
    assert shown(plan(method, AGENTS, None, machine)) == wanted
    assert [words for words in machine.asked if words[:2] != ['reg', 'query']] == []


def test_windows_is_asked_to_end_plex_waits_for_it_and_starts_it_again():
    """Never with /F, which ends it in the middle of a write."""
    running = (0, u'"Plex Media Server.exe","4711","Console","1","90,000 K"')
    machine = Machine('win32', files=[PROGRAM], answers={
        'taskkill /im Plex Media Server.exe': (0, u'SUCCESS'), 'cmd /c start  ' + PROGRAM: (0, u''),
        'tasklist /fi imagename eq Plex Media Server.exe /fo csv /nh': [running, running, (0, u'INFO: No tasks are running')]})
    planned = plan(('auto', None), AGENTS, None, machine)
    machine.asked = []
    method, results = restart.carry_out(planned, None, machine)
    assert method == 'taskkill' and all(one.ok for one in results) and machine.slept == 2
    assert machine.asked[0] == ['taskkill', '/im', 'Plex Media Server.exe'] and '/F' not in sum(machine.asked, [])
    assert machine.asked[-1] == ['cmd', '/c', 'start', '', PROGRAM]


def test_windows_finds_plex_where_the_registry_says_and_says_where_it_looked():
    answers = {REG: (0, u'\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Plex, Inc.\r\n    InstallFolder    REG_SZ    D:\\Caf\xe9\\\r\n\r\n')}
    planned = plan(('taskkill', None), AGENTS, None, Machine('win32', answers, [ELSEWHERE]))
    assert planned.steps[-1].words[-1] == ELSEWHERE
    with pytest.raises(PreconditionFailed) as caught:
        plan(('taskkill', None), AGENTS, None, Machine('win32'))
    assert u'Plex Media Server.exe was not found' in caught.value.message()
    with pytest.raises(PreconditionFailed):
        plan(('auto', None), AGENTS, None, Machine('win32'))


def test_the_plugins_own_way_asks_for_each_one():
    server = Server()
    planned = plan(('plugin', None), AGENTS, server, Machine())
    assert server.asked == [] and restart.lines(planned) == [
        u'restart (plugin): ask the server to restart com.plexapp.agents.A, com.plexapp.agents.B']
    method, results = restart.carry_out(planned, server, Machine())
    assert method == 'plugin' and server.asked == sorted(AGENTS) and [one.ok for one in results] == [True, True]
    assert results[0].detail == u'the server took the request'
    with pytest.raises(PreconditionFailed):
        plan(('plugin', None), AGENTS, None, Machine())


@pytest.mark.parametrize('machine, wanted', [
    (Machine('darwin', files=[PLIST]), 'launchctl'),
    (Machine('darwin'), 'osascript'),
    (Machine('linux', {UNIT: (0, u'[Unit]')}), 'systemd-user'),
    (Machine('linux2', {UNIT: (0, u'[Unit]'), PS: (0, u'plex')}), 'systemd-user'),
    (Machine('linux', {UNIT: (1, u''), PS: (0, u'db\nmy-Plex\n')}), 'docker:my-Plex'),
    (Machine('win32', terminal=True), 'manual'),
    (Machine('linux', {PS: (0, u'plex\nplex2\n')}, terminal=True), 'manual'),
])
def test_the_first_way_that_is_there_is_chosen(machine, wanted):
    assert plan(('auto', None), AGENTS, None, machine).method == wanted
    with_server = plan(('auto', None), AGENTS, Server(), machine)
    assert with_server.method == 'plugin' and with_server.instead.method == wanted


def test_no_way_at_all_is_a_refusal_before_anything_is_done():
    for method in ('auto', 'manual'):
        with pytest.raises(PreconditionFailed) as caught:
            plan((method, None), AGENTS, None, Machine())
        assert caught.value.exit_code == 40 and u'--restart' in caught.value.message()


def test_single_plugins_can_be_picked_and_a_whole_restart_stays_whole():
    picked = restart.only(plan(('plugin', None), AGENTS, Server(), Machine()), AGENTS[:1])
    assert [step.words for step in picked.steps] == AGENTS[:1]
    whole = plan(('docker', 'plex'), AGENTS, None, Machine())
    assert restart.only(whole, []) == whole and restart.lines(whole) == [u'restart (docker:plex): run: docker restart plex']
    assert [restart.is_for_all(method) for method in ('docker:plex', 'manual', 'plugin', 'none')] == [True, True, False, False]


def test_a_server_that_does_not_know_the_call_is_restarted_in_another_way():
    for error in (NotFound('x'), HttpFailed('x', status=405)):
        machine = Machine('linux', {UNIT: (0, u''), 'systemctl --user restart plexmediaserver': (0, u'')})
        planned = plan(('auto', None), AGENTS, Server(error), machine)
        method, results = restart.carry_out(planned, Server(error), machine)
        assert method == 'systemd-user' and [one.ok for one in results] == [True]


def test_a_server_that_is_gone_is_no_reason_for_another_way():
    machine, told = Machine('linux', {UNIT: (0, u'')}), []
    server = Server(Unreachable('the Plex server does not answer'))
    method, results = restart.carry_out(plan(('auto', None), AGENTS, server, machine), server, machine, told.append)
    assert method == 'plugin' and server.asked == AGENTS[1:]
    assert results == [restart.Result(u'ask the server to restart com.plexapp.agents.A', False, u'the Plex server does not answer')]
    assert told == [u'restart: ask the server to restart com.plexapp.agents.A']


def test_it_stops_at_the_first_step_that_fails():
    machine = Machine('darwin', {'launchctl unload ' + PLIST: (3, u'no such job')}, files=[PLIST])
    _, results = restart.carry_out(plan(('launchctl', None), AGENTS, None, machine), None, machine)
    assert len(results) == 1 and not results[0].ok and results[0].detail == u'exit code 3: no such job'


def test_the_app_is_launched_only_when_it_has_ended():
    running = 'osascript -e application "Plex Media Server" is running'
    quit_it, launch = ['osascript -e tell app "Plex Media Server" to %s' % word for word in ('quit', 'launch')]
    machine = Machine('darwin', {running: [(0, u'true'), (0, u'true'), (0, u'false')], quit_it: (0, u''), launch: (0, u'')})
    planned = plan(('osascript', None), AGENTS, None, machine)
    assert [one.ok for one in restart.carry_out(planned, None, machine)[1]] == [True, True, True] and machine.slept == 2
    machine = Machine('darwin', {running: (0, u'true'), quit_it: (0, u'')})
    results = restart.carry_out(planned, None, machine)[1]
    assert [one.ok for one in results] == [True, False] and u'still runs' in results[1].detail


def test_a_person_is_waited_for():
    machine = Machine(terminal=True)
    method, results = restart.carry_out(plan(('manual', None), AGENTS, None, machine), None, machine)
    assert method == 'manual' and machine.asked == ['Enter'] and results[0].ok


# -- real processes ----------------------------------------------------------------------------------------------------

def python(code):
    return [sys.executable, '-c', code]


def test_a_command_is_run_and_what_it_says_is_kept_without_secrets():
    assert restart_ways.run(python('print("X-Plex-Token=abcdefghij0123456789")')) == (0, u'X-Plex-Token=<token>')
    assert restart_ways.run(python('import sys; sys.stderr.write("no"); sys.exit(7)')) == (7, u'no')
    code, text = restart_ways.run(['no-such-command-anywhere'])
    assert code is None and u'no-such-command-anywhere' in text
    assert restart_ways.run(python('import sys; sys.exit(len(sys.stdin.read()))'))[0] == 0


def test_a_command_that_never_ends_is_ended():
    began = time.time()
    assert restart_ways.run(python('import time; time.sleep(60)'), 0.3) == (None, u'it had not ended after 0 seconds')
    assert time.time() - began < 20


@pytest.mark.skipif(os.name == 'nt', reason='runs sh')
def test_a_command_may_leave_something_running():
    began = time.time()
    assert restart_ways.run(['sh', '-c', 'sleep 8 & echo started']) == (0, u'started')
    assert time.time() - began < 6
