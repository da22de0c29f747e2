# -*- coding: utf-8 -*-
"""platforms: the right folders on every system, whatever system the test runs on."""
from __future__ import absolute_import, division, print_function

import sys
import types

import pytest

from plexfix.base.errors import UsageError
from plexfix.outside import platforms
from plexfix.outside.platforms import (PROBES, Probes, data_folders, find_data_folder, find_log_folder, log_folders,
                                       plugins_folder)

PMS = 'Plex Media Server'
LOGS = 'Logs/PMS Plugin Logs'


def machine(paths=(), registry=None, getcfg=None, volumes=('/volume1', '/volume2')):
    """Probes of a made-up machine on which only *paths* exist."""
    def expand(pattern):
        return [pattern.replace('/volume*', volume) for volume in reversed(volumes)]
    return Probes(lambda: registry, lambda: getcfg, expand, lambda path: path in paths)


@pytest.mark.parametrize('platform, env, folder', [
    ('darwin', {'HOME': '/Users/a'}, '/Users/a/Library/Application Support/' + PMS),
    ('win32', {'LOCALAPPDATA': 'C:\\L'}, 'C:\\L\\' + PMS),
    ('win32', {'USERPROFILE': 'C:\\Users\\a'}, 'C:\\Users\\a\\AppData\\Local\\' + PMS),
    ('win32', {'USERPROFILE': 'C:\\D\\a'}, 'C:\\D\\a\\Local Settings\\Application Data\\' + PMS),
    ('linux', {}, '/var/lib/plexmediaserver/Library/Application Support/' + PMS),
    ('linux2', {}, '/var/lib/plex/' + PMS),
    ('linux', {}, '/var/snap/plexmediaserver/common/Library/Application Support/' + PMS),
    ('linux', {}, '/config/Library/Application Support/' + PMS),
    ('linux', {}, '/config/' + PMS),
    ('linux', {}, '/config'),
    ('linux', {}, '/var/packages/PlexMediaServer/shares/PlexMediaServer/AppData/' + PMS),
    ('linux', {}, '/volume2/Plex/Library/Application Support/' + PMS),
    ('linux', {}, '/volume1/Plex/Library/' + PMS),
    ('linux', {}, '/share/Q/.qpkg/PlexMediaServer/Library/' + PMS),
    ('freebsd13', {}, '/usr/local/plexdata/' + PMS),
    ('freebsd13', {}, '/usr/local/plexdata-plexpass/' + PMS),
    ('freebsd13', {}, '/var/db/plexdata/' + PMS),
    ('freebsd13', {}, '/var/db/plexdata'),
    ('linux', {'PLEX_MEDIA_SERVER_APPLICATION_SUPPORT_DIR': '/data'}, '/data/' + PMS),
    ('linux', {'PLEX_MEDIA_SERVER_APPLICATION_SUPPORT_DIR': '/data/%s/' % PMS}, '/data/' + PMS),
    ('win32', {'PLEXLOCALAPPDATA': 'D:\\P'}, 'D:\\P\\' + PMS),
    ('darwin', {'HOME': '/Users/a', 'PLEXLOCALAPPDATA': '/'}, '/' + PMS),
])
def test_each_system_has_its_data_folders(platform, env, folder):
    probes = machine(getcfg='/share/Q/.qpkg/PlexMediaServer')
    assert folder in data_folders(env, platform, probes)
    join = '\\' if platform == 'win32' else '/'
    probes = machine(paths=[folder + join + 'Plug-ins'], getcfg='/share/Q/.qpkg/PlexMediaServer')
    assert find_data_folder(env, platform, probes) == folder
    assert plugins_folder(None, env, platform, probes) == folder + join + 'Plug-ins'


def test_the_registry_comes_first_on_windows():
    env = {'LOCALAPPDATA': 'C:\\L'}
    assert data_folders(env, 'win32', machine(registry='E:\\Data'))[:2] == ['E:\\Data\\' + PMS, 'C:\\L\\' + PMS]


@pytest.mark.parametrize('platform', ['darwin', 'win32', 'linux', 'freebsd12'])
def test_overrides_come_first_everywhere(platform):
    env = {'PLEX_MEDIA_SERVER_APPLICATION_SUPPORT_DIR': '/a', 'PLEXLOCALAPPDATA': '/b', 'HOME': '/h',
           'PLEX_MEDIA_SERVER_LOG_DIR': '/l'}
    found = [path.replace('\\', '/') for path in data_folders(env, platform, machine(registry='R:'))]
    assert found[:2] == ['/a/' + PMS, '/b/' + PMS]
    logs = [path.replace('\\', '/') for path in log_folders(env, platform, machine())]
    assert logs[:4] == ['/l/PMS Plugin Logs', '/l', '/a/%s/%s' % (PMS, LOGS), '/b/%s/%s' % (PMS, LOGS)]


def test_other_systems_are_not_asked_for_registry_or_package_manager():
    def forbidden(*_arguments):
        raise AssertionError('asked')
    silent = Probes(forbidden, forbidden, forbidden, lambda path: False)
    for platform in ('darwin', 'freebsd13'):
        assert data_folders({'HOME': '/h'}, platform, silent)
        assert log_folders({'HOME': '/h'}, platform, silent)


