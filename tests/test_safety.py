# -*- coding: utf-8 -*-
"""All checks of one file together: what each place of a file is held to, and what is said of what is found."""
from __future__ import absolute_import, division, print_function

import time

import hypothesis
import hypothesis.strategies as st
import pytest

from plexfix.base.compat import text_type, to_bytes
from plexfix.change import safety
from plexfix.outside.realpython27 import Verdict

BESIDE = safety.Modules(frozenset(['utils']), True)
AGENT = safety.Context(safety.CODE, 'Elevated', BESIDE, None)
LIBRARY = safety.Context(safety.LIBRARY, None, BESIDE, None)

# Real code of agents, and what looks like a mistake in it but is none.
HEALTHY = u'''# -*- coding: utf-8 -*-
# sudo rm -rf / is what nobody should do
import re, urllib2, utils
from lxml import etree
NAMES = ["Best of", 'pseudo', 'visudo', u'Caf\xe9', ur'\\d+', 0777]
def Start():
    HTTP.CacheTime = CACHE_1WEEK
class Sample(Agent.Movies):
    name = 'Sudo Master'
    def search(self, results, media, lang):
        """Search; never with sudo."""
        for link in HTML.ElementFromURL(BASE).xpath('.../@href'):
            print link, `link`
            if not link <> '': char = link
            try:
                x = int(link)
            except ValueError, e:
                Log('sudo: %s', e)
        with Lock() as held:
            return set(a for a in NAMES), {a: 1 for a in NAMES}
'''


def rules(source, context=safety.PLAIN_CONTEXT):
    return [one.rule for one in safety.check_file(to_bytes(source), 'x.py', context)]


@pytest.mark.parametrize('context', [AGENT, LIBRARY, safety.PLAIN_CONTEXT._replace(modules=BESIDE), AGENT._replace(policy=None)],
                         ids=['agent', 'library', 'plain', 'standard'])
@pytest.mark.parametrize('change', [lambda text: text, lambda text: text.replace(u'\n', u'\r\n'), lambda text: u'\ufeff' + text,
                                    lambda text: text.rstrip(u'\n')], ids=['as it is', 'CRLF', 'BOM', 'no last line end'])
def test_healthy_real_code_has_no_finding(change, context):
    assert rules(change(HEALTHY), context) == []


@pytest.mark.parametrize('source, expected', [
    (u'x = f"a"', ['syntax/syntax']), (u'import pathlib', ['names/module']), (u'os.system("sudo ls")', ['danger/privilege']),
    (u'_x = 1', ['loader/underscore-variable']), (u'd[k] += 1', ['loader/augmented-item']),
    (u'def f():\n    yield 1', ['loader/yield']), (u'x = all(y)', ['loader/absent-builtin']), (u'x -= 1', ['loader/augmented-operator']),
    (u'open(a, encoding=b)', ['loader/absent-builtin', 'names/argument']), (u'import requests', ['names/unknown-module']),
    (u'import utils', []), (u'None = 1\nreturn 1\ndef f(a, a): pass', []), (u'x = "\xe9"', []),
])
def test_code_that_the_loader_compiles(source, expected):
    assert rules(source, AGENT) == expected


@pytest.mark.parametrize('source, expected', [
    (u'_x = 1\nd[k] += 1\nx = all(y)', []), (u'None = 1', ['syntax/target']), (u'return 1', ['syntax/flow']),
    (u'x = "\xe9"', ['syntax/encoding']), (u'import requests', ['names/unknown-module']),
])
def test_a_library_has_all_rules_of_files_and_none_of_the_loader(source, expected):
    assert rules(source, LIBRARY) == expected


def test_severities():
    found = safety.check_file(b'import requests\nx = all(y)\nos.chmod(a, 0777)\n', 'x', AGENT._replace(modules=None))
    assert [one.severity for one in found] == [safety.WARNING] * 3
    assert all(safety.is_error(one) for one in safety.check_file(b'import pathlib\n_x = os.system("sudo ls")\n', 'x', AGENT))


def test_the_policy_decides_and_an_unknown_one_is_standard():
    source = u'a = b.__getitem__(1)'
    assert rules(source, AGENT) == [] and rules(source, AGENT._replace(policy='Other')) == ['loader/underscore-attribute']


