#!/usr/bin/env python
# -*- coding: utf-8 -*-
"""Measure speed, memory and grouping of aggregate_plex_logs.py, as ratios within one run.

  python tests/bench/run_bench.py --mb 240
  python tests/bench/run_bench.py --mb 20 --repetitions 1 --python python2.7 --python python3
  python tests/bench/run_bench.py --mb 240 --large --json

Sets are made once and kept in --cache.  Times are CPU time (user and system) of the process, medians of interleaved
runs; MB are 10^6 bytes; memory is the peak of the largest process.  Compared with it, on each --python:
  straightforward         one regex a line, five substitutions on each record (tests/bench/straightforward.py)
  straightforward/severe  the same with substitutions on WARNING, ERROR and CRITICAL records only
  drain3                  the package's defaults, one run, MB/s over what it read; Python 3 only.  It slows down as it
                          learns: with --drain-mb, on a part of the set, it looks better than it is
  grep                    grep -cE with the patterns of one error hunt
A contender that is not there is named, never guessed.  No figure here is ever asserted: a busy machine fails nobody.

Exit codes: 0 measured, 1 a contender failed, 2 wrong usage or could not run.
"""

from __future__ import absolute_import, division, print_function

import argparse
import collections
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile

import measure

_HERE = os.path.dirname(os.path.abspath(__file__))
_ROOT = os.path.dirname(os.path.dirname(_HERE))
_OURS = '{python} -B %s --log-dir {logs} --output {output} --quiet --jobs 1'
_GREP = 'ERROR|CRITICAL|HTTP Error [0-9]{3}|Exception in the (search|update) function'
_QUALITY_MB = 24
_LARGE_MB = 1000
_WIDTH = 100


def note(text):
    sys.stderr.write('  .. %s\n' % text)


def prepared(cache, megabytes, style='a', unique=False):
    """Return the folder of that set, made now if it is not in *cache*.

    Its files are read once, so that no disk is measured.
    """
    folder = os.path.join(cache, 'set_%s%s_%g' % (style, '_unique' if unique else '', megabytes))
    if not os.path.exists(os.path.join(folder, 'expected.json')):
        note('making %s' % folder)
        command = [
            sys.executable,
            '-B',
            os.path.join(_HERE, 'generate.py'),
            '--out',
            folder,
            '--mb',
            '%g' % megabytes,
            '--style',
            style,
        ]
        subprocess.check_call(command + (['--unique'] if unique else []), stdout=sys.stderr)
    for path in log_files(folder):
        with open(path, 'rb') as handle:
            while handle.read(1 << 20):
                pass
    return folder


def log_files(folder):
    logs = os.path.join(folder, 'logs')
    return [os.path.join(logs, name) for name in sorted(os.listdir(logs))]


def size_mb(folder):
    return sum(os.path.getsize(path) for path in log_files(folder)) / 1e6


