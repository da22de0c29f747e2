# -*- coding: utf-8 -*-
"""The records of what is open at a line of Python 2.7: suites, compound statements, scopes.

They say which lines may follow, what can never run, and how deep loops and tries nest; faults are reported by `reader`.
"""
from __future__ import absolute_import, division, print_function

MODULE, FUNCTION, CLASS = 'module', 'function', 'class'
LOOP, FINALLY, TRY = 'L', 'F', 'T'
MOST_BLOCKS = 20  # loops, tries and withs in each other, in one scope

# The heads that may follow a compound statement's suite, by the head of that suite; those of a try, and a decorator,
# must be followed.
_FOLLOWERS = {'i': 'el', 'e': 'el', 'w': 'l', 'f': 'l', 't': 'xy', 'x': 'xly', '@': '@dc'}
_UNFINISHED = frozenset('t@')
CONTINUING = frozenset('elxy')


class Scope(object):
    """A module, class or function being read; *names* are a function's parameters."""

    __slots__ = ('kind', 'parent', 'generator', 'returns', 'names', 'declared', 'class_name', 'start', 'height')

    def __init__(self, kind, parent=None, start=0, names=()):
        self.kind, self.parent, self.start, self.names = kind, parent, start, names
        self.generator = self.returns = False
        self.declared = []
        self.class_name = parent.class_name if parent else None
        self.height = 0


class Block(object):
    """A suite being read: *width* of its margin, *context* of loops, tries and finallys around it in its scope.

    *dead* says that it never runs, *rules* how many of the grammar's rules are open in it, *last* is the compound
    statement whose suite ended last, and may go on.
    """

    __slots__ = ('width', 'scope', 'context', 'dead', 'rules', 'owner', 'role', 'last', 'height')

    def __init__(self, scope, width=0, context='', dead=False, rules=1, owner=None, role=''):
        self.scope, self.width, self.context, self.dead, self.rules = scope, width, context, dead, rules
        self.owner, self.role = owner, role
        self.last, self.height = None, 0

    def settle(self):
        """Take the last compound statement for finished."""
        if self.last is not None:
            self.height = max(self.height, self.last.height())
            self.last = None

    def unfinished(self):
        """Return whether the last compound statement cannot end here."""
        return self.last is not None and self.last.head in _UNFINISHED

    def goes_on(self, head):
        """Return whether a line with *head* continues the last compound statement."""
        if head == '' or self.last is None:
            return False
        return head in ('y' if self.last.head + self.last.kind == 'lt' else _FOLLOWERS.get(self.last.head, ''))


class Compound(object):
    """A compound statement: *kind* is its first head, *head* that of the suite read last.

    *rest_dead* says that an else can never run; the heights are those of its suites, by the part they play.
    """

    __slots__ = ('kind', 'head', 'rest_dead', 'bare', 'items', 'heights', 'decorated')

    def __init__(self, kind, items=1, decorated=False):
        self.kind = self.head = kind
        self.rest_dead = self.bare = False
        self.items, self.decorated = items, decorated
        self.heights = {}

    def raise_to(self, role, height):
        """Note that the suite in that *role* nests that deep."""
        self.heights[role] = max(height, self.heights.get(role, 0))

    def height(self):
        """Return how many loops, tries and withs Python 2.7 holds open at most within the statement."""
        height = self.heights.get
        if self.kind in 'wf':
            return max(1 + height(self.kind, -1), height('l', 0))
        if self.kind == 'h':
            return self.items + height('h', 0)
        if self.kind == 't':
            inner = max(('x' in self.heights) + height('t', 0), height('x', 0), height('l', 0))
            return max(1 + inner, 1 + height('y', 0)) if 'y' in self.heights else inner
        return max(self.heights.values() or [0]) if self.kind in 'ie' else 0

    def context(self, head, outer):
        """Return the context of a suite behind *head*, where the statement itself stands in *outer*."""
        if head in 'dc':
            return ''
        if head in 'wf':
            return outer + LOOP
        return outer + {'y': FINALLY, 't': TRY, 'h': TRY}.get(head, '')
