# -*- coding: utf-8 -*-
"""What a criterion expected beside what came, in words: "expected 100 -> 80 (-20.0 %), actual 60 (-40.0 %)"."""
from __future__ import absolute_import, division, print_function

from plexfix.judge.meeting import figure
from plexfix.understand import criteria as criterion_language
from plexfix.understand.criterion import LEVELS, PRESENCE

_WORDS = {u'>=': u'at least ', u'>': u'more than ', u'<=': u'at most ', u'<': u'less than ', u'=': u'exactly '}


def expectation(row, counts_compare):
    """Return the pair for a *row* of a record's criteria; with *counts_compare* in counts, else in rates."""
    criterion = criterion_language.parse(row['text'])
    lead = u'expected ' if criterion.role == u'success' else u'harm from '
    if criterion.verb in PRESENCE:
        return u'%s%s, actual %s' % (lead, criterion.verb, _seen(row['after']['count']))
    if criterion.verb in LEVELS:
        actual = row['after']['rate'] if criterion.verb == u'rate' else row['after']['count']
        shown = figure(actual) if criterion.verb == u'rate' else _seen(actual)
        return u'%s%s%g, actual %s' % (lead, _WORDS[criterion.op], criterion.number, shown)
    return lead + _change(criterion, row, counts_compare)


def _change(criterion, row, counts_compare):
    before, after = row['before'], row['after']
    points = criterion.verb.endswith(u'_pp')
    sign = 1 if criterion.verb.startswith(u'increase') else -1
    asked = u'%s%+.1f %s' % (_WORDS[criterion.op] if sign * criterion.number else u'', sign * criterion.number,
                             u'points' if points else u'%')
    if None in (before['rate'], after['rate']):
        return u'%s, actual not measured' % asked
    share = criterion.number / 100
    wanted = before['rate'] + sign * share if points else before['rate'] * (1 + sign * share)
    actual = u'' if row['change'] is None else u' (%+.1f %s)' % (row['change'], u'points' if points else u'%')
    if counts_compare and not points:
        # In counts at the operations of after: fewer operations alone would lower a plain count.
        return u'%d -> %s (%s), actual %d%s' % (before['count'], _number(wanted * after['operations']), asked,
                                                after['count'], actual)
    return u'%s -> %s %s (%s), actual %s%s' % (figure(before['rate']), figure(wanted), before['of'], asked,
                                               figure(after['rate']), actual)


def _number(value):
    return u'%d' % round(value) if abs(value - round(value)) < 0.05 else u'%.1f' % value


def _seen(count):
    return u'not measured' if count is None else u'%d seen' % count
