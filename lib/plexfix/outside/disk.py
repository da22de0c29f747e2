# -*- coding: utf-8 -*-
"""Each single step that changes a disk, one function a step: the place where a test lets the N-th one fail.

Who changes files calls these as `disk.replace(...)`, so that what stands here at that moment is called; nothing else in
the suite calls the system for it.  They raise OSError; what that means to a person is said by `files`.
"""
from __future__ import absolute_import, division, print_function

import errno
import os

from plexfix.base import compat

try:
    import fcntl
except ImportError:         # Windows
    fcntl = None

# Windows would translate line ends without it, and a child process would inherit the handle elsewhere.
_FLAGS = getattr(os, 'O_BINARY', 0) | getattr(os, 'O_CLOEXEC', 0) | getattr(os, 'O_NOINHERIT', 0)
# What a system says that has no such thing as flushing a folder, or does not let this user do it.
_NO_SUCH_FLUSH = frozenset(getattr(errno, name, None) for name in (
    'EINVAL', 'EBADF', 'EACCES', 'EPERM', 'EISDIR', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP')) - frozenset([None])

# What a test may let fail, in the order of this module.
OPERATIONS = ('create', 'append', 'write', 'truncate', 'fsync', 'close', 'replace', 'rename', 'remove', 'mkdir', 'rmdir',
              'chmod', 'chown', 'utime', 'symlink', 'fsync_folder')


def create(path, mode):
    """Make the new file *path*, open for writing, with the permissions *mode*; returns its handle, a number."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | _FLAGS, mode)


def append(path, mode):
    """Open *path* for writing at its end, made with the permissions *mode* where it was not there; returns its handle."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | _FLAGS, mode)


def write(handle, data):
    """Write all of the bytes *data*."""
    view = memoryview(data)
    while len(view):
        view = view[os.write(handle, view):]


def truncate(path, size_bytes):
    """Cut the file *path* to its first *size_bytes*, down to the disk."""
    with open(path, 'r+b') as handle:
        handle.truncate(size_bytes)
        handle.flush()
        os.fsync(handle.fileno())


def fsync(handle):
    """Return when what was written is on the disk; macOS otherwise only hands it to the drive."""
    if hasattr(fcntl, 'F_FULLFSYNC'):
        try:
            fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
            return
        except EnvironmentError:        # a share that knows only the plain one
            pass
    os.fsync(handle)


def close(handle):
    """Close *handle*; on a share this is where a full disk is told."""
    os.close(handle)


def replace(source, target):
    """Move the file *source* over *target* in one step, whether or not that is there."""
    compat.replace_file(source, target)


def rename(source, target):
    """Give the folder *source* the name *target*, which nothing may have."""
    os.rename(source, target)


def remove(path):
    """Remove the file or the link *path*."""
    os.remove(path)


def mkdir(path):
    """Make the folder *path*."""
    os.mkdir(path)


def rmdir(path):
    """Remove the empty folder *path*."""
    os.rmdir(path)


def chmod(path, mode):
    """Set the permissions of *path*."""
    os.chmod(path, mode)


def chown(path, user, group):
    """Set the owner of *path*; raises AttributeError where the system has none."""
    os.chown(path, user, group)


def utime(path, mtime_ns):
    """Set when *path* was changed."""
    compat.set_mtime_ns(path, mtime_ns)


def symlink(text, path):
    """Make the symbolic link *path* that leads to *text*."""
    os.symlink(text, path)


def fsync_folder(path):
    """Flush the entries of the folder *path*, so that a rename outlives a power cut; Windows and some shares cannot."""
    try:
        handle = os.open(path, os.O_RDONLY | _FLAGS)
    except EnvironmentError as error:
        if error.errno in _NO_SUCH_FLUSH:
            return
        raise
    try:
        os.fsync(handle)
    except EnvironmentError as error:
        if error.errno not in _NO_SUCH_FLUSH:
            raise
    finally:
        os.close(handle)
