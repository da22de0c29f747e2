# -*- coding: utf-8 -*-
"""The socket side of the simulated server: HTTP/1.1 as strict clients need it, and an end that is an end."""
from __future__ import absolute_import, division, print_function

import socket
import threading
import time

import pytest

from plexsim.server.http import MOST_BODY_BYTES, Listener
from plexsim.server.message import Response, parse_target


@pytest.fixture
def echo():
    """A listener that tells what it was asked."""
    def answer(request):
        if request.path == u'/drop':
            return None
        if request.path == u'/broken':
            raise KeyError('a defect')
        text = u'%s %s %s %s' % (request.method, request.path, sorted(request.query.items()), request.body.decode('utf-8'))
        return Response(200, 'text/plain', text.encode('utf-8'), ())
    listener = Listener(answer)
    listener.start()
    yield listener
    listener.stop()


def connect(listener):
    connection = socket.create_connection(('127.0.0.1', listener.port), timeout=5)
    connection.settimeout(5)
    return connection


def receive(connection, length_of_body=True):
    """Read one answer; return (head, body)."""
    data = b''
    while b'\r\n\r\n' not in data:
        part = connection.recv(65536)
        if not part:
            return data, b''
        data += part
    head, _, body = data.partition(b'\r\n\r\n')
    length = [int(line.split(b':')[1]) for line in head.lower().split(b'\r\n') if line.startswith(b'content-length')]
    while length_of_body and length and len(body) < length[0]:
        body += connection.recv(65536)
    return head, body


def ask(connection, text):
    connection.sendall(text.encode('utf-8'))
    return receive(connection)


def test_keep_alive_answers_many_requests_without_the_delay_of_two_sends(echo):
    connection = connect(echo)
    started = time.time()
    for number in range(50):
        head, body = ask(connection, u'GET /%d HTTP/1.1\r\nHost: x\r\n\r\n' % number)
        assert head.startswith(b'HTTP/1.1 200 OK') and body.startswith(b'GET /%d ' % number)
    # With headers and body in two sends each of these costs 40 ms.
    assert time.time() - started < 50 * 0.035


def test_headers_and_body_come_in_one_piece(echo):
    connection = connect(echo)
    connection.sendall(b'GET /x HTTP/1.1\r\nHost: x\r\n\r\n')
    piece = connection.recv(65536)
    assert piece.startswith(b'HTTP/1.1 200') and piece.endswith(b'GET /x [] ')


def test_a_body_and_non_ascii_arguments_arrive_decoded(echo):
    _, body = ask(connect(echo), u'PUT /a%C3%A9?b=%C3%BC&c&b=2 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc')
    assert body.decode('utf-8').startswith(u'PUT /aé ') and body.endswith(b'abc')


@pytest.mark.parametrize('target, expected', [
    ('/a/b?c=1&d', (u'/a/b', {u'c': u'1', u'd': u''})),
    ('//library//sections', (u'/library//sections', {})),
    ('http://127.0.0.1:1/x?y=%FF', (u'/x', {u'y': u'\ufffd'})),
    ('/:/plugins/com.x', (u'/:/plugins/com.x', {})),
    ('/?a=1&a=2', (u'/', {u'a': u'2'})),
])
def test_targets_in_every_form(target, expected):
    assert parse_target(target) == expected


def test_head_gets_no_body_and_the_connection_stays_usable(echo):
    connection = connect(echo)
    connection.sendall(b'HEAD /x HTTP/1.1\r\nHost: x\r\n\r\n')
    head, body = receive(connection, length_of_body=False)
    assert b'Content-Length: 11' in head and body == b''
    assert ask(connection, u'GET /y HTTP/1.1\r\nHost: x\r\n\r\n')[1].startswith(b'GET /y')


@pytest.mark.parametrize('headers, status', [
    (u'Content-Length: x', b'400'), (u'Content-Length: -1', b'400'),
    (u'Content-Length: %d' % (MOST_BODY_BYTES + 1), b'413'), (u'Transfer-Encoding: chunked', b'411')])
def test_bodies_that_cannot_be_read_are_refused_and_the_connection_closed(echo, headers, status):
    connection = connect(echo)
    head, _ = ask(connection, u'POST /x HTTP/1.1\r\nHost: x\r\n%s\r\n\r\n' % headers)
    assert head.split(b' ')[1] == status and b'Connection: close' in head
    assert connection.recv(100) == b''


@pytest.mark.parametrize('line', [u'nonsense', u'GET', u'BREW /x HTTP/1.1', u'GET /x HTTP/9.9'])
def test_nonsense_is_answered_and_harms_nobody(echo, line):
    head, _ = ask(connect(echo), line + u'\r\n\r\n')
    assert head[:5] in (b'HTTP/', b'<!DOC', b'<head', b'')
    assert ask(connect(echo), u'GET /y HTTP/1.1\r\nHost: x\r\n\r\n')[1].startswith(b'GET /y')


def test_an_old_client_gets_its_answer_and_the_end(echo):
    connection = connect(echo)
    head, body = ask(connection, u'GET /old HTTP/1.0\r\n\r\n')
    assert b'Connection: close' in head and body.startswith(b'GET /old')
    assert connection.recv(100) == b''


def test_a_defect_is_a_500_and_not_a_dropped_connection(echo):
    connection = connect(echo)
    head, _ = ask(connection, u'GET /broken HTTP/1.1\r\nHost: x\r\n\r\n')
    assert b' 500 ' in head
    assert ask(connection, u'GET /y HTTP/1.1\r\nHost: x\r\n\r\n')[1].startswith(b'GET /y')


def test_a_dropped_connection_ends_without_a_byte(echo):
    connection = connect(echo)
    connection.sendall(b'GET /drop HTTP/1.1\r\nHost: x\r\n\r\n')
    assert connection.recv(100) == b''


def test_connections_are_served_side_by_side(echo):
    idle = [connect(echo) for _ in range(20)]
    assert ask(connect(echo), u'GET /y HTTP/1.1\r\nHost: x\r\n\r\n')[1].startswith(b'GET /y')
    assert all(ask(one, u'GET /z HTTP/1.1\r\nHost: x\r\n\r\n')[1].startswith(b'GET /z') for one in idle)


def test_stopping_drops_open_connections_and_frees_the_port():
    listener = Listener(lambda request: Response(200, 'text/plain', b'x', ()))
    listener.start()
    connection = connect(listener)
    assert ask(connection, u'GET / HTTP/1.1\r\nHost: x\r\n\r\n')[1] == b'x'
    started = time.time()
    listener.stop()
    assert time.time() - started < 2
    try:
        assert connection.recv(100) == b''
    except (OSError, socket.error):
        pass  # reset: as gone as closed
    with pytest.raises((OSError, socket.error)):
        connect(listener)
    again = Listener(lambda request: None, port=listener.port)
    again.stop()


def test_no_thread_is_left_behind():
    before = threading.active_count()
    listener = Listener(lambda request: Response(200, 'text/plain', b'x', ()))
    listener.start()
    connection = connect(listener)
    ask(connection, u'GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    listener.stop()
    deadline = time.time() + 5
    while threading.active_count() > before and time.time() < deadline:
        time.sleep(0.01)
    assert threading.active_count() <= before
