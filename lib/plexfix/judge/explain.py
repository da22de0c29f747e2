# -*- coding: utf-8 -*-
"""A stored decision step by step, as lines of text: each number it rests on, each rule, and what that left of it."""
from __future__ import absolute_import, division, print_function

from plexfix.judge.meeting import figure

_MARKS = {True: u'met', False: u'not met', None: u'not measured'}


def lines_of(record):
    """Return the lines that tell how the decision of a *record* comes from its inputs."""
    lines = [u'%s: %s' % (record['fix'], record['decision']), u'', u'1. The two sides']
    for side, name in (('baseline', u'before'), ('current', u'after')):
        lines.append(u'   %-6s  %s' % (name, _side(record['inputs'][side])))
    lines += [u'', u'2. Validity'] + [u'   %-7s  %-9s  %s' % (row['result'], row['check'], row['detail'])
                                      for row in record['validity']]
    lines += [u'', u'3. Criteria, from %s' % record['inputs']['criteria_from']]
    for row in record['criteria']:
        lines += _criterion(row)
    lines += [u'', u'4. Evidence'] + _evidence(record)
    lines += [u'', u'5. The rules in their order']
    for step in record['steps']:
        lines.append(u'   %-12s  %s' % (step['rule'], step['found']))
        if step['decision'] is not None:
            lines.append(u'   %-12s  -> %s' % (u'', step['decision']))
    return lines + [u'', u'Decision: %s (exit code %d)' % (record['decision'], record['exit_code'])]


def _side(side):
    window = side['window'] or {}
    return u'%s, run %s, %s to %s, counted by version %s' % (
        side['name'], side['run_id'] or u'-', window.get('first') or u'-', window.get('last') or u'-',
        side['version'] or u'-')


def _criterion(row):
    yield u'   %s' % row['text']
    for name in ('before', 'after'):
        side = row[name]
        if side['count'] is None:
            told = u'-' if name == 'before' and side['operations'] is None else u'not measured'
        elif side['rate'] is None:
            told = u'%d' % side['count']
        else:
            told = u'%d / %d = %s %s (95 %% interval %s to %s)' % (
                side['count'], side['operations'], figure(side['rate']), side['of'], figure(side['interval'][0]),
                figure(side['interval'][1]))
        yield u'      %-6s  %s' % (name, told)
    p = u'' if row['p'] is None else u', p %.3g' % row['p']
    yield u'      %s: %s%s, weight %g' % (_MARKS[row['met']], row['reason'], p, row['weight'])


def _evidence(record):
    lines = []
    paired = record['paired']
    if paired is not None:
        lines.append(u'   %d pairs: %d from fail to pass, %d from pass to fail; p %.3g, mid-p %.3g, E %.3g' % (
            paired['items'], paired['fail_to_pass'], paired['pass_to_fail'], paired['p'], paired['midp'], paired['e']))
        lines.append(u'   %d controls: %d from pass to fail, p %.3g' % (
            paired['controls']['items'], paired['controls']['pass_to_fail'], paired['controls']['p']))
    said = record['evidence_detail']['said'] if record['evidence_detail'] else u'nothing could be compared'
    return lines + [u'   %s: %s' % (record['evidence'], said)]
