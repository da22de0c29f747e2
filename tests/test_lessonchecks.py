# -*- coding: utf-8 -*-
"""Lessons bind the next round: guards in new fixes, approval and implementing blocked, the comparison judges by them."""
from __future__ import absolute_import, division, print_function

import os

import pytest

import compare_metrics
import diagnose_from_report
import implement_fix
from cycle_bench import AGENT, bad, good
from decision_bench import AFTER, aggregate, pattern
from fix_bench import Bench, fix_text, read, read_json, report_text, write
from plexfix.base.errors import PreconditionFailed, Refused
from plexfix.base.jsontext import json_text
from plexfix.change import diffing, patchfindings
from plexfix.outside import rundir
from plexfix.steps import comparing, diagnosing, implement, lessonchecks, reportedits
from plexfix.understand import diagnosis, lessonguards, lessons
from plexfix.understand.lessons import ACTIVE, DO, DONT, DRAFT, Check, Evidence
from plexsim import patches

SEEN = [Evidence(u'an earlier run', u'FIX-01', u'http_429', u'not watched', u'30 of 200')]
GUARD = u'failure: http_429 increase_pct > 10'
WATCHED = fix_text().replace(u'- failure: failure_rate increase_pct > 10', u'- failure: failure_rate increase_pct > 10\n- ' + GUARD)


def lesson(kind=u'criterion', check=GUARD, status=ACTIVE, polarity=DO, evidence=SEEN, **scope):
    return lessons.new(polarity, 2, u'Learned: %s.' % check, scope, Check(kind, check), evidence, status)


class Desk(Bench):
    """A Plug-ins folder, an aggregate, and a report that took lessons in."""

    def __init__(self, folder, *rows):
        Bench.__init__(self, folder, ['FilmVault', 'ReelHouse'])
        os.makedirs(self.iteration)
        self.records = rundir.records_of(self.report)
        row = pattern(7, 90, template=u'FilmVault - SEARCH:: Error getting Site Title: <...>',
                      text=u'FilmVault - SEARCH:: Error getting Site Title: list index out of range')
        write(self.records.aggregate_json, json_text(aggregate({AGENT: dict(bad(), patterns=[row]), u'ReelHouse': good()})))
        self.rows = list(rows)
        self.made = self.diagnose()

    def diagnose(self):
        document = diagnosing.load(self.records.aggregate_json)
        made = diagnosing.make(diagnosing.analyse(document, 10, None, self.rows), self.report, self.rows)
        diagnosing.write(made, self.report, self.report if os.path.exists(self.report) else None)
        return made

    def fix(self, text=None):
        write(self.report, report_text(text or fix_text(status=u'draft', by=u'')))
        return diagnosis.fixes(diagnosis.parse(read(self.report).decode('utf-8')))[0]

    def patched(self, old, new):
        before = read(self.utils('FilmVault'))
        assert before.count(old) == 1
        self.write_patch(diffing.diff(before, before.replace(old, new), u'Contents/Code/utils.py'))


@pytest.fixture
def desk(tmpdir):
    return lambda *rows: Desk(str(tmpdir), *rows)


def told(caught):
    return caught.value.evidence


# Guards

def test_each_new_fix_in_scope_has_the_guard_as_a_criterion(desk):
    made = desk(lesson(agents=[AGENT])).made
    fix = diagnosis.fixes(made.report)[0]
    body = diagnosis.section(fix, diagnosis.RESULTS)
    assert u'\n- %s' % GUARD in body and u'TODO' in body
    text = diagnosis.render(made.report)
    assert GUARD in [line for one in diagnosis.fixes(diagnosis.parse(text))
                     for _, line in diagnosis.criterion_lines(diagnosis.section(one, diagnosis.RESULTS))]
    assert made.document['lessons'] == lessons.to_json([lesson(agents=[AGENT])])['lessons']


@pytest.mark.parametrize('row', [
    lesson(agents=[u'Elsewhere']), lesson(status=DRAFT), lesson(evidence=()), lesson(u'manual', u'is it so?')])
def test_what_does_not_bind_is_no_criterion(desk, row):
    made = desk(row).made
    assert GUARD not in diagnosis.section(diagnosis.fixes(made.report)[0], diagnosis.RESULTS)


