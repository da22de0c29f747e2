# -*- coding: utf-8 -*-
"""svg, charts, timeline, grid: marks stand where their numbers say, and a screen reader and a parser can read them."""
from __future__ import absolute_import, division, print_function

import re
import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from page_bench import HOSTILE
from plexfix.base.compat import to_bytes
from plexfix.show import charts, grid, kinds, svg, timeline
from plexfix.show.svg import AFTER, BEFORE

NAMESPACE = u'{http://www.w3.org/2000/svg}'


def read(picture):
    """The svg element of a picture, without namespaces."""
    return ElementTree.fromstring(to_bytes(picture.text).replace(b' xmlns="http://www.w3.org/2000/svg"', b'')).find('div/svg')


def titles(root):
    return [one.text for one in root.iter('title')]


def texts(root):
    return [u''.join(one.itertext()) for one in root.iter('text')]


ROWS = [charts.Row(u'HTTP 403', [charts.Point(0.5, 0.4, 0.6, u'half'), charts.Point(0.1, 0.0, 0.2, u'little')]),
        charts.Row(u'network', [None, charts.Point(0.0, 0.0, 0.1, u'nothing')])]


def test_marks_stand_where_their_values_are():
    root = read(charts.rates('x', u't', u'd', ROWS, high=1.0))
    left, right = 190, 700
    marks = [one for group in root.iter('g') for one in group if one.get('class') in ('before hollow', 'after full')][2:]
    places = [float(one.get('cx') or float(one.get('x')) + 3.5) for one in marks]
    assert places == pytest.approx([left + 0.5 * (right - left), left + 0.1 * (right - left), left], abs=0.11)
    whiskers = [one.get('d') for one in root.iter('path')]
    assert whiskers[0].startswith(u'M394 ') and u'H496' in whiskers[0]


def test_a_picture_is_named_and_told_for_a_screen_reader():
    root = read(charts.rates('rates', u'A title', u'What it shows', ROWS))
    assert root.get('role') == 'img' and root.get('aria-labelledby') == 'rates-title rates-told'
    assert root[0].tag == 'title' and root[0].get('id') == 'rates-title' and root[0].text == u'A title'
    assert root[1].tag == 'desc' and root[1].get('id') == 'rates-told' and root[1].text == u'What it shows'


def test_what_was_not_measured_is_said_and_has_no_mark():
    root = read(charts.rates('x', u't', u'd', ROWS))
    assert u'before: not measured' in texts(root)
    assert [title for title in titles(root) if u'network' in title] == [u'network, after: nothing']


def test_before_and_after_differ_in_shape_and_in_words():
    root = read(charts.rates('x', u't', u'd', ROWS))
    assert u'HTTP 403, before: half' in titles(root) and u'HTTP 403, after: little' in titles(root)
    assert {one.get('fill') for one in root.iter('circle')} == {'none'} and {one.get('fill') for one in root.iter('rect')} == {'currentColor'}


def test_shapes_are_there_without_a_style_sheet():
    pictures = [charts.rates('x', u't', u'd', ROWS), timeline.drawn('y', u't', u'd', [timeline.Span(u'2026-01-30 10', 4, 2)]),
                grid.drawn('z', u't', u'd', [grid.Item(u'60', u'failing', [u'failed', u'successful'])]),
                charts.line('l', u't', u'd', [charts.Step(1, charts.Point(0.5, 0.4, 0.6, u'half'), True)])]
    for picture in pictures:
        for one in read(picture).iter():
            if one.tag in ('line', 'path', 'rect', 'circle', 'polyline'):
                assert one.get('stroke') == 'currentColor' and (one.tag == 'line' or one.get('fill')), one.attrib


def test_an_interval_beyond_the_scale_ends_in_an_arrow_and_the_scale_stays():
    rows = [charts.Row(u'a', [charts.Point(0.1, 0.0, 9.0, u'wide')]), charts.Row(u'b', [charts.Point(0.2, 0.1, 0.3, u'narrow')])]
    root = read(charts.rates('x', u't', u'd', rows, (AFTER,)))
    arrows = [one.get('d') for one in root.iter('path')]
    assert u'l5 4l-5 4' in arrows[0] and u'l5 4' not in arrows[1]
    assert u'0.5' in texts(root) and u'9' not in texts(root)


def test_nothing_at_all_can_be_drawn():
    for picture in (charts.rates('x', u't', u'd', []), charts.rates('x', u't', u'd', [charts.Row(u'a', [None, None])]),
                    charts.rates('x', u't', u'd', [charts.Row(u'a', [charts.Point(0.0, None, None, u'0'), None])]),
                    charts.line('x', u't', u'd', []), timeline.drawn('x', u't', u'd', []), grid.drawn('x', u't', u'd', [])):
        assert read(picture).get('viewBox').startswith('0 0 720 ')


