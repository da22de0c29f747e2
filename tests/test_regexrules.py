# -*- coding: utf-8 -*-
"""Expressions of signatures: read as `re` reads them, refused where they can run away, needed words really needed."""
from __future__ import absolute_import, division, print_function

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from backtracking import Search, TooManySteps
from plexfix.understand.signatures import regexrules, regextree
from plexfix.understand.signatures.regextree import RegexError, compile_regex, read


def rules(text):
    return [danger.rule for danger in regexrules.dangers(read(text).tree)]


@pytest.mark.parametrize('text, rule', [
    (u'', 'regex-empty'), (u'a*', 'regex-empty'), (u'a|', 'regex-empty'), (u'(?:a?b?)', 'regex-empty'), (u'^$', 'regex-empty'),
    (u'x(a+)+y', 'regex-nested'), (u'x(.*)*', 'regex-nested'), (u'x(?:a*b){2,5}', 'regex-nested'),
    (u'x(?:a|b?)*', 'regex-nested'), (u'x(?:(?:ab)*c)+', 'regex-nested'), (u'x(?:a{1,3})+', 'regex-nested'),
    (u'x(?:a|ab)+y', 'regex-overlap'), (u'x(?:\\d|\\w)*y', 'regex-overlap'), (u'x(?:ab|ac)*', 'regex-overlap'),
    (u'(?i)x(?:a|A)*', 'regex-overlap'),
    (u'x.*.*y', 'regex-adjacent'), (u'x\\s*\\s+y', 'regex-adjacent'), (u'x.*y.*z', 'regex-adjacent'),
    (u'x(?:y.*)(?:.*z)', 'regex-adjacent'), (u'x.*\\b.*y', 'regex-adjacent'), (u'x(?:a|y.*).*z', 'regex-adjacent'),
    (u'x\\w+z?\\d+', 'regex-adjacent'), (u'x\\w+(?:-|y)\\d+', 'regex-adjacent'), (u'x[^a]*b{0,500}', 'regex-adjacent'),
    (u'x' + u'a?' * 12, 'regex-costly'), (u'x.{0,60}y.{0,60}z', 'regex-costly'), (u'x.*y.{0,99}a?', 'regex-costly'),
    (u'.*x', 'regex-leading'), (u'\\bs*x', 'regex-leading'), (u'y?\\w+x', 'regex-leading'), (u'(?:a|.*)x', 'regex-leading'),
])
def test_what_can_run_away_is_refused(text, rule):
    assert rule in rules(text)


@pytest.mark.parametrize('text', [
    u'HTTP Error 403', u'x.*y', u'x\\d+ \\w+', u'x[^:]*: [^"]*"', u'y(?:ab|cd)+x', u'x(?:a|b)*y', u'\\bHTTPS?(?:/1\\.[01])?[ :=]{1,3}403\\b',
    u'x.{0,80}y', u'^x.*$', u'x(?:abc){2,9}', u'x\\w+ \\d+', u'(?i)time ?out'])
def test_what_cannot_is_taken(text):
    assert rules(text) == []


@pytest.mark.parametrize('text', [
    u'(', u')', u'a)', u'[', u'[]', u'[]a]', u'[a', u'[z-a]', u'[a[b]', u'[a--]', u'[a&&b]', u'*', u'+a', u'a**', u'a+*', u'a??*', u'a{', u'a{,3}',
    u'a{3,2}', u'\\', u'\\1', u'\\x41', u'\\A', u'^*', u'\\b+', u'(?=a)', u'(?!a)', u'(?<=a)b', u'(?P<n>a)', u'a(?i)', u'(?i)(?i)a',
    u'\U0001f600', u'[\ud800]', u'\\\u00e9'])
def test_what_is_not_of_the_language_is_refused_with_its_place(text):
    with pytest.raises(RegexError) as caught:
        read(text)
    assert u'character' in caught.value.args[0]


def test_classes_mean_ascii_and_lines_have_ends():
    assert not compile_regex(u'\\w').search(u'\u00e9') and not compile_regex(u'\\d').search(u'\u0663')
    assert not compile_regex(u'\\s').search(u'\u00a0') and not compile_regex(u'(?i)\u00e9').search(u'\u00c9')
    assert compile_regex(u'^b$').search(u'a\nb\nc') and not compile_regex(u'a.b').search(u'a\nb')


