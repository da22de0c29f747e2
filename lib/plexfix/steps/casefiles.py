# -*- coding: utf-8 -*-
"""Reads what a run has on record of each fix: implementation logs, test reports, aggregates, patches, decision log.

What cannot be read is told, and keeps nobody from looking at the rest.  What follows from it is the loop's to say.
"""
from __future__ import absolute_import, division, print_function

import collections
import os

from plexfix.base.compat import fs_text, path_from_text, to_text
from plexfix.base.errors import PlexfixError, UsageError
from plexfix.change import patchfindings
from plexfix.loop import events
from plexfix.loop.review.intervention import Intervention
from plexfix.outside import audit, files, journal_record, rundir
from plexfix.steps import aggregation, comparing, implog, lessonchecks, staging
from plexfix.understand import diagnosis

# *name* is what evidence calls the run, *interventions* its fixes in the order of the iterations, *timeline* the
# entries of its decision log, *in_force* {iteration: the Lessons of its report}, *problems* what could not be read.
Case = collections.namedtuple('Case', 'name interventions timeline in_force problems')

_ABOUT_FIXES = audit.FIX_EVENTS + (events.TESTED, events.INVALID, events.OVERRIDE, events.WHY, events.SKIPPED,
                                   events.ABANDONED, events.BEFORE_PASS, events.AFTER_PASS, events.RETEST)


def of_run(run, last=None):
    """Return the Case of a rundir.RunDir, up to iteration *last* (None: of all)."""
    numbers = [number for number in run.iterations() if last is None or number <= last]
    if not numbers:
        raise UsageError(u'there is nothing to look back at in %s' % fs_text(run.path),
                         u'it has no folder iteration_1' if last is None else u'it has no iteration up to %d' % last,
                         u'name the folder of a run: --run-dir DIR; or a log: --implementation-log FILE')
    return _case([run.iteration(number) for number in numbers], {}, run.decision_log, last)


def of_log(path):
    """Return the Case of the one iteration whose implementation log is at *path*."""
    if not os.path.isfile(path):
        raise UsageError(u'there is no implementation log %s' % fs_text(path), None,
                         u'implement_fix.py writes it; or name a run: --run-dir DIR')
    records = rundir.records_of(path)
    return _case([records], {records.path: path}, records.decision_log, records.number)


def _case(everyone, logs, decision_log, last):
    log = audit.read(decision_log)
    problems = [u'%s, line %d: %s' % (fs_text(os.path.basename(decision_log)), one.line, one.why)
                for one in audit.verify(decision_log)]
    only = everyone[0].number if len(everyone) == 1 else None
    timeline = [entry for entry in log.entries if _is_in(entry, last, only)]
    found, in_force = [], {}
    for records in everyone:
        reader = _Reader(records, logs.get(records.path, records.implementation_log), log.entries, problems)
        found += reader.interventions()
        in_force[records.number] = reader.in_force
    return Case(_name(everyone, log.entries), found, timeline, in_force, problems)


def _is_in(entry, last, only):
    number = entry.get('iteration')
    if number is None:
        return True
    return (last is None or number <= last) and (only is None or number == only)


def _name(everyone, entries):
    """Return what a run is called in evidence: the same however often it is looked at, and not that of another one."""
    began = next((entry['time'] for entry in entries if entry['event'] == events.RUN_STARTED), None)
    if began is None and entries:
        began = entries[0]['time']
    if began is not None:
        return u'run of %s' % began
    return u'run in %s' % fs_text(os.path.basename(os.path.abspath(everyone[0].path)))


class _Reader(object):
    """The records of one iteration."""

    def __init__(self, records, log_path, entries, problems):
        self.records, self.problems = records, problems
        self.entries = [entry for entry in entries if entry.get('iteration') == records.number and entry.get('fix')]
        self.implemented = self._try(lambda: implog.load(log_path)['implementations']) or []
        self.report = self._try(self._report) if os.path.isfile(records.diagnostic_report) else None
        self.in_force = tuple(self._try(lambda: lessonchecks.in_report(records.diagnostic_report)) or ())

    def interventions(self):
        """Return the Interventions of all fixes that something happened to, in the order of its happening."""
        return [self._intervention(name) for name in self._names()]

    def _names(self):
        names = [entry['fix'] for entry in self.implemented]
        names += [entry['fix'] for entry in self.entries if entry['event'] in _ABOUT_FIXES]
        if self.report is not None:
            names += [fix.id for fix in diagnosis.fixes(self.report)
                      if os.path.isfile(self.records.test_report_json(fix.id))]
        found, seen = [], set()
        for name in names:
            if name.lower() not in seen:
                seen.add(name.lower())
                found.append(name)
        return found

    def _intervention(self, name):
        fix = self._fix(name)
        mine = [entry for entry in self.implemented if entry['fix'].lower() == name.lower()]
        path = self.records.test_report_json(name)
        made = self._try(lambda: comparing.read_report(path)) if os.path.isfile(path) else None
        sides = [self._aggregate(made['inputs'][side]) if made else None for side in ('baseline', 'current')]
        title = fix.title if fix is not None else next((one.get('title') for one in mine if one.get('title')), u'')
        command = u'implement_fix.py --rollback %s --diagnostic-report %s' % (
            name, journal_record.quoted(self.records.diagnostic_report))
        return Intervention(
            self.records.number, name, title, fix, mine, made, fs_text(os.path.basename(path)) if made else None, sides[0],
            sides[1], [entry for entry in self.entries if entry['fix'].lower() == name.lower()],
            self._fingerprint(fix), self.in_force, command)

    def _report(self):
        return diagnosis.parse(to_text(files.read_bytes(self.records.diagnostic_report)),
                               fs_text(self.records.diagnostic_report))

    def _fix(self, name):
        for fix in diagnosis.fixes(self.report) if self.report is not None else ():
            if fix.id.lower() == name.lower():
                return fix
        return None

    def _aggregate(self, source):
        """Return the aggregate that a test was decided on, None where it is no more the same file."""
        path = os.path.join(self.records.path, path_from_text(os.path.basename(source.get('name') or u'-')))
        if not os.path.isfile(path) or files.sha256_of(path) != source.get('sha256'):
            self.problems.append(u'%s is not at hand as it was when it was compared' % fs_text(path))
            return None
        return self._try(lambda: aggregation.load(path))

    def _fingerprint(self, fix):
        path = staging.patch_path(fix, self.records) if fix is not None else None
        if path is None or not os.path.isfile(path):
            return None
        return self._try(lambda: patchfindings.fingerprint(files.read_bytes(path)))

    def _try(self, read):
        """Return what *read* returns, None where it cannot, which is told."""
        try:
            return read()
        except PlexfixError as err:
            self.problems.append(told(err))
            return None


def told(err):
    """Return in a line what could not be read."""
    return u'%s%s' % (err.what, u' (%s)' % fs_text(err.evidence) if err.evidence else u'')
