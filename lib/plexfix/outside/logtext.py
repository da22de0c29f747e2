# -*- coding: utf-8 -*-
"""The text of one opened log: as it was when it was opened, unpacked, hashed, and cut into lists of lines."""
from __future__ import absolute_import, division, print_function

import gzip
import hashlib
import io
import struct
import zlib

from plexfix.base.compat import to_text

BLOCK_BYTES = 1 << 17       # of lines that are handed on together
LINE_BYTES = 4 << 20        # of a line that are read; far above what is looked at
UNREADABLE = (EnvironmentError, EOFError, zlib.error)

_GZIP = b'\x1f\x8b'
_BYTE_ORDER_MARK = b'\xef\xbb\xbf'


class LogText(object):
    """The text of the open file *handle*, of which *size* bytes belong to it; `lines` once, then `sha256`.

    With *hashes* the bytes of the file, packed or not, are hashed while they are read.  *on_bytes* is called with the
    number of bytes read, each counted once.
    """

    def __init__(self, handle, size, hashes=False, on_bytes=None):
        self._digest = hashlib.sha256() if hashes else None
        self._packed = handle.read(len(_GZIP)) == _GZIP
        handle.seek(0)
        self._source = _Limited(handle, size, self._digest, on_bytes)

    def lines(self):
        """Yield lists of lines with their ends, without a byte order mark; raises one of UNREADABLE.

        Of a line that is longer than LINE_BYTES the far end is left out: nobody looks at it, and it need not fit
        anywhere.
        """
        for lines in _lines(_Unpacked(self._source) if self._packed else self._source):
            yield lines
        # What stands behind the last packed byte belongs to the file, too.
        while self._source.read(BLOCK_BYTES):
            pass

    def sha256(self):
        """Return the SHA-256 of the file in hex after all lines were taken, None where it was not wanted."""
        return None if self._digest is None else to_text(self._digest.hexdigest())


def _lines(source):
    rest, dropping, first = b'', False, True
    while True:
        data = source.read(BLOCK_BYTES)
        if not data:
            break
        if first:
            first = False
            data = data[3:] if data.startswith(_BYTE_ORDER_MARK) else data
            if not data:
                continue
        if dropping:
            end = data.find(b'\n')
            if end < 0:
                continue
            dropping, data = False, data[end:]
        lines = io.BytesIO(data).readlines()            # quicker than to split, and the lines keep their ends
        lines[0] = rest + lines[0]
        rest = b'' if data.endswith(b'\n') else lines.pop()
        if lines:
            yield lines
        if len(rest) > LINE_BYTES:
            rest, dropping = rest[:LINE_BYTES], True
    if rest:
        yield [rest]


class _Unpacked(object):
    """What is in a gzip file; a file that was cut off raises EOFError on every Python."""

    def __init__(self, source):
        self._file = gzip.GzipFile(fileobj=source, mode='rb')

    def read(self, size):
        """Return up to *size* bytes, b'' at the end."""
        try:
            return self._file.read(size)
        except (struct.error, TypeError):       # Python 2 says so of a header that was cut off
            raise EOFError('the compressed file ends too early')


class _Limited(object):
    """The first *size* bytes of a file: what a live log gets while it is read belongs to the next run."""

    def __init__(self, handle, size, digest, on_bytes):
        self._handle, self._size, self._digest, self._on_bytes = handle, size, digest, on_bytes
        self._at = self._farthest = 0

    def read(self, size=-1):
        """Return up to *size* bytes, b'' at the end."""
        left = self._size - self._at
        wanted = left if size < 0 else min(size, left)
        data = self._handle.read(wanted) if wanted > 0 else b''
        self._at += len(data)
        new = self._at - self._farthest
        if new > 0:
            self._farthest = self._at
            if self._digest is not None:
                self._digest.update(data[-new:])
            if self._on_bytes:
                self._on_bytes(new)
        return data

    def tell(self):
        """Return how far it was read; Python 2's gzip asks."""
        return self._at

    def seek(self, offset, whence=0):
        """Go to another place; Python 2's gzip does so before it looks at the end mark, and to find the end."""
        self._at = offset + {0: 0, 1: self._at, 2: self._size}[whence]
        self._handle.seek(self._at)
