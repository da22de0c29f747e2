# -*- coding: utf-8 -*-
"""The diagnostic report as Markdown: written, and read back as a person left it.

`parse(render(report)) == report` for every report that `render` takes: what would be read as something else is
escaped (escapes).  What a person's text may differ in without meaning anything is in reading.
"""
from __future__ import absolute_import, division, print_function

import re

from plexfix.base.compat import integer_types, to_text
from plexfix.base.errors import UsageError
from plexfix.understand.diagnosis import grammar
from plexfix.understand.diagnosis.records import FIELDS, LISTS, Fix
from plexfix.understand.diagnosis.reading import read
from plexfix.understand.escapes import BLANK, guarded, reference, written_body, written_value
from plexfix.understand.markdown import WIDTH

_NOT_IN_IDS = re.compile(u'[ \t\r\n:]')
MOST_ITERATIONS = 999999999


def parse(text, name=u''):
    """Return the Report that *text* (of the file *name*) holds; raises UsageError with line and field of a fault."""
    return report_of(read(text), name)


def report_of(reading, name=u''):
    """Return the Report of a Reading (of the file *name*); raises UsageError as `parse` does."""
    if reading.problems:
        first = reading.problems[0]
        raise UsageError(u'%s cannot be read: line %d%s: %s' % (
            to_text(name) or u'the diagnostic report', first.line, first.field and u', ' + first.field, first.message),
            u'; '.join(u'line %d: %s' % (one.line, one.message) for one in reading.problems[1:]) or None,
            u'put it right in an editor; diagnose_from_report.py --lint FILE lists all that is wrong')
    return reading.report


def render(report):
    """Return *report* as Markdown text with LF line ends.

    Raises ValueError for what no document can hold: a fix without an id or with blanks or a colon in it, a section
    without a title (but for the first of a fix, which then needs a text), an empty item of a list, an unknown field
    without a name or with that of a known one, an iteration that is no number from 0 to MOST_ITERATIONS.
    """
    lines = [_title_line(report), u''] + _body_lines(report.intro, grammar.is_part_heading)
    for part in report.parts:
        lines.extend(_fix_lines(part) if isinstance(part, Fix) else _part_lines(part))
    return u'\n'.join(lines)


def render_fix(fix):
    """Return one fix as it stands in the document."""
    return u'\n'.join(_fix_lines(fix))


def _title_line(report):
    title = written_value(to_text(report.title))
    if report.iteration is not None:
        if not isinstance(report.iteration, integer_types) or not 0 <= report.iteration <= MOST_ITERATIONS:
            raise ValueError('an iteration is a number from 0, or None: %r' % (report.iteration,))
        return u'# %s, iteration %d' % (title, report.iteration)
    alike = grammar.ITERATION.match(title)
    if alike:
        title = alike.group(1) + reference(u',') + title[alike.end(1) + 1:]
    return u'# ' + title if title else u'#'


def _part_lines(section):
    """Return the lines of a section that belongs to no fix."""
    if not section.title:
        raise ValueError('a section of the report needs a title')
    title = written_value(to_text(section.title))
    if grammar.names_fix(title):
        title = title.replace(u'-', reference(u'-'), 1)
    return [u'## ' + title, u''] + _body_lines(section.body, grammar.is_part_heading, grammar.is_status)


def _fix_lines(fix):
    if not fix.id or _NOT_IN_IDS.search(to_text(fix.id)):
        raise ValueError('a fix needs an id without blanks and colons: %r' % (fix.id,))
    heading = u'## %s: %s' % (written_value(to_text(fix.id)), written_value(to_text(fix.title)))
    lines = [heading.rstrip(BLANK), u'']
    for name, attribute in FIELDS:
        value = getattr(fix, attribute)
        if attribute in LISTS:
            lines.extend(_list_lines(name, value))
        else:
            lines.append(field_line(name, written_known(value)))
    for name, value in fix.fields:
        lines.extend(_unknown_field(to_text(name), to_text(value)))
    lines.append(u'')
    for number, section in enumerate(fix.sections):
        lines.extend(_section_lines(section, number == 0))
    return lines


def field_line(name, written):
    """Return the line of a field whose value is *written* already."""
    return (u'- %s: %s' % (name, written)).rstrip(BLANK)


def field_name(attribute):
    """Return what the field of that attribute of a Fix is called in the document."""
    return dict((known, name) for name, known in FIELDS)[attribute]


def _unknown_field(name, value):
    if not name or grammar.attribute_of(name):
        raise ValueError('an unknown field cannot be called %r' % (name,))
    name, written = written_value(name, u':*'), written_value(value)
    # Blanks at the ends of lines would be lost.
    whole = u'  ' in written or u'\t' in written
    return _field_lines(name, [written] if whole else written.split(u' '), u' ')


def written_known(value, also=u''):
    """Return a known field's value as it is written: backticks around it, which reading would drop, are escaped."""
    written = written_value(to_text(value), also)
    if len(written) > 1 and written[0] == written[-1] == u'`':
        written = reference(u'`') + written[1:]
    return written


def _list_lines(name, items):
    if not all(items):
        raise ValueError('an item of a list is empty: %r' % (items,))
    return _field_lines(name, [written_known(item, u',') for item in items], u', ')


def _field_lines(name, pieces, between):
    """Return the line of a field, and those that it goes on in where *pieces*, with *between* them, are too long."""
    lines = [field_line(name, pieces[0] if pieces else u'')]
    for piece in pieces[1:]:
        # A line that begins like an item of a list would be read as one of its own.
        if len(lines[-1] + between + piece) > WIDTH and not piece.startswith((u'-', u'*', u'+')):
            lines[-1] += between.rstrip()
            lines.append(u'  ' + piece)
        else:
            lines[-1] += between + piece
    return lines


def _section_lines(section, first):
    if section.title:
        heading = [u'### ' + written_value(to_text(section.title)), u'']
        return heading + _body_lines(section.body, grammar.is_heading)
    if not first or grammar.first_filled(to_text(section.body).split(u'\n')) is None:
        raise ValueError('only the first section of a fix can do without a title, and then it needs a text')
    return _body_lines(section.body, grammar.is_heading, grammar.is_field)


def _body_lines(body, is_structure, opens=None):
    """Return the lines of a body and a blank one after it; none for an empty body.

    Of no line *is_structure* holds any more, nor does *opens* of the first one that is not blank.
    """
    if not body:
        return []
    lines = [guarded(line, is_structure) for line in written_body(to_text(body)).split(u'\n')]
    first = grammar.first_filled(lines)
    if opens is not None and first is not None:
        lines[first] = guarded(lines[first], opens)
    return lines + [u'']
