# -*- coding: utf-8 -*-
"""The decision log: what is appended is read back, nothing can be changed unseen, a torn line loses nothing before it."""
from __future__ import absolute_import, division, print_function

import errno
import hashlib
import io
import json
import os
import threading

import hypothesis.strategies as st
import pytest
from hypothesis import given

from plexfix.base.errors import LockHeld, PlexfixError
from plexfix.outside import audit, disk

NOW = u'2026-01-30T14:39:06+01:00'


@pytest.fixture
def path(tmpdir):
    return str(tmpdir.join(u'caf\xe9 dir'.encode('utf-8').decode('utf-8') if str is not bytes else 'caf\xc3\xa9 dir',
                           'decision_log.jsonl'))


def content(path):
    with io.open(path, 'rb') as handle:
        return handle.read()


def write(path, data):
    with io.open(path, 'wb') as handle:
        handle.write(data)


def three(path):
    return [audit.append(path, word, fix=u'FIX-01', by=u'Ann\xe9', phase=3, iteration=1, data={'n': 1.5, u'\xe9': [None]},
                         reason=u'why', now=NOW) for word in (u'approved', u'applied', u'kept')]


def test_what_is_appended_is_read_back_and_holds(path):
    entries = three(path)
    log = audit.read(path)
    assert log.entries == entries and log.torn == b'' and log.problems == [] and audit.verify(path) == []
    assert [entry['seq'] for entry in entries] == [1, 2, 3]
    assert all(set(entry) == set(audit.KEYS) for entry in entries)
    assert [entry['prev'] for entry in entries] == [u'0' * 64] + [entry['hash'] for entry in entries[:2]]


def test_the_hash_is_the_one_of_the_contract(path):
    entry = three(path)[1]
    rest = dict((key, entry[key]) for key in entry if key not in ('prev', 'hash'))
    canonical = json.dumps(rest, sort_keys=True, separators=(',', ':'))
    assert entry['hash'] == hashlib.sha256((entry['prev'] + canonical).encode('ascii')).hexdigest()
    # The same on every Python.
    assert three(path)[2]['hash'] == audit.read(path).entries[5]['hash']
    assert audit.read(path).entries[0]['hash'] == u'97b4009fd5048da324e388006823df331595ad5550274674c78f64f49fdb2684'


def test_an_absent_log_is_an_empty_one(path):
    assert audit.read(path) == audit.Log([], b'', [])


@pytest.mark.parametrize('line, change, why', [
    (2, lambda lines: lines[:1] + [lines[1].replace(b'"applied"', b'"skipped"')] + lines[2:], u'changed after it was written'),
    (2, lambda lines: lines[:1] + lines[2:], u'does not follow the entry before'),
    (2, lambda lines: [lines[0], lines[2], lines[1]], u'does not follow the entry before'),
    (1, lambda lines: lines[1:], u'does not follow the entry before'),
    (2, lambda lines: [lines[0], b'{"seq": 2}\n', lines[2]], u'no entry of a decision log'),
    (2, lambda lines: [lines[0], b'\xff\n'] + lines[1:], u'no entry of a decision log'),
    (4, lambda lines: lines + [lines[0]], u'does not follow the entry before'),
])
def test_a_change_is_found_with_its_line(path, line, change, why):
    three(path)
    write(path, b''.join(change(content(path).splitlines(True))))
    problems = audit.verify(path)
    assert problems[0].line == line and why in problems[0].why
    # What was added later is there all the same, and the break stays visible.
    added = audit.append(path, u'note')
    assert audit.read(path).entries[-1] == added and audit.verify(path)[0] == problems[0]


def test_a_number_that_was_set_again_is_found(path):
    three(path)
    lines = content(path).splitlines(True)
    entry = json.loads(lines[1].decode('ascii'))
    entry['seq'] = 7
    entry['hash'] = audit.hash_of(entry)
    lines[1] = (json.dumps(entry) + '\n').encode('ascii')
    write(path, b''.join(lines[:2]))
    assert audit.verify(path) == [audit.Problem(2, u'its number does not follow the one before')]


def test_a_torn_last_line_is_set_aside_at_every_place(path):
    entries = three(path)
    whole = content(path)
    before = whole[:whole[:-1].rfind(b'\n') + 1]
    for end in range(len(before) + 1, len(whole) - 1):
        write(path, whole[:end])
        log = audit.read(path)
        assert log.entries == entries[:2] and log.torn == whole[len(before):end] and content(path) == whole[:end]
        assert [problem.why for problem in audit.verify(path)] == [u'the last line was not written to its end']
    added = audit.append(path, u'again', now=NOW)
    assert audit.read(path) == audit.Log(entries[:2] + [added], b'', []) and audit.verify(path) == []
    assert content(path + '.torn') == whole[len(before):-2] + b'\n'
    write(path, content(path) + b'{"torn')
    audit.append(path, u'once more')
    assert content(path + '.torn') == whole[len(before):-2] + b'\n{"torn\n'


