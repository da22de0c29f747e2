# -*- coding: utf-8 -*-
"""One approved fix on its way: refreshed on the old code, applied, refreshed on the new one, decided.

Each step looks first whether it was done already: the run may have been killed behind any of them.  What follows from
a decision is the business of verdicts.
"""
from __future__ import absolute_import, division, print_function

from plexfix.base.compat import fs_text
from plexfix.base.errors import Refused
from plexfix.judge import passes
from plexfix.judge.testreport import verdict_line
from plexfix.loop import events
from plexfix.outside import audit
from plexfix.show import implementation_report, testrows
from plexfix.steps import (activetest, apply as applying, consent, fixdocuments, implement, implog, pages, recording,
                           testjob)
from plexfix.steps.cycle import measuring, reporting


def before(loop, name):
    """Refresh the fix's items on the old code; a fix that would be refused is skipped before that."""
    if _planned(loop, name) is None:
        return
    job = _test_job(loop, name)
    testjob.check_code(job, passes.BEFORE)
    made = _pass(loop, job, passes.BEFORE)
    measuring.mark(loop)
    _log_pass(loop, events.BEFORE_PASS, job, passes.BEFORE, made)


def apply(loop, name):
    """Apply the fix, if it is agreed to; a fix that is refused for what it is, is skipped."""
    if _was_applied(loop, name):
        return
    found = _planned(loop, name)
    if found is None:
        return
    job, made, wish, server, plan = found
    for line in implementation_report.briefing(plan) + implementation_report.finding_lines(plan['findings']):
        loop.out.result(line)
    if not _agreed(loop, job, made, plan):
        return
    tools = applying.Tools(server, tell=loop.out.note, warn=loop.out.warn)
    outcome, path = implement.apply_plan(job, made, plan['findings'], wish, tools)
    for line in implementation_report.outcome_lines(outcome.entry, outcome.error, fs_text(path)):
        loop.out.result(line)
    measuring.mark(loop)
    loop.refold()
    if outcome.error is not None:
        reporting.sync_status(loop)


def _planned(loop, name):
    """Return (job, plan, wish, server, its document) of a fix that may be applied, None where it was skipped."""
    job = implement.open_job(loop.records.diagnostic_report, loop.setting('plugins_dir'))
    findings = []
    try:
        made = implement.plan(job, name)
        wish, server = implement.wish_for(job, made.fix.restart, made.bundles, loop.restart_settings(), loop.out.detail)
        findings = implement.check(made)
        implement.stop_on(findings, made.fix.id)
    except Refused as err:
        _skip(loop, name, u'%s: %s' % (err.what, fs_text(err.evidence or u'')), findings)
        return None
    return job, made, wish, server, fixdocuments.plan_document(made, wish, findings)


def _skip(loop, name, reason, findings):
    """Note that a fix cannot be applied as it is; its approval is taken back, as it was for something else."""
    loop.out.warn(u'%s is skipped: %s' % (name, reason))
    loop.append(events.SKIPPED, name, {'findings': findings}, reason)
    reporting.sync_status(loop)


def after(loop, name):
    """Refresh the items on the new code."""
    job = _test_job(loop, name)
    which = testjob.next_on_new_code(job, _items(loop, job))
    if which is None:
        # It was made, and what was decided on it was not written down any more.
        which = passes.AFTER
    made = _pass(loop, job, which)
    measuring.mark(loop)
    _log_pass(loop, events.AFTER_PASS, job, which, made)


def retest(loop, name):
    """Refresh the items once more, after a MONITOR."""
    job = _test_job(loop, name)
    number = len(loop.row(name)['retests'])
    which = testjob.RETESTS[number]
    made = _pass(loop, job, which)
    measuring.mark(loop)
    _log_pass(loop, events.RETEST, job, which, made)


def decide(loop, name):
    """Compare what was measured, and let the judge decide; the report and the log are written by that."""
    job = _test_job(loop, name)
    made = activetest.decide(job, loop.test_settings(), loop.tools())
    loop.out.result(verdict_line(made))
    loop.out.note(u'report: %s' % fs_text(job.output))
    pages.beside_test_report(made, job, loop.out.warn)
    loop.refold()


def _test_job(loop, name):
    records = loop.records
    return testjob.open_job(name, records.diagnostic_report, records.aggregate_text)


def _agreed(loop, job, made, plan):
    """Return whether the fix is to be applied now; a person's `no` stops the run here, `skip` goes on without it."""
    answer = consent.ask(loop.yes, lambda: [loop.out.warn(line) for line in implementation_report.diff_lines(plan)],
                         loop.stdin)
    if answer == consent.YES:
        return True
    if answer == consent.SKIP:
        implement.declined(job, made, answer)
        loop.refold()
        reporting.sync_status(loop)
        return False
    loop.wait(u'%s was not applied' % made.fix.id, u'a person answered no')
    return False


def _was_applied(loop, name):
    """Return whether the implementation log has what the decision log lacks, which is written then.

    Either the fix is on the disk, or its agents did not start with it and all was put back.
    """
    entry = entry_of(loop, name)
    if entry is None or entry['timestamp'] < loop.row(name)['approved']['time']:
        return False
    failed = not implog.is_on_disk(entry) and any(not check['ok'] for check in entry['validation'])
    if not failed and entry['status'] != implog.APPLIED:
        return False
    record_late(loop, entry, audit.ROLLED_BACK if failed else audit.APPLIED, u'', entry.get('reason'))
    measuring.mark(loop)
    loop.refold()
    return True


def record_late(loop, entry, event, told, reason):
    """Write into the decision log and the report what an interruption left out; *told* comes before that it was so."""
    records = loop.records
    facts = {'report': fs_text(records.diagnostic_report), 'patch': u'', 'failure': [], 'restored': [],
             'next': told + u'This was written after an interruption.'}
    recording.record(entry, event, records, records.diagnostic_report, facts, loop.out.warn, reason)


def _items(loop, job):
    path = job.records.item_list(job.fix_id)
    return passes.check_list(testjob.read_json(path), fs_text(path), job.fix_id)


def _pass(loop, job, which):
    tools, settings = loop.tools(), loop.test_settings()
    chosen = activetest.choose(job, settings, tools.server, tools.now())
    doubts = activetest.doubts(job, chosen, settings, tools.server)
    if testjob.load_pass(job, which) is None:
        _agree_to(loop, doubts)
    try:
        made = activetest.make_pass(job, which, chosen, settings, tools)
    except KeyboardInterrupt:
        loop.out.warn(u'interrupted: what was done is saved; %s' % loop.go_on())
        raise
    for line in testrows.pass_lines(made):
        loop.out.result(line)
    return made


def _agree_to(loop, doubts):
    for doubt in doubts:
        loop.out.warn(u'warning: ' + doubt)
    if doubts and not loop.yes:
        if not loop.has_person() or loop.choice(u'go on all the same?', [u'yes', u'stop']) != u'yes':
            loop.wait(u'the test was not agreed to', u'\n'.join(doubts), loop.go_on(u' --yes'))


def _log_pass(loop, event, job, which, made):
    data = dict(loop.evidence(job.records.test_pass(job.fix_id, which)), items=len(made['items']))
    loop.append(event, job.fix_id, data)


def entry_of(loop, name):
    """Return the newest entry of a fix in the current implementation log, None where there is none."""
    entries = implog.load(loop.records.implementation_log)['implementations']
    mine = [one for one in entries if one['fix'].lower() == name.lower()]
    return mine[-1] if mine else None
