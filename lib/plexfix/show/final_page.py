# -*- coding: utf-8 -*-
"""The page of a whole run: what was reached, iteration by iteration, and what each fix did; all from its final document.

The same is said in the Markdown report beside it; nothing is worked out here but intervals of counts that it gives.
"""
from __future__ import absolute_import, division, print_function

from plexfix.base.errors import UsageError
from plexfix.loop import iterations
from plexfix.loop.reporttext import named
from plexfix.observe.layout import number
from plexfix.observe.summary import rate
from plexfix.show import charts, html, kinds, parts
from plexfix.show.markup import code, command, joined, said
from plexfix.show.style import DECISIONS
from plexfix.show.svg import AFTER

FIXES, FIXES_DRAWN, ROWS = 100, 10, 60
_PREDICTED = {True: u'a criterion spoke of it', False: u'nobody predicted it', None: None}
_WHY = (('expected', u'Expected'), ('observed', u'Observed'), ('why', u'Why it came out so'), ('missed', u'What was missed'))
_BASIS = {u'panel': u'the panel: the same items each time', u'logs': u'whatever the logs held'}


def render(document):
    """Return the text of the page of a run's *document* (`plexfix.final/1`)."""
    return html.page(u'Final improvement report', _head(document), _iterations(document), _errors(document),
                     _agents(document), _fixes(document), _side_effects(document), _open(document), _undo(document),
                     _left(document), _times(document), _next(document))


def _head(document):
    kind = _kind(document['change'])
    first = document['said'][0] if document['said'] else u'Nothing is told of this run.'
    lead = html.lead(kind, said(first), u' ', said(u' '.join(document['said'][1:])))
    ended = document['exit']
    return joined([lead, html.facts([
        (u'Run', said(document['run'])), (u'Began', said(document['started_at'] or u'at an unknown time')),
        (u'Ended', said(document['ended_at'] or u'not yet')),
        (u'Why it ended', joined([said(ended['kind'] or u'-'), u': ', said(ended['said'] or u'-')]) if ended else u'it has not ended'),
        (u'Goal', code(document['goal']) if document['goal'] else u'none was set'),
        (u'Made', said(u'%s' % document['generated_at']))])], u'\n')


def _kind(change):
    """Return how the first words are framed: what may well be chance is neither good nor bad."""
    if change is None or change['p'] is None or change['p'] > iterations.REGRESSION_LEVEL:
        return u''
    return {u'fall': u'good', u'rise': u'bad'}.get(change['direction'], u'')


# -- iterations --------------------------------------------------------------------------------------------------------

def _iterations(document):
    rows = document['iterations']
    if not rows:
        return html.section(u'Iterations', html.paragraph(u'None was measured.'))
    return html.section(u'Iterations', _success_line(rows, _goal(document)), _failures(rows), _iteration_table(rows))


def _success_line(rows, goal):
    steps = [charts.Step(row['number'], _share(row), bool(row['valid'])) for row in rows]
    told = u'Successful operations as a share of finished ones, iteration by iteration, with 95 %% intervals; 0 is before the ' \
           u'first fix.%s' % (u'' if goal is None else u' The dashed line is the goal.')
    return charts.line('success', u'Success rate by iteration', told, steps, goal=goal)


def _share(row):
    if row['success_rate'] is None:
        return None
    low, high = row['interval'] or (None, None)
    return charts.Point(row['success_rate'], low, high, u'%s of %s = %s' % (
        number(row['successful']), number(row['finished']), kinds.span(row['success_rate'], low, high)))


def _rate_of(row):
    if row['failure_rate'] is None:
        return None
    low, high = row['failure_interval'] or (None, None)
    return charts.Point(row['failure_rate'], low, high, u'%s of %s = %s' % (
        number(row['failures']), number(row['operations']), kinds.span(row['failure_rate'], low, high)))


def _goal(document):
    """Return the success rate that was the goal, None where it was another one, or none."""
    try:
        goal = iterations.parse_goal(document['goal'] or u'')
    except UsageError:
        return None
    return float(goal.number) if goal.metric == iterations.SUCCESS else None


