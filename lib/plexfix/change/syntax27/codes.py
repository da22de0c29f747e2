# -*- coding: utf-8 -*-
"""Cuts Python 2.7 source into tokens with one expression, and gives each token a character that stands for its kind.

Whether an indentation or a sequence of tokens makes sense is left to others.
"""
from __future__ import absolute_import, division, print_function

import re

from plexfix.change.syntax27.literals import needs_a_look

NAME, NONE, DEBUG, NUMBER, STRING, ODD_STRING, PRINT, ERROR, NEWLINE = 'N0_ns!p?\n'

KEYWORDS = {
    'and': 'A', 'as': 'a', 'assert': 'v', 'break': 'b', 'class': 'c', 'continue': 'k', 'def': 'd', 'del': 'D',
    'elif': 'e', 'else': 'l', 'except': 'x', 'exec': 'X', 'finally': 'y', 'for': 'f', 'from': 'F', 'global': 'g',
    'if': 'i', 'import': 'm', 'in': 'I', 'is': 'Z', 'lambda': 'L', 'not': 'T', 'or': 'O', 'pass': 'z', 'print': PRINT,
    'raise': 'R', 'return': 'r', 'try': 't', 'while': 'w', 'with': 'h', 'yield': 'Y',
}

# Operators that stand at the same places share a character: fewer shapes.
OPERATORS = dict((text, text) for text in '()[]{}:,;.`@=*+-/&|^~')
OPERATORS.update({'**': 'P', '<<': '<', '>>': '>', '%': '/', '//': '/'})
OPERATORS.update((text, 'C') for text in '< > == >= <= <> !='.split())
OPERATORS.update((text, 'U') for text in '+= -= *= /= //= %= **= >>= <<= &= |= ^='.split())

# What lies between tokens: spaces, comments, joined lines, and all line ends but the last before a line with code.
_SPACE = r'''[ \t\f]*(?:(?:\#[^\n]*|\\\n|\n(?=[ \t\f]*(?:\#[^\n]*)?\n))[ \t\f]*)*'''
_TOKEN = r'''
    (?!(?:[uUbB][rR]?|[rR])['"])[A-Za-z_][A-Za-z0-9_]*
  | \*\*=?|//=?|>>=?|<<=?|<>|[-+*/%&|^=<>!]=|[-+*/%&|~^<>()\[\]{},:;@=`]|\.(?![0-9])
  | \n[ \t\f]*
  | (?:[uUbB]?[rR]?)(?:\'(?!\'\')[^\n\'\\]*(?:\\.[^\n\'\\]*)*\'|"(?!"")[^\n"\\]*(?:\\.[^\n"\\]*)*"
    | \'\'\'[^\'\\]*(?:(?:\\.|\'(?!\'\'))[^\'\\]*)*\'\'\' | """[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*""")
  | 0[xX][0-9a-fA-F]+[lL]?|0[oO][0-7]+[lL]?|0[bB][01]+[lL]?|0[xXoObB]
  | 0[0-7]*[89][0-9]*[^0-9.eEjJ]
  | (?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eEjJ]))(?:[eE][-+]?[0-9]+|[eE][-+])?[jJ]?
  | [0-9]+[lL]?
  | .'''
# An expression that remembers only the token lets findall give plain strings.
TOKENS = re.compile('%s(%s)' % (_SPACE, _TOKEN), re.VERBOSE | re.DOTALL)

_GOOD_NUMBER = re.compile(r'''(?:0[xX][0-9a-fA-F]+[lL]?|0[oO][0-7]+[lL]?|0[bB][01]+[lL]?|[0-9]+[lL]?
    |(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?[jJ]?)\Z''', re.VERBOSE)
_LETTERS = frozenset('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_')
_DIGITS = frozenset('.0123456789')
_REMEMBERED = 100000


class _Codes(dict):
    """The character of each token seen; a new token is looked at when it is asked for."""

    def __missing__(self, token):
        if len(self) > _REMEMBERED:
            self.clear()
            self.update(KNOWN)
        code = self[token] = code_of(token)
        return code


def code_of(token):
    """Return the character for *token*, as `TOKENS` cut it; one that is no token of Python 2.7 gets ERROR."""
    first, last = token[0], token[-1]
    if first == '\n':
        return NEWLINE
    if last in '\'"' and first not in _DIGITS:
        return (ODD_STRING if needs_a_look(token) else STRING) if len(token) > 1 else ERROR
    if first in _LETTERS:
        return NAME
    return NUMBER if first in _DIGITS and _GOOD_NUMBER.match(token) else ERROR


KNOWN = dict(KEYWORDS)
KNOWN.update(OPERATORS)
KNOWN.update({'None': NONE, '__debug__': DEBUG})
CODES = _Codes(KNOWN)


def cut(text):
    """Return (tokens, their characters as one string); *text* must begin and end with a line end.

    A NEWLINE token holds the margin of the next line with code.
    """
    tokens = TOKENS.findall(text)
    return tokens, ''.join(map(CODES.__getitem__, tokens))


def offset_of(text, index):
    """Return where in *text* token number *index* begins; the length of *text* when there is none.

    The end of a line is where its last token ends, whatever blank lines and comments follow.
    """
    for number, found in enumerate(TOKENS.finditer(text)):
        if number == index:
            return found.start() if found.group(1)[0] == NEWLINE else found.start(1)
    return len(text)
