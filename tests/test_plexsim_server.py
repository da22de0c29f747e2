# -*- coding: utf-8 -*-
"""The simulated server's pages, one by one: who may ask, status codes, attributes, paging, XML and JSON."""
from __future__ import absolute_import, division, print_function

import json

import pytest

from plexfix.base.compat import six
from plexsim_fakes import AGENT, FILMS, SECOND, TOKEN, running_server

quote = six.moves.urllib.parse.quote


@pytest.fixture(scope='module')
def shared():
    """One server for the tests that only look."""
    with running_server() as parts:
        yield parts


@pytest.fixture
def client(shared):
    return shared[2]


# Who may ask

def test_identity_needs_no_token(client):
    root = client.xml('/identity', token=False)
    assert root.get('machineIdentifier') and root.get('version') and root.get('claimed') == '1'


@pytest.mark.parametrize('path', ['/', '/library/sections', '/library/metadata/1', '/activities', '/simulation/faults', '/nowhere'])
def test_everything_else_is_401_html_without_a_token(client, path):
    status, headers, body = client.ask('GET', path, token=False)
    assert status == 401 and headers['content-type'].startswith('text/html') and b'<h1>401 Unauthorized</h1>' in body


@pytest.mark.parametrize('token', ['', 'wrong', TOKEN[:-1], TOKEN + 'x', 'caf%C3%A9'])
def test_a_wrong_token_is_401_also_where_none_is_needed(client, token):
    assert client.ask('GET', '/', headers={'X-Plex-Token': token})[0] == 401
    assert client.ask('GET', '/identity?X-Plex-Token=' + token, token=False)[0] == 401


def test_the_token_may_come_in_the_query(client):
    assert client.ask('GET', '/?X-Plex-Token=' + TOKEN, token=False)[0] == 200


@pytest.mark.parametrize('host, status', [
    ('127.0.0.1', 200), ('127.0.0.1:1', 200), ('localhost:32400', 200), ('LOCALHOST', 200), ('[::1]:5', 200), ('[::1]', 200),
    ('plex.example', 401), ('127.0.0.1.example', 401), ('10.0.0.1:32400', 401), ('', 401)])
def test_a_strange_host_header_is_401(client, host, status):
    assert client.ask('GET', '/identity', headers={'Host': host})[0] == status


def test_the_token_is_in_no_answer(client):
    for path in ('/', '/identity', '/:/prefs', '/library/sections', '/simulation/state', '/:/plugins', '/nowhere'):
        assert TOKEN.encode() not in client.ask('GET', path)[2]


# Status codes

@pytest.mark.parametrize('method, path, status', [
    ('GET', '/library/metadata/1/refresh', 405), ('POST', '/library/metadata/1/refresh', 405), ('PUT', '/identity', 405),
    ('DELETE', '/library/sections', 405), ('GET', '/library/metadata/1/match', 405),
    ('GET', '/nowhere', 404), ('GET', '/library/metadata/99999', 404), ('GET', '/library/metadata/x', 404),
    ('PUT', '/library/metadata/99999/refresh', 404), ('GET', '/library/sections/99/all', 404), ('GET', '/library/sections/99', 404),
    ('GET', '/library/sections/99/timeline', 404), ('GET', '/library/sections/99/refresh', 404),
    ('GET', '/library/metadata/99999/children', 404), ('GET', '/library/metadata/99999/tree', 404),
    ('GET', '/library/metadata/99999/matches', 404), ('PUT', '/library/metadata/99999/match?guid=x', 404),
    ('PUT', '/library/metadata/99999/unmatch', 404), ('PUT', '/library/metadata/1/match', 400),
    ('GET', '/:/plugins/com.plexapp.system/resourceHashes', 404), ('GET', '/:/plugins/com.example.none/restart', 404),
    ('GET', '/:/plugins/com.example.none/prefs', 404), ('PUT', '/:/prefs?Nonsense=1', 400), ('PUT', '/:/prefs', 400),
    ('PUT', '/:/prefs?ButlerStartHour=noon', 400), ('GET', '/:/prefs/get?id=none', 404),
])
def test_errors_have_plex_status_codes_and_html(client, method, path, status):
    found, headers, body = client.ask(method, path)
    assert (found, headers['content-type']) == (status, 'text/html')
    assert body.startswith(b'<html>')


def test_405_names_what_would_be_right(client):
    assert client.ask('GET', '/library/metadata/1/refresh')[1]['allow'] == 'PUT'


@pytest.mark.parametrize('path', ['/:/plugins/com.plexapp.system/resourceHashes'])
def test_plugins_own_requests_need_no_token(client, path):
    assert client.ask('GET', path, token=False)[0] == 404
    assert client.ask('GET', '/library/metadata/1/tree', token=False)[0] == 200
    assert client.ask('GET', '/system/messaging/clear_events/com.plexapp.agents.X', token=False)[0] == 200


