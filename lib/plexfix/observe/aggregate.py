# -*- coding: utf-8 -*-
"""The aggregate, `plexfix.aggregate/1`: its parts put together, totals, merging, and its JSON text.

The text that a person reads is made by `report`.
"""
from __future__ import absolute_import, division, print_function

from plexfix.base.compat import string_types
from plexfix.base.errors import UsageError
from plexfix.base.jsontext import json_line
from plexfix.observe import items as item_order
from plexfix.observe.itemrows import ITEM_KEYS, line_of_item
from plexfix.observe.items import ITEMS_KEPT
from plexfix.observe.patterns import OTHER, PATTERNS_KEPT, SAMPLES_KEPT, is_left_out, stronger
from plexfix.observe.templates import id_of

SCHEMA = 'plexfix.aggregate/1'
_PARTS = (('agents', dict), ('files', list), ('totals', dict), ('window', dict))
LINES_A_PIECE = 50
_NOT_IN_TOTALS = ('patterns', 'items', 'by_hour')


def check(document, name):
    """Raise UsageError unless *document*, read from *name* (text), is an aggregate of a schema that is known here."""
    schema = document.get('schema') if isinstance(document, dict) else None
    if schema != SCHEMA:
        raise UsageError(u'%s is no aggregate that this version can read' % name,
                         u'its schema is %s, expected %s' % (json_line(schema), SCHEMA),
                         u'make it again: aggregate_plex_logs.py --log-dir DIR --output FILE')
    missing = [key for key, kind in _PARTS if not isinstance(document.get(key), kind)]
    if missing:
        raise UsageError(u'%s is no whole aggregate' % name, u'it lacks: %s' % u', '.join(missing),
                         u'make it again: aggregate_plex_logs.py --log-dir DIR --output FILE')
    return document


def head(window, files, counts, run, redacted):
    """Return the aggregate without its agents.

    *window* is {since, until, first, last, hours}, *files* the list of file records, *counts* the agents' dicts (only
    their numbers are used), *run* {generated_at, version, run_id}, *redacted* {kind: secrets taken out of samples}.
    """
    return dict(run, schema=SCHEMA, window=window, files=sorted(files, key=_file_order), totals=totals(counts),
                redacted=redacted)


def totals(counts):
    """Return the sums of some agents' dicts, as one agent without patterns, items and by_hour."""
    total = None
    for one in counts:
        one = dict((key, value) for key, value in one.items() if key not in _NOT_IN_TOTALS)
        total = one if total is None else add(total, one)
    return total or {}


def add(one, other):
    """Return two nested dicts of numbers added up; of times the later, of lists the first in both.

    Times only stand under `starts`, so the later is the right one.
    """
    result = dict(one)
    for key, value in other.items():
        mine = result.get(key)
        if mine is None:
            result[key] = value
        elif isinstance(value, dict):
            result[key] = add(mine, value)
        elif value is None:
            result[key] = mine
        elif isinstance(value, int) and isinstance(mine, int):
            result[key] = mine + value
        else:
            result[key] = max(mine, value)
    return result


def merge(aggregates, run):
    """Return one aggregate of several (dicts), as if their logs had been counted together.

    The order in which they come, and merging some of them before, makes no difference, but for what had to be left
    out: the counts of that are added up.
    """
    agents, files, windows = {}, [], []
    for one in aggregates:
        files.extend(one['files'])
        windows.append(one['window'])
        for name, agent in one['agents'].items():
            agents[name] = merge_agents(agents[name], agent) if name in agents else agent
    redacted = {}
    for one in aggregates:
        found = one.get('redacted', {})
        # None: its samples were shown as they are, so nobody counted what would have been taken out.
        redacted = None if redacted is None or found is None else add(redacted, found)
    document = head(merge_windows(windows), files, agents.values(), run, redacted)
    document['agents'] = agents
    return document


def merge_windows(windows):
    """Return the window that holds all *windows*: an open end stays open, `hours` only where it is the same in all."""
    def ends(name, choose, needs_all):
        values = [window[name] for window in windows]
        known = [value for value in values if value is not None]
        return choose(known) if known and not (needs_all and len(known) < len(values)) else None
    hours = set(window['hours'] for window in windows)
    return {'since': ends('since', min, True), 'until': ends('until', max, True), 'first': ends('first', min, False),
            'last': ends('last', max, False), 'hours': hours.pop() if len(hours) == 1 else None}


def merge_agents(one, other):
    """Return two dicts of one agent merged."""
    result = add(_numbers(one), _numbers(other))
    result['patterns'] = merge_patterns(one['patterns'], other['patterns'])
    kept = sorted(one['items'] + other['items'], key=_item_order)
    result['items'] = kept[-ITEMS_KEPT:]
    result['items_left_out'] = (one['items_left_out'] + other['items_left_out'] + max(0, len(kept) - ITEMS_KEPT))
    return result


