# -*- coding: utf-8 -*-
"""Loads and runs a plug-in's code under the framework's rules: what is refused, what is absent, what is injected."""
from __future__ import absolute_import, division, print_function

import ast
import functools
import io
import os
import sys
import types

from six.moves import builtins

from plexfix.base import compat
from plexfix.change import loader as rules

# Names of Python 2.7 that the framework does not give to a plug-in's code.
ABSENT = ('all any sum open next iter bin bytes frozenset format vars locals globals eval file memoryview slice '
          'compile execfile input raw_input reload breakpoint exit quit help copyright credits license exec').split()
# Given to elevated plug-ins only.
ELEVATED_ONLY = 'hasattr getattr setattr dir super type'.split()
NO_PYTHON27 = ('no Python 2.7 was found, so this plug-in ran under Python %d.%d, which cannot read its code; '
               'install Python 2.7 with lxml, or name one with --python or in PLEXSIM_PYTHON')


class Sandbox(object):
    """The environment of one plug-in's code; its modules share the injected names."""

    def __init__(self, code_path, policy, environment):
        self._code_path = os.path.abspath(code_path)
        self._policy = policy
        self._modules = {}
        self.builtins = self._make_builtins()
        self.environment = dict(environment)
        self.environment['__builtins__'] = self.builtins
        self.environment['_inplacevar_'] = in_place

    def load(self, path):
        """Return the compiled code of the file at *path*; raise SyntaxError with the framework's text where it is refused."""
        with io.open(path, 'rb') as stream:
            return self.compile_source(stream.read(), path)

    def compile_source(self, source, path):
        policy = 'Elevated' if self._policy.lower() != 'standard' else 'Standard'
        refused = rules.refusals(source, policy)
        if refused:
            raise SyntaxError(compat.native(refused[0].message))
        source = source.replace(b'\r\n', b'\n').replace(b'\r', b'\n')
        try:
            tree = ast.parse(source if not compat.PY2 else source + b'\n', path)
        except SyntaxError as err:
            if compat.PY2:
                raise
            err.msg = '%s (%s)' % (err.msg, NO_PYTHON27 % sys.version_info[:2])
            raise
        return compile(_InPlace().visit(tree), path, 'exec', dont_inherit=True)

    def execute(self, code, name='__code__'):
        """Run *code* as the module *name*; return its names."""
        names = dict(self.environment)
        names['__name__'] = name
        exec(code, names)
        return names

    def load_module(self, name, path, package=None):
        module = types.ModuleType(str(name))
        module.__dict__.update(self.environment)
        module.__dict__['__name__'] = str(name)
        if package:
            module.__path__ = [package]
        self._modules[name] = module
        try:
            exec(self.load(path), module.__dict__)
        except BaseException:
            self._modules.pop(name, None)
            raise
        return module

    def import_(self, name, globals=None, locals=None, fromlist=(), level=-1 if compat.PY2 else 0):
        """The `__import__` of a plug-in's code: beside the importing file, then in Contents/Code, then ordinary modules."""
        for parts in _candidates(name, _package_of(globals or {}), level):
            found = self._own_module(parts) if parts else None
            if found is None:
                continue
            if not fromlist:
                return self._modules['.'.join(parts[:len(parts) - name.count('.')])]
            for part in fromlist:
                if not hasattr(found, part) and getattr(found, '__path__', None):
                    child = self._own_module(parts + [part])
                    if child is not None:
                        setattr(found, part, child)
            return found
        return builtins.__import__(name, _plain_globals(), None, fromlist or (), 0)

    def _own_module(self, parts):
        folder, module = self._code_path, None
        for depth in range(len(parts)):
            name = '.'.join(parts[:depth + 1])
            child = self._modules.get(name) or self._find(name, os.path.join(folder, parts[depth]))
            if child is None:
                return None
            if module is not None:
                setattr(module, parts[depth], child)
            module, folder = child, os.path.join(folder, parts[depth])
        return module

    def _find(self, name, stem):
        if os.path.isfile(stem + '.py'):
            return self.load_module(name, stem + '.py')
        init = os.path.join(stem, '__init__.py')
        if os.path.isfile(init):
            return self.load_module(name, init, package=stem)
        return None

    def _make_builtins(self):
        given = dict((name, getattr(builtins, name)) for name in dir(builtins))
        if not compat.PY2:
            # The running Python stands in for 2.7: its renamed builtins are there under their old names.
            given.update(unicode=str, basestring=str, unichr=chr, xrange=range, long=int, reduce=functools.reduce)
        elevated = self._policy.lower() != 'standard'
        for name in ABSENT + ([] if elevated else ELEVATED_ONLY):
            given.pop(name, None)
        given['__import__'] = self.import_
        return given


def in_place(operator, value, other):
    """What the framework does for `x -= 1` and the like on a plain name: only `+=` was ever provided."""
    raise NameError("name '_inplacevar_' is not defined")


class _InPlace(ast.NodeTransformer):
    """Turns `x -= y` on a plain name into the call that the framework's compiler makes of it."""

    def visit_AugAssign(self, node):
        self.generic_visit(node)
        if not isinstance(node.target, ast.Name) or isinstance(node.op, ast.Add):
            return node
        text = ast.Str(s=type(node.op).__name__) if compat.PY2 else ast.Constant(value=type(node.op).__name__)
        function = ast.Name(id='_inplacevar_', ctx=ast.Load())
        value = ast.Name(id=node.target.id, ctx=ast.Load())
        arguments = [text, value, node.value]
        call = ast.Call(func=function, args=arguments, keywords=[])
        if compat.PY2:
            call.starargs = call.kwargs = None
        made = ast.Assign(targets=[ast.Name(id=node.target.id, ctx=ast.Store())], value=call)
        return ast.fix_missing_locations(ast.copy_location(made, node))


def _package_of(names):
    """Return the package, as a list of names, in which the module with these global *names* is."""
    parts = [part for part in names.get('__name__', '').split('.') if part != '__code__']
    return parts if '__path__' in names else parts[:-1]


def _candidates(name, package, level):
    """Return the full names that an import may mean, the nearest first."""
    parts = name.split('.') if name else []
    if level > 0:
        return [package[:len(package) - level + 1] + parts]
    return [package + parts, parts] if package else [parts]


def _plain_globals():
    return {'__name__': '__main__', '__builtins__': builtins}
