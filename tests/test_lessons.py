# -*- coding: utf-8 -*-
"""Lessons: their JSON checked, which are in scope, merged without losing evidence, written for people and read back."""
from __future__ import absolute_import, division, print_function

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plexfix.base.compat import to_bytes
from plexfix.base.errors import UsageError
from plexfix.base.jsontext import json_text
from plexfix.understand import lessons
from plexfix.understand.lessons import Check, Evidence, Lesson

NOWHERE = {u'agents': (), u'categories': (), u'statuses': ()}
TEXTS = st.text(max_size=30).filter(lambda text: text.strip(u' \t\r\n') != u'')
# JSON, too, reads a pair of surrogates as the one character that it stands for.
WORDS = TEXTS.filter(lambda text: to_bytes(text).decode('utf-8') == text)
SCOPE = st.fixed_dictionaries(dict((name, st.lists(WORDS, max_size=3).map(tuple)) for name in NOWHERE))
EVIDENCE = st.builds(Evidence, *[st.one_of(st.none(), WORDS)] * 5)
ANY = st.builds(Lesson, WORDS, st.sampled_from([u'DO', u'DONT']), st.integers(0, 6), SCOPE, WORDS,
                st.one_of(st.none(), st.builds(Check, st.sampled_from(lessons.CHECK_KINDS), WORDS)),
                st.lists(EVIDENCE, max_size=3).map(tuple), st.sampled_from(lessons.STATUSES),
                st.integers(0, 10 ** 6), st.integers(0, 10 ** 6))
MANY = st.lists(ANY, max_size=5, unique_by=lambda lesson: lesson.id)


def lesson(name=u'L-1', text=u'watch all statuses', polarity=u'DO', phase=2, status=u'active', **changes):
    scope = dict(NOWHERE, **changes.pop('scope', {}))
    return Lesson(name, polarity, phase, scope, text, None, (), status, 0, 0)._replace(**changes)


def document(**changes):
    row = {u'id': u'L-1', u'polarity': u'DO', u'phase': 4, u'text': u'watch all statuses',
           u'scope': {u'agents': [u'AEBN'], u'statuses': [403, u'429']},
           u'check': {u'kind': u'criterion', u'text': u'failure: http_429 increase_pct > 10'},
           u'evidence': [{u'run': u'r', u'fix': u'FIX-01', u'metric': u'http_403', u'expected': -20, u'actual': None}],
           u'status': u'active', u'helped': 2, u'harmed': 1}
    row.update(changes)
    return {u'schema': lessons.SCHEMA, u'lessons': [row]}


def in_order(rows):
    return [one for _, part in lessons.by_phase(rows) for one in part]


# JSON

def test_a_lesson_is_read():
    assert lessons.check(document(), u'x') == [Lesson(
        u'L-1', u'DO', 4, {u'agents': (u'AEBN',), u'categories': (), u'statuses': (u'403', u'429')},
        u'watch all statuses',
        Check(u'criterion', u'failure: http_429 increase_pct > 10'),
        (Evidence(u'r', u'FIX-01', u'http_403', u'-20', None),), u'active', 2, 1)]


def test_what_may_be_left_out():
    short = {u'schema': lessons.SCHEMA, u'more': 1,
             u'lessons': [{u'id': u'a', u'polarity': u'DONT', u'phase': u'2', u'text': u'b', u'more': 2}]}
    assert lessons.check(short, u'x') == [Lesson(u'a', u'DONT', 2, NOWHERE, u'b', None, (), u'active', 0, 0)]


@pytest.mark.parametrize('phase, number', [
    (0, 0), (6, 6), (u'3', 3), (u'diagnostics', 2), (u'Testing and  Validation', 4), (u'set-up', 0),
    (u'post-mortem', 6)])
def test_a_phase_may_be_a_number_or_a_name(phase, number):
    assert lessons.check(document(phase=phase), u'x')[0].phase == number


@pytest.mark.parametrize('field, value', [
    (u'id', u''), (u'id', u' '), (u'id', None), (u'id', 3), (u'polarity', u'do'), (u'polarity', None), (u'phase', 7),
    (u'phase', -1), (u'phase', True), (u'phase', None), (u'phase', 2.5), (u'phase', u'testing'), (u'text', u''),
    (u'text', None), (u'scope', [u'AEBN']), (u'scope', None), (u'check', u'x'), (u'evidence', {}),
    (u'evidence', None), (u'evidence', u'x'), (u'status', u'new'),
    (u'status', None), (u'helped', -1), (u'helped', 1.5), (u'helped', u'1'), (u'harmed', True), (u'harmed', None)])
