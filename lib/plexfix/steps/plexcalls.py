# -*- coding: utf-8 -*-
"""The documented functions of plex_api_utils.py, one call each; whoever makes many keeps a PlexServer instead."""
from __future__ import absolute_import, division, print_function

from plexfix.base.errors import PlexfixError
from plexfix.outside import plexserver, tokens
from plexfix.show import plexrows


def get_plex_token():
    """Return the token as str, None where none is found; nobody is asked for it."""
    return tokens.find_token(prompt=False).token


def get_library_sections(plex_url, token):
    """Return the sections as dicts with `key`, `title`, `type` and more; raises PlexfixError."""
    return [plexrows.section_row(section) for section in plexserver.connect(plex_url, token).sections()]


def get_library_items(plex_url, token, section_key):
    """Return a section's items as dicts with `key`, `title`, `ratingKey` and more; raises PlexfixError."""
    return [plexrows.item_row(item) for item in plexserver.connect(plex_url, token).items(section_key)]


def refresh_metadata(plex_url, token, rating_key):
    """Return whether the server took the request to refresh an item: it is queued then, and not yet done."""
    try:
        plexserver.connect(plex_url, token).refresh(rating_key)
    except PlexfixError:
        return False
    return True


def test_plex_connection(plex_url, token):
    """Return whether a Plex server is there and accepts the token."""
    try:
        plexserver.connect(plex_url, token).name()
    except PlexfixError:
        return False
    return True


# pytest takes it for a test wherever it is imported.
test_plex_connection.__test__ = False
