# -*- coding: utf-8 -*-
"""The checker of Python 2.7's syntax beside the real compiler: the library of 2.7, and sources nobody would write."""
from __future__ import absolute_import, division, print_function

import glob
import io
import os
import random
import re

import pytest
from hypothesis import given, strategies as st

from plexfix.change.python27 import syntax_problem
from python27_oracle import accepted  # noqa: F401
from python27_sources import SOURCES

LIB = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib')

ALL = sorted(source for sources in SOURCES.values() for source in sources if len(source) < 200)
WORDS = (
    'a b x None __debug__ print exec def f(): class C: if x: else: elif 0: while 1: for in try: except: finally: with '
    'as lambda yield return break continue pass del global import from raise not and or is assert '
    '( ) [ ] { } : , ; . ... ` = == <> += * ** / // - >> << | ~ @ 0 1 08 0777 0x1L 1e5 1e+ 1j "s" u"s" "\\x1" u"\\u1" '
    "'''t''' ur'x' \\").split(' ') + ['\n', '\n  ', '\n    ', '\n\t', '\n\n', ' ', '\\\n', '# c\n', '\f', '\r\n']


def agrees(accepted, source):  # noqa: F811
    """Assert that both say the same; the rule of files, which compile() does not have, is left out."""
    problem = syntax_problem(source)
    if problem is not None and 'no encoding declared' in problem.message:
        return
    assert (problem is None) == accepted(source), (source, problem)


@pytest.mark.parametrize('source', ALL, ids=lambda source: repr(source)[:60])
def test_small_sources(accepted, source):  # noqa: F811
    agrees(accepted, source)


@given(words=st.lists(st.sampled_from(WORDS), max_size=12), glue=st.sampled_from(['', ' ']))
def test_heaps_of_words(accepted, words, glue):  # noqa: F811
    agrees(accepted, glue.join(words).encode('ascii'))


@given(sources=st.lists(st.sampled_from(ALL), min_size=2, max_size=4), chance=st.integers(0, 10 ** 9))
def test_sources_mixed(accepted, sources, chance):  # noqa: F811
    """Lines of several sources in one suite, with a few tokens taken away, doubled or exchanged."""
    rng = random.Random(chance)
    lines = [line for source in sources for line in source.splitlines()]
    margin = rng.choice([b'', b'  '])
    text = (b'def f(a):\n' if margin else b'') + b'\n'.join(margin + line for line in lines) + b'\n'
    pieces = re.findall(br'\w+|\s+|.', text, re.DOTALL)
    for _ in range(rng.choice([0, 1, 2])):
        first, second = rng.randrange(len(pieces)), rng.randrange(len(pieces))
        pieces[first:first + 1] = rng.choice([[], [pieces[first]] * 2, [pieces[second]]])
    agrees(accepted, b''.join(pieces))


@given(text=st.text(alphabet=u'"\'\\xuUN{}bBrR0123456789aAfF \n\x85\xe9\u20ac', max_size=30), start=st.sampled_from(
    [b'', b'# coding: utf-8\n', b'# coding: latin-1\n', b'\xef\xbb\xbf', b'from __future__ import unicode_literals\n']))
def test_heaps_of_quotes(accepted, text, start):  # noqa: F811
    agrees(accepted, start + b'x = ' + text.encode('utf-8') + b'\n')


@given(margins=st.lists(st.tuples(
    st.sampled_from(['', ' ', '  ', '    ', '\t', ' \t', '\t ', '\f ', ' \f', '        ']),
    st.sampled_from(['x', 'if x:', 'else:', 'try:', 'except:', 'finally:', '@a', 'def f():', 'class C: pass', '# c', '',
                     '# vim:ts=4', '\\', '(', ')', 'x;'])), min_size=1, max_size=8))
def test_heaps_of_margins(accepted, margins):  # noqa: F811
    agrees(accepted, '\n'.join(margin + line for margin, line in margins).encode('ascii'))


def test_code_of_this_project(accepted):  # noqa: F811
    """Healthy code of some length, that runs on Python 2.7 each day."""
    paths = sorted(glob.glob(os.path.join(LIB, 'plexfix', '*', '*.py')))
    assert len(paths) > 30
    for path in paths:
        with io.open(path, 'rb') as handle:
            data = handle.read()
        assert syntax_problem(data) is None and accepted(data), path
