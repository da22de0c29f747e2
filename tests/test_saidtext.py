# -*- coding: utf-8 -*-
"""What records say: no dumps, no paths of URLs, no source lines; capped; and which patterns speak of a problem at all."""
from __future__ import absolute_import, division, print_function

import pytest

from plexfix.understand.signatures import saidtext


@pytest.mark.parametrize('text, expected', [
    (u'plain', u'plain'),
    (u"Film {'Title': u'HTTP Error 403', 'IAFD403Err': set([])} read", u'Film {...} read'),
    (u"Error opening URL 'https://www.film-index.example/HTTP Error 403'", u"Error opening URL 'https://www.film-index.example/<...> Error 403'"),
    (u'see https://a.example/b?c=d#e and http://b.example', u'see https://a.example/<...> and http://b.example'),
    (u"Error opening URL 'http://127.0.0.1:32400/:/plugins/com.plexapp.system/resourceHashes'",
     u"Error opening URL 'http://127.0.0.1:32400/:/plugins/com.plexapp.system/resourceHashes'"),
    (u"Requesting 'https://a.example/s?q=1&X-Plex-Token=<token>'", u"Requesting 'https://a.example/<...><token>'"),
    (u'It failed (most recent call last):\n  File "a.py", line 3, in f\n    raise X("captcha")\nXError: no {\'a\': 1}\n',
     u'It failed (most recent call last):\nXError: no {...}'),
    (u'It failed (most recent call last):\n  File "a.py", line 3', u'It failed (most recent call last):\n: '),
    (u'one\ntwo', u'one\ntwo'),
])
def test_what_a_record_says(text, expected):
    assert saidtext.said(text) == expected


def test_lines_and_texts_are_capped():
    assert len(saidtext.said(u'x' * 100000)) == saidtext.LINE_CHARS
    many = saidtext.said(u'\n'.join([u'y' * 5000] * 50))
    assert len(many) <= saidtext.TEXT_CHARS and max(len(line) for line in many.split(u'\n')) == saidtext.LINE_CHARS
    assert len(saidtext.said(u'a (most recent call last):\nXError: ' + u'z' * 100000)) < 2 * saidtext.LINE_CHARS


def test_equal_samples_are_one_text():
    pattern = {'template': u'a <...>', 'samples': [{'text': u'a 1'}, {'text': u'a 1'}, {'text': u'a 2'}]}
    assert saidtext.texts_of(pattern) == [u'a <...>', u'a 1', u'a 2']


def spoken(text, level='ERROR', role=None):
    return saidtext.speaks({'template': text, 'level': level, 'role': role, 'samples': [{'text': text}]})


@pytest.mark.parametrize('text, level, role, expected', [
    (u'anything', 'INFO', None, False), (u'anything', 'DEBUG', None, False), (u'anything', 'INFO', 'evidence', True),
    (u'anything', 'WARNING', None, True), (u'anything', 'CRITICAL', None, True), (u'x', 'ERROR', 'benign', True),
    (u'StageDoor - SEARCH::    Search Title                  HTTP Error 403: Forbidden', 'ERROR', None, False),
    (u'StageDoor - UPDATE::    ******** (Northlight) - HTTP Error 403 ********', 'ERROR', None, False),
    (u'StageDoor - UPDATE::    Error: HTTP Error 403', 'ERROR', None, True),
    (u'StageDoor - SEARCH::    Search Title                  HTTP Error 403', 'ERROR', 'failure', True)])
def test_plain_information_and_a_film_s_data_do_not_speak(text, level, role, expected):
    assert spoken(text, level, role) is expected


def test_a_pattern_without_samples_speaks_by_its_level():
    assert saidtext.speaks({'template': u'x', 'level': 'ERROR', 'samples': []})
    assert not saidtext.speaks({'template': u'x', 'level': 'INFO', 'samples': []})
