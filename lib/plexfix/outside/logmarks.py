# -*- coding: utf-8 -*-
"""Marks in live log files, and what was written behind them since, also when the files were rotated meanwhile.

Logs carry no zone and clocks differ, so "after this moment" is a place in a file.  What the lines mean is left to
observe; reading whole logs is left to logfiles.
"""
from __future__ import absolute_import, division, print_function

import io
import os
from collections import namedtuple

BACKUPS = 5
HEAD_BYTES = 200
SINCE_LIMIT_BYTES = 16 * 1024 * 1024

# The end of a file in bytes, and the file's first bytes: by them it is found again under another name.
Mark = namedtuple('Mark', 'offset head')


def take(folder, prefix=''):
    """Return {file name: Mark} for each current log in *folder* whose name begins with *prefix*."""
    marks = {}
    for name in _logs(folder, prefix):
        try:
            with io.open(os.path.join(folder, name), 'rb') as handle:
                head = handle.read(HEAD_BYTES)
                marks[name] = Mark(handle.seek(0, os.SEEK_END), head)
        except EnvironmentError:
            # It was rotated away at this moment: what comes in its place is new.
            continue
    return marks


def since(folder, marks, prefix=''):
    """Return {file name: bytes} of what was written behind *marks*, oldest first; files without news are left out.

    A log that had no mark is new, and read from its start.  At most the newest SINCE_LIMIT_BYTES of a log are given,
    and only whole lines.
    """
    news = {}
    for name in _logs(folder, prefix):
        data = _behind(folder, name, marks.get(name))
        whole = data[:data.rfind(b'\n') + 1]
        if whole:
            news[name] = whole
    return news


def _behind(folder, name, mark):
    """Return what is behind *mark* in a log and in the files it was rotated into."""
    pieces, room = [], SINCE_LIMIT_BYTES
    for place in [name] + ['%s.%d' % (name, number) for number in range(1, BACKUPS + 1)]:
        path = os.path.join(folder, place)
        is_marked = mark is not None and _read(path, 0, len(mark.head)) == mark.head
        offset = mark.offset if is_marked else 0
        pieces.insert(0, _tail(path, offset, room))
        room -= len(pieces[0])
        # A log without a mark is new since then; its backups, if it has any, are not.
        if is_marked or mark is None or room <= 0:
            break
    return b''.join(pieces)


def _tail(path, offset, limit):
    """Return what is behind *offset* in a file, at most the last *limit* bytes; empty where there is no such file."""
    try:
        start = max(offset, os.path.getsize(path) - limit)
    except EnvironmentError:
        return b''
    return _read(path, start, limit) or b''


def _read(path, offset, size):
    """Return bytes of a file, None where it cannot be read: one that rotates away at this moment comes back."""
    try:
        with io.open(path, 'rb') as handle:
            handle.seek(offset)
            return handle.read(size)
    except EnvironmentError:
        return None


def _logs(folder, prefix):
    try:
        return sorted(name for name in os.listdir(folder) if name.startswith(prefix) and name.endswith('.log'))
    except EnvironmentError:
        return []
