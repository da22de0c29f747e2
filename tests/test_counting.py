# -*- coding: utf-8 -*-
"""Counting holds the contract's rules, one test a rule and trap, on hand-made logs of the forms that real ones have."""
from __future__ import absolute_import, division, print_function

import pytest

from loglines import CROSS, DUMP, FRAMES, OTHER_THREAD, SEARCH_FUNCTION, WARN, Log, count, field, placeless

FORBIDDEN = u'HTTP Error 403: Forbidden'
NETWORK_TEXTS = (
    u'URLError: <urlopen error [Errno -2] Name or service not known>', u'The read operation timed out',
    u'URLError: <urlopen error timed out>', u'error: [Errno 111] Connection refused',
    u'<urlopen error [Errno 11001] getaddrinfo failed>', u'[Errno 104] Connection reset by peer',
    u'SSLError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed (_ssl.c:590)',
    u"ConnectionError: HTTPSConnectionPool(host='www.iafd.com', port=443): Max retries exceeded",
    u'<urlopen error [Errno 8] nodename nor servname provided, or not known>')


def figures(agent, names):
    """Return the figures of an agent (or of a log, counted) under dotted *names*, separated by spaces."""
    agent = agent if isinstance(agent, dict) else count(agent)
    found = []
    for name in names.split():
        value = agent
        for part in name.split('.'):
            value = value[part]
        found.append(value)
    return found[0] if len(found) == 1 else tuple(found)


def outcomes(agent, kind='search'):
    """Return {outcome: number} of an agent's operations, without zeros."""
    agent = agent if isinstance(agent, dict) else count(agent)
    return dict((name, number) for name, number in agent['operations'][kind].items() if number)


def pattern_of(agent, part):
    """Return the one pattern whose template holds *part*."""
    found = [pattern for pattern in agent['patterns'] if part in pattern['template']]
    assert len(found) == 1, [pattern['template'] for pattern in agent['patterns']]
    return found[0]


# Rules 1 and 2: lines, records, levels

def test_rule_1_a_record_goes_with_its_continuation_lines():
    log = Log().record(u'one').traceback().record(u'two', 'DEBUG')
    assert figures(log, 'lines records') == (len(b''.join(log.records).splitlines()), 3)


def test_rule_1_what_comes_before_the_first_header_is_lines_only():
    agent = count(b'    return os.stat(filename)\nOSError: HTTP Error 404: Not Found\n\n' + Log().record(u'one').data())
    assert figures(agent, 'lines records failures') == (4, 1, 0)


def test_rule_1_continuation_at_the_top_of_a_rotated_file_belongs_to_the_record_before():
    whole = Log().search().traceback(cause=u'ValueError: ' + FORBIDDEN).answer(16)
    lines = whole.data().splitlines(True)
    for cut in range(3, len(lines)):
        agent = count([b''.join(lines[:cut]), b''.join(lines[cut:])])
        assert placeless(agent) == placeless(count(whole)), cut


def test_rule_2_levels_count_records_and_benign_ones_too():
    log = Log().record(u'a', 'DEBUG').record(u'b', 'WARNING').unreadable_model().begin()
    assert figures(log, 'levels') == {'DEBUG': 3, 'INFO': 1, 'WARNING': 1, 'ERROR': 2, 'CRITICAL': 1}


def test_nothing_is_counted_of_empty_files():
    agent = count([b'', b'', b''])
    assert figures(agent, 'lines records failures patterns items') == (0, 0, 0, [], [])


@pytest.mark.parametrize('form', [
    dict(newline='\r\n'), dict(console='com.plexapp.agents.AEBN'), dict(thread='-8e78940'), dict(thread='-b1f8490', newline='\r\n'),
    dict(thread='404')], ids=str)
def test_every_form_of_a_line_counts_the_same(form):
    def everything(log):
        log.start().search().request().url_error().complain(u'Error: ' + FORBIDDEN).candidate().rejected()
        log.crash(cause=u'KeyError: 60').answer(16).update('61').request().traceback(cause=u'httplib.BadStatusLine: x')
        return log.footer(u'Failed', u'Update').answer(16)
    assert placeless(count(everything(Log(**form)))) == placeless(count(everything(Log())))


def test_a_byte_order_mark_hides_no_record():
    log = Log().start()
    assert count(b'\xef\xbb\xbf' + log.data()) == count(log)


def test_bytes_that_are_no_utf_8_stop_nothing():
    log = Log().search().record(b'\xff\xfe\x00 HTTP Error 403: \xc3').second(b'Error: \xe9t\xe9'.decode('latin-1')).answer(16)
    agent = count(log)
    assert figures(agent, 'failures http.by_status') == (1, {'403': 1})
    assert u'\ufffd' in pattern_of(agent, 'HTTP Error 403')['samples'][0]['text']


# Rule 3: what a failure event is

@pytest.mark.parametrize('level, place', [('DEBUG', '__init__:545'), ('INFO', '__init__:165'), ('WARNING', 'sandbox:19'),
                                          ('ERROR', 'logkit:22'), ('CRITICAL', 'logkit:25'), ('INFO', 'logkit:16')])
@pytest.mark.parametrize('text, status', [
    (u'freebase/proxy hash lookup failed: HTTP Error 404: Not Found', '404'),
    (u'Error obtaining Plex movie Chapter data for 4560436: HTTP Error 401: Unauthorized', '401'),
    (u'HTTPError: HTTP Error 503: Service Unavailable', '503'),
    (u'page answered HTTP 429', '429')])
def test_rule_3_text_that_states_a_status_is_a_failure_at_any_level(text, status, level, place):
    agent = count(Log().search().request().record(text, level, place).answer())
    assert figures(agent, 'failures http.failures http.by_status http.by_host http.without_status network_errors') == (
        1, 1, {status: 1}, {'straight.aebn.com': 1}, 0, 0)
    assert outcomes(agent) == {'started': 1, 'successful': 1}


