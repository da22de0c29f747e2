# -*- coding: utf-8 -*-
"""What Plex's code loader refuses: a case refused and a case taken for each rule, and RestrictedPython's own opinion."""
from __future__ import absolute_import, division, print_function

import os
import random
import re
import sys
import time

import pytest
from hypothesis import given, settings, strategies as st

from plexfix.change import loader

try:
    from compiler import misc
    from RestrictedPython import MutatingWalker
    from RestrictedPython.RCompile import RModule
    from RestrictedPython.RestrictionMutator import RestrictionMutator
except ImportError:
    RModule = None


def rules(source, policy='Standard'):
    return [(found.line, found.rule) for found in loader.refusals(source, policy)]


def messages(source, policy='Standard'):
    return [found.message for found in loader.refusals(source, policy)]


# rule, a source that is refused, the lines on which, a source near it that is taken
RULES = [
    # names
    ('underscore-variable', b'x = _y\n', [1], b'x = y_\n'),
    ('underscore-variable', b'_x = 1\n', [1], b'_ = 1\n'),
    ('underscore-variable', b'x, _y = 1, 2\n', [1], b'x, y = 1, 2\n'),
    ('underscore-variable', b'del _x\n', [1], b'del x\n'),
    ('underscore-variable', b'_x += 1\n', [1], b'x += 1\n'),
    ('underscore-variable', b'x = 1\n\nprint __file__\n', [3], b'print "__file__" # __file__\n'),
    ('underscore-variable', b'def _f(): pass\n', [1], b'def f_(): pass\n'),
    ('underscore-variable', b'class _C: pass\n', [1], b'class C_: pass\n'),
    ('underscore-variable', b'class C(_B): pass\n', [1], b'class C(B): pass\n'),
    ('underscore-variable', b'def f(_a): pass\n', [1], b'def f(a): pass\n'),
    ('underscore-variable', b'def f(a, *_b, **_c): pass\n', [1, 1], b'def f(a, *b, **c): pass\n'),
    ('underscore-variable', b'def f(a, (b, _c)): pass\n', [1], b'def f(a, (b, c)): pass\n'),
    ('underscore-variable', b'def f((_a)): pass\n', [1], b'def f((a)): pass\n'),
    ('underscore-variable', b'def f(a=_b): pass\n', [1], b'def f(a=b): pass\n'),
    ('underscore-variable', b'f = lambda _a: 1\n', [1], b'f = lambda a: 1\n'),
    ('underscore-variable', b'f = lambda a: _b\n', [1], b'f = lambda a: b\n'),
    ('underscore-variable', b'f = lambda a, b=lambda _c: 1: a\n', [1], b'f = lambda a, b=lambda c: 1: a\n'),
    ('underscore-variable', b'f = lambda *_a, **_b: 1\n', [1, 1], b'f = lambda *a, **b: 1\n'),
    ('underscore-variable', b'f = lambda (_a): 1\n', [1], b'f = lambda (a): 1\n'),
    ('underscore-variable', b'f(a=_b)\n', [1], b'f(_a=b)\n'),
    ('underscore-variable', b'f(*_a, **_b)\n', [1, 1], b'f(*a, **b)\n'),
    ('underscore-variable', b'global _x\n_x = 1\n', [2], b'global _x\n'),
    ('underscore-variable', b'import _x\n', [1], b'import x\n'),
    ('underscore-variable', b'import a as _x, _b.c\n', [1, 1], b'import a as x, b._c\n'),
    ('underscore-variable', b'from a import b; _b\n', [1], b'from a import _b\n'),
    ('underscore-variable', b'from a import (b,\n c)\n_c()\n', [3], b'from _a import (_b as _c,\n _d)\n'),
    ('underscore-variable', b'try: pass\nexcept E, _e: pass\n', [2], b'try: pass\nexcept E, e: pass\n'),
    ('underscore-variable', b'try: pass\nexcept E as _e: pass\n', [2], b'try: pass\nexcept E as e: pass\n'),
    ('underscore-variable', b'try: pass\nexcept (E, _F): pass\n', [2], b'try: pass\nexcept (E, F): pass\n'),
    ('underscore-variable', b'with a as _b, c as (d, _e): pass\n', [1, 1], b'with a as b, c as (d, e): pass\n'),
    ('underscore-variable', b'for _a, b in c: pass\n', [1], b'for a, b in c: pass\n'),
    ('underscore-variable', b'x = [1 for _a in b]\n', [1], b'x = [1 for a in b]\n'),
    ('underscore-variable', b'x = {1 for a in b if _c}\n', [1], b'x = {1 for a in b if c}\n'),
    ('underscore-variable', b'x = {1: _a for a in b}\n', [1], b'x = {1: a for a in b}\n'),
    ('underscore-variable', b'f(1 for _a in b)\n', [1], b'f(1 for a in b)\n'),
    ('underscore-variable', b'print >>_f, x\n', [1], b'print >>f, x\n'),
    ('underscore-variable', b'print "%s" % _f,\n', [1], b'print "%s" % f,\n'),
    ('underscore-variable', b'x = `_y`\n', [1], b'x = `y`\n'),
    ('underscore-variable', b'x = a[_b:_c]\n', [1, 1], b'x = a[b:c, ...]\n'),
    ('underscore-variable', b'x = {"a": _b}\n', [1], b'x = {"_a": b}\n'),
    ('underscore-variable', b'assert _a\nraise _b, c\n', [1, 2], b'assert a\nraise b, c\n'),
    ('underscore-variable', b'@_d\ndef f(): pass\n', [1], b'@d\ndef f(): pass\n'),
    ('underscore-variable', b'@d(_a)\nclass C: pass\n', [1], b'@d(_a=1)\nclass C: pass\n'),
    ('underscore-variable', b'x = [\n  1,\n  _y]\n', [3], b'x = [\n  1,\n  y]\n'),
    ('underscore-variable', b'def f(a,\n      _b): pass\n', [1], b'def f(a,\n      b): pass\n'),
    ('underscore-variable', b'if x: pass\nelif _y: pass\n', [2], b'if x: pass\nelif y: pass\n'),
    ('underscore-variable', b'while 1: x = 1; _y = 2\n', [1], b'while 1: x = 1; y = 2\n'),
    ('underscore-variable', b'x = a if _b else c\n', [1], b'x = a if b else c\n'),
    # attributes
    ('underscore-attribute', b'x = a._b\n', [1], b'x = a._\n'),
    ('underscore-attribute', b'a._b = 1\ndel a._c\n', [1, 2], b'a.b = 1\ndel a.c\n'),
    ('underscore-attribute', b'x = a.\\\n  _b\n', [2], b'x = a.\\\n  b\n'),
    ('underscore-attribute', b'x = "s"._b\n', [1], b'x = "s".b\n'),
    ('underscore-attribute', b'x = f(a)[0]._b()\n', [1], b'x = f(a)[0].b(_c=1)\n'),
    ('underscore-attribute', b'for a._b in c: pass\n', [1], b'for a.b in c: pass\n'),
    ('underscore-attribute', b'@a._b\ndef f(): pass\n', [1], b'@a.b\ndef f(): pass\n'),
    ('underscore-attribute', b'x = 1 ._b\n', [1], b'x = 1. + .5\n'),
    # __roles__
    ('roles-variable', b'x__roles__ = 1\n', [1], b'x__roles = 1\n'),
    ('roles-variable', b'import a.b__roles__\n', [1], b'import a__roles__.b\n'),
    ('roles-attribute', b'x = a.b__roles__\n', [1], b'x = a.roles__(b__roles__=1)\n'),
    # printed
    ('reserved-name', b'printed = 1\n', [1], b'printed_ = 1\n'),
    ('reserved-name', b'x = 1\nx = printed\n', [2], b'x = a.printed\n'),
    ('reserved-name', b'printed += 1\n', [1], b'f(printed=1)\n'),
    ('reserved-name', b'import printed\n', [1], b'import printed.x\n'),
    ('reserved-name', b'def printed(): pass\n', [1], b'"printed"\n'),
    # augmented assignment
    ('augmented-attribute', b'a.b += 1\n', [1], b'b -= 1\n'),
    ('augmented-attribute', b'f(x)[0].b **= 1\n', [1], b'b **= f(x)[0].b\n'),
    ('augmented-attribute', b'(a.b) += 1\n', [1], b'(b) += 1\n'),
    ('augmented-attribute', b'if x: a.b //= 1\n', [1], b'if x.y: b //= 1\n'),
    ('augmented-attribute', b'if lambda a: 1: a.b += 1\n', [1], b'if lambda a: b.c: b += 1\n'),
    ('augmented-attribute', b'a.\\\nb >>= 1\n', [2], b'a.b = 1\n'),
    ('augmented-attribute', b'def f(): x = 1; self.x |= 1\n', [1], b'def f(): x = 1; x |= self.x\n'),
    ('augmented-item', b'd[k] += 1\n', [1], b'd[k] = d[k] + 1\n'),
    ('augmented-item', b'd[1:2] ^= 1\n', [1], b'd ^= [1]\n'),
    ('augmented-item', b'a.b(c)[\nk] += 1\n', [2], b'x += d[k]\n'),
    ('augmented-item', b'"{}"[0] &= 1\n', [1], b'x = [0]; x &= 1\n'),
    ('augmented-item', b'while 1: d[lambda: 1] %= 2\n', [1], b'while 1: d %= 2\n'),
    ('augmented-item', b'else_ = 1\nif 1: pass\nelse: d[0] <<= 1\n', [3], b'd = {0: 1}\n'),
    # statements
    ('yield', b'def f():\n  yield\n', [2], b'def f():\n  return\n'),
    ('yield', b'def f():\n  x = (yield _a), b\n', [2], b'def f():\n  x = a.yielded\n'),
    ('yield', b'f = lambda: (yield)\n', [1], b'f = "yield"\n'),
    ('exec', b'exec "x"\n', [1], b'x = "exec"\n'),
    ('exec', b'if lambda a: 1: exec x\n', [1], b'if lambda a: 1: x\n'),
    ('exec', b'if 1: exec _a in _b\n', [1], b'execute = execfile\n'),
    # what crashes the compiler
    ('tuple-parameter', b'f = lambda (a, b): a\n', [1], b'f = lambda (a): a\n'),
    ('tuple-parameter', b'f = lambda a, (b,)=(1,): a\n', [1], b'f = lambda a, b=(1,): a\n'),
    ('tuple-parameter', b'def f((a, (b, c))): pass\n', [1], b'def f((a, (b)), c): pass\n'),
    ('lambda-filter', b'x = [a for a in b if lambda c: 1]\n', [1], b'x = [a for a in b if lambda: 1]\n'),
    ('lambda-filter', b'x = (a for a in b if lambda c, d: 1)\n', [1], b'x = (a for a in b if (lambda c: 1))\n'),
    ('lambda-filter', b'x = [a for a in 1, lambda *b: 2]\n', [1], b'for a in lambda b: 2: pass\n'),
    # what cannot be cut into tokens
    ('unreadable', b'x = 1\nx = "a\n', [2], b'x = 1\nx = "a\\\n"\n'),
    ('unreadable', b'x = """a\n', [1], b'x = """a\n"""\n'),
    ('unreadable', b'x = (1,\n', [2], b'x = (1,\n)\n'),
    ('unreadable', b'if x:\n    y\n  z\n', [3], b'if x:\n        y\n\tz\n'),
    ('unreadable', b'x = 1\nx\x00\n', [2], b'x = "\x01"\n'),
    ('unreadable', b'x = \xc3\xa9\n', [1], b'x = "\xc3\xa9"  # \xc3\xa9\n'),
    ('unreadable', b'x = a ? b\n', [1], b'x = a <> b\n'),
    ('unreadable', b'x = 08\n', [1], b'x = 07 + 08.5 + 0x8L + 1if x else 2\n'),
    ('unreadable', b'x = 1_000\n', [1], b'x = 1000\n'),
    ('unreadable', b'x = \\ y\n', [1], b'x = \\\n y\n'),
    ('unreadable', b'# coding: no-such\n', [1], b'\n\n# coding: no-such\n'),
    ('unreadable', b'# coding: utf8\n\nx = "\xff"\n', [3], b'# coding: utf-8\n\nx = "\xff"\n'),
    ('unreadable', b'\xef\xbb\xbf# coding: cp1252\n', [1], b'\xef\xbb\xbf# coding: utf-8\n'),
]


