# -*- coding: utf-8 -*-
"""diagnosis and its JSON: what others ask of a report, which fix is next, and a reading that comes back the same."""
from __future__ import absolute_import, division, print_function

import json

import pytest
from hypothesis import given

from diagnosis_reports import PATTERN, REPORTS, complete_fix, report, with_section
from plexfix.base.errors import UsageError
from plexfix.base.jsontext import json_text
from plexfix.understand import diagnosis
from plexfix.understand.criteria import CriterionError
from plexfix.understand.diagnosis import Section, make_fix
from plexfix.understand.diagnosis.changes import Counts


def test_a_fix_that_is_made_is_a_draft_with_nothing_in_it_and_shares_nothing():
    one, other = make_fix(u'FIX-01', u't'), make_fix(u'FIX-02', u't', files=(u'a',))
    assert (one.status, one.priority, one.files, one.sections, one.approved_by) == (u'draft', u'', [], [], u'')
    assert other.files == [u'a']
    one.files.append(u'b')
    assert make_fix(u'FIX-03', u't').files == []


def test_the_first_section_of_that_title_is_the_one_whatever_its_case():
    fix = make_fix(u'FIX-01', u't', sections=[Section(u'expected RESULTS', u'a'), Section(u'Expected results', u'b')])
    assert diagnosis.section(fix, diagnosis.RESULTS) == u'a'
    assert diagnosis.section(fix, diagnosis.CONTINGENCY) is None


@pytest.mark.parametrize('value, expected', [
    (u'TODO', True), (u' TODO: which?', True), (u'TODO.', True), (u'TODOS', False), (u'TODO_x', False), (u'todo', False),
    (u'see TODO', False), (u'', False)])
def test_a_field_is_still_to_be_filled_while_it_begins_with_todo(value, expected):
    assert diagnosis.is_todo(value) is expected


def test_each_list_item_of_the_expected_results_is_a_criterion():
    fix = with_section(complete_fix(), diagnosis.RESULTS,
                       u'Words.\n\n- success: http_403 reduce_pct >= 20\n* failure: network_errors increase_pct > 10 \n')
    assert [(one.role, one.metric) for one in diagnosis.criteria(fix)] == [
        (u'success', u'http_403'), (u'failure', u'network_errors')]
    assert [number for number, _ in diagnosis.criterion_lines(diagnosis.section(fix, diagnosis.RESULTS))] == [2, 3]


def test_a_list_item_that_is_no_criterion_is_refused_and_not_left_out():
    with pytest.raises(CriterionError):
        diagnosis.criteria(with_section(complete_fix(), diagnosis.RESULTS, u'- sucess: http_403 reduce_pct >= 20'))


def test_without_the_section_there_are_no_criteria_and_no_plan():
    fix = make_fix(u'FIX-01', u't')
    assert diagnosis.criteria(fix) == [] and diagnosis.test_plan(fix) == {'items': None, 'controls': None}


@pytest.mark.parametrize('body, items, controls', [
    (u'- items: 20\n- controls: 10', 20, 10), (u'* Controls : 0\n+ ITEMS:7 ', 7, 0), (u'- items: 20\n- items: 5', 20, None),
    (u'- items: TODO\n- controls: ten', None, None), (u'items: 20', None, None), (u'- items: -3', None, None)])
def test_the_test_plan_has_the_numbers_that_are_written(body, items, controls):
    plan = diagnosis.test_plan(with_section(complete_fix(), diagnosis.TEST_PLAN, body))
    assert plan == {'items': items, 'controls': controls}


def test_a_fix_touches_its_globs_and_no_placeholder():
    assert diagnosis.touches(complete_fix(files=[u'TODO', u'*.bundle/x.py'])) == [u'*.bundle/x.py']


TWO = report(Section(u'FIX-09', u''), complete_fix(u'FIX-02', u'Headers'), complete_fix(u'FIX-10', u'Fix-02'))


@pytest.mark.parametrize('asked, found', [(u'FIX-02', u'FIX-02'), (u'fix-02', u'FIX-02'), (u' FIX-10 ', u'FIX-10'),
                                          (u'headers', u'FIX-02')])
def test_a_fix_is_found_by_id_before_title_whatever_the_case(asked, found):
    assert diagnosis.find(TWO, asked).id == found


@pytest.mark.parametrize('asked', [u'FIX-09', u'FIX-2', u'Head', u'', b'caf\xc3\xa9'])
def test_a_fix_that_is_not_there_is_told_with_those_that_are(asked):
    with pytest.raises(UsageError) as error:
        diagnosis.find(TWO, asked)
    assert error.value.evidence == u'it has: FIX-02, FIX-10'


def test_two_fixes_of_one_name_are_refused():
    with pytest.raises(UsageError) as error:
        diagnosis.find(report(complete_fix(u'FIX-01', u'a'), complete_fix(u'fix-01', u'b')), u'FIX-01')
    assert error.value.evidence == u'FIX-01: a; fix-01: b'
    with pytest.raises(UsageError):
        diagnosis.find(report(complete_fix(u'FIX-01', u'a'), complete_fix(u'FIX-02', u'A')), u'a')


