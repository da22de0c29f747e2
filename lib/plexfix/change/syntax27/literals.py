# -*- coding: utf-8 -*-
"""Tells what Python 2.7 refuses inside a string literal: escapes, and bytes that are no UTF-8.

Where the literal ends is left to others.
"""
from __future__ import absolute_import, division, print_function

import re
import unicodedata

from plexfix.change.syntax27.unicode52 import known

_SUSPECT = re.compile('\\\\[xuUN2-7]|[\x80-\xff]')
_PREFIX = re.compile(r'[uUbB]?[rR]?')
_BYTES_ESCAPE = re.compile(r'\\(?:x(?P<hex>[0-9a-fA-F]{0,2})|(?P<octal>[0-7]{1,3})|.)', re.DOTALL)
_UNICODE_ESCAPE = re.compile(
    r'\\(?:x(?P<x>[0-9a-fA-F]{0,2})|u(?P<u>[0-9a-fA-F]{0,4})|U(?P<U>[0-9a-fA-F]{0,8})'
    r'|N(?P<N>(?:\{[^}]*\})?)|.)', re.DOTALL)
_RAW_ESCAPE = re.compile(r'\\+(?:u(?P<u>[0-9a-fA-F]{0,4})|U(?P<U>[0-9a-fA-F]{0,8}))?')

# Python 2.7 takes surrogates for UTF-8, unlike Python 3.
_UTF8 = re.compile(
    b'(?:[\\x00-\\x7f]+|[\\xc2-\\xdf][\\x80-\\xbf]|\\xe0[\\xa0-\\xbf][\\x80-\\xbf]|[\\xe1-\\xef][\\x80-\\xbf]{2}'
    b'|\\xf0[\\x90-\\xbf][\\x80-\\xbf]{2}|[\\xf1-\\xf3][\\x80-\\xbf]{3}|\\xf4[\\x80-\\x8f][\\x80-\\xbf]{2})*')


def needs_a_look(token):
    """Return whether the string *token* may be refused for what it holds, depending on its prefix and its file."""
    return _SUSPECT.search(token) is not None


def utf8_end(data):
    """Return how many bytes of *data* are UTF-8 as Python 2.7 understands it, counted from the start."""
    try:
        data.decode('utf-8')
        return len(data)
    except UnicodeDecodeError:
        return _UTF8.match(data).end()


def is_unicode(token, unicode_literals):
    """Return whether the string *token* is a unicode literal."""
    return token[0] in 'uU' or (unicode_literals and token[0] not in 'bB')


def escape_problem(token, unicode_literals):
    """Return what Python 2.7 says against the escapes of the string *token*, or None."""
    raw, body = _opened(token)
    if is_unicode(token, unicode_literals):
        return _raw_problem(body) if raw else _unicode_problem(body)
    if raw:
        return None
    for found in _BYTES_ESCAPE.finditer(body):
        if found.group('hex') is not None and len(found.group('hex')) < 2:
            return 'invalid \\x escape'
    return None


def mixed_problem(tokens, unicode_literals):
    """Return what Python 2.7 says against strings side by side: it makes unicode of all, if of any, by way of ASCII."""
    if not any(is_unicode(token, unicode_literals) for token in tokens):
        return None
    for token in tokens:
        byte = None if is_unicode(token, unicode_literals) else _beyond_ascii(token)
        if byte is not None:
            return "(unicode error) 'ascii' codec can't decode byte 0x%02x" % byte
    return None


def _beyond_ascii(token):
    """Return the number of a byte beyond ASCII in what the string *token* stands for, or None."""
    raw, body = _opened(token)
    for character in body:
        if character >= '\x80':
            return ord(character)
    for found in () if raw else _BYTES_ESCAPE.finditer(body):
        digits = found.group(found.lastgroup) if found.lastgroup else ''
        number = int(digits, 16 if found.lastgroup == 'hex' else 8) % 256 if digits else 0
        if number >= 0x80:
            return number
    return None


def _opened(token):
    """Return (whether the string *token* is raw, what stands between its quotes)."""
    prefix = _PREFIX.match(token).group()
    quotes = 3 if token[len(prefix):len(prefix) + 3] in ('"""', "'''") and len(token) >= len(prefix) + 6 else 1
    return 'r' in prefix.lower(), token[len(prefix) + quotes:-quotes]


def is_empty(token):
    """Return whether the string *token* stands for no characters."""
    raw, body = _opened(token)
    return (body if raw else body.replace('\\\n', '')) == ''


def _unicode_problem(body):
    for found in _UNICODE_ESCAPE.finditer(body):
        kind = found.lastgroup
        digits = found.group(kind) if kind else ''
        if kind == 'N':
            problem = _name_problem(digits)
        else:
            problem = _digits_problem(kind, digits) if kind else None
        if problem:
            return problem
    return None


def _raw_problem(body):
    for found in _RAW_ESCAPE.finditer(body):
        kind = found.lastgroup
        # An even number of backslashes stand for themselves.
        if kind and (found.start(kind) - 1 - found.start()) % 2:
            problem = _digits_problem(kind, found.group(kind))
            if problem:
                return problem.replace('illegal Unicode character', '\\Uxxxxxxxx out of range')
    return None


def _digits_problem(kind, digits):
    wanted = {'x': 2, 'u': 4, 'U': 8}[kind]
    if len(digits) < wanted:
        return 'truncated \\%s escape' % (kind + 'X' * wanted)
    return 'illegal Unicode character' if int(digits, 16) > 0x10ffff else None


def _name_problem(braced):
    name = braced[1:-1]
    if not name:
        return 'malformed \\N character escape'
    return None if known_name(name) else 'unknown Unicode character name'


def known_name(name):
    """Return whether Unicode 5.2, which Python 2.7 brings, has a character called *name*."""
    try:
        found = unicodedata.lookup(name)
    except (KeyError, UnicodeError):
        return False
    if unicodedata.unidata_version == '5.2.0':
        return True
    # Later Pythons also know aliases and named sequences.
    return len(found) == 1 and unicodedata.name(found, '') == name.upper() and known(ord(found))
