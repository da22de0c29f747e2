#!/usr/bin/env python
# -*- coding: utf-8 -*-
"""Decide whether a fix helped: two aggregates, from before and after it, compared.

Rates per operation are compared, never raw counts, each with its interval and
exact p.  The decision is KEEP, MONITOR, MODIFY, ROLLBACK, or INVALID where the
numbers carry no verdict; fewer errors alone are no success.  The report says
why.

examples:
  compare_metrics.py --baseline before.txt --current after.txt --fix-name FIX-01
      by the documented default criteria, to the screen
  compare_metrics.py --baseline before.txt --current after.txt \\
          --fix-name FIX-01 --diagnostic-report diagnostic_report.md \\
          --output test_report_FIX-01.md
      by the criteria that were written down before the fix, to a file and its
      JSON
  compare_metrics.py --explain test_report_FIX-01.json
      a stored decision worked out again from its inputs, step by step

exit codes: 0 KEEP; 10 MONITOR; 15 MODIFY; 20 ROLLBACK; 30 INVALID; 1 a stored
decision does not follow from its inputs; 2 wrong usage, or a file could not be
used; 40 --output or --html names a file of another kind; 130 interrupted
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
from plexfix.base.errors import UsageError  # noqa: E402
from plexfix.judge import compare, explain, testreport  # noqa: E402
from plexfix.steps import comparing, pages  # noqa: E402


def build_parser():
    """Return the command's argument parser."""
    parser = make_parser(__doc__, json=True, dry_run=True)
    parser.add_argument('--baseline', metavar='FILE', help='the aggregate from before the fix, text report or JSON')
    parser.add_argument('--current', metavar='FILE', help='the aggregate from after it')
    parser.add_argument('--fix-name', metavar='NAME', help='which fix: its id or title in the diagnostic report')
    parser.add_argument('--output', metavar='FILE',
                        help='write the report there, its JSON beside it; FILE.json: the JSON alone (default: the screen)')
    parser.add_argument('--html', metavar='FILE', help='write a page with pictures too: one file, nothing loaded')
    parser.add_argument('--diagnostic-report', metavar='FILE', help="the fix's criteria, agents and files")
    parser.add_argument('--implementation-log', metavar='FILE',
                        help='how the fix was applied (default: the one beside the diagnostic report, if there is one)')
    parser.add_argument('--agent', action='append', default=[], metavar='NAME',
                        help="only this agent, in place of the fix's; several allowed")
    parser.add_argument('--policy', choices=compare.POLICIES, default=compare.EVIDENCE,
                        help='evidence: a KEEP needs moderate evidence; spec: the thresholds alone (default: %(default)s)')
    parser.add_argument('--before-pass', metavar='FILE', help="an active test's pass on the old code")
    parser.add_argument('--after-pass', metavar='FILE', help='its pass on the new code')
    parser.add_argument('--retest-pass', action='append', default=[], metavar='FILE', help='a later pass; at most two')
    parser.add_argument('--explain', metavar='REPORT', help='work a stored decision out again, and show each step')
    return parser


def body(args, out):
    """Run the command; returns the exit code of the decision."""
    return explained(args, out) if args.explain else compared(args, out)


def explained(args, out):
    """Show how a stored decision comes from its inputs."""
    if args.baseline or args.current or args.output or args.html:
        raise UsageError(u'--explain goes with no --baseline, --current, --output and --html', None,
                         u'compare_metrics.py --explain %s' % fs_text(args.explain))
    made = comparing.read_report(args.explain)
    if args.json:
        out.json(made)
    out.result(u'\n'.join(explain.lines_of(made)))
    return made['exit_code']


def compared(args, out):
    """Compare, decide, write and show the report."""
    for flag, value in (('--baseline', args.baseline), ('--current', args.current)):
        if not value:
            raise UsageError(u'%s is needed' % flag, None,
                             u'compare_metrics.py --baseline before.txt --current after.txt --fix-name FIX-01')
    wish = comparing.Wish(
        args.baseline, args.current, None if args.fix_name is None else fs_text(args.fix_name), args.diagnostic_report,
        args.implementation_log, fs_text(args.policy), args.before_pass, args.after_pass, args.retest_pass, args.agent)
    if args.output:
        comparing.check_free(args.output, wish)
    if args.html:
        pages.check_free(args.html, comparing.targets(args.output) if args.output else ())
    made = comparing.judge(wish)
    if args.output and args.dry_run:
        out.note(u'would write %s' % u' and '.join(fs_text(path) for path in comparing.targets(args.output)))
    elif args.output:
        out.note(u'report: %s' % u', '.join(fs_text(path) for path in comparing.write(made, args.output)))
    if args.html and args.dry_run:
        out.note(u'would write %s' % fs_text(args.html))
    elif args.html:
        out.note(u'page: %s' % fs_text(pages.of_comparison(made, args.html, args.baseline, args.current)))
    if args.json:
        out.json(made)
    out.result(testreport.opening(made) if args.output else testreport.render(made))
    return made['exit_code']


def main(argv=None):
    """Run with *argv* (default: the process's own) and return the exit code."""
    return run(body, argv, build_parser())


if __name__ == '__main__':
    sys.exit(main())
