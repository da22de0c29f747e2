# -*- coding: utf-8 -*-
"""Finds dangerous commands in the strings and argument lists of a source, and Python calls that do the same.

A text counts as a command where the file runs it, or where it can hardly be anything else.  Prose is none: comments,
docstrings, messages, titles.  Computed strings cannot be seen.  What is dangerous is `commands`' table.
"""
from __future__ import absolute_import, division, print_function

import re
from collections import namedtuple

from plexfix.change.danger import command_rules, commands, literals, prose, runners, systemcalls
from plexfix.change.danger.literals import Text
from plexfix.change.tokens27 import NAME, STRING

# A dangerous command at *token*: *rule* is a kind of `commands`.
Peril = namedtuple('Peril', 'token rule what why fatal')

_WORTH = re.compile(r'(?<![\w.-])(?:%s)(?![\w])|>\s*/|administrator privileges|:\(\)|mkfs|newfs|[|]\s*\w*sh\b'
                    % '|'.join(sorted((re.escape(name) for name in prose.NAMES), key=lambda name: (-len(name), name))))

# Calls, keywords and variables whose text is for people, and those that only look at a text.
_FOR_PEOPLE = re.compile(r'''(?ix)(?:^|[._])(?:\w*log\w*|debug|info|warn|warning|error|critical|exception|print_?|usage|
    fail|title|startswith|endswith|find|rfind|index|count|replace|match|search|compile|sub|findall|finditer|gettext|
    ugettext|_|L|add_argument|add_option|argumentparser|optionparser|objectcontainer|messagecontainer|
    directoryobject|notify|assert\w+|describe|translate|raise_from)$|(?:Error|Exception|Warning)$|
    (?:^|\.)(?:stdout|stderr)\.write$''')
_TEXT_NAME = re.compile(r'''(?ix)(?:^|_)(?:help|usage|doc|docs|desc|description|message|msg|title|summary|hint|readme|
    note|notes|text|label|comment|warning|error|epilog|prog|tagline|name|header|footer|caption|about|plot|
    explanation|advice|tip|black\w*|block\w*|bad|forbidden|deny|denied|danger\w*|unsafe|banned|pattern|keyword|regex|
    ignored?|filter|example)s?_*$''')
_COMPARED = frozenset(['==', '!=', 'in', 'not'])
_JOINS = re.compile(r'[;&|\n]+\.join$')
_CALLS = systemcalls.NAMES | runners.NAMES


def perils(statements):
    """Return the Perils of *statements* (of one file), in their order."""
    worth = [one for one in statements if _is_worth_reading(one)]
    if not any(_has_worthy_text(one) or _has_call(one) for one in worth):
        return []
    read = [(statement, literals.read(statement)) for statement in worth]
    known = runners.Runners(statements, [(statement, calls) for statement, (_, _, calls) in read])
    found = []
    for statement, (texts, sequences, calls) in read:
        if not statement.is_text():
            place = _Place(statement, known, calls)
            found.extend(_of_sequences(place, sequences, calls))
            found.extend(_of_texts(place, texts))
            found.extend(Peril(call.token, *told) for call in calls for told in systemcalls.perils_of(call))
    return _once(sorted(found, key=lambda peril: (peril.token.line, peril.token.column)))


def _once(found):
    kept = []
    for peril in found:
        if not any((one.token.line, one.rule) == (peril.token.line, peril.rule) and (
                one.what in peril.what or peril.what in one.what or one.token == peril.token) for one in kept):
            kept.append(peril)
    return kept


def _is_worth_reading(statement):
    return any(token.kind == STRING or token.string == '(' for token in statement.tokens)


def _has_worthy_text(statement):
    return any(token.kind == STRING and _WORTH.search(token.string) for token in statement.tokens)


def _has_call(statement):
    return any(token.kind == NAME and token.string in _CALLS for token in statement.tokens)


