# -*- coding: utf-8 -*-
"""The labelled truth beside a made-up log set: how many records of each kind, and which line is of which kind.

A kind is what a careful reader would call one message: same agent, level, module and wording, and the same HTTP
status, exception class and host where it states one.  What the records say is left to the styles.
"""

from __future__ import absolute_import, division, print_function

import io
import json
import os

LEVELS = ('DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL')
SEVERE = frozenset(['WARNING', 'ERROR', 'CRITICAL'])
SAMPLE_COLUMNS = ('file', 'line', 'agent', 'level', 'module', 'label', 'keys')


class Kind(object):
    """One kind of record of one agent; `tail` is its header from the thread's closing bracket on."""

    __slots__ = ('label', 'keys', 'level', 'module', 'line', 'fixed', 'count', 'severe', 'tail')

    def __init__(self, label, level, module, line, keys, fixed):
        self.label, self.level, self.module, self.line, self.keys, self.fixed = (
            label,
            level,
            module,
            line,
            keys,
            fixed,
        )
        self.count = 0
        self.severe = level in SEVERE
        self.move(0)

    def move(self, shift):
        """Shift the line number, as a new release of the agent does."""
        self.tail = (') :  %s (%s:%d) - ' % (self.level, self.module, self.line + shift)).encode('ascii')


class Book(object):
    """The kinds and the expected totals of one agent."""

    def __init__(self, agent):
        self.agent = agent
        self.totals = {}
        self._kinds = {}
        self._shift = 0

    def kind(self, label, level, module, line, keys='', fixed=False):
        """Return the Kind of that label and keys, made at the first call.  *fixed* text is never made unique."""
        kind = self._kinds.get((label, keys, level))
        if kind is None:
            kind = self._kinds[label, keys, level] = Kind(label, level, module, line, keys, fixed)
            kind.move(self._shift)
        return kind

    def new_release(self, shift):
        self._shift = shift
        for kind in self._kinds.values():
            kind.move(shift)

    def note(self, effects):
        """Add the (name, number) pairs of *effects* to the totals."""
        for name, number in effects:
            self.totals[name] = self.totals.get(name, 0) + number

    def rows(self):
        """Return a dict per kind that occurred, in a fixed order."""
        kinds = sorted(
            (kind for kind in self._kinds.values() if kind.count),
            key=lambda kind: (kind.label, kind.keys, kind.level),
        )
        return [
            {
                'agent': self.agent,
                'label': kind.label,
                'keys': kind.keys,
                'level': kind.level,
                'module': kind.module,
                'count': kind.count,
            }
            for kind in kinds
        ]

    def expected(self, lines):
        """Return what an aggregate of this agent must say, shaped as the aggregate is."""
        levels = dict.fromkeys(LEVELS, 0)
        for kind in self._kinds.values():
            levels[kind.level] += kind.count
        total = self.totals.get
        outcomes = ('started', 'successful', 'failed', 'empty', 'crashed', 'unfinished')
        return {
            'lines': lines,
            'records': sum(levels.values()),
            'levels': levels,
            'operations': dict(
                (operation, dict((name, total('%s.%s' % (operation, name), 0)) for name in outcomes))
                for operation in ('search', 'update')
            ),
            'titles_found': total('titles_found', 0),
            'enriched': total('enriched', 0),
            'candidates': {
                'processed': total('processed', 0),
                'rejected': dict(
                    (reason, total('rejected.' + reason, 0))
                    for reason in ('title', 'studio', 'release_date', 'duration')
                ),
            },
            'http': {
                'failures': total('http', 0),
                'without_status': total('without_status', 0),
                'by_status': self._map('status.'),
                'by_host': self._map('host.'),
            },
            'url_fetch_errors': total('url_fetch_errors', 0),
            'model_read_errors': total('benign.model_read', 0),
            'network_errors': total('network_errors', 0),
            'exceptions': self._map('exception.'),
            'starts': {'ok': total('starts.ok', 0), 'failed': total('starts.failed', 0)},
            'benign': dict((name, total('benign.' + name, 0)) for name in ('resource_hashes', 'model_read', 'other')),
            'failures': total('failures', 0),
        }

    def _map(self, prefix):
        return dict(
            (name.partition('.')[2], number)
            for name, number in self.totals.items()
            if name.startswith(prefix)
        )


class Sampler(object):
    """Writes one line for every n-th severe record and for every m-th of all, so that groups can be scored."""

    def __init__(self, folder, every_severe, every_any):
        self._files = [io.open(os.path.join(folder, name), 'wb') for name in ('sample_severe.tsv', 'sample_all.tsv')]
        self.every = (every_severe, every_any)
        for sample in self._files:
            sample.write(('\t'.join(SAMPLE_COLUMNS) + '\n').encode('ascii'))

    def write(self, which, file_name, line, agent, kind):
        """Write a record to sample *which* (0 severe, 1 all); whose turn it is, the caller knows."""
        row = (file_name, '%d' % line, agent, kind.level, kind.module, kind.label, kind.keys)
        self._files[which].write(('\t'.join(row) + '\n').encode('utf-8'))

    def close(self):
        for sample in self._files:
            sample.close()


def write_json(path, document):
    with io.open(path, 'wb') as handle:
        handle.write(json.dumps(document, sort_keys=True, indent=1, separators=(',', ': ')).encode('ascii') + b'\n')