@pytest.mark.parametrize('rule, source, lines, _', RULES)
def test_each_rule_refuses(rule, source, lines, _):
    assert rules(source) == [(line, rule) for line in lines]


@pytest.mark.parametrize('near', [case[3] for case in RULES])
def test_what_is_near_a_rule_is_taken(near):
    assert rules(near) == []


@pytest.mark.parametrize('source', [
    b"x = page.xpath('.../@href')\ny = \"Best of\"\n",
    b'if not c: char = d\n',
    b"x = 'pseudo'\nvisudo = 1  # sudo\n",
    b"x = ur'a\\d' + UR\"b\" + bR'c'\ny = `x`\n",
    b'print x\nprint >>f, x,\nprint\n',
    b'if a <> 0777 and not b != 0xFFL: c = 1e5j\n',
    b'with x as y: print y\n',
    b'x = {a for a in b}\ny = {a: 1 for a in b}\n',
    b'try:\n  f()\nexcept E, e:\n  raise E, e, tb\n',
    b'None = 1\nreturn\ndef f(a, a): pass\n',
    b"# encoding=utf8\nx = u'\xc3\xa9t\xc3\xa9'\n",
    b'x = obj.__str__()\n',
    b'class C(object):\n  def __init__(self, **kw):\n    self.total = 1\n    self.total = self.total + 1\n',
    b'',
    b'\n',
    b'\x0c\nx = 1\n\x0c\ndef f():\n\tpass',
    b'for i, _ in enumerate(x):\r\n    n += 1\r\n',
])
def test_healthy_code_yields_nothing(source):
    for policy in loader.POLICIES:
        assert loader.refusals(source, policy) == []
        assert loader.warnings(source, policy) == []


