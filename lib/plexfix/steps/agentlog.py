# -*- coding: utf-8 -*-
"""What the agents' logs say of one item since a mark: whether an agent was called for it, and what came of it.

It is asked by `refresh` while a refresh goes on; counting whole logs is observe's.
"""
from __future__ import absolute_import, division, print_function

import io
import os
from collections import namedtuple

from plexfix.base.compat import to_text
from plexfix.base.errors import UsageError
from plexfix.observe.itemrows import item_dict
from plexfix.observe.tally import Tally
from plexfix.outside import logmarks, platforms
from plexfix.outside.logfiles import AGENT_PREFIX, find

RUNNING, DONE, FAILED = 'running', 'done', 'failed'

# What a log shows of an item: a state of the three above, its operations as (agent, kind, outcome), and the bytes that
# their logs have grown by, which tell a slow agent from a dead one.
Seen = namedtuple('Seen', 'state operations size_bytes')


class AgentLog(object):
    """The logs of one folder; hand `marks` and `finished` to a Refresher."""

    def __init__(self, folder, prefix=AGENT_PREFIX):
        self._folder = folder
        self._prefix = prefix

    def marks(self):
        """Return where the logs end now."""
        return logmarks.take(self._folder, self._prefix)

    def finished(self, rating_key, marks):
        """Return the Seen of an item behind *marks*, None where no agent was called for it."""
        rows, size_bytes = [], 0
        for name, data in sorted(logmarks.since(self._folder, marks, self._prefix).items()):
            agent = to_text(name[:-len('.log')])
            items = [item for item in operations_in(data) if item['rating_key'] == to_text(rating_key)]
            rows.extend((agent, item) for item in items)
            size_bytes += len(data) if items else 0
        return verdict(rows, size_bytes)


def find_log(log_dir=None, is_local=True):
    """Return the AgentLog of a folder, or of this system's own where the server is local; None where there is none.

    A folder that was named has to be there, though its logs may come later: raises UsageError else.
    """
    if log_dir is not None:
        return AgentLog(_named(log_dir))
    try:
        return AgentLog(platforms.find_log_folder()) if is_local else None
    except UsageError:
        return None


def _named(log_dir):
    try:
        return find([log_dir])[0].folder
    except UsageError:
        if not os.path.isdir(log_dir):
            raise
        return log_dir


def operations_in(data):
    """Return the operations in *data* (bytes of whole lines) as the aggregate's items, oldest first."""
    tally = Tally()
    tally.feed(io.BytesIO(data).readlines(), [(0, b'', 1)])
    return list(tally.finish().items.newest(item_dict))


def verdict(rows, size_bytes=0):
    """Return the Seen for [(agent, item of the aggregate)] of one rating key, None where there are none.

    An item's own agent, named by its guid, decides where it took part: the others only add to its result, and that
    they found nothing is ordinary.  Of an agent its last operation counts: an update follows a search that was good.
    """
    if not rows:
        return None
    told = tuple((agent, item['operation'], item['outcome']) for agent, item in rows)
    if any(outcome == 'unfinished' for _, _, outcome in told):
        return Seen(RUNNING, told, size_bytes)
    own = [row for row in rows if (row[1]['guid'] or u'').startswith(row[0] + u'://')] or rows
    last = dict((agent, item['outcome']) for agent, item in own)
    state = DONE if all(outcome == 'successful' for outcome in last.values()) else FAILED
    return Seen(state, told, size_bytes)