def test_the_logs_of_macos_lie_outside_of_the_data_folder():
    assert log_folders({'HOME': '/Users/a'}, 'darwin', machine()) == [
        '/Users/a/Library/Logs/Plex Media Server/PMS Plugin Logs']


def test_the_logs_of_other_systems_lie_in_the_data_folder():
    folder = '/var/lib/plex/%s/%s' % (PMS, LOGS)
    assert find_log_folder({}, 'linux', machine([folder])) == folder
    folder = 'C:\\L\\%s\\Logs\\PMS Plugin Logs' % PMS
    assert find_log_folder({'LOCALAPPDATA': 'C:\\L'}, 'win32', machine([folder])) == folder


def test_the_log_override_may_name_either_folder():
    env = {'PLEX_MEDIA_SERVER_LOG_DIR': '/l'}
    assert find_log_folder(env, 'linux', machine(['/l'])) == '/l'
    assert find_log_folder(env, 'linux', machine(['/l', '/l/PMS Plugin Logs'])) == '/l/PMS Plugin Logs'


def test_no_folder_is_named_twice():
    env = {'PLEXLOCALAPPDATA': 'C:\\L', 'LOCALAPPDATA': 'C:\\L'}
    found = data_folders(env, 'win32', machine(registry='C:\\L'))
    assert found.count('C:\\L\\' + PMS) == 1


def test_an_empty_config_folder_is_not_taken_for_a_server():
    with pytest.raises(UsageError):
        find_data_folder({}, 'linux', machine(['/config']))


@pytest.mark.parametrize('find, flag', [
    (find_log_folder, u'--log-dir'), (find_data_folder, u'PLEX_MEDIA_SERVER_APPLICATION_SUPPORT_DIR'),
    (lambda env, platform, probes: plugins_folder(None, env, platform, probes),
     u'PLEX_MEDIA_SERVER_APPLICATION_SUPPORT_DIR')])
def test_finding_nothing_says_where_it_looked_and_what_to_set(find, flag):
    with pytest.raises(UsageError) as caught:
        find({'PLEXLOCALAPPDATA': '/caf\xc3\xa9' if sys.version_info[0] == 2 else '/café'}, 'linux', machine())
    assert u'/café/' + PMS in caught.value.evidence
    assert u'/var/lib/plexmediaserver' in caught.value.evidence
    assert flag in caught.value.hint


def test_the_plugins_of_a_given_data_folder(tmpdir):
    tmpdir.mkdir('Plug-ins')
    assert plugins_folder(str(tmpdir)) == str(tmpdir.join('Plug-ins'))
    with pytest.raises(UsageError):
        plugins_folder(str(tmpdir.join('none')))


def test_this_machine_can_be_asked():
    for folders in (data_folders(), log_folders(), data_folders({}), log_folders(platform='linux')):
        assert folders and all(type(folder) is str for folder in folders)


def test_without_a_home_the_account_says_where_it_is():
    assert data_folders({}, 'darwin', machine())[0].endswith('/Library/Application Support/' + PMS)


class FakeKey(object):
    """An open registry key."""

    def __init__(self, closed):
        self._closed = closed

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self._closed.append(True)


def fake_winreg(values, closed):
    """A winreg that has the server's key, with *values*; None for no such key."""
    def open_key(root, name):
        assert (root, name) == ('HKCU', 'Software\\Plex, Inc.\\Plex Media Server')
        if values is None:
            raise OSError(2, 'no key')
        return FakeKey(closed)

    def query(_key, name):
        if name not in values:
            raise OSError(2, 'no value')
        return values[name], 1
    module = types.ModuleType(platforms.WINREG)
    module.HKEY_CURRENT_USER, module.OpenKey, module.QueryValueEx = 'HKCU', open_key, query
    return module


@pytest.mark.parametrize('values, path', [
    ({'LocalAppDataPath': u'D:\\Plex'}, 'D:\\Plex'), ({'LocalAppDataPath': u''}, None), ({}, None), (None, None)])
def test_the_registry_is_read_and_closed(monkeypatch, values, path):
    closed = []
    monkeypatch.setitem(sys.modules, platforms.WINREG, fake_winreg(values, closed))
    found = PROBES.registry()
    assert found == path
    assert path is None or type(found) is str
    assert closed == ([True] if values is not None else [])


@pytest.mark.skipif(sys.platform == 'win32', reason='Windows has a registry')
def test_a_machine_without_registry_has_none():
    assert PROBES.registry() is None


@pytest.mark.skipif(sys.platform == 'win32', reason='the stand-in for getcfg is a shell script')
@pytest.mark.parametrize('body, path', [
    ('echo /share/X/.qpkg/PlexMediaServer', '/share/X/.qpkg/PlexMediaServer'), ('echo', None),
    ('echo /half; exit 1', None), (None, None)])
def test_the_package_manager_of_qnap_is_asked(monkeypatch, tmpdir, body, path):
    if body is not None:
        program = tmpdir.join('getcfg')
        program.write('#!/bin/sh\ntest "$*" = "-f /etc/config/qpkg.conf PlexMediaServer Install_path" || exit 9\n' + body)
        program.chmod(0o755)
    monkeypatch.setenv('PATH', str(tmpdir))
    assert PROBES.getcfg() == path
