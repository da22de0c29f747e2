# -*- coding: utf-8 -*-
"""steps.refresh, agentlog and logmarks: when a refresh is over, what became of it, and never a fixed sleep.

The server is a made-up one on a clock that only sleeping moves, so that ten minutes take no time.
"""
from __future__ import absolute_import, division, print_function

import os
import shutil
import tempfile

import pytest
from hypothesis import given, strategies as st

from plexfix.base.errors import UsageError
from plexfix.outside import logmarks, plexerrors
from plexfix.outside.plexserver import Activity, Item
from plexfix.steps import agentlog
from plexfix.steps.refresh import (DONE, FAILED, NOT_OBSERVED, QUEUED, TIMEOUT, USUAL_LIMITS, WOULD_ASK, Refresher,
                                   limits, same_item)

BUTLER = Activity(u'b', u'butler', u'Scheduled tasks', -1, u'')
NOTHING = object()


def item(key='60', updated_at=100, guid=u'com.plexapp.agents.X://60?lang=en', files=(u'/a.mkv',), title=u'A film'):
    return Item(key, u'/library/metadata/' + key, title, u'movie', u'', 2001, guid, updated_at, '1', files)


class World(object):
    """A server, its clock and its log.

    *work* is what a refresh sets off: a list of (seconds after it, function of the world), or NOTHING; where there are
    several, one for each refresh asked for.
    """

    def __init__(self, *work):
        self.now = 0.0
        self.work = list(work)
        self.library = {'60': item(), '61': item('61', guid=u'com.plexapp.agents.X://61?lang=en', files=(u'/b.mkv',),
                                                 title=u'Another')}
        self.busy, self.queue, self.log = [], 0, None
        self.asked, self.events, self.down = [], [], None
        self.looks = 0

    def clock(self):
        return self.now

    def sleep(self, duration_s):
        assert duration_s >= 0
        self.now += duration_s
        while self.events and self.events[0][0] <= self.now:
            self.events.pop(0)[1](self)

    # What PlexServer has

    def item(self, key):
        self.fail_if_down()
        self.looks += 1
        if key not in self.library:
            raise plexerrors.NotFound('no item %s' % key)
        return self.library[key]

    def items(self, section_key, kind=None):
        self.fail_if_down()
        assert (section_key, kind) == ('1', u'movie')
        return iter(self.library.values())

    def refresh(self, key):
        self.fail_if_down()
        if key not in self.library:
            raise plexerrors.NotFound('no item %s' % key)
        self.asked.append((self.now, key))
        work = self.work.pop(0) if len(self.work) > 1 else self.work[0]
        if work is not NOTHING:
            self.events = sorted([(self.now + after, event) for after, event in work], key=lambda one: one[0])

    def activities(self):
        self.fail_if_down()
        return [BUTLER] + self.busy

    def queue_size(self, section_key):
        if self.queue is None:
            raise plexerrors.NotFound('no timeline')
        return self.queue

    def fail_if_down(self):
        if self.down is not None:
            raise self.down

    def refresher(self, with_log=True, **changes):
        told = []
        made = Refresher(self, (lambda key, marks: self.log) if with_log else None, (lambda: 'marks'),
                         USUAL_LIMITS._replace(**changes), self.clock, self.sleep, told.append)
        made.told = told
        return made


# What may happen in a world


def moved(world):
    key = sorted(world.library)[0]
    world.library[key] = world.library[key]._replace(updated_at=(world.library[key].updated_at or 0) + 7)


def working(world):
    world.busy = [Activity(u'a', u'library.refresh.items', u'Refreshing', 3, u'/library/metadata/60')]


def resting(world):
    world.busy = []


def queue(number):
    def change(world):
        world.queue = number
    return change


def log(state, *operations):
    def change(world):
        world.log = agentlog.Seen(state, operations, len(operations)) if state else None
    return change


SEARCH = (u'com.plexapp.agents.X', u'search', u'successful')
UPDATE = (u'com.plexapp.agents.X', u'update', u'successful')
ORDINARY = [(0.5, working), (1, queue(1)), (8, log('running')), (20, log('done', SEARCH)), (21, log('running', SEARCH)),
            (30, log('done', SEARCH, UPDATE)), (31, moved), (32, resting), (32.5, queue(0))]


