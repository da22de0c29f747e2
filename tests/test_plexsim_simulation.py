# -*- coding: utf-8 -*-
"""A whole simulation: real plug-in processes behind the real server, from start to an end that leaves nothing behind."""
from __future__ import absolute_import, division, print_function

import glob
import io
import os
import socket
import stat
import threading
import time
import xml.etree.ElementTree as ElementTree

import pytest

from plexfix.base.errors import UsageError
from plexsim import patches, scenarios
from plexsim.faults import Faults
from plexsim.folders import Folders
from plexsim.simulation import Simulation, agents_by_type
from plexsim.websites.site import Websites
from plexsim_bench import apply_change, need_lxml, read, write
from plexsim_fakes import Client, children_of, write_bundle

PLAIN = 'com.plexapp.agents.Plain'


@pytest.fixture(scope='module')
def running(tmpdir_factory):
    """One simulation with two bundles of our own, for the tests that do not break anything for good."""
    plugins = tmpdir_factory.mktemp('plugins')
    write_bundle(plugins, 'Plain')
    write_bundle(plugins, 'Serial', base='TV_Shows')
    with Simulation(str(plugins), str(tmpdir_factory.mktemp('logs')), items=6, seed=3) as simulation:
        yield simulation


def client_of(simulation):
    return Client(simulation.server.port, simulation.token)


def refresh(simulation, key):
    """Refresh an item through HTTP; return (outcome, detail) of it."""
    assert client_of(simulation).ask('PUT', '/library/metadata/%s/refresh' % key)[0] == 200
    assert simulation.queue.wait_idle(60)
    ended = simulation.queue.ended()[-1]
    assert ended.key == key
    return ended.outcome, ended.detail


def log_of(simulation, identifier, suffix=''):
    with io.open(os.path.join(simulation.logs, identifier + '.log' + suffix), encoding='utf-8') as handle:
        return handle.read()


def test_each_section_has_the_agent_for_its_kind(running):
    sections = client_of(running).xml('/library/sections')
    assert [(row.get('type'), row.get('agent')) for row in sections] == [
        ('movie', PLAIN), ('show', 'com.plexapp.agents.Serial'), ('artist', 'com.plexapp.agents.none'), ('photo', 'com.plexapp.agents.none')]
    assert client_of(running).xml('/library/sections/1/all').get('totalSize') == '6'
    agents = client_of(running).xml('/system/agents')
    assert [row.get('identifier') for row in agents] == ['com.plexapp.agents.none', PLAIN, 'com.plexapp.agents.Serial']
    assert [row.get('mediaType') for row in agents[2]] == ['2']


def test_a_refresh_runs_the_agent_and_what_it_says_is_in_its_log_and_in_the_library(running):
    client = client_of(running)
    before = int(client.xml('/library/metadata/1')[0].get('updatedAt'))
    assert refresh(running, 1) == ('updated', '')
    row = client.xml('/library/metadata/1')[0]
    assert (row.get('title'), row.get('summary'), row.find('Genre').get('tag')) == ('Title of 1', 'old', 'Drama')
    assert int(row.get('updatedAt')) > before and row.get('guid') == PLAIN + '://1?lang=en'
    log = log_of(running, PLAIN)
    assert "Searching for matches for {" in log and 'Plain looks for 1' in log and '/library/metadata/1/tree' in log


def test_a_show_is_refreshed_by_its_agent(running):
    show = running.library.items(2, 'show')[0].key
    assert refresh(running, show) == ('updated', '')
    assert client_of(running).xml('/library/metadata/%d' % show)[0].get('title') == 'Title of %d' % show


def test_matches_are_a_manual_search(running):
    found = client_of(running).xml('/library/metadata/2/matches?manual=1')
    assert [(row.get('name'), row.get('score'), row.get('year')) for row in found] == [('Found', '90', '2001')]


def test_an_agent_that_dies_fails_one_refresh_and_is_started_by_the_next(running):
    client_of(running).fault('agent_dies', rating_key='3')
    outcome, detail = refresh(running, 3)
    assert outcome == 'failed' and detail.startswith('AgentDied')
    assert refresh(running, 3)[0] == 'updated'


def test_a_restart_that_fails_leaves_the_plugin_down_until_one_works(running):
    client = client_of(running)
    client.fault('restart_fails', identifier=PLAIN, times=1)
    assert client.ask('GET', '/:/plugins/%s/restart' % PLAIN)[0] == 200
    assert client.xml('/:/plugins')[0].get('alive') == '0'
    assert refresh(running, 4)[0] == 'failed'
    assert client.ask('GET', '/:/plugins/%s/restart' % PLAIN)[0] == 200
    assert refresh(running, 4)[0] == 'updated'


