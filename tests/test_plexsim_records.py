# -*- coding: utf-8 -*-
"""The records that the host writes, held against sequences taken down from logs of real servers, not against our own reader."""
from __future__ import absolute_import, division, print_function

import collections
import os
import re

import pytest

from plexsim.host import cereal, objects, records
from plexsim.host.errors import AgentFailed
from plexsim.host.supervisor import PluginHost
from plexsim_bench import IS_27, MediaServer, agent, log_of, make_bundle
from plexsim_bench import records as read_records

# The main thread of a plug-in that starts on a server of 2024: level, module:line, message.
START = [
    ('INFO', 'core:349', 'Starting framework core - Version: 2.6.3, Build: '),
    ('DEBUG', 'core:361', 'Using the elevated policy'),
    ('DEBUG', 'core:450', 'Starting runtime component.'),
    ('DEBUG', 'core:450', 'Starting caching component.'),
    ('DEBUG', 'core:450', 'Starting data component.'),
    ('DEBUG', 'core:450', 'Starting networking component.'),
    ('DEBUG', 'networking:266', 'No cookie jar found'),
    ('DEBUG', 'networking:434', 'Setting the default network timeout to 20.0'),
    ('DEBUG', 'core:450', 'Starting localization component.'),
    ('INFO', 'localization:409', 'Setting the default locale to en-us'),
    ('DEBUG', 'core:450', 'Starting messaging component.'),
    ('DEBUG', 'core:450', 'Starting debugging component.'),
    ('DEBUG', 'core:450', 'Starting services component.'),
    ('DEBUG', 'core:450', 'Starting myplex component.'),
    ('DEBUG', 'core:450', 'Starting notifications component.'),
    ('DEBUG', 'accessor:68', "Creating a new model access point for provider com.plexapp.agents.Probe in namespace 'metadata'"),
    ('DEBUG', 'networking:144', "Requesting 'http://127.0.0.1:32400/:/plugins/com.plexapp.system/resourceHashes'"),
    ('ERROR', 'networking:197', "Error opening URL 'http://127.0.0.1:32400/:/plugins/com.plexapp.system/resourceHashes'"),
    ('CRITICAL', 'runtime:1299', 'Exception getting hosted resource hashes (most recent call last):'),
    ('DEBUG', 'runtime:1117', "Created a thread named 'load_all_services'"),
    ('DEBUG', 'runtime:1117', "Created a thread named 'get_server_info'"),
    ('DEBUG', 'core:150', 'Finished starting framework core'),
    ('DEBUG', 'core:560', 'Loading plug-in code'),
    ('DEBUG', 'core:566', 'Finished loading plug-in code'),
    ('DEBUG', 'agentkit:1132', 'Creating new agent class called ProbeAgent'),
    ('DEBUG', 'agentkit:937', 'Updating agent information: [{'),
    ('DEBUG', 'networking:144', "Requesting 'http://127.0.0.1:32400/:/plugins/com.plexapp.system/messaging/function/"
                                'X0FnZW50U2VydmljZTpVcGRhdGVJbmZv/Y2VyZWFsMQoxCmxpc3QKMApyMAo_/Y2VyZWFsMQ'),
    ('INFO', 'core:611', 'Started plug-in'),
    ('DEBUG', 'socketinterface:160', 'Starting socket server'),
    ('DEBUG', 'runtime:1117', "Created a thread named 'start'"),
    ('INFO', 'socketinterface:184', 'Socket server started on port '),
    ('INFO', 'pipeinterface:25', 'Entering run loop'),
    ('DEBUG', 'runtime:717', 'Handling request GET /:/prefixes'),
    ('DEBUG', 'runtime:814', 'Found route matching /:/prefixes'),
    ('DEBUG', 'runtime:924', 'Response: [200] MediaContainer, 149 bytes'),
]
# What the other threads of a start say, each in order.
BESIDE = [
    ('networking:144', "Requesting 'http://127.0.0.1:32400/system/messaging/clear_events/com.plexapp.agents.Probe'"),
    ('services:265', 'Plug-in is not daemonized - loading services from system'),
    ('networking:144', "Requesting 'http://127.0.0.1:32400/:/plugins/com.plexapp.system/messaging/function/"
                       "X0J1bmRsZVNlcnZpY2U6QWxsU2VydmljZXM_/Y2VyZWFsMQoxCmxpc3QKMApyMAo_/Y2VyZWFsMQoxCmRpY3QKMApyMAo_'"),
    ('services:362', 'Loaded services'),
    ('services:438', 'No shared code to load'),
    ('networking:144', "Requesting 'http://127.0.0.1:32400'"),
    ('core:538', 'Machine identifier is abc123'),
    ('core:539', 'Server version is 1.32.0.1-abc'),
]
# Files, lines and functions of the resourceHashes traceback, as far as they are the framework's.
HASHES = [
    ('components/runtime.py', '1293', 'get_resource_hashes'),
    ('components/networking.py', '243', 'content'),
    ('components/networking.py', '221', '__str__'),
    ('components/networking.py', '159', 'load'),
]

