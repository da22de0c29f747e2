# -*- coding: utf-8 -*-
"""The diagnostic report as JSON, `plexfix.diagnosis/1`: the reading of what a person wrote, which stays the truth."""
from __future__ import absolute_import, division, print_function

from plexfix.base.compat import integer_types, string_types, to_text
from plexfix.base.errors import UsageError
from plexfix.base.jsontext import json_line
from plexfix.understand.diagnosis import records
from plexfix.understand.diagnosis.records import Fix, Report, Section
from plexfix.understand.diagnosis.changes import Counts

SCHEMA = 'plexfix.diagnosis/1'
_KINDS = {'text': string_types, 'list': list, 'number or null': integer_types + (type(None),), 'object': dict}


def to_json(report, counts=None):
    """Return *report* as a dict, with the Counts that it was made from, where they are known.

    Beside what `from_json` reads back, a fix holds its `criteria` (as texts) and its `test_plan`.
    """
    document = {'schema': SCHEMA, 'title': report.title, 'iteration': report.iteration, 'intro': report.intro,
                'parts': [_fix_json(part) if isinstance(part, Fix) else dict(_section_json(part), kind='section')
                          for part in report.parts], 'counts': None}
    if counts is not None:
        document['counts'] = {'operations': counts.operations, 'patterns': counts.patterns}
    return document


def _section_json(section):
    return {'title': section.title, 'body': section.body}


def _fix_json(fix):
    values = dict(zip(Fix._fields, fix))
    results = records.section(fix, records.RESULTS) or u''
    values.update(kind='fix', sections=[_section_json(one) for one in fix.sections],
                  fields=[{'name': name, 'value': value} for name, value in fix.fields],
                  criteria=[text for _, text in records.criterion_lines(results)], test_plan=records.test_plan(fix))
    return values


def from_json(document, name=u''):
    """Return the Report that `to_json` made *document* of, read from *name*; raises UsageError for another document."""
    schema = document.get('schema') if isinstance(document, dict) else None
    if schema != SCHEMA:
        raise UsageError(u'%s is no diagnostic report that this version can read' % _called(name),
                         u'its schema is %s, expected %s' % (json_line(schema), SCHEMA), _AGAIN)
    parts = []
    for number, part in enumerate(_get(document, 'parts', 'list', name)):
        where = u'parts[%d].' % number
        kind = _get(part, 'kind', 'text', name, where)
        if kind not in ('fix', 'section'):
            raise _wrong(name, where + u'kind', u'fix or section')
        parts.append(_fix(part, name, where) if kind == 'fix' else _section(part, name, where))
    return Report(_get(document, 'title', 'text', name), _get(document, 'iteration', 'number or null', name),
                  _get(document, 'intro', 'text', name), parts)


def counts_from_json(document, name=u''):
    """Return the Counts that were given to `to_json`, None where none were; raises UsageError for another document."""
    from_json(document, name)
    if document.get('counts') is None:
        return None
    counts = _get(document, 'counts', 'object', name)
    return Counts(_get(counts, 'operations', 'object', name, u'counts.'),
                  _get(counts, 'patterns', 'object', name, u'counts.'))


def _fix(part, name, where):
    values = {}
    for attribute in Fix._fields:
        kind = 'list' if attribute in records.LISTS + ('fields', 'sections') else 'text'
        values[attribute] = _get(part, attribute, kind, name, where)
    for attribute in records.LISTS:
        if not all(isinstance(item, string_types) for item in values[attribute]):
            raise _wrong(name, where + attribute, u'list of text')
    values['fields'] = [(_get(field, 'name', 'text', name, where + u'fields.'),
                         _get(field, 'value', 'text', name, where + u'fields.')) for field in values['fields']]
    values['sections'] = [_section(one, name, where + u'sections.') for one in values['sections']]
    return Fix(**values)


def _section(part, name, where):
    return Section(_get(part, 'title', 'text', name, where), _get(part, 'body', 'text', name, where))


def _get(holder, key, kind, name, where=u''):
    """Return what stands under *key*; it must be of that kind, a key of _KINDS."""
    value = holder.get(key) if isinstance(holder, dict) else None
    if not isinstance(value, _KINDS[kind]) or (isinstance(holder, dict) and key not in holder):
        raise _wrong(name, where + key, kind)
    return value


def _wrong(name, key, kind):
    return UsageError(u'%s is no whole diagnostic report' % _called(name), u'%s should be: %s' % (key, kind), _AGAIN)


def _called(name):
    return to_text(name) or u'the document'


_AGAIN = u'the Markdown report is the truth; make its JSON again: diagnose_from_report.py --report FILE --output FILE'
