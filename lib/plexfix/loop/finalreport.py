# -*- coding: utf-8 -*-
"""What a run came to, as a document: `plexfix.final/1`.  Its text is finaltext's, its page is show's.

    {"schema", "version", "generated_at", "run", "started_at", "ended_at",
     "said": [two sentences],
     "exit": {"kind", "said", "numbers"} or null while the run goes on,
     "goal": text or null, "max_iterations",
     "change": {"first", "last": numbers of iterations, "improvement_pct", "p", "direction": "fall" or "rise",
                "same_basis"} or null where fewer than two iterations are valid,
     "iterations": [{"number": 0 is before the first, "name", "successful", "finished", "success_rate", "interval",
                     "failures", "operations", "failure_rate", "failure_interval", "improvement_pct", "valid", "why",
                     "basis": "panel" or "logs", "kept": [ids]}],
     "fixes": [{"iteration", "fix", "title", "state", "decision", "score", "evidence", "policy", "reason", "report",
                "criteria": [rows of the comparison, each with "said", expected beside actual],
                "paired": of the comparison or null, "override": {...} or null, "why": {...} or null,
                "settled": {"action", "rule", "why"} or null, "on_disk": true or false, "undo": command or null}],
     "undo": [{"fix", "iteration", "command"}] in the order in which fixes come off, the newest first,
     "side_effects": [{"iteration", "fix", "said", "predicted": true, false, or null where nothing could be looked at}],
     "open": [{"kind", "iteration", "fix", "said", "command": or null}],
     "agents": [{"agent", "before", "after": {"successful", "finished", "failures", "operations"} or null}],
     "aggregates": {"first", "last": {"path", "window", "totals", "agents": {name: {"operations", "failures",
                    "by_hour"}}} or null},
     "left": [{"agent", "pattern", "template", "count", "operations", "rate", "items"}] the failures of the last one,
     "next": {"said", "command"}, "problems": [texts]}

What was not measured is null.
"""
from __future__ import absolute_import, division, print_function

from collections import namedtuple

from plexfix.judge import metrics, statistics
from plexfix.judge.expectations import expectation
from plexfix.loop import finalopen, fixfold, fold, iterations
from plexfix.loop.review import settlement, sideeffects
from plexfix.observe import summary

SCHEMA = u'plexfix.final/1'
PANEL, LOGS = u'panel', u'logs'
LEFT_MOST = 10

# What a run left: *state* is the fold of its log, *reviewed* the post-mortem's Reviewed of its fixes in their order.
# *first* and *last* are (path, aggregate) that the rows were measured of, None where they are not at hand.  *waiting*
# are (iteration, id, title, status) of fixes in the last report that nobody tried.  *next_cycle* is a command.
Run = namedtuple('Run', 'name state reviewed first last waiting next_cycle problems')


def make(run, generated_at, version):
    """Return the document of a Run."""
    state = run.state
    ended = state['ended']
    rows = fold.rows_of(state)
    fixes = [_fix(number, row, run) for number, row in _fix_rows(run)]
    document = {
        'schema': SCHEMA, 'version': version, 'generated_at': generated_at, 'run': run.name,
        'started_at': state['started_at'], 'ended_at': ended and ended.get('time'),
        'exit': ended and {'kind': ended.get('exit'), 'said': ended.get('said'), 'numbers': ended.get('numbers')},
        'goal': state['goal'], 'max_iterations': state['max_iterations'], 'change': _change(rows, state),
        'iterations': [_iteration(row, gain, state) for row, gain in zip(rows, iterations.improvements(rows))],
        'fixes': fixes, 'undo': _undo(fixes, run), 'side_effects': _side_effects(run.reviewed),
        'agents': _agents(run), 'aggregates': {'first': _numbers(run.first), 'last': _numbers(run.last)},
        'left': _left(run.last), 'problems': list(run.problems),
        'next': {'said': u'the next cycle begins with the lessons of this one', 'command': run.next_cycle}}
    document['open'] = finalopen.rows_of(document, state, run.waiting)
    document['said'] = finalopen.sentences(document)
    return document


def _fix_rows(run):
    """Return (iteration, the fold's row) of each fix, also of those that single commands tried without a coordinator."""
    rows = [(one['number'], row) for one in run.state['iterations'] for row in one['fixes']]
    known = set((number, row['fix'].lower()) for number, row in rows)
    for one in run.reviewed:
        item = one.intervention
        if (item.iteration, item.fix_id.lower()) not in known:
            rows.append((item.iteration, dict(fixfold.new_fix(item.fix_id), state=one.facts.state)))
    return rows


def _iteration(row, gain, state):
    success, failure = (metrics.of_numbers(*one) for one in (
        (iterations.SUCCESS, row.successful, row.finished), (iterations.FAILURE, row.failures, row.operations)))
    kept = [fix['fix'] for one in state['iterations'] if one['number'] == row.number for fix in one['fixes']
            if fix['state'] == fixfold.KEPT]
    return {'number': row.number, 'name': iterations.when(row.number), 'successful': row.successful,
            'finished': row.finished, 'success_rate': metrics.steady(success.rate), 'interval': success.interval,
            'failures': row.failures, 'operations': row.operations, 'failure_rate': metrics.steady(failure.rate),
            'failure_interval': failure.interval, 'improvement_pct': metrics.steady(gain), 'valid': row.valid,
            'why': row.why, 'basis': _basis(row.number, state), 'kept': kept}


