# -*- coding: utf-8 -*-
"""The loop from decision to deed: each verdict leads where it must, a person is asked where numbers do not decide."""
from __future__ import absolute_import, division, print_function

import io
import os
import time

import pytest

import diagnose_from_report
import implement_fix
import loop_coordinator
from fix_bench import read, read_json, write
from loop_bench import LoopBench, killed_at
from plexfix.loop import events, fold
from plexfix.outside import audit, journal, rundir
from plexfix.steps import diagnosing
from plexfix.steps.cycle import context, keptlogs, leading, reporting, verdicts
from plexfix.understand import lessons

GOOD, HALF, NOTHING, WORSE, FAILS = (u'FIX-91', b'GOOD', {}), (u'FIX-91', b'HALF', {}), (u'FIX-91', b'NOTHING', {}), (
    u'FIX-91', b'WORSE', {}), (u'FIX-91', b'FAILS', {})
ONE = ('--max-iterations', '1', '--panel', '6')
# All is met that is hoped for, and what is feared too.
MODIFY = {'criteria': u'- success: success_rate increase_pp >= 20\n- failure: success_rate increase_pp > 10'}
# Two of three met make a MONITOR: the last one cannot be measured.
MONITOR = {'criteria': u'- success: success_rate increase_pp >= 20 weight 2\n- success: enriched increase_pct >= 20\n'
                       u'- failure: network_errors increase_pct > 10'}


@pytest.fixture
def bench(tmp_path, monkeypatch):
    def make(**plans):
        made = LoopBench(tmp_path, monkeypatch, dict((int(name[1:]), plan) for name, plan in plans.items()))
        made.monkeypatch = monkeypatch
        return made
    return make


class Typed(io.StringIO):
    """What a person types at a terminal."""

    def isatty(self):
        return True


def person(monkeypatch, *lines):
    typed = Typed(u''.join(line + u'\n' for line in lines))
    monkeypatch.setattr('sys.stdin', typed)
    return typed


# -- each verdict ----------------------------------------------------------------------------------------------------

def test_a_fix_that_mends_is_kept_and_what_was_expected_and_seen_is_kept_with_it(bench):
    one = bench(_1=[GOOD])
    assert one.whole(*ONE) == 0
    found = one.fix(u'FIX-91')
    assert (found['state'], found['verdict']['decision']) == (fold.KEPT, u'KEEP')
    assert found['why']['given'] is False and found['why']['why'] is None
    assert found['why']['measured'] and u'success_rate' in found['why']['measured'][0]
    assert b'# GOOD' in one.code('FilmVault') and b'# GOOD' in one.code('ReelHouse')


def test_a_fix_that_does_nothing_is_taken_back_and_the_files_are_as_before_it(bench):
    one = bench(_1=[NOTHING])
    before = one.bench.contents()
    assert one.whole(*ONE) == 0
    found = one.fix(u'FIX-91')
    assert (found['state'], found['undone_for']) == (fold.ROLLED_BACK, u'ROLLBACK')
    assert one.bench.contents() == before
    report = read(os.path.join(one.records(1), 'diagnostic_report.md')).decode('utf-8')
    assert u'- Status: rolled back' in report.split(u'## FIX-91:')[1]


def test_a_fix_whose_agents_do_not_start_is_put_back_and_the_next_one_is_tried(bench):
    one = bench(_1=[FAILS, (u'FIX-92', b'GOOD', {})])
    assert one.whole(*ONE) == 0
    assert (one.fix(u'FIX-91')['state'], one.fix(u'FIX-91')['undone_for']) == (fold.ROLLED_BACK, u'NOT STARTED')
    assert one.fix(u'FIX-92')['state'] == fold.KEPT
    assert b'FAILS' not in one.code('FilmVault')


def test_a_fix_that_the_checks_refuse_is_skipped_before_anything_is_refreshed(bench):
    one = bench(_1=[(u'FIX-91', b'__import__\n', {})])
    assert one.whole(*ONE) == 0
    skipped, = [entry for entry in one.entries if entry['event'] == events.SKIPPED]
    assert u'__import__' in skipped['reason'] and skipped['data']['findings'][0]['severity'] == u'error'
    # Only the panel's items, before and after.
    assert len(one.refreshed) == 12
    assert one.fix(u'FIX-91')['attempts'] == 1


