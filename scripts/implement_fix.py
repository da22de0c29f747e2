#!/usr/bin/env python
# -*- coding: utf-8 -*-
"""Apply one approved fix to the agents and see that they start, or put all back.

All files are changed or none, after a backup.  Then Plex is restarted (never as
another user), and every touched agent must be seen in its log to start;
otherwise all files are put back at once, and Plex is restarted again.  It asks
before it writes, and --yes answers.

A patch is made of edited copies: --stage FIX-01 puts copies of the files into
fixes/, --record FIX-01 makes the patch.

--restart takes auto, plugin, launchctl, osascript, systemd-user, taskkill,
manual, none, docker:NAME, or command:WORDS (run without a shell); auto asks the
server where it finds a token.

examples:
  implement_fix.py --fix FIX-01 --dry-run
      what would be done, by the diagnostic_report.md of this folder
  implement_fix.py --fix FIX-01 --diagnostic-report run/diagnostic_report.md \\
          --canary 1
      one bundle first, and the rest when its agent has started
  implement_fix.py --rollback FIX-01
      the files of the fix as they were before it
  implement_fix.py --recover --plugins-dir Plug-ins
      after a kill: all files as before the fix, or as after it

exit codes: 0 done; 1 refused or put back; 2 wrong usage or could not run;
40 not approved, incomplete, another fix in these files awaits its verdict, or
nobody there to answer; 41 another run is at work; 42 recover first;
130 interrupted
"""
from __future__ import absolute_import, division, print_function

import os
import sys

_HERE = os.path.dirname(os.path.realpath(__file__))
for _LIB in (os.path.join(os.path.dirname(_HERE), 'lib'), os.path.join(_HERE, 'lib')):
    if os.path.isdir(os.path.join(_LIB, 'plexfix')):
        sys.path.insert(0, _LIB)
        break

from plexfix.cli import make_parser, run  # noqa: E402
from plexfix.base.compat import fs_text  # noqa: E402
from plexfix.base.errors import EXIT_FOUND, EXIT_OK  # noqa: E402
from plexfix.outside.rundir import DIAGNOSTIC_REPORT  # noqa: E402
from plexfix.show import implementation_report as show  # noqa: E402
from plexfix.steps import fixdocuments as documents, implement, staging  # noqa: E402
from plexfix.steps.apply import Tools  # noqa: E402
from plexfix.steps.consent import NO, SKIP, ask  # noqa: E402


def main(argv=None):
    """Run the command; return its exit code."""
    return run(body, argv, make_command(), lambda args: not args.dry_run and (args.fix, args.rollback) != (None, None))


def make_command():
    """Return the parser of the command line."""
    made = make_parser(__doc__, json=True, dry_run=True)
    add = made.add_argument_group('what to do').add_mutually_exclusive_group(required=True).add_argument
    add('--fix', metavar='ID', help='apply the fix of that id or title')
    add('--rollback', metavar='ID', nargs='?', const='', help='put the files of a fix back (default: the last one)')
    add('--recover', action='store_true', help='finish or undo what an interrupted run left')
    add('--stage', metavar='ID', help='copy the files of a fix to fixes/, to be edited')
    add('--record', metavar='ID', help='make the patch of a fix from its edited copies')
    add = made.add_argument
    add('--diagnostic-report', metavar='FILE', help='the report with the fix (default: %s)' % DIAGNOSTIC_REPORT)
    add('--plugins-dir', metavar='DIR', help="the Plug-ins folder (default: this system's)")
    add('--yes', action='store_true', help='the answer to "Proceed?"')
    add('--canary', type=count, metavar='N', help='change N bundles first, and the rest when these have started')
    add('--skip-drifted', action='store_true', help='leave out the bundles of copies that the patch does not fit')
    add('--restart', metavar='WAY', help='how Plex is restarted (default: auto; none for Restart: no)')
    add('--start-timeout', type=count, metavar='SECONDS', help='the longest wait for starts (default: 120)')
    add('--log-dir', metavar='DIR', help="the agents' logs, in which their starts are seen")
    add('--reason', metavar='TEXT', help='why a fix is rolled back, for the decision log')
    add('--url', help='the server, for --restart plugin and auto')
    add('--token-file', metavar='FILE', help='a file whose first line is the token; - is standard input')
    add('--insecure', action='store_true', help='accept any TLS certificate')
    return made


