# -*- coding: utf-8 -*-
"""The whole way of an active test on a simulated Plex: the verdict follows what the patch really does, and faults are survived."""
from __future__ import absolute_import, division, print_function

import os
import threading

import pytest

from active_bench import CRITERIA, FAST, IMPORT_WHEN_USED, NOTHING, ActiveBench, blocking, flaking
from fix_bench import read, read_json
from plexfix.base.errors import PreconditionFailed
from plexfix.base.jsontext import json_text
from plexfix.judge import flaking as judged_flaking
from plexfix.steps import comparing, refresh, testjob, testverdict
from plexsim.websites.site import PEOPLE
from plexsim_bench import need_lxml

PEOPLE_TOO = CRITERIA + (u'success: http_403@people.example reduce_pct >= 20',)
BROKEN = blocking(0.7)
# Which of the simulated agents' tests of a patch are to be kept small: of two agents, as each takes its time to start.
TWO = ('CineArchive', 'FilmVault')
SMALL = dict(films=24, numbers=(6, 2), names=TWO)
MIDDLING = dict(films=24, numbers=(12, 4), names=TWO)


@pytest.fixture(scope='module', autouse=True)
def fast():
    """Let refreshes be looked at more often than a real server would bear."""
    need_lxml()
    usual, refresh.USUAL_LIMITS = refresh.USUAL_LIMITS, FAST
    yield
    refresh.USUAL_LIMITS = usual


@pytest.fixture(scope='module')
def running():
    """Agents that run for all tests which change nothing in them."""
    with ActiveBench(BROKEN, **SMALL) as bench:
        bench.keep()
        yield bench


@pytest.fixture
def bench(running):
    running.begin_anew()
    return running


@pytest.fixture(scope='module')
def tested():
    """Agents whose items were refreshed on the old code; the patches that tests try follow one another."""
    with ActiveBench(BROKEN, **MIDDLING) as bench:
        assert bench.run('--before', '--yes', '-q') == 0
        bench.keep()
        yield bench


def at_item(monkeypatch, number, action):
    """Call *action* before the refresh of the *number*th item from now on."""
    real, asked = refresh.Refresher.one, []

    def one(self, wanted, end=None):
        asked.append(wanted)
        if len(asked) == number:
            action()
        return real(self, wanted, end)
    monkeypatch.setattr(refresh.Refresher, 'one', one)
    return asked


def operations_of(document):
    """How many operations an aggregate has of each item: {(agent, key): number}."""
    found = {}
    for name, agent in document['agents'].items():
        for item in agent['items']:
            found[name, item['rating_key']] = found.get((name, item['rating_key']), 0) + 1
    return found


def expected_operations(one_pass):
    return dict(((row['agent'], row['resolved_key']), len(row['operations'])) for row in one_pass['items'] if row['operations'])


def test_a_good_patch_is_kept_and_everything_about_it_is_written_down(capsys):
    with ActiveBench(BROKEN, criteria=PEOPLE_TOO, numbers=(14, 4), names=TWO) as bench:
        assert bench.run('--before', '--yes') == 0
        before = bench.a_pass('before')
        assert before['ended'] and len(before['items']) == before['planned'] == len(bench.items)
        bench.patch('headers')
        assert bench.run('--after', '--yes', '--verbose') == 0
        after, record = bench.a_pass('after'), bench.record
        assert record['decision'] == u'KEEP' and record['evidence'] == u'strong'
        assert sorted((row['agent'], row['rating_key']) for row in after['items']) == sorted(
            (row['agent'], row['rating_key']) for row in before['items'])
        # The window is the test's own: each operation of its items, and no other.
        for which, one in (('before', before), ('after', after)):
            counted = bench.made('test_aggregate_FIX-01_%s.json' % which)
            assert operations_of(counted) == expected_operations(one)
        assert record['inputs']['baseline']['window']['last'] < record['inputs']['current']['window']['first']
        path = os.path.join(bench.bench.iteration, 'test_report_FIX-01.md')
        assert comparing.read_report(path) == record == read_json(path.replace('.md', '.json'))
        decided, = bench.bench.decisions
        assert (decided['event'], decided['fix'], decided['data']['decision']) == (u'kept', u'FIX-01', u'KEEP')
        assert decided['reason'] == record['reason'] and bench.bench.status_line() == u'kept'
        said = u''.join(capsys.readouterr())
        assert u'**Decision: KEEP**' in said
        for place, _, names in os.walk(bench.folder):
            for name in names:
                assert bench.plex.token.encode('ascii') not in read(os.path.join(place, name)) or name == 'token'
        assert bench.plex.token not in said
        # Who tests until it fits proves nothing.
        assert bench.run('--after', '--yes') == 40
        assert u'is decided: KEEP' in capsys.readouterr()[1]


