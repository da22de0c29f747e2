# -*- coding: utf-8 -*-
"""A simulated Plex: a media server on a loopback port whose agents really run and really write their logs.

Importing this package does nothing: the plug-in processes import it too, and have to start fast.
`plexsim.simulation.Simulation` is the way in for tests, `python -m plexsim` for everything else.
"""
