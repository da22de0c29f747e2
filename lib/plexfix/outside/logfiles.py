# -*- coding: utf-8 -*-
"""Find a folder's plug-in logs, and read one plug-in's files as blocks of whole records; counts nothing.

Files may be live: they grow, and they are rotated (renamed) while they are read.  All files of a plug-in are looked
for again and opened before the first is read, newest first, so that a rotation in between shows one file twice, never none.
What is in an opened file is `logtext`'s business.
"""
from __future__ import absolute_import, division, print_function

import collections
import errno
import os
import re
import stat

from plexfix.base.compat import fs_text, native, to_bytes
from plexfix.base.errors import UsageError
from plexfix.base.redact import redact
from plexfix.observe.blocks import Joiner
from plexfix.outside import logtext

AGENT_PREFIX = 'com.plexapp.agents.'

_NAME = re.compile(r'(.+?)\.log(?:\.([1-9][0-9]?))?(?:\.gz)?$')

# One plug-in's log: `label` is put before the names of its files where several folders are read.
PlugIn = collections.namedtuple('PlugIn', 'agent folder label files')


class FileRead(object):
    """What is known of one file after it was read: for the aggregate's `files`.

    `first` and `last` are the times of the records with which the file begins and ends: where a clock was set back
    they are not its earliest and latest, which nobody knows without looking at every line.
    """

    def __init__(self, name, agent, path):
        self.name, self.agent, self.path = name, agent, path
        self.size_bytes = self.lines = 0
        self.sha256 = self.first = self.last = self.problem = None


def agent_of(name):
    """Return the agent (text) of a log's file *name*, or None where it is no plug-in log."""
    match = _NAME.match(name)
    if not match:
        return None
    stem = match.group(1)
    return fs_text(stem[len(AGENT_PREFIX):] if stem.startswith(AGENT_PREFIX) and stem != AGENT_PREFIX else stem)


def find(folders, agents=(), all_plugins=False):
    """Return the PlugIns of *folders*: agents, or with *all_plugins* every plug-in; their files oldest first.

    *agents* are parts of names, case ignored: only matching ones are returned.  A folder that holds `PMS Plugin Logs`
    and no log itself stands for that one; one that is named twice, in whatever way, is read once.  Raises UsageError
    where a folder cannot be read, or none has a log.
    """
    found, others, looked = [], set(), {}
    wanted = [fs_text(part).lower() for part in agents]
    for folder in folders:
        folder, names = _listing(folder)
        place = os.path.normcase(os.path.realpath(folder))
        if place in looked:
            continue
        looked[place] = folder
        by_agent, passed_by = _by_agent(names, wanted, all_plugins)
        others |= passed_by
        for agent in sorted(by_agent):
            found.append(PlugIn(agent, folder, u'', tuple(name for _, name in sorted(by_agent[agent], reverse=True))))
    if not found:
        raise UsageError(*_nothing(sorted(looked.values()), others, agents))
    return _labelled(found)


def _by_agent(names, wanted, all_plugins):
    """Return ({agent: [(number of rotations, name)]}, agents that are there and not wanted)."""
    by_agent, others = {}, set()
    for name in names:
        match = _NAME.match(name)
        if not match:
            continue
        agent = agent_of(name)
        if not all_plugins and not name.startswith(AGENT_PREFIX):
            others.add(agent)
        elif not wanted or any(part in agent.lower() for part in wanted):
            by_agent.setdefault(agent, []).append((_rotations(match), name))
        else:
            others.add(agent)
    return by_agent, others


def _rotations(match):
    """Return how often the file whose name _NAME matched was rotated: its place in age, 0 for the newest."""
    return int(match.group(2) or 0)


def _listing(folder):
    try:
        names = os.listdir(folder)
        inner = os.path.join(folder, 'PMS Plugin Logs')
        if 'PMS Plugin Logs' in names and not any(_NAME.match(name) for name in names if name.startswith('com.')):
            folder, names = inner, os.listdir(inner)
    except EnvironmentError as err:
        raise UsageError(u'cannot read the log folder %s' % fs_text(folder), _explained(err),
                         u'give the folder that holds com.plexapp.agents.*.log: --log-dir DIR')
    return folder, sorted(names)


def _nothing(looked, others, agents):
    where = u', '.join(fs_text(folder) for folder in looked)
    if others and agents:
        return (u'no log of an agent whose name holds %s in %s' % (u' or '.join(fs_text(part) for part in agents), where),
                u'there are logs of: %s' % u', '.join(sorted(others)), u'give another --agent NAME, or leave it out')
    if others:
        return (u'no agent logs in %s' % where, u'there are logs of other plug-ins: %s' % u', '.join(sorted(others)[:8]),
                u'to read these: --all-plugins')
    return (u'no plug-in logs in %s' % where, u'looked for files named com.plexapp.agents.NAME.log, .log.1 to .log.5',
            u'give the folder that holds them: --log-dir DIR')


