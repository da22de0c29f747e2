# -*- coding: utf-8 -*-
"""Is a diagnostic report complete and consistent?  Every problem with its line; what a rule asks is rules'.

A draft is looked at like an approved fix: the answer is what is still missing for its approval.
"""
from __future__ import absolute_import, division, print_function

import fnmatch

from plexfix.base.compat import to_text
from plexfix.base.errors import UsageError
from plexfix.understand import criteria
from plexfix.understand.diagnosis import records, rules
from plexfix.understand.diagnosis.grammar import section_heading
from plexfix.understand.diagnosis.reading import Problem, Reading, read
from plexfix.understand.diagnosis.records import Fix
from plexfix.understand.diagnosis.text import field_name

# Rules that are told and keep nobody from going on: what they find may well be meant.
TOLD = frozenset(['same-files'])


def lint(text, aggregate=None, name=u''):
    """Return the Problems of the report *text*, in the order of its lines.

    With *aggregate* (a dict) also: patterns and agents that it has not seen, criteria that it could never tell of.
    *name* stands before a problem of the whole text.
    """
    reading = read(text)
    problems = [one._replace(message=u'%s: %s' % (to_text(name), one.message)) if name and one.rule == 'title' else one
                for one in reading.problems]
    rows = [(fix, place) for fix, place in zip(reading.report.parts, reading.places) if isinstance(fix, Fix)]
    for fix, place in rows:
        problems.extend(_problem(fix, place, finding) for finding in rules.check(fix))
        if aggregate is not None and records.status_of(fix) != 'abandoned':
            problems.extend(_against(aggregate, fix, place))
    problems.extend(_twice(rows))
    problems.extend(_outside(reading))
    problems.extend(_same_files(rows))
    return sorted(problems, key=lambda one: (one.line, one.rule, one.message))


def ready(fix):
    """Return what is missing to *fix* before it may be approved and applied, as texts; none where it is complete."""
    return [u'%s: %s' % (_field_of(fix, one), one.message) if _field_of(fix, one) else one.message
            for one in rules.check(fix) if one.rule in rules.BLOCKING]


def unready(text, fix_id):
    """Return the same of that fix in the report *text*, as Problems with lines; raises UsageError as find does.

    Who asks for many fixes gives a Reading of the text instead, so that it is read once.
    """
    fix, place = located(text, fix_id)
    return [_problem(fix, place, one) for one in rules.check(fix) if one.rule in rules.BLOCKING]


def located(text, fix_id):
    """Return (Fix, its Place) of that id or title in *text*; raises UsageError where there is none that can be read.

    *text* may be a Reading of it.
    """
    reading = text if isinstance(text, Reading) else read(text)
    fix = records.find(reading.report, fix_id)
    place = [place for part, place in zip(reading.report.parts, reading.places) if part is fix][0]
    bad = [one for one in reading.problems if place.line <= one.line <= place.fields_end]
    if bad:
        raise UsageError(u'%s cannot be read: line %d: %s' % (fix.id, bad[0].line, bad[0].message), None,
                         u'put it right in an editor')
    return fix, place


def _problem(fix, place, finding):
    """Return the Problem that a finding is, where *fix* stands at *place*."""
    line = place.line
    if finding.section is not None:
        heading, start = place.sections[finding.section]
        line = heading if finding.offset is None else start + finding.offset
    elif finding.name is not None:
        line = place.fields.get(finding.name, place.line)
    return Problem(line, _field_of(fix, finding), finding.rule, finding.message)


def _field_of(fix, finding):
    """Return how the field or section of a finding is called in the document."""
    if finding.section is not None:
        return fix.sections[finding.section].title
    return field_name(finding.name) if finding.name is not None else u''


def _twice(rows):
    """Find ids that more than one fix has."""
    lines = {}
    for fix, place in rows:
        key = fix.id.lower()
        if key and key in lines:
            yield Problem(place.line, u'', 'id-twice',
                          u'the id %s is taken, by the fix in line %d' % (fix.id, lines[key]))
        lines.setdefault(key, place.line)


def _outside(reading):
    """Find sections of a fix that stand after it, below a heading of another part that came between."""
    owner = None
    for part, place in zip(reading.report.parts, reading.places):
        if isinstance(part, Fix):
            owner = part.id
            continue
        for offset, line in enumerate(part.body.split(u'\n')):
            title = (section_heading(line) or u'').lower()
            if owner and title in [known.lower() for known in records.SECTIONS]:
                yield Problem(place.sections[0][1] + offset, part.title, 'section-outside',
                              u'this belongs to no fix: the heading "## %s" in line %d ended %s; with "#### " it would '
                              u'be a part of it' % (part.title, place.line, owner))


def _same_files(rows):
    """Find approved fixes that change what another one changes."""
    approved = [(fix, place) for fix, place in rows if records.status_of(fix) == 'approved']
    for number, (fix, place) in enumerate(approved):
        for other, other_place in approved[:number]:
            shared = [glob for glob in records.touches(fix)
                      if any(_overlap(glob, another) for another in records.touches(other))]
            if shared:
                yield Problem(place.fields.get('files', place.line), field_name('files'), 'same-files',
                              u'%s is changed by %s (line %d) too: the second waits for the verdict on the first'
                              % (shared[0], other.id, other_place.line))


def _overlap(one, other):
    """Return whether two globs name the same file, as far as one is the other's own or matches it as it stands."""
    return one == other or fnmatch.fnmatchcase(one, other) or fnmatch.fnmatchcase(other, one)


def _against(aggregate, fix, place):
    """Find what an aggregate says against a fix."""
    agents = aggregate['agents']
    known = set(pattern['id'] for agent in agents.values() for pattern in agent['patterns'])
    for pattern in fix.patterns:
        if pattern not in known and not records.is_todo(pattern):
            yield _on(place, 'patterns', 'pattern-unknown', u'the aggregate has no pattern %s' % pattern)
    for agent in fix.agents:
        if agent not in agents and not records.is_todo(agent):
            yield _on(place, 'agents', 'agent-unknown', u'the aggregate has no agent %s; it has: %s' % (
                agent, u', '.join(sorted(agents)) or u'none'))
    number, section = rules.numbered(fix, records.RESULTS)
    for offset, text in records.criterion_lines(section.body) if section else []:
        for message in _unmeasurable(text, fix, aggregate):
            yield Problem(place.sections[number][1] + offset, section.title, 'not-measurable', message)


def _unmeasurable(text, fix, aggregate):
    """Return what the aggregate cannot tell of one criterion; without agent= it is about all agents of the fix."""
    try:
        criterion = criteria.parse(text)
    except criteria.CriterionError:
        return []
    own = dict((name, agent) for name, agent in aggregate['agents'].items() if name in fix.agents)
    if own and criterion.agent is None:
        aggregate = dict(aggregate, agents=own)
    return criteria.measurable(criterion, aggregate)


def _on(place, attribute, rule, message):
    return Problem(place.fields.get(attribute, place.line), field_name(attribute), rule, message)
