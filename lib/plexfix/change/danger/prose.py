# -*- coding: utf-8 -*-
"""Tells a command line from prose: whether a text or a list that nothing shows to be run can only be a command.

It is strict: a mention of a command, a title or a sentence is none.
"""
from __future__ import absolute_import, division, print_function

import re

from plexfix.change.danger import command_rules, commands, shellwords

NAMES = commands.names()

_PROSE = frozenset('''a an the is are was be to of for with your you not never always dont don't please must should
    can cannot will would if this that it its as or but by from into me my we our they them their how why what when
    which use using used run running does do did has have without needs need required requires because only also then
    than who whose'''.split())
_SENTENCE = re.compile(r"[a-z]{2}[.!?:](?:\s|$)|[a-z],\s|\w'(?:s|t|re|ll)\b")
_APPLESCRIPT = re.compile(r'do shell script\s+(?:"|\w+\s+with\b|\(|%s|\{)')
_EVIDENT = re.compile(r'^-[\w-]|/|^~|\$|%|\w=|^[{*]|^\d{3,4}$|^[a-z]:$|^now$')
# These are no words of any language: with anything behind them they are commands.
_UNMISTAKABLE = frozenset('killall pkill taskkill mkfs apt-get launchctl systemctl pkexec gksudo'.split())
_WHOLE = frozenset('reboot halt poweroff shutdown bash sh zsh su -i -s'.split())
_VERBS = frozenset('''install uninstall remove purge update upgrade stop start restart reload disable enable unload load
    mask
    kickstart bootout add del autoremove'''.split())


def dangers_of(whole_value, goes_on=False):
    """Return the Dangers of a text that can only be a command line; *goes_on* tells that more is added behind it."""
    value = whole_value.strip()
    if value.startswith('#!'):
        return commands.in_shell(value.partition('\n')[2])
    if 'administrator privileges' in value and _APPLESCRIPT.search(value):
        return commands.of_applescript(value)
    if not value or value.startswith('<') or '</' in value or _SENTENCE.search(_without_quotes(value)):
        return []
    made = shellwords.simple_commands(value)
    first = next((one for one in made if one.before == ''), made[0] if made else None)
    if first is None or not first.words or not _begins_a_command(first.words) or _is_list_of_names(first.words):
        return []
    if any(word.lower() in _PROSE for one in made for word in _prose_words(one)):
        return []
    goes_on = goes_on or whole_value != whole_value.rstrip()
    evident = [one for one in made if _is_evident(one.words, goes_on)
               or one.redirects and one.words[:1] and one.words[0] in NAMES]
    whole = commands.of_commands(made)
    kinds = set(danger.kind for one in evident for danger in commands.of_commands([one]))
    return [danger for danger in whole if danger.kind in kinds or danger.kind == command_rules.DOWNLOADED
            or danger.words.startswith(':()')]


def _is_list_of_names(words):
    """Tell whether *words* only name commands: a list of them, written as one string."""
    return len(words) > 2 and all(word in NAMES for word in words[:3]) and not any(
        _EVIDENT.search(word) or '.' in word for word in words)


def _without_quotes(value):
    return re.sub(r'"[^"]*"|\'[^\']*\'', '', value)


def _begins_a_command(words):
    word = words[0]
    if re.match(r'^(?:/|\./|~/|\$)', word) or re.match(r'^[A-Za-z_]\w*=', word) or word == ':':
        return True
    return word in NAMES or word in ('if', '(', 'time', 'while') or word.startswith('mkfs.')


def _prose_words(command):
    """Return the words of a command that may betray a sentence: those without quotes, behind the command itself."""
    if command.words and command.words[0] in ('echo', 'if', 'while', 'for'):
        return []
    return command.bare[1:]


def _is_evident(words, goes_on):
    """Tell whether the words of a command are so complete that they are no mention of it."""
    name, rest = (words or [''])[0].split('/')[-1], words[1:]
    if not rest:
        return False
    if name in ('sudo', 'doas', 'pkexec', 'gksudo'):
        rest = [word for word in rest if word]
        inner = rest[0].split('/')[-1]
        known = inner in NAMES or rest[0].startswith(('-', '/', '$', '%', './'))
        is_whole = goes_on or inner in _WHOLE or len(rest) > 1 and (_is_evident(rest, goes_on) or _has_sign(rest))
        return known and is_whole
    if name in _UNMISTAKABLE:
        return goes_on or any(word not in _VERBS for word in rest)
    if name == 'rm':
        return any(not word.startswith('-') for word in rest) and _has_sign(rest) or (goes_on and _has_sign(rest))
    if name == 'chmod' and not goes_on and len([word for word in rest if not word.startswith('-')]) < 2:
        return False
    return _has_sign(rest) and (goes_on or any(word not in _VERBS for word in rest))


def _has_sign(words):
    return any(_EVIDENT.search(word) or word in _VERBS for word in words)


def is_argument_list(words):
    """Tell whether *words* can only be the words of a command: no list of titles, and none of commands' names."""
    name = words[0].split('/')[-1]
    if name not in NAMES and not name.startswith('mkfs.') or re.search(r'\s', words[0]):
        return False
    rest = [word for word in words[1:]]
    if not any(rest):
        return False
    if len(words) > 2 and all(word in NAMES for word in words):
        return False
    if name in ('sudo', 'doas', 'pkexec', 'gksudo'):
        return rest[0] in NAMES or '' in rest or bool(_EVIDENT.search(rest[0]))
    if all(word in _VERBS for word in rest):
        return False
    return name in _UNMISTAKABLE and not all(word in NAMES for word in words) or _has_sign(rest)
