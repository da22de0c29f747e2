# -*- coding: utf-8 -*-
"""What became, in the second of two aggregates, of the items that failed in the first."""
from __future__ import absolute_import, division, print_function

FAILED = ('failed', 'empty', 'crashed')
PASSED = 'successful'


def items_after(before, after, names, gone=()):
    """Return what became of the items tried *before* and again *after*, two {name: dict of an aggregate}, in *names*.

    That is {touched, of_gone, common, still_failing, recovered, muted, helped, rejected}.

    *gone* are (agent, id) of failures that are there no more: where items had such failures, only these are looked at
    (`of_gone`).  `touched` is how many that are, `common` how many of them failed before.  An item is known by agent, operation and
    rating key; its last outcome counts.  None where one side lists no items.  `muted` is about all of them: how many
    fail now and log no failure, where they logged one before or succeeded (0 where none of them failed before: then
    nothing fell silent); `helped` how many that failed succeed now.  `rejected` is how many candidates were rejected
    on each side, which is no failure and explains silence: a page came, and the film was not on it.
    """
    rows, muted, helped = [], [], 0
    for name in names:
        if None in (before[name].get('items'), after[name].get('items')):
            return None
        old, new = _last_outcomes(before[name]['items']), _last_outcomes(after[name]['items'])
        for key in old:
            if key in new:
                rows.append((any((name, one) in gone for one in old[key][1]), old[key][0], new[key][0]))
                muted += [old[key][0]] if _is_mute(new[key]) and not _is_mute(old[key]) else []
                helped += old[key][0] in FAILED and new[key][0] == PASSED
    of_gone = any(row[0] for row in rows)
    if of_gone:
        rows = [row for row in rows if row[0]]
    failed = [row for row in rows if row[1] in FAILED]
    # What most of those who logged it succeeded with is not what the others failed by.
    if (of_gone and 2 * len(failed) < len(rows)) or not any(outcome in FAILED for outcome in muted):
        muted = []
    return {'touched': len(rows), 'of_gone': of_gone, 'common': len(failed),
            'still_failing': sum(1 for row in failed if row[2] in FAILED),
            'recovered': sum(1 for row in failed if row[2] == PASSED), 'muted': len(muted), 'helped': helped,
            'rejected': [_rejected(side, names) for side in (before, after)]}


def _rejected(agents, names):
    """Return how many candidates were rejected, None where it was not counted."""
    counted = [(agents[name].get('candidates') or {}).get('rejected') for name in names]
    return None if None in counted else sum(number for one in counted for number in one.values())


def _is_mute(seen):
    """Return whether an item, (outcome, failures), fails and says nothing of why."""
    return seen[0] in FAILED and not seen[1]


def _last_outcomes(items):
    """Return {(operation, rating key): (last outcome, all failures)}; the unfinished say nothing."""
    last, failures = {}, {}
    for item in items:
        key = (item.get('operation'), item.get('rating_key'))
        if item['outcome'] != 'unfinished':
            failures.setdefault(key, set()).update(item.get('failures') or ())
            if key not in last or item['time'] >= last[key][0]:
                last[key] = (item['time'], item['outcome'])
    return dict((key, (outcome, failures[key])) for key, (_, outcome) in last.items())
