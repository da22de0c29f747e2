# -*- coding: utf-8 -*-
"""Check an aggregate against the contract, strictly: keys, types, and what must be null or absent rather than 0."""
from __future__ import absolute_import, division, print_function

import re

from plexfix.base.compat import integer_types, text_type

LEVELS = ('DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL')
OUTCOMES = ('successful', 'failed', 'empty', 'crashed', 'unfinished')
TIME = re.compile(u'\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,\\d{3}$')
HOUR = re.compile(u'\\d{4}-\\d\\d-\\d\\d \\d\\d$')
MADE = re.compile(u'\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d[+-]\\d\\d:\\d\\d$')
ID = re.compile(u'[0-9a-f]{12}$')
STATUS = re.compile(u'[45]\\d\\d$')
SHA256 = re.compile(u'[0-9a-f]{64}$')


def number(value):
    """A count: an integer from 0 on, and no boolean."""
    return isinstance(value, integer_types) and not isinstance(value, bool) and value >= 0


def positive(value):
    """A count of something seen."""
    return number(value) and value > 0


def figure(value):
    """A measured figure from 0 on."""
    return (number(value) or isinstance(value, float)) and value >= 0


def text(value):
    """Any text."""
    return isinstance(value, text_type)


def flag(value):
    """True or False."""
    return isinstance(value, bool)


def like(expression):
    """Text that *expression* matches."""
    return lambda value: text(value) and expression.match(value) is not None


def maybe(rule):
    """What *rule* says, or null."""
    return lambda value: value is None or holds(rule, value)


def one_of(*values):
    """One of *values*."""
    return lambda value: value in values


class Map(object):
    """Keys that were seen, each by the rule *key*, to values by the rule *value*."""

    def __init__(self, key, value):
        self.key, self.value = key, value


class Record(dict):
    """Listed keys that must be there; others may be added."""


def group(names, rule):
    """Return a group of listed keys, of which it has exactly those."""
    return dict((name, rule) for name in names)


def rows(rule):
    """A list, each row by *rule*."""
    return [rule]


OPERATIONS = group(('search', 'update'), group(('started',) + OUTCOMES, number))
COUNTS = {
    'lines': number, 'records': number, 'levels': group(LEVELS, number), 'operations': OPERATIONS,
    'titles_found': number, 'enriched': number,
    'candidates': {'processed': number, 'rejected': group(('title', 'studio', 'release_date', 'duration'), number)},
    'http': {'failures': number, 'by_status': Map(like(STATUS), positive), 'by_host': Map(text, positive),
             'by_status_host': Map(like(STATUS), Map(text, positive)), 'without_status': number},
    'url_fetch_errors': number, 'model_read_errors': number, 'network_errors': number,
    'exceptions': Map(text, positive),
    'starts': {'ok': number, 'failed': number, 'last_ok': maybe(like(TIME)), 'last_failed': maybe(like(TIME))},
    'benign': group(('resource_hashes', 'model_read', 'other'), number), 'failures': number, 'items_left_out': number}
SAMPLE = {'file': text, 'line': positive, 'time': like(TIME), 'text': text}
PATTERN = Record({
    'id': like(ID), 'level': one_of(*LEVELS), 'module': text, 'template': text, 'count': positive, 'items': number,
    'operations': {'successful': number, 'other': number}, 'first': like(TIME), 'last': like(TIME), 'benign': flag,
    'samples': rows(SAMPLE)})
ITEM = Record({
    'rating_key': text, 'guid': maybe(text), 'title': maybe(text), 'operation': one_of('search', 'update'),
    'outcome': one_of(*OUTCOMES), 'time': like(TIME), 'seconds': maybe(figure), 'failures': rows(like(ID)), 'file': text,
    'line': positive})
AGENT = Record(COUNTS, by_hour=Map(like(HOUR), {'operations': number, 'failures': number}), patterns=rows(PATTERN),
               items=rows(ITEM))
FILE = Record({
    'name': text, 'agent': text, 'size_bytes': number, 'sha256': maybe(like(SHA256)), 'lines': number,
    'first': maybe(like(TIME)), 'last': maybe(like(TIME))})