def test_a_finding_has_a_place_in_characters_and_says_everything_in_one_line():
    found = safety.check_file(u'# coding: utf-8\nx = u"\xe9\xe9"; os.system("""\nsudo ls\n""")'.encode('utf-8'), 'x.py')
    assert [(one.file, one.line, one.column) for one in found] == [('x.py', 2, 22)]
    for text in (found[0].what, found[0].why):
        assert isinstance(text, text_type) and text and u'\n' not in text


def test_a_feature_is_named_with_its_version():
    assert safety.check_file(b'x = f"a"', 'x')[0].what == u'invalid syntax: f-string, since 3.6'


def test_what_is_said_is_never_too_long():
    found = safety.check_file(b'os.system("sudo %s")' % (b'a ' * 5000) if str is bytes else
                              b'os.system("sudo ' + b'a ' * 5000 + b'")', 'x')
    assert len(found) == 1 and len(found[0].what) < 300


@pytest.mark.parametrize('data, words', [
    (u'x = 1\n'.encode('utf-16'), u'UTF-16'), (b'\x7fELF\0\1', u'no text'), (b'\xca\xfe\xba\xbe\0', u'no text'),
])
def test_what_is_no_text_is_said_so(data, words):
    found = safety.check_file(data, 'x', AGENT)
    assert len(found) == 1 and words in found[0].what and safety.is_error(found[0])


def test_an_empty_file_is_clean():
    assert rules(u'') == rules(u'\n\n', AGENT) == rules(u'\ufeff', LIBRARY) == []


GOOD = Verdict(True, None, None, None, True)
BAD = Verdict(False, 3, None, u'no such thing', True)


def syntax(data, real, as_loaded=False):
    return [(one.rule, one.line, one.severity) for one in safety.syntax_findings(safety.Source(data), as_loaded, real)]


def test_the_real_compiler_has_the_last_word_and_a_disagreement_is_said():
    assert syntax(b'x = 1', GOOD) == syntax(b'x = 1', None) == []
    assert syntax(b'x = 1', BAD) == [('syntax/compiler', 3, safety.ERROR)]
    assert syntax(b'x =', BAD) == syntax(b'x =', None) == [('syntax/syntax', 1, safety.ERROR)]
    assert syntax(b'x =', GOOD) == [('syntax/disagreement', 1, safety.WARNING)]


def test_of_what_plex_loads_the_real_one_takes_no_error_away():
    assert syntax(b'x =', GOOD._replace(complete=False), True) == [('syntax/syntax', 1, safety.ERROR)]
    assert syntax(b'x = 1', BAD._replace(complete=False, line=None), True) == [('syntax/compiler', 1, safety.ERROR)]


def test_a_syntax_error_is_not_said_twice_by_the_loader():
    assert rules(u'x = "abc\n', AGENT) == ['syntax/string']


def test_a_long_file_takes_seconds_at_most():
    data = to_bytes(HEALTHY) * 600
    assert len(data) > 400000
    started = time.time()
    assert safety.check_file(data, 'utils.py', AGENT) == []
    # Ten times what it takes, since machines differ.
    assert time.time() - started < 20


_PIECES = st.lists(st.sampled_from(
    u'import x|from a import b|os.system("sudo ls")|def f(a, *b):|class|(|)|[|]|{|}|"|\'|"""|\\|#|\n|\n    |;|:|,|=|lambda|try:|'
    u'except|if|else:|@|.|f"a"|\xe9|\0|\r|\t|rm -rf|`|for x in|print|*|->|:=|_x|yield|return|async|0777|'.split(u'|')), max_size=25)


@hypothesis.given(_PIECES, st.booleans())
def test_no_text_makes_it_fail(pieces, as_loaded):
    data = to_bytes(u' '.join(pieces))
    for one in safety.check_file(data, 'x', AGENT if as_loaded else safety.PLAIN_CONTEXT):
        assert one.line >= 1 and one.column >= 1 and one.what and one.why and one.severity in (safety.ERROR, safety.WARNING)


@hypothesis.given(st.binary(max_size=60))
def test_no_bytes_make_it_fail(data):
    safety.check_file(data, 'x', AGENT)
