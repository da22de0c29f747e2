# -*- coding: utf-8 -*-
"""--html of the commands, and the step that writes pages: one more file, never over one of another kind, no other output changed."""
from __future__ import absolute_import, division, print_function

import io
import json
import os

import pytest

import aggregate_plex_logs
import compare_metrics
from active_bench import ActiveBench, blocking, hurry
from agent_log import varied
from decision_bench import AFTER, agent, aggregate
from plexfix.base.compat import to_bytes
from plexfix.base.errors import PreconditionFailed, UsageError
from plexfix.base.jsontext import json_text
from plexfix.show import html
from plexfix.steps import pages
from plexsim_bench import need_lxml

BAD, GOOD = agent(statuses={u'403': 50}), agent(statuses={u'403': 10}, successful=90)


class Bench(object):
    """A folder with logs, with two aggregates, and the commands run on them."""

    def __init__(self, folder, capsys):
        self.folder, self.capsys = folder, capsys
        os.mkdir(self.path('logs'))
        varied().save(self.path('logs'))
        self.page = self.path('page.html')

    def path(self, name):
        return os.path.join(self.folder, name)

    def put(self, name, one, *ends, **others):
        self.write(name, json_text(aggregate({u'FilmVault': one}, *ends, **others)))
        return self.path(name)

    def write(self, name, text):
        with io.open(self.path(name), 'wb') as target:
            target.write(to_bytes(text))

    def read(self, name='page.html'):
        with io.open(self.path(name), 'rb') as source:
            return source.read().decode('utf-8')

    def aggregate(self, *more):
        code = aggregate_plex_logs.main(['--log-dir', self.path('logs'), '--output', self.path('out.txt')] + list(more))
        return (code,) + tuple(self.capsys.readouterr())

    def compare(self, *more, **sides):
        code = compare_metrics.main(['--baseline', self.put('before.json', sides.get('before', BAD)), '--current',
                                     self.put('after.json', sides.get('after', GOOD), AFTER), '--fix-name', 'FIX-01'] + list(more))
        return (code,) + tuple(self.capsys.readouterr())


@pytest.fixture
def bench(tmpdir, capsys):
    return Bench(str(tmpdir), capsys)


def test_an_aggregate_has_a_page_with_the_numbers_of_its_report(bench):
    code, out, err = bench.aggregate('--html', bench.page)
    assert code == 0 and u'page:   ' + bench.page in err and out.startswith(u'Plex plug-in logs, aggregated')
    with io.open(bench.path('out.json'), encoding='utf-8') as source:
        document = json.load(source)
    shown = bench.read()
    assert html.is_page(to_bytes(shown)) and document['run_id'] in shown and u'AEBN' in shown
    for pattern in document['agents']['AEBN']['patterns'][:3]:
        assert pattern['id'] in shown or str(pattern['count']) in shown


def test_a_page_changes_nothing_else(bench):
    first = bench.aggregate()
    text = bench.read('out.txt')
    second = bench.aggregate('--html', bench.page)
    assert first[0] == second[0] and text.splitlines()[4:] == bench.read('out.txt').splitlines()[4:]


def test_a_merge_has_the_page_of_what_was_counted_together(bench):
    bench.aggregate('--html', bench.page)
    together = bench.read()
    assert bench.aggregate('--html', bench.path('merged.html'))[0] == 0
    code = aggregate_plex_logs.main(['--merge', bench.path('out.json'), '--output', bench.path('merged.txt'), '--html', bench.path('merged.html')])
    assert code == 0
    assert [line for line in together.splitlines() if u'<dd>' not in line] == [
        line for line in bench.read('merged.html').splitlines() if u'<dd>' not in line]


def test_json_stays_one_document(bench):
    code, out, err = bench.aggregate('--html', bench.page, '--json')
    assert code == 0 and json.loads(out)['schema'] == u'plexfix.aggregate/1' and os.path.exists(bench.page)


def test_a_dry_run_names_the_page_and_writes_none(bench):
    code, out, err = bench.aggregate('--html', bench.page, '--dry-run', '--json')
    assert code == 0 and json.loads(out)['write'][-1] == bench.page and not os.path.exists(bench.page)
    code, out, err = bench.compare('--html', bench.page, '--dry-run')
    assert code == 0 and u'would write ' + bench.page in err and not os.path.exists(bench.page)


