# -*- coding: utf-8 -*-
"""Documents and lines of what planning, applying and taking back a fix came to, for --json and for a person.

What happens is `implement`'s; how a plan is laid out on a page is show.implementation_report's.
"""
from __future__ import absolute_import, division, print_function

import os

from plexfix.base.compat import fs_text, path_to_text, to_text
from plexfix.change import diffing
from plexfix.outside import restart
from plexfix.show import implementation_report
from plexfix.steps import apply as applying
from plexfix.steps import implementing, implog
from plexfix.understand import diagnosis

SCHEMA = u'plexfix.implementation_plan/1'


def plan_document(made, wish, findings):
    """Return the plan as a document, for --dry-run, --json and the briefing."""
    fix, copies = made.fix, made.copies
    names = dict((copy.target.path, copy.target.name) for copy in copies)
    bundles = [fs_text(os.path.basename(bundle)) for bundle in made.bundles]
    canary = bundles[:wish.canary] if wish.canary < len(bundles) else []
    return {
        'schema': SCHEMA, 'fix': fix.id, 'title': fix.title, 'observed': diagnosis.section(fix, diagnosis.OBSERVED),
        'expected': diagnosis.section(fix, diagnosis.EXPECTED),
        'criteria': implementing.criteria(fix),
        'files': [{'name': names[copy.target.path], 'path': path_to_text(copy.target.path), 'change': _change(copy),
                   'before_sha256': implementing.sha256(copy.before), 'after_sha256': implementing.sha256(copy.after)}
                  for copy in copies],
        'skipped': [{'name': copy.target.name, 'reason': implementing.why_skipped(copy)} for copy in made.skipped],
        'variants': [{'sha256': one.sha256, 'names': list(one.names), 'role': one.role}
                     for one in implementing.variants(copies)],
        'told_variants': implementing.told_variants(copies), 'diffs': _diffs(copies), 'findings': findings,
        'bundles': bundles, 'canary': canary,
        'backups': fs_text(wish.backups), 'plugins': path_to_text(made.plugins),
        'agents': sorted(set(applying.agent_of(one) for one in wish.identifiers.values() if one)),
        'restart': {'method': to_text(wish.restart.method), 'steps': restart.lines(wish.restart)}}


def safety_rows(made, findings):
    """Return what the safety checks came to, as a row for the implementation log."""
    count = sum(1 for copy in made.copies if copy.after is not None)
    errors = any(one['severity'] == 'error' for one in findings)
    return [{'check': u'safety checks of the new content (files: %d)' % count, 'ok': not errors,
             'detail': implementation_report.told_findings(findings)}]


def _change(copy):
    return u'new' if copy.before is None else u'removed' if copy.after is None else u'changed'


def _diffs(copies):
    """Return [{names, diff}]: each different change of a file once, with the files that it is made in."""
    groups, order = {}, []
    for copy in copies:
        key = (copy.target.inner, copy.before, copy.after)
        if key not in groups:
            order.append(key)
        groups.setdefault(key, []).append(copy.target.name)
    return [{'names': groups[key], 'diff': to_text(diffing.diff(key[1], key[2], key[0]))} for key in order]


def outcome_document(outcome, report_path):
    """Return what applying came to, as a document."""
    return {'schema': implog.SCHEMA, 'ok': outcome.error is None, 'implementations': [outcome.entry],
            'report': fs_text(report_path), 'failure': error_lines(outcome.error)}


def back_document(done, report_path):
    """Return what rolling back came to, as a document."""
    return {'schema': implog.SCHEMA, 'ok': not done.failures, 'implementations': [done.entry],
            'report': fs_text(report_path), 'restored': restored_lines(done.restored), 'failure': done.failures}


def restored_lines(restored):
    """Return what a restore did, file by file."""
    if restored is None:
        return [u'all files were as before the fix already']
    return ([u'restored: %s' % fs_text(path) for path in restored.restored] +
            [u'removed, as the fix had made it: %s' % fs_text(path) for path in restored.removed] +
            [u'as before already: %s' % fs_text(path) for path in restored.unchanged])


def recovered_lines(done):
    """Return what recovering came to."""
    lines = []
    if done.files is not None:
        lines.append(u'%s: all files are as %s it' % (done.files.label, done.files.state))
        lines += [u'put back: %s' % fs_text(path) for path in done.files.restored]
        lines += [u'left alone, as somebody else changed it meanwhile: %s' % fs_text(path)
                  for path in done.files.conflicts]
    lines += [u'%s: %s' % (row.entry['fix'], status) for row, status in done.settled]
    lines += [u'%s: its files are neither all as before it nor all as after it' % row.entry['fix']
              for row in done.unclear]
    if not lines:
        return [u'there is nothing to recover']
    return lines + [u'restart Plex: its agents may run other code than what is in their files']


def staged_answer(result, fix):
    """Return (document, lines) of a staging.Staged."""
    lines = [u'%s: copies to edit are in %s' % (fix.id, fs_text(result.folder))]
    lines += [u'  ' + name for name in result.names]
    lines += [u'taken from %s' % fs_text(os.path.basename(result.source)), u'then: implement_fix.py --record %s' % fix.id]
    return {'schema': SCHEMA, 'fix': fix.id, 'folder': fs_text(result.folder), 'names': result.names,
            'source': fs_text(result.source)}, lines


def recorded_answer(result, fix):
    """Return (document, lines) of a staging.Recorded."""
    lines = to_text(result.patch).rstrip(u'\n').split(u'\n') + [u'', u'%s: patch %s' % (fix.id, fs_text(result.path))]
    if diagnosis.status_of(fix) == 'approved':
        lines.append(u'%s was approved before this patch was made: look at it once more' % fix.id)
    return {'schema': SCHEMA, 'fix': fix.id, 'patch': fs_text(result.path), 'names': result.names}, lines


def error_lines(error):
    """Return what went wrong and its evidence as lines, none for no error."""
    return [] if error is None else [error.what] + (error.evidence or u'').split(u'\n')
