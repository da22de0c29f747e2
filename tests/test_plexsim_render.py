# -*- coding: utf-8 -*-
"""The two forms of an answer say the same, whatever is in a title."""
from __future__ import absolute_import, division, print_function

import json
import re
import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plexfix.base.compat import to_bytes
from plexsim.server.render import Node, json_bytes, media_container, xml_bytes

NOT_XML = re.compile(u'[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]')
TEXT = st.text(st.characters(blacklist_categories=('Cs',)), max_size=40)


@given(TEXT)
def test_every_text_survives_xml_but_for_what_xml_cannot_hold(text):
    found = ElementTree.fromstring(xml_bytes(Node('Video', [('title', text)], ())))
    assert found.get('title') == NOT_XML.sub(u'', text)


@given(TEXT)
def test_every_text_survives_json(text):
    found = json.loads(json_bytes(Node('Video', [('title', text)], ())).decode('ascii'))
    assert found == {'Video': {'title': text}}


@pytest.mark.parametrize('value, in_xml, in_json', [
    (True, '1', True), (False, '0', False), (7, '7', 7), (1.5, '1.5', 1.5), (u'7', '7', u'7'), (b'caf\xc3\xa9', u'café', u'café')])
def test_values_keep_their_type_in_json(value, in_xml, in_json):
    node = Node('X', [('a', value)], ())
    assert ElementTree.fromstring(xml_bytes(node)).get('a') == in_xml
    found = json.loads(json_bytes(node).decode('ascii'))['X']['a']
    assert found == in_json and isinstance(found, bool) == isinstance(in_json, bool)


def test_absent_values_are_left_out():
    node = Node('X', [('a', None), ('b', 0)], ())
    assert ElementTree.fromstring(xml_bytes(node)).attrib == {'b': '0'}
    assert json.loads(json_bytes(node).decode('ascii')) == {'X': {'b': 0}}


def test_rows_of_items_are_metadata_in_json_and_other_folders_are_not():
    rows = [Node('Video', [('ratingKey', u'1')], ()), Node('Directory', [('ratingKey', u'2')], ()),
            Node('Directory', [('key', u'3')], [Node('Location', [('path', u'/x')], ())])]
    found = json.loads(json_bytes(media_container([('a', 1)], rows)).decode('ascii'))['MediaContainer']
    assert found == {'size': 3, 'a': 1, 'Metadata': [{'ratingKey': '1'}, {'ratingKey': '2'}],
                     'Directory': [{'key': '3', 'Location': [{'path': '/x'}]}]}


def test_dirty_xml_is_what_no_strict_parser_takes():
    node = media_container([], [Node('Video', [('title', u'é')], ())])
    body = xml_bytes(node, dirty=True)
    assert to_bytes(u'é') in body
    with pytest.raises(UnicodeDecodeError):
        body.decode('utf-8')
    with pytest.raises(ElementTree.ParseError):
        ElementTree.fromstring(body)
