# -*- coding: utf-8 -*-
"""The command: beginning, going on, showing and ending a run; each reason to end; a log that was touched; two at a time."""
from __future__ import absolute_import, division, print_function

import json
import os
import re

import pytest

import loop_coordinator
from fix_bench import read, write
from loop_bench import Killed, LoopBench, killed_at
from plexfix.loop import events, fold, iterations
from plexfix.outside import locking
from plexfix.steps.cycle import measuring

SCRIPTS = os.path.dirname(os.path.abspath(loop_coordinator.__file__))
ROOT = os.path.dirname(SCRIPTS)
HALF = (u'FIX-91', b'HALF', {})


@pytest.fixture
def bench(tmp_path, monkeypatch):
    def make(**plans):
        return LoopBench(tmp_path, monkeypatch, dict((int(name[1:]), plan) for name, plan in plans.items()))
    return make


def files_in(folder):
    found = {}
    for place, _, names in os.walk(folder):
        for name in names:
            found[os.path.join(place, name)] = read(os.path.join(place, name))
    return found


# -- phase 0 ---------------------------------------------------------------------------------------------------------

def test_beginning_writes_the_manifest_and_the_settings(bench, capsys):
    one = bench()
    assert one.start_run('--panel', '6', '--goal', 'success_rate=0.9') == 40
    manifest = read(os.path.join(one.run_dir, 'run_manifest.md')).decode('utf-8')
    for told in (u'FilmVault: com.plexapp.agents.FilmVault, policy Elevated', u'Plex Media Server: 1.0',
                 u'FilmVault: 1 files', u'## What could not be determined'):
        assert told in manifest, manifest
    state = one.saved_state
    assert state['schema'] == u'plexfix.loop/1' and state['goal'] == u'success_rate=0.9'
    assert state['settings']['log_dir'] == one.bench.logs and state['settings']['panel'] == 6
    assert state == one.state
    said = capsys.readouterr()[1]
    assert u'prompts/plex_diagnostics_debugging_prompt_v2.md' in said and u'--resume' in said
    assert u'iteration_1' in said and u'still TODO' in said


def test_what_could_not_be_found_out_is_told_and_is_no_end(bench, monkeypatch, capsys):
    from plexfix.base.errors import UsageError
    from plexfix.steps.cycle import context
    one = bench()

    def gone(loop):
        raise UsageError(u'the Plex server does not answer')
    monkeypatch.setattr(context.Loop, 'server', gone)
    assert one.start_run() == 40
    manifest = read(os.path.join(one.run_dir, 'run_manifest.md')).decode('utf-8')
    assert u'- the server: the Plex server does not answer' in manifest
    assert u'not known: the server' in capsys.readouterr()[1]


@pytest.mark.parametrize('name, value', [('log-dir', 'nowhere'), ('plugins-dir', 'nowhere')])
def test_a_folder_that_is_not_there_is_told_before_anything_is_written(bench, name, value, capsys):
    one = bench()
    assert one.start_run('--' + name, os.path.join(one.bench.folder, value)) == 2
    assert not os.path.exists(one.run_dir) and u'nowhere' in capsys.readouterr()[1]


@pytest.mark.parametrize('words', [('--goal', 'success_rate=2'), ('--max-iterations', '0'), ('--override', 'FIX-01', 'KEEP'),
                                   ('--override', 'FIX-01', 'PERHAPS', '--reason', 'x'), ('--panel', 'none')])
def test_wrong_usage_is_2_and_writes_nothing(bench, words, capsys):
    one = bench()
    assert one.start_run(*words) == 2
    assert not os.path.exists(one.run_dir)


@pytest.mark.parametrize('words', [
    ('--url', 'http://plex.invalid:32400/?X-Plex-Token=SecretSecretSecret12'),
    ('--url', 'http://ann:SecretSecretSecret12@plex.invalid:32400'),
    ('--restart', "command:curl -H 'X-Plex-Token: SecretSecretSecret12' http://plex.invalid")])
def test_a_secret_in_a_flag_is_refused_before_it_can_come_into_a_record(bench, words, capsys):
    one = bench()
    assert one.start_run(*words) == 2
    assert not os.path.exists(one.run_dir)
    assert one.start_run() == 40
    before = files_in(one.run_dir)
    assert one.resume(*words) == 2
    assert files_in(one.run_dir) == before and u'SecretSecret' not in u''.join(capsys.readouterr())


