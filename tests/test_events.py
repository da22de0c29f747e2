# -*- coding: utf-8 -*-
"""What a single record says: noise, failure, rejection, status, host, network, traceback; and which item a request names."""
from __future__ import absolute_import, division, print_function

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loglines import CROSS, DUMP, NO_ARGUMENTS, UPDATE_FUNCTION, WARN, Log, count, field, packed
from plexfix.base.compat import to_bytes
from plexfix.observe import events, logline, messaging, tracebacks

STATED = [
    (u'HTTP Error 403: Forbidden', '403'), (u'HTTPError: HTTP Error 404: Not Found', '404'), (u'HTTP 404', '404'), (u'http error 500', '500'),
    (u'HTTP Status: 503', '503'), (u'HTTP/1.1 404 Not Found', '404'), (u'HTTP status code 429', '429'), (u'HTTP Error: 403', '403'),
    (u'404 Client Error: Not Found for url: https://a.com/', '404'), (u'500 Server Error: x', '500'), (u'(HTTP 403)', '403'),
    (u'Plex - HTTP Error 403: Forbidden CFScrape - HTTP Error 403: Forbidden', '403')]
NOT_STATED = [
    u'', u'404', u'403 Forbidden pages', u'Response: [404] str, 16 bytes', u'HTTP 200', u'HTTP Error 302', u'HTTP 4040', u'HTTP 404.5',
    u'XHTTP 404', u'HTTP cache of 404 pages', u"{'error': 'HTTP 404'}", u"Film: {'a': {'b': 'HTTP Error 404'}}", u'https://a.com/HTTP-404',
    u'https://a.com/?HTTP=404', u'at 14:00:00,404 Client Error', u'1404 Client Error', u'HTTP 600', u'took 403 ms', u'IAFD403Err', u'Error 404']


def facts(message, level='INFO', place='__init__:90', more=()):
    """Return what one record says."""
    lines = Log().record(message, level, place, more=more).data().split(b'\n')[:-1]
    return events.read(logline.parse(lines[0]), lines[1:])


@pytest.mark.parametrize('text, status', STATED)
@pytest.mark.parametrize('level', ['DEBUG', 'INFO', 'ERROR'])
def test_a_stated_status_is_read(text, status, level):
    assert facts(text, level).statuses == (to_bytes(status),)
    assert facts(u'page: ' + text + u', next', level).statuses == (to_bytes(status),)


def test_a_status_may_end_a_sentence():
    assert facts(u'The page answered HTTP 404. Next one.').statuses == (b'404',)


@pytest.mark.parametrize('text', NOT_STATED)
@pytest.mark.parametrize('level', ['INFO', 'ERROR'])
def test_other_digits_are_no_status(text, level):
    assert facts(text, level).statuses == ()


NETWORK = [
    u'The read operation timed out', u'<urlopen error x>', u'Connection refused', u'Connection reset by peer', u'Connection aborted.',
    u'Network is unreachable', u'No route to host', u'Name or service not known', u'nodename nor servname provided, or not known',
    u'getaddrinfo failed', u'Temporary failure in name resolution', u'No address associated with hostname', u'Max retries exceeded with url',
    u'ConnectTimeout', u'ReadTimeout', u'SSL: WRONG_VERSION_NUMBER', u'certificate verify failed', u'sslv3 alert handshake failure',
    u'EOF occurred in violation of protocol', u'BadStatusLine', u'IncompleteRead(0 bytes read)']


@pytest.mark.parametrize('text', NETWORK)
def test_a_network_error_is_read(text):
    assert facts(text).network and not facts(u"{'a': '%s'}" % text).network


@pytest.mark.parametrize('level', ['DEBUG', 'INFO'])
def test_what_a_record_states_is_counted_also_where_most_records_are_not_looked_at(level):
    missed = []
    for text in NETWORK + [text for text, _ in STATED] + [u'http 404']:
        found = facts(u'page: ' + text, level)
        counted = count(Log().record(u'a line').record(u'page: ' + text, level).record(u'a line'))
        if (counted['failures'], counted['network_errors'], sorted(counted['http']['by_status'])) != (
                int(found.network or bool(found.statuses)), int(found.network), [status.decode('ascii') for status in found.statuses]):
            missed.append(text)
    assert missed == []


