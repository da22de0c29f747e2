# -*- coding: utf-8 -*-
"""Whether what the judge reads of an aggregate, or of a pass, is of the kind that it must be, and where it is not.

A figure may be missing or None, as that is how one that was not measured is written; it may be nothing else.
"""
from __future__ import absolute_import, division, print_function

from plexfix.base.compat import integer_types, string_types

COUNT, TEXT, SCALAR = u'a whole number from 0', u'a text', u'a text or a number'
# What stands under a key that ends with this must be there, and not be None.
NEEDED = u'!'
# In a map this stands for whatever keys there are.
ANY = u'*'

_COUNTS = {ANY: COUNT}
_OPERATIONS = dict((name + NEEDED, COUNT) for name in (u'started', u'successful', u'unfinished', u'crashed'))
_PATTERN = {u'id!': TEXT, u'level!': TEXT, u'template!': TEXT, u'count!': COUNT, u'module': TEXT, u'role': TEXT,
            u'samples': [{u'text!': TEXT}]}
_ITEM = {u'outcome!': TEXT, u'time!': TEXT, u'operation': TEXT, u'rating_key': SCALAR, u'failures': [TEXT]}
_AGENT = dict(
    ((name, COUNT) for name in (u'records', u'enriched', u'failures', u'url_fetch_errors', u'model_read_errors',
                                u'network_errors')),
    candidates={u'processed': COUNT, u'rejected': _COUNTS}, exceptions=_COUNTS, starts={u'ok': COUNT, u'failed': COUNT},
    http={u'failures': COUNT, u'by_status': _COUNTS, u'by_status_host': {ANY: _COUNTS}},
    patterns=[_PATTERN], items=[_ITEM])
_AGENT[u'operations!'] = {ANY + NEEDED: _OPERATIONS}
AGGREGATE = {u'window!': {u'since': TEXT, u'first': TEXT, u'last': TEXT}, u'agents!': {ANY + NEEDED: _AGENT},
             u'files!': [{u'name!': TEXT, u'agent!': TEXT, u'first': TEXT}]}
PASS = {u'fix!': TEXT, u'pass!': TEXT, u'items!': [
    {u'rating_key!': SCALAR, u'kind!': TEXT, u'outcome!': TEXT, u'agent': TEXT}]}


def fault(value, kind, place=u'', needed=True):
    """Return in words where *value*, read from JSON, is not of *kind*; None where it is, all over.

    *kind* is COUNT, TEXT or SCALAR, a list of one kind, or a dict of kinds by key.
    """
    if value is None:
        return u'%s is missing' % place if needed else None
    if isinstance(kind, dict):
        return _in_map(value, kind, place)
    if isinstance(kind, list):
        if not isinstance(value, list):
            return u'%s is no list' % place
        parts = (fault(one, kind[0], u'%s[%d]' % (place, at)) for at, one in enumerate(value))
        return next((said for said in parts if said), None)
    return None if _is(value, kind) else u'%s is not %s' % (place, kind)


def _in_map(value, kinds, place):
    if not isinstance(value, dict):
        return u'%s is no object' % place
    for key in sorted(kinds):
        name, needed = key.rstrip(NEEDED), key.endswith(NEEDED)
        for one in (sorted(value) if name == ANY else [name]):
            said = fault(value.get(one), kinds[key], u'%s.%s' % (place, one) if place else one, needed)
            if said:
                return said
    return None


def _is(value, kind):
    if isinstance(value, string_types):
        return kind in (TEXT, SCALAR)
    whole = isinstance(value, integer_types) and not isinstance(value, bool)
    return whole and (kind == SCALAR or kind == COUNT and value >= 0)
