# -*- coding: utf-8 -*-
"""Numbers by dotted names: sums, finished operations, and that what was not measured is no number."""
from __future__ import absolute_import, division, print_function

import pytest

from plexfix.observe.counts import Counts
from plexfix.understand.signatures import measured
from plexfix.understand.signatures.measured import Comparison


def counts():
    agent = Counts().as_dict()
    agent['operations']['search'].update(started=10, successful=3, unfinished=2)
    agent['operations']['update'].update(started=5, successful=5)
    agent['http'].update(failures=4, by_status={'403': 3}, by_host={'www.film-index.example': 4},
                         by_status_host={'403': {'www.film-index.example': 3}})
    agent['exceptions'] = {'KeyError': 2, 'IndexError': 1}
    agent['titles_found'] = None
    return agent


@pytest.mark.parametrize('name, expected', [
    ('records', 0), ('operations.search.started', 10), ('operations.all.started', 15), ('operations.all.finished', 13),
    ('operations.search.finished', 8), ('http.by_status.403', 3), ('http.by_status.404', None), ('http.by_status.all', 3),
    ('http.by_host.www.film-index.example', 4), ('http.by_status_host.403.www.film-index.example', 3), ('exceptions.all', 3),
    ('titles_found', None), ('candidates.rejected.all', 0), ('starts.ok', 0), ('starts.last_ok', None), ('operations', None),
    ('no.such', None), ('document.redacted.token', 7), ('document.redacted.all', 9), ('document.window.hours', None),
    ('document.totals.records', 12)])
def test_names_stand_for_numbers(name, expected):
    document = {'redacted': {'token': 7, 'user': 2}, 'window': {'hours': None}, 'totals': {'records': 12}}
    assert measured.value_of(name, counts(), document) == expected


@pytest.mark.parametrize('document', [None, {}, {'redacted': None}])
def test_a_document_that_was_not_measured_has_no_numbers(document):
    assert measured.value_of('document.redacted.token', {}, document) is None
    assert measured.value_of('document.redacted.all', {}, document) is None


def test_a_sum_with_a_part_that_was_not_measured_is_none():
    agent = counts()
    agent['operations']['update']['started'] = None
    assert measured.value_of('operations.all.started', agent) is None
    assert measured.value_of('operations.update.finished', agent) is None


@pytest.mark.parametrize('op, value, expected', [
    ('==', 3, True), ('!=', 3, False), ('<', 3, False), ('<=', 3, True), ('>', 2, True), ('>=', 4, False)])
def test_comparisons(op, value, expected):
    assert measured.holds(Comparison('x', op, value, None), {'x': 3}.get) is expected


@pytest.mark.parametrize('numbers, expected', [
    ({'x': 5, 'y': 10}, True), ({'x': 4, 'y': 10}, False), ({'x': 5, 'y': 0}, False), ({'x': 5, 'y': None}, False), ({'x': 5}, False),
    ({'y': 10}, False), ({}, False)])
def test_a_share_needs_both_numbers_and_something_to_divide_by(numbers, expected):
    assert measured.holds(Comparison('x', '>=', 0.5, 'y'), numbers.get) is expected


@pytest.mark.parametrize('op', list(measured.OPERATORS))
def test_what_was_not_measured_never_compares(op):
    assert measured.holds(Comparison('x', op, 0, None), {'x': None}.get) is False


@pytest.mark.parametrize('name', [
    'titles_found', 'operations.all.finished', 'operations.update.crashed', 'http.by_status.403', 'http.by_host.a.example',
    'http.by_status.all', 'exceptions.KeyError', 'levels.all', 'candidates.rejected.title', 'document.redacted.token',
    'document.totals.failures', 'document.window.hours'])
def test_names_that_an_aggregate_can_hold(name):
    assert measured.is_known(name)


@pytest.mark.parametrize('name', [
    'title_found', 'operations', 'operations.search', 'operations.other.started', 'operations.search.finished.x', 'http.by_status',
    'starts.last_ok', 'by_hour.all', '', '.', 'http.', 'http.by_status.', 'document', 'document.redacted', 'document.files', 'finished'])
def test_names_that_none_can_hold(name):
    assert not measured.is_known(name)
