# -*- coding: utf-8 -*-
"""A disk that fails, a process that is killed and a power cut at the N-th step, for tests of what changes files.

All of it takes the place of the functions in plexfix.outside.disk.  Real flushes are left out, as they only cost time.
"""
from __future__ import absolute_import, division, print_function

import contextlib
import errno
import os
import random
import shutil
import stat

from plexfix.base.compat import mtime_ns_of, set_mtime_ns
from plexfix.base.places import TEMPORARY_PREFIX
from plexfix.outside import disk

_FLUSHES = ('fsync', 'fsync_folder')
EXIT_CODE = 77
# Before the step, after it, in the middle of it (a write: half of the bytes), and the process really gone.
KILLS = ('kill', 'kill_after', 'torn')
FAILURES = ('fail', 'fail_on')
NEVER = 10 ** 9


class Killed(BaseException):
    """The process is gone: no step that follows does anything."""


class Faults(object):
    """What happens at which step.  *at* counts from 1; *fired* says whether that step came; *log* holds all names.

    *how*: 'fail' raises OSError in place of that step, 'fail_on' of all from it on; 'kill', 'kill_after' and 'torn' raise
    Killed there and in all that follow; 'exit' ends the process, which should be a child.
    """

    def __init__(self, at=NEVER, how='fail', number=errno.EIO, watch=None):
        self.at, self.how, self.number, self.watch = at, how, number, watch
        self.log = []
        self.fired = False
        self.left_open = set()

    def step(self, name, real, arguments):
        """Do one step in its way."""
        self.log.append((name, arguments))
        count = len(self.log)
        if count == self.at or (count > self.at and self.how != 'fail'):
            self.fired = True
            return self._fault(name, real, arguments, count)
        return self._done(name, real, arguments)

    def _done(self, name, real, arguments):
        result = None if name in _FLUSHES else real(*arguments)
        if name in ('create', 'append'):
            self.left_open.add(result)
        elif name == 'close':
            self.left_open.discard(arguments[0])
        if self.watch is not None:
            self.watch(name, arguments, result)
        return result

    def _fault(self, name, real, arguments, count):
        if self.how in FAILURES:
            if name == 'close':
                self._done(name, real, arguments)
            raise OSError(self.number, os.strerror(self.number))
        if self.how == 'exit':
            os._exit(EXIT_CODE)
        if count == self.at and self.how == 'kill_after':
            self._done(name, real, arguments)
        elif count == self.at and self.how == 'torn' and name == 'write':
            self._done(name, real, (arguments[0], arguments[1][:len(arguments[1]) // 2]))
        raise Killed('%s, step %d' % (name, count))


@contextlib.contextmanager
def installed(faults):
    """Have *faults* in the place of the disk in a `with` block, which gets them."""
    real = dict((name, getattr(disk, name)) for name in disk.OPERATIONS)

    def stand_in(name):
        return lambda *arguments: faults.step(name, real[name], arguments)
    for name in disk.OPERATIONS:
        setattr(disk, name, stand_in(name))
    try:
        yield faults
    finally:
        for name in real:
            setattr(disk, name, real[name])
        if faults.fired and faults.how in KILLS:
            # As the system does for a process that is gone.
            for handle in faults.left_open:
                os.close(handle)


def in_child(action):
    """Run *action* in a child process by fork, and return its exit code: 0, or 1 where it raised anything."""
    child = os.fork()
    if child:
        return os.WEXITSTATUS(os.waitpid(child, 0)[1])
    code = 1
    try:
        action()
        code = 0
    finally:
        os._exit(code)


# -- a tree and its states ---------------------------------------------------------------------------------------------

def make_bundles(plugins, count=21, lines=30):
    """Make bundles with the same utils.py in the new folder *plugins*; returns the paths of those files."""
    paths = []
    for number in range(count):
        code = os.path.join(plugins, 'Agent%02d.bundle' % number, 'Contents', 'Code')
        os.makedirs(code)
        for name, text in (('__init__.py', 'import utils\n'), ('utils.py', 'old = %d\n' * lines % ((1,) * lines)),
                           ('utils.pyc', 'compiled')):
            path = os.path.join(code, name)
            with open(path, 'wb') as handle:
                handle.write(text.encode('ascii'))
            os.chmod(path, 0o640 if number % 2 else 0o755)
            # Whole seconds, which every file system and both Pythons keep.
            set_mtime_ns(path, (1500000000 + number) * 10 ** 9)
        paths.append(os.path.join(code, 'utils.py'))
    return paths


def state_of(root, leave_out=()):
    """Return {relative path: (content or link, mode, mtime in seconds)} of the files below *root*, and empty folders.

    Names in *leave_out* are not entered.
    """
    found = {}
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in leave_out]
        for name in names + [one for one in folders if os.path.islink(os.path.join(folder, one))]:
            path = os.path.join(folder, name)
            if os.path.islink(path):
                found[os.path.relpath(path, root)] = 'link:' + os.readlink(path)
                continue
            status = os.stat(path)
            with open(path, 'rb') as handle:
                found[os.path.relpath(path, root)] = (handle.read(), stat.S_IMODE(status.st_mode), int(status.st_mtime))
        if not names and not folders:
            found[os.path.relpath(folder, root)] = 'folder'
    return found


def litter(root):
    """Return the paths below *root* that an interrupted run left."""
    return sorted(os.path.join(folder, name) for folder, folders, names in os.walk(root)
                  for name in folders + names if name.startswith(TEMPORARY_PREFIX))


class Template(object):
    """A tree that is brought back to what it was, again and again, at the same place."""

    def __init__(self, root):
        self.root = root
        self._kept = _nodes(root)

    def reset(self):
        """Write what differs; most does not, and to write all would take most of a test's time."""
        found = _nodes(self.root) if os.path.isdir(self.root) else {}
        for path in sorted(found, reverse=True):
            if found[path] != self._kept.get(path):
                os.rmdir(path) if found[path] == 'folder' else os.remove(path)
        for path in sorted(self._kept):
            if found.get(path) != self._kept[path]:
                _write_node(path, self._kept[path])


def _nodes(root):
    """Return {path: 'folder', the text of a link, or (content, mode, mtime in ns)} of all below *root*, and of itself."""
    found = {root: 'folder'}
    for folder, folders, names in os.walk(root):
        for name in names + folders:
            path = os.path.join(folder, name)
            is_link = os.path.islink(path)
            found[path] = 'link:' + os.readlink(path) if is_link else 'folder' if name in folders else _content(path)
    return found


def _write_node(path, node):
    if node == 'folder':
        os.mkdir(path)
    elif isinstance(node, str):
        os.symlink(node[len('link:'):], path)
    else:
        with open(path, 'wb') as handle:
            handle.write(node[0])
        os.chmod(path, node[1])
        set_mtime_ns(path, node[2])


# -- a power cut -------------------------------------------------------------------------------------------------------

class _File(object):
    """A file: what is on the disk for sure is (content, mode, mtime in ns)."""

    def __init__(self, durable):
        self.durable = durable


class _Link(object):
    def __init__(self, text):
        self.text = text


class _Folder(object):
    """A folder: its entries now, those on the disk for sure, and what was done to it since."""

    def __init__(self, entries):
        self.now, self.durable, self.since = dict(entries), dict(entries), []

    def change(self, removed, added):
        """Take names out and put {name: node} in, as one step."""
        for name in removed:
            self.now.pop(name, None)
        self.now.update(added)
        self.since.append((removed, added))

    def flush(self):
        self.durable, self.since = dict(self.now), []


class PowerCut(object):
    """Keeps what of the tree *root* would outlive a power cut: flushed contents, in flushed folders.

    `watch` goes into Faults; after the cut, `rebuild` makes the tree what a disk may then hold.
    """

    def __init__(self, root):
        self._root = root
        self._tree = _scan(root)
        self._open = {}

    def watch(self, name, arguments, result):
        """Follow one step that was done."""
        if name in ('create', 'append'):
            self._opened(arguments[0], result)
        elif name in ('fsync', 'close'):
            self._flushed(name, arguments[0])
        elif name == 'truncate':
            self._node(arguments[0]).durable = _content(arguments[0])
        elif name in ('replace', 'rename'):
            self._moved(*arguments)
        elif name == 'symlink':
            self._change(arguments[1], _Link(arguments[0]))
        elif name == 'mkdir':
            self._change(arguments[0], _Folder({}))
        elif name in ('remove', 'rmdir'):
            self._change(arguments[0], None)
        elif name == 'fsync_folder':
            node = self._node(arguments[0])
            if node is not None:
                node.flush()

    def rebuild(self, way, chance=None):
        """Make the tree what may be left.  *way*: 'lost', all that was not flushed is gone; 'names', all names came
        through and contents that were not flushed did not; 'mixed', each by *chance* (a random.Random)."""
        for name in os.listdir(self._root):
            path = os.path.join(self._root, name)
            shutil.rmtree(path) if os.path.isdir(path) and not os.path.islink(path) else os.remove(path)
        _write_folder(self._tree, self._root, way, chance or random.Random(0))

    def _opened(self, path, handle):
        node = self._node(path)
        if node is None:
            content, mode, mtime = _content(path)
            node = _File((b'', mode, mtime))
            self._change(path, node)
        self._open[handle] = node, path

    def _flushed(self, name, handle):
        if handle in self._open:
            node, path = self._open[handle]
            if name == 'fsync':
                node.durable = _content(path)
            else:
                del self._open[handle]

    def _moved(self, source, target):
        node = self._node(source)
        one, other = self._parent(source), self._parent(target)
        if one is other and one is not None:
            one.change([os.path.basename(source)], {os.path.basename(target): node})
        else:
            self._change(source, None)
            self._change(target, node)

    def _change(self, path, node):
        parent, name = self._parent(path), os.path.basename(path)
        if parent is not None:
            parent.change([] if node is not None else [name], {name: node} if node is not None else {})

    def _parent(self, path):
        return self._node(os.path.dirname(os.path.abspath(path)))

    def _node(self, path):
        """Return the node of *path*, None where it is outside of the tree or not there."""
        path = os.path.abspath(path)
        if path == self._root:
            return self._tree
        if not path.startswith(self._root + os.sep):
            return None
        node = self._tree
        for part in os.path.relpath(path, self._root).split(os.sep):
            node = node.now.get(part) if isinstance(node, _Folder) else None
        return node


def _scan(path):
    if os.path.islink(path):
        return _Link(os.readlink(path))
    if os.path.isdir(path):
        return _Folder(dict((name, _scan(os.path.join(path, name))) for name in os.listdir(path)))
    return _File(_content(path))


def _content(path):
    status = os.stat(path)
    with open(path, 'rb') as handle:
        return handle.read(), stat.S_IMODE(status.st_mode), mtime_ns_of(status)


def _entries(folder, way, chance):
    if way == 'lost':
        return folder.durable
    if way == 'names':
        return folder.now
    left = dict(folder.durable)
    for removed, added in folder.since:
        if chance.random() < 0.5:
            for name in removed:
                left.pop(name, None)
            left.update(added)
    return left


def _write_folder(folder, path, way, chance):
    entries = _entries(folder, way, chance)
    for name in sorted(entries):
        node, place = entries[name], os.path.join(path, name)
        if isinstance(node, _Folder):
            os.mkdir(place)
            _write_folder(node, place, way, chance)
        elif isinstance(node, _Link):
            os.symlink(node.text, place)
        else:
            _write_node(place, node.durable)
