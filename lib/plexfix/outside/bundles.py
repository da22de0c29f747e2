# -*- coding: utf-8 -*-
"""Finds bundles and the Python files to look at, and says of each file what it is for Plex; it reads no code.

Nothing below a `_BACKUPS` folder is ever taken for an agent's code.
"""
from __future__ import absolute_import, division, print_function

import os
from collections import namedtuple

from plexfix.base.compat import fs_text, native, text_type
from plexfix.base.errors import PlexfixError
from plexfix.base.places import BACKUPS_FOLDER, BUNDLE_ENDING, SUITE_FOLDER, is_in_backups
from plexfix.outside import files, plist

# Where a file is: what the loader compiles itself, what it imports in the ordinary way, and anything else.
CODE, LIBRARY, PLAIN = 'code', 'library', 'plain'

# A bundle: its real or given *path*, what its Info.plist says (None where it is silent), and the *problem* with that.
Bundle = namedtuple('Bundle', 'path identifier policy problem')

# A file's place: its *kind* (above), and the path of its bundle (None where it is in none, or in a backup).
Place = namedtuple('Place', 'kind bundle')

_NEVER = frozenset([BACKUPS_FOLDER, '__pycache__', '.git', '.hg', '.svn', '__MACOSX'])


def read_bundle(path):
    """Return the Bundle at *path*; an Info.plist that is missing or broken is its *problem*, and no error."""
    info = os.path.join(path, 'Contents', 'Info.plist')
    try:
        values = plist.parse(files.read_bytes(info))
    except PlexfixError as err:
        return Bundle(path, None, None, u'%s (%s)' % (err.what, err.evidence))
    except plist.BadPlist as err:
        return Bundle(path, None, None, u'%s: %s' % (fs_text(info), err))
    if not isinstance(values, dict):
        return Bundle(path, None, None, u'%s: it is no dictionary' % fs_text(info))
    return Bundle(path, _text(values.get(u'CFBundleIdentifier')), _text(values.get(u'PlexPluginCodePolicy')), None)


def _text(value):
    return native(value.strip()) or None if isinstance(value, text_type) else None


def place_of(path):
    """Return the Place of the file at *path*, by the folders that it lies in; it need not exist."""
    whole = os.path.abspath(path)
    if is_in_backups(whole):
        return Place(PLAIN, None)
    parts, folder = [os.path.basename(whole)], os.path.dirname(whole)
    while os.path.dirname(folder) != folder:
        if folder.lower().endswith(BUNDLE_ENDING) or _is_bundle_by_content(folder, parts):
            return Place(_kind(parts), folder)
        parts.insert(0, os.path.basename(folder))
        folder = os.path.dirname(folder)
    return Place(PLAIN, None)


def _is_bundle_by_content(folder, parts):
    """Tell whether *folder* is a bundle whose name does not say so: what a link in Plug-ins leads to."""
    return len(parts) > 2 and parts[0] == 'Contents' and os.path.isfile(os.path.join(folder, 'Contents', 'Info.plist'))


def _kind(parts):
    """Return the kind of a file whose path below its bundle has *parts*."""
    if parts[:2] == ['Contents', 'Code']:
        return CODE
    return LIBRARY if parts[:2] == ['Contents', 'Libraries'] else PLAIN


def python_files(path):
    """Yield the paths of the Python files below the folder *path* (any folder, or a bundle), sorted by folder and name.

    Links are followed, each folder once.  A copy of this suite is left out: it is no agent's.  Raises PlexfixError for
    a folder that cannot be read.
    """
    seen = set()
    waiting = [path]
    while waiting:
        folder = waiting.pop(0)
        real = os.path.realpath(folder)
        if real in seen:
            continue
        seen.add(real)
        below = []
        for name in _names(folder):
            inner = os.path.join(folder, name)
            if os.path.isdir(inner):
                if name not in _NEVER and not is_in_backups(os.path.realpath(inner)) and not _is_suite(inner):
                    below.append(inner)
            elif name.endswith('.py') and (os.path.isfile(inner) or os.path.islink(inner)):
                yield inner
        waiting[:0] = below


def _is_suite(folder):
    """Tell whether people copied this suite to *folder*, with sample agents in it that Plex never runs."""
    return os.path.basename(folder) == SUITE_FOLDER and os.path.isdir(os.path.join(folder, 'lib', 'plexfix'))


def _names(folder):
    try:
        return sorted(os.listdir(folder))
    except EnvironmentError as err:
        raise PlexfixError(u'cannot read the folder %s' % fs_text(folder), fs_text(err.strerror or str(err)),
                           u'check who may read it')


def module_names(path, bundle):
    """Return the names that the file at *path* can import from beside it, as a set: of its folder and of its bundle.

    *bundle* is the path of its bundle or None.  Plex looks for each module in Contents/Code, in Libraries/Shared and in
    the Libraries of the platform.
    """
    folders = [os.path.dirname(os.path.abspath(path))]
    if bundle is not None:
        libraries = os.path.join(bundle, 'Contents', 'Libraries')
        folders.append(os.path.join(bundle, 'Contents', 'Code'))
        folders.extend(os.path.join(libraries, name) for name in _quiet_names(libraries))
        # Within a package of Libraries/Shared the modules beside are imported by their short names too.
        folders.append(os.path.dirname(folders[0]))
    found = set()
    for folder in folders:
        found.update(_modules_in(folder))
    return found


def _quiet_names(folder):
    try:
        return sorted(os.listdir(folder))
    except EnvironmentError:
        return []


def _modules_in(folder):
    for name in _quiet_names(folder):
        stem, ending = os.path.splitext(name)
        if ending in ('.py', '.so', '.pyd', '.dylib', '.egg') or not ending:
            yield stem.split('.')[0].split('-')[0]
