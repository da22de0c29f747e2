# -*- coding: utf-8 -*-
"""logfiles: which files are a plug-in's log, in what order, and that none is lost or read twice while they live."""
from __future__ import absolute_import, division, print_function

import gzip
import hashlib
import io
import os

import pytest

from agent_log import AgentLog, varied, write
from plexfix.base.compat import native, to_bytes
from plexfix.base.errors import UsageError
from plexfix.outside import logfiles

posix_only = pytest.mark.skipif(os.name == 'nt', reason='open files cannot be renamed on Windows')


def lines_of(opened, **options):
    """Return all lines of the blocks of *opened*, without their ends, as the tally gets them."""
    return [line.rstrip(b'\r\n') for block, _ in logfiles.blocks(opened, **options) for line in block]


def numbered(folder, number, name='com.plexapp.agents.AEBN.log'):
    """Write a file that holds one record which says its own *number*; return the line."""
    line = AgentLog().say(u'AEBN - SEARCH:: file %d' % number).bytes()
    write(os.path.join(folder, name + ('.%d' % number if number else '')), line)
    return line.strip()


@pytest.fixture
def folder(tmpdir):
    """An empty folder."""
    return str(tmpdir)


# Names

@pytest.mark.parametrize('name, agent', [
    ('com.plexapp.agents.AEBN.log', u'AEBN'), ('com.plexapp.agents.AEBN.log.1', u'AEBN'),
    ('com.plexapp.agents.AEBN.log.5.gz', u'AEBN'), ('com.plexapp.agents.AEBN.log.gz', u'AEBN'),
    ('com.plexapp.agents.GayFetish.Two.log', u'GayFetish.Two'), ('com.plexapp.system.log', u'com.plexapp.system'),
    ('com.plexapp.plugins.itunes.log.3', u'com.plexapp.plugins.itunes'), ('org.other.agents.X.log', u'org.other.agents.X'),
    (native(u'com.plexapp.agents.B\xe4r.log'), u'B\xe4r'),
    ('com.plexapp.agents.AEBN', None), ('com.plexapp.agents.AEBN.log.0', None), ('com.plexapp.agents.AEBN.log.bak', None),
    ('com.plexapp.agents.AEBN.log.1~', None), ('com.plexapp.agents.AEBN.txt', None), ('readme', None), ('.log', None),
])
def test_an_agent_is_its_files_name_without_prefix_and_ending(name, agent):
    assert logfiles.agent_of(name) == agent


def test_files_come_oldest_first(folder):
    names = ['com.plexapp.agents.AEBN.log' + ending for ending in ('', '.1', '.10', '.2', '.5', '.3.gz', '.4')]
    for name in names:
        write(os.path.join(folder, name), b'')
    assert [plug_in.files for plug_in in logfiles.find([folder])] == [tuple(
        'com.plexapp.agents.AEBN.log' + ending for ending in ('.10', '.5', '.4', '.3.gz', '.2', '.1', ''))]


def test_plug_ins_come_by_name_and_other_ones_only_when_asked_for(folder):
    for name in ('com.plexapp.agents.Way.log', 'com.plexapp.agents.AEBN.log.1', 'com.plexapp.system.log', 'notes.txt'):
        write(os.path.join(folder, name), b'')
    assert [plug_in.agent for plug_in in logfiles.find([folder])] == [u'AEBN', u'Way']
    assert [plug_in.agent for plug_in in logfiles.find([folder], all_plugins=True)] == [u'AEBN', u'Way', u'com.plexapp.system']
    assert [plug_in.agent for plug_in in logfiles.find([folder], ['AY'])] == [u'Way']


def test_one_folder_needs_no_label_and_several_are_told_apart_by_the_shortest(tmpdir):
    for path in ('a/logs', 'b/logs'):
        write(str(tmpdir.join(*path.split('/')).join('com.plexapp.agents.AEBN.log')), b'')
    first, second = str(tmpdir.join('a', 'logs')), str(tmpdir.join('b', 'logs'))
    assert [plug_in.label for plug_in in logfiles.find([first])] == [u'']
    assert [plug_in.label for plug_in in logfiles.find([first, second])] == [u'a/logs/', u'b/logs/']
    assert logfiles.open_all(logfiles.find([first, second])[1])[0][0].name == u'b/logs/com.plexapp.agents.AEBN.log'


