# -*- coding: utf-8 -*-
"""The command that changes agents: it refuses what it must, changes all files or none, watches the starts, takes back."""
from __future__ import absolute_import, division, print_function

import io
import json
import os
import shutil
import sys

import pytest

import implement_fix
from fix_bench import AGENTS, Bench, fake_plex, fix_text, read, read_json, report_text, sha256, write
from plexfix.base.compat import fs_text as path_text, path_from_text
from plexfix.base.places import TEMPORARY_PREFIX
from plexfix.change import diffing
from plexfix.outside import audit, journal, locking
from plexfix.steps import consent

OLD, NEW = b"'Accept': '*/*',", b"'Accept': 'text/html',"
FAILS, SILENT = b"'Accept': 'FAILS',", b"'Accept': 'SILENT',"
PLEX = 'command:restart-plex'
FOLDER = u'caf\xe9 dir' if str is not bytes else u'caf\xe9 dir'.encode('utf-8')


@pytest.fixture
def bench(tmpdir):
    folder = os.path.join(str(tmpdir), FOLDER)
    os.mkdir(folder)
    made = Bench(folder)
    made.write_report()
    made.after = made.patch_replacing(OLD, NEW)
    made.before = made.contents()
    return made


@pytest.fixture
def plex(bench, monkeypatch):
    return fake_plex(bench, monkeypatch)


def run(bench, *words, **given):
    return implement_fix.main(bench.arguments(*words, **given))


def apply(bench, *words, **given):
    return run(bench, '--fix', 'FIX-01', '--yes', *words, **given)


def litter(bench):
    return [name for _, folders, names in os.walk(bench.folder) for name in folders + names if name.startswith(TEMPORARY_PREFIX)]


def is_applied(bench, names=AGENTS):
    return all(read(bench.utils(name)) == bench.after for name in names)


# -- a good fix --------------------------------------------------------------------------------------------------------

def test_a_good_fix_changes_every_file_and_is_written_down(bench, plex, capsys):
    modes = [os.stat(bench.utils(name)).st_mode for name in AGENTS]
    assert apply(bench, restart=PLEX) == 0
    assert is_applied(bench) and [os.stat(bench.utils(name)).st_mode for name in AGENTS] == modes
    out, err = capsys.readouterr()
    assert u'4 identical' in out and u'FIX-01 is applied: 4 files' in out and 'http_403 reduce_pct >= 20' in out
    assert 'Requests are answered 403.' in out and 'Requests are answered 200.' in out
    entry, = bench.implementations
    assert (entry['fix'], entry['status'], entry['rolled_back_at']) == (u'FIX-01', u'applied', None)
    assert entry['restart']['method'] == PLEX and entry['restart']['agents'] == dict((name, u'started') for name in AGENTS)
    assert entry['expected'] == {'before': u'Requests are answered 403.', 'after': u'Requests are answered 200.', 'criteria': [
        u'success: http_403 reduce_pct >= 20', u'failure: failure_rate increase_pct > 10']}
    assert len(entry['files']) == 4 and set(row['after_sha256'] for row in entry['files']) == set([sha256(bench.after)])
    assert entry['validation'] and all(check['ok'] for check in entry['validation'])
    backup = read_json(os.path.join(path_from_text(entry['backup_path']), 'manifest.json'))
    assert (backup['schema'], backup['fix'], len(backup['files'])) == (u'plexfix.backup/1', u'FIX-01', 4)
    assert [(line['event'], line['fix'], line['iteration'], line['phase']) for line in bench.decisions] == [(u'applied', u'FIX-01', 1, 3)]
    assert audit.verify(os.path.join(os.path.dirname(bench.iteration), 'decision_log.jsonl')) == []
    assert bench.status_line() == u'applied'
    report = read(os.path.join(bench.iteration, 'implementation_report_FIX-01.md')).decode('utf-8')
    assert report.startswith(u'# Implementation of FIX-01: Headers of a browser') and u'**Status: applied**' in report
    assert litter(bench) == []


def test_only_the_patched_files_and_the_status_line_change(bench, plex):
    report = read(bench.report)
    assert apply(bench, restart=PLEX) == 0
    changed = [path for path, data in bench.contents().items() if bench.before.get(path) != data]
    assert sorted(changed) == sorted(os.path.relpath(bench.utils(name), bench.plugins) for name in AGENTS)
    assert read(bench.report) == report.replace(b'- Status: approved', b'- Status: applied')


def test_a_dry_run_does_everything_but_the_writing(bench, plex, capsys):
    before = set(os.path.join(place, name) for place, folders, names in os.walk(bench.folder) for name in folders + names)
    assert run(bench, '--fix', 'FIX-01', '--dry-run', restart=PLEX) == 0
    out = capsys.readouterr()[0]
    assert "+    'Accept': 'text/html'," in out and 'run: restart-plex' in out and 'nothing was written' in out
    assert bench.contents() == bench.before and plex.starts == 0
    assert before == set(os.path.join(place, name) for place, folders, names in os.walk(bench.folder) for name in folders + names)
    assert run(bench, '--fix', 'FIX-01', '--dry-run', '--json') == 0
    plan = json.loads(capsys.readouterr()[0])
    assert plan['schema'] == 'plexfix.implementation_plan/1' and len(plan['files']) == 4
    assert plan['variants'][0]['names'] == ['%s.bundle/Contents/Code/utils.py' % name for name in AGENTS]


