# -*- coding: utf-8 -*-
"""Run the whole test suite: flake8, Python 2.7, and the oldest and the newest Python 3 of this machine.

usage: run_tests.py [--full] [--jobs N] [-- PYTEST ARGUMENTS]

  --full     also what takes long (the same as PLEXFIX_TESTS=full)
  --jobs N   environments that run at the same time (default: one more than there are cores, at most 4)

Exit codes: 0 all passed, 1 something failed (with CI=true also when there is no Python 2.7), 2 tox could not be set up.
The last line says on which versions the tests ran.
"""
from __future__ import absolute_import, division, print_function

import argparse
import collections
import multiprocessing
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time

import interpreters
import venvs

ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
RUNNER = os.path.join(ROOT, '.tox-runner')
WORK = os.path.join(ROOT, '.tox')

# tox 4.5 is the newest that works with this virtualenv, and pip finds it by itself, or tox 3 on an older Python.
TOX_REQUIREMENTS = ['tox>=3.28', 'virtualenv<20.22']
LEAST_COVERAGE = 95
SHOWN_LINES = 12
COVERAGE = 'coverage'
NO_PYTHON2 = 'NO PYTHON 2.7 WAS FOUND, so nothing was tested on it, and Plex runs its agents on it'

Environment = collections.namedtuple('Environment', 'name interpreter')
Result = collections.namedtuple('Result', 'name code seconds output')


def environments(choice, full=False):
    """Return the Environments to run for a Choice of interpreters, those that take longest first, each version once.

    Tracing costs half of the time again, so that 2.7 is measured only where time is given, or there is no other.
    """
    oldest3 = choice.oldest3 if choice.oldest3 != choice.newest3 else None
    planned = []
    for interpreter, measured in ((choice.newest3, True), (choice.python2, full), (oldest3, False)):
        if interpreter:
            name = 'py%d%d' % interpreter.version[:2]
            planned.append(Environment(name + '-cov' if measured else name, interpreter))
    return planned + [Environment('flake8', None)]


def tox_command(tox, environment, arguments):
    """Return the command that runs one Environment; tox is told where the interpreter is, since PATH may lack it."""
    command = [tox, '-c', os.path.join(ROOT, 'tox.ini'), '--workdir', WORK, '-e', environment.name]
    if environment.interpreter:
        command += ['--discover', environment.interpreter.path]
    return command + (['--'] + list(arguments) if arguments else [])


def tox_environment(env, full):
    """Return the variables for tox: those given, without another tox's or Python's, with the tier asked for."""
    others = ('TOX', 'COVERAGE', 'VIRTUALENV_', 'VIRTUAL_ENV', 'PYTHONPATH', 'PYTHONHOME')
    kept = {name: value for name, value in env.items() if not name.startswith(others)}
    if full:
        kept['PLEXFIX_TESTS'] = 'full'
    return kept


def counted(output):
    """Return what the pytest runs in *output* said last, added up ('12 passed, 1 skipped'), or '' where none said it."""
    ends = re.findall(r'^=* ?(no tests ran|\d+ [a-z]+(?:, \d+ [a-z]+)*) in [\d.]+ ?s', output, re.M)
    total = collections.OrderedDict()
    for number, what in re.findall(r'(\d+) ([a-z]+)', ' '.join(ends)):
        total[what] = total.get(what, 0) + int(number)
    return ', '.join('%d %s' % (number, what) for what, number in total.items()) or ''.join(ends[:1])


def coverage_total(output):
    """Return the total of a coverage report, such as '97.3%', or ''."""
    match = re.search(r'^TOTAL\s.*?(\S+%)', output, re.M)
    return match.group(1) if match else ''


def verdict(choice, results, ci):
    """Return (exit code, last line) of a run.

    A missing 2.7 is told even when everything else passed, and fails where nobody reads the output (CI).
    """
    failed = [result.name for result in results if result.code != 0]
    versions = ', '.join(interpreters.dotted(one.version) for one in _distinct(choice))
    code = 1 if failed or (ci and not choice.python2) else 0
    if failed:
        line = 'make test: FAILED in %s' % ', '.join(failed)
    else:
        line = 'make test: %s on Python %s' % ('FAILED, though it passed' if code else 'passed', versions)
    if not choice.python2:
        line = '%s. %s (get it with: pyenv install 2.7.18)' % (line, NO_PYTHON2)
    return code, line


def summary(results):
    """Return the table of results, one line for each environment."""
    rows = []
    for result in results:
        told = counted(result.output) or coverage_total(result.output)
        state = 'ok' if result.code == 0 else 'FAILED'
        rows.append(('  %-10s %-6s %6.1f s  %s' % (result.name, state, result.seconds, told)).rstrip())
    return '\n'.join(rows)


