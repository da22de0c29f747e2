# -*- coding: utf-8 -*-
"""Render the text report of an aggregate: what a person needs first, then agent by agent, in 100 columns.

Every number comes from the aggregate; what was not seen is said, and never shown as zero.
"""
from __future__ import absolute_import, division, print_function

from plexfix.base.clip import clip
from plexfix.observe import summary
from plexfix.observe.counts import FIELDS, KINDS, OUTCOMES
from plexfix.observe.layout import (
    WIDTH, decimal, heading, many, number, one_line, percent, share, short_number, size_shown, wrapped)

RUN_MARK = u'run '           # the line that ties a text report to its JSON twin
EACH_AGENT = u'Each agent'
COLUMNS = (u'operations', u'successful', u'failed', u'crashed', u'empty', u'unfinish', u'failures', u'per op.')
COLUMN_WIDTHS = (10, 10, 8, 7, 6, 8, 10, 9)


def render(document, summaries, options):
    """Return the lines of the report.

    *document* is the aggregate without agents, *summaries* a Summary per agent, *options* a dict: `top`,
    `redacted` {kind: number}, `problems` [(file, reason)], `shown_as_is` (redaction was off), `all_levels`.
    """
    lines = _title(document, options)
    for section in (_agents, _shortlist, _frequent, _http, _not_seen, _noise):
        lines.extend(section(document, summaries, options))
    lines.extend(heading(EACH_AGENT))
    for one in sorted(summaries, key=lambda row: row.name):
        lines.extend(_agent(one, options))
    return [line.rstrip() for line in lines]


def _title(document, options):
    window, totals = document['window'], document['totals']
    lines = [u'Plex plug-in logs, aggregated', u'=' * 29, u'',
             u'%s%s, made %s, plexfix %s' % (RUN_MARK, document['run_id'], document['generated_at'], document['version'])]
    lines.extend(_window(window))
    started, finished, successful = summary.operations(totals) if totals else (0, 0, 0)
    size = sum(record['size_bytes'] for record in document['files'])
    lines.extend(wrapped(u'Read      ', u'%s, %s, %s, %s' % (
        many(len(document['files']), u'file'), size_shown(size), many(totals.get('lines', 0), u'line'),
        many(totals.get('records', 0), u'record'))))
    lines.extend(wrapped(u'Seen      ', u'%s started, %s finished, %s successful%s; %s' % (
        many(started, u'operation'), number(finished), number(successful), share(successful, finished),
        many(totals.get('failures', 0), u'failure event'))))
    for name, reason in options['problems']:
        lines.extend(wrapped(u'Not read  ', u'%s: %s' % (name, reason)))
    lines.extend(wrapped(u'Redacted  ', _redacted(options)))
    return lines + [u'']


def _window(window):
    if window['first'] is None:
        return [u'Window    no record in it']
    seen, wanted = u'Window    %s to %s' % (window['first'], window['last']), u'(all that was there)'
    if window['hours'] is not None:
        wanted = u'(last %g hours of these logs)' % window['hours']
    elif window['since'] or window['until']:
        wanted = u'(asked for: %s to %s)' % (window['since'] or u'the beginning', window['until'] or u'the end')
    return [seen + u' ' + wanted] if len(seen) + 1 + len(wanted) <= WIDTH else [seen, u' ' * 10 + wanted]


def _redacted(options):
    if options['shown_as_is']:
        return u'NOTHING: samples are shown as they are, secrets too; do not share this report'
    found = options['redacted']
    if not found:
        return u'nothing found that had to be taken out of the samples'
    return u', '.join(u'%s %s' % (number(found[kind]), kind) for kind in sorted(found)) + u' in the samples'


def _agents(document, summaries, options):
    lines = heading(u'Agents, highest failure rate first')
    rows = [(u'agent', COLUMNS)] + [(one.name, _cells(one.counts)) for one in sorted(summaries, key=_failure_order)]
    # Numbers get the room that they need, names what is left.
    widths = [max([least] + [len(cells[index]) for _, cells in rows]) for index, least in enumerate(COLUMN_WIDTHS)]
    room = WIDTH - sum(widths) - len(widths)
    for name, cells in rows:
        lines.append(u' '.join([clip(one_line(name), room, u'~').ljust(room)] + [
            cell.rjust(width) for cell, width in zip(cells, widths)]))
    lines.append(u'An operation is one search or update of one item. "per op." is failure events per operation;')
    lines.append(u'"-" means that there was no operation to measure by. Percent is of finished operations.')
    return lines + [u'']


