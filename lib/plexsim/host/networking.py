# -*- coding: utf-8 -*-
"""The framework's way to the network: one request object, cookies, a cache, and the records that they leave.

What a site answers with an error status is logged as `Error opening URL`, without the status, and raised; a timeout
or an unknown name is only raised.
"""
from __future__ import absolute_import, division, print_function

import gzip
import io
import os
import socket
import time

from six.moves import http_cookiejar, urllib

from plexfix.base import compat

DEFAULT_TIMEOUT_S = 20.0
DEFAULT_HEADERS = {
    'Accept-Encoding': 'gzip',
    'User-Agent': 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_9_2) AppleWebKit/537.74.9 (KHTML, like Gecko) Version/7.0.2 Safari/537.74.9',
}
_CACHEABLE = ('html', 'xml', 'json', 'javascript')
_UNSET = object()

REQUESTING = ('networking', 144)
OPENING_FAILED = ('networking', 197)


class Headers(object):
    """A response's headers; names in any case."""

    def __init__(self, pairs):
        self._headers = dict((name.lower(), value) for name, value in pairs)

    def __getitem__(self, name):
        return self._headers[name.lower()]

    def __contains__(self, name):
        return name.lower() in self._headers

    def __iter__(self):
        return iter(self._headers)

    def __repr__(self):
        return repr(self._headers)

    def get(self, name, default=None):
        return self._headers.get(name.lower(), default)

    def keys(self):
        return self._headers.keys()

    def items(self):
        return self._headers.items()


class Redirected(Exception):
    """An answer with a redirect that the caller did not want to follow; `location` says where to."""

    def __init__(self, code, headers):
        super(Redirected, self).__init__('Redirected with status %s' % code)
        self.code = code
        self.headers = headers
        self.location = headers.get('Location')


class _RedirectHandler(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, req, fp, code, msg, headers, newurl):
        if not getattr(req, 'follow_redirects', True):
            raise Redirected(code, headers)
        return urllib.request.HTTPRedirectHandler.redirect_request(self, req, fp, code, msg, headers, newurl)


class HTTPRequest(object):
    """A request that is sent when its content is first wanted."""

    def __init__(self, networking, url, data, headers, cache_key, options):
        self._networking = networking
        self._url = url
        self._data = data
        self._request_headers = headers
        self._cache_key = cache_key
        self._options = options
        self._body = None
        self._headers = None

    def load(self):
        """Send the request, unless it was sent or its answer is cached."""
        if self._body is not None or self._from_cache():
            return
        log = self._networking.core.recorder
        log.debug(REQUESTING, "Requesting '%s'", self._url)
        f = None
        try:
            f = self._networking.opener.open(self._request(), timeout=self._options['timeout'])
            self._body = _plain(f.read(), f.headers)
            self._headers = Headers(f.headers.items())
            self._networking.save_cookies()
            self._to_cache()
            if self._options['sleep'] > 0:
                time.sleep(self._options['sleep'])
        except urllib.error.HTTPError as err:
            # The body is read before the socket is closed, so that the agent's handler can still look at it.
            err.content = _plain(err.read() or b'', err.headers)
            err.close()
            log.error(OPENING_FAILED, "Error opening URL '%s'", self._url)
            raise
        finally:
            if f is not None:
                f.close()

    @property
    def headers(self):
        if self._headers is None:
            self._networking.core.recorder.debug(('networking', 208), "Fetching HTTP headers for '%s'", self._url)
            request = self._request()
            request.get_method = lambda: 'HEAD'
            answer = self._networking.opener.open(request)
            self._headers = Headers(answer.headers.items())
            answer.close()
        return self._headers

    @property
    def content(self):
        return self.__str__()

    def body(self):
        """Return the content as bytes."""
        self.load()
        return self._body

    def __str__(self):
        self.load()
        encoding, errors = self._options['encoding'], self._options['errors']
        if compat.PY2:
            return str(compat.text_type(self._body, encoding, errors or 'strict')) if encoding else self._body
        return self._body.decode(encoding or self._charset(), errors or 'replace')

    def __len__(self):
        self.load()
        return len(self._body)

    def __add__(self, other):
        return str(self) + other

    def __radd__(self, other):
        return other + str(self)

    def _charset(self):
        kind = self._headers.get('content-type', '') if self._headers else ''
        name = kind.rpartition('charset=')[2].split(';')[0].strip() if 'charset=' in kind else ''
        return name or 'utf-8'

    def _request(self):
        headers = dict(self._request_headers)
        token = self._networking.core.server_token
        if token and self._url.startswith('http://127.0.0.1:32400'):
            headers['X-Plex-Token'] = token
        request = urllib.request.Request(self._url, compat.to_bytes(self._data) if self._data else None, headers)
        request.follow_redirects = self._options['follow_redirects']
        method = self._options['method']
        if method:
            request.get_method = lambda: method
        return request

    def _from_cache(self):
        kept = self._networking.cached(self._cache_key)
        if kept is None:
            return False
        self._networking.core.recorder.debug(('networking', 131), "Fetching '%s' from the HTTP cache", self._url)
        self._body, self._headers = kept
        return True

    def _to_cache(self):
        if self._cache_key is None:
            return
        kind = self._headers.get('content-type', '')
        if any(part in kind for part in _CACHEABLE):
            self._networking.cache(self._cache_key, (self._body, self._headers), self._options['cache_s'])
        else:
            self._networking.core.recorder.debug(
                ('networking', 176), "Not caching '%s' (content type '%s' not cacheable in Agent plug-ins)", self._url, kind)


