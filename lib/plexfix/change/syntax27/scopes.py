# -*- coding: utf-8 -*-
"""What Python 2.7 refuses because of names in nested functions: exec and import * beside them, del of what they use.

It follows the compiler's own way through the scopes, its oddities included.  Which names there are comes from `names`.
"""
from __future__ import absolute_import, division, print_function

from plexfix.change.syntax27.blocks import CLASS, FUNCTION
from plexfix.change.syntax27.names import BARE_EXEC, IMPORT_STAR, QUALIFIED_EXEC

_MESSAGES = {
    frozenset([IMPORT_STAR]): "import * is not allowed in function '%s' because it %s",
    frozenset([BARE_EXEC]): "unqualified exec is not allowed in function '%s' because it %s",
}
_OTHER = "function '%s' uses import * and bare exec, which are illegal because it %s"


def refusals(module):
    """Return [(first token of the line, message)] against the functions in *module* (Names); marks their cells."""
    found = []
    # A global statement anywhere makes the name one of the module's.
    module.declared.update(_declared(module))
    _analyze(module, None, set(), set(), found)
    return found


def _declared(scope):
    return scope.declared.union(*[_declared(child) for child in scope.children])


def _analyze(scope, bound, free, declared, found):
    """Settle the names of *scope* and all within; what is free in it is added to *free*.

    *bound* and *declared* are those of the scopes around, in sets of its own.
    """
    new_free, around = set(), set(declared) if scope.kind == CLASS else None
    new_bound = set(bound or ()) if scope.kind == CLASS else set()
    local = set()
    for name in scope.used | scope.declared:
        _settle(scope, name, bound, local, free, declared)
    if scope.kind == FUNCTION:
        new_bound |= local
    if scope.kind != CLASS:
        new_bound |= bound or set()
        around = set(declared)
    for child in scope.children:
        _analyze(child, set(new_bound), new_free, set(around), found)
        scope.child_free = scope.child_free or child.free or child.child_free
    if scope.kind == FUNCTION:
        scope.cells = frozenset(local & new_free)
        new_free -= local
    _check(scope, found)
    free |= new_free


def _settle(scope, name, bound, local, free, declared):
    if name in scope.declared:
        declared.add(name)
        if bound:
            bound.discard(name)
    elif name in scope.bound:
        local.add(name)
        declared.discard(name)
    elif bound and name in bound:
        scope.free = True
        free.add(name)
    elif name not in declared and scope.nested:
        scope.free = True


def _check(scope, found):
    if scope.kind != FUNCTION or not (scope.free or scope.child_free):
        return
    if scope.dynamic and scope.dynamic != set([QUALIFIED_EXEC]):
        why = 'contains a nested function with free variables' if scope.child_free else 'is a nested function'
        found.append((scope.dynamic_start, _MESSAGES.get(frozenset(scope.dynamic), _OTHER) % (scope.title, why)))
