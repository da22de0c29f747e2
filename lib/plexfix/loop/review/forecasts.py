# -*- coding: utf-8 -*-
"""How good the forecasts were: what each success criterion predicted beside what came, and the running calibration.

A prediction is a criterion's number; the error is actual minus predicted, both counted as improvement, so that below
zero too much was expected.  Percent and points are never added up together.
"""
from __future__ import absolute_import, division, print_function

import collections
import re

from plexfix.understand import criteria as criterion_language
from plexfix.understand.criterion import POINTS, higher_is_better

# One prediction of one fix: *predicted* and *actual* are improvements in *unit* (pct or pp), *error* their difference;
# all three are None where the criterion asks for a level, or the change had no size.
Forecast = collections.namedtuple('Forecast', 'iteration fix text met unit predicted actual error')
# A fix's chance of being kept as a person wrote it (0 to 1), and whether it was kept.
Chance = collections.namedtuple('Chance', 'iteration fix chance kept')

FIELD = u'confidence'
RULE = (u'Of each success criterion that was measured: whether it was met; and where it asks for a change, the error, '
        u'which is the actual improvement minus the predicted one: below zero too much was expected. The bias is the '
        u'mean of the errors, for percent and points apart. Where a fix has a field Confidence, the chance that '
        u'it is kept (`80 %`), its Brier score is the square of the difference between that and what came (1 kept, 0 '
        u'not): 0 is perfect, 0.25 is what a constant 50 % gets.')
_CHANCE = re.compile(u'([0-9]{1,3}(?:\\.[0-9]+)?)[ \t]*(%?)$')


def of_record(iteration, record):
    """Return the Forecasts that a test (`plexfix.comparison/1`) gives an answer to."""
    found = []
    for row in record['criteria']:
        if row['role'] != u'success' or row['met'] is None:
            continue
        criterion = criterion_language.parse(row['text'])
        predicted = _predicted(criterion)
        actual = None if row['change'] is None or predicted is None else _towards(criterion, row['change'])
        error = None if actual is None else actual - predicted
        found.append(Forecast(iteration, record['fix'], row['text'], row['met'], row['unit'], predicted, actual, error))
    return found


def _predicted(criterion):
    """Return the improvement that a criterion asks for in its unit; None for a level, and for a limit from above."""
    if criterion.verb not in (u'reduce_pct', u'increase_pct') + POINTS or criterion.op not in (u'>=', u'>', u'='):
        return None
    rises = criterion.verb.startswith(u'increase')
    return criterion.number if rises == higher_is_better(criterion) else -criterion.number


def _towards(criterion, change):
    return change if higher_is_better(criterion) else -change


def chance_of(fix):
    """Return the chance (0 to 1) that a person wrote into a fix's field Confidence; None where none can be read."""
    for name, value in fix.fields if fix is not None else ():
        match = _CHANCE.match(value.strip()) if name.strip().lower() == FIELD else None
        if match:
            number = float(match.group(1)) / (100 if match.group(2) else 1)
            return number if number <= 1 else None
    return None


def calibration(forecasts, chances=()):
    """Return how the forecasts came out so far, after each fix in their order: a list of dictionaries."""
    order = []
    for one in list(forecasts) + list(chances):
        if (one.iteration, one.fix) not in order:
            order.append((one.iteration, one.fix))
    order.sort(key=lambda key: key[0] or 0)
    rows = []
    for number, key in enumerate(order, 1):
        so_far = set(order[:number])
        rows.append(_row(key, [one for one in forecasts if (one.iteration, one.fix) in so_far],
                         [one for one in chances if (one.iteration, one.fix) in so_far]))
    return rows


def _row(key, forecasts, chances):
    met = sum(1 for one in forecasts if one.met)
    scored = [(one.chance - (1.0 if one.kept else 0.0)) ** 2 for one in chances if one.kept is not None]
    return {'iteration': key[0], 'fix': key[1], 'criteria': len(forecasts), 'met': met,
            'share_met': met / len(forecasts) if forecasts else None,
            'bias_pct': _mean([one.error for one in forecasts if one.unit == u'pct' and one.error is not None]),
            'bias_pp': _mean([one.error for one in forecasts if one.unit == u'pp' and one.error is not None]),
            'brier': _mean(scored), 'chances': len(scored)}


def _mean(numbers):
    return sum(numbers) / len(numbers) if numbers else None
