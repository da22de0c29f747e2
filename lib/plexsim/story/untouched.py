# -*- coding: utf-8 -*-
"""Shows that the story changed nothing outside of its folder: what was there before, against what is there after."""
from __future__ import absolute_import, division, print_function

import io
import json
import os
from collections import namedtuple

from plexfix.base.compat import fs_text

# What tools of others, and Python itself, keep in a project.
_NOT_OURS = frozenset(['.git', '.venv', '.tox', '.hypothesis', '.pytest_cache', '__pycache__'])


class Evidence(namedtuple('Evidence', 'suite place files changed written strange')):
    """What was found: how many *files* the *suite* has and which of them *changed* since; which files of agents were
    *written*, and which of those are *strange*: outside of *place*.
    """

    __slots__ = ()

    @property
    def is_clean(self):
        return not self.changed and not self.strange

    def lines(self):
        """Return in lines what was checked, and what came of it."""
        if self.changed:
            told = [u'In %s %d of %d files changed meanwhile, by this or by another hand:' % (
                fs_text(self.suite), len(self.changed), self.files)] + [u'  ' + fs_text(path) for path in self.changed[:10]]
        else:
            told = [u'Nothing outside of that folder was touched: the %d files in %s are as they were (size and time of '
                    u'each,' % (self.files, fs_text(self.suite)), u'before and after);']
        if self.strange:
            return told + [u'files outside were patched:'] + [u'  ' + path for path in self.strange]
        return told + [u'the %d files that were patched lie in the folder; home and temporary files of all commands were led '
                       u'into it;' % len(self.written), u'and the only server that they knew was the simulated one, on this machine.']


def listing(folder, without):
    """Return {path: (size, time of the last change)} of all files under *folder* but those under *without*."""
    found = {}
    for where, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in _NOT_OURS and os.path.join(where, name) != without]
        for name in names:
            path = os.path.join(where, name)
            if name.endswith('.pyc'):
                continue
            try:
                status = os.lstat(path)
            except OSError:
                continue
            found[path] = (status.st_size, status.st_mtime)
    return found


def compare(stage, before):
    """Return the Evidence on a stage; *before* is the listing of its suite from before the story."""
    after = listing(stage.suite, stage.place)
    changed = sorted(path for path in set(before) | set(after) if before.get(path) != after.get(path))
    written = written_by_the_suite(stage.run)
    strange = [path for path in written if not path.startswith(fs_text(stage.place) + os.sep)]
    return Evidence(stage.suite, stage.place, len(before), changed, written, strange)


def written_by_the_suite(run):
    """Return the paths of all files of agents that the implementation logs under the folder *run* say were changed."""
    found = set()
    for where, _, names in os.walk(run):
        if 'implementation_log.json' in names:
            with io.open(os.path.join(where, 'implementation_log.json'), encoding='utf-8') as stream:
                for entry in json.load(stream)['implementations']:
                    found.update(row['path'] for row in entry['files'])
    return sorted(found)
