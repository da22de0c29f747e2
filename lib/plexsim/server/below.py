# -*- coding: utf-8 -*-
"""Gives seasons, episodes, albums and tracks what an agent wrote of them when it updated the item above."""
from __future__ import absolute_import, division, print_function

from plexfix.base.compat import to_text

_LEVELS = ('seasons', 'episodes', 'albums', 'tracks')


def spread(library, key, fields):
    """Store in *library* what *fields* (an agent's, of the item *key*) tell of the items below, found by index or guid.

    An item of which nothing is told stays as it is, and its `updatedAt` with it.
    """
    for level in _LEVELS:
        told = fields.get(level) or {}
        for child in library.children(key) if told else ():
            found = told.get(to_text(child.index)) or told.get(child.guid)
            if found:
                _store(library, child, found)


def _store(library, child, found):
    own = dict((name, value) for name, value in found.items() if name not in _LEVELS and value)
    if own:
        changes = {'fields': dict(child.fields, **own)}
        title = own.get('title') or own.get('name')
        if title:
            changes['title'] = to_text(title)
        library.update(child.key, **changes)
    spread(library, child.key, found)