class Networking(object):
    """Makes requests; keeps the cookies, the cache and the default headers of the plug-in."""

    def __init__(self, core):
        self.core = core
        self.default_headers = dict(DEFAULT_HEADERS)
        self.custom_headers = {}
        self.cache_time = 0
        self._cache = {}
        self._jar = http_cookiejar.MozillaCookieJar(os.path.join(core.data_path, 'HTTPCookies'))
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self._jar), _RedirectHandler, urllib.request.ProxyHandler({}))

    def load_cookies(self):
        """Load the cookies of earlier runs, and say so."""
        if not os.path.isfile(self._jar.filename):
            self.core.recorder.debug(('networking', 266), 'No cookie jar found')
            return
        try:
            self._jar.load()
            self.core.recorder.debug(('networking', 262), 'Loaded HTTP cookies')
        except (IOError, http_cookiejar.LoadError):
            self.core.recorder.exception(('networking', 264), 'Exception loading HTTP cookies')

    def save_cookies(self):
        if len(self._jar) or os.path.isfile(self._jar.filename):
            self._jar.save()

    def clear_cookies(self):
        self.core.recorder.debug(('networking', 410), 'Clearing HTTP cookies')
        self._jar.clear()
        self.save_cookies()

    def cookies_for(self, url):
        """Return the Cookie header that a request of *url* would carry, or None."""
        request = urllib.request.Request(url)
        self._jar.add_cookie_header(request)
        return request.get_header('Cookie')

    @property
    def default_timeout(self):
        return socket.getdefaulttimeout()

    @default_timeout.setter
    def default_timeout(self, seconds):
        self.core.recorder.debug(('networking', 434), 'Setting the default network timeout to %.1f', float(seconds))
        socket.setdefaulttimeout(float(seconds))

    def http_request(self, url, values=None, headers=None, cacheTime=None, encoding=None, errors=None, timeout=_UNSET,
                     immediate=False, sleep=0, data=None, opener=None, follow_redirects=True, basic_auth=None, method=None):
        """Return an HTTPRequest; it is already sent when it is a POST or *immediate*."""
        position = url.rfind('#')
        if position > 0:
            url = url[:position]
        if values and not data:
            data = urllib.parse.urlencode(values)
        seconds = self.cache_time if cacheTime is None else cacheTime
        if data:
            seconds, immediate = 0, True
        all_headers = dict(self.default_headers)
        all_headers.update(self.custom_headers)
        all_headers.update(headers or {})
        if basic_auth is not None:
            all_headers['Authorization'] = basic_auth
        if not seconds:
            self._cache.pop(url, None)
        options = {'encoding': encoding, 'errors': errors, 'sleep': sleep or 0, 'method': method, 'cache_s': seconds,
                   'follow_redirects': follow_redirects,
                   'timeout': socket.getdefaulttimeout() if timeout in (_UNSET, None) else timeout}
        request = HTTPRequest(self, url, data, all_headers, url if seconds else None, options)
        if immediate:
            request.load()
        return request

    def fetch(self, url, timeout=5):
        """Return what is at *url* of the framework's own server, without a record; raise as the opener does."""
        headers = {'X-Plex-Token': self.core.server_token} if self.core.server_token else {}
        answer = self.opener.open(urllib.request.Request(url, None, headers), timeout=timeout)
        try:
            return answer.read()
        finally:
            answer.close()

    def cached(self, key):
        """Return what was kept under *key* and is still fresh, or None."""
        ends, kept = self._cache.get(key, (0, None)) if key else (0, None)
        return kept if ends > time.time() else None

    def cache(self, key, value, seconds):
        self._cache[key] = (time.time() + seconds, value)

    def clear_cache(self):
        self._cache.clear()


def _plain(body, headers):
    if headers is not None and headers.get('Content-Encoding') == 'gzip' and body:
        return gzip.GzipFile(fileobj=io.BytesIO(body)).read()
    return body


def unset_timeout():
    """Return the value that stands for the default timeout."""
    return _UNSET
