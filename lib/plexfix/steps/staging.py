# -*- coding: utf-8 -*-
"""A fix's files as copies to edit, and the patch made of what was edited; no agent is touched by it."""
from __future__ import absolute_import, division, print_function

import os
from collections import namedtuple

from plexfix.base.compat import fs_native, fs_text, native, to_bytes
from plexfix.base.errors import PreconditionFailed, Refused
from plexfix.change import diffing
from plexfix.outside import files, rundir
from plexfix.steps import implementing, targets
from plexfix.understand import diagnosis

_EDIT, _ORIGINAL = 'edit', 'original'

# *folder* holds the copies to edit, *names* are theirs in it (text), *source* the bundle that they came from.
Staged = namedtuple('Staged', 'folder names source variants')
# *path* of the patch, and its content.
Recorded = namedtuple('Recorded', 'path patch names')


def stage(fix, plugins, records, dry_run=False):
    """Copy the files of *fix* out of one bundle, the one whose copies most others share; return the Staged.

    Beside the copies to edit lie the originals, for `record`.  Raises Refused where there are edited copies already.
    """
    plugins = targets.check_folder(plugins)
    found = targets.find(plugins, diagnosis.touches(fix))
    if not found:
        raise PreconditionFailed(u'%s names no file that is there' % fix.id,
                                 u'%s in %s' % (u', '.join(diagnosis.touches(fix)), fs_text(plugins)),
                                 u'correct the line "- Files:" of the fix, or --plugins-dir')
    copies = [implementing.Copy(target, files.read_bytes(target.path), None, None) for target in found]
    variants = implementing.variants(copies)
    bundle = [copy.target.bundle for copy in copies if copy.target.name == variants[0].names[0]][0]
    mine = [copy for copy in copies if copy.target.bundle == bundle]
    folder = _folder(fix, records)
    _refuse_edited(fix, folder)
    if not dry_run:
        for copy in mine:
            for place in (_ORIGINAL, _EDIT):
                _write(os.path.join(folder, place), copy.target.inner, copy.before)
    return Staged(os.path.join(folder, _EDIT), [copy.target.inner for copy in mine], bundle, variants)


def record(fix, records, dry_run=False):
    """Make the patch of *fix* from the edited copies, into the file that its Patch line names; return the Recorded.

    Raises PreconditionFailed where nothing was staged, Refused where nothing was edited.
    """
    folder = _folder(fix, records)
    old, new = [_read(os.path.join(folder, place)) for place in (_ORIGINAL, _EDIT)]
    if not old:
        raise PreconditionFailed(u'nothing was staged for %s' % fix.id, fs_text(folder),
                                 u'run: implement_fix.py --stage %s, edit the copies, then --record' % fix.id)
    pieces = [(name, diffing.diff(old.get(name), new.get(name), name)) for name in sorted(set(old) | set(new))]
    changed = [name for name, piece in pieces if piece]
    if not changed:
        raise Refused(u'the staged copies of %s were not edited' % fix.id, fs_text(os.path.join(folder, _EDIT)),
                      u'edit them, then run this again')
    patch, path = b''.join(piece for _, piece in pieces), patch_path(fix, records)
    if not dry_run:
        files.ensure_folder(os.path.dirname(path))
        files.atomic_write(path, patch)
    return Recorded(path, patch, changed)


def patch_path(fix, records):
    """Return the path of a fix's patch: as its Patch line says, from the report's folder on, else by its id."""
    if fix.patch and not diagnosis.is_todo(fix.patch):
        return os.path.join(records.path, *[native(fs_native(part)) for part in fix.patch.split(u'/')])
    return records.patch(fix.id)


def _folder(fix, records):
    return os.path.join(records.fixes, rundir.safe_name(fix.id))


def _refuse_edited(fix, folder):
    old, new = [_read(os.path.join(folder, place)) for place in (_ORIGINAL, _EDIT)]
    if old != new:
        raise Refused(u'there are edited copies of %s already' % fix.id, fs_text(os.path.join(folder, _EDIT)),
                      u'make the patch of them: implement_fix.py --record %s; or remove that folder first' % fix.id)


def _write(folder, inner, data):
    path = os.path.join(folder, *[native(fs_native(part)) for part in inner.split(u'/')])
    files.ensure_folder(os.path.dirname(path))
    files.atomic_write(path, to_bytes(data))


def _read(folder):
    """Return {path below *folder* (text, with /): bytes}; what editors and Python leave beside is no part of a fix."""
    found = {}
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != '__pycache__']
        for name in names:
            if not name.endswith(('~', '.swp', '.pyc', '.pyo', '.orig', '.rej', '.DS_Store')):
                path = os.path.join(place, name)
                found[fs_text(os.path.relpath(path, folder)).replace(os.sep, u'/')] = files.read_bytes(path)
    return found