def test_a_secret_in_what_a_person_says_comes_into_no_record(bench):
    one = bench(_1=[HALF])
    secret = u'https://ann:SecretSecretSecret12@plex.invalid/?X-Plex-Token=SecretSecretSecret12'
    url = 'http://plex.invalid:32400/web/#!/media?X-Plex-Token=SecretSecretSecret12'
    assert one.start_run('--yes', '--panel', '6', '--url', url) == 40
    assert one.state['settings']['url'] == u'http://plex.invalid:32400'
    one.answer(1)
    write(os.path.join(one.records(1), 'why_FIX-91.md'), secret)
    assert one.resume('--yes') == 40
    os.remove(os.path.join(one.records(1), 'why_FIX-91.md'))
    assert one.resume('--yes', '--why', 'FIX-91', secret) == 40
    assert one.resume('--yes', '--override', 'FIX-91', 'KEEP', '--reason', secret) in (2, 40)
    assert one.resume('--stop', '--reason', secret) == 0
    assert u'<token>' in one.state['stopped'] and u'<token>' in one.fix(u'FIX-91')['why']['why']
    assert [name for name, data in files_in(one.run_dir).items() if b'SecretSecret' in data] == []


# -- showing ---------------------------------------------------------------------------------------------------------

def test_the_status_fits_one_screen_and_tells_what_it_waits_for(bench, capsys):
    one = bench(_1=[HALF])
    assert one.whole('--max-iterations', '2', '--panel', '24') == 40
    capsys.readouterr()
    before = files_in(one.run_dir)
    assert one.resume('--status') == 0
    said = capsys.readouterr()[0]
    assert files_in(one.run_dir) == before
    lines = said.splitlines()
    assert len(lines) <= 24 and max(len(line) for line in lines[:-4]) <= 100
    assert lines[0] == u'iteration 2 of at most 2, phase 2, diagnosis'
    assert re.search(u'^at first +#+ +25 % 0\\.750$', said, re.M), said
    assert re.search(u'^iteration 1 +#+ +67 % 0\\.333  fell by 55\\.6 %$', said, re.M), said
    assert u'kept         1: FIX-91 (iteration 1)' in said
    assert u'why? is not answered for: FIX-91 (iteration 1)' in said
    assert u'waits for: no fix is approved' in said


def test_the_status_as_json_has_the_same_numbers(bench, capsys):
    one = bench(_1=[HALF])
    assert one.whole('--max-iterations', '2', '--panel', '24') == 40
    capsys.readouterr()
    assert one.resume('--status', '--json') == 0
    made = json.loads(capsys.readouterr()[0])
    assert made['schema'] == u'plexfix.loop_status/1' and made['iteration'] == 2
    assert [row['success_rate'] for row in made['iterations']] == [6 / 24.0, 16 / 24.0]
    assert made['fixes'] == {u'kept': [{u'iteration': 1, u'fix': u'FIX-91'}]}
    assert made['next']['kind'] == u'report' and made['why_pending'] == [{u'iteration': 1, u'fix': u'FIX-91'}]


def test_who_asks_for_json_gets_it_also_while_it_waits(bench, capsys):
    one = bench()
    assert one.start_run('--json') == 40
    made = json.loads(capsys.readouterr()[0])
    assert made['waiting']['for'].startswith(u'no fix is approved') and made['next']['kind'] == u'report'


def test_next_says_what_and_which_document_and_changes_nothing(bench, capsys):
    one = bench()
    assert one.start_run() == 40
    capsys.readouterr()
    before = files_in(one.run_dir)
    assert one.resume('--next') == 0
    said = capsys.readouterr()[0]
    assert said.startswith(u'next: report: a person completes') and u'FIX-01 (draft)' in said
    assert u'read: prompts/plex_diagnostics_debugging_prompt_v2.md' in said and files_in(one.run_dir) == before


def test_every_document_that_is_named_is_there():
    from plexfix.steps.cycle import leading, reporting, verdicts
    named = set(u'prompts/' + name for name in leading._DOCUMENTS.values())
    named |= set([reporting.DOCUMENT, verdicts.WHY_DOCUMENT])
    assert [name for name in sorted(named) if not os.path.exists(os.path.join(ROOT, *name.split(u'/')))] == []


def test_a_dry_run_writes_nothing_and_says_what_would_be(bench, capsys):
    one = bench(_1=[HALF])
    assert one.start_run('--dry-run') == 0
    assert not os.path.exists(one.run_dir) and u'would begin a run in' in capsys.readouterr()[0]
    assert one.start_run('--yes') == 40
    one.answer(1)
    before, plugins = files_in(one.run_dir), one.bench.contents()
    capsys.readouterr()
    assert one.resume('--dry-run', '--yes') == 0
    assert u'would go on with: approve FIX-91' in capsys.readouterr()[0]
    assert files_in(one.run_dir) == before and one.bench.contents() == plugins


