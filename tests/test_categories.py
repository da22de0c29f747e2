# -*- coding: utf-8 -*-
"""categories, findings and tallies: one category a pattern, counts that are the aggregate's own, nothing for not measured."""
from __future__ import absolute_import, division, print_function

import collections

import pytest

from agent_log import AgentLog
from plexfix.observe.counts import Counts
from plexfix.outside import logfiles
from plexfix.steps import aggregation
from plexfix.steps.counting import Wish
from plexfix.understand import categories
from plexfix.understand.analysis import findings, tallies
from plexfix.understand.signatures.measured import Comparison
from plexfix.understand.signatures import Matcher, Signature

RUN = {'generated_at': u'2026-02-01T10:00:00+01:00', 'version': u'0.1.0', 'run_id': u'abcdefabcdef'}
WISH = Wish(None, None, False, 5, False, True)


def pattern(template=u'it failed', role='failure', level=u'ERROR', module=u'utils', count=1, number=1, **more):
    row = {'id': u'%012x' % number, 'level': level, 'module': module, 'template': template, 'count': count, 'items': 1,
           'operations': {'successful': 0, 'other': count}, 'first': u'2026-01-30 14:00:00,000', 'role': role, 'by_hour': {},
           'last': u'2026-01-30 15:00:00,000', 'benign': role == 'benign',
           'samples': [{'file': u'a.log', 'line': 7, 'time': u'2026-01-30 14:00:00,000', 'text': template}]}
    return dict(row, **more)


def agent(patterns=(), items=(), searches=0, **numbers):
    row = dict(Counts().as_dict(), records=1, patterns=list(patterns), items=list(items), items_left_out=0)
    row['operations']['search'].update(started=searches, successful=searches)
    return dict(row, **numbers)


def document(**agents):
    return {'agents': agents, 'redacted': {}, 'totals': {}, 'files': [],
            'window': {'first': None, 'last': None, 'since': None, 'until': None, 'hours': None}}


def signature(text, category, name=u'known', **more):
    row = Signature(name, u'Known', (), category, u'high', u'It means something.', (u'Is it so?',), (u'seen',), False, False,
                    (text,), (), ())
    return row._replace(**more)


def found(doc, *signatures):
    return findings.find(doc, Matcher(signatures))


def test_what_a_known_error_of_no_other_kind_shows_is_not_unclassified():
    flag = signature(u'x', 'other', must=(), numbers=(Comparison('titles_found', '==', 0, None),))
    doc = document(X=agent(searches=3))
    assert tally_of(doc, 'known_other', flag).seen and tally_of(doc, 'known_other', flag).agents == [('X', 0)]
    assert not tally_of(doc, 'other', flag).seen


def tally_of(doc, name, *signatures):
    return dict((row.category.id, row) for row in tallies.tallies(doc, found(doc, *signatures)))[name]


def counted(tmpdir, log):
    """Return the aggregate of what an AgentLog wrote."""
    log.save(str(tmpdir))
    done = aggregation.count(logfiles.find([str(tmpdir)]), WISH, None, RUN, str(tmpdir.join('x.txt')))
    return aggregation.load(done.json_path)


# -- one category a pattern --------------------------------------------------------------------------------------------

LOADING = u'Exception while loading code | %s: Line <...>: what it says | core.py:load_code'
CRASH = u'Exception in the search function of agent named <...> | %s | agentkit.py:_search > __init__.py:search'


