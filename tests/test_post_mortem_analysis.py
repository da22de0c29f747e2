# -*- coding: utf-8 -*-
"""post_mortem_analysis.py: its flags, what it prints and writes, its exit codes, and the way of a lesson into a diagnosis."""
from __future__ import absolute_import, division, print_function

import json
import os

import pytest

import diagnose_from_report
import post_mortem_analysis
from cycle_bench import AGENT, Cycle, bad, good
from decision_bench import agent, aggregate, pattern
from fix_bench import read, write
from plexfix.base.jsontext import json_text
from plexfix.outside import rundir


@pytest.fixture
def cycle(tmpdir):
    made = Cycle(str(tmpdir))
    made.report(1, made.fix())
    made.applied()
    assert made.tested(bad(), good(**{'429': 30})) == 0
    return made


def run(*words):
    return post_mortem_analysis.main(list(words))


def test_the_documented_flag_writes_beside_the_log(cycle, capsys):
    capsys.readouterr()
    assert run('--implementation-log', cycle.records().implementation_log) == 0
    out, err = capsys.readouterr()
    assert out.startswith(u'FIX-01 (iteration 1): keep, achieved what was expected')
    assert u'DO    L-' in out and u'6 fields there are yours to fill' in err
    assert os.path.isfile(cycle.records().post_mortem) and os.path.isfile(cycle.records().lessons_json)


def test_json_is_the_document_that_is_written(cycle, capsys):
    capsys.readouterr()
    assert run('--run-dir', cycle.run.path, '--json') == 0
    printed = json.loads(capsys.readouterr()[0])
    assert printed == cycle.json(rundir.json_beside(cycle.run.post_mortem)) and printed['schema'] == u'plexfix.postmortem/1'


def test_a_dry_run_says_what_it_would_write(cycle, capsys):
    assert run('--run-dir', cycle.run.path, '--dry-run') == 0
    assert u'would write' in capsys.readouterr()[1] and not os.path.exists(cycle.run.post_mortem)


def test_the_run_in_the_current_folder_is_the_usual_one(cycle, monkeypatch):
    monkeypatch.chdir(os.path.dirname(cycle.run.path))
    assert run('--quiet') == 0 and os.path.isfile(cycle.run.post_mortem)


def test_what_a_person_wrote_is_still_there_after_a_second_run(cycle):
    assert run('--run-dir', cycle.run.path, '--quiet') == 0
    text = cycle.text(cycle.run.post_mortem)
    write(cycle.run.post_mortem, text.replace(u'TODO: who does what, by when?', u'Ann asks the website.'))
    assert run('--run-dir', cycle.run.path, '--quiet') == 0
    assert u'Ann asks the website.' in cycle.text(cycle.run.post_mortem)


@pytest.mark.parametrize('words, code', [
    (('--implementation-log', 'a', '--run-dir', 'b'), 2), (('--implementation-log', 'nowhere.json'), 2),
    (('--run-dir', 'nowhere'), 2), (('--nothing',), 2)])
def test_wrong_usage(words, code, tmpdir, monkeypatch):
    monkeypatch.chdir(str(tmpdir))
    assert run(*words) == code


@pytest.mark.parametrize('output', ['pm.json', 'lessons_learned.md'])
def test_a_name_that_another_file_gets_is_refused(cycle, output):
    assert run('--run-dir', cycle.run.path, '--output', os.path.join(cycle.run.path, output)) == 2


def test_without_its_json_it_refuses_to_write_over_the_report(cycle, capsys):
    assert run('--run-dir', cycle.run.path, '--quiet') == 0
    os.remove(rundir.json_beside(cycle.run.post_mortem))
    before = read(cycle.run.post_mortem)
    assert run('--run-dir', cycle.run.path) == 40
    assert u'without its JSON' in capsys.readouterr()[1] and read(cycle.run.post_mortem) == before


def test_a_chain_that_was_changed_is_warned_of(cycle, capsys):
    write(cycle.run.decision_log, read(cycle.run.decision_log).replace(b'"kept"', b'"modify"'))
    assert run('--run-dir', cycle.run.path) == 0
    assert u'warning: decision_log.jsonl, line 3' in capsys.readouterr()[1]


def test_a_lesson_goes_from_the_post_mortem_into_the_next_diagnosis_and_stops_what_forgets_it(cycle, capsys):
    assert run('--implementation-log', cycle.records(1).implementation_log, '--quiet') == 0
    os.makedirs(cycle.records(2).path)
    found = dict(good(**{'429': 30}), patterns=[pattern(9, 30, template=u'FilmVault - SEARCH:: HTTP Error 429: Too Many Requests')])
    write(cycle.records(2).aggregate_json, json_text(aggregate({AGENT: found})))
    report = cycle.records(2).diagnostic_report
    assert diagnose_from_report.main(['--report', cycle.records(2).aggregate_json, '--output', report, '--lessons',
                                      cycle.records(1).lessons, '--quiet']) == 0
    text = cycle.text(report)
    assert u'\n- failure: http_429 increase_pct > 10\n' in text and u'Monitor all HTTP statuses' in text
    cycle_fix = cycle.fix(u'FIX-02', u'- success: http_429 reduce_pct >= 20\n- failure: failure_rate increase_pct > 10',
                          status=u'draft', by=u'')
    write(report, u'# Diagnostic report, iteration 2\n\n' + cycle_fix)
    words = ['--output', report, '--approve', 'FIX-02', '--by', 'Ann']
    assert diagnose_from_report.main(words) == 40
    assert u'there is no guard failure: http_429 increase_pct > 10' in capsys.readouterr()[1]
    write(report, cycle.text(report).replace(u'- failure: failure_rate', u'- failure: http_429 increase_pct > 10\n- failure: failure_rate'))
    assert diagnose_from_report.main(words) == 0
    # A fix that honours the lesson and is kept counts for it.
    cycle.applied(u'FIX-02', 2)
    assert cycle.tested(agent(200, 130, statuses={u'429': 60}), good(), u'FIX-02', 2) == 0
    assert run('--run-dir', cycle.run.path, '--quiet') == 0
    used = cycle.json(rundir.json_beside(cycle.run.post_mortem))['uses']
    assert [(one['fix'], one['fired'], one['kept']) for one in used] == [(u'FIX-02', False, True)]
    assert u'- Helped: 1, harmed: 0' in cycle.text(cycle.run.lessons)
