# -*- coding: utf-8 -*-
"""The command plex_api_utils.py against the simulated server: every flag, every fault, and no token in any output."""
from __future__ import absolute_import, division, print_function

import io
import json
import os
import subprocess
import sys
import threading

import pytest

import plex_api_utils
from fake_plex import DROP, Answer, FakePlex, container, unused_port
from plexfix.base.compat import PY2, native, to_text
from plexfix.base.errors import PlexfixError
from plexfix.base.needs import require
from plexfix.outside import logmarks, tokens
from plexfix.outside.plexserver import connect
from plexfix.steps import checkup, refresh
from plexsim.simulation import Simulation
from plexsim_fakes import AGENT, TOKEN, running_server

try:
    import pty
except ImportError:
    pty = None

FILMS = [{'title': u'Film %03d' % number, 'year': 1900 + number % 100, 'studio': u'Studio', 'duration_min': 90}
         for number in range(1, 251)]


@pytest.fixture(autouse=True)
def nothing_of_this_machine(monkeypatch, tmpdir):
    """No token, address or folder of the machine that runs the tests, and waits that are short."""
    for name in list(os.environ):
        if name.startswith(('PLEX', 'PLEXAPI')):
            monkeypatch.delenv(name)
    monkeypatch.setenv('HOME', str(tmpdir))
    monkeypatch.setattr(tokens.platforms, 'data_folders', lambda *_, **__: [str(tmpdir.join('data'))])
    monkeypatch.setattr(refresh, 'USUAL_LIMITS', refresh.USUAL_LIMITS._replace(
        pause_s=0.0, first_poll_s=0.02, longest_poll_s=0.1, lost_after_s=0.4))


@pytest.fixture
def ask(capsys, monkeypatch):
    """Return the function that runs the command: (exit code, standard output, standard error), both as text."""
    def run(*argv, **options):
        token = options.pop('token', TOKEN)
        monkeypatch.setenv('PLEX_TOKEN', str(token)) if token else monkeypatch.delenv('PLEX_TOKEN', raising=False)
        code = plex_api_utils.main([str(word) for word in argv])
        captured = capsys.readouterr()
        return code, to_text(captured.out), to_text(captured.err)
    return run


@pytest.fixture
def plex():
    with running_server() as (server, host, client):
        yield server, host, client


# What the flags do


def test_sections(ask, plex):
    code, out, err = ask('--sections', '--url', plex[0].url)
    assert (code, err) == (0, u'')
    assert out.splitlines()[0] == u'     1  movie    Films  (%s)' % AGENT
    code, out, _ = ask('--sections', '--url', plex[0].url, '--json')
    document = json.loads(out)
    assert document['schema'] == 'plexfix.sections/1'
    assert [(row['key'], row['type']) for row in document['sections']][:2] == [('1', 'movie'), ('2', 'movie')]


def test_items_of_a_section_of_a_kind_and_by_title(ask, plex):
    url = plex[0].url
    code, out, _ = ask('--items', '--section', '1', '--url', url)
    assert (code, len(out.splitlines())) == (0, 12)
    assert u'Film 01 \u2014 \xc9t\xe9 (1981)' in out
    rows = json.loads(ask('--items', '--section', '1', '--url', url, '--json')[1])['items']
    assert [row['ratingKey'] for row in rows] == [str(number) for number in range(1, 13)]
    assert rows[0]['files'] and rows[0]['guid'].startswith(AGENT)
    _, out, _ = ask('--search', native(u'11 \u2014 ete'), '--url', url)
    assert u'Film 11' in out and len(out.splitlines()) == 2
    _, out, _ = ask('--items', '--search', 'episode 4', '--type', 'episode', '--url', url)
    assert len(out.splitlines()) == 6
    _, out, _ = ask('--search', 'nothing like it', '--url', url)
    assert out == u''


