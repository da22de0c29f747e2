# -*- coding: utf-8 -*-
"""Signatures: the package's own keep their rules and match their samples; the rules; matching, order, precision."""
from __future__ import absolute_import, division, print_function

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backtracking import Search
from plexfix.base.compat import to_bytes, to_text
from plexfix.base.errors import UsageError
from plexfix.observe.counts import Counts
from plexfix.observe.templates import template_of
from plexfix.outside import signaturefiles
from plexfix.understand import categories, signatures
from plexfix.understand.signatures import regexrules
from plexfix.understand.signatures.regextree import read
from plexfix.understand.signatures import Matcher

FILES = dict((path, signaturefiles.read(path)) for path in signaturefiles.paths(signaturefiles.OWN_FOLDER))
ROWS = dict((row['id'], row) for document in FILES.values() for row in document['signatures'])
OWN = dict((signature.id, signature) for signature in signaturefiles.load())
OF_TEXT = sorted(key for key in OWN if OWN[key].must)
OF_NUMBERS = sorted(key for key in OWN if OWN[key].numbers)
EVERY = Matcher(OWN.values())

# What the suite has to know at least.
TOPICS = {
    'blocked client': 'http-403-blocked-client', 'rate limit': 'http-429-rate-limited', 'redesign': 'redesign-no-titles',
    'JavaScript': 'parse-javascript-page', 'TLS': 'tls-handshake', 'certificate': 'tls-certificate', 'missing module': 'loader-import-missing',
    'missing attribute': 'loader-module-attribute', 'loader, name': 'loader-underscore-name',
    'loader, attribute': 'loader-underscore-attribute', 'loader, item': 'loader-augmented-item',
    'loader, augmented attribute': 'loader-augmented-attribute', 'loader, exec': 'loader-exec', 'loader, yield': 'loader-yield',
    'loader, printed': 'loader-printed', 'loader, crash': 'loader-compiler-crash', 'encoding': 'unicode-ascii', 'no xpath': 'none-has-no-xpath',
    'missing file': 'missing-media-file', 'name': 'name-form', 'start noise': 'noise-resource-hashes', 'model': 'noise-model-read',
    'timeout': 'network-timeout', 'permission': 'storage-permission', 'token': 'token-in-log', 'unfinished': 'all-unfinished',
    'nothing asked': 'nothing-asked', 'captcha': 'blocked-by-captcha', 'disk': 'disk-full', 'dns': 'network-dns'}

GOOD = {
    'id': u'a-known-one', 'title': u'Known', 'agents': [], 'category': 'other', 'severity': 'low', 'meaning': u'It means something.',
    'checks': [u'Is it so?'], 'evidence': [u'seen'], 'must': [u'shelf \\d+ is empty'], 'must_not': [u'library'],
    'matches': [u'the shelf 12 is empty'], 'does_not_match': [u'the shelf 12 of the library'],
}
NUMBERS = {
    'id': u'by-numbers', 'title': u'Known', 'category': 'other', 'severity': 'low', 'meaning': u'It means something.',
    'checks': [u'Is it so?'], 'evidence': [u'seen'], 'numbers': [{'number': u'titles_found', 'op': '==', 'value': 0}],
    'matches': [{'titles_found': 0}], 'does_not_match': [{'titles_found': 1}, {'titles_found': None}, {}],
}


def document(*rows):
    return {'schema': signatures.SCHEMA, 'signatures': list(rows)}


def changed(row, **fields):
    """Return a copy of *row* with some fields replaced; a value of None takes the field out."""
    row = dict(copy.deepcopy(row), **fields)
    return dict((key, value) for key, value in row.items() if value is not None)


def one(**fields):
    return signatures.parse(document(changed(GOOD, **fields)), u'a.json')[0]


def pattern(text, template=u'<...>', level='ERROR', role='failure', successful=0, other=1):
    texts = [text] if not isinstance(text, list) else text
    return {'id': u'a1b2c3d4e5f6', 'template': template, 'level': level, 'role': role, 'module': u'utils', 'benign': role == 'benign',
            'operations': {'successful': successful, 'other': other}, 'samples': [{'text': item} for item in texts]}


def ids(found):
    return [signature.id for signature in found]


def agent_of(signature):
    return signature.agents[0].replace(u'*', u'tv') if signature.agents else u'FilmVault'


# The package's own.

@pytest.mark.parametrize('path', sorted(FILES))
def test_own_files_keep_the_rules(path):
    assert signatures.lint(FILES[path], to_text(path)) == []


