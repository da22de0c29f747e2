# -*- coding: utf-8 -*-
"""What would change a verdict: the smallest changes of its inputs that do, found by deciding anew with each."""
from __future__ import absolute_import, division, print_function

import copy

from plexfix.judge import pairing
from plexfix.judge.decide import INVALID, decide
from plexfix.understand.metricnames import NEW, SHARES, read_metric

# How many times the operations are tried at most: for longer nobody would wait.
_TIMES = 64


def turning_points(inputs, decision):
    """Return [{change, by, decision}]: what, done *by* so much, would make *decision* another one.

    Each was tried: with it the decision is the one told, with one less it is not yet.
    """
    if not inputs['readable'] or decision == INVALID:
        return []
    found = []
    for words, most, changed in _changes(inputs):
        least = _least(changed, most, decision)
        if least is not None:
            found.append({'change': words % least, 'by': least, 'decision': decide(changed(least)).decision})
    return found


def _least(changed, most, decision):
    """Return the smallest number from 1 to *most* with which the decision is another one, None for none.

    Found by doubling and halving: a decision that turned and turned back in between is not looked for.
    """
    def turns(number):
        return decide(changed(number)).decision != decision
    high = 1
    while high < most and not turns(high):
        high *= 2
    high = min(high, most)
    if most < 1 or not turns(high):
        return None
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        if turns(middle):
            high = middle
        else:
            low = middle
    return high


def _changes(inputs):
    """Yield (words with a place for the number, greatest number, function of the number that gives other inputs)."""
    for key in sorted(inputs['measures']):
        if any(_speaks_of(text, key) for text in inputs['criteria']):
            for change in _of_measure(inputs, key):
                yield change
    passes = inputs['passes']
    if passes is not None and passes['before']:
        for change in _of_pairs(inputs, passes):
            yield change
    elif passes is None:
        yield u'%d times the operations on both sides, at the same rates', _TIMES, lambda times: _scaled(inputs, times)


def _speaks_of(text, key):
    name, _, agent = key.partition(u' ')
    return (u' %s ' % name) in text and (u'agent=' in text) == bool(agent)


def _of_measure(inputs, key):
    metric = read_metric(key.split(u' ')[0])
    after = inputs['measures'][key]['after']
    if after['count'] is None:
        return
    name = key if metric.kind not in (u'success_rate', u'failure_rate') else key.replace(
        u'success_rate', u'successful operations').replace(u'failure_rate', u'failures')
    # Of shares there are no more than operations; of events so many more would say nothing new.
    room = max(0, (after['operations'] or 0) - after['count']) if metric.kind in SHARES else after['operations'] or 0
    if metric.kind in NEW:
        room = 1
    yield u'%%d fewer %s after' % name, after['count'], lambda number: _with(inputs, key, -number)
    yield u'%%d more %s after' % name, room, lambda number: _with(inputs, key, number)


def _with(inputs, key, number):
    """Return *inputs* with *number* more of one measure after; those of one agent are among all agents' too."""
    measures = dict(inputs['measures'])
    for name in _holding(inputs, key):
        sides = measures[name]
        measures[name] = dict(sides, after=dict(sides['after'], count=sides['after']['count'] + number))
    return dict(inputs, measures=measures)


def _holding(inputs, key):
    """Return the keys of the measures in which what *key* counts is counted."""
    metric, _, agent = key.partition(u' agent=')
    compared = inputs['scope']['compared']
    alone = agent and agent.lower() in [name.lower() for name in compared]
    # Where all is one agent, what is more of all is more of it.
    own = [name for name in inputs['measures'] if name.partition(u' agent=')[0] == metric and (
        name == key or alone and name == metric
        or not agent and len(compared) == 1 and name.lower().endswith(u' agent=' + compared[0].lower()))]
    return sorted(name for name in own if inputs['measures'][name]['after']['count'] is not None)


def _of_pairs(inputs, passes):
    """Yield the changes of the last look's outcomes of failing items and of controls."""
    for kind, was, now, words in (
            (pairing.FAILING, False, True, u'%d more items that recovered'),
            (pairing.FAILING, True, False, u'%d fewer items that recovered'),
            (pairing.CONTROL, True, False, u'%d more controls that fail after')):
        places = [place for place, row in enumerate(passes['rows']) if row['kind'] == kind
                  and row['before'] is not None and row['after'] and row['after'][-1] is not None
                  and (row['before'] == pairing.PASSED) == (kind == pairing.CONTROL)
                  and (row['after'][-1] == pairing.PASSED) == was]
        yield words, len(places), _turned(inputs, passes, places, now)


def _turned(inputs, passes, places, now):
    def changed(number):
        rows = list(passes['rows'])
        for place in places[:number]:
            rows[place] = dict(rows[place], after=rows[place]['after'][:-1] + [pairing.PASSED if now else u'failed'])
        return dict(inputs, passes=dict(passes, rows=rows))
    return changed


def _scaled(inputs, times):
    """Return *inputs* with so many times the counts and operations of both sides."""
    scaled = dict(inputs, measures=copy.deepcopy(inputs['measures']))
    for key, sides in scaled['measures'].items():
        if read_metric(key.split(u' ')[0]).kind in NEW:
            continue        # more operations bring no more kinds of errors
        for side in sides.values():
            for name in side:
                if side[name] is not None:
                    side[name] *= times
    return scaled
