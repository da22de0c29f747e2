# -*- coding: utf-8 -*-
"""Lessons from evidence: which finding gives which, each with its evidence and a check; nothing without evidence."""
from __future__ import absolute_import, division, print_function

import json

import pytest

import decision_bench as bench
from plexfix.judge import record
from plexfix.loop.review import lessonmaking, lessonuse, postmortem
from plexfix.loop.review.intervention import Intervention
from plexfix.understand import lessonguards, lessons
from plexfix.understand.diagnosis import make_fix
from plexfix.understand.lessons import ACTIVE, DO, DONT, DRAFT, Check, Evidence

RUN = u'run of x'
OLD = bench.agent(200, 100, statuses={u'403': 100})
NEW = bench.agent(200, 190, statuses={u'403': 10})
ENTRY = {'fix': u'FIX-01', 'status': u'applied', 'rolled_back_at': None, 'validation': [], 'title': u'T', 'files': []}
FIX = make_fix(u'FIX-01', u'Headers of a browser', agents=[u'A'], patterns=[u'%012x' % 7])


def reviewed(before=None, after=None, texts=(bench.FEWER_403,), entries=(ENTRY,), events=(), fix=FIX, iteration=1, **given):
    made = None
    if before is not None:
        made = record.make(bench.inputs(before, after, list(texts)))
    sides = [None if one is None else bench.aggregate({u'A': one}, ends) for one, ends in (
        (before, bench.BEFORE), (after, bench.AFTER))]
    values = dict(iteration=iteration, fix_id=u'FIX-01', title=u'Headers of a browser', fix=fix, entries=list(entries),
                  record=made, report=u'r', before=sides[0], after=sides[1], events=list(events), patch=u'abc123abc123',
                  in_force=(), command=u'undo')
    values.update(given)
    return postmortem.review(Intervention(**values))


def learned(*args, **given):
    return lessonmaking.lessons_of([reviewed(*args, **given)], RUN)


def event(word, reason=None, data=None):
    return {'event': word, 'reason': reason, 'data': data, 'fix': u'FIX-01', 'iteration': 1, 'seq': 1, 'time': u't', 'by': u'b'}


def checks(found):
    return sorted((one.check.kind, one.check.text) for one in found if one.check is not None and one.check.kind != u'manual')


def test_a_status_that_nobody_watched_becomes_a_guard_with_its_numbers():
    found = learned(OLD, bench.agent(200, 190, statuses={u'403': 10, u'429': 30}))
    guard, = [one for one in found if one.check.kind == u'criterion']
    assert guard.check.text == u'failure: http_429 increase_pct > 10' and guard.status == ACTIVE and guard.polarity == DO
    assert guard.scope[u'agents'] == (u'A',)
    row, = guard.evidence
    assert (row.run, row.fix, row.metric, row.expected) == (RUN, u'FIX-01 (iteration 1)', u'http_429', u'not watched')
    assert u'30 of 200 after' in row.actual
    assert set(one.polarity for one in found) == set([DO, DONT])


def test_candidates_that_are_rejected_where_more_succeeds_teach_nothing():
    def rejecting(successful, rejected):
        return bench.agent(200, successful, statuses={u'403': 100}, candidates={
            'processed': 100, 'rejected': {'title': rejected, 'studio': 0, 'release_date': 0, 'duration': 0}})
    assert [one for one in checks(learned(rejecting(100, 0), rejecting(180, 40))) if one[0] == u'criterion'] == []
    assert (u'criterion', u'failure: title_rejections increase_pct > 10') in checks(learned(rejecting(100, 0), rejecting(100, 40)))


def test_what_was_watched_or_stayed_as_it_was_teaches_no_guard():
    texts = (bench.FEWER_403, u'failure: http_429 increase_pct > 10')
    assert checks(learned(OLD, bench.agent(200, 190, statuses={u'403': 10, u'429': 30}), texts)) == []
    assert checks(learned(OLD, NEW)) == []


@pytest.mark.parametrize('detail, glob', [
    (u'the start failed: ImportError: No module named browser_session', u'names/*'),
    (u'an exception at the start: SyntaxError: invalid syntax', u'syntax/*'),
    (u'the start failed: something else', u'loader/*, names/*, syntax/*')])
