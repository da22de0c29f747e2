# -*- coding: utf-8 -*-
"""How far the iterations came, and whether there is a reason to end.  What happened in them is told by the fold."""
from __future__ import absolute_import, division, print_function

import collections
import re
from fractions import Fraction

from plexfix.base.compat import native, to_text
from plexfix.base.errors import UsageError
from plexfix.judge import metrics, statistics
from plexfix.understand.metricnames import HIGHER_IS_BETTER, nearest

# What one iteration came to, number 0 what was there before the first.  All are counts: failure events, operations begun,
# of these the successful ones, and those that came to an end; None where nothing was measured.  *why* says why an
# iteration is not *valid*.
Measured = collections.namedtuple('Measured', 'number failures operations successful finished valid why')
# What a person asked for: *number* is an exact Fraction, *text* as it was typed.
Goal = collections.namedtuple('Goal', 'metric number text')
# What the rows do not say: whether the person *stopped* (True, or the reason), how many iterations have *ended*, how
# many fixes were *tried*, how many are *left* to be tried (None where nobody has proposed any yet).
State = collections.namedtuple('State', 'stopped ended tried left goal max_iterations')
# Why to end: *kind* is one of KINDS, *said* a sentence with its numbers, *numbers* the same as a dictionary for JSON.
Exit = collections.namedtuple('Exit', 'kind said numbers')

STOPPED, REGRESSION, GOAL, TRIED, PLATEAU, LIMIT = (
    u'stopped', u'regression', u'goal', u'every fix tried', u'plateau', u'iterations')
# In the order in which they are looked at.
KINDS = (STOPPED, REGRESSION, GOAL, TRIED, PLATEAU, LIMIT)

SUCCESS, FAILURE = u'success_rate', u'failure_rate'
MAX_ITERATIONS = 10
PLATEAU_PERCENT = 5
PLATEAU_STEPS = 2
REGRESSION_LEVEL = 0.05

_NUMBER = re.compile(u'([0-9]{1,9}(?:[.][0-9]{1,9})?|[.][0-9]{1,9})( ?%)?\\Z')
_NAMES = {SUCCESS: u'success rate', FAILURE: u'failures per operation'}
_EXAMPLE = u'write it as success_rate=0.8, success_rate=80% or failure_rate=0.1'


def measured_of(number, document, agents=None):
    """Return what the aggregate *document* measures as iteration *number*, over the named *agents*, all with None.

    Without a finished operation it is not valid: silence is no health.
    """
    failing, working = (metrics.measure(name, document, agents) for name in (FAILURE, SUCCESS))
    why = None
    if None in (failing.count, working.count):
        why = u'the logs measure nothing of these agents'
    elif not failing.operations:
        why = u'the logs hold no operation'
    elif not working.operations:
        why = u'none of %d operations came to an end in the logs' % failing.operations
    return Measured(number, failing.count, failing.operations, working.count, working.operations, why is None, why)


def parse_goal(text):
    """Return the Goal that *text* (`success_rate=0.8`, `success_rate=80%`, `failure_rate=0.1`) asks for.

    Raises UsageError for another metric, and for what is no number or can never be reached.
    """
    text = to_text(text)
    name, sign, value = text.partition(u'=')
    name, value = name.strip(), value.strip()
    if not sign or not name or not value:
        raise UsageError(u'no goal: %s' % text, u'a goal is a metric, =, and the rate to be reached', _EXAMPLE)
    if name not in _NAMES:
        near = nearest(name, _NAMES)
        raise UsageError(u'no metric that a goal can be set for: %s' % name,
                         u'there are %s' % u' and '.join(sorted(_NAMES, reverse=True)),
                         u'did you mean %s=%s?' % (near, value) if near else _EXAMPLE)
    return Goal(name, _goal_number(name, value, text), text)


def improvements(rows):
    """Return for each Measured how far the failures per operation fell since the valid one before it, in percent.

    It is None for the first, for one that is not valid, and for a rise from zero, which has no percentage; a rise is
    negative.
    """
    found, before = [], None
    for row in rows:
        usable = _usable(row)
        found.append(_fall(before, row) if usable and before is not None else None)
        before = row if usable else before
    return found


def exit_of(rows, state):
    """Return the Exit that the Measured *rows*, ascending by number, and the State call for, None to go on.

    The first of KINDS that holds counts.  Iterations that are not valid count for the limit only.
    """
    valid = [row for row in rows if _usable(row)]
    for found in (_stopped(valid, state), _regression(valid), _goal(valid, state), _tried(valid, state),
                  _plateau(valid), _limit(valid, state)):
        if found is not None:
            return found
    return None


def when(number):
    """Return the words for what a Measured of that number was measured of."""
    return u'iteration %d' % number if number else u'before the first iteration'


def rates(row):
    """Return (successful / finished, failures / operations) of a Measured, None where that was not measured."""
    return tuple(count / base if base and count is not None else None
                 for count, base in ((row.successful, row.finished), (row.failures, row.operations)))


