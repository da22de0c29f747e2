# -*- coding: utf-8 -*-
"""Cut the lines of a plug-in's files, oldest first, into blocks that end where a record ends; reads no file itself."""
from __future__ import absolute_import, division, print_function

import re

from plexfix.observe.logline import RECORD_BYTES

# A record of more lines than this is handed on in parts, once it holds more than what is looked at.
LONGEST_LINES = 20000
TIME_BYTES = 23

_BEGINS = re.compile(
    br'\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (?:- \S+\s+)?\(-?[0-9a-f]+\) :\s+'
    br'(?:DEBUG|INFO|WARNING|ERROR|CRITICAL) \([\w.\-]+:\d+\) - ')


class Joiner(object):
    """Takes the lines of several files, and gives blocks of whole records.

    What continues a record at the top of the next file goes with it.  A block is a list of lines, and comes with its
    segments: [(index of a line in the block, file name as bytes, number of that line in its file), ...], ascending.
    """

    def __init__(self):
        self._carry = []
        self._segments = []             # of the carry
        self.lines = 0                  # of the file of now
        self.first = self.last = None   # times of its first and last record

    def start(self, name):
        """Begin a file called *name* (bytes); its lines continue what is carried."""
        self._segments.append((len(self._carry), name, 1))
        self.lines, self.first, self.last = 0, None, None

    def add(self, lines):
        """Take the next lines of the file, and return (block, segments), or None while no record is whole.

        Lines come with their line ends; only the last one of a file may lack it.
        """
        self.lines += len(lines)
        last = len(lines) - 1
        while last >= 0 and not _BEGINS.match(lines[last]):
            last -= 1
        if last >= 0:
            if self.first is None:
                first = 0
                while not _BEGINS.match(lines[first]):
                    first += 1
                self.first = lines[first][:TIME_BYTES]
            self.last = lines[last][:TIME_BYTES]
            return self._cut(lines, last)
        if len(self._carry) + len(lines) > LONGEST_LINES and sum(map(len, self._carry)) > 2 * RECORD_BYTES:
            return self._cut(lines, len(lines))
        self._carry += lines
        return None

    def rest(self):
        """Return the last block, or None."""
        return self._cut([], 0) if self._carry else None

    def _cut(self, lines, end):
        """Return the block of what is carried and lines[:end], and carry the rest."""
        block, self._carry = self._carry + lines[:end], lines[end:]
        number = len(block)
        if not number:
            return None
        segments = [segment for segment in self._segments if segment[0] < number]
        index, name, line = [segment for segment in self._segments if segment[0] <= number][-1]
        self._segments = [(0, name, line + number - index)] + [
            (index - number, name, line) for index, name, line in self._segments if index > number]
        return block, segments
