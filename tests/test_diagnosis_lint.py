# -*- coding: utf-8 -*-
"""Linting: one case a rule, each with its line; what is missing for an approval; what an aggregate says against it."""
from __future__ import absolute_import, division, print_function

import pytest
from hypothesis import given

from diagnosis_reports import OTHER_PATTERN, PATTERN, REPORTS, TEXTS, complete_fix, line_of, report, with_section
from plexfix.base.errors import UsageError
from plexfix.observe.counts import Counts
from plexfix.understand import diagnosis
from plexfix.understand.diagnosis import Section, make_fix, rules
from plexfix.understand.diagnosis.linting import lint, ready, unready
from plexfix.understand.diagnosis.text import render


def found(text, aggregate=None):
    return [(one.rule, one.line, one.field) for one in lint(text, aggregate)]


def text_of(fix, *others):
    return render(report(fix, *others))


def test_a_complete_report_has_no_problem():
    for status, by in ((u'draft', u''), (u'approved', u'Jane'), (u'rolled back', u'Jane')):
        fix = complete_fix(status=status, approved_by=by)
        assert lint(text_of(fix)) == [] and ready(fix) == []


# A rule, what is changed in the complete fix, the start of the line that is told, and the field or section.
FIELD_CASES = [
    ('status', dict(status=u'aproved'), u'- Status', u'Status'),
    ('status', dict(status=u''), u'- Status', u'Status'),
    ('priority', dict(priority=u'urgent'), u'- Priority', u'Priority'),
    ('priority', dict(priority=u''), u'- Priority', u'Priority'),
    ('restart', dict(restart=u'maybe'), u'- Restart', u'Restart'),
    ('restart', dict(restart=u''), u'- Restart', u'Restart'),
    ('pattern-form', dict(patterns=[PATTERN, u'403']), u'- Pattern', u'Pattern'),
    ('todo', dict(priority=u'TODO'), u'- Priority', u'Priority'),
    ('todo', dict(patterns=[u'TODO']), u'- Pattern', u'Pattern'),
    ('todo', dict(agents=[u'TODO']), u'- Agents', u'Agents'),
    ('todo', dict(files=[u'TODO: which?']), u'- Files', u'Files'),
    ('todo', dict(patch=u'TODO'), u'- Patch', u'Patch'),
    ('todo', dict(restart=u'TODO (yes or no)'), u'- Restart', u'Restart'),
    ('empty', dict(patterns=[]), u'- Pattern', u'Pattern'),
    ('empty', dict(agents=[]), u'- Agents', u'Agents'),
    ('empty', dict(files=[]), u'- Files', u'Files'),
    ('empty', dict(patch=u''), u'- Patch', u'Patch'),
    ('files-glob', dict(files=[u'/etc/passwd']), u'- Files', u'Files'),
    ('files-glob', dict(files=[u'*.bundle/../../x.py']), u'- Files', u'Files'),
    ('files-glob', dict(files=[u'C:/Plug-ins/x.py']), u'- Files', u'Files'),
    ('files-glob', dict(files=[u'~/x.py']), u'- Files', u'Files'),
    ('files-glob', dict(files=[u'*.bundle\\Contents\\Code\\utils.py']), u'- Files', u'Files'),
    ('files-glob', dict(files=[u'*.bundle//utils.py']), u'- Files', u'Files'),
    ('files-glob', dict(files=[u'./utils.py']), u'- Files', u'Files'),
    ('files-glob', dict(files=[u'_Backups/x/utils.py']), u'- Files', u'Files'),
    ('patch-path', dict(patch=u'FIX-01.patch'), u'- Patch', u'Patch'),
    ('patch-path', dict(patch=u'fixes/../../x.patch'), u'- Patch', u'Patch'),
    ('patch-path', dict(patch=u'/fixes/x.patch'), u'- Patch', u'Patch'),
    ('patch-path', dict(patch=u'fixes/'), u'- Patch', u'Patch'),
    ('approved-by', dict(status=u'approved'), u'- Approved by', u'Approved by'),
    ('approved-by', dict(status=u'applied', approved_by=u'TODO'), u'- Approved by', u'Approved by'),
    ('id-form', dict(fix_id=u'FIX-0/1', patch=u'fixes/a.patch'), u'## FIX', u''),
    ('id-form', dict(fix_id=u'FIX-\xe9', patch=u'fixes/a.patch'), u'## FIX', u''),
]


