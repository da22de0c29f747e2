#!/usr/bin/env python
# -*- coding: utf-8 -*-
"""Turn a folder of Plex plug-in logs into one report: what fails, and how often.

Writes a text report for a person and its JSON twin for the other commands.
Failures are counted by operation (one search or update of one item), never by
line; noise is counted apart; secrets are taken out of every quoted line.

examples:
  aggregate_plex_logs.py
      the logs of this system's Plex Media Server, to aggregated_logs.txt and
      aggregated_logs.json
  aggregate_plex_logs.py --log-dir "PMS Plugin Logs" --timeframe 24 \\
          --output out/today.txt
      the last 24 hours of one folder
  aggregate_plex_logs.py --merge one.json two.json --output both.txt
      reports of several servers, as if counted together
  aggregate_plex_logs.py --html aggregated_logs.html
      a page with pictures as well: one file, to look at and to hand on

exit codes: 0 done; 2 wrong usage, or no logs found; 40 --no-redact without
anybody to confirm it, or --html names a file that is no page; 130 interrupted
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
from plexfix.outside import logfiles, platforms  # noqa: E402
from plexfix.steps import aggregation, pages  # noqa: E402
from plexfix.steps.archiving import archive  # noqa: E402
from plexfix.steps.counting import Wish  # noqa: E402


def build_parser():
    """Return the command's argument parser."""
    parser = make_parser(__doc__, json=True, dry_run=True)
    parser.add_argument('--log-dir', action='append', metavar='DIR',
                        help="folder of plug-in logs; several allowed (default: this system's)")
    parser.add_argument('--output', default='aggregated_logs.txt', metavar='FILE',
                        help='text report; the JSON twin goes beside it (default: %(default)s)')
    parser.add_argument('--html', metavar='FILE', help='write a page too: one file, no scripts, nothing loaded')
    parser.add_argument('--timeframe', '--hours', type=float, metavar='HOURS',
                        help='only the last HOURS before the newest record')
    parser.add_argument('--since', metavar='TIME', help='only from "2026-01-30 14:39" on, or --since=-90m')
    parser.add_argument('--until', metavar='TIME', help='only up to this time, or --until=-10m')
    parser.add_argument('--agent', action='append', default=[], metavar='NAME',
                        help='only agents whose name holds NAME, case ignored; several allowed')
    parser.add_argument('--all-plugins', action='store_true', help='other plug-ins than agents too')
    parser.add_argument('--all-levels', action='store_true', help='group DEBUG and INFO records too')
    parser.add_argument('--top', type=int, default=10, metavar='N', help='rows in each list (default: %(default)s)')
    parser.add_argument('--jobs', type=int, default=1, metavar='N', help='processes (default: %(default)s)')
    parser.add_argument('--hash', action='store_true', help='add the SHA-256 of each file')
    parser.add_argument('--merge', nargs='+', metavar='A.json', help='merge aggregates instead of reading logs')
    parser.add_argument('--archive', metavar='DIR', help='copy the logs there first, and read the copies')
    parser.add_argument('--no-redact', action='store_true', help='show secrets in samples; asks first')
    parser.add_argument('--yes', action='store_true', help='the answer to what --no-redact asks')
    return parser


def body(args, out):
    """Run the command; returns the exit code."""
    check(args)
    twin = aggregation.twin_of(args.output)
    if args.html:
        pages.check_free(args.html, [args.output, twin] + (args.merge or []))
    run_record = aggregation.new_run()
    done = (merge if args.merge else count)(args, out, run_record)
    if done is not None:
        tell(done, args, out)
    return EXIT_OK


def check(args):
    """Raise UsageError or PreconditionFailed for flags that cannot be, before anything is read."""
    if args.jobs < 1 or args.top < 1:
        raise UsageError(u'--jobs and --top take a number from 1 on', None, u'for example: --top 10')
    if args.timeframe is not None and (args.since or args.until):
        raise UsageError(u'--timeframe does not go with --since and --until', None, u'use one of them')
    if args.timeframe is not None and not 0 < args.timeframe < 1e7:
        raise UsageError(u'--timeframe takes hours above 0', None, u'for example: --timeframe 24')
    if args.no_redact and not args.yes:
        question = u'Samples will show tokens, keys and names as they are. Go on? (yes/no) '
        if not (sys.stdin and sys.stdin.isatty()):
            raise PreconditionFailed(u'--no-redact would write secrets into the report', u'there is no terminal to ask at',
                                     u'if that is what you want: --no-redact --yes')
        sys.stderr.write(question)
        sys.stderr.flush()
        if sys.stdin.readline().strip().lower() not in ('y', 'yes'):
            raise PreconditionFailed(u'not confirmed, nothing was written', None, u'leave out --no-redact')


def merge(args, out, run_record):
    """Merge aggregates; returns what was done, None where it was only tried."""
    if args.dry_run:
        aggregation.merged(args.merge, run_record)
        return tell_plan(aggregation.plan(args.output, run_record, merged=args.merge), args, out)
    wish = Wish(None, None, args.all_levels, args.top, args.hash, True)
    return aggregation.merge(args.merge, wish, run_record, args.output)


def count(args, out, run_record):
    """Find and count the logs; returns what was done, None where it was only tried."""
    plug_ins = logfiles.find(args.log_dir or [platforms.find_log_folder()], args.agent, args.all_plugins)
    limits = aggregation.limits(plug_ins, args.since, args.until, args.timeframe)
    if args.dry_run:
        return tell_plan(aggregation.plan(args.output, run_record, plug_ins, limits, archive=args.archive), args, out)
    if args.archive:
        plug_ins, target = archive(plug_ins, args.archive, run_record)
        out.note(u'logs kept in %s' % fs_text(target))
        # Live logs may have grown since: the newest record is that of the copies, which are counted.
        limits = aggregation.limits(plug_ins, args.since, args.until, args.timeframe)
    wish = Wish(limits[0], limits[1], args.all_levels, args.top, args.hash, not args.no_redact)
    size = sum(logfiles.size_of(plug_in) for plug_in in plug_ins)
    with out.progress(size, u'reading', u'B') as progress:
        return aggregation.count(plug_ins, wish, args.timeframe, run_record, args.output, args.jobs, progress.advance)


def tell_plan(planned, args, out):
    """Show what would be done."""
    if args.html:
        planned['write'].append(fs_text(args.html))
    if args.json:
        out.json(planned)
    else:
        for line in aggregation.told(planned):
            out.note(line)


def tell(done, args, out):
    """Show what was written, and the head of the report."""
    for record in done.document['files']:
        if record.get('problem'):
            out.warn(u'warning: %s: %s' % (record['name'], record['problem']))
    out.note(u'report: %s' % fs_text(done.text_path))
    out.note(u'data:   %s' % fs_text(done.json_path))
    if args.html:
        out.note(u'page:   %s' % fs_text(pages.of_aggregate(done, args.html)))
    if args.json:
        out.json_text(aggregation.text_of(done.json_path))
    else:
        out.result(u'\n'.join(aggregation.opening(done.lines)))


def main(argv=None):
    """Run with *argv* (default: the process's own) and return the exit code."""
    return run(body, argv, build_parser())


if __name__ == '__main__':
    sys.exit(main())
