# -*- coding: utf-8 -*-
"""Whether a fix may be applied, or taken back, now: approved, complete, and no other one in its files in the way.

What was done is read from the implementation logs of the whole run, and of all other runs that put a fix into the same
Plug-ins folder; what was decided of it from their decision logs.
"""
from __future__ import absolute_import, division, print_function

import os
from collections import namedtuple

from plexfix.base.compat import fs_text, path_from_text, to_text
from plexfix.base.errors import LockHeld, PreconditionFailed, RecoveryNeeded
from plexfix.base.places import backups_of
from plexfix.outside import audit, fixplaces, journal_record, locking, pathnames, rundir
from plexfix.steps import implog
from plexfix.understand import diagnosis
from plexfix.understand.diagnosis import linting as diagnosis_lint

# An entry of an implementation log, and where that is (rundir.Records).
Row = namedtuple('Row', 'records entry')

# What lets another fix into the same files: a verdict that leaves this one there.
_SETTLED = (audit.KEPT, audit.MONITORED)


def ready(text, fix_id, report_name):
    """Return the diagnosis.Fix of that id or title in the report *text*, if it is approved and complete.

    Raises PreconditionFailed, with line and field for each thing that is missing, and UsageError for no such fix.
    """
    fix, place = diagnosis_lint.located(text, fix_id)
    status = diagnosis.status_of(fix)
    hint = u'then: diagnose_from_report.py --output %s --approve %s --by NAME' % (
        journal_record.quoted(report_name), fix.id)
    missing = diagnosis_lint.unready(text, fix.id)
    if missing:
        raise PreconditionFailed(u'%s is not complete' % fix.id, u'\n'.join(
            u'line %d%s: %s' % (one.line, one.field and u', ' + one.field, one.message) for one in missing), hint)
    if status != 'approved':
        raise PreconditionFailed(u'%s is not approved' % fix.id, u'line %d, Status: it says %s' % (
            place.fields.get('status', place.line), fix.status or u'nothing'), hint)
    if not fix.approved_by or diagnosis.is_todo(fix.approved_by):
        raise PreconditionFailed(u'%s is approved by nobody' % fix.id, u'line %d, Approved by: no name' % (
            place.fields.get('approved_by', place.line)), hint)
    return fix


def history(records):
    """Return the Rows of all fixes that were ever applied in this run, in the order of their coming onto the disk."""
    place = rundir.run_of(records.path)
    if place is None or records.number is None:
        everywhere = [records]
    else:
        everywhere = [place.run.iteration(number) for number in place.run.iterations()]
    return [Row(one, entry) for one in everywhere for entry in implog.load(one.implementation_log)['implementations']]


def on_plugins(plugins, records=None):
    """Return the Rows of all runs that put a fix into *plugins*, with those of the run of *records*, in their order.

    A run whose folder is not there any more has none: nobody could settle its fixes.
    """
    known = fixplaces.read(backups_of(plugins))
    places = dict(((_same(one.folder), one.backup), number) for number, one in enumerate(known) if one.backup)
    rows = history(records) if records is not None else []
    own = set(_same(one.records.path) for one in rows)
    for other in _records_in(known):
        if _same(other.path) not in own:
            rows += [Row(other, entry) for entry in implog.load(other.implementation_log)['implementations']
                     if _place(Row(other, entry)) in places]
    # What the list does not know lay there before there was one.
    return sorted(rows, key=lambda row: places.get(_place(row), -1))


def records_on(plugins):
    """Return the rundir.Records of all that put a fix into *plugins*, or began to."""
    return _records_in(fixplaces.read(backups_of(plugins)))


def _records_in(known):
    return [rundir.records_of(os.path.join(folder, rundir.DIAGNOSTIC_REPORT))
            for folder in sorted(set(one.folder for one in known))]


def note(plugins, records, backup_path):
    """Write into the list of *plugins* that a fix is about to come there by the log of *records*; the lock is held.

    *backup_path* is that of its entry, None as long as there is none.  Fixes that were taken back leave the list.
    """
    folder = backups_of(plugins)
    gone = set(_place(row) for row in on_plugins(plugins, records) if not implog.is_on_disk(row.entry))
    kept = [one for one in fixplaces.read(folder) if one.backup and (_same(one.folder), one.backup) not in gone]
    fixplaces.write(folder, kept + [fixplaces.FixPlace(os.path.abspath(records.path), backup_path)])


def _place(row):
    return _same(row.records.path), row.entry.get('backup_path')


def _same(folder):
    return os.path.normcase(os.path.realpath(folder))


