# -*- coding: utf-8 -*-
"""What one record says: benign noise, a failure and its facts, a rejected candidate, a marker, a failed start.

A pure function of the record.  Which records together are one failure, and in which operation, is left to
`operations`.  The signals are those measured on real logs: the framework's own, and those of the PGMA agents.
"""
from __future__ import absolute_import, division, print_function

import collections
import re

from plexfix.observe import logline, tracebacks

# A record's facts.  `benign` names the kind of noise; `rejection` a candidate's field; `pair` is the second
# record of a marker pair, `url_error` an `Error opening URL`; `crash` 'search' or 'update'.
Facts = collections.namedtuple(
    'Facts', 'benign marker rejection pair url_error url statuses network traceback crash failed_start')
NOTHING = Facts(None, False, None, False, False, None, (), False, None, None, False)

# Noise that is known by module and line only, as no text of it is constant.
KNOWN_BY_PLACE = {b'runtime': b'709', b'data': b'179'}

_URL = re.compile(br'https?://[^\s\'"<>]+')
_HOST = re.compile(br'https?://(?:[^/\s\'"?#]*@)?([A-Za-z0-9.\x80-\xff-]+)(?=[/\s\'"?#:<>,)]|$)', re.I)
_STATUS = re.compile(
    br'\b(?:HTTPS?(?:/\d(?:\.\d)?)?(?: ?(?:[Ee]rror|[Ss]tatus|[Rr]esponse))?(?: ?[Cc]ode)?[ :=]{1,4}'
    br'|[Hh]ttp (?:[Ee]rror |[Ss]tatus )?)([45]\d\d)(?!\w|\.\d)'
    br'|(?<![\w.,])([45]\d\d) (?:Client|Server) Error\b')
_NETWORK = re.compile(
    br'\btimed out\b|\burlopen error\b|\bConnection (?:refused|reset|aborted)\b|\bNetwork is unreachable\b'
    br'|\bNo route to host\b|\bName or service not known\b|\bnodename nor servname\b|\bgetaddrinfo failed\b'
    br'|\bfailure in name resolution\b|\bNo address associated with hostname\b|\bMax retries exceeded\b'
    br'|\bConnectionError\b|\bConnectTimeout\b|\bReadTimeout\b|\bSSLError\b|\bSSL: |CERTIFICATE_VERIFY_FAILED'
    br'|\bcertificate verify failed\b|\bhandshake failure\b|\bEOF occurred in violation of protocol\b'
    br'|\bBadStatusLine\b|\bIncompleteRead\b')
# One of these is in every text that the expression finds; looking for them is much quicker.
_NETWORK_WORDS = (b'timed out', b'urlopen', b'onnect', b'SSL', b'unreach', b'route', b'known', b'hostname', b'getaddr',
                  b'resolution', b'retries', b'ReadTime', b'CERTIF', b'certif', b'handshake', b'EOF', b'BadStatus',
                  b'Incomplete')
# A printed dictionary or list holds titles, ids and search words: nothing in it is a statement of the agent.
_DUMP = re.compile(br'\{[^{}]*\}')
_MARKER = re.compile(b'(?:\xe2\x9d\x8c|\xe2\x9a\xa0)[^,]*File:.*Line:.*Function:')
_REJECTED = re.compile(br'(Title|Studio|Release Date|Duration) Match Failure')
_REJECTED_FIELDS = {b'Title': 'title', b'Studio': 'studio', b'Release Date': 'release_date', b'Duration': 'duration'}
_TROUBLE = re.compile(br'error|warning|fail|exception', re.I)
_FAILURE = re.compile(br'\W*(?:error|warning|fail|exception)'
                      br'|.*?(?:(?:error|warning|failure|failed|exception)s?\s*[:,;]|did not pull any results)',
                      re.I | re.DOTALL)
# Fields whose value is data of a film or a web page, however they may read.
_DATA_FIELD = re.compile(
    br'(?:Site |Film |Compare |Search |Media |File |Folder |Scene |Amended |IAFD |Agent )*'
    br'(?:Titles?|Name|Studios?|Query|Synopsis|Summary|Tagline|Cast|Directors?|Genres?|Collections?|Text|Processing'
    br'|Country|Countries|Series|Entry|Film|Path|Folder|Filename|Description|Review)\b'
    br'(?: \w+){0,2}[ \t]*(?::|  |\t)', re.I)
_COLUMN = re.compile(b'  |\t')
_QUIET = re.compile(br'["\'][^"\']*["\']|<[^<>]*>|\([^()]*\)|\[[^\[\]]*\]|https?://\S+')


