# -*- coding: utf-8 -*-
"""One criterion as a record: its words, and what it asks for.  Reading it from text is left to `criteria`."""
from __future__ import absolute_import, division, print_function

import collections

from plexfix.base.compat import to_text
from plexfix.understand.metricnames import HIGHER_IS_BETTER, NEW

# `metric` is text (criteria.parse_metric reads it), `number` and `weight` are floats, `op` and `number` are None for
# `present` and `absent`, `agent` is None for all agents of the fix.
Criterion = collections.namedtuple('Criterion', 'role metric verb op number weight agent')

ROLES = (u'success', u'failure', u'critical')
PRESENCE = (u'present', u'absent')
LEVELS = (u'rate', u'count')
POINTS = (u'increase_pp', u'reduce_pp')
VERBS = (u'reduce_pct', u'increase_pct') + POINTS + LEVELS + PRESENCE
OPS = (u'>=', u'>', u'<=', u'<', u'=')
# What may stand between two words; others are refused, since the two Pythons disagree on what is a space.
SPACE = u' \t\u00a0'


def render(criterion):
    """Return *criterion* as the text that criteria.parse reads back to the same."""
    words = [criterion.role + u':', criterion.metric, criterion.verb]
    if criterion.verb not in PRESENCE:
        words.extend([criterion.op, _number_text(criterion.number)])
    if criterion.weight != 1:
        words.extend([u'weight', _number_text(criterion.weight)])
    if criterion.agent is not None:
        quoted = any(space in criterion.agent for space in SPACE)
        words.append(u'agent="%s"' % criterion.agent if quoted else u'agent=' + criterion.agent)
    return u' '.join(words)


def higher_is_better(criterion):
    """Return whether more of this criterion's metric is better."""
    return criterion.metric in HIGHER_IS_BETTER


def asks_improvement(criterion):
    """Return whether *criterion* can only be met by its metric going, or being, the better way.

    A change of at least nothing asks for nothing.  A level (`rate`, `count`, `absent`) asks for an improvement only as
    far as it was not reached before: `measurable` says where it was.  New patterns and exceptions never do, as a fix
    that does nothing brings none.
    """
    if criterion.metric in NEW:
        return False
    better_up = higher_is_better(criterion)
    if criterion.verb in PRESENCE:
        return (criterion.verb == u'present') == better_up
    upward, zero = criterion.op in (u'>=', u'>'), criterion.number == 0
    if criterion.verb in LEVELS:
        if criterion.op == u'=':
            return zero != better_up
        return upward == better_up
    rises = criterion.verb.startswith(u'increase')
    if criterion.op == u'=' or upward:
        return rises == better_up and not (zero and criterion.op != u'>')
    # `increase_pct < 0` is a fall; `<= 5` allows for standing still.
    return zero and criterion.op == u'<' and rises != better_up


def _number_text(number):
    """Return a number as text: whole ones without a point, others so that reading gives the same again."""
    number = float(number)
    return u'%d' % number if number == int(number) and number < 1e15 else to_text(repr(number))
