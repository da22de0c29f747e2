# -*- coding: utf-8 -*-
"""The final report: what it says is what was measured, what was not is said, and each kept fix has its way back."""
from __future__ import absolute_import, division, print_function

import os

import pytest

from cycle_bench import AGENT, NOW, Cycle, bad, good
from decision_bench import AFTER, BEFORE, agent, aggregate, pattern
from fix_bench import read, write
from plexfix.base.jsontext import json_text
from plexfix.loop import finalopen, finalreport, iterations
from plexfix.outside import files
from plexfix.steps import finishing, pages

FIRST, LAST = 'iteration_1/panel_first.json', 'iteration_2/panel_last.json'


class Run(Cycle):
    """A run whose iterations are measured too."""

    def begin(self, number=1, measured=None, path=None):
        self.log(u'iteration started', number, None)
        if measured is not None:
            self.log(u'aggregated', number, None, data=dict(self.numbers(*measured), panel=path))
        self.log(u'diagnosed', number, None, data={'path': u'x', 'sha256': u'y', 'fixes': []})

    def end(self, number, measured=None, path=None, why=None):
        numbers = self.numbers(*measured) if measured else dict.fromkeys(
            ('failures', 'operations', 'successful', 'finished'))
        self.log(u'iteration ended', number, None,
                 data=dict(numbers, number=number, valid=measured is not None, why=why, panel=path))

    def numbers(self, failures, operations, successful):
        return {'failures': failures, 'operations': operations, 'successful': successful, 'finished': operations}

    def side(self, path, one, ends):
        write(os.path.join(self.run.path, *path.split('/')), json_text(aggregate({AGENT: one}, ends)))


@pytest.fixture
def run(tmpdir):
    """Two iterations on the panel: the first fix is kept and brings 429, the second does nothing and is taken back."""
    made = Run(str(tmpdir))
    made.log(u'settings', None, None, data={'goal': u'success_rate=0.99', 'max_iterations': 2})
    made.side(FIRST, bad(), BEFORE)
    made.begin(1, (100, 200, 100), FIRST)
    made.report(1, made.fix(), made.fix(u'FIX-02', title=u'Later'))
    for name in (u'FIX-01', u'FIX-02'):
        made.applied(name)
        assert made.tested(bad(), good(**({'429': 30} if name == u'FIX-01' else {})), name) == 0
    made.end(1, (20, 200, 180), FIRST)
    made.begin(2, (20, 200, 180))
    made.report(2, made.fix(u'FIX-03', title=u'Backoff'), made.fix(u'FIX-04', title=u'Never begun'))
    made.applied(u'FIX-03', 2, rolled_back=True)
    assert made.tested(bad(), bad(), u'FIX-03', 2) == 20
    made.log(u'rolled back', 2, u'FIX-03')
    made.log(u'why', 2, u'FIX-03', data={'given': False})
    made.side(LAST, good(), AFTER)
    made.end(2, (10, 200, 190), LAST)
    made.log(u'run ended', 2, None, data={'exit': u'iterations', 'said': u'2 of at most 2 iterations have ended',
                                          'numbers': {'ended': 2}})
    return made


def final(run, **given):
    return finishing.run(run.run.path, now=NOW, **given)


def open_of(document, kind):
    return [(row['iteration'], row['fix']) for row in document['open'] if row['kind'] == kind]


def test_two_sentences_say_what_was_reached_and_what_for(run):
    assert final(run).document['said'] == [
        u'Successful operations went from 100 of 200 (50.0 %, 95 % interval 43.1 to 56.9 %) before the first iteration to '
        u'190 of 200 (95.0 %, 95 % interval 91.0 to 97.3 %) in iteration 2; failures per operation fell from 0.5 to 0.05 '
        u'(-90.0 %, exact one-sided p 4e-20).',
        u'Of 3 fixes tried: kept 2, rolled back 1; the run ended: that many iterations were asked for.']


