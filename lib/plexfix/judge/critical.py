# -*- coding: utf-8 -*-
"""What sends a fix back at once, whatever else it brought: an agent that breaks, and controls that got worse."""
from __future__ import absolute_import, division, print_function

from plexfix.judge.significance import LEVEL
from plexfix.understand.criterion import render


def findings(inputs, results, paired):
    """Return in words (a list) what is critical; none where nothing is.

    *results* are those of the criteria, *paired* the tally of an active test or None.
    """
    return broken(inputs) + _tracebacks(inputs) + _controls(paired) + [
        u'a critical criterion was met: %s (%s)' % (render(one.criterion), one.reason)
        for one in results if one.criterion.role == u'critical' and one.met]


def broken(inputs):
    """Return failed starts and errors of loading in touched agents, in words.

    Where nobody knows which agents were touched, one that was broken before too proves nothing.
    """
    found, known = [], inputs['scope']['touched'] is not None
    for name in sorted(inputs['scope']['touched'] if known else inputs['scope']['agents']):
        agent = inputs['agents'][name]
        before, after = agent['before'] or {}, agent['after'] or {}
        if agent['started'] == u'failed' or after.get('starts_failed') and (known or not before.get('starts_failed')):
            found.append(u'%s failed to start' % name)
        for error in sorted(after.get('loading') or {}):
            if known or error not in (before.get('loading') or {}):
                found.append(u'%s in %s' % (error, name))
    return found


def _tracebacks(inputs):
    touched = inputs['scope']['touched']
    return [u'new traceback in a changed file: %s in %s (pattern %s)' % (row['exception'], row['agent'], row['id'])
            for row in (inputs['patterns'] or {}).get('new', ())
            if row['in_changed_file'] and row['exception'] and (touched is None or row['agent'] in touched)]


def _controls(paired):
    if paired is None or paired['controls']['p'] > LEVEL or not paired['controls']['pass_to_fail']:
        return []
    return [u'items that worked got worse: %d of %d controls, p %.3g' % (
        paired['controls']['pass_to_fail'], paired['controls']['items'], paired['controls']['p'])]
