# -*- coding: utf-8 -*-
"""Names the feature of Python 3 that stands at a place which Python 2.7 does not understand: `f-string, since 3.6`.

That there is a syntax error is `python27`'s finding; this puts it into words, and says nothing where it is not sure.
"""
from __future__ import absolute_import, division, print_function

import re

from plexfix.change.statements import closing, split_at_commas
from plexfix.change.tokens27 import BRACKETS, NAME, NUMBER, OPERATOR, STRING

_PREFIX = re.compile('(?:f|rf|fr)$', re.I)
_RAW_BYTES = re.compile('rb$', re.I)
_TEMPLATE = re.compile('(?:t|rt|tr)$', re.I)
_UNDERSCORED = re.compile(r'_\d')
_FUTURE = {'annotations': '3.7', 'generator_stop': '3.5', 'barry_as_FLUFL': '3.1'}


def feature_at(statements, line, text_lines=()):
    """Return the words for the feature of Python 3 on *line*, such as u'f-string, since 3.6'; None where none is seen.

    *statements* are the file's, from `statements.read`; *text_lines* its lines, for what leaves no tokens.
    """
    near = [one for one in statements if one.tokens[0].line <= line <= one.tokens[-1].line + _height(one.tokens[-1])]
    for statement in near:
        for look in _LOOKS:
            found = look(statement.tokens)
            if found:
                return found
    return _of_text(text_lines[line - 1] if 0 < line <= len(text_lines) else '')


def _height(token):
    return token.string.count('\n') if token.kind == STRING else 0


def _of_text(line):
    if re.search(r':=', line) and not re.match(r'\s*#', line):
        return u'assignment expression (:=), since 3.8'
    if re.search(r'\b\d[\d_]*_\d', line):
        return u'underscore in a number, since 3.6'
    if re.search(r'\w\s*->\s*[\w\'"\[]', line):
        return u'annotation of a function, since 3.0'
    return None


def _strings(tokens):
    for index, token in enumerate(tokens[1:], 1):
        before = tokens[index - 1]
        if token.kind == STRING and before.kind == NAME and before.line == token.line \
                and before.column + len(before.string) == token.column:
            if _PREFIX.match(before.string):
                return u'f-string, since 3.6'
            if _RAW_BYTES.match(before.string):
                return u"string prefix rb, since 3.3 (2.7 has br)"
            if _TEMPLATE.match(before.string):
                return u't-string, since 3.14'
    return None


def _beginnings(tokens):
    strings = [token.string for token in tokens[:4]] + [''] * 4
    word = strings[0]
    if word == 'nonlocal' and tokens[1:] and tokens[1].kind == NAME:
        return u'nonlocal, since 3.0'
    if word == 'async' and strings[1] in ('def', 'for', 'with'):
        return u'async %s, since 3.5' % strings[1]
    if word == 'raise' and 'from' in [token.string for token in tokens]:
        return u'raise ... from, since 3.0'
    if word == 'except' and strings[1] == '*':
        return u'except*, since 3.11'
    if word == 'type' and tokens[1:] and tokens[1].kind == NAME and strings[2] in ('=', '['):
        return u'type statement, since 3.12'
    if word in ('match', 'case') and tokens[1:] and tokens[-1].string == ':' and strings[1] not in ('=', '.', ','):
        return u'%s, since 3.10' % (u'match statement' if word == 'match' else u'case of a match statement')
    if word == 'from' and strings[1] == '__future__':
        for token in tokens:
            if token.string in _FUTURE:
                return u'from __future__ import %s, since %s' % (token.string, _FUTURE[token.string])
    return None


def _words(tokens):
    for index, token in enumerate(tokens):
        follower = tokens[index + 1] if index + 1 < len(tokens) else None
        if follower is None or token.kind != NAME:
            continue
        if token.string == 'yield' and follower.string == 'from':
            return u'yield from, since 3.3'
        if token.string == 'await' and (follower.kind == NAME or follower.string == '('):
            return u'await, since 3.5'
        if token.string == 'async' and follower.string == 'for':
            return u'asynchronous comprehension, since 3.6'
    return None


def _operators(tokens):
    for index, token in enumerate(tokens[:-1]):
        follower = tokens[index + 1]
        touching = token.line == follower.line and token.column + len(token.string) == follower.column
        if token.string == ':' and follower.string == '=' and touching:
            return u'assignment expression (:=), since 3.8'
        if token.string == '-' and follower.string == '>' and touching:
            return u'annotation of a function, since 3.0'
        if token.string == '@' and index > 0 and tokens[0].string != '@':
            return u'operator @ (matrix product), since 3.5'
        if token.kind == NUMBER and follower.kind == NAME and touching and _UNDERSCORED.match(follower.string):
            return u'underscore in a number, since 3.6'
    return _ellipsis(tokens)


def _ellipsis(tokens):
    depth = []
    for index, token in enumerate(tokens):
        if token.string in BRACKETS:
            if BRACKETS[token.string] == 1:
                depth.append(token.string)
            elif depth:
                depth.pop()
        elif token.string == '.' and [one.string for one in tokens[index:index + 3]] == ['.'] * 3 \
                and tokens[0].string != 'from' and '[' not in depth:
            return u'... as an expression, since 3.0'
    return None


