# -*- coding: utf-8 -*-
"""Works out, once for each shape, what a logical line of Python 2.7 holds: faults, and what its file must still judge.

A shape is the line with one character a token (`codes`).  Names and the lines around it are left to `blocks`.
"""
from __future__ import absolute_import, division, print_function

import re
from collections import namedtuple

from plexfix.change.syntax27 import arguments
from plexfix.change.syntax27.machine import machine
from plexfix.change.syntax27.pieces import COMPOUND, Pieces
from plexfix.change.syntax27.targets import Fault, Targets, forbidden, kind_of_target

# What an Event tells of; at its place, and the places it carries.
STRINGS, KEYWORDS, PARAMETERS, LAMBDA, RETURN, YIELD, BREAK, CONTINUE, FUTURE, STAR, EXEC, GLOBAL, DELETED = range(13)

_TELLING = re.compile(r'[!0_=ULfYrbkDXmFga]|[(,]\*|(?:,[^,]*){255}')
_ODD_STRINGS = re.compile('s*![s!]*')
_YIELDS = re.compile('Y')
_CONSTANT = re.compile(r'\(*(-?n|_|[s!]+)\)*\Z')
_STRING_STATEMENT = re.compile(r'\(*[s!]+\)*\Z')


class Event(namedtuple('Event', 'kind place places')):
    """Something the file must judge: *place* is where it stands, *places* those of words that belong to it."""

    __slots__ = ()


class Line(object):
    """What is known of a shape; with *loaded*, by the rules of Plex's loader.

    *stop*: where it stops making sense, or None; *deepest*: open rules; *head*: the character of its compound
    statement, '@', or ''; *opens*: whether an indented suite follows; *body*: where a suite on the same line begins;
    *faults*; *events*; *constant*: (start, end) of a condition that is a constant; *items*: how many a with has;
    *plain*: nothing of all this.
    """

    __slots__ = ('shape', 'stop', 'deepest', 'head', 'opens', 'body', 'faults', 'events', 'constant', 'items', 'plain')

    def __init__(self, shape, loaded=False):
        self.shape = shape
        self.stop, self.deepest = machine().read(shape + '\n')
        self.head = shape[0] if shape and shape[0] in COMPOUND + '@' else ''
        self.opens = shape.endswith(':') and self.stop is None
        self.body, self.constant = None, None
        self.faults, self.events = [], []
        self.items = 1
        if self.stop is None and (self.head or _TELLING.search(shape)):
            _read(self, Pieces(shape, loaded))
        self.plain = not (self.head or self.faults or self.events or self.stop is not None or not shape)

    def statements(self):
        """Return [(start, end)] of the small statements."""
        return [(piece.start, piece.end) for piece in Pieces(self.shape).statements]

    def is_string(self, start, end):
        """Return whether the small statement from *start* to before *end* is a string."""
        return _STRING_STATEMENT.match(self.shape[start:end]) is not None


def _read(line, pieces):
    line.body = None if line.opens else pieces.body
    for found in _ODD_STRINGS.finditer(line.shape):
        line.events.append(Event(STRINGS, found.start(), tuple(range(*found.span()))))
    sheltering = 'L' in line.shape or 'f' in line.shape
    for found in _YIELDS.finditer(line.shape):
        if not (sheltering and _sheltered(pieces, found.start())):
            line.events.append(Event(YIELD, found.start(), ()))
    for piece in pieces.groups:
        _group(line, pieces, piece)
    for piece in pieces.lambdas:
        faults, names = arguments.parameters(pieces, piece)
        line.faults.extend(faults)
        if len(names) > 1:
            line.events.append(Event(LAMBDA, piece.start - 1, tuple(names)))
    for piece in pieces.statements:
        if piece.start < piece.end:
            _STATEMENTS.get(line.shape[piece.start], _expression)(line, pieces, piece)
    line.faults.sort()
    line.events.sort(key=lambda event: event.place)


def _group(line, pieces, piece):
    """Look into a bracket: a call, the parameters of a def, a comprehension."""
    shape, opening = line.shape, piece.start - 1
    if shape[opening] == '(' and shape[0] == 'd' and opening == 2:
        faults, names = arguments.parameters(pieces, piece)
        line.faults.extend(faults)
        line.events.append(Event(PARAMETERS, opening, tuple(names)))
    elif shape[opening] == '(' and not (shape[0] == 'c' and opening == 2) and pieces.ends_operand(opening - 1):
        faults, names = arguments.call(pieces, piece)
        line.faults.extend(faults)
        if len(names) > 1:
            line.events.append(Event(KEYWORDS, opening, tuple(names)))
    _loops(line, pieces, piece)


def _loops(line, pieces, piece):
    """Look at what the loops directly in *piece* assign to."""
    for start in pieces.marks(piece, 'f'):
        end = min(place for place in pieces.marks(piece, 'I') if place > start)
        line.faults.extend(Targets(pieces).check(start + 1, end).faults)


def _expression(line, pieces, piece):
    """Look at a statement that may assign."""
    augmented = pieces.marks(piece, 'U')
    if augmented:
        faults = Targets(pieces).check(piece.start, augmented[0]).faults
        if not faults and not kind_of_target(pieces, piece.start, augmented[0]):
            faults = [Fault(piece.start, 'target', 'illegal expression for augmented assignment')]
        line.faults.extend(faults)
    start = piece.start
    for place in pieces.marks(piece, '='):
        if line.shape[start] == 'Y':
            line.faults.append(Fault(start, 'target', 'assignment to yield expression not possible'))
        else:
            line.faults.extend(Targets(pieces).check(start, place).faults)
        start = place + 1


