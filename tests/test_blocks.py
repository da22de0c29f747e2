# -*- coding: utf-8 -*-
"""Blocks end where a record ends, hold every line once and in order, and know from which file each line came."""
from __future__ import absolute_import, division, print_function

import os
import shutil
import tempfile

from hypothesis import example, given
from hypothesis import strategies as st

from loglines import Log, _reading
from plexfix.observe import logline
from plexfix.outside import logfiles

RECORD = Log().record(u'one').data()
TRACE = Log().traceback().data()
PIECES = [RECORD, TRACE, b'  File "x"\n', b'\n', b'\r\n', RECORD.replace(b'\n', b'\r\n'), b'x' * 300 + b'\n', b'\xff\n',
          b'2026-01-30 14:00:00,000 (7ae) :  INFO\n']


def blocks_of(files, chunk=None):
    """Return ([(lines without their ends, segments)], FileReads) of *files* (bytes), oldest first."""
    folder = tempfile.mkdtemp(prefix='plexfix-test-')
    try:
        names = ['x.log.%d' % (len(files) - number) for number in range(len(files))]
        for name, data in zip(names, files):
            with open(os.path.join(folder, name), 'wb') as target:
                target.write(data)
        opened = logfiles.open_all(logfiles.PlugIn(u'x', folder, u'', tuple(names)))
        with _reading(chunk):
            blocks = list(logfiles.blocks(opened))
    finally:
        shutil.rmtree(folder)
    return [(plain(block), segments) for block, segments in blocks], [read for read, _ in opened]


def plain(block):
    """Return the lines of a block without their ends, whether it is a list of lines or a text."""
    lines = block[:-1].split(b'\n') if isinstance(block, bytes) else [line[:-1] if line.endswith(b'\n') else line for line in block]
    return lines


def lines_of(files):
    """Return [(file name, line number, line without its end)] of *files*."""
    found = []
    for number, data in enumerate(files):
        lines = data.split(b'\n')
        lines = lines[:-1] if lines[-1] == b'' else lines
        found += [(('x.log.%d' % (len(files) - number)).encode('ascii'), at + 1, line) for at, line in enumerate(lines)]
    return found


def placed(blocks):
    """Return [(file name, line number, line)] as the blocks with their segments tell it."""
    found = []
    for lines, segments in blocks:
        assert segments[0][0] == 0 and [row[0] for row in segments] == sorted(row[0] for row in segments)
        for index, line in enumerate(lines):
            start, name, number = [segment for segment in segments if segment[0] <= index][-1]
            found.append((name, number + index - start, line))
    return found


FILES = st.lists(st.builds(lambda pieces, cut: b''.join(pieces)[:len(b''.join(pieces)) - cut], st.lists(st.sampled_from(PIECES), max_size=8),
                           st.sampled_from([0, 0, 1, 5])), min_size=1, max_size=4)


@given(FILES, st.sampled_from([1, 7, 64, 1000, None]))
@example([RECORD, TRACE], 1)
@example([b''.join([RECORD] * 3), b'  File "x"\n' + RECORD], 64)
@example([RECORD[:-1], RECORD], None)
@example([b'', b'\n', b''], 1)
def test_blocks_hold_every_line_once_with_its_place(files, chunk):
    blocks, _ = blocks_of(files, chunk)
    assert placed(blocks) == lines_of(files)


@given(FILES, st.sampled_from([1, 64, None]))
@example([RECORD + TRACE[:120], TRACE[120:] + RECORD], 64)
def test_every_block_but_the_first_begins_with_a_header(files, chunk):
    blocks, _ = blocks_of(files, chunk)
    for lines, _ in blocks[1:]:
        assert logline.parse(lines[0]) is not None


@given(FILES, st.sampled_from([1, 64, None]))
def test_lines_and_times_of_each_file_are_told(files, chunk):
    _, reads = blocks_of(files, chunk)
    for number, (data, read) in enumerate(zip(files, reads)):
        times = [header.time for header in (logline.parse(line) for line in data.split(b'\n')) if header]
        assert read.lines == len([row for row in lines_of(files) if row[0] == ('x.log.%d' % (len(files) - number)).encode('ascii')])
        assert (read.first, read.last) == ((times[0], times[-1]) if times else (None, None))


def test_what_continues_a_record_over_several_files_goes_with_it():
    lines = TRACE.splitlines(True)
    blocks, _ = blocks_of([RECORD + lines[0], lines[1], b''.join(lines[2:]) + RECORD])
    whole = [block for block, _ in blocks if lines[0].rstrip(b'\n') in block]
    assert len(whole) == 1 and all(line.rstrip(b'\n') in whole[0] for line in lines)


def test_a_record_of_many_megabytes_is_handed_on_in_parts():
    files = [RECORD + b'<xml/>\n' * 700000 + RECORD]
    blocks, reads = blocks_of(files, 1 << 16)
    assert len(blocks) > 2 and max(len(lines) for lines, _ in blocks) < 400000
    assert placed(blocks) == lines_of(files) and reads[0].lines == 700002


def test_a_line_of_many_megabytes_is_one_line():
    files = [RECORD + RECORD[:-1] + b'x' * (9 << 20) + b'\n' + RECORD, RECORD]
    blocks, reads = blocks_of(files)
    found = placed(blocks)
    assert [row[:2] for row in found] == [row[:2] for row in lines_of(files)]
    assert [row[2][:2000] for row in found] == [row[2][:2000] for row in lines_of(files)]
    assert [read.lines for read in reads] == [3, 1]
