#!/usr/bin/env python
# -*- coding: utf-8 -*-
"""Back up files, see what is in a backup, put it back: all files of it, or none.

A backup holds each file's content, permissions and time, and where it came
from.  It is checked when it is made and before it is put back.  Files in
bundles are backed up into `_BACKUPS` beside the bundles, others into
./_BACKUPS.

examples:
  backup_utils.py --create Plug-ins/*.bundle/Contents/Code/utils.py \\
          --name before-headers
      copies of these files as they are now
  backup_utils.py --list
      the backups there are, newest first
  backup_utils.py --dry-run \\
          --restore Plug-ins/_BACKUPS/before-headers_20260201_100000_a1b2c3
      what putting that backup back would change
  backup_utils.py --prune --keep 10
      all but the newest ten removed

A restore refuses to write over a file that was changed since, unless --force,
which first keeps what is there.  Killed in the middle, it is undone or finished
by running it again.

exit codes: 0 done; 1 damaged, changed since, or something could not be removed;
2 wrong usage, or it could not run; 41 another run is at work; 42 an interrupted
change must be recovered first; 130 interrupted
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
from plexfix.base.errors import EXIT_FOUND, EXIT_OK  # noqa: E402
from plexfix.steps import backing_up  # noqa: E402
# What other programs import from here, by its documented names.
from plexfix.steps.backing_up import create_backup, list_backups, restore_backup  # noqa: E402,F401

_JOBS = (('create', backing_up.create), ('restore', backing_up.restore), ('list', backing_up.listing),
         ('verify', backing_up.verify), ('show', backing_up.show), ('prune', backing_up.prune))


def build_parser():
    """Return the command's argument parser."""
    made = make_parser(__doc__, json=True, dry_run=True)
    add = made.add_argument_group('what to do').add_mutually_exclusive_group(required=True).add_argument
    add('--create', nargs='+', metavar='FILE', help='back up these files')
    add('--restore', metavar='DIR', help='put the files of a backup back')
    add('--list', action='store_true', help='list the backups, newest first')
    add('--verify', nargs='+', metavar='DIR', help='check the contents of backups')
    add('--show', metavar='DIR', help='show what is in a backup')
    add('--prune', action='store_true', help='remove all but the newest --keep backups; never the only one of an applied fix')
    add = made.add_argument
    add('--name', default='backup', help='the name of the new backup (default: %(default)s)')
    add('--backup-dir', metavar='DIR', help='the folder of the backups')
    add('--target-dir', metavar='DIR', help='restore below this folder instead')
    add('--only', action='append', metavar='FILE', help='restore only this file; several allowed')
    add('--allow-missing', action='store_true', help='note a file that is not there as absent')
    add('--force', action='store_true', help='restore over files that were changed since; what is there is kept first')
    add('--keep', type=int, metavar='N', help='how many backups --prune leaves')
    return made


def body(args, out):
    """Run the command; returns the exit code."""
    backing_up.check(args)
    document, lines = [job(args) for name, job in _JOBS if getattr(args, name)][0]
    out.json(document) if args.json else out.result(u'\n'.join(lines))
    return EXIT_OK if document.get('ok', True) else EXIT_FOUND


def main(argv=None):
    """Run with *argv* (default: the process's own) and return the exit code."""
    return run(body, argv, build_parser())


if __name__ == '__main__':
    sys.exit(main())
