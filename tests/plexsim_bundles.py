# -*- coding: utf-8 -*-
"""Bundles in the many styles in which people write agents for Plex, and the site that they ask; all made up.

They are written for Python 2.7 and for the framework, and nothing in them knows of this simulation.
"""
from __future__ import absolute_import, division, print_function

import json
import threading

from six.moves import BaseHTTPServer, socketserver, urllib

from plexfix.base import compat

HOST = 'catalogue.example'

# An agent that asks a JSON interface; settings, caching, headers, errors of the site, old-style helpers.
JSON_MOVIES = u'''# -*- coding: utf-8 -*-
import re
import urllib2
from urllib import quote_plus

API = 'http://catalogue.example/api'
RE_YEAR = Regex('\\\\((\\\\d{4})\\\\)')
CACHE = CACHE_1DAY


def Start():
    HTTP.CacheTime = CACHE_1HOUR
    HTTP.Headers['User-Agent'] = 'Plex/%s (%s)' % (Platform.ServerVersion, Platform.OS)
    HTTP.Headers['Accept'] = 'application/json'
    if not Util.VersionAtLeast(Platform.ServerVersion, 0, 9, 12, 3):
        Log.Warn('an old server')
    Dict['starts'] = (Dict['starts'] or 0) + 1
    Log('Start number %d', Dict['starts'])


def ValidatePrefs():
    Log('Settings are %r %r %r', Prefs['adult'], Prefs['key'], Prefs['order'])
    if not Prefs['key']:
        return MessageContainer('Error', 'A key is needed')


class Cleaner:
    junk = ('1080p', 'bluray')

    def clean(self, text):
        for word in self.junk:
            text = text.replace(word, '')
        return ' '.join(text.split())


def GetJSON(path, cache=CACHE):
    try:
        return JSON.ObjectFromURL(API + path, headers={'X-Key': Prefs['key']}, cacheTime=cache, sleep=0.01)
    except Ex.HTTPError, e:
        Log.Error('%s answered %d (%s)', path, e.code, e)
        return None
    except Exception:
        Log.Exception('could not read %s' % path)
        return None


class JsonAgent(Agent.Movies):
    name = 'Json Films'
    languages = [Locale.Language.English, Locale.Language.NoLanguage]
    primary_provider = True
    fallback_agent = False
    accepts_from = ['com.plexapp.agents.localmedia']

    def search(self, results, media, lang, manual=False):
        if media.primary_metadata is not None and media.primary_metadata.title:
            Log.Debug('known as %s', media.primary_metadata.title)
        title = Cleaner().clean(media.name)
        filename = String.Unquote(media.filename)
        Log.Debug('manual: %s, title: %s, file: %s', manual, title, filename)
        assert isinstance(title, basestring) and media.id.isdigit()
        found = GetJSON('/search?q=%s&year=%s' % (quote_plus(title.encode('utf-8')), media.year or ''), cache=0)
        if found is None:
            return
        seen = {}
        for position, film in enumerate(found['films']):
            if seen.has_key(film['id']):
                continue
            seen[film['id']] = 1
            score = 100 - position * 10 - abs(String.LevenshteinDistance(film['title'].lower(), unicode(title).lower()))
            results.Append(MetadataSearchResult(id=str(film['id']), name=film['title'], year=film['year'], score=score, lang=lang,
                                                thumb='http://catalogue.example/thumb/%s' % film['id']))
        results.Sort('score', descending=True)

    def update(self, metadata, media, lang, force=False):
        film = GetJSON('/film/%s' % metadata.id)
        try:
            urllib2.urlopen('http://catalogue.example/gone')
        except urllib2.HTTPError, e:
            Log('gone: %s', e.code)
        except:
            Log.Critical('not an error of HTTP')
        metadata.title = film['title']
        metadata.original_title = film['title'].upper()
        metadata.summary = String.StripTags(String.DecodeHTMLEntities(film['plot']))
        metadata.tagline = L('tagline') + '!'
        metadata.rating = film['rating']
        metadata.year = film['year']
        metadata.content_rating = 'PG-13'
        metadata.duration = long(film['minutes']) * 60 * 1000
        metadata.originally_available_at = Datetime.ParseDate(film['released']).date()
        metadata.studio = film['studio']
        for holder, names in ((metadata.genres, film['genres']), (metadata.collections, ['Collection']), (metadata.countries, ['Nowhere'])):
            holder.clear()
            for name in names:
                holder.add(name)
        metadata.directors.clear()
        metadata.directors.new().name = film['director']
        metadata.writers.clear()
        writer = metadata.writers.new()
        writer.name = film['director']
        metadata.roles.clear()
        for person in film['cast']:
            role = metadata.roles.new()
            role.name = person['name']
            role.role = person['as']
            role.photo = person['photo']
        valid = list()
        for number in xrange(2):
            url = 'http://catalogue.example/poster/%s/%d' % (metadata.id, number)
            valid.append(url)
            if url not in metadata.posters:
                metadata.posters[url] = Proxy.Preview(HTTP.Request(url, cacheTime=CACHE_1WEEK), sort_order=number + 1)
        metadata.posters.validate_keys(valid)
        art = 'http://catalogue.example/art/%s' % metadata.id
        metadata.art[art] = Proxy.Media(HTTP.Request(art).content, sort_order=1)
        Log(`metadata.rating`)
        Dict['last'] = {'id': metadata.id, 'when': Datetime.Now()}
'''
JSON_PREFS = u'''[{"id": "adult", "label": "Adult", "type": "bool", "default": "false"},
{"id": "key", "label": "Key", "type": "text", "option": "hidden", "default": "s3cr3t"},
{"id": "order", "label": "Order", "type": "enum", "values": ["newest", "oldest"], "default": "oldest"}]'''

