# -*- coding: utf-8 -*-
"""The whole way of an active test on a simulated Plex: the verdict follows what the patch really does, and faults are survived."""
from __future__ import absolute_import, division, print_function

import os
import threading

import pytest

from active_bench import CRITERIA, IMPORT_WHEN_USED, NOTHING, ActiveBench, blocking, flaking, hurry
from fix_bench import read, read_json
from plexfix.base.errors import PreconditionFailed
from plexfix.base.jsontext import json_text
from plexfix.steps import comparing, refresh, testjob, testverdict
from plexsim_bench import need_lxml

PEOPLE_TOO = CRITERIA + (u'success: http_403@people.example reduce_pct >= 20',)
BROKEN = blocking(0.7)
# Which of the simulated agents' tests of a patch are to be kept small.
SMALL = dict(films=12, numbers=(6, 2))
MIDDLING = dict(films=14, numbers=(12, 4))


@pytest.fixture(autouse=True)
def fast(monkeypatch):
    need_lxml()
    hurry(monkeypatch)


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
    with ActiveBench(BROKEN, criteria=PEOPLE_TOO) as bench:
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


@pytest.mark.parametrize('what, websites, decisions', [
    (NOTHING, flaking(0.3), (20,)), ('silence', BROKEN, (15, 20)), ('headers-partial', BROKEN, (10, 15)),
    (IMPORT_WHEN_USED, BROKEN, (20,))], ids=['nothing', 'silence', 'partial', 'import'])
def test_a_patch_that_does_not_do_it_is_not_kept(what, websites, decisions):
    asked = CRITERIA if what in (NOTHING, 'silence') else PEOPLE_TOO
    with ActiveBench(websites, criteria=asked, **MIDDLING) as bench:
        assert bench.run('--before', '--yes', '-q') == 0
        bench.patch(what)
        code = bench.run('--after', '--yes', '-q')
        assert code in decisions, bench.record['reason']
        if what is IMPORT_WHEN_USED:
            assert u'ImportError' in bench.record['reason'] or u'ModuleNotFoundError' in bench.record['reason']
        assert code == bench.record['exit_code'] and bench.record['decision'] != u'KEEP'


def test_without_a_pass_on_the_old_code_the_evidence_is_weak_at_most_and_retests_are_counted(capsys):
    with ActiveBench(BROKEN, **SMALL) as bench:
        bench.patch('headers')
        assert bench.run('--after', '--yes') == 10
        assert u'no pass on the old code' in capsys.readouterr()[1]
        record = bench.record
        assert record['paired'] is None and record['evidence'] in (u'weak', u'insufficient')
        assert [one['result'] for one in record['validity'] if one['check'] == u'old code'] == [u'cap']
        assert record['inputs']['baseline']['name'] == os.path.basename(bench.baseline).replace('.txt', '.json')
        for number in (1, 2):
            assert bench.run('--after', '--yes') == 10
            record = bench.record
            assert record['inputs']['passes']['retests'] == number
            done = expected_operations(bench.a_pass('after'))
            for which in range(1, number + 1):
                for key, times in expected_operations(bench.a_pass('retest_%d' % which)).items():
                    done[key] = done.get(key, 0) + times
            assert operations_of(bench.made('test_aggregate_FIX-01_retest.json')) == done
        capsys.readouterr()
        assert bench.run('--after', '--yes') == 40
        assert u'was tested 3 times' in capsys.readouterr()[1]


def test_retests_are_pooled_over_the_same_pass_before():
    with ActiveBench(BROKEN, criteria=(u'success: success_rate increase_pp >= 20', u'success: http_500 reduce_pct >= 20'),
                     **SMALL) as bench:
        assert bench.run('--before', '--yes', '-q') == 0
        bench.patch('headers')
        assert bench.run('--after', '--yes', '-q') == 10
        once = bench.record['paired']
        assert bench.run('--after', '--yes', '-q') == 10
        twice = bench.record['paired']
        assert twice['looks'] == 2 and twice['fail_to_pass'] == 2 * once['fail_to_pass'] > 0


def test_a_check_with_no_change_shows_the_flakes_and_what_a_fix_that_does_nothing_would_come_to(capsys):
    with ActiveBench(flaking(0.3), **MIDDLING) as bench:
        assert bench.run('--aa', '--yes', '--json') == 0
        shown = bench.made('test_flaking_FIX-01.json')
        changed = [row for row in shown['items'] if row['changed']]
        assert len(shown['items']) == len(bench.items) and changed
        assert sum(one['changed'] for one in shown['flakes'].values()) == len(changed)
        done = shown['do_nothing']
        assert sum(one['number'] for one in done['decisions'].values()) == done['orders'] == 400 and not done['exact']
        assert done['decisions'].get(u'KEEP', {'rate': 0})['rate'] <= 0.05
        capsys.readouterr()
        # The passes are there: the answer comes again, and is the same, without a refresh.
        asked = len(bench.plex.websites.requests_seen())
        assert bench.run('--aa', '--yes') == 0
        again = bench.made('test_flaking_FIX-01.json')
        assert dict(again, made=None) == dict(shown, made=None) and len(bench.plex.websites.requests_seen()) == asked
        assert u'A fix that does nothing would have become, over 400 orders' in capsys.readouterr()[0]
        assert 'test_pass_FIX-01_before.json' not in bench.there()


