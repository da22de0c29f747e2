# -*- coding: utf-8 -*-
"""Globs name files under Plug-ins and nothing else: no way out, no backups, no file twice."""
from __future__ import absolute_import, division, print_function

import os

import pytest

from fix_bench import write
from plexfix.base.errors import PreconditionFailed, Refused, UsageError
from plexfix.steps import targets

needs_links = pytest.mark.skipif(not hasattr(os, 'symlink') or os.name == 'nt', reason='needs links')


@pytest.fixture
def plugins(tmpdir):
    folder = os.path.realpath(str(tmpdir.mkdir('Plug-ins')))
    for name in ('A.bundle/Contents/Code/utils.py', 'A.bundle/Contents/Code/__init__.py', 'A.bundle/Contents/Code/.hidden.py',
                 'B.bundle/Contents/Code/utils.py', '_BACKUPS/C.bundle/Contents/Code/utils.py', 'Loose/Contents/Code/utils.py'):
        write(os.path.join(folder, *name.split('/')), name)
    return folder


def names(plugins, *globs):
    return [target.name for target in targets.find(plugins, list(globs))]


def test_globs_are_taken_folder_by_folder(plugins):
    assert names(plugins, u'*.bundle/Contents/Code/utils.py') == [u'A.bundle/Contents/Code/utils.py', u'B.bundle/Contents/Code/utils.py']
    assert names(plugins, u'A.bundle/*/Code/*.py') == [u'A.bundle/Contents/Code/__init__.py', u'A.bundle/Contents/Code/utils.py']
    assert names(plugins, u'[B].bundle/Contents/Code/?tils.py', u'B.bundle/./Contents/Code/utils.py') == [u'B.bundle/Contents/Code/utils.py']
    assert names(plugins, u'*.bundle/utils.py', u'None.bundle/x') == []
    first = targets.find(plugins, [u'A.bundle/Contents/Code/utils.py'])[0]
    assert (first.bundle, first.inner) == (os.path.join(plugins, 'A.bundle'), u'Contents/Code/utils.py')


def test_an_accent_written_in_two_ways_is_one(plugins):
    write(os.path.join(plugins, u'Caf\xe9.bundle' if str is not bytes else u'Caf\xe9.bundle'.encode('utf-8'), 'x.py'), 'x')
    assert names(plugins, u'Cafe\u0301.bundle/x.py') == [u'Caf\xe9.bundle/x.py']


@pytest.mark.parametrize('glob, why', [
    (u'/etc/passwd', u'begins outside'), (u'~/x/y', u'begins outside'), (u'C:/x/y', u'begins outside'), (u'\\\\host\\x', u'begins outside'),
    (u'A.bundle/../../x', u'..'), (u'..\\x\\y', u'..'), (u'**/utils.py', u'**'), (u'_BACKUPS/x/y', u'backup'), (u'utils.py', u'no file in a bundle')])
def test_a_glob_that_could_lead_out_is_refused(plugins, glob, why):
    with pytest.raises(PreconditionFailed) as caught:
        targets.find(plugins, [glob])
    assert why in caught.value.evidence and caught.value.exit_code == 40


def test_what_is_in_no_bundle_or_no_file_is_refused(plugins):
    for glob, why in ((u'Loose/Contents/Code/utils.py', u'in no bundle'), (u'A.bundle/Contents/Code', u'no file')):
        with pytest.raises(Refused) as caught:
            targets.find(plugins, [glob])
        assert why in caught.value.what


@needs_links
def test_links_inside_are_followed_once_and_links_out_refused(plugins, tmpdir):
    shared = os.path.join(plugins, 'A.bundle', 'Contents', 'Code', 'utils.py')
    path = os.path.join(plugins, 'B.bundle', 'Contents', 'Code', 'utils.py')
    os.remove(path)
    os.symlink(shared, path)
    target, = targets.find(plugins, [u'*.bundle/Contents/Code/utils.py'])
    assert target.path == shared and target.seen_in == (os.path.join(plugins, 'A.bundle'), os.path.join(plugins, 'B.bundle'))
    for outside in (str(tmpdir.join('x.py')), os.path.join(plugins, '_BACKUPS', 'C.bundle', 'Contents', 'Code', 'utils.py')):
        os.remove(path)
        os.symlink(outside, path)
        with pytest.raises(Refused) as caught:
            targets.find(plugins, [u'*.bundle/Contents/Code/utils.py'])
        assert u'a link leads out of the Plug-ins folder' in caught.value.what


def test_new_files_have_a_place_that_a_glob_names(plugins):
    bundle = os.path.join(plugins, 'A.bundle')
    assert targets.bundles(plugins, [u'*.bundle/Contents/Code/new.py']) == [bundle, os.path.join(plugins, 'B.bundle')]
    assert targets.is_named([u'*.bundle/Contents/Code/n*.py'], bundle, u'Contents/Code/new.py')
    assert not targets.is_named([u'*.bundle/Contents/Code/*.py'], bundle, u'Contents/Code/sub/new.py')
    assert targets.new_target(plugins, bundle, u'Contents/More/new.py').path == os.path.join(bundle, 'Contents', 'More', 'new.py')


def test_a_folder_that_is_not_there(tmpdir):
    with pytest.raises(UsageError):
        targets.check_folder(str(tmpdir.join('none')))
