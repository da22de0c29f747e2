# -*- coding: utf-8 -*-
"""compat: the same bytes give the same text on every Python, and paths can always be shown."""
from __future__ import absolute_import, division, print_function

import io
import os
import struct
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plexfix.base import compat
from plexfix.base.compat import fs_native, fs_text, native, open_text, replace_file, to_bytes, to_text
from plexfix.base.needs import MissingPackage, how_to_install, require


def decode_by_the_book(data):
    """UTF-8 by RFC 3629's table, one code point at a time; each byte that fits nowhere is U+FFFD."""
    leads = [(0x00, 0x7f, 0, 0, 0), (0xc2, 0xdf, 1, 0x80, 0xbf), (0xe0, 0xe0, 2, 0xa0, 0xbf), (0xe1, 0xec, 2, 0x80, 0xbf),
             (0xed, 0xed, 2, 0x80, 0x9f), (0xee, 0xef, 2, 0x80, 0xbf), (0xf0, 0xf0, 3, 0x90, 0xbf),
             (0xf1, 0xf3, 3, 0x80, 0xbf), (0xf4, 0xf4, 3, 0x80, 0x8f)]
    values = list(bytearray(data))
    points = []
    at = 0
    while at < len(values):
        point, length = 0xfffd, 1
        for low, high, more, second_low, second_high in leads:
            rest = values[at + 1:at + 1 + more]
            if low <= values[at] <= high and len(rest) == more:
                fits = all(0x80 <= value <= 0xbf for value in rest)
                if more == 0 or (fits and second_low <= rest[0] <= second_high):
                    point = values[at] if more == 0 else values[at] & (0x3f >> more)
                    for value in rest:
                        point = point << 6 | value & 0x3f
                    length = 1 + more
        points.append(point)
        at += length
    # By way of UTF-32, so that a narrow Python 2 gets its surrogate pairs.
    return struct.pack('<%dI' % len(points), *points).decode('utf-32-le')


hostile_bytes = st.lists(st.one_of(
    st.binary(max_size=4),
    st.sampled_from([b'\xed\xa0\x80', b'\xed\xbf\xbf', b'\xed\x9f\xbf', b'\xed', b'\xf0\x9f\x98\x80', b'\xf0\x9f\x98', b'\xc0\xaf',
                     b'\xe2\x82', b'\xe2\x82\xac', b'\xf4\x90\x80\x80', b'\xff', b'\xc3\xa9', b'a', b'\x00', b'\xe0\x80'])),
    max_size=12).map(b''.join)


@given(hostile_bytes)
@example(b'\xed\xa0\x80\xed\xb0\x80')
@example(b'\xf0\x9f\x98')
@example(b'\xed')
def test_to_text_agrees_with_a_decoder_written_from_the_standard(data):
    assert to_text(data) == decode_by_the_book(data)


@pytest.mark.parametrize('data, text', [
    (b'caf\xc3\xa9', u'caf\xe9'),
    (b'\xed\xa0\x80', u'\ufffd\ufffd\ufffd'),
    (b'\xe2\x82A', u'\ufffd\ufffdA'),
    (b'a\xffb', u'a\ufffdb'),
    (b'', u''),
])
def test_each_undecodable_byte_becomes_one_replacement_character(data, text):
    assert to_text(data) == text


def test_to_text_leaves_text_alone_and_shows_the_rest():
    assert to_text(u'\xe9') == u'\xe9'
    assert to_text(12) == u'12'
    assert isinstance(to_text(12), compat.text_type)


def test_the_replacing_handler_refuses_to_encode():
    with pytest.raises(UnicodeEncodeError):
        u'\xe9'.encode('ascii', compat.REPLACE_BYTE)


@given(st.text())
def test_to_bytes_is_what_to_text_reads_back(text):
    assert to_text(to_bytes(text)) == text


@pytest.mark.parametrize('text, data', [
    (u'a\ud800b', b'a\xef\xbf\xbdb'),
    (u'\udc80', b'\xef\xbf\xbd'),
    (u'\U0001f600', b'\xf0\x9f\x98\x80'),
    (b'\xff', b'\xff'),
    (7, b'7'),
])
def test_to_bytes_is_always_valid_utf8_for_text(text, data):
    assert to_bytes(text) == data


def test_a_surrogate_pair_is_the_character_it_stands_for():
    assert to_bytes(u'\ud83d' + u'\ude00') == b'\xf0\x9f\x98\x80'


def test_native_is_str():
    for value in (u'\xe9', b'\xc3\xa9'):
        assert native(value) == 'é'
        assert type(native(value)) is str


def test_fs_text_shows_bytes_and_text():
    assert fs_text(b'/tmp/\xc3\xa9') == u'/tmp/\xe9'
    assert fs_text(u'/tmp/\xe9') == u'/tmp/\xe9'
    assert fs_text(b'/tmp/\xff') == u'/tmp/\ufffd'


