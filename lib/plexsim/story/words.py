# -*- coding: utf-8 -*-
"""Numbers of a run in words: what was measured, how criteria came out, who recovered."""
from __future__ import absolute_import, division, print_function

OUTCOMES = {u'updated': u'found their data', u'no match': u'were not found', u'failed': u'failed'}
# So many times a fix is tested again, and then a person decides.
MOST_RETESTS = 2
# What a decision has as its consequence.
MEANS = {
    u'KEEP': u'What was asked for came, and more than errors that fell silent: it stays.',
    u'MONITOR': u'Too little to be sure: it stays for now, and is tested again.',
    u'MODIFY': u'It does what it is for, and something else got worse: it is taken back, to be revised.',
    u'ROLLBACK': u'It does not do what it is for: it is taken back.',
    u'INVALID': u'These numbers carry no verdict.'}
_SHOWN = 240


def measured(data):
    """Return what an iteration measured; *data* are the counts of its event."""
    return u'%d of %d finished operations were successful (%.1f %%), %.2f failures per operation' % (
        data['successful'], data['finished'], 100 * rate(data), data['failures'] / data['operations'])


def rate(data):
    """Return successful / finished, as a part of 1."""
    return data['successful'] / data['finished'] if data['finished'] else 0.0


def counted(outcomes):
    """Return outcomes with their numbers, the most frequent first."""
    numbers = sorted(((-outcomes.count(name), name) for name in set(outcomes)))
    return u', '.join(u'%d %s' % (-number, name) for number, name in numbers)


def criteria(record):
    """Return how the success criteria of a test came out, and each other one that was met."""
    told = []
    for one in record['criteria']:
        if one['role'] == u'success':
            told.append(u'%s %s (%s)' % (one['metric'], _sides(one), u'met' if one['met'] else u'not met'))
        elif one['met']:
            told.append(u'%s criterion met: %s' % (one['role'], one['text']))
    return u'; '.join(told)


def side_effects(before, after, record):
    """Return [(status, times, hosts)] of what the test met on the new code only, and no criterion of it is about.

    *before* and *after* are the groups `http` of the two aggregates.
    """
    asked = [one['metric'].split(u'@')[0] for one in record['criteria']]
    return [(status, number, u', '.join(sorted(after['by_status_host'].get(status, ()))) or u'an unknown host')
            for status, number in sorted(after['by_status'].items())
            if status not in before['by_status'] and u'http_' + status not in asked]


def pairs(paired):
    """Return what became of the items that failed before; over several tests on the new code, of all looks at them."""
    items = many(paired['failed_before'], u'item')
    if paired['looks'] > 1:
        items = u'%d looks at the %s' % (paired['could_improve'], items)
    return u'Of the %s that failed on the old code %d recovered; %d that worked got worse (mid-p %.2g).' % (
        items, paired['fail_to_pass'], paired['pass_to_fail'], paired['midp'])


def meaning(decision, retests):
    """Return what a decision has as its consequence; a MONITOR after the last retest has another."""
    if decision == u'MONITOR' and retests >= MOST_RETESTS:
        return u'Too little to be sure, also after %d retests: now a person decides.' % retests
    return MEANS.get(decision, u'It is for a person to say what that means.')


def many(number, noun):
    """Return a number with its noun, in the plural where that is due."""
    return u'%d %s%s' % (number, noun, u'' if number == 1 else u's')


def listed(names):
    """Return names in a row, the last one behind an "and"."""
    names = list(names)
    return u' and '.join([u', '.join(names[:-1]), names[-1]]) if len(names) > 1 else u''.join(names)


def short(text, most=_SHOWN):
    """Return *text* on one line, cut where it is long."""
    text = u' '.join(text.split())
    return text if len(text) <= most else text[:most - 4].rsplit(u' ', 1)[0] + u' ...'


def _sides(one):
    return u' to '.join(_side(one[name]) for name in ('before', 'after'))


def _side(side):
    if not side or side.get('rate') is None:
        return u'not measured'
    return u'%.1f %%' % (100 * side['rate']) if side.get('of') == u'of finished operations' else u'%.2f per operation' % side['rate']
