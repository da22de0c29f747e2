# -*- coding: utf-8 -*-
"""Cuts Python 2.7 source into tokens, on any Python.

What the tokens mean together is left to others (the loader's rules, the grammar).  Python 3's own tokenizer is of no
use here: backticks, ``<>``, ``ur''`` and ``0777`` are healthy Python 2.7.
"""
from __future__ import absolute_import, division, print_function

import re
from collections import namedtuple

from plexfix.change.syntax27 import encoding

STRING, NAME, NUMBER, OPERATOR, NEWLINE, INDENT, DEDENT, ERROR, END = range(1, 10)

KEYWORDS = frozenset(
    'and as assert break class continue def del elif else except exec finally for from global if import in is lambda '
    'not or pass print raise return try while with yield'.split())

AUGMENTED = frozenset('+= -= *= /= //= %= **= >>= <<= &= |= ^='.split())

BRACKETS = {'(': 1, '[': 1, '{': 1, ')': -1, ']': -1, '}': -1}


class Token(namedtuple('Token', 'kind string line column')):
    """A token: *line* counts from 1, *column* is the number of bytes before it on its line.

    The string of an ERROR says what is wrong; NEWLINE, INDENT, DEDENT and END have an empty one.
    """

    __slots__ = ()


# The first five groups are STRING to NEWLINE.  Strings stand first, because their prefix would be a name; of a
# triple-quoted one this matches the opening only.
_TOKEN = re.compile(r'''[ \t\f]*(?:
    ( (?:[uUbB]?[rR]?)(?: \'\'\' | """ | '[^\n'\\]*(?:\\.[^\n'\\]*)*' | "[^\n"\\]*(?:\\.[^\n"\\]*)*" ) )
  | ( [A-Za-z_][A-Za-z0-9_]* )
  | ( 0[xX][0-9a-fA-F]+[lL]? | 0[oO][0-7]+[lL]? | 0[bB][01]+[lL]?
    | (?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?[jJ]? | [0-9]+[eE][-+]?[0-9]+[jJ]? | [0-9]+[lLjJ]? )
  | ( \*\*=? | //=? | >>=? | <<=? | <> | [-+*/%&|^=<>!]= | [-+*/%&|~^<>()\[\]{},:.;@=`] )
  | ( \n )
  | ( \#[^\n]* )
  | ( \\\n )
  )''', re.VERBOSE | re.DOTALL)
_COMMENT = 6

_TRIPLE_ENDS = {
    "'''": re.compile(r"[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''", re.DOTALL),
    '"""': re.compile(r'[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""', re.DOTALL),
}

_MARGIN = re.compile(r'[ \t\f]*')
_WORD = re.compile(r'[A-Za-z0-9_]*')
_BAD_OCTAL = re.compile(r'0[0-9]*[89][0-9]*[lL]?$')
_DEEPEST = 100  # levels of indentation that Python 2.7 takes

_new = tuple.__new__


def normalized(source):
    """Return (text, problem): *source* (bytes, or text) as a native str with ``\\n`` line ends, one character a byte.

    As Python 2.7 does, a coding line other than utf-8 and latin-1 is obeyed and the text brought to UTF-8.  *problem*
    is None, or (line, what keeps Python 2.7 from reading the bytes); the text is then as good as it gets.
    """
    if not isinstance(source, bytes):
        source = source.encode('utf-8', 'replace')
    found = encoding.read(source)
    text = found.text if source.endswith((b'\n', b'\r')) else found.text[:-1]
    return text, found.problem and (found.problem.line, found.problem.brief)


def tokenize(text):
    """Return the Tokens of *text* (from `normalized`), the last one END; comments and blank lines leave none.

    What cannot be a token becomes an ERROR, after which reading goes on.
    """
    if not text.endswith('\n'):
        text += '\n'
    tokens = []
    margins = [0]
    line, position = 1, 0
    while position < len(text):
        margin = _MARGIN.match(text, position).end()
        if text[margin] in '#\n':
            position = text.index('\n', margin) + 1
            line += 1
            continue
        _indent(_width(text[position:margin]), line, margin - position, margins, tokens)
        position, line = _logical_line(text, position, line, tokens)
    tokens.extend(Token(DEDENT, '', line, 0) for _ in margins[1:])
    tokens.append(Token(END, '', line, 0))
    return tokens


