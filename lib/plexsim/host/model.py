# -*- coding: utf-8 -*-
"""The metadata objects that an agent fills in: typed attributes, sets, records, pictures, and their file on disk.

What is read and written is Info.xml in the item's folder, so that a second update finds what the first one wrote.
"""
from __future__ import absolute_import, division, print_function

import datetime
import hashlib
import os
from xml.etree import ElementTree

from six.moves import urllib

from plexfix.base import compat

_FOLDERS = {'Movie': 'Movies', 'TV_Show': 'TV Shows', 'Artist': 'Artists', 'Album': 'Albums', 'Photo': 'Photos',
            'PhotoAlbum': 'Photos'}


def _text(value):
    if isinstance(value, (compat.text_type, compat.binary_type)):
        return value if compat.PY2 else compat.to_text(value)
    raise TypeError('The value %r is no text' % (value,))


def _date(value):
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    raise TypeError('The value %r is no date' % (value,))


class Record(object):
    """An entry with named parts: a person with name, role and photo, or a review."""

    _parts = ('name', 'role', 'photo', 'actor', 'text', 'source', 'link', 'image', 'title', 'start_time_offset',
              'end_time_offset', 'venue', 'city', 'country', 'date', 'url')

    def __init__(self, name=None):
        for part in self._parts:
            object.__setattr__(self, part, None)
        self.name = name

    def __setattr__(self, name, value):
        if name not in self._parts:
            raise AttributeError("'Record' object has no attribute '%s'" % name)
        object.__setattr__(self, name, value)

    def as_data(self):
        return dict((part, getattr(self, part)) for part in self._parts if getattr(self, part) is not None)


class Collection(object):
    """A set of texts or records, in the order in which they came."""

    def __init__(self, records=False):
        self._records = records
        self._items = []

    def new(self):
        """Return a new record, which is in the set from now on."""
        self._items.append(Record())
        return self._items[-1]

    def add(self, item):
        if self._records and not isinstance(item, Record):
            item = Record(_text(item))
        if item not in self:
            self._items.append(item)

    append = add

    def update(self, items):
        for item in items:
            self.add(item)

    def discard(self, item):
        self._items = [one for one in self._items if one != item]

    def remove(self, item):
        if item not in self._items:
            raise KeyError(item)
        self.discard(item)

    def pop(self):
        return self._items.pop()

    def clear(self):
        del self._items[:]

    def __contains__(self, item):
        return item in self._items or any(isinstance(one, Record) and one.name == item for one in self._items)

    def __iter__(self):
        return iter(list(self._items))

    def __len__(self):
        return len(self._items)

    def __getitem__(self, position):
        return self._items[position]

    def as_data(self):
        rows = [item.as_data() if isinstance(item, Record) else item for item in self._items]
        # Where only names were given, names are all there is to say.
        return [row['name'] if isinstance(row, dict) and list(row) == ['name'] else row for row in rows]


class Pictures(object):
    """Posters, art and the like: an address, and a proxy with the picture's bytes."""

    def __init__(self):
        self._proxies = {}
        self._order = []

    def __setitem__(self, url, proxy):
        if not isinstance(proxy, (Proxy, list)):
            raise ValueError("Can't set object of type '%s'" % type(proxy))
        for one in proxy if isinstance(proxy, list) else [proxy]:
            # A request that was not sent yet is sent now: the picture has to be written.
            getattr(one.data, 'load', bool)()
        if url not in self._proxies:
            self._order.append(url)
        self._proxies[url] = proxy

    def __getitem__(self, url):
        if url not in self._proxies:
            raise KeyError("No item found with name '%s'" % url)
        return self._proxies[url]

    def __delitem__(self, url):
        del self._proxies[url]
        self._order.remove(url)

    def __contains__(self, url):
        return url in self._proxies

    def __iter__(self):
        return iter(list(self._order))

    def __len__(self):
        return len(self._order)

    def keys(self):
        return list(self._order)

    def clear(self):
        self._proxies.clear()
        del self._order[:]

    def validate_keys(self, valid_keys):
        for url in self.keys():
            if url not in valid_keys:
                del self[url]

    def as_data(self):
        return list(self._order)


