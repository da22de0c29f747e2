# -*- coding: utf-8 -*-
"""Write the completion of flags for bash and zsh, from the parsers of the scripts, into completions/.

usage: make_completions.py [--check] [FOLDER]

With --check nothing is written, and the exit code is 1 where a file there is not what would be written.
"""
from __future__ import absolute_import, division, print_function

import io
import os
import re
import sys

import script_flags
from script_flags import CHOICE, FILE, FOLDER, NOTHING, WORD

FOLDER_OF_FILES = os.path.join(script_flags.ROOT, 'completions')

BASH = u'''\
# Completes the flags of plexfix's commands in bash 3.2 and newer: `source` it, or put it where bash-completion looks.
# Written by dev/make_completions.py.

_plexfix() {
    local current=${COMP_WORDS[COMP_CWORD]} before=$((COMP_CWORD - 1)) command=${COMP_WORDS[0]##*/}
    local flags= files= folders= words= many= choices= operands= flag= takes= IFS=$' \\t\\n'
    # bash takes --flag=value apart.
    [ "$current" = '=' ] && current= && before=$COMP_CWORD
    [ "${COMP_WORDS[before]}" = '=' ] && before=$((before - 1))
    command=${command%.py}
    command=${command%.pyz}
    case ${command//_/-} in
@CASES@
    esac
    flag=${COMP_WORDS[before]}
    case $flag in
        --*) ;;
        *)  # A flag that takes several values may stand further back.
            while [ "$before" -gt 0 ] && [ "${flag#-}" = "$flag" ]; do
                before=$((before - 1))
                flag=${COMP_WORDS[before]}
            done
            case " $many " in *" $flag "*) ;; *) flag= ;; esac ;;
    esac
    takes=$operands
    [ -n "$flag" ] && case " $files " in *" $flag "*) takes=file ;; esac
    [ -n "$flag" ] && case " $folders " in *" $flag "*) takes=folder ;; esac
    [ -n "$flag" ] && case " $words " in *" $flag "*) takes=word ;; esac
    [ -n "$flag" ] && case " $choices " in *" $flag:"*)
        takes=choice
        choices=${choices#*"$flag:"}
        choices=${choices%% *} ;;
    esac
    COMPREPLY=()
    case $current in -*) takes=flag ;; esac
    case $takes in
        flag|'') COMPREPLY=($(compgen -W "$flags" -- "$current")) ;;
        choice) COMPREPLY=($(compgen -W "${choices//,/ }" -- "$current")) ;;
        folder)
            IFS=$'\\n'
            # Without compopt (bash 3.2) nothing is given, and the shell completes files and folders by itself.
            compopt -o filenames 2>/dev/null && COMPREPLY=($(compgen -d -- "$current")) ;;
        word) compopt +o default 2>/dev/null ;;
    esac
    return 0
}

complete -o default -F _plexfix @NAMES@
'''

ZSH = u'''\
#compdef @NAMES@
# Completes the flags of plexfix's commands in zsh: put its folder into fpath before compinit.
# Written by dev/make_completions.py.

local command=${${service%.py}%.pyz}
case ${command//_/-} in
@CASES@
esac
'''


def bash(found):
    """Return the file for bash that completes the Commands *found*."""
    cases = u'\n'.join(u'        %s)\n%s ;;' % (one.name, u'\n'.join(
        u"            %s='%s'" % row for row in bash_rows(one) if row[1])) for one in found)
    return BASH.replace(u'@CASES@', cases).replace(u'@NAMES@', names(found))


def bash_rows(command):
    """Return (variable, value) for each list of one Command."""
    def long_names(wanted):
        return u' '.join(name for flag in command.flags if wanted(flag)
                         for name in flag.names if name.startswith('--'))
    return [(u'flags', u' '.join(sorted(name for flag in command.flags for name in flag.names))),
            (u'files', long_names(lambda flag: flag.takes == FILE)),
            (u'folders', long_names(lambda flag: flag.takes == FOLDER)),
            (u'words', long_names(lambda flag: flag.takes == WORD)),
            (u'many', long_names(lambda flag: flag.many)),
            (u'choices', u' '.join(flag.names[-1] + u':' + u','.join(flag.choices) for flag in command.flags
                                   if flag.takes == CHOICE)),
            (u'operands', command.operands[0].takes if command.operands else u'')]


def zsh(found):
    """Return the file for zsh that completes the Commands *found*."""
    cases = u'\n'.join(u'    %s)\n        _arguments -s -S \\\n%s ;;' % (one.name, u' \\\n'.join(
        u"            '%s'" % spec for spec in zsh_specs(one))) for one in found)
    return ZSH.replace(u'@CASES@', cases).replace(u'@NAMES@', names(found))


def zsh_specs(command):
    """Return what _arguments wants to know of one Command, one text for each flag name and operand."""
    specs = []
    for flag in command.flags:
        others = u'' if flag.again else u'(%s)' % u' '.join(flag.names)
        for name in flag.names:
            stars = u'*' if flag.again else u''
            specs.append(u'%s%s%s[%s]%s' % (others, stars, name, escaped(flag.help), zsh_value(flag)))
    # The second value of a flag that takes several is one more word to zsh, and not to be taken for the flag's.
    more = command.operands or [flag for flag in command.flags if flag.many][:1]
    return specs + [u'%s:%s:_files' % (u'*' if one.many else u'1', escaped(one.value)) for one in more]


def zsh_value(flag):
    """Return the part of a flag's text that says what it takes."""
    if flag.takes == NOTHING:
        return u''
    does = {FILE: u'_files', FOLDER: u'_files -/', WORD: u' ', CHOICE: u'(%s)' % u' '.join(flag.choices)}[flag.takes]
    return u':%s:%s' % (escaped(flag.value), does)


def escaped(text):
    """Return *text* as zsh wants it inside of a text between single quotes."""
    return re.sub(u'([\\\\\\[\\]:])', u'\\\\\\1', text).replace(u"'", u"'\\''")


def names(found):
    """Return the names by which the Commands may be called: installed, in place, in one file."""
    return u' '.join(name for one in found for name in (one.name, one.module + '.py', one.module + '.pyz'))


def main(argv=None):
    words = sys.argv[1:] if argv is None else argv
    folder = ([word for word in words if word != '--check'] or [FOLDER_OF_FILES])[0]
    found, code = script_flags.all_commands(), 0
    for name, text in (('plexfix.bash', bash(found)), ('_plexfix', zsh(found))):
        path = os.path.join(folder, name)
        if '--check' in words:
            code = code or int(not os.path.exists(path) or io.open(path, encoding='utf-8', newline='').read() != text)
            continue
        if not os.path.isdir(folder):
            os.makedirs(folder)
        with io.open(path, 'w', encoding='utf-8', newline='') as target:
            target.write(text)
    if code:
        sys.stderr.write('error: the files in completions/ are not those of the scripts\n'
                         '  make them anew: make completions\n')
    return code


if __name__ == '__main__':
    sys.exit(main())