@pytest.mark.parametrize('rule, given, start, field', FIELD_CASES)
def test_a_field_that_is_wrong(rule, given, start, field):
    text = text_of(complete_fix(**given))
    assert (rule, line_of(text, start), field) in found(text)
    assert set(one.rule for one in lint(text)) <= set([rule, 'todo'])


GOOD_CRITERIA = u'- success: http_403 reduce_pct >= 20\n- failure: network_errors increase_pct > 10\n'
SECTION_CASES = [
    ('empty', diagnosis.CONTINGENCY, u'', u'### Contingency'),
    ('empty', diagnosis.CAUSE, u' \n\t\n', u'### Root cause'),
    ('section-missing', diagnosis.EXPECTED, None, u'## FIX-01'),
    ('todo', diagnosis.EXPECTED, u'First this.\nTODO: and then?', u'TODO: and then?'),
    ('todo', diagnosis.CAUSE, u'- **TODO** why', u'- **TODO** why'),
    ('todo', diagnosis.CAUSE, u'1. TODO', u'1. TODO'),
    ('todo', diagnosis.CONTINGENCY, u'  - then: TODO', u'  - then: TODO'),
    ('todo', diagnosis.CAUSE, u'The site changed. TODO: verify', u'The site changed. TODO: verify'),
    ('criterion', diagnosis.RESULTS, u'- success: http_403 reduce_pct >= 20\n- failure: nothing increase_pct > 10\n'
                                     u'- failure: network_errors increase_pct > 10', u'- failure: nothing'),
    ('criterion', diagnosis.RESULTS, u'- success: http_403 reduce_pct >= 20\n- failure: network_errors increase_pct > 10\n'
                                     u'- failed: http_429 count > 0', u'- failed:'),
    ('criterion-agent', diagnosis.RESULTS, u'- success: http_403 reduce_pct >= 20\n- failure: http_429 count > 0 agent=Other',
     u'- failure: http_429'),
    ('no-success', diagnosis.RESULTS, u'- failure: http_429 count > 0', u'### Expected results'),
    ('no-success', diagnosis.RESULTS, u'Words only.\n\n- failure: http_429 count > 0', u'### Expected results'),
    ('no-improvement', diagnosis.RESULTS, u'- success: http_403 increase_pct <= 10\n- failure: http_429 count > 0',
     u'### Expected results'),
    ('no-failure', diagnosis.RESULTS, u'- success: http_403 reduce_pct >= 20\n- critical: http_429 count > 0',
     u'### Expected results'),
    ('test-plan', diagnosis.TEST_PLAN, u'- items: 20', u'### Active test plan'),
    ('test-plan', diagnosis.TEST_PLAN, u'- items: 0\n- controls: 10', u'### Active test plan'),
    ('test-plan', diagnosis.TEST_PLAN, u'- items: many\n- controls: 10', u'### Active test plan'),
    ('code', diagnosis.CAUSE, u'It is here:\n\n```python\nprint(1)\n```', u'```python'),
    ('code', diagnosis.CAUSE, u'~~~~\nx', u'~~~~'),
    ('criterion-place', diagnosis.RESULTS, GOOD_CRITERIA + u'  - critical: http_429 count > 0', u'  - critical'),
    ('criterion-place', diagnosis.RESULTS, GOOD_CRITERIA + u'1. success: http_429 count > 0', u'1. success'),
    ('criterion-place', diagnosis.RESULTS, GOOD_CRITERIA + u'\nFailure : http_429 count > 0', u'Failure'),
    ('criterion-place', diagnosis.RESULTS, GOOD_CRITERIA + u'  * [x] success: http_429 count > 0', u'  * [x]'),
]


@pytest.mark.parametrize('rule, section, body, start', SECTION_CASES)
def test_a_section_that_is_wrong(rule, section, body, start):
    text = text_of(with_section(complete_fix(), section, body))
    field = u'' if rule == 'section-missing' else section
    assert found(text) == [(rule, line_of(text, start), field)]


def test_a_criterion_that_does_not_parse_is_told_with_the_place_and_what_may_be_there():
    text = text_of(with_section(complete_fix(), diagnosis.RESULTS, u'- success: htp_403 reduce_pct >= 20'))
    message = [one.message for one in lint(text) if one.rule == 'criterion'][0]
    assert message.startswith(u'"success: htp_403 reduce_pct >= 20": ') and u'at character 10; ' in message


def test_a_criterion_that_is_still_to_be_written_is_no_misspelt_one():
    text = text_of(with_section(complete_fix(), diagnosis.RESULTS, u'- success: TODO\n- failure: http_429 count > 0'))
    assert [one.rule for one in lint(text)] == ['no-success', 'todo']


