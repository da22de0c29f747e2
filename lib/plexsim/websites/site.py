# -*- coding: utf-8 -*-
"""The sites as one loopback server: told apart by their host name, each with a behaviour that can change while it runs."""
from __future__ import absolute_import, division, print_function

import re
import socket
import threading
import time
from collections import namedtuple

from six.moves import BaseHTTPServer, socketserver, urllib

from plexfix.base import compat
from plexsim.films import films as make_films
from plexsim.websites import behaviour as rules
from plexsim.websites import pages

SHOPS = ('films.example', 'reels.example', 'stage.example', 'archive.example')
PEOPLE = 'people.example'
HOSTS = SHOPS + (PEOPLE,)

# The state in which the sample agents meet them: each agent has a fault of its own to fight with, and the headers are
# the fault of all.
DEFAULT = {
    'films.example': {'block_share': 0.5},
    'reels.example': {'error_share': 0.05, 'not_found_share': 0.05, 'slow_share': 0.1, 'slow_s': 0.1},
    'stage.example': {'layout': rules.NEW},
    'archive.example': {'missing_share': 0.4},
    PEOPLE: {'block_share': 0.92, 'rate_limit': 4, 'rate_window_s': 1.0},
}

Seen = namedtuple('Seen', 'host path count status browser')
Answer = namedtuple('Answer', 'status body headers')

_REASONS = {200: 'OK', 403: 'Forbidden', 404: 'Not Found', 429: 'Too Many Requests', 500: 'Internal Server Error'}
_STATUS = {rules.BLOCK: 403, rules.LIMIT: 429, rules.ERROR: 500, rules.NOT_FOUND: 404}


class Websites(object):
    """The sites; *behaviour* maps host names to the fields of a Behaviour that differ from a good site's.

    Hosts that *behaviour* does not name keep their DEFAULT.  *films* is what the sites know (plexsim.films.films).
    """

    def __init__(self, seed=0, behaviour=None, films=None, clock=time.time):
        self.seed = seed
        self.films = make_films(seed, 40) if films is None else films
        self._catalogue = pages.Catalogue(self.films, seed)
        self._lock = threading.Lock()
        self._behaviour = dict((host, rules.changed(rules.GOOD, DEFAULT[host])) for host in HOSTS)
        self._limits = dict((host, rules.Limit(clock)) for host in HOSTS)
        self._counts = {}
        self._seen = []
        self._stopping = threading.Event()
        self._server = None
        for host, fields in (behaviour or {}).items():
            self._behaviour[_known(host)] = rules.changed(rules.GOOD, fields)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *exc_info):
        self.stop()

    def start(self):
        """Start to listen; return {host name: (address, port)}."""
        self._stopping.clear()
        self._server = _Server(('127.0.0.1', 0), _handler(self))
        thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        thread.daemon = True
        thread.start()
        return self.hosts()

    def hosts(self):
        """Return {host name: (address, port)} of the sites that listen."""
        return dict((host, ('127.0.0.1', self._server.server_address[1])) for host in HOSTS)

    def stop(self):
        """Stop to listen; requests that are held are dropped."""
        self._stopping.set()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def behave(self, host, **changes):
        """Change how *host* behaves from its next request on; raise KeyError for an unknown host, ValueError for a field."""
        with self._lock:
            self._behaviour[_known(host)] = rules.changed(self._behaviour[host], changes)

    def behaviour(self, host):
        with self._lock:
            return self._behaviour[_known(host)]

    def requests_seen(self, host=None):
        """Return the Seen of all requests so far, or of those of one *host*, in the order of their answers."""
        with self._lock:
            return [seen for seen in self._seen if host in (None, seen.host)]

    def forget(self):
        """Forget the requests seen, and start counting anew."""
        with self._lock:
            del self._seen[:]
            self._counts.clear()

    def answer(self, host, path, headers):
        """Return the Answer to a request, None where the connection is to be dropped; may take its time."""
        with self._lock:
            current = self._behaviour[host]
            count = self._counts[host, path] = self._counts.get((host, path), 0) + 1
            chance = rules.chance_of(self.seed, host, path, count)
            what = rules.decide(current, chance, headers, lambda: self._limits[host].admit(current.rate_limit, current.rate_window_s))
        answer = self._made(what, current, chance, host, path)
        with self._lock:
            self._seen.append(Seen(host, path, count, answer.status if answer else None, rules.looks_like_a_browser(headers)))
        return answer

    def _made(self, what, current, chance, host, path):
        if what == rules.HANG:
            self._stopping.wait(current.timeout_s)
            return None
        if rules.is_slow(current, chance):
            self._stopping.wait(current.slow_s)
        if what == rules.SCRIPT:
            return Answer(200, pages.script_page(), {})
        status = _STATUS.get(what, 200)
        body = self._page(host, path, current) if status == 200 else None
        if body is None:
            status = 404 if status == 200 else status
            headers = {'Retry-After': '%d' % current.retry_after_s} if status == 429 else {}
            return Answer(status, pages.error_page(status, _REASONS[status]), headers)
        return Answer(200, body, {})

    def _page(self, host, path, current):
        parts = urllib.parse.urlsplit(path)
        query = compat.to_text(urllib.parse.parse_qs(parts.query).get('q', [''])[0])
        if parts.path == '/search':
            if host == PEOPLE:
                return pages.people_page(self._catalogue, query)
            return pages.search_page(self._catalogue, query, current.layout)
        film = re.match(r'/film/(\d+)$', parts.path)
        if film and host != PEOPLE and int(film.group(1)) < len(self.films):
            number = int(film.group(1))
            return pages.film_page(self.films[number], number, self.seed, current.layout, current.missing_share)
        person = re.match(r'/person/(.+)$', parts.path)
        if person and host == PEOPLE:
            return pages.person_page(compat.to_text(urllib.parse.unquote(person.group(1))).replace(u'-', u' '))
        return u'picture' if re.match(r'/(cover|face)/', parts.path) else None