SEARCH = u'''Log('Searching for %s', media.title)
if media.id == '1':
    results.Append(MetadataSearchResult(id=media.id, name=u'F\xfcnd', year=2001, score=90, lang=lang))
if media.id == '3':
    raise ValueError(u'n\xf6 title')'''
UPDATE = u'''metadata.title = u'T\xeftle'
if media.id == '3':
    [][0]'''


@pytest.fixture(scope='module')
def logged(tmpdir_factory):
    """The log of a plug-in that was started, searched with three items, and updated with two."""
    folder = tmpdir_factory.mktemp('records')
    make_bundle(folder.join('plug-ins'), 'Probe', agent(SEARCH, UPDATE))
    logs = folder.join('logs')
    with MediaServer() as server:
        for key in '123':
            server.files[key] = (u'Caf\xe9 %s' % key, u'/films/%s.mp4' % key)
        with PluginHost(str(folder.join('plug-ins')), str(logs), server.url) as host:
            assert [plugin['error'] for plugin in host.plugins()] == [None]
            for key in '123':
                try:
                    host.search('com.plexapp.agents.Probe', 'Movies', {
                        'id': key, 'guid': 'com.plexapp.agents.Probe://%s?lang=en' % key, 'force': True,
                        'primary_agent': 'com.plexapp.agents.Probe', 'parentID': None}, timeout=20)
                except AgentFailed:
                    assert key == '3'
            for key in '13':
                try:
                    host.update('com.plexapp.agents.Probe', 'Movies', {'id': key}, key, timeout=20)
                except AgentFailed:
                    assert key == '3'
    return log_of(logs, 'Probe')


@pytest.fixture(scope='module')
def rows(logged):
    return read_records(logged)


def place(record):
    return '%s:%d' % (record.module, record.line)


def test_every_line_is_a_header_or_belongs_to_the_record_before_it(logged):
    first = logged.split(u'\n')[0]
    assert re.match(u'^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,\\d{3} \\([0-9a-f]+\\) :  INFO \\(core:349\\) - Starting', first), first
    assert u' :  DEBUG (core:361) - ' in logged and u' :  CRITICAL (runtime:1299) - ' in logged and u' :  ERROR (networking:197) - ' in logged


def test_the_start_is_that_of_a_real_server(rows):
    main = [row for row in rows if row.thread == rows[0].thread][:len(START)]
    got = [(row.level, place(row), row.text[:len(wanted[2])]) for row, wanted in zip(main, START)]
    assert got == START


def test_the_threads_of_a_start_say_what_real_ones_say(rows):
    others = [(place(row), row.text) for row in rows if row.thread != rows[0].thread]
    for wanted in BESIDE:
        assert wanted in others
    asked = [text for _, text in others if 'Handling' in text]
    assert all('messaging/function' in text for text in asked)


