# -*- coding: utf-8 -*-
"""Criteria: what is read and refused, the place that is shown, what asks for an improvement, what can be measured."""
from __future__ import absolute_import, division, print_function

import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plexfix.base.compat import text_type
from plexfix.base.errors import EXIT_USAGE, UsageError
from plexfix.understand import criteria, measurable, metricnames
from plexfix.understand.criteria import Criterion, CriterionError, Metric

HOSTS = st.text(u'abcxyz0189.-\u00e9', min_size=1, max_size=20)
METRICS = st.one_of(
    st.sampled_from(metricnames.PLAIN),
    st.builds(lambda status, host: u'http_%d%s' % (status, u'@' + host if host else u''),
              st.integers(400, 599), st.one_of(st.just(u''), HOSTS)),
    st.builds(u'exception_{0}'.format, st.from_regex(u'\\A[A-Za-z_][A-Za-z0-9_]{0,20}\\Z')),
    st.builds(lambda number: u'pattern_%012x' % number, st.integers(0, 16 ** 12 - 1)))
# Any character that a line of text may show: no control characters, no line ends, no quotes.
AGENTS = st.text(st.characters(blacklist_categories=('Cc', 'Cs', 'Zl', 'Zp'), blacklist_characters=u'"\u00a0'),
                 min_size=1, max_size=30)


@st.composite
def any_criterion(draw):
    metric = draw(METRICS)
    kind = criteria.parse_metric(metric).kind
    verbs = [verb for verb in criteria.VERBS
             if not (verb in criteria.POINTS and kind not in metricnames.SHARES)
             and not (kind in metricnames.NEW and verb not in criteria.PRESENCE + (u'count',))]
    verb = draw(st.sampled_from(verbs))
    op = number = None
    if verb not in criteria.PRESENCE:
        op = draw(st.sampled_from(criteria.OPS))
        most = 100 if verb.endswith((u'_pct', u'_pp')) else 1e300
        if verb == u'rate' and kind in metricnames.SHARES:
            most = 1
        number = draw(st.one_of(st.floats(0, most), st.integers(0, min(int(most), 10 ** 6)).map(float)))
        if number == 0 and verb in criteria.LEVELS:
            number = 1.0
        # There is one zero.
        number = abs(number)
    return Criterion(draw(st.sampled_from(criteria.ROLES)), metric, verb, op, number,
                     draw(st.one_of(st.just(1.0), st.floats(1e-300, 1e300), st.integers(1, 99).map(float))),
                     draw(st.one_of(st.none(), AGENTS)))


@given(any_criterion())
def test_what_is_rendered_is_read_back_the_same(criterion):
    text = criteria.render(criterion)
    assert isinstance(text, text_type) and u'\n' not in text
    assert criteria.parse(text) == criterion


@pytest.mark.parametrize('text, expected', [
    (u'success: http_403 reduce_pct >= 20 weight 2 agent=AEBN',
     (u'success', u'http_403', u'reduce_pct', u'>=', 20, 2, u'AEBN')),
    (u'  success:http_403 reduce_pct>=20\r\n', (u'success', u'http_403', u'reduce_pct', u'>=', 20, 1, None)),
    (u'success : success_rate increase_pp >= 20 agent="My agent" weight 0.5',
     (u'success', u'success_rate', u'increase_pp', u'>=', 20, 0.5, u'My agent')),
    (u'failure:\tnetwork_errors increase_pct > 10',
     (u'failure', u'network_errors', u'increase_pct', u'>', 10, 1, None)),
    (u'critical:\u00a0new_exceptions present', (u'critical', u'new_exceptions', u'present', None, None, 1, None)),
    (u'failure: starts_failed count == 1e1', (u'failure', u'starts_failed', u'count', u'=', 10, 1, None)),
    (u'success: http_503@WWW.IAFD.com absent', (u'success', u'http_503@www.iafd.com', u'absent', None, None, 1, None)),
    (b'success: enriched rate > .5'.replace(b' .5', b' 0.5'), (u'success', u'enriched', u'rate', u'>', 0.5, 1, None)),
])
def test_what_a_person_writes(text, expected):
    assert criteria.parse(text) == Criterion(*expected)


