# -*- coding: utf-8 -*-
"""`Log`: what a plug-in's code says, at INFO when it is called, else at the level of the method."""
from __future__ import absolute_import, division, print_function


class Log(object):
    """The log of one plug-in, for its own code."""

    def __init__(self, recorder):
        self._recorder = recorder

    def __call__(self, fmt, *args, **kwargs):
        self._recorder.from_code(u'INFO', fmt, args)

    def Debug(self, fmt, *args, **kwargs):
        self._recorder.from_code(u'DEBUG', fmt, args)

    def Info(self, fmt, *args, **kwargs):
        self._recorder.from_code(u'INFO', fmt, args)

    def Warn(self, fmt, *args, **kwargs):
        self._recorder.from_code(u'WARNING', fmt, args)

    def Error(self, fmt, *args, **kwargs):
        self._recorder.from_code(u'ERROR', fmt, args)

    def Critical(self, fmt, *args, **kwargs):
        self._recorder.from_code(u'CRITICAL', fmt, args)

    def Exception(self, fmt='', *args, **kwargs):
        self._recorder.exception_from_code(fmt, args)

    def Stack(self):
        """Write the stack of the caller at DEBUG; exists in the framework, seldom used."""
        self._recorder.from_code(u'DEBUG', 'Current stack:', ())
