# -*- coding: utf-8 -*-
"""`HTML`, `XML`, `JSON`, `Plist`, `RSS` and `YAML`: what comes from a site, made into objects.

HTML and XML stand on lxml, as the framework's do; it is imported when it is first used, and its absence is said.
"""
from __future__ import absolute_import, division, print_function

import json
import plistlib
import sys

from plexfix.base import compat
from plexsim.host.api_http import RequestMaker
from plexsim.host.framework_errors import FrameworkException
from plexsim.host.networking import unset_timeout

_UNSET = unset_timeout()


def lxml_module(name):
    """Return lxml's module *name*; raise FrameworkException with the command to type where lxml is not installed."""
    try:
        if name == 'html':
            import lxml.html
            return lxml.html
        if name == 'objectify':
            import lxml.objectify
            return lxml.objectify
        import lxml.etree
        return lxml.etree
    except ImportError as err:
        raise FrameworkException('HTML and XML need lxml, which this Python does not have (%s): %s -m pip install lxml'
                                 % (err, sys.executable))


def markup_from_string(markup, parser_of, read, encoding, max_size):
    """Return the root element of *markup*, read with the parser that *parser_of* makes for *encoding*."""
    if max_size is not None and len(markup) > max_size:
        raise FrameworkException('Document is too large (%d bytes, at most %d)' % (len(markup), max_size))
    if not compat.PY2 and isinstance(markup, str):
        # A text with an encoding declaration is refused by lxml; as bytes it is read as the framework read it.
        markup, encoding = compat.to_bytes(markup), 'utf-8'
    return read(markup, parser=parser_of(encoding=encoding) if encoding else None)


class _Markup(RequestMaker):
    def ElementFromURL(self, url, values=None, headers=None, cacheTime=None, encoding=None, errors=None, timeout=_UNSET,
                       sleep=0, max_size=None, follow_redirects=True, method=None, data=None):
        request = self._http_request(url, values=values, headers=headers, cacheTime=cacheTime, encoding=encoding, errors=errors,
                                     timeout=timeout, immediate=True, sleep=sleep, data=data,
                                     follow_redirects=follow_redirects, method=method)
        return self.ElementFromString(request.content, encoding=encoding, max_size=max_size)


class HTML(_Markup):
    """HTML in, elements out, and the other way round."""

    def Element(self, name, text=None, **attributes):
        element = lxml_module('html').Element(name, **attributes)
        element.text = text
        return element

    def ElementFromString(self, string, encoding=None, max_size=None):
        html = lxml_module('html')
        return markup_from_string(string, html.HTMLParser, html.fromstring, encoding, max_size)

    def StringFromElement(self, el, encoding='utf8', method='html'):
        return _text(lxml_module('etree').tostring(el, encoding=encoding, method=method))

    StringFromObject = StringFromElement


class XML(_Markup):
    """XML in, elements or objects out, and the other way round."""

    def Element(self, name, text=None, **attributes):
        element = lxml_module('etree').Element(name, **attributes)
        element.text = text
        return element

    def ElementFromString(self, string, encoding=None, max_size=None, remove_blank_text=None):
        etree = lxml_module('etree')

        def parser(**options):
            return etree.XMLParser(remove_blank_text=bool(remove_blank_text), **options)
        return markup_from_string(string, parser, etree.fromstring, encoding, max_size)

    def StringFromElement(self, el, encoding='utf8', method=None):
        return _text(lxml_module('etree').tostring(el, encoding=encoding, method=method or 'xml'))

    def ObjectFromString(self, string):
        return lxml_module('objectify').fromstring(compat.to_bytes(string))

    def ObjectFromURL(self, url, **options):
        return self.ObjectFromString(self._http_request(url, immediate=True, **options).content)

    def StringFromObject(self, obj, encoding='utf-8'):
        etree = lxml_module('etree')
        lxml_module('objectify').deannotate(obj)
        etree.cleanup_namespaces(obj)
        return _text(etree.tostring(obj, encoding=encoding))


class JSON(RequestMaker):
    """JSON in, objects out, and the other way round."""

    def ObjectFromString(self, string, encoding=None, errors=None):
        return json.loads(compat.to_text(string) if encoding is None else string.decode(encoding, errors or 'strict'))

    def ObjectFromURL(self, url, values=None, headers=None, cacheTime=None, encoding=None, errors=None, timeout=_UNSET,
                      sleep=0, max_size=None, follow_redirects=True, method=None, data=None):
        request = self._http_request(url, values=values, headers=headers, cacheTime=cacheTime, errors=errors, timeout=timeout,
                                     immediate=True, sleep=sleep, data=data, follow_redirects=follow_redirects, method=method)
        return self.ObjectFromString(request.content)

    def StringFromObject(self, obj):
        return json.dumps(obj)


class Plist(RequestMaker):
    """Property lists in, objects out, and the other way round."""

    def ObjectFromString(self, text):
        data = compat.to_bytes(text)
        return plistlib.readPlistFromString(data) if compat.PY2 else plistlib.loads(data)

    def ObjectFromURL(self, url, **options):
        return self.ObjectFromString(self._http_request(url, immediate=True, **options).content)

    def StringFromObject(self, obj):
        return plistlib.writePlistToString(obj) if compat.PY2 else compat.to_text(plistlib.dumps(obj))


class NotProvided(object):
    """A part of the framework that the simulation does not have; using it says which."""

    def __init__(self, name):
        self._name = name

    def __getattr__(self, attribute):
        if attribute.startswith('__'):
            raise AttributeError(attribute)
        raise FrameworkException('%s.%s is not provided by this simulation of the framework' % (self._name, attribute))


def _text(data):
    return data if compat.PY2 else compat.to_text(data)
