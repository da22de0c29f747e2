# -*- coding: utf-8 -*-
"""selection: which items a test refreshes, and what so many of them can show."""
from __future__ import absolute_import, division, print_function

import pytest
from hypothesis import given, strategies as st

from plexfix.judge import selection, statistics
from plexfix.judge.pairing import AFFECTED, CONTROL, FAILING, UNTOUCHED


def item(key, outcome=u'failed', minute=0, failures=(), guid=None, operation=u'search'):
    return {'rating_key': u'%s' % key, 'guid': guid, 'title': None, 'operation': operation, 'outcome': outcome,
            'time': u'2026-01-30 14:%02d:00,000' % minute, 'seconds': 1.0, 'failures': list(failures), 'file': u'a', 'line': 1}


def document(**agents):
    return {'agents': dict((name, {'items': items}) for name, items in agents.items())}


def keys(group):
    return [int(one.rating_key) for one in group]


def test_the_last_outcome_of_an_item_counts():
    chosen = selection.choose(document(A=[
        item(1, u'failed', 1), item(1, u'successful', 2), item(2, u'successful', 1, operation=u'search'),
        item(2, u'crashed', 2, operation=u'update'), item(3, u'unfinished', 3), item(4, u'empty', 1)]))
    assert keys(chosen.failing) == [2, 4] and keys(chosen.controls) == [1] and chosen.untouched == []


def test_the_pattern_of_the_fix_comes_first_then_the_newest_then_the_worst():
    chosen = selection.choose(document(A=[
        item(1, u'failed', 50), item(2, u'failed', 1, [u'aaa']), item(3, u'empty', 9), item(4, u'crashed', 9),
        item(5, u'failed', 2, [u'bbb', u'aaa'])]), patterns=[u'aaa'])
    assert keys(chosen.failing) == [5, 2, 1, 4, 3]
    assert [one.telling for one in chosen.failing] == [True, True, False, False, False]


def test_the_items_are_spread_over_agents_and_what_one_lacks_the_others_give():
    rows = document(A=[item(key, minute=key) for key in range(1, 9)], B=[item(key, minute=1) for key in range(11, 13)])
    chosen = selection.choose(rows, numbers=(6, 0, 0))
    assert [one.agent for one in chosen.failing].count(u'B') == 2 and keys(chosen.failing)[:2] == [8, 11]
    assert keys(selection.choose(rows, numbers=(3, 0, 0)).failing) == [8, 11, 7]


def test_an_item_that_several_agents_tried_is_chosen_once_and_by_its_own_agent_first():
    guid = u'com.plexapp.agents.B://1?lang=en'
    chosen = selection.choose(document(A=[item(1, guid=guid, minute=9)], B=[item(1, guid=guid)], C=[item(2)]))
    assert [(one.agent, one.rating_key) for one in chosen.failing] == [(u'B', u'1'), (u'C', u'2')]


def test_controls_worked_and_have_no_failure_of_the_fix_in_them():
    chosen = selection.choose(document(A=[item(1, u'successful', 1, [u'aaa']), item(2, u'successful', 1, [u'bbb'])]),
                              patterns=[u'aaa'])
    assert keys(chosen.controls) == [2]


def test_what_met_the_failure_and_succeeded_all_the_same_is_chosen_after_what_failed_by_it_and_before_what_failed_by_another():
    rows = document(A=[
        item(1, u'failed', 9), item(2, u'successful', 8, [u'aaa']), item(3, u'failed', 1, [u'aaa']), item(4, u'successful', 7),
        # It succeeded in the end, and not where it met the failure: that is no more than flaking.
        item(5, u'failed', 1, [u'aaa']), item(5, u'successful', 2),
        item(6, u'successful', 3, [u'aaa']), item(6, u'failed', 4)])
    chosen = selection.choose(rows, patterns=[u'aaa'])
    assert keys(chosen.failing) == [6, 3, 2, 1] and keys(chosen.controls) == [4]
    assert sorted((int(one.rating_key), kind) for kind, one in selection.kinds(chosen)) == [
        (1, FAILING), (2, AFFECTED), (3, FAILING), (4, CONTROL), (6, FAILING)]
    assert keys(selection.choose(rows, patterns=[u'aaa'], numbers=(3, 9, 0)).failing) == [6, 3, 2]
    # What finds no place is no control: it would say that the failure is there, not that the fix breaks nothing.
    assert keys(selection.choose(rows, patterns=[u'aaa'], numbers=(2, 9, 0)).controls) == [4]
    assert keys(selection.choose(rows, patterns=[u'bbb']).failing) == [1, 6, 3]


