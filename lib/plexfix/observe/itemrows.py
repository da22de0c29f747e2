# -*- coding: utf-8 -*-
"""The form that an operation has among the aggregate's `items`: names without secrets, and how long it took."""
from __future__ import absolute_import, division, print_function

import re

from plexfix.base.compat import native, to_text
from plexfix.base.jsontext import json_line
from plexfix.base.redact import redact


def item_dict(row):
    """Return the aggregate's dict of a row that a Follower put into its items."""
    time, name, line, operation, outcome, ended = row
    item = operation.item
    return {
        'rating_key': _safe(item.rating_key), 'guid': _safe(item.guid), 'title': _safe(item.title),
        'operation': operation.kind, 'outcome': outcome, 'time': to_text(time), 'seconds': seconds_between(time, ended),
        'failures': [pattern.id() for pattern in operation.failures], 'file': to_text(name), 'line': line}


ITEM_KEYS = frozenset(('failures', 'file', 'guid', 'line', 'operation', 'outcome', 'rating_key', 'seconds', 'time', 'title'))
_ITEM = ('{"failures": [%s],"file": %s,"guid": %s,"line": %d,"operation": "%s","outcome": "%s","rating_key": %s,'
         '"seconds": %s,"time": "%s","title": %s}')


def line_of_item(rating_key, guid, title, operation, outcome, time, seconds, failures, file, line):
    """Return the JSON text of an item, as `json_line` of its dict would be."""
    return _ITEM % (','.join(['"%s"' % name for name in failures]), json_line(file), json_line(guid), line, operation,
                    outcome, json_line(rating_key), 'null' if seconds is None else json_line(seconds), time,
                    'null' if title is None else json_line(title))


def item_line(row):
    """Return the JSON text of what `item_dict` makes of *row*."""
    time, name, line, operation, outcome, ended = row
    item = operation.item
    return line_of_item(
        _safe(item.rating_key), _safe(item.guid), _safe(item.title), operation.kind, outcome, native(time),
        seconds_between(time, ended), [pattern.id() for pattern in operation.failures], native(name), line)


_GUID = re.compile(u'com\\.plexapp\\.agents\\.[A-Za-z0-9]+://[A-Za-z0-9-]+\\?lang=[a-z]+$')


def _safe(text):
    """Return the name of an item without secrets, None where there is none."""
    # The usual number and the usual address of an item hold none.
    return text if text is None or text.isdigit() or _GUID.match(text) else redact(text)


def seconds_between(start, end):
    """Return the seconds (to the millisecond) between two log times (bytes), None where one is missing.

    Logs carry no zone: across a change of the clock the answer may be negative, and is then None.
    """
    if not start or not end:
        return None
    if start[:14] == end[:14]:              # within an hour, as most are
        milliseconds = (int(end[14:16]) - int(start[14:16])) * 60000 + (int(end[17:19]) - int(start[17:19])) * 1000 + (
            int(end[20:23]) - int(start[20:23]))
        return milliseconds / 1000.0 if milliseconds >= 0 else None
    seconds = (_milliseconds(end) - _milliseconds(start)) / 1000.0
    return round(seconds, 3) if seconds >= 0 else None


def _milliseconds(time):
    year, month, day = int(time[:4]), int(time[5:7]), int(time[8:10])
    # Days of the civil calendar since 1 March of year 0: dates in logs may be impossible, so no datetime.
    year -= month <= 2
    days = 365 * year + year // 4 - year // 100 + year // 400 + (153 * ((month + 9) % 12) + 2) // 5 + day
    return ((days * 24 + int(time[11:13])) * 60 + int(time[14:16])) * 60000 + int(time[17:19]) * 1000 + int(time[20:23])
