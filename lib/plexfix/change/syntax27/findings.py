# -*- coding: utf-8 -*-
"""Keeps what is wrong with a source, in the order in which Python 2.7 would come upon it."""
from __future__ import absolute_import, division, print_function

# Python 2.7 goes over the whole file for each of these, one after the other.
PARSER, TREE, FUTURES, SYMBOLS, ANALYSIS, CODE = range(6)


class Unreadable(Exception):
    """The parser cannot go on."""


class Findings(object):
    """What was found first in each pass over the file, as (number of the token, rule, message)."""

    def __init__(self):
        self.found = {}

    def add(self, step, token, rule, message):
        """Note a finding of that *step*."""
        if step not in self.found or token < self.found[step][0]:
            self.found[step] = (token, rule, message)

    def first(self):
        """Return the (number of the token, rule, message) that Python 2.7 tells, or None."""
        return self.found[min(self.found)] if self.found else None
