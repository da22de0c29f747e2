# -*- coding: utf-8 -*-
"""What the records of a pattern say, as the texts that signatures are searched for in.

Taken out is what no record states: printed dictionaries, paths and queries of URLs, the source lines of a traceback.
Titles, ids and search words stand there, and a film may well be called "HTTP Error 403".
"""
from __future__ import absolute_import, division, print_function

import re

from plexfix.base.clip import clip
from plexfix.base.compat import to_bytes, to_text
from plexfix.observe import events, logline, tracebacks

LINE_CHARS = 2000
TEXT_CHARS = 6000
PROBLEMS = ('WARNING', 'ERROR', 'CRITICAL')

_OPENING = to_text(tracebacks.OPENING)
_DUMP = re.compile(u'\\{[^{}]*\\}')
# The one address that is noise by its path stays whole.
_URL = re.compile(u'(https?://[^/\\s\'"<>?#]*(?:/:/plugins/com\\.plexapp\\.system/resourceHashes)?)([^\\s\'"<>]*)')


def said(text):
    """Return what the record with this whole *text* (message, then continuation lines) says."""
    if u'\n' not in text:
        return _without_data(clip(text, LINE_CHARS))
    if _OPENING in text:
        trace = tracebacks.find(to_bytes(text).split(b'\n'))
        message = text[:text.index(u'\n')]
        cause = to_text((trace.name or b'') + b': ' + trace.text) if trace else u''
        return _without_data(u'%s\n%s' % (clip(message, LINE_CHARS), clip(cause, LINE_CHARS)))
    lines = clip(text, TEXT_CHARS).split(u'\n')
    return u'\n'.join(_without_data(clip(line, LINE_CHARS)) for line in lines)


def _without_data(text):
    if u'{' in text:
        text = _DUMP.sub(u'{...}', text)
    return _URL.sub(_url, text) if u'://' in text else text


def _url(match):
    return match.group(1) + (u'/<...>' if match.group(2) else u'')


def texts_of(pattern):
    """Return the distinct texts of an aggregate's pattern: its template, then what each of its samples says."""
    texts = [clip(pattern['template'], LINE_CHARS)]
    for sample in pattern['samples']:
        text = said(sample['text'])
        if text not in texts:
            texts.append(text)
    return texts


def speaks(pattern):
    """Return whether the records of *pattern* tell of a problem: neither plain information nor data of a film.

    The agents log a film's title as an error where it holds the word; nothing that such a record holds is a finding.
    """
    if pattern.get('role') is not None:
        return True
    if pattern['level'] not in PROBLEMS:
        return False
    return not all(_is_data(sample['text']) for sample in pattern['samples']) if pattern['samples'] else True


def _is_data(text):
    rest = logline.unlabelled(to_bytes(text.split(u'\n', 1)[0]))
    return rest is not None and (events.is_data(rest) or logline.is_padded_data(rest)
                                 or rest.lstrip().startswith((b'*', b'>>')))