def test_there_are_enough_of_them_and_all_topics_are_covered():
    assert len(OWN) >= 100 and len(ROWS) == len(OWN)
    assert [topic for topic in sorted(TOPICS) if TOPICS[topic] not in OWN] == []
    assert set(signature.category for signature in OWN.values()) <= set(categories.IDS)


@pytest.mark.parametrize('key', sorted(OWN))
def test_own_signatures_have_samples_questions_and_evidence(key):
    row, signature = ROWS[key], OWN[key]
    assert len(row['matches']) >= 2 and len(row['does_not_match']) >= 2
    assert signature.checks and signature.evidence and signature.meaning.endswith(u'.')
    assert all(check.endswith(u'?') for check in signature.checks)


@pytest.mark.parametrize('key', OF_TEXT)
def test_own_samples_are_decided_as_they_should(key):
    signature, level = OWN[key], 'INFO' if OWN[key].quiet else 'ERROR'
    matcher = Matcher([signature])
    for text in ROWS[key]['matches']:
        assert ids(matcher.of_pattern(agent_of(signature), pattern(text, level=level, role=None if signature.quiet else 'failure'))) == [key]
    for text in ROWS[key]['does_not_match']:
        assert matcher.of_pattern(agent_of(signature), pattern(text)) == []


@pytest.mark.parametrize('key', [key for key in OF_TEXT if not OWN[key].quiet and not OWN[key].general])
def test_the_whole_set_puts_a_signature_first_for_one_of_its_samples(key):
    firsts = [EVERY.of_pattern(agent_of(OWN[key]), pattern(text))[0].id for text in ROWS[key]['matches']]
    assert key in firsts


@pytest.mark.parametrize('key', [key for key in OF_TEXT if not OWN[key].quiet])
def test_masking_leaves_enough_of_one_sample_to_know_it_by_its_template(key):
    # Samples are cut at 2,000 characters: of a long traceback the template alone has the end.
    templates = [to_text(template_of(4, b'utils', to_bytes(text))) for text in ROWS[key]['matches']]
    matcher = Matcher([OWN[key]])
    assert any(matcher.of_pattern(agent_of(OWN[key]), pattern([], template)) for template in templates)


@pytest.mark.parametrize('key', OF_TEXT)
def test_own_expressions_do_not_run_away(key):
    for text in OWN[key].must + OWN[key].must_not:
        regex = read(text)
        for word in (regexrules.needed(regex) or (u'ab1',))[:2]:
            for unit in (word, u'a', u'1', u' ', u"'"):
                # Twice the length, at most four times the steps, and a little for the ends.
                short, long = Search(regex.tree, (word + unit * 40)[:40]), Search(regex.tree, (word + unit * 80)[:80])
                short.found()
                long.found()
                assert long.steps <= 5 * short.steps, (text, word, unit)


DECOYS = [
    u"FilmVault  - UPDATE:: Film Dictionary               {'Title': u'Le Caf\u00e9', 'FoundOnIAFD': 'No', 'IAFD403Err': set([])}",
    u"Searching for matches for {'id': '404', 'guid': 'com.plexapp.agents.X://404?lang=en', 'name': 'HTTP Error 403: Forbidden'}",
    u'StageDoor - SEARCH::    Search Title                  Trial and Error', u'Response: [200] str, 692 bytes', u'Response: [404] NoneType, 0 bytes',
    u'FilmVault  - SEARCH:: Titles Found                  5 Processing Results Page:  1', u'Started plug-in',
    u"Requesting 'https://www.film-index.example/HTTP%20Error%20403'", u'Setting the default network timeout to 20.0',
    u'FilmVault  - SEARCH:: ************** >> FilmVault: Finished Search Routine << **************',
    u'StageDoor - SEARCH::    Processing                    Page 1: 3 of 4 for Northlight - Trial and Error (2014)',
    u"Loading model with GUID com.plexapp.agents.CineArchive://403?lang=en", u'Created a thread named \'start\'']


@pytest.mark.parametrize('text', DECOYS)
def test_healthy_records_are_no_known_error(text):
    # Even as if each of them were part of a failure.
    assert ids(EVERY.of_pattern(u'FilmVault', pattern(text, template=to_text(template_of(1, b'utils', to_bytes(text)))))) == []


