# -*- coding: utf-8 -*-
"""What an aggregate measures of a criterion: the count and its base, and in words what it can never tell.

Comparing two aggregates is left to the judge.
"""
from __future__ import absolute_import, division, print_function

import collections

from plexfix.observe.summary import operations, outcome, rate
from plexfix.understand.criterion import LEVELS, PRESENCE, asks_improvement, render
from plexfix.understand.metricnames import EXCEPTION, HTTP_STATUS, NEW, PATTERN, nearest, read_metric

# *count* of the metric and the *base* it is a share of: candidates, finished operations, else operations started.
# *count* is None where the metric was not measured; *rate* is None there, and where the base is 0.
Measure = collections.namedtuple('Measure', 'count base rate')

_PLAIN = {u'failure_rate': u'failures', u'url_fetch_errors': u'url_fetch_errors', u'enriched': u'enriched',
          u'network_errors': u'network_errors', u'model_read_errors': u'model_read_errors'}


def measure(metric, agents):
    """Return the Measure of a Metric over some agents' dicts of an aggregate.

    A status, host, exception or pattern that was never seen counts 0, as maps hold only what was seen.  What is new
    has no value in one aggregate alone: its count is None.  So has any metric of agents that lack its field.
    """
    if metric.kind in NEW:
        return Measure(None, None, None)
    count = base = 0
    for agent in agents:
        started, finished, successful = operations(agent)
        one, one_base = _of_agent(metric, agent, started, finished, successful)
        if one is None or one_base is None:
            return Measure(None, None, None)
        count, base = count + one, base + one_base
    return Measure(count, base, rate(count, base))


def measurable(criterion, document):
    """Return messages (text): why the aggregate *document* can never tell that *criterion* was met; none where it can.

    *document* is the aggregate from before the fix.  A failure or critical criterion may well speak of what was never
    seen: that is what it watches for.
    """
    agents = document['agents']
    if criterion.agent is not None and criterion.agent not in agents:
        return [_no_agent(criterion.agent, agents)]
    names = [criterion.agent] if criterion.agent is not None else sorted(agents)
    where = u'' if criterion.agent is None else u' of %s' % criterion.agent
    chosen = [agents[name] for name in names]
    if not sum(operations(agent)[0] for agent in chosen):
        return [u'no operation%s was seen: nothing can be said per operation' % where]
    metric = read_metric(criterion.metric)
    if metric.kind in NEW:
        return []
    found = measure(metric, chosen)
    if found.count is None:
        return [u'%s%s was not measured' % (criterion.metric, where)]
    if not found.base and criterion.verb not in (u'count',) + PRESENCE:
        return [u'%s%s has nothing to be a rate of: %s' % (criterion.metric, where, _base_words(metric))]
    return _unreachable(criterion, found, where)


def _of_agent(metric, agent, started, finished, successful):
    """Return (count, base) of *metric* for one agent's dict, None where it is not in it."""
    kind = metric.kind
    if kind == u'success_rate':
        return successful, finished
    if kind == u'title_rejections':
        candidates = agent.get('candidates') or {}
        return (candidates.get('rejected') or {}).get('title'), candidates.get('processed')
    return _per_operation(metric, agent), started


def _per_operation(metric, agent):
    """Return how often *metric*, one that is counted per operation, is in one agent's dict; None for not measured."""
    kind = metric.kind
    if kind == u'crash_rate':
        return outcome(agent, 'crashed')
    if kind == u'starts_failed':
        return (agent.get('starts') or {}).get('failed')
    if kind == u'http_failures':
        return (agent.get('http') or {}).get('failures')
    if kind == HTTP_STATUS:
        return _of_status(metric, agent.get('http'))
    if kind == EXCEPTION:
        return _seen(agent.get('exceptions'), metric.name)
    if kind == PATTERN:
        patterns = agent.get('patterns')
        return None if patterns is None else sum(row['count'] for row in patterns if row['id'] == metric.pattern)
    return agent.get(_PLAIN[kind])


def _of_status(metric, http):
    if http is None:
        return None
    if metric.host is None:
        return _seen(http.get('by_status'), metric.status)
    hosts = http.get('by_status_host')
    return None if hosts is None else _seen(hosts.get(metric.status, {}), metric.host)


def _seen(numbers, name):
    return None if numbers is None else numbers.get(name, 0)


def _unreachable(criterion, found, where):
    """Return what stands against meeting a *criterion*, when before the fix it was as *found*."""
    if criterion.role != u'success':
        return []
    verb = criterion.verb
    if not found.count and verb.startswith(u'reduce'):
        return [u'%s%s was never seen: %s cannot be met' % (criterion.metric, where, verb)]
    if verb == u'increase_pp' and _least(criterion) and 100 * (found.rate or 0) + criterion.number > 100:
        return [u'%s%s is %.1f %% already: it cannot rise by %g points' % (
            criterion.metric, where, 100 * found.rate, criterion.number)]
    if verb == u'reduce_pp' and _least(criterion) and 100 * (found.rate or 0) < criterion.number:
        return [u'%s%s is only %.1f %%: it cannot fall by %g points' % (
            criterion.metric, where, 100 * found.rate, criterion.number)]
    if verb in LEVELS + PRESENCE and asks_improvement(criterion) and holds(criterion, found):
        return [u'%s%s is so already: %s asks for no improvement' % (
            criterion.metric, where, render(criterion).split(u' ', 2)[2])]
    return []


def _least(criterion):
    return criterion.op in (u'>=', u'>', u'=')


def holds(criterion, found):
    """Return whether a level (`rate`, `count`, `present`, `absent`) holds for the Measure *found*; None for no rate."""
    if criterion.verb in PRESENCE:
        return (found.count > 0) == (criterion.verb == u'present')
    value = found.rate if criterion.verb == u'rate' else found.count
    return None if value is None else compare(value, criterion.op, criterion.number)


def compare(value, op, number):
    """Return whether *value* is to *number* as *op*, one of criterion.OPS, says."""
    return {u'>=': value >= number, u'>': value > number, u'<=': value <= number, u'<': value < number,
            u'=': value == number}[op]


def _no_agent(name, agents):
    near = nearest(name, agents)
    return u'there is no agent %s in these logs%s' % (name, u': did you mean %s?' % near if near else u'')


def _base_words(metric):
    if metric.kind == u'title_rejections':
        return u'no candidate was looked at'
    return u'no operation came to an end'