def _failures(rows):
    drawn = [charts.Row(row['name'], [_rate_of(row)]) for row in rows]
    return charts.rates('failures', u'Failure events per operation by iteration',
                        u'Failure events per operation, iteration by iteration. %s' % parts.INTERVAL, drawn, (AFTER,),
                        unit=u'failure events per operation')


def _iteration_table(rows):
    cells = []
    for row in rows:
        gain = row['improvement_pct']
        cells.append([said(row['name'])] + kinds.cells(_share(row), row['successful']) + kinds.cells(_rate_of(row), row['failures']) + [
            u'-' if gain is None else u'%+.1f %%' % (-gain or 0.0),
            u'yes' if row['valid'] else joined([u'no: ', said(row['why'] or u'-')]),
            _BASIS.get(row['basis'], said(row['basis'])), _listed(row['kept'])])
    return html.table(u'Each iteration, and how the failures per operation changed since the one before it that counts.', [
        u'measured', u'successful', u'of finished', u'failure events', u'per operation', u'change', u'counts', u'measured on',
        u'kept in it'], cells, (1, 2, 3, 4, 5))


def _listed(names):
    return said(u', '.join(names)) if names else u'-'


# -- errors, agents, time ----------------------------------------------------------------------------------------------

def _sides(document):
    """Return the first and the last aggregate, as far as they are at hand, each once."""
    first, last = [document['aggregates'][name] for name in ('first', 'last')]
    return [one for one in (first, last) if one is not None] if first != last else [one for one in (last,) if one is not None]


def _errors(document):
    totals = [one['totals'] for one in _sides(document)]
    if not totals or not all(one and one.get('operations') for one in totals):
        return html.section(u'Errors by kind', html.paragraph(u'The aggregates are not at hand.'))
    lead = u'Before is the first aggregate of the run, after the last. ' if len(totals) > 1 else u''
    return html.section(u'Errors by kind', _caveat(document), parts.errors('kinds', [[one] for one in totals], lead))


def _caveat(document):
    change = document['change']
    if change is None or change['same_basis']:
        return None
    return html.paragraph(u'The first and the last were not measured on the same operations: one on the panel, the other on the logs.')


def _agents(document):
    rows = [(row['agent'], [_of_agent(row[side]) for side in parts.SIDES]) for row in document['agents']]
    if not rows:
        return html.section(u'Agents', html.paragraph(u'The aggregates are not at hand.'))
    return html.section(u'Agents', parts.successes('agents', rows, u'Successful operations of each agent, in the first aggregate '
                                                                   u'of the run and in the last.'))


def _of_agent(side):
    return (None, None) if side is None else (side['successful'], side['finished'])


def _times(document):
    sides = _sides(document)
    if not sides:
        return html.section(u'Failures over time', html.paragraph(u'The aggregates are not at hand.'))
    names = [(u'The only aggregate', 'time')] if len(sides) == 1 else [
        (u'The first aggregate', 'time-before'), (u'The last aggregate', 'time-after')]
    return html.section(u'Failures over time', parts.times([
        (words, name, list(side['agents'].values())) for (words, name), side in zip(names, sides)]))


# -- fixes -------------------------------------------------------------------------------------------------------------

def _fixes(document):
    fixes = document['fixes']
    if not fixes:
        return html.section(u'Fixes', html.paragraph(u'None was tried.'))
    cells = [[said(named(fix)), said(fix['title'] or u'-'), said(fix['state'] or u'begun'), _decision(fix),
              None if fix['score'] is None else u'%.4g %%' % fix['score'], said(fix['evidence'] or u'-'),
              u'yes' if fix['on_disk'] else u'no'] for fix in fixes[:FIXES]]
    table = html.table(u'Each fix that was tried.', [u'fix', u'title', u'state', u'test', u'score', u'evidence', u'on the disk'],
                       cells, (4,), (1,), max(0, len(fixes) - FIXES), u'fix')
    drawn = [html.subsection(named(fix), _fix(index, fix)) for index, fix in enumerate(fixes[:FIXES_DRAWN])]
    more = html.quiet(u'Only the first %d are shown one by one.' % FIXES_DRAWN) if len(fixes) > FIXES_DRAWN else None
    return html.section(u'Fixes', table, joined(drawn, u'\n'), more)


