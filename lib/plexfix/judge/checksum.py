# -*- coding: utf-8 -*-
"""Two sums over the lines of a record: they tell that a line was changed by hand, and of one changed line which it is.

They keep nobody out who works them out anew; whether a record follows from its inputs is `record`'s to say.
"""
from __future__ import absolute_import, division, print_function

import hashlib

from plexfix.base.compat import to_bytes, to_text
from plexfix.base.jsontext import json_text

KEY = 'checksum'
_OWN = u'  "%s": ' % KEY
_PRIME = 2 ** 61 - 1


def summed(document):
    """Return *document* (a dict) with its sums."""
    document = dict(document)
    document[KEY] = u''
    document[KEY] = u'%016x%016x' % _sums(_lines(document))
    return document


def holds(document):
    """Return whether the sums in *document* are those of its lines."""
    return summed(document)[KEY] == document.get(KEY)


def changed_line(document):
    """Return which line (from 0) of the JSON text of *document* was changed, None where it is not a single one.

    One line's change adds d to the plain sum and d times the line's number to the other: their ratio is the number.
    """
    lines = _lines(document)
    try:
        stored = int(document[KEY][:16], 16), int(document[KEY][16:], 16)
    except (TypeError, ValueError):
        return _own(lines)
    plain, weighted = ((now - then) % _PRIME for now, then in zip(_sums(lines), stored))
    number = weighted * pow(plain, _PRIME - 2, _PRIME) % _PRIME
    if not plain or not weighted:
        return _own(lines)
    return number if number < len(lines) else None


def _lines(document):
    return json_text(document).split(u'\n')


def _own(lines):
    return next((number for number, line in enumerate(lines) if line.startswith(_OWN)), None)


def _sums(lines):
    plain = weighted = 0
    for number, line in enumerate(lines):
        if not line.startswith(_OWN):
            worth = int(to_text(hashlib.sha256(to_bytes(line)).hexdigest())[:15], 16)
            plain, weighted = (plain + worth) % _PRIME, (weighted + number * worth) % _PRIME
    return plain, weighted
