# -*- coding: utf-8 -*-
"""The files of signatures, the package's own and a person's: find and read them; what is in them is left to others."""
from __future__ import absolute_import, division, print_function

import io
import json
import os

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
        names = sorted(name for name in os.listdir(folder)
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
        with io.open(path, encoding='utf-8-sig') as source:
            return json.load(source, object_pairs_hook=_once)
    except EnvironmentError as err:
        raise UsageError(u'cannot read %s' % fs_text(path), fs_text(err.strerror or str(err)), _HINT)
    except ValueError as err:
        raise UsageError(u'%s is no JSON that can be read' % fs_text(path), fs_text(str(err)), _HINT)


def _once(pairs):
    """Return the object of *pairs*; of a name given twice, JSON itself would silently take the last."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(native(u'"%s" is given twice' % sorted(name for name in names if names.count(name) > 1)[0]))
    return found
