# -*- coding: utf-8 -*-
"""Takes a secret out of a command line on which it does not belong, before anything can print it."""
from __future__ import absolute_import, division, print_function


def without_values(argv, flags, instead):
    """Return *argv*, or [*instead*] where one of *flags*, none of which takes a value, was given one.

    All of the line goes, as a parser that refuses a word shows it.  Shortened flags count as argparse reads them.
    """
    for before, word in zip([''] + argv, argv):
        flag, has_value, _ = word.partition('=')
        if has_value and _may_mean(flag, flags) or not word.startswith('-') and _may_mean(before, flags):
            return [instead]
    return argv


def _may_mean(word, flags):
    return len(word) > 2 and any(flag.startswith(word) for flag in flags)
