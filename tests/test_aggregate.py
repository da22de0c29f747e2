# -*- coding: utf-8 -*-
"""aggregate: merging is a sum in any order, totals are what they say, the JSON text is valid and always the same."""
from __future__ import absolute_import, division, print_function

import copy
import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aggregate_schema
from plexfix.base.errors import UsageError
from plexfix.observe import aggregate
from plexfix.observe.patterns import PatternTable
from plexfix.observe.counts import Counts

RUN = {'generated_at': u'2026-02-01T10:00:00+01:00', 'version': u'0.1.0', 'run_id': u'abcdefabcdef'}
LEVELS = aggregate_schema.LEVELS
OUTCOMES = aggregate_schema.OUTCOMES
STATUSES = (u'403', u'404', u'500')
HOSTS = (u'www.iafd.com', u'example.org')

NAMES = (u'AEBN', u'GEVI', u'B\xe4r')
HOURS = (u'2026-01-30 10', u'2026-01-30 11')


class Maker(object):
    """Makes aggregates by chance; their numbers need not fit each other."""

    def __init__(self, seed):
        self.chance = random.Random(seed)

    def small(self):
        return self.chance.randint(0, 5)

    def some(self):
        return self.chance.randint(1, 5)

    def time(self):
        return u'2026-01-30 %02d:%02d:00,000' % (self.chance.randint(10, 12), self.chance.randint(0, 3))

    def perhaps(self, value):
        return self.chance.choice([None, value])

    def each(self, names):
        return dict((name, self.small()) for name in names)

    def seen(self, names, value=None):
        return dict((name, (value or self.some)()) for name in names if self.chance.random() < 0.5)

    def sample(self):
        return {'file': self.chance.choice([u'a.log', u'b.log']), 'line': self.some(), 'time': self.time(),
                'text': self.chance.choice([u'one', u'two \u2764'])}

    def pattern(self, number):
        first, last = sorted([self.time(), self.time()])
        return {'id': u'%012x' % number, 'level': LEVELS[2 + number % 3], 'module': u'utils', 'template': u'p%d' % number,
                'count': self.some(), 'items': self.small(), 'operations': self.each(('successful', 'other')),
                'first': first, 'last': last, 'benign': False, 'by_hour': dict(self.seen(HOURS), **{str(HOURS[0]): 1}),
                'role': self.chance.choice([None, 'marker', 'rejection', 'evidence', 'failure']),
                'samples': sorted((self.sample() for _ in range(self.small())), key=sample_order)}

    def item(self):
        return {'rating_key': self.chance.choice([u'60', u'61']), 'guid': None, 'title': self.perhaps(u'Caf\xe9'),
                'operation': self.chance.choice(['search', 'update']), 'outcome': self.chance.choice(OUTCOMES),
                'time': self.time(), 'seconds': self.perhaps(7.123), 'failures': [],
                'file': self.chance.choice([u'a.log', u'b.log']), 'line': self.some()}

    def agent(self):
        patterns = [self.pattern(number) for number in range(8) if self.chance.random() < 0.4]
        agent = self.each(('lines', 'records', 'titles_found', 'enriched', 'url_fetch_errors', 'model_read_errors',
                           'network_errors', 'failures', 'items_left_out'))
        agent.update({
            'levels': self.each(LEVELS),
            'operations': dict((kind, self.each(('started',) + OUTCOMES)) for kind in ('search', 'update')),
            'candidates': {'processed': self.small(), 'rejected': self.each(('title', 'studio', 'release_date', 'duration'))},
            'http': {'failures': self.small(), 'by_status': self.seen(STATUSES), 'by_host': self.seen(HOSTS),
                     'by_status_host': self.seen(STATUSES, lambda: self.seen(HOSTS)), 'without_status': self.small()},
            'exceptions': self.seen((u'KeyError', u'HTTPError')),
            'starts': dict(self.each(('ok', 'failed')), last_ok=self.perhaps(self.time()),
                           last_failed=self.perhaps(self.time())),
            'benign': self.each(('resource_hashes', 'model_read', 'other')),
            'by_hour': self.seen(HOURS, lambda: self.each(('operations', 'failures'))),
            'patterns': sorted(patterns, key=lambda pattern: (-pattern['count'], pattern['id'])),
            'items': sorted((self.item() for _ in range(self.small())), key=item_order)})
        return agent

    def document(self):
        parts = dict((name, self.agent()) for name in self.chance.sample(NAMES, self.chance.randint(1, 2)))
        window_of = dict((name, self.perhaps(self.time())) for name in ('since', 'until', 'first', 'last'))
        files = [{'name': name + u'.log', 'agent': name, 'size_bytes': self.small(), 'sha256': None,
                  'lines': self.small(), 'first': None, 'last': self.perhaps(self.time()), 'problem': None}
                 for name in sorted(parts)]
        document = aggregate.head(dict(window_of, hours=self.chance.choice([None, 24.0, 48.0])), files,
                                  list(parts.values()), RUN, self.seen((u'token', u'user')))
        document['agents'] = parts
        return document


