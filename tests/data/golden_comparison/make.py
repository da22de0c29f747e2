# -*- coding: utf-8 -*-
"""Write the golden test reports anew: look at each difference before you keep it."""
from __future__ import absolute_import, division, print_function

import io
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.dirname(os.path.dirname(HERE))
sys.path[:0] = [TESTS, os.path.join(os.path.dirname(TESTS), 'lib')]

from plexfix.judge import explain, testreport  # noqa: E402
from test_testreport import RECORDS  # noqa: E402

for name in sorted(RECORDS):
    made = RECORDS[name]()
    for ending, text in (('.md', testreport.render(made)), ('.txt', u'\n'.join(explain.lines_of(made)) + u'\n')):
        with io.open(os.path.join(HERE, name + ending), 'wb') as golden:
            golden.write(text.encode('utf-8'))
