# -*- coding: utf-8 -*-
"""Plug-ins in processes of their own: what they are given, what they are refused, and how their processes live and end."""
from __future__ import absolute_import, division, print_function

import os
import re
import signal
import subprocess
import sys
import threading
import time

import pytest

from plexsim.host import interpreters
from plexsim.host.errors import AgentDied, AgentFailed, AgentTimeout
from plexsim.host.supervisor import PluginHost
from plexsim_bench import IS_27, MediaServer, agent, log_of, make_bundle, read, records, write

LIB = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib')
PROBE = 'com.plexapp.agents.Probe'


class Bench(object):
    """Folders for a host, and bundles in them."""

    def __init__(self, folder):
        self.plugins = str(folder.join('plug-ins'))
        self.logs = str(folder.join('logs'))
        self.data = str(folder.join('data'))
        os.makedirs(self.plugins)

    def bundle(self, code, name='Probe', policy=u'Elevated', files=None):
        return make_bundle(self.plugins, name, code, policy, files)

    def host(self, **options):
        return PluginHost(self.plugins, self.logs, options.pop('pms_url', None), data_dir=self.data, **options)

    def log(self, name='Probe', suffix=''):
        return log_of(self.logs, name, suffix)


@pytest.fixture
def bench(tmpdir):
    return Bench(tmpdir)


def ask(host, key='1', identifier=PROBE, timeout=20):
    return host.search(identifier, 'Movies', {'id': key, 'name': u'Caf\xe9', 'filename': u'/films/\xe9.mp4'}, timeout=timeout)


def answers(bench, search, before=u'', policy=u'Elevated', files=None):
    """Return the text that the agent's search gave as the name of its only result."""
    bench.bundle(agent(search + u"\nresults.Append(MetadataSearchResult(id='1', name='%s' % (answer,), score=1, lang=lang))", before=before),
                 policy=policy, files=files)
    with bench.host() as host:
        assert [plugin['error'] for plugin in host.plugins()] == [None], bench.log()
        return ask(host)[0]['name']


# -- plug-ins and what is known of them --

def test_a_started_plugin_tells_of_its_agents(bench):
    path = bench.bundle(agent())
    with bench.host() as host:
        found, = host.plugins()
    assert (found['identifier'], found['name'], found['bundle'], found['policy']) == (PROBE, 'Probe', path, 'Elevated')
    assert (found['started'], found['alive'], found['error']) == (True, True, None)
    assert found['agents'] == [{'name': u'Probe', 'languages': [u'en'], 'primary_provider': True, 'contributes_to': None,
                                'media_types': ['Movies']}]


def test_agents_of_every_kind_register_themselves(bench):
    code = u''.join(u'''
class %sAgent(Agent.%s):
    name = '%s'
    languages = ['en']
    contributes_to = ['com.plexapp.agents.none']
    primary_provider = False
''' % (kind, kind, kind) for kind in ('Movies', 'TV_Shows', 'Artist', 'Album', 'Photos'))
    bench.bundle(code)
    with bench.host() as host:
        agents = host.plugins()[0]['agents']
    assert [row['media_types'] for row in agents] == [['Movies'], ['TV_Shows'], ['Artist'], ['Album'], ['Photos']]
    assert set(row['primary_provider'] for row in agents) == set([False])
    assert "Function named 'Start' couldn't be found in the current environment" in bench.log()


def test_results_come_best_first_with_all_their_fields(bench):
    bench.bundle(agent(u'''for score in (10, 90, 50):
    results.Append(MetadataSearchResult(id='x%d' % score, name='N', year=2000, score=score, lang=lang, thumb='http://t'))'''))
    with bench.host() as host:
        found = ask(host)
    assert [row['id'] for row in found] == ['x90', 'x50', 'x10']
    assert found[0] == {'id': 'x90', 'name': 'N', 'year': 2000, 'score': 90, 'lang': 'en', 'thumb': 'http://t'}


def test_an_update_returns_what_the_agent_wrote(bench):
    bench.bundle(agent(update=u'''metadata.title = u'T\xeftle'
metadata.year = '2001'
metadata.originally_available_at = Datetime.ParseDate('2001-02-03').date()
metadata.genres.clear()
metadata.genres.add('Drama')
metadata.collections.add('A')
role = metadata.roles.new()
role.name = 'Ada'
role.role = 'Herself'
metadata.directors.new().name = 'Bo'
metadata.posters['http://p'] = Proxy.Preview('x', sort_order=1)
metadata.summary = None'''))
    with bench.host() as host:
        fields = host.update(PROBE, 'Movies', {'id': '7'}, '7', force=True, timeout=20)
    assert fields == {'title': u'T\xeftle', 'year': 2001, 'originally_available_at': '2001-02-03', 'genres': ['Drama'],
                      'collections': ['A'], 'roles': [{'name': 'Ada', 'role': 'Herself'}], 'directors': ['Bo'], 'posters': ['http://p']}


