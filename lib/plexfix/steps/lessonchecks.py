# -*- coding: utf-8 -*-
"""Runs the checks of the lessons that a diagnostic report took in: guards that are missing, and what a patch shows.

The lessons stand in the JSON beside the report, so that they bind approval, implementing and comparing alike.
"""
from __future__ import absolute_import, division, print_function

import fnmatch
import os
from collections import namedtuple

from plexfix.base.compat import fs_text
from plexfix.base.errors import PlexfixError, PreconditionFailed, Refused, UsageError
from plexfix.change import patchfindings
from plexfix.outside import files, platforms, rundir
from plexfix.steps import aggregation, fixchecks, implementing, reportfiles, staging
from plexfix.understand import criteria as criterion_language
from plexfix.understand import diagnosis, lessonguards
from plexfix.understand import lessons as lesson_records

# What a lesson's check found on a fix: the Lesson, the *rule* by which, and in words where and what.
Finding = namedtuple('Finding', 'lesson rule what')

NOT_MEASURABLE = u'report/not-measurable'
_OWN = u'patch/'
GUARD_RULE, LINT_RULE = u'lesson-guard', u'lesson-check'


def in_report(report_path):
    """Return the Lessons that the report at *report_path* took in; none where its JSON is not there."""
    twin = reportfiles.read_twin(report_path)
    rows = (twin or {}).get('lessons')
    if not rows:
        return []
    return lesson_records.check({'schema': lesson_records.SCHEMA, 'lessons': rows},
                                fs_text(reportfiles.twin_of(report_path)))


def bound(lessons, fix):
    """Return those of *lessons* that bind *fix*."""
    return lessonguards.binding(lessons, [name for name in fix.agents if not diagnosis.is_todo(name)] or None)


def missing_guards(lessons, fix):
    """Return [(Lesson, Criterion)] of the guards that *fix* has to have by *lessons*, and lacks."""
    return lessonguards.missing(bound(lessons, fix), _readable_criteria(fix))


def _readable_criteria(fix):
    found = []
    for _, text in diagnosis.criterion_lines(diagnosis.section(fix, diagnosis.RESULTS) or u''):
        try:
            found.append(criterion_language.parse(text))
        except criterion_language.CriterionError:
            continue
    return found


def findings(report_path, fix, plan=None, lessons=None):
    """Return the Findings of the lessons' rules on a fix: on its patch, on what its files become, on its criteria.

    *plan* is the implementing.Plan, None where the files are not at hand: then only what the patch itself shows is
    looked at.  *lessons* are those of the report, where they were read already.
    """
    asked = lessonguards.lint_rules(bound(in_report(report_path) if lessons is None else lessons, fix))
    if not asked:
        return []
    globs = [glob for _, rules in asked for glob in rules]
    looks = plan is not None and _any_of(globs, u'syntax/', u'names/', u'loader/', u'danger/')
    result = fixchecks.findings(plan) if looks else None
    rows = _patch_rows(report_path, fix, result) + _result_rows(result or ())
    rows += _unmeasurable(report_path, fix) if NOT_MEASURABLE in globs else []
    return [Finding(lesson, rule, what) for lesson, rules in asked for rule, what in rows
            if any(fnmatch.fnmatchcase(rule, glob) for glob in rules)]


def _any_of(globs, *groups):
    return any(group.startswith(glob.split(u'*')[0]) or glob.startswith(group) for glob in globs for group in groups)


def _patch_rows(report_path, fix, result):
    """Return [(rule, words)] of what the patch shows; none where there is no patch yet.

    *result* are the findings in what the files become, None where nobody looked: these know what lies beside a file.
    """
    path = staging.patch_path(fix, rundir.records_of(report_path))
    if not os.path.isfile(path):
        return []
    data = files.read_bytes(path)
    rows = [(one.rule, u'%s, line %d: %s' % (fs_text(os.path.basename(path)), one.line, one.what))
            for one in patchfindings.findings(data) if result is None or one.rule.startswith(_OWN) or any(
                row['rule'] == one.rule and one.what.startswith(row['what']) for row in result)]
    return rows + [(patchfindings.SAME_AS + patchfindings.fingerprint(data),
                    u'%s takes out and puts in the same lines' % fs_text(os.path.basename(path)))]


def _result_rows(result):
    return [(row['rule'], u'%s, line %d: %s (%s)' % (row['file'], row['line'], row['what'], row['why']))
            for row in result if row['severity'] == 'error']


