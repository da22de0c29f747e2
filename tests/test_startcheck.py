# -*- coding: utf-8 -*-
"""A start is what the agent's own log says behind the mark; a traceback at the start is none, and neither is silence."""
from __future__ import absolute_import, division, print_function

import os

import pytest

from plexfix.steps import startcheck
from plexfix.steps.startcheck import FAILED, NOT_OBSERVED, STARTED

AGENT = 'com.plexapp.agents.FilmVault'


def record(text, level='INFO', place='core:611', more=()):
    head = u'2026-01-30 14:39:06,711 (7ae1b6527b38) :  %s (%s) - %s\n' % (level, place, text)
    return (head + u''.join(line + u'\n' for line in more)).encode('utf-8')


BANNER = record(u'Starting framework core - Version: 2.6.3, Build: x', place='core:349')
DONE = record(u'Started plug-in')
TRACE = [u'  File "core.py", line 608, in start_code', u'    import browser_session', u'ImportError: No module named browser_session', u'']
FAILS = record(u'Exception starting plug-in (most recent call last):', 'CRITICAL', 'core:615', TRACE)
REFUSED = record(u'Exception while loading code (most recent call last):', 'CRITICAL', 'core:569',
                 [u'  File "core.py", line 563', u'SyntaxError: Line 104: "__file__" is an invalid variable name', u''])
NOISE = (record(u"Error opening URL 'http://127.0.0.1:32400/:/plugins/com.plexapp.system/resourceHashes'", 'ERROR', 'networking:197')
         + record(u'Exception getting hosted resource hashes (most recent call last):', 'CRITICAL', 'runtime:1299',
                  [u'  File "runtime.py", line 1293', u'HTTPError: HTTP Error 404: Not Found', u'']))
ODD = record(u'Cannot work (most recent call last):', 'ERROR', '__init__:9', [u'  File "x.py", line 3', u'KeyError: 3', u''])
CRASH = record(u"Exception in the search function of agent named 'FilmVault' (most recent call last):", 'CRITICAL', 'agentkit:1018',
               [u'  File "x.py", line 3', u'IndexError: 3', u''])
LATE = record(u'Exception in thread (most recent call last):', 'CRITICAL', 'runtime:800', TRACE)


@pytest.mark.parametrize('data, state', [
    (b'', NOT_OBSERVED), (BANNER, NOT_OBSERVED), (BANNER + NOISE, NOT_OBSERVED), (CRASH, NOT_OBSERVED),
    (BANNER + NOISE + DONE, STARTED), (DONE, STARTED), (BANNER + FAILS, FAILED), (BANNER + REFUSED, FAILED),
    (BANNER + ODD + DONE, FAILED), (ODD + CRASH + BANNER + DONE, STARTED), (BANNER + DONE + CRASH, STARTED),
    (BANNER + DONE + LATE, FAILED), (BANNER + FAILS + BANNER + DONE, FAILED), (BANNER + DONE + BANNER + FAILS, FAILED),
    (b'  continues what was before\n' + BANNER + DONE, STARTED), (FAILS.replace(b'\n', b'\r\n'), FAILED),
])
def test_what_a_log_shows(data, state):
    assert startcheck.judge(AGENT, data).state == state


def test_the_lines_that_prove_it_are_given():
    failed = startcheck.judge(AGENT, BANNER + REFUSED)
    assert failed.why == u'the start failed: SyntaxError: Line 104: "__file__" is an invalid variable name'
    assert failed.lines[0].endswith(u'(core:569) - Exception while loading code (most recent call last):')
    assert failed.lines[-1] == failed.why[len(u'the start failed: '):]
    assert u'Started plug-in' in startcheck.judge(AGENT, BANNER + DONE).lines[0]
    long = record(u'Exception starting plug-in (most recent call last):', 'CRITICAL', 'core:615',
                  [u'  File "x.py?X-Plex-Token=abcdefghij0123456789", line %d' % number for number in range(99)] + [u'ImportError: x'])
    shown = startcheck.judge(AGENT, long).lines
    assert len(shown) == 12 and shown[-1] == u'ImportError: x' and u'abcdefghij' not in u''.join(shown)
    assert startcheck.judge(AGENT, BANNER).why.startswith(u'it began to start')


class Clock(object):
    """Time that only passes in `sleep`, and things that happen then."""

    def __init__(self, events=()):
        self.now, self.events = 0.0, list(events)

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds
        while self.events and self.events[0][0] <= self.now:
            self.events.pop(0)[1]()


def writer(folder, name, data):
    def write():
        with open(os.path.join(folder, name), 'ab') as handle:
            handle.write(data)
    return write


def test_it_waits_for_every_agent_behind_the_mark(tmpdir):
    folder, other = str(tmpdir), 'com.plexapp.agents.Other'
    for name in (AGENT, other):
        writer(folder, name + '.log', BANNER + DONE)()
    marks = startcheck.take_marks(folder, [AGENT, other])
    assert sorted(marks) == [AGENT + '.log', other + '.log']
    clock = Clock([(3, writer(folder, AGENT + '.log', BANNER + DONE)), (5, writer(folder, other + '.log', BANNER + DONE))])
    seen = startcheck.wait(folder, marks, [AGENT, other], 60, 1, clock, clock.sleep)
    assert [one.state for one in seen.values()] == [STARTED, STARTED] and 6 <= clock.now < 7


def test_a_rotation_at_the_start_is_followed(tmpdir):
    folder, path = str(tmpdir), os.path.join(str(tmpdir), AGENT + '.log')
    writer(folder, AGENT + '.log', BANNER + DONE)()
    marks = startcheck.take_marks(folder, [AGENT])
    os.rename(path, path + '.1')
    writer(folder, AGENT + '.log', BANNER.replace(b'06,711', b'59,711'))()
    assert startcheck.look(folder, marks, [AGENT])[AGENT].state == NOT_OBSERVED
    writer(folder, AGENT + '.log', DONE)()
    assert startcheck.look(folder, marks, [AGENT])[AGENT].state == STARTED


def test_one_that_never_appears_is_not_observed_and_one_that_fails_ends_the_waiting(tmpdir):
    folder, other = str(tmpdir), 'com.plexapp.agents.Other'
    clock = Clock()
    seen = startcheck.wait(folder, {}, [AGENT, other], 30, 1, clock, clock.sleep)
    assert [one.state for one in seen.values()] == [NOT_OBSERVED, NOT_OBSERVED] and 30 <= clock.now < 31
    clock = Clock([(2, writer(folder, AGENT + '.log', BANNER + FAILS))])
    seen = startcheck.wait(folder, {}, [AGENT, other], 30, 1, clock, clock.sleep)
    assert (seen[AGENT].state, seen[other].state) == (FAILED, NOT_OBSERVED) and clock.now < 3


def test_what_fails_just_after_the_start_is_seen(tmpdir):
    folder = str(tmpdir)
    clock = Clock([(1, writer(folder, AGENT + '.log', BANNER + DONE)), (1.5, writer(folder, AGENT + '.log', LATE))])
    assert startcheck.wait(folder, {}, [AGENT], 30, 1, clock, clock.sleep)[AGENT].state == FAILED