def _decision(fix):
    sign = DECISIONS.get(fix['decision'], (u'',))[0]
    return said((u'%s %s' % (sign, fix['decision'] or u'not tested')).strip())


def _fix(index, fix):
    rows = [said(fix['reason'] or u'No reason is on record.')]
    rows += [joined([code(row['text']), u': ', said(row['said'])]) for row in fix['criteria']]
    if fix['override']:
        rows.append(joined([u'A person decided ', said(fix['override'].get('decision') or u'-'), u': ',
                            said(fix['override'].get('reason') or u'no reason given')]))
    if fix['settled']:
        rows.append(joined([u'Post-mortem: ', said(fix['settled']['action']), u', ', said(fix['settled']['rule'])]))
    rows += [joined([words, u': ', said(fix['why'][name])]) for name, words in _WHY if (fix['why'] or {}).get(name)]
    if fix['report']:
        rows.append(joined([u'Report: ', command(u'iteration_%s/%s' % (fix['iteration'], fix['report']))]))
    name = u'fix-%d' % index
    return joined([html.bullets(rows),
                   parts.criteria(name, fix['criteria'], u'What was expected of it.') if fix['criteria'] else html.paragraph(
                       u'No test of it was made, or its report is not at hand.'),
                   parts.items(name + u'-items', fix['paired']) if fix['paired'] else None], u'\n')


# -- what is left to do ------------------------------------------------------------------------------------------------

def _side_effects(document):
    cells = [[said(named(row)), said(row['said']), _PREDICTED[row['predicted']]] for row in document['side_effects']]
    none = u'Nothing got worse that was looked at.' if document['fixes'] else u'No fix, no side effects.'
    return html.section(u'Side effects', _table(u'What got worse, or was not looked at.', [u'fix', u'what', u'predicted'], cells, none))


def _table(caption, heads, cells, none, numbers=(), long=(1,)):
    if not cells:
        return html.paragraph(none)
    return html.table(caption, heads, cells[:ROWS], numbers, long, max(0, len(cells) - ROWS))


def _open(document):
    rows = [joined([joined([said(named(row)), u': ']) if row['fix'] is not None else None, said(row['said']),
                    joined([u'; to undo it: ', command(row['command'])]) if row['command'] else None])
            for row in document['open'][:ROWS]]
    return html.section(u'Still open', html.bullets(rows) if rows else html.paragraph(u'Nothing that the records show.'),
                        html.omitted(max(0, len(document['open']) - ROWS), u'row'))


def _undo(document):
    cells = [[u'%d' % place, said(named(row)), command(row['command'] or u'-')] for place, row in enumerate(document['undo'], 1)]
    return html.section(u'How to undo it', _table(
        u'In this order: a fix comes off before those that it lies upon.', [u'order', u'fix', u'command'], cells,
        u'No fix is on the disk.', (), (2,)))


def _left(document):
    if document['aggregates']['last'] is None:
        return html.section(u'What still fails', html.paragraph(u'Not known: the last aggregate is not at hand.'))
    cells = [[said(row['agent']), code(row['template']), number(row['count']), number(row['operations']),
              None if rate(row['count'], row['operations']) is None else u'%.3g' % rate(row['count'], row['operations']),
              number(row['items']), html.lines(code(row['pattern']))] for row in document['left']]
    return html.section(u'What still fails', _table(
        u'Failures of the last aggregate, those with the widest reach first.',
        [u'agent', u'message', u'times', u'operations', u'per operation', u'items', u'pattern'], cells,
        u'No failure is in the last aggregate.', (2, 3, 4, 5)))


def _next(document):
    problems = html.subsection(u'What could not be read', html.bullets([said(text) for text in document['problems'][:ROWS]]),
                               html.omitted(max(0, len(document['problems']) - ROWS), u'row')) if document['problems'] else None
    following = document['next']
    return html.section(u'The next cycle', html.paragraph(
        said(following['said'][:1].upper() + following['said'][1:]), u': ', command(following['command'])), problems)
