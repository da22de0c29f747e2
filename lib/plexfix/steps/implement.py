# -*- coding: utf-8 -*-
"""The one way of a fix from its report to the disk and back, as the command offers it: open, plan, apply, take back.

Each step of it is another module's; here they are put in order, and their results become documents to show.
"""
from __future__ import absolute_import, division, print_function

import os
from collections import namedtuple

from plexfix.base.compat import fs_text, to_text
from plexfix.base.errors import PreconditionFailed, Refused, UsageError
from plexfix.base.places import backups_of
from plexfix.loop import events
from plexfix.outside import audit, files, platforms, plexserver, restart, rundir, tokens
from plexfix.outside.plexerrors import ServerError
from plexfix.show import implementation_report
from plexfix.steps import apply as applying
from plexfix.steps import (consent, fixchecks, fixdocuments, gates, implementing, implog, lessonchecks, recording,
                           recovering, rollback, staging, startcheck, targets)
from plexfix.understand import diagnosis
from plexfix.understand.diagnosis import linting as diagnosis_lint

# A report that was opened: its path, its text, the Records that belong to it, and the Plug-ins folder that is meant.
Job = namedtuple('Job', 'report_path text records plugins')

# What the command was told about restarting and watching; None where it was told nothing.
Settings = namedtuple('Settings', 'restart url token_file insecure log_dir deadline_s canary')


def open_job(report_path, plugins_dir=None, needs_plugins=True):
    """Return the Job of the report at *report_path*; raises UsageError where that, or Plug-ins, is not there.

    Without *needs_plugins* that folder is None until it is known in another way.
    """
    if not os.path.isfile(report_path):
        raise UsageError(u'there is no diagnostic report %s' % fs_text(report_path), None,
                         u'name it: --diagnostic-report FILE; diagnose_from_report.py makes one')
    text = to_text(files.read_bytes(report_path))
    plugins = plugins_folder(plugins_dir) if needs_plugins else None
    return Job(report_path, text, rundir.records_of(report_path), plugins)


def plugins_folder(named=None):
    """Return the Plug-ins folder that is *named*, else that of this system, as a real path; raises UsageError."""
    return targets.check_folder(named or platforms.plugins_folder())


def plan(job, fix_id, skip_drifted=False):
    """Return the implementing.Plan of a fix that may be applied now; raises what the gates raise."""
    fix = gates.ready(job.text, fix_id, fs_text(job.report_path))
    path = staging.patch_path(fix, job.records)
    if not os.path.isfile(path):
        raise PreconditionFailed(u'%s has no patch' % fix.id, u'there is no %s' % fs_text(path),
                                 u'implement_fix.py --stage %s, edit the copies, then --record %s' % (fix.id, fix.id))
    named = targets.find(job.plugins, diagnosis.touches(fix))
    gates.free(fix, [target.path for target in named], job.records, job.plugins)
    made = implementing.plan(fix, files.read_bytes(path), job.plugins, fs_text(path), skip_drifted)
    gates.free(fix, [copy.target.path for copy in made.copies], job.records, job.plugins)
    lessonchecks.refuse(job.report_path, made)
    return made


def wish_for(job, fix_restart, bundles, settings, tools_tell, machine=None):
    """Return (apply.Wish, PlexServer or None) for restarting the agents of *bundles*; nothing is written yet.

    *fix_restart* is the fix's own Restart field: `no` restarts nothing, unless --restart says otherwise.
    """
    wanted = settings.restart or (restart.NONE if to_text(fix_restart).strip().lower() == u'no' else restart.AUTO)
    method = restart.parse_method(wanted)
    identifiers = fixchecks.identifiers(bundles)
    if method[0] == restart.NONE:
        planned, server, log_dir = restart.plan(method, [], None, machine), None, None
    else:
        unnamed = [bundle for bundle in bundles if not identifiers[bundle]]
        if unnamed:
            name = fs_text(os.path.basename(unnamed[0]))
            raise PreconditionFailed(u'%s has no identifier, so that its start could not be observed' % name,
                                     u'its Info.plist is missing or names no CFBundleIdentifier',
                                     u'repair it, or restart by hand: --restart none')
        server = server_for(method[0], settings, tools_tell)
        planned = restart.plan(method, sorted(set(identifiers.values())), server, machine)
        log_dir = log_folder(job.plugins, settings.log_dir)
    backups = backups_of(job.plugins) if job.records.number is None else job.records.backups
    deadline_s = startcheck.DEADLINE_S if settings.deadline_s is None else settings.deadline_s
    wish = applying.Wish(planned, identifiers, log_dir, settings.canary or 0, deadline_s, backups, job.records.logs,
                         job.report_path)
    return wish, server


def server_for(method, settings, tell):
    """Return the PlexServer to ask for restarts, None for another way; with `auto` also where none answers."""
    if method not in (restart.AUTO, restart.PLUGIN):
        return None
    found = tokens.find_token(settings.token_file, prompt=method == restart.PLUGIN)
    if found.token is None:
        if method == restart.PLUGIN:
            raise tokens.not_found(found.tries)
        tell(u'no token for the Plex server was found')
        return None
    server = plexserver.connect(tokens.find_url(settings.url)[0], found.token, insecure=settings.insecure)
    try:
        server.name()
    except ServerError as err:
        if method == restart.PLUGIN or settings.url or settings.token_file:
            raise
        tell(u'the Plex server is not asked: %s' % err.what)
        return None
    tell(u'server %s, token from %s' % (server.origin, fs_text(found.source)))
    return server


