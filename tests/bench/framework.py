# -*- coding: utf-8 -*-
"""What Plex's plug-in framework itself logs around any agent: starts, requests, searches, fetches, crashes.

An Operation is a list of (kind, text, effects): the record's kind, its message, and what it adds to the expected
totals when it is written.  What an agent says of its own is left to the styles.
"""

from __future__ import absolute_import, division, print_function

from words import zipf_table

_SEARCH = b'X0FnZW50S2l0OlNlYXJjaA__'
_UPDATE = b'X0FnZW50S2l0OlVwZGF0ZU1ldGFkYXRh'
_ARGUMENTS = b'Y2VyZWFsMQoxCmxpc3QKMApyMAo_'
_HASHES = b'http://127.0.0.1:32400/:/plugins/com.plexapp.system/resourceHashes'
_FRAMEWORK = (
    b'/usr/lib/plexmediaserver/Resources/Plug-ins-a0bfb8370/Framework.bundle/'
    b'Contents/Resources/Versions/2/Python/Framework'
)
_PYTHON = b'/usr/lib/plexmediaserver/Resources/Python/python27.zip'
_SUPPORT = b'/config/Library/Application Support/Plex Media Server'
_COMPONENTS = (
    b'runtime',
    b'caching',
    b'data',
    b'networking',
    b'localization',
    b'messaging',
    b'debugging',
    b'services',
    b'myplex',
    b'notifications',
)
STATUS_TEXT = {
    400: b'Bad Request',
    401: b'Unauthorized',
    403: b'Forbidden',
    404: b'Not Found',
    410: b'Gone',
    429: b'Too Many Requests',
    500: b'Internal Server Error',
    502: b'Bad Gateway',
    503: b'Service Unavailable',
}
_STATUSES = (403, 404, 503, 429, 500, 502, 410, 401, 400)
_STATUS_TABLE = zipf_table(len(_STATUSES), 1.2, 200)

# Exception class, its text with one %s or none, the frames (function, code) in the agent's own files.
_CRASHES = (
    (
        'AttributeError',
        b"'NoneType' object has no attribute 'text'",
        (('__init__.py', 283, b'search', b'title = node.text'),),
    ),
    (
        'IndexError',
        b'list index out of range',
        (
            ('__init__.py', 301, b'search', b'self.read_page(html)'),
            ('utils.py', 1720, b'read_page', b"return html.xpath('//h1/text()')[0]"),
        ),
    ),
    ('KeyError', b"'%s'", (('utils.py', 2210, b'lookup', b'return TABLE[name]'),)),
    (
        'UnicodeDecodeError',
        b"'ascii' codec can't decode byte 0xc3 in position %d: ordinal not in range(128)",
        (('utils.py', 610, b'normalise', b'return str(text)'),),
    ),
    (
        'ValueError',
        b"time data '%s' does not match format '%%Y-%%m-%%d'",
        (('utils.py', 980, b'read_date', b"return strptime(text, '%Y-%m-%d')"),),
    ),
    (
        'TypeError',
        b"unsupported operand type(s) for +: 'NoneType' and 'str'",
        (('__init__.py', 415, b'build', b'url = base + path'),),
    ),
    (
        'XMLSyntaxError',
        b'Document is empty, line 1, column 1',
        (('__init__.py', 92, b'fetch', b'return XML.ElementFromString(page)'),),
    ),
)
# Films whose names look like failures, and are none.
_DECOYS = (b'Trial and Error', b'Warning Shot', b'Error 404', b'403 Park Avenue')
_NAMES = (b'Northern Road', b'Silver Island', b'Le Mans', b'Ocean')
_CRASH_TABLE = zipf_table(len(_CRASHES), 1.0, 200)


def status_line(status):
    return b'HTTP Error %d: %s' % (status, STATUS_TEXT[status])


def _frame(path, line, function, code):
    return b'\n  File "%s", line %d, in %s\n    %s' % (path, line, function, code)


class Operation(list):
    """The records of one operation, in order."""

    def log(self, kind, text, effects=None):
        self.append((kind, text, effects))