@pytest.mark.parametrize('source, expected', [
    (b'\n' * 103 + b'x = __file__\n',
     ['Line 104: "__file__" is an invalid variable name because it starts with "_"']),
    (b'x._a\n', ['Line 1: "_a" is an invalid attribute name because it starts with "_".']),
    (b'@x._a\nclass C: pass\n', ['"_a" is an invalid attribute name because it starts with "_".']),
    (b'__roles__\n', ['Line 1: "__roles__" is an invalid variable name because it ends with "__roles__".',
                      'Line 1: "__roles__" is an invalid variable name because it starts with "_"']),
    (b'x.a__roles__\n', ['Line 1: "a__roles__" is an invalid attribute name because it ends with "__roles__".']),
    (b'printed = 1\n', ['Line 1: "printed" is a reserved name.']),
    (b'a.b += 1\n', ['Line 1: Augmented assignment of attributes is not allowed.']),
    (b'a[b] += 1\n', ['Line 1: Augmented assignment of object items and slices is not allowed.']),
    (b'def f(): yield 1\n', ['Line 1: Yield statements are not allowed.']),
    (b'exec x\n', ['Line 1: Exec statements are not allowed.']),
])
def test_messages_are_plex_own(source, expected):
    assert messages(source) == expected


BOTH = ['__init__', '__call__', '__str__', '__repr__']
ELEVATED_ONLY = ['__getitem__', '__getattr__', '__getattribute__', '__setitem__', '__setattr__', '__delitem__',
                 '__delattr__', '__iter__', '__len__', '__name__', '__eq__', '__ne__', '__enter__', '__exit__']
