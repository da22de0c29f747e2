# -*- coding: utf-8 -*-
"""How long it takes to look for known errors: 5,000 patterns with 5 samples each, against the package's signatures.

    python tests/bench/bench_signatures.py [PATTERNS]

Half of the patterns are the signatures' own samples, each written out five times with other numbers, the others texts
of which at most the frame is known.  Prints CPU seconds on this Python for reading the files and for matching.
"""
from __future__ import absolute_import, division, print_function

import io
import json
import os
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, 'lib'))

from plexfix.base.compat import to_bytes, to_text  # noqa: E402
from plexfix.observe.templates import template_of  # noqa: E402
from plexfix.outside import signaturefiles  # noqa: E402
from plexfix.understand.signatures import Matcher  # noqa: E402

UNKNOWN = (u'FilmVault - SEARCH::    Error: the shelf number %d is not on the list of the house %d',
           u'ReelHouse - UPDATE::    Warning: no poster with the number %d at shelf %d',
           u"Exception in the search function of agent named 'ReelHouse', called with keyword arguments {'id': '%d'} "
           u'(most recent call last):\n  File "/ReelHouse.bundle/Contents/Code/__init__.py", line 305, in search\n'
           u'    self.shelf(number)\nShelfException: nothing at %d')
SAMPLES = 5


def cpu_s():
    return time.process_time() if hasattr(time, 'process_time') else time.clock()


def known_texts():
    """Return the samples of the package's signatures, read from their files."""
    texts = []
    for path in signaturefiles.paths(signaturefiles.OWN_FOLDER):
        with io.open(path, encoding='utf-8') as source:
            rows = json.load(source)['signatures']
        texts += [sample for row in rows if 'must' in row for sample in row['matches']]
    return texts


def patterns(number):
    """Return *number* patterns, half of them known."""
    known, rows = known_texts(), []
    for index in range(number):
        if index % 2:
            texts = [u'%s (%d)' % (known[index % len(known)], index * SAMPLES + copy) for copy in range(SAMPLES)]
        else:
            texts = [UNKNOWN[index // 2 % len(UNKNOWN)] % (index, copy) for copy in range(SAMPLES)]
        template = to_text(template_of(3, b'utils', to_bytes(texts[0])))
        rows.append({'template': template, 'level': 'ERROR', 'role': 'failure',
                     'samples': [{'text': text} for text in texts]})
    return rows


def main():
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    rows = patterns(number)
    begun = cpu_s()
    signatures = signaturefiles.load()
    read = cpu_s()
    matcher = Matcher(signatures)
    hits = sum(bool(matcher.of_pattern(u'FilmVault', row)) for row in rows)
    done = cpu_s()
    print('%d signatures read and checked in %.3f s' % (len(signatures), read - begun))
    print('%d patterns with %d samples each matched in %.3f s, %d of them known' % (number, SAMPLES, done - read, hits))
    return 0


if __name__ == '__main__':
    sys.exit(main())
