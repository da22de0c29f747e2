# -*- coding: utf-8 -*-
"""testing_decisions.json: every decided test is in it once, with the proof that its report is the one it was decided on."""
from __future__ import absolute_import, division, print_function

import os

import pytest

from cycle_bench import Cycle, bad, good
from faulty_disk import KILLS, Faults, Killed, installed
from fix_bench import read_json, write
from plexfix.base.errors import PlexfixError, UsageError
from plexfix.outside import audit, files
from plexfix.steps import comparing, testdecisions, testverdict

NOW = u'2026-02-01T12:00:00+01:00'


@pytest.fixture
def cycle(tmpdir):
    made = Cycle(str(tmpdir))
    made.report(1, made.fix(), made.fix(u'FIX-02'))
    for name, after in ((u'FIX-01', good()), (u'FIX-02', bad())):
        made.applied(name)
        made.tested(bad(), after, name)
    return made


def record_of(cycle, fix=u'FIX-01'):
    return comparing.read_report(cycle.records().test_report_json(fix))


def add(cycle, fix=u'FIX-01', **given):
    records = cycle.records()
    return testdecisions.add(records.testing_decisions, record_of(cycle, fix), records.test_report(fix), now=NOW, **given)


def test_a_row_says_what_was_decided_by_what_and_where_the_proof_is(cycle):
    row, other = add(cycle), add(cycle, u'FIX-02')
    path = cycle.records().testing_decisions
    assert row == {
        'time': NOW, 'fix': u'FIX-01', 'decision': u'KEEP', 'score': 100.0, 'evidence': u'moderate', 'policy': u'evidence',
        'reason': record_of(cycle)['reason'], 'retests': None, 'report': u'test_report_FIX-01.md',
        'report_sha256': files.sha256_of(cycle.records().test_report(u'FIX-01')), 'override': None}
    assert testdecisions.load(path) == [row, other] and other['decision'] == u'ROLLBACK'
    assert read_json(path)['schema'] == u'plexfix.testing_decisions/1'


def test_a_report_that_is_another_one_now_is_known(cycle):
    path, row = cycle.records().testing_decisions, add(cycle)
    assert testdecisions.is_as_decided(path, row)
    write(cycle.records().test_report(u'FIX-01'), u'changed by hand')
    assert not testdecisions.is_as_decided(path, row)
    os.remove(cycle.records().test_report(u'FIX-01'))
    assert not testdecisions.is_as_decided(path, row)


def test_the_same_test_is_one_row_and_another_one_is_a_new_row(cycle):
    add(cycle), add(cycle)
    assert len(testdecisions.load(cycle.records().testing_decisions)) == 1
    cycle.tested(bad(), good(**{'429': 30}))
    add(cycle)
    assert [row['fix'] for row in testdecisions.load(cycle.records().testing_decisions)] == [u'FIX-01', u'FIX-01']


def test_a_persons_word_stands_with_the_last_test_of_the_fix(cycle):
    path = cycle.records().testing_decisions
    assert testdecisions.override(path, u'FIX-02', u'KEEP', u'Ann', u'x') is None and not os.path.exists(path)
    add(cycle), add(cycle, u'FIX-02')
    testdecisions.override(path, u'fix-02', u'KEEP', u'Ann', u'it is harmless', now=NOW)
    assert [row['override'] for row in testdecisions.load(path)] == [
        None, {'time': NOW, 'decision': u'KEEP', 'by': u'Ann', 'reason': u'it is harmless'}]


@pytest.mark.parametrize('text', [u'', u'{', u'[]', u'{"schema": "plexfix.testing_decisions/2", "decisions": []}',
                                  u'{"schema": "plexfix.testing_decisions/1", "decisions": [{"fix": "FIX-01"}]}',
                                  u'{"schema": "plexfix.testing_decisions/1", "decisions": [3]}'])
def test_a_file_that_is_none_is_refused_and_stays(cycle, text):
    path = write(cycle.records().testing_decisions, text)
    for action in (lambda: testdecisions.load(path), lambda: add(cycle)):
        with pytest.raises(UsageError):
            action()
    with open(path, 'rb') as handle:
        assert handle.read() == text.encode('utf-8')


def test_a_verdict_is_written_to_the_list_and_to_the_log(cycle):
    records, told = cycle.records(), []
    testverdict.write_down(record_of(cycle), records, None, records.test_report(u'FIX-01'), told.append)
    assert told == []
    assert [row['decision'] for row in testdecisions.load(records.testing_decisions)] == [u'KEEP']
    last = audit.read(records.decision_log).entries[-1]
    assert (last['event'], last['data']['decision']) == (u'kept', u'KEEP')


def test_a_list_that_cannot_be_written_is_told_and_the_log_is_written_all_the_same(cycle):
    records, told = cycle.records(), []
    write(records.testing_decisions, u'{')
    before = len(audit.read(records.decision_log).entries)
    testverdict.write_down(record_of(cycle), records, None, records.test_report(u'FIX-01'), told.append)
    assert len(told) == 1 and u'testing_decisions.json' in told[0]
    assert len(audit.read(records.decision_log).entries) == before + 1


@pytest.mark.parametrize('how', KILLS + ('fail',))
def test_whatever_step_goes_wrong_the_list_is_whole(cycle, how):
    path = cycle.records().testing_decisions
    first = add(cycle)
    for at in range(1, 100):
        with installed(Faults(at, how)) as faults:
            try:
                add(cycle, u'FIX-02')
            except (PlexfixError, Killed):
                pass
        rows = testdecisions.load(path)
        assert rows[0] == first and [row['fix'] for row in rows[1:]] in ([], [u'FIX-02'])
        if not faults.fired:
            break
        testdecisions._save(path, [first])
    assert 5 < at < 99
