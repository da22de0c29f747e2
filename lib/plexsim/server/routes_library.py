# -*- coding: utf-8 -*-
"""Pages about the library as a whole: its sections, their lists in pages, their refresh, and search."""
from __future__ import absolute_import, division, print_function

from plexsim.server import filters, message, rows
from plexsim.server.library import KIND, KIND_BY_NUMBER
from plexsim.server.render import Node, media_container

# The kinds of items that a section of each type holds.
_KINDS_IN = {'movie': ('movie',), 'show': ('show', 'season', 'episode'), 'artist': ('artist', 'album', 'track'),
             'photo': ('photoalbum', 'photo')}
_MOST_RECENT = 50
_MOST_FOUND = 30


def root(_app, request):
    below = [Node('Directory', [('key', name), ('title', title)], ())
             for name, title in ((u'sections', u'Library Sections'), (u'recentlyAdded', u'Recently Added'),
                                 (u'onDeck', u'On Deck Content'))]
    attributes = [('allowSync', False), ('art', u'/:/resources/library-art.png'), ('content', u''),
                  ('identifier', u'com.plexapp.plugins.library'), ('title1', u'Plex Library')]
    return message.container(request, media_container(attributes, below))


def sections(app, request):
    found = [rows.section_row(section, app.queue.size(section.key) > 0) for section in app.library.sections()]
    return message.container(request, media_container([('allowSync', False), ('title1', u'Plex Library')], found), _dirty(app, request))


def section(app, request, key):
    found = app.library.section(int(key))
    if found is None:
        return message.refusal(404)
    below = [Node('Directory', [('key', name), ('title', title)], ())
             for name, title in ((u'all', u'All %s' % found.title), (u'recentlyAdded', u'Recently Added'))]
    attributes = rows.container_attributes(found) + [('content', u'secondary'), ('title1', found.title), ('viewGroup', u'secondary')]
    return message.container(request, media_container(attributes, below))


def listing(app, request, key):
    """The items of a section, of its own type or of `type`, a page at a time."""
    found = app.library.section(int(key))
    if found is None:
        return message.refusal(404)
    kind = _kind(request, found)
    # Nobody can list a kind that does not occur: Plex answers with an empty list, as for a filter that fits nothing.
    items = filters.wanted(request.query, app.library.items(found.key, kind), app.library) if kind else []
    response = _page(app, request, items, found, kind)
    _change_between_pages(app, request, found, items)
    return response


def recently_added(app, request, key):
    found = app.library.section(int(key))
    if found is None:
        return message.refusal(404)
    items = sorted(app.library.items(found.key, found.type), key=filters.sort_key(u'addedAt'), reverse=True)[:_MOST_RECENT]
    return _page(app, request, items, found, found.type)


def recently_added_anywhere(app, request):
    items = [item for found in app.library.sections() for item in app.library.items(found.key, found.type)]
    return _page(app, request, sorted(items, key=filters.sort_key(u'addedAt'), reverse=True)[:_MOST_RECENT])


def no_collections(app, request, key):
    found = app.library.section(int(key))
    return message.refusal(404) if found is None else _page(app, request, [], found)


def everything(app, request):
    items = [item for found in app.library.sections()
             for item in app.library.items(found.key, _kind(request, found) or found.type)]
    wanted = request.number(u'type')
    items = [item for item in items if wanted is None or KIND[item.kind].number == wanted]
    return _page(app, request, filters.wanted(request.query, items, app.library))


def timeline(app, request, key):
    found = app.library.section(int(key))
    if found is None:
        return message.refusal(404)
    return message.container(request, media_container(rows.container_attributes() + [
        ('content', u'secondary'), ('latestEntryTime', found.updated_at), ('title1', found.title),
        ('updateQueueSize', app.queue.size(found.key)), ('viewGroup', u'secondary')]))


