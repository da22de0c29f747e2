# -*- coding: utf-8 -*-
"""Items that were tried before and after a fix, as a grid: a box an item, with a letter for each time it was tried."""
from __future__ import absolute_import, division, print_function

import collections

from plexfix.show.svg import WIDTH, group, label, picture, place
from plexfix.show.markup import element

# An item: its name, what it is there for, and its outcomes in the order in which it was tried.
Item = collections.namedtuple('Item', 'name kind outcomes')

MOST = 120
LETTERS = collections.OrderedDict([
    (u'successful', u'S'), (u'failed', u'F'), (u'empty', u'E'), (u'crashed', u'C'), (u'unfinished', u'U'),
    (u'not_observed', u'–')])
_CELL, _GAP, _NAME = 22, 14, 14
_LEFT = 4


def words(outcome):
    """Return an outcome as a person reads it."""
    return outcome.replace(u'_', u' ')


def key():
    """Return in words what the letters mean."""
    return u', '.join(u'%s %s' % (letter, words(outcome)) for outcome, letter in LETTERS.items())


def drawn(name, title, told, items):
    """Return a picture of *items* (Item), those of a kind together, in the order in which they come; at most MOST."""
    made, top = [], 8
    for kind in _kinds(items):
        made.append(label(_LEFT, top + 12, kind))
        top += 22
        x = _LEFT
        for item in [one for one in items[:MOST] if one.kind == kind]:
            width = max(_CELL * len(item.outcomes), 44)
            if x + width > WIDTH - _LEFT:
                x, top = _LEFT, top + _CELL + _NAME + _GAP
            made.append(_item(item, x, top, width))
            x += width + _GAP
        top += _CELL + _NAME + _GAP
    return picture(name, title, told, top, *made)


def _kinds(items):
    found = []
    for item in items[:MOST]:
        if item.kind not in found:
            found.append(item.kind)
    return found


def _item(item, x, y, width):
    said = u'%s, %s: %s' % (item.name, item.kind, u', then '.join(words(outcome) for outcome in item.outcomes))
    cells = [[_cell(outcome, x + _CELL * index, y), label(x + _CELL * (index + 0.5), y + 15, LETTERS.get(outcome, u'?'), u'middle')]
             for index, outcome in enumerate(item.outcomes)]
    return group(said, cells, label(x, y + _CELL + 12, item.name, kind=u'quiet', room=width))


def _cell(outcome, x, y):
    kind = u'successful' if outcome == u'successful' else u'' if outcome == u'not_observed' else u'failed'
    return element('rect', {'x': place(x + 1), 'y': place(y), 'width': place(_CELL - 2), 'height': place(_CELL), 'fill': u'none',
                            'stroke': u'currentColor', 'class': (u'cell ' + kind).strip()})
