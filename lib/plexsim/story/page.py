# -*- coding: utf-8 -*-
"""How the story looks on the screen: a label, and beside it text in lines of one width."""
from __future__ import absolute_import, division, print_function

import textwrap

WIDTH = 100
MARGIN = 13


class Page(object):
    """Writes lines to *out*, a stream for text."""

    def __init__(self, out):
        # Whatever this output expects: names of folders may hold any letter.
        self._stream = getattr(out, 'buffer', out)

    def line(self, label, text):
        """Write *text* in as many lines as it takes, with *label* beside the first."""
        start = u'  ' + label.ljust(MARGIN - 3) + u' '
        self.say(textwrap.fill(text, WIDTH, initial_indent=start, subsequent_indent=u' ' * MARGIN, break_long_words=False,
                               break_on_hyphens=False))

    def say(self, text):
        """Write one line as it is, at once."""
        self._stream.write(text.encode('utf-8') + b'\n')
        self._stream.flush()
