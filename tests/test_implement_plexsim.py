# -*- coding: utf-8 -*-
"""The whole way of a fix on a simulated Plex whose agents really run: applied, refused, failed at the start, taken back."""
from __future__ import absolute_import, division, print_function

import os

import pytest

import implement_fix
from fix_bench import AGENTS, Bench, fix_text, read, write
from plexfix.outside import audit
from plexsim import patches
from plexsim.simulation import Simulation
from plexsim_bench import need_lxml

IMPORTS = b'import re\n'
# Compiles, passes every check, and raises as soon as it is imported.
RAISES = b"import re\nBROKEN = re.compile('(')\n"


@pytest.fixture
def bench(tmpdir):
    need_lxml()
    made = Bench(str(tmpdir))
    made.write_report()
    made.before = made.contents()
    return made


@pytest.fixture
def plex(bench):
    with Simulation(bench.plugins, bench.logs, items=4, seed=3) as simulation:
        assert running(simulation) == list(AGENTS)
        yield simulation


def running(simulation):
    return sorted(one['name'] for one in simulation.host.plugins() if one['started'] and one['alive'])


def run(bench, plex, *words):
    given = bench.arguments(*words, restart='plugin')
    return implement_fix.main(given + ['--url', plex.url, '--token-file', plex.token_file, '--start-timeout', '60'])


def loaded(plex, name, text):
    """Whether a plug-in was started again since: what it logs at a start is in its newest log, and *text* in its file."""
    path = os.path.join(plex.logs, 'com.plexapp.agents.%s.log' % name)
    return b'Started plug-in' in read(path) and text in read(os.path.join(plex.plugins, name + '.bundle', 'Contents', 'Code', 'utils.py'))


def test_a_good_fix_a_second_one_on_it_and_both_off_again(bench, plex, capsys):
    bench.write_report(fix_text(), fix_text(u'FIX-02', title=u'Wait'))
    bench.write_patch(patches.text('headers'))
    bench.write_patch(patches.text('backoff'), 'FIX-02')
    assert run(bench, plex, '--fix', 'FIX-01', '--yes', '--canary', '1') == 0
    assert running(plex) == list(AGENTS) and all(loaded(plex, name, b'Accept-Language') for name in AGENTS)
    entry, = bench.implementations
    assert entry['restart']['method'] == u'plugin' and entry['restart']['agents'] == dict((name, u'started') for name in AGENTS)
    assert run(bench, plex, '--fix', 'FIX-02', '--yes') == 40
    assert u'awaits its verdict' in capsys.readouterr()[1]
    audit.append(os.path.join(os.path.dirname(bench.iteration), 'decision_log.jsonl'), audit.KEPT, fix=u'FIX-01', iteration=1)
    assert run(bench, plex, '--fix', 'FIX-02', '--yes') == 0
    assert running(plex) == list(AGENTS) and all(loaded(plex, name, b'Retry-After') for name in AGENTS)
    assert run(bench, plex, '--rollback', 'FIX-01') == 40
    assert u'--rollback FIX-02' in capsys.readouterr()[1]
    for _ in range(2):
        assert run(bench, plex, '--rollback') == 0
    assert bench.contents() == bench.before and running(plex) == list(AGENTS)


@pytest.mark.parametrize('name', ['headers-refused', 'headers-broken-import'])
def test_what_could_not_start_is_found_before_anything_is_written(bench, plex, capsys, name):
    bench.write_patch(patches.text(name))
    asked = len(os.listdir(plex.logs))
    assert run(bench, plex, '--fix', 'FIX-01', '--yes') == 1
    err = capsys.readouterr()[1]
    assert u'did not pass the safety checks' in err
    assert bench.contents() == bench.before and running(plex) == list(AGENTS) and len(os.listdir(plex.logs)) == asked


@pytest.mark.parametrize('more', [[], ['--canary', '1']])
def test_a_fix_that_fails_at_the_start_is_taken_back_and_all_agents_run_again(bench, plex, capsys, more):
    bench.patch_replacing(IMPORTS, RAISES)
    assert run(bench, plex, '--fix', 'FIX-01', '--yes', *more) == 1
    assert bench.contents() == bench.before and running(plex) == list(AGENTS)
    out = capsys.readouterr()[0]
    assert u'the start failed' in out and u'Exception starting plug-in' in out and u'all files are as before' in out
    assert bench.implementations[0]['status'] == u'rolled back' and bench.status_line() == u'rolled back'


def test_an_agent_that_dies_at_the_restart_is_not_observed(bench, plex, capsys):
    bench.write_patch(patches.text('headers'))
    plex.faults.add('restart_fails', identifier='com.plexapp.agents.StageDoor', times=1, how='dead')
    words = bench.arguments('--fix', 'FIX-01', '--yes', '--start-timeout', '2', '--url', plex.url, '--token-file', plex.token_file, restart='plugin')
    assert implement_fix.main(words) == 1
    assert bench.contents() == bench.before and running(plex) == list(AGENTS)
    assert bench.implementations[0]['restart']['agents']['StageDoor'] == u'not_observed'


def test_the_token_is_nowhere_in_what_is_written_or_said(bench, plex, capsys):
    bench.write_patch(patches.text('headers'))
    assert run(bench, plex, '--fix', 'FIX-01', '--yes', '--verbose') == 0
    said = u''.join(capsys.readouterr())
    token = plex.token
    assert token not in said
    for place, _, names in os.walk(os.path.dirname(bench.iteration)):
        for name in names:
            assert token.encode('ascii') not in read(os.path.join(place, name))


def test_a_wrong_token_is_told_before_anything_is_written(bench, plex, capsys):
    bench.write_patch(patches.text('headers'))
    wrong = write(os.path.join(bench.folder, 'wrong'), b'wrong-token-wrong-token\n')
    for way in ('plugin', 'auto'):
        words = bench.arguments('--fix', 'FIX-01', '--yes', '--url', plex.url, '--token-file', wrong, restart=way)
        assert implement_fix.main(words) == 2
        assert u'wrong-token' not in u''.join(capsys.readouterr()) and bench.contents() == bench.before
