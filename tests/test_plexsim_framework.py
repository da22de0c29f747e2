# -*- coding: utf-8 -*-
"""The framework's tools for plug-in code: requests, pages, text, dates, languages and metadata objects."""
from __future__ import absolute_import, division, print_function

import datetime
import os
import re
import subprocess
import sys
import time

import pytest
from six.moves import urllib

from plexfix.base import compat
from plexsim.host import api_agent, api_archive, api_data, api_http, api_locale, api_parse, api_util, core, frames, interpreters
from plexsim.host import media, model, objects, records, resolve, sandbox
from plexsim.host.framework_errors import Ex, FrameworkException
from plexsim.websites.site import HOSTS, Websites
from plexsim_bench import make_bundle, read
from plexsim_bench import records as read_records

GOOD = dict((host, {}) for host in HOSTS)


@pytest.fixture
def state(tmpdir, monkeypatch):
    """The Core of a plug-in that is not running."""
    path = make_bundle(tmpdir.join('plug-ins'), 'Probe', u'')
    bundle = core.Bundle(path)
    recorder = records.Recorder(records.RecordFile(str(tmpdir.join('log'))), '/framework')
    made = core.Core(bundle, recorder, str(tmpdir.join('data')))
    made.has_server = False
    yield made
    recorder.close()


@pytest.fixture
def sites(monkeypatch):
    import socket
    monkeypatch.setattr(socket, 'getaddrinfo', socket.getaddrinfo)
    with Websites(seed=1, behaviour=GOOD) as running:
        resolve.install(running.hosts(), None)
        yield running


def logged(tmpdir):
    return read_records(read(str(tmpdir.join('log'))))


def lxml():
    return pytest.importorskip('lxml') if os.environ.get('CI') != 'true' else __import__('lxml')


# -- requests --

def test_a_request_is_sent_when_its_content_is_wanted_and_only_once(state, sites):
    request = api_http.HTTP(state).Request('http://films.example/film/1')
    assert sites.requests_seen() == []
    assert u'film-title' in compat.to_text(request.content) and len(request) > 100
    assert request.headers['Content-Type'].startswith('text/html') and request.headers.get('x-none') is None
    assert len(sites.requests_seen()) == 1


def test_headers_go_from_the_framework_to_the_plugin_to_the_request(state, sites):
    http = api_http.HTTP(state)
    sites.behave('films.example', block_share=1.0)
    with pytest.raises(Ex.HTTPError):
        http.Request('http://films.example/film/1', immediate=True)
    http.Headers['User-Agent'] = 'Mozilla/5.0 Chrome/1'
    http.Headers['Accept'] = 'text/html'
    assert http.Request('http://films.example/film/1', headers={'Accept-Language': 'en'}).content
    assert [seen.browser for seen in sites.requests_seen()] == [False, True]


def test_an_error_status_is_logged_without_the_status_and_raised_with_it(state, sites, tmpdir):
    sites.behave('films.example', error_share=1.0)
    with pytest.raises(Ex.HTTPError) as caught:
        api_http.HTTP(state).Request('http://films.example/x?y=1#z').content
    assert str(caught.value) == 'HTTP Error 500: Internal Server Error' and caught.value.code == 500
    assert b'Internal Server Error' in caught.value.content
    assert [(row.level, row.module, row.line, row.text) for row in logged(tmpdir)] == [
        ('DEBUG', 'networking', 144, "Requesting 'http://films.example/x?y=1'"),
        ('ERROR', 'networking', 197, "Error opening URL 'http://films.example/x?y=1'")]


def test_too_many_requests_come_with_the_time_to_wait(state, sites):
    sites.behave('films.example', rate_limit=0, retry_after_s=4)
    with pytest.raises(Ex.HTTPError) as caught:
        api_http.HTTP(state).Request('http://films.example/film/1').content
    assert str(caught.value) == 'HTTP Error 429: Too Many Requests' and caught.value.headers.get('Retry-After') == '4'


def test_a_timeout_is_raised_and_leaves_no_error_record(state, sites, tmpdir):
    sites.behave('films.example', timeout_share=1.0, timeout_s=5)
    began = time.time()
    with pytest.raises(EnvironmentError) as caught:
        api_http.HTTP(state).Request('http://films.example/film/1', timeout=0.3).content
    assert 'timed out' in str(caught.value) and time.time() - began < 4
    assert [row.level for row in logged(tmpdir)] == ['DEBUG']


