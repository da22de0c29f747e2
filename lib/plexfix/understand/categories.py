# -*- coding: utf-8 -*-
"""The kinds of failure that a diagnosis tells apart, and which one a pattern belongs to; counting is left to `tallies`.

A pattern belongs to exactly one category, by its own text.  `refined` lets a known error say it more precisely, and
`findings` lets a record that only follows a failure share that failure's category.
"""
from __future__ import absolute_import, division, print_function

import collections
import re

from plexfix.base.compat import to_bytes, to_text
from plexfix.observe import events, logline
from plexfix.observe.patterns import is_left_out

# `short` names one failure of it, `title` all of them.  `measure` says where the count comes from: a name that
# `tallies` knows, or None for the patterns' own counts.  `base` is what the rate is per.  `harmless` ones are no
# failure.
Category = collections.namedtuple('Category', 'id short title measure base harmless')

OPERATIONS, CANDIDATES, STARTS = u'operation', u'candidate', u'start'
OTHER = 'other'


def _failure(name, short, title, measure=None, base=OPERATIONS):
    return Category(name, short, title, measure, base, False)


def _harmless(name, short, title, measure=None):
    return Category(name, short, title, measure, OPERATIONS, True)


CATEGORIES = (
    _failure('title_match', u'Rejected candidate', u'Title match failures', 'rejected', CANDIDATES),
    _failure('http_403', u'HTTP 403', u'HTTP 403, forbidden', 'status'),
    _failure('http_404', u'HTTP 404', u'HTTP 404, no such page', 'status'),
    _failure('http_429', u'HTTP 429', u'HTTP 429, too many requests', 'status'),
    _failure('http_4xx', u'HTTP 4xx', u'HTTP, other 4xx', 'status'),
    _failure('http_5xx', u'HTTP 5xx', u'HTTP 5xx, server errors', 'status'),
    _failure('http_no_status', u'HTTP failure', u'HTTP failures without a status', 'without_status'),
    _failure('timeout_dns', u'Network', u'Timeouts, DNS, connection, TLS', 'network_errors'),
    _failure('url_fetch', u'URL fetch error', u'URL fetch errors', 'url_fetch_errors'),
    _failure('no_results', u'Nothing found', u'Searches that found nothing'),
    _failure('exception', u'Exception', u'Exceptions', 'exceptions'),
    _failure('start_failed', u'Failed start', u'Failed starts', 'starts_failed', STARTS),
    _failure('loader_refusal', u'Loader refusal', u'Code that the loader refused'),
    _failure('storage', u'Storage', u'Storage errors'),
    _failure('redesign', u'Page', u'Pages not as the agent expects'),
    _failure('security', u'Security', u'Security findings'),
    _failure('known_other', u'Known error', u'Other known errors'),
    _harmless('model_read', u'Model read error', u'Model read errors (benign)', 'model_read_errors'),
    _harmless('benign', u'Noise', u'Noise of the framework (benign)', 'noise'),
    _harmless('data_at_error', u'Data', u'Data logged as errors (harmless)'),
    _failure(OTHER, u'Unclassified', u'Unclassified'),
)
BY_ID = collections.OrderedDict((category.id, category) for category in CATEGORIES)
IDS = tuple(BY_ID)

# Measures that count patterns of other categories too: `measured_by`.
WIDER = ('url_fetch_errors', 'exceptions', 'starts_failed')
# Categories by where a record comes from or by a bare fact; a known error that names its cause says more.
_REFINED = frozenset((OTHER, 'exception', 'url_fetch', 'start_failed', 'no_results'))

_STORAGE = re.compile(u'Exception writing to|Errno (?:13|28|30)\\b|Permission denied|No space left'
                      u'|Read-only file system')
_EXCEPTION = re.compile(u'([A-Za-z_][\\w.]*)(?::|$)')
PLACES_SHOWN = 3
_NO_START = (u'Exception while loading code', u'Exception starting plug-in')
_FAILING = ('failure', 'evidence')