def test_a_comparison_has_a_page_and_the_same_exit_code_and_output(bench):
    plain, paged = bench.compare(), bench.compare('--html', bench.page)
    assert plain[:2] == paged[:2] and plain[0] == 0 and u'page: ' + bench.page in paged[2]
    shown = bench.read()
    for said in (u'Decision: KEEP', u'Errors by kind', u'HTTP 403', u'FilmVault', u'Validity'):
        assert said in shown
    assert bench.compare('--html', bench.page, after=BAD)[0] == 20 and u'Decision: ROLLBACK' in bench.read()


def test_a_page_and_a_report_go_together(bench):
    assert bench.compare('--html', bench.page, '--output', bench.path('report.md'), '--quiet')[0] == 0
    assert {'report.md', 'report.json', 'page.html'} <= set(os.listdir(bench.folder))


@pytest.mark.parametrize('key', ['patterns', 'items', 'http', 'candidates', 'exceptions', 'url_fetch_errors', 'by_hour'])
def test_what_was_not_measured_has_a_page_too(bench, key):
    assert bench.compare('--html', bench.page, after=dict(GOOD, **{key: None}))[0] in (0, 10, 30)
    assert os.path.exists(bench.page)


@pytest.mark.parametrize('by_hour', [7, {u'x': None}, {u'x': {'operations': u'1', 'failures': 0}}, {u'x': {'operations': 1}}])
def test_what_only_a_page_shows_is_looked_at_too(bench, by_hour):
    code, out, err = bench.compare('--html', bench.page, after=dict(GOOD, by_hour=by_hour))
    assert code == 2 and u'after.json is no whole aggregate' in err and u'by_hour' in err and not os.path.exists(bench.page)


def test_another_schema_has_the_page_of_the_record(bench):
    bench.compare()
    bench.put('before.json', BAD, schema=u'plexfix.aggregate/2')
    code = compare_metrics.main(['--baseline', bench.path('before.json'), '--current', bench.path('after.json'), '--html', bench.page])
    assert code == 30 and u'Decision: INVALID' in bench.read()


def test_a_page_is_written_over_a_page_and_over_nothing_else(bench):
    assert bench.aggregate('--html', bench.page)[0] == bench.aggregate('--html', bench.page)[0] == 0
    bench.write('notes.html', u'<!DOCTYPE html><p>mine</p>')
    for run in (bench.aggregate, bench.compare):
        code, out, err = run('--html', bench.path('notes.html'))
        assert code == 40 and u'notes.html' in err and u'--html' in err
    assert bench.read('notes.html') == u'<!DOCTYPE html><p>mine</p>'
    assert bench.aggregate('--html', bench.folder)[0] == 2


def test_nothing_is_read_or_written_before_that_is_known(bench):
    bench.write('notes.html', u'mine')
    bench.aggregate('--html', bench.path('notes.html'))
    assert not os.path.exists(bench.path('out.txt'))


@pytest.mark.parametrize('name', ['out.txt', 'out.json', os.path.join('.', 'out.txt')])
def test_a_page_is_no_other_file_of_the_run(bench, name):
    code, out, err = bench.aggregate('--html', bench.path(name))
    assert code == 2 and u'another file of this run' in err and not os.path.exists(bench.path('out.txt'))


def test_a_page_is_no_other_file_of_a_comparison(bench):
    bench.compare()
    assert bench.compare('--html', bench.path('r.md'), '--output', bench.path('r.md'))[0] == 2
    assert bench.compare('--html', bench.path('before.json'))[0] == 40
    assert compare_metrics.main(['--explain', bench.path('r.md'), '--html', bench.page]) == 2


def test_a_page_in_a_new_folder_and_one_that_cannot_be_written(bench):
    assert bench.aggregate('--html', bench.path('new/folder/page.html'))[0] == 0
    assert os.path.exists(bench.path('new/folder/page.html'))
    code, out, err = bench.aggregate('--html', os.path.join(bench.page, 'x', 'y.html'))
    bench.write('file', u'')
    code, out, err = bench.aggregate('--html', os.path.join(bench.path('file'), 'page.html'))
    assert code == 2 and err.count(u'error:') == 1 and u'unexpected' not in err


