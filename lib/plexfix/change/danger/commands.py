# -*- coding: utf-8 -*-
"""Says of a command line what is dangerous about it, also of the commands within its commands.

The rules on single commands are `command_rules`.  Whether a text of a program is a command line at all is left to
`dangerous`.
"""
from __future__ import absolute_import, division, print_function

import re
from collections import namedtuple

from plexfix.change.danger import command_rules as rules
from plexfix.change.danger.shellwords import simple_commands

# A dangerous thing: its *kind*, a key of command_rules.WHY, and the *words* to show (native, a byte a character).
Danger = namedtuple('Danger', 'kind words')

_PRIVILEGED = frozenset('sudo doas su pkexec gksudo gksu kdesudo kdesu dzdo sudoedit runas sux'.split())
SHELLS = frozenset('sh bash zsh dash ksh ash fish csh tcsh'.split())
_INTERPRETERS = SHELLS | frozenset(
    'python python2 python2.7 python3 perl ruby node php osascript powershell pwsh'.split())
_DOWNLOADERS = frozenset('curl wget fetch aria2c http lynx base64 openssl'.split())
_WRAPPERS = frozenset('env nohup nice time exec command builtin setsid stdbuf ionice caffeinate busybox then else '
                      'do if while until ! xargs timeout chroot watch unbuffer script'.split())
# Words of the ones above that begin a sentence as easily as a command.
_WORDS_OF_PROSE = frozenset('if then else do while until ! time script watch http'.split())
# Flags of the wrappers above, and of sudo and its like, that take the next word.
_TAKES_NEXT = dict((name, frozenset(flags.split())) for name, flags in (
    ('env', '-u -C --unset --chdir'), ('nice', '-n'), ('ionice', '-c -n -p -P -u'), ('timeout', '-k -s'),
    ('time', '-f -o'), ('exec', '-a'), ('stdbuf', '-i -o -e'), ('watch', '-n'), ('caffeinate', '-t -w'),
    ('xargs', '-n -P -I -L -s -d -a -E')))
_PRIVILEGED_TAKES_NEXT = frozenset('-u -g -p -C -h -r -t -T -U -D -R --user --group'.split())
_POWERSHELLS = frozenset(['powershell', 'pwsh'])
_LINES = frozenset(['eval', 'iex', 'invoke-expression'])


def names():
    """Return the words by which command lines are recognized: of dangerous commands, and of those around them."""
    found = rules.NAMES | _PRIVILEGED | SHELLS | _WRAPPERS | _DOWNLOADERS | _LINES
    return frozenset(found - _WORDS_OF_PROSE)


def _bare(word):
    """Return the name of the program that *word* starts."""
    name = re.split(r'[\\/]', word)[-1]
    return name[:-4].lower() if name.lower().endswith('.exe') else name


def in_shell(text):
    """Return the Dangers of a shell's command line."""
    return of_commands(simple_commands(text))


def of_commands(commands):
    """Return the Dangers of *commands* (shellwords.Command), each kind and wording once."""
    found = []
    for number, command in enumerate(commands):
        found.extend(of_words(_with_name(command, commands[:number])))
        found.extend(Danger(rules.SYSTEM_WRITE if not rules.DEVICE.match(path) else rules.DISK, '> %s' % path)
                     for path in command.redirects if rules.is_system_file(path))
        before = commands[number - 1] if number else None
        if before is not None and _runs_input(command, before, commands[:number]):
            found.append(Danger(rules.DOWNLOADED, '%s | %s' % (' '.join(before.words[:2]), _bare(command.words[0]))))
        elif _runs_download(command, commands[:number]):
            found.append(Danger(rules.DOWNLOADED, ' '.join(command.words)))
        if _is_kill_of_listed(command):
            found.append(Danger(rules.KILL, '| ' + ' '.join(command.words)))
    if _is_fork_bomb(commands):
        found.append(Danger(rules.SHUTDOWN, ':(){ :|:& };:'))
    return _once(found)


def _once(found):
    seen, kept = set(), []
    for danger in found:
        if danger not in seen:
            seen.add(danger)
            kept.append(danger)
    return kept


def _runs_input(command, before, earlier):
    """Tell whether a shell or an interpreter gets as its program what another command printed."""
    words = _unwrapped(command.words)
    if words and _bare(words[0]) in _PRIVILEGED:
        words = _unwrapped(_behind_flags(words[1:], _PRIVILEGED_TAKES_NEXT))
    if not words or _bare(words[0]) not in _INTERPRETERS:
        return False
    if command.before == '|':
        if before.words[:1] == ['yes']:
            return False
        if _bare(words[0]) in SHELLS:
            return '-s' in words or all(word.startswith('-') for word in words[1:])
        return all(word in ('-', '-u', '-E', '-s') for word in words[1:])
    return '$()' in words and any(one.before in ('$(', '<(', '`') and one.words and _bare(one.words[0]) in _DOWNLOADERS
                                  for one in earlier)


def _with_name(command, earlier):
    """Return the words of *command*; `$(which rm)` in front is the program that the command within it looks for."""
    words, last = command.words, earlier[-1] if earlier else None
    if words[:1] == ['$()'] and last is not None and last.before in ('$(', '`') and len(last.words) > 1 \
            and last.words[0] in ('which', 'command', 'type'):
        return last.words[-1:] + words[1:]
    return words