@pytest.mark.parametrize('template, expected', [
    (u'Plex - HTTP Error 403: Forbidden', 'http_403'), (u'HTTP Error 404: Not Found', 'http_404'),
    (u'status HTTP 429', 'http_429'), (u'HTTP Error 401: Unauthorized', 'http_4xx'), (u'HTTP Error 410', 'http_4xx'),
    (u'HTTP Error 503: Service Unavailable', 'http_5xx'), (u'500 Server Error: x', 'http_5xx'),
    (u'HTTP Error 403 HTTP Error 503', 'http_403'),
    (u'The read operation timed out', 'timeout_dns'), (u'<urlopen error [Errno -2] Name or service not known>', 'timeout_dns'),
    (u"Error opening URL 'https://a.example/<...>'", 'url_fetch'),
    (CRASH % u'AttributeError: no attribute', 'exception'), (CRASH % u'HTTPError: HTTP Error 403: Forbidden', 'http_403'),
    (CRASH % u'IOError: [Errno 13] Permission denied: <...>', 'storage'),
    (LOADING % u'SyntaxError', 'loader_refusal'), (LOADING % u'ImportError', 'start_failed'),
    (u'Exception starting plug-in | ImportError: No module named x | core.py:start', 'start_failed'),
    (u'Exception writing to <path> | IOError: [Errno 28] No space left on device | storage.py:save', 'storage'),
    (u'X - SEARCH:: Error: Search Query did not pull any results: <...>', 'no_results'),
    (u'it failed', 'other')])
def test_a_failure_is_what_its_text_says(template, expected):
    assert categories.of_pattern(pattern(template)) == expected
    assert categories.of_pattern(pattern(template, role='evidence')) == expected


@pytest.mark.parametrize('row, expected', [
    (pattern(u'Cannot read model from <path>', 'benign'), 'model_read'),
    (pattern(u'Exception getting hosted resource hashes | HTTPError: HTTP Error 404: Not Found | x.py:y', 'benign'), 'benign'),
    (pattern(u'X - SEARCH:: Error getting Site Title: <...>', 'rejection'), 'title_match'),
    # Data of a film that states a status is no failure, and no 403.
    (pattern(u'X - SEARCH:: Site Title <...> HTTP 403', None), 'data_at_error'),
    (pattern(u'We seem to be missing the hash', None), 'other'),
    (pattern(u'HTTP Error 403', None, u'WARNING'), 'other'),
    (pattern(u'Exception writing to <path>', None), 'storage'),
    (pattern(u'(other)', None, module=u''), 'other')])
def test_what_is_no_failure_is_told_apart(row, expected):
    assert categories.of_pattern(row) == expected


@pytest.mark.parametrize('status, expected', [
    (u'403', 'http_403'), (u'404', 'http_404'), (u'429', 'http_429'), (u'400', 'http_4xx'), (u'451', 'http_4xx'),
    (u'500', 'http_5xx'), (u'599', 'http_5xx')])
def test_each_status_has_a_category(status, expected):
    assert categories.of_status(status) == expected and expected in categories.IDS


@pytest.mark.parametrize('own, known, expected', [
    ('other', 'redesign', 'redesign'), ('exception', 'storage', 'storage'), ('url_fetch', 'timeout_dns', 'timeout_dns'),
    ('http_403', 'redesign', 'http_403'), ('timeout_dns', 'http_5xx', 'timeout_dns'), ('other', 'other', 'known_other'),
    ('exception', 'other', 'exception'),
    ('exception', None, 'exception'), ('other', 'no such', 'other'), ('benign', 'exception', 'benign')])
def test_a_known_error_refines_what_is_only_a_place_or_a_fact(own, known, expected):
    assert categories.refined(own, known) == expected


@pytest.mark.parametrize('template, expected', [
    (CRASH % u'AttributeError: x', u'AttributeError'), (CRASH % u'lxml.etree.XMLSyntaxError: x', u'lxml.etree.XMLSyntaxError'),
    (CRASH % u'KeyboardInterrupt', u'KeyboardInterrupt'), (u'a | b', None), (u'ImportError: No module', None),
    (u'a | (cut off) | x.py:y', None)])
def test_the_class_of_an_exception_stands_in_its_template(template, expected):
    assert categories.exception_of(pattern(template)) == expected


@pytest.mark.parametrize('template, expected', [
    (u"Error opening URL 'https://www.a.example/<...>'", u'www.a.example'), (u'http://u:p@B.example:80/x', u'b.example'),
    (u'no host in it', None), (u"Error opening URL '<...>/:/plugins/x'", None)])
