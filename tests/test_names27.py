# -*- coding: utf-8 -*-
"""What Python 2.7's library does not have is found where it is used, and nothing is found where it cannot matter."""
from __future__ import absolute_import, division, print_function

import sys

import pytest

from plexfix.base.compat import to_bytes
from plexfix.change import names27, statements
from plexfix.change.library27 import calls27, stdlib27, stdlib3
from plexfix.change.tokens27 import normalized, tokenize

HERE = names27.Modules(frozenset(['utils', 'enum']), True)


def look(source, modules=names27.NO_MODULES):
    read = statements.read(tokenize(normalized(to_bytes(source))[0]))
    return names27.lacks(read, modules) + calls27.new_arguments(read)


@pytest.mark.parametrize('source, rule, words', [
    ('import pathlib', 'module', 'the module pathlib exists in Python 3 only, since 3.4'),
    ('import os, asyncio', 'module', 'asyncio'),
    ('from dataclasses import dataclass', 'module', 'since 3.7'),
    ('import urllib.request', 'module', '2.7 has urllib2'),
    ('from urllib import parse', 'name', '2.7 has urlparse and urllib'),
    ('from urllib.parse import quote', 'module', 'urllib.parse'),
    ('from concurrent.futures import ThreadPoolExecutor', 'module', 'since 3.2'),
    ('import configparser', 'module', '2.7 has ConfigParser'),
    ('import _thread', 'module', '_thread'),
    ('import http.client as client', 'module', '2.7 has httplib'),
    ('import email.policy', 'module', 'since 3.3'),
    ('import os.nothing', 'module', 'os.nothing does not exist in Python 2.7'),
    ('from itertools import izip, zip_longest', 'name', '2.7 has itertools.izip_longest'),
    ('from functools import (partial,\n    lru_cache)', 'name', 'functools.lru_cache'),
    ('from json import nonsense', 'name', 'json.nonsense does not exist in Python 2.7'),
    ('from collections import abc', 'name', 'collections.abc'),
    ('import subprocess\nsubprocess.run(a)', 'name', 'since 3.5; 2.7 has subprocess.call'),
    ('import subprocess as sp\nsp.run(a)', 'name', 'subprocess.run'),
    ('from os import makedirs as m\nm(a, exist_ok=True)', 'argument', 'os.makedirs(exist_ok=)'),
    ('from __future__ import print_function\nprint(a, flush=True)', 'argument', 'print(flush=)'),
    ('import heapq\nheapq.merge(a, key=f)', 'argument', 'heapq.merge(key=)'),
    ('import bisect\nbisect.insort(a, b, key=f)', 'argument', 'bisect.insort(key=)'),
    ('x = str(data, "utf-8")', 'argument', '2.7 has .decode'),
    ('x = bytes(text, "utf-8")', 'argument', '2.7 has .encode'),
    ('x = bytes(text, encoding="utf-8")', 'argument', 'bytes(encoding=)'),
    ('import winreg', 'module', 'since 3.0'),
    ('import os\nos.path.commonpath(a)', 'name', 'os.path.commonpath'),
    ('from os import path\npath.commonpath(a)', 'name', 'os.path.commonpath'),
    ('import xml.etree.ElementTree as ET\nET.indent(a)', 'name', 'xml.etree.ElementTree.indent'),
    ('import time\ndef f():\n    return time.monotonic()', 'name', 'time.monotonic'),
    ('import datetime\ndatetime.datetime.fromisoformat(a)', 'name', 'fromisoformat'),
    ('from datetime import datetime\ndatetime.fromisoformat(a)', 'name', 'fromisoformat'),
    ('int.from_bytes(a)', 'name', 'int.from_bytes'),
    ('str.maketrans(a)', 'name', '2.7 has string.maketrans'),
    ('try:\n    a\nexcept FileNotFoundError:\n    pass', 'builtin', '2.7 has IOError and OSError'),
    ('breakpoint()', 'builtin', 'since 3.7'),
    ('raise ModuleNotFoundError(a)', 'builtin', 'ModuleNotFoundError'),
    ('open(path, encoding="utf-8")', 'argument', '2.7 has io.open'),
    ('import os\nos.makedirs(path, exist_ok=True)', 'argument', 'os.makedirs(exist_ok=) exists in Python 3 only'),
    ('from os import makedirs\nmakedirs(path, exist_ok=True)', 'argument', 'since 3.2'),
    ('import subprocess\nsubprocess.check_output(a, text=True)', 'argument', 'since 3.7'),
    ('class A(B):\n    def f(self):\n        super().f()', 'argument', 'super(Class, self)'),
    ('max(a, default=0)', 'argument', 'since 3.4'),
])
def test_what_27_lacks_is_found_and_named(source, rule, words):
    found = look(source)
    assert [one.rule for one in found] == [rule] and words in found[0].what and found[0].fatal
    assert 'Error' in found[0].why


