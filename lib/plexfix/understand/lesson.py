# -*- coding: utf-8 -*-
"""One lesson as a record, and its JSON: an instruction with the evidence it rests on.  Choosing is `lessons`' work."""
from __future__ import absolute_import, division, print_function

import collections
import hashlib
import re

from plexfix.base.compat import integer_types, string_types, to_bytes, to_text
from plexfix.base.errors import UsageError
from plexfix.base.jsontext import json_line

SCHEMA = u'plexfix.lessons/1'
# What the phases 0 to 6 are called.
PHASES = (u'set-up', u'log aggregation', u'diagnostics', u'implementation', u'testing and validation', u'loop',
          u'post-mortem')
DO, DONT = u'DO', u'DONT'
ACTIVE, DRAFT, RETIRED = u'active', u'draft', u'retired'
STATUSES = (ACTIVE, DRAFT, RETIRED)
CHECK_KINDS = (u'criterion', u'signature', u'lint', u'manual')
SCOPES = (u'agents', u'categories', u'statuses')
_CAPITAL, _SPACES = re.compile(u'[A-Z]+'), re.compile(u'[ \t\r\n]+')
EVIDENCE = (u'run', u'fix', u'metric', u'expected', u'actual')

# `phase` is a number from 0 to 6, `scope` {agents, categories, statuses: tuples of text}, empty for everywhere;
# `check` a Check or None; `evidence` a tuple of Evidence.
Lesson = collections.namedtuple('Lesson', 'id polarity phase scope text check evidence status helped harmed')
Check = collections.namedtuple('Check', 'kind text')
# Each part is text, None where it is not known.
Evidence = collections.namedtuple('Evidence', EVIDENCE)


def new(polarity, phase, text, scope=None, check=None, evidence=(), status=DRAFT):
    """Return a Lesson with an id of its own: the same words always get the same, in whatever run they are learned."""
    digest = to_text(hashlib.sha256(to_bytes(json_line([polarity, phase, words_of(text)]))).hexdigest())
    whole = dict((name, tuple((scope or {}).get(name, ()))) for name in SCOPES)
    return Lesson(u'L-' + digest[:8], polarity, phase, whole, text, check, tuple(evidence), status, 0, 0)


def words_of(text):
    """Return *text* without what makes no difference to its meaning: case, and how much space is between words.

    Only of ASCII: of other signs the two Pythons disagree which are capitals and spaces, and ids are made of this.
    """
    lower = _CAPITAL.sub(lambda match: match.group().lower(), text)
    return _SPACES.sub(u' ', lower).strip(u' ')


def check(document, name):
    """Return the Lessons in *document*, parsed JSON read from *name* (text); raises UsageError that names the field."""
    schema = document.get(u'schema') if isinstance(document, dict) else None
    if schema != SCHEMA:
        raise UsageError(u'%s holds no lessons that this version can read' % name,
                         u'its schema is %s, expected %s' % (json_line(schema), SCHEMA),
                         u'give the lessons_learned.json or .md of a run')
    rows = document.get(u'lessons')
    if not isinstance(rows, list):
        raise UsageError(u'%s holds no list of lessons' % name, u'field: lessons', None)
    lessons = [from_row(row, u'%s, lesson %d' % (name, number)) for number, row in enumerate(rows, 1)]
    ids = [lesson.id for lesson in lessons]
    twice = sorted(set(one for one in ids if ids.count(one) > 1))
    if twice:
        raise UsageError(u'%s has two lessons of one id' % name, u'field: id, %s' % u', '.join(twice), None)
    return lessons


def to_json(lessons):
    """Return the document that `check` reads back to the same lessons."""
    return {u'schema': SCHEMA, u'lessons': [_row(lesson) for lesson in lessons]}