def test_modify_is_taken_back_and_open_for_revision(bench):
    one = bench(_1=[(u'FIX-91', b'GOOD', MODIFY)])
    assert one.whole(*ONE) == 0
    assert (one.fix(u'FIX-91')['state'], one.fix(u'FIX-91')['undone_for']) == (fold.ROLLED_BACK, u'MODIFY')
    assert b'GOOD' not in one.code('FilmVault')
    report = read(os.path.join(one.records(1), 'diagnostic_report.md')).decode('utf-8')
    assert u'- Status: modify' in report.split(u'## FIX-91:')[1]


def test_a_revised_fix_is_tried_again_in_the_same_iteration(bench, monkeypatch):
    one = bench(_1=[(u'FIX-91', b'GOOD', MODIFY)])
    real, report = verdicts.why, os.path.join(one.records(1), 'diagnostic_report.md')

    def revise(loop, name):
        real(loop, name)
        if len(one.refreshed) < 40:
            # Two applications are told apart by their times, in whole seconds.
            time.sleep(1.1)
            one.patch(1, u'FIX-91', b'# GOOD and revised\n')
            write(report, read(report).replace(b'- failure: success_rate increase_pp',
                                               b'- failure: network_errors increase_pct'))
            assert diagnose_from_report.main(['--output', report, '--approve', 'FIX-91', '--by', 'Ann']) == 0
    monkeypatch.setitem(leading._DEEDS, u'why', lambda loop, action, facts: revise(loop, action.fix))
    assert one.whole(*ONE) == 0
    assert [event for _, event, fix in one.told() if fix == u'FIX-91'].count(events.APPROVED) == 2
    assert one.fix(u'FIX-91')['state'] == fold.KEPT and b'GOOD and revised' in one.code('FilmVault')


def test_monitor_is_tested_twice_more_and_then_a_person_decides(bench, capsys):
    one = bench(_1=[(u'FIX-91', b'GOOD', MONITOR)])
    assert one.whole(*ONE) == 40
    assert [event for _, event, fix in one.told() if fix == u'FIX-91'] == [
        events.APPROVED, events.BEFORE_PASS, events.APPLIED, events.AFTER_PASS, events.MONITORED, events.RETEST,
        events.MONITORED, events.RETEST, events.MONITORED]
    assert u'a person decides on FIX-91' in one.state['waiting']['for']
    # It is not asked again and again.
    assert one.resume('--yes', '--quiet') == 40
    assert len([entry for entry in one.entries if entry['event'] == events.WAITING]) == 2
    assert one.resume('--yes', '--override', 'FIX-91', 'KEEP', '--reason', 'seen with my eyes') == 0
    assert one.fix(u'FIX-91')['state'] == fold.KEPT
    assert one.fix(u'FIX-91')['override'] == {'decision': u'KEEP', 'by': u'a person', 'reason': u'seen with my eyes'}


def test_a_person_may_take_a_monitored_fix_back(bench):
    one = bench(_1=[(u'FIX-91', b'GOOD', MONITOR)])
    before = one.bench.contents()
    assert one.whole(*ONE) == 40
    assert one.resume('--yes', '--override', 'FIX-91', 'rollback', '--reason', 'it is slow') == 0
    assert one.fix(u'FIX-91')['state'] == fold.ROLLED_BACK and one.bench.contents() == before


@pytest.mark.parametrize('answers, code, state, told', [
    ((u'keep', u'seen with my eyes'), 0, fold.KEPT, {'decision': u'KEEP', 'by': u'a person', 'reason': u'seen with my eyes'}),
    ((u'r', u'it is slow'), 0, fold.ROLLED_BACK, {'decision': u'ROLLBACK', 'by': u'a person', 'reason': u'it is slow'}),
    ((u'keep', u''), 40, fold.MONITORED, None), ((u'stop',), 40, fold.MONITORED, None), ((), 40, fold.MONITORED, None)],
    ids=['keep', 'rollback', 'no reason', 'stop', 'end of input'])
