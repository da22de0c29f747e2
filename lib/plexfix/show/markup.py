# -*- coding: utf-8 -*-
"""The one place where text becomes markup.  What is no Markup is escaped, so that no log brings in markup of its own.

Secrets are taken out on the way: a page is made to be handed on.  What stands on a page is left to the pages.
"""
from __future__ import absolute_import, division, print_function

import re

from plexfix.base.compat import REPLACEMENT, text_type, to_bytes, to_text
from plexfix.base.redact import redact

# Of these nobody writes an end: in HTML they have none, in SVG they hold nothing.
_EMPTY = frozenset(['meta', 'br', 'circle', 'line', 'path', 'polyline', 'polygon', 'rect'])
_ENTITIES = {u'&': u'&amp;', u'<': u'&lt;', u'>': u'&gt;', u'"': u'&quot;', u"'": u'&#39;'}
_SPECIAL = re.compile(u'[&<>"\']')
# What a browser would obey, or must not be given at all: controls, the marks that turn the direction of what follows,
# line ends that only JavaScript knows, characters that Unicode has set aside.  Each is made visible instead.
_OBEYED = re.compile(u'[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef'
                     u'\ufeff\ufff9-\ufffb\ufffe\uffff]')
_PICTURES = u'␀␁␂␃␄␅␆␇␈␉␊␋␌␍␎␏␐␑␒␓␔␕␖␗␘␙␚␛␜␝␞␟'
_LINE_END = u'\u21b5'


class Markup(object):
    """Text that is markup already; only this module and constant text make it."""

    __slots__ = ('text',)

    def __init__(self, text):
        self.text = text


def element(name, attributes, *children):
    """Return the Markup of an element.

    *attributes* is a dict; those with None are left out.  Children are Markup, None for nothing, lists of children,
    and else anything, which becomes escaped text.
    """
    lead = u'<' + to_text(name) + u''.join(
        u' %s="%s"' % (to_text(key), escaped(value)) for key, value in sorted(attributes.items()) if value is not None)
    if name in _EMPTY:
        return Markup(lead + u' />')
    return Markup(u'%s>%s</%s>' % (lead, joined(children).text, to_text(name)))


def joined(children, between=u''):
    """Return the Markup of *children* one after the other, with *between* (markup) after each but the last."""
    return Markup(between.join(_texts(children)))


def _texts(children):
    for child in children:
        if isinstance(child, (list, tuple)):
            for text in _texts(child):
                yield text
        elif isinstance(child, Markup):
            yield child.text
        elif child is not None:
            yield escaped(child)


def escaped(value):
    """Return *value* as text that stands for itself, and only for that, in an element and in a quoted attribute."""
    return _mask(_plain(redact(to_text(value))))


def said(value):
    """Return text that came from outside as Markup: whatever its direction, it turns nothing that stands beside it."""
    return element('bdi', {}, value)


def code(value):
    """Return what a log, a file or a program said, as Markup."""
    return element('code', {}, said(value))


def command(value):
    """Return a command or a path to be typed: names of home folders stay in it, other secrets do not."""
    return element('code', {'class': u'command'}, Markup(_mask(_plain(redact(to_text(value), keep_paths=True)))))


def _mask(text):
    return _SPECIAL.sub(lambda match: _ENTITIES[match.group(0)], text)


def _plain(text):
    """Return *text* without lone surrogates, and with a picture of each character that would be obeyed."""
    return _OBEYED.sub(_picture, to_text(to_bytes(text_type(text))))


def _picture(match):
    place = ord(match.group(0))
    if place < len(_PICTURES):
        return _PICTURES[place]
    return _LINE_END if place in (0x2028, 0x2029) else REPLACEMENT
