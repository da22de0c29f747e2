# -*- coding: utf-8 -*-
"""Refreshes: accepted now, done later by one worker through the section's agent; and every fault that bends them."""
from __future__ import absolute_import, division, print_function

import time

import pytest

from plexsim.faults import KINDS, BadFault, Faults
from plexsim_fakes import AGENT, SECOND, running_server


@pytest.fixture
def parts():
    with running_server() as found:
        yield found


def refresh(client, key):
    status, _, body = client.ask('PUT', '/library/metadata/%s/refresh' % key)
    assert (status, body) == (200, b'')


def updated_at(client, key):
    return int(client.xml('/library/metadata/%s' % key)[0].get('updatedAt'))


def wait_for(condition, timeout_s=5):
    deadline = time.time() + timeout_s
    while not condition():
        assert time.time() < deadline, 'it did not happen in time'
        time.sleep(0.01)


def outcomes(server):
    assert server.queue.wait_idle(10)
    return [(ended.key, ended.outcome) for ended in server.queue.ended()]


# The ordinary way

def test_a_refresh_searches_again_and_updates_from_the_best_match(parts):
    server, host, client = parts
    before = updated_at(client, 1)
    refresh(client, 1)
    assert outcomes(server) == [(1, 'updated')]
    assert host.calls == [
        ('search', AGENT, 'Movie', {'id': u'1', 'guid': AGENT + u'://1?lang=en', 'force': True, 'primary_agent': AGENT,
                                    'parentID': None}, False),
        ('update', AGENT, 'Movie', u'7', True)]
    row = client.xml('/library/metadata/1')[0]
    assert (row.get('title'), row.get('summary'), row.get('year')) == ('A better title', 'What happens', '1999')
    assert row.find('Genre').get('tag') == 'Drama' and row.find('Role').attrib == {'id': '1', 'tag': 'Ann', 'role': 'Bee'}
    assert row.get('guid') == AGENT + '://7?lang=en' and updated_at(client, 1) > before


def test_updated_at_moves_also_for_two_refreshes_in_one_second(parts):
    server, _, client = parts
    seen = [updated_at(client, 1)]
    for _ in range(3):
        refresh(client, 1)
        assert server.queue.wait_idle(10)
        seen.append(updated_at(client, 1))
    assert seen == sorted(set(seen))


def test_the_answer_comes_before_the_work_is_done(parts):
    server, host, client = parts
    host.hold.clear()
    before = updated_at(client, 1)
    refresh(client, 1)
    refresh(client, 2)
    refresh(client, 14)
    wait_for(lambda: host.calls)
    assert updated_at(client, 1) == before
    rows = client.xml('/activities')
    assert [row.get('type') for row in rows] == ['butler', 'library.refresh.items']
    assert rows[1].find('Context').get('key') == '/library/metadata/1'
    assert client.json('/activities')['MediaContainer']['Activity'][1]['Context'] == {'key': '/library/metadata/1'}
    assert client.xml('/library/sections/1/timeline').get('updateQueueSize') == '2'
    assert client.xml('/library/sections/2/timeline').get('updateQueueSize') == '1'
    assert [row.get('refreshing') for row in client.xml('/library/sections')] == ['1', '1', '0', '0', '0']
    host.hold.set()
    assert outcomes(server) == [(1, 'updated'), (2, 'updated'), (14, 'updated')]
    assert [call[1] for call in host.calls] == [AGENT] * 4 + [SECOND] * 2
    assert len(client.xml('/activities')) == 1 and client.xml('/library/sections/1/timeline').get('updateQueueSize') == '0'


def test_what_waits_already_is_not_queued_twice(parts):
    server, host, client = parts
    host.hold.clear()
    refresh(client, 1)
    wait_for(lambda: host.calls)
    for _ in range(3):
        refresh(client, 2)
    assert server.queue.size() == 2
    host.hold.set()
    assert outcomes(server) == [(1, 'updated'), (2, 'updated')]