def test_at_a_terminal_a_person_decides_where_numbers_do_not(bench, monkeypatch, answers, code, state, told):
    one = bench(_1=[(u'FIX-91', b'GOOD', MONITOR)])
    before = one.bench.contents()
    assert one.whole(*ONE) == 40
    after = one.bench.contents()
    person(monkeypatch, *(answers + ((u'', u'', u'as the log says', u'', u'yes') if told else ())))
    assert one.resume() == code
    found = one.fix(u'FIX-91')
    assert (found['state'], found['override']) == (state, told)
    assert one.bench.contents() == (before if state == fold.ROLLED_BACK else after)
    if told:
        assert (found['why']['why'], found['why']['expected']) == (u'as the log says', None)


def test_reasons_that_are_written_into_the_file_after_they_were_asked_for_are_taken_in(bench):
    one = bench(_1=[HALF])
    assert one.whole('--max-iterations', '2', '--panel', '24') == 40
    assert one.fix(u'FIX-91')['why']['given'] is False
    write(os.path.join(one.records(1), 'why_FIX-91.md'), u'Half of the pages want a cookie.\n')
    assert one.resume('--yes', '--quiet') == 40
    assert (one.fix(u'FIX-91')['why']['why'], one.fix(u'FIX-91')['why']['given']) == (u'Half of the pages want a cookie.', True)


def test_while_one_is_monitored_only_a_fix_of_other_files_comes_before_its_retests(bench):
    own = dict(MONITOR, files=u'FilmVault.bundle/Contents/Code/utils.py')
    other = {'files': u'ReelHouse.bundle/Contents/Code/utils.py'}
    same = {'files': u'*.bundle/Contents/Code/utils.py'}
    one = bench(_1=[(u'FIX-91', b'GOOD', own), (u'FIX-92', b'GOOD', other), (u'FIX-93', b'NOTHING', same)])
    assert one.whole(*ONE) == 40
    told = [(event, fix) for _, event, fix in one.told() if event in (events.APPLIED, events.RETEST)]
    assert told == [(events.APPLIED, u'FIX-91'), (events.APPLIED, u'FIX-92'), (events.RETEST, u'FIX-91'),
                    (events.RETEST, u'FIX-91')]


def test_invalid_evidence_is_mended_once_and_then_a_person_is_asked(bench):
    one = bench(_1=[GOOD])
    one.silent = range(22, 100)
    assert one.whole(*ONE) == 40
    told = [event for _, event, fix in one.told() if fix == u'FIX-91']
    assert told[3:] == [events.AFTER_PASS, events.TESTED, events.INVALID, events.AFTER_PASS, events.TESTED, events.INVALID]
    assert u'a person decides' in one.state['waiting']['for']
    invalid = [entry for entry in one.entries if entry['event'] == events.INVALID]
    assert invalid[0]['data']['repairable'] is True
    assert any(u'fewer than 80 %' in line for line in invalid[0]['data']['lacking'])


def test_invalid_evidence_that_is_mended_leads_to_a_verdict(bench):
    one = bench(_1=[GOOD])
    one.silent = range(22, 38)
    assert one.whole(*ONE) == 0
    assert one.fix(u'FIX-91')['state'] == fold.KEPT
    assert os.path.exists(os.path.join(one.records(1), 'test_pass_FIX-91_after.json.old1'))


# -- the person ------------------------------------------------------------------------------------------------------

def test_without_a_terminal_nothing_is_asked_and_nothing_applied(bench, capsys):
    one = bench(_1=[GOOD])
    before = one.bench.contents()
    assert one.start_run(*ONE) == 40
    one.answer(1)
    assert one.resume() == 40
    said = capsys.readouterr()[1]
    assert u'--yes' in said and one.bench.contents() == before
    assert one.told()[-1][1] == events.BEFORE_PASS


