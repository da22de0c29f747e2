# -*- coding: utf-8 -*-
"""The diagnostic report as records: what a person decided about each fix, and the questions that others ask of it.

Its Markdown is text's, whether it is complete linting's, its JSON jsonform's.
"""
from __future__ import absolute_import, division, print_function

import collections
import re

from plexfix.base.compat import ASCII_ONLY, to_text
from plexfix.base.errors import UsageError
from plexfix.understand import criteria as criterion_language

# A heading with what stands under it.  In a fix the text before its first heading is a Section with an empty title.
Section = collections.namedtuple('Section', 'title body')
# One fix.  `patterns`, `agents` and `files` are lists of text, `fields` a list of (name, value) that are not known
# here, `sections` a list of Section; the others are text as it was written, '' where nothing was.
Fix = collections.namedtuple('Fix', 'id title status priority patterns agents files patch restart approved_by fields'
                                    ' sections')
# The whole: `iteration` a number or None, `intro` the text under the title, `parts` a list of Section and Fix.
Report = collections.namedtuple('Report', 'title iteration intro parts')

STATUSES = ('draft', 'approved', 'abandoned', 'applied', 'kept', 'monitored', 'modify', 'rolled back')
PRIORITIES = ('HIGH', 'MEDIUM', 'LOW')
RESTARTS = ('yes', 'no')
TODO = u'TODO'

OBSERVED = u'Observed behavior'
EXPECTED = u'Expected behavior'
DIVERGENCE = u'Divergence point'
CAUSE = u'Root cause hypothesis'
RESULTS = u'Expected results'
TEST_PLAN = u'Active test plan'
CONTINGENCY = u'Contingency'
SECTIONS = (OBSERVED, EXPECTED, DIVERGENCE, CAUSE, RESULTS, TEST_PLAN, CONTINGENCY)

# The fields of a fix in the order in which they stand, with the attribute that holds each.
FIELDS = ((u'Status', 'status'), (u'Priority', 'priority'), (u'Pattern', 'patterns'), (u'Agents', 'agents'),
          (u'Files', 'files'), (u'Patch', 'patch'), (u'Restart', 'restart'), (u'Approved by', 'approved_by'))
LISTS = ('patterns', 'agents', 'files')

# What is still to be tried, in any of these states; a fix in another one was tried, or is never to be.
UNTRIED = ('draft', 'approved', 'modify')
_FIX_NUMBER = re.compile(u'^fix-([0-9]+)$', re.IGNORECASE | ASCII_ONLY)
_LIST_ITEM = re.compile(u'^[-*+][ \t]+(.*)$')
_PLANNED = re.compile(u'^[-*+][ \t]+(items|controls)[ \t]*:[ \t]*([0-9]{1,6})[ \t]*$', re.IGNORECASE | ASCII_ONLY)


def make_fix(fix_id, title, **given):
    """Return a Fix with every attribute that is not *given* as a draft has it: empty, and without sections."""
    values = dict((name, u'') for name in Fix._fields)
    values.update(status=u'draft', fields=[], sections=[])
    values.update((name, []) for name in LISTS)
    values.update(given, id=fix_id, title=title)
    for name in LISTS + ('fields', 'sections'):
        values[name] = list(values[name])
    return Fix(**values)


def fixes(report):
    """Return the fixes of *report* in the order of the document."""
    return [part for part in report.parts if isinstance(part, Fix)]


def section(fix, title):
    """Return the text of the first section of *fix* with that title, whatever its case; None where there is none."""
    for one in fix.sections:
        if one.title.lower() == title.lower():
            return one.body
    return None


def is_todo(value):
    """Return whether a field's value is still to be filled: it begins with TODO."""
    return re.match(u'TODO(?![A-Za-z0-9_])', value.strip()) is not None


def status_of(fix):
    """Return the status of *fix* in lower case with single spaces, as STATUSES has it."""
    return u' '.join(fix.status.lower().split())


def criterion_lines(body):
    """Return [(number of the line in *body* from 0, text)] for the list items of a section of expected results."""
    found = []
    for number, line in enumerate(body.split(u'\n')):
        item = _LIST_ITEM.match(line)
        if item:
            found.append((number, item.group(1).strip()))
    return found


def criteria(fix):
    """Return the criteria of *fix*, one for each list item of its expected results; raises CriterionError."""
    return [criterion_language.parse(text) for _, text in criterion_lines(section(fix, RESULTS) or u'')]


def test_plan(fix):
    """Return {'items': number, 'controls': number} of *fix*; None where no such number is written."""
    plan = {'items': None, 'controls': None}
    for line in (section(fix, TEST_PLAN) or u'').split(u'\n'):
        planned = _PLANNED.match(line)
        if planned and plan[planned.group(1).lower()] is None:
            plan[planned.group(1).lower()] = int(planned.group(2))
    return plan


def touches(fix):
    """Return the globs under the Plug-ins folder of the files that *fix* changes; none while they are to be filled."""
    return [glob for glob in fix.files if not is_todo(glob)]


def find(report, id_or_title):
    """Return the fix with that id, or with that title; case makes no difference.  Raises UsageError on none or two."""
    given = to_text(id_or_title).strip()
    for name in ('id', 'title'):
        found = [fix for fix in fixes(report) if getattr(fix, name).lower() == given.lower()]
        if len(found) == 1:
            return found[0]
        if found:
            raise UsageError(u'%s names %d fixes' % (given, len(found)),
                             u'; '.join(u'%s: %s' % (fix.id, fix.title) for fix in found),
                             u'give each fix of the report an id of its own, and name it by that')
    raise UsageError(u'the report has no fix %s' % given,
                     u'it has: %s' % (u', '.join(fix.id for fix in fixes(report)) or u'none'))


def next_id(report):
    """Return the id for one more fix: `FIX-` and the number after the highest one, two digits at least."""
    numbers = [_FIX_NUMBER.match(fix.id) for fix in fixes(report)]
    return u'FIX-%02d' % (1 + max([int(number.group(1)) for number in numbers if number] or [0]))


def next_fixes(report, reach_by_pattern):
    """Return the fixes still to be tried: HIGH before MEDIUM before LOW, then the widest reach, then as they stand.

    *reach_by_pattern* is {pattern id: score}; a fix counts with its widest pattern.  An abandoned fix is never among
    them, nor one that was tried and kept, monitored or rolled back.
    """
    def order(fix):
        priority = fix.priority.strip().upper()
        reach = max([reach_by_pattern.get(pattern, 0) for pattern in fix.patterns] or [0])
        return (PRIORITIES.index(priority) if priority in PRIORITIES else len(PRIORITIES), -reach)
    # What is no known status is taken for a draft: lint tells of it.
    tried = [status for status in STATUSES if status not in UNTRIED]
    return sorted([fix for fix in fixes(report) if status_of(fix) not in tried], key=order)
