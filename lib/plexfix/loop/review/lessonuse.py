# -*- coding: utf-8 -*-
"""How lessons fared: whose check was run on a fix, helped or stood in the way, and which were never of use.

A use is one fix of a later round whose report had taken the lesson in, and on which its check really ran.
"""
from __future__ import absolute_import, division, print_function

import collections

from plexfix.loop.review import intervention, settlement
from plexfix.understand import criteria as criterion_language, lessonguards

# One use: *fired* is whether the check found something, *kept* whether the fix is kept.
Use = collections.namedtuple('Use', 'lesson iteration fix fired kept')
# So many iterations a lesson may lie there without a use before it is offered for retirement.
UNUSED_AFTER = 3
RULE = (u'A lesson is used when its check ran on a fix of a report that had taken it in. It helped where the check '
        u'stayed quiet and the fix was kept, or where it found something and the fix was not; it harmed where it found '
        u'something and a person kept the fix all the same. A lesson with a check that was in force in %d iterations '
        u'and was never used is offered for retirement; one without a check by machine is a person\'s to judge.'
        % UNUSED_AFTER)


def uses(reviewed):
    """Return the Uses of lessons on the Reviewed fixes; those that are still open are no use yet."""
    found = []
    for one in reviewed:
        item = one.intervention
        if one.settlement.action in (settlement.OPEN, settlement.NOTHING):
            continue
        bound = lessonguards.binding(item.in_force, item.fix.agents if item.fix is not None else None)
        for lesson in bound:
            fired = _fired(lesson, item)
            if fired is not None:
                found.append(Use(lesson.id, item.iteration, item.fix_id, fired, one.settlement.action == settlement.KEEP))
    return found


def _fired(lesson, item):
    """Return whether the check of *lesson* found something on a fix, None where it did not run."""
    if lesson.check is None or item.record is None:
        return None
    if lesson.check.kind == lessonguards.LINT:
        # Without a quiet check the fix would not have been applied.
        return bool(intervention.start_problems(item)) if item.entries else None
    for _, guard in lessonguards.guards([lesson]):
        rows = [row for row in item.record['criteria'] if _is_guard(row, guard) and row['met'] is not None]
        if rows:
            return any(row['met'] for row in rows)
    return None


def _is_guard(row, guard):
    return row['role'] == guard.role and criterion_language.parse(row['text']).metric == guard.metric


def counted(lessons, reviewed):
    """Return *lessons* with the uses of this run added to what each had helped and harmed when the run took it in.

    Counting again over the same run gives the same: it begins at what the first report of the run was told.
    """
    began = {}
    for one in sorted(reviewed, key=lambda row: row.intervention.iteration or 0):
        for lesson in one.intervention.in_force:
            began.setdefault(lesson.id, (lesson.helped, lesson.harmed))
    found = uses(reviewed)
    return [_with_uses(lesson, began.get(lesson.id, (lesson.helped, lesson.harmed)),
                       [one for one in found if one.lesson == lesson.id]) for lesson in lessons]


def _with_uses(lesson, began, mine):
    helped = began[0] + sum(1 for one in mine if one.fired != one.kept)
    harmed = began[1] + sum(1 for one in mine if one.fired and one.kept)
    return lesson._replace(helped=max(lesson.helped, helped) if not mine else helped,
                           harmed=max(lesson.harmed, harmed) if not mine else harmed)


def unused(lessons, in_force, reviewed):
    """Return the Lessons to offer for retirement; *in_force* is {iteration: Lessons that its report had taken in}."""
    used = set(one.lesson for one in uses(reviewed))
    lay = collections.Counter(lesson.id for rows in in_force.values() for lesson in rows)
    return [one for one in lessons if one.status == lessonguards.lesson_records.ACTIVE and one.id not in used
            and not one.helped and not one.harmed and one.check is not None and one.check.kind in _BY_MACHINE
            and lay[one.id] >= UNUSED_AFTER]


_BY_MACHINE = (lessonguards.CRITERION, lessonguards.LINT)
