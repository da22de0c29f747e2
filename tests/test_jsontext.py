# -*- coding: utf-8 -*-
"""jsontext: one document, one text, on every Python."""
from __future__ import absolute_import, division, print_function

import json

import pytest

from plexfix.base.compat import text_type
from plexfix.base.jsontext import json_text


def test_the_text_is_sorted_ascii_without_trailing_blanks():
    text = json_text({'b': [1, 0.1], 'a': u'é'})
    assert text == u'{\n  "a": "\\u00e9",\n  "b": [\n    1,\n    0.1\n  ]\n}'
    assert isinstance(text, text_type)


def test_bytes_anywhere_are_read_as_utf8():
    document = {b'k\xc3\xa9': [b'\xff', (b'a', None)], u'n': 1}
    assert json.loads(json_text(document)) == {u'k\xe9': [u'\ufffd', [u'a', None]], u'n': 1}


@pytest.mark.parametrize('figure', [float('nan'), float('inf')])
def test_what_is_no_figure_is_refused(figure):
    with pytest.raises(ValueError):
        json_text({'rate': figure})
