# -*- coding: utf-8 -*-
"""Reads a unified diff, git's or plain, into records; whether it fits a file is left to `patching`.

Everything is bytes: a patch holds lines of files in any encoding.  What it means is said in POSIX `diff -u`, and in
git's documentation of its own additions.
"""
from __future__ import absolute_import, division, print_function

import re
from collections import namedtuple

from plexfix.base.compat import to_text
from plexfix.base.errors import UsageError

CONTEXT, REMOVED, ADDED = b' ', b'-', b'+'

# One changed place: *line* is where it begins in the patch, *rows* are (CONTEXT, REMOVED or ADDED, line of the file
# with its line end).
Hunk = namedtuple('Hunk', 'number line rows')

# The changes of one file; a name (text) is None where the file is not there before or afterwards.
Section = namedtuple('Section', 'old_name new_name hunks line')

_HUNK = re.compile(br'@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@')
_NAME = re.compile(br'(?:---|\+\+\+) (?:"((?:[^"\\]|\\.)*)"|([^\t\r\n]*))')
_ESCAPE = re.compile(br'\\([0-7]{3}|.)', re.DOTALL)
_ESCAPED = {b'n': b'\n', b't': b'\t', b'r': b'\r', b'a': b'\a', b'b': b'\b', b'f': b'\f', b'v': b'\v'}
# As git writes them: the words of a person above a patch may begin in the same way.
_UNFIT = ((br'rename (?:from|to) ', u'it renames a file'), (br'copy (?:from|to) ', u'it copies a file'),
          (br'old mode \d{6}$', u'it changes permissions'), (br'GIT binary patch$', u'it holds a binary file'),
          (br'Binary files .* differ$', u'it holds a binary file'))
# What ends a patch that came by mail.
_SIGNATURE = b'-- '


class PatchError(UsageError):
    """A patch that cannot be understood, or that wants what is not done here."""


def old_lines(hunk):
    """Return the lines that *hunk* wants to find."""
    return [text for kind, text in hunk.rows if kind != ADDED]


def new_lines(hunk):
    """Return the lines that *hunk* leaves."""
    return [text for kind, text in hunk.rows if kind != REMOVED]


def parse(data, name=u'the patch'):
    """Return the Sections of the patch *data* (bytes), at least one; text around them is passed by.

    A patch whose every line ends in CRLF, its own lines too, was translated on its way: it is read as if by LF.  Raises
    PatchError, with the line, for what is no unified diff, for wrong counts, and for renames, binary files and
    permissions.
    """
    reader = _Reader(_lines(data), name)
    sections = []
    while reader.more():
        section = _section(reader)
        if section is not None:
            sections.append(section)
    if not sections:
        raise PatchError(u'%s holds no change' % name, u'it has no line that begins with "--- ", "+++ " and "@@ "',
                         u'make one: diff -u OLD NEW, or git diff')
    return sections


def _lines(data):
    lines = data.split(b'\n')
    lines = [line + b'\n' for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
    if lines and all(line.endswith(b'\r\n') for line in lines):
        return [line[:-2] + b'\n' for line in lines]
    return lines


class _Reader(object):
    """The lines of a patch, and where the reading is."""

    def __init__(self, lines, name):
        self._lines = lines
        self._name = name
        self.at = 0

    def more(self):
        return self.at < len(self._lines)

    def peek(self, ahead=0):
        return self._lines[self.at + ahead] if self.at + ahead < len(self._lines) else b''

    def take(self):
        self.at += 1
        return self._lines[self.at - 1]

    def refuse(self, why, line=None):
        raise PatchError(u'%s cannot be used' % self._name, u'line %d: %s' % (line or self.at + 1, why),
                         u'make it anew: diff -u OLD NEW, or git diff')


def _section(reader):
    """Return the Section that begins at the next line, None where that is no head of one; reads on."""
    head = reader.peek()
    for start, why in _UNFIT:
        if re.match(start, head.rstrip(b'\r\n')):
            reader.refuse(why)
    is_head = head.startswith(b'--- ') and reader.peek(1).startswith(b'+++ ')
    if not is_head:
        if _HUNK.match(head):
            reader.refuse(u'a hunk without the names of its file, "--- " and "+++ "')
        reader.take()
        return None
    line = reader.at + 1
    old_name, new_name = _file_name(reader.take()), _file_name(reader.take())
    hunks = []
    while _HUNK.match(reader.peek()):
        hunks.append(_hunk(reader, len(hunks) + 1))
    if old_name is None and new_name is None:
        reader.refuse(u'both of its files are /dev/null', line)
    # An empty file comes and goes without a hunk.
    if not hunks and old_name is not None and new_name is not None:
        reader.refuse(u'no hunk follows the names of the file; one begins with "@@ -1,3 +1,4 @@"')
    return Section(old_name, new_name, tuple(hunks), line)


def _file_name(line):
    """Return the name (text) in a line of the head, without git's `a/` and `b/`; None for /dev/null."""
    quoted, plain = _NAME.match(line).groups()
    name = plain.rstrip(b' ') if quoted is None else _ESCAPE.sub(_unescaped, quoted)
    if name == b'/dev/null':
        return None
    return to_text(name[2:] if name[:2] in (b'a/', b'b/') else name)


def _unescaped(match):
    what = match.group(1)
    if len(what) == 3:
        return bytes(bytearray([int(what, 8) & 0xff]))
    return _ESCAPED.get(what, what)


def _hunk(reader, number):
    line = reader.at + 1
    wanted = [1 if count is None else int(count) for count in _HUNK.match(reader.take()).group(2, 4)]
    rows, left = [], list(wanted)
    while left != [0, 0]:
        kind, text = _row(reader, line)
        left[0] -= kind != ADDED
        left[1] -= kind != REMOVED
        if min(left) < 0:
            reader.refuse(u'its counts do not agree with its lines', line)
        rows.append((kind, text))
    ahead = 0
    while reader.peek(ahead) in (b'\n', b'\r\n'):
        # It may be an empty line of the file, of which the blank was taken off.
        ahead += 1
    following = reader.peek(ahead)
    is_row = following[:1] in (CONTEXT, REMOVED, ADDED) and not following.startswith(_SIGNATURE)
    is_head = following.startswith(b'--- ') and reader.peek(ahead + 1).startswith(b'+++ ')
    if is_row and not is_head:
        reader.refuse(u'its counts do not agree with its lines', line)
    if all(kind == CONTEXT for kind, _ in rows):
        reader.refuse(u'the hunk changes nothing', line)
    return Hunk(number, line, tuple(rows))


def _row(reader, hunk_line):
    """Return (kind, text) of one line of a hunk, without its line end where the patch says that the file has none."""
    if not reader.more():
        reader.refuse(u'the patch ends inside of the hunk', hunk_line)
    row = reader.take()
    kind, text = row[:1], row[1:]
    if row in (b'\n', b'\r\n'):
        # Editors and mail take the blank off an empty line.
        kind, text = CONTEXT, row
    if kind not in (CONTEXT, REMOVED, ADDED):
        reader.refuse(u'a line of a hunk begins with a blank, + or -', reader.at)
    if reader.peek().startswith(b'\\'):
        reader.take()
        text = text[:-1] if text.endswith(b'\n') else text
    elif not text.endswith(b'\n'):
        reader.refuse(u'the patch ends inside of a line', reader.at)
    return kind, text
