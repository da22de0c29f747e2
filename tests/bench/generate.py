#!/usr/bin/env python
# -*- coding: utf-8 -*-
"""Make a labelled set of plug-in logs, the same bytes from the same seed on every Python.

  python tests/bench/generate.py --out /tmp/logs --mb 240 --seed 1
  python tests/bench/generate.py --out /tmp/logs_b --mb 50 --style b
  python tests/bench/generate.py --out /tmp/unique --mb 240 --unique

Writes DIR/logs/com.plexapp.agents.<Agent>.log, .log.1 to .log.5 (larger than Plex's 1 MiB where six of those would not
hold the asked size) and beside them the truth:
  kinds.jsonl         one object per kind of record: agent, level, module, label, keys (status, class, host), count
  sample_severe.tsv   30,000 to 60,000 WARNING, ERROR and CRITICAL records, or all if there are fewer: file, line
                      number of the header, agent, kind
  sample_all.tsv      the same for as many records of any level
  expected.json       what an aggregate must count, per agent and in all

--unique makes nearly every message of an agent unlike any other, half of them at WARNING: for measuring memory.

Exit codes: 0 made, 2 wrong usage.
"""

from __future__ import absolute_import, division, print_function

import argparse
import datetime
import io
import json
import os
import sys

from style_a import AGENTS as AGENTS_A, StyleA
from style_b import AGENTS as AGENTS_B, StyleB
from truth import Book, Sampler, write_json
from words import Dice

STYLES = {'a': (AGENTS_A, StyleA), 'b': (AGENTS_B, StyleB)}
MIB = 1 << 20
SAMPLE_SIZE = 30000
_EPOCH = datetime.datetime(2026, 1, 5)
_MILLISECONDS = [b',%03d (' % number for number in range(1000)]
# About what a record takes, and how many of a hundred are severe: only to space the samples.
_BYTES_PER_RECORD = 165
_SEVERE_SHARE = 0.03


