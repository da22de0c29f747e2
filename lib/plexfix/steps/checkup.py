# -*- coding: utf-8 -*-
"""Looks whether everything is there that the suite needs of a server and this machine; it changes nothing.

Each look gives one Check, and none of them stops the others.
"""
from __future__ import absolute_import, division, print_function

import os
from collections import namedtuple

from plexfix.base.compat import fs_text
from plexfix.base.errors import PlexfixError
from plexfix.outside import tokens
from plexfix.outside.diskspace import free_bytes
from plexfix.outside.logfiles import AGENT_PREFIX, find
from plexfix.outside.plexerrors import NotFound, ServerError

OK, PROBLEM, UNKNOWN = 'ok', 'problem', 'unknown'

# Built into every server, also into one that has dropped legacy agents.
PERSONAL_MEDIA = 'com.plexapp.agents.none'
# A run of the suite copies logs (five files of 1 MiB an agent) and bundles: this is ample for forty agents.
ROOM_NEEDED_BYTES = 300 * 1024 * 1024

_EVIDENCE_SHOWN = 160

# *state* is one of the three above; *detail* says what was found, *advice* what to do, empty where nothing is.
Check = namedtuple('Check', 'name state detail advice')


def check_server(server, found):
    """Return the Checks of a PlexServer: identity, token and agents; *found* is what tokens.find_token gave."""
    identity = _identity(server)
    if identity.state == PROBLEM:
        reason = 'not looked at, since the server does not answer'
        token = Check('token', UNKNOWN, reason, '') if found.token else _missing_token(found)
        return [identity, token, Check('agents', UNKNOWN, reason, '')]
    token = _token(server, found)
    if token.state == PROBLEM:
        return [identity, token, Check('agents', UNKNOWN, 'not looked at, since the token was refused', '')]
    return [identity, token, _agents(server)]


def check_places(find_logs, find_plugins, is_local, room=free_bytes):
    """Return the Checks of this machine: log folder, Plug-ins folder, free space.

    The two functions return a path, or raise PlexfixError.  Where the server is elsewhere (not *is_local*), a folder
    that is not here is no problem of this machine.
    """
    logs, _ = _folder('log folder', find_logs, is_local, _logs_in)
    plugins, path = _folder('plug-ins folder', find_plugins, is_local, _bundles_in)
    return [logs, plugins, _room(path or os.curdir, room)]


def _identity(server):
    try:
        identity = server.identity()
    except ServerError as err:
        return _problem('identity', err)
    detail = u'Plex Media Server %s at %s' % (identity.version or u'of unknown version', server.origin)
    if identity.claimed is False:
        detail += u', not claimed by an account'
    return Check('identity', OK, detail, '')


def _token(server, found):
    try:
        name = server.name()
    except ServerError as err:
        return _problem('token', err) if found.token else _missing_token(found)
    if not found.token:
        return Check('token', OK, u'none found, and the server asks for none', '')
    return Check('token', OK, u'%s, from %s, accepted by %s' % (
        tokens.mask(found.token), fs_text(found.source), name or u'the server'), '')


def _missing_token(found):
    return _problem('token', tokens.not_found(found.tries))


def _agents(server):
    try:
        agents = [name for name in server.agents() if name.startswith(AGENT_PREFIX) and name != PERSONAL_MEDIA]
    except NotFound:
        agents = []
    except ServerError as err:
        return _problem('agents', err)
    if not agents:
        return Check('agents', PROBLEM, u'this server has no agent named %s*' % AGENT_PREFIX,
                     u'newer versions of Plex drop legacy agents: keep, or go back to, one that has them')
    return Check('agents', OK, u'%d legacy agents' % len(agents), '')


def _folder(name, finder, is_local, inside):
    """Return (Check, path or None) of a folder that *finder* finds and *inside* describes."""
    try:
        path = finder()
        return inside(name, path), path
    except PlexfixError as err:
        if is_local:
            return _problem(name, err), None
        return Check(name, UNKNOWN, u'not on this machine, as the server is on another', _line(err.hint)), None


def _logs_in(name, path):
    agents = find([path])
    return Check(name, OK, u'%s, logs of %d agents' % (fs_text(path), len(agents)), '')


def _bundles_in(name, path):
    try:
        bundles = [entry for entry in os.listdir(path) if entry.endswith('.bundle')]
    except EnvironmentError as err:
        return Check(name, PROBLEM, u'%s: %s' % (fs_text(path), fs_text(os.strerror(err.errno))),
                     u'let your user read it, or run this as the user who owns it')
    detail = u'%s, %d bundles' % (fs_text(path), len(bundles))
    if not bundles:
        return Check(name, PROBLEM, detail, u'install the bundles of your agents there')
    if not os.access(path, os.W_OK):
        return Check(name, PROBLEM, detail + u', not writable for this user', u'let your user write there')
    return Check(name, OK, detail, '')


def _room(folder, room):
    try:
        free = room(folder)
    except EnvironmentError as err:
        return Check('free space', UNKNOWN, u'%s: %s' % (fs_text(folder), fs_text(err.strerror or str(err))), '')
    detail = u'%d MB free at %s' % (free // (1024 * 1024), fs_text(os.path.abspath(folder)))
    if free < ROOM_NEEDED_BYTES:
        return Check('free space', PROBLEM, detail,
                     u'make room: backups and copies of logs may take %d MB' % (ROOM_NEEDED_BYTES // (1024 * 1024)))
    return Check('free space', OK, detail, '')


def _problem(name, err):
    """Return the Check of a PlexfixError: what, its evidence where that is no long list of places, and its hint."""
    detail, evidence = _line(err.what), _line(err.evidence)
    if evidence and len(evidence) <= _EVIDENCE_SHOWN:
        detail += u': ' + evidence
    return Check(name, PROBLEM, detail, _line(err.hint))


def _line(part):
    return u' '.join(fs_text(part).split()) if part else u''
