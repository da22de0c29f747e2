# -*- coding: utf-8 -*-
"""Text to terminals and pipes without ever failing on a character; what is said there is left to cli."""
from __future__ import absolute_import, division, print_function

import errno
import io
import os
import time

from plexfix.base.compat import fs_text, native, to_bytes, to_text
from plexfix.base.errors import PlexfixError
from plexfix.base.plainmarks import PLAIN_OR_ESCAPE

# Windows reports a pipe whose reader is gone as EINVAL.
_GONE = (errno.EPIPE, errno.EINVAL, errno.EBADF)
_REDRAW_S = 0.2
_FULL_PIPE_S = 0.01


class PipeClosed(Exception):
    """Whoever read the results has stopped reading."""


def encode_for(stream, text):
    """Return *text* as bytes for *stream*: UTF-8, or a terminal's own encoding, with plain marks for what it lacks."""
    text = fs_text(text)
    if not is_terminal(stream):
        return to_bytes(text)
    try:
        return text.encode(getattr(stream, 'encoding', None) or 'utf-8', PLAIN_OR_ESCAPE)
    except (LookupError, UnicodeError):
        return text.encode('ascii', PLAIN_OR_ESCAPE)


def is_terminal(stream):
    """Return whether a person watches *stream*; False for none, a closed one, or one that cannot tell."""
    try:
        return bool(stream is not None and stream.isatty())
    except (AttributeError, ValueError):
        return False


def write_text(stream, text):
    """Write *text* to *stream* and flush it; None (no such stream in this process) takes everything.

    Raises PipeClosed where nobody reads any more, and PlexfixError where it cannot be written (a full disk).
    """
    if stream is None:
        return
    try:
        _write(stream, text)
    except EnvironmentError as err:
        if err.errno in _GONE:
            raise PipeClosed()
        silence(stream)         # what is still buffered must not fail a second time when the process ends
        raise PlexfixError('cannot write the output', to_text(err.strerror or err), 'send it to another file or disk')


def write_quietly(stream, text):
    """Write *text* as write_text does, for messages: a failure to tell must not become a failure of the work."""
    try:
        write_text(stream, text)
    except (PipeClosed, PlexfixError, ValueError):
        pass


def silence(stream):
    """Send whatever is still buffered in *stream* nowhere, so that the interpreter's last flush cannot complain."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, stream.fileno())
        finally:
            os.close(nowhere)
    except (AttributeError, ValueError, EnvironmentError):
        pass


def make_progress(stream, total, label, unit='', wanted=True):
    """Return a context manager with `advance(n)`: tqdm's bar where that is installed, else a plain line.

    It shows nothing unless *wanted* and *stream* is a terminal, and leaves nothing behind.
    """
    if not wanted or not is_terminal(stream):
        return NoProgress()
    try:
        from tqdm import tqdm
    except ImportError:
        return LineProgress(stream, total, label, unit)
    return BarProgress(tqdm(total=total, desc=native(label), unit=native(unit), file=stream, leave=False))


class NoProgress(object):
    """Progress that nobody watches."""

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        return False

    def advance(self, count=1):
        """Take note of nothing."""


class BarProgress(NoProgress):
    """Progress shown by a bar that has tqdm's `update` and `close`."""

    def __init__(self, bar):
        self._bar = bar

    def __exit__(self, *_error):
        self._bar.close()
        return False

    def advance(self, count=1):
        """Move the bar on by *count* units."""
        self._bar.update(count)


class LineProgress(NoProgress):
    """Progress as one line that is rewritten in place, at most five times a second."""

    def __init__(self, stream, total, label, unit='', clock=time.time):
        self._stream = stream
        self._total = total
        self._label = to_text(label)
        self._unit = to_text(unit)
        self._clock = clock
        self._done = 0
        self._begun = None
        self._drawn_at = None
        self._width = 0

    def __exit__(self, *_error):
        write_quietly(self._stream, u'\r' + u' ' * self._width + u'\r')
        return False

    def advance(self, count=1):
        """Add *count* units, and redraw where the last drawing is old enough."""
        self._done += count
        now = self._clock()
        # What came before the first look took a time that nobody knows.
        self._begun = self._begun or (now, self._done)
        # A clock that was set back must not stop the drawing.
        if self._drawn_at is None or not 0 <= now - self._drawn_at < _REDRAW_S:
            self._drawn_at = now
            self._draw(now)

    def _draw(self, now):
        line = u'%s: %s' % (self._label, self._done)
        if self._total:
            line += u' of %s' % self._total
        if self._unit:
            line += u' ' + self._unit
        if self._total:
            line += u' (%d %%)%s' % (100 * self._done // self._total, self._left(now))
        write_quietly(self._stream, u'\r' + line.ljust(self._width))
        self._width = len(line)

    def _left(self, now):
        """Return in words how long it will take yet, at the speed since the first look."""
        since, done = now - self._begun[0], self._done - self._begun[1]
        if done <= 0 or since <= 0 or self._done >= self._total:
            return u''
        left_s = since * (self._total - self._done) / done
        return u', %s left' % (u'%d s' % round(left_s) if left_s < 100 else u'%d min' % round(left_s / 60.0))


def _write(stream, text):
    stream.flush()
    buffered = getattr(stream, 'buffer', None)
    if buffered is not None:
        _write_all(buffered, encode_for(stream, text))
        buffered.flush()
        return
    if isinstance(stream, io.TextIOBase):
        stream.write(to_text(text))
    else:
        stream.write(native(encode_for(stream, text)))
    stream.flush()


def _write_all(target, data):
    """Write all bytes of *data*; an unbuffered Python writes to the pipe itself, which may take only a part at once."""
    if not isinstance(target, io.RawIOBase):
        target.write(data)
        return
    rest = memoryview(data)
    while len(rest):
        written = target.write(rest)
        if not written:                         # a pipe that does not block is full
            time.sleep(_FULL_PIPE_S)
        rest = rest[written or 0:]
