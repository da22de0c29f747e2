# -*- coding: utf-8 -*-
"""decide: the order of the rules, every boundary, and that the verdict follows the evidence."""
from __future__ import absolute_import, division, print_function

import copy
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decision_bench import FEWER_403, TRACE, TRACE_TEXT, a_pass, agent, decision, inputs, pattern, verdict
from plexfix.base.jsontext import json_line
from plexfix.judge import record
from plexfix.judge.decide import EXIT_CODES, by_score, decide, next_step, shown

GOOD = agent(statuses={u'403': 10}, successful=90)
BAD = agent(statuses={u'403': 50})


def weights(met, all_of, harm=False):
    """Criteria of which the weight *met* of *all_of* is met, with a failure criterion that is met or not."""
    texts = [FEWER_403 + u' weight %s' % met]
    if Fraction(met) != all_of:
        texts.append(u'success: http_404 absent weight %s' % (Fraction(all_of) - Fraction(met)).__float__())
    return texts + ([u'failure: http_404 present'] if harm else [u'failure: network_errors present'])


# -- the score ---------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize('met, harm, expected', [
    ('75', False, u'KEEP'), ('74.9', False, u'MONITOR'), ('74.999999', False, u'MONITOR'), ('75.1', False, u'KEEP'),
    ('50', False, u'MONITOR'), ('49.9', False, u'ROLLBACK'), ('49.999999', False, u'ROLLBACK'), ('100', False, u'KEEP'),
    ('75', True, u'MODIFY'), ('50', True, u'MODIFY'), ('49.9', True, u'ROLLBACK')])
def test_the_thresholds_hold_to_the_last_digit(met, harm, expected):
    after = agent(statuses={u'403': 10, u'404': 1}, successful=90)
    assert decision(BAD, after, weights(met, 100, harm)) == expected


@pytest.mark.parametrize('score, harmed, expected', [
    (Fraction(75), False, u'KEEP'), (Fraction(7499999999, 10 ** 8), False, u'MONITOR'), (Fraction(50), False, u'MONITOR'),
    (Fraction(4999999999, 10 ** 8), False, u'ROLLBACK'), (Fraction(50), True, u'MODIFY'), (Fraction(100), True, u'MODIFY'),
    (Fraction(0), False, u'ROLLBACK'), (Fraction(0), True, u'ROLLBACK')])
def test_the_table_of_the_score(score, harmed, expected):
    assert by_score(score, harmed) == expected


@pytest.mark.parametrize('score, expected', [
    (None, u'no score'), (Fraction(100), u'score 100 %'), (Fraction(200, 3), u'score 66.67 %'), (Fraction(75), u'score 75 %'),
    (Fraction(7499999, 100000), u'score 74.99999 %'), (Fraction(75) - Fraction(1, 10 ** 30), u'score just under 75 %')])
def test_a_score_is_never_shown_at_a_limit_that_it_does_not_reach(score, expected):
    assert shown(score) == expected


def test_a_third_is_not_rounded():
    texts = [FEWER_403, FEWER_403 + u' weight 2', u'success: http_404 absent']
    found = verdict(BAD, agent(statuses={u'403': 10, u'404': 1}, successful=90), texts)
    assert (found.score, found.decision) == (Fraction(75), u'KEEP')


@pytest.mark.parametrize('name, code', [(u'KEEP', 0), (u'MONITOR', 10), (u'MODIFY', 15), (u'ROLLBACK', 20), (u'INVALID', 30)])
def test_each_decision_has_its_exit_code(name, code):
    assert EXIT_CODES[name] == code


# -- what the documented default makes of two windows ------------------------------------------------------------------

@pytest.mark.parametrize('before, after, expected', [
    (BAD, GOOD, u'KEEP'),
    (BAD, BAD, u'ROLLBACK'),
    (GOOD, BAD, u'ROLLBACK'),
    (BAD, agent(statuses={u'403': 45}, successful=55), u'MONITOR'),
    (BAD, agent(statuses={u'403': 46}, successful=55), u'ROLLBACK'),
    (BAD, agent(statuses={u'403': 10}, successful=90, url_fetch_errors=3), u'MODIFY'),
    (BAD, agent(statuses={u'403': 10}, successful=90, url_fetch_errors=2), u'KEEP'),
    (BAD, agent(statuses={u'403': 10}, successful=50), u'MODIFY'),
])
def test_the_documented_default(before, after, expected):
    assert decision(before, after) == expected


def test_a_lower_count_over_fewer_operations_is_no_improvement():
    assert decision(agent(1567, 700, failures=367), agent(940, 420, failures=245)) == u'ROLLBACK'
    assert decision(agent(1567, 700, failures=367), agent(1567, 900, failures=245)) == u'KEEP'


