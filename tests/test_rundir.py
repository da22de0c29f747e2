# -*- coding: utf-8 -*-
"""Where the records of a run are: the names of the design, ids that no system stumbles over, what lies where."""
from __future__ import absolute_import, division, print_function

import ast
import io
import os
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plexfix.base.compat import native, text_type, to_text
from plexfix.base.errors import UsageError
from plexfix.base.places import BACKUPS_FOLDER
from plexfix.outside import rundir
from plexfix.outside.rundir import Place, Records, RunDir

LIB = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib', 'plexfix')
# Each record once, as the design names it; fixes are FIX-01.
OF_A_RUN = {
    'manifest': 'run_manifest.md', 'state': 'loop_state.json', 'decision_log': 'decision_log.jsonl',
    'decision_export': 'decision_log.json', 'final_report_md': 'final_improvement_report.md',
    'final_report_html': 'final_improvement_report.html', 'state_store': 'state.json',
    'post_mortem': 'post_mortem_analysis.md', 'lessons': 'lessons_learned.md', 'lessons_json': 'lessons_learned.json'}
OF_AN_ITERATION = {
    'aggregate_text': 'aggregated_logs_iteration_3.txt', 'aggregate_json': 'aggregated_logs_iteration_3.json',
    'diagnostic_report': 'diagnostic_report.md', 'diagnostic_json': 'diagnostic_report.json', 'fixes': 'fixes',
    'implementation_log': 'implementation_log.json', 'testing_decisions': 'testing_decisions.json',
    'backups': '_BACKUPS', 'logs': 'logs', 'post_mortem': 'post_mortem_analysis.md', 'lessons': 'lessons_learned.md',
    'lessons_json': 'lessons_learned.json'}
OF_A_FIX = {
    'patch': os.path.join('fixes', 'FIX-01.patch'), 'implementation_report': 'implementation_report_FIX-01.md',
    'test_report': 'test_report_FIX-01.md', 'test_report_json': 'test_report_FIX-01.json',
    'test_report_html': 'test_report_FIX-01.html', 'item_list': 'test_items_FIX-01.json'}


def made(folder, *names):
    for name in names:
        path = folder.join(*name.split('/'))
        path.dirpath().ensure(dir=True)
        path.write(b'')
    return str(folder)


@pytest.mark.parametrize('name', sorted(OF_A_RUN))
def test_the_files_of_a_run(tmpdir, name):
    assert getattr(RunDir(str(tmpdir)), name) == os.path.join(str(tmpdir), OF_A_RUN[name])


@pytest.mark.parametrize('name', sorted(OF_AN_ITERATION))
def test_the_files_of_an_iteration(tmpdir, name):
    iteration = RunDir(str(tmpdir)).iteration(3)
    assert getattr(iteration, name) == os.path.join(str(tmpdir), 'iteration_3', OF_AN_ITERATION[name])


@pytest.mark.parametrize('name', sorted(OF_A_FIX))
def test_the_files_of_a_fix(tmpdir, name):
    iteration = RunDir(str(tmpdir)).iteration(3)
    assert getattr(iteration, name)(u'FIX-01') == os.path.join(str(tmpdir), 'iteration_3', OF_A_FIX[name])
    assert getattr(Records('x'), name)('FIX-01') == os.path.join('x', OF_A_FIX[name])


def test_the_passes_of_an_active_test():
    records = Records('x')
    assert records.test_pass('FIX-01', 'before') == os.path.join('x', 'test_pass_FIX-01_before.json')
    assert records.test_pass('FIX-01', 'retest_2') == os.path.join('x', 'test_pass_FIX-01_retest_2.json')
    for wrong in ('', 'between', 'before/..', 'retest_', 'after_1_2'):
        with pytest.raises(ValueError):
            records.test_pass('FIX-01', wrong)


def test_no_two_records_share_a_file():
    records = Records('x', 1)
    paths = [getattr(records, name) for name in OF_AN_ITERATION] + [getattr(records, name)('F') for name in OF_A_FIX]
    paths += [records.test_pass('F', which) for which in ('before', 'after', 'retest', 'retest_1')]
    assert len(set(paths)) == len(paths)


def test_without_a_run_the_names_are_the_same_but_for_the_number():
    records = Records('x')
    assert records.aggregate_text == os.path.join('x', 'aggregated_logs.txt')
    assert records.diagnostic_report == os.path.join('x', rundir.DIAGNOSTIC_REPORT)
    assert records.decision_log == os.path.join('x', rundir.DECISION_LOG)
    assert RunDir('x').iteration(2).decision_log == RunDir('x').decision_log


def test_backups_lie_where_no_walk_goes():
    assert os.path.basename(Records('x').backups) == BACKUPS_FOLDER