def test_metadata_is_kept_on_disk_and_read_again(bench):
    bench.bundle(agent(update=u'''metadata.tagline = 'before: %s' % metadata.title
metadata.title = u'T\xeftle \U0001f3ac'
'''))
    for _ in range(2):
        with bench.host() as host:
            fields = host.update(PROBE, 'Movies', {'id': '7'}, '7', timeout=20)
    assert fields['tagline'].startswith(u'before: T\xeftle')
    assert 'Deserializing from ' in bench.log() and 'Cannot read model from' not in bench.log()
    assert 'Cannot read model from' in bench.log(suffix='.1')


def test_shows_take_seasons_and_episodes(bench):
    code = agent(update=u'''metadata.title = 'Show'
metadata.seasons['1'].episodes['2'].title = 'Second'
''').replace('Agent.Movies', 'Agent.TV_Shows')
    bench.bundle(code)
    with bench.host() as host:
        fields = host.update(PROBE, 'TV_Shows', {'id': '7'}, '7', timeout=20)
    assert fields['seasons'] == {'1': {'episodes': {'2': {'title': 'Second'}}}}


def test_an_attribute_that_the_model_does_not_have_is_said_in_the_log(bench):
    bench.bundle(agent(update=u"metadata.title = 'kept'\nmetadata.colour = 'red'"))
    with bench.host() as host:
        with pytest.raises(AgentFailed) as caught:
            host.update(PROBE, 'Movies', {'id': '7'}, '7', timeout=20)
    assert caught.value.metadata == {'title': 'kept'}
    assert u"AttributeError: 'Movie' object has no attribute 'colour'" in bench.log()


@pytest.mark.parametrize('line, error', [
    ("metadata.title = 5", 'TypeError'), ("metadata.year = 'soon'", 'ValueError'),
    ("metadata.originally_available_at = '2001-01-01'", 'TypeError'), ("metadata.posters['x'] = 'y'", 'ValueError')])
def test_attributes_take_values_of_their_type_only(bench, line, error):
    bench.bundle(agent(update=line))
    with bench.host() as host:
        with pytest.raises(AgentFailed) as caught:
            host.update(PROBE, 'Movies', {'id': '7'}, '7', timeout=20)
    assert str(caught.value).startswith(error)


# -- what code is given --

def test_what_code_asks_of_the_framework_is_there(bench):
    names = ('Log HTTP HTML XML JSON RSS YAML Plist Prefs Core Agent Media MetadataSearchResult SearchResult Datetime Regex String E D '
             'Locale L F Util Hash Archive Data Dict Resource R S Platform Thread Client Network Plugin Proxy Ex ObjectContainer '
             'MovieObject MediaContainer MessageContainer Route Callback handler route indirect parallelize task thread spawn lock '
             'CACHE_1HOUR CACHE_1DAY').split()
    bench.bundle(agent(u'pass', before=u'names = (%s,)\n' % u', '.join(names)))
    with bench.host() as host:
        assert [plugin['error'] for plugin in host.plugins()] == [None]


@pytest.mark.parametrize('policy, absent', [
    ('Standard', 'all any sum open next iter bin bytes frozenset format vars locals globals eval file memoryview slice '
                 'hasattr getattr setattr dir super type'),
    ('Elevated', 'all any sum open next iter bin bytes frozenset format vars locals globals eval file memoryview slice'),
])
def test_builtins_are_absent_as_under_the_policy(bench, policy, absent):
    code = u'found = []\n' + u''.join(u'''try:
    %s
    found.append('%s')
except NameError:
    pass
''' % (name, name) for name in absent.split()) + u'''
for name, value in (('len', len), ('sorted', sorted), ('unicode', unicode), ('xrange', xrange), ('reduce', reduce), ('basestring', basestring)):
    found.append(name)
'''
    assert answers(bench, u"answer = ' '.join(found)", before=code, policy=policy) == 'len sorted unicode xrange reduce basestring'


def test_an_elevated_plugin_has_what_a_standard_one_lacks(bench):
    assert answers(bench, u"answer = getattr(media, 'name', '') + type(1).__name__ + str(hasattr(media, 'id'))") == u'Caf\xe9intTrue'


def test_a_policy_is_standard_where_the_plist_is_silent(bench):
    bench.bundle(agent(), policy=None)
    with bench.host() as host:
        assert host.plugins()[0]['policy'] == 'Standard'
    assert 'Using the standard policy' in bench.log()


