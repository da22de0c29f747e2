# -*- coding: utf-8 -*-
"""Applying and taking back with a disk that fails, a kill or a power cut at any step: all files before or all after.

Steps are counted over everything that the command writes: backup, journal, files, logs, report.  Where it is not asked
for all of them (PLEXFIX_TESTS=full), every so many are tried.
"""
from __future__ import absolute_import, division, print_function

import collections
import errno
import os
import random

import pytest

import implement_fix
from faulty_disk import Faults, Killed, PowerCut, Template, installed, litter, make_bundles, state_of
from fix_bench import fix_text, read_json, report_text, write
from plexfix.base.places import BACKUPS_FOLDER, backups_of
from plexfix.outside import audit, journal, processes, realpython27

PATCH = b'--- a/utils.py\n+++ b/utils.py\n@@ -1,2 +1,2 @@\n-first = 1\n+first = 2\n last = 1\n'
TRIED = 25


@pytest.fixture(autouse=True)
def no_real_python27(monkeypatch):
    """Starting one costs more than all the rest of a run."""
    monkeypatch.setattr(realpython27, 'find', lambda: None)


class Case(object):
    """Bundles, a report with an approved fix, and everything that a run writes, below one folder."""

    def __init__(self, tmpdir, count):
        self.root = str(tmpdir.mkdir('root-%d' % count))
        self.plugins = os.path.join(self.root, 'Plug-ins')
        os.mkdir(self.plugins)
        for path in make_bundles(self.plugins, count):
            status = os.stat(path)
            write(path, b'first = 1\nlast = 1\n')
            os.utime(path, (status.st_mtime, status.st_mtime))
        self.iteration = os.path.join(self.root, 'run', 'iteration_1')
        self.report = write(os.path.join(self.iteration, 'diagnostic_report.md'), report_text(fix_text()))
        write(os.path.join(self.iteration, 'fixes', 'FIX-01.patch'), PATCH)
        self.before = self.codes()
        self.template = Template(self.root)

    def codes(self):
        """{path: (content, mode, mtime)} of the bundles, without what Python compiled."""
        found = state_of(self.plugins, leave_out=[BACKUPS_FOLDER])
        return dict((path, found[path]) for path in found if not path.endswith(('.pyc', '.pyo')))

    def run(self, *words):
        return implement_fix.main(['--diagnostic-report', self.report, '--plugins-dir', self.plugins, '--quiet'] + list(words))

    def apply(self):
        return self.run('--fix', 'FIX-01', '--yes', '--restart', 'none')

    def roll_back(self):
        return self.run('--rollback', 'FIX-01', '--restart', 'none')

    def recover(self):
        return self.run('--recover')

    def which(self):
        """'before' or 'after', by the files, with which the log must agree; anything else fails."""
        now = self.codes()
        assert litter(self.root) == [] and journal.pending(backups_of(self.plugins)) is None
        changed = [path for path in now if now[path] != self.before[path]]
        state = 'before' if not changed else 'after'
        if changed:
            assert set(changed) == set(path for path in now if path.endswith('utils.py'))
            assert set(now[path][0] for path in changed) == set([b'first = 2\nlast = 1\n'])
            assert all(now[path][1] == self.before[path][1] for path in changed)
        assert set(now) == set(self.before) and self.logged() == state
        return state

    def logged(self):
        path = os.path.join(self.iteration, 'implementation_log.json')
        statuses = [entry['status'] for entry in read_json(path)['implementations']] if os.path.exists(path) else []
        assert set(statuses) <= set([u'applied', u'rolled back']), statuses
        return 'after' if u'applied' in statuses else 'before'


@pytest.fixture
def case(tmpdir):
    return Case(tmpdir, 21)


@pytest.fixture
def fewer(tmpdir):
    return Case(tmpdir, 21 if os.environ.get('PLEXFIX_TESTS') == 'full' else 5)


@pytest.fixture
def small(tmpdir):
    return Case(tmpdir, 3)


def counted(case, action, start=None):
    """How many steps *action* takes."""
    case.template.reset()
    if start:
        start()
    faults = Faults()
    with installed(faults):
        assert action() == 0
    return len(faults.log)


def places(total):
    """The steps to try: all of them, or about TRIED, others in each case so that over all cases most are met."""
    if os.environ.get('PLEXFIX_TESTS') == 'full' or total <= TRIED:
        return range(1, total + 1)
    return sorted(random.Random(total).sample(range(1, total + 1), TRIED - 2) + [1, total])


