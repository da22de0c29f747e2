# -*- coding: utf-8 -*-
"""Where a Plex token, and the address of the server, are found; using them is plexhttp's.

Every place that was looked at is told with what was there: absent, unreadable, empty, unclaimed (a server that no
account owns yet) and malformed are different things to do for a person.  What a place holds is never told.
"""
from __future__ import absolute_import, division, print_function

import errno
import getpass
import importlib
import io
import os
import subprocess
import sys
import warnings
from collections import namedtuple

from plexfix.base.compat import WINREG, fs_text, native, six, to_text
from plexfix.base.errors import UsageError
from plexfix.outside import platforms
from plexfix.outside.plexaddress import DEFAULT_URL, checked_token
from plexfix.outside.plexxml import BadXml, parse

FOUND, ABSENT, UNREADABLE, EMPTY = 'found', 'absent', 'unreadable', 'empty'
UNCLAIMED, MALFORMED = 'unclaimed', 'malformed'

REGISTRY_KEY = r'Software\Plex, Inc.\Plex Media Server'
DEFAULTS_DOMAIN = 'com.plexapp.plexmediaserver'
DEFAULTS_PROGRAM = '/usr/bin/defaults'
VALUE_NAME = 'PlexOnlineToken'
PREFERENCES, LOCAL_ADMIN_TOKEN = 'Preferences.xml', '.LocalAdminToken'
PROMPT = 'Plex token (not shown): '
_SIZE_LIMIT_BYTES = 1024 * 1024
_LINE_LIMIT = 4096
_MEANING = {
    FOUND: 'a token',
    ABSENT: 'not there',
    UNREADABLE: 'there, but this user may not read it',
    EMPTY: 'there, but empty',
    UNCLAIMED: 'there, but without a token: the server is not claimed by an account',
    MALFORMED: 'there, but what it holds is no token, or cannot be read as what it should be'}


class Try(namedtuple('Try', 'source state token')):
    """One place: its name for a person, one of the states above, and the token where it was found."""

    __slots__ = ()

    def __repr__(self):
        return 'Try(%r, %r)' % (self.source, self.state)


class Found(namedtuple('Found', 'token source tries')):
    """What a search gave: *token* is None where no place had one; *tries* are all the places looked at."""

    __slots__ = ()

    def __repr__(self):
        return 'Found(%r)' % (self.source,)


class Surroundings(object):
    """What a search looks at.  Tests replace any of it; None stands for this process's own.

    *registry* and *defaults* take a value's name and return its text, None where it is absent; *ask* takes the
    prompt's text and returns what was typed, unseen.
    """

    def __init__(self, env=None, platform=None, home=None, folders=None, read=None, registry=None, defaults=None,
                 stdin=None, ask=None):
        self.env = os.environ if env is None else env
        self.platform = platform or sys.platform
        self.home = home or os.path.expanduser('~')
        self._folders = folders
        self.read = read or _read
        self.registry = registry or read_registry
        self.defaults = defaults or read_defaults
        self.stdin = stdin if stdin is not None else sys.stdin
        self.ask = ask or ask_unseen

    def folders(self):
        """Return the folders in which this system's Plex may keep its data."""
        if self._folders is not None:
            return self._folders
        return platforms.data_folders(env=self.env, platform=self.platform)

    def has_terminal(self):
        """Return whether a person sits at standard input."""
        try:
            return bool(self.stdin and self.stdin.isatty())
        except ValueError:
            return False

    def first_line(self):
        """Return the first line of standard input; empty where this process has none."""
        return self.stdin.readline(_LINE_LIMIT) if self.stdin else ''


def find_token(token_file=None, around=None, prompt=True):
    """Return Found for the first place that has a token, in the documented order; later places are not looked at.

    *token_file* is a path, or `-` for standard input: given and without a token, it raises UsageError, since another
    token than the one meant would be worse than none.  With *prompt* a person at a terminal is asked at last.
    """
    around = around or Surroundings()
    if token_file is not None:
        named = _named_file(token_file, around)
        return Found(named.token, named.source, [named])
    tries = []
    for attempt in _attempts(around, prompt):
        tries.append(attempt)
        if attempt.state == FOUND:
            return Found(attempt.token, attempt.source, tries)
    return Found(None, None, tries)


