# -*- coding: utf-8 -*-
"""Copying into Plug-ins: what is the suite's is brought up to date, what is a person's stays, whatever happens."""
from __future__ import absolute_import, division, print_function

import errno
import io
import json
import os
import re
import shutil
import subprocess
import sys

import pytest
from _pytest.monkeypatch import MonkeyPatch

from plexfix.base.compat import native_path

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, 'dev'))

import copy_suite  # noqa: E402
import interpreters  # noqa: E402
import suite_files  # noqa: E402
import suite_plan  # noqa: E402
from suite_plan import KEPT, RECORD, CopyError  # noqa: E402

posix_only = pytest.mark.skipif(os.name == 'nt', reason='links, and names of bytes')
HOWS = ['kill', 'after', 'torn', 'fail']
STEPS = ('make_folder', 'copy_file', 'write_file', 'move', 'remove', 'remove_folder')
ODD_NAME = native_path(b'Plug ins caf\xc3\xa9')

FIRST = {'lib/plexfix/__init__.py': "__version__ = '1'\n", 'lib/plexfix/gone.py': 'gone', 'lib/plexfix/same.py': 'same',
         'lib/plexfix/a.py': 'a 1', 'scripts/tool.py': 'tool 1', 'prompts/guide.md': 'guide 1', 'README.md': 'readme 1',
         'LICENSE': 'license'}
SECOND = dict(FIRST, **{'lib/plexfix/__init__.py': "__version__ = '2'\n", 'lib/plexfix/a.py': 'a 2', 'scripts/tool.py': 'tool 2',
                        'lib/plexfix/new/b.py': 'b 2', 'prompts/guide.md': 'guide 2', 'README.md': 'readme 2',
                        'examples/e.md': 'e 2'})
del SECOND['lib/plexfix/gone.py']
# What a person has beside and among the suite's files.
RUN = {'iteration_1/diagnostic_report.md': 'report', 'loop_state.json': '{}', 'iteration_1/_BACKUPS/x/y.py': 'backup',
       'lib/plexfix/mine.py': 'mine', 'prompts/own/notes.md': 'notes'}
CHANGED = {'scripts/tool.py': 'tool 1, mended by me', 'lib/plexfix/gone.py': 'gone, but I need it'}


def tree(folder, files):
    """Write {relative path: text} into *folder*; return its path."""
    for path, text in files.items():
        goal = os.path.join(str(folder), *path.split('/'))
        if not os.path.isdir(os.path.dirname(goal)):
            os.makedirs(os.path.dirname(goal))
        with io.open(goal, 'wb') as target:
            target.write(text.encode('ascii'))
    return str(folder)


def texts(folder):
    """Return {relative path: text} of all files in *folder*, but for the record."""
    found = {}
    for where, _, names in os.walk(str(folder)):
        for name in names:
            path = os.path.join(where, name)
            with io.open(path, 'rb') as source:
                found[os.path.relpath(path, str(folder)).replace(os.sep, '/')] = source.read().decode('ascii')
    found.pop(RECORD, None)
    return found


@pytest.fixture(autouse=True)
def no_real_flushes(monkeypatch):
    """They cost time, and tell nothing here."""
    monkeypatch.setattr(os, 'fsync', lambda handle: None)


@pytest.fixture
def sources(tmpdir):
    return tree(tmpdir.join('first'), FIRST), tree(tmpdir.join('second'), SECOND)


@pytest.fixture
def used(tmpdir, sources):
    """A copy of the first suite in which a person worked: runs, files of their own, and two that were changed."""
    target = str(tmpdir.join('Plug-ins', 'plex_improvement'))
    suite_files.install(sources[0], target, '1')
    tree(target, RUN)
    tree(target, CHANGED)
    tree(target, {'lib/plexfix/__pycache__/a.cpython-36.pyc': 'compiled', 'lib/plexfix/a.pyc': 'compiled', 'lib/.DS_Store': 'x'})
    return target


