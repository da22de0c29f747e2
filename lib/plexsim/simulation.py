# -*- coding: utf-8 -*-
"""One whole simulation, started and stopped as one: websites, media server, plug-in host, and the folders they share."""
from __future__ import absolute_import, division, print_function

import hashlib
import socket
import threading

from plexfix.base.compat import fs_text, to_bytes, to_text
from plexfix.base.errors import UsageError
from plexsim import scenarios
from plexsim.agents import install
from plexsim.films import films
from plexsim.folders import Folders
from plexsim.host import interpreters
from plexsim.host.supervisor import PluginHost
from plexsim.server.assembly import MediaServer
from plexsim.server.library import KIND, kind_of_agent
from plexsim.server.routes_system import SERVER_VERSION
from plexsim.server.stock import PERSONAL_MEDIA, STOCK_AGENTS, stock
from plexsim.websites.site import Websites

ITEMS = 40


class Simulation(object):
    """A simulated Plex in a `with` block.

    *plugins* and *logs* are folders, made where they are absent; an empty Plug-ins folder is filled with the sample
    agents.  What is left out lies in a temporary folder that goes at the end.  *items* is the number of films,
    *scenario* a name from plexsim.scenarios, *port* the server's (0: any that is free), *python* the interpreter of the
    plug-ins, *hosts* further sites for their requests: {name: (address, port)}.  The same *seed* gives the same library
    and websites that behave the same.

    Inside the block: `url`, `token`, `token_file`, `plugins`, `logs`, `data` (a data folder as Plex keeps it), and
    the parts `host`, `websites`, `faults`, `library`, `queue`.
    """

    def __init__(self, plugins=None, logs=None, seed=0, items=ITEMS, scenario=scenarios.DEFAULT, port=0, token_file=None,
                 python=None, data=None, hosts=None):
        self.seed = seed
        self.items = items
        self.scenario = scenarios.named(scenario)
        self._port = port
        self._python = python
        self._hosts = dict(hosts or {})
        self._folders = Folders(plugins, logs, data, token_file)
        self._restarting = threading.Lock()
        self.server = self.host = self.websites = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        """Start everything; return when each plug-in has started or failed.  Raises UsageError where it cannot."""
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def stop(self):
        """Stop everything; no process, thread or temporary folder is left.  Does nothing the second time."""
        # A restart that is under way comes first: it would start plug-ins that nobody stops any more.
        with self._restarting:
            server, host, websites = self.server, self.host, self.websites
            self.server = self.host = self.websites = None
        if server is not None:
            server.stop_work()
        try:
            # Before the server: what an agent is working on ends with its process, and lets the worker go.
            if host is not None:
                host.stop()
        finally:
            for part in (server, websites):
                if part is not None:
                    part.stop()
            self._folders.remove()

    def restart(self):
        """Restart the whole server as its clients see it: 503, until all plug-ins were started again."""
        with self._restarting:
            if self.server is None:
                return
            self.server.app.close()
            try:
                self.host.restart_all()
            finally:
                self.server.open()

    def refresh_all(self, section_type='movie', timeout_s=300):
        """Refresh every item of the sections of a type that a plug-in serves; return how all refreshes ended so far.

        Raises UsageError where they have not ended within *timeout_s*.
        """
        for section in self.library.sections():
            if section.type == section_type and section.agent != PERSONAL_MEDIA:
                for item in self.library.items(section.key, section_type):
                    self.queue.put(item)
        if not self.queue.wait_idle(timeout_s):
            raise UsageError('the refreshes did not end within %d seconds' % timeout_s, '%d are left' % self.queue.size(),
                             'give them longer, or fewer items')
        return self.queue.ended()

    @property
    def url(self):
        return self.server.url

    @property
    def faults(self):
        return self.server.faults

    @property
    def library(self):
        return self.server.library

    @property
    def queue(self):
        return self.server.queue

    @property
    def plugins(self):
        return self._folders.plugins

    @property
    def logs(self):
        return self._folders.logs

    @property
    def data(self):
        return self._folders.data

    @property
    def token(self):
        return self._folders.token

    @property
    def token_file(self):
        return self._folders.token_file

    def description(self):
        """Return what somebody outside needs to work with it, ready for JSON; the token itself is not in it."""
        return {'url': self.url, 'token_file': fs_text(self.token_file), 'logs': fs_text(self.logs),
                'plugins': fs_text(self.plugins), 'data': fs_text(self.data), 'seed': self.seed, 'items': self.items,
                'scenario': self.scenario.name,
                'agents': [{'identifier': plugin['identifier'], 'name': plugin['name'], 'started': bool(plugin['started']),
                            'error': to_text(plugin['error']) if plugin['error'] else None}
                           for plugin in self.host.plugins()],
                'sections': [{'key': '%d' % section.key, 'type': section.type, 'title': section.title, 'agent': section.agent,
                              'items': len(self.library.items(section.key, section.type))}
                             for section in self.library.sections()]}

    def _start(self):
        if self._python and interpreters.probe(self._python) is None:
            raise UsageError('cannot run plug-ins with %s' % fs_text(self._python), 'it does not start as a Python',
                             'name another with --python, or none')
        machine = to_text(hashlib.sha1(to_bytes(u'plexsim %d' % self.seed)).hexdigest())
        self._folders.make(machine)
        if not self._folders.has_plugins():
            install(self.plugins)
        known = films(self.seed, self.items)
        self.websites = Websites(seed=self.seed, behaviour=self.scenario.websites, films=known)
        hosts = dict(self.websites.start(), **self._hosts)
        self.server = self._listen(machine)
        self.host = PluginHost(self.plugins, self.logs, self.server.url, hosts=hosts, python=self._python, seed=self.seed,
                               data_dir=self.data, machine=machine, version=SERVER_VERSION, temporary=self._folders.temporary())
        self.server.use_host(self.host)
        self.server.start()
        self.host.start()
        stock(self.library, known, **agents_by_type(self.host.plugins()))
        for kind, parameters in self.scenario.faults:
            self.faults.add(kind, **parameters)
        self.server.open()

    def _listen(self, machine):
        try:
            return MediaServer(self.token, port=self._port, control=self, machine=machine)
        except (OSError, socket.error) as error:
            raise UsageError('cannot listen on port %d' % self._port, fs_text(str(error)),
                             'choose another with --port, or 0 for any that is free')


