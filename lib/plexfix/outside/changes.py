# -*- coding: utf-8 -*-
"""One file's change: what was there, what comes, and the single steps of bringing it there; their order is journal's."""
from __future__ import absolute_import, division, print_function

import hashlib
import os
import stat
from collections import namedtuple

from plexfix.base.compat import binary_type, fs_text, path_from_text, path_to_text, to_text
from plexfix.base.errors import PlexfixError, Refused
from plexfix.outside import disk, files

# *before_sha256* is the `fingerprint` of what is to be replaced.  *after* is bytes, a Content, a Link, or None where the
# file goes.  *mode*, *mtime_ns* and *owner* are those of what was there, or of this moment, where None.
Change = namedtuple('Change', 'path before_sha256 after mode mtime_ns owner')
Change.__new__.__defaults__ = (None, None, None)

# Bytes that lie in a file already.
Content = namedtuple('Content', 'path sha256')
# A symbolic link to the native path *text*.
Link = namedtuple('Link', 'text')

OTHER = u'no ordinary file'
_LINK = u'link:'
_COMPILED = ('c', 'o')


def fingerprint(path):
    """Return what is at *path*: the SHA-256 of a file, `link:` and its text for a link, None where there is nothing.

    A folder or a device is OTHER, which no change expects.  Raises PlexfixError where it cannot be read.
    """
    try:
        status = os.lstat(path)
    except EnvironmentError as error:
        if not os.path.lexists(path):
            return None
        raise files.cannot('read', path, error)
    if stat.S_ISLNK(status.st_mode):
        return _LINK + path_to_text(os.readlink(path))
    if not stat.S_ISREG(status.st_mode):
        return OTHER
    return files.sha256_of(path)


def fingerprint_of(after):
    """Return the fingerprint that the file of a Change will have."""
    if after is None:
        return None
    if isinstance(after, Link):
        return _LINK + path_to_text(after.text)
    if isinstance(after, Content):
        return after.sha256
    return to_text(hashlib.sha256(after).hexdigest())


def link_of(mark):
    """Return the Link that a fingerprint tells of, or None where that is of no link."""
    return Link(path_from_text(mark[len(_LINK):])) if mark and mark.startswith(_LINK) else None


def write_beside(change, beside):
    """Write what comes in *change* as the new file *beside*, down to the disk; raises OSError."""
    if isinstance(change.after, Link):
        disk.symlink(change.after.text, beside)
        return
    mode, owner = change.mode, change.owner
    if change.before_sha256 is not None and link_of(change.before_sha256) is None:
        old = os.stat(change.path)
        mode = stat.S_IMODE(old.st_mode) if mode is None else mode
        owner = (old.st_uid, old.st_gid) if owner is None else owner
    after = change.after
    pieces = (after,) if isinstance(after, binary_type) else files.chunks_of(after.path)
    files.write_new(beside, pieces, mode, change.mtime_ns, owner)


def swap(change, beside):
    """Put what lies *beside* in the place of the file of *change*, or remove that, down to the disk.

    Raises Refused where the file is no more what *change* expects, OSError.
    """
    found = fingerprint(change.path)
    if found != change.before_sha256:
        raise refusal(change.path, change.before_sha256, found)
    if change.after is None:
        disk.remove(change.path)
    else:
        disk.replace(beside, change.path)
    disk.fsync_folder(os.path.dirname(change.path))


def check_done(change):
    """Raise PlexfixError unless what is on the disk is what *change* brought."""
    wanted, found = fingerprint_of(change.after), fingerprint(change.path)
    if found != wanted:
        raise PlexfixError(u'%s did not become what it was to be' % fs_text(change.path),
                           u'wanted %s, on disk %s' % (_short(wanted), _short(found)),
                           u'somebody else writes it, or the disk fails')
    if change.after is None or isinstance(change.after, Link):
        return
    mode = stat.S_IMODE(os.stat(change.path).st_mode)
    if os.name != 'nt' and change.mode is not None and mode != change.mode:
        raise PlexfixError(u'%s did not get its permissions' % fs_text(change.path), u'wanted %o, on disk %o' % (change.mode, mode))


def remove_compiled(path, changed):
    """Remove what Python 2 compiled of the source file *path*; returns (removed, left), the paths of each.

    What is among the *changed* files itself is what it is to be.
    """
    removed, left = [], []
    if path.endswith('.py'):
        for compiled in [path + ending for ending in _COMPILED]:
            if compiled not in changed and os.path.lexists(compiled):
                (removed if files.remove_if_there(compiled) else left).append(compiled)
    return removed, left


def refusal(path, expected, found):
    """Return the Refused for a file that is not what its change expects."""
    return Refused(u'refusing to change %s: it changed after it was backed up' % fs_text(path),
                   u'backup %s, on disk %s' % (_short(expected), _short(found)),
                   u'take a new backup: backup_utils.py --create %s --name before-fix' % fs_text(path))


def _short(mark):
    if mark is None:
        return u'nothing'
    return mark if mark == OTHER or link_of(mark) else mark[:12]
