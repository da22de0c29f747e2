# -*- coding: utf-8 -*-
"""The names that the suite gives to its own things in a Plug-ins folder; the files of a run are rundir's."""
from __future__ import absolute_import, division, print_function

import os
import re

# Beside the bundles, never inside one: backups, the journal of a change, the lock.  No tree walk enters it.
BACKUPS_FOLDER = '_BACKUPS'
JOURNAL_FILE = 'journal.json'
FIXES_FILE = 'fixes.json'
# Where people copy the suite to, in their Plug-ins folder.
SUITE_FOLDER = 'plex_improvement'
BUNDLE_ENDING = '.bundle'

# What only an interrupted run leaves behind begins with this, so that anybody may know whose it is.
TEMPORARY_PREFIX = '.plexfix-'

_SEPARATORS = re.compile(r'[/\\]')


def backups_of(folder):
    """Return the `_BACKUPS` folder in *folder*, a Plug-ins folder or that of an iteration."""
    return os.path.join(folder, BACKUPS_FOLDER)


def is_in_backups(path):
    """Return whether *path* is a `_BACKUPS` folder or lies in one: nothing there is code of an agent."""
    return BACKUPS_FOLDER in _SEPARATORS.split(path)


def plugins_of(path):
    """Return the folder that holds the outermost bundle on the absolute *path*, or None where it is in no bundle."""
    found, head = None, path
    while os.path.dirname(head) != head:
        if head.lower().endswith(BUNDLE_ENDING):
            found = os.path.dirname(head)
        head = os.path.dirname(head)
    return found
