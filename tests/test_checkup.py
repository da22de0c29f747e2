# -*- coding: utf-8 -*-
"""checkup: what is built into every server is no sign that the user's own agents are there."""
from __future__ import absolute_import, division, print_function

import pytest

from plexfix.steps import checkup


class Server(object):
    """A server that answers, with these agents."""

    address = 'http://127.0.0.1:32400'

    def __init__(self, agents):
        self._agents = agents

    def agents(self):
        return self._agents


@pytest.mark.parametrize('agents, state, number', [
    (['com.plexapp.agents.none'], checkup.PROBLEM, None), ([], checkup.PROBLEM, None),
    (['com.plexapp.agents.none', 'tv.plex.agents.movie'], checkup.PROBLEM, None),
    (['com.plexapp.agents.none', 'com.plexapp.agents.FilmVault', 'com.plexapp.agents.ReelHouse'], checkup.OK, u'2 ')])
def test_personal_media_is_no_legacy_agent(agents, state, number):
    check = checkup._agents(Server(agents))
    assert check.state == state
    assert number is None or check.detail.startswith(number)
