# -*- coding: utf-8 -*-
"""Finds calls with arguments that only Python 3 takes, such as `open(path, encoding='utf-8')`.

Names that Python 2.7 lacks altogether are left to `names27`.
"""
from __future__ import absolute_import, division, print_function

from plexfix.change.bindings import bound_names, imports
from plexfix.change.library27.guards import Guards
from plexfix.change.names27 import Lack
from plexfix.change.statements import closing, dotted_before, split_at_commas
from plexfix.change.tokens27 import NAME

ARGUMENT = 'argument'

_PROCESS = 'timeout=3.3 encoding=3.6 errors=3.6 text=3.7 capture_output=3.7 start_new_session=3.2 pass_fds=3.2'
_POPEN = _PROCESS.replace('timeout=3.3 ', '').replace('capture_output=3.7 ', '')
# {called name: arguments by keyword that came with that version of Python 3}
_NEW = dict((name, dict(word.split('=') for word in words.split())) for name, words in {
    'str': 'encoding=3.0 errors=3.0', 'bytes': 'encoding=3.0 errors=3.0',
    'open': 'encoding=3.0 errors=3.0 newline=3.0 closefd=3.0 opener=3.3',
    'print': 'flush=3.3',
    'max': 'default=3.4', 'min': 'default=3.4', 'sum': 'start=3.8', 'zip': 'strict=3.10', 'pow': 'mod=3.8',
    'os.makedirs': 'exist_ok=3.2', 'os.stat': 'follow_symlinks=3.3', 'os.chmod': 'follow_symlinks=3.3',
    'shutil.copy': 'follow_symlinks=3.3', 'shutil.copy2': 'follow_symlinks=3.3',
    'shutil.copyfile': 'follow_symlinks=3.3', 'shutil.copytree': 'dirs_exist_ok=3.8 copy_function=3.2',
    'subprocess.Popen': _POPEN, 'subprocess.call': _PROCESS, 'subprocess.check_call': _PROCESS,
    'subprocess.check_output': _PROCESS + ' input=3.4',
    'threading.Thread': 'daemon=3.3', 'logging.basicConfig': 'handlers=3.3 style=3.2 force=3.8 encoding=3.9',
    'tempfile.NamedTemporaryFile': 'encoding=3.0 newline=3.0 errors=3.8', 'hashlib.md5': 'usedforsecurity=3.9',
    'hashlib.sha1': 'usedforsecurity=3.9', 'os.fdopen': 'encoding=3.0 newline=3.0',
    'heapq.merge': 'key=3.5 reverse=3.5', 'bisect.bisect': 'key=3.10',
    'bisect.bisect_left': 'key=3.10', 'bisect.bisect_right': 'key=3.10', 'bisect.insort': 'key=3.10',
    'glob.glob': 'recursive=3.5 root_dir=3.10', 'glob.iglob': 'recursive=3.5 root_dir=3.10',
}.items())
# Types that take an encoding as the second argument, and what 2.7 has for that.
_DECODERS = {'str': u'.decode(encoding)', 'bytes': u'.encode(encoding)'}
_WORDS = frozenset(name.split('.')[-1] for name in _NEW) | frozenset(['super'])


def new_arguments(statements):
    """Return the Lacks of *statements* for arguments that a function of Python 2.7 refuses with a TypeError."""
    words = _WORDS | frozenset(one.bound for one in imports(statements) if one.name in _WORDS)
    candidates = [(statement, index) for statement in statements for index, token in enumerate(statement.tokens)
                  if token.kind == NAME and token.string in words]
    if not candidates:
        return []
    meant, guards = _meanings(statements), Guards(statements)
    found = []
    for statement, index in candidates:
        tokens = statement.tokens
        if index + 1 >= len(tokens) or tokens[index + 1].string != '(' or statement.word in ('def', 'class'):
            continue
        name = meant(dotted_before(tokens, index + 1) or tokens[index].string)
        arguments = split_at_commas(tokens[index + 2:closing(tokens, index + 1)])
        for token, what in _refused(name, tokens[index], arguments):
            if not guards.hold(statement, 'TypeError'):
                found.append(Lack(token, ARGUMENT, what, u'a TypeError when this runs', True))
    return found


def _meanings(statements):
    """Return a function: the full name of what a dotted name of this file means, '' where that is not sure."""
    found, bound = imports(statements), bound_names(statements)
    aliases = {}
    for one in found:
        whole = one.module if one.name is None else one.module + '.' + one.name
        aliases[one.bound] = one.bound if one.name is None and one.bound == one.module.split('.')[0] else whole
    star = any(one.name == '*' for one in found)

    def meant(dotted):
        first, _, rest = dotted.partition('.')
        if first in bound or not first or (star and not rest):
            return ''
        return aliases.get(first, first) + ('.' + rest if rest else '')
    return meant


def _refused(name, token, arguments):
    """Yield (token, words) for what a call of *name* gives and Python 2.7 does not take."""
    if name == 'super' and not arguments:
        yield token, u'super() without arguments exists in Python 3 only, since 3.0; 2.7 needs super(Class, self)'
    if name in _DECODERS and len(arguments) > 1 and not any(one[0].string.startswith('*') or one[1:2] and one[
            1].string == '=' for one in arguments):
        yield token, u'%s(..., encoding) exists in Python 3 only, since 3.0; 2.7 has %s' % (name, _DECODERS[name])
    for argument in arguments:
        if len(argument) > 1 and argument[1].string == '=' and argument[0].string in _NEW.get(name, ()):
            word = argument[0].string
            instead = u'; 2.7 has io.open' if name == 'open' else u''
            yield argument[0], u'%s(%s=) exists in Python 3 only, since %s%s' % (name, word, _NEW[name][word], instead)
