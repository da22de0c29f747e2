# -*- coding: utf-8 -*-
"""Confidence intervals: published ones, and that their ends leave what they promise."""
from __future__ import absolute_import, division, print_function

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plexfix.base import distributions, intervals

ALPHAS = st.sampled_from([0.5, 0.2, 0.1, 0.05, 0.01, 0.001, 1e-6])


# Newcombe 1998, Statistics in Medicine 17:857, table I, method 3.
@pytest.mark.parametrize('k, n, low, high', [
    (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)])
def test_published_score_intervals(k, n, low, high):
    assert tuple(round(end, 4) for end in intervals.wilson(k, n)) == (low, high)


@given(st.integers(1, 10 ** 6), st.floats(0, 1), ALPHAS)
def test_an_end_of_the_score_interval_is_as_far_as_the_score_test_goes(n, place, alpha):
    k = int(n * place)
    low, high = intervals.wilson(k, n, alpha)
    assert 0.0 <= low <= k / n <= high <= 1.0
    z = distributions.normal_quantile_above(alpha / 2)
    for end in (low, high):
        if 0 < end < 1:
            assert abs(abs(k / n - end) - z * math.sqrt(end * (1 - end) / n)) < 1e-12
    assert (low == 0) == (k == 0) and (high == 1) == (k == n)


@pytest.mark.parametrize('n', [1, 20, 1000, 10 ** 6])
def test_the_ends_are_exact_where_all_or_none_were_seen(n):
    assert intervals.wilson(0, n)[0] == 0.0 and intervals.wilson(n, n)[1] == 1.0
    assert intervals.wilson(0, n)[1] == pytest.approx(1 - intervals.wilson(n, n)[0], abs=1e-12)


def test_of_nothing_nothing_is_known():
    assert intervals.wilson(0, 0) == intervals.clopper_pearson(0, 0) == (0.0, 1.0)
    assert intervals.poisson_rate_interval(0, 0) is None and intervals.poisson_rate_interval(3, 0.0) is None


# Garwood 1936, Biometrika 28:437, and the tables made of it.
@pytest.mark.parametrize('count, low, high', [
    (0, 0.0, 3.6889), (1, 0.0253, 5.5716), (2, 0.2422, 7.2247), (5, 1.6235, 11.6683), (10, 4.7954, 18.3904),
    (50, 37.1110, 65.9188), (100, 81.3640, 121.6268)])
def test_published_intervals_of_counts(count, low, high):
    assert [round(end, 4) for end in intervals.poisson_rate_interval(count, 1)] == [
        pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4)]


@given(st.one_of(st.integers(0, 60), st.integers(0, 10 ** 6)), st.floats(1e-3, 1e6), ALPHAS)
def test_the_ends_of_a_rate_leave_half_of_alpha_each(count, exposure, alpha):
    low, high = intervals.poisson_rate_interval(count, exposure, alpha)
    assert 0 <= low < high and low <= count / exposure * (1 + 1e-12) and high >= count / exposure
    assert distributions.poisson_at_most(count, high * exposure) == pytest.approx(alpha / 2, rel=1e-8)
    if count:
        assert distributions.poisson_at_least(count, low * exposure) == pytest.approx(alpha / 2, rel=1e-8)


@given(st.one_of(st.integers(1, 60), st.integers(1, 10 ** 6)), st.floats(0, 1), ALPHAS)
def test_the_ends_of_the_exact_interval_leave_half_of_alpha_each(n, place, alpha):
    k = int(n * place)
    low, high = intervals.clopper_pearson(k, n, alpha)
    assert 0 <= low <= k / n <= high <= 1
    if k:
        assert distributions.binomial_at_least(k, n, low) == pytest.approx(alpha / 2, rel=1e-8)
    if k < n:
        assert distributions.binomial_at_most(k, n, high) == pytest.approx(alpha / 2, rel=1e-8)


@given(st.integers(0, 200), st.integers(0, 200))
def test_the_exact_interval_holds_both_ways_round(k, more):
    low, high = intervals.clopper_pearson(k, k + more)
    other_low, other_high = intervals.clopper_pearson(more, k + more)
    assert (low, high) == (pytest.approx(1 - other_high, abs=1e-12), pytest.approx(1 - other_low, abs=1e-12))


@pytest.mark.parametrize('k, n', [
    (-1, 5), (6, 5), (1, 0), (0, -1), (1.5, 5), (True, 5), ('1', 5), (None, 5), (1, float('nan'))])
def test_what_are_no_counts_is_refused(k, n):
    for interval in (intervals.wilson, intervals.clopper_pearson):
        with pytest.raises(ValueError):
            interval(k, n)


@pytest.mark.parametrize('count, exposure', [
    (-1, 5), (1.5, 5), (True, 5), (1, -1), (1, float('inf')), (1, float('nan'))])
def test_what_is_no_count_in_an_exposure_is_refused(count, exposure):
    with pytest.raises(ValueError):
        intervals.poisson_rate_interval(count, exposure)


@pytest.mark.parametrize('alpha', [0, 1, -0.1, 2, float('nan')])
def test_what_is_no_level_is_refused(alpha):
    for call in (lambda: intervals.wilson(1, 2, alpha), lambda: intervals.wilson(0, 0, alpha),
                 lambda: intervals.clopper_pearson(1, 2, alpha), lambda: intervals.poisson_rate_interval(1, 2, alpha),
                 lambda: intervals.poisson_rate_interval(1, 0, alpha)):
        with pytest.raises(ValueError) as caught:
            call()
        assert 'alpha' in str(caught.value)
