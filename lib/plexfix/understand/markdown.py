# -*- coding: utf-8 -*-
"""Any text as Markdown that shows it as it is, in lines of WIDTH; which text where is left to the callers.

Log text may hold backquotes, pipes, `#` and HTML: quoted, each line is a code span of its own and so begins nothing.
Secrets are taken out here, as this is where text of a log goes into a document.
"""
from __future__ import absolute_import, division, print_function

import re

from plexfix.base.clip import clip
from plexfix.base.redact import redact

WIDTH = 100
MORE = u'...'
# Control characters, and those that hide or turn text around: U+2028 and U+2029 end a line for some readers.
# As characters: Python 2's expressions know no \u.
_UNSEEN = re.compile(u'[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]')
_SPECIAL = re.compile(u'([\\\\`*\\[\\]<>|~&$@])|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])')
_OPENING = re.compile(u'^([#+=-]|[0-9]+(?=[.)]))')
_TICKS = re.compile(u'`+')


def visible(text):
    """Return *text* redacted, with each character that is not seen, or that turns text around, as U+FFFD."""
    return _UNSEEN.sub(u'\ufffd', redact(text))


def plain(text, most=WIDTH):
    """Return *text* on one line, cut to *most* characters, with a backslash before what Markdown would read."""
    return escaped(clip(u' '.join(visible(text).split()), most, MORE))


def escaped(line):
    """Return *line*, one line of our own words, with a backslash before what Markdown would read; nothing is redacted.

    In what is redacted already, or was never a log's, `http_403@site` would be taken for an address of e-mail.
    """
    line = _SPECIAL.sub(lambda match: u'\\' + match.group(0), line)
    opening = _OPENING.match(line)
    if opening is None:
        return line
    if opening.group(0).isdigit():
        return line[:opening.end()] + u'\\' + line[opening.end():]
    return u'\\' + line


def code(text, most=WIDTH):
    """Return *text*, redacted, on one line as a code span of at most *most* characters where it holds no backquotes."""
    return span(clip(u' '.join(visible(text).split()), max(1, most - 2), MORE))


def span(line):
    """Return *line*, a name of our own or text that is redacted already, as a code span."""
    if not line:
        return u'` `'
    longest = max([len(ticks) for ticks in _TICKS.findall(line)] or [0])
    fence = u'`' * (longest + 1)
    pad = u' ' if line[0] == u'`' or line[-1] == u'`' else u''
    return fence + pad + line + pad + fence


def cell(text):
    """Return Markdown that was made here as a table's cell: what parts cells stands for itself, in code spans too."""
    return re.sub(u'(?<!\\\\)\\|', u'\\\\|', text)


def quoted(text, indent=u'', most=6, last=0):
    """Return the lines of a quotation of *text*: its own lines, long ones parted, at most *most* of them.

    Of more the first ones are shown, and the *last* ones, since a traceback says what it was at its end.
    """
    room = WIDTH - len(indent) - len(u'> ``') - 2
    rows = [piece for line in visible(text).split(u'\n') for piece in _pieces(u' '.join(line.split()), room)]
    if len(rows) > most:
        first = max(0, most - 1 - last)
        left_out = len(rows) - first - last
        told = u'%s (%d line%s left out)' % (MORE, left_out, u's' if left_out > 1 else u'')
        rows = rows[:first] + [told] + rows[first + left_out:]
    return [u'%s> %s' % (indent, span(row)) for row in rows] or [u'%s> ` `' % indent]


def _pieces(line, room):
    """Return *line* in pieces of at most *room* characters, parted at a space where one is near the end."""
    pieces = []
    while line:
        piece = clip(line, room)
        space = piece.rfind(u' ', len(piece) * 2 // 3) if len(piece) < len(line) else -1
        pieces.append(piece[:space] if space > 0 else piece)
        line = line[len(pieces[-1]):].strip()
    return pieces


def wrapped(text, first=u'', other=None):
    """Return the lines of *text* (Markdown) in WIDTH, the first after *first*, the others after *other*.

    Only at spaces, and no line but the first begins with what would open a list, a heading or a quotation.
    """
    other = u' ' * len(first) if other is None else other
    lines, line = [], first
    empty = True
    for word in text.split(u' '):
        if not empty and len(line) + 1 + len(word) > WIDTH and not _BEGINS.match(word):
            lines.append(line)
            line, empty = other, True
        line = line + word if empty else line + u' ' + word
        empty = False
    return lines + [line]


_BEGINS = re.compile(u'(?:[#>|=+*<-]|[0-9]+[.)]$|~~~|```)')


def item(text, indent=u''):
    """Return the lines of a list item that holds *text* (Markdown)."""
    return wrapped(text, indent + u'- ')


def table(heads, rows, right=()):
    """Return the lines of a table; *rows* are lists of Markdown, columns named in *right* stand to the right."""
    rule = [u'--:' if head in right else u'---' for head in heads]
    return [u'| %s |' % u' | '.join(row) for row in [heads, rule] + [[cell(one) for one in row] for row in rows]]
