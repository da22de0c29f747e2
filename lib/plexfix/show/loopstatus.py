# -*- coding: utf-8 -*-
"""Where a run stands, on one screen of text; what it stands at is the fold's to say."""
from __future__ import absolute_import, division, print_function

from plexfix.loop import events, fold, iterations, nextstep

SCHEMA = u'plexfix.loop_status/1'
WIDTH = 30
_MOST_FIXES = 8


def document(state, action):
    """Return the status as a document for --json; *action* is what comes next."""
    rows = fold.rows_of(state)
    now = fold.current(state)
    return {'schema': SCHEMA, 'iteration': now['number'] if now else None, 'phase': phase_words(state, action),
            'fixes': dict((name, [{'iteration': number, 'fix': fix} for number, fix in found])
                          for name, found in fold.by_state(state).items()),
            'iterations': [dict(row._asdict(), success_rate=iterations.rates(row)[0],
                                failure_rate=iterations.rates(row)[1], improvement=gain)
                           for row, gain in zip(rows, iterations.improvements(rows))],
            'goal': state['goal'], 'max_iterations': state['max_iterations'], 'waiting': state['waiting'],
            'ended': state['ended'], 'why_pending': unexplained(state),
            'next': {'kind': action.kind, 'fix': action.fix, 'why': action.why}, 'updated_at': state['updated_at']}


def lines(state, action):
    """Return the status as lines of text."""
    now = fold.current(state)
    found = [u'iteration %s of at most %s, %s' % (now['number'] if now else u'-', state['max_iterations'] or u'-',
                                                  phase_words(state, action))]
    if state['goal']:
        found.append(u'goal: %s' % state['goal'])
    found += [u''] + chart(fold.rows_of(state)) + [u''] + fix_lines(state)
    pending = unexplained(state)
    if pending:
        names = u', '.join(u'%s (iteration %d)' % (row['fix'], row['iteration']) for row in pending)
        found.append(u'why? is not answered for: %s' % names)
    if state['ended']:
        return found + [u'ended: %s' % state['ended']['said']]
    if state['waiting']:
        found.append(u'waits for: %s' % state['waiting']['for'])
        found.append(u'  then: %s' % state['waiting']['command'])
    return found + [u'next: %s' % next_words(action)]


def chart(rows):
    """Return the success rate of each iteration as bars of text, with what the failures per operation fell by."""
    if not rows:
        return [u'nothing is measured yet']
    found = [u'%-12s %-*s %s' % (u'', WIDTH, u'success rate', u'failures per operation')]
    for row, gain in zip(rows, iterations.improvements(rows)):
        found.append(_bar(row, gain))
    return found


def _bar(row, gain):
    name = u'at first' if row.number == 0 else u'iteration %d' % row.number
    success, failure = iterations.rates(row)
    if not row.valid or success is None:
        return u'%-12s %s' % (name, u'not measured: %s' % row.why)
    bar = u'#' * int(success * (WIDTH - 6))
    change = u'' if gain is None else u'  fell by %.1f %%' % gain if gain >= 0 else u'  rose by %.1f %%' % -gain
    return (u'%-12s %-*s %.3f%s' % (name, WIDTH, u'%-*s %3.0f %%' % (WIDTH - 6, bar, 100 * success), failure,
                                    change)).rstrip()


def fix_lines(state):
    """Return a line for each state that fixes are in."""
    found = fold.by_state(state)
    if not found:
        return [u'no fix was begun']
    shown = []
    for name in sorted(found):
        names = [u'%s (iteration %d)' % (fix, number) for number, fix in found[name]]
        more = u', and %d more' % (len(names) - _MOST_FIXES) if len(names) > _MOST_FIXES else u''
        shown.append(u'%-12s %d: %s%s' % (name, len(names), u', '.join(names[:_MOST_FIXES]), more))
    return shown


def unexplained(state):
    """Return [{iteration, fix}] of the fixes whose reasons were asked for and not given."""
    return [{'iteration': one['number'], 'fix': row['fix']} for one in state['iterations'] for row in one['fixes']
            if row['why'] is not None and not row['why'].get('given')]


def phase_words(state, action):
    """Return in words in which phase a run is."""
    if state['ended']:
        return u'the run has ended'
    number = nextstep.PHASES.get(action.kind, events.LOOP_PHASE)
    return u'phase %d, %s' % (number, (u'set-up', u'aggregation', u'diagnosis', u'implementation', u'testing',
                                       u'the loop', u'post-mortem')[number])


def next_words(action):
    """Return in words what comes next."""
    return u'%s%s (%s)' % (action.kind, u' ' + action.fix if action.fix else u'', action.why)