def test_the_title_names_a_fix_too_and_json_is_one_document(bench, capsys):
    assert run(bench, '--fix', 'headers of a BROWSER', '--yes', '--json') == 0
    document = json.loads(capsys.readouterr()[0])
    assert document['schema'] == 'plexfix.implementation/1' and document['ok'] is True
    assert document['implementations'][0]['restart'] == {'method': 'none', 'at': None, 'log_marks': {}, 'agents': dict(
        (name, 'not_observed') for name in AGENTS)}


def test_without_a_restart_it_is_said_that_no_start_was_seen(bench, capsys):
    assert apply(bench) == 0 and is_applied(bench)
    assert 'no start was seen' in capsys.readouterr()[0]


def test_a_fix_that_needs_no_restart_gets_none(bench, plex):
    bench.write_report(fix_text(restart=u'no'))
    words = [word for word in bench.arguments('--fix', 'FIX-01', '--yes') if word not in ('--restart', 'none')]
    assert implement_fix.main(words) == 0 and plex.starts == 0 and is_applied(bench)


def test_without_a_run_the_records_lie_beside_the_report_and_the_backup_beside_the_bundles(bench, tmpdir):
    folder = str(tmpdir.mkdir('alone'))
    report = write(os.path.join(folder, 'my.md'), read(bench.report))
    write(os.path.join(folder, 'fixes', 'FIX-01.patch'), read(os.path.join(bench.iteration, 'fixes', 'FIX-01.patch')))
    assert implement_fix.main(['--fix', 'FIX-01', '--yes', '--restart', 'none', '--plugins-dir', bench.plugins, '--diagnostic-report', report]) == 0
    assert set(os.listdir(folder)) == set(['my.md', 'fixes', 'implementation_log.json', 'implementation_report_FIX-01.md', 'decision_log.jsonl'])
    beside = os.listdir(os.path.join(bench.plugins, '_BACKUPS'))
    assert 'fixes.json' in beside and len(beside) == 2 and is_applied(bench)


# -- what it refuses, with nothing changed -----------------------------------------------------------------------------

def refused(bench, code, capsys, *words, **given):
    """What is said by a run that must refuse with *code* and change nothing."""
    before = bench.contents()
    capsys.readouterr()
    assert (run(bench, *words, **given) if words else apply(bench, **given)) == code
    assert bench.contents() == before and litter(bench) == []
    return capsys.readouterr()[1]


@pytest.mark.parametrize('given, said', [
    (dict(status=u'draft'), u'line 4, Status: it says draft'),
    (dict(status=u'rolled back'), u'it says rolled back'),
    (dict(priority=u'x'), None),
    (dict(by=u''), u'line 11, Approved by'),
    (dict(files=u'TODO'), u'line 8, Files'),
    (dict(patch=u'TODO'), u'line 9, Patch'),
    (dict(files=u'../other/*.py'), u'line 8, Files'),
    (dict(restart=u'TODO'), u'line 10, Restart'),
])
def test_a_fix_that_is_not_approved_and_complete_is_refused_with_its_line(bench, capsys, given, said):
    if said is None:
        write(bench.report, read(bench.report).replace(b'Requests are answered 200.', b'TODO: say it'))
        said = u'line 19, Expected behavior'
    else:
        bench.write_report(fix_text(**given))
    assert said in refused(bench, 40, capsys).replace('\n', ' ')


def test_a_fix_that_is_not_there_and_a_missing_report_and_patch(bench, capsys):
    assert u'the report has no fix FIX-09' in refused(bench, 2, capsys, '--fix', 'FIX-09', '--yes')
    os.remove(os.path.join(bench.iteration, 'fixes', 'FIX-01.patch'))
    assert u'--stage FIX-01' in refused(bench, 40, capsys)
    assert implement_fix.main(['--fix', 'FIX-01', '--diagnostic-report', os.path.join(bench.folder, 'none.md')]) == 2


def test_without_a_terminal_it_names_the_flag_that_answers(bench, capsys, monkeypatch):
    monkeypatch.setattr(sys, 'stdin', io.StringIO(u'yes\n'))
    assert u'--yes' in refused(bench, 40, capsys, '--fix', 'FIX-01')


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize('typed, code, applied', [
    (u'yes\n', 0, True), (u'Y\n', 0, True), (u'no\n', 1, False), (u'what\nno\n', 1, False), (u'info\nyes\n', 0, True), (u'', 1, False)])
def test_a_person_is_asked(bench, capsys, monkeypatch, typed, code, applied):
    monkeypatch.setattr(sys, 'stdin', Terminal(typed))
    assert run(bench, '--fix', 'FIX-01') == code and is_applied(bench) == applied
    err = capsys.readouterr()[1]
    assert consent.QUESTION in err and ('+    ' in err) == (u'info' in typed)