@pytest.mark.parametrize('source', [
    'x = str(data)', 'x = str(*both)', 'str = six.text_type\nx = str(data, "utf-8")', 'x.str(a, b)', 'def str(a, b): pass',
    'x = bytes(a, "utf-8") if sys.version_info[0] > 2 else a',
    'from os import makedirs as m\nm(a)', 'import sys\nprint >>sys.stderr, "flush=True"', 'import heapq\nheapq.nsmallest(3, a, key=f)',
    'import os, sys, re, json, urllib2, ConfigParser, cPickle, htmlentitydefs, Queue, xml.dom.minidom',
    'import _winreg\nimport msvcrt\nfrom MacOS import a\nimport Carbon.File\nimport posix',
    'import os.path\nfrom email.MIMEText import MIMEText\nimport xml.etree.cElementTree\nfrom six.moves import urllib',
    'from os import startfile, O_BINARY\nimport socket\nsocket.AF_NOTHING',
    'from . import anything\nfrom .x import y\nfrom .. import z',
    'from __future__ import print_function',
    'import lxml.etree\nfrom lxml import html\nimport simplejson',
    'try:\n    import pathlib\nexcept ImportError:\n    pathlib = None',
    'try:\n    import urllib.request as r\nexcept Exception:\n    import urllib2 as r',
    'try:\n    import urllib2\nexcept ImportError:\n    import urllib.request',
    'try:\n    import queue\nexcept:\n    import Queue as queue',
    'try: from json import JSONDecodeError\nexcept (ValueError, ImportError): JSONDecodeError = ValueError',
    'try:\n    import x1\nexcept ImportError:\n    pass\nelse:\n    import pathlib',
    'if sys.version_info[0] >= 3:\n    import queue\nelse:\n    import Queue',
    'if sys.version_info[0] < 3:\n    import Queue\nelse:\n    import queue',
    'import six\nif six.PY3:\n    from urllib.parse import quote',
    'PY3 = sys.version_info[0] == 3\nif PY3:\n    import queue',
    'NEW = sys.version_info > (3,)\nif NEW:\n    import queue',
    'USE = False\nif USE:\n    import pathlib',
    'if False:\n    from typing import List',
    'if TYPE_CHECKING:\n    from typing import List',
    'import os\nif hasattr(os, "scandir"):\n    os.scandir(a)',
    'import os\nx = os.scandir if hasattr(os, "scandir") else None',
    'import time\ntry:\n    clock = time.monotonic\nexcept AttributeError:\n    clock = time.time',
    'import os\ndef f():\n    if not hasattr(os, "fspath"):\n        return\n    os.fspath(a)',
    'import os\n@unittest.skipUnless(sys.platform == "win32", "")\ndef f():\n    os.fsencode(a)',
    'import time\ntime.monotonic = time.time\ntime.monotonic()',
    'def f(time):\n    return time.monotonic()\nimport time',
    'import json\nfor json in a:\n    json.nothing',
    'import json\n[json.nothing for json in a]',
    'import json\nlambda json: json.nothing',
    'import json\nwith a as json:\n    json.nothing',
    'import json\n(json, b) = c\njson.nothing',
    'try:\n    import json\nexcept ImportError:\n    import simplejson as json\njson.JSONDecoder',
    'FileNotFoundError = IOError\nraise FileNotFoundError()',
    'try:\n    FileNotFoundError\nexcept NameError:\n    pass',
    'class TimeoutError(Exception):\n    pass\nraise TimeoutError()',
    'def breakpoint():\n    pass\nbreakpoint()',
    'f(ascii=True)\nascii = 1',
    'x.TimeoutError\nx.pathlib',
    'open(path)\nopen(path, "r")',
    'from io import open\nopen(path, encoding="utf-8")',
    'import codecs\ncodecs.open(path, encoding="utf-8")',
    'def open(path, encoding):\n    pass\nopen(path, encoding="utf-8")',
    'try:\n    open(path, encoding="utf-8")\nexcept TypeError:\n    open(path)',
    'super(A, self).f()', 'max(a, key=b)', 'x.makedirs(a, exist_ok=True)',
    'Log("x"); HTTP.Request(a); JSON.ObjectFromURL(a); Datetime.Now()',
])
def test_no_finding(source):
    assert look(source) == []


