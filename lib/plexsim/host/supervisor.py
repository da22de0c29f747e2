# -*- coding: utf-8 -*-
"""The server's side of its plug-ins: a process for each bundle, started, asked, restarted and ended."""
from __future__ import absolute_import, division, print_function

import io
import json
import os
import shutil
import tempfile
import threading
from xml.etree import ElementTree

import six
from six.moves import urllib

from plexfix.base import compat
from plexsim.host import interpreters
from plexsim.host.core import Bundle
from plexsim.host.errors import AgentDied, AgentFailed
from plexsim.host.process import LIB, PluginProcess

START_TIMEOUT_S = 30
BUILD = 'a0bfb83 (Mon Dec 16 15:14:06 UTC 2024)'


class PluginHost(object):
    """Runs every `*.bundle` of a Plug-ins folder, each in a process of its own.

    *pms_url* is the server that the framework talks to (None: there is none, and files come from the hints of a
    search).  *hosts* maps the names of sites to (address, port); other names do not resolve unless *allow_network*.
    *python* is the interpreter for plug-ins: as `interpreters.choose` finds it where it is None.  *token* (else that of
    the data folder's Preferences.xml) goes into the framework's own requests.  *data_dir* keeps metadata, settings and
    cookies: a folder that ends with the host where it is None.  *machine* and *version* are the server's, for plug-ins
    that ask before it answers.  *temporary* folders are taken away by the plug-ins where this process is killed.
    """

    def __init__(self, plugins_dir, logs_dir, pms_url, hosts=None, python=None, seed=0, data_dir=None, token=None,
                 allow_network=False, start_timeout=START_TIMEOUT_S, machine='', version='', temporary=()):
        self.plugins_dir = os.path.abspath(plugins_dir)
        self.logs_dir = os.path.abspath(logs_dir)
        self.pms_url = pms_url
        self.hosts = dict(hosts or {})
        self.seed = seed
        self.token = token
        self._python = python
        self._allow_network = allow_network
        self._start_timeout = start_timeout
        self._machine, self._version = machine, version
        self._temporary = list(temporary)
        self._own_data = data_dir is None
        self._data_dir = os.path.abspath(data_dir) if data_dir else None
        self._lock = threading.RLock()
        self._plugins = {}

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *exc_info):
        self.stop()

    def start(self):
        """Start all plug-ins, at the same time; return when each one has started or failed."""
        if not os.path.isdir(self.logs_dir):
            os.makedirs(self.logs_dir)
        if self._data_dir is None:
            self._data_dir = tempfile.mkdtemp(prefix='plexsim-data-')
        with self._lock:
            taken = {}
            for path in self._bundles():
                plugin = _Plugin(path)
                plugin.yield_to(taken.setdefault(plugin.identifier, plugin))
                self._plugins[plugin.key] = plugin
            _at_once([self._starting(plugin) for plugin in self._plugins.values()])

    def plugins(self):
        """Return a dictionary for each bundle: identifier, name, bundle, policy, python, started, alive, error, agents."""
        with self._lock:
            return [plugin.described() for _, plugin in sorted(self._plugins.items())]

    def search(self, identifier, media_type, media, lang='en', manual=False, timeout=60):
        """Return the candidates, the best one first: dictionaries with id, name, year, score, lang, thumb."""
        arguments = {'media_type': media_type, 'media': media, 'lang': lang, 'manual': manual}
        return self._running(identifier).call('search', arguments, timeout)['results']

    def update(self, identifier, media_type, media, metadata_id, lang='en', force=False, timeout=120):
        """Return the fields that the agent wrote: title, summary, year, genres and so on."""
        arguments = {'media_type': media_type, 'media': media, 'metadata_id': metadata_id, 'lang': lang, 'force': force}
        return self._running(identifier).call('update', arguments, timeout)['metadata']

    def prefs(self, identifier, timeout=20):
        """Return the settings of a plug-in that runs, by id."""
        return self._running(identifier).call('prefs', {}, timeout)['values']

    def choose_prefs(self, identifier, values, timeout=20):
        """Set settings of a plug-in, *values* by id, as texts."""
        self._running(identifier).call('choose_prefs', {'values': values}, timeout)

    def restart(self, identifier):
        """End the plug-in and start it from what is on disk now; return whether it came up."""
        with self._lock:
            plugin = self._plugin(identifier)
            plugin.stop()
            plugin.read()
            self._starting(plugin)()
            return plugin.started

    def restart_all(self):
        """Restart every plug-in, with bundles that came and without those that went; return whether all came up."""
        with self._lock:
            _at_once([plugin.stop for plugin in self._plugins.values()])
            self._plugins.clear()
            self.start()
            return all(plugin.started for plugin in self._plugins.values())

    def kill(self, identifier):
        """Let the plug-in's process die."""
        process = self._plugin(identifier).process
        if process is not None:
            process.kill()

    def stop(self):
        """End all plug-ins."""
        with self._lock:
            _at_once([plugin.stop for plugin in self._plugins.values()])
            self._plugins.clear()
            if self._own_data and self._data_dir:
                shutil.rmtree(self._data_dir, ignore_errors=True)
                self._data_dir = None

    def _bundles(self):
        names = sorted(os.listdir(self.plugins_dir)) if os.path.isdir(self.plugins_dir) else []
        paths = [os.path.join(self.plugins_dir, name) for name in names if name.endswith('.bundle')]
        return [path for path in paths if os.path.isdir(os.path.join(path, 'Contents', 'Code'))]

    def _plugin(self, identifier):
        for plugin in self._plugins.values():
            if plugin.identifier == identifier:
                return plugin
        raise AgentFailed('there is no plug-in %s' % identifier)

    def _running(self, identifier):
        plugin = self._plugin(identifier)
        if plugin.process is None or not plugin.started:
            raise AgentDied('the plug-in %s is not running%s' % (identifier, ': ' + plugin.error if plugin.error else ''))
        return plugin.process

    def _starting(self, plugin):
        def start():
            if plugin.bundle is None:
                return
            chosen = interpreters.choose(lambda: interpreters.reads_pages_here(plugin.bundle.code_path), self._python)
            plugin.python = chosen.path
            try:
                plugin.process = PluginProcess(chosen.path, self._setup(plugin))
            except OSError as err:
                plugin.error = 'cannot run %s: %s' % (chosen.path, err)
                return
            plugin.started = plugin.process.wait_started(self._start_timeout)
            plugin.error = plugin.process.error
            plugin.agents = plugin.process.agents
            if not plugin.started:
                plugin.process.stop()
        return start

    def _setup(self, plugin):
        return {
            'bundle': compat.fs_text(plugin.path), 'logs': compat.fs_text(self.logs_dir), 'data': compat.fs_text(self._data_dir),
            'lib': compat.fs_text(LIB), 'six': compat.fs_text(os.path.splitext(six.__file__)[0] + '.py'), 'hosts': self.hosts,
            'server': _address(self.pms_url), 'token': self.token or _token_in(self._data_dir), 'build': BUILD,
            'allow_network': self._allow_network, 'start_timeout': self._start_timeout, 'machine': self._machine, 'version': self._version,
            'temporary': [compat.fs_text(path) for path in self._temporary + ([self._data_dir] if self._own_data else [])],
        }


