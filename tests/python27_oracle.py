# -*- coding: utf-8 -*-
"""The real compiler of Python 2.7, on whatever Python the tests run: this one, or another found on the machine."""
from __future__ import absolute_import, division, print_function

import json
import os
import subprocess
import sys
import threading
import warnings

import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, 'dev'))

import interpreters  # noqa: E402

DEADLINE_S = 60

_LOOP = '''
import json, sys, warnings
warnings.simplefilter('ignore')
for line in iter(sys.stdin.readline, ''):
    try:
        compile(json.loads(line).encode('latin-1'), 'source', 'exec', 0, 1)
        answer = True
    except Exception:
        answer = False
    sys.stdout.write(json.dumps(answer) + '\\n')
    sys.stdout.flush()
'''


def accepts_here(data):
    """Return whether this very Python, a 2.7, compiles *data*."""
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        try:
            compile(data, 'source', 'exec', 0, 1)
        except Exception:  # SyntaxError, MemoryError, ValueError, SystemError, TypeError: all of them refuse
            return False
    return True


class Other(object):
    """Another Python, asked line by line; killed when it does not answer within the deadline."""

    def __init__(self, path):
        self.child = subprocess.Popen([path, '-S', '-c', _LOOP], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                      universal_newlines=True)

    def __call__(self, data):
        timer = threading.Timer(DEADLINE_S, self.child.kill)
        timer.start()
        try:
            self.child.stdin.write(json.dumps(data.decode('latin-1')) + '\n')
            self.child.stdin.flush()
            return json.loads(self.child.stdout.readline())
        finally:
            timer.cancel()

    def close(self):
        """End the other Python."""
        self.child.stdin.close()
        self.child.wait()
        self.child.stdout.close()


def find():
    """Return the path of a Python 2.7, or None."""
    for path in interpreters.candidates(interpreters.places(os.environ, os.name == 'nt')):
        if os.path.basename(path) in ('python2.7', 'python2', 'python.exe'):
            found = interpreters.probe(path)
            if found is not None and found.version[:2] == (2, 7):
                return found.path
    return None


@pytest.fixture(scope='module')
def accepted():
    """The function `accepted(data)`: whether Python 2.7 compiles it."""
    if sys.version_info[:2] == (2, 7):
        yield accepts_here
        return
    path = find()
    if path is None:
        pytest.skip('no Python 2.7 on this machine; what it says is kept in python27_cases.json')
    other = Other(path)
    yield other
    other.close()