def find_url(url=None, around=None):
    """Return (address, name of its source): *url*, PLEX_URL, plexapi's variable, plexapi's file, this machine."""
    around = around or Surroundings()
    if url:
        return native(url), '--url'
    for name in ('PLEX_URL', 'PLEXAPI_AUTH_SERVER_BASEURL'):
        if around.env.get(name, '').strip():
            return around.env[name].strip(), name
    path = _plexapi_path(around)
    state, text = _option(path, 'server_baseurl', around)
    if state == FOUND:
        return text, fs_text(path)
    return DEFAULT_URL, 'default'


def mask(token):
    """Return *token* so that its owner knows it again and nobody can use it: two letters at each end, if it is long."""
    text = to_text(token)
    if len(text) < 12:
        return u'*' * 8
    return text[:2] + u'*' * 8 + text[-2:]


def told(attempt):
    """Return one line on a Try: the place, and what was there."""
    # No colon: what follows one behind such a name is taken for a secret, and hidden.
    return u'%s - %s' % (fs_text(attempt.source), _MEANING[attempt.state])


def not_found(tries):
    """Return the UsageError that tells where no token was found, what was there, and what to do."""
    lines = [told(one) for one in tries if one.state != ABSENT]
    lines.extend(_nothing_at([one.source for one in tries if one.state == ABSENT]))
    states = set(one.state for one in tries)
    hint = 'put the token into a file of yours (mode 600) and give --token-file FILE, or set PLEX_TOKEN'
    if UNCLAIMED in states:
        hint = 'sign in once in the web page of your server, which claims it; or ' + hint
    elif UNREADABLE in states:
        hint = ('Plex runs as another user here. In Plex Web open an item, Get Info, View XML: '
                'the token ends that page\'s address;\n' + hint)
    return UsageError('no Plex token found', '\n'.join(lines), hint)


def _nothing_at(sources):
    """Return the lines that name the absent places, each folder of Plex once."""
    folders, others = [], []
    for source in sources:
        folder, name = os.path.split(source)
        if name not in (PREFERENCES, LOCAL_ADMIN_TOKEN):
            others.append(fs_text(source))
        elif folder not in folders:
            folders.append(folder)
    lines = [u'nothing in ' + u', '.join(others)] if others else []
    return lines + ([u'no token of Plex in'] + [u'  ' + fs_text(folder) for folder in folders] if folders else [])


def ask_unseen(prompt):
    """Return what a person types at the terminal without showing it; raise UsageError where it would be shown."""
    with warnings.catch_warnings():
        warnings.simplefilter('error', getpass.GetPassWarning)
        try:
            return getpass.getpass(prompt)
        except getpass.GetPassWarning:
            raise UsageError('this terminal would show the token', None, 'give it with --token-file FILE')
        except EOFError:
            return ''


def read_registry(name):
    """Return a text value of Plex's key in this user's Windows registry, None where there is none."""
    winreg = importlib.import_module(WINREG)
    try:
        key = winreg.OpenKey(winreg.HKEY_CURRENT_USER, REGISTRY_KEY)
    except EnvironmentError as err:
        return _none_if_absent(err)
    try:
        return to_text(winreg.QueryValueEx(key, name)[0])
    except EnvironmentError as err:
        return _none_if_absent(err)
    finally:
        winreg.CloseKey(key)


def read_defaults(name):
    """Return a value of Plex's preferences on macOS, None where there is none; its file is binary: macOS reads it."""
    with io.open(os.devnull, 'r+b') as nowhere:
        reader = subprocess.Popen([DEFAULTS_PROGRAM, 'read', DEFAULTS_DOMAIN, name],
                                  stdin=nowhere, stdout=subprocess.PIPE, stderr=nowhere)
        text = reader.communicate()[0]
    return to_text(text).strip() if reader.returncode == 0 else None


def _attempts(around, prompt):
    """Yield a Try for each place, looking at it only when it is asked for."""
    for name in ('PLEX_TOKEN', 'PLEXAPI_AUTH_SERVER_TOKEN'):
        yield _tried(name, around.env.get(name))
    path = _plexapi_path(around)
    state, text = _option(path, 'server_token', around)
    yield _tried(path, text, state)
    for attempt in _own_store(around):
        yield attempt
    for folder in around.folders():
        path = os.path.join(folder, LOCAL_ADMIN_TOKEN)
        state, data = _content(path, around)
        yield _tried(path, _first_line(data), state)
    if prompt and around.has_terminal():
        yield _tried('typed at the terminal', around.ask(PROMPT))