class _Place(object):
    """A statement: whether its texts are run, or are for people to read."""

    def __init__(self, statement, known, calls):
        self.statement = statement
        self.known = known
        self._handed = frozenset(call.name for call in calls if known.hands_on(call))
        tokens = statement.tokens
        self._says = statement.word in ('print', 'raise', 'assert', 'import', 'from')
        self._target = _target(tokens)
        self._fed = self._target in known.fed or self._is_fed_result()
        self._people = bool(self._target and _TEXT_NAME.search(self._target))

    def _is_fed_result(self):
        statement = self.statement
        if statement.word == 'for':
            strings = [token.string for token in statement.tokens]
            return 'in' in strings and bool(set(strings[1:strings.index('in')]) & self.known.fed)
        if statement.word == 'return':
            header = next((one for one in statement.parents() if one.word == 'def'), None)
            return header is not None and len(header.tokens) > 1 and header.tokens[1].string in self.known.fed
        return False

    def is_run(self, frames):
        """Tell whether the file runs what stands within *frames*."""
        if self.known.runs(frames) or any(frame.kind == literals.CALL and frame.name in self._handed
                                          for frame in frames):
            return True
        if self.statement.word == 'def' and frames and frames[0].keyword in self.known.fed:
            return True
        if frames and frames[-1].kind == literals.CALL and frames[-1].name.endswith(('.append', '.extend', '.insert')):
            return any(part in self.known.fed for part in frames[-1].name.split('.')[:-1])
        return self._fed and not any(frame.kind == literals.INDEX or frame.key or _speaks(frame) for frame in frames)

    def is_word_of_a_list(self, frames):
        """Tell whether a text that is run is one word of a command: that is looked at as a whole."""
        if frames and frames[-1].kind == literals.CALL and self.known.is_word(frames[-1]):
            return True
        if self.statement.word == 'for' or self._target in self.known.collections or _are_joined_commands(frames[:-1]):
            return False
        return bool(frames) and frames[-1].kind in (literals.LIST, literals.TUPLE) and frames[-1].position > 0

    def is_for_people(self, frames):
        """Tell whether what stands within *frames* is a message, or only looked at."""
        return self._says or self._people or any(_speaks(frame) or self._is_looked_up(frame) for frame in frames)

    def _is_looked_up(self, frame):
        """Tell whether a value within *frame* is a key, or one of those that something is compared with."""
        is_compared = frame.before in _COMPARED and self.statement.word != 'for' and frame.kind != literals.CALL
        return frame.kind == literals.INDEX or frame.key or is_compared


def _are_joined_commands(frames):
    """Tell whether the innermost of *frames* puts commands together: `' && '.join`."""
    return bool(frames) and frames[-1].kind == literals.CALL and bool(_JOINS.match(frames[-1].name))


def _speaks(frame):
    if frame.kind != literals.CALL:
        return False
    return bool(_FOR_PEOPLE.search(frame.name) or (frame.keyword and _TEXT_NAME.search(frame.keyword)))


def _target(tokens):
    """Return the last part of the name that an assignment or a loop gives a value, '' for anything else."""
    if tokens[0].string == 'for' and len(tokens) > 1:
        return tokens[1].string
    for index, token in enumerate(tokens[:12]):
        if token.string in ('=', '+=') and index:
            return tokens[index - 1].string if tokens[index - 1].kind == NAME else tokens[0].string
        if token.string in '([{':
            return tokens[0].string if token.string == '[' and index == 1 else ''
    return ''


def _of_texts(place, texts):
    for text in texts:
        if text.before in _COMPARED or text.after in _COMPARED:
            continue
        if place.is_run(text.frames):
            if place.is_word_of_a_list(text.frames):
                continue
            found = commands.in_shell(text.value)
        elif not _WORTH.search(text.value) or place.is_for_people(text.frames):
            continue
        else:
            found = prose.dangers_of(text.value, text.after in ('%', '+'))
        for danger in found:
            yield _peril(text.token, danger)


def _peril(token, danger):
    return Peril(token, danger.kind, danger.words, command_rules.WHY[danger.kind], True)


def _of_sequences(place, sequences, calls):
    """Yield the Perils of argument lists, and of calls whose arguments are the words of a command."""
    for sequence in sequences:
        words = [place.known.word_of(item) for item in sequence.items]
        if (sequence.before in _COMPARED and place.statement.word != 'for') or _are_joined_commands(sequence.frames):
            continue
        if words[1:3] == ['-m', 'pip'] and not words[0]:
            # what stands for sys.executable
            words[0] = 'python'
        if not words or not words[0]:
            continue
        if place.is_run(sequence.frames):
            found = commands.of_words(words)
        elif place.is_for_people(sequence.frames) or not prose.is_argument_list(words):
            continue
        else:
            found = commands.of_words(words)
        for danger in found:
            yield _peril(sequence.items[0].token if isinstance(sequence.items[0], Text) else sequence.token, danger)
    for call in calls:
        for danger in commands.of_words(place.known.words_of(call)):
            yield _peril(call.token, danger)
