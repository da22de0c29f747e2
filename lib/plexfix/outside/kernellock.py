# -*- coding: utf-8 -*-
"""The system's own lock on an open file, where disk and system have one: it ends with the process, however that ends.

It only helps to tell whether a process elsewhere is alive; who may go first is decided in locking.
"""
from __future__ import absolute_import, division, print_function

import errno
import os

try:
    import fcntl
except ImportError:
    fcntl = None
try:
    import msvcrt
except ImportError:
    msvcrt = None

# On Windows what is locked cannot be read: a byte far behind all that is written.
_PLACE = 1 << 20
_TAKEN = (errno.EAGAIN, errno.EACCES, getattr(errno, 'EDEADLOCK', errno.EAGAIN))


def take(handle):
    """Lock the file open for writing as *handle* until it is closed; returns whether that was possible.

    On POSIX a lock belongs to the process: it is not inherited by a child, and it ends when the process closes any
    handle of that file.
    """
    try:
        _lock(handle)
    except EnvironmentError:
        return False
    return True


def is_taken(path):
    """Return whether another process holds the lock of the file *path*, or None where that cannot be known."""
    try:
        handle = os.open(path, os.O_RDWR)
    except EnvironmentError:
        return None
    try:
        _lock(handle)
    except EnvironmentError as error:
        return True if error.errno in _TAKEN else None
    finally:
        os.close(handle)
    return False


def _lock(handle):
    """Lock without waiting; raises EnvironmentError where it is taken, or the disk or the system has no locks."""
    if fcntl is not None:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _PLACE, os.SEEK_SET)
    elif msvcrt is not None:
        place = os.lseek(handle, 0, os.SEEK_CUR)
        os.lseek(handle, _PLACE, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        finally:
            os.lseek(handle, place, os.SEEK_SET)
    else:
        raise EnvironmentError(errno.ENOSYS, 'no locks')
