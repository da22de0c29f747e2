# -*- coding: utf-8 -*-
"""The loop: does what comes next, again and again, until a person is needed or there is a reason to end.

What comes next is loop.nextstep's to say, after each event anew; each deed is a module's of its own.
"""
from __future__ import absolute_import, division, print_function

from collections import namedtuple

from plexfix.base.compat import fs_text
from plexfix.base.errors import EXIT_FOUND, EXIT_OK, UsageError
from plexfix.loop import events, iterations, nextstep
from plexfix.loop.saidwords import without_secrets
from plexfix.outside import locking
from plexfix.steps.cycle import ending, measuring, reporting, trying, verdicts, watching

# What a person asks for beside going on: *overrides* are (fix, decision, reason), *whys* (fix, text), *stop* a reason.
Words = namedtuple('Words', 'overrides whys stop')
NO_WORDS = Words((), (), None)


def go(loop, words=NO_WORDS, begin=lambda: None):
    """Go on with the run until it ends; return the exit code.  Raises Waiting where a person is needed.

    *begin* is called first, to begin the run or to take in new settings.  Raises LockHeld where another coordinator
    works on the same run.
    """
    with locking.hold(loop.run.path, u'loop_coordinator.py'):
        begin()
        loop.read()
        watching.look(loop)
        heed(loop, words)
        while turn(loop):
            pass
        return EXIT_FOUND if loop.state['ended']['exit'] == iterations.REGRESSION else EXIT_OK


def words_of(overrides, whys, stop, reason):
    """Return the Words of the command line, of native text; raises UsageError."""
    if overrides and not reason:
        raise UsageError(u'an override needs a reason', None, u'--override FIX KEEP --reason "..."')
    for _, decision in overrides:
        if decision.upper() not in (verdicts.KEEP, verdicts.ROLLBACK):
            raise UsageError(u'an override is KEEP or ROLLBACK, not %s' % fs_text(decision))
    said = without_secrets(fs_text(reason)) if reason else None
    return Words([(fs_text(fix), fs_text(decision.upper()), said) for fix, decision in overrides],
                 [(fs_text(fix), without_secrets(fs_text(text))) for fix, text in whys], (said or u'asked for') if stop else None)


def heed(loop, words):
    """Take in what a person said on the command line."""
    for fix, decision, reason in words.overrides:
        verdicts.override(loop, fix, decision, reason)
    for fix, text in words.whys:
        verdicts.answer_why(loop, fix, text)
    verdicts.later_why(loop)
    if words.stop and loop.state['ended'] is None and not loop.state['stopped']:
        loop.append(events.STOPPED, reason=words.stop, by=u'a person')


def turn(loop):
    """Do what comes next; return whether there is more to do."""
    facts = facts_of(loop)
    action = nextstep.next_action(loop.state, facts)
    if action.kind == nextstep.FINISH:
        ending.finish(loop)
        return False
    _DEEDS[action.kind](loop, action, facts)
    return True


def facts_of(loop):
    """Return the facts of the current report, None where there is none yet."""
    now = loop.number
    return reporting.facts_of(loop) if now is not None else None


def _start(loop, action, facts):
    loop.append(events.ITERATION_STARTED, iteration=(loop.number or 0) + 1)


def _check(loop, action, facts):
    """End the run where there is a reason to, else begin the next iteration."""
    reason = ending.exit_now(loop)
    if reason is not None:
        ending.end(loop, reason)
    else:
        _start(loop, action, facts)


def _diagnose(loop, action, facts):
    reason = ending.exit_now(loop) if loop.number > 1 else None
    if reason is not None:
        ending.end(loop, reason)
    else:
        reporting.diagnose(loop)


def _report(loop, action, facts):
    reason = ending.exit_now(loop, facts)
    if reason is not None:
        ending.end(loop, reason)
    else:
        reporting.wait_for_report(loop, facts)


def _end_iteration(loop, action, facts):
    reporting.leave_drafts(loop, facts)
    measuring.close(loop)


def _of_fix(deed):
    return lambda loop, action, facts: deed(loop, action.fix)


def _of_run(deed):
    return lambda loop, action, facts: deed(loop)


_DEEDS = {
    nextstep.START: _start, nextstep.AGGREGATE: _of_run(measuring.aggregate), nextstep.DIAGNOSE: _diagnose,
    nextstep.REPORT: _report, nextstep.APPROVE: _of_fix(reporting.approve),
    nextstep.ABANDON: _of_fix(reporting.abandon), nextstep.BEFORE: _of_fix(trying.before),
    nextstep.APPLY: _of_fix(trying.apply), nextstep.AFTER: _of_fix(trying.after),
    nextstep.REPEAT: _of_fix(trying.after), nextstep.RETEST: _of_fix(trying.retest),
    nextstep.DECIDE: _of_fix(trying.decide), nextstep.UNDO: _of_fix(verdicts.undo),
    nextstep.NOTE_INVALID: _of_fix(verdicts.note_invalid), nextstep.WHY: _of_fix(verdicts.why),
    nextstep.ASK: lambda loop, action, facts: verdicts.ask(loop, action.fix, action.why),
    nextstep.END_ITERATION: _end_iteration, nextstep.POST_MORTEM: _of_run(ending.post_mortem),
    nextstep.CHECK: _check}


def next_lines(loop, action):
    """Return the lines that tell what comes next, and which document a person reads for it."""
    document = _DOCUMENTS.get(action.kind)
    lines = [u'next: %s%s: %s' % (action.kind, u' ' + action.fix if action.fix else u'', action.why)]
    if action.kind == nextstep.REPORT:
        lines += reporting.problems(loop, facts_of(loop))
    if document:
        lines.append(u'read: prompts/%s' % document)
    return lines + [u'then: %s' % loop.go_on()]


_DOCUMENTS = {
    nextstep.START: u'master_guide.md', nextstep.AGGREGATE: u'plex_log_aggregation_prompt.md',
    nextstep.DIAGNOSE: u'plex_diagnostics_debugging_prompt_v2.md',
    nextstep.REPORT: u'plex_diagnostics_debugging_prompt_v2.md',
    nextstep.APPROVE: u'plex_implementation_prompt.md', nextstep.BEFORE: u'plex_testing_validation_prompt.md',
    nextstep.APPLY: u'plex_implementation_prompt.md', nextstep.AFTER: u'plex_testing_validation_prompt.md',
    nextstep.DECIDE: u'plex_testing_validation_prompt.md', nextstep.RETEST: u'plex_testing_validation_prompt.md',
    nextstep.REPEAT: u'plex_testing_validation_prompt.md', nextstep.ASK: u'plex_testing_validation_prompt.md',
    nextstep.WHY: u'plex_testing_validation_prompt.md', nextstep.UNDO: u'plex_testing_validation_prompt.md',
    nextstep.END_ITERATION: u'plex_loop_coordinator_prompt.md', nextstep.CHECK: u'plex_loop_coordinator_prompt.md',
    nextstep.POST_MORTEM: u'plex_postmortem_lessons_prompt.md', nextstep.FINISH: u'plex_loop_coordinator_prompt.md'}
