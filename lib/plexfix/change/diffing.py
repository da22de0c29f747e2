# -*- coding: utf-8 -*-
"""Makes a unified diff that fits its file in one place only; fitting it is `patching`'s."""
from __future__ import absolute_import, division, print_function

import difflib

from plexfix.base.compat import to_bytes
from plexfix.change.patching import apply, split_lines
from plexfix.change.unified import ADDED, CONTEXT, REMOVED, parse

_CONTEXT_LINES = 3
_NO_END = b'\\ No newline at end of file\n'
_ABSENT = u'/dev/null'


def diff(old, new, name):
    """Return the patch (bytes) that makes *new* of *old* (bytes, None for no file); empty where they are equal.

    It shows as many lines around each change as are needed to find its place without doubt: `apply` of it to *old*
    gives *new*, whatever they hold.
    """
    if old == new:
        return b''
    before, after = split_lines(old or b''), split_lines(new or b'')
    head = _head(old, new, name)
    codes = _opcodes(before, after)
    context = _CONTEXT_LINES
    while True:
        made = head + b''.join(_hunks(codes, before, after, context))
        if context >= len(before) or old is None or new is None or apply(parse(made)[0], old) == new:
            return made
        context *= 4


def _head(old, new, name):
    names = [_ABSENT if data is None else u'%s/%s' % (side, name) for side, data in ((u'a', old), (u'b', new))]
    return b'--- %s\n+++ %s\n' % tuple(_quoted(one) for one in names)


def _quoted(name):
    """Return *name* as git writes it into a head: in quotes where it holds a sign that would end it."""
    data = to_bytes(name)
    if not any(sign in data for sign in (b'"', b'\\', b'\t', b'\n', b'\r')):
        return data
    for sign, escape in ((b'\\', b'\\\\'), (b'"', b'\\"'), (b'\t', b'\\t'), (b'\n', b'\\n'), (b'\r', b'\\r')):
        data = data.replace(sign, escape)
    return b'"' + data + b'"'


def _opcodes(before, after):
    """Return what makes *after* of *before* as difflib's opcodes.

    What is equal at both ends is not compared: difflib needs seconds for long files with many equal lines.
    """
    head, shorter = 0, min(len(before), len(after))
    while head < shorter and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < shorter - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    inner = difflib.SequenceMatcher(None, before[head:len(before) - tail], after[head:len(after) - tail]).get_opcodes()
    codes = [('equal', 0, head, 0, head)] if head else []
    codes += [(tag, a + head, b + head, c + head, d + head) for tag, a, b, c, d in inner]
    if tail:
        codes.append(('equal', len(before) - tail, len(before), len(after) - tail, len(after)))
    return codes


def _hunks(codes, before, after, context):
    """Yield the text of each hunk, with *context* lines around it."""
    matcher = difflib.SequenceMatcher(None, (), ())
    matcher.opcodes = list(codes)
    for group in matcher.get_grouped_opcodes(context):
        first, last = group[0], group[-1]
        yield b'@@ -%s +%s @@\n' % (_span(first[1], last[2]), _span(first[3], last[4]))
        for tag, a, b, c, d in group:
            if tag == 'equal':
                yield _rows(CONTEXT, before[a:b])
            else:
                yield _rows(REMOVED, before[a:b]) + _rows(ADDED, after[c:d])


def _span(start, end):
    size = end - start
    return to_bytes(u'%d,%d' % (start + 1 if size else start, size))


def _rows(kind, lines):
    return b''.join(kind + line if line.endswith(b'\n') else kind + line + b'\n' + _NO_END for line in lines)
