# -*- coding: utf-8 -*-
"""The post-mortem of a run: what it holds, what a person wrote stays, lessons grow from run to run, nothing is lost."""
from __future__ import absolute_import, division, print_function

import os

import pytest

import cycle_bench
from cycle_bench import Cycle, bad, good
from fix_bench import read, write
from plexfix.base.compat import to_bytes
from plexfix.base.errors import PreconditionFailed, UsageError
from plexfix.base.jsontext import json_text
from plexfix.loop import saidwords
from plexfix.loop.review import postmortemtext
from plexfix.outside import rundir
from plexfix.steps import diagnosing, postmortem
from plexfix.understand import lessons


@pytest.fixture
def cycle(tmpdir):
    made = Cycle(str(tmpdir))
    made.report(1, made.fix(confidence=u'80 %'))
    made.applied()
    assert made.tested(bad(), good(**{'429': 30})) == 0
    return made


def look(cycle, **given):
    return postmortem.run(cycle.run.path, now=cycle_bench.NOW, **given)


def second(cycle):
    """A second iteration whose fix was taken back, as it did nothing."""
    cycle.report(2, cycle.fix(u'FIX-02', title=u'Backoff'))
    cycle.applied(u'FIX-02', 2, rolled_back=True)
    assert cycle.tested(bad(), bad(), u'FIX-02', 2) == 20
    cycle.log(u'why', 2, u'FIX-02', data={
        u'expected': u'fewer', u'observed': u'the same', u'why': None, u'given': True, u'measured': [u'x']})


def test_each_fix_has_expected_and_actual_side_effects_and_its_end(cycle):
    done = look(cycle)
    row, = done.document['interventions']
    assert (row['decision'], row['settlement']['action'], row['settlement']['command']) == (u'KEEP', u'keep', None)
    assert [one['said'] for one in row['criteria']][0].endswith(u'actual 10 (-90.0 %)')
    assert [(one['metric'], one['kind']) for one in row['side_effects']] == [(u'http_429', u'worse'), (u'http_403', u'better')]
    assert u'http_429 rose' in row['missed'][0]
    assert done.document['forecasts']['calibration'][0]['brier'] == pytest.approx(0.04)
    assert [one['event'] for one in done.document['timeline']] == [u'run started', u'applied', u'kept']
    assert sorted(os.path.basename(path) for path in done.written) == [
        'lessons_learned.json', 'lessons_learned.md', 'post_mortem_analysis.json', 'post_mortem_analysis.md']
    assert cycle.text(done.path) == done.text and cycle.json(cycle.run.lessons_json) == lessons.to_json(done.lessons)


def test_it_goes_where_it_belongs(cycle, tmpdir):
    assert look(cycle).path == cycle.run.post_mortem
    assert look(cycle, iteration=1).path == cycle.records().post_mortem
    assert postmortem.run_log(cycle.records().implementation_log).path == cycle.records().post_mortem
    own = str(tmpdir.join('else', 'pm.md'))
    done = look(cycle, output=own)
    assert sorted(os.listdir(os.path.dirname(own))) == ['lessons_learned.json', 'lessons_learned.md', 'pm.json', 'pm.md']
    assert done.lessons_path == os.path.join(os.path.dirname(own), 'lessons_learned.md')


def test_a_dry_run_writes_nothing(cycle):
    before = sorted(os.listdir(cycle.run.path))
    done = look(cycle, dry_run=True)
    assert done.written == [] and sorted(os.listdir(cycle.run.path)) == before and done.document['lessons']


def test_several_iterations_stand_together_and_one_alone(cycle):
    second(cycle)
    done = look(cycle)
    assert [(row['iteration'], row['settlement']['action']) for row in done.document['interventions']] == [
        (1, u'keep'), (2, u'stays rolled back')]
    assert u'## FIX-02 (iteration 2): Backoff' in done.text and u'- observed: the same' in done.text
    assert u'- why:' not in done.text and u'- given:' not in done.text and u'- measured:' not in done.text
    assert any(one.check and one.check.text.startswith(u'patch/same-as:') for one in done.lessons)
    assert [row['fix'] for row in look(cycle, iteration=1).document['interventions']] == [u'FIX-01']
    alone = postmortem.run_log(cycle.records(2).implementation_log)
    assert [row['fix'] for row in alone.document['interventions']] == [u'FIX-02']
    assert set(one['iteration'] for one in alone.document['timeline']) == set([None, 2])


