# -*- coding: utf-8 -*-
"""The decision log: one JSON object a line, each chained to the one before by a hash; only ever appended to.

What is decided, and what follows from it, is said by those who append; this keeps it, and shows where it was changed.
"""
from __future__ import absolute_import, division, print_function

import calendar
import contextlib
import errno
import hashlib
import json
import os
import time
from collections import namedtuple

from plexfix.base.compat import fs_text, to_bytes, to_text
from plexfix.base.errors import LockHeld, PlexfixError
from plexfix.base.jsontext import json_text
from plexfix.outside import disk, files

try:
    import fcntl
except ImportError:         # Windows
    fcntl = None
try:
    import msvcrt
except ImportError:
    msvcrt = None

KEYS = ('seq', 'prev', 'time', 'iteration', 'phase', 'event', 'fix', 'by', 'data', 'reason', 'hash')
# What the first entry has for the hash of the one before.
START = u'0' * 64

# What happened to a fix, by the words of its Status line.
APPLIED, KEPT, MONITORED, MODIFY, ROLLED_BACK = u'applied', u'kept', u'monitored', u'modify', u'rolled back'
FIX_EVENTS = (APPLIED, KEPT, MONITORED, MODIFY, ROLLED_BACK)

LOCK_WAIT_S = 10
_POLL_S = 0.05

# *entries* are the dictionaries of all whole lines; *torn* is a last line (bytes) that was not written to its end,
# empty where there is none; *problems* are Problems, none where the chain holds.
Log = namedtuple('Log', 'entries torn problems')
Problem = namedtuple('Problem', 'line why')


def append(path, event, fix=None, by=None, phase=None, iteration=None, data=None, reason=None, now=None):
    """Add an entry to the decision log at *path*, down to the disk, and return it (a dictionary).

    *data* is anything that JSON holds.  A torn last line is set aside first, into a file with `.torn` behind its name.
    Raises LockHeld where another process keeps on writing, PlexfixError where it cannot be written.
    """
    with _locked(path) as handle:
        kept = _set_aside(path, handle)
        last = kept.entries[-1] if kept.entries else None
        entry = {'seq': _number(last) + 1, 'prev': _hash(last), 'time': to_text(now or local_time()),
                 'iteration': iteration, 'phase': phase, 'event': event, 'fix': fix, 'by': by, 'data': data,
                 'reason': reason}
        # Through JSON once, so that what is returned is what will be read.
        entry = json.loads(json_text(entry))
        entry['hash'] = hash_of(entry)
        _write(handle, to_bytes(_line(entry)) + b'\n')
    return entry


def read(path):
    """Return the Log at *path*, with everything that is wrong with it; an absent file is an empty one.

    Nothing is changed.  Raises PlexfixError where it cannot be read.
    """
    if not os.path.exists(path):
        return Log([], b'', [])
    data = files.read_bytes(path)
    lines = data.split(b'\n')
    torn = lines.pop()
    entries, problems = [], []
    for number, line in enumerate(lines, 1):
        _take(line, number, entries, problems)
    if torn and _parsed(torn) is not None:
        # Only the line end is missing, and with the right hash nothing else is.
        _take(torn, len(lines) + 1, entries, problems)
        torn = b''
    return Log(entries, torn, problems)


def verify(path):
    """Return the Problems of the decision log at *path*, the torn last line among them."""
    found = read(path)
    torn = [Problem(len(found.entries) + 1, u'the last line was not written to its end')] if found.torn else []
    return found.problems + torn


def fix_states(entries):
    """Return {(iteration, fix): the last of FIX_EVENTS} by the *entries* of a log."""
    states = {}
    for entry in entries:
        if entry.get('event') in FIX_EVENTS and entry.get('fix'):
            states[(entry.get('iteration'), entry['fix'])] = entry['event']
    return states


