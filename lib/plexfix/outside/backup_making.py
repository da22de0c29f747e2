# -*- coding: utf-8 -*-
"""Making a backup: complete, checked and on the disk before it gets its name; what is in one is backup_manifest's."""
from __future__ import absolute_import, division, print_function

import binascii
import datetime
import errno
import os
import re
import stat
import time
from collections import namedtuple

from plexfix import __version__
from plexfix.base.compat import fs_text, mtime_ns_of, native, native_path, path_to_text, to_bytes, to_text
from plexfix.base.errors import PlexfixError, Refused, UsageError
from plexfix.base.jsontext import json_text
from plexfix.base.places import TEMPORARY_PREFIX, plugins_of
from plexfix.outside import disk, files, pathnames, processes
from plexfix.outside.backup_manifest import BLOBS_FOLDER, MANIFEST_FILE, SCHEMA, Backup

UNFINISHED_PREFIX = TEMPORARY_PREFIX + 'new-'
# What is in the way of a restore, kept while that is at work; made and removed under the lock.
UNDO_PREFIX = TEMPORARY_PREFIX + 'undo-'

_LONGEST_NAME = 60
_NAME_TRIES = 20
_MISSING = (errno.ENOENT, errno.ENOTDIR)
_NAME_TAKEN = (errno.EEXIST, errno.ENOTEMPTY, errno.EACCES)

# A file to back up; *link* and *target* where it is a symbolic link, *status* None where there is nothing.
_Source = namedtuple('_Source', 'path link target status')


def create(paths, name, folder, root=None, run=None, fix=None, allow_missing=False, now=None, transient=False):
    """Back up the files *paths* into a new folder in *folder*, and return the Backup.

    What a restore to another place is relative to is *root*, else the folder that holds the bundles, else the
    deepest one that holds all files.  *run* and *fix* name whose undo it is.  A path with nothing there is an error,
    and with *allow_missing* noted as absent.  *now* is seconds since the epoch.  A *transient* one is
    not listed; who makes it holds the lock of *folder*.

    Raises UsageError, Refused for a file that changes meanwhile, PlexfixError; then nothing is left.
    """
    sources = sources_of(paths, allow_missing)
    root = _root(sources, root)
    if plugins_of(os.path.abspath(folder)) is not None:
        raise UsageError(u'a backup may not lie in a bundle: %s' % fs_text(folder), None, u'choose another --backup-dir')
    now = time.time() if now is None else now
    head = {'schema': SCHEMA, 'name': to_text(name), 'run': run, 'fix': fix, 'version': to_text(__version__),
            'created_at': to_text(datetime.datetime.fromtimestamp(now).isoformat()), 'created_epoch_s': now,
            'root': None if root is None else path_to_text(root)}
    files.ensure_folder(folder)
    place = [os.path.join(folder, unique_name(UNDO_PREFIX if transient else UNFINISHED_PREFIX))]
    try:
        manifest = _fill(place[0], sources, root, head)
        if not transient:
            _settle(place, folder, '%s_%s_' % (safe_name(name), time.strftime('%Y%m%d_%H%M%S', time.localtime(now))))
        disk.fsync_folder(folder)
    except EnvironmentError as error:
        files.remove_tree(place[0])
        raise files.cannot('make the backup', place[0], error)
    except BaseException:
        files.remove_tree(place[0])
        raise
    return Backup(place[0], manifest)


def safe_name(name):
    """Return *name* as a part of a folder's name on every system; the manifest keeps the name as it is."""
    plain = re.sub(u'[^A-Za-z0-9_-]+', u'-', to_text(name))[:_LONGEST_NAME].strip(u'-_')
    return native(plain or u'backup')


def unique_name(prefix):
    """Return a new name that begins with *prefix* and says which process made it."""
    return '%s%s-%s' % (prefix, processes.mark_text(processes.own_mark()), _random(4))


def _random(size):
    return str(binascii.hexlify(os.urandom(size)).decode('ascii'))


def sources_of(paths, allow_missing):
    """Return a record with `path` and `status` (None: nothing there) of each of *paths*, each once; raises UsageError."""
    found, missing = {}, []
    for path in paths:
        path = os.path.abspath(native_path(path))
        if '\0' in path:
            raise UsageError(u'this is no path: %s' % fs_text(path))
        found[path] = _source(path)
        if found[path].status is None:
            missing.append(path)
    if not found:
        raise UsageError(u'there is nothing to back up', u'no file was given')
    if missing and not allow_missing:
        raise UsageError(u'cannot back up what is not there', u'\n'.join(fs_text(path) for path in missing),
                         u'with --allow-missing it is noted as absent, and a restore removes what came since')
    return [found[path] for path in sorted(found)]


