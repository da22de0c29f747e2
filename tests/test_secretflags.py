# -*- coding: utf-8 -*-
"""A secret that was given to a flag without a value leaves the command line before any message can hold it."""
from __future__ import absolute_import, division, print_function

import pytest

from plexfix.base.secretflags import without_values

FLAGS = ('--token', '--show-token')


@pytest.mark.parametrize('argv', [
    ['--token', 'abc'], ['--token=abc'], ['--tok', 'abc'], ['--sections', '--show-token', 'abc', '--json'], ['--show=abc'],
    ['--url', 'x', '--token', 'abc']])
def test_the_whole_line_goes(argv):
    assert without_values(argv, FLAGS, '--stray') == ['--stray']


@pytest.mark.parametrize('argv', [
    [], ['--token'], ['--token', '--json'], ['--token-file', 'path'], ['--token-file=path'], ['--url', '--token'], ['-', 'x'],
    ['--', 'x'], ['--search', 'token']])
def test_what_holds_no_value_of_them_stays(argv):
    assert without_values(argv, FLAGS, '--stray') == argv
