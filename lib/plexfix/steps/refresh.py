# -*- coding: utf-8 -*-
"""Refreshes items one at a time and waits until each refresh is really finished; choosing items is left to others.

The server's 200 says "queued".  That it happened is seen by the item's `updatedAt` or in its agent's log; that it is
over, by the quiet after that.  An `updatedAt` that did not move proves nothing.
"""
from __future__ import absolute_import, division, print_function

import re
import time
from collections import namedtuple

from plexfix.base.compat import monotonic, to_text
from plexfix.outside.plexerrors import HttpFailed, NotFound, ServerError
from plexfix.outside.plexserver import KINDS, Item, checked_key
from plexfix.steps import agentlog

DONE, FAILED, TIMEOUT, NOT_OBSERVED = 'done', 'failed', 'timeout', 'not_observed'
# Where nobody waits, and where nothing is asked for.
QUEUED, WOULD_ASK = 'queued', 'would refresh'

ASKED_AT_MOST = 2
RESOLVED_AT_MOST = 3

# Seconds: for one item, for all of them (None: no limit), between two items, between looks at the server.
# *quiet_polls* looks in a row must find nothing going on; after *lost_after_s* of quiet without a trace the refresh
# counts as lost (about one in a thousand is); a quarter of *item_s* is enough for that.
Limits = namedtuple('Limits', 'item_s overall_s pause_s first_poll_s longest_poll_s quiet_polls lost_after_s')
# Agents' searches took up to 297 s in real use.
USUAL_LIMITS = Limits(600.0, None, 2.0, 0.25, 2.0, 2, 20.0)

# What became of one refresh: *asked* is how often; *item* is its Item as last seen, None if never.
Refreshed = namedtuple('Refreshed', 'rating_key outcome seconds asked detail item')

_Look = namedtuple('_Look', 'moved active queued log')
_LOST, _GONE = 'lost', 'gone'


def limits(item_s=None, overall_s=None, pause_s=None, poll_s=None):
    """Return USUAL_LIMITS with what is not None in their place; *poll_s* is the time before the first look."""
    given = {'item_s': item_s, 'overall_s': overall_s, 'pause_s': pause_s, 'first_poll_s': poll_s}
    return USUAL_LIMITS._replace(**dict((name, value) for name, value in given.items() if value is not None))


