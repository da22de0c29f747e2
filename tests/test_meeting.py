# -*- coding: utf-8 -*-
"""meeting: when a criterion is met, to the last digit, and null where it was not measured."""
from __future__ import absolute_import, division, print_function

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plexfix.judge.expectations import expectation
from plexfix.judge.meeting import judge, to_json
from plexfix.understand import criteria


@pytest.mark.parametrize('before, after, expected', [
    # Where no candidate was looked at, nothing is known of how many are rejected: that is no rate of zero.
    ((0, 0), (9, 20), None), ((0, 4), (9, 20), True), ((0, 4), (2, 20), False), ((9, 20), (0, 0), None)])
def test_rejections_are_measured_only_where_candidates_were_looked_at(before, after, expected):
    found = judge(criteria.parse(u'failure: title_rejections increase_pct > 10'), before, after)
    assert found.met is expected
    if expected is None:
        assert u'(no candidates)' in found.reason


def met(text, before, after):
    return judge(criteria.parse(text), before, after).met


@pytest.mark.parametrize('text, before, after, expected', [
    # Exactly at the limit: a float would be a hair above or below.
    (u'success: http_403 reduce_pct >= 20', (10, 100), (8, 100), True),
    (u'success: http_403 reduce_pct > 20', (10, 100), (8, 100), False),
    (u'success: http_403 reduce_pct >= 30', (10, 10), (21, 30), True),
    (u'success: http_403 reduce_pct >= 33.4', (3, 10), (2, 10), False),
    (u'success: http_403 reduce_pct >= 33.3', (3, 10), (2, 10), True),
    (u'failure: http_403 increase_pct > 10', (10, 100), (11, 100), False),
    (u'failure: http_403 increase_pct > 10', (100, 1000), (111, 1000), True),
    (u'failure: http_403 increase_pct > 10', (100, 1000), (101, 500), True),
    # From and to zero.
    (u'failure: http_403 increase_pct > 10', (0, 100), (2, 100), False),
    (u'failure: http_403 increase_pct > 10', (0, 100), (3, 100), True),
    (u'success: http_403 increase_pct <= 10', (0, 100), (3, 100), False),
    (u'success: http_403 increase_pct <= 10', (0, 100), (2, 100), True),
    (u'success: http_403 reduce_pct >= 20', (0, 100), (0, 100), False),
    (u'success: http_403 reduce_pct >= 0', (0, 100), (0, 100), False),
    (u'success: http_403 reduce_pct >= 100', (5, 100), (0, 100), True),
    (u'success: success_rate increase_pct >= 50', (0, 100), (3, 100), True),
    (u'success: success_rate increase_pct >= 50', (0, 100), (2, 100), False),
    # Points.
    (u'success: success_rate increase_pp >= 20', (50, 100), (70, 100), True),
    (u'success: success_rate increase_pp > 20', (50, 100), (70, 100), False),
    (u'success: success_rate increase_pp >= 20', (0, 10), (2, 10), True),
    (u'success: crash_rate reduce_pp >= 10', (3, 10), (2, 10), True),
    (u'failure: success_rate reduce_pp > 5', (7, 10), (6, 10), True),
    (u'success: crash_rate reduce_pp >= 0', (0, 10), (0, 10), False),
    (u'failure: success_rate reduce_pp <= 5', (0, 10), (3, 10), False),
    # Levels.
    (u'success: success_rate rate >= 0.8', (1, 10), (8, 10), True),
    (u'success: success_rate rate >= 0.7', (1, 10), (7, 10), True),
    (u'success: success_rate rate > 0.7', (1, 10), (7, 10), False),
    (u'success: http_403 count <= 3', (9, 10), (3, 1000), True),
    (u'success: http_403 absent', (9, 10), (0, 10), True),
    (u'success: http_403 absent', (9, 10), (1, 10), False),
    (u'failure: http_429 present', (0, 10), (1, 10), True),
    (u'failure: http_429 present', (0, 10), (0, 10), False),
    # Not measured is no zero, and silence is no success.
    (u'success: http_403 reduce_pct >= 20', (None, None), (3, 10), None),
    (u'success: http_403 reduce_pct >= 20', (3, 10), (None, None), None),
    (u'success: http_403 reduce_pct >= 20', (3, 10), (0, 0), None),
    (u'success: http_403 absent', (3, 10), (0, 0), None),
    (u'failure: http_403 present', (3, 10), (0, 0), None),
    (u'failure: http_403 present', (3, 10), (4, 0), True),
    (u'failure: http_403 present', (3, 10), (None, None), None),
    # What is new has no before.
    (u'failure: new_exceptions present', (None, None), (1, None), True),
    (u'failure: new_exceptions present', (None, None), (0, None), False),
    (u'failure: new_patterns count > 2', (None, None), (2, None), False),
    (u'failure: new_patterns count > 2', (None, None), (3, None), True),
    (u'failure: new_patterns present', (None, None), (None, None), None),
])
def test_when_a_criterion_is_met(text, before, after, expected):
    assert met(text, before, after) is expected


