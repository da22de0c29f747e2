# -*- coding: utf-8 -*-
"""aggregate_plex_logs.py: every flag and every error, called as a function and run as a command."""
from __future__ import absolute_import, division, print_function

import gzip
import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time

import pytest

import aggregate_plex_logs
import aggregate_schema
from agent_log import START, AgentLog, varied, write
from plexfix import __version__
from plexfix.base.compat import native, to_bytes, to_text
from plexfix.outside import platforms

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SCRIPT = os.path.join(ROOT, 'scripts', 'aggregate_plex_logs.py')
posix_only = pytest.mark.skipif(os.name == 'nt', reason='pipes, signals, links and terminals of POSIX')


class Answer(object):
    """What one call gave: exit code, both streams as text, and where its report was to go."""

    def __init__(self, code, out, err, folder):
        self.code, self.out, self.err, self.folder = code, to_text(out), to_text(err), folder

    def path(self, name):
        return os.path.join(self.folder, name)

    @property
    def report(self):
        with io.open(self.path('report.txt'), encoding='utf-8', newline='') as source:
            return source.read()

    @property
    def document(self):
        with io.open(self.path('report.json'), encoding='utf-8') as source:
            return json.load(source)

    @property
    def written(self):
        return os.path.exists(self.path('report.txt')) or os.path.exists(self.path('report.json'))


@pytest.fixture
def logs(tmpdir):
    """A folder for logs."""
    return str(tmpdir.mkdir('logs'))


@pytest.fixture
def call(tmpdir, logs, capsys):
    """The function `call(*flags)`, which runs main on the logs and writes below the test's own `out`."""
    def caller(*flags, **options):
        folder = str(tmpdir.join(options.get('into', 'out')))
        argv = list(flags) + ['--output', os.path.join(folder, 'report.txt')]
        if options.get('folders', True):
            argv += ['--log-dir', logs]
        code = aggregate_plex_logs.main(argv)
        out, err = capsys.readouterr()
        return Answer(code, out, err, folder)
    return caller


@pytest.fixture
def run(tmpdir, run_python):
    """The function `run(*argv)`, which runs the command as a process of its own."""
    def runner(*argv, **options):
        code, out, err = run_python([SCRIPT] + list(argv), cwd=str(tmpdir), **options)
        return Answer(code, out, err, str(tmpdir))
    return runner


def same_but_for_the_run(one, other):
    """Compare two documents but for what differs between runs by design."""
    for document in (one, other):
        for key in ('generated_at', 'run_id'):
            document.pop(key)
    assert one == other


def checked(answer):
    """Return the document of a call that worked, held against the contract."""
    assert answer.code == 0, answer.err
    document = answer.document
    assert aggregate_schema.problems(document) == []
    return document


def in_three_hours(agent=u'AEBN'):
    """A log with a search at 14:00, 15:00 and 16:00, each five seconds long."""
    log = AgentLog(agent)
    for hour, key in enumerate((60, 61, 62)):
        log.at = START.replace(hour=14 + hour)
        log.begin(key).pair(u'Error: went wrong at %s' % key).end(u'failed')
    return log


# What it writes

def test_report_and_twin_are_of_one_run_and_the_head_is_shown(call, logs):
    varied().save(logs)
    answer = call()
    document = checked(answer)
    assert u'run %s, made %s' % (document['run_id'], document['generated_at']) in answer.report
    assert answer.out and answer.report.startswith(answer.out.rstrip(u'\n'))
    assert u'Each agent' not in answer.out and u'Each agent' in answer.report
    assert answer.err == u'report: %s\ndata:   %s\n' % (answer.path('report.txt'), answer.path('report.json'))


def test_the_counts_are_those_of_the_log(call, logs):
    varied().save(logs)
    agent = checked(call())['agents'][u'AEBN']
    assert agent['operations']['search'] == {
        'started': 5, 'successful': 1, 'failed': 1, 'empty': 1, 'crashed': 1, 'unfinished': 1}
    assert agent['http'] == {'failures': 1, 'by_status': {'403': 1}, 'by_host': {'www.iafd.com': 1},
                             'by_status_host': {'403': {'www.iafd.com': 1}}, 'without_status': 0}
    assert (agent['failures'], agent['url_fetch_errors'], agent['enriched'], agent['titles_found']) == (3, 1, 1, 5)
    assert agent['candidates'] == {'processed': 1, 'rejected': {'title': 1, 'studio': 0, 'release_date': 0, 'duration': 0}}
    assert agent['exceptions'] == {'AttributeError': 1}
    assert agent['benign'] == {'resource_hashes': 1, 'model_read': 1, 'other': 0}
    assert [item['rating_key'] for item in agent['items']] == ['60', '61', '62', '63', '64']
    assert agent['items'][0]['title'] == u'Caf\xe9 Noir' and agent['items'][4]['seconds'] is None


def test_twice_the_same_logs_are_the_same_bytes_but_for_the_run(call, logs):
    varied().save(logs)
    varied(u'GEVI').save(logs)
    first, second = call(into='one'), call(into='two')
    for name in ('report.txt', 'report.json'):
        texts = []
        for answer in (first, second):
            document = answer.document
            with io.open(answer.path(name), 'rb') as source:
                texts.append(to_text(source.read()).replace(document['run_id'], u'RUN').replace(
                    document['generated_at'], u'MADE'))
        assert texts[0] == texts[1]


