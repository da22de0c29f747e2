# -*- coding: utf-8 -*-
"""Shares compared: two of them apart, and the odds of paired items."""
from __future__ import absolute_import, division, print_function

import collections
import math

from plexfix.base.distributions import normal_upper_tail
from plexfix.base.intervals import clopper_pearson, whole, wilson

TwoProp = collections.namedtuple('TwoProp', 'z p_two p_larger newcombe_lo newcombe_hi')
# `or_hi` is None where it has no end.
PairedOdds = collections.namedtuple('PairedOdds', 'or_lo or_hi share_lo share_hi')


def two_prop(k1, n1, k2, n2, alpha=0.05):
    """Return the pooled z test of *k1* of *n1* against *k2* of *n2*, and Newcombe's interval of k1/n1 - k2/n2.

    `p_larger` is small where the first share is the larger one.  Two shares of 0, or two of 1, do not differ: z is
    then 0.  The interval is the hybrid score one (Newcombe 1998, method 10).  Raises ValueError for what are no
    counts, or where nothing was tried on one side.
    """
    for k, n in ((k1, n1), (k2, n2)):
        if whole(n, 'n') == 0:
            raise ValueError('there is no share of nothing: %d of 0' % k)
    (low1, high1), (low2, high2) = wilson(k1, n1, alpha), wilson(k2, n2, alpha)
    share1, share2 = k1 / n1, k2 / n2
    pooled = (k1 + k2) / (n1 + n2)
    spread = math.sqrt(pooled * ((n1 - k1 + n2 - k2) / (n1 + n2)) * (1 / n1 + 1 / n2))
    difference = (k1 * n2 - k2 * n1) / (n1 * n2)
    z = difference / spread if spread else 0.0
    below = math.hypot(share1 - low1, high2 - share2)
    above = math.hypot(high1 - share1, share2 - low2)
    return TwoProp(z, min(1.0, 2 * normal_upper_tail(abs(z))), normal_upper_tail(z),
                   max(-1.0, difference - below), min(1.0, difference + above))


def mcnemar_or_ci(b, c, alpha=0.05):
    """Return the exact interval of the odds b / c of paired items, and of the share b / (b + c), as PairedOdds.

    Clopper and Pearson's interval of the share, turned into odds.  Raises ValueError where no item changed.
    """
    if whole(b, 'b') + whole(c, 'c') == 0:
        raise ValueError('no item changed: there are no odds')
    low, high = clopper_pearson(b, b + c, alpha)
    return PairedOdds(low / (1 - low), None if high == 1 else high / (1 - high), low, high)
