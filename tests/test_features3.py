# -*- coding: utf-8 -*-
"""A syntax error that is a feature of Python 3 is called by its name; anything else is not."""
from __future__ import absolute_import, division, print_function

import pytest

from plexfix.base.compat import to_bytes
from plexfix.change import python27, statements
from plexfix.change.library27 import features3
from plexfix.change.tokens27 import normalized, tokenize

CASES = [
    ('x = f"a{b}"', 'f-string, since 3.6'), ('x = rf"a"', 'f-string, since 3.6'), ("x = F'a'", 'f-string, since 3.6'),
    ('f(1,\n  f"a")', 'f-string, since 3.6'), ("x = rb'a'", 'string prefix rb, since 3.3'), ("t = t'a'", 't-string, since 3.14'),
    ('def f():\n    nonlocal x', 'nonlocal, since 3.0'), ('async def f(): pass', 'async def, since 3.5'),
    ('async with a: pass', 'async with, since 3.5'), ('def f():\n    x = await y', 'await, since 3.5'),
    ('def f():\n    yield from x', 'yield from, since 3.3'), ('raise A from b', 'raise ... from, since 3.0'),
    ('def f() -> int: pass', 'annotation of a function, since 3.0'),
    ('def f(a: int): pass', 'annotation of a parameter, since 3.0'),
    ('def f(a: int = 1, *b): pass', 'annotation of a parameter, since 3.0'),
    ('def f(a, *, b): pass', 'parameters by keyword only, since 3.0'),
    ('def f(*args, b): pass', 'parameters by keyword only, since 3.0'),
    ('x = lambda *, a: a', 'parameters by keyword only, since 3.0'),
    ('def f(a, /): pass', 'parameters by position only, since 3.8'),
    ('x: int = 1', 'annotation of a variable, since 3.6'), ('self.x: int = 1', 'annotation of a variable, since 3.6'),
    ('if (n := 10) > 5: pass', 'assignment expression (:=), since 3.8'),
    ('print("a", end="")', 'print(end=...) as a function, since 3.0'),
    ('print("a", file=f)', 'print(file=...) as a function, since 3.0'),
    ('a, *b = c', 'unpacking with * here, since 3.0'), ('x = [*a, *b]', 'unpacking with * here, since 3.5'),
    ('x = {**a}', 'unpacking with ** here, since 3.5'), ('def f():\n    return *a, b', 'unpacking with *'),
    ('for x in *a, *b: pass', 'unpacking with *'), ('f(*a, *b)', 'more than one * or ** in a call, since 3.5'),
    ('f(**a, **b)', 'more than one * or ** in a call, since 3.5'), ('f(*a, b)', 'an argument behind *arguments, since 3.5'),
    ('class C(metaclass=M): pass', 'class C(metaclass=...), since 3.0'), ('class C[T]: pass', 'type parameters, since 3.12'),
    ('def f[T](x): pass', 'type parameters, since 3.12'), ('type X = int', 'type statement, since 3.12'),
    ('match x:\n    case 1: pass', 'match statement, since 3.10'), ('x = 1_000', 'underscore in a number, since 3.6'),
    ('x = a @ b', 'operator @ (matrix product), since 3.5'), ('x = ...', '... as an expression, since 3.0'),
    ('try: pass\nexcept* A: pass', 'except*, since 3.11'), ('@a[0].b\ndef f(): pass', 'any expression as a decorator, since 3.9'),
    ('with (open(a) as b, open(c) as d): pass', 'parentheses around the items of with, since 3.9'),
    ('from __future__ import annotations', 'from __future__ import annotations, since 3.7'),
    ('x = [i async for i in y]', 'asynchronous comprehension, since 3.6'),
]


def feature(source):
    """Return (whether Python 2.7 refuses *source*, the feature at that place)."""
    data = to_bytes(source)
    problem = python27.syntax_problem(data)
    text = normalized(data)[0]
    line = problem.line if problem else 1
    return problem is not None, features3.feature_at(statements.read(tokenize(text)), line, text.split('\n'))


@pytest.mark.parametrize('source, words', CASES)
def test_a_feature_of_python_3_is_named(source, words):
    refused, found = feature(source)
    assert refused and words in (found or '')


@pytest.mark.parametrize('source', [
    'x = (1', 'if a\n    b', 'x = = 1', 'def f(a, a): pass', '1 = x', 'x = "abc', 'break', 'for x in y', 'return 1',
    'a b', 'x = f "a"', 'else: pass', 'f(a=1, b)', 'print "a" "b" c',
])
def test_an_error_of_any_other_kind_has_no_feature(source):
    refused, found = feature(source)
    assert refused and found is None


@pytest.mark.parametrize('source', [
    'x[...]', 'x[1, ...]', '@a.b(c)\ndef f(): pass', 'def f(a, *b, **c): pass', 'f(a, *b, **c)', 'x = a * b ** c',
    'print("a")', 'print >>f, "a"', 'raise A, b', 'd = {a: b}', 'x = lambda a: a', 'if a: b = c', 'x = 0777', "x = ur'a'",
    'with a as b: pass', 'with (a): pass', 'class C(B): pass', 'from . import a', 'x = `a`', 'a <> b', 'f(a)(b)', 'match = 1',
    'async = 1', 'type = 1', 'x = nonlocal_', 'return_ = a', 'if not c: char = d', "x = '.../@href'", 'print "a: b", c',
    'x = a[b:c]', 'def f((a, b)): pass', 'exec "a" in b',
])
def test_healthy_python_27_has_none(source):
    refused, found = feature(source)
    assert not refused and found is None
