# -*- coding: utf-8 -*-
"""Read a Python 2 traceback out of the lines of one record: class, text and frames.  Judges nothing."""
from __future__ import absolute_import, division, print_function

import collections
import re

OPENING = b'(most recent call last):'
_FRAME = re.compile(br'\s+File "([^"]*)", line \d+(?:, in (\S+))?')
_LAST = re.compile(br'([A-Za-z_][\w.]*)(?::\s?(.*))?$', re.DOTALL)

Traceback = collections.namedtuple('Traceback', 'name text frames')


def find(lines):
    """Return the last Traceback in *lines* (a record: message first, then continuation lines), or None.

    *name* is the exception's class without its module, *text* its first line, *frames* a tuple of
    (file base name, function), outermost first.  A record that was cut off has what could be read: name is then
    None.
    """
    start = None
    for index, line in enumerate(lines):
        if line.rstrip().endswith(OPENING):
            start = index
    if start is None:
        return None
    frames, name, text = [], None, b''
    for line in lines[start + 1:]:
        line = line.rstrip(b'\r')
        if not line or line[:1] in b' \t':
            frame = _FRAME.match(line)
            if frame:
                frames.append((_base(frame.group(1)), frame.group(2) or b'?'))
            continue
        last = _LAST.match(line)
        if last:
            name = last.group(1).split(b'.')[-1]
            text = (last.group(2) or b'').strip()
        break
    return Traceback(name, text, tuple(frames))


def _base(path):
    """Return the last part of *path*, of either system: installations differ in all the others."""
    return path.replace(b'\\', b'/').rsplit(b'/', 1)[-1]