@pytest.mark.parametrize('argv, words', [
    ((), 'nothing to do'), (('--items',), '--section'), (('--refresh',), '--rating-key'),
    (('--items', '--section', 'x'), 'keys are numbers'), (('--items', '--section', '1', '--type', 'book'), 'movie'),
    (('--refresh', '--rating-key', '../1'), 'keys are numbers'), (('--url', 'ftp://x', '--sections'), 'http'),
    (('--timeout', '0', '--sections'), 'seconds'), (('--timeout', 'soon', '--sections'), 'seconds'),
    (('--sections', '--items'), 'not allowed'), (('--sectoins',), '--sections')])
def test_wrong_usage_is_2_and_says_what_is_right(ask, plex, argv, words):
    code, out, err = ask(*(argv if '--url' in argv else argv + ('--url', plex[0].url)))
    assert (code, out) == (2, u'')
    assert words in err


def test_a_refresh_without_wait_is_queued_and_says_that_this_is_not_done(ask, plex):
    server, host, _ = plex
    code, out, _ = ask('--refresh', '--rating-key', '3', '--url', server.url)
    assert code == 0
    assert u'queued' in out and u'not done yet' in out
    assert server.queue.wait_idle()
    assert host.names() == ['search', 'update']
    code, out, _ = ask('--refresh', '--rating-key', '99999', '--rating-key', '4', '--url', server.url)
    assert code == 1
    assert [line.split()[0] for line in out.splitlines()] == [u'failed', u'queued']


def test_a_dry_run_asks_for_nothing(ask, plex):
    server, host, _ = plex
    code, out, _ = ask('--refresh', '--rating-key', '3', '--wait', '--dry-run', '--url', server.url, '--json')
    document = json.loads(out)
    assert (code, document['dry_run'], document['items'][0]['outcome']) == (0, True, 'would refresh')
    assert (host.calls, server.queue.size(), [job for job in server.queue.ended()]) == ([], 0, [])
    assert ask('--refresh', '--rating-key', '999', '--dry-run', '--url', server.url)[0] == 1


def test_a_refresh_with_wait_is_done_when_it_is(ask, plex):
    server, host, _ = plex
    code, out, _ = ask('--refresh', '--rating-key', '3', '--rating-key', '4', '--wait', '--url', server.url, '--json')
    document = json.loads(out)
    assert (code, document['waited']) == (0, True)
    assert [(row['rating_key'], row['outcome'], row['asked']) for row in document['items']] == [
        ('3', 'done', 1), ('4', 'done', 1)]
    assert host.names() == ['search', 'update'] * 2
    code, out, _ = ask('--refresh', '--rating-key', '3', '--wait', '--url', server.url)
    assert out.startswith(u'done') and u'updatedAt moved' in out


def test_without_logs_it_says_what_is_not_seen(ask, plex):
    _, _, err = ask('--refresh', '--rating-key', '3', '--wait', '--url', plex[0].url)
    assert u'what they did is not seen' in err
    assert ask('--refresh', '--rating-key', '3', '--wait', '--quiet', '--url', plex[0].url)[2] == u''


# Faults on demand


def waited(ask, server, *more):
    code, out, err = ask('--refresh', '--rating-key', '3', '--wait', '--json', '--url', server.url, *more)
    return (code,) + tuple(json.loads(out)['items'][0][name] for name in ('outcome', 'asked')) if out else (code, err)


@pytest.mark.parametrize('fault, more, result', [
    ('stuck_item', {}, (1, 'timeout', 1)),
    ('lost_refresh', {'times': 1}, (0, 'done', 2)),
    ('lost_refresh', {}, (1, 'not_observed', 2)),
    ('busy', {'times': 2}, (0, 'done', 1)),
    ('starting', {'times': 2}, (0, 'done', 1)),
    ('disconnect', {'times': 1, 'path': '/activities'}, (0, 'done', 1)),
    ('dirty_xml', {}, (0, 'done', 1)),
    ('slow', {'seconds': 0.05}, (0, 'done', 1)),
])
def test_a_fault_of_the_server_gives_the_outcome_that_it_should(ask, plex, fault, more, result):
    plex[0].faults.add(fault, **dict(more, rating_key=3) if fault.endswith(('item', 'refresh')) else more)
    assert waited(ask, plex[0], '--timeout', '4') == result