def test_each_iteration_has_its_rate_interval_and_change(run):
    document = final(run).document
    assert [(row['number'], row['successful'], row['failures'], row['improvement_pct'], row['kept'])
            for row in document['iterations']] == [
        (0, 100, 100, None, []), (1, 180, 20, 80.0, [u'FIX-01', u'FIX-02']), (2, 190, 10, 50.0, [])]
    assert u'| iteration 1 | 180 of 200 (90.0 %) | 85.1 to 93.4 % | 20 / 200 = 0.1 (0.0611 to 0.154) | -80.0 % | ' \
           u'FIX-01, FIX-02 |' in final(run).text
    assert document['change']['same_basis']
    assert u'All were measured on the panel' in final(run).text


def test_each_fix_has_decision_evidence_and_expected_beside_actual(run):
    fixes = final(run).document['fixes']
    assert [(row['fix'], row['state'], row['decision'], row['on_disk']) for row in fixes] == [
        (u'FIX-01', u'kept', u'KEEP', True), (u'FIX-02', u'kept', u'KEEP', True),
        (u'FIX-03', u'rolled back', u'ROLLBACK', False)]
    assert fixes[0]['criteria'][0]['said'].endswith(u'actual 10 (-90.0 %)') and fixes[0]['title'] == u'Headers of a browser'
    assert fixes[2]['undo'] is None


def test_what_got_worse_is_told_and_whether_anybody_had_thought_of_it(run):
    row, = [row for row in final(run).document['side_effects'] if row['fix'] == u'FIX-01']
    assert row['said'].startswith(u'http_429 rose: 0 of 200 before') and row['predicted'] is False
    assert u'nobody predicted it' in final(run).text.replace(u'\n  ', u' ')


def test_a_side_effect_that_could_not_be_looked_at_is_no_absence_of_one(run):
    os.remove(run.records().test_aggregate(u'FIX-01', 'before')[:-4] + '.json')
    document = final(run).document
    row, = [row for row in document['side_effects'] if row['fix'] == u'FIX-01']
    assert row['predicted'] is None and u'not looked at' in row['said'] and document['problems']


def test_kept_fixes_are_undone_newest_first_by_a_command(run):
    done = final(run)
    assert [row['fix'] for row in done.document['undo']] == [u'FIX-02', u'FIX-01']
    command = done.document['undo'][0]['command']
    assert command.startswith(u'implement_fix.py --rollback FIX-02 --diagnostic-report ') and u'`%s`' % command in done.text


def test_what_is_open_is_told(run):
    document = final(run).document
    assert open_of(document, finalopen.UNTRIED) == [(2, u'FIX-04')]
    assert open_of(document, finalopen.WHY) == [(2, u'FIX-03')]
    assert open_of(document, finalopen.GOAL) == [(None, None)]
    assert [row['said'] for row in document['open'] if row['kind'] == finalopen.GOAL] == [
        u'the goal success_rate=0.99 was not reached: it stands at 190 of 200 (95.0 %), failures per operation at 0.05']


def test_a_goal_that_was_reached_is_not_open(run):
    run.log(u'run ended', 2, None, data={'exit': iterations.GOAL, 'said': u'x', 'numbers': {}})
    assert open_of(final(run).document, finalopen.GOAL) == []


@pytest.mark.parametrize('event, data, words', [
    (u'monitored', {'decision': u'MONITOR'}, u'its test did not decide it'),
    (u'lapsed', None, u'changed by another hand'), (u'invalid', None, None),
    (u'tested', {'decision': u'INVALID'}, u'no test of it carries a verdict')])
def test_a_fix_that_is_not_finished_is_open_with_the_way_to_undo_it(run, event, data, words):
    run.log(event, 1, u'FIX-02', data=data)
    rows = [row for row in final(run).document['open'] if row['kind'] == finalopen.NOT_DONE]
    assert [(row['fix'], words in row['said'], row['command'][:27]) for row in rows] == (
        [(u'FIX-02', True, u'implement_fix.py --rollback')] if words else [])


