# -*- coding: utf-8 -*-
"""How a list of items is narrowed and ordered by the query, and how clients learn what they may ask for."""
from __future__ import absolute_import, division, print_function

import operator
import re
from collections import namedtuple

from plexfix.base.compat import to_text
from plexsim.server.library import KIND
from plexsim.server.message import as_number
from plexsim.server.render import Node

Field = namedtuple('Field', 'name type value')

FIELDS = (
    Field('id', 'integer', lambda item: item.key),
    Field('title', 'string', lambda item: item.title),
    Field('studio', 'string', lambda item: to_text(item.fields.get('studio') or u'')),
    Field('guid', 'guid', lambda item: item.guid),
    Field('year', 'integer', lambda item: item.year or 0),
    Field('index', 'integer', lambda item: item.index or 0),
    Field('duration', 'integer', lambda item: item.duration_ms or 0),
    Field('addedAt', 'date', lambda item: item.added_at),
    Field('updatedAt', 'date', lambda item: item.updated_at),
    Field('unmatched', 'boolean', lambda item: int(not item.matched)),
)
_FIELD = dict((field.name, field) for field in FIELDS)
# The names by which lists are ordered; beside fields there is the one that everybody uses.
_SORTS = ('titleSort', 'title', 'addedAt', 'updatedAt', 'year', 'duration')

# What follows a field's name: Plex writes `year>>=1999` for later than 1999, and `title==x` for exactly x.
_TEXT_TESTS = {u'': lambda text, wanted: wanted in text, u'!': lambda text, wanted: wanted not in text, u'=': operator.eq,
               u'!=': operator.ne, u'<': lambda text, wanted: text.startswith(wanted), u'>': lambda text, wanted: text.endswith(wanted)}
_NUMBER_TESTS = {u'': operator.eq, u'!': operator.ne, u'>>': operator.gt, u'<<': operator.lt}
_TITLES = {u'': u'is', u'!': u'is not', u'=': u'is', u'!=': u'is not', u'<': u'begins with', u'>': u'ends with',
           u'>>': u'is greater than', u'<<': u'is less than'}
_TESTS = {'string': _TEXT_TESTS, 'integer': _NUMBER_TESTS, 'date': _NUMBER_TESTS, 'boolean': {u'': operator.eq},
          'guid': {u'': operator.eq}}
_ASKED = re.compile(u'^(?:([a-z]+)\\.)?([A-Za-z]+)([!<>=]*)$')


def wanted(query, items, library):
    """Return *items* as the filters, the order and the limit of *query* leave them; what is no filter is ignored."""
    if query.get(u'query'):
        query = dict(query, title=query[u'query'])
    for name, text in query.items():
        passes = _test(name, text, library)
        if passes is not None:
            items = [item for item in items if passes(item)]
    name, _, direction = query.get(u'sort', u'').split(u',')[0].rpartition(u'.')[2].partition(u':')
    if name in _SORTS:
        items = sorted(items, key=sort_key(name), reverse=direction == u'desc')
    limit = as_number(query.get(u'limit'))
    return items if limit is None else items[:max(0, limit)]


def sort_key(name):
    """Return the function that orders items by one of the fields; by key where they are alike."""
    if name in (u'titleSort', u'title'):
        return lambda item: (item.title.lower(), item.key)
    value = _FIELD[name].value
    return lambda item: (value(item), item.key)


def meta(section, kinds):
    """Return what tells clients by which fields they can narrow and order the lists of *section*."""
    below = [_kind_node(section, KIND[kind]) for kind in kinds]
    below += [Node('FieldType', [('type', name)],
                   [Node('Operator', [('key', to_text(mark) + u'='), ('title', _TITLES[mark])], ()) for mark in sorted(tests)])
              for name, tests in sorted(_TESTS.items())]
    return Node('Meta', [], below)


def _kind_node(section, kind):
    prefix = u'' if kind.name == 'movie' else kind.name + u'.'
    fields = [Node('Field', [('key', prefix + field.name), ('title', field.name), ('type', field.type)], ()) for field in FIELDS]
    sorts = [Node('Sort', [('key', name), ('descKey', u'%s:desc' % name), ('title', name), ('defaultDirection', u'asc'),
                           ('active', name == 'titleSort')], ())
             for name in _SORTS if name != 'title']
    path = u'/library/sections/%d/all?type=%d' % (section.key, kind.number)
    return Node('Type', [('key', path), ('type', kind.name), ('title', section.title), ('active', kind.name == section.type)],
                fields + sorts)


def _test(name, text, library):
    """Return what an item has to pass for one argument of the query, None where that is no filter."""
    asked = _ASKED.match(name)
    if not asked or asked.group(2) not in _FIELD:
        return None
    kind, field, mark = asked.group(1), _FIELD[asked.group(2)], asked.group(3)
    test = _TESTS[field.type].get(mark)
    if test is None or kind is not None and kind not in KIND:
        return None
    value = _fold(text) if field.type == 'string' else text if field.type == 'guid' else as_number(text)
    if value is None:
        return None

    def passes(item):
        item = item if kind is None else _above(item, kind, library)
        if item is None:
            return False
        found = field.value(item)
        return test(_fold(found) if field.type == 'string' else found, value)
    return passes


def _above(item, kind, library):
    """Return the item itself or the one above it that is of *kind*; None where there is none."""
    while item is not None and item.kind != kind:
        item = library.item(item.parent)
    return item


def _fold(text):
    return text.lower()
