# -*- coding: utf-8 -*-
"""locking and processes: one run at a time in a folder, no dead one in the way, and who is refused learns of whom."""
from __future__ import absolute_import, division, print_function

import os
import subprocess
import sys
import threading
import time

import pytest

import faulty_disk
from faulty_disk import Faults, Killed, installed, litter
from plexfix.base.errors import LockHeld, PlexfixError
from plexfix.outside import disk, kernellock, locking, processes

posix_only = pytest.mark.skipif(os.name == 'nt', reason='forks')
ROUNDS = 30

# Each counts up a number in a file, which loses counts where two do it at once; prints how often it got the lock.
RACER = '''
import os, sys, time
from plexfix.base.errors import LockHeld
from plexfix.outside import locking
folder, rounds = sys.argv[1], int(sys.argv[2])
counter, got = os.path.join(folder, 'counter'), 0
while got < rounds:
    try:
        with locking.hold(folder, u'race'):
            with open(counter) as handle:
                number = int(handle.read())
            time.sleep(0.001)
            with open(counter, 'w') as handle:
                handle.write(str(number + 1))
            got += 1
    except LockHeld:
        time.sleep(0.002)
print(got)
'''
HOLDER = '''
import sys, time
from plexfix.outside import locking
with locking.hold(sys.argv[1], u'apply FIX-01'):
    print('held'); sys.stdout.flush()
    sys.stdin.read()
'''


@pytest.fixture
def folder(tmpdir):
    return str(tmpdir.mkdir('_BACKUPS'))


def names(folder):
    return [name for name in os.listdir(folder) if name.startswith('.plexfix-lock-')]


