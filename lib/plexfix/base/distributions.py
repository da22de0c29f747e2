# -*- coding: utf-8 -*-
"""Probabilities of the binomial and the Poisson distribution, and normal quantiles, from the standard library alone.

Exact sums of accurate terms, to about 1e-12 also for a million events: C. Loader, "Fast and accurate computation of
binomial probabilities" (2000).  A logarithm of a factorial would lose the last digits there.
"""
from __future__ import absolute_import, division, print_function

import math

_LOG_TWO_PI = math.log(2 * math.pi)
_NEGLIGIBLE = 1e-18
# Terms of Stirling's series for ln(n!): enough for n above 15.
_STIRLING = (1 / 12.0, -1 / 360.0, 1 / 1260.0, -1 / 1680.0, 1 / 1188.0)


def stirling_error(n):
    """Return ln(n!) - ln(sqrt(2 pi n) (n/e)^n) for a whole n above 0."""
    if n <= 15:
        return math.log(math.factorial(n)) - 0.5 * (_LOG_TWO_PI + math.log(n)) - n * math.log(n) + n
    total, power = 0.0, 1.0 / n
    for factor in _STIRLING:
        total += factor * power
        power /= float(n) * n
    return total


def deviance(x, mean):
    """Return x ln(x/mean) + mean - x, without the cancellation where the two are near."""
    if abs(x - mean) >= 0.1 * (x + mean):
        return x * math.log(x / float(mean)) + mean - x
    v = (x - mean) / float(x + mean)
    total, term, power = (x - mean) * v, 2.0 * x * v, v * v
    step = 1
    while True:
        term *= power
        more = total + term / (2 * step + 1)
        if more == total:
            return total
        total, step = more, step + 1


def poisson_pmf(k, mean):
    """Return the probability of exactly *k* events where *mean* are expected."""
    if mean == 0:
        return 1.0 if k == 0 else 0.0
    if k == 0:
        return math.exp(-mean)
    return math.exp(-stirling_error(k) - deviance(k, mean)) / math.sqrt(2 * math.pi * k)


def binomial_log_pmf(k, n, p, q=None):
    """Return the logarithm of `binomial_pmf` for a *p* that is neither 0 nor 1, and 0 <= k <= n."""
    q = 1.0 - p if q is None else q
    if k == 0:
        return n * (math.log1p(-p) if p < 0.5 else math.log(q))
    if k == n:
        return n * (math.log1p(-q) if q < 0.5 else math.log(p))
    return (stirling_error(n) - stirling_error(k) - stirling_error(n - k) - deviance(k, n * p)
            - deviance(n - k, n * q) + 0.5 * math.log(n / (2 * math.pi * k * float(n - k))))


def binomial_pmf(k, n, p, q=None):
    """Return the probability of exactly *k* of *n*, each with probability *p*; *q* is 1 - p, where known better."""
    q = 1.0 - p if q is None else q
    if k < 0 or k > n:
        return 0.0
    if p == 0 or q == 0:
        return 1.0 if k == (0 if p == 0 else n) else 0.0
    return math.exp(binomial_log_pmf(k, n, p, q))


def summed(first, ratios):
    """Return *first* and the terms after it, each the one before times the next of *ratios*, as far as they count.

    The ratios must come to fall below 1 and stay there.
    """
    total = term = first
    for ratio in ratios:
        term *= ratio
        total += term
        if ratio < 1 and term <= _NEGLIGIBLE * total * (1 - ratio):
            break
    return total


def poisson_at_least(k, mean):
    """Return P(X >= k) for X of Poisson's distribution."""
    if k <= 0:
        return 1.0
    if k <= mean:
        return 1.0 - poisson_at_most(k - 1, mean)
    return summed(poisson_pmf(k, mean), (mean / float(j + 1) for j in _upward(k)))


def poisson_at_most(k, mean):
    """Return P(X <= k) for X of Poisson's distribution."""
    if k < 0:
        return 0.0
    if k >= mean:
        return 1.0 - poisson_at_least(k + 1, mean)
    return summed(poisson_pmf(k, mean), (j / float(mean) for j in _downward(k)))


def binomial_at_most(k, n, p, q=None):
    """Return P(X <= k) for X of the binomial distribution; *q* is 1 - p, where it is known better."""
    q = 1.0 - p if q is None else q
    if k < 0:
        return 0.0
    if k >= n:
        return 1.0
    if p == 0 or q == 0:
        return 1.0 if p == 0 else 0.0
    if k >= n * p:
        return 1.0 - binomial_at_least(k + 1, n, p, q)
    odds = q / p
    return summed(binomial_pmf(k, n, p, q), (j * odds / (n - j + 1) for j in _downward(k)))


def binomial_at_least(k, n, p, q=None):
    """Return P(X >= k) for X of the binomial distribution; *q* is 1 - p, where it is known better."""
    q = 1.0 - p if q is None else q
    return binomial_at_most(n - k, n, q, p)


def normal_upper_tail(z):
    """Return P(Z > z) for Z of the standard normal distribution, also where it is very small."""
    return 0.5 * math.erfc(z / math.sqrt(2))


def normal_quantile_above(tail):
    """Return the z above which *tail* (above 0, below 1) of the standard normal distribution lies."""
    if tail > 0.5:
        return -normal_quantile_above(1.0 - tail)
    # Abramowitz and Stegun 26.2.23 to begin with; Newton's steps on the logarithm then double its digits.
    t = math.sqrt(-2 * math.log(tail))
    z = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)))
    for _ in range(8):
        above = normal_upper_tail(z)
        density = math.exp(-0.5 * z * z - 0.5 * _LOG_TWO_PI)
        if above == 0 or density == 0:
            break
        step = math.log(above / tail) * above / density
        z += step
        if abs(step) < 1e-15 * (1 + abs(z)):
            break
    return z


def _upward(k):
    """Yield k, k + 1, ... without end; Python 2's range would be a list."""
    while True:
        yield k
        k += 1


def _downward(k):
    """Yield k, k - 1, ... down to 1."""
    while k > 0:
        yield k
        k -= 1
