# -*- coding: utf-8 -*-
"""skeleton: golden diagnostic reports, nothing proposed and no number invented, safe with whatever a log holds.

After a change of the report that is wanted, `PLEXFIX_GOLDEN=write` writes the golden texts anew; read them then.
"""
from __future__ import absolute_import, division, print_function

import copy
import io
import json
import os
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plexfix.base.compat import to_bytes
from plexfix.outside import logfiles
from plexfix.steps import aggregation
from plexfix.steps.counting import Wish
from plexfix.understand import analysis, criteria, diagnosis, lessons, measurable, signatures, skeleton
from plexfix.understand.analysis import wholeness
from plexfix.understand.skeleton import fixes, overview
from test_categories import agent, document, item, pattern

HERE = os.path.dirname(os.path.abspath(__file__))
GOLDEN = os.path.join(HERE, 'data', 'golden_diagnosis')
SAMPLES = os.path.join(os.path.dirname(HERE), 'samples', 'logs')
RUN = {'generated_at': u'2026-02-01T10:00:00+01:00', 'version': u'0.1.0', 'run_id': u'abcdefabcdef'}

LESSONS = [
    lessons.new(u'DO', 2, u'Look at the page in a browser first.', status=lessons.ACTIVE),
    lessons.new(u'DONT', 3, u'Send more requests a second than a person would.', {u'statuses': [u'403', u'429']}, status=lessons.ACTIVE),
    lessons.new(u'DO', 2, u'Ask for every entry point.', {u'categories': [u'exception']}, status=lessons.ACTIVE),
    lessons.new(u'DO', 4, u'Refresh the same items before.', status=lessons.ACTIVE),
    lessons.new(u'DO', 2, u'Never seen: about an agent that is not here.', {u'agents': [u'Elsewhere']}, status=lessons.ACTIVE),
    lessons.new(u'DO', 2, u'Never seen: a draft.'),
]


def known():
    with io.open(os.path.join(GOLDEN, 'known.json'), encoding='utf-8') as source:
        return signatures.parse(json.load(source), u'known.json')


def plexsim(tmpdir):
    with io.open(os.path.join(GOLDEN, 'plexsim.json'), encoding='ascii') as source:
        return json.load(source)


def samples(tmpdir):
    done = aggregation.count(logfiles.find([SAMPLES]), Wish(None, None, False, 5, False, True), None, RUN, str(tmpdir.join('x.txt')))
    return aggregation.load(done.json_path)


def nothing(tmpdir):
    return dict(document(), run_id=u'abcdefabcdef')


def no_failure(tmpdir):
    return dict(document(Healthy=agent(searches=4), Idle=agent()), run_id=u'abcdefabcdef')


CASES = [('plexsim', plexsim, known, 1, LESSONS), ('sample_logs', samples, known, None, ()),
         ('nothing', nothing, list, None, ()), ('no_failure', no_failure, known, 2, LESSONS[4:])]
each_case = pytest.mark.parametrize('name, make, signatures_of, iteration, lesson_rows', CASES, ids=[case[0] for case in CASES])


def analysed(doc, known_errors=(), top=10):
    return analysis.analyse(wholeness.complete(doc, u'x.json'), signatures.Matcher(known_errors), top)


def text_of(doc, known_errors=(), top=10, **more):
    return diagnosis.render(skeleton.report(analysed(doc, known_errors, top), **more))


@each_case
def test_the_report_is_the_golden_one(tmpdir, name, make, signatures_of, iteration, lesson_rows):
    text = text_of(make(tmpdir), signatures_of(), iteration=iteration, lessons=lesson_rows)
    path = os.path.join(GOLDEN, name + '.md')
    if os.environ.get('PLEXFIX_GOLDEN') == 'write':
        with io.open(path, 'wb') as target:
            target.write(to_bytes(text))
    with io.open(path, 'rb') as source:
        assert text.splitlines() == source.read().decode('utf-8').splitlines()


