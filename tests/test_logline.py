# -*- coding: utf-8 -*-
"""The header of a record in all its forms, and that a line's shape tells no other kind than the line read whole."""
from __future__ import absolute_import, division, print_function

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from loglines import Log, field
from plexfix.observe import logline, shapes

PLAIN = b'2026-01-30 14:39:06,711 (7ae1b6527b38) :  INFO (agentkit:961) - Searching for matches for {}'


@pytest.mark.parametrize('line, expected', [
    (PLAIN, (b'2026-01-30 14:39:06,711', b'7ae1b6527b38', logline.INFO, b'agentkit', b'961', b'Searching for matches for {}')),
    (b'2015-07-20 20:42:27,132 (-8e78940) :  CRITICAL (core:615) - x',
     (b'2015-07-20 20:42:27,132', b'-8e78940', logline.CRITICAL, b'core', b'615', b'x')),
    (b'2015-07-20 20:42:27,132 - com.plexapp.agents.AEBN (7ae) :   DEBUG (__init__:90) - x',
     (b'2015-07-20 20:42:27,132', b'7ae', logline.DEBUG, b'__init__', b'90', b'x')),
    (b'2015-07-20 20:42:27,132 - AEBN   (-7ae) : WARNING (a.b-c:1) - ',
     (b'2015-07-20 20:42:27,132', b'-7ae', logline.WARNING, b'a.b-c', b'1', b'')),
    (b'2015-07-20 20:42:27,132 (7ae) :  ERROR (utils:5485) - a - b (c:1) - d',
     (b'2015-07-20 20:42:27,132', b'7ae', logline.ERROR, b'utils', b'5485', b'a - b (c:1) - d'))])
@pytest.mark.parametrize('end', [b'', b'\r'])
def test_a_header_is_read_in_every_form(line, expected, end):
    assert tuple(logline.parse(line + end)) == expected


@pytest.mark.parametrize('line', [
    b'', b'  File "/x/y.py", line 1, in f', b'OSError: [Errno 2]', b' ' + PLAIN, PLAIN.replace(b',711', b'.711'), PLAIN[:40],
    PLAIN.replace(b'INFO', b'TRACE'), PLAIN.replace(b'7ae1b6527b38', b'7AE1B6527B38'), PLAIN.replace(b'7ae1', b'--ae'),
    PLAIN.replace(b':961', b''), PLAIN.replace(b') - S', b')- S'), b'Aug 04, 2025 20:15:57.350 [0x16b80] DEBUG - message',
    b'>' + PLAIN, PLAIN.replace(b'2026-', b'26-')])
def test_a_line_without_a_header_continues_the_record_before(line):
    assert logline.parse(line) is None
    assert shapes.code_of_line(line) == shapes.CONTINUATION


@pytest.mark.parametrize('digit', [u'\u0662', u'\uff12', u'\xb2'])
def test_only_ascii_digits_make_a_header(digit):
    assert logline.parse(PLAIN.replace(b'2', digit.encode('utf-8'), 1)) is None


def line_of(message, **how):
    return Log().record(message, **how).records[0].rstrip(b'\n')


def kind_of(message, **how):
    return shapes.code_of_line(line_of(message, **how)) >> 3


@pytest.mark.parametrize('message, kind', [
    (u"Requesting 'http://a.com/'", logline.REQUEST), (u"Searching for matches for {'id': '60'}", logline.SEARCH),
    (u'Handling request GET /:/prefixes', logline.HANDLE), (u'Response: [200] str, 16 bytes', logline.ANSWER),
    (u'Starting framework core - Version: 2.6.3', logline.BANNER), (u'Started plug-in', logline.STARTED),
    (u'AEBN  - SEARCH:: ' + field(u'Processing', u'Page 1: 1 of 5'), logline.CANDIDATE),
    (u'AEBN  - SEARCH:: ' + field(u'Titles Found', u'5'), logline.TITLES),
    (u'AEBN  - UTILS :: ' + field(u'Found on IAFD', u'Yes'), logline.ENRICHED),
    (u'AEBN  - SEARCH:: ' + u'*' * 40, logline.FOOTER), (u'*' * 40, logline.FOOTER), (u' freebase failed', logline.TALK),
    (u'AEBN  - SEARCH:: ' + field(u'Site Title', u'Error'), logline.BORING),
    (u'AEBN  - SEARCH:: ' + field(u'Request Failed', u'Try CFScrape'), logline.TALK)])
def test_the_kind_of_a_record_is_told_by_its_beginning(message, kind):
    assert kind_of(message) == kind


@pytest.mark.parametrize('level', ['WARNING', 'ERROR', 'CRITICAL'])
@pytest.mark.parametrize('message', [u"Requesting 'http://a.com/'", u'Started plug-in', u'anything'])
def test_every_problem_record_is_looked_at(level, message):
    assert kind_of(message, level=level) == logline.PROBLEM


