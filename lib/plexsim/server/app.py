# -*- coding: utf-8 -*-
"""The media server as one function from request to response: who may ask, what is open now, which page answers."""
from __future__ import absolute_import, division, print_function

import hmac
import re
import threading
import time

from plexfix.base.compat import to_bytes
from plexsim.server import message
from plexsim.server.routes import find

_HOST = re.compile(r'^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$', re.I)

# What the plug-ins ask of their own server, on loopback and without a token; the first of it while all starts.
_PLUGIN_PATHS = re.compile(r'^/(:/plugins/com\.plexapp\.system/|system/messaging/|library/metadata/\d+/tree$)')
CONTROL = u'/simulation/'


class App(object):
    """One simulated media server, as the handlers in the routes_* modules see it.

    *library*, *agents*, *queue*, *activities*, *settings*, *faults* and *host* are its parts; *control* does what only
    a simulation can: `restart()` and `websites`.  It answers 503 until `open()`.
    """

    def __init__(self, token, library, agents, queue, activities, settings, faults, host, control=None, machine=u'plexsim'):
        self._token = to_bytes(token)
        self.library = library
        self.agents = agents
        self.queue = queue
        self.activities = activities
        self.settings = settings
        self.faults = faults
        self.host = host
        self.control = control
        self.machine = machine
        self._count_lock = threading.Lock()
        self._counts = {}
        self._is_open = threading.Event()

    def open(self):
        self._is_open.set()

    def close(self):
        """Answer 503 again, as while a server starts."""
        self._is_open.clear()

    def answer(self, request):
        """Return the Response to *request*; None drops the connection."""
        self._count(request)
        refused = self._refuse_stranger(request)
        if refused is not None:
            return refused
        if request.path.startswith(CONTROL):
            return self._page(request)
        if self.faults.strike('disconnect', path=request.path, method=request.method) is not None:
            return None
        slow = self.faults.strike('slow', path=request.path, method=request.method)
        if slow is not None:
            time.sleep(slow['seconds'])
        return self._refuse_for_now(request) or self._page(request)

    def counts(self):
        """Return how often each (method, first part of the path) was asked for, as a dict of texts."""
        with self._count_lock:
            return dict(self._counts)

    def _count(self, request):
        key = u'%s /%s' % (request.method, u'/'.join(request.path.split(u'/')[1:3]))
        with self._count_lock:
            # Strangers must not fill the memory: what is beyond the pages there are is counted together.
            key = key if key in self._counts or len(self._counts) < 500 else u'other'
            self._counts[key] = self._counts.get(key, 0) + 1

    def _refuse_stranger(self, request):
        if not _HOST.match(request.headers.get(u'host', u'')):
            return message.refusal(401)
        given = request.plex(u'X-Plex-Token')
        if given is None and (request.path == u'/identity' or _PLUGIN_PATHS.match(request.path)):
            return None
        if given is None or not hmac.compare_digest(to_bytes(given), self._token):
            return message.refusal(401)
        return None

    def _refuse_for_now(self, request):
        """Return the answer of a server that starts, migrates or is made to look like it; None when it is up."""
        writes = request.method not in ('GET', 'HEAD', 'OPTIONS')
        if not self._is_open.is_set() and not _PLUGIN_PATHS.match(request.path):
            return message.maintenance()
        if self.faults.strike('busy', path=request.path, method=request.method) is not None:
            return message.maintenance()
        if writes and self.faults.strike('starting', path=request.path) is not None:
            return message.refusal(400, message.STILL_STARTING)
        return None

    def _page(self, request):
        handler, arguments, methods = find(request.method, request.path)
        if handler is not None:
            return handler(self, request, *arguments)
        if methods:
            return message.refusal(405, headers=[('Allow', ', '.join(sorted(methods)))])
        return message.refusal(404)