def test_an_ordinary_refresh_is_done_when_all_is_quiet_after_it():
    world = World(ORDINARY)
    done = world.refresher().one('60')
    assert (done.outcome, done.asked, done.rating_key) == (DONE, 1, '60')
    assert 32.5 <= done.seconds <= 38
    assert u'X search successful, X update successful' in done.detail
    assert done.item.title == u'A film'


def test_without_a_log_a_moved_updated_at_is_enough():
    world = World([(1, working), (9, moved), (10, resting)])
    done = world.refresher(with_log=False).one('60')
    assert (done.outcome, done.detail) == (DONE, 'updatedAt moved')
    assert done.seconds < 15


def test_an_unchanged_updated_at_proves_nothing_where_the_log_tells_of_the_update():
    done = World([(1, log('running')), (9, log('done', SEARCH, UPDATE))]).refresher().one('60')
    assert done.outcome == DONE


@pytest.mark.parametrize('outcome', [u'failed', u'crashed', u'empty'])
def test_what_the_agents_log_calls_failed_is_failed_though_updated_at_moved(outcome):
    failed = log('failed', (u'com.plexapp.agents.X', u'search', outcome))
    world = World([(1, working), (3, failed), (4, moved), (5, resting)])
    done = world.refresher().one('60')
    assert (done.outcome, done.asked) == (FAILED, 1)
    assert 'X search ' + outcome in done.detail


def test_a_good_search_alone_is_waited_on_for_its_update():
    world = World([(1, log('running')), (3, log('done', SEARCH)), (12, log('running', SEARCH)),
                   (14, log('failed', SEARCH, (u'com.plexapp.agents.X', u'update', u'crashed')))])
    assert world.refresher().one('60').outcome == FAILED
    alone = World([(1, log('running')), (3, log('done', SEARCH))]).refresher().one('60')
    assert alone.outcome == DONE
    assert 20 < alone.seconds < 40


def test_a_lost_refresh_is_asked_for_once_more():
    world = World(NOTHING, ORDINARY)
    refresher = world.refresher()
    done = refresher.one('60')
    assert (done.outcome, done.asked) == (DONE, 2)
    assert 20 <= world.asked[1][0] - world.asked[0][0] <= 26
    assert any('once more' in line for line in refresher.told)


def test_a_refresh_of_which_nothing_is_ever_seen_is_not_observed_after_two():
    world = World(NOTHING)
    done = world.refresher().one('60')
    assert (done.outcome, done.asked) == (NOT_OBSERVED, 2)
    assert done.seconds < 60


def test_a_server_that_worked_without_a_trace_is_not_asked_again():
    done = World([(1, working), (5, resting)]).refresher().one('60')
    assert (done.outcome, done.asked) == (NOT_OBSERVED, 1)


def test_a_stuck_item_is_a_timeout_at_its_deadline():
    done = World([(1, working), (1, queue(1))]).refresher(item_s=90.0).one('60')
    assert (done.outcome, done.asked) == (TIMEOUT, 1)
    assert 90 <= done.seconds <= 93
    assert 'still at work' in done.detail


def test_an_agent_that_never_answers_is_a_timeout_and_its_operations_are_named():
    running = log('running', (u'com.plexapp.agents.X', u'search', u'unfinished'))
    done = World([(1, working), (2, running)]).refresher(item_s=30.0).one('60')
    assert done.outcome == TIMEOUT
    assert 'X search unfinished' in done.detail


def test_an_agent_that_died_is_failed_once_the_server_has_long_stopped_waiting_for_it():
    dead = log('running', (u'com.plexapp.agents.X', u'search', u'unfinished'))
    done = World([(1, working), (2, dead), (6, resting)]).refresher().one('60')
    assert done.outcome == FAILED
    assert 'did not finish' in done.detail
    assert done.seconds < 40


def test_a_dead_agent_that_was_never_seen_at_work_takes_longer_to_tell():
    dead = log('running', (u'com.plexapp.agents.X', u'search', u'unfinished'))
    done = World([(0.1, dead)]).refresher().one('60')
    assert done.outcome == FAILED
    assert 150 <= done.seconds <= 160
    silent = World([(0.1, dead)])
    silent.queue = None
    assert silent.refresher().one('60').outcome == TIMEOUT


