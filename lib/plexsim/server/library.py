# -*- coding: utf-8 -*-
"""The library: sections and their items, safe to use from many threads; how they look on the wire is rows' job."""
from __future__ import absolute_import, division, print_function

import threading
import time
from collections import namedtuple

from plexfix.base.compat import to_text

# number: Plex's metadata type.  tag: the row's element.  agents: what the plug-in framework calls the type.
Kind = namedtuple('Kind', 'name number tag parent agents')

KINDS = (
    Kind('movie', 1, 'Video', None, 'Movie'),
    Kind('show', 2, 'Directory', None, 'TV_Show'),
    Kind('season', 3, 'Directory', 'show', None),
    Kind('episode', 4, 'Video', 'season', None),
    Kind('artist', 8, 'Directory', None, 'Artist'),
    Kind('album', 9, 'Directory', 'artist', 'Album'),
    Kind('track', 10, 'Track', 'album', None),
    Kind('photo', 13, 'Photo', 'photoalbum', 'Photo'),
    Kind('photoalbum', 14, 'Directory', None, None),
)
KIND = dict((kind.name, kind) for kind in KINDS)
_BY_AGENTS = dict((kind.agents, kind) for kind in KINDS if kind.agents)
KIND_BY_NUMBER = dict((kind.number, kind) for kind in KINDS)

# 1 January 2026: items have to look alike in every run, and older than anything that happens to them.
FIRST_ADDED = 1767225600


def kind_of_agent(media_type):
    """Return the Kind that a plug-in's media type means, in the plural or not; None where it is none of ours."""
    return _BY_AGENTS.get(to_text(media_type).rstrip(u's'))


class Section(object):
    """A library section; *agent* is the plug-in identifier that its items are refreshed by."""

    __slots__ = ('key', 'title', 'type', 'agent', 'scanner', 'language', 'uuid', 'path', 'updated_at')

    def __init__(self, key, title, section_type, agent, scanner, path, language=u'en'):
        self.key = key
        self.title = to_text(title)
        self.type = section_type
        self.agent = to_text(agent)
        self.scanner = scanner
        self.language = language
        self.uuid = u'5ec7104e-0000-4000-8000-%012d' % key
        self.path = to_text(path)
        self.updated_at = FIRST_ADDED


class Item(object):
    """One item of any kind; *fields* is what agents found out about it, *filename* what lies on the disk.

    *written* is for those who show it: it is empty again in every changed copy.
    """

    __slots__ = ('key', 'section', 'kind', 'title', 'year', 'index', 'parent', 'guid', 'filename', 'duration_ms',
                 'added_at', 'updated_at', 'fields', 'written')

    def __init__(self, key, section, kind, title, year=None, index=None, parent=None, filename=None, duration_ms=None):
        self.key = key
        self.section = section
        self.kind = kind
        self.title = to_text(title)
        self.year = year
        self.index = index
        self.parent = parent
        self.guid = u'local://%d' % key
        self.filename = filename
        self.duration_ms = duration_ms
        self.added_at = self.updated_at = FIRST_ADDED + 60 * key
        self.fields = {}
        self.written = {}

    @property
    def matched(self):
        """Whether an agent's answer was ever chosen for it; Plex gives the others `local://` identifiers."""
        return not self.guid.startswith(u'local://')

    def copy(self):
        """Return the item as it is now, for a reader that must not see it change."""
        twin = Item.__new__(Item)
        for name in Item.__slots__:
            setattr(twin, name, getattr(self, name))
        twin.written = {}
        return twin


class Library(object):
    """Sections and items by their keys.  *clock* returns seconds since 1970.

    Items are handed out as they are stored and replaced as a whole when they change, so that a page which is being
    written never shows half of an update.
    """

    def __init__(self, clock=time.time):
        self._clock = clock
        self._lock = threading.RLock()
        self._sections = {}
        self._items = {}
        self._children = {}
        self._ordered = {}
        self._next_key = 1

    # Sections

    def add_section(self, title, section_type, agent, scanner, path):
        """Make a section and return it; keys count from 1."""
        with self._lock:
            section = Section(max(self._sections or [0]) + 1, title, section_type, agent, scanner, path)
            self._sections[section.key] = section
            return section

    def sections(self):
        with self._lock:
            return [self._sections[key] for key in sorted(self._sections)]

    def section(self, key):
        """Return a section, None where there is none of that key."""
        with self._lock:
            return self._sections.get(key)

    def remove_section(self, key):
        """Take a section and all its items away; does nothing where it is gone already."""
        with self._lock:
            self._sections.pop(key, None)
            for item in list(self._items.values()):
                if item.section == key:
                    self._forget(item)

    # Items

    def add(self, section, kind, title, **about):
        """Make an item and return it; *about* as Item takes it, *parent* the key of another item."""
        with self._lock:
            item = Item(self._next_key, section, kind, title, **about)
            self._next_key += 1
            self._keep(item)
            return item

    def item(self, key):
        """Return an item, None where it is gone."""
        with self._lock:
            return self._items.get(key)

    def items(self, section, kind):
        """Return the items of *kind* in a section, in the order in which Plex lists them: by title."""
        with self._lock:
            ordered = self._ordered.get((section, kind))
            if ordered is None:
                found = [item for item in self._items.values() if item.section == section and item.kind == kind]
                ordered = self._ordered[section, kind] = sorted(found, key=_by_title)
            return ordered

    def children(self, key):
        """Return what lies directly below an item, by index."""
        with self._lock:
            below = [self._items[child] for child in self._children.get(key, ())]
            return sorted(below, key=lambda item: (item.index or 0, item.key))

    def leaves(self, key):
        """Return what lies at the bottom below an item: episodes, tracks or photos, in order."""
        found = []
        for child in self.children(key):
            found.extend(self.leaves(child.key) or [child])
        return found

    def update(self, key, **changes):
        """Store *changes* of an item and move its `updated_at`; return it as it is now, None where it is gone.

        The time is strictly later than before, also for two changes in one second: it is all that a client sees.
        """
        with self._lock:
            item = self._items.get(key)
            if item is None:
                return None
            item = item.copy()
            for name, value in changes.items():
                setattr(item, name, value)
            item.updated_at = max(int(self._clock()), item.updated_at + 1)
            self._keep(item)
            return item

    def remove(self, key):
        """Take an item and all below it away; return whether it was there."""
        with self._lock:
            item = self._items.get(key)
            if item is None:
                return False
            for child in list(self._children.get(key, ())):
                self.remove(child)
            self._forget(item)
            return True

    def rekey(self, key):
        """Give an item a new key, as a rescan of a moved file does; return the new one, None where it is gone."""
        with self._lock:
            item = self._items.get(key)
            if item is None:
                return None
            self._forget(item)
            item = item.copy()
            item.key, self._next_key = self._next_key, self._next_key + 1
            self._keep(item)
            for child in self._children.pop(key, ()):
                self._keep(self._with_parent(child, item.key))
            return item.key

    def _with_parent(self, child, parent):
        moved = self._items[child].copy()
        moved.parent = parent
        return moved

    def _keep(self, item):
        self._items[item.key] = item
        self._ordered.pop((item.section, item.kind), None)
        if item.parent is not None:
            below = self._children.setdefault(item.parent, [])
            if item.key not in below:
                below.append(item.key)

    def _forget(self, item):
        del self._items[item.key]
        self._ordered.pop((item.section, item.kind), None)
        below = self._children.get(item.parent)
        if below and item.key in below:
            below.remove(item.key)


def _by_title(item):
    return item.title.lower(), item.key
