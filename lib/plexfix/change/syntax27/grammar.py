# -*- coding: utf-8 -*-
"""The grammar of Python 2.7 for one logical line, and the table of states that `machine` walks.

Which lines may follow each other (indentation, else, except) is left to `blocks`.
"""
from __future__ import absolute_import, division, print_function

import re

from plexfix.change.syntax27 import codes

# The rules of the language reference, in its notation and with its names: Python 2.7's limit on nesting counts them.
# Where a suite is indented, the rule of its statement ends with the line that opens it.  As in `codes`, COMPARE,
# AUGASSIGN and DIVIDE stand for all operators of their kind.
RULES = r'''
line: stmt | NEWLINE
stmt: simple_stmt | compound_stmt
simple_stmt: small_stmt (';' small_stmt)* [';'] NEWLINE
small_stmt: expr_stmt | print_stmt | del_stmt | pass_stmt | flow_stmt | import_stmt | global_stmt | exec_stmt
    | assert_stmt
expr_stmt: testlist (AUGASSIGN (yield_expr | testlist) | ('=' (yield_expr | testlist))*)
print_stmt: 'print' ([test (',' test)* [',']] | '>>' test [(',' test)+ [',']])
del_stmt: 'del' exprlist
pass_stmt: 'pass'
flow_stmt: break_stmt | continue_stmt | return_stmt | raise_stmt | yield_stmt
break_stmt: 'break'
continue_stmt: 'continue'
return_stmt: 'return' [testlist]
yield_stmt: yield_expr
raise_stmt: 'raise' [test [',' test [',' test]]]
import_stmt: import_name | import_from
import_name: 'import' dotted_as_names
import_from: 'from' ('.'* dotted_name | '.'+) 'import' ('*' | '(' import_as_names ')' | import_as_names)
import_as_name: NAME ['as' NAME]
dotted_as_name: dotted_name ['as' NAME]
import_as_names: import_as_name (',' import_as_name)* [',']
dotted_as_names: dotted_as_name (',' dotted_as_name)*
dotted_name: NAME ('.' NAME)*
global_stmt: 'global' NAME (',' NAME)*
exec_stmt: 'exec' expr ['in' test [',' test]]
assert_stmt: 'assert' test [',' test]
compound_stmt: if_stmt | while_stmt | for_stmt | try_stmt | with_stmt | funcdef | classdef | decorated
if_stmt: ('if' | 'elif') test ':' suite | 'else' ':' suite
while_stmt: 'while' test ':' suite
for_stmt: 'for' exprlist 'in' testlist ':' suite
try_stmt: ('try' | 'finally' | except_clause) ':' suite
except_clause: 'except' [test [('as' | ',') test]]
with_stmt: 'with' with_item (',' with_item)* ':' suite
with_item: test ['as' expr]
funcdef: 'def' NAME parameters ':' suite
parameters: '(' [varargslist] ')'
varargslist: ((fpdef ['=' test] ',')* ('*' NAME [',' '**' NAME] | '**' NAME)
    | fpdef ['=' test] (',' fpdef ['=' test])* [','])
fpdef: NAME | '(' fplist ')'
fplist: fpdef (',' fpdef)* [',']
classdef: 'class' NAME ['(' [testlist] ')'] ':' suite
decorated: decorators
decorators: decorator
decorator: '@' dotted_name ['(' [arglist] ')'] NEWLINE
suite: simple_stmt | NEWLINE
testlist_safe: old_test [(',' old_test)+ [',']]
old_test: or_test | old_lambdef
old_lambdef: 'lambda' [varargslist] ':' old_test
test: or_test ['if' or_test 'else' test] | lambdef
or_test: and_test ('or' and_test)*
and_test: not_test ('and' not_test)*
not_test: 'not' not_test | comparison
comparison: expr (comp_op expr)*
comp_op: COMPARE | 'in' | 'not' 'in' | 'is' | 'is' 'not'
expr: xor_expr ('|' xor_expr)*
xor_expr: and_expr ('^' and_expr)*
and_expr: shift_expr ('&' shift_expr)*
shift_expr: arith_expr (('<<' | '>>') arith_expr)*
arith_expr: term (('+' | '-') term)*
term: factor (('*' | DIVIDE) factor)*
factor: ('+' | '-' | '~') factor | power
power: atom trailer* ['**' factor]
atom: '(' [yield_expr | testlist_comp] ')' | '[' [listmaker] ']' | '{' [dictorsetmaker] '}' | '`' testlist1 '`'
    | NAME | NUMBER | STRING+
listmaker: test (list_for | (',' test)* [','])
testlist_comp: test (comp_for | (',' test)* [','])
lambdef: 'lambda' [varargslist] ':' test
trailer: '(' [arglist] ')' | '[' subscriptlist ']' | '.' NAME
subscriptlist: subscript (',' subscript)* [',']
subscript: '.' '.' '.' | test | [test] ':' [test] [sliceop]
sliceop: ':' [test]
exprlist: expr (',' expr)* [',']
testlist: test (',' test)* [',']
dictorsetmaker: (test ':' test (comp_for | (',' test ':' test)* [','])) | (test (comp_for | (',' test)* [',']))
arglist: (argument ',')* (argument [','] | '*' test (',' argument)* [',' '**' test] | '**' test)
argument: test [comp_for] | test '=' test
list_iter: list_for | list_if
list_for: 'for' exprlist 'in' testlist_safe [list_iter]
list_if: 'if' old_test [list_iter]
comp_iter: comp_for | comp_if
comp_for: 'for' exprlist 'in' or_test [comp_iter]
comp_if: 'if' old_test [comp_iter]
testlist1: test (',' test)*
yield_expr: 'yield' [testlist]
'''

