# -*- coding: utf-8 -*-
"""tokens: every place of every system, in order, with what was there; and nothing of a token in any word about it."""
from __future__ import absolute_import, division, print_function

import errno
import getpass
import io
import os
import sys
import types
import warnings

import pytest

from plexfix.base.compat import to_text
from plexfix.base.errors import UsageError
from plexfix.outside import tokens
from plexfix.outside.plexaddress import DEFAULT_URL
from plexfix.outside.tokens import (ABSENT, EMPTY, FOUND, MALFORMED, UNCLAIMED, UNREADABLE, Surroundings, find_token,
                                    find_url, mask, not_found)

TOKEN = 'xYzzY-5ecret-f0r-0ne'
DATA = '/data/Plex Media Server'
CONFIG = os.path.join('/home/me', '.config', 'plexapi', 'config.ini')
PREFERENCES = os.path.join(DATA, 'Preferences.xml')
LOCAL = os.path.join(DATA, '.LocalAdminToken')
NAMES = ('PLEX_TOKEN', 'PLEXAPI_AUTH_SERVER_TOKEN')


class Terminal(io.StringIO):
    """A standard input at which a person sits."""

    def isatty(self):
        return True


def around(files=None, env=None, platform='linux', registry=None, defaults=None, stdin=None, typed=u''):
    """Return Surroundings made of values: *files* are bytes, or the errno of what reading them raises."""
    files = files or {}

    def read(path):
        content = files.get(path, errno.ENOENT)
        if isinstance(content, int):
            raise IOError(content, os.strerror(content))
        return content

    def store(value):
        def lookup(name):
            assert name == 'PlexOnlineToken'
            if isinstance(value, int):
                raise OSError(value, 'no')
            return value
        return lookup
    return Surroundings(env=env or {}, platform=platform, home='/home/me', folders=[DATA], read=read,
                        registry=store(registry), defaults=store(defaults), stdin=stdin or io.StringIO(u''),
                        ask=lambda prompt: typed)


def preferences(value):
    return b'<?xml version="1.0" encoding="utf-8"?>\n<Preferences FriendlyName="x" ' + value + b'/>'


def ini(*lines):
    return '\n'.join(('[auth]',) + lines).encode('ascii')


ONLINE = ('PlexOnlineToken="%s"' % TOKEN).encode('ascii')
PLACES = [
    ('PLEX_TOKEN', {'env': {'PLEX_TOKEN': TOKEN}}),
    ('PLEXAPI_AUTH_SERVER_TOKEN', {'env': {'PLEXAPI_AUTH_SERVER_TOKEN': TOKEN}}),
    (CONFIG, {'files': {CONFIG: ini('server_token = ' + TOKEN)}}),
    (PREFERENCES, {'files': {PREFERENCES: preferences(ONLINE)}}),
    (LOCAL, {'files': {LOCAL: TOKEN.encode('ascii')}}),
    ('typed at the terminal', {'stdin': Terminal(), 'typed': TOKEN}),
]


@pytest.mark.parametrize('source, setting', PLACES)
def test_each_place_is_found_and_named(source, setting):
    found = find_token(around=around(**setting))
    assert (found.token, found.source) == (TOKEN, source)
    assert isinstance(found.token, str)
    assert [one.state for one in found.tries[:-1]] == [ABSENT] * (len(found.tries) - 1)


@pytest.mark.parametrize('first', range(len(PLACES)))
def test_the_first_place_wins_over_all_that_follow(first):
    files, env, rest = {}, {}, {}
    for place, (_, setting) in enumerate(PLACES):
        if place >= first:
            other = 'other-%d' % place
            chosen = TOKEN if place == first else other
            swap = lambda content: content.replace(TOKEN.encode('ascii'), chosen.encode('ascii'))  # noqa: E731
            files.update((path, swap(content)) for path, content in setting.get('files', {}).items())
            env.update((name, chosen) for name in setting.get('env', {}))
            rest.update(stdin=setting['stdin'], typed=chosen) if 'stdin' in setting else None
    found = find_token(around=around(files=files, env=env, **rest))
    assert (found.token, found.source) == (TOKEN, PLACES[first][0])


def test_later_places_are_not_even_looked_at():
    def explode(*_):
        raise AssertionError('looked at')
    here = around(env={'PLEX_TOKEN': TOKEN})
    here.read = here.registry = here.defaults = here.ask = explode
    assert find_token(around=here).token == TOKEN


