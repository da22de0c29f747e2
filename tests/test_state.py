# -*- coding: utf-8 -*-
"""state: what was saved stays saved: against two writers, a damaged file, a full disk, a kill and a power cut."""
from __future__ import absolute_import, division, print_function

import errno
import io
import json
import os
import random
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faulty_disk import KILLS, Faults, Killed, PowerCut, installed, litter
from plexfix.base.compat import to_bytes
from plexfix.base.errors import LockHeld, PlexfixError, Refused
from plexfix.outside import locking, statefile
from plexfix.outside.state import HISTORY, StateManager

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
WRITER = '''
import sys
from plexfix.outside.state import StateManager
kept = StateManager(sys.argv[1])
for number in range(int(sys.argv[3])):
    kept.update_state('%s%d' % (sys.argv[2], number), number)
'''
JSON = st.recursive(st.none() | st.booleans() | st.integers(-10 ** 20, 10 ** 20) | st.text(max_size=5)
                    | st.floats(allow_nan=False, allow_infinity=False),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
                    max_leaves=6)


@pytest.fixture
def path(tmpdir):
    return str(tmpdir.join(u'run', u'state.json'))


def document_of(path):
    with io.open(path, encoding='utf-8') as handle:
        return json.load(handle)


def damage(path, data=b'{"state": {"n"'):
    with open(path, 'wb') as handle:
        handle.write(data)


def names(path):
    return sorted(os.listdir(os.path.dirname(path)))


def saved(path, **state):
    kept = StateManager(path)
    kept.state.update(state)
    kept.save_state(u'first')
    return kept


def test_the_file_has_the_documented_keys(path):
    kept = StateManager(path)
    kept.state['n'] = 3
    assert kept.save_state('why') == path
    found = document_of(path)
    assert (found['reason'], found['state']) == (u'why', {u'n': 3})
    assert found['saved_at'][:4].isdigit() and found['saved_at'] == kept.saved_at
    assert names(path) == ['state.json', 'state.json.good']


def test_nothing_is_made_by_reading(path):
    kept = StateManager(path)
    assert (kept.state, kept.get_state('n', 5), kept.load_state(), kept.saved_at, kept.history) == ({}, 5, {}, None, [])
    assert not os.path.exists(os.path.dirname(path))


def test_a_file_of_before_there_were_schemas_is_read(path):
    saved(path)
    damage(path, b'\xef\xbb\xbf{"saved_at": "2026-01-30T14:39:06", "reason": "x", "state": {"n": 3}}')
    kept = StateManager(path)
    assert (kept.get_state('n'), kept.reason, kept.recovered) == (3, u'x', None)


@given(st.dictionaries(st.text(max_size=4), JSON, max_size=4))
def test_what_was_saved_comes_back(tmpdir_factory, state):
    path = str(tmpdir_factory.mktemp('state').join('state.json'))
    kept = StateManager(path)
    kept.state = dict(state)
    kept.save_state()
    # What `==` takes for the same, the file may not.
    assert json.dumps(StateManager(path).state, sort_keys=True) == json.dumps(state, sort_keys=True)


@pytest.mark.parametrize('before, after', [(1, True), (1, 1.0), (0, False), (u'1', 1), (None, 0), ([], {})])
def test_a_change_of_type_is_a_change(path, before, after):
    saved(path, n=before).update_state('n', after)
    assert repr(StateManager(path).get_state('n')) == repr(after)


def test_a_key_is_the_same_as_bytes_and_as_text(path):
    StateManager(path).update_state(u'k\xe4se'.encode('utf-8'), b'caf\xc3\xa9')
    assert StateManager(path).get_state(u'k\xe4se') == u'caf\xe9'


@pytest.mark.parametrize('value', [set(), object(), float('nan'), float('inf'), {(1, 2): 3}])
def test_what_json_does_not_hold_is_refused_and_forgotten(path, value):
    kept = saved(path, n=3)
    before = document_of(path)
    for key in ('n', 'new'):
        with pytest.raises(PlexfixError):
            kept.update_state(key, value)
    assert document_of(path) == before and kept.state == {'n': 3}


def test_a_key_that_is_no_text_is_refused(path):
    kept = StateManager(path)
    kept.state[3] = 4
    with pytest.raises(PlexfixError):
        kept.save_state()
    kept.state = [3]
    with pytest.raises(PlexfixError):
        kept.save_state()


def test_the_dictionary_stays_the_same_object(path):
    kept = StateManager(path)
    mine = kept.state
    mine['list'] = [1]
    kept.save_state()
    mine['list'].append(2)
    kept.save_state()
    assert mine is kept.state and StateManager(path).get_state('list') == [1, 2]


