# -*- coding: utf-8 -*-
"""The sections of a diagnostic report that are about the whole: summary, error types, agents, known errors, the rest.

All numbers are the analysis'; what has to be decided about a single fix stands in `skeleton`.
"""
from __future__ import absolute_import, division, print_function

from plexfix.observe import summary
from plexfix.observe.layout import many, number
from plexfix.understand import categories
from plexfix.understand.skeleton import knowntext
from plexfix.understand.diagnosis import Section
from plexfix.understand.skeleton.figures import (UNKNOWN, ends, figure, interval_shown, names, percent, rate_of,
                                                 rate_words)
from plexfix.understand.markdown import code, item, plain, quoted, table, wrapped

SUMMARY = u'Executive summary'
UNCLASSIFIED_SHOWN = 10


def sections(analysis):
    """Return the Sections that stand before the fixes."""
    return [Section(SUMMARY, _text(_summary(analysis))),
            Section(u'Error types', _text(_error_types(analysis))),
            Section(u'Affected agents', _text(_agents(analysis))),
            knowntext.section(analysis)]


def unclassified(analysis):
    """Return the Section on what nothing classified: the next thing to look at."""
    return Section(u'Unclassified', _text(_unclassified(analysis)))


def _text(lines):
    return u'\n'.join(lines)


# -- the summary -------------------------------------------------------------------------------------------------------

def _summary(analysis):
    lines = []
    for told in _summary_items(analysis):
        lines.extend(item(told))
    return lines


def _summary_items(analysis):
    """Yield what matters most, each a text of its own."""
    document = analysis.document
    window, agents = document['window'], document['agents']
    yield _source(document, window)
    started = finished = successful = failures = 0
    for agent in agents.values():
        one = summary.operations(agent)
        started, finished, successful = started + one[0], finished + one[1], successful + one[2]
        failures += agent['failures']
    if not agents:
        yield u'No agent is in this aggregate: nothing can be said, good or bad.'
        return
    yield u'%s started, %s finished, %s successful (%s of finished).' % (
        many(started, u'operation'), number(finished), number(successful), percent(successful, finished))
    if failures:
        yield u'%s.' % rate_words(failures, started, u'failure event')
    else:
        yield u'No failure event was seen%s.' % (u'' if started else u'; nor was any operation, so that proves nothing')
    for told in _warnings(analysis):
        yield told
    if analysis.groups:
        yield u'%s below, the widest reach first: failures per operation x items touched.' % many(
            len(analysis.groups), u'pattern')
    yield _share_words(analysis.events, u'failure records', u'begin a failure')
    yield _share_words(analysis.records, u'ERROR and CRITICAL records', u'are no known noise')


def _source(document, window):
    seen = u'no record in it' if window['first'] is None else u'%s to %s' % (window['first'], window['last'])
    if window.get('hours') is not None:
        seen += u' (the last %g hours)' % window['hours']
    return u'Source: aggregate run %s, window %s.' % (plain(u'%s' % document.get('run_id')), plain(seen))


def _warnings(analysis):
    """Yield what must not be missed, and what silence does not prove."""
    agents = analysis.document['agents']
    dead = sorted(name for name in agents if agents[name]['starts']['failed'])
    if dead:
        yield u'**Failed to start:** %s.' % names([(name, agents[name]['starts']['failed']) for name in dead], 20)
    for hit in analysis.hits:
        severity = hit.signature.severity
        if severity == 'critical' or (severity == 'high' and hit.signature.category == 'security'):
            touched = sorted(set(row.agent for row in hit.rows) | set(hit.agents))
            yield u'**%s** (%s%s).' % (plain(hit.signature.title), severity, u''.join(
                [u': ', names([(name, 0) for name in touched])] if touched else []))
    idle = sorted(name for name in agents if not summary.operations(agents[name])[0])
    if idle:
        yield u'No operation was seen of %s: no evidence of health or failure.' % names(
            [(name, 0) for name in idle], 20)
    yield u'Agents without a log are not listed. An agent that is gone from the logs did not get better.'


def _share_words(share, noun, which):
    if not share.of:
        return u'Classified: there are no %s that %s.' % (noun, which)
    known = share.of - share.unclassified
    return (u'Classified: %s of %s %s that %s (%s): %s by their text, %s by a known error, %s by the failure that they '
            u'belong to.') % (
        number(known), number(share.of), noun, which, percent(known, share.of), number(share.text), number(share.known),
        number(share.follows))


# -- error types -------------------------------------------------------------------------------------------------------

