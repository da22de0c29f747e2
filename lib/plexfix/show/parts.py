# -*- coding: utf-8 -*-
"""What several pages show alike: criteria, items, errors by kind and agents before and after, and failures over time.

Each gives its picture with its table; names of pictures are given by the page, on which they are unique.
"""
from __future__ import absolute_import, division, print_function

from plexfix.observe.layout import decimal, number
from plexfix.observe.summary import rate
from plexfix.show import charts, grid, html, kinds, timeline
from plexfix.show.markup import code, joined, said
from plexfix.show.svg import AFTER

INTERVAL = u'The line through a mark is the 95 % interval: few operations make it long.'
PAIR_INTERVAL = u'A hollow circle is before, a full square after; the line through each is the 95 % interval.'
ITEMS, AGENTS = 400, 60
SIDES = (u'before', u'after')
MET = {True: u'yes', False: u'no', None: None}
CRITERIA_HEADS = [u'criterion', u'before', u'after', u'change of the rate', u'p', u'met', u'why']
_KINDS = {u'failing': u'items that failed', u'affected': u'items that met the failure, and worked',
          u'control': u'controls, which worked', u'untouched': u'items of agents that the fix does not touch'}


# -- criteria ----------------------------------------------------------------------------------------------------------

def criteria(name, rows, caption):
    """Return the pictures and the table of criteria, *rows* of a comparison's record."""
    return joined([_measured(name + u'-shares', rows, True), _measured(name + u'-rates', rows, False), html.table(
        caption, CRITERIA_HEADS, [_criterion_cells(row) for row in rows], (4,), (0, 6))], u'\n')


def _criterion_cells(row):
    return [code(row['text']), _side_cell(row['before']), _side_cell(row['after']), html.lines(_change(row)),
            u'-' if row['p'] is None else u'%.3g' % row['p'], MET[row['met']], said(row['reason'])]


def _measured(name, criteria_rows, is_share):
    """Return the picture of the metrics that are shares, or of those that are rates, None where there are none."""
    rows, seen = [], set()
    for row in criteria_rows:
        points = [_point(row[side]) for side in SIDES]
        is_one = row['before']['of'] == u'of finished operations'
        if is_one == is_share and row['metric'] not in seen and any(points):
            seen.add(row['metric'])
            rows.append(charts.Row(row['metric'], points))
    if not rows:
        return None
    title = u'Success, as a share of finished operations' if is_share else u'What the criteria measure, as rates'
    return charts.rates(name, title, u'%s, before and after. %s' % (title, PAIR_INTERVAL), rows,
                        high=1.0 if is_share else None, unit=u'share' if is_share else u'rate')


def _point(side):
    if side['rate'] is None:
        return None
    low, high = side['interval'] or (None, None)
    return charts.Point(side['rate'], low, high, u'%s of %s = %s' % (
        number(side['count']), number(side['operations']), _rate(side)))


def _side_cell(side):
    """Return one side of a criterion as a cell, None where it was not measured."""
    if side['count'] is None:
        return None
    if side['rate'] is None:
        return number(side['count'])
    return html.lines(u'%s of %s' % (number(side['count']), number(side['operations'])), _rate(side))


def _rate(side):
    return kinds.span(side['rate'], *(side['interval'] or (None, None)))


def _change(row):
    if row['change'] is None:
        return u'-'
    return u'%+.1f %s' % (row['change'], u'points' if row['unit'] == u'pp' else u'%')


# -- items -------------------------------------------------------------------------------------------------------------

def items(name, paired):
    """Return the sentence, the grid and the table of the `paired` part of a comparison's record."""
    told = (u'%d items that failed, tried before and after: %d recovered, %d got worse (exact p %.3g, mid-p %.3g, E %.3g). '
            u'%d controls: %d got worse, %d recovered (p %.3g).' % (
                paired['items'], paired['fail_to_pass'], paired['pass_to_fail'], paired['p'], paired['midp'], paired['e'],
                paired['controls']['items'], paired['controls']['pass_to_fail'], paired['controls']['fail_to_pass'],
                paired['controls']['p']))
    rows = [grid.Item(u'%s' % row['rating_key'], _KINDS.get(row['kind'], row['kind']), [row['before']] + row['looks'])
            for row in paired['rows']]
    shown = u'A box for each time an item was tried, the first on the old code: %s.' % grid.key()
    if len(rows) > grid.MOST:
        shown += u' Only the first %d items are drawn.' % grid.MOST
    cells = [[code(row['rating_key']), said(row['agent'] or u'-'), said(row['kind']), said(grid.words(row['before'])),
              said(u', '.join(grid.words(look) for look in row['looks']))] for row in paired['rows'][:ITEMS]]
    return joined([html.paragraph(told), grid.drawn(name, u'Items before and after', shown, rows) if rows else None, html.table(
        u'Each item with its outcomes.', [u'item', u'agent', u'kind', u'before', u'after'], cells,
        left_out=len(rows) - len(cells), noun=u'item')], u'\n')


