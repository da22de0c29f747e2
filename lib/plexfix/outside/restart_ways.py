# -*- coding: utf-8 -*-
"""The ways to restart Plex, as steps to do, and which of them this machine has; planning them restarts nothing.

Carrying them out, and asking the server for single plug-ins, is `restart`'s business.
"""
from __future__ import absolute_import, division, print_function

import ntpath
import os
import re
import shlex
import subprocess
import sys
import tempfile
import time
from collections import namedtuple

from plexfix.base.compat import fs_native, fs_text, native
from plexfix.base.errors import PreconditionFailed, UsageError
from plexfix.base.redact import redact

AUTO, PLUGIN, LAUNCHCTL, OSASCRIPT, SYSTEMD = 'auto', 'plugin', 'launchctl', 'osascript', 'systemd-user'
TASKKILL, DOCKER, COMMAND, MANUAL, NONE = 'taskkill', 'docker', 'command', 'manual', 'none'
METHODS = 'auto, plugin, launchctl, osascript, systemd-user, taskkill, docker:NAME, command:WORDS, manual, none'
WITH_VALUE = (DOCKER, COMMAND)
PLAIN = (AUTO, PLUGIN, LAUNCHCTL, OSASCRIPT, SYSTEMD, TASKKILL, MANUAL, NONE)
_OTHER_USERS = frozenset(['sudo', 'doas', 'su', 'pkexec', 'runas', 'gksudo', 'gksu', 'kdesudo', 'run0'])

COMMAND_LIMIT_S = 120
_POLL_S = 0.05
_LABEL = 'com.plexapp.plexmediaserver'
_UNIT = 'plexmediaserver'
_APP = 'Plex Media Server'
_PROGRAM = 'Plex Media Server.exe'
_PROGRAM_FOLDERS = ('ProgramFiles', 'ProgramW6432', 'ProgramFiles(x86)')
_REGISTRY = ['reg', 'query', 'HKLM\\SOFTWARE\\Plex, Inc.\\Plex Media Server', '/v', 'InstallFolder']
_LAUNCH_AGENT = os.path.join('Library', 'LaunchAgents', _LABEL + '.plist')
_SHOWN_CHARACTERS = 300

# One step: ASK a plug-in's restart of the server, RUN words, UNTIL what the words print no longer holds *answer*, TELL
# a person.
ASK, RUN, UNTIL, TELL = 'ask', 'run', 'until', 'tell'
Step = namedtuple('Step', 'kind text words answer')
Step.__new__.__defaults__ = (None,)

# *instead* is the Plan for a server that does not know how to restart a plug-in, None where there is none.
Plan = namedtuple('Plan', 'method steps instead')


class Machine(object):
    """What is asked of the machine that this runs on; a test has another one."""

    platform = sys.platform

    def home(self):
        return os.path.expanduser('~')

    def environment(self, name):
        return os.environ.get(name)

    def user_id(self):
        return os.getuid()

    def exists(self, path):
        return os.path.exists(path)

    def has_terminal(self):
        return bool(sys.stdin and sys.stdin.isatty())

    def run(self, words, limit_s=COMMAND_LIMIT_S):
        return run(words, limit_s)

    def wait_for_enter(self):
        sys.stdin.readline()

    def sleep(self, seconds):
        time.sleep(seconds)


def run(words, limit_s=COMMAND_LIMIT_S):
    """Run a command without a shell and without input; return (exit code, the text it printed).

    The code is None where it could not be started, or had not ended after *limit_s* seconds and was ended then.
    """
    # A file, not a pipe: what the command leaves running in the background may keep that open for ever.
    with tempfile.TemporaryFile() as printed, open(os.devnull, 'rb') as nothing:
        try:
            process = subprocess.Popen(words, stdin=nothing, stdout=printed, stderr=subprocess.STDOUT)
        except EnvironmentError as err:
            return None, u'%s: %s' % (fs_text(words[0]), fs_text(err.strerror or str(err)))
        ends = time.time() + limit_s
        while process.poll() is None and time.time() < ends:
            time.sleep(_POLL_S)
        code = process.poll()
        if code is None:
            process.kill()
            process.wait()
            return None, u'it had not ended after %d seconds' % limit_s
        printed.seek(0)
        return code, redact(fs_text(printed.read()).strip())[:_SHOWN_CHARACTERS]


def steps_of(kind, machine, value):
    """Return the Steps of the way *kind*, with the *value* that stands behind its name."""
    return {LAUNCHCTL: _launchctl, OSASCRIPT: _osascript, SYSTEMD: _systemd, TASKKILL: _taskkill, DOCKER: _docker,
            COMMAND: _command, MANUAL: _manual, NONE: _nothing}[kind](machine, value)


