# -*- coding: utf-8 -*-
"""A test report in a few lines: decision, score, evidence, and one line for each criterion."""
from __future__ import absolute_import, division, print_function

from plexfix.judge.meeting import figure

_MARKS = {True: u'yes', False: u'no', None: u'-'}


def lines_of(record):
    """Return the lines (text) that tell what a *record* says."""
    lines = [u'%-10s %s' % row for row in (
        (u'fix', record['fix']), (u'decision', u'%s (exit code %d)' % (record['decision'], record['exit_code'])),
        (u'score', record['score_shown'].replace(u'score ', u'', 1)), (u'evidence', _evidence(record)),
        (u'policy', record['policy']), (u'reason', record['reason']), (u'next', record['next_step']))]
    lines += [u'criterion  met %-3s  %s' % (_MARKS[row['met']], _criterion(row)) for row in record['criteria']]
    if record['paired'] is not None:
        lines.append(u'%-10s %s' % (u'items', _paired(record['paired'])))
    for check in record['validity']:
        if check['result'] != u'ok':
            lines.append(u'%-10s %s: %s' % (check['result'], check['check'], check['detail']))
    return lines


def _evidence(record):
    detail = record['evidence_detail']
    return record['evidence'] + (u', %s' % detail['said'] if detail else u'')


def _criterion(row):
    rates = u' -> '.join(figure(row[side]['rate']) for side in ('before', 'after'))
    change = u'' if row['change'] is None else u', %+.1f %s' % (row['change'], u'points' if row['unit'] == u'pp' else u'%')
    return u'%s: %s%s%s' % (row['text'], rates, change, u'' if row['p'] is None else u', p %.3g' % row['p'])


def _paired(paired):
    return u'%d, %d recovered, %d got worse; %d controls, %d got worse' % (
        paired['items'], paired['fail_to_pass'], paired['pass_to_fail'], paired['controls']['items'],
        paired['controls']['pass_to_fail'])
