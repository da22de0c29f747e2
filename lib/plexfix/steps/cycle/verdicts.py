# -*- coding: utf-8 -*-
"""What follows from a decision: taking a fix back, mending the evidence, a person's word, and the question why.

How it is decided is the judge's; an override is a person's, with a reason, and only logged here.
"""
from __future__ import absolute_import, division, print_function

import os

from plexfix.base.compat import fs_text
from plexfix.base.errors import PreconditionFailed, UsageError
from plexfix.judge import validity
from plexfix.loop import events, fold
from plexfix.loop.saidwords import without_secrets
from plexfix.outside import audit
from plexfix.steps import apply as applying
from plexfix.steps import fixdocuments, gates, implement, implog, reportfiles, testdecisions, testjob
from plexfix.steps.cycle import measuring, reporting, trying

KEEP, ROLLBACK = u'KEEP', u'ROLLBACK'
# What another pass over the same items may mend; that an agent left no trace after the change belongs to it.
REPAIRABLE = (u'traces', u'operations', u'windows', u'starts')
WHY_DOCUMENT = u'prompts/plex_testing_validation_prompt.md'


def undo(loop, name):
    """Take the fix back through its backup, and see that its files are as before it."""
    row = loop.row(name)
    entry = trying.entry_of(loop, name)
    reason = u'%s: %s' % (row['undone_for'], row['reason'] or u'')
    if entry is None:
        raise PreconditionFailed(u'%s cannot be taken back: it is in no implementation log' % name,
                                 fs_text(loop.records.implementation_log), u'put its files back by hand')
    if implog.is_on_disk(entry):
        _take_back(loop, name, reason)
    else:
        trying.record_late(loop, entry, audit.ROLLED_BACK, u'Its files are as before it. ', reason)
    measuring.mark(loop)
    loop.refold()
    reporting.sync_status(loop)


def _take_back(loop, name, reason):
    job = implement.open_job(loop.records.diagnostic_report, None, False)
    row, job, wish, server = implement.plan_back(job, name, loop.restart_settings(), loop.out.detail)
    tools = applying.Tools(server, tell=loop.out.note, warn=loop.out.warn)
    done, _ = implement.take_back(job, row, wish, tools, reason)
    lines = [u'%s is rolled back (%s)' % (name, reason)] + fixdocuments.restored_lines(done.restored)
    for line in lines:
        loop.out.result(line)
    for line in done.failures:
        loop.out.warn(u'warning: ' + line)
    if implog.state_of_files(done.entry) != 'before' and not implog.above(
            [one.entry for one in gates.history(loop.records)], done.entry):
        raise PreconditionFailed(u'%s was rolled back, and its files are not as before it' % name,
                                 done.entry['backup_path'], u'backup_utils.py --restore puts them back')


def note_invalid(loop, name):
    """Say what the evidence lacks, and whether making the pass again may mend it."""
    record = _report(loop, name)
    lacking = [one for one in record['validity'] if one['result'] == validity.INVALID]
    repairable = bool(lacking) and all(one['check'] in REPAIRABLE for one in lacking)
    told = [u'%s: %s' % (one['check'], one['detail']) for one in lacking]
    loop.out.warn(u'%s: the evidence carries no verdict\n  %s' % (name, u'\n  '.join(told)))
    loop.append(events.INVALID, name, {'lacking': told, 'repairable': repairable}, record['reason'])


def _report(loop, name):
    return testjob.read_json(loop.records.test_report_json(name))


def ask(loop, name, why):
    """Let a person decide where the numbers do not; raises Waiting where nobody does."""
    command = loop.go_on(u' --override %s KEEP --reason "..."' % name)
    evidence = u'%s\nin %s; to take it back: --override %s ROLLBACK' % (
        why, fs_text(loop.records.test_report(name)), name)
    if loop.has_person():
        loop.out.warn(u'%s: %s' % (name, evidence))
        answer = loop.choice(u'keep it, or roll it back?', [u'keep', u'rollback', u'stop'])
        if answer != u'stop':
            reason = loop.ask(u'why? ')
            if reason:
                override(loop, name, KEEP if answer == u'keep' else ROLLBACK, without_secrets(fs_text(reason)))
                return
    loop.wait(u'a person decides on %s' % name, evidence, command, WHY_DOCUMENT)