def test_loading_drops_what_was_not_saved(path):
    kept = saved(path, n=3)
    kept.state['n'] = 4
    assert kept.load_state() == {'n': 3}


# Two writers

def test_two_writers_keep_each_others_keys(path):
    saved(path, a=1, b=1, c=1)
    one, other = StateManager(path), StateManager(path)
    one.state['a'], other.state['b'] = 2, 3
    del other.state['c']
    one.save_state(), other.save_state()
    assert StateManager(path).state == other.state == {'a': 2, 'b': 3}


def test_of_two_who_set_the_same_key_the_later_one_wins(path):
    one, other = StateManager(path), StateManager(path)
    assert one.state == other.state
    one.update_state('n', 1)
    other.update_state('n', 2)
    assert StateManager(path).get_state('n') == 2


def test_processes_that_write_at_once_lose_nothing(path):
    rounds, writers = 12, 'ab'
    running = [subprocess.Popen([sys.executable, '-B', '-c', WRITER, path, name, str(rounds)], stderr=subprocess.PIPE,
                                env=dict(os.environ, PYTHONPATH=os.path.join(ROOT, 'lib'))) for name in writers]
    told = [process.communicate()[1] for process in running]
    assert [process.returncode for process in running] == [0, 0], told
    assert sorted(StateManager(path).state) == sorted('%s%d' % (name, n) for name in writers for n in range(rounds))
    assert names(path) == ['state.json', 'state.json.good']


def test_a_writer_who_does_not_end_is_told(path, monkeypatch):
    saved(path, n=3)
    monkeypatch.setattr(statefile, 'LOCK_WAIT_S', 0.05)
    monkeypatch.setattr(locking, '_MINE', {(os.getpid(), os.path.realpath(path + '.lock')): ['another', 1]})
    with pytest.raises(LockHeld):
        StateManager(path).update_state('n', 4)
    assert document_of(path)['state'] == {'n': 3}


def test_it_waits_for_a_writer_who_ends(path, monkeypatch):
    saved(path, n=3)
    mine = {(os.getpid(), os.path.realpath(path + '.lock')): ['another', 1]}
    monkeypatch.setattr(locking, '_MINE', mine)
    monkeypatch.setattr(statefile.time, 'sleep', lambda seconds: mine.clear())
    StateManager(path).update_state('n', 4)
    assert document_of(path)['state'] == {'n': 4}


@pytest.mark.parametrize('made_again', [False, True])
def test_a_lock_folder_that_goes_away_meanwhile_is_made_again(made_again, path, monkeypatch):
    real, calls = locking.hold, []

    def hold(folder, purpose):
        calls.append(folder)
        if len(calls) == 1:
            if made_again:
                os.mkdir(folder)
            raise PlexfixError(u'cannot lock')
        return real(folder, purpose)
    monkeypatch.setattr(locking, 'hold', hold)
    StateManager(path).update_state('n', 4)
    assert len(calls) == 2 and document_of(path)['state'] == {'n': 4}


def test_the_lock_of_the_run_folder_does_not_keep_notes_out(path):
    saved(path)
    with locking.hold(os.path.dirname(path), u'a run'):
        StateManager(path).update_state('n', 4)
    assert document_of(path)['state']['n'] == 4


# A damaged file

@pytest.mark.parametrize('data', [b'', b'{"state": {"n"', b'\xff\xfe', b'[]', b'{}', b'{"state": 3}', b'[' * 100000])
def test_a_damaged_file_is_named_and_read_from_the_copy(path, data):
    saved(path, n=3)
    damage(path, data)
    kept = StateManager(path)
    assert kept.get_state('n') == 3
    assert kept.recovered.path == path and kept.recovered.problem and kept.recovered.kept is None
    assert open(path, 'rb').read() == data
    kept.update_state('m', 4)
    assert StateManager(path).state == {'n': 3, 'm': 4}
    assert open(kept.recovered.kept, 'rb').read() == data
    assert names(path) == ['state.json', 'state.json.corrupt', 'state.json.good']


def test_what_was_damaged_before_is_not_written_over(path):
    saved(path, n=3)
    for data in (b'one', b'two', b'one'):
        damage(path, data)
        StateManager(path).save_state()
    assert open(path + '.corrupt', 'rb').read() == b'one' and open(path + '.corrupt-2', 'rb').read() == b'two'


def test_without_a_copy_it_says_so_and_changes_nothing(path):
    saved(path, n=3)
    damage(path)
    damage(path + '.good', b'')
    for action in (lambda: StateManager(path).state, lambda: StateManager(path).update_state('n', 4)):
        with pytest.raises(PlexfixError) as caught:
            action()
        assert u'state.json is damaged' in caught.value.message() and u'--clear' in caught.value.hint
    assert open(path, 'rb').read() == b'{"state": {"n"'


