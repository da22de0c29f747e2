# -*- coding: utf-8 -*-
"""After a kill: files to the state before or after, and the implementation log to what is then on the disk.

How files are recovered is `journal`'s; which logs there are to correct is found by the backup of the change.
"""
from __future__ import absolute_import, division, print_function

import os
from collections import namedtuple

from plexfix.base.compat import path_from_text
from plexfix.base.errors import PlexfixError
from plexfix.base.places import backups_of
from plexfix.outside import audit, backup, journal, journal_undo, locking, rundir
from plexfix.steps import gates, implog

# *files* is a journal.Recovered, None where no change of files was interrupted; *settled* are [(gates.Row, status that
# its entry got)], *unclear* those of them whose files are neither all as before the fix nor all as after it.
Recovery = namedtuple('Recovery', 'files settled unclear')


def recover(plugins, records=None):
    """Finish or undo what an interrupted run left in the Plug-ins folder *plugins*; return the Recovery.

    *records* are those of a diagnostic report, where one is at hand.  A second call finds nothing more to do.  Raises
    LockHeld where the run is still at work, RecoveryNeeded where it cannot be done.
    """
    folder = backups_of(plugins)
    if not os.path.isdir(folder):
        return Recovery(None, *_settle(_rows(plugins, records, None)))
    with locking.hold(folder, u'implement_fix.py: recover'):
        record = journal.pending(folder)
        rows = _rows(plugins, records, record)
        done = journal.recover(folder)
        found = Recovery(done, *_settle(rows))
        _tidy(folder, [records, _records_of(record)] + gates.records_on(plugins))
        return found


def look(plugins, records=None):
    """Return (journal's Record of an interrupted change or None, [Rows whose end nobody knows]); changes nothing."""
    record = journal.pending(backups_of(plugins))
    return record, [row for row in _rows(plugins, records, record) if row.entry['status'] == implog.APPLYING]


def _tidy(folder, several):
    """Remove what interrupted writes left in *folder* and beside the records; it is of no use to anybody."""
    backups, written = set([folder]), set()
    for records in several:
        if records is not None:
            backups.add(records.backups)
            written.update([records.path, os.path.dirname(records.decision_log)])
            written.update(place for place, _, _ in os.walk(records.logs))
    for one in sorted(backups):
        # To keep all of them removes only what is no backup.
        kept = backup.list_backups(one)
        backup.prune(one, len(kept))
        written.update(kept)
    journal_undo.sweep(sorted(backups | written))


def _rows(plugins, records, record):
    """Return the Rows of all implementation logs that may tell of the interrupted change."""
    found = gates.on_plugins(plugins, records)
    other = _records_of(record)
    if other is not None and not any(row.records.path == other.path for row in found):
        found = gates.history(other) + found
    return found


def _records_of(record):
    """Return the rundir.Records that the backup of an interrupted change names, or None."""
    if record is None or record.problem:
        return None
    try:
        run = backup.read(record.backup).manifest.get('run')
    except PlexfixError:
        return None
    if not run or not os.path.isdir(path_from_text(run)):
        return None
    return rundir.records_of(os.path.join(path_from_text(run), rundir.DIAGNOSTIC_REPORT))


def _settle(rows):
    """Bring the logs' last word on each fix in line with its files; return (settled, unclear)."""
    settled, unclear = [], []
    for row in reversed(rows):
        entry = row.entry
        if not implog.is_on_disk(entry) or implog.above([one.entry for one in rows], entry):
            continue
        state = implog.state_of_files(entry)
        status = {'after': implog.APPLIED, 'before': implog.ROLLED_BACK}.get(state)
        if status is None and entry['status'] == implog.APPLYING:
            # Somebody else changed files meanwhile.  It must not be in the way of every other fix for ever.
            unclear.append(row)
            status = implog.APPLIED if implog.has_any_left(entry) else implog.ROLLED_BACK
        if status is not None and status != entry['status']:
            _write(row, status)
            settled.append((row, status))
    return settled, unclear


def _write(row, status):
    if status == implog.APPLIED:
        implog.update(row.records.implementation_log, row.entry, status=status)
        return
    implog.update(row.records.implementation_log, row.entry, status=status, rolled_back_at=audit.local_time(),
                  reason=u'interrupted; its files were found without it')
    path = path_from_text(row.entry['backup_path'])
    if os.path.isdir(path):
        backup.note_restored(path, audit.local_time())
