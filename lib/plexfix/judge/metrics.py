# -*- coding: utf-8 -*-
"""What a metric is worth in one aggregate: count, base, rate, and how sure that is.  Comparing two is `compare`'s."""
from __future__ import absolute_import, division, print_function

import collections

from plexfix.base.intervals import poisson_rate_interval, wilson
from plexfix.understand import measurable
from plexfix.understand.metricnames import SHARES, Metric, read_metric

# *operations* is what the count is a share of: operations begun, for success_rate those that finished, for
# title_rejections the candidates.  All but *unit* are None where the metric was not measured: missing is never zero.
Measure = collections.namedtuple('Measure', 'count operations rate interval unit')

REJECTIONS = u'title_rejections'


def measure(metric, document, agents=None):
    """Return the Measure of *metric* (a Metric or its name) over the named *agents* of an aggregate, all with None.

    Agents that are not in the aggregate are left out; with none left nothing was measured.
    """
    metric = metric if isinstance(metric, Metric) else read_metric(metric)
    known = document['agents']
    chosen = [known[name] for name in sorted(known if agents is None else set(agents)) if name in known]
    if not chosen:
        return of_numbers(metric, None, None)
    found = measurable.measure(metric, chosen)
    return of_numbers(metric, found.count, found.base)


def of_numbers(metric, count, operations):
    """Return the Measure of *count* in *operations*: shares with Wilson's interval, rates with the exact one."""
    metric = metric if isinstance(metric, Metric) else read_metric(metric)
    unit = unit_of(metric)
    if count is None:
        return Measure(None, operations, None, None, unit)
    if not operations:
        return Measure(count, operations, None, None, unit)
    interval = wilson if is_share(metric, count, operations) else poisson_rate_interval
    return Measure(count, operations, count / operations, [steady(end) for end in interval(count, operations)], unit)


def steady(number):
    """Return *number* with ten digits, None for None: the Pythons' own mathematics differ in the last ones."""
    return None if number is None else float('%.10g' % number)


def is_share(metric, count, operations):
    """Return whether *count* of *operations* is a share.

    Candidates that were announced before the window began are rejected in it: then it is a rate.
    """
    return metric.kind in SHARES or (metric.kind == REJECTIONS and count <= operations)


def unit_of(metric):
    """Return what the rate of *metric* is a rate of, as a person reads it."""
    if metric.kind == u'success_rate':
        return u'of finished operations'
    return u'per candidate' if metric.kind == REJECTIONS else u'per operation'