@each_case
def test_it_reads_back_the_same_and_fits_100_columns(tmpdir, name, make, signatures_of, iteration, lesson_rows):
    report = skeleton.report(analysed(make(tmpdir), signatures_of()), iteration, lesson_rows)
    text = diagnosis.render(report)
    assert diagnosis.parse(text) == report
    assert [line for line in text.split(u'\n') if len(line) > 100] == []
    assert u'```' not in text and u'~~~' not in text


@each_case
def test_what_is_filled_in_is_good_and_what_is_missing_is_the_persons(tmpdir, name, make, signatures_of, iteration, lesson_rows):
    doc = make(tmpdir)
    problems = diagnosis.lint(text_of(doc, signatures_of()), wholeness.complete(doc, u'x'))
    theirs = set(diagnosis.SECTIONS[1:]) | set([u'Priority', u'Files', u'Restart'])
    assert [problem for problem in problems if problem.field not in theirs] == []


@each_case
def test_the_numbers_are_the_aggregates(tmpdir, name, make, signatures_of, iteration, lesson_rows):
    """Each number beside a word stands in the aggregate or follows from it; here: those of the patterns of each fix."""
    doc = make(tmpdir)
    result = analysed(doc, signatures_of())
    for group in result.groups:
        body = diagnosis.section(skeleton.fix_of(result, group, u'FIX-01'), diagnosis.OBSERVED)
        flat = u' '.join(body.split())
        for row, _ in group.rows:
            counts = doc['agents'][row.agent]['operations']
            started = counts['search']['started'] + counts['update']['started']
            told = [u'%d time' % row.pattern['count'], u'%d item' % row.pattern['items'], row.pattern['first'], row.pattern['last']]
            told += [u'in %d operation' % started] if started else [u'no operation to measure it by']
            for words in told:
                assert words in flat


def test_all_that_a_person_has_to_judge_is_left_to_them(tmpdir):
    result = analysed(plexsim(tmpdir), known())
    for group in result.groups:
        fix = skeleton.fix_of(result, group, u'FIX-07', ())
        for title in diagnosis.SECTIONS[1:]:
            assert diagnosis.is_todo(diagnosis.section(fix, title))
        assert (fix.status, fix.priority, fix.files, fix.restart, fix.approved_by) == (u'draft', u'TODO', [u'TODO'], u'TODO', u'')
        assert fix.patch == u'fixes/FIX-07.patch' and diagnosis.criteria(fix) == []


def test_the_metrics_that_are_offered_are_measured_there(tmpdir):
    doc = plexsim(tmpdir)
    result = analysed(doc, known())
    offered = set()
    for group in result.groups:
        for name in skeleton.metrics_of(result, group):
            offered.add(name.split(u'@')[0].split(u'_')[0])
            assert measurable.measure(criteria.parse_metric(name), list(doc['agents'].values())).count, name
    assert {u'http', u'pattern', u'exception', u'url', u'failure', u'success'} <= offered


def test_what_follows_is_shown_under_its_root_and_has_no_fix_of_its_own(tmpdir):
    result = analysed(plexsim(tmpdir), known())
    ids = [group.id for group in result.groups]
    assert len(ids) == len(set(ids)) and result.followers
    for (_, root), rows in result.followers.items():
        assert all(row.pattern['id'] not in ids for row in rows if row.pattern['role'] == 'evidence')
        if root in ids:
            body = diagnosis.section(skeleton.fix_of(result, result.groups[ids.index(root)], u'FIX-01'), diagnosis.OBSERVED)
            assert all(row.pattern['id'] in body for row in rows[:fixes.FOLLOWERS_SHOWN])


def test_one_pattern_of_several_agents_is_one_fix(tmpdir):
    result = analysed(plexsim(tmpdir))
    shared = [group for group in result.groups if len(group.rows) > 1]
    assert shared
    fix = skeleton.fix_of(result, shared[0], u'FIX-01')
    assert fix.agents == sorted(fix.agents) and len(fix.agents) == len(shared[0].rows) and fix.patterns == [shared[0].id]


def test_the_widest_reach_comes_first_and_a_failed_start_is_never_left_out():
    rows = [pattern(u'failed %d' % number, number=number, count=number) for number in range(1, 9)]
    dead = pattern(u'Exception while loading code | ImportError: No module named x | core.py:load', number=99)
    doc = document(Busy=agent(rows, searches=10), Dead=agent([dead]))
    ids = [int(group.id, 16) for group in analysed(doc, top=3).groups]
    assert ids == [8, 7, 6, 99]
    assert analysed(doc, top=3).groups[-1].score == 0