def test_without_lessons_nothing_is_written_of_them(desk):
    bench = desk()
    assert u'lessons' not in bench.made.document and lessonchecks.in_report(bench.report) == []


def test_lint_and_approval_miss_a_guard_that_was_taken_out(desk, capsys):
    bench = desk(lesson())
    bench.fix()
    problems, _ = reportedits.lint(bench.report)
    found = [one for one in problems if one.rule == lessonchecks.GUARD_RULE]
    assert len(found) == 1 and GUARD in found[0].message
    lines = read(bench.report).decode('utf-8').split(u'\n')
    assert lines[found[0].line - 1] == u'### Expected results'
    with pytest.raises(PreconditionFailed) as caught:
        reportedits.approve(bench.report, u'FIX-01', u'Ann')
    assert GUARD in told(caught) and bench.status_line() == u'draft'
    assert diagnose_from_report.main(['--output', bench.report, '--approve', 'FIX-01', '--by', 'Ann']) == 40
    assert u'lessons keep FIX-01 from being approved' in capsys.readouterr()[1]


def test_with_the_guard_or_a_stricter_one_it_is_approved(desk):
    bench = desk(lesson())
    bench.fix(WATCHED.replace(u'> 10\n\n### Active', u'> 5\n\n### Active').replace(u'Status: approved', u'Status: draft'))
    assert [one for one in reportedits.lint(bench.report)[0] if one.rule == lessonchecks.GUARD_RULE] == []
    assert reportedits.approve(bench.report, u'FIX-01', u'Ann') == u'FIX-01' and bench.status_line() == u'approved'
    assert lessonchecks.in_report(bench.report) == [lesson()]


def test_the_comparison_judges_by_a_guard_that_the_report_lacks(desk):
    bench = desk(lesson())
    sides = [write(os.path.join(bench.folder, name), json_text(aggregate({AGENT: one}, *ends))) for name, one, ends in (
        ('before.json', bad(), ()), ('after.json', good(**{'429': 30}), (AFTER,)))]
    words = ['--baseline', sides[0], '--current', sides[1], '--fix-name', 'FIX-01', '--diagnostic-report', bench.report,
             '--output', os.path.join(bench.folder, 'test.md'), '--quiet']
    bench.fix()
    assert compare_metrics.main(words) == 15
    made = comparing.read_report(os.path.join(bench.folder, 'test.json'))
    assert made['criteria'][-1]['text'] == GUARD and made['criteria'][-1]['met'] is True
    assert made['inputs']['criteria_from'] == u'the diagnostic report, and lesson %s: %s' % (lesson().id, GUARD)
    bench.rows = []
    os.remove(rundir.json_beside(bench.report))
    assert compare_metrics.main(words) == 0


# Rules for patches

def test_an_import_that_is_nowhere_blocks_approval_and_implementing(desk, capsys):
    bench = desk(lesson(u'lint', u'names/*'))
    bench.fix()
    bench.write_patch(patches.text('headers-broken-import'))
    assert [one.rule for one in reportedits.lint(bench.report)[0]][-1:] == [lessonchecks.LINT_RULE]
    for plugins in (bench.plugins, None):
        with pytest.raises(PreconditionFailed) as caught:
            reportedits.approve(bench.report, u'FIX-01', u'Ann', plugins=plugins)
        assert u'browser_session' in told(caught) and u'names/unknown-module' in told(caught)
    assert diagnose_from_report.main(['--output', bench.report, '--approve', 'FIX-01', '--by', 'Ann', '--plugins-dir',
                                      bench.plugins]) == 40
    before = bench.contents()
    bench.fix(fix_text())
    assert implement_fix.main(bench.arguments('--fix', 'FIX-01', '--yes')) == 1
    assert u'lessons keep FIX-01 from being applied' in capsys.readouterr()[1] and bench.contents() == before


def test_a_module_that_lies_beside_the_file_is_no_unknown_one(desk):
    bench = desk(lesson(u'lint', u'names/*'))
    bench.fix()
    bench.write_patch(patches.text('headers-broken-import'))
    for name in bench.names:
        write(os.path.join(os.path.dirname(bench.utils(name)), 'browser_session.py'), b'')
    assert reportedits.approve(bench.report, u'FIX-01', u'Ann', plugins=bench.plugins) == u'FIX-01'
    with pytest.raises(PreconditionFailed):
        reportedits.approve(bench.report, u'FIX-01', u'Ann')


