# -*- coding: utf-8 -*-
"""Keep or roll back at the end of a cycle: each row of the documented table, and how its facts come from a test."""
from __future__ import absolute_import, division, print_function

import itertools

import pytest

import decision_bench as bench
from plexfix.judge import record
from plexfix.loop.review import settlement
from plexfix.loop.review.settlement import Facts, settle

CLEAN = Facts(settlement.APPLIED, True, False, False, False, [], [], [], None, None)


def action(**given):
    return settle(CLEAN._replace(**given)).action


@pytest.mark.parametrize('given, expected, words', [
    (dict(achieved=True, partial=True, improved=True), settlement.KEEP, u'achieved'),
    (dict(achieved=True, partial=True, new_issues=[u'http_429 rose']), settlement.KEEP, u'achieved'),
    (dict(partial=True), settlement.KEEP, u'incremental'),
    (dict(improved=True), settlement.KEEP, u'net positive'),
    (dict(improved=True, new_issues=[u'x']), settlement.ROLL_BACK, u'revise'),
    (dict(partial=True, harmed=[u'x']), settlement.ROLL_BACK, u'revise'),
    (dict(new_issues=[u'x']), settlement.ROLL_BACK, u'new errors'),
    (dict(harmed=[u'x']), settlement.ROLL_BACK, u'new errors'),
    (dict(), settlement.ROLL_BACK, u'no compelling reason'),
    (dict(reason=u'the owner asks for it'), settlement.KEEP, u'person'),
    (dict(new_issues=[u'x'], reason=u'the owner asks for it'), settlement.ROLL_BACK, u'new errors'),
    (dict(achieved=True, critical=[u'ImportError'], reason=u'the owner asks for it'), settlement.ROLL_BACK, u'critical'),
    (dict(measured=False), settlement.OPEN, u'not measured'),
    (dict(measured=False, reason=u'seen by hand'), settlement.KEEP, u'person'),
    (dict(measured=False, critical=[u'failed start']), settlement.ROLL_BACK, u'critical'),
    (dict(state=settlement.ROLLED_BACK, achieved=True), settlement.STAYS, u'rolled back already'),
    (dict(state=settlement.ROLLED_BACK, critical=[u'x'], reason=u'y'), settlement.STAYS, u'rolled back already'),
    (dict(state=settlement.NOT_APPLIED), settlement.NOTHING, u'never applied'),
    (dict(state=settlement.UNCLEAR), settlement.OPEN, u'interrupted')])
def test_the_documented_table(given, expected, words):
    found = settle(CLEAN._replace(**given))
    assert (found.action, words in found.rule) == (expected, True), found
    assert found.why


def test_nothing_is_kept_that_was_not_measured_to_be_better_unless_a_person_says_why():
    flags, lists = (False, True), ([], [u'x'])
    for measured, achieved, partial, improved in itertools.product(flags, flags, flags, flags):
        for harmed, critical, issues in itertools.product(lists, lists, lists):
            facts = CLEAN._replace(measured=measured, achieved=achieved, partial=partial, improved=improved, harmed=harmed,
                                   critical=critical, new_issues=issues)
            if settle(facts).action == settlement.KEEP:
                assert measured and (achieved or partial or improved) and not critical and not harmed


def facts(before, after, texts=None, effects=(), reason=None, **known):
    made = record.make(bench.inputs(before, after, texts, **known))
    return settlement.facts_of(settlement.APPLIED, made, effects, reason)


OLD = bench.agent(200, 100, statuses={u'403': 100})
NEW = bench.agent(200, 190, statuses={u'403': 10})
TEXTS = [bench.FEWER_403, u'success: success_rate increase_pp >= 20', u'failure: url_fetch_errors increase_pct > 10']


def test_all_success_criteria_met_with_evidence_is_achieved():
    found = facts(OLD, NEW, TEXTS)
    assert found.measured and found.achieved and found.partial and not found.harmed


def test_a_part_of_them_is_partial():
    found = facts(OLD, NEW, TEXTS + [u'success: http_403 reduce_pct >= 99'])
    assert not found.achieved and found.partial and settle(found).action == settlement.KEEP


def test_criteria_that_chance_may_have_met_carry_nothing():
    found = facts(bench.agent(10, 5, statuses={u'403': 3}), bench.agent(10, 6, statuses={u'403': 2}), TEXTS[:1])
    assert not found.achieved and not found.partial and u'chance' in found.unproven
    assert settle(found).action == settlement.ROLL_BACK


def test_with_the_documented_thresholds_alone_they_carry():
    found = facts(bench.agent(10, 5, statuses={u'403': 3}), bench.agent(10, 6, statuses={u'403': 2}), TEXTS[:1], policy=u'spec')
    assert found.achieved


def test_a_criterion_that_asks_for_nothing_achieves_nothing():
    found = facts(OLD, OLD, [u'success: http_403 reduce_pct >= 0'])
    assert not found.achieved and not found.partial and settle(found).action == settlement.OPEN
    mixed = facts(OLD, OLD, [u'success: http_403 reduce_pct >= 0', bench.FEWER_403])
    assert not mixed.partial and u'no improvement' in mixed.unproven and settle(mixed).action == settlement.ROLL_BACK


def test_an_exact_improvement_below_what_was_asked_is_net_positive():
    found = facts(OLD, bench.agent(200, 130, statuses={u'403': 60}), [u'success: http_403 reduce_pct >= 90'])
    assert not found.partial and found.improved
    assert u'net positive' in settle(found).rule
    assert settle(facts(OLD, bench.agent(200, 130, statuses={u'403': 60}), [u'success: http_403 reduce_pct >= 90'],
                        [u'http_429 rose'])).action == settlement.ROLL_BACK


def test_silence_is_no_improvement():
    quiet = bench.agent(200, 100, statuses={u'403': 10})
    found = facts(OLD, quiet, [bench.FEWER_403])
    assert not found.achieved and not found.improved and any(u'silent' in one for one in found.new_issues)
    assert settle(found).action == settlement.ROLL_BACK


def test_a_failure_criterion_that_was_met_is_harm():
    worse = bench.agent(200, 190, statuses={u'403': 10}, url_fetch_errors=50)
    found = facts(bench.agent(200, 100, statuses={u'403': 100}, url_fetch_errors=10), worse, TEXTS)
    assert found.harmed and settle(found).rule.startswith(u'improvement and harm')


def test_without_a_test_or_with_one_that_carries_no_verdict_it_is_open():
    assert settle(settlement.facts_of(settlement.APPLIED, None)).action == settlement.OPEN
    found = facts(OLD, bench.agent(0, 0), TEXTS)
    assert not found.measured and settle(found).action == settlement.OPEN and found.unproven in settle(found).why