def sample_order(sample):
    return (sample['time'], sample['file'], sample['line'], sample['text'])


def item_order(item):
    return (item['time'], item['rating_key'], item['operation'], item['file'], item['line'],
            json.dumps(item, sort_keys=True))


def documents():
    return st.integers(0, 10 ** 9).map(lambda seed: Maker(seed).document())


def agents():
    return st.integers(0, 10 ** 9).map(lambda seed: Maker(seed).agent())


def text_of(document):
    return ''.join(aggregate.pieces_of(document))


def merged(*parts):
    return aggregate.merge(list(parts), RUN)


@given(documents(), documents())
def test_merging_is_commutative(one, other):
    assert text_of(merged(one, other)) == text_of(merged(other, one))


@given(documents(), documents(), documents())
def test_merging_is_associative(one, two, three):
    at_once = text_of(merged(one, two, three))
    assert text_of(merged(merged(one, two), three)) == at_once
    assert text_of(merged(one, merged(two, three))) == at_once


@given(documents())
def test_merging_one_alone_changes_nothing(one):
    assert text_of(merged(one)) == text_of(one)


@given(documents(), documents())
def test_merging_changes_none_of_the_parts(one, other):
    before = copy.deepcopy([one, other])
    merged(one, other)
    assert [one, other] == before


@given(documents(), documents())
def test_a_merge_holds_the_sums_and_the_ends(one, other):
    both = merged(one, other)
    for key in ('failures', 'lines', 'titles_found', 'items_left_out'):
        assert both['totals'][key] == one['totals'][key] + other['totals'][key]
        assert both['totals'][key] == sum(agent[key] for agent in both['agents'].values())
    for status in STATUSES:
        told = [part['totals']['http']['by_status'].get(status) for part in (one, other)]
        assert both['totals']['http']['by_status'].get(status, 0) == sum(number or 0 for number in told)
        assert (status in both['totals']['http']['by_status']) == any(number is not None for number in told)
    for key, choose in (('first', min), ('last', max)):
        known = [part['window'][key] for part in (one, other) if part['window'][key] is not None]
        assert both['window'][key] == (choose(known) if known else None)
    assert len(both['files']) == len(one['files']) + len(other['files'])


@given(documents(), documents())
def test_patterns_of_one_id_are_added_up_and_keep_the_earliest_samples(one, other):
    both = merged(one, other)
    for name, agent in both['agents'].items():
        parts = [pattern for part in (one, other) if name in part['agents']
                 for pattern in part['agents'][name]['patterns']]
        assert set(pattern['id'] for pattern in agent['patterns']) == set(pattern['id'] for pattern in parts)
        for pattern in agent['patterns']:
            same = [part for part in parts if part['id'] == pattern['id']]
            assert pattern['count'] == sum(part['count'] for part in same)
            assert pattern['first'] == min(part['first'] for part in same)
            assert pattern['last'] == max(part['last'] for part in same)
            assert sum(pattern['by_hour'].values()) == sum(sum(part['by_hour'].values()) for part in same)
            assert pattern['samples'] == sorted((sample for part in same for sample in part['samples']),
                                                key=sample_order)[:5]


