# -*- coding: utf-8 -*-
"""Backups of files, as one import for those who need them: make, look at, check, put back, list, prune."""
from __future__ import absolute_import, division, print_function

from plexfix.outside.backup_keeping import Pruned, leftovers, list_backups, prune  # noqa: F401
from plexfix.outside.backup_making import create, safe_name  # noqa: F401
from plexfix.outside.backup_manifest import (  # noqa: F401
    SCHEMA, Backup, Entry, Problem, after_of, entries, note_after, note_restored, read, restored_at, verify)
from plexfix.outside.restoring import Restored, restore  # noqa: F401
