# -*- coding: utf-8 -*-
"""Whether a comparison can carry a verdict at all: one check a row, in the order in which they are told."""
from __future__ import absolute_import, division, print_function

import collections

from plexfix.judge import critical, pairing
from plexfix.judge.rotation import log_time, seconds_of
from plexfix.observe.aggregate import SCHEMA

# *result*: `invalid` makes the decision INVALID, `cap` leaves MONITOR as the best, `warn` is only told.
Check = collections.namedtuple('Check', 'check result detail')
OK, WARN, CAP, INVALID = u'ok', u'warn', u'cap', u'invalid'
# Rates are compared in any case; beyond these, numbers of operations and windows are called unlike.
LEAST_LIKE, MOST_LIKE = 0.8, 1.25
STARTED = u'started'


def checks(inputs, results):
    """Return the Checks of the *inputs* of a decision; *results* are those of its criteria."""
    if not inputs['readable']:
        return [_schema(inputs)]
    of_silence = [_explained(check, inputs) for check in (_operations(inputs), _starts(inputs), _traces(inputs))]
    return [_schema(inputs)] + of_silence + [
        _change(inputs), _criteria(results), _measured(results), _harm_measured(results), _old_code(inputs),
        _rotation(inputs), _lengths(inputs), _exposure(inputs), _logs(inputs), _parsers(inputs), _left_out(inputs),
        _untouched(inputs)]


def _explained(check, inputs):
    """Return *check*, only a warning where an agent was seen to break: that is why there is silence, and evidence."""
    seen = critical.broken(inputs) if check.result == INVALID else []
    if not seen:
        return check
    return check._replace(result=WARN, detail=u'%s; that is no silence, since this was seen: %s' % (
        check.detail, u'; '.join(seen)))


def exposure(inputs):
    """Return how many times the operations before those after are, None where one side has none."""
    before, after = ((inputs['measures'][u'failure_rate'][side]['operations'] or 0) for side in ('before', 'after'))
    return after / before if before and after else None


def counts_compare(inputs):
    """Return whether raw counts of the two sides may stand beside each other as a change."""
    ratio = exposure(inputs)
    return ratio is not None and LEAST_LIKE <= ratio <= MOST_LIKE


def _schema(inputs):
    foreign = [u'%s: %s' % (side, inputs[side]['schema']) for side in ('baseline', 'current')
               if inputs[side]['schema'] != SCHEMA]
    if foreign:
        return Check(u'schema', INVALID, u'this version reads %s, not %s' % (SCHEMA, u', '.join(foreign)))
    return Check(u'schema', OK, u'both are %s' % SCHEMA)


def _operations(inputs):
    agents = inputs['agents']
    names = inputs['scope']['agents']
    numbers = []
    for side in ('before', 'after'):
        numbers.append(sum(agents[name][side]['operations'] for name in names if agents[name][side] is not None))
    said = u'%d before, %d after' % tuple(numbers)
    if not all(numbers):
        return Check(u'operations', INVALID, u'%s: silence on one side is no evidence' % said)
    if not inputs['scope']['compared']:
        return Check(u'operations', INVALID, u'%s, but no agent has some on both sides' % said)
    return Check(u'operations', OK, said)


def _starts(inputs):
    """Whether every touched agent came up after the change, and none left the logs."""
    scope, agents = inputs['scope'], inputs['agents']
    if scope['touched'] is None:
        gone = [name for name in scope['agents'] if agents[name]['before'] and agents[name]['before']['operations']
                and not _is_there(agents[name])]
        if gone:
            return Check(u'starts', INVALID, u'which agents the fix touches is not known, and %s left the logs: who '
                                             u'writes nothing did not get better' % u', '.join(gone))
        return Check(u'starts', WARN, u'which agents the fix touches is not known, so their starts were not checked')
    absent = [name for name in scope['touched'] if not _is_there(agents[name]) and not _came_up(agents[name])]
    if absent:
        return Check(u'starts', INVALID, u'%s left no trace after the change%s' % (
            u', '.join(absent), _meant(scope['meant'], absent)))
    if inputs['change']['restart'] is False:
        return Check(u'starts', OK, u'the fix needs no restart; %s wrote to the logs after it'
                     % u', '.join(scope['touched']))
    silent = [name for name in scope['touched'] if not _came_up(agents[name])]
    if silent:
        return Check(u'starts', INVALID, u'no start of %s was seen after the change: the old code may still run'
                     % u', '.join(silent))
    return Check(u'starts', OK, u'started after the change: %s' % u', '.join(scope['touched']))


