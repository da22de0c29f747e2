# -*- coding: utf-8 -*-
"""The command lines of the scripts as they themselves have them: which flags there are, and what each takes.

What is made of that (completion, manual pages) is left to the tools beside this module.
"""
from __future__ import absolute_import, division, print_function

import collections
import glob
import importlib
import io
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))

# *module* is the script without `.py`, *doc* its docstring.
Command = collections.namedtuple('Command', 'module name doc flags operands')
# *names* of one flag; *value* is what it takes, '' for nothing, and *takes* of which kind that is; *many*: several
# words after it, *again*: it may be given more than once.
Flag = collections.namedtuple('Flag', 'names value takes choices many again help')

NOTHING, WORD, FILE, FOLDER, CHOICE = 'nothing', 'word', 'file', 'folder', 'choice'
_FILES = re.compile(r'(?:FILE|REPORT|PATH|.*\.json)$')
_FOLDERS = re.compile(r'(?:DIR|FOLDER)$')


class _Caught(Exception):
    """Carries the parser out of a script's `main`."""


def all_commands(root=ROOT):
    """Return the Commands of the scripts in *root*, by name."""
    for folder in ('scripts', 'lib'):
        if os.path.join(root, folder) not in sys.path:
            sys.path.insert(0, os.path.join(root, folder))
    return [command_of(name) for name in script_names(root)]


def script_names(root=ROOT):
    """Return the names of the scripts in *root*, without `.py`: what has a `main` of its own."""
    found = []
    for path in sorted(glob.glob(os.path.join(root, 'scripts', '*.py'))):
        with io.open(path, encoding='utf-8') as source:
            if re.search(r'^def main\(', source.read(), re.M):
                found.append(os.path.splitext(os.path.basename(path))[0])
    return found


def command_of(name):
    """Return the Command of the script *name*."""
    module = importlib.import_module(name)
    parser = parser_of(module)
    flags, operands = [], []
    for action in parser._actions:
        if '==SUPPRESS==' not in (action.help,):
            (flags if action.option_strings else operands).append(flag_of(action, parser))
    return Command(name, name.replace('_', '-'), module.__doc__.strip(), sorted(flags, key=_order), operands)


def parser_of(module):
    """Return the parser that a script gives to `run`, which is the one place where it does."""
    def catch(body, argv, parser, *_rest, **_more):
        raise _Caught(parser)
    real, module.run = module.run, catch
    try:
        module.main([])
    except _Caught as caught:
        return caught.args[0]
    finally:
        module.run = real
    raise ValueError('%s does not call run' % module.__name__)


def flag_of(action, parser):
    """Return the Flag of an argument as argparse knows it."""
    # The names as text of argparse: Python 2 and 3 agree on them.
    value = '' if action.nargs == 0 else str(action.metavar or action.dest.upper())
    help_text = (action.help or '') % dict(vars(action), prog=parser.prog)
    many = action.nargs in ('+', '*')
    again = type(action).__name__ == '_AppendAction' or (many and not action.option_strings)
    choices = [str(one) for one in action.choices or ()]
    names = [str(one) for one in action.option_strings]
    return Flag(names, value, _kind(value, choices), choices, many, again, help_text)


def _kind(value, choices):
    if choices:
        return CHOICE
    if not value:
        return NOTHING
    return FILE if _FILES.match(value) else FOLDER if _FOLDERS.match(value) else WORD


def _order(flag):
    return flag.names[-1].lstrip('-')
