# -*- coding: utf-8 -*-
"""markdown: whatever a log holds stands in the document as it is, opens nothing, and stays within 100 columns."""
from __future__ import absolute_import, division, print_function

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plexfix.understand import markdown

NASTY = u'`|#*_<>[]()!~+-=.1\\&@$ \t\r\nab\u2028\u202e\x00\x85\xe9'


def shown(span):
    """Return what a code span shows, as CommonMark has it: between equal runs of backquotes, one space each taken off."""
    match = re.match(u'^(`+)(?!`)(.*)(?<!`)\\1$', span)
    assert match and match.group(1) not in re.findall(u'`+', match.group(2)), span
    inner = match.group(2)
    return inner[1:-1] if inner[0] == inner[-1] == u' ' and inner.strip() else inner


@pytest.mark.parametrize('text, expected', [
    (u'plain words', u'plain words'), (u'# no heading', u'\\# no heading'), (u'1. no list', u'1\\. no list'),
    (u'- no list', u'\\- no list'), (u'a | b', u'a \\| b'), (u'`code`', u'\\`code\\`'), (u'<b>', u'\\<b\\>'),
    (u'http_403 stays', u'http_403 stays'), (u'_this_ too', u'\\_this\\_ too'), (u'a\nb\r\n c', u'a b c'), (u'2026-01-30', u'2026-01-30'),
    (u'\u202eturned\x00', u'\ufffdturned\ufffd'), (u'a\\b', u'a\\\\b')])
def test_plain_text_means_itself(text, expected):
    assert markdown.plain(text) == expected


@pytest.mark.parametrize('text, expected', [
    (u'x', u'`x`'), (u'', u'` `'), (u'a`b', u'``a`b``'), (u'`', u'`` ` ``'), (u'a``b`c', u'```a``b`c```'),
    (u'a | b', u'`a | b`')])
def test_a_code_span_shows_its_text(text, expected):
    assert markdown.code(text) == expected


@given(st.text(NASTY, max_size=60))
def test_any_text_is_shown_by_its_code_span(text):
    line = u' '.join(markdown.visible(text).split())
    assert shown(markdown.code(text)) == (line or u' ')


def test_a_long_one_is_cut_and_marked():
    assert markdown.code(u'x' * 200, 20) == u'`%s...`' % (u'x' * 15)
    assert len(markdown.plain(u'x' * 200)) == 100


@given(st.text(NASTY, max_size=700), st.sampled_from([u'', u'  ', u'    ']), st.integers(1, 8), st.integers(0, 2))
def test_a_quotation_is_spans_in_quoted_lines_and_not_longer_than_wanted(text, indent, most, last):
    lines = markdown.quoted(text, indent, most, last)
    assert 1 <= len(lines) <= max(most, last + 1)
    for line in lines:
        assert line.startswith(indent + u'> `')
        shown(line[len(indent) + 2:])


@given(st.text(u'ab |#-\n', max_size=700))
def test_a_quotation_without_backquotes_fits_100_columns(text):
    assert all(len(line) <= 100 for line in markdown.quoted(text, u'    ', 9))


def test_the_middle_of_a_long_quotation_is_left_out_and_that_is_said():
    text = u'\n'.join(u'line %d' % number for number in range(9))
    assert markdown.quoted(text, u'', 4, 1) == [u'> `line 0`', u'> `line 1`', u'> `... (6 lines left out)`', u'> `line 8`']
    assert markdown.quoted(text, u'', 3) == [u'> `line 0`', u'> `line 1`', u'> `... (7 lines left out)`']
    assert len(markdown.quoted(text, u'', 9)) == 9


@given(st.lists(st.text(u'ab#>-+=*|<`1.', min_size=1, max_size=30), max_size=40))
def test_wrapped_text_keeps_its_words_and_no_later_line_opens_anything(words):
    lines = markdown.wrapped(u' '.join(words), u'- ')
    assert u' '.join(line[2:] for line in lines) == u' '.join(words)
    for line in lines[1:]:
        assert not re.match(u'  (?:[#>|=+*<-]|[0-9]+[.)](?: |$)|```)', line)


def test_text_is_wrapped_at_100_columns_and_never_before_what_would_open_a_list():
    lines = markdown.item(u' '.join([u'word'] * 60))
    assert all(len(line) <= 100 for line in lines) and len(lines) == 4 and lines[1].startswith(u'  word')
    assert markdown.wrapped(u'x' * 99 + u' - y') == [u'x' * 99 + u' -', u'y']


def test_cells_do_not_break_their_table():
    table = markdown.table([u'A', u'B'], [[u'a | b', markdown.code(u'c|d')], [markdown.plain(u'e|f'), u'g']], (u'B',))
    assert table == [u'| A | B |', u'| --- | --: |', u'| a \\| b | `c\\|d` |', u'| e\\|f | g |']


def test_secrets_are_taken_out_wherever_text_of_a_log_goes_in():
    secret = u'http://a.example/?X-Plex-Token=abcdefghij0123456789'
    for made in (markdown.plain(secret), markdown.code(secret), u''.join(markdown.quoted(secret))):
        assert u'abcdefghij' not in made and u'token' in made
