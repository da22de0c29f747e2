# -*- coding: utf-8 -*-
"""What is in a backup: reading and checking its manifest and blobs, and notes on what came after it.

Making one is left to backup_making, putting it back to restoring.
"""
from __future__ import absolute_import, division, print_function

import json
import os
import re
from collections import namedtuple

from plexfix.base.compat import fs_text, integer_types, path_from_text, text_type, to_bytes, to_text
from plexfix.base.errors import PlexfixError, Refused, UsageError
from plexfix.base.jsontext import json_text
from plexfix.outside import files, pathnames

SCHEMA = u'plexfix.backup/1'
MANIFEST_FILE = 'manifest.json'
BLOBS_FOLDER = 'blobs'
AFTER_FILE = 'after.json'
RESTORED_FILE = 'restored.json'

_SHA256 = re.compile(u'^[0-9a-f]{64}$')
_FAMILY = SCHEMA.split(u'/')[0]

Backup = namedtuple('Backup', 'path manifest')

# One file of a backup.  `path` is where it came from, `text` how the manifest spells that, `blob` the path of its
# content.  A symbolic link has its text as `link`, and as `target` the file that it led to.  Absent: all else is None, and
# `folders` are those above it that were not there either, outermost first.
Entry = namedtuple('Entry', 'path text sha256 size_bytes mode mtime_ns owner blob absent link target folders')

# Something wrong with a backup: with which file of it, what, and whether that was its content.
Problem = namedtuple('Problem', 'path what')


def read(path):
    """Return the Backup in the folder *path*; raises UsageError where that is none, or one of another schema."""
    manifest = os.path.join(path, MANIFEST_FILE)
    if not os.path.isfile(manifest):
        raise UsageError(u'no backup: %s' % fs_text(path), u'there is no %s in it' % MANIFEST_FILE,
                         u'backup_utils.py --list shows what there is')
    try:
        document = json.loads(to_text(files.read_bytes(manifest)))
    except ValueError as error:
        raise _broken(path, u'it is no JSON: %s' % to_text(str(error)))
    _check_schema(path, document)
    backup = Backup(path, document)
    entries(backup)
    return backup


def entries(backup, root=None):
    """Return the Entry of each file of *backup*, with *root* in place of the folder that it was made of where given."""
    if root is None and backup.manifest.get('root') is not None:
        root = path_from_text(backup.manifest['root'])
    try:
        return [_entry(backup.path, row, root) for row in backup.manifest['files']]
    except (KeyError, TypeError, AttributeError) as error:
        raise _broken(backup.path, u'a field is missing or of another kind: %s' % to_text(str(error)))


def by_file(backup):
    """Return {path of a file that is no link: Entry} with what is known of each: a link counts as what it led to."""
    found = {}
    for entry in entries(backup):
        found[entry.path if entry.link is None else entry.target] = entry
    return found


def verify(path):
    """Return the Problems of the backup *path*, none where all of its contents are what they were."""
    return [problem for problem in [_problem_of(entry) for entry in entries(read(path))] if problem]


def refuse_damaged(backup):
    """Raise Refused, naming each file, unless all contents of *backup* are what they were."""
    problems = verify(backup.path)
    if problems:
        raise Refused(u'the backup is damaged, nothing was changed: %s' % fs_text(backup.path),
                      u'\n'.join(u'%s: %s' % (fs_text(problem.path), problem.what) for problem in problems),
                      u'use another backup: backup_utils.py --list')


def note_after(path, after):
    """Note beside the backup *path* what its owner left in the files: *after* is {native path: SHA-256, None if absent}.

    By that a restore later knows the owner's change from somebody else's.  Earlier notes on other files stay.
    """
    notes = _read_note(path, AFTER_FILE).get('files', {})
    root = _root_of(read(path))
    for name in after:
        notes[pathnames.stored(os.path.abspath(name), root)] = to_text(after[name]) if after[name] else None
    _write_note(path, AFTER_FILE, {'schema': u'plexfix.after/1', 'files': notes})