@pytest.mark.parametrize('platform, setting, source', [
    ('darwin', {'defaults': TOKEN}, 'the preferences of com.plexapp.plexmediaserver'),
    ('win32', {'registry': TOKEN}, r'the registry, HKCU\Software\Plex, Inc.\Plex Media Server'),
    ('freebsd13', {'files': {PREFERENCES: preferences(ONLINE)}}, PREFERENCES),
])
def test_each_system_has_its_own_store(platform, setting, source):
    found = find_token(around=around(platform=platform, **setting))
    assert (found.token, found.source) == (TOKEN, source)


@pytest.mark.parametrize('platform', ['darwin', 'win32'])
def test_a_preferences_file_is_not_looked_for_where_plex_has_none(platform):
    found = find_token(around=around({PREFERENCES: preferences(ONLINE)}, platform=platform))
    assert found.token is None


@pytest.mark.parametrize('platform, setting, state', [
    ('linux', {'files': {PREFERENCES: errno.EACCES}}, UNREADABLE),
    ('linux', {'files': {PREFERENCES: errno.EPERM}}, UNREADABLE),
    ('linux', {'files': {PREFERENCES: errno.EISDIR}}, UNREADABLE),
    ('linux', {'files': {PREFERENCES: errno.ENOTDIR}}, ABSENT),
    ('linux', {}, ABSENT),
    ('linux', {'files': {PREFERENCES: preferences(b'')}}, UNCLAIMED),
    ('linux', {'files': {PREFERENCES: preferences(b'PlexOnlineToken=""')}}, UNCLAIMED),
    ('linux', {'files': {PREFERENCES: preferences(b'PlexOnlineToken="a b"')}}, MALFORMED),
    ('linux', {'files': {PREFERENCES: b'<Preferences'}}, MALFORMED),
    ('darwin', {'defaults': errno.ENOENT}, UNREADABLE),
    ('darwin', {'defaults': ''}, UNCLAIMED),
    ('darwin', {}, ABSENT),
    ('win32', {'registry': errno.EACCES}, UNREADABLE),
    ('win32', {'registry': ''}, UNCLAIMED),
    ('win32', {}, ABSENT),
])
def test_absent_unreadable_unclaimed_and_malformed_are_told_apart(platform, setting, state):
    found = find_token(around=around(platform=platform, **setting))
    assert found.token is None
    assert found.tries[3].state == state


@pytest.mark.parametrize('setting, place, state', [
    ({'env': {'PLEX_TOKEN': '  '}}, 0, EMPTY),
    ({'env': {'PLEX_TOKEN': 'two words'}}, 0, MALFORMED),
    ({'files': {CONFIG: ini('server_token =')}}, 2, EMPTY),
    ({'files': {CONFIG: ini('other = 1')}}, 2, ABSENT),
    ({'files': {CONFIG: b'[plexapi]\ntimeout = 3\n'}}, 2, ABSENT),
    ({'files': {CONFIG: b'server_token = x\n'}}, 2, MALFORMED),
    ({'files': {CONFIG: errno.EACCES}}, 2, UNREADABLE),
    ({'files': {LOCAL: b'\n \n'}}, 4, EMPTY),
    ({'files': {LOCAL: errno.EACCES}}, 4, UNREADABLE),
])
def test_what_is_no_token_is_passed_over_and_told(setting, place, state):
    found = find_token(around=around(**setting))
    assert found.token is None
    assert found.tries[place].state == state


def test_the_search_goes_on_after_an_unreadable_place():
    found = find_token(around=around({PREFERENCES: errno.EACCES, LOCAL: TOKEN.encode('ascii')}))
    assert (found.token, found.source) == (TOKEN, LOCAL)


@pytest.mark.parametrize('data', [
    TOKEN.encode('ascii'), b'\xef\xbb\xbf' + TOKEN.encode('ascii') + b'\r\n', (u'\ufeff' + TOKEN).encode('utf-16-le'),
    b'\n\n  ' + TOKEN.encode('ascii') + b'  \n# a note\n'])
def test_a_token_file_as_editors_of_every_system_write_it(data):
    found = find_token('/my/token', around({'/my/token': data}, env={'PLEX_TOKEN': 'another'}))
    assert (found.token, found.source) == (TOKEN, '/my/token')


