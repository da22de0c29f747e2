# -*- coding: utf-8 -*-
"""Named situations: how the websites behave, and which faults the server has from the start."""
from __future__ import absolute_import, division, print_function

from collections import namedtuple

from plexfix.base.errors import UsageError
from plexsim.websites.behaviour import NEW
from plexsim.websites.site import HOSTS, PEOPLE, SHOPS

DEFAULT = 'default'

# websites: behaviour by host, as plexsim.websites.site.Websites takes it; faults: (kind, parameters) in plexsim.faults.
Scenario = namedtuple('Scenario', 'name help websites faults')


def _everywhere(hosts=HOSTS, **fields):
    return dict((host, dict(fields)) for host in hosts)


SCENARIOS = (
    Scenario(DEFAULT, 'each sample agent meets the website it was not made for: 403, then 429, a redesign, missing facts', {}, ()),
    Scenario('story', 'what a round of improvement meets one after the other: 403, behind it 429, and a redesign',
             {'films.example': {'block_share': 0.7}, 'archive.example': {'block_share': 0.9, 'rate_limit': 1, 'rate_window_s': 0.3},
              'reels.example': {'error_share': 0.03, 'not_found_share': 0.03}, 'stage.example': {'layout': NEW},
              PEOPLE: {'block_share': 0.92}}, ()),
    Scenario('healthy', 'every website answers every request: whatever fails now is the agent\'s own doing', _everywhere(), ()),
    Scenario('blocked', 'all websites refuse whoever does not look like a browser', _everywhere(block_share=1.0), ()),
    Scenario('strict', 'the database of people refuses half of all requests, whatever their headers',
             {PEOPLE: {'strict_share': 0.5}}, ()),
    Scenario('rate-limited', 'every website takes two requests a second, and answers the rest 429',
             _everywhere(rate_limit=2, rate_window_s=1.0), ()),
    Scenario('redesign', 'all shops moved their titles to other markup', _everywhere(SHOPS, layout=NEW), ()),
    Scenario('javascript', 'half of the pages are empty without JavaScript', _everywhere(script_share=0.5), ()),
    Scenario('flaky', 'websites are slow, drop connections, and answer 404 and 500',
             _everywhere(error_share=0.1, not_found_share=0.05, slow_share=0.2, slow_s=0.3, timeout_share=0.05, timeout_s=2.0), ()),
    Scenario('busy-server', 'default websites; the server is slow, and answers 503 and "still starting up" at first', {},
             (('busy', {'times': 5}), ('starting', {'times': 3}), ('slow', {'seconds': 0.2, 'path': '/library'}))),
    Scenario('lossy-server', 'default websites; refreshes get lost or change nothing, and pages do not tell how many items there are',
             {}, (('lost_refresh', {'times': 3}), ('unchanged', {'times': 3}), ('no_total_size', {}))),
    Scenario('moving-library', 'default websites; items vanish and appear between pages, and the first one gets another key', {},
             (('items_vanish', {'section': 1}), ('items_appear', {'section': 1, 'times': 2}), ('item_moves', {'rating_key': 1}))),
    Scenario('stuck', 'default websites; the refresh of the third item never ends', {}, (('stuck_item', {'rating_key': 3}),)),
    Scenario('dying-agent', 'default websites; plug-ins die in the middle of three operations, and a restart fails', {},
             (('agent_dies', {'times': 3}), ('restart_fails', {'times': 1}))),
)


def named(name):
    """Return the Scenario of that name.  Raises UsageError where there is none."""
    for scenario in SCENARIOS:
        if scenario.name == name:
            return scenario
    raise UsageError('there is no scenario %r' % (name,), 'there are: %s' % ', '.join(scenario.name for scenario in SCENARIOS),
                     'python -m plexsim --list-scenarios tells what they are')
