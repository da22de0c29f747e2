# -*- coding: utf-8 -*-
"""Pages about single items: what is known of them, what lies below them, their refresh and their match."""
from __future__ import absolute_import, division, print_function

from plexfix.base.compat import native, six, to_bytes, to_text
from plexsim.server import message, rows
from plexsim.server.render import Node, media_container
from plexsim.server.routes_library import page_attributes, page_of
from plexsim.server.stock import match_guid


def metadata(app, request, ids):
    """One item, or those of a list that are there; 404 where none is."""
    found = [item for item in (_item(app, key) for key in ids.split(u',')) if item is not None]
    if not found:
        return message.refusal(404)
    attributes = rows.container_attributes(app.library.section(found[0].section))
    children = [rows.listed_row(item, app.library, guids=True) for item in found]
    return message.container(request, media_container(attributes, children), _dirty(app, request))


def tree(app, request, key):
    """What a plug-in asks while it works on an item: the moment at which it can be made to die."""
    item = app.library.item(int(key))
    if item is None:
        return message.refusal(404)
    section = app.library.section(item.section)
    if section is not None:
        fault = app.faults.strike('agent_dies', rating_key=key, identifier=section.agent)
        if fault is not None:
            app.host.kill(section.agent)
            if fault['stays_dead']:
                app.agents.keep_down(section.agent)
            return None
    # XML whatever is asked for: an agent's headers for its own site, with JSON in `Accept`, come with this request too.
    return message.xml(media_container([('identifier', u'com.plexapp.plugins.library')], [rows.tree(item, app.library)]))


def children(app, request, key):
    return _below(app, request, key, lambda found: app.library.children(found))


def leaves(app, request, key):
    return _below(app, request, key, lambda found: app.library.leaves(found))


def grandchildren(app, request, key):
    return _below(app, request, key, lambda found: [lower for child in app.library.children(found)
                                                    for lower in app.library.children(child.key)])


def refresh(app, _request, ids):
    """Accept the refresh of items: done later, by one worker.  The empty 200 says nothing about how it will end."""
    found = [item for item in (_item(app, key) for key in ids.split(u',')) if item is not None]
    if not found:
        return message.refusal(404)
    for item in found:
        app.queue.put(item)
    return message.empty()


def analyze(app, _request, ids):
    known = any(_item(app, key) is not None for key in ids.split(u','))
    return message.empty() if known else message.refusal(404)


def delete(app, _request, key):
    return message.empty() if app.library.remove(int(key)) else message.refusal(404)


def matches(app, request, key):
    """What an agent finds for an item when a person asks; the answer waits for it."""
    item = _item(app, key)
    if item is None:
        return message.refusal(404)
    section = app.library.section(item.section)
    language = request.query.get(u'language') or section.language
    agent = request.query.get(u'agent') or section.agent
    results = app.agents.matches(item, section, title=request.query.get(u'title'), year=request.query.get(u'year'),
                                 language=language, agent=agent)
    children = [Node('SearchResult', [('guid', _guid(agent, result, language)), ('name', result.get('name')),
                                      ('score', result.get('score')), ('year', result.get('year')),
                                      ('thumb', result.get('thumb')), ('lifespanEnded', False), ('type', item.kind)], ())
                for result in sorted(results, key=lambda result: -(result.get('score') or 0))]
    return message.container(request, media_container([('identifier', u'com.plexapp.plugins.library')], children))


def match(app, request, key):
    """Take a match that a person chose, and update from it."""
    item = _item(app, key)
    guid = request.query.get(u'guid')
    if item is None or not guid:
        return message.refusal(404 if item is None else 400)
    item = app.library.update(item.key, guid=guid, title=request.query.get(u'name') or item.title, fields={})
    app.queue.put(item, match_id=_match_id(guid))
    return message.empty()


def unmatch(app, _request, key):
    item = _item(app, key)
    if item is None:
        return message.refusal(404)
    app.library.update(item.key, guid=u'local://%d' % item.key, fields={})
    return message.empty()


def _item(app, key):
    """Return an item by its key as text; a rescan may give it another key just before."""
    if app.faults.strike('item_moves', rating_key=key) is not None:
        app.library.rekey(int(key))
    return app.library.item(int(key))


def _below(app, request, key, choose):
    item = _item(app, key)
    if item is None:
        return message.refusal(404)
    found = choose(item.key)
    start, shown = page_of(request, found)
    section = app.library.section(item.section)
    attributes = (page_attributes(app, request, found, start) + rows.container_attributes(section)
                  + [('key', key), ('parentTitle', item.title)])
    rows_shown = [rows.item_row(child, app.library, request.flag(u'includeGuids')) for child in shown]
    return message.container(request, media_container(attributes, rows_shown), _dirty(app, request))


def _guid(agent, result, language):
    quoted = six.moves.urllib.parse.quote(to_bytes(result['id']))
    return match_guid(agent, to_text(quoted), result.get('lang') or language)


def _match_id(guid):
    """Return the part of a guid that the agent chose: what stands between `://` and the language."""
    quoted = guid.partition(u'://')[2].partition(u'?')[0]
    # Native: Python 2 unquotes text byte by byte.
    return to_text(six.moves.urllib.parse.unquote(native(quoted)))


def _dirty(app, request):
    return app.faults.strike('dirty_xml', path=request.path) is not None
