# -*- coding: utf-8 -*-
"""Dates as sites write them: what is told, what is filled in, and what is no date."""
from __future__ import absolute_import, division, print_function

import datetime

import pytest

from plexsim.host.dates import parse_date

NOW = datetime.datetime(2026, 5, 17, 13, 45)


@pytest.mark.parametrize('text, wanted', [
    ('2009-05-01', (2009, 5, 1)),
    ('2009/5/1', (2009, 5, 1)),
    ('20090501', (2009, 5, 1)),
    ('2009-05', (2009, 5, 1)),
    ('2009', (2009, 1, 1)),
    ('5/1/2009', (2009, 5, 1)),
    ('13/5/2009', (2009, 5, 13)),
    ('05.01.2009', (2009, 1, 5)),
    ('1.5.09', (2009, 5, 1)),
    ('5/1/99', (1999, 5, 1)),
    ('May 1, 2009', (2009, 5, 1)),
    ('May 1st 2009', (2009, 5, 1)),
    ('1 May 2009', (2009, 5, 1)),
    ('1st of May, 2009', (2009, 5, 1)),
    ('01-May-09', (2009, 5, 1)),
    ('Friday, May 1, 2009', (2009, 5, 1)),
    ('Sept. 5, 2010', (2010, 9, 5)),
    ('May 2009', (2009, 5, 1)),
    ('May 8', (2026, 5, 8)),
    (u'1 May 2009', (2009, 5, 1)),
    (b'2009-05-01', (2009, 5, 1)),
    ('  2009-05-01\n', (2009, 5, 1)),
])
def test_days(text, wanted):
    assert parse_date(text, NOW) == datetime.datetime(*wanted)


@pytest.mark.parametrize('text, wanted', [
    ('2009-05-01T20:15:30Z', (2009, 5, 1, 20, 15, 30)),
    ('2009-05-01T20:15:30.25+01:00', (2009, 5, 1, 20, 15, 30, 250000)),
    ('2009-05-01 20:15', (2009, 5, 1, 20, 15)),
    ('20090501T201530', (2009, 5, 1)),
    ('Fri, 01 May 2009 20:15:30 GMT', (2009, 5, 1, 20, 15, 30)),
    ('Fri, 01 May 2009 20:15:30 -0700', (2009, 5, 1, 20, 15, 30)),
    ('Fri May  1 20:15:30 2009', (2009, 5, 1, 20, 15, 30)),
    ('5/1/2009 8:15 PM', (2009, 5, 1, 20, 15)),
    ('5/1/2009 12:05 a.m.', (2009, 5, 1, 0, 5)),
])
def test_times_of_day_are_read_and_their_zone_is_left_out(text, wanted):
    assert parse_date(text, NOW) == datetime.datetime(*wanted)


@pytest.mark.parametrize('text', ['no date', 'N/A', '-', '2009-13-45', '31/31/2009', 'May', '12', '20:15', 'unknown 1 2 3'])
def test_what_is_no_date_is_a_value_error(text):
    with pytest.raises(ValueError):
        parse_date(text, NOW)
