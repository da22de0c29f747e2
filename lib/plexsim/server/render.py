# -*- coding: utf-8 -*-
"""One document tree, written as Plex's XML or as Plex's JSON; what is in it is decided elsewhere.

Attribute values keep their Python type: a bool is `1` in XML and `true` in JSON, a number is a number.
"""
from __future__ import absolute_import, division, print_function

import json
import re
from collections import namedtuple

from plexfix.base.compat import to_bytes, to_text

# attributes: list of (name, value), where a value of None leaves the attribute out; children: sequence of Nodes or Written.
Node = namedtuple('Node', 'tag attributes children')

_PROLOGUE = u'<?xml version="1.0" encoding="UTF-8"?>\n'
# Line ends are characters of the value only when they are written as references.
_SPECIAL = {u'&': u'&amp;', u'<': u'&lt;', u'>': u'&gt;', u'"': u'&quot;', u'\n': u'&#10;', u'\r': u'&#13;', u'\t': u'&#9;'}
_NEEDS_QUOTING = re.compile(u'[&<>"\n\r\t]')
_NOT_XML = re.compile(u'[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]')
# What a damaged title looks like on the wire: two control characters, and a byte that is no UTF-8.
_DIRT = b'\x0b\x1f\xe9'

_ROWS = frozenset(['Video', 'Track', 'Photo'])
_SINGLE = frozenset(['Context', 'Meta'])


class Written(object):
    """A child of the root that is written once and kept: a page of a large library is mostly such rows."""

    __slots__ = ('node', 'text')

    def __init__(self, node):
        parts = []
        _write(node, parts, u'  ')
        self.node = node
        self.text = u''.join(parts)


def media_container(attributes=(), children=()):
    """Return the root of nearly every answer, with the `size` that goes with *children*."""
    children = list(children)
    return Node('MediaContainer', [('size', len(children))] + list(attributes), children)


def xml_bytes(node, dirty=False):
    """Return *node* as an XML document.

    Characters that XML cannot hold are dropped; with *dirty* every title gets some, which real servers do send.
    """
    parts = [_PROLOGUE]
    _write(node, parts, u'')
    body = to_bytes(u''.join(parts))
    return body.replace(b' title="', b' title="' + _DIRT) if dirty else body


def json_bytes(node):
    """Return *node* as Plex's JSON: an object named like the root, rows of any kind as lists."""
    return to_bytes(json.dumps({node.tag: _object(node)}, separators=(',', ':'), sort_keys=True))


def quote_text(value):
    """Return *value* as it may stand in an attribute or between tags."""
    text = to_text(value)
    if _NEEDS_QUOTING.search(text):
        text = _NEEDS_QUOTING.sub(lambda found: _SPECIAL[found.group()], text)
    return _NOT_XML.sub(u'', text)


def _write(node, parts, indent):
    parts.append(u'%s<%s' % (indent, node.tag))
    for name, value in node.attributes:
        if value is not None:
            parts.append(u' %s="%s"' % (name, _attribute(value)))
    if not node.children:
        parts.append(u'/>\n')
        return
    parts.append(u'>\n')
    for child in node.children:
        if isinstance(child, Written):
            parts.append(child.text)
        else:
            _write(child, parts, indent + u'  ')
    parts.append(u'%s</%s>\n' % (indent, node.tag))


def _attribute(value):
    if isinstance(value, bool):
        return u'1' if value else u'0'
    return quote_text(value)


def _object(node):
    found = dict((name, _plain(value)) for name, value in node.attributes if value is not None)
    for child in node.children:
        child = getattr(child, 'node', child)
        if child.tag in _SINGLE:
            found[child.tag] = _object(child)
        else:
            found.setdefault(_list_name(child), []).append(_object(child))
    return found


def _list_name(node):
    """Return the name of the list a row goes to: items of every kind are `Metadata`, folders of items are not items."""
    if node.tag in _ROWS or any(name == 'ratingKey' for name, _ in node.attributes):
        return 'Metadata'
    return node.tag


def _plain(value):
    return value if isinstance(value, (bool, int, float)) else to_text(value)