class Bench(object):
    """The measurements of one run; each method returns plain data for the table and for --json."""

    def __init__(self, args, scratch):
        self.args, self.scratch = args, scratch

    def ours(self, python, folder, extra=()):
        output = os.path.join(self.scratch, 'aggregate.txt')
        words = {'python': python, 'logs': os.path.join(folder, 'logs'), 'output': output}
        return [word.format(**words) for word in shlex.split(self.args.ours)] + list(extra)

    def speed(self, python, folder):
        """Return {contender: figures} on one interpreter; `slower` is the ratio of throughputs to ours."""
        logs = os.path.join(folder, 'logs')
        script = os.path.join(_HERE, 'straightforward.py')
        commands = collections.OrderedDict(
            [
                ('ours', (self.ours(python, folder), (0,))),
                ('straightforward', ([python, '-B', script, logs], (0,))),
                ('straightforward/severe', ([python, '-B', script, logs, '--severe-only'], (0,))),
                ('grep', (['env', 'LC_ALL=C', 'grep', '-cE', _GREP] + log_files(folder), (0, 1))),
            ]
        )
        sizes = dict.fromkeys(commands, size_mb(folder))
        runs = measure.interleaved(commands, self.args.repetitions, None, note)
        drained = self._drain(python, folder)
        if drained:
            runs['drain3'], sizes['drain3'] = drained
        figures = collections.OrderedDict()
        for name in list(commands) + ['drain3'] * bool(drained):
            run = runs[name]
            figures[name] = {
                'mb': sizes[name],
                'cpu_s': run.cpu_s,
                'wall_s': run.wall_s,
                'peak_mb': run.peak_mb,
                'mb_per_s': sizes[name] / run.cpu_s,
            }
        for name in figures:
            figures[name]['slower'] = figures['ours']['mb_per_s'] / figures[name]['mb_per_s']
        return figures

    def _drain(self, python, folder):
        """Return Drain3's Run and how many MB it read, or None where it is not there.  One run: it is slow."""
        command = [python, '-B', os.path.join(_HERE, 'drain.py'), os.path.join(folder, 'logs')]
        note('drain3')
        run, printed = measure.run(command + ['--limit-mb', '%g' % self.args.drain_mb], allowed=(0, 2))
        if not printed:
            note('drain3 is left out: not installed for %s, or not for this Python' % python)
            return None
        return run, json.loads(printed.decode('ascii'))['bytes'] / 1e6

    def jobs(self, python, folder):
        """Return wall seconds with one and with two jobs, and how many times faster two are."""
        commands = collections.OrderedDict(
            ('--jobs %d' % jobs, (self.ours(python, folder, ['--jobs', '%d' % jobs]), (0,))) for jobs in (1, 2)
        )
        runs = measure.interleaved(commands, self.args.repetitions, None, note)
        return {
            'one_s': runs['--jobs 1'].wall_s,
            'two_s': runs['--jobs 2'].wall_s,
            'times': runs['--jobs 1'].wall_s / runs['--jobs 2'].wall_s,
            'peak_mb': runs['--jobs 2'].peak_mb,
        }

    def alone(self, python, folder, repetitions):
        """Return size, throughput and peak memory of ours on one set."""
        commands = {'ours': (self.ours(python, folder), (0,))}
        run = measure.interleaved(commands, repetitions, None, note)['ours']
        return {'mb': size_mb(folder), 'mb_per_s': size_mb(folder) / run.cpu_s, 'peak_mb': run.peak_mb}

    def quality(self, python, folder):
        """Return {contender: scores of score.py}; a contender that is not there is left out."""
        scores = collections.OrderedDict()
        for name in ('ours', 'drain', 'five-masks', 'one-mask'):
            process = subprocess.Popen(
                [python, '-B', os.path.join(_HERE, 'score.py'), folder, '--by', name],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            output, complaint = process.communicate()
            complaint = complaint.decode('utf-8', 'replace').strip()
            if process.returncode == 2:
                note(complaint)
                continue
            if process.returncode:
                raise measure.CommandFailed('scoring of %s failed\n%s' % (name, complaint))
            scores[name] = json.loads(output.decode('ascii'))
        return scores


def measured(args, scratch):
    """Run what *args* ask for and return all figures as one document."""
    bench = Bench(args, scratch)
    result = collections.OrderedDict(
        [('megabytes', args.mb), ('repetitions', args.repetitions), ('interpreters', collections.OrderedDict())]
    )
    for python in args.python:
        figures = result['interpreters'][version_of(python)] = collections.OrderedDict()
        main_set = prepared(args.cache, args.mb)
        figures['speed'] = bench.speed(python, main_set)
        if 'jobs' not in args.skip:
            figures['jobs'] = bench.jobs(python, main_set)
        if 'memory' not in args.skip:
            memory = figures['memory'] = collections.OrderedDict()
            ours = figures['speed']['ours']
            memory['%g MB' % args.mb] = {'mb': ours['mb'], 'mb_per_s': ours['mb_per_s'], 'peak_mb': ours['peak_mb']}
            memory['%g MB, unique' % args.mb] = bench.alone(python, prepared(args.cache, args.mb, unique=True), 1)
            if args.large:
                memory['%g MB' % _LARGE_MB] = bench.alone(python, prepared(args.cache, _LARGE_MB), args.repetitions)
    if 'quality' not in args.skip:
        result['quality'] = collections.OrderedDict(
            (style, bench.quality(newest(args.python), prepared(args.cache, args.quality_mb, style)))
            for style in ('a', 'b')
        )
    return result


def version_of(python):
    """Return 'implementation version' of an interpreter, or raise OSError."""
    code = 'import platform; print(platform.python_implementation() + " " + platform.python_version())'
    return subprocess.check_output([python, '-c', code]).decode('ascii').strip()


def newest(pythons):
    """Return the interpreter of the highest version: only a 3 has Drain3."""
    return max(pythons, key=lambda python: [int(part) for part in re.findall(r'\d+', version_of(python))])


def table(result):
    """Return the document as text of at most 100 columns."""
    lines = []
    for version, figures in result['interpreters'].items():
        lines += [
            '%s, %g MB, CPU time, median of %d' % (version, result['megabytes'], result['repetitions']),
            '  %-24s %9s %9s %9s %9s   %s' % ('', 'MB', 'CPU s', 'MB/s', 'peak MB', 'ours is faster'),
        ]
        for name, row in figures['speed'].items():
            lines.append(
                '  %-24s %9.1f %9.2f %9.1f %9.1f   %s'
                % (
                    name,
                    row['mb'],
                    row['cpu_s'],
                    row['mb_per_s'],
                    row['peak_mb'],
                    '' if name == 'ours' else '%.2f times' % row['slower'],
                )
            )
        if 'jobs' in figures:
            lines.append(
                '  --jobs 2: by the clock %(times).2f times as fast as --jobs 1 (%(two_s).2f s, %(one_s).2f s), '
                'peak %(peak_mb).1f MB' % figures['jobs']
            )
        ours = figures['speed']['ours']
        for name, row in figures.get('memory', {}).items():
            lines.append(
                '  ours, %-18s %9.1f %9s %9.1f %9.1f   throughput %.2f of the first'
                % (name, row['mb'], '', row['mb_per_s'], row['peak_mb'], row['mb_per_s'] / ours['mb_per_s'])
            )
        lines.append('')
    if 'quality' in result:
        lines += [
            'Grouping: GA (share of messages grouped exactly) and FGA (F1 of groups)',
            '  strict: status, exception class and host apart; wording: together; a group never spans agents',
            '  %-5s %-12s %23s %23s %23s' % ('', '', 'severe, strict', 'severe, wording', 'all levels, strict'),
        ]
        for style, contenders in result['quality'].items():
            for name, scores in contenders.items():
                cells = [scores['severe']['strict'], scores['severe']['wording'], scores['all']['strict']]
                lines.append(
                    '  %-5s %-12s ' % (style, name)
                    + ' '.join('%23s' % ('%.3f  %.3f' % (cell['ga'], cell['fga'])) for cell in cells)
                )
    assert all(len(line) <= _WIDTH for line in lines), 'a line of the table is too long'
    return '\n'.join(lines).rstrip() + '\n'


def parse(argv):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--mb', type=float, default=240, help='size of the main set in millions of bytes (240)')
    parser.add_argument(
        '--python', action='append', metavar='PATH', help='interpreter to measure; repeatable (this one)'
    )
    parser.add_argument('--repetitions', type=int, default=3, help='runs of each contender, in turns (3)')
    parser.add_argument('--cache', metavar='DIR', help='where sets are kept (plexfix_bench in the temporary folder)')
    parser.add_argument('--large', action='store_true', help='also %d MB: memory and throughput there' % _LARGE_MB)
    parser.add_argument('--drain-mb', type=float, default=0, help='how much of the set Drain3 gets (0: all)')
    parser.add_argument(
        '--quality-mb',
        type=float,
        default=_QUALITY_MB,
        help='size of the sets that grouping is scored on (%d)' % _QUALITY_MB,
    )
    parser.add_argument(
        '--ours',
        metavar='COMMAND',
        help='what to measure, with {python}, {logs} and {output} (aggregate_plex_logs.py)',
    )
    parser.add_argument(
        '--skip',
        action='append',
        default=[],
        choices=('jobs', 'memory', 'quality'),
        help='leave a part out; repeatable',
    )
    parser.add_argument('--json', action='store_true', help='print one JSON document in place of the table')
    args = parser.parse_args(argv)
    if args.mb <= 0 or args.quality_mb <= 0 or args.repetitions < 1 or args.drain_mb < 0:
        parser.error('--mb, --quality-mb and --repetitions must be positive, --drain-mb not negative')
    args.python = args.python or [sys.executable]
    args.cache = args.cache or os.path.join(tempfile.gettempdir(), 'plexfix_bench')
    args.ours = args.ours or _OURS % _quoted(os.path.join(_ROOT, 'scripts', 'aggregate_plex_logs.py'))
    return args


def _quoted(path):
    return "'%s'" % path.replace("'", "'\"'\"'")


def main(argv=None):
    args = parse(argv)
    if not hasattr(os, 'wait4'):
        sys.stderr.write('error: this system cannot tell the CPU time of a child (os.wait4)\n  use Linux or macOS\n')
        return 2
    scratch = tempfile.mkdtemp(prefix='plexfix_bench_')
    try:
        result = measured(args, scratch)
    except (OSError, measure.CommandFailed, subprocess.CalledProcessError) as error:
        sys.stderr.write('error: the bench could not be run\n  %s\n' % error)
        return 1
    finally:
        for name in os.listdir(scratch):
            os.unlink(os.path.join(scratch, name))
        os.rmdir(scratch)
    sys.stdout.write(json.dumps(result, indent=1) + '\n' if args.json else table(result))
    return 0


if __name__ == '__main__':
    sys.exit(main())
