# -*- coding: utf-8 -*-
"""Inside the plug-in's process: start, then requests in and answers out."""
from __future__ import absolute_import, division, print_function

import json
import os
import shutil
import sys
import threading
import traceback

from six.moves import queue

from plexfix.base import compat
from plexsim.host import core, printed, records, resolve, runtime, startup

WORKERS = 4
END_OF_INPUT = 0


class Plugin(object):
    """One plug-in at work: reads *requests* (a stream of JSON lines), writes *answers*."""

    def __init__(self, setup, requests, answers):
        self._setup = setup
        self._requests = requests
        self._answers = answers
        self._lock = threading.Lock()
        self._queue = queue.Queue()
        self._open = 0
        self._workers = 0
        self._runtime = None

    def run(self):
        """Start the plug-in and serve; end with the parent's pipe, whatever the plug-in's code is doing."""
        reader = threading.Thread(target=self._read)
        reader.daemon = True
        try:
            started = self._start(reader)
        except Exception:
            # A fault of this host and not of the plug-in: said to the parent, since there may be no log.
            self.say({'event': 'failed', 'error': traceback.format_exc()})
            raise
        if not started:
            return
        reader.join()

    def say(self, message):
        data = compat.to_bytes(json.dumps(message)) + b'\n'
        with self._lock:
            try:
                self._answers.write(data)
            except (IOError, OSError):
                os._exit(END_OF_INPUT)

    def _start(self, reader):
        setup = self._setup
        resolve.install(setup['hosts'], setup['server'], setup['allow_network'])
        bundle = core.Bundle(path_of(setup['bundle']))
        path = os.path.join(path_of(setup['logs']), bundle.identifier + '.log')
        recorder = records.Recorder(records.RecordFile(path), os.path.join(os.path.dirname(bundle.path), *core.FRAMEWORK))
        state = core.Core(bundle, recorder, path_of(setup['data']), compat.native(setup['token']) if setup['token'] else None,
                          compat.native(setup['machine']), compat.native(setup['version']))
        state.has_server = bool(setup['server'])
        # As with a real server: relative paths of a plug-in lead to its own data.
        os.chdir(state.data_path)
        sys.stdout = printed.PrintedLines(recorder)
        reader.start()
        starter = startup.Starter(state, setup['build'], setup['start_timeout'])
        try:
            starter.start()
        except startup.StartFailed as err:
            self.say({'event': 'failed', 'error': compat.to_text(err.args[0])})
            recorder.close()
            return False
        self._runtime = runtime.Runtime(state, starter.environment, starter.names)
        self._runtime.prefixes()
        self.say({'event': 'started', 'agents': [_told(agent) for agent in state.agents]})
        return True

    def _read(self):
        while True:
            line = self._requests.readline()
            if not line:
                self._clean_up()
                os._exit(END_OF_INPUT)
            request = json.loads(line.decode('utf-8'))
            if request.get('dismissed'):
                os._exit(END_OF_INPUT)
            self._queue.put(request)
            self._need_worker()

    def _clean_up(self):
        """Take away the temporary folders of a parent that was killed and cannot do so itself."""
        os.chdir(os.path.sep)
        for path in self._setup['temporary']:
            shutil.rmtree(path_of(path), ignore_errors=True)

    def _need_worker(self):
        # The framework answers each request on a thread of a small pool; records are followed by that thread.
        with self._lock:
            self._open += 1
            if self._workers >= min(WORKERS, self._open):
                return
            self._workers += 1
        worker = threading.Thread(target=self._work)
        worker.daemon = True
        worker.start()

    def _work(self):
        while True:
            request = self._queue.get()
            answer = self._answer(request)
            with self._lock:
                self._open -= 1
            self.say({'id': request['id'], 'answer': answer})

    def _answer(self, request):
        try:
            return getattr(self._runtime, request['call'])(**dict((str(key), value) for key, value in request['arguments'].items()))
        except BaseException:
            # SystemExit of a plug-in's code must not end the worker unheard.
            return {'failed': u'the host failed: ' + compat.to_text(traceback.format_exc())}


def path_of(text):
    """Return the path that the parent wrote as *text*, in this Python's form and whatever the locale: POSIX means UTF-8."""
    if os.name == 'nt':
        return text.encode(sys.getfilesystemencoding()) if compat.PY2 else text
    data = text.encode('utf-8')
    return data if compat.PY2 else os.fsdecode(data)


def _told(agent):
    kinds = {'Movie': 'Movies', 'TV_Show': 'TV_Shows', 'Artist': 'Artist', 'Album': 'Album', 'Photo': 'Photos'}
    return {'name': compat.to_text(agent.name), 'languages': [compat.to_text(code) for code in agent.languages],
            'primary_provider': bool(agent.primary_provider), 'media_types': [kinds.get(kind, kind) for kind in agent._kinds],
            'contributes_to': list(agent.contributes_to or []) or None}
