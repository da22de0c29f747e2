# -*- coding: utf-8 -*-
"""Set the project up in .venv, let a simulated Plex's agents run, and aggregate what they logged.

usage: run_demo.py [--output FOLDER]

The reports, and the simulated Plex's Plug-ins and logs, go to demo_output/ unless --output names another folder.  Where
lxml cannot be had, which the simulated agents need to read pages, the sample logs are aggregated instead.
Exit codes: 0 done, 2 the set-up or the job failed.
"""
from __future__ import absolute_import, division, print_function

import argparse
import contextlib
import io
import os
import shutil
import subprocess
import sys
import tempfile
import time

import interpreters
import venvs
from simulated_plex import SimulatedPlex, SimulationError

ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
HEAD_LINES = 40
MARK = 'made_by_make_demo.txt'


class DemoError(Exception):
    """What the demo was about to do cannot be done; the text says why."""


def requirements():
    """Return the arguments for pip install: what runs the scripts, which themselves run in place."""
    return ['-r', os.path.join(ROOT, 'requirements.txt')]


def candidates():
    """Yield the interpreters that may make the environment; they are looked for only where it must be made."""
    for each in interpreters.best_for_tools(interpreters.find()):
        yield each


def aggregate_command(python, logs, folder):
    """Return the command that aggregates the folder *logs* into *folder*."""
    return [python, os.path.join(ROOT, 'scripts', 'aggregate_plex_logs.py'),
            '--log-dir', logs, '--output', os.path.join(folder, 'aggregated_logs.txt')]


def run_agents(python, place):
    """Run a simulated Plex in the folder *place*, and refresh all its films; return the folder of its logs."""
    plugins, logs = os.path.join(place, 'Plug-ins'), os.path.join(place, 'Logs')
    package, arguments = os.path.join(ROOT, 'lib', 'plexsim'), ['--plugins', plugins, '--logs', logs]
    say_command([python, package] + arguments)
    begun = time.time()
    with SimulatedPlex(python, arguments, [package]) as plex:
        started = [agent for agent in plex.told['agents'] if agent['started']]
        say(u'Started in %.1f s at %s: %d of %d agents, %d films in %d sections' % (
            time.time() - begun, plex.told['url'], len(started), len(plex.told['agents']),
            sum(section['items'] for section in plex.sections()), len(plex.sections())))
        begun = time.time()
        outcomes = plex.refresh_all()
        say(u'Refreshed every film in %.1f s: %s' % (time.time() - begun, u', '.join(
            u'%d %s' % (outcomes[name], name) for name in sorted(outcomes, key=outcomes.get, reverse=True))))
    say(u'Stopped; its logs are as its agents wrote them: %s\n' % shown(logs))
    return logs


def fresh_folder(folder):
    """Return the folder in *folder* for the simulated Plex, empty but for a mark; raise DemoError where it is not ours."""
    place = os.path.join(folder, 'simulated_plex')
    if os.path.exists(place):
        if not os.path.exists(os.path.join(place, MARK)):
            raise DemoError('%s was not made by this demo: name another folder with --output' % place)
        shutil.rmtree(place)
    os.makedirs(place)
    with io.open(os.path.join(place, MARK), 'w', encoding='utf-8') as handle:
        handle.write(u'The next demo makes this folder anew.\n')
    return place


def head(path, lines=HEAD_LINES):
    """Return the first *lines* of a text file, with a line that says how many follow."""
    with io.open(path, encoding='utf-8') as handle:
        text = handle.read().splitlines()
    rest = len(text) - lines
    return u'\n'.join(text[:lines] + ([u'... %d more lines' % rest] if rest > 0 else []))


def shown(path):
    """Return a path as text, relative where it lies in this project."""
    inside = os.path.abspath(path).startswith(ROOT + os.sep)
    path = os.path.relpath(path, ROOT) if inside else path
    return (path if isinstance(path, bytes) else os.fsencode(path)).decode('utf-8', 'replace')


def say_command(command):
    """Print a command as a person in the project's folder could type it."""
    words = [shown(word) for word in command]
    say(u'$ ' + u' '.join(u'"%s"' % word if u' ' in word else word for word in words))


def say(text):
    """Print *text* as UTF-8, whatever this output expects."""
    data = text if isinstance(text, bytes) else text.encode('utf-8', 'surrogateescape')
    stream = getattr(sys.stdout, 'buffer', sys.stdout)
    stream.write(data + b'\n')
    stream.flush()


def logs_for_demo(python, folder):
    """Return the folder whose logs are aggregated: the simulated Plex's, or the samples where it cannot run."""
    if venvs.add(python, 'lxml'):
        return run_agents(python, fresh_folder(folder))
    say('lxml cannot be installed for this Python, and without it the simulated agents cannot read pages.\n'
        'Instead of what they would log, the sample logs are aggregated.')
    return os.path.join(ROOT, 'samples', 'logs')


@contextlib.contextmanager
def environment():
    """Give the python of .venv; or of an environment for the moment, where this folder's name is too much for pip.

    Old tools cannot install into a folder whose name holds letters that are not ASCII.
    """
    try:
        yield venvs.ensure(os.path.join(ROOT, '.venv'), candidates(), requirements())
        return
    except venvs.VenvError:
        if is_ascii(ROOT):
            raise
    place = tempfile.mkdtemp(prefix='plexfix-demo-')
    try:
        yield venvs.ensure(os.path.join(place, 'venv'), candidates(), requirements())
    finally:
        shutil.rmtree(place, ignore_errors=True)


def is_ascii(path):
    return all(ord(letter) < 128 for letter in path)


def demo(folder, python):
    """Run the whole demo into *folder*; raises DemoError, SimulationError."""
    say(u'The scripts run with %s' % shown(python))
    command = aggregate_command(python, logs_for_demo(python, folder), folder)
    say_command(command)
    # Its own output is the report, of which the head is shown below.
    with open(os.devnull, 'r+') as nothing:
        if subprocess.call(command, stdin=nothing, stdout=nothing) != 0:
            raise DemoError('the command above failed')
    report = os.path.join(folder, 'aggregated_logs.txt')
    say(u'\n' + head(report))
    say(u'\nThe reports: %s (for people) and %s (for the other scripts)' % (
        shown(report), shown(report[:-len('.txt')] + '.json')))


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument('--output', default=os.path.join(ROOT, 'demo_output'))
    folder = os.path.abspath(parser.parse_args(argv).output)
    try:
        with environment() as python:
            demo(folder, python)
    except venvs.VenvError as error:
        say('error: the set-up failed\n  %s' % error)
        return 2
    except (DemoError, SimulationError) as error:
        say('error: %s' % error)
        return 2
    return 0


if __name__ == '__main__':
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
