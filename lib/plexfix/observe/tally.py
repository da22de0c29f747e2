# -*- coding: utf-8 -*-
"""Count one plug-in's log, block by block: which lines mean something, and hand those to the Follower.

Blocks come from `outside.logfiles`; this module reads no file.
"""
from __future__ import absolute_import, division, print_function

from plexfix.observe import logline, shapes
from plexfix.observe.blocks import TIME_BYTES
from plexfix.observe.operations import Follower
from plexfix.observe.threads import place_in

_OFTEN = (logline.FOOTER, logline.REQUEST, logline.CANDIDATE, logline.ANSWER, logline.HANDLE, logline.SEARCH,
          logline.PROBLEM)


class Tally(object):
    """The counting of one plug-in.  `feed` the blocks in the order of the log, then `finish`."""

    def __init__(self, since=None, until=None, all_levels=False, agent=u''):
        self.follower = Follower(since, until, all_levels)
        self.counts = self.follower.counts
        self._windowed = since is not None or until is not None
        self._all_levels = all_levels
        self._shapes = shapes.Shapes(agent)
        # Lines before the first header belong to no record; they are counted unless only a window is wanted.
        self._inside = since is None
        self.first = self.last = None       # times of the records inside of a window

    def feed(self, block, segments):
        """Count *block*, lines that begin with a record's header or continue one that was fed before.

        *block* is a list of lines; *segments* is [(index of a line in it, file name, number of that line in the file),
        ...], ascending: a block may go from one rotated file into the next.
        """
        scan = shapes.scan(block, self._shapes)
        if self._windowed:
            self._count_window(scan)
        else:
            self.counts.lines += len(scan.lines)
            self.counts.records += len(scan.lines) - scan.continued()
            for level, number in enumerate(scan.level_counts()):
                self.counts.levels[level] += number
        if self._all_levels:
            self._follow_all(scan, segments)
        else:
            self._follow(scan, scan.heads, segments)

    def _follow(self, scan, heads, segments):
        """Hand the records at *heads* to the Follower, each kind by the shortest way that it allows."""
        lines, codes, follower = scan.lines, scan.array, self.follower
        whole = not self._windowed
        footer, request, candidate, answer, handle, search, problem = _OFTEN
        for index in heads:
            code = codes[index]
            kind = code >> 3
            line = lines[index]
            if kind == footer:
                if b'> Successful' in line or b'> Failed' in line:
                    follower.footer(line)
            elif kind == request:
                follower.request(line)
            elif kind == candidate:
                follower.candidate(line, whole or follower.inside(line[:TIME_BYTES]))
            elif kind == problem and codes[index + 1:index + 2] != b'\x05':
                follower.problem(line, code & 7, segments, index)
            elif kind == answer:
                follower.answer(line)
            elif kind == handle:
                follower.handled(line, segments, index)
            elif kind == search:
                follower.searching(line[:logline.RECORD_BYTES], segments, index)
            elif kind == logline.TITLES or kind == logline.ENRICHED:
                if whole or follower.inside(line[:TIME_BYTES]):
                    follower.found(kind, line)
            else:
                header = logline.parse_known(line[:logline.RECORD_BYTES], code & 7)
                more = scan.record(index) if codes[index + 1:index + 2] == b'\x05' else ()
                follower.record(header, more, kind, place_in(segments, index))

    def _follow_all(self, scan, segments):
        """Do as `_follow`, and group every record that it would pass by, in the order of the log."""
        meaning = set(scan.heads)
        for index, code in enumerate(scan.array):
            if code == shapes.CONTINUATION:
                continue
            grouped = code >> 3 == logline.PROBLEM or (code >> 3 == logline.TALK and index in meaning)
            if not grouped:
                header = logline.parse_known(scan.lines[index][:logline.RECORD_BYTES], code & 7)
                if self.follower.inside(header.time):
                    self.follower.boring(header, scan.record(index), place_in(segments, index))
            if index in meaning:
                self._follow(scan, (index,), segments)

    def _count_window(self, scan):
        """Count lines and records inside the window; a continuation line goes with its record."""
        counts, inside, is_inside = self.counts, self._inside, self.follower.inside
        for line, code in zip(scan.lines, scan.array):
            if code != shapes.CONTINUATION:
                time = line[:TIME_BYTES]
                inside = is_inside(time)
                if inside:
                    if self.first is None or time < self.first:
                        self.first = time
                    if self.last is None or time > self.last:
                        self.last = time
                    counts.records += 1
                    counts.levels[code & 7] += 1
            if inside:
                counts.lines += 1
        self._inside = inside

    def finish(self):
        """End the counting and return the Follower, with counts, patterns and items."""
        self.follower.finish()
        return self.follower
