# -*- coding: utf-8 -*-
"""What a line of the diagnostic report is: title, heading, field, and the start of a fix.

How other text is kept from looking like one of these is escapes' business.
"""
from __future__ import absolute_import, division, print_function

import re

from plexfix.base.compat import ASCII_ONLY
from plexfix.understand.diagnosis.records import FIELDS
from plexfix.understand.escapes import BLANK

_PART = re.compile(u'^##[ \t]+([^ \t].*)$')
_SECTION = re.compile(u'^###[ \t]+([^ \t].*)$')
_FIELD = re.compile(u'^[-*+][ \t]+([^ \t:][^:]*):(?:\\*\\*)?(.*)$')
_STATUS = re.compile(u'^[-*+][ \t]+(?:\\*\\*)?status(?:\\*\\*)?[ \t]*:', re.IGNORECASE | ASCII_ONLY)
_FIX_HEADING = re.compile(u'^FIX-[^ \t:]*[ \t]*(?::|$)', re.IGNORECASE | ASCII_ONLY)
TITLE = re.compile(u'^#(?:[ \t]+(.*))?$')
ITERATION = re.compile(u'^(.*), iteration ([0-9]{1,9})$')
ID_AND_TITLE = re.compile(u'^([^ \t:]+)[ \t]*(?::[ \t]*(.*))?$')
CONTINUED = re.compile(u'^(?:  |\t)[ \t]*([^ \t].*)$')

_ATTRIBUTES = dict((name.lower(), attribute) for name, attribute in FIELDS)
_ATTRIBUTES.update({u'patterns': 'patterns', u'agent': 'agents', u'file': 'files'})


def attribute_of(name):
    """Return the attribute of a Fix that the field *name* is about, whatever its case; None for an unknown field."""
    return _ATTRIBUTES.get(u' '.join(name.lower().split()))


def is_blank(line):
    """Return whether nothing but blanks and tabs stands on *line*."""
    return not line.strip(BLANK)


def first_filled(lines, start=0, end=None):
    """Return the index of the first line from *start* to before *end* that is not blank, or None."""
    for number in range(start, len(lines) if end is None else end):
        if not is_blank(lines[number]):
            return number
    return None


def part_heading(line):
    """Return what the heading of a fix or of a section beside the fixes says (`## ...`), None for another line."""
    match = _PART.match(line)
    return match.group(1).strip(BLANK) if match else None


def section_heading(line):
    """Return what the heading of a section in a fix says (`### ...`), None for another line."""
    match = _SECTION.match(line)
    return match.group(1).strip(BLANK) if match else None


def is_heading(line):
    """Return whether *line* parts a fix: a heading of either kind."""
    return part_heading(line) is not None or section_heading(line) is not None


def is_part_heading(line):
    """Return whether *line* begins a fix or a section beside the fixes."""
    return part_heading(line) is not None


def field_of(line):
    """Return (name, value) as they stand on a field's line (`- Status: draft`, bold or not), None for another line.

    After the colon stands a blank, unless the name is a known one: `- see http://...` is a sentence.
    """
    match = _FIELD.match(line)
    if not match:
        return None
    name, value = match.group(1).strip(BLANK), match.group(2)
    if name[:2] == u'**':
        name = name[2:]
    if name[-2:] == u'**':
        name = name[:-2]
    if not name.strip(BLANK) or (value[:1] not in (u'', u' ', u'\t') and attribute_of(name) is None):
        return None
    return name.strip(BLANK), value.strip(BLANK)


def is_field(line):
    """Return whether *line* is a field's."""
    return field_of(line) is not None


def is_status(line):
    """Return whether *line* is the field Status."""
    return _STATUS.match(line) is not None


def names_fix(heading):
    """Return whether a heading is a fix's by its words alone: it begins with an id like FIX-01."""
    return _FIX_HEADING.match(heading) is not None
