# -*- coding: utf-8 -*-
"""Which backups there are, and which may go: never the last way back from a fix that is still applied."""
from __future__ import absolute_import, division, print_function

import os
import time
from collections import namedtuple

from plexfix.base.compat import fs_text
from plexfix.base.errors import PlexfixError
from plexfix.outside import backup_making, backup_manifest, disk, files, journal_record, journal_undo, locking, processes

# Of a run on another machine it cannot be known whether it is still at work.
_FOREIGN_LIMIT_S = 24 * 3600

# What a prune does, or did: *removed* backups, *leftovers* of interrupted runs, *protected* {path: why it stays},
# *failed* paths that could not be removed.
Pruned = namedtuple('Pruned', 'removed leftovers protected failed')


def list_backups(folder):
    """Return the paths of the backups in *folder*, newest first; none where the folder is not there."""
    found = []
    for name in _names(folder):
        path = os.path.join(folder, name)
        if not name.startswith('.') and os.path.isfile(os.path.join(path, backup_manifest.MANIFEST_FILE)):
            found.append((_made_at(path), name, path))
    return [path for _, _, path in sorted(found, reverse=True)]


def leftovers(folder):
    """Return the paths of what interrupted runs left in *folder*: unfinished backups, and undos of restores."""
    found = [os.path.join(folder, name) for name in _names(folder) if name.startswith(backup_making.UNFINISHED_PREFIX)]
    return [path for path in found if not _is_at_work(path)] + undos(folder)


def undos(folder):
    """Return the paths of what interrupted restores left in *folder*, without that which a journal needs."""
    names = [name for name in _names(folder) if name.startswith(backup_making.UNDO_PREFIX)]
    if not names or locking.is_held_elsewhere(folder):
        return []
    record = journal_record.read(folder)
    needed = record.backup if record is not None else None
    return [os.path.join(folder, name) for name in names if os.path.join(os.path.abspath(folder), name) != needed]


def prune(folder, keep, protected=(), dry_run=False):
    """Remove all but the newest *keep* backups of *folder*, and what interrupted runs left; returns the Pruned.

    Never removed: a backup named in *protected*, one that a journal needs, and one that names a fix, was not restored
    as a whole, and holds a file that no older backup of that run and fix holds: by it that fix is undone.  Whether a fix
    is applied is known by the backups alone; so a fix undone in another way keeps its backup.  Raises LockHeld.
    """
    if not os.path.isdir(folder):
        return Pruned([], [], {}, [])
    if dry_run:
        return _planned(folder, keep, protected)
    with locking.hold(folder, u'prune backups'):
        journal_undo.sweep(list_backups(folder))
        plan = _planned(folder, keep, protected)
        failed = [path for path in plan.removed + plan.leftovers if not _removed(path)]
    return Pruned([path for path in plan.removed if path not in failed],
                  [path for path in plan.leftovers if path not in failed], plan.protected, failed)


def _planned(folder, keep, protected):
    paths = list_backups(folder)
    reasons = _reasons(folder, paths, protected)
    removed = [path for path in paths[max(keep, 0):] if path not in reasons]
    return Pruned(removed, leftovers(folder), dict((path, reasons[path]) for path in paths[max(keep, 0):] if path in reasons), [])


def _reasons(folder, paths, protected):
    """Return {path: why it must stay} for those of *paths* that must."""
    named = set(os.path.abspath(path) for path in protected)
    record = journal_record.read(folder)
    reasons, covered = {}, {}
    for path in reversed(paths):                # the oldest of a fix has its files as they were before the fix
        if os.path.abspath(path) in named:
            reasons[path] = u'it is still needed'
        elif record is not None and record.backup == os.path.abspath(path):
            reasons[path] = u'an interrupted change needs it'
        try:
            why = _undoes(path, covered)
        except PlexfixError as error:
            why = u'it cannot be read: %s' % (error.evidence or error.what)
        if why is not None:
            reasons.setdefault(path, why)
    return reasons


def _undoes(path, covered):
    """Return why the backup *path* must stay as the undo of a fix, else None; *covered* gathers what is held so far."""
    backup = backup_manifest.read(path)
    fix, run = backup.manifest.get('fix'), backup.manifest.get('run')
    if fix is None or backup_manifest.restored_at(path) is not None:
        return None
    held = covered.setdefault((run, fix), set())
    new = set(entry.path for entry in backup_manifest.entries(backup)) - held
    held |= new
    return u'the only backup of %s, which is applied as far as is known' % fs_text(fix) if new else None


def _made_at(path):
    """Return when a backup was made, in seconds since the epoch; of a manifest that cannot be read, that file's time."""
    try:
        return float(backup_manifest.read(path).manifest['created_epoch_s'])
    except (PlexfixError, KeyError, TypeError, ValueError):
        return os.stat(os.path.join(path, backup_manifest.MANIFEST_FILE)).st_mtime


def _is_at_work(path):
    """Return whether the process that makes the unfinished backup *path* may still be at it."""
    name = os.path.basename(path)[len(backup_making.UNFINISHED_PREFIX):]
    mark = processes.mark_of(name.rpartition('-')[0])
    if mark is None:
        return False
    if processes.is_here(mark):
        return mark == processes.own_mark() or processes.runs(mark)
    try:
        return time.time() - os.stat(path).st_mtime < _FOREIGN_LIMIT_S
    except EnvironmentError:
        return False


def _removed(path):
    """Remove a backup, first its name, so that a half removed one is never taken for a whole; returns whether it is gone."""
    gone = os.path.join(os.path.dirname(path), backup_making.unique_name(backup_making.UNFINISHED_PREFIX))
    try:
        disk.rename(path, gone)
    except EnvironmentError:
        return False
    return files.remove_tree(gone)


def _names(folder):
    try:
        return sorted(os.listdir(folder))
    except EnvironmentError:
        return []
