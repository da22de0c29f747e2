# -*- coding: utf-8 -*-
"""Keep the logs that are counted: a restart of Plex rotates the originals away."""
from __future__ import absolute_import, division, print_function

import os
import shutil
import stat

from plexfix.base.errors import PlexfixError
from plexfix.outside import files, logfiles

_CHUNK_BYTES = 1 << 20


def archive(plug_ins, folder, run):
    """Copy the logs of *plug_ins* into a new folder below *folder*; return (the PlugIns of the copies, that folder).

    What is counted is then exactly what was kept.  Raises PlexfixError where a file cannot be read: nothing is left then.
    """
    stamp = run['generated_at'][:19].replace('-', '').replace(':', '').replace('T', '_')
    target = os.path.join(folder, str('%s_%s' % (stamp, run['run_id'])))
    inner = _inner_folders(plug_ins, target)
    try:
        return [_copied(plug_in, inner[plug_in.folder]) for plug_in in plug_ins], target
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise


def _inner_folders(plug_ins, target):
    """Return {folder of logs: folder for its copies}: *target* itself for one, numbered ones for several."""
    folders = sorted(set(plug_in.folder for plug_in in plug_ins))
    if len(folders) == 1:
        return {folders[0]: target}
    return dict((folder, os.path.join(target, 'folder-%d' % number)) for number, folder in enumerate(folders, 1))


def _copied(plug_in, folder):
    """Copy the files of *plug_in* into *folder*, and return the PlugIn of the copies."""
    files.ensure_folder(folder)
    names = []
    opened = logfiles.open_all(plug_in)
    try:
        for read, handle in opened:
            if handle is None:
                raise PlexfixError(u'cannot archive %s' % read.name, read.problem, u'leave out --archive to go on without it')
            names.append(os.path.basename(read.path))
            _copy(handle, read.size_bytes, os.path.join(folder, names[-1]))
    finally:
        for _, handle in opened:
            if handle is not None:
                handle.close()
    return plug_in._replace(folder=folder, files=tuple(names))


def _copy(handle, size, path):
    """Write the first *size* bytes of the open file *handle* to *path*, with its permissions and time of change."""
    status = os.fstat(handle.fileno())

    def pieces():
        left = size
        while left > 0:
            data = handle.read(min(left, _CHUNK_BYTES))
            if not data:
                return
            left -= len(data)
            yield data
    files.atomic_write_pieces(path, pieces(), stat.S_IMODE(status.st_mode))
    os.utime(path, (status.st_atime, status.st_mtime))
