# -*- coding: utf-8 -*-
"""compare_metrics.py and parse_test_report.py: files in, a verdict as exit code, a report that reads back, refusals."""
from __future__ import absolute_import, division, print_function

import io
import json
import os

import pytest

import compare_metrics
import parse_test_report
from decision_bench import AFTER, a_pass, agent, aggregate
from fix_bench import fix_text, report_text
from plexfix.base.compat import PY2, to_bytes
from plexfix.base.jsontext import json_text
from plexfix.observe import report as text_report
from plexfix.outside import rundir
from plexfix.steps import implog

BAD, GOOD = agent(statuses={u'403': 50}), agent(statuses={u'403': 10}, successful=90)
SCRIPTS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'scripts')


class Bench(object):
    """A folder with a baseline and a current aggregate of agent FilmVault."""

    def __init__(self, folder, name='work'):
        self.folder = os.path.join(folder, name)
        os.mkdir(self.folder)
        self.baseline, self.current = self.put(BAD, 'before.json'), self.put(GOOD, 'after.json', AFTER)
        self.output = self.path('test_report_FIX-01.md')

    def path(self, name):
        return os.path.join(self.folder, name)

    def put(self, one, name, *ends, **others):
        return self.write(name, json_text(aggregate({u'FilmVault': one}, *ends, **others)))

    def write(self, name, text):
        with io.open(self.path(name), 'wb') as handle:
            handle.write(to_bytes(text))
        return self.path(name)

    def read(self, name):
        with io.open(self.path(name), 'rb') as handle:
            return handle.read().decode('utf-8')

    def run(self, *more):
        return compare_metrics.main(['--baseline', self.baseline, '--current', self.current, '--fix-name', 'FIX-01'] + list(more))


@pytest.fixture
def bench(tmpdir):
    return Bench(str(tmpdir))


@pytest.mark.parametrize('after, code, decision', [
    (GOOD, 0, u'KEEP'), (agent(statuses={u'403': 45}, successful=55), 10, u'MONITOR'), (agent(statuses={u'403': 5}), 15, u'MODIFY'),
    (BAD, 20, u'ROLLBACK'), (agent(0, 0), 30, u'INVALID')])
def test_the_exit_code_is_the_decision_in_both_scripts(bench, capsys, after, code, decision):
    bench.put(after, 'after.json', AFTER)
    assert bench.run('--output', bench.output) == code
    out = capsys.readouterr()[0]
    assert out.startswith(u'**Decision: %s** (' % decision)
    for name in ('test_report_FIX-01.md', 'test_report_FIX-01.json'):
        assert parse_test_report.main([bench.path(name)]) == code
        shown = capsys.readouterr()[0]
        assert u'decision   %s (exit code %d)' % (decision, code) in shown
        assert compare_metrics.main(['--explain', bench.path(name)]) == code
        assert u'Decision: %s (exit code %d)' % (decision, code) in capsys.readouterr()[0]


def test_json_is_one_document_and_explaining_it_gives_the_same_bytes(bench, capsys):
    assert bench.run('--json', '--output', bench.output) == 0
    printed = capsys.readouterr()[0]
    assert printed == bench.read('test_report_FIX-01.json') and json.loads(printed)['decision'] == u'KEEP'
    assert compare_metrics.main(['--explain', bench.path('test_report_FIX-01.json'), '--json']) == 0
    assert capsys.readouterr()[0] == printed
    assert parse_test_report.main([bench.output, '--json']) == 0
    assert capsys.readouterr()[0] == printed


def test_without_output_the_whole_report_goes_to_the_screen_and_reads_back(bench, capsys):
    assert bench.run() == 0
    path = bench.write('from_screen.md', capsys.readouterr()[0])
    assert parse_test_report.main([path]) == 0
    assert sorted(os.listdir(bench.folder)) == ['after.json', 'before.json', 'from_screen.md']


def test_an_output_that_is_called_json_is_the_record_alone(bench):
    assert bench.run('--output', bench.path('record.json')) == 0
    assert sorted(os.listdir(bench.folder)) == ['after.json', 'before.json', 'record.json']
    assert json.loads(bench.read('record.json'))['schema'] == u'plexfix.comparison/1'


def test_a_dry_run_decides_and_writes_nothing(bench, capsys):
    assert bench.run('--output', bench.output, '--dry-run') == 0
    out, err = capsys.readouterr()
    assert u'**Decision: KEEP**' in out and u'would write' in err
    assert sorted(os.listdir(bench.folder)) == ['after.json', 'before.json']


