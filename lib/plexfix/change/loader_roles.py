# -*- coding: utf-8 -*-
"""Finds the places of a Python 2.7 source that Plex's loader looks at, and says what each of them is.

Which of them it refuses is left to `loader`.  This reads tokens, statement by statement, so it also sees what stands
before and after a syntax error.  Where a place has another line than its token, the line is the one that the
sandbox's compiler gives (a parameter: the line of its function's name), because that is the line in Plex's log.
"""
from __future__ import absolute_import, division, print_function

from collections import namedtuple

from plexfix.change.tokens27 import AUGMENTED, BRACKETS, DEDENT, ERROR, INDENT, KEYWORDS, NAME, NEWLINE, OPERATOR

(VARIABLE, ATTRIBUTE, IMPORT, FROM_IMPORT, YIELD, EXEC, AUGMENTED_ATTRIBUTE, AUGMENTED_ITEM, AUGMENTED_NAME,
 LAMBDA_TUPLE, NESTED_TUPLE, LAMBDA_FILTER) = (
    'variable', 'attribute', 'import', 'from import', 'yield', 'exec', 'augmented attribute', 'augmented item',
    'augmented name', 'lambda tuple', 'nested tuple', 'lambda filter')


class Place(namedtuple('Place', 'role name token line binds')):
    """A name or construct: *token* is where it stands, *line* the compiler's line (None where it gives none).

    *name* is the dotted name of an import, the operator of an augmented name.  *binds* is True where the name gets
    a value here.
    """

    __slots__ = ()


_COMPOUND = frozenset('if elif else while for try except finally with def class'.split())
_WATCHED = AUGMENTED | frozenset(['yield', 'exec', 'lambda', 'def', 'printed'])


def places(tokens, names=frozenset()):
    """Return the Places of *tokens*: each construct, each name that is odd or in *names*, and the imports beside it.

    Odd are names that begin with ``_`` or end with ``__roles__``, and ``printed``.  Logical lines without any of these
    are passed over, which is what makes this fast.
    """
    watched = _WATCHED | names
    found = []
    start, worth = 0, False
    for index, (kind, string, _, _) in enumerate(tokens):
        if kind == NEWLINE:
            if worth:
                _logical_line(tokens[start:index], names, found)
            start, worth = index + 1, False
        elif not worth and (string in watched or string[:1] == '_' or string[-9:] == '__roles__'):
            worth = kind == NAME or kind == OPERATOR
    return found


def _logical_line(tokens, names, found):
    """Append the Places of a logical line to *found*, statement by statement."""
    tokens = [token for token in tokens if token.kind not in (INDENT, DEDENT, ERROR)]
    header = bool(tokens) and tokens[0].string in _COMPOUND
    start, depth, lambdas = 0, 0, 0
    for index, token in enumerate(tokens):
        string = token.string
        if string in BRACKETS:
            depth = max(0, depth + BRACKETS[string])
        elif depth:
            continue
        elif string == 'lambda':
            lambdas += 1
        elif string == ':' and lambdas:
            lambdas -= 1
        elif string == ';' or (string == ':' and header):
            _Statement(tokens[start:index], names, found).read()
            start, header = index + 1, False
    _Statement(tokens[start:], names, found).read()


class _Bracket(object):
    """An open bracket; the one without an opening is the statement itself.

    *shows* is True where it makes a tuple or a list, which may be a target; *aims* where targets of a ``for`` stand;
    *loops* behind the ``for`` of a comprehension.
    """

    __slots__ = ('opening', 'shows', 'aims', 'loops')

    def __init__(self, opening, shows, aims=False):
        self.opening = opening
        self.shows = shows
        self.aims = aims
        self.loops = False


