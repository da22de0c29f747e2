# -*- coding: utf-8 -*-
"""Run the commands in examples/*.md anew, and write what they print below them.

usage: make_examples.py [--check] [FILE...]

Each fenced block that begins with `console` holds commands, on lines that begin with `$ `, and their output.  The
blocks of a file are one session: they run in a shell of their own, in a temporary folder in which lib/, scripts/ and
samples/ are this project's, and `python` is the one that runs this.  Needs sh, curl and patch.

With --check nothing is written: it is told where what is printed now differs in more than times, ids and paths.
Lines that a regular expression in a comment `<!-- may differ: EXPRESSION -->` of the document finds are left out.
Exit codes: 0 done, 1 --check found a difference, 2 a command of a session did not come to its end.
"""
from __future__ import absolute_import, division, print_function

import difflib
import glob
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
SHOWN_AS = u'/home/you/plexfix'
LIMIT_S = 120

_BLOCK = re.compile(u'^```console\n(.*?)^```$', re.M | re.S)
_MARK = u'=-=-= end of a command =-=-='
_MAY_DIFFER = re.compile(u'^<!-- may differ: (.*) -->$', re.M)

# What is another one in every run, with what stands for it when two are compared.
_ALWAYS_NEW = [(re.compile(pattern), shown) for pattern, shown in (
    (u'(?<![0-9])[0-9]{8}_[0-9]{6}(?:_[0-9a-f]{6,12})?(?![0-9a-f])', u'STAMP'),
    (u'[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}(?::[0-9]{2}(?::[0-9]{2}(?:[,.][0-9]+)?)?)?)?'
     u'(?:Z|[+-][0-9]{2}:[0-9]{2})?', u'TIME'),
    (u'(?<![0-9:])[0-9]{2}:[0-9]{2}:[0-9]{2}(?:[,.][0-9]+)?', u'TIME'),
    (u'(?:(?<=run )|(?<=aggregate run )|(?<="run_id": "))[0-9a-f]{12}(?![0-9a-f])', u'ID'),
    (u'\\([0-9a-f]{12,16}\\)', u'(THREAD)'),
    (u'(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])', u'HASH'),
    (u'[A-Za-z0-9_-]{2}\\*{4,}[A-Za-z0-9_-]{2}', u'TOKEN'),
    (u'(?<![0-9.])[0-9]+(?:\\.[0-9]+)? (?=(?:MB|GB) free|k?B\\b)', u'SIZE '),
    (u'(?<![0-9.])[0-9]+(?:\\.[0-9]+)? (?:ms|s|min)(?![a-z])', u'DURATION'),
    (u'(?<=[Pp]ython )[0-9]+\\.[0-9]+(?:\\.[0-9]+)?', u'VERSION'), (u'(?<="pid": )[0-9]+', u'PID'),
)]


class ExampleError(Exception):
    """A session did not come to its end; the text says after which command."""


def commands(text):
    """Return the commands in a document, in order; one that ends with a backslash goes on in the next line."""
    found = []
    for block in _BLOCK.findall(text):
        found += [match.group(1) for match in re.finditer(u'^\\$ ((?:.*\\\\\n)*.*)$', block, re.M)]
    return found


def with_outputs(text, outputs):
    """Return a document with the *outputs* of its commands below them, one for each, in order."""
    left = list(outputs)

    def block(match):
        lines = []
        for command in commands(match.group(0)):
            lines += [u'$ ' + command] + left.pop(0).rstrip(u'\n').split(u'\n')
        return u'```console\n' + u''.join(line + u'\n' for line in lines if line) + u'```'
    return _BLOCK.sub(block, text)


def script_of(words):
    """Return the shell script that runs commands, with a mark on a line of its own after each."""
    return u''.join(u'%s\necho\necho "%s"\n' % (word, _MARK) for word in words)