class Refresher(object):
    """Refreshes items of one PlexServer.

    `marks()` notes where the logs end, and `finished_in_log(rating_key, marks)` returns what they show of an item
    since (agentlog.Seen, or None): without them, only the server is looked at.  *tell* is called with a line of
    text at each turn.
    """

    def __init__(self, server, finished_in_log=None, marks=None, limits=USUAL_LIMITS, clock=monotonic,
                 sleep=time.sleep, tell=None):
        self._server = server
        self._finished_in_log = finished_in_log or (lambda rating_key, marks: None)
        self._marks = marks or (lambda: None)
        self._limits = limits
        self._clock = clock
        self._sleep = sleep
        self._tell = tell or (lambda text: None)

    def all(self, wanted):
        """Yield the Refreshed of each of *wanted* (Items or rating keys), in order, with a pause between two."""
        end = None if self._limits.overall_s is None else self._clock() + self._limits.overall_s
        for place, one in enumerate(wanted):
            if place:
                left_s = self._limits.pause_s if end is None else max(0.0, end - self._clock())
                self._sleep(min(self._limits.pause_s, left_s))
            yield self.one(one, end)

    def queue(self, rating_keys):
        """Yield a Refreshed for each key: QUEUED, and nobody waits for it, or FAILED."""
        for key in rating_keys:
            yield self._simply(key, QUEUED, 'not done yet; --wait waits until it is', self._server.refresh)

    def plan(self, rating_keys):
        """Yield a Refreshed for each key without asking for a refresh: WOULD_ASK, or FAILED where it is not there."""
        for key in rating_keys:
            yield self._simply(key, WOULD_ASK, 'nothing was asked for', lambda key: None)

    def _simply(self, key, outcome, detail, act):
        begun, item = self._clock(), None
        try:
            item = self._server.item(key)
            act(key)
        except (NotFound, HttpFailed) as err:
            outcome, detail = FAILED, '%s, %s' % (err.what, err.evidence)
        return Refreshed(key, outcome, self._clock() - begun, int(outcome == QUEUED), detail, item)

    def one(self, wanted, end=None):
        """Return the Refreshed of one Item or rating key; *end* is a time of the clock that nothing may outlast.

        An Item is found again after a rescan gave it another number; a bare key that is gone stays gone.  Raises a
        ServerError that waiting does not cure, such as a refused token; the others are waited out.
        """
        begun = self._clock()
        deadline = begun + self._limits.item_s
        deadline = deadline if end is None else min(deadline, end)
        key = wanted.rating_key if isinstance(wanted, Item) else checked_key(wanted)
        work = _Work(key, wanted if isinstance(wanted, Item) else None, deadline)
        outcome, detail = self._run(work)
        return Refreshed(key, outcome, self._clock() - begun, work.asked, detail, work.item)

    def _run(self, work):
        """Return (outcome, detail) after asking, and asking again where that was lost or its item was renumbered."""
        if self._clock() >= work.deadline:
            return TIMEOUT, 'never asked: the time for all items was over'
        # It ends: each turn asks or finds again, and both are counted.
        while True:
            try:
                outcome, detail = self._ask(work)
            except NotFound:
                outcome, detail = _GONE, 'the server has no item %s' % work.key
            except HttpFailed as err:
                return FAILED, '%s, %s' % (err.what, err.evidence)
            if outcome == _GONE:
                if not self._find_again(work):
                    return FAILED, detail
            elif outcome == _LOST:
                if work.asked >= ASKED_AT_MOST:
                    return NOT_OBSERVED, detail
                self._tell('item %s: no trace of the refresh; asking once more' % work.key)
            else:
                return outcome, detail

    def _ask(self, work):
        """Ask for one refresh and wait; return (outcome, detail), the outcome possibly _LOST or _GONE."""
        before = self._patiently(work, lambda: self._server.item(work.key))
        if before is None:
            return TIMEOUT, work.trouble
        work.item = before
        marks = self._marks()
        if self._patiently(work, lambda: self._server.refresh(work.key) or True) is None:
            return TIMEOUT, work.trouble
        work.asked += 1
        self._tell('item %s: refresh queued' % work.key)
        return self._wait(work, before, marks)

    def _patiently(self, work, call):
        """Return what *call* returns, asking again while the server cannot be reached; None when time is over."""
        delay = self._limits.first_poll_s
        while True:
            try:
                return call()
            except ServerError as err:
                if not err.passing:
                    raise
                work.trouble = 'the server did not answer: ' + err.what
            if self._clock() + delay >= work.deadline:
                return None
            self._sleep(delay)
            delay = min(2 * delay, self._limits.longest_poll_s)

    def _wait(self, work, before, marks):
        """Look until the refresh is over, lost, or out of time; return (outcome, detail)."""
        watch, delay = _Watch(self._limits, self._clock()), self._limits.first_poll_s
        while True:
            self._sleep(max(0.0, min(delay, work.deadline - self._clock())))
            delay = min(1.5 * delay, self._limits.longest_poll_s)
            look = self._patiently(work, lambda: self._look(before, marks))
            if look is None:
                return TIMEOUT, work.trouble
            watch.note(look, self._clock())
            if watch.is_over():
                return watch.result()
            if self._clock() >= work.deadline:
                return watch.out_of_time()

    def _look(self, before, marks):
        """Return the _Look at one moment; the log is read first, so that what follows it cannot be missed as quiet."""
        log = self._finished_in_log(before.rating_key, marks)
        item = self._server.item(before.rating_key)
        active = any(_concerns(activity, item) for activity in self._server.activities())
        queued = self._queue_size(item.section_key) if item.section_key is not None else None
        return _Look(item.updated_at != before.updated_at, active, queued, log)

    def _queue_size(self, section_key):
        try:
            return self._server.queue_size(section_key)
        except NotFound:
            # Not every version has it; the item itself was there a moment ago.
            return None

    def _find_again(self, work):
        """Give *work* the number under which its item is known now; return whether there is one.

        A rescan takes an item away before it brings it back, so that this looks more than once.
        """
        old = work.item
        if old is None or old.section_key is None:
            return False
        kind = old.kind if old.kind in KINDS else None
        while work.resolved < RESOLVED_AT_MOST:
            work.resolved += 1
            try:
                found = self._patiently(
                    work, lambda: same_item(old, self._server.items(old.section_key, kind)) or _GONE)
            except NotFound:
                found = None
            if found is None:
                return False
            if found != _GONE:
                self._tell('item %s is now %s' % (work.key, found.rating_key))
                work.key, work.item = found.rating_key, found
                return True
            self._sleep(max(0.0, min(self._limits.longest_poll_s, work.deadline - self._clock())))
        return False


