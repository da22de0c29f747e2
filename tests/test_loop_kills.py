# -*- coding: utf-8 -*-
"""A run that is killed behind or before any event of its log goes on to the same end: nothing is done twice or left out."""
from __future__ import absolute_import, division, print_function

import os
import sys

import pytest
from _pytest.monkeypatch import MonkeyPatch

import faulty_disk
from fix_bench import read_json
from loop_bench import LoopBench, killed_at
from plexfix.loop import fold

# What is run here again and again other tests measure.
pytestmark = pytest.mark.no_cover

PLANS = {1: [(u'FIX-91', b'HALF', {}), (u'FIX-92', b'FAILS', {})],
         2: [(u'FIX-93', b'NOTHING', {}), (u'FIX-94', b'__import__\n', {})]}
FLAGS = ('--max-iterations', '2', '--panel', '8')
# What of an entry depends on the moment, on chance or on the folder.
TIMES = ('time', 'sha256', 'path', 'report', 'mark', 'report_sha256', 'hash', 'agents')


def final(bench):
    """What a run came to, without times, places and what it waited for."""
    state = _plain(bench.state)
    for name in ('entries', 'last_hash', 'started_at', 'updated_at', 'settings', 'last', 'waiting', 'inputs'):
        state.pop(name, None)
    logs = dict((number, [(one['fix'], one['status']) for one in read_json(
        os.path.join(bench.records(number), 'implementation_log.json'))['implementations']]) for number in (1, 2))
    passes = sorted((number, name) for number in (1, 2) for name in os.listdir(bench.records(number))
                    if name.startswith('test_pass_'))
    return {'state': state, 'applied': logs, 'passes': passes, 'code': sorted(bench.bench.hashes()),
            'done': [one for one in bench.told() if one[1] not in (u'input changed', u'settings')]}


def _plain(value):
    if isinstance(value, dict):
        return dict((key, _plain(one)) for key, one in value.items() if key not in TIMES and not key.endswith('_at'))
    return [_plain(one) for one in value] if isinstance(value, list) else value


@pytest.fixture(scope='module')
def undisturbed(tmp_path_factory):
    """The end of the run that nobody kills, how many items it refreshed, and how many entries it wrote."""
    patch = MonkeyPatch()
    try:
        bench = LoopBench(tmp_path_factory.mktemp('whole'), patch, PLANS)
        assert bench.whole(*FLAGS) == 0
        return final(bench), list(bench.refreshed), len(bench.entries)
    finally:
        patch.undo()


def go_on(bench, begun):
    """Go on after a kill, as a person does who sees that it is gone."""
    code = bench.resume('--yes', '--quiet') if begun else bench.start_run('--yes', '--quiet', *FLAGS)
    return bench.go_on(code)


EVENTS = 35
FULL = os.environ.get('PLEXFIX_TESTS') == 'full'
# Around each deed that changes or decides something, before it on one Python and after it on the other; `make test-full`
# takes all events on both.
SOME = (1, 6, 8, 10, 24, 26, 35)
KILLS = [(number, after) for number in range(1, EVENTS + 1) for after in (False, True)] if FULL else [
    (number, bool((place + sys.version_info[0]) % 2)) for place, number in enumerate(SOME)]


def test_the_run_that_is_killed_below_has_as_many_events_as_there_are_kills(undisturbed):
    assert undisturbed[2] == EVENTS


@pytest.mark.parametrize('number, after', KILLS, ids=['%d-%s' % (number, 'after' if after else 'before') for number, after in KILLS])
def test_killed_at_an_event_it_goes_on_to_the_same_end(number, after, undisturbed, tmp_path, monkeypatch):
    bench = LoopBench(tmp_path, monkeypatch, PLANS)
    with killed_at(number, after) as seen:
        bench.whole(*FLAGS)
    assert seen['event'] is not None
    assert go_on(bench, os.path.exists(bench.log_file)) == 0
    end, refreshed, _ = undisturbed
    assert final(bench) == end
    # Nobody's films are refreshed twice for it.
    assert bench.refreshed == refreshed
    assert bench.saved_state == bench.state == fold.fold(bench.entries)


# -- killed anywhere in between ----------------------------------------------------------------------------------------

# How many steps on the disk the run takes is known when it was made once; these are shares of it.
SHARES = [number / 40.0 for number in range(1, 40)] if FULL else [0.1, 0.7] if sys.version_info[0] == 2 else [0.35, 0.7]


class Faults(faulty_disk.Faults):
    """Faults of the coordinator's own steps: what the person does meanwhile is another process."""

    def step(self, name, real, arguments):
        if self.is_person:
            return real(*arguments)
        return super(Faults, self).step(name, real, arguments)

    is_person = False


def with_faults(bench, faults):
    """Let the person of *bench* work without the *faults*."""
    real = bench.answer

    def answer(number):
        faults.is_person = True
        try:
            return real(number)
        finally:
            faults.is_person = False
    bench.answer = answer
    return faulty_disk.installed(faults)


@pytest.fixture(scope='module')
def steps(tmp_path_factory):
    """How many steps on the disk the undisturbed run takes."""
    patch = MonkeyPatch()
    try:
        bench = LoopBench(tmp_path_factory.mktemp('steps'), patch, PLANS)
        with with_faults(bench, Faults()) as faults:
            assert bench.whole(*FLAGS) == 0
        return len(faults.log)
    finally:
        patch.undo()


@pytest.mark.parametrize('how', ['kill', 'torn'])
@pytest.mark.parametrize('share', SHARES)
def test_killed_at_a_step_on_the_disk_it_goes_on_to_the_same_end(share, how, steps, undisturbed, tmp_path, monkeypatch):
    bench = LoopBench(tmp_path, monkeypatch, PLANS)
    with with_faults(bench, Faults(int(share * steps), how)) as faults:
        with pytest.raises(faulty_disk.Killed):
            bench.whole(*FLAGS)
    assert faults.fired
    assert go_on(bench, os.path.exists(bench.log_file)) == 0
    end, refreshed, _ = undisturbed
    found = final(bench)
    # What a recovery did, and what the killed run had begun of an application, is in the logs too.
    assert found['state'] == end['state'] and found['passes'] == end['passes'] and found['code'] == end['code']
    for number in (1, 2):
        assert [one for one in found['applied'][number] if one[1] == u'applied'] == [
            one for one in end['applied'][number] if one[1] == u'applied']
    # At most the item that was being refreshed is refreshed again.
    assert len(refreshed) <= len(bench.refreshed) <= len(refreshed) + 1
