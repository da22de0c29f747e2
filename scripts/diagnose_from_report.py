#!/usr/bin/env python
# -*- coding: utf-8 -*-
"""Turn an aggregate of plug-in logs into a diagnostic report that you complete.

Numbers, samples and known errors are filled in; cause, fix and expected results
are yours, and marked TODO.  It proposes nothing that it does not know.  A
report that you have written in is never overwritten without keeping that.

examples:
  diagnose_from_report.py --report aggregated_logs.txt
      the report and its JSON, diagnostic_report.md and .json
  diagnose_from_report.py --report new.txt --previous diagnostic_report.md \\
          --output diagnostic_report.md
      the same again with newer numbers: what you wrote stays; what is gone,
      new, grown or shrunk is marked
  diagnose_from_report.py --lint diagnostic_report.md \\
          --report aggregated_logs.txt
      what is missing or does not agree, with line numbers
  diagnose_from_report.py --approve FIX-01 --by "Ann Example"
      approve a fix, if it is complete

exit codes: 0 done; 1 --lint found something, or the fix is there already;
2 wrong usage, or it could not be read; 40 not complete enough to approve, or a
person's words would be lost; 130 interrupted
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
from plexfix.base.compat import fs_text, to_text  # noqa: E402
from plexfix.base.errors import EXIT_FOUND, EXIT_OK, UsageError  # noqa: E402
from plexfix.outside import rundir  # noqa: E402
from plexfix.steps import diagnosing, reportedits, reportfiles  # noqa: E402
from plexfix.steps.diagnosing import ErrorCategorizer  # noqa: E402,F401 - importable from here, as documented


def build_parser():
    """Return the command's argument parser."""
    parser = make_parser(__doc__, json=True, dry_run=True)
    parser.add_argument('--report', metavar='FILE',
                        help='the aggregate, text report or JSON (default: the one beside --output)')
    parser.add_argument('--output', default=rundir.DIAGNOSTIC_REPORT, metavar='FILE',
                        help='the diagnostic report; its JSON goes beside it (default: %(default)s)')
    parser.add_argument('--lessons', metavar='FILE', help='lessons learned; those in scope are told where they belong')
    parser.add_argument('--previous', metavar='FILE', help='the last report: keep what a person wrote in it')
    parser.add_argument('--signatures', metavar='DIR', help='a folder with known errors of your own')
    parser.add_argument('--top', type=int, default=diagnosing.DEFAULT_TOP, metavar='N',
                        help='patterns that get a section (default: %(default)s)')
    does = parser.add_mutually_exclusive_group()
    does.add_argument('--lint', metavar='FILE', help='tell what is missing in a report, or wrong')
    does.add_argument('--add-fix', metavar='PATTERN', help='append a section for this pattern to --output')
    does.add_argument('--approve', metavar='ID', help='approve a fix in --output, if it is complete')
    does.add_argument('--priority', action='store_true', help='tell in which order the fixes of --output come')
    parser.add_argument('--by', metavar='NAME', help='who approves')
    parser.add_argument('--plugins-dir', metavar='DIR',
                        help='with --approve: Plug-ins, in which the checks of lessons look (default: this system\'s)')
    return parser


def body(args, out):
    """Run the command; returns the exit code."""
    if args.top < 1:
        raise UsageError(u'--top takes a number from 1 on', None, u'for example: --top 10')
    if bool(args.approve) != bool(args.by):
        raise UsageError(u'--approve and --by go together', None, u'--approve FIX-01 --by "Ann Example"')
    if args.lint:
        return lint(args, out)
    if args.approve:
        return approve(args, out)
    if args.add_fix:
        return add_fix(args, out)
    return priority(args, out) if args.priority else generate(args, out)


def generate(args, out):
    """Make the report, and show its summary."""
    reportfiles.check_free(args.output, args.previous)
    lessons = _lessons(args, out)
    made = diagnosing.make(_analysed(args, lessons), args.output, lessons, args.previous)
    if args.dry_run:
        out.note(u'would write %s and %s' % (fs_text(args.output), fs_text(reportfiles.twin_of(args.output))))
    else:
        twin = diagnosing.write(made, args.output, args.previous)
        out.note(u'report: %s\ndata:   %s' % (fs_text(args.output), fs_text(twin)))
    if args.json:
        out.json(made.document)
    out.result(diagnosing.told(made))
    return EXIT_OK


def lint(args, out):
    """Show what is wrong in a report; 1 where there is something, and not for remarks alone."""
    problems, remarks = reportedits.lint(args.lint, diagnosing.load(args.report) if args.report else None)
    if args.json:
        out.json({'file': fs_text(args.lint), 'problems': [dict(one._asdict()) for one in problems],
                  'remarks': [dict(one._asdict()) for one in remarks]})
    for one in sorted(problems + remarks, key=lambda found: found.line):
        field = one.field + u': ' if one.field else u''
        rule = u'%s (a remark)' % one.rule if one in remarks else one.rule
        out.result(u'%s:%d: %s%s: %s' % (fs_text(args.lint), one.line, field, rule, one.message))
    if not problems:
        out.note(u'%s is complete' % fs_text(args.lint))
    return EXIT_FOUND if problems else EXIT_OK


def approve(args, out):
    """Approve a fix."""
    name = reportedits.approve(args.output, to_text(fs_text(args.approve)), fs_text(args.by), args.dry_run, args.plugins_dir)
    if args.json:
        out.json({'approved': name, 'by': fs_text(args.by), 'file': fs_text(args.output), 'dry_run': args.dry_run})
    out.result(u'%s %s by %s' % (name, u'would be approved' if args.dry_run else u'is approved', fs_text(args.by)))


def add_fix(args, out):
    """Append a fix section for a pattern."""
    lessons = _lessons(args, out)
    name = reportedits.add_fix(args.output, _analysed(args, lessons), fs_text(args.add_fix), lessons, args.dry_run)
    if args.json:
        out.json({'added': name, 'pattern': fs_text(args.add_fix), 'file': fs_text(args.output),
                  'dry_run': args.dry_run})
    out.result(u'%s %s to %s' % (name, u'would be added' if args.dry_run else u'is added', fs_text(args.output)))


def priority(args, out):
    """Show the fixes still to be tried, the next one first."""
    rows = reportedits.next_fixes(args.output, diagnosing.load(args.report) if args.report else None)
    if args.json:
        out.json({'file': fs_text(args.output), 'next': [
            {'fix': fix.id, 'title': fix.title, 'priority': fix.priority, 'status': fix.status, 'reach': reach}
            for fix, reach in rows]})
    for fix, reach in rows:
        told = u'-' if reach is None else u'%.2f' % reach
        out.result(u'%s  %-8s %-9s reach %s  %s' % (fix.id, fix.priority, fix.status, told, fix.title))
    if not rows:
        out.note(u'no fix is left to be tried in %s' % fs_text(args.output))


def _lessons(args, out):
    """Return the lessons asked for; those that only lie there are told, and never taken in unasked."""
    there = None if args.lessons else diagnosing.lessons_beside(args.output)
    if there:
        out.note(u'lessons learned lie here; to take them in: --lessons %s' % fs_text(there))
    return diagnosing.load_lessons(args.lessons) if args.lessons else ()


def _analysed(args, lessons):
    path = args.report or diagnosing.default_aggregate(args.output)
    return diagnosing.analyse(diagnosing.load(path), args.top, args.signatures, lessons)


def main(argv=None):
    """Run with *argv* (default: the process's own) and return the exit code."""
    return run(body, argv, build_parser())


if __name__ == '__main__':
    sys.exit(main())
