# -*- coding: utf-8 -*-
"""Fills a library with films for each movie agent, and a few shows, artists and photos; all of it is made up."""
from __future__ import absolute_import, division, print_function

from plexfix.base.compat import to_text

# Plex's own agent for what no website knows.  It is no bundle among the plug-ins, and never fails.
PERSONAL_MEDIA = u'com.plexapp.agents.none'

# Each movie agent after the first gets a section of its own too, so that every bundle has work to do.
MOST_IN_FURTHER_SECTIONS = 12

# Agents that come with a server.  They are no bundles here: they find nothing, and others may add to that.
STOCK_AGENTS = frozenset(u'com.plexapp.agents.' + name for name in (
    'none', 'localmedia', 'imdb', 'themoviedb', 'freebase', 'thetvdb', 'thetvdbdvdorder', 'lastfm', 'plexmusic', 'plexthemes',
    'movieposterdb', 'opensubtitles', 'fanarttv', 'htbackdrops', 'lyricfind', 'discogs')) | frozenset([
        u'tv.plex.agents.movie', u'tv.plex.agents.series', u'tv.plex.agents.music', u'org.musicbrainz.agents.music'])

_SHOWS = ((u'The Lighthouse Hours', 2009), (u'Überfahrt', 2014), (u'Marsh & Sons', 2018))
_ARTISTS = (u'Les Étés Courts', u'Quiet Harbour', u'The <Plain> Signals')
_ALBUMS = (u'Landfall', u'A "Small" Weather')
_PHOTO_ALBUMS = (u'Garden', u'Coast, Été')
_PER_FOLDER = 4


def stock(library, films, movie_agents, show_agents=(), artist_agents=(), photo_agents=()):
    """Fill *library*: a section for each agent, all of *films* in that of the first of *movie_agents*, a few in the others.

    What has no agent belongs to Plex's own, so that there is a section of each kind in any case.
    """
    for number, (agent, title) in enumerate(_titled(u'Films', movie_agents)):
        _movies(library, title, agent, films if number == 0 else films[:MOST_IN_FURTHER_SECTIONS])
    for fill, name, agents in ((_shows, u'Shows', show_agents), (_artists, u'Music', artist_agents), (_photos, u'Photos', photo_agents)):
        for agent, title in _titled(name, agents):
            fill(library, title, agent)


def _titled(name, agents):
    agents = list(agents) or [PERSONAL_MEDIA]
    return [(agent, name if number == 0 else u'%s (%s)' % (name, short_name(agent))) for number, agent in enumerate(agents)]


def short_name(identifier):
    """Return the last part of a plug-in identifier, by which people know the agent."""
    return to_text(identifier).rsplit(u'.', 1)[-1]


def match_guid(identifier, match_id, language=u'en'):
    """Return the guid of an item that an agent matched."""
    return u'%s://%s?lang=%s' % (identifier, match_id, language)


def film_filename(folder, film):
    """Return the path of a film's file; studio, title and year are in its name, as scrapers for such files expect."""
    name = u'(%s) - %s (%s).mp4' % (to_text(film['studio']), to_text(film['title']), film['year'])
    return u'%s/%s' % (folder, name.replace(u'/', u'-'))


def _movies(library, title, agent, films):
    section = library.add_section(title, 'movie', agent, u'Plex Video Files Scanner', u'/media/%s' % title)
    for film in films:
        item = library.add(section.key, 'movie', film['title'], year=film['year'],
                           filename=film_filename(section.path, film), duration_ms=film['duration_min'] * 60000)
        _matched(item, agent)


def _shows(library, section_title, agent):
    section = library.add_section(section_title, 'show', agent, u'Plex Series Scanner', u'/media/%s' % section_title)
    for title, year in _SHOWS:
        show = _matched(library.add(section.key, 'show', title, year=year), agent)
        for season_number in (1, 2):
            season = library.add(section.key, 'season', u'Season %d' % season_number, index=season_number, parent=show.key)
            season.guid = match_guid(agent, u'%d/%d' % (show.key, season_number))
            for number in range(1, _PER_FOLDER + 1):
                path = u'%s/%s/%s - s%02de%02d.mkv' % (section.path, title, title, season_number, number)
                episode = library.add(section.key, 'episode', u'Episode %d' % number, year=year, index=number,
                                      parent=season.key, filename=path, duration_ms=1500000)
                episode.guid = match_guid(agent, u'%d/%d/%d' % (show.key, season_number, number))


def _artists(library, section_title, agent):
    section = library.add_section(section_title, 'artist', agent, u'Plex Music Scanner', u'/media/%s' % section_title)
    for name in _ARTISTS:
        artist = _matched(library.add(section.key, 'artist', name), agent)
        for number, title in enumerate(_ALBUMS, 1):
            album = library.add(section.key, 'album', title, year=2000 + number, index=number, parent=artist.key)
            _matched(album, agent)
            for track in range(1, _PER_FOLDER + 1):
                path = u'%s/%s/%s/%02d Track.flac' % (section.path, name, title, track)
                library.add(section.key, 'track', u'Track %d' % track, index=track, parent=album.key, filename=path,
                            duration_ms=200000)


def _photos(library, section_title, agent):
    section = library.add_section(section_title, 'photo', agent, u'Plex Photo Scanner', u'/media/%s' % section_title)
    for number, title in enumerate(_PHOTO_ALBUMS, 1):
        album = _matched(library.add(section.key, 'photoalbum', title, index=number), agent)
        for index in range(1, _PER_FOLDER + 1):
            path = u'%s/%s/IMG_%04d.jpg' % (section.path, title, 100 * number + index)
            _matched(library.add(section.key, 'photo', u'IMG_%04d' % (100 * number + index), year=2021, index=index,
                                 parent=album.key, filename=path), agent)


def _matched(item, agent):
    # The agents that this is about use Plex's own key as the identifier of a match.
    item.guid = match_guid(agent, item.key)
    return item
