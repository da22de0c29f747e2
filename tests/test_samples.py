# -*- coding: utf-8 -*-
"""The sample logs are what their generator writes, look like real ones, and hold no real secret."""
from __future__ import absolute_import, division, print_function

import os
import re
import sys

import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, 'dev'))

import make_sample_logs  # noqa: E402

FOLDER = os.path.join(ROOT, 'samples', 'logs')
# Written out once more on purpose: the samples must fit the documented form, not whatever the parser accepts.
HEADER = re.compile(br'^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \(-?[0-9a-f]+\) :  '
                    br'(?:DEBUG|INFO|ERROR|CRITICAL) \([\w.\-]+:\d+\) - ')


@pytest.fixture(scope='module')
def logs():
    found = {}
    for name in os.listdir(FOLDER):
        with open(os.path.join(FOLDER, name), 'rb') as handle:
            found[name] = handle.read()
    return found


def test_the_samples_are_what_the_generator_writes(logs, tmpdir):
    assert make_sample_logs.main([str(tmpdir.join('new', 'folder'))]) == 0
    assert {path.basename: path.read_binary() for path in tmpdir.join('new', 'folder').listdir()} == logs


def test_the_samples_are_small(logs):
    assert sum(len(data) for data in logs.values()) < 300 * 1000


def test_every_line_is_a_record_or_belongs_to_a_traceback(logs):
    for name, data in logs.items():
        in_traceback = False
        for line in data.split(b'\r\n' if b'\r\n' in data else b'\n')[:-1]:
            if HEADER.match(line):
                in_traceback = line.endswith(b'(most recent call last):')
            else:
                assert in_traceback and (not line or line.startswith(b'  ') or re.match(br'\w+: ', line)), (name, line)


def test_times_never_run_backwards(logs):
    for name, data in logs.items():
        times = re.findall(br'^\d{4}-\d\d-\d\d \S+', data, re.M)
        assert times == sorted(times), name


@pytest.mark.parametrize('what, text', [
    ('a start', b'Starting framework core'), ('its noise', b'Exception getting hosted resource hashes'),
    ('a failed start', b'Exception starting plug-in'), ('a crash', b'Exception in the search function'),
    ('403', b'HTTP Error 403: Forbidden'), ('429', b'HTTP Error 429'), ('a time-out', b'The read operation timed out'),
    ('a rejection', b'< Title Match Failure! >'), ('an empty search', b'< No Films! >'),
    ('a success', b' >> Successful!! << '),
    ('a failure', b' >> Failed << '), ('enrichment', b'Found on IAFD                 Yes'), ('CRLF', b'\r\n'),
    ('letters beyond ASCII', u'Fjällräven'.encode('utf-8')), ('a decoy', b'The 403 to Hilltop'),
])
def test_the_samples_show(what, text, logs):
    assert any(text in data for data in logs.values())


def test_a_search_crosses_the_rotation(logs):
    older, newer = logs['com.plexapp.agents.FilmVault.log.2'], logs['com.plexapp.agents.FilmVault.log.1']
    begun = re.findall(br'\((\w+)\) :  INFO \(agentkit:961\)', older)[-1]
    assert begun in re.findall(br'\((\w+)\) :  DEBUG \(runtime:924\)', newer)[:2]
    assert older.count(b'Searching for matches') > older.count(b'Finished Search Routine')


def test_secrets_are_only_the_fake_ones(logs):
    for data in logs.values():
        assert set(re.findall(br'X-Plex-Token=(\w+)', data)) <= {b'ExampleTokenNotReal0'}
        assert set(re.findall(br'Plex Token\s+(\w+)', data)) <= {b'ExampleTokenNotReal0'}
        assert set(re.findall(br'api_key=(\w+)', data)) <= {b'deadbeef' * 4}
        assert set(re.findall(br'(?:/home/|Users.)(\w+)', data)) <= {b'sampleperson'}
        assert set(re.findall(br'https?://([^/\'\s]+)', data)) <= {b'127.0.0.1:32400'} | set(
            host for host in re.findall(br'https?://([^/\'\s]+)', data) if host.endswith(b'.example'))


def test_the_generator_explains_itself_without_a_folder(capsys):
    assert make_sample_logs.main([]) == 2
    assert make_sample_logs.main(['--help']) == 0
    assert 'FilmVault' in capsys.readouterr().out
