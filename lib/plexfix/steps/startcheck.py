# -*- coding: utf-8 -*-
"""Whether each touched agent came up after a restart: by its own log, behind a mark taken before; silence is no start.

The restart itself is outside.restart's; what follows from a failed start is decided by `apply`.
"""
from __future__ import absolute_import, division, print_function

import time
from collections import namedtuple

from plexfix.base.compat import fs_text, native, to_text
from plexfix.base.redact import redact
from plexfix.observe import events, logline
from plexfix.outside import logmarks

STARTED, FAILED, NOT_OBSERVED = 'started', 'failed', 'not_observed'

DEADLINE_S = 120
# An import that fails in a thread of its own is logged a moment after the start.
SETTLE_S = 1.0
POLL_S = 0.25

_LINES_SHOWN = 12
_BANNER = b'Starting framework core'
_LOAD_ERRORS = (b'ImportError', b'SyntaxError', b'IndentationError')

# What was seen of one plug-in: *state* is one of the three above, *why* in words, *lines* of its log as they prove it.
Start = namedtuple('Start', 'identifier state why lines')


def take_marks(folder, identifiers):
    """Return the marks of the plug-ins' logs in *folder*, as they are before a restart."""
    marks = logmarks.take(folder)
    return dict((name, mark) for name, mark in marks.items() if name in [_log_name(one) for one in identifiers])


def wait(folder, marks, identifiers, deadline_s=DEADLINE_S, settle_s=None, clock=time.time, sleep=time.sleep):
    """Return {identifier: Start} behind *marks*, as soon as every plug-in has started or one has failed.

    What has not been seen after *deadline_s* seconds is NOT_OBSERVED.  Whoever started is looked at again after
    *settle_s* (SETTLE_S) seconds.
    """
    ends = clock() + deadline_s
    while True:
        seen = look(folder, marks, identifiers)
        states = [one.state for one in seen.values()]
        if FAILED in states or clock() >= ends:
            return seen
        if all(state == STARTED for state in states):
            sleep(SETTLE_S if settle_s is None else settle_s)
            return look(folder, marks, identifiers)
        sleep(POLL_S)


def look(folder, marks, identifiers):
    """Return {identifier: Start} by what is behind *marks* now."""
    news = logmarks.since(folder, marks)
    return dict((one, judge(one, news.get(_log_name(one), b''))) for one in identifiers)


def judge(identifier, data):
    """Return the Start that *data*, the whole lines of a log behind its mark, shows.

    What stands before the framework's first banner was written by the old process.  From there on to `Started plug-in`
    any traceback is a failed start; behind that a failed start or import is, and what single operations raise is not:
    it is for the test to judge.  The framework's usual noise counts nowhere.
    """
    records = _records(line.rstrip(b'\r') for line in data.split(b'\n'))
    banners = [index for index, (header, _) in enumerate(records) if header.message.startswith(_BANNER)]
    proof = None
    for header, lines in records[banners[0] if banners else 0:]:
        if header.message.startswith(b'Started plug-in'):
            proof = header, lines
        why = _trouble(header, lines, is_starting=bool(banners) and proof is None)
        if why:
            return Start(identifier, FAILED, why, _shown(header, lines))
    if proof:
        return Start(identifier, STARTED, u'its log says so', _shown(*proof))
    if banners:
        return Start(identifier, NOT_OBSERVED, u'it began to start, and its log does not say that it has started',
                     _shown(*records[-1]))
    return Start(identifier, NOT_OBSERVED, u'its log shows no start after the restart', ())


def _log_name(identifier):
    return native(identifier) + '.log'


def _records(lines):
    """Return [(Header, continuation lines)] of whole lines; what continues a record before the mark is left out."""
    records = []
    for line in lines:
        header = logline.parse(line)
        if header is not None:
            records.append((header, []))
        elif records:
            records[-1][1].append(line)
    return records


def _trouble(header, lines, is_starting):
    """Return in words why a record means that the plug-in did not come up, None where it does not."""
    facts = events.read(header, lines)
    if facts.benign:
        return None
    last = [line for line in lines if line.strip()][-1:]
    if facts.failed_start:
        return u'the start failed: %s' % _text(last[0] if last else header.message)
    if facts.traceback and (is_starting or any(line.startswith(_LOAD_ERRORS) for line in lines)):
        return u'an exception at the start: %s' % _text(last[0] if last else header.message)
    return None


def _shown(header, lines):
    """Return the record as lines of text, without secrets: its head and the end of what follows."""
    text = [b'%s (%s:%s) - %s' % (header.time, header.module, header.line, header.message)] + [
        line for line in lines if line.strip()]
    if len(text) > _LINES_SHOWN:
        text = text[:2] + [b'...'] + text[3 - _LINES_SHOWN:]
    return tuple(_text(line) for line in text)


def _text(line):
    return redact(fs_text(to_text(line))).rstrip()
