# -*- coding: utf-8 -*-
"""Four sample agents, as bundles: each scrapes a shop of its own, and all share one utils.py byte for byte, with its bugs.

The bugs are real, and so are their fixes (plexsim.patches): headers by which a site tells a scraper, titles looked for in
the markup of before a redesign, no answer to "too many requests", and a release date that not every film has.
"""
from __future__ import absolute_import, division, print_function

import os
import shutil

HERE = os.path.dirname(os.path.abspath(__file__))
SHARED = os.path.join('Contents', 'Code', 'utils.py')


def names():
    """Return the names of the sample agents; their identifiers are `com.plexapp.agents.<name>`."""
    return sorted(os.path.splitext(name)[0] for name in os.listdir(HERE) if name.endswith('.bundle'))


def install(plugins_dir):
    """Copy the bundles into the folder *plugins_dir*, which is made where it is absent; return their paths.

    A bundle that is there already is left as it is.
    """
    if not os.path.isdir(plugins_dir):
        os.makedirs(plugins_dir)
    made = []
    for name in names():
        target = os.path.join(plugins_dir, name + '.bundle')
        if not os.path.exists(target):
            shutil.copytree(os.path.join(HERE, name + '.bundle'), target, ignore=shutil.ignore_patterns('*.pyc', '__pycache__'))
        made.append(target)
    return made
