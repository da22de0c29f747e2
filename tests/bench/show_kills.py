# -*- coding: utf-8 -*-
"""Kill a run of the loop before and after each entry of its decision log, go on, and print what came of it as a table.

usage: PYTHONPATH=lib python tests/bench/show_kills.py

The same as tests/test_loop_kills.py asks with PLEXFIX_TESTS=full, to be looked at.  It takes a minute or two.
Exit codes: 0 each run came to the same end, 1 one did not.
"""
from __future__ import absolute_import, division, print_function

import contextlib
import os
import shutil
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
for _FOLDER in ('scripts', 'tests', 'lib'):
    sys.path.insert(0, os.path.join(ROOT, _FOLDER))

from _pytest.monkeypatch import MonkeyPatch  # noqa: E402

from loop_bench import LoopBench, killed_at  # noqa: E402
from plexfix.outside import terminal  # noqa: E402
from test_loop_kills import EVENTS, FLAGS, PLANS, final, go_on  # noqa: E402

ROW = '%3s  %-18s %-7s %-7s %-5s %s'


@contextlib.contextmanager
def bench():
    """A made-up run in a folder of its own, that says nothing."""
    folder, patch = tempfile.mkdtemp(prefix='plexfix-kills-'), MonkeyPatch()
    patch.setattr(terminal, '_write', lambda stream, text: None)
    try:
        yield LoopBench(folder, patch, PLANS)
    finally:
        patch.undo()
        shutil.rmtree(folder, ignore_errors=True)


def main():
    with bench() as one:
        one.whole(*FLAGS)
        end, refreshed = final(one), list(one.refreshed)
        fixes = [entry['fix'] or u'' for entry in one.entries]
    print(ROW % ('no.', 'killed at', 'fix', 'when', 'end', 'refreshed'))
    good = True
    for number in range(1, EVENTS + 1):
        for after in (False, True):
            with bench() as one:
                with killed_at(number, after) as seen:
                    one.whole(*FLAGS)
                code = go_on(one, os.path.exists(one.log_file))
                is_same = code == 0 and final(one) == end and one.refreshed == refreshed
                good = good and is_same
                print(ROW % (number, seen['event'], fixes[number - 1], 'after' if after else 'before',
                             'same' if is_same else 'OTHER', '%d of %d' % (len(one.refreshed), len(refreshed))))
                sys.stdout.flush()
    return 0 if good else 1


if __name__ == '__main__':
    sys.exit(main())
