# -*- coding: utf-8 -*-
"""silencing: failures that fell, without anything that succeeds more, and the same items that still fail."""
from __future__ import absolute_import, division, print_function

import pytest

from decision_bench import a_pass, agent, inputs, item, pattern
from plexfix.judge import silencing
from plexfix.judge.decide import decide
from plexfix.judge.itemchange import items_after

BEFORE = agent(failures=50, successful=50)


def quiet(before, after, texts=None, **known):
    given = inputs(before, after, texts, **known)
    return decide(given).silenced is not None


@pytest.mark.parametrize('failures, successful, expected', [
    (5, 50, True), (5, 40, True), (5, 54, True), (5, 90, False), (5, 75, False), (50, 50, False), (60, 50, False)])
def test_by_operations(failures, successful, expected):
    assert quiet(BEFORE, agent(failures=failures, successful=successful)) is expected


def test_few_operations_count_by_proportion():
    few = agent(10, 4, failures=6)
    assert not quiet(few, agent(10, 7, failures=2))
    assert quiet(few, agent(10, 5, failures=0))


def test_where_nothing_fails_nothing_is_silenced():
    assert not quiet(agent(failures=50, successful=100), agent(failures=5, successful=100))


def test_what_was_enriched_counts_as_success():
    assert not quiet(BEFORE, agent(failures=5, enriched=30))
    assert quiet(BEFORE, agent(failures=5, enriched=3))


@pytest.mark.parametrize('text, before, after, expected', [
    # What the criterion speaks of is gone, while as much fails as before.
    (u'success: http_403 reduce_pct >= 20', {u'403': 20}, {}, True), (u'success: http_403 reduce_pct >= 20', {u'403': 20}, {u'403': 19}, False),
    (u'success: url_fetch_errors reduce_pct >= 20', {u'403': 20}, {}, False),
    (u'success: title_rejections reduce_pct >= 20', {u'403': 20}, {}, False)])
def test_the_failures_that_a_met_criterion_speaks_of_count_alone(text, before, after, expected):
    assert quiet(agent(statuses=before, failures=50), agent(statuses=after, failures=50), [text]) is expected


def test_a_part_of_the_failures_is_in_proportion_where_as_many_operations_succeed_more():
    text = [u'success: http_403 reduce_pct >= 20']
    assert not quiet(agent(statuses={u'403': 10}, failures=50), agent(successful=58, failures=40), text)
    assert quiet(agent(statuses={u'403': 10}, failures=50), agent(successful=52, failures=50), text)


def test_failures_inside_of_operations_that_succeed_all_the_same_are_no_silencing():
    gone = u'%012x' % 7
    ends = [u'successful'] * 8 + [u'crashed'] * 2
    items = [dict(item(u'%d' % number, end), failures=[gone]) for number, end in enumerate(ends)]
    later = [item(u'%d' % number, end) for number, end in enumerate(ends)]
    before = agent(10, 8, failures=10, items=items, patterns=[pattern(7, 10)])
    assert not quiet(before, agent(10, 8, failures=2, items=later))
    worse = [dict(one, outcome=u'failed') for one in items]
    assert quiet(dict(before, items=worse), agent(10, 8, failures=2, items=[dict(one, outcome=u'failed') for one in later]))


def mute(before, after, rejected=(0, 0), operations=(None, None)):
    """The words of fell_mute; letters: l fails and logs it, q fails and logs nothing, s succeeds, o succeeds and logs it."""
    sides = [[dict(item(u'%d' % number, u'successful' if letter in 'so' else u'failed'),
                   failures=[u'%012x' % 7] if letter in 'lo' else []) for number, letter in enumerate(letters)]
             for letters in (before, after)]
    gone = set() if set('lo') & set(after) else set([(u'A', u'%012x' % 7)])
    found = items_after({u'A': {'items': sides[0]}}, {u'A': {'items': sides[1]}}, [u'A'], gone)
    return silencing.fell_mute(dict(found, rejected=rejected), operations)


@pytest.mark.parametrize('before, after, expected', [
    ('llllllllll', 'qqqqqqqqqq', True), ('llllllllll', 'llllllllll', False), ('llllllllll', 'ssssssssss', False),
    # Some got well by themselves: that does not hide it, until they are twice as many.
    ('llllllllll', 'qqqqssssss', True), ('lllllllll', 'qqqssssss', False), ('lllllllll', 'qqqslssss', True),
    # Those that succeeded before and fail in silence count too, where others that failed fell silent.
    ('llllllllss', 'qqssssssqq', True), ('llllllllss', 'qqssssssss', False), ('lllllllsss', 'sssssssqqq', False),
    # Who was silent before did not fall silent.
    ('qqqqqqqqll', 'qqqqqqqqss', False), ('qqqqqqqqll', 'qqqqqqqqqs', True),
    # What most of those who logged it succeeded with is not what the others failed by.
    ('ooooooooll', 'ssssssssqq', False), ('oooollll', 'ssssqqqq', True)])
def test_items_that_fail_and_say_nothing_any_more(before, after, expected):
    assert (mute(before, after) is not None) is expected


