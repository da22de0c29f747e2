#!/usr/bin/env python
# -*- coding: utf-8 -*-
"""How many files a second the checker of Python 2.7's syntax judges, on one core.

usage: bench_syntax.py [--floor N] [--rounds N] FOLDER

Reads the .py files below FOLDER first (Python's own library is a good one), then judges them all, each round as if
none had been seen before.  Time is the processor's.  Exit code 1 below the floor (100 files a second), 2 without files.
"""
from __future__ import absolute_import, division, print_function

import argparse
import io
import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', '..', 'lib'))

from plexfix.change.python27 import syntax_problem  # noqa: E402
from plexfix.change.syntax27 import codes, machine, reader, shapes  # noqa: E402

try:
    clock = time.process_time
except AttributeError:
    clock = time.clock


def sources(folder):
    """Return [bytes] of the .py files below *folder*, without what was installed there."""
    found = []
    for base, names, files in os.walk(folder):
        names[:] = sorted(name for name in names if name not in ('site-packages', '__pycache__'))
        for name in sorted(files):
            if name.endswith('.py'):
                with io.open(os.path.join(base, name), 'rb') as handle:
                    found.append(handle.read())
    return found


def forget():
    """Drop all that was remembered of earlier files."""
    codes.CODES.clear()
    codes.CODES.update(codes.KNOWN)
    machine.machine().steps.clear()
    reader.OPENING.clear()
    for lines in shapes.LINES.values():
        lines.clear()


def main(argv=None):
    """Print one line for each round; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('folder')
    parser.add_argument('--floor', type=float, default=100)
    parser.add_argument('--rounds', type=int, default=1)
    args = parser.parse_args(argv)
    found = sources(args.folder)
    if not found:
        sys.stderr.write('error: no .py files below %s\n' % args.folder)
        return 2
    size = sum(len(data) for data in found)
    slowest = None
    for _ in range(args.rounds):
        forget()
        started = clock()
        refused = sum(syntax_problem(data) is not None for data in found)
        seconds = clock() - started
        rate = len(found) / seconds
        slowest = rate if slowest is None else min(slowest, rate)
        print('%d files (%d bytes), %d refused, %.2f s, %.0f files/s' % (len(found), size, refused, seconds, rate))
    return 0 if slowest >= args.floor else 1


if __name__ == '__main__':
    sys.exit(main())
