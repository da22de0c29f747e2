# -*- coding: utf-8 -*-
"""metrics: what an aggregate measures, per what, and null where it measures nothing."""
from __future__ import absolute_import, division, print_function

import pytest

from decision_bench import agent, aggregate
from plexfix.base.intervals import poisson_rate_interval, wilson
from plexfix.judge.metrics import measure, of_numbers, steady
from plexfix.judge.significance import FALL, RISE, p_value, smallest_p
from plexfix.understand.metricnames import read_metric

ONE = agent(100, 60, {u'403': 7}, unfinished=20, crashed=5, exceptions={u'KeyError': 2}, enriched=30, network_errors=4)
TWO = agent(50, 50)
BOTH = aggregate({u'A': ONE, u'B': TWO})


@pytest.mark.parametrize('name, count, base', [
    (u'success_rate', 60, 80), (u'failure_rate', 7, 100), (u'http_403', 7, 100), (u'http_404', 0, 100),
    (u'http_403@site.example', 7, 100), (u'http_403@other.example', 0, 100), (u'http_failures', 7, 100),
    (u'crash_rate', 5, 100), (u'exception_KeyError', 2, 100), (u'enriched', 30, 100), (u'network_errors', 4, 100),
    (u'pattern_000000000001', 0, 100)])
def test_each_metric_has_its_count_and_its_base(name, count, base):
    found = measure(name, BOTH, [u'A'])
    assert (found.count, found.operations, found.rate) == (count, base, count / base)
    interval = wilson if name in (u'success_rate', u'crash_rate') else poisson_rate_interval
    assert found.interval == pytest.approx(list(interval(count, base)), rel=1e-9)


def test_agents_are_added_up_and_others_are_not_seen():
    assert measure(u'success_rate', BOTH)[:2] == (110, 130)
    assert measure(u'success_rate', BOTH, [u'B', u'B', u'nobody'])[:2] == (50, 50)


def test_what_was_not_measured_is_null_and_never_zero():
    assert measure(u'http_403', BOTH, [u'nobody'])[:4] == (None, None, None, None)
    assert measure(u'url_fetch_errors', aggregate({u'A': dict(ONE, url_fetch_errors=None)}))[:4] == (None, None, None, None)
    assert measure(u'failure_rate', aggregate({u'A': agent(0, 0)}))[:4] == (0, 0, None, None)
    assert measure(u'title_rejections', BOTH)[:4] == (0, 0, None, None)


def test_more_rejections_than_candidates_are_a_rate_and_no_share():
    assert of_numbers(u'title_rejections', 5, 10).interval == pytest.approx(list(wilson(5, 10)))
    assert of_numbers(u'title_rejections', 15, 10).interval == pytest.approx(list(poisson_rate_interval(15, 10)))
    assert of_numbers(u'title_rejections', 15, 10).unit == u'per candidate'


@pytest.mark.parametrize('name, before, after, direction, expected', [
    (u'failure_rate', (9, 100), (0, 100), FALL, 0.5 ** 9), (u'failure_rate', (0, 100), (5, 100), RISE, 0.5 ** 5),
    (u'failure_rate', (0, 10), (0, 10), FALL, 1.0), (u'failure_rate', (5, 100), (5, 300), FALL, 0.07812690734863281),
    (u'success_rate', (0, 5), (5, 5), RISE, 1 / 252.0), (u'success_rate', (5, 5), (0, 5), FALL, 1 / 252.0),
    (u'http_403', (5, 0), (5, 9), FALL, None), (u'http_403', (None, 9), (5, 9), FALL, None)])
def test_the_test_is_the_metrics_own_and_one_sided(name, before, after, direction, expected):
    one, other = of_numbers(name, *before), of_numbers(name, *after)
    assert p_value(read_metric(name), one, other, direction) == (
        None if expected is None else pytest.approx(expected, rel=1e-8))


@pytest.mark.parametrize('name, before, after, direction', [
    (u'failure_rate', (9, 100), (5, 100), FALL), (u'failure_rate', (9, 100), (90, 100), RISE),
    (u'success_rate', (3, 10), (5, 10), RISE), (u'crash_rate', (3, 10), (5, 10), FALL)])
def test_no_p_is_below_the_smallest_there_is(name, before, after, direction):
    metric, one = read_metric(name), of_numbers(name, *before)
    least = smallest_p(metric, one, of_numbers(name, *after), direction)
    for count in range(after[1] + 1):
        assert p_value(metric, one, of_numbers(name, count, after[1]), direction) >= least


def test_numbers_are_kept_to_ten_digits():
    assert steady(1 / 3.0) == 0.3333333333 and steady(None) is None and steady(0.0) == 0
