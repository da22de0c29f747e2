# -*- coding: utf-8 -*-
"""Takes a shell's command line apart: its commands, their words, the files that it writes; it runs and expands nothing.

What the words do is left to `commands`.
"""
from __future__ import absolute_import, division, print_function

from collections import namedtuple

PIPE = '|'


class Command(namedtuple('Command', 'words bare before redirects')):
    """One simple command: its *words* without quotes, and *bare*, those of them that stood in no quotes.

    *before* is the operator in front of it ('' at the beginning), *redirects* the files that its output goes to.
    """

    __slots__ = ()


_OPERATORS = ('&&', '||', ';;', '|&', ';', '|', '&', '\n', '(', ')', '{ ', '}')
_OPENERS = ('$(', '<(', '>(', '`')


def simple_commands(text):
    """Return the Commands of *text*, also those in `$(...)` and backticks, in the order of their ends."""
    reader = _Reader(text)
    reader.read('')
    return reader.commands


class _Reader(object):
    """Reads characters; one that is never closed ends with the text."""

    def __init__(self, text):
        self.text = text
        self.at = 0
        self.commands = []

    def read(self, closer, before=''):
        """Read commands up to *closer* or the end."""
        made = _Making(before)
        while self.at < len(self.text):
            if closer and self.text.startswith(closer, self.at):
                self.at += len(closer)
                break
            made = self._piece(made)
        self._close(made)

    def _piece(self, made):
        """Read one character or operator for the command that is *made*; return the one that is made from then on."""
        text, at = self.text, self.at
        character = text[at]
        if character in '\'"':
            self._quoted(character, made)
        elif character == '\\':
            if text[at + 1:at + 2] not in ('', '\n'):
                made.add(text[at + 1])
            self.at += 2
        elif text.startswith(_OPENERS, at):
            opener = character if character == '`' else text[at:at + 2]
            self.at += len(opener)
            self.read('`' if character == '`' else ')', opener)
            made.add('$()')
        elif character in '<>' or text[at:at + 2] == '&>':
            self._redirect(made)
        elif character == '#' and made.word is None:
            self.at = (text + '\n').index('\n', at)
        elif text.startswith(_OPERATORS, at) and not _is_brace(text, at, made):
            operator = next(one for one in _OPERATORS if text.startswith(one, at))
            self._close(made)
            self.at += len(operator)
            return _Making(operator[:1] if operator == '|&' else operator)
        elif character in ' \t\r':
            made.end_word()
            self.at += 1
        else:
            made.add(character)
            self.at += 1
        return made

    def _quoted(self, quote, made):
        """Read what stands in quotes; in double ones a command may be substituted."""
        made.quote()
        self.at += 1
        while self.at < len(self.text) and self.text[self.at] != quote:
            if quote == '"' and self.text.startswith(('$(', '`'), self.at):
                opener = '`' if self.text[self.at] == '`' else '$('
                self.at += len(opener)
                self.read('`' if opener == '`' else ')', opener)
                made.add('$()')
                continue
            if quote == '"' and self.text[self.at] == '\\':
                self.at += 1
            made.add(self.text[self.at:self.at + 1])
            self.at += 1
        self.at += 1

    def _redirect(self, made):
        is_output = self.text[self.at] != '<'
        if made.word is not None and made.word.isdigit():
            made.word = None
        made.end_word()
        while self.at < len(self.text) and self.text[self.at] in '<>&|':
            self.at += 1
        made.redirecting = is_output
        made.taking = True

    def _close(self, made):
        made.end_word()
        if made.words or made.redirects:
            self.commands.append(Command(made.words, made.bare, made.before, made.redirects))


def _is_brace(text, at, made):
    """Tell whether a closing brace belongs to a word, as in `${a}` and `{}`."""
    return text[at] == '}' and made.word is not None


class _Making(object):
    """A command that is being read."""

    def __init__(self, before):
        self.before = before
        self.words, self.bare, self.redirects = [], [], []
        self.word = None
        self.was_quoted = self.redirecting = self.taking = False

    def add(self, characters):
        self.word = (self.word or '') + characters

    def quote(self):
        self.word = self.word or ''
        self.was_quoted = True

    def end_word(self):
        if self.word is None:
            return
        if self.taking:
            if self.redirecting:
                self.redirects.append(self.word)
        else:
            self.words.append(self.word)
            if not self.was_quoted:
                self.bare.append(self.word)
        self.word = None
        self.was_quoted = self.taking = self.redirecting = False
