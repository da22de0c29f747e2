# -*- coding: utf-8 -*-
"""The way through has one direction: no module imports from a later stage, none in a circle, the pure ones no edge."""
from __future__ import absolute_import, division, print_function

import ast
import io
import os

import pytest

from plexfix.base.compat import to_bytes

LIB = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib')

# From the first stage to the last; a module imports from its own folder and from those above it.
STAGES = ['base', 'observe', 'understand', 'judge', 'change', 'loop', 'show', 'outside', 'steps', 'cli']
PURE = ('observe', 'understand', 'judge', 'change', 'loop', 'show')
EDGES = frozenset(['os', 'io', 'subprocess', 'socket', 'requests', 'time', 'tempfile', 'random', 'glob', 'shutil'])
# The simulated Plex stands beside plexfix, so that a mistake is not made on both sides alike.
OPEN_TO_PLEXSIM = ('plexfix', 'plexfix.base', 'plexfix.change', 'plexfix.change.loader')


def module_names(root):
    """Return {dotted name: path} of the Python modules under *root*; code of agents in bundles is no module of ours."""
    found = {}
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if os.path.isfile(os.path.join(folder, name, '__init__.py')))
        for name in sorted(files):
            if name.endswith('.py'):
                parts = os.path.relpath(os.path.join(folder, name[:-3]), root).split(os.sep)
                found['.'.join(part for part in parts if part != '__init__')] = os.path.join(folder, name)
    return found


def packages_of(root):
    """Return the modules of every package directly under *root*."""
    return dict((name, path) for name, path in module_names(root).items() if name)


