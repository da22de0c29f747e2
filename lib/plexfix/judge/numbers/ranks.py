# -*- coding: utf-8 -*-
"""Durations compared by their ranks: Mann and Whitney's test, and how often one side is the larger."""
from __future__ import absolute_import, division, print_function

import collections
import math

from plexfix.base.distributions import normal_upper_tail

# `p_exact` and `p_exact_greater` are None with ties, and where the samples are too large to count.
MannWhitney = collections.namedtuple(
    'MannWhitney', 'U1 A12 p_exact p_exact_greater p_asym_cc p_asym_nocc ties')

# The work of counting exactly grows with n * m * min(n, m); beyond it the normal law is as good.
EXACT_WORK = 200000


def mann_whitney(x, y):
    """Return the test of whether *x* or *y* (lists of numbers) is the larger, by ranks.

    `U1` counts the pairs in which x is larger, half of a tie; `A12` is their share (Vargha and Delaney 2000).
    `p_exact_greater` is small where x is larger.  `p_asym_cc` has a correction for continuity, and both normal ones
    for ties.  Raises ValueError where a side is empty, or holds what is no number.
    """
    n, m = len(x), len(y)
    if not n or not m:
        raise ValueError('there is nothing to compare: %d values and %d' % (n, m))
    if any(value != value for value in list(x) + list(y)):
        raise ValueError('a value is no number')
    twice_u, ties = _pairs(x, y)
    exact = greater = None
    if not ties and n * m * min(n, m) <= EXACT_WORK:
        greater = _at_least(twice_u // 2, n, m)
        exact = min(1.0, 2 * min(greater, _at_least(n * m - twice_u // 2, n, m)))
    spread = _spread(n, m, ties)
    off = abs(twice_u - n * m) / 2.0
    return MannWhitney(twice_u / 2.0, twice_u / (2.0 * n * m), exact, greater, _normal(off - 0.5, spread),
                       _normal(off, spread), bool(ties))


def _pairs(x, y):
    """Return twice the number of pairs in which x is the larger, and the sizes of the ties, sorted."""
    rows = sorted([(value, 0) for value in x] + [(value, 1) for value in y], key=lambda row: row[0])
    twice = smaller = place = 0
    ties = []
    while place < len(rows):
        end = place
        while end < len(rows) and rows[end][0] == rows[place][0]:
            end += 1
        of_y = sum(side for _, side in rows[place:end])
        twice += (end - place - of_y) * (2 * smaller + of_y)
        smaller += of_y
        if end - place > 1:
            ties.append(end - place)
        place = end
    return twice, ties


def _spread(n, m, ties):
    """Return the standard deviation of U where nothing differs."""
    total = n + m
    tied = sum(size ** 3 - size for size in ties) / (total * (total - 1.0))
    return math.sqrt(max(0.0, n * m / 12.0 * (total + 1 - tied)))


def _normal(off, spread):
    """Return the two-sided probability of being *off* or more; 1 where all values are the same."""
    return min(1.0, 2 * normal_upper_tail(off / spread)) if spread else 1.0


def _at_least(u, n, m):
    """Return P(U >= u) of *n* against *m* values without ties, counted."""
    few, many = min(n, m), max(n, m)
    size = n * m
    # How many orders have which U: the Gaussian binomial, product of (1 - q^(many + i)) / (1 - q^i).
    counts = [1] + [0] * size
    for step in range(1, few + 1):
        for place in range(size, many + step - 1, -1):
            counts[place] -= counts[place - many - step]
        for place in range(step, size + 1):
            counts[place] += counts[place - step]
    return sum(counts[u:]) / sum(counts)
