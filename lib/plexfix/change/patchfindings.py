# -*- coding: utf-8 -*-
"""What a patch shows by itself, without the files it is for: errors made quiet, imports that 2.7 lacks, a known change.

What its result is like is `safety`'s, where the files are at hand.
"""
from __future__ import absolute_import, division, print_function

import hashlib
import re
from collections import namedtuple

from plexfix.base.compat import to_text
from plexfix.change import safety, unified

# One thing found: *rule* is `patch/...`, or one of safety's; *line* counts the patch's own lines, from 1.
PatchFinding = namedtuple('PatchFinding', 'rule line what')

SILENT_EXCEPT, REMOVED_LOG, SAME_AS = u'patch/silent-except', u'patch/removed-log', u'patch/same-as:'
_EXCEPT = re.compile(br'\s*except\b[^#]*:\s*(?P<rest>[^#\r\n]*)')
_QUIET = re.compile(br'\s*(?:pass|continue|return(?:\s+(?:None|False|True|\[\]|\{\}|\(\)|\'\'|""))?)\s*(?:#.*)?$')
_LOGS = re.compile(br'\blog\s*\(|\bLog(?:\.\w+)?\s*\(|\blogger\.\w+\s*\(|\blogging\.\w+\s*\(')
_IMPORT = re.compile(br'\s*(?:import|from)\s+\w')


def findings(data):
    """Return the PatchFindings of the patch *data* (bytes), by line; raises unified.PatchError where it is none."""
    found = []
    for section in unified.parse(data):
        if section.new_name is None:
            continue
        if section.old_name is None:
            found.extend(_of_new_file(section))
        for hunk in section.hunks:
            found.extend(_quiet(hunk))
            found.extend(_imports(hunk) if section.old_name is not None else [])
    return sorted(found, key=lambda one: (one.line, one.rule))


def fingerprint(data):
    """Return twelve hex digits that are the same for two patches that take out and put in the same lines."""
    lines = [kind + b' '.join(text.split()) for section in unified.parse(data) for hunk in section.hunks
             for kind, text in hunk.rows if kind != unified.CONTEXT]
    return to_text(hashlib.sha256(b'\n'.join(lines)).hexdigest())[:12]


def _quiet(hunk):
    """Find handlers that swallow what they caught, and log calls that are gone without another one in the hunk."""
    rows = [(place, kind, text) for place, (kind, text) in enumerate(hunk.rows, hunk.line + 1)]
    after = [row for row in rows if row[1] != unified.REMOVED]
    for number, (place, kind, text) in enumerate(after):
        match = _EXCEPT.match(text)
        if not match:
            continue
        body = (place, kind, match.group('rest')) if match.group('rest').strip() else _next(after, number + 1)
        if body is not None and _QUIET.match(body[2].rstrip(b'\r\n')) and unified.ADDED in (kind, body[1]):
            yield PatchFinding(SILENT_EXCEPT, place, u'an exception is caught and nothing is told of it')
    gone = [place for place, kind, text in rows if kind == unified.REMOVED and _LOGS.search(text)]
    come = [place for place, kind, text in rows if kind == unified.ADDED and _LOGS.search(text)]
    if len(gone) > len(come):
        yield PatchFinding(REMOVED_LOG, gone[0], u'%d lines that log are taken out, %d put in' % (len(gone), len(come)))


def _next(rows, start):
    """Return the next row that is code, None where the hunk ends before."""
    for place, kind, text in rows[start:]:
        if text.strip() and not text.strip().startswith(b'#'):
            return place, kind, text
    return None


def _imports(hunk):
    """Find modules in added imports that Python 2.7 lacks; what lies beside the file is not known here."""
    for place, (kind, text) in enumerate(hunk.rows, hunk.line + 1):
        if kind == unified.ADDED and _IMPORT.match(text):
            for one in safety.check_file(text.strip() + b'\n', u''):
                yield PatchFinding(to_text(one.rule), place, u'%s: %s' % (one.what, one.why))


def _of_new_file(section):
    """Find what the safety checks say of a file that the patch makes."""
    if not section.new_name.endswith(u'.py'):
        return
    data = b''.join(line for hunk in section.hunks for line in unified.new_lines(hunk))
    start = section.hunks[0].line if section.hunks else section.line
    for one in safety.check_file(data, u'', safety.Context(safety.CODE, None, safety.NO_MODULES, None)):
        yield PatchFinding(to_text(one.rule), start + one.line, u'%s: %s' % (one.what, one.why))
