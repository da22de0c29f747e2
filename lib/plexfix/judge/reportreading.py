# -*- coding: utf-8 -*-
"""Reads a test report back to its record, and refuses one whose numbers do not agree with each other, with the line.

A report is true to itself if its record follows from the record's inputs, and its text from the record.  Lines that a
person added are left alone; lines that a person changed are not.
"""
from __future__ import absolute_import, division, print_function

import json
import re

from plexfix import __version__
from plexfix.base.errors import Refused, UsageError
from plexfix.base.jsontext import json_line, json_text
from plexfix.judge import checksum
from plexfix.judge import record as records
from plexfix.judge.testreport import DATA, FENCE, render, verdict_line

_HINT = u'make it again: compare_metrics.py --baseline FILE --current FILE --output FILE'
_OPENING = u'**Decision: '
_LINE_OF_JSON = re.compile(u'line ([0-9]+)')
_FIGURE = re.compile(u'\\s*("[^"]*": )?[-+.0-9eE]+,?$')
_ANOTHER = u'(another line, by its checksum)'


def parse(text, name):
    """Return the record in *text*, a report's Markdown or JSON, that was read from *name*.

    Raises UsageError for what is no whole report of ours, Refused for one that was changed by hand.
    """
    if text[:1] == u'\ufeff':
        text = text[1:]
    lines = text.replace(u'\r\n', u'\n').split(u'\n')
    if text.lstrip()[:1] in (u'{', u'['):
        record = _loaded(u'\n'.join(lines), name, 0)
        _check_record(record, lines, 0, name)
        return record
    return _parse_markdown(lines, name)


def _parse_markdown(lines, name):
    first = [number for number, line in enumerate(lines) if line.strip()][:1]
    if not first or not lines[first[0]].startswith(_OPENING):
        raise UsageError(u'%s is no test report' % name, u'line %d: its first words are not "%s"' % (
            first[0] + 1 if first else 1, _OPENING), u'give a report of compare_metrics.py or test_fix_actively.py')
    start, end = _data_lines(lines, name)
    record = _loaded(u'\n'.join(lines[start:end]), name, start)
    _check_record(record, lines[start:end], start, name)
    if record['version'] == __version__:
        _check_text(record, lines, name)
    elif lines[first[0]].rstrip() != verdict_line(record):
        raise _changed(name, first[0], lines[first[0]], verdict_line(record))
    return record


def _data_lines(lines, name):
    """Return (first, after the last) of the lines that hold the record, the last such part of the report."""
    heads = [number for number, line in enumerate(lines) if line.rstrip() == DATA]
    opens = [number for number in range(heads[-1], len(lines)) if lines[number].rstrip() == FENCE + u'json'] if heads else []
    ends = [number for number in range(opens[0] + 1, len(lines)) if lines[number].rstrip() == FENCE] if opens else []
    if not ends:
        raise UsageError(u'%s is not whole' % name, u'line %d: it ends before its data does' % len(u'\n'.join(lines).rstrip(u'\n').split(u'\n')), _HINT)
    return opens[0] + 1, ends[0]


def _loaded(text, name, offset):
    try:
        record = json.loads(text)
    except RuntimeError:
        # Nested deeper than can be read.
        raise UsageError(u'%s is no test report' % name, u'line %d: its data is nested too deep' % (offset + 1), _HINT)
    except ValueError as err:
        if not text.rstrip().endswith(u'}'):
            raise UsageError(u'%s is not whole' % name, u'line %d: it ends in the middle of its data'
                             % (offset + len(text.rstrip(u'\n').split(u'\n'))), _HINT)
        at = _LINE_OF_JSON.search(u'%s' % err)
        raise UsageError(u'the data in %s is no JSON' % name, u'line %d: %s' % (
            offset + (int(at.group(1)) if at else 1), (u'%s' % err).split(u':')[0]), _HINT)
    records.check(record, name)
    return record


