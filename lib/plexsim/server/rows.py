# -*- coding: utf-8 -*-
"""How sections and items look in an answer: the rows with their attributes, and the tree that plug-ins ask for."""
from __future__ import absolute_import, division, print_function

import hashlib

from plexfix.base.compat import to_bytes, to_text
from plexsim.server.library import KIND
from plexsim.server.render import Node, Written

_LIBRARY = u'com.plexapp.plugins.library'
_FLAGS = u'/system/bundle/media/flags/'
_FLAGS_VERSION = 1735257600

# Fields of an agent's answer that are attributes of a row, and those that are lists of tags below it.
_PLAIN_FIELDS = (('studio', 'studio'), ('summary', 'summary'), ('tagline', 'tagline'), ('rating', 'rating'),
                 ('contentRating', 'content_rating'), ('originalTitle', 'original_title'),
                 ('originallyAvailableAt', 'originally_available_at'))
_TAG_FIELDS = (('Genre', 'genres'), ('Director', 'directors'), ('Writer', 'writers'), ('Producer', 'producers'),
               ('Country', 'countries'), ('Collection', 'collections'), ('Role', 'roles'))

_CONTAINERS = {'movie': (u'mp4', u'h264', u'aac'), 'episode': (u'mkv', u'h264', u'ac3'), 'track': (u'flac', None, u'flac'),
               'photo': (u'jpeg', None, None)}


def section_row(section, refreshing):
    """Return a section as `/library/sections` lists it."""
    return Node('Directory', [
        ('allowSync', True), ('art', u'/:/resources/%s-fanart.jpg' % section.type),
        ('composite', u'/library/sections/%d/composite/%d' % (section.key, section.updated_at)), ('filters', True),
        ('refreshing', refreshing), ('thumb', u'/:/resources/%s.png' % section.type), ('key', to_text(section.key)),
        ('type', section.type), ('title', section.title), ('agent', section.agent), ('scanner', section.scanner),
        ('language', section.language), ('uuid', section.uuid), ('updatedAt', section.updated_at),
        ('createdAt', section.updated_at), ('scannedAt', section.updated_at), ('content', True), ('directory', True),
        ('contentChangedAt', section.updated_at), ('hidden', 0),
    ], [Node('Location', [('id', section.key), ('path', section.path)], ())])


def container_attributes(section=None):
    """Return the attributes that every container of items has; with *section* those of a page of it too."""
    found = [('allowSync', True), ('identifier', _LIBRARY), ('mediaTagPrefix', _FLAGS), ('mediaTagVersion', _FLAGS_VERSION)]
    if section is not None:
        found += [('librarySectionID', section.key), ('librarySectionTitle', section.title),
                  ('librarySectionUUID', section.uuid)]
    return found


def listed_row(item, library, guids=False):
    """Return item_row, kept for the next time where nothing but the item itself can change it."""
    if item.parent is not None or KIND[item.kind].tag == 'Directory':
        return item_row(item, library, guids)
    if guids not in item.written:
        item.written[guids] = Written(item_row(item, library, guids))
    return item.written[guids]


def item_row(item, library, guids=False):
    """Return an item as any list shows it; *guids* adds the identifiers that other databases know it by."""
    kind = KIND[item.kind]
    key = u'/library/metadata/%d' % item.key
    has_children = kind.tag == 'Directory'
    attributes = [('ratingKey', to_text(item.key)), ('key', key + u'/children' if has_children else key),
                  ('guid', item.guid), ('type', u'photo' if item.kind == 'photoalbum' else item.kind), ('title', item.title)]
    attributes += _place(item, library)
    attributes += [(name, item.fields.get(field)) for name, field in _PLAIN_FIELDS]
    attributes += [('index', item.index), ('year', item.fields.get('year') or item.year), ('duration', item.duration_ms)]
    if has_children:
        below, leaves = library.children(item.key), library.leaves(item.key)
        attributes += [('childCount', len(below)), ('leafCount', len(leaves)), ('viewedLeafCount', 0)]
    attributes += [('thumb', _picture(item, key, 'posters', u'thumb')), ('art', _picture(item, key, 'art', u'art')),
                   ('addedAt', item.added_at), ('updatedAt', item.updated_at)]
    children = _media(item) + _tags(item)
    if guids and item.matched:
        children.append(Node('Guid', [('id', u'plexsim://%s/%d' % (item.kind, item.key))], ()))
    return Node(kind.tag, attributes, children)


def tree(item, library):
    """Return an item and all below it in the form in which plug-ins ask for it."""
    below = [tree(child, library) for child in library.children(item.key)]
    if item.filename:
        part = Node('MediaPart', [('id', item.key), ('index', 0), ('hash', file_hash(item)), ('open_subtitle_hash', u''),
                                  ('file', item.filename), ('size', 734003200), ('duration', item.duration_ms)], ())
        below.append(Node('MediaItem', [('id', item.key), ('duration', item.duration_ms), ('container', _CONTAINERS[item.kind][0])],
                          [part]))
    above = library.item(item.parent)
    return Node('MetadataItem', [
        ('id', to_text(item.key)), ('library_section_id', item.section), ('metadata_type', KIND[item.kind].number),
        ('guid', item.guid), ('title', item.title), ('index', item.index if item.index is not None else 1),
        ('originally_available_at', item.fields.get('originally_available_at')), ('year', item.year),
        ('parent_id', item.parent), ('parentTitle', None if above is None else above.title), ('addedAt', item.added_at)], below)


def file_hash(item):
    """Return the hash by which Plex knows the item's file; this one is of its path."""
    return to_text(hashlib.sha1(to_bytes(item.filename or u'')).hexdigest())


def _place(item, library):
    """Return the attributes that tell where an item belongs: its section, its parent and its grandparent."""
    section = library.section(item.section)
    found = [('librarySectionID', item.section)]
    if section is not None:
        found += [('librarySectionTitle', section.title), ('librarySectionKey', u'/library/sections/%d' % section.key)]
    above = item
    for prefix in (u'parent', u'grandparent'):
        above = library.item(above.parent)
        if above is None:
            break
        found += [(prefix + u'RatingKey', to_text(above.key)), (prefix + u'Key', u'/library/metadata/%d' % above.key),
                  (prefix + u'Guid', above.guid), (prefix + u'Title', above.title), (prefix + u'Index', above.index)]
    return found


def _picture(item, key, field, name):
    """Return where a picture would be; only items for which an agent found one have it."""
    return u'%s/%s/%d' % (key, name, item.updated_at) if item.fields.get(field) else None


def _media(item):
    if not item.filename:
        return []
    container, video, audio = _CONTAINERS[item.kind]
    size = [('width', 1280), ('height', 720), ('videoResolution', u'720')] if video else []
    part = Node('Part', [('id', item.key), ('key', u'/library/parts/%d/%d/file.%s' % (item.key, item.added_at, container)),
                         ('duration', item.duration_ms), ('file', item.filename), ('size', 734003200), ('container', container)], ())
    return [Node('Media', [('id', item.key), ('duration', item.duration_ms), ('container', container), ('videoCodec', video),
                           ('audioCodec', audio), ('audioChannels', 2 if audio else None)] + size, [part])]


def _tags(item):
    found = []
    for tag, field in _TAG_FIELDS:
        for number, value in enumerate(item.fields.get(field) or (), 1):
            if isinstance(value, dict):
                attributes = [('tag', value.get('name')), ('role', value.get('role')), ('thumb', value.get('photo'))]
            else:
                attributes = [('tag', value)]
            found.append(Node(tag, [('id', number)] + attributes, ()))
    return found