@pytest.mark.parametrize('rule, name, blocked', [
    (u'patch/removed-log', 'silence', True), (u'patch/silent-except, patch/removed-log', 'headers', False),
    (u'names/*, loader/*, syntax/*', 'headers', False), (u'names/*, loader/*, syntax/*', 'backoff', False)])
def test_only_what_a_lesson_speaks_of_blocks(desk, rule, name, blocked):
    bench = desk(lesson(u'lint', rule, polarity=DONT))
    fix = bench.fix()
    bench.write_patch(patches.text(name))
    assert bool(lessonchecks.findings(bench.report, fix)) is blocked


def test_the_same_change_is_not_tried_again(desk):
    bench = desk()
    bench.patched(b"'Accept': '*/*',", b"'Accept': 'text/html',")
    mark = patchfindings.fingerprint(read(os.path.join(bench.iteration, 'fixes', 'FIX-01.patch')))
    bench.rows = [lesson(u'lint', patchfindings.SAME_AS + mark, polarity=DONT)]
    os.remove(bench.report)
    bench.diagnose()
    fix = bench.fix(fix_text())
    job = implement.open_job(bench.report, bench.plugins)
    with pytest.raises(Refused) as caught:
        implement.plan(job, fix.id)
    assert u'the same lines' in told(caught)
    bench.patched(b"'Accept': '*/*',", b"'Accept': 'text/plain',")
    assert implement.plan(job, fix.id).fix.id == u'FIX-01'


def test_a_criterion_that_the_logs_cannot_tell_of_blocks(desk):
    bench = desk(lesson(u'lint', u'report/not-measurable'))
    text = fix_text().replace(u'success: http_403', u'success: http_503')
    fix = bench.fix(text)
    found, = lessonchecks.findings(bench.report, fix)
    assert u'http_503 was never seen' in found.what
    assert lessonchecks.findings(bench.report, bench.fix()) == []


def test_a_patch_that_does_not_fit_or_is_not_there_yet_is_said_elsewhere(desk):
    bench = desk(lesson(u'lint', u'names/*'))
    bench.fix()
    assert reportedits.approve(bench.report, u'FIX-01', u'Ann', plugins=bench.plugins) == u'FIX-01'
    bench.write_patch(b'--- a/Contents/Code/utils.py\n+++ b/Contents/Code/utils.py\n@@ -1 +1 @@\n-nowhere\n+there\n')
    assert reportedits.approve(bench.report, u'FIX-01', u'Ann', plugins=bench.plugins) == u'FIX-01'
    bench.write_patch(b'nothing')
    assert [one.rule for one in reportedits.lint(bench.report)[0]].count(lessonchecks.LINT_RULE) == 1


# Signatures, and what contradicts

def test_a_signature_that_was_learned_is_looked_for(desk):
    check = lessonguards.signature_check('exception', [u'Error getting Site Title'],
                                         u'X - SEARCH:: Error getting Site Title: y')
    row = lesson(u'signature', check.text)
    bench, name = desk(row), lessonguards.signature_row(row)['id']
    assert name in json_text(bench.made.document['analysis'])
    bench.rows = [row._replace(status=DRAFT)]
    assert name not in json_text(bench.diagnose().document['analysis'])


def test_contradicting_lessons_stand_together_on_top(desk):
    rows = [lesson(), lesson(polarity=DONT)]
    text = desk(*rows).made.text
    assert text.count(u'**These contradict each other: decide.**') == 1
    assert all(one.text in u' '.join(text.split()).replace(u'\\', u'') for one in rows)


def test_lessons_that_do_not_contradict_are_not_said_to(desk):
    assert u'**These contradict' not in desk(lesson()).made.text


def test_the_lessons_stay_in_the_json_when_a_fix_is_approved(desk):
    bench = desk(lesson())
    bench.fix(WATCHED.replace(u'Status: approved', u'Status: draft'))
    reportedits.approve(bench.report, u'FIX-01', u'Ann')
    document = read_json(rundir.json_beside(bench.report))
    assert document['lessons'] == lessons.to_json([lesson()])['lessons']