@pytest.mark.parametrize('flag', ['--status', '--next', '--stop'])
def test_a_run_that_was_not_begun_cannot_be_shown_or_ended(bench, flag, capsys):
    one = bench()
    assert one.start_run(flag) == 40
    assert not os.path.exists(one.run_dir) and u'no run was begun' in capsys.readouterr()[1]


def test_resume_takes_the_folder_its_state_or_a_copy_of_that(bench, capsys):
    one = bench()
    assert one.start_run() == 40
    state = os.path.join(one.run_dir, 'loop_state.json')
    write(os.path.join(one.run_dir, 'loop_state_old.json'), read(state))
    for name in (one.run_dir, state, os.path.join(one.run_dir, 'loop_state_old.json')):
        assert loop_coordinator.main(['--resume', name, '--status']) == 0
    assert loop_coordinator.main(['--resume', one.bench.logs, '--status']) == 2


def test_the_state_is_made_again_from_the_log(bench):
    one = bench()
    assert one.start_run() == 40
    os.remove(os.path.join(one.run_dir, 'loop_state.json'))
    assert one.resume() == 40
    assert one.saved_state == one.state


def test_flags_that_are_given_again_replace_the_settings(bench):
    one = bench()
    assert one.start_run('--panel', '6') == 40
    assert one.resume('--pause', '1.5', '--goal', 'failure_rate=0.1') == 40
    assert (one.state['settings']['pause'], one.state['settings']['panel'], one.state['goal']) == (
        1.5, 6, u'failure_rate=0.1')
    count = len(one.entries)
    assert one.resume('--pause', '1.5') == 40
    assert len(one.entries) == count


# -- each reason to end ----------------------------------------------------------------------------------------------

def ended(one):
    found = one.state['ended']
    return found['exit'], found['said'], found['numbers']


def test_it_ends_when_the_person_stops(bench, capsys):
    one = bench()
    assert one.start_run('--panel', '24') == 40
    assert one.resume('--stop') == 0
    kind, said, numbers = ended(one)
    assert kind == iterations.STOPPED and numbers['first']['operations'] == 24
    assert u'the run has ended: stopped' in capsys.readouterr()[0]
    # What it wrote at its end is not written again as long as nothing is added.
    path = os.path.join(one.run_dir, 'final_improvement_report.md')
    write(path, read(path) + b'A note of mine.\n')
    assert one.resume() == 0 and read(path).endswith(b'A note of mine.\n')
    there = os.listdir(one.run_dir)
    for name in ('final_improvement_report.md', 'final_improvement_report.html', 'decision_log.json',
                 'post_mortem_analysis.md', 'lessons_learned.md', 'lessons_learned.json'):
        assert name in there, there


def test_it_ends_with_1_at_a_regression(bench, monkeypatch):
    one = bench(_1=[HALF])
    # At first few fail; when the iteration is measured, all websites are gone.
    one.result = lambda code, number: 'failed' if number < 3 else 'successful'
    assert one.start_run('--yes', '--panel', '24') == 40
    one.answer(1)
    real = measuring.close

    def close(loop):
        one.result = lambda code, number: 'failed'
        real(loop)
    monkeypatch.setattr(measuring, 'close', close)
    assert one.resume('--yes') == 1
    kind, said, numbers = ended(one)
    assert kind == iterations.REGRESSION and numbers['p'] <= 0.05 and u'before the first iteration' in said


def test_it_ends_when_the_goal_is_reached(bench):
    one = bench(_1=[HALF])
    assert one.whole('--panel', '24', '--goal', 'success_rate=0.6') == 0
    kind, said, numbers = ended(one)
    assert kind == iterations.GOAL and numbers['rate'] == pytest.approx(16 / 24.0)


def test_it_ends_when_every_fix_was_tried(bench):
    one = bench(_1=[HALF])
    assert one.whole('--panel', '24') == 40
    report = os.path.join(one.records(2), 'diagnostic_report.md')
    write(report, read(report).replace(b'- Status: draft', b'- Status: abandoned'))
    assert one.resume('--yes') == 0
    assert ended(one)[0] == iterations.TRIED and ended(one)[2]['tried'] == 1


def test_it_ends_at_a_plateau(bench):
    one = bench(_1=[(u'FIX-91', b'NOTHING', {})], _2=[(u'FIX-92', b'NOTHINGMORE', {})], _3=[HALF])
    assert one.whole('--panel', '24') == 0
    assert ended(one)[0] == iterations.PLATEAU and ended(one)[2]['improvements'] == [0.0, 0.0]


