# -*- coding: utf-8 -*-
"""How probable a fall or a rise is by chance alone, and how small that could have come out at all."""
from __future__ import absolute_import, division, print_function

from plexfix.judge import statistics
from plexfix.judge.metrics import is_share, steady

FALL, RISE = u'fall', u'rise'
LEVEL = 0.05


def p_value(metric, before, after, direction):
    """Return the one-sided exact p of a change in *direction* between two Measures, None where there is none.

    Shares by Fisher's test, events per operation by that of two Poisson rates (several may come of one operation).
    """
    if None in (before.count, after.count) or not before.operations or not after.operations:
        return None
    if _shares(metric, before, after):
        found = statistics.fisher(after.count, after.operations - after.count, before.count,
                                  before.operations - before.count)
        return steady(found.less if direction == FALL else found.greater)
    found = statistics.poisson_rate(before.count, before.operations, after.count, after.operations)
    return steady(found.p_after_less if direction == FALL else found.p_after_greater)


def smallest_p(metric, before, after, direction):
    """Return the smallest p that *after* could have shown with as many operations; None where there is none.

    A rise of events has no end, so that any p can be reached.
    """
    if before.count is None or not before.operations or not after.operations:
        return None
    if _shares(metric, before, after):
        best = 0 if direction == FALL else after.operations
        return p_value(metric, before, after._replace(count=best), direction)
    if direction == RISE:
        return 0.0
    return steady(statistics.smallest_rate_p(before.count, before.operations, after.operations))


def _shares(metric, before, after):
    return all(is_share(metric, side.count or 0, side.operations) for side in (before, after))