def test_a_section_that_stands_twice():
    fix = complete_fix()
    text = text_of(fix._replace(sections=fix.sections + [Section(u'CONTINGENCY', u'Or so.')]))
    assert found(text) == [('section-twice', line_of(text, u'### CONTINGENCY'), u'CONTINGENCY')]
    own = [Section(u'Notes', u'a'), Section(u'Notes', u'b')]
    assert lint(text_of(fix._replace(sections=fix.sections + own))) == []


def test_a_field_below_a_text_and_one_that_is_misspelt():
    text = text_of(complete_fix()).replace(u'- Patch:', u'\nNote.\n\n- Patch:')
    assert ('field-place', line_of(text, u'- Patch'), u'') in found(text)
    text = text_of(complete_fix()).replace(u'- Files:', u'- Filse:')
    problem = [one for one in lint(text) if one.rule == 'empty'][0]
    assert problem.line == line_of(text, u'## FIX-01') and u'filse' in problem.message


def test_what_cannot_be_read():
    text = text_of(complete_fix()).replace(u'- Restart: yes', u'- Restart: yes\n- restart: no')
    assert found(text) == [('field-twice', line_of(text, u'- restart'), u'restart')]
    text = text_of(complete_fix()).replace(u'## FIX-01: Enhanced', u'## Enhanced')
    assert found(text) == [('id', line_of(text, u'## Enhanced'), u'')]
    text = text_of(complete_fix()).replace(u'# Diagnostic report, iteration 1\n', u'Words\n')
    assert found(text) == [('title', 1, u'')]
    assert lint(text, name=u'r.md')[0].message.startswith(u'r.md: ')


def test_an_id_that_two_fixes_have():
    text = text_of(complete_fix(), complete_fix(u'fix-01', u'Other', files=[u'a.py'], patch=u'fixes/b.patch'))
    assert found(text) == [('id-twice', line_of(text, u'## fix-01'), u'')]


@pytest.mark.parametrize('files, other, shared', [
    (u'*.bundle/Contents/Code/utils.py', u'*.bundle/Contents/Code/utils.py', True),
    (u'*.bundle/Contents/Code/utils.py', u'AEBN.bundle/Contents/Code/utils.py', True),
    (u'AEBN.bundle/Contents/Code/utils.py', u'*.bundle/Contents/Code/*.py', True),
    (u'*.bundle/Contents/Code/utils.py', u'*.bundle/Contents/Code/__init__.py', False)])
def test_approved_fixes_of_the_same_files_are_told(files, other, shared):
    fixes = [complete_fix(status=u'approved', approved_by=u'J', files=[files]),
             complete_fix(u'FIX-02', u'Other', status=u'approved', approved_by=u'J', files=[u'a.py', other])]
    text = text_of(*fixes)
    assert [(one.rule, one.field) for one in lint(text)] == ([('same-files', u'Files')] if shared else [])
    assert lint(text_of(fixes[0], fixes[1]._replace(status=u'draft'))) == []


def test_nothing_is_missing_to_an_abandoned_fix_but_code_is_still_none_of_its_business():
    fix = make_fix(u'FIX-01', u't', status=u'Abandoned', sections=[Section(u'Why', u'TODO\n```\nx\n```')])
    assert [one.rule for one in lint(text_of(fix))] == ['code']


def test_problems_come_in_the_order_of_the_lines():
    text = text_of(make_fix(u'FIX-01', u't'), make_fix(u'FIX-02', u'u'))
    lines = [one.line for one in lint(text)]
    assert lines == sorted(lines) and len(lines) > 20


def test_ready_names_all_that_is_missing_and_unready_their_lines():
    fix = with_section(complete_fix(files=[u'TODO']), diagnosis.CONTINGENCY, u'TODO')
    text = render(report(Section(u'Summary', u'x\n\ny'), fix))
    assert ready(fix) == [u'Files: still TODO', u'Contingency: still TODO']
    assert [(one.line, one.field) for one in unready(text, u'FIX-01')] == [
        (line_of(text, u'- Files'), u'Files'), (line_of(text, u'TODO'), u'Contingency')]


def test_what_is_only_told_keeps_no_fix_from_being_approved():
    fix = with_section(complete_fix(status=u'approved'), diagnosis.CAUSE, u'```\nx\n```')
    assert ready(fix) == []
    assert [one.rule for one in lint(text_of(fix))] == ['approved-by', 'code']


