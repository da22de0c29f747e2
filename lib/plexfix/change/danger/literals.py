# -*- coding: utf-8 -*-
"""Finds the strings, lists and calls of a statement, each with what it stands in.

Adjacent and added strings are one.  What is computed has no value here; what the values mean is left to others.
"""
from __future__ import absolute_import, division, print_function

import re
from collections import namedtuple

from plexfix.change.statements import dotted_before
from plexfix.change.tokens27 import KEYWORDS, NAME, NUMBER, OPERATOR, STRING

CALL, LIST, TUPLE, DICT, INDEX = 'call', 'list', 'tuple', 'dict', 'index'


class Text(namedtuple('Text', 'value token frames before after')):
    """A string: its *value*, where it stands, and the Frames around it, the innermost last.

    *before* and *after* are the strings of the tokens around it, '' at the ends of the statement.
    """

    __slots__ = ()


class Sequence(namedtuple('Sequence', 'items token frames before')):
    """A list or tuple: its *items* are Texts, and the tuple of the tokens of anything else.

    *before* is the string of the token before the opening bracket.
    """

    __slots__ = ()


class Call(namedtuple('Call', 'name items keywords token frames')):
    """A call of a dotted *name* ('' for the result of an expression) with *items* by position, {keyword: item}.

    Of a string's method the name is `.split`, but what stands between the parts is kept: `;.join`.
    An item is a Text, or the tuple of the tokens of anything else.
    """

    __slots__ = ()


class Frame(namedtuple('Frame', 'kind name position keyword key before')):
    """Something around a value: a call of *name* with the value at *position*, or as *keyword*; or a kind of display.

    *key* is True for a key of a dict; *before* is the string of the token before the opening bracket.
    """

    __slots__ = ()