def test_a_line_goes_through_what_counts_and_leaves_gaps():
    half = charts.Point(0.5, 0.4, 0.6, u'half')
    root = read(charts.line('x', u't', u'd', [charts.Step(1, half, True), charts.Step(2, None, True), charts.Step(3, half, False),
                                              charts.Step(4, charts.Point(1.0, 0.9, 1.0, u'all'), True)]))
    way = [tuple(float(part) for part in one.split(u',')) for one in root.find('polyline').get('points').split()]
    assert len(way) == 2 and way[0][1] == pytest.approx(144) and way[1][1] == pytest.approx(34)
    assert u'iteration 3: half; it does not count' in titles(root) and u'iteration 2: not measured' in titles(root)


def test_many_iterations_do_not_write_over_each_other():
    steps = [charts.Step(number, charts.Point(0.5, None, None, u'half'), True) for number in range(1, 101)]
    root = read(charts.line('x', u't', u'd', steps))
    numbers = [one for one in root.iter('text') if re.match(u'[0-9]+$', one.text or u'') and float(one.get('y')) > 260]
    places = [float(one.get('x')) for one in numbers]
    assert 3 < len(numbers) < 40 and min(b - a for a, b in zip(places, places[1:])) > 20


@given(st.floats(min_value=0, max_value=1e12, allow_nan=False))
def test_steps_hold_the_highest_value_in_a_few_round_numbers(high):
    found = svg.steps(high)
    assert found[0] == 0 and 2 <= len(found) <= 6 and found[-1] >= high * (1 - 1e-8)
    assert found[-1] <= max(high * 2.6, 1)


@given(st.floats(min_value=-1e6, max_value=1e6))
def test_a_coordinate_has_no_more_than_one_digit_after_the_point(value):
    shown = svg.place(value)
    assert re.match(u'-?[0-9]+([.][1-9])?$', shown) and shown != u'-0' and abs(float(shown) - value) <= 0.0501


@given(st.text() | st.sampled_from(HOSTILE), st.integers(min_value=2, max_value=40))
def test_a_label_fits(text, cells):
    shown = svg.fitted(text, cells)
    assert svg._cells(shown) <= cells or len(shown) <= 2
    assert u'\n' not in shown


def test_a_long_label_is_cut_with_all_of_it_in_its_title():
    made = svg.label(0, 0, u'x' * 100, room=66)
    assert u'<title>%s</title>' % (u'x' * 100) in made.text and u'x' * 9 + u'…' in made.text
    assert u'title' not in svg.label(0, 0, u'short', room=66).text


# -- time --------------------------------------------------------------------------------------------------------------

def test_hours_are_added_up_over_agents():
    agents = [{'by_hour': {u'2026-01-30 10': {'operations': 3, 'failures': 1}}},
              {'by_hour': {u'2026-01-30 10': {'operations': 4, 'failures': 0}, u'2026-01-30 12': {'operations': 0, 'failures': 2}}}]
    hours = timeline.hours_of(agents)
    assert hours == {u'2026-01-30 10': (7, 1), u'2026-01-30 12': (0, 2)}
    assert timeline.gathered(hours) == (1, [timeline.Span(u'2026-01-30 10', 7, 1), timeline.Span(u'2026-01-30 11', 0, 0),
                                            timeline.Span(u'2026-01-30 12', 0, 2)], [])


def test_columns_of_several_hours_begin_at_a_round_one():
    hours = {u'2026-01-30 10': (1, 0), u'2026-02-03 11': (2, 0)}
    size, spans, _ = timeline.gathered(hours)
    assert size == 2 and spans[0].start == u'2026-01-30 10' and spans[-1].start == u'2026-02-03 10'
    assert timeline.gathered(hours, 5)[1][0].start == u'2026-01-30 00'


@given(st.dictionaries(st.integers(min_value=-50000, max_value=2000000), st.tuples(st.integers(0, 99), st.integers(0, 99)), max_size=30),
       st.integers(min_value=1, max_value=80))
def test_gathering_loses_nothing_and_keeps_within_the_limit(numbers, most):
    hours = dict((timeline._name(number), row) for number, row in numbers.items())
    size, spans, unread = timeline.gathered(hours, most)
    assert unread == [] and len(spans) <= most and size >= 1
    assert sum(span.operations for span in spans) == sum(row[0] for row in numbers.values())
    assert sum(span.failures for span in spans) == sum(row[1] for row in numbers.values())


@pytest.mark.parametrize('name', HOSTILE + [u'', u'2026-13-01 10', u'2026-01-30 99'])
def test_an_hour_that_is_none_is_left_out_and_told(name):
    assert timeline.gathered({name: (1, 1), u'2026-01-30 10': (2, 0)})[2] == [name]
    assert timeline.gathered({name: (1, 1)}) == (1, [], [name])


