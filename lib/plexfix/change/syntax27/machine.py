# -*- coding: utf-8 -*-
"""Walks the grammar's states over the characters of one logical line, as Python 2.7's own parser walks over its tokens.

It says where the line stops making sense, and how deep it nests; what it means is left to `shapes`.
"""
from __future__ import absolute_import, division, print_function

from plexfix.change.syntax27 import grammar

DEEPEST = 1500  # rules that Python 2.7 can hold open at a time

_POP = ()


class Machine(object):
    """Reads lines by the Table of the grammar, remembering each step it had to work out.

    Python 2.7 keeps a stack of states and enters or leaves some fifteen rules at each operand.  Those entered at once
    are kept here as one tuple; what a character does to a tuple is always the same.
    """

    def __init__(self, table):
        self.table = table
        self.steps = {}
        self.start = (table.starts['line'],)

    def read(self, line, limit=float('inf')):
        """Return (where *line* stops making sense or None, the largest number of open rules).

        With more than *limit* open rules the line is said to stop there.
        """
        steps, stack, deepest, depth = self.steps, [self.start], 1, 1
        for place, code in enumerate(line):
            while True:
                if not stack:
                    return place, deepest
                frame = stack.pop()
                depth -= len(frame)
                key = (frame, code)
                step = steps.get(key)
                if step is None:
                    step = steps[key] = self._step(frame, code)
                if step is not _POP:
                    break
            rest, entered, peak = step
            if peak == 0:
                return place, deepest
            if depth + peak > deepest:
                deepest = depth + peak
                if deepest > limit:
                    return place, deepest
            if rest:
                stack.append(rest)
            if entered:
                stack.append(entered)
            depth += len(rest) + len(entered)
        return None, deepest

    def _step(self, frame, code):
        """Return (what stays of *frame*, the rules entered, the most that were open), or _POP when all are left.

        A most of 0 says that *code* cannot stand here.
        """
        arcs, accepts = self.table.arcs, self.table.accepts
        stack = list(frame)
        while code not in arcs[stack[-1]]:
            if not accepts[stack.pop()]:
                return (), (), 0
            if not stack:
                return _POP
        kept = len(stack)
        while True:
            stack[-1], rule = arcs[stack[-1]][code]
            if rule is None:
                break
            stack.append(self.table.starts[rule])
        peak = len(stack)
        while stack and accepts[stack[-1]] and not arcs[stack[-1]]:
            stack.pop()
        return tuple(stack[:kept]), tuple(stack[kept:]), peak


_MACHINES = []


def machine():
    """Return the Machine of Python 2.7's grammar, made when first needed."""
    if not _MACHINES:
        _MACHINES.append(Machine(grammar.build()))
    return _MACHINES[0]