@pytest.mark.parametrize('before, after', [
    (agent(0, 0), GOOD), (BAD, agent(0, 0)), (agent(0, 0), agent(0, 0)), (BAD, agent(0, 0, starts=0))])
def test_no_operations_on_a_side_is_no_evidence(before, after):
    found = verdict(before, after)
    assert found.decision == u'INVALID' and u'before' in found.reason


def test_an_agent_that_left_the_logs_did_not_get_better():
    found = verdict({u'A': BAD, u'B': GOOD}, {u'B': GOOD}, agents=[u'A', u'B'])
    assert found.decision == u'INVALID' and u'A left no trace' in found.reason
    found = verdict({u'A': BAD, u'B': GOOD}, {u'B': GOOD}, agents=None)
    assert found.decision == u'INVALID' and u'A left the logs' in found.reason


def test_an_agent_without_operations_on_one_side_stands_on_neither():
    """Else the failing agent's silence would look like the others' improvement."""
    found = verdict({u'A': BAD, u'B': GOOD}, {u'A': agent(0, 0), u'B': GOOD}, agents=[u'A', u'B'])
    assert found.decision == u'ROLLBACK'
    assert [one.result for one in found.checks if one.check == u'agents'] == [u'warn']


def test_no_criteria_is_invalid_and_so_is_asking_for_nothing():
    assert decision(texts=[]) == u'INVALID'
    assert decision(texts=[u'failure: http_403 present']) == u'INVALID'
    assert decision(texts=[u'success: http_403 increase_pct <= 5']) == u'INVALID'
    assert decision(texts=[u'success: starts_failed absent']) == u'INVALID'


def test_what_was_so_before_keeps_nothing():
    texts = [u'success: crash_rate rate <= 0.5 weight 9', FEWER_403]
    assert decision(BAD, BAD, texts, policy=u'spec') == u'MONITOR'
    assert decision(BAD, GOOD, texts) == u'KEEP'


def test_a_success_criterion_that_was_not_measured_caps_the_decision():
    before, after = copy.deepcopy(BAD), copy.deepcopy(GOOD)
    texts = [FEWER_403 + u' weight 9', u'success: url_fetch_errors reduce_pct >= 10']
    for side in (before, after):
        side['url_fetch_errors'] = 10
    after['url_fetch_errors'] = None
    found = verdict(before, after, texts)
    assert found.decision == u'MONITOR' and found.results[1].met is None and found.score == 90
    after['url_fetch_errors'] = 10
    assert decision(before, after, texts) == u'KEEP'


def test_a_criterion_of_an_agent_sees_only_that_agent():
    both = dict(agents=[u'A', u'B'])
    text = [u'success: http_403 reduce_pct >= 20 agent=B']
    assert decision({u'A': BAD, u'B': BAD}, {u'A': BAD, u'B': GOOD}, text, **both) == u'KEEP'
    assert decision({u'A': BAD, u'B': BAD}, {u'A': GOOD, u'B': BAD}, text, **both) == u'ROLLBACK'


def test_without_agent_the_fixs_agents_count_and_no_others():
    assert decision({u'A': BAD, u'B': BAD}, {u'A': GOOD, u'B': BAD}, [FEWER_403], agents=[u'a']) == u'KEEP'
    assert decision({u'A': BAD, u'B': BAD}, {u'A': BAD, u'B': GOOD}, [FEWER_403], agents=[u'A']) == u'ROLLBACK'


# -- what sends a fix back ---------------------------------------------------------------------------------------------

def broken(**changes):
    after = copy.deepcopy(GOOD)
    for key, value in changes.items():
        after[key].update(value) if isinstance(value, dict) else after.update({key: value})
    return after


@pytest.mark.parametrize('after, said', [
    (broken(starts={'failed': 1}), u'A failed to start'),
    (broken(exceptions={u'ImportError': 1}), u'ImportError in A'),
    (broken(exceptions={u'SyntaxError': 1}), u'SyntaxError in A'),
    (broken(exceptions={u'IndentationError': 1}), u'IndentationError in A'),
    (broken(patterns=[pattern(1, 1, TRACE, text=TRACE_TEXT)]), u'new traceback in a changed file: AttributeError in A'),
])
def test_an_agent_that_breaks_sends_the_fix_back_whatever_it_brought(after, said):
    found = verdict(BAD, after, [FEWER_403])
    assert found.decision == u'ROLLBACK' and said in found.reason and found.score == 100
    assert decision(BAD, GOOD, [FEWER_403]) == u'KEEP'