def outputs_of(printed, folder):
    """Return what each command printed, with *folder* shown as a person's own; blank lines are left out."""
    text = printed.decode('utf-8').replace(folder, SHOWN_AS)
    pieces = text.split(_MARK + u'\n')
    return [u'\n'.join(line.rstrip() for line in piece.split(u'\n') if line.strip()) for piece in pieces[:-1]]


def run(words):
    """Return the outputs of commands that were run in one session; raises ExampleError."""
    folder = os.path.realpath(tempfile.mkdtemp(prefix='plexfix-example-'))
    try:
        for name in ('lib', 'scripts', 'samples'):
            os.symlink(os.path.join(ROOT, name), os.path.join(folder, name))
        os.mkdir(os.path.join(folder, 'bin'))
        with io.open(os.path.join(folder, 'bin', 'python'), 'w', encoding='utf-8') as handle:
            handle.write(u'#!/bin/sh\nexec "%s" -B "$@"\n' % sys.executable)
        os.chmod(os.path.join(folder, 'bin', 'python'), 0o755)
        found = outputs_of(_printed(script_of(words), folder), folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if len(found) < len(words):
        raise ExampleError('the session ended in: %s' % words[len(found)])
    for word, output in zip(words, found):
        # It would end the block there, and what follows would be written once more by every run.
        if re.search(u'^```', output, re.M):
            raise ExampleError('a line of ``` is in the output of: %s' % word)
    return found


def _printed(script, folder):
    """Return all that a script printed in *folder*, from its both streams as they came."""
    env = dict((name, value) for name, value in os.environ.items() if not name.startswith(('PLEX', 'PYTHON')))
    env.update(PATH=os.path.join(folder, 'bin') + os.pathsep + env['PATH'], HOME=folder, COLUMNS='100', TMPDIR=folder)
    path = os.path.join(folder, 'session.sh')
    with io.open(path, 'w', encoding='utf-8') as handle:
        handle.write(script)
    with open(os.devnull) as nothing:
        process = subprocess.Popen(['timeout', str(LIMIT_S), 'sh', path], cwd=folder, env=env, stdin=nothing,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT, preexec_fn=_as_in_a_shell)
        return process.communicate()[0]


def _as_in_a_shell():
    """Let a closed pipe end a command quietly: Python 2 hands on that it ignores these itself."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)


def masked(text):
    """Return the lines of a document without what is new in every run, and without those that may differ."""
    unsteady = [re.compile(pattern) for pattern in _MAY_DIFFER.findall(text)]
    lines = [line for line in text.split(u'\n') if not any(pattern.search(line) for pattern in unsteady)]
    for pattern, shown in _ALWAYS_NEW:
        lines = [pattern.sub(shown, line) for line in lines]
    return [re.sub(u' +', u' ', line).rstrip() for line in lines]


def differences(text, made):
    """Return the lines of a diff from a document to the one *made* anew: those that mean something."""
    return list(difflib.unified_diff(masked(text), masked(made), u'as it stands', u'as it runs now', lineterm=u'', n=1))


def main(argv=None):
    words = sys.argv[1:] if argv is None else argv
    checks, code = '--check' in words, 0
    paths = [word for word in words if word != '--check'] or sorted(glob.glob(os.path.join(ROOT, 'examples', '*.md')))
    for path in paths:
        with io.open(path, encoding='utf-8') as handle:
            text = handle.read()
        try:
            made = with_outputs(text, run(commands(text)))
        except ExampleError as error:
            sys.stderr.write('error: %s: %s\n' % (path, error))
            return 2
        if checks:
            code = max(code, tell(path, differences(text, made)))
            continue
        with io.open(path, 'w', encoding='utf-8') as handle:
            handle.write(made)
    return code


def tell(path, found):
    """Print the differences of one document; return the exit code that they stand for."""
    if found:
        told = [u'error: %s is not what its commands print' % os.path.basename(path)] + found
        told.append(u'  make it anew, and read what changed: make examples\n')
        getattr(sys.stderr, 'buffer', sys.stderr).write(u'\n'.join(told).encode('utf-8'))
    return int(bool(found))


if __name__ == '__main__':
    sys.exit(main())
