# -*- coding: utf-8 -*-
"""terminal: all of a text gets out, also where the stream takes only a part at once."""
from __future__ import absolute_import, division, print_function

import io

import pytest

from plexfix.outside import terminal


class Pipe(io.RawIOBase):
    """A pipe that takes at most so many bytes at once, as in *takes*, and None where it is full."""

    def __init__(self, takes):
        super(Pipe, self).__init__()
        self._takes, self.got = list(takes), b''

    def writable(self):
        return True

    def write(self, data):
        most = self._takes.pop(0) if len(self._takes) > 1 else self._takes[0]
        if most is None:
            return None
        piece = bytes(bytearray(data))[:most]
        self.got += piece
        return len(piece)


class Stream(object):
    """A text stream of an unbuffered Python: what it has as buffer is the pipe itself."""

    def __init__(self, pipe):
        self.buffer = pipe

    def isatty(self):
        return False

    def flush(self):
        pass


@pytest.mark.parametrize('takes', [[100], [1], [3, 2, 100], [None, 4, None, 100], [0, 100]])
def test_a_pipe_that_takes_only_a_part_gets_the_rest(takes):
    pipe = Pipe(takes)
    terminal.write_text(Stream(pipe), u'caf\xe9 with milk')
    assert pipe.got == u'caf\xe9 with milk'.encode('utf-8')
