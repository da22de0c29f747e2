# -*- coding: utf-8 -*-
"""The checker of Python 2.7's syntax: what the real one said to each of many sources, rule by rule, on any Python."""
from __future__ import absolute_import, division, print_function

import io
import json
import os

import pytest

from plexfix.change.python27 import Problem, syntax_problem
from python27_sources import SOURCES

CASES = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'data', 'python27_cases.json')

with io.open(CASES, encoding='utf-8') as _handle:
    RECORDED = json.load(_handle)['cases']

# Where the real one tells another line: that of the first string beside the wrong one, that of a line end which joins
# nothing, and that of the whole try statement.
ELSEWHERE = (b"'a' \n b'\\xff'", b'\\\n', b'except:\n  y\nexcept E')


def source_of(case):
    return case['source'].encode('latin-1')


def test_the_record_is_of_these_sources():
    assert sorted(map(source_of, RECORDED)) == sorted(source for sources in SOURCES.values() for source in sources)
    assert len(RECORDED) > 600


@pytest.mark.parametrize('case', RECORDED, ids=lambda case: repr(source_of(case)[:60]))
def test_a_file_is_judged_as_python_27_does(case):
    problem = syntax_problem(source_of(case))
    assert (problem is not None) == (case['plain'] is not None or case['undeclared']), problem


@pytest.mark.parametrize('case', [case for case in RECORDED if 'recursion' not in str(case['loaded'])],
                         ids=lambda case: repr(source_of(case)[:60]))
def test_an_agent_is_judged_as_the_compiler_in_python_does(case):
    problem = syntax_problem(source_of(case), as_loaded=True)
    assert (problem is not None) == (case['loaded'] is not None), problem


@pytest.mark.parametrize('case', [
    case for case in RECORDED if case['plain'] is not None and case['plain']['line'] is not None
    and not case['undeclared'] and not any(part in source_of(case) for part in ELSEWHERE)
], ids=lambda case: repr(source_of(case)[:60]))
def test_the_line_is_the_one_python_27_tells(case):
    assert syntax_problem(source_of(case)).line == case['plain']['line']


@pytest.mark.parametrize('rule, source', [
    (rule, source) for rule in sorted(SOURCES) for source in SOURCES[rule]], ids=lambda value: repr(value)[:60])
def test_the_rule_is_the_one_of_the_table(rule, source):
    problem = syntax_problem(source)
    assert rule == ('accepted' if problem is None else problem.rule)


@pytest.mark.parametrize('source, expected', [
    (b'x = (1,\n     2 3)\n', (2, 8, 'syntax', 'invalid syntax')),
    (b'# coding: utf-8\nx = "\xc3\xa9" 1\n', (2, 9, 'syntax', 'invalid syntax')),
    (b'def f():\n    pass\n  x\n',
     (3, 3, 'indentation', 'unindent does not match any outer indentation level')),
    (b'if x:\n\n# c\ny\n', (4, 1, 'indentation', 'expected an indented block')),
    (b'x\n  y\n', (2, 3, 'indentation', 'unexpected indent')),
    (b'x = f(a=1,\n      a=2)\n', (2, 7, 'argument', 'keyword argument repeated')),
    (b'a = b = 1 = c\n', (1, 9, 'target', "can't assign to literal")),
    (b'x = 1\n\nx = "a\n', (3, 5, 'string', 'EOL while scanning string literal')),
    (b'x = """a\n\n', (1, 5, 'string', 'EOF while scanning triple-quoted string literal')),
    (b'x = 08\n', (1, 5, 'number', 'invalid token')),
    (b'x = (1,\n', (1, 8, 'syntax', 'unexpected EOF while parsing')),
    (b'x = 1 +   # why\n\n\ny\n', (1, 8, 'syntax', 'invalid syntax')),
    (b'x \\ y\n', (1, 3, 'syntax', 'unexpected character after line continuation character')),
    (b'def f(a, b, a): pass\n', (1, 13, 'parameter', "duplicate argument 'a' in function definition")),
    (b'x = 1\ny = "\xc3\xa9"\n', (2, 6, 'encoding', "Non-ASCII character '\\xc3', but no encoding declared")),
    (b'# coding: ascii\nx = "\xc3"\n',
     (2, 1, 'encoding', "'ascii' codec can't decode byte 0xc3 in position 21")),
    (b'x\0', (1, 1, 'encoding', 'source code string cannot contain null bytes')),
    (b'def f():\n  def g():\n    exec "x"\n    y\n',
     (3, 5, 'scope', "unqualified exec is not allowed in function 'g' because it is a nested function")),
])
def test_place_rule_and_words(source, expected):
    assert syntax_problem(source) == Problem(*expected)


