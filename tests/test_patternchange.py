# -*- coding: utf-8 -*-
"""patternchange and frames: new error types, gone patterns, what took another's place, frames in changed files."""
from __future__ import absolute_import, division, print_function

import pytest

from decision_bench import TRACE, TRACE_TEXT, agent, pattern
from plexfix.judge.frames import changed_frame, end_of, exception_of
from plexfix.judge.patternchange import PLACES, ROWS, differences, shapes, step_of, summary
from plexfix.judge.statistics import unseen_bound

UTILS = [u'*.bundle/Contents/Code/utils.py']


def differ(old, new, files=None):
    return differences({u'A': agent(patterns=old)}, {u'A': agent(patterns=new)}, [u'A'], files)


def ids(rows):
    return [int(row['id'], 16) for row in rows]


@pytest.mark.parametrize('one, new, rare', [
    (pattern(1, 3), [1], 0), (pattern(1, 2), [], 1), (pattern(1, 1, TRACE), [1], 0),
    (pattern(1, 1, u'ImportError: No module named <...>'), [1], 0), (pattern(1, 1, u'x', text=TRACE_TEXT), [1], 0),
    (pattern(1, 9, role='benign'), [], 0), (pattern(1, 9, role='rejection'), [], 0), (pattern(1, 9, role='marker'), [], 0),
    (pattern(1, 9, role=None, level='INFO'), [], 0), (pattern(1, 9, role=None), [1], 0),
    (pattern(1, 9, role='evidence', level='INFO'), [1], 0), (pattern(1, 9, u'(other)', module=u''), [], 0)])
def test_a_new_error_type_is_frequent_or_a_traceback(one, new, rare):
    found = differ([], [one])
    assert (ids(found['new']), found['rare'], found['gone']) == (new, rare, [])


def test_what_was_there_before_is_not_new_and_what_is_not_there_now_is_gone():
    found = differ([pattern(1, 9), pattern(2, 4), pattern(3, 5)], [pattern(1, 1)])
    assert found['new'] == [] and ids(found['gone']) == [3, 2]


def test_a_pattern_is_new_to_its_agent_even_where_another_one_had_it():
    old = {u'A': agent(patterns=[pattern(1, 5)]), u'B': agent()}
    new = {u'A': agent(patterns=[pattern(1, 5)]), u'B': agent(patterns=[pattern(1, 5)])}
    assert [row['agent'] for row in differences(old, new, [u'A', u'B'])['new']] == [u'B']


def test_of_an_agent_that_did_nothing_before_only_errors_of_loading_are_new():
    new = {u'A': agent(patterns=[pattern(1, 9), pattern(2, 1, TRACE), pattern(3, 1, u'ImportError: No module named x')])}
    for old in ({}, {u'A': agent(0, 0)}):
        assert ids(differences(old, new, [u'A'])['new']) == [3]


def test_of_an_agent_that_left_nothing_is_gone():
    old = {u'A': agent(patterns=[pattern(1, 9)])}
    assert differences(old, {}, [u'A'])['gone'] == []
    assert differences(old, {u'A': agent(0, 0)}, [u'A'])['gone'] == []


def test_without_patterns_nothing_is_known():
    one = agent()
    del one['patterns']
    assert differences({u'A': one}, {u'A': agent()}, [u'A']) is None


def test_the_bound_is_what_the_baseline_allowed():
    assert differ([], [pattern(1, 9)])['new'][0]['bound'] == pytest.approx(unseen_bound(100))


@pytest.mark.parametrize('template, text, expected', [
    (TRACE, None, u'AttributeError'), (u'said | KeyError | a.py:f > b.py:g', None, u'KeyError'),
    (u'said | (cut off)', u'said (most recent call last):\n  File "x.py", line 1, in f', u'(cut off)'),
    (u'said | URLError: <urlopen error> | <...> | a.py:f', None, u'URLError'),
    (u'A | B: C', None, None), (u'HTTP Error 403: Forbidden', None, None),
    (u'A - UTILS :: Error:: ImportError: No module named <...>', None, u'ImportError')])
def test_the_exception_of_a_pattern(template, text, expected):
    assert exception_of(pattern(1, 1, template, text=text)) == expected


