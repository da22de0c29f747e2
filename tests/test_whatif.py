# -*- coding: utf-8 -*-
"""whatif: what is said to turn a verdict does, and one less does not."""
from __future__ import absolute_import, division, print_function

import copy

import pytest

from decision_bench import FEWER_403, a_pass, agent, inputs
from plexfix.judge.decide import decide
from plexfix.judge.whatif import turning_points

BAD, GOOD = agent(statuses={u'403': 50}), agent(statuses={u'403': 10}, successful=90)


def turns(given):
    return turning_points(given, decide(given).decision)


def with_count(given, key, number):
    changed = copy.deepcopy(given)
    changed['measures'][key]['after']['count'] += number
    return decide(changed).decision


@pytest.mark.parametrize('texts, after', [
    (None, GOOD), (None, BAD), (None, agent(statuses={u'403': 45}, successful=55)), ([FEWER_403], agent(statuses={u'403': 41}, successful=60)),
    ([u'success: success_rate increase_pp >= 20'], agent(statuses={u'403': 10}, successful=65)),
    ([FEWER_403, u'failure: http_404 increase_pct > 10'], GOOD), ([FEWER_403, u'failure: new_exceptions present'], GOOD)])
def test_each_turning_point_is_one(texts, after):
    given = inputs(BAD, after, texts)
    now = decide(given).decision
    rows = turns(given)
    assert rows
    for row in rows:
        assert row['decision'] != now
        if u' after' not in row['change']:
            continue
        number, direction, name = row['change'].split(u' ', 2)
        key = {u'failures after': u'failure_rate', u'successful operations after': u'success_rate'}.get(name, name[:-len(u' after')])
        sign = 1 if direction == u'more' else -1
        assert int(number) == row['by']
        assert with_count(given, key, sign * row['by']) == row['decision']
        assert with_count(given, key, sign * (row['by'] - 1)) == now


def test_the_next_success_is_named():
    given = inputs(BAD, agent(statuses={u'403': 10}, successful=67), [u'success: success_rate increase_pp >= 20'])
    assert {'change': u'3 more successful operations after', 'by': 3, 'decision': u'KEEP'} in turns(given)


def test_what_one_agent_does_more_all_do_more():
    # By all agents' successes this is silencing; more of A's alone would only meet the criterion.
    given = inputs(agent(50, 25, {u'403': 50}), agent(50, 25, {u'403': 10}), [FEWER_403, u'success: success_rate increase_pp >= 2 agent=A'])
    rows = [row for row in turns(given) if u'more successful operations agent=A' in row['change']]
    assert decide(given).decision == u'MONITOR' and [row['decision'] for row in rows] == [u'MODIFY']
    least = rows[0]['by']
    real = inputs(agent(50, 25, {u'403': 50}), agent(50, 25 + least, {u'403': 10}), [FEWER_403, u'success: success_rate increase_pp >= 2 agent=A'])
    assert decide(real).decision == u'MODIFY'
    many = inputs(agent(50, 25, {u'403': 50}), agent(50, 25, {u'403': 10}), [FEWER_403, u'success: success_rate increase_pp >= 40 agent=A'])
    row = [row for row in turns(many) if u'more successful operations agent=A' in row['change']][0]
    real = inputs(agent(50, 25, {u'403': 50}), agent(50, 25 + row['by'], {u'403': 10}),
                  [FEWER_403, u'success: success_rate increase_pp >= 40 agent=A'])
    assert decide(real).decision == row['decision'] == u'KEEP'


def test_pairs_are_turned_one_by_one():
    given = inputs(BAD, GOOD, [FEWER_403], passes=(a_pass(u'before', 'f' * 20), a_pass(u'after', 's' * 2 + 'f' * 18), []))
    assert decide(given).decision == u'MONITOR'
    assert {'change': u'2 more items that recovered', 'by': 2, 'decision': u'KEEP'} in turns(given)
    kept = inputs(BAD, GOOD, [FEWER_403], passes=(a_pass(u'before', 'f' * 10 + 'S' * 10), a_pass(u'after', 's' * 10 + 'S' * 10), []))
    assert {'change': u'5 more controls that fail after', 'by': 5, 'decision': u'ROLLBACK'} in turns(kept)


def test_more_operations_at_the_same_rates_are_tried():
    given = inputs(agent(10, 5, {u'403': 5}), agent(10, 8, {u'403': 2}), [FEWER_403])
    row = [row for row in turns(given) if u'times the operations' in row['change']][0]
    assert row['decision'] == u'KEEP' and row['by'] > 1


def test_what_is_invalid_is_not_argued_with():
    assert turns(inputs(BAD, agent(0, 0))) == []


def test_the_inputs_stay_as_they_are():
    given = inputs(BAD, GOOD)
    kept = copy.deepcopy(given)
    turns(given)
    assert given == kept
