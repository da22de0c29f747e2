# -*- coding: utf-8 -*-
"""A page in one file: head, sections, tables.  No script and nothing from elsewhere, which it forbids the browser too.

It is HTML that an XML parser reads as well.  Pictures are `charts`'; what stands on a page is each page's own.
"""
from __future__ import absolute_import, division, print_function

import base64
import hashlib

from plexfix import __version__
from plexfix.base.compat import to_bytes, to_text
from plexfix.show.markup import Markup, element, joined, said
from plexfix.show.style import SHEET

# By this a file is known to be a page of ours, which may be written again.
GENERATOR = u'plexfix'
NOT_MEASURED = u'not measured'


def page(title, *parts):
    """Return the text of the page with *title* (text) and *parts* (Markup or lists of it)."""
    head = element('head', {}, element('meta', {'charset': u'utf-8'}), u'\n', _metas(), element('title', {}, title), u'\n',
                   element('style', {}, Markup(SHEET)), u'\n')
    foot = element('footer', {}, u'Made by plexfix %s. This file is complete: it loads nothing, runs no script, and each '
                                 u'number in a picture stands in a table too.' % __version__)
    body = element('body', {}, u'\n', element('main', {}, u'\n', element('h1', {}, said(title)), u'\n',
                                              joined(_lines(parts))), u'\n', foot, u'\n')
    whole = element('html', {'lang': u'en'}, u'\n', head, u'\n', body, u'\n')
    return u'<!DOCTYPE html>\n%s\n' % whole.text


def _metas():
    """Return what tells the browser that the style sheet above is all that may be used."""
    mark = to_text(base64.b64encode(hashlib.sha256(to_bytes(SHEET)).digest()))
    allowed = u"default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'" % mark
    rows = [{'http-equiv': u'Content-Security-Policy', 'content': allowed},
            {'name': u'generator', 'content': u'%s %s' % (GENERATOR, __version__)},
            {'name': u'viewport', 'content': u'width=device-width, initial-scale=1'},
            {'name': u'color-scheme', 'content': u'light dark'},
            {'name': u'referrer', 'content': u'no-referrer'},
            {'name': u'robots', 'content': u'noindex'}]
    # Not through the redaction: it would take the sum of the style sheet for a secret.
    return Markup(u''.join(u'<meta %s />\n' % u' '.join(
        u'%s="%s"' % (to_text(key), row[key]) for key in sorted(row)) for row in rows))


def is_page(data):
    """Return whether *data*, the bytes of a file, is a page that `page` made."""
    return data.startswith(b'<!DOCTYPE html>') and b'" name="generator" />' in data[:4096] and to_bytes(
        u'content="%s ' % GENERATOR) in data[:4096]


def section(title, *parts):
    """Return a section under a heading; *parts* are Markup."""
    return element('section', {}, u'\n', element('h2', {}, title), u'\n', joined(_lines(parts)))


def subsection(title, *parts):
    """Return a part of a section under a heading of its own."""
    return joined([element('h3', {}, said(title)), u'\n', joined(_lines(parts))])


def paragraph(*children):
    return element('p', {}, *children)


def quiet(*children):
    """Return a paragraph of remarks."""
    return element('p', {'class': u'quiet'}, *children)


def lead(kind, first, *children):
    """Return what is to be read first; *kind* is 'good', 'bad' or '', and *first* is told the loudest."""
    return element('p', {'class': (u'lead ' + to_text(kind)).strip()}, element('strong', {}, first), *children)


def bullets(rows):
    """Return a list; each row is what an element may hold."""
    return element('ul', {}, u'\n', [[element('li', {}, row), u'\n'] for row in rows])


def facts(rows):
    """Return a list of (name, what is known of it)."""
    return element('dl', {}, u'\n', [[element('dt', {}, name), element('dd', {}, value), u'\n'] for name, value in rows])


def lines(*parts):
    """Return the lines of a cell, none of which is broken; None, for what was not measured, where one of them is."""
    if None in parts:
        return None
    return joined([element('span', {'class': u'line'}, part) for part in parts], u'<br />')


def table(caption, heads, rows, numbers=(), long=(), left_out=0, noun=u'row'):
    """Return a table; the first column names its row.

    *rows* are lists of what an element may hold, None for what was not measured.  *numbers* and *long* say which
    columns (from 0) hold numbers and long text; *left_out* is how many more rows there are that are not shown.
    """
    kinds = [u'number' if index in numbers else u'long' if index in long else None for index in range(len(heads))]
    head = element('tr', {}, [element('th', {'scope': u'col', 'class': kind}, name) for name, kind in zip(heads, kinds)])
    body = [[element('tr', {}, [_cell(index, cell, kind) for index, (cell, kind) in enumerate(zip(row, kinds))]), u'\n']
            for row in rows]
    made = element('table', {}, u'\n', element('caption', {}, caption), u'\n', element('thead', {}, head), u'\n',
                   element('tbody', {}, u'\n', body), u'\n')
    scrolled = element('div', {'class': u'wide', 'tabindex': u'0', 'role': u'region', 'aria-label': caption}, made)
    return joined([scrolled, u'\n', omitted(left_out, noun)])


def omitted(number, noun):
    """Return the line that says how many were left out, None where none was."""
    if not number:
        return None
    plural = u'' if number == 1 else u'es' if noun.endswith(u'x') else u's'
    return quiet(u'and %s more %s%s, left out here' % (u'{0:,}'.format(number), noun, plural))


def _cell(index, cell, kind):
    cell = NOT_MEASURED if cell is None else cell
    if index == 0:
        return element('th', {'scope': u'row', 'class': kind}, cell)
    return element('td', {'class': kind}, cell)


def _lines(parts):
    for part in parts:
        if part is not None:
            yield part
            yield u'\n'