def test_three_jobs_write_the_same_bytes_as_one(run, logs, tmpdir):
    for number, agent in enumerate((u'AEBN', u'GEVI', u'WayBig', u'IAFD', u'GayRado')):
        for _ in range(number + 1):
            varied(agent).save(logs, number)
        varied(agent, START.replace(hour=18)).save(logs)
    documents = []
    for jobs in ('1', '3'):
        answer = run('--log-dir', logs, '--jobs', jobs, '--output', 'jobs%s.txt' % jobs, '--quiet')
        assert (answer.code, answer.err) == (0, u'')
        texts = []
        for ending in ('txt', 'json'):
            with io.open(answer.path('jobs%s.%s' % (jobs, ending)), encoding='utf-8', newline='') as source:
                texts.append(source.read())
        document = json.loads(texts[1])
        documents.append([text.replace(document['run_id'], u'').replace(document['generated_at'], u'') for text in texts])
    assert documents[0] == documents[1]


def test_the_folder_of_the_output_is_made(call, logs):
    varied().save(logs)
    assert checked(call(into='new/deep'))


def test_an_output_in_the_current_folder_has_the_documented_name(run, logs, tmpdir):
    varied().save(logs)
    answer = run('--log-dir', logs)
    assert answer.code == 0
    assert tmpdir.join('aggregated_logs.txt').check() and tmpdir.join('aggregated_logs.json').check()


def test_an_output_called_json_is_refused_before_anything_is_read(run, logs, tmpdir):
    answer = run('--log-dir', str(tmpdir.join('nowhere')), '--output', 'x.JSON')
    assert answer.code == 2 and answer.out == u'' and not tmpdir.join('x.JSON').check()
    assert answer.err.splitlines()[0] == u'error: the text report cannot be called x.JSON'
    assert u'--output x.txt' in answer.err


def test_an_output_that_cannot_be_written_is_told(call, logs, tmpdir):
    varied().save(logs)
    tmpdir.join('out').write('a file where a folder is wanted')
    answer = call()
    assert answer.code == 2 and answer.err.startswith(u'error: cannot make the folder') and len(
        answer.err.splitlines()) >= 2


def test_nothing_is_left_beside_the_report(call, logs):
    varied().save(logs)
    answer = call()
    assert sorted(os.listdir(answer.folder)) == ['report.json', 'report.txt']


# Where it reads

def test_the_default_folder_is_this_systems(call, logs, monkeypatch):
    varied().save(logs)
    monkeypatch.setattr(platforms, 'find_log_folder', lambda: logs)
    assert list(checked(call(folders=False))['agents']) == [u'AEBN']


def test_the_default_folder_can_be_set_in_the_environment(run, tmpdir):
    varied().save(str(tmpdir.mkdir('moved').mkdir('PMS Plugin Logs')))
    answer = run('--quiet', '--json', env={'PLEX_MEDIA_SERVER_LOG_DIR': str(tmpdir.join('moved'))})
    assert (answer.code, answer.err) == (0, u'')
    assert list(json.loads(answer.out)['agents']) == [u'AEBN']


def test_no_folder_at_all_says_where_it_looked_and_what_to_type(run, tmpdir):
    nowhere = str(tmpdir.join('nowhere'))
    answer = run(env={'PLEX_MEDIA_SERVER_LOG_DIR': nowhere, 'HOME': nowhere, 'PLEXLOCALAPPDATA': None,
                      'PLEX_MEDIA_SERVER_APPLICATION_SUPPORT_DIR': None})
    if answer.code == 0:
        pytest.skip('this machine has a Plex server of its own')
    assert answer.code == 2 and nowhere in answer.err and u'--log-dir' in answer.err and answer.out == u''


@pytest.mark.parametrize('make, told', [
    (lambda folder: None, [u'no plug-in logs in', u'com.plexapp.agents.NAME.log', u'--log-dir']),
    (lambda folder: write(os.path.join(folder, 'com.plexapp.system.log'), b''),
     [u'no agent logs in', u'com.plexapp.system', u'--all-plugins']),
    (lambda folder: write(os.path.join(folder, 'readme.txt'), b''), [u'no plug-in logs in', u'--log-dir']),
])
def test_no_log_is_2_and_says_where_it_looked_and_how_to_say_otherwise(call, logs, make, told):
    make(logs)
    answer = call()
    assert answer.code == 2 and answer.out == u'' and not answer.written
    assert answer.err.startswith(u'error: ') and len(answer.err.splitlines()) == 3
    for words in told + [logs]:
        assert words in answer.err


def test_a_folder_that_is_not_there_is_named(call, logs, tmpdir):
    varied().save(logs)
    gone = str(tmpdir.join('gone'))
    answer = call('--log-dir', gone)
    assert answer.code == 2 and gone in answer.err.splitlines()[0] and not answer.written


def test_a_file_given_as_folder_is_named(call, tmpdir):
    tmpdir.join('file').write('x')
    answer = call('--log-dir', str(tmpdir.join('file')), folders=False)
    assert answer.code == 2 and u'cannot read the log folder' in answer.err