class _Work(object):
    """One item on its way: the key that it has now, and how often it was asked for."""

    def __init__(self, key, item, deadline):
        self.key, self.item, self.deadline = key, item, deadline
        self.asked = self.resolved = 0
        self.trouble = None


class _Watch(object):
    """What the looks after one request have shown so far; it judges, and does nothing."""

    def __init__(self, limits, now):
        self._limits = limits
        self._moved = self._served = self._tells_queue = False
        self._log = self._last = None
        self._quiet_polls = 0
        self._quiet_since = self._now = now

    def note(self, look, now):
        """Take one _Look at the time *now*."""
        self._last, self._now = look, now
        self._moved = self._moved or look.moved
        self._served = self._served or look.active
        self._tells_queue = look.queued is not None
        grown = look.log is not None and (self._log is None or look.log.size_bytes != self._log.size_bytes)
        self._log = look.log or self._log
        self._quiet_polls += 1
        if look.queued or look.active:
            self._quiet_polls = 0
        if look.queued or look.active or grown:
            self._quiet_since = now

    def is_over(self):
        """Return whether there is nothing to wait for any more.

        A good search alone is not the end: the item's update follows it, though not always at once.  An operation
        that never ends in a log that does not grow belongs to an agent that died, if the server is not at work.
        """
        if self._quiet_polls < self._limits.quiet_polls:
            return False
        quiet_s, long_s = self._now - self._quiet_since, self._limits.item_s / 4.0
        long_quiet = quiet_s >= min(self._limits.lost_after_s, long_s)
        if self._log_state() == agentlog.RUNNING:
            # Who never saw the server at work on it has to be more patient, or cannot know.
            return long_quiet if self._served else self._tells_queue and quiet_s >= long_s
        return long_quiet or self._moved or self._log_state() == agentlog.FAILED or self._saw_update()

    def result(self):
        """Return (outcome, detail) of a refresh that is over; _LOST where nothing at all came of the request."""
        if self._log_state() == agentlog.RUNNING:
            return FAILED, 'its agent began, did not finish, and is not waited for: ' + _told(self._log)
        if self._log is not None:
            return (FAILED if self._log_state() == agentlog.FAILED else DONE), 'its agent: ' + _told(self._log)
        if self._moved:
            return DONE, 'updatedAt moved'
        if self._served:
            return NOT_OBSERVED, 'the server worked, but updatedAt did not move and no log shows the item'
        return _LOST, 'the server took the request, and nothing followed'

    def out_of_time(self):
        """Return (outcome, detail) at the deadline."""
        if self._last.active or self._log_state() == agentlog.RUNNING:
            return TIMEOUT, 'still at work' + (', its agent: ' + _told(self._log) if self._log else '')
        happened = self._moved or self._log is not None
        if self._last.queued and not happened:
            return TIMEOUT, 'the queue of its section is not empty yet'
        outcome, detail = self.result()
        if self._last.queued:
            detail += '; its section is still busy'
        return (NOT_OBSERVED if outcome == _LOST else outcome), detail

    def _log_state(self):
        return self._log.state if self._log is not None else None

    def _saw_update(self):
        return self._log is not None and any(kind == 'update' for _, kind, _ in self._log.operations)


def same_item(old, items):
    """Return that one of *items* which is *old* under a new number, None where none or more than one may be.

    Its file says so first: several items may have one guid, and an unmatched one has a guid of its number.
    """
    items = list(items)
    for alike in (lambda item: set(item.files) & set(old.files),
                  lambda item: old.guid and u'://' in old.guid and item.guid == old.guid):
        found = [item for item in items if alike(item)]
        if len(found) == 1:
            return found[0]
        if found:
            return None
    return None


def _concerns(activity, item):
    """Return whether a library activity is about *item*; one without a path, if it has the item's title."""
    if not activity.kind.startswith(u'library.'):
        return False
    if activity.key:
        match = re.match(u'.*/library/metadata/([0-9]+)', activity.key)
        return bool(match) and match.group(1) == to_text(item.rating_key)
    return bool(item.title) and item.title in activity.title


def _told(seen):
    return ', '.join('%s %s %s' % (agent.split('.')[-1], kind, outcome) for agent, kind, outcome in seen.operations)