def test_what_the_post_mortem_would_undo_is_open(run):
    run.report(1, run.fix(), run.fix(u'FIX-02', title=u'Later'))
    run.tested(bad(), bad(), u'FIX-02')
    run.log(u'override', 1, u'FIX-02', data={'decision': u'ROLLBACK'}, by=u'Ann', reason=u'no use')
    document = final(run).document
    assert open_of(document, finalopen.SETTLEMENT) == [(1, u'FIX-02')]
    assert u'A person decided ROLLBACK: no use' in final(run).text


def test_a_persons_answers_are_shown_and_only_those(run):
    given = {'given': True, 'expected': u'fewer 403', 'observed': None, 'why': u'the site asks\nfor headers', 'missed': u'',
             'measured': [u'success: http_403']}
    run.log(u'why', 1, u'FIX-01', data=dict(given, given=False, why=None))
    run.log(u'why', 1, u'FIX-01', data=given, by=u'Ann')
    section = final(run).text.split(u'### FIX-01 ')[1].split(u'\n### ')[0]
    assert u'\n- Expected: fewer 403\n- Why: the site asks for headers\n' in section
    assert u'None' not in section and u'Observed' not in section and u'Missed' not in section and u'easured' not in section


def test_agents_and_what_still_fails_are_of_the_first_and_the_last_measurement(run):
    document = final(run).document
    row, = document['agents']
    assert (row['before']['successful'], row['after']['successful']) == (100, 190)
    assert document['aggregates']['first']['path'] == FIRST and document['aggregates']['last']['path'] == LAST
    assert document['aggregates']['last']['totals']['failures'] == sum(
        one['failures'] for one in document['aggregates']['last']['agents'].values())


def test_an_aggregate_that_is_gone_is_said_to_be_gone(run):
    os.remove(os.path.join(run.run.path, *LAST.split('/')))
    done = final(run)
    assert done.document['aggregates']['last'] is None and done.document['agents'][0]['after'] is None
    assert u'Not known: the last aggregate is not at hand.' in done.text and u'not measured' in done.text
    assert u'## What could not be read' in done.text


# What was not measured

def test_a_run_of_which_nothing_was_measured_says_so(tmpdir):
    done = final(Run(str(tmpdir)))
    assert done.document['said'] == [u'Nothing was measured, so that nothing can be said about what was reached.',
                                     u'No fix was tried.']
    assert done.document['exit'] is None and u'It has not ended.' in done.text
    assert not any(character.isdigit() for line in done.text.split(u'\n')[2:4] for character in line)


def test_one_measurement_is_no_progress(tmpdir):
    run = Run(str(tmpdir))
    run.begin(1, (5, 10, 5))
    document = final(run).document
    assert document['said'][0].endswith(u'before the first iteration; there is nothing to compare it with.')
    assert document['change'] is None


def test_an_iteration_that_is_not_valid_shows_no_numbers(tmpdir):
    run = Run(str(tmpdir))
    run.begin(1, (5, 10, 5))
    run.end(1, None, why=u'the logs hold no operation')
    document = final(run).document
    assert [(row['valid'], row['success_rate'], row['interval']) for row in document['iterations']][1] == (False, None, None)
    assert open_of(document, finalopen.UNMEASURED) == [(1, None)]
    assert u'| iteration 1 | not measured: the logs hold no operation | - | - | - | - |' in final(run).text


def test_a_rise_is_called_a_rise_and_other_operations_are_not_the_same(tmpdir):
    run = Run(str(tmpdir))
    run.side(FIRST, bad(), BEFORE)
    run.begin(1, (5, 100, 50), FIRST)
    run.end(1, (20, 100, 40))
    said = final(run).document['said'][0]
    assert u'failures per operation rose from 0.05 to 0.2 (+300.0 %' in said and u'not of the same operations' in said