def test_the_same_agent_in_several_folders_is_one_agent(call, logs, tmpdir):
    other = str(tmpdir.mkdir('other'))
    varied().save(logs)
    varied(at=START.replace(day=31)).save(other)
    one = checked(call(into='one'))
    both = checked(call('--log-dir', other, into='both'))
    assert list(both['agents']) == [u'AEBN']
    assert both['agents'][u'AEBN']['failures'] == 2 * one['agents'][u'AEBN']['failures']
    assert both['agents'][u'AEBN']['operations']['search']['started'] == 10
    assert [record['name'] for record in both['files']] == [
        u'logs/com.plexapp.agents.AEBN.log', u'other/com.plexapp.agents.AEBN.log']
    assert set(item['file'] for item in both['agents'][u'AEBN']['items']) == set(
        record['name'] for record in both['files'])
    assert (both['window']['first'][:10], both['window']['last'][:10]) == ('2026-01-30', '2026-01-31')


@pytest.mark.parametrize('again', [lambda path: path, lambda path: path + os.sep], ids=['as it is', 'with a slash'])
def test_a_folder_that_is_named_twice_counts_once(call, logs, again):
    varied().save(logs)
    document = checked(call('--log-dir', again(logs)))
    assert document['totals']['operations']['search']['started'] == 5
    assert len(document['files']) == 1


def test_the_folder_above_the_plug_in_logs_will_do(call, logs):
    os.mkdir(os.path.join(logs, 'PMS Plugin Logs'))
    varied().save(os.path.join(logs, 'PMS Plugin Logs'))
    write(os.path.join(logs, 'Plex Media Server.log'), b'Aug 04, 2025 20:15:57.350 [0x16b80] DEBUG - message\n')
    assert checked(call())['totals']['records'] == 36


@pytest.mark.parametrize('flags, agents', [
    ([], [u'AEBN', u'GEVI', u'GEVIScenes']),
    (['--agent', 'gevi'], [u'GEVI', u'GEVIScenes']),
    (['--agent', 'Scenes', '--agent', 'aeb'], [u'AEBN', u'GEVIScenes']),
    (['--all-plugins'], [u'AEBN', u'GEVI', u'GEVIScenes', u'com.plexapp.system']),
    (['--all-plugins', '--agent', 'SYSTEM'], [u'com.plexapp.system']),
])
def test_agents_are_chosen_by_part_of_the_name(call, logs, flags, agents):
    for agent in (u'AEBN', u'GEVI', u'GEVIScenes'):
        varied(agent).save(logs)
    write(os.path.join(logs, 'com.plexapp.system.log'), AgentLog().say(u'hello').bytes())
    assert sorted(checked(call(*flags))['agents']) == agents


def test_an_agent_without_log_is_an_error_that_names_the_others(call, logs):
    varied().save(logs)
    answer = call('--agent', 'Gevy')
    assert answer.code == 2 and u'Gevy' in answer.err and u'AEBN' in answer.err and not answer.written


def test_an_agent_may_have_letters_of_any_language(call, logs):
    varied().save(logs)
    varied(u'B\xe4r').save(logs)
    assert list(checked(call('--agent', native(u'B\xe4')))['agents']) == [u'B\xe4r']


# The window

@pytest.mark.parametrize('flags, keys', [
    (['--since', '2026-01-30 15:00'], ['61', '62']),
    (['--since', '2026-01-30T15:00:01'], ['61', '62']),
    (['--until', '2026-01-30 15'], None),
    (['--until', '2026-01-30 15:59'], ['60', '61']),
    (['--since', '2026-01-30 14:30', '--until', '2026-01-30 15:30'], ['61']),
    (['--since', '2026-01-30', '--until', '2026-01-30'], ['60', '61', '62']),
    (['--since=-90m'], ['61', '62']),
    (['--since=-1h', '--until=-5m'], []),
    (['--since=-3h', '--until=-30m'], ['60', '61']),
    (['--timeframe', '1.5'], ['61', '62']),
    (['--hours', '0.5'], ['62']),
    (['--hours', '1000000'], ['60', '61', '62']),
])
def test_a_window_takes_the_operations_that_begin_in_it(call, logs, flags, keys):
    in_three_hours().save(logs)
    answer = call(*flags)
    if keys is None:
        assert answer.code == 2 and u'cannot read the time' in answer.err and not answer.written
        return
    document = checked(answer)
    agent = document['agents'][u'AEBN']
    assert [item['rating_key'] for item in agent['items']] == keys
    assert agent['failures'] == len(keys)
    window = document['window']
    for name, outside in (('since', lambda time, end: time < end), ('until', lambda time, end: time > end)):
        if window[name] is not None and window['first'] is not None:
            assert not outside(window['first'], window[name]) and not outside(window['last'], window[name])


def test_a_timeframe_ends_at_the_newest_record_of_all_files(call, logs):
    in_three_hours().save(logs)
    late = AgentLog(u'GEVI', at=START.replace(hour=20)).search(70)
    late.save(logs)
    document = checked(call('--timeframe', '4.5'))
    assert document['window']['until'] == u'2026-01-30 20:00:04,000'
    assert document['window']['since'] == u'2026-01-30 15:30:04,000'
    assert document['window']['hours'] == 4.5
    assert [item['rating_key'] for item in document['agents'][u'AEBN']['items']] == ['62']