def broken(action, at, how, number=errno.EIO, watch=None):
    """Run *action* with a fault; returns its exit code, 'killed', and whether the fault came."""
    faults = Faults(at, how, number, watch)
    # What it leaves is a dead process's afterwards.
    real = processes.own_mark
    processes.own_mark = lambda: real()._replace(start='0badf00d')
    try:
        with installed(faults):
            code = action()
    except Killed:
        code = 'killed'
    finally:
        processes.own_mark = real
    return code, faults.fired


def settle(case):
    """Recover, twice, as a person does; returns the state, which the second time must leave alone."""
    assert case.recover() == 0
    state = case.which()
    assert case.recover() == 0 and case.which() == state
    assert [problem for problem in audit.read(os.path.join(case.root, 'run', 'decision_log.jsonl')).problems] == []
    return state


def outcomes_of(case, action, how, number=errno.EIO, start=None):
    """Try *action* with a fault at each of the chosen steps; returns {(exit code, state after recovery): how often}."""
    total = counted(case, action, start)
    outcomes = collections.Counter()
    for at in places(total):
        case.template.reset()
        if start:
            start()
        code, fired = broken(action, at, how, number)
        assert fired, at
        outcomes[(code, settle(case))] += 1
    print('%s of %d steps: %s' % (how, total, sorted(outcomes.items(), key=str)))
    return outcomes


@pytest.mark.parametrize('how', ['kill', 'kill_after', 'torn'])
def test_killed_at_any_step_of_applying(case, fewer, how):
    case = case if how == 'kill' else fewer
    outcomes = outcomes_of(case, case.apply, how)
    assert set(outcomes) <= set([('killed', 'before'), ('killed', 'after'), (0, 'after')])
    assert outcomes[('killed', 'before')] and outcomes[('killed', 'after')]


@pytest.mark.parametrize('how, number', [('fail', errno.EIO), ('fail_on', errno.ENOSPC)])
def test_a_disk_that_fails_at_any_step_of_applying(fewer, how, number):
    outcomes = outcomes_of(fewer, fewer.apply, how, number)
    assert set(outcomes) <= set([(2, 'before'), (1, 'before'), (42, 'before'), (0, 'after'), (42, 'after'), (2, 'after')])
    assert outcomes[(2, 'before')] and not outcomes[(2, 'after')]


@pytest.mark.parametrize('how', ['kill', 'torn', 'fail'])
def test_any_fault_at_any_step_of_rolling_back(small, how):
    outcomes = outcomes_of(small, small.roll_back, how, start=small.apply)
    assert set(state for _, state in outcomes) <= set(['before', 'after'])
    assert any(state == 'before' for _, state in outcomes)


@pytest.mark.parametrize('how', ['kill', 'torn', 'fail'])
def test_any_fault_at_any_step_of_recovering(small, how):
    """A recovery that is killed itself is made again."""
    middle = counted(small, small.apply) // 2

    def start():
        assert broken(small.apply, middle, 'kill')[0] == 'killed'
    outcomes = outcomes_of(small, small.recover, how, start=start)
    assert set(state for _, state in outcomes) == set(['before'])


@pytest.mark.parametrize('way', ['lost', 'names', 'mixed'])
def test_a_power_cut_at_any_step_of_applying(small, way):
    total = counted(small, small.apply)
    outcomes = collections.Counter()
    for at in places(total):
        small.template.reset()
        cut = PowerCut(small.root)
        broken(small.apply, at, 'kill_after', watch=cut.watch)
        cut.rebuild(way, random.Random(at))
        outcomes[settle(small)] += 1
    print('power cut (%s) at %d steps: %s' % (way, total, dict(outcomes)))
    assert set(outcomes) == set(['before', 'after'])


def test_two_at_once_end_as_one(case, run_python):
    """Of two runs that begin together one applies the fix, the other is refused, and nothing is mixed."""
    import threading
    script = os.path.abspath(implement_fix.__file__).replace('.pyc', '.py')
    words = [script, '--diagnostic-report', case.report, '--plugins-dir', case.plugins, '--fix', 'FIX-01', '--yes', '--restart', 'none']
    codes = []
    threads = [threading.Thread(target=lambda: codes.append(run_python(words)[0])) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert codes.count(0) == 1 and set(codes) <= set([0, 1, 40, 41, 42]) and case.which() == 'after'
