# -*- coding: utf-8 -*-
"""The parent's end of one plug-in process: starts it, calls it, and ends it; leaves the choice of plug-ins to others."""
from __future__ import absolute_import, division, print_function

import json
import os
import subprocess
import sys
import threading
import time

import six

from plexfix.base import compat
from plexsim.host.errors import AgentDied, AgentFailed, AgentTimeout

CHILD = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'child.py')
LIB = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
GRACE_S = 2.0


class PluginProcess(object):
    """A running plug-in.  It ends when its input does, so that it never outlives this process."""

    def __init__(self, python, setup):
        self._lock = threading.Lock()
        self._waiting = {}
        self._last = 0
        self._closed = False
        self._settled = threading.Event()
        self.started = False
        self.error = None
        self.agents = []
        self._process = subprocess.Popen(
            [python, '-B', CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=_null(), env=_environment(python),
            # Without this the pipe of one plug-in would be held open by the next, and never end.
            close_fds=os.name != 'nt' or not six.PY2)
        self._reader = threading.Thread(target=self._read)
        self._reader.daemon = True
        self._reader.start()
        self._send(setup)

    @property
    def pid(self):
        return self._process.pid

    def wait_started(self, timeout):
        """Return whether the plug-in came up within *timeout* seconds; `error` says why not."""
        if not self._settled.wait(timeout):
            self.error = 'the plug-in did not start within %g seconds' % timeout
        return self.started

    def alive(self):
        return self._process.poll() is None and not self._closed

    def call(self, name, arguments, timeout):
        """Return the plug-in's answer; raise AgentDied, AgentTimeout or AgentFailed."""
        if not self.alive():
            raise AgentDied('the plug-in is not running')
        done = threading.Event()
        with self._lock:
            self._last += 1
            number, slot = self._last, {'done': done, 'answer': None}
            self._waiting[number] = slot
        try:
            self._send({'id': number, 'call': name, 'arguments': arguments})
            if self._closed:
                done.set()
            if not done.wait(timeout):
                raise AgentTimeout('no answer to %s within %g seconds' % (name, timeout))
        finally:
            with self._lock:
                self._waiting.pop(number, None)
        return _checked(slot['answer'])

    def kill(self):
        """End the process at once, as a crash would."""
        if self._process.poll() is None:
            try:
                self._process.kill()
            except OSError:
                pass
        self._process.wait()
        self._finish()

    def stop(self):
        """End the process: close its input, wait a moment, then kill it."""
        # An input that ends without this word means to the plug-in that this process was killed.
        self._send({'dismissed': True})
        with self._lock:
            try:
                self._process.stdin.close()
            except (IOError, OSError, ValueError):
                pass
        ends = time.time() + GRACE_S
        while self._process.poll() is None and time.time() < ends:
            time.sleep(0.005)
        self.kill()

    def _finish(self):
        self._reader.join(GRACE_S)
        # A stream that something still holds open is left alone: closing it would wait for the one who reads it.
        streams = [self._process.stdin] + ([] if self._reader.is_alive() else [self._process.stdout])
        for stream in streams:
            try:
                stream.close()
            except (IOError, OSError, ValueError):
                pass

    def _send(self, message):
        data = compat.to_bytes(json.dumps(message)) + b'\n'
        with self._lock:
            try:
                self._process.stdin.write(data)
                self._process.stdin.flush()
            except (IOError, OSError, ValueError):
                # It is gone: the reader notices, and answers everyone who waits.
                pass

    def _read(self):
        for line in iter(self._process.stdout.readline, b''):
            try:
                self._take(json.loads(compat.to_text(line)))
            except ValueError:
                continue
        self._closed = True
        if not self._settled.is_set():
            self.error = self.error or 'the process of the plug-in ended while it started'
            self._settled.set()
        with self._lock:
            for slot in self._waiting.values():
                slot['done'].set()

    def _take(self, message):
        if 'event' in message:
            self.started = message['event'] == 'started'
            self.agents = message.get('agents', [])
            self.error = message.get('error')
            self._settled.set()
            return
        with self._lock:
            slot = self._waiting.get(message['id'])
        if slot is not None:
            slot['answer'] = message['answer']
            slot['done'].set()


def _checked(answer):
    if answer is None:
        raise AgentDied('the process of the plug-in ended while it worked')
    if 'failed' in answer:
        raise AgentFailed(answer['failed'], answer.get('metadata'))
    return answer


def _environment(python):
    env = dict(os.environ)
    if python != sys.executable:
        # What is there for this Python is not for another one.
        for name in ('PYTHONPATH', 'PYTHONHOME', 'PYTHONSTARTUP'):
            env.pop(name, None)
    env['PYTHONDONTWRITEBYTECODE'] = '1'
    return env


_devnull = []


def _null():
    """Return a handle for standard error; a plug-in's complaints there are nobody's, as with a real server."""
    if hasattr(subprocess, 'DEVNULL'):
        return subprocess.DEVNULL
    if not _devnull:
        _devnull.append(open(os.devnull, 'wb'))
    return _devnull[0]