def test_it_ends_after_so_many_iterations(bench):
    one = bench(_1=[HALF])
    assert one.whole('--panel', '24', '--max-iterations', '1') == 0
    assert ended(one)[0] == iterations.LIMIT and ended(one)[2]['ended'] == 1


def test_at_the_end_the_next_cycle_is_offered_with_the_lessons(bench, capsys):
    one = bench(_1=[(u'FIX-91', b'FAILS', {})])
    assert one.start_run('--yes', '--panel', '6', '--max-iterations', '1') == 40
    one.answer(1)
    capsys.readouterr()
    assert one.resume('--yes') == 0
    said = capsys.readouterr()[1]
    offered = re.search(u'loop_coordinator.py --run-dir (\\S+) --lessons (\\S+)', said)
    assert offered and os.path.exists(offered.group(2))
    again = one.arguments('--lessons', offered.group(2), '--panel', '6')
    again[1] = offered.group(1)
    assert loop_coordinator.main(again) == 40
    report = read(os.path.join(offered.group(1), 'iteration_1', 'diagnostic_report.json'))
    assert json.loads(report.decode('utf-8'))['lessons']


# -- a log that was touched ------------------------------------------------------------------------------------------

def test_a_log_that_was_edited_is_refused_by_its_line(bench, capsys):
    one = bench()
    assert one.start_run() == 40
    lines = read(one.log_file).splitlines(True)
    write(one.log_file, b''.join([lines[0], lines[1].replace(b'iteration started', b'iteration  begun')] + lines[2:]))
    before = files_in(one.run_dir)
    for words in ((), ('--yes',), ('--status',), ('--next',), ('--stop',)):
        assert one.resume(*words) == 1
    said = capsys.readouterr()[1]
    assert u'line 2: it was changed after it was written' in said and u'before line 2' in said
    assert files_in(one.run_dir) == before


def test_a_log_out_of_which_a_line_was_cut_is_refused(bench, capsys):
    one = bench()
    assert one.start_run() == 40
    lines = read(one.log_file).splitlines(True)
    write(one.log_file, b''.join(lines[:1] + lines[2:]))
    assert one.resume() == 1
    assert u'line 2: it does not follow the entry before' in capsys.readouterr()[1]


def test_a_torn_last_line_is_set_aside_and_told(bench, capsys):
    one = bench(_1=[HALF])
    assert one.start_run('--panel', '6', '--max-iterations', '1') == 40
    whole = read(one.log_file)
    write(one.log_file, whole[:-30])
    one.answer(1)
    assert one.resume('--yes') == 0
    assert u'was not written to its end; it is set aside' in capsys.readouterr()[1]
    assert read(one.log_file + '.torn') == whole.splitlines(True)[-1][:-30] + b'\n'
    assert one.fix(u'FIX-91')['state'] == fold.KEPT


# -- two at a time ---------------------------------------------------------------------------------------------------

def test_two_coordinators_never_work_on_one_run(bench, run_python, tmp_path, capsys):
    one = bench()
    assert one.start_run() == 40
    program = ('import sys; sys.path[:0] = %r; import loop_coordinator; '
               'sys.exit(loop_coordinator.main(["--resume", sys.argv[1]]))' % ([SCRIPTS, os.path.join(ROOT, 'lib')],))
    before = files_in(one.run_dir)
    with locking.hold(one.run_dir, u'loop_coordinator.py'):
        code, _, said = run_python(['-c', program, one.run_dir])
    assert code == 41 and b'loop_coordinator.py' in said
    assert files_in(one.run_dir) == before
    # Looking is always allowed.
    with locking.hold(one.run_dir, u'loop_coordinator.py'):
        assert one.resume('--status') == 0


def test_a_dead_coordinator_keeps_nobody_out(bench):
    one = bench(_1=[HALF])
    with killed_at(3, True):
        one.start_run('--yes')
    assert one.resume('--yes') == 40


def test_what_kills_it_is_not_caught(bench):
    one = bench()
    with killed_at(2) as seen:
        one.start_run()
    assert seen['event'] == events.ITERATION_STARTED and issubclass(Killed, BaseException)


# -- the demo --------------------------------------------------------------------------------------------------------

def test_the_demo_gets_all_other_flags(monkeypatch):
    called = []
    monkeypatch.setattr(loop_coordinator.subprocess, 'call', lambda words, env: called.append((words, env)) or 0)
    assert loop_coordinator.main(['--demo', '--seed', '3']) == 0
    (words, env), = called
    assert words[1:] == ['-m', 'plexsim.story', '--seed', '3']
    assert os.path.isdir(os.path.join(env['PYTHONPATH'], 'plexsim'))