def test_a_section_is_refreshed_only_with_force_and_can_be_cancelled(parts):
    server, host, client = parts
    assert client.ask('GET', '/library/sections/1/refresh')[0] == 200
    assert server.queue.size() == 0
    host.hold.clear()
    assert client.ask('GET', '/library/sections/1/refresh?force=1')[0] == 200
    assert server.queue.size(1) == 12
    wait_for(lambda: host.calls)
    assert client.ask('DELETE', '/library/sections/1/refresh')[0] == 200
    assert server.queue.size(1) == 1
    host.hold.set()
    assert len(outcomes(server)) == 1


def test_an_item_whose_search_fails_stays_as_it_was(parts):
    server, host, client = parts
    before = updated_at(client, 1)
    host.results = []
    refresh(client, 1)
    assert outcomes(server) == [(1, 'no match')]
    host.fails = 'it crashed'
    refresh(client, 1)
    assert outcomes(server)[1:] == [(1, 'failed')]
    assert updated_at(client, 1) == before and host.names() == ['search', 'search']
    assert server.queue.ended()[1].detail == 'AgentFailed: it crashed'


def test_an_update_that_crashes_keeps_what_was_written_before(parts):
    server, host, client = parts
    before = updated_at(client, 1)
    host.update_fails = {'title': u'Half'}
    refresh(client, 1)
    assert outcomes(server) == [(1, 'failed')] and server.queue.ended()[0].detail == 'it crashed'
    assert client.xml('/library/metadata/1')[0].get('title') == 'Half' and updated_at(client, 1) > before


def test_a_defect_of_the_simulation_is_told_and_ends_nothing(parts):
    server, host, client = parts
    host.results = [{'no id': 1}]
    refresh(client, 1)
    assert outcomes(server) == [(1, 'failed')] and 'KeyError' in server.queue.ended()[0].detail
    host.results = [{'id': '1', 'score': 1}]
    refresh(client, 1)
    assert outcomes(server)[1:] == [(1, 'updated')]


def test_plexs_own_agent_always_succeeds_and_calls_nobody(parts):
    server, host, client = parts
    before = updated_at(client, 25)
    refresh(client, 25)
    assert outcomes(server) == [(25, 'updated')] and host.calls == []
    assert updated_at(client, 25) > before


def test_fields_that_an_agent_left_empty_keep_what_was_there(parts):
    server, host, client = parts
    refresh(client, 1)
    assert server.queue.wait_idle(10)
    host.metadata = {'title': u'', 'summary': None, 'genres': [], 'studio': u'Other'}
    refresh(client, 1)
    assert server.queue.wait_idle(10)
    row = client.xml('/library/metadata/1')[0]
    assert (row.get('title'), row.get('summary'), row.get('studio')) == ('A better title', 'What happens', 'Other')


# Matching

def test_matches_come_best_first_from_a_manual_search(parts):
    _, host, client = parts
    found = client.xml('/library/metadata/1/matches?manual=1&title=Other&year=1977')
    assert [(row.get('name'), row.get('score'), row.get('guid')) for row in found] == [
        ('Found', '90', AGENT + '://7?lang=en'), ('Less', '40', AGENT + '://8?lang=en')]
    _, identifier, media_type, media, manual = host.calls[0]
    assert (identifier, media_type, manual, media['name'], media['year'], media['id']) == (AGENT, 'Movie', True, 'Other', '1977', '1')
    assert media['filename'].startswith('%2Fmedia%2FFilms%2F') and media['duration'] == '4860000' and len(media['plexHash']) == 40


@pytest.mark.parametrize('break_it', ['crash', 'stranger', 'none'])
def test_matches_are_empty_where_no_agent_answers(parts, break_it):
    _, host, client = parts
    host.fails = 'crash' if break_it == 'crash' else None
    path = '/library/metadata/%d/matches?manual=1' % (25 if break_it == 'none' else 1)
    assert len(client.xml(path + ('&agent=com.example.none' if break_it == 'stranger' else ''))) == 0


def test_match_takes_the_choice_and_updates_from_it(parts):
    server, host, client = parts
    assert client.ask('PUT', '/library/metadata/1/match?guid=%s%%3A%%2F%%2Fcaf%%25C3%%25A9%%3Flang%%3Den&name=Chosen' % AGENT)[0] == 200
    assert outcomes(server) == [(1, 'updated')]
    assert host.calls == [('update', AGENT, 'Movie', u'café', True)]
    assert client.xml('/library/metadata/1')[0].get('guid') == AGENT + '://caf%C3%A9?lang=en'