def test_a_report_may_be_written_again_but_over_nothing_else(bench, capsys):
    assert bench.run('--output', bench.output) == bench.run('--output', bench.output) == 0
    capsys.readouterr()
    assert bench.run('--output', bench.baseline) == 2 and u'compared' in capsys.readouterr()[1]
    assert bench.run('--output', bench.path('before.md')) == 2
    bench.write('notes.md', u'# Notes\n')
    assert bench.run('--output', bench.path('notes.md')) == 40
    bench.write('other.json', u'{}')
    assert bench.run('--output', bench.path('other.md')) == 40
    assert bench.read('notes.md') == u'# Notes\n' and bench.read('other.json') == u'{}'
    assert json.loads(bench.read('before.json'))['schema'] == u'plexfix.aggregate/1'


def test_a_text_report_stands_for_its_json(bench):
    bench.write('before.txt', u'%s0123456789ab, made -\n' % text_report.RUN_MARK)
    assert compare_metrics.main(['--baseline', bench.path('before.txt'), '--current', bench.current, '--quiet']) == 0


@pytest.mark.parametrize('schema, code', [(u'plexfix.aggregate/2', 30), (u'plexfix.comparison/1', 2), (None, 2), (7, 2)])
def test_another_schema_is_invalid_and_another_thing_is_refused(bench, capsys, schema, code):
    bench.put(BAD, 'before.json', schema=schema)
    assert bench.run() == code
    out, err = capsys.readouterr()
    assert (u'INVALID' in out) == (code == 30) and (u'before.json' in err) == (code == 2)


@pytest.mark.parametrize('content', [u'', u'[]', u'{"schema": "plexfix.aggregate/1"}', u'no json', u'{"agents": {}}'])
def test_what_is_no_aggregate_is_refused_by_name(bench, capsys, content):
    bench.write('after.json', content)
    assert bench.run() == 2
    assert u'after.json' in capsys.readouterr()[1]


@pytest.mark.parametrize('operations', [None, {}, {'search': {}}, {'search': {'started': u'1'}}])
def test_an_agent_without_operations_is_refused_by_name(bench, capsys, operations):
    bench.put(dict(GOOD, operations=operations), 'after.json', AFTER) if operations is None else bench.write(
        'after.json', json_text(dict(aggregate({}, AFTER), agents={'FilmVault': dict(GOOD, operations=operations)})))
    assert bench.run() == 2
    assert u'FilmVault' in capsys.readouterr()[1]


@pytest.mark.parametrize('key', ['patterns', 'items', 'http', 'candidates', 'exceptions', 'url_fetch_errors'])
def test_what_was_not_measured_is_null_and_no_zero(bench, key):
    bench.put(dict(GOOD, **{key: None}), 'after.json', AFTER)
    assert bench.run('--quiet', '--output', bench.path('made.json')) == 0
    made = json.loads(bench.read('made.json'))
    metric = {'patterns': u'new_exceptions', 'candidates': u'title_rejections'}.get(key, key)
    assert [row['after']['count'] for row in made['criteria'] if row['metric'] == metric] in ([None], [])


def test_hosts_that_were_not_measured_change_no_shape(bench):
    for hosts in (None, {u'403': None}, {u'403': {u'site.example': None}}):
        bench.put(dict(GOOD, http=dict(GOOD['http'], by_status_host=hosts)), 'after.json', AFTER)
        assert bench.run('--quiet') == 0


@pytest.mark.parametrize('place, value', [
    (('agents', 'FilmVault', 'failures'), u'7'), (('agents', 'FilmVault', 'failures'), -1), (('agents', 'FilmVault', 'failures'), 1.5),
    (('agents', 'FilmVault', 'failures'), True), (('agents', 'FilmVault', 'http', 'by_status'), []), (('window', 'first'), 7),
    (('agents', 'FilmVault', 'patterns'), [{}]), (('agents', 'FilmVault', 'items'), [None]), (('files',), [{}]),
    (('agents', 'FilmVault', 'starts'), 1), (('agents', 'FilmVault', 'exceptions'), {u'KeyError': u'x'})])