# A series agent: seasons and episodes, XML with namespaces, tasks side by side, a class between it and the base.
XML_SHOWS = u'''NS = {'c': 'urn:catalogue'}
API = 'http://catalogue.example/shows'
RE_EPISODE = Regex(r'[sS](?P<season>\\d+)[eE](?P<episode>\\d+)')


def Start():
    pass


def Fetch(url):
    for attempt in range(3):
        try:
            return XML.ElementFromURL(url, cacheTime=0)
        except Ex.HTTPError, e:
            if e.code == 404:
                return None
        Thread.Sleep(0.01)
    raise Exception, 'no answer from %s' % url


class Common(object):
    def words(self, text):
        return [word for word in text.split(' ') if word]


class XmlShows(Common, Agent.TV_Shows):
    name = 'Xml Shows'
    languages = [Locale.Language.English, 'de']

    def search(self, results, media, lang, manual):
        name = media.show
        root = Fetch(API + '?name=' + String.Quote(name.encode('utf-8'), usePlus=True))
        for show in root.xpath('//c:show', namespaces=NS):
            title = show.xpath('./c:title/text()', namespaces=NS)[0]
            score = 100 if title == unicode(name) else 50
            results.Append(MetadataSearchResult(id=show.get('id'), name=title, year=int(show.get('year')), score=score, lang=lang))

    @staticmethod
    def people(element):
        return [e.text for e in element.findall('{urn:catalogue}director')]

    def update(self, metadata, media, lang):
        show = Fetch(API + '/' + metadata.id)
        metadata.title = show.findtext('{urn:catalogue}title')
        metadata.summary = show.findtext('{urn:catalogue}summary')
        metadata.originally_available_at = Datetime.ParseDate(show.findtext('{urn:catalogue}aired'))
        metadata.duration = 45 * 60000
        metadata.genres = ['Drama', 'Sea']
        metadata.studio = 'Network'

        @parallelize
        def UpdateEpisodes():
            for s in media.seasons:
                metadata.seasons[s].summary = 'Season %s' % s
                metadata.seasons[s].index = int(s)
                metadata.seasons[s].posters['http://catalogue.example/poster/%s/%s' % (metadata.id, s)] = Proxy.Media('x')
                for e in media.seasons[s].episodes:
                    @task
                    def UpdateEpisode(s=s, e=e):
                        self.episode(show, metadata, media, s, e)
        Log('%d parts in all', len(media.all_parts()))

    def episode(self, show, metadata, media, s, e):
        part = media.seasons[int(s)].episodes[int(e)].items[0].parts[0]
        found = RE_EPISODE.search(part.file)
        assert int(found.group('season')) == int(s) and int(found.group('episode')) == int(e)
        nodes = show.xpath('.//c:episode[@season="%s" and @number="%s"]' % (s, e), namespaces=NS)
        if not nodes:
            return
        episode = metadata.seasons[s].episodes[e]
        episode.title = nodes[0].findtext('{urn:catalogue}title')
        episode.summary = 'About ' + episode.title
        episode.absolute_index = int(nodes[0].get('absolute', '0'))
        episode.directors.clear()
        for name in self.people(nodes[0]):
            episode.directors.new().name = name
        episode.guest_stars.clear()
        episode.originally_available_at = Datetime.ParseDate(nodes[0].get('aired')).date()
        thumb = 'http://catalogue.example/thumb/%s%s' % (s, e)
        if thumb not in episode.thumbs:
            episode.thumbs[thumb] = Proxy.Media(HTTP.Request(thumb).content)
        episode.thumbs.validate_keys([thumb])
'''

