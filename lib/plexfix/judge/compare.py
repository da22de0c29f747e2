# -*- coding: utf-8 -*-
"""Two aggregates and what else is known of a fix to the numbers of a decision; the decision is left to `decide`.

What comes out is all that a decision rests on, as JSON, so that it can be worked out again from its record alone.
"""
from __future__ import absolute_import, division, print_function

import collections

from plexfix.base.redact import redact
from plexfix.judge import pairing, patternchange
from plexfix.judge.frames import LOADING, end_of
from plexfix.judge.itemchange import items_after
from plexfix.judge.rotation import rotated
from plexfix.observe.aggregate import SCHEMA
from plexfix.observe.summary import operations
from plexfix.understand import criteria as criterion_language
from plexfix.understand.measurable import measure
from plexfix.understand.metricnames import NEW, nearest, read_metric

# What is known of a fix beside two aggregates.  *criteria* are Criterion, *criteria_from* says where they come from;
# *agents* are the fix's (names) and *touched* those whose code was changed, both None where nobody knows; *files* are
# globs of changed files, *changed_at* is when (text, local time), *started* {agent: how its start ended}, each None where
# unknown; *restart* is False for a fix that needs none.  *passes* are (before or None, after, retests), None without an
# active test.  *lost* names agents whose logs rotated away while they were watched.
Known = collections.namedtuple('Known', 'fix policy criteria criteria_from agents touched files changed_at started'
                                        ' restart passes lost')
EVIDENCE, SPEC = u'evidence', u'spec'
POLICIES = (EVIDENCE, SPEC)
UNNAMED = u'(unnamed)'
# Of these every decision needs the numbers, whatever is asked for.
_ALWAYS = (u'success_rate', u'failure_rate', u'enriched')


def known_of(fix=UNNAMED, criteria=None, **given):
    """Return a Known of what is *given*; without *criteria* (a list of Criterion) they are the documented default."""
    values = dict.fromkeys(Known._fields)
    values.update(policy=EVIDENCE, restart=True, lost=[], criteria_from=u'the diagnostic report')
    if criteria is None:
        criteria = [criterion_language.parse(text) for text in criterion_language.DEFAULTS]
        values['criteria_from'] = u'the documented default'
    values.update(given, fix=fix, criteria=list(criteria))
    if values['policy'] not in POLICIES:
        raise ValueError('no policy: %r' % (values['policy'],))
    return Known(**values)


def inputs_of(before, after, known, sources=None):
    """Return the inputs of a decision: the numbers of the aggregates *before* and *after* by what is *known*.

    *sources* are two dicts, name and sha256 of the files that the aggregates came from.
    """
    sides = [before, after]
    inputs = {
        'fix': redact(known.fix), 'policy': known.policy, 'criteria_from': known.criteria_from,
        'criteria': [criterion_language.render(one) for one in known.criteria],
        'baseline': _side(before, (sources or [{}, {}])[0]), 'current': _side(after, (sources or [{}, {}])[1]),
        'readable': all(side.get('schema') == SCHEMA for side in sides), 'passes': _passes(known.passes)}
    if inputs['readable']:
        old, new = before['agents'], after['agents']
        scope = _scope(known, old, new)
        inputs.update(_measured(known, old, new, scope), scope=scope)
        inputs['change'] = {'at': known.changed_at, 'restart': known.restart, 'files': _ends(known.files)}
        inputs['rotated'] = {'baseline': rotated(before, scope['agents']),
                             'current': sorted(set(rotated(after, scope['agents'], known.changed_at)) | set(known.lost))}
    return inputs


def _measured(known, old, new, scope):
    """Return what the two sides' agents show: measures, patterns, items, starts."""
    watched = sorted(set(scope['agents']) | set(scope['touched'] or ()))
    found = patternchange.differences(old, new, watched, known.files)
    shapes = patternchange.shapes(found, old, new, scope['compared']) if found else []
    names = [key_of(one) for one in known.criteria] + [(name, None) for name in _ALWAYS]
    return {
        'measures': dict((key_text(key), _both(key, old, new, scope, found)) for key in names),
        'patterns': found and patternchange.summary(found), 'shapes': shapes,
        'items': items_after(old, new, scope['compared'],
                             set((row['agent'], row['id']) for row in (found or {'gone': ()})['gone'] if row['failure'])),
        'agents': dict((name, _seen(name, old, new, known.started)) for name in watched)}


def key_of(criterion):
    """Return what a criterion's numbers are known by: (metric, agent or None)."""
    return criterion.metric, criterion.agent


