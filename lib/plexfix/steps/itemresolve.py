# -*- coding: utf-8 -*-
"""Finds chosen items in a server's library, also where a rescan gave them other numbers; choosing is the judge's."""
from __future__ import absolute_import, division, print_function

import hashlib

from plexfix.base.compat import native, to_bytes, to_text
from plexfix.base.redact import redact
from plexfix.judge import selection
from plexfix.outside.logfiles import agent_of
from plexfix.outside.plexerrors import NotFound
from plexfix.outside.plexserver import KINDS
from plexfix.steps import refresh

_KEYS_A_CALL = 40


class Library(object):
    """Items of a PlexServer by key, guid or file; each section is listed once at most, and only where it must be."""

    def __init__(self, server):
        self._server = server
        self._sections = None
        self._listed = {}

    def by_keys(self, keys):
        """Return {rating key: Item} of those that are there."""
        found = {}
        keys = [native(key) for key in keys]
        for start in range(0, len(keys), _KEYS_A_CALL):
            try:
                items = self._server.metadata(keys[start:start + _KEYS_A_CALL])
            except NotFound:
                continue
            found.update((item.rating_key, item) for item in items)
        return found

    def again(self, agent, guid, files=(), kind=None, section_key=None):
        """Return the Item that has one of *files* (hashes), else this guid, None where none or more than one has."""
        for key in self._section_keys(agent, section_key):
            items = self._items(key, kind)
            by_file = [item for item in items if set(file_hashes(item)) & set(files)]
            old = _Old(tuple(files), guid or u'')
            found = by_file[0] if len(by_file) == 1 else None if by_file else refresh.same_item(old, items)
            if found is not None:
                return found
        return None

    def _section_keys(self, agent, section_key):
        if section_key is not None:
            return [section_key]
        if self._sections is None:
            self._sections = self._server.sections()
        return [section.key for section in self._sections if agent_of(section.agent + u'.log') == agent]

    def _items(self, section_key, kind):
        place = section_key, kind
        if place not in self._listed:
            try:
                self._listed[place] = list(self._server.items(section_key, kind if kind in KINDS else None))
            except NotFound:
                self._listed[place] = []
        return self._listed[place]


class _Old(object):
    """What refresh.same_item looks at, of an item that nobody has seen on the server yet."""

    def __init__(self, files, guid):
        self.files, self.guid = files, guid


def file_hashes(item):
    """Return a short hash of each file's path: enough to find an item again, and nothing to read in it."""
    return [to_text(hashlib.sha256(to_bytes(path)).hexdigest())[:16] for path in sorted(item.files)]


def choose(library, document, about, numbers):
    """Return (selection.Choice, {(agent, key): Item}, keys that are gone) of an aggregate's items that are there.

    *about* is (agents, patterns, globs of files) of the fix.  An item that is gone under its number is found again by
    its guid; where it is not, another takes its place.
    """
    items, gone = {}, set()
    while True:
        choice = selection.choose(document, *about, numbers=numbers, without=gone)
        wanted = [one for group in choice for one in group if (one.agent, one.rating_key) not in items]
        if not wanted:
            return choice, items, sorted(gone)
        there = library.by_keys(sorted(set(one.rating_key for one in wanted), key=int))
        for one in wanted:
            item = there.get(native(one.rating_key)) or library.again(one.agent, one.guid)
            taken = set(other.rating_key for other in items.values())
            # Found again, it may be an item that was chosen by its new number already.
            if item is None or item.rating_key in taken:
                gone.add((one.agent, one.rating_key))
            else:
                items[(one.agent, one.rating_key)] = item


def rows_of(choice, items):
    """Return the rows of a list of items for a Choice and its Items."""
    rows = []
    for kind, one in selection.kinds(choice):
        item = items[(one.agent, one.rating_key)]
        rows.append({'rating_key': to_text(item.rating_key), 'guid': redact(item.guid) or one.guid, 'kind': kind,
                     'agent': one.agent, 'title': redact(item.title), 'type': item.kind, 'files': file_hashes(item),
                     'section_key': None if item.section_key is None else to_text(item.section_key),
                     'baseline': {'outcome': one.outcome, 'time': one.time, 'rating_key': one.rating_key,
                                  'pattern_of_the_fix': one.telling}})
    return rows


def find(library, rows):
    """Return {(agent, rating key): Item or None} for the rows of a list of items, as they are in the library now."""
    there = library.by_keys(sorted(set(row['rating_key'] for row in rows), key=int))
    found = {}
    for row in rows:
        item = there.get(native(row['rating_key']))
        # Another file means that its number was given to something else.
        if item is None or (row['files'] and item.files and not set(file_hashes(item)) & set(row['files'])):
            section = row['section_key']
            item = library.again(row['agent'], row['guid'], row['files'], row.get('type'),
                                 None if section is None else native(section))
        found[(row['agent'], row['rating_key'])] = item
    return found
