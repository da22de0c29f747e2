# -*- coding: utf-8 -*-
"""Find the few lines of a block of log that mean something, without looking at the others one by one.

The first bytes of a line, header included, with digits and hex letters masked, are one of few *shapes*, and one
dictionary look-up tells its kind and level.  A shape's kind is decided on the masked text alone, so it holds for
every line that has it.  What may stand anywhere in a line (an HTTP status, a traceback) is searched for in the
block as a whole.
"""
from __future__ import absolute_import, division, print_function

import itertools
import re

from plexfix.observe import logline

MASK = bytes(bytearray(0x30 if chr(code) in '0123456789abcdef' else code for code in range(256)))
# Header of 64 to 75 bytes, then label and most of the field of a PGMA agent; the label holds the agent's name.
SHAPE_BYTES, SHAPE_BYTES_MOST = 96, 120
SHAPES_KEPT = 20000
_TIME = b'0000-00-00 00:00:00,000 '
_MASKED_HEADER = re.compile(
    br'0000-00-00 00:00:00,000 (?:- \S+\s+)?\(-?0+\) :\s+(DEBUG|INFO|WARNING|ERROR|CRITICAL) \(([\w.\-]+):0+\) - (.*)',
    re.DOTALL)

CONTINUATION = 5            # a line without header; the codes 0 to 4 are boring lines of each level
UNSURE = 7                  # the shape alone cannot tell: look at the line itself
_BYTE = [bytes(bytearray([code])) for code in range(256)]
_LEVEL = bytes(bytearray(code & 7 for code in range(256)))     # from a code to its level; CONTINUATION stays
_TALK = bytes(bytearray((logline.TALK * 8 + logline.DEBUG, logline.TALK * 8 + logline.INFO)))
# Codes to 1 where a line means something by its shape, or has to be searched; to 0 elsewhere.
_MEANING = bytes(bytearray(code not in (0, 1, CONTINUATION) and bytes(bytearray([code])) not in _TALK for code in range(256)))
_SEARCHED = bytes(bytearray(code == CONTINUATION or bytes(bytearray([code])) in _TALK for code in range(256)))

# Every text that `events` takes for an HTTP status, a network error or a traceback holds one of these.
NEEDLES = (b'rror', b'HTTP', b'ttp ', b'rrno', b'timed out', b'(most recent call last)', b'onnect', b'SSL: ', b'nreachable',
           b'route to', b'not known', b'nodename', b'getaddrinfo', b'name resolution', b'hostname', b'retries', b'imeout',
           b'ertif', b'CERTIF', b'handshake', b'EOF occ', b'BadStatus', b'IncompleteR')


class Shapes(dict):
    """Shape -> code (kind * 8 + level).  Emptied when full, so memory stays small whatever the log holds.

    *agent* is the name of the agent whose log it is, or any text: how much of a line is looked at depends on it, the
    outcome does not.
    """

    def __init__(self, agent=u''):
        super(Shapes, self).__init__()
        self.size = min(SHAPE_BYTES + len(agent), SHAPE_BYTES_MOST)

    def __missing__(self, shape):
        if not shape.startswith(_TIME):
            return CONTINUATION
        code = code_of_shape(shape, len(shape) < self.size)
        if len(self) >= SHAPES_KEPT:
            self.clear()
        self[shape] = code
        return code


def code_of_shape(shape, whole):
    """Return kind * 8 + level of the lines of this masked *shape*; UNSURE where the shape does not tell.

    *whole* tells whether that is all of the line.
    """
    match = _MASKED_HEADER.match(shape)
    if match is None:
        return CONTINUATION if whole else UNSURE
    level = logline.LEVEL_CODES[match.group(1)]
    if level >= logline.WARNING:
        return logline.PROBLEM * 8 + level
    kind = logline.kind_of(match.group(3).rstrip(b'\r\n'), match.group(2), level, MASK, whole)
    return UNSURE if kind is None else kind * 8 + level


def code_of_line(line):
    """Return kind * 8 + level of a real *line*; what `code_of_shape` says wherever that is sure."""
    header = logline.parse(line)
    if header is None:
        return CONTINUATION
    if header.level >= logline.WARNING:
        return logline.PROBLEM * 8 + header.level
    return logline.kind_of(header.message, header.module, header.level) * 8 + header.level


class Scan(object):
    """What was found in one block: its lines, a code for each, and where the records lie that mean something."""

    __slots__ = ('lines', 'array', 'codes', 'heads')

    def __init__(self, lines, codes, heads):
        self.lines, self.array, self.heads = lines, codes, heads
        self.codes = bytes(codes)

    def level_counts(self):
        """Return the number of records by level code, the ones that mean something included."""
        levels = self.codes.translate(_LEVEL)
        return [levels.count(_BYTE[level]) for level in range(len(logline.LEVELS))]

    def continued(self):
        """Return the number of lines that have no header."""
        return self.codes.count(_BYTE[CONTINUATION])

    def record(self, index):
        """Return the continuation lines of the record that begins at *index*, without their ends.

        Together with its first line they are cut to RECORD_BYTES.
        """
        lines, codes = self.lines, self.codes
        end = index + 1
        room = logline.RECORD_BYTES - len(lines[index])
        more = []
        while codes[end:end + 1] == b'\x05' and room > 0:
            more.append(lines[end][:room].rstrip(b'\r\n'))
            room -= len(lines[end])
            end += 1
        return more


def scan(lines, shapes):
    """Return the Scan of *lines*; *shapes* is a Shapes to be used again."""
    size = shapes.size
    codes = bytearray([shapes[line[:size].translate(MASK)] for line in lines])
    at = codes.find(b'\x07')
    while at >= 0:
        codes[at] = code_of_line(lines[at])
        at = codes.find(b'\x07', at + 1)
    # As a bytearray iterates over numbers on both Pythons, these pick the places of the ones.
    heads = list(itertools.compress(itertools.count(), codes.translate(_MEANING)))
    searched = list(itertools.compress(itertools.count(), codes.translate(_SEARCHED)))
    if searched:
        more = _spoken(lines, bytes(codes), searched)
        if more:
            heads = sorted(more.union(heads))
    return Scan(lines, codes, heads)


def _spoken(lines, codes, searched):
    """Return the records of free text, among the lines *searched*, in which a needle stands (their first lines)."""
    text = b''.join([lines[index] for index in searched])
    heads = set()
    for needle in NEEDLES:
        at = text.find(needle)
        index = seen = 0
        while at >= 0:
            index += text.count(b'\n', seen, at)
            seen = at
            head = searched[index]
            while head >= 0 and codes[head:head + 1] == b'\x05':
                head -= 1
            if head >= 0 and codes[head:head + 1] in _TALK:
                heads.add(head)
            at = text.find(b'\n', at)              # one hit a line is enough
            if at >= 0:
                at = text.find(needle, at)
    return heads