def test_a_person_at_a_terminal_is_led_through(bench, monkeypatch, capsys):
    one = bench(_1=[GOOD])
    person(monkeypatch, u'stop')
    assert one.start_run(*ONE) == 40
    one.answer(1)
    person(monkeypatch, u'yes', u'fewer 403', u'more successes', u'the headers', u'nothing', u'yes')
    assert one.resume() == 0
    found = one.fix(u'FIX-91')
    assert found['state'] == fold.KEPT
    assert dict((name, found['why'][name]) for name in ('expected', 'observed', 'why', 'missed', 'given', 'by')) == {
        'expected': u'fewer 403', 'observed': u'more successes', 'why': u'the headers', 'missed': u'nothing',
        'given': True, 'by': u'a person'}


@pytest.mark.parametrize('answer, state, code', [(u'skip', fold.SKIPPED, 40), (u'no', fold.APPROVED, 40)])
def test_a_person_may_leave_a_fix_out_or_stop(bench, monkeypatch, answer, state, code):
    one = bench(_1=[GOOD])
    assert one.start_run('--yes', *ONE) == 40
    one.answer(1)
    before = one.bench.contents()
    person(monkeypatch, answer)
    assert one.resume() == code
    assert one.fix(u'FIX-91')['state'] == state and one.bench.contents() == before


def test_the_reasons_may_be_given_before_and_later_and_are_never_made_up(bench):
    one = bench(_1=[GOOD, (u'FIX-92', b'NOTHING', {})])
    assert one.start_run('--yes', *ONE) == 40
    one.answer(1)
    write(os.path.join(one.records(1), 'why_FIX-91.md'), u'The site wants a browser.\n')
    assert one.resume('--yes') == 0
    assert one.fix(u'FIX-91')['why']['why'] == u'The site wants a browser.'
    assert one.fix(u'FIX-92')['why']['given'] is False
    assert one.resume('--why', 'FIX-07', 'nobody knows it') == 2
    assert one.resume('--why', 'fix-92', 'it was a comment') == 0
    assert (one.fix(u'FIX-92')['why']['why'], one.fix(u'FIX-92')['why']['given']) == (u'it was a comment', True)


def test_the_reasons_for_a_fix_of_an_earlier_iteration_go_there(bench):
    one = bench(_1=[HALF])
    assert one.whole('--max-iterations', '2', '--panel', '24') == 40
    assert one.resume('--why', 'FIX-91', 'headers') == 40
    assert one.fix(u'FIX-91')['why']['why'] == u'headers' and one.state['iterations'][1]['fixes'] == []
    assert u'success_rate' in one.fix(u'FIX-91')['why']['measured'][0]


def test_drafts_beside_the_approved_ones_are_told_and_go_into_the_next_report(bench, capsys):
    one = bench(_1=[HALF])
    assert one.start_run('--yes', '--max-iterations', '2', '--panel', '6') == 40
    assert u'fixes to be tried: 1' in capsys.readouterr()[1]
    one.answer(1)
    assert one.resume('--yes') == 40
    said = capsys.readouterr()[1]
    assert u'still open: FIX-01; they go into the next report' in said
    # The one that is kept stands in the next report too, and is not to be tried.
    assert u'iteration_2/diagnostic_report.md, fixes to be tried: 1\n' in said.replace(os.sep, u'/')
    second = read(os.path.join(one.records(2), 'diagnostic_report.md')).decode('utf-8')
    assert u'## FIX-91:' in second and u'- Status: kept' in second.split(u'## FIX-91:')[1]
    assert u'## FIX-01:' in second
    assert os.path.exists(os.path.join(one.records(2), 'fixes', 'FIX-91.patch'))


def test_a_run_can_be_stopped_by_a_word_and_says_so(bench):
    one = bench()
    assert one.start_run('--yes', *ONE) == 40
    assert one.resume('--stop', '--reason', 'no time') == 0
    assert one.state['ended']['exit'] == u'stopped' and u'no time' in one.state['ended']['said']
    # It stays ended.
    assert one.resume('--yes') == 0 and one.told()[-1][1] == events.POST_MORTEM


