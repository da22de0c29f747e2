# -*- coding: utf-8 -*-
"""validity: each guard with its consequence, and what is said of what nobody knows."""
from __future__ import absolute_import, division, print_function

import pytest

from decision_bench import AFTER, BEFORE, FEWER_403, a_pass, agent, decision, inputs, verdict
from plexfix.judge.decide import decide
from plexfix.judge.rotation import log_time, rotated, seconds_of
from plexfix.judge.validity import counts_compare

BAD, GOOD = agent(statuses={u'403': 50}), agent(statuses={u'403': 10}, successful=90)


def check(name, *args, **known):
    """(result, detail, decision) of one guard."""
    found = verdict(*args, **known)
    row = [one for one in found.checks if one.check == name][0]
    return row.result, row.detail, found.decision


def window(first, last, since=None):
    return {'window': {'since': since, 'until': None, 'first': u'2026-01-30 %s,000' % first, 'last': u'2026-01-30 %s,000' % last,
                       'hours': None}}


def test_all_guards_are_told_where_nothing_is_wrong():
    found = verdict(BAD, GOOD, [FEWER_403], passes=(a_pass(u'before', 'f' * 20), a_pass(u'after', 's' * 20), []))
    assert [one.result for one in found.checks] == [u'ok'] * 16 and found.decision == u'KEEP'
    assert len(set(one.check for one in found.checks)) == 16


@pytest.mark.parametrize('side', ['before', 'after'])
def test_another_schema_is_invalid(side):
    found = verdict(BAD, GOOD, sides={side: {'schema': u'plexfix.aggregate/2'}})
    assert found.decision == u'INVALID' and u'plexfix.aggregate/2' in found.reason


@pytest.mark.parametrize('starts, started, restart, result', [
    (1, None, True, u'ok'), (0, None, True, u'invalid'), (0, {u'A': u'started'}, True, u'ok'),
    (0, {u'a': u'started'}, True, u'ok'), (0, {u'A': u'not_observed'}, True, u'invalid'), (0, None, False, u'ok')])
def test_a_touched_agent_must_have_started(starts, started, restart, result):
    after = agent(statuses={u'403': 10}, successful=90, starts=starts)
    found = check(u'starts', BAD, after, started=started, restart=restart)
    assert found[0] == result and (found[2] == u'INVALID') == (result == u'invalid')


def test_a_touched_agent_beyond_the_fixs_own_must_have_started_too():
    found = check(u'starts', {u'A': BAD}, {u'A': GOOD}, touched=[u'A', u'B'])
    assert found[0] == u'invalid' and u'B' in found[1]
    found = check(u'starts', {u'A': BAD}, {u'A': GOOD}, touched=[u'A', u'B'], started={u'A': u'started', u'B': u'started'})
    assert found[0] == u'ok' and found[2] == u'KEEP'


def test_a_start_that_failed_by_the_implementation_log_sends_it_back():
    # Also where it left no trace in either aggregate: the failed start was seen, so that is no silence.
    assert decision(BAD, GOOD, touched=[u'A', u'B'], started={u'A': u'started', u'B': u'failed'}) == u'ROLLBACK'
    sides = {u'A': BAD, u'B': agent()}, {u'A': GOOD, u'B': agent()}
    assert decision(sides[0], sides[1], touched=[u'A', u'B'], started={u'A': u'started', u'B': u'failed'}) == u'ROLLBACK'


def test_an_agent_that_was_seen_to_fail_its_start_sends_the_fix_back_though_it_does_nothing_any_more():
    dead = agent(operations=0, successful=0, starts=0)
    assert decision(BAD, dead, touched=[u'A']) == u'INVALID'
    dead['starts']['failed'] = 1
    found = verdict(BAD, dead, touched=[u'A'])
    assert found.decision == u'ROLLBACK' and u'A failed to start' in found.reason
    assert dict((one.check, one.result) for one in found.checks)[u'operations'] == u'warn'


def test_an_agent_that_is_spelled_wrong_is_named_with_the_near_one():
    found = check(u'starts', {u'FilmVault': BAD}, {u'FilmVault': GOOD}, agents=[u'FilmVolt'])
    assert found[0] == u'invalid' and u'FilmVault for FilmVolt' in found[1]


def test_that_nobody_knows_the_touched_agents_is_said():
    found = check(u'starts', BAD, GOOD, agents=None)
    assert found[0] == u'warn' and found[2] == u'KEEP'


@pytest.mark.parametrize('before, after, changed_at, result', [
    (window('10:00:00', '11:00:00'), window('12:00:00', '13:00:00'), None, u'ok'),
    (window('10:00:00', '11:00:00'), window('10:00:00', '13:00:00'), None, u'invalid'),
    (window('10:00:00', '11:00:00'), window('10:59:59', '13:00:00'), None, u'invalid'),
    (window('10:00:00', '11:00:00'), window('10:00:00', '11:00:00'), None, u'warn'),
    (window('10:00:00', '11:00:00'), window('12:00:00', '13:00:00'), u'2026-01-30T11:30:00+01:00', u'ok'),
    (window('10:00:00', '11:00:00'), window('12:00:00', '13:00:00'), u'2026-01-30T10:30:00+01:00', u'invalid'),
    (window('10:00:00', '11:00:00'), window('12:00:00', '13:00:00'), u'2026-01-30T12:30:00+01:00', u'invalid')])