@pytest.mark.parametrize('globs, expected', [
    (None, None), (UTILS, True), ([u'A.bundle/Contents/Code/utils.py'], True),
    ([u'C:\\Plug-ins\\A.bundle\\Contents\\Code\\utils.py'], True), ([u'*.bundle/Contents/Libraries/Shared/utils.py'], False),
    ([u'*.bundle/Contents/Code/*.py'], True), ([u'*.bundle/Contents/Code/other.py'], False), ([u'utils.py'], False)])
def test_a_frame_is_that_of_a_changed_file_by_its_place_in_the_bundle(globs, expected):
    assert changed_frame(pattern(1, 1, TRACE.replace(u'__init__', u'start'), text=TRACE_TEXT), globs) is expected


def test_where_the_sample_was_cut_off_the_template_tells():
    cut_off = pattern(1, 1, TRACE, text=TRACE_TEXT[:60])
    assert changed_frame(cut_off, UTILS) is True
    assert changed_frame(cut_off, [u'*.bundle/Contents/Code/other.py']) is False
    assert changed_frame(pattern(1, 1, u'Error opening utils.py:1'), UTILS) is False


@pytest.mark.parametrize('path, expected', [
    (u'/a/B.bundle/Contents/Code/x.py', u'Contents/Code/x.py'), (u'C:\\B.bundle\\Contents\\Code\\x.py', u'Contents/Code/x.py'),
    (u'x.py', u'x.py'), (u'/usr/lib/x.py', u'x.py')])
def test_the_end_of_a_path(path, expected):
    assert end_of(path) == expected


@pytest.mark.parametrize('template, step', [
    (u'A - SEARCH:: Error', u'SEARCH'), (u'A - UPDATE:: Error', u'UPDATE'), (u'UTILS :: Error', u'UTILS'),
    (TRACE, u'SEARCH'), (u'x | E | agentkit.py:_update > a.py:f', u'UPDATE'), (u'Error opening URL', u'utils')])
def test_the_step_is_told_by_the_words(template, step):
    assert step_of(pattern(1, 1, template)) == step


def test_a_place_is_agent_host_and_step():
    def at(number, host, step):
        return pattern(number, 9, u"A - %s:: Error opening URL 'http://%s/<...>'" % (step, host))
    old = {u'A': agent(patterns=[at(1, u'one.example', u'SEARCH')])}
    for new, expected in ((at(2, u'one.example', u'SEARCH'), 1), (at(2, u'two.example', u'SEARCH'), 0),
                          (at(2, u'one.example', u'UPDATE'), 0)):
        after = {u'A': agent(patterns=[new])}
        found = differences(old, after, [u'A'])
        assert len(shapes(found, old, after, [u'A'])) == expected


@pytest.mark.parametrize('old, new, expected', [
    ({u'403': 9}, {u'429': 3}, [(u'http_403', u'http_429')]), ({u'403': 9}, {u'429': 2}, []),
    ({u'403': 9}, {u'403': 1, u'429': 9}, []), ({u'403': 9, u'429': 1}, {u'429': 9}, [])])
def test_a_status_takes_anothers_place_at_one_host(old, new, expected):
    sides = {u'A': agent(statuses=old)}, {u'A': agent(statuses=new)}
    rows = shapes(differences(sides[0], sides[1], [u'A']), sides[0], sides[1], [u'A'])
    assert [(row['gone']['id'], row['new']['id']) for row in rows] == expected


def test_secrets_do_not_come_along():
    found = differ([], [pattern(1, 9, u'GET /x?X-Plex-Token=abcdefghijklmnopqrst failed')])
    assert u'abcdefghijklmnopqrst' not in found['new'][0]['template']


def test_many_patterns_are_told_by_their_number_and_harm_comes_first():
    old = [pattern(number, 5, u'A - SEARCH:: %d' % number) for number in range(400)]
    new = [pattern(1000 + number, 5, u'A - SEARCH:: %d' % number) for number in range(400)] + [
        pattern(9999, 1, TRACE, text=TRACE_TEXT)]
    found = differ(old, new, UTILS)
    kept = summary(found)
    assert (len(kept['new']), len(kept['gone']), kept['new_count'], kept['gone_count']) == (ROWS, ROWS, 401, 400)
    assert kept['new'][0]['exception'] == u'AttributeError'
    sides = {u'A': agent(patterns=old)}, {u'A': agent(patterns=new)}
    assert len(shapes(found, sides[0], sides[1], [u'A'])) == PLACES