def test_labels_are_short_and_tell_no_home_folders(tmpdir):
    folders = []
    for path in ('a/logs', 'b/logs', 'c/other'):
        write(str(tmpdir.join(*path.split('/')).join('com.plexapp.agents.AEBN.log')), b'')
        folders.append(str(tmpdir.join(*path.split('/'))))
    assert [plug_in.label for plug_in in logfiles.find(folders)] == [u'a/logs/', u'b/logs/', u'other/']
    found = [logfiles.PlugIn(u'X', '/home/%s/logs' % name, u'', ()) for name in ('annabell', 'boris')]
    assert [plug_in.label for plug_in in logfiles._labelled(found)] == [u'logs-1/', u'logs-2/']


@posix_only
def test_a_folder_is_read_once_by_whatever_names(tmpdir):
    folder = str(tmpdir.mkdir('logs'))
    line = numbered(folder, 0)
    os.symlink(folder, str(tmpdir.join('link')))
    above = str(tmpdir.mkdir('above'))
    os.symlink(folder, os.path.join(above, 'PMS Plugin Logs'))
    found = logfiles.find([folder, folder + '/', str(tmpdir.join('link')), above, os.path.join(folder, '..', 'logs')])
    assert [plug_in.label for plug_in in found] == [u''] and lines_of(logfiles.open_all(found[0])) == [line]


def test_a_folder_without_logs_is_an_error_that_names_it(folder):
    with pytest.raises(UsageError) as caught:
        logfiles.find([folder])
    assert folder in caught.value.message() and caught.value.hint


def test_the_size_is_that_of_all_files_that_are_there(folder):
    write(os.path.join(folder, 'com.plexapp.agents.AEBN.log'), b'12345')
    write(os.path.join(folder, 'com.plexapp.agents.AEBN.log.1'), b'123')
    plug_in, = logfiles.find([folder])
    assert logfiles.size_of(plug_in) == 8
    os.remove(os.path.join(folder, 'com.plexapp.agents.AEBN.log.1'))
    assert logfiles.size_of(plug_in) == 5


# Reading

def test_blocks_hold_every_line_in_the_order_of_the_log(folder):
    lines = [numbered(folder, number) for number in (3, 2, 1, 0)]
    opened = logfiles.open_all(logfiles.find([folder])[0])
    assert [read.name[-6:] for read, _ in opened] == [u'.log.3', u'.log.2', u'.log.1', u'BN.log']
    assert lines_of(opened) == lines
    assert [(read.lines, read.size_bytes, read.problem) for read, _ in opened] == [
        (1, len(line) + 1, None) for line in lines]


def test_the_segments_name_file_and_line_of_every_line(folder):
    text = varied().bytes().splitlines(True)
    write(os.path.join(folder, varied().name(1)), b''.join(text[:20]))
    write(os.path.join(folder, varied().name()), b''.join(text[20:]))
    placed = {}
    for block, segments in logfiles.blocks(logfiles.open_all(logfiles.find([folder])[0])):
        for index, line in enumerate(block):
            start, name, number = [segment for segment in segments if segment[0] <= index][-1]
            placed[(name, number + index - start)] = line
    wanted = dict(((to_bytes(varied().name(1)), number + 1), line) for number, line in enumerate(text[:20]))
    wanted.update(((to_bytes(varied().name()), number + 1), line) for number, line in enumerate(text[20:]))
    assert placed == wanted


@posix_only
def test_a_rotation_between_opening_and_reading_changes_nothing(folder):
    lines = [numbered(folder, number) for number in (2, 1, 0)]
    plug_in, = logfiles.find([folder])
    opened = logfiles.open_all(plug_in)
    rotate(folder, 2)
    numbered(folder, 0)
    assert lines_of(opened) == lines