def test_untouched_items_are_of_agents_without_a_changed_file():
    rows = document(A=[item(1)], B=[item(2), item(3, u'successful')], C=[item(number) for number in range(4, 9)])
    chosen = selection.choose(rows, [u'a'], globs=[u'b*.bundle/Contents/Code/utils.py'])
    assert keys(chosen.failing) == [1] and sorted(set(one.agent for one in chosen.untouched)) == [u'C']
    assert len(chosen.untouched) == 2
    assert selection.choose(rows, [u'A'], globs=[u'*.bundle/Contents/Code/utils.py']).untouched == []
    chosen = selection.choose(rows, [u'A'])
    assert sorted(one.outcome for one in chosen.untouched) == [u'failed', u'failed', u'successful']


def test_what_is_left_out_gives_its_place_to_another():
    rows = document(A=[item(key, minute=key) for key in range(1, 5)])
    assert keys(selection.choose(rows, numbers=(2, 0, 0), without=[(u'A', u'4')]).failing) == [3, 2]


def test_keys_that_are_no_numbers_and_agents_without_items_are_passed_by():
    rows = document(A=[item(u'x'), item(None), item(7)])
    rows['agents'][u'B'] = {}
    assert keys(selection.choose(rows).failing) == [7]


def test_kinds_are_mixed_so_that_a_part_of_a_test_has_some_of_each():
    rows = document(A=[item(key) for key in range(1, 5)] + [item(key, u'successful') for key in range(5, 7)], B=[item(9)])
    mixed = [kind for kind, _ in selection.kinds(selection.choose(rows, [u'A']))]
    assert sorted(mixed[:3]) == sorted([FAILING, CONTROL, UNTOUCHED]) and len(mixed) == 7
    assert CONTROL in mixed[3:6]


@given(st.dictionaries(st.sampled_from(u'ABCDE'), st.lists(st.tuples(
    st.integers(1, 30), st.sampled_from([u'failed', u'successful', u'empty', u'crashed', u'unfinished']), st.integers(0, 59)),
    max_size=30), max_size=5), st.integers(0, 12), st.integers(0, 12), st.integers(0, 6))
def test_whatever_is_there_no_item_comes_twice_and_no_group_is_larger_than_asked(agents, failing, controls, untouched):
    rows = document(**dict((str(name), [item(*one) for one in items]) for name, items in agents.items()))
    chosen = selection.choose(rows, [u'A', u'B'], numbers=(failing, controls, untouched))
    every = [one.rating_key for group in chosen for one in group]
    assert len(set(every)) == len(every)
    assert len(chosen.failing) <= failing and len(chosen.controls) <= controls and len(chosen.untouched) <= untouched
    assert all(one.outcome in selection.FAILED for one in chosen.failing)
    assert all(one.outcome == u'successful' for one in chosen.controls)
    assert not set(one.agent for one in chosen.untouched) & set([u'A', u'B'])
    assert chosen == selection.choose(rows, [u'A', u'B'], numbers=(failing, controls, untouched))


@pytest.mark.parametrize('failing, wanted, few', [(20, 20, False), (19, 20, True), (4, 4, False), (3, 3, True), (0, 0, True)])
def test_too_few_are_fewer_than_asked_or_so_few_that_nothing_can_come_of_them(failing, wanted, few):
    assert selection.is_too_few(failing, wanted) is few


def test_the_power_that_is_told_is_computed():
    lines = selection.power_lines(12)
    for improvement, needed in statistics.power_table():
        assert any(line.endswith(u'%d items' % needed) and u'of %d %%' % round(100 * improvement) in line for line in lines)
    told = int(selection.detectable(12).split(u'improvement of ')[1].split(u' ')[0])
    assert statistics.power(12, told / 100.0) >= 0.8 > statistics.power(12, (told - 5) / 100.0)
    assert u'can show nothing' in selection.power_lines(3)[0] and u'can show nothing' not in u''.join(lines)