def test_200_without_change_and_without_logs_is_not_called_done(ask, plex):
    plex[0].faults.add('unchanged', rating_key=3)
    code, outcome, _ = waited(ask, plex[0], '--timeout', '4')
    assert (code, outcome) == (1, 'not_observed')


def test_an_item_that_moves_in_the_middle_is_followed(ask, plex):
    server, host, _ = plex
    host.hold.clear()
    # Once the agent is called the item gets another key; the agent goes on after that.
    threading.Thread(target=move_when_called, args=(server, host)).start()
    code, outcome, asked = waited(ask, server, '--timeout', '8')
    assert (code, outcome, asked) == (0, 'done', 2)


def move_when_called(server, host):
    for _ in range(500):
        if host.calls:
            break
        threading.Event().wait(0.01)
    server.library.rekey(3)
    host.hold.set()


def test_an_agent_that_crashes_leaves_the_item_as_it_was(ask, plex):
    server, host, _ = plex
    host.fails = 'boom'
    code, outcome, _ = waited(ask, server, '--timeout', '4')
    assert (code, outcome) == (1, 'not_observed')


def test_the_time_for_all_items_ends_it(ask, plex):
    plex[0].faults.add('stuck_item')
    keys = [word for key in range(3, 9) for word in ('--rating-key', key)]
    code, out, _ = ask('--refresh', '--wait', '--overall', '1', '--json', '--url', plex[0].url, *keys)
    rows = json.loads(out)['items']
    assert (code, len(rows)) == (1, 6)
    assert set(row['outcome'] for row in rows) == set(['timeout'])
    assert rows[-1]['asked'] == 0


@pytest.mark.parametrize('fault, more', [('items_vanish', {'count': 7}), ('items_appear', {'count': 7}),
                                         ('no_total_size', {}), ('dirty_xml', {}), (None, {})])
def test_a_library_that_moves_while_it_is_listed_loses_and_repeats_nothing(ask, fault, more):
    with running_server(FILMS) as (server, _, _client):
        before = set(str(item.key) for item in server.library.items(1, 'movie'))
        if fault:
            server.faults.add(fault, **dict(more, section=1) if fault.startswith('items') else more)
        code, out, _ = ask('--items', '--section', '1', '--json', '--url', server.url)
        keys = [row['ratingKey'] for row in json.loads(out)['items']]
        after = set(str(item.key) for item in server.library.items(1, 'movie'))
    assert code == 0
    assert len(keys) == len(set(keys))
    assert set(keys) >= before & after
    assert len(before) == 250


def test_a_section_that_vanishes_while_it_is_listed_is_an_error(ask):
    with running_server(FILMS) as (server, _, _client):
        server.faults.add('library_vanishes', section=1)
        code, out, err = ask('--items', '--section', '1', '--url', server.url)
    assert (code, out) == (2, u'')
    assert u'404' in err


def test_a_server_that_is_slower_than_the_timeout(ask, plex):
    plex[0].faults.add('slow', seconds=1.5)
    code, out, err = ask('--sections', '--timeout', '0.3', '--url', plex[0].url)
    assert (code, out) == (2, u'')
    assert u'--timeout' in err


# Errors, and where the token is


def test_no_server_a_wrong_token_and_none(ask, plex):
    code, out, err = ask('--sections', '--url', 'http://127.0.0.1:%d' % unused_port())
    assert (code, out) == (2, u'') and u'connection refused' in err
    code, _, err = ask('--sections', '--url', plex[0].url, token='some-other-token')
    assert code == 2 and u'wrong token' in err
    code, _, err = ask('--sections', '--url', plex[0].url, token=None)
    assert code == 2 and u'nothing in PLEX_TOKEN' in err and u'--token-file' in err
    code, _, err = ask('--refresh', '--rating-key', '1', '--wait', '--url', plex[0].url, token='some-other-token')
    assert code == 2 and u'wrong token' in err


def test_the_address_may_come_from_the_environment(ask, plex, monkeypatch):
    monkeypatch.setenv('PLEX_URL', plex[0].url)
    code, _, err = ask('--sections', '--verbose')
    assert code == 0
    assert u'from PLEX_URL' in err and u'PLEX_TOKEN - a token' in err