def check_second(target):
    """All of the second suite is there, all of the person's, and nothing else."""
    found = texts(target)
    kept = dict((path, found.pop(path)) for path in sorted(found) if path.startswith(KEPT + '/'))
    assert found == dict(SECOND, **RUN)
    assert sorted((path[len(KEPT) + 1:].rsplit('.', 1)[0], kept[path]) for path in kept) == sorted(CHANGED.items())
    assert suite_plan.read_record(target) == ('2', dict(
        (path, set([digest])) for path, digest in suite_plan.files_of(target).items() if path in SECOND))
    assert not any(name.startswith('.plexfix') for name in os.listdir(target))


# -- one after the other -----------------------------------------------------------------------------------------------

def test_into_an_empty_folder_goes_all_of_the_suite_and_nothing_else(sources, tmpdir):
    tree(tmpdir.join('first'), {'tests/t.py': 't', '.git/x': 'x', 'lib/__pycache__/a.pyc': 'c', 'setup.py': 's'})
    planned, kept = suite_files.install(sources[0], str(tmpdir.join('a')), '1')
    assert texts(tmpdir.join('a')) == FIRST and kept == {}
    assert planned.added == sorted(FIRST) and not any(planned[1:])


def test_an_update_keeps_runs_own_files_and_what_was_changed(used, sources):
    planned, kept = suite_files.install(sources[1], used, '2')
    check_second(used)
    assert planned.changed == sorted(CHANGED) == sorted(kept) and planned.own == ['lib/plexfix/mine.py', 'prompts/own/notes.md']
    assert planned.gone == [] and planned.added == ['examples/e.md', 'lib/plexfix/new/b.py']
    assert planned.updated == ['README.md', 'lib/plexfix/__init__.py', 'lib/plexfix/a.py', 'prompts/guide.md']


def test_an_unchanged_file_that_the_new_suite_lacks_is_removed(sources, tmpdir):
    target = str(tmpdir.join('a'))
    suite_files.install(sources[0], target, '1')
    assert suite_files.install(sources[1], target, '2')[0].gone == ['lib/plexfix/gone.py']
    assert texts(target) == SECOND
    suite_files.install(sources[0], target, '1')
    assert texts(target) == FIRST and not os.path.exists(os.path.join(target, 'examples'))


def test_twice_the_same_writes_nothing(used, sources, monkeypatch):
    suite_files.install(sources[1], used, '2')
    steps = count_steps(monkeypatch)
    planned, kept = suite_files.install(sources[1], used, '2')
    assert [name for name in steps if name != 'make_folder'] == [] and kept == {} and planned.changed == []


def test_a_copy_that_was_made_by_hand_is_taken_over_and_what_differs_is_kept(sources, tmpdir):
    target = tree(tmpdir.join('a'), dict(FIRST, **CHANGED))
    planned, kept = suite_files.install(sources[0], target, '1')
    assert sorted(kept) == sorted(CHANGED) and planned.same == sorted(set(FIRST) - set(CHANGED))
    found = texts(target)
    assert dict((path, found[path]) for path in FIRST) == FIRST
    assert sorted(found[kept[path]] for path in kept) == sorted(CHANGED.values())


def test_a_file_in_the_way_of_a_new_folder_is_kept_aside(sources, tmpdir):
    target = tree(tmpdir.join('a'), {'lib/plexfix/new': 'in the way'})
    kept = suite_files.install(sources[1], target, '2')[1]
    assert texts(target)[kept['lib/plexfix/new']] == 'in the way' and texts(target)['lib/plexfix/new/b.py'] == 'b 2'


@posix_only
def test_modes_and_links_of_ones_own_stay(used, sources):
    os.chmod(os.path.join(sources[1], 'scripts', 'tool.py'), 0o755)
    os.symlink('a.py', os.path.join(used, 'lib', 'plexfix', 'link.py'))
    os.symlink(os.path.join(used, 'iteration_1'), os.path.join(used, 'prompts', 'run'))
    suite_files.install(sources[1], used, '2')
    assert os.access(os.path.join(used, 'scripts', 'tool.py'), os.X_OK)
    assert not os.access(os.path.join(used, 'README.md'), os.X_OK)
    assert os.readlink(os.path.join(used, 'lib', 'plexfix', 'link.py')) == 'a.py'
    assert texts(os.path.join(used, 'iteration_1'))['diagnostic_report.md'] == 'report'
    assert os.path.islink(os.path.join(used, 'prompts', 'run'))