def holder(folder):
    """A process that holds the lock of *folder* until its standard input ends."""
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    process = subprocess.Popen([sys.executable, '-B', '-c', HOLDER, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               env=dict(os.environ, PYTHONPATH=os.path.join(root, 'lib')))
    assert process.stdout.readline().strip() == b'held'
    return process


def end(process):
    process.stdin.close()
    process.stdout.close()
    process.wait()


def test_it_is_held_in_the_block_and_leaves_nothing(tmpdir):
    folder = str(tmpdir.join('a', '_BACKUPS'))
    with locking.hold(folder, u'x'):
        assert locking.owner(folder).is_held and len(names(folder)) == 1
        with locking.hold(folder, u'again'):
            assert not locking.is_held_elsewhere(folder)
        assert locking.owner(folder) is not None
    assert locking.owner(folder) is None and os.listdir(folder) == []


def test_who_is_refused_learns_of_whom(folder):
    process = holder(folder)
    try:
        with pytest.raises(LockHeld) as caught:
            with locking.hold(folder, u'mine'):
                pass
        error = caught.value
        assert error.exit_code == 41 and u'process %d on %s' % (process.pid, processes.host_name()) in error.evidence
        assert error.evidence.endswith(u'apply FIX-01') and locking.is_held_elsewhere(folder)
        assert len(names(folder)) == 1
    finally:
        end(process)
    with locking.hold(folder, u'mine'):
        pass
    assert os.listdir(folder) == []


def test_a_killed_owner_stands_in_nobodys_way(folder):
    process = holder(folder)
    process.kill()
    end(process)
    assert len(names(folder)) == 1 and locking.owner(folder) is None
    with locking.hold(folder, u'mine'):
        assert len(names(folder)) == 1
    assert os.listdir(folder) == []


def test_a_number_that_was_given_away_again_is_not_taken_for_the_owner(folder):
    mark = processes.own_mark()._replace(start='0badf00d')
    open(os.path.join(folder, '.plexfix-lock-%s-00000000' % processes.mark_text(mark)), 'w').close()
    with locking.hold(folder, u'mine'):
        pass
    assert os.listdir(folder) == []


def test_of_another_machine_the_owner_counts_for_half_a_day(folder):
    mark = processes.own_mark()._replace(machine='00000000')
    path = os.path.join(folder, '.plexfix-lock-%s-00000000' % processes.mark_text(mark))
    with open(path, 'wb') as handle:
        handle.write(b'{"pid": 1, "host": "elsewhere", "purpose": "x", "since": "then", "kernel": false}\nheld\n')
    with pytest.raises(LockHeld) as caught:
        with locking.hold(folder, u'mine'):
            pass
    assert u'elsewhere' in caught.value.evidence and path in caught.value.hint
    os.utime(path, (1, 1))
    with locking.hold(folder, u'mine'):
        pass


@pytest.mark.parametrize('name', ['.plexfix-lock-', '.plexfix-lock-x', '.plexfix-lock-00000000-x-00000000-1'])
def test_a_file_that_names_no_process_blocks_nobody(folder, name):
    open(os.path.join(folder, name), 'w').close()
    with locking.hold(folder, u'mine'):
        pass
    assert os.listdir(folder) == []


def test_another_thread_is_refused(folder):
    told = []

    def other():
        try:
            with locking.hold(folder, u'other'):
                pass
        except LockHeld as error:
            told.append(error.evidence)
    with locking.hold(folder, u'mine'):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(20)
    assert told == [u'another thread of this process']


@posix_only
def test_a_forked_child_has_not_the_lock_and_does_not_give_it_back(folder):
    def child():
        with pytest.raises(LockHeld):
            with locking.hold(folder, u'child'):
                pass
    with locking.hold(folder, u'mine'):
        assert faulty_disk.in_child(child) == 0 and len(names(folder)) == 1


@pytest.mark.parametrize('has_kernel_locks', [True, False])
def test_of_many_at_once_exactly_one_has_it(folder, run_python, has_kernel_locks):
    with open(os.path.join(folder, 'counter'), 'w') as handle:
        handle.write('0')
    source = RACER if has_kernel_locks else 'from plexfix.outside import kernellock\nkernellock.take = lambda handle: False\n' + RACER
    got = []
    threads = [threading.Thread(target=lambda: got.append(run_python(['-c', source, folder, str(ROUNDS)])))
               for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [(code, out.strip()) for code, out, _ in got] == [(0, b'%d' % ROUNDS if str is not bytes else str(ROUNDS))] * 3, got
    with open(os.path.join(folder, 'counter')) as handle:
        assert int(handle.read()) == 3 * ROUNDS
    assert os.listdir(folder) == ['counter']


@pytest.mark.parametrize('how', ['fail', 'kill', 'kill_after', 'torn'])
def test_no_broken_attempt_blocks_the_next_run(folder, how, monkeypatch):
    real = processes.own_mark
    for at in range(1, 20):
        monkeypatch.setattr(processes, 'own_mark', lambda: real()._replace(start='0badf00d'))
        with installed(Faults(at, how)) as faults:
            try:
                with locking.hold(folder, u'broken'):
                    pass
            except (Killed, PlexfixError):
                pass
        monkeypatch.setattr(processes, 'own_mark', real)
        with locking.hold(folder, u'next'):
            assert len(names(folder)) == 1
        assert litter(folder) == [], at
        if not faults.fired:
            break
    assert 4 < at < 19


def test_what_the_disk_says_is_told(folder, monkeypatch):
    def fail(path, mode):
        raise OSError(13, 'Permission denied', path)
    monkeypatch.setattr(disk, 'create', fail)
    with pytest.raises(PlexfixError) as caught:
        with locking.hold(folder, u'x'):
            pass
    assert u'cannot lock' in caught.value.what and u'Permission denied' in caught.value.evidence
    monkeypatch.undo()
    with locking.hold(folder, u'x'):
        pass


def test_the_systems_lock_ends_with_its_process(folder):
    process = holder(folder)
    path = os.path.join(folder, names(folder)[0])
    try:
        assert kernellock.is_taken(path) in (True, None)
    finally:
        process.kill()
        end(process)
    assert kernellock.is_taken(path) in (False, None)


def test_a_process_is_known_by_number_and_start():
    mark = processes.own_mark()
    assert processes.mark_of(processes.mark_text(mark)) == mark and processes.is_here(mark) and processes.runs(mark)
    assert not processes.runs(mark._replace(start='00000000')) and not processes.is_here(mark._replace(machine='00000000'))
    assert [processes.mark_of(text) for text in ('', 'x', '0-1-2', '00000000-1-0000000g')] == [None] * 4


@posix_only
def test_a_process_that_ended_does_not_run(folder):
    process = holder(folder)
    mark = processes.own_mark()._replace(pid=process.pid, start=processes._start_digest(process.pid))
    assert processes.runs(mark)
    process.kill()
    # Not yet asked about by its parent: a zombie, as soon as the system has killed it.
    deadline = time.time() + 20
    while processes.runs(mark) and time.time() < deadline:
        time.sleep(0.01)
    assert not processes.runs(mark)
    end(process)
    assert not processes.runs(mark) and processes._started_by_ps(os.getpid()) is not None
    assert processes._started_by_ps(process.pid) in (None, u'')