def test_token_says_where_and_masks_and_show_token_prints_it_alone(ask):
    code, out, err = ask('--token')
    assert (code, out) == (0, u'token a-********Zq, from PLEX_TOKEN\n')
    code, out, _ = ask('--show-token')
    assert (code, out) == (0, TOKEN + u'\n')
    document = json.loads(ask('--token', '--json')[1])
    assert document == {'schema': 'plexfix.token/1', 'source': 'PLEX_TOKEN', 'token_masked': 'a-********Zq',
                        'tried': [{'source': 'PLEX_TOKEN', 'state': 'found'}]}
    assert json.loads(ask('--show-token', '--json')[1])['token'] == TOKEN
    code, out, err = ask('--token', token=None)
    assert (code, out) == (2, u'') and u'no Plex token found' in err


def test_a_token_file_and_standard_input(ask, plex, tmpdir, monkeypatch):
    path = tmpdir.join('token')
    path.write(str(TOKEN))
    assert ask('--sections', '--token-file', path, '--url', plex[0].url, token='wrong')[0] == 0
    monkeypatch.setattr('sys.stdin', io.StringIO(TOKEN + u'\n'))
    assert ask('--sections', '--token-file', '-', '--url', plex[0].url, token=None)[0] == 0
    code, _, err = ask('--sections', '--token-file', tmpdir.join('none'), '--url', plex[0].url)
    assert code == 2 and u'not there' in err


STRAY = [('--token', 'SECRET'), ('--token=SECRET',), ('--tok=SECRET',), ('--show-token', 'SECRET'),
         ('--show-token=SECRET',), ('--sho=SECRET',), ('--show', 'SECRET'), ('--tok', 'SECRET'),
         ('--sections', '--token=SECRET'), ('--t=SECRET',),
         ('--url', 'http://x:1/?X-Plex-Token=SECRET', '--sections'), ('--url', 'http://u:SECRET@x:1', '--sections')]


@pytest.mark.parametrize('argv', STRAY)
def test_a_token_on_the_command_line_is_refused_and_never_repeated(ask, argv):
    code, out, err = ask(*argv)
    assert code == 2
    assert 'SECRET' not in out + err


def test_no_output_of_any_failure_holds_the_token(ask, plex, tmpdir):
    """Provoke every error there is a way to provoke, noisily, and look at all that was written."""
    server, _, _ = plex
    said = []
    actions = [('--check',), ('--token',), ('--sections',), ('--items', '--section', '1'), ('--search', 'x'),
               ('--refresh', '--rating-key', '3'), ('--refresh', '--rating-key', '3', '--wait')]
    answers = [Answer(status=status) for status in (400, 401, 403, 404, 405, 500, 503)]
    answers += [Answer(b'x'), DROP, Answer(status=302, headers={'Location': 'http://evil.example/'})]
    answers += [Answer(container())]
    for answer in answers:
        with FakePlex(lambda request: answer) as plex_that_fails:
            for action in actions:
                said.append(ask(*action + ('--verbose', '--timeout', '0.3', '--url', plex_that_fails.url)))
    for url in (server.url, 'http://127.0.0.1:%d' % unused_port(), 'https' + server.url[4:]):
        for action in actions:
            for more in ((), ('--json',), ('--insecure',)):
                said.append(ask(*action + more + ('--verbose', '--timeout', '2', '--url', url)))
    assert len(said) > 100
    assert [text for _, out, err in said for text in (out, err) if TOKEN in text] == []
    assert set(code for code, _, _ in said) >= set([0, 1, 2])


def test_insecure_is_warned_of_even_when_quiet(ask, plex):
    _, _, err = ask('--sections', '--insecure', '--quiet', '--url', plex[0].url)
    assert u'--insecure' in err


def test_a_missing_requests_package_is_one_line(ask, plex, monkeypatch):
    monkeypatch.setitem(sys.modules, 'requests', None)
    code, out, err = ask('--sections', '--url', plex[0].url)
    assert (code, out, len(err.splitlines())) == (2, u'', 1)
    assert u'-m pip install requests' in err


