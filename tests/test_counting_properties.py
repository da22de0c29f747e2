# -*- coding: utf-8 -*-
"""What holds for every log: no bytes crash it, where files and reads are cut changes nothing, and all Pythons write the same bytes."""
from __future__ import absolute_import, division, print_function

import gzip
import io
import json
import os
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import aggregate_plex_logs
from loglines import CROSS, DUMP, OTHER_THREAD, THREAD, WARN, Log, count, field, placeless

GOLDEN = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'data', 'golden')

KEYS = st.sampled_from(['60', '61', '404'])
URLS = st.sampled_from([u'https://straight.aebn.com/a', u'http://www.iafd.com/b?HTTP=404', u'http://localhost:32400/library/60/tree'])
TEXTS = st.sampled_from([
    u'Error: Cannot match < A Title >', u'Error:: Request URL Failure:  Plex - HTTP Error 403: Forbidden CFScrape - HTTP Error 503: x',
    field(u'Site Title', u'The Error of HTTP 404'), u' (Studio) - Error '.center(72, u'*'), u' >> Failed << '.center(72, u'*'),
    u'Error: Search Query did not pull any results: < No Films! >', field(u'Processing', u'Page 1: 1 of 5 for Studio - Error (2011)')])
SAID = st.sampled_from([
    u'lookup failed: HTTP Error 404: Not Found', u'The read operation timed out', DUMP, u'HTTP 403', u'', u'update() - AniDB title',
    u'AEBN  - SEARCH:: ' + field(u'Titles Found', u'5 Processing Results Page:  1'), u'AEBN  - UTILS :: ' + field(u'Found on IAFD', u'Yes'),
    u'Fj\xe4llr\xe4ven \u274c', u'Started plug-in', u"Searching for matches for {'name': 'x'}", u"Error opening URL 'https://a.com'"])
LEVELS = st.sampled_from(['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'])
MORE = st.lists(st.sampled_from([b'', b'<xml status="404"/>', b'Traceback (most recent call last):', b'  File "/a/b.py", line 1, in f',
                                 b'    raise HTTPError(404)', b'KeyError: 1', b'HTTPError: HTTP Error 503: x', b'\xff\xfe', b'  x\r']), max_size=4)
STEPS = st.one_of(
    st.tuples(st.just('search'), KEYS), st.tuples(st.just('update'), KEYS), st.tuples(st.just('answer'), st.sampled_from([16, 300, 900])),
    st.tuples(st.just('request'), URLS), st.tuples(st.just('url_error'), URLS), st.tuples(st.just('candidate')),
    st.tuples(st.just('rejected'), st.sampled_from([u'Title', u'Release Date'])), st.tuples(st.just('marker')),
    st.tuples(st.just('second'), TEXTS), st.tuples(st.just('complain'), TEXTS), st.tuples(st.just('footer'), st.sampled_from([u'Failed', u'Successful!!'])),
    st.tuples(st.just('crash'), st.sampled_from(['search', 'update'])), st.tuples(st.just('traceback')), st.tuples(st.just('unreadable_model')),
    st.tuples(st.just('record'), SAID, LEVELS, st.sampled_from(['__init__:90', 'utils:5486', 'networking:144']), MORE))
SCRIPT = st.lists(st.one_of(st.tuples(STEPS, st.sampled_from([THREAD, OTHER_THREAD, '-8e78940'])), st.just('start')), max_size=25)


def written(script, newline='\n'):
    """Return the Log of a script of steps."""
    log = Log(newline=newline)
    for step in script:
        if step == 'start':
            log.start()
            continue
        (name, arguments), thread = (step[0][0], step[0][1:]), step[1]
        if name == 'record':
            log.record(arguments[0], arguments[1], arguments[2], thread, arguments[3])
        else:
            getattr(log, name)(*arguments, thread=thread)
    return log


