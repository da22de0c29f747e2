# -*- coding: utf-8 -*-
"""Files read and written whole, safely: atomic write, hash, folders; what is in them is left to others."""
from __future__ import absolute_import, division, print_function

import binascii
import errno
import hashlib
import os
import stat

from plexfix.base.compat import binary_type, fs_text, replace_file, to_text
from plexfix.base.errors import PlexfixError

_CHUNK_BYTES = 1 << 20
_NOT_ALLOWED = (errno.EACCES, errno.EPERM, errno.EROFS)
_NO_SPACE = (errno.ENOSPC, getattr(errno, 'EDQUOT', errno.ENOSPC))
# Windows would translate line ends without it.
_BINARY = getattr(os, 'O_BINARY', 0)


def atomic_write(path, data, mode=None):
    """Make the file at *path* hold exactly the bytes *data*; whoever reads meanwhile sees the old file or the new.

    A new file is written beside it, flushed to the disk, and moved over it; nothing is left behind on failure.  A
    symbolic link stays and its target is replaced.  Permissions are *mode*, else the old file's, else the user's
    default; the owner stays where this user may set it.  Raises PlexfixError, the old file then being untouched.
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
    beside = _name_beside(target)
    try:
        _write_new(beside, pieces, mode, old)
        replace_file(beside, target)
    except EnvironmentError as err:
        raise _cannot('write', target, err)
    finally:
        # After the move it is not there any more; this also covers ^C in the middle.
        _remove_if_there(beside)
    _flush_folder(os.path.dirname(target))


def read_bytes(path):
    """Return the bytes of the file at *path*; raises PlexfixError where it cannot be read."""
    return b''.join(_chunks(path))


def sha256_of(path):
    """Return the SHA-256 of the file at *path* in hex, read in pieces; raises PlexfixError where it cannot be read."""
    digest = hashlib.sha256()
    for chunk in _chunks(path):
        digest.update(chunk)
    return to_text(digest.hexdigest())


def ensure_folder(path):
    """Return *path*, a folder that exists now, its parents too; raises PlexfixError where it cannot be made."""
    try:
        os.makedirs(path)
    except EnvironmentError as err:
        # Another process may have made it in between; what counts is that it is there.
        if not os.path.isdir(path):
            raise _cannot('make the folder', path, err)
    return path


def _chunks(path):
    try:
        with open(path, 'rb') as source:
            while True:
                chunk = source.read(_CHUNK_BYTES)
                if not chunk:
                    return
                yield chunk
    except EnvironmentError as err:
        raise _cannot('read', path, err)


def _name_beside(target):
    """Return a path in the folder of *target*, hidden and short: a long name of its own may not grow any more."""
    name = '.plexfix-%s.tmp' % binascii.hexlify(os.urandom(8)).decode('ascii')
    return os.path.join(os.path.dirname(target), str(name))


def _write_new(path, pieces, mode, old):
    """Write *pieces* to the new file *path* down to the disk, with *mode* and the owner of *old* where given."""
    # A file that others may not read must not be readable by them while it grows either.
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666 if mode is None else 0o600)
    with os.fdopen(handle, 'wb') as target:
        for piece in pieces:
            target.write(piece)
        target.flush()
        os.fsync(target.fileno())
    if old is not None:
        _keep_owner(path, old)
    if mode is not None:
        os.chmod(path, mode)


def _keep_owner(path, old):
    """Give *path* the owner of *old*: the server must still be able to read what an administrator changed."""
    new = os.stat(path)
    if (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
        try:
            os.chown(path, old.st_uid, old.st_gid)
        except (AttributeError, EnvironmentError):
            pass


def _stat_or_none(path):
    try:
        return os.stat(path)
    except EnvironmentError:
        return None


def _remove_if_there(path):
    try:
        os.remove(path)
    except EnvironmentError:
        pass


def _flush_folder(folder):
    """Flush the folder's entry, so that the move outlives a power cut; Windows cannot and some shares do not."""
    try:
        handle = os.open(folder or os.curdir, os.O_RDONLY)
    except EnvironmentError:
        return
    try:
        os.fsync(handle)
    except EnvironmentError:
        pass
    finally:
        os.close(handle)


def _cannot(verb, path, err):
    """Return the PlexfixError for *err* met on *path*, with what a person can do about it."""
    if err.errno in _NOT_ALLOWED:
        hint = u'check who may use the folder: %s' % fs_text(os.path.dirname(os.path.abspath(path)))
    elif err.errno in _NO_SPACE:
        hint = u'make room on that disk, or choose another folder'
    elif err.errno == errno.ENOENT:
        hint = u'check the path; a part of it is not there'
    else:
        hint = None
    return PlexfixError(u'cannot %s %s' % (verb, fs_text(path)), fs_text(err.strerror or str(err)), hint)