def test_answers_are_cached_for_as_long_as_is_asked(state, sites, tmpdir):
    http = api_http.HTTP(state)
    for _ in range(2):
        http.Request('http://films.example/film/1', cacheTime=60).load()
    assert len(sites.requests_seen()) == 1 and "Fetching 'http://films.example/film/1' from the HTTP cache" in logged(tmpdir)[-1].text
    http.CacheTime = 60
    http.Request('http://films.example/film/1', cacheTime=0).load()
    http.ClearCache()
    http.Request('http://films.example/film/1').load()
    assert len(sites.requests_seen()) == 3
    http.Request('http://films.example/film/1').load()
    assert len(sites.requests_seen()) == 3


def test_a_post_is_sent_at_once(state, sites):
    http = api_http.HTTP(state)
    assert http.Request('http://films.example/film/1', values={'a': u'b'})._body
    assert http.Request('http://films.example/film/2', data='x').content


def test_the_default_timeout_is_logged_when_it_is_set(state, tmpdir):
    import socket
    before = socket.getdefaulttimeout()
    try:
        api_http.HTTP(state).SetTimeout(7)
        assert api_http.HTTP(state).Timeout == 7.0
    finally:
        socket.setdefaulttimeout(before)
    assert logged(tmpdir)[-1].text == 'Setting the default network timeout to 7.0'


def test_passwords_and_cookies_and_small_things(state):
    http = api_http.HTTP(state)
    http.SetPassword('http://films.example', 'a', 'b')
    assert http.Headers['Authorization'] == 'Basic YTpi'
    assert http.CookiesForURL('http://films.example/') is None
    http.ClearCookies()
    assert api_http.Network().Address == '127.0.0.1'


# -- pages --

def test_pages_become_elements_with_xpath(state, sites):
    lxml()
    html = api_parse.HTML(state)
    page = html.ElementFromURL('http://films.example/film/3')
    assert page.xpath('//h1[@class="film-title"]/text()')[0] == sites.films[3]['title']
    assert page.xpath('//ul[@class="cast"]/li/a/text()') == sites.films[3]['cast']
    assert html.ElementFromString('<p>a<b>b</b></p>').text_content() == 'ab'
    assert compat.to_text(html.StringFromElement(html.Element('p', 'x'))).strip() == u'<p>x</p>'
    with pytest.raises(FrameworkException):
        html.ElementFromString('<p>long</p>', max_size=3)


def test_xml_becomes_elements_and_objects(state):
    lxml()
    xml = api_parse.XML(state)
    text = u'<?xml version="1.0" encoding="utf-8"?><a><b c="1">\u00e9</b></a>'
    assert xml.ElementFromString(compat.native(text)).xpath('/a/b/@c') == ['1']
    assert xml.ElementFromString(compat.native(text))[0].text == u'\u00e9'
    assert xml.ObjectFromString(compat.native(text)).b.get('c') == '1'
    assert u'<b/>' in compat.to_text(xml.StringFromElement(xml.Element('b')))
    with pytest.raises(Exception) as caught:
        xml.ElementFromString('')
    assert type(caught.value).__name__ == 'XMLSyntaxError'


def test_the_absence_of_lxml_is_said_with_what_to_type(state, monkeypatch):
    for name in ('lxml', 'lxml.etree', 'lxml.html'):
        monkeypatch.setitem(sys.modules, name, None)
    for kit in (api_parse.HTML(state), api_parse.XML(state)):
        with pytest.raises(FrameworkException) as caught:
            kit.ElementFromString('<a/>')
        assert '-m pip install lxml' in str(caught.value) and sys.executable in str(caught.value)


def test_json_and_property_lists_are_read_and_written(state):
    data = api_parse.JSON(state)
    assert data.ObjectFromString('{"a": ["\\u00e9", 1]}') == {'a': [u'\u00e9', 1]}
    assert data.ObjectFromString(data.StringFromObject({'a': None})) == {'a': None}
    plist = api_parse.Plist(state)
    assert plist.ObjectFromString(plist.StringFromObject({'a': 1})) == {'a': 1}


def test_what_is_not_provided_says_so():
    with pytest.raises(FrameworkException) as caught:
        api_parse.NotProvided('RSS').FeedFromURL('http://x')
    assert 'RSS.FeedFromURL is not provided' in str(caught.value)


# -- text, dates, numbers --

