# -*- coding: utf-8 -*-
"""Which page of a list to ask for next, while the list may change; asking is left to plexserver.

Each page begins with the last row of the one before it.  Where that row is not found there again, rows have moved
across the border: some may have been missed, and the list is read once more.
"""
from __future__ import absolute_import, division, print_function

PAGE_ROWS = 100
# A list that never stands still, or a server that ignores paging, must not keep us for ever.
PASSES_LIMIT = 3
STALE_PAGES_LIMIT = 3


class Paging(object):
    """The state of reading one list: ask for *rows* rows from *start* on, until *finished*.

    What stays in the list all the while is found, each row once; on a list that moves in every pass, as far as
    PASSES_LIMIT passes find it.
    """

    def __init__(self, rows=PAGE_ROWS):
        # A page of one row would be all overlap, and never get on.
        self.rows = max(2, rows)
        self.finished = False
        self._known = set()
        self._passes = 0
        self._begin()

    def take(self, keys, total=None):
        """Note a page's *keys*, in order (None for a row without one); return the places of those not seen before.

        *total* is the size of the list as the server gives it, None where it does not.
        """
        if self._last is not None and list(keys[:1]) != [self._last]:
            self._moved = True
        fresh = self._remember(keys)
        self._stale = self._stale + 1 if set(keys) <= self._in_pass else 0
        self._in_pass.update(keys)
        if self._is_end(len(keys), total):
            self._end_pass()
        else:
            self.start += len(keys) - 1
            self._last = keys[-1]
        return fresh

    def _begin(self):
        self.start = 0
        self._last = None
        self._moved = False
        self._stale = 0
        self._in_pass = set()

    def _remember(self, keys):
        fresh = []
        for place, key in enumerate(keys):
            if key is not None and key not in self._known:
                self._known.add(key)
                fresh.append(place)
        return fresh

    def _is_end(self, count, total):
        """Return whether the pass is over: a short page that *total* does not belie, or more rows than asked for."""
        if count == 0 or count > self.rows or self._stale >= STALE_PAGES_LIMIT:
            return True
        return count < self.rows and (total is None or self.start + count >= total)

    def _end_pass(self):
        self._passes += 1
        self.finished = not self._moved or self._passes >= PASSES_LIMIT
        self._begin()
