# -*- coding: utf-8 -*-
"""Says whether a statement runs only where something is there: a caught error, a test for the version or the system."""
from __future__ import absolute_import, division, print_function

from plexfix.change.tokens27 import KEYWORDS, NAME

_ANY = ('Exception', 'BaseException', 'StandardError')
# What an except clause has to name so that a missing module, attribute, name or argument is caught by it.
_CATCHES = {
    'ImportError': frozenset(('ImportError', 'ModuleNotFoundError') + _ANY),
    'AttributeError': frozenset(('AttributeError',) + _ANY),
    'NameError': frozenset(('NameError', 'UnboundLocalError') + _ANY),
    'TypeError': frozenset(('TypeError',) + _ANY),
    'SyntaxError': frozenset(('SyntaxError',) + _ANY),
}
# A test that names one of these asks which Python this is, or what it has.
_ASKS = frozenset('''
    version_info hexversion hasattr getattr locals globals python_version python_version_tuple TYPE_CHECKING PY PY2 PY3
    PYTHON2 PYTHON3 PYTHON_2 PYTHON_3 PYTHON_VERSION IS_PY2 IS_PY3 IS_PYTHON3 is_py2 is_py3 is_python3 py2 py3 _PY2 _PY3
    PY34 PY35 PY36 MYPY_CHECK_RUNNING have_unicode'''.split())
# The same as attributes of sys and os.
_ASKED = frozenset(['version', 'platform', 'byteorder', 'name'])
_OF_SYSTEM = (['sys', '.'], ['os', '.'])
_LEAVING = frozenset(['return', 'raise', 'continue', 'break'])
_BRANCHES = frozenset(['if', 'elif', 'else'])


class Guards(object):
    """The guards of one file."""

    def __init__(self, statements):
        self._switches = frozenset(_switches(statements))
        self._decorated = _decorated(statements)
        self._left = self._left_early(statements)

    def hold(self, statement, error):
        """Tell whether *statement* stands where *error* (a class's name) is caught, or where the version was asked.

        The alternative within the handler is guarded as well: it is reached only where the first choice was missing.
        """
        if _asks(statement.tokens):
            return True
        for header in statement.parents():
            if header.word in ('try', 'except', 'else') and _catches(header.chain, error):
                return True
            if header.word == 'except' and any(_catches([header], one) for one in _CATCHES):
                return True
            if header.word in _BRANCHES and any(self._decides(other.tokens) for other in header.chain):
                return True
            if id(header) in self._decorated:
                return True
        return self._left and any(self._left.get(id(one.parent), one.tokens[0].line) < one.tokens[0].line
                                  for one in [statement] + list(statement.parents()))

    def _decides(self, tokens):
        if len(tokens) == 2 and tokens[1].string in ('False', '0'):
            return True
        return _asks(tokens) or any(token.string in self._switches for token in tokens if token.kind == NAME)

    def _left_early(self, statements):
        """Return {id of a block's header: the first line on which `if (it asks): return` may end the block}."""
        left = {}
        for statement in statements:
            header = statement.parent if statement.word in _LEAVING else None
            if header is not None and header.word == 'if' and self._decides(header.tokens):
                left.setdefault(id(header.parent), statement.tokens[0].line)
        return left


def _switches(statements):
    """Yield the names that are switched off (`NAME = False`), or keep an answer (`NEW = sys.version_info > (3,)`)."""
    for statement in statements:
        tokens = statement.tokens
        if len(tokens) > 2 and tokens[1].string == '=' and tokens[0].kind == NAME:
            if (len(tokens) == 3 and tokens[2].string in ('False', 'None', '0')) or _asks(tokens[2:]):
                yield tokens[0].string


def _decorated(statements):
    """Return the ids of the defs and classes below a decorator that asks."""
    found, asked = set(), False
    for statement in statements:
        if statement.word == '@':
            asked = asked or _asks(statement.tokens)
        else:
            if asked and statement.word in ('def', 'class'):
                found.add(id(statement))
            asked = False
    return found


def _asks(tokens):
    """Tell whether *tokens* ask: by one of the known names, or by sys.version, sys.platform, os.name and the like."""
    for index, token in enumerate(tokens):
        if token.kind == NAME and token.string not in KEYWORDS:
            string = token.string
            if string in _ASKS:
                return True
            if string in _ASKED and [one.string for one in tokens[max(0, index - 2):index]] in _OF_SYSTEM:
                return True
    return False


def _catches(chain, error):
    """Tell whether an except clause of *chain* catches *error*: one without a class, or one that names it."""
    for header in chain:
        if header.word == 'except':
            named = set(token.string for token in header.tokens[1:] if token.kind == NAME)
            if not named or named & _CATCHES[error]:
                return True
    return False
