# -*- coding: utf-8 -*-
"""iterations: progress is relative and exact, and each reason to end holds at its limit and not beside it."""
from __future__ import absolute_import, division, print_function

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plexfix.base.errors import UsageError
from plexfix.base.jsontext import json_text
from plexfix.loop import iterations
from plexfix.loop.iterations import Measured, State, exit_of, improvements, parse_goal

EMPTY = Measured(9, None, None, None, None, False, u'the logs hold no operation')


def row(number, failures, operations=100, successful=50, finished=None):
    return Measured(number, failures, operations, successful, operations if finished is None else finished, True, None)


def rows(*failures):
    return [row(number, one) for number, one in enumerate(failures, 1)]


def state(**changed):
    known = dict(stopped=False, ended=1, tried=0, left=None, goal=None, max_iterations=10)
    return State(**dict(known, **changed))


def kind(measured, **changed):
    found = exit_of(measured, state(**changed))
    return None if found is None else found.kind


def document(failures, successful, crashed=0, unfinished=0):
    search = {'started': successful + crashed + unfinished, 'successful': successful, 'failed': 0, 'empty': 0,
              'crashed': crashed, 'unfinished': unfinished}
    return {'agents': {u'A': {'failures': failures, 'operations': {'search': search}}}}


# Progress

@pytest.mark.parametrize('failures, expected', [
    ((), []),
    ((10,), [None]),
    ((100, 50, 60), [None, 50.0, -20.0]),
    ((100, 95), [None, 5.0]),
    ((0, 0), [None, 0.0]),
    ((0, 3), [None, None]),
    ((3, 0), [None, 100.0])])
def test_progress_is_the_relative_fall_of_failures_per_operation(failures, expected):
    assert improvements(rows(*failures)) == expected


def test_progress_is_per_operation_and_not_by_count():
    assert improvements([row(1, 50, 100), row(2, 50, 200)]) == [None, 50.0]


def test_progress_passes_over_iterations_that_are_not_valid():
    assert improvements([row(1, 100), EMPTY, row(3, 80)]) == [None, None, 20.0]


def test_a_claim_of_validity_without_operations_is_not_believed():
    assert improvements([row(1, 10), row(2, 0, 0), row(3, 5)]) == [None, None, 50.0]


# What an iteration measured

@pytest.mark.parametrize('arguments, valid, why', [
    ((3, 4, 6), True, None),
    ((3, 0, 0, 5), False, u'none of 5 operations came to an end in the logs'),
    ((3, 0), False, u'the logs hold no operation')])
def test_an_iteration_without_a_finished_operation_is_not_valid(arguments, valid, why):
    found = iterations.measured_of(2, document(*arguments))
    assert (found.number, found.failures, found.valid, found.why) == (2, 3, valid, why)


def test_the_counts_are_those_of_the_aggregate():
    assert iterations.measured_of(1, document(7, 4, 6, 2)) == Measured(1, 7, 12, 4, 10, True, None)


def test_agents_that_are_not_there_measure_nothing():
    found = iterations.measured_of(1, document(7, 4), [u'Other'])
    assert (found.failures, found.valid) == (None, False)
    assert iterations.rates(found) == (None, None)


def test_rates_are_per_finished_and_per_begun_operation():
    assert iterations.rates(Measured(1, 6, 12, 4, 10, True, None)) == (0.4, 0.5)


# Goals

@pytest.mark.parametrize('text, metric, number', [
    (u'success_rate=0.8', u'success_rate', 0.8), (u' success_rate = .8 ', u'success_rate', 0.8),
    (u'success_rate=80%', u'success_rate', 0.8), (u'success_rate=1', u'success_rate', 1),
    (u'failure_rate=0', u'failure_rate', 0), (u'failure_rate=1.5', u'failure_rate', 1.5),
    ('failure_rate=5 %', u'failure_rate', 0.05)])
def test_a_goal_is_a_metric_and_a_rate(text, metric, number):
    found = parse_goal(text)
    assert (found.metric, float(found.number), found.text) == (metric, number, text)


