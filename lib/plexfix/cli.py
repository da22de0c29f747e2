# -*- coding: utf-8 -*-
"""The face that all commands share: common flags, where output goes, errors to exit codes; for scripts only."""
from __future__ import absolute_import, division, print_function

import argparse
import os
import platform
import sys
import tempfile
import traceback

from plexfix import __version__
from plexfix.base.needs import MissingPackage

try:
    from plexfix.base.compat import fs_text, native, text_type, to_bytes, to_text
except MissingPackage as _missing:
    sys.stderr.write('error: %s\n' % _missing)
    raise SystemExit(2)

from plexfix.base.errors import EXIT_INTERRUPTED, EXIT_OK, EXIT_PIPE, EXIT_USAGE, PlexfixError
from plexfix.base.jsontext import json_text
from plexfix.base.redact import redact
from plexfix.outside import journal_record, pendingcheck
from plexfix.outside.arguments import Formatter, Parser
from plexfix.outside.terminal import PipeClosed, make_progress, silence, write_quietly, write_text


class Output(object):
    """Where a command's words go: results to standard output, everything else to standard error.

    With `--json` the only thing on standard output is the one document given to `json`; `result` is then silent,
    so that a command may give both and the flag chooses.
    """

    def __init__(self, quiet=False, verbose=False, json=False):
        self.quiet = quiet
        self.verbose = verbose
        self.json_only = json
        self._document_given = False

    def result(self, text):
        """Write *text*, and a line end where it has none, to standard output."""
        if not self.json_only:
            write_text(sys.stdout, _ended(text))

    def json(self, document):
        """Write *document* as JSON to standard output; a second one raises RuntimeError, as it would not be JSON."""
        self.json_text([json_text(document), u'\n'])

    def json_text(self, pieces):
        """Write a document that is JSON text already, in *pieces* (text) that need not stand in memory all at once."""
        if self._document_given:
            raise RuntimeError('a second JSON document on standard output')
        self._document_given = True
        for piece in pieces:
            write_text(sys.stdout, piece)

    def note(self, text):
        """Tell what happens; silent with --quiet."""
        if not self.quiet:
            self.warn(text)

    def detail(self, text):
        """Tell more, only with --verbose."""
        if self.verbose:
            self.warn(text)

    def warn(self, text):
        """Tell what must not be missed, without tokens in it; paths stay, since a person has to type them."""
        write_quietly(sys.stderr, _ended(redact(fs_text(text), keep_paths=True)))

    def progress(self, total, label, unit=''):
        """Return a context manager with `advance(n)`; *total* may be None.  It shows only on a terminal."""
        return make_progress(sys.stderr, total, label, unit, wanted=not self.quiet)


class _Version(argparse.Action):
    """Print the version and which copy of the package runs."""

    def __init__(self, option_strings, dest, name=None, **kwargs):
        super(_Version, self).__init__(option_strings, argparse.SUPPRESS, nargs=0, default=argparse.SUPPRESS,
                                       help='print the version, and which copy of the package runs')
        self._name = name

    def __call__(self, parser, namespace, values, option_string=None):
        write_text(sys.stdout, version_line(self._name or parser.prog) + u'\n')
        parser.exit()


def version_line(name):
    """Return `NAME VERSION (plexfix in FOLDER, Python X.Y.Z)`: it tells a copied package from an installed one."""
    folder = os.path.dirname(os.path.abspath(__file__))
    return u'%s %s (plexfix in %s, Python %s)' % (
        to_text(name), __version__, fs_text(folder), to_text(platform.python_version()))