def test_resource_hashes_leave_the_traceback_of_a_real_server(rows):
    row = [row for row in rows if place(row) == 'runtime:1299'][0]
    frames = [re.match(r'  File "(.*)", line (\d+), in (\w+)$', line) for line in row.more]
    ours = [(os.path.join(*frame.group(1).replace('\\', '/').split('/Python/Framework/')[1].split('/')).replace(os.sep, '/'),
             frame.group(2), frame.group(3)) for frame in frames if frame and 'Framework.bundle' in frame.group(1)]
    assert ours == HASHES
    assert row.more[1].startswith('    json = self._core.networking.http_request(')
    assert row.more[-2:] == ['HTTPError: HTTP Error 404: Not Found', '']


@pytest.mark.parametrize('key, size', [('1', None), ('2', 320), ('3', 16)])
def test_a_search_is_logged_in_the_cycle_of_the_framework(rows, key, size):
    at = [n for n, row in enumerate(rows) if row.text.startswith('Searching for matches for') and "'id': '%s'" % key in row.text][0]
    thread = rows[at].thread
    mine = [row for row in rows if row.thread == thread]
    position = mine.index(rows[at])
    begin = max(n for n in range(position) if place(mine[n]) == 'runtime:717')
    end = min(n for n in range(position, len(mine)) if place(mine[n]) == 'runtime:924')
    places = [place(row) for row in mine[begin:end + 1]]
    asked_before = ['runtime:49'] if 'runtime:49' in places else []
    crashed = ['agentkit:1018'] if key == '3' else []
    assert places == (['runtime:717'] + asked_before + ['runtime:814', 'agentkit:961', 'networking:144', 'model:32', 'model:205', '__init__:11']
                      + crashed + ['runtime:88', 'runtime:924'])
    assert mine[begin].text.startswith('Handling request GET /:/plugins/com.plexapp.agents.Probe/messaging/function/'
                                       'X0FnZW50S2l0OlNlYXJjaA__/Y2VyZWFsMQoxCmxpc3QKMApyMAo_/Y2VyZWFsMQoyCmRpY3QKZGljdAo2C')
    assert mine[position + 1].text == "Requesting 'http://127.0.0.1:32400/library/metadata/%s/tree'" % key
    assert mine[end - 1].text == 'Sending packed state data (105 bytes)'
    answered = int(re.match(r'Response: \[200\] str, (\d+) bytes$', mine[end].text).group(1))
    assert answered == size if size else answered > 400


def test_only_requests_after_the_first_bring_state(rows):
    calls = [row for row in rows if row.text.startswith('Handling request GET /:/plugins/')]
    state = [row for row in rows if place(row) == 'runtime:49']
    assert len(state) == len(calls) - 1
    assert set(row.text for row in state) == set(['Received packed state data (80 bytes)'])


def test_the_arguments_of_a_search_are_shown_as_python_2_shows_them(rows):
    shown = [row.text for row in rows if row.text.startswith('Searching for matches for')][0]
    assert "u'" not in shown and "'force': True" in shown and "'parentID': None" in shown


def test_a_crashed_search_leaves_one_record_with_its_traceback(rows):
    row = [row for row in rows if place(row) == 'agentkit:1018'][0]
    assert row.level == 'CRITICAL'
    assert row.text.startswith("Exception in the search function of agent named 'Probe', called with keyword arguments {")
    assert row.text.endswith('} (most recent call last):')
    assert re.match(r'  File ".*Framework/api/agentkit.py", line 1011, in _search$', row.more[0].replace('\\', '/'))
    assert row.more[1] == '    agent.search(*f_args, **f_kwargs)'
    assert re.match(r'  File ".*Probe.bundle/Contents/Code/__init__.py", line \d+, in search$', row.more[2].replace('\\', '/'))
    assert row.more[3].startswith('    raise ValueError(')
    assert row.more[4:] == [u'ValueError: n\xf6 title', '']


