# -*- coding: utf-8 -*-
"""Acceptance: python-plexapi, as its authors publish it, works against the simulated server."""
from __future__ import absolute_import, division, print_function

import os
import sys
import time

import pytest

from plexsim.simulation import Simulation
from plexsim_fakes import AGENT, FILMS, TOKEN, running_server, write_bundle

try:
    import plexapi
    from plexapi.exceptions import BadRequest, NotFound, Unauthorized
    from plexapi.server import PlexServer
    MISSING = None
except (ImportError, SyntaxError) as error:
    MISSING = 'python-plexapi cannot be imported on Python %d.%d: %s' % (sys.version_info[:2] + (error,))

# It needs Python 3.10; on an older one there is nothing to accept.
SUPPORTED = sys.version_info >= (3, 10)
needs_plexapi = pytest.mark.skipif(MISSING is not None, reason=MISSING or '')


def test_plexapi_is_there_where_it_must_be():
    if MISSING is None:
        assert plexapi.VERSION
    elif SUPPORTED and os.environ.get('CI') == 'true':
        pytest.fail(MISSING)
    else:
        pytest.skip(MISSING)


@pytest.fixture
def parts():
    films = FILMS + [{'title': u'Zz %03d' % number, 'year': 2001, 'studio': u'S', 'duration_min': 90} for number in range(240)]
    with running_server(films) as (server, host, _):
        yield server, host, PlexServer(server.url, TOKEN, timeout=10)


def wait_until(condition):
    deadline = time.time() + 10
    while not condition():
        assert time.time() < deadline, 'it did not happen in time'
        time.sleep(0.02)


@needs_plexapi
def test_connecting(parts):
    server, _, plex = parts
    assert plex.friendlyName == 'plexsim' and plex.version.startswith('1.') and plex.machineIdentifier
    assert plex.identity().claimed is True
    with pytest.raises(Unauthorized):
        PlexServer(server.url, 'wrong', timeout=10)


@needs_plexapi
def test_sections_and_their_pages(parts):
    _, _, plex = parts
    sections = plex.library.sections()
    assert [(section.key, section.type) for section in sections] == [
        (1, 'movie'), (2, 'movie'), (3, 'show'), (4, 'artist'), (5, 'photo')]
    films = plex.library.section('Films')
    assert films.agent == AGENT and films.locations == ['/media/Films'] and films.totalSize == 252
    found = films.all()
    assert len(found) == 252 and len(set(item.ratingKey for item in found)) == 252
    assert [item.title for item in found] == sorted(item.title for item in found)
    assert len(films.all(container_size=7, maxresults=20)) == 20
    assert films.timeline().updateQueueSize == 0
    assert films.recentlyAdded(maxresults=3)[0].title == 'Zz 239'
    assert len(films.search(filters={'year>>': 1991})) == 241
    assert films.search(filters={'unmatched': True}) == [] and len(films.search(title=FILMS[0]['title'])) == 1


@needs_plexapi
def test_items_one_by_one(parts):
    _, _, plex = parts
    item = plex.fetchItem(1)
    assert (item.title, item.type, item.year, item.librarySectionID) == (FILMS[0]['title'], 'movie', 1981, 1)
    assert item.locations[0].endswith('(1981).mp4') and item.duration == 81 * 60000
    assert [one.ratingKey for one in plex.fetchItems([2, 1])] == [2, 1]
    assert plex.library.section('Films').get(FILMS[1]['title']).ratingKey == 2
    assert item.reload().isFullObject() and item.guids[0].id == 'plexsim://movie/1'
    with pytest.raises(NotFound):
        plex.fetchItem(99999)
    assert plex.library.search(title='Film 01')[0].ratingKey == 1
    assert FILMS[0]['title'] in [hit.title for hit in plex.search('Film 01', mediatype='movie')]


