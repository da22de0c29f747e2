# -*- coding: utf-8 -*-
"""Finds a real Python 2.7 on this machine and asks its compiler about sources; one process for many of them.

The sources go through its standard input and are compiled, never run.  What the answers mean is left to others.
"""
from __future__ import absolute_import, division, print_function

import glob
import os
import subprocess
import sys
import threading
from collections import namedtuple

from plexfix.base.compat import fs_text, monotonic, to_bytes, to_text
from plexfix.base.errors import UsageError

AUTO, NEVER = 'auto', 'never'
HANDSHAKE_S = 10
SOURCE_S = 30
_TICK_S = 0.1
_HELLO = b'plexfix-python 2.7 '

# What a real Python 2.7 says of a source: *line*, *column* and *message* where it is not *ok*.  *complete* is False
# where it could look at the parsing alone.
Verdict = namedtuple('Verdict', 'ok line column message complete')

# Runs in the other Python.  It answers `OK` or `BAD line column message` for each `file LENGTH` or `loaded LENGTH`.
# The compiler takes bytes for text that needs no coding line; a file needs one, as its reader would say.  What Plex
# loads goes through the compiler package, which is what its sandbox uses.
_PROGRAM = r'''
import re, sys
try:
    import msvcrt, os
    msvcrt.setmode(0, os.O_BINARY)
    msvcrt.setmode(1, os.O_BINARY)
except ImportError:
    pass
import warnings
warnings.simplefilter("ignore")
cookie = re.compile("[ \t\f]*#.*?coding[:=][ \t]*([-\\w.]+)")
def of_file(data):
    compile(data, "source", "exec", 0, 1)
    if re.search("[\x80-\xff]", data) and data[:3] != "\xef\xbb\xbf":
        lines = re.split("\r\n|\r|\n", data[:2000])[:2]
        known = cookie.match(lines[0]) or (re.match("[ \t\f]*(#|$)", lines[0]) and cookie.match((lines + [""])[1]))
        if not known:
            before = data[:re.search("[\x80-\xff]", data).start()]
            line = len(re.findall("\r\n|\r|\n", before)) + 1
            raise SyntaxError("Non-ASCII character, but no encoding declared", ("source", line, None, None))
def of_loaded(data):
    import compiler
    from compiler import misc, syntax
    tree = compiler.parse(data)
    misc.set_filename("source", tree)
    syntax.check(tree)
checks = {"file": of_file, "loaded": of_loaded}
sys.stdout.write("plexfix-python %d.%d %s\n" % (sys.version_info[:2] + (hasattr(sys, "pypy_version_info"),)))
sys.stdout.flush()
while 1:
    head = sys.stdin.readline().split()
    if len(head) != 2:
        break
    data = sys.stdin.read(int(head[1]))
    try:
        checks[head[0]](data)
        answer = "OK"
    except (KeyboardInterrupt, SystemExit):
        raise
    except Exception:
        problem = sys.exc_info()[1]
        message = getattr(problem, "msg", None) or str(problem) or problem.__class__.__name__
        answer = "BAD %d %d %s" % (getattr(problem, "lineno", None) or 0, getattr(problem, "offset", None) or 0,
                                   " ".join(str(message).split())[:300])
    sys.stdout.write(answer + "\n")
    sys.stdout.flush()
'''


class RealPython(object):
    """A Python 2.7 that compiles; use it as a context manager, or call `close`."""

    def __init__(self, path, source_s=SOURCE_S):
        self.path = path
        self._source_s = source_s
        self._process = None
        self._watch = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def verdict(self, data, as_loaded=False):
        """Return the Verdict on *data* (bytes), None where it gave none: it crashed, or took too long."""
        if self._process is None and not self._start():
            return None
        head = 'loaded' if as_loaded else 'file'
        answer = self._exchange(to_bytes('%s %d\n' % (head, len(data))) + data, self._source_s)
        if answer is None:
            self.close()
            return None
        words = to_text(answer).split(u' ', 3)
        if words[0] == u'OK':
            return Verdict(True, None, None, None, not as_loaded)
        return Verdict(False, int(words[1]) or None, int(words[2]) or None, (words + [u''])[3], not as_loaded)

    def answers(self):
        """Return whether it runs and is a Python 2.7; it then stays ready."""
        return self._process is not None or self._start()

    def close(self):
        """End the process, if it runs."""
        process, self._process = self._process, None
        if process is not None:
            self._watch.end()
            for step in (process.kill, process.wait, process.stdin.close, process.stdout.close):
                try:
                    step()
                except EnvironmentError:
                    # It is gone already, and with it the pipe's other end.
                    pass

    def _start(self):
        with open(os.devnull, 'wb') as nowhere:
            try:
                self._process = subprocess.Popen([self.path, '-B', '-S', '-c', _PROGRAM], stdin=subprocess.PIPE,
                                                 stdout=subprocess.PIPE, stderr=nowhere, env=_environment(self.path))
            except (EnvironmentError, ValueError):
                return False
        self._watch = _Watch(self._process.kill)
        answer = self._exchange(b'', HANDSHAKE_S)
        if answer is None or not answer.startswith(_HELLO) or answer.endswith(b'True'):
            self.close()
            return False
        return True

    def _exchange(self, data, limit_s):
        """Send *data*, return the line that comes back; None where none came in time."""
        process = self._process
        self._watch.begin(limit_s)
        try:
            process.stdin.write(data)
            process.stdin.flush()
            return process.stdout.readline().rstrip(b'\r\n') or None
        except EnvironmentError:
            return None
        finally:
            self._watch.rest()


