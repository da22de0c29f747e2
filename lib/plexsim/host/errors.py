# -*- coding: utf-8 -*-
"""What can go wrong between the server and a plug-in."""
from __future__ import absolute_import, division, print_function


class HostError(Exception):
    """Something a plug-in host could not do."""


class AgentFailed(HostError):
    """The agent raised, or the plug-in has no agent for this kind of item; `metadata` holds what it wrote before."""

    def __init__(self, text, metadata=None):
        super(AgentFailed, self).__init__(text)
        self.metadata = metadata


class AgentDied(HostError):
    """The plug-in's process is not there, or ended while it worked."""


class AgentTimeout(HostError):
    """The plug-in did not answer in time; its process is still at it."""
