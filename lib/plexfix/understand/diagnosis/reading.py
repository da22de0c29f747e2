# -*- coding: utf-8 -*-
"""Reads the diagnostic report as a person left it: the records, the line of everything in it, and what is wrong.

A line ends at LF or CRLF and nowhere else.  What makes no difference: a mark of the byte order at the start, one blank
line on either side of a heading or a text, blanks around a value, the order of the fields of a fix, blank lines among
them, backticks around a value and bold around a name, and values that go on in indented lines.  A heading is one also
inside a code block; a backslash before it keeps it text.
"""
from __future__ import absolute_import, division, print_function

import collections

from plexfix.understand.diagnosis import grammar
from plexfix.understand.diagnosis.records import LISTS, Fix, Report, Section
from plexfix.understand.escapes import BLANK, read_body, read_value, unguarded

# Something wrong on a line (from 1; 0 is the whole text), in a field or section ('' for neither), by the rule's id.
Problem = collections.namedtuple('Problem', 'line field rule message')
# Where a part stands: the line of its heading, {attribute or lower-case name of a field: line}, for each section the
# line of its heading and the first line of its body, and the line after which one more field would stand.
Place = collections.namedtuple('Place', 'line fields sections fields_end')
# A text as it was read: `places` are those of report.parts, `problems` what hinders parsing it.
Reading = collections.namedtuple('Reading', 'report places problems')


def read(text):
    """Return the Reading of *text*, whatever is wrong with it; of a field that stands twice the first."""
    if text[:1] == u'\ufeff':
        text = text[1:]
    lines = [line[:-1] if line[-1:] == u'\r' else line for line in text.split(u'\n')]
    problems = []
    title, iteration, start = _read_title(lines, problems)
    heads = [number for number in range(start, len(lines)) if grammar.is_part_heading(lines[number])]
    bounds = heads + [len(lines)]
    intro = _read_body(lines, start, bounds[0], grammar.is_part_heading)[0]
    rows = [_read_part(lines, head, end, problems) for head, end in zip(heads, bounds[1:])]
    return Reading(Report(title, iteration, intro, [part for part, _ in rows]), [place for _, place in rows], problems)


def _read_title(lines, problems):
    """Return (title, iteration or None, index of the line after it)."""
    first = grammar.first_filled(lines)
    match = grammar.TITLE.match(lines[first]) if first is not None else None
    if not match:
        problems.append(Problem(1 + (first or 0), u'', 'title',
                                u'a report begins with its title: # Diagnostic report, iteration 1'))
        return u'', None, 0
    title = (match.group(1) or u'').strip(BLANK)
    numbered = grammar.ITERATION.match(title)
    if numbered:
        return read_value(numbered.group(1)), int(numbered.group(2)), first + 1
    return read_value(title), None, first + 1


def _read_body(lines, start, end, is_structure, opens=None):
    """Return (text, index of its first line) of the lines from *start* to before *end*."""
    if start < end and not lines[start]:
        start += 1
    if start < end and not lines[end - 1]:
        end -= 1
    body = [unguarded(line, is_structure) for line in lines[start:end]]
    first = grammar.first_filled(body)
    if opens is not None and first is not None:
        body[first] = unguarded(body[first], opens)
    return read_body(u'\n'.join(body)), start


def _read_part(lines, head, end, problems):
    """Return (Section or Fix, its Place) of the part whose heading is line *head*."""
    heading = grammar.part_heading(lines[head])
    first = grammar.first_filled(lines, head + 1, end)
    if grammar.names_fix(heading) or (first is not None and grammar.is_status(lines[first])):
        return _read_fix(lines, head, end, problems)
    body, start = _read_body(lines, head + 1, end, grammar.is_part_heading, grammar.is_status)
    return Section(read_value(heading), body), Place(head + 1, {}, [(head + 1, start + 1)], head + 1)


def _read_fix(lines, head, end, problems):
    fix_id, title = _read_heading(grammar.part_heading(lines[head]), head + 1, problems)
    rows, last = _field_rows(lines, head, end)
    values, places = _read_fields(rows, problems)
    sections, section_places = _read_sections(lines, last + 1, end)
    fix = Fix(id=fix_id, title=title, sections=sections, **values)
    return fix, Place(head + 1, places, section_places, last + 1)


def _read_heading(heading, line, problems):
    """Return (id, title) of a fix."""
    match = grammar.ID_AND_TITLE.match(heading)
    if match:
        return read_value(match.group(1)), read_value(match.group(2) or u'')
    problems.append(Problem(line, u'', 'id', u'this fix has no id: write ## FIX-01: %s, with a number of its own (or, '
                                             u'if it is no fix, do not begin it with a status)' % heading))
    return u'', read_value(heading)


def _field_rows(lines, head, end):
    """Return ([(name, pieces of the value, line from 1)], index of the last line of the fields) of a fix."""
    rows, last, goes_on = [], head, False
    for number in range(head + 1, end):
        field = grammar.field_of(lines[number])
        more = grammar.CONTINUED.match(lines[number]) if goes_on else None
        if field:
            rows.append((read_value(field[0]), [field[1]], number + 1))
        elif more:
            rows[-1][1].append(more.group(1).strip(BLANK))
        elif not grammar.is_blank(lines[number]):
            break
        goes_on = bool(field or more)
        last = number if goes_on else last
    return rows, last


def _read_fields(rows, problems):
    """Return ({attribute: value}, {attribute or name: line}) of the fields in *rows*."""
    values = dict((attribute, [] if attribute in LISTS else u'') for attribute in Fix._fields
                  if attribute not in ('id', 'title', 'sections'))
    values['fields'] = []
    places = {}
    for name, pieces, line in rows:
        attribute = grammar.attribute_of(name)
        if attribute is None:
            values['fields'].append((name, read_value(u' '.join(pieces))))
            places.setdefault(name.lower(), line)
        elif attribute in places:
            problems.append(Problem(line, name, 'field-twice', u'%s stands here again; it stands in line %d already'
                                    % (name, places[attribute])))
        else:
            values[attribute] = _read_list(pieces) if attribute in LISTS else _read_known(u' '.join(pieces))
            places[attribute] = line
    return values, places


def _read_known(piece):
    """Return a known field's value, which may stand in backticks."""
    piece = piece.strip(BLANK)
    if len(piece) > 1 and piece[0] == piece[-1] == u'`' and piece.count(u'`') == 2:
        piece = piece[1:-1]
    return read_value(piece)


def _read_list(pieces):
    """Return the items of a list: parted by commas, or each in a line of its own below the name."""
    items = []
    for number, piece in enumerate(pieces):
        if number and piece[:2] in (u'- ', u'* ', u'+ '):
            piece = piece[2:]
        items.extend(_read_known(item) for item in piece.split(u','))
    return [item for item in items if item]


def _read_sections(lines, start, end):
    """Return ([Section], [(line of the heading, first line of the body)]) of a fix; *start* is after its fields."""
    heads = [number for number in range(start, end) if grammar.section_heading(lines[number]) is not None]
    bounds = heads + [end]
    sections, places = [], []
    body, first = _read_body(lines, start, bounds[0], grammar.is_heading, grammar.is_field)
    if grammar.first_filled(body.split(u'\n')) is not None:
        sections.append(Section(u'', body))
        places.append((first + 1, first + 1))
    for head, following in zip(heads, bounds[1:]):
        body, first = _read_body(lines, head + 1, following, grammar.is_heading)
        sections.append(Section(read_value(grammar.section_heading(lines[head])), body))
        places.append((head + 1, first + 1))
    return sections, places