@posix_only
def test_a_part_that_is_a_link_is_refused_and_nothing_changes(sources, tmpdir):
    target = tmpdir.mkdir('a')
    os.symlink(os.path.join(sources[0], 'lib'), str(target.join('lib')))
    with pytest.raises(CopyError) as caught:
        suite_files.install(sources[1], str(target), '2')
    assert 'lib is a link' in caught.value.what and texts(sources[0]) == FIRST and target.listdir() == [target.join('lib')]


@pytest.mark.parametrize('files', [
    {'../outside.txt': ['x']}, {'lib/../../outside.txt': ['x']}, {'/etc/outside.txt': ['x']}, {'C:\\outside.txt': ['x']},
    {'lib/\x00': ['x']}, {u'lib/caf\xe9': ['x']}, ['lib/a']])
def test_a_record_that_names_what_lies_outside_is_refused(files, used, sources):
    outside = os.path.join(os.path.dirname(used), 'outside.txt')
    tree(os.path.dirname(used), {'outside.txt': 'x'})
    with io.open(os.path.join(used, RECORD), 'wb') as target:
        target.write(json.dumps({'schema': suite_plan.SCHEMA, 'version': '1', 'files': files}).encode('ascii'))
    before = texts(used)
    for action in (lambda: suite_files.install(sources[1], used, '2'), lambda: suite_files.uninstall(used)):
        with pytest.raises((CopyError, UnicodeError)):
            action()
    assert os.path.exists(outside) and texts(used) == before


@pytest.mark.parametrize('text', ['', 'no json', '{"schema": "another/1"}', '[]'])
def test_a_record_that_cannot_be_read_is_told(text, used, sources):
    with io.open(os.path.join(used, RECORD), 'wb') as target:
        target.write(text.encode('ascii'))
    with pytest.raises(CopyError) as caught:
        suite_files.install(sources[1], used, '2')
    assert RECORD in caught.value.what and KEPT in caught.value.hint


def test_removing_leaves_runs_own_files_and_what_was_changed(used):
    count, changed = suite_files.uninstall(used)
    assert texts(used) == dict(RUN, **CHANGED) and changed == sorted(CHANGED) and count == len(FIRST) - len(CHANGED)
    assert not os.path.exists(os.path.join(used, RECORD))
    with pytest.raises(CopyError):
        suite_files.uninstall(used)


def test_removing_an_untouched_copy_leaves_no_folder(sources, tmpdir):
    target = str(tmpdir.join('a'))
    suite_files.install(sources[0], target, '1')
    assert suite_files.uninstall(target) == (len(FIRST), []) and not os.path.exists(target)


# -- a disk that fails, and a kill, at every step ----------------------------------------------------------------------

class Killed(BaseException):
    """The process is gone."""