def test_the_host_stands_in_the_template(template, expected):
    assert categories.host_of(pattern(template)) == expected


def test_the_label_of_an_agent_is_no_part_of_what_it_said():
    assert categories.said_in(pattern(u'X - UTILS :: Error: it broke')) == u'Error: it broke'
    assert categories.said_in(pattern(u'it broke')) == u'it broke'


def test_all_categories_have_names_of_their_own():
    assert len(set(categories.IDS)) == len(categories.CATEGORIES) == len(set(row.title for row in categories.CATEGORIES))


# -- what classified it ------------------------------------------------------------------------------------------------

def item(*failures, **more):
    row = {'rating_key': u'1', 'outcome': 'failed', 'failures': list(failures)}
    return dict(row, **more)


URL = u"Error opening URL 'https://a.example/<...>'"


def chain():
    """An agent whose URL error is followed by the status and by words that mean nothing alone."""
    rows = [pattern(URL, number=1, count=4), pattern(u'HTTP Error 403', 'evidence', number=2, count=4),
            pattern(u'X - UTILS :: Error:: Film Search Failure', 'evidence', number=3, count=4),
            pattern(u'a riddle', number=4, count=2), pattern(u'another riddle', None, number=5, count=3)]
    return agent(rows, [item(*[rows[place]['id'] for place in (0, 1, 2)])] * 4, 10)


def test_a_url_error_has_the_status_that_follows_it_and_what_follows_has_its_roots_category():
    rows = dict((int(row.pattern['id'], 16), row) for row in found(document(X=chain())).rows)
    assert [(rows[number].category, rows[number].how) for number in (1, 2, 3, 4, 5)] == [
        ('http_403', 'follows'), ('http_403', 'text'), ('http_403', 'follows'), ('other', None), ('other', None)]
    assert rows[3].follow.root == rows[1].pattern['id'] and rows[1].follow is None


def test_what_follows_is_told_by_its_root_rather_than_as_some_known_error():
    doc = document(X=chain())
    rows = dict((int(row.pattern['id'], 16), row) for row in found(doc, signature(u'Film Search Failure', 'other')).rows)
    assert (rows[3].category, rows[3].how) == ('http_403', 'follows')
    rows = dict((int(row.pattern['id'], 16), row) for row in found(doc, signature(u'a riddle', 'other')).rows)
    assert (rows[4].category, rows[4].how) == ('known_other', 'known')


def test_the_share_classified_tells_by_what():
    result = found(document(X=chain()), signature(u'another riddle', 'redesign'))
    assert findings.classified(result) == findings.Share(6, 0, 0, 4, 2)
    assert findings.classified_records(result) == findings.Share(17, 4, 3, 8, 2)
    assert [row.pattern['template'] for row in findings.unclassified(result)] == [u'a riddle']


def test_noise_and_markers_are_in_no_share():
    rows = [pattern(u'Cannot read model from <path>', 'benign', count=9), pattern(u'File: <...>', 'marker', number=2, count=9)]
    result = found(document(X=agent(rows)))
    assert findings.classified_records(result) == findings.Share(0, 0, 0, 0, 0) and findings.unclassified(result) == []
    assert len(result.rows) == 1


def test_precision_is_shown_and_a_signature_that_hits_successes_is_bad():
    good = pattern(u'good one', count=10, operations={'successful': 1, 'other': 9})
    bad = pattern(u'bad one', number=2, count=10, operations={'successful': 2, 'other': 8})
    quiet = pattern(u'quiet one', number=3, count=10, operations={'successful': 10, 'other': 0})
    none = pattern(u'never in one', number=4, operations={'successful': 0, 'other': 0})
    hits = findings.hits(found(document(X=agent([good, bad, quiet, none])), signature(u'good one', 'other', u'a'),
                               signature(u'bad one', 'other', u'b'), signature(u'quiet one', 'benign', u'c', benign=True),
                               signature(u'never in one', 'other', u'd')))
    assert [(hit.signature.id, hit.share, hit.bad) for hit in hits] == [
        (u'a', 0.1, False), (u'b', 0.2, True), (u'c', 1.0, False), (u'd', None, False)]


