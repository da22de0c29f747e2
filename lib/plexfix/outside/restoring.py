# -*- coding: utf-8 -*-
"""Putting a backup back: everything is checked first, then all files change as one (journal), or none does."""
from __future__ import absolute_import, division, print_function

import contextlib
import os
import stat
import time
from collections import namedtuple

from plexfix.base.compat import fs_text, mtime_ns_of, native_path, path_from_text, to_text
from plexfix.base.errors import Refused, UsageError
from plexfix.base.places import BACKUPS_FOLDER, backups_of, plugins_of
from plexfix.outside import backup_keeping, backup_manifest, changes, files, journal, journal_record, journal_undo, locking, pathnames
from plexfix.outside.backup_making import create
from plexfix.outside.changes import Change, Content, Link

# What a restore does, or did: paths *restored* (written), *removed* (they were absent), *unchanged*; *conflicts* are the
# files that were changed since, *kept* the backup of what was there before, where one was kept.
Restored = namedtuple('Restored', 'restored removed unchanged conflicts kept')

# What a restore will do: *wanted* are the Changes.
_Plan = namedtuple('_Plan', 'wanted restored removed unchanged conflicts')


def restore(path, target_dir=None, force=False, only=None, expected=None, dry_run=False):
    """Put the files of the backup *path* back where they came from, and return the Restored.

    With *target_dir* the tree below the common root goes there instead.  *only* names some of the files.  A file that
    is neither as in the backup nor as the backup's owner left it (*expected*, {path: SHA-256 or None}, or `note_after`)
    was changed since: Refused, unless *force*, which first keeps a backup of what is there.  With *dry_run* nothing is
    written, and conflicts are only told.

    Raises Refused also for a damaged backup, LockHeld, RecoveryNeeded; all files are as before then.
    """
    backup = backup_manifest.read(path)
    backup_manifest.refuse_damaged(backup)
    rows = _rows(backup, target_dir, only)
    known = {} if target_dir is not None else _known(backup, expected)
    if dry_run:
        return _told(_plan(rows, known), None)
    folder = _records_folder(backup, rows)
    with _at_work(folder, u'restore %s' % fs_text(os.path.basename(backup.path))):
        _recover_restore(folder)
        journal_undo.sweep([backup.path])
        plan = _plan(rows, known)
        if plan.conflicts and not force:
            raise _changed_since(plan.conflicts, backup, target_dir)
        done = _told(plan, _put_back(plan, backup, folder) if plan.wanted else None)
        for entry in rows:
            for made_since in reversed(entry.folders):
                journal_undo.remove_empty(made_since)
        if target_dir is None and only is None:
            backup_manifest.note_restored(backup.path, to_text(time.strftime('%Y-%m-%dT%H:%M:%S')))
        return done


@contextlib.contextmanager
def _at_work(folder, label):
    """Hold the lock of *folder*; a folder that was made for that alone goes again: it is none of those restored."""
    was_there = os.path.isdir(folder)
    try:
        with locking.hold(folder, label):
            yield
    finally:
        if not was_there:
            journal_undo.remove_empty(folder)


def _rows(backup, target_dir, only):
    """Return the entries to put back, with the paths where they go."""
    if target_dir is None:
        found = backup_manifest.entries(backup)
    else:
        root = os.path.abspath(native_path(target_dir))
        # There they stand on their own: a link would lead to what the original leads to.
        found = [_moved(entry, root)._replace(link=None, target=None, folders=()) for entry in backup_manifest.entries(backup, root)]
    if only is None:
        return found
    wanted = set(os.path.abspath(native_path(path)) for path in only)
    missing = wanted - set(entry.path for entry in found)
    if missing:
        raise UsageError(u'not in this backup: %s' % u', '.join(sorted(fs_text(path) for path in missing)), None,
                         u'backup_utils.py --show %s lists what is' % journal_record.quoted(backup.path))
    return [entry for entry in found if entry.path in wanted]


def _moved(entry, root):
    """Return *entry* below *root*, also where its files had no folder in common and it has a path of its own."""
    path = path_from_text(entry.text)
    if not os.path.isabs(path) and u':' not in entry.text:
        return entry
    return entry._replace(path=os.path.join(root, pathnames.below_any_root(path)))


