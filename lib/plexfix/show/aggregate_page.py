# -*- coding: utf-8 -*-
"""The page of an aggregate: what fails where, how often per operation, since when.

Every number comes from the aggregate; what was not seen is said, and never shown as zero.
"""
from __future__ import absolute_import, division, print_function

from plexfix.observe import summary
from plexfix.observe.layout import decimal, many, number, size_shown
from plexfix.show import charts, html, kinds, parts
from plexfix.show.markup import code, joined, said
from plexfix.show.svg import AFTER
from plexfix.understand.categories import template_shown

TITLE = u'Plex plug-in logs, aggregated'
AGENTS, PATTERNS, FILES = 100, 50, 100
_OUTCOMES = ('successful', 'failed', 'crashed', 'empty', 'unfinished')


def render(document, summaries, options):
    """Return the text of the page.

    *document* is the aggregate, with or without its agents, *summaries* a Summary per agent, *options* as the text
    report has them.
    """
    return html.page(TITLE, _head(document, summaries), _agents(summaries), _kinds(summaries), _time(summaries),
                     _shortlist(summaries, options['top']), _frequent(summaries), _not_seen(summaries, options),
                     _noise(document['totals'].get('benign') or {}), _files(document['files']))


def _head(document, summaries):
    window, started = document['window'], [summary.operations(one.counts) for one in summaries]
    begun, finished, successful = [sum(row[index] for row in started) for index in range(3)]
    failures = sum(one.counts['failures'] for one in summaries)
    if begun:
        told = u'%s started, %s finished, %s of them successful%s; %s.' % (
            many(begun, u'operation'), number(finished), number(successful),
            u' (%.1f %%)' % (100.0 * successful / finished) if finished else u'', many(failures, u'failure event'))
    else:
        told = u'No operation was seen: these logs are no evidence of health or of failure.'
    rows = [(u'Run', said(document['run_id'])), (u'Made', said(document['generated_at'])),
            (u'Window', _window(window)),
            (u'Read', u'%s, %s, %s' % (many(len(document['files']), u'file'), size_shown(
                sum(record['size_bytes'] for record in document['files'])), many(
                    sum(one.counts['records'] for one in summaries), u'record')))]
    return joined([html.lead('', told), html.facts(rows)], u'\n')


def _window(window):
    if window['first'] is None:
        return u'no record in it'
    shown = u'%s to %s' % (window['first'], window['last'])
    if window['hours'] is not None:
        return said(u'%s (the last %g hours of these logs)' % (shown, window['hours']))
    if window['since'] or window['until']:
        return said(u'%s (asked for: %s to %s)' % (shown, window['since'] or u'the beginning', window['until'] or u'the end'))
    return said(shown)


def _agents(summaries):
    rows = sorted(summaries, key=_failure_order)
    shown = rows[:AGENTS]
    # Without operations there is nothing to draw, and the table says it.
    drawn = [charts.Row(one.name, [kinds.event_point(one.counts['failures'], summary.operations(one.counts)[0])])
             for one in rows if summary.operations(one.counts)[0]]
    cells = [_agent_cells(one) for one in shown]
    heads = [u'agent', u'started'] + [u'%s' % name for name in _OUTCOMES] + [
        u'successful of finished', u'failure events', u'per operation (95 % interval)']
    told = u'Failure events per operation of each agent, the highest first%s. %s' % (
        u'' if len(drawn) <= charts.ROWS_DRAWN else u'; only the first %d are drawn' % charts.ROWS_DRAWN, parts.INTERVAL)
    return html.section(
        u'Agents', charts.rates('agents', u'Failure events per operation by agent', told, drawn, (AFTER,),
                                unit=u'failure events per operation') if drawn else None,
        html.table(u'An operation is one search or update of one item.', heads, cells, range(1, len(heads)),
                   left_out=len(rows) - len(shown), noun=u'agent'))


def _failure_order(one):
    rate = summary.rate(one.counts['failures'], summary.operations(one.counts)[0])
    return (rate is None, -(rate or 0), -one.counts['failures'], one.name)


def _agent_cells(one):
    started, finished, successful = summary.operations(one.counts)
    point = kinds.event_point(one.counts['failures'], started)
    return [said(one.name), number(started)] + [number(summary.outcome(one.counts, name)) for name in _OUTCOMES] + [
        u'%.1f %%' % (100.0 * successful / finished) if finished else None] + kinds.cells(point, one.counts['failures'])


