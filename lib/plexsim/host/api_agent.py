# -*- coding: utf-8 -*-
"""`Agent`: the classes that agents derive from, and the server's calls that reach their search and update."""
from __future__ import absolute_import, division, print_function

import os

from plexfix.base import compat
from plexsim.host import media as media_of
from plexsim.host import objects
from plexsim.host.model import Store

FUNCTIONS = {'search': '_AgentKit:Search', 'update': '_AgentKit:UpdateMetadata', 'erase': '_AgentKit:EraseMetadata'}


class _AgentClass(type):
    """Registers every class that a plug-in derives from one of the bases below."""

    def __new__(mcs, name, bases, members):
        cls = type.__new__(mcs, str(name), bases, members)
        kit = getattr(cls, '_kit', None)
        if kit is not None and '_base' not in members:
            kit.register(cls)
        return cls


class Agent(object):
    """`Agent` in plug-in code: bases for each kind of item."""

    def __init__(self, core, push):
        self._core = core
        self._push = push
        self.store = Store(core)
        self._providers = set([core.identifier])
        for name, kinds in (('Movies', ['Movie']), ('TV_Shows', ['TV_Show']), ('Artist', ['Artist']),
                            ('Album', ['Album']), ('Photos', ['Photo'])):
            setattr(self, name, _AgentClass(name, (_Base,), {'_kit': self, '_base': True, '_kinds': kinds}))

    def register(self, cls):
        self._core.recorder.debug(('agentkit', 1132), 'Creating new agent class called %s', cls.__name__)
        self._core.agents.append(cls())
        known = [information(agent, self._core) for agent in self._core.agents]
        self._core.recorder.debug(('agentkit', 937), 'Updating agent information: %s', known)
        self._push(known)

    def named(self, media_type):
        """Return the agents for items of *media_type*."""
        kind = media_of.ALIASES.get(media_type, media_type)
        return kind, [agent for agent in self._core.agents if kind in agent._kinds]

    def search(self, media_type, kwargs, lang, manual, primary=True):
        """Return (results or None where it crashed, what went wrong)."""
        kind, agents = self.named(media_type)
        for agent in agents:
            self._core.recorder.info(('agentkit', 961), 'Searching for matches for ' + str(kwargs))
            results = objects.MediaContainer()
            try:
                self.call_search(agent, results, kind, kwargs, lang, manual, primary)
                return results, None
            except BaseException as err:
                # An agent may raise anything, also leave; the framework logs it and answers with nothing.
                self._core.recorder.exception(
                    ('agentkit', 1018), "Exception in the search function of agent named '%s', called with keyword arguments %s",
                    agent.name, str(kwargs))
                return None, '%s: %s' % (type(err).__name__, _plain(err))
        return None, 'no agent of this plug-in handles items of type %s' % media_type

    def call_search(self, agent, results, kind, kwargs, lang, manual, primary):
        tree = self.tree(kwargs.get('id'), kind, kwargs)
        hints = media_of.Hints(kind, kwargs, tree, self.primary_metadata(kind, kwargs), self.parent_metadata(kind, kwargs))
        options = accepted(agent.search, {'manual': manual, 'primary': primary})
        if takes(agent.search, 'tree'):
            options['tree'] = hints.tree
        if agent.version > 0:
            agent.search(results, hints.tree, hints, lang, **options)
        else:
            agent.search(results, hints, lang, **options)
        results.Sort('year')
        results.Sort('score', descending=True)

    def update(self, media_type, guid, item_id, dbid, lang, force, periodic=False):
        """Return (fields, what went wrong); what an agent wrote before it raised is kept, as in the framework."""
        kind, agents = self.named(media_type)
        for agent in agents:
            metadata = self.store.load(kind, guid, item_id)
            media = self.tree(dbid, kind, {})
            failed = None
            try:
                self.call_update(agent, metadata, media, lang, force, periodic)
            except BaseException as err:
                self._core.recorder.exception(
                    ('agentkit', 1095), "Exception in the update function of agent named '%s', called with guid '%s'", agent.name, guid)
                failed = '%s: %s' % (type(err).__name__, _plain(err))
            self.store.save(metadata)
            return metadata.as_data(), failed
        return {}, 'no agent of this plug-in handles items of type %s' % media_type

    def call_update(self, agent, metadata, media, lang, force, periodic):
        options = {'force': force, 'periodic': periodic, 'child_guid': None, 'child_id': None, 'prefs': {}}
        agent.update(metadata, media, lang, **accepted(agent.update, options))

    def primary_metadata(self, kind, kwargs):
        """Return what the item's primary agent wrote, None where the server names none."""
        provider, guid = kwargs.get('primary_agent'), kwargs.get('guid')
        if not provider or not guid:
            return None
        if provider not in self._providers:
            self._providers.add(provider)
            self._core.recorder.debug(
                ('accessor', 68), "Creating a new read-only model access point for provider %s in namespace 'metadata'", provider)
        return self.store.load(kind, guid, provider=provider)

    def parent_metadata(self, kind, kwargs):
        """Return what this plug-in wrote of an album's artist, None where the server names none."""
        guid = kwargs.get('parentGUID')
        return self.store.load('Artist', guid) if guid and kind == 'Album' else None

    def tree(self, dbid, kind, hints):
        """Return the item's tree from the server, or None, and a record, where there is none to be had."""
        if not dbid:
            return None
        if not self._core.has_server:
            kept = self._core.media_tree_hints.setdefault(dbid, {})
            kept.update(hints)
            return media_of.tree_from_hints(dict(kept, id=dbid), kind)
        try:
            return self.tree_for_id(dbid, kind)
        except Exception:
            self._core.recorder.exception(('agentkit', 612), 'Exception when constructing media object')
            return None

    def tree_for_id(self, dbid, kind):
        url = 'http://127.0.0.1:32400/library/metadata/%s/tree' % dbid
        return media_of.tree_of(self._core.networking.http_request(url, cacheTime=0, immediate=True).content, kind)


class _Agent(object):
    """What an agent has when it does not say otherwise."""

    _kinds = []
    name = 'Unnamed Agent'
    languages = []
    primary_provider = True
    contributes_to = None
    accepts_from = None
    fallback_agent = None
    persist_stored_files = True
    version = 0

    def search(self, results, media, lang):
        pass

    def update(self, metadata, media, lang):
        pass


_Base = _AgentClass('BaseAgent', (_Agent,), {'_kit': None})


def information(agent, core):
    """Return what the server is told of *agent*."""
    has_prefs = os.path.exists(os.path.join(core.bundle_path, 'Contents', 'DefaultPrefs.json'))
    # Keyword arguments, and in this order: 2.7 then shows them in the order that real logs have.
    return dict(
        name=agent.name, languages=agent.languages, media_types=[media_of.KINDS[kind][1] for kind in agent._kinds],
        contributes_to=agent.contributes_to, accepts_from=agent.accepts_from, primary_provider=agent.primary_provider,
        fallback_agent=agent.fallback_agent, persist_stored_files=agent.persist_stored_files, prefs=has_prefs, version=agent.version)


def takes(function, name):
    """Tell whether *function* has a parameter called *name*."""
    code = function.__code__
    return name in code.co_varnames[:code.co_argcount]


def accepted(function, options):
    """Return those of *options* that *function* has parameters for."""
    return dict((name, value) for name, value in options.items() if takes(function, name))


def _plain(err):
    try:
        return compat.to_text(str(err))
    except UnicodeError:
        return compat.to_text(repr(err))