def make_parser(doc, version_of=None, json=False, dry_run=False):
    """Return a Parser whose help is *doc*, with --quiet, --verbose and --version, and the flags asked for.

    *version_of* is the command's name where it is not the script's file name.
    """
    parser = Parser(prog=version_of, description=(doc or '').strip(),
                    formatter_class=Formatter)
    common = parser.add_argument_group('common flags')
    common.add_argument('--version', action=_Version, name=version_of)
    common.add_argument('-q', '--quiet', action='store_true', help='say only what must not be missed')
    common.add_argument('-v', '--verbose', action='store_true', help='say more on standard error')
    if json:
        common.add_argument('--json', action='store_true', help='print exactly one JSON document, nothing else')
    if dry_run:
        common.add_argument('--dry-run', action='store_true', help='plan and check everything, write nothing')
    return parser


def run(body, argv, parser, writes=None):
    """Parse *argv* (None: the process's own), call `body(args, out)`, and return the exit code.

    The code is what *body* returns (None means 0), a known error's own, 2 for wrong usage and for unknown errors
    (their traceback goes, without secrets, into a log in the temporary folder), 130 after ^C, and 141 where whoever
    read the results stopped reading.  It never raises for any of these.

    An interrupted change of the Plug-ins folder is told first.  Where *writes*, a function of the arguments, says that
    this run changes bundles, it is refused with 42; a run with --recover is not.
    """
    try:
        return _run_body(body, argv, parser, writes)
    except PipeClosed:
        silence(sys.stdout)
        return EXIT_PIPE
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED


def _run_body(body, argv, parser, writes):
    try:
        args = parser.parse_args(argv)
    except SystemExit as stop:
        return stop.code or EXIT_OK
    out = Output(args.quiet, args.verbose, getattr(args, 'json', False))
    try:
        _tell_pending(args, out, writes)
        code = body(args, out)
        # What else was printed must fail here, where it can be told, and not in the interpreter's last flush.
        write_text(sys.stdout, u'')
        return EXIT_OK if code is None else int(code)
    except PipeClosed:
        raise
    except PlexfixError as err:
        out.warn(err.message())
        return err.exit_code
    except MissingPackage as err:
        out.warn(u'error: ' + to_text(err))
        return EXIT_USAGE
    except Exception as err:  # the last resort of a command: told in short, kept in full in the log
        _tell_unknown(out, parser.prog, err, to_text(traceback.format_exc()))
        return EXIT_USAGE


def _tell_pending(args, out, writes):
    """Warn of an interrupted change, or raise RecoveryNeeded where this run would change bundles too."""
    record = None if getattr(args, 'recover', False) else pendingcheck.look(getattr(args, 'plugins_dir', None))
    if record is not None:
        error = journal_record.needed(record)
        if record.state != journal_record.COMMITTED and writes is not None and writes(args):
            raise error
        out.warn(u'warning' + error.message()[len(u'error'):])


def _tell_unknown(out, name, err, details):
    """Tell of an error that nobody foresaw in two lines and the path of a log; without a place for one, in full."""
    details = redact(details)
    out.warn(u'error: unexpected %s in %s: %s' % (type(err).__name__, to_text(name), _first_line(err)))
    out.warn(u'  this is a mistake in %s, or something that it should have checked' % to_text(name))
    try:
        path = _write_log(name, details)
    except EnvironmentError:
        out.warn(details)
    else:
        write_quietly(sys.stderr, u'  details, without secrets: %s\n' % fs_text(path))


def _write_log(name, details):
    """Write *details* into a new file in the temporary folder that only this user may read; return its path."""
    head = u'%s\n%s\n\n' % (redact(version_line(name)), to_text(platform.platform()))
    stem = os.path.splitext(os.path.basename(native(name)))[0]
    handle, path = tempfile.mkstemp(prefix='plexfix-%s-' % stem, suffix='.log')
    with os.fdopen(handle, 'wb') as log:
        log.write(to_bytes(head + details))
    return path


def _first_line(err):
    """Return the first line of an exception's text, which on Python 2 may be neither ASCII nor decodable."""
    for reading in (text_type, str, repr):
        try:
            return redact(fs_text(reading(err))).split(u'\n')[0]
        except UnicodeError:
            continue
    return u''


def _ended(text):
    text = fs_text(text)
    return text if text.endswith(u'\n') else text + u'\n'