NEVER = ['__class__', '__dict__', '__file__', '__hash__', '__contains__', '__metaclass__', '__slots__', '__doc__',
         '__del__', '_x', '__x', '__init']


@pytest.mark.parametrize('shape', ['x.%s\n', 'class C:\n  def %s(self): pass\n', '%s = 1\n', 'x = %s\n'])
@pytest.mark.parametrize('names, standard, elevated', [
    (BOTH, True, True), (ELEVATED_ONLY, False, True), (NEVER, False, False)])
def test_dunders_by_policy(shape, names, standard, elevated):
    for name in names:
        source = (shape % name).encode('ascii')
        assert (loader.refusals(source, 'Standard') == []) is standard, source
        assert (loader.refusals(source, 'Elevated') == []) is elevated, source


def test_the_policy_is_standard_when_nothing_is_said():
    assert rules(b'x.__len__\n', None) == rules(b'x.__len__\n', 'Standard') == [(1, 'underscore-attribute')]
    assert loader.refusals(b'x.__len__\n') == loader.refusals(b'x.__len__\n', 'Standard')
    for call in (loader.refusals, loader.warnings):
        with pytest.raises(ValueError):
            call(b'', 'Cloud')


def test_all_refusals_are_collected_in_order():
    source = b'def f(_a):\n    _b._c[_d] += 1\n    yield\nexec _e\nprint _f; _g\n'
    assert [(found.line, found.column, found.rule) for found in loader.refusals(source)] == [
        (1, 7, 'underscore-variable'), (2, 5, 'underscore-variable'), (2, 8, 'underscore-attribute'),
        (2, 11, 'underscore-variable'), (2, 11, 'augmented-item'), (3, 5, 'yield'), (4, 1, 'exec'),
        (5, 7, 'underscore-variable'), (5, 11, 'underscore-variable')]