@pytest.mark.parametrize('text, words', [
    (u'HTTP Error 403', [u'HTTP Error 403']), (u'HTTPS? Error', [u' Error']), (u'x+abc', [u'abc']), (u'Error\\b: foo', [u'Error: foo']),
    (u'(?:Connection|Handshake) failed', [u'Connection', u'Handshake']),
    (u'(?:read|sent) failed', [u' failed']), (u'Connection|Handshake', [u'Connection', u'Handshake']),
    (u'(?i)Time Out', [u'time out']), (u'(?i)\u00c9clair', [u'clair']), (u'\u00c9clair', [u'\u00c9clair']), (u'(?:abc)?de', []),
    (u'(?:abc|)defg', [u'defg']), (u'abc(?:x|y)', [u'abc']), (u'\\d\\d', []), (u'(?:abc){2}', [u'abc']), (u'\\[Errno 2\\]', [u'[Errno 2]']),
    (u'(?:abcdef|ab)', [])])
def test_needed_words(text, words):
    assert list(regexrules.needed(read(text))) == words


LETTERS = u'abA 1'
ATOMS = st.sampled_from([u'a', u'b', u'A', u' ', u'1', u'.', u'[ab]', u'[^a]', u'\\w', u'\\d', u'\\s', u'\\b', u'^', u'$', u'[a-b1]'])
QUANTIFIERS = st.sampled_from([u'', u'', u'', u'*', u'+', u'?', u'{2}', u'{0,2}', u'{1,}', u'+?'])


def _grown(inner):
    groups = st.lists(inner, min_size=1, max_size=3).map(lambda parts: u'(?:%s)' % u'|'.join(parts))
    return st.lists(st.tuples(st.one_of(ATOMS, groups), QUANTIFIERS), min_size=1, max_size=4).map(
        lambda parts: u''.join(item + quantifier for item, quantifier in parts))


EXPRESSIONS = st.recursive(ATOMS, _grown, max_leaves=6)
TEXTS = st.text(alphabet=LETTERS, max_size=9)


def readable(text):
    try:
        return read(text)
    except RegexError:
        assume(False)


@given(EXPRESSIONS, st.booleans(), TEXTS)
@example(u'(?:a|b)*1', False, u'ab1')
def test_the_tree_is_what_re_searches_for(text, ignore_case, line):
    text = u'(?i)' * ignore_case + text
    regex = readable(text)
    assert Search(regex.tree, line).found() == bool(compile_regex(text).search(line))


@given(EXPRESSIONS, st.booleans(), st.lists(TEXTS, min_size=1, max_size=8))
def test_what_is_found_holds_a_needed_word(text, ignore_case, lines):
    text = u'(?i)' * ignore_case + text
    regex = readable(text)
    words = regexrules._needed(regex.tree, regex.ignore_case)
    for line in lines:
        if words and compile_regex(text).search(line):
            assert any(word in (line.lower() if ignore_case else line) for word in words)


def growth(text, head, unit, times=16, most=1000000):
    """Return how many times more steps a search for *text* takes in *head* and some *unit* when those are twice as many."""
    tree = read(text).tree
    short, long = Search(tree, head + unit * times), Search(tree, head + unit * (2 * times), most=most)
    short.found()
    long.found()
    return long.steps / short.steps


@given(EXPRESSIONS, st.sampled_from([u'', u'a', u'b', u'ab']), st.sampled_from([u'a', u'ab', u'a ', u'1a', u'aab']))
@example(u'b\\w*1', u'', u'b')
def test_what_is_taken_grows_with_the_square_at_most(text, head, unit):
    assume(not regexrules.dangers(readable(text).tree))
    # A search that goes on to the end in vain: four times the steps for twice the length, and a little for the ends.
    assert growth(text, head, unit) <= 5


@pytest.mark.parametrize('text, head, unit', [
    (u'b(a+)+1', u'b', u'a'), (u'b(?:a|a)*1', u'b', u'a'), (u'ba*a*a*a*1', u'b', u'a'), (u'b.*b.*b.*1', u'', u'b')])
def test_the_growth_shows_what_the_rules_refuse(text, head, unit):
    assert rules(text)
    try:
        assert growth(text, head, unit, times=10, most=100000) > 5
    except TooManySteps:
        pass


def test_sets_of_characters():
    assert regextree.intersect(((1, 5),), ((5, 9),)) and not regextree.intersect(((1, 4),), ((5, 9),))
    assert read(u'[^a]').tree.ranges == ((0, 96), (98, regextree.HIGHEST))
    assert read(u'(?i)[a-c]').tree.ranges == ((65, 67), (97, 99))
