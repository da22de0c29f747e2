# -*- coding: utf-8 -*-
"""Read what the framework prints of a request to a plug-in: which function, and which item it is about."""
from __future__ import absolute_import, division, print_function

import base64
import binascii
import collections
import re

from plexfix.base.compat import to_text

SEARCH = b'/messaging/function/X0FnZW50S2l0OlNlYXJjaA__'
UPDATE = b'/messaging/function/X0FnZW50S2l0OlVwZGF0ZU1ldGFkYXRh'

Item = collections.namedtuple('Item', 'rating_key guid title')
NO_ITEM = Item(None, None, None)

_ARGUMENTS = re.compile(br'/messaging/function/[^/\s]+/[^/\s]*/([A-Za-z0-9+*_=\-@%]*)')
_PAIR = br"""['"]%s['"]: (?:(u?)("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(-?\d+)L?)"""
_ID, _PRINTED_GUID, _NAME, _SHOW = (re.compile(_PAIR % key) if bytes is str else re.compile(
    _PAIR.replace(b'%s', key)) for key in (b'id', b'guid', b'(?:title|name)', b'show'))
_ESCAPE = re.compile(br'\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)', re.DOTALL)
_PLAIN = {b'n': b'\n', b't': b'\t', b'r': b'\r'}


def is_search(message):
    """Return whether a `Handling request` message asks for a search."""
    return SEARCH in message


def is_update(message):
    """Return whether a `Handling request` message asks for an update of metadata."""
    return UPDATE in message


def updated_item(message):
    """Return the Item that an update request names in its encoded arguments; NO_ITEM where they cannot be read."""
    match = _ARGUMENTS.search(message)
    if not match:
        return NO_ITEM
    # The framework writes the three signs of base64 that mean something in a path as others, or escaped.
    packed = match.group(1).replace(b'%40', b'/').replace(b'@', b'/').replace(b'*', b'+').replace(b'_', b'=').rstrip(b'=')
    try:
        plain = base64.b64decode(packed + b'=' * (-len(packed) % 4))
    except (TypeError, binascii.Error):
        return NO_ITEM
    return Item(_packed(plain, b's4\ndbid'), _packed(plain, b's4\nguid'), None)


def searched_item(message):
    """Return the Item that a `Searching for matches for {...}` message shows."""
    if b'\\' not in message and b'"' not in message and b"': u'" not in message:
        # The usual form: no expression is needed.
        return Item(_plain(message, b"'id': '"), _plain(message, b"'guid': '"),
                    _plain(message, b"'title': '") or _plain(message, b"'name': '") or _plain(message, b"'show': '"))
    return Item(_printed(_ID, message), _printed(_PRINTED_GUID, message),
                _printed(_NAME, message) or _printed(_SHOW, message))


def _plain(message, key):
    start = message.find(key)
    if start < 0:
        return None
    start += len(key)
    return to_text(message[start:message.find(b"'", start)]) or None


def _packed(plain, key):
    """Return the value of *key* in packed arguments, where a value stands before its key: `s2`, `60` and the key."""
    end = plain.find(key)
    start = plain.rfind(b'\n', 0, end) + 1
    if end <= start or start < 2:
        return None
    kind = plain[plain.rfind(b'\n', 0, start - 1) + 1:start - 1]
    # That line ends with the kind of the value; only text is a name.
    return to_text(plain[start:end]) if re.search(br's\d+$', kind) else None


def _printed(pattern, message):
    """Return the value of a key in a printed Python 2 dictionary as text, or None."""
    match = pattern.search(message)
    if not match:
        return None
    if match.group(3):
        return to_text(match.group(3))
    unescape = _unescape_unicode if match.group(1) else _unescape
    return to_text(_ESCAPE.sub(unescape, match.group(2)[1:-1])) or None


def _unescape_unicode(match):
    """Return what an escape in a `u''` stands for: there `\\xe4` is a character, elsewhere a byte."""
    code = match.group(1)
    if code[:1] == b'x' and len(code) == 3:
        return (u'\\u00' + code[1:].decode('ascii')).encode('ascii').decode('unicode_escape').encode('utf-8')
    return _unescape(match)


def _unescape(match):
    code = match.group(1)
    if code[:1] == b'x' and len(code) == 3:
        return binascii.unhexlify(code[1:])
    if code[:1] in b'uU' and len(code) > 1:
        number = int(code[1:], 16)
        if 0xd800 <= number < 0xe000 or number > 0x10ffff:
            return b'?'
        return (u'\\U%08x' % number).encode('ascii').decode('unicode_escape').encode('utf-8')
    return _PLAIN.get(code, code)
