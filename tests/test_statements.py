# -*- coding: utf-8 -*-
"""Tokens become statements: where each begins, which block it stands in, which clauses belong together."""
from __future__ import absolute_import, division, print_function

import pytest

from plexfix.change import statements
from plexfix.change.tokens27 import normalized, tokenize


def read(source):
    return statements.read(tokenize(normalized(source)[0]))


def words(source):
    return [''.join(token.string for token in one.tokens) for one in read(source)]


@pytest.mark.parametrize('source, expected', [
    (b'', []),
    (b'a = 1; b = 2\n', ['a=1', 'b=2']),
    (b'if a: b; c\n', ['ifa', 'b', 'c']),
    (b'x = lambda a: a\n', ['x=lambdaa:a']),
    (b'if lambda: 1: y\n', ['iflambda:1', 'y']),
    (b'd = {1: 2}\nx[1:2] = 3\n', ['d={1:2}', 'x[1:2]=3']),
    (b'f(a,\n  b)\n', ['f(a,b)']),
    (b'x: int = 1\n', ['x:int=1']),
    (b'f(\n', ['f(']),
])
def test_lines_are_cut_into_statements(source, expected):
    assert words(source) == expected


def test_each_statement_knows_its_block():
    found = read(b'def f(a):\n    "doc"\n    if a:\n        return 1\n    x = 2\ny = 3\n')
    assert [one.parent.word if one.parent else None for one in found] == [None, 'def', 'def', 'if', 'def', None]
    assert [header.word for header in found[3].parents()] == ['if', 'def']
    assert [one.is_first for one in found] == [True, True, False, True, False, False]
    assert found[1].is_text() and not found[4].is_text()


def test_the_clauses_of_one_compound_statement_are_a_chain():
    found = read(b'try:\n    a\nexcept E:\n    b\nelse:\n    c\ntry:\n    d\nfinally:\n    e\n')
    chains = [[header.word for header in one.chain] for one in found if one.chain]
    assert chains == [['try', 'except', 'else']] * 3 + [['try', 'finally']] * 2
    assert found[1].parent.chain is found[3].parent.chain


def test_clauses_on_one_line_are_a_chain_too():
    found = read(b'try: import a\nexcept ImportError: import b\n')
    assert [one.word for one in found] == ['try', 'import', 'except', 'import']
    assert [header.word for header in found[3].parent.chain] == ['try', 'except']


def test_an_else_of_another_block_does_not_join():
    found = read(b'if a:\n    try:\n        b\n    except E:\n        c\nelse:\n    d\n')
    assert [header.word for header in found[5].chain] == ['if', 'else']


@pytest.mark.parametrize('source, name', [
    (b'os.path.join(a)', 'os.path.join'), (b'f(a)', 'f'), (b'x().y(a)', '.y'), (b'print (a)', ''), (b'a[0](a)', ''),
])
def test_the_name_before_a_bracket(source, name):
    tokens = read(source)[0].tokens
    opening = [index for index, token in enumerate(tokens) if token.string == '('][-1]
    assert statements.dotted_before(tokens, opening) == name


def test_brackets_and_commas():
    tokens = read(b'f(a, (b, c), d=[1, 2])')[0].tokens
    assert statements.closing(tokens, 1) == len(tokens) - 1
    parts = statements.split_at_commas(tokens[2:-1])
    assert [''.join(token.string for token in part) for part in parts] == ['a', '(b,c)', 'd=[1,2]']
    assert statements.closing(tokens[:4], 1) == 4 and statements.split_at_commas([]) == []