@pytest.mark.parametrize('text', NETWORK_TEXTS)
@pytest.mark.parametrize('level', ['INFO', 'ERROR'])
def test_rule_3_a_network_error_is_a_failure_and_no_http_failure(text, level):
    agent = count(Log().search().request().record(u'Could not read the page: ' + text, level).answer())
    assert figures(agent, 'failures network_errors http.failures http.by_host url_fetch_errors') == (1, 1, 0, {}, 0)


@pytest.mark.parametrize('text', NETWORK_TEXTS)
def test_rule_3_a_network_error_at_the_end_of_a_traceback_counts(text):
    cause = text if text.split(u':')[0].isalpha() else u'error: ' + text
    assert figures(Log().search().traceback(cause=cause).answer(), 'failures network_errors') == (1, 1)


@pytest.mark.parametrize('symbol', [CROSS, WARN, WARN + u'\ufe0f'])
@pytest.mark.parametrize('text', [
    u'Error: Cannot find the page', u'Error:: IAFD Film Search Failure, no page', u'Warning: Page came late',
    u'Error getting Site Cast: list index out of range', u'Error: Search Query did not pull any results: < No Films! >',
    u'Search Query did not pull any results: < Error: No Films! >'])
def test_rule_3_a_marker_pair_is_one_failure(text, symbol):
    assert figures(Log().search().complain(text, symbol=symbol).answer(), 'failures levels.ERROR') == (1, 2)


def test_rule_3_a_marker_pair_with_empty_fields_is_one_failure():
    log = Log().search().record(u'AEBN - SEARCH:: %s File: , Line: , Function: ' % CROSS, 'ERROR', 'utils:5485')
    assert figures(log.second(u'Error: Cannot find the page').answer(), 'failures') == 1


@pytest.mark.parametrize('label', [u'SEARCH', u'UPDATE', u'UTILS '])
def test_rule_3_a_marker_pair_counts_under_every_label(label):
    assert figures(Log().complain(u'Error: Cannot find the page', label), 'failures') == 1


@pytest.mark.parametrize('level', ['ERROR', 'CRITICAL'])
def test_rule_3_a_traceback_is_a_failure_also_inside_an_error_record(level):
    log = Log().search().traceback(u'Could not parse', u'IndexError: list index out of range', level, '__init__:400')
    assert figures(log, 'failures exceptions http.failures network_errors') == (1, {'IndexError': 1}, 0, 0)


@pytest.mark.parametrize('text', [
    u'update() - AniDB title', u'We seem to be missing the hash for media item [/films/Movie Two (2021)/x.mkv]',
    u'Exception writing to /config/x', u'Something is wrong'])
@pytest.mark.parametrize('level', ['WARNING', 'ERROR'])
def test_rule_3_any_other_problem_record_is_a_pattern_and_no_failure(text, level):
    agent = count(Log().search().record(text, level, '__init__:407').answer())
    assert figures(agent, 'failures http.failures') == (0, 0)
    assert [(pattern['level'], pattern['count'], pattern['benign']) for pattern in agent['patterns']] == [(level, 1, False)]


def test_rule_3_a_url_error_is_a_failure():
    assert figures(Log().search().url_error().answer(), 'failures url_fetch_errors http.failures http.without_status') == (1, 1, 1, 1)


# Rule 4: what is one failure

def whole_failure(log, thread=None):
    """Write all records of one failure."""
    log.request(thread=thread).url_error(thread=thread)
    log.say(field(u'Request Failed', u'Try CFScrape'), u'UTILS ', thread=thread)
    log.record(u'lookup failed: ' + FORBIDDEN, thread=thread)
    log.complain(u'Error:: Request URL Failure:  Plex - HTTP Error 403: Forbidden CFScrape - Could not solve', thread=thread)
    return log.traceback(cause=u'HTTPError: ' + FORBIDDEN, thread=thread)


def test_rule_4_all_records_of_one_failure_are_one_event():
    agent = count(whole_failure(Log().search()).footer(u'Failed').answer(320))
    assert figures(agent, 'failures url_fetch_errors http.failures http.by_status http.without_status exceptions') == (
        1, 1, 1, {'403': 1}, 0, {'HTTPError': 1})
    assert figures(agent, 'http.by_status_host') == {'403': {'straight.aebn.com': 1}}
    assert outcomes(agent) == {'started': 1, 'failed': 1}


@pytest.mark.parametrize('between', [
    lambda log: log.request(u'https://www.iafd.com/b'), lambda log: log.candidate(), lambda log: log.url_error(),
    lambda log: log.answer(16), lambda log: log.answer().search('61', asked=False), lambda log: log.update('61')],
    ids=['request', 'candidate', 'url error', 'answer', 'search', 'update'])
def test_rule_4_a_failure_ends_at_the_threads_next_step(between):
    log = between(Log().search().complain(u'Error: one'))
    log.complain(u'Error: two').answer(16)
    assert figures(log, 'failures') == 2


@pytest.mark.parametrize('between', [
    lambda log: log.record(u'anything'), lambda log: log.request(thread=OTHER_THREAD), lambda log: log.unreadable_model(),
    lambda log: log.candidate(thread=OTHER_THREAD), lambda log: log.answer(16, thread=OTHER_THREAD),
    lambda log: log.say(field(u'Site Title', u'A Title'))],
    ids=['talk', 'request elsewhere', 'noise', 'candidate elsewhere', 'answer elsewhere', 'field'])
def test_rule_4_a_failure_goes_on_over_anything_else(between):
    log = between(Log().search().url_error())
    log.complain(u'Error: ' + FORBIDDEN).answer(16)
    assert figures(log, 'failures http.by_status http.without_status') == (1, {'403': 1}, 0)