def test_a_fix_that_is_to_go_tells_how(cycle):
    cycle.report(2, cycle.fix(u'FIX-02'))
    cycle.applied(u'FIX-02', 2)
    assert cycle.tested(bad(), bad(), u'FIX-02', 2) == 20
    settled = look(cycle).document['interventions'][1]['settlement']
    assert settled['action'] == u'roll back'
    assert settled['command'].startswith(u'implement_fix.py --rollback FIX-02 --diagnostic-report ')


def test_a_second_look_gives_the_same_bytes(cycle):
    second(cycle)
    first = look(cycle)
    before = [read(path) for path in first.written]
    again = look(cycle)
    assert [read(path) for path in again.written] == before


def test_what_a_person_wrote_stays_wherever_it_stands(cycle):
    path = look(cycle).path
    text = cycle.text(path)
    asked = u'TODO: what in the code or on the website explains the difference?'
    assert text.count(asked) == 1
    text = text.replace(asked, u'Their robot rules.\n\n### A heading of mine\n\n- and a list \u00e9')
    text = text.replace(u'### Side effects', u'I asked the owner.\n\n### Side effects')
    text = text.replace(u'- State: applied; times it was applied: 1', u'- State: applied by Ann')
    write(path, text + u'My last word.\n')
    second(cycle)
    done = look(cycle)
    assert u'Their robot rules.\n\n### A heading of mine\n\n- and a list \u00e9\n' in done.text
    notes = done.text.split(u'\n## Notes\n')[1]
    for line in (u'I asked the owner.', u'- State: applied by Ann', u'My last word.'):
        assert notes.count(line) == 1
    assert u'- State: applied; times it was applied: 1' in done.text and u'## FIX-02 (iteration 2)' in done.text
    again = look(cycle)
    assert again.text == done.text and again.open_fields == 8


def test_a_field_of_a_fix_that_is_gone_is_kept_among_the_notes(cycle):
    second(cycle)
    path = look(cycle).path
    asked = u'TODO: what should have been looked at before, and was not?'
    first, last = cycle.text(path).split(u'## FIX-02')
    write(path, first + u'## FIX-02' + last.replace(asked, u'The page itself.', 1))
    os.remove(cycle.records(2).implementation_log)
    os.remove(cycle.records(2).test_report_json(u'FIX-02'))
    os.rename(cycle.records(2).path, cycle.records(2).path + '_away')
    done = look(cycle)
    assert u'## FIX-02' not in done.text
    notes = done.text.split(u'\n## Notes\n')[1]
    assert u'FIX-02 (iteration 2), What was missed:\n\nThe page itself.\n' in notes


@pytest.mark.parametrize('data', [None, b'{', b'{"schema": "else/1"}'])
def test_without_its_json_nobody_knows_what_is_a_persons(cycle, data):
    path = look(cycle).path
    twin, before = rundir.json_beside(path), cycle.text(path)
    os.remove(twin)
    if data is not None:
        write(twin, data)
    with pytest.raises(PreconditionFailed):
        look(cycle)
    assert cycle.text(path) == before


def test_an_edited_lesson_stays_and_an_own_one_is_a_draft_until_it_has_evidence(cycle):
    path = look(cycle).lessons_path
    text = cycle.text(path)
    assert text.count(u'Do not assume that a website has no rate limit.') == 1
    text = text.replace(u'Do not assume that a website has no rate limit.', u'Ask what the website bears.')
    text = text.replace(u'# Lessons learned\n', u'# Lessons learned\n\nFor everybody in the team.\n')
    text += u'\n## Phase 3: implementation\n\n### L-own\n\n- DO: Look twice.\n- Status: active\n'
    write(path, text)
    done = look(cycle)
    kept = cycle.text(path)
    assert u'Ask what the website bears.' in kept and u'no rate limit' not in kept and u'For everybody in the team.' in kept
    own, = [one for one in done.lessons if one.id == u'L-own']
    assert own.status == lessons.DRAFT and done.document['drafts'] == [u'L-own']
    assert u'a draft, as it has no evidence' in done.text
    assert look(cycle).text.replace(u', a draft, as it has no evidence', u'').count(u'Look twice.') == 1


def test_lessons_that_contradict_stand_together(cycle):
    path = look(cycle).lessons_path
    guard, = [one for one in diagnosing.load_lessons(path) if one.check.kind == u'criterion']
    other = guard._replace(id=u'L-other', polarity=lessons.DONT, text=u'Leave 429 alone.')
    write(path, lessons.render(diagnosing.load_lessons(path) + [other]))
    done = look(cycle)
    assert done.document['contradictions'] == [[guard.id, u'L-other']]
    assert u'**These contradict each other: decide.** `%s`' % guard.id in done.text


