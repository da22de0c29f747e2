# -*- coding: utf-8 -*-
"""The state of a run is a fold of its log, and what comes next follows from that and from the report, and nothing else."""
from __future__ import absolute_import, division, print_function

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plexfix.base.jsontext import json_text
from plexfix.loop import events, fold, nextstep
from plexfix.loop.nextstep import FixFact


def entry(event, fix=None, data=None, iteration=1, reason=None, by=u'Ann'):
    return {'seq': 0, 'prev': u'', 'hash': u'h', 'time': u'2026-02-01T10:00:00+01:00', 'iteration': iteration,
            'phase': 0, 'event': event, 'fix': fix, 'by': by, 'data': data, 'reason': reason}


def measured(failures=10, operations=20, successful=8, finished=20):
    return {'failures': failures, 'operations': operations, 'successful': successful, 'finished': finished}


BEGUN = [entry(events.RUN_STARTED, data={'goal': u'success_rate=0.8', 'max_iterations': 3, 'settings': {'panel': 8}},
               iteration=None),
         entry(events.ITERATION_STARTED), entry(events.AGGREGATED, data=measured()),
         entry(events.DIAGNOSED, data={'fixes': [u'FIX-01', u'FIX-02']})]
APPROVAL = {'mark': u'm1', 'report': u'iteration_1/diagnostic_report.md'}


def tried(name=u'FIX-01', upto=None):
    steps = [entry(events.APPROVED, name, APPROVAL), entry(events.BEFORE_PASS, name, {'path': u'b'}),
             entry(events.APPLIED, name, {}), entry(events.AFTER_PASS, name, {'path': u'a'})]
    return steps[:upto]


def decided(event, decision, name=u'FIX-01'):
    return entry(event, name, {'decision': decision, 'score': 100.0, 'evidence': u'strong', 'report': u'r'}, reason=u'so')


KEPT = decided(events.KEPT, u'KEEP')
MONITORED = decided(events.MONITORED, u'MONITOR')
WHY = entry(events.WHY, u'FIX-01', {'why': u'headers', 'given': True})


def fact(name=u'FIX-01', status=u'approved', missing=(), mark=u'm1', paths=(u'a.py',)):
    return FixFact(name, u'Title', status, u'Ann', list(missing), mark, paths)


def after(*entries):
    return fold.fold(BEGUN + list(entries))


def following(*entries, **given):
    state = fold.fold(BEGUN + list(entries))
    return nextstep.next_action(state, given.get('facts', [fact(), fact(u'FIX-02', u'draft', [u'TODO'], paths=(u'b.py',))]))


def row(*entries):
    return fold.fix_in(fold.current(after(*entries)), u'FIX-01')


# -- the fold --------------------------------------------------------------------------------------------------------

def test_no_entry_is_a_run_that_did_not_begin():
    assert fold.fold([]) == fold.new_state()
    assert nextstep.next_action(fold.fold([]), None).kind == nextstep.START


def test_the_state_is_json_and_folding_part_by_part_gives_the_same():
    entries = BEGUN + tried() + [KEPT, WHY]
    whole, state = fold.fold(entries), fold.new_state()
    for one in entries:
        fold.step(state, one)
    assert state == whole == json.loads(json_text(whole))
    assert whole['schema'] == u'plexfix.loop/1' and whole['entries'] == len(entries)


def test_folding_changes_no_entry():
    entries = BEGUN + tried() + [KEPT, WHY]
    kept = copy.deepcopy(entries)
    fold.fold(entries)
    assert entries == kept