class Extras(list):
    """Trailers and other extras."""

    add = list.append
    update = list.extend

    def clear(self):
        del self[:]

    def as_data(self):
        return [getattr(item, 'title', None) for item in self]


class Children(object):
    """Seasons, episodes, albums or tracks by their number: asked for, they are there."""

    def __init__(self, kind):
        self._kind = kind
        self._items = {}

    def __getitem__(self, key):
        return self._items.setdefault(str(key), Metadata(self._kind))

    def __contains__(self, key):
        return str(key) in self._items

    def __iter__(self):
        return iter(sorted(self._items))

    def __len__(self):
        return len(self._items)

    def keys(self):
        return sorted(self._items)

    def validate_keys(self, valid_keys):
        valid = set(str(key) for key in valid_keys)
        for key in self.keys():
            if key not in valid:
                del self._items[key]

    def as_data(self):
        return dict((key, item.as_data()) for key, item in self._items.items())


class Proxy(object):
    """A picture's bytes, or a preview of it."""

    def __init__(self, kind, data, sort_order=None, **details):
        self.kind = kind
        self.data = data
        self.sort_order = sort_order
        self.details = details


class ProxyMaker(object):
    """`Proxy` in plug-in code."""

    def Media(self, data, sort_order=None, ext=None, index=None, codec=None, format=None, default=None, forced=None, **extras):
        return Proxy('Media', data, sort_order, ext=ext, index=index)

    def Preview(self, data, sort_order=None, **extras):
        return Proxy('Preview', data, sort_order)

    def LocalFile(self, path, sort_order=None, **extras):
        return Proxy('LocalFile', path, sort_order)

    def Remote(self, url, sort_order=None, **extras):
        return Proxy('Remote', url, sort_order)


_PLAIN = {
    'title': _text, 'original_title': _text, 'title_sort': _text, 'summary': _text, 'tagline': _text, 'studio': _text,
    'content_rating': _text, 'content_rating_age': int, 'originally_available_at': _date, 'rating': float,
    'audience_rating': float, 'rating_image': _text, 'audience_rating_image': _text, 'rating_count': int,
    'duration': int, 'year': int, 'index': int, 'name': _text, 'trivia': _text, 'quotes': _text, 'thumb': _text,
}
_TEXTS = ('genres', 'tags', 'collections', 'countries', 'moods', 'styles')
_RECORDS = ('roles', 'directors', 'writers', 'producers', 'guest_stars', 'reviews', 'chapters', 'similar', 'concerts')
_PICTURES = ('posters', 'art', 'banners', 'themes', 'thumbs', 'lyrics')
_MORE = {
    'TV_Show': {'seasons': 'Season'}, 'Season': {'episodes': 'Episode'}, 'Artist': {'albums': 'Album'}, 'Album': {'tracks': 'Track'},
    'PhotoAlbum': {'photos': 'Photo'},
}