def test_text_tools():
    tool = api_util.String()
    assert tool.Quote(u'caf\xe9 au lait'.encode('utf-8')) == 'caf%C3%A9%20au%20lait'
    assert tool.Quote('a b/c', usePlus=True) == 'a+b%2Fc' and tool.Unquote('a+b%2Fc', usePlus=True) == 'a b/c'
    assert tool.URLEncode('a b') == 'a+b'
    assert tool.StripTags('<p>a <b>b</b></p>') == 'a b'
    assert tool.StripDiacritics(u'Stra\xdfe \xc9lan') == 'Strasse Elan'
    assert tool.DecodeHTMLEntities('a &amp; b &eacute;') == u'a & b \xe9'
    assert tool.Decode(tool.Encode('x?y')) == 'x?y' and tool.Base64Decode(tool.Base64Encode('x')) == 'x'
    assert tool.LevenshteinDistance('kitten', 'sitting') == 3 and tool.LevenshteinRatio('', 'a') == 0.0
    assert abs(tool.LevenshteinRatio('kitten', 'sitting') - (1 - 3 / 7.0)) < 1e-9
    assert tool.LongestCommonSubstring('the harbour', 'a harbinger') == ' harb'
    assert tool.Clean(u'a\u0301\x00b!', strip_diacritics=True, strip_punctuation=True) == u'ab'
    assert tool.JoinURL('http://a/b/', 'c') == 'http://a/b/c' and tool.Pluralize('city') == 'cities'
    assert tool.ParseQueryString('a=1&b=') == {'a': ['1'], 'b': ['']} and tool.CapitalizeWords('a b') == 'A B'
    assert len(tool.UUID()) == 36 and tool.SplitExtension('a.b') == ('a', '.b')


@pytest.mark.parametrize('text, wanted', [
    ('2001-02-03', (2001, 2, 3)), ('2001-02-03T04:05:06Z', (2001, 2, 3)), ('02/03/2001', (2001, 2, 3)), ('February 3, 2001', (2001, 2, 3)),
    ('Feb 3, 2001', (2001, 2, 3)), ('3 February 2001', (2001, 2, 3)), ('Sat, 03 Feb 2001 10:00:00 GMT', (2001, 2, 3)), ('2001', (2001, 1, 1)),
    ('February 2001', (2001, 2, 1))])
def test_dates_are_read_in_the_forms_that_sites_use(text, wanted):
    assert api_util.Datetime().ParseDate(text).date() == datetime.date(*wanted)


def test_times_and_other_dates():
    tool = api_util.Datetime()
    assert tool.ParseDate('') is None and tool.ParseDate('03|02|2001', '%d|%m|%Y').month == 2
    with pytest.raises(ValueError):
        tool.ParseDate('no date')
    assert tool.MillisecondsFromString('1:02:03') == 3723000 and tool.Delta(days=1).days == 1
    with pytest.raises(FrameworkException):
        tool.MillisecondsFromString('1:2:3:4')
    assert tool.TimestampFromDatetime(datetime.datetime(1970, 1, 2)) == 86400
    assert abs((tool.Now() - tool.FromTimestamp(time.time())).total_seconds()) < 5


def test_sums_regular_expressions_and_odds_and_ends(state):
    assert api_util.Hash().MD5('a') == '0cc175b9c0f1b6a831c399e269772661' and api_util.Hash().CRC32('a') == 'e8b7be43'
    assert len(api_util.Hash().SHA1(u'\xe9', digest=True)) == 20
    assert api_util.Regex()('(A)', api_util.Regex.IGNORECASE).search('xa').group(1) == 'a'
    zipped = api_archive.Archive(state)
    assert zipped.GzipDecompress(zipped.GzipCompress('x' * 100)) == b'x' * 100
    util = api_util.Util()
    assert util.ListSortedByKey([{'a': 2}, {'a': 1}], 'a')[0] == {'a': 1} and util.VersionAtLeast('1.10.2', 1, 9)
    assert util.RandomItemFromList([5]) == 5 and util.Ceiling(1.2) == 2


def test_languages_and_the_plugins_own_strings(tmpdir):
    path = make_bundle(tmpdir, 'Probe', u'', files={'Strings/en.json': u'{"Hello": "Good day", "N": "%s of %s"}'})
    locale = api_locale.Locale(path)
    assert (locale.Language.English, locale.Language.Match('German'), locale.Language.Match('xyz')) == ('en', 'de', 'xx')
    assert locale.LocalString('Hello') == 'Good day' and locale.LocalString('Other') == 'Other'
    assert locale.LocalStringWithFormat('N', 1, 2) == '1 of 2'


# -- containers and metadata --

