# -*- coding: utf-8 -*-
"""The tool that makes the tables of the standard libraries: what it asks, and what it writes of the answers."""
from __future__ import absolute_import, division, print_function

import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, 'dev'))

import interpreters  # noqa: E402
import make_stdlib27  # noqa: E402


def run(text):
    """Return the names that a module of this *text* has."""
    made = {}
    exec(compile(text, 'made', 'exec'), made)
    return made


def answer(modules, names, builtins=('int',), attributes=None):
    return {'modules': list(modules), 'names': names, 'builtins': list(builtins), 'attributes': attributes or {'str': ['a']}}


OLD = answer(['os', 'json', 'Queue', 'test'], {'os': ['getcwd', 'path'], 'json': ['load']})
NEW = [((3, 6, 1), answer(['os', 'json', 'queue', '_thread', '_testcapi'], {'os': ['getcwd', 'scandir', 'EX_OK'], 'json': ['load']},
                          ['int', 'breakpoint', 'exec', '_x'], {'str': ['a', 'casefold', '_b']})),
       ((3, 9, 0), answer(['os', 'queue', 'zoneinfo'], {'os': ['getcwd', 'scandir', 'fresh']}, ['int'], {'str': ['a', 'newer']}))]


def test_what_only_python_3_has_with_its_version():
    made = run(make_stdlib27.stdlib3(OLD, NEW))
    assert made['MODULES'] == {'queue': '', '_thread': '', 'zoneinfo': '3.9'}
    assert made['NAMES'] == {'os': {'scandir': '3.5', 'fresh': '3.9'}}
    assert made['BUILTINS'] == {'breakpoint': ''} and made['ATTRIBUTES'] == {'str': {'casefold': '3.3', 'newer': '3.9'}}


def test_what_python_27_has():
    old = dict(OLD, names=dict((name, ['a', 'b']) for name in make_stdlib27.SAME_EVERYWHERE))
    made = run(make_stdlib27.stdlib27(old))
    assert set(['os', 'Queue', 'msvcrt', 'MacOS', 'os.path', 'email.MIMEText']) <= made['MODULES']
    assert made['NAMES']['json'] == set(['a', 'b']) and 'test' in made['OPEN']


def test_a_python_is_asked():
    found = make_stdlib27.ask(interpreters.Interpreter(sys.executable, sys.version_info[:3]))
    assert set(['os', 'json', 'xml.dom.minidom']) <= set(found['modules'])
    assert 'loads' in found['names']['json'] and 'join' in found['names']['os.path'] and 'len' in found['builtins']
    assert 'strptime' in found['attributes']['datetime.datetime']


def test_without_both_pythons_it_says_so(monkeypatch, capsys):
    monkeypatch.setattr(make_stdlib27.interpreters, 'find', lambda: [])
    assert make_stdlib27.main([]) == 2
    assert 'Python 2.7' in capsys.readouterr()[1]
