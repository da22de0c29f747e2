# -*- coding: utf-8 -*-
"""Reads dates as people and sites write them; pure.  The framework leaves this to a library that takes almost anything."""
from __future__ import absolute_import, division, print_function

import datetime
import re

from plexfix.base import compat

_MONTHS = ('jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec')
_NUMERIC = re.compile(r'(?<!\d)(\d{1,4})([-/.])(\d{1,2})(?:\2(\d{1,4}))?(?!\d)')
_CLOCK = re.compile(r'(?<!\d)(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s*([AaPp])?\.?(?:[Mm]\.?)?(?![a-z])')
_COMPACT = re.compile(r'(?<!\d)((?:1[89]|2[01])\d\d)(\d\d)(\d\d)(?!\d)')
_ZONE = re.compile(r'(?:Z|UTC|GMT|[+-]\d\d:?\d\d)\s*$')
_WORD = re.compile(r'[A-Za-z]{3,}')
_NUMBER = re.compile(r'(?<![\d:])(\d{1,4})(?:st|nd|rd|th)?(?![\d:])')


def parse_date(text, default):
    """Return *text* as a datetime without a zone; what it does not tell comes from *default* (a datetime).

    Raises ValueError where there is no date in it.  `3/4/2001` is read as in America, `13/4/2001` as it can only be.
    """
    text = compat.native(text).strip()
    clock, rest = _clock(text)
    day = _compact(rest) or _numeric(rest, default) or _worded(rest, default)
    if day is None:
        raise ValueError('unknown string format: %s' % text)
    return datetime.datetime.combine(day, clock)


def _clock(text):
    """Return the time of day in *text*, midnight where there is none, and the text without it and its zone."""
    found = _CLOCK.search(text)
    if not found:
        return datetime.time(), text
    hour, minute, second = int(found.group(1)), int(found.group(2)), int(found.group(3) or 0)
    half = (found.group(5) or '').lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == 'p' else 0)
    fraction = int(((found.group(4) or '0') + '000000')[:6])
    before, behind = text[:found.start()], _ZONE.sub('', text[found.end():])
    return datetime.time(hour, minute, second, fraction), re.sub(r'(?<=\d)T\s*$', '', before) + ' ' + behind


def _compact(text):
    found = _COMPACT.search(text)
    return datetime.date(*[int(part) for part in found.groups()]) if found else None


def _numeric(text, default):
    found = _NUMERIC.search(text)
    if not found:
        return None
    first, separator, second, third = found.groups()
    if third is None:
        return datetime.date(int(first), int(second), 1) if len(first) == 4 else None
    if len(first) == 4:
        return datetime.date(int(first), int(second), int(third))
    month, day = int(first), int(second)
    if month > 12 or separator == '.':
        month, day = day, month
    return datetime.date(_century(third, default), month, day)


def _century(year, default):
    number = int(year)
    if len(year) > 2:
        return number
    # Two figures are the year nearest to now, as the framework's library has it.
    return number + 100 * int(round((default.year - number) / 100.0))


def _worded(text, default):
    """Read `12th March 1999`, `March 12, 1999`, `12-Mar-99`, `Mar 1999` and a bare year."""
    months = [_MONTHS.index(word[:3].lower()) + 1 for word in _WORD.findall(text) if word[:3].lower() in _MONTHS]
    numbers = _NUMBER.findall(text)
    years = [number for number in numbers if len(number) == 4]
    days = [number for number in numbers if len(number) < 3]
    if not months:
        return datetime.date(int(years[0]), 1, 1) if years and len(numbers) == 1 else None
    if not years and len(days) == 2:
        return datetime.date(_century(days[1], default), months[0], int(days[0]))
    if not years and not days:
        return None
    return datetime.date(int(years[0]) if years else default.year, months[0], int(days[0]) if days else 1)
