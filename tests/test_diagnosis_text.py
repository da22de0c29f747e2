# -*- coding: utf-8 -*-
"""The Markdown: what is written reads back the same, whatever it is; what a person wrote reads as it was meant."""
from __future__ import absolute_import, division, print_function

import io
import os
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnosis_reports import LISTS, REPORTS, SECTIONS, TEXTS, complete_fix, report
from plexfix.base.errors import UsageError
from plexfix.understand import diagnosis
from plexfix.understand.diagnosis import Report, Section, make_fix
from plexfix.understand.diagnosis import text as text_module
from plexfix.understand.diagnosis.reading import read
from plexfix.understand.diagnosis.text import parse, render

WORD = re.compile(u'[A-Za-z]{2,}')
GOLDEN = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'data', 'golden', 'diagnosis_document.md')


@given(REPORTS)
def test_what_is_written_reads_back_the_same(one):
    text = render(one)
    assert parse(text) == one
    assert render(parse(text)) == text


@given(REPORTS)
def test_line_ends_of_windows_and_a_mark_of_the_byte_order_make_no_difference(one):
    assert parse(u'\ufeff' + render(one).replace(u'\n', u'\r\n')) == one


@given(TEXTS, TEXTS, LISTS)
def test_any_text_can_be_a_title_a_value_and_a_body(text, other, items):
    fix = make_fix(u'FIX-01', text, status=other, patterns=items, approved_by=text, fields=[(u'Note', text)],
                   sections=[Section(diagnosis.EXPECTED, text), Section(diagnosis.CAUSE, other)])
    one = Report(text, None, other, [Section(u'Summary', text), fix, Section(u'After', other)])
    assert parse(render(one)) == one
    assert parse(render(one._replace(iteration=3))) == one._replace(iteration=3)


@given(REPORTS, st.integers(1, 30))
def test_fields_that_go_on_in_the_next_line_read_back_the_same(one, width):
    wide, text_module.WIDTH = text_module.WIDTH, width
    try:
        assert parse(render(one)) == one
    finally:
        text_module.WIDTH = wide


def test_long_fields_stay_within_100_columns():
    agents = [u'Agent%02d' % number for number in range(40)]
    fix = make_fix(u'FIX-01', u'T', agents=agents, fields=[(u'Change', u'so much was told of it; ' * 20 + u'.')])
    text = render(Report(u'R', 1, u'', [fix]))
    assert max(len(line) for line in text.split(u'\n')) <= 100
    assert parse(text).parts == [fix] and parse(text.replace(u'\n', u'\r\n')).parts == [fix]
    assert u'\n- Agents: Agent00, Agent01' in text and u',\n  Agent' in text


LOOKS_LIKE_MORE = [
    dict(title=u'Report, iteration 5', iteration=None), dict(title=u', iteration 007', iteration=None),
    dict(intro=u'## FIX-02: t\n- Status: draft'), dict(parts=[Section(u'FIX-02: t', u'text')]), dict(parts=[Section(u'fix-2', u'')]),
    dict(parts=[Section(u'Notes', u'\n\n- Status: fine')]), dict(parts=[Section(u'Notes', u'* **STATUS** : fine')]),
    dict(parts=[complete_fix(sections=[Section(u'', u'- Patch: x\n- Files: y')])]),
    dict(parts=[complete_fix(sections=[Section(u'', u'\n \n\\- Patch: x')])]),
    dict(parts=[complete_fix(sections=[Section(u'', u'  more of the last field')])]),
    dict(parts=[complete_fix(sections=[Section(u'A', u'### B\n## C\n\\## D\n\\\\### E\n#### F\n ## G')])]),
    dict(parts=[complete_fix(approved_by=u'`J`', files=[u'`a`', u'`', u'``', u'a, b', u'- c'], patch=u' ')]),
    dict(parts=[complete_fix(fields=[(u'a: b', u'**c**'), (u'**d**', u'&#58; &#13;'), (u' e ', u'\nf\r')])]),
    dict(parts=[complete_fix(sections=[Section(u'A', u'## \r'), Section(u'B', u'a\r\n\r&#13;&#38;#13;'), Section(u'C', u'\n')])])]


@pytest.mark.parametrize('given', LOOKS_LIKE_MORE)
def test_what_looks_like_more_structure_stays_text(given):
    one = report(**given)
    text = render(one)
    assert parse(text) == one and parse(text.replace(u'\n', u'\r\n')) == one


