# -*- coding: utf-8 -*-
"""Runs a simulated Plex: a media server on a loopback port, with agents that really run and really write their logs.

usage: python -m plexsim [--plugins DIR] [--logs DIR] [options]

    python -m plexsim --plugins /tmp/sim/Plug-ins --logs /tmp/sim/Logs
    python -m plexsim --plugins P --logs L --items 2000 --seed 7 --port 32499
    python -m plexsim --list-scenarios

The first line on standard output is one JSON object: url, token_file, logs, plugins, and more.  Folders that do not
exist are made; an empty Plug-ins folder is filled with the sample agents.  It runs until ^C, SIGTERM, or the end of
its standard input: started with its input from /dev/null it stops at once, unless --no-stdin says not to look there;
on a terminal it waits for ^C.  Faults can be armed while it runs: POST /simulation/faults (GET tells which there are).

Exit codes: 0 stopped as asked, 2 wrong usage or could not start.
"""
from __future__ import absolute_import, division, print_function

import argparse
import json
import logging
import os
import signal
import sys
import threading

from plexfix import __version__
from plexfix.base.compat import native
from plexfix.base.errors import EXIT_OK, PlexfixError
from plexsim import scenarios

_LOOK_EVERY_S = 0.2
_MOST_ITEMS = 100000


def parser():
    """Return the parser of the command line."""
    found = argparse.ArgumentParser(prog='plexsim', description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
                                    usage=argparse.SUPPRESS)
    found.add_argument('--plugins', metavar='DIR', help='Plug-ins folder with the bundles to run (default: a temporary one)')
    found.add_argument('--logs', metavar='DIR', help='folder for the plug-ins\' logs (default: a temporary one)')
    found.add_argument('--seed', type=int, default=0, metavar='N', help='the same seed gives the same library and websites (0)')
    found.add_argument('--items', type=_count, default=40, metavar='N', help='number of films in the library (40)')
    found.add_argument('--scenario', default=scenarios.DEFAULT, metavar='NAME', help='how websites and server behave (%(default)s)')
    found.add_argument('--port', type=_port, default=0, metavar='N', help='port of the server, 0 for any that is free (0)')
    found.add_argument('--token-file', metavar='FILE', help='read the token from there, or write a new one there, readable by you alone')
    found.add_argument('--python', metavar='PATH', help='interpreter that runs the agents (default: Python 2.7 if there is one)')
    found.add_argument('--site', action='append', type=_site, default=[], metavar='NAME=ADDRESS:PORT',
                       help='lead the agents\' requests for a host name there; other names than the simulated sites\' are unknown')
    found.add_argument('--no-stdin', action='store_true', help='do not stop when standard input ends')
    found.add_argument('--list-scenarios', action='store_true', help='list the scenarios and exit')
    found.add_argument('--version', action='version', version='plexsim %s' % __version__)
    return found


def main(argv=None):
    """Run the command; return its exit code."""
    args = parser().parse_args(argv)
    logging.basicConfig(format='plexsim: %(message)s', level=logging.WARNING)
    if args.list_scenarios:
        _list_scenarios(sys.stdout)
        return EXIT_OK
    try:
        return _run(args)
    except PlexfixError as error:
        sys.stderr.write(native(error.message()) + '\n')
        return error.exit_code


def _run(args):
    stop = threading.Event()
    # Also where the shell made a background job deaf to ^C: a simulation that cannot be stopped is a nuisance.
    before = [(number, signal.signal(number, lambda *_: stop.set())) for number in (signal.SIGINT, signal.SIGTERM)]
    try:
        return _run_until(stop, args)
    finally:
        for number, handler in before:
            signal.signal(number, handler)


def _run_until(stop, args):
    # Imported late: --help and --list-scenarios must work without anything else in place.
    from plexsim.simulation import Simulation
    simulation = Simulation(args.plugins, args.logs, seed=args.seed, items=args.items, scenario=args.scenario, port=args.port,
                            token_file=args.token_file, python=args.python, hosts=dict(args.site))
    with simulation:
        if not args.no_stdin:
            _watch(sys.stdin, stop)
        sys.stdout.write(json.dumps(dict(simulation.description(), pid=os.getpid()), sort_keys=True) + '\n')
        sys.stdout.flush()
        # A wait without end would keep Python 2 from noticing signals.
        while not stop.wait(_LOOK_EVERY_S):
            pass
    return EXIT_OK


def _watch(stream, stop):
    """Set *stop* when *stream* ends; a terminal is left alone: reading it from the background would halt the process."""
    try:
        number = stream.fileno()
        if os.isatty(number):
            return
    except (AttributeError, ValueError, EnvironmentError):
        stop.set()  # there is no standard input at all
        return
    watcher = threading.Thread(target=_read_to_end, args=(number, stop), name='plexsim-stdin')
    watcher.daemon = True
    watcher.start()


def _read_to_end(number, stop):
    try:
        while os.read(number, 4096):
            pass
    except EnvironmentError:
        pass  # closed while we looked: the end too
    stop.set()


def _list_scenarios(out):
    for scenario in scenarios.SCENARIOS:
        out.write('%-16s %s\n' % (scenario.name, scenario.help))


def _count(text):
    value = int(text)
    if not 0 <= value <= _MOST_ITEMS:
        raise argparse.ArgumentTypeError('from 0 to %d' % _MOST_ITEMS)
    return value


def _site(text):
    name, _, where = text.partition('=')
    address, _, port = where.rpartition(':')
    if not name or not address:
        raise argparse.ArgumentTypeError('NAME=ADDRESS:PORT, not %r' % text)
    return name, (address, _port(port))


def _port(text):
    value = int(text)
    if not 0 <= value <= 65535:
        raise argparse.ArgumentTypeError('from 0 to 65535')
    return value