def test_rule_4_threads_have_failures_of_their_own():
    log = Log().search('60').search('61', OTHER_THREAD)
    log.url_error(u'https://a.com/').url_error(u'https://b.com/', OTHER_THREAD)
    log.marker().marker(thread=OTHER_THREAD).second(u'Error: HTTP Error 403: x').second(u'Error: HTTP Error 404: x', thread=OTHER_THREAD)
    assert figures(log.answer().answer(thread=OTHER_THREAD), 'failures http.by_status_host') == (
        2, {'403': {'a.com': 1}, '404': {'b.com': 1}})


def test_rule_4_failures_outside_of_operations_count_each():
    assert figures(Log().url_error().url_error().request().complain(u'Error: one'), 'failures') == 3


def test_rule_4_a_pair_parted_by_rotation_is_one_failure():
    log = Log().search().complain(u'Error: Cannot find the page').answer(16)
    for cut in range(len(log.records) + 1):
        agent = count([b''.join(log.records[:cut]), b''.join(log.records[cut:])])
        assert figures(agent, 'failures') == 1


def test_rule_4_a_pair_counts_where_its_second_record_is():
    log = Log().marker()
    second = log.time()
    log.second(u'Error: Cannot find the page')
    middle = second[:-3] + '012'
    assert figures(count(log, since=middle), 'failures levels.ERROR') == (1, 1)
    assert figures(count(log, until=middle), 'failures levels.ERROR') == (0, 1)


def test_rule_4_a_second_record_whose_marker_rotated_away_is_a_failure():
    assert figures(Log().second(u'Error: Cannot find the page'), 'failures') == 1


def test_rule_4_a_marker_alone_is_no_failure():
    assert figures(Log().search().marker().answer(), 'failures levels.ERROR') == (0, 1)


def test_rule_4_the_second_record_may_lack_its_label():
    text = u'Error: Cannot find the page'
    assert figures(Log().search().marker().record(text, 'ERROR', 'utils:5485').answer(), 'failures') == 1
    assert figures(Log().search().record(text, 'ERROR', 'utils:5485').answer(), 'failures') == 0
    assert figures(Log().search().marker().record(text, 'ERROR', 'utils:5485', OTHER_THREAD).answer(), 'failures') == 0
    log = Log().search().marker().record(u'Error getting Site Title: < Title Match Failure! >', 'ERROR', 'utils:5485').answer()
    assert figures(log, 'failures candidates.rejected.title') == (0, 1)


def test_rule_4_records_that_went_through_the_frameworks_own_log_functions():
    log = Log().search().record(u'AEBN - SEARCH:: %s File: __init__.py, Line: 283, Function: search' % CROSS, 'ERROR', 'logkit:22')
    log.record(u'AEBN - SEARCH::    Error: ' + FORBIDDEN, 'ERROR', 'logkit:22').say(field(u'Found on IAFD', u'Yes'), u'UTILS ', place='logkit:16')
    agent = count(log.traceback(cause=u'KeyError: 1', place='logkit:25').answer(900))
    assert figures(agent, 'failures http.by_status exceptions enriched') == (1, {'403': 1}, {'KeyError': 1}, 1)


def test_rule_4_no_films_is_a_failure_and_the_operation_may_be_empty():
    agent = count(Log().search().complain(u'Error: Search Query did not pull any results: < No Films! >').answer(320))
    assert (figures(agent, 'failures'), outcomes(agent)) == (1, {'started': 1, 'empty': 1})


# Rule 5: candidates apart

@pytest.mark.parametrize('words, name', [(u'Title', 'title'), (u'Studio', 'studio'), (u'Release Date', 'release_date'),
                                         (u'Duration', 'duration')])
def test_rule_5_a_rejection_counts_with_candidates_only(words, name):
    agent = count(Log().search().candidate().rejected(words).candidate().footer().answer())
    assert figures(agent, 'failures candidates.processed http.failures') == (0, 2, 0)
    assert figures(agent, 'candidates.rejected') == dict(dict.fromkeys(('title', 'studio', 'release_date', 'duration'), 0), **{name: 1})
    assert outcomes(agent) == {'started': 1, 'successful': 1}


def test_rule_5_many_rejections_are_normal_inside_a_successful_search():
    log = Log().search()
    for number in range(193):
        log.candidate(u'Studio - Title %d (2011)' % number).rejected()
    agent = count(log.footer().answer())
    assert figures(agent, 'failures candidates.processed candidates.rejected.title') == (0, 193, 193)


def test_rule_5_a_candidate_whose_title_says_error_is_a_candidate():
    agent = count(Log().search().complain(field(u'Processing', u'Page 1: 1 of 5 for Studio - Error: HTTP Error 404 (2011)')).answer())
    assert figures(agent, 'candidates.processed failures http.by_status') == (1, 0, {})


# Rule 6: statuses, hosts, and what is neither

def test_rule_6_an_event_adds_one_to_each_distinct_status():
    log = Log().search().url_error(u'https://www.iafd.com/x')
    log.complain(u'Error:: Request URL Failure:  Plex - HTTP Error 403: Forbidden CFScrape - HTTP Error 503: Unavailable')
    agent = count(log.record(u'again: HTTP Error 403: Forbidden').answer(16))
    assert figures(agent, 'http') == {
        'failures': 1, 'by_status': {'403': 1, '503': 1}, 'by_host': {'www.iafd.com': 1},
        'by_status_host': {'403': {'www.iafd.com': 1}, '503': {'www.iafd.com': 1}}, 'without_status': 0}


@pytest.mark.parametrize('url, host', [
    (u'https://www.iafd.com/person.rme/x', 'www.iafd.com'), (u'http://WWW.IAFD.com:8080/x', 'www.iafd.com'),
    (u'https://name:pass@host.org/x?y=http://other.org', 'host.org'), (u'https://host.org?x=404', 'host.org'),
    (u'https://10.0.0.7/x', '10.0.0.7')])
