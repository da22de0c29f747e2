# -*- coding: utf-8 -*-
"""The lessons that apply to an analysis, as parts of its report: on top, and at the phase that they belong to.

What a lesson is, and when it is in scope, is `lessons`' business.
"""
from __future__ import absolute_import, division, print_function

from plexfix.understand import lessonguards
from plexfix.understand import lessons as lesson_records
from plexfix.understand.diagnosis import Section
from plexfix.understand.markdown import code, item, plain

DIAGNOSTICS = 2
TEXT_CHARS = 1000


def in_scope(analysis, lessons):
    """Return the lessons that apply to the agents, categories and statuses that failed here, drafts left out."""
    agents = sorted(name for name, agent in analysis.document['agents'].items() if _failed(agent))
    categories = [tally.category.id for tally in analysis.tallies if tally.seen
                  and not tally.category.harmless]
    statuses = sorted(set(status for agent in analysis.document['agents'].values()
                          for status in agent['http']['by_status']))
    return lesson_records.in_scope(lessons, agents, categories, statuses)


def _failed(agent):
    return bool(agent['failures'] or agent['starts']['failed'])


def about(lessons, agents, category, statuses):
    """Return those of *lessons* that name something in their scope and are about this fix: they stand at it."""
    return [lesson for lesson in lesson_records.in_scope(lessons, agents, [category], statuses)
            if any(lesson.scope[name] for name in sorted(lesson.scope))]


def on_top(lessons):
    """Return the Section of those for this phase and the ones before."""
    rows = [lesson for lesson in lessons if lesson.phase <= DIAGNOSTICS]
    lines = _lines(rows) + _contradicting(lessons)
    later = len(lessons) - len(rows)
    if not lessons:
        lines.append(u'None of the lessons given is about what failed here.')
    elif later:
        lines.extend(item(u'%d more, for later phases, stand%s at the end.' % (later, u's' if later == 1 else u'')))
    return Section(u'Lessons', u'\n'.join(lines))


def _contradicting(lessons):
    """Return the lines of the lessons that contradict each other, together."""
    return [line for one, other in lessonguards.contradictions(lessons) for line in item(
        u'**These contradict each other: decide.** %s: %s But %s: %s' % (
            code(one.id), plain(one.text, TEXT_CHARS), code(other.id), plain(other.text, TEXT_CHARS)))]


def later_phases(lessons):
    """Return a Section for each later phase that has a lesson."""
    return [Section(u'Lessons for phase %d, %s' % (phase, lesson_records.PHASES[phase]), u'\n'.join(_lines(rows)))
            for phase, rows in lesson_records.by_phase(lessons) if phase > DIAGNOSTICS]


def item_of(lesson):
    """Return the lines of a lesson as a list item."""
    polarity = lesson_records.DONT_SHOWN if lesson.polarity == lesson_records.DONT else lesson.polarity
    return item(u'**%s** %s (%s)' % (polarity, plain(lesson.text, TEXT_CHARS), code(lesson.id)))


def _lines(lessons):
    return [line for lesson in lessons for line in item_of(lesson)]
