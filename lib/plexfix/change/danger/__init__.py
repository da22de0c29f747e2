# -*- coding: utf-8 -*-
"""The parts of `plexfix.change.dangerous`: which texts run as commands, how a shell cuts them, which ones are dangerous."""
