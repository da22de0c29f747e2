# -*- coding: utf-8 -*-
"""Templates: what varies is masked, what tells a cause is kept, and a template depends on nothing but its record (rule 12)."""
from __future__ import absolute_import, division, print_function

import os
import random
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loglines import CROSS, DUMP, FRAMES, Log, count, field
from plexfix.base.compat import to_bytes, to_text
from plexfix.observe import logline, templates

ERROR = logline.ERROR


def template(text, level=ERROR, module=b'utils'):
    return to_text(templates.template_of(level, module, to_bytes(text)))


SAME = [
    # titles
    (u'AEBN  - SEARCH::    Error: Cannot match < The Baker\'s Map >', u'AEBN  - SEARCH::    Error: Cannot match < Room 404: A Story >'),
    (u"Cannot find 'The Baker\'s Map'", u"Cannot find 'Room'"), (u'Cannot find "A Title"', u'Cannot find "Another one, 2"'),
    (u'No result for Studio - Title (2011)', u'No result for Another Studio - A Longer Title: Part 2 (2019)'),
    (u'AEBN  - SEARCH:: ' + field(u'Site Title', u'A'), u'AEBN  - SEARCH:: ' + field(u'Site Title', u'B: c (2) [d]')),
    (u'AEBN  - SEARCH:: ' + field(u'Site Title', u'A'), u'AEBN  - SEARCH:: ' + field(u'Site Title', u'Fj\xe4llr\xe4ven')),
    (u'Cannot read \u201cA Title\u201d', u'Cannot read \u201cAn Other\u201d'),
    # numbers, ids, times, hex
    (u'Item 60 took 7.1 seconds', u'Item 12345 took 12 seconds'), (u'Read 3 of 5', u'Read 30 of 500'), (u'Hash 0x7ae1b6527b38', u'Hash 0x1'),
    (u'Hash f03842a0815769c0fe8ba91dea4a41181ea32c3', u'Hash 059177a7fc1b2225f1ae52240414e46a186d38e'),
    (u'Began at 2026-01-30 14:39:06', u'Began at 2025-12-01 01:02:03'),
    (u'id 6c5b1f3e-1111-2222-3333-444455556666 gone', u'id 0c5b1f3e-1111-2222-3333-44445555aaaa gone'),
    # places
    (u"Error opening URL 'http://a.com/x/1'", u"Error opening URL 'http://a.com/y?z=2#3'"), (u'See http://A.com/x', u'See http://a.com/y/z?k=404'),
    (u'Cannot read model from /config/Metadata/Movies/c/f038.bundle/x', u'Cannot read model from /volume2/Plex/TV Shows/3/a.bundle/x'),
    (u'Exception writing to C:\\Plex\\a\\b.xml', u'Exception writing to D:\\Other Place\\c\\d.xml'),
    # markers, dumps, objects
    (u'AEBN  - SEARCH:: %s File: __init__.py, Line: 283, Function: search' % CROSS,
     u'AEBN  - SEARCH:: %s File: __init__.py, Line: 290, Function: search' % CROSS),
    (u'Film: ' + DUMP, u"Film: {'a': 1}"), (u'Cast: [u\'A B\', u\'C D\']', u'Cast: []'), (u'at <lxml.Element a at 0x7f1>', u'at <lxml.Element b at 0xab2>'),
    (u'Seen set([1, 2])', u'Seen set([])')]


@pytest.mark.parametrize('one, other', SAME)
def test_messages_of_one_cause_fall_together(one, other):
    assert template(one) == template(other)


APART = [
    (u'HTTP Error 403: Forbidden', u'HTTP Error 404: Forbidden'), (u'HTTP 403', u'HTTP 503'), (u'404 Client Error: x', u'403 Client Error: x'),
    (u"Error opening URL 'http://a.com/x'", u"Error opening URL 'http://b.com/x'"), (u'[Errno 2] no', u'[Errno 13] no'),
    (u'AEBN  - SEARCH::    Error: x', u'GEVI  - SEARCH::    Error: x'), (u'AEBN  - SEARCH::    Error: x', u'AEBN  - UPDATE::    Error: x'),
    (u"no attribute 'xpath'", u"no attribute 'get'"), (u'No module named lxml', u'No module named cloudscraper'),
    (u'Error getting Site Title: < Title Match Failure! >', u'Error getting Site Studio: < Studio Match Failure! >'),
    (u'AEBN  - SEARCH:: ' + field(u'Site Title', u'A'), u'AEBN  - SEARCH:: ' + field(u'Site Studio', u'A')),
    (u'KeyError in reading', u'ValueError in reading'), (u'Cannot read the page', u'Cannot write the page'),
    (u'URLError: <urlopen error timed out>', u'URLError: <urlopen error [Errno -2] Name or service not known>')]


