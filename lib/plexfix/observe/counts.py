# -*- coding: utf-8 -*-
"""The numbers of one agent, and their form in the aggregate."""
from __future__ import absolute_import, division, print_function

from plexfix.base.compat import to_text
from plexfix.observe import logline

KINDS = ('search', 'update')
OUTCOMES = ('successful', 'failed', 'empty', 'crashed', 'unfinished')
FIELDS = ('title', 'studio', 'release_date', 'duration')
NOISE = ('resource_hashes', 'model_read', 'other')


class Counts(object):
    """What is counted of one agent; plain numbers and dictionaries that only grow."""

    def __init__(self):
        self.lines = self.records = 0
        self.levels = [0] * len(logline.LEVELS)
        self.operations = dict((kind, dict.fromkeys(('started',) + OUTCOMES, 0)) for kind in KINDS)
        self.titles_found = self.enriched = self.processed = 0
        self.rejected = dict.fromkeys(FIELDS, 0)
        self.http_failures = self.without_status = 0
        self.by_status, self.by_host, self.by_status_host = {}, {}, {}
        self.url_fetch_errors = self.network_errors = self.failures = 0
        self.exceptions = {}
        self.starts = {'ok': 0, 'failed': 0, 'last_ok': None, 'last_failed': None}
        self.benign = dict.fromkeys(NOISE, 0)
        self.hours = {}

    def hour(self, time):
        """Return the [operations, failures] of the hour of *time* (bytes)."""
        hour = time[:13]
        if hour not in self.hours:
            self.hours[hour] = [0, 0]
        return self.hours[hour]

    def start(self, worked, time):
        """Count a start of the plug-in that worked, or failed, at *time*."""
        name = 'ok' if worked else 'failed'
        self.starts[name] += 1
        last = self.starts['last_' + name]
        if last is None or time > last:
            self.starts['last_' + name] = time

    def failure(self, failure):
        """Count the statuses, host, network error and exceptions of one ended failure event."""
        if failure.network:
            self.network_errors += 1
        for name in failure.exceptions:
            self.exceptions[name] = self.exceptions.get(name, 0) + 1
        if not (failure.url_error or failure.statuses):
            return
        self.http_failures += 1
        if not failure.statuses:
            self.without_status += 1
        host = failure.host
        if host:
            self.by_host[host] = self.by_host.get(host, 0) + 1
        for status in failure.statuses:
            self.by_status[status] = self.by_status.get(status, 0) + 1
            if host:
                hosts = self.by_status_host.setdefault(status, {})
                hosts[host] = hosts.get(host, 0) + 1

    def as_dict(self):
        """Return the numbers under the aggregate's names, without patterns and items."""
        return {
            'lines': self.lines, 'records': self.records, 'levels': dict(zip(logline.LEVELS, self.levels)),
            'operations': dict((kind, dict(self.operations[kind])) for kind in KINDS),
            'titles_found': self.titles_found, 'enriched': self.enriched,
            'candidates': {'processed': self.processed, 'rejected': dict(self.rejected)},
            'http': {'failures': self.http_failures, 'by_status': _text_keys(self.by_status),
                     'by_host': _text_keys(self.by_host),
                     'by_status_host': dict((to_text(status), _text_keys(hosts))
                                            for status, hosts in self.by_status_host.items()),
                     'without_status': self.without_status},
            'url_fetch_errors': self.url_fetch_errors, 'model_read_errors': self.benign['model_read'],
            'network_errors': self.network_errors, 'exceptions': _text_keys(self.exceptions),
            'starts': dict((name, value if value is None or isinstance(value, int) else to_text(value))
                           for name, value in self.starts.items()),
            'benign': dict(self.benign), 'failures': self.failures,
            'by_hour': dict((to_text(hour), {'operations': operations, 'failures': failures})
                            for hour, (operations, failures) in self.hours.items())}


def _text_keys(numbers):
    return dict((to_text(name), number) for name, number in numbers.items())
