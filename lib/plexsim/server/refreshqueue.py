# -*- coding: utf-8 -*-
"""The refresh queue: what is accepted now and done later, one item at a time, by one worker."""
from __future__ import absolute_import, division, print_function

import collections
import threading
import time

from plexfix.base.compat import to_text
from plexsim.host.errors import HostError
from plexsim.server.below import spread

# How a refresh ended, for tests and for the simulation's own pages; clients of a real server never learn it.
UPDATED, UNCHANGED, NO_MATCH, FAILED, LOST, NOT_CALLED, GONE = (
    'updated', 'unchanged', 'no match', 'failed', 'lost', 'not called', 'gone')

MOST_REMEMBERED = 1000
_STEP_S = 0.05

Job = collections.namedtuple('Job', 'key section match_id')
Ended = collections.namedtuple('Ended', 'key outcome detail')


class RefreshQueue(object):
    """Refreshes items of *library* through *agents* (AgentCalls), shows them in *activities*, and minds *faults*."""

    def __init__(self, library, agents, activities, faults):
        self._library = library
        self._agents = agents
        self._activities = activities
        self._faults = faults
        self._changed = threading.Condition()
        self._waiting = collections.deque()
        self._running = []
        self._ended = collections.deque(maxlen=MOST_REMEMBERED)
        self._stopping = False
        self._worker = threading.Thread(target=self._work, name='plexsim-refresh')
        self._worker.daemon = True

    def start(self):
        self._worker.start()

    def stop(self):
        """Take nothing more on; what an agent is working on ends with its process, which the host stops."""
        with self._changed:
            self._stopping = True
            self._waiting.clear()
            self._changed.notify_all()

    def join(self, timeout_s):
        if self._worker.is_alive():
            self._worker.join(timeout_s)

    def put(self, item, match_id=None):
        """Accept the refresh of an item; with *match_id* only its update from that match, as after a person's choice."""
        job = Job(item.key, item.section, match_id)
        if match_id is None and self._faults.strike('lost_refresh', rating_key=item.key) is not None:
            self._end(job, LOST, u'')
            return
        with self._changed:
            # Plex merges requests for an item that waits already.
            if not self._stopping and job not in self._waiting:
                self._waiting.append(job)
                self._changed.notify_all()

    def cancel(self, section):
        """Forget what still waits in a section."""
        with self._changed:
            self._waiting = collections.deque(job for job in self._waiting if job.section != section)

    def size(self, section=None):
        """Return how many refreshes wait or run, of one section or of all."""
        with self._changed:
            jobs = list(self._waiting) + self._running
        return sum(1 for job in jobs if section in (None, job.section))

    def ended(self):
        """Return how the latest refreshes ended, oldest first."""
        with self._changed:
            return list(self._ended)

    def wait_idle(self, timeout_s=30):
        """Return whether nothing waits or runs any more, at the latest after *timeout_s*."""
        deadline = time.time() + timeout_s
        while time.time() < deadline:
            with self._changed:
                if not self._waiting and not self._running:
                    return True
                self._changed.wait(_STEP_S)
        return False

    def _work(self):
        while True:
            with self._changed:
                while not self._waiting and not self._stopping:
                    self._changed.wait(1)
                if self._stopping:
                    return
                job = self._waiting.popleft()
                self._running.append(job)
            if not self._sets_aside(job):
                self._run(job)

    def _sets_aside(self, job):
        """Return whether a stuck item was left to itself, so that those behind it go on."""
        fault = self._faults.hold('stuck_item', rating_key=job.key)
        if fault is None:
            return False
        if fault.options['blocking']:
            self._run(job, fault)
            return True
        aside = threading.Thread(target=self._run, args=(job, fault), name='plexsim-stuck')
        aside.daemon = True
        aside.start()
        return True

    def _run(self, job, stuck=None):
        try:
            outcome, detail = self._refresh(job, stuck)
        except HostError as error:
            outcome, detail = FAILED, u'%s: %s' % (type(error).__name__, to_text(error.args[0] if error.args else u''))
        except Exception as error:  # a defect here must not end the one worker, and must be seen in what ended
            outcome, detail = FAILED, u'the simulation failed: %r' % (error,)
        self._end(job, outcome, detail)

    def _end(self, job, outcome, detail):
        with self._changed:
            if job in self._running:
                self._running.remove(job)
            self._ended.append(Ended(job.key, outcome, detail))
            self._changed.notify_all()

    def _refresh(self, job, stuck):
        item = self._library.item(job.key)
        if item is None:
            return GONE, u''
        with self._activities.row(u'library.refresh.items', u'Refreshing', item.title, u'/library/metadata/%d' % item.key):
            if stuck is not None:
                self._hang(stuck)
            return self._ask(item, job.match_id)

    def _hang(self, fault):
        seconds = fault.options['seconds']
        until = None if seconds is None else time.time() + seconds
        while not self._stopping and not fault.over.wait(_STEP_S):
            if until is not None and time.time() >= until:
                return

    def _ask(self, item, match_id):
        section = self._library.section(item.section)
        if section is None:
            return GONE, u''
        # A refresh does not match what was never matched: no agent is called, and nothing tells the client.
        if match_id is None and not item.matched or not self._agents.has_agent(section, item.kind):
            return NOT_CALLED, u''
        if match_id is None:
            answer = self._agents.refresh(item, section)
        else:
            answer = self._agents.update(item, section, match_id)
        if answer.changes is None:
            return NO_MATCH, answer.detail
        if self._faults.strike('unchanged', rating_key=item.key) is not None:
            return UNCHANGED, u''
        if self._library.update(item.key, **answer.changes) is None:
            return GONE, u''
        spread(self._library, item.key, answer.changes.get('fields') or {})
        return (FAILED if answer.crashed else UPDATED), answer.detail
