#!/usr/bin/env python
# -*- coding: utf-8 -*-
"""Look back at what was tried, and turn what it taught into lessons that bind.

For each fix: expected against actual, side effects that nobody predicted, what
was missed, and whether it is kept or rolled back in the end.  Lessons come from
evidence only, and where a machine can check them the next round does.  What
you write into either file stays when this is run again.

examples:
  post_mortem_analysis.py --run-dir plex_improvement
      all iterations of a run: post_mortem_analysis.md and lessons_learned.md,
      each with its JSON, in the run folder
  post_mortem_analysis.py --implementation-log \\
          plex_improvement/iteration_1/implementation_log.json
      one iteration; the files lie beside that log
  post_mortem_analysis.py --run-dir plex_improvement --lessons older.md
      the same, with lessons of earlier runs taken in

exit codes: 0 done; 2 wrong usage, or a file could not be read; 40 a person's
words would be lost; 130 interrupted
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
from plexfix.base.errors import EXIT_OK, UsageError  # noqa: E402
from plexfix.loop.review import postmortemtext  # noqa: E402
from plexfix.outside import rundir  # noqa: E402
from plexfix.steps import postmortem  # noqa: E402


def build_parser():
    """Return the command's argument parser."""
    parser = make_parser(__doc__, json=True, dry_run=True)
    parser.add_argument('--implementation-log', metavar='FILE', help='of one iteration: how its fixes were applied')
    parser.add_argument('--run-dir', metavar='DIR', help='the folder of a whole run (default: %s, where there is one)'
                        % rundir.SUITE_FOLDER)
    parser.add_argument('--output', metavar='FILE', help='the post-mortem; its JSON and the lessons go beside it')
    parser.add_argument('--lessons', metavar='FILE', help='lessons of earlier runs, to be taken in')
    return parser


def body(args, out):
    """Run the command; returns the exit code."""
    if args.implementation_log and args.run_dir:
        raise UsageError(u'--implementation-log and --run-dir do not go together', None,
                         u'the log is that of one iteration, the folder that of all: give one of them')
    if args.implementation_log:
        done = postmortem.run_log(args.implementation_log, args.output, args.lessons, args.dry_run)
    else:
        done = postmortem.run(args.run_dir or _usual(), None, args.output, args.lessons, args.dry_run)
    if args.json:
        out.json(done.document)
    out.result(u'\n'.join(postmortemtext.summary(done.document)))
    for problem in done.document['problems']:
        out.warn(u'warning: %s' % problem)
    if args.dry_run:
        out.note(u'would write %s and %s' % (fs_text(done.path), fs_text(done.lessons_path)))
        return EXIT_OK
    out.note(u'post-mortem: %s\nlessons:     %s' % (fs_text(done.path), fs_text(done.lessons_path)))
    if done.open_fields:
        out.note(u'%d fields there are yours to fill, marked TODO' % done.open_fields)
    return EXIT_OK


def _usual():
    """Return the folder of a run that nobody named."""
    suite = os.path.dirname(_HERE) if os.path.isdir(os.path.join(os.path.dirname(_HERE), 'lib', 'plexfix')) else None
    return rundir.default_run_folder(os.getcwd(), suite)


def main(argv=None):
    """Run with *argv* (default: the process's own) and return the exit code."""
    return run(body, argv, build_parser())


if __name__ == '__main__':
    sys.exit(main())