@pytest.mark.parametrize('text, first', [
    (u'CFScrape: HTTP Error 403: Forbidden', 'http-403-after-cfscrape'), (u'HTTPError: HTTP Error 404: Not Found', 'http-404'),
    (u"Exception in the search function of agent named 'X', called with keyword arguments {'id': '404'} (most recent call last):\n"
     u"  File \"a.py\", line 3, in search\n    f()\nKeyError: 'captcha error 403'\n", 'key-missing'),
    (u'Exception while loading code (most recent call last):\n  File "c.py", line 1, in f\n    x\nSyntaxError: Line 104: "__file__" is an '
     u'invalid variable name because it starts with "_"\n', 'loader-underscore-name'),
    (u'Exception while loading code (most recent call last):\n  File "c.py", line 1, in f\n    x\nZeroDivisionError: integer division\n',
     'start-failed')])
def test_the_most_specific_one_comes_first(text, first):
    found = ids(EVERY.of_pattern(u'X', pattern(text)))
    assert found[0] == first, found


@pytest.mark.parametrize('key', OF_NUMBERS)
def test_own_numbers_match_through_an_agent_s_dict(key):
    for sample in ROWS[key]['matches']:
        counts, whole = nested(sample)
        found = Matcher([OWN[key]])
        assert ids(found.of_document(whole) if 'document' in list(sample)[0] else found.of_agent(u'X', counts, whole)) == [key]


def nested(sample):
    """Return (an agent's dict, the rest of an aggregate) in which the names of a flat *sample* have its numbers."""
    counts, whole = Counts().as_dict(), {'redacted': {}}
    for name in sorted(sample, key=lambda name: 'finished' in name):
        parts = name.split('.')
        node = whole if parts[0] == 'document' else counts
        parts = parts[1:] if parts[0] == 'document' else parts
        parts = ['search' if part == 'all' and parts[0] == 'operations' else 'title' if part == 'all' else part for part in parts]
        for part in parts[:-1]:
            node = node[part]
        if parts[-1] == 'finished':
            node['started'] = sample[name] + node['unfinished']
        else:
            node[parts[-1]] = sample[name]
    return counts, whole


def test_an_agent_without_any_number_shows_nothing():
    assert EVERY.of_agent(u'X', {}, {}) == [] and EVERY.of_document({}) == []


# The rules.

def test_the_good_ones_are_good():
    assert signatures.lint(document(GOOD, NUMBERS), u'a.json') == []


@pytest.mark.parametrize('row, rule, field', [
    (changed(GOOD, id=None), 'missing-field', 'id'), (changed(GOOD, meaning=None), 'missing-field', 'meaning'),
    (changed(GOOD, colour=u'red'), 'unknown-field', 'colour'), (changed(GOOD, title=7), 'form', 'title'), (changed(GOOD, title=u' '), 'form', 'title'),
    (changed(GOOD, agents=u'X'), 'form', 'agents'), (changed(GOOD, benign=1), 'form', 'benign'), (changed(GOOD, checks=[]), 'empty', 'checks'),
    (changed(GOOD, evidence=[]), 'empty', 'evidence'), (changed(GOOD, matches=[]), 'empty', 'matches'),
    (changed(GOOD, does_not_match=[]), 'empty', 'does_not_match'), (changed(GOOD, must=None), 'kind', ''),
    (changed(GOOD, numbers=NUMBERS['numbers']), 'kind', ''), (changed(NUMBERS, quiet=True), 'kind', 'quiet'),
    (changed(NUMBERS, must_not=[u'abc']), 'kind', 'must_not'), (changed(GOOD, id=u'Not An Id'), 'id', 'id'), (changed(GOOD, id=u'a--b'), 'id', 'id'),
    (changed(GOOD, category='bad luck'), 'category', 'category'), (changed(GOOD, severity='awful'), 'severity', 'severity'),
    (changed(GOOD, checks=[u'Try this.']), 'question', 'checks'), (changed(GOOD, must=[u'shelf (\\d+']), 'regex-form', 'must'),
    (changed(GOOD, must=[u'shelf (?=\\d)']), 'regex-form', 'must'), (changed(GOOD, must_not=[u'x(a+)+']), 'regex-nested', 'must_not'),
    (changed(GOOD, must=[u'shelf (?:1|12)+']), 'regex-overlap', 'must'), (changed(GOOD, must=[u'shelf.*.*empty']), 'regex-adjacent', 'must'),
    (changed(GOOD, must=[u'.*shelf']), 'regex-leading', 'must'), (changed(GOOD, must=[u'shelf|']), 'regex-empty', 'must'),
    (changed(GOOD, must=[u'shelf' + u' ?' * 12]), 'regex-costly', 'must'), (changed(GOOD, must=[u'\\d\\d']), 'no-word', 'must'),
    (changed(GOOD, matches=[u'the shelf is full']), 'sample', 'matches'), (changed(GOOD, matches=[u'{shelf 12 is empty}']), 'sample', 'matches'),
    (changed(GOOD, does_not_match=[u'shelf 7 is empty']), 'decoy', 'does_not_match'), (changed(GOOD, matches=[7]), 'form', 'matches'),
    (changed(NUMBERS, numbers=[{'number': u'title_found', 'op': '==', 'value': 0}]), 'number-name', 'numbers'),
    (changed(NUMBERS, numbers=[{'number': u'titles_found', 'op': '=', 'value': 0}]), 'number-op', 'numbers'),
    (changed(NUMBERS, numbers=[{'number': u'titles_found', 'op': '==', 'value': True}]), 'number-value', 'numbers'),
    (changed(NUMBERS, numbers=[{'number': u'titles_found', 'op': '==', 'value': 0, 'per': u'shelves'}]), 'number-name', 'numbers'),
    (changed(NUMBERS, numbers=[{'name': u'titles_found'}]), 'number-form', 'numbers'), (changed(NUMBERS, numbers=[]), 'empty', 'numbers'),
    (changed(NUMBERS, matches=[{'titles_found': 1}]), 'sample', 'matches'), (changed(NUMBERS, does_not_match=[{'titles_found': 0}]), 'decoy', 'does_not_match'),
    (changed(NUMBERS, matches=[u'text']), 'form', 'matches'), (u'no object', 'form', ''),
])
def test_each_rule_is_held(row, rule, field):
    problems = signatures.lint(document(row), u'a.json')
    assert rule in [problem.rule for problem in problems]
    place = [problem.place for problem in problems if problem.rule == rule][0]
    assert place.startswith(u'a.json: signature ') and (not field or place.endswith(u', ' + field))


