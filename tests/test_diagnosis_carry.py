# -*- coding: utf-8 -*-
"""Carrying over, and changes: what a person wrote goes on, rates tell what changed, silence is no improvement."""
from __future__ import absolute_import, division, print_function

import pytest
from hypothesis import given

from diagnosis_reports import OTHER_PATTERN, PATTERN, REPORTS, complete_fix, report, with_section
from plexfix.observe.counts import Counts as Numbers
from plexfix.understand import diagnosis
from plexfix.understand.diagnosis import Report, Section, find, fixes, make_fix, section
from plexfix.understand.diagnosis.carrying import CHANGE_FIELD, carry
from plexfix.understand.diagnosis.changes import KINDS, Counts, change_of, counts_of
from plexfix.understand.diagnosis.text import parse, render

THIRD = u'ffffffffffff'


def counts(operations, **patterns):
    """Counts of {agent: operations} and, for a, b and c, {agent: count}."""
    names = {'a': PATTERN, 'b': OTHER_PATTERN, 'c': THIRD}
    return Counts(operations, dict((names[key], seen) for key, seen in patterns.items()))


def kind(previous, fresh, patterns=(PATTERN,)):
    return change_of(patterns, previous, fresh).kind


@pytest.mark.parametrize('was, its_base, came, base, expected', [
    (0, 400, 40, 400, 'new'), (40, 400, 0, 400, 'gone'), (40, 400, 120, 400, 'grown'), (120, 400, 40, 400, 'shrunk'),
    (40, 400, 40, 400, 'about the same'), (40, 400, 44, 400, 'about the same'),
    # Three times as many in three times as much use is the same; the same number in a tenth of the use is more.
    (40, 400, 120, 1200, 'about the same'), (40, 4000, 40, 400, 'grown'), (40, 400, 40, 4000, 'shrunk')])
def test_it_is_rates_per_operation_that_grow_and_shrink(was, its_base, came, base, expected):
    before = counts({u'X': its_base}, **({'a': {u'X': was}} if was else {}))
    now = counts({u'X': base}, **({'a': {u'X': came}} if came else {}))
    change = change_of([PATTERN], before, now)
    assert change.kind == expected and change.kind in KINDS
    assert u'before {0:,} in {1:,} operations'.format(was, its_base) in change.text
    assert u'now {0:,} in {1:,} operations'.format(came, base) in change.text


@pytest.mark.parametrize('was, came', [(2, 0), (0, 2)])
def test_too_few_operations_are_said_to_be_too_few(was, came):
    change = change_of([PATTERN], counts({u'X': 40}, a={u'X': was} if was else {}), counts({u'X': 40}, a={u'X': came} if came else {}))
    assert change.kind == ('gone' if was else 'new') and u'too few operations to be sure' in change.text
    sure = change_of([PATTERN], counts({u'X': 400}, a={u'X': 40 * was}), counts({u'X': 400}, a={u'X': 40 * came}))
    assert u'too few' not in sure.text


def test_an_agent_that_logged_nothing_is_not_observed_and_nothing_is_gone():
    before = counts({u'X': 40, u'Y': 40}, a={u'X': 12})
    for now in (counts({}), counts({u'X': 0, u'Y': 90}), counts({u'Y': 90})):
        change = change_of([PATTERN], before, now)
        assert change.kind == 'not observed' and u'no operation of X now' in change.text
    both = counts({u'X': 40, u'Y': 400}, a={u'X': 12, u'Y': 90})
    change = change_of([PATTERN], both, counts({u'Y': 400}))
    assert change.kind == 'gone' and u'no operation of X now' in change.text
    assert u'before 90 in 400 operations' in change.text


def test_without_operations_there_is_no_rate_even_where_it_was_counted():
    assert kind(counts({u'X': 0}, a={u'X': 3}), counts({u'X': 40}, a={u'X': 3})) == 'not measured'
    assert kind(counts({u'X': 40}, a={u'X': 3}), counts({u'X': 0}, a={u'X': 3})) == 'not measured'
    assert kind(counts({}), counts({u'X': 40}, a={u'X': 3})) == 'not measured'
    assert kind(counts({u'X': 40}), counts({u'X': 40})) == 'not measured'


def test_lost_numbers_are_told_as_lost():
    change = change_of([PATTERN], None, counts({u'X': 40, u'Y': 7}, a={u'X': 3}))
    assert change.kind == 'not measured' and u'3 in 40 operations' in change.text


