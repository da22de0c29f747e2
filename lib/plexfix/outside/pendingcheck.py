# -*- coding: utf-8 -*-
"""Whether an interrupted change waits in a Plug-ins folder of this machine: a look that every command can afford."""
from __future__ import absolute_import, division, print_function

import os

from plexfix.base.places import SUITE_FOLDER, backups_of
from plexfix.outside import journal_record, locking, platforms

_QNAP_SETTINGS = '/etc/config/qpkg.conf'
_SUITE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__)))))


def look(plugins_dir=None, env=None, platform=None):
    """Return the Record of an interrupted change, or None; of one that is at work at this moment too.

    Looked at are *plugins_dir*, or else the folder that the suite was copied to, and where this system keeps plug-ins.
    """
    for plugins in [plugins_dir] if plugins_dir else folders(env, platform):
        folder = backups_of(plugins)
        if os.path.lexists(journal_record.path_in(folder)):
            record = journal_record.read(folder)
            if record is not None and locking.owner(folder) is None:
                return record
    return None


def folders(env=None, platform=None):
    """Return the Plug-ins folders that may be meant where none is named, the likeliest first."""
    found = [os.path.dirname(_SUITE)] if os.path.basename(_SUITE) == SUITE_FOLDER else []
    probes = platforms.PROBES
    if not os.path.exists(_QNAP_SETTINGS):
        # It is asked by running a program, which costs more than all the rest.
        probes = probes._replace(getcfg=lambda: None)
    return found + [os.path.join(data, 'Plug-ins') for data in platforms.data_folders(env, platform, probes)]