def test_an_unmatched_item_is_not_refreshed_and_nothing_tells_so(parts):
    server, host, client = parts
    assert client.ask('PUT', '/library/metadata/1/unmatch')[0] == 200
    assert client.xml('/library/metadata/1')[0].get('guid') == 'local://1'
    before = updated_at(client, 1)
    refresh(client, 1)
    assert outcomes(server) == [(1, 'not called')] and host.calls == [] and updated_at(client, 1) == before


# Faults

def test_a_lost_refresh(parts):
    server, host, client = parts
    client.fault('lost_refresh', rating_key='1', times=1)
    refresh(client, 1)
    assert outcomes(server) == [(1, 'lost')] and host.calls == []
    refresh(client, 1)
    assert outcomes(server)[1:] == [(1, 'updated')]


def test_200_without_a_change(parts):
    server, host, client = parts
    client.fault('unchanged')
    before = updated_at(client, 1)
    refresh(client, 1)
    assert outcomes(server) == [(1, 'unchanged')]
    assert host.names() == ['search', 'update'] and updated_at(client, 1) == before


def test_a_stuck_item_holds_up_all_behind_it_until_it_is_freed(parts):
    server, host, client = parts
    number = client.fault('stuck_item', rating_key=1)
    refresh(client, 1)
    refresh(client, 2)
    wait_for(lambda: len(client.xml('/activities')) == 2)
    time.sleep(0.2)
    assert host.calls == [] and client.xml('/library/sections/1/timeline').get('updateQueueSize') == '2'
    assert client.ask('DELETE', '/simulation/faults/%d' % number)[0] == 200
    assert outcomes(server) == [(1, 'updated'), (2, 'updated')]


def test_a_stuck_item_may_stand_aside_or_come_free_by_itself(parts):
    server, _, client = parts
    client.fault('stuck_item', rating_key=1, blocking=False)
    refresh(client, 1)
    refresh(client, 2)
    wait_for(lambda: [ended.key for ended in server.queue.ended()] == [2])
    assert server.queue.size() == 1
    client.ask('DELETE', '/simulation/faults')
    assert outcomes(server) == [(2, 'updated'), (1, 'updated')]
    client.fault('stuck_item', rating_key=3, seconds=0.1, times=1)
    refresh(client, 3)
    assert outcomes(server)[2:] == [(3, 'updated')]


def test_a_stuck_item_does_not_keep_the_server_from_stopping():
    with running_server() as (server, _, client):
        client.fault('stuck_item')
        refresh(client, 1)
        wait_for(lambda: server.queue.size() == 1)
        started = time.time()
    assert time.time() - started < 3


@pytest.mark.parametrize('stays_dead', [False, True])
def test_an_agent_that_dies_in_the_middle_of_a_search(parts, stays_dead):
    server, host, client = parts
    host.tree_of = lambda key: client.ask('GET', '/library/metadata/%s/tree' % key, token=False)
    client.fault('agent_dies', identifier=AGENT, stays_dead=stays_dead)
    refresh(client, 1)
    assert outcomes(server) == [(1, 'failed')] and AGENT in host.dead
    assert server.queue.ended()[0].detail.startswith('AgentDied')
    refresh(client, 2)
    assert outcomes(server)[1:] == [(2, 'failed' if stays_dead else 'updated')]
    assert ('restart', AGENT) in host.calls or stays_dead
    assert client.ask('GET', '/:/plugins/%s/restart' % AGENT)[0] == 200
    refresh(client, 3)
    assert outcomes(server)[2:] == [(3, 'updated')]


@pytest.mark.parametrize('how, status, alive, restarted', [
    ('dead', 200, False, 0), ('refused', 500, True, 0), ('ignored', 200, True, 0), (None, 200, True, 1)])
def test_a_restart_that_fails(parts, how, status, alive, restarted):
    _, host, client = parts
    if how:
        client.fault('restart_fails', identifier=AGENT, how=how, times=1)
    assert client.ask('GET', '/:/plugins/%s/restart' % AGENT)[0] == status
    assert (AGENT not in host.dead, host.names().count('restart')) == (alive, restarted)
    assert client.ask('GET', '/:/plugins/%s/restart' % AGENT)[0] == 200
    assert AGENT not in host.dead


