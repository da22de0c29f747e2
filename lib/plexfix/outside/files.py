# -*- coding: utf-8 -*-
"""Files read and written whole, safely: atomic write, hash, folders; what is in them is left to others."""
from __future__ import absolute_import, division, print_function

import binascii
import errno
import hashlib
import os
import re
import stat

from plexfix.base.compat import binary_type, fs_text, mtime_ns_of, to_text
from plexfix.base.errors import PlexfixError
from plexfix.base.places import TEMPORARY_PREFIX
from plexfix.outside import disk

_CHUNK_BYTES = 1 << 20
_NOT_ALLOWED = (errno.EACCES, errno.EPERM, errno.EROFS)
_NO_SPACE = (errno.ENOSPC, getattr(errno, 'EDQUOT', errno.ENOSPC))
_TEMPORARY = re.compile(r'^%s[0-9a-f]{16}\.tmp$' % re.escape(TEMPORARY_PREFIX))


def atomic_write(path, data, mode=None):
    """Make the file at *path* hold exactly the bytes *data*; whoever reads meanwhile sees the old file or the new.

    A new file is written beside it, flushed to the disk, and moved over it; nothing is left behind on failure.  A
    symbolic link stays and its target is replaced.  Permissions are *mode*, else the old file's, else the user's
    default; the owner stays where this user may set it.  Raises PlexfixError, the old file then being untouched; only
    where the folder's flush fails, the new one is there, and may not outlive a power cut.
    """
    if not isinstance(data, binary_type):
        raise TypeError('atomic_write takes bytes, not %s' % type(data).__name__)
    atomic_write_pieces(path, (data,), mode)


def atomic_write_pieces(path, pieces, mode=None):
    """Do as `atomic_write` with the bytes of an iterable, so that a long file never stands in memory as a whole.

    What the iterable raises passes through, the old file then being untouched.
    """
    target = os.path.realpath(path) if os.path.islink(path) else path
    old = _stat_or_none(target)
    if mode is None and old is not None:
        mode = stat.S_IMODE(old.st_mode)
    beside = name_beside(target)
    try:
        write_new(beside, pieces, mode, owner=old and (old.st_uid, old.st_gid))
        disk.replace(beside, target)
        disk.fsync_folder(os.path.dirname(target) or os.curdir)
    except EnvironmentError as err:
        remove_if_there(beside)
        raise cannot('write', target, err)
    except BaseException:       # ^C in the middle, or what the iterable raised
        remove_if_there(beside)
        raise


def write_new(path, pieces, mode=None, mtime_ns=None, owner=None):
    """Make the file *path*, which must not be there, of the byte strings *pieces*, and flush it to the disk.

    *owner* is (user, group) and kept where this user may; *mode* and *mtime_ns* are set where given, before the flush,
    or a power cut could leave the content without them.  Raises OSError and what *pieces* raises; a part of the file
    may then be there.
    """
    # A file that others may not read must not be readable by them while it grows either.
    handle = disk.create(path, 0o666 if mode is None else 0o600)
    try:
        for block in _blocks(pieces):
            disk.write(handle, block)
        if owner is not None:
            _keep_owner(path, owner)
        if mode is not None:
            disk.chmod(path, mode)
        if mtime_ns is not None:
            disk.utime(path, mtime_ns)
        disk.fsync(handle)
    finally:
        disk.close(handle)
    # Windows sets the time once more when a file that was written is closed.
    if mtime_ns is not None and mtime_ns_of(os.stat(path)) // 1000 != mtime_ns // 1000:
        disk.utime(path, mtime_ns)


def name_beside(target):
    """Return a new path in the folder of *target*, hidden and short: a long name of its own may not grow any more."""
    name = '%s%s.tmp' % (TEMPORARY_PREFIX, binascii.hexlify(os.urandom(8)).decode('ascii'))
    return os.path.join(os.path.dirname(target), str(name))


def is_temporary(name):
    """Return whether *name* is one that `name_beside` gives: of a file that an interrupted write left."""
    return _TEMPORARY.match(os.path.basename(name)) is not None


def remove_if_there(path):
    """Remove the file *path*; returns whether it is gone now, and raises nothing."""
    try:
        disk.remove(path)
        return True
    except EnvironmentError:
        return not os.path.lexists(path)


def read_bytes(path):
    """Return the bytes of the file at *path*; raises PlexfixError where it cannot be read."""
    return b''.join(chunks_of(path))


def sha256_of(path):
    """Return the SHA-256 of the file at *path* in hex, read in pieces; raises PlexfixError where it cannot be read."""
    digest = hashlib.sha256()
    for chunk in chunks_of(path):
        digest.update(chunk)
    return to_text(digest.hexdigest())


def ensure_folder(path):
    """Return *path*, a folder that exists now, its parents too; raises PlexfixError where it cannot be made."""
    missing, head = [], os.path.abspath(path)
    while not os.path.isdir(head) and os.path.dirname(head) != head:
        missing.append(head)
        head = os.path.dirname(head)
    try:
        for folder in reversed(missing):
            _make_folder(folder)
    except EnvironmentError as err:
        raise cannot('make the folder', path, err)
    return path


def _make_folder(path):
    try:
        disk.mkdir(path)
    except EnvironmentError:
        # Another process may have made it in between; what counts is that it is there.
        if not os.path.isdir(path):
            raise
    disk.fsync_folder(os.path.dirname(path))


def remove_tree(path):
    """Remove the folder *path* and all in it, never what a link leads to; returns whether it is gone, raises nothing."""
    for folder, folders, names in os.walk(path, topdown=False):
        for name in names + [name for name in folders if os.path.islink(os.path.join(folder, name))]:
            remove_if_there(os.path.join(folder, name))
        try:
            disk.rmdir(folder)
        except EnvironmentError:
            pass
    return not os.path.lexists(path)


def chunks_of(path):
    """Yield the bytes of the file at *path* in pieces; raises PlexfixError where it cannot be read."""
    try:
        with open(path, 'rb') as source:
            while True:
                chunk = source.read(_CHUNK_BYTES)
                if not chunk:
                    return
                yield chunk
    except EnvironmentError as err:
        raise cannot('read', path, err)


def _blocks(pieces):
    """Return the bytes of *pieces* in blocks that are worth a call to the system each."""
    waiting, size = [], 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size >= _CHUNK_BYTES:
            yield b''.join(waiting)
            waiting, size = [], 0
    if size:
        yield b''.join(waiting)


def _keep_owner(path, owner):
    """Give *path* its *owner*: the server must still be able to read what an administrator changed."""
    new = os.stat(path)
    if (new.st_uid, new.st_gid) != tuple(owner):
        try:
            disk.chown(path, owner[0], owner[1])
        except (AttributeError, EnvironmentError):
            pass


def _stat_or_none(path):
    try:
        return os.stat(path)
    except EnvironmentError:
        return None


def cannot(verb, path, err):
    """Return the PlexfixError for the OSError *err* met on *path*, with what a person can do about it."""
    if err.errno in _NOT_ALLOWED:
        hint = u'check who may use the folder: %s' % fs_text(os.path.dirname(os.path.abspath(path)))
    elif err.errno in _NO_SPACE:
        hint = u'make room on that disk, or choose another folder'
    elif err.errno == errno.ENOENT:
        hint = u'check the path; a part of it is not there'
    else:
        hint = None
    return PlexfixError(u'cannot %s %s' % (verb, fs_text(path)), fs_text(err.strerror or str(err)), hint)
