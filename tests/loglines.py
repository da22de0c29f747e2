# -*- coding: utf-8 -*-
"""Write plug-in logs record by record, as Plex and the agents do, and count them through the stable entry points."""
from __future__ import absolute_import, division, print_function

import base64
import contextlib
import os
import shutil
import tempfile

from plexfix.base.compat import to_bytes
from plexfix.outside import logfiles, logtext
from plexfix.steps import counting

THREAD, OTHER_THREAD = '7ae1b6527b38', '7ae1b4113b38'
CROSS, WARN = u'\u274c', u'\u26a0'
SEARCH_FUNCTION, UPDATE_FUNCTION = 'X0FnZW50S2l0OlNlYXJjaA__', 'X0FnZW50S2l0OlVwZGF0ZU1ldGFkYXRh'
NO_ARGUMENTS = 'Y2VyZWFsMQoxCmxpc3QKMApyMAo_'
FRAMES = (('/plex/Framework.bundle/Contents/Resources/Versions/2/Python/Framework/api/agentkit.py', 1011, '_search',
           'agent.search(*f_args, **f_kwargs)'),
          ('/plex/Plug-ins/AEBN.bundle/Contents/Code/__init__.py', 283, 'search', "html = fetch(url, status=403)"))
DUMP = u"{'title': 'The 403 to Hilltop', 'FoundOnIAFD': 'No', 'IAFD403Err': set([]), 'error': 'HTTP Error 403'}"


def field(name, value):
    """Return a padded field of a PGMA agent."""
    return u'%-29s %s' % (name, value)


def packed(arguments):
    """Return *arguments* (a dict of text) as the framework puts them into the path of a request."""
    parts = [u'cereal1\n1\ndict\n%d\n' % len(arguments)]
    for name in sorted(arguments):
        value = arguments[name]
        parts.append(u's%d\n%ss%d\n%s' % (len(value), value, len(name), name))
    plain = to_bytes(u''.join(parts) + u'r0\n')
    return base64.b64encode(plain).decode('ascii').replace('/', '%40').replace('+', '*').replace('=', '_')