def test_rule_6_the_host_is_the_urls_without_port_and_user(url, host):
    assert figures(Log().search().url_error(url).answer(16), 'http.by_host http.by_status') == ({host: 1}, {})


def test_rule_6_a_url_in_the_failures_text_tells_the_host():
    log = Log().search().request(u'https://straight.aebn.com/').complain(u'Error:: IAFD Film Search Failure, https://www.iafd.com/x HTTP Error 403: x')
    assert figures(log.answer(16), 'http.by_host') == {'www.iafd.com': 1}


def test_rule_6_the_hundredth_millisecond_of_a_url_error_is_no_status():
    log = Log().search().record(u"Error opening URL 'https://a.com/404/HTTP'", 'ERROR', 'networking:404', time='2026-01-30 14:00:00,403')
    assert figures(log.answer(16), 'http.by_status http.without_status') == ({}, 1)


def titled(text):
    """Return decoys in which *text* is the title of a film."""
    return [lambda log: log.say(field(u'Site Title', text)), lambda log: log.complain(field(u'Site Title', text)),
            lambda log: log.complain(field(u'Search Title', text)), lambda log: log.complain(field(u'Compare Title', text)),
            lambda log: log.candidate(u'Studio - %s (2011)' % text),
            lambda log: log.complain(field(u'Search Query', u'https://a.com/?q=' + text)),
            lambda log: log.complain((u' (Studio) - %s ' % text).center(72, u'*')),
            lambda log: log.say((u' (Studio) - %s ' % text).center(72, u'*')),
            lambda log: log.complain((u' https://a.com/%s ' % text.replace(u' ', u'-')).center(72, u'*')),
            lambda log: log.complain(u"Title: '%s'" % text),
            lambda log: log.complain(u'Film URL: https://a.com/%s' % text.replace(u' ', u'-')),
            lambda log: log.request(u'https://a.com/%s' % text),
            lambda log: log.search('61', more=u"'name': '%s', " % text),
            lambda log: log.search('61', more=u'"name": "%s", ' % text)]


DECOYS = [
    lambda log: log.record(u'a line', time='2026-01-30 14:00:00,403'),
    lambda log: log.record(u'a line', 'ERROR', time='2026-01-30 14:00:00,404'),
    lambda log: log.record(u'a line', 'ERROR', '__init__:404'), lambda log: log.record(u'a line', thread='403'),
    lambda log: log.search('404'), lambda log: log.update('403'), lambda log: log.answer(404), lambda log: log.answer(16, 404),
    lambda log: log.answer(0, 404, kind='NoneType'), lambda log: log.answer(500, 500),
    lambda log: log.record(u'Response: [404] MediaContainer, 503 bytes', 'DEBUG', 'logkit:13'),
    lambda log: log.record(u'Setting the default network timeout to 20.0', 'DEBUG', 'networking:434'),
    lambda log: log.record(u'Setting the default network timeout to 20.0', 'DEBUG', 'logkit:13'),
    lambda log: log.say(u'FoundOnIAFD : No', u'UTILS'), lambda log: log.say(u'IAFD403Err : set([])', u'UTILS'),
    lambda log: log.say(field(u'IAFD403Err', u'set([])'), u'UTILS'), lambda log: log.complain(u'IAFD403Err : set([])', u'UTILS'),
    lambda log: log.say(field(u'Preferences', DUMP), u'UTILS'), lambda log: log.say(DUMP, u'UTILS'),
    lambda log: log.record(DUMP), lambda log: log.record(u'Film: ' + DUMP, 'ERROR'), lambda log: log.complain(field(u'Film', DUMP)),
    lambda log: log.record(u'IAFD 403 fix is active, 404 and 503 too'), lambda log: log.say(u'Retry after 403 is on'),
    lambda log: log.record(u'Serializing to /config/HTTP 404/Error 403/Info.xml', 'DEBUG', 'model:229'),
    lambda log: log.record(u'Error 404 pages read'), lambda log: log.record(u'HTTP cache holds 404 pages'),
    lambda log: log.record(u'HTTP 40444'), lambda log: log.record(u'HTTP 200'), lambda log: log.record(u'HTTP/1.1 404.5'),
    lambda log: log.record(u'Fetching \'https://a.com/HTTP 404\' from the HTTP cache', 'DEBUG', 'networking:139'),
    lambda log: log.record(u'Downloading https://a.com/?q=HTTP:404&e=HTTP=403'),
    lambda log: log.start(),
] + titled(u'Error') + titled(u'HTTP 404') + titled(u'HTTP Error 403: Forbidden') + titled(u'The read operation timed out')


@pytest.mark.parametrize('number', range(len(DECOYS)))
def test_rule_6_decoys_count_nothing(number):
    log = DECOYS[number](Log().search('60')).record(u'the end')
    agent = count(log)
    assert figures(agent, 'failures http network_errors exceptions') == (
        0, {'failures': 0, 'by_status': {}, 'by_host': {}, 'by_status_host': {}, 'without_status': 0}, 0, {}), repr(log.data())


def test_rule_6_the_source_lines_of_a_traceback_state_nothing():
    source = [u'raise HTTPError("HTTP Error 403: Forbidden", "timed out")', u'x = "Error opening URL"', u'# HTTP 404, Connection refused']
    frames = [('/plex/HTTP 404/x.py', 403, 'f', text) for text in source]
    log = Log().search().traceback(cause=u'KeyError: u\'a\'', frames=frames).answer(16)
    assert figures(log, 'failures http.by_status network_errors exceptions') == (1, {}, 0, {'KeyError': 1})


def test_rule_6_the_dumped_arguments_of_a_crash_state_nothing():
    log = Log().search().crash(cause=u'ValueError: bad').answer(16)
    assert figures(log, 'failures http.by_status exceptions') == (1, {}, {'ValueError': 1})


# Rule 7: operations and outcomes

