# -*- coding: utf-8 -*-
"""`python -m plexsim.story`; the command itself is in command."""
from __future__ import absolute_import, division, print_function

import sys

from plexsim.story.command import main

if __name__ == '__main__':
    sys.exit(main())
