# -*- coding: utf-8 -*-
"""Takes the characters of one logical line apart: brackets, small statements, lambdas, and the marks between them.

Only lines that the grammar accepts are given here.  What the pieces mean is left to `shapes` and the rules.
"""
from __future__ import absolute_import, division, print_function

import re

COMPOUND = 'ielwftxyhdc'
OPERAND_ENDS = frozenset('N0_ns!)]}')
_STRUCTURE = re.compile(r'[][(){}`L:;,=UfIiaY*P]')
_CLOSING = ')]}'


class Piece(object):
    """The inside of a bracket, a small statement, or the parameters of a lambda: from *start* to before *end*.

    *marks* are the places of the signs directly in it, those within brackets and lambda parameters left out.
    """

    __slots__ = ('start', 'end', 'marks', 'lambdas')

    def __init__(self, start):
        self.start, self.end = start, None
        self.marks, self.lambdas = [], []


class Pieces(object):
    """A line taken apart: *statements* (the head of a compound one first), *groups*, *lambdas*, *pairs* of brackets.

    *loaded* tells the rules whether Plex's loader is to compile it, by another compiler.
    """

    def __init__(self, shape, loaded=False):
        self.shape, self.loaded = shape, loaded
        self.statements, self.groups, self.lambdas = [Piece(0)], [], []
        self.pairs = {}
        self.body = None
        self._closers = set()
        self._take_apart()

    def _take_apart(self):
        shape, stack = self.shape, [self.statements[0]]
        for found in _STRUCTURE.finditer(shape):
            place, code = found.start(), found.group()
            if code in '([{' or (code == '`' and not self.ends_operand(place - 1)):
                stack.append(Piece(place + 1))
            elif code in _CLOSING or code == '`':
                self._close(stack.pop(), place)
            elif code == 'L':
                stack[-1].lambdas.append(Piece(place + 1))
            elif code == ':' and stack[-1].lambdas:
                self.lambdas.append(stack[-1].lambdas.pop())
                self.lambdas[-1].end = place
            elif len(stack) == 1 and (code == ';' or (code == ':' and self.body is None and shape[0] in COMPOUND)):
                stack = [self._next_statement(place, code)]
            else:
                piece = stack[-1]
                (piece.lambdas[-1] if piece.lambdas else piece).marks.append(place)
        self.statements[-1].end = len(shape)
        if self.statements[-1].start == len(shape):
            self.statements.pop()

    def _close(self, piece, place):
        piece.end = place
        self.groups.append(piece)
        self.pairs[piece.start - 1] = place
        self.pairs[place] = piece.start - 1
        if self.shape[place] == '`':
            self._closers.add(place)

    def _next_statement(self, place, code):
        self.statements[-1].end = place
        self.statements.append(Piece(place + 1))
        if code == ':':
            self.body = place + 1
        return self.statements[-1]

    def ends_operand(self, place):
        """Return whether a value ends at *place*, so that a bracket behind it is applied to it."""
        return place >= 0 and (self.shape[place] in OPERAND_ENDS or place in self._closers)

    def marks(self, piece, code):
        """Return the places of *code* directly in *piece*."""
        return [place for place in piece.marks if self.shape[place] == code]

    def separators(self, piece):
        """Return the places of the commas directly in *piece*, but for those among what a loop assigns to."""
        found, in_loop = [], False
        for place in piece.marks:
            code = self.shape[place]
            if code in 'fI':
                in_loop = code == 'f'
            elif code == ',' and not in_loop:
                found.append(place)
        return found

    def parts(self, start, end, commas):
        """Return [(start, end)] of what stands between the places *commas*; nothing behind a last comma."""
        found = []
        for comma in commas:
            if start <= comma < end:
                found.append((start, comma))
                start = comma + 1
        if start < end:
            found.append((start, end))
        return found

    def surface(self, start, end):
        """Return the places from *start* to before *end* that lie in no bracket; a bracket shows its opening only."""
        places, place, pairs = [], start, self.pairs
        while place < end:
            places.append(place)
            place = max(place, pairs.get(place, place)) + 1
        return places