@pytest.mark.parametrize('size, outcome', [(16, 'crashed'), (300, 'empty'), (320, 'empty'), (404, 'successful'), (321, 'successful'), (5000, 'successful')])
def test_rule_7_the_answers_size_tells_a_searchs_outcome(size, outcome):
    assert outcomes(Log().search().answer(size)) == {'started': 1, outcome: 1}


@pytest.mark.parametrize('word, outcome', [(u'Successful!!', 'successful'), (u'Failed', 'failed')])
@pytest.mark.parametrize('size', [16, 300, 5000])
def test_rule_7_a_footer_goes_before_the_answer(word, outcome, size):
    assert outcomes(Log().search().footer(word).answer(size)) == {'started': 1, outcome: 1}
    assert outcomes(Log().update().footer(word, u'Update').answer(16), 'update') == {'started': 1, outcome: 1}


@pytest.mark.parametrize('word', [u'Successful!!', u'Failed'])
def test_rule_7_an_exception_goes_before_everything(word):
    assert outcomes(Log().search().footer(word).crash().answer(5000)) == {'started': 1, 'crashed': 1}
    assert outcomes(Log().search().crash().footer(word).answer(5000)) == {'started': 1, 'crashed': 1}
    assert outcomes(Log().update().footer(word, u'Update').crash('update').answer(16), 'update') == {'started': 1, 'crashed': 1}


def test_rule_7_another_traceback_is_no_crash():
    assert outcomes(Log().search().traceback(cause=u'KeyError: 1').footer().answer()) == {'started': 1, 'successful': 1}


def test_rule_7_an_update_that_is_answered_is_successful():
    agent = count(Log().update().answer(16))
    assert (outcomes(agent, 'update'), outcomes(agent)) == ({'started': 1, 'successful': 1}, {})


@pytest.mark.parametrize('log', [
    Log().search(), Log().search().candidate().rejected(), Log().search().answer(thread=OTHER_THREAD), Log().search().start(),
    Log().search().handle(SEARCH_FUNCTION)], ids=['bare', 'candidate', 'answer elsewhere', 'restart', 'next request'])
def test_rule_7_without_an_answer_an_operation_is_unfinished(log):
    assert outcomes(log) == {'started': 1, 'unfinished': 1}


def test_rule_7_a_footer_without_an_answer_tells_the_outcome():
    assert outcomes(Log().search().footer(u'Failed')) == {'started': 1, 'failed': 1}


def test_rule_7_a_footer_that_went_to_error_for_its_text_is_a_footer():
    log = Log().search()
    for text in (u' >> AEBN: Finished Search Routine << ', u' (Studio) - Error ', u' >> Failed << '):
        log.complain(text.center(72, u'*'))
    agent = count(log.answer(900))
    assert (outcomes(agent), figures(agent, 'failures')) == ({'started': 1, 'failed': 1}, 0)


@pytest.mark.parametrize('function', [SEARCH_FUNCTION, 'X0FnZW50S2l0OkVyYXNlTWV0YWRhdGE_', 'X0J1bmRsZVNlcnZpY2U6QWxsU2VydmljZXM_'])
def test_rule_7_other_requests_are_no_operations(function):
    agent = count(Log().handle(function).answer(16))
    assert (outcomes(agent), outcomes(agent, 'update')) == ({}, {})


def test_rule_7_operations_are_followed_by_thread():
    log = Log().search('60').search('61', OTHER_THREAD).candidate(thread=OTHER_THREAD).footer(u'Failed', thread=OTHER_THREAD)
    log.candidate().footer().answer(thread=OTHER_THREAD).answer()
    agent = count(log)
    assert outcomes(agent) == {'started': 2, 'successful': 1, 'failed': 1}
    assert [(item['rating_key'], item['outcome']) for item in agent['items']] == [('60', 'successful'), ('61', 'failed')]


def test_rule_7_operations_are_followed_across_rotated_files():
    log = whole_failure(Log().search()).candidate().rejected().footer(u'Failed').answer(320).update().crash('update').answer(16)
    for cut in range(1, len(log.records) - 1):
        agent = count([b''.join(log.records[:cut]), b''.join(log.records[cut:cut + 1]), b''.join(log.records[cut + 1:])])
        assert placeless(agent) == placeless(count(log)), cut


# Rule 8: the window

def test_rule_8_an_operation_belongs_to_the_window_by_its_start():
    log = Log(hour=13).wait(3599).search('60').wait(60)
    log.complain(u'Error: one').footer(u'Failed').answer(320).search('61').wait(7200).complain(u'Error: two').footer().answer()
    inner = count(log, since=u'2026-01-30 14:00:00,000', until=u'2026-01-30 15:00:00,000')
    assert outcomes(inner) == {'started': 1, 'successful': 1}
    assert figures(inner, 'failures by_hour') == (1, {'2026-01-30 14': {'operations': 1, 'failures': 1}})
    assert [item['rating_key'] for item in inner['items']] == ['61']
    assert figures(count(log), 'failures') == 2


def test_rule_8_the_ends_of_the_window_belong_to_it():
    log = Log().record(u'one').record(u'two').record(u'three')
    assert figures(count(log, since=u'2026-01-30 14:00:00,025', until=u'2026-01-30 14:00:00,025'), 'records lines') == (1, 1)


def test_rule_8_windows_that_touch_add_up():
    log = Log().start().search().url_error().complain(u'Error: ' + FORBIDDEN).answer(16).update().candidate().rejected().answer(16)
    whole = count(log)
    for record in log.records:
        time = record[:23].decode('ascii')
        before = time[:-3] + '%03d' % max(0, int(time[-3:]) - 1)
        one, two = count(log, until=before), count(log, since=time)
        for name in ('records', 'lines', 'operations.search.started', 'benign.resource_hashes', 'levels.ERROR',
                     'candidates.processed', 'candidates.rejected.title', 'starts.ok', 'url_fetch_errors'):
            if before != time:
                assert figures(one, name) + figures(two, name) == figures(whole, name), (name, time)


