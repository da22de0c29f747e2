# -*- coding: utf-8 -*-
"""Applies a planned fix: backup, journal, files, logs kept, restart, starts observed; or everything back as it was.

The journal stays open until every touched agent was seen to start: whoever is killed before that leaves a change that
`--recover` takes back.  Planning is `implementing`'s, what is written about it `recording`'s.
"""
from __future__ import absolute_import, division, print_function

import os
import time
from collections import namedtuple

from plexfix.base.compat import fs_text, path_to_text, to_text
from plexfix.base.errors import PlexfixError, Refused
from plexfix.base.places import backups_of
from plexfix.outside import audit, backup, changes, files, journal, locking, logfiles, pathnames, restart
from plexfix.outside.changes import Change
from plexfix.steps import aggregation, gates, implementing, implog, startcheck
from plexfix.steps.archiving import archive

# How to do it: *restart* is a restart.Plan, *identifiers* {bundle: identifier}, *log_dir* the folder of the agents'
# logs (None where nothing is restarted), *canary* how many bundles go first (0: all at once), *deadline_s* the longest
# wait for a start, *backups* and *logs* where these are kept, *report* the path of the report that asks for it.
Wish = namedtuple('Wish', 'restart identifiers log_dir canary deadline_s backups logs report')

# What came of it: *entry* as it is in the implementation log, *error* the PlexfixError for which it was undone (None:
# it is applied), *undone* the files (Targets) that were changed and put back, *again* the starts of the old code after
# that.
Outcome = namedtuple('Outcome', 'entry error undone again')


class _NotStarted(Refused):
    """The new code was not seen to start everywhere."""


class Tools(object):
    """What the steps need of the world; a test has others."""

    def __init__(self, server=None, machine=None, tell=None, warn=None, clock=time.time, sleep=time.sleep):
        self.server, self.machine, self.clock, self.sleep = server, machine, clock, sleep
        self.tell = tell or (lambda line: None)
        self.warn = warn or self.tell


def apply(plan, wish, records, tools, checks=()):
    """Apply *plan* as *wish* says, under the lock of the Plug-ins folder; return the Outcome.

    *checks* are rows for the log of what was looked at before.  Where an agent is not seen to start, all files are put
    back, Plex is restarted again, and the Outcome has the error.
    Raises, with nothing changed, where a file is no more what was planned with, another fix got in the way meanwhile,
    or the disk fails.
    """
    folder = backups_of(plan.plugins)
    with locking.hold(folder, u'implement_fix.py: apply %s' % plan.fix.id):
        journal.refuse_pending(folder)
        gates.free(plan.fix, [copy.target.path for copy in plan.copies], records, plan.plugins)
        return _Application(plan, wish, records, tools, folder, checks).run()