def of_status(status):
    """Return the category of an HTTP status (text), as the aggregate names it."""
    if status in (u'403', u'404', u'429'):
        return 'http_' + str(status)
    return 'http_5xx' if status.startswith(u'5') else 'http_4xx'


def of_pattern(pattern):
    """Return the id of the category of an aggregate's *pattern*, by its own text, `other` where that tells nothing.

    Statuses and network errors are read as the counting reads them, and only in records that it took for failures.
    A text that states two statuses belongs to the lower one; its event is counted under both.
    """
    role = pattern.get('role')
    if is_left_out(pattern):
        return OTHER
    if role == 'benign' or pattern['benign']:
        return 'model_read' if pattern['template'].startswith(u'Cannot read model from') else 'benign'
    if role == 'rejection':
        return 'title_match'
    if role not in _FAILING:
        return _of_no_failure(pattern)
    return _of_failure(pattern)


def _of_no_failure(pattern):
    """Return the category of a record that is no failure event: data, where an agent's label stands before it."""
    if _STORAGE.search(pattern['template']):
        return 'storage'
    return 'data_at_error' if logline.LABEL.match(to_bytes(pattern['template'])) else OTHER


def _of_failure(pattern):
    template = pattern['template']
    if template.startswith(_NO_START):
        return 'loader_refusal' if exception_of(pattern) == u'SyntaxError' else 'start_failed'
    if pattern['module'] == u'storage' or _STORAGE.search(template):
        return 'storage'
    raw = to_bytes(template)
    stated = events.statuses(raw)
    if stated:
        return of_status(to_text(stated[0]))
    if events.is_network(raw):
        return 'timeout_dns'
    if template.startswith(u'Error opening URL'):
        return 'url_fetch'
    if exception_of(pattern):
        return 'exception'
    return 'no_results' if u'did not pull any results' in template else OTHER


def exception_of(pattern):
    """Return the class of the exception that a pattern with a traceback ends in, None where it has none."""
    parts = pattern['template'].split(u' | ')
    if len(parts) < 3:                          # what was said, the cause, the places
        return None
    match = _EXCEPTION.match(parts[1])
    return match.group(1) if match else None


def host_of(pattern):
    """Return the host in a pattern's template, None where it names none."""
    host = events.host_of(events.first_url(to_bytes(pattern['template'])))
    return None if host is None else to_text(host)


def template_shown(pattern):
    """Return a pattern's template for a person: of a traceback only the last places."""
    parts = pattern['template'].split(u' | ')
    places = parts[-1].split(u' > ')
    if len(parts) < 3 or len(places) <= PLACES_SHOWN:
        return pattern['template']
    return u' | '.join(parts[:-1] + [u' > '.join([u'...'] + places[-PLACES_SHOWN:])])


def said_in(pattern):
    """Return a pattern's template without the label of the agent that stands before it."""
    return to_text(logline.unlabelled(to_bytes(pattern['template'])) or b'') or pattern['template']


def measured_by(category, pattern):
    """Return whether the aggregate's own number of a Category counts *pattern*, though it may stand in another one.

    An `Error opening URL` stands under its status where that is known, an exception under what it names.
    """
    if category.measure == 'url_fetch_errors':
        return pattern['template'].startswith(u'Error opening URL') and pattern.get('role') in _FAILING
    if category.measure == 'exceptions':
        return pattern.get('role') in _FAILING and exception_of(pattern) is not None
    return category.measure == 'starts_failed' and pattern['template'].startswith(_NO_START)


def refined(category, known):
    """Return the id of the category, given that of the known error (or None) that the pattern matches best.

    """
    if known == OTHER:
        return of_known(known) if category == OTHER else category
    return known if known in BY_ID and category in _REFINED else category


def of_known(category):
    """Return the category under which a known error of *category* counts: of no other kind, it is known still."""
    return 'known_other' if category == OTHER else category
