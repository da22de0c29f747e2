# -*- coding: utf-8 -*-
"""Whether one criterion was met, by exact arithmetic, and in words why; what follows from it is `decide`'s."""
from __future__ import absolute_import, division, print_function

import collections
from fractions import Fraction

from plexfix.judge.metrics import REJECTIONS, of_numbers
from plexfix.judge.significance import FALL, RISE, p_value
from plexfix.understand.criterion import LEVELS, POINTS, PRESENCE, asks_improvement, render
from plexfix.understand.measurable import compare, holds
from plexfix.understand.metricnames import NEW, read_metric

# A rise from zero counts from so many events on; fewer may be chance.
LEAST_RISE = 3
# A Criterion as it came out: *before* and *after* are Measures, *change* is in *unit* and None where it has no size,
# *met* is None where it was not measured, *asked* is whether it asks for an improvement over the state before.
Result = collections.namedtuple('Result', 'criterion before after change unit p met reason asked')


def judge(criterion, before, after):
    """Return the Result of a Criterion, *before* and *after* being (count, operations), either None if not measured."""
    metric = read_metric(criterion.metric)
    one, other = of_numbers(metric, *before), of_numbers(metric, *after)
    direction = direction_of(criterion)
    p = p_value(metric, one, other, direction) if direction and metric.kind not in NEW else None
    change, unit = _change(criterion, one, other)
    met, reason = _met(criterion, metric, one, other)
    asked = asks_improvement(criterion) and not _held_before(criterion, one)
    return Result(criterion, one, other, None if change is None else float(change), unit, p, met, reason, asked)


def direction_of(criterion):
    """Return FALL or RISE, whichever the criterion speaks of; None where it is neither."""
    if criterion.verb in PRESENCE:
        return RISE if criterion.verb == u'present' else FALL
    upward = criterion.op in (u'>=', u'>')
    if criterion.verb in LEVELS:
        if criterion.op == u'=':
            return None if criterion.number else FALL
        return RISE if upward else FALL
    rises = criterion.verb.startswith(u'increase')
    return RISE if rises == (upward or criterion.op == u'=') else FALL


def to_json(result):
    """Return the row of a Result in the comparison's record."""
    return {'text': render(result.criterion), 'role': result.criterion.role, 'metric': result.criterion.metric,
            'weight': result.criterion.weight, 'before': side_json(result.before), 'after': side_json(result.after),
            'change': result.change, 'unit': result.unit, 'p': result.p, 'met': result.met, 'reason': result.reason,
            'asks_improvement': result.asked}


def side_json(measure):
    """Return the JSON of a Measure."""
    return {'count': measure.count, 'operations': measure.operations, 'rate': measure.rate,
            'interval': measure.interval, 'of': measure.unit}


def _held_before(criterion, before):
    """Return whether a level held already, so that doing nothing would meet it."""
    if criterion.verb not in LEVELS + PRESENCE or before.count is None:
        return False
    number = None if criterion.number is None else exact(criterion.number)
    return bool(holds(criterion._replace(number=number), _found(before)))


def _found(measure):
    """Return *measure* with an exact rate: a float would round at the very limit."""
    rate = Fraction(measure.count, measure.operations) if measure.operations else None
    return measure._replace(rate=rate)


def _change(criterion, before, after):
    """Return (change, unit): percent of the rate, or percentage points; None where it cannot be told."""
    unit = u'pp' if criterion.verb in POINTS else u'pct'
    if None in (before.rate, after.rate):
        return None, unit
    old, new = _found(before).rate, _found(after).rate
    if unit == u'pp':
        return 100 * (new - old), unit
    return (100 * (new - old) / old if old else None), unit


def _met(criterion, metric, before, after):
    """Return (met, reason); met is None where it was not measured."""
    if metric.kind in NEW:
        return _new_met(criterion, after)
    if criterion.verb in LEVELS + PRESENCE:
        return _level_met(criterion, metric, after)
    for side, name in ((before, u'before'), (after, u'after')):
        if side.count is None:
            return None, u'not measured %s' % name
        if not side.operations:
            return None, u'nothing to measure it by %s (no %s)' % (name, _base_of(metric))
    if not before.count:
        return _from_zero(criterion, before, after)
    change, unit = _change(criterion, before, after)
    size = change if criterion.verb.startswith(u'increase') else -change
    met = compare(size, criterion.op, exact(criterion.number))
    return met, u'%s, asked: %s' % (moved(change, unit), _asked(criterion))


def _from_zero(criterion, before, after):
    """Return (met, reason) where there was nothing before: percent have no size then."""
    if criterion.verb.startswith(u'reduce'):
        return False, u'it was zero before, so that it could not fall'
    if criterion.verb in POINTS:
        change, unit = _change(criterion, before, after)
        return compare(change, criterion.op, exact(criterion.number)), u'%s, asked: %s' % (
            moved(change, unit), _asked(criterion))
    if after.count < LEAST_RISE:
        return compare(0, criterion.op, exact(criterion.number)), (
            u'%d after zero before: a rise from zero counts from %d on' % (after.count, LEAST_RISE))
    return criterion.op in (u'>=', u'>'), u'%d after zero before: a rise without limit' % after.count


def _level_met(criterion, metric, after):
    """Return (met, reason) of what is to be so afterwards; without operations silence says nothing."""
    if after.count is None:
        return None, u'not measured after'
    harm_seen = criterion.role != u'success' and after.count and criterion.verb != u'rate'
    if not after.operations and not harm_seen:
        return None, u'nothing to measure it by after (no %s)' % _base_of(metric)
    if criterion.verb in PRESENCE:
        met = (after.count > 0) == (criterion.verb == u'present')
        return met, u'seen %s after' % times(after.count)
    value = _found(after).rate if criterion.verb == u'rate' else after.count
    shown = u'%s %s' % (figure(after.rate), after.unit) if criterion.verb == u'rate' else times(after.count)
    return compare(value, criterion.op, exact(criterion.number)), u'%s after, asked: %s' % (shown, _asked(criterion))


def _base_of(metric):
    return u'candidates' if metric.kind == REJECTIONS else u'operations'


def _new_met(criterion, after):
    if after.count is None:
        return None, u'not measured: there are no patterns to compare'
    said = u'%d that were not there before' % after.count if after.count else u'nothing that was not there before'
    if criterion.verb in PRESENCE:
        return (after.count > 0) == (criterion.verb == u'present'), said
    return compare(after.count, criterion.op, exact(criterion.number)), u'%s, asked: %s' % (said, _asked(criterion))


def exact(number):
    """Return the decimal number that a person wrote, not the float nearest to it."""
    return Fraction(repr(float(number)))


def moved(change, unit):
    """Return a change in words."""
    if not change:
        return u'did not change'
    return u'%s by %s %s' % (u'rose' if change > 0 else u'fell', _digits(abs(float(change))),
                             u'points' if unit == u'pp' else u'%')


def _digits(value):
    """Return *value* with one digit after the point, with more where it would read as nothing."""
    return u'%.1f' % value if value >= 0.05 else u'%.2g' % value


def figure(value):
    """Return a rate with digits that say something; `-` where it is None."""
    if value is None:
        return u'-'
    return u'%.3f' % value if value >= 0.01 or not value else u'%.2g' % value


def times(count):
    """Return a number of times in words."""
    return u'once' if count == 1 else u'%d times' % count


def _asked(criterion):
    """Return what a criterion asks for: all of it but role, metric and what follows the number."""
    return u' '.join(render(criterion._replace(weight=1.0, agent=None)).split(u' ')[2:])
