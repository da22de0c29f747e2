# -*- coding: utf-8 -*-
"""Which lines of the live logs an iteration is about: those behind the marks that the last change or test left.

Logs carry no zone, so "after the last change" is a place in each file.
"""
from __future__ import absolute_import, division, print_function

import base64
import json
import os

from plexfix.base.compat import fs_native, fs_text, native, to_bytes, to_text
from plexfix.base.errors import UsageError
from plexfix.base.jsontext import json_text
from plexfix.outside import files, logfiles, logmarks
from plexfix.outside.logfiles import AGENT_PREFIX
from plexfix.steps import archiving

SCHEMA = u'plexfix.log_marks/1'


def mark(folder, path):
    """Write into the file *path* where the agents' logs in *folder* end now."""
    rows = dict((fs_text(name), {'offset': one.offset, 'head': to_text(base64.b64encode(one.head))})
                for name, one in logmarks.take(folder, AGENT_PREFIX).items())
    files.ensure_folder(os.path.dirname(path))
    files.atomic_write(path, to_bytes(json_text({'schema': SCHEMA, 'logs': rows}) + u'\n'))


def read_marks(path):
    """Return the marks in the file *path*, None where there is none; raises UsageError where it holds others."""
    if not os.path.exists(path):
        return None
    try:
        rows = json.loads(to_text(files.read_bytes(path)))['logs']
        return dict((fs_native(name), logmarks.Mark(row['offset'], base64.b64decode(row['head'])))
                    for name, row in rows.items())
    except (ValueError, KeyError, TypeError):
        raise UsageError(u'%s holds no marks of logs' % fs_text(path), None, u'remove it, to count all logs')


def kept(folder, marks, target, run_record):
    """Copy what is behind *marks* into the folder *target*, all logs where marks is None; return the PlugIns of it.

    What is counted is then exactly what was kept, as a restart rotates the originals away.
    """
    if marks is None:
        return archiving.archive(logfiles.find([folder]), target, run_record)[0]
    inside = os.path.join(target, 'since_last_change')
    files.ensure_folder(inside)
    for name in os.listdir(inside):
        files.remove_if_there(os.path.join(inside, name))
    for name, data in logmarks.since(folder, marks, AGENT_PREFIX).items():
        files.atomic_write(os.path.join(inside, native(name)), data)
    return logfiles.find([inside]) if os.listdir(inside) else []
