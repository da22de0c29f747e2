# -*- coding: utf-8 -*-
"""Pages about the server itself: who it is, what it does, its settings, its agents and plug-ins."""
from __future__ import absolute_import, division, print_function

from plexfix.base.compat import to_text
from plexsim.host.errors import HostError
from plexsim.server import activities as activity_rows
from plexsim.server import message, settings
from plexsim.server.library import KIND_BY_NUMBER, KINDS, kind_of_agent
from plexsim.server.render import Node, media_container
from plexsim.server.stock import PERSONAL_MEDIA

SERVER_VERSION = u'1.32.8.7639-fb6452ebf'
_STARTED = 1767225600
_MEDIA_TITLES = {'movie': u'Movies', 'show': u'TV Shows', 'artist': u'Artists', 'album': u'Albums', 'photo': u'Photos'}


def identity(app, request):
    node = media_container([('claimed', True), ('machineIdentifier', app.machine), ('version', SERVER_VERSION),
                            ('apiVersion', u'1.1.1')])
    return message.container(request, node)


def root(app, request):
    names = (u'activities', u'clients', u'hubs', u'identity', u'library', u'playlists', u'search', u'status', u'system')
    below = [Node('Directory', [('count', 1), ('key', name), ('title', name)], ()) for name in names]
    return message.container(request, media_container([
        ('allowCameraUpload', False), ('allowChannelAccess', True), ('allowMediaDeletion', True), ('allowSharing', False),
        ('allowSync', False), ('backgroundProcessing', True), ('certificate', False), ('companionProxy', True),
        ('friendlyName', u'plexsim'), ('machineIdentifier', app.machine), ('multiuser', False), ('myPlex', False),
        ('myPlexSubscription', False), ('platform', u'Linux'), ('platformVersion', u'simulated'), ('pluginHost', True),
        ('transcoderActiveVideoSessions', 0), ('updatedAt', _STARTED), ('updater', False), ('version', SERVER_VERSION),
        ('voiceSearch', False)], below))


def activities(app, request):
    return message.container(request, media_container(children=activity_rows.nodes(app.activities.rows())))


def nothing(_app, request):
    """A list of what the simulation never has: viewers, playlists, clients."""
    return message.container(request, media_container())


def done(_app, _request, *_):
    return message.empty()


def prefs(app, request):
    return message.container(request, media_container(children=app.settings.nodes()))


def one_pref(app, request):
    found = app.settings.nodes(request.query.get(u'id', u''))
    return message.container(request, media_container(children=found)) if found else message.refusal(404)


def change_prefs(app, request):
    pairs = dict((name, value) for name, value in request.query.items() if not name.startswith(u'X-Plex-'))
    return message.empty() if pairs and app.settings.change(pairs) else message.refusal(400)


def agents(app, request):
    """The agents of all plug-ins that run, and Plex's own; with `mediaType` those for one type, with their languages."""
    wanted = request.number(u'mediaType')
    found = [_agent_row(identifier, name, kinds, languages, wanted)
             for identifier, name, kinds, languages in _agents(app)
             if wanted is None or any(kind.number == wanted for kind in kinds)]
    return message.container(request, media_container([('identifier', u'com.plexapp.system')], found))


def plugins(app, request):
    found = [Node('Plugin', [('identifier', plugin['identifier']), ('name', plugin['name']), ('started', bool(plugin['started'])),
                             ('alive', bool(plugin['alive'])), ('codePolicy', plugin['policy']),
                             ('error', plugin['error'] or None)], ())
             for plugin in app.host.plugins()]
    return message.container(request, media_container(children=found))


def restart_plugin(app, _request, identifier):
    """Restart one plug-in.  As on a real server the answer tells nothing: its own log does."""
    if not any(plugin['identifier'] == identifier for plugin in app.host.plugins()):
        return message.refusal(404)
    fault = app.faults.strike('restart_fails', identifier=identifier)
    if fault is None:
        app.agents.restart(identifier)
    elif fault['how'] == 'refused':
        return message.refusal(500)
    elif fault['how'] == 'dead':
        app.host.kill(identifier)
        app.agents.keep_down(identifier)
    return message.empty()


def plugin_prefs(app, request, identifier):
    for plugin in app.host.plugins():
        if plugin['identifier'] == identifier:
            try:
                chosen = app.host.prefs(identifier)
            except HostError:
                chosen = {}  # it is down: what it would start with is all there is to show
            rows = [settings.setting_row(pref['id'], pref.get('label') or pref['id'], pref.get('type', 'text'),
                                         pref.get('default'), _shown(chosen.get(pref['id'], pref.get('default'))))
                    for pref in plugin.get('prefs') or ()]
            return message.container(request, media_container([('identifier', identifier)], rows))
    return message.refusal(404)


def _shown(value):
    return to_text(value).lower() if isinstance(value, bool) else value


def choose_plugin_prefs(app, request, identifier):
    """Set settings of a plug-in from the query, as its settings page in a client does."""
    if not any(plugin['identifier'] == identifier for plugin in app.host.plugins()):
        return message.refusal(404)
    values = dict((name, value) for name, value in request.query.items() if not name.lower().startswith(u'x-plex-'))
    try:
        app.host.choose_prefs(identifier, values)
    except HostError:
        return message.refusal(500)
    return message.empty()


def _agents(app):
    """Return (identifier, name, kinds, languages) of each agent."""
    found = [(PERSONAL_MEDIA, u'Personal Media', [kind for kind in KINDS if kind.agents], [u'xn'])]
    for plugin in app.host.plugins():
        for agent in plugin['agents'] if plugin['started'] else ():
            kinds = [kind for kind in (kind_of_agent(name) for name in agent['media_types']) if kind]
            found.append((plugin['identifier'], agent['name'], kinds, agent['languages']))
    return found


def _agent_row(identifier, name, kinds, languages, wanted):
    codes = [Node('Language', [('code', to_text(code))], ()) for code in languages]
    attributes = [('hasAttribution', False), ('hasPrefs', True), ('identifier', identifier), ('name', name), ('primary', True)]
    if wanted is not None:
        return Node('Agent', attributes, codes)
    return Node('Agent', attributes, [
        Node('MediaType', [('mediaType', kind.number), ('name', _MEDIA_TITLES[KIND_BY_NUMBER[kind.number].name])], codes)
        for kind in kinds])
