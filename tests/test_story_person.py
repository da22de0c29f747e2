# -*- coding: utf-8 -*-
"""The prepared answers: each is complete, fits its heading, and what the report itself asks for is kept."""
from __future__ import absolute_import, division, print_function

import re

import pytest

from diagnosis_reports import complete_fix, report, with_section
from plexfix.understand import criteria, diagnosis
from plexfix.understand.diagnosis.text import parse, render
from plexsim import patches
from plexsim.story import person

TODO_SECTIONS = (diagnosis.EXPECTED, diagnosis.DIVERGENCE, diagnosis.CAUSE, diagnosis.RESULTS, diagnosis.TEST_PLAN,
                 diagnosis.CONTINGENCY)
ANSWERS = person.answers()
HEADINGS = {u'headers': u'HTTP 403: films.example', u'browser session': u'Nothing found: Error: ...',
            u'backoff': u'HTTP 429: films.example', u'selector': u'Nothing found: Error: ...'}


def draft(number, title, pattern=u'a1b2c3d4e5f6', agents=(u'AEBN',), results=u'TODO: criteria, one a line.', **given):
    """A fix as the suite drafts it: all that is a person's is TODO."""
    values = dict(priority=u'TODO', files=[u'TODO'], restart=u'TODO', patterns=[pattern], agents=list(agents))
    values.update(given)
    fix = complete_fix(u'FIX-%02d' % number, title=title, **values)
    for name in TODO_SECTIONS:
        fix = with_section(fix, name, results if name == diagnosis.RESULTS else u'TODO: something.')
    return fix


def text_of(*drafts):
    return render(report(*drafts))


def after(text, given=()):
    for choice in person.choices(text, given):
        text = person.write(text, choice)
    return text


def fix_in(text, name):
    return diagnosis.find(parse(text), name)


@pytest.mark.parametrize('answer', ANSWERS, ids=lambda answer: answer['name'])
def test_with_each_answer_a_draft_is_complete(answer):
    text = text_of(draft(1, HEADINGS[answer['name']]))
    assert diagnosis.unready(text, u'FIX-01')
    text = after(text, answer['after'])
    assert diagnosis.unready(text, u'FIX-01') == []
    fix = fix_in(text, u'FIX-01')
    assert (fix.title, fix.priority, fix.patterns) == (answer['title'], answer['priority'], [u'a1b2c3d4e5f6'])
    assert diagnosis.test_plan(fix) == {'items': answer['items'], 'controls': answer['controls']}
    assert dict(fix.fields)[u'Confidence'] == u'%d %%' % answer['confidence']


@pytest.mark.parametrize('answer', ANSWERS, ids=lambda answer: answer['name'])
def test_each_answer_asks_for_an_improvement_and_has_a_patch_and_reasons(answer):
    roles = [criteria.parse(text).role for text in answer['criteria']]
    assert u'success' in roles and u'failure' in roles
    assert answer['patch'] in patches.names() and set(answer['after']) <= set(one['name'] for one in ANSWERS)
    for decision in (u'KEEP', u'rolled back', person.UNDECIDED):
        told = person.why(answer, decision, u'SEEN')
        assert re.match(u'Expected: .+ Observed: SEEN Why: .+ Missed: .+', told)


def test_no_number_that_is_measured_stands_in_an_answer():
    for answer in ANSWERS:
        for text in [answer['title'], answer['expected']] + list(answer['sections'].values()):
            numbers = re.findall(u'[0-9]+', re.sub(u'(?m)^[0-9]\\.|\\b(?:403|429|200|2014|2\\.7)\\b|[Ss]tep [0-9]|step [0-9]', u'', text))
            assert not numbers, (answer['name'], numbers)


def test_fixes_of_one_cause_become_one_and_the_others_are_given_up():
    text = text_of(draft(1, u'HTTP 403: a.example', u'aaaaaaaaaaaa', [u'X']),
                   draft(2, u'HTTP 403: b.example', u'bbbbbbbbbbbb', [u'Y', u'X']), draft(3, u'HTTP 500: c.example'))
    text = after(text)
    fix = fix_in(text, u'FIX-01')
    assert fix.patterns == [u'aaaaaaaaaaaa', u'bbbbbbbbbbbb'] and fix.agents == [u'X', u'Y']
    assert [fix_in(text, name).status for name in (u'FIX-01', u'FIX-02', u'FIX-03')] == [u'draft', u'abandoned', u'abandoned']
    assert u'FIX-01' in diagnosis.section(fix_in(text, u'FIX-02'), diagnosis.CAUSE)


def test_what_lessons_added_to_the_criteria_is_kept():
    guard = u'failure: http_500 increase_pct > 10'
    text = text_of(draft(1, HEADINGS[u'backoff'], results=u'TODO: criteria.\n\n- %s' % guard))
    assert person.fixes_in(text)[0].guards == [guard]
    told = diagnosis.section(fix_in(after(text), u'FIX-01'), diagnosis.RESULTS)
    assert told.count(guard) == 1 and u'TODO' not in told


def test_an_answer_is_given_once_and_the_better_one_only_after_the_first():
    text = text_of(draft(1, HEADINGS[u'selector']))
    assert person.choices(text, [])[0].answer['name'] == u'browser session'
    again = person.write(text, person.choices(text, [])[0])
    assert person.choices(again, [u'browser session'])[0].answer['name'] == u'selector'
    assert person.choices(again, [u'browser session', u'selector'])[0].answer is None


@pytest.mark.parametrize('status', [u'kept', u'rolled back', u'applied', u'monitored', u'approved'])
def test_what_is_decided_or_under_way_is_left_alone(status):
    assert person.choices(text_of(draft(1, HEADINGS[u'headers'], status=status)), []) == []


def test_a_fix_that_was_given_up_is_taken_up_where_an_answer_came_up():
    text = text_of(draft(1, HEADINGS[u'selector'], status=u'abandoned'), draft(2, u'HTTP 500: x', status=u'abandoned'))
    text = after(text, [u'browser session'])
    assert [fix_in(text, name).status for name in (u'FIX-01', u'FIX-02')] == [u'draft', u'abandoned']


def test_lists_over_several_lines_are_read_and_nothing_else_is_changed():
    long_list = [u'%012d' % number for number in range(30)]
    text = text_of(draft(1, HEADINGS[u'headers'], patterns=long_list), draft(2, u'HTTP 500: x', status=u'kept'))
    changed = after(text)
    assert fix_in(changed, u'FIX-01').patterns == long_list
    assert fix_in(changed, u'FIX-02') == fix_in(text, u'FIX-02')
    with pytest.raises(KeyError):
        person.write(u'# nothing', person.choices(text, [])[0])
