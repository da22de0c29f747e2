# -*- coding: utf-8 -*-
"""Which rules a file of signatures has to keep, and where it breaks them; reading and matching are left to others.

A signature carries the samples that it must and must not match, so the file tests itself wherever it comes from.
"""
from __future__ import absolute_import, division, print_function

import collections
import re

from plexfix.base.compat import integer_types, string_types
from plexfix.understand import categories
from plexfix.understand.signatures import measured, regexrules
from plexfix.understand.signatures.regextree import RegexError, compile_regex, read
from plexfix.understand.signatures.saidtext import said

SCHEMA = 'plexfix.signatures/1'
SEVERITIES = ('critical', 'high', 'medium', 'low', 'info')
# Where: file, signature and field, as text; *rule* is the name of what is broken.
Problem = collections.namedtuple('Problem', 'place rule message')

# Field -> (whether it must be there, check of its form).  `must` or `numbers` is asked for apart.
_TEXT, _TEXTS, _FLAG, _LIST = 'a text', 'a list of texts', 'true or false', 'a list'
_FIELDS = collections.OrderedDict([
    ('id', (True, _TEXT)), ('title', (True, _TEXT)), ('agents', (False, _TEXTS)), ('category', (True, _TEXT)),
    ('severity', (True, _TEXT)), ('meaning', (True, _TEXT)), ('checks', (True, _TEXTS)), ('evidence', (True, _TEXTS)),
    ('benign', (False, _FLAG)), ('partial', (False, _FLAG)), ('quiet', (False, _FLAG)), ('general', (False, _FLAG)),
    ('must', (False, _TEXTS)), ('must_not', (False, _TEXTS)), ('numbers', (False, _LIST)), ('matches', (True, _LIST)),
    ('does_not_match', (True, _LIST))])
_NEVER_EMPTY = ('checks', 'evidence', 'matches', 'does_not_match', 'must', 'numbers')
_ID = re.compile(u'[a-z0-9]+(?:-[a-z0-9]+)*$')
_NUMBERS = integer_types + (float,)


def lint(document, name):
    """Return the Problems of a *document* read from the JSON file *name* (text), [] where it is good."""
    if not isinstance(document, dict) or document.get('schema') != SCHEMA:
        return [Problem(name, 'schema', u'no signature file of this version: "schema" is not "%s"' % SCHEMA)]
    rows = document.get('signatures')
    if not isinstance(rows, list) or set(document) != set(['schema', 'signatures']):
        return [Problem(name, 'schema', u'beside "schema" there has to be one list "signatures", and nothing else')]
    problems, seen = [], set()
    for number, row in enumerate(rows, 1):
        shown = _shown(row, number)
        for field, rule, message in _problems_of(row):
            problems.append(Problem(u'%s: %s%s' % (name, shown, u', %s' % field if field else u''), rule, message))
        if isinstance(row, dict) and isinstance(row.get('id'), string_types):
            if row['id'] in seen:
                problems.append(Problem(u'%s: %s, id' % (name, shown), 'duplicate-id', u'this id is taken already'))
            seen.add(row['id'])
    return problems


def _shown(row, number):
    given = row.get('id') if isinstance(row, dict) else None
    return u'signature %s' % given if isinstance(given, string_types) and given else u'signature number %d' % number


def _problems_of(row):
    """Return (field, rule, message) of all that is wrong with one signature; later rules need the earlier ones kept."""
    if not isinstance(row, dict):
        return [(u'', 'form', u'a signature has to be an object')]
    problems = _form_problems(row)
    if problems:
        return problems
    problems = _value_problems(row)
    if 'numbers' in row:
        wrong = _number_problems(row)
        return problems + (wrong or _sample_problems(row, _number_matcher(row), _is_numbers, u'an object of numbers'))
    wrong = _regex_problems(row)
    return problems + (wrong or _sample_problems(row, _text_matcher(row), _is_text, u'a text'))


def _form_problems(row):
    problems = [(key, 'unknown-field', u'there is no such field') for key in sorted(row) if key not in _FIELDS]
    for field, (needed, form) in _FIELDS.items():
        if field not in row:
            if needed:
                problems.append((field, 'missing-field', u'it is missing'))
        elif not _has_form(row[field], form):
            problems.append((field, 'form', u'it has to be %s' % form))
        elif field in _NEVER_EMPTY and not row[field]:
            problems.append((field, 'empty', u'it is empty'))
    if ('must' in row) == ('numbers' in row):
        problems.append((u'', 'kind', u'it has to have either "must" (expressions) or "numbers"'))
    elif 'numbers' in row:
        problems += [(field, 'kind', u'it goes with "must" only')
                     for field in ('must_not', 'quiet', 'general') if field in row]
    return problems


