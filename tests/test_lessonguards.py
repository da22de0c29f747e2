# -*- coding: utf-8 -*-
"""What the checks of lessons ask for: which bind, which guards are missing, signatures, and contradictions."""
from __future__ import absolute_import, division, print_function

import pytest

from plexfix.understand import criteria, lessonguards, lessons
from plexfix.understand.lessons import ACTIVE, DO, DONT, DRAFT, RETIRED, Check, Evidence

SEEN = [Evidence(u'r', u'FIX-01', u'http_429', u'0', u'30')]
GUARD = u'failure: http_429 increase_pct > 10'


def lesson(kind=u'criterion', check=GUARD, text=u'Watch 429.', polarity=DO, phase=2, status=ACTIVE, evidence=SEEN, **scope):
    return lessons.new(polarity, phase, text, scope, Check(kind, check) if kind else None, evidence, status)


def test_only_active_ones_with_evidence_and_in_scope_bind():
    good = lesson(agents=[u'A'])
    assert lessonguards.binding([good], [u'A', u'B']) == [good]
    assert lessonguards.binding([good], [u'B']) == []
    assert lessonguards.binding([lesson(status=DRAFT), lesson(status=RETIRED), lesson(evidence=())]) == []


def test_each_metric_is_guarded_once_and_only_by_what_watches():
    rows = [lesson(), lesson(text=u'again'), lesson(check=u'success: http_403 reduce_pct >= 5', text=u'no guard'),
            lesson(check=u'no criterion', text=u'broken'), lesson(kind=u'lint', check=u'names/*', text=u'lint'),
            lesson(kind=None, text=u'nothing'), lesson(check=u'critical: starts_failed present', text=u'starts')]
    assert [criteria.render(guard) for _, guard in lessonguards.guards(rows)] == [GUARD, u'critical: starts_failed present']


@pytest.mark.parametrize('own, count', [
    (u'failure: http_429 increase_pct > 10', 0), (u'failure: http_429 increase_pct > 5', 0), (u'critical: http_429 present', 0),
    (u'success: http_429 reduce_pct >= 10', 1), (u'failure: http_503 increase_pct > 10', 1),
    (u'failure: http_429 increase_pct > 10 agent=A', 1)])
def test_a_guard_is_missing_unless_something_watches_its_metric(own, count):
    assert len(lessonguards.missing([lesson()], [criteria.parse(own)])) == count


def test_rules_of_lint_lessons_are_read_one_by_one():
    (one, globs), = lessonguards.lint_rules([lesson(), lesson(kind=u'lint', check=u'names/*, patch/removed-log')])
    assert globs == [u'names/*', u'patch/removed-log'] and one.check.kind == u'lint'


def test_a_signature_lesson_becomes_a_signature_that_matches():
    check = lessonguards.signature_check('http_403', [u'Request URL Failure'], u'X - Request URL Failure: HTTP Error 403')
    one = lesson(u'signature', check.text, agents=[u'A'])
    found, = lessonguards.signatures([one])
    assert (found.category, found.agents, found.must) == (u'http_403', (u'A',), (u'Request URL Failure',))
    assert one.id.lower() == found.id[len(u'lesson-'):].replace(u'l', u'l-', 1)


@pytest.mark.parametrize('text', [
    u'nothing', u'{}', u'[]', u'{"category": "http_403", "must": ["(a+)+"], "sample": "aaa"}',
    u'{"category": "elsewhere", "must": ["abc"], "sample": "abc"}', u'{"category": "http_403", "must": ["abc"], "sample": "x"}',
    u'{"category": "http_403", "must": "abc", "sample": "abc"}', u'{"category": "http_403", "must": ["Started plug-in"], '
    u'"sample": "Started plug-in"}'])
def test_one_that_breaks_the_rules_of_signatures_is_left_out(text):
    assert lessonguards.signatures([lesson(u'signature', text)]) == []


@pytest.mark.parametrize('one, other, count', [
    (dict(), dict(polarity=DONT, text=u'other words'), 1), (dict(), dict(text=u'other words'), 0),
    (dict(agents=[u'A']), dict(polarity=DONT, text=u'o', agents=[u'B']), 0),
    (dict(agents=[u'A']), dict(polarity=DONT, text=u'o', agents=[u'A', u'B']), 1),
    (dict(), dict(polarity=DONT, text=u'o', phase=3), 0), (dict(), dict(polarity=DONT, text=u'o', status=RETIRED), 0),
    (dict(kind=None, text=u'Retry at once.'), dict(kind=None, polarity=DONT, text=u'Do not retry at once.'), 1),
    (dict(kind=u'manual', check=u'x'), dict(kind=u'manual', check=u'x', polarity=DONT, text=u'o'), 0),
    (dict(), dict(polarity=DONT, text=u'o', check=u'failure: http_429 increase_pct > 50'), 1)])
def test_contradictions_are_of_one_phase_and_scope_and_about_the_same(one, other, count):
    found = lessonguards.contradictions([lesson(**one), lesson(**other)])
    assert len(found) == count and all((a.polarity, b.polarity) == (DO, DONT) for a, b in found)