def test_a_line_that_lacks_only_its_end_is_whole(path):
    entries = three(path)
    write(path, content(path)[:-1])
    assert audit.read(path) == audit.Log(entries, b'', [])
    added = audit.append(path, u'again')
    assert audit.read(path) == audit.Log(entries + [added], b'', []) and not os.path.exists(path + '.torn')


def test_states_of_fixes_are_the_last_events(path):
    three(path)
    audit.append(path, audit.APPLIED, fix=u'FIX-02', iteration=1)
    audit.append(path, u'note', fix=u'FIX-02', iteration=1)
    audit.append(path, audit.ROLLED_BACK, fix=u'FIX-01', iteration=2)
    assert audit.fix_states(audit.read(path).entries) == {
        (1, u'FIX-01'): u'kept', (1, u'FIX-02'): u'applied', (2, u'FIX-01'): u'rolled back'}


def test_two_writers_take_turns(path, run_python):
    """Processes that append at the same time leave one chain."""
    code = ('import sys, threading\nfrom plexfix.outside import audit\n'
            'for number in range(15):\n    audit.append(sys.argv[1], "note", by=sys.argv[2], data=number)\n')
    codes = []
    threads = [threading.Thread(target=lambda name=name: codes.append(run_python(['-c', code, path, name])[0]))
               for name in ('one', 'two', 'three')]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    log = audit.read(path)
    assert codes == [0, 0, 0] and len(log.entries) == 45 and audit.verify(path) == []
    for name in (u'one', u'two', u'three'):
        assert [entry['data'] for entry in log.entries if entry['by'] == name] == list(range(15))


@pytest.mark.skipif(os.name == 'nt', reason='flock')
def test_who_waits_too_long_is_told(path, monkeypatch):
    import fcntl
    three(path)
    monkeypatch.setattr(audit, 'LOCK_WAIT_S', 0.2)
    with open(path) as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(LockHeld) as caught:
            audit.append(path, u'note')
    assert caught.value.exit_code == 41 and len(audit.read(path).entries) == 3
    assert audit.append(path, u'note')['seq'] == 4


def test_a_share_without_locks_is_written_to_all_the_same(path, monkeypatch):
    def no_locks(*_):
        raise OSError(errno.ENOLCK, 'no locks')
    if audit.fcntl is not None:
        monkeypatch.setattr(audit.fcntl, 'flock', no_locks)
    assert len(three(path)) == 3


@pytest.mark.parametrize('step', ['append', 'write', 'fsync', 'close'])
def test_a_full_disk_is_told_and_loses_nothing(path, monkeypatch, step):
    entries = three(path)

    def full(*_):
        raise OSError(errno.ENOSPC, 'No space left on device')
    with monkeypatch.context() as patch:
        patch.setattr(disk, step, full)
        with pytest.raises(PlexfixError) as caught:
            audit.append(path, u'note')
    assert u'No space left' in caught.value.message() and audit.read(path).entries[:3] == entries
    assert audit.verify(path) == []


def test_what_was_half_written_is_torn(path, monkeypatch):
    entries = three(path)
    whole = disk.write

    def half(handle, data):
        whole(handle, data[:len(data) // 2])
        raise OSError(errno.ENOSPC, 'No space left on device')
    with monkeypatch.context() as patch:
        patch.setattr(disk, 'write', half)
        with pytest.raises(PlexfixError):
            audit.append(path, u'note')
    assert audit.read(path).entries == entries and audit.read(path).torn
    assert audit.append(path, u'note')['seq'] == 4 and audit.verify(path) == []


def test_each_entry_is_on_the_disk_before_it_is_said_to_be(path, monkeypatch):
    steps = []

    def noted(name, real):
        return lambda *given: (steps.append(name), real(*given))[1]
    for name in ('write', 'fsync', 'fsync_folder'):
        monkeypatch.setattr(disk, name, noted(name, getattr(disk, name)))
    audit.append(path, u'note')
    audit.append(path, u'note')
    assert steps[-5:] == ['write', 'fsync', 'fsync_folder', 'write', 'fsync']


@given(st.recursive(st.none() | st.booleans() | st.integers(-2 ** 60, 2 ** 60) | st.floats(allow_nan=False, allow_infinity=False)
                    | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5), st.text())
def test_any_data_is_chained_alike_when_it_is_read(tmpdir_factory, data, reason):
    path = str(tmpdir_factory.mktemp('log').join('log.jsonl'))
    entry = audit.append(path, u'note', data=data, reason=reason)
    assert audit.read(path) == audit.Log([entry], b'', [])


def test_the_time_has_its_offset():
    assert len(audit.local_time()) == len(NOW) and audit.local_time(0)[10:11] == u'T'
