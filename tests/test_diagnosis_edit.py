# -*- coding: utf-8 -*-
"""Edits: an approval, a status and one more fix change their own lines and no other byte."""
from __future__ import absolute_import, division, print_function

import difflib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnosis_reports import FIXES, REPORTS, SECTIONS, TEXTS, complete_fix, line_of, report, with_section
from plexfix.base.errors import EXIT_PRECONDITION, PreconditionFailed, UsageError
from plexfix.understand import diagnosis
from plexfix.understand.diagnosis import STATUSES, Section, fixes, make_fix
from plexfix.understand.diagnosis.editing import add_fix, approve, set_status
from plexfix.understand.diagnosis.text import parse, render

# As a person may leave it: a mark at the start, tabs, trailing blanks, own fields, no line end at the end.
WRITTEN = (u'\ufeff# Diagnostic report, iteration 1\n\n\n## Notes\n- Status: all fine\u2028really\n'
           + render(report(complete_fix(u'FIX-01', u'One'))).split(u'\n', 2)[2]
           + render(report(complete_fix(u'FIX-02', u'Two'))).split(u'\n', 2)[2]
           .replace(u'- Status: draft', u'* **Status:**  `draft` \t').replace(u'- Approved by:', u'- Approved by:\n  TODO\n  later')
           .rstrip(u'\n')).replace(u'- Status: all', u'\\- Status: all')


def changed(before, after):
    """[(old lines, new lines)] of the stretches in which two texts differ, line by line from both ends."""
    old, new = before.split(u'\n'), after.split(u'\n')
    rows = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [(old[a:b], new[c:d]) for tag, a, b, c, d in rows if tag != 'equal']


@pytest.mark.parametrize('end', [u'\n', u'\r\n'])
def test_an_approval_changes_its_two_lines_only(end):
    text = WRITTEN.replace(u'\n', end)
    last = end[:-1]
    assert changed(text, approve(text, u'fix-01', u' Jane \xc9. ')) == [
        ([u'- Status: draft' + last], [u'- Status: approved' + last]),
        ([u'- Approved by:' + last], [u'- Approved by: Jane \xc9.' + last])]
    assert changed(text, approve(text, u'Two', u'J')) == [
        ([u'* **Status:**  `draft` \t' + last], [u'* **Status:** approved' + last]),
        ([u'- Approved by:' + last, u'  TODO' + last, u'  later' + last], [u'- Approved by: J' + last])]


def test_an_approved_fix_reads_as_approved_and_can_be_approved_again():
    text = approve(WRITTEN, u'FIX-02', u'Jane')
    fix = diagnosis.find(parse(text), u'FIX-02')
    assert (fix.status, fix.approved_by) == (u'approved', u'Jane')
    assert approve(text, u'FIX-02', u'Jane') == text
    assert diagnosis.find(parse(approve(text, u'FIX-02', u'Ann')), u'FIX-02').approved_by == u'Ann'


def test_all_that_is_missing_is_named_with_its_line_and_field():
    fix = with_section(complete_fix(files=[u'TODO'], restart=u''), diagnosis.RESULTS, u'- failure: http_429 count > 0')
    text = render(report(fix))
    with pytest.raises(PreconditionFailed) as error:
        approve(text, u'FIX-01', u'Jane')
    assert error.value.exit_code == EXIT_PRECONDITION
    assert error.value.evidence.split(u'\n')[0] == u'line %d, Restart: it is empty; one of: yes, no' % line_of(text, u'- Restart')
    assert [row.split(u':')[0] for row in error.value.evidence.split(u'\n')] == [
        u'line %d, Restart' % line_of(text, u'- Restart'), u'line %d, Files' % line_of(text, u'- Files'),
        u'line %d, Expected results' % line_of(text, u'### Expected results')]


@pytest.mark.parametrize('title', diagnosis.SECTIONS)
def test_a_todo_in_any_section_or_a_section_that_is_not_there_stands_against_it(title):
    for body in (u'TODO: this', None):
        with pytest.raises(PreconditionFailed) as error:
            approve(render(report(with_section(complete_fix(), title, body))), u'FIX-01', u'Jane')
        assert title in error.value.evidence


@pytest.mark.parametrize('status', STATUSES)
def test_what_was_tried_or_abandoned_is_not_approved(status):
    text = render(report(complete_fix(status=status)))
    if status in ('draft', 'approved', 'modify', 'rolled back'):
        assert parse(approve(text, u'FIX-01', u'J')).parts[0].status == u'approved'
    else:
        with pytest.raises(PreconditionFailed) as error:
            approve(text, u'FIX-01', u'J')
        assert error.value.evidence == u'it is ' + status


