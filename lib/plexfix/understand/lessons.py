# -*- coding: utf-8 -*-
"""Lessons learned, DO and DON'T: choose those in scope, merge what several runs learned, and write them for people.

What one lesson is, and its JSON, is `lesson`'s.
"""
from __future__ import absolute_import, division, print_function

import re

from plexfix.base.errors import UsageError
from plexfix.understand.escapes import read_value, written_value
from plexfix.understand.lesson import (ACTIVE, CHECK_KINDS, DO, DONT, DRAFT, EVIDENCE, PHASES, RETIRED, SCHEMA, SCOPES,
                                       STATUSES, Check, Evidence, Lesson, check, from_row, new, phase_number, to_json,
                                       words_of)

__all__ = ['ACTIVE', 'CHECK_KINDS', 'Check', 'DO', 'DONT', 'DRAFT', 'Evidence', 'Lesson', 'PHASES', 'RETIRED', 'SCHEMA',
           'STATUSES', 'by_phase', 'check', 'in_scope', 'merge', 'new', 'parse', 'phase_number', 'render', 'to_json']

TITLE = u'# Lessons learned'
NOBODY = u'Nothing was learned yet.'
DONT_SHOWN = u"DON'T"
_PHASE = re.compile(u'## Phase ([0-6])(?:: .*)?$')
_FIELD = re.compile(u'( *)- ([^:]+):(.*)$', re.DOTALL)
_COUNTS = re.compile(u'([0-9]{1,9}), harmed: ([0-9]{1,9})$')
# A merged lesson has the status that weighs more: what a person retired stays so, what one confirmed is no draft.
_WEIGHT = (DRAFT, ACTIVE, RETIRED)


def in_scope(lessons, agents=None, categories=None, statuses=None, status=ACTIVE):
    """Return the *lessons* of *status* that apply to at least one of the agents, categories and HTTP statuses.

    A scope that is empty applies everywhere; each one that is not must be met.  None stands for no choice by that.
    Drafts are not for use before a person confirmed them: ask for them by *status*.
    """
    wanted = {u'agents': agents, u'categories': categories, u'statuses': statuses}

    def applies(lesson, name):
        scope, present = lesson.scope[name], wanted[name]
        return not scope or present is None or bool(set(scope) & set(u'%s' % one for one in present))
    return [lesson for lesson in lessons
            if lesson.status == status and all(applies(lesson, name) for name in SCOPES)]


def by_phase(lessons):
    """Return [(number of a phase, its lessons)] for each phase that has one, DO before DON'T."""
    return [(phase, rows) for phase in range(len(PHASES))
            for rows in [sorted((one for one in lessons if one.phase == phase), key=lambda one: one.polarity != DO)]
            if rows]


def merge(old, new_ones):
    """Return *old* lessons with *new_ones* put in: of one id, or of the same words and polarity, are one lesson.

    Its evidence is joined, and how often it helped and harmed is never lost.  Of one id, the newer words hold; of the
    same words learned elsewhere, the scopes are joined.
    """
    result = []
    for lesson in list(old) + list(new_ones):
        same = [one for one in result if _is_same(one, lesson)]
        for one in reversed(same):          # the first one last: its id stays
            lesson = _joined(one, lesson)
        if not same:
            result.append(lesson)
            continue
        result[result.index(same[0])] = lesson
        result = [one for one in result if not any(one is other for other in same[1:])]
    return result


def _is_same(one, other):
    return one.id == other.id or (one.polarity == other.polarity and words_of(one.text) == words_of(other.text))


def _joined(old, newer):
    """Return two lessons as one."""
    evidence = old.evidence + tuple(one for one in newer.evidence if one not in old.evidence)
    status = max(old.status, newer.status, key=_WEIGHT.index)
    helped, harmed = max(old.helped, newer.helped), max(old.harmed, newer.harmed)
    scope = newer.scope
    if old.id != newer.id:
        scope = dict((name, _wider(old.scope[name], newer.scope[name])) for name in SCOPES)
    return newer._replace(id=old.id, evidence=evidence, status=status, helped=helped, harmed=harmed, scope=scope,
                          check=newer.check or old.check)


def _wider(one, other):
    """Return what covers both scopes; an empty one is everywhere."""
    return one + tuple(name for name in other if name not in one) if one and other else ()


