# -*- coding: utf-8 -*-
"""A whole round of improvement on a simulated Plex, told as it happens: `python -m plexsim.story`.

The commands of the suite run as a user runs them, as processes of their own.  What a person would write is prepared
(`answers.json`); which of it is written, and all that is told, follows from what this run measured.
"""
from __future__ import absolute_import, division, print_function