# -- errors, agents ----------------------------------------------------------------------------------------------------

def errors(name, agents, lead=u''):
    """Return errors per operation by kind; *agents* are one or two lists of agents' dicts, the second from after."""
    rows, left_out = kinds.rows_of(agents)
    both = len(agents) > 1
    cells = [[said(kind)] + pair(kinds.event_point, found) for kind, found in rows]
    bases = [number(kinds.started(one)) for one in agents]
    told = u'%sErrors per operation by kind%s. One failure event may be of several kinds. %s' % (
        lead, u', before and after' if both else u'', PAIR_INTERVAL if both else INTERVAL)
    heads = [u'kind', u'before', u'per operation', u'after', u'per operation'] if both else [
        u'kind', u'number', u'per operation (95 % interval)']
    caption = u'Per operation, of %s operations before and %s after.' if both else u'Per operation, of %s operations.'
    # Without an operation there is no rate, and so nothing to draw.
    drawn = charts.rates(name, u'Errors per operation by kind', told, kinds.drawable(rows), charts.SERIES if both else (AFTER,),
                         unit=u'per operation') if any(kinds.started(one) for one in agents) else None
    return joined([drawn, html.table(caption % tuple(bases), heads, cells, range(1, len(heads)), (), left_out, u'kind')], u'\n')


def successes(name, rows, words):
    """Return the success rates of agents before and after; *rows* are (agent, [(successful, finished) of each side])."""
    shown = rows[:AGENTS]
    drawn = [charts.Row(agent, [kinds.share_point(*one) for one in found]) for agent, found in shown]
    cells = [[said(agent)] + pair(kinds.share_point, found) for agent, found in shown]
    told = u'Successful operations as a share of finished ones, agent by agent, before and after%s. %s' % (
        u'' if len(rows) <= charts.ROWS_DRAWN else u'; only the first %d are drawn' % charts.ROWS_DRAWN, PAIR_INTERVAL)
    return joined([charts.rates(name, u'Success rate by agent', told, drawn, high=1.0, unit=u'share'), html.table(
        words, [u'agent', u'before', u'of finished', u'after', u'of finished'], cells, (1, 2, 3, 4), (),
        len(rows) - len(shown), u'agent')], u'\n')


def pair(point_of, found):
    """Return two cells, number and rate, for each (count, base) of *found*."""
    return [cell for count, base in found for cell in kinds.cells(point_of(count, base), count)]


# -- time --------------------------------------------------------------------------------------------------------------

def time(name, agents):
    """Return the picture of operations and failures over time of *agents* (dicts), and its table; None without any."""
    size, spans, unread = timeline.gathered(timeline.hours_of(agents))
    if not spans:
        return None
    each = u'hour' if size == 1 else u'%d hours' % size
    told = (u'Operations started and failure events each %s, from %s h to %s h. Where there is no column, nothing was '
            u'counted, which may also mean that there are no logs.' % (each, spans[0].start, spans[-1].start))
    rows = [[span.start + u' h', number(span.operations), number(span.failures),
             decimal(rate(span.failures, span.operations))] for span in spans if span.operations or span.failures]
    return joined([
        timeline.drawn(name, u'Failures over time', told, spans),
        html.table(u'Each %s in which something was counted, from the hour that is named.' % each,
                   [u'from', u'operations started', u'failure events', u'failures per operation'], rows, (1, 2, 3)),
        html.omitted(len(unread), u'hour')], u'\n')


def times(named):
    """Return `time` for each (words, name, agents) of *named* under a heading of its own."""
    return joined([html.subsection(words, time(name, agents) or html.paragraph(u'No operation and no failure has a time.'))
                   for words, name, agents in named], u'\n')
