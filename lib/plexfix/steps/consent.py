# -*- coding: utf-8 -*-
"""Asks a person at a terminal before files are changed; where nobody is there, nothing is asked and nothing changed."""
from __future__ import absolute_import, division, print_function

import sys

from plexfix.base.errors import PreconditionFailed
from plexfix.outside.terminal import is_terminal, write_quietly

YES, NO, SKIP, INFO = 'yes', 'no', 'skip', 'info'
QUESTION = u'Proceed? (yes/no/skip/info) '
_SHORT = {'y': YES, 'n': NO, 's': SKIP, 'i': INFO}


def ask(is_agreed, show_more, stdin=None, stderr=None):
    """Return YES, NO or SKIP; *is_agreed* (--yes) is a YES, and `info` calls *show_more* and asks again.

    The end of the input is a NO.  Raises PreconditionFailed where standard input is no terminal.
    """
    if is_agreed:
        return YES
    stdin, stderr = stdin or sys.stdin, stderr or sys.stderr
    if not is_terminal(stdin):
        raise PreconditionFailed(u'nobody is there to ask whether to proceed; nothing was changed',
                                 u'standard input is no terminal', u'if that is what you want: --yes')
    while True:
        write_quietly(stderr, QUESTION)
        line = stdin.readline()
        word = line.strip().lower()
        answer = _SHORT.get(word, word)
        if answer == INFO:
            show_more()
        elif answer in (YES, NO, SKIP):
            return answer
        elif not line:
            return NO
