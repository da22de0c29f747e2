# -*- coding: utf-8 -*-
"""Read a regular expression of the small language that signatures are written in into a tree.

What the tree tells (dangers, needed words) is left to `regexrules`; searching is left to `re`.  The language is the
part of `re` that means the same on every Python and can be judged: literals, classes, groups, alternatives, repeats,
`^ $ \\b \\B`, and `(?i)` at the very beginning.  Look-arounds and back references are refused.
"""
from __future__ import absolute_import, division, print_function

import collections
import re

from plexfix.base.compat import ASCII_ONLY
from plexfix.base.memo import remembered

HIGHEST = 0x10ffff
# A set of characters as sorted (first, last) code points; *literal* is the character as written where there is but one.
Chars = collections.namedtuple('Chars', 'ranges literal')
Position = collections.namedtuple('Position', 'kind')               # consumes nothing: ^ $ \b \B
Sequence = collections.namedtuple('Sequence', 'items')
Choice = collections.namedtuple('Choice', 'options')
Repeat = collections.namedtuple('Repeat', 'item least most')        # most is None where there is no end
Regex = collections.namedtuple('Regex', 'tree ignore_case')

_IGNORE_CASE = u'(?i)'
_CLASSES = {u'd': ((48, 57),), u'w': ((48, 57), (65, 90), (95, 95), (97, 122)), u's': ((9, 13), (32, 32))}
_CONTROLS = {u'n': u'\n', u't': u'\t', u'r': u'\r'}
_POSITIONS = {u'b': 'boundary', u'B': 'no boundary'}
_COUNTED = re.compile(u'\\{(\\d+)?(,)?(\\d+)?\\}')


class RegexError(ValueError):
    """An expression that is not of the language; the text says what and where."""


def compile_regex(text):
    """Return *text* compiled for `search` in lines; classes mean ASCII on every Python."""
    return re.compile(text, re.MULTILINE | ASCII_ONLY)


@remembered(1024)
def read(text):
    """Return the Regex of *text*; raises RegexError."""
    ignore_case = text.startswith(_IGNORE_CASE)
    reader = _Reader(text, len(_IGNORE_CASE) if ignore_case else 0, ignore_case)
    tree = reader.choice()
    if not reader.at_end():
        raise reader.error(u'")" without "("')
    try:
        compile_regex(text)
    except (re.error, OverflowError) as err:
        raise RegexError(u'%s' % err)
    return Regex(tree, ignore_case)


def intersect(one, other):
    """Return whether two sets of ranges have a character in common."""
    return any(first <= end and start <= last for first, last in one for start, end in other)


def union(sets):
    """Return all ranges of some sets of them."""
    return tuple(sorted(set(part for ranges in sets for part in ranges)))


def _inverted(ranges):
    inverse, begin = [], 0
    for first, last in sorted(ranges):
        if first > begin:
            inverse.append((begin, first - 1))
        begin = max(begin, last + 1)
    if begin <= HIGHEST:
        inverse.append((begin, HIGHEST))
    return tuple(inverse)


_ANY = _inverted(((10, 10),))


def _both_cases(ranges):
    """Return *ranges* with the ASCII letters in them in both cases."""
    more = list(ranges)
    for low, high, shift in ((65, 90, 32), (97, 122, -32)):
        for first, last in ranges:
            if first <= high and low <= last:
                more.append((max(first, low) + shift, min(last, high) + shift))
    return tuple(sorted(set(more)))