@pytest.mark.parametrize('ids, expected', [([], u'FIX-01'), ([u'FIX-01', u'HDR-9'], u'FIX-02'), ([u'FIX-7', u'fix-12'], u'FIX-13'),
                                           ([u'FIX-99'], u'FIX-100'), ([u'FIX-a', u'FIX-1b'], u'FIX-01')])
def test_the_next_id_comes_after_the_highest(ids, expected):
    one = report()._replace(parts=[complete_fix(fix_id) for fix_id in ids])
    assert diagnosis.next_id(one) == expected


def order(*rows, **reach):
    """The ids in the order in which fixes of these (id, priority, status, pattern) come next."""
    parts = [complete_fix(fix_id, priority=priority, status=status, patterns=[pattern])
             for fix_id, priority, status, pattern in rows]
    return [fix.id for fix in diagnosis.next_fixes(report(*parts), reach)]


def test_next_comes_priority_then_reach_then_the_order_of_the_document():
    rows = [(u'FIX-01', u'LOW', u'draft', u'wide'), (u'FIX-02', u'HIGH', u'draft', u'unseen'), (u'FIX-03', u'TODO', u'draft', u'wide'),
            (u'FIX-04', u'HIGH', u'approved', u'narrow'), (u'FIX-05', u'medium', u'draft', u'narrow'),
            (u'FIX-06', u'HIGH', u'draft', u'unseen')]
    assert order(*rows, wide=9.0, narrow=0.5) == [u'FIX-04', u'FIX-02', u'FIX-06', u'FIX-05', u'FIX-01', u'FIX-03']


@pytest.mark.parametrize('status, comes', [
    (u'draft', True), (u'approved', True), (u'Modify', True), (u'', True), (u'drfat', True), (u'abandoned', False),
    (u'Abandoned ', False), (u'applied', False), (u'kept', False), (u'monitored', False), (u'rolled  back', False)])
def test_what_was_tried_or_is_abandoned_is_never_next(status, comes):
    assert order((u'FIX-01', u'HIGH', status, u'x'), x=1) == ([u'FIX-01'] if comes else [])


def test_a_fix_reaches_as_far_as_its_widest_pattern():
    fixes = report(complete_fix(u'FIX-01', patterns=[u'b']), complete_fix(u'FIX-02', patterns=[u'a', u'c']))
    assert [fix.id for fix in diagnosis.next_fixes(fixes, {u'a': 1, u'b': 2, u'c': 3})] == [u'FIX-02', u'FIX-01']


@given(REPORTS)
def test_the_json_reads_back_the_same(one):
    text = json_text(diagnosis.to_json(one))
    assert diagnosis.from_json(json.loads(text)) == one


def test_the_json_tells_criteria_and_plan_and_takes_the_counts_along():
    counts = Counts({u'AEBN': 40}, {PATTERN: {u'AEBN': 12}})
    document = json.loads(json_text(diagnosis.to_json(report(), counts)))
    fix = document['parts'][0]
    assert (document['schema'], document['iteration'], fix['kind'], fix['id']) == ('plexfix.diagnosis/1', 1, 'fix', u'FIX-01')
    assert fix['criteria'] == [u'success: http_403 reduce_pct >= 20', u'failure: network_errors increase_pct > 10']
    assert fix['test_plan'] == {u'items': 20, u'controls': 10}
    assert diagnosis.counts_from_json(document) == counts
    assert diagnosis.counts_from_json(diagnosis.to_json(report())) is None


def broken(path, value):
    """The JSON of a report with *value* at *path*; with no value, without what stands there."""
    document = json.loads(json_text(diagnosis.to_json(report(Section(u'a', u'b'), complete_fix(fields=[(u'x', u'y')])))))
    holder = document
    for key in path[:-1]:
        holder = holder[key]
    if value is None:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    return document


@pytest.mark.parametrize('path, value, evidence', [
    (['schema'], u'plexfix.diagnosis/2', u'its schema is "plexfix.diagnosis/2", expected plexfix.diagnosis/1'),
    (['schema'], None, u'its schema is null'), (['parts'], {}, u'parts should be: list'), (['title'], None, u'title should be: text'),
    (['iteration'], u'1', u'iteration should be: number'), (['iteration'], None, u'iteration should be'),
    (['parts', 0], u'x', u'parts[0].kind should be: text'), (['parts', 0, 'kind'], u'x', u'parts[0].kind should be: fix or section'),
    (['parts', 1, 'files'], u'x', u'parts[1].files should be: list'), (['parts', 1, 'files'], [1], u'parts[1].files should be'),
    (['parts', 1, 'sections', 0, 'body'], None, u'parts[1].sections.body should be: text'),
    (['parts', 1, 'fields', 0], [u'x', u'y'], u'parts[1].fields.name should be: text'), (['counts'], [], u'counts should be: object')])
def test_another_document_is_refused_with_the_place(path, value, evidence):
    with pytest.raises(UsageError) as error:
        diagnosis.counts_from_json(broken(path, value), u'd.json')
    assert error.value.evidence.startswith(evidence)
    assert error.value.what.startswith(u'd.json is no ') and u'--output' in error.value.hint


@pytest.mark.parametrize('document', [None, [], u'text', {}])
def test_what_is_no_report_at_all_is_refused(document):
    with pytest.raises(UsageError):
        diagnosis.from_json(document)
