# -*- coding: utf-8 -*-
"""flaking: how much items change by themselves, and how often a fix that does nothing would be kept because of it."""
from __future__ import absolute_import, division, print_function

import pytest

from decision_bench import a_pass, agent, aggregate
from plexfix.judge import compare, flaking, statistics
from plexfix.observe.aggregate import merge_agents
from plexfix.understand import criteria

LETTERS = {'s': u'successful', 'f': u'failed', '-': u'not_observed'}


def twice(first, second):
    """Items whose outcomes in two passes are the letters of two words; a failed one is one 403 in its log."""
    rows = [a_pass(u'before', letters)['items'] for letters in (first, second)]
    return [flaking.Twice((one, other), tuple(
        {} if row['outcome'] == u'not_observed' else
        {u'A': agent(1, int(row['outcome'] == u'successful'), {u'403': int(row['outcome'] == u'failed')}, starts=0)}
        for row in (one, other))) for one, other in zip(*rows)]


def sides():
    return [(a_pass(which, ''), aggregate({}, window)) for which, window in (
        (u'before_1', (u'2026-01-30 10:00:00,000', u'2026-01-30 10:10:00,000')),
        (u'before_2', (u'2026-01-30 11:00:00,000', u'2026-01-30 11:10:00,000')))]


def known(*texts):
    return compare.known_of(u'FIX-01', [criteria.parse(text) for text in texts or (u'success: http_403 reduce_pct >= 20',)],
                            agents=[u'A'])


def test_flakes_are_items_that_changed_and_what_was_not_seen_is_none():
    rates, rows = flaking.flakes(twice('ffss-f', 'fsfsf-'))
    assert (rates[u'failing']['items'], rates[u'failing']['changed'], rates[u'failing']['rate']) == (4, 2, 0.5)
    assert rates[u'failing']['interval'] == pytest.approx(list(statistics.clopper_pearson(2, 4)), abs=1e-9)
    assert [row['flake_rate'] for row in rows] == [0.0, 0.5, 0.5, 0.0, None, None]


def test_few_items_are_tried_in_all_orders_and_the_answer_is_exact():
    # Three items changed, of eight orders one has all three from fail to pass; with five that is 1 of 32: mid-p 1/64.
    found = flaking.do_nothing(twice('fffff', 'sssss'), sides(), known())
    assert found['exact'] and found['orders'] == 32
    kept = found['decisions'][u'KEEP']['number']
    orders = [(c, 5 - c) for c in range(6)]
    choose = [1, 5, 10, 10, 5, 1]
    wanted = sum(number for number, (c, b) in zip(choose, orders) if statistics.mcnemar(b, c).improve_midp <= 0.05)
    assert kept == wanted == 1
    # By the thresholds alone each order with fewer failures after would do.
    assert found['by_spec'][u'KEEP']['number'] == 16


def test_items_that_do_not_change_let_no_order_be_kept():
    found = flaking.do_nothing(twice('ffff', 'ffff'), sides(), known())
    assert u'KEEP' not in found['decisions'] and u'KEEP' not in found['by_spec'] and found['orders'] == 16


def test_many_items_are_drawn_the_same_way_each_time():
    items = twice('fs' * 12, 'sf' * 12)
    one, again = [flaking.do_nothing(items, sides(), known(), most=60) for _ in range(2)]
    assert one == again and one['orders'] == 60 and not one['exact']
    assert one['seed'] != flaking.seed_of(twice('fs' * 12, 'ss' * 12))
    assert sum(share['number'] for share in one['decisions'].values()) == 60


def test_a_coin_is_fair_and_the_same_on_every_python():
    flips, is_exact = flaking.orders(40, u'seed', 400)
    assert not is_exact and flips[0] != flips[1]
    assert abs(sum(sum(flip) for flip in flips) / 16000.0 - 0.5) < 0.02
    assert ''.join('%d' % coin for coin in flaking.orders(16, u'seed', 1)[0][0]) == SEEN


SEEN = '0110001100001110'


def test_merging_all_at_once_is_merging_one_after_the_other():
    parts = [agent(3, 1, {u'403': 2}), agent(5, 5), agent(2, 0, {u'500': 2})]
    one = merge_agents(merge_agents(parts[0], parts[1]), parts[2])
    assert flaking._merged(parts) == one