def _cells(counts):
    """Return the cells of an agent's row, as COLUMNS names them."""
    started, finished, successful = summary.operations(counts)
    return [short_number(started), short_number(successful) + percent(successful, finished)] + [
        short_number(summary.outcome(counts, name)) for name in ('failed', 'crashed', 'empty', 'unfinished')] + [
            short_number(counts['failures']), decimal(summary.rate(counts['failures'], started))]


def _failure_order(one):
    started = summary.operations(one.counts)[0]
    rate = summary.rate(one.counts['failures'], started)
    return (rate is None, -(rate or 0), -one.counts['failures'], one.name)


def _shortlist(document, summaries, options):
    lines = heading(u'Worth looking at first: failures by reach (failures per operation x items touched)')
    rows = summary.shortlist(summaries, options['top'])
    if not rows:
        return lines + [u'No failure event was seen.' if summaries else u'Nothing was read.', u'']
    for place, row in enumerate(rows, 1):
        pattern = row.pattern
        lines.extend(wrapped(u'%2d. ' % place, u'%s: %s' % (row.agent, _template(pattern))))
        lines.extend(wrapped(u'    ', u'%s%s, %s, pattern %s' % (
            many(pattern['count'], u'time'),
            u'' if row.rate is None else u' (%s per operation)' % decimal(row.rate),
            many(row.items, u'item') + u' touched', pattern['id'])))
        if row.rise is not None and row.rise.rising:
            lines.append(u'    RISING: %s per operation in the first half of the hours, %s in the second' % (
                decimal(row.rise.early), decimal(row.rise.late)))
    return lines + [u'']


def _frequent(document, summaries, options):
    lines = heading(u'Most frequent error patterns')
    rows = sorted(((-pattern['count'], one.name, pattern['id'], pattern) for one in summaries
                   for pattern in one.patterns), key=lambda row: row[:3])[:options['top']]
    if not rows:
        return lines + [u'None.', u'']
    for _, name, _, pattern in rows:
        lines.extend(_pattern(pattern, name))
    return lines + [u'']


def _pattern(pattern, name=None):
    """Return the lines of one pattern: count, template, when, and a sample."""
    role = {'rejection': u', a rejected candidate: normal inside of a search that succeeds', 'failure': u'',
            'evidence': u', part of a failure that another record began'}.get(pattern['role'], u', no failure event')
    lines = wrapped(u'%9s  ' % number(pattern['count']), (name + u': ' if name else u'') + _template(pattern))
    lines.extend(wrapped(u' ' * 11, u'%s %s, %s to %s' % (
        pattern['level'], pattern['module'], pattern['first'], pattern['last'])))
    if role:
        lines.append(u'%11s%s' % (u'', role[2:]))
    if pattern['samples']:
        sample = pattern['samples'][0]
        place, text = u'sample %s:%d' % (one_line(sample['file']), sample['line']), one_line(sample['text'])
        lines.append(clip(u'%11s%s  %s' % (u'', place, text), WIDTH, u'~'))
    return lines


def _template(pattern):
    parts = pattern['template'].split(u' | ')
    if len(parts) < 3:
        return pattern['template']
    frames = parts[-1].split(u' > ')
    shown = frames if len(frames) <= 3 else [u'...'] + frames[-3:]
    return u' | '.join(parts[:-1] + [u' > '.join(shown)])


def _http(document, summaries, options):
    http = document['totals'].get('http')
    lines = heading(u'HTTP and network failures')
    if not http or not (http['failures'] or document['totals']['network_errors']):
        return lines + [u'None was seen.', u'']
    for status in sorted(http['by_status']):
        hosts = http['by_status_host'].get(status, {})
        told = u', '.join(u'%s (%s)' % (host, number(hosts[host])) for host in sorted(
            hosts, key=lambda host: (-hosts[host], host))[:options['top']])
        lines.extend(wrapped(u'%9s  HTTP %s  ' % (number(http['by_status'][status]), status),
                             told or u'no host was named'))
    if http['without_status']:
        lines.append(u'%9s  URL that could not be opened, and no status was logged' % number(http['without_status']))
    if document['totals']['network_errors']:
        lines.append(u'%9s  network: timeout, name, refused connection or TLS' % number(
            document['totals']['network_errors']))
    return lines + [u'']