def test_yes_leaves_drafts_open_only_where_an_approved_fix_was_tried(bench, capsys):
    one = bench(_1=[GOOD])
    assert one.start_run('--yes', *ONE) == 40 and one.resume('--yes') == 40
    one.answer(1)
    report = os.path.join(one.records(1), 'diagnostic_report.md')

    def given_up(loop, name):
        write(report, read(report).replace(b'- Status: approved', b'- Status: abandoned'))
        loop.append(events.BEFORE_PASS, name, {})
    one.monkeypatch.setitem(leading._DEEDS, u'before', lambda loop, action, facts: given_up(loop, action.fix))
    assert one.resume('--yes') == 40
    assert one.fix(u'FIX-91')['state'] == fold.ABANDONED and one.state['iterations'][0]['ended'] is None
    assert u'no fix is approved' in one.state['waiting']['for'] and u'FIX-01 (draft)' in capsys.readouterr()[1]


def test_a_fix_that_is_to_be_undone_is_undone_also_when_the_person_stops(bench):
    one = bench(_1=[NOTHING])
    before = one.bench.contents()
    assert one.start_run('--yes', *ONE) == 40
    one.answer(1)
    with killed_at(5, after=True) as seen:
        one.resume('--yes')
    assert seen['event'] == events.TESTED and one.bench.contents() != before
    assert one.resume('--stop') == 0
    assert one.bench.contents() == before and one.fix(u'FIX-91')['state'] == fold.ROLLED_BACK


def test_what_a_person_says_after_the_end_is_done_and_goes_into_the_post_mortem(bench):
    one = bench(_1=[GOOD])
    before = one.bench.contents()
    assert one.whole(*ONE) == 0
    path = os.path.join(one.run_dir, 'post_mortem_analysis.md')
    assert one.resume('--why', 'FIX-91', 'it was the headers') == 0
    assert b'it was the headers' in read(path)
    kept = read(path)
    assert one.resume('--yes') == 0 and read(path) == kept
    assert one.resume('--yes', '--override', 'FIX-91', 'ROLLBACK', '--reason', 'it is slow') == 0
    assert one.bench.contents() == before and b'it is slow' in read(path)
    assert read_json(os.path.join(one.run_dir, 'decision_log.json'))['entries'] == one.entries


# -- what changed behind its back ------------------------------------------------------------------------------------

def test_a_keep_lapses_when_another_hand_changes_its_files(bench, capsys):
    one = bench(_1=[HALF])
    assert one.whole('--max-iterations', '2', '--panel', '6') == 40
    path = one.bench.utils('ReelHouse')
    write(path, read(path) + b'# somebody\n')
    assert one.resume('--yes') == 40
    assert one.fix(u'FIX-91')['state'] == fold.LAPSED
    lapsed, = [entry for entry in one.entries if entry['event'] == events.LAPSED]
    assert lapsed['data']['files'] == [os.path.realpath(path)] and u'has lapsed' in capsys.readouterr()[1]
    # And it is told once.
    assert one.resume('--yes') == 40
    assert len([entry for entry in one.entries if entry['event'] == events.LAPSED]) == 1


def test_files_that_changed_between_applying_and_testing_are_told(bench, monkeypatch, capsys):
    one = bench(_1=[GOOD])
    assert one.start_run('--yes', *ONE) == 40
    one.answer(1)
    with killed_at(3, True) as seen:
        one.resume('--yes')
    assert seen['event'] == events.APPLIED
    path = one.bench.utils('ReelHouse')
    write(path, read(path) + b'# somebody\n')
    one.resume('--yes')
    changed, = [entry for entry in one.entries if entry['event'] == events.INPUT_CHANGED]
    assert changed['data']['path'] == os.path.realpath(path) and changed['fix'] == u'FIX-91'
    assert u'was changed by another hand since FIX-91 was applied' in capsys.readouterr()[1]


