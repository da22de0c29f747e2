# -*- coding: utf-8 -*-
"""What became, in the second of two aggregates, of the items that failed in the first."""
from __future__ import absolute_import, division, print_function

FAILED = ('failed', 'empty', 'crashed')
PASSED = 'successful'


def items_after(before, after, names, gone=()):
    """Return {touched, of_gone, common, still_failing, recovered} for the items that were tried *before* and again *after*.

    *gone* are (agent, id) of failures that are there no more: where items had such failures, only these are looked at
    (`of_gone`).  `touched` is how many that are, `common` how many of them failed before.  An item is known by agent, operation and
    rating key; its last outcome counts.  None where one side lists no items.
    """
    rows = []
    for name in names:
        if None in (before[name].get('items'), after[name].get('items')):
            return None
        old, new = _last_outcomes(before[name]['items']), _last_outcomes(after[name]['items'])
        for key in old:
            if key in new:
                rows.append((any((name, one) in gone for one in old[key][1]), old[key][0], new[key][0]))
    of_gone = any(row[0] for row in rows)
    if of_gone:
        rows = [row for row in rows if row[0]]
    failed = [row for row in rows if row[1] in FAILED]
    return {'touched': len(rows), 'of_gone': of_gone, 'common': len(failed),
            'still_failing': sum(1 for row in failed if row[2] in FAILED),
            'recovered': sum(1 for row in failed if row[2] == PASSED)}


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