def _headers(tokens):
    word = tokens[0].string
    if word in ('def', 'class') and len(tokens) > 2:
        if tokens[2].string == '[':
            return u'type parameters, since 3.12'
        parts = split_at_commas(tokens[3:closing(tokens, 2)]) if tokens[2].string == '(' else []
        if word == 'class':
            named = [part[0].string for part in parts if len(part) > 1 and part[1].string == '=']
            return u'class %s(%s=...), since 3.0' % (tokens[1].string, named[0]) if named else None
        return _parameters(parts)
    if word == '@' and _decorator_expression(tokens):
        return u'any expression as a decorator, since 3.9'
    if word == 'with' and len(tokens) > 1 and tokens[1].string == '(' and \
            'as' in [token.string for token in tokens[2:closing(tokens, 1)]]:
        return u'parentheses around the items of with, since 3.9'
    for index, token in enumerate(tokens):
        if token.string == 'lambda':
            return _parameters(split_at_commas(_lambda_head(tokens[index + 1:])))
    return None


def _decorator_expression(tokens):
    for index, token in enumerate(tokens[1:], 1):
        if token.string == '(':
            return False
        if token.kind == OPERATOR and token.string != '.':
            return True
    return False


def _lambda_head(tokens):
    depth = 0
    for index, token in enumerate(tokens):
        depth += BRACKETS.get(token.string, 0)
        if token.string == ':' and depth == 0:
            return tokens[:index]
    return tokens


def _parameters(parts):
    starred = False
    for part in parts:
        strings = [token.string for token in part]
        if strings == ['*']:
            return u'parameters by keyword only, since 3.0'
        if strings == ['/']:
            return u'parameters by position only, since 3.8'
        if ':' in strings and not set(['lambda', '{', '[']) & set(strings[:strings.index(':')]):
            return u'annotation of a parameter, since 3.0'
        if starred and strings[:1] not in (['*'], ['**']):
            return u'parameters by keyword only, since 3.0'
        starred = starred or strings[:1] == ['*']
    return None


def _annotation(tokens):
    depth, lambdas = 0, 0
    for index, token in enumerate(tokens):
        string = token.string
        if string in BRACKETS:
            depth += BRACKETS[string]
        elif string == 'lambda':
            lambdas += 1
        elif string == ':' and depth == 0:
            if lambdas:
                lambdas -= 1
                continue
            target = tokens[:index]
            if target and target[0].kind == NAME and target[0].string not in _HEADS and all(
                    one.kind == NAME or one.string in '.[]' or one.kind in (NUMBER, STRING) for one in target):
                return u'annotation of a variable, since 3.6'
            return None
    return None


_HEADS = frozenset('if elif else while for try except finally with def class lambda async match case'.split())


def _stars(tokens):
    """Find stars where Python 2.7 takes none: in targets, displays, returns, and more than one in a call."""
    if tokens[0].string in ('def', 'from'):
        return None
    open_brackets, calls, in_call = [''], [False], [False]
    for index, token in enumerate(tokens):
        string = token.string
        before = tokens[index - 1] if index else None
        if string in BRACKETS and BRACKETS[string] == 1:
            is_call = string == '(' and before is not None and (before.kind == NAME or before.string in (')', ']')) \
                and before.string not in _BEFORE_EXPRESSION
            open_brackets.append(string)
            calls.append(is_call)
            in_call.append(False)
        elif string in BRACKETS:
            if len(open_brackets) > 1:
                open_brackets.pop()
                calls.pop()
                in_call.pop()
        elif in_call[-1] in ('**', string) and string in ('*', '**') and before.string == ',':
            return u'more than one * or ** in a call, since 3.5'
        elif in_call[-1] == '*' and calls[-1] and before.string == ',' and (
                index + 1 >= len(tokens) or tokens[index + 1].string in (',', ')')):
            return u'an argument behind *arguments, since 3.5'
        elif string in ('*', '**') and (before is None or before.string in ('(', ',', '[', '{', '=')
                                        or before.string in _BEFORE_EXPRESSION):
            if calls[-1]:
                in_call[-1] = in_call[-1] or string
            elif 'lambda' not in [one.string for one in tokens[:index]]:
                since = u'3.0' if open_brackets[-1] == '' and string == '*' else u'3.5'
                return u'unpacking with %s here, since %s' % (string, since)
    return None


_BEFORE_EXPRESSION = frozenset('return yield in print if elif while and or not is else del assert for'.split())


def _print(tokens):
    """Recognize the print function with arguments by keyword: its equal sign is an error in the print statement."""
    if tokens[0].string == 'print' and len(tokens) > 1 and tokens[1].string == '(':
        for part in split_at_commas(tokens[2:closing(tokens, 1)]):
            if len(part) > 1 and part[0].string in ('end', 'sep', 'file', 'flush') and part[1].string == '=':
                return u'print(%s=...) as a function, since 3.0 (2.7 needs from __future__ import print_function)' \
                    % part[0].string
    return None


_LOOKS = (_strings, _beginnings, _words, _operators, _headers, _annotation, _print, _stars)