def test_a_run_that_died_between_the_last_item_and_the_verdict_decides_without_another_refresh():
    with ActiveBench(BROKEN, films=12, numbers=(8, 2)) as bench:
        assert bench.run('--before', '--yes', '-q') == 0
        bench.patch('headers')
        code = bench.run('--after', '--yes', '-q')
        decision = bench.record['decision']
        for name in bench.there():
            if name.startswith(('test_report', 'test_aggregate')):
                os.remove(os.path.join(bench.bench.iteration, name))
        asked = len(bench.plex.websites.requests_seen())
        assert bench.run('--after', '--yes', '-q') == code and bench.record['decision'] == decision
        assert len(bench.plex.websites.requests_seen()) == asked


def interrupt():
    raise KeyboardInterrupt()


def test_what_was_interrupted_goes_on_with_the_rest_and_counts_nothing_twice(monkeypatch, capsys):
    with ActiveBench(BROKEN, **SMALL) as bench:
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


def test_a_server_that_restarts_in_the_middle_is_waited_for(monkeypatch):
    with ActiveBench(BROKEN, **SMALL) as bench:
        workers = []

        def restart():
            workers.append(threading.Thread(target=bench.plex.restart))
            workers[0].start()
        at_item(monkeypatch, 3, restart)
        assert bench.run('--before', '--yes', '-q', timeout='30') == 0
        workers[0].join(30)
        outcomes = [row['outcome'] for row in bench.a_pass('before')['items']]
        assert len(outcomes) == 8 and outcomes.count(u'not_observed') <= 1


def test_a_server_that_stays_away_ends_the_pass_and_it_goes_on_when_it_is_back(monkeypatch, capsys):
    with ActiveBench(BROKEN, **SMALL) as bench:
        at_item(monkeypatch, 3, lambda: bench.plex.faults.add('disconnect'))
        assert bench.run('--before', '--yes', timeout='1') == 2
        err = capsys.readouterr()[1]
        assert u'6 items are left' in err and u'--resume' in err
        assert len(bench.a_pass('before')['items']) == 2
        bench.plex.faults.clear()
        assert bench.run('--before', '--yes', '-q', '--resume') == 0
        assert len(bench.a_pass('before')['items']) == 8


def test_a_token_that_is_revoked_in_the_middle_ends_the_pass_and_is_not_shown(monkeypatch, capsys):
    with ActiveBench(BROKEN, **SMALL) as bench:
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


def test_an_item_that_is_gone_before_the_choice_gives_its_place_to_another(monkeypatch):
    with ActiveBench(BROKEN, **SMALL) as bench:
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


def test_logs_that_rotate_in_the_middle_lose_no_outcome(monkeypatch):
    with ActiveBench(BROKEN, **SMALL) as bench:
        def rotate():
            for agent in ('CineArchive', 'FilmVault', 'ReelHouse', 'StageDoor'):
                assert bench.plex.host.restart('com.plexapp.agents.' + agent)
        at_item(monkeypatch, 4, rotate)
        assert bench.run('--before', '--yes', '-q') == 0
        one = bench.a_pass('before')
        assert u'not_observed' not in [row['outcome'] for row in one['items']] and one['lost_logs'] == []
        assert operations_of(bench.made('test_aggregate_FIX-01_before.json')) == expected_operations(one)


def test_a_refresh_that_plex_loses_is_asked_for_once_more():
    with ActiveBench(BROKEN, **SMALL) as bench:
        bench.plex.faults.add('lost_refresh', times=1)
        assert bench.run('--before', '--yes', '-q', timeout='8') == 0
        rows = bench.a_pass('before')['items']
        assert [row['asked'] for row in rows].count(2) == 1 and u'not_observed' not in [row['outcome'] for row in rows]


def test_agents_that_were_seen_to_break_send_the_fix_back():
    with ActiveBench(BROKEN, films=4, numbers=(4, 0)) as bench:
        assert bench.run('--before', '--yes', '-q') == 0
        bench.patch('headers-broken-import')
        assert bench.run('--after', '--yes', '-q', timeout='1') == 20
        assert 'failed to start' in bench.record['reason']


def test_agents_that_were_not_restarted_carry_no_verdict_and_the_test_can_be_made_again():
    with ActiveBench(BROKEN, films=4, numbers=(4, 0)) as bench:
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
