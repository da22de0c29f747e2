# -*- coding: utf-8 -*-
"""The grammar of one line of a Plex plug-in log: header, thread, level, place, and what kind of line it is.

Everything is bytes: a log may hold any byte, and ASCII-only matching gives the same answer on both Pythons.
What a record *means* (failure, outcome) is left to `events` and `operations`.
"""
from __future__ import absolute_import, division, print_function

import collections
import re

LEVELS = ('DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL')
LEVEL_CODES = dict((name.encode('ascii'), code) for code, name in enumerate(LEVELS))
DEBUG, INFO, WARNING, ERROR, CRITICAL = range(5)

HEADER = re.compile(
    br'(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) (?:- (\S+)\s+)?\((-?[0-9a-f]+)\) :\s+'
    br'(DEBUG|INFO|WARNING|ERROR|CRITICAL) \(([\w.\-]+):(\d+)\) - (.*)', re.DOTALL)

# The text of one record that is looked at and kept.  Beyond it only lines are counted, so that a dump of
# megabytes costs no memory, and so that where a file was cut into pieces cannot change what is seen.
RECORD_BYTES = 65536

Header = collections.namedtuple('Header', 'time thread level module line message')

_new = tuple.__new__

# A label of the PGMA agents: `AEBN  - SEARCH:: `, `SEARCH:: `, `UTILS :: `.
LABEL = re.compile(br'(?:\S{1,40} {1,3}- )?[A-Z]{2,12} ?::[ \t]*')


def parse(line):
    """Return the Header of *line* (bytes), or None where it continues the record before."""
    match = HEADER.match(line)
    if match is None:
        return None
    time, _, thread, level, module, number, message = match.groups()
    return Header(time, thread, LEVEL_CODES[level], module, number, message.rstrip(b'\r\n'))


def parse_known(line, level):
    """Return what `parse` does of a line that is known to begin a record of this *level* (a code); it is quicker.

    The thread is what `thread_of` gives.
    """
    if line[24:25] != b'(':
        return parse(line)._replace(thread=thread_of(line))
    end = line.index(b')', 25)
    start = line.index(b'(', end)
    colon = line.index(b':', start)
    stop = line.index(b') - ', colon)
    # Python 2 makes a namedtuple in Python; here it is made in C.
    return _new(Header, (line[:23], line[25:end], level, line[start + 1:colon], line[colon + 1:stop],
                         line[stop + 4:].rstrip(b'\r\n')))


def thread_of(line):
    """Return what tells the thread of a *line*, known to begin a record, from others.

    In the form that a console prints the plug-in's name stands before it; all that matters is that it stays the same.
    """
    return line[25:line.index(b')', 25)]


def unlabelled(message):
    """Return *message* without the label of a PGMA agent, or None where it has none."""
    match = LABEL.match(message)
    return message[match.end():] if match else None


# Kinds of lines.  BORING ones only count by level; TALK is free text, looked at where it may state a failure; all
# others are looked at one by one.
(BORING, REQUEST, SEARCH, HANDLE, ANSWER, BANNER, STARTED, CANDIDATE, TITLES, ENRICHED, FOOTER, PROBLEM,
 TALK) = range(13)

# The framework's own modules: what they say at DEBUG is about themselves, never about a website.
FRAMEWORK = frozenset((
    b'accessor', b'agentkit', b'caching', b'core', b'data', b'debugging', b'localization', b'messaging', b'model',
    b'modelling', b'myplex', b'networking', b'notifications', b'pipeinterface', b'preferences', b'runtime', b'services',
    b'socketinterface', b'storage'))

# A padded field, `Site Title                    ...`: what stands in its value is data of a film or a page, unless the
# field itself is about a request or a failure.
_PADDED = re.compile(br'([^\s:*>](?:[^\s:]|:(?=\S))*(?: (?:[^\s:]|:(?=\S))+){0,4}) {2}')
# The same of a printed dictionary: `Film Dictionary: {...`.
_DUMP = re.compile(br"[A-Z][\w ]{0,30}: *\{(?:u?['\"]|\})")
_SPEAKING = re.compile(
    br'error|warn|fail|except|request|respon|status|http|connect|time|retr|attempt|download|answer|reason|result|reply'
    br'|code|trace|message|reach|refuse', re.I)

_STARTS = (
    (b"Requesting '", REQUEST),
    (b"Fetching '", REQUEST),
    (b'Searching for matches', SEARCH),
    (b'Handling request ', HANDLE),
    (b'Response: [', ANSWER),
    (b'Starting framework core', BANNER),
    (b'Started plug-in', STARTED),
)
_FIELDS = (
    (b'Processing ', CANDIDATE),
    (b'Titles Found', TITLES),
    (b'Found on IAFD', ENRICHED),
    (b'Finished ', FOOTER),
    (b'*', FOOTER),
    (b'>>', FOOTER),
)
# What may still become a label when the rest of the line is not seen.
_LABEL_BEGUN = re.compile(br'(?:\S{1,40} {0,3}|\S{1,40} {1,3}-? ?)(?:[A-Z]{0,12} ?:?)$')


def is_padded_data(rest, mask=None):
    """Return whether *rest*, a message without its label, is a padded field whose value states nothing."""
    match = _PADDED.match(rest)
    if match is None:
        return _DUMP.match(rest) is not None
    field = match.group(1)
    return field == _tables(mask)[3] or not _speaking(mask).search(field)


def kind_of(message, module=None, level=INFO, mask=None, whole=True):
    """Return the kind of a record by the beginning of its *message*, or None where that cannot be told.

    With *mask* (a 256-byte table) the message is understood as one that went through it, and the answer holds
    for every message that looks the same behind the mask.  *whole* is False where *message* was cut off.
    """
    starts, fields, framework, _ = _tables(mask)
    for text, kind in starts:
        if message.startswith(text):
            return kind
        if not whole and text.startswith(message):
            return None
    match = LABEL.match(message)
    if match is None:
        if not whole and _LABEL_BEGUN.match(message):
            return None
        rest = message
        fields = fields[-2:]            # a footer may stand without a label
    else:
        rest = message[match.end():]
    for text, kind in fields:
        if rest.startswith(text):
            return kind
        if not whole and text.startswith(rest):
            return None
    if match is None:
        return BORING if level == DEBUG and module in framework else TALK
    return BORING if is_padded_data(rest, mask) else TALK


_MASKED = {}


def _tables(mask):
    if mask not in _MASKED:
        def hide(text):
            return text.translate(mask) if mask else text
        _MASKED[mask] = (tuple((hide(text), kind) for text, kind in _STARTS),
                         tuple((hide(text), kind) for text, kind in _FIELDS),
                         frozenset(hide(text) for text in FRAMEWORK), hide(b'Request URL'))
    return _MASKED[mask]


_SPEAKING_MASKED = {None: _SPEAKING}


def _speaking(mask):
    """Return the expression of fields that speak of requests and failures, for text behind *mask*."""
    if mask not in _SPEAKING_MASKED:
        words = _SPEAKING.pattern.split(b'|')
        # Behind the mask a capital A to F is still one, so both ways of writing a letter have to be tried.
        forms = [b''.join(b'[' + (letter + letter.upper()).translate(mask) + b']' for letter in _letters(word))
                 for word in words]
        _SPEAKING_MASKED[mask] = re.compile(b'|'.join(forms))
    return _SPEAKING_MASKED[mask]


def _letters(word):
    return [word[index:index + 1] for index in range(len(word))]
