# -*- coding: utf-8 -*-
"""Where the story plays: its folders, what its processes see of the machine, and running the suite's commands there."""
from __future__ import absolute_import, division, print_function

import io
import os
import subprocess
import sys
import threading
import time
from collections import namedtuple

import plexfix
from plexfix.base.compat import fs_text, to_text
from plexfix.base.errors import UsageError

LIB = os.path.dirname(os.path.dirname(os.path.abspath(plexfix.__file__)))
COMMAND_LIMIT_S = 600
LOOK_EVERY_S = 0.1
_HOMES = ('HOME', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA', 'XDG_CONFIG_HOME', 'XDG_CACHE_HOME', 'XDG_DATA_HOME')
_TEMPORARY = ('TMPDIR', 'TEMP', 'TMP')

# What came of a command: its exit code, what it printed and what it said, as text.
Done = namedtuple('Done', 'code out err seconds')


class Stage(object):
    """The folder *place* with all that the story needs, and nothing outside of it."""

    def __init__(self, place):
        self.place = place
        self.plugins = os.path.join(place, 'Plug-ins')
        self.logs = os.path.join(place, 'Logs')
        self.run = os.path.join(place, 'plex_improvement')
        self.token_file = os.path.join(place, 'token')
        self.transcript = os.path.join(place, 'commands.txt')
        self.suite = suite_folder()
        self.scripts = scripts_folder()
        self.env = self._environment()

    def command(self, name, arguments):
        """Return the command line of a script of the suite."""
        return [sys.executable, '-B', os.path.join(self.scripts, name + '.py')] + list(arguments)

    def call(self, name, arguments, meanwhile=None):
        """Run a script without a terminal, and return what came of it; *meanwhile* is called while it runs.

        Raises UsageError where it does not end in time.
        """
        begun, late = time.time(), threading.Event()
        out, err = os.path.join(self.place, 'tmp', 'out.txt'), os.path.join(self.place, 'tmp', 'err.txt')
        with io.open(out, 'wb') as to_out, io.open(err, 'wb') as to_err, io.open(os.devnull, 'rb') as nothing:
            process = subprocess.Popen(self.command(name, arguments), env=self.env, cwd=self.place, stdin=nothing,
                                       stdout=to_out, stderr=to_err)
            try:
                self._wait(process, begun, late, meanwhile)
            finally:
                if process.poll() is None:
                    process.kill()
                    process.wait()
        done = Done(process.returncode, _read(out), _read(err), time.time() - begun)
        self._note(name, arguments, done)
        if late.is_set():
            raise UsageError('%s did not end within %d seconds' % (name, COMMAND_LIMIT_S), done.err[-500:],
                             'look into %s' % fs_text(self.transcript))
        return done

    def shown(self, path):
        """Return a path as text, from the story's folder on where it lies there."""
        path = os.path.abspath(path)
        return fs_text(os.path.relpath(path, self.place) if path.startswith(self.place + os.sep) else path)

    def _wait(self, process, begun, late, meanwhile):
        while process.poll() is None:
            if time.time() - begun > COMMAND_LIMIT_S:
                late.set()
                return
            if meanwhile is not None:
                meanwhile()
            time.sleep(LOOK_EVERY_S)

    def _environment(self):
        """Return the environment of all processes: their home and their temporary files lie in the story's folder."""
        env = dict((name, value) for name, value in os.environ.items() if not name.upper().startswith('PLEX_'))
        # Pythons that a person installed for themselves are used, as they would be without the other home.
        env.setdefault('PYENV_ROOT', os.path.join(os.path.expanduser('~'), '.pyenv'))
        for names, folder in ((_HOMES, 'home'), (_TEMPORARY, 'tmp')):
            path = os.path.join(self.place, folder)
            if not os.path.isdir(path):
                os.makedirs(path)
            env.update((name, path) for name in names)
        env.update(PYTHONPATH=LIB, PYTHONDONTWRITEBYTECODE='1', NO_COLOR='1')
        return env

    def _note(self, name, arguments, done):
        words = [to_text(word) if isinstance(word, bytes) else word for word in arguments]
        text = u'$ %s.py %s\n%s%s[exit code %d, %.1f s]\n\n' % (
            name, u' '.join(words), done.out, done.err, done.code, done.seconds)
        with io.open(self.transcript, 'ab') as stream:
            stream.write(text.replace(fs_text(self.place), u'.').encode('utf-8'))


def suite_folder():
    """Return the folder with `lib/` and `scripts/`; where it is installed, that of the packages plexfix and plexsim."""
    return os.path.dirname(LIB) if os.path.isdir(os.path.join(os.path.dirname(LIB), 'scripts')) else LIB


def scripts_folder():
    """Return the folder of the commands: beside `lib/`, or where they are installed.  Raises UsageError."""
    for folder in (os.path.join(os.path.dirname(LIB), 'scripts'), os.path.join(LIB, 'plexfix', 'scripts')):
        if os.path.isfile(os.path.join(folder, 'loop_coordinator.py')):
            return folder
    raise UsageError('the commands of the suite are not there', 'no scripts/ beside %s' % fs_text(LIB),
                     'copy scripts/ there too')


def _read(path):
    with io.open(path, 'rb') as stream:
        return to_text(stream.read()).replace(u'\r\n', u'\n')