def test_the_newest_record_need_not_be_the_last_one(call, logs):
    """When clocks go back in autumn, the last record is older than the ones before it."""
    log = in_three_hours()
    log.at = START.replace(hour=15, minute=30)
    log.search(63)
    log.save(logs)
    document = checked(call('--timeframe', '1'))
    assert document['window']['until'] == u'2026-01-30 16:00:06,000'
    assert sorted(item['rating_key'] for item in document['agents'][u'AEBN']['items']) == ['62', '63']


def test_without_a_window_since_until_and_hours_are_null(call, logs):
    varied().save(logs)
    assert checked(call())['window'] == {'since': None, 'until': None, 'hours': None, 'first': u'2026-01-30 14:00:00,000',
                                         'last': u'2026-01-30 14:00:35,000'}


def test_an_outcome_is_read_beyond_the_end_of_the_window(call, logs):
    AgentLog().begin(60).say(u'AEBN - SEARCH:: waiting').end(u'successful').save(logs)
    operations = checked(call('--until', '2026-01-30 14:00:01'))['agents'][u'AEBN']['operations']['search']
    assert (operations['started'], operations['successful'], operations['unfinished']) == (1, 1, 0)


def test_a_window_without_records_says_so(call, logs):
    varied().save(logs)
    answer = call('--since', '2030-01-01')
    document = checked(answer)
    assert document['window']['first'] is None and document['totals']['records'] == 0
    assert u'no record in it' in answer.out and u'No operation in these logs' in answer.out


@pytest.mark.parametrize('flags, told', [
    (['--timeframe', '0'], u'--timeframe'), (['--timeframe=-3'], u'--timeframe'), (['--timeframe', 'nan'], u'--timeframe'),
    (['--timeframe', 'inf'], u'--timeframe'), (['--timeframe', 'x'], u'--timeframe'),
    (['--timeframe', '3', '--since', '2026-01-30'], u'--timeframe does not go with'),
    (['--since', 'yesterday'], u'cannot read the time yesterday'), (['--since', ''], u'cannot read the time'),
    (['--until', '2026-02-30'], u'there is no such time'), (['--since=-90x'], u'cannot read the time span'),
    (['--since', '2026-01-31', '--until', '2026-01-30'], u'ends before it begins'),
    (['--jobs', '0'], u'--jobs'), (['--top', '0'], u'--top'), (['--top', 'x'], u'--top'), (['stray'], u'stray'),
    (['--no-such-flag'], u'--no-such-flag'), (['--merge'], u'--merge'),
])
@pytest.mark.parametrize('dry', [[], ['--dry-run']])
def test_wrong_usage_is_2_and_writes_nothing(call, logs, flags, told, dry):
    in_three_hours().save(logs)
    answer = call(*(flags + dry))
    assert answer.code == 2 and told in answer.err and answer.out == u'' and not answer.written
    assert u'unexpected' not in answer.err


def test_a_very_small_timeframe_is_one_too(call, logs):
    in_three_hours().save(logs)
    document = checked(call('--timeframe', '0.00001'))
    assert document['totals']['records'] == 1


def test_a_timeframe_of_logs_without_a_time_is_refused(call, logs):
    write(os.path.join(logs, 'com.plexapp.agents.X.log'), b'no header here\n')
    answer = call('--timeframe', '3')
    assert answer.code == 2 and u'no record to count the time back from' in answer.err


# What it shows

def test_top_is_how_many_rows_each_list_has(call, logs):
    log = AgentLog()
    for word in (u'alpha', u'beta', u'gamma', u'delta'):
        log.begin(60).pair(u'Error: %s broke' % word).end(u'failed')
    log.save(logs)
    told = [call('--top', str(number), into='top%d' % number).out for number in (2, 3)]
    assert [sum(text.count(u'Error: %s broke' % word) > 0 for word in (u'alpha', u'beta', u'gamma', u'delta'))
            for text in told] == [2, 3]
    assert u' 2. ' in told[0] and u' 3. ' not in told[0] and u' 3. ' in told[1]


def test_all_levels_groups_debug_and_info_too(call, logs):
    varied().save(logs)
    some = checked(call(into='some'))['agents'][u'AEBN']
    everything = checked(call('--all-levels', into='all'))['agents'][u'AEBN']
    assert set(pattern['level'] for pattern in some['patterns']) == set(['WARNING', 'ERROR', 'CRITICAL'])
    assert sum(pattern['count'] for pattern in everything['patterns']) == everything['records']
    for agent in (some, everything):
        del agent['patterns']
    assert some == everything


def test_json_is_the_one_document_and_the_twins(call, logs):
    varied().save(logs)
    answer = call('--json')
    assert json.loads(answer.out) == checked(answer)
    assert u'report: ' in answer.err


def test_json_with_dry_run_is_one_document_too(call, logs):
    varied().save(logs)
    answer = call('--json', '--dry-run')
    assert answer.code == 0 and isinstance(json.loads(answer.out), dict) and not answer.written


def test_json_of_a_dry_run_says_what_would_be_read_and_written(call, logs, tmpdir):
    in_three_hours().save(logs, 1)
    varied(u'GEVI').save(logs)
    answer = call('--json', '--dry-run', '--archive', str(tmpdir.join('kept')), '--timeframe', '0.5')
    planned = json.loads(answer.out)
    assert planned.pop('run_id') and planned == {
        'dry_run': True, 'merge': [], 'archive': str(tmpdir.join('kept')),
        'read': [{'agent': u'AEBN', 'files': [u'com.plexapp.agents.AEBN.log.1']},
                 {'agent': u'GEVI', 'files': [u'com.plexapp.agents.GEVI.log']}],
        'window': {'since': u'2026-01-30 15:30:06,000', 'until': u'2026-01-30 16:00:06,000'},
        'write': [answer.path('report.txt'), answer.path('report.json')]}
    assert u'would' not in answer.err and not tmpdir.join('kept').check()


