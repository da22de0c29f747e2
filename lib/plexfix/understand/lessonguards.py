# -*- coding: utf-8 -*-
"""What the checks of lessons ask for: guard criteria, rules for patches, signatures, and which lessons contradict.

Running the checks is left to others.  A lesson binds only while it is active and has evidence.
"""
from __future__ import absolute_import, division, print_function

import json

from plexfix.base.compat import to_text
from plexfix.base.errors import UsageError
from plexfix.base.jsontext import json_line
from plexfix.understand import criteria as criterion_language
from plexfix.understand import lessons as lesson_records
from plexfix.understand.lesson import SCOPES
from plexfix.understand.signatures import SCHEMA, parse

CRITERION, SIGNATURE, LINT = u'criterion', u'signature', u'lint'
_GUARDING = (u'failure', u'critical')
_NAME = u'lessons'


def binding(lessons, agents=None, categories=None, statuses=None):
    """Return the *lessons* that bind here: active, in scope, and with at least one piece of evidence."""
    return [one for one in lesson_records.in_scope(lessons, agents, categories, statuses) if one.evidence]


def guards(lessons):
    """Return [(Lesson, Criterion)] of the failure and critical criteria that *lessons* ask for, each metric once."""
    found, seen = [], set()
    for lesson in lessons:
        criterion = _guard_of(lesson)
        if criterion is not None and (criterion.metric, criterion.agent) not in seen:
            seen.add((criterion.metric, criterion.agent))
            found.append((lesson, criterion))
    return found


def _guard_of(lesson):
    if lesson.check is None or lesson.check.kind != CRITERION:
        return None
    try:
        criterion = criterion_language.parse(lesson.check.text)
    except criterion_language.CriterionError:
        return None
    return criterion if criterion.role in _GUARDING else None


def missing(lessons, criteria):
    """Return those guards whose metric no failure or critical one of a fix's *criteria* watches.

    Verb and number are the person's: whoever watches a status more closely than the lesson asks has learned it.
    """
    watched = set((one.metric, one.agent) for one in criteria if one.role in _GUARDING)
    return [(lesson, criterion) for lesson, criterion in guards(lessons)
            if (criterion.metric, criterion.agent) not in watched and (criterion.metric, None) not in watched]


def lint_rules(lessons):
    """Return [(Lesson, [glob of a rule])] of the lessons that are checked by rules for patches."""
    return [(one, [glob.strip() for glob in one.check.text.split(u',') if glob.strip()])
            for one in lessons if one.check is not None and one.check.kind == LINT]


def signature_row(lesson):
    """Return the signature (a dictionary, as in a file of signatures) that a lesson looks for, None for none.

    The check's text is a JSON object: category, must (expressions), and sample, a text that it has to match.
    """
    if lesson.check is None or lesson.check.kind != SIGNATURE:
        return None
    try:
        asked = json.loads(lesson.check.text)
        row = {'id': u'lesson-%s' % u''.join(letter for letter in lesson.id.lower() if letter in _LETTERS),
               'title': u'Known from lesson %s' % lesson.id, 'category': asked['category'], 'severity': u'info',
               'meaning': lesson.text, 'checks': [u'Is what the lesson says still so?'],
               'evidence': [u', '.join(part for part in one if part) or u'a run' for one in lesson.evidence],
               'must': asked['must'], 'matches': [asked['sample']], 'does_not_match': [u'Started plug-in']}
        if lesson.scope[u'agents']:
            row['agents'] = list(lesson.scope[u'agents'])
        parse({'schema': SCHEMA, 'signatures': [row]}, _NAME)
    except (ValueError, KeyError, TypeError, UsageError):
        return None
    return row


_LETTERS = u'abcdefghijklmnopqrstuvwxyz0123456789'


def signatures(lessons):
    """Return the Signatures that *lessons* look for; one that breaks the rules of signatures is left out."""
    rows = [row for row in map(signature_row, lessons) if row is not None]
    return parse({'schema': SCHEMA, 'signatures': rows}, _NAME) if rows else []


def signature_check(category, must, sample):
    """Return the Check that looks for all expressions *must*, given as text; *sample* is one that they match."""
    asked = {'category': to_text(category), 'must': list(must), 'sample': sample}
    return lesson_records.Check(SIGNATURE, to_text(json_line(asked)))


def contradictions(lessons):
    """Return [(Lesson, Lesson)]: a DO and a DON'T of one phase whose scopes meet, about the same check or words."""
    live = [one for one in lessons if one.status != lesson_records.RETIRED]
    return [(one, other) for one in live if one.polarity == lesson_records.DO
            for other in live if other.polarity == lesson_records.DONT and one.phase == other.phase
            and _meet(one, other) and _subject(one) & _subject(other)]


def _meet(one, other):
    return all(not one.scope[name] or not other.scope[name] or set(one.scope[name]) & set(other.scope[name])
               for name in SCOPES)


def _subject(lesson):
    """Return what a lesson is about, as a set of comparable texts."""
    found = set([u'words ' + _kernel(lesson.text)])
    criterion = None
    if lesson.check is not None and lesson.check.kind == CRITERION:
        try:
            criterion = criterion_language.parse(lesson.check.text)
        except criterion_language.CriterionError:
            pass
    if criterion is not None:
        found.add(u'metric ' + criterion.metric)
    elif lesson.check is not None and lesson.check.kind != u'manual':
        found.add(u'%s %s' % (lesson.check.kind, lesson.check.text))
    return found


def _kernel(text):
    """Return the words of a text without what only says that it is told not to be done."""
    words = lesson_records.words_of(text).rstrip(u'.').split(u' ')
    return u' '.join(word for word in words if word not in (u'do', u'not', u"don't", u'never', u'always'))