@pytest.mark.parametrize('content, words', [(errno.ENOENT, 'not there'), (errno.EACCES, 'may not read'),
                                            (b'', 'empty'), (b'two words', 'no token')])
def test_a_named_file_without_a_token_stops_the_search(content, words):
    with pytest.raises(UsageError) as caught:
        find_token('/my/token', around({'/my/token': content}, env={'PLEX_TOKEN': TOKEN}))
    assert words in caught.value.message()
    assert '/my/token' in caught.value.message()


def test_standard_input_gives_its_first_line_and_a_person_types_unseen():
    piped = find_token('-', around(stdin=io.StringIO(to_text(TOKEN) + u'\nmore\n')))
    assert (piped.token, piped.source) == (TOKEN, 'standard input')
    typed = find_token('-', around(stdin=Terminal(u'seen'), typed=TOKEN))
    assert typed.token == TOKEN
    with pytest.raises(UsageError):
        find_token('-', around(stdin=io.StringIO(u'')))


def test_nobody_is_asked_without_a_terminal_or_where_that_is_not_wanted():
    assert find_token(around=around(typed=TOKEN)).token is None
    assert find_token(around=around(stdin=Terminal(), typed=TOKEN), prompt=False).token is None
    closed = io.StringIO(u'')
    closed.close()
    assert find_token(around=around(stdin=closed, typed=TOKEN)).token is None


def test_typing_is_unseen_or_refused(monkeypatch):
    monkeypatch.setattr(getpass, 'getpass', lambda prompt: TOKEN)
    assert tokens.ask_unseen('?') == TOKEN

    def shown(prompt):
        warnings.warn('echo', getpass.GetPassWarning)
        return TOKEN
    monkeypatch.setattr(getpass, 'getpass', shown)
    with pytest.raises(UsageError) as caught:
        tokens.ask_unseen('?')
    assert '--token-file' in caught.value.message()

    def ended(prompt):
        raise EOFError()
    monkeypatch.setattr(getpass, 'getpass', ended)
    assert tokens.ask_unseen('?') == ''


@pytest.mark.parametrize('token, shown', [('', '********'), ('short', '********'), (TOKEN, 'xY********ne')])
def test_a_masked_token_tells_little(token, shown):
    assert mask(token) == shown


def test_no_word_about_a_search_holds_a_token_or_advises_sudo():
    """Whatever the places hold, the error, the lines and the records' own text do not show it."""
    bad = 'bad secret with blanks'
    here = around({CONFIG: ('server_token = %s' % bad).encode('ascii'), LOCAL: bad.encode('ascii'),
                   PREFERENCES: preferences(('PlexOnlineToken="%s"' % bad).encode('ascii'))},
                  env=dict((name, bad) for name in NAMES))
    missed = find_token(around=here)
    text = not_found(missed.tries).message() + repr(missed) + repr(missed.tries)
    text += ''.join(tokens.told(one) for one in missed.tries)
    assert bad not in text
    found = find_token(around=around(env={'PLEX_TOKEN': TOKEN}))
    assert TOKEN not in repr(found) + repr(found.tries) + '%s %r' % (found, [found])
    for state in (ABSENT, UNREADABLE, EMPTY, UNCLAIMED, MALFORMED):
        assert 'sudo' not in not_found([tokens.Try('here', state, None)]).message()


def test_the_error_says_for_each_place_what_was_there_and_what_to_do():
    missed = find_token(around=around({PREFERENCES: errno.EACCES, CONFIG: ini('server_token =')}))
    message = not_found(missed.tries).message()
    assert '%s - there, but this user may not read it' % PREFERENCES in message
    assert '%s - there, but empty' % CONFIG in message
    assert 'nothing in PLEX_TOKEN, PLEXAPI_AUTH_SERVER_TOKEN' in message
    assert '--token-file' in message
    unclaimed = find_token(around=around({PREFERENCES: preferences(b'')}))
    assert 'claims it' in not_found(unclaimed.tries).message()


