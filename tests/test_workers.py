# -*- coding: utf-8 -*-
"""workers: every result comes, errors come out, ^C is heard here alone, and no process stays."""
from __future__ import absolute_import, division, print_function

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import time

import pytest

from plexfix.base.errors import PlexfixError
from plexfix.steps import workers

# The functions below are found by other processes only where these are forked.
pytestmark = pytest.mark.skipif(not sys.platform.startswith('linux') or sys.version_info >= (3, 14), reason='needs fork')


def twice(number):
    return 2 * number


def deaf(_):
    return signal.getsignal(signal.SIGINT) == signal.SIG_IGN


def refuses(number):
    raise PlexfixError(u'no %d' % number)


def takes_long(number):
    time.sleep(30 if number else 0)
    return number


def test_every_result_comes_once():
    assert sorted(workers.results(twice, list(range(20)), 3)) == [2 * number for number in range(20)]
    assert multiprocessing.active_children() == []


def test_an_error_comes_out_and_ends_the_others():
    with pytest.raises(PlexfixError) as caught:
        list(workers.results(refuses, [7], 2))
    assert caught.value.what == u'no 7' and multiprocessing.active_children() == []


def test_interrupts_are_for_this_process_alone():
    before = signal.getsignal(signal.SIGINT)
    assert list(workers.results(deaf, [1, 2, 3], 2)) == [True] * 3
    assert signal.getsignal(signal.SIGINT) is before


def test_an_interrupt_ends_the_wait_and_the_processes():
    timer = threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    started = time.time()
    try:
        with pytest.raises(KeyboardInterrupt):
            list(workers.results(takes_long, [1, 2], 2))
    finally:
        timer.cancel()
    assert time.time() - started < 20 and multiprocessing.active_children() == []


def test_who_stops_taking_results_ends_the_processes():
    with contextlib.closing(workers.results(takes_long, [0, 1], 2)) as results:
        assert next(results) == 0
    assert multiprocessing.active_children() == []


def test_it_works_in_any_thread():
    found = []
    thread = threading.Thread(target=lambda: found.extend(workers.results(twice, [1, 2], 2)))
    thread.start()
    thread.join(30)
    assert sorted(found) == [2, 4]
