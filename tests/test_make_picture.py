# -*- coding: utf-8 -*-
"""dev/make_picture: the picture in the README is one, is described, and comes from a page that a run has written."""
from __future__ import absolute_import, division, print_function

import os
import re
import struct
import sys

import pytest

import chromium

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, 'dev'))

import make_picture  # noqa: E402

PAGE = os.path.join(ROOT, 'tests', 'data', 'golden_pages', 'final.html')


def size_of(path):
    """Return (width, height) of a PNG; raises AssertionError where it is none."""
    with open(path, 'rb') as handle:
        head = handle.read(24)
    assert head[:8] == b'\x89PNG\r\n\x1a\n' and head[12:16] == b'IHDR'
    return struct.unpack('>II', head[16:24])


def test_the_readme_shows_it_and_says_what_it_shows():
    with open(os.path.join(ROOT, 'README.md'), 'rb') as handle:
        text = handle.read().decode('utf-8')
    found = re.findall(r'!\[([^\]]+)\]\(docs/demo_report\.png\)', text)
    assert len(found) == 1 and len(found[0]) > 40
    # What was measured stands in the picture alone, or it would age here.
    assert not re.search(r'\d', found[0])
    width, height = size_of(make_picture.PICTURE)
    assert width == make_picture.WIDTH and 400 < height <= make_picture.MOST_HIGH


def test_the_one_report_of_a_run_is_found(tmpdir):
    with pytest.raises(make_picture.PictureError):
        make_picture.report_in(str(tmpdir))
    tmpdir.mkdir('demo').mkdir('plex_improvement').join(make_picture.REPORT).write('page')
    assert make_picture.report_in(str(tmpdir)).endswith(os.path.join('plex_improvement', make_picture.REPORT))
    tmpdir.join(make_picture.REPORT).write('another')
    with pytest.raises(make_picture.PictureError):
        make_picture.report_in(str(tmpdir))


def test_without_a_browser_it_says_so(monkeypatch, capsys, tmpdir):
    monkeypatch.setattr(chromium, 'find', lambda: None)
    target = tmpdir.join('picture.png')
    assert make_picture.main(['--report', PAGE, '--output', str(target)]) == 2
    assert 'no Chromium' in capsys.readouterr()[1] and not target.check()


@pytest.mark.skipif(chromium.find() is None, reason='there is no Chromium here')
def test_a_page_is_photographed_down_to_its_first_chart(tmpdir):
    target = tmpdir.join('new', 'picture.png')
    assert make_picture.main(['--report', PAGE, '--output', str(target)]) == 0
    width, height = size_of(str(target))
    assert width == make_picture.WIDTH and 400 < height < make_picture.MOST_HIGH
