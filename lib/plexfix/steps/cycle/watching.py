# -*- coding: utf-8 -*-
"""Notices what changed behind the run's back: an interrupted change, edited inputs, files that another hand changed.

Each is told and logged; only an interrupted change must be settled before anything else.
"""
from __future__ import absolute_import, division, print_function

import os

from plexfix.base.compat import fs_text, path_from_text
from plexfix.base.errors import PlexfixError
from plexfix.base.places import backups_of
from plexfix.loop import events, fold
from plexfix.outside import changes, files, journal_record
from plexfix.steps import gates, implement, implog, recovering
from plexfix.steps.cycle import measuring, reporting


def look(loop):
    """Settle and notice everything, before the run goes on."""
    if loop.torn:
        loop.out.warn(u'warning: the last line of the decision log was not written to its end; it is set aside')
    recover(loop)
    if (loop.state['last'] or {}).get('event') in (events.APPLIED, events.ROLLED_BACK) and loop.number:
        # Killed behind that, it may not have come to noting where the logs ended.
        measuring.mark(loop)
    reporting.sync_status(loop)
    inputs(loop)
    drift(loop)
    loop.save()


def is_interrupted(loop):
    """Return whether a change of the Plug-ins folder was interrupted."""
    try:
        plugins = loop.plugins()
    except PlexfixError:
        return False
    record, rows = recovering.look(plugins, loop.records if loop.number else None)
    return record is not None or bool(rows)


def recover(loop):
    """Finish or undo an interrupted change: with --yes, or where a person agrees; else raises RecoveryNeeded."""
    if not is_interrupted(loop):
        return
    plugins = loop.plugins()
    if not loop.yes:
        agreed = loop.has_person() and loop.choice(u'a change was interrupted: put it right now?', [u'yes', u'stop'])
        if agreed != u'yes':
            record = journal_record.read(backups_of(plugins))
            if record is not None:
                raise journal_record.needed(record)
            raise gates.unfinished(recovering.look(plugins, loop.records)[1][0])
    report = loop.records.diagnostic_report if loop.number else None
    job = None
    if report is not None and os.path.exists(report):
        job = implement.open_job(report, loop.setting('plugins_dir'))
    _, lines, _ = implement.recover(plugins, job, loop.out.warn)
    for line in lines:
        loop.out.note(u'recovered: ' + line)
    loop.refold()


def inputs(loop):
    """Log and tell each record of the current iteration that is not what it was when it was logged."""
    now = fold.current(loop.state)
    if now is None:
        return
    for row in _evidence(now):
        path = loop.path_of(row['path'])
        found = files.sha256_of(path) if os.path.isfile(path) else None
        if found != row['sha256'] and not _is_known(loop, row['path'], found):
            loop.append(events.INPUT_CHANGED, data={'path': row['path'], 'was': row['sha256'], 'is': found})
            loop.out.warn(u'warning: %s %s since it was used' % (
                row['path'], u'was changed' if found else u'is gone'))
    _approvals(loop, now)


def _evidence(now):
    """Return the {path, sha256} of all that was measured in an iteration; the report is a person's to change."""
    found = [now['aggregated']] if now['aggregated'] else []
    for fix in now['fixes']:
        found += [one for one in [fix['before'], fix['after']] + fix['retests'] if one]
    return [one for one in found if one.get('path') and one.get('sha256')]


def _approvals(loop, now):
    """Tell of an approved fix that was changed after its approval, and is not applied yet."""
    if not any(row['state'] == fold.APPROVED for row in now['fixes']):
        return
    for one in reporting.facts_of(loop):
        row = fold.fix_in(now, one.id)
        if row is None or row['state'] != fold.APPROVED or row['approved'].get('mark') == one.mark:
            continue
        name = u'%s in %s' % (one.id, row['approved']['report'])
        if not _is_known(loop, name, one.mark):
            loop.append(events.INPUT_CHANGED, one.id, {'path': name, 'was': row['approved'].get('mark'),
                                                       'is': one.mark})
            loop.out.warn(u'warning: %s or its patch was changed after it was approved by %s' % (
                one.id, row['approved'].get('by')))


def _is_known(loop, path, found):
    """Return whether just that was noticed before, and nothing else of that file since."""
    return (loop.state['inputs'] or {}).get(path, {}).get('is', False) == found


def drift(loop):
    """Notice each fix whose files are no more what the suite left in them: a KEEP lapses, a test to come is doubtful."""
    rows = [(one['number'], row) for one in loop.state['iterations'] for row in one['fixes']
            if row['state'] in (fold.KEPT, fold.MONITORED, fold.APPLIED)]
    if not rows:
        return
    history = gates.history(loop.run.iteration(rows[0][0]))
    expected = _expected(history)
    for number, row in rows:
        entries = [one.entry for one in history if one.records.number == number and one.entry['fix'] == row['fix']
                   and implog.is_on_disk(one.entry)]
        changed = sorted(path for path in (implog.paths(entries[-1]) if entries else ())
                         if changes.fingerprint(path) != expected[path])
        if row['state'] == fold.APPLIED:
            _told_changed(loop, row, changed, expected)
        elif changed or not entries:
            _lapse(loop, number, row, [fs_text(path) for path in changed], bool(entries))


def _told_changed(loop, row, changed, expected):
    """Tell that what is about to be tested is not what was applied."""
    for path in changed:
        found = changes.fingerprint(path)
        if not _is_known(loop, fs_text(path), found):
            loop.append(events.INPUT_CHANGED, row['fix'], {'path': fs_text(path), 'was': expected[path], 'is': found})
            loop.out.warn(u'warning: %s was changed by another hand since %s was applied' % (fs_text(path), row['fix']))


def _lapse(loop, number, row, changed, is_there):
    why = u'%d of its files were changed by another hand' % len(changed)
    if not is_there:
        why = u'it was taken back without the loop'
    loop.append(events.LAPSED, row['fix'], {'files': changed}, why, iteration=number)
    loop.out.warn(u'warning: the KEEP of %s (iteration %d) has lapsed: %s\n  %s' % (
        row['fix'], number, why, u'\n  '.join(changed)))


def _expected(history):
    """Return {path: hash} of what the suite left in each file: the last fix that lies on it counts."""
    expected = {}
    for one in history:
        if implog.is_on_disk(one.entry):
            for row in one.entry['files']:
                expected[path_from_text(row['path'])] = row['after_sha256']
    return expected
