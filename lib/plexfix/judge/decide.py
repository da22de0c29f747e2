# -*- coding: utf-8 -*-
"""The decision: the numbers of two windows to KEEP, MONITOR, MODIFY, ROLLBACK or INVALID, one rule after the other.

A pure function of its recorded inputs (`compare.inputs_of`).  Nothing promotes: each rule after the score can only
make a decision worse.
"""
from __future__ import absolute_import, division, print_function

import collections

from plexfix.base import errors
from plexfix.judge import critical, meeting, pairing, silencing, validity
from plexfix.judge.compare import EVIDENCE, key_of, key_text
from plexfix.judge.strength import MODERATE, STRONG, strength
from plexfix.understand import criteria as criterion_language

KEEP, MONITOR, MODIFY, ROLLBACK, INVALID = u'KEEP', u'MONITOR', u'MODIFY', u'ROLLBACK', u'INVALID'
EXIT_CODES = {KEEP: errors.EXIT_OK, MONITOR: errors.EXIT_MONITOR, MODIFY: errors.EXIT_MODIFY,
              ROLLBACK: errors.EXIT_ROLLBACK, INVALID: errors.EXIT_INVALID}
KEEP_FROM, MONITOR_FROM = 75, 50

# A decision as it was reached.  *results* are meeting.Result, *checks* validity.Check, *score* is exact, None without
# success criteria; *steps* are (rule, what it found, decision after it or None while there is none).
Verdict = collections.namedtuple(
    'Verdict', 'decision reason score strength checks results critical paired silenced shapes steps')


def decide(inputs):
    """Return the Verdict on *inputs*."""
    results = _results(inputs)
    paired = _paired(inputs)
    checks = validity.checks(inputs, results)
    steps = []
    invalid = [one for one in checks if one.result == validity.INVALID]
    found = strength(inputs, results, paired) if inputs['readable'] else None
    if invalid:
        reason = u'; '.join(one.detail for one in invalid)
        steps.append((u'validity', reason, INVALID))
        score = None if any(one.met is None for one in _success(results)) else score_of(results)
        return Verdict(INVALID, reason, score, found, checks, results, [], paired, None, [], steps)
    steps.append((u'validity', _told_caps(checks), None))
    broken = critical.findings(inputs, results, paired)
    shapes = silencing.shape_changed(inputs, paired)
    quiet = silencing.silenced(inputs, results, paired)
    score = score_of(results)
    if broken:
        steps.append((u'critical', u'; '.join(broken), ROLLBACK))
        return Verdict(ROLLBACK, u'; '.join(broken), score, found, checks, results, broken, paired, quiet, shapes, steps)
    steps.append((u'critical', u'nothing', None))
    decision, reason = _after_score(inputs, results, score, checks, found, quiet, shapes, steps)
    return Verdict(decision, reason, score, found, checks, results, broken, paired, quiet, shapes, steps)


def score_of(results):
    """Return 100 x the weights of the success criteria that were met / the weights of all of them, exactly.

    None where there is no success criterion.
    """
    success = _success(results)
    weights = [meeting.exact(one.criterion.weight) for one in success]
    met = [weight for one, weight in zip(success, weights) if one.met]
    return 100 * sum(met) / sum(weights) if weights else None


def by_score(score, harmed):
    """Return the decision that a score (exact) leads to; *harmed* is whether a failure criterion was met."""
    if score < MONITOR_FROM:
        return ROLLBACK
    if harmed:
        return MODIFY
    return KEEP if score >= KEEP_FROM else MONITOR


