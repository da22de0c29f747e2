# -*- coding: utf-8 -*-
"""How a site behaves, and what it does with a request; a pure decision, apart from the clock of the rate limit."""
from __future__ import absolute_import, division, print_function

import collections

from plexsim.films import Chance

OLD, NEW = 'old', 'new'

# Shares are parts of all requests, 0 to 1, decided anew for each request of a page, in the order below; the same request in
# the same order meets the same answer.  Rates are requests within a sliding window.
Behaviour = collections.namedtuple('Behaviour', [
    'block_share',       # answered 403, unless the headers look like a browser's
    'strict_share',      # answered 403 whatever the headers
    'rate_limit',        # requests in rate_window_s seconds; more are answered 429 with Retry-After; None for no limit
    'rate_window_s',
    'retry_after_s',     # what Retry-After says
    'error_share',       # answered 500
    'not_found_share',   # answered 404
    'timeout_share',     # held for timeout_s, and then dropped
    'timeout_s',
    'slow_share',        # answered after slow_s
    'slow_s',
    'script_share',      # answered with a page that is empty without JavaScript
    'layout',            # OLD, or NEW: the titles are in other markup since a redesign
    'missing_share',     # films whose page has no release date; of films, not of requests
])

GOOD = Behaviour(block_share=0.0, strict_share=0.0, rate_limit=None, rate_window_s=1.0, retry_after_s=1, error_share=0.0,
                 not_found_share=0.0, timeout_share=0.0, timeout_s=25.0, slow_share=0.0, slow_s=0.5, script_share=0.0, layout=OLD,
                 missing_share=0.0)

# What a site does: answer with its page, or with one of the following.
PAGE, BLOCK, LIMIT, ERROR, NOT_FOUND, HANG, SCRIPT = 'page', 'block', 'limit', 'error', 'not found', 'hang', 'script'


def changed(behaviour, fields):
    """Return *behaviour* with *fields* replaced; raise ValueError for a field that there is not."""
    unknown = sorted(set(fields) - set(Behaviour._fields))
    if unknown:
        raise ValueError('a site has no %s; it has %s' % (', '.join(unknown), ', '.join(Behaviour._fields)))
    return behaviour._replace(**fields)


def looks_like_a_browser(headers):
    """Tell whether *headers* (a dictionary, names in lower case) are those that a browser of today sends.

    The framework's own User-Agent is a browser's, of 2014; what gives a default client away is what it leaves out.
    """
    agent = headers.get('user-agent', '')
    return ('Mozilla/5.0' in agent and 'text/html' in headers.get('accept', '') and bool(headers.get('accept-language'))
            and 'Version/7.0' not in agent)


def decide(behaviour, chance, headers, within_limit):
    """Return what to do with a request.

    *chance* is the plexsim.films.Chance of this very request; *within_limit* is called only for requests that are not
    blocked, since those cost a site nothing: a client that gets through at last meets the limit.
    """
    if chance.share('strict') < behaviour.strict_share:
        return BLOCK
    if chance.share('block') < behaviour.block_share and not looks_like_a_browser(headers):
        return BLOCK
    if not within_limit():
        return LIMIT
    for name, share, answer in (('timeout', behaviour.timeout_share, HANG), ('error', behaviour.error_share, ERROR),
                                ('not found', behaviour.not_found_share, NOT_FOUND), ('script', behaviour.script_share, SCRIPT)):
        if chance.share(name) < share:
            return answer
    return PAGE


def is_slow(behaviour, chance):
    return chance.share('slow') < behaviour.slow_share


class Limit(object):
    """Counts the requests of a sliding window; *clock* gives seconds."""

    def __init__(self, clock):
        self._clock = clock
        self._times = collections.deque()

    def admit(self, limit, window_s):
        """Tell whether one more request is within *limit*, and count it if so."""
        if limit is None:
            return True
        now = self._clock()
        while self._times and now - self._times[0] >= window_s:
            self._times.popleft()
        if len(self._times) >= limit:
            return False
        self._times.append(now)
        return True


def chance_of(seed, host, path, count):
    """Return the Chance of the *count*th request of a page."""
    return Chance(seed, host, path, count)
