# -*- coding: utf-8 -*-
"""counting: one part a plug-in, written at once and gone afterwards, whatever happens and however many processes."""
from __future__ import absolute_import, division, print_function

import datetime
import io
import json
import os
import sys
import tempfile

import pytest

import aggregate_schema
from agent_log import START, AgentLog, varied
from plexfix.base.errors import PlexfixError
from plexfix.outside import logfiles
from plexfix.steps import aggregation, counting
from plexfix.steps.counting import Wish

WISH = Wish(None, None, False, 3, False, True)
RUN = {'generated_at': u'2026-02-01T10:00:00+01:00', 'version': u'0.1.0', 'run_id': u'abcdefabcdef'}
# Processes see what a test replaces only where they are forked.
forks = pytest.mark.skipif(not sys.platform.startswith('linux') or sys.version_info >= (3, 14), reason='needs fork')


@pytest.fixture
def temporary(tmpdir, monkeypatch):
    """The folder for temporary files, for this test alone."""
    folder = tmpdir.mkdir('temporary')
    monkeypatch.setattr(tempfile, 'tempdir', str(folder))
    return folder


@pytest.fixture
def plug_ins(tmpdir):
    """Three agents: the first with two files, the last with most to read."""
    folder = str(tmpdir.mkdir('logs'))
    varied(u'AEBN').save(folder)
    varied(u'AEBN', START.replace(hour=12)).save(folder, 1)
    AgentLog(u'GEVI').search(70).save(folder)
    log = varied(u'WayBig')
    for key in range(40):
        log.begin(key).pair(u'Error: number %d went wrong' % key).end(u'failed')
    log.save(folder)
    return logfiles.find([folder])


def counted(plug_ins, wish=WISH, jobs=1, on_bytes=None):
    """Return the Parts and the JSON of each."""
    with counting.counted(plug_ins, wish, jobs, on_bytes) as parts:
        texts = []
        for part in parts:
            with io.open(part.path, encoding='ascii') as source:
                texts.append(source.read())
    return parts, texts


@pytest.mark.parametrize('jobs', [1, 3])
def test_each_plug_in_is_a_part_by_name_and_its_file_is_its_json(plug_ins, jobs):
    parts, texts = counted(plug_ins, jobs=jobs)
    assert [part.name for part in parts] == [u'AEBN', u'GEVI', u'WayBig']
    for text in texts:
        assert list(aggregate_schema.wrong(aggregate_schema.AGENT, json.loads(text), u'')) == []
    assert [json.loads(text)['operations']['search']['started'] for text in texts] == [10, 1, 45]


def test_the_parts_do_not_depend_on_the_number_of_processes(plug_ins):
    one, texts = counted(plug_ins)
    for jobs in (2, 3, 9):
        other, other_texts = counted(plug_ins, jobs=jobs)
        assert other_texts == texts
        assert [part._replace(path=None, summary=part.summary.counts) for part in other] == [
            part._replace(path=None, summary=part.summary.counts) for part in one]


@pytest.mark.parametrize('jobs', [1, 2])
def test_the_files_are_gone_when_the_work_is_done(plug_ins, temporary, jobs):
    with counting.counted(plug_ins, WISH, jobs) as parts:
        assert len(temporary.listdir()) == 1 and all(os.path.exists(part.path) for part in parts)
    assert temporary.listdir() == []


@pytest.mark.parametrize('error', [ValueError, KeyboardInterrupt])
def test_the_files_are_gone_when_the_work_fails(plug_ins, temporary, error):
    with pytest.raises(error):
        with counting.counted(plug_ins, WISH) as parts:
            assert len(parts) == 3
            raise error()
    assert temporary.listdir() == []


@pytest.mark.parametrize('error', [ValueError, KeyboardInterrupt])
def test_the_files_are_gone_when_counting_fails_midway(plug_ins, temporary, monkeypatch, error):
    really = logfiles.open_all

    def fails_at_the_second(plug_in):
        if plug_in.agent == u'GEVI':
            raise error()
        return really(plug_in)
    monkeypatch.setattr(logfiles, 'open_all', fails_at_the_second)
    with pytest.raises(error):
        counted(plug_ins)
    assert temporary.listdir() == []


@forks
def test_an_error_in_a_process_comes_out_as_it_is(plug_ins, temporary, monkeypatch):
    def fails(plug_in):
        raise PlexfixError(u'cannot read \xe4', u'evidence', u'hint')
    monkeypatch.setattr(logfiles, 'open_all', fails)
    with pytest.raises(PlexfixError) as caught:
        counted(plug_ins, jobs=2)
    assert caught.value.message() == u'error: cannot read \xe4\n  evidence\n  hint'
    assert temporary.listdir() == []


def test_a_part_is_on_disk_before_the_next_plug_in_is_opened(plug_ins, temporary, monkeypatch):
    """This keeps memory flat: of a plug-in that was counted only its summary stays."""
    really, seen = logfiles.open_all, []

    def looks(plug_in):
        folder, = temporary.listdir()
        seen.append([json.loads(path.read()) is not None for path in sorted(folder.listdir())])
        return really(plug_in)
    monkeypatch.setattr(logfiles, 'open_all', looks)
    counted(plug_ins)
    assert seen == [[], [True], [True, True]]