def test_what_a_yield_gives_is_not_looked_into():
    assert messages(b'def f():\n  x = (yield g(_a), _b), _c\n') == [
        'Line 2: Yield statements are not allowed.', 'Line 2: "_c" is an invalid variable name because it starts with "_"']
    assert rules(b'exec _a in _b; _c\n') == [(1, 'exec'), (1, 'underscore-variable')]


def test_columns_count_characters_from_one():
    source = b'x = "\xc3\xa9\xe2\x82\xac" + _y\ndef f(a,\n  _b): pass\n'
    assert [(found.line, found.column) for found in loader.refusals(source)] == [(1, 12), (2, 1)]


@pytest.mark.parametrize('end', [b'\n', b'\r\n', b'\r'])
def test_any_line_end_counts(end):
    source = end.join([b'x = """', b'"""', b'_y', b'a.b += 1'])
    assert rules(source) == [(3, 'underscore-variable'), (4, 'augmented-attribute')]


def test_what_stands_around_a_syntax_error_is_seen():
    source = b'_a = 1\nx = = 3\n_c = "unclosed\n_d = 4\nlambda _e\nx = 1 ? 2 : _f\ndef f(x\n_g'
    assert rules(source) == [
        (1, 'underscore-variable'), (3, 'underscore-variable'), (3, 'unreadable'), (4, 'underscore-variable'),
        (5, 'underscore-variable'), (6, 'underscore-variable'), (7, 'underscore-variable')]


def test_syntax_errors_are_left_to_others():
    assert rules(b'[a] += 1\na, b -= 1\nx = = y\n)\n') == []
    assert rules(b'[a for a in (lambda) if lambda b: 1]\n') == [(1, 'lambda-filter')]


def test_text_is_taken_too():
    assert rules(u'x = "\u20ac"; _y = 1\n') == [(1, 'underscore-variable')]


# what only fails when it runs

ABSENT = ('all any sum open next iter bin bytes frozenset format vars locals globals eval file memoryview '
          'slice').split()


def cautions(source, policy='Standard'):
    return [(found.line, found.rule) for found in loader.warnings(source, policy)]


@pytest.mark.parametrize('name', ABSENT)
def test_absent_builtins_are_told_under_both_policies(name):
    source = 'x = 1\ny = %s(x)\n' % name
    for policy in loader.POLICIES:
        found = loader.warnings(source.encode('ascii'), policy)
        assert [(caution.line, caution.column, caution.rule) for caution in found] == [(2, 5, 'absent-builtin')]
        assert '"%s"' % name in found[0].message


