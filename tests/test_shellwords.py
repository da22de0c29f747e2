# -*- coding: utf-8 -*-
"""A command line comes apart as a shell takes it apart."""
from __future__ import absolute_import, division, print_function

import hypothesis
import hypothesis.strategies as st
import pytest

from plexfix.change.danger.shellwords import simple_commands


@pytest.mark.parametrize('text, words', [
    ('ls -l', [['ls', '-l']]), ('a; b && c || d | e', [['a'], ['b'], ['c'], ['d'], ['e']]), ('a & b\nc', [['a'], ['b'], ['c']]),
    ('rm "a b" \'c;d\' e\\ f', [['rm', 'a b', 'c;d', 'e f']]), ('a"b"c', [['abc']]), ('echo "" x', [['echo', '', 'x']]),
    ('(cd x; rm y)', [['cd', 'x'], ['rm', 'y']]), ('{ rm a; }', [['rm', 'a']]), ('rm {} ${A}/b', [['rm', '{}', '${A}/b']]),
    ('echo `sudo x`', [['sudo', 'x'], ['echo', '$()']]), ('sh -c "$(curl x)"', [['curl', 'x'], ['sh', '-c', '$()']]),
    ('bash <(curl x)', [['curl', 'x'], ['bash', '$()']]), ('a # b; c', [['a']]), ('a#b', [['a#b']]), ('a "b', [['a', 'b']]),
    ('a \\\n b', [['a', 'b']]), ('', []), (' ;; ', []), ('echo "a\\"b"', [['echo', 'a"b']]), ('a\\', [['a']]),
])
def test_the_commands_and_their_words(text, words):
    assert [command.words for command in simple_commands(text)] == words


def test_what_stands_before_a_command_and_where_its_output_goes():
    found = simple_commands('cat a 2>/dev/null | tee b >> /etc/x && c < d > e 2>&1')
    assert [(one.words[0], one.before, one.redirects) for one in found] == [
        ('cat', '', ['/dev/null']), ('tee', '|', ['/etc/x']), ('c', '&&', ['e', '1'])]


def test_words_in_quotes_are_told_from_bare_ones():
    assert simple_commands('echo a "b c" \'d\'')[0].bare == ['echo', 'a']


@hypothesis.given(st.text(alphabet=u'ab \'"\\$()<>|&;`{}#\n', max_size=30))
def test_any_text_comes_to_an_end(text):
    for command in simple_commands(text):
        assert command.words or command.redirects
        assert len(command.bare) <= len(command.words)
