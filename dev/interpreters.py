# -*- coding: utf-8 -*-
"""Find the Python interpreters of this machine, also those outside PATH.

What is done with them (virtual environments, tox) is left to the scripts beside this module.
"""
from __future__ import absolute_import, division, print_function

import collections
import glob
import os
import re
import subprocess
import sys

Interpreter = collections.namedtuple('Interpreter', 'path version')
Choice = collections.namedtuple('Choice', 'python2 oldest3 newest3')

OLDEST_PYTHON_3 = (3, 6)
NEWEST_TESTED_PYTHON_3 = (3, 13)

_NAME = re.compile(r'^python(?:[23](?:\.\d+)?)?(?:\.exe)?$')

# Asking the interpreter itself sees through shims, links and activated environments: what counts is where it
# really lives.
_QUESTION = (
    'import platform, sys; '
    'print("|".join([platform.python_implementation(), sys.version_info[3], '
    '".".join(str(n) for n in sys.version_info[:3]), '
    'getattr(sys, "_base_executable", None) or sys.executable]))'
)

_USUAL_PLACES = (
    '/usr/local/bin', '/usr/bin', '/opt/*/bin', '/opt/python/*/bin', '/opt/homebrew/bin',
    '/opt/homebrew/opt/python@*/bin', '/usr/local/opt/python@*/bin',
    '/Library/Frameworks/Python.framework/Versions/*/bin',
    '~/.pyenv/versions/*/bin', '~/.local/share/uv/python/*/bin', '~/.asdf/installs/python/*/bin', '~/.local/bin',
)
_USUAL_PLACES_WINDOWS = (
    'C:\\Python*', 'C:\\Program Files\\Python*', '~\\AppData\\Local\\Programs\\Python\\Python*',
    '~\\.pyenv\\pyenv-win\\versions\\*',
)


def places(env, windows=False):
    """Return the folders to look in, as patterns, best first: PATH, pyenv's own root, then the usual ones."""
    found = [folder for folder in env.get('PATH', '').split(os.pathsep) if folder]
    if env.get('PYENV_ROOT'):
        found.append(os.path.join(env['PYENV_ROOT'], 'versions', '*', 'bin'))
    home = env.get('USERPROFILE' if windows else 'HOME', '')
    for folder in _USUAL_PLACES_WINDOWS if windows else _USUAL_PLACES:
        if not folder.startswith('~'):
            found.append(folder)
        elif home:
            found.append(home + folder[1:])
    return found


def candidates(folders):
    """Return the files in *folders* that are named like an interpreter, in that order, each real file once."""
    seen, found = set(), []
    for pattern in folders:
        for folder in sorted(glob.glob(pattern)):
            for name in _names_in(folder):
                path = os.path.join(folder, name)
                if os.path.realpath(path) not in seen and os.access(path, os.X_OK):
                    seen.add(os.path.realpath(path))
                    found.append(path)
    return found


def probe(path):
    """Return the Interpreter that runs when *path* is started.

    None stands for what cannot be used: a shim without a version, another implementation, a pre-release.
    """
    try:
        process = subprocess.Popen([path, '-c', _QUESTION], env=_clean(os.environ), stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        answer = process.communicate()[0].decode('utf-8', 'replace').strip()
    except OSError:
        return None
    fields = answer.split('|')
    if process.returncode != 0 or len(fields) != 4 or fields[:2] != ['CPython', 'final']:
        return None
    version = tuple(int(part) for part in fields[2].split('.'))
    # As this Python writes paths: one that mixes both kinds of text fails at the first letter that is not ASCII.
    real = fields[3].encode('utf-8') if str is bytes else fields[3]
    return Interpreter(real if os.path.exists(real) else path, version)


def find(env=None, windows=None):
    """Return one Interpreter for each supported minor version, oldest first.

    Of several with the same minor version the first in the order of `places` counts, so that a person's PATH decides.
    """
    env = os.environ if env is None else env
    windows = (os.name == 'nt') if windows is None else windows
    by_minor = {}
    for path in candidates(places(env, windows)):
        interpreter = probe(path)
        if interpreter and is_supported(interpreter.version):
            by_minor.setdefault(interpreter.version[:2], interpreter)
    return [by_minor[minor] for minor in sorted(by_minor)]


def is_supported(version):
    """Tell whether *version* (a tuple) is 2.7, or 3.6 or newer."""
    return version[:2] == (2, 7) or version[:2] >= OLDEST_PYTHON_3


def choose(found):
    """Return the Choice of interpreters to test on; None where there is none."""
    twos = [one for one in found if one.version[0] == 2]
    threes = sorted((one for one in found if one.version[0] == 3), key=lambda one: one.version)
    return Choice(twos[0] if twos else None, threes[0] if threes else None, threes[-1] if threes else None)


def best_for_tools(found):
    """Return the interpreters that may run tools such as tox, best first.

    A version newer than the ones tried here comes last among the threes: an old tool may not know it yet.
    """
    threes = [one for one in found if one.version[0] == 3]
    known = [one for one in threes if one.version[:2] <= NEWEST_TESTED_PYTHON_3]
    newer = [one for one in threes if one not in known]
    twos = [one for one in found if one.version[0] == 2]
    return sorted(known, key=lambda one: one.version, reverse=True) + newer + twos


def dotted(version):
    """Return (3, 6, 15) as '3.6.15'."""
    return '.'.join(str(part) for part in version)


def _names_in(folder):
    try:
        names = os.listdir(folder)
    except OSError:
        return []
    # The longest name first: `python3.6` says more than `python`, and both are often the same file.
    return sorted((name for name in names if _NAME.match(name)), key=lambda name: (-len(name), name))


def _clean(env):
    """Return *env* without what would make one interpreter load another one's library."""
    misleading = ('PYTHONHOME', 'PYTHONPATH', '__PYVENV_LAUNCHER__')
    return {name: value for name, value in env.items() if name not in misleading}


if __name__ == '__main__':
    for each in find():
        sys.stdout.write('%-8s %s\n' % (dotted(each.version), each.path))