# Two agents for music in one bundle.
MUSIC = u'''import datetime


def Start():
    HTTP.CacheTime = 30


class MusicArtist(Agent.Artist):
    name = 'Music'
    languages = [Locale.Language.English]

    def search(self, results, media, lang):
        if media.artist == '[Unknown Artist]':
            return
        if media.artist == 'Various Artists':
            results.Append(MetadataSearchResult(id='various', name='Various Artists', score=100))
        results.Append(MetadataSearchResult(id=String.Quote(media.artist.encode('utf-8')), name=media.artist, lang=lang, score=90))

    def update(self, metadata, media, lang):
        metadata.title = String.Unquote(metadata.id).decode('utf-8')
        metadata.summary = '%d albums' % len(media.children)
        metadata.genres.clear()
        map(metadata.genres.add, ['Chanson', 'Tide'])
        metadata.similar.clear()
        metadata.similar.add('Other')


class MusicAlbum(Agent.Album):
    name = 'Music'
    languages = [Locale.Language.English]

    def search(self, results, media, lang):
        parent = media.parent_metadata
        Log('artist is %s, album is %s', parent.title if parent else None, media.album)
        results.Append(MetadataSearchResult(id='album-%s' % media.id, name=media.album, lang=lang, score=80))

    def update(self, metadata, media, lang):
        metadata.title = media.title.upper()
        metadata.originally_available_at = datetime.date(2001, 2, 3)
        Log('%s of %s, refreshed %s', media.title, media.parentTitle, media.refreshed_at)
        metadata.tracks['99'].name = 'of another time'
        for number in media.tracks:
            track = metadata.tracks[number]
            track.name = 'Song %s' % number
            track.lyrics['lyric:%s' % number] = Proxy.Remote('lyric:%s' % number, format='txt', sort_order=1)
            track.lyrics.validate_keys([])
        metadata.tracks.validate_keys([int(number) for number in media.tracks])
'''

# An agent that adds to what others found.
COMBINING = u'''class Extras(Agent.Movies):
    name = 'Extras'
    languages = [Locale.Language.NoLanguage]
    primary_provider = False
    contributes_to = ['com.plexapp.agents.imdb', 'com.plexapp.agents.JsonFilms']
    accepts_from = None

    def search(self, results, media, lang):
        primary = media.primary_metadata
        Log('asked for %s of %s', primary.id if primary else None, primary.title if primary else None)
        results.Append(MetadataSearchResult(id='x-%s' % media.id, score=100))

    def update(self, metadata, media, lang):
        metadata.tagline = 'from the extras'
        metadata.title = 'not the title'
        metadata.themes['http://catalogue.example/theme'] = Proxy.Media('sound')
        for item in media.items:
            for part in item.parts:
                part.subtitles[Locale.Language.Match('English')]['some.srt'] = Proxy.Media('1', ext='srt', index='1')
                part.subtitles[Locale.Language.English].validate_keys(['some.srt'])
        metadata.extras.add(TrailerObject(title='Trailer', url='extra://trailer'))


class ExtrasForShows(Agent.TV_Shows):
    name = 'Extras'
    languages = [Locale.Language.NoLanguage]
    primary_provider = False
    contributes_to = ['com.plexapp.agents.thetvdb', 'com.plexapp.agents.XmlShows']

    def search(self, results, media, lang):
        results.Append(MetadataSearchResult(id='null', score=100))

    def update(self, metadata, media, lang, force):
        metadata.collections.clear()
        metadata.collections.add('From the extras')
'''

