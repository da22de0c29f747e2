# -*- coding: utf-8 -*-
"""Runs one pass of an active test: refreshes item after item, and saves each one's outcome before the next begins.

Whatever ends it (^C, a crash, a server that stays away), the pass goes on later with the items that remain.
"""
from __future__ import absolute_import, division, print_function

import datetime

from plexfix.base.compat import to_text
from plexfix.base.errors import PlexfixError
from plexfix.judge import passes
from plexfix.outside import audit
from plexfix.outside.logfiles import agent_of
from plexfix.outside.plexerrors import ServerError
from plexfix.steps import refresh
from plexfix.steps.agentlog import operations_in

_QUARTER_S = 900
RESUME = u'go on with the remaining items: the same command with --resume'


class Stopped(PlexfixError):
    """The pass ended before its last item; what was done is saved."""


class PassRun(object):
    """One pass on its way.

    *document* is the pass so far, *save* writes one; *items* is {(agent, key): Item or None}; *tools* has `refresher`,
    `cutter`, `server`, `sleep`, `clock`, `now` (local time as text) and `tell`.
    """

    def __init__(self, document, items, save, tools, limits):
        self.document, self.items, self.save, self.tools, self.limits = document, items, save, tools, limits
        self._last = None

    def run(self, rows, advance=lambda number: None):
        """Refresh the items of *rows*, and return the pass, ended; raises Stopped with all saved so far."""
        end = None if self.limits.overall_s is None else self.tools.clock() + self.limits.overall_s
        for number, row in enumerate(rows):
            if number:
                self.tools.sleep(self.limits.pause_s)
            self._check_time(end, len(rows) - number)
            self._add(row, self._refreshed(row, end, len(rows) - number))
            advance(1)
        self.document = passes.finish(self.document, self.tools.now(), self._clock_ahead())
        self.save(self.document)
        return self.document

    def _check_time(self, end, left):
        if end is not None and self.tools.clock() >= end:
            raise Stopped(u'the time for the whole pass is over', u'%d items are left' % left, RESUME)

    def _refreshed(self, row, end, left):
        """Return the Refreshed of the item of *row*, None for one that is not in the library."""
        item = self.items[(row['agent'], row['rating_key'])]
        if item is None:
            return None
        try:
            done = self.tools.refresher.one(item, end)
            if done.outcome == refresh.TIMEOUT:
                # A server that stays away would let each of the others wait its full time too.
                self.tools.server.identity()
        except ServerError as err:
            raise Stopped(err.what, u'%s\n%d items are left' % (err.evidence or u'no more is known', left),
                          u'%s\n%s' % (err.hint, RESUME) if err.hint else RESUME)
        self._check_time(end if done.outcome == refresh.TIMEOUT else None, left)
        return done

    def _add(self, row, done):
        """Take the logs' news, read the outcome of the item out of them, and save."""
        news = self.tools.cutter.cut()
        keys = set([row['rating_key']])
        if done is not None and done.item is not None:
            keys.add(to_text(done.item.rating_key))
        operations = self._operations(row['agent'], keys, news) if done is not None else []
        outcome, seconds, failures = passes.outcome_of(operations)
        made = {'rating_key': row['rating_key'], 'guid': row['guid'], 'kind': row['kind'], 'agent': row['agent'],
                'outcome': outcome, 'seconds': seconds, 'failures': failures,
                'refresh': u'gone' if done is None else to_text(done.outcome),
                'refresh_seconds': None if done is None else round(done.seconds, 3),
                'asked': 0 if done is None else done.asked,
                'detail': u'it is not in the library any more' if done is None else to_text(done.detail),
                'resolved_key': None if done is None or done.item is None else to_text(done.item.rating_key),
                'operations': [{'operation': one['operation'], 'outcome': one['outcome'], 'seconds': one['seconds'],
                                'time': one['time']} for one in operations]}
        self.document = passes.add(self.document, made, self.tools.cutter.sizes(), self.tools.cutter.lost)
        self.save(self.document)
        self.tools.tell(u'%s item %s: %s' % (row['agent'], row['rating_key'], outcome))

    def _operations(self, agent, keys, news):
        """Return the operations of an item's own agent in the *news* of the logs."""
        found = []
        for name in sorted(news):
            if agent_of(name) == agent:
                seen = operations_in(self.tools.cutter.read(name, *news[name]))
                found += [one for one in seen if one['rating_key'] in keys]
        if found:
            self._last = found[-1]['time'], found[-1]['seconds'] or 0, self.tools.now()
        return found

    def _clock_ahead(self):
        """Return how many seconds the logs' clock is ahead of ours, in whole quarters of an hour; None if unknown.

        Logs carry no zone: a server in a container may write another one's time.
        """
        if self._last is None:
            return None
        began, seconds, ended = self._last
        in_log, here = _moment(began), _moment(ended)
        if None in (in_log, here):
            return None
        return int(round(((in_log - here).total_seconds() + seconds) / _QUARTER_S)) * _QUARTER_S


def _moment(text):
    try:
        return datetime.datetime.strptime(str(text[:19].replace(u'T', u' ')), '%Y-%m-%d %H:%M:%S')
    except ValueError:
        return None


def now():
    """Return the local time as passes have it."""
    return audit.local_time()
