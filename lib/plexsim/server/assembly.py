# -*- coding: utf-8 -*-
"""Puts one media server together around a plug-in host, and starts and stops its parts in the right order."""
from __future__ import absolute_import, division, print_function

from plexsim.faults import Faults
from plexsim.server.activities import Activities
from plexsim.server.agentcalls import AgentCalls
from plexsim.server.app import App
from plexsim.server.http import LOOPBACK, Listener
from plexsim.server.library import Library
from plexsim.server.refreshqueue import RefreshQueue
from plexsim.server.settings import Settings

_STOP_S = 5


class MediaServer(object):
    """A media server that listens from the start, answers 503 until `open()`, and calls plug-ins through *host*.

    *host* is what plexsim.host.supervisor.PluginHost offers.  It needs the server's address to be made, so that it may
    be set later, before anything is refreshed.
    """

    def __init__(self, token, host=None, port=0, library=None, control=None, machine=u'plexsim'):
        self.faults = Faults()
        self.library = library or Library()
        self.activities = Activities()
        self.agents = AgentCalls(host, self.library)
        self.queue = RefreshQueue(self.library, self.agents, self.activities, self.faults)
        self.app = App(token, self.library, self.agents, self.queue, self.activities, Settings(), self.faults, host, control, machine)
        self._listener = Listener(self.app.answer, port)
        self.port = self._listener.port
        self.url = 'http://%s:%d' % (LOOPBACK, self.port)

    def use_host(self, host):
        """Call plug-ins through *host* from now on."""
        self.app.host = self.agents.host = host

    def start(self):
        """Listen; the answers are 503 until `open()`."""
        self._listener.start()
        self.queue.start()

    def open(self):
        self.app.open()

    def stop_work(self):
        """Take on nothing more.  What an agent is at ends when the host stops."""
        self.queue.stop()

    def stop(self):
        """Stop listening and drop all connections."""
        self.stop_work()
        self.faults.clear()
        self.queue.join(_STOP_S)
        self._listener.stop()