# Rule 9: noise

def test_rule_9_the_noise_of_a_start_is_two_benign_records():
    agent = count(Log().start())
    assert figures(agent, 'benign') == {'resource_hashes': 2, 'model_read': 0, 'other': 0}
    assert figures(agent, 'failures url_fetch_errors http.by_status exceptions levels.ERROR levels.CRITICAL') == (0, 0, {}, {}, 1, 1)
    assert [pattern['benign'] for pattern in agent['patterns']] == [True, True]


def test_rule_9_the_noise_of_a_start_may_end_in_a_timeout():
    log = Log().traceback(u'Exception getting hosted resource hashes', u'URLError: <urlopen error timed out>', place='runtime:1293')
    assert figures(log, 'failures network_errors benign.resource_hashes') == (0, 0, 1)


@pytest.mark.parametrize('place', ['model:201', 'model:205', 'logkit:22'])
def test_rule_9_a_model_that_is_not_there_yet_is_noise(place):
    log = Log().update().record(u'Cannot read model from /config/Metadata/Movies/4/HTTP 404.bundle/x', 'ERROR', place).answer(16)
    assert figures(log, 'model_read_errors benign.model_read failures levels.ERROR') == (1, 1, 0, 1)


@pytest.mark.parametrize('write', [
    lambda log: log.record(u"Function named 'Start' couldn't be found in the current environment", 'ERROR', 'sandbox:298'),
    lambda log: log.traceback(u'Exception matching route for path "/"', u"FrameworkException: No route found matching '/'", place='runtime:493'),
    lambda log: log.record(u'Could not find route matching /:/plugins/com.plexapp.agents.AEBN/x', 'ERROR', 'runtime:846'),
    lambda log: log.traceback(u'Exception when constructing response', u'HTTPError: HTTP Error 404: Not Found', place='runtime:709'),
    lambda log: log.traceback(u'Exception reading data', u'IOError: [Errno 2]', place='data:179')],
    ids=['sandbox:298', 'runtime:493', 'runtime:846', 'runtime:709', 'data:179'])
def test_rule_9_other_noise_of_the_framework(write):
    assert figures(write(Log()), 'benign.other failures exceptions http.by_status') == (1, 0, {}, {})


def test_rule_9_noise_joins_no_failure():
    log = Log().search().url_error().begin()
    assert figures(log.complain(u'Error: one'), 'failures http.by_status exceptions') == (2, {}, {})
    log = Log().search().url_error().unreadable_model().answer()
    assert figures(log, 'failures model_read_errors http.without_status') == (1, 1, 1)


def test_rule_9_another_url_of_the_server_is_no_noise():
    assert figures(Log().search().url_error(u'http://127.0.0.1:32400/library/metadata/120/tree').answer(16),
                   'failures url_fetch_errors benign.resource_hashes') == (1, 1, 0)


def test_rule_9_noise_shares_no_pattern_with_a_failure():
    log = Log().start().search().url_error(u'http://127.0.0.1:32400/library/metadata/120/tree').answer(16)
    patterns = [pattern for pattern in count(log)['patterns'] if 'Error opening URL' in pattern['template']]
    assert sorted((pattern['benign'], pattern['count']) for pattern in patterns) == [(False, 1), (True, 1)]


# Rule 10: titles, enrichment, exceptions; and starts

def test_rule_10_titles_found_adds_up_the_printed_numbers():
    log = Log().search()
    for number, page in ((5, 1), (20, 2), (0, 3)):
        log.say(field(u'Titles Found', u'%d Processing Results Page:  %d' % (number, page)))
    assert figures(log, 'titles_found') == 25


def test_rule_10_titles_found_count_where_a_word_sent_the_line_to_error():
    log = Log().search().complain(field(u'Titles Found', u'7 Processing Results Page:  1 for Error'))
    assert figures(log.answer(), 'titles_found failures') == (7, 0)


@pytest.mark.parametrize('text, number', [
    (field(u'Found on IAFD', u'Yes'), 1), (field(u'Found on IAFD', u'No'), 0), (u'FoundOnIAFD : Yes', 0),
    (field(u'Found on IAFD', u'Yesterday (2011)'), 0), (field(u'Site Title', u'Found on IAFD Yes'), 0)])
def test_rule_10_enriched_counts_what_was_found(text, number):
    assert figures(Log().search().say(text, u'UTILS '), 'enriched') == number


@pytest.mark.parametrize('cause, name', [
    (u'AttributeError: x', 'AttributeError'), (u'httplib.BadStatusLine: x', 'BadStatusLine'), (u'KeyboardInterrupt', 'KeyboardInterrupt'),
    (u'timeout: timed out', 'timeout'), (u'requests.exceptions.SSLError: bad', 'SSLError'), (u'error: [Errno 9]', 'error')])
def test_rule_10_exceptions_are_counted_by_class(cause, name):
    assert figures(Log().search().traceback(cause=cause), 'exceptions failures') == ({name: 1}, 1)


def test_rule_10_exceptions_count_events():
    log = Log().search().traceback(cause=u'KeyError: 1').traceback(cause=u'KeyError: 2').request().traceback(cause=u'KeyError: 3')
    assert figures(log, 'exceptions failures') == ({'KeyError': 2}, 2)


def test_rule_10_a_traceback_that_is_cut_off_is_a_failure_of_no_class():
    log = Log().search().record(u'Exception when calling function (most recent call last):', 'CRITICAL', 'core:574',
                                more=[u'  File "/x/y.py", line 1, in f', u'    KeyError: 1'])
    assert figures(log, 'failures exceptions') == (1, {})