@pytest.mark.parametrize('text, expected', [
    (u'success_rate', Metric(u'success_rate', None, None, None, None)),
    (u'http_403', Metric(u'http_status', None, u'403', None, None)),
    (u'http_429@a.b', Metric(u'http_status', None, u'429', u'a.b', None)),
    (u'exception_AttributeError', Metric(u'exception', u'AttributeError', None, None, None)),
    (u'pattern_a1b2c3d4e5f6', Metric(u'pattern', None, None, None, u'a1b2c3d4e5f6')),
])
def test_metrics_are_exactly_those_of_the_contract(text, expected):
    assert criteria.parse_metric(text) == expected
    assert metricnames.metric_text(expected) == text


@pytest.mark.parametrize('text', [u'', u'http_403 ', u'http_403\n', u'pattern_a1b2c3d4e5f6\n',
                                  u'exception_A\n', u'rate'])
def test_what_names_no_metric_is_refused(text):
    with pytest.raises(CriterionError) as caught:
        criteria.parse_metric(text)
    assert caught.value.evidence == u'%s\n^' % text.replace(u'\n', u' ') and caught.value.hint


def test_the_plain_metrics():
    assert set(metricnames.PLAIN) == set((
        u'success_rate failure_rate http_failures url_fetch_errors network_errors title_rejections enriched '
        u'model_read_errors crash_rate new_patterns new_exceptions starts_failed').split())


# Each text with what is wrong marked by a caret in the line below, and a part of the hint.
REFUSED = [
    (u'', 0, u'success:'),
    (u'sucess: http_403 present', 0, u'did you mean success:'),
    (u'Success: http_403 present', 0, u'did you mean success:'),
    (u'success http_403 present', 8, u'success:'),
    (u'success:', 8, u'role: metric verb'),
    (u'success: sucess_rate rate > 0.5', 9, u'did you mean success_rate'),
    (u'success: http_40 present', 9, u'400 to 599'),
    (u'success: http_200 present', 9, u'400 to 599'),
    (u'success: http_4034 present', 9, u'400 to 599'),
    (u'success: http_403@www.x.com:80 present', 9, u'without port'),
    (u'success: http_403@ present', 9, u'<host>'),
    (u'success: http_failure present', 9, u'did you mean http_failures'),
    (u'success: exception_ present', 9, u'exception_<Name>'),
    (u'success: exception_a.b present', 9, u'without its module'),
    (u'success: pattern_12 present', 9, u'12 hex digits'),
    (u'success: pattern_A1B2C3D4E5F6 present', 9, u'12 hex digits'),
    (u'success: new_pattern present', 9, u'did you mean new_patterns'),
    (u'success: http_403', 17, u'reduce_pct'),
    (u'success: http_403 reduce_pc >= 20', 18, u'did you mean reduce_pct'),
    (u'success: http_403 reduce_pct', 28, u'>='),
    (u'success: http_403 reduce_pct 20', 29, u'>='),
    (u'success: http_403 reduce_pct => 20', 30, u'from 0'),
    (u'success: http_403 reduce_pct >=', 31, u'from 0'),
    (u'success: http_403 reduce_pct >= 20%', 32, u'without unit'),
    (u'success: http_403 reduce_pct >= -20', 32, u'from 0'),
    (u'success: http_403 reduce_pct >= 1,5', 32, u'point'),
    (u'success: http_403 reduce_pct >= nan', 32, u'from 0'),
    (u'success: http_403 rate < 1e999', 25, u'from 0'),
    (u'success: http_403 reduce_pct >= 101', 32, u'0 to 100'),
    (u'success: success_rate increase_pp >= 101', 37, u'0 to 100'),
    (u'success: success_rate rate >= 80', 30, u'0.8'),
    (u'success: http_403 reduce_pp >= 20', 18, u'success_rate'),
    (u'success: new_patterns reduce_pct >= 20', 22, u'present, absent or count'),
    (u'success: new_exceptions rate < 1', 24, u'present, absent or count'),
    (u'success: http_403 rate < 0', 26, u'> 0'),
    (u'success: http_403 count >= 0', 28, u'= 0'),
    (u'success: http_403 present > 3', 26, u'weight n, agent=NAME'),
    (u'success: http_403 present weight', 32, u'above 0'),
    (u'success: http_403 present weight 0', 33, u'above 0'),
    (u'success: http_403 present weight 1 weight 2', 35, u'agent=NAME'),
    (u'success: http_403 present agent=', 26, u'agent="NAME"'),
    (u'success: http_403 present agent=a b', 34, u'weight n'),
    (u'success: http_403 present agent=a weight 2 c', 43, u'complete'),
    (u'success: http_403\u2028 present', 17, u'that place'),
    (u'success: http_403\npresent', 17, u'that place'),
    (u'success: http_403 present agent=a\x00b', 33, u'that place'),
]


