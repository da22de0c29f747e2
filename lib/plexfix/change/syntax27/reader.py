# -*- coding: utf-8 -*-
"""Reads a whole file of Python 2.7, line by line, and finds what its compiler would say first.

Lines by themselves are judged by `shapes`; here they meet the lines around them.
"""
from __future__ import absolute_import, division, print_function

from plexfix.change.syntax27.blocks import CLASS, CONTINUING, FUNCTION, Block, Compound, Scope
from plexfix.change.syntax27.codes import NAME, NEWLINE, PRINT
from plexfix.change.syntax27.findings import ANALYSIS, CODE, TREE, Unreadable
from plexfix.change.syntax27.judging import Judging
from plexfix.change.syntax27.literals import escape_problem, mixed_problem
from plexfix.change.syntax27.machine import DEEPEST, machine
from plexfix.change.syntax27.names import collect
from plexfix.change.syntax27.scopes import refusals
from plexfix.change.syntax27.shapes import PARAMETERS, Line, line_of
from plexfix.change.syntax27.values import is_true

_SUITE_RULES = 4  # stmt, compound_stmt, if_stmt, suite


class Reader(Judging):
    """One reading of *text*, which begins and ends with a line end."""

    def __init__(self, text):
        super(Reader, self).__init__(text)
        self.print_is_name = False

    def read(self):
        """Read it all; what is found is in `findings`.  Stops at the first thing that Python 2.7's parser refuses."""
        try:
            self._read_lines()
        except Unreadable:
            return
        for start, place, strings in self.strings:
            self._check_strings(start, place, strings)
        if self.doubtful or any(self._has_inner(start) for start, _, _, _ in self.deletions):
            self._scopes()

    def _check_strings(self, start, place, strings):
        """Look into the *strings* that make one value, the first at *place*."""
        unicode_literals = self.future.unicode_literals
        for number, string in enumerate(strings):
            message = escape_problem(string, unicode_literals)
            if message:
                self.findings.add(TREE, self.place(start, place + number), 'escape', message)
                return
        message = mixed_problem(strings, unicode_literals)
        if message:
            self.findings.add(TREE, self.place(start, place), 'escape', message)

    def _scopes(self):
        """Look at the names of all scopes, as something may be forbidden to those in each other."""
        module, homes = collect(self.lines, self.words)
        for start, message in refusals(module):
            self._illegal_names(start, message)
        for _, start, event, words in self.deletions:
            home = homes[start]
            cells = [words[place] for place in event.places if home.spelt(words[place]) in home.cells]
            if cells:
                self.findings.add(CODE, self.place(start, event.place), 'scope',
                                  "can not delete variable '%s' referenced in nested scope" % cells[0])

    def _illegal_names(self, start, message):
        self.findings.add(ANALYSIS, start, 'scope', message)

    def _has_inner(self, start):
        """Return whether there may be a scope within the outermost function whose def begins with token *start*."""
        depth = None
        for first, _, line, level in self.lines:
            if depth is not None and level <= depth:
                return False
            if depth is not None and line.head in 'dc' and line.head:
                return True
            if first == start:
                depth = level
            if depth is not None and ('L' in line.shape or 'f' in line.shape[1:]):
                return True
        return False

    def _read_lines(self):
        segments = self.codes.split(NEWLINE)
        start, number, last = len(segments[0]), 1, len(segments) - 1
        while number < last or (number == last and segments[number]):
            shape = segments[number]
            margin, start = start, start + 1
            end, number = start + len(shape), number + 1
            if _open(shape):
                shapes = [shape]
                level = _level(shape)
                while level > 0 and number <= last:
                    level += _level(segments[number])
                    shapes.append(segments[number])
                    end += 1 + len(segments[number])
                    number += 1
                shape = ''.join(shapes)
                shape = self._spelt(shape, start, end)
                line = Line(shape, self.loaded) if level > 0 else line_of(shape, self.loaded)
            else:
                line = line_of(self._spelt(shape, start, end), self.loaded)
            self._margin(self.width(self.tokens[margin], margin), start)
            self._line(line, start, end)
            start = end
        self._finish(len(self.tokens) - 1)

    def _spelt(self, shape, start, end):
        """Return *shape* with print as the name that it may be."""
        if self.print_is_name:
            return shape.replace(PRINT, NAME)
        if PRINT in shape and 'F' in shape:
            return self.future.spelt(shape, self.words(start, end))
        return shape

    def words(self, start, end):
        """Return the tokens from *start* to before *end*, the line ends within brackets left out."""
        return [token for token in self.tokens[start:end] if token[0] != '\n']

    def _line(self, line, start, end):
        block = self.blocks[-1]
        self.lines.append((start, end, line, len(self.blocks)))
        last = block.last
        if last is None:
            if line.head in CONTINUING and line.head:
                self.refuse(start, 0, 'syntax')
        elif not block.goes_on(line.head):
            if block.unfinished() or line.head in CONTINUING and line.head:
                self.refuse(start, 0, 'syntax')
            block.settle()
        if not line.plain or line.deepest + block.rules > DEEPEST:
            self._readable(line, block, start, end)
        if self.future.possible:
            self.future.follow(self, line, start, end)
        if line.plain:
            return
        if line.faults:
            fault = line.faults[0]
            self.findings.add(TREE, self.place(start, fault.place), fault.rule, fault.message)
        if line.head:
            self._compound(line, block, start, end)
        elif line.events:
            self._events(line.events, block, self.words(start, end), start)

    def _readable(self, line, block, start, end):
        rules = block.rules - 1 + (block.last is not None and block.last.decorated)
        if line.deepest + rules > DEEPEST:
            stop, _ = machine().read(line.shape + '\n', DEEPEST - rules)
            if stop != line.stop:
                self.refuse(start, stop, 'nesting', 's_push: parser stack overflow')
        if line.stop is not None:
            if line.stop == len(line.shape):
                self.refuse_token(min(end, len(self.tokens) - 1), 'syntax', 'unexpected EOF while parsing'
                                  if _open(line.shape) else 'invalid syntax')
            self.refuse(start, line.stop, 'syntax')
        if not line.shape and len(self.blocks) > 1:
            self.refuse_token(start, 'syntax', 'invalid syntax')

    def _compound(self, line, block, start, end):
        words = self.words(start, end) if line.events or line.constant or line.head in 'dc' else ()
        statement = block.last
        decorated = statement is not None and statement.head == '@'
        outer_dead = block.dead
        if statement is None or decorated:
            statement = Compound(line.head, line.items, decorated)
            block.last = statement
        elif statement.rest_dead:
            outer_dead = True
        if line.head == '@':
            self._events(line.events, block, words, start)
            return
        inner_dead = self._follow(statement, line, words, outer_dead, start)
        head = [event for event in line.events if line.body is None or event.place < line.body]
        scope = block.scope
        if line.head in 'dc':
            scope = self._scope(line, head, words, start, scope)
        self._events(head, block, words, start, outer_dead)
        suite = Block(scope, block.width, statement.context(line.head, block.context), inner_dead,
                      block.rules + _SUITE_RULES + decorated, statement, line.head)
        if line.opens:
            self.blocks.append(suite)
            self.expecting = suite
        else:
            self._events(line.events[len(head):], suite, words, start)
            self._close(suite, start)

    def _follow(self, statement, line, words, outer_dead, start):
        """Bring *statement* up to the suite of *line*; return whether that never runs."""
        statement.head = line.head
        inner_dead = outer_dead
        if line.head == 'x':
            if statement.bare:
                self._behind_bare(start, outer_dead)
            statement.bare = line.shape[1] == ':'
        elif line.constant:
            first, behind = line.constant
            runs, rest_runs = self._outcome(line.head, words[first:behind], line.shape[first:behind])
            inner_dead = outer_dead or not runs
            statement.rest_dead = outer_dead or not rest_runs
        elif line.head in 'ie':
            statement.rest_dead = outer_dead
        elif line.head in 'ly':
            inner_dead = outer_dead
        return inner_dead

    def _behind_bare(self, start, dead):
        self.late(start, 0, dead, 'syntax', "default 'except:' must be last")

    def _outcome(self, head, words, codes):
        """Return (whether the suite behind a constant condition may run, whether an else may)."""
        true = is_true(words, codes)
        return true, head == 'w' or not true

    def _scope(self, line, head, words, start, outer):
        scope = Scope(FUNCTION if line.head == 'd' else CLASS, outer, start)
        for event in head:
            if event.kind == PARAMETERS:
                scope.names = [words[place] for place in event.places]
        if line.head == 'c':
            scope.class_name = words[1]
        return scope


OPENING = {}


def _open(shape):
    """Return whether *shape* opens more brackets than it closes."""
    found = OPENING.get(shape)
    if found is None:
        if len(OPENING) > 100000:
            OPENING.clear()
        found = OPENING[shape] = _level(shape) > 0
    return found


def _level(shape):
    count = shape.count
    return count('(') + count('[') + count('{') - count(')') - count(']') - count('}')