def test_a_patch_that_does_nothing_is_not_kept_because_of_items_that_recover_by_themselves():
    with ActiveBench(flaking(0.3), **MIDDLING) as bench:
        assert bench.run('--before', '--yes', '-q') == 0
        bench.patch(NOTHING)
        assert bench.run('--after', '--yes', '-q') == 20, bench.record['reason']


@pytest.mark.parametrize('what, asked, decisions', [
    ('silence', CRITERIA, (15, 20)), ('headers-partial', PEOPLE_TOO, (10, 15)), (IMPORT_WHEN_USED, PEOPLE_TOO, (20,))],
    ids=['silence', 'partial', 'import'])
def test_a_patch_that_does_not_do_it_is_not_kept(tested, what, asked, decisions):
    tested.begin_anew(asked)
    tested.patch(what)
    code = tested.run('--after', '--yes', '-q')
    assert code in decisions, tested.record['reason']
    if what is IMPORT_WHEN_USED:
        assert u'ImportError' in tested.record['reason'] or u'ModuleNotFoundError' in tested.record['reason']
    assert code == tested.record['exit_code'] and tested.record['decision'] != u'KEEP'


def test_retests_are_pooled_over_the_same_pass_before(tested):
    tested.begin_anew((u'success: success_rate increase_pp >= 20', u'success: http_500 reduce_pct >= 20'))
    tested.patch('headers')
    assert tested.run('--after', '--yes', '-q') == 10
    once = tested.record['paired']
    assert tested.run('--after', '--yes', '-q') == 10
    twice = tested.record['paired']
    assert twice['looks'] == 2 and twice['fail_to_pass'] == 2 * once['fail_to_pass'] > 0


def test_a_run_that_died_between_the_last_item_and_the_verdict_decides_without_another_refresh(tested):
    tested.begin_anew()
    tested.patch('headers')
    code = tested.run('--after', '--yes', '-q')
    decision = tested.record['decision']
    for name in tested.there():
        if name.startswith(('test_report', 'test_aggregate')):
            os.remove(os.path.join(tested.bench.iteration, name))
    asked = len(tested.plex.websites.requests_seen())
    assert tested.run('--after', '--yes', '-q') == code and tested.record['decision'] == decision
    assert len(tested.plex.websites.requests_seen()) == asked


ENRICHING = (u'success: http_403@people.example reduce_pct >= 50', u'failure: failure_rate increase_pct > 10')


@pytest.mark.parametrize('what, decision, evidence', [('headers', u'KEEP', u'moderate'), ('silence', u'MONITOR', u'weak')])
def test_a_failure_inside_of_operations_that_succeed_is_tested_on_the_items_that_met_it(what, decision, evidence):
    with ActiveBench({PEOPLE: {'block_share': 0.92}}, criteria=ENRICHING, said=u'HTTP Error 403', films=24, numbers=(12, 2),
                     names=TWO) as bench:
        assert bench.run('--before', '--yes', '-q') == 0
        assert [row['kind'] for row in bench.items].count(u'affected') == 12
        bench.patch(what)
        bench.run('--after', '--yes', '-q')
        record = bench.record
        assert (record['decision'], record['evidence']) == (decision, evidence), record['reason']
        assert record['silencing'] is None and record['paired']['affected']['items'] == 12