def test_only_the_return_of_a_line_end_is_part_of_it():
    assert parse(u'# r\r\r\n\r\na\r\r\n\rb\r\n') == Report(u'r\r', None, u'a\r\n\rb', [])


@given(TEXTS)
def test_any_text_at_all_is_read_without_an_exception_and_reads_the_same_when_written_again(text):
    reading = read(u'# Title\n' + text)
    if not reading.problems:
        assert parse(render(reading.report)) == reading.report


def test_the_document_is_the_one_that_was_agreed_on():
    with io.open(GOLDEN, encoding='utf-8', newline='') as golden:
        text = golden.read()
    fix = complete_fix(fields=[(u'Risk', u'429 from the same host')])
    draft = make_fix(u'FIX-02', u'Caf\xe9 | <b>', status=u'draft', priority=u'TODO', patterns=[u'0123456789ab'],
                     sections=[Section(u'', u'A note under the fields.'),
                               Section(diagnosis.EXPECTED, u'TODO: what should it do?\n\n## no heading\n'),
                               Section(u'Sources', u'- forum thread\n- page seen in a browser')])
    made = Report(u'Diagnostic report', 1, u'What failed, and what to do about it.',
                  [Section(u'Executive summary', u'Two fixes.\n\n### Not a part of a fix\n\nMore.'), fix, draft])
    assert render(made) == text
    assert parse(text) == made


CONTRACT = u"""# Diagnostic report, iteration 1
## FIX-01: Enhanced headers for IAFD
- Status: draft
- Priority: HIGH
- Pattern: a1b2c3d4e5f6
- Agents: AEBN, GEVI
- Files: *.bundle/Contents/Code/utils.py
- Patch: fixes/FIX-01.patch
- Restart: yes
- Approved by:
### Observed behavior
12 of 40 operations failed.

> `HTTP Error 403: Forbidden`
### Expected behavior
1. The agent asks for the page.
2. The site answers with it.
### Divergence point
utils.py, getURLElement(), line 120 of today.
### Root cause hypothesis
The site refuses clients without headers; refuted if a plain request succeeds.
### Expected results
- success: http_403 reduce_pct >= 20
- failure: network_errors increase_pct > 10
### Active test plan
- items: 20
- controls: 10
### Contingency
Roll back, and look at the answers in a browser.
"""


def test_blank_lines_around_headings_make_no_difference():
    assert parse(CONTRACT) == report()


def fix_of(fields, rest=u''):
    """The fix that a person wrote with these lines of fields."""
    return parse(u'# Diagnostic report\n\n## FIX-01: t\n\n' + fields + u'\n' + rest).parts[0]


@pytest.mark.parametrize('fields', [
    u'- Status: approved\n- Files: a.py, b c.py\n- Restart: no', u'* status : approved\n* FILES: a.py,b c.py\n* restart: no',
    u'- **Status**: approved\n- **Files:** `a.py`, `b c.py`\n- Restart: `no`',
    u'- Status:approved\n- File: a.py\n  b c.py\n- Restart:\n  no', u'- Restart: no\n\n- Files:\n  - a.py\n  - b c.py,\n\n- Status: approved'])
def test_fields_are_read_in_any_order_bold_in_backticks_and_in_lines_of_their_own(fields):
    fix = fix_of(fields)
    assert (fix.status, fix.files, fix.restart) == (u'approved', [u'a.py', u'b c.py'], u'no')
    assert fix.fields == [] and fix.sections == []


def test_unknown_fields_and_sections_and_a_text_under_the_fields_are_kept():
    fix = fix_of(u'- Status: draft\n- Risk: low: very\n- Seen on: Mac\n  and NAS\n\nWords.\n- Patch: x',
                 u'### Mine\n- Status: y\n\n### Contingency\nUndo.')
    assert fix.fields == [(u'Risk', u'low: very'), (u'Seen on', u'Mac and NAS')]
    assert fix.sections == [Section(u'', u'Words.\n- Patch: x'), Section(u'Mine', u'- Status: y'),
                            Section(u'Contingency', u'Undo.')]
    assert fix.patch == u''


def test_a_list_of_sentences_is_no_list_of_fields():
    fix = fix_of(u'- Status: draft\n- see http://www.iafd.com: it answers\n- Patch: x')
    assert fix.sections == [Section(u'', u'- see http://www.iafd.com: it answers\n- Patch: x')]