class _Plugin(object):
    """A bundle on disk, and its process."""

    def __init__(self, path):
        self.path = path
        self.key = os.path.basename(path)
        self.python = None
        self.process = None
        self.read()

    def read(self):
        """Read Info.plist, as a start does."""
        self.bundle, self.error, self.started, self.agents = None, None, False, []
        self.identifier = None
        try:
            self.bundle = Bundle(self.path)
            self.identifier = self.bundle.identifier
        except (IOError, OSError, ValueError) as err:
            self.error = 'cannot read Info.plist: %s' % err

    def yield_to(self, other):
        """Do not run beside *other*, of the same identifier: both would write one log."""
        if other is not self and self.bundle is not None:
            self.error = 'its identifier %s is that of %s' % (self.identifier, other.key)
            self.bundle = self.identifier = None

    def stop(self):
        if self.process is not None:
            self.process.stop()
            self.process = None
        self.started = False

    def described(self):
        return {'identifier': self.identifier, 'name': os.path.splitext(self.key)[0], 'bundle': self.path,
                'policy': self.bundle.policy if self.bundle else None, 'python': self.python, 'started': self.started,
                'alive': self.process is not None and self.process.alive(), 'error': self.error, 'agents': list(self.agents),
                'prefs': _default_prefs(self.path)}


def _default_prefs(path):
    """Return the rows of DefaultPrefs.json, none where it is absent or broken: the plug-in's log tells of that."""
    try:
        with io.open(os.path.join(path, 'Contents', 'DefaultPrefs.json'), encoding='utf-8-sig') as stream:
            rows = json.load(stream)
        return [row for row in rows if isinstance(row, dict) and 'id' in row]
    except (IOError, OSError, ValueError, TypeError):
        return []


def _token_in(data_dir):
    """Return the server's token from the data folder's Preferences.xml, None where there is none."""
    try:
        root = ElementTree.parse(os.path.join(data_dir, 'Preferences.xml')).getroot()
    except (IOError, OSError, ElementTree.ParseError):
        return None
    return root.get('PlexOnlineToken')


def _at_once(functions):
    threads = [threading.Thread(target=function) for function in functions]
    for thread in threads:
        thread.daemon = True
        thread.start()
    for thread in threads:
        thread.join()


def _address(url):
    if not url:
        return None
    parts = urllib.parse.urlsplit(url)
    return [parts.hostname, parts.port or 32400]