# The check


def test_check_tells_of_each_thing_in_one_line(ask, plex, tmpdir):
    logs, plugins = tmpdir.mkdir('logs'), tmpdir.mkdir('Plug-ins')
    logs.join('com.plexapp.agents.X.log').write('')
    plugins.mkdir('X.bundle')
    where = ('--url', plex[0].url, '--log-dir', logs, '--plugins-dir', plugins)
    code, out, err = ask('--check', *where)
    lines = out.splitlines()
    assert (code, err) == (0, u'')
    assert [line.split()[0] for line in lines] == [u'ok'] * 6
    assert [line[9:24].strip() for line in lines] == [u'identity', u'token', u'agents', u'log folder',
                                                      u'plug-ins folder', u'free space']
    document = json.loads(ask('--check', '--json', *where)[1])
    assert document['schema'] == 'plexfix.check/1'
    assert [row['state'] for row in document['checks']] == ['ok'] * 6


def test_check_of_nothing_says_what_to_do_and_is_1(ask):
    code, out, _ = ask('--check', '--json', '--url', 'http://127.0.0.1:%d' % unused_port(), token=None)
    rows = dict((row['name'], row) for row in json.loads(out)['checks'])
    assert code == 1
    assert [rows[name]['state'] for name in ('identity', 'token', 'agents', 'log folder', 'plug-ins folder')] == [
        'problem', 'problem', 'unknown', 'problem', 'problem']
    assert all(row['advice'] for row in rows.values() if row['state'] == 'problem')
    assert 'sudo' not in out


@pytest.mark.parametrize('pages, token, states', [
    ({'/identity': container()}, TOKEN, ['ok', 'problem', 'unknown']),
    ({'/identity': container(), '/': container()}, TOKEN, ['ok', 'ok', 'problem']),
    ({'/identity': container(), '/': container()}, None, ['ok', 'ok', 'problem']),
    ({'/identity': container()}, None, ['ok', 'problem', 'unknown']),
    ({'/identity': container(), '/': container(), '/system/agents': Answer(status=500)}, TOKEN,
     ['ok', 'ok', 'problem']),
    ({'/identity': container(b'', b'claimed="0"'), '/': container(),
      '/system/agents': container(b'<Agent identifier="com.plexapp.agents.X"/>')}, TOKEN, ['ok', 'ok', 'ok']),
    ({'/identity': Answer(status=500)}, TOKEN, ['problem', 'unknown', 'unknown'])])
def test_check_of_a_server_that_lacks_something(ask, pages, token, states):
    missing = {'/': Answer(status=401)}
    with FakePlex(lambda request: pages.get(request.path) or missing.get(request.path) or Answer(status=404)) as plex:
        rows = json.loads(ask('--check', '--json', '--url', plex.url, token=token)[1])['checks']
    assert [row['state'] for row in rows[:3]] == states


def test_check_of_places(tmpdir):
    def absent():
        raise PlexfixError('not found', 'looked in: ' + 'x' * 500, 'name it')

    plugins = tmpdir.mkdir('Plug-ins')
    logs, bundles, room = checkup.check_places(absent, lambda: str(plugins), True, lambda folder: 1024)
    assert (logs.state, bundles.state, room.state) == ('problem', 'problem', 'problem')
    assert 'xxx' not in logs.detail and logs.advice == u'name it'
    logs, bundles, room = checkup.check_places(absent, lambda: str(tmpdir.join('none')), False, unmeasurable)
    assert (logs.state, bundles.state, room.state) == ('unknown', 'problem', 'unknown')


def unmeasurable(folder):
    raise EnvironmentError(5, 'Input/output error')


def test_a_folder_that_cannot_be_written_is_a_problem(tmpdir, monkeypatch):
    tmpdir.mkdir('X.bundle')
    monkeypatch.setattr(checkup.os, 'access', lambda path, mode: False)
    _, bundles, _ = checkup.check_places(lambda: str(tmpdir), lambda: str(tmpdir), True)
    assert bundles.state == 'problem' and 'not writable' in bundles.detail