class Metadata(object):
    """What is known of one item; setting an attribute that the model does not have is an AttributeError."""

    def __init__(self, kind, guid=None, id=None):
        put = object.__setattr__
        put(self, '_kind', kind)
        put(self, 'guid', guid)
        put(self, 'id', id)
        for name in _PLAIN:
            put(self, name, None)
        for name in _TEXTS:
            put(self, name, Collection())
        for name in _RECORDS:
            put(self, name, Collection(records=True))
        for name in _PICTURES:
            put(self, name, Pictures())
        put(self, 'extras', Extras())
        put(self, 'absolute_index', None)
        put(self, 'children', {})
        for name, child in _MORE.get(kind, {}).items():
            put(self, name, Children(child))

    def __setattr__(self, name, value):
        if name in _PLAIN:
            object.__setattr__(self, name, None if value is None else _PLAIN[name](value))
        elif name in _TEXTS or name in _RECORDS or name == 'extras':
            holder = getattr(self, name)
            items = [] if value is None else list(value)
            holder.clear()
            holder.update(items)
        elif name in ('id', 'absolute_index'):
            object.__setattr__(self, name, value)
        else:
            raise AttributeError("'%s' object has no attribute '%s'" % (self._kind, name))

    def __delattr__(self, name):
        setattr(self, name, None)

    def as_data(self):
        """Return the fields that hold something, as plain data; dates in ISO form."""
        data = {}
        for name in _PLAIN:
            value = getattr(self, name)
            if value is not None:
                data[name] = value.isoformat() if isinstance(value, datetime.date) else value
        for name in _TEXTS + _RECORDS + _PICTURES + ('extras',) + tuple(_MORE.get(self._kind, ())):
            value = getattr(self, name).as_data()
            if value:
                data[name] = value
        return data

    def fill(self, data):
        """Take the plain fields and the sets of an earlier run."""
        for name, value in data.items():
            if name == 'originally_available_at':
                value = datetime.datetime.strptime(value, '%Y-%m-%d')
            if name in _PLAIN:
                setattr(self, name, value)
            elif name in _TEXTS:
                setattr(self, name, value)


class Store(object):
    """The Info.xml files of one plug-in."""

    def __init__(self, core):
        self._core = core

    def folder(self, kind, guid, provider=None):
        digest = hashlib.sha1(compat.to_bytes(guid)).hexdigest()
        return os.path.join(self._core.app_support_path, 'Metadata', _FOLDERS.get(kind, kind), digest[0],
                            digest[1:] + '.bundle', 'Contents', provider or self._core.identifier)

    def load(self, kind, guid, id=None, provider=None):
        """Return the Metadata of *guid*: what this plug-in, or that of *provider*, wrote before, else empty."""
        record = self._core.recorder
        folder = self.folder(kind, guid, provider)
        found = Metadata(kind, guid, id or _id_in(guid))
        record.debug(('model', 32), 'Loading model with GUID %s', guid)
        path = os.path.join(folder, 'Info.xml')
        if not os.path.isfile(path):
            record.error(('model', 205), 'Cannot read model from %s', folder)
            return found
        record.debug(('model', 234), 'Deserializing from %s', path)
        found.fill(_read(path))
        return found

    def save(self, metadata):
        path = os.path.join(self.folder(metadata._kind, metadata.guid), 'Info.xml')
        self._core.recorder.debug(('model', 229), 'Serializing to %s', path)
        self._core.storage.ensure_dirs(os.path.dirname(path))
        self._core.storage.save(path, _written(metadata))

    def erase(self, kind, guid):
        self._core.storage.remove(os.path.join(self.folder(kind, guid), 'Info.xml'))


def _id_in(guid):
    """Return what the agent called the item, as it stands in its guid."""
    return urllib.parse.unquote(guid.partition('://')[2].partition('?')[0]) or None


def _written(metadata):
    root = ElementTree.Element(metadata._kind)
    for name, value in sorted(metadata.as_data().items()):
        element = ElementTree.SubElement(root, name)
        if isinstance(value, list):
            for item in value:
                text = item.get('name') if isinstance(item, dict) else item
                ElementTree.SubElement(element, 'item').text = _legal(text)
        elif not isinstance(value, dict):
            element.text = _legal(value)
    return ElementTree.tostring(root, encoding='utf-8')


def _legal(value):
    text = u'' if value is None else compat.to_text(value)
    return u''.join(c for c in text if c in u'\t\n' or u' ' <= c < u'\ud800' or u'\ue000' <= c <= u'\ufffd' or c > u'\uffff')


def _read(path):
    data = {}
    for child in ElementTree.parse(path).getroot():
        if child.tag in _TEXTS:
            data[child.tag] = [compat.native(item.text or u'') for item in child]
        elif child.tag in _PLAIN:
            data[child.tag] = compat.native(child.text or u'')
    return data