def imports_of(source, module, is_package=False):
    """Return (line, dotted name) for each import in *source*, also inside functions; a relative one made absolute.

    `from a import b` gives both a and a.b, as b may be a module.
    """
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found.extend((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ''
            if node.level:
                keep = len(module.split('.')) - node.level + (1 if is_package else 0)
                base = '.'.join(module.split('.')[:keep] + ([base] if base else []))
            found.append((node.lineno, base))
            found.extend((node.lineno, base + '.' + alias.name) for alias in node.names)
    return found


def graph_of(sources):
    """Return {module: {imported module: line}} for *sources*, {module: source}; packages are those with modules below."""
    packages = set('.'.join(name.split('.')[:-1]) for name in sources)
    graph = {}
    for name, source in sources.items():
        graph[name] = {}
        for line, target in imports_of(source, name, name in packages):
            graph[name].setdefault(target, line)
    return graph


def stage_of(module):
    """Return the place of a plexfix module on the way, or None for the package itself and other packages' modules."""
    parts = module.split('.')
    if parts[0] != 'plexfix' or len(parts) == 1:
        return None
    return STAGES.index(parts[1]) if parts[1] in STAGES else -1


def backward_imports(graph):
    """Return a complaint for each import from a later stage, from a folder that is no stage, or between the packages."""
    wrong = []
    for module, targets in graph.items():
        own = stage_of(module)
        if own == -1:
            wrong.append('%s lies in no stage' % module)
        for target, line in targets.items():
            if target in graph and not allowed(module, target):
                wrong.append('%s line %d imports %s' % (module, line, target))
    return sorted(wrong)


def allowed(module, target):
    """Return whether *module* may import *target*, both of them ours."""
    if module.split('.')[0] == 'plexsim':
        return target.split('.')[0] == 'plexsim' or target in OPEN_TO_PLEXSIM or target.startswith('plexfix.base.')
    if target.split('.')[0] == 'plexsim':
        return False
    own, other = stage_of(module), stage_of(target)
    return other is None or own is None or other <= own


def impure_imports(graph):
    """Return a complaint for each edge that a pure module imports: a file, a clock, a process, the network, chance."""
    return sorted('%s line %d imports %s' % (module, line, target)
                  for module, targets in graph.items() if module.split('.')[:1] == ['plexfix']
                  and len(module.split('.')) > 1 and module.split('.')[1] in PURE
                  for target, line in targets.items() if target.split('.')[0] in EDGES)


def circles(graph):
    """Return the circles among the modules of *graph*, each as a sorted list of their names."""
    edges = dict((name, [target for target in targets if target in graph and target != name
                         and not name.startswith(target + '.')]) for name, targets in graph.items())

    def reachable(start):
        seen, waiting = set(), list(edges[start])
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                waiting.extend(edges[name])
        return seen
    reach = dict((name, reachable(name)) for name in edges)
    found = set()
    for name in edges:
        if name in reach[name]:
            found.add(tuple(sorted(other for other in reach[name] if name in reach[other])))
    return sorted(list(circle) for circle in found)


def read_sources(root):
    """Return {module: source} of what lies under *root*; bytes, since Python 2 refuses text with a coding line."""
    sources = {}
    for name, path in packages_of(root).items():
        with io.open(path, 'rb') as source:
            sources[name] = source.read()
    return sources


@pytest.fixture(scope='module')
def graph():
    return graph_of(read_sources(LIB))


def test_the_checker_sees_the_code(graph):
    assert 'plexfix.base.compat' in graph and 'plexfix.cli' in graph
    assert 'plexfix.base.compat' in graph['plexfix.base.errors']


def test_no_import_runs_against_the_way(graph):
    assert backward_imports(graph) == []


def test_no_imports_close_a_circle(graph):
    assert circles(graph) == []


def test_pure_modules_import_no_edge(graph):
    assert impure_imports(graph) == []


def test_only_compat_imports_six(graph):
    users = [module for module, targets in graph.items()
             if module.startswith('plexfix') and any(target.split('.')[0] == 'six' for target in targets)]
    assert users == []


MADE_UP = {
    'plexfix': '', 'plexfix.base': '', 'plexfix.observe': '', 'plexfix.judge': '', 'plexfix.outside': '',
    'plexfix.base.compat': '', 'plexfix.observe.logline': '', 'plexfix.observe.events': '',
    'plexfix.judge.compare': '', 'plexfix.change': '', 'plexfix.change.loader': '', 'plexfix.outside.files': '',
    'plexfix.cli': '', 'plexsim': '', 'plexsim.server': '',
}


def made_up(**sources):
    """The graph of a made-up tree, with some modules' source replaced (`__` in a name stands for a dot)."""
    replaced = dict((name.replace('__', '.'), to_bytes(source)) for name, source in sources.items())
    return graph_of(dict(MADE_UP, **replaced))


@pytest.mark.parametrize('module, source', [
    ('plexfix__base__compat', 'from plexfix.observe import logline'),
    ('plexfix__observe__logline', 'import plexfix.judge.compare'),
    ('plexfix__observe__logline', 'def f():\n    from plexfix.outside.files import x'),
    ('plexfix__observe__logline', 'from ..judge import compare'),
    ('plexfix__observe__logline', 'from plexfix import cli'),
    ('plexfix__outside__files', 'from plexfix.cli import run'),
    ('plexfix__outside__files', 'import plexsim.server'),
    ('plexfix__cli', 'from plexsim import server'),
    ('plexsim__server', 'from plexfix.observe import logline'),
    ('plexsim__server', 'from plexfix import cli'),
    ('plexfix__utils', ''),
])
def test_the_checker_catches_an_arrow_that_runs_back(module, source):
    complaints = backward_imports(made_up(**{module: source}))
    assert complaints and all(complaint.startswith(module.replace('__', '.')) for complaint in complaints)


@pytest.mark.parametrize('module, source', [
    ('plexfix__judge__compare', 'from plexfix.observe import logline\nfrom plexfix.base.compat import x'),
    ('plexfix__observe__logline', 'from plexfix.observe.events import Event\nfrom plexfix import __version__'),
    ('plexfix__observe__logline', 'from . import events\nimport requests_like'),
    ('plexfix__cli', 'from plexfix.outside import files'),
    ('plexsim__server', 'from plexfix.base import compat\nfrom plexfix.change.loader import x'),
])
def test_the_checker_lets_the_way_through(module, source):
    graph = made_up(**{module: source})
    assert backward_imports(graph) == [] and circles(graph) == [] and impure_imports(graph) == []


def test_the_checker_catches_circles():
    graph = made_up(plexfix__observe__logline='from plexfix.observe import events',
                    plexfix__observe__events='def f():\n    import plexfix.observe.logline')
    assert circles(graph) == [['plexfix.observe.events', 'plexfix.observe.logline']]


@pytest.mark.parametrize('source', ['import os', 'import os.path', 'from time import sleep', 'def f():\n    import socket'])
def test_the_checker_catches_an_edge_in_a_pure_module(source):
    assert impure_imports(made_up(plexfix__judge__compare=source))
    assert impure_imports(made_up(plexfix__outside__files=source)) == []


def test_the_checker_walks_packages_only(tmpdir):
    tmpdir.ensure('plexfix', '__init__.py')
    tmpdir.ensure('plexfix', 'base', '__init__.py')
    tmpdir.ensure('plexfix', 'base', 'a.py')
    tmpdir.ensure('plexfix', 'A.bundle', 'Contents', 'Code', '__init__.py')
    assert sorted(packages_of(str(tmpdir))) == ['plexfix', 'plexfix.base', 'plexfix.base.a']
