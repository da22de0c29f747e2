# -*- coding: utf-8 -*-
"""testreport and reportreading: what a person reads first, and that every number in it can be read back, or is refused.

After a change of the report that is wanted, `PLEXFIX_GOLDEN=write` writes the golden reports anew; read them then.
"""
from __future__ import absolute_import, division, print_function

import copy
import io
import json
import os
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decision_bench import TRACE, TRACE_TEXT, a_pass, agent, inputs, pattern
from plexfix.base.compat import to_bytes
from plexfix.base.errors import Refused, UsageError
from plexfix.base.jsontext import json_line, json_text
from plexfix.judge import checksum, explain, record, reportreading, reportsummary, testreport

GOLDEN = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'data', 'golden_comparison')
BAD, GOOD = agent(statuses={u'403': 50}), agent(statuses={u'403': 10}, successful=90)
PASSES = (a_pass(u'before', 'f' * 10 + 'S' * 5), a_pass(u'after', 's' * 9 + 'f' + 'S' * 4 + 'F'), [])


def kept(**known):
    return record.make(inputs(BAD, GOOD, passes=PASSES, **known))


def changed():
    """A record with all there can be: new and gone patterns, a shape change, silencing, what was not measured."""
    before = dict(agent(statuses={u'403': 50}, patterns=[pattern(1, 50, u'A - SEARCH:: no | title `x`')]), url_fetch_errors=None)
    after = agent(statuses={u'429': 20}, patterns=[pattern(2, 20, u'A - SEARCH:: <b># no</b> name'), pattern(3, 1, TRACE, text=TRACE_TEXT),
                                                   pattern(4, 2)])
    return record.make(inputs(before, after, files=None))


RECORDS = {'kept': kept, 'changed': changed, 'invalid': lambda: record.make(inputs(BAD, agent(0, 0))),
           'foreign': lambda: record.make(inputs(sides={'before': {'schema': u'plexfix.aggregate/2'}}))}
each_record = pytest.mark.parametrize('name', sorted(RECORDS))


def json_copy(made):
    return json.loads(json_text(made))


def test_the_verdict_is_the_first_line():
    first = testreport.render(kept()).split(u'\n')[0]
    assert first.startswith(u'**Decision: KEEP** (score 100 %, evidence strong): 1 of 1 success criteria met')


@each_record
def test_it_is_read_back_to_the_same_record(name):
    made = RECORDS[name]()
    for text in (testreport.render(made), json_text(made) + u'\n'):
        for variant in (text, text.replace(u'\n', u'\r\n'), u'\ufeff' + text, text.rstrip(), text + u'\n\n'):
            assert json_line(reportreading.parse(variant, u'x')) == json_line(made)
    assert json_line(reportreading.parse(json.dumps(json_copy(made)), u'x')) == json_line(made)


def test_controls_that_met_the_failure_are_told_of():
    passes = tuple(a_pass(which, 's' * 7, u'affected') for which in (u'before', u'after')) + ([],)
    made = record.make(inputs(BAD, GOOD, passes=passes))
    text = testreport.render(made)
    assert u'Of these controls 7 are about the fix' in text and u'Of these controls' not in testreport.render(kept())
    assert json_line(reportreading.parse(text, u'x')) == json_line(made)


@each_record
def test_explaining_gives_the_same_bytes(name):
    made = RECORDS[name]()
    stored = json_copy(made)
    assert json_text(record.again(stored, u'x')) == json_text(made) == json_text(stored)
    assert explain.lines_of(stored) == explain.lines_of(made)


@each_record
def test_the_bytes_are_the_same_on_every_python(name):
    for ending, text in (('.md', testreport.render(RECORDS[name]())), ('.txt', u'\n'.join(explain.lines_of(RECORDS[name]())) + u'\n')):
        path = os.path.join(GOLDEN, name + ending)
        if os.environ.get('PLEXFIX_GOLDEN') == 'write':
            with io.open(path, 'wb') as golden:
                golden.write(to_bytes(text))
        with io.open(path, 'rb') as golden:
            assert to_bytes(text) == golden.read()