def after_of(backup):
    """Return {native path: SHA-256 or None} as `note_after` noted it; empty where it did not."""
    notes = _read_note(backup.path, AFTER_FILE).get('files', {})
    root = _root_of(backup)
    return dict((pathnames.native_of(text, root), notes[text]) for text in notes)


def note_restored(path, when):
    """Note beside the backup *path* that all of it was put back at *when* (text): its fix is no longer applied."""
    _write_note(path, RESTORED_FILE, {'schema': u'plexfix.restored/1', 'restored_at': when})


def restored_at(path):
    """Return when the backup *path* was put back as a whole, None where it was not."""
    return _read_note(path, RESTORED_FILE).get('restored_at')


def _read_note(path, name):
    note = os.path.join(path, name)
    if not os.path.isfile(note):
        return {}
    try:
        return json.loads(to_text(files.read_bytes(note)))
    except ValueError as error:
        raise PlexfixError(u'cannot read %s' % fs_text(note), to_text(str(error)))


def _write_note(path, name, document):
    files.atomic_write(os.path.join(path, name), to_bytes(json_text(document) + u'\n'))


def _root_of(backup):
    root = backup.manifest.get('root')
    return None if root is None else path_from_text(root)


def _check_schema(path, document):
    schema = document.get('schema') if isinstance(document, dict) else None
    if schema == SCHEMA:
        return
    family, _, number = (schema if isinstance(schema, text_type) else u'').partition(u'/')
    if family != _FAMILY or not number.isdigit():
        raise _broken(path, u'it is not of the schema %s' % SCHEMA)
    later = int(number) > int(SCHEMA.split(u'/')[1])
    raise UsageError(u'a backup of another schema: %s' % fs_text(path), u'it is %s, this version reads %s' % (schema, SCHEMA),
                     u'use the %s version of plexfix that made it; nothing was changed' % (u'later' if later else u'earlier'))


def _entry(folder, row, root):
    """Return the Entry of one *row* of a manifest; raises UsageError where it would lead out of a folder."""
    path = pathnames.native_of(row['path'], root)
    link, target = row.get('link'), row.get('target')
    link = None if link is None else path_from_text(link)
    target = None if target is None else pathnames.native_of(target, root)
    if row.get('absent'):
        folders = tuple(pathnames.native_of(text, root) for text in row.get('missing_folders', ()))
        return Entry(path, row['path'], None, None, None, None, None, None, True, link, target, folders)
    sha256 = row['sha256']
    if not _SHA256.match(sha256) or row['blob'] != u'%s/%s' % (BLOBS_FOLDER, sha256):
        raise _broken(folder, u'%s has no proper hash' % fs_text(path))
    if not isinstance(row['mode'], integer_types):
        raise TypeError('mode')
    owner = tuple(row['owner']) if row.get('owner') else None
    mtime_ns = row['mtime_ns'] if 'mtime_ns' in row else int(row['mtime'] * 10 ** 9)
    blob = os.path.join(folder, BLOBS_FOLDER, str(sha256))
    return Entry(path, row['path'], sha256, row['size_bytes'], row['mode'], mtime_ns, owner, blob, False, link, target, ())


def _problem_of(entry):
    if entry.absent:
        return None
    if not os.path.isfile(entry.blob):
        return Problem(entry.path, u'its content is missing (%s)' % entry.sha256[:12])
    found = files.sha256_of(entry.blob)
    if found != entry.sha256:
        return Problem(entry.path, u'its content is damaged (%s, was %s)' % (found[:12], entry.sha256[:12]))
    return None


def _broken(path, why):
    return UsageError(u'the manifest of a backup cannot be used: %s' % fs_text(os.path.join(path, MANIFEST_FILE)), why,
                      u'use another backup: backup_utils.py --list')
