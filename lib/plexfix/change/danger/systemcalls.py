# -*- coding: utf-8 -*-
"""Finds Python's own calls that delete, overwrite or open up what belongs to the system: `shutil.rmtree('/')`.

Only paths that stand there as literals can be seen.
"""
from __future__ import absolute_import, division, print_function

import re

from plexfix.change.danger import literals
from plexfix.change.danger.command_rules import DELETION, KILL, PERMISSIONS, SYSTEM_WRITE, WHY, is_system_file
from plexfix.change.danger.literals import Text
from plexfix.change.tokens27 import STRING

# A move takes what was there away, too.
_MOVES = frozenset(['move', 'rename'])
_OWNERS = frozenset(['chown', 'lchown'])
_PATH_KEYWORDS = ('path', 'dst', 'name', 'file', 'filename')
_DELETES = frozenset(['rmtree', 'remove', 'unlink', 'rmdir', 'removedirs'])
# The last of their paths is written to.
_WRITES = frozenset(['move', 'copy', 'copy2', 'copyfile', 'copytree', 'rename', 'symlink', 'link', 'truncate'])
_OPENS = frozenset(['open', 'file'])
NAMES = _DELETES | _WRITES | _OPENS | _OWNERS | frozenset(['chmod', 'kill'])

_ALONE = frozenset(['rmtree', 'removedirs', 'unlink', 'copytree', 'open', 'file'])
_MODULES = frozenset(['os', 'shutil', 'io', 'codecs'])
_OTHERS_MAY_WRITE = 0o2
_OPENING_FLAGS = frozenset(['S_IRWXO', 'S_IWOTH'])


def perils_of(call):
    """Return [(kind, words, why, whether it is an error)] for a literals.Call: none or one."""
    module, _, name = call.name.rpartition('.')
    # A list has a `remove` too.
    if name not in NAMES or not (call.items or call.keywords) or not (module.split('.')[0] in _MODULES or not module and name in _ALONE):
        return []
    if name == 'chmod':
        return _of_chmod(call)
    if name == 'kill':
        is_all = _strings(call.items[:1]) == ['-', '1']
        return [_told(KILL, 'os.kill(-1, ...)')] if is_all else []
    kind = DELETION if name in _DELETES else PERMISSIONS if name in _OWNERS else SYSTEM_WRITE
    if name in _OPENS and not _writes(call):
        return []
    return [_told(kind, "%s('%s')" % (call.name, path)) for path in _paths(name, call)
            if path is not None and is_system_file(path)][:1]


def _paths(name, call):
    """Return the paths that a call changes, None for one that is computed."""
    changed = [call.keywords[one] for one in _PATH_KEYWORDS if one in call.keywords]
    if name in _WRITES:
        changed += call.items[1:2] if name != 'truncate' else call.items[:1]
    if name not in _WRITES or name in _MOVES:
        changed += call.items[:1]
    return [_path(item) for item in changed]


def _strings(items):
    return [token.string for item in items if not isinstance(item, Text) for token in item]


def _told(kind, words, is_error=True):
    return kind, words, WHY[kind], is_error


def _path(item):
    """Return the path that an argument is, None where it is computed, or only the beginning of one."""
    strings = _strings([item])
    if strings[-4:-1] and strings[-4:-2] == ['expanduser', '('] and strings[-1] == ')':
        return literals.value_of(strings[-2]) if item[-2].kind == STRING else None
    return item.value if isinstance(item, Text) and item.after in (',', ')', '') else None


def _writes(call):
    mode = call.items[1] if len(call.items) > 1 else call.keywords.get('mode')
    return isinstance(mode, Text) and re.search(r'[wax+]', mode.value) is not None


def _of_chmod(call):
    mode = call.items[1] if len(call.items) > 1 else call.keywords.get('mode', ())
    number = None if isinstance(mode, Text) else literals.number_of(mode)
    strings = _strings([mode])
    if not (number or 0) & _OTHERS_MAY_WRITE and ('~' in strings or not set(strings) & _OPENING_FLAGS):
        return []
    return [_told(PERMISSIONS, '%s(..., %s)' % (call.name, ''.join(strings)), False)]