def test_no_redact_does_not_reach_the_page(bench):
    log = varied(u'GEVI')
    log.record(u'ERROR', u'utils:7', u'Error opening URL http://www.iafd.com/?api_key=0123456789abcdef0123456789abcdef').save(bench.path('logs'))
    assert bench.aggregate('--html', bench.page, '--no-redact', '--yes')[0] == 0
    assert u'0123456789abcdef' in bench.read('out.txt') or u'0123456789abcdef' in bench.read('out.json')
    assert u'0123456789abcdef' not in bench.read()


def test_write_refuses_in_the_words_of_a_person(bench):
    bench.write('other.html', u'mine')
    with pytest.raises(PreconditionFailed) as refused:
        pages.write(u'text', bench.path('other.html'))
    assert u'is no page of plexfix' in refused.value.evidence
    with pytest.raises(UsageError):
        pages.check_free(bench.page, [bench.page])


# -- the active test ---------------------------------------------------------------------------------------------------

class Records(object):
    """Where the passes of a test lie, in a folder."""

    def __init__(self, folder):
        self.folder = folder

    def test_aggregate(self, fix, which):
        return os.path.join(self.folder, 'test_aggregate_%s_%s.txt' % (fix, which))


class Job(object):
    """As much of a testjob.Job as a page needs."""

    def __init__(self, folder, baseline=None):
        self.fix_id, self.records, self.baseline = u'FIX-01', Records(folder), baseline
        self.output = os.path.join(folder, 'test_report_FIX-01.md')


def judged(bench, before='test_aggregate_FIX-01_before.json', after='test_aggregate_FIX-01_after.json'):
    """The record of a decision on two aggregates of those names, as compare_metrics.py writes it."""
    compare_metrics.main(['--baseline', bench.put(before, BAD), '--current', bench.put(after, GOOD, AFTER), '--fix-name', 'FIX-01',
                          '--output', bench.path('made.json'), '--quiet'])
    with io.open(bench.path('made.json'), encoding='utf-8') as source:
        return json.load(source)


def test_the_page_of_a_test_shows_the_passes_that_it_was_decided_by(bench):
    record = judged(bench)
    assert pages.of_test(record, Job(bench.folder), bench.page) == bench.page
    assert u'Errors by kind' in bench.read() and u'HTTP 403' in bench.read()


def test_the_baseline_stands_for_a_pass_that_was_not_made_and_a_retest_for_all_of_them(bench):
    record = judged(bench, 'baseline.json', 'test_aggregate_FIX-01_retest.json')
    pages.of_test(record, Job(bench.folder, bench.path('baseline.txt')), bench.page)
    assert u'Errors by kind' in bench.read()


def test_an_aggregate_that_was_counted_anew_since_is_not_shown(bench):
    record = judged(bench)
    bench.put('test_aggregate_FIX-01_before.json', GOOD)
    pages.of_test(record, Job(bench.folder), bench.page)
    assert u'Decision: KEEP' in bench.read() and u'Errors by kind' not in bench.read()


def test_the_report_stands_where_its_page_cannot_be_written(bench):
    record, told = judged(bench), []
    pages.beside_test_report(record, Job(bench.folder), told.append)
    assert told == [] and u'Decision: KEEP' in bench.read('test_report_FIX-01.html')
    bench.write('test_report_FIX-01.html', u'mine')
    pages.beside_test_report(record, Job(bench.folder), told.append)
    assert len(told) == 1 and u'there is no page' in told[0] and bench.read('test_report_FIX-01.html') == u'mine'


def test_an_active_test_writes_a_page_where_one_is_asked_for(monkeypatch):
    need_lxml()
    hurry(monkeypatch)
    with ActiveBench(blocking(0.7), films=12, numbers=(6, 2)) as plex:
        page = os.path.join(plex.folder, 'page.html')
        with io.open(page, 'wb') as target:
            target.write(b'mine')
        assert plex.run('--before', '--yes', html=page) == 40
        os.remove(page)
        assert plex.run('--before', '--yes', html=page) == 0 and not os.path.exists(page)
        plex.patch('headers')
        code = plex.run('--after', '--yes', html=page)
        with io.open(page, encoding='utf-8') as source:
            shown = source.read()
        assert code == plex.record['exit_code'] and u'Decision: %s' % plex.record['decision'] in shown
        assert u'Items before and after' in shown and u'Errors by kind' in shown
