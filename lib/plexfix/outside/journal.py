# -*- coding: utf-8 -*-
"""A change of many files as one: all of them or none, also when it is killed at any moment or the power goes.

First it is written down what will be done, with a backup to go back to.  Then everything is written beside, then each
file is swapped, all are checked, and one last write says that it holds.  `recover` goes back before that write, and
forward after it.  *folder* is the `_BACKUPS` folder of the Plug-ins folder in all of this: journal and lock are there.
"""
from __future__ import absolute_import, division, print_function

import os
from collections import namedtuple

from plexfix.base.compat import fs_text
from plexfix.base.errors import PlexfixError, RecoveryNeeded, Refused, UsageError
from plexfix.outside import backup_manifest, changes, files, journal_record, journal_undo, locking
from plexfix.outside.backup_making import missing_folders
from plexfix.outside.changes import Change, Content, Link, fingerprint  # noqa: F401  (for those who make changes)
from plexfix.outside.journal_record import CHANGE, COMMITTED, Step
from plexfix.outside.journal_undo import Recovered

# What a change did: *paths* are the files, *compiled* the stale .pyc that were removed, *left* what could not be.
Applied = namedtuple('Applied', 'paths compiled left')


def run(folder, wanted, backup_path, label, kind=CHANGE):
    """Make all *wanted* Changes, or none; returns the Applied.

    *backup_path* is a backup that has each file as it is before.  Raises Refused where a file is no more what it was
    then, LockHeld, RecoveryNeeded where an earlier change must be recovered first, and PlexfixError where the disk
    fails: all files are then as before, apart from those that the error names as changed by somebody else meanwhile.
    """
    with locking.hold(folder, label):
        journal = begin(folder, wanted, backup_path, label, kind)
        try:
            journal.prepare()
            journal.swap()
            journal.verify()
            journal.commit()
        except EnvironmentError as error:
            journal.give_up(files.cannot('change', error.filename or folder, error))
        except PlexfixError as error:
            journal.give_up(error)
        except BaseException:
            journal.give_up(None)
            raise
        return journal.finish()


def begin(folder, wanted, backup_path, label, kind=CHANGE):
    """Check that all *wanted* Changes can be made and undone, write that down, and return the Journal.

    The caller holds the lock.  Raises Refused and RecoveryNeeded; nothing is changed then.
    """
    refuse_pending(folder)
    wanted = _each_once(wanted)
    backup = backup_manifest.read(backup_path)
    backup_manifest.refuse_damaged(backup)
    _check_covered(wanted, backup)
    for change in wanted:
        found = fingerprint(change.path)
        if found != change.before_sha256:
            raise changes.refusal(change.path, change.before_sha256, found)
    steps = [Step(change.path, change.before_sha256, changes.fingerprint_of(change.after),
                  None if change.after is None else files.name_beside(change.path)) for change in wanted]
    record = journal_record.new(folder, kind, label, backup.path, _missing_folders(wanted), steps)
    try:
        journal_record.write(record)
    except BaseException as error:
        gone = journal_undo.close(folder)
        if isinstance(error, PlexfixError) and not gone:
            raise _not_recovered(record, error)
        raise
    return Journal(wanted, record)


class Journal(object):
    """A change that was written down and not yet finished; its steps are to be called in the order of this class."""

    def __init__(self, wanted, record):
        self._wanted = wanted
        self._record = record

    def prepare(self):
        """Write all that comes beside what it will replace: a full disk shows here, where nothing is changed yet."""
        for folder in self._record.folders:
            files.ensure_folder(folder)
        for change, step in zip(self._wanted, self._record.steps):
            if step.beside is not None:
                changes.write_beside(change, step.beside)

    def swap(self):
        """Put each file in its place."""
        for change, step in zip(self._wanted, self._record.steps):
            changes.swap(change, step.beside)

    def verify(self):
        """Raise PlexfixError unless all files are what they were to be."""
        for change in self._wanted:
            changes.check_done(change)

    def commit(self):
        """Write that the change holds: from now on it goes forward."""
        self._record = self._record._replace(state=COMMITTED)
        journal_record.write(self._record)

    def give_up(self, error):
        """Undo all and raise *error*, if there is one; where the change was committed after all, do nothing.

        Where undoing fails, RecoveryNeeded is raised, and the journal stays.
        """
        folder = os.path.dirname(self._record.path)
        record = journal_record.read(folder)
        if record is not None and record.state == COMMITTED:
            return
        try:
            conflicts = journal_undo.undo(self._record).conflicts
        except (EnvironmentError, PlexfixError) as second:
            why = second.what if isinstance(second, PlexfixError) else fs_text(str(second))
            raise RecoveryNeeded(u'a change failed, and could not be undone either: %s' % self._record.label,
                                 u'%s\n%s' % (error.what if error else u'interrupted', why),
                                 journal_record.hint(self._record))
        if error is not None:
            raise _with_conflicts(error, conflicts)

    def finish(self):
        """Remove what is stale and the journal; returns the Applied.  The change holds, whatever fails here."""
        return _finish(self._record)