@pytest.mark.parametrize('fix_id, name', [(u'FIX-01', u' '), (u'FIX-01', u'TODO'), (u'FIX-09', u'J')])
def test_an_approval_needs_a_name_and_a_fix(fix_id, name):
    with pytest.raises(UsageError):
        approve(WRITTEN, fix_id, name)


def test_an_approval_of_one_fix_does_not_wait_for_what_is_wrong_elsewhere():
    text = render(report(complete_fix(), make_fix(u'FIX-02', u'Draft'))) + u'\n## No id\n- Status: draft\n'
    assert diagnosis.find(parse(approve(text, u'FIX-01', u'J').split(u'\n## No id')[0]), u'FIX-01').status == u'approved'


@given(REPORTS, TEXTS.filter(lambda name: name.strip() and not diagnosis.is_todo(name)), st.booleans())
def test_any_name_reads_back_and_nothing_else_changes(one, name, windows):
    one = one._replace(parts=one.parts + [complete_fix(u'FIX-unlike-any-other')])
    text = render(one)
    text = text.replace(u'\n', u'\r\n') if windows else text
    again = parse(approve(text, u'FIX-unlike-any-other', name))
    fix = one.parts[-1]._replace(status=u'approved', approved_by=name.strip())
    assert again == one._replace(parts=one.parts[:-1] + [fix])


@given(REPORTS.filter(fixes), st.sampled_from(STATUSES))
def test_a_status_is_all_that_set_status_changes(one, status):
    text = render(one)
    ids = [fix.id.lower() for fix in fixes(one)]
    wanted = fixes(one)[-1]
    if ids.count(wanted.id.lower()) > 1 or wanted.id != wanted.id.strip():
        return
    parts = [part._replace(status=status) if part is wanted else part for part in one.parts]
    after = set_status(text, wanted.id, status)
    assert parse(after) == one._replace(parts=parts)
    assert len(after.split(u'\n')) == len(text.split(u'\n'))


def test_a_status_is_one_that_is_known():
    assert u'- Status: rolled back\n' in set_status(WRITTEN, u'FIX-01', 'rolled back')
    with pytest.raises(UsageError) as error:
        set_status(WRITTEN, u'FIX-01', u'done')
    assert u'rolled back' in error.value.hint


@pytest.mark.parametrize('before, after', [
    (u'# r\n## FIX-01: t\n- Priority: LOW\n\nx', u'# r\n## FIX-01: t\n- Priority: LOW\n- Status: kept\n\nx'),
    (u'# r\r\n## FIX-01: t\r\n- Priority: LOW', u'# r\r\n## FIX-01: t\r\n- Priority: LOW\r\n- Status: kept'),
    (u'# r\n## FIX-01: t\n  a text', u'# r\n## FIX-01: t\n- Status: kept\n\n  a text'),
    (u'# r\r\n## FIX-01: t\r\n  a text\r\n', u'# r\r\n## FIX-01: t\r\n- Status: kept\r\n\r\n  a text\r\n'),
    (u'# r\n## FIX-01: t', u'# r\n## FIX-01: t\n- Status: kept'),
    (u'# r\n## FIX-01: t\n\n### A\n', u'# r\n## FIX-01: t\n- Status: kept\n\n### A\n')])
def test_a_field_that_is_not_there_comes_after_the_others(before, after):
    assert set_status(before, u'FIX-01', 'kept') == after
    assert parse(after).parts[0] == parse(before).parts[0]._replace(status=u'kept')


@given(REPORTS, FIXES, st.booleans(), st.sampled_from([u'', u'\n', u'\n\n', u'x', u'x\n']))
def test_one_more_fix_comes_after_everything_else(one, fix, windows, tail):
    text = render(one) + tail
    text = text.replace(u'\n', u'\r\n') if windows else text
    before = parse(text)
    if fix.id.lower() in [other.id.lower() for other in fixes(before)]:
        with pytest.raises(UsageError):
            add_fix(text, fix)
        return
    after = add_fix(text, fix)
    assert after.startswith(text)
    assert parse(after) == before._replace(parts=before.parts + [fix])
    assert windows == (u'\r\n' in after[len(text):]) and (not windows or u'\n' not in after.replace(u'\r\n', u''))


def test_a_fix_that_is_added_stands_apart():
    fix = make_fix(u'FIX-02', u't', sections=[Section(one.title, u'x') for one in SECTIONS])
    text = render(report())
    assert u'browser.\n\n## FIX-02: t\n\n- Status: draft\n' in add_fix(text, fix)
    assert add_fix(text.rstrip(u'\n'), fix) == add_fix(text, fix)
    with pytest.raises(UsageError):
        add_fix(u'no report', fix)