@pytest.mark.parametrize('text, before, after, change, unit', [
    (u'success: http_403 reduce_pct >= 20', (367, 1000), (245, 1000), -100 * 122 / 367.0, u'pct'),
    (u'success: success_rate increase_pp >= 20', (50, 100), (70, 100), 20.0, u'pp'),
    (u'success: http_403 count <= 3', (10, 100), (5, 200), -75.0, u'pct'),
    (u'failure: http_403 increase_pct > 1', (0, 100), (5, 100), None, u'pct'),
    (u'failure: new_patterns present', (None, None), (1, None), None, u'pct')])
def test_the_change_is_that_of_the_rate(text, before, after, change, unit):
    found = judge(criteria.parse(text), before, after)
    assert (found.change, found.unit) == (None if change is None else pytest.approx(change), unit)


@pytest.mark.parametrize('text, before, asked', [
    (u'success: http_403 reduce_pct >= 20', (5, 10), True), (u'success: http_403 rate <= 0.5', (6, 10), True),
    (u'success: http_403 rate <= 0.5', (5, 10), False), (u'success: http_403 absent', (0, 10), False),
    (u'success: http_403 absent', (1, 10), True), (u'success: http_403 increase_pct <= 5', (5, 10), False)])
def test_what_was_so_before_asks_for_nothing(text, before, asked):
    assert judge(criteria.parse(text), before, (1, 10)).asked is asked


@given(st.integers(0, 50), st.integers(1, 50), st.integers(0, 50), st.integers(1, 50), st.integers(0, 100))
def test_a_fall_is_met_exactly_where_whole_numbers_say_so(x1, n1, x2, n2, number):
    wanted = x1 > 0 and 100 * (x1 * n2 - x2 * n1) >= number * x1 * n2
    assert met(u'success: http_403 reduce_pct >= %d' % number, (x1, n1), (x2, n2)) is wanted


@given(st.integers(1, 50), st.integers(1, 50), st.integers(0, 50), st.integers(1, 50))
def test_a_change_and_its_p_point_the_same_way(x1, n1, x2, n2):
    fall = judge(criteria.parse(u'success: http_403 reduce_pct >= 20'), (x1, n1), (x2, n2))
    rise = judge(criteria.parse(u'failure: http_403 increase_pct > 20'), (x1, n1), (x2, n2))
    assert fall.p + rise.p >= 1 - 1e-9
    if fall.p < 0.3:
        assert fall.change < 0
    if rise.p < 0.3:
        assert rise.change > 0


@pytest.mark.parametrize('text, before, after, counts, expected', [
    (u'success: http_403 reduce_pct >= 31.9', (367, 1000), (200, 1000), True,
     u'expected 367 -> 249.9 (at least -31.9 %), actual 200 (-45.5 %)'),
    (u'success: http_403 reduce_pct >= 50', (100, 1000), (20, 100), False,
     u'expected 0.100 -> 0.050 per operation (at least -50.0 %), actual 0.200 (+100.0 %)'),
    (u'success: success_rate increase_pp >= 20', (50, 100), (80, 100), True,
     u'expected 0.500 -> 0.700 of finished operations (at least +20.0 points), actual 0.800 (+30.0 points)'),
    (u'failure: failure_rate increase_pct > 10', (10, 100), (9, 100), True,
     u'harm from 10 -> 11 (more than +10.0 %), actual 9 (-10.0 %)'),
    (u'success: http_403 absent', (10, 100), (9, 100), True, u'expected absent, actual 9 seen'),
    (u'success: http_403 rate <= 0.5', (10, 100), (9, 100), True, u'expected at most 0.5, actual 0.090'),
    (u'success: http_403 reduce_pct >= 50', (None, None), (20, 100), True,
     u'expected at least -50.0 %, actual not measured')])
def test_expected_and_actual_stand_beside_each_other(text, before, after, counts, expected):
    assert expectation(to_json(judge(criteria.parse(text), before, after)), counts) == expected
