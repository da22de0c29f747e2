# -*- coding: utf-8 -*-
"""How strong the evidence of an improvement is, and whether it could have been any stronger."""
from __future__ import absolute_import, division, print_function

import collections

from plexfix.judge import statistics
from plexfix.judge.meeting import direction_of
from plexfix.judge.metrics import steady
from plexfix.judge.significance import LEVEL, p_value, smallest_p
from plexfix.understand.criterion import render
from plexfix.understand.metricnames import read_metric

STRONG, MODERATE, WEAK, INSUFFICIENT = u'strong', u'moderate', u'weak', u'insufficient'
STRONG_E = 20
# *p* is the one-sided one that counts, *smallest* the smallest that these numbers could have shown; None for no test.
Strength = collections.namedtuple('Strength', 'level p smallest detail')


def strength(inputs, results, paired):
    """Return the Strength of the evidence: that of the pairs where there are some, else of the main criterion.

    That is the improvement which weighs most, of equal ones the first: it was named before anybody saw the numbers.
    """
    if paired is not None:
        return _paired(paired)
    asked = [one for one in results if one.criterion.role == u'success' and one.asked]
    if not asked:
        return Strength(INSUFFICIENT, None, None, u'no criterion asks for an improvement')
    found = _unpaired(max(asked, key=lambda one: one.criterion.weight))
    if inputs['passes'] is not None and found.level == MODERATE:
        return found._replace(level=WEAK, detail=found.detail + u'; at most weak, as the items were not refreshed on '
                                                                u'the old code')
    return found


def _paired(paired):
    p, e = paired['midp'], paired['e']
    smallest = steady(statistics.smallest_paired_p(paired['could_improve']))
    said = u'%d items recovered and %d got worse: mid-p %.3g, E %.3g' % (
        paired['fail_to_pass'], paired['pass_to_fail'], p, e)
    if e >= STRONG_E:
        return Strength(STRONG, p, smallest, said)
    if smallest > LEVEL:
        return Strength(INSUFFICIENT, p, smallest, u'%s; with %d items that failed before, mid-p %.3g is the smallest '
                                                   u'there is' % (said, paired['could_improve'], smallest))
    if paired['looks'] > 1:
        # Looking again until p is small would find something in the end; E holds at every look.
        return Strength(WEAK, p, smallest, said + u'; over retests only E counts, from %d on' % STRONG_E)
    return Strength(MODERATE if p <= LEVEL else WEAK, p, smallest, said)


def _unpaired(result):
    metric, direction = read_metric(result.criterion.metric), direction_of(result.criterion)
    sides = metric, result.before, result.after, direction
    p, smallest = (p_value(*sides), smallest_p(*sides)) if direction else (None, None)
    name = render(result.criterion._replace(weight=1.0))
    if p is None:
        return Strength(INSUFFICIENT, None, None, u'no exact test of "%s" is possible' % name)
    said = u'exact one-sided p %.3g of "%s"' % (p, name)
    if smallest > LEVEL:
        return Strength(INSUFFICIENT, p, smallest, u'%s; %.3g is the smallest there is with these numbers' % (said, smallest))
    return Strength(MODERATE if p <= LEVEL else WEAK, p, smallest, said)