def test_a_fix_that_cannot_be_read_is_not_called_ready():
    text = text_of(complete_fix()).replace(u'- Restart: yes', u'- Restart: yes\n- restart: no')
    with pytest.raises(UsageError):
        unready(text, u'FIX-01')


def aggregate(**agents):
    """An aggregate of agents that searched 40 times each, in which these patterns were seen (12 times)."""
    made = {}
    for name, patterns in agents.items():
        made[name] = dict(Counts().as_dict(), items=[], items_left_out=0,
                          patterns=[{'id': pattern, 'count': 12, 'benign': False} for pattern in patterns])
        made[name]['operations']['search'].update(started=40, failed=12, successful=28)
        made[name]['http'].update(failures=12, by_status={u'403': 12})
    return {'agents': made}


def test_what_the_aggregate_has_seen_is_no_problem():
    assert lint(text_of(complete_fix()), aggregate(AEBN=[PATTERN], GEVI=[])) == []


def test_patterns_and_agents_that_the_aggregate_has_not_seen():
    text = text_of(complete_fix(agents=[u'AEBN', u'Gevi'], patterns=[PATTERN, OTHER_PATTERN]))
    assert found(text, aggregate(AEBN=[PATTERN])) == [
        ('pattern-unknown', line_of(text, u'- Pattern'), u'Pattern'), ('agent-unknown', line_of(text, u'- Agents'), u'Agents')]


def test_criteria_that_the_aggregate_can_never_tell_of():
    fix = with_section(complete_fix(), diagnosis.RESULTS, u'- success: http_403 reduce_pct >= 20\n'
                       u'- success: http_404 reduce_pct >= 20\n- failure: http_429 count > 0')
    text = text_of(fix)
    problems = lint(text, aggregate(AEBN=[PATTERN], GEVI=[]))
    assert [(one.rule, one.line, one.field) for one in problems] == [
        ('not-measurable', line_of(text, u'- success: http_404'), u'Expected results')]
    assert u'http_404' in problems[0].message


def test_a_criterion_is_about_the_agents_of_its_fix():
    fix = with_section(complete_fix(agents=[u'GEVI']), diagnosis.RESULTS,
                       u'- success: http_403 reduce_pct >= 20\n- failure: http_429 count > 0')
    seen = aggregate(AEBN=[PATTERN], GEVI=[])
    assert lint(text_of(fix), seen) == []
    seen['agents'][u'GEVI']['http']['by_status'] = {}
    assert [one.rule for one in lint(text_of(fix), seen)] == ['not-measurable']


@given(REPORTS, TEXTS)
def test_any_report_is_looked_at_without_an_exception_and_each_problem_has_a_line_of_it(one, tail):
    text = render(one) + tail
    problems = lint(text, aggregate(AEBN=[PATTERN]))
    assert all(1 <= problem.line <= text.count(u'\n') + 1 and problem.message for problem in problems)


def test_every_rule_has_a_case_here():
    cases = set(case[0] for case in FIELD_CASES + SECTION_CASES)
    assert rules.BLOCKING - cases == set(['section-twice', 'field-place', 'fix-level'])


def test_a_fix_below_the_wrong_heading_is_told():
    fix = complete_fix(sections=complete_fix().sections + [Section(u'FIX-02: another', u'- Status: draft')])
    text = text_of(fix)
    assert found(text) == [('fix-level', line_of(text, u'### FIX-02'), u'FIX-02: another')]


def test_a_heading_that_ends_a_fix_too_early_is_told_where_its_sections_went():
    text = text_of(complete_fix()).replace(u'### Root cause', u'## Sources\n\n- one\n\n### Root cause')
    outside = [one for one in lint(text) if one.rule == 'section-outside']
    assert [one.line for one in outside] == [line_of(text, u'### ' + title) for title in diagnosis.SECTIONS[3:]]
    assert u'line %d ended FIX-01' % line_of(text, u'## Sources') in outside[0].message
    before = render(report(Section(u'Notes', u'### Contingency'), complete_fix()))
    assert lint(before) == []


@pytest.mark.parametrize('line', [u'> a sample that says TODO', u'The code has `# TODO: retry` in it.', u'TODOS and MYTODO_1'])
def test_a_todo_that_is_quoted_or_part_of_a_word_is_nothing_to_fill(line):
    fix = with_section(complete_fix(), diagnosis.CAUSE, u'It is blocked.\n' + line)
    assert ready(fix) == []
