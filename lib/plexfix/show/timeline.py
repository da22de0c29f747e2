# -*- coding: utf-8 -*-
"""Operations and failures over time: hours gathered into as many columns as can be told apart, and their picture."""
from __future__ import absolute_import, division, print_function

import collections
import datetime

from plexfix.show.svg import AFTER, BEFORE, WIDTH, Scale, group, label, legend, picture, place, plain_number, rule, steps
from plexfix.show.markup import element

# What was counted in some hours from *start* (text, as the log has it) on.
Span = collections.namedtuple('Span', 'start operations failures')

MOST_COLUMNS = 72
_HOURS = (1, 2, 3, 6, 12, 24)
_FORM = '%Y-%m-%d %H'
_EPOCH = datetime.datetime(1970, 1, 1)
_LEFT, _RIGHT, _TOP, _HEIGHT = 64, 12, 34, 180
_DATE = 13                  # letters of a time that is shown, and room for it
_ROOM = 100


def hours_of(agents):
    """Return {hour: (operations, failures)} over *agents*, dicts of an aggregate."""
    total = {}
    for counts in agents:
        for hour, row in (counts.get('by_hour') or {}).items():
            operations, failures = total.get(hour, (0, 0))
            total[hour] = (operations + (row['operations'] or 0), failures + (row['failures'] or 0))
    return total


def gathered(hours, most=MOST_COLUMNS):
    """Return (hours a Span, [Span from the first to the last], unread) of {hour: (operations, failures)}.

    A Span in which nothing was counted is there too; *unread* are the hours whose name is no time.
    """
    known, unread = {}, []
    for hour in sorted(hours):
        number = _number(hour)
        if number is None:
            unread.append(hour)
        else:
            known[number] = hours[hour]
    if not known:
        return 1, [], unread
    first, last = min(known), max(known)
    size = _size(first, last, most)
    start = first - first % size
    spans = [[0, 0] for _ in range((last - start) // size + 1)]
    for number, (operations, failures) in known.items():
        spans[(number - start) // size][0] += operations
        spans[(number - start) // size][1] += failures
    return size, [Span(_name(start + index * size), *row) for index, row in enumerate(spans)], unread


def _size(first, last, most):
    """Return how many hours a column has."""
    for size in _HOURS:
        if last // size - first // size < most:
            return size
    days = 1
    while last // (24 * days) - first // (24 * days) >= most:
        days *= 2
    return 24 * days


def _number(hour):
    try:
        moment = datetime.datetime.strptime(str(hour), _FORM)
    except ValueError:
        return None
    return int((moment - _EPOCH).total_seconds()) // 3600


def _name(number):
    # Not strftime, which Python 2 refuses before 1900.
    moment = _EPOCH + datetime.timedelta(hours=number)
    return u'%04d-%02d-%02d %02d' % (moment.year, moment.month, moment.day, moment.hour)


def drawn(name, title, told, spans):
    """Return a picture of *spans*: for each an outline as high as its operations, and in it a bar of its failures."""
    ticks = steps(max([max(span.operations, span.failures) for span in spans] or [0]), 4)
    bottom = _TOP + _HEIGHT
    scale = Scale(ticks[-1], bottom, _TOP)
    made = [legend(_LEFT, 12, [(lambda x, y: _bar(x - 5, y - 5, 10, 10, False), u'operations started'),
                               (lambda x, y: _bar(x - 3, y - 5, 6, 10, True), u'failure events')])]
    for tick in ticks:
        made += [rule(_LEFT, scale.at(tick), WIDTH - _RIGHT, scale.at(tick)),
                 label(_LEFT - 8, scale.at(tick) + 4, plain_number(tick), u'end', u'quiet')]
    width = min(48.0, (WIDTH - _RIGHT - _LEFT) / float(max(1, len(spans))))
    every = 1 + int(_ROOM / width)
    for index, span in enumerate(spans):
        left = _LEFT + width * index
        made.append(_column(span, left, width, scale, bottom))
        if index % every == 0:
            made.append(label(left + 2, bottom + 16, span.start[:_DATE] + u' h', kind=u'quiet'))
    made.append(rule(_LEFT, bottom, WIDTH - _RIGHT, bottom, u'axis'))
    return picture(name, title, told, bottom + 28, *made)


def _column(span, left, width, scale, bottom):
    gap = width * 0.1
    parts = []
    if span.operations:
        top = scale.at(span.operations)
        parts.append(_bar(left + gap, top, width - 2 * gap, bottom - top, False))
    if span.failures:
        top = scale.at(span.failures)
        parts.append(_bar(left + 2.5 * gap, top, width - 5 * gap, bottom - top, True))
    return group(u'from %s h: %d operations, %d failure events' % (span.start, span.operations, span.failures), *parts)


def _bar(x, y, width, height, is_failures):
    return element('rect', {'x': place(x), 'y': place(y), 'width': place(width), 'height': place(height),
                            'fill': u'currentColor' if is_failures else u'none', 'stroke': u'currentColor',
                            'class': BEFORE + u' full' if is_failures else AFTER + u' hollow'})