def test_lessons_go_from_iteration_to_iteration_and_from_run_to_run(cycle, tmpdir):
    look(cycle, iteration=1)
    write(cycle.records(1).lessons, cycle.text(cycle.records(1).lessons).replace(u'- Status: active', u'- Status: retired', 1))
    second(cycle)
    done = look(cycle, iteration=2)
    assert sum(one.status == lessons.RETIRED for one in done.lessons) == 1
    older = str(tmpdir.join('older.md'))
    row = lessons.new(lessons.DO, 3, u'Ask first.', evidence=[lessons.Evidence(u'r', None, None, None, None)], status=u'active')
    write(older, to_bytes(lessons.render([row])))
    assert row in look(cycle, lessons=older).lessons


def test_lessons_that_cannot_be_read_are_not_written_over(cycle):
    path = look(cycle).lessons_path
    write(path, cycle.text(path) + u'\nfree words after a lesson\n')
    before = cycle.text(path)
    with pytest.raises(UsageError) as caught:
        look(cycle)
    assert u'line ' in caught.value.what and cycle.text(path) == before
    os.remove(path)
    write(cycle.run.lessons_json, b'{"mine": 1}')
    with pytest.raises(PreconditionFailed):
        look(cycle)


def test_what_cannot_be_read_is_told_and_the_rest_is_looked_at(cycle):
    second(cycle)
    write(cycle.records(2).test_report_json(u'FIX-02'), b'{}')
    aggregate = rundir.json_beside(cycle.records(1).test_aggregate(u'FIX-01', 'after'))
    write(aggregate, read(aggregate) + b'\n')
    done = look(cycle)
    first, other = done.document['interventions']
    assert first['looked_at'] is None and first['decision'] == u'KEEP' and other['decision'] is None
    assert len(done.document['problems']) == 2 and u'## What could not be read' in done.text
    assert u'Not looked at: the aggregates of its test are not at hand.' in done.text


def test_a_changed_decision_log_is_told(cycle):
    data = read(cycle.run.decision_log)
    write(cycle.run.decision_log, data.replace(b'"kept"', b'"modify"'))
    assert any(u'changed after it was written' in one for one in look(cycle).document['problems'])


def test_the_report_stays_within_its_columns_and_holds_no_secret(cycle):
    cycle.log(u'override', 1, u'FIX-01', reason=u'see https://ann:geheim99@example.net/?X-Plex-Token=abcdEFGH1234ijklMNOP | `a`')
    done = look(cycle)
    for text in (done.text, json_text(done.document), cycle.text(done.lessons_path)):
        assert u'geheim99' not in text and u'abcdEFGH1234ijklMNOP' not in text
    assert max(len(line) for line in done.text.split(u'\n') if not line.startswith((u'|', u'- `', u'#'))) <= 100


def test_a_metric_of_one_host_is_no_address(cycle):
    text = cycle.text(cycle.records().diagnostic_report).replace(u'http_403 reduce_pct', u'http_403@site.example reduce_pct')
    write(cycle.records().diagnostic_report, text)
    assert cycle.tested(bad(), good(**{'429': 30})) == 0
    done = look(cycle)
    assert u'`success: http_403@site.example reduce_pct >= 20`' in done.text and u'email' not in done.text
    assert saidwords.without_secrets(u'http_403@a.example of ann@a.example') == u'http_403@a.example of <email>'


def test_there_must_be_something_to_look_back_at(tmpdir):
    with pytest.raises(UsageError):
        postmortem.run(str(tmpdir))
    with pytest.raises(UsageError):
        postmortem.run_log(str(tmpdir.join('none.json')))


def test_what_it_writes_is_read_by_the_next_diagnosis(cycle):
    done = look(cycle)
    assert diagnosing.lessons_beside(done.path) == done.lessons_path
    assert diagnosing.load_lessons(done.lessons_path) == done.lessons == diagnosing.load_lessons(cycle.run.lessons_json)


def test_the_words_of_the_screen_are_those_of_the_document(cycle):
    second(cycle)
    lines = postmortemtext.summary(look(cycle).document)
    assert lines[0].startswith(u'FIX-01 (iteration 1): keep, achieved') and lines[1].startswith(u'FIX-02 (iteration 2): stays')
    assert any(line.startswith(u'DO    L-') for line in lines)
