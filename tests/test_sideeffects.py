# -*- coding: utf-8 -*-
"""Side effects: what else moved between two aggregates, by rates, and whether anybody had watched it."""
from __future__ import absolute_import, division, print_function

import pytest

from decision_bench import AFTER, agent, aggregate
from plexfix.loop.review import sideeffects
from plexfix.understand import criteria


def between(before, after, *texts, **given):
    return sideeffects.effects(aggregate({u'A': before}), aggregate({u'A': after}, AFTER),
                               [criteria.parse(text) for text in texts], **given)


def of(found, metric):
    return [one for one in found.effects if one.metric == metric]


def test_a_status_that_was_never_there_and_that_nobody_watched_is_found():
    found = between(agent(200, 100, statuses={u'403': 100}), agent(200, 190, statuses={u'429': 30}),
                    u'success: http_403 reduce_pct >= 20')
    one, = of(found, u'http_429')
    assert (one.kind, one.watched, one.expected, one.change, one.hosts) == (sideeffects.HARM, False, False, None, [u'site.example'])
    assert (one.before['count'], one.after['count']) == (0, 30)
    assert sideeffects.unpredicted_harm(found) == [one]
    assert sideeffects.words(one).startswith(u'http_429 rose: 0 of 200 before (0.000), 30 of 200 after (0.150)')


def test_the_wanted_fall_is_told_as_expected():
    found = between(agent(200, 100, statuses={u'403': 100}), agent(200, 190), u'success: http_403 reduce_pct >= 20')
    one, = of(found, u'http_403')
    assert (one.kind, one.expected) == (sideeffects.GOOD, True)


@pytest.mark.parametrize('text, watched', [
    (u'failure: http_429 increase_pct > 10', True), (u'failure: http_429@site.example increase_pct > 10', True),
    (u'critical: http_429 present', True), (u'failure: http_503 increase_pct > 10', False),
    (u'success: http_429 reduce_pct >= 1', False)])
def test_only_a_failure_or_critical_criterion_watches(text, watched):
    one, = of(between(agent(200), agent(200, statuses={u'429': 30}), text), u'http_429')
    assert one.watched is watched


@pytest.mark.parametrize('before, after, count', [
    ((20, 0), (200, 9), 0), ((2000, 0), (200, 2), 0), ((200, 0), (200, 4), 0), ((200, 0), (200, 5), 1), ((2000, 0), (200, 3), 1),
    ((200, 40), (200, 42), 0), ((200, 20), (200, 60), 1),
    ((2000, 1000), (2000, 1090), 0), ((100, 30), (400, 120), 0)])
def test_chance_small_changes_and_more_operations_are_no_side_effect(before, after, count):
    found = between(agent(before[0], statuses={u'403': before[1]}), agent(after[0], statuses={u'403': after[1]}))
    assert len(of(found, u'http_403')) == count


def test_exceptions_and_plain_counts_are_looked_at_too():
    found = between(agent(200), agent(200, exceptions={u'KeyError': 20}, network_errors=40))
    assert [one.metric for one in sideeffects.unpredicted_harm(found)] == [u'exception_KeyError', u'network_errors']
    assert found.looked >= 5


def test_only_the_agents_of_the_fix_are_looked_at():
    before = aggregate({u'A': agent(200), u'B': agent(200)})
    after = aggregate({u'A': agent(200), u'B': agent(200, statuses={u'429': 50})}, AFTER)
    assert sideeffects.effects(before, after, agents=[u'A']).effects == []
    assert len(sideeffects.effects(before, after, agents=[u'A', u'B']).effects) == 1


def test_without_operations_nothing_is_said():
    assert between(agent(0, 0), agent(200, statuses={u'429': 50})).effects == []
