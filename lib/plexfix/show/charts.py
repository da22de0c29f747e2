# -*- coding: utf-8 -*-
"""Pictures of numbers: rows of rates with their intervals, and a rate over iterations; `timeline` and `grid` have more.

The numbers come counted; nothing is worked out here but where a mark stands.
"""
from __future__ import absolute_import, division, print_function

import collections

from plexfix.show.svg import (AFTER, BEFORE, LETTER, NOTHING, WIDTH, Scale, group, label, legend, mark, picture, place,
                              plain_number, rule, steps, whisker)
from plexfix.show.markup import element

# A value with the ends of its interval (None where it has none), and how a person reads it.
Point = collections.namedtuple('Point', 'value low high told')
# A row of a picture: its name, and for each series a Point, None where it was not measured.
Row = collections.namedtuple('Row', 'name points')
# A step of a line: its number, its Point or None, and whether it counts.
Step = collections.namedtuple('Step', 'number point counts')

SERIES = (BEFORE, AFTER)
WORDS = {BEFORE: u'before', AFTER: u'after'}
ROWS_DRAWN = 40
_LEFT, _RIGHT, _TOP, _LINE = 190, 20, 34, 18
_PLOT_TOP, _PLOT_HEIGHT = 34, 220
_BEYOND = 2.5               # a wide interval may take up to so many times the room of the largest value


def rates(name, title, told, rows, series=SERIES, high=None, unit=u''):
    """Return a picture of *rows* (Row), one below the other: each value as a mark on the line of its interval.

    *series* says which of BEFORE and AFTER the points are, in order; *high* is the end of the scale where it has one.
    """
    rows = rows[:ROWS_DRAWN]
    ticks = steps(high if high is not None else _highest(rows))
    scale = Scale(high if high is not None else ticks[-1], _LEFT, WIDTH - _RIGHT)
    height_of_row = _LINE * len(series) + 8
    start = _TOP if len(series) > 1 else 10
    bottom = start + height_of_row * len(rows)
    made = [_legend(series)] if len(series) > 1 else []
    for tick in ticks:
        made += [rule(scale.at(tick), start - 6, scale.at(tick), bottom),
                 label(scale.at(tick), bottom + 16, plain_number(tick), u'middle', u'quiet')]
    for index, row in enumerate(rows):
        top = start + height_of_row * index
        made.append(label(_LEFT - 12, top + height_of_row / 2.0 + 1, row.name, u'end', room=_LEFT - 16))
        made += [_point(row.name, one, point, scale, top + _LINE * (place_of + 0.5) + 1, len(series) > 1)
                 for place_of, (one, point) in enumerate(zip(series, row.points))]
    made += [rule(scale.at(0), start - 6, scale.at(0), bottom, u'axis'),
             label(WIDTH - _RIGHT, bottom + 32, unit, u'end', u'quiet')]
    return picture(name, title, told, bottom + 40, *made)


def _highest(rows):
    """Return where a scale ends: at the highest end of an interval, but for those much beyond every value."""
    points = [point for row in rows for point in row.points if point is not None]
    value = max([point.value for point in points] or [0])
    end = max([point.high for point in points if point.high is not None] or [0])
    return max(value, min(end, _BEYOND * value) if value else end)


def _point(name, series, point, scale, y, is_one_of_two):
    if point is None:
        return label(scale.at(0) + 8, y + 4, u'%snot measured' % (WORDS[series] + u': ' if is_one_of_two else u''), kind=u'quiet')
    line = NOTHING if point.low is None else whisker(series, scale, y, point.low, point.high)
    words = u'%s%s: %s' % (name, u', ' + WORDS[series] if is_one_of_two else u'', point.told)
    return group(words, line, mark(series, scale.at(point.value), y))


def _legend(series):
    return legend(_LEFT, 12, [(lambda x, y, one=one: mark(one, x, y), WORDS[one]) for one in series])


def line(name, title, told, shown, high=1.0, goal=None):
    """Return a picture of *shown* (Step) from left to right: a line through those that count, gaps where nothing is.

    A step that does not count is a hollow circle beside the line; *goal* is a value that has a line of its own.
    """
    left, right = 64, WIDTH - 28
    bottom = _PLOT_TOP + _PLOT_HEIGHT
    scale = Scale(high, bottom, _PLOT_TOP)
    kinds = [(lambda x, y: mark(AFTER, x, y), u'an iteration that counts'), (lambda x, y: mark(BEFORE, x, y), u'one that does not')]
    made = [legend(left, 12, kinds[:1 if all(step.counts for step in shown) else 2])]
    for tick in steps(high):
        made += [rule(left, scale.at(tick), right, scale.at(tick)),
                 label(left - 8, scale.at(tick) + 4, plain_number(tick), u'end', u'quiet')]
    places = [left + (right - left) * (index + 0.5) / max(1, len(shown)) for index in range(len(shown))]
    every = 1 + int(len(shown) * 4 * LETTER / (right - left))
    made += [label(x, bottom + 18, u'%d' % step.number, u'middle') for index, (x, step) in enumerate(zip(places, shown))
             if index % every == 0]
    made.append(label((left + right) / 2.0, bottom + 36, u'iteration', u'middle', u'quiet'))
    if goal is not None:
        made += [rule(left, scale.at(goal), right, scale.at(goal), u'axis', u'1.5', u'6 4'),
                 label(right, scale.at(goal) - 5, u'goal %s' % plain_number(goal), u'end', u'quiet')]
    made.append(_way([(x, scale.at(step.point.value)) for x, step in zip(places, shown)
                      if step.counts and step.point is not None]))
    made += [_step(step, x, scale, bottom) for x, step in zip(places, shown)]
    return picture(name, title, told, bottom + 44, *made)


def _way(places):
    """Return the line through *places*."""
    return element('polyline', {'points': u' '.join(u'%s,%s' % (place(x), place(y)) for x, y in places), 'fill': u'none',
                                'stroke': u'currentColor', 'stroke-width': u'1.5', 'class': AFTER})


def _step(step, x, scale, bottom):
    point = step.point
    if point is None:
        return group(u'iteration %d: not measured' % step.number, label(x, bottom - 6, u'not measured', u'middle', u'quiet'))
    series = AFTER if step.counts else BEFORE
    ends = NOTHING if point.low is None else element(
        'path', {'d': u'M%s %sV%sm-4 0h8M%s %sh8' % (place(x), place(scale.at(point.low)), place(scale.at(point.high)),
                                                     place(x - 4), place(scale.at(point.low))),
                 'stroke': u'currentColor', 'fill': u'none', 'class': series})
    words = u'iteration %d: %s%s' % (step.number, point.told, u'' if step.counts else u'; it does not count')
    return group(words, ends, mark(series, x, scale.at(point.value)))