def test_quiet_shows_the_result_alone(call, logs):
    varied().save(logs)
    answer = call('--quiet')
    assert answer.err == u'' and answer.out.startswith(u'Plex plug-in logs, aggregated')


def test_hash_adds_the_digest_of_each_file(call, logs):
    paths = [varied().save(logs), varied(u'GEVI').save(logs, 1)]
    plain = checked(call(into='plain'))
    assert [record['sha256'] for record in plain['files']] == [None, None]
    hashed = checked(call('--hash', into='hashed'))
    for record, path in zip(hashed['files'], paths):
        with io.open(path, 'rb') as source:
            assert record['sha256'] == hashlib.sha256(source.read()).hexdigest()


def test_hash_of_a_packed_file_is_the_files_own(call, logs):
    path = os.path.join(logs, 'com.plexapp.agents.AEBN.log.gz')
    with gzip.open(path, 'wb') as target:
        target.write(varied().bytes() * 40)
    with io.open(path, 'rb') as source:
        digest = hashlib.sha256(source.read()).hexdigest()
    assert [record['sha256'] for record in checked(call('--hash'))['files']] == [digest]


def test_help_and_version(run):
    answer = run('--help')
    assert answer.code == 0 and u'exit codes:' in answer.out and u'--no-redact' in answer.out and answer.err == u''
    assert run('--version').out.startswith(u'aggregate_plex_logs.py %s (plexfix in ' % __version__)


# Dry run

def test_dry_run_reads_the_folder_and_writes_nothing(call, logs, tmpdir):
    varied().save(logs)
    varied().save(logs, 1)
    answer = call('--dry-run', '--archive', str(tmpdir.join('kept')))
    assert answer.code == 0 and answer.out == u''
    assert sorted(name.basename for name in tmpdir.listdir()) == ['logs']
    assert u'com.plexapp.agents.AEBN.log.1, com.plexapp.agents.AEBN.log' in answer.err
    assert u'report.txt' in answer.err and u'report.json' in answer.err


def test_dry_run_of_a_merge_writes_nothing(call, logs):
    varied().save(logs)
    done = call(into='one')
    answer = call('--dry-run', '--merge', done.path('report.json'))
    assert answer.code == 0 and not answer.written and u'would merge' in answer.err


def test_dry_run_of_a_merge_of_nothing_fails_as_the_merge_would(call, tmpdir):
    answer = call('--dry-run', '--merge', str(tmpdir.join('gone.json')))
    assert answer.code == 2 and u'gone.json' in answer.err


def test_dry_run_without_logs_fails_as_the_run_would(call):
    assert call('--dry-run').code == 2


# Archive

def test_archive_keeps_the_logs_byte_by_byte_and_counts_the_copies(call, logs, tmpdir):
    names = [os.path.basename(varied().save(logs, number)) for number in (0, 1)]
    plain = checked(call(into='plain'))
    kept = tmpdir.join('kept')
    archived = checked(call('--archive', str(kept), into='archived'))
    same_but_for_the_run(plain, archived)
    folders = kept.listdir()
    assert len(folders) == 1 and sorted(path.basename for path in folders[0].listdir()) == sorted(names)
    for name in names:
        assert folders[0].join(name).read_binary() == varied().bytes()


def test_archives_of_two_runs_do_not_meet(call, logs, tmpdir):
    varied().save(logs)
    kept = tmpdir.join('kept')
    for into in ('one', 'two'):
        assert call('--archive', str(kept), into=into).code == 0
    assert len(kept.listdir()) == 2


@pytest.mark.parametrize('names', [(u'one', u'two'), (u'a b', u'a_b'), (u'\xe4', u'\xf6')])
def test_archive_of_several_folders_keeps_them_apart(call, tmpdir, names):
    flags = []
    for number, name in enumerate(names):
        folder = os.path.join(str(tmpdir), native(name))
        os.mkdir(folder)
        varied(at=START.replace(day=30 + number)).save(folder)
        flags += ['--log-dir', folder]
    plain = checked(call(*flags, folders=False, into='plain'))
    archived = checked(call(*(flags + ['--archive', str(tmpdir.join('kept'))]), folders=False, into='archived'))
    same_but_for_the_run(plain, archived)


def test_wrong_times_are_told_before_anything_is_archived(call, logs, tmpdir):
    varied().save(logs)
    assert call('--archive', str(tmpdir.join('kept')), '--since', 'yesterday').code == 2
    assert not tmpdir.join('kept').check()


def test_what_cannot_be_archived_is_told(call, logs, tmpdir):
    varied().save(logs)
    os.mkdir(os.path.join(logs, 'com.plexapp.agents.GEVI.log'))
    answer = call('--archive', str(tmpdir.join('kept')))
    assert answer.code == 2 and u'GEVI' in answer.err and u'--archive' in answer.err and not answer.written
    assert tmpdir.join('kept').listdir() == []