DOCUMENT = Record({
    'schema': one_of(u'plexfix.aggregate/1'), 'generated_at': like(MADE), 'version': text, 'run_id': text,
    'window': dict(dict.fromkeys(('since', 'until', 'first', 'last'), maybe(like(TIME))), hours=maybe(figure)),
    'files': rows(FILE), 'totals': Record(COUNTS), 'agents': Map(text, AGENT)})


def holds(rule, value):
    """Return whether *value* has nothing wrong by *rule*."""
    return not list(wrong(rule, value, u''))


def wrong(rule, value, place):
    """Yield what is wrong with *value* by *rule*, each with its *place*."""
    if isinstance(rule, Map):
        if not isinstance(value, dict):
            yield u'%s is no map' % place
            return
        for key in value:
            if not rule.key(key):
                yield u'%s has the key %r' % (place, key)
            for problem in wrong(rule.value, value[key], u'%s.%s' % (place, key)):
                yield problem
    elif isinstance(rule, dict):
        if not isinstance(value, dict):
            yield u'%s is no group' % place
            return
        if set(rule) - set(value):
            yield u'%s lacks %s' % (place, sorted(set(rule) - set(value)))
        if not isinstance(rule, Record) and set(value) - set(rule):
            yield u'%s has more than its keys: %s' % (place, sorted(set(value) - set(rule)))
        for key in set(rule) & set(value):
            for problem in wrong(rule[key], value[key], u'%s.%s' % (place, key)):
                yield problem
    elif isinstance(rule, list):
        if not isinstance(value, list):
            yield u'%s is no list' % place
            return
        for index, row in enumerate(value):
            for problem in wrong(rule[0], row, u'%s[%d]' % (place, index)):
                yield problem
    elif not rule(value):
        yield u'%s is %r' % (place, value)


def sums(document):
    """Yield where the numbers of *document* contradict each other."""
    agents = sorted(document['agents'].items())
    for name, agent in agents + [(u'totals', document['totals'])]:
        for kind, numbers in agent['operations'].items():
            if numbers['started'] != sum(numbers[outcome] for outcome in OUTCOMES):
                yield u'%s: outcomes of %s do not add up: %r' % (name, kind, numbers)
        if agent['records'] != sum(agent['levels'].values()):
            yield u'%s: levels do not add up to the records' % name
        if agent['records'] > agent['lines']:
            yield u'%s: more records than lines' % name
        if agent['model_read_errors'] != agent['benign']['model_read']:
            yield u'%s: model_read_errors' % name
        if agent['http']['without_status'] > agent['http']['failures']:
            yield u'%s: more without status than failures' % name
        if agent['starts']['ok'] == 0 and agent['starts']['last_ok'] is not None:
            yield u'%s: the time of a start that was not' % name
    for name, agent in agents:
        for key in ('operations', 'failures'):
            told = agent['failures'] if key == 'failures' else sum(
                kind['started'] for kind in agent['operations'].values())
            if sum(hour[key] for hour in agent['by_hour'].values()) != told:
                yield u'%s: by_hour %s' % (name, key)
        problems = sum(agent['levels'][level] for level in LEVELS[2:])
        if sum(pattern['count'] for pattern in agent['patterns'] if pattern['level'] in LEVELS[2:]) != problems:
            yield u'%s: patterns do not hold all records from WARNING on' % name
        for pattern in agent['patterns']:
            if pattern['first'] > pattern['last'] or len(pattern['samples']) > 5:
                yield u'%s: pattern %s' % (name, pattern['id'])
        if len(set(pattern['id'] for pattern in agent['patterns'])) != len(agent['patterns']):
            yield u'%s: one id twice' % name
    for key in ('lines', 'records', 'failures', 'url_fetch_errors', 'titles_found', 'items_left_out', 'network_errors'):
        if document['totals'][key] != sum(agent[key] for _, agent in agents):
            yield u'totals of %s' % key


def problems(document):
    """Return all that is wrong with *document*, an aggregate read from JSON, as a list of texts."""
    found = list(wrong(DOCUMENT, document, u'aggregate'))
    for key in ('patterns', 'items', 'by_hour'):
        if key in document.get('totals', {}):
            found.append(u'totals has %s' % key)
    return found or list(sums(document))
