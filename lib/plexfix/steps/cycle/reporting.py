# -*- coding: utf-8 -*-
"""The diagnostic report in the loop: made, waited for, read as facts, and approvals taken into the log.

What is written in it is a person's; nothing here fills a field.
"""
from __future__ import absolute_import, division, print_function

import hashlib
import os
import shutil

from plexfix.base.compat import fs_text, to_bytes, to_text
from plexfix.base.errors import PlexfixError
from plexfix.base.jsontext import json_text
from plexfix.loop import events, fold, nextstep
from plexfix.outside import files
from plexfix.outside.journal_record import quoted
from plexfix.steps import diagnosing, recording, reportedits, reportfiles, staging, targets
from plexfix.understand import diagnosis, lessons

DOCUMENT = u'prompts/plex_diagnostics_debugging_prompt_v2.md'
# What the Status line of a fix says in the end; one that may be revised stays open for that.
SHOWN_STATUS = {fold.KEPT: u'kept', fold.ROLLED_BACK: u'rolled back', fold.SKIPPED: u'draft',
                fold.MONITORED: u'monitored', fold.APPLIED: u'applied'}


def diagnose(loop):
    """Make the current iteration's report, with the lessons so far and what a person wrote into the last one."""
    records = loop.records
    if not os.path.exists(records.diagnostic_report) or reportfiles.untouched(records.diagnostic_report):
        _make(loop, records)
    facts = facts_of(loop)
    data = dict(loop.evidence(records.diagnostic_report), fixes=[one.id for one in facts])
    loop.append(events.DIAGNOSED, data=data)
    loop.out.note(u'report: %s, fixes to be tried: %d' % (
        fs_text(records.diagnostic_report), nextstep.untried(facts)))


def _make(loop, records):
    learned, previous = lessons_of(loop), None
    analysed = diagnosing.analyse(diagnosing.load(records.aggregate_json), lesson_rows=learned)
    if loop.number > 1:
        last = loop.run.iteration(loop.number - 1)
        previous = last.diagnostic_report if os.path.exists(last.diagnostic_report) else None
        _take_patches(last, records)
    made = diagnosing.make(analysed, records.diagnostic_report, learned, previous)
    diagnosing.write(made, records.diagnostic_report, None)


def _take_patches(last, records):
    """Copy the patches, and the staged copies, that the last report's fixes have, where these are not there yet."""
    if not os.path.isdir(last.fixes):
        return
    files.ensure_folder(records.fixes)
    for name in sorted(os.listdir(last.fixes)):
        source, target = os.path.join(last.fixes, name), os.path.join(records.fixes, name)
        if os.path.exists(target):
            continue
        if os.path.isdir(source):
            shutil.copytree(source, target)
        else:
            files.atomic_write(target, files.read_bytes(source))


def lessons_of(loop):
    """Return the lessons for this iteration: those that were named, and what the iteration before taught."""
    paths = [diagnosing.lessons_beside(loop.run.iteration(number).post_mortem)
             for number in range(loop.number - 1, 0, -1)]
    rows = []
    # Those of the run come last: they know more of a lesson than the file that was named at its beginning.
    for path in [loop.setting('lessons')] + [path for path in paths if path][:1]:
        if path is not None:
            rows = lessons.merge(rows, diagnosing.load_lessons(path))
    return rows


def facts_of(loop):
    """Return the nextstep.FixFacts of the current report, in the order in which its fixes are to be tried."""
    path = loop.records.diagnostic_report
    if not os.path.exists(path):
        return []
    reading = diagnosis.read(reportfiles.read_text(path))
    report = diagnosis.report_of(reading, fs_text(path))
    ordered = [fix.id for fix, _ in reportedits.in_order(report, _aggregate(loop))]
    found = diagnosis.fixes(report)
    # Those that were tried come behind, in the order of the document.
    found.sort(key=lambda fix: ordered.index(fix.id) if fix.id in ordered else len(ordered))
    return [fact_of(loop, reading, fix) for fix in found]


def _aggregate(loop):
    path = loop.records.aggregate_json
    if not os.path.exists(path):
        return None
    # It may be large, and is asked for after each event.
    status = os.stat(path)
    key = (path, status.st_size, status.st_mtime)
    if loop.aggregate[0] != key:
        loop.aggregate = (key, diagnosing.load(path))
    return loop.aggregate[1]


def fact_of(loop, reading, fix):
    """Return the FixFact of one fix of the report that a Reading is of."""
    try:
        missing = [_told(one) for one in diagnosis.unready(reading, fix.id)]
    except PlexfixError as err:
        missing = [err.what]
    patch = staging.patch_path(fix, loop.records)
    if not missing and not os.path.isfile(patch):
        missing.append(u'there is no patch %s' % fs_text(patch))
    by = to_text(fix.approved_by) if fix.approved_by and not diagnosis.is_todo(fix.approved_by) else None
    if diagnosis.status_of(fix) == u'approved' and by is None:
        missing.append(u'it is approved by nobody: the line "- Approved by:" holds no name')
    return nextstep.FixFact(fix.id, fix.title, diagnosis.status_of(fix), by, missing, mark_of(fix, patch),
                            paths_of(loop, fix))


