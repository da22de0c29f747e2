# -*- coding: utf-8 -*-
"""`python -m plexsim`, and `python lib/plexsim` from a copied folder; the command itself is in command."""
from __future__ import absolute_import, division, print_function

import os
import sys

if not __package__:
    # Run as a folder: Python put this folder on the path, where the one above it has to be.
    sys.path[0] = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))

from plexsim.command import main  # noqa: E402

if __name__ == '__main__':
    sys.exit(main())
