# -*- coding: utf-8 -*-
"""markup: text stays text wherever it is put, what a browser would obey is shown instead, secrets are taken out."""
from __future__ import absolute_import, division, print_function

import ast
import io
import os
import re
import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from page_bench import HOSTILE
from plexfix.base.compat import to_bytes, to_text
from plexfix.show import markup
from plexfix.show.markup import Markup, command, element, joined, said

SHOW = os.path.dirname(markup.__file__)
OBEYED = re.compile(u'[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]')
ANY_TEXT = st.text(st.characters(), max_size=60) | st.sampled_from(HOSTILE)


def parsed(made):
    """The element as an XML parser reads it."""
    return ElementTree.fromstring(to_bytes(made.text))


@pytest.mark.parametrize('text', HOSTILE)
def test_hostile_text_is_one_text_node_and_one_attribute(text):
    read = parsed(element('p', {'class': text}, text))
    assert len(read) == 0 and list(read.attrib) == ['class']
    assert u'script' not in [one.tag for one in read.iter()]


@given(ANY_TEXT, ANY_TEXT)
def test_any_text_is_read_back_as_it_is_shown(text, value):
    read = parsed(element('p', {'title': value}, said(text), text))
    bdi = read.find('bdi')
    assert [one.tag for one in read.iter()] == ['p', 'bdi'] and list(read.attrib) == ['title']
    assert to_text(bdi.text or u'') == to_text(bdi.tail or u'')
    assert not OBEYED.search(to_text(bdi.text or u'').replace(u'\n', u''))


@pytest.mark.parametrize('text, shown', [
    (u'a<b', u'a<b'), (u'\x1b[31m', u'\u241b[31m'), (u'\x00', u'\u2400'), (u'a\u2028b', u'a\u21b5b'), (u'x\u202ey', u'x\ufffdy'),
    (u'\ud800', u'\ufffd'), (u'\U0001f600', u'\U0001f600'), (u'a\nb\tc', u'a\nb\tc'), (u'\x7f\x85', u'\ufffd\ufffd'),
    (u'&lt;', u'&lt;'), (7, u'7'), (b'caf\xc3\xa9 \xff', u'caf\xe9 \ufffd'), (u'\u05d0', u'\u05d0')])
def test_what_is_shown_of_a_text(text, shown):
    assert parsed(element('p', {}, text)).text == shown


def test_a_lone_half_of_a_pair_is_not_even_in_the_text():
    assert element('p', {}, u'a\ud800b').text == u'<p>a\ufffdb</p>'


def test_the_two_halves_of_a_pair_become_the_character_that_they_are():
    assert parsed(element('p', {}, u'\ud83d' + u'\ude00')).text == u'\U0001f600'


def test_secrets_do_not_come_onto_a_page_and_only_a_command_keeps_the_home_folder():
    text = u'cp /home/annabell/a http://www.iafd.com/?api_key=0123456789abcdef0123456789abcdef'
    assert u'annabell' not in element('p', {'title': text}, text).text
    assert u'/home/annabell/a' in command(text).text
    for made in (element('p', {'title': text}, text), command(text), said(text)):
        assert u'0123456789abcdef' not in made.text


def test_children_none_lists_numbers_and_markup():
    made = element('p', {'b': 1, 'a': None}, None, [1, [u'<', Markup(u'<br />')], ()], u'&')
    assert made.text == u'<p b="1">1&lt;<br />&amp;</p>'
    assert element('circle', {'r': u'4'}).text == u'<circle r="4" />'
    assert joined([u'a', None, u'b'], u', ').text == u'a, b'


def test_markup_is_made_of_constant_text_only():
    """Outside of this module nobody calls Markup with anything but a literal or a table of our own."""
    allowed = {('html.py', '_metas'), ('html.py', 'page')}
    found = set()
    for name in sorted(os.listdir(SHOW)):
        if not name.endswith('.py') or name == 'markup.py':
            continue
        with io.open(os.path.join(SHOW, name), encoding='utf-8') as source:
            # Bytes, as Python 2 takes no text that declares its encoding.
            tree = ast.parse(source.read().encode('utf-8'))
        for function in [node for node in tree.body if isinstance(node, ast.FunctionDef)]:
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == 'Markup':
                    found.add((name, function.name))
    assert found == allowed