def test_a_plain_name_takes_no_operator_but_plus(bench):
    assert answers(bench, u'answer = 1\nanswer += 2') == '3'
    bench.bundle(agent(u'count = 5\ncount -= 1'))
    with bench.host() as host:
        with pytest.raises(AgentFailed) as caught:
            ask(host)
    assert 'NameError' in str(caught.value)


def test_modules_of_contents_code_import_each_other(bench):
    assert answers(bench, u'answer = first.VALUE + deep() + second.VALUE + inner.VALUE',
                   before=u'import first\nfrom package.inner import deep\nimport package.second as second\nfrom package import inner\n',
                   files={'Code/first.py': u'import package.second\nVALUE = package.second.VALUE.upper()\n', 'Code/package/__init__.py': u'',
                          'Code/package/inner.py': u"VALUE = 'i'\ndef deep():\n    return Regex('x').sub('y', 'x')\n",
                          'Code/package/second.py': u"VALUE = 's'\n"}) == 'Sysi'


def test_a_module_of_a_package_finds_its_neighbours(bench):
    files = {'Code/package/__init__.py': u'from . import near\n', 'Code/package/near.py': u"from .far import VALUE\n",
             'Code/package/far.py': u"VALUE = 'far'\n"}
    assert answers(bench, u'answer = package.near.VALUE', before=u'import package\n', files=files) == 'far'


def test_what_the_primary_agent_wrote_is_at_hand_in_a_search(bench):
    code = agent(u"results.Append(MetadataSearchResult(id='1', name=media.primary_metadata.title, score=1))", u"metadata.title = u'T\xeftle'")
    bench.bundle(code, name='First')
    bench.bundle(code)
    hints = {'id': '7', 'guid': 'com.plexapp.agents.First://7?lang=en', 'force': True, 'primary_agent': 'com.plexapp.agents.First'}
    with bench.host() as host:
        host.update('com.plexapp.agents.First', 'Movies', hints, '7', timeout=20)
        assert host.search(PROBE, 'Movies', hints, timeout=20)[0]['name'] == u'T\xeftle'
    assert "Creating a new read-only model access point for provider com.plexapp.agents.First in namespace 'metadata'" in bench.log()


def test_libraries_of_an_elevated_bundle_are_imported_as_they_are(bench):
    code = u"import bundled\n"
    assert answers(bench, u'answer = bundled.value()', before=code,
                   files={'Libraries/Shared/bundled.py': u"_private = dict(a=1)\n_private['a'] += 1\n"
                          u"def value():\n    return any([_private])\n"}) == 'True'


def test_a_standard_bundle_has_no_libraries(bench):
    bench.bundle(agent(before=u'import bundled\n'), policy=u'Standard', files={'Libraries/Shared/bundled.py': u''})
    with bench.host() as host:
        assert host.plugins()[0]['started'] is False
    assert re.search(r'ImportError: No module named bundled', bench.log())


def test_preferences_come_from_the_bundle_and_from_what_the_user_chose(bench):
    prefs = u'''[{"id": "on", "type": "bool", "default": "true"}, {"id": "off", "type": "bool", "default": false},
                 {"id": "kind", "type": "enum", "values": ["a", "b"], "default": "b"}, {"id": "name", "type": "text", "default": "caf\xe9"}]'''
    write(os.path.join(bench.data, 'Plug-in Support', 'Preferences', PROBE + '.xml'), u'<PluginPreferences><name>mine</name></PluginPreferences>')
    assert answers(bench, u"answer = '%s %s %s %s' % (Prefs['on'], Prefs['off'], Prefs['kind'], Prefs['name'])", files={'DefaultPrefs.json': prefs}) == (
        'True False b mine')
    rows = [(row.module, row.line) for row in records(bench.log()) if row.module == 'preferences']
    assert rows == [('preferences', 258), ('preferences', 178)]


def test_dict_and_data_outlive_a_restart(bench):
    bench.bundle(agent(u"""answer = '%s %s' % (Dict['n'], Data.LoadObject('o') if Data.Exists('o') else None)
Dict['n'] = 5
Dict.Save()
Data.SaveObject('o', {'a': 1})
results.Append(MetadataSearchResult(id='1', name=answer, score=1))"""))
    with bench.host() as host:
        assert ask(host)[0]['name'] == 'None None'
        assert host.restart(PROBE)
        assert ask(host)[0]['name'] == "5 {'a': 1}"


def test_what_code_prints_is_logged_and_disturbs_nothing(bench):
    bench.bundle(agent(u"print('from search')\nimport os\nos.write(1, 'raw'.encode('ascii'))", before=u"print(u'caf\xe9 at start')\n"))
    with bench.host() as host:
        assert ask(host) == []
    printed = [(row.module, row.line, row.text) for row in records(bench.log()) if row.module == 'sandbox' and row.level == 'INFO']
    assert printed == [('sandbox', 19, u'caf\xe9 at start'), ('sandbox', 19, 'from search')]