@pytest.mark.parametrize('text, column, hint', REFUSED)
def test_a_refusal_shows_the_place_and_what_is_allowed_there(text, column, hint):
    with pytest.raises(CriterionError) as caught:
        criteria.parse(text)
    error = caught.value
    assert isinstance(error, UsageError) and error.exit_code == EXIT_USAGE
    shown, caret = error.evidence.split(u'\n')
    assert shown == u''.join(u' ' if sign in u'\n\x00\u2028' else sign for sign in text)
    assert (caret, error.column) == (u' ' * column + u'^', column)
    assert hint in error.hint


@given(st.text(max_size=40))
def test_any_text_is_a_criterion_or_refused_in_words(text):
    try:
        criterion = criteria.parse(u'success: ' + text)
    except CriterionError as error:
        assert error.what and error.hint and error.evidence.split(u'\n')[1].endswith(u'^')
    else:
        assert criteria.parse(criteria.render(criterion)) == criterion


@given(any_criterion(), st.integers(0, 200), st.sampled_from(u'\x07|%,;\u2029'))
def test_the_caret_is_never_behind_what_was_broken(criterion, place, broken):
    text = criteria.render(criterion)
    place = min(place, len(text))
    try:
        criteria.parse(text[:place] + broken + text[place:])
    except CriterionError as error:
        assert error.column <= place


def test_a_refusal_survives_another_process():
    with pytest.raises(CriterionError) as caught:
        criteria.parse(u'success: sucess_rate rate > 1')
    again = pickle.loads(pickle.dumps(caught.value, 2))
    assert again.message() == caught.value.message() and again.column == 9


@pytest.mark.parametrize('text, expected', [
    (u'http_403 reduce_pct >= 20', True), (u'http_403 reduce_pct > 0', True), (u'http_403 reduce_pct >= 0', False),
    (u'http_403 reduce_pct = 20', True), (u'http_403 reduce_pct <= 20', False), (u'http_403 reduce_pct < 0', False),
    (u'http_403 increase_pct < 0', True), (u'http_403 increase_pct <= 0', False), (u'http_403 increase_pct < 5', False),
    (u'http_403 increase_pct >= 20', False), (u'success_rate increase_pp >= 20', True),
    (u'success_rate increase_pp >= 0', False), (u'success_rate reduce_pp >= 20', False),
    (u'success_rate reduce_pct < 0', True), (u'success_rate reduce_pct <= 5', False),
    (u'enriched increase_pct > 5', True),
    (u'crash_rate reduce_pp >= 5', True), (u'crash_rate increase_pp >= 5', False),
    (u'failure_rate rate <= 0.1', True), (u'failure_rate rate >= 0.1', False), (u'success_rate rate >= 0.8', True),
    (u'success_rate rate <= 0.8', False), (u'http_403 count = 0', True), (u'http_403 count = 3', False),
    (u'enriched count = 3', True), (u'enriched count = 0', False),
    (u'http_403 absent', True), (u'http_403 present', False), (u'enriched present', True), (u'enriched absent', False),
    (u'new_patterns absent', False), (u'new_exceptions absent', False), (u'new_patterns count <= 3', False),
    (u'starts_failed absent', True),
])
def test_what_asks_for_an_improvement(text, expected):
    assert criteria.asks_improvement(criteria.parse(u'success: ' + text)) is expected


