# -*- coding: utf-8 -*-
"""Writes the log file of one plug-in in the framework's record format, and rotates it; leaves all wording to others.

A record is `2026-01-30 14:39:06,711 (7ae1b6527b38) :  INFO (agentkit:961) - message`: local time, the thread's id in
hex, level, module and line of who logs.  The file is turned over at every start of the plug-in and before it would
pass 1 MiB, so that a record is never cut; five older files are kept.
"""
from __future__ import absolute_import, division, print_function

import io
import os
import sys
import threading
import time

from plexfix.base import compat
from plexsim.host import frames

LIMIT_BYTES = 1024 * 1024
BACKUPS = 5

# Under Windows the framework finds its own frames and not the caller's.
WINDOWS = sys.platform == 'win32'
_WINDOWS_PLACES = {u'DEBUG': ('logkit', 13), u'INFO': ('logkit', 16), u'WARNING': ('logkit', 19), u'ERROR': ('logkit', 22),
                   u'CRITICAL': ('logkit', 25)}
_WINDOWS_EXCEPTION = ('core', 574)


def thread_id():
    """Return the id of the running thread as the framework shows it."""
    return '%x' % threading.current_thread().ident


def header(now, thread, level, module, line):
    """Return the text before a record's message; *now* is in seconds since the epoch."""
    stamp = time.strftime('%Y-%m-%d %H:%M:%S', time.localtime(now))
    return u'%s,%03d (%s) :  %s (%s:%s) - ' % (stamp, int(now * 1000) % 1000, thread, level, module, line)


class RecordFile(object):
    """A log file that turns over; `write` may be called by any thread."""

    def __init__(self, path, limit_bytes=LIMIT_BYTES, backups=BACKUPS):
        self.path = path
        self._limit = limit_bytes
        self._backups = backups
        self._lock = threading.Lock()
        self._stream = None
        if os.path.exists(path) and os.path.getsize(path):
            self._shift()
        self._open()

    def write(self, text):
        """Append *text* and a line end; UTF-8, with the line ends of this system."""
        data = compat.to_bytes(text + u'\n')
        if os.linesep != '\n':
            data = data.replace(b'\n', compat.to_bytes(os.linesep))
        with self._lock:
            if self._stream is None:
                return
            if self._size and self._size + len(data) > self._limit:
                self._stream.close()
                self._shift()
                self._open()
            self._stream.write(data)
            self._size += len(data)

    def close(self):
        with self._lock:
            if self._stream is not None:
                self._stream.close()
                self._stream = None

    def _open(self):
        # Unbuffered: a plug-in that is killed must not take its last records with it.
        self._stream = io.open(self.path, 'ab', buffering=0)
        self._size = self._stream.tell() or os.path.getsize(self.path)

    def _shift(self):
        names = [self.path] + ['%s.%d' % (self.path, n) for n in range(1, self._backups + 1)]
        if os.path.exists(names[-1]):
            os.remove(names[-1])
        for older, newer in zip(reversed(names[1:]), reversed(names[:-1])):
            if os.path.exists(newer):
                os.rename(newer, older)


class Recorder(object):
    """Makes records out of what the framework and the agents say."""

    def __init__(self, record_file, framework_root, clock=time.time):
        self._file = record_file
        self._root = framework_root
        self._clock = clock

    def record(self, level, module, line, message):
        """Write one record whose place is given."""
        # fs_text: a path may carry bytes that Python 3 could not read in this locale.
        text = compat.fs_text(compat.to_text(message))
        self._file.write(header(self._clock(), thread_id(), level, module, line) + text)

    def debug(self, place, message, *args):
        self._at(u'DEBUG', place, message, args)

    def info(self, place, message, *args):
        self._at(u'INFO', place, message, args)

    def error(self, place, message, *args):
        self._at(u'ERROR', place, message, args)

    def critical(self, place, message, *args):
        self._at(u'CRITICAL', place, message, args)

    def exception(self, place, message, *args):
        """Write the exception being handled: one record, its traceback below, and a blank line."""
        module, line = _WINDOWS_EXCEPTION if WINDOWS else place
        text = formatted(message, args) + u' (most recent call last):\n'
        self.record(u'CRITICAL', module, line, text + frames.traceback_text(sys.exc_info(), self._root))

    def from_code(self, level, message, args):
        """Write what the plug-in's own code logs, under the module and line that called."""
        module, line = _WINDOWS_PLACES[level] if WINDOWS else frames.caller()
        text = formatted(message, args)
        if text is not None:
            self.record(level, module, line, text)

    def exception_from_code(self, message, args):
        """Write the exception that the plug-in's own code is handling."""
        module, line = _WINDOWS_EXCEPTION if WINDOWS else frames.caller()
        text = (formatted(message, args) or u'') + u' (most recent call last):\n'
        self.record(u'CRITICAL', module, line, text + frames.traceback_text(sys.exc_info(), self._root))

    def close(self):
        self._file.close()

    def _at(self, level, place, message, args):
        module, line = place
        self.record(level, module, line, formatted(message, args))


def formatted(message, args):
    """Return *message* with *args* put in as logging does it, or None where they do not fit.

    The framework logs through `logging`, which drops such a record (it complains on standard error only).
    """
    if not args:
        return compat.to_text(message)
    if len(args) == 1 and isinstance(args[0], dict) and args[0]:
        args = args[0]
    try:
        return compat.to_text(message % args)
    except UnicodeError:
        return _formatted_as_text(message, args)
    except (TypeError, ValueError, KeyError):
        return None


def _formatted_as_text(message, args):
    # Python 2 mixes bytes and text only while both are ASCII.
    def text(value):
        return compat.to_text(value) if isinstance(value, compat.binary_type) else value
    if isinstance(args, dict):
        return text(message) % dict((key, text(value)) for key, value in args.items())
    return text(message) % tuple(text(value) for value in args)
