#!/usr/bin/env python
# -*- coding: utf-8 -*-
"""Keep notes on a run: keys and values in a file, safe from crashes and damage.

It is for what you, or your own scripts, want to remember between the sessions
of a run; two may write at once.  The loop keeps its own state (loop_state.json)
and reads none of this.

examples:
  state_manager.py --set n 3 --set "best agent" FilmVault
      two keys; 3 is a number, as everything that is JSON, and the rest is text
  state_manager.py --get n
      3
  state_manager.py --save "before the holidays"
      the state again, with a reason and the time
  state_manager.py --history
      every save: when, why, which keys

The file is plex_improvement/state.json, made where it is not there, or --file.
Beside it stays a second copy (.good), from which a damaged file is read; what
was damaged is kept (.corrupt), and so is what was cleared (.cleared).  Keep no
secrets in it: it is plain text.

exit codes: 0 done; 1 no such key, or not cleared; 2 wrong usage, or it could
not run; 40 nobody is there to ask whether to clear; 41 another writer does not
come to an end; 130 interrupted
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
from plexfix.base.errors import EXIT_OK  # noqa: E402
# What other programs import from here, by its documented name.
from plexfix.outside.state import StateManager  # noqa: E402
from plexfix.steps import keeping  # noqa: E402


def build_parser():
    """Return the command's argument parser."""
    made = make_parser(__doc__, json=True, dry_run=True)
    add = made.add_argument
    add('--save', metavar='REASON', help='save the state, and why')
    add('--load', action='store_true', help='show the state')
    add('--get', metavar='KEY', help='show one value; a key that is not there exits with 1')
    add('--set', nargs=2, action='append', metavar=('KEY', 'VALUE'),
        help='set one key, and save; several allowed.  VALUE is JSON where it can be read as such, else text')
    add('--history', action='store_true', help='show when it was saved, why, and which keys')
    add('--clear', action='store_true', help='remove all keys, after asking; a copy stays')
    add('--yes', action='store_true', help='clear without asking')
    add('--file', metavar='FILE', help='the file (default: state.json in the run folder)')
    return made


def body(args, out):
    """Run the command; returns the exit code."""
    keeping.check(args)
    kept = StateManager(args.file or keeping.usual_file(os.path.dirname(_HERE)))
    document, lines, refusal = keeping.job_of(args)(args, kept)
    told = keeping.told_recovery(kept)
    if told:
        out.warn(told)
    if args.json:
        out.json(document)
    elif lines:
        out.result(u'\n'.join(lines))
    if refusal is not None:
        out.warn(refusal.message())
    return EXIT_OK if refusal is None else refusal.exit_code


def main(argv=None):
    """Run with *argv* (default: the process's own) and return the exit code."""
    parser = build_parser()
    return run(body, keeping.shielded(sys.argv[1:] if argv is None else argv, parser), parser)


if __name__ == '__main__':
    sys.exit(main())