def refresh(app, request, key):
    """Scan a section, which finds nothing new here; with `force` refresh each of its items."""
    found = app.library.section(int(key))
    if found is None:
        return message.refusal(404)
    if request.flag(u'force'):
        for item in app.library.items(found.key, found.type):
            app.queue.put(item)
    return message.empty()


def cancel(app, _request, key):
    app.queue.cancel(int(key))
    return message.empty()


def search(app, request):
    return _page(app, request, _found(app, request))


def hub_search(app, request):
    """The items that hold the text, in one hub a type."""
    by_kind = {}
    for item in _found(app, request):
        by_kind.setdefault(item.kind, []).append(item)
    limit = request.number(u'limit') or 3
    hubs = [Node('Hub', [('hubKey', u'/library/all?type=%d' % KIND[kind].number), ('key', u'/hubs/search/%s' % kind),
                         ('hubIdentifier', kind), ('type', kind), ('title', kind.capitalize()), ('size', len(items[:limit])),
                         ('more', len(items) > limit), ('style', u'shelf')],
                 [rows.item_row(item, app.library) for item in items[:limit]])
            for kind, items in sorted(by_kind.items())]
    return message.container(request, media_container([('identifier', u'com.plexapp.plugins.library')], hubs))


def _found(app, request):
    text = request.query.get(u'query', u'').lower()
    wanted = request.number(u'sectionId')
    found = []
    for place in app.library.sections():
        if text and wanted in (None, place.key):
            for kind in KIND:
                found.extend(item for item in app.library.items(place.key, kind) if text in item.title.lower())
    return found[:_MOST_FOUND]


def _kind(request, found):
    """Return the kind that a list of a section is to hold, None where there is no such type."""
    if u'type' not in request.query:
        return found.type
    kind = KIND_BY_NUMBER.get(request.number(u'type'))
    return kind.name if kind else None


def page_of(request, items):
    """Return (offset, the items on the page that was asked for); without paging arguments all of them."""
    start = max(0, message.as_number(request.plex(u'X-Plex-Container-Start')) or 0)
    size = message.as_number(request.plex(u'X-Plex-Container-Size'))
    return start, items[start:] if size is None else items[start:start + max(0, size)]


def page_attributes(app, request, items, start):
    """Return what tells a page's place in the whole; not every server tells how many there are."""
    total = None if app.faults.strike('no_total_size', path=request.path) is not None else len(items)
    return [('totalSize', total), ('offset', start if total is not None else None)]


def _page(app, request, items, found=None, kind=None):
    start, shown = page_of(request, items)
    attributes = page_attributes(app, request, items, start) + rows.container_attributes(found)
    if found is not None:
        attributes += [('title1', found.title), ('title2', u'All %s' % found.title), ('viewGroup', kind)]
    guids = request.flag(u'includeGuids')
    children = [rows.listed_row(item, app.library, guids) for item in shown]
    node = media_container(attributes, children)
    if request.flag(u'includeMeta') and found is not None:
        node.children.append(filters.meta(found, _KINDS_IN[found.type] if kind else ()))
    return message.container(request, node, _dirty(app, request))


def _dirty(app, request):
    return app.faults.strike('dirty_xml', path=request.path) is not None


def _change_between_pages(app, request, found, items):
    """Let faults change a section after one of its pages was read, so that the next one does not fit."""
    start, shown = page_of(request, items)
    if not shown or len(shown) == len(items):
        return
    vanish = app.faults.strike('items_vanish', section=found.key)
    if vanish is not None:
        for item in shown[:int(vanish['count'])]:
            app.library.remove(item.key)
    appear = app.faults.strike('items_appear', section=found.key)
    if appear is not None:
        for number in range(int(appear['count'])):
            app.library.add(found.key, found.type, u'!New %d' % (number + 1), filename=u'%s/new %d.mp4' % (found.path, number + 1))
    if app.faults.strike('library_vanishes', section=found.key) is not None:
        app.library.remove_section(found.key)