def test_a_start_that_works():
    assert figures(Log().start(), 'starts') == {'ok': 1, 'failed': 0, 'last_ok': '2026-01-30 14:00:00,125', 'last_failed': None}
    assert figures(Log().record(u'Started plug-in', 'INFO', 'logkit:16'), 'starts.ok') == 1


def test_a_start_that_fails_is_one_however_many_records_tell_of_it():
    cause = u'SyntaxError: Line 104: "__file__" is an invalid variable name because it starts with "_"'
    log = Log().begin().traceback(u'Exception while loading code', cause, place='core:569').traceback(
        u'Exception starting plug-in', cause, place='core:615')
    log.wait(60).start()
    assert figures(log, 'starts exceptions') == (
        {'ok': 1, 'failed': 1, 'last_ok': '2026-01-30 14:01:00,300', 'last_failed': '2026-01-30 14:00:00,125'}, {'SyntaxError': 1})


@pytest.mark.parametrize('place', ['core:615', 'logkit:25', 'core:700'])
def test_a_start_that_fails_is_known_by_its_text(place):
    assert figures(Log().begin().traceback(u'Exception starting plug-in', u'ImportError: x', place=place), 'starts.failed') == 1


# Rule 11: items

def test_rule_11_an_item_tells_what_was_worked_on_and_how_it_ended():
    log = Log().search('60', more=u"'title': 'A \"Title\"', ").wait(7).url_error().complain(u'Error: Cannot read').footer(u'Failed').answer(320)
    agent = count(log)
    item = agent['items'][0]
    found = dict((key, item[key]) for key in ('rating_key', 'guid', 'title', 'operation', 'outcome', 'time', 'line'))
    assert found == {'rating_key': '60', 'guid': 'com.plexapp.agents.AEBN://60?lang=en', 'title': 'A "Title"', 'operation': 'search',
                     'outcome': 'failed', 'time': '2026-01-30 14:00:00,025', 'line': 2}
    assert item['seconds'] >= 7
    assert item['failures'] == [pattern_of(agent, 'Error opening URL')['id'], pattern_of(agent, 'Error: Cannot read')['id']]


@pytest.mark.parametrize('text, key, title', [
    (u"{'openSubtitlesHash': None, 'name': 'Movie', 'year': '2024', 'id': '127'}", '127', 'Movie'),
    (u"{'show': 'A Show', 'season': '1', 'id': '9'}", '9', 'A Show'),
    (u"{'id': u'77', 'name': u'Fj\\xe4llr\\xe4ven'}", '77', u'Fj\xe4llr\xe4ven'), (u"{'id': 5L, 'name': u'\\u0416'}", '5', u'\u0416'),
    (u"{'id': '5', 'name': u'\\U0001f600 \\'s'}", '5', u"\U0001f600 's"),
    (u"{'name': \"The Baker's Map\", 'id': '5'}", '5', "The Baker's Map"),
    (u"{'name': 'Caf\\xc3\\xa9', 'id': '5'}", '5', u'Caf\xe9'), (u"{'id': '5', 'force': True}", '5', None)])
def test_rule_11_the_searchs_dictionary_is_read_in_every_form(text, key, title):
    item = count(Log().record(u'Searching for matches for ' + text, 'INFO', 'agentkit:961').answer())['items'][0]
    assert (item['rating_key'], item['title']) == (key, title)


def test_rule_11_half_a_character_in_a_title_stops_nothing():
    item = count(Log().record(u"Searching for matches for {'id': '5', 'name': u'a\\ud800b'}", 'INFO', 'agentkit:961').answer())['items'][0]
    assert item['title'][0] + item['title'][-1] == u'ab'


@pytest.mark.parametrize('key', ['61', '5', '123456', '10?>', '404'])
def test_rule_11_an_updates_item_is_read_from_its_request(key):
    item = count(Log().update(key).answer(16))['items'][0]
    assert (item['rating_key'], item['guid'], item['operation']) == (key, 'com.plexapp.agents.AEBN://%s?lang=en' % key, 'update')


def test_rule_11_an_operation_without_rating_key_is_no_item():
    log = Log().record(u"Searching for matches for {'name': 'Movie'}", 'INFO', 'agentkit:961').answer()
    assert figures(log, 'operations.search.successful items items_left_out') == (1, [], 0)


def test_rule_11_the_newest_twenty_thousand_are_kept():
    log = Log(hour=0)
    for number in range(20003):
        log.search(str(number), asked=False)
    agent = count(log)
    assert (len(agent['items']), agent['items_left_out'], agent['items'][0]['rating_key']) == (20000, 3, '3')


# Rule 13: patterns and samples

def test_rule_13_problem_records_are_grouped_and_with_all_levels_the_rest_too():
    log = Log().record(u'a', 'DEBUG').record(u'b').record(u'c', 'WARNING').record(u'd', 'ERROR').record(u'e', 'CRITICAL')
    assert [pattern['template'] for pattern in sorted(count(log)['patterns'], key=lambda row: row['first'])] == ['c', 'd', 'e']
    every = count(log.search().answer(), all_levels=True)
    assert sum(pattern['count'] for pattern in every['patterns']) == every['records'] == 8


def test_rule_13_all_levels_changes_no_count():
    log = whole_failure(Log().start().search()).candidate().rejected().footer().answer()
    plain, every = count(log), count(log, all_levels=True)
    for name in plain:
        if name != 'patterns':
            assert plain[name] == every[name], name
    ids = set(pattern['id'] for pattern in every['patterns'])
    assert ids.issuperset(pattern['id'] for pattern in plain['patterns'])
    assert sum(pattern['count'] for pattern in every['patterns']) == every['records']


def test_rule_13_a_pattern_holds_the_five_earliest_samples_by_time():
    log = Log()
    for number in (7, 3, 9, 1, 8, 2, 6):
        log.record(u'Item %d is odd' % number, 'ERROR', time='2026-01-30 14:00:0%d,000' % number)
    pattern, = count(log)['patterns']
    assert [sample['text'] for sample in pattern['samples']] == ['Item %d is odd' % number for number in (1, 2, 3, 6, 7)]
    assert [sample['line'] for sample in pattern['samples']] == [4, 6, 2, 7, 1]
    assert (pattern['count'], pattern['first'][17:19], pattern['last'][17:19]) == (7, '01', '09')


