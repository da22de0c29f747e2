# -*- coding: utf-8 -*-
"""Bundles in the styles of many authors run in the simulation from end to end: start, search, update, library, log."""
from __future__ import absolute_import, division, print_function

import io
import os
import sys
import time

import pytest

import plexsim_bundles as bundles
from plexsim.host import interpreters
from plexsim.host.supervisor import PluginHost
from plexsim.simulation import Simulation
from plexsim_bench import IS_27, make_bundle, need_lxml
from plexsim_bench import records as read_records
from plexsim_fakes import Client

PREFIX = 'com.plexapp.agents.'


@pytest.fixture(scope='module')
def running(tmpdir_factory):
    """One simulation with all the bundles, and the site that they ask."""
    if interpreters.python27() is None:
        pytest.skip('Python 2.7 is needed to run agents written for it, and there is none')
    folder = tmpdir_factory.mktemp(str('bundles'))
    plugins = folder.join('Plug ins')
    make_bundle(plugins, 'JsonFilms', bundles.JSON_MOVIES, files={
        u'DefaultPrefs.json': bundles.JSON_PREFS, u'Strings/en.json': u'{"tagline": "T\u00e4g"}'})
    make_bundle(plugins, 'XmlShows', bundles.XML_SHOWS, policy=u'Standard')
    make_bundle(plugins, 'Music', bundles.MUSIC, policy=None)
    make_bundle(plugins, 'Extras', bundles.COMBINING)
    make_bundle(plugins, 'Modules', bundles.MODULES, files=bundles.MODULES_FILES)
    make_bundle(plugins, 'Bare', bundles.BARE, policy=None)
    with bundles.Catalogue() as catalogue:
        with Simulation(str(plugins), str(folder.join('Logs')), items=4, hosts=catalogue.hosts) as simulation:
            simulation.catalogue = catalogue
            yield simulation


def need_pages():
    """Skip where the Python 2.7 of the plug-ins has no lxml; the run of the tests under 2.7 itself has to have it."""
    if IS_27:
        need_lxml()
    elif not interpreters.python27().has_lxml:
        pytest.skip('agents for Python 2.7 that read pages need lxml there: %s has none' % interpreters.python27().path)


def client(simulation):
    return Client(simulation.server.port, simulation.token)


def section(simulation, name, kind):
    return [one for one in simulation.library.sections() if one.agent == PREFIX + name and one.type == kind][0]


def first(simulation, name, kind, item_kind=None):
    return simulation.library.items(section(simulation, name, kind).key, item_kind or kind)[0]


def refreshed(simulation, item):
    """Refresh an item; return its fields in the library, after it went well."""
    assert client(simulation).ask('PUT', '/library/metadata/%d/refresh' % item.key)[0] == 200
    assert simulation.queue.wait_idle(60)
    ended = simulation.queue.ended()[-1]
    assert (ended.key, ended.outcome, ended.detail) == (item.key, 'updated', ''), log_text(simulation, item)
    return simulation.library.item(item.key).fields


def log_text(simulation, item):
    return u'\n'.join(log_of(simulation, simulation.library.section(item.section).agent).splitlines()[-40:])


def log_of(simulation, identifier):
    with io.open(os.path.join(simulation.logs, identifier + '.log'), encoding='utf-8') as stream:
        return stream.read()


def rows(simulation, name):
    return read_records(log_of(simulation, PREFIX + name))


def said(simulation, name):
    return [row.text for row in rows(simulation, name)]


def test_all_of_them_start_and_get_a_section(running):
    found = dict((plugin['identifier'], plugin['error']) for plugin in running.host.plugins())
    assert found == dict((PREFIX + name, None) for name in ('JsonFilms', 'XmlShows', 'Music', 'Extras', 'Modules', 'Bare'))
    assert sorted((one.type, one.agent) for one in running.library.sections()) == [
        ('artist', PREFIX + 'Music'), ('movie', PREFIX + 'Bare'), ('movie', PREFIX + 'JsonFilms'), ('movie', PREFIX + 'Modules'),
        ('photo', PREFIX + 'none'), ('show', PREFIX + 'XmlShows')]


def test_no_agent_of_them_fails_unseen(running):
    for name in ('JsonFilms', 'Music', 'Bare'):
        failed = [row for row in rows(running, name) if row.level == 'CRITICAL' and row.module not in ('runtime', 'sandbox')]
        assert failed == []


