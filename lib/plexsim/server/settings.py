# -*- coding: utf-8 -*-
"""The server's own settings, as `/:/prefs` shows and takes them."""
from __future__ import absolute_import, division, print_function

import threading

from plexfix.base.compat import to_text
from plexsim.server.render import Node

_ROWS = (
    ('FriendlyName', u'Friendly name', 'text', u'', 'general', False),
    ('sendCrashReports', u'Send crash reports to Plex', 'bool', True, 'general', False),
    ('PushNotificationsEnabled', u'Push notifications', 'bool', False, 'general', False),
    ('logDebug', u'Enable Plex Media Server debug logging', 'bool', True, 'general', True),
    ('ScheduledLibraryUpdateInterval', u'Library scan interval', 'int', 3600, 'library', False),
    ('FSEventLibraryUpdatesEnabled', u'Scan my library automatically', 'bool', False, 'library', False),
    ('ButlerStartHour', u'Time at which tasks start to run', 'int', 2, 'butler', False),
    ('ButlerTaskRefreshLocalMedia', u'Refresh local metadata every three days', 'bool', True, 'butler', False),
    ('TranscoderDefaultDuration', u'Transcoder default duration', 'int', 120, 'transcoder', True),
    ('TranscoderThrottleBuffer', u'Transcoder default throttle buffer', 'int', 60, 'transcoder', True),
    ('TranscodeLoudness', u'Loudness', 'double', 1.0, 'transcoder', True),
)
_TYPES = dict((name, kind) for name, _, kind, _, _, _ in _ROWS)


class Settings(object):
    """Named values that clients read and write; safe to use from many threads."""

    def __init__(self):
        self._lock = threading.Lock()
        self._values = dict((name, default) for name, _, _, default, _, _ in _ROWS)

    def change(self, pairs):
        """Store a dict of texts; return False, and store nothing, where a name or a value is not understood."""
        with self._lock:
            by_lower = dict((name.lower(), name) for name in self._values)
            changes = {}
            for name, text in pairs.items():
                known = by_lower.get(name.lower())
                value = None if known is None else _read(_TYPES[known], text)
                if value is None:
                    return False
                changes[known] = value
            self._values.update(changes)
            return True

    def nodes(self, only=None):
        """Return the `Setting` rows; with *only*, the name of one, no other."""
        with self._lock:
            values = dict(self._values)
        return [setting_row(name, label, kind, default, values[name], group, advanced)
                for name, label, kind, default, group, advanced in _ROWS if only is None or name.lower() == only.lower()]


def setting_row(name, label, kind, default, value, group=u'', advanced=False):
    """Return one `Setting`, of the server's or of a plug-in's preferences."""
    return Node('Setting', [('id', name), ('label', label), ('summary', u''), ('type', kind), ('default', default),
                            ('value', value), ('hidden', False), ('advanced', advanced), ('group', group)], ())


def _read(kind, text):
    """Return *text* as a value of *kind*, None where it is none."""
    try:
        if kind == 'bool':
            return {u'1': True, u'true': True, u'0': False, u'false': False}.get(text.lower())
        return {'int': int, 'double': float, 'text': to_text}[kind](text)
    except ValueError:
        return None
