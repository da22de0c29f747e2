# -*- coding: utf-8 -*-
"""Binomial and Poisson probabilities against exact fractions and sums; normal quantiles against their tail."""
from __future__ import absolute_import, division, print_function

import math
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from plexfix.base import distributions

EXACT = 1e-12


def near(value, expected, relative=EXACT):
    return value == expected or abs(value - expected) <= relative * abs(expected)


def choose(n, k):
    return math.factorial(n) // (math.factorial(k) * math.factorial(n - k))


def exact_terms(n, p):
    """The probabilities of 0 to n, from the definition, without rounding."""
    p = Fraction(p)
    return [choose(n, k) * p ** k * (1 - p) ** (n - k) for k in range(n + 1)]


@given(st.integers(0, 60), st.integers(0, 64))
def test_binomial_probabilities_are_exact(n, share):
    p = share / 64.0
    terms = exact_terms(n, p)
    for k in range(-1, n + 2):
        assert near(distributions.binomial_pmf(k, n, p), float(terms[k] if 0 <= k <= n else 0))
        assert near(distributions.binomial_at_most(k, n, p), float(sum(terms[:max(0, k + 1)])))
        assert near(distributions.binomial_at_least(k, n, p), float(sum(terms[max(0, k):])))


@given(st.integers(0, 10 ** 6), st.floats(0, 1), st.floats(0, 1))
def test_both_tails_make_one(n, p, place):
    k = int(n * place)
    total = distributions.binomial_at_most(k, n, p) + distributions.binomial_at_least(k + 1, n, p)
    assert near(total, 1.0, 1e-9)


@pytest.mark.parametrize('k, n, p, expected', [
    # Sums of the definition in 50 digits.
    (499000, 10 ** 6, 0.5, 0.022804149932691043), (0, 10 ** 6, 1e-6, 0.3678792572316451),
    (1, 10 ** 6, 1e-6, 0.7357588823429153)])
def test_a_million_trials(k, n, p, expected):
    assert near(distributions.binomial_at_most(k, n, p), expected)


@given(st.floats(1e-3, 60), st.integers(0, 80))
def test_poisson_probabilities_are_sums_of_the_definition(mean, k):
    term, below = math.exp(-mean), 0.0
    for j in range(k):
        below += term
        term *= mean / (j + 1)
    assert near(distributions.poisson_pmf(k, mean), term, 1e-11)
    assert abs(distributions.poisson_at_most(k - 1, mean) - below) < 1e-13
    assert abs(distributions.poisson_at_least(k, mean) - (1 - below)) < 1e-13
    assume(k > mean)
    above = 0.0
    for j in range(k, k + 400):
        above += term
        term *= mean / (j + 1)
    assert near(distributions.poisson_at_least(k, mean), above, 1e-11)


def test_poisson_where_nothing_is_expected():
    assert [distributions.poisson_pmf(k, 0) for k in (0, 1)] == [1.0, 0.0]
    assert distributions.poisson_at_most(-1, 3.0) == 0.0 and distributions.poisson_at_least(0, 3.0) == 1.0


@pytest.mark.parametrize('n', [1, 2, 10, 15, 16, 17, 30, 170])
def test_stirlings_error_is_the_rest_of_the_factorial(n):
    rest = math.log(math.factorial(n)) - 0.5 * math.log(2 * math.pi * n) - n * math.log(n) + n
    assert abs(distributions.stirling_error(n) - rest) < 2e-13 * max(1, n)
    assert 1 / (12.0 * n + 1) < distributions.stirling_error(n) < 1 / (12.0 * n)


@given(st.floats(1e-3, 1e6), st.floats(1e-3, 1e6))
def test_the_deviance_is_that_of_its_formula(x, mean):
    plain = x * math.log(x / mean) + mean - x
    assert abs(distributions.deviance(x, mean) - plain) <= 1e-14 * (abs(plain) + x + mean) * 10
    assert distributions.deviance(x, x) == 0


@pytest.mark.parametrize('tail, z', [
    (0.025, 1.959963984540054), (0.005, 2.5758293035489004), (0.05, 1.6448536269514722), (0.5, 0.0),
    (0.975, -1.959963984540054), (1e-10, 6.361340902404056), (1e-100, 21.273453560965324)])
def test_known_quantiles(tail, z):
    assert abs(distributions.normal_quantile_above(tail) - z) <= 1e-14 * max(1, abs(z))


@given(st.floats(1e-300, 0.999999))
def test_a_quantile_leaves_its_tail(tail):
    assert near(distributions.normal_upper_tail(distributions.normal_quantile_above(tail)), tail, 1e-11)