@pytest.mark.parametrize('entries, state', [
    (tried(upto=1), fold.APPROVED), (tried(upto=2), fold.APPROVED), (tried(upto=3), fold.APPLIED), (tried(), fold.APPLIED),
    (tried() + [KEPT], fold.KEPT), (tried() + [MONITORED], fold.MONITORED),
    (tried() + [decided(events.MODIFY, u'MODIFY')], fold.TO_UNDO),
    (tried() + [decided(events.TESTED, u'ROLLBACK')], fold.TO_UNDO),
    (tried() + [decided(events.TESTED, u'INVALID')], fold.INVALID),
    (tried() + [decided(events.TESTED, u'ROLLBACK'), entry(events.ROLLED_BACK, u'FIX-01')], fold.ROLLED_BACK),
    (tried(upto=2) + [entry(events.ROLLED_BACK, u'FIX-01', reason=u'it did not start')], fold.ROLLED_BACK),
    (tried(upto=2) + [entry(events.SKIPPED, u'FIX-01')], fold.SKIPPED),
    (tried(upto=1) + [entry(events.ABANDONED, u'FIX-01')], fold.ABANDONED),
    (tried() + [KEPT, entry(events.LAPSED, u'FIX-01')], fold.LAPSED)])
def test_each_event_leads_to_its_state(entries, state):
    assert row(*entries)['state'] == state


def test_what_was_taken_back_by_a_recovery_was_not_tried():
    found = row(*tried(upto=2) + [entry(events.ROLLED_BACK, u'FIX-01', reason=events.RECOVERED)])
    assert (found['state'], found['attempts'], found['before']) == (fold.APPROVED, 0, {'path': u'b'})
    found = row(*tried(upto=3) + [entry(events.ROLLED_BACK, u'FIX-01', reason=events.RECOVERED)])
    assert found['state'] == fold.APPROVED


def test_a_recovery_that_finishes_an_undoing_ends_it():
    undo = tried() + [decided(events.TESTED, u'ROLLBACK')]
    found = row(*undo + [entry(events.ROLLED_BACK, u'FIX-01', reason=events.RECOVERED)])
    assert (found['state'], found['undone_for']) == (fold.ROLLED_BACK, u'ROLLBACK')
    # The recovery went forward: it is on the disk, and is still to be undone.
    assert row(*undo + [entry(events.APPLIED, u'FIX-01', reason=events.RECOVERED)])['state'] == fold.TO_UNDO


def test_a_new_approval_is_a_new_attempt():
    gone = tried() + [decided(events.TESTED, u'ROLLBACK'), entry(events.ROLLED_BACK, u'FIX-01'), WHY]
    found = row(*gone + [entry(events.APPROVED, u'FIX-01', dict(APPROVAL, mark=u'm2'))])
    assert (found['state'], found['before'], found['after'], found['why'], found['attempts']) == (
        fold.APPROVED, None, None, None, 1)


def test_who_is_waited_for_is_forgotten_with_the_next_event_and_not_with_new_settings():
    waiting = entry(events.WAITING, data={'for': u'x', 'command': u'y', 'document': None})
    assert after(waiting)['waiting']['for'] == u'x'
    assert after(waiting, entry(events.SETTINGS, data={'settings': {'panel': 9}}))['waiting']['for'] == u'x'
    assert after(waiting, tried(upto=1)[0])['waiting'] is None


def test_new_settings_replace_only_what_they_name():
    state = after(entry(events.SETTINGS, data={'settings': {'pause': 1}, 'goal': u'success_rate=0.9'}))
    assert (state['settings'], state['goal'], state['max_iterations']) == (
        {'panel': 8, 'pause': 1}, u'success_rate=0.9', 3)


def test_what_other_commands_write_without_an_iteration_of_this_run_is_no_fix_of_it():
    assert fold.fold([entry(events.APPLIED, u'FIX-01', {}, iteration=None)])['iterations'] == []


def test_only_an_approval_or_an_application_brings_a_fix_into_an_iteration():
    assert fold.current(after(WHY, entry(events.LAPSED, u'FIX-01'), entry(events.ROLLED_BACK, u'FIX-01')))['fixes'] == []
    assert len(fold.current(after(entry(events.APPLIED, u'FIX-01', {})))['fixes']) == 1


def test_the_rows_of_measurements_begin_before_the_first_iteration():
    ended = entry(events.ITERATION_ENDED, data=dict(measured(5), number=1, valid=True, why=None))
    rows = fold.rows_of(after(ended))
    assert [(one.number, one.failures, one.valid) for one in rows] == [(0, 10, True), (1, 5, True)]