@needs_plexapi
def test_refresh_is_seen_by_its_activity_and_by_updated_at(parts):
    server, host, plex = parts
    item = plex.fetchItem(1)
    before = item.updatedAt
    host.hold.clear()
    item.refresh()
    wait_until(lambda: any(activity.type.startswith('library.') for activity in plex.activities))
    assert plex.activities[0].type == 'butler' and plex.activities[1].title == 'Refreshing'
    assert plex.library.section('Films').timeline().updateQueueSize == 1
    host.hold.set()
    wait_until(lambda: len(plex.activities) == 1)
    assert item.reload().updatedAt > before and item.title == 'A better title'
    assert [genre.tag for genre in item.genres] == ['Drama'] and [role.role for role in item.roles] == ['Bee']


@needs_plexapi
def test_a_refresh_through_it_runs_a_real_agent(tmpdir):
    write_bundle(tmpdir.join('Plug-ins'), 'Plain')
    with Simulation(str(tmpdir.join('Plug-ins')), str(tmpdir.join('Logs')), items=3) as simulation:
        plex = PlexServer(simulation.url, simulation.token, timeout=10)
        item = plex.library.section('Films').all()[0]
        before = item.updatedAt
        item.refresh()
        wait_until(lambda: item.reload().updatedAt > before)
        assert item.title == 'Title of %d' % item.ratingKey and item.guid.startswith('com.plexapp.agents.Plain://')
        assert [match.name for match in item.matches()] == ['Found']
        log = tmpdir.join('Logs', 'com.plexapp.agents.Plain.log').read_text('utf-8')
        assert 'Plain looks for %d' % item.ratingKey in log


@needs_plexapi
def test_settings_and_agents(parts):
    server, _, plex = parts
    assert plex.settings.get('logDebug').value is True and plex.settings.butlerStartHour == 2
    plex.settings.butlerStartHour = 4
    plex.settings.save()
    assert PlexServer(server.url, TOKEN, timeout=10).settings.butlerStartHour == 4
    assert AGENT in [agent.identifier for agent in plex.agents()]
    assert [agent.identifier for agent in plex.agents('show')] == ['com.plexapp.agents.none']
    assert plex.agents('movie')[1].languageCodes == ['en']


@needs_plexapi
def test_matches_match_and_unmatch(parts):
    server, _, plex = parts
    item = plex.fetchItem(1)
    matches = item.matches()
    assert [(match.name, match.score) for match in matches] == [('Found', 90), ('Less', 40)]
    assert len(item.matches(title='x', year='1999')) == 2
    item.fixMatch(matches[1])
    assert server.queue.wait_idle(10)
    assert item.reload().guid == AGENT + '://8?lang=en'
    item.unmatch()
    assert item.reload().guid == 'local://1'


@needs_plexapi
def test_shows_music_and_photos(parts):
    _, _, plex = parts
    show = plex.library.section('Shows').all()[0]
    assert len(show.seasons()) == 2 and len(show.episodes()) == 8
    assert show.episode(season=1, episode=2).title == 'Episode 2' and show.seasons()[0].episodes()[0].grandparentTitle == show.title
    artist = plex.library.section('Music').all()[0]
    assert len(artist.albums()) == 2 and len(artist.tracks()) == 8
    photos = plex.library.section('Photos')
    assert len(photos.all()) == 2 and len(photos.all(libtype='photo')) == 8 and len(photos.searchAlbums()[0].photos()) == 4
    assert len(plex.library.section('Shows').search(libtype='episode')) == 24
    show.refresh()


@needs_plexapi
def test_the_rest_that_tools_touch(parts):
    _, _, plex = parts
    assert plex.sessions() == [] and plex.clients() == [] and plex.playlists() == []
    assert plex.library.recentlyAdded() and plex.library.onDeck() == []
    section = plex.library.section('Films')
    section.update()
    section.refresh()
    section.cancelUpdate()
    item = plex.fetchItem(2)
    item.analyze()
    item.delete()
    with pytest.raises(NotFound):
        plex.fetchItem(2)
    with pytest.raises(BadRequest):
        plex.query('/library/metadata/1/refresh')
