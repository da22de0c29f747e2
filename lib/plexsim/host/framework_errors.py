# -*- coding: utf-8 -*-
"""The exceptions that the framework publishes to plug-ins, under `Ex` and in tracebacks."""
from __future__ import absolute_import, division, print_function

from six.moves import urllib

from plexsim.host import networking


class FrameworkException(Exception):
    """Something that the framework refuses or cannot do."""


class MediaNotAvailable(FrameworkException):
    """A plug-in's word for a page whose media is gone."""


class MediaExpired(FrameworkException):
    """A plug-in's word for media that is no longer offered."""


class MediaNotAuthorized(FrameworkException):
    """A plug-in's word for media that needs an account."""


class MediaGeoblocked(FrameworkException):
    """A plug-in's word for media that is not offered in this country."""


class Ex(object):
    """The namespace of exceptions in plug-in code."""

    FrameworkException = FrameworkException
    MediaNotAvailable = MediaNotAvailable
    MediaExpired = MediaExpired
    MediaNotAuthorized = MediaNotAuthorized
    MediaGeoblocked = MediaGeoblocked
    HTTPError = urllib.error.HTTPError
    URLError = urllib.error.URLError
    RedirectError = networking.Redirected
