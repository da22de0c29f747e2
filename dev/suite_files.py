# -*- coding: utf-8 -*-
"""Put the suite's own files into a folder that also holds a person's runs: install, update, remove; it tells nobody.

Each part (a folder such as lib/, or a file) is made beside the old one, and takes its place by renaming.  Killed at any
moment, the next run finishes, and no file that a person wrote is lost.  What is whose is found out by suite_plan.
"""
from __future__ import absolute_import, division, print_function

import errno
import hashlib
import os
import shutil

from suite_plan import (
    KEPT, NEW, NEW_RECORD, OLD, PARTS, RECORD, CopyError, files_below, files_of, hash_of, is_junk, parts_of, place_of,
    plan, read_record, record_text)

AGAIN = 'run it again: it goes on where this one ended'


# -- the steps that change something, one function each, so that tests can fail them -----------------------------------

def make_folder(path):
    if not os.path.isdir(path):
        os.makedirs(path)


def copy_file(source, target):
    """Copy a file with its mode, or a link as a link."""
    if os.path.islink(source):
        os.symlink(os.readlink(source), target)
        return
    with open(source, 'rb') as origin:
        write_file(target, origin.read())
    shutil.copymode(source, target)


def write_file(path, data):
    with open(path, 'wb') as target:
        target.write(data)
        target.flush()
        os.fsync(target.fileno())


def move(source, target):
    os.rename(source, target)


def remove(path):
    os.remove(path)


def remove_folder(path):
    os.rmdir(path)


# -- what is done with them --------------------------------------------------------------------------------------------

def install(source, target, version):
    """Bring the files of *source* into *target*, which is made; return (Plan, {path: where a changed file is kept})."""
    try:
        make_folder(target)
        _refuse_links(target)
        kept = recover(target)
        planned, known, fresh = plan(source, target), read_record(target)[1], files_of(source)
        if any((planned.added, planned.updated, planned.gone, planned.changed)):
            _record(target, version, dict((path, known.get(path, set()) | set([fresh.get(path)]) - set([None]))
                                          for path in set(known) | set(fresh)))
            _stage(source, target, fresh, planned.own)
            _swap(target, sorted(set(path.split('/')[0] for rows in (
                planned.added, planned.updated, planned.gone, planned.changed) for path in rows)))
            # From here on a part that is missing is one that this suite no longer has.
            _remove_tree(os.path.join(target, NEW))
            kept.update(recover(target))
        _record(target, version, dict((path, [fresh[path]]) for path in fresh))
        return planned, kept
    except EnvironmentError as error:
        raise _told(error)


def uninstall(target):
    """Remove what earlier runs put into *target*; return (how many files, the paths of changed ones, which stay)."""
    try:
        _refuse_links(target)
        version, known = read_record(target)
        if version is None:
            raise CopyError('nothing was installed into %s by this tool' % target, 'it has no %s' % RECORD,
                            'remove by hand what was copied by hand')
        recover(target)
        there = files_of(target, parts_of(known))
        ours = sorted(path for path in there if there[path] in known.get(path, ()))
        for path in ours:
            remove(place_of(target, path))
        for part in parts_of(known):
            _tidy(os.path.join(target, part))
        remove(os.path.join(target, RECORD))
        _remove_if_empty(target)
        return len(ours), sorted(path for path in there if path in known and path not in set(ours))
    except EnvironmentError as error:
        raise _told(error)


def recover(target):
    """End what an interrupted run began; return {path: where it is kept} of changed files in what was replaced.

    A part that is missing gets its old one back.  What was replaced is looked through once more, file by file: nothing
    that a person wrote is thrown away, also when it was written after the plan was made.
    """
    kept, known, old = {}, read_record(target)[1], os.path.join(target, OLD)
    is_open = os.path.isdir(os.path.join(target, NEW))
    for part in sorted(os.listdir(old)) if os.path.isdir(old) else []:
        here = os.path.join(target, part)
        if is_open and not os.path.lexists(here):
            move(os.path.join(old, part), here)
            continue
        for path in files_below(os.path.join(old, part)):
            _settle(target, path, os.path.relpath(path, old).replace(os.sep, '/'), known, kept)
    _remove_tree(old)
    _remove_tree(os.path.join(target, NEW))
    if os.path.exists(os.path.join(target, RECORD)) and os.path.exists(os.path.join(target, NEW_RECORD)):
        remove(os.path.join(target, NEW_RECORD))
    return kept


