# -*- coding: utf-8 -*-
"""Shows the whole way on a simulated Plex: measure, diagnose, fix, test, decide, learn, and again, in two minutes.

usage: loop_coordinator.py --demo [--output DIR] [--seed N]

    loop_coordinator.py --demo
    loop_coordinator.py --demo --seed 7 --output my_demo

No question is asked, and no Plex is needed: agents with real bugs read simulated websites, and the same commands mend
them that mend yours.  What a person would write is prepared; every number is measured in this run, and another seed
gives another library, other websites, and other numbers.

Exit codes: 0 the story came to its end, 1 something outside of its folder was changed, 2 it could not be told.
"""
from __future__ import absolute_import, division, print_function

import argparse
import io
import os
import shutil
import sys
import tempfile

from plexfix import __version__
from plexfix.base.compat import fs_text, native
from plexfix.base.errors import EXIT_FOUND, EXIT_INTERRUPTED, EXIT_OK, EXIT_USAGE, PlexfixError, UsageError
from plexsim.host import interpreters
from plexsim.running import SimulationError
from plexsim.story import plot
from plexsim.story.stage import Stage
from plexsim.story.telling import Teller

FILMS = 8
PLACE = 'demo'
MARK = 'made_by_the_demo.txt'


def parser():
    """Return the parser of the command line."""
    found = argparse.ArgumentParser(prog='plexsim.story', description=__doc__, usage=argparse.SUPPRESS,
                                    formatter_class=argparse.RawDescriptionHelpFormatter)
    found.add_argument('--output', metavar='DIR', help='where to leave all of it, in a folder "%s" (default: a new '
                                                       'folder for temporary files)' % PLACE)
    found.add_argument('--seed', type=int, default=0, metavar='N', help='another library and other websites (0)')
    found.add_argument('--films', type=int, default=FILMS, metavar='N', help='films for each agent (%(default)s)')
    found.add_argument('--version', action='version', version='plexsim %s' % __version__)
    return found


def main(argv=None):
    """Run the command; return its exit code."""
    args = parser().parse_args(argv)
    try:
        return tell(args)
    except PlexfixError as error:
        sys.stderr.write(native(error.message()) + '\n')
        return error.exit_code
    except SimulationError as error:
        sys.stderr.write('error: %s\n' % error)
        return EXIT_USAGE
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED


def tell(args):
    """Play the story, and return the exit code."""
    if not interpreters.choose(lambda: True).has_lxml:
        raise UsageError('the simulated agents need lxml to read pages', fs_text(sys.executable) + ' has none',
                         '%s -m pip install lxml' % fs_text(sys.executable))
    stage = Stage(place_in(args.output))
    teller = Teller(stage, sys.stdout)
    evidence = plot.play(stage, teller, args.seed, args.films)
    return EXIT_OK if evidence.is_clean else EXIT_FOUND


def place_in(output):
    """Return a new, empty folder: in *output*, made anew where an earlier demo made it, else among temporary files."""
    if output is None:
        return os.path.realpath(tempfile.mkdtemp(prefix='plexfix-demo-'))
    place = os.path.join(os.path.realpath(output), PLACE)
    if os.path.lexists(place):
        if not os.path.isfile(os.path.join(place, MARK)):
            raise UsageError('the demo does not write into %s' % fs_text(place), 'another hand made it',
                             'name another folder with --output')
        shutil.rmtree(place)
    os.makedirs(place)
    with io.open(os.path.join(place, MARK), 'w', encoding='utf-8') as stream:
        stream.write(u'The next demo makes this folder anew.\n')
    return place
