# -*- coding: utf-8 -*-
"""The parts of `plexfix.change.names27`: what 2.7's library holds, what came later, and where a lack of it is handled."""
