# -*- coding: utf-8 -*-
"""Errors that a person can act on, and the one table of exit codes; printing them is cli's job."""
from __future__ import absolute_import, division, print_function

from plexfix.base.compat import fs_text, native

EXIT_OK = 0
EXIT_FOUND = 1
EXIT_USAGE = 2
EXIT_MONITOR = 10
EXIT_MODIFY = 15
EXIT_ROLLBACK = 20
EXIT_INVALID = 30
EXIT_PRECONDITION = 40
EXIT_LOCK = 41
EXIT_RECOVER = 42
EXIT_INTERRUPTED = 130
# What a shell reports for a command that a closed pipe ended (128 + SIGPIPE): not all of the result was written.
EXIT_PIPE = 141


class PlexfixError(Exception):
    """Something known went wrong: *what* on which object, the *evidence*, and as *hint* the next thing to type.

    Each part is text or a native string.  It survives pickling, so that a worker process can raise it.
    """

    exit_code = EXIT_USAGE

    def __init__(self, what, evidence=None, hint=None):
        super(PlexfixError, self).__init__(what, evidence, hint)
        self.what = what
        self.evidence = evidence
        self.hint = hint

    def message(self):
        """Return the text to show: `error: what`, and evidence and hint, where given, indented below."""
        lines = ['error: ' + '\n  '.join(_lines(self.what))]
        for part in (self.evidence, self.hint):
            lines.extend('  ' + line for line in _lines(part))
        return u'\n'.join(lines)

    def __str__(self):
        return native(self.message())

    def __unicode__(self):
        return self.message()


class UsageError(PlexfixError):
    """Wrong usage, or it could not run at all."""

    exit_code = EXIT_USAGE


class Refused(PlexfixError):
    """The command understood and declined, because of what it found."""

    exit_code = EXIT_FOUND


class PreconditionFailed(PlexfixError):
    """Something has to be done first: an approval, a field to fill, an answer that needs a terminal."""

    exit_code = EXIT_PRECONDITION


class LockHeld(PlexfixError):
    """Another run holds the lock."""

    exit_code = EXIT_LOCK


class RecoveryNeeded(PlexfixError):
    """An interrupted change must be finished or undone before anything else."""

    exit_code = EXIT_RECOVER


def _lines(part):
    """Return the lines of one part; none where it was not given."""
    return fs_text(part).splitlines() if part is not None else []
