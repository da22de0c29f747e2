# -*- coding: utf-8 -*-
"""Prepared changes of the sample agents' utils.py, as unified diffs: fixes that are good, partial, broken and dishonest.

| name | what becomes of it |
|---|---|
| headers | good: 403 all but ends, and the limit of the database of people shows, as 429 |
| headers-partial | good for the shops; the database of people still answers 403 |
| headers-broken-import | the plug-ins do not start: ImportError |
| headers-refused | the plug-ins do not start: the loader refuses a name |
| silence | fewer errors in the log, and not one more film found |
| backoff | 429 no longer ends in a failure |
| selector | films of the redesigned shop are found |
| missing-date | updates no longer crash |

`headers` leaves all line numbers as they were, so that `backoff`, `selector` and `missing-date` apply before and after it.
"""
from __future__ import absolute_import, division, print_function

import io
import os

HERE = os.path.dirname(os.path.abspath(__file__))


def names():
    """Return the names of the prepared changes."""
    return sorted(os.path.splitext(name)[0] for name in os.listdir(HERE) if name.endswith('.patch'))


def path(name):
    """Return the path of the change *name*; raise KeyError where there is none."""
    if name not in names():
        raise KeyError('there is no prepared change %s; there are %s' % (name, ', '.join(names())))
    return os.path.join(HERE, name + '.patch')


def text(name):
    """Return the change *name* as text, line ends as they are."""
    with io.open(path(name), encoding='utf-8', newline='') as stream:
        return stream.read()
