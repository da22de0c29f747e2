# -*- coding: utf-8 -*-
"""A plug-in host without processes, and a media server around it, for tests of the server alone."""
from __future__ import absolute_import, division, print_function

import contextlib
import io
import json
import os
import socket
import threading
import xml.etree.ElementTree as ElementTree

from plexfix.base.compat import six
from plexsim.host.errors import AgentDied, AgentFailed
from plexsim.server.assembly import MediaServer
from plexsim.server.stock import stock
from plexsim_bench import make_bundle

TOKEN = u'a-simulated-token-9Zq'
AGENT = u'com.plexapp.agents.FakeFilms'
SECOND = u'com.plexapp.agents.FakeScenes'

FILMS = [{'title': u'Film %02d — Été' % number, 'year': 1980 + number, 'studio': u'Studio & Söhne', 'duration_min': 80 + number}
         for number in range(1, 13)]


class FakeHost(object):
    """Answers as plexsim.host.supervisor.PluginHost does, from what a test puts in."""

    def __init__(self):
        self.calls = []
        self.results = [{'id': u'7', 'name': u'Found', 'year': 1999, 'score': 90, 'lang': u'en', 'thumb': None},
                        {'id': u'8', 'name': u'Less', 'year': 1998, 'score': 40, 'lang': u'en', 'thumb': None}]
        self.metadata = {'title': u'A better title', 'summary': u'What happens', 'studio': u'Studio', 'year': 1999,
                         'genres': [u'Drama'], 'roles': [{'name': u'Ann', 'role': u'Bee'}]}
        self.hold = threading.Event()
        self.hold.set()
        self.dead = set()
        self.fails = None
        self.update_fails = None
        self.tree_of = None

    def plugins(self):
        return [{'identifier': identifier, 'name': identifier.rsplit(u'.')[-1], 'bundle': '/none', 'policy': 'Elevated',
                 'started': True, 'alive': identifier not in self.dead, 'error': None,
                 'agents': [{'name': identifier, 'languages': [u'en'], 'primary_provider': True, 'contributes_to': None,
                             'media_types': [u'Movie']}]}
                for identifier in (AGENT, SECOND)]

    def search(self, identifier, media_type, media, lang='en', manual=False, timeout=60):
        self.calls.append(('search', identifier, media_type, media, manual))
        self._work(identifier, media)
        return self.results

    def update(self, identifier, media_type, media, metadata_id, lang='en', force=False, timeout=120):
        self.calls.append(('update', identifier, media_type, metadata_id, force))
        self._work(identifier, media)
        if self.update_fails:
            raise AgentFailed('it crashed', self.update_fails)
        return self.metadata

    def prefs(self, identifier):
        return {}

    def restart(self, identifier):
        self.calls.append(('restart', identifier))
        self.dead.discard(identifier)
        return True

    def restart_all(self):
        self.calls.append(('restart_all',))

    def kill(self, identifier):
        self.dead.add(identifier)

    def names(self):
        return [call[0] for call in self.calls]

    def _work(self, identifier, media):
        if self.tree_of is not None:
            try:
                self.tree_of(media['id'])
            except (six.moves.http_client.HTTPException, socket.error):
                pass  # a plug-in whose server hangs up has other worries: it is dead
        if not self.hold.wait(10) or identifier in self.dead:
            raise AgentDied('gone')
        if self.fails:
            raise AgentFailed(self.fails)


class Client(object):
    """A bare HTTP client, so that nothing but the server is under test."""

    def __init__(self, port, token=TOKEN):
        self.port = port
        self.token = token

    def ask(self, method, path, headers=None, body=None, token=True):
        """Return (status, headers as a dict with small names, body)."""
        sent = {'X-Plex-Token': self.token} if token else {}
        sent.update(headers or {})
        connection = six.moves.http_client.HTTPConnection('127.0.0.1', self.port, timeout=10)
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            return answer.status, dict((name.lower(), value) for name, value in answer.getheaders()), answer.read()
        finally:
            connection.close()

    def xml(self, path, **more):
        status, _, body = self.ask('GET', path, **more)
        assert status == 200, (path, status, body)
        return ElementTree.fromstring(body)

    def json(self, path, **more):
        status, headers, body = self.ask('GET', path, headers={'Accept': 'application/json'}, **more)
        assert (status, headers['content-type']) == (200, 'application/json')
        return json.loads(body.decode('utf-8'))

    def json_state(self):
        """Return what the simulation tells of itself."""
        status, _, body = self.ask('GET', '/simulation/state')
        assert status == 200, body
        return json.loads(body.decode('utf-8'))

    def fault(self, kind, **parameters):
        status, _, body = self.ask('POST', '/simulation/faults', body=json.dumps(dict(parameters, kind=kind)))
        assert status == 201, body
        return json.loads(body.decode('utf-8'))['id']


@contextlib.contextmanager
def running_server(films=FILMS, opened=True):
    """Run a server with a FakeHost in it; the block gets (server, host, client)."""
    host = FakeHost()
    server = MediaServer(TOKEN, host)
    stock(server.library, films, [AGENT, SECOND])
    server.start()
    if opened:
        server.open()
    try:
        yield server, host, Client(server.port)
    finally:
        host.hold.set()
        server.stop()


# An agent that needs neither a website nor lxml.
PLAIN_AGENT = u"""
class %(name)s(Agent.%(base)s):
    name = '%(name)s'
    languages = [Locale.Language.English]
    primary_provider = True

    def search(self, results, media, lang, manual):
        Log('%(name)s looks for %%s', media.id)
        results.Append(MetadataSearchResult(id=media.id, name='Found', year=2001, score=90, lang=lang))

    def update(self, metadata, media, lang, force):
        metadata.title = 'Title of %%s' %% metadata.id
        metadata.summary = %(summary)r
        metadata.genres.clear()
        metadata.genres.add('Drama')
"""


def write_bundle(plugins, name, code=None, base='Movies', summary='old'):
    """Write a bundle called *name*; *code* as it is, or an agent that needs nothing."""
    make_bundle(plugins, name, code if code is not None else PLAIN_AGENT % {'name': name, 'base': base, 'summary': summary})


def children_of(pid):
    """Return the ids of the processes below *pid*, where the system tells."""
    found = []
    try:
        for task in os.listdir('/proc/%d/task' % pid):
            with io.open('/proc/%d/task/%s/children' % (pid, task)) as handle:
                found.extend(int(number) for number in handle.read().split())
    except EnvironmentError:
        pass
    return found
