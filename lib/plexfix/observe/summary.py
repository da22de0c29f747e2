# -*- coding: utf-8 -*-
"""What a person has to know of one agent, picked out of its numbers and patterns: rates, most frequent, worth fixing."""
from __future__ import absolute_import, division, print_function

import collections
import heapq

from plexfix.observe.patterns import is_left_out

# One agent as the report shows it.  `shortlist` holds Reach, `patterns` and `noise` aggregate patterns.
Summary = collections.namedtuple('Summary', 'name counts patterns noise shortlist pattern_count left_out')
# A failure pattern worth looking at: failures per operation, items touched, and whether it rose within the window.
Reach = collections.namedtuple('Reach', 'agent pattern rate items score rise')
# Failures per operation in the first and in the second half of the window; None where there were no operations.
Rise = collections.namedtuple('Rise', 'early late rising')

RISE_RATIO, RISE_LEAST = 1.5, 3
CANDIDATES = 200            # patterns of which the shortlist is chosen, the most frequent failures


def operations(counts):
    """Return (started, finished, successful) of an agent's numbers, searches and updates together."""
    started = finished = successful = 0
    for kind in counts['operations'].values():
        started += kind['started']
        finished += kind['started'] - kind['unfinished']
        successful += kind['successful']
    return started, finished, successful


def outcome(counts, name):
    """Return how many operations of an agent ended so, or with 'started' how many began."""
    return sum(kind[name] for kind in counts['operations'].values())


def rate(number, base):
    """Return number / base, None where nothing was there to be counted."""
    return number / base if base else None


def summarize(name, counts, patterns, top):
    """Return the Summary of one agent; *patterns* is iterated once, *top* is how many are wanted."""
    shown, noise, failing, total, left_out = [], [], [], 0, 0
    for pattern in patterns:
        total += 1
        rank = (pattern['count'], pattern['id'])
        if is_left_out(pattern):
            left_out += pattern['count']
        elif pattern['role'] == 'benign':
            _keep(noise, rank, pattern, top)
        elif pattern['role'] != 'marker':
            if pattern['level'] in ('WARNING', 'ERROR', 'CRITICAL') or pattern['role'] in ('failure', 'evidence'):
                _keep(shown, rank, pattern, top)
            if pattern['role'] == 'failure':
                _keep(failing, rank, pattern, CANDIDATES)
    shortlist = sorted((reach(name, counts, row[2]) for row in failing), key=_reach_order)
    return Summary(name, counts, _sorted(shown), _sorted(noise), shortlist[:top], total, left_out)


def _keep(heap, rank, pattern, most):
    """Keep *pattern* in *heap* if it is among the *most* frequent."""
    # Of equal counts the smaller id comes first, whatever order they come in.
    entry = (rank[0], _Reversed(rank[1]), pattern)
    if len(heap) < most:
        heapq.heappush(heap, entry)
    elif heap and entry > heap[0]:
        heapq.heapreplace(heap, entry)


class _Reversed(object):
    """A value that sorts the other way round."""

    __slots__ = ('value',)

    def __init__(self, value):
        self.value = value

    def __lt__(self, other):
        return other.value < self.value

    def __eq__(self, other):
        return other.value == self.value

    __hash__ = None


def _sorted(heap):
    return [entry[2] for entry in sorted(heap, key=lambda entry: (-entry[0], entry[1].value))]


def reach(name, counts, pattern):
    """Return the Reach of a pattern; its score is failures per operation times items touched, at least one.

    Without operations there is no rate, and the score is the count alone: it compares with others without a rate.
    """
    started = operations(counts)[0]
    share = rate(pattern['count'], started)
    score = share * max(1, pattern['items']) if share is not None else pattern['count']
    return Reach(name, pattern, share, pattern['items'], score, rise(counts, pattern))


def _reach_order(row):
    return (row.rate is None, -row.score, -row.pattern['count'], row.agent, row.pattern['id'])


def rise(counts, pattern):
    """Return the Rise of a pattern between the halves of the agent's hours, or None where they are not two.

    Per operation: more errors on a day with more searches are no rise.
    """
    hours = sorted(counts['by_hour'])
    busy = [hour for hour in hours if counts['by_hour'][hour]['operations']]
    if len(busy) < 2:
        return None
    middle = busy[len(busy) // 2]
    early = late = early_operations = late_operations = 0
    for hour, number in pattern['by_hour'].items():
        if hour < middle:
            early += number
        else:
            late += number
    for hour in hours:
        if hour < middle:
            early_operations += counts['by_hour'][hour]['operations']
        else:
            late_operations += counts['by_hour'][hour]['operations']
    before, after = rate(early, early_operations), rate(late, late_operations)
    rising = bool(late >= RISE_LEAST and after is not None and after >= RISE_RATIO * (before or 0))
    return Rise(before, after, rising)


def shortlist(summaries, top):
    """Return the *top* Reach over all agents, the widest first, those without a rate last."""
    rows = [row for one in summaries for row in one.shortlist]
    return sorted(rows, key=_reach_order)[:top]
