# -*- coding: utf-8 -*-
"""The final report of a run as Markdown, from its document; what stands in that is finalreport's to say."""
from __future__ import absolute_import, division, print_function

from plexfix.base.compat import text_type
from plexfix.judge.meeting import times
from plexfix.judge.testreport import TICKS
from plexfix.loop.finalopen import rate, share
from plexfix.loop.reporttext import named, unread, words
from plexfix.understand.markdown import code, item, plain, span, table, wrapped

_PREDICTED = {True: u'a criterion spoke of it', False: u'nobody predicted it', None: u'unknown'}
_ROWS = 30
_LONG = 500
# What a person is asked for after each fix; what was measured stands above it.
_WHY = (u'expected', u'observed', u'why', u'missed')


def render(document):
    """Return the Markdown of a final *document*."""
    lines = [u'# Final improvement report', u'']
    for sentence in document['said']:
        lines += wrapped(_words(sentence, 1000))
    lines += [u''] + wrapped(u'%s, from %s to %s. Made %s by plexfix %s. What was not measured is said to be so.' % (
        plain(document['run'][:1].upper() + document['run'][1:], 80),
        document['started_at'] or u'an unknown time', document['ended_at'] or u'now', document['generated_at'],
        document['version'])) + [u'']
    for part in (_exit, _iterations, _fixes, _side_effects, _open, _undo, _agents, _left, _next, _problems):
        lines += part(document)
    return u'\n'.join(lines).rstrip(u'\n') + u'\n'


def _words(text, most=_LONG):
    return words(text, most)


def _exit(document):
    lines = [u'## Why it ended', u'']
    if document['exit'] is None:
        return lines + [u'It has not ended.', u'']
    lines += wrapped(u'**%s**: %s.' % (plain(document['exit']['kind'] or u'-'), _words(document['exit']['said'] or u'-')))
    return lines + [u'']


def _iterations(document):
    rows = []
    for row in document['iterations']:
        if not row['valid']:
            rows.append([row['name'], u'not measured: %s' % _words(row['why'] or u'-'), u'-', u'-', u'-', u'-'])
            continue
        rows.append([row['name'], share(row, 'successful', 'finished', 'success_rate'), _percents(row['interval']),
                     u'%d / %d = %s%s' % (row['failures'], row['operations'], rate(row), _interval(row)),
                     _fall(row['improvement_pct']), u', '.join(plain(one, 40) for one in row['kept']) or u'-'])
    lines = [u'## Iterations', u'']
    if not rows:
        return lines + [u'None was measured.', u'']
    lines += table([u'measured', u'successful of finished', u'95 % interval', u'failures per operation (95 %)',
                    u'change', u'kept in it'], rows) + [u'']
    return lines + wrapped(_BASIS[tuple(sorted(set(row['basis'] for row in document['iterations'])))]) + [u'']


_BASIS = {
    (u'panel',): u'All were measured on the panel: the same items, refreshed each time.',
    (u'logs',): u'All were measured on what the logs held of each time; the operations are not the same ones.',
    (u'logs', u'panel'): u'Some were measured on the panel, others on what the logs held: they compare with care only.'}


def _percents(interval):
    return u'-' if interval is None else u'%.1f to %.1f %%' % (100 * interval[0], 100 * interval[1])


def _interval(row):
    found = row['failure_interval']
    return u'' if found is None else u' (%.3g to %.3g)' % tuple(found)


def _fall(value):
    return u'-' if value is None else u'%+.1f %%' % (-value or 0.0)


def _fixes(document):
    lines = [u'## Fixes', u'']
    if not document['fixes']:
        return lines + [u'None was tried.', u'']
    rows = [[plain(named(fix), 40), plain(fix['title'] or u'-', 60), plain(fix['state'] or u'begun'),
             plain(fix['decision'] or u'not tested'), u'-' if fix['score'] is None else u'%.4g %%' % fix['score'],
             fix['evidence'] or u'-'] for fix in document['fixes']]
    lines += table([u'fix', u'title', u'state', u'test', u'score', u'evidence'], rows) + [u'']
    for fix in document['fixes']:
        lines += _fix(fix)
    return lines


