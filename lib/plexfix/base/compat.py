# -*- coding: utf-8 -*-
"""The differences between Python 2.7 and 3 that this project meets; the only module that imports six.

Text is UTF-8 outside and unicode inside; paths stay native `str`.
"""
from __future__ import absolute_import, division, print_function

import codecs
import errno
import io
import os
import re
import sys
import time

from plexfix.base.needs import require

six = require('six')

PY2 = six.PY2
text_type = six.text_type
binary_type = six.binary_type
string_types = six.string_types
integer_types = six.integer_types

_WINDOWS = os.name == 'nt'
_PATH_ENCODING = sys.getfilesystemencoding() or 'utf-8'
# What `winreg` is called in this Python; there is none outside Windows.
WINREG = '_winreg' if PY2 else 'winreg'

REPLACEMENT = u'\ufffd'

# Makes classes and IGNORECASE in a text pattern mean ASCII on Python 3, as they always do on 2.
ASCII_ONLY = getattr(re, 'ASCII', 0)

# The handler that the decoder below asks for each byte it cannot read; usable wherever `errors=` is.
REPLACE_BYTE = 'plexfix_replace_byte'

# Python 2 decodes UTF-8 encoded surrogates, Python 3 does not.  0xED before 0xA0..0xBF begins nothing else, so that
# turning it into a byte that is never valid makes both see three undecodable bytes.
_ENCODED_SURROGATE = re.compile(b'\xed(?=[\xa0-\xbf])')
_SURROGATE = re.compile(u'[\ud800-\udfff]')
_PASS_SURROGATES = 'strict' if PY2 else 'surrogatepass'


def _replace_byte(error):
    """Replace one byte and go on at the next: the two decoders disagree on how long a broken sequence is."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return REPLACEMENT, error.start + 1


codecs.register_error(REPLACE_BYTE, _replace_byte)


def to_text(value):
    """Return *value* as text: bytes as UTF-8 with U+FFFD for each undecodable byte, text unchanged, else its text form.

    Both Pythons give the same text for the same bytes, so that ids made from it compare.
    """
    if isinstance(value, text_type):
        return value
    if not isinstance(value, binary_type):
        return text_type(value)
    if PY2 and b'\xed' in value:
        value = _ENCODED_SURROGATE.sub(b'\xff', value)
    return value.decode('utf-8', REPLACE_BYTE)


def to_bytes(value):
    """Return *value* as bytes: text as UTF-8, bytes unchanged, else its text form as UTF-8.

    A surrogate pair is written as the one character it stands for, a lone surrogate as U+FFFD: what comes out is
    always valid UTF-8, where Python 3 would raise and Python 2 would write something that Python 3 cannot read.
    """
    if isinstance(value, binary_type):
        return value
    text = to_text(value)
    if _SURROGATE.search(text):
        text = text.encode('utf-16-le', _PASS_SURROGATES).decode('utf-16-le', 'replace')
    return text.encode('utf-8')


def native(value):
    """Return *value* as this Python's `str`: UTF-8 bytes on 2, text on 3."""
    return to_bytes(value) if PY2 else to_text(value)


def fs_text(path):
    """Return a native *path* as text for showing; its undecodable bytes are U+FFFD.

    Python 3 carries bytes it could not decode as lone surrogates (every non-ASCII byte, under LC_ALL=C in 3.6):
    those are read again as UTF-8, so that both Pythons show the same name.
    """
    if isinstance(path, binary_type):
        if _WINDOWS:
            return path.decode(_PATH_ENCODING, 'replace')
        return to_text(path)
    text = to_text(path)
    if PY2 or not _SURROGATE.search(text):
        return text
    try:
        return to_text(text.encode('utf-8', 'surrogateescape'))
    except UnicodeEncodeError:
        return to_text(to_bytes(text))


def fs_native(text):
    """Return *text* that another program or the registry gave as a native path of this Python."""
    if PY2 and isinstance(text, text_type):
        return text.encode(_PATH_ENCODING if _WINDOWS else 'utf-8')
    return text


