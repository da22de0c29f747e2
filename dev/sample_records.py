# -*- coding: utf-8 -*-
"""The shapes of records in a Plex plug-in log, for one plug-in at a time.

Who fails, when and why is told by `make_sample_logs`; this module only knows how the framework and the agents write it.
"""
from __future__ import absolute_import, division, print_function

import base64
import collections
import datetime

Record = collections.namedtuple('Record', 'ms text')

MAIN_THREAD = '7ae1b6527b38'
START_OF_TIME = datetime.datetime(2026, 1, 30, 14, 0, 0)
HASHES = 'http://127.0.0.1:32400/:/plugins/com.plexapp.system/resourceHashes'

SEARCH, UPDATE = 'X0FnZW50S2l0OlNlYXJjaA__', 'X0FnZW50S2l0OlVwZGF0ZU1ldGFkYXRh'
_COMPONENTS = 'runtime caching data networking localization messaging debugging services myplex notifications'.split()


def packed(function, agent, item):
    """Return the arguments of a request as the framework packs them: each value before its name, then base64 for URLs."""
    guid = 'com.plexapp.agents.%s://%d?lang=en' % (agent, item)
    if function == SEARCH:
        values = [('s', 'en', 'lang'), ('b', '1', 'manual'), ('i', '0', 'primary')]
    else:
        values = [('s', 'en', 'lang'), ('b', '1', 'force'), ('s', str(item), 'dbid'), ('s', guid, 'guid')]
    plain = 'cereal1\n1\ndict\n%d\n' % len(values)
    for kind, value, name in values:
        shown = {'s': 's%d\n%s' % (len(value), value), 'b': 'b' + value, 'i': 'i%s\n' % value}[kind]
        plain += '%ss%d\n%s' % (shown, len(name), name)
    coded = [base64.urlsafe_b64encode(text.encode('ascii')).decode('ascii').replace('=', '_')
             for text in ('cereal1\n1\nlist\n0\nr0\n', plain + 'r0\n')]
    return '/'.join(coded)


