# -*- coding: utf-8 -*-
"""Changes to a diagnostic report as a person left it: a status, an approval, one more fix; no other byte is touched."""
from __future__ import absolute_import, division, print_function

import re

from plexfix.base.compat import to_text
from plexfix.base.errors import PreconditionFailed, UsageError
from plexfix.understand.diagnosis import records
from plexfix.understand.diagnosis.records import STATUSES, fixes, status_of
from plexfix.understand.diagnosis.grammar import CONTINUED, is_blank
from plexfix.understand.diagnosis.linting import located, unready
from plexfix.understand.diagnosis.text import field_line, field_name, parse, render_fix, written_known

APPROVABLE = ('draft', 'approved', 'modify', 'rolled back')
_UP_TO_VALUE = re.compile(u'^([-*+][ \\t]+[^:]*:(?:\\*\\*)?)')


def approve(text, fix_id, name):
    """Return *text* with that fix approved by *name*: its Status and Approved by, and nothing else, are changed.

    Raises PreconditionFailed, with line and field, for all that is missing to it, and for one that was tried and
    kept, is being tried, or is abandoned.
    """
    name = to_text(name).strip()
    if not name or records.is_todo(name):
        raise UsageError(u'an approval needs the name of who approves', None,
                         u'--approve %s --by NAME' % to_text(fix_id))
    fix = located(text, fix_id)[0]
    if status_of(fix) in STATUSES and status_of(fix) not in APPROVABLE:
        raise PreconditionFailed(u'%s cannot be approved' % fix.id, u'it is %s' % status_of(fix),
                                 u'to try it once more, set its Status back to draft in the report')
    missing = unready(text, fix_id)
    if missing:
        raise PreconditionFailed(
            u'%s is not ready to be approved' % fix.id,
            u'\n'.join(u'line %d%s: %s' % (one.line, one.field and u', ' + one.field, one.message) for one in missing),
            u'fill these in, then approve it again')
    return _with_field(_with_field(text, fix_id, 'status', u'approved'), fix_id, 'approved_by', name)


def set_status(text, fix_id, status):
    """Return *text* with *status*, one of STATUSES, as that fix's; nothing else is changed."""
    if status not in STATUSES:
        raise UsageError(u'%s is no status of a fix' % to_text(status), None, u'one of: %s' % u', '.join(STATUSES))
    return _with_field(text, fix_id, 'status', to_text(status))


def add_fix(text, fix):
    """Return *text* with *fix* after its end; raises UsageError where its id is taken or *text* cannot be read."""
    taken = [other.id for other in fixes(parse(text)) if other.id.lower() == fix.id.lower()]
    if taken:
        raise UsageError(u'the report has a fix %s' % taken[0], None, u'give the new fix another id')
    end = u'\r\n' if u'\r\n' in text else u'\n'
    return text + (end if text.endswith(u'\n') else end * 2) + render_fix(fix).replace(u'\n', end)


def _with_field(text, fix_id, attribute, value):
    """Return *text* with *value* in that field of the fix, in a new line where it has none."""
    place = located(text, fix_id)[1]
    lines = text.split(u'\n')
    written = written_known(value)
    if attribute not in place.fields:
        return u'\n'.join(_inserted(lines, place, field_line(field_name(attribute), written)))
    number = place.fields[attribute] - 1
    start = _UP_TO_VALUE.match(lines[number]).group(1)
    following = number + 1
    while following < len(lines) and following < place.fields_end and CONTINUED.match(lines[following].rstrip(u'\r')):
        following += 1
    return u'\n'.join(lines[:number] + [start + u' ' + written + _return_of(lines[number])] + lines[following:])


def _inserted(lines, place, line):
    """Return *lines* with *line* after the last field of a fix, or after its heading."""
    at = place.fields_end
    if at == len(lines):
        windows = _return_of(lines[0])
        return lines[:-1] + [lines[-1] + windows, line]
    ending = _return_of(lines[at - 1])
    # Directly under the heading a text would follow, which could be taken for more of the value.
    apart = [ending] if not place.fields and not is_blank(lines[at].rstrip(u'\r')) else []
    return lines[:at] + [line + ending] + apart + lines[at:]


def _return_of(line):
    return u'\r' if line.endswith(u'\r') else u''