class Framework(object):
    """The framework's part of one agent's log.  Styles derive from it and provide `search()` and `update()`."""

    def __init__(self, agent, index, dice, book):
        self.agent, self.name, self.dice, self.book = agent, agent.encode('ascii'), dice, book
        self.identifier = b'com.plexapp.agents.' + self.name
        self.next_key = 100 + 7 * index
        self.host = 'www.%s.example' % agent.lower()
        self.site = 'https://' + self.host
        self._arguments = [dice.base64ish(dice.between(180, 420)) for _ in range(48)]
        kind = book.kind
        self.k_handling = kind('runtime.handling', 'DEBUG', 'runtime', 717, fixed=True)
        self.k_route = kind('runtime.route', 'DEBUG', 'runtime', 814)
        self.k_received = kind('runtime.received', 'DEBUG', 'runtime', 49)
        self.k_sending = kind('runtime.sending', 'DEBUG', 'runtime', 88)
        self.k_answer = kind('runtime.answer', 'DEBUG', 'runtime', 924, fixed=True)
        self.k_searching = kind('agentkit.searching', 'INFO', 'agentkit', 961, fixed=True)
        self.k_guid = kind('model.loading', 'DEBUG', 'model', 32)
        self.k_deserialize = kind('model.deserializing', 'DEBUG', 'model', 234)
        self.k_serialize = kind('model.serializing', 'DEBUG', 'model', 229)
        self.k_unread = kind('model.unread', 'ERROR', 'model', 205, fixed=True)

    def effects_of_url_error(self, host):
        return (('failures', 1), ('http', 1), ('url_fetch_errors', 1), ('without_status', 1), ('host.' + host, 1))

    def status(self):
        return _STATUSES[self.dice.pick(_STATUS_TABLE)]

    def url(self, host, word=b'titles'):
        """Return a URL of *host*; paths and query strings come in three shapes."""
        dice = self.dice
        shape = dice.below(3)
        base = b'https://%s/%s/' % (host.encode('ascii'), word)
        if shape == 0:
            return base + b'%d' % dice.between(100, 999999)
        if shape == 1:
            return base + dice.pick(self._arguments)[:14].lower() + b'-%d.html' % dice.between(1, 9999)
        return base + b'search?q=%s+%d&page=%d' % (dice.hexes(5), dice.below(1000), dice.between(1, 9))

    # One record, or a few that belong together.

    def requesting(self, out, host, url):
        out.log(self.book.kind('net.requesting', 'DEBUG', 'networking', 144, host), b"Requesting '%s'" % url)

    def url_error(self, out, host, url):
        out.log(
            self.book.kind('net.error', 'ERROR', 'networking', 197, host, fixed=True),
            b"Error opening URL '%s'" % url,
            self.effects_of_url_error(host),
        )

    def request(self, out, function):
        """Log a request that names the framework's *function*."""
        dice = self.dice
        path = b'/:/plugins/%s/messaging/function/%s/%s/%s%s_' % (
            self.identifier,
            function,
            _ARGUMENTS,
            dice.pick(self._arguments),
            dice.base64ish(8),
        )
        effects = (('update.started', 1), ('update.unfinished', 1)) if function is _UPDATE else None
        out.log(self.k_handling, b'Handling request GET ' + path, effects)
        if dice.chance(0.6):
            out.log(self.k_received, b'Received packed state data (%d bytes)' % dice.between(60, 120))
        out.log(self.k_route, b'Found route matching ' + path)

    def open_search(self, out):
        """Begin a search; return its rating key."""
        dice, key = self.dice, self.next_key
        self.next_key += dice.between(1, 3)
        self.request(out, _SEARCH)
        pairs = [
            b"'id': '%d'" % key,
            b"'guid': '%s://%d?lang=en'" % (self.identifier, key),
            b"'force': %s" % dice.pick((b'True', b'False')),
            b"'primary_agent': '%s'" % self.identifier,
            b"'parentID': None",
        ]
        if dice.chance(0.4):
            pairs.append(b"'name': '%s'" % dice.pick(_DECOYS if dice.chance(0.1) else _NAMES))
        if dice.chance(0.5):
            pairs.reverse()
        out.log(
            self.k_searching,
            b'Searching for matches for {%s}' % b', '.join(pairs),
            (('search.started', 1), ('search.unfinished', 1)),
        )
        self.requesting(out, '127.0.0.1:32400', b'http://127.0.0.1:32400/library/metadata/%d/tree' % key)
        return key

    def open_update(self, out):
        """Begin an update; return its rating key."""
        dice, key = self.dice, self.next_key
        self.next_key += 1
        self.request(out, _UPDATE)
        out.log(self.k_guid, b'Loading model with GUID %s://%d?lang=en' % (self.identifier, key))
        path = b'%s/Metadata/Movies/%s/%s.bundle/Contents/%s' % (
            _SUPPORT,
            dice.hexes(1),
            dice.hexes(39),
            self.identifier,
        )
        if dice.chance(0.2):
            out.log(self.k_unread, b'Cannot read model from ' + path, (('benign.model_read', 1),))
        else:
            out.log(self.k_deserialize, b'Deserializing from %s/Info.xml' % path)
        self.requesting(out, '127.0.0.1:32400', b'http://127.0.0.1:32400/library/metadata/%d/tree' % key)
        return key

    def close(self, out, operation, size, outcome=None):
        """Answer the operation with *size* bytes; with *outcome*, the answer is what settles it."""
        dice = self.dice
        if operation == 'update' and dice.chance(0.8):
            out.log(
                self.k_serialize,
                b'Serializing to %s/Metadata/Movies/%s/%s.bundle/Contents/%s/Info.xml'
                % (_SUPPORT, dice.hexes(1), dice.hexes(39), self.identifier),
            )
        out.log(self.k_sending, b'Sending packed state data (%d bytes)' % dice.between(80, 130))
        out.log(
            self.k_answer, b'Response: [200] str, %d bytes' % size, settled(operation, outcome) if outcome else None
        )

    def results_size(self):
        """Return the size of an answer that holds results."""
        return self.dice.between(401, 1200)

    def crash(self, out, operation, failed_fetch=None):
        """End the operation with an exception; *failed_fetch* is the host of the URL error it comes from, if any."""
        dice = self.dice
        code = b'%s/Plug-ins/%s.bundle/Contents/Code/' % (_SUPPORT, self.name)
        frames = _frame(
            _FRAMEWORK + b'/api/agentkit.py',
            1011,
            b'_' + operation.encode('ascii'),
            b'agent.%s(*f_args, **f_kwargs)' % operation.encode('ascii'),
        )
        effects = list(settled(operation, 'crashed'))
        if failed_fetch:
            status = self.status()
            name = 'HTTPError'
            frames += _frame(code + b'__init__.py', 188, b'fetch', b'page = HTTP.Request(url).content')
            frames += _frame(
                _FRAMEWORK + b'/components/networking.py',
                159,
                b'load',
                b'f = self._opener.open(req, timeout=self._timeout)',
            )
            frames += _frame(
                _PYTHON + b'/urllib2.py',
                556,
                b'http_error_default',
                b'raise HTTPError(req.get_full_url(), code, msg, hdrs, fp)',
            )
            last, keys = status_line(status), 'HTTPError %d' % status
            effects += [('without_status', -1), ('status.%d' % status, 1)]
        else:
            name, pattern, own = _CRASHES[dice.pick(_CRASH_TABLE)]
            for path, line, function, source in own:
                frames += _frame(code + path.encode('ascii'), line, function, source)
            last, keys = self._filled(pattern), name
            effects.append(('failures', 1))
        effects.append(('exception.' + name, 1))
        line = 1018 if operation == 'search' else 1095
        kind = self.book.kind('agentkit.%s_crash' % operation, 'CRITICAL', 'agentkit', line, keys, fixed=True)
        text = (
            b"Exception in the %s function of agent named '%s', called with keyword arguments "
            b"{'id': '%d', 'name': '%s', 'year': '%d', 'plexHash': '%s', 'duration': '%d'} "
            b"(most recent call last):%s\n%s: %s\n"
            % (
                operation.encode('ascii'),
                self.name,
                self.next_key,
                dice.title().replace(b"'", b''),
                dice.year(),
                dice.hexes(40),
                dice.between(1, 9999999),
                frames,
                name.encode('ascii'),
                last,
            )
        )
        out.log(kind, text, tuple(effects))
        self.close(out, operation, 16)

    def _filled(self, pattern):
        if b'%s' in pattern:
            return pattern % self.dice.title()
        return pattern % self.dice.below(200) if b'%d' in pattern else pattern

    # A plug-in's start.

    def start(self, fails):
        """Return the records of a start and the noise of every start; *fails*: the loader refuses the code."""
        dice, out, kind = self.dice, Operation(), self.book.kind

        def debug(label, module, line, text):
            out.log(kind(label, 'DEBUG', module, line), text)

        out.log(
            kind('core.starting', 'INFO', 'core', 349, fixed=True),
            b'Starting framework core - Version: 2.6.3, Build: %s (Mon Dec 16 15:14:06 UTC 2024)' % dice.hexes(7),
        )
        debug('core.policy', 'core', 361, b'Using the elevated policy')
        for component in _COMPONENTS:
            debug('core.component', 'core', 450, b'Starting %s component.' % component)
        debug('net.cookies', 'networking', 266, b'No cookie jar found')
        debug('net.timeout', 'networking', 434, b'Setting the default network timeout to 20.0')
        out.log(kind('localization.locale', 'INFO', 'localization', 409), b'Setting the default locale to en-us')
        self.requesting(
            out, '127.0.0.1:32400', b'http://127.0.0.1:32400/system/messaging/clear_events/' + self.identifier
        )
        debug(
            'accessor.model',
            'accessor',
            68,
            b"Creating a new model access point for provider %s in namespace 'metadata'" % self.identifier,
        )
        self._resource_hashes(out)
        debug('runtime.thread', 'runtime', 1117, b"Created a thread named 'load_all_services'")
        debug('services.loaded', 'services', 362, b'Loaded services')
        debug('core.finished', 'core', 150, b'Finished starting framework core')
        debug('core.loading', 'core', 560, b'Loading plug-in code')
        if fails:
            self._failed_start(out)
            return out
        debug('core.machine', 'core', 538, b'Machine identifier is ' + dice.hexes(40))
        debug(
            'core.server', 'core', 539, b'Server version is 1.41.3.%d-%s' % (dice.between(9000, 9999), dice.hexes(9))
        )
        debug('core.loaded', 'core', 566, b'Finished loading plug-in code')
        if dice.chance(0.5):
            out.log(
                kind('sandbox.start', 'CRITICAL', 'sandbox', 298, fixed=True),
                b"Function named 'Start' couldn't be found in the current environment",
                (('benign.other', 1),),
            )
        out.log(kind('core.started', 'INFO', 'core', 611, fixed=True), b'Started plug-in', (('starts.ok', 1),))
        return out

    def _resource_hashes(self, out):
        self.requesting(out, '127.0.0.1:32400', _HASHES)
        benign = (('benign.resource_hashes', 1),)
        out.log(
            self.book.kind('benign.hashes_url', 'ERROR', 'networking', 197, fixed=True),
            b"Error opening URL '%s'" % _HASHES,
            benign,
        )
        text = b'Exception getting hosted resource hashes (most recent call last):'
        for path, line, function, code in (
            (
                b'/components/runtime.py',
                1293,
                b'get_resource_hashes',
                b'json = self._core.networking.http_request("%s", timeout=10).content' % _HASHES,
            ),
            (b'/components/networking.py', 243, b'content', b'return self.__str__()'),
            (b'/components/networking.py', 221, b'__str__', b'self.load()'),
        ):
            text += _frame(_FRAMEWORK + path, line, function, code)
        text += _frame(
            _PYTHON + b'/urllib2.py',
            556,
            b'http_error_default',
            b'raise HTTPError(req.get_full_url(), code, msg, hdrs, fp)',
        )
        out.log(
            self.book.kind('benign.hashes', 'CRITICAL', 'runtime', 1299, fixed=True),
            text + b'\nHTTPError: HTTP Error 404: Not Found\n',
            benign,
        )

    def _failed_start(self, out):
        text = b'Exception starting plug-in (most recent call last):'
        text += _frame(_FRAMEWORK + b'/core.py', 608, b'start', b'self.sandbox.execute(self.init_code)')
        text += _frame(_FRAMEWORK + b'/code/sandbox.py', 256, b'execute', b'exec(code) in self.environment')
        text += (
            b'\nSyntaxError: Line %d: "__file__" is an invalid variable name because it starts with "_"\n'
            % self.dice.between(10, 900)
        )
        out.log(
            self.book.kind('core.start_failed', 'CRITICAL', 'core', 615, 'SyntaxError', fixed=True),
            text,
            (('starts.failed', 1), ('failures', 1), ('exception.SyntaxError', 1)),
        )


def settled(operation, outcome):
    """Return the effects of an operation's end: no longer unfinished, but *outcome*."""
    return ((operation + '.unfinished', -1), ('%s.%s' % (operation, outcome), 1))
