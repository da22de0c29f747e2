# -*- coding: utf-8 -*-
"""The parser of command lines: help in 80 columns, mistyped flags; which flags a command has is left to the command."""
from __future__ import absolute_import, division, print_function

import argparse
import difflib
import itertools
import sys
import textwrap

from plexfix.base.compat import fs_text, native
from plexfix.base.redact import redact
from plexfix.outside.terminal import write_quietly, write_text

COLUMNS = 80


class Formatter(argparse.RawDescriptionHelpFormatter):
    """Help in 80 columns, as the docstrings are, however wide the terminal is; narrower on a narrow one."""

    def __init__(self, prog, **options):
        super(Formatter, self).__init__(prog, **options)
        self._width = min(self._width, COLUMNS - 2)

    def _format_usage(self, usage, actions, groups, prefix):
        """Return argparse's usage; Python 2 leaves the alternatives of a group in one line, however long that is."""
        made = super(Formatter, self)._format_usage(usage, actions, groups, prefix)
        return '\n'.join(itertools.chain.from_iterable(self._broken(line) for line in made.split('\n')))

    def _broken(self, line):
        """Return the lines of a line of the usage that may be too long, all indented as it is."""
        indent = line[:len(line) - len(line.lstrip())]
        options = dict(initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
        return textwrap.wrap(line.strip(), self._width, **options) if len(line) > self._width else [line]


class Parser(argparse.ArgumentParser):
    """An argument parser that writes any text anywhere, names the nearest flag, and never echoes a flag's value."""

    _given = ()

    def parse_args(self, args=None, namespace=None):
        """Return the parsed arguments; wrong ones end in SystemExit 2, as argparse has it."""
        self._given = tuple(sys.argv[1:] if args is None else args)
        args, unknown = self.parse_known_args(args, namespace)
        if unknown:
            self._refuse(unknown)
        return args

    def error(self, message):
        """Tell what is wrong with the arguments, and end; a mistyped flag first, since it may be why others lack."""
        unknown = _unknown_flags(self._given, _known_flags(self))
        if unknown:
            self._refuse(unknown)
        super(Parser, self).error(message)

    def _refuse(self, unknown):
        super(Parser, self).error(_unknown_arguments(unknown, _known_flags(self)))

    def _print_message(self, message, file=None):
        """Argparse's one way out; help goes to standard output and may meet a closed pipe."""
        if file is sys.stdout:
            write_text(file, message)
        else:
            write_quietly(file or sys.stderr, redact(fs_text(message), keep_paths=True))


def _known_flags(parser):
    """Return the long flags of *parser* and of its subcommands."""
    flags = []
    for action in parser._actions:
        flags.extend(flag for flag in action.option_strings if flag.startswith('--'))
        if isinstance(action.choices, dict):
            for child in action.choices.values():
                flags.extend(_known_flags(child))
    return sorted(set(flags))


def _unknown_flags(given, known):
    """Return the long flags in *given* that are neither *known* nor the beginning of one, which argparse takes too."""
    flags = list(itertools.takewhile(lambda item: item != '--', given))
    return [item for item in flags if item.startswith('--') and ' ' not in item.split('=')[0]
            and not any(flag.startswith(item.split('=')[0]) for flag in known)]


def _unknown_arguments(unknown, known):
    """Return the words for arguments that no flag took: the flags alone, as a value beside one may be a secret."""
    flags = [native(item).split('=')[0] for item in unknown if item.startswith('-')]
    words = 'unrecognized arguments: ' + ' '.join(flags or unknown)
    near = [match for flag in flags for match in difflib.get_close_matches(flag, known, 1)]
    return '%s (did you mean %s?)' % (words, ', '.join(near)) if near else words
