#!/usr/bin/env python
# -*- coding: utf-8 -*-
"""Asks Python 2.7.18 what it says to each of tests/python27_sources.py, and prints that for the tests of other Pythons.

    python2.7 dev/make_python27_cases.py > tests/data/python27_cases.json

It has to be run by that version itself; any other is refused.  Of each source are noted: what its compiler says;
whether a file with it is refused for bytes beyond ASCII; and what the package ``compiler`` says, which stands for the
loader of Plex.
"""
from __future__ import absolute_import, division, print_function

import json
import os
import subprocess
import sys
import tempfile
import warnings

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
WANTED = (2, 7, 18)


def words_of(problem):
    """Return the message of an exception; some come without."""
    return getattr(problem, 'msg', None) or str(problem) or type(problem).__name__


def verdict(compiled, source):
    """Return None when *compiled* takes *source*, else its message and line."""
    try:
        compiled(source)
    except Exception as problem:  # whatever it is: the source is refused
        return {'message': words_of(problem), 'line': getattr(problem, 'lineno', None) or None}
    return None


def plain(source):
    """Compile *source* as it is, without what this script imports from the future."""
    compile(source, 'source', 'exec', 0, 1)


def loaded(source):
    """Compile *source* with the compiler written in Python, which prints what it stumbles over."""
    import compiler
    shown, sys.stdout = sys.stdout, sys.stderr
    try:
        compiler.compile(source, 'source', 'exec')
    finally:
        sys.stdout = shown


def undeclared(source):
    """Return whether Python refuses a file that holds *source* for want of a coding line; it runs the file."""
    if all(byte < '\x80' for byte in source):
        return False
    handle, path = tempfile.mkstemp(suffix='.py')
    try:
        os.write(handle, source)
        os.close(handle)
        child = subprocess.Popen([sys.executable, '-S', '-B', path], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        return b'no encoding declared' in child.communicate()[1]
    finally:
        os.unlink(path)


def main():
    """Print the cases; return 0, or 2 with another Python."""
    if sys.version_info[:3] != WANTED:
        sys.stderr.write('error: this is Python %s\n  run it with Python 2.7.18\n' % sys.version.split()[0])
        return 2
    warnings.simplefilter('ignore')
    sys.dont_write_bytecode = True
    sys.path.insert(0, os.path.join(ROOT, 'tests'))
    from python27_sources import SOURCES
    cases = [{'source': source.decode('latin-1'), 'plain': verdict(plain, source), 'loaded': verdict(loaded, source),
              'undeclared': undeclared(source)} for rule in sorted(SOURCES) for source in SOURCES[rule]]
    text = json.dumps({'python': '2.7.18', 'cases': cases}, indent=1, sort_keys=True, separators=(',', ': '))
    sys.stdout.write(text + '\n')
    return 0


if __name__ == '__main__':
    sys.exit(main())