@pytest.mark.parametrize('text, words', [
    (u'', u'a goal is a metric'), (u'0.8', u'a goal is a metric'), (u'success_rate=', u'a goal is a metric'),
    (u'=0.8', u'a goal is a metric'), (u'sucess_rate=0.8', u'did you mean success_rate=0.8'),
    (u'http_403=0.1', u'success_rate and failure_rate'), (u'success_rate=high', u'high is no rate'),
    (u'success_rate=nan', u'no rate'), (u'success_rate=1e9', u'no rate'), (u'failure_rate=-0.1', u'no rate'),
    (u'success_rate=1/2', u'no rate'), (u'success_rate=0.8\n0', u'no rate'), (u'success_rate=\u0661', u'no rate'),
    (u'success_rate=80', u'did you mean success_rate=80%?'), (u'success_rate=101%', u'nothing ever reaches'),
    (u'success_rate=800', u'nothing ever reaches'), (u'success_rate=0', u'any run reaches it'),
    (u'success_rate=0.0%', u'any run reaches it')])
def test_what_is_no_goal_is_refused_with_what_would_be_one(text, words):
    with pytest.raises(UsageError) as caught:
        parse_goal(text)
    assert words in caught.value.message()
    assert caught.value.hint


@pytest.mark.parametrize('goal, measured, expected', [
    (u'success_rate=0.7', row(1, 9, 10, 7, 10), u'goal'),         # 0.7 as a float is above 7 / 10
    (u'success_rate=0.8', row(1, 9, 1000, 799, 1000), None),
    (u'success_rate=0.8', row(1, 9, 100, 40, 50), u'goal'),       # of the finished ones
    (u'failure_rate=0.1', row(1, 1, 10), u'goal'),
    (u'failure_rate=0.1', row(1, 101, 1000), None),
    (u'failure_rate=0', row(1, 0, 10, 3), u'goal')])
def test_a_goal_is_reached_at_its_number(goal, measured, expected):
    assert kind([measured], goal=parse_goal(goal)) == expected


def test_a_goal_reached_says_the_rate_and_how_sure_it_is():
    found = exit_of([row(1, 4, 20, 15)], state(goal=parse_goal(u'success_rate=0.7')))
    assert found.said == (u'goal success_rate=0.7 reached: success rate 15 / 20 = 0.75 (iteration 1), '
                          u'95 % interval 0.531 to 0.888')
    assert found.numbers['rate'] == 0.75


def test_an_earlier_iteration_that_reached_the_goal_does_not_count():
    assert kind([row(1, 9, 10, 9), row(2, 9, 10, 2)], goal=parse_goal(u'success_rate=0.8')) is None


def test_nothing_left_to_improve_is_the_goal():
    assert kind([row(1, 0, 10, 10)]) == u'goal'
    assert kind([row(1, 5, 10), row(2, 0, 10, 10), row(3, 0, 10, 10)]) == u'goal'


@pytest.mark.parametrize('measured', [
    row(1, 0, 10, 9),               # failures that are not written any more
    row(1, 0, 10, 9, 9),            # one that never ended
    row(1, 1, 10, 10)])
def test_no_failure_told_is_not_yet_the_goal(measured):
    assert kind([measured]) is None


# Regression

@pytest.mark.parametrize('first, last, expected', [
    ((0, 100), (5, 100), u'regression'),          # 1/32
    ((0, 100), (4, 100), None),                   # 1/16
    ((0, 19), (1, 1), u'regression'),             # 1/20 exactly
    ((0, 18), (1, 1), None),
    ((5, 100), (0, 100), None),
    ((50, 100), (50, 100), None)])
def test_regression_is_a_rise_above_the_first_baseline_with_p_of_5_percent(first, last, expected):
    assert kind([row(1, *first), row(2, *last, **{'successful': 0})]) == expected


def test_regression_is_against_the_first_valid_iteration():
    assert kind([EMPTY._replace(number=1), row(2, 5), row(3, 4), row(4, 30)]) == u'regression'
    assert kind(rows(30, 10, 29)) is None


