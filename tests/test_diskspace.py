# -*- coding: utf-8 -*-
"""diskspace: each of the three ways to ask gives a number of bytes, or an error of the environment."""
from __future__ import absolute_import, division, print_function

import ctypes
import os
import shutil

import pytest

from plexfix.outside import diskspace


def test_a_folder_has_room_and_nowhere_is_an_error(tmpdir):
    assert diskspace.free_bytes(str(tmpdir)) > 0
    with pytest.raises(EnvironmentError):
        diskspace.free_bytes(str(tmpdir.join('nothing')))


def test_python_3_and_2_agree_as_far_as_a_disk_stands_still(tmpdir, monkeypatch):
    monkeypatch.delattr(shutil, 'disk_usage', raising=False)
    room = os.statvfs(str(tmpdir))
    assert abs(diskspace.free_bytes(str(tmpdir)) - room.f_bavail * room.f_frsize) < 2 ** 30


class FakeKernel(object):
    """What ctypes.windll has on Windows, as far as it is called."""

    def __init__(self, free):
        self.kernel32 = self
        self.free = free

    def GetDiskFreeSpaceExW(self, folder, free, _total, _all_free):
        assert folder == u'C:\\Plug-ins'
        free._obj.value = self.free
        return self.free > 0


def test_windows_is_asked_through_its_kernel(monkeypatch):
    monkeypatch.delattr(shutil, 'disk_usage', raising=False)
    monkeypatch.delattr(os, 'statvfs', raising=False)
    monkeypatch.setattr(ctypes, 'windll', FakeKernel(5 * 2 ** 40), raising=False)
    assert diskspace.free_bytes('C:\\Plug-ins') == 5 * 2 ** 40
    monkeypatch.setattr(ctypes, 'windll', FakeKernel(0), raising=False)
    monkeypatch.setattr(ctypes, 'WinError', lambda: OSError(2, 'no such folder'), raising=False)
    with pytest.raises(EnvironmentError):
        diskspace.free_bytes('C:\\Plug-ins')