def test_a_slow_agent_whose_log_grows_is_not_dead():
    def grow(world):
        world.log = world.log._replace(size_bytes=world.log.size_bytes + 100)
    running = log('running', (u'com.plexapp.agents.X', u'search', u'unfinished'))
    history = [(0.1, running), (520, log('done', SEARCH, UPDATE))]
    world = World(history + [(second, grow) for second in range(50, 500, 50)])
    assert world.refresher().one('60').outcome == DONE


def test_a_queue_that_others_keep_full_does_not_hide_that_this_item_is_done():
    done = World([(1, queue(50)), (4, moved)]).refresher(item_s=60.0).one('60')
    assert done.outcome == DONE
    assert 'still busy' in done.detail
    waiting = World([(1, queue(50))]).refresher(item_s=60.0).one('60')
    assert (waiting.outcome, waiting.asked) == (TIMEOUT, 1)
    assert 'queue' in waiting.detail


def test_activities_of_other_items_and_the_permanent_butler_are_nobodys_business():
    def others(world):
        world.busy = [Activity(u'c', u'library.refresh.items', u'Refreshing', 3, u'/library/metadata/600'),
                      Activity(u'd', u'media.generate', u'A film', 3, u''),
                      Activity(u'f', u'library.refresh.items', u'Refreshing "Another"', 3, u''),
                      Activity(u'e', u'library.update.section', u'Scanning', 3, u'/library/sections/1')]
    assert World([(1, others), (4, moved)]).refresher().one('60').seconds < 8


@pytest.mark.parametrize('activity', [
    Activity(u'a', u'library.update.item.metadata', u'Refreshing "A film"', 3, u''),
    Activity(u'a', u'library.refresh.items', u'Refreshing', 3, u'/library/metadata/60?x=1'),
    Activity(u'a', u'library.refresh.items', u'Refreshing', 3, u'/library/metadata/60/children')])
def test_an_activity_is_known_by_its_path_or_else_by_the_title(activity):
    def begin(world):
        world.busy = [activity]
    done = World([(1, begin), (2, moved), (50, resting)]).refresher().one('60')
    assert done.seconds >= 50


def test_a_server_without_a_timeline_is_no_obstacle():
    world = World([(4, moved)])
    world.queue = None
    assert world.refresher().one('60').outcome == DONE


# Trouble with the server


def test_a_server_that_is_away_for_a_while_is_waited_out():
    def away(world):
        world.down = plexerrors.Unreachable('away')

    def back(world):
        world.down = None
    done = World([(1, working), (2, away), (40, back), (41, moved), (42, resting)]).refresher().one('60')
    assert done.outcome == DONE
    gone = World([(1, working), (2, away)]).refresher(item_s=60.0).one('60')
    assert gone.outcome == TIMEOUT
    assert 'away' in gone.detail


@pytest.mark.parametrize('when', ['before', 'between'])
def test_a_server_that_is_not_there_at_all_is_a_timeout(when):
    world = World(NOTHING)
    if when == 'before':
        world.down = plexerrors.Busy('starting')
    else:
        world.refresh = lambda key: (_ for _ in ()).throw(plexerrors.TimedOut('slow'))
    done = world.refresher(item_s=30.0).one('60')
    assert (done.outcome, done.asked) == (TIMEOUT, 0)
    assert done.seconds <= 32


@pytest.mark.parametrize('error', [plexerrors.TokenRefused('no'), plexerrors.TlsFailed('no'),
                                   plexerrors.BadAnswer('no')])
def test_what_waiting_does_not_cure_is_raised(error):
    world = World(NOTHING)
    world.down = error
    with pytest.raises(type(error)):
        world.refresher().one('60')


def test_another_refusal_fails_this_item_only():
    world = World(NOTHING)
    world.down = plexerrors.HttpFailed('refused', 'it answered HTTP 500', None, 500)
    done = world.refresher().one('60')
    assert done.outcome == FAILED
    assert 'HTTP 500' in done.detail


# Items that are renumbered


def rename(old, new):
    def change(world):
        world.library[new] = world.library.pop(old)._replace(rating_key=new)
    return change