def test_distinct_statuses_are_told_once_each_in_order():
    assert facts(u'HTTP Error 503: a, HTTP Error 403: b, HTTP 503').statuses == (b'403', b'503')


@pytest.mark.parametrize('text', [u'timed out', u'Setting the network timeout', u'no network', u"{'a': 'The read operation timed out'}",
                                  u'http://a.com/timed out'.replace(u' ', u'-'), u'Connection: keep-alive', u'SSLv3 is off', u'Errno 2'])
def test_a_network_error_is_only_what_says_so(text):
    assert facts(text, 'ERROR').network == (text == u'timed out')


@pytest.mark.parametrize('symbol', [CROSS, WARN, WARN + u'\ufe0f'])
@pytest.mark.parametrize('fields', [u'File: __init__.py, Line: 283, Function: a -> b', u'File: , Line: , Function: ',
                                    u'File: utils.py, Line: 1, Function: <module>'])
def test_a_marker_is_known(symbol, fields):
    assert facts(u'AEBN - SEARCH:: %s %s' % (symbol, fields), 'ERROR').marker
    assert facts(u'AEBN  - UTILS :: %s %s' % (symbol, fields), 'ERROR').marker


@pytest.mark.parametrize('text', [u'File: __init__.py, Line: 283, Function: a', u'%s Error' % CROSS, u'Error: File: a, Line: b, Function: c'])
def test_what_lacks_a_part_is_no_marker(text):
    assert not facts(u'AEBN - SEARCH:: ' + text, 'ERROR').marker


@pytest.mark.parametrize('text, pair', [
    (u'Error: text', True), (u'Error:: IAFD Film Search Failure, x', True), (u'Warning: x', True), (u'Error getting Site Cast: x', True),
    (u'Error: Search Query did not pull any results: < No Films! >', True), (u'ERROR: < x >', True), (u'Failed to read, error: 3', True),
    (field(u'Site Title', u'Error: x'), False), (field(u'Search Query', u'http://a.com/error'), False), (u'** Studio - Error **', False),
    (u'******* >> Failed << *******', False), (u'Title: Error of the Heart', False), (u'Film URL: https://a.com/error: x', False),
    (u"'Error: a'", False), (DUMP, False), (field(u'Processing', u'Page 1: 1 of 5 for Error: x (2011)'), False)])
def test_the_second_record_of_a_pair_is_a_failure_or_data(text, pair):
    assert facts(u'AEBN  - SEARCH::    ' + text, 'ERROR').pair == pair


@pytest.mark.parametrize('words, name', [(u'Title', 'title'), (u'Studio', 'studio'), (u'Release Date', 'release_date'), (u'Duration', 'duration')])
def test_a_rejection_is_no_failure(words, name):
    found = facts(u'AEBN  - SEARCH::    Error getting Site %s: < %s Match Failure! >' % (words, words), 'ERROR')
    assert (found.rejection, found.pair, found.statuses) == (name, False, ())


@pytest.mark.parametrize('message, place, kind', [
    (u"Error opening URL 'http://127.0.0.1:32400/:/plugins/com.plexapp.system/resourceHashes'", 'networking:197', 'resource_hashes'),
    (u'Exception getting hosted resource hashes (most recent call last):', 'runtime:1299', 'resource_hashes'),
    (u'Cannot read model from /x/y', 'model:205', 'model_read'), (u'Cannot read model from /x/y', 'logkit:22', 'model_read'),
    (u"Function named 'Start' couldn't be found in the current environment", 'sandbox:298', 'other'),
    (u'Exception matching route for path "/" (most recent call last):', 'runtime:493', 'other'),
    (u'Could not find route matching /:/x', 'runtime:846', 'other'), (u'anything', 'runtime:709', 'other'), (u'anything', 'data:179', 'other'),
    (u"Error opening URL 'http://a.com/resourceHashes'", 'networking:197', None), (u'anything', 'runtime:179', None),
    (u'anything', 'data:709', None), (u'Exception in the search function of agent', 'agentkit:1018', None)])
