# -*- coding: utf-8 -*-
"""The containers and objects that plug-in code answers with: search results above all, and what channels return."""
from __future__ import absolute_import, division, print_function

import operator

from plexsim.host import cereal


class Object(object):
    """Named attributes, as many as were given."""

    def __init__(self, *args, **kwargs):
        self.args = args
        self.__dict__.update(kwargs)

    def add(self, item):
        self.__dict__.setdefault('objects', []).append(item)


class SearchResult(object):
    """A candidate: what an agent's search found, and how well it fits (0 to 100)."""

    def __init__(self, id=None, name=None, year=None, score=0, lang=None, thumb=None, title=None, **more):
        self.id = id
        self.name = name if name is not None else title
        self.year = year
        self.score = score
        self.lang = lang
        self.thumb = thumb
        self.__dict__.update(more)

    def __repr__(self):
        return 'MetadataSearchResult(id=%r, name=%r, year=%r, score=%r)' % (self.id, self.name, self.year, self.score)

    def as_data(self):
        return dict((key, getattr(self, key)) for key in ('id', 'name', 'year', 'score', 'lang', 'thumb'))

    def as_instance(self):
        """Return the form in which the framework sends it."""
        state = self.as_data()
        state.update({'tagName': 'SearchResult', '_core': None, '_Object__headers': {'Content-Type': 'application/xml'}})
        return cereal.Instance('Framework.objects.SearchResult', state)


class MediaContainer(object):
    """A list that an agent's search fills with results."""

    def __init__(self, *args, **kwargs):
        self._items = []
        self.__dict__.update(kwargs)

    def Append(self, obj):
        if obj is not None:
            self._items.append(obj)

    append = Append
    add = Append

    def Count(self, x):
        return self._items.count(x)

    def Index(self, x):
        return self._items.index(x)

    def Extend(self, x):
        self._items.extend(x)

    def Insert(self, i, x):
        self._items.insert(i, x)

    def Pop(self, i):
        return self._items.pop(i)

    def Remove(self, x):
        self._items.remove(x)

    def Reverse(self):
        self._items.reverse()

    def Clear(self):
        del self._items[:]

    def Sort(self, attr, descending=False):
        """Sort by *attr*; None comes first, as in Python 2."""
        read = operator.attrgetter(attr)
        self._items.sort(key=lambda item: (read(item) is not None, _number(read(item)), str(read(item))))
        if descending:
            self._items.reverse()

    @property
    def objects(self):
        return self._items

    def __iter__(self):
        return iter(self._items)

    def __len__(self):
        return len(self._items)

    def __getitem__(self, key):
        return self._items[key]

    def __setitem__(self, key, value):
        self._items[key] = value

    def __delitem__(self, key):
        del self._items[key]

    def as_instance(self):
        """Return the form in which the framework sends it; without results its answer has 320 bytes."""
        items = [item.as_instance() for item in self._items if isinstance(item, SearchResult)]
        return cereal.Instance('Framework.objects.MediaContainer', {
            'art': None, 'title1': None, 'title2': None, 'noHistory': False, 'replaceParent': False, '_core': None,
            'tagName': 'MediaContainer', '__items__': items, '_Object__headers': {'Content-Type': 'application/xml'}})


def _number(value):
    try:
        return float(value)
    except (TypeError, ValueError):
        return 0.0
