# -*- coding: utf-8 -*-
"""What a test can show at all, said before it is run: smallest p, power, and what a clean baseline excludes."""
from __future__ import absolute_import, division, print_function

import math

from plexfix.base.distributions import binomial_at_least, binomial_pmf
from plexfix.base.intervals import level, whole
from plexfix.judge.numbers.discrete import binomial

MOST_ITEMS = 10000


def smallest_paired_p(items, midp=True):
    """Return the smallest one-sided p that *items* paired items can show: all of them from fail to pass."""
    whole(items, 'items')
    return 0.5 ** (items + 1) if midp else 0.5 ** items


def smallest_rate_p(events, e1, e2):
    """Return the smallest one-sided p of a fall, *events* in the exposure *e1* before: none of them in *e2* after."""
    whole(events, 'events')
    if not (0 <= e1 < float('inf') and 0 <= e2 < float('inf')) or not e1:
        raise ValueError('no exposures: %r and %r' % (e1, e2))
    return binomial_pmf(0, events, e2 / (e1 + e2), e1 / (e1 + e2))


def improvements_needed(worse, alpha=0.05, midp=True):
    """Return how many items must go from fail to pass for a one-sided p of at most *alpha*, *worse* the other way."""
    whole(worse, 'worse')
    level(alpha)
    better = 0
    while _p(worse, better, midp) > alpha:
        better += 1
    return better


def _p(worse, better, midp):
    chance = binomial(worse + better, 0.5)
    return chance.at_least(better) - (chance.pmf(better) / 2 if midp else 0.0)


def power(items, improve, worsen=0.0, alpha=0.05, midp=True):
    """Return the chance that the paired test of *items* shows an improvement at *alpha*, one-sided; exact.

    Each item goes from fail to pass with probability *improve*, from pass to fail with *worsen*.
    """
    whole(items, 'items')
    if not (0 <= improve <= 1 and 0 <= worsen <= 1 and improve + worsen <= 1):
        raise ValueError('no probabilities: %r and %r' % (improve, worsen))
    total, needed = 0.0, 0
    for worse in range(items + 1):
        chance = binomial_pmf(worse, items, worsen)
        if worse > items * worsen and chance < 1e-18:
            break
        # Of those that did not get worse, this share gets better.
        share = min(1.0, improve / (1 - worsen)) if worsen < 1 else 0.0
        while needed <= items - worse and _p(worse, needed, midp) > level(alpha):
            needed += 1
        if needed > items - worse:
            break
        total += chance * binomial_at_least(needed, items - worse, share)
    return min(1.0, total)


def items_needed(improve, wanted=0.8, worsen=0.0, alpha=0.05, midp=True):
    """Return the least number of items from which on the power is *wanted*, None where MOST_ITEMS are too few.

    With whole items the power has small steps down; from this number on there are none below *wanted*.
    """
    level(wanted)
    if improve <= worsen:
        return None
    high = 1
    while power(high, improve, worsen, alpha, midp) < wanted:
        high *= 2
        if high > MOST_ITEMS:
            return None
    # Behind twice the number that first suffices there are no steps below it any more.
    last = 0
    for items in range(high // 2, 2 * high + 1):
        if power(items, improve, worsen, alpha, midp) < wanted:
            last = items
    return last + 1


def power_table(improvements=(0.5, 0.4, 0.3, 0.25, 0.2), wanted=0.8, alpha=0.05, midp=True):
    """Return [(improvement, items needed for a power of *wanted*)]."""
    return [(improve, items_needed(improve, wanted, 0.0, alpha, midp)) for improve in improvements]


def unseen_bound(operations, alpha=0.05):
    """Return the rate up to which an error may have been there, though none was seen in *operations*: 1 - alpha^(1/n).

    About 3/n at 95 %.  Nothing is excluded by no operations.
    """
    whole(operations, 'operations')
    return -math.expm1(math.log(level(alpha)) / operations) if operations else 1.0