def test_a_traceback_that_was_there_before_or_lies_elsewhere_is_not_critical():
    trace = pattern(1, 1, TRACE, text=TRACE_TEXT)
    assert decision(dict(BAD, patterns=[trace]), dict(GOOD, patterns=[trace]), [FEWER_403]) == u'KEEP'
    assert decision(BAD, dict(GOOD, patterns=[trace]), [FEWER_403], files=[u'*.bundle/Contents/Code/other.py']) == u'KEEP'
    assert decision(BAD, dict(GOOD, patterns=[trace]), [FEWER_403], files=None) == u'KEEP'


def test_an_untouched_agent_that_was_broken_before_too_proves_nothing():
    old, new = {u'A': BAD, u'B': broken(starts={'failed': 1})}, {u'A': GOOD, u'B': broken(starts={'failed': 1})}
    assert decision(old, new, [FEWER_403], agents=None) == u'KEEP'
    assert decision({u'A': BAD, u'B': GOOD}, new, [FEWER_403], agents=None) == u'ROLLBACK'


def test_a_critical_criterion_sends_it_back():
    texts = [FEWER_403, u'critical: http_404 present']
    assert decision(BAD, agent(statuses={u'403': 10, u'404': 1}, successful=90), texts) == u'ROLLBACK'
    assert decision(BAD, GOOD, texts) == u'KEEP'


def test_a_new_exception_is_harm():
    trace = pattern(1, 1, TRACE, text=TRACE_TEXT)
    assert decision(BAD, dict(GOOD, patterns=[trace]), files=[u'other.py']) == u'MODIFY'


# -- pairs of items ----------------------------------------------------------------------------------------------------

def passes(before, after, *retests):
    return {'passes': (a_pass(u'before', before) if before else None, a_pass(u'after', after),
                       [a_pass(u'retest', one) for one in retests])}


@pytest.mark.parametrize('before, after, level, expected', [
    ('f' * 20, 's' * 20, u'strong', u'KEEP'),
    ('f' * 20, 's' * 6 + 'f' * 14, u'moderate', u'KEEP'),
    ('f' * 20, 's' * 4 + 'f' * 16, u'moderate', u'KEEP'),
    ('f' * 20, 's' * 3 + 'f' * 17, u'weak', u'MONITOR'),
    ('f' * 19 + 's', 's' * 5 + 'f' * 15, u'weak', u'MONITOR'),
    ('f' * 3, 's' * 3, u'insufficient', u'MONITOR'),
    ('s' * 20, 's' * 20, u'insufficient', u'MONITOR'),
])
def test_the_pairs_say_how_strong_the_evidence_is(before, after, level, expected):
    found = verdict(BAD, GOOD, [FEWER_403], **passes(before, after))
    assert (found.strength.level, found.decision) == (level, expected)


def affected(failing, met, retests=0):
    """The passes of *failing* items that fail before and after, and *met* ones that succeed all the same."""
    def one(which):
        made = a_pass(which, 'f' * failing)
        return dict(made, items=made['items'] + a_pass(which, '-' * failing + 's' * met, u'affected')['items'][failing:])
    return {'passes': (one(u'before'), one(u'after'), [one(u'retest') for _ in range(retests)])}


def second_site(found, refused=0, operations=40):
    """An agent whose films are all found, while a second website is good or refuses."""
    return agent(operations, operations, {u'403': refused}, enriched=found)


@pytest.mark.parametrize('after, failing, met, retests, evidence, expected', [
    (second_site(20), 0, 20, 0, u'moderate', u'KEEP'), (second_site(20), 3, 20, 0, u'moderate', u'KEEP'),
    # Gone from the logs, and nothing shows that it works now: that may be a patch that only says nothing of it.
    (second_site(1), 0, 20, 0, u'weak', u'MONITOR'), (second_site(5), 0, 20, 0, u'weak', u'MONITOR'),
    # The failures fell by what chance can do.
    (second_site(20, 15), 0, 20, 0, u'weak', u'MONITOR'),
    (second_site(20), 0, 20, 1, u'weak', u'MONITOR'),
    # Where as many items failed, these tell.
    (second_site(20), 20, 20, 0, u'weak', u'MONITOR'), (dict(second_site(20), enriched=None), 0, 20, 0, u'weak', u'MONITOR')])
def test_failures_in_operations_that_succeed_all_the_same_need_two_rates(after, failing, met, retests, evidence, expected):
    found = verdict(second_site(1, 20), after, [FEWER_403], **affected(failing, met, retests))
    assert (found.strength.level, found.decision) == (evidence, expected), found.reason
    assert found.silenced is None
    if failing < met:
        assert u'%d of the items succeeded before' % met in found.strength.detail


