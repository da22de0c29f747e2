# -*- coding: utf-8 -*-
"""The post-mortem of a cycle as a document, `plexfix.postmortem/1`: every fix, its forecast, its end, and the lessons.

Reading the records is left to the steps, the text of it to postmortemtext.
"""
from __future__ import absolute_import, division, print_function

from plexfix.judge.expectations import expectation
from plexfix.loop.review import forecasts, intervention, lessonmaking, lessonuse, settlement, sideeffects
from plexfix.loop.review.intervention import Reviewed
from plexfix.understand import criteria as criterion_language, lessonguards, lessons as lesson_records

SCHEMA = u'plexfix.postmortem/1'


def review(one):
    """Return the Reviewed of one Intervention."""
    found = None
    if one.before is not None and one.after is not None:
        texts = one.record['inputs']['criteria'] if one.record is not None else ()
        found = sideeffects.effects(one.before, one.after, [criterion_language.parse(text) for text in texts],
                                    _agents(one))
    harm = [sideeffects.words(effect) for effect in sideeffects.unpredicted_harm(found)] if found else []
    facts = settlement.facts_of(intervention.state_of(one), one.record, harm, intervention.reason_to_keep(one))
    predicted = forecasts.of_record(one.iteration, one.record) if one.record is not None else []
    return Reviewed(one, found, facts, settlement.settle(facts), predicted)


def _agents(one):
    scope = (one.record or {'inputs': {}})['inputs'].get('scope') or {}
    return scope.get('compared') or scope.get('agents') or (one.fix.agents if one.fix is not None else None)


def learned(reviewed, run, earlier=()):
    """Return (all Lessons: the *earlier* ones and those of this *run*, the ids that were made drafts).

    Of a lesson that was there before, its words, check and status stay a person's; its evidence grows.
    """
    fresh = lessonmaking.lessons_of(reviewed, run)
    known = [lessonmaking.widened(old, [one for one in fresh if set(one.evidence) - set(old.evidence)]) for old in earlier]
    return lessonmaking.demoted(lessonuse.counted(lesson_records.merge(fresh, known), reviewed))


def document(reviewed, lessons, run, generated_at, version, timeline=(), in_force=None, drafts=(), problems=()):
    """Return the document of the Reviewed fixes of *run* with all *lessons*.

    *timeline* are the decision log's entries, *in_force* {iteration: its lessons}, *drafts* ids of lessons that have no
    evidence, *problems* what could not be read, in words.
    """
    predicted = [row for one in reviewed for row in one.forecasts]
    chances = [forecasts.Chance(one.intervention.iteration, one.intervention.fix_id,
                                forecasts.chance_of(one.intervention.fix), _kept(one)) for one in reviewed]
    chances = [one for one in chances if one.chance is not None and one.kept is not None]
    return {
        'schema': SCHEMA, 'version': version, 'generated_at': generated_at, 'run': run,
        'interventions': [_row(one) for one in reviewed],
        'forecasts': {'rule': forecasts.RULE, 'rows': [dict(row._asdict()) for row in predicted],
                      'chances': [dict(row._asdict()) for row in chances],
                      'calibration': forecasts.calibration(predicted, chances)},
        'timeline': [_event(entry) for entry in timeline],
        'lessons': lesson_records.to_json(lessons)['lessons'],
        'new_lessons': sorted(set(one.id for one in lessons) - set(
            lesson.id for rows in (in_force or {}).values() for lesson in rows)),
        'drafts': sorted(drafts), 'use_rule': lessonuse.RULE,
        'uses': [dict(one._asdict()) for one in lessonuse.uses(reviewed)],
        'contradictions': [[one.id, other.id] for one, other in lessonguards.contradictions(lessons)],
        'unused': [one.id for one in lessonuse.unused(lessons, in_force or {}, reviewed)],
        'problems': list(problems)}


def _kept(one):
    """Return whether a fix ended as kept, None where that is not settled."""
    action = one.settlement.action
    return None if action in (settlement.OPEN, settlement.NOTHING) else action == settlement.KEEP


def _row(one):
    """Return what the document says of one fix."""
    item, record = one.intervention, one.intervention.record
    return {
        'iteration': item.iteration, 'fix': item.fix_id, 'title': item.title, 'state': one.facts.state,
        'report': item.report, 'decision': record['decision'] if record else None,
        'score': record['score'] if record else None, 'evidence': record['evidence'] if record else None,
        'policy': record['policy'] if record else None, 'reason': record['reason'] if record else None,
        'attempts': len(item.entries), 'criteria': [_criterion(row, record) for row in record['criteria']] if record else [],
        'looked_at': one.effects.looked if one.effects else None,
        'side_effects': [dict(effect._asdict(), said=sideeffects.words(effect)) for effect in one.effects.effects]
        if one.effects else [],
        'new_patterns': [{'id': row['id'], 'agent': row['agent'], 'template': row['template'], 'count': row['count']}
                         for row in record['new_patterns']] if record else [],
        'missed': _missed(one), 'start_problems': [list(pair) for pair in intervention.start_problems(item)],
        'refusals': intervention.refusals(item), 'whys': intervention.whys(item),
        'override': intervention.reason_to_keep(item),
        'settlement': dict(one.settlement._asdict(),
                           command=item.command if one.settlement.action == settlement.ROLL_BACK else None)}


def _criterion(row, record):
    return {'text': row['text'], 'role': row['role'], 'met': row['met'], 'reason': row['reason'],
            'said': expectation(row, record['counts_compare'])}


def _missed(one):
    """Return in words what nobody had looked for, as far as the records show it."""
    found = [u'%s, and no criterion watched it' % sideeffects.words(effect)
             for effect in sideeffects.unpredicted_harm(one.effects)] if one.effects else []
    record = one.intervention.record
    for row in record['criteria'] if record else ():
        if row['met'] is None:
            found.append(u'"%s" could not be measured: %s' % (row['text'], row['reason']))
    for check, detail in intervention.start_problems(one.intervention):
        found.append(u'%s: %s' % (check, detail))
    if record and record.get('silencing'):
        found.append(u'failures fell silent: %s' % record['silencing'])
    return found


def _event(entry):
    return {'seq': entry['seq'], 'time': entry['time'], 'iteration': entry['iteration'], 'event': entry['event'],
            'fix': entry['fix'], 'by': entry['by'], 'reason': entry['reason']}
