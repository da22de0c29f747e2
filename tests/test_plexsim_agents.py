# -*- coding: utf-8 -*-
"""The sample agents and the prepared changes: really run, before and after, against sites that behave."""
from __future__ import absolute_import, division, print_function

import collections
import io
import os
import re

import pytest

from plexfix.change import loader
from plexsim import agents, patches
from plexsim.films import films
from plexsim.host.errors import AgentFailed
from plexsim.host.supervisor import PluginHost
from plexsim.websites.site import PEOPLE, Websites
from plexsim_bench import apply_change, film_hints, log_of, need_lxml, read, records, write

SEED = 1
FILMS = 12
QUIET = dict((host, {}) for host in ('films.example', 'reels.example', 'stage.example', 'archive.example', PEOPLE))

Run = collections.namedtuple('Run', 'started errors found updated failed log rows statuses')


def code_path(folder, name='FilmVault'):
    return os.path.join(str(folder), name + '.bundle', 'Contents', 'Code', 'utils.py')


def run(folder, name, changes=(), behaviour=None, number=FILMS, rounds=1):
    """Let one sample agent search and update films, with *changes* applied to its code; return a Run."""
    need_lxml()
    plugins, logs = folder.join('plug-ins'), folder.join('logs')
    for other in agents.install(str(plugins)):
        if os.path.basename(other) != name + '.bundle':
            os.rename(other, other + '.off')
    for change in changes:
        path = code_path(plugins, name)
        write(path, apply_change(read(path), patches.text(change)))
    known = films(SEED, number)
    found, updated, failed = [], {}, []
    identifier = 'com.plexapp.agents.' + name
    with Websites(seed=SEED, behaviour=behaviour, films=known) as sites:
        with PluginHost(str(plugins), str(logs), None, hosts=sites.hosts()) as host:
            plugin, = host.plugins()
            for key in range(number) if plugin['started'] else ():
                hints = film_hints(key, known[key])
                try:
                    results = host.search(identifier, 'Movies', hints, timeout=60)
                    found.extend(row['id'] for row in results)
                    if results:
                        updated[key] = host.update(identifier, 'Movies', hints, results[0]['id'], timeout=60)
                except AgentFailed as err:
                    failed.append((key, str(err)))
    log = log_of(logs, name)
    statuses = collections.Counter((seen.host, seen.status) for seen in sites.requests_seen())
    return Run(plugin['started'], plugin['error'], found, updated, failed, log, records(log), statuses)


def count(run_, text):
    return sum(1 for row in run_.rows if text in row.text)


def of_status(run_, status, host=None):
    return sum(number for (where, code), number in run_.statuses.items() if code == status and host in (None, where))


# -- as they are shipped --

def test_there_are_four_and_they_share_one_file_byte_for_byte(tmpdir):
    paths = agents.install(str(tmpdir.join('plug-ins')))
    assert len(paths) >= 4 and [os.path.splitext(os.path.basename(path))[0] for path in paths] == agents.names()
    sources = set(io.open(os.path.join(path, agents.SHARED), 'rb').read() for path in paths)
    assert len(sources) == 1
    source = sources.pop()
    assert source.startswith(b'# encoding=utf8\n') and b'\r' not in source and not source.startswith(b'\xef\xbb\xbf')


def test_a_bundle_that_is_there_is_left_alone(tmpdir):
    agents.install(str(tmpdir))
    write(code_path(tmpdir), u'changed')
    agents.install(str(tmpdir))
    assert read(code_path(tmpdir)) == u'changed'


@pytest.mark.parametrize('policy', loader.POLICIES)
def test_the_loader_takes_all_of_their_code_and_they_use_nothing_that_is_absent(policy):
    for name in agents.names():
        folder = os.path.join(agents.HERE, name + '.bundle', 'Contents', 'Code')
        for part in ('__init__.py', 'utils.py'):
            source = io.open(os.path.join(folder, part), 'rb').read()
            assert loader.refusals(source, policy) == [] and loader.warnings(source, policy) == []


def test_their_code_reads_on_every_python():
    for name in agents.names():
        for part in ('__init__.py', 'utils.py'):
            source = io.open(os.path.join(agents.HERE, name + '.bundle', 'Contents', 'Code', part), 'rb').read()
            compile(source, part, 'exec', dont_inherit=True)


def test_a_healthy_agent_finds_and_describes_every_film(tmpdir):
    good = run(tmpdir, 'ReelHouse', behaviour=QUIET)
    known = films(SEED, FILMS)
    assert good.started and good.found == [str(key) for key in range(FILMS)] and not good.failed
    for key, film in enumerate(known):
        fields = good.updated[key]
        assert (fields['title'], fields['year'], fields['studio'], fields['summary']) == (
            film['title'], film['year'], film['studio'], film['summary'])
        assert fields['originally_available_at'] == film['release_date'] and fields['genres'] == film['genres']
        assert [role['name'] for role in fields['roles']] == film['cast'] and all('photo' in role for role in fields['roles'])


