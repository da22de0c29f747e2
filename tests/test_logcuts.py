# -*- coding: utf-8 -*-
"""logcuts: what is copied of live logs is exactly what was written since, also where they rotate meanwhile."""
from __future__ import absolute_import, division, print_function

import os

import pytest
from hypothesis import given, strategies as st

from plexfix.outside.logcuts import Cutter

NAME = 'com.plexapp.agents.A.log'


def start_line(number):
    return ('start %d of the plug-in\n' % number).encode('ascii')


class Logs(object):
    """A folder with live logs, and a Cutter of it."""

    def __init__(self, folder):
        self.source, self.target = str(folder.join('live')), str(folder.join('copies'))
        os.mkdir(self.source)
        self.starts = 0

    def write(self, data, name=NAME):
        with open(os.path.join(self.source, name), 'ab') as handle:
            handle.write(data)

    def rotate(self, name=NAME):
        """Do as the framework does at a start: the current one becomes .1, and so on, five at most."""
        path = os.path.join(self.source, name)
        for number in range(5, 0, -1):
            older = path if number == 1 else '%s.%d' % (path, number - 1)
            if os.path.exists(older):
                os.rename(older, '%s.%d' % (path, number))
        self.starts += 1
        self.write(start_line(self.starts), name)

    def cutter(self, sizes=None):
        made = Cutter(self.source, self.target, 'com.plexapp.agents.')
        made.marks = made.begin(sizes)
        return made

    def copy(self, name=NAME):
        path = os.path.join(self.target, name)
        if not os.path.exists(path):
            return None
        with open(path, 'rb') as handle:
            return handle.read()


@pytest.fixture
def logs(tmpdir):
    made = Logs(tmpdir)
    made.write(b'before\n')
    return made


def test_only_what_comes_later_is_copied_piece_after_piece(logs):
    cutter = logs.cutter()
    assert cutter.marks == {u'' + NAME: 7} and cutter.cut() == {}
    logs.write(b'one\n')
    assert cutter.cut() == {NAME: (0, 4)}
    logs.write(b'two\nthree\n')
    assert cutter.cut() == {NAME: (4, 14)} and cutter.cut() == {}
    assert logs.copy() == b'one\ntwo\nthree\n' and cutter.read(NAME, 4, 14) == b'two\nthree\n'
    assert cutter.sizes() == {NAME: 14}


def test_half_a_line_waits_for_its_end(logs):
    cutter = logs.cutter()
    logs.write(b'one\ntw')
    cutter.cut()
    assert logs.copy() == b'one\n'
    logs.write(b'o\n')
    cutter.cut()
    assert logs.copy() == b'one\ntwo\n'


def test_a_rotation_loses_nothing_and_repeats_nothing(logs):
    cutter = logs.cutter()
    logs.write(b'one\n')
    cutter.cut()
    logs.write(b'two\n')
    for _ in range(3):
        logs.rotate()
    logs.write(b'three\n')
    cutter.cut()
    assert logs.copy() == b'one\ntwo\nstart 1 of the plug-in\nstart 2 of the plug-in\nstart 3 of the plug-in\nthree\n'
    assert not cutter.lost


def test_more_rotations_than_there_are_backups_are_told(logs):
    cutter = logs.cutter()
    logs.write(b'gone\n')
    for _ in range(6):
        logs.rotate()
    cutter.cut()
    assert cutter.lost == set([u'com.plexapp.agents.A'])
    assert logs.copy().count(b'start') == 6 and b'gone' not in logs.copy()


def test_a_log_that_begins_meanwhile_is_copied_from_its_start_and_others_are_not_looked_at(logs):
    cutter = logs.cutter()
    logs.write(b'new\n', 'com.plexapp.agents.B.log')
    logs.write(b'system\n', 'com.plexapp.system.log')
    assert sorted(cutter.cut()) == ['com.plexapp.agents.B.log']
    assert logs.copy('com.plexapp.agents.B.log') == b'new\n' and logs.copy('com.plexapp.system.log') is None


def test_a_run_that_goes_on_cuts_off_what_the_interrupted_one_had_not_saved(logs):
    cutter = logs.cutter()
    logs.write(b'one\n')
    saved = cutter.cut() and cutter.sizes()
    logs.write(b'two\n')
    logs.write(b'other\n', 'com.plexapp.agents.B.log')
    cutter.cut()
    logs.write(b'while nobody looked\n')
    cutter = logs.cutter(saved)
    assert logs.copy() == b'one\n' and logs.copy('com.plexapp.agents.B.log') == b''
    logs.write(b'three\n')
    assert cutter.cut() == {NAME: (4, 10)}
    assert logs.copy() == b'one\nthree\n'


def test_a_new_pass_begins_with_nothing(logs):
    cutter = logs.cutter()
    logs.write(b'one\n')
    cutter.cut()
    logs.cutter()
    assert logs.copy() == b''


@given(st.lists(st.sampled_from(['line', 'rotate', 'cut']), max_size=40))
def test_whatever_the_order_the_copies_hold_each_line_once(tmpdir_factory, steps):
    logs = Logs(tmpdir_factory.mktemp('logs'))
    logs.rotate()
    cutter, wanted, number, rotations = logs.cutter(), [], 0, 0
    for step in steps:
        if step == 'line':
            number += 1
            wanted.append(('line %d\n' % number).encode('ascii'))
            logs.write(wanted[-1])
        elif step == 'rotate' and rotations < 5:
            logs.rotate()
            rotations += 1
            wanted.append(start_line(logs.starts))
        elif step == 'cut':
            cutter.cut()
            rotations = 0
    cutter.cut()
    assert (logs.copy() or b'') == b''.join(wanted) and not cutter.lost