def test_without_a_pass_on_the_old_code_the_evidence_is_weak_at_most_and_retests_are_counted(tested, capsys):
    tested.begin_anew()
    os.remove(os.path.join(tested.bench.iteration, 'test_pass_FIX-01_before.json'))
    tested.patch('headers')
    assert tested.run('--after', '--yes') == 10
    assert u'no pass on the old code' in capsys.readouterr()[1]
    record = tested.record
    assert record['paired'] is None and record['evidence'] in (u'weak', u'insufficient')
    assert [one['result'] for one in record['validity'] if one['check'] == u'old code'] == [u'cap']
    assert record['inputs']['baseline']['name'] == os.path.basename(tested.baseline).replace('.txt', '.json')
    for number in (1, 2):
        assert tested.run('--after', '--yes') == 10
        record = tested.record
        assert record['inputs']['passes']['retests'] == number
        done = expected_operations(tested.a_pass('after'))
        for which in range(1, number + 1):
            for key, times in expected_operations(tested.a_pass('retest_%d' % which)).items():
                done[key] = done.get(key, 0) + times
        assert operations_of(tested.made('test_aggregate_FIX-01_retest.json')) == done
    capsys.readouterr()
    assert tested.run('--after', '--yes') == 40
    assert u'was tested 3 times' in capsys.readouterr()[1]


def test_a_check_with_no_change_shows_the_flakes_and_what_a_fix_that_does_nothing_would_come_to(monkeypatch, capsys):
    monkeypatch.setattr(judged_flaking, 'ORDERS', 60)
    with ActiveBench(flaking(0.3), **MIDDLING) as bench:
        assert bench.run('--aa', '--yes', '--json') == 0
        shown = bench.made('test_flaking_FIX-01.json')
        changed = [row for row in shown['items'] if row['changed']]
        assert len(shown['items']) == len(bench.items) and changed
        assert sum(one['changed'] for one in shown['flakes'].values()) == len(changed)
        done = shown['do_nothing']
        assert sum(one['number'] for one in done['decisions'].values()) == done['orders'] == 60 and not done['exact']
        assert done['decisions'].get(u'KEEP', {'rate': 0})['rate'] <= 0.05
        capsys.readouterr()
        # The passes are there: the answer comes again, and is the same, without a refresh.
        asked = len(bench.plex.websites.requests_seen())
        assert bench.run('--aa', '--yes') == 0
        again = bench.made('test_flaking_FIX-01.json')
        assert dict(again, made=None) == dict(shown, made=None) and len(bench.plex.websites.requests_seen()) == asked
        assert u'A fix that does nothing would have become, over 60 orders' in capsys.readouterr()[0]
        assert 'test_pass_FIX-01_before.json' not in bench.there()


def interrupt():
    raise KeyboardInterrupt()


def test_what_was_interrupted_goes_on_with_the_rest_and_counts_nothing_twice(bench, monkeypatch, capsys):
    at_item(monkeypatch, 4, interrupt)
    assert bench.run('--before', '--yes') == 130
    assert u'--resume' in capsys.readouterr()[1]
    begun = bench.a_pass('before')
    assert len(begun['items']) == 3 and begun['ended'] is None
    # A run that died in the middle may have copied more than it could save.
    name = sorted(begun['log_sizes'])[0]
    with open(os.path.join(bench.bench.iteration, 'logs', 'test_FIX-01_before', name), 'ab') as handle:
        handle.write(b'what nobody saved\n')
    assert bench.run('--before', '--yes') == 40
    assert u'3 of 8 items are done' in capsys.readouterr()[1]
    asked = at_item(monkeypatch, 99, interrupt)
    assert bench.run('--before', '--yes', '--resume') == 0
    assert len(asked) == 5
    whole = bench.a_pass('before')
    assert whole['items'][:3] == begun['items'] and len(whole['items']) == 8
    counted = bench.made('test_aggregate_FIX-01_before.json')
    assert operations_of(counted) == expected_operations(whole)
    assert not any('what nobody saved' in json_text(agent) for agent in counted['agents'].values())
    # Once it is complete nothing is refreshed any more.
    assert bench.run('--before', '--yes', '--resume') == 0 and len(asked) == 5
    assert u'is complete' in capsys.readouterr()[1] and bench.a_pass('before') == whole


def test_a_server_that_restarts_in_the_middle_is_waited_for(bench, monkeypatch):
    workers = []

    def restart():
        workers.append(threading.Thread(target=bench.plex.restart))
        workers[0].start()
    at_item(monkeypatch, 3, restart)
    assert bench.run('--before', '--yes', '-q', timeout='30') == 0
    workers[0].join(30)
    outcomes = [row['outcome'] for row in bench.a_pass('before')['items']]
    assert len(outcomes) == 8 and outcomes.count(u'not_observed') <= 1