# The documented functions


def test_the_documented_functions(plex, monkeypatch):
    server, host, _ = plex
    url = server.url
    monkeypatch.setenv('PLEX_TOKEN', str(TOKEN))
    token = plex_api_utils.get_plex_token()
    assert token == str(TOKEN)
    section = plex_api_utils.get_library_sections(url, token)[0]
    assert (section['key'], section['title'], section['type']) == ('1', u'Films', u'movie')
    item = plex_api_utils.get_library_items(url, token, section['key'])[2]
    assert (item['ratingKey'], item['key']) == ('3', u'/library/metadata/3')
    assert item['title'].startswith(u'Film 03')
    assert plex_api_utils.refresh_metadata(url, token, item['ratingKey']) is True
    assert plex_api_utils.refresh_metadata(url, token, '99999') is False
    assert plex_api_utils.refresh_metadata(url, 'wrong', '3') is False
    assert plex_api_utils.test_plex_connection(url, token) is True
    assert plex_api_utils.test_plex_connection(url, 'wrong') is False
    assert plex_api_utils.test_plex_connection('http://127.0.0.1:%d' % unused_port(), token) is False
    with pytest.raises(PlexfixError):
        plex_api_utils.get_library_sections(url, 'wrong')
    with pytest.raises(PlexfixError):
        plex_api_utils.get_library_items(url, token, '999')
    monkeypatch.delenv('PLEX_TOKEN')
    assert plex_api_utils.get_plex_token() is None


# As a process of its own


def test_as_a_process_the_token_is_in_no_list_of_processes_and_non_ascii_goes_into_a_pipe(run_python, plex, tmpdir):
    script = plex_api_utils.__file__.replace('.pyc', '.py')
    env = {'PLEX_TOKEN': str(TOKEN), 'PLEX_URL': plex[0].url, 'LC_ALL': 'C', 'HOME': str(tmpdir)}
    code, out, err = run_python([script, '--items', '--section', '1'], env=env)
    assert (code, err) == (0, b'')
    assert u'\u2014 \xc9t\xe9'.encode('utf-8') in out
    code, out, err = run_python([script, '--items', '--section', '1', '--json'], env=env)
    assert len(json.loads(out.decode('ascii'))['items']) == 12


def on_a_terminal(arguments, env, prompt, typed):
    """Run this Python on a terminal of its own, type at the prompt; return (exit code, all that was shown)."""
    ours, theirs = pty.openpty()
    # A session of its own, or getpass would ask at the terminal of whoever runs the tests.
    apart = {'preexec_fn': os.setsid} if PY2 else {'start_new_session': True}
    process = subprocess.Popen([sys.executable, '-B'] + arguments, env=dict(os.environ, **env), stdin=theirs,
                               stdout=theirs, stderr=theirs, close_fds=True, **apart)
    os.close(theirs)
    killer = threading.Timer(20, process.kill)
    killer.start()
    try:
        shown = b''.join(typing_at(ours, prompt, typed + b'\n'))
        return process.wait(), shown
    finally:
        killer.cancel()
        os.close(ours)


def typing_at(terminal, prompt, typed):
    """Yield what a terminal shows until it is closed, and type once when the prompt is there."""
    shown, left = b'', typed
    while True:
        try:
            piece = os.read(terminal, 4096)
        except OSError:
            return
        if not piece:
            return
        yield piece
        shown += piece
        if left and prompt in shown:
            os.write(terminal, left)
            left = b''


@pytest.mark.skipif(pty is None, reason='this system has no pseudo-terminals')
def test_a_token_typed_at_a_terminal_is_not_shown(plex, tmpdir):
    script = plex_api_utils.__file__.replace('.pyc', '.py')
    # With `-` it asks also where Plex itself keeps a token on this machine.
    env = {'PLEX_URL': plex[0].url, 'HOME': str(tmpdir)}
    code, shown = on_a_terminal([script, '--sections', '--token-file', '-'], env, b'(not shown): ',
                                TOKEN.encode('ascii'))
    assert code == 0, shown
    assert b'Films' in shown
    assert TOKEN.encode('ascii') not in shown


