# -*- coding: utf-8 -*-
"""What a fix must be like before it may be applied, one rule after the other; where each stands is linting's.

The rules look at one fix alone: no aggregate, no other fix.
"""
from __future__ import absolute_import, division, print_function

import collections
import difflib
import re

from plexfix.base.compat import ASCII_ONLY
from plexfix.understand import criteria
from plexfix.understand.diagnosis import records
from plexfix.understand.diagnosis.records import (FIELDS, LISTS, PRIORITIES, RESTARTS, RESULTS, SECTIONS, STATUSES,
                                                  TEST_PLAN)
from plexfix.understand.diagnosis.grammar import attribute_of, field_of, first_filled, names_fix

# Something wrong with a fix: in the field `name` (its attribute, for an unknown one its lower-case name), or in its
# section number `section` (from 0), `offset` lines below the start of its text or at its heading (None).
Finding = collections.namedtuple('Finding', 'rule message name section offset')

# These keep a fix from being approved; the others are told.
BLOCKING = frozenset(['id-form', 'priority', 'restart', 'pattern-form', 'todo', 'empty', 'section-missing',
                      'section-twice', 'criterion', 'criterion-agent', 'no-success', 'no-improvement', 'no-failure',
                      'test-plan', 'files-glob', 'patch-path', 'field-place', 'criterion-place',
                      'fix-level'])

_MUST_BE_FILLED = ('patterns', 'agents', 'files', 'patch')
_APPROVED = tuple(status for status in STATUSES if status not in ('draft', 'abandoned'))
_ID = re.compile(u'^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$')
_PATTERN = re.compile(u'^[0-9a-f]{12}$')
# A person leaves the word anywhere in a line; a quoted sample or code that holds it is somebody else's.
_TODO_WORD = re.compile(u'(?<![A-Za-z0-9_])TODO(?![A-Za-z0-9_])')
_QUOTED = re.compile(u'^[ \\t]*>.*|`[^`]*`')
# What reads like a criterion, and stands where none is looked for: indented, numbered, or in no list.
_LIKE_CRITERION = re.compile(u'^[ \\t]*(?:(?:[-*+]|[0-9]{1,3}[.)])[ \\t]+)?(?:\\[[ xX]\\][ \\t]*)?'
                             u'(?:success|failure|critical)[ \\t]*:', re.IGNORECASE | ASCII_ONLY)
_FENCE = re.compile(u'^ {0,3}(?:```|~~~)')
_DRIVE = re.compile(u'^[A-Za-z]:')
BACKUPS = u'_backups'


def check(fix):
    """Return the Findings on *fix*.  Nothing is missing to an abandoned one."""
    found = []
    for rule in _ALWAYS if records.status_of(fix) == 'abandoned' else _ALWAYS + _COMPLETE:
        found.extend(rule(fix))
    return found


def _on_field(rule, name, message):
    return Finding(rule, message, name, None, None)


def _on_section(rule, section, message, offset=None):
    return Finding(rule, message, None, section, offset)


def numbered(fix, title):
    """Return (number, Section) of the first section with that title, (None, None) where there is none."""
    for number, one in enumerate(fix.sections):
        if one.title.lower() == title.lower():
            return number, one
    return None, None


def _id(fix):
    if fix.id and not _ID.match(fix.id):
        yield _on_field('id-form', None, u'the id %s also names files: letters, digits, - . _ only' % fix.id)


def _status(fix):
    if records.status_of(fix) not in STATUSES:
        yield _on_field('status', 'status', _one_of(fix.status, STATUSES))


def _approval(fix):
    if records.status_of(fix) in _APPROVED and (not fix.approved_by or records.is_todo(fix.approved_by)):
        yield _on_field('approved-by', 'approved_by', u'the status is %s, but nobody is named who approved it: '
                        u'--approve %s --by NAME writes both' % (fix.status, fix.id))


def _code(fix):
    for number, section in enumerate(fix.sections):
        opened = None
        for offset, line in enumerate(section.body.split(u'\n')):
            if _FENCE.match(line):
                if opened is None:
                    yield _on_section('code', number, u'a block of code: prose holds none, it belongs into the patch',
                                      offset)
                opened = offset if opened is None else None


def _priority(fix):
    if not records.is_todo(fix.priority) and fix.priority.strip().upper() not in PRIORITIES:
        yield _on_field('priority', 'priority', _one_of(fix.priority, PRIORITIES))


def _restart(fix):
    if not records.is_todo(fix.restart) and fix.restart.strip().lower() not in RESTARTS:
        yield _on_field('restart', 'restart', _one_of(fix.restart, RESTARTS))


def _one_of(value, allowed):
    return u'%s; one of: %s' % (u'it says %s' % value if value else u'it is empty', u', '.join(allowed))


def _filled(fix):
    for name, attribute in FIELDS:
        value = getattr(fix, attribute)
        # These two have rules of their own, and an approval writes them.
        if attribute in ('status', 'approved_by'):
            continue
        if any(records.is_todo(item) for item in (value if attribute in LISTS else [value])):
            yield _on_field('todo', attribute, u'still TODO')
        elif attribute in _MUST_BE_FILLED and not value:
            yield _on_field('empty', attribute, u'it is empty or not there%s' % _misspelt(fix, name))