def test_an_operation_is_logged_in_the_style_of_its_family(tmpdir):
    good = run(tmpdir, 'ReelHouse', behaviour=QUIET)
    texts = [row.text for row in good.rows if row.module == 'utils']
    assert any(re.match(r'ReelHouse  - SEARCH:: Search Query {18}http://reels\.example/search\?q=', text) for text in texts)
    assert any(re.match(r'ReelHouse  - SEARCH:: Titles Found {18}\d+ Processing Results Page:  1$', text) for text in texts)
    assert any(re.match(r'ReelHouse  - SEARCH:: Processing {20}Page 1: 1 of \d+ for .* - .* \(\d{4}\)$', text) for text in texts)
    assert any(re.match(r'ReelHouse  - UTILS :: Found on IAFD {17}Yes$', text) for text in texts)
    for routine in ('Search', 'Update'):
        begin = [n for n, text in enumerate(texts) if ' >> ReelHouse: Finished %s Routine << ' % routine in text]
        assert len(begin) == FILMS
        block = texts[begin[0] - 1:begin[0] + 5]
        assert all(re.match(r'ReelHouse  - %s:: \*.*\*$' % routine.upper(), text) for text in block)
        assert ' >> Successful!! << ' in block[4] and 'http://reels.example/' in block[3]


def test_whatever_speaks_of_an_error_becomes_a_pair_of_records(tmpdir):
    good = run(tmpdir, 'ReelHouse', behaviour=QUIET)
    errors = [row for row in good.rows if row.module == 'utils' and row.level == 'ERROR']
    assert errors and len(errors) % 2 == 0
    for first, second in zip(errors[::2], errors[1::2]):
        assert re.match(u'ReelHouse - [A-Z ]{6}:: [\u274c\u26a0] File: \\w+\\.py, Line: \\d+, Function: [\\w >-]+$', first.text), first
        assert re.search(u'error|warning', second.text, re.I) and second.text.startswith(u'ReelHouse - ' + first.text[12:18] + u'::    ')
        assert first.thread == second.thread
    assert not [row for row in good.rows if row.level == 'INFO' and row.module == 'utils' and re.search('error|warning', row.text, re.I)]
    assert any(u'Error getting Site Title: < Title Match Failure! >' in row.text for row in errors)
    # A film may be called so; its title is no error, but it is logged as one.
    assert any(re.search(u'(Trial and Error|Warning to) ', row.text) for row in errors)


def test_the_same_run_logs_the_same_twice(tmpdir):
    def texts(part):
        # Without the limit: it goes by the clock.
        got = run(tmpdir.mkdir(part), 'ReelHouse', behaviour=dict(QUIET, **{PEOPLE: {'block_share': 0.5}}), number=6)
        assert of_status(got, 403) and of_status(got, 200)
        return [row.text for row in got.rows if row.module == 'utils' or '.example/' in row.text]
    assert texts('one') == texts('two')


# -- each bug, and each change --

@pytest.fixture(scope='module')
def vault(tmpdir_factory):
    """FilmVault, as shipped, on the default sites: many requests are refused."""
    return run(tmpdir_factory.mktemp('vault'), 'FilmVault')


@pytest.fixture(scope='module')
def vault_with_headers(tmpdir_factory):
    return run(tmpdir_factory.mktemp('headers'), 'FilmVault', ['headers'])


def test_as_shipped_many_requests_are_answered_403_and_films_are_not_found(vault):
    assert of_status(vault, 403, 'films.example') >= 3 and of_status(vault, 403, PEOPLE) >= 1
    assert 0 < len(vault.found) < FILMS
    assert count(vault, 'HTTP Error 403: Forbidden') == of_status(vault, 403) == count(vault, 'Error opening URL \'http://films') + count(
        vault, 'Error opening URL \'http://people')
    assert count(vault, ' >> Failed << ') >= 3
    assert of_status(vault, 429) == 0


def test_headers_end_the_403s_find_the_films_and_bring_out_the_limit(vault, vault_with_headers):
    after = vault_with_headers
    assert of_status(after, 403) == 0 and count(after, 'HTTP Error 403') == 0
    assert len(after.found) == FILMS > len(vault.found)
    assert of_status(after, 429, PEOPLE) >= 3 and count(after, 'HTTP Error 429: Too Many Requests') == of_status(after, 429)
    assert count(after, ' >> Successful!! << ') > count(vault, ' >> Successful!! << ')


