# -*- coding: utf-8 -*-
"""Which part of the logs is wanted: times as a person writes them, to times as the log writes them."""
from __future__ import absolute_import, division, print_function

import datetime
import re

from plexfix.base.compat import fs_text
from plexfix.base.errors import UsageError

_ABSOLUTE = re.compile(r'([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[ T]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,3}))?)?)?$')
_RELATIVE = re.compile(r'-?([0-9]+(?:\.[0-9]+)?)(s|m|h|d|w)?$')
_SECONDS = {'s': 1, 'm': 60, 'h': 3600, 'd': 86400, 'w': 604800, None: 3600}
_FORMAT = '%Y-%m-%d %H:%M:%S'


def is_relative(text):
    """Return whether *text* is a time before the newest record, such as `-90m`."""
    return text.startswith('-')


def absolute(text, at_end=False):
    """Return the log time that *text* (`2026-01-30`, `2026-01-30 14:39`, ...) means.

    A time given roughly is its beginning, or with *at_end* its last millisecond.  Raises UsageError.
    """
    match = _ABSOLUTE.match(text.strip())
    if match is None:
        raise UsageError(u'cannot read the time %s' % fs_text(text), u'wanted: 2026-01-30, 2026-01-30 14:39 or -90m (s, m, h, d, w)',
                         u'for example: --since "2026-01-30 14:39" or --since=-90m')
    day, hour, minute, second, milli = match.groups()
    full = ('23', '59', '59', '999') if at_end else ('00', '00', '00', '000')
    hour, minute, second = (given if given is not None else rest for given, rest in zip((hour, minute, second), full))
    milli = full[3] if milli is None else milli.ljust(3, '9' if at_end else '0')
    time = u'%s %s:%s:%s,%s' % (day, hour, minute, second, milli)
    _parsed(time, text)
    return time


def before(newest, text):
    """Return the log time that lies *text* (`-90m`, `-2h`, or hours as a bare number) before the time *newest*.

    The newest record is the clock, as logs carry no zone and may come from another machine.  Raises UsageError.
    """
    match = _RELATIVE.match(text.strip())
    if match is None:
        raise UsageError(u'cannot read the time span %s' % fs_text(text), u'wanted: a number and s, m, h, d or w, such as -90m',
                         u'for example: --since=-90m')
    return seconds_before(newest, float(match.group(1)) * _SECONDS[match.group(2)])


def seconds_before(newest, span_s):
    """Return the log time that lies *span_s* seconds before the time *newest*, or the first one there is."""
    try:
        moment = _parsed(newest, newest) - datetime.timedelta(seconds=span_s)
    except OverflowError:
        return u'0001-01-01 00:00:00,000'
    # strftime of Python 2 refuses years before 1900.
    return u'%04d-%02d-%02d %02d:%02d:%02d,%s' % (moment.year, moment.month, moment.day, moment.hour, moment.minute,
                                                  moment.second, u'%03d' % (moment.microsecond // 1000))


def _parsed(time, shown):
    try:
        moment = datetime.datetime.strptime(str(time[:19]), _FORMAT)
    except ValueError:
        raise UsageError(u'there is no such time as %s' % fs_text(shown), u'read as %s' % time, u'give another one')
    return moment + datetime.timedelta(milliseconds=int(time[20:23]))
