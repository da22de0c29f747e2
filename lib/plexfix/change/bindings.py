# -*- coding: utf-8 -*-
"""Says which names a Python 2.7 file gives a value itself, and what its imports bring; without regard to scopes.

A name that is bound anywhere in the file counts as bound everywhere: that may hide a mistake, but invents none.
"""
from __future__ import absolute_import, division, print_function

from collections import namedtuple

from plexfix.change.statements import closing, is_name
from plexfix.change.tokens27 import AUGMENTED, BRACKETS, NAME, OPERATOR


class Imported(namedtuple('Imported', 'module name bound token statement')):
    """One name that an import statement asks for.

    `import a.b as c` has module 'a.b' and no name; `from a import b` has module 'a' and name 'b', `*` for all.  A
    relative import's module begins with its dots.  *bound* is what the file then calls it.
    """

    __slots__ = ()


def imports(statements):
    """Return the Imported of *statements*, in their order."""
    found = []
    for statement in statements:
        if statement.word == 'import':
            found.extend(_plain(statement))
        elif statement.word == 'from':
            found.extend(_from(statement))
    return found


def _plain(statement):
    for tokens in _clauses(statement.tokens[1:]):
        module, alias = _before_as(tokens)
        if module:
            yield Imported(module, None, alias or module.split('.')[0], tokens[0], statement)


def _from(statement):
    strings = [token.string for token in statement.tokens]
    if 'import' not in strings:
        return
    middle = strings.index('import')
    module = ''.join(strings[1:middle])
    for tokens in _clauses(statement.tokens[middle + 1:]):
        name, alias = _before_as(tokens)
        if name:
            yield Imported(module, name, alias or name, tokens[0], statement)


def _clauses(tokens):
    """Yield the parts of *tokens* between commas, without brackets."""
    part = []
    for token in tokens:
        if token.string == ',':
            if part:
                yield part
            part = []
        elif token.string not in BRACKETS:
            part.append(token)
    if part:
        yield part


def _before_as(tokens):
    strings = [token.string for token in tokens]
    if 'as' in strings:
        at = strings.index('as')
        return ''.join(strings[:at]), ''.join(strings[at + 1:])
    return ''.join(strings), None


def bound_names(statements):
    """Return the names that *statements* bind by anything but an import, as a set."""
    bound = set()
    for statement in statements:
        if statement.word not in ('import', 'from'):
            _read(statement.tokens, statement.word, bound)
    return bound


def _read(tokens, word, bound):
    if word in ('def', 'class', 'global', 'del'):
        bound.update(token.string for token in tokens[1:2 if word in ('def', 'class') else None] if token.kind == NAME)
    if word == 'def' and len(tokens) > 2:
        _parameters(tokens[2:closing(tokens, 2)], bound)
    last_equal = _last_equal(tokens)
    for index, token in enumerate(tokens):
        string = token.string
        if token.kind == NAME:
            if string == 'lambda':
                _parameters(_until(tokens, index + 1, ':'), bound)
            elif string == 'for':
                _targets(_until(tokens, index + 1, 'in'), bound)
            elif string == 'as' and index + 1 < len(tokens):
                _targets(_as_targets(tokens, index + 1), bound)
    if last_equal:
        _targets(tokens[:last_equal], bound)
    if word == 'except' and len(tokens) > 3 and tokens[-2].string == ',':
        _targets(tokens[-1:], bound)


def _last_equal(tokens):
    """Return the index of the last `=` outside of brackets (or of an augmented one), 0 where there is none."""
    depth, found = 0, 0
    for index, token in enumerate(tokens):
        if token.kind == OPERATOR:
            string = token.string
            if string in BRACKETS:
                depth += BRACKETS[string]
            elif depth == 0 and (string == '=' or string in AUGMENTED):
                found = index
    return found


def _until(tokens, start, stop):
    """Return the tokens from *start* to the first *stop* that is in no bracket of theirs."""
    depth = 0
    for index in range(start, len(tokens)):
        string = tokens[index].string
        if string == stop and depth <= 0:
            return tokens[start:index]
        depth += BRACKETS.get(string, 0)
    return tokens[start:]


def _as_targets(tokens, start):
    return tokens[start:closing(tokens, start)] if tokens[start].string == '(' else tokens[start:start + 1]


def _parameters(tokens, bound):
    """Add the names of parameters: those that follow the beginning, a comma, a star or a bracket."""
    expects, depth = True, 0
    for token in tokens:
        string = token.string
        if string == ',' and depth >= 0:
            expects = True
        elif is_name(token) and expects:
            bound.add(string)
            expects = False
        elif string not in ('(', '*', '**'):
            expects = False


def _targets(tokens, bound):
    """Add the names among targets: what is no attribute, and has none or an index or a call behind it."""
    for index, token in enumerate(tokens):
        if is_name(token) and (index == 0 or tokens[index - 1].string != '.'):
            follower = tokens[index + 1].string if index + 1 < len(tokens) else ''
            if follower not in ('.', '[', '('):
                bound.add(token.string)