def key_text(key):
    """Return that as the text under which `measures` has them."""
    return key[0] if key[1] is None else u'%s agent=%s' % key


def _both(key, old, new, scope, found):
    metric = read_metric(key[0])
    if metric.kind in NEW:
        count = None if found is None else len([row for row in found['new'] if _is_asked(metric, row, key[1], scope)])
        return {'before': {'count': None, 'operations': None}, 'after': {'count': count, 'operations': None}}
    names = (scope['compared'] or _one_side(scope)) if key[1] is None else [_written(key[1], [old, new])]
    return {'before': _numbers(metric, old, names), 'after': _numbers(metric, new, names)}


def _one_side(scope):
    """Return the agents where one and the same side of all has operations: no verdict, but what was seen is told."""
    seen = [any(row[side] for row in scope['left_out']) for side in ('before', 'after')]
    return [] if all(seen) else scope['agents']


def _is_asked(metric, row, agent, scope):
    """Return whether a new pattern counts for *metric* (new_patterns or new_exceptions) of *agent*, None for the scope."""
    of_scope = row['agent'] in scope['agents'] if agent is None else row['agent'].lower() == agent.lower()
    return of_scope and (metric.kind == u'new_patterns' or row['exception'] is not None)


def _numbers(metric, agents, names):
    chosen = [agents[name] for name in names if name in agents]
    if not chosen:
        return {'count': None, 'operations': None}
    found = measure(metric, chosen)
    return {'count': found.count, 'operations': found.base}


def _scope(known, old, new):
    """Return whose numbers are compared, and who is left out of them.

    An agent with operations on one side only cannot be compared: it stands on neither side.  Where nobody says which
    agents the fix touches, these are all that are in the logs.
    """
    named = None if known.agents is None else sorted(set(_written(name, [old, new]) for name in known.agents))
    agents = sorted(set(old) | set(new)) if named is None else named
    counts = dict((name, [_started(side.get(name)) for side in (old, new)]) for name in agents)
    touched = known.touched if known.touched is not None else known.agents
    return {
        'agents': agents, 'known': named is not None,
        'touched': None if touched is None else sorted(set(_written(name, [old, new]) for name in touched)),
        'compared': [name for name in agents if all(counts[name])],
        'left_out': [{'agent': name, 'before': counts[name][0], 'after': counts[name][1]}
                     for name in agents if any(counts[name]) and not all(counts[name])],
        'meant': dict((name, nearest(name, set(old) | set(new))) for name in agents
                      if name not in old and name not in new)}


def _started(agent):
    return operations(agent)[0] if agent is not None else 0


def _written(name, sides):
    """Return *name* as the logs write it, where they do but for the case."""
    known = set(key for side in sides for key in side)
    if name in known:
        return name
    same = sorted(key for key in known if key.lower() == name.lower())
    return same[0] if len(same) == 1 else name


def _seen(name, old, new, started):
    """Return what was seen of one agent: records, operations, starts and errors of loading on both sides."""
    found = {'before': _signs(old.get(name)), 'after': _signs(new.get(name))}
    found['started'] = None if started is None else _of_any_case(started, name)
    return found


def _of_any_case(started, name):
    return dict((key.lower(), value) for key, value in started.items()).get(name.lower())


def _signs(agent):
    if agent is None:
        return None
    starts, exceptions = agent.get('starts') or {}, agent.get('exceptions') or {}
    return {'records': agent.get('records'), 'operations': _started(agent), 'starts_ok': starts.get('ok'),
            'starts_failed': starts.get('failed'),
            'loading': dict((name, exceptions[name]) for name in LOADING if exceptions.get(name))}


def _side(document, source):
    """Return what a record says of one aggregate: where it comes from, and of which time."""
    stems = sorted(set(row['agent'] for row in document.get('files') or ()))
    return {'name': redact(source.get('name') or u'-'), 'sha256': source.get('sha256'),
            'schema': document.get('schema'), 'run_id': document.get('run_id'), 'version': document.get('version'),
            'generated_at': document.get('generated_at'), 'window': document.get('window'), 'logs': stems}


def _passes(passes):
    if passes is None:
        return None
    before, after, retests = passes
    done = [one for one in [before, after] + list(retests) if one is not None]
    return {'before': before is not None, 'retests': len(retests), 'traces': pairing.traces(done),
            'rows': pairing.rows_of(before, after, retests)}


def _ends(files):
    return None if files is None else sorted(set(redact(end_of(path)) for path in files))
