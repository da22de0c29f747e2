# -*- coding: utf-8 -*-
"""Numbers of an agent by their dotted names, and comparisons of them; what they mean is left to signatures.

What was not measured never compares: an absent number is no zero.
"""
from __future__ import absolute_import, division, print_function

import collections
import operator

from plexfix.base.compat import integer_types
from plexfix.observe.counts import Counts

# Holds where the number *name*, divided by the number *per* where that is given, stands so to *value*.
Comparison = collections.namedtuple('Comparison', 'name op value per')

OPERATORS = collections.OrderedDict([('==', operator.eq), ('!=', operator.ne), ('<=', operator.le), ('<', operator.lt),
                                     ('>=', operator.ge), ('>', operator.gt)])
DOCUMENT = 'document'
ALL = 'all'                 # in a name: the sum over whatever stands in its place
FINISHED = 'finished'       # of a kind of operation: those that did not stay unfinished
_NUMBERS = integer_types + (float,)


def value_of(name, counts, document=None):
    """Return the number that *name* stands for in an agent's dict, or None where it was not measured.

    `operations.all.started` sums over searches and updates, `operations.search.finished` leaves out the unfinished;
    names that begin with `document.` are looked up in the whole aggregate.
    """
    parts = name.split('.')
    if parts[0] == DOCUMENT:
        return _walk(document, parts[1:])
    return _walk(counts, parts)


def _walk(node, parts):
    if not parts:
        return node if isinstance(node, _NUMBERS) and not isinstance(node, bool) else None
    if not isinstance(node, dict):
        return None
    head, rest = parts[0], parts[1:]
    if head == ALL:
        numbers = [_walk(child, rest) for child in node.values()]
        return None if None in numbers else sum(numbers)
    if head == FINISHED and head not in node:
        started, unfinished = _walk(node, ['started']), _walk(node, ['unfinished'])
        return None if None in (started, unfinished) else started - unfinished
    whole = '.'.join(parts)                 # the name of a host has dots itself
    return _walk(node[whole], []) if whole in node else _walk(node.get(head), rest)


def holds(comparison, number_of):
    """Return whether a Comparison holds; *number_of* returns the number of a name, or None."""
    number = number_of(comparison.name)
    if comparison.per is not None:
        base = number_of(comparison.per)
        number = number / base if number is not None and base else None
    return number is not None and OPERATORS[comparison.op](number, comparison.value)


def is_known(name):
    """Return whether an aggregate can hold a number of this name at all."""
    parts = name.split('.')
    if parts[0] == DOCUMENT:
        return _fits({'redacted': _MAP, 'totals': _AGENT, 'window': {'hours': 0}}, parts[1:])
    return _fits(_AGENT, parts)


def _fits(node, parts):
    """Return whether *parts* lead to a number in *node*, a skeleton of what an aggregate holds."""
    if node is _MAP:
        return bool(parts) and all(parts)
    if not isinstance(node, dict):
        return node == 0 and not parts
    if not parts:
        return False
    if parts[0] == ALL:
        return all(_fits(child, parts[1:]) for child in node.values())
    return parts == [FINISHED] and 'unfinished' in node or parts[0] in node and _fits(node[parts[0]], parts[1:])


def _skeleton():
    """Return the numbers of an agent as nested dicts; where only what was seen has a key, a _MAP."""
    agent = dict(Counts().as_dict(), by_hour=None, exceptions=_MAP)
    agent['http'] = dict(agent['http'], by_status=_MAP, by_host=_MAP, by_status_host=_MAP)
    return agent


_MAP = object()
_AGENT = _skeleton()
