# -*- coding: utf-8 -*-
"""What comes next in a run: a pure function of its state and of what its report says.  Doing it is steps' business."""
from __future__ import absolute_import, division, print_function

from collections import namedtuple

from plexfix.judge.pairing import MOST_RETESTS
from plexfix.loop import events, fold
from plexfix.understand.diagnosis import UNTRIED

# What to do: a *kind* of the words below, the *fix* that it is about (None for none), and more in words.
Action = namedtuple('Action', 'kind fix why')

START, AGGREGATE, DIAGNOSE, REPORT = u'start', u'aggregate', u'diagnose', u'report'
APPROVE, ABANDON, BEFORE, APPLY, AFTER, DECIDE = u'approve', u'abandon', u'before', u'apply', u'after', u'decide'
RETEST, UNDO, NOTE_INVALID, REPEAT, ASK, WHY = u'retest', u'undo', u'note invalid', u'repeat', u'ask', u'why'
END_ITERATION, POST_MORTEM, CHECK, FINISH = u'end iteration', u'post-mortem', u'check', u'finish'

# The phase, as the documents number them, that each belongs to; all others are the loop's own.
PHASES = {START: events.SET_UP_PHASE, AGGREGATE: events.AGGREGATION_PHASE, DIAGNOSE: events.DIAGNOSIS_PHASE,
          REPORT: events.DIAGNOSIS_PHASE, APPROVE: events.DIAGNOSIS_PHASE, APPLY: events.IMPLEMENTATION_PHASE,
          UNDO: events.IMPLEMENTATION_PHASE, POST_MORTEM: events.POST_MORTEM_PHASE}
PHASES.update(dict.fromkeys((BEFORE, AFTER, DECIDE, RETEST, NOTE_INVALID, REPEAT, ASK, WHY), events.TESTING_PHASE))

# What a report says of one fix: its *status*, what is *missing* before it could be applied (lines, none where nothing
# is), who approved it *by*, the *mark* of all that a person wrote about it and of its patch, and the *paths* it touches.
FixFact = namedtuple('FixFact', 'id title status by missing mark paths')

REPEATS = 1


def next_action(state, facts):
    """Return the Action that comes next; *facts* are the FixFacts of the current report in the order of trying them.

    *facts* is None where there is no report yet.  An iteration's number is in the state.
    """
    now = fold.current(state)
    if now is not None and (state['ended'] is not None or state['stopped']):
        # What was decided is still done: nobody who stops leaves a fix behind that is to be undone.
        action = _to_undo(now)
        if action is not None:
            return action
    if state['ended'] is not None:
        return Action(FINISH, None, u'the run has ended')
    if state['stopped']:
        return Action(CHECK, None, u'the person stops')
    if now is None:
        return Action(START, None, u'the first iteration')
    if now['ended'] is not None:
        return _after_iteration(now)
    if now['aggregated'] is None:
        return Action(AGGREGATE, None, u'the logs are to be counted')
    if now['diagnosed'] is None:
        return Action(DIAGNOSE, None, u'the report is to be made')
    return _in_iteration(now, facts or [])


def untried(facts):
    """Return how many fixes of a report are still to be tried, approved or not."""
    return sum(1 for one in facts if one.status in UNTRIED)


def _after_iteration(now):
    if now['post_mortem'] is None:
        return Action(POST_MORTEM, None, u'what the iteration taught')
    return Action(CHECK, None, u'whether to go on')


def _in_iteration(now, facts):
    for found in (_abandoned, _in_flight, _unexplained, _untried, _retest_due, _undecided):
        action = found(now, facts)
        if action is not None:
            return action
    if any(row['attempts'] for row in now['fixes']):
        return Action(END_ITERATION, None, u'no approved fix is left to be tried')
    return Action(REPORT, None, u'a person completes and approves the report')


def _abandoned(now, facts):
    """A fix that was to be tried, and that a person gave up in the report."""
    for one in facts:
        row = fold.fix_in(now, one.id)
        if one.status == u'abandoned' and row is not None and row['state'] == fold.APPROVED:
            return Action(ABANDON, row['fix'], u'a person gave it up in the report')
    return None


def _to_undo(now):
    for row in now['fixes']:
        if row['state'] == fold.TO_UNDO:
            return Action(UNDO, row['fix'], u'the decision is %s' % row['undone_for'])
    return None


def _in_flight(now, facts):
    """The one fix whose files are changed and that is not decided, or the next step of the one that was begun."""
    undo = _to_undo(now)
    if undo is not None:
        return undo
    for row in now['fixes']:
        if row['state'] == fold.APPLIED:
            return Action(DECIDE if row['after'] else AFTER, row['fix'], u'it is applied and awaits its verdict')
        if row['state'] == fold.MONITORED and len(row['retests']) > row['judged']:
            return Action(DECIDE, row['fix'], u'it was tested again')
        if row['state'] == fold.INVALID:
            return _invalid(row)
    return None


def _invalid(row):
    if row['invalid_noted'] < row['invalid']:
        return Action(NOTE_INVALID, row['fix'], u'the evidence carries no verdict')
    if row.get('repairable') and row['invalid'] <= REPEATS:
        return Action(REPEAT, row['fix'], u'the pass is made once more')
    return Action(ASK, row['fix'], u'the evidence carries no verdict: %s' % row['reason'])


def _unexplained(now, facts):
    """The checkpoint after each fix that was decided."""
    for row in now['fixes']:
        if row['state'] in (fold.KEPT, fold.ROLLED_BACK, fold.SKIPPED) and row['why'] is None:
            return Action(WHY, row['fix'], u'expected, observed, why, what was missed')
    return None


def _untried(now, facts):
    """The next approved fix whose files none that awaits a retest has."""
    blocked = blocked_paths(now, facts)
    for one in facts:
        row = fold.fix_in(now, one.id)
        if one.status != u'approved' or one.missing or set(one.paths) & blocked:
            continue
        if row is None or row['state'] is None or _is_anew(row, one):
            return Action(APPROVE, one.id, u'approved by %s' % one.by)
        if row['state'] == fold.APPROVED:
            return Action(APPLY if row['before'] else BEFORE, one.id, u'approved by %s' % one.by)
    return None


def _is_anew(row, one):
    """Return whether a fix that was tried was changed and approved once more, or one that was given up approved again."""
    if row['state'] == fold.ABANDONED:
        return True
    return row['state'] in (fold.ROLLED_BACK, fold.SKIPPED, fold.LAPSED) and (row['approved'] or {}).get('mark') != one.mark


def blocked_paths(now, facts):
    """Return the paths that no other fix may touch, since a fix that is monitored lies in them."""
    names = set(row['fix'].lower() for row in now['fixes'] if row['state'] in (fold.MONITORED, fold.APPLIED))
    return set(path for one in facts if one.id.lower() in names for path in one.paths)


def _retest_due(now, facts):
    for row in now['fixes']:
        if row['state'] == fold.MONITORED and len(row['retests']) < MOST_RETESTS:
            return Action(RETEST, row['fix'], u'retest %d of at most %d' % (len(row['retests']) + 1, MOST_RETESTS))
    return None


def _undecided(now, facts):
    for row in now['fixes']:
        if row['state'] == fold.MONITORED:
            return Action(ASK, row['fix'], u'still MONITOR after %d retests' % len(row['retests']))
    return None
