#!/usr/bin/env python
# -*- coding: utf-8 -*-
"""Check agents' code before Plex runs it: Python 2.7, Plex's loader, dangers.

One line for each finding: file, line, column, what is there, its rule, and what
comes of it.  What lies in a bundle's Contents/Code is held to Plex's loader,
under the policy of its Info.plist, and compiled as the loader does it; what
lies in Contents/Libraries, and anything else, is held to all rules of Python
2.7's files.

Syntax is judged by a checker that is built in, and by a real Python 2.7 too
where there is one (on the PATH, of pyenv, Plex's own); --python27 never leaves
that out.  Nothing that is checked is ever run.

What it cannot see: commands that are put together while the program runs (from
variables, from a file, from the network), code that stands in a string, names
that are looked up by their text, and whether what a name means at run time is
what it looks like.  So "no findings" does not mean that the code is good.

examples:
  safety_validator.py --file Plug-ins/FilmVault.bundle/Contents/Code/utils.py
      one file
  safety_validator.py Plug-ins/FilmVault.bundle Plug-ins/ReelHouse.bundle
      files, folders and bundles
  safety_validator.py --json Plug-ins > findings.json
      all agents, for a program
  find . -name '*.py' | safety_validator.py --batch
      OK or BAD for each path, syntax only

exit codes: 0 no errors; 1 errors (with --strict warnings too); 2 wrong usage,
or a file could not be read; 130 interrupted
"""
from __future__ import absolute_import, division, print_function

import io
import os
import sys

_HERE = os.path.dirname(os.path.realpath(__file__))
for _LIB in (os.path.join(os.path.dirname(_HERE), 'lib'), os.path.join(_HERE, 'lib')):
    if os.path.isdir(os.path.join(_LIB, 'plexfix')):
        sys.path.insert(0, _LIB)
        break

from plexfix.cli import make_parser, run  # noqa: E402
from plexfix.base.compat import fs_text, native_path  # noqa: E402
from plexfix.base.errors import EXIT_FOUND, EXIT_OK, EXIT_USAGE, PlexfixError, UsageError  # noqa: E402
from plexfix.outside import realpython27  # noqa: E402
from plexfix.steps import validation  # noqa: E402
# What other programs import from here, by its documented names.
from plexfix.steps.validation import (  # noqa: E402,F401
    check_no_sudo_commands, check_python27_compatibility, safety_check, validate_python_syntax)


def main(argv=None):
    """Run the command; return its exit code."""
    return run(body, argv, make_command())


def make_command():
    """Return the parser of the command line."""
    made = make_parser(__doc__, json=True)
    add = made.add_argument
    add('paths', nargs='*', metavar='PATH', help='a file, a folder, a bundle')
    add('--file', action='append', default=[], metavar='FILE', help='the same; may be given several times')
    add('--batch', action='store_true', help='read paths from standard input, print OK or BAD, a tab and the path')
    add('--policy', choices=validation.POLICIES, default=validation.AUTO,
        help="hold all files to the loader under this policy, or none to it (default: auto, the bundle's Info.plist)")
    add('--python27', default=realpython27.AUTO, metavar='PATH',
        help='a real Python 2.7, or never to do without (default: auto, one that is found)')
    add('--strict', action='store_true', help='warnings too make the exit code 1')
    return made


def body(args, out):
    """Do what *args* ask for."""
    paths = args.paths + args.file
    if bool(paths) == args.batch:
        raise UsageError('nothing to check' if not paths else '--batch reads its paths from standard input', None,
                         'name files, folders or bundles, or give --batch; see --help')
    real = realpython27.find(args.python27)
    try:
        validator = validation.Validator(real, args.policy)
        if args.batch:
            return batch(validator, out)
        out.detail(u'real Python 2.7: %s' % (fs_text(real.path) if real is not None else u'none'))
        return check(validator, paths, args, out, None if real is None else real.path)
    finally:
        if real is not None:
            real.close()


def check(validator, paths, args, out, python):
    """Check all files that *paths* name; show the findings."""
    found, checked = validation.collect(paths), []
    with out.progress(len(found), 'checking', 'files') as progress:
        for path in found:
            one = validator.check(path)
            checked.append(one)
            progress.advance(1)
            tell(one, validator, out)
    document = validation.document(checked, python, args.strict)
    if out.json_only:
        out.json(document)
    unread = sum(1 for one in checked if one.problem is not None)
    out.result(u'%s checked: %s, %s' % (counted(len(checked) - unread, u'file'), counted(document['errors'], u'error'),
                                        counted(document['warnings'], u'warning')))
    if unread:
        return EXIT_USAGE
    return EXIT_FOUND if document['errors'] or (args.strict and document['warnings']) else EXIT_OK


def counted(number, noun):
    return u'%d %s%s' % (number, noun, u'' if number == 1 else u's')


def tell(checked, validator, out):
    """Show what was found in one file."""
    if checked.problem is not None:
        out.warn(checked.problem.message())
    bundle = validator.bundle(checked.place.bundle) if checked.policy and checked.place.bundle else None
    if bundle is not None and bundle.problem:
        out.detail(u'%s: held to the policy Standard: %s' % (fs_text(checked.path), bundle.problem))
    for finding in checked.findings:
        out.result(validation.line_of(finding))


def batch(validator, out):
    """Answer OK or BAD for each path on standard input."""
    code = EXIT_OK
    for line in io.open(sys.stdin.fileno(), 'rb', closefd=False):
        path = native_path(line.rstrip(b'\r\n'))
        if not path:
            continue
        try:
            good = validator.compiles(path)
        except PlexfixError as err:
            out.warn(err.message())
            good, code = False, EXIT_USAGE
        if not good and code == EXIT_OK:
            code = EXIT_FOUND
        out.result(u'%s\t%s' % (u'OK' if good else u'BAD', fs_text(path)))
    return code


if __name__ == '__main__':
    sys.exit(main())
