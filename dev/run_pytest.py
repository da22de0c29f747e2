# -*- coding: utf-8 -*-
"""Run the tests on the Python that runs this: what tox does in each environment (see tox.ini).

usage: run_pytest.py [--cov FOLDER] [-- PYTEST ARGUMENTS]

  --cov FOLDER   measure the branch coverage too; COVERAGE_FILE lies in FOLDER, which is made

Tests that start processes and servers wait much of their time, and two run at a time.  The many that only reckon do
not, and cost less without a second process that is told of each: they run in one.  With PYTEST ARGUMENTS only what
these ask for runs, on every Python.
"""
from __future__ import absolute_import, division, print_function

import argparse
import compileall
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
CODE = ('lib', 'scripts', 'dev', 'tests')
TWO_AT_A_TIME = ['-n', '2', '--dist', 'loadfile']


def compile_code(root):
    """Compile the Python files below *root*: each process that a test starts would otherwise do so anew.

    What lost its source is removed first, since 2.7 would still import it.
    """
    for part in CODE:
        for folder, _, names in os.walk(os.path.join(root, part)):
            for name in names:
                if name.endswith('.pyc') and os.path.basename(folder) != '__pycache__' and name[:-1] not in names:
                    remove(os.path.join(folder, name))
        # Quiet also about files that are not meant for this Python: the agents, and tests' data.
        compileall.compile_dir(os.path.join(root, part), quiet=1 if sys.version_info[0] == 2 else 2)


# Environments run side by side, and another may just have done the same.

def remove(path):
    try:
        os.remove(path)
    except OSError:
        if os.path.lexists(path):
            raise


def make_folder(path):
    try:
        os.makedirs(path)
    except OSError:
        if not os.path.isdir(path):
            raise


def plan(arguments, tier, measured):
    """Return the pytest arguments of each run: *arguments* are the user's, *tier* is PLEXFIX_TESTS."""
    if arguments:
        runs = [TWO_AT_A_TIME + list(arguments)]
    elif tier == 'short':
        runs = [['--part', 'tables']]
    else:
        runs = [['--part', 'tables'], ['--part', 'sessions'] + TWO_AT_A_TIME]
        # Side by side with a newer Python, the one computes while the other waits.
        if sys.version_info[0] == 2:
            runs.reverse()
    if measured:
        runs = [one + ['--cov', '--cov-report='] + (['--cov-append'] if number else []) for number, one in enumerate(runs)]
    return runs


def parse(argv):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter,
                                     usage=__doc__.split('usage: ')[1].split('\n')[0])
    parser.add_argument('--cov', metavar='FOLDER', help=argparse.SUPPRESS)
    parser.add_argument('arguments', nargs='*', help=argparse.SUPPRESS)
    return parser.parse_args(argv)


def main(argv=None):
    args = parse(argv)
    compile_code(ROOT)
    if args.cov:
        make_folder(args.cov)
    env, codes = dict(os.environ), []
    if args.arguments and env.get('PLEXFIX_TESTS') == 'short':
        del env['PLEXFIX_TESTS']
    for one in plan(args.arguments, env.get('PLEXFIX_TESTS'), args.cov):
        codes.append(subprocess.call([sys.executable, '-m', 'pytest', '-q'] + one, cwd=ROOT, env=env))
    return next((code for code in codes if code), 0)


if __name__ == '__main__':
    sys.exit(main())