def stamp(ms):
    """Return *ms* after the start of the samples as a log writes it."""
    at = START_OF_TIME + datetime.timedelta(milliseconds=ms)
    return u'%s,%03d' % (at.strftime('%Y-%m-%d %H:%M:%S'), at.microsecond // 1000)


def traceback_text(frames, raised):
    """Return the lines that follow a header: *frames* are (file, line, function, code), *raised* is 'Name: text'."""
    lines = [u'']
    for name, number, function, code in frames:
        lines.append(u'  File "%s", line %d, in %s' % (name, number, function))
        if code:
            lines.append(u'    ' + code)
    return u'\n'.join(lines + [raised, u''])


class Places(object):
    """Where files are, and which frames the agents' log function names, on Linux or on Windows."""

    def __init__(self, windows):
        self.windows = windows
        self.support = (u'C:/Users/sampleperson/AppData/Local/Plex Media Server/' if windows else
                        u'/home/sampleperson/Library/Application Support/Plex Media Server/')
        self.root = (u'C:/Program Files/Plex/Plex Media Server/Resources/' if windows else
                     u'/usr/lib/plexmediaserver/Resources/')
        self.say, self.fail = (u'logkit:16', u'logkit:22') if windows else (u'utils:5486', u'utils:5485')

    def native(self, path):
        return path.replace(u'/', u'\\') if self.windows else path

    def framework(self, name):
        inside = u'Plug-ins-5b1c2f0aa/Framework.bundle/Contents/Resources/Versions/2/Python/Framework/'
        return self.native(self.root + inside + name)

    def zip(self, name):
        return self.native(self.root + u'Python/python27.zip/' + name)


class Thread(object):
    """One thread of one plug-in: writes records into *sink* (a list), its clock going forward only."""

    def __init__(self, sink, agent, name, ms, chance, windows=False):
        self.sink, self.agent, self.name, self.ms, self.chance = sink, agent, name, ms, chance
        self.places = Places(windows)

    def wait(self, least, most=None):
        """Let between *least* and *most* milliseconds pass."""
        self.ms += least + int(self.chance() * ((most or least) - least))

    def record(self, level, place, text, after=(0, 3)):
        """Write one record, *after* some milliseconds, whose *place* is 'module:line'."""
        self.wait(*after)
        self.sink.append(Record(self.ms, u'%s (%s) :  %s (%s) - %s' % (stamp(self.ms), self.name, level, place, text)))

    # -- the framework -------------------------------------------------------------------------------------------------

    def requesting(self, url, after=(1, 4)):
        self.record(u'DEBUG', u'networking:144', u"Requesting '%s'" % url, after)

    def url_error(self, url, after=(150, 900)):
        self.record(u'ERROR', u'networking:197', u"Error opening URL '%s'" % url, after)

    def request(self, function, item):
        """Plex asks the plug-in to run *function* (SEARCH or UPDATE) for *item*."""
        path = (u'/:/plugins/com.plexapp.agents.%s/messaging/function/%s/%s'
                % (self.agent, function, packed(function, self.agent, item)))
        self.record(u'DEBUG', u'runtime:717', u'Handling request GET ' + path)
        self.record(u'DEBUG', u'runtime:49', u'Received packed state data (80 bytes)')
        self.record(u'DEBUG', u'runtime:814', u'Found route matching ' + path)

    def answer(self, size):
        self.record(u'DEBUG', u'runtime:88', u'Sending packed state data (104 bytes)')
        self.record(u'DEBUG', u'runtime:924', u'Response: [200] str, %d bytes' % size)

    def exception(self, place, text, frames, raised):
        self.record(u'CRITICAL', place, u'%s (most recent call last):%s' % (text, traceback_text(frames, raised)))

    def banner(self):
        self.record(u'INFO', u'core:349', u'Starting framework core - Version: 2.6.3, Build: 5b1c2f0 '
                    u'(Tue Jan 13 11:02:31 UTC 2026)')

    def start(self, ok=True):
        """The plug-in starts, with the noise that every start makes on a modern server; its code may fail to load."""
        self.banner()
        self.record(u'DEBUG', u'core:361', u'Using the elevated policy')
        for component in _COMPONENTS:
            self.record(u'DEBUG', u'core:450', u'Starting %s component.' % component)
            if component == 'networking':
                self.record(u'DEBUG', u'networking:262', u'Loaded HTTP cookies')
                self.record(u'DEBUG', u'networking:434', u'Setting the default network timeout to 20.0')
            if component == 'localization':
                self.record(u'INFO', u'localization:409', u'Setting the default locale to en-us')
        self._resource_hashes()
        self.record(u'DEBUG', u'core:560', u'Loading plug-in code', (5, 40))
        if not ok:
            return
        self.record(u'DEBUG', u'core:566', u'Finished loading plug-in code', (90, 400))
        self.record(u'DEBUG', u'agentkit:1132', u'Creating new agent class called %s' % self.agent)
        self.record(u'CRITICAL', u'sandbox:298', u"Function named 'Start' couldn't be found in the current environment")
        self.record(u'INFO', u'core:611', u'Started plug-in')
        self.record(u'INFO', u'socketinterface:184', u'Socket server started on port 41877')
        self.record(u'INFO', u'pipeinterface:25', u'Entering run loop')

    def _resource_hashes(self):
        self.requesting(HASHES)
        self.url_error(HASHES, (2, 6))
        self.exception(u'runtime:1299', u'Exception getting hosted resource hashes', [
            (self.places.framework('components/runtime.py'), 1293, 'get_resource_hashes',
             'json = self._core.networking.http_request("%s", timeout=10).content' % HASHES),
            (self.places.framework('components/networking.py'), 243, 'content', 'return self.__str__()'),
            (self.places.framework('components/networking.py'), 159, 'load',
             'f = self._opener.open(req, timeout=self._timeout)'),
            (self.places.zip('urllib2.py'), 435, 'open', 'response = meth(req, response)'),
            (self.places.zip('urllib2.py'), 556, 'http_error_default',
             'raise HTTPError(req.get_full_url(), code, msg, hdrs, fp)'),
        ], u'HTTPError: HTTP Error 404: Not Found')

    def begin_search(self, item):
        self.request(SEARCH, item)
        self.record(u'INFO', u'agentkit:961', u"Searching for matches for {'id': '%d', "
                    u"'guid': 'com.plexapp.agents.%s://%d?lang=en', 'force': True, "
                    u"'primary_agent': 'com.plexapp.agents.%s', 'parentID': None}"
                    % (item, self.agent, item, self.agent))
        self.requesting(u'http://127.0.0.1:32400/library/metadata/%d/tree' % item)

    def begin_update(self, item, model_is_missing):
        self.request(UPDATE, item)
        self.record(u'DEBUG', u'model:32', u'Loading model with GUID com.plexapp.agents.%s://%d?lang=en'
                    % (self.agent, item))
        if model_is_missing:
            self.record(u'ERROR', u'model:205', u'Cannot read model from ' + self.places.native(
                u'%sMetadata/Movies/4/%x.bundle/Contents/com.plexapp.agents.%s'
                % (self.places.support, 0x7ddf011e699a250e + item * 7919, self.agent)))

    # -- the agents' own log function ----------------------------------------------------------------------------------

    def log(self, step, text, line=88, functions=None, after=(0, 3)):
        """Write as the agents' own log function does.

        Any text with error or warning in it, be it in a title, becomes a pair of ERROR records.
        """
        if not any(word in text.lower() for word in (u'error', u'warning')):
            self.record(u'INFO', self.places.say, u'%s  - %s:: %s' % (self.agent, step, text), after)
            return
        self.record(u'ERROR', self.places.fail, u'%s - %s:: \u274c File: __init__.py, Line: %d, Function: %s'
                    % (self.agent, step, line, functions or step.strip().lower()), after)
        self.record(u'ERROR', self.places.fail, u'%s - %s::    %s' % (self.agent, step, text))

    def say(self, step, field, value=u'', after=(0, 3)):
        """Log a field, which fills 29 columns, and its value."""
        self.log(step, (u'%-29s %s' % (field, value)).rstrip(), after=after)

    def footer(self, routine, film, url, good):
        """The block that tells how a search or an update ended."""
        outcome = u' >> Successful!! << ' if good else u' >> Failed << '
        for line in (u'', u' >> %s: Finished %s Routine << ' % (self.agent, routine), u' (%s) - %s ' % film[:2],
                     u' %s ' % url, outcome, u''):
            self.log(routine.upper(), line.center(72, u'*'), 130)
