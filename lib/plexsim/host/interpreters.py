# -*- coding: utf-8 -*-
"""Finds the Python that runs the plug-ins: a real Python 2.7 where there is one, else the one that runs now."""
from __future__ import absolute_import, division, print_function

import ast
import glob
import os
import re
import subprocess
import sys
import threading
import warnings
from collections import namedtuple

from plexfix.base import compat

# version as (2, 7); has_lxml says whether the HTML and XML parts of the framework can work there.
Interpreter = namedtuple('Interpreter', 'path version has_lxml')

VARIABLE = 'PLEXSIM_PYTHON'
_PAGES = re.compile(br'\b(?:HTML|XML)\s*\.|\blxml\b')
_PROBE = 'import sys\ntry:\n    import lxml.etree\n    ok = 1\nexcept ImportError:\n    ok = 0\nprint("%d %d %d" % (sys.version_info[:2] + (ok,)))'
_known = {}
_lock = threading.Lock()


def probe(path):
    """Return the Interpreter at *path*, or None where it does not run; each one is tried once."""
    with _lock:
        if path not in _known:
            _known[path] = _this_one() if path == sys.executable else _probe(path)
        return _known[path]


def candidates(env=None):
    """Return the paths at which a Python 2.7 may be, in the order in which they are tried."""
    env = os.environ if env is None else env
    pyenv = env.get('PYENV_ROOT') or os.path.join(os.path.expanduser('~'), '.pyenv')
    # What pyenv puts on the path are slow scripts that lead to the versions found below.
    folders = [folder for folder in env.get('PATH', '').split(os.pathsep) if folder and folder != os.path.join(pyenv, 'shims')]
    name = 'python2.7.exe' if os.name == 'nt' else 'python2.7'
    found = [os.path.join(folder, name) for folder in folders]
    found += sorted(glob.glob(os.path.join(pyenv, 'versions', '2.7*', 'bin', 'python2.7')), reverse=True)
    if os.name == 'nt':
        found.append(r'C:\Python27\python.exe')
    return [path for path in found if os.path.isfile(path)]


def python27(env=None):
    """Return the Interpreter for Python 2.7, one that has lxml before one that has none; None where there is none."""
    if sys.version_info[:2] == (2, 7):
        return probe(sys.executable)
    usable = [one for one in (probe(path) for path in candidates(env)) if one and one.version == (2, 7)]
    with_lxml = [one for one in usable if one.has_lxml]
    return (with_lxml or usable or [None])[0]


def choose(serves_here, wanted=None, env=None):
    """Return the Interpreter for one plug-in.

    *wanted* (a path), or the variable PLEXSIM_PYTHON, is taken as it is.  Else it is Python 2.7.  A 2.7 without lxml
    gives way to the running Python where that has lxml and *serves_here* (a function) says that the plug-in reads pages with
    code that it can run: that says more about a fix than the right grammar without a parser.
    """
    wanted = wanted or (os.environ if env is None else env).get(VARIABLE)
    if wanted:
        return probe(wanted) or Interpreter(wanted, (0, 0), False)
    old = python27(env)
    here = probe(sys.executable)
    if old is None or (not old.has_lxml and here.has_lxml and serves_here()):
        return here
    return old


def reads_pages_here(code_path):
    """Tell whether the plug-in code below *code_path* reads HTML or XML and is also code of the running Python."""
    sources = []
    for folder, _, names in os.walk(code_path):
        for name in names:
            if name.endswith('.py'):
                with open(os.path.join(folder, name), 'rb') as stream:
                    sources.append(stream.read())
    with warnings.catch_warnings():
        # Code for 2.7 is full of what later versions warn of.
        warnings.simplefilter('ignore')
        return any(_PAGES.search(source) for source in sources) and all(_parses(source) for source in sources)


def _parses(source):
    try:
        ast.parse(source)
        return True
    except (SyntaxError, ValueError):
        return False


def _this_one():
    # Only looked for: importing it takes longer than all the rest of a start.
    if compat.PY2:
        import imp
        try:
            imp.find_module('lxml')
            found = True
        except ImportError:
            found = False
    else:
        import importlib.util
        found = importlib.util.find_spec('lxml') is not None
    return Interpreter(sys.executable, sys.version_info[:2], found)


def _probe(path):
    env = dict(os.environ)
    for name in ('PYTHONPATH', 'PYTHONHOME', 'PYTHONSTARTUP'):
        env.pop(name, None)
    try:
        process = subprocess.Popen([path, '-B', '-c', _PROBE], env=env, stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        words = compat.to_text(process.communicate()[0]).split()
        return Interpreter(path, (int(words[0]), int(words[1])), words[2] == '1')
    except (OSError, ValueError, IndexError):
        return None
