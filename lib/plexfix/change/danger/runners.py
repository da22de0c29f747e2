# -*- coding: utf-8 -*-
"""Knows which calls of a file run commands, and which names of the file go into them.

What is found here tells `dangerous` that a text is meant as a command; without regard to scopes.
"""
from __future__ import absolute_import, division, print_function

from plexfix.change.bindings import imports
from plexfix.change.danger.literals import Text, value_of
from plexfix.change.statements import closing, is_name, split_at_commas
from plexfix.change.tokens27 import AUGMENTED, BRACKETS, STRING

# Functions whose first argument is a command line, or a list of words.
_FIRST = frozenset('''
    os.system os.popen os.popen2 os.popen3 os.popen4 os.startfile subprocess.Popen subprocess.call subprocess.check_call
    subprocess.check_output subprocess.run subprocess.getoutput subprocess.getstatusoutput commands.getoutput
    commands.getstatusoutput commands.getstatus popen2.popen2 popen2.popen3 popen2.popen4 popen2.Popen3 popen2.Popen4
    pexpect.spawn pexpect.run pty.spawn platform.popen posix.system'''.split())
# Functions whose arguments, from this position on, are the words of a command.
_WORDS = dict([('os.exec' + one, 1) for one in ('l', 'le', 'lp', 'lpe', 'v', 've', 'vp', 'vpe')]
              + [('os.spawn' + one, 2) for one in ('l', 'le', 'lp', 'lpe', 'v', 've', 'vp', 'vpe')])
# The same as methods of whatever it is: `self.sp.check_output`, `ssh.exec_command`.
_LAST = frozenset('system popen Popen check_call check_output exec_command getoutput getstatusoutput'.split())
# What a call of one of these can be told by, in a file that imports them.
NAMES = frozenset(name.split('.')[-1] for name in list(_FIRST) + list(_WORDS)) | _LAST
_TEXT_METHODS = frozenset(['format', 'split', 'strip', 'join', 'encode', 'replace'])
_MODULES = frozenset(['os', 'subprocess', 'commands', 'popen2', 'pexpect', 'pty', 'platform', 'posix'])