@posix_only
@pytest.mark.parametrize('moment', ['before', 'while'])
def test_a_rotation_between_finding_and_opening_loses_no_record(folder, monkeypatch, moment):
    lines = [numbered(folder, number) for number in (2, 1, 0)]
    plug_in, = logfiles.find([folder])
    if moment == 'before':
        rotate(folder, 2)
        write(os.path.join(folder, 'com.plexapp.agents.AEBN.log'), b'')
        opened = logfiles.open_all(plug_in)
    else:
        really, calls = io.open, []

        def rotates_after_the_first(path, *arguments):
            handle = really(path, *arguments)
            if not calls:
                rotate(folder, 2)
                write(os.path.join(folder, 'com.plexapp.agents.AEBN.log'), b'')
            calls.append(path)
            return handle
        monkeypatch.setattr(logfiles, 'open', rotates_after_the_first, raising=False)
        opened = logfiles.open_all(plug_in)
    assert lines_of(opened) == lines


def rotate(folder, oldest):
    """Do as Plex does at 1 MB and at every start of the plug-in."""
    for number in range(oldest, -1, -1):
        path = os.path.join(folder, 'com.plexapp.agents.AEBN.log')
        os.rename(path + ('.%d' % number if number else ''), path + '.%d' % (number + 1))


@posix_only
def test_the_same_file_under_two_names_is_read_once(folder):
    line = numbered(folder, 0)
    os.link(os.path.join(folder, 'com.plexapp.agents.AEBN.log'), os.path.join(folder, 'com.plexapp.agents.AEBN.log.1'))
    opened = logfiles.open_all(logfiles.find([folder])[0])
    assert [read.name for read, _ in opened] == [u'com.plexapp.agents.AEBN.log'] and lines_of(opened) == [line]


def test_two_files_of_the_same_text_are_both_read(folder):
    line = numbered(folder, 0)
    write(os.path.join(folder, 'com.plexapp.agents.AEBN.log.1'), line + b'\n')
    assert lines_of(logfiles.open_all(logfiles.find([folder])[0])) == [line, line]


def test_what_a_growing_file_gets_while_it_is_read_is_left_to_the_next_run(folder):
    line = numbered(folder, 0)
    path = os.path.join(folder, 'com.plexapp.agents.AEBN.log')
    opened = logfiles.open_all(logfiles.find([folder])[0])
    with io.open(path, 'ab') as target:
        target.write(line + b'\n')
    assert lines_of(opened, hashes=True) == [line]
    assert opened[0][0].size_bytes == len(line) + 1
    assert opened[0][0].sha256 == hashlib.sha256(line + b'\n').hexdigest()


def test_a_file_cut_short_while_it_is_read_is_read_as_far_as_it_goes(folder):
    numbered(folder, 0)
    opened = logfiles.open_all(logfiles.find([folder])[0])
    write(os.path.join(folder, 'com.plexapp.agents.AEBN.log'), b'')
    assert lines_of(opened) == []


def test_a_file_that_vanished_is_no_problem_and_the_rest_goes_on(folder):
    lines = [numbered(folder, number) for number in (1, 0)]
    plug_in, = logfiles.find([folder])
    os.remove(os.path.join(folder, 'com.plexapp.agents.AEBN.log.1'))
    opened = logfiles.open_all(plug_in)
    assert lines_of(opened) == lines[1:] and [read.problem for read, _ in opened] == [None]


def test_a_file_that_cannot_be_read_has_its_problem_noted(folder):
    line = numbered(folder, 0)
    os.mkdir(os.path.join(folder, 'com.plexapp.agents.AEBN.log.1'))
    opened = logfiles.open_all(logfiles.find([folder])[0])
    assert lines_of(opened) == [line]
    assert [read.problem is None for read, _ in opened] == [False, True] and opened[0][0].lines == 0


@posix_only
def test_a_pipe_is_named_and_not_waited_for(folder):
    line = numbered(folder, 0)
    os.mkfifo(os.path.join(folder, 'com.plexapp.agents.AEBN.log.1'))
    opened = logfiles.open_all(logfiles.find([folder])[0])
    assert lines_of(opened) == [line] and opened[0][0].problem == u'no regular file'
    assert logfiles.size_of(logfiles.find([folder])[0]) == len(line) + 1


