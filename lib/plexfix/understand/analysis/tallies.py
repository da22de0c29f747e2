# -*- coding: utf-8 -*-
"""One row of numbers for each category: count, rate per operation with its interval, agents, hosts, when, samples.

A count is the aggregate's own where it has one (statuses, rejected candidates, starts, fetch and model errors), since
only the counting knows which records are one event; failures that only a known error tells are added to it.  Elsewhere
it is that of the category's patterns.  So the rows overlap and do not add up: an `Error opening URL` whose status is
known is counted under `url_fetch` and under that status, as it is in the aggregate.  Its pattern has one category, that
of the status; the row of `url_fetch` names it too, since its number holds it, as a row without a number of its own
names each pattern that a known error of that kind matches.
"""
from __future__ import absolute_import, division, print_function

import collections

from plexfix.base import intervals
from plexfix.observe import summary
from plexfix.understand import categories

# `count` is None where nothing could be measured, never 0; `base` is the number of operations (candidates, starts).
# `agents` and `hosts` are [(name, count)] with the most first; `parts` the counts by class, status or kind.  `seen` says
# whether there is anything of it, which numbers that match a known error may show without a count.
Tally = collections.namedtuple(
    'Tally', 'category count unit base rate interval agents hosts parts first last patterns samples seen')

SAMPLES = 3
# Categories that count patterns of others too: by their measure, or because a known error names them.
_WIDER = [category for category in categories.CATEGORIES if category.measure in categories.WIDER]
_BY_KNOWN = ('no_results', 'loader_refusal', 'storage', 'redesign', 'security')
_TOLD_BY_KNOWN = ('status', 'without_status', 'network_errors', 'url_fetch_errors')
# What one of the aggregate's own numbers counts.
_UNITS = {'rejected': u'candidate', 'starts_failed': u'start', 'url_fetch_errors': u'record', 'noise': u'record',
          'model_read_errors': u'record', 'exceptions': u'event', 'status': u'event', 'without_status': u'event',
          'network_errors': u'event'}


def tallies(document, findings):
    """Return the Tally of each category, in the order of `categories`; *findings* is `findings.find`'s result."""
    rows = _rows_by_category(findings)
    flagged = dict((category.id, set()) for category in categories.CATEGORIES)
    for name, known in findings.agents.items():
        for signature in known:
            if signature.severity != 'info':
                flagged[categories.of_known(signature.category)].add(name)
    whole = set(categories.of_known(signature.category) for signature in findings.whole)
    return [_tally(category, document, rows[category.id], flagged[category.id], category.id in whole)
            for category in categories.CATEGORIES]


def _rows_by_category(findings):
    """Return {category: {agent: Findings that its row is about}}."""
    rows = dict((category.id, {}) for category in categories.CATEGORIES)
    for row in findings.rows:
        named = set([row.category])
        named.update(category.id for category in _WIDER if categories.measured_by(category, row.pattern))
        named.update(signature.category for signature in row.known
                     if signature.category in _BY_KNOWN and not signature.benign)
        for name in named:
            rows[name].setdefault(row.agent, []).append(row)
    return rows


def _tally(category, document, rows, flagged, whole):
    """Return a Tally of *rows*, {agent: its Findings}.

    *flagged* names agents whose numbers match a known error of the category, *whole* tells that the aggregate's do.
    """
    counts, parts = dict.fromkeys(flagged, 0), collections.Counter()
    measured = False
    for name, agent in document['agents'].items():
        found = _measured(category, agent, rows.get(name, []))
        if found is not None:
            measured = True
            found.update(_told_by_known(category, rows.get(name, [])))
            parts.update(found)
            counts[name] = found['title'] if category.measure == 'rejected' else sum(found.values())
    findings = [row for name in rows for row in rows[name]]
    count = sum(counts.values()) if measured else None
    base = sum(_base(category, agent) for agent in document['agents'].values())
    rate, interval = _rate(category, count, base)
    return Tally(category, count, _unit(category, rows), base, rate, interval,
                 ranked(counts, flagged), ranked(_hosts(category, document, findings)), ranked(parts),
                 min([row.pattern['first'] for row in findings] or [None]),
                 max([row.pattern['last'] for row in findings] or [None]),
                 sorted(findings, key=_most_first), _samples(findings), bool(count or flagged or whole))


