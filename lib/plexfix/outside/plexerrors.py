# -*- coding: utf-8 -*-
"""What can go wrong with a call to a Plex server, and how to say it; calling is plexhttp's.

What others raised is recognised by its text and never quoted: it may hold whatever was sent.
"""
from __future__ import absolute_import, division, print_function

import re

from plexfix.base.errors import PlexfixError
from plexfix.outside.plexaddress import DEFAULT_URL, HOW_TO_GIVE_A_TOKEN

_REASONS = (
    ('refused', 'connection refused: nothing listens there'),
    ('getaddrinfo|name or service|nodename|name resolution|no address|nameresolution', 'there is no host of this name'),
    ('unreachable|no route', 'the network has no way there'),
    ('', 'the connection was closed: it may want https:// in place of http://, or be restarting'))
_HINTS = {403: 'the account of this token may not do that',
          405: 'this version of Plex does not take the call in this way'}


class ServerError(PlexfixError):
    """The server did not do what it was asked; *status* is its HTTP status, None where it gave none."""

    status = None
    # Whether asking again later may help, with nothing changed by a person.
    passing = False


class Unreachable(ServerError):
    """No connection, or one that broke."""

    passing = True


class TimedOut(ServerError):
    """No whole answer in the time given."""

    passing = True


class Busy(ServerError):
    """Starting, migrating, or overloaded, for longer than the caller was willing to wait."""

    passing = True


class TlsFailed(ServerError):
    """No trusted TLS connection."""


class TokenRefused(ServerError):
    """401: a missing or wrong token, or a host name that the server does not answer to."""

    status = 401


class NotFound(ServerError):
    """404: no such thing, or no longer."""

    status = 404


class BadAnswer(ServerError):
    """The answer is not one that Plex gives."""


class HttpFailed(ServerError):
    """Any other HTTP status."""

    def __init__(self, what, evidence=None, hint=None, status=None):
        super(HttpFailed, self).__init__(what, evidence, hint)
        self.status = status


def from_requests(err, kinds, address, timeout_s):
    """Return the ServerError for *err*, which requests (its exceptions are *kinds*) or a codec raised."""
    text = repr(err).lower()
    if isinstance(err, kinds.Timeout) or 'timed out' in text:
        return too_slow(address, timeout_s)
    if isinstance(err, kinds.SSLError):
        return _tls_failed(address, text)
    if isinstance(err, kinds.ProxyError):
        return Unreachable('no connection to %s' % address.origin,
                           'the proxy of this environment does not let us through',
                           'add the host to NO_PROXY, or unset HTTP_PROXY and HTTPS_PROXY')
    if isinstance(err, kinds.ConnectionError):
        reason = next(words for pattern, words in _REASONS if re.search(pattern, text))
        return Unreachable('no connection to the Plex server at %s' % address.origin, reason,
                           'start Plex Media Server, or say with --url where it is')
    if isinstance(err, kinds.ChunkedEncodingError):
        return Unreachable('the Plex server at %s broke off in the middle of its answer' % address.origin,
                           'the connection was closed', 'try again')
    return BadAnswer('no usable answer from %s' % address.origin, type(err).__name__)


def too_slow(address, timeout_s):
    """Return the TimedOut for an answer that was not whole after *timeout_s* seconds."""
    return TimedOut('no answer from the Plex server at %s in time' % address.origin,
                    'waited %g seconds' % timeout_s, 'look whether it is busy, or give a longer --timeout')


def refusal(status, method, path, address, has_token):
    """Return the ServerError for an HTTP *status* that no retry cures."""
    if status == 401:
        return _unauthorised(address, has_token)
    if status == 404:
        return NotFound('the Plex server has no %s' % path, 'it answered 404',
                        'it may be gone, or have another number since the last scan: list it again')
    return HttpFailed('the Plex server refused %s %s' % (method, path), 'it answered HTTP %d' % status,
                      _HINTS.get(status), status)


def busy(status, patience_s, address):
    """Return the Busy for a server that answered *status* to every call of *patience_s* seconds."""
    return Busy('the Plex server at %s is starting up or busy' % address.origin,
                'it answered HTTP %d for %g seconds' % (status, patience_s), 'wait a little and try again')


def not_plex(address, evidence):
    """Return the BadAnswer of something that is up and speaks HTTP, but not as Plex does."""
    return BadAnswer('%s does not answer as a Plex server does' % address.origin, evidence,
                     'look at --url: the usual port is 32400')


def _tls_failed(address, text):
    bare_origin = address.origin.split('://')[1]
    if re.search('wrong.version.number|unknown.protocol|record layer failure', text):
        return TlsFailed('%s does not speak TLS' % address.origin, None, 'use --url http://%s' % bare_origin)
    evidence = 'its certificate is not one that this machine trusts'
    if address.bare:
        evidence = "a Plex server's certificate is for a name under plex.direct, never for a bare address"
    return TlsFailed('no trusted TLS connection to %s' % address.origin, evidence,
                     'use --url http://%s or its plex.direct name; or, if it surely is yours, --insecure' % bare_origin)


def _unauthorised(address, has_token):
    if not has_token:
        return TokenRefused('the Plex server at %s wants a token' % address.origin, 'it answered 401',
                            HOW_TO_GIVE_A_TOKEN)
    hint = 'find a current token and ' + HOW_TO_GIVE_A_TOKEN
    if not (address.loopback or address.bare):
        hint += '; or use its address in place of the name, on its own machine ' + DEFAULT_URL
    return TokenRefused('the Plex server at %s refused us' % address.origin,
                        'it answered 401: a wrong token, or a Host name that it does not answer to', hint)
