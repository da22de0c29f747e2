# -*- coding: utf-8 -*-
"""Leads the plug-in's connections to the simulation: site names to loopback ports, and nothing to the real network."""
from __future__ import absolute_import, division, print_function

import socket

from plexfix.base import compat

# The port at which the framework believes its server to be, whatever port the simulated one has.
SERVER_PORT = 32400
_LOOPBACK = ('127.0.0.1', 'localhost', '::1')
_NOBODY = ('127.0.0.1', 9)


def install(hosts, server, allow_network=False):
    """Replace the process's name look-up.

    *hosts* maps names to (address, port), whichever port was asked for; *server* is the (address, port) behind
    `127.0.0.1:32400`, or None.  Every other name is unknown, unless *allow_network*: a simulation that quietly
    talked to real sites would measure them, and bother them.
    """
    real = socket.getaddrinfo
    table = dict((name.lower(), tuple(where)) for name, where in hosts.items())
    behind = tuple(server) if server else _NOBODY

    def getaddrinfo(host, port, *args, **kwargs):
        name = compat.to_text(host or u'').lower()
        if name in table:
            return real(str(table[name][0]), table[name][1], *args, **kwargs)
        if name in _LOOPBACK:
            where = behind if str(port) == str(SERVER_PORT) else (host, port)
            return real(str(where[0]), where[1], *args, **kwargs)
        if allow_network:
            return real(host, port, *args, **kwargs)
        raise socket.gaierror(socket.EAI_NONAME, 'Name or service not known')

    socket.getaddrinfo = getaddrinfo
