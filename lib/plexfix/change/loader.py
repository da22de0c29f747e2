# -*- coding: utf-8 -*-
"""Tells what Plex's code loader refuses in an agent's source, and what it only fails on when the code runs.

Plex compiles ``Contents/Code/*.py`` with RestrictedPython, under both policies; what plain Python 2.7 accepts may
still kill the plug-in at its start.  Syntax errors of Python 2.7 itself are left to others, except those that keep
a source from being cut into tokens.
"""
from __future__ import absolute_import, division, print_function

from collections import namedtuple

from plexfix.change import loader_roles as roles
from plexfix.change.tokens27 import ERROR, normalized, tokenize

STANDARD, ELEVATED = 'Standard', 'Elevated'
POLICIES = (STANDARD, ELEVATED)

_STANDARD_DUNDERS = frozenset(['__init__', '__call__', '__str__', '__repr__'])
ALLOWED_DUNDERS = {
    STANDARD: _STANDARD_DUNDERS,
    ELEVATED: _STANDARD_DUNDERS | frozenset([
        '__getitem__', '__getattr__', '__getattribute__', '__setitem__', '__setattr__', '__delitem__', '__delattr__',
        '__iter__', '__len__', '__name__', '__eq__', '__ne__', '__enter__', '__exit__']),
}

_ABSENT = frozenset(
    'all any sum open next iter bin bytes frozenset format vars locals globals eval file memoryview slice'.split())
_ELEVATED_ONLY = frozenset(['hasattr', 'getattr', 'setattr', 'dir', 'super', 'type'])
ABSENT_BUILTINS = {STANDARD: _ABSENT | _ELEVATED_ONLY, ELEVATED: _ABSENT}


class Refusal(namedtuple('Refusal', 'line column rule message')):
    """Why the loader does not load a source: *line* and *column* count from 1, *column* in characters.

    *message* is the text that Plex logs behind ``SyntaxError:``.  *line* is the compiler's, as in the message;
    *column* is 1 where the cause stands on another line.
    """

    __slots__ = ()


class Caution(namedtuple('Caution', 'line column rule message')):
    """What loads but fails when it runs; the fields are those of a Refusal, the message is ours."""

    __slots__ = ()


# What the compiler says of whole constructs.  The last three are crashes of the compiler, without a line of Plex's.
_CONSTRUCTS = {
    roles.YIELD: ('yield', 'Yield statements are not allowed.'),
    roles.EXEC: ('exec', 'Exec statements are not allowed.'),
    roles.AUGMENTED_ATTRIBUTE: ('augmented-attribute', 'Augmented assignment of attributes is not allowed.'),
    roles.AUGMENTED_ITEM: ('augmented-item', 'Augmented assignment of object items and slices is not allowed.'),
    roles.LAMBDA_TUPLE: ('tuple-parameter', 'a tuple parameter in a lambda crashes the compiler of the sandbox'),
    roles.NESTED_TUPLE: ('tuple-parameter', 'a tuple within a tuple parameter crashes the compiler of the sandbox'),
    roles.LAMBDA_FILTER: ('lambda-filter', 'a lambda with parameters in the condition of a comprehension crashes '
                                           'the compiler of the sandbox'),
}


def refusals(source, policy=STANDARD):
    """Return the Refusals of *source* (bytes), by line; an empty list when the loader takes it.

    All are collected, not only the one that Plex would log.  None for *policy* means Standard, as in an Info.plist
    that is silent; an unknown policy raises ValueError.  Names and attributes answer to the same rule.  What a
    ``from`` import names is not looked at: Plex's loader is older than that check of RestrictedPython's.
    """
    allowed = ALLOWED_DUNDERS[_known(policy)]
    text, problem = normalized(source)
    tokens = tokenize(text)
    refused = _unreadable(tokens, problem)
    for place in roles.places(tokens):
        for rule, message in _complaints(place, allowed):
            refused.append(Refusal(place.line or place.token.line, place.token, rule, _with_line(place, message)))
    return _placed(refused, text)


def warnings(source, policy=STANDARD):
    """Return the Cautions of *source* (bytes), by line: absent builtins, and ``x -= 1``, which only fails when it runs.

    A builtin's name that the file defines anywhere is taken to be the file's own.
    """
    absent = ABSENT_BUILTINS[_known(policy)]
    text, _ = normalized(source)
    found = roles.places(tokenize(text), absent)
    own = set(place.name.split('.')[0] for place in found if place.binds)
    cautions = []
    for place in found:
        if place.role == roles.VARIABLE and place.name in absent and place.name not in own:
            cautions.append(Caution(place.line, place.token, 'absent-builtin', _with_line(
                place, '"%s" does not exist in the sandbox: a NameError when this runs' % place.name)))
        elif place.role == roles.AUGMENTED_NAME and place.name != '+=':
            cautions.append(Caution(place.line, place.token, 'augmented-operator', _with_line(
                place, '"%s" fails when this runs: of all augmented assignments the sandbox has "+=" only'
                % place.name)))
    return _placed(cautions, text)


def _known(policy):
    policy = STANDARD if policy is None else policy
    if policy not in POLICIES:
        raise ValueError('unknown code policy %r, known are %s' % (policy, ' and '.join(POLICIES)))
    return policy


def _unreadable(tokens, problem):
    """Return the first thing that keeps the source from being read, as a list: Python 2.7 stops there."""
    errors = [token for token in tokens if token.kind == ERROR][:1]
    if problem is not None:
        errors = [tokens[-1]._replace(string=problem[1], line=problem[0], column=0)]
    return [Refusal(token.line, token, 'unreadable', 'Line %d: cannot be read as Python 2.7: %s'
                    % (token.line, token.string)) for token in errors]


def _complaints(place, allowed):
    """Yield (rule, message) for each thing that the compiler has to say about *place*."""
    if place.role in _CONSTRUCTS:
        yield _CONSTRUCTS[place.role]
    elif place.role in (roles.VARIABLE, roles.IMPORT, roles.ATTRIBUTE):
        kind, stop = ('attribute', '.') if place.role == roles.ATTRIBUTE else ('variable', '')
        name = place.name
        if name.startswith('_') and name != '_' and name not in allowed:
            yield ('underscore-' + kind, '"%s" is an invalid %s name because it starts with "_"%s'
                   % (name, kind, stop))
        if name.endswith('__roles__'):
            yield 'roles-' + kind, '"%s" is an invalid %s name because it ends with "__roles__".' % (name, kind)
        if name == 'printed' and kind == 'variable':
            yield 'reserved-name', '"printed" is a reserved name.'


def _with_line(place, message):
    """Return *message* as Plex logs it; where its compiler knows no line, there is none."""
    return message if place.line is None else 'Line %d: %s' % (place.line, message)


def _placed(findings, text):
    """Return *findings* by line, with columns in the place of their tokens."""
    columns = _columns(sorted(set(finding.column[2:] for finding in findings)), text)
    placed = [finding._replace(column=columns[finding.column[2:]] if finding.column.line == finding.line else 1)
              for finding in findings]
    return sorted(placed, key=lambda finding: (finding.line, finding.column, finding.message))


def _columns(places, text):
    """Return {(line, bytes before): column in characters}, for sorted *places*; of a line each byte is read once."""
    lines = text.split('\n') if places else []
    columns = {}
    line, behind, column = 0, 0, 1
    for place in places:
        if place[0] != line:
            line, behind, column = place[0], 0, 1
        passed = lines[line - 1][behind:place[1]] if line <= len(lines) else ''
        column += sum(1 for character in passed if not '\x80' <= character < '\xc0')
        behind = place[1]
        columns[place] = column
    return columns
