# -*- coding: utf-8 -*-
"""Takes an applied fix back: its files as before it, after their hashes were checked, and the old code started again.

Which fix may be taken back is `gates`' business; a fix whose agents do not start is taken back by `apply` itself.
"""
from __future__ import absolute_import, division, print_function

import os
from collections import namedtuple

from plexfix.base.compat import path_from_text
from plexfix.base.errors import PlexfixError, UsageError
from plexfix.base.places import backups_of, plugins_of
from plexfix.outside import audit, backup, journal, locking
from plexfix.steps import apply as applying
from plexfix.steps import gates, implog, startcheck

# *restored* is a backup.Restored, None where all files were as before already; *starts* are those of the old code, and
# *failures* the lines that tell which of them was not seen, none where all were.
RolledBack = namedtuple('RolledBack', 'entry restored starts failures')


def plugins_folder(entry):
    """Return the Plug-ins folder of an entry of the implementation log."""
    if entry.get('plugins'):
        return path_from_text(entry['plugins'])
    return plugins_of(path_from_text(entry['files'][0]['path']))


def bundles_of(entry):
    """Return the paths of the bundles that hold the files of an entry."""
    plugins = plugins_folder(entry)
    names = set(os.path.relpath(path, plugins).split(os.sep)[0] for path in implog.paths(entry))
    return sorted(os.path.join(plugins, name) for name in names)


def would_do(row):
    """Return the backup.Restored that rolling back would come to; conflicts are told and nothing is written."""
    return backup.restore(_backup_path(row.entry), expected=_left_by(row.entry), dry_run=True)


def roll_back(row, wish, tools, reason=None):
    """Put the files of a gates.Row back and restart; return the RolledBack.

    Raises Refused, with nothing changed, where a file was changed by somebody else since the fix, or the backup is
    damaged; and PreconditionFailed where another fix came onto it meanwhile.
    """
    entry = row.entry
    folder = backups_of(plugins_folder(entry))
    with locking.hold(folder, u'implement_fix.py: roll back %s' % entry['fix']):
        journal.refuse_pending(folder)
        # Between the look at it and now another run may have had the lock.
        entry = gates.to_take_back(entry['fix'], row.records).entry
        restored = None
        if implog.state_of_files(entry) != 'before':
            restored = backup.restore(_backup_path(entry), expected=_left_by(entry))
        else:
            backup.note_restored(_backup_path(entry), audit.local_time())
        unwritten = _noted(row, entry, status=implog.ROLLED_BACK, rolled_back_at=audit.local_time(), reason=reason)
        names = sorted(set(name for name in wish.identifiers.values() if name))
        results, starts = applying.restarted(names, wish, entry, tools, after_undo=True)
        checks = applying.validation(results, starts, u' after the rollback')
        unwritten += _noted(row, entry, validation=entry.get('validation', []) + checks)
    bad = [one for one in starts if one.state != startcheck.STARTED]
    return RolledBack(entry, restored, starts, unwritten + applying.told([one for one in results if not one.ok], bad))


def _noted(row, entry, **values):
    """Write *values* into the implementation log; return the lines that say that it could not be written, none else.

    The files are back by then, and the old code has to be started whatever becomes of the log.
    """
    try:
        implog.update(row.records.implementation_log, entry, **values)
    except PlexfixError as err:
        entry.update(values)
        return [u'%s; implement_fix.py --recover corrects the log' % err.what]
    return []


def _left_by(entry):
    return dict((path_from_text(row['path']), row['after_sha256']) for row in entry['files'])


def _backup_path(entry):
    path = path_from_text(entry['backup_path'])
    if not os.path.isdir(path):
        raise UsageError(u'the backup of %s is not there any more' % entry['fix'], entry['backup_path'],
                         u'look for another one: backup_utils.py --list')
    return path
