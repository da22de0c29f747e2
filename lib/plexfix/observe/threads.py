# -*- coding: utf-8 -*-
"""What is known of an operation, of a failure and of a thread while the log is followed; counts nothing."""
from __future__ import absolute_import, division, print_function

CRASH_BYTES = 16            # the answer to a search whose function raised
EMPTY_BYTES = 320           # and the largest one of a search that found nothing


def place_in(segments, index):
    """Return (file name, line number) of the line at *index* of a block with these segments."""
    if len(segments) == 1:
        segment = segments[0]
    else:
        segment = [segment for segment in segments if segment[0] <= index][-1]
    return segment[1], segment[2] + index - segment[0]


class Operation(object):
    """One search or update, from its request to its answer."""

    __slots__ = ('kind', 'time', 'item', 'place', 'crashed', 'footer', 'ended', 'counted', 'patterns', 'failures')

    def __init__(self, kind, time, item, place, counted):
        self.kind, self.time, self.item, self.place, self.counted = kind, time, item, place, counted
        self.crashed = False
        self.footer = self.ended = None
        self.patterns = None            # Pattern -> number of its records
        self.failures = ()              # Patterns of failure events, in order


class Failure(object):
    """One failure event: all records of one failure on one thread."""

    __slots__ = ('time', 'url_error', 'host', 'statuses', 'network', 'exceptions')

    def __init__(self, time):
        self.time = time
        self.url_error = self.network = False
        self.host = None
        self.statuses = set()
        self.exceptions = set()


class Thread(object):
    """What is known of one thread: the operation on it, the failure that goes on, a marker that waits for its text."""

    __slots__ = ('operation', 'failure', 'marker', 'url')

    def __init__(self):
        self.operation = self.failure = self.marker = self.url = None


def outcome_of(operation, answer):
    """Return the outcome of an operation: its exception first, then its agent's footer, then the answer's size.

    *answer* is (status, bytes) of the framework's answer, or None where there was none.
    """
    if operation.crashed:
        return 'crashed'
    if operation.footer is not None:
        return 'successful' if operation.footer == b'Successful' else 'failed'
    if answer is None:
        return 'unfinished'
    status, size = answer
    if operation.kind == 'update':
        return 'successful' if status < 400 else 'crashed'
    if status >= 400 or size <= CRASH_BYTES:
        return 'crashed'
    return 'empty' if size <= EMPTY_BYTES else 'successful'
