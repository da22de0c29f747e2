# -*- coding: utf-8 -*-
"""What an aggregate says, in numbers: categories counted, what follows what, known errors, what is worth fixing.

What stands here is what others use; the words for a person are `skeleton`'s.
"""
from __future__ import absolute_import, division, print_function

from plexfix.understand.analysis.whole import (
    Analysis, Group, analyse, group_of, reach_by_pattern, testable, to_json, with_patterns)
from plexfix.understand.analysis.wholeness import complete

__all__ = ['Analysis', 'Group', 'analyse', 'complete', 'group_of', 'reach_by_pattern', 'testable', 'to_json',
           'with_patterns']