def test_patterns_of_one_fix_are_taken_together():
    before, now = counts({u'X': 400}, a={u'X': 100}), counts({u'X': 400}, b={u'X': 100})
    assert kind(before, now, [PATTERN, OTHER_PATTERN]) == 'about the same'
    assert kind(before, now, [PATTERN]) == 'gone' and kind(before, now, [OTHER_PATTERN]) == 'new'


def test_counts_are_an_aggregates_without_what_is_benign():
    agent = dict(Numbers().as_dict(), patterns=[{'id': PATTERN, 'count': 3, 'benign': False}, {'id': THIRD, 'count': 9, 'benign': True}])
    agent['operations']['search'].update(started=7)
    agent['operations']['update'].update(started=2)
    other = dict(Numbers().as_dict(), patterns=[{'id': PATTERN, 'count': 4, 'benign': False}])
    assert counts_of({'agents': {u'X': agent, u'Y': other}}) == Counts({u'X': 9, u'Y': 0}, {PATTERN: {u'X': 3, u'Y': 4}})


BEFORE = counts({u'AEBN': 400}, a={u'AEBN': 120}, c={u'AEBN': 30})
NOW = counts({u'AEBN': 400}, a={u'AEBN': 30}, b={u'AEBN': 90})


def fresh_report(*patterns):
    """The next report as it is made: a draft for each of *patterns*, with TODO where a person has to write."""
    drafts = [make_fix(u'FIX-%02d' % number, u'Pattern %s' % pattern, priority=u'TODO', patterns=[pattern],
                       agents=[u'AEBN'], patch=u'fixes/FIX-%02d.patch' % number,
                       sections=[Section(diagnosis.OBSERVED, u'fresh ' + pattern), Section(diagnosis.EXPECTED, u'TODO')])
              for number, pattern in enumerate(patterns, 1)]
    return Report(u'Diagnostic report', 2, u'fresh intro', [Section(u'Executive summary', u'fresh summary')] + drafts)


def carried(*fixes_before, **given):
    fresh = given.pop('fresh', fresh_report(PATTERN))
    return carry(report(*fixes_before), fresh, given.pop('before', BEFORE), given.pop('now', NOW), **given)


def change_in(fix):
    return [value for name, value in fix.fields if name == CHANGE_FIELD]


def test_all_that_a_person_wrote_goes_on_and_what_was_observed_is_fresh():
    own = Section(u'Sources', u'A forum thread.')
    old = complete_fix(status=u'approved', approved_by=u'Jane', fields=[(u'Risk', u'429')])
    old = old._replace(sections=old.sections + [own])
    made = report(old)
    one = carried(old, generated=made)
    fix = find(one, u'FIX-01')
    assert (one.title, one.iteration, one.intro) == (u'Diagnostic report', 2, u'fresh intro')
    assert fixes(one) == [fix]
    assert section(fix, diagnosis.OBSERVED) == u'fresh ' + PATTERN
    assert fix.sections == [Section(diagnosis.OBSERVED, u'fresh ' + PATTERN)] + old.sections[1:]
    assert fix._replace(fields=[], sections=[]) == old._replace(fields=[], sections=[])
    assert fix.fields[0] == (u'Risk', u'429') and change_in(fix)[0].startswith(u'shrunk: before 120 in 400 operations')


def test_an_abandoned_fix_stays_abandoned():
    assert find(carried(complete_fix(status=u'abandoned')), u'FIX-01').status == u'abandoned'


def test_a_fix_whose_pattern_is_gone_stays_and_says_so():
    old = complete_fix(u'FIX-07', patterns=[THIRD])
    fix = find(carried(old), u'FIX-07')
    assert fix.sections == old.sections
    assert change_in(fix)[0].startswith(u'gone: ') and u'the observed behavior below is the last report\'s' in change_in(fix)[0]


def test_the_change_is_told_once():
    fix = find(carried(complete_fix(fields=[(u'change', u'new: long ago')])), u'FIX-01')
    assert [name for name, _ in fix.fields] == [CHANGE_FIELD]


def test_a_new_pattern_gets_a_fix_with_an_id_of_its_own():
    one = carried(complete_fix(), fresh=fresh_report(OTHER_PATTERN, PATTERN))
    assert [(fix.id, fix.patterns, fix.patch) for fix in fixes(one)] == [
        (u'FIX-01', [PATTERN], u'fixes/FIX-01.patch'), (u'FIX-02', [OTHER_PATTERN], u'fixes/FIX-02.patch')]
    assert change_in(find(one, u'FIX-02'))[0].startswith(u'new: before 0 in 400 operations')