def test_partial_headers_help_with_the_shop_only(tmpdir, vault):
    after = run(tmpdir, 'FilmVault', ['headers-partial'])
    assert of_status(after, 403, 'films.example') == 0 and len(after.found) == FILMS
    assert of_status(after, 403, PEOPLE) >= of_status(vault, 403, PEOPLE) > 0


def test_an_import_of_what_is_not_there_keeps_the_plugin_from_starting(tmpdir):
    after = run(tmpdir, 'FilmVault', ['headers-broken-import'])
    assert not after.started and re.match(r"ImportError: No module named browser_session", after.errors)
    last = after.rows[-1]
    assert (last.level, last.module, last.line) == ('CRITICAL', 'core', 615)
    assert any(re.search(r'Contents/Code/utils\.py", line \d+, in <module>', line.replace('\\', '/')) for line in last.more)


def test_a_name_that_the_loader_refuses_keeps_the_plugin_from_starting(tmpdir):
    after = run(tmpdir, 'FilmVault', ['headers-refused'])
    assert not after.started
    assert re.match(r'SyntaxError: Line \d+: "_BROWSER_HEADERS" is an invalid variable name because it starts with "_"$', after.errors)
    assert after.errors in after.rows[-1].more


def test_silencing_makes_fewer_errors_and_finds_not_one_film_more(tmpdir, vault):
    after = run(tmpdir, 'FilmVault', ['silence'])

    def said(run_):
        return count(run_, 'Error:: ') + count(run_, 'Error: ')
    assert said(after) < said(vault) / 2 and count(after, 'HTTP Error 403') == 0
    assert len(after.found) <= len(vault.found)
    assert of_status(after, 403, 'films.example') >= 3


def test_backoff_turns_429_into_a_wait(tmpdir, vault_with_headers):
    after = run(tmpdir, 'FilmVault', ['headers', 'backoff'], number=2)
    assert after.found == ['0', '1']
    assert of_status(after, 429) >= 1 and count(after, 'Request Delayed') == of_status(after, 429)
    assert count(after, 'HTTP Error 429') == 0
    assert count(after, 'Found on IAFD                 Yes') == 2
    assert all(role.get('photo') for fields in after.updated.values() for role in fields['roles'])
    before = [row for row in vault_with_headers.rows if 'IAFD Film Search Failure' in row.text]
    assert before and not count(after, 'IAFD Film Search Failure')


def test_a_redesign_hides_all_titles_until_they_are_looked_for_in_the_new_place(tmpdir):
    before = run(tmpdir.mkdir('before'), 'StageDoor')
    after = run(tmpdir.mkdir('after'), 'StageDoor', ['selector'])
    assert before.found == [] and count(before, 'did not pull any results: < No Films! >') == FILMS
    assert len(after.found) == FILMS == len(after.updated) and count(after, '< No Films! >') == 0
    assert after.updated[0]['title'] == films(SEED, 1)[0]['title']


def test_the_new_selector_reads_the_old_markup_too(tmpdir):
    after = run(tmpdir, 'ReelHouse', ['selector'], behaviour=QUIET)
    assert len(after.updated) == FILMS


def test_a_film_without_a_date_crashes_the_update_until_that_is_allowed_for(tmpdir):
    before = run(tmpdir.mkdir('before'), 'CineArchive')
    after = run(tmpdir.mkdir('after'), 'CineArchive', ['missing-date'])
    crashed = set(key for key, text in before.failed)
    assert crashed and set(text for _, text in before.failed) == set(['IndexError: list index out of range'])
    assert sum(1 for row in before.rows if (row.module, row.line) == ('agentkit', 1095)) == len(crashed)
    assert after.failed == [] and len(after.updated) == FILMS
    assert crashed == set(key for key, fields in after.updated.items() if 'originally_available_at' not in fields)


def test_all_changes_apply_to_what_is_shipped_and_the_fixes_to_each_other():
    shipped = read(code_path(agents.HERE))
    assert patches.names() == ['backoff', 'headers', 'headers-broken-import', 'headers-partial', 'headers-refused', 'missing-date',
                               'selector', 'silence']
    for name in patches.names():
        text = patches.text(name)
        assert re.search(r'(?m)^--- a/Contents/Code/utils\.py\n\+\+\+ b/Contents/Code/utils\.py\n@@ ', text)
        changed = apply_change(shipped, text)
        assert changed != shipped
        refused = loader.refusals(changed.encode('utf-8'), 'Elevated')
        assert bool(refused) == (name == 'headers-refused')
    together = shipped
    for name in ('headers', 'backoff', 'selector', 'missing-date'):
        together = apply_change(together, patches.text(name))
    assert len(apply_change(shipped, patches.text('headers')).split('\n')) == len(shipped.split('\n'))
    assert patches.path('headers').endswith('headers.patch')
    with pytest.raises(KeyError):
        patches.path('nothing')
