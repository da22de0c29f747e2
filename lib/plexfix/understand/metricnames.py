# -*- coding: utf-8 -*-
"""The names of the metrics that a criterion may speak of: which there are, and what each one is like.

Their values are read out of an aggregate by `measurable`.
"""
from __future__ import absolute_import, division, print_function

import collections
import difflib
import re

# `kind` is a plain metric's own name, or one of http_status, exception and pattern; `name` is the class of an
# exception.  What a metric does not speak of is None.
Metric = collections.namedtuple('Metric', 'kind name status host pattern')

HTTP_STATUS, EXCEPTION, PATTERN = u'http_status', u'exception', u'pattern'
PLAIN = (u'success_rate', u'failure_rate', u'http_failures', u'url_fetch_errors', u'network_errors',
         u'title_rejections', u'enriched', u'model_read_errors', u'crash_rate', u'new_patterns', u'new_exceptions',
         u'starts_failed')
FORMS = (u'http_<status>', u'http_<status>@<host>', u'exception_<Name>', u'pattern_<id>')
# Of these more is better; of all others less is.
HIGHER_IS_BETTER = frozenset([u'success_rate', u'enriched'])
# Shares from 0 to 1, whose change can be told in percentage points.
SHARES = frozenset([u'success_rate', u'crash_rate'])
# Only there when two aggregates are compared: one alone has no value of them.
NEW = frozenset([u'new_patterns', u'new_exceptions'])

_STATUS = re.compile(u'http_([45][0-9][0-9])(?:@([^@/:?#]+))?$')
_EXCEPTION = re.compile(u'exception_([A-Za-z_][A-Za-z0-9_]*)$')
_PATTERN = re.compile(u'pattern_([0-9a-f]{12})$')
_CAPITAL = re.compile(u'[A-Z]')


class NoMetric(ValueError):
    """A text that names no metric; the message says what is wrong, `hint` what there is."""

    def __init__(self, message, hint):
        super(NoMetric, self).__init__(message)
        self.hint = hint


def read_metric(text):
    """Return the Metric that *text* names, a host in lower case as the logs have it; raises NoMetric."""
    if text in PLAIN:
        return Metric(text, None, None, None, None)
    match = _STATUS.match(text)
    if match and not text.endswith(u'\n'):
        return Metric(HTTP_STATUS, None, match.group(1), _lower(match.group(2)), None)
    match = _EXCEPTION.match(text)
    if match and not text.endswith(u'\n'):
        return Metric(EXCEPTION, match.group(1), None, None, None)
    match = _PATTERN.match(text)
    if match and not text.endswith(u'\n'):
        return Metric(PATTERN, None, None, None, match.group(1))
    raise NoMetric(*_what_is_wrong(text))


def metric_text(metric):
    """Return the text that names *metric*: read_metric(metric_text(m)) == m."""
    if metric.kind == HTTP_STATUS:
        return u'http_' + metric.status + (u'@' + metric.host if metric.host is not None else u'')
    if metric.kind == EXCEPTION:
        return u'exception_' + metric.name
    if metric.kind == PATTERN:
        return u'pattern_' + metric.pattern
    return metric.kind


def nearest(word, known, least=0.6):
    """Return the one of *known* that *word* was probably meant to be, alike to at least *least* of 1, or None."""
    by_lower = dict((name.lower(), name) for name in sorted(known))
    found = difflib.get_close_matches(word.lower(), sorted(by_lower), 1, least)
    return by_lower[found[0]] if found else None


def one_of(word, known):
    """Return a hint with what is allowed in place of *word*, the nearest first where one is near."""
    near = nearest(word, known)
    told = u'one of: %s' % u', '.join(known)
    return u'did you mean %s? %s' % (near, told) if near else told


def _what_is_wrong(text):
    """Return (message, hint) for a *text* that names no metric."""
    for prefix, message, hint in (
            (u'http_', u'no HTTP error status', u'http_<status> with 400 to 599, or http_<status>@<host>: the host '
             u'alone, without port and path; only error statuses are counted'),
            (u'exception_', u'no name of an exception', u'exception_<Name>, the class without its module: '
             u'exception_AttributeError'),
            (u'pattern_', u'no id of a pattern', u'pattern_<id>, the 12 hex digits that the reports show')):
        if text.startswith(prefix) and nearest(text, PLAIN, 0.85) is None:
            return message, hint
    return u'no such metric', one_of(text, PLAIN + FORMS)


def _lower(host):
    """Return *host* in lower case as the logs' reader does it: only the letters A to Z."""
    return None if host is None else _CAPITAL.sub(lambda match: match.group().lower(), host)
