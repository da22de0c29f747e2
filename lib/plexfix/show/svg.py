# -*- coding: utf-8 -*-
"""The parts that all pictures share: the frame that a screen reader can read, scales, text that fits, marks.

Colours come by class from the style sheet; shapes and outlines are there without it, in the colour of the text.
"""
from __future__ import absolute_import, division, print_function

import math

from plexfix.base.clip import clip
from plexfix.base.compat import to_text
from plexfix.show.markup import Markup, element

WIDTH = 720
LETTER = 6.6                # the width of a letter of the smallest text, on the safe side
LEAST = 1e-12               # what is not above it is nothing
BEFORE, AFTER = u'before', u'after'
_CUT = u'…'
_WIDE_FROM = u'\u1100'


def picture(name, title, told, height, *children):
    """Return a picture (Markup) with *title* and, in *told*, what it shows in words; *name* is unique on its page."""
    ids = (u'%s-title' % name, u'%s-told' % name)
    made = element('svg', {'xmlns': u'http://www.w3.org/2000/svg', 'viewBox': u'0 0 %d %s' % (WIDTH, place(height)),
                           'width': place(WIDTH), 'height': place(height), 'role': u'img', 'font-size': u'12',
                           'font-family': u'sans-serif', 'aria-labelledby': u'%s %s' % ids},
                   u'\n', element('title', {'id': ids[0]}, title), element('desc', {'id': ids[1]}, told), u'\n',
                   [[child, u'\n'] for child in children if child is not None])
    caption = element('figcaption', {}, told)
    return element('figure', {}, u'\n', element('div', {'class': u'wide', 'tabindex': u'0', 'role': u'region',
                                                        'aria-label': title}, made), u'\n', caption, u'\n')


def place(value):
    """Return a coordinate as text, with a digit after the point where it needs one."""
    shown = u'%.1f' % (value + 0.0)
    return u'0' if shown in (u'-0.0', u'0.0') else shown[:-2] if shown.endswith(u'.0') else shown


class Scale(object):
    """Where values from 0 to *high* stand between *start* and *end*; what is above stands at the end."""

    __slots__ = ('high', 'start', 'end')

    def __init__(self, high, start, end):
        self.high, self.start, self.end = high if high > LEAST else 1.0, start, end

    def at(self, value):
        return self.start + (self.end - self.start) * min(max(value / self.high, 0.0), 1.0)

    def holds(self, value):
        return value <= self.high


def steps(high, most=5):
    """Return at most *most* + 1 round values from 0 on, the last at *high* or above, all of equal distance."""
    high = high if high > LEAST else 1.0
    power = 10.0 ** math.floor(math.log10(high / most))
    for factor in (1, 2, 5, 10, 20):
        size = factor * power
        number = int(math.ceil(high / size - 1e-9))
        if number <= most:
            break
    return [index * size for index in range(number + 1)]


def plain_number(value):
    """Return a value of a scale with as many digits as it needs."""
    return u'%.10g' % value


def label(x, y, value, anchor=u'start', kind=None, room=None):
    """Return text at a place, cut to *room* units with all of it as its title where it is too long."""
    shown = value if room is None else fitted(value, int(room / LETTER))
    title = None if shown == value else element('title', {}, value)
    return element('text', {'x': place(x), 'y': place(y), 'class': kind, 'fill': u'currentColor',
                            'text-anchor': None if anchor == u'start' else anchor}, title, shown)


def fitted(value, cells):
    """Return *value* in at most *cells* cells; what is not written with letters like these counts two."""
    value = u' '.join(to_text(value).split())
    shown = clip(value, cells, _CUT)
    room = cells
    while _cells(shown) > cells and room > 1:
        room -= 1
        shown = clip(value, room, _CUT)
    return shown


def _cells(text):
    return sum(2 if letter >= _WIDE_FROM and letter != _CUT else 1 for letter in text)


def rule(x1, y1, x2, y2, kind=u'rule', width=None, dashes=None):
    """Return a line."""
    return element('line', {'x1': place(x1), 'y1': place(y1), 'x2': place(x2), 'y2': place(y2), 'class': kind,
                            'stroke': u'currentColor', 'stroke-width': width, 'stroke-dasharray': dashes})


def mark(series, x, y):
    """Return the mark of a series: a hollow circle for what was before, a full square for what is after."""
    drawn = {'stroke': u'currentColor', 'stroke-width': u'2'}
    if series == BEFORE:
        return element('circle', dict(drawn, cx=place(x), cy=place(y), r=u'4', fill=u'none', **{'class': u'before hollow'}))
    return element('rect', dict(drawn, x=place(x - 3.5), y=place(y - 3.5), width=u'7', height=u'7', fill=u'currentColor',
                                **{'class': u'after full'}))


def whisker(series, scale, y, low, high):
    """Return the line of an interval, with an end on each side, or an arrow where it goes on beyond the scale."""
    left, right = scale.at(low), scale.at(high)
    ends = u'M%s %sv8' % (place(left), place(y - 4))
    if scale.holds(high):
        ends += u'M%s %sv8' % (place(right), place(y - 4))
    else:
        ends += u'M%s %sl5 4l-5 4' % (place(right - 5), place(y - 4))
    line = u'M%s %sH%s' % (place(left), place(y), place(right))
    return element('path', {'d': line + ends, 'class': series, 'stroke': u'currentColor', 'stroke-width': u'1.5',
                            'fill': u'none'})


def group(title, *children):
    """Return marks that belong together, with what they show as their title."""
    return element('g', {}, element('title', {}, title), *children)


def legend(x, y, rows):
    """Return marks with words beside them, from left to right; *rows* are (mark at a place, words)."""
    made = []
    for draw, words in rows:
        made += [draw(x + 6, y), label(x + 16, y + 4, words)]
        x += 32 + LETTER * len(words)
    return element('g', {}, made)


NOTHING = Markup(u'')