def _error_types(analysis):
    seen = [tally for tally in analysis.tallies if tally.seen]
    lines = []
    if seen:
        lines.extend(table([u'Error type', u'Count', u'Rate', u'Per', u'95 % interval'],
                           [_type_row(tally) for tally in seen], (u'Count', u'Rate', u'95 % interval')))
        lines.extend([u''] + wrapped(u'Rows overlap: a failed request whose status was logged stands under that status '
                                     u'and under URL fetch errors. Do not add them up.'))
    for told, unseen in ((u'Looked for, and not seen: %s.', lambda tally: tally.count == 0),
                         (u'Not measured (the logs hold nothing to count it by): %s.',
                          lambda tally: tally.count is None)):
        titles = [tally.category.title for tally in analysis.tallies if not tally.seen and unseen(tally)]
        if titles:
            lines.extend(([u''] if lines else []) + wrapped(told % u'; '.join(titles)))
    for tally in seen:
        if not tally.category.harmless:
            lines.extend([u''] + _type_details(tally))
    return lines


def _type_row(tally):
    if not tally.count:
        return [tally.category.title, u'seen', UNKNOWN, tally.category.base, UNKNOWN]
    return [tally.category.title, number(tally.count), figure(tally.rate), tally.category.base,
            interval_shown(tally.interval)]


def _type_details(tally):
    lines = item(u'**%s**: %s' % (tally.category.title, _type_numbers(tally)))
    for agent, sample in tally.samples[:1]:
        lines.extend(quoted(u'%s:%d' % (sample['file'], sample['line']), u'  '))
        lines.extend(quoted(sample['text'], u'  ', 3, ends(sample)))
    return lines


def _type_numbers(tally):
    told = []
    if tally.count:
        told.append(many(tally.count, tally.unit))
    if len(tally.parts) > 1 or tally.category.measure == 'exceptions':
        told.append(u'of them %s' % names(tally.parts, 8))
    if tally.agents:
        told.append((u'agents %s' if tally.count else u'by the numbers of %s') % names(tally.agents))
    elif not tally.count:
        told.append(u'by the numbers of the whole aggregate')
    if tally.hosts:
        told.append(u'hosts %s' % names(tally.hosts))
    if tally.first is not None:
        told.append(u'%s to %s' % (tally.first, tally.last))
    if tally.patterns:
        ids = sorted(set(row.pattern['id'] for row in tally.patterns))
        told.append(u'patterns %s%s' % (u', '.join(code(one) for one in ids[:3]),
                                        u' and %d more' % (len(ids) - 3) if len(ids) > 3 else u''))
    return u'; '.join(told)


# -- agents ------------------------------------------------------------------------------------------------------------

def _agents(analysis):
    rows = []
    for name, agent in analysis.document['agents'].items():
        started, finished, successful = summary.operations(agent)
        rate, interval = rate_of(agent['failures'], started)
        rows.append(((rate is None, -(rate or 0), -agent['failures'], name), [
            plain(name, 30), number(started), percent(successful, finished), number(agent['failures']), figure(rate),
            interval_shown(interval)]))
    if not rows:
        return [u'None: the aggregate holds no agent.']
    heads = [u'Agent', u'Operations', u'Successful', u'Failure events', u'Per operation', u'95 % interval']
    return table(heads, [row for _, row in sorted(rows)], heads[1:]) + [u''] + wrapped(
        u'Successful is the share of finished operations. "-" means that nothing was there to measure by.')


# -- the rest ----------------------------------------------------------------------------------------------------------

def _unclassified(analysis):
    rows = analysis.unclassified[:UNCLASSIFIED_SHOWN]
    if not rows and not analysis.findings.rows:
        return [u'Nothing: no pattern was there to be classified.']
    if not rows:
        return [u'Nothing: each failure and each ERROR or CRITICAL record is accounted for.']
    lines = wrapped(u'These patterns match nothing that is known. The largest ones are the next thing to look at:')
    lines.append(u'')
    for row in rows:
        lines.extend(item(u'%s, %s, %s of %s, pattern %s' % (
            plain(row.agent, 40), many(row.pattern['count'], u'time'), row.pattern['level'],
            plain(row.pattern['module'], 30), code(row.pattern['id']))))
        lines.extend(quoted(categories.template_shown(row.pattern), u'  ', 3))
    more = len(analysis.unclassified) - len(rows)
    return lines + ([u''] + [u'%s more.' % many(more, u'pattern')] if more else [])
