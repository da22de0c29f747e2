# -*- coding: utf-8 -*-
"""The diagnostic report that an analysis gives: what was observed filled in, what a person has to judge left to fill.

What stands here is what others use; the form of the document is `diagnosis`'.
"""
from __future__ import absolute_import, division, print_function

from plexfix.understand.skeleton.fixes import GUIDANCE, INTRO, TITLE, fix_of, metrics_of, patch_of, report
from plexfix.understand.skeleton.overview import SUMMARY

__all__ = ['GUIDANCE', 'INTRO', 'SUMMARY', 'TITLE', 'fix_of', 'metrics_of', 'patch_of', 'report']
