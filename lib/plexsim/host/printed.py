# -*- coding: utf-8 -*-
"""Makes records of what a plug-in prints."""
from __future__ import absolute_import, division, print_function

from plexfix.base import compat

PLACE = ('sandbox', 19)


class PrintedLines(object):
    """Stands for standard output: each line that a plug-in prints becomes a record."""

    def __init__(self, recorder):
        self._recorder = recorder
        self._rest = u''

    def write(self, text):
        lines = (self._rest + compat.to_text(text)).split(u'\n')
        self._rest = lines.pop()
        for line in lines:
            if line:
                self._recorder.info(PLACE, line)

    def flush(self):
        pass

    def isatty(self):
        return False