def test_a_later_fix_of_the_suite_is_no_drift(bench):
    one = bench(_1=[HALF], _2=[(u'FIX-92', b'GOOD', {})])
    assert one.whole('--max-iterations', '2', '--panel', '24') == 0
    assert one.fix(u'FIX-91')['state'] == fold.KEPT and one.fix(u'FIX-92', 2)['state'] == fold.KEPT
    assert one.resume('--yes') == 0
    assert not [entry for entry in one.entries if entry['event'] == events.LAPSED]


def test_a_record_that_was_changed_is_told_once(bench, capsys):
    one = bench()
    assert one.start_run('--yes', *ONE) == 40
    path = os.path.join(one.records(1), 'aggregated_logs_iteration_1.json')
    was = read(path)
    write(path, was + b' ')
    for _ in range(2):
        assert one.resume('--yes') == 40
    changed, = [entry for entry in one.entries if entry['event'] == events.INPUT_CHANGED]
    assert changed['data']['path'] == u'iteration_1/aggregated_logs_iteration_1.json'
    assert u'was changed since it was used' in capsys.readouterr()[1]


def test_a_patch_that_was_changed_after_its_approval_is_told(bench, monkeypatch, capsys):
    one = bench(_1=[GOOD])
    assert one.start_run('--yes', *ONE) == 40
    one.answer(1)
    assert one.resume() == 40           # refreshed on the old code, and nobody there to agree
    one.patch(1, u'FIX-91', b'HALF')
    assert one.resume('--yes') == 0
    assert u'was changed after it was approved by Ann' in capsys.readouterr()[1]


def test_a_fix_that_another_command_took_back_is_no_keep_any_more(bench):
    one = bench(_1=[HALF])
    assert one.whole('--max-iterations', '2', '--panel', '6') == 40
    report = os.path.join(one.records(1), 'diagnostic_report.md')
    assert implement_fix.main(['--rollback', 'FIX-91', '--diagnostic-report', report, '--plugins-dir', one.bench.plugins,
                               '--restart', 'none']) == 0
    assert one.resume('--yes') == 40
    assert one.fix(u'FIX-91')['state'] == fold.ROLLED_BACK


def test_an_interrupted_change_is_recovered_with_yes_and_asked_for_without(bench, monkeypatch):
    one = bench(_1=[GOOD])
    before = one.bench.contents()
    assert one.start_run('--yes', *ONE) == 40
    one.answer(1)

    class Gone(BaseException):
        pass

    def swap(whole, error=None):
        raise Gone()
    with monkeypatch.context() as patch:
        patch.setattr(journal.Journal, 'verify', swap)
        patch.setattr(journal.Journal, 'give_up', swap)
        with pytest.raises(Gone):
            one.resume('--yes')
    assert one.bench.contents() != before
    assert one.resume() == 42
    assert one.resume('--yes') == 0
    assert one.fix(u'FIX-91')['state'] == fold.KEPT
    assert one.fix(u'FIX-91')['attempts'] == 1


# -- measuring -------------------------------------------------------------------------------------------------------

def test_without_a_panel_an_iteration_counts_only_what_came_behind_the_last_test(bench):
    one = bench(_1=[HALF])
    assert one.whole('--max-iterations', '2') == 40
    # Nobody used Plex: there is nothing to begin the second iteration with.
    assert u'nothing was measured since the last change' in one.state['waiting']['for']
    assert one.state['iterations'][0]['ended']['valid'] is False
    for number in range(3, 9):
        one.operate('FilmVault', number)
    assert one.resume('--yes') == 40
    second = one.state['iterations'][1]['aggregated']
    assert (second['operations'], second['successful']) == (6, 2)
    assert [row.number for row in fold.rows_of(one.state)] == [0, 1] and fold.rows_of(one.state)[1].valid


def test_the_panel_is_drawn_once_and_is_the_same_items_each_time(bench):
    one = bench(_1=[HALF])
    assert one.whole('--max-iterations', '1', '--panel', '5') == 0
    items = read_json(os.path.join(one.run_dir, 'panel_items.json'))['items']
    assert len(items) == 5
    keys = [row['rating_key'] for row in items]
    assert one.refreshed[:5] == keys and one.refreshed[-5:] == keys
    rows = fold.rows_of(one.state)
    assert [row.finished for row in rows] == [5, 5]