def render(lessons):
    """Return *lessons* as the Markdown that `parse` reads back to the same, in the order of the phases."""
    parts = [TITLE]
    for phase, rows in by_phase(lessons):
        parts.append(u'## Phase %d: %s' % (phase, PHASES[phase]))
        parts.extend(_lesson_text(lesson) for lesson in rows)
    if len(parts) == 1:
        parts.append(NOBODY)
    return u'\n\n'.join(parts) + u'\n'


def _lesson_text(lesson):
    shown = DONT_SHOWN if lesson.polarity == DONT else lesson.polarity
    fields = [(shown, written_value(lesson.text)), (u'Status', lesson.status)]
    for name in SCOPES:
        if lesson.scope[name]:
            fields.append((name.capitalize(), u', '.join(written_value(one, u',') for one in lesson.scope[name])))
    if lesson.check is not None:
        fields.append((u'Check by %s' % lesson.check.kind, written_value(lesson.check.text)))
    fields.append((u'Helped', u'%d, harmed: %d' % (lesson.helped, lesson.harmed)))
    lines = [u'### ' + written_value(lesson.id), u''] + [u'- %s: %s' % field for field in fields]
    for one in lesson.evidence:
        lines.append(u'- Evidence:')
        lines.extend(u'  - %s: %s' % (name.capitalize(), written_value(value))
                     for name, value in zip(EVIDENCE, one) if value is not None)
    return u'\n'.join(lines)


def parse(text, name=u'the lessons'):
    """Return the Lessons in the Markdown *text* of *name*; raises UsageError that names line and field.

    What stands before the first phase is an introduction, and is passed by.
    """
    rows, phase, row = [], None, None
    lines = text.lstrip(u'\ufeff').replace(u'\r\n', u'\n').split(u'\n')
    for number, line in enumerate(lines, 1):
        place = u'%s, line %d' % (name, number)
        match = _PHASE.match(line.rstrip(u' \t'))
        if match:
            phase, row = int(match.group(1)), None
        elif line.startswith(u'### ') and phase is not None:
            row = {u'id': read_value(line[4:]), u'phase': phase, u'scope': {}, u'evidence': []}
            rows.append((row, place))
        elif line.startswith(u'## Phase ') or (phase is not None and line.strip(u' \t')):
            if row is None or line.startswith(u'## '):
                raise UsageError(u'%s: this belongs to no lesson' % place, line,
                                 u'## Phase N, then ### and an id, then the fields of a lesson')
            _read_field(row, line, place)
    return check({u'schema': SCHEMA, u'lessons': [_checked(row, place) for row, place in rows]}, name)


def _checked(row, place):
    """Return *row* after a check that names the line of its lesson, not its number."""
    from_row(row, place)
    return row


def _read_field(row, line, place):
    """Put the field that *line* holds into *row*, the JSON object of a lesson."""
    match = _FIELD.match(line)
    if not match:
        raise UsageError(u'%s: this is no field of a lesson' % place, line, u'- Field: value')
    indent, field, raw = match.group(1), match.group(2).strip(), match.group(3)
    value, lower = read_value(raw), match.group(2).strip().lower()
    if indent and lower in EVIDENCE and row[u'evidence']:
        row[u'evidence'][-1][lower] = value
    elif indent:
        raise UsageError(u'%s: no part of evidence: %s' % (place, field), line,
                         u'one of: %s, below `- Evidence:`' % u', '.join(EVIDENCE))
    elif lower == u'evidence':
        row[u'evidence'].append({})
    elif lower in (u'do', u"don't", u'dont'):
        row[u'polarity'], row[u'text'] = DO if lower == u'do' else DONT, value
    elif lower in SCOPES:
        row[u'scope'][lower] = [read_value(one) for one in raw.split(u',') if one.strip(u' \t')]
    elif lower == u'status':
        row[u'status'] = value
    elif lower.startswith(u'check by '):
        row[u'check'] = {u'kind': lower[len(u'check by '):], u'text': value}
    elif lower == u'helped' and _COUNTS.match(value):
        row[u'helped'], row[u'harmed'] = [int(one) for one in _COUNTS.match(value).groups()]
    else:
        raise UsageError(u'%s: no field of a lesson: %s' % (place, field), line,
                         u"DO, DON'T, Status, Agents, Categories, Statuses, Check by %s, Helped: 0, harmed: 0, Evidence"
                         % u'|'.join(CHECK_KINDS))
