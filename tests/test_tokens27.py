# -*- coding: utf-8 -*-
"""The tokens of Python 2.7: the same on every Python, and on 2.7 the same as the standard library's."""
from __future__ import absolute_import, division, print_function

import os
import random
import sys
import tokenize as standard

import pytest
from hypothesis import given, settings, strategies as st

from plexfix.change import tokens27
from plexfix.change.tokens27 import DEDENT, END, ERROR, INDENT, NAME, NEWLINE, NUMBER, OPERATOR, STRING


def tokens(source):
    text, problem = tokens27.normalized(source)
    assert problem is None
    return tokens27.tokenize(text)


def strings(source, kind):
    return [token.string for token in tokens(source) if token.kind == kind]


def test_kinds_lines_and_columns():
    assert [tuple(token) for token in tokens(b'if x:\n\ty = 1 # c\n\nz\n')] == [
        (NAME, 'if', 1, 0), (NAME, 'x', 1, 3), (OPERATOR, ':', 1, 4), (NEWLINE, '', 1, 5),
        (INDENT, '', 2, 1), (NAME, 'y', 2, 1), (OPERATOR, '=', 2, 3), (NUMBER, '1', 2, 5), (NEWLINE, '', 2, 10),
        (DEDENT, '', 4, 0), (NAME, 'z', 4, 0), (NEWLINE, '', 4, 1), (END, '', 5, 0)]


@pytest.mark.parametrize('text', [
    "''", '""', "'a\\'b'", '"a\'b"', "u'a'", "UR'a\\'", "b'a'", "bR'a'", "r'\\\\'", "'''a'b''c\nd'''", '"""a\\"""b"""',
    "ur'''a'''", "'a\\\nb'", "''''a'''", "'#'", '"""\n\n"""'])
def test_strings(text):
    source = ('x = %s + y\n' % text).encode('ascii')
    if text == "UR'a\\'":
        source = b"x = UR'a\\'' + y\n"
        text = "UR'a\\''"
    assert strings(source, STRING) == [text]
    assert strings(source, NAME) == ['x', 'y']


@pytest.mark.parametrize('text', [
    '0', '0777', '0o17', '0XfFL', '0b101l', '10L', '1.', '.5', '1.5e-3J', '1e10', '5j', '00', '09.5', '08e1', '09j'])
def test_numbers(text):
    assert strings(('x(%s)\n' % text).encode('ascii'), NUMBER) == [text]


@pytest.mark.parametrize('text', ['08', '0x', '0b2', '1_000', '0o', '079L'])
def test_bad_numbers(text):
    assert strings(('x(%s, y)\n' % text).encode('ascii'), ERROR) == ['invalid number']
    assert strings(('x(%s, y)\n' % text).encode('ascii'), NAME) == ['x', 'y']


def test_numbers_may_touch_a_word():
    assert [token.string for token in tokens(b'1if 2else 0xfor x\n')][:6] == ['1', 'if', '2', 'else', '0xf', 'or']


def test_operators():
    text = '<> != == <= >= << >> ** // **= //= <<= >>= += -= *= /= %= &= |= ^= ` @ ; ~ . , : + - * / % & | ^ < > ='
    assert strings((text + '\n').encode('ascii'), OPERATOR) == text.split()
    assert strings(b'x[...]\n', OPERATOR) == ['[', '.', '.', '.', ']']


@pytest.mark.parametrize('source, problem, line', [
    (b'a\nx = "a\ny\n', 'a string without an end on its line', 2),
    (b"a\nx = '''a\ny\n", 'a triple-quoted string without an end', 2),
    (b'x = (\ny\n', 'the text ends inside a bracket of the statement on line 1', 3),
    (b'if a:\n    b\n  c\n', 'unindent does not match any outer indentation level', 3),
    (b'x = a ! b\n', 'invalid syntax: !', 1),
    (b'x = \\ b\n', 'a backslash that does not end its line', 1),
    (b'x = \xc3\n', 'a character (byte c3) outside strings and comments', 1),
])
def test_errors_are_tokens_and_reading_goes_on(source, problem, line):
    found = tokens(source)
    assert [(token.string, token.line) for token in found if token.kind == ERROR] == [(problem, line)]
    assert found[-1].kind == END and found[-1].line == source.count(b'\n') + 1