def _labelled(found):
    """Return *found* with labels that tell folders apart where there are several; one folder needs none.

    A label is the shortest end of the folder's path that no other has, without names of home folders; where these
    are all that differs, the folders get numbers.
    """
    folders = sorted(set(plug_in.folder for plug_in in found))
    if len(folders) < 2:
        return found
    paths = dict((folder, redact(fs_text(os.path.abspath(folder))).replace(u'\\', u'/').strip(u'/').split(u'/'))
                 for folder in folders)
    labels = {}
    for number, folder in enumerate(folders, 1):
        label = _own_end(paths[folder], [paths[other] for other in folders if other != folder])
        labels[folder] = (label or u'%s-%d' % (paths[folder][-1], number)) + u'/'
    return [plug_in._replace(label=labels[plug_in.folder]) for plug_in in found]


def _own_end(path, others):
    """Return the shortest end of *path*, a list of names, that none of *others* has, or None."""
    for length in range(1, len(path) + 1):
        if not any(other[-length:] == path[-length:] for other in others):
            return u'/'.join(path[-length:])
    return None


def _explained(err):
    """Return in words (text) why a file could not be read."""
    return _reason(err.errno) if getattr(err, 'errno', None) else fs_text(native(str(err)))


def _reason(number):
    return fs_text(os.strerror(number))


def size_of(plug_in):
    """Return the bytes of a PlugIn's files, as far as they can be read."""
    total = 0
    for name in plug_in.files:
        try:
            status = os.stat(os.path.join(plug_in.folder, name))
        except EnvironmentError:
            continue
        total += status.st_size if stat.S_ISREG(status.st_mode) else 0
    return total


def open_all(plug_in):
    """Return [(FileRead, open file or None)] of a PlugIn's files, oldest first; a problem is noted in its FileRead.

    The folder is listed again until no older file shows up: since `find`, and while this opens one file after the
    other, the server may rotate all of them.
    """
    seen, opened, oldest = set(), [], -1
    while True:
        names = [(rotations, name) for rotations, name in _names_now(plug_in) if rotations > oldest]
        if not names:
            return opened[::-1]
        for rotations, name in names:
            oldest = rotations
            one = _open(plug_in, name, seen)
            if one is not None:
                opened.append(one)


def _names_now(plug_in):
    """Return [(number of rotations, name)] of the files that a PlugIn has now, newest first."""
    stems = set(_NAME.match(name).group(1) for name in plug_in.files)
    try:
        names = os.listdir(plug_in.folder)
    except EnvironmentError:
        names = plug_in.files
    matches = [match for match in map(_NAME.match, names) if match and match.group(1) in stems]
    return sorted((_rotations(match), match.group(0)) for match in matches)


def _open(plug_in, name, seen):
    """Return (FileRead, open file or None), or None for a file that is gone or, by *seen*, open already."""
    path = os.path.join(plug_in.folder, name)
    read = FileRead(plug_in.label + fs_text(name), plug_in.agent, path)
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):            # to open a pipe would wait for somebody to write into it
            read.problem = _reason(errno.EISDIR) if stat.S_ISDIR(status.st_mode) else u'no regular file'
            return read, None
        handle = open(path, 'rb')
    except EnvironmentError as err:
        if err.errno == errno.ENOENT and not os.path.islink(path):
            return None                                 # rotated away
        read.problem = _reason(err.errno) if err.errno != errno.ENOENT else u'a link to a file that is not there'
        return read, None
    status = os.fstat(handle.fileno())
    mark = (status.st_dev, status.st_ino)
    if status.st_ino and mark in seen:                  # rotated while we were opening: the same file again
        handle.close()
        return None
    seen.add(mark)
    read.size_bytes = status.st_size
    return read, handle


def blocks(opened, hashes=False, on_bytes=None):
    """Yield (block, segments) of the files of `open_all`, as observe.tally's `feed` takes them, and fill the FileReads.

    A block ends where a record ends; what continues a record at the top of the next file goes with it.  *on_bytes* is
    called with the number of bytes read.  A file that cannot be read further is noted, and the next goes on.
    """
    joiner = Joiner()
    for read, handle in opened:
        if handle is None:
            continue
        with handle:
            for block in _file_blocks(read, handle, joiner, hashes, on_bytes):
                yield block
    block = joiner.rest()
    if block:
        yield block


def _file_blocks(read, handle, joiner, hashes, on_bytes):
    joiner.start(to_bytes(read.name))
    try:
        text = logtext.LogText(handle, read.size_bytes, hashes, on_bytes)
        for lines in text.lines():
            block = joiner.add(lines)
            if block:
                yield block
        read.sha256 = text.sha256()
    except logtext.UNREADABLE as err:
        read.problem = u'read only in part: %s' % _explained(err)
    read.lines, read.first, read.last = joiner.lines, joiner.first, joiner.last
