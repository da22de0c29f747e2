# -*- coding: utf-8 -*-
"""Write small plug-in logs for the tests of the aggregation command; knows how records look, judges nothing."""
from __future__ import absolute_import, division, print_function

import datetime
import io
import os

from plexfix.base.compat import native, to_bytes

START = datetime.datetime(2026, 1, 30, 14, 0, 0)
SEARCH = u'X0FnZW50S2l0OlNlYXJjaA__'
MARKER = u'\u274c File: __init__.py, Line: 283, Function: start -> search'
RESOURCES = u'http://127.0.0.1:32400/:/plugins/com.plexapp.system/resourceHashes'
ANSWERS = {'crashed': 16, 'empty': 320, 'successful': 2200, 'failed': 2200}


class AgentLog(object):
    """The log of one agent, made record by record, one second apart unless told otherwise."""

    def __init__(self, agent=u'AEBN', thread=u'7ae1b6527b38', at=START, step_s=1.0):
        self.agent, self.thread, self.at, self.step_s = agent, thread, at, step_s
        self.lines = []

    def record(self, level, place, text):
        """Write one record at *place* ('module:line'); *text* may go on over several lines."""
        stamp = u'%s,%03d' % (self.at.strftime('%Y-%m-%d %H:%M:%S'), self.at.microsecond // 1000)
        self.lines.append(u'%s (%s) :  %s (%s) - %s' % (stamp, self.thread, level, place, text))
        self.at += datetime.timedelta(seconds=self.step_s)
        return self

    def say(self, text):
        """Write what the agent's own log function writes at INFO."""
        return self.record(u'INFO', u'utils:5486', text)

    def pair(self, text):
        """Write a failure as the agent's log function does: a marker, then the text."""
        self.record(u'ERROR', u'utils:5485', u'%s - SEARCH:: %s' % (self.agent, MARKER))
        return self.record(u'ERROR', u'utils:5485', u'%s - SEARCH::    %s' % (self.agent, text))

    def url_error(self, url):
        """Write a request and the framework's word that it failed."""
        self.record(u'DEBUG', u'networking:144', u"Requesting '%s'" % url)
        return self.record(u'ERROR', u'networking:197', u"Error opening URL '%s'" % url)

    def crash(self, raised=u"AttributeError: 'NoneType' object has no attribute 'xpath'"):
        """Write the framework's record of a search that raised."""
        return self.record(u'CRITICAL', u'agentkit:1018', (
            u"Exception in the search function of agent named '%s', called with keyword arguments {'show': None} "
            u'(most recent call last):\n  File "/srv/Framework/api/agentkit.py", line 1013, in _search\n'
            u'    agent.search(results)\n  File "/srv/%s.bundle/Contents/Code/__init__.py", line 88, in search\n%s\n'
            % (self.agent, self.agent, raised)))

    def start(self):
        """Write a start of the plug-in that works, with the noise that every start makes."""
        self.record(u'INFO', u'core:349', u'Starting framework core - Version: 2.6.3, Build: 5b1c2f0 (Tue Jan 13 2026)')
        self.url_error(RESOURCES)
        return self.record(u'INFO', u'core:611', u'Started plug-in')

    def begin(self, key, title=None):
        """Write the beginning of a search of the item with this rating *key*."""
        self.record(u'DEBUG', u'runtime:717', u'Handling request GET /:/plugins/com.plexapp.agents.%s/messaging/function'
                                              u'/%s/Y2VyZWFsMQ__/Y2VyZWFsMQ__' % (self.agent, SEARCH))
        shown = u'' if title is None else u", 'title': '%s'" % title
        return self.record(u'INFO', u'agentkit:961', u"Searching for matches for {'id': '%s', 'guid': 'com.plexapp.agents."
                                                     u"%s://%s?lang=en', 'force': True%s}" % (key, self.agent, key, shown))

    def end(self, outcome=u'successful'):
        """Write the end of a search; 'unfinished' writes none."""
        if outcome in ('successful', 'failed'):
            self.say(u'%s - SEARCH:: >> %s: Finished Search Routine <<' % (self.agent, self.agent))
            self.say(u'%s - SEARCH:: >> %s <<' % (self.agent, u'Successful!!' if outcome == 'successful' else u'Failed'))
        if outcome != 'unfinished':
            self.record(u'DEBUG', u'runtime:924', u'Response: [200] str, %d bytes' % ANSWERS[outcome])
        return self

    def search(self, key, outcome=u'successful', title=None):
        """Write a whole search without anything in it."""
        if outcome == 'crashed':
            return self.begin(key, title).crash().end(outcome)
        return self.begin(key, title).end(outcome)

    def name(self, number=0):
        """Return the name of this log's file, rotated *number* times."""
        return native(u'com.plexapp.agents.%s.log%s' % (self.agent, u'.%d' % number if number else u''))

    def bytes(self, end=u'\n'):
        """Return the log as a file holds it."""
        return to_bytes(u''.join(line.replace(u'\n', end) + end for line in self.lines))

    def save(self, folder, number=0, end=u'\n'):
        """Write the log into *folder* and return its path."""
        path = os.path.join(native(folder), self.name(number))
        write(path, self.bytes(end))
        return path


def write(path, data):
    """Make the file at *path* hold *data*, its folder too."""
    folder = os.path.dirname(path)
    if not os.path.isdir(folder):
        os.makedirs(folder)
    with io.open(path, 'wb') as target:
        target.write(data)


def varied(agent=u'AEBN', at=START):
    """Return a log with each outcome of a search, and a failure of each kind."""
    log = AgentLog(agent, at=at).start()
    log.begin(60, u'Caf\xe9 Noir').say(u'%s  - SEARCH:: Titles Found                  5 Processing Results' % agent)
    log.say(u'%s  - SEARCH:: Processing                    Page 1: 1 of 5 for Studio - Title (2011)' % agent)
    log.pair(u'Error getting Site Title: < Title Match Failure! >')
    log.say(u'%s  - UTILS :: Found on IAFD                 Yes' % agent).end()
    log.begin(61).url_error(u'https://www.iafd.com/results.asp?q=1')
    log.pair(u'Error:: Request URL Failure:  Plex - HTTP Error 403: Forbidden').end(u'failed')
    log.begin(62).pair(u'Error: Search Query did not pull any results: < No Films! >').end(u'empty')
    log.search(63, u'crashed')
    log.record(u'ERROR', u'model:205', u'Cannot read model from /srv/Metadata/Movies/1')
    log.begin(64).record(u'WARNING', u'utils:12', u'something is odd').end(u'unfinished')
    return log