@pytest.mark.skipif(compat.PY2, reason='Python 2 carries paths as bytes')
@pytest.mark.parametrize('path, text', [
    (u'/tmp/\udcc3\udca9 \xe9', u'/tmp/\xe9 \xe9'),
    (u'/tmp/\udcff', u'/tmp/\ufffd'),
    (u'/tmp/\ud800\udcff', u'/tmp/\U000100ff'),
    (u'/tmp/\ud800', u'/tmp/\ufffd'),
])
def test_fs_text_reads_smuggled_bytes_as_utf8(path, text):
    assert fs_text(path) == text


def test_fs_text_uses_the_code_page_for_bytes_on_windows(monkeypatch):
    monkeypatch.setattr(compat, '_WINDOWS', True)
    monkeypatch.setattr(compat, '_PATH_ENCODING', 'cp1252')
    assert fs_text(b'C:\\caf\xe9') == u'C:\\caf\xe9'


@pytest.mark.skipif(not compat.PY2, reason='Python 3 has text paths')
@pytest.mark.parametrize('windows, path', [(True, b'caf\xe9'), (False, b'caf\xc3\xa9')])
def test_fs_native_encodes_as_the_system_does(monkeypatch, windows, path):
    monkeypatch.setattr(compat, '_WINDOWS', windows)
    monkeypatch.setattr(compat, '_PATH_ENCODING', 'cp1252')
    assert fs_native(u'caf\xe9') == path


def test_fs_native_gives_a_path_of_this_python():
    assert type(fs_native(u'C:\\x')) is str
    assert fs_native('/x') == '/x'


def test_open_text_keeps_line_ends_and_replaces_bad_bytes(tmpdir):
    path = str(tmpdir.join('a.txt'))
    with open_text(path, 'w') as target:
        target.write(u'a\r\nb\n\xe9\r')
    with io.open(path, 'rb') as source:
        assert source.read() == b'a\r\nb\n\xc3\xa9\r'
    with open_text(path) as source:
        assert source.read() == u'a\r\nb\n\xe9\r'
    with io.open(path, 'wb') as target:
        target.write(b'caf\xe9!')
    with open_text(path) as source:
        assert source.read() == u'caf\ufffd!'


def test_replace_file_replaces(tmpdir):
    old, new = tmpdir.join('old'), tmpdir.join('new')
    old.write('old')
    new.write('new')
    replace_file(str(new), str(old))
    assert old.read() == 'new'
    assert not new.check()


class FakeKernel32(object):
    """Windows as far as a replacing move goes: it refuses by returning 0."""

    def __init__(self, answer):
        self.answer = answer
        self.calls = []

    def MoveFileExW(self, *arguments):  # noqa: N802
        self.calls.append(arguments)
        return self.answer

    def GetLastError(self):  # noqa: N802
        return 32


def test_the_windows_move_replaces_and_writes_through():
    kernel32 = FakeKernel32(1)
    compat.move_with_windows(kernel32, 'a', 'b')
    assert kernel32.calls == [(u'a', u'b', 9)]


def test_the_windows_move_tells_the_error_number():
    with pytest.raises(OSError) as caught:
        compat.move_with_windows(FakeKernel32(0), 'a', 'b')
    assert 'Windows error 32' in str(caught.value)


def test_python_2_on_windows_moves_by_the_kernel(monkeypatch):
    import ctypes
    kernel32 = FakeKernel32(1)
    monkeypatch.setattr(compat, 'PY2', True)
    monkeypatch.setattr(compat, '_WINDOWS', True)
    monkeypatch.setattr(ctypes, 'windll', type('Windll', (), {'kernel32': kernel32})(), raising=False)
    monkeypatch.setattr(compat, 'fs_text', to_text)
    replace_file('a', 'b')
    assert kernel32.calls == [(u'a', u'b', 9)]


def test_python_2_elsewhere_renames(monkeypatch, tmpdir):
    monkeypatch.setattr(compat, 'PY2', True)
    tmpdir.join('new').write('new')
    replace_file(str(tmpdir.join('new')), str(tmpdir.join('old')))
    assert tmpdir.join('old').read() == 'new'


def test_a_missing_package_says_what_to_type_for_this_interpreter():
    with pytest.raises(MissingPackage) as caught:
        require('no_such_package_anywhere')
    text = str(caught.value)
    assert sys.executable + ' -m pip install no_such_package_anywhere' in text
    assert len(text.splitlines()) == 1
    assert require('os') is os


def test_an_interpreter_in_a_folder_with_spaces_is_quoted(monkeypatch):
    monkeypatch.setattr(sys, 'executable', '/opt/my python/bin/python')
    assert how_to_install('six') == '"/opt/my python/bin/python" -m pip install six'
