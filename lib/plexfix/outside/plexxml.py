# -*- coding: utf-8 -*-
"""Reads the XML that Plex sends, also where it is not quite XML; fetching it and its meaning are left to others.

Titles and summaries come from websites and file names, so that answers hold control characters and bytes that are
no UTF-8.  Those are dropped and replaced.  A DTD is refused: Plex never sends one, and entities can grow without end.
"""
from __future__ import absolute_import, division, print_function

import codecs
import re
import sys
from xml.etree.ElementTree import TreeBuilder
from xml.parsers import expat

from plexfix.base.compat import to_text

DEPTH_LIMIT = 100

_DECLARATION = re.compile(u'^\\s*<\\?xml\\b[^>]*\\?>')
_CONTROLS = u'\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff'
# On a narrow build of Python 2 a character beyond the basic plane is a pair of surrogates: only a lone one is wrong.
if sys.maxunicode > 0xffff:
    _LONE = u'[\ud800-\udfff]'
else:
    _LONE = u'[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]'
_FORBIDDEN = re.compile(u'[' + _CONTROLS + u']|' + _LONE)
_REFERENCE = re.compile(u'&#(?:x([0-9a-fA-F]{1,16})|([0-9]{1,16}));')
_UTF16 = ((codecs.BOM_UTF16_LE, 'utf-16-le'), (codecs.BOM_UTF16_BE, 'utf-16-be'))


class BadXml(ValueError):
    """The bytes are no XML that can be read; the text says why, and never quotes them."""


def parse(data):
    """Return the root Element of *data* (bytes); its names and values are text on both Pythons.

    Raises BadXml for what cannot be repaired by dropping characters that XML forbids, for a DTD, and for elements
    nested deeper than DEPTH_LIMIT.
    """
    text = _cleaned(_decoded(data))
    reader = _Reader()
    try:
        reader.parser.Parse(text.encode('utf-8'), True)
        return reader.builder.close()
    except expat.ExpatError as err:
        raise BadXml('line %d: %s' % (err.lineno, expat.ErrorString(err.code)))


class _Reader(object):
    """An expat parser that fills a tree; ElementTree's own parser cannot be told on both Pythons to refuse a DTD."""

    def __init__(self):
        self.builder = TreeBuilder()
        self.depth = 0
        self.parser = expat.ParserCreate('utf-8')
        # Text in one piece, not one call for each line and each reference.
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self.builder.data
        self.parser.StartDoctypeDeclHandler = self._doctype

    def _start(self, name, attributes):
        self.depth += 1
        if self.depth > DEPTH_LIMIT:
            raise BadXml('elements are nested deeper than %d' % DEPTH_LIMIT)
        self.builder.start(name, attributes)

    def _end(self, name):
        self.depth -= 1
        self.builder.end(name)

    def _doctype(self, *_unused):
        raise BadXml('it declares a document type, which Plex never does')


def _decoded(data):
    """Return *data* as text by its byte order mark, else as UTF-8 whatever it declares: Plex writes nothing else."""
    for mark, name in _UTF16:
        if data.startswith(mark):
            return data[len(mark):].decode(name, 'replace')
    if data.startswith(codecs.BOM_UTF8):
        data = data[len(codecs.BOM_UTF8):]
    return to_text(data)


def _cleaned(text):
    """Return *text* without its declaration and without any character, or reference to one, that XML forbids."""
    text = _DECLARATION.sub(u'', text, count=1)
    return _FORBIDDEN.sub(u'', _REFERENCE.sub(_allowed_reference, text))


def _allowed_reference(match):
    """Return the reference as it stands where XML allows its character, else nothing."""
    code = int(match.group(1), 16) if match.group(1) else int(match.group(2))
    if code in (0x9, 0xa, 0xd) or 0x20 <= code <= 0xd7ff or 0xe000 <= code <= 0xfffd or 0x10000 <= code <= 0x10ffff:
        return match.group(0)
    return u''