def test_a_part_of_another_kind_is_refused_with_its_place(bench, capsys, place, value):
    document = json.loads(bench.read('after.json'))
    part = document
    for key in place[:-1]:
        part = part[key]
    part[place[-1]] = value
    bench.write('after.json', json_text(document))
    assert bench.run() == 2
    said = capsys.readouterr()[1]
    assert u'unexpected' not in said and u'after.json' in said and u'.'.join(place) in said.replace(u'[0]', u'')


def test_a_file_that_is_not_there_and_flags_that_are_missing(bench, capsys):
    for arguments in ([], ['--baseline', bench.baseline], ['--baseline', bench.path('none.json'), '--current', bench.current],
                      ['--explain', bench.baseline], ['--explain', bench.path('none.md')],
                      ['--explain', bench.output, '--baseline', bench.baseline]):
        assert compare_metrics.main(arguments) == 2
        assert u'error: ' in capsys.readouterr()[1]
    assert parse_test_report.main([bench.path('none.md')]) == 2


# -- what is known of the fix ------------------------------------------------------------------------------------------

def diagnosed(bench, text=None):
    return ['--diagnostic-report', bench.write('diagnostic_report.md', report_text(text or fix_text()))]


def record_of(bench, capsys, *more):
    code = bench.run('--json', '--quiet', *more)
    return code, json.loads(capsys.readouterr()[0])


def test_criteria_agents_and_files_come_from_the_diagnostic_report(bench, capsys):
    code, made = record_of(bench, capsys, *diagnosed(bench))
    assert code == 0 and made['inputs']['criteria_from'] == u'the diagnostic report'
    assert [row['text'] for row in made['criteria']] == [
        u'success: http_403 reduce_pct >= 20', u'failure: failure_rate increase_pct > 10']
    assert made['inputs']['scope']['agents'] == [u'FilmVault'] and made['inputs']['change']['files'] == [u'Contents/Code/utils.py']


def test_a_fix_is_found_by_its_title_and_the_only_one_without_a_name(bench, capsys):
    report = diagnosed(bench)
    arguments = ['--baseline', bench.baseline, '--current', bench.current, '--json', '--quiet'] + report
    for more in ([], ['--fix-name', 'headers of a BROWSER']):
        assert compare_metrics.main(arguments + more) == 0
        assert json.loads(capsys.readouterr()[0])['fix'] == u'FIX-01'
    assert compare_metrics.main(arguments + ['--fix-name', 'FIX-09']) == 2
    bench.write('diagnostic_report.md', report_text(fix_text(), fix_text(u'FIX-02')))
    assert compare_metrics.main(arguments) == 2
    assert u'FIX-01, FIX-02' in capsys.readouterr()[1]


def test_without_a_start_of_the_fixs_agent_it_is_invalid(bench, capsys):
    bench.put(agent(statuses={u'403': 10}, successful=90, starts=0), 'after.json', AFTER)
    assert record_of(bench, capsys)[0] == 0
    assert record_of(bench, capsys, *diagnosed(bench))[0] == 30
    assert record_of(bench, capsys, *diagnosed(bench, fix_text(restart=u'no')))[0] == 0


def implemented(bench, name='implementation_log.json', **values):
    row = {'fix': u'FIX-01', 'timestamp': u'2026-01-30T11:30:00+01:00', 'status': u'applied', 'rolled_back_at': None,
           'files': [{'path': u'/plex/Plug-ins/FilmVault.bundle/Contents/Code/utils.py'}],
           'restart': {'method': u'plugin', 'at': None, 'log_marks': {}, 'agents': {u'FilmVault': u'started'}}}
    row.update(values)
    return bench.write(name, json_text({'schema': implog.SCHEMA, 'session_start': u'-', 'implementations': [row]}))


def test_the_implementation_log_tells_when_and_who_started(bench, capsys):
    bench.put(agent(statuses={u'403': 10}, successful=90, starts=0), 'after.json', AFTER)
    report = diagnosed(bench)
    implemented(bench)
    code, made = record_of(bench, capsys, *report)
    assert code == 0 and made['inputs']['change']['at'] == u'2026-01-30T11:30:00+01:00'
    implemented(bench, timestamp=u'2026-01-30T12:30:00+01:00')
    code, made = record_of(bench, capsys, *report)
    assert code == 30 and u'holds the change' in made['reason']
    implemented(bench, restart={'agents': {u'FilmVault': u'not_observed'}})
    assert record_of(bench, capsys, *report)[0] == 30
    other = implemented(bench, 'other.json')
    assert record_of(bench, capsys, '--implementation-log', other, *report)[0] == 0