def test_another_schema_is_no_damage_and_is_not_written_over(path):
    saved(path, n=3)
    newer = b'{"schema": "plexfix.state/2", "state": {}}'
    damage(path, newer)
    for action in (lambda: StateManager(path).state, lambda: StateManager(path).update_state('n', 4),
                   lambda: StateManager(path).clear_state()):
        try:
            action()
        except Refused as error:
            assert u'plexfix.state/2' in error.evidence
        else:
            raise AssertionError('not refused')
    assert open(path, 'rb').read() == newer


# Clearing and history

def test_clearing_leaves_an_empty_state_and_a_copy(path):
    kept = saved(path, n=3)
    copy = kept.clear_state()
    assert kept.state == {} == StateManager(path).state
    assert document_of(copy)['state'] == {'n': 3}
    assert kept.history[-1]['removed'] == ['n']


def test_clearing_nothing_makes_nothing(path):
    assert StateManager(path).clear_state() is None
    assert not os.path.exists(path)


def test_clearing_is_the_way_on_from_a_file_that_cannot_be_read(path):
    saved(path, n=3)
    damage(path), damage(path + '.good')
    kept = StateManager(path)
    kept.clear_state()
    assert StateManager(path).state == {} and kept.recovered.kept == path + '.corrupt'


def test_the_history_tells_when_why_and_which_keys(path):
    kept = saved(path, n=3, m=1)
    del kept.state['m']
    kept.state['o'] = 1
    kept.save_state('second')
    told = [(row['reason'], row['set'], row['removed']) for row in StateManager(path).history]
    assert told == [(u'first', [u'm', u'n'], []), (u'second', [u'o'], [u'm'])]


def test_the_history_has_an_end_and_survives_nonsense(path):
    kept = saved(path)
    document = dict(document_of(path), history=[{'saved_at': u'x', 'reason': u'y'}] * (HISTORY + 5))
    damage(path, to_bytes(json.dumps(document)))
    kept.save_state()
    assert len(kept.history) == HISTORY and kept.history[-1]['reason'] == u'saved'
    damage(path, to_bytes(json.dumps(dict(document, history=3))))
    kept.save_state()
    assert len(kept.history) == 1


def test_keys_of_others_in_the_file_stay(path):
    saved(path, n=3)
    damage(path, to_bytes(json.dumps(dict(document_of(path), mine=[1]))))
    StateManager(path).update_state('n', 4)
    assert document_of(path)['mine'] == [1]


# Faults

def steps_of(path):
    with installed(Faults()) as counted:
        StateManager(path).update_state('n', 2)
    return len(counted.log)


@pytest.mark.parametrize('is_damaged', [False, True])
@pytest.mark.parametrize('how', KILLS + ('fail', 'fail_on'))
def test_whatever_step_goes_wrong_the_state_is_the_old_or_the_new_one(tmpdir, how, is_damaged):
    count = steps_of(str(tmpdir.join('count', 'state.json'))) + 4
    fired = 0
    for at in range(1, count + 1):
        path = str(tmpdir.join('at%d' % at, 'state.json'))
        saved(path, n=1, other=7)
        if is_damaged:
            damage(path)
        with installed(Faults(at, how, errno.ENOSPC)) as faults:
            try:
                StateManager(path).update_state('n', 2)
                ended = True
            except (PlexfixError, Killed):
                ended = False
        fired += faults.fired
        found = StateManager(path).state
        assert found in ({'n': 1, 'other': 7}, {'n': 2, 'other': 7}) and (not ended or found['n'] == 2)
        # The next one is not kept out by what is left of this one; a killed process would be gone.
        locking._MINE.clear(), locking._LIVE.clear()
        StateManager(path).update_state('m', 3)
        assert StateManager(path).state == dict(found, m=3)
        if how in ('fail', 'fail_on'):
            assert litter(os.path.dirname(path)) == [] or how == 'fail_on'
    assert fired >= count - 6


@pytest.mark.parametrize('way', ['lost', 'names', 'mixed'])
def test_a_power_cut_leaves_the_old_or_the_new_state(tmpdir, way):
    for at in range(1, steps_of(str(tmpdir.join('count', 'state.json'))) + 1):
        root = tmpdir.mkdir('at%d' % at)
        path = str(root.join('state.json'))
        saved(path, n=1)
        cut = PowerCut(str(root))
        with installed(Faults(at, 'kill_after', watch=cut.watch)):
            try:
                StateManager(path).update_state('n', 2)
                ended = True
            except Killed:
                ended = False
        locking._MINE.clear(), locking._LIVE.clear()
        cut.rebuild(way, random.Random(at))
        assert StateManager(path).get_state('n') in ((2,) if ended else (1, 2))