def test_a_skipped_fix_is_written_down_as_such(bench, capsys, monkeypatch):
    monkeypatch.setattr(sys, 'stdin', Terminal(u'skip\n'))
    assert run(bench, '--fix', 'FIX-01') == 0
    assert bench.contents() == bench.before and [line['event'] for line in bench.decisions] == [u'skipped']


def test_a_drifted_copy_that_does_not_fit_stops_all_unless_it_is_to_be_skipped(bench, plex, capsys):
    drifted = bench.utils('ReelHouse')
    write(drifted, read(drifted).replace(OLD, b"'Accept': 'drifted',"))
    said = refused(bench, 1, capsys, restart=PLEX)
    assert u'1 of 4 files' in said and u'ReelHouse.bundle/Contents/Code/utils.py' in said and u'--skip-drifted' in said
    assert apply(bench, '--skip-drifted', restart=PLEX) == 0
    assert is_applied(bench, ['CineArchive', 'FilmVault', 'StageDoor']) and b'drifted' in read(drifted)
    entry, = bench.implementations
    assert len(entry['files']) == 3 and [path_from_text(row['path']) for row in entry['skipped']] == [drifted]
    assert sorted(entry['restart']['agents']) == ['CineArchive', 'FilmVault', 'StageDoor']


def test_a_drifted_copy_that_fits_keeps_its_own_and_is_told(bench, capsys):
    drifted = bench.utils('ReelHouse')
    own = read(drifted).replace(b'\n', b'\r\n') + b'# mine\r\n'
    write(drifted, own)
    assert apply(bench) == 0
    assert read(drifted) == own.replace(OLD, NEW)
    assert u'3 identical, 1 drifted' in capsys.readouterr()[0]


def test_a_patch_that_fits_nowhere_or_is_applied_already_is_refused_as_such(bench, capsys):
    write(bench.report, read(bench.report))
    bench.write_patch(read(os.path.join(bench.iteration, 'fixes', 'FIX-01.patch')).replace(b'*/*', b'*/x'))
    assert u'does not fit 4 of 4 files' in refused(bench, 1, capsys, '--fix', 'FIX-01', '--yes', '--skip-drifted')
    for name in AGENTS:
        write(bench.utils(name), bench.after)
    bench.write_patch(read(os.path.join(bench.iteration, 'fixes', 'FIX-01.patch')).replace(b'*/x', b'*/*'))
    assert u'is applied already' in refused(bench, 1, capsys)


@pytest.mark.parametrize('new, said', [
    (b"'Accept': f'{x}',", u'syntax/'), (b"'Accept': '*/*',\n    '_x': [_x for _x in ()],", u'loader/'),
    (b"'Accept': os.system('sudo reboot'),", u'danger/'), (b"'Accept': dict.nothing(\n", u'syntax/')])
def test_new_code_that_is_not_safe_is_never_written(bench, plex, capsys, new, said):
    bench.patch_replacing(OLD, new)
    told = refused(bench, 1, capsys, restart=PLEX)
    assert u'did not pass the safety checks' in told and said in told and u'and 3 more' not in told
    assert u'CineArchive.bundle/Contents/Code/utils.py, FilmVault.bundle' in told and plex.starts == 0


def test_what_was_there_before_the_fix_is_told_and_does_not_stop_it(bench, capsys):
    bad = b"import os\nimport not_in_any_library_of_2\n"
    for name in AGENTS:
        write(bench.utils(name), read(bench.utils(name)).replace(b'import re\n', b'import re\n' + bad))
    bench.patch_replacing(OLD, NEW)
    capsys.readouterr()
    assert apply(bench) == 0
    assert u'it was there before the fix' in capsys.readouterr()[0]


@pytest.mark.skipif(not hasattr(os, 'symlink') or os.name == 'nt', reason='needs links')
def test_a_bundle_that_is_a_link_to_elsewhere_is_refused(bench, capsys, tmpdir):
    outside = os.path.join(str(tmpdir), 'Outside.bundle')
    os.rename(os.path.join(bench.plugins, 'ReelHouse.bundle'), outside)
    os.symlink(outside, os.path.join(bench.plugins, 'ReelHouse.bundle'))
    before = read(bench.utils('ReelHouse'))
    assert u'a link leads out of the Plug-ins folder' in refused(bench, 1, capsys)
    assert read(bench.utils('ReelHouse')) == before


@pytest.mark.skipif(not hasattr(os, 'symlink') or os.name == 'nt', reason='needs links')
def test_one_file_that_several_bundles_link_to_is_changed_once_and_all_are_watched(bench, plex):
    for name in AGENTS[1:]:
        os.remove(bench.utils(name))
        os.symlink(bench.utils(AGENTS[0]), bench.utils(name))
    assert apply(bench, restart=PLEX) == 0
    assert is_applied(bench) and all(os.path.islink(bench.utils(name)) for name in AGENTS[1:])
    entry, = bench.implementations
    assert len(entry['files']) == 1 and sorted(entry['restart']['agents']) == list(AGENTS)
    assert run(bench, '--rollback', restart=PLEX) == 0
    assert bench.contents() == bench.before and all(os.path.islink(bench.utils(name)) for name in AGENTS[1:])


