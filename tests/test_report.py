# -*- coding: utf-8 -*-
"""report: golden texts of hand-made logs, 100 columns, rates beside counts, and what was not seen is said.

After a change of the report that is wanted, `PLEXFIX_GOLDEN=write` writes the golden texts anew; read them then.
"""
from __future__ import absolute_import, division, print_function

import io
import os
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_log import START, AgentLog, varied, write
from plexfix.base.compat import to_bytes
from plexfix.observe import aggregate, layout, report, summary
from plexfix.observe.counts import Counts
from plexfix.outside import logfiles
from plexfix.steps import aggregation
from plexfix.steps.counting import Wish

GOLDEN = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'data', 'golden_report')
RUN = {'generated_at': u'2026-02-01T10:00:00+01:00', 'version': u'0.1.0', 'run_id': u'abcdefabcdef'}
WISH = Wish(None, None, False, 5, False, True)


def one_agent(folder):
    """Each outcome of a search and a failure of each kind."""
    varied().save(folder)


def several_agents(folder):
    """Rotated files, a rise, secrets, hosts, long and foreign names, an idle one, a silent one, one that is unreadable."""
    log = AgentLog(u'GEVI', at=START.replace(hour=10)).start()
    for number in range(12):
        log.at = START.replace(hour=10 + number // 3, minute=number)
        log.begin(60 + number, u'A Title %d' % number)
        if number % 3 != 1:
            log.url_error(u'https://www.iafd.com/person.rme/id=%d' % number)
            log.say(u'HTTP Error %d: no' % (403 if number < 9 else 503))
        if number > 5:
            log.pair(u"Error: no element 'h1' at //div[%d] of http://example.org/%d?api_key=0123456789abcdef" % (
                number, number))
        log.end(u'failed' if number % 3 != 1 else u'successful')
    half = len(log.lines) // 2
    lines, log.lines = log.lines, log.lines[:half]
    log.save(folder, 1)
    log.lines = lines[half:]
    log.save(folder)
    wide = AgentLog(u'GayFetishandBDSM_and_a_very_long_name').begin(5)
    wide.record(u'ERROR', u'utils:7', u'cannot read /home/annabell/caf\xe9 \u2764 ' + u'x' * 300)
    wide.crash(u'IOError: [Errno 2] No such file: ' + u'y' * 250).end(u'crashed')
    wide.begin(6).record(u'ERROR', u'utils:7', u'URLError: <urlopen error [Errno -2] Name or service not known>').end(
        u'unfinished')
    wide.save(folder)
    idle = AgentLog(u'B\xe4r').start()
    for number in range(1200):
        idle.record(u'ERROR', u'model:205', u'Cannot read model from /srv/Metadata/%d' % number)
    idle.save(folder)
    AgentLog(u'AAA').record(u'CRITICAL', u'core:615', (
        u'Exception starting plug-in (most recent call last):\n  File "/srv/Framework/core.py", line 608, in start\n'
        u'    self.x()\nImportError: No module named lxml\n')).save(folder)
    write(os.path.join(folder, 'com.plexapp.agents.WayBig.log'), b'')
    os.mkdir(os.path.join(folder, 'com.plexapp.agents.WayBig.log.1'))


CASES = [('one_agent', one_agent, {}, None), ('several_agents', several_agents, {}, None),
         ('window_and_top', several_agents, {'since': u'2026-01-30 13:00:00,000', 'until': u'2026-01-30 13:59:59,999',
                                             'top': 1, 'all_levels': True}, None),
         ('last_hours', several_agents, {'since': u'2026-01-30 12:11:00,000', 'until': u'2026-01-30 14:20:02,000',
                                         'hide': False}, 2.0)]


def made(tmpdir, make, wish, hours, jobs=1):
    """Return (text report, document) of the logs that *make* writes."""
    folder = tmpdir.mkdir('logs')
    make(str(folder))
    done = aggregation.count(logfiles.find([str(folder)]), WISH._replace(**wish), hours, RUN, str(tmpdir.join('x.txt')), jobs)
    with io.open(done.text_path, 'rb') as source:
        return source.read(), aggregation.load(done.json_path)


@pytest.mark.parametrize('name, make, wish, hours', CASES, ids=[case[0] for case in CASES])
@pytest.mark.parametrize('jobs', [1, 2])
def test_the_report_is_the_golden_one(tmpdir, name, make, wish, hours, jobs):
    text, _ = made(tmpdir, make, wish, hours, jobs)
    path = os.path.join(GOLDEN, name + '.txt')
    if os.environ.get('PLEXFIX_GOLDEN') == 'write':
        write(path, text)
    with io.open(path, 'rb') as source:
        assert text.decode('utf-8').splitlines() == source.read().decode('utf-8').splitlines()


@pytest.mark.parametrize('name, make, wish, hours', CASES, ids=[case[0] for case in CASES])
def test_no_line_is_wider_than_100_columns_and_none_ends_in_a_space(tmpdir, name, make, wish, hours):
    text, _ = made(tmpdir, make, wish, hours)
    for line in text.decode('utf-8').splitlines():
        assert len(line) <= 100 and line == line.rstrip()


def test_a_merged_report_is_the_counted_one(tmpdir):
    text, document = made(tmpdir, several_agents, {}, None)
    write(str(tmpdir.join('one.json')), to_bytes(u''.join(aggregate.pieces_of(document))))
    done = aggregation.merge([str(tmpdir.join('one.json'))], WISH, RUN, str(tmpdir.join('y.txt')))
    with io.open(done.text_path, 'rb') as source:
        assert source.read() == text


# What stands where, of made numbers

def counts(searches=0, successful=0, failures=0, **more):
    numbers = dict(Counts().as_dict(), failures=failures, items_left_out=0, **more)
    numbers['operations']['search'].update(started=searches, successful=successful, failed=searches - successful)
    return numbers


def pattern(number, count=1, role='failure', template=u'it failed', sample=u'it failed', level='ERROR', items=1):
    return {'id': u'%012x' % number, 'level': level, 'module': u'utils', 'template': template, 'count': count,
            'items': items, 'operations': {'successful': 0, 'other': 0}, 'first': u'2026-01-30 14:00:00,000',
            'last': u'2026-01-30 15:00:00,000', 'benign': role == 'benign', 'role': role, 'by_hour': {},
            'samples': [{'file': u'a.log', 'line': 7, 'time': u'2026-01-30 14:00:00,000', 'text': sample}]}


def rendered(agents, window=None, files=(), **options):
    """Return the report of *agents*, {name: (numbers, patterns)}."""
    window = dict({'since': None, 'until': None, 'first': None, 'last': None, 'hours': None}, **(window or {}))
    options = dict({'top': 5, 'redacted': {}, 'problems': [], 'shown_as_is': False, 'all_levels': False}, **options)
    document = aggregate.head(window, list(files), [numbers for numbers, _ in agents.values()], RUN, {})
    summaries = [summary.summarize(name, numbers, rows, options['top']) for name, (numbers, rows) in sorted(agents.items())]
    return u'\n'.join(report.render(document, summaries, options))


def row_of(text, agent):
    """Return the numbers of an agent's row in the table."""
    return re.search(u'(?m)^%s +(.*)$' % re.escape(agent), text).group(1).split()


def test_the_report_of_nothing_says_so():
    text = rendered({})
    for words in (u'Window    no record in it', u'Read      0 files, 0 bytes, 0 lines, 0 records', u'Nothing was read.',
                  u'Seen      0 operations started', u'None was seen.', u'that is no sign of health'):
        assert words in text


def test_rates_stand_beside_counts_and_nothing_seen_is_no_zero_rate():
    text = rendered({u'Busy': (counts(8, 6, 4), []), u'Idle': (counts(0, 0, 3), []), u'Well': (counts(3, 3), [])})
    assert row_of(text, u'Busy') == [u'8', u'6', u'75%', u'2', u'0', u'0', u'0', u'4', u'0.50']
    assert row_of(text, u'Well') == [u'3', u'3', u'100%', u'0', u'0', u'0', u'0', u'0', u'0.00']
    assert row_of(text, u'Idle') == [u'0', u'0', u'0', u'0', u'0', u'0', u'3', u'-']
    assert u'11 operations started, 11 finished, 9 successful (81.8 % of finished); 7 failure events' in text


def test_agents_come_by_rate_of_failure_and_those_without_operations_last():
    text = rendered({u'A': (counts(100, 0, 10), []), u'B': (counts(10, 0, 9), []), u'C': (counts(0, 0, 99), []),
                     u'D': (counts(10, 0, 1), []), u'E': (counts(5, 5), [])})
    assert re.findall(u'(?m)^([A-E]) {5}', text) == [u'B', u'A', u'D', u'E', u'C']


def test_an_agent_without_operations_is_said_to_be_no_evidence():
    text = rendered({u'Idle': (counts(lines=5, records=5), []), u'Silent': (counts(), [])})
    assert u'no evidence of health or failure: Idle, Silent.' in text and u'No record at all: Silent.' in text
    assert u'No failure event was seen.' in text and text.count(u'no operation was seen') == 2


def test_what_was_redacted_is_named_by_kind_and_what_was_not_is_said():
    assert u'Redacted  1,200 token, 3 user in the samples' in rendered({}, redacted={'user': 3, 'token': 1200})
    assert u'Redacted  nothing found' in rendered({})
    shown = rendered({}, shown_as_is=True)
    assert u'Redacted  NOTHING' in shown and u'do not share' in shown


def test_files_that_were_not_read_are_named():
    text = rendered({}, problems=[(u'a.log', u'Is a directory'), (u'b.log', u'no ' * 60)])
    assert u'\nNot read  a.log: Is a directory\nNot read  b.log: no no' in text


def test_what_was_counted_together_is_said():
    crowded = dict(pattern(3, 7, template=u'(other)', role=None), module=u'', samples=[])
    text = rendered({u'X': (counts(2), [pattern(1, 9), crowded])})
    assert u'the rarest stand together as (other): X.' in re.sub(u'\\s+', u' ', text)


@pytest.mark.parametrize('window, words', [
    ({'first': u'A', 'last': u'B'}, u'Window    A to B (all that was there)'),
    ({'first': u'A', 'last': u'B', 'hours': 24.0, 'since': u'S', 'until': u'U'}, u'A to B (last 24 hours of these logs)'),
    ({'first': u'A', 'last': u'B', 'hours': 0.5}, u'(last 0.5 hours of these logs)'),
    ({'first': u'A', 'last': u'B', 'since': u'S'}, u'A to B (asked for: S to the end)'),
    ({'first': u'A', 'last': u'B', 'until': u'U'}, u'A to B (asked for: the beginning to U)'),
])
def test_the_window_is_what_was_asked_for_and_what_was_there(window, words):
    assert words in rendered({}, window)


def test_a_pattern_shows_count_times_and_a_sample():
    text = rendered({u'X': (counts(2000, 0, 1500), [pattern(1, 1500, items=1100)])})
    assert u'1,500 times (0.75 per operation), 1,100 items touched, pattern 000000000001' in text
    assert u'    1,500  X: it failed\n           ERROR utils, 2026-01-30 14:00:00,000 to 2026-01-30 15:00:00,000\n' in text
    assert u'           sample a.log:7  it failed' in text


def test_statuses_come_with_their_hosts_and_what_had_none_is_said():
    http = {'failures': 1009, 'by_status': {u'403': 1004, u'404': 2}, 'by_host': {u'a.org': 6},
            'by_status_host': {u'403': {u'b.org': 1, u'a.org': 1002, u'c.org': 1}}, 'without_status': 3}
    text = rendered({u'X': (counts(10, 0, 9, http=http, network_errors=4), [])})
    assert u'    1,004  HTTP 403  a.org (1,002), b.org (1), c.org (1)\n' in text
    assert u'        2  HTTP 404  no host was named\n' in text
    assert u'        3  URL that could not be opened, and no status was logged' in text
    assert u'        4  network: timeout' in text


@given(st.text(max_size=300), st.text(max_size=300), st.text(min_size=1, max_size=150), st.integers(1, 10 ** 7))
def test_any_text_fits_100_columns(template, sample, name, number):
    text = rendered({name: (counts(number, failures=number), [pattern(1, number, template=template, sample=sample)])},
                    problems=[(name, sample)], files=[])
    assert all(len(line) <= 100 for line in text.split(u'\n'))


@given(st.integers(0, 10 ** 15), st.integers(0, 10 ** 15), st.text(u'ab\n\t .', max_size=120))
def test_any_number_fits_100_columns(many, few, name):
    http = {'failures': many, 'by_status': {u'403': many}, 'by_host': {}, 'without_status': few,
            'by_status_host': {u'403': dict((u'%s%d.org' % (u'h' * 70, number), many) for number in range(9))}}
    numbers = counts(many + few, many, many, lines=many, records=many, http=http, network_errors=few, url_fetch_errors=few,
                     titles_found=many, starts={'ok': many, 'failed': few, 'last_ok': u'T' * 23, 'last_failed': u'T' * 23},
                     levels=dict.fromkeys(('DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'), many))
    numbers['candidates'].update(processed=many, rejected=dict.fromkeys(numbers['candidates']['rejected'], few))
    numbers['by_hour'] = dict((u'2026-01-30 %02d' % hour, {'operations': 1, 'failures': many}) for hour in range(4))
    row = dict(pattern(1, many + 1, items=many), module=u'm' * 150, by_hour={u'2026-01-30 03': many})
    row['samples'][0]['file'] = name
    files = [{'name': u'a', 'agent': u'a', 'size_bytes': many}] * 3
    text = rendered({name: (numbers, [row])}, {'first': u'F' * 23, 'last': u'L' * 23, 'since': u'S' * 23, 'until': u'U' * 23},
                    files, problems=[(name, name)], redacted=dict.fromkeys([u'kind%d' % number for number in range(20)], many))
    assert all(len(line) <= 100 for line in text.split(u'\n'))


@pytest.mark.parametrize('value, shown', [
    (0, u'0'), (9999999, u'9,999,999'), (10 ** 7, u'10.0M'), (12345678, u'12.3M'), (999949999, u'999.9M'), (999950000, u'1.0G'),
    (10 ** 9, u'1.0G'), (4560000000, u'4.6G'), (10 ** 12, u'1.0T'), (123 * 10 ** 12, u'123.0T')])
def test_large_numbers_are_short_where_columns_are_narrow(value, shown):
    assert layout.short_number(value) == shown


@pytest.mark.parametrize('text, lines', [
    (u'', [u'> ']), (u'one', [u'> one']), (u'x' * 98, [u'> ' + u'x' * 98]),
    (u'x' * 99, [u'> ' + u'x' * 98, u'  x']), (u'a ' + u'x' * 97, [u'> a', u'  ' + u'x' * 97]),
    (u'a ' + u'x' * 196, [u'> a', u'  ' + u'x' * 98, u'  ' + u'x' * 98])])
def test_text_is_wrapped_at_words_and_long_words_are_cut(text, lines):
    assert layout.wrapped(u'> ', text) == lines


@pytest.mark.parametrize('size, shown', [(0, u'0 bytes'), (999, u'999 bytes'), (1000, u'1 kB'), (5187, u'5.187 kB'),
                                         (240 * 10 ** 6, u'240 MB'), (10 ** 9, u'1 GB'), (25 * 10 ** 11, u'2500 GB')])
def test_sizes_are_shown_in_units_a_person_reads(size, shown):
    record = {'name': u'a', 'agent': u'a', 'size_bytes': size}
    assert u'Read      1 file, %s, ' % shown in rendered({}, files=[record])