def verdict(row):
    """Return what was last decided of the fix of a Row, by its run's decision log; None where nothing was."""
    decided = audit.fix_states(audit.read(row.records.decision_log).entries)
    return decided.get((row.records.number, row.entry['fix']))


def free(fix, paths, records, plugins):
    """Raise PreconditionFailed where *fix* is on the disk already, or another one in these files awaits its verdict.

    *paths* are the native paths of its files in the folder *plugins*.  The logs decide, whatever the report's Status
    lines say.
    """
    for row in on_plugins(plugins, records):
        entry = row.entry
        if not implog.is_on_disk(entry):
            continue
        if entry['status'] == implog.APPLYING:
            raise unfinished(row)
        log = fs_text(row.records.implementation_log)
        if entry['fix'] == fix.id and _same(row.records.path) == _same(records.path):
            raise PreconditionFailed(u'%s is applied already' % fix.id, u'on %s, by %s' % (entry.get('timestamp'), log),
                                     u'take it back first: ' + take_back(row))
        shared = sorted(fs_text(path) for path in implog.paths(entry) & set(paths))
        if shared and verdict(row) not in _SETTLED:
            raise PreconditionFailed(
                u'%s touches files of %s, which awaits its verdict: one fix at a time' % (fix.id, _named(row)),
                u'\n'.join(shared + [u'applied on %s, by %s' % (entry.get('timestamp'), log)]), u'test it: '
                u'test_fix_actively.py --fix %s --diagnostic-report %s; or take it back: %s' % (
                    entry['fix'], _report_of(row), take_back(row)))


def to_take_back(fix_id, records):
    """Return the Row of the fix to roll back: the last one applied of that id, or of all where *fix_id* is None.

    Raises PreconditionFailed where there is none, and where later fixes lie on it, which it names.
    """
    rows = history(records)
    fix_id = None if fix_id is None else to_text(fix_id)
    mine = [row for row in rows if implog.is_on_disk(row.entry) and (
        fix_id is None or fix_id.lower() in (row.entry['fix'].lower(), (row.entry.get('title') or u'').lower()))]
    if not mine:
        was = [row.entry for row in rows if fix_id is not None and row.entry['fix'].lower() == fix_id.lower()]
        raise PreconditionFailed(u'there is nothing to roll back' if fix_id is None else u'%s is not applied' % fix_id,
                                 u'it was rolled back on %s' % was[-1].get('rolled_back_at') if was else
                                 u'looked at %s' % fs_text(records.implementation_log), None)
    row = mine[-1]
    if row.entry['status'] == implog.APPLYING:
        raise unfinished(row)
    plugins = row.entry.get('plugins')
    rows = on_plugins(path_from_text(plugins), records) if plugins else rows
    row = [one for one in rows if _place(one) == _place(row) and one.entry['fix'] == row.entry['fix']][-1]
    later = [one for one in rows if one.entry in implog.above([each.entry for each in rows], row.entry)]
    if later:
        raise PreconditionFailed(
            u'%s cannot be rolled back: later fixes lie on it in the same files' % row.entry['fix'],
            u'still applied: %s' % u', '.join(_named(one) for one in later),
            u'roll these back first, the last one first: %s' % take_back(later[-1]))
    return row


def unfinished(row):
    """Return the error for an entry whose end is not known: RecoveryNeeded, or LockHeld where it is at work."""
    plugins = row.entry.get('plugins')
    owner = locking.owner(backups_of(path_from_text(plugins))) if plugins else None
    if owner is not None and owner.record.get('pid') != os.getpid():
        return LockHeld(u'another run is applying %s at this moment' % row.entry['fix'], None,
                        u'wait until it is finished')
    return RecoveryNeeded(u'applying %s was interrupted' % row.entry['fix'],
                          u'begun on %s' % row.entry.get('timestamp'),
                          u'run: implement_fix.py --recover --diagnostic-report %s' % _report_of(row))


def take_back(row):
    """Return the command that rolls a Row's fix back."""
    return u'implement_fix.py --rollback %s --diagnostic-report %s' % (
        row.entry['fix'], _report_of(row))


def _report_of(row):
    return journal_record.quoted(report_of(row))


def report_of(row):
    """Return the path of the diagnostic report that the fix of a Row came from."""
    written = row.entry.get('report')
    return pathnames.native_of(written, row.records.path) if written else row.records.diagnostic_report


def _named(row):
    number = row.records.number
    return row.entry['fix'] if number is None else u'%s (iteration %d)' % (row.entry['fix'], number)
