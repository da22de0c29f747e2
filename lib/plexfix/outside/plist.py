# -*- coding: utf-8 -*-
"""Reads a property list (Info.plist), XML or binary, into dicts, lists, text and numbers; finding it is left to others.

Python 2's plistlib knows no binary ones, and both trust what they read; an Info.plist that is only slightly wrong still
says which policy its bundle has.
"""
from __future__ import absolute_import, division, print_function

import re
import struct
from xml.parsers import expat

from plexfix.base.compat import to_text

_DEPTH_LIMIT = 60
_OBJECT_LIMIT = 100000


class BadPlist(ValueError):
    """The bytes are no property list; the text says why."""


def parse(data):
    """Return what *data* (bytes) hold: keys and strings are text, dates and data are text too; raises BadPlist."""
    if data.startswith(b'bplist'):
        try:
            return _Binary(data).top()
        except (struct.error, IndexError, OverflowError, MemoryError, UnicodeDecodeError, TypeError) as err:
            raise BadPlist(u'the binary property list is broken (%s)' % type(err).__name__)
    return _Xml().read(data)


class _Xml(object):
    """Reads XML; a DTD is passed over, a file that declares entities refused, since those may grow without end."""

    _LEAVES = frozenset(['key', 'string', 'integer', 'real', 'date', 'data', 'true', 'false'])

    def __init__(self):
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.EntityDeclHandler = self._entity
        self.stack = []
        self.characters = []
        self.result = []

    def read(self, data):
        try:
            self.parser.Parse(data, True)
        except (expat.ExpatError, ValueError) as err:
            # What was read before the fault may be all that is asked for, but nobody knows whether it is.
            raise BadPlist(u'it is no XML that can be read: %s' % to_text(str(err)))
        if not self.result:
            raise BadPlist(u'there is nothing in it')
        return self.result[0]

    def _entity(self, *_):
        raise BadPlist(u'it declares entities of its own')

    def _start(self, name, _):
        self.characters = []
        if len(self.stack) > _DEPTH_LIMIT:
            raise BadPlist(u'it is nested too deep')
        if name in ('dict', 'array'):
            self.stack.append([name, [], None])

    def _characters(self, characters):
        self.characters.append(characters)

    def _end(self, name):
        text = to_text(u''.join(self.characters))
        if name in self._LEAVES:
            if name == 'key' and self.stack:
                self.stack[-1][2] = text
            else:
                self._add(_value(name, text))
        elif name in ('dict', 'array') and self.stack:
            kind, values, _ = self.stack.pop()
            self._add(dict(values) if kind == 'dict' else values)
        self.characters = []

    def _add(self, value):
        if not self.stack:
            self.result.append(value)
            return
        top = self.stack[-1]
        if top[0] == 'array':
            top[1].append(value)
        elif top[2] is not None:
            top[1].append((top[2], value))
            top[2] = None


def _value(name, text):
    if name in ('true', 'false'):
        return name == 'true'
    stripped = text.strip()
    if name == 'integer' and re.match(r'^[-+]?\d{1,40}$', stripped):
        return int(stripped)
    if name == 'real':
        try:
            return float(stripped)
        except ValueError:
            return text
    return text


class _Binary(object):
    """Reads the binary form: objects of any order, a table of where they are, and a trailer of 32 bytes."""

    def __init__(self, data):
        self.data = data
        self.offset_size, self.reference_size, self.count, self.first, table = struct.unpack('>6xBBQQQ', data[-32:])
        if self.count > _OBJECT_LIMIT or table > len(data):
            raise BadPlist(u'the binary property list is broken')
        places = [table + number * self.offset_size for number in range(self.count)]
        self.offsets = [self._integer(place, self.offset_size) for place in places]

    def top(self):
        return self._object(self.first, 0)

    def _integer(self, at, size):
        number = 0
        for byte in bytearray(self.data[at:at + size]):
            number = number * 256 + byte
        return number

    def _object(self, reference, depth):
        if depth > _DEPTH_LIMIT:
            raise BadPlist(u'it is nested too deep')
        at = self.offsets[reference]
        marker = bytearray(self.data[at:at + 1])[0]
        kind, low = marker >> 4, marker & 15
        if kind == 0:
            return {8: False, 9: True}.get(low)
        if kind == 1:
            return self._integer(at + 1, 1 << low)
        if kind == 2:
            return struct.unpack('>f' if low == 2 else '>d', self.data[at + 1:at + 1 + (1 << low)])[0]
        if kind == 3:
            return u'date'
        size, at = self._size(at, low)
        return self._sized(kind, size, at, depth)

    def _size(self, at, low):
        """Return (number of items, where they begin): 15 means that an integer follows."""
        if low != 15:
            return low, at + 1
        width = 1 << (bytearray(self.data[at + 1:at + 2])[0] & 15)
        return self._integer(at + 2, width), at + 2 + width

    def _sized(self, kind, size, at, depth):
        if size > len(self.data):
            raise BadPlist(u'the binary property list is broken')
        if kind == 6:
            return self.data[at:at + 2 * size].decode('utf-16-be', 'replace')
        if kind in (4, 5):
            return to_text(self.data[at:at + size])
        if kind in (10, 12):
            return [self._object(one, depth + 1) for one in self._references(at, size)]
        if kind == 13:
            keys = [self._object(one, depth + 1) for one in self._references(at, size)]
            behind = self._references(at + size * self.reference_size, size)
            return dict(zip(keys, [self._object(one, depth + 1) for one in behind]))
        return None

    def _references(self, at, size):
        return [self._integer(at + number * self.reference_size, self.reference_size) for number in range(size)]