def _basis(number, state):
    """Return what an iteration was measured of: the panel's items, or whatever the logs held."""
    for one in state['iterations']:
        if one['number'] == max(number, 1):
            told = one['ended'] if number else one['aggregated']
            return PANEL if told and told.get('panel') else LOGS
    return LOGS


def _change(rows, state):
    """Return how the last valid iteration stands to the first one, None where there are no two."""
    valid = [row for row in rows if row.valid and row.operations and row.failures is not None]
    if len(valid) < 2:
        return None
    first, last = valid[0], valid[-1]
    found = statistics.poisson_rate(first.failures, first.operations, last.failures, last.operations)
    rose = last.failures * first.operations > first.failures * last.operations
    gain = iterations.improvements([first, last])[1]
    return {'first': first.number, 'last': last.number, 'improvement_pct': metrics.steady(gain),
            'direction': u'rise' if rose else u'fall',
            'p': metrics.steady(found.p_after_greater if rose else found.p_after_less),
            'same_basis': _basis(first.number, state) == _basis(last.number, state)}


# -- fixes -------------------------------------------------------------------------------------------------------------

def _fix(number, row, run):
    found = _reviewed(run, number, row['fix'])
    record = found.intervention.record if found else None
    verdict = row['verdict'] or {}
    on_disk = bool(found and found.facts.state == settlement.APPLIED)
    return {
        'iteration': number, 'fix': row['fix'], 'title': found.intervention.title if found else None,
        'state': row['state'], 'decision': record['decision'] if record else verdict.get('decision'),
        'score': record['score'] if record else verdict.get('score'),
        'evidence': record['evidence'] if record else verdict.get('evidence'),
        'policy': record['policy'] if record else None, 'reason': record['reason'] if record else row['reason'],
        'report': found.intervention.report if found else None,
        'criteria': [dict(one, said=expectation(one, record['counts_compare'])) for one in record['criteria']]
        if record else [], 'paired': record['paired'] if record else None,
        'override': row['override'], 'why': row['why'] if row['why'] and row['why'].get('given') else None,
        'settled': dict(found.settlement._asdict()) if found else None, 'on_disk': on_disk,
        'undo': found.intervention.command if on_disk else None}


def _reviewed(run, number, name):
    for one in run.reviewed:
        if one.intervention.iteration == number and one.intervention.fix_id.lower() == name.lower():
            return one
    return None


def _undo(fixes, run):
    """Return how to take off what is on the disk: the newest first, since fixes may lie in the same files."""
    order = [(one.intervention.iteration, one.intervention.fix_id.lower()) for one in run.reviewed]
    there = [row for row in fixes if row['on_disk']]
    there.sort(key=lambda row: order.index((row['iteration'], row['fix'].lower())), reverse=True)
    return [{'fix': row['fix'], 'iteration': row['iteration'], 'command': row['undo']} for row in there]


def _side_effects(reviewed):
    rows = []
    for one in reviewed:
        item = one.intervention
        name = {'iteration': item.iteration, 'fix': item.fix_id}
        if one.effects is None:
            if item.record is not None:
                rows.append(dict(name, predicted=None,
                                 said=u'not looked at: the aggregates of its test are not at hand'))
            continue
        rows += [dict(name, predicted=bool(effect.watched or effect.expected), said=sideeffects.words(effect))
                 for effect in one.effects.effects if effect.kind == sideeffects.HARM]
        rows += [dict(name, predicted=False, said=text) for text in one.facts.new_issues
                 if not text.startswith(tuple(row['said'] for row in rows))]
    return rows


# -- the aggregates ----------------------------------------------------------------------------------------------------

def _agents(run):
    sides = [{} if one is None else one[1]['agents'] for one in (run.first, run.last)]
    return [{'agent': name, 'before': _of_agent(sides[0].get(name)), 'after': _of_agent(sides[1].get(name))}
            for name in sorted(set(sides[0]) | set(sides[1]))]


def _of_agent(counts):
    if counts is None:
        return None
    started, finished, successful = summary.operations(counts)
    return {'successful': successful, 'finished': finished, 'failures': counts.get('failures'), 'operations': started}


def _numbers(side):
    if side is None:
        return None
    path, aggregate = side
    return {'path': path, 'window': aggregate.get('window'), 'totals': aggregate.get('totals'),
            'agents': dict((name, dict((key, counts.get(key)) for key in ('operations', 'failures', 'by_hour')))
                           for name, counts in aggregate['agents'].items())}


def _left(side):
    """Return the failures that the last aggregate still shows, those with the widest reach first."""
    if side is None:
        return []
    found = [summary.summarize(name, counts, counts.get('patterns') or [], LEFT_MOST)
             for name, counts in sorted(side[1]['agents'].items())]
    return [{'agent': row.agent, 'pattern': row.pattern['id'], 'template': row.pattern['template'],
             'count': row.pattern['count'], 'rate': metrics.steady(row.rate), 'items': row.items,
             'operations': summary.operations(side[1]['agents'][row.agent])[0]}
            for row in summary.shortlist(found, LEFT_MOST)]