@pytest.mark.parametrize('name', ['hasattr', 'getattr', 'setattr', 'dir', 'super', 'type'])
def test_elevated_adds_builtins(name):
    source = ('y = %s(x)\n' % name).encode('ascii')
    assert cautions(source, 'Standard') == [(1, 'absent-builtin')]
    assert cautions(source, 'Elevated') == []


@pytest.mark.parametrize('definition', [
    b'any = 1\n', b'x = any = 1\n', b'x, (any, y) = z\n', b'[any] = z\n', b'def any(x): pass\n', b'class any: pass\n',
    b'import any\n', b'import any.x\n', b'import x as any\n', b'from x import any\n', b'from x import (y,\n any)\n',
    b'from x import y as any\n', b'def f(any): pass\n', b'def f((x, any)): pass\n', b'f = lambda x, any=1: x\n',
    b'for any in x: pass\n', b'for x, (any, y) in z: pass\n', b'x = [1 for any in y]\n', b'f(1 for (x, any) in y)\n',
    b'with x as any: pass\n', b'try: pass\nexcept E, any: pass\n', b'try: pass\nexcept E as any: pass\n'])
def test_names_of_the_file_are_its_own(definition):
    assert cautions(definition + b'any(x)\n') == []


@pytest.mark.parametrize('line', [
    b'x = any\n', b'any(x)[0] = 1\n', b'any.x = 1\n', b'f(any)[0] = 1\n', b'd[any] = 1\n', b'x = any(y, key=1)\n',
    b'f(x, y=any)\n', b'print any\n', b'def f(x=any): pass\n', b'f = lambda x=any: x\n', b'for x in any: pass\n',
    b'x = [y for y in z if any]\n', b'with any as x: pass\n', b'try: pass\nexcept any, e: pass\n',
    b'try: pass\nexcept (E, any): pass\n', b'@any\ndef f(): pass\n', b'class C(any): pass\n', b'import x as y; any\n',
    b'from any import x\nany\n', b'for d[any] in z: pass\n', b'from x import any as y\nany\n',
    b'import any as y\nany\n', b'any or f(k=1)\n'])
def test_uses_of_an_absent_builtin(line):
    assert [rule for _, rule in cautions(line)] == ['absent-builtin']


@pytest.mark.parametrize('source', [b'x.any()\n', b'f(any=1)\n', b'"any"\n', b'# any\n', b'anything = 1\n'])
def test_the_word_alone_is_no_use(source):
    assert cautions(source) == []


def test_augmented_operators_on_names():
    assert cautions(b'x += 1\n') == []
    for operator in ('-=', '*=', '/=', '//=', '%=', '**=', '>>=', '<<=', '&=', '|=', '^='):
        assert cautions(('x = 1\nx %s 1\n' % operator).encode('ascii')) == [(2, 'augmented-operator')]


# nothing breaks it, nothing slows it down

FRAGMENTS = ['_a', 'x', ' ', '\n', '\n  ', '(', ')', '[', ']', '{', '}', ':', ',', '=', '+=', '.', '"', "'", '"""', '#',
             '\\', '\\\n', '\t', '\f', '\r', ';', '@', '`', '*', '**', '0', '1.5', '\x00', '\xe9', ' lambda ', 'def ',
             'class ', 'yield ', 'exec ', 'import ', 'from ', ' as ', 'for ', ' in ', ' if ', 'print ', 'printed', 'any',
             'except ', 'with ', 'global ', '# coding: ', 'utf-7', 'u', 'r', '__roles__', 'else:']


def check_shape(source):
    for policy in loader.POLICIES:
        last = 0
        for found in loader.refusals(source, policy) + [None] + loader.warnings(source, policy):
            if found is None:
                last = 0
                continue
            assert found.line >= last and found.column >= 1
            assert found.rule and found.message == found.message.strip()
            last = found.line


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_break_it(source):
    check_shape(source)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=60))
def test_no_broken_code_breaks_it(parts):
    check_shape(''.join(parts).encode('latin-1') if sys.version_info[0] > 2 else ''.join(parts))