def test_a_server_that_stays_away_ends_the_pass_and_it_goes_on_when_it_is_back(bench, monkeypatch, capsys):
    at_item(monkeypatch, 3, lambda: bench.plex.faults.add('disconnect'))
    assert bench.run('--before', '--yes', timeout='1') == 2
    err = capsys.readouterr()[1]
    assert u'6 items are left' in err and u'--resume' in err
    assert len(bench.a_pass('before')['items']) == 2
    bench.plex.faults.clear()
    assert bench.run('--before', '--yes', '-q', '--resume') == 0
    assert len(bench.a_pass('before')['items']) == 8


def test_a_token_that_is_revoked_in_the_middle_ends_the_pass_and_is_not_shown(bench, monkeypatch, capsys):
    app, real = bench.plex.server.app, bench.plex.server.app._token
    at_item(monkeypatch, 3, lambda: setattr(app, '_token', b'another'))
    assert bench.run('--before', '--yes') == 2
    said = u''.join(capsys.readouterr())
    assert u'401' in said and u'--resume' in said and bench.plex.token not in said
    assert len(bench.a_pass('before')['items']) == 2
    app._token = real
    assert bench.run('--before', '--yes', '-q', '--resume') == 0


def test_an_item_that_is_deleted_is_not_observed_and_one_that_moved_is_found_again(monkeypatch, capsys):
    with ActiveBench(BROKEN, **SMALL) as bench:
        assert bench.run('--before', '--yes', '-q') == 0
        gone, moved = bench.items[0], bench.items[1]
        bench.plex.library.remove(int(gone['rating_key']))
        bench.plex.library.rekey(int(moved['rating_key']))
        later = bench.items[4]
        bench.patch('headers')
        at_item(monkeypatch, 3, lambda: bench.plex.library.rekey(int(later['rating_key'])))
        bench.run('--after', '--yes')
        assert u'item %s of %s is not in the library any more' % (gone['rating_key'], gone['agent']) in capsys.readouterr()[1]
        rows = dict((row['rating_key'], row) for row in bench.a_pass('after')['items'])
        assert (rows[gone['rating_key']]['outcome'], rows[gone['rating_key']]['refresh']) == (u'not_observed', u'gone')
        for one in (moved, later):
            row = rows[one['rating_key']]
            assert row['outcome'] != u'not_observed' and row['resolved_key'] != one['rating_key'], row
        paired = dict((row['rating_key'], row) for row in bench.record['paired']['rows'])
        assert paired[gone['rating_key']]['after'] == u'not_observed' and paired[moved['rating_key']]['after'] != u'not_observed'


def test_an_item_that_is_gone_before_the_choice_gives_its_place_to_another(bench):
    assert bench.run('--dry-run', '--yes', '-q') == 0
    assert bench.there() == ['aggregated_logs_iteration_1.json', 'aggregated_logs_iteration_1.txt', 'diagnostic_report.md']
    assert bench.run('--before', '--yes', '-q') == 0
    first = bench.items
    for name in ('test_items_FIX-01.json', 'test_pass_FIX-01_before.json'):
        os.remove(os.path.join(bench.bench.iteration, name))
    bench.plex.library.remove(int(first[0]['rating_key']))
    assert bench.run('--before', '--yes', '-q') == 0
    keys = [row['rating_key'] for row in bench.items]
    assert first[0]['rating_key'] not in keys and len(keys) == len(first)


def test_logs_that_rotate_in_the_middle_lose_no_outcome(bench, monkeypatch):
    def rotate():
        for agent in TWO:
            assert bench.plex.host.restart('com.plexapp.agents.' + agent)
    at_item(monkeypatch, 4, rotate)
    assert bench.run('--before', '--yes', '-q') == 0
    one = bench.a_pass('before')
    assert u'not_observed' not in [row['outcome'] for row in one['items']] and one['lost_logs'] == []
    assert operations_of(bench.made('test_aggregate_FIX-01_before.json')) == expected_operations(one)


def test_a_refresh_that_plex_loses_is_asked_for_once_more(bench):
    bench.plex.faults.add('lost_refresh', times=1)
    assert bench.run('--before', '--yes', '-q', timeout='8') == 0
    rows = bench.a_pass('before')['items']
    assert [row['asked'] for row in rows].count(2) == 1 and u'not_observed' not in [row['outcome'] for row in rows]