def test_an_item_that_gets_another_number_meanwhile_is_found_and_asked_for_again():
    world = World([(3, rename('60', '70'))], [(2, moved)])
    world.library.pop('61')
    done = world.refresher().one('60')
    assert (done.outcome, done.rating_key, done.item.rating_key) == (DONE, '60', '70')
    assert [key for _, key in world.asked] == ['60', '70']


def test_an_item_known_before_is_found_though_its_number_is_gone_already():
    known = item('55')
    world = World([(2, moved)])
    done = world.refresher().one(known)
    assert (done.outcome, done.item.rating_key) == (DONE, '60')


def test_a_bare_number_that_is_gone_fails_at_once():
    done = World(NOTHING).refresher().one('999')
    assert (done.outcome, done.asked, done.item) == (FAILED, 0, None)
    assert '999' in done.detail


def test_an_item_that_a_scan_takes_away_and_brings_back_is_waited_for():
    def take(world):
        world.kept = world.library.pop('60')

    def bring(world):
        world.library['70'] = world.kept._replace(rating_key='70')
    world = World([(1, take), (3, bring)], [(1, moved)])
    world.library.pop('61')
    assert world.refresher().one('60').outcome == DONE
    gone = World([(1, lambda world: world.library.pop('60'))]).refresher().one('60')
    assert gone.outcome == FAILED


def test_a_number_that_changes_for_ever_ends():
    class Restless(World):
        def refresh(self, key):
            self.asked.append((self.now, key))
            rename(key, str(int(key) + 100))(self)
    world = Restless(NOTHING)
    world.library.pop('61')
    done = world.refresher().one('60')
    assert done.outcome == FAILED
    assert len(world.asked) <= 6


def test_the_section_may_vanish_too():
    world = World([(1, lambda world: world.library.pop('60'))])
    world.items = lambda *_: (_ for _ in ()).throw(plexerrors.NotFound('no section'))
    assert world.refresher().one('60').outcome == FAILED


@pytest.mark.parametrize('old, found', [
    (item('1', guid=u'x://9', files=(u'/c.mkv',)), '3'),
    (item('1', guid=u'x://2', files=()), '2'),
    (item('1', guid=u'x://2', files=(u'/c.mkv',)), '3'),
    (item('1', guid=u'x://same', files=()), None),
    (item('1', guid=u'', files=()), None),
    (item('1', guid=u'', files=(u'/both.mkv',)), None)])
def test_an_item_is_known_again_by_its_file_then_by_its_guid_and_only_if_it_is_the_one(old, found):
    items = [item('2', guid=u'x://2', files=(u'/b.mkv',)), item('3', guid=u'', files=(u'/c.mkv',)),
             item('4', guid=u'x://same', files=(u'/both.mkv',)), item('5', guid=u'x://same', files=(u'/both.mkv',))]
    again = same_item(old, iter(items))
    assert (again and again.rating_key) == found


# Several items


def test_items_are_refreshed_one_after_the_other_with_a_pause():
    world = World([(2, moved)])
    results = []
    for done in world.refresher(pause_s=5.0).all(['60', '60', '60']):
        results.append((done.outcome, world.now))
    assert [outcome for outcome, _ in results] == [DONE] * 3
    assert all(later - ended == pytest.approx(5.0) for (later, _), (_, ended) in zip(world.asked[1:], results))


def test_the_time_for_all_is_a_limit_for_each_and_the_rest_are_never_asked_for():
    world = World([(1, working)])
    results = list(world.refresher(item_s=60.0, overall_s=100.0, pause_s=1.0).all(['60'] * 4))
    assert [done.outcome for done in results] == [TIMEOUT] * 4
    assert [done.asked for done in results] == [1, 1, 0, 0]
    assert world.now < 105
    assert 'never asked' in results[-1].detail


def test_the_pause_after_the_end_of_all_time_is_no_pause():
    world = World([(1, working)])
    list(world.refresher(item_s=10.0, overall_s=10.0, pause_s=50.0).all(['60'] * 5))
    assert world.now < 15


def test_queue_and_plan_do_not_wait():
    world = World(NOTHING)
    queued = list(world.refresher().queue(['60', '999']))
    assert [(one.outcome, one.asked) for one in queued] == [(QUEUED, 1), (FAILED, 0)]
    assert [key for _, key in world.asked] == ['60']
    planned = list(world.refresher().plan(['60', '999']))
    assert [one.outcome for one in planned] == [WOULD_ASK, FAILED]
    assert len(world.asked) == 1
    assert world.now == 0


