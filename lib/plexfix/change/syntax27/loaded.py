# -*- coding: utf-8 -*-
"""Reads a file as Plex's loader compiles an agent's code: by 2.7's own parser, then a compiler written in Python.

That is the package ``compiler`` of 2.7's library: it forgives much, and is stricter in little.  What the loader adds
(names, yield, exec) is left to `plexfix.change.loader`; so is the depth at which Python's recursion ends.
"""
from __future__ import absolute_import, division, print_function

import re

from plexfix.change.syntax27.blocks import FINALLY, LOOP
from plexfix.change.syntax27.codes import NUMBER
from plexfix.change.syntax27.findings import TREE
from plexfix.change.syntax27.reader import Reader
from plexfix.change.syntax27.shapes import DELETED
from plexfix.change.syntax27.values import is_true

# Only the parser takes this for a number, in ``08else``; each literal is evaluated by itself.
_NO_OCTAL = re.compile('0[0-9]*[89][0-9]*[lL]?$')


class LoadedReader(Reader):
    """One reading of an agent's code."""

    loaded = True
    most_blocks = float('inf')

    def _forgiven(self, *_):
        """Say nothing of what this compiler does not look at."""

    _keywords = _parameters = _return = _yield = _behind_bare = _illegal_names = _forgiven

    def _read_lines(self):
        super(LoadedReader, self)._read_lines()
        for number, token in enumerate(self.tokens):
            if self.codes[number] == NUMBER and _NO_OCTAL.match(token):
                self.findings.add(TREE, number, 'number', 'invalid token')

    def _outcome(self, head, words, codes):
        never = head != 'w' and codes not in ('_', '-n') and not is_true(words, codes)
        return not never, True

    def _future(self, event, block, words, start, dead):
        super(LoadedReader, self)._future(event, block, words, start, False)
        self.future.unicode_literals = False

    def _break(self, event, block, _, start, dead):
        if not block.context:
            self.late(start, event.place, dead, 'flow', "'break' outside loop")

    def _continue(self, event, block, _, start, dead):
        if block.context.endswith(FINALLY):
            self.late(start, event.place, dead, 'flow', "'continue' not allowed inside 'finally' clause")
        elif LOOP not in block.context:
            self.late(start, event.place, dead, 'flow', "'continue' outside loop")

    def _scope_matters(self, event, *rest):
        if event.kind == DELETED:
            super(LoadedReader, self)._scope_matters(event, *rest)
