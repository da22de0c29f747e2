# -*- coding: utf-8 -*-
"""Forecasts: the error of each prediction, with its sign, and the calibration that runs from fix to fix."""
from __future__ import absolute_import, division, print_function

import pytest

import decision_bench as bench
from plexfix.judge import record
from plexfix.loop.review import forecasts
from plexfix.loop.review.forecasts import Chance, Forecast
from plexfix.understand.diagnosis import make_fix

OLD = bench.agent(200, 100, statuses={u'403': 100})
NEW = bench.agent(200, 150, statuses={u'403': 50})


def of(*texts):
    return forecasts.of_record(1, record.make(bench.inputs(OLD, NEW, list(texts))))


@pytest.mark.parametrize('text, unit, predicted, actual', [
    (u'success: http_403 reduce_pct >= 20', u'pct', 20, 50), (u'success: http_403 reduce_pct >= 90', u'pct', 90, 50),
    (u'success: success_rate increase_pp >= 40', u'pp', 40, 25), (u'success: success_rate increase_pct > 10', u'pct', 10, 50)])
def test_the_error_is_actual_minus_predicted_improvement(text, unit, predicted, actual):
    one, = of(text)
    assert (one.unit, one.predicted, one.actual) == (unit, predicted, pytest.approx(actual))
    assert one.error == pytest.approx(actual - predicted)


def test_a_level_has_no_error_but_is_met_or_not():
    one, = of(u'success: success_rate rate >= 0.7')
    assert (one.met, one.predicted, one.error) == (True, None, None)


def test_failure_criteria_and_what_was_not_measured_are_no_forecasts():
    assert of(u'success: http_500 reduce_pct >= 20', u'failure: http_403 increase_pct > 10')[0].actual is None
    gone = forecasts.of_record(1, record.make(bench.inputs(OLD, bench.agent(0, 0), [bench.FEWER_403])))
    assert gone == []


def test_the_calibration_runs_and_keeps_units_apart():
    rows = [Forecast(1, u'FIX-01', u'a', True, u'pct', 20, 50, 30), Forecast(1, u'FIX-01', u'b', False, u'pp', 40, 25, -15),
            Forecast(2, u'FIX-02', u'c', False, u'pct', 50, 10, -40)]
    found = forecasts.calibration(rows, [Chance(1, u'FIX-01', 0.8, True), Chance(2, u'FIX-02', 0.6, False)])
    assert [(one['fix'], one['met'], one['criteria'], one['bias_pct'], one['bias_pp']) for one in found] == [
        (u'FIX-01', 1, 2, 30, -15), (u'FIX-02', 1, 3, -5, -15)]
    assert [one['brier'] for one in found] == [pytest.approx(0.04), pytest.approx(0.2)]
    assert [one['share_met'] for one in found] == [0.5, pytest.approx(1 / 3)]


def test_without_forecasts_there_is_no_calibration():
    assert forecasts.calibration([]) == []
    only, = forecasts.calibration([], [Chance(1, u'FIX-01', 0.5, True)])
    assert (only['share_met'], only['bias_pct'], only['brier']) == (None, None, 0.25)


@pytest.mark.parametrize('value, chance', [
    (u'80 %', 0.8), (u'0.8', 0.8), (u'100%', 1.0), (u'0', 0.0), (u'high', None), (u'80', None), (u'120 %', None), (u'TODO', None)])
def test_the_chance_that_a_person_wrote(value, chance):
    fix = make_fix(u'FIX-01', u'x', fields=[(u'Confidence', value)])
    assert forecasts.chance_of(fix) == chance


def test_no_field_and_no_fix_give_no_chance():
    assert forecasts.chance_of(make_fix(u'FIX-01', u'x')) is None and forecasts.chance_of(None) is None