def test_log_has_its_levels_and_exceptions(bench):
    bench.bundle(agent(u"""Log.Debug('a')
Log.Info('b')
Log.Warn('c %s', 1)
Log.Error('d')
Log.Critical('e')
Core.log.info('f')
try:
    [][1]
except Exception:
    Log.Exception('g')
"""))
    with bench.host() as host:
        ask(host)
    rows = [row for row in records(bench.log()) if row.module == '__init__']
    assert [(row.level, row.text) for row in rows] == [
        ('DEBUG', 'a'), ('INFO', 'b'), ('WARNING', 'c 1'), ('ERROR', 'd'), ('CRITICAL', 'e'), ('INFO', 'f'),
        ('CRITICAL', 'g (most recent call last):')]
    assert rows[-1].more[-2:] == ['IndexError: list index out of range', '']
    assert [row.line for row in rows] == [11, 12, 13, 14, 15, 16, 20]


def test_threads_and_locks_work(bench):
    assert answers(bench, u'''seen = []
def work():
    Thread.AcquireLock('k')
    seen.append('w')
    Thread.ReleaseLock('k')
@parallelize
def parts():
    for n in range(3):
        @task
        def part(n=n):
            seen.append(str(n))
for made in [Thread.Create(work), Thread.Create(work)]:
    made.join()
answer = ''.join(sorted(seen))''') == '012ww'


def test_an_error_in_a_thread_is_logged(bench):
    bench.bundle(agent(u"def broken():\n    raise ValueError('in a thread')\nThread.Create(broken).join()"))
    with bench.host() as host:
        ask(host)
    assert "Exception in thread named 'broken' (most recent call last):" in bench.log() and 'ValueError: in a thread\n\n' in bench.log()


# -- what the loader refuses --

REFUSED = u'''# encoding=utf8
import re


def path():
    return __file__
'''


def told_by_core(bench):
    """The last record of the plug-in's core; a request that a thread of it makes meanwhile may be told after that."""
    return [row for row in records(bench.log()) if row.module == 'core'][-1]


def test_code_that_the_loader_refuses_is_refused_with_its_words(bench):
    bench.bundle(REFUSED + agent())
    with bench.host() as host:
        found, = host.plugins()
    assert (found['started'], found['alive'], found['agents']) == (False, False, [])
    assert found['error'] == 'SyntaxError: Line 6: "__file__" is an invalid variable name because it starts with "_"'
    row = told_by_core(bench)
    assert (row.level, row.module, row.line, row.text) == ('CRITICAL', 'core', 569, 'Exception while loading code (most recent call last):')
    assert row.more[-2:] == ['SyntaxError: Line 6: "__file__" is an invalid variable name because it starts with "_"', '']
    assert 'Started plug-in' not in bench.log() and 'Finished loading plug-in code' not in bench.log()


def test_a_module_that_the_loader_refuses_stops_the_start(bench):
    bench.bundle(agent(before=u'import helper\n'), files={'Code/helper.py': REFUSED})
    with bench.host() as host:
        assert host.plugins()[0]['started'] is False
    row = told_by_core(bench)
    assert (row.module, row.line, row.text) == ('core', 615, 'Exception starting plug-in (most recent call last):')
    assert any(re.search(r'Contents/Code/__init__.py", line 2, in <module>$', line.replace('\\', '/')) for line in row.more)
    assert row.more[-2] == 'SyntaxError: Line 6: "__file__" is an invalid variable name because it starts with "_"'
    assert 'Finished loading plug-in code' in bench.log() and 'Started plug-in' not in bench.log()


@pytest.mark.parametrize('code, policy, started', [
    (u'd = {}\nd["k"] = 1\n', 'Standard', True), (u'd = {}\nd["k"] += 1\n', 'Elevated', False),
    (u'_x = 1\n', 'Elevated', False), (u'def f():\n    yield 1\n', 'Elevated', False),
    (u'x = len.__name__\n', 'Elevated', True), (u'x = len.__name__\n', 'Standard', False), (u'x = "_y __file__"\n', 'Standard', True),
])
def test_the_rules_of_the_loader_hold_under_both_policies(bench, code, policy, started):
    bench.bundle(code + agent(), policy=policy)
    with bench.host() as host:
        assert host.plugins()[0]['started'] is started