def test_items_vanish_and_appear_between_pages(parts):
    _, _, client = parts
    page = '/library/sections/1/all?X-Plex-Container-Size=5&X-Plex-Container-Start=%d'
    client.fault('items_vanish', section=1, count=2)
    assert len(client.xml(page % 0)) == 5
    second = client.xml(page % 5)
    assert (second.get('totalSize'), second[0].get('ratingKey')) == ('10', '8')
    client.fault('items_appear', section=1, count=2)
    client.xml(page % 0)
    second = client.xml(page % 5)
    assert (second.get('totalSize'), second[0].get('ratingKey')) == ('12', '6')


def test_the_library_vanishes_while_it_is_paged(parts):
    _, _, client = parts
    client.fault('library_vanishes', section=1)
    assert client.ask('GET', '/library/sections/1/all')[0] == 200, 'the whole list is no page'
    assert client.ask('GET', '/library/sections/1/all?X-Plex-Container-Size=5')[0] == 200
    assert client.ask('GET', '/library/sections/1/all?X-Plex-Container-Start=5')[0] == 404
    assert client.ask('GET', '/library/metadata/1')[0] == 404
    assert [row.get('key') for row in client.xml('/library/sections')] == ['2', '3', '4', '5']


def test_an_item_moves_to_another_key(parts):
    server, _, client = parts
    client.fault('item_moves', rating_key=3)
    assert client.ask('PUT', '/library/metadata/3/refresh')[0] == 404
    row = client.xml('/library/sections/1/all?title=film%2003')[0]
    assert row.get('ratingKey') != '3' and row.get('guid') == AGENT + '://3?lang=en'
    refresh(client, row.get('ratingKey'))
    assert outcomes(server) == [(int(row.get('ratingKey')), 'updated')]
    client.fault('item_moves', rating_key=25)
    assert client.ask('GET', '/library/metadata/25')[0] == 404
    moved = client.xml('/library/sections/3/all?title=lighthouse')[0].get('ratingKey')
    assert moved != '25' and len(client.xml('/library/metadata/%s/allLeaves' % moved)) == 8


@pytest.mark.parametrize('kind, parameters, method, status', [
    ('busy', {'times': 2}, 'GET', 503), ('busy', {'times': 2, 'method': 'PUT'}, 'PUT', 503), ('starting', {'times': 2}, 'PUT', 400)])
def test_a_busy_server_for_a_number_of_calls(parts, kind, parameters, method, status):
    server, _, client = parts
    client.fault(kind, **parameters)
    path = '/library/metadata/1/refresh' if method == 'PUT' else '/library/metadata/1'
    answers = [client.ask(method, path) for _ in range(3)]
    assert [answer[0] for answer in answers] == [status, status, 200]
    expected = b'Maintenance' if status == 503 else b'the server is still starting up. Please retry later'
    assert expected in answers[0][2]
    assert server.queue.wait_idle(10)


def test_a_server_that_is_starting_can_be_read(parts):
    _, _, client = parts
    client.fault('starting')
    assert client.ask('GET', '/library/metadata/1')[0] == 200
    assert client.ask('PUT', '/library/metadata/1/refresh')[0] == 400


def test_slow_answers_only_where_asked_for(parts):
    _, _, client = parts
    client.fault('slow', seconds=0.3, path='/library/sections')
    started = time.time()
    client.xml('/identity')
    assert time.time() - started < 0.25
    started = time.time()
    client.xml('/library/sections')
    assert time.time() - started >= 0.3


def test_dropped_connections(parts):
    _, _, client = parts
    client.fault('disconnect', times=1)
    with pytest.raises(Exception) as caught:
        client.ask('GET', '/')
    assert type(caught.value).__name__ in ('BadStatusLine', 'RemoteDisconnected', 'ConnectionResetError', 'error')
    assert client.ask('GET', '/')[0] == 200


