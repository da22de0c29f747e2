# -*- coding: utf-8 -*-
"""The journal's file: what a change of files is about to do, so that whoever comes after a kill can finish or undo it."""
from __future__ import absolute_import, division, print_function

import json
import os
import time
from collections import namedtuple

from plexfix.base.compat import fs_text, native, to_bytes, to_text
from plexfix.base.errors import EXIT_RECOVER, PlexfixError, RecoveryNeeded, UsageError
from plexfix.base.jsontext import json_text
from plexfix.base.places import JOURNAL_FILE
from plexfix.outside import files, pathnames, processes

SCHEMA = u'plexfix.journal/1'
BEGUN, COMMITTED = u'begun', u'committed'
# A restore that is asked for again first undoes what is left of the one before.
CHANGE, RESTORE = u'change', u'restore'

# One file of a record: fingerprints before and after, and where what comes is written first (None: the file goes).
Step = namedtuple('Step', 'path before after beside')

# A change that was begun.  *state* is BEGUN or COMMITTED, *backup* the path of its undo, *folders* those it makes;
# *problem* says why the record cannot be used, where it cannot.
Record = namedtuple('Record', 'path state kind label started process backup folders steps problem')


def path_in(folder):
    """Return the path of the journal in the `_BACKUPS` folder *folder*."""
    return os.path.join(folder, JOURNAL_FILE)


def new(folder, kind, label, backup_path, folders, steps):
    """Return the Record of a change that begins now."""
    process = u'process %d on %s' % (os.getpid(), processes.host_name())
    return Record(path_in(folder), BEGUN, kind, to_text(label), to_text(time.strftime('%Y-%m-%dT%H:%M:%S')), process,
                  os.path.abspath(backup_path), folders, steps, None)


def write(record):
    """Write *record* down to the disk, in one step; raises PlexfixError."""
    base = _base(record.path)
    document = {'schema': SCHEMA, 'state': record.state, 'kind': record.kind, 'label': record.label, 'started': record.started,
                'process': record.process, 'backup': pathnames.stored(record.backup, base),
                'folders': [pathnames.stored(path, base) for path in record.folders],
                'files': [{'path': pathnames.stored(step.path, base), 'before': step.before, 'after': step.after,
                           'beside': step.beside and to_text(os.path.basename(step.beside))} for step in record.steps]}
    files.atomic_write(record.path, to_bytes(json_text(document) + u'\n'))


def read(folder):
    """Return the Record in *folder*, None where there is none; one that cannot be used has a *problem*."""
    path = path_in(folder)
    if not os.path.lexists(path):
        return None
    try:
        document = json.loads(to_text(files.read_bytes(path)))
        if document.get('schema') != SCHEMA:
            raise ValueError('it is of the schema %s' % document.get('schema'))
        if document['state'] not in (BEGUN, COMMITTED):
            raise ValueError('its state is %s' % document['state'])
        base = _base(path)
        return Record(path, document['state'], document['kind'], document['label'], document['started'], document['process'],
                      pathnames.native_of(document['backup'], base),
                      [pathnames.native_of(text, base) for text in document['folders']],
                      [_step(row, base) for row in document['files']], None)
    except (ValueError, KeyError, TypeError, AttributeError, PlexfixError) as error:
        if not os.path.lexists(path):
            return None             # whoever works there finished at this moment
        why = error.what if isinstance(error, PlexfixError) else to_text(str(error))
        return Record(path, None, None, None, None, None, None, [], [], why)


def needed(record):
    """Return the RecoveryNeeded for a *record* that another run left."""
    if record.problem:
        return unusable(record)
    return RecoveryNeeded(u'a change of %d files was interrupted: %s' % (len(record.steps), record.label),
                          u'begun %s by %s' % (record.started, record.process), hint(record))


def hint(record):
    """Return the next command to type for an interrupted change."""
    if record.kind == RESTORE:
        return (u'run: implement_fix.py --recover --plugins-dir %s; or the same backup_utils.py --restore again, which first '
                u'undoes what is left of the one before' % quoted(_base(record.path)))
    return u'run: implement_fix.py --recover --plugins-dir %s' % quoted(_base(record.path))


def unusable(record):
    """Return the error for a *record* that cannot be read."""
    error = UsageError(u'the record of an interrupted change cannot be used: %s' % fs_text(record.path), record.problem,
                       u'use the version of plexfix that wrote it; or restore by hand (backup_utils.py --list), '
                       u'then remove that file')
    error.exit_code = EXIT_RECOVER
    return error


def quoted(path):
    """Return *path* as a person may type it in a command."""
    text = fs_text(path)
    return u'"%s"' % text if u' ' in text else text


def _base(path):
    return os.path.dirname(os.path.dirname(os.path.abspath(path)))


def _step(row, base):
    path = pathnames.native_of(row['path'], base)
    beside = row['beside']
    if beside is not None:
        if not files.is_temporary(beside):
            raise ValueError('%s is no name for a file that is written' % beside)
        beside = os.path.join(os.path.dirname(path), native(beside))
    return Step(path, row['before'], row['after'], beside)