def test_the_parser_comes_first_wherever_it_stumbles():
    assert syntax_problem(b'return 1\nf() = 2\nx y\n').rule == 'syntax'
    assert syntax_problem(b'return 1\nf() = 2\n').rule == 'target'
    assert syntax_problem(b'return 1\nx\n').rule == 'flow'
    assert syntax_problem(b'x y\nz = "\xe9"\n').rule == 'syntax'
    assert syntax_problem(b'f() = 1\nz = "\xe9"\n').rule == 'encoding'


def test_what_was_read_before_changes_nothing():
    first = syntax_problem(b'x = (1,\n')
    assert syntax_problem(b'x = (1,\n  2)\n') is None
    assert syntax_problem(b'x = (1,\n') == first
    assert syntax_problem(b'from __future__ import print_function\nprint(1, end="")\n') is None
    assert syntax_problem(b'print(1, end="")\n') is not None


HEALTHY = [
    b"x = tree.xpath('.../@href')\n", b'title = "Best of"\n', b'if not c: char = d\n', b"x = ur'\\d+'\n", b'y = `x`\n',
    b'print x\n', b'if a <> b: pass\n', b'os.chmod(p, 0777)\n', b'try:\n    x\nexcept Exception, e:\n    pass\n',
    b'x = {a: b for a, b in c}\n', b'with a as b, c: pass\n', b'print >>f, "a %s" % b,\n', b'raise E, "x"\n',
    b'# encoding=utf8\nx = u"\xc3\xa9"\n', b'\xef\xbb\xbfx = u"\xc3\xa9"\n', b'x = 10L\n', b'',
    b'def f((a, b)): return lambda (c, d): a\n', b'if x:\n\ty\n        z\n', b'x = 1\r\nif x:\r\n  y\r\n',
]


@pytest.mark.parametrize('source', HEALTHY)
def test_healthy_code_passes_both_ways(source):
    assert syntax_problem(source) is None
    assert syntax_problem(source, as_loaded=True) is None


NEWER = [
    b'x = f"a"\n', b'x: int = 1\n', b'def f() -> int: pass\n', b'def f(*, a): pass\n', b'def f(a, /): pass\n',
    b'nonlocal x\n', b'async def f(): pass\n', b'if (n := 1): pass\n', b'raise E from e\n', b'print("x", end="")\n',
    b'class C(metaclass=M): pass\n', b'a, *b = c\n', b'x = 1_000\n', b'yield from x\n', b'match x:\n  case 1: pass\n',
    b'x = [*a]\n', b'x = {**a}\n', b'f(*a, *b)\n', b'a @ b\n', b'x = rb"a"\n', b'except* E: pass\n', b'type X = int\n',
    b'def f[T](x): pass\n', b'with (open(a) as b): pass\n', b'@a[0]\ndef f(): pass\n', b'import a.b as c.d\n',
]


@pytest.mark.parametrize('source', NEWER)
def test_newer_python_is_refused_both_ways(source):
    assert syntax_problem(source) is not None
    assert syntax_problem(source, as_loaded=True) is not None


def test_only_the_loader_lets_these_pass():
    for source in (b'None = 1\n', b'f(a=1, a=2)\n', b'def f(a, a): pass\n', b'return 1\n', b'x = "\xe9"\n',
                   b'def f():\n  yield\n  return 1\n', b'try: x\nexcept: y\nexcept E: z\n', b'from a import b,\n'):
        assert syntax_problem(source) is not None
        assert syntax_problem(source, as_loaded=True) is None


def test_only_the_loader_refuses_these():
    for source in (b'[] = x\n', b'f(a for a in b, *c)\n', b'f((a)=1)\n', b'if 0:\n  from __future__ import division\n'):
        assert syntax_problem(source) is None
        assert syntax_problem(source, as_loaded=True) is not None