def test_a_fix_that_was_rolled_back_is_not_the_one_in_the_log(bench, capsys):
    implemented(bench, rolled_back_at=u'2026-01-30T11:40:00+01:00')
    code, made = record_of(bench, capsys, *diagnosed(bench))
    assert made['inputs']['change']['at'] is None and code == 0


def test_an_agent_may_be_named(bench, capsys):
    assert record_of(bench, capsys, '--agent', 'filmvault')[1]['inputs']['scope']['agents'] == [u'FilmVault']
    assert record_of(bench, capsys, '--agent', 'Nobody')[0] == 30


def test_the_policy_is_asked_for(bench, capsys):
    bench.put(agent(10, 5, {u'403': 5}), 'before.json')
    bench.put(agent(10, 8, {u'403': 2}), 'after.json', AFTER)
    assert record_of(bench, capsys)[0] == 10
    assert record_of(bench, capsys, '--policy', 'spec')[0] == 0


def test_passes_of_an_active_test_are_paired(bench, capsys):
    paths = [bench.write(name, json_text(a_pass(which, outcomes, agent_name=u'FilmVault'))) for name, which, outcomes in (
        ('b.json', u'before', 'f' * 20), ('a.json', u'after', 's' * 15 + 'f' * 5), ('r.json', u'retest', 's' * 15 + 'f' * 5))]
    code, made = record_of(bench, capsys, '--before-pass', paths[0], '--after-pass', paths[1])
    assert code == 0 and made['paired']['fail_to_pass'] == 15 and made['evidence'] == u'strong'
    code, made = record_of(bench, capsys, '--before-pass', paths[0], '--after-pass', paths[1], '--retest-pass', paths[2])
    assert made['paired']['fail_to_pass'] == 30 and made['paired']['looks'] == 2
    assert record_of(bench, capsys, '--after-pass', paths[1])[0] == 10
    assert bench.run('--before-pass', paths[0]) == 2
    assert bench.run('--after-pass', bench.baseline) == 2
    foreign = bench.write('f.json', json_text(a_pass(u'after', 's', fix=u'FIX-07')))
    assert bench.run('--after-pass', foreign) == 2
    assert bench.run('--before-pass', paths[0], '--after-pass', paths[1], *['--retest-pass', paths[2]] * 3) == 2


def test_a_missing_metric_caps_the_decision(bench, capsys):
    after = dict(GOOD)
    del after['url_fetch_errors']
    document = aggregate({u'FilmVault': GOOD}, AFTER)
    document['agents'] = {u'FilmVault': after}
    bench.write('after.json', json_text(document))
    text = fix_text().replace(u'- success: http_403', u'- success: url_fetch_errors reduce_pct >= 5 weight 0.1\n- success: http_403')
    code, made = record_of(bench, capsys, *diagnosed(bench, text))
    assert code == 10 and [row['met'] for row in made['criteria']] == [None, True, False]


def test_in_a_folder_with_a_name_that_is_no_ascii_and_any_locale(tmpdir, run_python):
    bench = Bench(str(tmpdir), 'caf\xc3\xa9 dir' if PY2 else u'caf\xe9 dir')
    env = {'LC_ALL': 'C', 'PYTHONIOENCODING': ''}
    script = [os.path.join(SCRIPTS, 'compare_metrics.py'), '--baseline', bench.baseline, '--current', bench.current,
              '--fix-name', 'caf\xc3\xa9' if PY2 else u'caf\xe9', '--output', bench.output]
    code, out, err = run_python(script, env=env)
    assert code == 0 and out.startswith(b'**Decision: KEEP**') and b'Traceback' not in err, err
    code, out, err = run_python([os.path.join(SCRIPTS, 'parse_test_report.py'), bench.output], env=env)
    assert code == 0 and u'caf\xe9'.encode('utf-8') in out, err


def test_secrets_in_names_are_taken_out(bench, capsys):
    assert compare_metrics.main(['--baseline', bench.baseline, '--current', bench.current, '--output', bench.output,
                                 '--fix-name', 'x X-Plex-Token=abcdefghijklmnopqrst']) == 0
    assert u'abcdefghijklmnopqrst' not in bench.read('test_report_FIX-01.md') + bench.read('test_report_FIX-01.json')


def test_the_report_of_a_run_lies_where_the_run_keeps_it(bench):
    assert os.path.basename(rundir.records_of(bench.baseline).test_report(u'FIX-01')) == os.path.basename(bench.output)