# Ids in file names

@pytest.mark.parametrize('fix', [u'FIX-01', u'fix_2', u'7', u'A' * 64])
def test_a_plain_id_stays_as_it_is(fix):
    assert rundir.safe_name(fix) == str(fix) and isinstance(rundir.safe_name(fix), str)


@pytest.mark.parametrize('fix', [
    u'', u'.', u'..', u'a/b', u'a\\b', u'../../etc/passwd', u'FIX.01', u'FIX 01', u'FIX-01\n', u'-x', u'_x', u'CON',
    u'nul',
    u'Lpt1', u'com9', u'caf\u00e9', u'\u65e5\u672c', u'a:b', u'a*?"<>|', u'x~123456789abc', u'A' * 65,
    u'\U0001f600', u'\ud83d'])
def test_any_other_gets_a_name_that_every_system_takes(fix):
    name = rundir.safe_name(fix)
    assert re.match(r'[A-Za-z0-9_-]{0,40}~[0-9a-f]{12}$', name) and isinstance(name, str)
    assert rundir.safe_name(fix) == name


def test_the_name_is_the_same_on_every_python():
    assert rundir.safe_name(u'caf\u00e9/\U0001f600') == 'caf~d9494dae271e'


@given(st.lists(st.text(max_size=6), min_size=2, max_size=30, unique=True))
def test_no_two_ids_share_a_name(ids):
    assert len(set(rundir.safe_name(fix) for fix in ids)) == len(ids)


@pytest.mark.parametrize('one, other', [(u'a/b', u'a_b'), (u'a.b', u'a b'), (u'caf\u00e9', u'cafe'),
                                        (u'\ud83d', u'\ud83e'),
                                        (u'A' * 70, u'A' * 71), (u'x', u'x\n')])
def test_alike_ids_have_names_apart(one, other):
    assert rundir.safe_name(one).lower() != rundir.safe_name(other).lower()


# What lies where

def test_iterations_are_the_folders_that_are_there(tmpdir):
    run = RunDir(str(tmpdir.join('run')))
    assert (run.iterations(), run.next_iteration()) == ([], 1)
    made(tmpdir.join('run'), 'iteration_2/a', 'iteration_10/a', 'iteration_1/a', 'iteration_0/a', 'iteration_03/a',
         'iteration_x/a', 'iteration_11')
    assert (run.iterations(), run.next_iteration()) == ([1, 2, 10], 11)
    with pytest.raises(ValueError):
        run.iteration(0)


@pytest.mark.parametrize('path, expected', [
    ('run/iteration_2/diagnostic_report.md', ('run', 2)), ('run/iteration_2', ('run', 2)),
    ('run/iteration_2/fixes/FIX-01.patch', ('run', 2)), ('run/final_improvement_report.md', ('run', None)),
    ('run', ('run', None)), ('run/other/deep/x', ('run', None)), ('loose/iteration_7/x', ('loose', 7)),
    ('alone/diagnostic_report.md', None), ('alone', None), ('iteration_02/x', None)])
def test_which_run_a_file_lies_in(tmpdir, path, expected):
    made(tmpdir, 'run/run_manifest.md', 'alone/x')
    found = rundir.run_of(os.path.join(str(tmpdir), *path.split('/')))
    if expected is None:
        assert found is None
        return
    assert found == Place(RunDir(os.path.join(str(tmpdir), expected[0])), expected[1])


def test_a_path_from_here(tmpdir, monkeypatch):
    made(tmpdir, 'run/loop_state.json', 'run/iteration_1/a')
    monkeypatch.chdir(tmpdir.join('run', 'iteration_1'))
    run, number = rundir.run_of('diagnostic_report.md')
    assert (run.path, number) == (os.path.join(str(tmpdir), 'run'), 1)
    assert rundir.records_of('diagnostic_report.md').test_report('FIX-01') == os.path.join(
        str(tmpdir), 'run', 'iteration_1', 'test_report_FIX-01.md')


def test_records_of_a_report_on_its_own_lie_beside_it(tmpdir):
    made(tmpdir, 'run/loop_state.json', 'alone/x')
    for folder in ('alone', 'run'):
        records = rundir.records_of(str(tmpdir.join(folder, 'diagnostic_report.md')))
        assert (records.number, records.path) == (None, str(tmpdir.join(folder)))
    assert records.decision_log == RunDir(str(tmpdir.join('run'))).decision_log


