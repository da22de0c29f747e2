# -*- coding: utf-8 -*-
"""Make the folders named as arguments, if they are not there: tox has no portable way to."""
from __future__ import absolute_import, division, print_function

import os
import sys

for folder in sys.argv[1:]:
    try:
        os.makedirs(folder)
    except OSError:
        # Environments run side by side, and another may just have made it.
        if not os.path.isdir(folder):
            raise