@pytest.mark.parametrize('code, error', [
    (u'import no_such_module\n', r'ImportError: No module named no_such_module'),
    (u'1 / 0\n', r'ZeroDivisionError: .*by zero'), (u'no_such_name\n', r"NameError: name 'no_such_name' is not defined"),
    (u'raise SystemExit(3)\n', r'SystemExit: 3'),
])
def test_code_that_fails_at_start_is_told_in_the_log(bench, code, error):
    bench.bundle(code + agent())
    with bench.host() as host:
        found, = host.plugins()
    assert found['started'] is False and re.match(error, found['error'])
    row = told_by_core(bench)
    assert (row.module, row.line) == ('core', 615) and re.match(error, row.more[-2]) and row.more[-1] == ''


def test_a_start_that_raises_is_a_start_that_failed(bench):
    bench.bundle(agent().replace(u'    pass\n', u"    raise ValueError('in Start')\n", 1))
    with bench.host() as host:
        assert host.plugins()[0]['error'] == 'ValueError: in Start'


def test_code_for_python_2_runs_on_it_or_the_log_says_that_there_is_none(bench):
    bench.bundle(agent(u"try:\n    print 'two'\nexcept Exception, e:\n    pass"))
    with bench.host() as host:
        found, = host.plugins()
        version = interpreters.probe(found['python']).version
        assert found['started'] is (version == (2, 7))
    if version != (2, 7):
        assert 'no Python 2.7 was found' in bench.log() and 'PLEXSIM_PYTHON' in bench.log()


def test_syntax_that_no_python_reads_is_a_failed_start(bench):
    bench.bundle(agent() + u'def broken(:\n')
    with bench.host() as host:
        assert host.plugins()[0]['started'] is False
    assert 'Exception while loading code' in bench.log() and 'SyntaxError' in bench.log()


def test_a_bundle_that_cannot_be_read_does_not_stop_the_others(bench):
    bench.bundle(agent())
    write(os.path.join(bench.bundle(agent(), name='Broken'), 'Contents', 'Info.plist'), u'<plist><dict>')
    write(os.path.join(bench.bundle(agent(), name='Nameless'), 'Contents', 'Info.plist'), u'<plist version="1.0"><dict></dict></plist>')
    os.remove(os.path.join(bench.bundle(agent(), name='Absent'), 'Contents', 'Info.plist'))
    with bench.host() as host:
        found = dict((plugin['name'], plugin) for plugin in host.plugins())
        assert ask(host) == []
    assert [found[name]['started'] for name in ('Absent', 'Broken', 'Nameless', 'Probe')] == [False, False, False, True]
    assert all(found[name]['error'].startswith('cannot read Info.plist') for name in ('Absent', 'Broken', 'Nameless'))


# -- the network --

def test_the_framework_asks_its_own_server_wherever_that_listens(bench):
    write(os.path.join(bench.data, 'Preferences.xml'), u'<Preferences PlexOnlineToken="token-of-a-test"/>')
    bench.bundle(agent(u"results.Append(MetadataSearchResult(id='1', name=media.items[0].parts[0].file, score=1))"))
    with MediaServer() as server:
        server.files['1'] = (u'Caf\xe9', u'/films/caf\xe9.mp4')
        with bench.host(pms_url=server.url) as host:
            assert ask(host)[0]['name'] == u'/films/caf\xe9.mp4'
    assert '/:/plugins/com.plexapp.system/resourceHashes' in server.paths and '/library/metadata/1/tree' in server.paths
    assert set(server.tokens) == set(['token-of-a-test'])
    assert 'token-of-a-test' not in bench.log()


def test_an_item_without_a_tree_is_said_in_the_log(bench):
    bench.bundle(agent(u"results.Append(MetadataSearchResult(id='1', name=str(media.tree), score=1))"))
    with MediaServer() as server, bench.host(pms_url=server.url) as host:
        assert ask(host)[0]['name'] == 'None'
    assert 'Exception when constructing media object (most recent call last):' in bench.log()


def test_only_known_names_resolve(bench):
    bench.bundle(agent(u"HTTP.Request('http://%s/x' % media.id, immediate=True)"))
    with bench.host(hosts={'known.example': ('127.0.0.1', 1)}) as host:
        for name in ('known.example', 'www.plex.tv', '192.0.2.1'):
            with pytest.raises(AgentFailed):
                ask(host, key=name)
    log = bench.log()
    assert log.count('Name or service not known') == 2 and 'refused' in log
    assert "Error opening URL 'http://known.example/x'" not in log


def test_a_standard_plugin_may_not_ask_the_server_itself(bench):
    bench.bundle(agent(u"HTTP.Request('http://127.0.0.1:32400/library/sections').content"), policy=u'Standard')
    with MediaServer() as server:
        with bench.host(pms_url=server.url) as host:
            with pytest.raises(AgentFailed) as caught:
                ask(host)
    assert 'is not permitted' in str(caught.value)
    assert '/library/sections' not in server.paths