def test_a_window_must_not_hold_the_change(before, after, changed_at, result):
    found = check(u'windows', BAD, GOOD, sides={'before': before, 'after': after}, changed_at=changed_at)
    assert found[0] == result and (found[2] == u'INVALID') == (result == u'invalid')


@pytest.mark.parametrize('after, result', [
    (window('12:00:00', '13:00:00'), u'ok'), (window('12:00:00', '13:15:00'), u'ok'), (window('12:00:00', '12:48:00'), u'ok'),
    (window('12:00:00', '13:15:01'), u'warn'), (window('12:00:00', '12:47:59'), u'warn')])
def test_windows_of_unlike_length_are_told(after, result):
    found = check(u'length', BAD, GOOD, sides={'after': after})
    assert found[0] == result and found[2] == u'KEEP'


@pytest.mark.parametrize('operations, result', [(125, u'ok'), (80, u'ok'), (126, u'warn'), (79, u'warn')])
def test_where_exposure_is_apart_raw_counts_are_no_change(operations, result):
    after = agent(operations, operations - 5, {u'403': 5})
    found = check(u'exposure', BAD, after)
    assert found[0] == result and found[2] == u'KEEP'
    assert counts_compare(inputs(BAD, after)) is (result == u'ok')


def test_other_logs_and_another_parser_are_told():
    found = check(u'logs', {u'A': BAD, u'B': GOOD}, {u'A': GOOD, u'C': GOOD})
    assert found[:2] == (u'warn', u'logs of before only B; after only C')
    found = check(u'parser', BAD, GOOD, sides={'after': {'version': u'0.2.0'}})
    assert found[0] == u'warn' and found[2] == u'KEEP'


@pytest.mark.parametrize('name, first, since, result', [
    ('.log.5', '10:30:00', u'2026-01-30 10:00:00,000', u'cap'), ('.log.4', '10:30:00', u'2026-01-30 10:00:00,000', u'ok'),
    ('.log.5', '10:30:00', None, u'ok'), ('.log.5', '10:00:00', u'2026-01-30 10:00:00,000', u'ok')])
def test_logs_that_rotated_away_inside_a_window_cap_the_decision(name, first, since, result):
    side = dict(window('10:00:00', '11:00:00', since), files=[
        {'agent': u'A', 'name': u'x' + name, 'first': u'2026-01-30 %s,000' % first, 'last': None}])
    found = check(u'rotation', BAD, GOOD, sides={'before': side})
    assert found[0] == result and found[2] == (u'MONITOR' if result == u'cap' else u'KEEP')


def test_logs_that_were_seen_to_rotate_away_cap_the_decision():
    assert check(u'rotation', BAD, GOOD, lost=[u'A'])[::2] == (u'cap', u'MONITOR')


def test_the_beginning_of_the_after_window_is_the_change_where_that_is_known():
    document = {'files': [{'agent': u'A', 'name': u'a.log.5', 'first': u'2026-01-30 12:00:00,500'}]}
    assert rotated(document, [u'A'], u'2026-01-30T12:00:00+01:00') == [u'A']
    assert rotated(document, [u'B'], u'2026-01-30T12:00:00+01:00') == [] == rotated(document, [u'A'])


def test_a_failure_criterion_that_was_not_measured_is_told():
    after = dict(GOOD, network_errors=None)
    found = check(u'harm', BAD, after, [FEWER_403, u'failure: network_errors increase_pct > 10'])
    assert found[0] == u'warn' and u'network_errors' in found[1] and found[2] == u'KEEP'


def test_items_of_untouched_agents_that_changed_are_told():
    def both(before, after):
        one, other = a_pass(u'before', 'f' * 9), a_pass(u'after', 's' * 9)
        for done, outcomes in ((one, before), (other, after)):
            done['items'] += a_pass(u'x', outcomes, u'untouched', agent_name=u'B')['items']
        return (one, other, [])
    assert check(u'untouched', BAD, GOOD, passes=both('fs', 'fs'))[::2] == (u'ok', u'KEEP')
    found = check(u'untouched', BAD, GOOD, passes=both('fs', 'ss'))
    assert found[0] == u'warn' and u'something else changed' in found[1]


@pytest.mark.parametrize('text, expected', [
    (u'2026-01-30T14:39:06+01:00', u'2026-01-30 14:39:06,000'), (u'2026-01-30 14:39:06,711', u'2026-01-30 14:39:06,711')])
def test_times_are_compared_as_the_logs_write_them(text, expected):
    assert log_time(text) == expected


def test_the_length_of_a_window():
    assert seconds_of({'first': BEFORE[0], 'last': AFTER[0]}) == 7200
    assert seconds_of({'first': u'2026-01-30 10:00:00,250', 'last': u'2026-01-31 10:00:00,750'}) == 86400.5
    for nothing in (None, {}, {'first': None, 'last': AFTER[0]}, {'first': u'soon', 'last': AFTER[0]}):
        assert seconds_of(nothing) is None


def test_windows_of_which_nothing_is_known_are_told_and_do_not_break():
    side = {'window': {'since': None, 'until': None, 'first': None, 'last': None, 'hours': None}}
    found = decide(inputs(BAD, GOOD, sides={'before': side}))
    assert found.decision == u'KEEP' and [one.result for one in found.checks if one.check in (u'windows', u'length')] == [
        u'warn', u'warn']