def mark_of(fix, patch):
    """Return a hash of all that a person says about a fix, its patch too; not of its Status and of who approved."""
    body = json_text(dict(fix._replace(status=u'', approved_by=u'')._asdict()))
    code = files.sha256_of(patch) if os.path.isfile(patch) else u''
    return to_text(hashlib.sha256(to_bytes(u'%s\n%s' % (body, code))).hexdigest())


def paths_of(loop, fix):
    """Return the paths (text) that a fix touches, none where they cannot be told."""
    try:
        return tuple(fs_text(one.path) for one in targets.find(loop.plugins(), diagnosis.touches(fix)))
    except PlexfixError:
        return ()


def approve(loop, name):
    """Take a person's approval of a fix, which is in the report, into the log."""
    fact = [one for one in facts_of(loop) if one.id == name][0]
    report = loop.records.diagnostic_report
    data = {'report': loop.inside(report), 'report_sha256': files.sha256_of(report), 'mark': fact.mark,
            'title': fact.title}
    loop.append(events.APPROVED, name, data, by=fact.by)
    loop.out.note(u'%s: approved by %s' % (name, fact.by))


def abandon(loop, name):
    loop.append(events.ABANDONED, name, reason=u'given up in the report')


def wait_for_report(loop, facts):
    """Ask a person to complete and approve the report; raises Waiting where that is not done."""
    report = loop.records.diagnostic_report
    lines = problems(loop, facts)
    if loop.has_person():
        loop.out.warn(u'\n'.join([u'the report is to be completed: %s' % fs_text(report)] + lines))
        if loop.choice(u'edited and approved?', [u'yes', u'stop']) == u'yes':
            return
    lines.append(u'approve: diagnose_from_report.py --output %s --approve FIX --by NAME' % quoted(fs_text(report)))
    loop.wait(u'no fix is approved in %s' % fs_text(report), u'\n'.join(lines), None, DOCUMENT)


def leave_drafts(loop, facts):
    """Tell of the fixes that nobody approved, before the iteration ends without them; raises Waiting.

    Nothing of them is lost: they go into the next report.  Whether to approve more first is a person's to say.
    """
    names = [one.id for one in facts if one.status in diagnosis.UNTRIED]
    if not names:
        return
    told = u'no approved fix is left; still open: %s' % u', '.join(names)
    if loop.yes:
        loop.out.note(u'%s; they go into the next report' % told)
        return
    if loop.has_person():
        loop.out.warn(told)
        if loop.choice(u'end this iteration, and measure?', [u'yes', u'stop']) == u'yes':
            return
    loop.wait(told, u'approve more of them in %s, or go on: they go into the next report' % fs_text(
        loop.records.diagnostic_report), loop.go_on(u' --yes'), DOCUMENT)


def problems(loop, facts):
    """Return in words what keeps each fix from being approved and applied."""
    lines, is_more = [], False
    for one in facts:
        if one.status in diagnosis.UNTRIED:
            is_more = is_more or len(one.missing) > 1
            more = u', and %d more' % (len(one.missing) - 1) if len(one.missing) > 1 else u''
            lines.append(u'%s (%s): %s%s' % (one.id, one.status, (one.missing or [u'complete, not approved'])[0], more))
    if is_more:
        lines.append(u'each of them: diagnose_from_report.py --lint %s' % quoted(fs_text(loop.records.diagnostic_report)))
    if not lines:
        lines = [u'it holds no fix to try: diagnose_from_report.py --add-fix PATTERN makes one; %s ends the run'
                 % loop.go_on(u' --stop')]
    return lines


def sync_status(loop):
    """Bring the Status lines of the report in line with the log, which wins; an approval that is new stays."""
    now = fold.current(loop.state)
    report = loop.records.diagnostic_report if now else None
    if report is None or not os.path.exists(report):
        return
    for one in facts_of(loop):
        row = fold.fix_in(now, one.id)
        wanted = shown_status(row)
        if wanted is None or one.status in (wanted, u'abandoned'):
            continue
        is_old = one.status not in diagnosis.UNTRIED or (row['approved'] or {}).get('mark') == one.mark
        if is_old:
            set_status(loop, one.id, wanted)


def shown_status(row):
    """Return what the Status line of a fix is to say by the log, None where it is a person's."""
    if row is None:
        return None
    if row['state'] == fold.ROLLED_BACK and row['undone_for'] == u'MODIFY':
        return u'modify'
    if row['state'] == fold.APPROVED:
        return u'approved'
    return SHOWN_STATUS.get(row['state'])


def set_status(loop, name, status):
    try:
        recording.set_status(loop.records.diagnostic_report, name, status)
    except PlexfixError as err:
        loop.out.warn(u'warning: %s' % err.what)


def _told(one):
    return u'line %d%s: %s' % (one.line, one.field and u', ' + one.field, one.message)
