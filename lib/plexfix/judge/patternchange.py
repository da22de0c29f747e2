# -*- coding: utf-8 -*-
"""Patterns that are new in the second of two aggregates, that are gone, and that took another's place.

A pattern is known by agent and id: ids mask numbers and titles, and keep status, exception class and host.
"""
from __future__ import absolute_import, division, print_function

import re

from plexfix.base.redact import redact
from plexfix.judge import statistics
from plexfix.judge.frames import LOADING, changed_frame, exception_of
from plexfix.judge.metrics import steady
from plexfix.observe.patterns import is_left_out
from plexfix.observe.summary import operations
from plexfix.understand.categories import host_of

# So often a message that was absent before must come to be a new error type; a traceback must only come once.
LEAST_NEW = 3
PLACES, ROWS = 20, 50
_LOUD = ('WARNING', 'ERROR', 'CRITICAL')
_STEP = re.compile(u'(?:^| - |^\\s*)([A-Z]{3,12}) ?::')
_STEP_WORDS = ((u'SEARCH', re.compile(u'_search\\b|:search\\b|in the search function')),
               (u'UPDATE', re.compile(u'_update\\b|:update\\b|in the update function')))


def differences(before, after, names, files=None):
    """Return {new, gone, rare} for the named agents' dicts of two aggregates, or None where one has no patterns.

    `new` are new error types: absent before, and three or more after or any traceback, import or syntax error.  `rare`
    is how many others were absent before.  *files* are the globs of changed files; a new traceback tells whether it
    has a frame in one.  Of an agent without operations before nobody knows what is new, but for errors of loading.
    """
    found = {'new': [], 'gone': [], 'rare': 0}
    for name in names:
        one, other = before.get(name), after.get(name)
        if any(side is not None and side.get('patterns') is None for side in (one, other)):
            return None
        old, new = (_patterns(side) for side in (one, other))
        for key in sorted(set(new) - set(old)):
            row = _row(name, new[key], other)
            row.update(in_changed_file=changed_frame(new[key], files), bound=_bound(one))
            known = one is not None and operations(one)[0]
            if is_new_type(row) and (known or row['exception'] in LOADING):
                found['new'].append(row)
            else:
                found['rare'] += 1
        # Of an agent that left the logs nothing is gone, it was only not looked at.
        if other is not None and operations(other)[0]:
            found['gone'].extend(_row(name, old[key], one) for key in sorted(set(old) - set(new)))
    for key in ('new', 'gone'):
        found[key].sort(key=lambda row: (-row['count'], row['agent'], row['id']))
    return found


def summary(found):
    """Return what a record keeps of `differences`: the first ROWS of each, harm to changed files before all, and totals."""
    first = sorted(found['new'], key=lambda row: (not (row['in_changed_file'] and row['exception']),
                                                  row['exception'] is None))
    return {'new': first[:ROWS], 'gone': found['gone'][:ROWS], 'new_count': len(found['new']),
            'gone_count': len(found['gone']), 'rare': found['rare']}


def is_new_type(row):
    """Return whether a pattern that was absent before is a new error type."""
    return row['count'] >= LEAST_NEW or row['exception'] is not None


def shapes(found, before, after, names):
    """Return what took the place of what is gone: same agent, host and step; statuses of a host too.

    Each row has the agent's successes on both sides, as it counts only where they did not rise.
    """
    rows, come = [], {}
    for new in found['new']:
        if new['failure'] and new['step'] is not None:
            # The most frequent one of a place stands for all that came there.
            come.setdefault((new['agent'], new['host'], new['step']), new)
    for gone in found['gone']:
        new = come.get((gone['agent'], gone['host'], gone['step']))
        if new is not None and gone['failure']:
            rows.append(_shape(gone['agent'], gone['host'], gone['step'], gone, new, before, after))
    for name in names:
        if name in before and name in after:
            rows.extend(_statuses(name, before, after))
    return rows[:PLACES]


def _statuses(name, before, after):
    """Return the shape changes of one agent from an HTTP status of a host to another one."""
    old, new = (_by_host(side[name]) for side in (before, after))
    for host in sorted(set(old) & set(new)):
        gone = sorted(status for status in old[host] if status not in new[host])
        come = sorted(status for status in new[host] if status not in old[host] and new[host][status] >= LEAST_NEW)
        for was in gone:
            for now in come:
                yield _shape(name, host, u'HTTP', {'id': u'http_' + was, 'count': old[host][was]},
                             {'id': u'http_' + now, 'count': new[host][now]}, before, after)


def _by_host(agent):
    found = {}
    for status, hosts in ((agent.get('http') or {}).get('by_status_host') or {}).items():
        for host, count in (hosts or {}).items():
            # None was not measured: then nothing is known to have gone or come.
            if count is not None:
                found.setdefault(host, {})[status] = count
    return found


def _shape(agent, host, step, gone, new, before, after):
    return {'agent': agent, 'host': host, 'step': step,
            'gone': {'id': gone['id'], 'count': gone['count']}, 'new': {'id': new['id'], 'count': new['count']},
            'success': {'before': _successes(before[agent]), 'after': _successes(after[agent])}}


def _successes(agent):
    _, finished, successful = operations(agent)
    return {'count': successful, 'operations': finished}


def _patterns(agent):
    """Return {id: pattern} of the patterns that tell of something wrong."""
    if agent is None:
        return {}
    return dict((row['id'], row) for row in agent['patterns'] if not is_left_out(row) and _counts(row))


def _counts(pattern):
    if pattern.get('benign') or pattern.get('role') in ('benign', 'marker', 'rejection'):
        return False
    return pattern['level'] in _LOUD or pattern.get('role') in ('failure', 'evidence')


def _row(agent, pattern, counts):
    started = operations(counts)[0]
    return {'agent': agent, 'id': pattern['id'], 'level': pattern['level'], 'template': redact(pattern['template']),
            'count': pattern['count'], 'operations': started, 'rate': pattern['count'] / started if started else None,
            'host': host_of(pattern), 'step': step_of(pattern), 'exception': exception_of(pattern),
            'failure': pattern.get('role', 'failure') in ('failure', 'evidence')}


def step_of(pattern):
    """Return the step of an operation in which a pattern arises, as far as its words tell: SEARCH, UPDATE, UTILS ..."""
    labelled = _STEP.search(pattern['template'])
    if labelled:
        return labelled.group(1)
    for step, words in _STEP_WORDS:
        if words.search(pattern['template']):
            return step
    return pattern['module'] or None


def _bound(agent):
    """Return the rate up to which the pattern may have been there before, though nobody saw it."""
    return steady(statistics.unseen_bound(operations(agent)[0] if agent is not None else 0))