def agents_by_type(plugins):
    """Return the agents that sections are to have, as arguments of `stock`.

    A plug-in that did not start tells nothing about its agents: it is taken for a movie agent, so that there are
    items with which its failure shows.  One that only adds to others gets a section of such another, where there is none.
    """
    known = [plugin for plugin in plugins if plugin['identifier']]
    silent = [to_text(plugin['identifier']) for plugin in known if not plugin['started'] and not plugin['agents']]
    found = {}
    for kind in ('movie', 'show', 'artist', 'photo'):
        agents = _named(known, kind) + (silent if kind == 'movie' else [])
        for contributes_to in _contributions(known, kind):
            usable = [one for one in contributes_to if one in STOCK_AGENTS and one != PERSONAL_MEDIA]
            if usable and not set(contributes_to) & set(agents):
                agents.append(usable[0])
        found[kind + '_agents'] = agents
    return found


def _named(plugins, kind):
    """Return the plug-ins with an agent that finds items of *kind* by itself."""
    return [to_text(plugin['identifier']) for plugin in plugins
            if any(agent['primary_provider'] for agent in _agents_for(plugin, kind))]


def _contributions(plugins, kind):
    """Return, for each agent that only adds to others, which those are."""
    return [[to_text(one) for one in agent.get('contributes_to') or ()] for plugin in plugins
            for agent in _agents_for(plugin, kind) if not agent['primary_provider']]


def _agents_for(plugin, kind):
    return [agent for agent in plugin['agents'] if KIND[kind] in [kind_of_agent(name) for name in agent['media_types']]]