def own(machine):
    """Return the Plan of the first way that *machine* has without the server's help, None where it has none."""
    ways = (_own_launchctl, _own_osascript, _own_taskkill, _own_systemd, _own_docker, _own_manual)
    return next((made for made in (way(machine) for way in ways) if made), None)


def _own_launchctl(machine):
    if machine.platform == 'darwin' and machine.exists(os.path.join(machine.home(), _LAUNCH_AGENT)):
        return Plan(LAUNCHCTL, _launchctl(machine, None), None)


def _own_osascript(machine):
    if machine.platform == 'darwin':
        return Plan(OSASCRIPT, _osascript(machine, None), None)


def _own_taskkill(machine):
    if machine.platform == 'win32' and _program(machine) is not None:
        return Plan(TASKKILL, _taskkill(machine, None), None)


def _own_systemd(machine):
    if machine.platform.startswith('linux') and machine.run(['systemctl', '--user', 'cat', _UNIT], 10)[0] == 0:
        return Plan(SYSTEMD, _systemd(machine, None), None)


def _own_docker(machine):
    code, text = machine.run(['docker', 'ps', '--format', '{{.Names}}'], 10)
    names = [name for name in text.split() if 'plex' in name.lower()] if code == 0 else []
    if len(names) == 1:
        return Plan('%s:%s' % (DOCKER, native(names[0])), _docker(machine, native(names[0])), None)


def _own_manual(machine):
    if machine.has_terminal():
        return Plan(MANUAL, _manual(machine, None), None)


def _runs(words, kind=RUN, answer=None):
    return Step(kind, u'run: ' + u' '.join(fs_text(word) for word in words), [native(word) for word in words], answer)


def _launchctl(machine, _value):
    path = os.path.join(machine.home(), _LAUNCH_AGENT)
    if machine.exists(path):
        return [_runs(['launchctl', 'unload', path]), _runs(['launchctl', 'load', path])]
    return [_runs(['launchctl', 'kickstart', '-k', 'gui/%d/%s' % (machine.user_id(), _LABEL)])]


def _osascript(_machine, _value):
    return [_runs(['osascript', '-e', 'tell app "%s" to quit' % _APP]),
            _runs(['osascript', '-e', 'application "%s" is running' % _APP], UNTIL, u'true'),
            _runs(['osascript', '-e', 'tell app "%s" to launch' % _APP])]


def _taskkill(machine, _value):
    """Without /F, which would end the server in the middle of a write to its database."""
    program = _program(machine)
    if program is None:
        raise PreconditionFailed(u'%s was not found' % _PROGRAM, u'looked in the program folders and in the registry',
                                 u'give another way: --restart ' + METHODS)
    return [_runs(['taskkill', '/im', _PROGRAM]),
            _runs(['tasklist', '/fi', 'imagename eq ' + _PROGRAM, '/fo', 'csv', '/nh'], UNTIL, native(_PROGRAM)),
            _runs(['cmd', '/c', 'start', '', program])]


def _program(machine):
    """Return the path of Plex's program on Windows, None where it is not found."""
    bases = [machine.environment(name) for name in _PROGRAM_FOLDERS]
    folders = [ntpath.join(base, 'Plex', 'Plex Media Server') for base in bases if base]
    found = re.search(u'REG_SZ[ \t]+([^\r\n]+)', fs_text(machine.run(_REGISTRY, 10)[1]))
    folders += [native(fs_native(found.group(1).strip()))] if found else []
    paths = [ntpath.join(folder, _PROGRAM) for folder in folders]
    return next((path for path in paths if machine.exists(path)), None)


def _systemd(_machine, _value):
    return [_runs(['systemctl', '--user', 'restart', _UNIT])]


def _docker(_machine, value):
    return [_runs(['docker', 'restart', value])]


def _command(_machine, value):
    return [_runs(words_of(value))]


def _manual(_machine, _value):
    return [Step(TELL, u'restart the Plex Media Server in your usual way, then press Enter here', None)]


def _nothing(_machine, _value):
    return []


def words_of(command):
    """Return the words of a command as a shell would part them; raises UsageError for one of another user."""
    try:
        words = [native(word) for word in shlex.split(native(command))]
    except ValueError as err:
        raise UsageError(u'cannot read the command of --restart', fs_text(str(err)), u'close its quotes')
    for word in re.split(r'[\s;&|()`"\']+', ' '.join(words)):
        if os.path.basename(word) in _OTHER_USERS:
            raise UsageError(u'--restart runs nothing as another user', u'the command holds %s' % fs_text(word),
                             u'restart as the user that Plex runs as, or by hand: --restart manual')
    return words