@pytest.mark.skipif(os.name == 'nt', reason='file names as bytes')
def test_folders_with_other_letters_are_no_hindrance(tmpdir):
    name = u'Pl\xfcg-ins \u0142'
    folder = os.path.join(str(tmpdir), name.encode('utf-8') if IS_27 else os.fsdecode(name.encode('utf-8')))
    os.makedirs(folder)
    make_bundle(folder, 'Probe', agent(u"import helper\nraise ValueError('x')"), files={'Code/helper.py': u'VALUE = 1\n'})
    logs = os.path.join(folder, 'logs')
    with PluginHost(folder, logs, None) as host:
        assert [plugin['error'] for plugin in host.plugins()] == [None]
        with pytest.raises(AgentFailed):
            ask(host)
    assert name + u'/Probe.bundle/Contents/Code/__init__.py' in log_of(logs, 'Probe').replace(u'\\', u'/')


# -- processes --

def test_a_process_that_dies_is_told_apart_and_can_be_restarted(bench):
    bench.bundle(agent(u"import os\nif media.id == '9':\n    os.kill(os.getpid(), 9)"))
    with bench.host() as host:
        with pytest.raises(AgentDied):
            ask(host, key='9')
        assert host.plugins()[0]['alive'] is False
        with pytest.raises(AgentDied):
            ask(host)
        assert host.restart(PROBE) is True
        assert ask(host) == [] and host.plugins()[0]['alive'] is True
        host.kill(PROBE)
        with pytest.raises(AgentDied):
            ask(host)


def test_an_agent_that_takes_too_long_is_left_at_it(bench):
    bench.bundle(agent(u"Thread.Sleep(30 if media.id == '9' else 0)"))
    with bench.host() as host:
        with pytest.raises(AgentTimeout):
            ask(host, key='9', timeout=0.3)
        assert ask(host) == []
        began = time.time()
    assert time.time() - began < 5


def test_killing_a_plugin_ends_who_waits_for_it(bench):
    bench.bundle(agent(u"Thread.Sleep(30)"))
    with bench.host() as host:
        threading.Timer(0.3, host.kill, [PROBE]).start()
        began = time.time()
        with pytest.raises(AgentDied):
            ask(host, timeout=25)
        assert time.time() - began < 10


def test_requests_are_answered_side_by_side(bench):
    bench.bundle(agent(u"Thread.Sleep(1)\nresults.Append(MetadataSearchResult(id=media.id, score=1))"))
    found = []
    with bench.host() as host:
        threads = [threading.Thread(target=lambda key=key: found.append((key, ask(host, key=key)[0]['id']))) for key in 'abc']
        began = time.time()
        [thread.start() for thread in threads]
        [thread.join(20) for thread in threads]
    assert time.time() - began < 2.9
    assert sorted(found) == [('a', 'a'), ('b', 'b'), ('c', 'c')]


@pytest.mark.skipif(os.name == 'nt', reason='sleep of POSIX')
def test_a_program_that_a_plugin_leaves_behind_holds_nothing_up(bench):
    bench.bundle(agent(u"import subprocess\nresults.Append(MetadataSearchResult(id=str(subprocess.Popen(['sleep', '30']).pid), score=1))"))
    with bench.host() as host:
        pid = int(ask(host)[0]['id'])
        restarted = []
        thread = threading.Thread(target=lambda: restarted.append(host.restart(PROBE)))
        thread.daemon = True
        try:
            thread.start()
            thread.join(20)
            assert restarted == [True]
        finally:
            os.kill(pid, signal.SIGKILL)


def test_a_restart_runs_what_is_on_disk_now(bench):
    path = os.path.join(bench.bundle(agent(u"results.Append(MetadataSearchResult(id='old', score=1))")), 'Contents', 'Code', '__init__.py')
    with bench.host() as host:
        assert ask(host)[0]['id'] == 'old'
        changed = read(path).replace('old', 'new')
        write(path, changed)
        assert ask(host)[0]['id'] == 'old'
        assert host.restart(PROBE) is True
        assert ask(host)[0]['id'] == 'new'
        write(path, changed + u'_broken = 1\n')
        assert host.restart(PROBE) is False
        assert 'starts with "_"' in host.plugins()[0]['error']
        write(path, changed)
        assert host.restart(PROBE) is True
    assert [suffix for suffix in ('', '.1', '.2', '.3', '.4') if os.path.exists(os.path.join(bench.logs, PROBE + '.log' + suffix))] == [
        '', '.1', '.2', '.3']


