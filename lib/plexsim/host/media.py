# -*- coding: utf-8 -*-
"""What an agent is told of an item: the hints that come with a search, and the server's tree of files."""
from __future__ import absolute_import, division, print_function

from xml.etree import ElementTree

from six.moves import urllib

from plexfix.base import compat
from plexsim.host.model import Pictures

# Model of the metadata, name that the agent information shows, and names of the levels below.
KINDS = {
    'Movie': ('Movie', 'Movie', ()),
    'TV_Show': ('TV_Show', 'TV_Show', ('seasons', 'episodes')),
    'Artist': ('Artist', 'Artist', ('albums', 'tracks')),
    'Album': ('Album', 'Album', ('tracks',)),
    'PhotoAlbum': ('PhotoAlbum', 'PhotoAlbum', ('photos',)),
    'Photo': ('Photo', 'Photo', ()),
}
# Names under which the server asks, and the kind that is meant.
ALIASES = {'Movies': 'Movie', 'TV_Shows': 'TV_Show', 'Artists': 'Artist', 'Albums': 'Album', 'Photos': 'Photo'}
# Which hint is the item's own title.
_TITLES = {'TV_Show': 'show', 'Artist': 'artist', 'Album': 'album'}
_HINTS = {
    'Movie': ('name', 'openSubtitlesHash', 'year', 'duration'),
    'TV_Show': ('show', 'season', 'episode', 'name', 'openSubtitlesHash', 'year', 'duration', 'episodic'),
    'Artist': ('artist', 'album', 'track', 'index'),
    'Album': ('name', 'artist', 'album', 'track', 'index'),
}
_COMMON = ('primary_agent', 'primary_metadata', 'guid', 'filename', 'parent_metadata', 'tree', 'id', 'hash',
           'originally_available_at', 'plexHash')
# Levels whose items are found by another attribute than their index.
_LEVEL_KEYS = {'albums': 'guid'}


# What the server's tree may leave out, and agents look at all the same.
_TOLD_LATER = ('originally_available_at', 'added_at', 'refreshed_at', 'parentTitle', 'year', 'index', 'guid')


class Node(object):
    """An element of the tree: its attributes, and lists of what is below."""

    def __init__(self, attributes):
        for name, value in attributes.items():
            setattr(self, str(name), compat.native(value))


class Level(dict):
    """What is below an item, by index as text; `media.seasons[1]` finds it too."""

    def __contains__(self, key):
        return dict.__contains__(self, str(key))

    def __getitem__(self, key):
        return dict.__getitem__(self, str(key))


class Subtitles(dict):
    """The subtitles that an agent adds to a file: a set of them for each language, there when it is asked for."""

    def __missing__(self, language):
        return self.setdefault(language, Pictures())


class MediaTree(Node):
    """An item of the library with its files; levels below are found by index (`media.seasons['1']`)."""

    def __init__(self, element, levels):
        super(MediaTree, self).__init__({'title': '', 'id': ''})
        for name in _TOLD_LATER:
            setattr(self, name, None)
        Node.__init__(self, element.attrib)
        for theirs, ours in (('originallyAvailableAt', 'originally_available_at'), ('addedAt', 'added_at'), ('refreshedAt', 'refreshed_at')):
            setattr(self, ours, element.get(theirs) or getattr(self, ours))
        self.items = [_item(child) for child in element if child.tag == 'MediaItem']
        self.settings = dict((child.get('id'), child.get('value')) for child in element if child.tag == 'Setting')
        self.children = [MediaTree(child, levels[1:]) for child in element if child.tag == 'MetadataItem']
        self.level = levels[0] if levels else None
        if self.level:
            key = _LEVEL_KEYS.get(self.level, 'index')
            setattr(self, self.level, Level((str(getattr(child, key, None)), child) for child in self.children))

    def all_parts(self):
        parts = [part for item in self.items for part in item.parts]
        for child in self.children:
            parts.extend(child.all_parts())
        return parts


def _item(element):
    item = Node(element.attrib)
    item.parts = []
    for child in element:
        if child.tag == 'MediaPart':
            part = Node(child.attrib)
            part.openSubtitleHash = child.get('open_subtitle_hash') or child.get('openSubtitleHash')
            part.subtitles, part.thumbs, part.art = Subtitles(), Pictures(), Pictures()
            part.streams = [Node(stream.attrib) for stream in child if stream.tag == 'MediaStream']
            item.parts.append(part)
    return item


def tree_of(xml, kind):
    """Return the MediaTree in the server's answer *xml* (bytes or text)."""
    root = ElementTree.fromstring(compat.to_bytes(xml))
    return MediaTree(root[0], KINDS[kind][2])


def tree_from_hints(hints, kind):
    """Return the MediaTree that the *hints* of a search allow, for a host that has no server to ask."""
    element = ElementTree.Element('MetadataItem', {'id': compat.to_text(hints.get('id') or u''), 'index': '1'})
    for name, attribute in (('name', 'title'), ('title', 'title'), ('year', 'year'), ('guid', 'guid')):
        if hints.get(name) is not None:
            element.set(attribute, compat.to_text(hints[name]))
    if hints.get('filename'):
        media = ElementTree.SubElement(element, 'MediaItem')
        part = {'file': compat.to_text(hints['filename']), 'duration': compat.to_text(hints.get('duration') or u'0')}
        ElementTree.SubElement(media, 'MediaPart', part)
    return MediaTree(element, KINDS[kind][2])


class Hints(object):
    """The `media` of a search; what it does not have itself, its tree answers."""

    def __init__(self, kind, kwargs, tree, primary_metadata=None, parent_metadata=None):
        for name in _COMMON + _HINTS.get(kind, ()):
            setattr(self, name, None)
        for name, value in kwargs.items():
            if hasattr(self, name):
                setattr(self, name, value)
        self.tree = tree
        self.primary_metadata = primary_metadata
        self.parent_metadata = parent_metadata
        if tree is not None:
            self._complete(kind, tree)

    def _complete(self, kind, tree):
        """Fill in from the tree what a search of a known item does not carry.

        A real server names title and file when it looks for an item the first time, and most agents rest on that; here
        each refresh is a search, and must not fail for want of a name.
        """
        parts = tree.all_parts()
        known = {'year': getattr(tree, 'year', None), 'index': getattr(tree, 'index', None),
                 'filename': urllib.parse.quote(parts[0].file, safe='') if parts else None,
                 'duration': getattr(parts[0], 'duration', None) if parts else None}
        known[_TITLES.get(kind, 'name')] = tree.title
        if kind == 'TV_Show' and tree.children:
            known['season'] = tree.children[0].index
            known['episode'] = tree.children[0].children[0].index if tree.children[0].children else None
        for name, value in known.items():
            if name in self.__dict__ and self.__dict__[name] is None:
                setattr(self, name, value)

    def __getattr__(self, name):
        tree = self.__dict__.get('tree')
        if tree is not None and name in tree.__dict__:
            return tree.__dict__[name]
        raise AttributeError("'Media' object has no attribute '%s'" % name)
