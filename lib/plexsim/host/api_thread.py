# -*- coding: utf-8 -*-
"""`Thread` and its decorators: threads, locks and events for a plug-in's code."""
from __future__ import absolute_import, division, print_function

import functools
import threading
import time

from six.moves import queue


class Thread(object):
    """Threads and what guards them; locks and events are found again by their key."""

    Queue = queue.Queue

    def __init__(self, recorder):
        self._recorder = recorder
        self._locks = {}
        self._events = {}
        self._guard = threading.Lock()
        self._tasks = threading.local()

    def Create(self, f, globalize=True, *args, **kwargs):
        def run_thread():
            try:
                f(*args, **kwargs)
            except Exception:
                # Whatever a plug-in's thread raises is logged, never lost; the process goes on.
                self._recorder.exception(('runtime', 1131), "Exception in thread named '%s'", f.__name__)
        thread = threading.Thread(target=run_thread, name=f.__name__)
        thread.daemon = True
        self._recorder.debug(('runtime', 1117), "Created a thread named '%s'", f.__name__)
        thread.start()
        return thread

    def CreateTimer(self, interval, f, globalize=True, *args, **kwargs):
        timer = threading.Timer(interval, f, args, kwargs)
        timer.daemon = True
        self._recorder.debug(('runtime', 1160), "Scheduled a timed thread named '%s'", f.__name__)
        timer.start()
        return timer

    def Sleep(self, interval):
        time.sleep(interval)

    def Lock(self, key=None):
        return self._named(self._locks, key, threading.RLock)

    def AcquireLock(self, key):
        self.Lock(key).acquire()

    def ReleaseLock(self, key):
        self.Lock(key).release()

    def Event(self, key=None):
        return self._named(self._events, key, threading.Event)

    def Block(self, key):
        self.Event(key).clear()

    def Unblock(self, key):
        self.Event(key).set()

    def Wait(self, key, timeout=None):
        return self.Event(key).wait(timeout)

    def Semaphore(self, key=None, limit=1):
        return threading.Semaphore(limit)

    def decorators(self):
        """Return the injected decorators by name."""
        return {'thread': self._threaded, 'spawn': self.Create, 'lock': self._locked, 'locks': self._locking,
                'parallelize': self._parallelize, 'parallel': self._parallel, 'task': self._task}

    def _named(self, table, key, make):
        if key is None:
            return make()
        name = getattr(key, '__name__', key)
        with self._guard:
            if name not in table:
                table[name] = make()
            return table[name]

    def _threaded(self, f):
        @functools.wraps(f)
        def threaded(*args, **kwargs):
            return self.Create(f, True, *args, **kwargs)
        return threaded

    def _locked(self, key, *keys):
        def call(f, *args, **kwargs):
            held = [self.Lock(one) for one in (key,) + keys]
            for lock in held:
                lock.acquire()
            try:
                return f(*args, **kwargs)
            finally:
                for lock in reversed(held):
                    lock.release()
        return call

    def _locking(self, key, *keys):
        def decorate(f):
            @functools.wraps(f)
            def locking(*args, **kwargs):
                return self._locked(key, *keys)(f, *args, **kwargs)
            return locking
        return decorate(key) if callable(key) else decorate

    def _parallelize(self, f, *args, **kwargs):
        self._tasks.list = []
        f(*args, **kwargs)
        tasks, self._tasks.list = self._tasks.list, None
        self._recorder.debug(('threadkit', 112), 'Starting a parallel task set named %s with %d tasks', f.__name__, len(tasks))
        threads = [self.Create(task) for task in tasks]
        for thread in threads:
            thread.join()

    def _parallel(self, f):
        @functools.wraps(f)
        def parallel(*args, **kwargs):
            return self._parallelize(f, *args, **kwargs)
        return parallel

    def _task(self, f):
        tasks = getattr(self._tasks, 'list', None)
        if tasks is not None:
            tasks.append(f)
        return f