def check(agent):
    """Assert what holds between the figures of every agent."""
    assert sum(agent['levels'].values()) == agent['records'] <= agent['lines']
    for kind in agent['operations'].values():
        assert kind['started'] == sum(number for name, number in kind.items() if name != 'started')
    http = agent['http']
    assert http['without_status'] <= http['failures'] <= agent['failures'] and agent['network_errors'] <= agent['failures']
    assert sum(http['by_status'].values()) >= http['failures'] - http['without_status']
    assert sum(http['by_host'].values()) <= http['failures'] and agent['url_fetch_errors'] <= http['failures']
    assert agent['model_read_errors'] == agent['benign']['model_read']
    assert sum(row['failures'] for row in agent['by_hour'].values()) == agent['failures']
    assert sum(row['operations'] for row in agent['by_hour'].values()) == sum(kind['started'] for kind in agent['operations'].values())
    problems = sum(agent['levels'][level] for level in ('WARNING', 'ERROR', 'CRITICAL'))
    assert sum(row['count'] for row in agent['patterns'] if row['level'] in ('WARNING', 'ERROR', 'CRITICAL')) == problems
    assert sum(row['count'] for row in agent['patterns'] if row['benign']) == sum(agent['benign'].values())
    assert len(set(row['id'] for row in agent['patterns'])) == len(agent['patterns'])
    for row in agent['patterns']:
        assert sum(row['operations'].values()) <= row['count'] and row['first'] <= row['samples'][0]['time'] <= row['last']
        assert len(row['samples']) == min(5, row['count']) and all(len(sample['text']) <= 2000 for sample in row['samples'])
    ids = set(row['id'] for row in agent['patterns'])
    assert all(ids.issuperset(item['failures']) for item in agent['items'])


@given(SCRIPT, st.sampled_from(['\n', '\r\n']))
def test_the_figures_of_a_log_agree_with_each_other(script, newline):
    check(count(written(script, newline)))


PIECES = st.one_of(st.binary(max_size=60), st.sampled_from([
    b'\n', b'\r\n', b'2026-01-30 14:00:00,000 (7ae) :  INFO (utils:1) - ', b'\xe2\x9d\x8c', b'  ', b'HTTP Error 404', b'\x1f\x8b',
    b'2026-01-30 14:00:00,000 - x (-7ae) :  ERROR (utils:1) - ', b"Searching for matches for {'id': '60'", b'AEBN  - SEARCH:: ',
    b'(most recent call last):\n', b' >> Failed', b'Response: [', b"Error opening URL 'http://", b'Titles Found  ']))


@given(st.lists(st.lists(PIECES, max_size=12).map(b''.join), min_size=1, max_size=3), st.booleans(), st.sampled_from([3, 16, None]))
@example([b'2026-99-99 99:99:99,999 (7ae) :  INFO (agentkit:1) - Searching for matches for {\'id\': \'60\'}\n'
          b'0000-00-00 00:00:00,000 (7ae) :  DEBUG (runtime:1) - Response: [200] str, 900 bytes\n'], False, None)
def test_no_bytes_crash_the_counting(files, all_levels, chunk):
    agent = count(files, chunk, all_levels=all_levels)
    check(agent)
    # `lines` is what `wc -l` says, and one more for a last line without its end.
    if not any(b'\x1f\x8b' in data for data in files):
        texts = [data[3:] if data.startswith(b'\xef\xbb\xbf') else data for data in files]
        assert agent['lines'] == sum(data.count(b'\n') + (1 if data and not data.endswith(b'\n') else 0) for data in texts)


@pytest.mark.parametrize('files, lines', [
    ([b'\xef\xbb\xbf'], 0), ([b'\xef\xbb\xbf\n'], 1), ([b'\xef\xbb\xbf', b'\xef\xbb\xbfx'], 1), ([b'\xef\xbb\xbf' * 2], 1), ([b'\n'], 1), ([b'\r'], 1)])
def test_files_that_hold_next_to_nothing(files, lines):
    assert count(files)['lines'] == lines


def test_a_packed_file_that_was_cut_off_stops_nothing():
    whole = packed(Log().search().answer().data())
    after = Log(hour=15).search().answer()
    for cut in range(len(whole)):
        assert count([whole[:cut], after])['operations']['search']['started'] in (1, 2), cut


@given(SCRIPT, st.lists(st.integers(0, 60), max_size=5), st.sampled_from(['\n', '\r\n']), st.booleans())
def test_where_records_are_rotated_changes_only_files_and_positions(script, cuts, newline, all_levels):
    log = written(script, newline)
    cuts = [0] + sorted(min(cut, len(log.records)) for cut in cuts) + [len(log.records)]
    files = [b''.join(log.records[start:end]) for start, end in zip(cuts, cuts[1:])]
    assert placeless(count(files, all_levels=all_levels)) == placeless(count(log, all_levels=all_levels))