def test_a_bracket_too_many_hides_nothing():
    assert [token.kind for token in tokens(b')\nx\n')] == [OPERATOR, NEWLINE, NAME, NEWLINE, END]


def test_a_hundred_levels_are_too_many():
    def levels(number):
        return b''.join(b' ' * level + b'if x:\n' for level in range(number))
    assert strings(levels(100), ERROR) == []
    assert strings(levels(101), ERROR) == ['too many levels of indentation']


def test_tabs_reach_to_the_next_eighth_column_and_form_feeds_start_anew():
    found = tokens(b'if x:\n        a\n\tb\n    \tc\n   \x0c        d\n')
    assert [token.kind for token in found if token.kind in (INDENT, DEDENT, ERROR)] == [INDENT, DEDENT]
    assert [token.line for token in tokens(b'if x:\n\ta\n         b\n') if token.kind == INDENT] == [2, 3]


@pytest.mark.parametrize('source, text', [
    (b'a\r\nb\rc\n', 'a\nb\nc\n'),
    (b'\xef\xbb\xbfa\n', 'a\n'),
    (b'# -*- coding: cp1252 -*-\n"\x80"\n', '# -*- coding: cp1252 -*-\n"\xe2\x82\xac"\n'),
    (b'#!x\n# vim: set fileencoding=shift_jis :\n"\x83\x5c"\n',
     '#!x\n# vim: set fileencoding=shift_jis :\n"\xe3\x82\xbd"\n'),
    (b'# coding: latin-1\n"\xe9"\n', '# coding: latin-1\n"\xe9"\n'),
    (b'x\n# coding: cp1252\n"\x80"\n', 'x\n# coding: cp1252\n"\x80"\n'),
    (u'"\u20ac"', '"\xe2\x82\xac"'),
])
def test_normalized(source, text):
    assert tokens27.normalized(source) == (text, None)


@pytest.mark.parametrize('source, problem', [
    (b'x\n\n\x00', (3, 'a null byte')),
    (b'# coding: no-such\n', (1, 'unknown encoding: no-such')),
    (b'# coding: hex\n00\n', (1, 'unknown encoding: hex')),
    (b'# coding: ascii\n\n\xe9\n', (3, 'bytes that are not ascii')),
    (b'\xef\xbb\xbf# coding: cp1252\n', (1, 'encoding problem: cp1252 with BOM')),
])
def test_what_cannot_be_normalized(source, problem):
    assert tokens27.normalized(source)[1] == problem


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_give_tokens_that_stand_where_they_say(source):
    text, _ = tokens27.normalized(source)
    lines = (text + '\n').split('\n')
    found = tokens27.tokenize(text)
    assert found[-1].kind == END
    assert sum(1 if token.kind == INDENT else -1 for token in found if token.kind in (INDENT, DEDENT)) == 0
    for token in found:
        if token.kind in (NAME, NUMBER, OPERATOR):
            assert lines[token.line - 1][token.column:].startswith(token.string)
        elif token.kind == STRING:
            assert '\n'.join(lines[token.line - 1:])[token.column:].startswith(token.string)


KINDS = {standard.NAME: NAME, standard.NUMBER: NUMBER, standard.STRING: STRING, standard.OP: OPERATOR,
         standard.NEWLINE: NEWLINE, standard.INDENT: INDENT, standard.DEDENT: DEDENT, standard.ENDMARKER: END}


def shown(found):
    """Return what both tokenizers must agree on: where a margin is said to change, and of which length, is style."""
    return [(token[0],) if token[0] in (INDENT, DEDENT, NEWLINE, END) else tuple(token)
            for token in found]


@pytest.mark.skipif(sys.version_info[0] > 2, reason="only Python 2.7's standard library reads Python 2.7")
def test_the_standard_library_agrees():
    folder = os.path.dirname(os.__file__)
    names = sorted(name for name in os.listdir(folder) if name.endswith('.py'))
    chosen = random.Random(1).sample(names, 25) + ['tokenize.py', 'decimal.py']
    for name in chosen:
        with open(os.path.join(folder, name), 'rb') as stream:
            source = stream.read()
        with open(os.path.join(folder, name), 'rb') as stream:
            expected = [(KINDS[kind], string) + begin for kind, string, begin, _, _
                        in standard.generate_tokens(stream.readline) if kind in KINDS]
        assert shown(tokens(source)) == shown(expected), name