def test_a_wrong_field_is_named(field, value):
    with pytest.raises(UsageError) as caught:
        lessons.check(document(**{field: value}), u'x.json')
    assert caught.value.what == u'x.json, lesson 1: the field %s is wrong' % field
    assert caught.value.evidence == u'it is %s' % json.dumps(value) and caught.value.hint.startswith(u'it must be ')


@pytest.mark.parametrize('changes, field', [
    ({u'scope': {u'agents': u'AEBN'}}, u'scope.agents'), ({u'scope': {u'statuses': [None]}}, u'scope.statuses'),
    ({u'scope': {u'categories': [u'']}}, u'scope.categories'),
    ({u'check': {u'kind': u'x', u'text': u'y'}}, u'check.kind'),
    ({u'check': {u'kind': u'lint'}}, u'check.text'), ({u'evidence': [u'x']}, u'evidence 1'),
    ({u'evidence': [{}, {u'actual': []}]}, u'evidence 2.actual')])
def test_a_wrong_part_of_a_field_is_named(changes, field):
    with pytest.raises(UsageError) as caught:
        lessons.check(document(**changes), u'x')
    assert u'the field %s is wrong' % field in caught.value.what


@pytest.mark.parametrize('wrong, words', [
    ([], u'its schema is null'), ({}, u'its schema is null'), ({u'schema': u'plexfix.lessons/2'}, u'plexfix.lessons/2'),
    ({u'schema': lessons.SCHEMA}, u'field: lessons'), ({u'schema': lessons.SCHEMA, u'lessons': {}}, u'field: lessons'),
    ({u'schema': lessons.SCHEMA, u'lessons': [3]}, u'3'),
    (dict(document(), lessons=document()[u'lessons'] * 2), u'field: id, L-1')])
def test_what_holds_no_lessons_is_refused(wrong, words):
    with pytest.raises(UsageError) as caught:
        lessons.check(wrong, u'x')
    assert words in caught.value.evidence and u'x' in caught.value.what


@given(MANY)
def test_json_is_read_back_the_same(rows):
    assert lessons.check(json.loads(json_text(lessons.to_json(rows))), u'x') == rows


def test_an_id_is_made_of_the_words():
    one = lessons.new(u'DO', 4, u'Watch all\n statuses', {u'agents': [u'AEBN']})
    assert one.id == lessons.new(u'DO', 4, u' watch ALL statuses ').id == u'L-e3f15e7a'
    assert one.status == u'draft' and one.scope[u'agents'] == (u'AEBN',)
    assert len(set(lessons.new(*parts).id for parts in (
        (u'DO', 4, u'a'), (u'DONT', 4, u'a'), (u'DO', 3, u'a'), (u'DO', 4, u'b')))) == 4


# Scope

@pytest.mark.parametrize('scope, agents, categories, statuses, expected', [
    ({}, [], [], [], True),
    ({}, [u'AEBN'], [u'http_403'], [u'403'], True),
    ({u'agents': (u'AEBN',)}, [u'AEBN', u'GEVI'], [], [], True),
    ({u'agents': (u'AEBN',)}, [u'GEVI'], [], [], False),
    ({u'agents': (u'AEBN',)}, [], [], [], False),
    ({u'agents': (u'AEBN',)}, None, None, None, True),
    ({u'agents': (u'AEBN',), u'statuses': (u'429',)}, [u'AEBN'], [], [u'403'], False),
    ({u'agents': (u'AEBN',), u'statuses': (u'429', u'403')}, [u'AEBN'], [], [403], True),
    ({u'categories': (u'http_403',)}, [u'AEBN'], [u'http_404', u'http_403'], [], True),
    ({u'categories': (u'http_403',)}, [u'AEBN'], [u'http_404'], [u'403'], False)])
def test_an_empty_scope_is_everywhere_and_each_other_must_be_met(scope, agents, categories, statuses, expected):
    rows = [lesson(scope=scope)]
    assert lessons.in_scope(rows, agents, categories, statuses) == (rows if expected else [])