def test_an_update_is_logged_with_its_model_and_answers_16_bytes_even_when_it_crashed(rows):
    first = [n for n, row in enumerate(rows) if 'X0FnZW50S2l0OlVwZGF0ZU1ldGFkYXRh' in row.text and place(row) == 'runtime:717']
    assert len(first) == 2
    for begin, crashed in zip(first, (False, True)):
        mine = [row for row in rows[begin:] if row.thread == rows[begin].thread]
        end = [place(row) for row in mine].index('runtime:924')
        places = [place(row) for row in mine[:end + 1]]
        assert places == (['runtime:717', 'runtime:49', 'runtime:814', 'model:32', 'model:205', 'networking:144']
                          + (['agentkit:1095'] if crashed else []) + ['model:229', 'runtime:88', 'runtime:924'])
        assert mine[4].level == 'ERROR' and mine[4].text.startswith('Cannot read model from ')
        assert re.search(r'Metadata/Movies/[0-9a-f]/[0-9a-f]{39}\.bundle/Contents/com\.plexapp\.agents\.Probe$', mine[4].text.replace('\\', '/'))
        assert mine[end].text == 'Response: [200] str, 16 bytes'
    crash = [row for row in rows if place(row) == 'agentkit:1095'][0]
    assert crash.text == ("Exception in the update function of agent named 'Probe', called with guid "
                          "'com.plexapp.agents.Probe://3?lang=en' (most recent call last):")
    assert crash.more[-2:] == ['IndexError: list index out of range', '']


def test_what_the_code_logs_is_under_its_own_file_and_line(rows):
    said = [row for row in rows if row.text.startswith(u'Searching for Caf\xe9')]
    assert [(row.level, row.module, row.line) for row in said] == [('INFO', '__init__', 11)] * 3


# -- calls and answers in the form of the framework, copied out of logs of real servers --

def test_calls_are_written_as_real_ones_are():
    assert cereal.encoded(cereal.dumps([])) == 'Y2VyZWFsMQoxCmxpc3QKMApyMAo_'
    assert cereal.encoded(cereal.dumps({})) == 'Y2VyZWFsMQoxCmRpY3QKMApyMAo_'
    assert cereal.encoded('_BundleService:AllServices') == 'X0J1bmRsZVNlcnZpY2U6QWxsU2VydmljZXM_'
    kwargs = collections.OrderedDict([('media_type', 'Artist'), ('guid', 'com.plexapp.agents.lastfm://Vasco%20Rossi?lang=en')])
    assert cereal.call_path('com.plexapp.agents.htbackdrops', '_AgentKit:EraseMetadata', kwargs) == (
        '/:/plugins/com.plexapp.agents.htbackdrops/messaging/function/X0FnZW50S2l0OkVyYXNlTWV0YWRhdGE_/Y2VyZWFsMQoxCmxpc3QKMApyMAo_/'
        'Y2VyZWFsMQoxCmRpY3QKMgpzNgpBcnRpc3RzMTAKbWVkaWFfdHlwZXM0OQpjb20ucGxleGFwcC5hZ2VudHMubGFzdGZtOi8vVmFzY28lMjBSb3NzaT9sYW5nPWVuczQK'
        'Z3VpZHIwCg__')
    assert '@' in cereal.encoded(b'//Various%20Artists?lang=en???')


def test_a_nested_call_is_written_as_a_real_one_is():
    inner = collections.OrderedDict([
        ('parentID', None), ('guid', 'com.plexapp.agents.lastfm://Vasco%20Rossi?lang=en'), ('force', True),
        ('primary_agent', 'com.plexapp.agents.lastfm'), ('id', '1')])
    outer = collections.OrderedDict([('lang', 'en'), ('manual', False), ('primary', False), ('version', 0), ('kwargs', inner),
                                     ('media_type', 'Artist')])
    assert cereal.dumps(outer) == (
        b'cereal1\n2\ndict\ndict\n6\ns2\nens4\nlangb0s6\nmanualb0s7\nprimaryi0\ns7\nversionr1\ns6\nkwargss6\nArtists10\nmedia_type5\n'
        b'ns8\nparentIDs49\ncom.plexapp.agents.lastfm://Vasco%20Rossi?lang=ens4\nguidb1s5\nforces25\ncom.plexapp.agents.lastfms13\n'
        b'primary_agents1\n1s2\nidr0\n')