@pytest.mark.parametrize('level', ['ERROR', 'CRITICAL'])
def test_noise_is_known(message, place, kind, level):
    assert facts(message, level, place, [u'HTTPError: HTTP Error 404: Not Found'] if message.endswith(u':') else ()).benign == kind


def test_a_problem_of_the_agent_that_only_names_noise_is_none():
    assert facts(u'AEBN  - SEARCH::    Error: Cannot read model from x', 'ERROR').benign is None


@pytest.mark.parametrize('message, level, found', [
    (u"Error opening URL 'http://a.com/x'", 'ERROR', True), (u"Error opening URL 'http://a.com/x'", 'INFO', False),
    (u"No Error opening URL 'http://a.com/x'", 'ERROR', False)])
def test_a_url_error_is_known(message, level, found):
    assert facts(message, level).url_error == found


@pytest.mark.parametrize('message, crash, failed', [
    (u"Exception in the search function of agent named 'X'", 'search', False), (u"Exception in the update function of agent named 'X'", 'update', False),
    (u'Exception starting plug-in', None, True), (u'Exception while loading code', None, True), (u'Exception in _process_function_call', None, False)])
def test_crashes_and_failed_starts_are_known(message, crash, failed):
    found = facts(message + u' (most recent call last):', 'CRITICAL', 'logkit:25', [u'KeyError: 1'])
    assert (found.crash, found.failed_start, found.traceback.name) == (crash, failed, b'KeyError')
    assert facts(message, 'INFO').crash is None and not facts(message, 'INFO').failed_start


@pytest.mark.parametrize('url, host', [
    (b'https://www.IAFD.com/x', b'www.iafd.com'), (b'http://a.com:8080', b'a.com'), (b'https://u:p@a.com/x@b.com', b'a.com'), (b'a.com/x', None),
    (b'', None), (None, None), (b'HTTP://A.com?x', b'a.com'), (b'http://a.com#b', b'a.com')])
def test_the_host_of_a_url(url, host):
    assert events.host_of(url) == host


@given(st.binary(max_size=300), st.lists(st.binary(max_size=60), max_size=4), st.integers(0, 4))
def test_no_bytes_crash_the_reading_of_a_record(message, more, level):
    header = logline.Header(b'2026-01-30 14:00:00,000', b'7ae', level, b'utils', b'1', message)
    first = events.read(header, tuple(more))
    assert first == events.read(header, tuple(more))
    assert all(status.isdigit() and len(status) == 3 for status in first.statuses)


# Tracebacks

def trace(*lines):
    return tracebacks.find([to_bytes(line) for line in lines])


def test_a_traceback_is_read():
    lines = Log().traceback(cause=u'AttributeError: no attribute').data().split(b'\n')[:-1]
    assert tracebacks.find(lines) == tracebacks.Traceback(
        b'AttributeError', b'no attribute', ((b'agentkit.py', b'_search'), (b'__init__.py', b'search')))


@pytest.mark.parametrize('last, name, text', [
    (u'KeyError: 1', b'KeyError', b'1'), (u'httplib.BadStatusLine: x\r', b'BadStatusLine', b'x'), (u'KeyboardInterrupt', b'KeyboardInterrupt', b''),
    (u'SyntaxError: Line 104: "__file__" is', b'SyntaxError', b'Line 104: "__file__" is'), (u'ValueError:', b'ValueError', b''),
    (u'<no class>', None, b'')])
def test_the_class_of_a_traceback(last, name, text):
    assert trace(u'x (most recent call last):', u'  File "C:\\a\\b.py", line 3, in f', u'    code', last, u'') == (name, text, ((b'b.py', b'f'),))


def test_a_frame_may_lack_its_source_and_its_function():
    assert trace(u'x (most recent call last):', u'  File "/a/b.py", line 3, in f', u'  File "/a/c.py", line 4', u'E: x').frames == (
        (b'b.py', b'f'), (b'c.py', b'?'))


@pytest.mark.parametrize('lines', [[], [u''], [u'KeyError: 1'], [u'most recent call last'], [u'(most recent call last): KeyError']])
def test_what_is_no_traceback(lines):
    assert trace(*lines) is None


