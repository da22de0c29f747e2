# -*- coding: utf-8 -*-
"""`Data`, `Dict`, `Prefs`, `Resource`, `R` and `S`: what a plug-in keeps, its settings and its files."""
from __future__ import absolute_import, division, print_function

import base64
import io
import json
import os
import pickle
from xml.etree import ElementTree

from plexfix.base import compat


class Data(object):
    """Named items in the plug-in's data folder."""

    def __init__(self, core):
        self._core = core

    def _path(self, name):
        return self._core.storage.data_item_path(name)

    def Load(self, item):
        return self._core.storage.load(self._path(item), binary='bytes')

    def Save(self, item, data):
        self._core.storage.save(self._path(item), data)

    def LoadObject(self, item):
        return pickle.loads(base64.b64decode(self.Load(item)))

    def SaveObject(self, item, obj):
        self.Save(item, base64.b64encode(pickle.dumps(obj, 2)))

    def Exists(self, item):
        return os.path.exists(self._path(item))

    def Remove(self, item):
        self._core.storage.remove(self._path(item))


class Dict(object):
    """A dictionary that stays: `Dict['x'] = 1`, then `Dict.Save()`; a missing key is None."""

    def __init__(self, core):
        self._core = core
        self._path = os.path.join(core.data_path, 'Dict')
        self._kept = None
        self._saved = pickle.dumps({}, 2)

    def __getitem__(self, key):
        return self._items().get(key)

    def __setitem__(self, key, value):
        self._items()[key] = value

    def __delitem__(self, key):
        del self._items()[key]

    def __contains__(self, key):
        return key in self._items()

    def __iter__(self):
        return iter(self._items())

    def __len__(self):
        return len(self._items())

    def get(self, key, default=None):
        return self._items().get(key, default)

    def keys(self):
        return self._items().keys()

    def values(self):
        return self._items().values()

    def items(self):
        return self._items().items()

    def Save(self):
        self._saved = pickle.dumps(self._items(), 2)
        self._core.storage.save(self._path, self._saved)

    def save_changes(self):
        """Save what changed since the last time; the framework does so by itself after a while."""
        if self._kept is None:
            return
        try:
            data = pickle.dumps(self._items(), 2)
        except Exception:
            # An object of the plug-in's own that cannot be kept; the plug-in goes on.
            self._core.recorder.exception(('data', 206), 'Exception saving the dictionary')
            return
        if data != self._saved:
            self._saved = data
            self._core.storage.save(self._path, data)

    def Reset(self):
        self._items().clear()
        self.Save()

    def _items(self):
        if self._kept is None:
            self._kept = self._load()
        return self._kept

    def _load(self):
        try:
            with open(self._path, 'rb') as stream:
                self._saved = stream.read()
            return pickle.loads(self._saved)
        except (IOError, OSError):
            self._core.recorder.debug(('data', 179), 'No dictionary file exists')
        except Exception:
            # Whatever a damaged pickle raises: the plug-in goes on with an empty dictionary, as in the framework.
            self._core.recorder.exception(('data', 185), 'Exception loading the dictionary')
        return {}


class Prefs(object):
    """The settings of the plug-in: Contents/DefaultPrefs.json, and what the user chose."""

    def __init__(self, core):
        self._core = core
        self._values = None

    def __getitem__(self, name):
        if self._values is None:
            self._values = self._load()
        if name not in self._values:
            raise KeyError("No preference found with id '%s'" % name)
        return self._values[name]

    def __contains__(self, name):
        if self._values is None:
            self._values = self._load()
        return name in self._values

    def get(self, name, default=None):
        return self[name] if name in self else default

    def values(self):
        """Return all settings as a dictionary by id."""
        if self._values is None:
            self._values = self._load()
        return dict(self._values)

    def choose(self, values):
        """Keep what the user chose, *values* by id, beside what was chosen before; ids that there are not are left out."""
        known = self._load()
        chosen = dict((name, value) for name, value in self._chosen().items() if name in known)
        chosen.update((name, value) for name, value in values.items() if name in known)
        root = ElementTree.Element('PluginPreferences')
        for name, value in sorted(chosen.items()):
            ElementTree.SubElement(root, name).text = value
        self._core.storage.ensure_dirs(os.path.dirname(self._chosen_path()))
        self._core.storage.save(self._chosen_path(), ElementTree.tostring(root, encoding='utf-8'))
        self._core.recorder.debug(('preferences', 248), 'Saved the user preferences')
        self._values = None

    def _chosen_path(self):
        return os.path.join(self._core.plugin_support_path, 'Preferences', self._core.identifier + '.xml')

    def _load(self):
        path = os.path.join(self._core.bundle_path, 'Contents', 'DefaultPrefs.json')
        if not os.path.isfile(path):
            return {}
        with io.open(path, encoding='utf-8-sig') as stream:
            rows = json.load(stream)
        self._core.recorder.debug(('preferences', 258), 'Loaded preferences from DefaultPrefs.json')
        chosen = self._chosen()
        return dict((compat.native(row['id']), _typed(row, chosen.get(row['id'], row.get('default')))) for row in rows)

    def _chosen(self):
        path = self._chosen_path()
        chosen = {}
        if os.path.isfile(path):
            chosen = dict((child.tag, child.text or u'') for child in ElementTree.parse(path).getroot())
            self._core.recorder.debug(('preferences', 178), 'Loaded the user preferences for %s', self._core.identifier)
        else:
            self._core.recorder.debug(('preferences', 189), "No user preferences file exists")
        return chosen


class Resource(object):
    """Files of Contents/Resources, and the paths under which a client would find them."""

    def __init__(self, core):
        self._core = core

    def _path(self, name):
        return os.path.join(self._core.bundle_path, 'Contents', 'Resources', name)

    def ExternalPath(self, name):
        return '/:/plugins/%s/resources/%s' % (self._core.identifier, name) if os.path.exists(self._path(name)) else None

    def SharedExternalPath(self, name):
        return None

    def Load(self, name, binary=True):
        path = self._path(name)
        return self._core.storage.load(path) if os.path.exists(path) else None

    def LoadShared(self, name, binary=True):
        return None

    def GuessMimeType(self, name):
        import mimetypes
        return mimetypes.guess_type(name)[0]

    def ContentsOfURLWithFallback(self, url, fallback=None):
        return url


def _typed(row, value):
    kind = row.get('type')
    if kind == 'bool':
        return value if isinstance(value, bool) else compat.to_text(value or u'').lower() in (u'true', u'1')
    if kind == 'enum' and compat.to_text(value).isdigit() and value not in row.get('values', ()):
        position = int(value)
        value = row['values'][position] if position < len(row.get('values', ())) else value
    return compat.native(value) if isinstance(value, compat.text_type) else value