def merge_patterns(one, other):
    """Return two lists of patterns merged: equal ids added up, above the limit of a level the rarest in one."""
    merged = {}
    for pattern in one + other:
        key = pattern['id']
        merged[key] = _merge_two(merged[key], pattern) if key in merged else pattern
    rows = sorted(merged.values(), key=_pattern_order)
    kept, left = [], {}
    room = {}
    for pattern in rows:
        level = pattern['level']
        if is_left_out(pattern):
            left.setdefault(level, []).append(pattern)
            continue
        room[level] = room.get(level, PATTERNS_KEPT) - 1
        if room[level] >= 0:
            kept.append(pattern)
        else:
            left.setdefault(level, []).append(pattern)
    for level in sorted(left):
        kept.append(_left_out(left[level]))
    return kept


def _left_out(patterns):
    """Return one pattern that stands for the rare ones of a level."""
    named = [pattern for pattern in patterns if is_left_out(pattern)]
    if not named:
        level = patterns[0]['level']
        named = [dict(patterns[0], id=id_of(level.encode('ascii'), b'', OTHER.encode('ascii')), module='',
                      template=OTHER, role=None, benign=False, samples=[])]
        patterns = patterns[1:] + named
    result = named[0]
    for pattern in patterns:
        if pattern is not named[0]:
            result = dict(_merge_two(result, pattern), id=named[0]['id'], module='', template=OTHER, role=None,
                          benign=False, samples=[])
    return result


def _merge_two(one, other):
    samples = sorted(one['samples'] + other['samples'],
                     key=lambda sample: (sample['time'], sample['file'], sample['line'], sample['text']))
    role = stronger(one['role'], other['role'])
    return dict(one, count=one['count'] + other['count'], items=one['items'] + other['items'],
                operations=add(one['operations'], other['operations']), by_hour=add(one['by_hour'], other['by_hour']),
                first=min(one['first'], other['first']), last=max(one['last'], other['last']), role=role,
                benign=role == 'benign', samples=samples[:SAMPLES_KEPT])


def _pattern_order(pattern):
    return (-pattern['count'], pattern['id'])


def _item_order(item):
    return item_order.order_of(item) + (json_line(item),)


def _file_order(record):
    return (record['agent'], record['name'], json_line(record))


def agent_pieces(counts, patterns, items, items_left_out):
    """Yield the JSON text of one agent in pieces; *patterns* and *items* are iterated once, one a line."""
    parts = dict(counts, items_left_out=items_left_out, patterns=patterns, items=items)
    yield '{'
    for number, key in enumerate(sorted(parts)):
        yield '%s\n   %s: ' % (',' if number else '', json_line(key))
        if key in ('patterns', 'items'):
            for piece in _list_pieces(parts[key], _item_line if key == 'items' else json_line):
                yield piece
        else:
            yield json_line(parts[key])
    yield '}'


def _list_pieces(rows, line_of=json_line):
    """Yield a list with one row a line, some lines a piece; rows that are text already are taken as they are."""
    yield '['
    first, lines = True, []
    for row in rows:
        lines.append(row if isinstance(row, string_types) else line_of(row))
        if len(lines) >= LINES_A_PIECE:
            yield ('\n    ' if first else ',\n    ') + ',\n    '.join(lines)
            first, lines = False, []
    if lines:
        yield ('\n    ' if first else ',\n    ') + ',\n    '.join(lines)
    yield ']'


def _item_line(item):
    """Return `json_line` of an item, made quicker: there may be as many of them as there are searches."""
    return line_of_item(**item) if set(item) == ITEM_KEYS else json_line(item)


def document_pieces(document, agents):
    """Yield the JSON text of an aggregate in pieces: *document* without agents, *agents* (name, pieces) by name."""
    yield '{"agents": {'
    for number, (name, pieces) in enumerate(agents):
        yield '%s\n  %s: ' % (',' if number else '', json_line(name))
        for piece in pieces:
            yield piece
    yield '}'
    for key in sorted(document):
        if key == 'agents':
            continue
        yield ',\n %s: ' % json_line(key)
        if key == 'files':
            for piece in _list_pieces(document[key]):
                yield piece
        else:
            yield json_line(document[key])
    yield '}\n'


def pieces_of(document):
    """Yield the JSON text of a whole aggregate that is in memory."""
    return document_pieces(document, [(name, pieces_of_agent(agent)) for name, agent in sorted(document['agents'].items())])


def pieces_of_agent(agent):
    """Yield the JSON text of an agent's dict in pieces, as `agent_pieces` does of its parts."""
    return agent_pieces(_numbers(agent), agent['patterns'], agent['items'], agent['items_left_out'])


def _numbers(agent):
    """Return an agent's dict without its lists and what was left out of them."""
    return dict((key, value) for key, value in agent.items() if key not in ('patterns', 'items', 'items_left_out'))
