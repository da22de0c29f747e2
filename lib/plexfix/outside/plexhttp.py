# -*- coding: utf-8 -*-
"""One HTTP call to a Plex server, its retries and its errors; which calls there are is plexserver's.

The token travels in a header only: as a query argument it would be in every exception and log that holds the URL.
Error bodies are HTML and are never read, but for the two words that tell a starting server from a wrong request.
"""
from __future__ import absolute_import, division, print_function

import platform
import re
import time
import uuid

from plexfix import __version__
from plexfix.base.compat import monotonic, native, six
from plexfix.base.errors import UsageError
from plexfix.base.needs import require
from plexfix.outside import plexerrors
from plexfix.outside.plexaddress import address_of, checked_token, origin_of
from plexfix.outside.plexxml import BadXml, parse

DEFAULT_TIMEOUT_S = 30.0
DEFAULT_PATIENCE_S = 60.0
ANSWER_LIMIT_BYTES = 64 * 1024 * 1024

_CONNECT_TIMEOUT_S = 10.0
_REDIRECT_LIMIT = 5
_REDIRECTS = (301, 302, 303, 307, 308)
_CHUNK_BYTES = 8192
_FIRST_DELAY_S = 0.5
_LONGEST_DELAY_S = 8.0
_LONGEST_RETRY_AFTER_S = 60.0
_STARTING = b'still starting up'


class Transport(object):
    """Calls to one server over one kept-alive session; not for several threads at once.

    *timeout_s* bounds each wait for the server and the reading of an answer, *patience_s* how long a server that
    says that it is busy is asked again.  *insecure* accepts any TLS certificate.
    """

    def __init__(self, url, token=None, timeout_s=DEFAULT_TIMEOUT_S, patience_s=DEFAULT_PATIENCE_S, insecure=False,
                 clock=monotonic, sleep=time.sleep):
        self._requests = require('requests')
        self.address = address_of(url)
        self.has_token = bool(token)
        self.insecure = insecure
        self._timeout_s = timeout_s
        self._patience_s = patience_s
        self._clock = clock
        self._sleep = sleep
        self._session = self._make_session(token)
        if insecure:
            # It was asked for, and the command says so once: not at each call again.
            self._requests.packages.urllib3.disable_warnings()

    def get(self, path, params=None, headers=None):
        """Return the MediaContainer element of GET *path*; raises a ServerError."""
        data = self._call('GET', path, params, headers)
        try:
            root = parse(data)
        except BadXml as err:
            six.raise_from(plexerrors.not_plex(self.address, 'what it sent is no readable XML (%s)' % err), None)
        if root.tag != 'MediaContainer':
            raise plexerrors.not_plex(self.address, 'the answer to %s is no MediaContainer' % path)
        return root

    def put(self, path, params=None):
        """Do PUT *path*; a return means that the server accepted it, no more; raises a ServerError."""
        self._call('PUT', path, params)

    def touch(self, path):
        """Do GET *path* for what it sets off; its body, which may be no XML, is dropped; raises a ServerError."""
        self._call('GET', path)

    def close(self):
        """Close the connections."""
        self._session.close()

    def __repr__(self):
        return '<Transport to %s>' % self.address.origin

    def _make_session(self, token):
        session = self._requests.Session()
        # A proxy has no way to this machine's own server, and no business with its token.
        session.trust_env = not self.address.loopback
        # Without this requests looks for a password of this host in ~/.netrc.
        session.auth = _no_auth
        session.headers.update({
            'Accept': 'application/xml', 'User-Agent': 'plexfix/' + __version__, 'X-Plex-Product': 'plexfix',
            'X-Plex-Version': __version__, 'X-Plex-Client-Identifier': client_identifier()})
        if token:
            session.headers['X-Plex-Token'] = checked_token(token)
        return session

    def _call(self, method, path, params=None, headers=None):
        """Return the body of an accepted call, asking a busy server again until patience ends."""
        end = self._clock() + self._patience_s
        delay = _FIRST_DELAY_S
        while True:
            status, data, wait = self._once(method, self.address.base + path, params, headers)
            if 200 <= status < 300:
                return data
            if not _is_busy(status, data):
                raise plexerrors.refusal(status, method, path, self.address, self.has_token)
            wait = max(delay, wait)
            if self._clock() + wait > end:
                raise plexerrors.busy(status, self._patience_s, self.address)
            self._sleep(wait)
            delay = min(2 * delay, _LONGEST_DELAY_S)

    def _once(self, method, url, params, headers):
        """Return (status, body, seconds that the server asks to wait) after following redirects on the same host."""
        for _ in range(_REDIRECT_LIMIT):
            answer, data = self._exchange(method, url, params, headers)
            target = answer.headers.get('Location')
            if answer.status_code not in _REDIRECTS or not target:
                return answer.status_code, data, _seconds(answer.headers.get('Retry-After'))
            url, params = self._redirected(method, url, target), None
        raise plexerrors.BadAnswer('the Plex server at %s redirects without end' % self.address.origin)

    def _exchange(self, method, url, params, headers):
        """Return (answer, body) of one request; what requests raises becomes a ServerError here, and only here."""
        failures = (self._requests.exceptions.RequestException, UnicodeError)
        end = self._clock() + self._timeout_s
        try:
            answer = self._session.request(
                method, url, params=params, headers=headers, allow_redirects=False, stream=True,
                timeout=(min(_CONNECT_TIMEOUT_S, self._timeout_s), self._timeout_s), verify=not self.insecure)
            try:
                return answer, self._body(answer, end)
            finally:
                answer.close()
        except failures as err:
            failure = plexerrors.from_requests(err, self._requests.exceptions, self.address, self._timeout_s)
        # Raised outside the handler: the caught exception holds the request and with it the token's header.
        raise failure

    def _body(self, answer, end):
        pieces, size = [], 0
        for piece in answer.iter_content(_CHUNK_BYTES):
            pieces.append(piece)
            size += len(piece)
            if size > ANSWER_LIMIT_BYTES:
                raise plexerrors.BadAnswer('the answer of %s is too large' % self.address.origin,
                                           'more than %d bytes' % ANSWER_LIMIT_BYTES)
            if self._clock() > end:
                raise plexerrors.too_slow(self.address, self._timeout_s)
        return b''.join(pieces)

    def _redirected(self, method, url, target):
        """Return the address that *url* redirects to, where that is on the same scheme, host and port."""
        target = six.moves.urllib.parse.urljoin(url, target)
        try:
            origin = origin_of(target)
        except UsageError:
            origin = 'an address that cannot be read'
        if origin == self.address.origin and method == 'GET':
            return target
        raise plexerrors.BadAnswer(
            'the server at %s sends us elsewhere' % self.address.origin, 'to ' + origin,
            'if that is your Plex server, give it as --url; the token is never sent there by itself')


def client_identifier():
    """Return the name by which a server knows this machine: always the same, and telling nothing about it."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, native('plexfix.' + native(platform.node()))))


def _no_auth(request):
    return request


def _is_busy(status, data):
    return status == 503 or (status == 400 and _STARTING in data.lower())


def _seconds(value):
    """Return the seconds of a Retry-After header; 0 where there is none, or a date."""
    return min(float(value), _LONGEST_RETRY_AFTER_S) if value and re.match(r'\d{1,6}\Z', value) else 0.0
