# -*- coding: utf-8 -*-
"""Judges what lines of Python 2.7 tell of where they stand: flow, repeated names, strings, future statements.

Lines by themselves are judged by `shapes`.
"""
from __future__ import absolute_import, division, print_function

from plexfix.change.syntax27.blocks import FINALLY, FUNCTION, LOOP, TRY
from plexfix.change.syntax27.findings import CODE, SYMBOLS, TREE
from plexfix.change.syntax27.futures import Futures
from plexfix.change.syntax27.names import mangled
from plexfix.change.syntax27.shapes import (
    BREAK, CONTINUE, DELETED, EXEC, FUTURE, GLOBAL, KEYWORDS, LAMBDA, PARAMETERS, RETURN, STAR, STRINGS, YIELD)
from plexfix.change.syntax27.suites import Suites

_JUDGES = {
    STRINGS: '_string', KEYWORDS: '_keywords', PARAMETERS: '_parameters', LAMBDA: '_parameters', RETURN: '_return',
    YIELD: '_yield', BREAK: '_break', CONTINUE: '_continue', FUTURE: '_future', STAR: '_scope_matters',
    EXEC: '_scope_matters', GLOBAL: '_global', DELETED: '_scope_matters',
}


class Judging(Suites):
    """What the Events of lines mean; each is judged by the method for its kind.

    A method gets the Event, the suite, the words of the line, its first token, and whether it never runs.
    """

    loaded = False  # whether Plex's loader compiles it

    def __init__(self, text):
        super(Judging, self).__init__(text)
        self.future = Futures(self.findings, self.loaded)
        self.lines = []
        self.strings, self.deletions = [], []
        self.doubtful = False

    def _events(self, events, block, words, start, dead=None):
        dead = block.dead if dead is None else dead
        for event in events:
            getattr(self, _JUDGES[event.kind])(event, block, words, start, dead)

    def late(self, start, place, dead, rule, message):
        """Note what Python 2.7 finds only when it makes code, which it does not for what never runs."""
        if not dead:
            self.findings.add(CODE, self.place(start, place), rule, message)

    def _string(self, event, _, words, start, __):
        self.strings.append((start, event.place, [words[place] for place in event.places]))

    def _keywords(self, event, _, words, start, __):
        place = repeated(words, event.places)
        if place is not None:
            self.findings.add(TREE, self.place(start, place), 'argument', 'keyword argument repeated')

    def _parameters(self, event, block, words, start, __):
        place = repeated(words, event.places, block.scope.class_name)
        if place is not None:
            self.findings.add(SYMBOLS, self.place(start, place), 'parameter',
                              "duplicate argument '%s' in function definition" % words[place])

    def _return(self, event, block, _, start, dead):
        scope = block.scope
        if event.places and scope.generator and not scope.returns:
            self._mixed(event, start)
        scope.returns = scope.returns or bool(event.places)
        if scope.kind != FUNCTION:
            self.late(start, event.place, dead, 'flow', "'return' outside function")

    def _yield(self, event, block, _, start, dead):
        scope = block.scope
        if scope.returns and not scope.generator:
            self._mixed(event, start)
        scope.generator = True
        if scope.kind != FUNCTION:
            self.late(start, event.place, dead, 'flow', "'yield' outside function")

    def _mixed(self, event, start):
        self.findings.add(SYMBOLS, self.place(start, event.place), 'flow', "'return' with argument inside generator")

    def _break(self, event, block, _, start, dead):
        if LOOP not in block.context:
            self.late(start, event.place, dead, 'flow', "'break' outside loop")

    def _continue(self, event, block, _, start, dead):
        context = block.context.rstrip(TRY)
        if not context:
            self.late(start, event.place, dead, 'flow', "'continue' not properly in loop")
        elif context[-1] == FINALLY:
            self.late(start, event.place, dead, 'flow', "'continue' not supported inside 'finally' clause")

    def _future(self, event, _, words, start, dead):
        self.future.imported(self, event, words, start, dead)

    def _global(self, event, block, words, _, __):
        block.scope.declared.extend(words[place] for place in event.places)

    def _scope_matters(self, event, block, words, start, dead):
        """Note what may be forbidden because of a function in a function."""
        outermost, scope = None, block.scope
        while scope is not None:
            outermost = scope.start if scope.kind == FUNCTION else outermost
            scope = scope.parent
        if outermost is None:
            return
        if event.kind != DELETED:
            self.doubtful = True
        elif not dead:
            self.deletions.append((outermost, start, event, words))


def repeated(words, places, class_name=None):
    """Return the place of the first name that stood before, or None; private names as the class spells them."""
    seen = set()
    for place in places:
        name = mangled(words[place], class_name)
        if name in seen:
            return place
        seen.add(name)
    return None