def test_containers_sort_as_in_python_2_where_years_are_missing():
    container = objects.MediaContainer()
    for year in (2001, None, 1999):
        container.Append(objects.SearchResult(id=str(year), year=year))
    container.Append(None)
    container.Sort('year')
    assert [row.id for row in container] == ['None', '1999', '2001']
    container.Sort('year', descending=True)
    assert container[0].id == '2001' and len(container) == 3
    container.Clear()
    assert container.objects == []


def test_sets_of_texts_and_records():
    found = model.Metadata('Movie')
    found.genres.add('a')
    found.genres.add('a')
    found.genres = ['b', 'c', 'b']
    assert list(found.genres) == ['b', 'c'] and 'c' in found.genres
    found.genres.discard('x')
    with pytest.raises(KeyError):
        found.genres.remove('x')
    found.directors.add('Ada')
    assert 'Ada' in found.directors and found.as_data()['directors'] == ['Ada']
    with pytest.raises(AttributeError):
        found.roles.new().colour = 'red'
    found.posters['u'] = model.ProxyMaker().Media(b'x', sort_order=1)
    found.posters.validate_keys(['other'])
    assert 'u' not in found.posters and found.posters.keys() == []
    del found.title
    found.extras = []
    assert found.title is None and found.extras == []


def test_what_is_written_is_read_again_even_with_characters_that_xml_cannot_hold(state):
    store = model.Store(state)
    first = store.load('Movie', 'guid', 'id')
    first.title, first.rating, first.year = u'a\x00b\x0bc\u00e9', 7.5, 1999
    first.genres.add(u'\u00e9')
    first.originally_available_at = datetime.datetime(2001, 2, 3, 4, 5)
    store.save(first)
    again = store.load('Movie', 'guid', 'id')
    assert (compat.to_text(again.title), again.rating, again.year) == (u'abc\u00e9', 7.5, 1999)
    assert again.originally_available_at == datetime.date(2001, 2, 3) and [compat.to_text(text) for text in again.genres] == [u'\u00e9']
    store.erase('Movie', 'guid')
    assert store.load('Movie', 'guid', 'id').title is None


def test_a_tree_is_walked_by_level():
    xml = u'''<MediaContainer><MetadataItem id="1" title="Show"><MetadataItem id="2" index="1"><MetadataItem id="3" index="4">
        <MediaItem><MediaPart file="/a/\xe9.mkv"><MediaStream type="1"/></MediaPart></MediaItem></MetadataItem></MetadataItem>
        <Setting id="x" value="y"/></MetadataItem></MediaContainer>'''
    tree = media.tree_of(xml, 'TV_Show')
    episode = tree.seasons['1'].episodes['4']
    assert compat.to_text(episode.items[0].parts[0].file) == u'/a/\xe9.mkv' and episode.items[0].parts[0].streams[0].type == '1'
    assert [part.file for part in tree.all_parts()] == [episode.items[0].parts[0].file] and tree.settings == {'x': 'y'}
    hints = media.Hints('Movie', {'id': '1', 'name': 'N', 'unknown': 1}, tree)
    assert (hints.name, hints.title, hints.year) == ('N', 'Show', None)
    with pytest.raises(AttributeError):
        hints.unknown


def test_functions_get_the_arguments_that_they_name():
    def search(results, media, lang, manual):
        primary = manual
        return primary
    assert api_agent.accepted(search, {'manual': True, 'primary': True}) == {'manual': True}


def test_preferences_know_their_types():
    assert api_data._typed({'type': 'bool'}, 'true') is True and api_data._typed({'type': 'bool'}, 'no') is False
    assert api_data._typed({'type': 'enum', 'values': ['a', 'b']}, '1') == 'b'
    assert api_data._typed({'type': 'enum', 'values': ['1', '2']}, '1') == '1'


# -- the ground they stand on --

def test_names_lead_to_the_simulation_and_nowhere_else(monkeypatch):
    import socket
    asked = []

    def real(host, port, *args, **kwargs):
        asked.append((host, port))
        return []
    monkeypatch.setattr(socket, 'getaddrinfo', real)
    resolve.install({'films.example': ('127.0.0.1', 1234)}, ('127.0.0.1', 5678))
    for host, port in (('FILMS.example', 80), ('127.0.0.1', 32400), (u'localhost', '32400'), ('127.0.0.1', 99)):
        socket.getaddrinfo(host, port)
    assert asked == [('127.0.0.1', 1234), ('127.0.0.1', 5678), ('127.0.0.1', 5678), ('127.0.0.1', 99)]
    for host in ('plex.tv', '192.0.2.1', '', 'films.example.com'):
        with pytest.raises(socket.gaierror):
            socket.getaddrinfo(host, 80)
    monkeypatch.setattr(socket, 'getaddrinfo', real)
    resolve.install({}, None, allow_network=True)
    socket.getaddrinfo('site.example', 80)
    assert asked[-1] == ('site.example', 80)