@pytest.mark.parametrize('path', [
    '/', '/activities', '/status/sessions', '/:/prefs', '/system/agents', '/:/plugins', '/clients', '/playlists', '/library',
    '/library/sections', '/library/sections/all', '/library/sections/1', '/library/sections/1/all', '/library/sections/1/search',
    '/library/sections/1/recentlyAdded', '/library/sections/1/collections', '/library/sections/1/timeline', '/library/all',
    '/library/recentlyAdded', '/library/onDeck', '/search?query=film', '/hubs/search?query=film', '/library/metadata/1',
    '/library/metadata/25/children', '/library/metadata/25/allLeaves', '/library/metadata/1/matches',
    '/:/prefs/get?id=logDebug', '/identity', '/:/plugins/%s/prefs' % AGENT])
def test_every_page_in_xml_and_in_json(client, path):
    root = client.xml(path)
    assert root.tag == 'MediaContainer' and int(root.get('size')) <= len(root)
    found = client.json(path)['MediaContainer']
    assert found['size'] == int(root.get('size'))
    assert client.ask('GET', path)[1]['content-type'] == 'text/xml;charset=utf-8'


def test_a_plugin_gets_xml_also_when_its_headers_for_another_site_ask_for_json(client):
    status, headers, body = client.ask('GET', '/library/metadata/1/tree', headers={'Accept': 'application/json'})
    assert status == 200 and headers['content-type'].startswith('text/xml') and b'<MetadataItem ' in body


@pytest.mark.parametrize('how', [
    {'headers': {'Accept': 'application/json'}}, {'headers': {'X-Plex-Accept': 'json'}}, {'query': '?X-Plex-Accept=json'},
    {'query': '?Accept=application/json'}, {'headers': {'Accept': 'application/json, text/xml;q=0.5'}}])
def test_json_on_demand(client, how):
    _, headers, body = client.ask('GET', '/identity' + how.get('query', ''), headers=how.get('headers'))
    assert headers['content-type'] == 'application/json' and json.loads(body.decode('utf-8'))['MediaContainer']['claimed'] is True


@pytest.mark.parametrize('accept', ['application/xml', '*/*', 'text/xml, application/json;q=0.1', ''])
def test_xml_otherwise(client, accept):
    assert client.ask('GET', '/identity', headers={'Accept': accept})[1]['content-type'].startswith('text/xml')


# The library

def test_sections_have_what_clients_need(client):
    found = client.xml('/library/sections')
    assert [(row.get('key'), row.get('type')) for row in found] == [
        ('1', 'movie'), ('2', 'movie'), ('3', 'show'), ('4', 'artist'), ('5', 'photo')]
    for row in found:
        for name in ('title', 'agent', 'scanner', 'refreshing', 'uuid', 'updatedAt', 'language'):
            assert row.get(name), name
        assert row.find('Location').get('id') and row.find('Location').get('path').startswith('/media/')
    assert [row.get('agent') for row in found][:3] == [AGENT, SECOND, 'com.plexapp.agents.none']


@pytest.mark.parametrize('section, number, tag, count', [
    (1, 1, 'Video', 12), (3, 2, 'Directory', 3), (3, 3, 'Directory', 6), (3, 4, 'Video', 24), (4, 8, 'Directory', 3),
    (4, 9, 'Directory', 6), (4, 10, 'Track', 24), (5, 13, 'Photo', 8), (5, 14, 'Directory', 2), (1, 2, None, 0), (1, 77, None, 0)])
def test_lists_by_type(client, section, number, tag, count):
    found = client.xml('/library/sections/%d/all?type=%d' % (section, number))
    assert len(found) == count == int(found.get('totalSize'))
    assert set(row.tag for row in found) == (set([tag]) if tag else set())
    assert len(set(row.get('ratingKey') for row in found)) == count
    assert all(row.get('librarySectionID') == str(section) and row.get('title') for row in found)


def test_a_list_without_a_type_is_of_the_sections_own(client):
    kinds = [client.xml('/library/sections/%d/all' % section)[0].get('type') for section in (1, 3, 4, 5)]
    assert kinds == ['movie', 'show', 'artist', 'photo']


def test_a_film_has_its_file_and_a_match(client):
    row = client.xml('/library/metadata/1')[0]
    assert row.get('guid') == AGENT + '://1?lang=en' and row.get('title') == FILMS[0]['title'] and row.get('year') == '1981'
    assert row.find('Media/Part').get('file') == u'/media/Films/(Studio & Söhne) - Film 01 — Été (1981).mp4'
    assert int(row.get('updatedAt')) > 0 and int(row.get('addedAt')) > 0
    assert row.find('Guid') is not None


