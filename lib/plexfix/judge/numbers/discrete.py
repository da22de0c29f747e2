# -*- coding: utf-8 -*-
"""Exact tails of a distribution of whole numbers with one peak; which test takes which is `exact`'s."""
from __future__ import absolute_import, division, print_function

from plexfix.base.distributions import binomial_pmf, summed

# Two tables of the same probability differ in the last digits of a float: R's fisher.test has the same allowance.
_ALIKE = 1 + 1e-7


class Discrete(object):
    """A distribution on *first* to *last* with its peak at *mode*; *rise(k)* is P(k + 1) / P(k)."""

    def __init__(self, pmf, rise, first, last, mode):
        self.pmf, self.rise, self.first, self.last = pmf, rise, first, last
        self.mode = min(max(mode, first), last)

    def at_least(self, k):
        """Return P(X >= k), to many digits also where it is very small."""
        if k <= self.first:
            return 1.0
        if k > self.last:
            return 0.0
        if k <= self.mode:
            return max(0.0, 1.0 - self.at_most(k - 1))
        return min(1.0, summed(self.pmf(k), (self.rise(j) for j in _from_to(k, self.last))))

    def at_most(self, k):
        """Return P(X <= k), to many digits also where it is very small."""
        if k >= self.last:
            return 1.0
        if k < self.first:
            return 0.0
        if k > self.mode:
            return max(0.0, 1.0 - self.at_least(k + 1))
        return min(1.0, summed(self.pmf(k), (1 / self.rise(k - 1 - j) for j in _from_to(0, k - self.first))))

    def two_sided(self, k):
        """Return the probability of all that is no more probable than *k*."""
        limit = self.pmf(k) * _ALIKE
        if self.pmf(self.mode) <= limit:
            return 1.0
        below = _last_where(lambda j: self.pmf(j) <= limit, self.first, self.mode)
        above = -_last_where(lambda j: self.pmf(-j) <= limit, -self.last, -self.mode)
        return min(1.0, self.at_most(below) + self.at_least(above))


def binomial(n, p, q=None):
    """Return the Discrete number of successes in *n* trials; *q* is 1 - p, where it is known better."""
    q = 1.0 - p if q is None else q
    if p == 0 or q == 0:
        only = 0 if p == 0 else n
        return Discrete(lambda k: 1.0 if k == only else 0.0, None, only, only, only)
    odds = p / q
    return Discrete(lambda k: binomial_pmf(k, n, p, q), lambda k: (n - k) * odds / (k + 1), 0, n, int((n + 1) * p))


def hypergeometric(drawn, marked, total):
    """Return the Discrete number of marked ones among *drawn* of *total*, of which *marked* are marked."""
    plain = total - marked
    first, last = max(0, drawn - plain), min(drawn, marked)
    p, q = drawn / total, (total - drawn) / total
    base = binomial_pmf(drawn, total, p, q)

    def pmf(k):
        return binomial_pmf(k, marked, p, q) * (binomial_pmf(drawn - k, plain, p, q) / base)

    def rise(k):
        return (marked - k) * float(drawn - k) / ((k + 1) * float(plain - drawn + k + 1))
    return Discrete(pmf, rise, first, last, (drawn + 1) * (marked + 1) // (total + 2))


def _from_to(start, end):
    """Yield start, start + 1, ... as far as before *end*; Python 2's range would be a list."""
    while start < end:
        yield start
        start += 1


def _last_where(holds, first, last):
    """Return the greatest whole number from *first* to *last* of which *holds*, or first - 1.

    It holds up to one of them and not behind that.
    """
    low, high = first - 1, last
    while low < high:
        middle = (low + high + 1) // 2
        if holds(middle):
            low = middle
        else:
            high = middle - 1
    return low