def _width(space):
    """Return the column to which *space* moves: tabs stop at eights, a form feed starts anew."""
    if space.strip(' ') == '':
        return len(space)
    width = 0
    for character in space:
        if character == '\t':
            width = (width // 8 + 1) * 8
        else:
            width = 0 if character == '\f' else width + 1
    return width


def _indent(width, line, column, margins, tokens):
    """Append what the margin of a line means to *tokens*, and bring *margins* up to date."""
    if width > margins[-1]:
        if len(margins) == _DEEPEST:
            tokens.append(Token(ERROR, 'too many levels of indentation', line, column))
        margins.append(width)
        tokens.append(Token(INDENT, '', line, column))
        return
    while width < margins[-1]:
        margins.pop()
        tokens.append(Token(DEDENT, '', line, column))
        if width > margins[-1]:
            tokens.append(Token(ERROR, 'unindent does not match any outer indentation level', line, column))
            margins.append(width)


def _logical_line(text, position, line, tokens):
    """Append the tokens up to the end of the logical line; return (position, line) behind it."""
    match, add = _TOKEN.match, tokens.append
    first, start, level = line, position, 0
    while True:
        found = match(text, position)
        if found is None:
            position, line, start = _trouble(text, position, line, start, tokens)
            if position == len(text):
                return _ended(position, line, level, first, tokens)
            continue
        kind = found.lastindex
        begin, position = found.span(kind)
        if kind == NAME:
            add(_new(Token, (NAME, text[begin:position], line, begin - start)))
        elif kind == OPERATOR:
            string = text[begin:position]
            add(_new(Token, (OPERATOR, string, line, begin - start)))
            if string in BRACKETS:
                level = max(0, level + BRACKETS[string])
        elif kind == NUMBER:
            position = _number(text, begin, position, line, begin - start, tokens)
        elif kind == STRING:
            position = _string(text, begin, position, line, begin - start, tokens)
            breaks = text.count('\n', begin, position)
            if breaks:
                line += breaks
                start = text.rindex('\n', begin, position) + 1
        elif kind == NEWLINE and level == 0:
            add(_new(Token, (NEWLINE, '', line, begin - start)))
            return position, line + 1
        elif kind != _COMMENT:
            line += 1
            start = position


def _ended(position, line, level, first, tokens):
    """Close a logical line that the end of the text cut short."""
    if level:
        tokens.append(Token(ERROR, 'the text ends inside a bracket of the statement on line %d' % first, line, 0))
    tokens.append(Token(NEWLINE, '', line, 0))
    return position, line


def _string(text, begin, position, line, column, tokens):
    """Append the string whose match is text[begin:position]; return the position behind it."""
    opening = text[begin:position][-3:]
    if opening in _TRIPLE_ENDS:
        found = _TRIPLE_ENDS[opening].match(text, position)
        if found is None:
            tokens.append(Token(ERROR, 'a triple-quoted string without an end', line, column))
            return len(text)
        position = found.end()
    tokens.append(_new(Token, (STRING, text[begin:position], line, column)))
    return position


def _number(text, begin, position, line, column, tokens):
    """Append the number whose match is text[begin:position]; return the position behind it.

    Python 2.7 takes ``1if`` for two tokens, but knows no ``08``, ``0x`` or ``1_0``.
    """
    string = text[begin:position]
    follower = text[position]
    if _BAD_OCTAL.match(string) or follower == '_' or (string == '0' and follower in 'xXoObB'):
        tokens.append(Token(ERROR, 'invalid number', line, column))
        return _WORD.match(text, position).end()
    tokens.append(_new(Token, (NUMBER, string, line, column)))
    return position


def _trouble(text, position, line, start, tokens):
    """Pass over what is no token, or over nothing at the end; return (position, line, start of that line)."""
    position = _MARGIN.match(text, position).end()
    if position == len(text):
        return position, line, start
    character = text[position]
    column = position - start
    if character in '\'"':
        tokens.append(Token(ERROR, 'a string without an end on its line', line, column))
        return text.index('\n', position), line, start
    if character == '\\':
        problem = 'a backslash that does not end its line'
    elif '!' <= character <= '~':
        problem = 'invalid syntax: %s' % character
    else:
        problem = 'a character (byte %02x) outside strings and comments' % ord(character)
    tokens.append(Token(ERROR, problem, line, column))
    return position + 1, line, start
