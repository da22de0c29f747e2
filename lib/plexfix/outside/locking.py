# -*- coding: utf-8 -*-
"""One run at a time in a Plug-ins folder: a lock that no dead run holds, also on disks that know no locks.

Who wants the lock makes a file of its own, whose name says which process that is, and then looks whether another such
file is there whose process still runs.  So whoever comes second sees the first; two that come at once see each other,
and both step back for a moment.  As each name is used once, removing a dead one's file can never hit a living one.
"""
from __future__ import absolute_import, division, print_function

import collections
import contextlib
import json
import os
import random
import threading
import time

from plexfix.base.compat import binary_type, fs_text, native, to_bytes, to_text
from plexfix.base.errors import LockHeld
from plexfix.base.jsontext import json_line
from plexfix.base.places import TEMPORARY_PREFIX
from plexfix.outside import disk, files, kernellock, processes

_PREFIX = TEMPORARY_PREFIX + 'lock-'
_TRIES = 40
_LONGEST_PAUSE_S = 0.05
# Of a run on another machine nothing can be known where the disk knows no locks: nothing takes half a day.
_FOREIGN_LIMIT_S = 12 * 3600
# How long a process may take from making its file to writing into it.
_UNWRITTEN_LIMIT_S = 60
_HELD = b'held\n'

# Who has the lock, or tries to get it: *path* of its file, *record* what it says (pid, host, since, purpose).
Owner = collections.namedtuple('Owner', 'path record is_held')

# Of this process alone: a child that was forked from it has neither.
_MINE = {}      # (process, folder): [thread, depth]
_LIVE = set()   # names of this process's files that count
_GUARD = threading.Lock()


@contextlib.contextmanager
def hold(folder, purpose):
    """Hold the lock of *folder* (the `_BACKUPS` folder of a Plug-ins folder, made where needed) in a `with` block.

    Raises LockHeld, which names the owner, where another run has it; a thread that has it already has it again.
    *purpose* is shown to those who are refused.
    """
    files.ensure_folder(folder)
    key = (os.getpid(), os.path.realpath(folder))
    if _enter(key, folder):
        try:
            yield
        finally:
            _leave(key)
        return
    try:
        name, handle = _acquire(folder, purpose)
    except BaseException:
        _leave(key)
        raise
    try:
        yield
    finally:
        # A child that was forked meanwhile and comes this way too has nothing to give back.
        if key[0] == os.getpid():
            _leave(key)
            _release(folder, name, handle)


def owner(folder):
    """Return the Owner that holds the lock of *folder* now, this process included, or None."""
    held = [one for one in _others(folder, None) if one.is_held]
    return held[0] if held else None


def is_held_elsewhere(folder):
    """Return whether a run other than this thread's has the lock of *folder*."""
    mine = _MINE.get((os.getpid(), os.path.realpath(folder)))
    return owner(folder) is not None and (mine is None or mine[0] != threading.current_thread().ident)


def _enter(key, folder):
    """Note that this thread wants the lock; returns whether it has it already.  Raises LockHeld for another thread."""
    with _GUARD:
        mine = _MINE.setdefault(key, [threading.current_thread().ident, 0])
        if mine[0] != threading.current_thread().ident:
            raise _refusal(folder, None)
        mine[1] += 1
        return mine[1] > 1


def _leave(key):
    with _GUARD:
        _MINE[key][1] -= 1
        if not _MINE[key][1]:
            del _MINE[key]


def _acquire(folder, purpose):
    """Return (name, handle) of this run's file once it is the only one; raises LockHeld."""
    others = []
    for _ in range(_TRIES):
        name, handle = _make(folder, purpose)
        try:
            others = _others(folder, name)
            if not others:
                disk.write(handle, _HELD)
                return name, handle
        except BaseException as error:
            _release(folder, name, handle)
            if isinstance(error, EnvironmentError):
                raise files.cannot('lock', folder, error)
            raise
        _release(folder, name, handle)
        if any(other.is_held for other in others):
            break
        time.sleep(random.uniform(0.001, _LONGEST_PAUSE_S))
    raise _refusal(folder, sorted(others, key=lambda other: not other.is_held)[0])


def _make(folder, purpose):
    """Make this run's file, and return (name, handle)."""
    name = '%s%s-%s' % (_PREFIX, processes.mark_text(processes.own_mark()), native(to_text('%08x' % random.getrandbits(32))))
    path = os.path.join(folder, name)
    _LIVE.add(name)
    handle = None
    try:
        handle = disk.create(path, 0o644)
        record = {'pid': os.getpid(), 'host': processes.host_name(), 'purpose': to_text(purpose),
                  'since': to_text(time.strftime('%Y-%m-%dT%H:%M:%S')), 'kernel': kernellock.take(handle)}
        disk.write(handle, to_bytes(json_line(record)) + b'\n')
        return name, handle
    except EnvironmentError as error:
        _release(folder, name, handle)
        raise files.cannot('lock', folder, error)
    except BaseException:
        _release(folder, name, handle)
        raise


def _release(folder, name, handle):
    try:
        if handle is not None:
            disk.close(handle)
    except EnvironmentError:
        pass                    # it holds nothing that matters
    finally:
        _LIVE.discard(name)
        path = os.path.join(folder, name)
        # Left behind, it would look alive to others as long as this process runs.
        if not files.remove_if_there(path):
            files.remove_if_there(path)


def _others(folder, own_name):
    """Return the Owners of the files of living runs, without *own_name*; those of dead ones are removed."""
    found = []
    try:
        names = os.listdir(folder)
    except EnvironmentError:
        return found
    for name in names:
        if not name.startswith(_PREFIX) or name == own_name:
            continue
        one = _read(os.path.join(folder, name))
        if one is None:
            continue
        if _is_alive(name, one):
            found.append(one)
        elif own_name is not None:
            files.remove_if_there(one.path)
    return found


def _read(path):
    """Return the Owner that a lock file tells of, as far as it is written; None where it is gone."""
    try:
        with open(path, 'rb') as handle:
            data = handle.read()
    except EnvironmentError:
        if not os.path.exists(path):
            return None
        data = binary_type()
    line = data.partition(b'\n')[0]
    try:
        record = json.loads(to_text(line)) if line else {}
    except ValueError:
        record = {}
    return Owner(path, record if isinstance(record, dict) else {}, data.endswith(_HELD))


def _is_alive(name, one):
    """Return whether the run that made the file *name* may still be at work."""
    mark = processes.mark_of(name[len(_PREFIX):].rpartition('-')[0])
    if mark is None:
        return False
    if mark == processes.own_mark():
        return name in _LIVE
    if processes.is_here(mark):
        return processes.runs(mark)
    if one.record.get('kernel'):
        is_taken = kernellock.is_taken(one.path)
        if is_taken is not None:
            return is_taken
    return _age_s(one.path) < (_FOREIGN_LIMIT_S if one.record else _UNWRITTEN_LIMIT_S)


def _age_s(path):
    try:
        return time.time() - os.stat(path).st_mtime
    except EnvironmentError:
        return 0.0


def _refusal(folder, one):
    what = u'another run is at work in %s' % fs_text(folder)
    if one is None:
        return LockHeld(what, u'another thread of this process', u'wait until it is finished')
    record = dict(dict.fromkeys(('pid', 'host', 'since', 'purpose'), u'?'), **one.record)
    hint = u'wait until it is finished, then run this again'
    if record['host'] != processes.host_name():
        hint += u'; if that machine is gone, remove %s' % fs_text(one.path)
    return LockHeld(what, u'process %(pid)s on %(host)s, since %(since)s: %(purpose)s' % record, hint)