def test_backups_are_no_agents(bench, capsys):
    copy = os.path.join(bench.plugins, '_BACKUPS', 'Old.bundle', 'Contents', 'Code', 'utils.py')
    write(copy, read(bench.utils('FilmVault')))
    before = read(copy)
    assert apply(bench) == 0 and read(copy) == before and len(bench.implementations[0]['files']) == 4
    for files in (u'_BACKUPS/*.bundle/Contents/Code/utils.py', u'*/*.bundle/Contents/Code/utils.py'):
        bench.write_report(fix_text(u'FIX-02', files=files))
        bench.write_patch(b'--- a\n+++ b\n@@ -1 +1 @@\n-a\n+b\n', 'FIX-02')
        assert run(bench, '--fix', 'FIX-02', '--yes') == 40 and read(copy) == before


def test_another_run_that_holds_the_lock_is_respected(bench, capsys, run_python):
    folder = os.path.join(bench.plugins, '_BACKUPS')
    scripts = os.path.dirname(os.path.abspath(implement_fix.__file__))
    with locking.hold(folder, u'a test'):
        words = [os.path.join(scripts, 'implement_fix.py')] + bench.arguments('--fix', 'FIX-01', '--yes')
        code, _, err = run_python(words, env={'LC_ALL': 'C'})
    assert code == 41 and b'another run is at work' in err and bench.contents() == bench.before
    assert run_python(words, env={'LC_ALL': 'C'})[0] == 0 and is_applied(bench)


@pytest.mark.skipif(os.name == 'nt' or not hasattr(os, 'getuid') or os.getuid() == 0, reason='root may write anywhere')
def test_a_folder_that_may_not_be_written_is_told_and_nothing_is_changed(bench, capsys):
    code = os.path.dirname(bench.utils('StageDoor'))
    os.chmod(code, 0o555)
    try:
        assert u'Permission denied' in refused(bench, 2, capsys)
    finally:
        os.chmod(code, 0o755)


# -- starts that fail --------------------------------------------------------------------------------------------------

def test_a_start_that_fails_takes_everything_back_and_shows_why(bench, plex, capsys):
    bench.patch_replacing(OLD, FAILS)
    assert apply(bench, restart=PLEX) == 1
    assert bench.contents() == bench.before and plex.starts == 2 and litter(bench) == []
    out, err = capsys.readouterr()
    assert u'ImportError: No module named fails' in out and u'all files are as before' in out
    entry, = bench.implementations
    assert entry['status'] == u'rolled back' and entry['rolled_back_at'] and u'not every agent started' in entry['reason']
    assert u'failed' in entry['restart']['agents'].values()
    assert [check['ok'] for check in entry['validation'] if u'after the rollback' in check['check']] == [True] * 5
    assert [line['event'] for line in bench.decisions] == [u'rolled back'] and bench.status_line() == u'rolled back'
    report = read(os.path.join(bench.iteration, 'implementation_report_FIX-01.md')).decode('utf-8')
    assert u'No module named fails' in report and u'**Status: rolled back**' in report


def test_an_agent_that_never_appears_is_no_success(bench, plex, capsys):
    bench.patch_replacing(OLD, SILENT)
    assert apply(bench, '--start-timeout', 1, restart=PLEX) == 1
    assert bench.contents() == bench.before
    assert bench.implementations[0]['restart']['agents'] == dict((name, u'not_observed') for name in AGENTS)
    assert u'not_observed: its log shows no start after the restart' in capsys.readouterr()[0]


def test_a_restart_that_fails_takes_everything_back(bench, plex, capsys):
    plex.exit_code = 3
    assert apply(bench, restart=PLEX) == 1
    assert bench.contents() == bench.before and u'exit code 3' in capsys.readouterr()[0]


def test_the_logs_are_kept_before_each_restart(bench, plex):
    for name in AGENTS:
        write(os.path.join(bench.logs, 'com.plexapp.agents.%s.log' % name), u'2026-01-01 old evidence of %s\n' % name)
    assert apply(bench, restart=PLEX) == 0
    kept = [os.path.join(place, name) for place, _, names in os.walk(os.path.join(bench.iteration, 'logs')) for name in names]
    assert sorted(os.path.basename(path) for path in kept) == ['com.plexapp.agents.%s.log' % name for name in AGENTS]
    assert all(b'old evidence' in read(path) for path in kept)
    marks = bench.implementations[0]['restart']['log_marks']
    assert marks == dict(('com.plexapp.agents.%s.log' % name, 28 + len(name)) for name in AGENTS)