@pytest.mark.parametrize('one, other', APART)
def test_what_tells_a_cause_keeps_messages_apart(one, other):
    assert template(one) != template(other)


def traced(**how):
    """Return the text of a record with a traceback."""
    lines = Log().traceback(**how).data().split(b'\n')[:-1]
    return b'\n'.join([logline.parse(lines[0]).message] + lines[1:])


def test_a_traceback_is_grouped_by_class_text_and_frames():
    other_place = [('C:\\Plex\\' + name.rsplit('/', 1)[1], number + 14, function, u'another line') for name, number, function, _ in FRAMES]
    base = template(traced(cause=u"KeyError: 'x 1'"))
    assert base == template(traced(cause=u"KeyError: 'y 22'", frames=other_place))
    assert base != template(traced(cause=u'ValueError: x'))
    assert base != template(traced(cause=u"KeyError: 'x 1'", frames=FRAMES[:1]))
    assert base != template(traced(cause=u"KeyError: 'x 1'", frames=FRAMES[:1] + (('/x/__init__.py', 283, 'update', u''),)))
    assert template(traced(cause=u"AttributeError: no attribute 'a'")) != template(traced(cause=u"AttributeError: no attribute 'b'"))
    assert base.endswith(u'agentkit.py:_search > __init__.py:search')


def test_the_dump_in_an_exceptions_opening_is_masked():
    def crash(key):
        return traced(opening=u"Exception in the search function of agent named 'AEBN', called with keyword arguments {'id': '%s'}" % key)
    assert template(crash(60)) == template(crash(404))
    assert u"'AEBN'" in template(crash(60))


@pytest.mark.parametrize('text', [u'', u' ', u'\t', u'\n', u'***', u'{', u'[', u'<', u"'", u'"',
                                  u'(most recent call last):', u'Traceback (most recent call last):'])
def test_every_text_has_a_template(text):
    assert template(text) and len(template(text)) < 2000


def test_a_template_is_short_whatever_the_text():
    assert len(template(u'word ' * 10000)) <= 420 and len(template(u'x' * 100000)) <= 420


def test_a_template_holds_no_secret():
    secret = u'xYz9QkwTbLm3RsVp2Q7a'
    for text in (u'UTILS :: \tPlex Token                   ' + secret, u'http://a.com/?X-Plex-Token=' + secret, u"{'api_key': '%s'}" % secret,
                 u'X-Plex-Token: ' + secret, u'Error: password=' + secret, u'Error: http://user:%s@a.com/' % secret):
        assert secret not in template(text)


def test_the_line_number_is_no_part_of_a_patterns_identity():
    log = Log().record(u'Cannot read', 'ERROR', 'utils:5486').record(u'Cannot read', 'ERROR', 'utils:5500')
    assert [pattern['count'] for pattern in count(log)['patterns']] == [2]


def test_level_and_module_are_part_of_a_patterns_identity():
    log = Log().record(u'Cannot read', 'ERROR', 'utils:1').record(u'Cannot read', 'ERROR', 'core:1').record(u'Cannot read', 'WARNING', 'utils:1')
    patterns = count(log)['patterns']
    assert sorted((pattern['level'], pattern['module']) for pattern in patterns) == [('ERROR', 'core'), ('ERROR', 'utils'), ('WARNING', 'utils')]
    assert len(set(pattern['id'] for pattern in patterns)) == 3


def test_an_id_is_twelve_hex_digits_of_level_module_and_template():
    first = templates.id_of(b'ERROR', b'utils', b'a')
    assert len(first) == 12 and int(first, 16) >= 0
    assert len(set([first, templates.id_of(b'WARNING', b'utils', b'a'), templates.id_of(b'ERROR', b'core', b'a'), templates.id_of(b'ERROR', b'utils', b'b'),
                    templates.id_of(b'ERROR', b'', b'utilsa')])) == 5


