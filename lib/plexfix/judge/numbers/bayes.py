# -*- coding: utf-8 -*-
"""How probable it is that a second share is the larger one, where nothing was known of either before."""
from __future__ import absolute_import, division, print_function

import collections
import math

from plexfix.base.intervals import whole

# Under Jeffreys' prior, Beta(1/2, 1/2), and under the uniform one, Beta(1, 1).
BetaGt = collections.namedtuple('BetaGt', 'jeffreys uniform')


def beta_gt(k1, n1, k2, n2):
    """Return P(p2 > p1) after *k1* of *n1* and *k2* of *n2*, to about 1e-10 as it is near 0 or 1, not beyond.

    Raises ValueError for what are no counts.  The work grows with n1 + n2.
    """
    for k, n in ((k1, n1), (k2, n2)):
        if whole(k, 'k') > whole(n, 'n'):
            raise ValueError('k is more than n: %d of %d' % (k, n))
    steps = (k2, n2 - k2, k1, n1 - k1)
    return BetaGt(_larger(0.5, 1 / math.pi ** 2, steps), _larger(1.0, 1 / 6.0, steps))


def _larger(prior, height, steps):
    """Return P(X > Y) for X of Beta(a, b) and Y of Beta(c, d), each parameter *prior* and its number of *steps*.

    Up from the prior, where it is 1/2, one parameter by 1 at a time (J. D. Cook, "Exact calculation of beta
    inequalities", 2005); *height* is B(a + c, b + d) / (B(a, b) B(c, d)) at the prior.
    """
    probability, parameters = 0.5, [prior] * 4
    for which in _in_turn(steps):
        # More successes of X, or failures of Y, make X the larger one.
        sign = 1 if which in (0, 3) else -1
        a, b, c = parameters[which], parameters[which ^ 1], parameters[which ^ 2]
        probability += sign * height / a
        height *= (a + c) / sum(parameters) * (a + b) / a
        parameters[which] += 1
    return min(1.0, max(0.0, probability))


def _in_turn(steps):
    """Yield each place of *steps* as often as it says, all evenly: one after the other, the height would vanish."""
    longest = max(steps)
    taken = [0] * len(steps)
    round_ = 0
    while round_ < longest:
        round_ += 1
        for which, number in enumerate(steps):
            if taken[which] * longest < round_ * number:
                taken[which] += 1
                yield which