def test_a_pattern_that_was_there_without_a_fix_is_not_new():
    one = carried(complete_fix(), fresh=fresh_report(THIRD), now=counts({u'AEBN': 400}, c={u'AEBN': 30}))
    assert change_in(find(one, u'FIX-02'))[0].startswith(u'about the same: ')


def test_a_fresh_fix_of_several_patterns_is_added_for_those_that_no_fix_had():
    fresh = fresh_report(PATTERN)
    fresh.parts[1] = fresh.parts[1]._replace(patterns=[PATTERN, OTHER_PATTERN])
    one = carried(complete_fix(), fresh=fresh)
    assert [fix.patterns for fix in fixes(one)] == [[PATTERN], [OTHER_PATTERN]]


def test_two_fixes_of_one_pattern_are_both_told_what_is_observed_now():
    one = carried(complete_fix(), complete_fix(u'FIX-02', u'Another way', status=u'abandoned'))
    assert [section(fix, diagnosis.OBSERVED) for fix in fixes(one)] == [u'fresh ' + PATTERN] * 2


@pytest.mark.parametrize('status, expected', [
    (u'kept', [u'FIX-01', u'FIX-02']), (u'approved', [u'FIX-01']), (u'abandoned', [u'FIX-01']), (u'rolled back', [u'FIX-01'])])
def test_what_is_there_after_its_fix_was_kept_gets_a_fix_of_its_own(status, expected):
    one = carried(complete_fix(status=status), fresh=fresh_report(PATTERN))
    assert [fix.id for fix in fixes(one)] == expected
    assert [fix.patterns for fix in fixes(one)] == [[PATTERN]] * len(expected) and fixes(one)[0].status == status


def test_what_a_person_added_to_the_filled_in_parts_is_not_lost():
    made = report(Section(u'Executive summary', u'made'), complete_fix(), intro=u'made')
    edited_parts = [Section(u'Executive summary', u'made, and mine'),
                    with_section(complete_fix(), diagnosis.OBSERVED, u'I saw it too.')]
    edited = made._replace(intro=u'My words.', parts=edited_parts)
    one = carry(edited, fresh_report(PATTERN), BEFORE, NOW, made)
    assert [part for part in one.parts if isinstance(part, Section)] == [
        Section(u'Executive summary', u'fresh summary'), Section(u'Introduction, iteration 1', u'My words.'),
        Section(u'Executive summary, iteration 1', u'made, and mine')]
    assert find(one, u'FIX-01').sections[-1] == Section(u'Observed behavior, iteration 1', u'I saw it too.')
    untouched = carry(made, fresh_report(PATTERN), BEFORE, NOW, made)
    assert [part for part in untouched.parts if isinstance(part, Section)] == [Section(u'Executive summary', u'fresh summary')]
    assert section(find(untouched, u'FIX-01'), u'Observed behavior, iteration 1') is None


def test_own_sections_stay_on_their_side_of_the_fixes():
    old = report(Section(u'Mine', u'before'), complete_fix(), Section(u'Also mine', u'after'))
    fresh = fresh_report(PATTERN, OTHER_PATTERN)
    fresh.parts.append(Section(u'Unclassified', u'fresh'))
    one = carry(old, fresh, BEFORE, NOW, old)
    assert [part.title if isinstance(part, Section) else part.id for part in one.parts] == [
        u'Executive summary', u'Mine', u'FIX-01', u'FIX-02', u'Unclassified', u'Also mine']


def test_a_note_under_the_fields_stays_there():
    old = complete_fix(sections=[Section(u'', u'A note.'), Section(diagnosis.EXPECTED, u'x')])
    fix = find(carried(old), u'FIX-01')
    assert fix.sections == [Section(u'', u'A note.'), Section(diagnosis.OBSERVED, u'fresh ' + PATTERN),
                            Section(diagnosis.EXPECTED, u'x')]


@given(REPORTS, REPORTS)
def test_no_words_of_a_person_are_lost_whatever_they_are(previous, fresh):
    one = carry(previous, fresh, None, NOW)
    assert parse(render(one)) == one
    texts = [one.intro] + [part.body for part in one.parts if isinstance(part, Section)]
    for part in previous.parts:
        if isinstance(part, Section):
            assert not part.body.strip() or part.body in texts
    old, new = fixes(previous), fixes(one)[:len(fixes(previous))]
    for was, now in zip(old, new):
        assert was.id == now.id and set(one.body for one in was.sections) <= set(one.body for one in now.sections) | set([u''])
        assert [field for field in was.fields if field[0].lower() != u'change'] == now.fields[:-1]
