# -*- coding: utf-8 -*-
"""How often patterns came per operation in the last report and now: new, gone, grown, shrunk, or not to be told.

No verdict on a fix: that needs the judge's pairs and controls.
"""
from __future__ import absolute_import, division, print_function

import collections

from plexfix.base.intervals import poisson_rate_interval
from plexfix.observe.layout import many, number
from plexfix.observe.summary import operations

# What is compared: `operations` {agent: how many began}, `patterns` {id: {agent: how often}} of those seen.
Counts = collections.namedtuple('Counts', 'operations patterns')
# What became of some patterns, by one of KINDS, and the numbers in words.
Change = collections.namedtuple('Change', 'kind text')
KINDS = ('new', 'gone', 'grown', 'shrunk', 'about the same', 'not observed', 'not measured')
_UNSURE = u'too few operations to be sure'


def counts_of(document):
    """Return the Counts of an aggregate; benign patterns are left out, as no fix is for them."""
    started, patterns = {}, {}
    for name, agent in document['agents'].items():
        started[name] = operations(agent)[0]
        for pattern in agent['patterns']:
            if not pattern['benign']:
                seen = patterns.setdefault(pattern['id'], {})
                seen[name] = seen.get(name, 0) + pattern['count']
    return Counts(started, patterns)


def seen_in(counts, patterns):
    """Return {agent: how often} of some patterns together."""
    found = {}
    for pattern in patterns:
        for agent, count in counts.patterns.get(pattern, {}).items():
            found[agent] = found.get(agent, 0) + count
    return found


def change_of(patterns, previous, fresh):
    """Return the Change of some *patterns* (ids) from the Counts *previous* (None: they are lost) to *fresh*.

    Only agents with operations on both sides are compared, by events per operation, as raw counts grow with use alone.
    An agent without operations now is not observed: that it logged nothing is no sign of health.  What chance would
    do as well (overlapping 95 % intervals) has neither grown nor shrunk.
    """
    now = seen_in(fresh, patterns)
    if previous is None:
        return Change('not measured', u'the numbers of the last report are lost; now %s' % _numbers(
            _sum(now, now), _sum(fresh.operations, now)))
    before = seen_in(previous, patterns)
    agents = sorted(set(before) | set(now))
    silent = [agent for agent in agents if not fresh.operations.get(agent)]
    unknown = [agent for agent in agents if not previous.operations.get(agent)]
    both = [agent for agent in agents if agent not in silent and agent not in unknown]
    notes = [u'no operation of %s %s' % (u', '.join(names), when)
             for names, when in ((unknown, u'in the last report'), (silent, u'now')) if names]
    if not both:
        numbers = u'before %s; now %s' % (_all(before, previous), _all(now, fresh))
        notes.append(numbers if agents else u'seen in neither')
        return Change('not observed' if silent and not now else 'not measured', u'; '.join(notes))
    was, its_base = _sum(before, both), _sum(previous.operations, both)
    came, base = _sum(now, both), _sum(fresh.operations, both)
    kind, sure = _kind(was, its_base, came, base)
    return Change(kind, u'; '.join([u'before %s; now %s' % (_numbers(was, its_base), _numbers(came, base))]
                                   + ([] if sure else [_UNSURE]) + notes))


def _kind(was, its_base, came, base):
    """Return (kind, whether chance would hardly do the same) of two counts and the operations they came from."""
    low_before, high_before = poisson_rate_interval(was, its_base)
    low, high = poisson_rate_interval(came, base)
    if not was:
        return 'new', high_before < low
    if not came:
        return 'gone', high < low_before
    if low > high_before:
        return 'grown', True
    return ('shrunk' if high < low_before else 'about the same'), True


def _sum(numbers, agents):
    return sum(numbers.get(agent, 0) for agent in agents)


def _all(seen, counts):
    return _numbers(_sum(seen, seen), _sum(counts.operations, seen))


def _numbers(count, base):
    return u'%s in %s' % (number(count), many(base, u'operation')) + (u' (%.3g each)' % (count / base) if base else u'')
