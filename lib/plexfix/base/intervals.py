# -*- coding: utf-8 -*-
"""How sure a share or a rate is: its confidence interval.  Tests of a difference are left to the judge."""
from __future__ import absolute_import, division, print_function

import math

from plexfix.base.compat import integer_types
from plexfix.base.distributions import (binomial_at_least, binomial_pmf, normal_quantile_above, poisson_at_least,
                                        poisson_at_most, poisson_pmf)
from plexfix.base.memo import remembered


@remembered(4096)
def wilson(k, n, alpha=0.05):
    """Return (low, high) for a share of which *k* of *n* were seen: Wilson's score interval (1927).

    With n = 0 nothing is known, and that is (0.0, 1.0).  Raises ValueError for what are no counts, or *alpha* not
    between 0 and 1.
    """
    whole(k, 'k')
    whole(n, 'n')
    if k > n:
        raise ValueError('k is more than n: %d of %d' % (k, n))
    z = normal_quantile_above(level(alpha) / 2.0)
    if n == 0:
        return 0.0, 1.0
    share, squared = k / n, z * z
    centre = share + squared / (2.0 * n)
    half = z * math.sqrt(share * (1 - share) / n + squared / (4.0 * n * n))
    scale = 1 + squared / n
    # At the ends the formula gives exactly 0 and 1, the arithmetic only nearly.
    return (0.0 if k == 0 else max(0.0, (centre - half) / scale),
            1.0 if k == n else min(1.0, (centre + half) / scale))


@remembered(4096)
def poisson_rate_interval(count, exposure, alpha=0.05):
    """Return (low, high) for a rate of which *count* events were seen in *exposure*, or None where that is 0.

    Exact (F. Garwood, 1936); several events may come of one operation, so that a rate may be above 1.  Raises
    ValueError for what is no count, no exposure, or *alpha* not between 0 and 1.
    """
    whole(count, 'count')
    if not 0 <= exposure < float('inf'):
        raise ValueError('exposure is no finite number from 0: %r' % (exposure,))
    tail = level(alpha) / 2.0
    if exposure == 0:
        return None
    low, high = 0.0, -math.log(tail)
    if count:
        low = _root(lambda mean: poisson_at_least(count, mean), lambda mean: poisson_pmf(count - 1, mean), tail,
                    _near(count, tail, -1))
        high = _root(lambda mean: poisson_at_most(count, mean), lambda mean: -poisson_pmf(count, mean), tail,
                     _near(count + 1, tail, 1))
    return low / exposure, high / exposure


def clopper_pearson(k, n, alpha=0.05):
    """Return (low, high) for a share of which *k* of *n* were seen: the exact interval (1934), which is a wide one.

    Raises ValueError as `wilson` does.
    """
    low, high = wilson(k, n, alpha)
    tail = alpha / 2.0
    return (0.0 if k == 0 else _lower_share(k, n, tail, low),
            1.0 if k == n else 1 - _lower_share(n - k, n, tail, 1 - high))


def _lower_share(k, n, tail, near):
    """Return the share of which *k* or more of *n* are seen with probability *tail*; *near* is about there."""
    if k == n:
        return tail ** (1.0 / n)
    return _root(lambda share: binomial_at_least(k, n, share), lambda share: n * binomial_pmf(k - 1, n - 1, share),
                 tail, near, 1.0)


def whole(number, name):
    """Raise ValueError unless *number*, called *name*, is a whole number from 0."""
    if isinstance(number, bool) or not isinstance(number, integer_types) or number < 0:
        raise ValueError('%s is no whole number from 0: %r' % (name, number))
    return number


def level(alpha):
    """Raise ValueError unless *alpha* is above 0 and below 1."""
    if not 0 < alpha < 1:
        raise ValueError('alpha is not between 0 and 1: %r' % (alpha,))
    return alpha


def _near(shape, tail, sign):
    """Return about where a gamma distribution of *shape* leaves *tail*: below its middle, or above, by *sign*.

    Wilson and Hilferty's approximation (1931).
    """
    z = normal_quantile_above(tail)
    return max(shape * (1 - 1 / (9.0 * shape) + sign * z / (3 * math.sqrt(shape))) ** 3, 1e-3 * shape)


def _root(tail_of, slope_of, wanted, start, end=float('inf')):
    """Return the place from 0 to *end* at which tail_of(place) is *wanted*, by Newton's steps on its logarithm.

    *slope_of* is the derivative of *tail_of*, of one sign; a step that leaves the bracket halves that instead.
    """
    place, low, high = start, 0.0, end
    for _ in range(200):
        tail, slope = tail_of(place), slope_of(place)
        if (tail < wanted) == (slope > 0):
            low = place
        else:
            high = place
        newer = place - math.log(tail / wanted) * tail / slope if tail > 0 and slope else -1.0
        if not low <= newer <= high:
            newer = (low + high) / 2 if high < float('inf') else 2 * place + 1
        if abs(newer - place) <= 1e-15 * place:
            return newer
        place = newer
    return place