def count(text):
    """Return *text* as a whole number from 1 on; argparse reports the ValueError of anything else."""
    value = int(text)
    if value < 1:
        raise ValueError(text)
    return value


def body(args, out):
    """Do the one thing that *args* ask for."""
    if args.recover:
        return recover(args, out)
    job = implement.open_job(args.diagnostic_report or DIAGNOSTIC_REPORT, args.plugins_dir, args.rollback is None)
    action = roll_back if args.rollback is not None else apply_fix if args.fix is not None else stage
    return action(args, out, job)


def settings(args):
    """Return the implement.Settings of the command line."""
    given = (args.restart, args.url, args.token_file, args.insecure, args.log_dir, args.start_timeout, args.canary)
    return implement.Settings(*given)


def apply_fix(args, out, job):
    """Plan, show, ask, apply."""
    made = implement.plan(job, args.fix, args.skip_drifted)
    wish, server = implement.wish_for(job, made.fix.restart, made.bundles, settings(args), out.detail)
    plan = documents.plan_document(made, wish, implement.check(made))
    for line in show.briefing(plan) + show.finding_lines(plan['findings']):
        out.result(line)
    implement.stop_on(plan['findings'], made.fix.id)
    if args.dry_run:
        for line in show.diff_lines(plan):
            out.result(line)
        return give(out, plan, [u'dry run: nothing was written'])
    answer = ask(args.yes, lambda: [out.warn(line) for line in show.diff_lines(plan)])
    if answer in (NO, SKIP):
        return give(out, implement.declined(job, made, answer), [u'%s was not applied' % made.fix.id], answer == SKIP)
    outcome, path = implement.apply_plan(job, made, plan['findings'], wish, Tools(server, tell=out.note, warn=out.warn))
    return give(out, documents.outcome_document(outcome, path), show.outcome_lines(
        outcome.entry, outcome.error, fs_text(path)), outcome.error is None)


def roll_back(args, out, job):
    """Put the files of a fix back."""
    row, job, wish, server = implement.plan_back(job, args.rollback or None, settings(args), out.detail)
    if args.dry_run:
        return give(out, *implement.would_take_back(row, wish))
    done, path = implement.take_back(job, row, wish, Tools(server, tell=out.note, warn=out.warn), args.reason)
    lines = [u'%s is rolled back' % done.entry['fix']] + documents.restored_lines(done.restored) + done.failures
    return give(out, documents.back_document(done, path), lines + [u'report: %s' % fs_text(path)], not done.failures)


def recover(args, out):
    """Finish or undo what an interrupted run left."""
    job = implement.open_job(args.diagnostic_report, args.plugins_dir) if args.diagnostic_report else None
    plugins = job.plugins if job else implement.plugins_folder(args.plugins_dir)
    return give(out, *implement.recover(plugins, job, out.warn, args.dry_run))


def stage(args, out, job):
    """Copy files of a fix to edit them, or make the patch of the edited ones."""
    if args.stage is not None:
        fix = implement.fix_named(job, args.stage)
        return give(out, *documents.staged_answer(staging.stage(fix, job.plugins, job.records, args.dry_run), fix))
    fix = implement.fix_named(job, args.record)
    return give(out, *documents.recorded_answer(staging.record(fix, job.records, args.dry_run), fix))


def give(out, document, lines, is_good=True):
    """Give the one result as lines, or as JSON where that was asked for; return the exit code."""
    for line in lines:
        out.result(line)
    if out.json_only:
        out.json(document)
    return EXIT_OK if is_good else EXIT_FOUND


if __name__ == '__main__':
    sys.exit(main())
