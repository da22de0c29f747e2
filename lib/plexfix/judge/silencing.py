# -*- coding: utf-8 -*-
"""Whether errors fell silent, or changed their shape, rather than went away: more failures than successes tell."""
from __future__ import absolute_import, division, print_function

from plexfix.judge import pairing, statistics
from plexfix.judge.metrics import of_numbers
from plexfix.judge.significance import LEVEL, RISE, p_value
from plexfix.understand.metricnames import EXCEPTION, HTTP_STATUS, PATTERN, read_metric

# What counts failures, so that its fall alone is no success.
_FAILURES = (u'failure_rate', u'http_failures', u'url_fetch_errors', u'network_errors', u'crash_rate', HTTP_STATUS, EXCEPTION,
             PATTERN)
# Items that recover by themselves are no proof: where items fell silent, at least so many times as many must have got well.
HELPED_PER_MUTED = 2
# A rise of rejected candidates explains silent items only where it is surer than a rise that is only told.
SURE = 0.01
# Failing operations must fall by at least this part of what failures fell by, to count as the same improvement.
IN_PROPORTION = 0.5


def silenced(inputs, results, paired):
    """Return in words why failures only fell silent, None where they did not.

    That is: items fail and log no failure any more (`fell_mute`); or failures fell (all of them, or those that a met
    success criterion speaks of), successes did not rise, and the same items still fail.  *results* are those of the
    criteria, *paired* the tally of an active test or None.
    """
    operations = [inputs['measures'][u'failure_rate'][side]['operations'] for side in ('before', 'after')]
    mute = fell_mute(inputs['items'], operations)
    if mute is not None:
        return mute
    successes = _measures(inputs['measures'][u'success_rate'], u'success_rate')
    if None in [side.rate for side in successes] or successes_rose(inputs, paired):
        return None
    told = [name for name, sides in _fallen(inputs, results) if not in_proportion(sides, successes)]
    if not told:
        return None
    still, recovered = _same_items(inputs, paired)
    if still is None:
        if successes[1].count == successes[1].operations:
            return None
        same = u'which items fail is not known on both sides'
    elif not still or recovered > still:
        return None
    else:
        same = u'of the items that failed before %d still fail and %d recovered' % (still, recovered)
    return u'%s fell, but successes stand at %.1f %% after %.1f %%, and %s' % (
        u' and '.join(told), 100 * successes[1].rate, 100 * successes[0].rate, same)


def fell_mute(items, operations=(None, None)):
    """Return in words that items still fail, and that only their failures are logged no more; None where it is not so.

    *items* are those of `itemchange.items_after`, or None; *operations* are how many began before and after.  That is
    seen in the items themselves, so that successes which rose by chance do not hide it: only where at least
    HELPED_PER_MUTED times as many got well, the silent ones may be a remainder, as titles are that simply are not found,
    or where as many more candidates were rejected as items fell silent: then pages came that did not come before, and
    these items' films were not on them.
    """
    muted, helped = [(items or {}).get(name) or 0 for name in ('muted', 'helped')]
    if not muted or helped >= HELPED_PER_MUTED * muted or (
            helped and muted <= _more_rejected(items.get('rejected'), operations)):
        return None
    return u'%d items still fail, and log no failure any more, where %d got well' % (muted, helped)


def _more_rejected(rejected, operations):
    """Return how many more candidates were rejected after than as many operations would have had before.

    0 where that is no sure rise: then they may be what comes to items that get well by chance.
    """
    if not rejected or None in rejected or not all(operations):
        return 0
    p = statistics.poisson_rate(rejected[0], operations[0], rejected[1], operations[1]).p_after_greater
    return rejected[1] - rejected[0] * operations[1] / operations[0] if p <= SURE else 0


def _fallen(inputs, results):
    """Yield (name, Measures before and after) of the failures that fell."""
    rate = _measures(inputs['measures'][u'failure_rate'], u'failure_rate')
    if None not in [side.rate for side in rate] and rate[1].rate < rate[0].rate:
        yield u'failures', rate
    for one in results:
        metric = read_metric(one.criterion.metric)
        if one.criterion.role == u'success' and one.met and one.asked and metric.kind in _FAILURES:
            if None not in (one.before.rate, one.after.rate) and one.after.rate < one.before.rate:
                yield one.criterion.metric, [one.before, one.after]


def successes_rose(inputs, paired):
    """Return whether more succeeds: by the pairs, by the share of operations, or by what they found."""
    if paired is not None and paired['fail_to_pass'] > paired['pass_to_fail'] and paired['midp'] <= LEVEL:
        return True
    return any(_rose(name, inputs['measures'][name]) for name in (u'success_rate', u'enriched'))


def in_proportion(failures, successes):
    """Return whether failing operations fell in proportion to *failures*: Measures before and after of both.

    Few operations prove no rise; where failures went away, operations that failed did too: by the same share, or as many
    of them, as these failures may be only a part of all.
    """
    failing = [1 - side.rate for side in successes]
    if failing[0] <= 0 or successes[1].rate <= successes[0].rate:
        return False
    fall, less = failures[0].rate - failures[1].rate, failing[0] - failing[1]
    return less / failing[0] >= IN_PROPORTION * fall / failures[0].rate or less >= IN_PROPORTION * fall


def shape_changed(inputs, paired):
    """Return the rows of `shapes`, where a new failure took a gone one's place, with whether `successes_rose`.

    Where the agent's did, a row is only told.
    """
    by_pairs = paired is not None and successes_rose(inputs, paired)
    return [dict(row, successes_rose=bool(by_pairs or _rose(u'success_rate', row['success']))) for row in inputs['shapes']]


def _measures(sides, name):
    return [of_numbers(name, sides[side]['count'], sides[side]['operations']) for side in ('before', 'after')]


def _rose(name, sides):
    before, after = _measures(sides, name)
    p = p_value(read_metric(name), before, after, RISE)
    return p is not None and p <= LEVEL


def _same_items(inputs, paired):
    """Return (still failing, recovered) of the items that failed before; (None, None) where none is known twice."""
    if pairing.is_mostly_affected(paired):
        return 0, 0     # what succeeds all the same tells nothing; nor do the few that fail by something else
    if paired is not None and paired['items']:
        return pairing.still_failing(inputs['passes']['rows'])
    items = inputs['items']
    if not items or not items['touched']:
        return None, None
    # Failures inside of operations that succeed all the same are not what those items would fail by.
    if 2 * items['common'] < items['touched'] and items['of_gone']:
        return 0, items['recovered']
    return (items['still_failing'], items['recovered']) if items['common'] else (None, None)