def _kinds(summaries):
    return html.section(u'Errors by kind', parts.errors('kinds', [[one.counts for one in summaries]]))


def _time(summaries):
    made = parts.time('time', [one.counts for one in summaries])
    return html.section(u'Failures over time', made or html.paragraph(u'No operation and no failure has a time.'))


def _shortlist(summaries, top):
    rows = summary.shortlist(summaries, top)
    title = u'Worth looking at first'
    if not rows:
        return html.section(title, html.paragraph(u'No failure event was seen.' if summaries else u'Nothing was read.'))
    cells = [[said(row.agent), code(template_shown(row.pattern)), number(row.pattern['count']),
              None if row.rate is None else decimal(row.rate), number(row.items), _rise(row.rise), html.lines(code(row.pattern['id']))]
             for row in rows]
    return html.section(title, html.table(
        u'Failures by reach: failures per operation times items touched.',
        [u'agent', u'message', u'times', u'per operation', u'items', u'rising', u'pattern'], cells, (2, 3, 4), (1,)))


def _rise(rise):
    if rise is None or not rise.rising:
        return u'cannot be told' if rise is None else u'no'
    return html.lines(u'yes: %s per operation,' % decimal(rise.early), u'then %s' % decimal(rise.late))


def _frequent(summaries):
    rows = sorted(((-pattern['count'], one.name, pattern['id'], pattern) for one in summaries for pattern in one.patterns),
                  key=lambda row: row[:3])
    if not rows:
        return html.section(u'Error patterns', html.paragraph(u'None.'))
    cells = [[said(name), code(template_shown(pattern)), number(-negative), said(pattern['level']),
              html.lines(said(pattern['first']), said(pattern['last'])), _sample(pattern)]
             for negative, name, _, pattern in rows[:PATTERNS]]
    return html.section(u'Error patterns', html.table(
        u'The most frequent of each agent; all of them are in the JSON beside the report.',
        [u'agent', u'message', u'times', u'level', u'first, last', u'a sample'], cells, (2,), (1, 5),
        _left_out(summaries, min(len(rows), PATTERNS)), u'pattern'))


def _left_out(summaries, shown):
    """Return how many patterns there are that the page does not show, noise among them."""
    return sum(one.pattern_count - len(one.noise) for one in summaries) - shown


def _sample(pattern):
    if not pattern['samples']:
        return u'none kept'
    sample = pattern['samples'][0]
    return joined([said(u'%s line %d: ' % (sample['file'], sample['line'])), code(sample['text'])])


def _not_seen(summaries, options):
    rows = [joined([u'Not read: ', said(u'%s: %s' % (name, reason))]) for name, reason in options['problems']]
    for words, chosen in (
            (u'No operation in these logs, so no evidence of health or failure: ',
             [one.name for one in summaries if not summary.operations(one.counts)[0]]),
            (u'Operations whose end is not in the logs: ',
             [one.name for one in summaries if summary.outcome(one.counts, 'unfinished')]),
            (u'No record at all: ', [one.name for one in summaries if not one.counts['records']]),
            (u'More different messages than are kept apart: ', [one.name for one in summaries if one.left_out])):
        if chosen:
            rows.append(joined([words, [[u', ' if index else None, said(name)] for index, name in enumerate(
                sorted(chosen)[:AGENTS])], u' and %d more' % (len(chosen) - AGENTS) if len(chosen) > AGENTS else None]))
    rows.append(u'Agents without a log file here are not listed; that is no sign of health either. Plex rotates logs at '
                u'every restart, so older evidence may be gone.')
    return html.section(u'What was not seen', html.bullets(rows))


def _noise(benign):
    rows = [[words, None if benign.get(name) is None else number(benign[name])] for name, words in (
        ('resource_hashes', u'hosted resource hashes, at every start of every plug-in'),
        ('model_read', u'"Cannot read model": it does not exist yet, and heals itself'), ('other', u'other start noise'))]
    return html.section(u'Noise', html.table(u'Counted apart, and never as a failure.', [u'what', u'records'], rows, (1,)))


def _files(records):
    rows = [[code(record['name']), said(record['agent']), number(record['size_bytes']), number(record['lines']),
             html.lines(said(record['first'] or u'-'), said(record['last'] or u'-')), said(record.get('problem') or u'read')]
            for record in records[:FILES]]
    return html.section(u'Files', html.table(
        u'What was read.', [u'file', u'agent', u'bytes', u'lines', u'first, last', u'state'], rows, (2, 3), (0,),
        len(records) - len(rows), u'file'))
