#!/usr/bin/env python
# -*- coding: utf-8 -*-
"""Lead through a run: measure, diagnose, try fix after fix, decide, begin again.

It goes on until there is a reason to end, does what is mechanical, and stops at
every judgement, which is yours.

What was set at the beginning (--log-dir, --url, ...) is kept in the run.  --yes
applies fixes that you approved in the report; it approves none.  --panel N
refreshes the same N items before each measurement, so that iterations compare
like with like; without it they measure whatever traffic there was.

Where it needs you it says for what, and stops with 40; the same command goes on
from there, also after a crash, and repeats nothing that was done.

examples:
  loop_coordinator.py --run-dir my_run --panel 30
      begin a run, or go on with it
  loop_coordinator.py --resume my_run --yes
      go on, unattended
  loop_coordinator.py --resume my_run --status
      where does it stand?

exit codes: 0 the run has ended, or what was asked for is shown; 1 it ended by a
regression, or the decision log was changed by another hand; 2 wrong usage, or
it could not run; 40 it waits for you; 41 another coordinator is at work in this
run; 42 an interrupted change is to be recovered (--yes does it);
130 interrupted
"""
from __future__ import absolute_import, division, print_function

import os
import subprocess
import sys

_HERE = os.path.dirname(os.path.realpath(__file__))
for _LIB in (os.path.join(os.path.dirname(_HERE), 'lib'), os.path.join(_HERE, 'lib')):
    if os.path.isdir(os.path.join(_LIB, 'plexfix')):
        sys.path.insert(0, _LIB)
        break

import plexfix  # noqa: E402
from plexfix.cli import make_parser, run  # noqa: E402
from plexfix.base.errors import EXIT_OK  # noqa: E402
from plexfix.judge.compare import POLICIES  # noqa: E402
from plexfix.loop import nextstep  # noqa: E402
from plexfix.outside import rundir  # noqa: E402
from plexfix.show import loopstatus  # noqa: E402
from plexfix.steps.cycle import beginning, leading  # noqa: E402
from plexfix.steps.cycle.context import Loop, Waiting  # noqa: E402


def main(argv=None):
    """Run the command; return its exit code."""
    argv = sys.argv[1:] if argv is None else list(argv)
    if '--demo' in argv:
        return demo([word for word in argv if word != '--demo'])
    return run(body, argv, make_command())


def demo(argv):
    """Run the demo in a process of its own, with the flags that are left; return its exit code."""
    library = os.path.dirname(os.path.dirname(os.path.abspath(plexfix.__file__)))
    env = dict(os.environ, PYTHONPATH=library, PYTHONDONTWRITEBYTECODE='1')
    return subprocess.call([sys.executable, '-m', 'plexsim.story'] + argv, env=env)


