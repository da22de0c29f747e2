# -*- coding: utf-8 -*-
"""What the server says to a plug-in about an item: a search, then an update; when to do so is the queue's job."""
from __future__ import absolute_import, division, print_function

from collections import namedtuple

from plexfix.base.compat import six, to_bytes, to_text
from plexsim.host.errors import AgentDied, AgentFailed, HostError
from plexsim.server import rows
from plexsim.server.library import KIND, kind_of_agent
from plexsim.server.stock import STOCK_AGENTS, match_guid

SEARCH_TIMEOUT_S = 60
UPDATE_TIMEOUT_S = 120

# changes: what to store of the item, None where nothing was found out.  crashed: the agent raised on the way.
# detail: what went wrong, for people.
Answer = namedtuple('Answer', 'changes crashed detail')

_KEPT = Answer({}, False, u'kept as it is by Plex\'s own agent')

# An agent's fields that are the item's own, not a row's extras.
_OWN = ('title',)
# How long the worker waits for an agent that only adds to what the section's own found.
_CONTRIBUTION_TIMEOUT_S = 30


class AgentCalls(object):
    """Calls the plug-ins of *host* (see plexsim.host.supervisor.PluginHost) for items of *library*.

    A plug-in whose process is gone is started again by the next call, as Plex does, unless it is kept down.
    """

    def __init__(self, host, library=None):
        self.host = host
        self._library = library
        self._kept_down = set()

    def keep_down(self, identifier):
        """Do not start a plug-in by itself, until somebody restarts it."""
        self._kept_down.add(identifier)

    def restart(self, identifier):
        """Restart one plug-in; return whether it started."""
        self._kept_down.discard(identifier)
        return self.host.restart(identifier)

    def has_agent(self, section, kind):
        """Return whether anything answers for items of *kind* there: a plug-in that runs, or Plex's own agent."""
        return self._is_stock(section.agent) or self._plugin(section.agent) is not None and KIND[kind].agents is not None

    def refresh(self, item, section):
        """Return the Answer for an item that has a match: search again for it, then update from the best result.

        Then the agents that add to what this one finds have their turn.  Raises HostError where the search of the
        section's own agent failed, or it died or did not answer in time.
        """
        answer = self._refresh(item, section)
        return answer if answer.changes is None else self._with_contributions(answer, item, section)

    def _refresh(self, item, section):
        if self._is_stock(section.agent):
            return _KEPT
        self._wake(section.agent)
        found = self.host.search(section.agent, KIND[item.kind].agents, self._known_item(item, section), lang=section.language,
                                 manual=False, timeout=SEARCH_TIMEOUT_S)
        if not found:
            return Answer(None, False, u'the agent found no match')
        return self.update(item, section, to_text(max(found, key=_score)['id']))

    def update(self, item, section, match_id):
        """Return the Answer of the agent's update from *match_id*.  Raises HostError where it died or did not answer.

        An update that crashed answers as any other, so that Plex keeps what the agent wrote before.
        """
        if self._is_stock(section.agent):
            return _KEPT
        self._wake(section.agent)
        crash = None
        guid = match_guid(section.agent, six.moves.urllib.parse.quote(to_bytes(match_id)), section.language)
        media = dict(self._known_item(item, section), guid=guid)
        try:
            metadata = self.host.update(section.agent, KIND[item.kind].agents, media, match_id, lang=section.language,
                                        force=True, timeout=UPDATE_TIMEOUT_S)
        except AgentFailed as error:
            crash, metadata = to_text(error.args[0]), error.metadata or {}
        changes = dict((name, to_text(metadata[name])) for name in _OWN if metadata.get(name))
        changes['fields'] = dict(item.fields, **dict((name, value) for name, value in metadata.items() if value))
        changes['guid'] = guid
        return Answer(changes, crash is not None, crash or u'')

    def matches(self, item, section, title=None, year=None, language=None, agent=None):
        """Return the results of a search that a person asked for; none where the agent failed."""
        identifier = agent or section.agent
        if self._plugin(identifier) is None:
            return []
        media = _file_of(item, title or item.title, year or item.year)
        try:
            self._wake(identifier)
            return self.host.search(identifier, KIND[item.kind].agents, media, lang=language or section.language,
                                    manual=True, timeout=SEARCH_TIMEOUT_S)
        except HostError:
            return []

    def _with_contributions(self, answer, item, section):
        """Return *answer* with the fields that further agents add; where two tell the same, the section's own is right."""
        found = {}
        for identifier in self._contributors(section.agent, item.kind):
            try:
                found.update(self._contribution(identifier, item, section, answer.changes.get('guid', item.guid)))
            except HostError:
                continue  # its own log tells; the refresh is the section's agent's
        if not found:
            return answer
        own = answer.changes.get('fields', item.fields)
        return answer._replace(changes=dict(answer.changes, fields=dict(found, **own)))

    def _contributors(self, agent, kind):
        wanted = KIND[kind].agents
        return [plugin['identifier'] for plugin in self.host.plugins() if plugin['started'] and plugin['identifier'] != agent
                and any(agent in (one.get('contributes_to') or ()) and kind_of_agent(name) is KIND[kind]
                        for one in plugin['agents'] for name in one['media_types'] if wanted)]

    def _contribution(self, identifier, item, section, guid):
        self._wake(identifier)
        media = dict(self._known_item(item, section), guid=guid)
        kind = KIND[item.kind].agents
        found = self.host.search(identifier, kind, media, lang=section.language, manual=False, timeout=_CONTRIBUTION_TIMEOUT_S)
        if not found:
            return {}
        fields = self.host.update(identifier, kind, media, to_text(max(found, key=_score)['id']), lang=section.language, force=True,
                                  timeout=_CONTRIBUTION_TIMEOUT_S)
        return dict((name, value) for name, value in fields.items() if value and name not in _OWN)

    def _known_item(self, item, section):
        """Return what Plex passes when it searches again for an item that it knows: no title, no file.

        The plug-in reads those from the item's tree.
        """
        media = {'id': to_text(item.key), 'guid': item.guid, 'force': True, 'primary_agent': section.agent, 'parentID': None}
        artist = self._library.item(item.parent) if self._library is not None and item.kind == 'album' else None
        if artist is not None:
            media.update(parentID=to_text(artist.key), parentGUID=artist.guid)
        return media

    def _is_stock(self, identifier):
        return identifier in STOCK_AGENTS and self._plugin(identifier) is None

    def _plugin(self, identifier):
        for plugin in self.host.plugins():
            if plugin['identifier'] == identifier:
                return plugin
        return None

    def _wake(self, identifier):
        plugin = self._plugin(identifier)
        if plugin is None or plugin['alive']:
            return
        # One that never came up would only rotate its log away, start by start.
        if identifier in self._kept_down or not plugin['started']:
            raise AgentDied('%s is not running' % identifier)
        self.host.restart(identifier)


def _score(result):
    return result.get('score') or 0


def _file_of(item, title, year):
    """Return what Plex passes for a file that it does not know yet, or that a person wants matched anew."""
    return {'id': to_text(item.key), 'name': title, 'year': to_text(year) if year else None,
            'filename': to_text(six.moves.urllib.parse.quote(to_bytes(item.filename or u''), safe='')),
            'plexHash': rows.file_hash(item), 'openSubtitlesHash': None,
            'duration': to_text(item.duration_ms if item.duration_ms else -1)}
