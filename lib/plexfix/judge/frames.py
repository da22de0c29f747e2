# -*- coding: utf-8 -*-
"""Which exception a pattern tells of, and whether its traceback goes through a file that was changed."""
from __future__ import absolute_import, division, print_function

import fnmatch
import re

from plexfix.base.compat import to_text
from plexfix.observe.tracebacks import OPENING

_OPENING = to_text(OPENING)
# As templates write a traceback: message | Class: text | file:function > file:function
_TRACE = re.compile(u' \\| ([A-Za-z_]\\w*)(?:: .*)? \\| [^|]*:[^|]*$')
_CLASS_LINE = re.compile(u'^([A-Za-z_][\\w.]*)(?::.*)?$')
_LOADING = re.compile(u'\\b(ImportError|SyntaxError|IndentationError|TabError)\\b')
_FRAME_LINE = re.compile(u'^\\s+File "([^"]*)", line \\d+', re.MULTILINE)
# Errors with which a plug-in does not load, or a part of it.
LOADING = (u'ImportError', u'IndentationError', u'SyntaxError', u'TabError')


def exception_of(pattern):
    """Return the class of the exception that a pattern tells of, `(cut off)` if it was not read, None for none.

    Any traceback, and any text that names an error of loading.
    """
    template = pattern['template']
    traced = _TRACE.search(template)
    if traced:
        return traced.group(1)
    if any(_OPENING in sample['text'] for sample in pattern.get('samples') or ()):
        parts = template.split(u' | ')
        last = _CLASS_LINE.match(parts[1]) if len(parts) > 1 else None
        return last.group(1) if last else u'(cut off)'
    named = _LOADING.search(template)
    return named.group(1) if named else None


def changed_frame(pattern, globs):
    """Return whether the traceback of a pattern has a frame in a file of *globs* (paths, `/` between their parts).

    None where it is not known which files were changed; False for what is no traceback.
    """
    if globs is None:
        return None
    ends = [end_of(glob) for glob in globs]
    names = [end.rsplit(u'/', 1)[-1] for end in ends]
    paths = [path for sample in pattern.get('samples') or () for path in _FRAME_LINE.findall(sample['text'])]
    same = [path for path in paths if _matches(path.replace(u'\\', u'/').rsplit(u'/', 1)[-1], names)]
    if same:
        return any(_matches(end_of(path), ends) for path in same)
    # A sample may have been cut off before the frame; the template has them all, by base name.
    places = pattern['template'].rsplit(u' | ', 1)[-1] if _TRACE.search(pattern['template']) else u''
    return any(_matches(place.split(u':')[0], names) for place in places.split(u' > '))


def end_of(path):
    """Return the part of a path that is the same in all bundles and installations: from `Contents/` on."""
    path = path.replace(u'\\', u'/')
    at = path.rfind(u'Contents/')
    return path[at:] if at >= 0 else path.rsplit(u'/', 1)[-1]


def _matches(text, globs):
    return any(fnmatch.fnmatchcase(text, glob) for glob in globs)