def test_a_folder_points_to_its_children(client):
    show = client.xml('/library/sections/3/all')[0]
    assert show.get('key') == '/library/metadata/%s/children' % show.get('ratingKey')
    assert (show.get('childCount'), show.get('leafCount')) == ('2', '8')
    seasons = client.xml(show.get('key'))
    assert [row.get('type') for row in seasons] == ['season', 'season']
    episodes = client.xml('/library/metadata/%s/allLeaves' % show.get('ratingKey'))
    assert len(episodes) == 8 and episodes[0].get('grandparentTitle') == show.get('title')
    assert client.xml('/library/metadata/%s/grandchildren' % show.get('ratingKey'))[0].get('type') == 'episode'


def test_the_leaves_of_an_artist_are_tracks(client):
    artist = client.xml('/library/sections/4/all')[0].get('ratingKey')
    assert set(row.tag for row in client.xml('/library/metadata/%s/allLeaves' % artist)) == set(['Track'])


def test_a_list_of_keys_gives_those_that_are_there(client):
    found = client.xml('/library/metadata/2,99999,1')
    assert [row.get('ratingKey') for row in found] == ['2', '1']


def test_guids_only_when_asked_for(client):
    assert client.xml('/library/sections/1/all')[0].find('Guid') is None
    assert client.xml('/library/sections/1/all?includeGuids=1')[0].find('Guid').get('id').startswith('plexsim://')


@pytest.mark.parametrize('start, size, expected', [(0, 5, 5), (5, 5, 5), (10, 5, 2), (12, 5, 0), (99, 5, 0), (0, 0, 0), (-3, 2, 2)])
@pytest.mark.parametrize('in_query', [True, False])
def test_paging(client, start, size, expected, in_query):
    pair = {'X-Plex-Container-Start': str(start), 'X-Plex-Container-Size': str(size)}
    path = '/library/sections/1/all'
    if in_query:
        found = client.xml(path + '?' + '&'.join('%s=%s' % one for one in pair.items()))
    else:
        found = client.xml(path, headers=pair)
    assert (len(found), found.get('size'), found.get('totalSize')) == (expected, str(expected), '12')
    assert found.get('offset') == str(max(0, start))
    if expected:
        assert found[0].get('ratingKey') == str(max(0, start) + 1)


def test_nonsense_as_a_page_is_the_whole_list(client):
    assert len(client.xml('/library/sections/1/all?X-Plex-Container-Start=x&X-Plex-Container-Size=y')) == 12


@pytest.mark.parametrize('query, keys', [
    ('title=' + quote('film 03'), ['3']), ('title=' + quote(u'été'.encode('utf-8')), None), ('year=1982', ['2']),
    ('guid=' + quote(AGENT + '://4?lang=en', safe=''), ['4']), ('sort=year:desc&limit=2', ['12', '11']), ('sort=titleSort', None),
    ('sort=movie.addedAt%3Adesc&limit=1', ['12']), ('year%3E%3E=1990', ['11', '12']), ('year%3C%3C=1982', ['1']),
    ('movie.year!=1981&limit=1', ['2']), ('title%3D=FILM%2007%20%E2%80%94%20%C3%89T%C3%89', ['7']), ('title!=film', []),
    ('title%3C=film%2012', ['12']), ('title%3E=t%C3%A9&limit=1', ['1']), ('id=5', ['5']), ('unmatched=1', []), ('unmatched=0&limit=1', ['1']),
    ('query=film%2006', ['6']), ('sort=nonsense&limit=1', ['1']), ('limit=0', []), ('title=nothing', [])])
def test_filters_and_order(client, query, keys):
    found = [row.get('ratingKey') for row in client.xml('/library/sections/1/all?' + query)]
    assert found == (keys if keys is not None else [str(number) for number in range(1, 13)])


@pytest.mark.parametrize('query', ['year=soon', 'year%3D=1990', 'nonsense=1', 'nobody.year=1990', 'guid!=x', 'x-y=1'])
def test_what_is_no_filter_is_ignored(client, query):
    assert len(client.xml('/library/sections/1/all?' + query)) == 12


def test_lists_are_narrowed_by_what_stands_above(client):
    artist = client.xml('/library/sections/4/all')[1].get('ratingKey')
    albums = client.xml('/library/sections/4/all?type=9&artist.id=' + artist)
    assert len(albums) == 2 and set(row.get('parentRatingKey') for row in albums) == set([artist])
    assert len(client.xml('/library/sections/4/all?type=10&artist.id=%s&album.index=2' % artist)) == 4
    assert len(client.xml('/library/sections/4/all?type=8&album.id=1')) == 0