def test_agents_that_were_seen_to_break_send_the_fix_back():
    with ActiveBench(BROKEN, films=8, numbers=(2, 0), names=TWO) as bench:
        assert bench.run('--before', '--yes', '-q') == 0
        bench.patch('headers-broken-import')
        assert bench.run('--after', '--yes', '-q', timeout='1') == 20
        assert 'failed to start' in bench.record['reason']


def test_agents_that_were_not_restarted_carry_no_verdict_and_the_test_can_be_made_again():
    with ActiveBench(BROKEN, films=8, numbers=(4, 0), names=TWO) as bench:
        assert bench.run('--before', '--yes', '-q') == 0
        bench.patch('headers', restart=False)
        assert bench.run('--after', '--yes', '-q') == 30
        assert bench.bench.decisions[-1]['event'] == u'tested' and bench.bench.status_line() == u'applied'
        bench.plex.host.restart_all()
        assert bench.run('--after', '--yes', '-q') != 30
        assert 'test_pass_FIX-01_after.json.old1' in bench.there()


# What needs no Plex


def fake_job(tmpdir, entry=None, has_log=True):
    from plexfix.outside.rundir import Records
    return testjob.Job(u'FIX-01', None, Records(str(tmpdir)), None, None, entry, has_log, str(tmpdir.join('report.md')))


@pytest.mark.parametrize('entry, has_log, which, refused', [
    (None, False, 'before', False), (None, False, 'after', False), (None, True, 'before', False), (None, True, 'after', True),
    ({'status': u'applied', 'rolled_back_at': None}, True, 'before', True),
    ({'status': u'applied', 'rolled_back_at': None}, True, 'after', False),
    ({'status': u'rolled back', 'rolled_back_at': u'x'}, True, 'after', True),
    ({'status': u'rolled back', 'rolled_back_at': u'x'}, True, 'before', False)])
def test_a_pass_is_only_made_on_the_code_that_it_is_about(tmpdir, entry, has_log, which, refused):
    job = fake_job(tmpdir, entry, has_log)
    if not refused:
        testjob.check_code(job, which)
        return
    with pytest.raises(PreconditionFailed) as caught:
        testjob.check_code(job, which)
    assert caught.value.exit_code == 40 and u'implement_fix.py' in caught.value.hint


def test_passes_of_another_application_are_put_aside(tmpdir):
    from plexfix.judge import passes
    items = passes.item_list(u'FIX-01', [{'rating_key': u'1', 'guid': None, 'kind': u'failing', 'agent': u'A',
                                          'section_key': u'1', 'files': []}], u'-')
    old = dict(passes.begin(u'FIX-01', 'after', items, u'-', {}, u'yesterday'), ended=u'-')
    job = fake_job(tmpdir, {'status': u'applied', 'rolled_back_at': None, 'timestamp': u'today'})
    testjob.save_pass(job, 'after', old)
    assert testjob.next_on_new_code(job, items) == 'after'
    assert tmpdir.join('test_pass_FIX-01_after.json.old1').check() and testjob.load_pass(job, 'after') is None
    testjob.save_pass(job, 'after', dict(old, applied_at=u'today'))
    # It is whole, and nobody has decided on it yet.
    assert testjob.next_on_new_code(job, items) is None


def test_a_pattern_that_the_baseline_had_is_nothing_new_and_one_that_nobody_had_is():
    from decision_bench import agent, aggregate, pattern
    before = aggregate({u'A': agent(patterns=[pattern(1, 5)])})
    after = aggregate({u'A': agent(patterns=[pattern(1, 5), pattern(2, 9), pattern(3, 4)])})
    baseline = aggregate({u'A': agent(patterns=[pattern(2, 1), pattern(4, 7)])})
    made, number = testverdict.with_known(before, baseline, after)
    assert number == 1 and [(row['id'], row['count']) for row in made['agents'][u'A']['patterns']] == [
        (pattern(1, 5)['id'], 5), (pattern(2, 0)['id'], 0)]
    assert before['agents'][u'A']['patterns'] == [pattern(1, 5)]


def test_a_server_that_writes_the_time_of_another_zone_does_not_make_its_window_hold_the_change():
    assert testverdict._shifted(u'2026-01-30T23:39:06+01:00', -3600) == u'2026-01-30 22:39:06,000'
    assert testverdict._shifted(u'2026-01-30T23:39:06+01:00', 3600) == u'2026-01-31 00:39:06,000'
