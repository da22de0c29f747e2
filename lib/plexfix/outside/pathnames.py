# -*- coding: utf-8 -*-
"""Paths as records keep them: below a root and with `/` where they can be, so that a moved folder still fits.

*paths* is os.path, or that of another system in a test.
"""
from __future__ import absolute_import, division, print_function

import os

from plexfix.base.compat import fs_text, path_from_text, path_to_text
from plexfix.base.errors import UsageError


def stored(path, root=None, paths=os.path):
    """Return the absolute native *path* as text: relative to *root* with `/` where it lies below that, else as it is."""
    below = relative(path, root, paths) if root else None
    return path_to_text(path if below is None else below.replace(paths.sep, '/'))


def native_of(text, root=None, paths=os.path):
    """Return the native path that `stored` wrote as *text*; raises UsageError for one that leads out of *root*."""
    path = path_from_text(text)
    if paths.isabs(path):
        return path
    check(text, paths)
    if root is None:
        raise UsageError(u'a path of the record is below no folder: %s' % fs_text(path))
    return paths.join(root, *path.split('/'))


def check(text, paths=os.path):
    """Raise UsageError unless the relative path *text* of a record stays below what it is joined to."""
    parts = text.split(u'/')
    if any(part in (u'', u'.', u'..') or u'\0' in part for part in parts) or (
            paths.sep == '\\' and any(sign in text for sign in u'\\:')):
        raise UsageError(u'a path of the record leads out of its folder: %s' % fs_text(path_from_text(text)), None,
                         u'this is no record that the suite wrote; leave it alone')


def below_any_root(path, paths=os.path):
    """Return the absolute *path* as one to put below another folder: `C:\\a\\b` becomes `C/a/b`."""
    drive, rest = paths.splitdrive(path)
    parts = [part for part in (drive.replace(':', '') + rest).replace('\\' if paths.sep == '\\' else '/', '/').split('/')
             if part and part not in ('.', '..', '?')]
    return paths.join(*parts)


def relative(path, root, paths=os.path):
    """Return the absolute *path* relative to *root*, or None where it does not lie below it."""
    if paths.normcase(paths.splitdrive(path)[0]) != paths.normcase(paths.splitdrive(root)[0]):
        return None
    found = paths.relpath(path, root)
    first = found.split(paths.sep)[0]
    return None if first in (paths.pardir, paths.curdir) else found


def common_root(files, paths=os.path):
    """Return the deepest folder that holds all of the absolute paths *files*, or None where they share no drive."""
    root = paths.dirname(files[0])
    while any(relative(path, root, paths) is None for path in files):
        if paths.dirname(root) == root:
            return None
        root = paths.dirname(root)
    return root
