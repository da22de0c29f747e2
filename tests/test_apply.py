# -*- coding: utf-8 -*-
"""Applying meets what nobody planned: ^C, a disk that fails between canary and rest, logs that cannot be written."""
from __future__ import absolute_import, division, print_function

import errno
import os

import pytest

import implement_fix
from fix_bench import AGENTS, Bench, fake_plex, read, read_json, write
from plexfix.base.compat import path_from_text, path_to_text
from plexfix.base.errors import PlexfixError, PreconditionFailed, UsageError
from plexfix.base.places import backups_of
from plexfix.outside import audit, disk, journal, locking, restart
from plexfix.outside.plexerrors import Unreachable
from plexfix.steps import gates, implement, implog

PLEX = 'command:restart-plex'


@pytest.fixture
def bench(tmpdir):
    made = Bench(str(tmpdir))
    made.write_report()
    made.after = made.patch_replacing(b"'Accept': '*/*',", b"'Accept': 'text/html',")
    made.before = made.contents()
    return made


@pytest.fixture
def plex(bench, monkeypatch):
    return fake_plex(bench, monkeypatch)


def apply(bench, *words):
    return implement_fix.main(bench.arguments('--fix', 'FIX-01', '--yes', *words, restart=PLEX))


def is_as_before(bench):
    return bench.contents() == bench.before and journal.pending(backups_of(bench.plugins)) is None


def test_an_interrupted_restart_puts_everything_back_and_says_what_runs(bench, plex, capsys):
    def interrupt():
        raise KeyboardInterrupt()
    plex.on_restart = staticmethod(interrupt)
    assert apply(bench) == 130 and is_as_before(bench)
    assert u'restart Plex, its agents may still run the new code' in capsys.readouterr()[1]
    assert bench.implementations[0]['reason'] == u'interrupted'


def test_a_disk_that_fails_behind_the_canary_restarts_what_ran_the_new_code(bench, plex, monkeypatch, capsys):
    real, running = disk.replace, []

    def replace(source, target):
        if target == bench.utils('ReelHouse') and plex.starts == 1:
            raise OSError(errno.EIO, 'Input/output error')
        real(source, target)
    monkeypatch.setattr(disk, 'replace', replace)
    plex.on_restart = staticmethod(lambda: running.append(read(bench.utils('CineArchive')) == bench.after))
    assert apply(bench, '--canary', 1) == 2 and is_as_before(bench)
    assert running == [True, False] and u'Input/output error' in capsys.readouterr()[1]
    assert bench.implementations[0]['status'] == u'rolled back'


def test_a_file_that_changes_between_the_plan_and_the_lock_is_not_overwritten(bench, monkeypatch, capsys):
    mine = read(bench.utils('FilmVault')) + b'# mine\n'
    real = locking.hold

    def hold(*given):
        write(bench.utils('FilmVault'), mine)
        return real(*given)
    monkeypatch.setattr(locking, 'hold', hold)
    assert implement_fix.main(bench.arguments('--fix', 'FIX-01', '--yes')) == 1
    assert read(bench.utils('FilmVault')) == mine and u'FilmVault.bundle' in capsys.readouterr()[1]
    assert read(bench.utils('StageDoor')) != bench.after


def test_a_change_by_somebody_else_during_a_good_start_is_left_alone_and_the_fix_taken_back(bench, plex, capsys):
    mine = b'# changed by a person meanwhile'
    plex.on_restart = staticmethod(lambda: write(bench.utils('FilmVault'), mine) if plex.starts == 1 else None)
    assert apply(bench) == 2
    assert read(bench.utils('FilmVault')) == mine and u'somebody else changed it meanwhile' in capsys.readouterr()[1]
    assert [name for name in AGENTS if read(bench.utils(name)) == bench.after] == []


def test_another_fix_that_came_between_the_plan_and_the_lock_is_seen(bench, monkeypatch, capsys):
    path, real = os.path.join(bench.iteration, 'implementation_log.json'), locking.hold

    def hold(*given):
        if not os.path.exists(path):
            implog.add(path, {'fix': u'FIX-09', 'status': u'applied', 'rolled_back_at': None, 'timestamp': u'x', 'files': [
                {'path': path_to_text(bench.utils('StageDoor')), 'before_sha256': u'x', 'after_sha256': u'y'}]})
        return real(*given)
    monkeypatch.setattr(locking, 'hold', hold)
    assert implement_fix.main(bench.arguments('--fix', 'FIX-01', '--yes')) == 40 and is_as_before(bench)
    assert u'touches files of FIX-09' in capsys.readouterr()[1]


def test_records_that_cannot_be_written_do_not_undo_a_good_fix(bench, plex, monkeypatch, capsys):
    def refuse(*_given, **_more):
        raise PlexfixError(u'no room for records')
    monkeypatch.setattr(implog, 'update', refuse)
    monkeypatch.setattr(audit, 'append', refuse)
    assert apply(bench) == 0
    assert all(read(bench.utils(name)) == bench.after for name in AGENTS)
    assert capsys.readouterr()[1].count(u'warning: no room for records') >= 2
    monkeypatch.undo()
    # What is not written yet is found out by a look at the files.
    assert implement_fix.main(bench.arguments('--rollback')) == 42
    assert implement_fix.main(bench.arguments('--recover')) == 0
    assert bench.implementations[0]['status'] == u'applied'


