# -*- coding: utf-8 -*-
"""summary: rates per operation, most frequent and worth looking at first, rises within the window."""
from __future__ import absolute_import, division, print_function

import itertools

import pytest

from plexfix.observe import summary
from plexfix.observe.counts import Counts


def counts(searches=0, successful=0, unfinished=0, updates=0, by_hour=None, failures=0):
    """The numbers of an agent; what is neither successful nor unfinished failed."""
    numbers = Counts().as_dict()
    numbers['operations']['search'].update(started=searches, successful=successful, unfinished=unfinished,
                                           failed=searches - successful - unfinished)
    numbers['operations']['update'].update(started=updates, successful=updates)
    numbers['failures'] = failures
    numbers['by_hour'] = dict((u'2026-01-30 %02d' % hour, {'operations': operations, 'failures': 0})
                              for hour, operations in (by_hour or {}).items())
    return numbers


def pattern(number, count=1, role='failure', level='ERROR', items=1, by_hour=None, template=None):
    return {'id': u'%012x' % number, 'level': level, 'module': u'utils', 'template': template or u'pattern %d' % number,
            'count': count, 'items': items, 'operations': {'successful': 0, 'other': 0}, 'first': u'', 'last': u'',
            'benign': role == 'benign', 'role': role, 'samples': [],
            'by_hour': dict((u'2026-01-30 %02d' % hour, number) for hour, number in (by_hour or {}).items())}


def ids(patterns):
    return [int(row['id'], 16) for row in patterns]


def test_operations_are_searches_and_updates_and_unfinished_ones_are_not_finished():
    assert summary.operations(counts(10, 3, 2, 5)) == (15, 13, 8)
    assert summary.outcome(counts(10, 3, 2, 5), 'failed') == 5
    assert summary.outcome(counts(10, 3, 2, 5), 'started') == 15


@pytest.mark.parametrize('number, base, expected', [(1, 2, 0.5), (0, 2, 0.0), (3, 0, None), (0, 0, None)])
def test_a_rate_without_a_base_is_no_rate(number, base, expected):
    assert summary.rate(number, base) == expected


def test_patterns_come_by_count_and_of_equal_ones_by_id_in_any_order():
    rows = [pattern(1, 3), pattern(2, 9), pattern(3, 3), pattern(4, 3), pattern(5, 1)]
    for order in itertools.permutations(rows):
        one = summary.summarize(u'X', counts(10), iter(order), 3)
        assert ids(one.patterns) == [2, 1, 3] and one.pattern_count == 5


@pytest.mark.parametrize('role, level, shown, noise, short', [
    ('failure', 'ERROR', 1, 0, 1), ('failure', 'INFO', 1, 0, 1), ('evidence', 'INFO', 1, 0, 0),
    ('evidence', 'CRITICAL', 1, 0, 0), ('rejection', 'ERROR', 1, 0, 0), ('marker', 'ERROR', 0, 0, 0),
    ('benign', 'CRITICAL', 0, 1, 0), (None, 'WARNING', 1, 0, 0), (None, 'INFO', 0, 0, 0), (None, 'DEBUG', 0, 0, 0)])
def test_where_a_pattern_shows_depends_on_what_its_records_are(role, level, shown, noise, short):
    one = summary.summarize(u'X', counts(10), [pattern(1, role=role, level=level)], 3)
    assert (len(one.patterns), len(one.noise), len(one.shortlist)) == (shown, noise, short)


def test_what_was_left_out_is_counted_and_not_shown():
    rows = [pattern(1, 3), dict(pattern(2, 7, role=None, template=u'(other)'), module=u'')]
    one = summary.summarize(u'X', counts(10), rows, 3)
    assert ids(one.patterns) == [1] and one.left_out == 7


def test_a_message_that_reads_other_is_no_pattern_left_out():
    one = summary.summarize(u'X', counts(10), [pattern(2, 7, template=u'(other)')], 3)
    assert ids(one.patterns) == [2] and one.left_out == 0


def test_reach_is_rate_times_items_and_orders_the_shortlist():
    rows = [pattern(1, 10, items=1), pattern(2, 4, items=5), pattern(3, 10, items=0), pattern(4, 1, items=1)]
    one = summary.summarize(u'X', counts(20), rows, 10)
    assert [(int(row.pattern['id'], 16), row.score) for row in one.shortlist] == [(2, 1.0), (1, 0.5), (3, 0.5), (4, 0.05)]
    assert one.shortlist[0].rate == 0.2


def test_a_frequent_pattern_of_one_item_does_not_hide_a_wide_one_from_the_shortlist():
    rows = [pattern(number, 50, items=1) for number in range(5)] + [pattern(9, 20, items=20)]
    one = summary.summarize(u'X', counts(100), rows, 2)
    assert int(one.shortlist[0].pattern['id'], 16) == 9 and len(one.shortlist) == 2


def test_without_operations_there_is_no_rate_and_it_comes_last():
    idle = summary.summarize(u'A', counts(0), [pattern(1, 1000000, items=9)], 3)
    busy = summary.summarize(u'B', counts(1000), [pattern(2, 1)], 3)
    rows = summary.shortlist([idle, busy], 10)
    assert [(row.agent, row.rate) for row in rows] == [(u'B', 0.001), (u'A', None)]


def test_the_shortlist_of_all_is_the_widest_of_all():
    parts = [summary.summarize(name, counts(10), [pattern(number, number + 1)], 3)
             for number, name in enumerate((u'A', u'B', u'C'))]
    assert [row.agent for row in summary.shortlist(parts, 2)] == [u'C', u'B']
    assert [row.agent for row in summary.shortlist(parts[::-1], 2)] == [u'C', u'B']


@pytest.mark.parametrize('operations, failures, expected', [
    ({}, {}, None),
    ({10: 5}, {10: 5}, None),
    ({10: 10, 11: 10}, {10: 2, 11: 6}, (0.2, 0.6, True)),
    ({10: 10, 11: 10}, {10: 6, 11: 6}, (0.6, 0.6, False)),
    ({10: 10, 11: 100}, {10: 5, 11: 20}, (0.5, 0.2, False)),
    ({10: 10, 11: 10}, {11: 3}, (0.0, 0.3, True)),
    ({10: 10, 11: 10}, {11: 2}, (0.0, 0.2, False)),
    ({10: 10, 11: 10}, {10: 3, 11: 4}, (0.3, 0.4, False)),
    ({10: 10, 11: 0, 12: 10}, {10: 1, 11: 1, 12: 6}, (0.2, 0.6, True)),
    ({10: 5, 11: 5, 12: 5, 13: 5}, {10: 1, 11: 1, 12: 4, 13: 4}, (0.2, 0.8, True)),
])
def test_a_rise_is_per_operation_between_the_halves_of_the_hours(operations, failures, expected):
    rise = summary.rise(counts(by_hour=operations), pattern(1, by_hour=failures))
    if expected is None:
        assert rise is None
        return
    assert (rise.early, rise.late) == pytest.approx(expected[:2]) and rise.rising is expected[2]