def pending(folder):
    """Return the journal's Record in *folder*, of a change at work or interrupted, or None.  It only looks."""
    return journal_record.read(folder)


def refuse_pending(folder):
    """Raise RecoveryNeeded where an interrupted change must be undone first; one that only was not tidied up is tidied.

    The caller holds the lock.
    """
    record = journal_record.read(folder)
    if record is None:
        return
    if record.state == COMMITTED:
        _finish(record)
    if record.state != COMMITTED or os.path.lexists(record.path):
        raise journal_record.needed(record)


def recover(folder):
    """Bring all files of an interrupted change to the state before, or after where it was committed.

    Returns the Recovered, None where nothing was interrupted; a second call finds nothing more to do.  Raises LockHeld
    where the change is still at work, and RecoveryNeeded where it cannot be done: nothing is changed then.
    """
    with locking.hold(folder, u'recover an interrupted change'):
        record = journal_record.read(folder)
        if record is None:
            journal_undo.sweep([folder])
            return None
        if record.problem:
            raise journal_record.unusable(record)
        if record.state == COMMITTED:
            conflicts = [step.path for step in record.steps if fingerprint(step.path) != step.after]
            _finish(record)
            if os.path.lexists(record.path):
                raise RecoveryNeeded(u'the journal cannot be removed: %s' % fs_text(record.path), None,
                                     u'check who may use that folder, then recover again')
            return Recovered('after', [], conflicts, record.label)
        try:
            return journal_undo.undo(record)
        except EnvironmentError as error:
            raise _not_recovered(record, files.cannot('recover', error.filename or folder, error))
        except PlexfixError as error:
            raise _not_recovered(record, error)


def _finish(record):
    """Remove what is stale after a committed change; returns the Applied."""
    removed, left = [], []
    changed = set(step.path for step in record.steps)
    for step in record.steps:
        gone, stays = changes.remove_compiled(step.path, changed)
        removed += gone
        left += stays
        if gone:
            journal_undo.flush(os.path.dirname(step.path))
    folder = os.path.dirname(record.path)
    if record.kind == CHANGE:
        left += _noted(record)
    left += journal_undo.sweep(journal_undo.folders_of(record))
    if not journal_undo.close(folder):
        left.append(record.path)
    return Applied([step.path for step in record.steps], removed, left)


def _noted(record):
    """Note beside the backup what the change left in its files; returns [the backup] where that failed.

    A restore will then ask for --force, since it cannot know the change from somebody else's.
    """
    try:
        backup_manifest.note_after(record.backup, dict((step.path, step.after) for step in record.steps))
    except PlexfixError:
        return [record.backup]
    return []


def _not_recovered(record, error):
    evidence = u'\n'.join(part for part in (error.what, error.evidence) if part)
    return RecoveryNeeded(u'an interrupted change could not be undone: %s' % record.label, evidence,
                          error.hint or journal_record.hint(record))


def _with_conflicts(error, conflicts):
    if conflicts:
        told = u'left alone, as somebody else changed it meanwhile: %s' % u', '.join(fs_text(path) for path in conflicts)
        error.evidence = told if error.evidence is None else u'%s\n%s' % (error.evidence, told)
    return error


def _each_once(wanted):
    """Return the Changes with links resolved; raises UsageError for two different ones of one file, or for none."""
    found, order = {}, []
    for change in wanted:
        path = os.path.abspath(change.path)
        if os.path.islink(path) and not isinstance(change.after, Link) and changes.link_of(change.before_sha256) is None:
            path = os.path.realpath(path)
        change = change._replace(path=path)
        if path not in found:
            order.append(path)
        elif found[path] != change:
            raise UsageError(u'two different changes of one file: %s' % fs_text(path))
        found[path] = change
    if not order:
        raise UsageError(u'there is nothing to change')
    return [found[path] for path in order]


def _check_covered(wanted, backup):
    """Raise Refused unless *backup* has each file as it is before."""
    known = backup_manifest.by_file(backup)
    links = dict((entry.path, entry) for entry in backup_manifest.entries(backup) if entry.link is not None)
    for change in wanted:
        if changes.link_of(change.before_sha256):
            entry = links.get(change.path)
            has = entry is not None and changes.fingerprint_of(Link(entry.link)) == change.before_sha256
        else:
            entry = known.get(change.path)
            has = entry is not None and entry.sha256 == change.before_sha256
        if not has:
            raise Refused(u'refusing to change %s: the backup does not have it as it is' % fs_text(change.path),
                          u'backup: %s' % fs_text(backup.path), u'take a new backup of all files that are changed')


def _missing_folders(wanted):
    """Return the folders that new files need and that are not there yet, outermost first."""
    found = []
    for change in wanted:
        if change.after is not None:
            found += [folder for folder in missing_folders(change.path) if folder not in found]
    return found
