# -*- coding: utf-8 -*-
"""Writes values in the form in which the server and a plug-in call each other's functions, as the logs show it.

A call is `/:/plugins/<identifier>/messaging/function/<name>/<arguments>/<keyword arguments>`, each part Base64 with
`_` for `=` and `@` for `/`.  Reading is left out: the simulated server talks to its plug-ins over a pipe.
"""
from __future__ import absolute_import, division, print_function

import base64

from plexfix.base import compat


class Instance(object):
    """An object to be written: the name of its class, and its attributes."""

    def __init__(self, class_name, attributes):
        self.class_name = class_name
        self.attributes = attributes


def dumps(value):
    """Return *value* as bytes; None, booleans, numbers, text, lists, dictionaries and Instances."""
    found, numbers = [], {}
    _collect(value, found, numbers)
    out = [b'cereal1\n%s\n' % _ascii(len(found))]
    out.extend(_class_name(item) + b'\n' for item in found)
    out.extend(_state(item, numbers) for item in found)
    out.append(_reference(value, numbers))
    return b''.join(out)


def encoded(data):
    """Return *data* (bytes or text) in the alphabet of the messages' addresses, as native text."""
    text = base64.b64encode(compat.to_bytes(data)).decode('ascii')
    return compat.native(text.replace('=', '_').replace('+', '*').replace('/', '@'))


def decoded(text):
    """Return the bytes that `encoded` wrote as *text*."""
    return base64.b64decode(compat.to_text(text).replace('_', '=').replace('*', '+').replace('@', '/').encode('ascii'))


def call_path(identifier, function, kwargs):
    """Return the path under which the server calls *function* of the plug-in *identifier*."""
    return '/:/plugins/%s/messaging/function/%s/%s/%s' % (
        identifier, encoded(function), encoded(dumps([])), encoded(dumps(kwargs)))


def answer_size(value):
    """Return the size in bytes of the plug-in's answer *value*: 16 for None, and 320 for a search without result."""
    return len(encoded(dumps(value)))


def _collect(value, found, numbers):
    if isinstance(value, (list, tuple, dict, Instance)) and id(value) not in numbers:
        numbers[id(value)] = len(found)
        found.append(value)
        for part in _parts(value):
            _collect(part, found, numbers)


def _parts(value):
    if isinstance(value, dict):
        return list(value.values())
    return [value.attributes] if isinstance(value, Instance) else list(value)


def _class_name(value):
    if isinstance(value, Instance):
        return compat.to_bytes(value.class_name)
    return b'dict' if isinstance(value, dict) else b'list'


def _state(value, numbers):
    if isinstance(value, Instance):
        return _reference(value.attributes, numbers)
    if isinstance(value, dict):
        pairs = [_reference(item, numbers) + _reference(key, numbers) for key, item in value.items()]
        return b'%s\n%s' % (_ascii(len(value)), b''.join(pairs))
    return b'%s\n%s' % (_ascii(len(value)), b''.join(_reference(item, numbers) for item in value))


def _reference(value, numbers):
    if value is None:
        return b'n'
    if isinstance(value, bool):
        return b'b1' if value else b'b0'
    if isinstance(value, compat.integer_types):
        return b'i%s\n' % _ascii(value)
    if isinstance(value, float):
        return b'f%s\n' % compat.to_bytes(repr(value))
    if id(value) in numbers:
        return b'r%s\n' % _ascii(numbers[id(value)])
    data = compat.to_bytes(value)
    kind = b's' if isinstance(value, str) else b'u'
    return kind + _ascii(len(data)) + b'\n' + data


def _ascii(number):
    return str(number).encode('ascii')
