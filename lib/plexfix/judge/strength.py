# -*- coding: utf-8 -*-
"""How strong the evidence of an improvement is, and whether it could have been any stronger."""
from __future__ import absolute_import, division, print_function

import collections

from plexfix.judge import pairing, statistics
from plexfix.judge.meeting import direction_of
from plexfix.judge.metrics import of_numbers, steady
from plexfix.judge.significance import LEVEL, RISE, p_value, smallest_p
from plexfix.understand.criterion import render
from plexfix.understand.metricnames import SHARES, read_metric

STRONG, MODERATE, WEAK, INSUFFICIENT = u'strong', u'moderate', u'weak', u'insufficient'
STRONG_E = 20
# *p* is the one-sided one that counts, *smallest* the smallest that these numbers could have shown; None for no test.
Strength = collections.namedtuple('Strength', 'level p smallest detail')


def strength(inputs, results, paired):
    """Return the Strength of the evidence: that of the pairs where there are some, else of the main criterion.

    That is the improvement which weighs most, of equal ones the first: it was named before anybody saw the numbers.
    Where most items succeed all the same, and it asks for anything but outcomes, the pairs cannot tell (`_affected`).
    """
    asked = [one for one in results if one.criterion.role == u'success' and one.asked]
    main = max(asked, key=lambda one: one.criterion.weight) if asked else None
    if main is not None and pairing.is_mostly_affected(paired) and read_metric(main.criterion.metric).kind not in SHARES:
        return _affected(inputs, main, paired)
    if paired is not None:
        return _paired(paired)
    if main is None:
        return Strength(INSUFFICIENT, None, None, u'no criterion asks for an improvement')
    found = _unpaired(main)
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


def _affected(inputs, main, paired):
    """Return the Strength where items met the failure in operations that succeed all the same.

    Their failures gone may be failures not told any more.  So it takes two exact tests on the same items before and
    after: of what the *main* criterion asks for, and that more was enriched.
    """
    found = _unpaired(main)
    sides = [inputs['measures'][u'enriched'][side] for side in ('before', 'after')]
    measures = [of_numbers(u'enriched', side['count'], side['operations']) for side in sides]
    p = p_value(read_metric(u'enriched'), measures[0], measures[1], RISE)
    said = u'%s; %d of the items succeeded before, though they met the failure, so that rates tell and not outcomes' % (
        found.detail, paired['affected']['items'])
    if p is None or p > LEVEL:
        return found._replace(level=WEAK if found.level == MODERATE else found.level, detail=said + (
            u'; that what failed there works now is not seen: enriched %s before, %s after (p %s)' % (
                tuple(u'-' if one.count is None else u'%d' % one.count for one in measures)
                + (u'-' if p is None else u'%.3g' % p,))))
    said += u'; enriched rose from %d to %d (p %.3g)' % (measures[0].count, measures[1].count, p)
    if paired['looks'] > 1 and found.level == MODERATE:
        return found._replace(level=WEAK, detail=said + u'; over retests rates count as weak at most')
    return found._replace(detail=said)


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