MESSAGES = [
    u"Requesting 'http://a.com/'", u"Requesting 'https://www.iafd.com/results.asp?searchtype=comprehensive&searchstring=a'",
    u"Fetching 'http://a.com' from the HTTP cache", u"Searching for matches for {'id': '60'}", u'Handling request GET /:/prefixes',
    u'Response: [200] str, 16 bytes', u'Starting framework core - Version: 2.6.3', u'Started plug-in', u'Processing it', u'*' * 60,
    u'AEBN  - SEARCH:: ' + field(u'Processing', u'Page 1: 1 of 5 for Studio - Title (2011)'), u'Finished starting framework core',
    u'AdultFilmDatabase  - SEARCH:: ' + field(u'Titles Found', u'5 Processing Results Page:  1'), u'SEARCH:: Finished ',
    u'GayFetishandBDSM  - UTILS :: ' + field(u'Found on IAFD', u'Yes'), u'UTILS :: Found on IAFD                 Yes',
    u'AEBN  - SEARCH:: ' + u' >> Failed << '.center(72, u'*'), u' >> Successful!! << ', u'AEBN  - SEARCH:: >> Failed <<',
    u'AEBN  - SEARCH:: ' + field(u'Site Title', u'Error'), u'AEBN  - SEARCH:: ' + field(u'Request Failed', u'Try CFScrape'),
    u'AEBN  - SEARCH:: ' + field(u'A rather long name of a field', u'x'), u'UTILS :: \tPlex Token                   x',
    u'freebase/proxy hash lookup failed: HTTP Error 404: Not Found', u'AEBN - : x', u'- SEARCH:: Processing ', u'', u' ', u'Resp', u'R']


def lines():
    """Return lines of logs with forms that matter at their beginnings, and any bytes behind."""
    head = st.builds(
        lambda console, thread, level, module, number: (
            u'2026-01-30 14:39:06,711 %s(%s) :  %s (%s:%d) - ' % (console, thread, level, module, number)).encode('ascii'),
        st.sampled_from([u'', u'', u'- com.plexapp.agents.AEBN ', u'- ' + u'x' * 90 + u' ']),
        st.sampled_from([u'7ae1b6527b38', u'-8e78940', u'404', u'f']), st.sampled_from([u'DEBUG', u'INFO', u'INFO', u'WARNING', u'ERROR']),
        st.sampled_from([u'utils', u'__init__', u'agentkit', u'networking', u'a.b', u'x' * 60]), st.integers(0, 99999))
    message = st.builds(lambda text, cut, more: text.encode('utf-8')[:cut] + more, st.sampled_from(MESSAGES), st.integers(0, 80),
                        st.one_of(st.just(b''), st.binary(max_size=40), st.sampled_from([b' ' * 30 + b'x', b'\r'])))
    end = st.sampled_from([b'', b'\r'])
    return st.builds(lambda *parts: b''.join(parts).replace(b'\n', b' '), head, message, end)


def allowed(line):
    """Return the codes that a shape may have for *line*: its own, unsure, and free text where only the rest of the line
    shows that it is the data of a film (what free text says is judged by `events`, which sees the whole record)."""
    code = shapes.code_of_line(line)
    free = logline.TALK * 8 + (code & 7)
    return (code, shapes.UNSURE, free) if code >> 3 == logline.BORING and code != shapes.CONTINUATION else (code, shapes.UNSURE)


def code_of_shape(line):
    shape = line[:shapes.SHAPE_BYTES].translate(shapes.MASK)
    return shapes.Shapes()[shape]


@given(st.one_of(lines(), st.binary(max_size=200).map(lambda data: data.replace(b'\n', b''))))
@example(PLAIN)
@example(line_of(u'AEBN  - SEARCH:: ' + field(u'Processing', u'Page')))
@example(line_of(u"Requesting 'http://a.com/'" + u'x' * 200))
def test_the_shape_of_a_line_tells_its_kind_or_nothing(line):
    assert code_of_shape(line) in allowed(line)


@pytest.mark.parametrize('message', MESSAGES)
@pytest.mark.parametrize('level', ['DEBUG', 'INFO', 'ERROR'])
@pytest.mark.parametrize('console', [None, 'com.plexapp.agents.AEBN', 'x' * 70])
def test_the_shape_of_a_line_tells_its_kind_in_every_form(message, level, console):
    line = Log(console=console).record(message, level, '__init__:1').records[0].rstrip(b'\n')
    assert code_of_shape(line) in allowed(line)


@pytest.mark.parametrize('message', [u"Requesting 'http://a.com/'", u'Response: [200] str, 16 bytes', u'Started plug-in',
                                     u'AEBN  - SEARCH:: ' + field(u'Site Title', u'x')])
def test_common_lines_need_no_more_than_their_shape(message):
    line = line_of(message)
    assert code_of_shape(line) == shapes.code_of_line(line) != shapes.UNSURE


@given(lines())
def test_a_line_that_is_known_to_begin_a_record_is_read_the_same_quickly(line):
    header = logline.parse(line)
    assert header is not None
    known = logline.parse_known(line, header.level)
    assert known._replace(thread=header.thread) == header
    # As a console prints it, the plug-in's name goes with the thread; it is the same one in both quick ways.
    assert known.thread == logline.thread_of(line) and known.thread.endswith(header.thread)
    assert line[24:25] != b'(' or known.thread == header.thread


@given(st.binary(max_size=200))
def test_no_bytes_crash_the_reading_of_a_line(line):
    header = logline.parse(line)
    assert header is None or line.startswith(header.time)
