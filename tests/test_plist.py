# -*- coding: utf-8 -*-
"""Property lists are read in both forms, the same on both Pythons; what is none is refused with words."""
from __future__ import absolute_import, division, print_function

import plistlib

import hypothesis
import hypothesis.strategies as st
import pytest

from bundle_tree import PLIST, POLICY
from plexfix.base.compat import to_bytes
from plexfix.outside import plist


def binary_plist():
    """Return a binary property list made by hand: a dict with a text, a UTF-16 text, a number, a real, a list, a true."""
    objects = [b'\xd5' + bytes(bytearray(range(1, 11))),
               b'\x5f\x10\x14PlexPluginCodePolicy', b'\x51a', b'\x51b', b'\x51c', b'\x51d',
               b'\x58Elevated', b'\x62\x00c\x00\xe9', b'\x11\x01\x2c', b'\xa2\x0b\x0c', b'\x09', b'\x22?\xc0\x00\x00', b'\x33' + b'\0' * 8]
    data, places = b'bplist00', []
    for one in objects:
        places.append(len(data))
        data += one
    table = len(data)
    data += bytes(bytearray(places))
    return data + b'\0' * 6 + b'\x01\x01' + b'\0' * 7 + bytes(bytearray([len(objects)])) + b'\0' * 8 + b'\0' * 7 \
        + bytes(bytearray([table]))


def test_xml():
    found = plist.parse(to_bytes(PLIST % (u'Caf\xe9', POLICY % u'Standard')))
    assert found == {u'CFBundleIdentifier': u'com.plexapp.agents.Caf\xe9', u'PlexPluginClass': u'Agent',
                     u'PlexPluginCodePolicy': u'Standard'}


@pytest.mark.parametrize('inner, value', [
    (u'<integer>-5</integer>', -5), (u'<real>1.5</real>', 1.5), (u'<true/>', True), (u'<false/>', False),
    (u'<array><string>a</string><dict><key>b</key><integer>1</integer></dict></array>', [u'a', {u'b': 1}]),
    (u'<string>a &amp; b</string>', u'a & b'), (u'<string/>', u''), (u'<real>x</real>', u'x'), (u'<date>2020</date>', u'2020'),
    (u'<integer>x</integer>', u'x'),
])
def test_values(inner, value):
    assert plist.parse(to_bytes(u'<plist><dict><key>k</key>%s</dict></plist>' % inner)) == {u'k': value}


def test_encodings_and_marks():
    text = PLIST % (u'Caf\xe9', u'')
    assert plist.parse(b'\xef\xbb\xbf' + to_bytes(text)) == plist.parse(to_bytes(text))
    utf16 = text.replace(u'UTF-8', u'UTF-16').encode('utf-16')
    assert plist.parse(utf16) == plist.parse(to_bytes(text))


def test_binary():
    assert plist.parse(binary_plist()) == {
        u'PlexPluginCodePolicy': u'Elevated', u'a': u'c\xe9', u'b': 300, u'c': [1.5, u'date'], u'd': True}


@pytest.mark.skipif(not hasattr(plistlib, 'dumps'), reason='this Python writes no binary property lists')
def test_binary_as_python_writes_it():
    value = {'a': [1, 2.5, 'x' * 40, 'caf\xe9', True, {'b': 70000}], 'c': b'data', 'd': 2 ** 40}
    found = plist.parse(plistlib.dumps(value, fmt=plistlib.FMT_BINARY))
    assert found == dict(value, c='data')


@pytest.mark.parametrize('data', [
    b'', b'no xml', b'<plist>', b'<plist></plist>', b'bplist00', b'bplist00' + b'\xff' * 40, binary_plist()[:-5], b'\0\1\2',
    b'<!DOCTYPE p [<!ENTITY a "b">]><plist><string>&a;</string></plist>', b'<a>' * 200 + b'<dict>' * 100,
    b'<plist>' + b'<array>' * 100 + b'</array>' * 100 + b'</plist>', b'<plist><dict></plist>',
])
def test_what_is_none_is_refused(data):
    with pytest.raises(plist.BadPlist) as caught:
        plist.parse(data)
    assert str(caught.value)


@hypothesis.given(st.binary(max_size=80), st.integers(0, 200))
def test_a_broken_binary_one_is_refused_and_never_hangs(noise, cut):
    data = binary_plist()
    try:
        plist.parse(data[:cut % len(data)] + noise + data[cut % len(data) + len(noise):])
    except plist.BadPlist:
        pass
