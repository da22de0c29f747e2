# -*- coding: utf-8 -*-
"""Tells what Python 2.7 refuses among the arguments of a call, and the parameters of a function.

Whether names repeat is left to who knows the names: their places are given.
"""
from __future__ import absolute_import, division, print_function

from bisect import bisect_left

from plexfix.change.syntax27.targets import Fault, forbidden

CALL, PARAMETER = 'argument', 'parameter'
_MOST = 255


def call(pieces, piece):
    """Return ([Fault], [place of a keyword]) for the call whose brackets hold *piece*."""
    telling = [place for place in piece.marks if pieces.shape[place] in '=f']
    arguments = [_argument(pieces, telling, start, end)
                 for start, end in pieces.parts(piece.start, piece.end, pieces.separators(piece))]
    faults = _counted(pieces, piece, [kind for _, _, kind, _ in arguments])
    keywords, last = [], ''
    for start, end, kind, equals in arguments:
        if kind == 'plain' and keywords:
            faults.append(Fault(start, CALL, 'non-keyword arg after keyword arg'))
        elif kind == 'plain' and last == 'star':
            faults.append(Fault(start, CALL, 'only named arguments may follow *expression'))
        elif kind == 'keyword':
            wrong, name = _keyword(pieces, start, equals)
            faults.extend(wrong)
            keywords.append(name)
        last = 'star' if kind == 'star' else last
    return faults, [name for name in keywords if name is not None]


def _argument(pieces, telling, start, end):
    """Return (start, end, kind, place of its equals sign or None); *telling* are the places of such signs and loops."""
    if pieces.shape[start] in '*P':
        return start, end, 'star', None
    first = bisect_left(telling, start)
    if first == len(telling) or telling[first] >= end:
        return start, end, 'plain', None
    place = telling[first]
    return start, end, 'keyword' if pieces.shape[place] == '=' else 'generator', place


def _counted(pieces, piece, kinds):
    if pieces.loaded:
        alone = len(kinds) == 1 and pieces.shape[piece.end - 1] != ','
        if 'generator' in kinds and not alone:
            return [Fault(piece.start, CALL, 'generator expression needs parenthesis')]
        return [Fault(piece.start, CALL, 'more than 255 arguments')] if kinds.count('keyword') > _MOST else []
    generators, others = kinds.count('generator'), kinds.count('plain') + kinds.count('keyword')
    if generators > 1 or (generators and others):
        return [Fault(piece.start, CALL, 'Generator expression must be parenthesized if not sole argument')]
    if generators + others > _MOST:
        return [Fault(piece.start, CALL, 'more than 255 arguments')]
    return []


def _keyword(pieces, start, end):
    """Return ([Fault], place of the name or None) for what stands before an equals sign."""
    shape = pieces.shape
    first = start
    while not pieces.loaded and shape[start] == '(' and pieces.pairs[start] == end - 1 and end - start > 2:
        start, end = start + 1, end - 1
    if end - start == 1 and shape[start] in 'N0_':
        return forbidden(pieces, start), start
    what = 'lambda cannot contain assignment' if shape[start] == 'L' else "keyword can't be an expression"
    return [Fault(first, CALL, what)], None


def parameters(pieces, piece):
    """Return ([Fault], [place of a name]) for the parameters of a function or lambda."""
    shape = pieces.shape
    faults, names, default = [], [], False
    for start, end in pieces.parts(piece.start, piece.end, pieces.marks(piece, ',')):
        if shape[start] in '*P':
            start, equals = start + 1, end
        else:
            equals = min([place for place in pieces.marks(piece, '=') if start <= place < end] or [end])
            default = default or equals < end
            faults.extend(_order(pieces, start, equals, end, default))
        own = [place for place in range(start, equals) if shape[place] in 'N0_']
        for place in own:
            faults.extend(forbidden(pieces, place))
        names.extend(own)
    return faults, names


def _order(pieces, start, equals, end, default):
    """Return [Fault] when one parameter, with or without default, cannot stand there."""
    if not default:
        return []
    if equals == end:
        return [Fault(start, PARAMETER, 'non-default argument follows default argument')]
    if pieces.shape[start] == '(' and not pieces.loaded:
        inner = pieces.surface(start + 1, pieces.pairs[start])
        if not any(pieces.shape[place] == ',' for place in inner):
            return [Fault(start, PARAMETER, 'parenthesized arg with default')]
    return []
