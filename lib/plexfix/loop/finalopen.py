# -*- coding: utf-8 -*-
"""What a run leaves open, and what it reached in two sentences, from the numbers of its final document."""
from __future__ import absolute_import, division, print_function

from plexfix.loop import fixfold, iterations
from plexfix.loop.review import settlement

# What is open.
NOT_DONE, UNTRIED, GOAL, SETTLEMENT, WHY, UNMEASURED = (
    u'not finished', u'not tried', u'goal', u'settlement', u'why', u'not measured')
_STATES = {
    fixfold.APPROVED: u'it is approved and was not applied', fixfold.APPLIED: u'it is applied and was not judged',
    fixfold.MONITORED: u'it is on the disk, and its test did not decide it', fixfold.TO_UNDO: u'it is to be undone, and is not',
    fixfold.INVALID: u'it is on the disk, and no test of it carries a verdict',
    fixfold.LAPSED: u'its files were changed by another hand since it was kept'}
_ENDS = {iterations.STOPPED: u'the person stopped it', iterations.REGRESSION: u'it got worse than at first',
         iterations.GOAL: u'the goal was reached', iterations.TRIED: u'every fix was tried',
         iterations.PLATEAU: u'it got no better any more', iterations.LIMIT: u'that many iterations were asked for'}


def rows_of(document, state, waiting):
    """Return the rows of what is open; *waiting* are (iteration, id, title, status) of fixes that nobody tried."""
    rows = _goal(document) + _unmeasured(document)
    for fix in document['fixes']:
        rows += _of_fix(fix)
    for number, name, title, status in waiting:
        told = u'it waits to be revised' if status == u'modify' else u'it was not tried'
        rows.append(_row(UNTRIED, number, name, u'%s: its status is %s, and %s' % (title or name, status, told)))
    for one in state['iterations']:
        rows += [_row(WHY, one['number'], row['fix'], u'why it came out so was asked for, and not answered')
                 for row in one['fixes'] if row['why'] is not None and not row['why'].get('given')]
    return rows


def sentences(document):
    """Return two sentences: what was reached, and what was tried for it."""
    return [_reached(document), _tried(document)]


def _row(kind, number, name, said, command=None):
    return {'kind': kind, 'iteration': number, 'fix': name, 'said': said, 'command': command}


def _goal(document):
    if not document['goal'] or (document['exit'] or {}).get('kind') == iterations.GOAL:
        return []
    last = _last(document)
    stands = u'nothing was measured' if last is None else u'it stands at %s, failures per operation at %s' % (
        share(last, 'successful', 'finished', 'success_rate'), rate(last))
    return [_row(GOAL, None, None, u'the goal %s was not reached: %s' % (document['goal'], stands))]


def _unmeasured(document):
    return [_row(UNMEASURED, row['number'], None, u'%s was not measured: %s' % (row['name'], row['why']))
            for row in document['iterations'] if not row['valid']]


def _of_fix(fix):
    rows = []
    if fix['state'] in _STATES:
        rows.append(_row(NOT_DONE, fix['iteration'], fix['fix'], _STATES[fix['state']], fix['undo']))
    settled = fix['settled']
    if settled and fix['on_disk'] and settled['action'] in (settlement.ROLL_BACK, settlement.OPEN):
        wanted = u'the post-mortem would roll it back' if settled['action'] == settlement.ROLL_BACK else \
            u'the post-mortem cannot settle it'
        rows.append(_row(SETTLEMENT, fix['iteration'], fix['fix'],
                         u'%s, by the rule "%s": %s' % (wanted, settled['rule'], settled['why']), fix['undo']))
    return rows


def _last(document):
    valid = [row for row in document['iterations'] if row['valid']]
    return valid[-1] if valid else None


def _reached(document):
    valid = [row for row in document['iterations'] if row['valid']]
    if not valid:
        return u'Nothing was measured, so that nothing can be said about what was reached.'
    first, last = valid[0], valid[-1]
    stands = share(first, 'successful', 'finished', 'success_rate', first['interval'])
    if len(valid) == 1:
        return u'Successful were %s of the finished operations %s; there is nothing to compare it with.' % (
            stands, _when(first))
    change = document['change']
    return u'Successful operations went from %s %s to %s %s; failures per operation %s%s.' % (
        stands, _when(first), share(last, 'successful', 'finished', 'success_rate', last['interval']), _when(last),
        _moved(change, first, last), _sureness(change))


def _moved(change, first, last):
    if change['direction'] == u'fall' and not change['improvement_pct']:
        return u'stayed at %s' % rate(last)
    return u'%s from %s to %s' % (u'rose' if change['direction'] == u'rise' else u'fell', rate(first), rate(last))


def _when(row):
    return u'in %s' % row['name'] if row['number'] else row['name']


def _sureness(change):
    told = [] if change['improvement_pct'] is None else [u'%+.1f %%' % (-change['improvement_pct'] or 0.0)]
    told.append(u'exact one-sided p %.3g' % change['p'])
    if not change['same_basis']:
        told.append(u'not of the same operations: one was measured with the panel, the other of the logs')
    return u' (%s)' % u', '.join(told)


def _tried(document):
    found = {}
    for fix in document['fixes']:
        found.setdefault(fix['state'] or u'begun', []).append(fix['fix'])
    if not found:
        return u'No fix was tried.'
    told = u', '.join(u'%s %d' % (state, len(found[state])) for state in sorted(found))
    ended = document['exit']
    return u'Of %d %s tried: %s; %s.' % (
        len(document['fixes']), u'fix' if len(document['fixes']) == 1 else u'fixes', told,
        u'the run ended: %s' % _ENDS.get(ended['kind'], ended['kind']) if ended else u'the run has not ended')


def share(row, part, whole, name, interval=None):
    """Return a share in words, as `7 of 20 (35.0 %, 95 % interval 18.1 to 56.7 %)`."""
    if row[name] is None:
        return u'not measured'
    sure = u'' if interval is None else u', 95 %% interval %.1f to %.1f %%' % (100 * interval[0], 100 * interval[1])
    return u'%d of %d (%.1f %%%s)' % (row[part], row[whole], 100 * row[name], sure)


def rate(row):
    """Return the failures per operation of an iteration's row in words."""
    return u'not measured' if row['failure_rate'] is None else u'%.3g' % row['failure_rate']