TERMINALS = {
    'NAME': (codes.NAME, codes.NONE, codes.DEBUG), 'NUMBER': (codes.NUMBER,),
    'STRING': (codes.STRING, codes.ODD_STRING), 'NEWLINE': (codes.NEWLINE,),
    'COMPARE': ('C',), 'AUGASSIGN': ('U',), 'DIVIDE': ('/',),
}


class Table(object):
    """States by number: `arcs[state]` maps a character to (next state, rule or None); `accepts[state]`.

    Where a rule is named, it is entered first, at `starts[rule]`, with the character still to be read.
    """

    def __init__(self):
        self.arcs, self.accepts, self.starts = [], [], {}


class _Automaton(object):
    """The nondeterministic states of one rule, from its text; a step by nothing has the label None."""

    def __init__(self, text):
        self.steps = []
        self.items = re.findall(r"'[^']+'|\w+|[][()|*+]", text) + ['']
        self.place = 0
        self.first, self.last = self._choice()

    def _new(self):
        self.steps.append([])
        return len(self.steps) - 1

    def _choice(self):
        first, last = self._sequence()
        if self.items[self.place] != '|':
            return first, last
        start, end = self._new(), self._new()
        self.steps[start].append((None, first))
        self.steps[last].append((None, end))
        while self.items[self.place] == '|':
            self.place += 1
            first, last = self._sequence()
            self.steps[start].append((None, first))
            self.steps[last].append((None, end))
        return start, end

    def _sequence(self):
        start = end = self._new()
        while self.items[self.place] not in ('|', ')', ']', ''):
            first, last = self._item()
            self.steps[end].append((None, first))
            end = last
        return start, end

    def _item(self):
        item = self.items[self.place]
        self.place += 1
        if item in '([':
            first, last = self._choice()
            self.place += 1
            if item == '[':
                self.steps[first].append((None, last))
        else:
            first, last = self._new(), self._new()
            self.steps[first].append((item, last))
        return self._repeated(first, last)

    def _repeated(self, first, last):
        sign = self.items[self.place]
        if sign not in ('*', '+'):
            return first, last
        self.place += 1
        self.steps[last].append((None, first))
        return (first, last) if sign == '+' else (first, first)

    def closure(self, states):
        """Return the states that *states* reach by nothing."""
        seen, waiting = set(states), list(states)
        while waiting:
            for label, target in self.steps[waiting.pop()]:
                if label is None and target not in seen:
                    seen.add(target)
                    waiting.append(target)
        return frozenset(seen)

    def deterministic(self):
        """Return [(whether the state accepts, {label: number of the next state})], the first state first."""
        sets = [self.closure([self.first])]
        found = []
        for states in sets:
            arcs = {}
            for state in states:
                for label, target in self.steps[state]:
                    if label is not None:
                        arcs.setdefault(label, set()).add(target)
            numbered = {}
            for label, targets in arcs.items():
                reached = self.closure(targets)
                if reached not in sets:
                    sets.append(reached)
                numbered[label] = sets.index(reached)
            found.append((self.last in states, numbered))
        return found


def _terminal(label):
    """Return the characters for a *label* that is no rule."""
    if label.startswith("'"):
        text = label.strip("'")
        return (codes.KEYWORDS.get(text) or codes.OPERATORS[text],)
    return TERMINALS[label]


def build(rules=RULES):
    """Return the Table of *rules*."""
    automata = {}
    for row in rules.strip().replace('\n    ', ' ').splitlines():
        name, _, text = row.partition(': ')
        automata[name] = _Automaton(text).deterministic()
    table, firsts = Table(), {}
    for name in sorted(automata):
        table.starts[name] = len(table.arcs)
        for accepts, labels in automata[name]:
            table.accepts.append(accepts)
            table.arcs.append(_arcs(labels, table.starts[name], automata, firsts))
    return table


def _arcs(labels, base, automata, firsts):
    arcs = {}
    for label, target in labels.items():
        rule = label if label in automata else None
        for code in _first(label, automata, firsts) if rule else _terminal(label):
            if code in arcs:
                raise ValueError('two ways to read %r' % code)
            arcs[code] = (base + target, rule)
    return arcs


def _first(rule, automata, firsts):
    """Return the characters with which *rule* can begin."""
    if rule not in firsts:
        firsts[rule] = set()
        for label in automata[rule][0][1]:
            firsts[rule].update(_first(label, automata, firsts) if label in automata else _terminal(label))
    return firsts[rule]