def _known(backup, expected):
    """Return {path: fingerprint} of what the backup's owner left in its files."""
    found = backup_manifest.after_of(backup)
    found.update((os.path.abspath(native_path(name)), (expected or {})[name]) for name in expected or {})
    return found


def _plan(rows, known):
    plan = _Plan([], [], [], [], [])
    for entry in rows:
        if entry.link is not None:
            _plan_link(plan, entry)
        _plan_file(plan, entry, known)
    return plan


def _plan_link(plan, entry):
    """Plan the link itself, where somebody put something else there."""
    found = changes.fingerprint(entry.path)
    if found == changes.fingerprint_of(Link(entry.link)):
        return
    plan.wanted.append(Change(entry.path, found, Link(entry.link)))
    if found is not None:
        plan.conflicts.append(entry.path)


def _plan_file(plan, entry, known):
    """Plan the file of *entry*: that which a link leads to, where it is one."""
    path = entry.path if entry.link is None else entry.target
    if entry.link is None and os.path.islink(path):
        path = os.path.realpath(path)
    found = changes.fingerprint(path)
    if found == entry.sha256 and _has_attributes(path, entry):
        plan.unchanged.append(entry.path)
        return
    if not _is_expected(found, entry, path, known):
        plan.conflicts.append(entry.path)
    if entry.absent:
        plan.wanted.append(Change(path, found, None))
        plan.removed.append(entry.path)
    else:
        plan.wanted.append(Change(path, found, Content(entry.blob, entry.sha256), entry.mode, entry.mtime_ns, entry.owner))
        plan.restored.append(entry.path)


def _is_expected(found, entry, path, known):
    """Return whether what was *found* may be overwritten: nothing, the backed-up content, or what the owner left."""
    if found is None or found == entry.sha256:
        return True
    return any(name in known and known[name] == found for name in (entry.path, path))


def _has_attributes(path, entry):
    if entry.absent:
        return True
    status = os.stat(path)
    same_mode = os.name == 'nt' or stat.S_IMODE(status.st_mode) == entry.mode
    return same_mode and mtime_ns_of(status) // 1000 == entry.mtime_ns // 1000


def _put_back(plan, backup, folder):
    """Do what is planned; returns the path of the backup of what was there, where it is worth keeping, else None."""
    label = u'restore %s' % fs_text(os.path.basename(backup.path))
    is_kept = bool(plan.conflicts)
    name = u'before restoring %s' % backup.manifest['name']
    undo = create([change.path for change in plan.wanted], name, folder, allow_missing=True, transient=not is_kept)
    try:
        journal.run(folder, plan.wanted, undo.path, label, journal_record.RESTORE)
    except BaseException:
        if journal.pending(folder) is None:
            files.remove_tree(undo.path)
        raise
    if not is_kept:
        files.remove_tree(undo.path)
    return undo.path if is_kept else None


def _recover_restore(folder):
    """Undo what is left of an earlier restore; raises RecoveryNeeded for what is left of any other change."""
    record = journal.pending(folder)
    if record is not None and record.kind == journal_record.RESTORE:
        journal.recover(folder)
    journal.refuse_pending(folder)
    for path in backup_keeping.undos(folder):
        files.remove_tree(path)


def _records_folder(backup, rows):
    """Return where journal and lock are: beside the bundles, as for every change there, else where the backup lies."""
    plugins = set(plugins_of(entry.path) for entry in rows)
    found = plugins.pop() if len(plugins) == 1 else None
    if found is not None and os.path.basename(found) != BACKUPS_FOLDER:
        return backups_of(found)
    return os.path.dirname(os.path.abspath(backup.path))


def _told(plan, kept):
    return Restored(plan.restored, plan.removed, plan.unchanged, plan.conflicts, kept)


def _changed_since(conflicts, backup, target_dir):
    place = u'' if target_dir is None else u' --target-dir %s' % journal_record.quoted(native_path(target_dir))
    return Refused(u'refusing to restore over files that were changed since the backup; nothing was changed',
                   u'\n'.join(fs_text(path) for path in conflicts),
                   u'to do it all the same, with a backup of what is there now: backup_utils.py --restore %s%s --force'
                   % (journal_record.quoted(backup.path), place))
