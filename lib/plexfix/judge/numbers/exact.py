# -*- coding: utf-8 -*-
"""Exact tests of a difference: paired items, tables, rates; and the evidence of items over several looks."""
from __future__ import absolute_import, division, print_function

import collections
import math
import sys

from plexfix.base.distributions import binomial_at_most, binomial_log_pmf, normal_upper_tail, summed
from plexfix.base.intervals import whole
from plexfix.base.memo import remembered
from plexfix.judge.numbers.discrete import binomial, hypergeometric

# All but `chi2_cc` are probabilities; that and `chi2_cc_p` are None where no item changed.
McNemar = collections.namedtuple(
    'McNemar', 'improve worsen two_sided midp improve_midp worsen_midp chi2_cc chi2_cc_p')
Fisher = collections.namedtuple('Fisher', 'two_sided less greater')
PoissonRate = collections.namedtuple('PoissonRate', 'p_two p_after_less p_after_greater')

# JSON has no infinity: an evidence value beyond it is at least this.
LARGEST = sys.float_info.max


@remembered(4096)
def mcnemar(b, c):
    """Return the McNemar test of paired items, of which *b* went from pass to fail and *c* from fail to pass.

    `improve` is P(X >= c) and `worsen` P(X >= b) for X of Bin(b + c, 1/2); the mid-p take off half of the probability
    of what was seen.  `midp` is two-sided (Fagerland, Lydersen, Laake 2013), `chi2_cc` has Edwards' correction.
    Raises ValueError for what are no counts.
    """
    n = whole(b, 'b') + whole(c, 'c')
    chance = binomial(n, 0.5)
    seen = chance.pmf(c)
    improve, worsen = chance.at_least(c), chance.at_least(b)
    fewer = chance.at_most(min(b, c))
    if n == 0:
        midp = 1.0
    else:
        midp = 1.0 - seen if b == c else 2 * fewer - seen
    chi2 = None if n == 0 else (abs(b - c) - 1) ** 2 / n
    return McNemar(improve, worsen, min(1.0, 2 * fewer), midp, improve - seen / 2, worsen - seen / 2, chi2,
                   None if chi2 is None else 2 * normal_upper_tail(math.sqrt(chi2)))


def evalue(b, c):
    """Return the evidence E that items improve more often than they worsen; it holds at every look.

    E = 2^(n+1) B(c+1, b+1) P(Bin(n+1, 1/2) <= c), n = b + c: a test martingale with a uniform prior on (1/2, 1).  One
    of 20 or more comes of chance in 1 of 20 runs at most, however often one looks (Ville 1939).  Add up *b* and *c*
    over retests.  Never above LARGEST.  Raises ValueError for what are no counts.
    """
    n = whole(b, 'b') + whole(c, 'c')
    if 2 * c < n + 1:
        # The tail as a multiple of its first term, whose ratio to the beta function is 1 / (b + 1).
        return summed(1.0, (j / (n + 2.0 - j) for j in _downward(c))) / (b + 1)
    log = math.log(2 * binomial_at_most(c, n + 1, 0.5) / (n + 1)) - binomial_log_pmf(c, n, 0.5)
    return math.exp(log) if log < math.log(LARGEST) else LARGEST


@remembered(4096)
def fisher(a, b, c, d):
    """Return Fisher's exact test of the table [[a, b], [c, d]]: `less` is P(X <= a), `greater` P(X >= a).

    Two-sided are all tables that are no more probable than this one.  Raises ValueError for what are no counts.
    """
    for number, name in ((a, 'a'), (b, 'b'), (c, 'c'), (d, 'd')):
        whole(number, name)
    total = a + b + c + d
    if total == 0:
        return Fisher(1.0, 1.0, 1.0)
    tables = hypergeometric(a + b, a + c, total)
    return Fisher(tables.two_sided(a), tables.at_most(a), tables.at_least(a))


@remembered(4096)
def poisson_rate(x1, e1, x2, e2):
    """Return the exact test of two rates: *x1* events in the exposure *e1* before, *x2* in *e2* after.

    Given x1 + x2, the events after are Bin(x1 + x2, e2 / (e1 + e2)) where nothing changed (Przyborowski and Wilenski
    1940); several events may come of one operation.  `p_after_less` is small where the rate fell.  Raises ValueError
    for what are no counts or exposures, and for events without exposure.
    """
    whole(x1, 'x1')
    whole(x2, 'x2')
    for events, exposure in ((x1, e1), (x2, e2)):
        if not 0 <= exposure < float('inf'):
            raise ValueError('exposure is no finite number from 0: %r' % (exposure,))
        if events and not exposure:
            raise ValueError('%d events without exposure' % events)
    if x1 + x2 == 0:
        return PoissonRate(1.0, 1.0, 1.0)
    after = binomial(x1 + x2, e2 / (e1 + e2), e1 / (e1 + e2))
    return PoissonRate(after.two_sided(x2), after.at_most(x2), after.at_least(x2))


def _downward(k):
    """Yield k, k - 1, ... down to 1."""
    while k > 0:
        yield k
        k -= 1
