# -*- coding: utf-8 -*-
"""The implementation log: which fix changed which files, in the order in which they lie on the disk one over the other.

What becomes of a fix is decided elsewhere; here it is written down, and asked for.
"""
from __future__ import absolute_import, division, print_function

import json
import os

from plexfix.base.compat import fs_text, path_from_text, path_to_text, to_bytes, to_text
from plexfix.base.errors import UsageError
from plexfix.base.jsontext import json_text
from plexfix.outside import audit, changes, files
from plexfix.steps import implementing
from plexfix.understand import diagnosis

SCHEMA = u'plexfix.implementation/1'

# APPLYING was begun: until its files are looked at nobody knows how it ended.
APPLYING, APPLIED, ROLLED_BACK = u'applying', u'applied', u'rolled back'


def load(path):
    """Return the implementation log at *path* as a dictionary, a fresh one where there is none; raises UsageError."""
    if not os.path.exists(path):
        return {'schema': SCHEMA, 'session_start': audit.local_time(), 'implementations': []}
    try:
        document = json.loads(to_text(files.read_bytes(path)))
        schema, rows = document['schema'], document['implementations']
        good = schema == SCHEMA and all(set(('fix', 'status', 'files')) <= set(row) for row in rows)
    except (ValueError, KeyError, TypeError):
        good, schema = False, u'none'
    if not good:
        raise UsageError(u'cannot use the implementation log %s' % fs_text(path),
                         u'its schema is %s, and %s is needed' % (to_text(schema), SCHEMA),
                         u'put it aside, or use the version of plexfix that wrote it')
    return document


def add(path, entry):
    """Write *entry* (a dictionary) behind the others of the log at *path*."""
    document = load(path)
    document['implementations'].append(entry)
    _save(path, document)


def update(path, entry, **values):
    """Write *values* into *entry*, the one of that fix and backup, in the log at *path* and in itself."""
    document = load(path)
    entry.update(values)
    for row in document['implementations']:
        if all(row.get(key) == entry.get(key) for key in ('fix', 'timestamp', 'backup_path')):
            row.update(values)
    _save(path, document)


def new_entry(plan, backup_path, restart_method, report=None, checks=()):
    """Return the entry of a fix that is about to be applied by *plan*.

    *report* is the path of its diagnostic report, from the log's folder on; *checks* are rows of what was looked at.
    """
    fix = plan.fix
    return {
        'timestamp': audit.local_time(), 'fix': fix.id, 'title': fix.title, 'backup_path': path_to_text(backup_path),
        'status': APPLYING, 'plugins': path_to_text(plan.plugins), 'rolled_back_at': None, 'reason': None,
        'report': report,
        'files': [{'path': path_to_text(copy.target.path), 'before_sha256': implementing.sha256(copy.before),
                   'after_sha256': implementing.sha256(copy.after)} for copy in plan.copies],
        'skipped': [{'path': path_to_text(copy.target.path), 'reason': implementing.why_skipped(copy)}
                    for copy in plan.skipped],
        'expected': {'before': diagnosis.section(fix, diagnosis.OBSERVED),
                     'after': diagnosis.section(fix, diagnosis.EXPECTED), 'criteria': implementing.criteria(fix)},
        'restart': {'method': to_text(restart_method), 'at': None, 'log_marks': {}, 'agents': {}},
        'validation': list(checks)}


def is_on_disk(entry):
    """Return whether the log says that this fix is in its files."""
    return entry['status'] in (APPLYING, APPLIED) and not entry.get('rolled_back_at')


def paths(entry):
    """Return the set of the native paths of an entry's files."""
    return set(path_from_text(row['path']) for row in entry['files'])


def above(entries, entry):
    """Return those of *entries* behind *entry* that are on the disk and share a file with it: they come off first."""
    place = [index for index, one in enumerate(entries) if one is entry][0]
    return [one for one in entries[place + 1:] if is_on_disk(one) and paths(one) & paths(entry)]


def state_of_files(entry):
    """Return 'after' where all files are as the fix left them, 'before' where all are as before it, else 'mixed'."""
    found = _marks(entry)
    if all(now == after for now, _, after in found):
        return 'after'
    return 'before' if all(now == before for now, before, _ in found) else 'mixed'


def has_any_left(entry):
    """Return whether at least one file is as the fix left it."""
    return any(now == after for now, _, after in _marks(entry))


def _marks(entry):
    return [(changes.fingerprint(path_from_text(row['path'])), row['before_sha256'], row['after_sha256'])
            for row in entry['files']]


def _save(path, document):
    files.ensure_folder(os.path.dirname(os.path.abspath(path)))
    files.atomic_write(path, to_bytes(json_text(document) + u'\n'))