def test_somebody_elses_change_during_the_start_is_left_alone_and_told(bench, plex, capsys):
    bench.patch_replacing(OLD, FAILS)
    mine = b'# changed by a person meanwhile, FAILS\n'
    plex.on_restart = staticmethod(lambda: write(bench.utils('FilmVault'), mine) if plex.starts == 1 else None)
    assert apply(bench, restart=PLEX) == 1
    assert read(bench.utils('FilmVault')) == mine
    changed = [path for path, data in bench.contents().items() if bench.before[path] != data]
    assert changed == [os.path.relpath(bench.utils('FilmVault'), bench.plugins)]
    assert u'somebody else changed it meanwhile' in capsys.readouterr()[0]


# -- a canary ----------------------------------------------------------------------------------------------------------

def test_a_canary_goes_first_and_the_rest_follows(bench, plex):
    seen = []
    plex.on_restart = staticmethod(lambda: seen.append([name for name in AGENTS if read(bench.utils(name)) == bench.after]))
    assert apply(bench, '--canary', 1, restart=PLEX) == 0
    assert seen == [['CineArchive'], list(AGENTS)] and is_applied(bench)
    assert bench.implementations[0]['restart']['agents'] == dict((name, u'started') for name in AGENTS)


def test_a_canary_that_fails_keeps_the_others_untouched(bench, plex):
    seen, failing = [], bench.patch_replacing(OLD, FAILS)
    plex.on_restart = staticmethod(lambda: seen.append([name for name in AGENTS if read(bench.utils(name)) == failing]))
    assert apply(bench, '--canary', 2, restart=PLEX) == 1
    assert seen == [['CineArchive', 'FilmVault'], []] and bench.contents() == bench.before


def test_a_canary_of_all_is_none(bench, plex):
    assert apply(bench, '--canary', 4, restart=PLEX) == 0 and plex.starts == 1
    assert run(bench, '--fix', 'FIX-01', '--canary', 0) == 2


# -- back, and one fix on the other ------------------------------------------------------------------------------------

def second(bench):
    """Write a second fix into the report, over the same files."""
    text = read(bench.report).decode('utf-8')
    write(bench.report, text + fix_text(u'FIX-02', title=u'Second'))
    before = bench.after
    after = before.replace(b"'Connection': 'close',", b"'Connection': 'keep',")
    bench.write_patch(diffing.diff(before, after, u'Contents/Code/utils.py'), 'FIX-02')
    return after


def decide(bench, fix, event):
    audit.append(os.path.join(os.path.dirname(bench.iteration), 'decision_log.jsonl'), event, fix=fix, iteration=1)


def test_a_fix_is_taken_back_and_says_what_it_put_back(bench, plex, capsys):
    assert apply(bench, restart=PLEX) == 0
    capsys.readouterr()
    assert run(bench, '--rollback', 'FIX-01', '--dry-run', restart=PLEX) == 0 and is_applied(bench)
    assert u'would be rolled back' in capsys.readouterr()[0]
    assert run(bench, '--rollback', 'FIX-01', '--reason', u'no better', restart=PLEX) == 0
    assert bench.contents() == bench.before and plex.starts == 2
    out = capsys.readouterr()[0]
    assert out.count(u'restored: ') == 4
    entry, = bench.implementations
    assert entry['status'] == u'rolled back' and entry['rolled_back_at'] and entry['reason'] == u'no better'
    assert [(line['event'], line['reason']) for line in bench.decisions] == [(u'applied', None), (u'rolled back', u'no better')]
    assert bench.status_line() == u'rolled back'
    assert run(bench, '--rollback', 'FIX-01') == 40 and u'was rolled back on' in capsys.readouterr()[1]


def test_a_second_fix_over_the_same_files_waits_for_the_verdict(bench, capsys):
    assert apply(bench) == 0
    after = second(bench)
    said = refused(bench, 40, capsys, '--fix', 'FIX-02', '--yes')
    assert u'FIX-02 touches files of FIX-01 (iteration 1), which awaits its verdict' in said
    for event, code in ((audit.MODIFY, 40), (audit.KEPT, 0)):
        decide(bench, u'FIX-01', event)
        assert run(bench, '--fix', 'FIX-02', '--yes') == code
    assert read(bench.utils('StageDoor')) == after


def test_fixes_come_off_in_the_order_in_which_they_lie(bench, capsys):
    assert apply(bench) == 0
    after = second(bench)
    decide(bench, u'FIX-01', audit.KEPT)
    assert run(bench, '--fix', 'FIX-02', '--yes') == 0
    said = refused(bench, 40, capsys, '--rollback', 'FIX-01')
    assert u'later fixes lie on it' in said and u'--rollback FIX-02' in said
    assert read(bench.utils('FilmVault')) == after
    assert run(bench, '--rollback') == 0 and is_applied(bench)
    assert run(bench, '--rollback') == 0 and bench.contents() == bench.before
    assert [entry['status'] for entry in bench.implementations] == [u'rolled back', u'rolled back']


