# -*- coding: utf-8 -*-
"""Cut text to a number of characters, the same on every Python."""
from __future__ import absolute_import, division, print_function

import sys

_NARROW = sys.maxunicode == 0xffff


def clip(text, characters, mark=u''):
    """Return *text*, cut to at most *characters* characters with *mark* at its end where something was cut.

    A Python 2 built with 16-bit characters counts one outside the basic plane as two; here it counts once.
    """
    if len(text) <= characters:
        return text
    if _NARROW:
        end = _narrow_end(text, characters)
        if end >= len(text):
            return text
        return text[:_narrow_end(text, max(0, characters - len(mark)))] + mark
    return text[:max(0, characters - len(mark))] + mark


def _narrow_end(text, characters):
    """Return the index in 16-bit units after *characters* characters of *text*."""
    end = 0
    for _ in range(characters):
        if end >= len(text):
            break
        pair = u'\ud800' <= text[end] <= u'\udbff' and end + 1 < len(text) and u'\udc00' <= text[end + 1] <= u'\udfff'
        end += 2 if pair else 1
    return end