@pytest.mark.skipif(os.name == 'nt', reason='there a file name is no bytes')
def test_a_folder_that_is_not_ascii(tmpdir):
    folder = os.path.join(str(tmpdir), 'caf\xc3\xa9 dir')
    os.makedirs(os.path.join(folder, 'iteration_4', 'fixes'))
    run, number = rundir.run_of(os.path.join(folder, 'iteration_4', 'x'))
    assert (run.path, number, run.next_iteration()) == (folder, 4, 5)
    assert run.iteration(4).patch(u'caf\u00e9').startswith(folder)


@pytest.mark.parametrize('mark', ['run_manifest.md', 'loop_state.json', 'decision_log.jsonl'])
def test_what_makes_a_run(tmpdir, mark):
    assert not RunDir(str(tmpdir)).is_there()
    made(tmpdir, mark)
    assert RunDir(str(tmpdir)).is_there() and rundir.run_to_resume(str(tmpdir)) == RunDir(str(tmpdir))


@pytest.mark.parametrize('name', ['loop_state.json', 'loop_state_iteration_2.json', 'loop_state.old.json'])
def test_a_run_is_resumed_by_any_loop_state_in_it(tmpdir, name):
    folder = made(tmpdir, 'loop_state.json', name)
    assert rundir.run_to_resume(os.path.join(folder, name)).path == folder


@pytest.mark.parametrize('name', ['', 'nowhere', 'other.json', 'loop_state.json', 'sub/loop_state_2.json'])
def test_what_is_no_run_is_not_resumed(tmpdir, name):
    folder = made(tmpdir, 'other.json', 'sub/loop_state_2.json')
    with pytest.raises(UsageError) as caught:
        rundir.run_to_resume(os.path.join(folder, *name.split('/')))
    assert u'no run folder' in caught.value.what and isinstance(caught.value.evidence, text_type)
    assert u'loop_state' in caught.value.hint


@pytest.mark.parametrize('suite, expected', [
    (None, 'here/plex_improvement'), ('checkout', 'here/plex_improvement'),
    ('Plug-ins/plex_improvement', 'Plug-ins/plex_improvement'),
    ('Plug-ins/plex_improvement/', 'Plug-ins/plex_improvement'),
    ('plex_improvement/suite', 'here/plex_improvement'), ('Plug-ins/plex_improvement2', 'here/plex_improvement')])
def test_the_folder_of_a_run_that_nobody_named(tmpdir, suite, expected):
    found = rundir.default_run_folder(os.path.join(str(tmpdir), 'here'), suite and os.path.join(str(tmpdir), suite))
    assert found == os.path.join(str(tmpdir), *expected.split('/'))


def test_run_folders_compare_by_their_path(tmpdir, monkeypatch):
    monkeypatch.chdir(tmpdir)
    assert RunDir('a') == RunDir(os.path.join(str(tmpdir), 'a')) and RunDir('a') != RunDir('b') and RunDir('a') != 'a'
    assert len(set([RunDir('a'), RunDir('a'), RunDir('b')])) == 2 and str(tmpdir) in repr(RunDir('a'))


def test_no_other_module_spells_the_name_of_a_record():
    names = set(OF_A_RUN.values()) - set(['state.json'])
    names |= set(['diagnostic_report.md', 'implementation_log.json', 'testing_decisions.json'])
    spelt = []
    for folder, _, files in os.walk(LIB):
        for name in files:
            if name.endswith('.py') and name != 'rundir.py':
                with io.open(os.path.join(folder, name), 'rb') as source:
                    tree = ast.parse(source.read())
                spelt.extend((name, text) for text in strings_of(tree) if os.path.basename(text) in names)
    assert spelt == []


def strings_of(tree):
    """Return the string constants of *tree*, whatever this Python calls them."""
    values = [getattr(node, 's' if type(node).__name__ in ('Str', 'Bytes') else 'value', None)
              for node in ast.walk(tree)]
    return [to_text(value) for value in values if isinstance(value, (bytes, text_type))]


def test_the_search_for_names_finds_them():
    assert strings_of(ast.parse(b'"a"\ndef f(x=u"b"):\n    return ["c", 1]\n')) == [u'a', u'b', u'c']


@pytest.mark.parametrize('names', [('a.json',), (u'caf\xe9 dir', 'b.txt')])
def test_a_path_in_a_record_stays_right_when_the_folder_moves(tmpdir, names):
    here, there = (str(tmpdir.join(name)) for name in ('here', 'there'))
    told = rundir.told_from(here, os.path.join(here, *[native(name) for name in names]))
    assert told == u'/'.join(names)
    assert rundir.native_from(there, told) == os.path.join(there, *[native(name) for name in names])


def test_a_path_outside_of_the_folder_is_told_whole(tmpdir):
    outside = str(tmpdir.join('here.txt'))
    assert rundir.native_from('elsewhere', rundir.told_from(str(tmpdir.join('here')), outside)) == outside