class _Application(object):
    """One fix on its way onto the disk."""

    def __init__(self, plan, wish, records, tools, folder, checks):
        self.plan, self.wish, self.records, self.tools, self.folder = plan, wish, records, tools, folder
        self.changes = [Change(copy.target.path, implementing.sha256(copy.before), copy.after) for copy in plan.copies]
        self.checks, self.starts, self.swapped = list(checks), [], []

    def run(self):
        # Before anything is there: other runs may see too much of this one, never too little.
        gates.note(self.plan.plugins, self.records, None)
        kept = self._back_up()
        report = pathnames.stored(os.path.abspath(self.wish.report), os.path.abspath(self.records.path))
        self.entry = implog.new_entry(self.plan, kept.path, self.wish.restart.method, report, self.checks)
        gates.note(self.plan.plugins, self.records, self.entry['backup_path'])
        whole = journal.begin(self.folder, self.changes, kept.path, u'apply %s' % self.plan.fix.id)
        try:
            implog.add(self.records.implementation_log, self.entry)
            whole.prepare()
            record = journal.pending(self.folder)
            for bundles in _parts(self.plan.bundles, self.wish.canary):
                self._swap(record, bundles)
                self._observe(bundles)
            whole.verify()
            whole.commit()
        except _NotStarted as error:
            return self._take_back(whole, error, kept)
        except (EnvironmentError, PlexfixError) as error:
            self._fail(whole, error, kept)
        except BaseException:
            self._undo(whole, None, kept)
            self.tools.warn(u'interrupted: all files are as before; restart Plex, its agents may still run the new '
                            u'code')
            raise
        whole.finish()
        self._note(status=implog.APPLIED)
        return Outcome(self.entry, None, [], [])

    def _back_up(self):
        paths = [change.path for change in self.changes]
        self.tools.tell(u'backing up %d files' % len(paths))
        kept = backup.create(paths, self.plan.fix.id, self.wish.backups, root=self.plan.plugins, allow_missing=True,
                             run=path_to_text(os.path.abspath(self.records.path)), fix=self.plan.fix.id)
        left = dict((change.path, changes.fingerprint_of(change.after)) for change in self.changes)
        backup.note_after(kept.path, left)
        self.tools.tell(u'backup: %s' % fs_text(kept.path))
        return kept

    def _swap(self, record, bundles):
        """Put the new files of some bundles in their places."""
        inside = set(copy.target.path for copy in self.plan.copies if set(copy.target.seen_in) & set(bundles))
        rows = [(change, step) for change, step in zip(self.changes, record.steps)
                if change.path in inside and changes.fingerprint(change.path) != step.after]
        part = journal.Journal([change for change, _ in rows], record._replace(steps=[step for _, step in rows]))
        part.swap()
        part.verify()
        for change, _ in rows:
            # Python would take what it compiled of the old file where their times are the same.
            changes.remove_compiled(change.path, set(one.path for one in self.changes))
            self.swapped.append(change.path)
        names = u', '.join(fs_text(os.path.basename(one)) for one in bundles)
        self.tools.tell(u'files changed: %d, in %s' % (len(rows), names))

    def _observe(self, bundles):
        """Restart, and raise _NotStarted unless each of the agents is seen to start with the new code."""
        if self.wish.restart.method == restart.NONE:
            agents = self.entry['restart']['agents']
            agents.update((agent_of(one), startcheck.NOT_OBSERVED) for one in self._names(bundles))
            return
        # A restart of all of Plex starts those again that came first.
        is_last = bundles[-1] == self.plan.bundles[-1]
        names = self._names(self.plan.bundles if is_last and restart.is_for_all(self.wish.restart.method) else bundles)
        results, starts = restarted(names, self.wish, self.entry, self.tools)
        self.starts += starts
        self._note(restart=self.entry['restart'], validation=self.entry['validation'] + validation(results, starts))
        bad = [one for one in starts if one.state != startcheck.STARTED]
        failed = [one for one in results if not one.ok]
        if bad or failed:
            raise _NotStarted(u'%s was applied and taken back: not every agent started' % self.plan.fix.id,
                              u'\n'.join(told(failed, bad)), None)

    def _names(self, bundles):
        return sorted(set(self.wish.identifiers[bundle] for bundle in bundles if self.wish.identifiers.get(bundle)))

    def _undo(self, whole, error, kept):
        """Put all files back, and raise *error* if there is one."""
        try:
            whole.give_up(error)
        finally:
            if journal.pending(self.folder) is None:
                reason = error.what if error else u'interrupted'
                self._note(status=implog.ROLLED_BACK, rolled_back_at=audit.local_time(), reason=reason)
                backup.note_restored(kept.path, audit.local_time())

    def _fail(self, whole, error, kept):
        """Put all files back after a failure of the disk, and raise it; what runs the new code already is restarted."""
        if not isinstance(error, PlexfixError):
            error = files.cannot('change', error.filename or self.folder, error)
        try:
            self._undo(whole, error, kept)
        finally:
            if self.starts and journal.pending(self.folder) is None:
                self._restart_again()

    def _take_back(self, whole, error, kept):
        """Put all files back after a failed start, and let the old code start again; return the Outcome."""
        self.tools.warn(u'not every agent started: putting all files back')
        try:
            self._undo(whole, error, kept)
        except _NotStarted as undone:
            error = undone
        again = self._restart_again()
        undone = [copy.target for copy in self.plan.copies if copy.target.path in self.swapped]
        return Outcome(self.entry, error, undone, again)

    def _restart_again(self):
        """Let what was started with the new code start with the old one; return the Starts."""
        names = sorted(set(one.identifier for one in self.starts))
        results, again = restarted(names, self.wish, self.entry, self.tools, after_undo=True)
        self._note(validation=self.entry['validation'] + validation(results, again, u' after the rollback'))
        return again

    def _note(self, **values):
        try:
            implog.update(self.records.implementation_log, self.entry, **values)
        except PlexfixError as err:
            # What is on the disk must not depend on whether it can be written down.
            self.entry.update(values)
            self.tools.warn(u'warning: %s' % err.what)