def log_folder(plugins, named=None):
    """Return the folder of the agents' logs: the one *named*, else that of the same data folder, else this system's."""
    if named is not None:
        inner = os.path.join(named, 'PMS Plugin Logs')
        if not os.path.isdir(named):
            raise UsageError(u'there is no log folder %s' % fs_text(named), None, u'name it: --log-dir DIR')
        return inner if os.path.isdir(inner) else named
    beside = os.path.join(os.path.dirname(plugins), 'Logs', 'PMS Plugin Logs')
    return beside if os.path.isdir(beside) else platforms.find_log_folder()


def check(made):
    """Return what the safety checks find in the new content of all files of a Plan, as dictionaries."""
    return fixchecks.findings(made)


def stop_on(findings, fix_id):
    """Raise Refused where one of *findings* is an error."""
    errors = [one for one in findings if one['severity'] == 'error']
    if errors:
        raise Refused(u'the new code of %s did not pass the safety checks; nothing was changed' % fix_id,
                      u'\n'.join(implementation_report.finding_lines(errors)),
                      u'correct the patch: implement_fix.py --stage %s, edit, --record %s' % (fix_id, fix_id))


def apply_plan(job, made, findings, wish, tools):
    """Apply a Plan, of which the checks told the *findings*, and write down what came of it.

    Returns (apply.Outcome, path of the implementation report).
    """
    checks = fixdocuments.safety_rows(made, findings)
    outcome = applying.apply(made, wish, job.records, tools, checks)
    entry = outcome.entry
    failed = outcome.error is not None
    following = u'Test it: `test_fix_actively.py --fix {0}`. Take it back: `implement_fix.py --rollback {0}`.'
    if failed:
        following = u'Correct the fix, have it approved again, and run `implement_fix.py --fix {0}` again.'
    facts = {'report': fs_text(job.report_path), 'patch': made.fix.patch,
             'failure': fixdocuments.error_lines(outcome.error),
             'restored': [target.name for target in outcome.undone], 'next': following.format(entry['fix'])}
    event = audit.ROLLED_BACK if failed else audit.APPLIED
    path = recording.record(entry, event, job.records, job.report_path, facts, tools.warn, entry.get('reason'))
    return outcome, path


def declined(job, made, answer):
    """Write a skipped fix into the decision log, and return the document that tells that nothing was changed."""
    if answer == consent.SKIP:
        recording.decide(u'skipped', made.fix.id, job.records, reason=u'a person answered skip')
    return {'schema': implog.SCHEMA, 'ok': answer == consent.SKIP, 'answer': answer, 'implementations': []}


def plan_back(job, fix_id, settings, tell):
    """Return (gates.Row, Job, apply.Wish, PlexServer or None) for rolling a fix back; raises what the gates do."""
    row = gates.to_take_back(fix_id, job.records)
    job = job._replace(plugins=rollback.plugins_folder(row.entry))
    was_restarted = row.entry.get('restart', {}).get('method') != restart.NONE
    wish, server = wish_for(job, u'yes' if was_restarted else u'no', rollback.bundles_of(row.entry), settings, tell)
    return row, job, wish, server


def would_take_back(row, wish):
    """Return (document, lines) of what rolling back would do; nothing is written."""
    would = rollback.would_do(row)
    lines = [u'%s would be rolled back' % row.entry['fix']] + fixdocuments.restored_lines(would)
    lines += restart.lines(wish.restart)
    lines += [u'changed by somebody else, so it would be refused: %s' % fs_text(path) for path in would.conflicts]
    is_clear = not would.conflicts
    return {'schema': implog.SCHEMA, 'ok': is_clear, 'fix': row.entry['fix'], 'would': lines}, lines, is_clear


def take_back(job, row, wish, tools, reason):
    """Roll the fix of a gates.Row back and write that down; return (rollback.RolledBack, path of the report)."""
    done = rollback.roll_back(row, wish, tools, reason)
    facts = _facts(row, failure=done.failures, restored=fixdocuments.restored_lines(done.restored),
                   next=u'Its files are as before it. Revise it, or go on with the next fix.')
    path = recording.record(done.entry, audit.ROLLED_BACK, row.records, _report_of(row, job), facts, tools.warn, reason)
    return done, path


def recover(plugins, job, warn, dry_run=False):
    """Recover what an interrupted run left, and write that down; return (document, lines, whether all is clear)."""
    records = job.records if job else None
    if dry_run:
        record, rows = recovering.look(plugins, records)
        lines = [u'interrupted: %s' % (record.label or record.problem)] if record else []
        lines += [u'not known how it ended: %s' % row.entry['fix'] for row in rows]
        lines = lines or [u'there is nothing to recover']
        return {'schema': implog.SCHEMA, 'ok': True, 'would': lines}, lines, True
    done = recovering.recover(plugins, records)
    for row, status in done.settled:
        facts = _facts(row, next=u'Restart Plex: its agents may run other code than what is in their files.')
        event = audit.APPLIED if status == implog.APPLIED else audit.ROLLED_BACK
        recording.record(row.entry, event, row.records, _report_of(row, job), facts, warn,
                         events.RECOVERED)
    lines = fixdocuments.recovered_lines(done)
    is_clear = not done.unclear and not (done.files and done.files.conflicts)
    return {'schema': implog.SCHEMA, 'ok': is_clear, 'recovered': lines}, lines, is_clear


def fix_named(job, fix_id):
    """Return the diagnosis.Fix of that id or title, whatever state it is in."""
    return diagnosis_lint.located(job.text, fix_id)[0]


def _facts(row, **given):
    """Return the facts of an implementation report on a Row of which there is no plan any more."""
    facts = {'report': fs_text(gates.report_of(row)), 'patch': u'', 'failure': [], 'restored': []}
    facts.update(given)
    return facts


def _report_of(row, job):
    """Return the path of the diagnostic report of a Row: the one that was named, where it is that of the Row."""
    is_same = job is not None and row.records.path == job.records.path
    return job.report_path if is_same else gates.report_of(row)
