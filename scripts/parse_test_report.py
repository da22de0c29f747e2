#!/usr/bin/env python
# -*- coding: utf-8 -*-
"""Read a test report back: decision, score, evidence, numbers, and an exit code.

It reads the Markdown and the JSON of compare_metrics.py and
test_fix_actively.py alike.  Every line is checked against the record inside and
that against its inputs, so that a report which was cut off, or changed by hand,
is refused.  The exit code is the decision's.

examples:
  parse_test_report.py test_report_FIX-01.md
      the decision and what it rests on, for a person
  parse_test_report.py test_report_FIX-01.md --json
      the whole record, for a program
  parse_test_report.py test_report_FIX-01.md --quiet && echo keep it
      only the decision counts

exit codes: 0 KEEP; 10 MONITOR; 15 MODIFY; 20 ROLLBACK; 30 INVALID; 1 the report
was changed by hand, and its numbers disagree; 2 wrong usage, no report of ours,
or not whole; 130 interrupted
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
from plexfix.judge import reportsummary  # noqa: E402
from plexfix.steps import comparing  # noqa: E402


def build_parser():
    """Return the command's argument parser."""
    parser = make_parser(__doc__, json=True)
    parser.add_argument('report', metavar='REPORT', help='a test report, Markdown or JSON')
    return parser


def body(args, out):
    """Run the command; returns the exit code of the decision."""
    made = comparing.read_report(args.report)
    if args.json:
        out.json(made)
    if not args.quiet:
        out.result(u'\n'.join(reportsummary.lines_of(made)))
    return made['exit_code']


def main(argv=None):
    """Run with *argv* (default: the process's own) and return the exit code."""
    return run(body, argv, build_parser())


if __name__ == '__main__':
    sys.exit(main())
