# -*- coding: utf-8 -*-
"""What the server is doing right now, as `/activities` tells it."""
from __future__ import absolute_import, division, print_function

import itertools
import threading
from collections import namedtuple
from contextlib import contextmanager

from plexsim.server.render import Node

Activity = namedtuple('Activity', 'uuid type title subtitle progress context')

# Real servers always have this row: a client that waits for an empty list waits forever.
_BUTLER = Activity(u'b0b51e45-0000-4000-8000-000000000000', u'butler', u'Running scheduled tasks', u'', -1, None)


class Activities(object):
    """The rows of running work, oldest first, and the butler's before them."""

    def __init__(self):
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._running = {}

    @contextmanager
    def row(self, activity_type, title, subtitle=u'', context=None):
        """Show a row while the block runs; *context* is the key of what it works on."""
        number = next(self._numbers)
        uuid = u'ac71f17e-0000-4000-8000-%012d' % number
        with self._lock:
            self._running[number] = Activity(uuid, activity_type, title, subtitle, 0, context)
        try:
            yield
        finally:
            with self._lock:
                del self._running[number]

    def rows(self):
        """Return all rows as they are now."""
        with self._lock:
            return [_BUTLER] + [self._running[number] for number in sorted(self._running)]


def nodes(rows):
    """Return *rows* as the children of `/activities`."""
    return [Node('Activity',
                 [('uuid', row.uuid), ('type', row.type), ('cancellable', False), ('userID', 1), ('title', row.title),
                  ('subtitle', row.subtitle), ('progress', row.progress)],
                 [Node('Context', [('key', row.context)], ())] if row.context else ())
            for row in rows]