@each_record
def test_each_number_of_the_record_shows(name):
    made = RECORDS[name]()
    shown = testreport.render(made).split(testreport.DATA)[0]
    for row in made['criteria']:
        assert row['text'] in shown and testreport._side(row['after']) in shown
    for row in made['validity']:
        assert u'| %s | %s |' % (row['check'], row['result']) in shown
    for row in made['new_patterns'] + made['gone_patterns']:
        assert row['id'] in shown


def test_what_a_log_says_does_not_become_markdown():
    text = testreport.render(changed())
    assert not re.search(u'^ *(#+ no|<b>)', text, re.M)
    assert len(re.findall(u'^```', text, re.M)) == 4


def test_a_summary_names_what_counts():
    lines = reportsummary.lines_of(kept())
    assert lines[1:3] == [u'decision   KEEP (exit code 0)', u'score      100 %']
    assert any(line.startswith(u'criterion  met yes  success: failure_rate') for line in lines)
    assert any(line == u'items      10, 9 recovered, 0 got worse; 5 controls, 1 got worse' for line in lines)


# -- what is refused ---------------------------------------------------------------------------------------------------

def refusal(text, kind):
    with pytest.raises(kind) as caught:
        reportreading.parse(text, u'the report')
    assert u'the report' in caught.value.what
    return caught.value.evidence or u''


TEXT = testreport.render(kept())
NUMBERED = [number for number, line in enumerate(TEXT.split(u'\n')) if re.search(u'[0-9]', line)]


@pytest.mark.parametrize('old, new', [
    (u'**Decision: KEEP**', u'**Decision: MONITOR**'), (u'evidence strong', u'evidence moderate'), (u'score 100 %', u'score 99 %'),
    (u'10 / 100 = 0.100', u'11 / 100 = 0.110'), (u'actual 10 ', u'actual 11 '), (u'| 0.500\n', u'| 0.510\n'),
    (u'9 recovered', u'10 recovered'), (u'| yes |', u'| no |')])
def test_a_number_changed_by_hand_is_refused_with_its_line(old, new):
    assert TEXT.count(old) >= 1
    number = TEXT[:TEXT.index(old)].count(u'\n') + 1
    assert u'line %d' % number in refusal(TEXT.replace(old, new, 1), Refused)