def override(loop, name, decision, reason):
    """Note what a person decided of a fix against, or without, the numbers; raises where that cannot be."""
    row = loop.row(name) if fold.current(loop.state) else None
    if row is None:
        raise UsageError(u'the current iteration has no fix %s' % name, None, u'--status shows them')
    if row['state'] not in fold.ON_DISK:
        raise PreconditionFailed(u'%s is not in its files: there is nothing to decide' % name,
                                 u'it is %s' % row['state'], None)
    data = {'decision': decision, 'instead_of': (row['verdict'] or {}).get('decision')}
    testdecisions.override(loop.records.testing_decisions, row['fix'], decision, u'a person', reason)
    loop.append(events.OVERRIDE, row['fix'], data, reason, by=u'a person')
    loop.out.note(u'%s: %s by a person: %s' % (row['fix'], decision, reason))
    if decision == KEEP:
        # By this word the other commands know that it may stay.
        loop.append(events.KEPT, row['fix'], {'decision': KEEP, 'override': True}, reason, by=u'a person')
        reporting.sync_status(loop)


def why(loop, name):
    """Ask for the reasons after a fix, and keep what a person says; nothing is made up where nobody does."""
    given = _from_file(loop, name)
    if given is None and loop.has_person():
        given = _asked(loop, name)
    if given is None and not loop.yes and not loop.has_person():
        path = why_path(loop, name)
        told = u'%s\nasked for: expected, observed, why, what was missed; or write it into %s' % (
            loop.row(name)['reason'] or loop.row(name)['state'], fs_text(path))
        loop.wait(u'why did %s come out so?' % name, told, loop.go_on(u' --why %s "..."' % name), WHY_DOCUMENT)
    note_why(loop, name, given or {}, given is not None)


def answer_why(loop, name, text):
    """Log what a person says of a fix of this run, in whichever iteration it was tried last; raises UsageError."""
    for one in reversed(loop.state['iterations']):
        row = fold.fix_in(one, name)
        if row is not None:
            note_why(loop, row['fix'], {'why': text}, number=one['number'])
            return
    raise UsageError(u'no fix %s was tried in this run' % name, None, u'%s shows them' % loop.go_on(u' --status'))


def note_why(loop, name, given, is_given=True, number=0):
    """Log what a person said, beside what was measured; iteration 0 is the current one."""
    data = dict.fromkeys(('expected', 'observed', 'why', 'missed'))
    data.update(given, given=is_given, measured=measured_words(loop, name, number))
    by = u'a person' if is_given else None
    loop.append(events.WHY, name, data, None if is_given else u'not given yet', by=by, iteration=number)


def measured_words(loop, name, number=0):
    """Return the fix's criteria with what became of them, as the test report has them; none where it was not tested."""
    path = loop.run.iteration(number or loop.number).test_report_json(name)
    if not os.path.exists(path):
        return []
    return [u'%s: %s' % (one['text'], one['reason']) for one in testjob.read_json(path)['criteria']]


def why_path(loop, name):
    """Return where a person may write the reasons for what became of a fix."""
    return loop.records.why(name)


def later_why(loop):
    """Take in reasons that were written into files since they were asked for."""
    for one in loop.state['iterations']:
        for row in one['fixes']:
            path = loop.run.iteration(one['number']).why(row['fix'])
            if row['why'] is not None and not row['why'].get('given') and os.path.exists(path):
                text = _text(path)
                if text:
                    data = dict(dict.fromkeys(('expected', 'observed', 'missed')), why=text, given=True,
                                measured=row['why'].get('measured') or [])
                    loop.append(events.WHY, row['fix'], data, by=u'a person', iteration=one['number'])


def _from_file(loop, name):
    path = why_path(loop, name)
    text = _text(path) if os.path.exists(path) else u''
    return {'why': text} if text else None


def _text(path):
    return without_secrets(reportfiles.read_text(path).strip())


def _asked(loop, name):
    row = loop.row(name)
    loop.out.warn(u'%s: %s' % (name, row['reason'] or row['state']))
    for line in measured_words(loop, name):
        loop.out.warn(u'  ' + line)
    given = {}
    for key, question in (('expected', u'what did you expect? '), ('observed', u'what do you see? '),
                          ('why', u'why? '), ('missed', u'what was missed? ')):
        answer = loop.ask(question)
        if answer:
            given[key] = without_secrets(fs_text(answer))
    return given or None