@pytest.mark.parametrize('part, times', [
    (b'lambda ', 10000), (b'(', 20000), (b'lambda x=(', 5000), (b'def f((', 5000), (b'._a', 15000), (b'_a ', 15000),
    (b'(yield ', 5000), (b'x[0]+=1;', 4000), (b"'\\\n\"\\\n", 10000), (b"'''", 10001), (b'[x for x in ', 5000),
    (b'lambda:', 15000), (b'a.', 20000), (b'\\\n', 25000), (b'def f(a):\n\treturn a.b\n', 5000)])
def test_work_grows_with_the_size_only(part, times):
    began = time.time()
    loader.refusals(part * times)
    loader.warnings(b'import ' + part * times)
    assert time.time() - began < 10


# RestrictedPython 3.6.0 as a second opinion

def needs_restricted_python():
    if sys.version_info[0] > 2:
        pytest.skip('RestrictedPython 3.6.0 exists for Python 2.7 only')
    if RModule is None:
        if os.environ.get('CI') == 'true':
            pytest.fail('RestrictedPython 3.6.0 is missing: pip install RestrictedPython==3.6.0')
        pytest.skip('RestrictedPython 3.6.0 is not installed')


def restricted(source, policy):
    """Return RestrictedPython's messages with Plex's differences applied, or None where its compiler crashes.

    The differences: the whitelist of the policy, ``from`` imports are not looked at (policy None: none of them).
    """
    class Mutator(RestrictionMutator):
        def checkName(self, node, name):
            if name not in allowed:
                RestrictionMutator.checkName(self, node, name)

        def checkAttrName(self, node):
            if node.attrname not in allowed:
                RestrictionMutator.checkAttrName(self, node)

        def visitFrom(self, node, walker):
            return RestrictionMutator.visitFrom(self, node, walker) if policy is None else node

    allowed = loader.ALLOWED_DUNDERS[policy] if policy else ()
    module = RModule(source, 'agent')
    module.rm = Mutator()
    try:
        tree = module.parse()
        MutatingWalker.walk(tree, module.rm)
        if not module.rm.errors:
            misc.set_filename('agent', tree)
            module.CodeGeneratorClass(tree).getCode()
    except SyntaxError:
        raise
    except Exception:
        return None
    return sorted(module.rm.errors)


def reads_printed(source):
    """RestrictedPython lets ``printed`` be read; Plex's loader does not take the name."""
    return b'= printed' in source or b'print printed' in source


def agree(source, policy):
    try:
        expected = restricted(source, policy)
    except SyntaxError:
        assert 'unreadable' in [rule for _, rule in rules(source, policy)], source
        return 'syntax'
    ours = messages(source, policy)
    if expected is None:
        assert ours, source
        return 'crash'
    assert sorted(ours) == expected, source
    return 'refused' if ours else 'taken'


TABLE = [source for case in RULES for source in case[1::2] if isinstance(source, bytes)]


@pytest.mark.parametrize('policy', loader.POLICIES)
def test_restricted_python_agrees_on_the_table(policy):
    needs_restricted_python()
    sources = [source for source in TABLE if not reads_printed(source) and not source.startswith((b'# coding', b'\xef'))]
    seen = [agree(source, policy) for source in sources if b'\x00' not in source]
    assert set(seen) == {'taken', 'refused', 'crash', 'syntax'}


def test_plex_differences_from_restricted_python_are_these_only():
    needs_restricted_python()
    differ = set()
    for source in TABLE:
        try:
            expected = restricted(source, None)
        except SyntaxError:
            continue
        if expected is not None and sorted(messages(source)) != expected:
            differ.add(source)
    assert all(b'from' in source or reads_printed(source) for source in differ)
    assert restricted(b'def __init__(self): pass\n', None) and not messages(b'def __init__(self): pass\n')
    assert len(differ) == 3