def test_an_unknown_module_is_an_error_in_a_bundle_and_a_warning_elsewhere():
    inside, outside = look('import cloudscraper', HERE), look('import cloudscraper')
    assert [(one.rule, one.fatal) for one in inside + outside] == [('unknown-module', True), ('unknown-module', False)]
    assert 'nor in this bundle' in inside[0].what


@pytest.mark.parametrize('names', ['TimeoutError', '*', 'a as TimeoutError'])
def test_what_a_sibling_may_bring_is_no_finding(names):
    assert look('from utils import %s\nraise TimeoutError()' % names, HERE) == []
    assert look('from os import %s\nraise PermissionError()' % names, HERE) != []


def test_siblings_are_no_findings_whatever_python_3_has():
    assert look('import utils, enum\nfrom enum import Enum\nenum.nothing', HERE) == []


def test_a_module_is_told_once_in_a_file():
    found = look('from urllib.parse import quote, unquote\nimport urllib.parse\nurllib.parse.quote(a)')
    assert [one.what.split(' exists')[0] for one in found] == ['the module urllib.parse']


def test_where_an_import_stands_decides_when_it_fails():
    assert 'as soon as the file is loaded' in look('import pathlib')[0].why
    assert 'when this runs' in look('def f():\n    import pathlib')[0].why


def test_what_neither_python_has_is_a_warning_where_it_may_never_run():
    assert [one.fatal for one in look('import random\nrandom.choose(a)')] == [False]
    assert [one.fatal for one in look('from random import choose')] == [True]


def test_every_place_is_a_place_of_the_source():
    found = look('import os\nx = 1; os.replace(a, b)')
    assert [(one.token.line, one.token.string) for one in found] == [(2, 'replace')]


def test_the_tables_exclude_each_other():
    assert not set(stdlib3.MODULES) & set(stdlib27.MODULES)
    for module, names in stdlib3.NAMES.items():
        assert not set(names) & stdlib27.NAMES.get(module, frozenset()), module


@pytest.mark.skipif(sys.version_info[0] != 2, reason='asks the Python 2.7 that runs the tests')
def test_the_tables_agree_with_the_python_27_that_runs():
    for name in sorted(stdlib27.NAMES):
        __import__(name)
        there = set(one for one in dir(sys.modules[name]) if not one.startswith('_'))
        assert stdlib27.NAMES[name] <= there | set(['absolute_import']), name
        assert not set(stdlib3.NAMES.get(name, ())) & there, name
    for name in ('pathlib', 'asyncio', 'urllib.request', 'concurrent.futures'):
        assert name in stdlib3.MODULES
    import __builtin__
    assert not set(stdlib3.BUILTINS) & set(dir(__builtin__))


@pytest.mark.skipif(sys.version_info[0] != 3, reason='asks the Python 3 that runs the tests')
def test_what_is_said_to_be_in_python_3_is_there():
    import builtins
    version = '%d.%d' % sys.version_info[:2]
    old = [name for name, since in stdlib3.BUILTINS.items() if not since or since.startswith(('3.2', '3.3', '3.4', '3.5'))]
    assert [name for name in old if not hasattr(builtins, name)] == [], version
    for module in ('subprocess', 'functools', 'itertools', 'shutil', 'time'):
        __import__(module)
        for name, since in stdlib3.NAMES[module].items():
            if since in ('3.2', '3.3', '3.4', '3.5'):
                assert hasattr(sys.modules[module], name), (module, name)
