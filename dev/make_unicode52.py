#!/usr/bin/env python
# -*- coding: utf-8 -*-
"""Makes lib/plexfix/change/syntax27/unicode52.py: which characters the Unicode 5.2 of Python 2.7 has names for.

    python2.7 dev/make_unicode52.py > lib/plexfix/change/syntax27/unicode52.py

Run it with a Python 2.7; any other has another Unicode, and is refused.
"""
from __future__ import absolute_import, division, print_function

import struct
import sys
import textwrap
import unicodedata

HEAD = '''# -*- coding: utf-8 -*-
"""Which characters have a name in Unicode 5.2, the one that Python 2.7 brings; made by dev/make_unicode52.py."""
from __future__ import absolute_import, division, print_function

from bisect import bisect_right

_RANGES = (
%s)

_EDGES = [int(edge, 16) for span in _RANGES.split() for edge in (span + '-' + span).split('-')[:2]]


def known(number):
    """Return whether the character of that *number* has a name."""
    place = bisect_right(_EDGES, number)
    return place %% 2 == 1 or (place > 0 and _EDGES[place - 1] == number)
'''


def character(number):
    """Return the character of that number, also where unichr knows only the first 65,536."""
    return struct.pack('<I', number).decode('utf-32-le', 'replace')


def spans():
    """Return [(first, last)] of the numbers of characters with names."""
    found = []
    for number in range(0x110000):
        if unicodedata.name(character(number), None) is None:
            continue
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def main():
    """Print the module; return 0, or 2 with another Unicode."""
    if unicodedata.unidata_version != '5.2.0':
        sys.stderr.write('error: this Python has Unicode %s\n  run it with Python 2.7\n' % unicodedata.unidata_version)
        return 2
    text = ' '.join('%x-%x' % span if span[0] != span[1] else '%x' % span[0] for span in spans())
    lines = ["    '%s '" % line for line in textwrap.wrap(text, 110, break_on_hyphens=False)]
    sys.stdout.write(HEAD % '\n'.join(lines))
    return 0


if __name__ == '__main__':
    sys.exit(main())