_ESCAPE = re.compile(r'\\(?:([\\\'"abfnrtv])|([0-7]{1,3})|x([0-9a-fA-F]{2})|(\n)|(.))', re.DOTALL)
_SIMPLE = {'a': '\a', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t', 'v': '\v'}
_OPENINGS = {'(': ')', '[': ']', '{': '}'}
_FREE = frozenset(['return', 'yield', 'in', 'print', 'if', 'elif', 'while', 'and', 'or', 'not', 'is', 'else', 'del',
                   'assert', 'for', 'exec', 'raise', 'lambda', 'from', 'import', 'except', 'with', 'as'])


def value_of(string):
    """Return the value of a string token, with its escapes read; bytes stay as characters."""
    quote = string.index('"') if "'" not in string else min(string.find(one) for one in '\'"' if one in string)
    prefix, body = string[:quote].lower(), string[quote:]
    width = 3 if body[:3] in ('"""', "'''") else 1
    body = body[width:-width]
    return body if 'r' in prefix or '\\' not in body else _ESCAPE.sub(_unescaped, body)


def _unescaped(found):
    simple, octal, hexadecimal, line_end, other = found.groups()
    if simple:
        return _SIMPLE.get(simple, simple)
    if octal or hexadecimal:
        return chr(int(octal, 8) & 255 if octal else int(hexadecimal, 16))
    return '' if line_end else '\\' + other


def read(statement):
    """Return (Texts, Sequences, Calls) of *statement*, each in the order in which they end."""
    reader = _Reader(statement.tokens)
    reader.read()
    return reader.texts, reader.sequences, reader.calls


class _Open(object):
    """An open bracket: what it makes, and what was read in it."""

    __slots__ = ('kind', 'name', 'token', 'position', 'keyword', 'items', 'keywords', 'commas', 'start', 'item', 'key',
                 'before')

    def __init__(self, kind, name, token, start, before):
        self.kind = kind
        self.name = name
        self.token = token
        self.position = self.commas = 0
        self.keyword = self.item = None
        self.items, self.keywords = [], {}
        self.start = start
        self.key = kind == DICT
        self.before = before

    def frame(self):
        return Frame(self.kind, self.name, self.position, self.keyword, self.key, self.before)


class _Reader(object):
    """Reads the tokens of one statement."""

    def __init__(self, tokens):
        self.tokens = tokens
        self.open = []
        self.texts, self.sequences, self.calls = [], [], []

    def read(self):
        index = 0
        while index < len(self.tokens):
            token = self.tokens[index]
            if token.kind == STRING:
                index = self._text(index)
                continue
            if token.kind == OPERATOR:
                self._operator(index, token)
            index += 1
        while self.open:
            self._close(len(self.tokens))

    def _string(self, index):
        return self.tokens[index].string if 0 <= index < len(self.tokens) else ''

    def _text(self, first):
        """Add the Text that begins at *first*; return the index behind it."""
        index, value = first, ''
        while True:
            if index < len(self.tokens) and self.tokens[index].kind == STRING:
                value += value_of(self.tokens[index].string)
                index += 1
            elif self._string(index) == '+' and index + 1 < len(self.tokens) and self.tokens[index + 1].kind == STRING:
                index += 1
            else:
                break
        top = self.open[-1] if self.open else None
        was_key = top is not None and top.key
        if was_key:
            top.key = self._string(index) == ':'
        made = Text(value, self.tokens[first], tuple(one.frame() for one in self.open), self._string(first - 1),
                    self._string(index))
        if was_key:
            top.key = True
        self.texts.append(made)
        if top is not None and first == top.start:
            top.item = made
        return index

    def _operator(self, index, token):
        string = token.string
        if string in _OPENINGS:
            self.open.append(self._opened(index, token))
        elif string in (')', ']', '}'):
            if self.open:
                self._close(index)
        elif string == ',' and self.open:
            self._end_item(index)
            top = self.open[-1]
            top.commas += 1
            top.position += 1
            top.keyword, top.start, top.key = None, index + 1, top.kind == DICT
        elif string == '=' and self.open and self.open[-1].kind == CALL and index == self.open[-1].start + 1:
            self.open[-1].keyword = self._string(index - 1)
            self.open[-1].start = index + 1
        elif string == ':' and self.open and self.open[-1].kind == DICT:
            self.open[-1].start, self.open[-1].key = index + 1, False

    def _opened(self, index, token):
        before = self.tokens[index - 1] if index else None
        follows = before is not None and (before.string in (')', ']', '}') or before.kind == STRING or (
            before.kind == NAME and (before.string not in KEYWORDS or before.string not in _FREE)))
        if token.string == '(':
            kind = CALL if follows else TUPLE
        elif token.string == '[':
            kind = INDEX if follows else LIST
        else:
            kind = DICT
        name = dotted_before(self.tokens, index) if kind == CALL else ''
        if name == '.join' and index > 2 and self.tokens[index - 3].kind == STRING:
            name = value_of(self.tokens[index - 3].string).strip(' ') + name
        return _Open(kind, name, before if name else token, index + 1, before.string if before is not None else '')

    def _end_item(self, index):
        top = self.open[-1]
        if index <= top.start:
            return
        item = top.item if top.item is not None else tuple(self.tokens[top.start:index])
        if top.keyword is not None:
            top.keywords[top.keyword] = item
        else:
            top.items.append(item)
        top.item = None

    def _close(self, index):
        self._end_item(index)
        top = self.open.pop()
        frames = tuple(one.frame() for one in self.open)
        if top.kind == CALL:
            self.calls.append(Call(top.name, top.items, top.keywords, top.token, frames))
        elif top.kind == LIST or (top.kind == TUPLE and top.commas):
            self.sequences.append(Sequence(top.items, top.token, frames, top.before))


def number_of(tokens):
    """Return the value of *tokens* where they are one whole number, else None."""
    if len(tokens) != 1 or tokens[0].kind != NUMBER:
        return None
    string = tokens[0].string.lower().rstrip('l')
    if re.match(r'0o?[0-7]+$', string):
        return int(string.replace('o', ''), 8)
    return int(string) if string.isdigit() else None
