# -*- coding: utf-8 -*-
"""jsontext: one document, one text, on every Python."""
from __future__ import absolute_import, division, print_function

import json

import pytest

from plexfix.base.compat import text_type
from plexfix.base.jsontext import json_line, json_text


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


@pytest.mark.parametrize('value, text', [
    (None, 'null'), (True, 'true'), (False, 'false'), (0, '0'), (-7, '-7'), (2 ** 70, '1180591620717411303424'), (7.1, '7.1'),
    (1e-7, '1e-07'), (0.0, '0.0'), (1e22, '1e+22'), (u'a"\\\n\u274c\U0001f600', '"a\\"\\\\\\n\\u274c\\ud83d\\ude00"'), ([], '[]'), ({}, '{}'),
    ([1, [u'x', None]], '[1,["x",null]]'), ({u'b': 1, u'a': {u'z': [], u'y': 2.5}}, '{"a": {"y": 2.5,"z": []},"b": 1}')])
def test_a_line_is_the_same_on_every_python(value, text):
    assert json_line(value) == text
    assert json.loads(json_line(value)) == value


@pytest.mark.parametrize('figure', [float('nan'), float('inf'), float('-inf')])
def test_what_is_no_figure_is_refused_in_a_line_too(figure):
    with pytest.raises(ValueError):
        json_line([{u'a': figure}])
