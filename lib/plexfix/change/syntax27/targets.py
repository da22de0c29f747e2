# -*- coding: utf-8 -*-
"""Tells what Python 2.7 does not assign to, or delete.

Places are those of a line's characters; `Pieces` is the line taken apart.
"""
from __future__ import absolute_import, division, print_function

from collections import namedtuple

RULE = 'target'
_FORBIDDEN = {'0': 'cannot assign to None', '_': 'cannot assign to __debug__'}


class Fault(namedtuple('Fault', 'place rule message')):
    """What is wrong with a line, at the character *place*."""

    __slots__ = ()


def forbidden(pieces, place):
    """Return [Fault] when the name at *place* is one that nothing may be bound to; Plex's loader binds them all."""
    message = _FORBIDDEN.get(pieces.shape[place])
    return [Fault(place, RULE, message)] if message and not pieces.loaded else []


class Targets(object):
    """Looks at targets of one line: their *faults*, and the places of plain *names*."""

    def __init__(self, pieces, deleting=False):
        self.pieces, self.deleting = pieces, deleting
        self.faults, self.names = [], []

    def check(self, start, end):
        """Look at a target, or at several with commas between them, from *start* to before *end*."""
        waiting = [(start, end)]
        while waiting:
            waiting.extend(self._one(*waiting.pop()))
        self.faults.sort()
        return self

    def _one(self, start, end):
        """Look at a list of targets; return the lists within it that remain."""
        pieces, shape = self.pieces, self.pieces.shape
        places = pieces.surface(start, end)
        commas = [place for place in places if shape[place] == ',']
        if commas:
            return pieces.parts(start, end, commas)
        surface = ''.join(shape[place] for place in places)
        if surface in ('(', '['):
            return self._bracket(start)
        if surface == 'N':
            self.names.append(start)
        elif not self._settable(surface):
            self._fault(start, self._kind(surface))
        elif not self.deleting:
            self.faults.extend(forbidden(pieces, places[-1]))
        return []

    def _settable(self, surface):
        if surface in ('0', '_'):
            return True
        plain = not any(code in 'L?iAOTCIZY+-*/<>&^|~P' for code in surface)
        return plain and len(surface) > 1 and (surface[-1] == '[' or surface[-2] == '.')

    def _bracket(self, place):
        pieces, shape = self.pieces, self.pieces.shape
        start, end = place + 1, pieces.pairs[place]
        loops = [inner for inner in pieces.surface(start, end) if shape[inner] == 'f']
        if loops and pieces.loaded and shape[place] == '(':
            return [(start, loops[0])]
        if loops:
            self._fault(place, 'generator expression' if shape[place] == '(' else 'list comprehension')
        elif start < end and shape[start] == 'Y':
            self._fault(place, 'yield expression')
        elif start < end:
            return [(start, end)]
        elif shape[place] == '(' or pieces.loaded:
            self._fault(place, shape[place:end + 1])
        return []

    def _fault(self, place, kind):
        if kind in ('dict', 'set'):
            kind = self._braces(place, kind)
        verb = "can't delete %s" if self.deleting else "can't assign to %s"
        self.faults.append(Fault(place, RULE, verb % kind))

    def _braces(self, place, kind):
        pieces = self.pieces
        inner = [pieces.shape[at] for at in pieces.surface(place + 1, pieces.pairs[place])]
        if 'f' not in inner:
            return 'literal'
        return 'dict comprehension' if ':' in inner[:inner.index('f')] else 'set comprehension'

    def _kind(self, surface):
        """Return 2.7's word for what stands there, from the operator that binds least."""
        if surface[0] == 'L':
            return 'lambda'
        if 'i' in surface:
            return 'conditional expression'
        if 'A' in surface or 'O' in surface or surface[0] == 'T':
            return 'operator'
        if any(code in 'CIZT' for code in surface):
            return 'comparison'
        if surface == '-n':
            return 'literal'
        if any(code in '+-*/<>&^|~P' for code in surface):
            return 'operator'
        if len(surface) > 1 and surface[-1] == '(':
            return 'function call'
        return {'{': 'dict', '`': 'repr', 'Y': 'yield expression'}.get(surface[0], 'literal')


def kind_of_target(pieces, start, end):
    """Return whether a single name, attribute or item stands there, parentheses or not."""
    places = pieces.surface(start, end)
    while len(places) == 1 and pieces.shape[start] == '(':
        start, end = start + 1, pieces.pairs[start]
        places = pieces.surface(start, end)
    surface = ''.join(pieces.shape[place] for place in places)
    return ',' not in surface and surface not in ('', '[') and surface != '('
