# -*- coding: utf-8 -*-
"""The listening socket: one thread per connection, HTTP/1.1 with keep-alive; what to answer is the application's job."""
from __future__ import absolute_import, division, print_function

import logging
import os
import socket
import threading

from plexfix.base.compat import six, to_bytes, to_text
from plexsim.server.message import REASONS, Request, parse_target, refusal

LOOPBACK = '127.0.0.1'
IDLE_S = 30
MOST_BODY_BYTES = 1 << 20
_POLL_S = 0.05

_BaseHandler = six.moves.BaseHTTPServer.BaseHTTPRequestHandler
_LOG = logging.getLogger('plexsim.server')


class Listener(object):
    """Serves *answer*, a function from a Request to a Response or None, on a loopback port (0: any that is free).

    None as an answer drops the connection without a word.
    """

    def __init__(self, answer, port=0):
        self._server = _Server((LOOPBACK, port), answer)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(_POLL_S,), name='plexsim-http')
        self._thread.daemon = True

    def start(self):
        self._thread.start()

    def stop(self):
        """Stop accepting, and drop the connections that are open: to its clients the server is gone."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join(5)
        self._server.server_close()
        self._server.drop_connections()


class _Server(six.moves.socketserver.ThreadingMixIn, six.moves.socketserver.TCPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    # On Windows this option would let a second server take the port of one that is alive.
    allow_reuse_address = os.name != 'nt'

    def __init__(self, address, answer):
        self.answer = answer
        self._open = set()
        self._lock = threading.Lock()
        # Not HTTPServer: its bind looks up the machine's full name, which can take seconds without a network.
        six.moves.socketserver.TCPServer.__init__(self, address, _Handler)

    def process_request(self, request, client_address):
        with self._lock:
            self._open.add(request)
        six.moves.socketserver.ThreadingMixIn.process_request(self, request, client_address)

    def shutdown_request(self, request):
        with self._lock:
            self._open.discard(request)
        six.moves.socketserver.TCPServer.shutdown_request(self, request)

    def drop_connections(self):
        with self._lock:
            still_open = list(self._open)
        for connection in still_open:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except (OSError, socket.error):
                pass  # the client was faster

    def handle_error(self, request, client_address):
        # A client that went away is no news; anything else is a defect of this program.
        _LOG.debug('connection from %s ended', client_address, exc_info=True)


class _Handler(_BaseHandler):
    protocol_version = 'HTTP/1.1'
    timeout = IDLE_S
    disable_nagle_algorithm = True
    wbufsize = 0

    def _serve(self):
        request = self._read()
        if request is None:
            return
        try:
            response = self.server.answer(request)
        except Exception:  # one broken page must not take the server down, and must not look like a network fault
            _LOG.exception('%s %s failed', self.command, self.path)
            response = refusal(500)
        if response is None:
            self.close_connection = True
            return
        self._send(response)

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = do_OPTIONS = do_PATCH = _serve

    def _read(self):
        """Return the Request; None where it was refused because its body cannot be read."""
        if self.headers.get('Transfer-Encoding'):
            return self._give_up(411)
        length = self.headers.get('Content-Length') or '0'
        if not length.isdigit():
            return self._give_up(400)
        if int(length) > MOST_BODY_BYTES:
            return self._give_up(413)
        body = self.rfile.read(int(length)) if int(length) else b''
        path, query = parse_target(self.path)
        headers = dict((to_text(name).lower(), to_text(value)) for name, value in self.headers.items())
        return Request(self.command, path, query, headers, body)

    def _give_up(self, status):
        # What follows on this connection is the unread body, not a request.
        self.close_connection = True
        self._send(refusal(status))

    def _send(self, response):
        # Headers and body in one send: apart, Nagle and delayed acknowledgement cost 40 ms a request.
        lines = ['HTTP/1.1 %d %s' % (response.status, REASONS[response.status]),
                 'X-Plex-Protocol: 1.0',
                 'Content-Type: %s' % response.content_type,
                 'Content-Length: %d' % len(response.body),
                 'Cache-Control: no-cache',
                 'Date: %s' % self.date_time_string(),
                 'Connection: %s' % ('close' if self.close_connection else 'Keep-Alive')]
        lines.extend('%s: %s' % pair for pair in response.headers)
        head = to_bytes('\r\n'.join(lines) + '\r\n\r\n')
        self.wfile.write(head if self.command == 'HEAD' else head + response.body)

    def log_message(self, *_):
        pass