def _own_store(around):
    """Yield a Try for each place where this system's Plex keeps the token of its account."""
    if around.platform == 'darwin':
        yield _value('the preferences of ' + DEFAULTS_DOMAIN, around.defaults)
    elif around.platform.startswith('win'):
        yield _value('the registry, HKCU\\' + REGISTRY_KEY, around.registry)
    else:
        for folder in around.folders():
            path = os.path.join(folder, PREFERENCES)
            state, data = _content(path, around)
            yield _preferences(path, state, data)


def _value(source, read):
    """Return the Try of a store that has values by name."""
    try:
        return _stored(source, read(VALUE_NAME))
    except EnvironmentError:
        return Try(source, UNREADABLE, None)


def _preferences(path, state, data):
    if state != FOUND:
        return Try(path, state, None)
    try:
        # Without the attribute there is no account: Plex writes it when the server is claimed.
        return _stored(path, parse(data).get(VALUE_NAME, u''))
    except BadXml:
        return Try(path, MALFORMED, None)


def _stored(source, text):
    """Return the Try of Plex's own store, where an empty token says that no account has claimed the server."""
    attempt = _tried(source, text)
    return attempt._replace(state=UNCLAIMED) if attempt.state == EMPTY else attempt


def _named_file(token_file, around):
    """Return the Try of a file that a person named; raise UsageError where it has no token."""
    if token_file == '-':
        source, state = 'standard input', FOUND
        text = around.ask(PROMPT) if around.has_terminal() else around.first_line()
    else:
        source = token_file
        state, data = _content(token_file, around)
        text = _first_line(data)
    attempt = _tried(source, text, state)
    if attempt.state != FOUND:
        raise UsageError('no token in %s' % fs_text(source), _MEANING[attempt.state],
                         'its first line has to be the token and nothing else')
    return attempt


def _plexapi_path(around):
    given = around.env.get('PLEXAPI_CONFIG_PATH')
    return given if given else os.path.join(around.home, '.config', 'plexapi', 'config.ini')


def _option(path, name, around):
    """Return (state, text) of an option in the `[auth]` part of plexapi's file."""
    state, data = _content(path, around)
    if state != FOUND:
        return state, None
    configparser = six.moves.configparser
    reader = configparser.RawConfigParser()
    lines = io.StringIO(_unmarked(data))
    try:
        # Its name in Python 2 is readfp, which newer ones have no more.
        getattr(reader, 'read_file', getattr(reader, 'readfp', None))(lines)
        text = reader.get('auth', name).strip()
    except (configparser.NoSectionError, configparser.NoOptionError):
        return ABSENT, None
    except configparser.Error:
        # Its text quotes the line, which may be the one with the token.
        return MALFORMED, None
    return (FOUND, text) if text else (EMPTY, None)


def _content(path, around):
    """Return (state, bytes) of a file.

    It is opened rather than looked for: in a folder that this user may not enter, nothing seems to exist.
    """
    try:
        return FOUND, around.read(path)
    except EnvironmentError as err:
        return (ABSENT if err.errno in (errno.ENOENT, errno.ENOTDIR) else UNREADABLE), None


def _read(path):
    with io.open(path, 'rb') as handle:
        return handle.read(_SIZE_LIMIT_BYTES)


def _first_line(data):
    lines = _unmarked(data).split(u'\n') if data is not None else []
    return next((line for line in lines if line.strip()), u'')


def _unmarked(data):
    """Return a small file's bytes as text: Windows editors and shells write UTF-16 or a mark before UTF-8."""
    if data[:2] in (b'\xff\xfe', b'\xfe\xff'):
        return data.decode('utf-16', 'replace')
    return to_text(data[3:] if data.startswith(b'\xef\xbb\xbf') else data)


def _tried(source, text, state=FOUND):
    """Return the Try of a place that held *text*; None is absent, blanks are empty, and not all text is a token."""
    if state != FOUND:
        return Try(source, state, None)
    if text is None:
        return Try(source, ABSENT, None)
    if not to_text(text).strip():
        return Try(source, EMPTY, None)
    try:
        return Try(source, FOUND, checked_token(text))
    except UsageError:
        return Try(source, MALFORMED, None)


def _none_if_absent(err):
    if err.errno != errno.ENOENT:
        raise err
    return None