def _unmeasurable(report_path, fix):
    """Return [(rule, words)] of the success criteria of which the report's own aggregate can never tell."""
    path = rundir.records_of(report_path).aggregate_json
    if not os.path.isfile(path):
        return []
    document = aggregation.load(path)
    own = dict((name, agent) for name, agent in document['agents'].items() if name in fix.agents)
    document = dict(document, agents=own or document['agents'])
    return [(NOT_MEASURABLE, u'"%s": %s' % (criterion_language.render(one), message))
            for one in _readable_criteria(fix) if one.role == u'success'
            for message in criterion_language.measurable(one, document)]


def check_approval(report_path, fix, plugins=None):
    """Raise PreconditionFailed where lessons keep *fix* from being approved, with all that they say.

    *plugins* is the Plug-ins folder, None: this system's, where there is one.
    """
    lessons = in_report(report_path)
    told = [u'there is no guard %s (%s: %s)' % (criterion_language.render(guard), lesson.id, lesson.text)
            for lesson, guard in missing_guards(lessons, fix)]
    told += [_words(one) for one in findings(report_path, fix, _plan_of(report_path, fix, plugins), lessons)]
    if told:
        raise PreconditionFailed(
            u'lessons keep %s from being approved' % fix.id, u'\n'.join(told), u'mend that; or, where a lesson is wrong '
            u'here, set its Status to retired in the file of lessons, and make the report with that: '
            u'diagnose_from_report.py --lessons FILE --previous %s' % fs_text(report_path))


def _plan_of(report_path, fix, plugins):
    """Return the Plan of a fix as far as its files are at hand, None where they are not, or where it does not fit."""
    path = staging.patch_path(fix, rundir.records_of(report_path))
    try:
        folder = plugins or platforms.plugins_folder()
        return implementing.plan(fix, files.read_bytes(path), folder, fs_text(path)) if os.path.isfile(path) else None
    except (UsageError, PreconditionFailed, Refused) as err:
        # What is asked for by name has to be there; whether the patch fits is said when it is applied.
        if plugins is not None and isinstance(err, UsageError):
            raise
        return None


def refuse(report_path, plan):
    """Raise Refused where the lessons' rules find something in what a Plan would write."""
    told = [_words(one) for one in findings(report_path, plan.fix, plan)]
    if told:
        raise Refused(u'lessons keep %s from being applied; nothing was changed' % plan.fix.id, u'\n'.join(told),
                      u'correct the patch: implement_fix.py --stage %s, edit, --record %s' % (plan.fix.id, plan.fix.id))


def _words(finding):
    return u'%s: %s [%s] (%s)' % (finding.lesson.id, finding.what, finding.rule, finding.lesson.text)


def problems(report_path, text):
    """Return the diagnosis.Problems that lessons have with the untried fixes of a report's *text*."""
    reading = diagnosis.read(text)
    untried = [(fix, place) for fix, place in zip(reading.report.parts, reading.places)
               if isinstance(fix, diagnosis.Fix) and diagnosis.status_of(fix) in diagnosis.UNTRIED]
    known = in_report(report_path) if untried else []
    found = []
    for fix, place in untried:
        lines = dict((section.title.lower(), one[0]) for section, one in zip(fix.sections, place.sections))
        line = lines.get(diagnosis.RESULTS.lower(), place.line)
        found += [diagnosis.Problem(line, diagnosis.RESULTS, GUARD_RULE, u'lesson %s asks for a guard on %s: - %s' % (
            lesson.id, guard.metric, criterion_language.render(guard)))
            for lesson, guard in missing_guards(known, fix)]
        found += [diagnosis.Problem(place.fields.get('patch', place.line), u'Patch', LINT_RULE, _words(one))
                  for one in _told(report_path, fix, known)]
    return found


def _told(report_path, fix, lessons):
    try:
        return findings(report_path, fix, lessons=lessons)
    except PlexfixError as err:
        return [Finding(lesson_records.new(lesson_records.DO, 2, err.what), u'patch/unreadable', err.evidence or u'')]


def with_guards(report_path, fix, criteria):
    """Return (*criteria* with the guards that lessons ask for and *fix* lacks, words that say where these come from)."""
    added = lessonguards.missing(bound(in_report(report_path), fix), criteria)
    told = u''.join(u', and lesson %s: %s' % (lesson.id, criterion_language.render(guard)) for lesson, guard in added)
    return list(criteria) + [guard for _, guard in added], told
