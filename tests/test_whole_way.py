# -*- coding: utf-8 -*-
"""The whole way by its commands: a simulated Plex runs, its logs are aggregated, a patch is tried, and the figures tell.

Nothing here looks inside: the simulation is `python -m plexsim`, the figures are those of aggregate_plex_logs.py, and a
change is made as a person would make it, in the files of the Plug-ins folder.
"""
from __future__ import absolute_import, division, print_function

import datetime
import glob
import io
import json
import os
import re
import sys

import pytest

from plexsim import agents, patches
from plexsim.running import SimulatedPlex, SimulationError
from plexsim_bench import apply_change, need_lxml, read, write

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SCRIPT = os.path.join(ROOT, 'scripts', 'aggregate_plex_logs.py')
FILMS = '24'
NAMES = agents.names()


class Bench(object):
    """A Plug-ins folder with the sample agents, a folder for their logs, and what is done with both."""

    def __init__(self, folder, run_python):
        self.folder, self._run = str(folder), run_python
        self.plugins, self.logs = os.path.join(self.folder, 'Plug-ins'), os.path.join(self.folder, 'Logs')
        agents.install(self.plugins)

    def plex(self, *arguments):
        """Return the simulated Plex, not started yet."""
        # What a killed simulation cannot take away must not stay among the system's temporary files.
        env = dict(os.environ, PYTHONPATH=os.path.join(ROOT, 'lib'), PYTHONDONTWRITEBYTECODE='1', TMPDIR=self.folder,
                   TEMP=self.folder)
        return SimulatedPlex(sys.executable, ['--plugins', self.plugins, '--logs', self.logs, '--items', FILMS]
                             + list(arguments), env=env)

    def patch(self, name):
        """Apply a prepared patch to the file that the agents share."""
        for bundle in glob.glob(os.path.join(self.plugins, '*.bundle')):
            path = os.path.join(bundle, agents.SHARED)
            write(path, apply_change(read(path), patches.text(name)))

    def aggregate(self, *flags):
        """Return the document that the command prints for the logs."""
        code, out, err = self._run([SCRIPT, '--log-dir', self.logs, '--output', os.path.join(self.folder, 'report.txt'),
                                    '--json', '--quiet'] + list(flags))
        assert code == 0, err
        return json.loads(out.decode('ascii'))

    def report(self):
        with io.open(os.path.join(self.folder, 'report.txt'), encoding='utf-8') as handle:
            return handle.read()


@pytest.fixture
def bench(tmpdir, run_python):
    need_lxml()
    return Bench(tmpdir, run_python)


def now():
    """Return the time as logs give it."""
    return datetime.datetime.now().strftime('%Y-%m-%d %H:%M:%S,%f')[:-3]


def total(counts, name, kinds=('search', 'update')):
    return sum(counts['operations'][kind][name] for kind in kinds)


def rate(counts, status):
    """Return the failures with an HTTP status per operation."""
    return counts['http']['by_status'].get(status, 0) / total(counts, 'started')


def test_the_good_patch_lowers_403_and_uncovers_429(bench):
    with bench.plex() as plex:
        assert all(agent['started'] for agent in plex.told['agents'])
        outcomes = plex.refresh_all()
        before = bench.aggregate()
        bench.patch('headers')
        since = now()
        assert sorted(plex.restart_plugins().items()) == [('com.plexapp.agents.' + name, True) for name in NAMES]
        plex.refresh_all()
        after = bench.aggregate('--since', since)
    # The aggregate and the server tell the same story of the first round: only a crash keeps an update from its end.
    updates = before['totals']['operations']['update']
    assert outcomes['updated'] == updates['started'] - updates['crashed'] > 0
    assert outcomes['failed'] == updates['crashed'] > 0
    assert [name for name in NAMES if rate(before['agents'][name], '403') > 0.1] == ['CineArchive', 'FilmVault', 'ReelHouse']
    assert '429' not in before['totals']['http']['by_status']
    assert before['totals']['starts']['ok'] == after['totals']['starts']['ok'] == 4
    assert rate(after['totals'], '403') < rate(before['totals'], '403') / 5
    assert rate(after['totals'], '429') > 0.1
    assert list(after['totals']['http']['by_status_host']['429']) == ['people.example']
    # The shop that refused robots lets its agent find films now; the redesigned one is as it was.
    found = [[counts['agents'][name]['operations']['search']['successful'] for counts in (before, after)]
             for name in ('FilmVault', 'StageDoor')]
    assert found[0][1] > found[0][0] and found[1] == [0, 0]


def test_a_patch_that_only_silences_lowers_failures_and_finds_not_one_film_more(bench, tmpdir, run_python):
    silent = Bench(tmpdir.mkdir('silent'), run_python)
    silent.patch('silence')
    told = []
    # Two servers of the same seed meet the same websites, request by request.
    for each in (bench, silent):
        with each.plex('--seed', '3') as plex:
            told.append((plex.refresh_all(), each.aggregate()['totals']))
    (outcomes, before), (silent_outcomes, after) = told
    assert after['failures'] < before['failures'] and after['levels']['ERROR'] < before['levels']['ERROR']
    assert total(after, 'started') == total(before, 'started')
    assert total(after, 'successful') <= total(before, 'successful') and total(before, 'successful') > 0
    assert total(after, 'successful', ['search']) == total(before, 'successful', ['search']) > 0
    assert after['enriched'] == before['enriched'] and silent_outcomes['updated'] == outcomes['updated'] > 0


# Also where a Python 3 runs the plug-ins for want of a 2.7: the log is that of Plex.
@pytest.mark.parametrize('patch, expected', [('headers-refused', 'SyntaxError'), ('headers-broken-import', 'ImportError')])
def test_a_patch_with_which_no_plug_in_starts_shows_as_failed_starts(bench, patch, expected):
    with bench.plex() as plex:
        bench.patch(patch)
        since = now()
        assert set(plex.restart_plugins().values()) == set([False])
        assert plex.refresh_all() == {'failed': sum(section['items'] for section in plex.sections())}
        after = bench.aggregate('--since', since)
    assert (after['totals']['starts']['ok'], after['totals']['starts']['failed']) == (0, 4)
    (error, number), = after['totals']['exceptions'].items()
    assert error == expected and number == 4 and total(after['totals'], 'started') == 0
    report = re.sub(r'\s+', ' ', bench.report())
    assert report.count('starts: 0 worked, 1 failed') == 4
    assert error in report and 'no evidence of health or failure' in report


def test_what_does_not_start_is_told_and_leaves_nothing(bench):
    with pytest.raises(SimulationError) as caught:
        bench.plex('--scenario', 'none').__enter__()
    assert 'did not start' in str(caught.value)


def test_a_call_that_is_refused_is_an_error(bench):
    with bench.plex() as plex:
        with pytest.raises(SimulationError) as caught:
            plex.ask('GET', '/library/metadata/99999')
        assert 'HTTP 404' in str(caught.value)
    with pytest.raises(SimulationError):
        plex.ask('GET', '/')
