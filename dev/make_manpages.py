# -*- coding: utf-8 -*-
"""Write a manual page for each command, from its docstring and its parser.

usage: make_manpages.py [FOLDER]

The pages, NAME.1, go to dist/man/man1 unless another FOLDER is named.
`man -l dist/man/man1/compare-metrics.1` shows one.
"""
from __future__ import absolute_import, division, print_function

import io
import os
import re
import sys

import script_flags

FOLDER = os.path.join(script_flags.ROOT, 'dist', 'man', 'man1')


def page(command, version):
    """Return the manual page of a Command, as roff."""
    purpose, _, rest = command.doc.partition(u'\n\n')
    text, _, examples = rest.partition(u'\nexamples:\n')
    examples, _, codes = examples.partition(u'\nexit codes: ')
    lines = [u'.TH %s 1 "" "plexfix %s"' % (command.name.upper(), version), u'.SH NAME',
             u'%s \\- %s' % (plain(command.name), plain(purpose).rstrip(u'.')),
             u'.SH SYNOPSIS', u'.B %s' % plain(command.name),
             u' '.join([u'[options]'] + [plain(one.value) for one in command.operands])]
    lines += [u'.SH DESCRIPTION'] + paragraphs(text) + [u'.SH OPTIONS']
    for flag in command.flags:
        names = u', '.join(u'\\fB%s\\fR' % plain(name) for name in flag.names)
        lines += [u'.TP', names + (u' \\fI%s\\fR' % plain(flag.value) if flag.value else u''), plain(flag.help)]
    # What stands behind the examples, set apart by a blank line, is description too.
    shown, _, more = examples.partition(u'\n\n')
    lines += [u'.SH EXAMPLES', u'.nf'] + [plain(line) for line in shown.split(u'\n')] + [u'.fi'] + paragraphs(more)
    return u'\n'.join(lines + [u'.SH EXIT STATUS'] + exit_codes(codes)) + u'\n'


def paragraphs(text):
    """Return the lines of a text, with roff's request between two paragraphs."""
    return [line for number, part in enumerate(part for part in text.strip().split(u'\n\n') if part)
            for line in ([u'.PP'] if number else []) + [plain(line) for line in part.split(u'\n')]]


def exit_codes(text):
    """Return one tagged paragraph for each code; a word before the first code stands before them."""
    text = u' '.join(text.split())
    pieces = re.split(u'(?:^|(?<=[:;,]) )([0-9]+) ', text)
    lines = [plain(pieces[0].strip())] if pieces[0].strip() else []
    for code, meaning in zip(pieces[1::2], pieces[2::2]):
        lines += [u'.TP', u'.B %s' % code, plain(meaning.strip().rstrip(u';,'))]
    return lines


def plain(text):
    """Return *text* so that roff shows it as it is: no request, no escape, flags with hyphens that can be copied."""
    text = text.replace(u'\\', u'\\e').replace(u'-', u'\\-')
    return u'\\&' + text if text.startswith((u'.', u"'")) else text


def main(argv=None):
    folder = ((sys.argv[1:] if argv is None else argv) or [FOLDER])[0]
    if not os.path.isdir(folder):
        os.makedirs(folder)
    commands = script_flags.all_commands()
    from plexfix import __version__
    for command in commands:
        with io.open(os.path.join(folder, command.name + '.1'), 'w', encoding='utf-8', newline='') as target:
            target.write(page(command, __version__))
    return 0


if __name__ == '__main__':
    sys.exit(main())