def test_a_fix_that_is_applied_is_not_applied_again_whatever_its_status_says(bench, capsys):
    assert apply(bench) == 0
    write(bench.report, read(bench.report).replace(b'- Status: applied', b'- Status: approved'))
    assert u'FIX-01 is applied already' in refused(bench, 40, capsys)


def test_a_file_that_was_changed_since_is_not_rolled_back_over(bench, capsys):
    assert apply(bench) == 0
    mine = read(bench.utils('ReelHouse')) + b'# mine\n'
    write(bench.utils('ReelHouse'), mine)
    said = refused(bench, 1, capsys, '--rollback')
    assert u'ReelHouse.bundle' in said and u'nothing was changed' in said
    write(bench.utils('ReelHouse'), bench.after)
    assert run(bench, '--rollback') == 0 and bench.contents() == bench.before


def test_a_damaged_backup_changes_nothing_and_is_named(bench, capsys):
    assert apply(bench) == 0
    blobs = os.path.join(path_from_text(bench.implementations[0]['backup_path']), 'blobs')
    for name in os.listdir(blobs):
        write(os.path.join(blobs, name), b'other')
    assert u'the backup is damaged' in refused(bench, 1, capsys, '--rollback')


def test_a_rollback_after_which_the_old_code_does_not_start_says_so(bench, plex, capsys):
    assert apply(bench, restart=PLEX) == 0
    plex.exit_code = 4
    assert run(bench, '--rollback', restart=PLEX) == 1
    assert bench.contents() == bench.before and u'exit code 4' in capsys.readouterr()[0]


def test_new_and_removed_files_come_and_go(bench, capsys):
    patch = (diffing.diff(None, b'ACCEPT = 1\n', u'Contents/Code/accepts.py')
             + diffing.diff(read(bench.utils('FilmVault')), None, u'Contents/Code/utils.py'))
    bench.write_patch(patch)
    assert u'names' in refused(bench, 1, capsys) and bench.contents() == bench.before
    bench.write_report(fix_text(files=u'*.bundle/Contents/Code/utils.py, *.bundle/Contents/Code/accepts.py'))
    assert apply(bench) == 0
    assert not os.path.exists(bench.utils('FilmVault'))
    assert read(os.path.join(os.path.dirname(bench.utils('FilmVault')), 'accepts.py')) == b'ACCEPT = 1\n'
    assert run(bench, '--rollback') == 0 and bench.contents() == bench.before


def test_the_safety_checks_are_in_the_log_and_in_the_report(bench):
    assert apply(bench) == 0
    check, = bench.implementations[0]['validation']
    assert check['ok'] is True and check['check'] == u'safety checks of the new content (files: 4)'
    report = read(os.path.join(bench.iteration, 'implementation_report_FIX-01.md')).decode('utf-8')
    assert check['check'] in report and u'Nothing was checked' not in report


def test_a_write_protected_file_is_refused_and_named(bench, capsys):
    os.chmod(bench.utils('ReelHouse'), 0o444)
    try:
        said = refused(bench, 1, capsys)
    finally:
        os.chmod(bench.utils('ReelHouse'), 0o644)
    assert u'write-protected' in said and u'ReelHouse.bundle/Contents/Code/utils.py' in said


@pytest.mark.skipif(not hasattr(os, 'symlink') or os.name == 'nt', reason='needs links')
def test_a_file_that_a_link_of_another_name_leads_to_is_patched_and_a_link_to_nowhere_refused(bench, capsys):
    real = os.path.join(os.path.dirname(bench.utils('ReelHouse')), 'tools.py')
    os.rename(bench.utils('ReelHouse'), real)
    os.symlink('tools.py', bench.utils('ReelHouse'))
    assert apply(bench) == 0 and is_applied(bench) and read(real) == bench.after
    assert run(bench, '--rollback') == 0
    bench.write_report()
    os.remove(real)
    before = [read(bench.utils(name)) for name in ('FilmVault', 'StageDoor')]
    assert apply(bench) == 1 and u'a link that leads nowhere' in capsys.readouterr()[1]
    assert [read(bench.utils(name)) for name in ('FilmVault', 'StageDoor')] == before


@pytest.mark.parametrize('flag', ['--fix', '--rollback', '--stage', '--record'])
def test_an_empty_name_is_no_other_thing_to_do(bench, capsys, flag):
    if flag == '--rollback':
        assert run(bench, flag, '') == 40
    else:
        assert run(bench, flag, '') == 2 and u'None' not in capsys.readouterr()[1]


def test_a_stale_pyc_goes(bench):
    write(bench.utils('FilmVault') + 'c', b'compiled')
    assert apply(bench) == 0 and not os.path.exists(bench.utils('FilmVault') + 'c')


# -- another run in the same folder -------------------------------------------------------------------------------------

def other_report(bench):
    """The path of a report of its own, outside of the run, with a fix over the same files, on top of the first one."""
    folder = os.path.join(bench.folder, 'other', 'deep')
    after = bench.after.replace(b"'Connection': 'close',", b"'Connection': 'keep',")
    write(os.path.join(folder, 'fixes', 'FIX-07.patch'), diffing.diff(bench.after, after, u'Contents/Code/utils.py'))
    return write(os.path.join(folder, 'my report.md'), report_text(fix_text(u'FIX-07', title=u'Other')))


