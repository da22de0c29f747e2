# -*- coding: utf-8 -*-
"""What this suite asks of a Plex server, as records; how a call travels is plexhttp's, waiting is steps' business."""
from __future__ import absolute_import, division, print_function

import re
import unicodedata
from collections import namedtuple

from plexfix.base.compat import native, to_text
from plexfix.base.errors import UsageError
from plexfix.outside.paging import PAGE_ROWS, Paging
from plexfix.outside.plexerrors import NotFound
from plexfix.outside.plexhttp import Transport

KINDS = {'movie': 1, 'show': 2, 'season': 3, 'episode': 4, 'artist': 8, 'album': 9, 'track': 10, 'photo': 13,
         'photoalbum': 14}

_HOLDS = {u'movie': (1,), u'show': (2, 3, 4), u'artist': (8, 9, 10), u'photo': (13, 14)}

# One library section; *kind* is movie, show, artist or photo.
Section = namedtuple('Section', 'key title kind agent scanner refreshing folders')

# One thing in a library; *updated_at* in whole seconds since 1970, None where the server does not say.
Item = namedtuple('Item', 'rating_key key title kind parent_title year guid updated_at section_key files')

# Something that the server is doing; *key* is the path it works on, empty where it does not say.
Activity = namedtuple('Activity', 'uuid kind title progress key')

Identity = namedtuple('Identity', 'machine_identifier version claimed')


class PlexServer(object):
    """One server.  All calls raise plexerrors' ServerError; text is unicode, keys are native strings."""

    def __init__(self, transport):
        self._transport = transport

    @property
    def origin(self):
        """Scheme, host and port: how to name this server to a person."""
        return self._transport.address.origin

    @property
    def is_local(self):
        """Whether it is on this machine, so that its logs and plug-ins can be looked at."""
        return self._transport.address.loopback

    def close(self):
        """Close the connections."""
        self._transport.close()

    def identity(self):
        """Return the Identity; needs no token, so that it tells "not up" from "not let in"."""
        root = self._transport.get('/identity')
        claimed = root.get('claimed')
        return Identity(root.get('machineIdentifier', u''), root.get('version', u''),
                        None if claimed is None else claimed == u'1')

    def name(self):
        """Return the server's friendly name; needs a good token."""
        return self._transport.get('/').get('friendlyName', u'')

    def sections(self):
        """Return the list of Sections."""
        return [_section(row) for row in self._transport.get('/library/sections') if row.get('key')]

    def items(self, section_key, kind=None, page_rows=PAGE_ROWS):
        """Yield the Items of a section, each once; *kind* is a name of KINDS, None for the section's own kind.

        The list may change while it is read: paging says what is still found then.
        """
        path = '/library/sections/%s/all' % checked_key(section_key)
        params = {} if kind is None else {'type': kind_number(kind)}
        paging = Paging(page_rows)
        while not paging.finished:
            headers = {'X-Plex-Container-Start': str(paging.start), 'X-Plex-Container-Size': str(paging.rows)}
            root = self._transport.get(path, params, headers)
            rows = list(root)
            for place in paging.take([row.get('ratingKey') for row in rows], _number(root.get('totalSize'))):
                yield _item(rows[place], section_key)

    def search(self, text=None, section_key=None, kind=None):
        """Yield the Items whose title holds *text* (None: all), of one section or of all that can hold the *kind*.

        The titles are compared here: which searches a server knows, and how it compares, differs by version.
        """
        if section_key is None:
            wanted = None if kind is None else kind_number(kind)
            keys = [section.key for section in self.sections() if wanted in (None,) + _HOLDS.get(section.kind, ())]
        else:
            keys = [section_key]
        for key in keys:
            for item in self.items(key, kind):
                if text is None or matches(item, text):
                    yield item

    def metadata(self, rating_keys):
        """Return the Items with these keys; unknown ones are left out, but NotFound is raised where none is known."""
        path = '/library/metadata/' + ','.join(checked_key(key) for key in rating_keys)
        root = self._transport.get(path)
        section = root.get('librarySectionID')
        return [_item(row, section) for row in root if row.get('ratingKey')]

    def item(self, rating_key):
        """Return the Item with this key, with its section and files; raises NotFound."""
        wanted = checked_key(rating_key)
        for item in self.metadata([wanted]):
            if item.rating_key == wanted:
                return item
        raise NotFound('the Plex server answered for another item than %s' % wanted)

    def refresh(self, rating_key):
        """Queue a refresh of an item; a return means queued, not done."""
        self._transport.put('/library/metadata/%s/refresh' % checked_key(rating_key), {'force': '1'})

    def activities(self):
        """Return the list of Activities; one of them, the butler, is always there."""
        found = []
        for row in self._transport.get('/activities').iter('Activity'):
            context = row.find('Context')
            key = context.get('key', u'') if context is not None else u''
            found.append(Activity(row.get('uuid', u''), row.get('type', u''), row.get('title', u''),
                                  _number(row.get('progress')), key))
        return found

    def queue_size(self, section_key):
        """Return how many updates wait in a section's queue, None where the server does not say."""
        root = self._transport.get('/library/sections/%s/timeline' % checked_key(section_key))
        return _number(root.get('updateQueueSize'))

    def agents(self):
        """Return the identifiers of the metadata agents that this server has."""
        return [row.get('identifier') for row in self._transport.get('/system/agents') if row.get('identifier')]

    def restart_plugin(self, identifier):
        """Ask for the restart of one plug-in; whether it came up again only its log tells."""
        name = native(identifier)
        if not re.match(r'[A-Za-z0-9._\-]+\Z', name):
            raise UsageError('this is no identifier of a plug-in', None, 'it looks like com.plexapp.agents.Name')
        self._transport.touch('/:/plugins/%s/restart' % name)

    def playing(self):
        """Return the rating keys of what is being watched now."""
        return [native(row.get('ratingKey')) for row in self._transport.get('/status/sessions') if row.get('ratingKey')]

    def settings(self):
        """Return the server's settings, {id: value} as text."""
        return dict((row.get('id'), row.get('value', u'')) for row in self._transport.get('/:/prefs').iter('Setting'))