def test_a_report_in_another_encoding_keeps_its_bytes(bench, capsys):
    odd = read(bench.report).replace(b'In getContent.', b'In getContent (caf\xe9).')
    write(bench.report, odd)
    assert implement_fix.main(bench.arguments('--fix', 'FIX-01', '--yes')) == 0
    assert read(bench.report) == odd and u'is not UTF-8' in capsys.readouterr()[1]


def test_a_damaged_implementation_log_stops_everything(bench, capsys):
    path = os.path.join(bench.iteration, 'implementation_log.json')
    for text in (b'{', b'[]', b'{"schema": "plexfix.implementation/9", "implementations": []}'):
        write(path, text)
        assert implement_fix.main(bench.arguments('--fix', 'FIX-01', '--yes')) == 2 and is_as_before(bench)
        assert u'cannot use the implementation log' in capsys.readouterr()[1]


def test_recover_finds_the_log_by_the_backup_and_names_what_is_unclear(bench, plex, capsys):
    assert apply(bench) == 0
    path = os.path.join(bench.iteration, 'implementation_log.json')
    write(path, read(path).replace(b'"status": "applied"', b'"status": "applying"'))
    write(bench.utils('FilmVault'), b'# mine\n')
    assert implement_fix.main(bench.arguments('--recover', '--dry-run')) == 0
    assert implement_fix.main(bench.arguments('--recover')) == 1
    out = capsys.readouterr()[0]
    assert u'not known how it ended: FIX-01' in out and u'neither all as before it nor all as after it' in out


def test_an_entry_that_is_being_applied_by_another_run_is_no_interrupted_one(bench, plex):
    assert apply(bench) == 0
    path = os.path.join(bench.iteration, 'implementation_log.json')
    write(path, read(path).replace(b'"status": "applied"', b'"status": "applying"'))
    row, = gates.history(implement.open_job(bench.report, bench.plugins).records)
    assert gates.unfinished(row).exit_code == 42
    with locking.hold(backups_of(bench.plugins), u'a test'):
        assert gates.unfinished(row).exit_code == 42


def test_backups_that_are_gone_and_a_run_before_this_key_existed(bench):
    assert implement_fix.main(bench.arguments('--fix', 'FIX-01', '--yes')) == 0
    path = os.path.join(bench.iteration, 'implementation_log.json')
    document = read_json(path)
    kept = path_from_text(document['implementations'][0]['backup_path'])
    os.rename(kept, kept + '.away')
    assert implement_fix.main(bench.arguments('--rollback')) == 2
    os.rename(kept + '.away', kept)
    implog.update(path, document['implementations'][0], plugins=None)
    assert implement_fix.main(bench.arguments('--rollback')) == 0 and is_as_before(bench)


# -- the server and the logs -------------------------------------------------------------------------------------------

def settings(**given):
    values = dict.fromkeys(implement.Settings._fields)
    values.update(insecure=False, **given)
    return implement.Settings(**values)


def test_auto_goes_on_without_a_server_unless_one_was_named(monkeypatch, tmpdir):
    told = []
    token = write(str(tmpdir.join('token')), b'abcdefghij0123456789\n')
    monkeypatch.setenv('PLEX_TOKEN', 'abcdefghij0123456789')
    monkeypatch.setenv('PLEX_URL', 'http://127.0.0.1:9')
    assert implement.server_for(restart.AUTO, settings(), told.append) is None and u'is not asked' in told[0]
    for given in (dict(url='http://127.0.0.1:9'), dict(token_file=token)):
        with pytest.raises(Unreachable):
            implement.server_for(restart.AUTO, settings(**given), told.append)
    assert implement.server_for(restart.NONE, settings(), told.append) is None
    monkeypatch.delenv('PLEX_TOKEN')
    monkeypatch.setattr(implement.tokens, 'find_token', lambda *_given, **_more: implement.tokens.Found(None, None, []))
    assert implement.server_for(restart.AUTO, settings(), told.append) is None
    with pytest.raises(UsageError):
        implement.server_for(restart.PLUGIN, settings(), told.append)


def test_the_logs_are_those_of_the_same_data_folder(tmpdir, monkeypatch):
    plugins, logs = str(tmpdir.mkdir('Plug-ins')), str(tmpdir.mkdir('Logs').mkdir('PMS Plugin Logs'))
    assert implement.log_folder(plugins) == logs
    assert implement.log_folder(plugins, str(tmpdir.join('Logs'))) == logs and implement.log_folder(plugins, plugins) == plugins
    with pytest.raises(UsageError):
        implement.log_folder(plugins, str(tmpdir.join('none')))


def test_a_bundle_without_an_identifier_could_not_be_watched(bench, plex, capsys):
    os.remove(os.path.join(bench.plugins, 'ReelHouse.bundle', 'Contents', 'Info.plist'))
    assert apply(bench) == 40 and u'ReelHouse.bundle has no identifier' in capsys.readouterr()[1]
    assert implement_fix.main(bench.arguments('--fix', 'FIX-01', '--yes')) == 0


def test_nothing_to_roll_back_names_where_it_looked(bench):
    with pytest.raises(PreconditionFailed):
        gates.to_take_back(None, implement.open_job(bench.report, bench.plugins).records)
