# -*- coding: utf-8 -*-
"""pendingcheck: every command tells of an interrupted change; those that change bundles refuse; one at work is none."""
from __future__ import absolute_import, division, print_function

import os
import time

import pytest

import backup_utils
import implement_fix
from faulty_disk import Faults, Killed, installed, make_bundles
from plexfix.base.compat import to_text
from plexfix.base.places import backups_of
from plexfix.outside import backup, changes, journal, locking, pendingcheck, processes


@pytest.fixture
def plugins(tmpdir):
    """A Plug-ins folder in which a change was killed between two files."""
    folder = str(tmpdir.mkdir('Plug-ins'))
    paths = make_bundles(folder, 2)
    made = backup.create(paths, 'x', backups_of(folder))
    wanted = [changes.Change(path, changes.fingerprint(path), b'new = 1\n') for path in paths]
    real, place = processes.own_mark, [0]
    processes.own_mark = lambda: real()._replace(start='0badf00d')
    try:
        with installed(Faults(watch=lambda name, given, _: stop(name, given, paths[-1], place))):
            with pytest.raises(Killed):
                journal.run(backups_of(folder), wanted, made.path, u'FIX-01')
    finally:
        processes.own_mark = real
    return folder


def stop(name, arguments, last, place):
    """Kill after the first file was swapped, and in all that follows."""
    place[0] += name == 'replace' and arguments[1].endswith('utils.py')
    if place[0]:
        raise Killed('here')


def test_an_interrupted_change_is_found(plugins, tmpdir):
    record = pendingcheck.look(plugins)
    assert record.label == u'FIX-01' and len(record.steps) == 2 and record.state == 'begun'
    assert pendingcheck.look(str(tmpdir.mkdir('other'))) is None


def test_one_at_work_is_none(plugins):
    with locking.hold(backups_of(plugins), u'at work'):
        assert pendingcheck.look(plugins) is None
    assert pendingcheck.look(plugins) is not None


def test_it_is_found_where_the_suite_was_copied_to_or_where_plex_has_it(plugins, monkeypatch, tmpdir):
    monkeypatch.setattr(pendingcheck, '_SUITE', os.path.join(plugins, 'plex_improvement'))
    assert pendingcheck.folders()[0] == plugins and pendingcheck.look().label == u'FIX-01'
    monkeypatch.setattr(pendingcheck, '_SUITE', str(tmpdir.join('elsewhere')))
    monkeypatch.setattr(pendingcheck.platforms, 'data_folders', lambda *_given: [os.path.dirname(plugins)])
    assert pendingcheck.folders() == [plugins] and pendingcheck.look().label == u'FIX-01'


def test_a_command_that_reads_warns_and_one_that_changes_refuses(plugins, monkeypatch, capsys):
    monkeypatch.setattr(pendingcheck, 'folders', lambda *_given: [plugins])
    made = backup.list_backups(backups_of(plugins))[0]
    assert backup_utils.main(['--verify', made]) == 0
    out, err = capsys.readouterr()
    assert err.startswith('warning: a change of 2 files was interrupted: FIX-01') and '--recover' in err and 'whole' in out
    assert backup_utils.main(['--restore', made]) == 42
    assert 'implement_fix.py --recover --plugins-dir' in capsys.readouterr()[1]
    assert implement_fix.main(['--recover', '--plugins-dir', plugins]) == 0
    assert pendingcheck.look(plugins) is None
    capsys.readouterr()
    assert backup_utils.main(['--verify', made]) == 0 and capsys.readouterr()[1] == ''
    with open(os.path.join(plugins, 'Agent00.bundle', 'Contents', 'Code', 'utils.py'), 'rb') as handle:
        assert handle.read() == b'old = 1\n' * 30


def test_a_prune_keeps_what_the_interrupted_change_needs(plugins):
    done = backup.prune(backups_of(plugins), 0)
    assert done.removed == [] and [to_text(why) for why in done.protected.values()] == [u'an interrupted change needs it']


def test_it_costs_next_to_nothing_and_writes_nothing(tmpdir):
    faults = Faults()
    with installed(faults):
        began = time.time()
        for _ in range(100):
            pendingcheck.look(str(tmpdir))
        assert time.time() - began < 1
    assert faults.log == []