def test_a_rise_is_told_and_a_failed_start_before_all():
    rising = pattern(u'it failed', count=8, by_hour={u'2026-01-30 14': 1, u'2026-01-30 15': 7})
    hours = {u'2026-01-30 14': {'operations': 10, 'failures': 1}, u'2026-01-30 15': {'operations': 10, 'failures': 7}}
    starts = {'ok': 1, 'failed': 2, 'last_ok': u'T', 'last_failed': u'T'}
    text = text_of(document(X=agent([rising], searches=20, by_hour=hours, starts=starts)))
    assert u'**rising**: 0.10 per operation in the first half' in u' '.join(text.split())
    assert u'- **Failed to start:** X (2).' in text


def test_nothing_seen_is_never_health():
    text = text_of(document(Idle=agent()))
    assert u'No operation was seen of Idle: no evidence of health or failure.' in text
    assert u'nor was any operation, so that proves nothing' in text
    assert u'nothing can be said, good or bad' in text_of(document())


def test_what_was_not_measured_is_no_zero():
    text = u' '.join(text_of(document(X=agent(searches=5))).split())
    assert re.search(u'Not measured [^:]*: Title match failures; Failed starts\\.', text)
    assert u'Looked for, and not seen: HTTP 403' in text and u'| Title match failures' not in text


def test_the_window_that_was_asked_for_is_told_and_the_rest_of_the_unclassified_counted():
    doc = document(X=agent([pattern(u'riddle %s' % (u'x' * number), number=number) for number in range(13)], searches=3))
    doc['window'].update(first=u'2026-01-30 14:00:00,000', last=u'2026-01-30 15:00:00,000', hours=24.0)
    text = text_of(doc)
    assert u'2026-01-30 15:00:00,000 (the last 24 hours)' in u' '.join(text.split())
    assert u'\n3 patterns more.\n' in text[text.index(u'## Unclassified'):] and text.count(u'\n- X, 1 time, ERROR of utils') == 10


def test_what_only_the_whole_aggregate_shows_is_told():
    rows = [dict(one, numbers=[{'number': 'document.redacted.token', 'op': '>', 'value': 0}], category='security',
                 matches=[{'document.redacted.token': 1}, {'document.redacted.token': 2}],
                 does_not_match=[{'document.redacted.token': 0}, {'document.redacted.user': 2}])
            for one in json.load(io.open(os.path.join(GOLDEN, 'known.json'), encoding='utf-8'))['signatures'] if 'numbers' in one]
    known_errors = signatures.parse({'schema': signatures.SCHEMA, 'signatures': rows}, u'x')
    text = text_of(dict(document(X=agent(searches=3)), redacted={'token': 2}), known_errors)
    assert u'- **Security findings**: by the numbers of the whole aggregate\n' in text
    assert u'(`nothing-found-anywhere`, critical): by the numbers of the whole' in text


def test_a_bad_signature_is_marked_at_its_place():
    row = pattern(u'HTTP Error 403', count=10, operations={'successful': 5, 'other': 5})
    text = u' '.join(text_of(document(X=agent([row], searches=10)), known()).split())
    assert u'50.0 % of its records lie in operations that succeeded; **a bad signature**' in text


def test_lessons_are_on_top_at_their_fix_and_at_their_phase(tmpdir):
    report = skeleton.report(analysed(plexsim(tmpdir), known()), 1, LESSONS)
    titles = [part.title for part in report.parts if isinstance(part, diagnosis.Section)]
    assert titles[0] == u'Lessons' and titles[-2:] == [u'Lessons for phase 3, implementation', u'Lessons for phase 4, testing and validation']
    text = diagnosis.render(report)
    assert u'Look at the page in a browser first.' in report.parts[0].body and u'Never seen' not in text
    with_403 = [fix for fix in diagnosis.fixes(report) if u'HTTP 403' in fix.title]
    assert all(u"**DON'T** Send more requests" in diagnosis.section(fix, diagnosis.OBSERVED) for fix in with_403) and with_403
    others = [fix for fix in diagnosis.fixes(report) if u'HTTP 403' not in fix.title]
    assert others and not any(u"DON'T" in diagnosis.section(fix, diagnosis.OBSERVED) for fix in others)