class Log(object):
    """A log that grows by what the methods write; each record comes 25 milliseconds after the one before."""

    def __init__(self, day='2026-01-30', hour=14, agent='AEBN', thread=THREAD, newline='\n', console=None):
        self.day, self.agent, self.thread = day, agent, thread
        self._now_ms = hour * 3600000
        self._end, self._console = to_bytes(newline), console
        self.records = []           # bytes, each with its continuation lines and its line ends

    def wait(self, seconds):
        """Let *seconds* go by."""
        self._now_ms += int(seconds * 1000)
        return self

    def time(self):
        """Return the time of the next record."""
        seconds, milli = divmod(self._now_ms, 1000)
        return '%s %02d:%02d:%02d,%03d' % (self.day, seconds // 3600, seconds // 60 % 60, seconds % 60, milli)

    def record(self, message, level='INFO', place='__init__:90', thread=None, more=(), time=None):
        """Write one record; *more* are its continuation lines."""
        console = '- %s ' % self._console if self._console else ''
        head = u'%s %s(%s) :  %s (%s) - ' % (time or self.time(), console, thread or self.thread, level, place)
        lines = [to_bytes(head) + to_bytes(message)] + [to_bytes(line) for line in more]
        self.records.append(b''.join(line + self._end for line in lines))
        self._now_ms += 25
        return self

    def say(self, text, label=u'SEARCH', **how):
        """Write what the agent's log function writes at INFO."""
        how.setdefault('place', 'utils:5486')
        return self.record(u'%s  - %s:: %s' % (self.agent, label, text), **how)

    def complain(self, text, label=u'SEARCH', symbol=CROSS, thread=None):
        """Write a marker pair: what the agent's log function makes of a text with `error` or `warning` in it."""
        self.marker(label, symbol, thread)
        return self.second(text, label, thread)

    def marker(self, label=u'SEARCH', symbol=CROSS, thread=None):
        """Write the first record of a marker pair."""
        return self.record(u'%s  - %s:: %s File: __init__.py, Line: 283, Function: a -> b -> search'
                           % (self.agent, label, symbol), 'ERROR', 'utils:5485', thread)

    def second(self, text, label=u'SEARCH', thread=None):
        """Write the second record of a marker pair."""
        return self.record(u'%s  - %s::    %s' % (self.agent, label, text), 'ERROR', 'utils:5485', thread)

    def handle(self, function, arguments=NO_ARGUMENTS, thread=None):
        """Write the request that the server sends to the plug-in."""
        return self.record(u'Handling request GET /:/plugins/com.plexapp.agents.%s/messaging/function/%s/%s/%s' % (
            self.agent, function, NO_ARGUMENTS, arguments), 'DEBUG', 'runtime:717', thread)

    def search(self, key='60', thread=None, more=u'', asked=True):
        """Begin a search."""
        if asked:
            self.handle(SEARCH_FUNCTION, thread=thread)
        return self.record(u"Searching for matches for {'id': '%s', 'guid': 'com.plexapp.agents.%s://%s?lang=en', %s"
                           u"'force': True}" % (key, self.agent, key, more), 'INFO', 'agentkit:961', thread)

    def update(self, key='60', thread=None):
        """Begin an update."""
        guid = u'com.plexapp.agents.%s://%s?lang=en' % (self.agent, key)
        return self.handle(UPDATE_FUNCTION, packed({u'dbid': key, u'guid': guid, u'lang': u'en'}), thread)

    def answer(self, size=900, status=200, thread=None, kind='str'):
        """Write the framework's answer."""
        return self.record(u'Response: [%s] %s, %d bytes' % (status, kind, size), 'DEBUG', 'runtime:924', thread)

    def request(self, url='https://straight.aebn.com/a', thread=None):
        """Write a request to a website."""
        return self.record(u"Requesting '%s'" % url, 'DEBUG', 'networking:144', thread)

    def url_error(self, url='https://straight.aebn.com/a', thread=None):
        """Write what the framework writes of an HTTP error status."""
        return self.record(u"Error opening URL '%s'" % url, 'ERROR', 'networking:197', thread)

    def candidate(self, title=u'Studio - Title (2011)', thread=None):
        """Write that the next candidate is looked at."""
        return self.say(field(u'Processing', u'Page 1: 1 of 5 for %s' % title), thread=thread)

    def rejected(self, which=u'Title', thread=None):
        """Write a candidate's rejection."""
        return self.complain(u'Error getting Site %s: < %s Match Failure! >' % (which, which), thread=thread)

    def footer(self, word=u'Successful!!', routine=u'Search', thread=None):
        """Write the block that tells the outcome."""
        label = u'SEARCH' if routine == u'Search' else u'UPDATE'
        for text in (u'', u' >> %s: Finished %s Routine << ' % (self.agent, routine), u' (Studio) - Title ',
                     u' https://straight.aebn.com/a ', u' >> %s << ' % word, u''):
            self.say(text.center(72, u'*'), label, thread=thread)
        return self

    def traceback(self, opening=u'Exception when calling function', cause=u'AttributeError: no attribute', level='CRITICAL',
                  place='core:574', thread=None, frames=FRAMES):
        """Write a traceback as one record: frames, the exception in column 0, a blank line."""
        more = []
        for name, number, function, source in frames:
            more += [u'  File "%s", line %d, in %s' % (name, number, function)] + ([u'    ' + source] if source else [])
        return self.record(opening + u' (most recent call last):', level, place, thread, more + [cause, u''])

    def crash(self, kind='search', cause=u'AttributeError: no attribute', thread=None):
        """Write that the agent's search or update raised."""
        return self.traceback(u"Exception in the %s function of agent named '%s', called with keyword arguments %s"
                              % (kind, self.agent, DUMP), cause, place='agentkit:1018', thread=thread)

    def begin(self):
        """Write a start with the noise that every healthy start has, up to where the plug-in's own code begins."""
        self.record(u'Starting framework core - Version: 2.6.3, Build: af5eaea (Fri Sep 27 16:44:37 UTC 2024)', 'INFO', 'core:349')
        self.record(u'Setting the default network timeout to 20.0', 'DEBUG', 'networking:434')
        url = u'http://127.0.0.1:32400/:/plugins/com.plexapp.system/resourceHashes'
        self.request(url).url_error(url)
        return self.traceback(u'Exception getting hosted resource hashes', u'HTTPError: HTTP Error 404: Not Found',
                              place='runtime:1299')

    def start(self):
        """Write a start that works."""
        self.begin()
        return self.record(u'Started plug-in', 'INFO', 'core:611')

    def unreadable_model(self, thread=None):
        """Write that there is no stored model yet."""
        return self.record(u'Cannot read model from /config/Metadata/Movies/c/f038.bundle/Contents/com.plexapp.agents.AEBN',
                           'ERROR', 'model:205', thread)

    def data(self):
        """Return the log as bytes."""
        return b''.join(self.records)


def count(files, chunk=None, since=None, until=None, all_levels=False):
    """Return the agent's dict of the aggregate of *files*, the logs (bytes or Log) of one plug-in, oldest first.

    *chunk* is the number of bytes that are read and handed on at once.
    """
    files = [files] if isinstance(files, (bytes, Log)) else files
    folder = tempfile.mkdtemp(prefix='plexfix-test-')
    try:
        names = []
        for number, data in enumerate(files):
            back = len(files) - 1 - number
            names.append('com.plexapp.agents.AEBN.log' + ('.%d' % back if back else ''))
            with open(os.path.join(folder, names[-1]), 'wb') as target:
                target.write(data.data() if isinstance(data, Log) else data)
        plug_in = logfiles.PlugIn(u'AEBN', folder, u'', tuple(names))
        wish = counting.Wish(since, until, all_levels, 10, False, True)
        with _reading(chunk):
            part = counting.count_plug_in(plug_in, wish, folder, 0)
        return counting.load(part.path)
    finally:
        shutil.rmtree(folder)


@contextlib.contextmanager
def _reading(chunk):
    """Let files be read in pieces of *chunk* bytes, where that is not None."""
    before = logtext.BLOCK_BYTES
    try:
        logtext.BLOCK_BYTES = chunk or before
        yield
    finally:
        logtext.BLOCK_BYTES = before


def placeless(agent):
    """Return an agent's dict without the places (file and line) of its samples and items."""
    def without(row):
        return dict((key, value) for key, value in row.items() if key not in ('file', 'line'))
    return dict(agent, items=[without(item) for item in agent['items']],
                patterns=[dict(pattern, samples=[without(sample) for sample in pattern['samples']])
                          for pattern in agent['patterns']])