def test_a_section_tells_by_what_it_can_be_narrowed(client):
    meta = client.xml('/library/sections/3/all?includeMeta=1&X-Plex-Container-Size=0').find('Meta')
    assert [row.get('type') for row in meta.findall('Type')] == ['show', 'season', 'episode']
    assert 'show.year' in [row.get('key') for row in meta.findall('Type/Field')]
    operators = dict((row.get('type'), [one.get('key') for one in row]) for row in meta.findall('FieldType'))
    assert '>>=' in operators['integer'] and '==' in operators['string'] and operators['boolean'] == ['=']


def test_searches(client):
    assert [row.get('title') for row in client.xml('/search?query=coast')] == [u'Coast, Été']
    hubs = client.xml('/hubs/search?query=film%2001')
    assert [hub.get('type') for hub in hubs] == ['movie'] and hubs[0].get('size') == '2'
    assert len(client.xml('/hubs/search?query=')) == 0
    assert [hub[0].get('librarySectionID') for hub in client.xml('/hubs/search?query=film%2001&sectionId=2')] == ['2']


def test_the_tree_that_plugins_ask_for(client):
    item = client.xml('/library/metadata/25/tree')[0]
    assert (item.tag, item.get('metadata_type'), item.get('id')) == ('MetadataItem', '2', '25')
    files = [part.get('file') for part in item.iter('MediaPart')]
    assert len(files) == 8 and files[0].endswith('s01e01.mkv')
    assert [season.get('index') for season in item] == ['1', '2']


# The server itself

def test_the_butler_is_always_busy(client):
    assert [row.get('type') for row in client.xml('/activities')] == ['butler']


def test_timeline_tells_the_queue(client):
    assert client.xml('/library/sections/1/timeline').get('updateQueueSize') == '0'


def test_agents_with_and_without_a_media_type(client):
    found = client.xml('/system/agents')
    assert [row.get('identifier') for row in found] == ['com.plexapp.agents.none', AGENT, SECOND]
    assert found[1].find('MediaType').get('mediaType') == '1' and found[1].find('MediaType/Language').get('code') == 'en'
    assert [row.get('identifier') for row in client.xml('/system/agents?mediaType=2')] == ['com.plexapp.agents.none']
    assert client.xml('/system/agents?mediaType=1')[1].find('Language').get('code') == 'en'


def test_plugins_are_listed(client):
    found = client.xml('/:/plugins')
    assert [(row.get('identifier'), row.get('alive')) for row in found] == [(AGENT, '1'), (SECOND, '1')]


def test_settings_are_read_and_changed():
    with running_server() as (_, _, client):
        rows = dict((row.get('id'), row) for row in client.xml('/:/prefs'))
        assert (rows['ButlerStartHour'].get('type'), rows['ButlerStartHour'].get('value')) == ('int', '2')
        assert client.ask('PUT', '/:/prefs?butlerStartHour=5&logDebug=0&FriendlyName=%C3%A9')[0] == 200
        rows = dict((row['id'], row['value']) for row in client.json('/:/prefs')['MediaContainer']['Setting'])
        assert (rows['ButlerStartHour'], rows['logDebug'], rows['FriendlyName']) == (5, False, u'é')
        assert client.ask('PUT', '/:/prefs?ButlerStartHour=6&logDebug=perhaps')[0] == 400
        assert client.xml('/:/prefs/get?id=ButlerStartHour')[0].get('value') == '5'


# Starting

def test_a_server_that_starts_is_in_maintenance_but_serves_its_plugins():
    with running_server(opened=False) as (server, _, client):
        status, headers, body = client.ask('GET', '/library/sections')
        assert status == 503 and headers['content-type'].startswith('text/xml')
        assert b'<Response code="503" title="Maintenance"' in body
        assert client.ask('GET', '/identity', token=False)[0] == 503
        assert client.ask('GET', '/', headers={'X-Plex-Token': 'wrong'})[0] == 401
        assert client.ask('GET', '/:/plugins/com.plexapp.system/resourceHashes', token=False)[0] == 404
        server.open()
        assert client.ask('GET', '/library/sections')[0] == 200


def test_deleting_takes_what_lies_below():
    with running_server() as (server, _, client):
        assert client.ask('DELETE', '/library/metadata/25')[0] == 200
        assert client.ask('GET', '/library/metadata/25')[0] == 404
        assert len(client.xml('/library/sections/3/all?type=4')) == 16
        assert client.ask('DELETE', '/library/metadata/25')[0] == 404


def test_a_large_library_is_paged_through_in_order():
    films = [{'title': u'T%05d' % number, 'year': 2000, 'studio': u'S', 'duration_min': 90} for number in range(3000)]
    with running_server(films) as (_, _, client):
        seen, start = [], 0
        while True:
            rows = client.xml('/library/sections/1/all?X-Plex-Container-Start=%d&X-Plex-Container-Size=1000' % start)
            seen.extend(row.get('title') for row in rows)
            start += 1000
            if len(rows) < 1000:
                break
        assert seen == [film['title'] for film in films]
