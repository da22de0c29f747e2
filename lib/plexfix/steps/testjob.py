# -*- coding: utf-8 -*-
"""What an active test is about: fix, report, agents, and which of its passes are there; running one is activetest's."""
from __future__ import absolute_import, division, print_function

import json
import os
from collections import namedtuple

from plexfix.base.compat import fs_text, to_bytes, to_text
from plexfix.base.errors import PreconditionFailed, UsageError
from plexfix.base.jsontext import json_text
from plexfix.judge import pairing, passes, record
from plexfix.outside import disk, files, rundir
from plexfix.steps import comparing, implog
from plexfix.understand import diagnosis

# *fix* is a diagnosis.Fix, None without a diagnostic report; *entry* is the fix's last one in the implementation log,
# None where there is none; *has_log* is whether there is such a log at all.  *output* is where the report goes.
Job = namedtuple('Job', 'fix_id fix records report_path baseline entry has_log output')

RETESTS = tuple('%s_%d' % (passes.RETEST, number + 1) for number in range(pairing.MOST_RETESTS))
ON_NEW_CODE = (passes.AFTER,) + RETESTS


def open_job(fix_id, report_path=None, baseline=None, output=None):
    """Return the Job of a fix, by the diagnostic report that is named, else the one in this folder, where there is one.

    Without a report the fix is only a name, and everything about it is decided by the documented default.  Raises
    UsageError.
    """
    if report_path is None and os.path.isfile(rundir.DIAGNOSTIC_REPORT):
        report_path = rundir.DIAGNOSTIC_REPORT
    elif report_path is not None and not os.path.isfile(report_path):
        raise UsageError(u'there is no diagnostic report %s' % fs_text(report_path), None,
                         u'name it: --diagnostic-report FILE; diagnose_from_report.py makes one')
    fix = None
    if report_path is not None:
        fix = diagnosis.find(diagnosis.parse(to_text(files.read_bytes(report_path)), fs_text(report_path)), fix_id)
    records = rundir.records_of(report_path or baseline or os.path.join(os.curdir, rundir.DIAGNOSTIC_REPORT))
    fix_id = fix.id if fix else to_text(fs_text(fix_id))
    if baseline is None and os.path.isfile(records.aggregate_text):
        baseline = records.aggregate_text
    entries = implog.load(records.implementation_log)['implementations']
    mine = [entry for entry in entries if entry['fix'].lower() == fix_id.lower()]
    return Job(fix_id, fix, records, report_path, baseline, mine[-1] if mine else None, bool(entries),
               output or records.test_report(fix_id))


def agents_of(job):
    """Return the names of the agents that the fix is about, None where nobody says."""
    named = [name for name in job.fix.agents if not diagnosis.is_todo(name)] if job.fix else []
    return named or sorted(((job.entry or {}).get('restart') or {}).get('agents') or ()) or None


def about(job):
    """Return (agents, patterns, globs of files) of the fix; agents None and the others empty where nobody says."""
    if job.fix is None:
        return agents_of(job), [], []
    return agents_of(job), list(job.fix.patterns), diagnosis.touches(job.fix)


def planned_numbers(job, items, controls, defaults):
    """Return (failing items, controls): as the command says, else as the fix's test plan does, else *defaults*."""
    plan = diagnosis.test_plan(job.fix) if job.fix else {}
    chosen = []
    for given, name, default in ((items, 'items', defaults[0]), (controls, 'controls', defaults[1])):
        planned = plan.get(name)
        chosen.append(given if given is not None else planned if planned is not None else default)
    return tuple(chosen)


def is_applied(job):
    """Return whether the fix is on the disk by the implementation log, None where there is no such log."""
    if job.entry is None:
        return False if job.has_log else None
    return implog.is_on_disk(job.entry)


def next_pass(job):
    """Return BEFORE or AFTER, whichever comes next: by the implementation log, else by the fix's Status.

    A fix that was applied by hand is in no log: once the pass on the old code is complete, that on the new one is next.
    """
    applied = is_applied(job)
    if applied is None and job.fix is not None and diagnosis.status_of(job.fix) in diagnosis.UNTRIED:
        before = load_pass(job, passes.BEFORE)
        applied = before is not None and passes.is_complete(before)
    return passes.BEFORE if applied is False else passes.AFTER


def applied_at(job):
    """Return when the fix was applied as it is on the disk now (text), None where nobody knows."""
    return job.entry.get('timestamp') if is_applied(job) else None