def test_an_agent_of_a_json_interface(running):
    item = first(running, 'JsonFilms', 'movie')
    fields = refreshed(running, item)
    film = bundles.FILMS[0]
    assert (fields['title'], fields['original_title'], fields['year']) == (film['title'], film['title'].upper(), 1999)
    assert fields['summary'] == u'A summer & a sea' and fields['rating'] == 7.5 and fields['duration'] == 6060000
    assert fields['originally_available_at'] == '1999-03-12' and fields['collections'] == ['Collection']
    assert fields['directors'] == [u'Zo\u00eb'] and fields['roles'][0]['role'] == 'Captain'
    assert len(fields['posters']) == 2 and len(fields['art']) == 1
    row = client(running).xml('/library/metadata/%d' % item.key)[0]
    assert row.get('guid') == PREFIX + 'JsonFilms://11?lang=en' and row.find('Role').get('tag') == u'\u00c5sa'
    asked = [(method, path, headers) for method, path, headers, _ in running.catalogue.asked if path == '/api/film/11']
    assert asked[0][2]['x-key'] == 's3cr3t' and asked[0][2]['user-agent'].startswith('Plex/1.')
    texts = said(running, 'JsonFilms')
    assert '7.5' in texts and 'gone: 404' in texts and 'Start number 1' in texts


def test_what_further_agents_add_is_there_and_does_not_replace_what_the_first_one_told(running):
    fields = refreshed(running, first(running, 'JsonFilms', 'movie'))
    assert fields['title'] == bundles.FILMS[0]['title'] and fields['tagline'] == u'T\u00e4g!'
    assert fields['themes'] == ['http://catalogue.example/theme'] and fields['extras'] == ['Trailer']
    texts = said(running, 'Extras')
    assert u'asked for 11 of %s' % bundles.FILMS[0]['title'] in texts, texts
    assert any("'primary_agent': 'com.plexapp.agents.JsonFilms'" in text for text in texts)


def test_a_search_by_hand_tells_what_the_agent_would_take(running):
    item = first(running, 'JsonFilms', 'movie')
    found = client(running).xml('/library/metadata/%d/matches?manual=1' % item.key)
    assert [(row.get('name'), row.get('year')) for row in found] == [(bundles.FILMS[0]['title'], '1999')]
    assert any(text.startswith('manual: True, title: ') for text in said(running, 'JsonFilms'))


def test_settings_are_typed_and_checked_when_they_change(running):
    path = '/:/plugins/%sJsonFilms/prefs' % PREFIX
    assert client(running).ask('GET', path + '/set?order=0&key=other&adult=true&unknown=1')[0] == 200
    assert 'Settings are True \'other\' \'newest\'' in said(running, 'JsonFilms')
    shown = dict((row.get('id'), row.get('value')) for row in client(running).xml(path))
    assert shown == {'adult': 'true', 'key': 'other', 'order': 'newest'}
    try:
        refreshed(running, first(running, 'JsonFilms', 'movie'))
        assert [headers['x-key'] for _, path_asked, headers, _ in running.catalogue.asked if path_asked.startswith('/api/search')][-1] == 'other'
    finally:
        assert client(running).ask('GET', path + '/set?order=oldest&key=s3cr3t&adult=false')[0] == 200
    assert client(running).ask('GET', '/:/plugins/com.plexapp.agents.NoSuch/prefs/set?a=b')[0] == 404
    assert client(running).ask('GET', '/:/plugins/%sBare/prefs/set?a=b' % PREFIX)[0] == 200
    assert said(running, 'Bare').count("Function named 'ValidatePrefs' couldn't be found in the current environment") == 1


def test_what_a_plugin_keeps_is_there_after_a_restart(running):
    refreshed(running, first(running, 'JsonFilms', 'movie'))
    assert client(running).ask('GET', '/:/plugins/%sJsonFilms/restart' % PREFIX)[0] == 200
    assert 'Start number 2' in said(running, 'JsonFilms')


def test_an_agent_of_series_writes_seasons_and_episodes(running):
    need_pages()
    show = first(running, 'XmlShows', 'show')
    fields = refreshed(running, show)
    assert (fields['title'], fields['summary'], fields['originally_available_at']) == (u'A sh\u00f6w', 'Long & wide', '2009-05-01')
    assert fields['collections'] == ['From the extras'] and fields['genres'] == ['Drama', 'Sea']
    season = [one for one in running.library.children(show.key) if one.index == 1][0]
    assert season.fields['summary'] == 'Season 1'
    episode = [one for one in running.library.children(season.key) if one.index == 2][0]
    assert episode.title == u'Second \u00e9' and episode.fields['directors'] == [u'Ren\u00e9']
    assert episode.fields['originally_available_at'] == '2009-05-08' and episode.fields['thumbs']
    row = client(running).xml('/library/metadata/%d' % episode.key)[0]
    assert row.get('title') == u'Second \u00e9' and row.get('summary') == u'About Second \u00e9'
    assert '8 parts in all' in said(running, 'XmlShows')