def test_a_property_list_that_is_none_is_a_value_error(tmpdir):
    for text in ('', 'no xml', '<plist version="1.0"><array/></plist>', '<plist version="1.0"><dict></dict></plist>'):
        path = tmpdir.join('Info.plist')
        path.write(text)
        with pytest.raises(ValueError):
            core.read_plist(str(path))
    with pytest.raises((IOError, OSError)):
        core.read_plist(str(tmpdir.join('absent')))


def test_modules_that_were_loaded_are_loaded_once(tmpdir):
    code = tmpdir.mkdir('Code')
    code.join('part.py').write('seen.append(1)\n')
    box = sandbox.Sandbox(str(code), 'Elevated', {'seen': []})
    names = box.execute(box.compile_source(b'import part\nimport part as again\nsame = part is again\n', 'x.py'))
    assert names['same'] is True and names['seen'] == [1]
    code.join('broken.py').write('1 / 0\n')
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            box.execute(box.compile_source(b'import broken\n', 'x.py'))


@pytest.mark.parametrize('source', [b'x = 1\r\ny = "a\\\r\nb"\r\n', b'\xef\xbb\xbfx = 1\n', b'# encoding=utf8\nx = u"\xc3\xa9"', b'x = 1'])
def test_line_ends_marks_and_missing_ends_are_read(tmpdir, source):
    box = sandbox.Sandbox(str(tmpdir), 'Standard', {})
    assert box.execute(box.compile_source(source, 'x.py'))['x'] in (1, u'\xe9')


def test_exceptions_are_written_as_python_2_writes_them():
    for raised, wanted in ((ValueError(u'a'), 'ValueError: a'), (KeyError('a'), "KeyError: 'a'"), (ValueError(), 'ValueError'),
                           (urllib.error.URLError('x'), 'URLError: <urlopen error x>'), (Ex.MediaExpired('m'), 'MediaExpired: m')):
        try:
            raise raised
        except Exception:
            assert frames.traceback_text(sys.exc_info(), '/f').splitlines()[-1] == wanted
    assert frames.traceback_text((None, None, None), '/f') == u'None\n'


def test_windows_logs_through_other_frames(tmpdir, monkeypatch):
    monkeypatch.setattr(records, 'WINDOWS', True)
    recorder = records.Recorder(records.RecordFile(str(tmpdir.join('log'))), '/f')
    for level in (u'DEBUG', u'INFO', u'WARNING', u'ERROR', u'CRITICAL'):
        recorder.from_code(level, 'x', ())
    try:
        [][1]
    except IndexError:
        recorder.exception_from_code('y', ())
        recorder.exception(('agentkit', 1018), 'z')
    recorder.close()
    assert [(row.module, row.line) for row in logged(tmpdir)] == [
        ('logkit', 13), ('logkit', 16), ('logkit', 19), ('logkit', 22), ('logkit', 25), ('core', 574), ('core', 574)]


def test_chained_exceptions_show_only_the_last():
    def raising():
        try:
            [][1]
        except IndexError:
            raise ValueError('second')
    try:
        raising()
    except ValueError:
        text = frames.traceback_text(sys.exc_info(), '/f')
    assert 'IndexError' not in text and 'During' not in text and '^' not in text
    assert re.match(r'  File ".*", line \d+, in test_chained', text)


def test_a_python_that_does_not_run_is_not_taken(tmpdir):
    bad = tmpdir.join('python2.7')
    bad.write('#!/bin/sh\nexit 127\n')
    bad.chmod(0o755)
    assert interpreters.probe(str(bad)) is None
    assert str(bad) in interpreters.candidates({'PATH': str(tmpdir), 'PYENV_ROOT': str(tmpdir)})
    assert interpreters.probe(sys.executable).version == sys.version_info[:2]


def test_the_child_needs_no_more_than_its_first_line(tmpdir):
    from plexsim.host.process import CHILD
    process = subprocess.Popen([sys.executable, '-B', CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, _ = process.communicate(b'')
    assert process.returncode != 0 and out == b''
