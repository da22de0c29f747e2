# -*- coding: utf-8 -*-
"""Brings the bytes of a source to text as Python 2.7 does: line ends, byte order mark, coding line.

The text is a native str of UTF-8 bytes, one character a byte, the same on all Pythons.
"""
from __future__ import absolute_import, division, print_function

import codecs
import re
from collections import namedtuple

from plexfix.change.syntax27.literals import utf8_end

RULE = 'encoding'
UTF8, LATIN1 = 'utf-8', 'iso-8859-1'

_COMMENT = re.compile(br'[ \t\f]*#')
_SILENT = re.compile(br'[ \t\f]*(?:[#\r\n]|$)')
_COOKIE = re.compile(br'coding[:=][ \t]*([-_.0-9A-Za-z]+)')
_BEYOND_ASCII = re.compile(b'[\x80-\xff]')

# Names of encodings that came after 2.7, with every other character as an underscore; the last two are its own, but
# it cannot read a source with them.
_LATER = frozenset(
    '1125 273 ansi cp1125 cp273 cp65001 cp866u csibm273 ibm1125 ibm273 koi8_t kz1048 kz_1048 macintosh oem rk1048 '
    'ruscii strk1048_2002 x_mac_japanese x_mac_korean x_mac_simp_chinese x_mac_trad_chinese cp1051 ibm1051 windows_31j '
    'unicode_internal punycode'.split())
_ROT13 = frozenset(['rot13', 'rot_13'])


class Trouble(namedtuple('Trouble', 'line message brief')):
    """Why the bytes cannot be read: *message* in the words of Python 2.7, *brief* without numbers."""

    __slots__ = ()


class Source(namedtuple('Source', 'text declared problem undeclared')):
    """A source as *text*; *declared* is UTF8, LATIN1, another encoding's name, or ''.

    *problem* is None, or a Trouble when Python 2.7 cannot read the bytes; *undeclared* the line with the
    first byte beyond ASCII, when a file with it would need a coding line, or None.
    """

    __slots__ = ()


def read(data):
    """Return the Source of *data* (bytes).  The text ends with a line end; with a problem it is as good as it gets."""
    data = data.replace(b'\r\n', b'\n').replace(b'\r', b'\n')
    problem = _null(data)
    data = _ended(data)
    marked = data.startswith(codecs.BOM_UTF8)
    if marked:
        data = data[len(codecs.BOM_UTF8):]
    declared = _declared(data)
    if marked and declared not in ('', UTF8):
        problem = problem or _trouble('encoding problem: %s with BOM', declared)
    elif declared not in ('', UTF8, LATIN1):
        try:
            data = _ended(_in_utf8(data, declared))
        except UnicodeDecodeError as wrong:
            problem = problem or _undecodable(data, declared, wrong.start)
        except (LookupError, ValueError, TypeError):
            problem = problem or _trouble('unknown encoding: %s', declared)
    undeclared = None if declared or marked else _beyond_ascii(data)
    return Source(data if str is bytes else data.decode('latin-1'), declared or (UTF8 if marked else ''),
                  problem, undeclared)


def _ended(data):
    return data if data.endswith(b'\n') else data + b'\n'


def _trouble(message, encoding):
    return Trouble(1, message % encoding, message % encoding)


def _undecodable(data, encoding, start):
    byte = ord(data[start:start + 1] or b'\n')
    message = "'%s' codec can't decode byte 0x%02x in position %d" % (encoding, byte, start)
    return Trouble(data.count(b'\n', 0, start) + 1, message, 'bytes that are not %s' % encoding)


def _null(data):
    if b'\0' not in data:
        return None
    line = data.count(b'\n', 0, data.index(b'\0')) + 1
    return Trouble(line, 'source code string cannot contain null bytes', 'a null byte')


def _beyond_ascii(data):
    found = _BEYOND_ASCII.search(data)
    return data.count(b'\n', 0, found.start()) + 1 if found else None


def _declared(data):
    """Return the encoding that line 1 names, or line 2 below a line with nothing but a comment; '' for none."""
    for line in data.split(b'\n', 2)[:2]:
        if not _SILENT.match(line):
            return ''
        found = _COOKIE.search(line) if _COMMENT.match(line) else None
        if found:
            name = found.group(1)
            return _normal(name if str is bytes else name.decode('latin-1'))
    return ''


def _normal(name):
    """Return the short name that Python 2.7 gives to the two encodings it reads by itself, or *name* as it is."""
    plain = name.lower().replace('_', '-')
    if plain == 'utf-8' or plain.startswith('utf-8-'):
        return UTF8
    if plain in ('latin-1', 'iso-8859-1', 'iso-latin-1') \
            or plain.startswith(('latin-1-', 'iso-8859-1-', 'iso-latin-1-')):
        return LATIN1
    return name


def _in_utf8(data, encoding):
    """Return *data* as UTF-8; raise LookupError, ValueError (of which UnicodeDecodeError is one) or
    TypeError where Python 2.7 cannot decode it."""
    plain = '_'.join(re.split('[^.0-9a-z]+', encoding.lower())).strip('_')
    if plain.replace('.', '_') in _LATER or plain == 'mac.centeuro':
        raise LookupError(encoding)
    if plain in _ROT13:
        text = codecs.decode(data.decode('latin-1'), 'rot13')
    elif codecs.lookup(encoding).name == UTF8:
        end = utf8_end(data)
        if end < len(data):
            raise UnicodeDecodeError('utf-8', data, end, end + 1, 'invalid start byte')
        return data
    else:
        text = data.decode(encoding)
    if isinstance(text, bytes):
        raise TypeError(encoding)
    # Python 2.7 reads on to the first null character only.
    return text.partition(u'\0')[0].encode('utf-8', 'surrogatepass')
