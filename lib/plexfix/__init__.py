# -*- coding: utf-8 -*-
"""Find, fix and prove the fix of metadata failures in legacy Plex agents."""
from __future__ import absolute_import, division, print_function

__version__ = '1.0.0'
