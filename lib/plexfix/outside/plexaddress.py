# -*- coding: utf-8 -*-
"""The address of a Plex server as a person gives it, and the shape of a token; what is sent there is plexhttp's.

Neither is ever quoted in an error: a pasted address may hold a token.
"""
from __future__ import absolute_import, division, print_function

import re
from collections import namedtuple

from plexfix.base.compat import native, six, to_text
from plexfix.base.errors import UsageError

DEFAULT_URL = 'http://127.0.0.1:32400'
HOW_TO_GIVE_A_TOKEN = 'give it with --token-file FILE, or in the environment as PLEX_TOKEN'

_PORTS = {'http': 80, 'https': 443}
_TOKEN = re.compile(u'[\x21-\x7e]{1,512}\\Z')
_UNSAFE = re.compile(r'[\x00-\x20\x7f\\]')
_LOOPBACK = re.compile(r'(localhost|127\.\d+\.\d+\.\d+|::1)\Z', re.IGNORECASE)
_BARE_ADDRESS = re.compile(r'(\d+\.\d+\.\d+\.\d+|[0-9a-f:]*:[0-9a-f:.]*)\Z', re.IGNORECASE)

# Where a server is: *base* goes before each path; *origin* is scheme, host and port, and may be shown. *loopback*:
# it is this machine; *bare*: the host is an IP address.
Address = namedtuple('Address', 'base origin host loopback bare')


def address_of(url):
    """Return the Address of a server that a person named; `host`, `host:port` and the address of its web page will do.

    Raises UsageError for anything else, and where it holds a user name or arguments.
    """
    text = native(url).strip()
    if '://' not in text:
        text = 'http://' + text
        # A name with neither scheme nor port means Plex's own port, not the web's.
        if not re.match(r'http://[^/]*:\d+(/|\Z)', text):
            text = re.sub(r'^(http://[^/]*)', r'\1:32400', text, count=1)
    parts = _parts(text)
    if parts.username or parts.password or parts.query:
        raise UsageError('the address of the server holds more than an address',
                         'a user name, or arguments behind a question mark',
                         'Plex wants a token: ' + HOW_TO_GIVE_A_TOKEN)
    path = re.sub(r'/web(/.*)?$', '', parts.path).rstrip('/')
    origin, host = _origin(parts), parts.hostname
    return Address(origin + path, origin, host, bool(_LOOPBACK.match(host)), bool(_BARE_ADDRESS.match(host)))


def origin_of(url):
    """Return scheme, host and port of *url*, the port always told; raises UsageError where it has none."""
    return _origin(_parts(url))


def checked_token(token):
    """Return *token* as native str without the blanks around it; raise UsageError where it cannot be one."""
    text = to_text(token).strip()
    if not _TOKEN.match(text):
        raise UsageError('this is no Plex token', 'a token has neither blanks nor special letters in it',
                         HOW_TO_GIVE_A_TOKEN)
    return native(text)


def _parts(url):
    try:
        parts = six.moves.urllib.parse.urlsplit(url)
        # Python 2 gives no port, and no error, for a number that can be none.
        has_port = parts.port or not re.search(r':\d+\Z', parts.netloc)
        usable = parts.scheme in _PORTS and parts.hostname and has_port and not _UNSAFE.search(url)
    except ValueError:
        usable = False
    if not usable:
        raise UsageError('the address of the server is no http or https address', None,
                         'it looks like ' + DEFAULT_URL)
    return parts


def _origin(parts):
    host = '[%s]' % parts.hostname if ':' in parts.hostname else parts.hostname
    return '%s://%s:%d' % (parts.scheme, host, parts.port or _PORTS[parts.scheme])