def test_a_restart_of_all_finds_bundles_that_came_and_went(bench):
    bench.bundle(agent(), name='One')
    path = bench.bundle(agent(), name='Two')
    with bench.host() as host:
        bench.bundle(agent(), name='Three')
        os.rename(path, path + '.off')
        assert host.restart_all() is True
        assert [plugin['name'] for plugin in host.plugins()] == ['One', 'Three']


def test_a_plugin_that_hangs_at_its_start_is_given_up(bench):
    bench.bundle(agent(before=u'import time\ntime.sleep(60)\n'))
    bench.bundle(agent(), name='Good')
    began = time.time()
    with bench.host(start_timeout=5) as host:
        found = dict((plugin['name'], plugin) for plugin in host.plugins())
    assert found['Good']['started'] is True and found['Probe']['started'] is False
    assert 'did not start within 5 seconds' in found['Probe']['error']
    assert time.time() - began < 25


def test_an_unknown_plugin_and_an_unknown_kind_are_refused(bench):
    bench.bundle(agent())
    with bench.host() as host:
        with pytest.raises(AgentFailed):
            ask(host, identifier='com.plexapp.agents.Nobody')
        with pytest.raises(AgentFailed):
            host.search(PROBE, 'Artist', {'id': '1'})


def test_of_two_bundles_with_one_identifier_the_second_does_not_run(bench):
    bench.bundle(agent())
    other = bench.bundle(agent(), name='Second')
    plist = read(os.path.join(os.path.dirname(other), 'Probe.bundle', 'Contents', 'Info.plist'))
    write(os.path.join(other, 'Contents', 'Info.plist'), plist)
    with bench.host() as host:
        first, second = host.plugins()
        assert (first['started'], first['error'], second['started'], second['identifier']) == (True, None, False, None)
        assert second['error'] == 'its identifier com.plexapp.agents.Probe is that of Probe.bundle'
    assert os.listdir(bench.logs) == ['com.plexapp.agents.Probe.log']


def test_a_plugin_works_in_its_own_data_folder(bench):
    bench.bundle(agent(before=u"import os\n\n\ndef Start():\n    Log('in %s', os.getcwd())\n").replace(u'def Start():\n    pass\n', u''))
    with bench.host():
        pass
    found = [row.text for row in records(log_of(bench.logs, 'Probe')) if row.text.startswith('in ')]
    assert found == ['in ' + os.path.realpath(os.path.join(bench.data, 'Plug-in Support', 'Data', PROBE))]


def test_settings_are_kept_also_where_the_plugin_does_not_like_them(bench):
    code = agent(before=u"def ValidatePrefs():\n    raise ValueError(Prefs['key'])\n\n\n")
    bench.bundle(code, files={'DefaultPrefs.json': u'[{"id": "key", "type": "text", "default": "a"}]'})
    with bench.host() as host:
        assert host.prefs(PROBE) == {'key': 'a'}
        host.choose_prefs(PROBE, {'key': u'\xfc & b', 'other': 'c'})
        assert host.prefs(PROBE) == {'key': u'\xfc & b'}
        host.restart(PROBE)
        assert host.prefs(PROBE) == {'key': u'\xfc & b'}
    crash = [row for row in records(log_of(bench.logs, 'Probe', '.1')) if row.module == 'sandbox' and row.level == 'CRITICAL']
    assert len(crash) == 1 and crash[0].more[-2:] == [u'ValueError: \xfc & b', '']


@pytest.mark.parametrize('leaving', ['raise SystemExit(3)', 'raise KeyboardInterrupt'])
def test_an_agent_that_wants_to_leave_has_crashed(bench, leaving):
    bench.bundle(agent(leaving, leaving))
    with bench.host() as host:
        with pytest.raises(AgentFailed):
            ask(host)
        with pytest.raises(AgentFailed):
            host.update(PROBE, 'Movies', {'id': '1'}, '1')
        assert host.plugins()[0]['alive']
    places = ['%s:%d' % (row.module, row.line) for row in records(log_of(bench.logs, 'Probe'))]
    assert places.count('agentkit:1018') == places.count('agentkit:1095') == 1


def test_nothing_is_left_after_a_stop(bench):
    bench.bundle(agent())
    host = PluginHost(bench.plugins, bench.logs, None)
    host.start()
    process = host._plugins['Probe.bundle'].process
    kept = host._data_dir
    host.stop()
    assert process.alive() is False and process._process.returncode is not None
    assert not os.path.exists(kept)
    host.stop()