def make_command():
    """Return the parser of the command line."""
    made = make_parser(__doc__, json=True, dry_run=True)
    add = made.add_argument_group('which run').add_argument
    add('--run-dir', metavar='FOLDER', help='the run folder (default: plex_improvement)')
    add('--resume', metavar='FILE', nargs='?', const='', help='go on with a run: its folder, or its loop_state.json')
    add('--status', action='store_true', help='show where the run stands')
    add('--next', action='store_true', help='show what comes next, and which document to read')
    add('--demo', action='store_true', help='show it all on a simulated Plex, in a temporary folder')
    add = made.add_argument_group('the person').add_argument
    add('--yes', action='store_true', help='apply approved fixes without asking')
    add('--override', nargs=2, action='append', metavar=('FIX', 'DECISION'), default=[],
        help='decide KEEP or ROLLBACK where the numbers do not; needs --reason')
    add('--reason', metavar='TEXT', help='why, for --override and --stop')
    add('--why', nargs=2, action='append', metavar=('FIX', 'TEXT'), default=[], help='why a fix came out as it did')
    add('--stop', action='store_true', help='end the run')
    add = made.add_argument_group('how far').add_argument
    add('--max-iterations', type=count, metavar='N', help='iterations at most (default: 10)')
    add('--goal', metavar='METRIC=RATE', help='end when it is reached: success_rate=0.8')
    add = made.add_argument_group('kept in the run').add_argument
    add('--log-dir', metavar='DIR', help="the agents' logs (default: this system's)")
    add('--plugins-dir', metavar='DIR', help="the Plug-ins folder (default: this system's)")
    add('--url', help='the server')
    add('--token-file', metavar='FILE', help='a file whose first line is the token')
    add('--insecure', action='store_true', help='accept any TLS certificate')
    add('--restart', metavar='WAY', help='how Plex is restarted (default: auto)')
    add('--start-timeout', type=count, metavar='SECONDS', help='the longest wait for starts (default: 120)')
    add('--panel', type=count, metavar='N', help='items to be refreshed before each measurement')
    add('--items', type=count, metavar='N', help="failing items of a test (default: the report's test plan)")
    add('--controls', type=int, metavar='N', help="working items of a test (default: the report's test plan)")
    add('--policy', choices=POLICIES, help='what a KEEP needs beside its score (default: evidence)')
    add('--lessons', metavar='FILE', help='lessons of earlier runs, for the diagnosis')
    add('--timeout', type=float, metavar='SECONDS', help='the longest wait for an item (default: 600)')
    add('--pause', type=float, metavar='SECONDS', help='between two refreshes (default: 2)')
    add('--poll', type=float, metavar='SECONDS', help='between two looks at a refresh (default: 0.25)')
    return made


def count(text):
    """Return *text* as a whole number from 1 on; argparse reports the ValueError of anything else."""
    value = int(text)
    if not 1 <= value < 10 ** 6:
        raise ValueError(text)
    return value


def body(args, out):
    """Show what was asked for, or go on with the run."""
    loop = Loop(run_of(args), out, args.yes)
    words = leading.words_of(args.override, args.why, args.stop, args.reason)
    if args.status or args.next:
        return show(args, out, loop)
    if args.dry_run:
        return plan(args, out, loop)
    try:
        beginning.check(loop, vars(args), args.goal)
        code = leading.go(loop, words, lambda: beginning.set_up(loop, vars(args), args.goal, args.max_iterations))
        show(args, out, loop)
        return code
    except Waiting:
        if args.json:
            show(args, out, loop)
        raise
    finally:
        loop.close()


def run_of(args):
    """Return the RunDir that is meant."""
    above = os.path.dirname(_HERE)
    suite = above if os.path.isdir(os.path.join(above, 'lib', 'plexfix')) else None
    is_begun = args.resume is not None or args.status or args.next or args.stop
    return beginning.named_run(args.resume, args.run_dir or rundir.default_run_folder(os.getcwd(), suite), is_begun)


def next_of(loop):
    """Return the Action that comes next in the run of *loop*; nothing is changed."""
    loop.read()
    return nextstep.next_action(loop.state, leading.facts_of(loop))


def show(args, out, loop):
    """Show the status, or what comes next."""
    action = next_of(loop)
    if args.json:
        out.json(loopstatus.document(loop.state, action))
    lines = leading.next_lines(loop, action) if args.next else loopstatus.lines(loop.state, action)
    for line in lines:
        out.result(line)
    return EXIT_OK


def plan(args, out, loop):
    """Show what would come next; nothing is written."""
    if not loop.run.is_there():
        beginning.check(loop, vars(args), args.goal)
        lines = beginning.plan(loop)
        document = {'dry_run': True, 'would': lines}
    else:
        action = next_of(loop)
        lines = [u'would go on with: %s' % loopstatus.next_words(action)]
        document = dict(loopstatus.document(loop.state, action), dry_run=True)
    for line in lines + [u'dry run: nothing was written']:
        out.result(line)
    if args.json:
        out.json(document)
    return EXIT_OK


if __name__ == '__main__':
    sys.exit(main())
