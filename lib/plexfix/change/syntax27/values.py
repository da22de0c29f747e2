# -*- coding: utf-8 -*-
"""Tells whether a constant condition is true: what can never run Python 2.7 does not compile, and allows more there."""
from __future__ import absolute_import, division, print_function

from plexfix.change.syntax27.codes import DEBUG
from plexfix.change.syntax27.literals import is_empty


def is_true(tokens, codes):
    """Return whether the constant that *tokens* make is true: a number, perhaps with a minus, or strings."""
    if codes == DEBUG:
        return True
    if codes in ('n', '-n'):
        return _number(tokens[-1])
    return not all(is_empty(token) for token in tokens)


def _number(token):
    if token[1:2] in tuple('xXoObB'):
        return token[2:].strip('0lL') != ''
    return float(token.rstrip('jJlL')) != 0
