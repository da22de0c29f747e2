# -*- coding: utf-8 -*-
"""Keep the newest operations that had a rating key, for the aggregate's `items`."""
from __future__ import absolute_import, division, print_function

import operator

ITEMS_KEPT = 20000          # an agent
_BY_TIME_AND_PLACE = operator.itemgetter(0, 1, 2)


def order_of(item):
    """Return the key by which items are ordered everywhere: time, then place, then what else tells two apart."""
    return (item['time'], item['file'], item['line'], item['rating_key'], item['operation'])


class NewestItems(object):
    """The newest items of one agent.

    What is added is any tuple that begins with time and place in the log; `newest` gives those that were kept
    their form, so that no work goes into the others.
    """

    def __init__(self, kept=ITEMS_KEPT):
        self._kept = kept
        self._rows = []
        self.seen = 0

    def add(self, row):
        """Take one item."""
        self.seen += 1
        self._rows.append(row)
        if len(self._rows) >= self._kept + self._kept // 4 + 1:
            self._drop()

    def _drop(self):
        self._rows.sort(key=_BY_TIME_AND_PLACE)
        del self._rows[:-self._kept]

    def newest(self, form):
        """Yield the kept items in the form that *form* gives a row, oldest first."""
        self._drop()
        for row in self._rows:
            yield form(row)

    def left_out(self):
        """Return how many items were seen and are not kept."""
        return max(0, self.seen - self._kept)