@given(SCRIPT, st.lists(st.integers(0, 120), max_size=5))
def test_where_lines_are_rotated_changes_only_files_and_positions(script, cuts):
    log = written(script)
    lines = log.data().splitlines(True)
    cuts = [0] + sorted(min(cut, len(lines)) for cut in cuts) + [len(lines)]
    files = [b''.join(lines[start:end]) for start, end in zip(cuts, cuts[1:])]
    assert placeless(count(files)) == placeless(count(log))


def endless(data):
    """Return *data* whose last line has no end; a blank last line would be gone with it."""
    return data[:-1] if data.endswith(b'\n') and not data.endswith(b'\n\n') else data


@given(SCRIPT, st.integers(0, 60))
@example([(('record', u'lookup failed: HTTP 404', 'INFO', '__init__:90', []), THREAD), (('record', u'a', 'INFO', '__init__:90', []), THREAD),
          (('record', u'HTTP 403', 'INFO', '__init__:90', []), THREAD)], 1)
def test_a_file_whose_last_line_lacks_its_end_counts_the_same(script, cut):
    log = written(script)
    one, two = b''.join(log.records[:cut]), b''.join(log.records[cut:])
    assert count([endless(one), two]) == count([one, two]) == count([one, endless(two)])


@given(SCRIPT, st.integers(0, 60), st.sampled_from([1, 3, 100, 1000]), st.booleans())
@example([(('search', '60'), THREAD), (('search', '61'), THREAD)], 0, 100, True)
def test_how_much_is_read_at_once_changes_nothing(script, cut, chunk, all_levels):
    log = written(script)
    files = [b''.join(log.records[:cut]), b''.join(log.records[cut:])]
    assert count(files, chunk, all_levels=all_levels) == count(files, all_levels=all_levels)


@pytest.mark.parametrize('filling, number', [(b'\n', 30000), (b'<xml/>\n', 30000), (b'<xml>' + b'x' * 1000 + b'</xml>\n', 60),
                                             (b'<xml>' + b'x' * 1000 + b'</xml>\n', 2000)])
def test_how_much_is_read_at_once_changes_nothing_in_long_records(filling, number):
    tail = b'Traceback (most recent call last):\n  File "/a/b.py", line 1, in f\nKeyError: HTTP Error 404\n\n'
    log = Log().search().record(u'Read', 'ERROR').data() + filling * number + tail + Log(hour=15).answer(16).data()
    whole = count(log)
    for chunk in (1 << 12, 1 << 16):
        assert count(log, chunk) == whole
    assert placeless(count([log[:40000], log[40000:]] if log[39999:40000] == b'\n' else [log])) == placeless(whole)


def packed(data):
    """Return *data* as a gzip file."""
    target = io.BytesIO()
    with gzip.GzipFile(fileobj=target, mode='wb') as source:
        source.write(data)
    return target.getvalue()


@given(SCRIPT)
def test_packed_files_count_the_same(script):
    data = written(script).data()
    assert count(packed(data)) == count(data)


@given(SCRIPT, st.integers(0, 2000))
def test_two_windows_that_touch_hold_each_operation_and_record_once(script, at_ms):
    log = written(script)
    whole = count(log)
    one = count(log, until=u'2026-01-30 14:00:%02d,%03d' % divmod(at_ms, 1000))
    two = count(log, since=u'2026-01-30 14:00:%02d,%03d' % divmod(at_ms + 1, 1000))
    for part in (one, two):
        check(part)
    for name in ('lines', 'records', 'url_fetch_errors', 'titles_found', 'enriched'):
        assert one[name] + two[name] == whole[name], name
    for name in ('levels', 'benign'):
        assert dict((key, one[name][key] + two[name][key]) for key in whole[name]) == whole[name]
    for kind in ('search', 'update'):
        for outcome in whole['operations'][kind]:
            assert one['operations'][kind][outcome] + two['operations'][kind][outcome] == whole['operations'][kind][outcome]


# The same bytes on every Python

def normal(data):
    """Return the bytes of an aggregate without what differs from run to run."""
    return re.sub(br'"(generated_at|run_id|version)": "[^"]*"', br'"\1": "-"', data)


RUNS = {'agents.json': [], 'everything.json': ['--all-plugins', '--all-levels', '--hash'],
        'window.json': ['--since', '2026-01-30 14:00:01', '--until', '2026-01-30 15:30']}