# Each works the whole decision out again.
@settings(max_examples=settings().max_examples // 4, deadline=None)
@given(st.sampled_from(NUMBERED), st.integers(0, 10 ** 6), st.integers(1, 9))
def test_any_digit_changed_by_hand_is_refused(number, place, add):
    lines = TEXT.split(u'\n')
    digits = [at for at, letter in enumerate(lines[number]) if letter.isdigit()]
    at = digits[place % len(digits)]
    lines[number] = lines[number][:at] + u'%d' % ((int(lines[number][at]) + add) % 10) + lines[number][at + 1:]
    with pytest.raises((Refused, UsageError)) as caught:
        reportreading.parse(u'\n'.join(lines), u'x')
    told = caught.value.evidence
    assert u'line %d' % (number + 1) in told or u'schema' in told or u'it lacks: inputs_sha256' in told


def test_a_number_with_a_last_digit_zero_is_refused_with_its_line():
    # Read, it is shorter than it stands there.
    text = json_text(kept())
    number, line = [(number, line) for number, line in enumerate(text.split(u'\n')) if re.match(u' +0[.][0-9]{10},?$', line)][0]
    digits = line.rstrip(u',')
    assert u'line %d ' % (number + 1) in refusal(text.replace(line, line.replace(digits, digits[:-1] + u'0'), 1), Refused)


def test_other_digits_of_the_same_number_are_refused_too():
    text = json_text(kept())
    line = [line for line in text.split(u'\n') if line == u'  "score": 100.0,'][0]
    refused = refusal(text.replace(line, u'  "score": 100.00000000000000001,'), Refused)
    assert u'line %d ' % (text.split(u'\n').index(line) + 1) in refused


@pytest.mark.parametrize('key, value', [
    ('decision', u'ROLLBACK'), ('score', 80.0), ('evidence', u'weak'), ('exit_code', 10), ('silenced', True), ('reason', u'x')])
def test_a_record_that_does_not_follow_from_its_inputs_is_refused(key, value):
    made = json_copy(kept())
    made[key] = value
    line = [line for line in json_text(made).split(u'\n') if line.startswith(u'  "%s"' % key)][0]
    assert u'line %d' % (json_text(made).split(u'\n').index(line) + 1) in refusal(json_text(made), Refused)
    assert key in refusal(json.dumps(made), Refused)
    # The data's own text comes to the same in Markdown.
    refusal(testreport.render(made), Refused)


def test_inputs_changed_by_hand_are_refused_too_with_their_line():
    made = json_copy(kept())
    made['inputs']['measures']['failure_rate']['after']['count'] = 1
    text = json_text(made)
    number = [at for at, pair in enumerate(zip(text.split(u'\n'), json_text(kept()).split(u'\n'))) if pair[0] != pair[1]][0]
    assert u'line %d ' % (number + 1) in refusal(text, Refused)
    refusal(json.dumps(made), Refused)


def test_more_lines_that_are_changed_and_a_changed_checksum_are_refused():
    for keys in (('score', 'exit_code'), (checksum.KEY,), (checksum.KEY, 'policy')):
        made = json_copy(kept())
        made.update((key, 7) for key in keys)
        assert u'line ' in refusal(json_text(made), Refused)
    made[checksum.KEY] = u'0' * 32
    assert u'line ' in refusal(json_text(made), Refused)


@pytest.mark.parametrize('share', [0.01, 0.2, 0.5, 0.9, 0.99])
def test_a_report_that_was_cut_off_is_refused_with_its_last_line(share):
    for text in (TEXT, json_text(kept())):
        cut_off = text[:int(len(text) * share)]
        assert u'line %d' % len(cut_off.rstrip(u'\n').split(u'\n')) in refusal(cut_off, UsageError)


@pytest.mark.parametrize('text', [
    u'', u'\n', u'# Something else\n', u'{}', u'[]', u'{"schema": "plexfix.aggregate/1"}', u'{"schema": "plexfix.comparison/1"}',
    u'{"a": ' * 100000, u'Decision: KEEP\n', u'# Title\n\n' + TEXT, u'{"schema": "plexfix.comparison/2"}'])
def test_what_is_not_ours_is_refused(text):
    refusal(text, UsageError)


@pytest.mark.parametrize('broken', [{}, None, {'readable': True}, []])
def test_inputs_that_are_not_whole_are_refused(broken):
    made = json_copy(kept())
    made['inputs'] = broken
    refusal(json_text(made), UsageError)


def test_a_persons_own_words_are_left_alone_but_no_second_verdict():
    noted = TEXT.replace(u'## Criteria', u'I looked at the items, too: fine.\n\n## Criteria', 1) + u'\nMy words.\n'
    assert json_line(reportreading.parse(noted, u'x')) == json_line(kept())
    for line in (u'**Decision: MONITOR** (score 60 %, evidence weak): no', u'| a | row |', u'```'):
        refusal(TEXT.replace(u'## Criteria', line + u'\n\n## Criteria', 1), Refused)


def test_a_record_of_another_version_is_read_by_its_words():
    made = kept()
    made['version'] = u'0.0.9'
    made['would_change'] = []
    assert u'line ' in refusal(json_text(made), Refused)
    made = checksum.summed(made)
    assert reportreading.parse(json_text(made), u'x')['decision'] == u'KEEP'
    text = testreport.render(made)
    assert reportreading.parse(text, u'x')['version'] == u'0.0.9'
    assert u'line 1' in refusal(text.replace(u'KEEP', u'MODIFY', 1), Refused)


def test_reading_changes_nothing():
    made = kept()
    before = copy.deepcopy(made)
    testreport.render(made)
    explain.lines_of(made)
    reportsummary.lines_of(made)
    assert made == before
