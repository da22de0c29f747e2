# -*- coding: utf-8 -*-
"""The media server that a client sees: HTTP, the library and its refresh queue; agents run in `plexsim.host`."""
