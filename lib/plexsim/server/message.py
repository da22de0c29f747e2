# -*- coding: utf-8 -*-
"""What a client asked, and what it is answered; sockets are http's job, documents are render's."""
from __future__ import absolute_import, division, print_function

import json
from collections import namedtuple

from plexfix.base.compat import six, to_bytes, to_text
from plexsim.server import render

XML_TYPE = 'text/xml;charset=utf-8'
JSON_TYPE = 'application/json'
HTML_TYPE = 'text/html'

REASONS = {200: 'OK', 201: 'Created', 400: 'Bad Request', 401: 'Unauthorized', 404: 'Not Found', 405: 'Method Not Allowed',
           411: 'Length Required', 413: 'Request Entity Too Large', 500: 'Internal Server Error', 501: 'Not Implemented',
           503: 'Service Unavailable'}

# The words by which clients tell this 400 from one that no retry can heal.
STILL_STARTING = u'the server is still starting up. Please retry later'

Response = namedtuple('Response', 'status content_type body headers')


class Request(namedtuple('Request', 'method path query headers body')):
    """One request: *query* is a dict of text, *headers* one of text by lower-case name, *body* bytes."""

    __slots__ = ()

    def plex(self, name, default=None):
        """Return the value of an `X-Plex-*` header, which may come as a query argument too."""
        return self.headers.get(name.lower(), self.query.get(name, default))

    def number(self, name):
        """Return a query argument as a number, None where it is absent or no number."""
        return as_number(self.query.get(name))

    def flag(self, name):
        """Return whether a query argument is set to something that means yes."""
        return self.query.get(name, u'0').lower() in (u'1', u'true')

    @property
    def wants_json(self):
        """Whether JSON was asked for, by `Accept` or by its `X-Plex-` form; XML is what Plex sends otherwise."""
        asked = self.plex('X-Plex-Accept') or self.query.get('Accept') or self.headers.get('accept') or u''
        json_at, xml_at = asked.find(u'json'), asked.find(u'xml')
        return json_at >= 0 and (xml_at < 0 or json_at < xml_at)

    def json_object(self):
        """Return the body as a dict.  Raises ValueError where it is anything else."""
        document = json.loads(to_text(self.body) or u'{}')
        if not isinstance(document, dict):
            raise ValueError('the body has to be one JSON object')
        return document


def as_number(text):
    """Return *text* as an int, None where it is none."""
    try:
        return int(text)
    except (TypeError, ValueError):
        return None


def parse_target(target):
    """Return (path, query) of a request line's target, both decoded; of a repeated argument the last one counts."""
    # Clients may send an absolute URL; only its path and query matter here.  `//x` is a path too, not a host.
    if target.startswith('/'):
        target = '/' + target.lstrip('/')
    parts = six.moves.urllib.parse.urlsplit(target)
    path = to_text(six.moves.urllib.parse.unquote(parts.path))
    pairs = six.moves.urllib.parse.parse_qsl(parts.query, keep_blank_values=True)
    return path, dict((to_text(name), to_text(value)) for name, value in pairs)


def container(request, node, dirty=False):
    """Return 200 with *node* in the form that the client asked for; *dirty* leaves bytes in the XML that are none."""
    if request.wants_json:
        return Response(200, JSON_TYPE, render.json_bytes(node), ())
    return xml(node, dirty)


def xml(node, dirty=False):
    """Return 200 with *node* as XML."""
    return Response(200, XML_TYPE, render.xml_bytes(node, dirty), ())


def document(value, status=200):
    """Return *value* as JSON: the simulation's own pages, which no real server has."""
    return Response(status, JSON_TYPE, to_bytes(json.dumps(value, sort_keys=True)), ())


def empty():
    """Return 200 with nothing: how Plex acknowledges what it will do later."""
    return Response(200, XML_TYPE, b'', ())


def refusal(status, detail=u'', headers=()):
    """Return an error as Plex sends it: a page of HTML that nobody should parse."""
    title = REASONS[status]
    page = u'<html><head><title>%s</title></head><body><h1>%d %s</h1>%s</body></html>' % (
        title, status, title, u'<p>%s</p>' % render.quote_text(detail) if detail else u'')
    return Response(status, HTML_TYPE, to_bytes(page), tuple(headers))


def maintenance():
    """Return the 503 of a server that starts or migrates, the one error that comes as XML."""
    node = render.Node('Response', [('code', 503), ('title', u'Maintenance'),
                                    ('status', u'PMS is currently running startup maintenance tasks.')], ())
    return Response(503, XML_TYPE, render.xml_bytes(node), ())