def _check_record(record, lines, offset, name):
    """Raise Refused unless the record is as it was written and, if by this version, follows from its inputs."""
    if not checksum.holds(record):
        _refuse_changed_line(record, lines, offset, name)
    if record['version'] != __version__:
        if not checksum.holds(record):
            raise Refused(u'%s was changed by hand' % name, u'line %d: its checksum does not hold' % (
                offset + 1 + _line_of(lines, checksum.KEY)), _HINT)
        return
    expected = records.again(record, name)
    if json_line(expected) == json_line(record):
        return _check_digits(record, lines, offset, name)
    for number, (found, wanted) in enumerate(zip(lines, json_text(expected).split(u'\n'))):
        if found.rstrip() != wanted and json_text(record).split(u'\n')[number:number + 1] == [found.rstrip()]:
            raise _changed(name, offset + number, found, wanted)
    key = [key for key in sorted(expected) if key not in record or json_line(record[key]) != json_line(expected[key])]
    raise Refused(u'the numbers in %s do not follow from its inputs' % name, u'line %d: "%s" is another one' % (
        offset + 1 + _line_of(lines, (key or sorted(record))[0]), (key or [u'a key'])[0]), _HINT)


def _check_digits(record, lines, offset, name):
    """Raise Refused where a figure is written with other digits, though they come to the same number."""
    own = json_text(record).split(u'\n')
    if _same_layout(lines, own):
        for number, (found, wanted) in enumerate(zip(lines, own)):
            if found.strip() != wanted.strip() and _FIGURE.match(wanted):
                raise _changed(name, offset + number, found, wanted)


def _same_layout(lines, own):
    """Return whether *lines*, of a file, are laid out as our *own* are, so that their numbers are the same."""
    return len(u'\n'.join(lines).rstrip().split(u'\n')) == len(own)


def _refuse_changed_line(record, lines, offset, name):
    """Raise Refused where the checksum tells which line it is that was changed."""
    number = checksum.changed_line(record)
    own = json_text(record).split(u'\n')
    if number is None or not _same_layout(lines, own):
        return
    try:
        wanted = json_text(records.again(record, name)).split(u'\n') if record['version'] == __version__ else []
    except UsageError:
        wanted = []
    known = len(wanted) == len(own) and wanted[number] != own[number]
    raise _changed(name, offset + number, lines[number], wanted[number] if known else _ANOTHER)


def _line_of(lines, key):
    """Return the index of the line in which *key* stands first, 0 where it stands in none."""
    found = [number for number, line in enumerate(lines) if u'"%s"' % key in line]
    return found[0] if found else 0


def _check_text(record, lines, name):
    """Raise Refused unless every line of the report stands in it, in order; what was added may say no verdict."""
    lines = [line.rstrip() for line in lines]
    wanted = [line.rstrip() for line in render(record).rstrip(u'\n').split(u'\n')]
    own = set(wanted)
    at = 0
    for line in wanted:
        found = next((number for number in range(at, len(lines)) if lines[number] == line), None)
        foreign = [number for number in range(at, len(lines) if found is None else found)
                   if _speaks_like_one(lines[number])]
        if found is None or foreign:
            # A table's next row, or its last one, is none that was added: the line before it was changed.
            place = foreign[0] if found is not None and lines[foreign[0]] not in own else at
            raise _changed(name, min(place, len(lines) - 1), lines[min(place, len(lines) - 1)], line)
        at = found + 1
    for number in range(at, len(lines)):
        if _speaks_like_one(lines[number]):
            raise _changed(name, number, lines[number], u'')


def _speaks_like_one(line):
    """Return whether a line that is not the report's own reads as if it were: a row of a table, or a verdict."""
    return line.lstrip().startswith((u'|', _OPENING, FENCE))


def _changed(name, number, found, wanted):
    return Refused(u'%s was changed by hand, so that its numbers disagree' % name, u'line %d reads: %s\nexpected:    %s' % (
        number + 1, found.strip()[:200] or u'(an empty line)', wanted.strip()[:200] or u'(nothing)'), _HINT)
