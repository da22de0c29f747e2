# -*- coding: utf-8 -*-
"""Records of a Plex server as JSON documents and as lines for a person; it asks nobody and prints nothing."""
from __future__ import absolute_import, division, print_function

from plexfix.base.compat import fs_text

UNTITLED = u'(no title)'


def section_row(section):
    """Return a section as a dict with the documented `key title type`, and more."""
    return {'key': section.key, 'title': section.title, 'type': section.kind, 'agent': section.agent,
            'scanner': section.scanner, 'folders': list(section.folders)}


def section_line(section):
    """Return a section as one line."""
    return u'%6s  %-8s %s  (%s)' % (section.key, section.kind, section.title or UNTITLED, section.agent or u'no agent')


def item_row(item):
    """Return an item as a dict with the documented `key title ratingKey`, and more."""
    return {'key': item.key, 'title': item.title, 'ratingKey': item.rating_key, 'type': item.kind,
            'parentTitle': item.parent_title, 'year': item.year, 'guid': item.guid, 'updatedAt': item.updated_at,
            'section': item.section_key, 'files': list(item.files)}


def item_line(item):
    """Return an item as one line."""
    parent = item.parent_title + u': ' if item.parent_title else u''
    year = u' (%d)' % item.year if item.year is not None else u''
    return u'%8s  %-8s %s%s%s' % (item.rating_key, item.kind, parent, item.title or UNTITLED, year)


def sections_document(sections):
    """Return sections as the document of the command."""
    return {'schema': 'plexfix.sections/1', 'sections': [section_row(one) for one in sections]}


def items_document(items):
    """Return items as the document of the command."""
    return {'schema': 'plexfix.items/1', 'items': [item_row(one) for one in items]}


def checks_document(checks):
    """Return checks as the document of the command."""
    return {'schema': 'plexfix.check/1', 'checks': [check_row(one) for one in checks]}


def refreshes_document(done, dry_run, waited):
    """Return refreshes as the document of the command; *waited* says whether their ends are known."""
    return {'schema': 'plexfix.refresh/1', 'dry_run': dry_run, 'waited': waited,
            'items': [refresh_row(one) for one in done]}


def token_line(document):
    """Return a token's document as one line."""
    return u'token %(token_masked)s, from %(source)s' % document


def token_document(found, masked):
    """Return where a token was found, and where it was looked for, without the token."""
    return {'schema': 'plexfix.token/1', 'source': fs_text(found.source), 'token_masked': masked,
            'tried': [{'source': fs_text(one.source), 'state': one.state} for one in found.tries]}


def check_row(check):
    """Return a check as a dict."""
    return {'name': check.name, 'state': check.state, 'detail': check.detail, 'advice': check.advice}


def check_line(check):
    """Return a check as one line: how it is, what was looked at, what was found, what to do."""
    line = u'%-8s %-15s  %s' % (check.state, check.name, check.detail)
    return line + u'  -> ' + check.advice if check.advice else line


def refresh_row(done):
    """Return a refresh as a dict; *seconds* with one decimal, as nobody measured more."""
    return {'rating_key': done.rating_key, 'outcome': done.outcome, 'seconds': round(done.seconds, 1),
            'asked': done.asked, 'detail': done.detail, 'title': done.item.title if done.item else None,
            'rating_key_now': done.item.rating_key if done.item else None}


def refresh_line(done):
    """Return a refresh as one line."""
    title = u' "%s"' % done.item.title if done.item and done.item.title else u''
    return u'%-12s item %s%s  (%.1f s; %s)' % (done.outcome, done.rating_key, title, done.seconds, fs_text(done.detail))