CLEAN = [
    'x += 1', 'print >>f, q', 'v = w', 'from a import _b, c', 'assert a, b', 'pass', 'raise E, e', 'x = lambda a, b=c: a',
    'f(_k=1, *a)', 'd[i:j, ...]', 'x = [y for y in z if y.q and (lambda a: 1)]', 'x = {k: v for k in z}', 'x = `r`',
    'global _g', 'x = ur"_a" + \'__b__\'', 'x = """\n_a\n"""', 'x = (1,\n   t,\n   u)', 'x = a if b else lambda c: c',
    'x = {a, 1}', 'x = not y <> 0777', 'd[k].a = x.y', 'del x[0], y.z', 'x = f(a[1:2](b), c=d)[::2]', 'import a.b as c, d']
REFUSED = [
    'a.b += 1', 'd[k] -= 2', 'print _p', '_v = 1', 'a._b = c.__len__', 'del _x, y', 'import _m, os', 'import a.b as _c',
    'exec code', 'exec _a in _b', 'assert a, _b', 'raise E, _e', 'x = lambda a, _b=_c: a', 'f(_k=1, *_a)', 'd[_i:j, ...]',
    'x = [_y for y in z if y._q]', 'x = {k: _v for k in z}', 'x = `_r`', 'x = (yield)', 'x = (yield _a), _b',
    'a = b.c__roles__', 'x = """\n_a\n""" + _b', 'x = (1,\n   _t,\n   u)', 'x = a if _b else lambda _c: c', 'printed = 2',
    'x.y[0].z //= _w', 'x = {_a, 1}', 'x = not _y <> 0777', '(a.b) |= 1', 'x = self.__name__', 'x[\n1] += 1',
    'f(lambda: _a)', 'x += _y']
CLEAN_HEADERS = ['if c:', 'while x.y:', 'for i, j in z:', 'def f(a, (b, c), *d):', 'def g(self, k=d):', 'class C(B):',
                 'with a as b, c:', 'try:', '@d\ndef g(s):', '@d.e(_f=1)\nclass D(object):', 'def __init__(a,\n  b=1):']
REFUSED_HEADERS = ['if _c:', 'for _i, j in z:', 'def f(a, (b, _c), *_d):', 'def _g(self, k=_d):', 'class _C(B):',
                   'with a as _b, c:', '@d\ndef __len__(s):', '@d._e(_f)\nclass D(object):', 'def h(a,\n  _b=1):']


def composed(chance, share, depth=0):
    """Return the lines of a block, of whose parts *share* are refused; an item may hold line ends of its own."""
    def pick(clean, refused):
        return chance.choice(refused if chance.random() < share else clean)

    lines = []
    for _ in range(chance.randint(1, 4)):
        if depth == 4 or chance.random() < 0.6:
            lines.append('; '.join(pick(CLEAN, REFUSED) for _ in range(chance.randint(1, 2))) + '  # _comment')
            continue
        header = pick(CLEAN_HEADERS, REFUSED_HEADERS)
        lines.extend(header.split('\n') if header.startswith('@') else [header])
        lines.extend('  ' + line for line in composed(chance, share, depth + 1))
        if header == 'try:':
            lines.append(pick(['except E, e:', 'except E:', 'finally:'], ['except E, _e:', 'except _E as e:']))
            lines.append('  ' + pick(CLEAN, REFUSED))
    return lines


@pytest.mark.parametrize('policy', loader.POLICIES)
@pytest.mark.parametrize('seed', range(4))
def test_restricted_python_agrees_on_composed_code(seed, policy):
    needs_restricted_python()
    chance = random.Random(seed)
    seen = []
    for turn in range(60):
        source = '\n'.join(composed(chance, (0, 0.02, 0.4)[turn % 3])) + '\n'
        seen.append(agree(source, policy))
    assert set(seen) == {'refused', 'taken'}
    assert seen.count('refused') > 15 and seen.count('taken') > 15


def test_restricted_python_agrees_on_the_standard_library():
    needs_restricted_python()
    folder = os.path.dirname(os.__file__)
    names = sorted(name for name in os.listdir(folder) if re.match(r'[a-m].*\.py$', name))
    checked = 0
    for name in names[::4]:
        with open(os.path.join(folder, name), 'rb') as stream:
            source = stream.read()
        if len(source) < 40000 and b'printed' not in source:
            assert agree(source, 'Elevated') in ('refused', 'taken')
            checked += 1
    assert checked > 10
