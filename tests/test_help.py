# -*- coding: utf-8 -*-
"""Each script teaches itself: purpose, examples whose flags exist, exit codes, 80 columns, and the nearest flag."""
from __future__ import absolute_import, division, print_function

import glob
import io
import os
import re

import pytest

from plexfix.base import errors
from plexfix.cli import make_parser, run

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
COLUMNS = 80


def read(path):
    with io.open(path, encoding='utf-8') as handle:
        return handle.read()


SCRIPTS = sorted(os.path.basename(path) for path in glob.glob(os.path.join(ROOT, 'scripts', '*.py'))
                 if re.search(r'^def main\(', read(path), re.M))
each_script = pytest.mark.parametrize('script', SCRIPTS)
CODES = sorted(value for name, value in vars(errors).items() if name.startswith('EXIT_'))
_CACHE = {}


def help_of(script, run_python, columns=None):
    """Return what --help prints where the terminal is that wide, None for nobody who tells."""
    key = script, columns
    if key not in _CACHE:
        path = os.path.join(ROOT, 'scripts', script)
        code, out, err = run_python([path, '--help'], env={'COLUMNS': columns, 'LC_ALL': 'C'})
        assert (code, err) == (0, b'')
        _CACHE[key] = out.decode('ascii')
    return _CACHE[key]


def section(text, heading):
    """Return what stands below a heading, up to the next blank line."""
    found = re.search(r'^%s:(.*?)(?:\n\n|\Z)' % heading, text, re.M | re.S)
    return found.group(1) if found else u''


def examples_of(text):
    """Return (command, explanation) of each example: lines set in by two, with what they do below, set in by six."""
    block = section(text, 'examples').replace(u'\\\n          ', u'')
    return re.findall(r'^  (\S.*)\n((?:      \S.*\n?)+)', block, re.M)


def test_there_are_scripts():
    assert SCRIPTS


@each_script
@pytest.mark.parametrize('columns', [None, '200', '80'])
def test_no_line_of_the_help_is_longer_than_80_columns(script, columns, run_python):
    lines = help_of(script, run_python, columns).splitlines()
    assert [line for line in lines if len(line) > COLUMNS or line != line.rstrip()] == []


@each_script
def test_the_help_does_not_depend_on_a_wide_terminal(script, run_python):
    assert help_of(script, run_python, '200') == help_of(script, run_python, None)


@each_script
def test_the_purpose_is_one_sentence_that_comes_first(script, run_python):
    purpose = help_of(script, run_python).split(u'\n\n')[1]
    assert u'\n' not in purpose and purpose[0].isupper() and purpose.endswith(u'.')


@each_script
def test_there_are_three_examples_that_the_script_understands(script, run_python):
    text = help_of(script, run_python)
    examples = examples_of(text)
    assert len(examples) >= 3
    assert len(examples) == len(re.findall(r'^  (?=\S)', section(text, 'examples'), re.M))
    listed = set(re.findall(r'--[a-z][a-z0-9-]*', u'\n'.join(
        re.findall(r'^ {2,4}(-\S.*?)(?: {2}.*)?$', text, re.M))))
    for command, _ in examples:
        own = command[command.index(script) + len(script):]
        assert re.search(r'(?:^|\| )%s(?: |$)' % re.escape(script), command), command
        assert set(re.findall(r'(?<![\w-])--[a-z][a-z0-9-]*', own)) <= listed, command


@each_script
def test_its_exit_codes_are_of_the_one_table(script, run_python):
    told = section(help_of(script, run_python), 'exit codes').replace(u'\n', u' ')
    codes = [int(code) for code in re.findall(r'(?:^|[:;,] )\s*(\d+) ', told)]
    assert 0 in codes and 2 in codes and set(codes) <= set(CODES) and len(codes) == len(set(codes)) + codes.count(0) - 1


@each_script
def test_a_flag_that_is_mistyped_is_told_with_the_nearest(script, run_python):
    # Nothing else is given: what is missing beside it must not be told in its place.
    code, out, err = run_python([os.path.join(ROOT, 'scripts', script), '--verison'])
    assert (code, out) == (2, b'') and b'--verison (did you mean --version?)' in err


@pytest.mark.parametrize('argv, told', [
    (['--fxi', 'secret'], 'unrecognized arguments: --fxi (did you mean --fix?)'),
    (['--fxi=secret'], 'unrecognized arguments: --fxi (did you mean --fix?)'),
    (['--zzzzzz', 'x'], 'unrecognized arguments: --zzzzzz\n'),
    (['--numbr', '3', '--fix', 'secret'], 'unrecognized arguments: --numbr (did you mean --number?)'),
    (['--', '--fxi'], 'required'),
    (['--nu', '3'], 'required'),
    (['--a b'], 'required'),
])
def test_the_mistyped_flag_comes_before_what_is_missing(argv, told, capsys):
    parser = make_parser('Do a thing.')
    parser.add_argument('--fix', required=True)
    parser.add_argument('--number', type=int)
    assert run(lambda args, out: 0, argv, parser) == 2
    err = capsys.readouterr()[1]
    assert told in err and ('secret' not in err or '--numbr' not in argv)
    assert 'did you mean' in err or 'did you mean' not in told


def test_a_good_command_line_with_an_abbreviated_flag_is_taken():
    parser = make_parser('Do a thing.')
    parser.add_argument('--number', type=int)
    assert run(lambda args, out: args.number, ['--numb', '3'], parser) == 3


@pytest.mark.parametrize('columns, widest', [('200', 78), ('60', 58), ('80', 78)])
def test_a_long_usage_is_broken_on_all_pythons(columns, widest, monkeypatch):
    monkeypatch.setenv('COLUMNS', columns)
    parser = make_parser('Do a thing.', version_of='tool.py')
    one = parser.add_mutually_exclusive_group()
    for name in ('first', 'second', 'third', 'fourth', 'fifth'):
        one.add_argument('--%s-of-them' % name, metavar='VALUE', help='what it is ' * 12)
    lines = parser.format_help().splitlines()
    assert max(len(line) for line in lines) <= widest
    assert sum(line.count('-of-them') for line in lines) == 10
    assert all(line.startswith(' ') for line in lines[1:lines.index('')])


def test_the_checks_above_can_fail():
    assert examples_of(u'examples:\n  a --b\n      does\n  b --c \\\n          --d\n      does\n\nx') == [
        (u'a --b', u'      does\n'), (u'b --c --d', u'      does')]
    assert section(u'exit codes: 0 done', u'exit codes') == u' 0 done'