class _Reader(object):
    """The place in an expression, and what may stand there."""

    def __init__(self, text, place, ignore_case):
        self._text, self._place, self._ignore_case = text, place, ignore_case

    def at_end(self):
        return self._place >= len(self._text)

    def error(self, message):
        return RegexError(u'%s at character %d' % (message, self._place + 1))

    def choice(self):
        """Read alternatives up to the end or to a `)`."""
        options = [self._sequence()]
        while self._take(u'|'):
            options.append(self._sequence())
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def _sequence(self):
        items = []
        while not self.at_end() and self._text[self._place] not in u'|)':
            items.append(self._repeated(self._item()))
        return items[0] if len(items) == 1 else Sequence(tuple(items))

    def _repeated(self, item):
        least, most = self._quantifier()
        if least is None:
            return item
        if isinstance(item, Position):
            raise self.error(u'a position cannot be repeated')
        if most is not None and most < least:
            raise self.error(u'a repeat with less at most than at least')
        self._take(u'?')                                # lazy: another order of trying, the same dangers
        if not self.at_end() and self._text[self._place] in u'*+?{':
            raise self.error(u'a repeat of a repeat')
        return Repeat(item, least, most)

    def _quantifier(self):
        for sign, least, most in ((u'*', 0, None), (u'+', 1, None), (u'?', 0, 1)):
            if self._take(sign):
                return least, most
        if self.at_end() or self._text[self._place] != u'{':
            return None, None
        match = _COUNTED.match(self._text, self._place)
        if match is None or not match.group(1):
            raise self.error(u'"{" that begins no repeat, write \\{')
        self._place = match.end()
        least = int(match.group(1))
        return least, (int(match.group(3)) if match.group(3) else None) if match.group(2) else least

    def _item(self):
        character = self._next()
        if character == u'(':
            return self._group()
        if character == u'[':
            return self._class()
        if character == u'\\':
            return self._escaped()
        if character == u'.':
            return Chars(_ANY, None)
        if character in u'^$':
            return Position(u'begin' if character == u'^' else u'end')
        if character in u'*+?{':
            self._place -= 1
            raise self.error(u'a repeat of nothing')
        return self._literal(character)

    def _group(self):
        if self._take(u'?') and not self._take(u':'):
            raise self.error(u'only groups (...) and (?:...) are known here, and (?i) at the beginning')
        inside = self.choice()
        if not self._take(u')'):
            raise self.error(u'"(" without ")"')
        return inside

    def _escaped(self):
        character = self._next()
        if character in _POSITIONS:
            return Position(_POSITIONS[character])
        ranges = _named(character)
        if ranges is not None:
            return Chars(ranges, None)
        return self._literal(self._plain(character))

    def _plain(self, character):
        """Return the character that stands for itself behind a backslash."""
        if character in _CONTROLS:
            return _CONTROLS[character]
        if character.isalnum() or ord(character) > 126:
            raise self.error(u'\\%s is not known here' % character)
        return character

    def _literal(self, character):
        ranges = ((ord(character), ord(character)),)
        return Chars(_both_cases(ranges) if self._ignore_case else ranges, character)

    def _class(self):
        inverted, parts, begin = self._take(u'^'), [], self._place
        while self.at_end() or self._text[self._place] != u']' or self._place == begin:
            if self.at_end():
                raise self.error(u'"[" without "]"')
            if self._place == begin and self._text[self._place] == u']':
                raise self.error(u'a class that begins with "]", write \\]')
            parts.extend(self._member())
        if any(sign in self._text[begin:self._place] for sign in (u'--', u'&&', u'~~', u'||')):
            raise self.error(u'a class with a sign that may get a meaning of its own')
        self._place += 1
        ranges = _both_cases(tuple(parts)) if self._ignore_case else tuple(sorted(parts))
        return Chars(_inverted(ranges) if inverted else ranges, None)

    def _member(self):
        """Read one character, class or range of a class; return its ranges."""
        character = self._next()
        if character == u'\\':
            character = self._next()
            ranges = _named(character)
            if ranges is not None:
                return ranges
            character = self._plain(character)
        elif character == u'[':
            # Newer Pythons warn of it: it may get a meaning of its own.
            raise self.error(u'"[" within a class, write \\[')
        ahead = self._text[self._place:self._place + 2]
        if not ahead.startswith(u'-') or ahead in (u'-', u'-]'):
            return ((ord(character), ord(character)),)
        self._place += 1
        last = self._next()
        last = self._plain(self._next()) if last == u'\\' else last
        if last == u'[' or ord(last) < ord(character):
            raise self.error(u'a range that does not rise')
        return ((ord(character), ord(last)),)

    def _next(self):
        if self.at_end():
            raise self.error(u'the expression ends too early')
        character = self._text[self._place]
        if u'\ud800' <= character <= u'\udfff' or character > u'\uffff':
            raise self.error(u'a character that not every Python counts as one')
        self._place += 1
        return character

    def _take(self, sign):
        """Return whether *sign* stands here, and pass it."""
        if self._text[self._place:self._place + 1] != sign:
            return False
        self._place += 1
        return True


def _named(letter):
    """Return the ranges of \\d, \\w, \\s and their opposites, None for another letter."""
    ranges = _CLASSES.get(letter.lower())
    return ranges if ranges is None or letter.islower() else _inverted(ranges)
