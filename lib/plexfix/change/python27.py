# -*- coding: utf-8 -*-
"""Tells whether Python 2.7 compiles a source, without a Python 2.7: exactly, and on any Python.

Its language is worked out in `syntax27`.  Whether modules and names exist, and what Plex's loader forbids beyond the
language, is left to others.
"""
from __future__ import absolute_import, division, print_function

from collections import namedtuple

from plexfix.base.compat import to_text
from plexfix.change.syntax27 import encoding
from plexfix.change.syntax27.codes import ERROR, ODD_STRING, STRING, offset_of
from plexfix.change.syntax27.findings import PARSER, TREE
from plexfix.change.syntax27.literals import is_unicode, utf8_end
from plexfix.change.syntax27.loaded import LoadedReader
from plexfix.change.syntax27.reader import Reader


class Problem(namedtuple('Problem', 'line column rule message')):
    """What Python 2.7 says against a source: *line* and *column* count from 1, *column* in characters.

    *rule* is one of encoding, syntax, string, number, indentation, nesting, target, argument, parameter, import,
    escape, future, scope, flow; *message* is in the words of Python 2.7.
    """

    __slots__ = ()


def syntax_problem(data, as_loaded=False):
    """Return the Problem that Python 2.7 has with the source *data* (bytes), or None when it compiles.

    Besides the language this holds the rule of files: bytes beyond ASCII need a coding line or a byte order mark.
    With *as_loaded* the source is taken as Plex loads an agent's code, from a string and by another compiler: that
    rule does not apply, and some of what Python 2.7 refuses is accepted.
    """
    source = encoding.read(data)
    if source.problem is not None:
        return Problem(source.problem.line, 1, encoding.RULE, source.problem.message)
    # A last line that is to be joined to a next one is joined to nothing.
    text = '\n' + source.text + ('\n' if source.text.endswith('\\\n') else '')
    reader = (LoadedReader if as_loaded else Reader)(text)
    reader.read()
    if source.declared == encoding.UTF8:
        _check_literals(reader, source)
    found = reader.findings.first()
    problem = None if found is None else _problem(text, reader, found)
    if source.undeclared is None or as_loaded or _earlier(reader, problem, source.undeclared):
        return problem
    return _undeclared(source)


def _earlier(reader, problem, line):
    """Return whether Python 2.7 comes upon *problem* before it reads that *line*."""
    return problem is not None and PARSER in reader.findings.found and problem.line < line


def _undeclared(source):
    start = 0
    for _ in range(source.undeclared - 1):
        start = source.text.index('\n', start) + 1
    column = 0
    while source.text[start + column] < '\x80':
        column += 1
    return Problem(source.undeclared, column + 1, encoding.RULE,
                   "Non-ASCII character '\\x%02x', but no encoding declared" % ord(source.text[start + column]))


def _check_literals(reader, source):
    """Find unicode literals that are no UTF-8 in a source that is said to be; elsewhere Python 2.7 does not mind."""
    data = source.text if str is bytes else source.text.encode('latin-1')
    if utf8_end(data) == len(data):
        return
    for number, token in enumerate(reader.tokens):
        if reader.codes[number] in (STRING, ODD_STRING) and is_unicode(token, reader.future.unicode_literals):
            token = token if str is bytes else token.encode('latin-1')
            end = utf8_end(token)
            if end < len(token):
                reader.findings.add(TREE, number, encoding.RULE, "(unicode error) 'utf8' codec can't decode byte 0x%02x"
                                    % ord(token[end:end + 1]))
                return


def _problem(text, reader, found):
    """Return the Problem for what the reader *found*, with the place of its token."""
    number, rule, message = found
    offset = offset_of(text, number)
    if offset == len(text):
        offset -= 1
    if not message:
        rule, message = _of_token(reader, number, text, offset)
    start = text.rfind('\n', 0, offset) + 1
    column = len(to_text(text[start:offset] if str is bytes else text[start:offset].encode('latin-1'))) + 1
    return Problem(text.count('\n', 0, offset), column, rule, message)


def _of_token(reader, number, text, offset):
    """Return (rule, message) for the token at which the parser stops."""
    token, code = reader.tokens[number], reader.codes[number]
    if code != ERROR:
        return 'syntax', 'invalid syntax'
    if token[0] in '.0123456789':
        return 'number', 'invalid token'
    if token == '\\':
        return 'syntax', 'unexpected character after line continuation character'
    quoted = text[offset:offset + 6].lstrip('uUbBrR')
    if quoted[:1] in ('"', "'") and quoted[:1]:
        if quoted[:3] in ('"""', "'''"):
            return 'string', 'EOF while scanning triple-quoted string literal'
        return 'string', 'EOL while scanning string literal'
    return 'syntax', 'invalid syntax'