# Rule 12: a pure function of its record

TEXTS = [text for pair in SAME + APART for text in pair] + [
    to_text(traced(cause=u'KeyError: 1')), to_text(traced(cause=u'HTTPError: HTTP Error 403: Forbidden')), DUMP, u'Item 404 of HTTP Error 404', u'a\n  b 1']

HARD = st.one_of(
    st.binary(max_size=300),
    st.builds(lambda parts: b''.join(parts), st.lists(st.one_of(
        st.sampled_from([to_bytes(text) for text in TEXTS]), st.binary(max_size=8), st.sampled_from(
            [b"'", b'"', b'{', b'}', b'[', b']', b'<', b'>', b'(', b')', b' - ', b'  ', b'::', b'\xe2\x9d\x8c', b'http://', b'HTTP 404',
             b'Errno 2', b'0x1f'])), max_size=5)))


@given(HARD, st.integers(0, 4), st.sampled_from([b'utils', b'core', b'networking']))
def test_no_bytes_crash_a_template_and_it_never_changes(text, level, module):
    first = templates.template_of(level, module, text)
    assert first and b'\n' not in first and first == templates.template_of(level, module, text)


@given(HARD, st.lists(st.sampled_from(TEXTS), max_size=5))
def test_what_was_asked_before_changes_no_template(text, before):
    first = templates.template_of(ERROR, b'utils', text)
    for other in before:
        template(other)
    assert templates.template_of(ERROR, b'utils', text) == first


@given(HARD, HARD)
def test_texts_that_are_alike_to_the_lookup_have_one_template(one, other):
    for first, second in ((one, other), (one, one.replace(b'1', b'2')), (one, one.replace(b'404', b'403')), (one, one + b'/x')):
        if templates.likeness(first) == templates.likeness(second):
            assert templates.template_of(ERROR, b'utils', first) == templates.template_of(ERROR, b'utils', second)


@pytest.mark.parametrize('first', TEXTS[:20])
def test_known_texts_that_are_alike_have_one_template(first):
    for second in TEXTS:
        if templates.likeness(to_bytes(first)) == templates.likeness(to_bytes(second)):
            assert template(first) == template(second)


@given(st.lists(st.sampled_from(range(len(TEXTS))), min_size=1, max_size=12), st.randoms())
def test_rule_12_a_records_pattern_is_the_same_whatever_stands_around_it(numbers, shuffler):
    log = Log()
    for number in numbers:
        lines = TEXTS[number].split(u'\n')
        log.record(lines[0], 'ERROR', 'utils:%d' % number, more=lines[1:])
    records = list(log.records)
    shuffler.shuffle(records)
    expected = {}
    for number in numbers:
        name = to_text(templates.id_of(b'ERROR', b'utils', templates.template_of(ERROR, b'utils', to_bytes(TEXTS[number]))))
        expected[name] = expected.get(name, 0) + 1
    found = [pattern for pattern in count([b''.join(log.records), b''.join(records)])['patterns']]
    assert dict((pattern['id'], pattern['count']) for pattern in found) == dict((name, 2 * number) for name, number in expected.items())


def test_rule_12_templates_are_the_same_in_another_process():
    """Hashes of texts differ from process to process; templates may not."""
    code = ('import sys; sys.path.insert(0, sys.argv[1]); sys.path.insert(0, sys.argv[2]); import test_templates as t; '
            'sys.stdout.write(t.all_ids())')
    tests = os.path.dirname(os.path.abspath(__file__))
    for seed in ('1', '2'):
        process = subprocess.Popen([sys.executable, '-B', '-c', code, tests, os.path.join(os.path.dirname(tests), 'lib')], stdout=subprocess.PIPE,
                                   env=dict(os.environ, PYTHONHASHSEED=seed))
        out, _ = process.communicate()
        assert out.decode('ascii') == all_ids()


def all_ids():
    """Return the ids of all texts, shuffled so that what was asked before differs."""
    order = list(range(len(TEXTS)))
    random.shuffle(order)
    found = dict((number, to_text(templates.id_of(b'ERROR', b'utils', templates.template_of(ERROR, b'utils', to_bytes(TEXTS[number]))))) for number in order)
    return ' '.join(str(found[number]) for number in sorted(found))
