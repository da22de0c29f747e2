# -*- coding: utf-8 -*-
"""How any text is put into the diagnostic report so that it reads back the same: character references, backslashes.

Both are Markdown's own, so that a viewer shows what was meant.  What the document consists of is text's.
"""
from __future__ import absolute_import, division, print_function

import re

# What a value may not hold as it is, somewhere: it would end the line, be trimmed, or part the value.  Only these
# are read back: any other reference, as in a title taken from a web page, stays as somebody wrote it.
_REFERENCES = u'\t\n\r &*,-:`'
_NUMBERS = u'|'.join(u'%d' % ord(character) for character in _REFERENCES)
_LITERAL = re.compile(u'&(?=#(?:%s);)' % _NUMBERS)
_REFERENCE = re.compile(u'&#(%s);' % _NUMBERS)
_BODY_LITERAL = re.compile(u'&(?=(?:#38;)*#13;)')
_BODY_REFERENCE = re.compile(u'&((?:#38;)*)#13;')
_PLACES = dict((u'%d' % ord(character), place) for place, character in enumerate(_REFERENCES))
BLANK = u' \t'


def reference(character):
    """Return the numeric character reference of one character that `read_value` reads back."""
    return u'&#%d;' % ord(character)


def written_value(text, also=u''):
    """Return *text* as one line that `read_value` reads back: line ends, blank edges and *also* as references."""
    text = _LITERAL.sub(u'&#38;', text)
    for character in u'\r\n' + also:
        text = text.replace(character, reference(character))
    if text[:1] and text[0] in BLANK:
        text = reference(text[0]) + text[1:]
    if text[-1:] and text[-1] in BLANK:
        text = text[:-1] + reference(text[-1])
    return text


def read_value(line):
    """Return the text that a value stands for; blanks around it are not part of it."""
    return _REFERENCE.sub(lambda match: _REFERENCES[_PLACES[match.group(1)]], line.strip(BLANK))


def written_body(text):
    """Return *text* with its carriage returns as references: raw ones before a line end are Windows' line ends."""
    return _BODY_LITERAL.sub(u'&#38;', text).replace(u'\r', u'&#13;')


def read_body(text):
    """Return what `written_body` made *text* of."""
    def read(match):
        protected = match.group(1)[len(u'#38;'):]
        return u'&%s#13;' % protected if match.group(1) else u'\r'
    return _BODY_REFERENCE.sub(read, text)


def guarded(line, is_structure):
    """Return *line* with a backslash put before it, if *is_structure* holds of it without any backslashes it has."""
    return u'\\' + line if is_structure(line.lstrip(u'\\')) else line


def unguarded(line, is_structure):
    """Return *line* without the backslash that `guarded` put before it."""
    return line[1:] if line[:1] == u'\\' and is_structure(line.lstrip(u'\\')) else line