def connect(url, token=None, **options):
    """Return the PlexServer at *url*; *options* are plexhttp.Transport's.  Nothing is sent yet."""
    return PlexServer(Transport(url, token, **options))


def checked_key(key):
    """Return a rating key or section key as native str; raises UsageError for anything but digits."""
    text = native(key).strip()
    if not re.match(r'[0-9]{1,20}\Z', text):
        raise UsageError('%r is no key of an item or section' % text[:40], None,
                         'keys are numbers; --sections and --items list them')
    return text


def kind_number(kind):
    """Return Plex's number for a kind of item, given as its name or number; raises UsageError for others."""
    text = native(kind).strip().lower()
    if text in KINDS:
        return KINDS[text]
    if text.isdigit() and int(text) in KINDS.values():
        return int(text)
    raise UsageError('%r is no type of item' % text[:40], None, 'one of: ' + ', '.join(sorted(KINDS)))


def matches(item, text):
    """Return whether *text* is part of the item's title or its parent's, whatever the case and accents."""
    return _folded(text) in _folded(u'%s %s' % (item.parent_title, item.title))


def _folded(text):
    parts = unicodedata.normalize('NFKD', to_text(text))
    return u''.join(part for part in parts if not unicodedata.combining(part)).lower()


def _section(row):
    folders = tuple(place.get('path', u'') for place in row.findall('Location'))
    return Section(native(row.get('key')), row.get('title', u''), row.get('type', u''), row.get('agent', u''),
                   row.get('scanner', u''), row.get('refreshing') == u'1', folders)


def _item(row, section_key):
    files = tuple(part.get('file') for part in row.iter('Part') if part.get('file'))
    section = row.get('librarySectionID') or section_key
    return Item(native(row.get('ratingKey')), row.get('key', u''), row.get('title', u''),
                row.get('type') or row.tag.lower(), row.get('grandparentTitle') or row.get('parentTitle') or u'',
                _number(row.get('year')), row.get('guid', u''), _number(row.get('updatedAt')),
                None if section is None else native(section), files)


def _number(text):
    """Return *text* as an int, None where it is missing or none: a figure that was not given is no 0."""
    return int(text) if text and re.match(r'-?[0-9]{1,18}\Z', text) else None
