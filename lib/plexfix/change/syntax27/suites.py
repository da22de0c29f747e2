# -*- coding: utf-8 -*-
"""Keeps the suites of a file of Python 2.7 that are open, by its margins, and refuses margins that make no sense.

What the lines in them say is left to `judging` and `reader`.
"""
from __future__ import absolute_import, division, print_function

from plexfix.change.syntax27.blocks import MODULE, MOST_BLOCKS, Block, Scope
from plexfix.change.syntax27.codes import NEWLINE, cut
from plexfix.change.syntax27.findings import ANALYSIS, CODE, PARSER, Findings, Unreadable
from plexfix.change.syntax27.margins import widths

RULE = 'indentation'
_DEEPEST_MARGIN = 100


class Suites(object):
    """The suites of *text*, which begins and ends with a line end; what is wrong goes to `findings`.

    `blocks` are the open suites, the innermost last; `expecting` is that one when its first line is still to come.
    """

    most_blocks = MOST_BLOCKS

    def __init__(self, text):
        self.tokens, self.codes = cut(text)
        self.width = widths(text, self.tokens)
        self.findings = Findings()
        self.blocks = [Block(Scope(MODULE))]
        self.expecting = None

    def place(self, start, place):
        """Return the number of the token for character *place* of the line that begins with token *start*."""
        last = len(self.codes) - 1
        while start < last and (place or self.codes[start] == NEWLINE):
            place -= self.codes[start] != NEWLINE
            start += 1
        return start

    def refuse(self, start, place, rule, message=''):
        """Note what the parser stops at, and stop."""
        self.refuse_token(self.place(start, place), rule, message)

    def refuse_token(self, token, rule, message):
        """Note the *token* at which the parser stops, and stop."""
        self.findings.add(PARSER, token, rule, message)
        raise Unreadable

    def _margin(self, width, start):
        """Enter or leave suites for a line with a margin of *width*."""
        block = self.blocks[-1]
        if width == block.width and self.expecting is None:
            return
        if width > block.width:
            if len(self.blocks) - (self.expecting is not None) >= _DEEPEST_MARGIN:
                self.refuse(start, 0, RULE, 'too many levels of indentation')
            if self.expecting is None:
                self.refuse(start, 0, RULE, 'unexpected indent')
            self.expecting.width, self.expecting = width, None
            return
        if not any(width == outer.width for outer in self.blocks):
            self.refuse(start, 0, RULE, 'unindent does not match any outer indentation level')
        if self.expecting is not None:
            self.refuse(start, 0, RULE, 'expected an indented block')
        while width < self.blocks[-1].width:
            self._leave(start)

    def _leave(self, start):
        """Leave the innermost suite."""
        block = self.blocks[-1]
        if block.unfinished():
            self.refuse(start, 0, RULE, 'unexpected unindent')
        self._close(self.blocks.pop(), start)

    def _close(self, block, start):
        block.settle()
        if block.role in ('d', 'c'):
            self._end_scope(block)
        elif block.owner is not None and not block.dead:
            block.owner.raise_to(block.role, block.height)

    def _end_scope(self, block):
        scope = block.scope
        if block.height > self.most_blocks and not block.dead:
            self.findings.add(CODE, scope.start, 'nesting', 'too many statically nested blocks')
        for name in scope.declared:
            if name in scope.names:
                self.findings.add(ANALYSIS, scope.start, 'scope', "name '%s' is local and global" % name)

    def _finish(self, start):
        """Leave all suites at the end of the file."""
        if self.expecting is not None:
            self.refuse(start, 0, RULE, 'expected an indented block')
        while len(self.blocks) > 1:
            self._leave(start)
        if self.blocks[0].unfinished():
            self.refuse(start, 0, 'syntax', 'unexpected EOF while parsing')
        self.blocks[0].settle()
        self._end_scope(self.blocks[0])