def test_a_window_of_archived_logs_ends_at_their_newest_record(call, logs, tmpdir):
    in_three_hours().save(logs)
    document = checked(call('--archive', str(tmpdir.join('kept')), '--timeframe', '0.5'))
    assert document['window']['until'] == u'2026-01-30 16:00:06,000'
    assert [item['rating_key'] for item in document['agents'][u'AEBN']['items']] == ['62']


@posix_only
def test_an_archive_keeps_times_and_permissions(call, logs, tmpdir):
    path = varied().save(logs)
    os.chmod(path, 0o640)
    os.utime(path, (1500000000, 1500000000))
    assert call('--archive', str(tmpdir.join('kept'))).code == 0
    copied = os.stat(str(tmpdir.join('kept').listdir()[0].join(varied().name())))
    assert copied.st_mtime == 1500000000 and copied.st_mode & 0o777 == 0o640


# Merge

def test_merge_joins_what_was_counted_apart(call, logs, tmpdir):
    varied().save(logs)
    varied(u'GEVI').save(logs)
    together = checked(call(into='together'))
    parts = [call('--agent', agent, into=agent) for agent in ('AEBN', 'GEVI')]
    for ending, order in (('json', parts), ('txt', parts[::-1])):
        merged = checked(call('--merge', *[part.path('report.' + ending) for part in order],
                              folders=False, into='merged-' + ending))
        same_but_for_the_run(merged, dict(together))


def test_a_merged_report_reads_as_if_counted_together(call, logs):
    varied().save(logs)
    varied(u'GEVI').save(logs)
    together = call(into='together')
    parts = [call('--agent', agent, into=agent).path('report.json') for agent in ('AEBN', 'GEVI')]
    merged = call('--merge', *parts, folders=False, into='merged')
    assert merged.report.splitlines()[4:] == together.report.splitlines()[4:]


@pytest.mark.parametrize('name, content, told', [
    ('gone.json', None, u'cannot read'), ('gone.txt', None, u'cannot read'),
    ('bad.json', b'{"schema": ', u'is no JSON'), ('bad.json', b'\xff\xfe', u'is no JSON'),
    ('list.json', b'[]', u'no aggregate that this version can read'),
    ('other.json', b'{"schema": "plexfix.aggregate/2"}', u'plexfix.aggregate/2'),
    ('hollow.json', b'{"schema": "plexfix.aggregate/1"}', u'hollow.json'),
    ('notes.txt', b'shopping list\n', u'name no run'), ('folder', b'', u'folder'),
])
def test_what_is_no_aggregate_cannot_be_merged(call, tmpdir, name, content, told):
    path = str(tmpdir.join(name))
    if name == 'folder':
        os.mkdir(path)
    elif content is not None:
        write(path, content)
    answer = call('--merge', path, folders=False)
    assert answer.code == 2 and told in answer.err and not answer.written
    assert u'unexpected' not in answer.err and len(answer.err.splitlines()) == 3


def test_a_report_whose_twin_is_of_another_run_is_refused(call, logs, tmpdir):
    varied().save(logs)
    one, two = call(into='one'), call(into='two')
    with io.open(one.path('report.txt'), 'rb') as source:
        write(two.path('report.txt'), source.read())
    answer = call('--merge', two.path('report.txt'), folders=False, into='merged')
    assert answer.code == 2 and u'different runs' in answer.err and not answer.written


# Redaction

SECRET = u'hunter2-Gr8'


def with_secret(logs):
    AgentLog().begin(60).pair(u'Error: cannot open http://www.iafd.com/?password=%s' % SECRET).end(u'failed').save(logs)


def test_secrets_are_taken_out_and_named_by_kind(call, logs):
    with_secret(logs)
    answer = call()
    document = checked(answer)
    assert SECRET not in answer.report + json.dumps(document) + answer.out + answer.err
    assert document['redacted'] == {'password': 1} and u'Redacted  1 password in the samples' in answer.out


def test_no_redact_without_a_terminal_is_40_and_names_the_flag(run, logs, tmpdir):
    with_secret(logs)
    with open(os.devnull) as nothing:
        answer = run('--log-dir', logs, '--no-redact', stdin=nothing)
    assert answer.code == 40 and answer.out == u'' and u'--no-redact --yes' in answer.err
    assert [path.basename for path in tmpdir.listdir()] == ['logs']


def test_no_redact_with_yes_shows_secrets_and_says_so(call, logs):
    with_secret(logs)
    answer = call('--no-redact', '--yes')
    document = checked(answer)
    samples = [sample['text'] for pattern in document['agents'][u'AEBN']['patterns'] for sample in pattern['samples']]
    assert any(SECRET in text for text in samples) and document['redacted'] is None
    assert u'Redacted  NOTHING' in answer.out
    assert SECRET not in json.dumps([pattern['template'] for pattern in document['agents'][u'AEBN']['patterns']])


def test_a_merge_never_claims_that_shown_secrets_are_not_there(call, logs):
    with_secret(logs)
    shown = call('--no-redact', '--yes', into='shown')
    merged = call('--merge', shown.path('report.json'), folders=False, into='merged')
    checked(merged)
    with io.open(merged.path('report.json'), encoding='utf-8') as source:
        text = source.read()
    assert SECRET not in text or u'Redacted  NOTHING' in merged.report


class Terminal(io.StringIO):
    """Standard input of a person who answers."""

    def isatty(self):
        return True