def test_marks_in_logs_are_read_back_as_they_were_written(bench, tmp_path):
    one = bench()
    path = str(tmp_path / 'marks.json')
    keptlogs.mark(one.bench.logs, path)
    assert sorted(keptlogs.read_marks(path)) == sorted(os.listdir(one.bench.logs))
    one.operate('ReelHouse', 1)
    kept = keptlogs.kept(one.bench.logs, keptlogs.read_marks(path), str(tmp_path / 'kept'), None)
    assert [plug_in.agent for plug_in in kept] == [u'ReelHouse']


# -- lessons ---------------------------------------------------------------------------------------------------------

def test_the_lessons_of_an_iteration_go_into_the_next_diagnosis(bench, monkeypatch):
    taken = []
    real = diagnosing.make
    monkeypatch.setattr(diagnosing, 'make', lambda analysed, output, rows=(), previous=None: (
        taken.append(list(rows)), real(analysed, output, rows, previous))[1])
    one = bench(_1=[HALF, (u'FIX-92', b'FAILS', {})])
    assert one.whole('--max-iterations', '2', '--panel', '6') == 40
    assert taken[0] == [] and taken[1]


def test_a_lesson_that_was_retired_in_the_run_is_so_for_the_next_diagnosis(bench, tmp_path):
    evidence = [lessons.Evidence(u'r', u'FIX-01', None, None, None)]
    lesson = lessons.new(lessons.DO, 2, u'Look at the headers.', evidence=evidence, status=lessons.ACTIVE)
    other = lesson._replace(id=u'other', text=u'Look at the cookies.')
    named = str(tmp_path / 'earlier.md')
    write(named, lessons.render([lesson, other]))
    one = bench(_1=[HALF])
    assert one.whole('--max-iterations', '2', '--panel', '6', '--lessons', named) == 40
    write(os.path.join(one.records(1), 'lessons_learned.md'), lessons.render(
        [lesson._replace(id=u'again', status=lessons.RETIRED, helped=2)]))
    loop = context.Loop(rundir.RunDir(one.run_dir), None, True)
    loop.read()
    assert [(row.text, row.status, row.helped) for row in reporting.lessons_of(loop)] == [
        (u'Look at the headers.', lessons.RETIRED, 2), (u'Look at the cookies.', lessons.ACTIVE, 0)]


def test_the_report_that_a_person_began_to_edit_is_never_made_again(bench):
    one = bench()
    assert one.start_run('--yes', *ONE) == 40
    report = os.path.join(one.records(1), 'diagnostic_report.md')
    write(report, read(report).replace(u'still'.encode('ascii'), b'still') + b'\nA word of mine.\n')
    # As if it had been killed before it noted that the report is there.
    lines = read(one.log_file).splitlines(True)
    write(one.log_file, b''.join(lines[:3]))
    assert one.resume('--yes') == 40
    assert b'A word of mine.' in read(report)


def test_the_status_line_follows_the_log_and_a_new_approval_stays(bench):
    one = bench(_1=[HALF])
    assert one.whole(*ONE) == 0
    loop = context.Loop(rundir.RunDir(one.run_dir), None, True)
    loop.read()
    report = os.path.join(one.records(1), 'diagnostic_report.md')
    write(report, read(report).replace(b'- Status: kept', b'- Status: approved'))
    reporting.sync_status(loop)
    assert b'- Status: kept' in read(report)


def test_the_decision_log_of_a_whole_run_holds(bench):
    one = bench(_1=[HALF, (u'FIX-92', b'FAILS', {})])
    assert one.whole(*ONE) == 0
    assert audit.verify(one.log_file) == []
    assert read_json(os.path.join(one.run_dir, 'decision_log.json'))['entries'] == one.entries
    assert loop_coordinator.main(['--resume', one.run_dir]) == 0
