# -*- coding: utf-8 -*-
"""One pass of an active test, `plexfix.pass/1`, and the list of items that all passes of a fix share.

How items are refreshed is steps' business, what two passes prove is `pairing`'s.
"""
from __future__ import absolute_import, division, print_function

import hashlib

from plexfix import __version__
from plexfix.base.compat import to_bytes, to_text
from plexfix.base.errors import UsageError
from plexfix.base.jsontext import json_text
from plexfix.judge import pairing

ITEMS_SCHEMA = u'plexfix.items/1'
BEFORE, AFTER, RETEST = u'before', u'after', u'retest'
NOT_OBSERVED = u'not_observed'
_ROW = ('rating_key', 'guid', 'kind', 'agent', 'section_key', 'files')
_KINDS = (pairing.FAILING, pairing.AFFECTED, pairing.CONTROL, pairing.UNTOUCHED)
_HINT = u'remove it, and let test_fix_actively.py choose anew'


def item_list(fix, rows, made):
    """Return the list of items (`plexfix.items/1`) of *rows*, dicts with at least _ROW; *made* is when (text)."""
    return {'schema': ITEMS_SCHEMA, 'version': __version__, 'fix': fix, 'made': made, 'items': rows}


def check_list(document, name, fix=None):
    """Return the list of items *document*, read from *name* (text); raises UsageError where it is none of *fix*."""
    if not isinstance(document, dict) or document.get('schema') != ITEMS_SCHEMA:
        raise UsageError(u'%s is no list of items that this version can read' % name,
                         u'its schema is not %s' % ITEMS_SCHEMA,
                         u'name another: --item-list FILE; a new name lets one be made')
    rows = document.get('items')
    whole = isinstance(rows, list) and all(isinstance(row, dict) and set(_ROW) <= set(row) and row['kind'] in _KINDS
                                           for row in rows)
    if not whole or not rows:
        raise UsageError(u'%s is no whole list of items' % name, u'it has no items, or a part of one is missing', _HINT)
    keys = [pairing.key_of(row) for row in rows]
    if len(set(keys)) < len(keys):
        raise UsageError(u'%s is no whole list of items' % name, u'an item stands in it twice', _HINT)
    if fix is not None and to_text(document.get('fix') or u'').lower() != fix.lower():
        raise UsageError(u'%s is a list of items for another fix' % name,
                         u'it is for %s, not for %s' % (document.get('fix'), fix), u'name another: --item-list FILE')
    return document


def list_id(document):
    """Return what tells two lists of items apart: a hash of their items, whenever they were made."""
    return to_text(hashlib.sha256(to_bytes(json_text(document['items']))).hexdigest())


def begin(fix, which, items, started, log_marks, applied_at=None):
    """Return a pass without items yet; *items* is the list of items, *which* is BEFORE, AFTER or RETEST.

    *applied_at* says which application of the fix this is about, None where nobody knows.
    """
    return {'schema': pairing.SCHEMA, 'version': __version__, 'fix': fix, 'pass': which, 'started': started,
            'ended': None, 'planned': len(items['items']), 'item_list': list_id(items), 'applied_at': applied_at,
            'log_marks': log_marks, 'log_sizes': {}, 'lost_logs': [], 'clock_ahead_s': None, 'items': []}


def add(document, row, log_sizes, lost_logs=()):
    """Return the pass with one more item; *log_sizes* says how far the copied logs go with it."""
    return dict(document, items=document['items'] + [dict(row, log_sizes=log_sizes)], log_sizes=log_sizes,
                lost_logs=sorted(set(document['lost_logs']) | set(lost_logs)))


def finish(document, ended, clock_ahead_s=None):
    """Return the pass as ended; *clock_ahead_s* is by how much the clock of the logs is ahead of ours."""
    return dict(document, ended=ended, clock_ahead_s=clock_ahead_s)


def is_complete(document):
    return document['ended'] is not None


def remaining(document, items):
    """Return the rows of a list of items that a pass does not have yet."""
    done = set(pairing.key_of(row) for row in document['items'])
    return [row for row in items['items'] if pairing.key_of(row) not in done]


def check(document, name, fix, items=None):
    """Return the pass *document*, read from *name* (text); raises UsageError where it is none of *fix* and *items*."""
    pairing.check(document, name)
    if document['fix'].lower() != fix.lower():
        raise UsageError(u'%s is a pass of another fix' % name, u'it is of %s, not of %s' % (document['fix'], fix))
    if items is not None and document.get('item_list') != list_id(items):
        raise UsageError(u'%s is a pass over other items' % name, u'before and after must refresh the same ones',
                         u'give the list that it was made with: --item-list FILE')
    return document


def outcome_of(rows):
    """Return (outcome, seconds, failures) by the operations of an item's own agent, oldest first.

    The last operation counts: an update follows a search that was good.  Without any, the item left no trace.
    """
    if not rows:
        return NOT_OBSERVED, None, []
    known = [row['seconds'] for row in rows if row['seconds'] is not None]
    failures = sorted(set(one for row in rows for one in row['failures']))
    return rows[-1]['outcome'], round(sum(known), 3) if known else None, failures