def test_answers_have_the_sizes_of_real_ones():
    container = objects.MediaContainer()
    assert cereal.answer_size(None) == 16
    assert cereal.answer_size(container.as_instance()) == 320
    container.Append(objects.SearchResult(id='1', name='A', year=2001, score=100, lang='en'))
    assert 500 < cereal.answer_size(container.as_instance()) < 800


def test_what_was_encoded_is_decoded():
    for data in (b'', b'a', bytes(bytearray(range(256)))):
        assert cereal.decoded(cereal.encoded(data)) == data


# -- the file --

def write_many(path, number, limit):
    target = records.RecordFile(str(path), limit_bytes=limit)
    for n in range(number):
        target.write(u'record %05d \xe9\nwith a second line' % n)
    target.close()


def test_a_log_turns_over_before_it_passes_its_limit_and_never_cuts_a_record(tmpdir):
    path = tmpdir.join('x.log')
    write_many(path, 300, limit=1000)
    names = sorted(item.basename for item in tmpdir.listdir())
    assert names == ['x.log'] + ['x.log.%d' % n for n in range(1, 6)]
    for item in tmpdir.listdir():
        data = item.read_binary()
        assert 0 < len(data) <= 1000
        assert data.startswith(b'record ') and data.replace(b'\r', b'').endswith(b'with a second line\n')
    last = path.read_binary().decode('utf-8')
    assert u'record 00299 \xe9' in last
    numbers = [int(n) for name in ['.5', '.4', '.3', '.2', '.1', ''] for n in
               re.findall(r'record (\d+)', tmpdir.join('x.log' + name).read_binary().decode('utf-8'))]
    assert numbers == list(range(numbers[0], 300))


def test_a_log_turns_over_at_every_start_and_keeps_five_older_ones(tmpdir):
    path = tmpdir.join('x.log')
    for n in range(8):
        target = records.RecordFile(str(path))
        target.write(u'start %d' % n)
        target.close()
    kept = [tmpdir.join('x.log' + name).read().strip() for name in ['', '.1', '.2', '.3', '.4', '.5']]
    assert kept == ['start 7', 'start 6', 'start 5', 'start 4', 'start 3', 'start 2']
    assert len(tmpdir.listdir()) == 6


def test_a_start_without_a_record_turns_nothing_over(tmpdir):
    records.RecordFile(str(tmpdir.join('x.log'))).close()
    records.RecordFile(str(tmpdir.join('x.log'))).close()
    assert [item.basename for item in tmpdir.listdir()] == ['x.log']


def test_the_limit_is_one_mebibyte_and_five_files():
    assert (records.LIMIT_BYTES, records.BACKUPS) == (1048576, 5)


@pytest.mark.parametrize('message, args, wanted', [
    ('100% of it', (), u'100% of it'),
    ('%s of %d', ('a', 2), u'a of 2'),
    ('%(a)s', ({'a': 'b'},), u'b'),
    (u'\u00fc %s', (u'\u00e9',), u'\u00fc \u00e9'),
    (b'\xc3\xbc', (), u'\u00fc'),
    ('too few %s %s', ('a',), None),
    ('too many', ('a',), None),
    ('wrong %d', ('a',), None),
])
def test_messages_take_their_arguments_as_logging_does_and_are_lost_where_they_do_not_fit(message, args, wanted):
    assert records.formatted(message, args) == wanted


def test_bytes_and_text_mix_in_a_message():
    # Python 3, which stands in for 2.7, shows bytes its own way.
    wanted = u'\u00fc \u00e9' if IS_27 else u"b'\\xc3\\xbc' \u00e9"
    assert records.formatted(u'%s %s', (b'\xc3\xbc', u'\u00e9')) == wanted
