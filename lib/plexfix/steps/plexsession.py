# -*- coding: utf-8 -*-
"""Finds the token and the server, and asks it; what is asked, and how it is shown, is left to the caller."""
from __future__ import absolute_import, division, print_function

from collections import namedtuple

from plexfix.outside import plexserver, tokens
from plexfix.outside.plexerrors import TokenRefused
from plexfix.outside.plexhttp import DEFAULT_PATIENCE_S, DEFAULT_TIMEOUT_S
from plexfix.steps import agentlog, refresh

# Where to ask: *url* and *token_file* may be None, for the places that are looked at then.  *timeout_s* (None: the usual
# ones) bounds an answer, or with *waiting* a whole refresh, in which no answer may take longer than usual.
Target = namedtuple('Target', 'url token_file insecure timeout_s waiting')


class PlexSession(object):
    """One search for a token and one connection; *tell* and *warn* take a line for a person each."""

    def __init__(self, target, tell, warn):
        self._target = target
        self._tell = tell
        self._warn = warn
        self._found = None

    def found(self):
        """Return the tokens.Found of the first place that has a token, looked for once."""
        if self._found is None:
            self._found = tokens.find_token(self._target.token_file)
            for one in self._found.tries:
                self._tell(u'token: ' + tokens.told(one))
        return self._found

    def token(self):
        """Return the token; raises UsageError, with all the places where none was."""
        found = self.found()
        if found.token is None:
            raise tokens.not_found(found.tries)
        return found.token

    def connect(self):
        """Return a PlexServer; nothing is asked yet, and a missing token is no error yet."""
        found, target = self.found(), self._target
        url, source = tokens.find_url(target.url)
        if target.insecure:
            self._warn('warning: --insecure accepts any certificate: whoever sits between can read the token')
        longest = min(target.timeout_s or DEFAULT_TIMEOUT_S, DEFAULT_TIMEOUT_S) if target.waiting else target.timeout_s
        server = plexserver.connect(url, found.token, insecure=target.insecure, timeout_s=longest or DEFAULT_TIMEOUT_S,
                                    patience_s=target.timeout_s or DEFAULT_PATIENCE_S)
        self._tell(u'server %s, from %s' % (server.origin, source))
        return server

    def ask(self, question):
        """Return what `question(server)` gives; where the server wants a token, and none was found, that is told."""
        server = self.connect()
        try:
            return question(server)
        except TokenRefused:
            self.token()
            raise
        finally:
            server.close()


def refreshes(server, keys, limits, log_dir=None, wait=False, dry_run=False, tell=None, note=None):
    """Yield the refresh.Refreshed of each of *keys*: only planned, only queued, or with *wait* waited for.

    *note* is told where no log is at hand in which agents could be followed.  Raises ServerError before the first one
    where the token is refused.
    """
    log = agentlog.find_log(log_dir, server.is_local)
    if log is None and wait and note:
        note(u"the agents' logs are not here: what they did is not seen, only whether the item changed")
    refresher = refresh.Refresher(server, log and log.finished, log and log.marks, limits, tell=tell)
    server.name()
    return (refresher.plan if dry_run else refresher.all if wait else refresher.queue)(keys)