def _misspelt(fix, name):
    """Return the question whether an unknown field is meant to be the one called *name*, '' for no such."""
    near = difflib.get_close_matches(name.lower(), [known.lower() for known, _ in fix.fields], 1, 0.7)
    return u'; is the field %s meant?' % near[0] if near else u''


def _misplaced(fix):
    """Find fields below a text that ended the list of fields, where they are only text."""
    if not fix.sections or fix.sections[0].title:
        return
    for offset, line in enumerate(fix.sections[0].body.split(u'\n')):
        name = (field_of(line) or (u'',))[0]
        if attribute_of(name):
            yield _on_section('field-place', 0, u'%s stands below a text, where it is no field: move it up' % name,
                              offset)


def _pattern_form(fix):
    for pattern in fix.patterns:
        if not records.is_todo(pattern) and not _PATTERN.match(pattern):
            yield _on_field('pattern-form', 'patterns', u'%s is no id of a pattern: twelve of 0-9 and a-f, as the '
                            u'aggregate has them' % pattern)


def _files(fix):
    for glob in records.touches(fix):
        wrong = path_problem(glob)
        if wrong:
            yield _on_field('files-glob', 'files', u'%s: %s' % (glob, wrong))


def path_problem(path):
    """Return what keeps a path or glob from being one below the Plug-ins folder, None where nothing does."""
    parts = path.split(u'/')
    if u'\\' in path:
        return u'between folders stands / on every system'
    if path.startswith((u'/', u'~')) or _DRIVE.match(path):
        return u'it is no path relative to the folder Plug-ins'
    if u'..' in parts:
        return u'it leaves the folder that it starts in'
    if u'' in parts or u'.' in parts:
        return u'a part of the path is empty'
    if BACKUPS in [part.lower() for part in parts]:
        return u'backups are never changed'
    return None


def _patch(fix):
    if not fix.patch or records.is_todo(fix.patch):
        return
    wrong = path_problem(fix.patch)
    if not wrong and not fix.patch.startswith(u'fixes/'):
        wrong = u'the patches of a report lie in fixes/ beside it'
    if wrong:
        yield _on_field('patch-path', 'patch', u'%s: %s' % (fix.patch, wrong))


def _sections(fix):
    titles = [one.title.lower() for one in fix.sections]
    for title in SECTIONS:
        number, section = numbered(fix, title)
        if number is None:
            yield _on_field('section-missing', None, u'there is no section %s' % title)
            continue
        if first_filled(section.body.split(u'\n')) is None:
            yield _on_section('empty', number, u'it is empty')
        if titles.count(title.lower()) > 1:
            again = titles.index(title.lower(), number + 1)
            yield _on_section('section-twice', again, u'there is another section %s: only the first is read' % title)


def _level(fix):
    for number, section in enumerate(fix.sections):
        if names_fix(section.title):
            yield _on_section('fix-level', number, u'with "###" it is a section of %s: a fix begins with "##"' % fix.id)


def _todo_lines(fix):
    for number, section in enumerate(fix.sections):
        for offset, line in enumerate(section.body.split(u'\n')):
            if _has_todo(line):
                yield _on_section('todo', number, u'still TODO', offset)


def _has_todo(line):
    return _TODO_WORD.search(_QUOTED.sub(u'', line)) is not None


def _criteria(fix):
    number, section = numbered(fix, RESULTS)
    if section is None:
        return
    read = []
    for offset, text in records.criterion_lines(section.body):
        if _has_todo(text):
            continue
        try:
            read.append(criteria.parse(text))
        except criteria.CriterionError as error:
            yield _on_section('criterion', number, u'"%s": %s, at character %d; %s' % (
                text, error.what, error.column + 1, error.hint), offset)
            continue
        if read[-1].agent is not None and fix.agents and read[-1].agent not in fix.agents:
            yield _on_section('criterion-agent', number, u'"%s": %s is not among the agents of this fix'
                              % (text, read[-1].agent), offset)
    for finding in _needed_criteria(read, number):
        yield finding
    known = set(offset for offset, _ in records.criterion_lines(section.body))
    for offset, line in enumerate(section.body.split(u'\n')):
        if offset not in known and _LIKE_CRITERION.match(line):
            yield _on_section('criterion-place', number, u'this is read as text, not as a criterion: begin the line '
                              u'with "- ", without blanks before it', offset)


def _needed_criteria(read, number):
    wins = [one for one in read if one.role == u'success']
    if not wins:
        yield _on_section('no-success', number, u'no success criterion: how will it show that the fix works?')
    elif not any(criteria.asks_improvement(one) for one in wins):
        yield _on_section('no-improvement', number, u'no success criterion asks for an improvement: a fix that does '
                                                    u'nothing would meet them all')
    if not any(one.role == u'failure' for one in read):
        yield _on_section('no-failure', number, u'no failure criterion: how will it show that the fix does harm?')


def _test_plan(fix):
    number, section = numbered(fix, TEST_PLAN)
    if section is None:
        return
    plan = records.test_plan(fix)
    if not plan['items']:
        yield _on_section('test-plan', number, u'a line says how many items are refreshed, at least one: - items: 20')
    if plan['controls'] is None:
        yield _on_section('test-plan', number, u'a line says how many controls there are: - controls: 10')


_ALWAYS = (_id, _status, _approval, _code)
_COMPLETE = (_priority, _restart, _filled, _misplaced, _pattern_form, _files, _patch, _sections, _level, _todo_lines,
             _criteria, _test_plan)
