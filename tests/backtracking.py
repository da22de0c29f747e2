# -*- coding: utf-8 -*-
"""A plain backtracking search over a regextree, which counts its steps: what `re` does, slow enough to be looked at."""
from __future__ import absolute_import, division, print_function

from plexfix.understand.signatures.regextree import Chars, Choice, Position, Repeat, Sequence

WORD = u'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_'


class TooManySteps(Exception):
    """The search took more steps than it was allowed."""


class Search(object):
    """One search of *tree* in *text*; `steps` is how many it took."""

    def __init__(self, tree, text, most=None):
        self._tree, self._text, self._most = tree, text, most
        self.steps = 0

    def found(self):
        """Return whether the tree is found anywhere; raises TooManySteps."""
        return any(True for start in range(len(self._text) + 1) for _ in self._ends(self._tree, start))

    def _ends(self, node, place):
        """Yield where a match of *node* that begins at *place* can end, in the order of `re`."""
        self.steps += 1
        if self._most is not None and self.steps > self._most:
            raise TooManySteps()
        if isinstance(node, Chars):
            if place < len(self._text) and holds(node.ranges, self._text[place]):
                yield place + 1
        elif isinstance(node, Position):
            if self._is_at(node.kind, place):
                yield place
        elif isinstance(node, Sequence):
            for end in self._all_of(node.items, place):
                yield end
        elif isinstance(node, Choice):
            for option in node.options:
                for end in self._ends(option, place):
                    yield end
        elif isinstance(node, Repeat):
            for end in self._repeated(node, place, 0):
                yield end

    def _all_of(self, items, place):
        if not items:
            yield place
            return
        for middle in self._ends(items[0], place):
            for end in self._all_of(items[1:], middle):
                yield end

    def _repeated(self, node, place, times):
        if node.most is None or times < node.most:
            for middle in self._ends(node.item, place):
                if middle > place or times < node.least:
                    for end in self._repeated(node, middle, times + 1):
                        yield end
        if times >= node.least:
            yield place

    def _is_at(self, kind, place):
        before, after = self._text[place - 1:place], self._text[place:place + 1]
        if kind == 'begin':
            return before in (u'', u'\n')
        if kind == 'end':
            return after in (u'', u'\n')
        boundary = (before != u'' and before in WORD) != (after != u'' and after in WORD)
        return boundary == (kind == 'boundary')


def holds(ranges, character):
    return any(first <= ord(character) <= last for first, last in ranges)
