# -*- coding: utf-8 -*-
"""How much room a disk has, on both Pythons and every system."""
from __future__ import absolute_import, division, print_function

import ctypes
import os
import shutil

from plexfix.base.compat import fs_text


def free_bytes(folder):
    """Return how many bytes this user may still write where *folder* is; raises EnvironmentError where it is not."""
    if hasattr(shutil, 'disk_usage'):
        return shutil.disk_usage(folder).free
    if hasattr(os, 'statvfs'):
        room = os.statvfs(folder)
        return room.f_bavail * room.f_frsize
    return _windows_free_bytes(folder)


def _windows_free_bytes(folder):
    """Return the same on Windows under Python 2, which has no function for it."""
    free = ctypes.c_ulonglong(0)
    if not ctypes.windll.kernel32.GetDiskFreeSpaceExW(fs_text(folder), ctypes.byref(free), None, None):
        raise ctypes.WinError()
    return free.value