# A bundle of many files: packages, strings, its own library, a helper with other line ends, pages read with XPath.
MODULES = u'''# coding: utf-8
import os, sys, time
import updater
from parts import pages, text
from parts.text import tidy as tidied
from helpers import *
from sharedlib import weigh
import sharedlib.numbers as numbers

ICON = 'icon.png'
PREFIX = '/video/modules'


def Start():
    Plugin.AddPrefixHandler(PREFIX, MainMenu, 'Modules', ICON)
    Plugin.AddViewGroup('List', viewMode='List', mediaType='items')
    ObjectContainer.title1 = L('title')
    DirectoryObject.thumb = R(ICON)
    Locale.DefaultLocale = 'en-us'
    Thread.Create(updater.watch, globalize=True, seconds=0.01)
    Log.Info('path %s', Core.storage.join_path(Core.bundle_path, 'Contents'))


@handler(PREFIX, 'Modules', thumb=ICON)
def MainMenu():
    return ObjectContainer(objects=[DirectoryObject(key=Callback(Second, page=2), title='Second')])


@route(PREFIX + '/second', page=int)
def Second(page):
    return ObjectContainer()


class ModulesAgent(Agent.Movies):
    name = L('title')
    languages = Locale.Language.All()
    primary_provider = True

    def __init__(self):
        Agent.Movies.__init__(self)
        self.count = 0

    @classmethod
    def site(cls, path):
        return 'http://catalogue.example' + path

    def search(self, results, media, lang, manual=False, **kwargs):
        self.count = self.count + 1
        path = media.items[0].parts[0].file
        folder, name = os.path.split(path)
        stem, ext = os.path.splitext(name)
        Log.Debug(u'\\u2713 %s in %s, %s', stem, folder, tidied(stem))
        for link in pages.links(self.site('/films.html')):
            title = link.text_content().strip()
            score = weigh(tidied(title), tidied(media.title))
            Data.Save('last-title', title.encode('utf-8'))
            results.Append(MetadataSearchResult(id=link.get('href').split('/')[-1], name=title, year=None, score=score, lang=lang))
        assert Data.Exists('last-title') and Data.Load('last-title')
        print 'searched', self.count, 'times'

    def update(self, metadata, media, lang, force=False):
        path = Core.storage.data_item_path('films')
        Core.storage.save(path, 'kept')
        assert Core.storage.file_exists(path) and Core.storage.load(path) == 'kept'
        page = HTML.ElementFromURL(self.site('/films/%s.html' % metadata.id), headers={'Referer': self.site('/')})
        metadata.title = page.xpath('//h1/text()')[0]
        metadata.summary = text.joined(page.xpath('//p[@class="plot"]//text()'))
        metadata.originally_available_at = Datetime.ParseDate(page.xpath('//time')[0].text).date()
        metadata.year = metadata.originally_available_at.year
        metadata.rating = float(numbers.first(page.xpath('//b[@class="stars"]/text()')[0]))
        answer = HTTP.Request(self.site('/form'), values={'q': metadata.title.encode('utf-8'), 'n': 1})
        Log('%s, %s', answer.content, answer.headers['Content-Type'])
        try:
            HTTP.Request(self.site('/broken'), timeout=5, cacheTime=0).content
        except Exception, e:
            Log.Error('Broken: ' + str(e))
        try:
            raise ProblemError, 'of its own'
        except ProblemError, problem:
            Log(u'%s %s', unicode(problem), helper_name)
        with_lock()
        Log(Hash.MD5('x'), Hash.SHA1(u'\\xe9'))
        Log('%s %s', String.Encode('a/b'), String.Decode(String.Encode('a/b')))
'''
MODULES_FILES = {
    u'Code/updater.py': u'''def watch(seconds):
    Thread.Sleep(seconds)
    Log('the thread ran on %s', Platform.OS)
''',
    u'Code/helpers.py': u'''# comment\r
class ProblemError(Exception):\r
    pass\r
\r
helper_name = 'helper'\r
\r
\r
def with_lock():\r
    Thread.AcquireLock('films')\r
    try:\r
        Log('a lock is held')\r
    finally:\r
        Thread.ReleaseLock('films')\r
''',
    u'Code/parts/__init__.py': u'',
    u'Code/parts/pages.py': u'''from text import tidy


def links(url):
    page = HTML.ElementFromString(HTTP.Request(url, headers={'X-Any': '1'}, cacheTime=CACHE_1MINUTE).content)
    return sorted(page.xpath('//ul[@id="films"]/li/a'), key=lambda link: tidy(link.text_content()))
''',
    u'Code/parts/text.py': u'''import re


def tidy(text):
    return re.sub('[^a-z0-9]+', ' ', String.StripDiacritics(text).lower()).strip()


def joined(parts):
    return ' '.join(part.strip() for part in parts if part.strip())
''',
    u'Libraries/Shared/sharedlib/__init__.py': u'''from difflib import SequenceMatcher


def weigh(one, other):
    return int(round(100 * SequenceMatcher(None, one, other).ratio()))
''',
    u'Libraries/Shared/sharedlib/numbers.py': u'''import re
_NUMBER = re.compile(r'\\d+(?:\\.\\d+)?')


def first(text):
    return next(iter(_NUMBER.findall(text)))
''',
    u'Strings/en.json': u'{"title": "M\u00f6dules", "tagline": "never seen"}',
    u'Resources/icon.png': u'no picture',
}

