# -*- coding: utf-8 -*-
"""What implementing a fix looks like to a person: before it, what is about to happen; after it, what happened.

All it shows is in the documents that it is given; nothing is added to them.
"""
from __future__ import absolute_import, division, print_function

from plexfix.base.compat import to_text
from plexfix.base.redact import redact

_HASH = 12
_NAMES_SHOWN = 8


def briefing(plan):
    """Return the lines that are shown before a fix is applied, by the document of its plan."""
    lines = [u'%s: %s' % (plan['fix'], plan['title']), u'']
    for title, key in ((u'What happens now', 'observed'), (u'What is expected', 'expected')):
        lines += [title] + _indented(plan[key] or u'(nothing is written)') + [u'']
    lines += [u'Criteria'] + [u'  ' + text for text in plan['criteria']] + [u'']
    lines += [u'Files: %d in %d bundles (%s)' % (len(plan['files']), len(plan['bundles']), plan['told_variants'])]
    for one in plan['variants']:
        lines.append(u'  %-9s %s  %s' % (one['role'], one['sha256'][:_HASH], _names(one['names'])))
    lines += [u'  %s: %s' % (row['change'], row['name']) for row in plan['files'] if row['change'] != u'changed']
    lines += [u'  skipped: %s: %s' % (row['name'], row['reason']) for row in plan['skipped']]
    if plan['canary']:
        lines.append(u'First alone: %s' % u', '.join(plan['canary']))
    lines += [u'Backup: %s' % plan['backups']] + [u'Then: ' + step for step in plan['restart']['steps'] or [
        u'nothing is restarted: the agents go on with the old code until somebody does']]
    lines += [u'Checks: ' + told_findings(plan['findings'])]
    return [redact(line, keep_paths=True) for line in lines]


def told_findings(findings):
    """Return in words what the safety checks found."""
    errors = sum(1 for one in findings if one['severity'] == 'error')
    if not findings:
        return u'nothing was found in the new content of any file'
    return u'%d that stop it, %d that are only told' % (errors, len(findings) - errors)


def finding_lines(findings):
    """Return a line for each finding, equal ones of several files once."""
    groups, order = {}, []
    for one in findings:
        key = (one['severity'], one['line'], one['rule'], one['what'], one['why'])
        if key not in groups:
            order.append(key)
        groups.setdefault(key, []).append(one['file'])
    return [u'%s: line %s: %s: %s (%s) in %s' % (key + (_names(groups[key]),)) for key in order]


def diff_lines(plan):
    """Return what each file becomes: every different change once, with the files that it is made in."""
    lines = []
    for one in plan['diffs']:
        lines += [u'', u'In %s:' % _names(one['names']), u''] + one['diff'].rstrip(u'\n').split(u'\n')
    return [redact(line, keep_paths=True) for line in lines]


def outcome_lines(entry, error, report_path):
    """Return what came of applying a fix; *error* is the PlexfixError for which it was taken back, or None."""
    agents = entry['restart']['agents']
    if error is None:
        count = len(entry['files'])
        lines = [u'%s is applied: %s' % (entry['fix'], u'1 file' if count == 1 else u'%d files' % count)]
        if entry['restart']['method'] == u'none':
            lines.append(u'nothing was restarted, and so no start was seen: the agents run the old code until you '
                         u'restart Plex')
    else:
        lines = error.message().split(u'\n') + [u'all files are as before']
    lines += [u'  %s: %s' % (agent, agents[agent]) for agent in sorted(agents)] if error is None else []
    return lines + [u'backup: %s' % entry['backup_path'], u'report: %s' % report_path]


def report(entry, facts):
    """Return the Markdown of `implementation_report_<fix>.md` for an *entry* of the implementation log.

    *facts* are what the log does not hold: `report` and `patch` (names to show), `failure` (lines, none where all is
    well), `restored` (names of the files put back), `next` (the command to go on with).
    """
    rows = [u'# Implementation of %s: %s' % (entry['fix'], entry['title'] or u''), u'',
            u'**Status: %s**%s' % (entry['status'], u' (%s)' % entry['reason'] if entry.get('reason') else u''), u'',
            u'| | |', u'|---|---|']
    for name, value in ((u'Begun', entry['timestamp']), (u'Rolled back', entry['rolled_back_at']),
                        (u'Diagnostic report', facts['report']), (u'Patch', facts['patch']),
                        (u'Backup', entry['backup_path']), (u'Restart', entry['restart']['method']),
                        (u'Restarted at', entry['restart']['at'])):
        if value:
            rows.append(u'| %s | %s |' % (name, _cell(value)))
    rows += [u'', u'## What was expected', u''] + [u'- `%s`' % text for text in entry['expected']['criteria']]
    rows += [u'', u'## Files', u'', u'| File | Before | After |', u'|---|---|---|']
    rows += [u'| %s | %s | %s |' % (_cell(row['path']), _short(row['before_sha256']), _short(row['after_sha256']))
             for row in entry['files']]
    rows += [u'| %s | left out | %s |' % (_cell(row['path']), _cell(row['reason'])) for row in entry.get('skipped', [])]
    rows += _checks(entry)
    rows += _block(u'What went wrong', facts['failure'])
    rows += _block(u'Put back', facts['restored'])
    rows += [u'', u'## Next', u'', facts['next']]
    return redact(u'\n'.join(rows) + u'\n', keep_paths=True)


def _checks(entry):
    rows = [u'', u'## Checks', u'']
    for one in entry.get('validation') or []:
        state = {True: u'good', False: u'**failed**', None: u'not done'}[one['ok']]
        rows.append(u'- %s: %s (%s)' % (state, one['check'], one['detail']))
    states = entry['restart']['agents']
    rows += [u'- %s: %s' % (agent, states[agent]) for agent in sorted(states)]
    return rows if len(rows) > 3 else rows + [u'Nothing was checked.']


def _block(title, lines):
    return [u'', u'## %s' % title, u''] + [u'    ' + line for line in lines] if lines else []


def _indented(text):
    return [u'  ' + line for line in to_text(text).strip().split(u'\n')]


def _names(names):
    shown = u', '.join(names[:_NAMES_SHOWN])
    return shown if len(names) <= _NAMES_SHOWN else u'%s and %d more' % (shown, len(names) - _NAMES_SHOWN)


def _short(mark):
    return mark[:_HASH] if mark else u'(not there)'


def _cell(value):
    return to_text(value).replace(u'|', u'\\|').replace(u'\n', u' ')