def test_the_defaults_are_criteria_of_which_one_asks_for_an_improvement():
    rows = [criteria.parse(text) for text in criteria.DEFAULTS]
    assert [criteria.render(row) for row in rows] == list(criteria.DEFAULTS)
    assert [row.role for row in rows] == [u'success'] + [u'failure'] * 4
    assert criteria.asks_improvement(rows[0])


# What an aggregate can tell

def operations_of(successful, failed=0, crashed=0, unfinished=0):
    started = successful + failed + crashed + unfinished
    none = {'started': 0, 'successful': 0, 'failed': 0, 'empty': 0, 'crashed': 0, 'unfinished': 0}
    return {'search': dict(none, started=started, successful=successful, failed=failed, crashed=crashed,
                           unfinished=unfinished), 'update': dict(none)}


def agent(**changes):
    one = {'operations': operations_of(6, 2, 1, 1), 'failures': 5, 'enriched': 4, 'url_fetch_errors': 3,
           'model_read_errors': 2, 'network_errors': 1, 'exceptions': {'KeyError': 2},
           'candidates': {'processed': 20, 'rejected': {'title': 5, 'studio': 1}},
           'http': {'failures': 7, 'by_status': {'403': 6}, 'by_status_host': {'403': {'www.x.com': 6}}},
           'starts': {'ok': 1, 'failed': 1}, 'patterns': [{'id': 'a1b2c3d4e5f6', 'count': 9}]}
    one.update(changes)
    return one


def document(**agents):
    return {'agents': agents or {'AEBN': agent()}}


@pytest.mark.parametrize('metric, count, base', [
    (u'success_rate', 6, 9), (u'failure_rate', 5, 10), (u'crash_rate', 1, 10), (u'http_403', 6, 10),
    (u'http_404', 0, 10),
    (u'http_403@www.x.com', 6, 10), (u'http_403@www.y.com', 0, 10), (u'http_404@www.x.com', 0, 10),
    (u'http_failures', 7, 10), (u'url_fetch_errors', 3, 10), (u'network_errors', 1, 10), (u'title_rejections', 5, 20),
    (u'enriched', 4, 10), (u'model_read_errors', 2, 10), (u'exception_KeyError', 2, 10),
    (u'exception_ValueError', 0, 10),
    (u'pattern_a1b2c3d4e5f6', 9, 10), (u'pattern_000000000000', 0, 10), (u'starts_failed', 1, 10)])
def test_a_metric_is_a_count_and_what_it_is_a_share_of(metric, count, base):
    found = measurable.measure(criteria.parse_metric(metric), [agent()])
    assert found == (count, base, count / base)
    twice = measurable.measure(criteria.parse_metric(metric), [agent(), agent()])
    assert twice == (2 * count, 2 * base, count / base)


@pytest.mark.parametrize('metric, missing', [
    (u'failure_rate', 'failures'), (u'http_403', 'http'), (u'http_403@x', 'http'), (u'title_rejections', 'candidates'),
    (u'exception_KeyError', 'exceptions'), (u'pattern_a1b2c3d4e5f6', 'patterns'), (u'starts_failed', 'starts'),
    (u'http_failures', 'http'), (u'enriched', 'enriched')])
def test_what_was_not_measured_is_no_zero(metric, missing):
    one = agent()
    for absent in (dict((key, one[key]) for key in one if key != missing), dict(one, **{missing: None})):
        assert measurable.measure(criteria.parse_metric(metric), [one, absent]) == (None, None, None)
        told = criteria.measurable(criteria.parse(u'success: %s reduce_pct > 5' % metric), document(AEBN=absent))
        assert told == [u'%s was not measured' % metric]


