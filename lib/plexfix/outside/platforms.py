# -*- coding: utf-8 -*-
"""Where Plex keeps its data, logs and plug-ins on every system it runs on; reading them is left to others."""
from __future__ import absolute_import, division, print_function

import collections
import glob
import importlib
import ntpath
import os
import posixpath
import subprocess
import sys

from plexfix.base.compat import WINREG, fs_native, fs_text, to_text
from plexfix.base.errors import UsageError

_SERVER = 'Plex Media Server'
_PLUGIN_LOGS = 'PMS Plugin Logs'
_SUPPORT = 'Library/Application Support'
# One of these is in every data folder; `/config` and the like exist on machines that have no Plex.
_DATA_MARKS = ('Preferences.xml', 'Plug-ins', 'Logs', 'Plug-in Support')

# The folders that hold `Plex Media Server`, in the order of how common they are; `*` is any volume.
_LINUX = (
    '/var/lib/plexmediaserver/' + _SUPPORT,
    '/var/lib/plex',
    '/var/snap/plexmediaserver/common/' + _SUPPORT,
    '/config/' + _SUPPORT,
    '/config',
    '/var/packages/PlexMediaServer/shares/PlexMediaServer/AppData',
    '/volume*/Plex/' + _SUPPORT,
    '/volume1/Plex/Library',
)
_FREEBSD = ('/usr/local/plexdata', '/usr/local/plexdata-plexpass', '/var/db/plexdata')

# What this module asks the machine: *registry* and *getcfg* return a path or None, *glob* and *exists* as in os.path.
Probes = collections.namedtuple('Probes', 'registry getcfg glob exists')


def read_registry():
    """Return LocalAppDataPath of `HKCU\\Software\\Plex, Inc.\\Plex Media Server`, or None where there is none."""
    try:
        winreg = importlib.import_module(WINREG)
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, 'Software\\Plex, Inc.\\Plex Media Server') as key:
            return fs_native(winreg.QueryValueEx(key, 'LocalAppDataPath')[0]) or None
    except (ImportError, EnvironmentError):
        return None


