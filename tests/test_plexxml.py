# -*- coding: utf-8 -*-
"""plexxml: any bytes give an Element or BadXml, and what Plex's answers really hold is read."""
from __future__ import absolute_import, division, print_function

import codecs
import time

import pytest
from hypothesis import given, strategies as st

from plexfix.base.compat import text_type
from plexfix.outside.plexxml import DEPTH_LIMIT, BadXml, parse

TITLES = st.text(min_size=0, max_size=20)


@pytest.mark.parametrize('data, title', [
    (b'<M t="a\x00b\x0bc"/>', u'abc'),
    (b'<M t="a&#0;b&#x1B;c&#xD800;d"/>', u'abcd'),
    (b'<M t="&#x41;&#233;&#10;"/>', u'A\xe9\n'),
    (b'<M t="a\xffb"/>', u'a\ufffdb'),
    (b'<M t="\xed\xa0\x80"/>', u'\ufffd\ufffd\ufffd'),
    (b'<M t="\xef\xbf\xbe"/>', u''),
    (b'\xef\xbb\xbf<?xml version="1.0"?><M t="\xc3\xa9"/>', u'\xe9'),
    (b'<?xml version="1.0" encoding="latin-1"?><M t="\xc3\xa9"/>', u'\xe9'),
    (b'<M t="\xf0\x9f\x8e\xac"/>', u'\U0001f3ac'),
    (codecs.BOM_UTF16_LE + u'<M t="\xe9"/>'.encode('utf-16-le'), u'\xe9'),
    (codecs.BOM_UTF16_BE + u'<M t="\xe9"/>'.encode('utf-16-be'), u'\xe9'),
])
def test_what_xml_forbids_is_dropped_and_what_utf8_forbids_replaced(data, title):
    value = parse(data).get('t')
    assert value == title
    assert isinstance(value, text_type)


def test_ascii_values_are_text_on_both_pythons():
    root = parse(b'<M t="plain">words</M>')
    assert (type(root.get('t')), type(root.text)) == (text_type, text_type)


@pytest.mark.parametrize('data', [b'', b'  ', b'<M', b'<M>', b'<M/><M/>', b'<M t=1/>', b'<M>&nbsp;</M>', b'words',
                                  b'<html><br></html>', b'<M><a></b></M>', b'\xff\xfe', b'\x00\x01'])
def test_what_is_no_xml_is_refused(data):
    with pytest.raises(BadXml):
        parse(data)


BOMB = (b'<?xml version="1.0"?><!DOCTYPE M [<!ENTITY a "aaaaaaaaaa">'
        + b''.join(b'<!ENTITY ' + name + b' "' + (b'&' + inner + b';') * 10 + b'">'
                   for name, inner in zip([b'b', b'c', b'd', b'e', b'f', b'g', b'h'],
                                          [b'a', b'b', b'c', b'd', b'e', b'f', b'g']))
        + b']><M t="&h;"/>')


@pytest.mark.parametrize('data', [
    BOMB,
    b'<!DOCTYPE M SYSTEM "file:///etc/passwd"><M/>',
    b'<!DOCTYPE M [<!ENTITY x SYSTEM "file:///etc/passwd">]><M>&x;</M>',
    b'<?xml version="1.0"?>\n<!-- c --><!DOCTYPE M><M/>',
])
def test_a_document_type_is_refused_at_once(data):
    started = time.time()
    with pytest.raises(BadXml) as caught:
        parse(data)
    assert 'document type' in str(caught.value)
    assert time.time() - started < 2


def test_deep_nesting_is_refused():
    assert parse(b'<a>' * DEPTH_LIMIT + b'</a>' * DEPTH_LIMIT) is not None
    with pytest.raises(BadXml):
        parse(b'<a>' * (DEPTH_LIMIT + 1) + b'</a>' * (DEPTH_LIMIT + 1))


def test_the_error_quotes_nothing_of_the_data():
    with pytest.raises(BadXml) as caught:
        parse(b'<M X-Plex-Token="SECRET" <')
    assert 'SECRET' not in str(caught.value)


@given(st.binary(max_size=300))
def test_any_bytes_give_an_element_or_bad_xml(data):
    try:
        assert parse(data) is not None
    except BadXml:
        pass


PIECES = st.sampled_from([
    b'<M ', b'<M>', b'</M>', b'/>', b' t="', b'"', b'&#0;', b'&#x110000;', b'&#99999999999999999;', b'\xff', b'\x00',
    b'\xed\xa0\x80', b'<!DOCTYPE M', b'<![CDATA[', b']]>', b'<?x ', b'?>', b'<!--', b'-->', b'\xef\xbb\xbf', b'&amp;',
    b'&', b'a'])


@given(st.lists(PIECES, max_size=30).map(b''.join))
def test_any_pieces_of_xml_give_an_element_or_bad_xml(data):
    try:
        assert parse(data) is not None
    except BadXml:
        pass


def escaped(text):
    """Return *text* as an XML attribute's value."""
    for raw, written in ((u'&', u'&amp;'), (u'<', u'&lt;'), (u'"', u'&quot;'), (u'\t', u'&#9;'), (u'\n', u'&#10;'),
                         (u'\r', u'&#13;')):
        text = text.replace(raw, written)
    return text


@given(TITLES, st.binary(max_size=4), st.integers(0, 1000))
def test_a_title_survives_dirt_beside_it(title, dirt, place):
    title = u''.join(c for c in title if c in u'\t\n\r' or c >= u' ' and not u'\ud800' <= c <= u'\udfff'
                     and c not in u'\ufffe\uffff')
    dirt = dirt.replace(b'<', b'').replace(b'&', b'').replace(b'"', b'')
    data = b'<M t="' + escaped(title).encode('utf-8') + b'" u="' + dirt + b'"/>'
    assert parse(data).get('t') == title
