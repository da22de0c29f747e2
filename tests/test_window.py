# -*- coding: utf-8 -*-
"""window: what a person writes becomes a log time, or an error that says how to write it."""
from __future__ import absolute_import, division, print_function

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plexfix.base.errors import UsageError
from plexfix.observe import window

NEWEST = u'2026-01-30 14:39:06,711'


@pytest.mark.parametrize('text, first, last', [
    ('2026-01-30', u'2026-01-30 00:00:00,000', u'2026-01-30 23:59:59,999'),
    ('2026-01-30 14:39', u'2026-01-30 14:39:00,000', u'2026-01-30 14:39:59,999'),
    ('2026-01-30T14:39', u'2026-01-30 14:39:00,000', u'2026-01-30 14:39:59,999'),
    ('2026-01-30 14:39:06', u'2026-01-30 14:39:06,000', u'2026-01-30 14:39:06,999'),
    ('2026-01-30 14:39:06,711', u'2026-01-30 14:39:06,711', u'2026-01-30 14:39:06,711'),
    ('2026-01-30 14:39:06.7', u'2026-01-30 14:39:06,700', u'2026-01-30 14:39:06,799'),
    (' 2026-01-30 ', u'2026-01-30 00:00:00,000', u'2026-01-30 23:59:59,999'),
    (u'2024-02-29', u'2024-02-29 00:00:00,000', u'2024-02-29 23:59:59,999'),
])
def test_a_rough_time_is_its_first_or_its_last_millisecond(text, first, last):
    assert (window.absolute(text), window.absolute(text, True)) == (first, last)


@pytest.mark.parametrize('text', [
    '', 'now', 'yesterday', '14:39', '2026-01-30 14', '2026-1-30', '30.01.2026', '2026-01-30 14:39:06 UTC', '2026-01-30Z',
    '2026-02-30', '2026-13-01', '2026-01-30 24:00', '2026-01-30 14:60', '0000-01-01', u'\u0662\u0660\u0662\u0666-01-30',
    u'caf\xe9'])
def test_what_is_no_time_is_refused_with_an_example(text):
    with pytest.raises(UsageError) as caught:
        window.absolute(text)
    assert caught.value.exit_code == 2 and caught.value.hint


@pytest.mark.parametrize('text, expected', [
    ('-90m', u'2026-01-30 13:09:06,711'), ('90m', u'2026-01-30 13:09:06,711'), ('-2h', u'2026-01-30 12:39:06,711'),
    ('-1', u'2026-01-30 13:39:06,711'), ('-30s', u'2026-01-30 14:38:36,711'), ('-1d', u'2026-01-29 14:39:06,711'),
    ('-1w', u'2026-01-23 14:39:06,711'), ('-0.5h', u'2026-01-30 14:09:06,711'), ('-0s', NEWEST),
    ('-30d', u'2025-12-31 14:39:06,711'), ('-0.0005s', u'2026-01-30 14:39:06,710'),
    ('-99999999w', u'0001-01-01 00:00:00,000'), ('-45000d', u'1902-11-17 14:39:06,711'),
    ('-60000d', u'1861-10-22 14:39:06,711')])
def test_a_span_counts_back_from_the_newest_record(text, expected):
    assert window.before(NEWEST, text) == expected


@pytest.mark.parametrize('span_s, expected', [
    (0.0, NEWEST), (0.036, u'2026-01-30 14:39:06,675'), (3600.0 * 1e6, u'1912-01-02 22:39:06,711'),
    (1e15, u'0001-01-01 00:00:00,000')])
def test_a_span_may_be_as_small_or_large_as_a_number(span_s, expected):
    assert window.seconds_before(NEWEST, span_s) == expected


@pytest.mark.parametrize('text', ['', '-', '-m', '-90x', '--90m', '-1h30m', '-.5h', '-1e3', u'-\u0669m'])
def test_what_is_no_span_is_refused_with_an_example(text):
    with pytest.raises(UsageError) as caught:
        window.before(NEWEST, text)
    assert caught.value.exit_code == 2 and u'-90m' in caught.value.hint


def test_only_a_minus_makes_a_time_relative():
    assert window.is_relative('-90m') and not window.is_relative('90m') and not window.is_relative('2026-01-30')


@given(st.datetimes(datetime.datetime(1, 1, 1), datetime.datetime(9999, 12, 31)), st.integers(0, 10 ** 9))
def test_times_sort_as_text_and_a_span_is_as_long_as_it_says(moment, seconds):
    moment = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    newest = u'%04d-%02d-%02d %02d:%02d:%02d,%03d' % (
        moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second, moment.microsecond // 1000)
    earlier = window.before(newest, '-%ds' % seconds)
    assert len(earlier) == 23 and earlier <= newest
    if seconds < (moment - datetime.datetime.min).total_seconds():
        parsed = datetime.datetime(*[int(part) for part in earlier[:19].replace(' ', '-').replace(':', '-').split('-')])
        assert (moment.replace(microsecond=0) - parsed).total_seconds() == seconds