@pytest.mark.parametrize('heading, fix_id, title', [
    (u'## FIX-01: a: b', u'FIX-01', u'a: b'), (u'## FIX-01', u'FIX-01', u''), (u'##  fix-7 :t ', u'fix-7', u't'),
    (u'## HDR-1: t', u'HDR-1', u't'), (u'## FIX-01:t', u'FIX-01', u't')])
def test_a_fix_is_known_by_its_id_or_by_beginning_with_its_status(heading, fix_id, title):
    fix = parse(u'# r\n%s\n- Status: draft\n' % heading).parts[0]
    assert (fix.id, fix.title) == (fix_id, title)


@pytest.mark.parametrize('heading', [u'## Summary: FIX-01', u'## FIX-01 and FIX-02 compared', u'## Prefix-1: x'])
def test_other_headings_are_sections(heading):
    assert parse(u'# r\n%s\ntext' % heading).parts == [Section(heading[3:], u'text')]


@pytest.mark.parametrize('line, title, iteration', [
    (u'# Diagnostic report, iteration 12', u'Diagnostic report', 12), (u'# r', u'r', None), (u'#', u'', None),
    (u'\n\n# a, iteration 1, iteration 2 ', u'a, iteration 1', 2), (u'# r, iteration x', u'r, iteration x', None)])
def test_the_title_tells_the_iteration(line, title, iteration):
    one = parse(line + u'\ntext')
    assert (one.title, one.iteration, one.intro) == (title, iteration, u'text')


@pytest.mark.parametrize('text, what', [
    (u'', u'line 1: a report begins with its title'),
    (u'\n\nno title', u'line 3: a report begins with its title'),
    (u'# r\n## Headers for IAFD\n- Status: draft', u'line 2: this fix has no id: write ## FIX-01: Headers for IAFD'),
    (u'# r\n## FIX-01: t\n- Status: draft\n- Files: a\n- Files: b', u'line 5, Files: Files stands here again; '
                                                                    u'it stands in line 4 already')])
def test_what_cannot_be_read_is_told_with_line_and_field(text, what):
    with pytest.raises(UsageError) as error:
        parse(text, u'r.md')
    assert error.value.what.startswith(u'r.md cannot be read: ' + what)


def test_all_that_cannot_be_read_is_told_at_once():
    with pytest.raises(UsageError) as error:
        parse(u'no title\n## x y\n- Status: a\n- Status: b')
    assert error.value.what.startswith(u'the diagnostic report cannot be read: line 1: ')
    assert [line in error.value.evidence for line in (u'line 2: ', u'line 4: ')] == [True, True]


@pytest.mark.parametrize('fix', [
    make_fix(u'', u't'), make_fix(u'FIX 1', u't'), make_fix(u'FIX:1', u't'), make_fix(u'FIX\n1', u't'),
    make_fix(u'F', u't', agents=[u'']), make_fix(u'F', u't', fields=[(u'', u'x')]),
    make_fix(u'F', u't', fields=[(u'status', u'x')]), make_fix(u'F', u't', fields=[(u' Approved  BY', u'x')]),
    make_fix(u'F', u't', sections=[Section(u'', u'')]), make_fix(u'F', u't', sections=[Section(u'', u' \n\t')]),
    make_fix(u'F', u't', sections=[Section(u'a', u''), Section(u'', u'x')])])
def test_a_fix_that_no_document_can_hold_is_not_written(fix):
    with pytest.raises(ValueError):
        render(report(fix))


@pytest.mark.parametrize('given', [dict(iteration=-1), dict(iteration=1000000000), dict(iteration=u'1'),
                                   dict(parts=[Section(u'', u'x')])])
def test_a_report_that_no_document_can_hold_is_not_written(given):
    with pytest.raises(ValueError):
        render(report(**given))


def test_lines_that_go_on_for_ever_are_read_in_time():
    blanks = u' ' * 20000
    text = u'# r\n## FIX-01: t\n- Status: draft\n' + u'\n'.join(
        start + blanks + end for start in (u'- ', u'-', u'- a', u'- **', u'#', u'##', u'###', u'\\' * 50, u'  ', u'')
        for end in (u'', u'x', u'**', u':'))
    assert parse(render(parse(text))) == parse(text)


def test_the_sections_that_are_known_are_in_the_order_of_the_document():
    assert tuple(one.title for one in SECTIONS) == diagnosis.SECTIONS


@given(TEXTS)
def test_no_word_of_any_text_is_lost(text):
    reading = read(u'# Title\n\n## FIX-01: t\n- Status: draft\n' + text)
    if not reading.problems:
        written = render(reading.report)
        assert [word for word in WORD.findall(text) if word not in written] == []