def run_other(bench, report, *words):
    return implement_fix.main(['--diagnostic-report', report, '--plugins-dir', bench.plugins, '--restart', 'none'] + list(words))


def test_a_fix_of_another_run_that_awaits_its_verdict_is_seen_and_can_be_settled(bench, capsys):
    report = other_report(bench)
    assert apply(bench) == 0
    before = bench.contents()
    capsys.readouterr()
    for more in (['--dry-run'], ['--yes']):
        assert run_other(bench, report, '--fix', 'FIX-07', *more) == 40 and bench.contents() == before
        err = capsys.readouterr()[1]
        assert u'touches files of FIX-01 (iteration 1), which awaits its verdict' in err and u'implementation_log.json' in err
        assert u'test_fix_actively.py --fix FIX-01 --diagnostic-report ' in err and u'--rollback FIX-01 --diagnostic-report ' in err
    decide(bench, u'FIX-01', audit.KEPT)
    assert run_other(bench, report, '--fix', 'FIX-07', '--yes') == 0


def test_fixes_of_several_runs_come_off_in_the_order_in_which_they_lie(bench, capsys):
    report = other_report(bench)
    assert apply(bench) == 0
    decide(bench, u'FIX-01', audit.KEPT)
    assert run_other(bench, report, '--fix', 'FIX-07', '--yes') == 0
    said = refused(bench, 40, capsys, '--rollback', 'FIX-01')
    assert u'still applied: FIX-07' in said and u'--rollback FIX-07 --diagnostic-report "' in said and u'my report.md"' in said
    assert run_other(bench, report, '--rollback') == 0 and run(bench, '--rollback') == 0 and bench.contents() == bench.before
    assert apply_again(bench) == 0


def apply_again(bench):
    bench.write_report()
    return apply(bench)


def test_a_run_that_is_gone_blocks_nobody(bench, capsys):
    report = other_report(bench)
    assert apply(bench) == 0
    shutil.rmtree(os.path.dirname(bench.iteration))
    assert run_other(bench, report, '--fix', 'FIX-07', '--yes') == 0


def test_a_list_of_fixes_that_cannot_be_read_is_named_and_can_be_put_aside(bench, capsys):
    path = write(os.path.join(bench.plugins, '_BACKUPS', 'fixes.json'), b'{')
    said = refused(bench, 2, capsys)
    assert path_text(path) in said and u'put it aside' in said
    os.remove(path)
    assert apply(bench) == 0


def test_fixes_that_were_taken_back_leave_the_list(bench):
    for _ in range(3):
        assert apply_again(bench) == 0 and run(bench, '--rollback') == 0
    assert apply_again(bench) == 0
    assert len(read_json(os.path.join(bench.plugins, '_BACKUPS', 'fixes.json'))['fixes']) == 1


# -- recovery ----------------------------------------------------------------------------------------------------------

def test_there_is_nothing_to_recover(bench, capsys):
    assert implement_fix.main(['--recover', '--plugins-dir', bench.plugins]) == 0
    assert 'nothing to recover' in capsys.readouterr()[0]


def killed(bench, run_python, at):
    """Run the command in a process that ends in the middle, at the restart or at a step of the disk."""
    folder = os.path.dirname(os.path.abspath(__file__))
    code = ('import os, sys\nsys.path[:0] = %r\nimport implement_fix\nfrom plexfix.outside import disk, restart\n'
            'from plexfix.steps import startcheck\n'
            'def gone(*_):\n    os._exit(9)\n%s\nsys.exit(implement_fix.main(sys.argv[1:]))\n') % (
                [folder, os.path.dirname(os.path.abspath(implement_fix.__file__))], at)
    words = bench.arguments('--fix', 'FIX-01', '--yes', restart='command:true')
    return run_python(['-c', code] + words)[0]


class Gone(BaseException):
    """A kill, as far as code can be killed without ending the tests."""


def test_killed_behind_the_commit_mark_it_goes_forward(bench, monkeypatch, capsys):
    """The mark, and nothing else, says that all agents were seen to start."""
    def gone(_self):
        raise Gone()
    with monkeypatch.context() as patched:
        patched.setattr(journal.Journal, 'finish', gone)
        with pytest.raises(Gone):
            apply(bench)
    assert journal.pending(os.path.join(bench.plugins, '_BACKUPS')) is not None
    assert implement_fix.main(['--recover', '--plugins-dir', bench.plugins]) == 0
    assert is_applied(bench) and bench.implementations[0]['status'] == u'applied'
    assert implement_fix.main(['--recover', '--plugins-dir', bench.plugins]) == 0 and is_applied(bench)


def test_without_a_report_the_log_that_was_left_behind_is_found(bench, capsys):
    assert apply(bench) == 0
    path = os.path.join(bench.iteration, 'implementation_log.json')
    write(path, read(path).replace(b'"status": "applied"', b'"status": "applying"'))
    assert implement_fix.main(['--recover', '--plugins-dir', bench.plugins]) == 0
    assert bench.implementations[0]['status'] == u'applied'