# An agent without anything: no Start, no name, the old way to call things, a title that it cannot find.
BARE = u'''class Bare(Agent.Movies):
    def search(self, results, media, lang):
        if media.year and int(media.year) < 1800:
            return None
        results.Append(MetadataSearchResult(media.id, score=75))

    def update(self, metadata, media, lang):
        metadata.summary = 'bare %s' % metadata.guid.split('://')[0]
        try:
            metadata.no_such_thing = 1
        except AttributeError, e:
            Log('refused: %s' % e)
        return
'''

FILMS = [
    {'id': 11, 'title': u'L\u2019\u00e9t\u00e9', 'year': 1999, 'released': '12 March 1999', 'minutes': '101', 'rating': 7.5,
     'plot': u'<b>A</b> summer &amp; a sea', 'studio': u'Studio \u00c9', 'director': u'Zo\u00eb', 'genres': ['Drama'],
     'cast': [{'name': u'\u00c5sa', 'as': u'Captain', 'photo': u'http://catalogue.example/face/1'}]}]

_XML = u'''<?xml version="1.0" encoding="utf-8"?>
<shows xmlns="urn:catalogue"><show id="s1" year="2009"><title>%s</title></show><show id="s2" year="2010"><title>Else</title></show></shows>'''
_SHOW = u'''<?xml version="1.0" encoding="utf-8"?>
<show xmlns="urn:catalogue"><title>A sh\u00f6w</title><summary>Long &amp; wide</summary><aired>2009-05-01T20:15:00+01:00</aired>
<episode season="1" number="2" absolute="2" aired="May 8th, 2009"><title>Second \u00e9</title><director>Ren\u00e9</director></episode></show>'''
_LIST = u'''<html><body><ul id="films"><li><a href="/films/7"> \u00c9t\u00e9 </a></li><li><a href="/films/8">Other</a></li></ul></body></html>'''
_PAGE = u'''<html><head><meta charset="utf-8"></head><body><h1>\u00c9t\u00e9 7</h1><p class="plot">One <i>two</i></p>
<time>Sat, 12 Mar 2011</time><b class="stars">8.5 of 10</b></body></html>'''


def page(path):
    """Return (status, type, text) of a page of the site."""
    parts = urllib.parse.urlsplit(path)
    if parts.path == '/api/search':
        return 200, 'application/json', json.dumps({'films': FILMS + FILMS})
    if parts.path == '/api/film/11':
        return 200, 'application/json', json.dumps(FILMS[0])
    if parts.path == '/shows':
        name = urllib.parse.parse_qs(parts.query)['name'][0]
        return 200, 'text/xml', _XML % compat.to_text(name).replace(u'&', u'&amp;')
    if parts.path == '/shows/s1':
        return 200, 'text/xml', _SHOW
    if parts.path == '/films.html':
        return 200, 'text/html; charset=utf-8', _LIST
    if parts.path == '/films/7.html' or parts.path == '/films/8.html':
        return 200, 'text/html; charset=utf-8', _PAGE
    if parts.path == '/form':
        return 200, 'text/plain', u'thanks'
    if parts.path.split('/')[1] in ('poster', 'art', 'thumb'):
        return 200, 'image/png', u'picture'
    return (500, 'text/html', u'broken') if parts.path == '/broken' else (404, 'text/html', u'gone')


class Catalogue(object):
    """The site, in a `with` block; `hosts` is what a simulation has to know of it, `asked` the requests so far."""

    def __init__(self):
        self.asked = []

    def __enter__(self):
        catalogue = self

        class Handler(BaseHTTPServer.BaseHTTPRequestHandler):
            def do_GET(self):
                length = int(self.headers.get('Content-Length') or 0)
                catalogue.asked.append((self.command, self.path, dict((name.lower(), value) for name, value in self.headers.items()),
                                        self.rfile.read(length)))
                status, kind, text = page(self.path)
                body = compat.to_bytes(text)
                self.wfile.write(('HTTP/1.0 %d %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n' % (
                    status, 'OK' if status == 200 else 'No', kind, len(body))).encode('ascii') + body)

            do_POST = do_HEAD = do_GET

            def log_message(self, *args):
                pass

        class Server(socketserver.ThreadingMixIn, BaseHTTPServer.HTTPServer):
            daemon_threads = True

        self._server = Server(('127.0.0.1', 0), Handler)
        self.hosts = {HOST: ('127.0.0.1', self._server.server_address[1])}
        thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        thread.daemon = True
        thread.start()
        return self

    def __exit__(self, *exc_info):
        self._server.shutdown()
        self._server.server_close()
