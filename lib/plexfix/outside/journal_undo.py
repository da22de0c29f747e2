# -*- coding: utf-8 -*-
"""Going back to the state before a change that did not come to its end, by its journal's record and its backup."""
from __future__ import absolute_import, division, print_function

import os
import stat
from collections import namedtuple

from plexfix.base.compat import fs_text, mtime_ns_of
from plexfix.base.errors import Refused
from plexfix.outside import backup_manifest, changes, disk, files, journal_record
from plexfix.outside.changes import Change, Content

# What is only tidied up is tried again, since nobody comes after it.
_TRIES = 2

# What going back, or forward, did: the state that all files are in now ('before' or 'after'), the files put back for
# that, and the conflicts: files that somebody else changed meanwhile, which were left alone.
Recovered = namedtuple('Recovered', 'state restored conflicts label')


def undo(record):
    """Bring all files of *record* to the state before it, and remove the record; returns the Recovered.

    A file that is neither as before nor as after is somebody else's and is left alone: a conflict.  Raises OSError and
    PlexfixError; before anything is changed where the backup cannot give what is needed.
    """
    sweep(folders_of(record))           # first, since it makes room
    found = [(step, changes.fingerprint(step.path)) for step in record.steps]
    conflicts = [step.path for step, mark in found if mark not in (step.before, step.after)]
    to_undo = [step for step, mark in found if mark == step.after != step.before]
    same = [step for step, mark in found if mark == step.after == step.before]
    known = _needed(record, to_undo + same)
    changed = set(step.path for step in record.steps)
    for step in to_undo:
        _put_back(step, known.get(step.path))
        if changes.remove_compiled(step.path, changed)[0]:
            flush(os.path.dirname(step.path))
    for step in same:
        if not _has_attributes(step.path, known.get(step.path)):
            _put_back(step, known[step.path])
    sweep(folders_of(record))
    for folder in reversed(record.folders):
        remove_empty(folder)
    if not close(os.path.dirname(record.path)):
        raise Refused(u'the journal cannot be removed: %s' % fs_text(record.path), None, u'check who may use that folder')
    return Recovered('before', [step.path for step in to_undo], conflicts, record.label)


def folders_of(record):
    """Return the folders in which the change of *record* writes."""
    return sorted(set([os.path.dirname(record.path), record.backup] + [os.path.dirname(step.path) for step in record.steps]))


def sweep(folders):
    """Remove what interrupted writes left in *folders*; returns what could not be removed.  The caller holds the lock."""
    left = []
    for folder in folders:
        try:
            names = os.listdir(folder)
        except EnvironmentError:
            continue
        paths = [os.path.join(folder, name) for name in names if files.is_temporary(name)]
        left += [path for path in paths if not files.remove_if_there(path)]
        if paths:
            flush(folder)
    return left


def close(folder):
    """Remove the journal in *folder*; returns whether it is gone."""
    path = journal_record.path_in(folder)
    gone = any(files.remove_if_there(path) for _ in range(_TRIES))
    flush(folder)           # should it come back all the same, then it says what is already so
    return gone


def flush(folder):
    """Flush *folder*, from which something was removed that does no harm, but should not come back."""
    try:
        disk.fsync_folder(folder)
    except EnvironmentError:
        pass


def _needed(record, steps):
    """Return {path: Entry} of the backup for *steps*, whose contents are checked; raises PlexfixError."""
    if not steps:
        return {}
    backup = backup_manifest.read(record.backup)
    known = backup_manifest.by_file(backup)
    known.update((entry.path, entry) for entry in backup_manifest.entries(backup)
                 if entry.link is not None and entry.path not in known)
    for step in steps:
        entry = known.get(step.path)
        if step.before is None or changes.link_of(step.before):
            continue
        if entry is None or entry.absent or entry.sha256 != step.before or not os.path.isfile(
                entry.blob) or files.sha256_of(entry.blob) != step.before:
            raise Refused(u'the backup does not have %s as it was' % fs_text(step.path), u'backup: %s' % fs_text(backup.path),
                          u'put it back by hand; the files are named in %s' % fs_text(record.path))
    return known


def _put_back(step, entry):
    """Bring one file from the state after to the state before."""
    if step.before is None:
        changes.swap(Change(step.path, step.after, None), None)
        return
    beside = files.name_beside(step.path)
    after = changes.link_of(step.before)
    if after is not None:
        change = Change(step.path, step.after, after)
    else:
        change = Change(step.path, step.after, Content(entry.blob, step.before), entry.mode, entry.mtime_ns, entry.owner)
    changes.write_beside(change, beside)
    changes.swap(change, beside)


def _has_attributes(path, entry):
    """Return whether a file whose content did not change has the permissions and the time that it had."""
    if entry is None or entry.absent or os.path.islink(path):
        return True
    status = os.stat(path)
    return stat.S_IMODE(status.st_mode) == entry.mode and mtime_ns_of(status) // 1000 == entry.mtime_ns // 1000


def remove_empty(folder):
    """Remove a folder that a change made, unless somebody put something there."""
    for _ in range(_TRIES):
        try:
            disk.rmdir(folder)
        except EnvironmentError:
            continue
        flush(os.path.dirname(folder))
        return