def test_a_fix_can_be_made_of_any_pattern(tmpdir):
    result = analysed(plexsim(tmpdir), known(), top=1)
    shown = set(group.id for group in result.groups)
    other = [row.pattern['id'] for row in result.findings.rows if row.pattern['id'] not in shown][0]
    fix = skeleton.fix_of(result, analysis.group_of(result, other), u'FIX-09')
    assert fix.patterns == [other] and diagnosis.section(fix, diagnosis.OBSERVED)
    assert analysis.group_of(result, u'no such') is None


NASTY = st.text(st.sampled_from(list(u'`|#*_<>[]- .:1\\~ab\n\r\u2028\x00\xe9TODO/')), min_size=1, max_size=120)


@settings(max_examples=60, deadline=None)
@given(NASTY, NASTY, NASTY, NASTY)
def test_whatever_a_log_holds_the_report_reads_back_the_same(template, sample, name, host):
    rows = [pattern(template, number=1, count=3), pattern(u"Error opening URL 'http://%s/x'" % host, number=2),
            pattern(template, 'evidence', number=3), pattern(sample, None, number=4)]
    for row in rows:
        row['samples'][0].update(text=sample, file=name)
    doc = document(**{'X': agent(rows, [item(rows[1]['id'], rows[2]['id'])], searches=5, exceptions={name: 1})})
    doc['agents'][name] = copy.deepcopy(doc['agents']['X'])
    report = skeleton.report(analysed(doc))
    assert diagnosis.parse(diagnosis.render(report)) == report
    assert len(diagnosis.fixes(report)) == 2
    assert [part.title for part in report.parts if isinstance(part, diagnosis.Section)] == [
        overview.SUMMARY, u'Error types', u'Affected agents', u'Known errors', u'Unclassified']


# -- an aggregate of another program -----------------------------------------------------------------------------------

@pytest.mark.parametrize('template, level, benign, items, expected', [
    (u"Error opening URL 'http://a/x'", u'ERROR', False, [], 'failure'),
    (u'Cannot read model from /x', u'ERROR', True, [], 'benign'), (u'Cannot read model from /x', u'ERROR', False, [], 'benign'),
    (u'X - SEARCH:: Error getting Site Title: < Title Match Failure! >', u'ERROR', False, [], 'rejection'),
    (u'X - SEARCH:: \u274c File: a.py, Line: 1, Function: f', u'ERROR', False, [], 'marker'),
    (u'HTTP Error 403: Forbidden', u'INFO', False, [], 'failure'),
    (u'HTTP Error 403: Forbidden', u'INFO', False, [[u'aaaaaaaaaaaa', u'000000000001']], 'evidence'),
    (u'HTTP Error 403: Forbidden', u'INFO', False, [[u'000000000001']], 'failure'),
    (u'all is well', u'ERROR', False, [], None)])
def test_roles_are_read_from_the_records_where_an_aggregate_has_none(template, level, benign, items, expected):
    row = pattern(template, level=level, benign=benign)
    for key in ('role', 'by_hour'):
        del row[key]
    doc = wholeness.complete(document(X=agent([row], [item(*one) for one in items])), u'x')
    assert doc['agents']['X']['patterns'][0]['role'] == expected
    assert text_of(doc)


def places_of(value, way=()):
    """Yield the way to each key and index in *value*."""
    for key in sorted(value) if isinstance(value, dict) else range(len(value)):
        yield way + (key,)
        if isinstance(value[key], (dict, list)):
            for found in places_of(value[key], way + (key,)):
                yield found