def test_where_an_iteration_measured_nothing_at_its_end_what_the_next_begins_with_counts():
    ended = entry(events.ITERATION_ENDED, data=dict(measured(0, 0, 0, 0), number=1, valid=False, why=u'silence'))
    assert [one.valid for one in fold.rows_of(after(ended))] == [True, False]
    later = [ended, entry(events.ITERATION_STARTED, iteration=2), entry(events.AGGREGATED, data=measured(3), iteration=2)]
    assert [(one.number, one.failures, one.valid) for one in fold.rows_of(after(*later))] == [(0, 10, True), (1, 3, True)]


# -- what comes next -------------------------------------------------------------------------------------------------

@pytest.mark.parametrize('entries, kind', [
    ([], nextstep.APPROVE), (tried(upto=1), nextstep.BEFORE), (tried(upto=2), nextstep.APPLY),
    (tried(upto=3), nextstep.AFTER), (tried(), nextstep.DECIDE), (tried() + [KEPT], nextstep.WHY),
    (tried() + [KEPT, WHY], nextstep.END_ITERATION), (tried() + [MONITORED], nextstep.RETEST),
    (tried() + [MONITORED, entry(events.RETEST, u'FIX-01', {})], nextstep.DECIDE),
    (tried() + [MONITORED, entry(events.RETEST, u'FIX-01', {}), MONITORED], nextstep.RETEST),
    (tried() + [MONITORED, entry(events.RETEST, u'FIX-01', {}), MONITORED, entry(events.RETEST, u'FIX-01', {}), MONITORED],
     nextstep.ASK),
    (tried() + [decided(events.MODIFY, u'MODIFY')], nextstep.UNDO),
    (tried() + [decided(events.TESTED, u'ROLLBACK')], nextstep.UNDO),
    (tried() + [decided(events.TESTED, u'INVALID')], nextstep.NOTE_INVALID),
    (tried() + [decided(events.TESTED, u'INVALID'), entry(events.INVALID, u'FIX-01', {'repairable': True})],
     nextstep.REPEAT),
    (tried() + [decided(events.TESTED, u'INVALID'), entry(events.INVALID, u'FIX-01', {'repairable': False})],
     nextstep.ASK),
    (tried() + [decided(events.TESTED, u'INVALID'), entry(events.INVALID, u'FIX-01', {'repairable': True}), tried()[3]],
     nextstep.DECIDE),
    (tried() + [decided(events.TESTED, u'INVALID'), entry(events.INVALID, u'FIX-01', {'repairable': True}), tried()[3],
                decided(events.TESTED, u'INVALID'), entry(events.INVALID, u'FIX-01', {'repairable': True})], nextstep.ASK),
    ([entry(events.STOPPED, reason=u'enough')], nextstep.CHECK),
    ([entry(events.ITERATION_ENDED, data=dict(measured(), number=1))], nextstep.POST_MORTEM),
    ([entry(events.ITERATION_ENDED, data=dict(measured(), number=1)), entry(events.POST_MORTEM, data={})], nextstep.CHECK),
    ([entry(events.RUN_ENDED, data={'exit': u'goal'})], nextstep.FINISH)])
def test_after_each_event_there_is_one_next_step(entries, kind):
    assert following(*entries).kind == kind


def test_without_an_approved_fix_a_person_is_waited_for():
    drafts = [fact(status=u'draft', missing=[u'TODO'])]
    assert following(facts=drafts).kind == nextstep.REPORT
    assert following(facts=[]).kind == nextstep.REPORT
    # Approved, and not complete: it could not be applied.
    assert following(facts=[fact(missing=[u'no patch'])]).kind == nextstep.REPORT


def test_a_fix_that_a_person_gave_up_after_approving_it_is_not_tried():
    assert following(*tried(upto=2), facts=[fact(status=u'abandoned')]).kind == nextstep.ABANDON


