# -*- coding: utf-8 -*-
"""A file with a state in it, its second copy, and its lock; what is kept in it, and why, is said by `state`."""
from __future__ import absolute_import, division, print_function

import collections
import contextlib
import json
import os
import random
import time

from plexfix.base.compat import fs_text, to_bytes
from plexfix.base.errors import LockHeld, PlexfixError, Refused
from plexfix.base.jsontext import json_text
from plexfix.outside import disk, files, locking
from plexfix.outside.journal_record import quoted

SCHEMA = u'plexfix.state/1'
# Behind the file's name: the copy to recover from, what could not be read, what was there before it was cleared.
GOOD, CORRUPT, CLEARED = '.good', '.corrupt', '.cleared'
LOCK_WAIT_S = 15
_LONGEST_PAUSE_S = 0.02
_TRIES = 20

# *document* is None where nothing was saved yet; *problem* (text) says why it had to come from the good copy.
Found = collections.namedtuple('Found', 'document problem')


class _Damaged(ValueError):
    """The bytes are no state."""


def good_copy(path):
    """Return the path of the copy that is recovered from."""
    return path + GOOD


def read(path):
    """Return what is Found in the file *path*, from its good copy where it is damaged; changes nothing.

    Raises PlexfixError where neither can be read, Refused for a schema of another version.
    """
    if not os.path.lexists(path):
        return Found(None, None)
    try:
        return Found(_parsed(files.read_bytes(path), path), None)
    except _Damaged as error:
        return Found(_recovered(path, error.args[0]), error.args[0])


def write(path, document):
    """Make the file hold *document*, then its good copy.  Call it under the lock.

    A damaged file is set aside first; returns the path of that, None where it was whole or not there.
    """
    aside = _set_aside(path)
    data = to_bytes(json_text(document)) + b'\n'
    files.atomic_write(path, data)
    try:
        files.atomic_write(good_copy(path), data)
    except PlexfixError as error:
        raise PlexfixError(u'%s is saved, but its second copy is not' % fs_text(path),
                           u'%s: %s' % (error.what, error.evidence), error.hint)
    return aside


def keep_as_cleared(path):
    """Copy the file, as it is, to where it can be found again after it was cleared; returns that path."""
    kept = path + CLEARED
    files.atomic_write(kept, files.read_bytes(path))
    return kept


@contextlib.contextmanager
def locked(path, purpose):
    """Hold the file's lock in a `with` block, so that nobody else writes meanwhile; waits for others who do.

    Its folder is made where it is not there.  Raises LockHeld where the others do not come to an end.
    """
    files.ensure_folder(os.path.dirname(os.path.abspath(path)))
    # Not the lock of the folder itself: that may be a whole run's, and a note must be possible while one is at work.
    folder = path + '.lock'
    lock = _wait_for(folder, purpose, time.time() + LOCK_WAIT_S)
    try:
        yield
    finally:
        lock.__exit__(None, None, None)
        _remove_unused(folder)


def _wait_for(folder, purpose, ends):
    """Return the lock of *folder*, entered."""
    vanished = 0
    while True:
        try:
            lock = locking.hold(folder, purpose)
            lock.__enter__()
            return lock
        except LockHeld:
            if time.time() >= ends:
                raise
        except PlexfixError:
            # Who went before removes the folder, maybe just when this one wanted to write into it; and a third may have
            # made it again by now, so that its being there says nothing.
            vanished += 1
            if vanished == _TRIES:
                raise
        time.sleep(random.uniform(0.001, _LONGEST_PAUSE_S))


def _remove_unused(folder):
    try:
        disk.rmdir(folder)
    except EnvironmentError:
        pass                    # the next one waits in it already


def _parsed(data, path):
    """Return the document that the bytes of the file *path* hold; raises _Damaged, Refused for another schema."""
    try:
        # Editors of Windows put a mark in front.
        document = json.loads(data.decode('utf-8-sig'))
    except (ValueError, RuntimeError):
        raise _Damaged(u'its %d bytes are no JSON' % len(data))
    if not isinstance(document, dict) or not isinstance(document.get('state'), dict):
        raise _Damaged(u'it is JSON without a "state" that is an object')
    # Files of before there were schemas have none.
    if document.get('schema', SCHEMA) != SCHEMA:
        raise Refused(u'%s was written by another version of the suite' % fs_text(path),
                      u'its schema is %s, known is %s' % (json_text(document['schema']), SCHEMA),
                      u'use that version, or another file: --file FILE')
    return document


def _recovered(path, problem):
    """Return the document of the good copy of a damaged file."""
    try:
        return _parsed(files.read_bytes(good_copy(path)), good_copy(path))
    except (_Damaged, PlexfixError) as error:
        if isinstance(error, Refused):
            raise
        raise PlexfixError(u'%s is damaged, and no good copy of it is there' % fs_text(path), problem,
                           u'mend it, or set it aside and begin anew: state_manager.py --file %s --clear' % quoted(fs_text(path)))


def _set_aside(path):
    """Keep a copy of the file if it is damaged: a person may still read in it what no program can."""
    if not os.path.lexists(path):
        return None
    data = files.read_bytes(path)
    try:
        _parsed(data, path)
    except _Damaged:
        aside, number = path + CORRUPT, 1
        while os.path.exists(aside) and files.read_bytes(aside) != data:
            number += 1
            aside = '%s%s-%d' % (path, CORRUPT, number)
        files.atomic_write(aside, data)
        return aside
    return None
