# -*- coding: utf-8 -*-
"""The folders and the token of one simulation on the disk; nothing here runs anything."""
from __future__ import absolute_import, division, print_function

import errno
import io
import os
import random
import re
import shutil
import tempfile

from plexfix.base.compat import fs_text, to_bytes, to_text
from plexfix.base.errors import UsageError

_TOKEN_LENGTH = 20
_TOKEN_SIGNS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-'
_TOKEN = re.compile(u'^[!-~]{8,200}$')
_PREFERENCES = u'<?xml version="1.0" encoding="utf-8"?>\n<Preferences MachineIdentifier="%s" PlexOnlineToken="%s"/>\n'


class Folders(object):
    """Where a simulation keeps its things; what is not given lies in a temporary folder that `remove()` takes away."""

    def __init__(self, plugins=None, logs=None, data=None, token_file=None):
        self._given = (plugins, logs, data, token_file)
        self._made = None
        self.plugins = self.logs = self.data = self.token_file = self.token = None

    def make(self, machine):
        """Make what is not there yet, and read or write the token.  Raises UsageError where that is not possible."""
        plugins, logs, data, token_file = self._given
        try:
            self.data = self._folder(data, 'Plex Media Server')
            self.plugins = self._folder(plugins, 'Plug-ins')
            self.logs = self._folder(logs, os.path.join('Logs', 'PMS Plugin Logs'))
            self.token_file = os.path.abspath(token_file or os.path.join(self.data, 'token'))
            self.token = _read_token(self.token_file) or _write_token(self.token_file)
            _write_private(os.path.join(self.data, 'Preferences.xml'), _PREFERENCES % (machine, self.token))
        except EnvironmentError as error:
            raise UsageError('cannot prepare the folders of the simulation', fs_text(str(error)),
                             'choose other folders with --plugins, --logs and --token-file')

    def has_plugins(self):
        """Return whether anything lies in the Plug-ins folder; what systems hide there themselves does not count."""
        return any(not name.startswith('.') for name in os.listdir(self.plugins))

    def temporary(self):
        """Return the folders that go at the end."""
        return [] if self._made is None else [self._made]

    def remove(self):
        """Take the temporary folder away; what was given by name stays."""
        if self._made is not None:
            shutil.rmtree(self._made, ignore_errors=True)
            self._made = None

    def _folder(self, given, name):
        if given is None:
            if self._made is None:
                self._made = os.path.realpath(tempfile.mkdtemp(prefix='plexsim-'))
            given = os.path.join(self._made, name)
        path = os.path.abspath(given)
        if not os.path.isdir(path):
            os.makedirs(path)
        return path


def _read_token(path):
    """Return the token of an earlier run, so that clients can keep it; None where there is no file yet."""
    try:
        with io.open(path, 'rb') as handle:
            text = to_text(handle.read()).strip()
    except EnvironmentError as error:
        if error.errno == errno.ENOENT:
            return None
        raise
    if text and not _TOKEN.match(text):
        raise UsageError('the token file holds no token: %s' % fs_text(path), 'a token is one word of 8 to 200 plain characters',
                         'name another file with --token-file, or one that does not exist yet')
    return text or None


def _write_token(path):
    # Never from the seed: a secret that everybody can work out is none, even of a simulation.
    chance = random.SystemRandom()
    token = u''.join(chance.choice(_TOKEN_SIGNS) for _ in range(_TOKEN_LENGTH))
    _write_private(path, token + u'\n')
    return token


def _write_private(path, text):
    """Write *text* so that at no moment anybody else can read it."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        if hasattr(os, 'fchmod'):
            os.fchmod(handle, 0o600)
        os.write(handle, to_bytes(text))
    finally:
        os.close(handle)