def count_steps(monkeypatch, at=None, how='kill'):
    """Have each step note its name, and the *at*-th (from 0) fail or be the last; return the list of names."""
    steps = []

    def wrap(name, real):
        def step(*arguments):
            steps.append(name)
            if at is not None and len(steps) - 1 == at:
                if how == 'fail':
                    raise OSError(errno.EACCES, 'Permission denied', arguments[0])
                if how == 'after':
                    real(*arguments)
                elif how == 'torn' and name == 'write_file':
                    real(arguments[0], arguments[1][:len(arguments[1]) // 2])
                raise Killed(name)
            if at is not None and len(steps) - 1 > at and how != 'fail':
                raise Killed(name)
            return real(*arguments)
        return step
    for name in STEPS:
        monkeypatch.setattr(suite_files, name, wrap(name, getattr(suite_files, name)))
    return steps


def is_nowhere_lost(target):
    """All texts that a person wrote are somewhere in the folder."""
    return set(RUN.values()) | set(CHANGED.values()) <= set(texts(target).values())


def each_step(folder, tmpdir, how, action, names):
    """Do *action* on *folder* as it was, interrupted at one step after the other; yield which after each.

    All names of the steps come into *names*.
    """
    template, patch = str(tmpdir.join('template')), MonkeyPatch()
    shutil.copytree(folder, template)
    try:
        steps = count_steps(patch)
        action()
        patch.undo()
        names += steps
        # Where it is not asked for all of them, the ways to be interrupted share the steps among them.
        every = 1 if os.environ.get('PLEXFIX_TESTS') == 'full' else 3
        for at in range(HOWS.index(how) % every, len(names), every):
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(template, folder)
            count_steps(patch, at, how)
            try:
                action()
            except (Killed, CopyError):
                pass
            patch.undo()
            yield at
    finally:
        patch.undo()


@pytest.mark.parametrize('how', HOWS)
def test_interrupted_at_any_step_an_update_is_finished_by_the_next(how, used, sources, tmpdir):
    names = []
    for at in each_step(used, tmpdir, how, lambda: suite_files.install(sources[1], used, '2'), names):
        assert is_nowhere_lost(used), at
        # Every other time the one that goes on is the older suite, and then the newer again.
        if at % 2:
            suite_files.install(sources[0], used, '1')
            assert is_nowhere_lost(used), at
        suite_files.install(sources[1], used, '2')
        check_second(used)
    assert set(names) >= set(STEPS) and len(names) > 60


@pytest.mark.parametrize('how', ['kill', 'after', 'fail'])
def test_interrupted_at_any_step_a_removal_is_finished_by_the_next(how, used, tmpdir):
    for _ in each_step(used, tmpdir, how, lambda: suite_files.uninstall(used), []):
        # The record goes last: what is not there has been done to its end.
        if os.path.exists(os.path.join(used, RECORD)):
            suite_files.uninstall(used)
        assert texts(used) == dict(RUN, **CHANGED)


def test_where_one_part_cannot_be_replaced_all_are_as_before(used, sources, monkeypatch):
    before, real = texts(used), suite_files.move

    def refuse(source, target):
        if source.endswith('scripts') and suite_plan.OLD in target:
            raise OSError(errno.EACCES, 'in use', source)
        real(source, target)
    monkeypatch.setattr(suite_files, 'move', refuse)
    with pytest.raises(CopyError) as caught:
        suite_files.install(sources[1], used, '2')
    assert 'in use' in caught.value.what and 'run it again' in caught.value.hint
    now = texts(used)
    assert dict((path, now[path]) for path in now if not path.startswith('.plexfix')) == dict(before)


# -- the command -------------------------------------------------------------------------------------------------------

def test_the_real_suite_runs_where_it_was_copied_to_and_goes_again(run_python, tmpdir):
    plugins = os.path.join(str(tmpdir), ODD_NAME)
    os.makedirs(os.path.join(plugins, 'A.bundle'))
    target = os.path.join(plugins, 'plex_improvement')
    # From a copy, since a tree that somebody works in changes between two runs.
    source = str(tmpdir.join('suite'))
    for part in suite_plan.PARTS + ('dev',):
        path = os.path.join(ROOT, part)
        if os.path.isdir(path):
            shutil.copytree(path, os.path.join(source, part))
        else:
            shutil.copy(path, source)
    tool, env = os.path.join(source, 'dev', 'copy_suite.py'), {'LC_ALL': 'C', 'PYTHONPATH': None}
    code, out, err = run_python([tool, '--dry-run', plugins], env=env)
    assert (code, err) == (0, b'') and b'dry run' in out and not os.path.exists(target)
    code, out, err = run_python([tool, '--python', sys.executable, plugins], env=env)
    text = out.decode('utf-8')
    count = len([name for name in os.listdir(os.path.join(source, 'scripts')) if re.match(r'[a-z]\w*\.py$', name)])
    assert (code, err) == (0, b'') and u'%d of %d scripts started' % (count, count) in text and u'caf\xe9' in text
    assert u'%d.%d.%d runs the scripts there, and has what they need' % tuple(sys.version_info[:3]) in text
    assert sorted(os.listdir(target)) == sorted(list(suite_plan.PARTS) + [RECORD])
    tree(target, {'iteration_1/report.md': 'r'})
    code, out, err = run_python([tool, target, '--python', sys.executable], env=env)
    assert code == 0 and b'added 0, updated 0, removed 0' in out
    code, out, err = run_python([tool, '--remove', plugins], env=env)
    assert code == 0 and b'iteration_1' in out and os.listdir(target) == ['iteration_1']


def test_what_is_missing_there_is_told(tmpdir, capfdbinary, sources):
    # A Python whose six is broken stands for one without; requests too.
    tmpdir.join('python').write('#!/bin/sh\ncase "$*" in *import*) exit 1;; esac\n'
                                'echo "error: the package six is needed"\nexit 2\n')
    os.chmod(str(tmpdir.join('python')), 0o755)
    tree(sources[0], {'scripts/tool.py': 'def main():\n    pass\n'})
    if os.name == 'nt':
        pytest.skip('runs sh')
    python = interpreters.Interpreter(str(tmpdir.join('python')), (2, 7, 18))
    assert not copy_suite.try_scripts(sources[0], python)
    out = capfdbinary.readouterr()[0].decode('utf-8')
    assert 'lacks six and requests' in out and '-m pip install six requests' in out and '0 of 1 scripts started' in out
    assert 'tool.py: error: the package six is needed' in out


def test_a_script_that_runs_with_another_package_is_told(sources, capfdbinary):
    tree(sources[0], {'scripts/tool.py': 'def main():\n    pass\nprint("tool.py 1 (plexfix in /elsewhere, Python 3.6.1)")\n'})
    python = interpreters.Interpreter(sys.executable, tuple(sys.version_info[:3]))
    assert not copy_suite.try_scripts(sources[0], python)
    assert b'runs with another package' in capfdbinary.readouterr()[0]


@posix_only
def test_the_python_that_runs_it_is_the_one_of_the_path(tmpdir):
    for number, answer in enumerate(('exit 127', 'echo "CPython|final|3.5.2|/x"', 'echo "CPython|final|3.7.9|/x"')):
        path = tmpdir.mkdir('bin%d' % number).join('python')
        path.write('#!/bin/sh\n%s\n' % answer)
        os.chmod(str(path), 0o755)
    path = os.pathsep.join(['', str(tmpdir.join('nowhere'))] + [str(tmpdir.join('bin%d' % number)) for number in range(3)])
    assert copy_suite.interpreter(path=path) == (str(tmpdir.join('bin2', 'python')), (3, 7, 9))
    assert copy_suite.interpreter(path='') == (sys.executable, tuple(sys.version_info[:3]))
    assert copy_suite.interpreter(given=sys.executable).version == tuple(sys.version_info[:3])
    with pytest.raises(CopyError):
        copy_suite.interpreter(given=str(tmpdir.join('nowhere')))


@pytest.mark.parametrize('folder', [
    '', 'not there', ROOT, os.path.join(ROOT, 'lib'), os.path.join(ROOT, 'lib', 'plex_improvement')])
def test_a_folder_that_cannot_be_meant_is_refused(folder, run_python):
    code, out, err = run_python([os.path.join(ROOT, 'dev', 'copy_suite.py')] + ([folder] if folder else []))
    assert code == 2 and out == b'' and err.startswith(b'error: ') and b'Traceback' not in err
    assert not os.path.exists(os.path.join(ROOT, 'plex_improvement'))


def test_the_folder_is_found_from_plug_ins_or_itself(tmpdir):
    expected = str(tmpdir.join('plex_improvement'))
    assert copy_suite.target_of(str(tmpdir)) == copy_suite.target_of(expected) == expected
    with pytest.raises(CopyError):
        copy_suite.target_of(str(tmpdir), root=str(tmpdir.join('plex_improvement')))


@pytest.mark.skipif(os.name == 'nt', reason='runs make')
def test_make_passes_the_folder_on_whole(tmpdir):
    plugins = os.path.join(str(tmpdir), ODD_NAME)
    os.makedirs(os.path.join(plugins, 'plex_improvement'))
    try:
        process = subprocess.Popen(['make', '-C', ROOT, 'plugins-remove', 'DEST=' + plugins], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
    except OSError:
        pytest.skip('there is no make')
    out, err = process.communicate()
    assert process.returncode != 0 and b'error: nothing was installed into' in err and b'caf\xc3\xa9' in err