def replace_file(source, target):
    """Move *source* over *target* in one step, whether or not *target* exists; raises OSError.

    Python 2 has no os.replace: os.rename does the same, except on Windows, where it refuses an existing target.
    """
    if not PY2:
        os.replace(source, target)
    elif _WINDOWS:
        import ctypes
        move_with_windows(ctypes.windll.kernel32, source, target)
    else:
        os.rename(source, target)


def move_with_windows(kernel32, source, target):
    """Do replace_file's work by MoveFileExW of *kernel32*, which has no gap in which *target* is missing."""
    replace_existing, write_through = 1, 8
    if not kernel32.MoveFileExW(fs_text(source), fs_text(target), replace_existing | write_through):
        raise OSError(errno.EACCES, 'Windows error %d on replacing' % kernel32.GetLastError(), native(target))


def open_text(path, mode='r'):
    """Open *path* as a UTF-8 text file whose line ends are neither translated on reading nor on writing.

    Reading replaces undecodable bytes as to_text does, since a person's editor may have saved in another encoding;
    writing text that is no valid Unicode raises.
    """
    errors = REPLACE_BYTE if 'r' in mode and '+' not in mode else 'strict'
    return io.open(path, mode, encoding='utf-8', errors=errors, newline='')


# -- what a record keeps of a file -------------------------------------------------------------------------------------

# A byte that is no UTF-8, as Python 3's `surrogateescape` writes it; the second half of a pair is none.
_ESCAPED = re.compile(u'(?<![\ud800-\udbff])[\udc80-\udcff]')
_ESCAPE_BYTE = 'plexfix_escape_byte'


def _escape_byte(error):
    """Escape one byte and go on at the next, which comes to what `surrogateescape` does."""
    return _escaped(error.object[error.start:error.start + 1]), error.start + 1


def _escaped(byte):
    return six.unichr(0xdc00 + ord(byte))


codecs.register_error(_ESCAPE_BYTE, _escape_byte)


def path_to_text(path):
    """Return a native *path* as text that JSON can hold and from which `path_from_text` gets every byte back.

    The same on all Pythons and in all locales: UTF-8, with each undecodable byte as a lone surrogate.
    """
    if _WINDOWS:
        return fs_text(path)
    if not PY2:
        return os.fsencode(path).decode('utf-8', 'surrogateescape')
    pieces = _ENCODED_SURROGATE.split(to_bytes(path))
    return _escaped(b'\xed').join(piece.decode('utf-8', _ESCAPE_BYTE) for piece in pieces)


def path_from_text(text):
    """Return the native path that `path_to_text` wrote as *text*."""
    if _WINDOWS:
        return fs_native(text)
    if not PY2:
        return os.fsdecode(text.encode('utf-8', 'surrogateescape'))
    data, end = [], 0
    for match in _ESCAPED.finditer(text):
        data += [text[end:match.start()].encode('utf-8'), chr(ord(match.group(0)) - 0xdc00)]
        end = match.end()
    return b''.join(data + [text[end:].encode('utf-8')])


# A clock that nobody sets; Python 2 has none.
monotonic = getattr(time, 'monotonic', time.time)


def mtime_ns_of(status):
    """Return when a file was changed, by its os.stat, in nanoseconds; Python 2 knows the last 200 or so no better."""
    return int(round(status.st_mtime * 1e9)) if PY2 else status.st_mtime_ns


def set_mtime_ns(path, mtime_ns):
    """Set when the file at *path* was changed, and used; Python 2 cuts it to microseconds."""
    if PY2:
        # Half of one more, since it cuts and a float is seldom exact.
        seconds = mtime_ns // 10 ** 9 + (mtime_ns // 1000 % 10 ** 6 + 0.5) / 1e6
        os.utime(path, (seconds, seconds))
    else:
        os.utime(path, ns=(mtime_ns, mtime_ns))


def native_path(path):
    """Return a *path* given as bytes or as text as this Python's own `str`."""
    if PY2:
        return fs_native(path)
    return os.fsdecode(path)