def _measured(category, agent, rows):
    """Return {part: count} of one agent, None where its log could not show any."""
    if not agent['records']:
        return None
    if category.measure is None:
        return _of_patterns(rows)
    if category.measure == 'rejected':
        candidates = agent['candidates']
        seen = candidates['processed'] or any(candidates['rejected'].values())
        return dict(candidates['rejected']) if seen else None
    if category.measure == 'status':
        return dict((u'HTTP ' + status, number) for status, number in agent['http']['by_status'].items()
                    if categories.of_status(status) == category.id)
    if category.measure == 'exceptions':
        return dict(agent['exceptions'])
    if category.measure == 'starts_failed':
        return {u'failed': agent['starts']['failed']} if _base(category, agent) else None
    if category.measure == 'noise':
        return _measured_only((kind, agent['benign'][kind]) for kind in ('resource_hashes', 'other'))
    number = agent['http']['without_status'] if category.measure == 'without_status' else agent[category.measure]
    return _measured_only([(u'counted', number)])


def _measured_only(pairs):
    """Return {part: count} without those that nobody measured, None where no other is left."""
    return dict((part, number) for part, number in pairs if number is not None) or None


def _told_by_known(category, rows):
    """Return {part: count} of failures that only a known error puts into a category, and no number of the aggregate."""
    number = sum(row.pattern['count'] for row in rows if row.how == 'known' and row.pattern.get('role') == 'failure')
    return {u'by a known error': number} if number and category.measure in _TOLD_BY_KNOWN else {}


def _of_patterns(rows):
    """Return {category: count}: the records that begin a failure or are none, those that only follow where all do."""
    own = [row.pattern['count'] for row in rows if row.pattern.get('role') != 'evidence']
    return {u'patterns': sum(own) if own else sum(row.pattern['count'] for row in rows)}


def _unit(category, rows):
    if category.measure is not None:
        return _UNITS[category.measure]
    begun = [any(row.pattern.get('role') == 'failure' for row in found) for found in rows.values()]
    return u'event' if begun and all(begun) else u'record'


def _base(category, agent):
    if category.base == categories.CANDIDATES:
        return agent['candidates']['processed']
    if category.base == categories.STARTS:
        return agent['starts']['ok'] + agent['starts']['failed']
    return summary.operations(agent)[0]


def _rate(category, count, base):
    """Return (rate, its 95 % interval): Wilson's for a share, the exact one of Poisson for events per operation."""
    if count is None or not base:
        return None, None
    if category.base == categories.OPERATIONS:
        return count / base, intervals.poisson_rate_interval(count, base)
    # Candidates that were announced before the window began are rejected in it: no share of the ones counted.
    return (count / base, intervals.wilson(count, base)) if count <= base else (None, None)


def _hosts(category, document, rows):
    """Return {host: count}: of statuses the aggregate's own, elsewhere of the records that name a host."""
    hosts = collections.Counter()
    if category.measure == 'status':
        for agent in document['agents'].values():
            for status, found in agent['http']['by_status_host'].items():
                if categories.of_status(status) == category.id:
                    hosts.update(found)
        return hosts
    for row in rows:
        host = categories.host_of(row.pattern)
        if host is not None:
            hosts[host] += row.pattern['count']
    return hosts


def ranked(numbers, always=()):
    """Return [(name, count)] of the names with a count, and of those in *always*, the highest first."""
    return sorted(((name, number) for name, number in numbers.items() if number or name in always),
                  key=lambda row: (-row[1], row[0]))


def _most_first(row):
    return (-row.pattern['count'], row.agent, row.pattern['id'])


def _samples(rows):
    """Return the earliest samples, one a pattern, as (agent, sample)."""
    found = [(row.pattern['samples'][0], row.agent) for row in rows if row.pattern['samples']]
    found.sort(key=lambda pair: (pair[0]['time'], pair[1], pair[0]['file'], pair[0]['line']))
    return [(agent, sample) for sample, agent in found[:SAMPLES]]
