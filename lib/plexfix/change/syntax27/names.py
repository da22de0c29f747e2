# -*- coding: utf-8 -*-
"""Collects which names the scopes of a Python 2.7 file use, bind and declare global, from its logical lines.

What follows from that is left to `scopes`.  It costs more than all the rest, and is done for few files.
"""
from __future__ import absolute_import, division, print_function

from plexfix.change.syntax27.blocks import CLASS, FUNCTION, MODULE
from plexfix.change.syntax27.pieces import Pieces
from plexfix.change.syntax27.shapes import EXEC, STAR
from plexfix.change.syntax27.targets import Targets

IMPORT_STAR, BARE_EXEC, QUALIFIED_EXEC = 'import *', 'bare exec', 'qualified exec'
_NAMES = 'N0_'
_LAMBDA_ENDS = frozenset(',=:fUa;')


class Names(object):
    """The names of one scope: *used* (bound ones among them), *bound*, *parameters*, *declared* global."""

    def __init__(self, kind, parent=None, start=0, title='top'):
        self.kind, self.start, self.title = kind, start, title
        self.nested = parent is not None and (parent.nested or parent.kind == FUNCTION)
        self.used, self.bound, self.declared, self.children = set(), set(), set(), []
        self.dynamic, self.dynamic_start = set(), None
        self.free = self.child_free = False
        self.class_name = title if kind == CLASS else parent.class_name if parent is not None else None
        self.cells = frozenset()
        if parent is not None:
            parent.children.append(self)

    def spelt(self, name):
        """Return *name* as the compiler spells it here: private names carry that of their class."""
        return mangled(name, self.class_name)


def mangled(name, class_name):
    """Return *name* as Python 2.7 spells it in the class of that name."""
    if class_name is None or not name.startswith('__') or name.endswith('__') or not class_name.strip('_'):
        return name
    return '_' + class_name.lstrip('_') + name


def collect(lines, words_of):
    """Return (Names of the module, {first token of a line: Names of the scope its small statements run in}).

    *lines* are (first token, behind the last, Line, depth of the suite); *words_of* gives the tokens of such a line.
    """
    module = Names(MODULE)
    stack, homes = [(0, module)], {}
    for start, end, line, depth in lines:
        while stack[-1][0] >= depth:
            stack.pop()
        reading = _Reading(line, words_of(start, end), stack[-1][1], start)
        homes[start] = reading.scope
        if line.opens and line.head in 'dc':
            stack.append((depth, reading.scope))
    return module, homes


