# -*- coding: utf-8 -*-
"""The same items before and after a fix: who recovered, who got worse, and how sure that is.

The passes themselves are `plexfix.pass/1`; what a verdict makes of the pairs is `decide`'s.
"""
from __future__ import absolute_import, division, print_function

from plexfix.base.errors import UsageError
from plexfix.judge import soundness, statistics
from plexfix.judge.metrics import steady

SCHEMA = u'plexfix.pass/1'
FAILING, CONTROL, UNTOUCHED = u'failing', u'control', u'untouched'
# Items that met what the fix is about, and succeeded all the same: their outcome says nothing of it, but may get worse.
AFFECTED = u'affected'
PASSED = u'successful'
OBSERVED = (PASSED, u'failed', u'empty', u'crashed', u'unfinished')
MOST_RETESTS = 2
# Of the items that were refreshed in a pass, at least this share must have left a trace in the logs.
LEAST_TRACES = 0.8


def check(document, name):
    """Return *document*, read from *name* (text), where it is a pass; raises UsageError where it is not."""
    if not isinstance(document, dict) or document.get('schema') != SCHEMA:
        raise UsageError(u'%s is no pass of an active test that this version can read' % name,
                         u'its schema is not %s' % SCHEMA, u'give a file that test_fix_actively.py wrote')
    said = soundness.fault(document, soundness.PASS)
    if said:
        raise UsageError(u'%s is no whole pass of an active test' % name, said, u'make the pass again')
    return document


def pair(before, after, retests=()):
    """Return the pairs of the items in two passes (`plexfix.pass/1`), or None where there is no *before* pass.

    Over *retests*, at most two, each item is paired with its outcome before again, and what changed is added up.  An
    item that left no trace in one of the passes makes no pair there.  Raises UsageError for a third retest.
    """
    if before is None or after is None:
        return None
    return tally(rows_of(before, after, retests))


def rows_of(before, after, retests=()):
    """Return a row for each item: its key, agent, kind, outcome before and, in a list, after and at each retest.

    *before* may be None: then nothing is known of the items' old outcomes.  What was not observed is None.
    """
    if len(retests) > MOST_RETESTS:
        raise UsageError(u'a fix is retested %d times at most, not %d times' % (MOST_RETESTS, len(retests)),
                         u'who looks again and again finds something in the end', u'a person decides now')
    old = _outcomes(before) if before is not None else {}
    looks = [_outcomes(one) for one in (after,) + tuple(retests)]
    rows, seen = [], set()
    for one in ([before] if before is not None else []) + [after] + list(retests):
        for item in one['items']:
            key = key_of(item)
            if key not in seen:
                seen.add(key)
                rows.append({'rating_key': key[1], 'agent': item.get('agent'), 'kind': item['kind'],
                             'before': old.get(key), 'after': [look.get(key) for look in looks]})
    return rows


def traces(passes):
    """Return {pass, refreshed, seen} of each pass: how many of its items left a trace."""
    return [{'pass': one['pass'], 'refreshed': len(one['items']),
             'seen': sum(1 for item in one['items'] if item['outcome'] in OBSERVED)} for one in passes]


def tally(rows):
    """Return the `paired` part of a comparison's record; *rows* are those of `rows_of`."""
    b, c = _changed(rows, FAILING)
    items = [row for row in rows if row['kind'] == FAILING and _pairs(row)]
    affected, controls = ([row for row in rows if row['kind'] == kind and _pairs(row)] for kind in (AFFECTED, CONTROL))
    worse, better = (sum(both) for both in zip(_changed(rows, AFFECTED), _changed(rows, CONTROL)))
    test = statistics.mcnemar(b, c)
    return {
        'items': len(items), 'looks': max([len(row['after']) for row in rows] or [0]),
        'failed_before': sum(1 for row in items if row['before'] != PASSED),
        'could_improve': sum(len(_pairs(row)) for row in items if row['before'] != PASSED),
        'pass_to_fail': b, 'fail_to_pass': c, 'p': steady(test.improve), 'midp': steady(test.improve_midp),
        'e': steady(statistics.evalue(b, c)),
        'affected': {'items': len(affected)},
        # What worked before must work after, whether or not the fix is about it.
        'controls': {'items': len(affected) + len(controls), 'pass_to_fail': worse, 'fail_to_pass': better,
                     'p': steady(statistics.mcnemar(worse, better).worsen)},
        'untouched': dict(zip(('items', 'pass_to_fail', 'fail_to_pass'), _untouched(rows))),
        'rows': [_row(row) for row in rows]}


def is_mostly_affected(paired):
    """Return whether most of the items that a test (its `tally`, None for none) is about succeed all the same.

    Then not their outcomes can tell whether the fix helps.  It is settled when the items are chosen, not by what comes.
    """
    return paired is not None and paired['affected']['items'] > paired['items']


def still_failing(rows):
    """Return (how many items that failed before fail at the last look too, how many of them pass then)."""
    still = recovered = 0
    for row in rows:
        seen = [outcome for outcome in row['after'] if outcome is not None]
        if row['kind'] == FAILING and row['before'] not in (None, PASSED) and seen:
            still, recovered = (still, recovered + 1) if seen[-1] == PASSED else (still + 1, recovered)
    return still, recovered


def key_of(item):
    """Return the (agent, rating key) by which an item of one pass is that of another."""
    return item.get('agent') or u'', u'%s' % item['rating_key']


def _outcomes(one):
    return dict((key_of(item), item['outcome'] if item['outcome'] in OBSERVED else None) for item in one['items'])


def _pairs(row):
    """Return the outcomes after that make a pair with the one before."""
    return [] if row['before'] is None else [outcome for outcome in row['after'] if outcome is not None]


def _changed(rows, kind):
    """Return (from pass to fail, from fail to pass) of one kind of items, over all looks."""
    worse = better = 0
    for row in rows:
        if row['kind'] == kind:
            passed = sum(1 for outcome in _pairs(row) if outcome == PASSED)
            if row['before'] == PASSED:
                worse += len(_pairs(row)) - passed
            else:
                better += passed
    return worse, better


def _untouched(rows):
    return (sum(1 for row in rows if row['kind'] == UNTOUCHED and _pairs(row)),) + _changed(rows, UNTOUCHED)


def _row(row):
    """Return a row as the record has it: `after` is what was seen last, `looks` all of it."""
    seen = [outcome for outcome in row['after'] if outcome is not None]
    return {'rating_key': row['rating_key'], 'agent': row['agent'], 'kind': row['kind'],
            'before': row['before'] or u'not_observed', 'after': seen[-1] if seen else u'not_observed',
            'looks': [outcome or u'not_observed' for outcome in row['after']]}