def _has_form(value, form):
    if form == _TEXT:
        return _is_text(value)
    if form == _FLAG:
        return isinstance(value, bool)
    return isinstance(value, list) and (form == _LIST or all(_is_text(item) for item in value))


def _is_text(value):
    return isinstance(value, string_types) and bool(value.strip())


def _is_numbers(value):
    return isinstance(value, dict) and all(item is None or _is_number(item) for item in value.values())


def _is_number(value):
    return isinstance(value, _NUMBERS) and not isinstance(value, bool)


def _value_problems(row):
    problems = []
    if not _ID.match(row['id']):
        problems.append((u'id', 'id', u'small letters, digits and single "-" only'))
    if row['category'] not in categories.IDS:
        problems.append((u'category', 'category',
                         u'"%s" is none of %s' % (row['category'], u', '.join(categories.IDS))))
    if row['severity'] not in SEVERITIES:
        problems.append((u'severity', 'severity', u'"%s" is none of %s' % (row['severity'], u', '.join(SEVERITIES))))
    problems += [(u'checks', 'question', u'"%s" is no question: ask, the answer is the person\'s' % check)
                 for check in row['checks'] if not check.rstrip().endswith(u'?')]
    return problems


def _regex_problems(row):
    problems, words = [], False
    for field in ('must', 'must_not'):
        for text in row.get(field, ()):
            try:
                regex = read(text)
            except RegexError as err:
                problems.append((field, 'regex-form', u'%s: %s' % (text, err)))
                continue
            problems += [(field, danger.rule, u'%s: %s' % (text, danger.message))
                         for danger in regexrules.dangers(regex.tree)]
            words = words or field == 'must' and bool(regexrules.needed(regex))
    if not problems and not words:
        problems.append((u'must', 'no-word',
                         u'none of the expressions needs a word of %d letters or more, so each would have to be '
                         u'searched for in every line' % regexrules.LITERAL_LEAST))
    return problems


def _number_problems(row):
    problems = []
    for entry in row['numbers']:
        if not isinstance(entry, dict) or set(entry) - set(['number', 'op', 'value', 'per']):
            problems.append((u'numbers', 'number-form', u'an entry has "number", "op", "value" and perhaps "per"'))
            continue
        names = [entry.get('number')] + ([entry['per']] if 'per' in entry else [])
        problems += [(u'numbers', 'number-name', u'an aggregate has no number "%s"' % name)
                     for name in names if not _is_text(name) or not measured.is_known(name)]
        if entry.get('op') not in measured.OPERATORS:
            problems.append((u'numbers', 'number-op', u'"%s" is none of %s'
                             % (entry.get('op'), u' '.join(measured.OPERATORS))))
        if not _is_number(entry.get('value')):
            problems.append((u'numbers', 'number-value', u'"value" has to be a number'))
    return problems


def comparisons(row):
    """Return the measured.Comparisons of a signature's row that keeps the rules."""
    return tuple(measured.Comparison(entry['number'], entry['op'], entry['value'], entry.get('per'))
                 for entry in row['numbers'])


def _text_matcher(row):
    must = [compile_regex(text) for text in row['must']]
    must_not = [compile_regex(text) for text in row.get('must_not', ())]

    def matches(sample):
        text = said(sample)
        return all(regex.search(text) for regex in must) and not any(regex.search(text) for regex in must_not)
    return matches


def _number_matcher(row):
    wanted = comparisons(row)
    return lambda sample: all(measured.holds(one, sample.get) for one in wanted)


def _sample_problems(row, matches, is_sample, form):
    """Return the problems of the samples: each has to be decided as the signature's author said."""
    problems = []
    for field, expected, rule in (('matches', True, 'sample'), ('does_not_match', False, 'decoy')):
        for number, sample in enumerate(row[field], 1):
            if not is_sample(sample):
                problems.append((field, 'form', u'sample %d has to be %s' % (number, form)))
            elif matches(sample) != expected:
                problems.append((field, rule, u'sample %d is %s, but it should%s be' % (
                    number, u'not found' if expected else u'found', u'' if expected else u' not')))
    return problems
