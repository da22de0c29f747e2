# -*- coding: utf-8 -*-
"""What is done with a diagnostic report that is there: lint it, approve a fix, add one, tell the order of the next.

What may be changed in a report's text is `diagnosis`' business, its files are `reportfiles`'.
"""
from __future__ import absolute_import, division, print_function

from plexfix.base.compat import fs_text
from plexfix.base.errors import Refused, UsageError
from plexfix.steps import lessonchecks, reportfiles
from plexfix.understand import analysis, diagnosis, skeleton

_ENCODING = u'it is not in UTF-8: save it so in an editor, or characters will be lost'


def lint(path, document=None):
    """Return (Problems, remarks) of the report at *path*; with an aggregate also what does not agree with it.

    Remarks are Problems too, that keep nobody from going on.
    """
    text = reportfiles.read_text(path)
    found = diagnosis.lint(text, document, fs_text(path)) + lessonchecks.problems(path, text)
    if not reportfiles.is_utf8(path):
        found.insert(0, diagnosis.Problem(1, u'', 'encoding', _ENCODING))
    return ([one for one in found if one.rule not in diagnosis.TOLD],
            [one for one in found if one.rule in diagnosis.TOLD])


def approve(path, fix_id, name, dry_run=False, plugins=None):
    """Approve a fix in the report at *path*; returns its id.  Raises PreconditionFailed with all that is missing.

    *plugins* is the Plug-ins folder that lessons' checks look at, None: this system's, where there is one.
    """
    changed = diagnosis.approve(reportfiles.read_whole_text(path), fix_id, name)
    found = diagnosis.find(diagnosis.parse(changed, fs_text(path)), fix_id)
    lessonchecks.check_approval(path, found, plugins)
    if not dry_run:
        reportfiles.replace(path, changed)
    return found.id


def add_fix(path, analysed, pattern_id, lesson_rows=(), dry_run=False):
    """Append a draft for that pattern to the report at *path*; returns its id."""
    text = reportfiles.read_whole_text(path)
    report = diagnosis.parse(text, fs_text(path))
    there = [fix.id for fix in diagnosis.fixes(report) if pattern_id in fix.patterns]
    if there:
        raise Refused(u'%s is about pattern %s already' % (there[0], pattern_id), u'in %s' % fs_text(path),
                      u'complete it there')
    group = analysis.group_of(analysed, pattern_id)
    if group is None:
        raise UsageError(u'the aggregate has no pattern %s' % pattern_id, _nearest(analysed, pattern_id),
                         u'take an id of 12 letters and digits from the aggregate\'s report')
    fix = skeleton.fix_of(analysed, group, diagnosis.next_id(report), lesson_rows)
    changed = diagnosis.add_fix(text, fix)
    if not dry_run:
        reportfiles.replace(path, changed, [fix])
    return fix.id


def _nearest(analysed, pattern_id):
    """Return what is worth fixing, for whoever mistyped an id."""
    alike = [group.id for group in analysed.groups if group.id.startswith(pattern_id[:4])]
    ids = alike or [group.id for group in analysed.groups[:5]]
    return u'worth fixing: %s' % u', '.join(ids) if ids else u'it has no pattern that is worth fixing'


def next_fixes(path, document):
    """Return [(Fix, reach or None)] in the order in which they are to be tried; *document* is an aggregate, or None."""
    return in_order(diagnosis.parse(reportfiles.read_text(path), fs_text(path)), document)


def in_order(report, document):
    """Return the same of a Report."""
    reach = {} if document is None else analysis.reach_by_pattern(document)
    return [(fix, max([reach[one] for one in fix.patterns if one in reach] or [None]))
            for fix in diagnosis.next_fixes(report, reach)]