@pytest.mark.parametrize('metric', sorted(metricnames.NEW))
def test_what_is_new_has_no_value_in_one_aggregate(metric):
    assert measurable.measure(criteria.parse_metric(metric), [agent()]).count is None
    assert criteria.measurable(criteria.parse(u'failure: %s present' % metric), document()) == []


@pytest.mark.parametrize('text', [
    u'success: http_403 reduce_pct >= 20', u'success: success_rate increase_pp >= 20 agent=AEBN',
    u'success: success_rate increase_pp >= 33', u'failure: http_429 increase_pct > 10', u'failure: http_429 present',
    u'critical: exception_ImportError present', u'success: http_429 absent agent=GEVI', u'success: http_403 absent',
    u'success: success_rate rate >= 0.8', u'success: crash_rate reduce_pp >= 10',
    u'failure: http_429@x increase_pct > 10', u'success: http_403 count <= 5',
    u'success: success_rate increase_pp <= 60'])
def test_what_can_be_measured_is_not_spoken_of(text):
    both = document(AEBN=agent(), GEVI=agent(http=dict(agent()['http'], by_status={'429': 1})))
    assert criteria.measurable(criteria.parse(text), both) == []


@pytest.mark.parametrize('text, expected', [
    (u'success: http_403@www.iafd.com reduce_pct >= 20',
     u'http_403@www.iafd.com was never seen: reduce_pct cannot be met'),
    (u'success: http_404 reduce_pct >= 20 agent=AEBN', u'http_404 of AEBN was never seen: reduce_pct cannot be met'),
    (u'success: http_403 reduce_pct >= 20 agent=AEBM',
     u'there is no agent AEBM in these logs: did you mean AEBN?'),
    (u'failure: http_403 increase_pct > 20 agent=Q', u'there is no agent Q in these logs'),
    (u'success: success_rate increase_pp >= 40', u'success_rate is 66.7 % already: it cannot rise by 40 points'),
    (u'success: crash_rate reduce_pp >= 20', u'crash_rate is only 10.0 %: it cannot fall by 20 points'),
    (u'success: http_404 absent', u'http_404 is so already: absent asks for no improvement'),
    (u'success: success_rate rate >= 0.5', u'success_rate is so already: rate >= 0.5 asks for no improvement'),
    (u'success: http_403 count <= 6', u'http_403 is so already: count <= 6 asks for no improvement')])
def test_what_can_never_be_met_is_said(text, expected):
    assert criteria.measurable(criteria.parse(text), document()) == [expected]


def test_the_agent_is_respected_and_idle_ones_can_tell_nothing():
    idle = agent(operations=operations_of(0))
    both = document(AEBN=agent(), GEVI=idle)
    text = u'success: http_403 reduce_pct >= 20'
    assert criteria.measurable(criteria.parse(text), both) == []
    assert criteria.measurable(criteria.parse(text + u' agent=GEVI'), both) == [
        u'no operation of GEVI was seen: nothing can be said per operation']
    assert criteria.measurable(criteria.parse(text), document(GEVI=idle)) == [
        u'no operation was seen: nothing can be said per operation']
    waiting = document(AEBN=agent(operations=operations_of(0, unfinished=3)))
    assert criteria.measurable(criteria.parse(u'success: success_rate increase_pp > 5'), waiting) == [
        u'success_rate has nothing to be a rate of: no operation came to an end']
    none = document(AEBN=agent(candidates={'processed': 0, 'rejected': {'title': 0}}))
    assert criteria.measurable(criteria.parse(u'failure: title_rejections increase_pct > 5'), none) == [
        u'title_rejections has nothing to be a rate of: no candidate was looked at']


def test_measuring_changes_nothing():
    one = document()
    before = copy.deepcopy(one)
    for text in criteria.DEFAULTS:
        criteria.measurable(criteria.parse(text), one)
    assert one == before