def test_a_rise_that_was_made_good_is_no_regression():
    assert kind(rows(10, 90, 10)) is None


def test_regression_says_both_rates_and_p():
    found = exit_of([row(0, 0), row(2, 5)], state())
    assert found.said == (u'failures per operation rose from 0 / 100 = 0 (before the first iteration) to '
                          u'5 / 100 = 0.05 (iteration 2), exact p 0.0312')
    assert found.numbers['p'] == 0.03125


# Plateau

@pytest.mark.parametrize('failures, expected', [
    ((1000, 950), None),
    ((1000, 951, 904), u'plateau'),               # 4.9 % twice
    ((1000, 950, 903), None),                     # 5 % once, to the digit
    ((1000, 951, 903), None),
    ((1000, 500, 499, 498), u'plateau'),
    ((1000, 999, 500, 499), None),
    ((1000, 1001, 1002), u'plateau'),
    ((0, 0, 0), u'plateau'),
    ((0, 1, 1), u'plateau')])
def test_a_plateau_is_two_steps_of_less_than_5_percent(failures, expected):
    assert kind([row(number, one, 1000) for number, one in enumerate(failures, 1)]) == expected


def test_an_iteration_that_is_not_valid_neither_makes_nor_breaks_a_plateau():
    one, two, three = rows(100, 99, 98)
    assert kind([one, EMPTY, two]) is None
    assert kind([one, EMPTY, two, EMPTY, three]) == u'plateau'
    assert kind([one, EMPTY, EMPTY, EMPTY]) is None


def test_a_plateau_says_its_steps():
    assert exit_of(rows(100, 99, 101), state()).said.endswith(u'(iteration 2 -1.0 %, iteration 3 +2.0 %)')


# The others

@pytest.mark.parametrize('tried, left, expected', [
    (3, 0, u'every fix tried'), (3, 1, None), (3, None, None), (0, 0, None)])
def test_every_fix_tried_needs_one_that_was(tried, left, expected):
    assert kind(rows(10), tried=tried, left=left) == expected


@pytest.mark.parametrize('ended, expected', [(9, None), (10, u'iterations'), (11, u'iterations')])
def test_the_limit_counts_every_iteration_that_ended(ended, expected):
    assert kind([EMPTY], ended=ended) == expected


def test_a_person_who_stops_gives_the_reason_and_it_is_told():
    assert exit_of([], state(stopped=True)).said == u'stopped by the person; no iteration measured anything'
    assert u'stopped by the person: holiday; failures per operation 10 / 100 = 0.1' in exit_of(
        rows(10), state(stopped=u'holiday')).said


def test_the_reasons_come_in_their_order():
    """From all of them at once, each is taken away once it was found."""
    worse = rows(0, 50, 50)
    everything = dict(stopped=True, ended=10, tried=2, left=0, goal=parse_goal(u'failure_rate=0.5'))
    found = [kind(worse, **everything)]
    everything['stopped'] = False
    found.append(kind(worse, **everything))
    same = rows(50, 50, 50)
    found.append(kind(same, **everything))
    everything['goal'] = None
    found.append(kind(same, **everything))
    everything['left'] = 1
    found.append(kind(same, **everything))
    found.append(kind(rows(50, 40, 40), **everything))
    everything['ended'] = 9
    assert found == list(iterations.KINDS)
    assert kind(rows(50, 40, 40), **everything) is None


MEASURED = st.builds(
    lambda failures, operations, share, valid: (failures, operations, operations * share // 10, valid),
    st.integers(0, 40), st.integers(0, 30), st.integers(0, 10), st.booleans())


@given(st.lists(MEASURED, max_size=6), st.integers(0, 12))
def test_every_run_has_an_answer_that_json_holds(measured, ended):
    made = [Measured(number, one[0], one[1], one[2], one[1], one[3], None) for number, one in enumerate(measured, 1)]
    found = exit_of(made, state(ended=ended))
    assert len(improvements(made)) == len(made)
    if found is None:
        assert ended < 10
    else:
        assert found.kind in iterations.KINDS and found.said
        json_text(found.numbers)
