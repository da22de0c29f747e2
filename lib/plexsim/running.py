# -*- coding: utf-8 -*-
"""Start the simulated Plex by its command, and talk to it as a client would.

The simulation itself is another process, under the interpreter that is given: whoever uses this looks at it from outside.
"""
from __future__ import absolute_import, division, print_function

import io
import json
import os
import subprocess
import threading
import time

from six.moves.http_client import HTTPConnection, HTTPException

LIB = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
START_LIMIT_S = 60
STOP_LIMIT_S = 20
ANSWER_LIMIT_S = 60
_LOOK_EVERY_S = 0.1


class SimulationError(Exception):
    """The simulation did not start, did not answer, or took too long; the text says which, and what it said."""


class SimulatedPlex(object):
    """`python -m plexsim` in a `with` block: its first line as `told`, and the few calls that a bench makes.

    *arguments* are those of the command; *command* replaces how the package is started.
    """

    def __init__(self, python, arguments, command=('-m', 'plexsim'), env=None):
        self._command = [python] + list(command) + list(arguments)
        self._env = dict(os.environ, PYTHONPATH=LIB, PYTHONDONTWRITEBYTECODE='1') if env is None else env
        self._process = self._token = None
        self.told = None

    def __enter__(self):
        # Its errors stay where ours go: in a pipe that nobody reads they would halt it one day.
        self._process = subprocess.Popen(self._command, env=self._env, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            self.told = self._first_line()
            self._token = _read(self.told['token_file'])
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *exc_info):
        self.stop()

    def stop(self):
        """End it by the end of its input; kill it where it does not end.  Its plug-ins end with it either way."""
        if self._process is None:
            return
        process, self._process = self._process, None
        timer = _later(STOP_LIMIT_S, process.kill)
        try:
            process.stdin.close()
            process.stdout.read()
            process.wait()
        finally:
            _over(timer)
            process.stdout.close()

    def sections(self):
        """Return the sections that an agent serves, as its first line tells them: key, title, agent, items."""
        served = set(agent['identifier'] for agent in self.told['agents'])
        return [section for section in self.told['sections'] if section['agent'] in served]

    def refresh_all(self, limit_s=ANSWER_LIMIT_S):
        """Refresh every item of the sections with an agent; return {outcome: number of refreshes} once all ended."""
        before = len(self.state()['refreshes'])
        for section in self.sections():
            self.ask('GET', '/library/sections/%s/refresh?force=1' % section['key'])
        end = time.time() + limit_s
        while self.state()['queue']:
            if time.time() > end:
                raise SimulationError('the refreshes did not end within %d seconds' % limit_s)
            time.sleep(_LOOK_EVERY_S)
        outcomes = [one['outcome'] for one in self.state()['refreshes'][before:]]
        return dict((outcome, outcomes.count(outcome)) for outcome in outcomes)

    def restart_plugins(self):
        """Restart each plug-in by Plex's own call; return {identifier: whether it started}."""
        for agent in self.told['agents']:
            self.ask('GET', '/:/plugins/%s/restart' % agent['identifier'])
        return dict((plugin['identifier'], plugin['alive']) for plugin in self.state()['plugins'])

    def state(self):
        """Return what the simulation alone knows: queue, refreshes, plugins, requests."""
        return json.loads(self.ask('GET', '/simulation/state'))

    def ask(self, method, path):
        """Return the body of an answer as text; raise SimulationError for any but 2xx, and where none comes."""
        connection = HTTPConnection(self.told['url'].split('//')[1], timeout=ANSWER_LIMIT_S)
        try:
            connection.request(method, path, headers={'X-Plex-Token': str(self._token)})
            answer = connection.getresponse()
            body = answer.read().decode('utf-8')
        except (EnvironmentError, HTTPException) as error:
            raise SimulationError('%s %s: %s' % (method, path, error))
        finally:
            connection.close()
        if answer.status // 100 != 2:
            raise SimulationError('%s %s: HTTP %d' % (method, path, answer.status))
        return body

    def _first_line(self):
        timer = _later(START_LIMIT_S, self._process.kill)
        line = self._process.stdout.readline()
        _over(timer)
        try:
            return json.loads(line.decode('ascii'))
        except ValueError:
            raise SimulationError('the simulated Plex did not start: %s' % ' '.join(self._command))


def _read(path):
    # As bytes, so that a folder with any letters in its name can be opened in any locale.
    with io.open(path if os.name == 'nt' else path.encode('utf-8'), encoding='utf-8') as handle:
        return handle.read().strip()


def _later(seconds, action):
    timer = threading.Timer(seconds, action)
    timer.daemon = True
    timer.start()
    return timer


def _over(timer):
    timer.cancel()
    # Left to end by itself, an old Python may find it in the way when it shuts down.
    timer.join()
