# -*- coding: utf-8 -*-
"""Answers the server's requests in the plug-in process, and leaves the records of the framework's request cycle."""
from __future__ import absolute_import, division, print_function

import os

from six.moves import urllib

from plexfix.base import compat
from plexsim.host import cereal
from plexsim.host import media as media_of
from plexsim.host.api_agent import FUNCTIONS
from plexsim.host.startup import call_named

HANDLING = ('runtime', 717)
RECEIVED = ('runtime', 49)
ROUTED = ('runtime', 814)
SENDING = ('runtime', 88)
ANSWERED = ('runtime', 924)


class Runtime(object):
    """The request side of a started plug-in."""

    def __init__(self, core, environment, names):
        self._core = core
        self._agent = environment['Agent']
        self._dict = environment['Dict']
        self._prefs = environment['Prefs']
        self._names = names
        self._asked_before = False

    def prefixes(self):
        """The request with which the server greets every plug-in."""
        self._begin('/:/prefixes')
        self._core.recorder.debug(ANSWERED, 'Response: [200] MediaContainer, %d bytes', 125 + len(self._core.identifier))

    def prefs(self):
        """The server's question for the plug-in's settings; return {'values': what is chosen, by id}."""
        path = os.path.join(self._core.bundle_path, 'Contents', 'DefaultPrefs.json')
        size = os.path.getsize(path) if os.path.exists(path) else 0
        self._begin('/:/plugins/%s/prefs' % self._core.identifier)
        self._finish('MediaContainer', 112 + len(self._core.identifier) + size)
        return {'values': _plain(self._prefs.values())}

    def choose_prefs(self, values):
        """Keep settings that a user chose, and let the plug-in look at them."""
        query = '&'.join('%s=%s' % (urllib.parse.quote(compat.native(name)), urllib.parse.quote(compat.native(value)))
                         for name, value in sorted(values.items()))
        self._begin('/:/plugins/%s/prefs/set?%s' % (self._core.identifier, query))
        self._prefs.choose(values)
        try:
            call_named(self._core.recorder, self._names, 'ValidatePrefs')
        except Exception:
            # Whatever the plug-in's code raises: the settings are kept all the same.
            self._core.recorder.exception(('sandbox', 307), "Exception when calling function 'ValidatePrefs'")
        self._finish('MessageContainer', 16)
        return {}

    def search(self, media_type, media, lang, manual):
        """Return {'results': [...]} or {'failed': text}."""
        kwargs = _native(media)
        media_type = self._kind(media_type)
        lang = compat.native(lang)
        primary = kwargs.get('primary_agent') in (None, self._core.identifier)
        self._begin_call('search', {'lang': lang, 'manual': bool(manual), 'primary': primary, 'version': 0, 'kwargs': kwargs, 'media_type': media_type})
        results, failed = self._agent.search(media_type, kwargs, lang, bool(manual), primary)
        self._finish('str', cereal.answer_size(None if results is None else results.as_instance()))
        if results is None:
            return {'failed': failed}
        return {'results': [_plain(item.as_data()) for item in results if hasattr(item, 'as_data')]}

    def update(self, media_type, media, metadata_id, lang, force):
        """Return {'metadata': {...}}, and 'failed' beside it where the agent raised."""
        media = _native(media)
        media_type, lang, item = self._kind(media_type), compat.native(lang), compat.native(metadata_id)
        dbid = media.get('id')
        guid = media.get('guid') or '%s://%s?lang=%s' % (self._core.identifier, urllib.parse.quote(item), lang)
        self._begin_call('update', {'lang': lang, 'force': bool(force), 'periodic': False, 'dbid': dbid, 'version': 0,
                                    'parentGUID': None, 'parentID': None, 'media_type': media_type, 'guid': guid, 'id': item})
        if media:
            self._core.media_tree_hints.setdefault(dbid, {}).update(media)
        fields, failed = self._agent.update(media_type, guid, item, dbid, lang, bool(force))
        self._finish('str', cereal.answer_size(None))
        answer = {'metadata': _plain(fields)}
        if failed:
            answer['failed'] = failed
        return answer

    def erase(self, media_type, guid):
        media_type, guid = self._kind(media_type), compat.native(guid)
        self._begin_call('erase', {'media_type': media_type, 'guid': guid})
        self._agent.store.erase(media_type, guid)
        self._finish('str', cereal.answer_size(None))
        return {}

    def _kind(self, media_type):
        return media_of.ALIASES.get(compat.native(media_type), compat.native(media_type))

    def _begin_call(self, name, kwargs):
        self._begin(cereal.call_path(self._core.identifier, FUNCTIONS[name], kwargs))

    def _begin(self, path):
        # The server sends `/` of the alphabet (written `@`) quoted, and the framework shows both forms.
        self._core.recorder.debug(HANDLING, 'Handling request GET %s', path.replace('@', '%40'))
        if self._asked_before:
            self._core.recorder.debug(RECEIVED, 'Received packed state data (80 bytes)')
        self._core.recorder.debug(ROUTED, 'Found route matching %s', path)

    def _finish(self, kind, size):
        self._core.recorder.debug(SENDING, 'Sending packed state data (%d bytes)', 81 + len(self._core.identifier))
        self._core.recorder.debug(ANSWERED, 'Response: [200] %s, %d bytes', kind, size)
        self._asked_before = True
        self._dict.save_changes()


def _native(media):
    """Return the hints with this Python's own text, so that they show as Plex shows them: no `u` before the quotes."""
    return dict((compat.native(key), compat.native(value) if isinstance(value, compat.text_type) else value)
                for key, value in media.items())


def _plain(value):
    """Return *value* as data that JSON can carry."""
    if isinstance(value, dict):
        return dict((compat.to_text(key), _plain(item)) for key, item in value.items())
    if isinstance(value, (list, tuple, set)):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, (bool, float)) or isinstance(value, compat.integer_types):
        return value
    return compat.to_text(value)
