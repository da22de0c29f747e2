# -*- coding: utf-8 -*-
"""Kinds of errors with their numbers per operation and the intervals of these, as rows of pictures and of tables."""
from __future__ import absolute_import, division, print_function

from plexfix.base.intervals import poisson_rate_interval, wilson
from plexfix.judge.meeting import figure
from plexfix.judge.metrics import steady
from plexfix.observe.layout import number
from plexfix.observe.summary import operations
from plexfix.show.charts import Point, Row

ALL = u'all failure events'
MOST = 20
# Kinds that one number of an agent counts, and families of kinds, each with its numbers by name.
_SINGLE = ((ALL, None, 'failures'), (u'URL fetch error', None, 'url_fetch_errors'),
           (u'network: timeout, DNS, TLS', None, 'network_errors'), (u'HTTP, no status', 'http', 'without_status'))
_FAMILIES = ((u'HTTP %s', 'http', 'by_status'), (u'exception %s', None, 'exceptions'))


def counts_of(agents):
    """Return {family: {kind: count}} of *agents*, dicts of an aggregate; one event may be of several kinds.

    A family that was not measured in one of them has None: missing is never zero.
    """
    found = {}
    for agent in agents:
        for name, place, key in _SINGLE:
            count = _held(agent, place).get(key)
            _add(found, name, None if count is None else {name: count})
        for form, place, key in _FAMILIES:
            counts = _held(agent, place).get(key)
            _add(found, form, None if counts is None else dict((form % name, count) for name, count in counts.items()))
    return found


def _held(agent, place):
    return agent if place is None else agent.get(place) or {}


def _add(found, family, counts):
    total = found.setdefault(family, {})
    if total is None or counts is None:
        found[family] = None
        return
    for name, count in counts.items():
        total[name] = total.get(name, 0) + (count or 0)


def rows_of(sides):
    """Return (rows, left out): for each kind (name, [(count, operations) of each side]), the most frequent first.

    *sides* are lists of agents' dicts; a count that was not measured is None.  *left out* is how many kinds more there
    are than are given.
    """
    found, bases = [counts_of(agents) for agents in sides], [started(agents) for agents in sides]
    names = set((family, name) for side in found for family, counts in side.items() for name, count in (counts or {}).items()
                if count)
    rows = [(name, [_of_side(side, family, name, base) for side, base in zip(found, bases)])
            for family, name in names | set([(ALL, ALL)])]
    rows.sort(key=lambda row: (row[0] != ALL, -max(count or 0 for count, _ in row[1]), row[0]))
    return rows[:MOST], max(0, len(rows) - MOST)


def _of_side(side, family, name, base):
    counts = side.get(family, {})
    return (None if counts is None else counts.get(name, 0)), base


def started(agents):
    """Return how many operations *agents* started."""
    return sum(operations(agent)[0] for agent in agents)


def drawable(rows):
    """Return rows of `rows_of` as rows of a picture."""
    return [Row(name, [event_point(count, base) for count, base in sides]) for name, sides in rows]


def event_point(count, base):
    """Return the Point of events per operation, None where that was not measured."""
    if count is None or not base:
        return None
    low, high = [steady(end) for end in poisson_rate_interval(count, base)]
    return point(count, base, low, high)


def share_point(count, base):
    """Return the Point of a share, None where it was not measured."""
    if count is None or not base:
        return None
    low, high = [steady(end) for end in wilson(count, base)]
    return point(count, base, low, high)


def point(count, base, low, high):
    """Return a Point of *count* in *base*."""
    value = count / base
    return Point(value, low, high, u'%s of %s = %s' % (number(count), number(base), span(value, low, high)))


def span(value, low, high):
    """Return a rate with its interval as a person reads it."""
    return figure(value) if low is None else u'%s (%s to %s)' % (figure(value), figure(low), figure(high))


def cells(found, count):
    """Return two cells of a table: *count*, and the rate of the Point *found* with its interval; None if not measured."""
    return [None if count is None else number(count), None if found is None else span(found.value, found.low, found.high)]