def test_limits_take_what_is_given():
    assert limits() == USUAL_LIMITS
    assert limits(5.0, None, 0.0) == USUAL_LIMITS._replace(item_s=5.0, pause_s=0.0)
    assert limits(poll_s=0.1) == USUAL_LIMITS._replace(first_poll_s=0.1)
    with pytest.raises(UsageError):
        World(NOTHING).refresher().one('../60')


@given(st.lists(st.tuples(st.floats(0, 100), st.sampled_from(
    [moved, working, resting, queue(0), queue(3), log(None), log('running'), log('done', SEARCH),
     log('done', SEARCH, UPDATE), log('failed', SEARCH), rename('60', '70'), rename('70', '60')])), max_size=12))
def test_property_every_history_ends_in_time_with_one_of_the_four_outcomes(events):
    def safely(event):
        def change(world):
            try:
                event(world)
            except KeyError:
                pass
        return change
    world = World([(after, safely(event)) for after, event in events])
    done = world.refresher(item_s=120.0).one('60')
    assert done.outcome in (DONE, FAILED, TIMEOUT, NOT_OBSERVED)
    assert done.seconds <= 130
    assert world.looks < 400


# The logs


HEADER = '2026-01-30 14:39:%02d,711 (%s) :  %s - %s\n'


def record(second, message, thread='7ae1b6527b38', place='INFO (agentkit:961)'):
    return (HEADER % (second, thread, place, message)).encode('utf-8')


def search(key, second=1, size=900, thread='7a'):
    """Return the records of a search; *size* is its answer's, None for one that goes on."""
    begun = record(second, "Searching for matches for {'id': '%s', 'guid': 'com.plexapp.agents.X://%s?lang=en', "
                           "'force': True}" % (key, key), thread)
    if size is None:
        return begun
    return begun + record(second + 1, 'Response: [200] str, %d bytes' % size, thread, 'DEBUG (runtime:924)')


@pytest.mark.parametrize('data, state', [
    (search('60'), 'done'), (search('60', size=16), 'failed'), (search('60', size=300), 'failed'),
    (search('60', size=None), 'running'), (search('60', 1) + search('60', 5, None), 'running'),
    (search('60', 1, 16) + search('60', 5), 'done'), (search('61'), None), (b'', None),
    (b'\xff\x00 no record\n', None)])
def test_the_log_tells_what_became_of_an_item(tmpdir, data, state):
    path = tmpdir.join('com.plexapp.agents.X.log')
    path.write_binary(search('60') + record(3, 'old news'))
    follow = agentlog.AgentLog(str(tmpdir))
    marks = follow.marks()
    assert follow.finished('60', marks) is None
    with open(str(path), 'ab') as live:
        live.write(data)
    seen = follow.finished('60', marks)
    assert (seen and seen.state) == state


def test_the_items_own_agent_decides_and_others_only_add(tmpdir):
    follow = agentlog.AgentLog(str(tmpdir))
    marks = follow.marks()
    tmpdir.join('com.plexapp.agents.X.log').write_binary(search('60'))
    tmpdir.join('com.plexapp.agents.Y.log').write_binary(search('60', size=16))
    tmpdir.join('com.plexapp.system.log').write_binary(search('60', size=16))
    seen = follow.finished('60', marks)
    assert (seen.state, len(seen.operations)) == ('done', 2)
    tmpdir.join('com.plexapp.agents.X.log').remove()
    assert follow.finished('60', marks).state == 'failed'
    # Where its own agent took no part, all of the others have to be content.
    tmpdir.join('com.plexapp.agents.Z.log').write_binary(search('60'))
    assert follow.finished('60', marks).state == 'failed'
    tmpdir.join('com.plexapp.agents.Y.log').write_binary(search('60'))
    assert follow.finished('60', marks).state == 'done'


