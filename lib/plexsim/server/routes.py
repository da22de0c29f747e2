# -*- coding: utf-8 -*-
"""Which page answers which path; the pages are in the routes_* modules."""
from __future__ import absolute_import, division, print_function

import re

from plexsim.server import routes_items as items
from plexsim.server import routes_library as library
from plexsim.server import routes_simulation as simulation
from plexsim.server import routes_system as system

# `{n}` is a number, `{ids}` numbers with commas, `{name}` anything without a slash, `{rest}` anything: arguments of the
# handler, in order.
_TABLE = (
    ('GET', '/', system.root),
    ('GET', '/identity', system.identity),
    ('GET', '/activities', system.activities),
    ('GET', '/status/sessions', system.nothing),
    ('GET', '/:/prefs', system.prefs),
    ('PUT', '/:/prefs', system.change_prefs),
    ('GET', '/:/prefs/get', system.one_pref),
    ('GET', '/system/agents', system.agents),
    ('GET', '/:/plugins', system.plugins),
    ('GET', '/:/plugins/{name}/restart', system.restart_plugin),
    ('GET', '/:/plugins/{name}/prefs', system.plugin_prefs),
    ('GET', '/:/plugins/{name}/prefs/set', system.choose_plugin_prefs),
    ('GET', '/system/messaging/clear_events/{name}', system.done),
    ('GET', '/:/plugins/com.plexapp.system/messaging/function/{rest}', system.done),
    ('GET', '/clients', system.nothing),
    ('GET', '/playlists', system.nothing),
    ('GET', '/transcode/sessions', system.nothing),
    ('GET', '/status/sessions/background', system.nothing),
    ('GET', '/status/sessions/history/all', system.nothing),

    ('GET', '/library', library.root),
    ('GET', '/library/sections', library.sections),
    ('GET', '/library/sections/all', library.sections),
    ('GET', '/library/sections/{n}', library.section),
    ('GET', '/library/sections/{n}/all', library.listing),
    ('GET', '/library/sections/{n}/search', library.listing),
    ('GET', '/library/sections/{n}/recentlyAdded', library.recently_added),
    ('GET', '/library/sections/{n}/collections', library.no_collections),
    ('GET', '/library/sections/{n}/timeline', library.timeline),
    ('GET', '/library/sections/{n}/refresh', library.refresh),
    ('DELETE', '/library/sections/{n}/refresh', library.cancel),
    ('GET', '/library/all', library.everything),
    ('GET', '/library/recentlyAdded', library.recently_added_anywhere),
    ('GET', '/library/onDeck', system.nothing),
    ('GET', '/search', library.search),
    ('GET', '/hubs/search', library.hub_search),

    ('GET', '/library/metadata/{ids}', items.metadata),
    ('DELETE', '/library/metadata/{n}', items.delete),
    ('GET', '/library/metadata/{n}/tree', items.tree),
    ('GET', '/library/metadata/{n}/children', items.children),
    ('GET', '/library/metadata/{n}/allLeaves', items.leaves),
    ('GET', '/library/metadata/{n}/grandchildren', items.grandchildren),
    ('PUT', '/library/metadata/{ids}/refresh', items.refresh),
    ('PUT', '/library/metadata/{ids}/analyze', items.analyze),
    ('GET', '/library/metadata/{n}/matches', items.matches),
    ('PUT', '/library/metadata/{n}/match', items.match),
    ('PUT', '/library/metadata/{n}/unmatch', items.unmatch),

    ('GET', '/simulation/faults', simulation.faults),
    ('POST', '/simulation/faults', simulation.add_fault),
    ('DELETE', '/simulation/faults', simulation.clear_faults),
    ('DELETE', '/simulation/faults/{n}', simulation.remove_fault),
    ('GET', '/simulation/state', simulation.state),
    ('POST', '/simulation/websites', simulation.websites),
    ('POST', '/simulation/restart', simulation.restart),
)

_PARTS = {'{n}': r'(\d+)', '{ids}': r'(\d+(?:,\d+)*)', '{name}': r'([^/]+)', '{rest}': r'(.+)'}


def _pattern(path):
    for part, pattern in _PARTS.items():
        path = path.replace(part, pattern)
    return re.compile(path + '/?$')


_BY_FIRST = {}
for _method, _path, _handler in _TABLE:
    _BY_FIRST.setdefault(_path.split('/')[1], []).append((_method, _pattern(_path), _handler))


def find(method, path):
    """Return (handler, its arguments, None), or (None, None, methods that the path understands)."""
    methods = set()
    for known, pattern, handler in _BY_FIRST.get(path.split('/')[1] if '/' in path else '', ()):
        found = pattern.match(path)
        if found:
            if known == method or (known == 'GET' and method == 'HEAD'):
                return handler, found.groups(), None
            methods.add(known)
    return None, None, methods
