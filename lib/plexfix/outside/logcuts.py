# -*- coding: utf-8 -*-
"""Copies what is written to live logs, piece after piece, into a folder of its own: exactly what a test's window holds.

Each piece is taken as soon as it is there, so that a rotation takes nothing away; only whole lines are copied.  Where
logs end at one moment, without copying, is logmarks' business.
"""
from __future__ import absolute_import, division, print_function

import os

from plexfix.base.compat import native, to_text
from plexfix.outside import disk, files
from plexfix.outside.logmarks import BACKUPS, HEAD_BYTES, Mark, take

_CHUNK_BYTES = 1 << 20


class Cutter(object):
    """Copies the logs in *source* whose names begin with *prefix* to *target*: `begin`, then `cut` again and again."""

    def __init__(self, source, target, prefix=''):
        self._source, self._target, self._prefix = source, target, prefix
        self._marks, self.lost = {}, set()

    def begin(self, sizes=None):
        """Start at where the logs end now; return {log: offset there} (text keys).

        *sizes*, {log: bytes}, is how far the copies went that are to stay: what an interrupted run had copied beyond
        is cut off.
        """
        files.ensure_folder(self._target)
        for name in sorted(os.listdir(self._target)):
            path = os.path.join(self._target, name)
            kept = (sizes or {}).get(to_text(name), 0)
            if os.path.getsize(path) > kept:
                disk.truncate(path, kept)
        self._marks = take(self._source, self._prefix)
        return dict((to_text(name), mark.offset) for name, mark in self._marks.items())

    def cut(self):
        """Copy what was written since, down to the disk; return {log: (size of its copy before, size now)}.

        Logs without news are left out.  Of one that rotated more often than there are backups, the beginning is gone:
        its name is then in `lost`.
        """
        found = {}
        for name in sorted(set(take(self._source, self._prefix)) | set(self._marks)):
            pieces, mark = self._news(name)
            self._marks[name] = mark
            if pieces:
                found[to_text(name)] = self._append(name, pieces)
        return found

    def read(self, name, start, end):
        """Return the bytes from *start* to *end* of a copy."""
        with open(os.path.join(self._target, native(name)), 'rb') as handle:
            handle.seek(start)
            return handle.read(end - start)

    def sizes(self):
        """Return {log: bytes} of all copies."""
        return dict((to_text(name), os.path.getsize(os.path.join(self._target, name)))
                    for name in os.listdir(self._target))

    def _news(self, name):
        """Return (byte strings behind the mark of a log, the oldest first; the mark behind them)."""
        mark = self._marks.get(name)
        opened = _open_behind(self._source, name, mark)
        try:
            if mark is not None and opened and not opened[0][1]:
                self.lost.add(to_text(name[:-len('.log')]))
            pieces, new_mark = [], mark
            for number, (handle, is_marked) in enumerate(opened):
                start = mark.offset if is_marked else 0
                data = _read_from(handle, start)
                # The newest one may be in the middle of a line; those that were rotated away get no more.
                whole = data[:data.rfind(b'\n') + 1] if number == len(opened) - 1 else data
                if whole:
                    pieces.append(whole)
                handle.seek(0)
                new_mark = Mark(start + len(whole), handle.read(min(HEAD_BYTES, start + len(whole))))
            return pieces, new_mark
        finally:
            for handle, _ in opened:
                handle.close()

    def _append(self, name, pieces):
        path = os.path.join(self._target, name)
        before = os.path.getsize(path) if os.path.exists(path) else 0
        try:
            handle = disk.append(path, 0o644)
            try:
                for piece in pieces:
                    disk.write(handle, piece)
                disk.fsync(handle)
            finally:
                disk.close(handle)
        except EnvironmentError as err:
            raise files.cannot('write', path, err)
        return before, before + sum(len(piece) for piece in pieces)


def _open_behind(folder, name, mark):
    """Return [(open file, whether it is the marked one)], oldest first: a log back to the file that has *mark*.

    The newest is opened first: a rotation meanwhile shows one file twice, which is told by its head, and never none.
    """
    opened, heads = [], set()
    for place in [name] + ['%s.%d' % (name, number) for number in range(1, BACKUPS + 1)]:
        try:
            handle = open(os.path.join(folder, place), 'rb')
        except EnvironmentError:
            break
        head = handle.read(HEAD_BYTES)
        if head in heads:
            handle.close()
            continue
        heads.add(head)
        is_marked = mark is not None and head[:len(mark.head)] == mark.head
        opened.insert(0, (handle, is_marked))
        # A log without a mark is new since then; its backups, if it has any, are not.
        if is_marked or mark is None:
            break
    return opened


def _read_from(handle, start):
    handle.seek(start)
    data = []
    while True:
        chunk = handle.read(_CHUNK_BYTES)
        if not chunk:
            return b''.join(data)
        data.append(chunk)
