# -*- coding: utf-8 -*-
"""Lines of at most WIDTH columns, and numbers as a person reads them; what is told is left to `report`."""
from __future__ import absolute_import, division, print_function

from plexfix.base.clip import clip

WIDTH = 100
SHORT_FROM = 10 ** 7


def heading(text):
    """Return *text* underlined."""
    return [text, u'-' * len(text)]


def wrapped(prefix, text):
    """Return *text* in lines of WIDTH, the first after *prefix*, the others indented as far; long words are cut in two."""
    room = WIDTH - len(prefix)
    lines, line = [], u''
    for word in text.split():
        while len(word) > room:
            if line:
                lines.append(line)
                line = u''
            lines.append(clip(word, room))
            word = word[len(lines[-1]):]
        if line and len(line) + 1 + len(word) > room:
            lines.append(line)
            line = word
        else:
            line = line + u' ' + word if line else word
    if line or not lines:
        lines.append(line)
    return [(prefix if index == 0 else u' ' * len(prefix)) + line for index, line in enumerate(lines)]


def one_line(text):
    """Return *text* without line ends and other runs of white space."""
    return u' '.join(text.split())


def number(value):
    """Return *value* with a comma each three digits."""
    return u'{0:,}'.format(value)


def short_number(value):
    """Return *value* in at most nine characters: exact below ten million, from there on as 12.3M, 4.6G or 7.9T."""
    if value < SHORT_FROM:
        return number(value)
    for unit in (u'M', u'G'):
        value /= 1e6 if unit == u'M' else 1e3
        if value < 999.95:
            return u'%.1f%s' % (value, unit)
    return u'%.1fT' % (value / 1e3)


def many(value, noun):
    """Return *value* with its *noun*, of which several end in -s."""
    return u'%s %s%s' % (number(value), noun, u'' if value == 1 else u's')


def decimal(value):
    """Return a rate, `-` where it is None."""
    if value is None:
        return u'-'
    return u'%.2f' % value if value < 100 else short_number(int(round(value)))


def percent(part, base):
    """Return the share of *base* that *part* is, as it stands beside a number; nothing where *base* is 0."""
    return u'' if not base else u' %3.0f%%' % (100.0 * part / base)


def share(part, base):
    """Return the share of finished operations that *part* is, in brackets; nothing where *base* is 0."""
    return u'' if not base else u' (%.1f %% of finished)' % (100.0 * part / base)


def size_shown(size):
    """Return *size*, in bytes, in the unit that a person reads."""
    for unit in (u'bytes', u'kB', u'MB'):
        if size < 1000:
            return u'%.4g %s' % (size, unit)
        size /= 1000.0
    return u'%.4g GB' % size
