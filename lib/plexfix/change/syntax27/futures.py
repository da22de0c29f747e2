# -*- coding: utf-8 -*-
"""What ``from __future__`` changes in Python 2.7, where it may stand, and which features there are."""
from __future__ import absolute_import, division, print_function

import re

from plexfix.change.syntax27.codes import NAME, PRINT
from plexfix.change.syntax27.findings import CODE, FUTURES

_FEATURES = frozenset('nested_scopes generators division absolute_import with_statement print_function '
                      'unicode_literals'.split())
_FUTURE = '__future__'
_LATE = 'from __future__ imports must occur at the beginning of the file'


_IMPORTS = re.compile('(?:^|[;:])(F[^;]*)(?=;)')


class Futures(object):
    """The future statements of a file; *possible* while one may still come, *unicode_literals* once asked for."""

    def __init__(self, findings, loaded=False):
        self.findings, self.loaded = findings, loaded
        self.possible, self.unicode_literals = True, False
        self._documented = False
        self._timely = set()
        self._dropped = None

    def follow(self, reader, line, start, end):
        """Look whether the small statements of *line* leave a future statement possible."""
        if line.head or not line.shape:
            self.possible = not line.head
            return
        words = reader.words(start, end)
        for first, behind in line.statements():
            if line.shape[first] == 'F' and _module(words, line.shape, first)[1] == _FUTURE:
                if self.possible:
                    self._timely.add((start, first))
            elif self._documents(line, start, first, behind):
                self._documented = True
            else:
                self.possible = False

    def _documents(self, line, start, first, behind):
        """Return whether a statement is the string that may precede a future statement."""
        if self._documented or not line.is_string(first, behind):
            return False
        if not self.loaded:
            return True
        # The other compiler wants it first and bare, and then drops the whole line.
        self._dropped = start
        return first == 0 and not self._timely and '(' not in line.shape[:behind]

    def spelt(self, shape, words):
        """Return *shape* with print as a name behind a ``from`` statement on the same line that makes it one."""
        for found in _IMPORTS.finditer(shape):
            start, end = found.span(1)
            asked = [place for place in range(start, end)
                     if words[place] == 'print_function' and shape[place - 1] != 'a']
            if 'm' in found.group(1) and asked and self._heard(*_module(words, shape, start)):
                return shape[:end] + shape[end:].replace(PRINT, NAME)
        return shape

    def imported(self, reader, event, words, start, dead):
        """Judge the ``from`` statement of *event*."""
        codes = reader.lines[-1][2].shape
        dots, module = _module(words, codes, event.place)
        names = [words[place] for place in event.places]
        if self._heard(dots, module) and names != ['*']:
            reader.print_is_name = reader.print_is_name or 'print_function' in names
            self.unicode_literals = self.unicode_literals or 'unicode_literals' in names
        if module != _FUTURE or start == self._dropped:
            return
        place = reader.place(start, event.place)
        if (start, event.place) not in self._timely:
            if not dead:
                self.findings.add(CODE, place, 'future', _LATE)
            return
        for name in names:
            if name not in _FEATURES:
                self.findings.add(FUTURES, place, 'future', 'not a chance' if name == 'braces'
                                  else 'future feature %s is not defined' % name)
                return

    def _heard(self, dots, module):
        """Return whether the parser takes the names for features: it looks at little, and sees more than it should."""
        if dots:
            return dots == 1 and not module
        return module == _FUTURE or '.' in module


def _module(words, codes, place):
    """Return (number of dots, name of the module) of the ``from`` statement at *place*."""
    name = words[place + 1:codes.index('m', place)]
    dots = 0
    while dots < len(name) and name[dots] == '.':
        dots += 1
    return dots, ''.join(name[dots:])