class AgentLog(object):
    """Writes the rotated files of one agent, oldest first, and keeps its book."""

    def __init__(self, folder, book, budget, sampler, unique_dice=None):
        self._folder, self._book, self._sampler, self._unique = folder, book, sampler, unique_dice
        # Six files at most; a record or two over the limit must not make a seventh.
        self._limit = max(MIB, budget // 6 + 1)
        self._index = min(5, int(budget // self._limit))
        self._handle, self._name, self._size, self._line = None, None, 0, 0
        self.written = self.lines = 0
        self._seconds, self._ms, self._prefix = 0, 0, b''
        self._turns = [1, 1]
        self._open()

    def _open(self):
        suffix = '.%d' % self._index if self._index else ''
        self._name = 'com.plexapp.agents.%s.log%s' % (self._book.agent, suffix)
        self._handle = io.open(os.path.join(self._folder, self._name), 'wb', buffering=MIB)
        self._size = self._line = 0

    def rotate_if_full(self):
        if self._size >= self._limit and self._index:
            self._handle.close()
            self._index -= 1
            self._open()

    def pause(self, seconds):
        self._seconds += seconds
        moment = _EPOCH + datetime.timedelta(seconds=self._seconds)
        self._prefix = moment.strftime('%Y-%m-%d %H:%M:%S').encode('ascii')

    def write(self, thread, records, step):
        """Write *records* of *thread*, *step* milliseconds apart; note what each adds to the truth."""
        for kind, text, effects in records:
            self._ms += step
            if self._ms >= 1000:
                self.pause(self._ms // 1000)
                self._ms %= 1000
            if self._unique is not None and not kind.fixed:
                kind, text = self._made_unique(kind, text)
            line = b''.join((self._prefix, _MILLISECONDS[self._ms], thread, kind.tail, text, b'\n'))
            self._handle.write(line)
            kind.count += 1
            self._line += 1
            if effects:
                self._book.note(effects)
            self._sample(kind)
            more = text.count(b'\n')
            self._line += more
            self.lines += 1 + more
            self._size += len(line)
            self.written += len(line)

    def _sample(self, kind):
        turns, sampler = self._turns, self._sampler
        turns[1] -= 1
        if not turns[1]:
            turns[1] = sampler.every[1]
            sampler.write(1, self._name, self._line, self._book.agent, kind)
        if kind.severe:
            turns[0] -= 1
            if not turns[0]:
                turns[0] = sampler.every[0]
                sampler.write(0, self._name, self._line, self._book.agent, kind)

    def _made_unique(self, kind, text):
        words = self._unique.gibberish()
        if kind.level == 'INFO' and self._unique.chance(0.5):
            # In front: behind a value column they would be one more value.
            return self._book.kind(kind.label, 'WARNING', kind.module, kind.line, kind.keys), b'%s %s' % (words, text)
        first, newline, rest = text.partition(b'\n')
        return kind, b'%s %s%s%s' % (first, words, newline, rest)

    def close(self):
        self._handle.close()


class Thread(object):
    """One thread of the plug-in and the rest of the operation it is at."""

    __slots__ = ('name', 'records', 'at')

    def __init__(self, dice):
        self.name, self.records, self.at = dice.hexes(12), [], 0


def write_agent(folder, agent, index, style, budget, seed, sampler, unique):
    """Write one agent's logs of about *budget* bytes; return its Book and the number of its lines."""
    dice = Dice(seed * 1009 + index)
    book = Book(agent)
    source = style(agent, index, dice, book)
    log = AgentLog(folder, book, budget, sampler, Dice(seed * 1009 + index + 500) if unique else None)
    log.pause(dice.below(3600))
    threads = []
    left_until_restart = 0
    while log.written < budget:
        if not left_until_restart:
            threads = _restart(source, log, dice)
            left_until_restart = dice.between(150, 900)
        thread = threads[dice.below(len(threads))]
        if thread.at >= len(thread.records):
            thread.records, thread.at = (source.search() if dice.chance(0.6) else source.update()), 0
            left_until_restart -= 1
            if dice.chance(0.3):
                log.pause(dice.between(1, 240))
        until = thread.at + dice.between(1, 12)
        records = thread.records[slice(thread.at, until)]
        log.write(thread.name, records, dice.between(1, 60))
        thread.at = until
        log.rotate_if_full()
    log.close()
    return book, log.lines


def _restart(source, log, dice):
    """Start the plug-in, now and then a new release of it that fails first; return its threads.

    Operations under way are dropped, as a restart drops them: they stay unfinished.
    """
    main = Thread(dice)
    source.book.new_release(dice.below(40))
    if dice.chance(0.15):
        log.write(main.name, source.start(True), 2)
        log.pause(30)
        main = Thread(dice)
    log.write(main.name, source.start(False), 2)
    log.pause(1)
    return [Thread(dice) for _ in range(dice.between(1, 4))]


def shares(count):
    """Return what share of the volume each agent gets: Zipf's law."""
    weights = [1.0 / (rank + 1) for rank in range(count)]
    return [weight / sum(weights) for weight in weights]


def generate(out, megabytes, seed=1, agents=21, style='a', unique=False):
    """Make the set in folder *out* and return its expected totals.

    *megabytes* are 10^6 bytes; memory does not grow with them.
    """
    names, style_class = STYLES[style]
    names = names[:agents]
    logs = os.path.join(out, 'logs')
    if not os.path.isdir(logs):
        os.makedirs(logs)
    total = int(megabytes * 1000000)
    records = total // _BYTES_PER_RECORD
    sampler = Sampler(out, max(1, int(records * _SEVERE_SHARE / SAMPLE_SIZE)), max(1, records // SAMPLE_SIZE))
    expected = {}
    with io.open(os.path.join(out, 'kinds.jsonl'), 'wb') as kinds:
        for index, (name, share) in enumerate(zip(names, shares(len(names)))):
            book, lines = write_agent(logs, name, index, style_class, int(total * share), seed, sampler, unique)
            for row in book.rows():
                kinds.write(json.dumps(row, sort_keys=True).encode('ascii') + b'\n')
            expected[name] = book.expected(lines)
    sampler.close()
    document = {
        'settings': {'megabytes': megabytes, 'seed': seed, 'agents': len(names), 'style': style, 'unique': unique},
        'agents': expected,
        'totals': _sum(list(expected.values())),
    }
    write_json(os.path.join(out, 'expected.json'), document)
    return document


def _sum(parts):
    """Return the sum of equally shaped dicts of numbers."""
    total = {}
    for name in set(name for part in parts for name in part):
        values = [part[name] for part in parts if name in part]
        total[name] = _sum(values) if isinstance(values[0], dict) else sum(values)
    return total


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--out', required=True, metavar='DIR', help='folder to fill; made if absent')
    parser.add_argument('--mb', type=float, default=240, help='size of the logs in millions of bytes (240)')
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--agents', type=int, default=21, help='how many agents write (21)')
    parser.add_argument('--style', choices=sorted(STYLES), default='a', help='whose wordings (a)')
    parser.add_argument('--unique', action='store_true', help='make nearly every message unique')
    args = parser.parse_args(argv)
    if args.mb <= 0 or not 1 <= args.agents <= 21:
        parser.error('--mb must be positive and --agents between 1 and 21')
    totals = generate(args.out, args.mb, args.seed, args.agents, args.style, args.unique)['totals']
    sys.stdout.write(
        '%d records, %d severe\n'
        % (totals['records'], sum(totals['levels'][level] for level in ('WARNING', 'ERROR', 'CRITICAL')))
    )
    return 0


if __name__ == '__main__':
    sys.exit(main())
