# -*- coding: utf-8 -*-
"""The page of a test report: verdict first, then each number before beside the one after, as pictures and as tables.

All is in the record of the decision; with the two aggregates that it was made from, the page shows more of them.
"""
from __future__ import absolute_import, division, print_function

from plexfix.judge.expectations import expectation
from plexfix.observe.layout import number
from plexfix.observe.summary import operations
from plexfix.show import html, parts
from plexfix.show.markup import code, joined, said
from plexfix.show.style import DECISIONS

PATTERNS = 50


def render(record, before=None, after=None):
    """Return the text of the page of a *record* (`plexfix.comparison/1`); *before* and *after* are aggregates."""
    sides = _compared(record, before, after)
    return html.page(u'Test report: %s' % record['fix'], _verdict(record), _criteria(record), _errors(sides),
                     _agents(sides), _items(record), _patterns(record), _times(sides), _validity(record),
                     _would_change(record))


def _compared(record, before, after):
    """Return for each side {agent: its dict} of the agents that were compared, None where that is not known."""
    names = (record['inputs'].get('scope') or {}).get('compared')
    if before is None or after is None or not names:
        return None
    return [dict((name, side['agents'][name]) for name in names if name in side['agents']) for side in (before, after)]


def _verdict(record):
    sign, kind, words = DECISIONS[record['decision']]
    detail = record['evidence_detail']['said'] if record['evidence_detail'] else u'nothing could be compared'
    lead = html.lead(kind, u'%s Decision: %s, %s. ' % (sign, record['decision'], words), said(record['reason']))
    return joined([lead, html.facts([
        (u'Came to', record['score_shown']), (u'Evidence', joined([record['evidence'], u': ', said(detail)])),
        (u'Policy', record['policy']), (u'Next', said(record['next_step']))])], u'\n')


def _criteria(record):
    title = u'Expected and actual'
    if not record['criteria']:
        return html.section(title, html.paragraph(u'No criterion could be looked at.'))
    pairs = [joined([code(row['text']), u': ', said(expectation(row, record['counts_compare']))]) for row in record['criteria']]
    return html.section(title, html.bullets(pairs), parts.criteria(
        u'criteria', record['criteria'], u'Criteria from %s.' % record['inputs']['criteria_from']))


def _errors(sides):
    if sides is None:
        return None
    return html.section(u'Errors by kind', parts.errors('kinds', [list(side.values()) for side in sides]))


def _agents(sides):
    if sides is None:
        return None
    rows = [(name, [_successes(side.get(name)) for side in sides]) for name in sorted(set(sides[0]) | set(sides[1]))]
    return html.section(u'Agents', parts.successes('agents', rows, u'Successful operations of each agent that was compared.'))


def _successes(agent):
    return (None, None) if agent is None else (operations(agent)[2], operations(agent)[1])


def _items(record):
    paired = record['paired']
    return html.section(u'Items', parts.items('items', paired) if paired else html.paragraph(
        u'No items were refreshed on the old code and on the new one.'))


def _patterns(record):
    found = []
    for key, title, none, told in (
            ('new_patterns', u'New patterns', u'No new error type was seen.', u'Not seen before.'),
            ('gone_patterns', u'Gone patterns', u'No pattern is gone.', u'Seen before, and not after.')):
        rows, total = record[key], record['patterns'][key.split('_')[0]]
        if total is None:
            none = u'Not measured: the patterns of both sides could not be compared.'
        cells = [[said(row['agent']), code(row['template']), number(row['count']), code(row['id'])] for row in rows[:PATTERNS]]
        found.append(html.subsection(title, html.table(
            told, [u'agent', u'message', u'times', u'pattern'], cells, (2,), (1,), max(0, (total or 0) - len(cells)),
            u'pattern') if rows else html.paragraph(none)))
    told = [joined([u'Changed shape in ', said(row['agent']), u', ', said(row['step']), u': ', code(row['gone']['id']),
                    u' is gone (%d before), ' % row['gone']['count'], code(row['new']['id']),
                    u' came (%d after)' % row['new']['count']]) for row in record['shape_changed'][:PATTERNS]]
    if record.get('silencing'):
        told.append(joined([u'Silencing: ', said(record['silencing'])]))
    return html.section(u'Patterns', found[0], found[1], html.bullets(told) if told else None)


def _times(sides):
    if sides is None:
        return None
    return html.section(u'Failures over time', parts.times([
        (u'Time %s' % words, 'time-' + words, list(side.values())) for words, side in zip(parts.SIDES, sides)]))


def _validity(record):
    rows = [[said(row['check']), row['result'], said(row['detail'])] for row in record['validity']]
    return html.section(u'Validity', html.table(u'What was looked at before the numbers were believed.',
                                                [u'check', u'result', u'detail'], rows, (), (2,)))


def _would_change(record):
    rows = [joined([said(row['change']), u' would make it %s' % row['decision']]) for row in record['would_change']]
    return html.section(u'What would change the verdict', html.bullets(rows) if rows else html.paragraph(
        u'None of the changes that were tried, one at a time, makes another decision.'))