class Runners(object):
    """The calls of one file that run commands; *read* is [(Statement, its Calls)]."""

    def __init__(self, statements, read):
        self._aliases, self._stars = _aliases(statements)
        self._aliases.update(self._assigned(statements))
        self._constants = _constants(statements)
        self._own, self._own_words = {}, {}
        # Names that hold a command or its words, and names that hold several commands.
        self.fed, self.collections = set(), set()
        # A function that hands its parameter on is one too, and so may be one that calls that.
        for _ in range(3):
            before = len(self.fed) + len(self._own) + len(self._own_words)
            for statement, calls in read:
                for call in calls:
                    self._learn(statement, call)
            if len(self.fed) + len(self._own) + len(self._own_words) == before:
                break
        for statement in statements:
            if statement.word == 'for':
                self._learn_loop(statement.tokens)

    def first_word(self, name):
        """Return the position from which on the arguments of a call of *name* are words; None where they are not."""
        whole = self._meaning(name)
        # The program stands in front of the words, of which the first is only what it is called.
        return _WORDS[whole] - 1 if whole in _WORDS else self._own_words.get(_own_name(whole))

    def words_of(self, call):
        """Return the words of the command that a *call* runs whose arguments are words, [] for any other call."""
        first = self.first_word(call.name)
        words = [self.word_of(item) for item in call.items[first:]] if first is not None else []
        if self._meaning(call.name) in _WORDS:
            return (words[:1] if words[:1] != [''] else words[1:2]) + words[2:]
        return words

    def word_of(self, item):
        """Return the text that an item of a list or of a call is, '' where it is computed.

        A name that the file gives one text and nothing else stands for that text.
        """
        if isinstance(item, Text):
            return item.value
        names = [token.string for token in item]
        return self._constants.get(names[-1], '') if len(names) == 1 or names[-2:-1] == ['.'] else ''

    def hands_on(self, call):
        """Tell whether *call* is given a function that runs commands, so that what else it gets may be one."""
        return any(self._is_runner(item) for item in list(call.items) + list(call.keywords.values()))

    def _is_runner(self, item):
        if isinstance(item, Text) or not item or item[-1].string not in NAMES and len(item) > 1:
            return False
        name = ''.join(token.string for token in item)
        return self.takes_command(name) is not None and (self._meaning(name) in _FIRST or _own_name(name) in self._own)

    def takes_command(self, name):
        """Return the position and the keyword at which a call of *name* takes a command; None where it runs none."""
        whole = self._meaning(name)
        last = whole.split('.')[-1]
        if whole in _FIRST or (last in _LAST and '.' in whole):
            return 0, 'args'
        return self._own.get(_own_name(whole))

    def runs(self, frames):
        """Tell whether a value within *frames* is a command that is run, or a part of one."""
        for number, frame in enumerate(frames):
            if frame.kind != 'call':
                continue
            place = self.takes_command(frame.name)
            if (place and (frame.keyword == place[1] if frame.keyword else frame.position == place[0])) \
                    or self.is_word(frame):
                return not any(inner.kind == 'index' or inner.key for inner in frames[number + 1:])
        return False

    def is_word(self, frame):
        """Tell whether a value directly within *frame*, a call, is a word of the command that it runs."""
        first = self.first_word(frame.name)
        return first is not None and not frame.keyword and frame.position >= first

    def _meaning(self, name):
        first, _, rest = name.partition('.')
        if first in self._aliases:
            return self._aliases[first] + ('.' + rest if rest else '')
        if not rest and first:
            for module in self._stars:
                if module + '.' + first in _FIRST or module + '.' + first in _WORDS:
                    return module + '.' + first
        return 'subprocess.' + name if name in ('Popen', 'check_output', 'check_call') else name

    def _learn(self, statement, call):
        """Note which names a call hands to a command, and whether they are parameters of the function around it."""
        place = self.takes_command(call.name)
        if self.hands_on(call):
            parts = call.items + list(call.keywords.values())
            self.collections.update(name for part in parts if not isinstance(part, Text) for name in _names(part))
        elif place is not None:
            parts = [call.keywords[place[1]]] if place[1] in call.keywords else call.items[place[0]:place[0] + 1]
        elif self.first_word(call.name) is not None:
            parts = call.items[self.first_word(call.name):]
        else:
            return
        names = set(name for part in parts if not isinstance(part, Text) for name in _names(part))
        self.fed |= names
        self.collections.update(part[0].string for part in parts if not isinstance(part, Text) and len(part) > 1
                                and part[1].string == '[')
        for header in statement.parents():
            if header.word == 'def' and len(header.tokens) > 2:
                self._own_function(header, names)
                return

    def _learn_loop(self, tokens):
        strings = [token.string for token in tokens]
        if 'in' in strings and set(strings[1:strings.index('in')]) & self.fed:
            names = _names(tokens[strings.index('in') + 1:])
            self.fed.update(names)
            self.collections.update(names)

    def _own_function(self, header, names):
        parts = [part for part in split_at_commas(header.tokens[3:closing(header.tokens, 2)]) if part]
        shift = 1 if parts and parts[0][0].string in ('self', 'cls') else 0
        for position, part in enumerate(parts):
            if part[0].string == '*' and part[-1].string in names:
                self._own_words.setdefault(header.tokens[1].string, position - shift)
            elif part[0].string in names:
                self._own.setdefault(header.tokens[1].string, (position - shift, part[0].string))

    def _assigned(self, statements):
        """Return {name: full name} for what is assigned a function that runs commands: `run = os.system`."""
        found = {}
        for statement in statements:
            strings = [token.string for token in statement.tokens[:6]]
            if strings[1:2] == ['='] and 2 < len(strings) < 6:
                whole = self._meaning(''.join(strings[2:]))
                if whole in _FIRST or whole in _WORDS:
                    found[strings[0]] = whole
        return found


def _own_name(whole):
    """Return the name of a function of the file, or of a method, that a call of *whole* means; '' for another's."""
    return whole[5:] if whole.startswith('self.') else whole


def _constants(statements):
    """Return {name: text} for the names that are assigned one text in the file, and nothing else."""
    found, others = {}, set()
    for statement in statements:
        tokens = statement.tokens
        if len(tokens) == 3 and tokens[1].string == '=' and tokens[2].kind == STRING and tokens[0].string not in found:
            found[tokens[0].string] = value_of(tokens[2].string)
        else:
            others.update(before.string for before, token in zip(tokens, tokens[1:])
                          if token.string == '=' or token.string in AUGMENTED)
            if statement.word == 'for':
                others.update(token.string for token in tokens)
    return dict((name, found[name]) for name in found if name not in others)


def _aliases(statements):
    """Return ({name in this file: full name}, [modules all of whose names are imported])."""
    aliases, stars = {}, []
    for one in imports(statements):
        if one.module.split('.')[0] not in _MODULES:
            continue
        if one.name == '*':
            stars.append(one.module)
        elif one.name is not None:
            aliases[one.bound] = one.module + '.' + one.name
        elif one.bound != one.module:
            aliases[one.bound] = one.module
    return aliases, stars


def _names(tokens):
    """Return the names of *tokens* that hold values, none in square brackets; of `self.command` the last part."""
    found, depth = [], 0
    for index, token in enumerate(tokens):
        if token.string in ('[', ']'):
            depth += BRACKETS[token.string]
        elif depth == 0 and is_name(token):
            behind = [one.string for one in tokens[index + 1:index + 3]]
            if behind[:1] != ['.'] or behind[1:] and behind[1] in _TEXT_METHODS:
                found.append(token.string)
    return found
