# -*- coding: utf-8 -*-
"""What is the suite's and what is a person's in a folder that holds both, and what an update would do; changes nothing.

Needs nothing but Python, since six may be what is missing where it runs.
"""
from __future__ import absolute_import, division, print_function

import collections
import hashlib
import io
import json
import os
import re

PARTS = ('lib', 'scripts', 'prompts', 'examples', 'README.md', 'CHANGELOG.md', 'LICENSE', 'requirements.txt')
RECORD = 'installed_files.json'
SCHEMA = 'plexfix.installed/1'
NEW, OLD = '.plexfix-new', '.plexfix-old'
NEW_RECORD = NEW + '-record'
# Where a file goes that was the suite's, and that a person has changed.
KEPT = 'changed_by_you'

_JUNK = re.compile(r'(?:__pycache__|\.DS_Store|Thumbs\.db|\._.*|.*\.py[co])$')
_SAFE = re.compile(r'(?!.*(?:^|/)\.\.?(?:/|$))(?!/)[ -9;-\[\]-~]+$')

# Paths relative to the folder, with `/`: *changed* were the suite's, *own* never were and stay.
Plan = collections.namedtuple('Plan', 'added updated same gone changed own')


class CopyError(Exception):
    """It cannot be done, or not to its end; *evidence* and *hint* may be None."""

    def __init__(self, what, evidence=None, hint=None):
        super(CopyError, self).__init__(what)
        self.what, self.evidence, self.hint = what, evidence, hint


def plan(source, target):
    """Return the Plan of bringing the files of *source* into *target*."""
    known = read_record(target)[1]
    fresh, there = files_of(source), files_of(target, parts_of(known))
    rows = Plan([], [], [], [], [], [])
    for path in sorted(set(fresh) | set(there)):
        getattr(rows, _fate(fresh.get(path), there.get(path), known.get(path))).append(path)
    return rows


def _fate(fresh, there, known):
    """Return in which list of the Plan a file belongs: by its hashes in the new suite, on disk and in the record."""
    if there is None:
        return 'added'
    if there == fresh:
        return 'same'
    if known is None and fresh is None:
        return 'own'
    if known is None or there not in known:
        return 'changed'
    return 'gone' if fresh is None else 'updated'


def files_of(folder, parts=PARTS):
    """Return {relative path: hash} of the files of *parts* in *folder*, without what systems and Python drop there."""
    found = {}
    for part in parts:
        for path in files_below(os.path.join(folder, part)):
            relative = os.path.relpath(path, folder).replace(os.sep, '/')
            digest = None if is_junk(relative) else hash_of(path)
            if digest is not None:
                found[relative] = digest
    return found


def files_below(path):
    """Return the paths of the files, and links, at or below *path*, in order."""
    if os.path.islink(path) or os.path.isfile(path):
        return [path]
    found = []
    for folder, folders, names in os.walk(path):
        links = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        found += [os.path.join(folder, name) for name in names + links]
    return sorted(found)


def is_junk(relative):
    """Return whether nobody would miss the file at this path with `/`: compiled code, what a system left."""
    return any(_JUNK.match(name) for name in relative.split('/'))


def hash_of(path):
    """Return the SHA-256 of a file, for a link where it leads to; None where there is neither."""
    if os.path.islink(path):
        return 'link to ' + os.readlink(path)
    if not os.path.isfile(path):
        return None
    digest = hashlib.sha256()
    with open(path, 'rb') as source:
        for piece in iter(lambda: source.read(1 << 20), b''):
            digest.update(piece)
    return digest.hexdigest()


def read_record(target):
    """Return (version, {path: set of hashes}) of what earlier runs put into *target*; (None, {}) where none did."""
    path = os.path.join(target, RECORD)
    if not os.path.exists(path):
        # On Windows with Python 2 there is a moment in which only the new one is there.
        try:
            return _record_at(os.path.join(target, NEW_RECORD))
        except (EnvironmentError, CopyError):
            return None, {}
    return _record_at(path)


def _record_at(path):
    with io.open(path, encoding='utf-8') as source:
        text = source.read()
    try:
        document, known = json.loads(text), {}
        if document['schema'] != SCHEMA:
            raise ValueError('its schema is %s' % document['schema'])
        for relative, digests in document['files'].items():
            # It decides what is removed: nothing outside of the folder may be named.
            if not _SAFE.match(relative):
                raise ValueError('it names %r' % relative)
            known[str(relative)] = set(str(digest) for digest in digests)
        return str(document['version']), known
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CopyError('the record of what was installed cannot be used: %s' % path, str(error),
                        'put it aside; then every file that differs is kept in %s' % KEPT)


def record_text(version, known):
    """Return the bytes of a record: of each path all hashes by which the suite's file there may be known."""
    document = {'schema': SCHEMA, 'version': version, 'files': dict((path, sorted(known[path])) for path in known)}
    return (json.dumps(document, indent=1, sort_keys=True, separators=(',', ': ')) + '\n').encode('ascii')


def parts_of(known):
    """Return the parts of this suite, and those that an earlier one had."""
    return sorted(set(PARTS) | set(path.split('/')[0] for path in known))


def place_of(folder, relative):
    """Return the native path of a *relative* one with `/` in *folder*."""
    return os.path.join(folder, *relative.split('/'))
