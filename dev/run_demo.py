# -*- coding: utf-8 -*-
"""Set the project up in .venv, and show the whole way on a simulated Plex: two rounds of improvement, told as they happen.

usage: run_demo.py [--output FOLDER] [--seed N]

It takes about a minute, and asks nothing.  All of it lies in a new folder for temporary files, unless --output names
another; another --seed makes another story.  Where lxml cannot be had, which the simulated agents need to read pages,
the sample logs are aggregated and diagnosed instead.
Exit codes: 0 done, 1 files of this project changed meanwhile, 2 the set-up or the demo failed.
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

import interpreters
import venvs

ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
HEAD_LINES = 40


class DemoError(Exception):
    """What the demo was about to do cannot be done; the text says why."""


def requirements():
    """Return the arguments for pip install: what runs the scripts, which themselves run in place."""
    return ['-r', os.path.join(ROOT, 'requirements.txt')]


def candidates():
    """Yield the interpreters that may make the environment; they are looked for only where it must be made."""
    for each in interpreters.best_for_tools(interpreters.find()):
        yield each


def story_command(python, output, seed):
    """Return the command that tells the story into *output*, None for a new folder for temporary files."""
    return [python, '-B', '-m', 'plexsim.story', '--seed', '%d' % seed] + (['--output', output] if output else [])


def sample_commands(python, folder):
    """Return the commands that turn the sample logs into the first two reports."""
    aggregate, report = (os.path.join(folder, name) for name in ('aggregated_logs.txt', 'diagnostic_report.md'))
    script = os.path.join(ROOT, 'scripts', '%s.py')
    return [[python, script % 'aggregate_plex_logs', '--log-dir', os.path.join(ROOT, 'samples', 'logs'), '--output', aggregate],
            [python, script % 'diagnose_from_report', '--report', aggregate, '--output', report]]


def run(command, quiet=False):
    """Run a command of this project, with its output or without, and return its exit code."""
    env = dict(os.environ, PYTHONPATH=os.path.join(ROOT, 'lib'), PYTHONDONTWRITEBYTECODE='1')
    # With nothing to read from: a demo that asks would wait for ever where nobody sits.
    with open(os.devnull, 'r+') as nothing:
        return subprocess.call(command, env=env, stdin=nothing, stdout=nothing if quiet else None)


def tell_story(python, output, seed):
    """Tell the story; return whether it also left this project as it was.  Raises DemoError where it has no end."""
    code = run(story_command(python, output, seed))
    if code not in (0, 1):
        raise DemoError('the story did not come to its end (exit code %d)' % code)
    return code == 0


def show_samples(python, output):
    """Aggregate and diagnose the sample logs; raises DemoError."""
    say('lxml cannot be installed for this Python, and without it the simulated agents cannot read pages.\n'
        'Instead of a whole round, the first two steps are shown, on the sample logs.')
    folder = output or tempfile.mkdtemp(prefix='plexfix-demo-')
    for command in sample_commands(python, folder):
        say_command(command)
        # Their own output is the reports, of which the heads are shown.
        if run(command, quiet=True) != 0:
            raise DemoError('the command above failed')
        say(u'\n' + head(command[-1]) + u'\n')
    say(u'The reports: %s' % shown(folder))


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


def demo(output, seed, python):
    """Run the whole demo, and return the exit code; raises DemoError."""
    say(u'The scripts run with %s' % shown(python))
    if venvs.add(python, 'lxml'):
        return 0 if tell_story(python, output, seed) else 1
    show_samples(python, output)
    return 0


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument('--output', metavar='FOLDER')
    parser.add_argument('--seed', type=int, default=0, metavar='N')
    args = parser.parse_args(argv)
    try:
        with environment() as python:
            return demo(os.path.abspath(args.output) if args.output else None, args.seed, python)
    except venvs.VenvError as error:
        say('error: the set-up failed\n  %s' % error)
    except DemoError as error:
        say('error: %s' % error)
    return 2


if __name__ == '__main__':
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