@pytest.mark.parametrize('answered, code', [
    (u'yes\n', 0), (u'Y\n', 0), (u'no\n', 40), (u'\n', 40), (u'', 40), (u'certainly\n', 40)])
def test_no_redact_at_a_terminal_asks(call, logs, monkeypatch, answered, code):
    with_secret(logs)
    monkeypatch.setattr(sys, 'stdin', Terminal(answered))
    answer = call('--no-redact')
    assert answer.code == code and u'Go on? (yes/no)' in answer.err and answer.written == (code == 0)


# Files as they are

@pytest.mark.parametrize('data', [
    lambda: varied().bytes(u'\r\n'), lambda: b'\xef\xbb\xbf' + varied().bytes(),
    lambda: varied().bytes()[:-1], lambda: b'\xef\xbb\xbf' + varied().bytes(u'\r\n'),
], ids=['crlf', 'bom', 'no end of line', 'bom and crlf'])
def test_files_of_other_systems_count_the_same(call, logs, data):
    varied().save(logs)
    usual = checked(call(into='usual'))
    write(os.path.join(logs, varied().name()), data())
    other = checked(call(into='other'))
    for document in (usual, other):
        del document['files'][0]['size_bytes']
    same_but_for_the_run(usual, other)


@pytest.mark.parametrize('name', ['com.plexapp.agents.AEBN.log.gz', 'com.plexapp.agents.AEBN.log.2.gz',
                                  'com.plexapp.agents.AEBN.log'])
def test_packed_files_count_the_same(call, logs, name):
    path = varied().save(logs)
    usual = checked(call(into='usual'))
    os.remove(path)
    with gzip.open(os.path.join(logs, name), 'wb') as target:
        target.write(varied().bytes())
    packed = checked(call(into='packed'))
    assert packed['totals'] == usual['totals'] and packed['files'][0]['lines'] == 41
    assert packed['files'][0]['size_bytes'] == os.path.getsize(os.path.join(logs, name))


def test_rotated_files_are_one_log(call, logs):
    text = varied().bytes()
    write(os.path.join(logs, varied().name()), text)
    whole = checked(call(into='whole'))
    lines = text.splitlines(True)
    cut = next(index for index, line in enumerate(lines) if b'Error opening URL' in line and b'iafd' in line)
    write(os.path.join(logs, varied().name(1)), b''.join(lines[:cut]))
    write(os.path.join(logs, varied().name()), b''.join(lines[cut:]))
    rotated = checked(call(into='rotated'))
    assert rotated['totals'] == whole['totals']
    assert [(record['name'][-6:], record['lines']) for record in rotated['files']] == [
        (u'BN.log', len(lines) - cut), (u'.log.1', cut)]


def test_bytes_that_are_not_utf8_are_shown_as_such_and_lines_of_megabytes_are_cut(call, logs):
    log = AgentLog().begin(60).pair(u'Error: BYTES').pair(u'Error: ' + u'long ' * 600000).end(u'failed')
    write(os.path.join(logs, log.name()), log.bytes().replace(b'BYTES', b'\xff\xfe broken \xe9'))
    answer = call()
    agent = checked(answer)['agents'][u'AEBN']
    assert agent['operations']['search']['failed'] == 1 and agent['records'] == 9
    texts = [sample['text'] for pattern in agent['patterns'] for sample in pattern['samples']]
    assert any(u'\ufffd\ufffd broken \ufffd' in text for text in texts) and max(len(text) for text in texts) == 2000
    assert max(len(line) for line in answer.report.splitlines()) <= 100


def test_empty_files_are_an_agent_without_a_record(call, logs):
    write(os.path.join(logs, 'com.plexapp.agents.AEBN.log'), b'')
    answer = call()
    document = checked(answer)
    assert document['agents'][u'AEBN']['lines'] == 0 and document['window']['first'] is None
    assert document['files'][0]['first'] is None and document['files'][0]['size_bytes'] == 0
    assert u'No record at all: AEBN.' in answer.out


def a_folder(path):
    os.mkdir(path)


def a_dangling_link(path):
    os.symlink(path + '.not-there', path)


