# -*- coding: utf-8 -*-
"""Which failure pattern only follows another one, so that it is shown under its root.

Read from the items' lists of failures (pattern ids in order, root first); numbers and words are left to others.
"""
from __future__ import absolute_import, division, print_function

import collections

# A pattern that most often follows *root* (a pattern id): in *times* of the *of* operations it was met in.
Follow = collections.namedtuple('Follow', 'root times of')


def follows(agent):
    """Return {pattern id: Follow} for the patterns of an aggregate's *agent* that in most operations follow another.

    It follows the failure before it in the same operation; of several roots the most frequent one is told.  An
    `Error opening URL` never does: it is a request of its own, and that one comes after another does not make it a
    consequence.  Operations without a rating key are not listed in an aggregate, and tell nothing here.
    """
    requests = _requests(agent)
    met, before = {}, {}
    for item in agent['items']:
        for root, pattern_id in _walk(item['failures'], requests):
            met[pattern_id] = met.get(pattern_id, 0) + 1
            if root is not None:
                found = before.setdefault(pattern_id, {})
                found[root] = found.get(root, 0) + 1
    result = {}
    for pattern_id, roots in before.items():
        if sum(roots.values()) * 2 > met[pattern_id]:
            # Of equally frequent ones the smaller id, whatever order they come in.
            root, times = min(roots.items(), key=lambda row: (-row[1], row[0]))
            result[pattern_id] = Follow(root, times, met[pattern_id])
    return _without_circles(result)


def stated_after(agent, states):
    """Return {root: value} where in most operations with that request a record after it states the same value.

    *states* is {pattern id: value}.  Only an `Error opening URL` is asked: it never says the status itself.
    """
    requests = _requests(agent)
    met, stated = {}, {}
    for item in agent['items']:
        said = set()
        for root, pattern_id in _walk(item['failures'], requests):
            if pattern_id in requests:
                met[pattern_id] = met.get(pattern_id, 0) + 1
            elif root in requests and pattern_id in states:
                said.add((root, states[pattern_id]))
        for pair in said:
            stated[pair] = stated.get(pair, 0) + 1
    return dict(pair for pair, times in sorted(stated.items()) if times * 2 > met[pair[0]])


def _requests(agent):
    """Return the ids of the patterns that are requests of their own."""
    return set(pattern['id'] for pattern in agent['patterns'] if pattern['template'].startswith(u'Error opening URL'))


def _walk(failures, requests):
    """Yield (the failure that it comes after or None, pattern id) for the failures of one operation."""
    root = None
    for pattern_id in failures:
        begins = root is None or pattern_id in requests
        yield (None if begins else root), pattern_id
        root = pattern_id if begins else root


def _without_circles(result):
    """Return *result* with each root the last of its chain; where two follow each other, the smaller id is the root."""
    whole = {}
    for pattern_id in sorted(result):
        seen, root = [pattern_id], result[pattern_id].root
        while root in result and root not in seen:
            seen.append(root)
            root = result[root].root
        if root in seen:
            root = min(seen[seen.index(root):])
        if root != pattern_id:
            whole[pattern_id] = result[pattern_id]._replace(root=root)
    return whole
