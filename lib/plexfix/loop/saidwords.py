# -*- coding: utf-8 -*-
"""Secrets out of words of our own and of people, which become records."""
from __future__ import absolute_import, division, print_function

from plexfix.base.compat import string_types, to_text
from plexfix.base.redact import redact


def clean(value):
    """Return *value* (JSON) with every text in it without secrets."""
    if isinstance(value, dict):
        return dict((key, clean(value[key])) for key in value)
    if isinstance(value, (list, tuple)):
        return [clean(one) for one in value]
    return without_secrets(to_text(value)) if isinstance(value, string_types) else value


def without_secrets(text):
    """Return *text* (text) redacted, but for paths, which a reader has to type."""
    return redact(text, keep_paths=True)