def _fix(fix):
    lines = [u'### %s' % plain(named(fix), 60), u'']
    lines += item(_words(fix['reason'] or u'no reason is on record'))
    for one in fix['criteria']:
        lines += item(u'%s: %s; met: %s' % (span(one['text']), one['said'], TICKS[one['met']]))
    if not fix['criteria']:
        lines.append(u'- No test of it was made, or its report is not at hand.')
    paired = fix['paired']
    if paired:
        controls = paired['controls']
        told = (paired['items'], paired['fail_to_pass'], paired['pass_to_fail'], paired['p'], controls['items'],
                controls['pass_to_fail'])
        lines += item(u'The same %d items before and after: %d recovered, %d got worse (p %.3g); of %d controls %d '
                      u'got worse.' % told)
    if fix['override']:
        given = fix['override']
        lines += item(u'A person decided %s: %s' % (plain(given.get('decision') or u'-'),
                                                    _words(given.get('reason') or u'no reason given')))
    if fix['settled']:
        lines += item(u'Post-mortem: %s, %s' % (fix['settled']['action'], _words(fix['settled']['rule'])))
    for name in _WHY:
        told = (fix['why'] or {}).get(name)
        if isinstance(told, text_type) and told.strip():
            lines += item(u'%s: %s' % (name.capitalize(), _words(told)))
    if fix['report']:
        lines += item(u'Report: %s' % code(u'iteration_%s/%s' % (fix['iteration'], fix['report']), 98))
    return lines + [u'']


def _side_effects(document):
    lines = [u'## Side effects', u'']
    for row in document['side_effects'][:_ROWS]:
        lines += item(u'%s: %s; %s' % (plain(named(row), 60), _words(row['said']), _PREDICTED[row['predicted']]))
    if not document['side_effects']:
        told = u'Nothing got worse that was looked at.' if document['fixes'] else u'No fix, no side effects.'
        lines.append(told)
    return lines + _more(document['side_effects']) + [u'']


def _more(rows):
    return [u'- and %d more, in the JSON beside this' % (len(rows) - _ROWS)] if len(rows) > _ROWS else []


def _open(document):
    lines = [u'## Still open', u'']
    for row in document['open']:
        name = u'' if row['fix'] is None else u'%s: ' % plain(named(row), 60)
        lines += item(name + _words(row['said']))
        if row['command']:
            lines.append(u'  - to undo it: %s' % span(row['command']))
    return lines + ([] if document['open'] else [u'Nothing that the records show.']) + [u'']


def _undo(document):
    lines = [u'## How to undo it', u'']
    if not document['undo']:
        return lines + [u'No fix is on the disk.', u'']
    lines += wrapped(u'In this order: a fix comes off before those that it lies upon.') + [u'']
    for number, row in enumerate(document['undo'], 1):
        lines += [u'%d. %s:' % (number, plain(named(row), 60)), u'   %s' % span(row['command'])]
    return lines + [u'']


def _agents(document):
    lines = [u'## Agents', u'']
    rows = [[plain(row['agent'], 40)] + [_of_agent(row[side]) for side in ('before', 'after')]
            for row in document['agents']]
    if not rows:
        return lines + [u'The aggregates are not at hand.', u'']
    return lines + table([u'agent', u'successful of finished, first', u'last'], rows) + [u'']


def _of_agent(side):
    if side is None:
        return u'not measured'
    if not side['finished']:
        return u'no finished operation'
    return u'%d of %d (%.1f %%)' % (side['successful'], side['finished'], 100 * side['successful'] / side['finished'])


def _left(document):
    lines = [u'## What still fails', u'']
    if document['aggregates']['last'] is None:
        return lines + [u'Not known: the last aggregate is not at hand.', u'']
    for row in document['left']:
        lines += item(u'%s in %d operations of %s: %s (pattern %s)' % (
            times(row['count']), row['operations'], plain(row['agent'], 40), code(row['template'], 160), span(row['pattern'])))
    return lines + ([] if document['left'] else [u'No failure is in the last aggregate.']) + [u'']


def _next(document):
    return [u'## The next cycle', u''] + wrapped(u'%s:' % _words(document['next']['said'].capitalize())) + [
        u'', u'    %s' % document['next']['command'], u'']


def _problems(document):
    return unread(document, _LONG)