def test_a_whole_restart_closes_the_server_and_rotates_the_logs(running):
    client = client_of(running)
    statuses, done, seen = set(), threading.Event(), threading.Event()

    def watch():
        while not done.is_set():
            statuses.add(client.ask('GET', '/library/sections')[0])
            seen.set()
    watcher = threading.Thread(target=watch)
    watcher.start()
    seen.wait(20)               # on a busy machine the restart could be over before the first look
    before = len(glob.glob(os.path.join(running.logs, PLAIN + '.log*')))
    try:
        assert client.ask('POST', '/simulation/restart')[0] == 200
    finally:
        done.set()
        watcher.join(20)
    assert statuses == set([200, 503]) and client.ask('GET', '/library/sections')[0] == 200
    assert len(glob.glob(os.path.join(running.logs, PLAIN + '.log*'))) == min(6, before + 1)
    assert refresh(running, 5)[0] == 'updated'


def test_websites_can_be_changed_from_outside(running):
    client = client_of(running)
    assert client.ask('POST', '/simulation/websites', body='{"host": "films.example", "block_share": 1.0}')[0] == 200
    assert running.websites.behaviour('films.example').block_share == 1.0
    for wrong in ('{"host": "none.example"}', '{"host": "films.example", "nonsense": 1}', '{}', '[]'):
        assert client.ask('POST', '/simulation/websites', body=wrong)[0] == 400


def test_new_code_is_what_a_restart_runs(tmpdir):
    plugins = tmpdir.join('Plug-ins')
    write_bundle(plugins, 'Plain', summary='old')
    with Simulation(str(plugins), str(tmpdir.join('Logs')), items=2) as simulation:
        assert refresh(simulation, 1)[0] == 'updated' and simulation.library.item(1).fields['summary'] == u'old'
        write_bundle(plugins, 'Plain', summary='new')
        assert refresh(simulation, 1)[0] == 'updated' and simulation.library.item(1).fields['summary'] == u'old'
        assert client_of(simulation).ask('GET', '/:/plugins/%s/restart' % PLAIN)[0] == 200
        assert refresh(simulation, 1)[0] == 'updated' and simulation.library.item(1).fields['summary'] == u'new'


def test_a_bundle_that_does_not_start_is_reported_and_its_items_fail(tmpdir):
    plugins = tmpdir.join('Plug-ins')
    write_bundle(plugins, 'Broken', code=u'_name = 1\n')
    with Simulation(str(plugins), str(tmpdir.join('Logs')), items=2) as simulation:
        described = simulation.description()['agents'][0]
        assert (described['identifier'], described['started']) == ('com.plexapp.agents.Broken', False) and described['error']
        outcome, detail = refresh(simulation, 1)
        assert outcome == 'failed' and 'not running' in detail
        logs = glob.glob(os.path.join(simulation.logs, 'com.plexapp.agents.Broken.log*'))
        assert len(logs) == 1, 'each further start would rotate away why the first one failed'
        assert client_of(simulation).xml('/:/plugins')[0].get('started') == '0'


def test_folders_are_made_and_what_was_not_named_goes_at_the_end(tmpdir):
    plugins, logs = tmpdir.join('a', 'Plug-ins é'), tmpdir.join('b', 'Logs')
    write_bundle(plugins, 'Plain')
    with Simulation(str(plugins), str(logs), items=1) as simulation:
        data, token_file = simulation.data, simulation.token_file
        if os.name != 'nt':
            assert stat.S_IMODE(os.stat(token_file).st_mode) == 0o600
            assert stat.S_IMODE(os.stat(os.path.join(data, 'Preferences.xml')).st_mode) == 0o600
        with io.open(token_file, encoding='utf-8') as handle:
            assert handle.read().strip() == simulation.token
        preferences = ElementTree.parse(os.path.join(data, 'Preferences.xml')).getroot()
        assert preferences.get('PlexOnlineToken') == simulation.token
        assert preferences.get('MachineIdentifier') == client_of(simulation).xml('/identity').get('machineIdentifier')
        assert simulation.token not in str(simulation.description())
    assert not os.path.exists(data) and not os.path.exists(token_file)
    assert plugins.join('Plain.bundle').check() and logs.join(PLAIN + '.log').check()


def test_the_same_seed_gives_the_same_library_and_another_does_not(tmpdir):
    def library(seed):
        plugins = tmpdir.join('Plug-ins %s' % seed)
        write_bundle(plugins, 'Plain')
        with Simulation(str(plugins), items=30, seed=seed) as simulation:
            return client_of(simulation).ask('GET', '/library/sections/1/all')[2]
    assert library(5) == library(5) != library(6)