@given(documents(), documents())
def test_the_text_is_json_of_the_contract_and_nothing_else(one, other):
    document = merged(one, other)
    text = text_of(document)
    assert json.loads(text) == document
    assert list(aggregate_schema.wrong(aggregate_schema.DOCUMENT, json.loads(text), u'')) == []
    assert text.endswith('}\n') and all(ord(char) < 128 for char in text)


@given(documents())
def test_keys_are_sorted_everywhere(one):
    def sorted_pairs(pairs):
        keys = [key for key, _ in pairs]
        assert keys == sorted(keys)
        return dict(pairs)
    json.loads(text_of(one), object_pairs_hook=sorted_pairs)


def test_no_number_that_json_does_not_know_is_written():
    document = Maker(1).document()
    document['window']['hours'] = float('nan')
    with pytest.raises(ValueError):
        text_of(document)


# Windows and totals

def window(since=None, until=None, first=None, last=None, hours=None):
    return {'since': since, 'until': until, 'first': first, 'last': last, 'hours': hours}


@pytest.mark.parametrize('one, other, both', [
    (window(), window(), window()),
    (window('2', '5'), window('3', '7'), window('2', '7')),
    (window('2', '5'), window(None, '7'), window(None, '7')),
    (window('2', '5'), window('3', None), window('2', None)),
    (window(first='2', last='3'), window(first='1', last='2'), window(first='1', last='3')),
    (window(first='2', last='3'), window(), window(first='2', last='3')),
    (window(hours=24), window(hours=24), window(hours=24)),
    (window(hours=24), window(hours=12), window()),
    (window(hours=24), window(), window()),
])
def test_the_window_of_a_merge_holds_both_and_an_open_end_stays_open(one, other, both):
    assert aggregate.merge_windows([one, other]) == both
    assert aggregate.merge_windows([other, one]) == both


def test_totals_are_one_agent_without_patterns_items_and_hours():
    counts = [dict(Counts().as_dict(), lines=number, items_left_out=number, patterns=[1], items=[2]) for number in (3, 4)]
    total = aggregate.totals(counts)
    assert set(total) == set(aggregate_schema.COUNTS)
    assert (total['lines'], total['items_left_out']) == (7, 7)


@given(agents(), agents())
def test_adding_keeps_the_later_time_and_null_only_where_neither_was_seen(one, other):
    both = aggregate.merge_agents(one, other)
    for name in ('last_ok', 'last_failed'):
        known = [part['starts'][name] for part in (one, other) if part['starts'][name] is not None]
        assert both['starts'][name] == (max(known) if known else None)


# Limits

def pattern(number, count=1, level='ERROR', template=None, module=u'utils'):
    return {'id': u'%012x' % number, 'level': level, 'module': module, 'template': template or u'p%d' % number,
            'count': count, 'items': 1, 'operations': {'successful': 0, 'other': count}, 'first': u'2026-01-30 10:00:00,000',
            'last': u'2026-01-30 10:00:00,000', 'benign': False, 'role': 'failure', 'by_hour': {u'2026-01-30 10': count},
            'samples': []}


def test_above_the_limit_of_a_level_the_rarest_are_one_counted_other(monkeypatch):
    monkeypatch.setattr(aggregate, 'PATTERNS_KEPT', 3)
    one = [pattern(number, 10 - number) for number in range(3)] + [pattern(9, 1, 'WARNING')]
    other = [pattern(number, 10 - number) for number in range(2, 6)]
    both = aggregate.merge_patterns(one, other)
    assert [(row['template'], row['level'], row['count']) for row in both] == [
        (u'p2', 'ERROR', 16), (u'p0', 'ERROR', 10), (u'p1', 'ERROR', 9), (u'p9', 'WARNING', 1), (u'(other)', 'ERROR', 18)]
    left = both[-1]
    assert (left['module'], left['samples'], left['operations']['other'], left['by_hour']) == (
        u'', [], 18, {u'2026-01-30 10': 18})
    assert left['benign'] is False and left['items'] == 3