class _Server(socketserver.ThreadingMixIn, BaseHTTPServer.HTTPServer):
    daemon_threads = True
    # Python 3.7 and later would wait for held requests when it closes.
    block_on_close = False
    request_queue_size = 64

    def server_bind(self):
        # HTTPServer would look up its own name, which may take seconds.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]

    def handle_error(self, request, client_address):
        """A client that went away is no error of the site."""


def _handler(sites):
    class Handler(BaseHTTPServer.BaseHTTPRequestHandler):
        protocol_version = 'HTTP/1.1'
        server_version, sys_version = 'nginx', ''

        def do_GET(self):
            headers = dict((name.lower(), value) for name, value in self.headers.items())
            host = headers.get('host', '').split(':')[0].lower()
            self.close_connection = True
            if host not in HOSTS:
                self._send(Answer(404, pages.error_page(404, 'Not Found'), {}))
                return
            answer = sites.answer(host, self.path, headers)
            if answer is None:
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            self._send(answer)

        do_POST = do_HEAD = do_GET

        def _send(self, answer):
            body = compat.to_bytes(answer.body)
            lines = ['HTTP/1.1 %d %s' % (answer.status, _REASONS[answer.status]), 'Server: nginx', 'Connection: close',
                     'Content-Type: text/html; charset=utf-8', 'Content-Length: %d' % len(body)]
            lines += ['%s: %s' % pair for pair in sorted(answer.headers.items())]
            head = ('\r\n'.join(lines) + '\r\n\r\n').encode('ascii')
            self.wfile.write(head + (b'' if self.command == 'HEAD' else body))

        def log_message(self, *args):
            """Sites keep their own log; see requests_seen."""

    return Handler


def _known(host):
    if host not in HOSTS:
        raise KeyError('there is no site %s; there are %s' % (host, ', '.join(HOSTS)))
    return host
