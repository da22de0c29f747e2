# -*- coding: utf-8 -*-
"""test_fix_actively.py as a command: flags, refusals before anything is sent or written, questions, one JSON document."""
from __future__ import absolute_import, division, print_function

import json
import os

import pytest

import test_fix_actively
from active_bench import ActiveBench, blocking, hurry
from plexfix.outside import audit
from plexsim_bench import need_lxml

SMALL = dict(films=12, numbers=(6, 2))


@pytest.fixture(scope='module')
def shared():
    """One simulated Plex for the tests that change nothing on it."""
    need_lxml()
    with ActiveBench(blocking(0.7), **SMALL) as bench:
        yield bench


@pytest.fixture(autouse=True)
def fast(monkeypatch):
    hurry(monkeypatch)


def clear(bench):
    for name in bench.there():
        if name.startswith('test_'):
            os.remove(os.path.join(bench.bench.iteration, name))


@pytest.mark.parametrize('words', [
    ['--items', '0'], ['--controls', '-1'], ['--timeout', '0'], ['--pause', 'x'], ['--before', '--after'], ['--jobs', '0'],
    ['--policy', 'hope']])
def test_flags_that_cannot_be_are_refused(words):
    assert test_fix_actively.main(['--fix', 'FIX-01'] + words) == 2


def test_the_fix_has_to_be_named(capsys):
    assert test_fix_actively.main([]) == 2 and '--fix' in capsys.readouterr()[1]


def test_more_than_one_refresh_at_a_time_is_refused_with_the_reason(capsys):
    assert test_fix_actively.main(['--fix', 'FIX-01', '--jobs', '2']) == 2
    assert u'could not be told apart' in capsys.readouterr()[1]


@pytest.mark.parametrize('data', [None, b'', b'{"schema": 1}', b'\xff\xfe no text'])
def test_a_baseline_that_is_none_is_told_before_the_server_is_asked(data, tmpdir, capsys, monkeypatch):
    monkeypatch.chdir(tmpdir)
    if data is not None:
        tmpdir.join('counted.json').write_binary(data)
    assert test_fix_actively.main(['--fix', 'FIX-01', '--after', '--baseline', 'counted.json', '--url', 'http://127.0.0.1:1']) == 2
    told = capsys.readouterr()[1]
    assert u'counted.json' in told and u'no connection' not in told


def test_files_that_are_not_there_are_named(shared, tmpdir, capsys, monkeypatch):
    monkeypatch.chdir(tmpdir)
    assert shared.run('--after', diagnostic_report='nowhere.md') == 2
    assert u'nowhere.md' in capsys.readouterr()[1]
    assert shared.run('--before', baseline='nowhere.txt') == 2
    assert u'nowhere.txt' in capsys.readouterr()[1]
    assert shared.run('--before', fix='FIX-77') == 2
    assert u'FIX-01' in capsys.readouterr()[1]
    assert shared.run('--before', '--yes', log_dir='nowhere') == 2
    assert u'nowhere' in capsys.readouterr()[1]
    assert shared.run('--before', diagnostic_report=None, baseline=None) == 2
    assert u'--baseline' in capsys.readouterr()[1]


def test_a_dry_run_shows_the_items_and_the_power_and_writes_nothing(shared, capsys):
    before = shared.there(), len(shared.plex.websites.requests_seen())
    assert shared.run('--before', '--dry-run', '--items', '50') == 0
    out = capsys.readouterr()[0]
    assert u'to see a true improvement of 30 % with 80 % power' in out and u'nothing was refreshed or written' in out
    assert shared.run('--before', '--dry-run', '--json') == 0
    document = json.loads(capsys.readouterr()[0])
    assert document['dry_run'] is True and len(document['items']) == 8 and document['doubts'] == []
    assert (shared.there(), len(shared.plex.websites.requests_seen())) == before


def test_too_few_items_are_only_refreshed_if_a_person_agrees(shared, capsys):
    assert shared.run('--before', '--items', '50', '--pause', '0') == 40
    err = capsys.readouterr()[1]
    assert u'50 were asked for' in err and u'--yes' in err
    assert not [name for name in shared.there() if name.startswith('test_')]


def test_whoever_is_watching_is_told_of(shared, monkeypatch, capsys):
    monkeypatch.setattr('plexfix.outside.plexserver.PlexServer.playing', lambda self: ['7'])
    assert shared.run('--before') == 40
    assert u'being watched at this moment' in capsys.readouterr()[1]


def test_the_pass_is_one_document_and_the_list_is_used_again(shared, capsys):
    try:
        assert shared.run('--before', '--json', '--quiet') == 0
        document = json.loads(capsys.readouterr()[0])
        assert document == shared.a_pass('before') and document['schema'] == u'plexfix.pass/1'
        assert shared.run('--aa', '--dry-run', '--json', '--items', '2', baseline=None) == 0
        again = json.loads(capsys.readouterr()[0])
        assert [row['rating_key'] for row in again['items']] == [row['rating_key'] for row in shared.items]
    finally:
        clear(shared)


def test_a_list_of_another_fix_is_refused(shared, tmpdir, capsys):
    path = tmpdir.join('list.json')
    path.write('{"schema": "plexfix.items/1", "fix": "FIX-02", "items": [{"rating_key": "1", "guid": null, '
               '"kind": "failing", "agent": "A", "section_key": null, "files": []}]}')
    assert shared.run('--before', item_list=str(path)) == 2
    assert u'for FIX-02, not for FIX-01' in capsys.readouterr()[1]


def test_another_test_at_work_is_waited_for_by_nobody(shared, capsys):
    from plexfix.outside import locking
    import threading
    folder, told = os.path.join(shared.bench.iteration, 'logs'), []
    try:
        with locking.hold(folder, u'a test'):
            worker = threading.Thread(target=lambda: told.append(shared.run('--before', '--yes')))
            worker.start()
            worker.join(60)
        assert told == [41] and 'test_pass_FIX-01_before.json' not in shared.there()
    finally:
        clear(shared)


def test_without_saying_which_the_pass_comes_that_is_next(shared, capsys, monkeypatch):
    log = os.path.join(shared.bench.iteration, 'implementation_log.json')
    entry = {'timestamp': audit.local_time(), 'fix': u'FIX-01', 'status': u'rolled back', 'rolled_back_at': u'x', 'files': []}
    try:
        for entries, words in (([entry], u'pass on the old code'), ([], u'pass on the new code'),
                               ([dict(entry, status=u'applied', rolled_back_at=None)], u'pass on the new code')):
            with open(log, 'w') as handle:
                json.dump({'schema': u'plexfix.implementation/1', 'session_start': u'', 'implementations': entries}, handle)
            assert shared.run('--dry-run') == 0
            assert words in capsys.readouterr()[1]
        assert shared.run('--before') == 40
        assert u'applied already' in capsys.readouterr()[1]
    finally:
        os.remove(log)


def test_without_a_report_a_fix_is_only_a_name(shared, tmpdir, monkeypatch, capsys):
    monkeypatch.chdir(tmpdir)
    assert shared.run('--dry-run', '--json', fix='something', diagnostic_report=None) == 0
    document = json.loads(capsys.readouterr()[0])
    assert document['fix'] == u'something' and len(set(row['agent'] for row in document['items'])) > 2
