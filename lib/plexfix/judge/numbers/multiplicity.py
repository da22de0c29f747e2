# -*- coding: utf-8 -*-
"""Many tests at once: which claims of an improvement still stand.  Findings of harm stay uncorrected."""
from __future__ import absolute_import, division, print_function

import collections

from plexfix.base.intervals import level

# Both are lists in the order of the p values that came in.
Adjusted = collections.namedtuple('Adjusted', 'adj reject')


def benjamini_hochberg(p_values, alpha=0.05):
    """Return adjusted p values, and which to take at a false discovery rate of *alpha* (Benjamini, Hochberg 1995).

    Raises ValueError for what is no probability.
    """
    return _adjusted(p_values, alpha, lambda p, place, count: p * count / place, True)


def holm(p_values, alpha=0.05):
    """Return the same for a chance of *alpha* that any one is wrong (Holm 1979); stricter."""
    return _adjusted(p_values, alpha, lambda p, place, count: p * (count - place + 1), False)


def _adjusted(p_values, alpha, factor, from_the_largest):
    """Return Adjusted: each p by *factor*, kept in order by the running minimum, or maximum, of those before it."""
    level(alpha)
    for p in p_values:
        if not 0 <= p <= 1:
            raise ValueError('this is no probability: %r' % (p,))
    count = len(p_values)
    order = sorted(range(count), key=lambda place: p_values[place])
    adjusted, running = [None] * count, 1.0 if from_the_largest else 0.0
    for rank in (range(count, 0, -1) if from_the_largest else range(1, count + 1)):
        value = factor(p_values[order[rank - 1]], rank, count)
        running = min(running, value) if from_the_largest else max(running, value)
        adjusted[order[rank - 1]] = min(1.0, running)
    return Adjusted(adjusted, [value <= alpha for value in adjusted])