def test_dirty_xml_and_pages_without_a_total(parts):
    _, _, client = parts
    client.fault('dirty_xml', times=1)
    body = client.ask('GET', '/library/sections/1/all')[2]
    assert b'title="\x0b\x1f\xe9Film' in body
    assert b'\x0b' not in client.ask('GET', '/library/sections/1/all')[2]
    client.fault('no_total_size')
    found = client.xml('/library/sections/1/all?X-Plex-Container-Size=5')
    assert (found.get('size'), found.get('totalSize'), found.get('offset')) == ('5', None, None)


# Faults by themselves

def test_the_pages_of_the_simulation_list_and_clear_faults(parts):
    _, _, client = parts
    number = client.fault('stuck_item', rating_key='5', times=2)
    found = client.json('/simulation/faults')
    assert found['faults'] == [{'id': number, 'kind': 'stuck_item', 'rating_key': '5', 'times': 2, 'seconds': None, 'blocking': True}]
    assert sorted(kind['kind'] for kind in found['kinds']) == sorted(kind.name for kind in KINDS)
    assert all(kind['help'] for kind in found['kinds'])
    assert client.ask('DELETE', '/simulation/faults/%d' % number)[0] == 200
    assert client.ask('DELETE', '/simulation/faults/%d' % number)[0] == 404
    client.fault('busy')
    assert client.ask('GET', '/')[0] == 503
    assert client.ask('DELETE', '/simulation/faults')[0] == 200, 'the way out of a fault is open at any time'
    assert client.ask('GET', '/')[0] == 200


@pytest.mark.parametrize('body', [
    b'', b'[]', b'{', b'{"kind": "none"}', b'{"kind": "busy", "times": 0}', b'{"kind": "busy", "times": "3"}',
    b'{"kind": "busy", "nonsense": 1}', b'{"kind": "restart_fails", "how": "loudly"}', b'{"kind": "slow", "seconds": -1}',
    b'{"kind": "slow", "seconds": "1"}', b'{"kind": "stuck_item", "blocking": 1}', b'{"kind": "slow", "seconds": true}'])
def test_a_fault_that_is_not_understood_is_refused(parts, body):
    _, _, client = parts
    status, headers, answer = client.ask('POST', '/simulation/faults', body=body)
    assert (status, headers['content-type']) == (400, 'application/json') and b'"error"' in answer
    assert client.json('/simulation/faults')['faults'] == []


def test_state_tells_what_clients_do_not_see(parts):
    server, _, client = parts
    refresh(client, 1)
    assert server.queue.wait_idle(10)
    found = client.json('/simulation/state')
    assert found['refreshes'] == [{'rating_key': '1', 'outcome': 'updated', 'detail': ''}]
    assert found['requests']['PUT /library/metadata'] == 1 and found['queue'] == 0
    assert [plugin['identifier'] for plugin in found['plugins']] == [AGENT, SECOND]


def test_faults_strike_as_often_and_where_they_should():
    faults = Faults()
    assert faults.strike('busy', path=u'/x') is None
    first = faults.add('busy', times=1, path='/library')
    faults.add('busy', times=1)
    assert faults.strike('slow', path=u'/library') is None
    assert [faults.strike('busy', path=u'/library/x', method='GET') is not None for _ in range(3)] == [True, True, False]
    assert faults.armed() == [] and faults.remove(first) and not faults.remove(first)
    faults.add('lost_refresh', rating_key=60)
    assert faults.strike('lost_refresh', rating_key=6) is None
    assert faults.strike('lost_refresh', rating_key=u'60') == {}
    assert faults.strike('lost_refresh', rating_key=60) == {}, 'without a number it has no end'
    faults.clear('busy')
    assert [fault['kind'] for fault in faults.armed()] == ['lost_refresh']


@pytest.mark.parametrize('kind', ['items_vanish', 'items_appear', 'library_vanishes', 'item_moves', 'agent_dies'])
def test_what_cannot_happen_twice_strikes_once(kind):
    faults = Faults()
    faults.add(kind)
    assert faults.armed()[0]['times'] == 1


def test_each_kind_can_be_armed_with_its_defaults():
    faults = Faults()
    for kind in KINDS:
        faults.add(kind.name)
    assert [fault['kind'] for fault in faults.armed()] == [kind.name for kind in KINDS]
    with pytest.raises(BadFault):
        faults.add('busy', times=True)
