# -*- coding: utf-8 -*-
"""Known errors as data: the JSON files beside this module (README.md tells their form), read, checked and matched.

What stands here is what others use; finding and reading files is left to the outside.
"""
from __future__ import absolute_import, division, print_function

from plexfix.understand.signatures.matching import (
    BAD_ABOVE, Matcher, Signature, is_bad, joined, parse, precision)
from plexfix.understand.signatures.rules import SCHEMA, SEVERITIES, Problem, lint

__all__ = ['BAD_ABOVE', 'Matcher', 'Problem', 'SCHEMA', 'SEVERITIES', 'Signature', 'is_bad', 'joined', 'lint', 'parse',
           'precision']