def _goal_number(name, value, text):
    found = _NUMBER.match(value)
    if found is None:
        raise UsageError(u'no goal: %s' % text, u'%s is no rate: a number from 0, or a percentage' % value, _EXAMPLE)
    number = Fraction(native(found.group(1))) / (100 if found.group(2) else 1)
    if name == SUCCESS and number == 0:
        raise UsageError(u'no goal: %s' % text, u'any run reaches it', _EXAMPLE)
    if name == SUCCESS and number > 1:
        raise UsageError(u'no goal: %s' % text, u'a success rate is from 0 to 1: nothing ever reaches %s' % value,
                         u'did you mean %s=%s%%?' % (name, value) if number <= 100 and not found.group(2) else _EXAMPLE)
    return number


def _usable(row):
    return bool(row.valid and row.operations and row.failures is not None)


def _fall(before, after):
    if not before.failures:
        return None if after.failures else 0.0
    was, now = Fraction(before.failures, before.operations), Fraction(after.failures, after.operations)
    # Worked out exactly: a fall of just five percent must not come out a hair below it.
    return float((was - now) * 100 / was)


def _stopped(valid, state):
    if not state.stopped:
        return None
    reason = u'' if state.stopped is True else u': %s' % state.stopped
    return Exit(STOPPED, u'stopped by the person%s%s' % (reason, _standing(valid)), _numbers(valid))


def _regression(valid):
    if len(valid) < 2:
        return None
    first, last = valid[0], valid[-1]
    found = statistics.poisson_rate(first.failures, first.operations, last.failures, last.operations)
    p = metrics.steady(found.p_after_greater)
    if last.failures * first.operations <= first.failures * last.operations or p > REGRESSION_LEVEL:
        return None
    said = u'failures per operation rose from %s (%s) to %s (%s), exact p %.3g' % (
        _rate(first), when(first.number), _rate(last), when(last.number), p)
    return Exit(REGRESSION, said, dict(_numbers(valid), p=p, level=REGRESSION_LEVEL))


def _goal(valid, state):
    if not valid:
        return None
    last = valid[-1]
    if not last.failures and last.finished and last.successful == last.finished == last.operations:
        return Exit(GOAL, u'nothing is left to improve: all of %d operations succeeded, and none left a failure '
                          u'(%s)' % (last.operations, when(last.number)), _numbers(valid))
    if state.goal is None or not _reaches(last, state.goal):
        return None
    count, base = _of_goal(last, state.goal)
    shown = metrics.of_numbers(state.goal.metric, count, base)
    said = u'goal %s reached: %s %d / %d = %.4g (%s), 95 %% interval %.3g to %.3g' % (
        state.goal.text, _NAMES[state.goal.metric], count, base, shown.rate, when(last.number), shown.interval[0],
        shown.interval[1])
    return Exit(GOAL, said, dict(_numbers(valid), goal=state.goal.text, rate=metrics.steady(shown.rate),
                                 interval=shown.interval))


def _of_goal(row, goal):
    return (row.successful, row.finished) if goal.metric == SUCCESS else (row.failures, row.operations)


def _reaches(row, goal):
    count, base = _of_goal(row, goal)
    if not base or count is None:
        return False
    rate = Fraction(count, base)
    return rate >= goal.number if goal.metric in HIGHER_IS_BETTER else rate <= goal.number


def _tried(valid, state):
    # Where nobody has proposed a fix yet, none is left only because none is there.
    if state.left is None or state.left > 0 or not state.tried:
        return None
    return Exit(TRIED, u'every fix was tried: %d tried, none left%s' % (state.tried, _standing(valid)),
                dict(_numbers(valid), tried=state.tried, left=0))


def _plateau(valid):
    if len(valid) <= PLATEAU_STEPS:
        return None
    last = valid[-PLATEAU_STEPS - 1:]
    falls = improvements(last)[1:]
    if any(fall is not None and fall >= PLATEAU_PERCENT for fall in falls):
        return None
    told = u', '.join(u'%s %s' % (when(row.number), _fall_text(fall)) for row, fall in zip(last[1:], falls))
    said = u'failures per operation fell by less than %d %% in %d valid iterations one after the other (%s)' % (
        PLATEAU_PERCENT, PLATEAU_STEPS, told)
    return Exit(PLATEAU, said, dict(_numbers(valid), improvements=[metrics.steady(fall) for fall in falls],
                                    least=PLATEAU_PERCENT))


def _fall_text(fall):
    return u'rose from zero' if fall is None else u'%+.1f %%' % (-fall or 0.0)


def _limit(valid, state):
    if state.ended < state.max_iterations:
        return None
    said = u'%d of at most %d iterations have ended%s' % (state.ended, state.max_iterations, _standing(valid))
    return Exit(LIMIT, said, dict(_numbers(valid), ended=state.ended, max_iterations=state.max_iterations))


def _standing(valid):
    """Return where the run stands, to be put behind a reason."""
    if not valid:
        return u'; no iteration measured anything'
    last = valid[-1]
    if len(valid) == 1:
        return u'; failures per operation %s (%s)' % (_rate(last), when(last.number))
    return u'; failures per operation %s (%s), %s (%s)' % (
        _rate(valid[0]), when(valid[0].number), _rate(last), when(last.number))


def _rate(row):
    return u'%d / %d = %.4g' % (row.failures, row.operations, row.failures / row.operations)


def _numbers(valid):
    """Return the first and the last valid iteration for JSON, None where there are none."""
    return {'first': dict(valid[0]._asdict()) if valid else None, 'last': dict(valid[-1]._asdict()) if valid else None}