def test_one_that_was_only_given_up_is_no_try_and_may_be_approved_after_all():
    given_up = tried(upto=2) + [entry(events.ABANDONED, u'FIX-01')]
    drafts = fact(u'FIX-02', u'draft', [u'TODO'])
    assert following(*given_up, facts=[fact(status=u'abandoned'), drafts]).kind == nextstep.REPORT
    assert following(*given_up, facts=[fact(), drafts])[:2] == (nextstep.APPROVE, u'FIX-01')


def test_whoever_stops_leaves_no_fix_behind_that_is_to_be_undone():
    undo = tried() + [decided(events.TESTED, u'ROLLBACK')]
    stop, end = entry(events.STOPPED, reason=u'enough', iteration=None), entry(events.RUN_ENDED, data={'exit': u'stopped'})
    back = entry(events.ROLLED_BACK, u'FIX-01')
    assert following(*undo + [stop]).kind == nextstep.UNDO
    assert following(*undo + [stop, back]).kind == nextstep.CHECK
    later = entry(events.OVERRIDE, u'FIX-01', {'decision': u'ROLLBACK'}, reason=u'slow')
    assert following(*tried() + [KEPT, WHY, stop, end, later]).kind == nextstep.UNDO
    assert following(*tried() + [KEPT, WHY, stop, end, later, back]).kind == nextstep.FINISH


def test_meanwhile_only_fixes_of_other_files_are_tried():
    beside = [fact(status=u'monitored'), fact(u'FIX-02', paths=(u'b.py',))]
    assert following(*tried() + [MONITORED], facts=beside)[:2] == (nextstep.APPROVE, u'FIX-02')
    on_top = [fact(status=u'monitored'), fact(u'FIX-02', paths=(u'a.py', u'b.py'))]
    assert following(*tried() + [MONITORED], facts=on_top)[:2] == (nextstep.RETEST, u'FIX-01')


def test_the_order_of_the_report_is_the_order_of_trying():
    both = [fact(u'FIX-02'), fact()]
    assert following(facts=both).fix == u'FIX-02'


@pytest.mark.parametrize('mark, kind', [(u'm1', nextstep.END_ITERATION), (u'm2', nextstep.APPROVE)])
def test_only_a_fix_that_was_changed_since_is_tried_again(mark, kind):
    gone = tried() + [decided(events.TESTED, u'ROLLBACK'), entry(events.ROLLED_BACK, u'FIX-01'), WHY]
    assert following(*gone, facts=[fact(mark=mark)]).kind == kind
    lapsed = tried() + [KEPT, WHY, entry(events.LAPSED, u'FIX-01')]
    assert following(*lapsed, facts=[fact(mark=mark)]).kind == kind


def test_a_decision_of_a_person_stands_for_the_judge():
    monitored = tried() + [MONITORED]
    keep = entry(events.OVERRIDE, u'FIX-01', {'decision': u'KEEP'}, reason=u'seen')
    assert row(*monitored + [keep])['state'] == fold.KEPT
    found = row(*monitored + [keep, entry(events.KEPT, u'FIX-01', {'decision': u'KEEP', 'override': True})])
    # What the judge said stays to be read.
    assert found['state'] == fold.KEPT and found['verdict']['decision'] == u'MONITOR'
    back = entry(events.OVERRIDE, u'FIX-01', {'decision': u'ROLLBACK'}, reason=u'seen')
    assert following(*monitored + [back]).kind == nextstep.UNDO


@given(st.lists(st.sampled_from(sorted(events.PHASES) + [events.WAITING, events.ITERATION_STARTED, events.STOPPED]),
                max_size=25), st.sampled_from([u'approved', u'draft', u'abandoned', u'kept']))
def test_whatever_stands_in_a_log_gives_a_state_and_a_next_step(names, status):
    entries = [entry(name, u'FIX-01', {'decision': u'MONITOR'}) for name in names]
    state = fold.fold(entries)
    json_text(state)
    assert nextstep.next_action(state, [fact(status=status)]).kind
