# -*- coding: utf-8 -*-
"""The decision log, entry by entry, to the state of the run (`plexfix.loop/1`); what comes next is nextstep's to say.

The same entries give the same state.  What is on the disk is not looked at here.
"""
from __future__ import absolute_import, division, print_function

from plexfix.loop import events, fixfold
# The states of a fix are asked for together with the state of the run.
from plexfix.loop.fixfold import (  # noqa: F401
    ABANDONED, APPLIED, APPROVED, BEGUN, FINAL, INVALID, KEPT, LAPSED, MONITORED, ON_DISK, ROLLED_BACK, SKIPPED, TO_UNDO)
from plexfix.loop.iterations import Measured

SCHEMA = u'plexfix.loop/1'

_MEASURED = ('failures', 'operations', 'successful', 'finished')


def fold(entries):
    """Return the state (a dictionary, `plexfix.loop/1`) that the *entries* of a decision log lead to."""
    state = new_state()
    for entry in entries:
        step(state, entry)
    return state


def new_state():
    """Return the state of a run in which nothing has happened."""
    return {'schema': SCHEMA, 'entries': 0, 'last_hash': None, 'started_at': None, 'updated_at': None, 'settings': None,
            'goal': None, 'max_iterations': None, 'iterations': [], 'waiting': None, 'stopped': None, 'ended': None,
            'post_mortem': None, 'inputs': {}, 'last': None}


def step(state, entry):
    """Take one more entry of the log into *state*."""
    state['entries'] += 1
    state['last_hash'], state['updated_at'] = entry.get('hash'), entry.get('time')
    state['last'] = {'event': entry['event'], 'fix': entry.get('fix'), 'time': entry.get('time'),
                     'iteration': entry.get('iteration'), 'reason': entry.get('reason')}
    data = entry.get('data') or {}
    if entry['event'] in _OF_RUN:
        _OF_RUN[entry['event']](state, entry, data)
    elif entry['event'] in _OF_ITERATION and _iteration(state, entry) is not None:
        _OF_ITERATION[entry['event']](_iteration(state, entry), entry, data)
    elif entry['event'] in fixfold.STEPS and entry.get('fix') and _iteration(state, entry) is not None:
        row = fix_in(_iteration(state, entry), entry['fix'], entry['event'] in fixfold.BEGINS)
        if row is not None:
            fixfold.STEPS[entry['event']](row, entry, data)
    if entry['event'] not in (events.WAITING, events.SETTINGS):
        state['waiting'] = None


def current(state):
    """Return the iteration (a dictionary) that the run is in, None before the first."""
    return state['iterations'][-1] if state['iterations'] else None


def fix_in(iteration, name, make=False):
    """Return what an iteration knows of a fix, None where that is nothing; with *make* a new row is added then."""
    for row in iteration['fixes']:
        if row['fix'].lower() == name.lower():
            return row
    if not make:
        return None
    iteration['fixes'].append(fixfold.new_fix(name))
    return iteration['fixes'][-1]


def rows_of(state):
    """Return the Measured of the run: number 0 is before the first iteration, N what iteration N came to.

    Where nothing was measured at the end of an iteration, the aggregate that the next one begins with counts.
    """
    rows, iterations = [], state['iterations']
    for place, one in enumerate(iterations):
        if place == 0 and one['aggregated'] is not None:
            rows.append(_measured(0, one['aggregated']))
        if one['ended'] is not None:
            later = iterations[place + 1]['aggregated'] if place + 1 < len(iterations) else None
            told = one['ended'] if one['ended'].get('valid') or later is None else later
            rows.append(_measured(one['number'], told))
    return rows


def tried(state):
    """Return how many fixes were tried: applied, or begun and refused."""
    return sum(1 for one in state['iterations'] for row in one['fixes'] if row['attempts'])


def by_state(state):
    """Return {state of a fix: [(number of its iteration, its id)]}, as they are now, in the order of their coming."""
    found = {}
    for one in state['iterations']:
        for row in one['fixes']:
            found.setdefault(row['state'] or BEGUN, []).append((one['number'], row['fix']))
    return found


def _measured(number, data):
    finished = data.get('finished')
    valid = bool(finished) if data.get('valid') is None else bool(data['valid'])
    why = data.get('why') or (None if valid else u'no operation was finished')
    return Measured(number, *([data.get(name) for name in _MEASURED] + [valid, why]))


def _iteration(state, entry):
    for one in state['iterations']:
        if one['number'] == entry.get('iteration'):
            return one
    return None


# -- the run ---------------------------------------------------------------------------------------------------------

def _run_started(state, entry, data):
    state['started_at'] = state['started_at'] or entry.get('time')
    state['settings'] = data.get('settings') or {}
    state['goal'], state['max_iterations'] = data.get('goal'), data.get('max_iterations')


def _settings(state, entry, data):
    state['settings'] = dict(state['settings'] or {}, **(data.get('settings') or {}))
    for name in ('goal', 'max_iterations'):
        if name in data:
            state[name] = data[name]


def _iteration_started(state, entry, data):
    if _iteration(state, entry) is None:
        state['iterations'].append({'number': entry.get('iteration'), 'started_at': entry.get('time'),
                                    'aggregated': None, 'diagnosed': None, 'ended': None, 'post_mortem': None,
                                    'fixes': []})


def _run_ended(state, entry, data):
    state['ended'] = dict(data, time=entry.get('time'))


def _waiting(state, entry, data):
    state['waiting'] = dict(data, time=entry.get('time'))


def _post_mortem(state, entry, data):
    one = _iteration(state, entry)
    if one is None:
        state['post_mortem'] = dict(data)
    else:
        one['post_mortem'] = dict(data)


def _input_changed(state, entry, data):
    state['inputs'][data.get('path')] = {'was': data.get('was'), 'is': data.get('is')}


def _stopped(state, entry, data):
    state['stopped'] = entry.get('reason') or True


# -- an iteration ----------------------------------------------------------------------------------------------------

def _keep(name):
    def kept(iteration, entry, data):
        iteration[name] = dict(data, time=entry.get('time'))
    return kept


_OF_RUN = {events.RUN_STARTED: _run_started, events.SETTINGS: _settings, events.RUN_ENDED: _run_ended,
           events.ITERATION_STARTED: _iteration_started, events.WAITING: _waiting, events.POST_MORTEM: _post_mortem,
           events.STOPPED: _stopped, events.INPUT_CHANGED: _input_changed}
_OF_ITERATION = {events.AGGREGATED: _keep('aggregated'), events.DIAGNOSED: _keep('diagnosed'),
                 events.ITERATION_ENDED: _keep('ended')}