class _Parameters(object):
    """The parameters of a def or a lambda being read, or a tuple among them; its *items* are tokens and lists."""

    __slots__ = ('owner', 'items', 'expects', 'comma', 'outer')

    opening = ''
    shows = aims = loops = False

    def __init__(self, owner, outer=None):
        self.owner = owner
        self.items = []
        self.expects = True
        self.comma = False
        self.outer = outer

    def ends(self, string):
        return string == ':' if self.of_lambda() else string == ')'

    def of_lambda(self):
        return self.outer is None and self.owner.string == 'lambda'

    def value(self):
        """Return a tuple's items, or the item itself: ``(a)`` is no tuple."""
        return self.items[0] if len(self.items) == 1 and not self.comma else self.items


class _Statement(object):
    """Reads one statement."""

    def __init__(self, tokens, names, found):
        self.tokens = tokens
        self.names = names
        self.found = found
        self.word = tokens[0].string if tokens else ''
        self.open = [_Bracket('', shows=True)]
        self.last_equal = -1
        self.commas = 0

    def read(self):
        """Append the Places of the statement."""
        if self.word == 'exec':
            self._add(EXEC, '', self.tokens[0])
        elif self.word == 'import':
            self._imports()
        elif self.word == 'from':
            self._from_imports()
        elif self.tokens and self.word != 'global':
            self._assignment()
            self._expressions(self._head())

    def _add(self, role, name, token, line=0, binds=False):
        self.found.append(Place(role, name, token, token.line if line == 0 else line, binds))

    def _odd(self, name):
        return name[0] == '_' or name == 'printed' or name in self.names or name.endswith('__roles__')

    def _string(self, index):
        return self.tokens[index].string if index < len(self.tokens) else ''

    def _imports(self):
        dotted, first = '', None
        for token in self.tokens[1:] + self.tokens[:1]:
            if token.kind == NAME and token.string not in KEYWORDS:
                first = first or token
                dotted += token.string
            elif token.string == '.':
                dotted += '.'
            else:
                if dotted:
                    self._add(IMPORT, dotted, first, self.tokens[0].line, token.string != 'as')
                dotted, first = '', None

    def _from_imports(self):
        strings = [token.string for token in self.tokens]
        if 'import' not in strings:
            return
        for index in range(strings.index('import') + 1, len(strings)):
            if self._is_name(index) and self._string(index + 1) != 'as':
                self._add(FROM_IMPORT, strings[index], self.tokens[index], binds=True)

    def _is_name(self, index):
        return index < len(self.tokens) and self.tokens[index].kind == NAME and self._string(index) not in KEYWORDS

    def _head(self):
        """Read the name that a def or a class gives; return the index where expressions begin."""
        if self.word not in ('def', 'class') or not self._is_name(1):
            return 0
        name = self.tokens[1]
        if self._odd(name.string):
            self._add(VARIABLE, name.string, name, binds=True)
        if self.word == 'def' and self._string(2) == '(':
            self.open.append(_Parameters(name))
            return 3
        return 2

    def _assignment(self):
        """Note where the targets end; add the place of an augmented assignment: what stands last before its operator."""
        pairs, depths = {}, []
        for index, token in enumerate(self.tokens):
            if BRACKETS.get(token.string) == 1:
                depths.append(index)
            elif token.string in BRACKETS:
                if depths:
                    pairs[index] = depths.pop()
            elif token.string in AUGMENTED and not depths:
                self._changed(0, index - 1, pairs, token.string)
                return
            elif token.string == '=' and not depths:
                self.last_equal = index

    def _changed(self, first, last, pairs, operator):
        while first < last and pairs.get(last) == first and self._string(first) == '(':
            first, last = first + 1, last - 1
        opening = pairs.get(last, first)
        if self._string(last) == ']' and opening > first:
            self._add(AUGMENTED_ITEM, '', self.tokens[opening + 1])
        elif last > first and self._is_name(last) and self._string(last - 1) == '.':
            self._add(AUGMENTED_ATTRIBUTE, '', self.tokens[last])
        elif last == first and self._is_name(last):
            self._add(AUGMENTED_NAME, operator, self.tokens[last])

    def _expressions(self, index):
        while index < len(self.tokens):
            token = self.tokens[index]
            top = self.open[-1]
            if isinstance(top, _Parameters) and self._parameter(top, index):
                pass
            elif token.kind == OPERATOR:
                self._operator(top, index)
            elif token.kind != NAME:
                pass
            elif token.string == 'yield':
                self._add(YIELD, '', token)
                index = self._behind_yield(index)
                continue
            elif token.string in KEYWORDS:
                self._keyword(top, index)
            elif self._odd(token.string):
                self._name(top, index)
            index += 1
        while len(self.open) > 1:
            self._close()

    def _parameter(self, top, index):
        """Take the token for *top* when it belongs to the list of parameters itself; tell whether it did."""
        token = self.tokens[index]
        if top.ends(token.string):
            self._close_parameters()
        elif token.string == ',':
            top.comma = top.expects = True
        elif not top.expects:
            return False
        elif token.string == '=':
            top.expects = False
        elif token.string == '(':
            self.open.append(_Parameters(top.owner, top))
        elif self._is_name(index):
            top.items.append(token)
        else:
            return token.string in ('*', '**')
        return True

    def _close_parameters(self):
        top = self.open.pop()
        if top.outer is not None:
            top.outer.items.append(top.value())
            return
        for item in top.items:
            if not isinstance(item, list):
                self._bound_parameter(item, top.owner)
            elif top.of_lambda():
                self._add(LAMBDA_TUPLE, '', top.owner)
            else:
                self._tuple_parameter(item, top.owner)

    def _tuple_parameter(self, items, owner):
        for item in items:
            if isinstance(item, list):
                self._add(NESTED_TUPLE, '', owner)
            else:
                self._bound_parameter(item, owner)

    def _bound_parameter(self, token, owner):
        if self._odd(token.string):
            self._add(VARIABLE, token.string, token, owner.line, True)

    def _operator(self, top, index):
        string = self._string(index)
        change = BRACKETS.get(string)
        if change == 1:
            target = string != '{' and not self._follows_value(index)
            self.open.append(_Bracket(string, target and top.shows, target and top.aims))
        elif change == -1:
            self._close()
        elif string == ',' and len(self.open) == 1:
            self.commas += 1

    def _follows_value(self, index):
        """Tell whether a bracket at *index* calls or indexes what stands before it."""
        if index == 0:
            return False
        before = self.tokens[index - 1]
        return before.string in (')', ']', '}', '`') or (before.kind != OPERATOR and before.string not in KEYWORDS)

    def _close(self):
        """Close the innermost bracket, and what was left open within it."""
        while len(self.open) > 1:
            top = self.open[-1]
            if isinstance(top, _Bracket):
                self.open.pop()
                return
            self._close_parameters()
            if not top.of_lambda():
                return

    def _keyword(self, top, index):
        string = self._string(index)
        if string == 'lambda':
            if top.loops and self._string(index + 1) != ':':
                self._add(LAMBDA_FILTER, '', self.tokens[index])
            self.open.append(_Parameters(self.tokens[index]))
        elif string in ('for', 'in') and isinstance(top, _Bracket):
            top.aims = string == 'for'
            top.loops = top.loops or (top.aims and top.opening != '')

    def _behind_yield(self, index):
        """Return the index behind all that a yield gives: the compiler does not look into it."""
        depth = 0
        while index < len(self.tokens):
            depth += BRACKETS.get(self._string(index), 0)
            if depth < 0:
                break
            index += 1
        return index

    def _name(self, top, index):
        token = self.tokens[index]
        before = self._string(index - 1) if index else ''
        if before == '.':
            # the compiler knows no line for the attributes of a decorator's name
            bare = self.word == '@' and len(self.open) == 1
            self._add(ATTRIBUTE, token.string, token, None if bare else token.line)
        elif not (self._string(index + 1) == '=' and before in ('(', ',') and top.opening == '('):
            self._add(VARIABLE, token.string, token, binds=self._binds(top, index, before))

    def _binds(self, top, index, before):
        if before == 'as':
            return True
        if not top.shows and not top.aims:
            return False
        if self._string(index + 1) in ('.', '[', '('):
            return False
        return top.aims or index < self.last_equal or (self.word == 'except' and self.commas == 1)