def a_cut_archive(path):
    with gzip.open(path, 'wb') as target:
        # It goes on with the record before, where an HTTP status would be a failure: so it says nothing.
        target.write(b''.join(to_bytes(u'line %d of %d\n' % (number, number * number)) for number in range(3000)))
    with io.open(path, 'rb') as source:
        data = source.read()
    write(path, data[:len(data) // 2])


@pytest.mark.parametrize('make', [a_folder, pytest.param(a_dangling_link, marks=posix_only), a_cut_archive])
def test_a_file_that_cannot_be_read_is_named_and_the_rest_goes_on(call, logs, make):
    varied().save(logs)
    make(os.path.join(logs, 'com.plexapp.agents.GEVI.log'))
    varied(u'GEVI').save(logs, 1)
    answer = call()
    document = checked(answer)
    assert document['agents'][u'AEBN']['failures'] == 3 and document['agents'][u'GEVI']['failures'] == 3
    assert u'warning: com.plexapp.agents.GEVI.log: ' in answer.err
    assert u'Not read  com.plexapp.agents.GEVI.log: ' in answer.out


@pytest.mark.parametrize('length', [2, 3, 5, 9, 10, 15, 40, -9, -8, -5, -1])
def test_an_archive_cut_anywhere_is_named_and_the_rest_goes_on(call, logs, length):
    path = os.path.join(logs, 'com.plexapp.agents.GEVI.log.gz')
    with gzip.open(path, 'wb') as target:
        target.write(varied(u'GEVI').bytes())
    with io.open(path, 'rb') as source:
        data = source.read()
    write(path, data[:length])
    varied().save(logs)
    answer = call()
    assert checked(answer)['agents'][u'AEBN']['failures'] == 3
    assert u'warning: com.plexapp.agents.GEVI.log.gz: ' in answer.err


def test_a_damaged_archive_is_named_and_the_rest_goes_on(call, logs):
    path = os.path.join(logs, 'com.plexapp.agents.GEVI.log.gz')
    with gzip.open(path, 'wb') as target:
        target.write(varied(u'GEVI').bytes())
    with io.open(path, 'rb') as source:
        data = bytearray(source.read())
    for index in range(60, 90):
        data[index] ^= 0xff
    write(path, bytes(data))
    varied().save(logs)
    answer = call()
    assert checked(answer)['agents'][u'AEBN']['failures'] == 3
    assert u'warning: com.plexapp.agents.GEVI.log.gz: ' in answer.err


# As a process

def test_it_runs_in_a_folder_with_spaces_and_letters_of_any_language(run, tmpdir):
    folder = os.path.join(str(tmpdir), native(u'Plex \xe4 logs'))
    os.mkdir(folder)
    varied().save(folder)
    answer = run('--log-dir', folder, '--output', native(u'bericht \xe4.txt'), env={'LC_ALL': 'C', 'PYTHONUTF8': None})
    assert answer.code == 0, answer.err
    assert os.path.isfile(os.path.join(str(tmpdir), native(u'bericht \xe4.json')))


@posix_only
@pytest.mark.parametrize('unbuffered', ['', '1'])
def test_a_closed_pipe_is_quiet(logs, tmpdir, unbuffered):
    log = AgentLog()
    for number in range(3000):
        log.begin(number).pair(u'Error: went wrong').end(u'failed')
    log.save(logs)
    process = subprocess.Popen(
        [sys.executable, '-B', SCRIPT, '--log-dir', logs, '--json', '--quiet', '--output', str(tmpdir.join('x.txt'))],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(os.environ, PYTHONUNBUFFERED=unbuffered))
    timer = threading.Timer(60, process.kill)
    timer.start()
    try:
        assert process.stdout.read(1) == b'{'
        process.stdout.close()
        assert process.stderr.read() == b''
        assert process.wait() == 141
    finally:
        timer.cancel()
        process.stderr.close()
    assert tmpdir.join('x.json').check()


SLOW = '''
import sys, time
sys.path[:0] = [%(lib)r, %(scripts)r]
from plexfix.outside import logfiles
from plexfix.steps import counting
quick = logfiles.blocks

def slow(*arguments):
    for block in quick(*arguments):
        sys.stderr.write('reading\\n')
        sys.stderr.flush()
        time.sleep(60)
        yield block

logfiles.blocks = slow
import aggregate_plex_logs
sys.exit(aggregate_plex_logs.main(sys.argv[1:]))
'''


@posix_only
@pytest.mark.parametrize('jobs', ['1', '2'])
def test_an_interrupted_run_is_130_quiet_and_leaves_nothing(logs, tmpdir, jobs):
    for agent in (u'AEBN', u'GEVI'):
        varied(agent).save(logs)
    temporary = tmpdir.mkdir('temporary')
    program = tmpdir.join('slow.py')
    program.write(SLOW % {'lib': os.path.join(ROOT, 'lib'), 'scripts': os.path.join(ROOT, 'scripts')})
    process = subprocess.Popen(
        [sys.executable, '-B', str(program), '--log-dir', logs, '--jobs', jobs, '--output', str(tmpdir.join('out', 'x.txt'))],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(os.environ, TMPDIR=str(temporary)), preexec_fn=os.setsid)
    killer = threading.Timer(10, os.killpg, (process.pid, signal.SIGKILL))
    killer.start()
    try:
        for _ in range(int(jobs)):
            assert process.stderr.readline() == b'reading\n'
        time.sleep(0.1)
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate()
    finally:
        killer.cancel()
    assert (process.returncode, out, err) == (130, b'', b'')
    assert temporary.listdir() == [] and not tmpdir.join('out').check()


def test_an_error_in_the_middle_leaves_no_temporary_files_and_the_old_report(call, logs, tmpdir, monkeypatch):
    varied().save(logs)
    before = call().report
    monkeypatch.setattr(tempfile, 'tempdir', str(tmpdir.mkdir('temporary')))
    from plexfix.observe import report

    def fails(*_arguments):
        raise KeyboardInterrupt()
    monkeypatch.setattr(report, 'render', fails)
    answer = call()
    assert answer.code == 130 and answer.report == before
    assert tmpdir.join('temporary').listdir() == []
    assert sorted(os.listdir(answer.folder)) == ['report.json', 'report.txt']


def test_the_text_is_utf8_with_plain_line_ends(call, logs):
    AgentLog(u'B\xe4r').begin(60).pair(u'Error: caf\xe9 went wrong').end(u'failed').save(logs)
    answer = call()
    checked(answer)
    assert u'B\xe4r' in answer.report and u'\r' not in answer.report
    assert answer.report.endswith(u'\n') and not answer.report.endswith(u'\n\n')
