# -*- coding: utf-8 -*-
"""Takes secrets, home folders and addresses out of text; what they look like is secret_patterns' business."""
from __future__ import absolute_import, division, print_function

import re

from plexfix.base.compat import ASCII_ONLY, binary_type, to_bytes, to_text
from plexfix.base.secret_patterns import FORMS

# By type: most runs never meet bytes, and many commands redact nothing.
_COMPILED = {}


def redact(text, keep_paths=False):
    """Return *text* (text or bytes, the same type back) with each secret replaced by its kind, as in `<token>`.

    Kinds: token, api-key, password, secret, cookie, private-key, email, and user for names in home folders and URLs.
    With *keep_paths* home folders stay, for a message whose reader has to type the path.  Redacting twice changes
    nothing more; the time is linear in the length.
    """
    return redact_counted(text, keep_paths)[0]


def redact_counted(text, keep_paths=False):
    """Return *text* as `redact` does, and how many were replaced by kind, as {kind: count}."""
    convert = to_bytes if isinstance(text, binary_type) else to_text
    lowered = text.lower()
    counts = {}
    stems, rows = _compiled(convert)
    wanted = set()
    for stem, numbers in stems:
        if stem in lowered:
            wanted.update(numbers)
    for number in sorted(wanted):
        row = rows[number]
        form, needles = row[0], row[1]
        if keep_paths and form.is_path:
            continue
        for needle in needles:                  # a generator would cost more than the search
            if needle in lowered:
                text = _replace(_expression(row, convert), convert('<%s>' % form.kind), text, form.kind, counts)
                break
    return text, counts


def _replace(expression, marker, text, kind, counts):
    """Return *text* with each `secret` group of *expression* as *marker*, counted into *counts*."""
    def marked(match):
        if not match.group('secret'):
            return match.group(0)
        counts[kind] = counts.get(kind, 0) + 1
        start, end = match.span('secret')
        origin = match.start()
        whole = match.group(0)
        return whole[:start - origin] + marker + whole[end - origin:]
    return expression.sub(marked, text)


def _compiled(convert):
    """Return ([(stem, numbers of forms)], [[form, needles, expression or None] for each Form]), as *convert* makes text.

    Each needle holds a stem: they are few, as most needles hold another one, and most text holds none of them.
    """
    if convert not in _COMPILED:
        needles = set(needle for form in FORMS for needle in form.needles)
        stems = sorted(needle for needle in needles if not any(other in needle for other in needles - set([needle])))
        _COMPILED[convert] = (
            [(convert(stem), [number for number, form in enumerate(FORMS) if any(stem in needle for needle in form.needles)])
             for stem in stems],
            [[form, [convert(needle) for needle in form.needles], None] for form in FORMS])
    return _COMPILED[convert]


def _expression(row, convert):
    """Return the expression of a row of `_compiled`, compiled now if this is its first use: most are never needed."""
    if row[2] is None:
        row[2] = re.compile(convert(row[0].pattern), row[0].flags | ASCII_ONLY)
    return row[2]