# -- numbers -----------------------------------------------------------------------------------------------------------

def test_counts_are_the_aggregates_own_and_rates_per_operation():
    http = {'failures': 7, 'by_status': {u'403': 4, u'401': 1, u'410': 2}, 'by_host': {}, 'without_status': 0,
            'by_status_host': {u'403': {u'a.example': 3, u'b.example': 1}}}
    doc = document(X=agent([pattern(URL, count=5)], searches=20, http=http, url_fetch_errors=5), Y=agent(searches=20))
    row = tally_of(doc, 'http_403')
    assert (row.count, row.unit, row.base, row.rate, row.agents) == (4, u'event', 40, 0.1, [(u'X', 4)])
    assert row.hosts == [(u'a.example', 3), (u'b.example', 1)] and row.interval[0] < 0.1 < row.interval[1]
    assert tally_of(doc, 'http_4xx').parts == [(u'HTTP 410', 2), (u'HTTP 401', 1)]
    row = tally_of(doc, 'url_fetch')
    assert (row.count, row.hosts, len(row.patterns)) == (5, [(u'a.example', 5)], 1)
    assert tally_of(doc, 'http_429').count == 0 and tally_of(doc, 'http_429').agents == []


def test_a_url_error_stands_under_its_status_and_is_named_by_the_number_that_counts_it():
    doc = document(X=dict(chain(), url_fetch_errors=4))
    assert [row.category for row in tally_of(doc, 'url_fetch').patterns] == ['http_403']
    assert len(tally_of(doc, 'http_403').patterns) == 3


def test_what_only_a_known_error_tells_is_added_to_the_aggregates_number():
    rows = [pattern(u'it was cut off', count=3), pattern(u'it was cut off', 'evidence', count=3, number=2)]
    doc = document(X=agent(rows, searches=10, network_errors=2))
    known = signature(u'cut off', 'timeout_dns')
    assert tally_of(doc, 'timeout_dns').count == 2
    row = tally_of(doc, 'timeout_dns', known)
    assert (row.count, row.rate, row.parts) == (5, 0.5, [(u'by a known error', 3), (u'counted', 2)])


def test_rejected_candidates_are_a_share_of_candidates():
    rejected = {'title': 3, 'studio': 5, 'release_date': 0, 'duration': 0}
    row = tally_of(document(X=agent(candidates={'processed': 12, 'rejected': rejected}, searches=2)), 'title_match')
    assert (row.count, row.base, row.rate, row.parts) == (3, 12, 0.25, [(u'studio', 5), (u'title', 3)])
    assert 0 < row.interval[0] < 0.25 < row.interval[1] < 1
    row = tally_of(document(X=agent(candidates={'processed': 1, 'rejected': rejected}, searches=2)), 'title_match')
    assert (row.count, row.rate, row.interval) == (3, None, None)


@pytest.mark.parametrize('name', ['title_match', 'start_failed'])
def test_what_the_logs_could_not_show_is_not_measured_and_no_zero(name):
    row = tally_of(document(X=agent(searches=5)), name)
    assert (row.count, row.rate, row.interval) == (None, None, None)


def test_an_agent_without_records_measures_nothing():
    for row in tallies.tallies(*(lambda doc: (doc, found(doc)))(document(X=agent(records=0)))):
        assert row.count is None and row.rate is None
    for row in tallies.tallies(*(lambda doc: (doc, found(doc)))(document())):
        assert row.count is None and row.base == 0


def test_without_operations_there_is_a_count_and_no_rate():
    row = tally_of(document(X=agent(network_errors=3)), 'timeout_dns')
    assert (row.count, row.rate, row.interval) == (3, None, None)