def restarted(identifiers, wish, entry, tools, after_undo=False):
    """Keep the logs, restart, and wait for the starts; return ([restart.Result], [startcheck.Start]).

    What was done goes into *entry*, the one of the implementation log; *after_undo* it is that of the first restart.
    """
    if not identifiers or wish.restart.method == restart.NONE:
        return [], []
    keep_logs(wish, tools)
    marks = startcheck.take_marks(wish.log_dir, identifiers)
    at = audit.local_time()
    planned = restart.only(wish.restart, identifiers)
    method, results = restart.carry_out(planned, tools.server, tools.machine, tools.tell)
    if all(one.ok for one in results):
        seen = startcheck.wait(wish.log_dir, marks, identifiers, wish.deadline_s, clock=tools.clock, sleep=tools.sleep)
    else:
        seen = startcheck.look(wish.log_dir, marks, identifiers)
    if not after_undo:
        entry['restart'].update(method=to_text(method), at=at)
        entry['restart']['log_marks'].update((to_text(name), mark.offset) for name, mark in marks.items())
        entry['restart']['agents'].update((agent_of(one), seen[one].state) for one in seen)
    for name in sorted(seen):
        tools.tell(u'%s: %s' % (agent_of(name), seen[name].state))
    return results, [seen[name] for name in sorted(seen)]


def keep_logs(wish, tools):
    """Copy all agents' logs, which a restart rotates away; that there are none yet is no error."""
    try:
        _, folder = archive(logfiles.find([wish.log_dir]), wish.logs, aggregation.new_run())
    except PlexfixError as err:
        tools.warn(u'warning: the logs before the restart were not kept: %s' % err.what)
    else:
        tools.tell(u'logs kept in %s' % fs_text(folder))


def validation(results, starts, when=u''):
    """Return the checks of a restart for the implementation log."""
    rows = [{'check': u'restart%s: %s' % (when, one.text), 'ok': one.ok, 'detail': one.detail} for one in results]
    return rows + [{'check': u'start of %s%s' % (agent_of(one.identifier), when), 'ok': one.state == startcheck.STARTED,
                    'detail': one.why} for one in starts]


def told(results, starts):
    """Return the lines that show why a restart was no success; what several logs say alike is shown of the first."""
    lines, shown = [u'%s: %s' % (one.text, one.detail) for one in results], set()
    for one in starts:
        lines.append(u'%s: %s: %s' % (agent_of(one.identifier), one.state, one.why))
        if one.why not in shown:
            lines += [u'    ' + line for line in one.lines]
        shown.add(one.why)
    return lines


def agent_of(identifier):
    """Return the agent's name (text) for the identifier of its plug-in."""
    return logfiles.agent_of(identifier + '.log')


def _parts(bundles, canary):
    """Return the bundles in the order in which they are changed: the first few alone where there is a canary."""
    bundles = list(bundles)
    return [bundles[:canary], bundles[canary:]] if 0 < canary < len(bundles) else [bundles]
