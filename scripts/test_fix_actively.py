#!/usr/bin/env python
# -*- coding: utf-8 -*-
"""Test one fix on items that failed, on the old code and the new one, and decide.

Without --before, --after or --aa the pass comes that is next: --before where
the fix is not applied, by the implementation log or its Status, else --after.
The items are chosen among those that failed in the baseline, with some that
worked as controls, and written to a list, so that each pass refreshes the same
ones.  Each item's outcome is read in its agent's log.

One refresh at a time, each waited for until it is really over.  ^C, a crash or
a server that is away loses nothing: --resume goes on with the remaining items.
--after again, once the decision is MONITOR, is a retest; two at most.

examples:
  test_fix_actively.py --fix FIX-01 --baseline aggregated_logs.txt --before
      refresh the items on the old code, before implement_fix.py --fix FIX-01
  test_fix_actively.py --fix FIX-01 --baseline aggregated_logs.txt --after
      the same items on the new code: a report, and the decision
  test_fix_actively.py --fix FIX-01 --baseline aggregated_logs.txt --aa
      how much do items flake, with no change at all

exit codes: after a pass on the new code that of the decision: 0 KEEP,
10 MONITOR, 15 MODIFY, 20 ROLLBACK, 30 INVALID; 0 after --before and --aa;
2 wrong usage, no token, or the server does not answer; 40 something has to be
done or answered first; 41 another test is at work here; 130 interrupted
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
from plexfix.base.errors import EXIT_OK, PreconditionFailed, UsageError  # noqa: E402
from plexfix.judge import passes  # noqa: E402
from plexfix.judge.compare import EVIDENCE, POLICIES  # noqa: E402
from plexfix.judge.testreport import verdict_line  # noqa: E402
from plexfix.outside.rundir import DIAGNOSTIC_REPORT  # noqa: E402
from plexfix.show import testrows  # noqa: E402
from plexfix.steps import activetest, aggregation, comparing, pages, refresh, testjob  # noqa: E402
from plexfix.steps.consent import YES, ask  # noqa: E402
from plexfix.steps.plexsession import PlexSession, Target  # noqa: E402

AA = 'aa'
TITLES = {AA: u'A/A check', passes.BEFORE: u'pass on the old code', passes.AFTER: u'pass on the new code'}


def main(argv=None):
    """Run the command; return its exit code."""
    return run(body, argv, make_command())


def make_command():
    """Return the parser of the command line."""
    made = make_parser(__doc__, json=True, dry_run=True)
    add = made.add_argument
    add('--fix', metavar='ID', required=True, help='the fix of that id or title')
    add('--baseline', metavar='FILE', help='the aggregate from which the items are chosen (default: that of the run)')
    add('--diagnostic-report', metavar='FILE', help='the report with the fix (default: %s)' % DIAGNOSTIC_REPORT)
    add = made.add_argument_group('which pass').add_mutually_exclusive_group().add_argument
    add('--before', dest='which', action='store_const', const=passes.BEFORE, help='refresh the items on the old code')
    add('--after', dest='which', action='store_const', const=passes.AFTER, help='refresh them on the new code; decide')
    add('--aa', dest='which', action='store_const', const=AA, help='refresh them twice with no change between')
    add = made.add_argument
    add('--items', type=count, metavar='N', help="failing items (default: as in the fix's test plan, else 20)")
    add('--controls', type=count_or_none, metavar='N', help='items that worked (default: as in the test plan, else 10)')
    add('--item-list', metavar='FILE', help='the list of items, made where it is not there')
    add('--resume', action='store_true', help='go on with a pass that was interrupted')
    add('--yes', action='store_true', help='the answer to "Proceed?"')
    add('--timeout', type=some_seconds, metavar='SECONDS', help='the longest wait for an item (default 600)')
    add('--overall', type=some_seconds, metavar='SECONDS', help='the longest time for a pass; --resume goes on')
    add('--pause', type=seconds, metavar='SECONDS', help='between two refreshes (default 2)')
    add('--poll', type=some_seconds, metavar='SECONDS', help='before the first look whether an item is done (default 0.25)')
    add('--jobs', type=count, default=1, metavar='1', help='refreshes at a time: only 1')
    add('--policy', choices=POLICIES, default=EVIDENCE, help='what a KEEP needs beside its score (default: evidence)')
    add('--output', metavar='FILE', help='the test report (default: test_report_ID.md)')
    add('--html', metavar='FILE', help='write a page with pictures too: one file, nothing loaded')
    add('--url', help='the server')
    add('--token-file', metavar='FILE', help='a file whose first line is the token; - is standard input')
    add('--insecure', action='store_true', help='accept any TLS certificate')
    add('--log-dir', metavar='DIR', help="the agents' logs, in which the outcomes are read")
    return made


def count(text):
    """Return *text* as a whole number from 1 on; argparse reports the ValueError of anything else."""
    value = count_or_none(text)
    if value < 1:
        raise ValueError(text)
    return value


def count_or_none(text):
    """Return *text* as a whole number from 0 on."""
    value = int(text)
    if not 0 <= value < 10 ** 6:
        raise ValueError(text)
    return value


def seconds(text):
    """Return *text* as a number of seconds; argparse reports the ValueError of anything else."""
    value = float(text)
    if not 0 <= value < 1e7:
        raise ValueError(text)
    return value


def some_seconds(text):
    """Return *text* as a number of seconds above 0."""
    value = seconds(text)
    if not value:
        raise ValueError(text)
    return value


def body(args, out):
    """Plan, ask, refresh, and after a pass on the new code decide."""
    if args.jobs != 1:
        raise UsageError(u'one refresh at a time', u'Plex works on one after the other, and the outcomes of items that '
                         u'are refreshed side by side could not be told apart in the logs', u'leave out --jobs')
    job = testjob.open_job(args.fix, args.diagnostic_report, args.baseline, args.output)
    if args.baseline:
        # With a list of items it is first needed for the decision, when an hour of refreshes may be over.
        aggregation.load(args.baseline)
    which = args.which or testjob.next_pass(job)
    if args.html:
        pages.check_free(args.html, comparing.targets(job.output))
    testjob.check_code(job, which)
    target = Target(args.url, args.token_file, args.insecure, args.timeout, True)
    return PlexSession(target, out.detail, out.warn).ask(lambda server: test(args, out, job, which, server))


def test(args, out, job, which, server):
    """Do the pass *which*, and what follows from it."""
    out.note(u'%s: %s' % (job.fix_id, TITLES[which]))
    tools = activetest.Tools(server, out.detail, out.note, out.warn, out.progress)
    limits = refresh.limits(args.timeout, args.overall, args.pause, args.poll)
    settings = activetest.Settings(args.items, args.controls, args.item_list, args.log_dir, limits, args.resume,
                                   args.policy)
    server.name()
    chosen = activetest.choose(job, settings, server, tools.now())
    if args.dry_run:
        return give(out, dict(chosen.document, dry_run=True, doubts=activetest.doubts(job, chosen, settings, server)),
                    testrows.plan_lines(chosen.document, chosen.is_new, fs_text(chosen.path))
                    + activetest.doubts(job, chosen, settings, server) + [u'dry run: nothing was refreshed or written'])
    name = testjob.next_on_new_code(job, chosen.document) if which == passes.AFTER else which
    if name is not None:
        agree(args, out, activetest.doubts(job, chosen, settings, server))
    if which == AA:
        shown = activetest.check_same(job, chosen, settings, tools)
        return give(out, shown, testrows.flaking_lines(shown))
    return go(out, job, name, chosen, settings, tools, args.html)


def go(out, job, name, chosen, settings, tools, page=None):
    """Make the pass called *name*, None for none, and decide where it was on the new code, with a *page* where wished."""
    if name is not None:
        try:
            made = activetest.make_pass(job, name, chosen, settings, tools)
        except KeyboardInterrupt:
            out.warn(u'interrupted: what was done is saved; the same command with --resume goes on')
            raise
        for line in testrows.pass_lines(made):
            out.result(line)
        if name == passes.BEFORE:
            return give(out, made, [u'next: implement_fix.py --fix %s' % job.fix_id,
                                    u'then: test_fix_actively.py --fix %s --after' % job.fix_id])
    record = activetest.decide(job, settings, tools)
    if page:
        out.note(u'page: %s' % fs_text(pages.of_test(record, job, page)))
    give(out, record, [verdict_line(record), u'report: %s' % fs_text(job.output), u'next: %s' % record['next_step']])
    return record['exit_code']


def agree(args, out, doubts):
    """Tell what speaks against refreshing now, and go on only if told."""
    for doubt in doubts:
        out.warn(u'warning: ' + doubt)
    if doubts and ask(args.yes, lambda: None) != YES:
        raise PreconditionFailed(u'not agreed to: nothing was refreshed', None, None)


def give(out, document, lines):
    """Give the one result as lines, or as JSON where that was asked for."""
    for line in lines:
        out.result(line)
    if out.json_only:
        out.json(document)
    return EXIT_OK


if __name__ == '__main__':
    sys.exit(main())
