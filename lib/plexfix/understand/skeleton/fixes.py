# -*- coding: utf-8 -*-
"""The diagnostic report of an analysis: what was observed is filled in, what a person has to judge holds TODO.

It proposes no cause and no fix, and every number in it is the analysis'.
"""
from __future__ import absolute_import, division, print_function

from plexfix.observe import summary
from plexfix.observe.layout import many
from plexfix.understand import analysis as analysing
from plexfix.understand import categories, criteria, lessonguards
from plexfix.understand.skeleton import knowntext, lessontext, overview
from plexfix.understand.diagnosis import (CAUSE, CONTINGENCY, DIVERGENCE, EXPECTED, OBSERVED, RESULTS, TEST_PLAN, TODO,
                                          Report, Section, make_fix)
from plexfix.understand.skeleton.figures import ends, figure, rate_words
from plexfix.understand.markdown import code, item, plain, quoted, span, wrapped

TITLE = u'Diagnostic report'
INTRO = (u'Numbers and samples are filled in. What is marked TODO is yours: look into it, then replace the',
         u'word. `diagnose_from_report.py --lint FILE` tells what is still missing.')
GUIDANCE = (
    (EXPECTED, u'what the agent should do here, in numbered steps, beside what it does.'),
    (DIVERGENCE, u'file, function and line of today where the two part.'),
    (CAUSE, u'a hypothesis, at least three kinds of source for it, and what would refute it.'),
    (RESULTS, u'criteria, one a line, `- success: METRIC VERB OP NUMBER`; at least one success, one failure.'),
    (TEST_PLAN, u'how many failing items to refresh and how many that work, as `- items:` and `- controls:`.'),
    (CONTINGENCY, u'what to do if it does not help, or makes something worse.'))
SAMPLES_SHOWN = 3
FOLLOWERS_SHOWN = 8
TITLE_CHARS = 70


def report(analysis, iteration=None, lessons=()):
    """Return the diagnosis.Report of an analysis; *lessons* are lessons.Lesson, of which those in scope are told."""
    applying = lessontext.in_scope(analysis, lessons)
    parts = overview.sections(analysis)
    if lessons:
        parts.insert(0, lessontext.on_top(applying))
    for place, group in enumerate(analysis.groups, 1):
        parts.append(fix_of(analysis, group, u'FIX-%02d' % place, applying))
    parts.append(overview.unclassified(analysis))
    parts.extend(lessontext.later_phases(applying))
    return Report(TITLE, iteration, u'\n'.join(INTRO), parts)


def fix_of(analysis, group, fix_id, lessons=()):
    """Return a draft Fix for one Group of the analysis."""
    sections = [Section(OBSERVED, u'\n'.join(_observed(analysis, group, lessons)))]
    sections.extend(Section(title, _todo(analysis, group, title, told, lessons)) for title, told in GUIDANCE)
    return make_fix(fix_id, _title(group), priority=TODO, patterns=[group.id], files=[TODO], restart=TODO,
                    agents=sorted(row.agent for row, _ in group.rows), patch=patch_of(fix_id),
                    sections=sections)


def patch_of(fix_id):
    """Return where the patch of a fix is expected, beside the report."""
    return u'fixes/%s.patch' % fix_id


def _title(group):
    """Return what a fix section is called: the kind of failure, and where or what."""
    row = group.rows[0][0]
    where = categories.host_of(row.pattern) or categories.exception_of(row.pattern) or categories.said_in(row.pattern)
    return plain(u'%s: %s' % (categories.BY_ID[row.category].short, where.replace(u'<...>', u'...')), TITLE_CHARS)


def _todo(analysis, group, title, told, lessons):
    lines = wrapped(u'%s: %s' % (TODO, told))
    if title == RESULTS:
        metrics = u', '.join(span(name) for name in metrics_of(analysis, group))
        lines += [u''] + wrapped(u'This aggregate measures of it: %s.' % metrics) + _guards(analysis, group, lessons)
    elif title == TEST_PLAN:
        met, worked = analysing.testable(analysis, group)
        lines += [u''] + wrapped(u'Listed in the aggregate: %s that met this pattern; %s of these agents that always '
                                 u'worked and never met it.' % (many(met, u'item'), many(worked, u'item')))
    return u'\n'.join(lines)


def _guards(analysis, group, lessons):
    """Return the lines of the criteria that lessons ask every fix of these agents for; they are in force as they stand."""
    statuses = sorted(set(status for _, status in _statuses(analysis, group)))
    found = lessonguards.guards(lessonguards.binding(
        lessons, [one.agent for one, _ in group.rows], [group.rows[0][0].category], statuses))
    if not found:
        return []
    names = u', '.join(code(lesson.id) for lesson, _ in found)
    return [u''] + wrapped(u'Guards from lessons (%s), to be left as they are or made stricter:' % names) + [u''] + [
        u'- ' + criteria.render(guard) for _, guard in found]


