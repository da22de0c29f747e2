# -*- coding: utf-8 -*-
"""`HTTP` and `Network`: requests from a plug-in's code."""
from __future__ import absolute_import, division, print_function

import base64
import socket

from plexfix.base import compat
from plexsim.host import networking
from plexsim.host.framework_errors import FrameworkException

_UNSET = networking.unset_timeout()


class RequestMaker(object):
    """What HTTP, HTML, XML, JSON and Plist share: a request made on behalf of the plug-in's code."""

    def __init__(self, core):
        self._core = core

    def _http_request(self, url, **options):
        if ':32400/' in url and not self._core.elevated:
            raise FrameworkException("Accessing the media server's HTTP interface is not permitted.")
        return self._core.networking.http_request(compat.native(url), **options)


class HTTP(RequestMaker):
    """Requests, and the settings that all of them share."""

    def Request(self, url, values=None, headers=None, cacheTime=None, encoding=None, errors=None, timeout=_UNSET,
                immediate=False, sleep=0, data=None, follow_redirects=True, method=None):
        return self._http_request(url, values=values, headers=headers, cacheTime=cacheTime, encoding=encoding,
                                  errors=errors, timeout=timeout, immediate=immediate, sleep=sleep, data=data,
                                  follow_redirects=follow_redirects, method=method)

    @property
    def Headers(self):
        return self._core.networking.custom_headers

    @property
    def CacheTime(self):
        return self._core.networking.cache_time

    @CacheTime.setter
    def CacheTime(self, seconds):
        self._core.networking.cache_time = seconds

    def SetCacheTime(self, seconds):
        self.CacheTime = seconds

    def SetHeader(self, name, value):
        self._core.networking.custom_headers[name] = value

    def SetTimeout(self, seconds):
        self._core.networking.default_timeout = seconds

    @property
    def Timeout(self):
        return self._core.networking.default_timeout

    @Timeout.setter
    def Timeout(self, seconds):
        self._core.networking.default_timeout = seconds

    def ClearCache(self):
        self._core.networking.clear_cache()

    def ClearCookies(self):
        self._core.networking.clear_cookies()

    def CookiesForURL(self, url):
        return self._core.networking.cookies_for(url)

    def GetCookiesForURL(self, url):
        return self._core.networking.cookies_for(url)

    def PreCache(self, url, values=None, headers=None, cacheTime=None, encoding=None, errors=None):
        self.Request(url, values=values, headers=headers, cacheTime=cacheTime, immediate=True)

    def RandomizeUserAgent(self, browser=None):
        """Exists in the framework; the simulation must repeat itself, so that nothing is changed."""

    def SetPassword(self, url, username, password, realm=None):
        text = base64.b64encode(compat.to_bytes('%s:%s' % (username, password))).decode('ascii')
        self._core.networking.custom_headers['Authorization'] = 'Basic ' + text


class XMLRPC(object):
    """Calls of functions that a site offers."""

    def Proxy(self, url, encoding=None):
        from six.moves import xmlrpc_client
        return xmlrpc_client.ServerProxy(url, encoding=encoding, allow_none=True)


class Network(object):
    """The address of this machine, as far as a simulation tells."""

    Address = '127.0.0.1'
    PublicAddress = '127.0.0.1'
    Hostname = 'localhost'

    def Socket(self):
        return socket.socket()