def _after_score(inputs, results, score, checks, found, quiet, shapes, steps):
    """Return (decision, reason) by the score and the rules after it; adds its *steps*."""
    harm = [one for one in results if one.criterion.role == u'failure' and one.met]
    decision, reason = by_score(score, bool(harm)), _met_words(results)
    if harm:
        reason += u'; failure criterion met: %s' % u', '.join(
            u'%s %s (%s)' % (one.criterion.metric, one.criterion.verb, one.reason) for one in harm)
    steps.append((u'score', u'%s; %s' % (shown(score), reason), decision))
    of_no_help, told = ([row for row in shapes if row['successes_rose'] == rose] for rose in (False, True))
    for rule, why in ((u'silencing', quiet), (u'shape change', _shape_words(of_no_help))):
        if why and decision == KEEP:
            decision, reason = MODIFY, u'%s: %s' % (rule, why)
        elif why:
            reason += u'; %s, too: %s' % (rule, why)
        steps.append((rule, why or u'none', decision))
    if told:
        reason += u'; shape change, only told, as more succeeds: %s' % _shape_words(told)
        steps.append((u'shape change', u'only told, as more succeeds: %s' % _shape_words(told), decision))
    caps = [one for one in checks if one.result == validity.CAP]
    if caps and decision == KEEP:
        decision, reason = MONITOR, u'%s; MONITOR is the best there is: %s' % (
            reason, u'; '.join(one.detail for one in caps))
    steps.append((u'caps', _told_caps(checks), decision))
    if decision == KEEP and inputs['policy'] == EVIDENCE and found.level not in (STRONG, MODERATE):
        decision, reason = MONITOR, u'%s; but the evidence is %s: %s' % (reason, found.level, found.detail)
    steps.append((u'evidence', u'%s: %s (policy: %s)' % (found.level, found.detail, inputs['policy']), decision))
    return decision, reason


def next_step(verdict, inputs):
    """Return in words what is to be done after a decision."""
    retests = inputs['passes']['retests'] if inputs['passes'] else 0
    if verdict.decision == MONITOR:
        if retests >= pairing.MOST_RETESTS:
            return u'%d retests were made: a person decides now; keeping it needs a reason' % retests
        return u'test again, with more items or a longer window; %d of %d retests are left' % (
            pairing.MOST_RETESTS - retests, pairing.MOST_RETESTS)
    return {KEEP: u'keep it, and go on with the next fix',
            MODIFY: u'undo it, revise it, and try again',
            ROLLBACK: u'undo it, and try its alternative or the next fix',
            INVALID: u'the evidence carries no verdict: mend what is named above, and measure again'}[verdict.decision]


def shown(score):
    """Return a score in words, never rounded up to a limit that it does not reach."""
    if score is None:
        return u'no score'
    text = u'%.4g' % float(score)
    for limit in (MONITOR_FROM, KEEP_FROM, 100):
        if score < limit <= float(text):
            exact = repr(float(score))
            return u'score %s %%' % (exact if float(exact) < limit else u'just under %d' % limit)
    return u'score %s %%' % text


def _success(results):
    return [one for one in results if one.criterion.role == u'success']


def _results(inputs):
    if not inputs['readable']:
        return []
    results = []
    for text in inputs['criteria']:
        criterion = criterion_language.parse(text)
        sides = inputs['measures'][key_text(key_of(criterion))]
        results.append(meeting.judge(criterion, *[(sides[side]['count'], sides[side]['operations'])
                                                  for side in ('before', 'after')]))
    return results


def _paired(inputs):
    passes = inputs['passes']
    return pairing.tally(passes['rows']) if passes is not None and passes['before'] else None


def _told_caps(checks):
    told = [one.detail for one in checks if one.result == validity.CAP]
    return u'MONITOR is the best there is: %s' % u'; '.join(told) if told else u'nothing that limits the decision'


def _met_words(results):
    success = _success(results)
    met = [one for one in success if one.met]
    return u'%d of %d success criteria met: %s' % (len(met), len(success), u'; '.join(
        u'%s %s' % (one.criterion.metric, one.reason) for one in success))


def _shape_words(rows):
    return u', '.join(u'%s for %s (%s, %s%s)' % (row['new']['id'], row['gone']['id'], row['agent'], row['step'],
                                                 u' of ' + row['host'] if row['host'] else u'') for row in rows[:3])