def _delete(line, pieces, piece):
    targets = Targets(pieces, deleting=True).check(piece.start + 1, piece.end)
    line.faults.extend(targets.faults)
    if targets.names:
        line.events.append(Event(DELETED, piece.start, tuple(sorted(targets.names))))


def _with(line, pieces, piece):
    line.items = len(pieces.marks(piece, ',')) + 1
    for place in pieces.marks(piece, 'a'):
        ends = [comma for comma in pieces.marks(piece, ',') if comma > place] + [piece.end]
        line.faults.extend(Targets(pieces).check(place + 1, ends[0]).faults)


def _except(line, pieces, piece):
    marks = pieces.marks(piece, 'a') + pieces.marks(piece, ',')
    if marks:
        line.faults.extend(Targets(pieces).check(marks[0] + 1, piece.end).faults)


def _definition(line, pieces, piece):
    line.faults.extend(forbidden(pieces, piece.start + 1))


def _import(line, pieces, piece):
    shape = line.shape
    for start, end in pieces.parts(piece.start + 1, piece.end, pieces.marks(piece, ',')):
        if 'a' in shape[start:end] or '.' not in shape[start:end]:
            line.faults.extend(forbidden(pieces, end - 1))


def _from_import(line, pieces, piece):
    shape = line.shape
    start = shape.index('m', piece.start) + 1
    names = range(start, piece.end)
    if shape[start] == '*':
        line.events.append(Event(STAR, start, ()))
    if shape[piece.end - 1] == ',' and not pieces.loaded:
        line.faults.append(Fault(piece.end - 1, 'import', 'trailing comma not allowed without surrounding parentheses'))
    for place in names:
        if shape[place] in '0_' and shape[place + 1:place + 2] != 'a':
            line.faults.extend(forbidden(pieces, place))
    line.events.append(Event(FUTURE, piece.start, tuple(
        place for place in names if shape[place] in 'N0_*' and shape[place - 1] != 'a')))


def _flow(kind):
    def read(line, pieces, piece):
        line.events.append(Event(kind, piece.start, tuple(range(piece.start + 1, piece.end))[:1]))
    return read


def _exec(line, pieces, piece):
    """Tell of an exec; its places are empty when it names no globals."""
    qualified = pieces.marks(piece, 'I')
    start, end = piece.start + 1, piece.end
    while not qualified and line.shape[start] == '(' and pieces.pairs[start] == end - 1:
        start, end = start + 1, end - 1
        commas = [place for place in pieces.surface(start, end) if line.shape[place] == ',']
        if commas:
            qualified = commas if len(pieces.parts(start, end, commas)) in (2, 3) else []
            break
    line.events.append(Event(EXEC, piece.start, tuple(qualified)))


def _global(line, pieces, piece):
    line.events.append(Event(GLOBAL, piece.start, tuple(range(piece.start + 1, piece.end, 2))))


def _for(line, pieces, piece):
    _loops(line, pieces, piece)


def _condition(line, pieces, piece):
    found = _CONSTANT.match(line.shape[piece.start + 1:piece.end])
    if found:
        line.constant = (found.start(1) + piece.start + 1, found.end(1) + piece.start + 1)


_STATEMENTS = {
    'D': _delete, 'h': _with, 'x': _except, 'd': _definition, 'c': _definition, 'm': _import, 'F': _from_import,
    'r': _flow(RETURN), 'b': _flow(BREAK), 'k': _flow(CONTINUE), 'X': _exec, 'g': _global, 'f': _for,
    'i': _condition, 'e': _condition, 'w': _condition,
}


def _sheltered(pieces, place):
    """Return whether the yield at *place* belongs to a lambda or a generator within the line."""
    inner = place
    for opening in sorted((at for at in pieces.pairs if at < place < pieces.pairs[at]), reverse=True):
        start, end = opening + 1, pieces.pairs[opening]
        if _in_lambda(pieces, start, inner) or _in_generator(pieces, opening, start, end, inner):
            return True
        inner = opening
    start = max([piece.start for piece in pieces.statements if piece.start <= inner])
    return _in_lambda(pieces, start, inner)


def _in_lambda(pieces, start, place):
    """Return whether *place* lies in the body of a lambda that begins between *start* and it, in the same bracket."""
    shape, waiting, within = pieces.shape, 0, False
    for at in pieces.surface(start, place):
        if shape[at] == 'L':
            waiting += 1
        elif shape[at] == ':' and waiting:
            waiting -= 1
            within = True
        elif shape[at] in ',=:fU' and not waiting:
            within = False
    return within and not waiting


def _in_generator(pieces, opening, start, end, place):
    """Return whether *place* is in a comprehension with a scope of its own, and not in what it first loops over."""
    shape = pieces.shape
    surface = pieces.surface(start, end)
    loops = [at for at in surface if shape[at] == 'f']
    if not loops or shape[opening] == '[':
        return False
    first = min(at for at in surface if shape[at] == 'I' and at > loops[0])
    behind = [at for at in surface if shape[at] in 'fi' and at > first] + [end]
    return not first < place < behind[0]


LINES = {False: {}, True: {}}
_REMEMBERED = 50000


def line_of(shape, loaded=False):
    """Return the Line of *shape*, worked out when it is first seen; *loaded* by the rules of Plex's loader."""
    lines = LINES[loaded]
    line = lines.get(shape)
    if line is None:
        if len(lines) > _REMEMBERED:
            lines.clear()
        line = lines[shape] = Line(shape, loaded)
    return line
