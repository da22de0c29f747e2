# -*- coding: utf-8 -*-
"""How far lines are indented, as Python 2.7 counts it: tabs stop at eights unless a comment says otherwise.

What the widths mean is left to `blocks`.
"""
from __future__ import absolute_import, division, print_function

import re

from plexfix.change.syntax27.codes import TOKENS

EIGHT = 8
# The settings of editors that Python 2.7 obeys, read from the first 79 characters behind the #.
_SETTINGS = [re.compile(re.escape(form) + r'[ \t\f\v]*\+?(\d+)')
             for form in ('tab-width:', ':tabstop=', ':ts=', 'set tabsize=')]
_ANY_SETTING = re.compile('tab-width:|:tabstop=|:ts=|set tabsize=')
_COMMENT = re.compile(r'#[^\n]*')
_LOOKED_AT = 80
_WIDEST = 40


def width(margin, tab=EIGHT):
    """Return the column to which *margin* moves; a form feed starts anew."""
    column = 0
    for character in margin:
        if character == '\t':
            column = (column // tab + 1) * tab
        else:
            column = 0 if character == '\f' else column + 1
    return column


class _Widths(dict):
    def __missing__(self, token):
        found = self[token] = width(token[1:])
        return found


def widths(text, tokens):
    """Return how to look up the width of a margin: (token, its number) -> columns.

    *tokens* are those of *text*; the margin is what follows the line end in a NEWLINE token.
    """
    if '\t' in text and _ANY_SETTING.search(text):
        set_widths = _with_settings(text)
        return lambda token, number: set_widths[number]
    known = _Widths()
    return lambda token, number: known[token]


def _with_settings(text):
    """Return {number of the token: width} for the NEWLINE tokens, each by the settings above it."""
    found, tab = {}, EIGHT
    for number, match in enumerate(TOKENS.finditer(text)):
        start = match.start(1)
        for comment in _COMMENT.findall(text[match.start():start]):
            tab = _setting(comment[1:_LOOKED_AT], tab)
        if text[start] == '\n':
            found[number] = width(match.group(1)[1:], tab)
    return found


def _setting(comment, tab):
    for form in _SETTINGS:
        found = form.search(comment)
        if found and 1 <= int(found.group(1)) <= _WIDEST:
            tab = int(found.group(1))
    return tab
