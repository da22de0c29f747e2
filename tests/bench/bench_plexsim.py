#!/usr/bin/env python
# -*- coding: utf-8 -*-
"""How many requests a second the simulated server answers, with client and server together on one core.

usage: bench_plexsim.py [--seconds N] [--items N] [--floor N]

One keep-alive connection asks for one page after the other.  Exit code 1 where a page marked * stays below the floor.
"""
from __future__ import absolute_import, division, print_function

import argparse
import os
import socket
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, '..'), os.path.join(HERE, '..', '..', 'lib')]

from plexsim_fakes import TOKEN, running_server  # noqa: E402

# path, whether the floor holds for it: a page of many rows is many answers in one.
PAGES = (
    ('/identity', True),
    ('/activities', True),
    ('/library/sections', True),
    ('/library/sections/1/timeline', True),
    ('/library/metadata/1', True),
    ('/library/sections/1/all?X-Plex-Container-Start=0&X-Plex-Container-Size=10', True),
    ('/library/sections/1/all?X-Plex-Container-Start=0&X-Plex-Container-Size=100', False),
)


def requests_a_second(port, path, seconds):
    """Ask for *path* over one connection for *seconds*; return how many answers came each second."""
    connection = socket.create_connection(('127.0.0.1', port), timeout=10)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    line = 'GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Plex-Token: %s\r\nAccept: application/xml\r\n\r\n' % (path, TOKEN)
    request, answers, started = line.encode('ascii'), 0, time.time()
    while time.time() - started < seconds:
        connection.sendall(request)
        read_answer(connection)
        answers += 1
    spent = time.time() - started
    connection.close()
    return answers / spent


def read_answer(connection):
    data = b''
    while b'\r\n\r\n' not in data:
        data += connection.recv(1 << 16)
    head, _, body = data.partition(b'\r\n\r\n')
    assert head.startswith(b'HTTP/1.1 200'), head
    length = int(head.lower().partition(b'content-length:')[2].split(b'\r\n')[0])
    while len(body) < length:
        body += connection.recv(1 << 16)


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--seconds', type=float, default=1.0, help='for each page (1)')
    parser.add_argument('--items', type=int, default=5000, help='films in the library (5000)')
    parser.add_argument('--floor', type=float, default=500.0, help='requests a second that are enough (500)')
    args = parser.parse_args(argv)
    if hasattr(os, 'sched_setaffinity'):
        os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])
    films = [{'title': u'Film %05d' % number, 'year': 2000, 'studio': u'Studio', 'duration_min': 90} for number in range(args.items)]
    slow = 0
    with running_server(films) as (server, _, _):
        for path, counts in PAGES:
            rate = requests_a_second(server.port, path, args.seconds)
            slow += counts and rate < args.floor
            print('%8.0f/s %s %s' % (rate, '*' if counts else ' ', path))
    return 1 if slow else 0


if __name__ == '__main__':
    sys.exit(main())
