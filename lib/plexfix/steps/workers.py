# -*- coding: utf-8 -*-
"""Do one thing to many tasks in several processes; what is done is left to others."""
from __future__ import absolute_import, division, print_function

import contextlib
import signal

# Python 2 hears ^C in a wait only where that has an end, however far.
_WAIT_S = 1000000


def results(function, tasks, jobs):
    """Yield `function(task)` of each of *tasks* as they come, made in *jobs* processes.

    ^C is for this process alone: it ends the others, quietly, and goes on as KeyboardInterrupt.  What *function*
    raises comes out here, and ends the others too.
    """
    # Here, since it takes longer to load than a small log to count, and most runs do without.
    import multiprocessing
    with _deaf_to_interrupts():
        pool = multiprocessing.Pool(jobs, _be_deaf)
    try:
        waiting = pool.imap_unordered(function, tasks, 1)
        for _ in tasks:
            yield waiting.next(_WAIT_S)
        pool.close()
    except BaseException:
        pool.terminate()
        raise
    finally:
        pool.join()


def _be_deaf():
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextlib.contextmanager
def _deaf_to_interrupts():
    """Ignore ^C while processes are made: they inherit that, before they could say so themselves."""
    try:
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    except ValueError:                  # only the main thread may; ^C comes to no other
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