@pytest.mark.parametrize('changed, status', [(AGENTS[:1], u'applied'), (AGENTS, u'rolled back')])
def test_what_somebody_else_changed_meanwhile_does_not_block_for_ever(bench, capsys, changed, status):
    assert apply(bench) == 0
    path = os.path.join(bench.iteration, 'implementation_log.json')
    write(path, read(path).replace(b'"status": "applied"', b'"status": "applying"'))
    for name in changed:
        write(bench.utils(name), b'# mine\n')
    assert run(bench, '--recover') == 1 and u'neither all as before it' in capsys.readouterr()[0]
    assert bench.implementations[0]['status'] == status
    assert run(bench, '--recover') == 0 and u'nothing to recover' in capsys.readouterr()[0]


def test_what_a_kill_left_in_the_backups_and_logs_of_a_run_is_removed(bench, plex, capsys):
    write(os.path.join(bench.logs, 'com.plexapp.agents.FilmVault.log'), b'old\n')
    assert apply(bench, restart=PLEX) == 0
    logs = os.path.join(bench.iteration, 'logs')
    left = [os.path.join(logs, os.listdir(logs)[0], TEMPORARY_PREFIX + '0123456789abcdef.tmp'),
            os.path.join(bench.iteration, '_BACKUPS', TEMPORARY_PREFIX + '0123456789abcdef.tmp')]
    for path in left:
        write(path, b'half')
    assert implement_fix.main(['--recover', '--plugins-dir', bench.plugins]) == 0 and litter(bench) == []


@pytest.mark.skipif(os.name == 'nt', reason='runs true')
def test_killed_while_plex_restarts_it_is_taken_back(bench, run_python, capsys):
    assert killed(bench, run_python, 'restart.carry_out = gone') == 9
    assert is_applied(bench) and bench.implementations[0]['status'] == u'applying'
    assert apply(bench) == 42
    said = capsys.readouterr()[1]
    assert u'--recover' in said and u'apply FIX-01' in said
    assert run(bench, '--rollback') == 42
    assert implement_fix.main(['--recover', '--dry-run', '--plugins-dir', bench.plugins]) == 0 and is_applied(bench)
    assert implement_fix.main(['--recover', '--plugins-dir', bench.plugins]) == 0
    assert bench.contents() == bench.before and litter(bench) == []
    assert bench.implementations[0]['status'] == u'rolled back' and bench.status_line() == u'rolled back'
    assert [line['event'] for line in bench.decisions] == [u'rolled back']
    assert implement_fix.main(['--recover', '--plugins-dir', bench.plugins]) == 0
    assert len(bench.decisions) == 1


def test_killed_between_the_last_commit_and_the_log_it_counts_as_applied(bench, capsys):
    assert apply(bench) == 0
    path = os.path.join(bench.iteration, 'implementation_log.json')
    write(path, read(path).replace(b'"status": "applied"', b'"status": "applying"'))
    assert u'--recover' in refused(bench, 42, capsys, '--rollback')
    assert run(bench, '--recover') == 0
    assert bench.implementations[0]['status'] == u'applied' and is_applied(bench)


# -- staging -----------------------------------------------------------------------------------------------------------

def test_a_patch_is_made_of_an_edited_copy_and_applies(bench, capsys):
    os.remove(os.path.join(bench.iteration, 'fixes', 'FIX-01.patch'))
    odd = bench.utils('CineArchive')
    write(odd, read(odd) + b'# drifted\n')
    before = bench.contents()
    assert u'nothing was staged' in refused(bench, 40, capsys, '--record', 'FIX-01')
    assert run(bench, '--stage', 'FIX-01') == 0
    edit = os.path.join(bench.iteration, 'fixes', 'FIX-01', 'edit', 'Contents', 'Code', 'utils.py')
    assert read(edit) == read(bench.utils('FilmVault'))         # one of those that most are like
    assert u'were not edited' in refused(bench, 1, capsys, '--record', 'FIX-01')
    write(edit, read(edit).replace(OLD, NEW))
    assert u'edited copies' in refused(bench, 1, capsys, '--stage', 'FIX-01')
    assert run(bench, '--record', 'FIX-01', '--dry-run') == 0
    assert not os.path.exists(os.path.join(bench.iteration, 'fixes', 'FIX-01.patch'))
    assert run(bench, '--record', 'FIX-01') == 0
    out = capsys.readouterr()[0]
    assert "+    'Accept': 'text/html'," in out and u'look at it once more' in out
    assert bench.contents() == before
    assert apply(bench) == 0
    assert read(bench.utils('FilmVault')) == bench.after and read(odd) == bench.after + b'# drifted\n'


def test_exactly_one_thing_is_done(bench):
    assert implement_fix.main([]) == 2
    assert run(bench, '--fix', 'FIX-01', '--rollback') == 2
