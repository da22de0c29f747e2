# -*- coding: utf-8 -*-
"""What else changed with a fix: every HTTP status and error count of two aggregates, whether a criterion watched it.

Rates per operation are compared, never counts.  What a test decided on is the judge's; this looks at all the rest.
"""
from __future__ import absolute_import, division, print_function

import collections

from plexfix.judge import metrics
from plexfix.judge.meeting import LEAST_RISE, figure, side_json
from plexfix.judge.significance import FALL, LEVEL, RISE, p_value
from plexfix.understand.metricnames import HTTP_STATUS, read_metric

HARM, GOOD = u'worse', u'better'
# Below this share of change a difference is told by nobody, however sure it is.
LEAST_SHARE = 0.10
_PLAIN = (u'url_fetch_errors', u'network_errors', u'title_rejections', u'crash_rate')

# One metric that moved: *before* and *after* are the JSON of Measures, *change* in percent of the rate (None from
# zero), *p* one-sided and exact, *watched* whether a failure or critical criterion speaks of it, *expected* whether a
# success criterion does, *hosts* where a status came from after.
Effect = collections.namedtuple('Effect', 'metric kind before after change p watched expected hosts')
# All that was looked at: *effects* are those that moved, *looked* how many metrics there were.
Effects = collections.namedtuple('Effects', 'effects looked')


def effects(before, after, criteria=(), agents=None):
    """Return the Effects between two aggregates, over the named *agents* (None: all that are in both).

    Something got worse where it rose by a tenth or more, from zero to at least three, with exact p <= .05; it got better
    where it fell so.  *criteria* are Criterion.
    """
    names = sorted(name for name in (agents if agents is not None else before['agents'])
                   if name in before['agents'] and name in after['agents'])
    found, looked = [], _metrics(before, after, names)
    for name in looked:
        effect = _effect(name, before, after, names, criteria)
        if effect is not None:
            found.append(effect)
    return Effects(sorted(found, key=lambda one: (one.kind != HARM, one.metric)), len(looked))


def _metrics(before, after, names):
    """Return the names of all metrics that either side has something of, and the plain ones."""
    found = set(_PLAIN)
    for document in (before, after):
        for name in names:
            agent = document['agents'][name]
            found.update(u'http_' + status for status in (agent.get('http') or {}).get('by_status') or ())
            found.update(u'exception_' + one for one in agent.get('exceptions') or ())
    return sorted(name for name in found if _is_metric(name))


def _is_metric(name):
    try:
        return bool(read_metric(name))
    except ValueError:
        return False


def _effect(name, before, after, names, criteria):
    metric = read_metric(name)
    old, new = metrics.measure(metric, before, names), metrics.measure(metric, after, names)
    if None in (old.count, new.count, old.rate, new.rate):
        return None
    kind, p = _moved(metric, old, new)
    if kind is None:
        return None
    change = 100.0 * (new.rate - old.rate) / old.rate if old.count else None
    mine = [one for one in criteria if _speaks_of(read_metric(one.metric), metric)]
    return Effect(name, kind, side_json(old), side_json(new), change, p, any(one.role != u'success' for one in mine),
                  any(one.role == u'success' for one in mine), _hosts(metric, after, names))


def _moved(metric, old, new):
    """Return (HARM, GOOD or None, p)."""
    rise = new.rate > old.rate
    p = p_value(metric, old, new, RISE if rise else FALL)
    far = abs(new.rate - old.rate) >= LEAST_SHARE * old.rate if old.count else new.count >= LEAST_RISE
    if not far or p is None or p > LEVEL:
        return None, p
    return (HARM if rise else GOOD), p


def _speaks_of(asked, metric):
    """Return whether a criterion on *asked* says something of *metric*: a status of one host is a part of it."""
    return asked.kind == metric.kind and asked.status == metric.status and asked.name == metric.name


def _hosts(metric, document, names):
    if metric.kind != HTTP_STATUS:
        return []
    return sorted(set(host for name in names for host in (
        (document['agents'][name].get('http') or {}).get('by_status_host') or {}).get(metric.status) or ()))


def words(effect):
    """Return an Effect in words."""
    shown = u'%s %s: %d of %d before (%s), %d of %d after (%s)' % (
        effect.metric, u'rose' if effect.kind == HARM else u'fell', effect.before['count'], effect.before['operations'],
        figure(effect.before['rate']), effect.after['count'], effect.after['operations'], figure(effect.after['rate']))
    return shown if effect.p is None else u'%s, p %.2g' % (shown, effect.p)


def unpredicted_harm(found):
    """Return the Effects that got worse, and that no criterion spoke of."""
    return [one for one in found.effects if one.kind == HARM and not one.watched and not one.expected]


def is_status(effect):
    """Return whether an Effect is about an HTTP status."""
    return read_metric(effect.metric).kind == HTTP_STATUS