def _settle(target, path, relative, known, kept):
    """Remove a replaced file, or keep it where it is neither the suite's nor in its place again."""
    digest = hash_of(path)
    is_there = digest is not None and digest == hash_of(place_of(target, relative))
    if is_there or is_junk(relative) or digest in known.get(relative, ()):
        remove(path)
        return
    short = hashlib.sha256(repr(digest).encode('ascii', 'backslashreplace')).hexdigest()[:8]
    aside = '%s/%s.%s' % (KEPT, relative, short)
    if os.path.lexists(place_of(target, aside)):
        remove(path)
    else:
        make_folder(os.path.dirname(place_of(target, aside)))
        move(path, place_of(target, aside))
    kept[relative] = aside


def _stage(source, target, fresh, own):
    """Make the new parts in NEW: the suite's files, and what a person added among them."""
    new = os.path.join(target, NEW)
    make_folder(os.path.join(target, OLD))
    make_folder(new)
    for origin, paths in ((source, sorted(fresh)), (target, own)):
        for path in paths:
            # What is in the way of a new file is not copied, and so it is kept aside like a changed one.
            names = path.split('/')
            if not any(os.path.isfile(os.path.join(new, *names[:count])) for count in range(1, len(names))) \
                    and not os.path.lexists(place_of(new, path)):
                make_folder(os.path.dirname(place_of(new, path)))
                copy_file(place_of(origin, path), place_of(new, path))


def _swap(target, parts):
    """Put the new *parts* in the place of the old ones; where one cannot, all are as before, and the error goes on."""
    moved = []
    try:
        for part in parts:
            here, old, new = [os.path.join(target, folder, part) for folder in ('', OLD, NEW)]
            for source, goal in ((here, old), (new, here)):
                if os.path.lexists(source):
                    move(source, goal)
                    moved.append((source, goal))
    except EnvironmentError:
        for source, goal in reversed(moved):
            move(goal, source)
        raise


def _record(target, version, known):
    """Write the record in one step, where it says something new."""
    data, path, beside = record_text(version, known), os.path.join(target, RECORD), os.path.join(target, NEW_RECORD)
    if os.path.exists(path):
        with open(path, 'rb') as source:
            if source.read() == data:
                return
    write_file(beside, data)
    if os.name == 'nt' and os.path.exists(path):
        remove(path)
    move(beside, path)


# -- small things ------------------------------------------------------------------------------------------------------

def _refuse_links(target):
    for part in PARTS + (OLD, NEW):
        path = os.path.join(target, part)
        if os.path.islink(path):
            raise CopyError('%s is a link' % path, 'it leads to %s, which may be in use elsewhere' % os.readlink(path),
                            'remove the link, and run this again')


def _tidy(path):
    """Remove what Python and systems dropped at or below *path*, and the folders that are empty then."""
    if os.path.islink(path) or not os.path.isdir(path):
        return
    for name in sorted(os.listdir(path)):
        inner = os.path.join(path, name)
        if os.path.isdir(inner) and not os.path.islink(inner):
            _tidy(inner)
        elif is_junk(name):
            remove(inner)
    _remove_if_empty(path)


def _remove_tree(path):
    for one in files_below(path):
        remove(one)
    for folder, _, _ in os.walk(path, topdown=False):
        remove_folder(folder)


def _remove_if_empty(path):
    try:
        remove_folder(path)
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOENT):
            raise


def _told(error):
    return CopyError('%s: %s' % (error.strerror or error, error.filename or 'unknown file'), None, AGAIN)