@pytest.mark.parametrize('name', sorted(RUNS))
def test_the_aggregate_of_the_golden_logs_has_the_golden_bytes(name, tmpdir, capfd):
    output = tmpdir.join('out.txt')
    assert aggregate_plex_logs.main(['--log-dir', os.path.join(GOLDEN, 'logs'), '--output', str(output), '--quiet'] + RUNS[name]) == 0
    with io.open(os.path.join(GOLDEN, name), 'rb') as source:
        assert normal(tmpdir.join('out.json').read_binary()) == source.read()


def test_the_golden_logs_hold_what_was_counted_by_hand():
    def agents_of(name):
        with io.open(os.path.join(GOLDEN, name), encoding='ascii') as source:
            return json.load(source)['agents']
    agents = agents_of('agents.json')
    assert sorted(agents) == ['AEBN', 'GEVI', 'hama']
    assert sorted(agents_of('everything.json')) == ['AEBN', 'GEVI', 'com.plexapp.system', 'hama']
    assert [agents[name]['failures'] for name in ('AEBN', 'GEVI', 'hama')] == [3, 2, 1]
    assert [agents[name]['operations']['search']['started'] for name in ('AEBN', 'GEVI', 'hama')] == [4, 1, 1]


def golden_logs():
    """Return {file name: bytes} of the golden logs; tests/data/golden/make.py writes them."""
    aebn = Log().start()
    aebn.search('60', more=u"'title': 'The Error of HTTP 404', ").request().candidate(u'Studio - Error 404 (2011)').rejected()
    aebn.say(field(u'Site Title', u'HTTP Error 403: Forbidden')).complain(field(u'Site Title', u'The Error of HTTP 404')).footer().answer()
    aebn.search('404').request().url_error(u'https://straight.aebn.com/x?apikey=0123456789abcdef0123456789abcdef')
    aebn.say(field(u'Request Failed', u'Try CFScrape'), u'UTILS ').complain(
        u'Error:: Request URL Failure:  Plex - HTTP Error 403: Forbidden CFScrape - HTTP Error 503: x')
    first = len(aebn.records)
    aebn.traceback(cause=u'HTTPError: HTTP Error 403: Forbidden').footer(u'Failed').answer(320)
    aebn.search('61', OTHER_THREAD).search('62').candidate(u'Fj\xe4llr\xe4ven - \u201cSk\xf6nhet\u201d (2019)', OTHER_THREAD)
    second = len(aebn.records)
    aebn.complain(u'Error: Search Query did not pull any results: < No Films! >').answer(300).rejected(u'Release Date', OTHER_THREAD)
    aebn.crash(cause=u'AttributeError: no attribute', thread=OTHER_THREAD).answer(16, thread=OTHER_THREAD).unreadable_model()
    aebn.update('61').say(field(u'Found on IAFD', u'Yes'), u'UTILS ').footer(routine=u'Update').answer(16)
    aebn.record(b'\xff not UTF-8', 'WARNING').record(DUMP).record(u'Response: [404] NoneType, 0 bytes', 'DEBUG', 'runtime:924')
    gevi = Log(agent='GEVI', newline='\r\n', hour=15).begin().traceback(
        u'Exception starting plug-in', u'SyntaxError: Line 104: "__file__" is an invalid variable name because it starts with "_"', place='logkit:25')
    gevi.wait(60).start().search('7').record(u'The read operation timed out', 'INFO', 'logkit:16')
    hama = Log(thread='-8e78940', agent='hama', console='com.plexapp.agents.hama', day='2015-07-20')
    hama.search('9').record(u'update() - AniDB title', 'ERROR', '__init__:407').record(
        u'lookup for 404 failed: HTTP Error 401: Unauthorized', 'INFO', '__init__:876').answer(700)
    system = Log().start().record(u'%s %s HTTP 500' % (CROSS, WARN), 'ERROR')
    prefix = 'com.plexapp.agents.'
    return {prefix + 'AEBN.log.2': b''.join(aebn.records[:first]), prefix + 'AEBN.log.1': b''.join(aebn.records[first:second]),
            prefix + 'AEBN.log': b''.join(aebn.records[second:]), prefix + 'GEVI.log': b'\xef\xbb\xbf' + gevi.data(), prefix + 'hama.log': hama.data(),
            'com.plexapp.system.log': system.data()}


def test_the_golden_logs_are_what_is_described_here():
    folder = os.path.join(GOLDEN, 'logs')
    found = {}
    for name in os.listdir(folder):
        with io.open(os.path.join(folder, name), 'rb') as source:
            found[name] = source.read()
    assert found == golden_logs()
