# -*- coding: utf-8 -*-
"""The files of signatures, the package's own and a person's: find and read them; what is in them is left to others."""
from __future__ import absolute_import, division, print_function

import io
import json
import os
import zipfile

from plexfix import understand
from plexfix.base.compat import fs_text, native
from plexfix.base.errors import UsageError
from plexfix.understand import signatures

OWN_FOLDER = os.path.join(os.path.dirname(os.path.abspath(understand.__file__)), 'signatures')
_HINT = u'a file of signatures is JSON: {"schema": "%s", "signatures": [...]}' % signatures.SCHEMA


def load(folder=None):
    """Return the Signatures of the package, and those of a person's *folder* (a native path) where one is given.

    Raises UsageError, naming file, signature and field, where a file cannot be read, breaks a rule, or repeats an id.
    """
    folders = [OWN_FOLDER] + ([folder] if folder is not None else [])
    return signatures.joined([(fs_text(path), signatures.parse(read(path), fs_text(path)))
                              for one in folders for path in paths(one)])


def problems(folder):
    """Return the Problems of all signature files in *folder*; raises UsageError where one cannot be read."""
    return [problem for path in paths(folder) for problem in signatures.lint(read(path), fs_text(path))]


def paths(folder):
    """Return the paths of the signature files in *folder*, by name; raises UsageError where there are none."""
    try:
        names = sorted(name for name in _names_in(folder)
                       if name.lower().endswith('.json') and not name.startswith('.'))
    except EnvironmentError as err:
        raise UsageError(u'cannot read the folder of signatures %s' % fs_text(folder),
                         fs_text(err.strerror or str(err)), u'give a folder that holds files of signatures')
    if not names:
        raise UsageError(u'no signatures in %s' % fs_text(folder), u'it has no file that ends in .json', _HINT)
    return [os.path.join(folder, name) for name in names]


def read(path):
    """Return what the JSON file at *path* holds; raises UsageError where it cannot be read, or repeats a name."""
    try:
        with _opened(path) as source:
            return json.loads(source.read().decode('utf-8-sig'), object_pairs_hook=_once)
    except EnvironmentError as err:
        raise UsageError(u'cannot read %s' % fs_text(path), fs_text(err.strerror or str(err)), _HINT)
    except ValueError as err:
        raise UsageError(u'%s is no JSON that can be read' % fs_text(path), fs_text(str(err)), _HINT)


def _names_in(folder):
    """Return the names in *folder*, which lies in an archive where the package runs from one."""
    archive, inner = _archive_of(folder)
    if archive is None:
        return os.listdir(folder)
    with zipfile.ZipFile(archive) as whole:
        return [name[len(inner) + 1:] for name in whole.namelist()
                if name.startswith(inner + '/') and '/' not in name[len(inner) + 1:]]


def _opened(path):
    """Return the file at *path* open for reading, as bytes."""
    archive, inner = _archive_of(path)
    if archive is None:
        return io.open(path, 'rb')
    with zipfile.ZipFile(archive) as whole:
        return io.BytesIO(whole.read(inner))


def _archive_of(path):
    """Return (archive, the path inside) of a *path* that goes through one, (None, None) of any other."""
    head, names = path, []
    while not os.path.lexists(head) and os.path.dirname(head) != head:
        head, names = os.path.dirname(head), [os.path.basename(head)] + names
    is_inside = names and os.path.isfile(head) and zipfile.is_zipfile(head)
    return (head, '/'.join(names)) if is_inside else (None, None)


def _once(pairs):
    """Return the object of *pairs*; of a name given twice, JSON itself would silently take the last."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(native(u'"%s" is given twice' % sorted(name for name in names if names.count(name) > 1)[0]))
    return found
