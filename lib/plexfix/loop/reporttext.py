# -*- coding: utf-8 -*-
"""What the post-mortem and the final report write alike in Markdown; what stands in each is each one's own."""
from __future__ import absolute_import, division, print_function

from plexfix.base.clip import clip
from plexfix.loop.saidwords import without_secrets
from plexfix.understand.markdown import MORE, escaped, item


def words(text, most):
    """Return our own words as Markdown on one line; what they quote of a log or a person is redacted first."""
    return escaped(clip(u' '.join(without_secrets(text).split()), most, MORE))


def named(row):
    """Return what a fix is called: its id, and its iteration where it has one."""
    return row['fix'] if row['iteration'] is None else u'%s (iteration %d)' % (row['fix'], row['iteration'])


def unread(document, most):
    """Return the section on what could not be read, none where all could."""
    if not document['problems']:
        return []
    return [u'## What could not be read', u''] + [
        line for text in document['problems'] for line in item(words(text, most))] + [u'']