def test_a_part_in_memory_holds_no_more_than_the_report_needs(plug_ins):
    parts, _ = counted(plug_ins, WISH._replace(top=2, all_levels=True))
    for part in parts:
        assert len(part.summary.patterns) <= 2 and len(part.summary.shortlist) <= 2 and len(part.summary.noise) <= 2
        assert 'patterns' not in part.summary.counts and 'items' not in part.summary.counts


@pytest.mark.parametrize('jobs', [1, 2])
def test_progress_gets_to_the_end(plug_ins, jobs):
    told = []
    counted(plug_ins, jobs=jobs, on_bytes=told.append)
    assert sum(told) == sum(logfiles.size_of(plug_in) for plug_in in plug_ins)


def test_one_agent_of_two_folders_is_one_part(tmpdir):
    for name in ('a', 'b'):
        varied(at=START.replace(day=30 if name == 'a' else 31)).save(str(tmpdir.mkdir(name)))
    parts, texts = counted(logfiles.find([str(tmpdir.join('a')), str(tmpdir.join('b'))]))
    assert [part.name for part in parts] == [u'AEBN']
    agent = json.loads(texts[0])
    assert list(aggregate_schema.wrong(aggregate_schema.AGENT, agent, u'')) == []
    assert agent['operations']['search']['started'] == 10 and agent['failures'] == 6
    assert [record['name'] for record in parts[0].files] == [
        u'a/com.plexapp.agents.AEBN.log', u'b/com.plexapp.agents.AEBN.log']
    assert (parts[0].first, parts[0].last) == (u'2026-01-30 14:00:00,000', u'2026-01-31 14:00:35,000')


def test_the_newest_time_is_that_of_all_plug_ins(plug_ins):
    assert counting.newest_time(plug_ins) == u'2026-01-30 14:05:15,000'


def test_without_a_record_there_is_no_newest_time(tmpdir):
    tmpdir.join('com.plexapp.agents.X.log').write('no header\n')
    assert counting.newest_time(logfiles.find([str(tmpdir)])) is None


def test_a_message_that_reads_other_is_a_pattern_like_any(tmpdir):
    AgentLog().record(u'ERROR', u'utils:1', u'(other)').save(str(tmpdir))
    parts, _ = counted(logfiles.find([str(tmpdir)]))
    assert parts[0].summary.left_out == 0


# What is written

def test_an_interrupted_write_leaves_what_was_there(plug_ins, tmpdir, temporary, monkeypatch):
    output = str(tmpdir.join('out', 'report.txt'))
    aggregation.count(plug_ins, WISH, None, RUN, output)
    before = [tmpdir.join('out', name).read_binary() for name in ('report.txt', 'report.json')]
    really = counting.json_pieces

    def breaks_off(document, parts):
        for number, piece in enumerate(really(document, parts)):
            if number == 3:
                raise KeyboardInterrupt()
            yield piece
    monkeypatch.setattr(counting, 'json_pieces', breaks_off)
    with pytest.raises(KeyboardInterrupt):
        aggregation.count(plug_ins[:1], WISH, None, dict(RUN, run_id=u'000000000000'), output)
    assert [tmpdir.join('out', name).read_binary() for name in ('report.txt', 'report.json')] == before
    assert len(tmpdir.join('out').listdir()) == 2 and temporary.listdir() == []


def test_a_first_run_that_is_interrupted_leaves_no_half_output(plug_ins, tmpdir, temporary, monkeypatch):
    def breaks_off(document, parts):
        yield b'{'
        raise KeyboardInterrupt()
    monkeypatch.setattr(counting, 'json_pieces', breaks_off)
    with pytest.raises(KeyboardInterrupt):
        aggregation.count(plug_ins, WISH, None, RUN, str(tmpdir.join('out', 'report.txt')))
    assert tmpdir.join('out').listdir() == [] and temporary.listdir() == []


@pytest.mark.parametrize('text, name', [('a.txt', 'a.json'), ('a', 'a.json'), ('a.b/c', 'a.b/c.json'), ('a.log', 'a.json')])
def test_the_twin_lies_beside_the_report(text, name):
    assert aggregation.twin_of(text) == name


@pytest.mark.parametrize('moment', [(2026, 2, 1, 9, 0, 0), (1990, 7, 1, 0, 0, 0)])
def test_a_run_says_when_it_was_made_with_its_offset(moment):
    run = aggregation.new_run(datetime.datetime(*moment))
    assert aggregate_schema.MADE.match(run['generated_at']) and len(run['run_id']) == 12
    offset = run['generated_at'][19:]
    minutes = (int(offset[1:3]) * 60 + int(offset[4:6])) * (-1 if offset[0] == '-' else 1)
    local = datetime.datetime.strptime(str(run['generated_at'][:19]), '%Y-%m-%dT%H:%M:%S')
    assert local - datetime.timedelta(minutes=minutes) == datetime.datetime(*moment)
    assert aggregation.new_run()['run_id'] != run['run_id']