def test_a_category_without_a_number_of_its_own_counts_what_begins_a_failure():
    rows = [pattern(LOADING % u'SyntaxError', count=2), pattern(u'Exception starting plug-in | SyntaxError: x | core.py:start',
                                                                'evidence', count=2, number=2)]
    doc = document(X=agent(rows, searches=4, starts={'ok': 0, 'failed': 2, 'last_ok': None, 'last_failed': u'T'}))
    assert (tally_of(doc, 'loader_refusal').count, tally_of(doc, 'loader_refusal').unit) == (2, u'event')
    row = tally_of(doc, 'start_failed')
    assert (row.count, row.base, row.rate, len(row.patterns)) == (2, 2, 1.0, 2)
    only = document(X=agent([pattern(u'Permission denied', 'evidence', count=3)]))
    assert (tally_of(only, 'storage').count, tally_of(only, 'storage').unit) == (3, u'record')


def test_an_agent_whose_numbers_match_a_known_error_is_named_though_nothing_is_counted():
    flag = signature(u'x', 'redesign', must=(), numbers=(Comparison('titles_found', '==', 0, None),))
    row = tally_of(document(X=agent(searches=3)), 'redesign', flag)
    assert (row.count, row.agents) == (0, [(u'X', 0)])


def test_a_known_error_names_its_category_though_the_pattern_stands_in_another():
    doc = document(X=agent([pattern(u'HTTP Error 403 with a token', count=3)], searches=6))
    row = tally_of(doc, 'security', signature(u'with a token', 'security'))
    assert (row.count, row.agents, row.rate, row.seen) == (3, [(u'X', 3)], 0.5, True)
    assert [one.category for one in row.patterns] == ['http_403']
    assert tally_of(doc, 'security', signature(u'with a token', 'security', benign=True)).count == 0


def test_what_the_numbers_of_all_agents_show_is_seen_without_a_count():
    flag = signature(u'', 'security', must=(), numbers=(Comparison('document.redacted.token', '>', 0, None),))
    doc = dict(document(X=agent(searches=3)), redacted={'token': 4})
    row = tally_of(doc, 'security', flag)
    assert (row.count, row.agents, row.seen) == (0, [], True)
    assert not tally_of(dict(doc, redacted={}), 'security', flag).seen


def test_first_last_and_samples_are_those_of_the_patterns():
    rows = [pattern(u'a riddle', number=1, first=u'2026-01-30 15:00:00,000', last=u'2026-01-30 15:00:00,000'),
            pattern(u'b riddle', number=2, first=u'2026-01-30 13:00:00,000', last=u'2026-01-30 14:00:00,000')]
    rows[1]['samples'][0]['time'] = u'2026-01-30 13:00:00,000'
    row = tally_of(document(X=agent(rows)), 'other')
    assert (row.first, row.last) == (u'2026-01-30 13:00:00,000', u'2026-01-30 15:00:00,000')
    assert [sample['text'] for _, sample in row.samples] == [u'b riddle', u'a riddle']


# -- with what the counting really makes -------------------------------------------------------------------------------

def test_real_counts_and_real_patterns_agree(tmpdir):
    log = AgentLog(u'GEVI').start()
    for number in range(6):
        log.begin(60 + number, u'A Title')
        if number < 4:
            log.url_error(u'https://www.iafd.com/person.rme/id=%d' % number)
            log.say(u'HTTP Error %d: no' % (403 if number else 503))
        if number == 4:
            log.crash(u"AttributeError: 'NoneType' object has no attribute 'xpath'")
        log.end(u'failed' if number < 4 else u'crashed' if number == 4 else u'successful')
    doc = counted(tmpdir, log)
    rows = dict((row.category.id, row) for row in tallies.tallies(doc, found(doc)))
    counts = collections.OrderedDict((name, rows[name].count) for name in (
        'http_403', 'http_5xx', 'url_fetch', 'exception', 'start_failed', 'http_no_status', 'timeout_dns'))
    assert list(counts.values()) == [3, 1, 4, 1, 0, 0, 0]
    # The URL error's pattern is one for both statuses, and stands under the one that most records state.
    assert [row.category for row in found(doc).rows if categories.host_of(row.pattern)] == ['http_403']
    share = findings.classified(found(doc))
    assert share.of == doc['totals']['failures'] == 5 and share.unclassified == 0