def test_a_fix_that_did_not_start_has_the_next_ones_checked_before_approval(detail, glob):
    entry = dict(ENTRY, status=u'rolled back', rolled_back_at=u't', validation=[
        {'check': u'start of A', 'ok': False, 'detail': detail}, {'check': u'start of A after the rollback', 'ok': True, 'detail': u''}])
    one, = learned(entries=[entry])
    assert (one.check, one.polarity, one.status) == (Check(u'lint', glob), DO, ACTIVE)
    assert one.evidence == (Evidence(RUN, u'FIX-01 (iteration 1)', u'starts_failed', u'every touched agent starts',
                                     u'start of A: ' + detail),)


@pytest.mark.parametrize('given', [
    dict(reason=u'error: line 3: names/module: browser_session (x) in A'),
    dict(data={'findings': [{'severity': 'error', 'rule': u'names/module', 'what': u'browser_session'}]})])
def test_a_fix_that_the_safety_checks_refused_does_too(given):
    one, = learned(entries=(), events=[event(u'skipped', **given)])
    assert one.check == Check(u'lint', u'names/*') and u'browser_session' in one.evidence[0].actual


def test_a_refusal_that_stands_in_findings_and_words_is_one_piece_of_evidence():
    both = event(u'skipped', u'refused: names/module: browser_session', {'findings': [
        {'severity': 'error', 'rule': u'names/module', 'what': u'browser_session'}]})
    one, = learned(entries=(), events=[both])
    assert [row.actual for row in one.evidence] == [u'names/module: browser_session']


def test_silencing_forbids_quiet_exceptions():
    found = learned(OLD, bench.agent(200, 100, statuses={u'403': 10}))
    quiet = [one for one in found if one.polarity == DONT and one.check.text.startswith(u'patch/silent-except')]
    assert len(quiet) == 1 and quiet[0].evidence[0].metric == u'silencing'


def test_a_success_criterion_that_was_not_measured_blocks_the_next_one_like_it():
    unseen = dict(bench.agent(200, 190, statuses={u'403': 10}), enriched=None)
    found = learned(OLD, unseen, (bench.FEWER_403, u'success: enriched increase_pct >= 10'))
    one, = [row for row in found if row.check.text == u'report/not-measurable']
    assert [row.metric for row in one.evidence] == [u'enriched']


def test_a_change_that_did_nothing_is_not_tried_again():
    found = learned(OLD, OLD)
    one, = found
    assert (one.polarity, one.check) == (DONT, Check(u'lint', u'patch/same-as:abc123abc123'))
    assert one.evidence[0].metric == u'http_403' and u'actual' in one.evidence[0].actual
    assert learned(OLD, OLD, patch=None)[0].check is None


def test_a_fix_that_was_taken_back_for_harm_is_no_fix_that_did_nothing():
    worse = bench.agent(200, 190, statuses={u'403': 10}, url_fetch_errors=50)
    found = learned(OLD, worse, (bench.FEWER_403, u'failure: url_fetch_errors increase_pct > 10'))
    assert not [one for one in found if u'same-as' in (one.check.text if one.check else u'')]


def test_the_failure_that_a_kept_fix_ended_gets_a_signature_that_finds_it():
    pattern = bench.pattern(7, 90, template=u'A - SEARCH:: Error getting Site Title: <...>',
                            text=u'A - SEARCH:: Error getting Site Title: list index out of range')
    before = bench.agent(200, 100, statuses={u'403': 100}, patterns=[pattern])
    one, = [row for row in learned(before, NEW) if row.check.kind == u'signature']
    signature, = lessonguards.signatures([one])
    assert signature.agents == (u'A',) and json.loads(one.check.text)['must'] == [u'A - SEARCH:: Error getting Site Title:']
    stays = bench.agent(200, 190, statuses={u'403': 10}, patterns=[dict(pattern, count=80)])
    assert not [row for row in learned(before, stays) if row.check and row.check.kind == u'signature']


def test_nothing_on_record_teaches_nothing():
    assert learned() == [] and learned(entries=()) == []