@posix_only
def test_a_link_to_nothing_is_named(folder):
    line = numbered(folder, 0)
    os.symlink('not-there', os.path.join(folder, 'com.plexapp.agents.AEBN.log.1'))
    opened = logfiles.open_all(logfiles.find([folder])[0])
    assert lines_of(opened) == [line] and opened[0][0].problem == u'a link to a file that is not there'


@posix_only
def test_every_file_is_read_however_often_it_is_rotated_meanwhile(folder, monkeypatch):
    lines = [numbered(folder, number) for number in (2, 1, 0)]
    plug_in, = logfiles.find([folder])
    really, calls = io.open, []

    def rotates(path, *arguments):
        handle = really(path, *arguments)
        if len(calls) < 4:
            rotate(folder, 2 + len(calls))
            write(os.path.join(folder, 'com.plexapp.agents.AEBN.log'), b'')
        calls.append(path)
        return handle
    monkeypatch.setattr(logfiles, 'open', rotates, raising=False)
    opened = logfiles.open_all(plug_in)
    assert len(calls) > 4 and lines_of(opened) == lines


@pytest.mark.parametrize('size', [0, 1, 1 << 20, (1 << 20) + 1, 3 << 20])
def test_the_bytes_read_are_told_for_progress(folder, size):
    log = AgentLog(step_s=0)
    while len(log.lines) * 90 < size:
        log.say(u'AEBN - SEARCH:: a line of a log as it comes by the thousand')
    data = log.bytes()
    write(os.path.join(folder, log.name()), data)
    told = []
    assert lines_of(logfiles.open_all(logfiles.find([folder])[0]), on_bytes=told.append) == data.splitlines()
    assert sum(told) == len(data)


@pytest.mark.parametrize('members', [1, 3])
def test_packed_files_are_unpacked_and_hashed_as_they_lie_there(folder, members):
    data = varied().bytes() * 200
    path = os.path.join(folder, 'com.plexapp.agents.AEBN.log.1')
    for _ in range(members):
        with gzip.open(path, 'ab') as target:
            target.write(data)
    opened = logfiles.open_all(logfiles.find([folder])[0])
    assert lines_of(opened, hashes=True) == (data * members).splitlines()
    read = opened[0][0]
    with io.open(path, 'rb') as source:
        assert read.sha256 == hashlib.sha256(source.read()).hexdigest()
    assert read.problem is None and read.size_bytes == os.path.getsize(path)


@pytest.mark.parametrize('size', [40, 1 << 17, 3 << 20])
def test_the_bytes_of_a_packed_file_are_told_once(folder, size):
    path = os.path.join(folder, 'com.plexapp.agents.AEBN.log.gz')
    with gzip.open(path, 'wb') as target:
        target.write(os.urandom(size))
    told = []
    lines_of(logfiles.open_all(logfiles.find([folder])[0]), on_bytes=told.append)
    assert sum(told) == os.path.getsize(path)


def test_a_byte_order_mark_is_no_part_of_any_file(folder):
    lines = []
    for number in (1, 0):
        lines.append(numbered(folder, number))
        path = os.path.join(folder, 'com.plexapp.agents.AEBN.log' + ('.1' if number else ''))
        write(path, b'\xef\xbb\xbf' + lines[-1] + b'\n')
    assert lines_of(logfiles.open_all(logfiles.find([folder])[0])) == lines


def test_a_file_that_begins_like_an_archive_and_is_none_is_named(folder):
    line = numbered(folder, 0)
    write(os.path.join(folder, 'com.plexapp.agents.AEBN.log.1'), b'\x1f\x8b is no archive')
    opened = logfiles.open_all(logfiles.find([folder])[0])
    assert lines_of(opened) == [line] and opened[0][0].problem


def test_every_file_is_closed_when_all_is_read(folder):
    numbered(folder, 1), numbered(folder, 0)
    opened = logfiles.open_all(logfiles.find([folder])[0])
    lines_of(opened)
    assert all(handle.closed for _, handle in opened)