def _runs_download(command, earlier):
    """Tell whether *command* runs a file that an *earlier* one gets from the network."""
    words = _unwrapped(command.words)
    if words and _bare(words[0]) in _PRIVILEGED:
        words = _unwrapped(_behind_flags(words[1:], _PRIVILEGED_TAKES_NEXT))
    if not words:
        return False
    script = next((word for word in words[1:] if not word.startswith('-')), '') if _bare(words[0]) in _INTERPRETERS \
        else words[0] if words[0].startswith(('./', '/')) else ''
    return bool(script) and any(one.words and _bare(one.words[0]) in _DOWNLOADERS and _names_file(one, _bare(script))
                                for one in earlier)


def _names_file(command, name):
    return any(_bare(word) == name for word in command.words[1:] + command.redirects)


def _is_kill_of_listed(command):
    """Tell whether *command* kills whatever the one before it lists: `ps | grep x | xargs kill`."""
    words = command.words
    return command.before == '|' and bool(words) and _bare(words[0]) == 'xargs' and _unwrapped(words)[:1] == ['kill']


def _is_fork_bomb(commands):
    return [command.words for command in commands[:4]] == [[':']] * 4 and commands[2].before == '|'


def _behind_flags(words, taking):
    """Return *words* without the flags at the beginning, and without what belongs to those of them in *taking*."""
    while words and (words[0].startswith('-') or '=' in words[0].split('/')[0]):
        words = words[2:] if words[0] in taking else words[1:]
    return words


def _unwrapped(words):
    """Return *words* without assignments and commands in front that only run another one."""
    while words:
        if re.match(r'^[A-Za-z_]\w*=', words[0]):
            words = words[1:]
        elif _bare(words[0]) in _WRAPPERS:
            name = _bare(words[0])
            words = _behind_flags(words[1:], _TAKES_NEXT.get(name, ()))
            if name in ('timeout', 'chroot') and words:
                words = words[1:]
        else:
            break
    return words


def of_words(words):
    """Return the Dangers of one simple command, given as its words; a word that is not known is ''."""
    words = _unwrapped(list(words))
    if not words or not words[0]:
        return []
    name, rest = rules.known_name(_bare(words[0])), words[1:]
    if name in _PRIVILEGED:
        return _of_privileged(name, rest)
    found = [Danger(kind, _shown(name, rest)) for kind in rules.kinds_of(name, rest)]
    if rules.is_stop_script(words[0]) and rest[:1] in (['stop'], ['disable']):
        found.append(Danger(rules.SERVICE, ' '.join(words[:2])))
    return found + _inner(name, rest)


def _shown(name, rest):
    return ' '.join([name] + [word or '...' for word in rest])


def _of_privileged(name, rest):
    inner = _behind_flags(rest, _PRIVILEGED_TAKES_NEXT)
    if name in ('su', 'sux'):
        # `su -c LINE`, in any place
        lines = [rest[at + 1] for at, word in enumerate(rest[:-1]) if word in ('-c', '--command')]
        found = [danger for line in lines for danger in in_shell(line)]
    else:
        found = of_words(inner)
    return [Danger(rules.PRIVILEGE, _shown(name, rest))] + found


def _inner(name, rest):
    """Return the Dangers of a command line that is an argument of another command."""
    if name in SHELLS and '-c' in [word[:1] + word[-1:] for word in rest if word.startswith('-')]:
        at = next(at for at, word in enumerate(rest) if word.startswith('-') and word.endswith('c'))
        return in_shell(rest[at + 1]) if at + 1 < len(rest) else []
    if name == 'cmd' and rest[:1] and rest[0].lower() in ('/c', '/k'):
        return in_shell(' '.join(rest[1:]).replace('\\', '/'))
    if name in _POWERSHELLS:
        return _of_powershell(rest)
    if name in _LINES:
        return in_shell(' '.join(rest))
    if name in ('ssh', 'docker', 'adb') and len(rest) > 1:
        at = next((at for at, word in enumerate(rest) if word.split(' ')[0] in names() - _WRAPPERS), None)
        return in_shell(' '.join(rest[at:])) if at is not None else []
    if name == 'find':
        at = next((at for at, word in enumerate(rest) if word in ('-exec', '-execdir', '-ok')), None)
        return of_words(rest[at + 1:]) if at is not None else []
    if name == 'osascript':
        return [danger for word in rest for danger in of_applescript(word)]
    return []


def _of_powershell(rest):
    """Return the Dangers of PowerShell's arguments: what follows -Command, or the first word that is no flag."""
    line = ' '.join(rest).replace('\\', '/')
    if re.search(r'(?i)(?:^|\s)-e(?:nc\w*|c)?\s+[\w+/=]{16}', line):
        return [Danger(rules.DOWNLOADED, 'powershell -EncodedCommand ...')]
    if re.search(r'(?i)\b(?:iex|invoke-expression)\b', line) and re.search(
            r'(?i)downloadstring|invoke-webrequest|\biwr\b|invoke-restmethod|\birm\b', line):
        return [Danger(rules.DOWNLOADED, 'powershell ... Invoke-Expression of a download')]
    return in_shell(re.sub(r'(?i)^(?:-(?!c)\w+(?:\s+(?:bypass|unrestricted|hidden|remotesigned))?\s+)*(?:-c\w*\s+)?',
                           '', line).lstrip('& {'))


def of_applescript(text):
    """Return the Dangers of AppleScript."""
    found = []
    if 'administrator privileges' in text:
        found.append(Danger(rules.PRIVILEGE, 'osascript ... with administrator privileges'))
    if re.search(r'\b(?:shut down|restart|log out)\b', text) and re.search(r'System Events|Finder|loginwindow', text):
        found.append(Danger(rules.SHUTDOWN, 'osascript ... %s' % text[:60]))
    for line in re.findall(r'do shell script "((?:[^"\\]|\\.)*)"', text):
        found.extend(in_shell(line))
    return found