def damaged(way, value):
    """Return an aggregate with all kinds of parts, and *value* where *way* leads to; without it there where it is None."""
    doc = document(X=agent([pattern()], [item(u'000000000001')], 1, http=dict(
        agent()['http'], by_status={u'403': 1}, by_status_host={u'403': {u'a': 1}}), exceptions={u'KeyError': 1},
        by_hour={u'2026-01-30 14': {'operations': 1, 'failures': 1}}))
    doc['agents']['X']['patterns'][0]['by_hour'][u'2026-01-30 14'] = 1
    holder = doc
    for key in way[:-1]:
        holder = holder[key]
    if value is None:
        del holder[way[-1]]
    else:
        holder[way[-1]] = value
    return doc


WAYS = [way for way in places_of(damaged(('window', 'until'), 0)) if way != ('window', 'until')]


@pytest.mark.parametrize('value', [None, 7, -7, u'x', {}, [], [7], {u'x': u'y'}], ids=repr)
def test_whatever_is_damaged_in_an_aggregate_is_told_or_makes_no_difference(value):
    for way in WAYS:
        if way[0] not in ('agents', 'window') or way == ('agents',) or way == ('window',):
            continue                                # aggregate.check is for these
        doc = damaged(way, value)
        try:
            doc = wholeness.complete(doc, u'x.json')
        except wholeness.UsageError as err:
            assert err.what.startswith((u'x.json, agent X: ', u'x.json: ')), way
            assert all(part in err.evidence for part in way[2:] if isinstance(part, str)), way
        else:
            assert text_of(doc), way


@pytest.mark.parametrize('way, value, words', [
    (('agents', 'X', 'http'), None, u'http is missing'), (('agents', 'X', 'http', 'by_status'), 3, u'http.by_status is'),
    (('agents', 'X', 'patterns', 0, 'count'), u'3', u'patterns[0].count is'),
    (('agents', 'X', 'patterns', 0, 'count'), -3, u'patterns[0].count is'),
    (('agents', 'X', 'patterns', 0, 'samples', 0, 'line'), None, u'patterns[0].samples[0].line is missing'),
    (('agents', 'X', 'items', 0), {}, u'items[0].failures is'), (('agents', 'X', 'items', 0, 'failures'), [{}], u'items[0].failures[0] is'),
    (('agents', 'X', 'operations', 'search'), {}, u'operations.search.started is')])
def test_a_damaged_aggregate_is_refused_with_the_place(way, value, words):
    with pytest.raises(wholeness.UsageError) as caught:
        wholeness.complete(damaged(way, value), u'x.json')
    assert caught.value.what == u'x.json, agent X: this is no whole aggregate' and caught.value.evidence.startswith(words)


def test_an_agent_needs_a_name():
    with pytest.raises(wholeness.UsageError) as caught:
        wholeness.complete(document(**{'': agent()}), u'x.json')
    assert caught.value.evidence == u'an agent has no name'


def test_what_nobody_measured_is_told_so_and_is_no_zero():
    doc = document(X=agent([], searches=3, url_fetch_errors=None, network_errors=None, model_read_errors=None,
                           benign={'resource_hashes': None, 'model_read': None, 'other': None},
                           http=dict(agent()['http'], without_status=None)))
    rows = dict((tally.category.id, tally) for tally in analysed(doc).tallies)
    for name in ('url_fetch', 'timeout_dns', 'model_read', 'benign', 'http_no_status'):
        assert rows[name].count is None and not rows[name].seen
    text = u' '.join(text_of(doc).split())
    assert u'URL fetch errors;' in text[text.index(u'Not measured'):text.index(u'Affected agents')]


def test_no_silence_is_called_accounted_for():
    assert u'Nothing: no pattern was there to be classified.' in text_of(document())
    assert u'no pattern was there' in text_of(document(X=agent(searches=2)))
    assert u'is accounted for' in text_of(document(X=agent([pattern(u'HTTP Error 403: Forbidden')], searches=2)))
    assert u'\n\n\n' not in text_of(document())


def test_templates_leave_the_program_without_secrets():
    doc = document(X=agent([pattern(u'failed X-Plex-Token=abcdefghij1234567890')], searches=2))
    result = analysed(doc)
    assert u'abcdefghij1234567890' not in json.dumps(analysis.to_json(result))
    assert analysis.to_json(result)['worth_fixing'] and analysis.to_json(result)['unclassified']