@pytest.mark.parametrize('before, after, rejected, operations, expected', [
    # Pages came that did not come before, and some films are not on them: no failure is logged of that.
    ('llllllllll', 'qqqqssssss', (0, 20), (10, 10), False), ('llllllllll', 'qqqqssssss', (4, 8), (10, 10), True),
    # As many as before for as many operations are no more.
    ('llllllllll', 'qqqqssssss', (20, 60), (10, 30), True), ('llllllllll', 'qqqqssssss', (20, 60), (10, 10), False),
    # Fewer than what fell silent do not explain it.
    ('llllllllll', 'qqqqqqqqss', (0, 7), (10, 10), True), ('llllllllll', 'qqqqqqqqss', (0, 8), (10, 10), False),
    # Nothing got well at all.
    ('llllllllll', 'qqqqqqqqqq', (0, 50), (10, 10), True),
    ('llllllllll', 'qqqqssssss', (None, 20), (10, 10), True), ('llllllllll', 'qqqqssssss', (0, 20), (0, 10), True),
    ('llllllllll', 'qqqqssssss', (0, 20), (None, None), True)])
def test_rejected_candidates_explain_items_that_fail_without_a_word(before, after, rejected, operations, expected):
    assert (mute(before, after, rejected, operations) is not None) is expected


def test_the_rejected_of_all_agents_are_added_up_and_not_known_where_one_has_none():
    sides = dict((name, {'items': [], 'candidates': {'rejected': {'title': number, 'studio': 1}}}) for name, number in ((u'A', 2), (u'B', 4)))
    assert items_after(sides, sides, [u'A', u'B'])['rejected'] == [8, 8]
    assert items_after(sides, dict(sides, B={'items': []}), [u'A', u'B'])['rejected'] == [8, None]


def test_nothing_falls_silent_where_no_items_are_known():
    assert silencing.fell_mute(None) is None and mute('lll', '') is None
    # A record of before this rule has no such numbers.
    assert silencing.fell_mute({'touched': 3, 'of_gone': False, 'common': 3, 'still_failing': 3, 'recovered': 0}) is None


def test_successes_that_rose_by_chance_do_not_hide_silence():
    gone = u'%012x' % 7
    old = [dict(item(u'%d' % number, u'failed'), failures=[gone]) for number in range(20)]
    new = [item(u'%d' % number, u'successful' if number < 8 else u'failed') for number in range(20)]
    given = inputs(agent(20, 0, {u'403': 20}, items=old, patterns=[pattern(7, 20)]), agent(20, 8, items=new),
                   [u'success: http_403 reduce_pct >= 20'])
    assert silencing.successes_rose(given, None)
    assert (decide(given).decision, decide(given).silenced) == (
        u'MODIFY', u'12 items still fail, and log no failure any more, where 8 got well')
    # The same patch where what still fails says why.
    spoken = [dict(one, failures=[] if one['outcome'] == u'successful' else [u'%012x' % 8]) for one in new]
    assert decide(inputs(agent(20, 0, {u'403': 20}, items=old, patterns=[pattern(7, 20)]),
                         agent(20, 8, {u'404': 12}, items=spoken, patterns=[pattern(8, 12)]),
                         [u'success: http_403 reduce_pct >= 20'])).silenced is None


@pytest.mark.parametrize('after, expected', [('fff', True), ('ffs', True), ('fss', False), ('sss', False), ('   ', True)])
def test_by_the_same_items(after, expected):
    names = {'f': u'failed', 's': u'successful'}
    items = [item(u'%d' % number, u'failed') for number in range(3)]
    later = [item(u'%d' % number, names[letter]) for number, letter in enumerate(after) if letter != ' ']
    assert quiet(dict(BEFORE, items=items), agent(failures=5, items=later)) is expected


@pytest.mark.parametrize('after, expected', [('f' * 20, True), ('s' * 3 + 'f' * 17, True), ('s' * 8 + 'f' * 12, False)])
def test_by_the_pairs_of_an_active_test(after, expected):
    passes = (a_pass(u'before', 'f' * 20), a_pass(u'after', after), [])
    assert quiet(BEFORE, agent(failures=5), passes=passes) is expected


def test_not_measured_is_not_silenced():
    assert not quiet(BEFORE, agent(failures=None, url_fetch_errors=0, statuses={}, **{}), agents=[u'B'])


def test_the_last_outcome_of_an_item_counts_and_unfinished_ones_do_not():
    def times(*outcomes):
        return [item(u'1', outcome, u'2026-01-30 10:%02d:00,000' % minute) for minute, outcome in enumerate(outcomes)]

    def became(before, after):
        found = items_after({u'A': {'items': before}}, {u'A': {'items': after}}, [u'A'])
        return found['common'], found['still_failing'], found['recovered']
    assert became(times(u'successful', u'failed'), times(u'failed', u'successful')) == (1, 0, 1)
    assert became(times(u'failed', u'successful'), times(u'successful')) == (0, 0, 0)
    assert became(times(u'failed'), times(u'unfinished')) == (0, 0, 0)
    assert became(times(u'crashed', u'unfinished'), times(u'empty')) == (1, 1, 0)
    assert became(times(u'failed'), [item(u'1', u'successful', operation='update')]) == (0, 0, 0)
    assert items_after({u'A': {}}, {u'A': {'items': []}}, [u'A']) is None