def test_an_empty_folder_is_filled_with_the_sample_agents_and_they_do_what_they_should(tmpdir):
    with Simulation(str(tmpdir.join('Plug-ins')), str(tmpdir.join('Logs')), items=4, scenario='healthy') as simulation:
        plugins = simulation.host.plugins()
        assert len(plugins) >= 4 and all(plugin['started'] for plugin in plugins), plugins
        sections = [section for section in simulation.description()['sections'] if section['type'] == 'movie']
        assert [section['agent'] for section in sections] == [plugin['identifier'] for plugin in plugins]
        assert set(section['items'] for section in sections) == set([4])
        need_lxml()
        ended = simulation.refresh_all(timeout_s=60)
        assert len(ended) == 16 and set(one.outcome for one in ended) == set(['updated']), ended
        titles = [row.get('summary') for row in client_of(simulation).xml('/library/sections/1/all')]
        assert all(titles)


def test_the_good_patch_ends_the_403s_and_brings_out_the_429s(tmpdir):
    need_lxml()
    plugins = tmpdir.join('Plug-ins')
    with Simulation(str(plugins), str(tmpdir.join('Logs')), items=12, seed=1) as simulation:
        def statuses():
            simulation.websites.forget()
            simulation.refresh_all(timeout_s=120)
            seen = [seen.status for seen in simulation.websites.requests_seen()]
            return seen.count(403) / float(len(seen)), seen.count(429)
        share, limited_before = statuses()
        assert share > 0.2
        for bundle in plugins.listdir(lambda path: path.ext == '.bundle'):
            path = str(bundle.join('Contents', 'Code', 'utils.py'))
            write(path, apply_change(read(path), patches.text('headers')))
        client = client_of(simulation)
        for plugin in client.xml('/:/plugins'):
            assert client.ask('GET', '/:/plugins/%s/restart' % plugin.get('identifier'))[0] == 200
        share, limited = statuses()
        assert share < 0.05 and limited > limited_before


def test_a_folder_with_something_in_it_is_not_filled(tmpdir):
    tmpdir.join('notes.txt').write('mine')
    with Simulation(str(tmpdir), items=2) as simulation:
        assert simulation.host.plugins() == [] and [path.basename for path in tmpdir.listdir()] == ['notes.txt']
        assert client_of(simulation).xml('/library/sections')[0].get('agent') == 'com.plexapp.agents.none'
        assert simulation.refresh_all() == []


def test_an_interpreter_that_is_none_is_refused(tmpdir):
    with pytest.raises(UsageError) as caught:
        Simulation(str(tmpdir), python=str(tmpdir.join('python'))).start()
    assert '--python' in caught.value.message()


def test_refreshes_that_do_not_end_are_told(tmpdir):
    write_bundle(tmpdir, 'Plain')
    with Simulation(str(tmpdir), items=2, scenario='stuck') as simulation:
        simulation.faults.add('stuck_item', rating_key=1)
        with pytest.raises(UsageError) as caught:
            simulation.refresh_all(timeout_s=0.3)
        assert 'are left' in caught.value.message()


def test_a_start_that_fails_leaves_nothing(tmpdir):
    taken = socket.socket()
    taken.bind(('127.0.0.1', 0))
    taken.listen(1)
    before = threading.active_count()
    simulation = Simulation(str(tmpdir.join('Plug-ins')), items=1, port=taken.getsockname()[1])
    with pytest.raises(UsageError) as caught:
        simulation.start()
    assert 'cannot listen on port' in caught.value.message() and '--port' in caught.value.message()
    assert not os.path.exists(simulation.logs)
    deadline = time.time() + 5
    while threading.active_count() > before and time.time() < deadline:
        time.sleep(0.01)
    assert threading.active_count() <= before
    taken.close()


def test_stopping_leaves_no_process_and_a_second_time_does_no_harm(tmpdir):
    write_bundle(tmpdir, 'Plain')
    before = set(children_of(os.getpid()))
    simulation = Simulation(str(tmpdir), items=1)
    simulation.start()
    port = simulation.server.port
    assert not os.path.isdir('/proc/self/task') or len(set(children_of(os.getpid())) - before) == 1
    simulation.stop()
    # Another test's process may end meanwhile.
    assert not set(children_of(os.getpid())) - before, 'not even a zombie'
    simulation.stop()
    with pytest.raises((OSError, socket.error)):
        socket.create_connection(('127.0.0.1', port), timeout=2)


def test_stopping_while_an_agent_works_takes_no_longer_than_its_end(tmpdir):
    code = u'''
class Slow(Agent.Movies):
    name = 'Slow'
    languages = ['en']
    primary_provider = True

    def search(self, results, media, lang, manual):
        Log('sleeping')
        Thread.Sleep(30)

    def update(self, metadata, media, lang, force):
        pass
'''
    write_bundle(tmpdir.join('P'), 'Slow', code=code)
    with Simulation(str(tmpdir.join('P')), str(tmpdir.join('L')), items=1) as simulation:
        assert client_of(simulation).ask('PUT', '/library/metadata/1/refresh')[0] == 200
        deadline = time.time() + 10
        while 'sleeping' not in log_of(simulation, 'com.plexapp.agents.Slow') and time.time() < deadline:
            time.sleep(0.02)
        started = time.time()
    assert time.time() - started < 8