def hash_of(entry):
    """Return the hash of an entry: SHA-256 over its `prev` and the canonical JSON of the rest, one after the other.

    Canonical is: keys sorted, no blanks, ASCII only.
    """
    rest = dict((key, entry[key]) for key in entry if key not in ('prev', 'hash'))
    return to_text(hashlib.sha256(to_bytes(u'%s%s' % (to_text(entry['prev']), _line(rest)))).hexdigest())


def local_time(now=None):
    """Return the local time with its offset from UTC, in whole seconds, as `2026-01-30T14:39:06+01:00`."""
    now = int(time.time() if now is None else now)
    local = time.localtime(now)
    minutes = (calendar.timegm(local) - now) // 60
    sign = u'-' if minutes < 0 else u'+'
    shown = to_text(time.strftime('%Y-%m-%dT%H:%M:%S', local))
    return u'%s%s%02d:%02d' % (shown, sign, abs(minutes) // 60, abs(minutes) % 60)


def _line(entry):
    return to_text(json.dumps(entry, sort_keys=True, separators=(',', ':'), ensure_ascii=True, allow_nan=False))


def _take(line, number, entries, problems):
    """Add the entry of a whole *line*, and what is wrong with it."""
    entry = _parsed(line)
    if entry is None:
        problems.append(Problem(number, u'this is no entry of a decision log'))
        return
    if entry['hash'] != hash_of(entry):
        problems.append(Problem(number, u'it was changed after it was written: its hash is another one'))
    elif entry['prev'] != _hash(entries[-1] if entries else None):
        problems.append(Problem(number, u'it does not follow the entry before: one was removed, changed or put in'))
    elif entry['seq'] != _number(entries[-1] if entries else None) + 1:
        problems.append(Problem(number, u'its number does not follow the one before'))
    entries.append(entry)


def _parsed(line):
    """Return the entry (a dictionary) that *line* holds, None where it is none."""
    try:
        entry = json.loads(line.decode('utf-8'))
    except ValueError:
        return None
    return entry if isinstance(entry, dict) and set(KEYS) <= set(entry) else None


def _hash(entry):
    return START if entry is None else entry['hash']


def _number(entry):
    return entry['seq'] if entry is not None and isinstance(entry['seq'], int) else 0


def _set_aside(path, handle):
    """Return the Log at *path*, after what was torn off is out of it, so that it can be appended to."""
    found, data = read(path), files.read_bytes(path)
    if found.torn:
        torn = path + '.torn'
        earlier = files.read_bytes(torn) if os.path.exists(torn) else b''
        files.atomic_write(torn, earlier + found.torn + b'\n')
        disk.truncate(path, len(data) - len(found.torn))
    elif data and not data.endswith(b'\n'):
        _write(handle, b'\n')
    return found


def _write(handle, data):
    disk.write(handle, data)
    disk.fsync(handle)


@contextlib.contextmanager
def _locked(path):
    """Hold the log at *path*, open for appending, which is its own lock: a process that dies lets go of it."""
    folder = files.ensure_folder(os.path.dirname(os.path.abspath(path)))
    is_new = not os.path.exists(path)
    try:
        handle = disk.append(path, 0o666)
        try:
            _wait_for(handle, path)
            yield handle
        finally:
            disk.close(handle)
        if is_new:
            disk.fsync_folder(folder)
    except EnvironmentError as err:
        raise PlexfixError(u'cannot write the decision log %s' % fs_text(path), fs_text(err.strerror or str(err)),
                           u'make room there, or see who may write into the folder')


def _wait_for(handle, path):
    ends = time.time() + LOCK_WAIT_S
    while not _lock(handle):
        if time.time() >= ends:
            raise LockHeld(u'the decision log %s is being written by another process' % fs_text(path),
                           u'waited %d seconds' % LOCK_WAIT_S, u'try again when the other command has ended')
        time.sleep(_POLL_S)


def _lock(handle):
    """Return whether this process has the lock now; a share that knows no locks gives it to everybody."""
    try:
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        elif msvcrt is not None:
            # Far behind the end: Windows keeps others from reading what is locked.
            os.lseek(handle, 1 << 30, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        return True
    except EnvironmentError as err:
        return err.errno not in (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK)