# With everything that plexsim has: agents that run, and logs that they write


@pytest.fixture(scope='module')
def simulation():
    lxml_or_skip()
    with Simulation(items=12, scenario='healthy') as running:
        yield running


def lxml_or_skip():
    """Without lxml the sample agents cannot read pages: that is said, and in CI it is a failure."""
    try:
        require('lxml')
    except ImportError as err:
        if os.environ.get('CI') == 'true':
            raise
        pytest.skip('not run: %s' % err)


def section_items(running, agent):
    section = [one for one in running.library.sections() if one.agent.endswith(agent)][0]
    return [str(item.key) for item in running.library.items(section.key, 'movie')]


def test_a_real_agents_log_tells_what_came_of_each_refresh(ask, simulation):
    keys = section_items(simulation, simulation.host.plugins()[0]['name'])[:3]
    words = [word for key in keys for word in ('--rating-key', key)]
    code, out, err = ask('--refresh', '--wait', '--json', '--timeout', '30', '--log-dir', simulation.logs,
                         '--url', simulation.url, *words, token=simulation.token)
    rows = json.loads(out)['items']
    assert [row['detail'][:10] for row in rows] == ['its agent:'] * 3, (rows, err)
    assert set(row['outcome'] for row in rows) <= set(['done', 'failed'])
    ended = dict((str(one.key), one.outcome) for one in simulation.queue.ended())
    for row in rows:
        assert (row['outcome'] == 'done') == (ended[row['rating_key']] == 'updated'), (row, ended)


def test_200_without_change_is_done_where_the_log_shows_that_the_agent_worked(ask, simulation):
    done = [str(one.key) for one in simulation.queue.ended() if one.outcome == 'updated']
    if not done:
        done = section_items(simulation, simulation.host.plugins()[0]['name'])[:1]
    number = simulation.faults.add('unchanged', rating_key=done[0])
    try:
        code, out, _ = ask('--refresh', '--wait', '--json', '--timeout', '30', '--log-dir', simulation.logs, '--url',
                           simulation.url, '--rating-key', done[0], token=simulation.token)
    finally:
        simulation.faults.remove(number)
    row = json.loads(out)['items'][0]
    assert (row['outcome'], row['asked']) == ('done', 1), row


def test_an_agent_that_dies_is_failed_and_named(ask, simulation):
    key = section_items(simulation, simulation.host.plugins()[1]['name'])[0]
    simulation.faults.add('agent_dies', rating_key=key)
    code, out, _ = ask('--refresh', '--wait', '--json', '--timeout', '20', '--log-dir', simulation.logs, '--url',
                       simulation.url, '--rating-key', key, token=simulation.token)
    row = json.loads(out)['items'][0]
    assert (code, row['outcome']) == (1, 'failed'), row
    assert simulation.host.plugins()[1]['name'] in row['detail']


def test_check_of_a_whole_simulation_is_all_well(ask, simulation):
    code, out, _ = ask('--check', '--json', '--url', simulation.url, '--log-dir', simulation.logs, '--plugins-dir',
                       simulation.plugins, '--token-file', simulation.token_file, token=None)
    assert code == 0, out
    assert [row['state'] for row in json.loads(out)['checks']] == ['ok'] * 6


def test_the_token_of_the_platforms_own_store_is_found(ask, simulation, monkeypatch):
    monkeypatch.setattr(tokens.platforms, 'data_folders', lambda *_, **__: [simulation.data])
    document = json.loads(ask('--token', '--json', token=None)[1])
    assert document['source'].endswith('Preferences.xml')
    assert plex_api_utils.get_plex_token() == str(simulation.token)


def test_a_plug_in_is_restarted_and_its_log_says_so(simulation):
    marks = logmarks.take(simulation.logs)
    name = simulation.host.plugins()[0]['identifier']
    connect(simulation.url, simulation.token).restart_plugin(name)
    assert b'Started plug-in' in logmarks.since(simulation.logs, marks)[str(name) + '.log']