class Runs(object):
    """Runs commands side by side, each with its own output, and ends what still runs when it is interrupted."""

    def __init__(self, jobs, env, say):
        self.slots = threading.Semaphore(jobs)
        self.env, self.say = env, say
        self.lock = threading.Lock()
        self.running, self.results, self.stopped = {}, {}, False

    def all(self, commands):
        """Run *commands* (name, arguments); return their Results in the same order."""
        threads = [threading.Thread(target=self.one, args=command) for command in commands]
        for thread in threads:
            thread.daemon = True
            thread.start()
        try:
            for thread in threads:
                # Waiting without a limit would keep ^C from being heard on Python 2.
                while thread.is_alive():
                    thread.join(0.2)
        except KeyboardInterrupt:
            self.stop()
            raise
        return [self.results[name] for name, _ in commands]

    def one(self, name, arguments):
        with self.slots:
            if self.stopped:
                return
            self.say('%s: running' % name)
            started = time.time()
            code, output = self.collect(name, arguments)
            with self.lock:
                self.results[name] = Result(name, code, time.time() - started, output)
                self.say(self.told(name, code, output.splitlines()))

    def told(self, name, code, lines):
        """Return what is shown of a run: the end of a good one, all of a failed one and of the coverage report."""
        if code != 0:
            return '\n'.join(['---- %s: FAILED (exit code %d)' % (name, code)] + lines)
        return '\n'.join(['---- %s: ok' % name] + (lines if name == COVERAGE else lines[-SHOWN_LINES:]))

    def collect(self, name, arguments):
        try:
            process = subprocess.Popen(arguments, cwd=ROOT, env=self.env, stdin=subprocess.PIPE,
                                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        except OSError as error:
            return 127, '%s: %s' % (arguments[0], error)
        self.running[name] = process
        output = process.communicate()[0].decode('utf-8', 'replace')
        self.running.pop(name, None)
        return process.returncode, output

    def stop(self):
        self.stopped = True
        for process in list(self.running.values()):
            process.terminate()


def say(text):
    """Print *text* at once, whatever this output can show."""
    data = text + '\n'
    stream = getattr(sys.stdout, 'buffer', sys.stdout)
    stream.write(data if isinstance(data, bytes) else data.encode('utf-8', 'replace'))
    stream.flush()


def parse(argv):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter,
                                     usage=__doc__.split('usage: ')[1].split('\n')[0])
    parser.add_argument('--full', action='store_true', help=argparse.SUPPRESS)
    parser.add_argument('--jobs', type=int, default=min(4, multiprocessing.cpu_count() + 1), help=argparse.SUPPRESS)
    parser.add_argument('arguments', nargs='*', help=argparse.SUPPRESS)
    return parser.parse_args(argv)


def main(argv=None):
    args = parse(argv)
    # Started in the background ^C is ignored, and what is started from here would inherit that: tests of ^C too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    found = interpreters.find()
    choice = interpreters.choose(found)
    if not choice.newest3:
        say('error: the tests need a Python 3.6 or newer beside 2.7, and none was found')
        return 2
    for one in _distinct(choice):
        say('Testing on Python %s (%s)' % (interpreters.dotted(one.version), one.path))
    if not choice.python2:
        say('WARNING: ' + NO_PYTHON2)
    try:
        venvs.ensure(RUNNER, interpreters.best_for_tools(found), TOX_REQUIREMENTS)
    except venvs.VenvError as error:
        say('error: tox could not be set up\n  %s' % error)
        return 2
    results = run(choice, args)
    code, line = verdict(choice, results, os.environ.get('CI', '').lower() in ('1', 'true', 'yes'))
    say('\n%s\n%s' % (summary(results), line))
    return code


def run(choice, args):
    """Run all environments of *choice*, then the combined coverage; return the Results."""
    tox = venvs.program(RUNNER, 'tox')
    shutil.rmtree(os.path.join(WORK, 'coverage'), ignore_errors=True)
    runs = Runs(max(1, args.jobs), tox_environment(os.environ, args.full), say)
    results = runs.all([(each.name, tox_command(tox, each, args.arguments)) for each in environments(choice, args.full)])
    if all(result.code == 0 for result in results if result.name.endswith('-cov')):
        # A selection of tests covers little: then the figure is told, and no more.
        enforced = not args.arguments
        limit = ['--fail-under=%d' % (LEAST_COVERAGE if enforced else 0)]
        results += runs.all([(COVERAGE, tox_command(tox, Environment(COVERAGE, None), limit))])
    return results


def _distinct(choice):
    found = []
    for one in choice:
        if one and one not in found:
            found.append(one)
    return found


if __name__ == '__main__':
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