def test_columns_are_as_high_as_their_numbers():
    root = read(timeline.drawn('x', u't', u'd', [timeline.Span(u'2026-01-30 10', 100, 50), timeline.Span(u'2026-01-30 11', 0, 0)]))
    heights = [float(one.get('height')) for one in root.iter('rect')][2:]
    assert heights == [180, 90]
    assert u'from 2026-01-30 10 h: 100 operations, 50 failure events' in titles(root)


# -- items -------------------------------------------------------------------------------------------------------------

def test_every_outcome_has_a_letter_of_its_own():
    assert len(set(grid.LETTERS.values())) == len(grid.LETTERS)


def test_an_item_shows_a_letter_for_each_time_it_was_tried():
    items = [grid.Item(u'60', u'items that failed', [u'failed', u'successful', u'not_observed']), grid.Item(u'61', u'controls', [u'successful'] * 2)]
    root = read(grid.drawn('x', u't', u'd', items))
    assert texts(root) == [u'items that failed', u'F', u'S', u'–', u'60', u'controls', u'S', u'S', u'61']
    assert titles(root)[1:] == [u'60, items that failed: failed, then successful, then not observed', u'61, controls: successful, then successful']
    assert [one.get('class') for one in root.iter('rect')] == ['cell failed', 'cell successful', 'cell', 'cell successful', 'cell successful']


def test_items_stay_within_the_picture_and_are_no_more_than_fit():
    items = [grid.Item(u'%d' % number, u'failing', [u'failed'] * 4) for number in range(500)]
    root = read(grid.drawn('x', u't', u'd', items))
    cells = list(root.iter('rect'))
    assert len(cells) == 4 * grid.MOST
    assert max(float(one.get('x')) + float(one.get('width')) for one in cells) <= 720
    assert max(float(one.get('y')) + float(one.get('height')) for one in cells) < float(root.get('viewBox').split()[3])


# -- kinds of errors ---------------------------------------------------------------------------------------------------

def agent(**others):
    return dict({'failures': 0, 'url_fetch_errors': 0, 'network_errors': 0, 'exceptions': {},
                 'http': {'without_status': 0, 'by_status': {}}, 'operations': {'search': {'started': 10, 'unfinished': 0, 'successful': 5}}}, **others)


def test_kinds_are_counted_over_agents_with_what_was_never_seen_as_zero_on_the_other_side():
    before = [agent(failures=3, http={'without_status': 1, 'by_status': {u'403': 2}}), agent(failures=1, network_errors=1)]
    rows, left_out = kinds.rows_of([before, [agent(exceptions={u'KeyError': 1}, failures=1)]])
    assert rows[0] == (kinds.ALL, [(4, 20), (1, 10)]) and left_out == 0
    assert dict(rows[1:]) == {u'HTTP 403': [(2, 20), (0, 10)], u'HTTP, no status': [(1, 20), (0, 10)],
                              u'network: timeout, DNS, TLS': [(1, 20), (0, 10)], u'exception KeyError': [(0, 20), (1, 10)]}


def test_what_one_agent_does_not_measure_is_measured_of_none():
    before = [agent(failures=3, http={'without_status': None, 'by_status': {u'403': 2}}), agent(http=None, exceptions=None)]
    rows, _ = kinds.rows_of([before, [agent(http={'without_status': 1, 'by_status': {u'403': 1}}, failures=None)]])
    assert dict(rows) == {kinds.ALL: [(3, 20), (None, 10)], u'HTTP 403': [(None, 20), (1, 10)], u'HTTP, no status': [(None, 20), (1, 10)]}
    assert kinds.event_point(*rows[0][1][1]) is None


def test_kinds_beyond_the_limit_are_counted():
    rows, left_out = kinds.rows_of([[agent(exceptions=dict((u'E%d' % number, number + 1) for number in range(50)))]])
    assert len(rows) == kinds.MOST and left_out == 51 - kinds.MOST and rows[1][0] == u'exception E49'


def test_a_point_tells_number_base_rate_and_interval():
    assert kinds.share_point(1, 4).told == u'1 of 4 = 0.250 (0.046 to 0.699)'
    assert kinds.event_point(0, 10).told == u'0 of 10 = 0.000 (0.000 to 0.369)'
    assert kinds.event_point(3, 0) is None and kinds.share_point(None, None) is None
    assert kinds.cells(None, 3) == [u'3', None] and kinds.cells(None, None) == [None, None]


def test_the_names_of_the_series_are_those_of_the_style_sheet():
    assert (BEFORE, AFTER) == (u'before', u'after')