_A_MARKER = NOTHING._replace(marker=True)
_BENIGN = dict((kind, NOTHING._replace(benign=kind)) for kind in ('resource_hashes', 'model_read', 'other'))
_REJECTION = dict((field, NOTHING._replace(rejection=field)) for field in _REJECTED_FIELDS.values())


def read(header, lines=()):
    """Return the Facts of the record with this logline.Header and its continuation *lines* (bytes)."""
    message = header.message
    if header.level >= logline.WARNING:
        noise = _noise(header, message)
        if noise:
            return _BENIGN[noise]
    rest = logline.unlabelled(message)
    if rest is not None and _MARKER.match(rest):
        return _A_MARKER
    trace = None
    if lines or message.endswith(tracebacks.OPENING):
        trace = tracebacks.find((message,) + tuple(lines))
    pair = rejection = None
    if rest is not None and header.level == logline.ERROR and trace is None:
        rejection = rejected_field(rest)
        if rejection:
            return _REJECTION[rejection]
        pair = states_failure(rest)
    if (message if rest is None else rest).lstrip().startswith((b'*', b'>>')):
        return NOTHING                              # a line of a footer, which shows titles too
    if rest is not None and not pair and (is_data(rest) or logline.is_padded_data(rest)):
        return NOTHING._replace(traceback=trace) if trace else NOTHING
    url_error = message.startswith(b'Error opening URL') and header.level >= logline.WARNING
    spoken = _spoken(message, lines, trace)
    return Facts(None, False, None, bool(pair), url_error, first_url(message), statuses(spoken), is_network(spoken),
                 trace, _crash(message) if header.level >= logline.ERROR else None,
                 header.level >= logline.ERROR and _failed_start(message))


def _noise(header, message):
    """Return the kind of benign noise that a problem record is, or None.

    Measured: these come at every start of every healthy plug-in, or heal themselves.
    """
    if message.startswith(b'Cannot read model from'):
        return 'model_read'
    if message.startswith(b'Exception getting hosted resource hashes') or (
            message.startswith(b'Error opening URL') and b'/:/plugins/com.plexapp.system/resourceHashes' in message):
        return 'resource_hashes'
    if message.startswith((b"Function named 'Start' couldn't be found", b'Exception matching route for path',
                           b'Could not find route matching')):
        return 'other'
    if KNOWN_BY_PLACE.get(header.module) == header.line:
        return 'other'
    return None


def rejected_field(rest):
    """Return the contract's name of the field that rejected a candidate (`< Title Match Failure! >`), or None."""
    match = _REJECTED.search(rest)
    return _REJECTED_FIELDS[match.group(1)] if match else None


def states_failure(rest):
    """Return whether the text of a marker pair's second record, without its label, tells of a failure.

    The agents send every text that holds `error` or `warning` there, a film's title and a URL too; so the word
    must stand outside of quotes, brackets and URLs, and not in the value of a padded field.
    """
    rest = rest.strip()
    if rest.startswith((b'*', b'>>')) or is_data(rest):
        return False
    return bool(_FAILURE.match(_QUIET.sub(b' ', _COLUMN.split(rest)[0])))


def is_data(rest):
    """Return whether *rest*, a message without its label, is a padded field that shows data of a film or a page."""
    match = _DATA_FIELD.match(rest)
    return bool(match) and not _TROUBLE.search(match.group())


def statuses(text):
    """Return the distinct HTTP error statuses that *text* states, as sorted bytes; never digits of anything else."""
    if b'HTTP' not in text and b' Error' not in text and b'ttp ' not in text:
        return ()
    return tuple(sorted(set(first or second for first, second in _STATUS.findall(text))))


def is_network(text):
    """Return whether *text* tells of a connection that failed: timeout, name, refusal, TLS."""
    for word in _NETWORK_WORDS:
        if word in text:
            return _NETWORK.search(text) is not None
    return False


def first_url(text):
    """Return the first URL in *text*, or None."""
    match = _URL.search(text)
    return match.group() if match else None


def host_of(url):
    """Return the host name in *url*, lower case, without user and port; None where there is none."""
    match = _HOST.match(url or b'')
    return match.group(1).lower() if match else None


def _spoken(message, lines, trace):
    """Return what the record itself says: without dumps, URLs and the source lines of a traceback."""
    if trace:
        parts = [message, (trace.name or b'') + b': ' + trace.text]
    else:
        parts = [message] + list(lines)
    return _URL.sub(b' ', _DUMP.sub(b' ', b'\n'.join(parts)))


def _crash(message):
    """Return 'search' or 'update' where the framework says that this function of the agent raised, else None."""
    if message.startswith(b'Exception in the search function'):
        return 'search'
    if message.startswith(b'Exception in the update function'):
        return 'update'
    return None


def _failed_start(message):
    return message.startswith((b'Exception starting plug-in', b'Exception while loading code'))
