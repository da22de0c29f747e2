# -*- coding: utf-8 -*-
"""Rates, intervals, shares and ranked names as a person reads them in the diagnostic report."""
from __future__ import absolute_import, division, print_function

from plexfix.base.clip import clip
from plexfix.base.intervals import poisson_rate_interval
from plexfix.observe.layout import many, number
from plexfix.observe.patterns import SAMPLE_CHARS
from plexfix.understand.markdown import plain

NAMES_SHOWN = 4
UNKNOWN = u'-'


def rate_of(count, operations):
    """Return (events per operation, its exact 95 % interval), (None, None) where there was no operation."""
    return (count / operations, poisson_rate_interval(count, operations)) if operations else (None, None)


def figure(value):
    """Return a rate with two digits that say something."""
    if value is None:
        return UNKNOWN
    return u'%.2f' % value if value >= 0.1 or not value else u'%.2g' % value


def interval_shown(interval):
    """Return a 95 % interval as `0.10 to 0.35`."""
    return UNKNOWN if interval is None else u'%s to %s' % (figure(interval[0]), figure(interval[1]))


def percent(part, whole):
    """Return the share that *part* is of *whole*, `-` where there is no whole."""
    return u'%.1f %%' % (100.0 * part / whole) if whole else UNKNOWN


def names(ranked, most=NAMES_SHOWN):
    """Return [(name, count)] as text, the first *most* of them, with how many more there are."""
    shown = [u'%s (%s)' % (plain(name, 40), number(count)) if count else plain(name, 40)
             for name, count in ranked[:most]]
    more = len(ranked) - most
    return u', '.join(shown) + (u' and %d more' % more if more > 0 else u'')


def ends(sample):
    """Return how many of the last lines of a sample tell something: none where its end was cut off."""
    whole = clip(sample['text'], SAMPLE_CHARS - 1) == sample['text']
    return 1 if whole and u'\n' in sample['text'].strip() else 0


def rate_words(count, operations, noun=u'time'):
    """Return the count, the operations, and the rate with its 95 % interval in words."""
    rate, interval = rate_of(count, operations)
    if rate is None:
        return u'%s, and no operation to measure it by' % many(count, noun)
    return u'%s in %s, %s per operation (95 %% interval %s)' % (
        many(count, noun), many(operations, u'operation'), figure(rate), interval_shown(interval))