def read_getcfg():
    """Return where QNAP's package manager put the server, or None on any other machine."""
    try:
        process = subprocess.Popen(['getcfg', '-f', '/etc/config/qpkg.conf', 'PlexMediaServer', 'Install_path'],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    except EnvironmentError:
        return None
    answer = process.communicate()[0]
    return fs_native(to_text(answer).strip()) or None if process.returncode == 0 else None


PROBES = Probes(read_registry, read_getcfg, glob.glob, os.path.exists)


def data_folders(env=None, platform=None, probes=PROBES):
    """Return the paths at which the server's data folder may be, best first, whether they exist or not.

    *env* and *platform* are os.environ's and sys.platform's unless given.
    """
    env, platform = _here(env, platform)
    join = _joiner(platform)
    folders = [_inside(join, parent) for parent in _overridden(env)]
    if platform == 'darwin':
        folders.append(join(_home(env, platform), 'Library', 'Application Support', _SERVER))
    elif platform.startswith('win'):
        folders.extend(join(parent, _SERVER) for parent in _windows_parents(env, join, probes))
    elif platform.startswith('freebsd'):
        folders.extend(join(parent, _SERVER) for parent in _FREEBSD)
        folders.extend(_FREEBSD)
    else:
        folders.extend(_linux_folders(join, probes))
    return _once(folders)


def log_folders(env=None, platform=None, probes=PROBES):
    """Return the paths at which the plug-ins' logs may be, best first, whether they exist or not."""
    env, platform = _here(env, platform)
    join = _joiner(platform)
    folders = []
    given = env.get('PLEX_MEDIA_SERVER_LOG_DIR')
    if given:
        folders.extend([join(given, _PLUGIN_LOGS), given])
    data = data_folders(env, platform, probes)
    if platform == 'darwin':
        # There the logs lie outside of the data folder, unless that was moved.
        data = [_inside(join, parent) for parent in _overridden(env)]
    folders.extend(join(folder, 'Logs', _PLUGIN_LOGS) for folder in data)
    if platform == 'darwin':
        folders.append(join(_home(env, platform), 'Library', 'Logs', _SERVER, _PLUGIN_LOGS))
    return _once(folders)


def find_data_folder(env=None, platform=None, probes=PROBES):
    """Return the first of `data_folders` that holds a server's data; raises UsageError that says where it looked."""
    env, platform = _here(env, platform)
    join = _joiner(platform)
    candidates = data_folders(env, platform, probes)
    for folder in candidates:
        if any(probes.exists(join(folder, mark)) for mark in _DATA_MARKS):
            return folder
    raise _not_found('data folder', candidates,
                     'set PLEX_MEDIA_SERVER_APPLICATION_SUPPORT_DIR to the folder that holds "%s"' % _SERVER)


def find_log_folder(env=None, platform=None, probes=PROBES):
    """Return the first of `log_folders` that exists; raises UsageError that says where it looked."""
    candidates = log_folders(env, platform, probes)
    for folder in candidates:
        if probes.exists(folder):
            return folder
    raise _not_found('plug-in logs', candidates,
                     'name the folder: --log-dir FOLDER, or set PLEX_MEDIA_SERVER_LOG_DIR')


def plugins_folder(data_folder=None, env=None, platform=None, probes=PROBES):
    """Return the Plug-ins folder of *data_folder*, or of the data folder that is found; raises UsageError for none."""
    env, platform = _here(env, platform)
    join = _joiner(platform)
    parents = data_folders(env, platform, probes) if data_folder is None else [data_folder]
    candidates = [join(parent, 'Plug-ins') for parent in parents]
    for folder in candidates:
        if probes.exists(folder):
            return folder
    raise _not_found('Plug-ins folder', candidates,
                     'set PLEX_MEDIA_SERVER_APPLICATION_SUPPORT_DIR to the folder that holds "%s"' % _SERVER)


def _here(env, platform):
    return os.environ if env is None else env, sys.platform if platform is None else platform


def _joiner(platform):
    """Return the path join of *platform*, which need not be the one that runs."""
    return ntpath.join if platform.startswith('win') else posixpath.join


def _home(env, platform):
    """Return the user's home folder by *env*; the account's own only where that says nothing."""
    name = 'USERPROFILE' if platform.startswith('win') else 'HOME'
    return env.get(name) or os.path.expanduser('~')


def _overridden(env):
    names = ('PLEX_MEDIA_SERVER_APPLICATION_SUPPORT_DIR', 'PLEXLOCALAPPDATA')
    return [env[name] for name in names if env.get(name)]


def _inside(join, parent):
    """Return the data folder in *parent*; people also set the override to the data folder itself."""
    trimmed = parent.rstrip('/\\') or parent
    return trimmed if ntpath.basename(trimmed) == _SERVER else join(parent, _SERVER)


def _windows_parents(env, join, probes):
    profile = _home(env, 'win32')
    parents = [probes.registry(), env.get('LOCALAPPDATA'), join(profile, 'AppData', 'Local'),
               join(profile, 'Local Settings', 'Application Data')]
    return [parent for parent in parents if parent]


def _linux_folders(join, probes):
    folders = []
    for parent in _LINUX:
        found = sorted(probes.glob(parent)) if '*' in parent else [parent]
        folders.extend(join(folder, _SERVER) for folder in found)
    installed = probes.getcfg()
    if installed:
        folders.append(join(installed, 'Library', _SERVER))
    # A container may have the data folder itself mounted there.
    return folders + ['/config']


def _once(folders):
    """Return *folders* without repeats, in their order."""
    return list(collections.OrderedDict.fromkeys(folders))


def _not_found(what, candidates, hint):
    return UsageError(u'no %s of a Plex Media Server found' % what,
                      u'looked in: ' + u', '.join(fs_text(folder) for folder in candidates), hint)