@pytest.mark.parametrize('flag, env, files, url, source', [
    ('http://a:1', {'PLEX_URL': 'http://b:2'}, {}, 'http://a:1', '--url'),
    (None, {'PLEX_URL': 'http://b:2', 'PLEXAPI_AUTH_SERVER_BASEURL': 'http://c:3'}, {}, 'http://b:2', 'PLEX_URL'),
    (None, {'PLEX_URL': ' ', 'PLEXAPI_AUTH_SERVER_BASEURL': 'http://c:3'}, {}, 'http://c:3',
     'PLEXAPI_AUTH_SERVER_BASEURL'),
    (None, {}, {CONFIG: ini('server_baseurl = http://d:4')}, 'http://d:4', CONFIG),
    (None, {'PLEXAPI_CONFIG_PATH': '/else.ini'}, {'/else.ini': ini('server_baseurl: http://e:5')}, 'http://e:5',
     '/else.ini'),
    (None, {}, {CONFIG: ini('server_baseurl =')}, DEFAULT_URL, 'default'),
    (None, {}, {}, DEFAULT_URL, 'default'),
])
def test_the_address_has_its_order_too(flag, env, files, url, source):
    assert find_url(flag, around(files, env=env)) == (url, source)


def test_plexapis_own_file_may_lie_elsewhere():
    here = around({'/else.ini': ini('server_token: 50%-' + TOKEN)},
                  env={'PLEXAPI_CONFIG_PATH': '/else.ini'})
    assert find_token(around=here).token == '50%-' + TOKEN


# The seams themselves


class FakeRegistry(types.ModuleType):
    """winreg with one key, or none."""

    HKEY_CURRENT_USER = 'HKCU'

    def __init__(self, values, error=errno.ENOENT):
        super(FakeRegistry, self).__init__('winreg')
        self.values, self.error, self.closed = values, error, 0

    def OpenKey(self, root, path):
        assert (root, path) == ('HKCU', r'Software\Plex, Inc.\Plex Media Server')
        if self.values is None:
            raise OSError(self.error, 'no key')
        return self

    def QueryValueEx(self, key, name):
        if name not in self.values:
            raise OSError(self.error, 'no value')
        return self.values[name], 1

    def CloseKey(self, key):
        self.closed += 1


@pytest.fixture
def registry(monkeypatch):
    def install(fake):
        for name in ('winreg', '_winreg'):
            monkeypatch.setitem(sys.modules, name, fake)
        return fake
    return install


def test_the_registry_is_read(registry):
    fake = registry(FakeRegistry({'PlexOnlineToken': u'abc'}))
    assert tokens.read_registry('PlexOnlineToken') == u'abc'
    assert fake.closed == 1
    assert tokens.read_registry('Other') is None
    assert fake.closed == 2
    registry(FakeRegistry(None))
    assert tokens.read_registry('PlexOnlineToken') is None
    registry(FakeRegistry(None, errno.EACCES))
    with pytest.raises(EnvironmentError):
        tokens.read_registry('PlexOnlineToken')


def test_defaults_is_asked_and_its_absence_is_an_error_of_the_environment(monkeypatch, tmpdir):
    program = tmpdir.join('defaults')
    program.write('#!/bin/sh\n[ "$3" = Known ] && echo " $1 $2 $3 " && exit 0\necho missing >&2\nexit 1\n')
    program.chmod(0o755)
    monkeypatch.setattr(tokens, 'DEFAULTS_PROGRAM', str(program))
    assert tokens.read_defaults('Known') == u'read com.plexapp.plexmediaserver Known'
    assert tokens.read_defaults('Unknown') is None
    monkeypatch.setattr(tokens, 'DEFAULTS_PROGRAM', str(tmpdir.join('nothing')))
    with pytest.raises(EnvironmentError):
        tokens.read_defaults('Known')


def test_real_files_and_folders_of_the_system(tmpdir):
    folder = tmpdir.mkdir('Plex Media Server')
    folder.join('Preferences.xml').write_binary(preferences(ONLINE))
    here = Surroundings(env={}, platform='linux', home=str(tmpdir), folders=[str(folder)], stdin=io.StringIO(u''))
    assert find_token(around=here).token == TOKEN
    folder.join('Preferences.xml').remove()
    folder.mkdir('Preferences.xml')
    assert find_token(around=here).tries[3].state == UNREADABLE


def test_the_systems_own_folders_are_asked_for(monkeypatch):
    env = {'PLEX_MEDIA_SERVER_APPLICATION_SUPPORT_DIR': '/elsewhere'}
    here = Surroundings(env=env, platform='linux')
    assert here.folders()[0] == '/elsewhere/Plex Media Server'
    assert FOUND == 'found'