def test_a_named_log_folder_has_to_be_there_and_another_may_be_missing(tmpdir, monkeypatch):
    with pytest.raises(UsageError):
        agentlog.find_log(str(tmpdir.join('nothing')))
    assert agentlog.find_log(str(tmpdir)).marks() == {}
    inner = tmpdir.mkdir('PMS Plugin Logs')
    inner.join('com.plexapp.agents.X.log').write_binary(search('60'))
    found = agentlog.find_log(str(tmpdir))
    assert list(found.marks()) == ['com.plexapp.agents.X.log']
    monkeypatch.setenv('PLEX_MEDIA_SERVER_LOG_DIR', str(tmpdir))
    assert list(agentlog.find_log().marks()) == ['com.plexapp.agents.X.log']
    assert agentlog.find_log(is_local=False) is None


# Marks


NAME = 'com.plexapp.agents.X.log'


def rotate(folder):
    """Do as the framework does: .log becomes .log.1, and so on up to five; return nothing."""
    for number in range(5, 0, -1):
        newer = os.path.join(folder, NAME + ('.%d' % (number - 1) if number > 1 else ''))
        if os.path.exists(newer):
            os.rename(newer, os.path.join(folder, '%s.%d' % (NAME, number)))


@given(st.lists(st.one_of(st.just('rotate'), st.integers(0, 3)), max_size=25), st.integers(0, 3))
def test_property_what_is_behind_a_mark_is_read_once_and_in_order_however_it_rotates(steps, before):
    folder = tempfile.mkdtemp()
    try:
        lines = [record(number % 60, 'line %d' % number) for number in range(200)]
        for number in (1, 2):
            with open(os.path.join(folder, '%s.%d' % (NAME, number)), 'wb') as older:
                older.write(record(59, 'of before %d' % number))
        written, marks, rotations = 0, None, 0
        for step in [before] + ['mark'] + steps:
            if step == 'mark':
                # A log that is empty cannot be known again.
                marks = logmarks.take(folder) if before else {}
                first = written
            elif step == 'rotate':
                rotations += marks is not None
                if rotations > 5:
                    break
                rotate(folder)
            else:
                with open(os.path.join(folder, NAME), 'ab') as live:
                    live.write(b''.join(lines[written:written + step]))
                written += step
        news = logmarks.since(folder, marks)
        expected = b''.join(lines[first:written])
        if not os.path.exists(os.path.join(folder, NAME)):
            # Rotated away, and nothing written since: the next record brings it back.
            assert news == {}
        elif before:
            assert news.get(NAME, b'') == expected
        else:
            assert expected.endswith(news.get(NAME, b''))
    finally:
        shutil.rmtree(folder)


def test_only_whole_lines_are_given_and_the_rest_later(tmpdir):
    marks = logmarks.take(str(tmpdir))
    path = tmpdir.join(NAME)
    path.write_binary(b'one\ntw')
    assert logmarks.since(str(tmpdir), marks) == {NAME: b'one\n'}
    path.write_binary(b'one\ntwo\n')
    assert logmarks.since(str(tmpdir), marks) == {NAME: b'one\ntwo\n'}


def test_of_a_flood_the_newest_is_given(tmpdir, monkeypatch):
    monkeypatch.setattr(logmarks, 'SINCE_LIMIT_BYTES', 100)
    marks = logmarks.take(str(tmpdir))
    tmpdir.join(NAME).write_binary(''.join('line %03d\n' % number for number in range(100)).encode('ascii'))
    news = logmarks.since(str(tmpdir), marks)[NAME]
    assert 90 <= len(news) <= 100
    assert news.endswith(b'line 099\n')


def test_a_log_that_cannot_be_read_has_no_mark(tmpdir):
    tmpdir.mkdir(NAME)
    assert logmarks.take(str(tmpdir)) == {}
    assert logmarks.since(str(tmpdir), {}) == {}


def test_a_log_is_found_again_under_its_backups_name_though_a_new_one_is_longer(tmpdir):
    path = tmpdir.join(NAME)
    path.write_binary(record(1, 'old'))
    marks = logmarks.take(str(tmpdir))
    with open(str(path), 'ab') as live:
        live.write(record(2, 'last of the old file'))
    rotate(str(tmpdir))
    path.write_binary(record(3, 'new ' * 100))
    assert logmarks.since(str(tmpdir), marks) == {NAME: record(2, 'last of the old file') + record(3, 'new ' * 100)}


def test_a_folder_that_is_not_there_has_no_news(tmpdir):
    nowhere = str(tmpdir.join('nothing'))
    assert logmarks.take(nowhere) == {}
    assert logmarks.since(nowhere, {}) == {}
