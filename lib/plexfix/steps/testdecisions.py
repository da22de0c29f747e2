# -*- coding: utf-8 -*-
"""The verdicts of an iteration in one list, `testing_decisions.json`: which test led to which decision, and by what.

    {"schema": "plexfix.testing_decisions/1", "decisions": [
      {"time", "fix", "decision", "score", "evidence", "policy", "reason", "retests", "report", "report_sha256",
       "override": {"time", "decision", "by", "reason"} or null}]}

`report` is a path from the file's folder on where it lies there.  The decision log tells the same among all else, and
wins where they differ.
"""
from __future__ import absolute_import, division, print_function

import json
import os

from plexfix.base.compat import fs_text, to_bytes, to_text
from plexfix.base.errors import UsageError
from plexfix.base.jsontext import json_text
from plexfix.outside import audit, files, rundir

SCHEMA = u'plexfix.testing_decisions/1'
_KEYS = frozenset(['time', 'fix', 'decision', 'score', 'evidence', 'policy', 'reason', 'retests', 'report',
                   'report_sha256', 'override'])


def load(path):
    """Return the rows (dictionaries) of the file at *path*, oldest first, none where it is not there; raises UsageError."""
    if not os.path.exists(path):
        return []
    try:
        document = json.loads(to_text(files.read_bytes(path)))
        schema, rows = document['schema'], document['decisions']
        good = schema == SCHEMA and all(_KEYS <= set(row) for row in rows)
    except (ValueError, KeyError, TypeError):
        good, schema = False, u'none'
    if not good:
        raise UsageError(u'cannot use %s' % fs_text(path), u'its schema is %s, and %s is needed' % (to_text(schema), SCHEMA),
                         u'put it aside: it is made again by the next test; the decision log has all of it')
    return rows


def add(path, record, report, now=None):
    """Write the decision of a test's *record* (`plexfix.comparison/1`) behind the others; returns its row.

    *report* is the path of the written test report.  A test that is decided once more, with the same report, is the
    same row.
    """
    row = {'time': to_text(now or audit.local_time()), 'fix': record['fix'], 'decision': record['decision'],
           'score': record['score'], 'evidence': record['evidence'], 'policy': record['policy'],
           'reason': record['reason'], 'retests': (record['inputs']['passes'] or {}).get('retests'),
           'report': rundir.told_from(os.path.dirname(os.path.abspath(path)), report),
           'report_sha256': files.sha256_of(report), 'override': None}
    rows = load(path)
    same = [old for old in rows if _same_fix(old, row) and old['report_sha256'] == row['report_sha256']]
    if same:
        return same[-1]
    _save(path, rows + [row])
    return row


def override(path, fix, decision, by, reason, now=None):
    """Write a person's *decision* to the last row of a *fix*; returns that row, None where no test of it was decided."""
    rows = load(path)
    mine = [row for row in rows if row['fix'].lower() == to_text(fix).lower()]
    if not mine:
        return None
    mine[-1]['override'] = {'time': to_text(now or audit.local_time()), 'decision': decision, 'by': by, 'reason': reason}
    _save(path, rows)
    return mine[-1]


def is_as_decided(path, row):
    """Return whether the report of a *row* of the file at *path* is there, and what it was when the row was written."""
    report = rundir.native_from(os.path.dirname(os.path.abspath(path)), row['report'])
    return os.path.isfile(report) and files.sha256_of(report) == row['report_sha256']


def _same_fix(one, other):
    return one['fix'].lower() == other['fix'].lower()


def _save(path, rows):
    files.ensure_folder(os.path.dirname(os.path.abspath(path)))
    files.atomic_write(path, to_bytes(json_text({'schema': SCHEMA, 'decisions': rows})) + b'\n')
