# -*- coding: utf-8 -*-
"""Runs a command and tells its CPU time, wall time and peak memory; what to run is left to run_bench."""

from __future__ import absolute_import, division, print_function

import collections
import os
import subprocess
import sys
import tempfile
import time

# cpu_s is user and system time of the process and of the children it waited for; peak_mb (10^6 bytes) is that of the
# largest single process among them.
Run = collections.namedtuple('Run', 'cpu_s wall_s peak_mb')
_RSS_UNIT = 1 if sys.platform == 'darwin' else 1024


class CommandFailed(Exception):
    """A measured command did not end with 0 (or one of the allowed codes)."""


def run(command, environment=None, allowed=(0,)):
    """Run *command* (a list) and return the Run and its standard output (bytes).

    On Linux the peak of a child starts at that of its parent at the time of the fork: keep the calling process small.
    Raise CommandFailed with the end of standard error where the exit code is not *allowed*.
    """
    # A file, not the null device: grep stops at the first match when nobody can see its output.
    with tempfile.TemporaryFile() as output:
        started = time.time()
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.PIPE, env=environment)
        complaint = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.time() - started
        process.stderr.close()
        output.seek(0)
        printed = output.read()
    code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else -os.WTERMSIG(status)
    process.returncode = code
    if code not in allowed:
        raise CommandFailed(
            'exit code %d of %s\n%s' % (code, ' '.join(command), complaint[-2000:].decode('utf-8', 'replace'))
        )
    return Run(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * _RSS_UNIT / 1e6), printed


def median(values):
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def interleaved(commands, repetitions, environment=None, progress=None):
    """Run each of *commands* ({name: (list, allowed codes)}) *repetitions* times and return {name: Run} of medians.

    They run in turns, so that a busy minute of the machine falls on all alike.
    """
    runs = dict((name, []) for name in commands)
    for repetition in range(repetitions):
        for name, (command, allowed) in commands.items():
            if progress:
                progress('%s, run %d of %d' % (name, repetition + 1, repetitions))
            runs[name].append(run(command, environment, allowed)[0])
    return dict((name, Run(*[median(values) for values in zip(*found)])) for name, found in runs.items())