def test_rule_13_a_sample_of_two_thousand_characters_is_uncut():
    text = u'\xe9 ' * 1000
    assert count(Log().record(text.strip() + u'.', 'ERROR'))['patterns'][0]['samples'][0]['text'] == text.strip() + u'.'
    assert len(count(Log().record(text * 3, 'ERROR'))['patterns'][0]['samples'][0]['text']) <= 2000


def test_rule_13_a_pattern_tells_the_operations_and_items_that_it_touched():
    log = Log()
    for key, word in (('60', u'Failed'), ('60', u'Successful!!'), ('61', u'Failed')):
        log.search(key).complain(u'Error: Cannot read %s' % key).complain(u'Error: Cannot read it').footer(word).answer()
    pattern = pattern_of(count(log), 'Cannot read <')
    assert (pattern['count'], pattern['items'], pattern['operations']) == (3, 2, {'successful': 1, 'other': 2})


# Whole logs with the traps of real ones, counted by hand

def test_a_log_of_a_server_with_32_bits():
    """Negative threads, a timeout in the noise, three ERROR records that are plain information, two missing models."""
    log = Log(thread='-8e78940', agent='hama')
    log.record(u'Starting framework core - Version: 2.6.2, Build: 9b6935b', 'INFO', 'core:347')
    log.traceback(u'Exception getting hosted resource hashes', u'URLError: <urlopen error timed out>', place='runtime:1293')
    log.record(u'Started plug-in', 'INFO', 'core:605')
    for key in ('1', '2'):
        log.search(key, '-b1f8490').record(u"metadata_download failed, url: 'http://tvthemes.plexapp.com/404.mp3'", 'DEBUG', thread='-b1f8490')
        log.answer(600, thread='-b1f8490').update(key, '-b1f8490').unreadable_model('-b1f8490')
        log.record(u'update() - AniDB title', 'ERROR', '__init__:407', '-b1f8490').answer(16, thread='-b1f8490')
    log.record(u'update() - AniDB title', 'ERROR', '__init__:407', '-b1f8490')
    agent = count(log)
    assert (figures(agent, 'levels.ERROR levels.CRITICAL failures network_errors exceptions benign')
            == (5, 1, 0, 0, {}, {'resource_hashes': 1, 'model_read': 2, 'other': 0}))
    assert outcomes(agent) == outcomes(agent, 'update') == {'started': 2, 'successful': 2}
    assert pattern_of(agent, 'AniDB title')['count'] == 3


def test_a_log_whose_statuses_are_at_info():
    """Eight URL errors without a status; four 404 and four 401, each in an INFO record of its own."""
    log = Log(agent='imdb').start()
    for number in range(4):
        log.search('404').request(u'http://meta.plex.tv/m/1').url_error(u'http://meta.plex.tv/m/1')
        log.record(u'freebase/proxy hash lookup failed: HTTP Error 404: Not Found', 'INFO', '__init__:165').answer(700)
        log.update('404').unreadable_model().request(u'http://127.0.0.1:32400/chapters').url_error(u'http://127.0.0.1:32400/chapters')
        log.record(u'Error obtaining Plex movie Chapter data for 4560436: HTTP Error 401: Unauthorized', 'INFO', '__init__:876').answer(16)
    agent = count(log)
    assert figures(agent, 'levels.ERROR url_fetch_errors failures http.failures http.without_status model_read_errors') == (13, 8, 8, 8, 0, 4)
    assert figures(agent, 'http.by_status') == {'404': 4, '401': 4}
    assert figures(agent, 'http.by_status_host') == {'404': {'meta.plex.tv': 4}, '401': {'127.0.0.1': 4}}
    assert outcomes(agent) == outcomes(agent, 'update') == {'started': 4, 'successful': 4}


def test_a_log_of_four_tracebacks():
    """Three searches that crashed, answered with 16 bytes; a fourth traceback in a function call; the item 404."""
    log = Log(agent='htbackdrops')
    for key in ('1', '404', '497'):
        log.search(key).request(u'http://htbackdrops.com/api').crash(cause=u'XMLSyntaxError: Document is empty, line 1, column 1').answer(16)
    log.handle('QXJ0aXN0U2VhcmNo').traceback(u'Exception in _process_function_call', u'XMLSyntaxError: Document is empty, line 1, column 1',
                                             place='messaging:108').answer(0, 404, kind='NoneType')
    agent = count(log)
    assert figures(agent, 'levels.CRITICAL failures exceptions http.by_status http.failures network_errors') == (
        4, 4, {'XMLSyntaxError': 4}, {}, 0, 0)
    assert outcomes(agent) == {'started': 3, 'crashed': 3}
    assert [(item['rating_key'], item['outcome']) for item in agent['items']] == [('1', 'crashed'), ('404', 'crashed'), ('497', 'crashed')]
    assert len(FRAMES) == 2 and pattern_of(agent, 'in the search function')['template'].endswith('agentkit.py:_search > __init__.py:search')


def test_a_log_of_healthy_starts_only():
    log = Log(agent='thetvdb').start().traceback(u'Exception matching route for path "/"', u"FrameworkException: No route found matching '/'",
                                                 place='runtime:493').answer(0, 404, kind='NoneType')
    agent = count(log)
    assert figures(agent, 'failures levels.ERROR levels.CRITICAL benign') == (0, 1, 2, {'resource_hashes': 2, 'model_read': 0, 'other': 1})
    assert (outcomes(agent), outcomes(agent, 'update'), figures(agent, 'starts.ok')) == ({}, {}, 1)
