# -*- coding: utf-8 -*-
"""parse_test_report.py: a report read back, its decision as exit code, and what is refused with its line."""
from __future__ import absolute_import, division, print_function

import json

import pytest

import parse_test_report
from test_compare_metrics import Bench


@pytest.fixture
def bench(tmpdir):
    return Bench(str(tmpdir))


def test_it_says_what_counts(bench, capsys):
    bench.run('--output', bench.output)
    capsys.readouterr()
    assert parse_test_report.main([bench.output]) == 0
    lines = capsys.readouterr()[0].splitlines()
    assert lines[:3] == [u'fix        FIX-01', u'decision   KEEP (exit code 0)', u'score      100 %']
    assert [line.split(u'  ')[0] for line in lines if u'reduce_pct' in line][-1] == u'criterion'


def test_json_is_the_record_and_nothing_else(bench, capsys):
    bench.run('--output', bench.output)
    capsys.readouterr()
    assert parse_test_report.main([bench.output, '--json']) == 0
    assert json.loads(capsys.readouterr()[0]) == json.loads(bench.read('test_report_FIX-01.json'))


def test_a_record_changed_by_hand_is_refused_too(bench, capsys):
    bench.run('--output', bench.output)
    text = bench.read('test_report_FIX-01.json')
    bench.write('changed.json', text.replace(u'"decision": "KEEP"', u'"decision": "MONITOR"', 1))
    capsys.readouterr()
    assert parse_test_report.main([bench.path('changed.json')]) == 1
    line = text[:text.index(u'"decision": "KEEP"')].count(u'\n') + 1
    assert u'line %d' % line in capsys.readouterr()[1]


def test_a_report_changed_by_hand_is_refused_with_its_line(bench, capsys):
    bench.run('--output', bench.output)
    text = bench.read('test_report_FIX-01.md')
    bench.write('changed.md', text.replace(u'10 / 100', u'12 / 100', 1))
    capsys.readouterr()
    assert parse_test_report.main([bench.path('changed.md')]) == 1
    line = text[:text.index(u'10 / 100')].count(u'\n') + 1
    assert u'line %d' % line in capsys.readouterr()[1]
    bench.write('cut_off.md', text[:len(text) // 2])
    assert parse_test_report.main([bench.path('cut_off.md')]) == 2
    assert parse_test_report.main([bench.baseline]) == 2


def test_quiet_says_nothing_and_the_code_tells(bench, capsys):
    bench.run('--output', bench.output, '--quiet')
    capsys.readouterr()
    assert parse_test_report.main([bench.output, '--quiet']) == 0
    assert capsys.readouterr() == (u'', u'')