# Parts by themselves

@pytest.mark.parametrize('scenario', scenarios.SCENARIOS, ids=lambda scenario: scenario.name)
def test_each_scenario_is_one_that_websites_and_server_understand(scenario):
    assert Websites(behaviour=scenario.websites, films=[]) and scenario.help
    faults = Faults()
    for kind, parameters in scenario.faults:
        faults.add(kind, **parameters)
    assert len(faults.armed()) == len(scenario.faults)


def test_an_unknown_scenario_names_those_there_are():
    with pytest.raises(UsageError) as caught:
        Simulation(scenario='none')
    assert 'healthy' in caught.value.message()


def test_a_token_is_kept_from_run_to_run_but_only_if_it_is_one(tmpdir):
    path = tmpdir.join('token')
    first, second = (Folders(data=str(tmpdir.join('d')), plugins=str(tmpdir), logs=str(tmpdir), token_file=str(path)) for _ in range(2))
    first.make(u'm')
    second.make(u'm')
    assert first.token == second.token and len(first.token) == 20
    path.write('two words\n')
    with pytest.raises(UsageError) as caught:
        first.make(u'm')
    assert 'two words' not in caught.value.message()
    path.write('')
    second.make(u'm')
    assert len(second.token) == 20


@pytest.mark.skipif(os.name == 'nt' or not hasattr(os, 'geteuid') or os.geteuid() == 0, reason='needs a user whom permissions bind')
def test_a_folder_that_cannot_be_made_is_refused(tmpdir):
    tmpdir.chmod(0o500)
    with pytest.raises(UsageError):
        Folders(plugins=str(tmpdir.join('x')), logs=str(tmpdir), data=str(tmpdir)).make(u'm')


def test_a_folder_that_is_a_file_is_refused(tmpdir):
    tmpdir.join('x').write('')
    with pytest.raises(UsageError) as caught:
        Folders(plugins=str(tmpdir.join('x', 'y')), logs=str(tmpdir), data=str(tmpdir)).make(u'm')
    assert '--plugins' in caught.value.message()


def test_agents_by_type_takes_a_silent_plugin_for_a_movie_agent():
    def plugin(name, types=(), started=True, primary=True):
        return {'identifier': name, 'started': started, 'agents': [{'primary_provider': primary, 'media_types': [kind]} for kind in types]}
    found = agents_by_type([plugin('a', ['Movies']), plugin('b', ['TV_Shows']), plugin('c', started=False), plugin('d', ['Movies'], primary=False),
                            plugin(None, started=False), plugin('e'), plugin('f', ['Artist', 'Photos'])])
    assert found == {'movie_agents': ['a', 'c'], 'show_agents': ['b'], 'artist_agents': ['f'], 'photo_agents': ['f']}
    assert agents_by_type([]) == {'movie_agents': [], 'show_agents': [], 'artist_agents': [], 'photo_agents': []}


@pytest.mark.parametrize('contributes_to, agents', [
    (['com.plexapp.agents.imdb', 'com.plexapp.agents.themoviedb'], ['a', 'com.plexapp.agents.imdb']),
    (['com.plexapp.agents.imdb', 'a'], ['a']),
    (['com.plexapp.agents.none'], ['a']),
    (['com.plexapp.agents.unheardof'], ['a']),
    (None, ['a']),
])
def test_an_agent_that_only_adds_gets_a_section_of_one_that_it_adds_to(contributes_to, agents):
    def plugin(name, **agent):
        return {'identifier': name, 'started': True, 'agents': [dict(agent, media_types=['Movies'])]}
    assert agents_by_type([plugin('a', primary_provider=True),
                           plugin('b', primary_provider=False, contributes_to=contributes_to)])['movie_agents'] == agents


def test_two_simulations_run_beside_each_other(tmpdir):
    plugins = tmpdir.join('Plug-ins')
    write_bundle(plugins, 'Plain')
    with Simulation(str(plugins), str(tmpdir.join('one')), items=2, seed=1) as first:
        with Simulation(str(plugins), str(tmpdir.join('two')), items=3, seed=2) as second:
            assert first.url != second.url and first.token != second.token and first.data != second.data
            assert refresh(first, 1)[0] == refresh(second, 3)[0] == 'updated'
            assert client_of(first).ask('GET', '/library/metadata/3')[2] != client_of(second).ask('GET', '/library/metadata/3')[2]
        assert refresh(first, 2)[0] == 'updated'
        assert log_of(first, PLAIN).count('Searching for matches') == 2 and log_of(second, PLAIN).count('Searching for matches') == 1
