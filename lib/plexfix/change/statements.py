# -*- coding: utf-8 -*-
"""Puts the tokens of a Python 2.7 source together to statements, and says what each of them stands in.

It also reads what is wrong or Python 3, as well as that goes.  What statements mean is left to others.
"""
from __future__ import absolute_import, division, print_function

from plexfix.change.tokens27 import BRACKETS, DEDENT, ERROR, INDENT, KEYWORDS, NAME, NEWLINE, STRING

COMPOUND = frozenset('if elif else while for try except finally with def class'.split())
_GOES_ON = frozenset('elif else except finally'.split())


class Statement(object):
    """A simple statement, or the header of a compound one.

    *tokens* are without line ends and margins; *word* is the first one's string.  *parent* is the header of the block
    it stands in, None for the file's own.  *chain* lists the headers of one compound statement (try, except, else ...);
    it is empty for a simple statement.  *is_first* tells whether it is the first of its block.
    """

    __slots__ = ('tokens', 'word', 'parent', 'chain', 'is_first')

    def __init__(self, tokens, parent, is_first):
        self.tokens = tokens
        self.word = tokens[0].string
        self.parent = parent
        self.chain = []
        self.is_first = is_first

    def parents(self):
        """Yield the headers around the statement, the nearest first."""
        header = self.parent
        while header is not None:
            yield header
            header = header.parent

    def is_text(self):
        """Tell whether it consists of strings alone: a docstring, or a comment in the form of one."""
        return all(token.kind == STRING for token in self.tokens)


def read(tokens):
    """Return the Statements of *tokens* (from `tokens27.tokenize`), in their order."""
    reader = _Reader()
    line = []
    for token in tokens:
        kind = token.kind
        if kind == NEWLINE:
            if line:
                reader.logical_line(line)
                line = []
        elif kind == INDENT:
            reader.indent()
        elif kind == DEDENT:
            reader.dedent()
        elif kind != ERROR and token.string:
            line.append(token)
    if line:
        reader.logical_line(line)
    return reader.statements


class _Reader(object):
    """Knows the open blocks; *last* has the last statement of each of them."""

    def __init__(self):
        self.statements = []
        self.blocks = [None]
        self.last = [None]

    def indent(self):
        self.blocks.append(self.statements[-1] if self.statements else None)
        self.last.append(None)

    def dedent(self):
        if len(self.blocks) > 1:
            self.blocks.pop()
            self.last.pop()

    def logical_line(self, tokens):
        """Add the statements of a logical line; what stands behind the colon of a header is its block."""
        parent = self.blocks[-1]
        for index, (part, is_header) in enumerate(_parts(tokens)):
            if not part:
                continue
            is_first = self.last[-1] is None if parent is self.blocks[-1] else index == 1
            made = Statement(part, parent, is_first)
            self.statements.append(made)
            if is_header:
                self._chain(made)
            if parent is self.blocks[-1]:
                self.last[-1] = made
            if is_header:
                parent = made

    def _chain(self, header):
        before = self.last[-1]
        goes_on = header.word in _GOES_ON and header.parent is self.blocks[-1] and before is not None
        header.chain = before.chain if goes_on and before.chain else []
        header.chain.append(header)


def _parts(tokens):
    """Return [(tokens, whether it is a header)] of a logical line, split at its semicolons and its header's colon."""
    parts, start, depth, lambdas = [], 0, 0, 0
    header = tokens[0].string in COMPOUND
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
            parts.append((tokens[start:index], string == ':'))
            start, header = index + 1, False
    parts.append((tokens[start:], header))
    return parts


def is_name(token):
    """Tell whether a token is a name that is no keyword."""
    return token.kind == NAME and token.string not in KEYWORDS


def closing(tokens, opening):
    """Return the index of the bracket that closes the one at *opening*, or the number of tokens where none does."""
    depth = 0
    for index in range(opening, len(tokens)):
        depth += BRACKETS.get(tokens[index].string, 0)
        if depth == 0:
            return index
    return len(tokens)


def split_at_commas(tokens):
    """Return *tokens* as a list of lists, split at the commas that stand in no bracket; none for no tokens."""
    parts, start, depth = [], 0, 0
    for index, token in enumerate(tokens):
        if token.string in BRACKETS:
            depth += BRACKETS[token.string]
        elif token.string == ',' and depth == 0:
            parts.append(tokens[start:index])
            start = index + 1
    if start < len(tokens):
        parts.append(tokens[start:])
    return parts


def dotted_before(tokens, index):
    """Return the dotted name that ends right before *index*, such as `os.path.join`; '' where none does.

    Of `x().y` it is `.y`: the beginning is no name.
    """
    parts = []
    at = index - 1
    while at >= 0 and tokens[at].kind == NAME:
        parts.append(tokens[at].string)
        if at == 0 or tokens[at - 1].string != '.':
            break
        parts.append('.')
        at -= 2
    return ''.join(reversed(parts)) if not parts or parts[0] not in KEYWORDS else ''