class _Watch(object):
    """Calls *act* when what was begun takes longer than its limit; one thread for all of a process's answers.

    A timer for each answer would leave threads behind that 2.7 may find still waiting when it ends, and complain of.
    """

    def __init__(self, act):
        self._act = act
        self._until = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.daemon = True
        self._thread.start()

    def begin(self, limit_s):
        self._until = monotonic() + limit_s

    def rest(self):
        self._until = None

    def end(self):
        """Stop watching; the thread is gone when this returns."""
        self._ended.set()
        self._thread.join()

    def _run(self):
        while not self._ended.wait(_TICK_S):
            until = self._until
            if until is not None and monotonic() > until:
                self._act()
                return


def find(wanted=AUTO, env=None, platform=None):
    """Return a RealPython that answers, None where there is none or *wanted* is `never`.

    *wanted* is `auto` or a path; raises UsageError where at that path there is no Python 2.7.
    """
    if wanted == NEVER:
        return None
    if wanted not in (None, AUTO):
        chosen = RealPython(wanted)
        if not chosen.answers():
            raise UsageError(u'%s is no Python 2.7' % fs_text(wanted), u'it did not answer as one',
                             u'give another one: --python27 PATH, or --python27 never')
        return chosen
    for path in candidates(env, platform):
        found = RealPython(path)
        if found.answers():
            return found
    return None


def candidates(env=None, platform=None):
    """Return the paths of this machine that may be a Python 2.7, best first: this one, PATH, pyenv, usual, Plex's."""
    env = os.environ if env is None else env
    platform = sys.platform if platform is None else platform
    windows = platform.startswith('win')
    pyenv = env.get('PYENV_ROOT') or os.path.join(env.get('HOME') or os.path.expanduser('~'), '.pyenv')
    paths = [sys.executable] if sys.version_info[:2] == (2, 7) and sys.executable else []
    # What pyenv puts on the path are scripts that lead to the versions found below, or to none.
    for folder in env.get('PATH', '').split(os.pathsep):
        if folder and os.path.normpath(folder) != os.path.normpath(os.path.join(pyenv, 'shims')):
            paths.extend(os.path.join(folder, name + ('.exe' if windows else '')) for name in ('python2.7', 'python2'))
    paths.extend(sorted(glob.glob(os.path.join(pyenv, 'versions', '2.7*', 'bin', 'python2.7')), reverse=True))
    paths.extend(_USUAL_WINDOWS if windows else _USUAL)
    paths.extend(script_hosts(env, platform))
    return [path for number, path in enumerate(paths) if path not in paths[:number] and os.path.isfile(path)]


_USUAL = ('/usr/bin/python2.7', '/usr/local/bin/python2.7', '/opt/local/bin/python2.7', '/opt/homebrew/bin/python2.7',
          '/Library/Frameworks/Python.framework/Versions/2.7/bin/python2.7',
          '/System/Library/Frameworks/Python.framework/Versions/2.7/bin/python2.7')
_USUAL_WINDOWS = ('C:\\Python27\\python.exe', 'C:\\Program Files\\Python27\\python.exe')


def script_hosts(env, platform):
    """Return the paths at which Plex's own Python ("Plex Script Host") may be on *platform*."""
    if platform == 'darwin':
        places = ['/Applications/Plex Media Server.app/Contents/MacOS',
                  os.path.join(env.get('HOME', ''), 'Applications', 'Plex Media Server.app', 'Contents', 'MacOS')]
        return [os.path.join(place, 'Plex Script Host') for place in places]
    if platform.startswith('win'):
        parents = [env.get(name) for name in ('PROGRAMFILES(X86)', 'PROGRAMFILES', 'ProgramW6432')]
        return [os.path.join(parent, 'Plex', 'Plex Media Server', 'PlexScriptHost.exe') for parent in parents if parent]
    places = [env.get('PLEX_MEDIA_SERVER_HOME')] + [
        '/usr/lib/plexmediaserver', '/opt/plexmediaserver', '/usr/local/share/plexmediaserver',
        '/usr/share/plexmediaserver', '/snap/plexmediaserver/current', '/var/packages/PlexMediaServer/target',
        '/volume1/@appstore/Plex Media Server']
    return [os.path.join(place, 'Plex Script Host') for place in places if place]


def _environment(path):
    """Return the environment for the Python at *path*: without this one's, with Plex's own where it is Plex's."""
    env = dict((name, value) for name, value in os.environ.items()
               if name not in ('PYTHONPATH', 'PYTHONHOME', 'PYTHONSTARTUP', '__PYVENV_LAUNCHER__'))
    if 'script' not in os.path.basename(path).lower():
        return env
    folder = os.path.dirname(path)
    for home in (os.path.join(folder, 'Resources', 'Python'),
                 os.path.join(os.path.dirname(folder), 'Resources', 'Python')):
        if os.path.isdir(home):
            env['PYTHONHOME'] = home
    env['LD_LIBRARY_PATH'] = os.pathsep.join([os.path.join(folder, 'lib'), folder, env.get('LD_LIBRARY_PATH', '')])
    if os.name == 'nt':
        env['PYTHONPATH'] = os.pathsep.join(os.path.join(folder, name) for name in ('DLLs', 'Exts'))
    return env