def test_retired_ones_are_out_and_drafts_apart():
    rows = [lesson(name, status=name) for name in (u'active', u'draft', u'retired')]
    assert [one.id for one in lessons.in_scope(rows)] == [u'active']
    assert [one.id for one in lessons.in_scope(rows, status=u'draft')] == [u'draft']


def test_by_phase_and_do_before_dont():
    rows = [lesson(u'a', phase=4, polarity=u'DONT'), lesson(u'b', phase=4), lesson(u'c', phase=0),
            lesson(u'd', phase=4)]
    assert [(phase, [one.id for one in part]) for phase, part in lessons.by_phase(rows)] == [
        (0, [u'c']), (4, [u'b', u'd', u'a'])]


# Merging

def evidence(run):
    return (Evidence(run, u'FIX-01', u'http_403', u'-20', u'-33'),)


def test_the_same_words_are_one_lesson_with_all_the_evidence():
    old = lesson(u'a', u'Watch all statuses', evidence=evidence(u'r1'), helped=3, scope={u'agents': (u'AEBN',)})
    new = lesson(u'b', u'watch  all statuses', evidence=evidence(u'r1') + evidence(u'r2'), harmed=1, status=u'draft',
                 scope={u'agents': (u'GEVI', u'AEBN'), u'statuses': (u'403',)})
    assert lessons.merge([old], [new]) == [lesson(
        u'a', u'watch  all statuses', evidence=evidence(u'r1') + evidence(u'r2'), helped=3, harmed=1,
        scope={u'agents': (u'AEBN', u'GEVI')})]


def test_of_one_id_the_newer_words_and_scope_hold():
    old = lesson(u'a', u'one', scope={}, check=Check(u'lint', u'x'))
    new = lesson(u'a', u'two', scope={u'agents': (u'AEBN',)}, phase=5)
    assert lessons.merge([old], [new]) == [new._replace(check=Check(u'lint', u'x'))]


def test_opposite_lessons_stay_two():
    assert len(lessons.merge([lesson(u'a')], [lesson(u'b', polarity=u'DONT')])) == 2


@pytest.mark.parametrize('old, new, expected', [
    (u'active', u'draft', u'active'), (u'draft', u'active', u'active'), (u'retired', u'active', u'retired'),
    (u'retired', u'draft', u'retired'), (u'draft', u'draft', u'draft'), (u'active', u'retired', u'retired')])
def test_what_a_person_confirmed_or_retired_stays_so(old, new, expected):
    assert lessons.merge([lesson(status=old)], [lesson(status=new)])[0].status == expected


def test_one_that_is_like_two_makes_them_one():
    rows = [lesson(u'a', u'one', helped=1, evidence=evidence(u'r1')), lesson(u'x', u'other'),
            lesson(u'b', u'two', helped=2, evidence=evidence(u'r2'))]
    merged = lessons.merge(rows, [lesson(u'a', u'two', evidence=evidence(u'r3'))])
    assert [(one.id, one.text, one.helped) for one in merged] == [(u'a', u'two', 2), (u'x', u'other', 0)]
    assert set(merged[0].evidence) == set(evidence(u'r1') + evidence(u'r2') + evidence(u'r3'))


def parts_of(rows):
    return set(part for one in rows for part in one.evidence)


@given(MANY, MANY)
def test_merging_loses_nothing_and_merging_again_changes_nothing(old, new):
    before = copy.deepcopy((old, new))
    merged = lessons.merge(old, new)
    assert (old, new) == before
    assert parts_of(merged) == parts_of(old + new)
    assert max([one.helped for one in merged] or [0]) == max([one.helped for one in old + new] or [0])
    assert lessons.merge(merged, merged) == merged
    assert len(set(one.id for one in merged)) == len(merged)


# Markdown

GOLDEN = u"""# Lessons learned

## Phase 2: diagnostics

### L-2

- DO: look at *today's* page
- Status: draft
- Helped: 0, harmed: 0

## Phase 4: testing and validation

### L-1

- DON'T: forget 429
- Status: active
- Agents: AEBN, GEVI
- Statuses: 429
- Check by criterion: failure: http_429 increase_pct > 10
- Helped: 2, harmed: 1
- Evidence:
  - Run: r1
  - Fix: FIX-01
  - Metric: http_429
  - Actual: 12
"""
GOLDEN_ROWS = [
    lesson(u'L-2', u"look at *today's* page", status=u'draft'),
    lesson(u'L-1', u'forget 429', u'DONT', 4, check=Check(u'criterion', u'failure: http_429 increase_pct > 10'),
           helped=2, harmed=1, scope={u'agents': (u'AEBN', u'GEVI'), u'statuses': (u'429',)},
           evidence=(Evidence(u'r1', u'FIX-01', u'http_429', None, u'12'),))]