def test_what_stayed_the_same_is_no_improvement(tmpdir):
    run = Run(str(tmpdir))
    run.begin(1, (5, 100, 50))
    run.end(1, (5, 100, 50))
    assert u'failures per operation stayed at 0.05 (' in final(run).document['said'][0]


# The files

def test_report_and_json_are_written_and_say_the_same(run):
    done = final(run)
    assert [os.path.basename(path) for path in done.written] == ['final_improvement_report.json',
                                                                 'final_improvement_report.md']
    assert read(run.run.final_report_md).decode('utf-8') == done.text
    assert run.json(done.written[0]) == done.document and done.document['schema'] == finalreport.SCHEMA
    before = [files.sha256_of(path) for path in done.written]
    final(run)
    assert [files.sha256_of(path) for path in done.written] == before


def test_a_dry_run_writes_nothing(run):
    assert final(run, dry_run=True).written == [] and not os.path.exists(run.run.final_report_md)


def test_lines_are_short_but_for_tables_and_what_is_to_be_typed(run):
    long_lines = [line for line in final(run).text.split(u'\n') if len(line) > 100]
    assert all(line.startswith((u'|', u'    ', u'   `', u'  - ')) or u'`' in line for line in long_lines), long_lines


def test_text_of_others_is_shown_as_it_is_and_without_secrets(tmpdir):
    run = Run(str(tmpdir))
    run.begin(1, (100, 200, 100))
    run.report(1, run.fix(title=u'<script>alert(1)</script> | *x*'))
    run.applied()
    run.tested(bad(), good())
    run.log(u'override', 1, u'FIX-01', data={'decision': u'KEEP'}, by=u'Ann',
            reason=u'see http://x/?X-Plex-Token=abcDEF1234567890\n# no heading')
    text = final(run).text
    assert u'<script>' not in text and u'abcDEF1234567890' not in text and u'\n# no heading' not in text
    assert u'abcDEF1234567890' not in json_text(final(run).document)


def test_a_metric_of_one_host_is_no_address_of_a_person(tmpdir):
    run = Run(str(tmpdir))
    run.begin(1, (100, 200, 100))
    run.report(1, run.fix(criteria=u'- success: http_403@site.example reduce_pct >= 20\n- failure: failure_rate increase_pct > 10'))
    run.applied()
    assert run.tested(bad(), good()) == 0
    done = final(run)
    assert u'http_403@site.example reduce_pct' in done.text and u'email' not in done.text
    pages.of_final(done.document, run.run.final_report_html)
    assert b'http_403@site.example reduce_pct' in read(run.run.final_report_html)


def test_fixes_of_single_commands_are_in_it_too(tmpdir):
    run = Run(str(tmpdir))
    run.report(1, run.fix())
    run.applied()
    run.tested(bad(), good())
    assert [(row['fix'], row['decision']) for row in final(run).document['fixes']] == [(u'FIX-01', u'KEEP')]


def test_what_still_fails_comes_with_its_rate(tmpdir):
    run = Run(str(tmpdir))
    one = agent(20, 10, {u'403': 10}, patterns=[pattern(1, 7, u'A - SEARCH:: <...>'), pattern(2, 3), pattern(3, 9, role='benign')])
    run.side(FIRST, one, BEFORE)
    run.begin(1, (10, 20, 10), FIRST)
    run.end(1, (10, 20, 10), FIRST)
    done = final(run)
    assert [(row['pattern'], row['count'], row['operations'], row['rate']) for row in done.document['left']] == [
        (u'%012x' % 1, 7, 20, 0.35), (u'%012x' % 2, 3, 20, 0.15)]
    assert u'- 7 times in 20 operations of FilmVault: `A - SEARCH:: <...>`' in done.text


def test_an_interrupted_report_is_told_and_does_not_stop_the_rest(run):
    write(run.records(2).diagnostic_report, u'no report at all')
    write(run.records(2).implementation_log, u'{')
    document = final(run).document
    assert document['problems'] and [row['fix'] for row in document['fixes']] == [u'FIX-01', u'FIX-02', u'FIX-03']
