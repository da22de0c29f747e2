# -*- coding: utf-8 -*-
"""A scripted HTTP server on a loopback port, for what a good server never does; plexsim is there for what it does."""
from __future__ import absolute_import, division, print_function

import socket
import threading

from plexfix.base.compat import six

HTML_ERROR = b'<html><head><title>%d</title></head><body><h1>%d</h1></body></html>'
DROP = object()


class Answer(object):
    """One answer; *raw* bytes are sent as they are, in place of the rest; *wait* is an Event to wait for before."""

    def __init__(self, body=b'', status=200, headers=(), raw=None, wait=None):
        if status >= 400 and not body:
            body = HTML_ERROR.replace(b'%d', str(status).encode('ascii'))
        self.body, self.status, self.headers, self.raw, self.wait = body, status, dict(headers), raw, wait


def container(rows=b'', attributes=b''):
    """Return a MediaContainer as bytes."""
    return (b'<?xml version="1.0" encoding="UTF-8"?>\n<MediaContainer ' + attributes + b'>' + rows
            + b'</MediaContainer>\n')


class Request(object):
    """What one request said."""

    def __init__(self, method, target, headers, server):
        self.method, self.headers, self.server = method, headers, server
        self.path, _, self.query = target.partition('?')


class FakePlex(object):
    """Answers what *answer(request)* returns: an Answer, bytes, or DROP to hang up.  Notes all requests.

    Use it in a `with` block; `url` is its address.
    """

    def __init__(self, answer):
        self.requests = []
        self._answer = answer
        self._server = _Server(('127.0.0.1', 0), _Handler)
        self._server.fake = self
        self.port = self._server.server_address[1]
        self.url = 'http://127.0.0.1:%d' % self.port

    def __enter__(self):
        thread = threading.Thread(target=self._server.serve_forever, kwargs={'poll_interval': 0.02})
        thread.daemon = True
        thread.start()
        return self

    def __exit__(self, *_error):
        self._server.shutdown()
        self._server.server_close()

    def take(self, request):
        """Note *request*; return its Answer, or DROP."""
        self.requests.append(request)
        answer = self._answer(request)
        return Answer(answer) if isinstance(answer, bytes) else answer


def unused_port():
    """Return a port on which nothing listens, as far as that can be known."""
    probe = socket.socket()
    probe.bind(('127.0.0.1', 0))
    port = probe.getsockname()[1]
    probe.close()
    return port


class _Server(six.moves.socketserver.ThreadingMixIn, six.moves.BaseHTTPServer.HTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """Say nothing: clients that go away in the middle are part of the tests."""


class _Handler(six.moves.BaseHTTPServer.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    timeout = 20

    def do_GET(self):
        self._do()

    def do_PUT(self):
        self._do()

    def log_message(self, *_arguments):
        """Say nothing."""

    def _do(self):
        fake = self.server.fake
        answer = fake.take(Request(self.command, self.path, self.headers, fake))
        if answer is DROP:
            self.close_connection = True
            return
        if answer.wait is not None:
            answer.wait.wait(10)
        self.wfile.write(answer.raw if answer.raw is not None else self._whole(answer))
        self.close_connection = self.close_connection or answer.raw is not None

    def _whole(self, answer):
        lines = ['HTTP/1.1 %d Answer' % answer.status, 'Content-Length: %d' % len(answer.body)]
        lines.extend('%s: %s' % header for header in sorted(answer.headers.items()))
        return '\r\n'.join(lines + ['', '']).encode('ascii') + answer.body