def test_what_succeeds_all_the_same_and_fails_after_sends_the_fix_back():
    passes = (a_pass(u'before', 's' * 8, u'affected'), a_pass(u'after', 'f' * 6 + 's' * 2, u'affected'), [])
    found = verdict(second_site(1, 20), second_site(20), [FEWER_403], passes=passes)
    assert found.decision == u'ROLLBACK' and u'6 of 8' in found.reason


def test_outcomes_are_asked_for_by_the_pairs_whatever_else_was_chosen():
    passes = affected(5, 20)['passes']
    passes = (passes[0], dict(passes[1], items=[dict(row, outcome=u'successful') for row in passes[1]['items']]), [])
    better = u'success: success_rate increase_pp >= 10'
    found = verdict(agent(25, 20), agent(25, 25), [better], passes=passes)
    assert u'5 items recovered' in found.strength.detail and found.strength.level == u'moderate'


def test_without_a_pass_on_the_old_code_nothing_is_kept():
    found = verdict(BAD, GOOD, [FEWER_403], **passes(None, 's' * 20))
    assert (found.strength.level, found.decision) == (u'weak', u'MONITOR') and found.paired is None
    assert decision(BAD, GOOD, [FEWER_403], policy=u'spec', **passes(None, 's' * 20)) == u'MONITOR'


@pytest.mark.parametrize('before, after, expected', [
    ('f' * 10 + 'S' * 10, 's' * 10 + 'F' * 10, u'ROLLBACK'), ('f' * 10 + 'S' * 10, 's' * 10 + 'F' * 5 + 'S' * 5, u'ROLLBACK'),
    ('f' * 10 + 'S' * 10, 's' * 10 + 'F' * 4 + 'S' * 6, u'KEEP'), ('f' * 10 + 'S' * 5 + 'F' * 2, 's' * 10 + 'F' * 5 + 'S' * 2, u'KEEP')])
def test_controls_that_got_worse_send_it_back(before, after, expected):
    assert decision(BAD, GOOD, [FEWER_403], **passes(before, after)) == expected


@pytest.mark.parametrize('seen, expected', [(16, u'KEEP'), (15, u'INVALID'), (0, u'INVALID')])
def test_four_of_five_refreshed_items_must_leave_a_trace(seen, expected):
    assert decision(BAD, GOOD, [FEWER_403], **passes('f' * 20, 's' * seen + '-' * (20 - seen))) == expected


def test_over_retests_only_the_evidence_value_counts():
    """Mid-p of 4 to 0 is .03125: enough for one look, not for the second one."""
    one, two = passes('f' * 20, 's' * 4 + 'f' * 16), passes('f' * 20, 's' * 2 + 'f' * 18, 's' * 2 + 'f' * 18)
    assert decision(BAD, GOOD, [FEWER_403], **one) == u'KEEP'
    found = verdict(BAD, GOOD, [FEWER_403], **two)
    assert (found.decision, found.strength.level) == (u'MONITOR', u'weak') and found.paired['fail_to_pass'] == 4
    three = passes('f' * 20, 's' * 4 + 'f' * 16, 's' * 4 + 'f' * 16)
    assert decision(BAD, GOOD, [FEWER_403], **three) == u'KEEP'


def test_after_two_retests_a_person_decides():
    weak = 's' + 'f' * 19
    for retests, words in (((), u'2 of 2'), ((weak,), u'1 of 2'), ((weak, weak), u'a person decides')):
        given = inputs(BAD, GOOD, [FEWER_403], **passes('f' * 20, weak, *retests))
        found = decide(given)
        assert found.decision == u'MONITOR' and words in next_step(found, given)


# -- policies and evidence ---------------------------------------------------------------------------------------------

def test_the_evidence_policy_asks_for_evidence_and_spec_only_for_the_thresholds():
    few, better = agent(10, 5, {u'403': 5}), agent(10, 8, {u'403': 2})
    found = verdict(few, better, [FEWER_403])
    assert (found.decision, found.strength.level) == (u'MONITOR', u'weak')
    spec = verdict(few, better, [FEWER_403], policy=u'spec')
    assert (spec.decision, spec.strength) == (u'KEEP', found.strength)


def test_evidence_that_could_not_have_been_better_is_called_insufficient():
    found = verdict(agent(10, 8, {u'403': 2}), agent(10, 10), [FEWER_403])
    assert (found.decision, found.strength.level) == (u'MONITOR', u'insufficient') and found.strength.smallest > 0.05