def _row(lesson):
    return {u'id': lesson.id, u'polarity': lesson.polarity, u'phase': lesson.phase, u'text': lesson.text,
            u'scope': dict((name, list(lesson.scope[name])) for name in SCOPES),
            u'check': None if lesson.check is None else {u'kind': lesson.check.kind, u'text': lesson.check.text},
            u'evidence': [dict(zip(EVIDENCE, one)) for one in lesson.evidence],
            u'status': lesson.status, u'helped': lesson.helped, u'harmed': lesson.harmed}


def from_row(row, place):
    """Return the Lesson of one JSON object at *place* (text, for messages); raises UsageError that names the field."""
    if not isinstance(row, dict):
        raise UsageError(u'%s is no object' % place, json_line(row), None)
    scope = _need(row.get(u'scope', {}), dict, u'scope', place, u'an object')
    evidence = _need(row.get(u'evidence', []), list, u'evidence', place, u'a list')
    return Lesson(_text(row.get(u'id'), u'id', place), _among(row.get(u'polarity'), (DO, DONT), u'polarity', place),
                  phase_number(row.get(u'phase'), place),
                  dict((name, _texts(scope.get(name), u'scope.%s' % name, place)) for name in SCOPES),
                  _text(row.get(u'text'), u'text', place), _check(row.get(u'check'), place),
                  tuple(_evidence(one, u'evidence %d' % number, place) for number, one in enumerate(evidence, 1)),
                  _among(row.get(u'status', ACTIVE), STATUSES, u'status', place),
                  _times(row.get(u'helped', 0), u'helped', place), _times(row.get(u'harmed', 0), u'harmed', place))


def phase_number(value, place):
    """Return the number of a phase that was written as number, digit or name; raises UsageError."""
    if isinstance(value, string_types):
        word = words_of(to_text(value))
        names = list(PHASES) + [u'%d' % number for number in range(len(PHASES))]
        if word in names:
            return names.index(word) % len(PHASES)
    elif isinstance(value, integer_types) and not isinstance(value, bool) and 0 <= value < len(PHASES):
        return value
    raise _wrong(u'phase', place, value, u'a number from 0 to 6, or: %s' % u', '.join(PHASES))


def _check(value, place):
    if value is None:
        return None
    _need(value, dict, u'check', place, u'an object or null')
    return Check(_among(value.get(u'kind'), CHECK_KINDS, u'check.kind', place),
                 _text(value.get(u'text'), u'check.text', place))


def _evidence(value, field, place):
    _need(value, dict, field, place, u'an object')
    return Evidence(*[_known(value.get(name), u'%s.%s' % (field, name), place) for name in EVIDENCE])


def _known(value, field, place):
    """Return a text or number as text, None for what is not known: an empty text says as much."""
    if value is None or value == u'':
        return None
    if isinstance(value, string_types):
        return to_text(value)
    if isinstance(value, integer_types + (float,)) and not isinstance(value, bool):
        return to_text(json_line(value))
    raise _wrong(field, place, value, u'text, a number or null')


def _texts(value, field, place):
    rows = _need([] if value is None else value, list, field, place, u'a list')
    # A status is a number to whoever writes one.
    found = [_known(one, field, place) for one in rows]
    if None in found:
        raise _wrong(field, place, value, u'a list of texts')
    return tuple(found)


def _text(value, field, place):
    if not isinstance(value, string_types) or not to_text(value).strip(u' \t\r\n'):
        raise _wrong(field, place, value, u'text')
    return to_text(value)


def _among(value, allowed, field, place):
    if value not in allowed:
        raise _wrong(field, place, value, u'one of: %s' % u', '.join(allowed))
    return to_text(value)


def _times(value, field, place):
    if isinstance(value, bool) or not isinstance(value, integer_types) or value < 0:
        raise _wrong(field, place, value, u'a whole number from 0')
    return value


def _need(value, kind, field, place, words):
    if not isinstance(value, kind):
        raise _wrong(field, place, value, words)
    return value


def _wrong(field, place, value, allowed):
    return UsageError(u'%s: the field %s is wrong' % (place, field), u'it is %s' % json_line(value),
                      u'it must be %s' % allowed)
