# -*- coding: utf-8 -*-
"""Remembering results: what may be looked up, what may not, and how much is kept."""
from __future__ import absolute_import, division, print_function

import pytest

from plexfix.base.memo import remembered


class Counted(object):
    """A function that counts its calls and gives its arguments back."""

    def __init__(self):
        self.calls = 0

    def __call__(self, *args, **named):
        self.calls += 1
        if args and args[0] == 'bad':
            raise ValueError('bad')
        return args + tuple(sorted(named.items()))


def made(most=10):
    counted = Counted()

    @remembered(most)
    def function(*args, **named):
        """Give back."""
        return counted(*args, **named)
    return counted, function


def test_the_second_time_it_is_not_worked_out_again():
    counted, function = made()
    assert (function(1, u'a'), function(1, u'a'), counted.calls) == ((1, u'a'), (1, u'a'), 1)
    assert (function.__name__, function.__doc__) == ('function', 'Give back.')


def test_numbers_that_are_equal_but_of_another_kind_are_other_arguments():
    counted, function = made()
    assert [type(function(one)[0]) for one in (1, 1.0, True)] == [int, float, bool]
    assert counted.calls == 3


def test_an_error_is_raised_each_time():
    counted, function = made()
    for _ in range(2):
        with pytest.raises(ValueError):
            function('bad')
    assert counted.calls == 2


@pytest.mark.parametrize('args, named', [(([1],), {}), ((1,), {'alpha': 0.5})])
def test_what_cannot_be_looked_up_is_worked_out(args, named):
    counted, function = made()
    assert function(*args, **named) == function(*args, **named)
    assert counted.calls == 2


def test_no_more_is_kept_than_asked_for():
    counted, function = made(most=3)
    for number in list(range(4)) + [3, 0]:
        assert function(number) == (number,)
    assert counted.calls == 5, 'the fourth emptied it: 3 is there, 0 no more'