@pytest.mark.skipif(os.name == 'nt', reason='signals of POSIX')
@pytest.mark.parametrize('busy', [False, True])
def test_plugins_end_with_a_parent_that_is_killed(bench, busy):
    bench.bundle(agent(u'while True:\n    pass'), name='One')
    bench.bundle(agent(u'while True:\n    pass'), name='Two')
    code = '''import sys, threading, time
sys.path.insert(0, %r)
from plexsim.host.supervisor import PluginHost
host = PluginHost(%r, %r, None, data_dir=%r)
host.start()
print(' '.join(str(plugin.process.pid) for plugin in host._plugins.values()))
sys.stdout.flush()
for name in ('One', 'Two') if %r else ():
    threading.Thread(target=host.search, args=('com.plexapp.agents.' + name, 'Movies', {'id': '1'})).start()
time.sleep(60)
''' % (LIB, bench.plugins, bench.logs, bench.data, busy)
    parent = subprocess.Popen([sys.executable, '-B', '-c', code], stdout=subprocess.PIPE)
    try:
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        time.sleep(0.5 if busy else 0)
    finally:
        parent.send_signal(signal.SIGKILL)
        parent.wait()
        parent.stdout.close()
    assert len(pids) == 2
    ends = time.time() + 20
    while time.time() < ends and any(runs(pid) for pid in pids):
        time.sleep(0.05)
    assert [pid for pid in pids if runs(pid)] == []


def runs(pid):
    """Tell whether a process is there and no zombie."""
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    state = subprocess.Popen(['ps', '-o', 'stat=', '-p', str(pid)], stdout=subprocess.PIPE).communicate()[0].strip()
    return bool(state) and not state.startswith(b'Z')


# -- the Python that runs them --

def test_the_interpreter_named_is_the_one_taken(bench):
    bench.bundle(agent())
    with bench.host(python=sys.executable) as host:
        assert host.plugins()[0]['python'] == sys.executable
    assert interpreters.choose(lambda: True, env={'PLEXSIM_PYTHON': sys.executable}).path == sys.executable


def test_an_interpreter_that_does_not_exist_is_said(bench, tmpdir):
    bench.bundle(agent())
    with bench.host(python=str(tmpdir.join('no-python'))) as host:
        assert 'no-python' in host.plugins()[0]['error']


@pytest.mark.skipif(os.name == 'nt', reason='pyenv is not for Windows')
def test_pyenvs_scripts_on_the_path_are_passed_over_for_the_versions_behind_them(tmpdir):
    for folder in ('elsewhere', 'pyenv/shims', 'pyenv/versions/2.7.18/bin', 'pyenv/versions/2.7.9/bin', 'pyenv/versions/3.9.1/bin'):
        write(str(tmpdir.join(folder, 'python2.7')), u'')
    env = {'PYENV_ROOT': str(tmpdir.join('pyenv')), 'PATH': os.pathsep.join([str(tmpdir.join('pyenv', 'shims')), str(tmpdir.join('elsewhere'))])}
    found = [os.path.relpath(path, str(tmpdir)) for path in interpreters.candidates(env)]
    assert found == ['elsewhere/python2.7', 'pyenv/versions/2.7.9/bin/python2.7', 'pyenv/versions/2.7.18/bin/python2.7']


@pytest.mark.parametrize('sources, wanted', [
    ({'__init__.py': u'page = HTML.ElementFromURL(url)\n'}, True),
    ({'__init__.py': u'import other\n', 'parts/other.py': u'from lxml import etree\n'}, True),
    ({'__init__.py': u'data = JSON.ObjectFromURL(url)\n'}, False),
    ({'__init__.py': u'page = XML.ElementFromString(x)\nprint page\n'}, IS_27),
    ({'__init__.py': u'page = XML.ElementFromString(x)\n', 'other.py': u'try:\n    pass\nexcept X, e:\n    pass\n'}, IS_27),
    ({}, False)])
def test_only_pages_are_worth_another_python(tmpdir, sources, wanted):
    for name, text in sources.items():
        write(str(tmpdir.join(name)), text)
    assert interpreters.reads_pages_here(str(tmpdir)) is wanted


@pytest.mark.parametrize('old, here, reads, wanted', [
    ((2, 7, True), (3, 9, True), True, 'old'), ((2, 7, False), (3, 9, True), True, 'here'), ((2, 7, False), (3, 9, True), False, 'old'),
    ((2, 7, False), (3, 9, False), True, 'old'), (None, (3, 9, False), False, 'here')])
def test_python_27_runs_plugins_unless_another_serves_them_better(monkeypatch, old, here, reads, wanted):
    def made(name, row):
        return row and interpreters.Interpreter(name, row[:2], row[2])
    monkeypatch.setattr(interpreters, 'python27', lambda env=None: made('old', old))
    monkeypatch.setattr(interpreters, 'probe', lambda path: made('here', here))
    assert interpreters.choose(lambda: reads, env={}).path == wanted