class _Reading(object):
    """Reads one line whose first statement runs in *scope*; `scope` is then that of the others."""

    def __init__(self, line, words, scope, start):
        self.shape, self.words, self.scope, self.start = line.shape, words, scope, start
        self.pieces = Pieces(line.shape)
        self.groups = dict((piece.start - 1, piece) for piece in self.pieces.groups)
        self.lambdas = dict((piece.start - 1, piece) for piece in self.pieces.lambdas)
        for piece in self.pieces.statements:
            if piece.start < piece.end:
                self._statement(piece)
        for event in line.events:
            if event.kind == STAR:
                self._dynamic(IMPORT_STAR)
            elif event.kind == EXEC:
                self._dynamic(QUALIFIED_EXEC if event.places else BARE_EXEC)

    def _dynamic(self, kind):
        if self.scope.dynamic_start is None:
            self.scope.dynamic_start = self.start
        self.scope.dynamic.add(kind)

    def _bind(self, places, scope):
        names = [scope.spelt(self.words[place]) for place in places]
        scope.bound.update(names)
        scope.used.update(names)

    def _statement(self, piece):
        code, start, end = self.shape[piece.start], piece.start, piece.end
        if code in 'mF':
            self._import(piece)
        elif code == 'g':
            self.scope.declared.update(self.scope.spelt(self.words[place]) for place in range(start + 1, end, 2))
        elif code in 'dc':
            self._definition(piece)
        else:
            self._visit(start, end, self.scope)
            for first, behind in self._assigned(piece, code):
                self._bind(Targets(self.pieces).check(first, behind).names, self.scope)

    def _assigned(self, piece, code):
        """Return [(start, end)] of the targets of a statement."""
        marks, start = self.pieces.marks, piece.start + 1
        if code == 'D':
            return [(start, piece.end)]
        if code == 'f':
            return [(start, marks(piece, 'I')[0])]
        if code == 'h':
            return [(place + 1, min([comma for comma in marks(piece, ',') if comma > place] + [piece.end]))
                    for place in marks(piece, 'a')]
        if code == 'x':
            return [(place + 1, piece.end) for place in (marks(piece, 'a') + marks(piece, ','))[:1]]
        equals = marks(piece, 'U') or marks(piece, '=')
        return [span for span in self.pieces.parts(piece.start, piece.end, equals) if span[1] in equals]

    def _import(self, piece):
        first = piece.start + 1
        if self.shape[piece.start] == 'F':
            first = self.shape.index('m', piece.start) + 1
        end = piece.end
        if self.shape[first] == '(':
            first, end = first + 1, end - 1
        commas = [place for place in range(first, end) if self.shape[place] == ',']
        for start, behind in self.pieces.parts(first, end, commas):
            if self.shape[start] != '*':
                self._bind([behind - 1 if 'a' in self.shape[start:behind] else start], self.scope)

    def _definition(self, piece):
        outer, name = self.scope, self.words[piece.start + 1]
        self._bind([piece.start + 1], outer)
        inner = Names(FUNCTION if self.shape[piece.start] == 'd' else CLASS, outer, self.start, name)
        group = self.groups.get(piece.start + 2)
        if group is not None and inner.kind == FUNCTION:
            self._parameters(group, outer, inner)
        elif group is not None:
            self._visit(group.start, group.end, outer)
        self.scope = inner

    def _parameters(self, piece, outer, inner):
        pieces = self.pieces
        for start, end in pieces.parts(piece.start, piece.end, pieces.marks(piece, ',')):
            equals = min([place for place in pieces.marks(piece, '=') if start <= place < end] or [end])
            self._bind([place for place in range(start, equals) if self.shape[place] in _NAMES], inner)
            self._visit(equals + 1, end, outer)

    def _visit(self, place, end, scope, in_call=False):
        """Note the names from *place* to before *end* as used in *scope*."""
        shape, pairs = self.shape, self.pieces.pairs
        while place < end:
            code = shape[place]
            if code in _NAMES:
                attribute = place > 0 and shape[place - 1] == '.'
                if not attribute and not (in_call and shape[place + 1] == '='):
                    scope.used.add(scope.spelt(self.words[place]))
            elif code == 'L':
                place = self._lambda(place, end, scope)
                continue
            elif pairs.get(place, -1) > place:
                self._bracket(place, scope)
                place = pairs[place]
            place += 1

    def _lambda(self, place, end, scope):
        """Read the lambda at *place*; return the place behind it."""
        piece = self.lambdas[place]
        inner = Names(FUNCTION, scope, self.start, 'lambda')
        self._parameters(piece, scope, inner)
        behind = self._end_of_lambda(piece.end + 1, end)
        self._visit(piece.end + 1, behind, inner)
        return behind

    def _end_of_lambda(self, place, end):
        while place < end and self.shape[place] not in _LAMBDA_ENDS:
            if self.shape[place] == 'L':
                place = self.lambdas[place].end
            place = max(place, self.pieces.pairs.get(place, place)) + 1
        return place

    def _bracket(self, place, scope):
        pieces = self.pieces
        piece = self.groups[place]
        in_call = self.shape[place] == '(' and pieces.ends_operand(place - 1)
        loops = pieces.marks(piece, 'f')
        if not loops:
            self._visit(piece.start, piece.end, scope, in_call)
            return
        conditions = [at for at in piece.marks if at > loops[0]]
        starts = [at for at in conditions if self.shape[at] == 'I']
        heads = [(loop, min(at for at in starts if at > loop)) for loop in loops]
        if self.shape[place] == '[':
            inner, first, end = scope, piece.start, piece.end
        else:
            inner = Names(FUNCTION, scope, self.start, 'genexpr')
            first = max([at + 1 for at in pieces.marks(piece, ',') if at < loops[0]] or [piece.start])
            end = min([at for at in pieces.marks(piece, ',') if at > heads[-1][1]] or [piece.end])
        self._visit(piece.start, first, scope, in_call)
        self._visit(end, piece.end, scope, in_call)
        source = heads[0][1] + 1
        behind = min([at for at in piece.marks if at > source and self.shape[at] in 'fi'] + [end])
        self._visit(first, source, inner)
        self._visit(source, behind, scope)
        self._visit(behind, end, inner)
        for loop, within in heads:
            self._bind(Targets(pieces).check(loop + 1, within).names, inner)