def test_agents_of_music_serve_artists_and_albums(running):
    artist = first(running, 'Music', 'artist')
    fields = refreshed(running, artist)
    assert (fields['title'], fields['summary'], fields['genres']) == (artist.title, '2 albums', ['Chanson', 'Tide'])
    album = running.library.children(artist.key)[0]
    fields = refreshed(running, album)
    assert fields['title'] == album.title.upper() and fields['originally_available_at'] == '2001-02-03'
    track = [one for one in running.library.children(album.key) if one.index == 3][0]
    assert track.title == 'Song 3' and sorted(fields['tracks']) == ['1', '2', '3', '4']
    assert u'%s of %s, refreshed None' % (album.title, artist.title) in said(running, 'Music')
    assert u'artist is %s, album is %s' % (artist.title, album.title) in said(running, 'Music')


def test_a_bundle_of_many_modules_reads_pages(running):
    need_pages()
    item = first(running, 'Modules', 'movie')
    fields = refreshed(running, item)
    assert fields['title'] == u'\u00c9t\u00e9 7' and fields['summary'] == 'One two'
    assert (fields['originally_available_at'], fields['year'], fields['rating']) == ('2011-03-12', 2011, 8.5)
    texts = said(running, 'Modules')
    for text in ('thanks, text/plain', 'Broken: HTTP Error 500: No', 'of its own helper', 'a lock is held', 'YS9i a/b'):
        assert text in texts, (text, texts)
    forms = [sorted(body.split(b'&')) for method, _, _, body in running.catalogue.asked if method == 'POST']
    assert forms == [[b'n=1', b'q=%C3%89t%C3%A9+7']]
    names = [plugin['agents'][0]['name'] for plugin in running.host.plugins() if plugin['name'] == 'Modules']
    assert names == [u'M\u00f6dules']


def test_threads_and_prints_of_a_plugin_are_in_its_log(running):
    ends = time.time() + 10
    while not any('the thread ran on ' in text for text in said(running, 'Modules')) and time.time() < ends:
        time.sleep(0.02)
    assert any('the thread ran on ' in text for text in said(running, 'Modules'))
    need_pages()
    refreshed(running, first(running, 'Modules', 'movie'))
    assert any(text.startswith('searched ') for text in said(running, 'Modules'))


def test_an_agent_with_next_to_nothing_in_it(running):
    fields = refreshed(running, first(running, 'Bare', 'movie'))
    assert fields == {'summary': 'bare com.plexapp.agents.Bare'}
    assert "refused: 'Movie' object has no attribute 'no_such_thing'" in said(running, 'Bare')


def test_what_the_code_logs_is_under_the_line_that_says_it(running):
    refreshed(running, first(running, 'Bare', 'movie'))
    for name, code, text in (('Bare', bundles.BARE, 'refused: '), ('JsonFilms', bundles.JSON_MOVIES, 'Start number')):
        statement = [number for number, line in enumerate(code.splitlines(), 1) if "Log('" + text in line]
        assert set(row.line for row in rows(running, name) if row.text.startswith(text)) == set(statement)


LAYOUTS = {
    'as it is': u'%s', 'with a cookie': u'# encoding=utf8\n%s', 'with a cookie on line 4': u'#\n#\n#\n# encoding=utf8\n%s',
    'with a mark of its order': u'\ufeff%s', 'with a docstring': u'# coding: utf-8\n"""\xe9\nof two lines"""\n%s',
    'with a joined line': u'a = 1 + \\\n    2\n%s', 'with a form feed': u'\x0c\n%s'}
SPEAKING = u"""import helper


def deco(function):
    Log('mark deco')
    return function


def Start():
    Log('mark first')
    text = '''of
    lines'''
    Log('mark second')
    helper.say()
    if text: Log('mark third')


@deco
def last():
    pass
"""


@pytest.mark.parametrize('line_end', [u'\n', u'\r\n'], ids=['lf', 'crlf'])
@pytest.mark.parametrize('layout', sorted(LAYOUTS))
def test_a_record_names_the_line_of_the_statement_whatever_stands_above_it(tmpdir, layout, line_end):
    code = LAYOUTS[layout] % SPEAKING
    make_bundle(tmpdir.join('p'), 'Probe', code.replace(u'\n', line_end), files={u'Code/helper.py': u"#\n\ndef say():\n    Log('mark help')\n"})
    with PluginHost(str(tmpdir.join('p')), str(tmpdir.join('l')), None, python=sys.executable) as host:
        assert host.plugins()[0]['error'] is None
    with io.open(str(tmpdir.join('l', PREFIX + 'Probe.log')), encoding='utf-8') as stream:
        found = sorted((row.text, row.module, row.line) for row in read_records(stream.read()) if row.text.startswith('mark'))
    wanted = [('mark ' + word, '__init__', number) for word in ('deco', 'first', 'second', 'third')
              for number, line in enumerate(code.split(u'\n'), 1) if 'mark ' + word in line]
    assert found == sorted(wanted + [('mark help', 'helper', 4)])
