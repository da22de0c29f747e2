# -*- coding: utf-8 -*-
"""The test report as Markdown: verdict first, why, every number beside its pair, and the record that it was made of.

Reading it back is `reportreading`'s.
"""
from __future__ import absolute_import, division, print_function

import re

from plexfix.base.clip import clip
from plexfix.base.jsontext import json_text
from plexfix.judge.expectations import expectation
from plexfix.judge.meeting import figure, times
from plexfix.understand.markdown import MORE, code, escaped, item, plain, span, table, wrapped

DATA = u'## Data'
FENCE = u'```'
BAR_CELLS = 20
ROWS = 10
TICKS = {True: u'yes', False: u'no', None: u'not measured'}
_DATA_WORDS = (u'All of the above, and all that it was concluded from, for programs and for `--explain`. The text above is '
               u'checked against it when the report is read.')


def render(record):
    """Return the Markdown (text) of a *record*; it ends with the record itself."""
    lines = [verdict_line(record), u'']
    lines += [u'# Test report: %s' % plain(record['fix'])] + [u'']
    for part in (_why, _criteria, _pairs, _pictures, _items, _patterns, _validity, _would_change):
        lines += part(record)
    lines += [DATA, u''] + wrapped(_DATA_WORDS) + [u'', FENCE + u'json', json_text(record), FENCE]
    return u'\n'.join(lines) + u'\n'


def opening(record):
    """Return the beginning of the report: verdict and why."""
    return u'\n'.join([verdict_line(record), u''] + _why(record))


def verdict_line(record):
    """Return the first line of the report: decision, score, evidence and reason."""
    return u'**Decision: %s** (%s, evidence %s): %s' % (
        record['decision'], record['score_shown'], record['evidence'], in_words(record['reason'], 2000))


def in_words(text, most):
    """Return words of a decision as Markdown; what is only read at the start of a line needs no mark within one.

    They are our own, and what they quote was redacted when it was compared.
    """
    text = escaped(clip(u' '.join(text.split()), most, MORE)).replace(u'\\>', u'>').replace(u'\\@', u'@')
    return re.sub(u'^([0-9]+)\\\\(?=[.)])', u'\\1', text)


def _why(record):
    detail = record['evidence_detail']['said'] if record['evidence_detail'] else u'nothing could be compared'
    lines = [u'## Why', u''] + wrapped(u'The decision is %s, because of this: %s.' % (
        record['decision'], in_words(record['reason'], 2000).rstrip(u'.')))
    lines += wrapped(u'The evidence is %s: %s.' % (record['evidence'], in_words(detail, 2000)))
    return lines + [u''] + wrapped(u'**Next:** %s.' % record['next_step']) + [u'']


def _criteria(record):
    lines = [u'## Criteria', u'']
    if not record['criteria']:
        return lines + [u'None could be looked at.', u'']
    rows = [[span(row['text']), _side(row['before']), _side(row['after']), _change(row),
             u'-' if row['p'] is None else u'%.3g' % row['p'], TICKS[row['met']], in_words(row['reason'], 200)]
            for row in record['criteria']]
    heads = [u'criterion', u'before', u'after', u'change of the rate', u'p', u'met', u'why']
    return lines + wrapped(u'From %s. Each side: count / operations = rate (95 %% interval).'
                           % record['inputs']['criteria_from']) + [u''] + table(heads, rows, (u'p',)) + [u'']


def _side(side):
    if side['count'] is None:
        return u'-'
    if side['rate'] is None:
        return u'%d' % side['count']
    return u'%d / %d = %s (%s to %s)' % (side['count'], side['operations'], figure(side['rate']),
                                         figure(side['interval'][0]), figure(side['interval'][1]))


def _change(row):
    if row['change'] is None:
        return u'-'
    return u'%+.1f %s' % (row['change'], u'points' if row['unit'] == u'pp' else u'%')


def _pairs(record):
    """Return what was expected beside what came."""
    rows = [u'- %s: %s' % (span(row['text']), expectation(row, record['counts_compare'])) for row in record['criteria']]
    return [u'## Expected and actual', u''] + (rows or [u'Nothing was expected that could be looked at.']) + [u'']