def test_the_same_lesson_of_two_fixes_is_one_with_both_evidences_and_scopes():
    rows = [reviewed(OLD, bench.agent(200, 190, statuses={u'403': 10, u'429': 30})),
            reviewed(OLD, bench.agent(200, 190, statuses={u'403': 10, u'429': 50}), iteration=2)]
    guard, = [one for one in lessonmaking.lessons_of(rows, RUN) if one.check.kind == u'criterion']
    assert [one.fix for one in guard.evidence] == [u'FIX-01 (iteration 1)', u'FIX-01 (iteration 2)']
    apart = [guard._replace(scope=dict(guard.scope, agents=(name,))) for name in (u'A', u'B')]
    assert lessonmaking.widened(apart[0], apart[1:]).scope[u'agents'] == (u'A', u'B')
    assert lessonmaking.widened(apart[0], [apart[1]._replace(scope=dict(guard.scope, agents=()))]).scope[u'agents'] == ()


def test_a_lesson_without_evidence_is_no_active_one():
    bare = lessons.new(DO, 2, u'Look at it.', status=ACTIVE)
    good = bare._replace(id=u'L-2', evidence=(Evidence(u'r', None, None, None, None),))
    found, ids = lessonmaking.demoted([bare, good])
    assert ids == [bare.id] and [one.status for one in found] == [DRAFT, ACTIVE]


def test_a_persons_words_and_status_stay_and_evidence_grows():
    fresh = learned(OLD, bench.agent(200, 190, statuses={u'403': 10, u'429': 30}))
    guard, = [one for one in fresh if one.check.kind == u'criterion']
    own = guard._replace(text=u'My words.', check=Check(u'criterion', u'critical: http_429 present'), status=lessons.RETIRED,
                         evidence=(Evidence(u'older', None, None, None, None),))
    found, _ = postmortem.learned([reviewed(OLD, bench.agent(200, 190, statuses={u'403': 10, u'429': 30}))], RUN, [own])
    kept, = [one for one in found if one.id == guard.id]
    assert (kept.text, kept.status, kept.check) == (u'My words.', lessons.RETIRED, own.check)
    assert set(row.run for row in kept.evidence) == set([RUN, u'older'])


# How lessons fared

GUARD = lessons.new(DO, 2, u'Watch 429.', {u'agents': [u'A']}, Check(u'criterion', u'failure: http_429 increase_pct > 10'),
                    [Evidence(u'older', None, None, None, None)], ACTIVE)
TEXTS = (bench.FEWER_403, u'failure: http_429 increase_pct > 10')
LIMITED = bench.agent(200, 190, statuses={u'403': 10, u'429': 30})


@pytest.mark.parametrize('after, events, helped, harmed', [
    (NEW, (), 1, 0), (LIMITED, (), 1, 0), (LIMITED, [event(u'override', u'the owner bears it')], 0, 1), (OLD, (), 0, 0)])
def test_a_lesson_helped_where_it_was_honoured_or_stopped_a_bad_fix(after, events, helped, harmed):
    rows = [reviewed(OLD, after, TEXTS, events=events, in_force=(GUARD,))]
    counted, = lessonuse.counted([GUARD], rows)
    assert (counted.helped, counted.harmed) == (helped, harmed)
    # Looking back at the same run again counts nothing twice.
    assert lessonuse.counted([counted], rows) == [counted]


def test_a_check_that_did_not_run_is_no_use():
    assert lessonuse.uses([reviewed(OLD, NEW, in_force=(GUARD,))]) == []
    assert lessonuse.uses([reviewed(OLD, NEW, TEXTS, in_force=())]) == []
    assert lessonuse.uses([reviewed(entries=(), in_force=(GUARD,))]) == []


def test_a_lesson_that_lay_there_without_a_use_is_offered_for_retirement():
    in_force = dict((number, (GUARD,)) for number in (1, 2, 3))
    assert lessonuse.unused([GUARD], in_force, []) == [GUARD]
    assert lessonuse.unused([GUARD], {1: (GUARD,), 2: (GUARD,)}, []) == []
    assert lessonuse.unused([GUARD], in_force, [reviewed(OLD, NEW, TEXTS, in_force=(GUARD,))]) == []
    manual = GUARD._replace(check=Check(u'manual', u'x'))
    assert lessonuse.unused([manual], dict((number, (manual,)) for number in (1, 2, 3)), []) == []