def _source(path):
    is_link = os.path.islink(path)
    link, target = (os.readlink(path), os.path.realpath(path)) if is_link else (None, None)
    try:
        status = os.stat(path)
    except EnvironmentError as error:
        if error.errno not in _MISSING:
            raise files.cannot('back up', path, error)
        status = None
    if status is not None and not stat.S_ISREG(status.st_mode):
        is_folder = stat.S_ISDIR(status.st_mode)
        raise UsageError(u'cannot back up %s' % fs_text(path), u'it is a folder' if is_folder else u'it is no ordinary file',
                         u'name the files in it' if is_folder else None)
    return _Source(path, link, target, status)


def _root(sources, root):
    """Return the folder that the paths are kept relative to, None where they share none."""
    paths = [source.path for source in sources]
    if root is None:
        plugins = set(plugins_of(path) for path in paths)
        root = plugins.pop() if len(plugins) == 1 else None
        return root if root is not None else pathnames.common_root(paths)
    root = os.path.abspath(native_path(root))
    outside = [path for path in paths if pathnames.relative(path, root) is None]
    if outside:
        raise UsageError(u'not below %s: %s' % (fs_text(root), u', '.join(fs_text(path) for path in outside)))
    return root


def _fill(place, sources, root, head):
    """Write blobs and manifest into the new folder *place*; returns the manifest."""
    blobs = os.path.join(place, BLOBS_FOLDER)
    disk.mkdir(place)
    disk.mkdir(blobs)
    manifest = dict(head, files=[_row(source, root, blobs) for source in sources])
    disk.fsync_folder(blobs)
    files.atomic_write(os.path.join(place, MANIFEST_FILE), to_bytes(json_text(manifest) + u'\n'))
    return manifest


def _row(source, root, blobs):
    """Copy the content of a _Source, and return its row of the manifest."""
    row = {'path': pathnames.stored(source.path, root), 'absent': source.status is None}
    if source.link is not None:
        row.update(link=path_to_text(source.link), target=pathnames.stored(source.target, root))
    row.update(dict.fromkeys(('sha256', 'size_bytes', 'mode', 'mtime', 'blob')))
    if source.status is None:
        row['missing_folders'] = [pathnames.stored(path, root) for path in missing_folders(source.path)]
    else:
        sha256 = _copy(source, blobs)
        status = source.status
        row.update(sha256=sha256, blob=u'%s/%s' % (BLOBS_FOLDER, sha256), size_bytes=status.st_size,
                   mode=stat.S_IMODE(status.st_mode), mtime=status.st_mtime, mtime_ns=mtime_ns_of(status),
                   owner=[status.st_uid, status.st_gid])
    return row


def missing_folders(path):
    """Return the folders above *path* that are not there, outermost first."""
    head, found = os.path.dirname(path), []
    while not os.path.isdir(head) and os.path.dirname(head) != head:
        found.insert(0, head)
        head = os.path.dirname(head)
    return found


def _copy(source, blobs):
    """Copy a file to the blob of its hash, unless that is there; returns the hash.  What was read, copied and read
    again must be the same, or somebody writes it at this moment."""
    sha256 = files.sha256_of(source.path)
    blob = os.path.join(blobs, str(sha256))
    if not os.path.exists(blob):
        files.write_new(blob, files.chunks_of(source.path), source.status.st_mode & 0o644 | 0o600)
    if files.sha256_of(source.path) != sha256 or _moment(os.stat(source.path)) != _moment(source.status):
        raise Refused(u'refusing to back up %s: it changed while it was copied' % fs_text(source.path), None,
                      u'wait until nobody writes it, then run this again')
    if files.sha256_of(blob) != sha256:
        raise PlexfixError(u'the disk did not keep what was written: %s' % fs_text(blob),
                           u'the copy of %s reads back differently' % fs_text(source.path), u'choose another --backup-dir')
    return sha256


def _moment(status):
    return status.st_size, mtime_ns_of(status), status.st_mode


def _settle(place, folder, stem):
    """Give the finished backup at place[0] its name, and note that in *place*; raises OSError."""
    for left in reversed(range(_NAME_TRIES)):
        final = os.path.join(folder, stem + _random(3))
        try:
            disk.rename(place[0], final)
            break
        except EnvironmentError as error:
            if not left or error.errno not in _NAME_TAKEN or not os.path.exists(final):
                raise
    place[0] = final