def test_the_markdown_that_people_read():
    assert lessons.render(GOLDEN_ROWS[::-1]) == GOLDEN
    assert lessons.parse(GOLDEN) == GOLDEN_ROWS


@pytest.mark.parametrize('change', [
    lambda text: text.replace(u'\n', u'\r\n'), lambda text: u'\ufeff' + text, lambda text: text.rstrip(u'\n'),
    lambda text: text.replace(u'\n', u' \n'),
    lambda text: text.replace(u'# Lessons learned', u'Some words\n\n- of mine: x'),
    lambda text: text.replace(u'## Phase 2: diagnostics', u'## Phase 2'), lambda text: text.replace(u"DON'T", u"don't"),
    lambda text: text.replace(u'- Statuses: 429', u'- statuses:429, '), lambda text: text.replace(u'\n\n', u'\n')])
def test_what_an_editor_or_a_person_does_to_it(change):
    assert change(GOLDEN) != GOLDEN and lessons.parse(change(GOLDEN)) == GOLDEN_ROWS


@given(MANY)
def test_markdown_is_read_back_the_same(rows):
    text = lessons.render(rows)
    assert lessons.parse(text) == in_order(rows)
    assert lessons.parse(text.replace(u'\n', u'\r\n')) == in_order(rows)
    assert lessons.render(in_order(rows)) == text and to_bytes(text)


@pytest.mark.parametrize('text', [
    u'two\nlines', u' spaces ', u'\ttab', u'# head', u'- item', u'a\r\nb', u'### L', u'- Status: retired', u'&#10;',
    u'a, b',
    u'&amp;', u'\u2028', u'\x00', u'trailing\\', u'| pipe |', u'\x85', u'&#38;#10;', u'\ufeff'])
def test_texts_that_look_like_something_else(text):
    rows = [lesson(text, text, scope=dict((name, (text, u'x')) for name in NOWHERE), check=Check(u'lint', text),
                   evidence=(Evidence(text, text, text, text, text), Evidence(None, None, None, None, None)))]
    assert lessons.parse(lessons.render(rows)) == rows


def test_no_lesson_is_no_error():
    assert lessons.parse(lessons.render([])) == [] == lessons.parse(u'')
    assert lessons.check(lessons.to_json([]), u'x') == []


@pytest.mark.parametrize('old, new, line, words', [
    (u'- Status: draft', u'- Status: maybe', 5, u'status'), (u'- Status: draft', u'- State: draft', 8, u'State'),
    (u'- Status: draft', u'draft', 8, u'no field'), (u'- Helped: 0, harmed: 0', u'- Helped: often', 9, u'Helped'),
    (u"- DO: look at *today's* page", u'- DO:', 5, u'text'), (u"- DO: look at *today's* page", u'', 5, u'polarity'),
    (u'  - Run: r1', u'  - Ran: r1', 22, u'Ran'), (u'### L-2', u'', 7, u'no lesson'),
    (u'## Phase 4', u'## Phase 9', 11, u'no lesson'), (u'## Phase 2', u'## Phase 7', 3, u'no lesson'),
    (u'## Phase 4', u'## Stage 4', 11, u'no lesson'),
    (u'- Evidence:\n', u'', 21, u'Run'), (u'Check by criterion', u'Check by luck', 13, u'check.kind')])
def test_a_problem_is_told_with_its_line(old, new, line, words):
    assert old in GOLDEN
    with pytest.raises(UsageError) as caught:
        lessons.parse(GOLDEN.replace(old, new), u'mine.md')
    assert caught.value.what.startswith(u'mine.md, line %d' % line) and words in caught.value.what


def test_two_of_one_id_are_refused():
    with pytest.raises(UsageError) as caught:
        lessons.parse(GOLDEN.replace(u'### L-2', u'### L-1'))
    assert u'L-1' in caught.value.evidence
