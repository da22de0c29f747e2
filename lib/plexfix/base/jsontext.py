# -*- coding: utf-8 -*-
"""JSON text with the same bytes on every Python; reading and writing the file is left to others."""
from __future__ import absolute_import, division, print_function

import json

from plexfix.base.compat import PY2, binary_type, integer_types, string_types, to_text


def json_text(document):
    """Return *document* as ASCII-only JSON text with sorted keys, indented by two, without a final newline.

    Bytes are read as UTF-8.  NaN and infinity raise ValueError: a figure that was not measured is None.
    """
    try:
        return to_text(_dumps(document))
    except (TypeError, UnicodeDecodeError):
        return to_text(_dumps(_without_bytes(document)))


def _dumps(document):
    return json.dumps(document, sort_keys=True, indent=2, separators=(',', ': '), ensure_ascii=True, allow_nan=False)


def _without_bytes(value):
    """Return *value* with every byte string in it, keys too, as text."""
    if isinstance(value, binary_type):
        return to_text(value)
    if isinstance(value, dict):
        return dict((_without_bytes(key), _without_bytes(value[key])) for key in value)
    if isinstance(value, (list, tuple)):
        return [_without_bytes(item) for item in value]
    return value


_encode = json.JSONEncoder(sort_keys=True, separators=(',', ': '), ensure_ascii=True, allow_nan=False).encode
_quote = json.encoder.encode_basestring_ascii


def json_line(value):
    """Return *value* (of text, numbers, None, lists and dicts with text keys) as JSON text on one line, native `str`.

    The same bytes on every Python.  NaN and infinity raise ValueError.
    """
    return _line(value) if PY2 else _encode(value)


def _line(value):
    """Do as `_encode`, which on Python 2 is slow as soon as keys are sorted: its C part does not sort."""
    if value is None:
        return 'null'
    if isinstance(value, string_types):
        return _quote(value)
    if isinstance(value, float) and value - value == 0:
        return repr(value)
    if isinstance(value, integer_types):
        return '%d' % value if value is not True and value is not False else str(value).lower()
    if isinstance(value, dict):
        return '{%s}' % ','.join(['%s: %s' % (_quote(key), _line(value[key])) for key in sorted(value)])
    if isinstance(value, (list, tuple)):
        return '[%s]' % ','.join([_line(item) for item in value])
    return _encode(value)