def _pictures(record):
    """Return a picture in text of each rate before and after, each pair to its own scale."""
    lines, seen = [], set()
    for row in record['criteria']:
        rates = [row[side]['rate'] for side in ('before', 'after')]
        if None in rates or row['metric'] in seen or not max(rates):
            continue
        seen.add(row['metric'])
        for side, rate in zip(('before', 'after'), rates):
            full = int(round(BAR_CELLS * rate / max(rates)))
            lines.append(u'%-24s %-6s |%s%s| %s' % (row['metric'] if side == 'before' else u'', side, u'#' * full,
                                                    u' ' * (BAR_CELLS - full), figure(rate)))
    return [u'## Rates', u'', FENCE + u'text'] + lines + [FENCE, u''] if lines else []


def _items(record):
    paired = record['paired']
    if paired is None:
        return [u'## Items', u'', u'No items were refreshed on the old code and on the new one.', u'']
    lines = [u'## Items', u''] + wrapped(
        u'%d items that failed, tried before and after: %d recovered, %d got worse (exact p %.3g, mid-p %.3g, E %.3g). '
        u'%d controls: %d got worse, %d recovered (p %.3g).' % (
            paired['items'], paired['fail_to_pass'], paired['pass_to_fail'], paired['p'], paired['midp'], paired['e'],
            paired['controls']['items'], paired['controls']['pass_to_fail'], paired['controls']['fail_to_pass'],
            paired['controls']['p']))
    if paired['affected']['items']:
        lines += [u''] + wrapped(u'Of these controls %d are about the fix: they met its failure, and succeeded all the same.'
                                 % paired['affected']['items'])
    rows = [[code(row['rating_key'], 40), plain(row['agent'] or u'-', 40), plain(row['kind']), plain(row['before']),
             plain(u', '.join(row['looks']), 100)] for row in paired['rows']]
    return lines + [u''] + table([u'item', u'agent', u'kind', u'before', u'after'], rows) + [u'']


def _patterns(record):
    lines = []
    for key, title, none in (('new_patterns', u'New patterns', u'No new error type was seen.'),
                             ('gone_patterns', u'Gone patterns', u'No pattern is gone.')):
        lines += [u'## %s' % title, u'']
        rows = record[key]
        for row in rows[:ROWS]:
            said = u'%s: %s, %s, pattern %s' % (plain(row['agent'], 60), code(row['template'], 160),
                                                times(row['count']), span(row['id']))
            if key == 'new_patterns':
                said += u'; before it may have come in up to %.2g of the operations unseen' % row['bound']
            lines += item(said)
        total = record['patterns'][key.split('_')[0]]
        if total is None:
            none = u'Not measured: the patterns of both sides could not be compared.'
        elif total > ROWS:
            lines += [u'- and %d more' % (total - ROWS)]
        lines += [] if rows else [none]
        if key == 'new_patterns' and record['patterns']['rare']:
            lines += [u''] + wrapped(u'More patterns that were absent before, and came less than three times, which may be '
                                     u'chance: %d.' % record['patterns']['rare'])
        lines += [u'']
    for row in record['shape_changed'][:ROWS]:
        lines += item(u'**changed shape** in %s, %s%s: %s is gone (%d before), %s came (%d after)%s' % (
            plain(row['agent']), row['step'], u' of ' + plain(row['host']) if row['host'] else u'',
            span(row['gone']['id']), row['gone']['count'], span(row['new']['id']), row['new']['count'],
            u'; only told, as more succeeds' if row['successes_rose'] else u''))
    if record['silencing']:
        lines += item(u'**silencing**: %s' % in_words(record['silencing'], 400))
    return lines + [u''] if lines[-1] else lines


def _validity(record):
    rows = [[row['check'], row['result'], in_words(row['detail'], 400)] for row in record['validity']]
    return [u'## Validity', u''] + table([u'check', u'result', u'detail'], rows) + [u'']


def _would_change(record):
    rows = record['would_change']
    lines = [u'## What would change the verdict', u'']
    if not rows:
        return lines + wrapped(u'None of the changes that were tried, one at a time, makes another decision.') + [u'']
    for row in rows:
        lines += item(u'%s would make it %s' % (in_words(row['change'], 200), row['decision']))
    return lines + [u'']
