# -*- coding: utf-8 -*-
"""Which fixes were put into a Plug-ins folder, by all runs in their order: where each is written down, and no more.

A run knows its own implementation logs; by this list, which lies beside the journal, it finds those of the others.
What became of a fix is told by these logs alone: the list is no lock, and losing it loses only the view of other runs.
"""
from __future__ import absolute_import, division, print_function

import json
import os
from collections import namedtuple

from plexfix.base.compat import fs_text, to_bytes, to_text
from plexfix.base.errors import UsageError
from plexfix.base.jsontext import json_text
from plexfix.base.places import FIXES_FILE
from plexfix.outside import files, pathnames

SCHEMA = u'plexfix.fixes/1'

# One fix that was put in: *folder*, native, is the one of its implementation log; *backup* is as that log spells it,
# and of no other fix, None where it was not made yet.
FixPlace = namedtuple('FixPlace', 'folder backup')


def read(folder):
    """Return the FixPlaces of the `_BACKUPS` folder *folder*, the first fix first; none where there is no list.

    Raises UsageError, which names the file, where it cannot be understood.
    """
    path = os.path.join(folder, FIXES_FILE)
    if not os.path.exists(path):
        return []
    try:
        document = json.loads(to_text(files.read_bytes(path)))
        if document['schema'] != SCHEMA:
            raise ValueError('its schema is %s' % document['schema'])
        return [FixPlace(pathnames.native_of(row['folder'], _root(folder)), row['backup'] and to_text(row['backup']))
                for row in document['fixes']]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(u'the list of fixes cannot be used: %s' % fs_text(path), to_text(str(error)),
                         u'put it aside; only fixes of other runs are not seen any more then')


def write(folder, places):
    """Make *places* the list of the `_BACKUPS` folder *folder*, in one step; the caller holds the lock."""
    rows = [{'folder': pathnames.stored(os.path.abspath(one.folder), _root(folder)), 'backup': one.backup}
            for one in places]
    files.atomic_write(os.path.join(folder, FIXES_FILE), to_bytes(json_text({'schema': SCHEMA, 'fixes': rows}) + u'\n'))


def _root(folder):
    return os.path.dirname(os.path.abspath(folder))
