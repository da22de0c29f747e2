# -*- coding: utf-8 -*-
"""passes: the record of a pass, the list of items that all passes share, and what is refused of either."""
from __future__ import absolute_import, division, print_function

import copy
import json

import pytest

from plexfix.base.errors import UsageError
from plexfix.base.jsontext import json_text
from plexfix.judge import pairing, passes


def row(key, kind=u'failing', agent=u'A'):
    return {'rating_key': u'%s' % key, 'guid': u'com.plexapp.agents.A://%s?lang=en' % key, 'kind': kind, 'agent': agent,
            'section_key': u'1', 'files': [u'abc'], 'title': u'Caf\xe9'}


def done(key, outcome=u'failed', **more):
    return dict({'rating_key': u'%s' % key, 'guid': None, 'kind': u'failing', 'agent': u'A', 'outcome': outcome,
                 'seconds': 1.5, 'refresh': u'done'}, **more)


ITEMS = passes.item_list(u'FIX-01', [row(1), row(2), row(3, u'control')], u'2026-01-30T14:00:00+01:00')


def begun(**given):
    return dict(passes.begin(u'FIX-01', passes.BEFORE, ITEMS, u'2026-01-30T14:00:00+01:00', {u'a.log': 7}), **given)


def test_a_pass_grows_item_by_item_and_knows_what_remains():
    one = begun()
    assert [item['rating_key'] for item in passes.remaining(one, ITEMS)] == [u'1', u'2', u'3'] and one['planned'] == 3
    two = passes.add(passes.add(one, done(2), {u'a.log': 10}), done(1), {u'a.log': 30}, [u'b'])
    assert [item['rating_key'] for item in passes.remaining(two, ITEMS)] == [u'3']
    assert one['items'] == [] and two['log_sizes'] == {u'a.log': 30} and two['lost_logs'] == [u'b']
    assert [item['log_sizes'] for item in two['items']] == [{u'a.log': 10}, {u'a.log': 30}]
    assert not passes.is_complete(two) and passes.is_complete(passes.finish(two, u'2026-01-30T15:00:00+01:00'))


def test_what_is_written_is_read_back_and_is_what_the_judge_takes():
    made = passes.finish(passes.add(begun(), done(1), {}), u'2026-01-30T15:00:00+01:00', 3600)
    again = json.loads(json_text(made))
    assert passes.check(again, u'x', u'fix-01', json.loads(json_text(ITEMS))) == made
    assert pairing.check(again, u'x')['log_marks'] == {u'a.log': 7}
    assert set(('fix', 'pass', 'started', 'ended', 'log_marks', 'items')) <= set(again)


def test_a_list_is_another_one_when_its_items_are_and_not_when_it_was_made_later():
    later = passes.item_list(u'FIX-01', copy.deepcopy(ITEMS['items']), u'2027-01-01T00:00:00+01:00')
    other = passes.item_list(u'FIX-01', ITEMS['items'][:2], ITEMS['made'])
    assert passes.list_id(later) == passes.list_id(ITEMS) != passes.list_id(other)
    passes.check(begun(), u'x', u'FIX-01', later)
    with pytest.raises(UsageError) as caught:
        passes.check(begun(), u'x', u'FIX-01', other)
    assert u'other items' in caught.value.what


@pytest.mark.parametrize('change, words', [
    ({'schema': u'plexfix.items/2'}, u'no list of items'), ({'items': []}, u'no whole list'), ({'items': None}, u'no whole list'),
    ({'items': [row(1), row(1)]}, u'no whole list'), ({'items': [row(1, u'odd')]}, u'no whole list'),
    ({'items': [{'rating_key': u'1'}]}, u'no whole list'), ({'fix': u'FIX-02'}, u'for another fix')])
def test_a_list_that_is_none_is_refused(change, words):
    with pytest.raises(UsageError) as caught:
        passes.check_list(dict(ITEMS, **change), u'the file', u'FIX-01')
    assert words in caught.value.what and u'the file' in caught.value.what


def test_a_good_list_is_taken():
    assert passes.check_list(ITEMS, u'x', u'fix-01') is ITEMS
    assert passes.check_list(ITEMS, u'x') is ITEMS
    for document in (None, [], 3):
        with pytest.raises(UsageError):
            passes.check_list(document, u'x')


def test_a_pass_of_another_fix_or_schema_is_refused():
    for document in (begun(fix=u'FIX-02'), begun(schema=u'plexfix.pass/9'), [], begun(items=[{}])):
        with pytest.raises(UsageError):
            passes.check(document, u'x', u'FIX-01')


def operation(outcome, kind=u'search', seconds=1.0, failures=()):
    return {'operation': kind, 'outcome': outcome, 'seconds': seconds, 'failures': list(failures)}


@pytest.mark.parametrize('operations, outcome', [
    ([], u'not_observed'), ([operation(u'failed')], u'failed'), ([operation(u'empty')], u'empty'),
    ([operation(u'successful'), operation(u'crashed', u'update')], u'crashed'),
    ([operation(u'failed'), operation(u'successful')], u'successful'),
    ([operation(u'successful'), operation(u'unfinished', u'update', None)], u'unfinished')])
def test_the_last_operation_is_the_outcome(operations, outcome):
    assert passes.outcome_of(operations)[0] == outcome


def test_times_add_up_and_failures_stand_once():
    found = passes.outcome_of([operation(u'failed', seconds=1.25, failures=[u'b', u'a']),
                               operation(u'successful', seconds=None, failures=[u'a'])])
    assert found == (u'successful', 1.25, [u'a', u'b'])
    assert passes.outcome_of([operation(u'unfinished', seconds=None)])[1] is None