def test_what_was_left_out_before_is_added_to_what_is_left_out_now(monkeypatch):
    monkeypatch.setattr(aggregate, 'PATTERNS_KEPT', 2)
    one = aggregate.merge_patterns([pattern(number, 10 - number) for number in range(4)], [])
    other = aggregate.merge_patterns([pattern(number, 10 - number) for number in range(4, 8)], [])
    assert [row['count'] for row in one] == [10, 9, 15] and [row['count'] for row in other] == [6, 5, 7]
    for both in (aggregate.merge_patterns(one, other), aggregate.merge_patterns(other, one)):
        assert [(row['template'], row['count']) for row in both] == [(u'p0', 10), (u'p1', 9), (u'(other)', 33)]
        assert len(set(row['id'] for row in both)) == 3


def test_the_other_of_a_merge_has_the_id_of_the_other_of_a_count(monkeypatch):
    from plexfix.observe import logline
    monkeypatch.setattr(aggregate, 'PATTERNS_KEPT', 1)
    table = PatternTable(kept=1, prune_at=2)
    for word in (b'alpha', b'beta', b'gamma', b'delta'):
        header = logline.Header(b'2026-01-30 10:00:00,000', b'7f', logline.ERROR, b'utils', b'1', word)
        table.find(header, word).add(header.time, (b'a.log', 1), word, None)
    counted = [row for row, _ in table.finish()]
    assert [row['template'] for row in counted][1:] == [u'(other)']
    assert sum(row['count'] for row in counted) == 4
    both = aggregate.merge_patterns([pattern(1, 3), pattern(2, 2)], [])
    assert both[-1]['id'] == counted[-1]['id']
    rows = aggregate.merge_patterns(counted, both)
    assert len([row for row in rows if row['template'] == u'(other)']) == 1
    assert sum(row['count'] for row in rows) == 9


def test_a_message_that_reads_other_is_no_pattern_left_out():
    real = pattern(5, 3, template=u'(other)')
    assert aggregate.merge_patterns([real], [pattern(1)]) == [real, pattern(1)]


def test_the_newest_items_are_kept_and_the_rest_is_counted(monkeypatch):
    monkeypatch.setattr(aggregate, 'ITEMS_KEPT', 3)

    def agent(*minutes_of):
        return dict(Counts().as_dict(), patterns=[], items_left_out=1, items=[{
            'rating_key': u'60', 'guid': None, 'title': None, 'operation': 'search', 'outcome': 'failed',
            'time': u'2026-01-30 10:%02d:00,000' % minute, 'seconds': None, 'failures': [], 'file': u'a', 'line': 1}
            for minute in minutes_of])
    both = aggregate.merge_agents(agent(1, 5), agent(2, 3))
    assert [item['time'][14:16] for item in both['items']] == [u'02', u'03', u'05'] and both['items_left_out'] == 3


# Schema

@pytest.mark.parametrize('document, shown', [
    ({'schema': 'plexfix.aggregate/2'}, u'"plexfix.aggregate/2"'), ({'schema': None}, u'null'), ({}, u'null'),
    ([], u'null'), (None, u'null'), (u'text', u'null'), ({'schema': 'plexfix.comparison/1'}, u'comparison')])
def test_another_schema_is_refused_by_name(document, shown):
    with pytest.raises(UsageError) as caught:
        aggregate.check(document, u'x.json')
    assert u'x.json' in caught.value.message() and shown in caught.value.message()
    assert caught.value.exit_code == 2 and caught.value.hint


def test_this_schema_is_taken():
    document = {'schema': 'plexfix.aggregate/1', 'agents': {}, 'files': [], 'totals': {}, 'window': {}}
    assert aggregate.check(document, u'x') is document


@pytest.mark.parametrize('part', ['agents', 'files', 'totals', 'window'])
def test_an_aggregate_that_lacks_a_part_is_refused(part):
    document = {'schema': 'plexfix.aggregate/1', 'agents': {}, 'files': [], 'totals': {}, 'window': {}}
    del document[part]
    with pytest.raises(UsageError) as caught:
        aggregate.check(document, u'x')
    assert part in caught.value.message()
