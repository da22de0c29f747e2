# -*- coding: utf-8 -*-
"""Which files a fix names: its globs, taken in the Plug-ins folder and nowhere else; reading them is left to others."""
from __future__ import absolute_import, division, print_function

import fnmatch
import os
import re
import unicodedata
from collections import namedtuple

from plexfix.base.compat import fs_native, fs_text, native
from plexfix.base.errors import PreconditionFailed, Refused, UsageError
from plexfix.base.places import BACKUPS_FOLDER, BUNDLE_ENDING, is_in_backups

# One file: *path* is real (no link is on the way) and native, *name* how it is shown (from the Plug-ins folder on, with
# /), *bundle* the path of its bundle, *inner* the text of its path in there.  *seen_in* are the bundles that show it by
# links, *seen_as* its paths in these: a link may have another name than what it leads to.
Target = namedtuple('Target', 'path name bundle inner seen_in seen_as')


def check_folder(path):
    """Return *path*, a Plug-ins folder, as a real path; raises UsageError where it is no folder."""
    if not os.path.isdir(path):
        raise UsageError(u'there is no Plug-ins folder %s' % fs_text(path), None, u'name it: --plugins-dir FOLDER')
    return os.path.realpath(path)


def check_glob(glob):
    """Return the parts of *glob* (text), one for each folder; raises PreconditionFailed for one that could lead out."""
    parts = [part for part in glob.replace(u'\\', u'/').split(u'/') if part not in (u'', u'.')]
    why = None
    if glob.startswith((u'/', u'\\', u'~')) or re.match(u'[A-Za-z]:', glob):
        why = u'it begins outside of the Plug-ins folder'
    elif u'..' in parts:
        why = u'it has .. in it'
    elif u'**' in parts:
        why = u'** is not known here: name each folder, as in *.bundle/Contents/Code/utils.py'
    elif BACKUPS_FOLDER in parts:
        why = u'what lies in %s is a backup' % BACKUPS_FOLDER
    elif len(parts) < 2:
        why = u'it names no file in a bundle, as in *.bundle/Contents/Code/utils.py'
    if why:
        raise PreconditionFailed(u'the files of the fix cannot be %s' % glob, why,
                                 u'correct the line "- Files:" in the diagnostic report')
    return parts


def find(plugins, globs):
    """Return the Targets of *globs* (text) in the Plug-ins folder *plugins*, a real path, in the order of their names.

    A file that several links or globs lead to is there once.  Raises PreconditionFailed for a glob that may not be, and
    Refused where a link leads out of the folder, or to a backup.
    """
    found = {}
    for glob in globs:
        for path in _matches(plugins, check_glob(glob)):
            real = _checked(plugins, path)
            if not os.path.exists(real):
                raise Refused(u'refusing to touch %s: it is a link that leads nowhere' % fs_text(path),
                              u'there is no %s' % fs_text(real), u'remove the link, or let "- Files:" name other files')
            found.setdefault(real, []).append(path)
    return [_target(plugins, real, found[real]) for real in sorted(found)]


def bundles(plugins, globs):
    """Return the real paths of the bundles that the first part of each glob names, where a patch may make a file."""
    found = set()
    for glob in globs:
        for path in _matches(plugins, check_glob(glob)[:1]):
            if os.path.isdir(path):
                found.add(_checked(plugins, path))
    return sorted(found)


def is_named(globs, bundle, inner):
    """Return whether one of *globs* names the file *inner* (text) of *bundle*, which need not be there."""
    parts = [fs_text(os.path.basename(bundle))] + inner.split(u'/')
    return any(len(glob) == len(parts) and all(_is_match(name, part) for name, part in zip(parts, glob))
               for glob in [check_glob(one) for one in globs])


def new_target(plugins, bundle, inner):
    """Return the Target of a file that is not there yet; raises Refused where its folder leads out."""
    path = os.path.join(bundle, *[native(fs_native(part)) for part in inner.split(u'/')])
    folder = os.path.dirname(path)
    while not os.path.isdir(folder):
        folder = os.path.dirname(folder)
    _checked(plugins, folder)
    return _target(plugins, path, [path])


def _matches(folder, parts):
    """Return the paths below *folder* whose names match *parts*, sorted; a backup and a hidden name match nothing."""
    try:
        names = sorted(os.listdir(folder))
    except EnvironmentError:
        return []
    found = []
    for name in names:
        if name == BACKUPS_FOLDER or not _is_match(fs_text(name), parts[0]):
            continue
        path = os.path.join(folder, name)
        if len(parts) > 1:
            found += _matches(path, parts[1:]) if os.path.isdir(path) else []
        else:
            found.append(path)
    return found


def _is_match(name, pattern):
    # macOS writes accents apart from their letters.
    name, pattern = [unicodedata.normalize('NFC', text) for text in (name, pattern)]
    if name.startswith(u'.') and not pattern.startswith(u'.'):
        return False
    return fnmatch.fnmatchcase(name, pattern)


def _checked(plugins, path):
    """Return the real path of *path*; raises Refused where that is not in *plugins*, or in a backup."""
    real = os.path.realpath(path)
    inside = real.startswith(plugins.rstrip(os.sep) + os.sep)
    if not inside or is_in_backups(os.path.relpath(real, plugins)):
        raise Refused(u'refusing to touch %s: a link leads out of the Plug-ins folder' % fs_text(path),
                      u'it is really %s' % fs_text(real),
                      u'let "- Files:" name other files, or put the bundle itself into %s' % fs_text(plugins))
    return real


def _target(plugins, real, paths):
    parts = os.path.relpath(real, plugins).split(os.sep)
    name = u'/'.join(fs_text(part) for part in parts)
    if not parts[0].lower().endswith(BUNDLE_ENDING) or len(parts) < 2:
        raise Refused(u'refusing to touch %s: it is in no bundle' % name, None,
                      u'a fix changes code of agents: NAME.bundle/...')
    if os.path.lexists(real) and not os.path.isfile(real):
        raise Refused(u'refusing to touch %s: it is no file' % name, None, u'correct the line "- Files:" of the fix')
    seen = [os.path.relpath(path, plugins).split(os.sep) for path in paths]
    return Target(real, name, os.path.join(plugins, parts[0]), _text_of(parts[1:]),
                  tuple(sorted(set(os.path.join(plugins, one[0]) for one in seen))),
                  tuple(sorted(set(_text_of(one[1:]) for one in seen))))


def _text_of(parts):
    return u'/'.join(fs_text(part) for part in parts)