def check_code(job, which):
    """Raise PreconditionFailed where a pass would be made on the wrong code, as far as the implementation log knows."""
    applied = is_applied(job)
    if which == passes.BEFORE and applied:
        raise PreconditionFailed(
            u'%s is applied already: a pass on the old code cannot be made any more' % job.fix_id,
            u'on %s, by %s' % (job.entry.get('timestamp'), fs_text(job.records.implementation_log)),
            u'take it back first: implement_fix.py --rollback %s; or go on without: --after' % job.fix_id)
    if which == passes.AFTER and applied is False:
        was = u'it is not in %s' % fs_text(job.records.implementation_log)
        if job.entry is not None:
            was = u'it was rolled back on %s' % job.entry.get('rolled_back_at')
        raise PreconditionFailed(u'%s is not applied: there is nothing to test' % job.fix_id, was,
                                 u'apply it: implement_fix.py --fix %s' % job.fix_id)


def load_pass(job, which, items=None):
    """Return the pass of that name as far as it is there, None where it was not begun; raises UsageError."""
    path = job.records.test_pass(job.fix_id, which)
    if not os.path.exists(path):
        return None
    return passes.check(read_json(path), fs_text(path), job.fix_id, items)


def save_pass(job, which, document):
    files.ensure_folder(job.records.path)
    files.atomic_write(job.records.test_pass(job.fix_id, which), to_bytes(json_text(document) + u'\n'))


def next_on_new_code(job, items=None):
    """Return the name of the pass on the new code that comes next, None where the next thing is to decide.

    Passes of another application of the fix, and those that carried no verdict, are put aside first.  Raises
    PreconditionFailed where there is nothing more to test.
    """
    found = [(which, load_pass(job, which, items)) for which in ON_NEW_CODE]
    if any(one is not None and one['applied_at'] != applied_at(job) for _, one in found):
        put_aside(job)
        return passes.AFTER
    done = [one for _, one in found if one is not None and passes.is_complete(one)]
    begun = [which for which, one in found if one is not None and not passes.is_complete(one)]
    if begun or not done:
        return begun[0] if begun else passes.AFTER
    verdict = _verdict_on(job, len(done) - 1)
    if verdict is None:
        return None
    if verdict['decision'] == u'INVALID':
        put_aside(job)
        return passes.AFTER
    if verdict['decision'] != u'MONITOR':
        raise PreconditionFailed(u'%s is decided: %s' % (job.fix_id, verdict['decision']),
                                 u'by %s' % fs_text(job.output),
                                 u'who tests until it fits proves nothing. Next: %s' % verdict['next_step'])
    if len(done) > pairing.MOST_RETESTS:
        raise PreconditionFailed(u'%s was tested %d times' % (job.fix_id, len(done)), u'it is still MONITOR',
                                 verdict['next_step'])
    return ON_NEW_CODE[len(done)]


def put_aside(job):
    """Give the passes on the new code, and what was counted of them, names of their own, so that new ones can be made."""
    for which in ON_NEW_CODE:
        counted = job.records.test_aggregate(job.fix_id, which)
        # The pass goes last: as long as it is there, the rest is put aside too.
        for path in (counted, rundir.json_beside(counted), job.records.test_logs(job.fix_id, which),
                     job.records.test_pass(job.fix_id, which)):
            if os.path.exists(path):
                number = 1
                while os.path.exists('%s.old%d' % (path, number)):
                    number += 1
                disk.rename(path, '%s.old%d' % (path, number))


def _verdict_on(job, retests):
    """Return the record of the report at the job's output, if it is about the passes that are there, else None."""
    path = job.output if comparing.is_json(job.output) else rundir.json_beside(job.output)
    if not os.path.exists(path):
        return None
    made = read_json(path)
    record.check(made, fs_text(path))
    source = rundir.json_beside(current_report(job, retests))
    is_same = os.path.exists(source) and made['inputs']['current'].get('sha256') == files.sha256_of(source)
    return made if is_same else None


def current_report(job, retests):
    """Return the path of the aggregate of the pass on the new code and so many retests."""
    return job.records.test_aggregate(job.fix_id, passes.RETEST if retests else passes.AFTER)


def read_json(path):
    """Return the JSON document in the file at *path*; raises UsageError where it is none."""
    try:
        return json.loads(to_text(files.read_bytes(path)))
    except ValueError as err:
        raise UsageError(u'%s is no JSON' % fs_text(path), u'%s' % err, u'remove it, and make it again')
