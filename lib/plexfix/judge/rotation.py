# -*- coding: utf-8 -*-
"""Times of log windows, and whether a part of one may have rotated away before it was read."""
from __future__ import absolute_import, division, print_function

import datetime

# Plex keeps a plug-in's log and five older ones; with the oldest there, a still older one may have been dropped.
_OLDEST = '.log.5'


def rotated(document, agents, since=None):
    """Return the agents of whose window the beginning may have rotated away, by the files that an aggregate names.

    *since* is when the window must begin (text) where that is known from elsewhere.
    """
    begins = (document.get('window') or {}).get('since') or since
    if begins is None:
        return []
    return sorted(set(row['agent'] for row in document.get('files') or () if row['agent'] in agents
                      and row['name'].endswith(_OLDEST) and row.get('first') and row['first'] > log_time(begins)))


def log_time(text):
    """Return a time as the logs write it, of one that may be ISO 8601 with an offset."""
    return text[:19].replace(u'T', u' ') + (text[19:23] if text[19:20] == u',' else u',000')


def seconds_of(window):
    """Return how long a window is, in seconds; None where that is not known."""
    ends = [(window or {}).get(name) for name in ('first', 'last')]
    if None in ends:
        return None
    first, last = (_moment(end) for end in ends)
    return None if None in (first, last) else (last - first).total_seconds()


def _moment(text):
    try:
        parts = [int(part) for part in (text[:4], text[5:7], text[8:10], text[11:13], text[14:16], text[17:19])]
        return datetime.datetime(*parts) + datetime.timedelta(milliseconds=int(text[20:23] or 0))
    except ValueError:
        return None