def _is_there(agent):
    return bool(agent['after'] and agent['after']['records'] != 0)


def _came_up(agent):
    return agent['started'] == STARTED or bool(agent['after'] and agent['after']['starts_ok'])


def _meant(meant, names):
    near = [u'%s for %s' % (meant[name], name) for name in names if meant.get(name)]
    return u' (did you mean %s?)' % u', '.join(near) if near else u''


def _traces(inputs):
    passes = inputs['passes']
    if passes is None:
        return Check(u'traces', OK, u'no active test: nothing was refreshed for it')
    few = [one for one in passes['traces'] if one['seen'] < pairing.LEAST_TRACES * one['refreshed'] or not one['refreshed']]
    said = u', '.join(u'%s %d of %d' % (one['pass'], one['seen'], one['refreshed']) for one in passes['traces'])
    if few:
        return Check(u'traces', INVALID, u'fewer than 80 %% of the refreshed items left a trace in the logs: %s' % said)
    return Check(u'traces', OK, u'refreshed items that left a trace in the logs: %s' % said)


def _change(inputs):
    """Whether the change lies between the windows."""
    before, after = ((inputs[side]['window'] or {}) for side in ('baseline', 'current'))
    ends, begins, at = before.get('last'), after.get('first'), inputs['change']['at']
    if at is not None:
        for held, name in ((ends is not None and ends > log_time(at) and ends[:19] != log_time(at)[:19], u'baseline'),
                           (begins is not None and begins < log_time(at), u'current')):
            if held:
                return Check(u'windows', INVALID, u'the window of the %s aggregate holds the change of %s' % (name, at))
        return Check(u'windows', OK, u'the change of %s lies between the windows' % at)
    if None in (ends, begins):
        return Check(u'windows', WARN, u'of one aggregate it is not known which time it covers')
    if begins < ends:
        if (before.get('first'), ends) == (begins, after.get('last')):
            return Check(u'windows', WARN, u'both aggregates cover the same time: these are two servers, or one log twice')
        return Check(u'windows', INVALID, u'the current aggregate begins at %s, before the baseline ends at %s: its '
                                          u'window holds the change' % (begins, ends))
    return Check(u'windows', OK, u'the baseline ends at %s, the current aggregate begins at %s; when the change was made '
                                 u'is not known' % (ends, begins))


def _criteria(results):
    """Whether the success criteria ask for something that doing nothing does not reach."""
    success = [one for one in results if one.criterion.role == u'success']
    if not success:
        return Check(u'criteria', INVALID, u'there is no success criterion')
    if not any(one.asked for one in success):
        return Check(u'criteria', INVALID, u'no success criterion asks for an improvement over the state before')
    if not any(one.asked and one.met for one in success):
        return Check(u'criteria', CAP, u'no criterion that asks for an improvement was met')
    return Check(u'criteria', OK, u'a criterion that asks for an improvement was met')


def _measured(results):
    missing = [one for one in results if one.criterion.role == u'success' and one.met is None]
    if missing:
        return Check(u'measured', CAP, u'; '.join(u'%s: %s' % (one.criterion.metric, one.reason) for one in missing))
    return Check(u'measured', OK, u'every success criterion was measured')