def _not_seen(document, summaries, options):
    lines = heading(u'What was not seen')
    idle = sorted(one.name for one in summaries if not summary.operations(one.counts)[0])
    if idle:
        lines.extend(wrapped(u'', u'No operation in these logs, so no evidence of health or failure: %s.' % u', '.join(idle)))
    open_ended = sorted(one.name for one in summaries if summary.outcome(one.counts, 'unfinished'))
    if open_ended:
        lines.extend(wrapped(u'', u'Operations whose end is not in the logs (unfinished): %s.' % u', '.join(open_ended)))
    silent = sorted(one.name for one in summaries if not one.counts['records'])
    if silent:
        lines.extend(wrapped(u'', u'No record at all: %s.' % u', '.join(silent)))
    crowded = sorted(one.name for one in summaries if one.left_out)
    if crowded:
        lines.extend(wrapped(u'', u'More different messages than are kept apart; the rarest stand together as (other): %s.'
                             % u', '.join(crowded)))
    lines.extend(wrapped(u'', u'Agents without a log file here are not listed; that is no sign of health either. '
                              u'Plex rotates logs at every restart, so older evidence may be gone.'))
    return lines + [u'']


def _noise(document, summaries, options):
    lines = heading(u'Noise, counted apart and never as a failure')
    benign = document['totals'].get('benign', {})
    for name, told in (('resource_hashes', u'hosted resource hashes, at every start of every plug-in'),
                       ('model_read', u'"Cannot read model": it does not exist yet, and heals itself'),
                       ('other', u'other start noise')):
        lines.append(u'%9s  %s' % (number(benign.get(name, 0)), told))
    return lines + [u'']


def _agent(one, options):
    counts = one.counts
    name = clip(one_line(one.name), WIDTH, u'~')
    lines = [u'', name, u'-' * len(name)]
    for told in _agent_counts(counts):
        lines.extend(wrapped(u'', told))
    if counts['exceptions']:
        lines.extend(wrapped(u'exceptions: ', u', '.join(
            u'%s %s' % (number(times), kind) for kind, times in sorted(
                counts['exceptions'].items(), key=lambda row: (-row[1], row[0])))))
    for pattern in one.patterns:
        lines.extend(_pattern(pattern))
    if one.noise:
        lines.append(u'noise:')
        for pattern in one.noise:
            lines.append(clip(u'%9s  %s' % (number(pattern['count']), one_line(_template(pattern))), WIDTH, u'~'))
    return lines


def _agent_counts(counts):
    """Yield what an agent's numbers tell, each a text."""
    yield u'%s, %s (%s)' % (many(counts['lines'], u'line'), many(counts['records'], u'record'), u', '.join(
        u'%s %s' % (level, number(counts['levels'][level])) for level in (
            'CRITICAL', 'ERROR', 'WARNING', 'INFO', 'DEBUG') if counts['levels'][level]) or u'none')
    for kind in KINDS:
        numbers = counts['operations'][kind]
        if numbers['started']:
            yield u'%s %s started: %s' % (kind, number(numbers['started']), u', '.join(
                u'%s %s' % (number(numbers[name]), name) for name in OUTCOMES if numbers[name]))
    if not summary.operations(counts)[0]:
        yield u'no operation was seen'
    candidates = counts['candidates']
    rejected = sum(candidates['rejected'].values())
    if candidates['processed'] or rejected or counts['titles_found']:
        yield u'titles found %s, candidates looked at %s, rejected %s%s' % (
            number(counts['titles_found']), number(candidates['processed']), number(rejected), u'' if not rejected else
            u' (%s)' % u', '.join(u'%s %s' % (number(candidates['rejected'][field]), field.replace('_', ' '))
                                  for field in FIELDS if candidates['rejected'][field]))
    starts = counts['starts']
    if starts['ok'] or starts['failed']:
        yield u'starts: %s worked%s, %s failed%s' % (
            number(starts['ok']), u' (last %s)' % starts['last_ok'] if starts['ok'] else u'',
            number(starts['failed']), u' (last %s)' % starts['last_failed'] if starts['failed'] else u'')