@pytest.mark.parametrize('broken', [
    None, [], 7, {}, {'schema': 'plexfix.signatures/2', 'signatures': []}, {'schema': signatures.SCHEMA},
    {'schema': signatures.SCHEMA, 'signatures': {}}, {'schema': signatures.SCHEMA, 'signatures': [], 'more': 1}])
def test_a_document_of_another_form_is_refused(broken):
    assert [problem.rule for problem in signatures.lint(broken, u'a.json')] == ['schema']
    with pytest.raises(UsageError):
        signatures.parse(broken, u'a.json')


def test_an_id_is_taken_once():
    problems = signatures.lint(document(GOOD, NUMBERS, GOOD), u'a.json')
    assert [(problem.rule, problem.place) for problem in problems] == [('duplicate-id', u'a.json: signature a-known-one, id')]


def test_what_is_refused_is_named_with_file_signature_and_field():
    with pytest.raises(UsageError) as caught:
        signatures.parse(document(changed(GOOD, severity='awful', category='none')), u'a.json')
    assert u'a.json: signature a-known-one, category' in caught.value.message() and u'problems in this file: 2' in caught.value.message()


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
    st.sampled_from(sorted(GOOD) + ['numbers', 'number', 'op', 'value', 'per']), inner, max_size=4), max_leaves=8)


@given(st.dictionaries(st.sampled_from(sorted(GOOD) + ['numbers', 'quiet', 'benign']), JSON, max_size=3))
def test_nothing_that_json_can_hold_makes_the_rules_stumble(fields):
    for row in (dict(GOOD, **fields), dict(NUMBERS, **fields)):
        problems = signatures.lint(document(row), u'a.json')
        if not problems:
            Matcher(signatures.parse(document(row), u'a.json')).of_pattern(u'X', pattern(u'x'))


# Matching.

EMPTY = u'the shelf 12 is empty'


def test_agents_are_globs_whatever_the_case():
    matcher = Matcher([one(agents=[u'film*', u'Reel?ouse'])])
    assert [bool(matcher.of_pattern(agent, pattern(EMPTY))) for agent in (u'FilmVault', u'reelhouse', u'StageDoor')] == [True, True, False]


@pytest.mark.parametrize('level, role, quiet, expected', [
    ('ERROR', None, False, True), ('INFO', None, False, False), ('INFO', 'evidence', False, True), ('INFO', None, True, True),
    ('DEBUG', None, True, True), ('ERROR', 'failure', True, True)])
