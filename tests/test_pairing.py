# -*- coding: utf-8 -*-
"""pairing: who is paired with whom, what is counted, and what a pass must have."""
from __future__ import absolute_import, division, print_function

import pytest

from decision_bench import a_pass
from plexfix.base.errors import UsageError
from plexfix.judge import pairing, statistics


def pair(before, after, *retests):
    return pairing.pair(a_pass(u'before', before) if before else None, a_pass(u'after', after),
                        [a_pass(u'retest', one) for one in retests])


def test_items_and_controls_are_counted_apart():
    found = pair('fffffsSSSF', 'sssefcSSFS')
    assert (found['items'], found['fail_to_pass'], found['pass_to_fail']) == (6, 3, 1)
    assert found['controls'] == {'items': 4, 'pass_to_fail': 1, 'fail_to_pass': 1, 'p': 0.75}
    assert (found['p'], found['midp']) == (0.3125, 0.1875)
    assert found['e'] == pytest.approx(statistics.evalue(1, 3))


def test_an_item_that_left_no_trace_makes_no_pair():
    found = pair('ff-f', 's-ss')
    assert (found['items'], found['fail_to_pass'], found['failed_before']) == (2, 2, 2)
    assert [row['after'] for row in found['rows']] == [u'successful', u'not_observed', u'successful', u'successful']
    assert pairing.traces([a_pass(u'before', 'ff-f')]) == [{'pass': u'before', 'refreshed': 4, 'seen': 3}]


def test_retests_are_added_up_against_the_same_pass_before():
    found = pair('ffs', 'sfs', 'ssf', 'f-s')
    assert (found['fail_to_pass'], found['pass_to_fail'], found['looks'], found['could_improve']) == (3, 1, 3, 5)
    assert [row['looks'] for row in found['rows']][0] == [u'successful', u'successful', u'failed']
    assert [row['after'] for row in found['rows']] == [u'failed', u'successful', u'successful']


def test_a_third_retest_is_refused():
    with pytest.raises(UsageError):
        pair('ff', 'ff', 'ff', 'ff', 'ff')


def test_without_a_pass_before_there_are_no_pairs():
    assert pair(None, 'sss') is None
    assert pairing.pair(a_pass(u'before', 'fff'), None) is None


def test_items_of_untouched_agents_are_counted_for_themselves():
    one, other = (a_pass(which, outcomes, u'untouched') for which, outcomes in ((u'before', 'ffs'), (u'after', 'sff')))
    found = pairing.pair(one, other)
    assert found['untouched'] == {'items': 3, 'pass_to_fail': 1, 'fail_to_pass': 1} and found['items'] == 0


def test_what_succeeds_all_the_same_is_watched_as_controls_are_and_makes_no_pair_of_its_own():
    one, other = (a_pass(which, outcomes, u'affected') for which, outcomes in ((u'before', 'sss-SS'), (u'after', 'fsssSF')))
    found = pairing.pair(one, other)
    assert (found['items'], found['affected'], found['fail_to_pass'], found['pass_to_fail']) == (0, {'items': 3}, 0, 0)
    assert found['controls'] == {'items': 5, 'pass_to_fail': 2, 'fail_to_pass': 0, 'p': 0.25}
    assert pairing.is_mostly_affected(found) and not pairing.is_mostly_affected(None)


@pytest.mark.parametrize('failing, affected, expected', [(0, 0, False), (0, 1, True), (2, 2, False), (2, 3, True)])
def test_mostly_is_more_than_failed(failing, affected, expected):
    assert pairing.is_mostly_affected({'items': failing, 'affected': {'items': affected}}) is expected


def test_the_same_key_of_another_agent_is_another_item():
    one, other = a_pass(u'before', 'f'), a_pass(u'after', 's', agent_name=u'B')
    assert pairing.pair(one, other)['items'] == 0


def test_still_failing_is_what_failed_before_and_at_the_last_look():
    rows = pairing.rows_of(a_pass(u'before', 'fffs-'), a_pass(u'after', 'sfffs'), [a_pass(u'retest', 'fs-sf')])
    assert pairing.still_failing(rows) == (2, 1)


@pytest.mark.parametrize('document', [
    None, [], {}, {'schema': u'plexfix.pass/2'}, {'schema': u'plexfix.pass/1'},
    {'schema': u'plexfix.pass/1', 'fix': u'x', 'pass': u'after'},
    {'schema': u'plexfix.pass/1', 'fix': u'x', 'pass': u'after', 'items': [{'rating_key': u'1'}]}])
def test_what_is_no_pass_is_refused_by_name(document):
    with pytest.raises(UsageError) as caught:
        pairing.check(document, u'the file')
    assert u'the file' in caught.value.what


def test_a_pass_is_taken_as_it_is():
    one = a_pass(u'after', 'sf')
    assert pairing.check(one, u'x') is one