def _harm_measured(results):
    missing = [one for one in results if one.criterion.role != u'success' and one.met is None]
    if missing:
        return Check(u'harm', WARN, u'not known whether it was met: %s' % u'; '.join(
            u'%s: %s %s (%s)' % (one.criterion.role, one.criterion.metric, one.criterion.verb, one.reason)
            for one in missing))
    return Check(u'harm', OK, u'every failure and critical criterion was measured')


def _old_code(inputs):
    passes = inputs['passes']
    if passes is None:
        return Check(u'old code', WARN, u'no active test: two windows are compared, not the same items')
    if not passes['before']:
        return Check(u'old code', CAP, u'the items were not refreshed on the old code: some recover by themselves')
    return Check(u'old code', OK, u'the same items were refreshed on the old code')


def _rotation(inputs):
    lost = [u'%s: %s' % (side, u', '.join(inputs['rotated'][side])) for side in ('baseline', 'current')
            if inputs['rotated'][side]]
    if lost:
        return Check(u'rotation', CAP, u'logs rotated away inside of the window of %s' % u'; '.join(lost))
    return Check(u'rotation', OK, u'no sign of logs that rotated away inside of a window')


def _lengths(inputs):
    lengths = [seconds_of(inputs[side]['window']) for side in ('baseline', 'current')]
    if None in lengths:
        return Check(u'length', WARN, u'how long a window is, is not known')
    said = u'%s before, %s after' % tuple(_duration(length) for length in lengths)
    unlike = (min(lengths) == 0 and max(lengths) > 0) or (
        min(lengths) > 0 and not LEAST_LIKE <= lengths[1] / lengths[0] <= MOST_LIKE)
    return Check(u'length', WARN if unlike else OK, u'windows of unlike length: %s' % said if unlike else said)


def _duration(seconds):
    for size, name in ((86400, u'days'), (3600, u'h'), (60, u'min')):
        if seconds >= 2 * size:
            return u'%.1f %s' % (seconds / size, name)
    return u'%.1f s' % seconds


def _exposure(inputs):
    ratio = exposure(inputs)
    if ratio is None:
        return Check(u'exposure', WARN, u'one side has no operations to compare')
    if not counts_compare(inputs):
        return Check(u'exposure', WARN, u'%.2f times the operations after: only rates compare' % ratio)
    return Check(u'exposure', OK, u'%.2f times the operations after' % ratio)


def _logs(inputs):
    old, new = (set(inputs[side]['logs']) for side in ('baseline', 'current'))
    told = [u'%s only %s' % (which, u', '.join(sorted(names)))
            for which, names in ((u'before', old - new), (u'after', new - old)) if names]
    return Check(u'logs', WARN, u'logs of %s' % u'; '.join(told)) if told else Check(u'logs', OK, u'the same logs')


def _parsers(inputs):
    versions = [inputs[side]['version'] for side in ('baseline', 'current')]
    if versions[0] != versions[1]:
        return Check(u'parser', WARN, u'counted by version %s before and %s after' % tuple(versions))
    return Check(u'parser', OK, u'both were counted by version %s' % versions[0])


def _left_out(inputs):
    rows = inputs['scope']['left_out']
    if not rows:
        return Check(u'agents', OK, u'every agent with operations has some on both sides')
    return Check(u'agents', WARN, u'left out of both sides, as one of them has no operation: %s' % u', '.join(
        u'%s (%d before, %d after)' % (row['agent'], row['before'], row['after']) for row in rows))


def _untouched(inputs):
    """Whether items of agents that the fix does not touch changed too: then something else did."""
    passes = inputs['passes']
    if passes is None or not passes['before']:
        return Check(u'untouched', OK, u'no items of untouched agents were compared')
    found = pairing.tally(passes['rows'])['untouched']
    if found['pass_to_fail'] or found['fail_to_pass']:
        return Check(u'untouched', WARN, u'of %d items of untouched agents %d recovered and %d got worse: something '
                                         u'else changed too' % (found['items'], found['fail_to_pass'],
                                                                found['pass_to_fail']))
    return Check(u'untouched', OK, u'%d items of untouched agents, none changed' % found['items'])