def test_plain_information_is_for_quiet_ones(level, role, quiet, expected):
    found = Matcher([one(quiet=quiet)]).of_pattern(u'X', pattern(EMPTY, level=level, role=role))
    assert bool(found) is expected


def test_all_that_must_be_there_has_to_be_in_one_text():
    matcher = Matcher([one(must=[u'shelf', u'empty'], must_not=[u'library'])])
    assert matcher.of_pattern(u'X', pattern([u'a shelf', u'a shelf, empty']))
    assert not matcher.of_pattern(u'X', pattern([u'a shelf', u'empty']))
    assert not matcher.of_pattern(u'X', pattern([u'empty'], template=u'a shelf'))
    assert matcher.of_pattern(u'X', pattern([], template=u'the shelf is empty'))


def test_what_must_not_be_there_is_looked_for_in_all_texts():
    matcher = Matcher([one()])
    assert not matcher.of_pattern(u'X', pattern([EMPTY, u'of the library']))
    assert not matcher.of_pattern(u'X', pattern(EMPTY, template=u'library <...>'))


def test_a_line_is_capped_before_it_is_searched():
    matcher = Matcher([one()])
    assert matcher.of_pattern(u'X', pattern(u'x' * 1900 + EMPTY))
    assert not matcher.of_pattern(u'X', pattern(u'x' * 2000 + EMPTY))


def test_dumps_and_addresses_state_nothing():
    matcher = Matcher([one(must=[u'empty'], matches=[u'empty'], does_not_match=[u'full'])])
    assert not matcher.of_pattern(u'X', pattern(u"{'title': 'empty'}")) and not matcher.of_pattern(u'X', pattern(u'http://a.example/empty'))


def test_case_is_ignored_only_where_it_is_said():
    matcher = Matcher([one(must=[u'(?i)SHELF (?:\\d+) is empty']), one(id=u'b', must=[u'Shelf|shelf 12'])])
    assert ids(matcher.of_pattern(u'X', pattern(u'THE SHELF 12 IS EMPTY'))) == [u'a-known-one']
    assert ids(matcher.of_pattern(u'X', pattern(EMPTY))) == [u'a-known-one', u'b']


def test_order_specific_before_general_and_findings_beside_failures_last():
    rows = [one(id=u'quiet', quiet=True), one(id=u'general', general=True), one(id=u'short', must=[u'shelf']),
            one(id=u'mine', must=[u'shelf'], agents=[u'X']), one(id=u'grave', severity='critical'), one(id=u'long')]
    assert ids(Matcher(rows).of_pattern(u'X', pattern(EMPTY))) == ['mine', 'grave', 'long', 'short', 'general', 'quiet']
    assert ids(Matcher(rows[::-1]).of_pattern(u'X', pattern(EMPTY))) == ['mine', 'grave', 'long', 'short', 'general', 'quiet']


def test_numbers_of_the_aggregate_belong_to_no_agent():
    row = changed(NUMBERS, numbers=[{'number': u'document.redacted.token', 'op': '>=', 'value': 1}],
                  matches=[{'document.redacted.token': 1}], does_not_match=[{}])
    matcher = Matcher(signatures.parse(document(row, changed(NUMBERS, id=u'agent')), u'a.json'))
    whole = {'redacted': {'token': 3}}
    assert ids(matcher.of_document(whole)) == [u'by-numbers'] and ids(matcher.of_agent(u'X', {'titles_found': 0}, whole)) == [u'agent']
    assert matcher.of_pattern(u'X', pattern(EMPTY)) == []


# Precision.

def hit(successful, other):
    return pattern(EMPTY, successful=successful, other=other)


@pytest.mark.parametrize('hits, share', [
    ([], None), ([hit(0, 0)], None), ([hit(0, 5)], 0.0), ([hit(1, 9), hit(0, 0)], 0.1), ([hit(3, 1), hit(1, 3)], 0.5)])
def test_precision_is_the_share_in_operations_that_succeeded(hits, share):
    assert signatures.precision(hits) == share


@pytest.mark.parametrize('fields, hits, bad', [
    ({}, [hit(1, 9)], False), ({}, [hit(2, 9)], True), ({}, [hit(0, 0)], False), ({'benign': True}, [hit(9, 0)], False),
    ({'partial': True}, [hit(9, 0)], False), ({'quiet': True}, [hit(9, 0)], False), ({'general': True}, [hit(9, 0)], True)])
def test_what_is_found_in_successful_operations_names_no_failure(fields, hits, bad):
    assert signatures.is_bad(one(**fields), hits) is bad