def metrics_of(analysis, group):
    """Return the names of the metrics that show whether this failure changes, the closest first."""
    names = [u'pattern_' + group.id]
    for row, status in _statuses(analysis, group):
        host = categories.host_of(row.pattern)
        hosts = analysis.document['agents'][row.agent]['http']['by_status_host'].get(status, {})
        names.append(u'http_%s@%s' % (status, host) if host in hosts else u'http_' + status)
    for row, _ in group.rows:
        names.extend(_plain_metrics(row))
    return _once(names + [u'failure_rate', u'success_rate'])


def _statuses(analysis, group):
    """Return [(Finding, status)] of the statuses of the group's category that its agents met."""
    return [(row, status) for row, _ in group.rows
            for status in sorted(analysis.document['agents'][row.agent]['http']['by_status'])
            if categories.of_status(status) == row.category]


def _plain_metrics(row):
    exception = categories.exception_of(row.pattern)
    if row.category in ('start_failed', 'loader_refusal'):
        return [u'starts_failed']
    if exception is not None:
        return [u'exception_' + exception.split(u'.')[-1]]
    if row.pattern['template'].startswith(u'Error opening URL'):
        return [u'url_fetch_errors']
    return [u'network_errors'] if row.category == 'timeout_dns' else []


def _once(names):
    return [name for place, name in enumerate(names) if name not in names[:place]]


# -- what was observed -------------------------------------------------------------------------------------------------

def _observed(analysis, group, lessons):
    row = group.rows[0][0]
    pattern = row.pattern
    lines = item(u'Pattern %s, %s of %s: %s%s' % (
        code(group.id), pattern['level'], code(pattern['module']), categories.BY_ID[row.category].title, _how(row)))
    lines.extend(quoted(categories.template_shown(pattern), u'  ', 5))
    for one, reach in group.rows:
        lines.extend(_agent_lines(analysis, one, reach))
    lines.extend(_followers(analysis, group))
    lines.extend(_samples(group))
    for signature, own in knowntext.known_at(analysis, group):
        told = u'this pattern matches.' if own else u'what follows it matches.'
        lines.extend(knowntext.known_error(signature, u'', told))
    for lesson in lessontext.about(lessons, [one.agent for one, _ in group.rows], row.category,
                                   sorted(set(status for _, status in _statuses(analysis, group)))):
        lines.extend(lessontext.item_of(lesson))
    return lines


def _how(row):
    """Return what a category that is not stated by the pattern's own text rests on."""
    return {'known': u' (by the known error below)',
            'follows': u' (stated by the records that belong to it)'}.get(row.how, u'')


def _agent_lines(analysis, row, reach):
    operations = summary.operations(analysis.document['agents'][row.agent])[0]
    pattern = row.pattern
    told = [rate_words(pattern['count'], operations), u'%s touched' % many(reach.items, u'item'),
            u'%s to %s' % (pattern['first'], pattern['last'])]
    met = pattern['operations']['successful'] + pattern['operations']['other']
    if met:
        told.append(u'%d of its %s in operations %s in ones that succeeded' % (
            pattern['operations']['successful'], many(met, u'record'), u'is' if met == 1 else u'are'))
    if reach.rise is not None and reach.rise.rising:
        told.append(u'**rising**: %s per operation in the first half of the hours, %s in the second' % (
            figure(reach.rise.early), figure(reach.rise.late)))
    return item(u'%s: %s.' % (plain(row.agent, 60), u'; '.join(told)))


def _followers(analysis, group):
    """Return the lines on what follows this failure in its operations: records of the same cause."""
    found = [other for row, _ in group.rows for other in analysis.followers.get((row.agent, group.id), [])]
    if not found:
        return []
    lines = item(u'After it, in the same operation:')
    for other in found[:FOLLOWERS_SHOWN]:
        lines.extend(item(u'%s, pattern %s, in %d of the %s that it was met in:' % (
            plain(other.agent, 40), code(other.pattern['id']), other.follow.times,
            many(other.follow.of, u'operation')), u'  '))
        lines.extend(quoted(categories.template_shown(other.pattern), u'    ', 2))
    more = len(found) - FOLLOWERS_SHOWN
    return lines + (item(u'and %s' % many(more, u'more pattern'), u'  ') if more > 0 else [])


def _samples(group):
    samples = sorted(((sample['time'], row.agent, sample['file'], sample['line'], sample['text'], ends(sample))
                      for row, _ in group.rows for sample in row.pattern['samples']))
    if not samples:
        return item(u'No sample was kept of it.')
    lines = item(u'Earliest samples:')
    for time, _, name, line, text, last in samples[:SAMPLES_SHOWN]:
        lines.extend(item(u'%s, line %d, %s' % (code(name, 70), line, time), u'  '))
        lines.extend(quoted(text, u'    ', 5, 2 * last))
    return lines