@pytest.mark.parametrize('policy', [u'spec', u'evidence'])
def test_nothing_promotes(policy):
    assert decision(BAD, agent(statuses={u'403': 45}, successful=55), [FEWER_403], policy=policy) == u'ROLLBACK'


# -- silencing and shape change ----------------------------------------------------------------------------------------

@pytest.mark.parametrize('successful, expected', [(50, u'MODIFY'), (51, u'MODIFY'), (40, u'MODIFY'), (90, u'KEEP')])
def test_failures_that_fell_silent_are_not_kept(successful, expected):
    found = verdict(BAD, agent(statuses={u'403': 1}, successful=successful), [FEWER_403])
    assert found.decision == expected and (u'silencing' in found.reason) == (expected == u'MODIFY')


def test_silencing_holds_under_both_policies_and_even_where_the_evidence_is_weak():
    for policy in (u'spec', u'evidence'):
        assert decision(agent(10, 5, {u'403': 5}), agent(10, 5), [FEWER_403], policy=policy) == u'MODIFY'


def test_a_status_that_took_anothers_place_is_modify_unless_more_succeeds():
    texts = [FEWER_403]
    found = verdict(BAD, agent(statuses={u'429': 50}), texts)
    assert found.decision == u'MODIFY' and u'http_429 for http_403' in found.reason
    found = verdict(BAD, agent(statuses={u'429': 10}, successful=90), texts)
    assert found.decision == u'KEEP' and [row['successes_rose'] for row in found.shapes] == [True]
    assert u'only told, as more succeeds: http_429 for http_403' in found.reason


def test_a_pattern_that_took_anothers_place():
    old, new = (pattern(number, 50, u'A - SEARCH:: %s' % words) for number, words in ((1, u'no title'), (2, u'no name')))
    texts = [u'success: pattern_000000000001 reduce_pct >= 50']
    before = agent(failures=50, patterns=[old])
    found = verdict(before, agent(failures=50, patterns=[new]), texts)
    assert found.decision == u'MODIFY' and u'shape change' in found.reason
    elsewhere = dict(new, template=u'A - UPDATE:: no name')
    found = verdict(before, agent(failures=50, patterns=[elsewhere]), texts)
    assert found.shapes == [] and u'silencing' in found.reason
    assert decision(before, agent(failures=50, successful=80, patterns=[new]), texts) == u'KEEP'


# -- the verdict follows the evidence ----------------------------------------------------------------------------------

numbers = st.integers(0, 60)


@settings(max_examples=80, deadline=None)
@given(numbers, numbers, numbers, numbers)
def test_what_gets_no_better_is_never_kept(fails, more, good, less):
    before = agent(100, min(100, 40 + good), failures=fails)
    after = agent(100, max(0, min(100, 40 + good) - less), failures=fails + more)
    for policy in (u'spec', u'evidence'):
        assert decision(before, after, policy=policy) in (u'ROLLBACK', u'INVALID')


@settings(max_examples=60, deadline=None)
@given(numbers, numbers, st.integers(0, 100), st.integers(0, 100))
def test_swapping_the_sides_turns_the_sign_of_each_change(one, other, good, better):
    first, second = (agent(100, right, failures=wrong) for right, wrong in ((good, one), (better, other)))
    texts = [u'success: failure_rate reduce_pct >= 10', u'success: success_rate increase_pp >= 10']
    forth, back = verdict(first, second, texts), verdict(second, first, texts)
    assert forth.results[1].change == -back.results[1].change
    changes = [found.results[0].change for found in (forth, back)]
    if None not in changes:
        assert (changes[0] > 0) == (changes[1] < 0) and (changes[0] == 0) == (changes[1] == 0)
    assert u'KEEP' not in (forth.decision, back.decision) or forth.decision != back.decision


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from('sf'), min_size=20, max_size=20), st.lists(st.sampled_from('sf'), min_size=20, max_size=20))
def test_pairs_that_do_not_improve_are_never_kept(before, after):
    better = sum(1 for one, other in zip(before, after) if (one, other) == ('f', 's'))
    worse = sum(1 for one, other in zip(before, after) if (one, other) == ('s', 'f'))
    found = verdict(BAD, GOOD, [FEWER_403], **passes(''.join(before), ''.join(after)))
    assert found.decision != u'KEEP' or better > worse + 3


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 100), st.integers(0, 100), st.integers(0, 100), st.integers(0, 100))
def test_the_same_inputs_give_the_same_record(fails, fewer, good, better):
    given_ = inputs(agent(100, good, failures=fails), agent(100, better, failures=fewer))
    kept = json_line(given_)
    assert json_line(record.make(given_)) == json_line(record.make(copy.deepcopy(given_)))
    assert json_line(given_) == kept