def test_of_two_tracebacks_in_a_record_the_last_counts():
    assert trace(u'x (most recent call last):', u'KeyError: 1', u'Traceback (most recent call last):', u'  File "/a.py", line 1, in g',
                 u'ValueError: 2') == (b'ValueError', b'2', ((b'a.py', b'g'),))


def test_a_traceback_may_begin_below_the_message():
    assert facts(u'could not parse', 'ERROR', more=[u'Traceback (most recent call last):', u'  File "/a.py", line 1, in g', u'ValueError: 2', u'']
                 ).traceback.name == b'ValueError'


@given(st.lists(st.one_of(st.binary(max_size=60), st.sampled_from(
    [b'x (most recent call last):', b'  File "/a.py", line 1, in f', b'E: x', b''])), max_size=8))
def test_no_lines_crash_the_reading_of_a_traceback(lines):
    found = tracebacks.find(lines)
    assert found is None or any(line.rstrip().endswith(tracebacks.OPENING) for line in lines)


# Which item a request names

@pytest.mark.parametrize('key', [u'1', u'60', u'99999', u'404'])
@pytest.mark.parametrize('guid', [u'com.plexapp.agents.X://60?lang=en', u'com.plexapp.agents.X://a/b?lang=xn',
                                  u'com.plexapp.agents.none://1681722dc7a9?lang=xn', u'com.plexapp.agents.X://\xe9~~??>>?lang=en'])
def test_an_update_request_names_its_item(key, guid):
    message = to_bytes(u'Handling request GET /:/plugins/com.plexapp.agents.X/messaging/function/%s/%s/' % (UPDATE_FUNCTION, NO_ARGUMENTS)
                       + packed({u'dbid': key, u'guid': guid, u'lang': u'en'}))
    assert messaging.is_update(message) and not messaging.is_search(message)
    assert messaging.updated_item(message) == (key, guid, None)


def test_the_request_of_a_real_server_is_read():
    # Written by a Plex server; `%40` stands for a slash of base64.
    packed_there = (
        b'Y2VyZWFsMQoxCmRpY3QKMTAKczIKeG5zNApsYW5nYjFzNQpmb3JjZWIwczgKcGVyaW9kaWNzMwoxMzBzNApkYmlkaTAKczcKdmVyc2lvbm5zMTAKcGFyZW50R1VJRG5zOApwYXJlbnRJRHM1'
        b'Ck1vdmllczEwCm1lZGlhX3R5cGVzNzkKY29tLnBsZXhhcHAuYWdlbnRzLm5vbmU6Ly8xNjgxNzIyZGM3YTkzMzY1NzEyYmYzZGZmMzc5ZTk2N2UzMWZiN2M5MjYxYjI%40bGFuZz14bnM0Cmd1'
        b'aWRzNDUKMTY4MTcyMmRjN2E5MzM2NTcxMmJmM2RmZjM3OWU5NjdlMzFmYjdjOTI2MWIyczIKaWRyMAo_')
    message = b'Handling request GET /:/plugins/com.plexapp.agents.none/messaging/function/' \
              b'X0FnZW50S2l0OlVwZGF0ZU1ldGFkYXRh/Y2VyZWFsMQoxCmxpc3QKMApyMAo_/' + packed_there
    guid = u'com.plexapp.agents.none://1681722dc7a93365712bf3dff379e967e31fb7c9261b2?lang=xn'
    assert messaging.updated_item(message) == (u'130', guid, None)
    assert messaging.updated_item(message.replace(b'%40', b'@')) == (u'130', guid, None)


@given(st.binary(max_size=200))
def test_no_bytes_crash_the_reading_of_a_request(data):
    for message in (data, b'Handling request GET /messaging/function/x/y/' + data, b'Searching for matches for ' + data,
                    b"Searching for matches for {'id': '" + data, b"Searching for matches for {'id': '5', 'guid': '" + data,
                    b"{'id': '6', 'guid': '7', 'name': u'\\u" + data + b"'}"):
        for item in (messaging.updated_item(message), messaging.searched_item(message)):
            assert all(value is None or isinstance(value, type(u'')) for value in item)
