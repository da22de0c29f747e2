# -*- coding: utf-8 -*-
"""A plan: which part of a patch is for which file, what each becomes, which copies are alike; and all or none."""
from __future__ import absolute_import, division, print_function

import os

import pytest

from fix_bench import write
from plexfix.base.errors import PreconditionFailed, Refused
from plexfix.change.diffing import diff
from plexfix.steps import implementing
from plexfix.understand import diagnosis

UTILS, INIT = u'Contents/Code/utils.py', u'Contents/Code/__init__.py'
CODE = b'a\nb\nc\n'


@pytest.fixture
def plugins(tmpdir):
    folder = os.path.realpath(str(tmpdir))
    for bundle in ('A', 'B', 'C'):
        for inner in (UTILS, INIT):
            write(os.path.join(folder, bundle + '.bundle', *inner.split(u'/')), CODE)
    return folder


def plan(plugins, patch, *globs, **given):
    fix = diagnosis.make_fix(u'FIX-01', u'x', files=list(globs or [u'*.bundle/' + UTILS]))
    return implementing.plan(fix, patch, plugins, **given)


def after(made):
    return dict((copy.target.name, copy.after) for copy in made.copies)


def test_a_patch_with_the_path_in_the_bundle_is_for_these_files_only(plugins):
    made = plan(plugins, diff(CODE, b'a\nB\nc\n', UTILS), u'*.bundle/Contents/Code/*.py')
    assert after(made) == dict((u'%s.bundle/%s' % (name, UTILS), b'a\nB\nc\n') for name in u'ABC')
    assert [os.path.basename(bundle) for bundle in made.bundles] == ['A.bundle', 'B.bundle', 'C.bundle'] and made.skipped == []


def test_a_patch_made_in_one_bundle_is_for_all_of_them(plugins):
    assert len(plan(plugins, diff(CODE, b'x\n', u'Plug-ins/A.bundle/' + UTILS)).copies) == 3


def test_a_patch_with_any_other_name_is_for_every_file_of_the_fix(plugins):
    assert len(plan(plugins, diff(CODE, b'x\n', u'somewhere/new.py'), u'*.bundle/Contents/Code/*.py').copies) == 6


def test_each_part_of_a_patch_is_for_its_own_files(plugins):
    patch = diff(CODE, b'u\n', UTILS) + diff(CODE, b'i\n', u'__init__.py')
    made = plan(plugins, patch, u'*.bundle/Contents/Code/*.py')
    assert set(after(made).values()) == set([b'u\n', b'i\n']) and len(made.copies) == 6
    with pytest.raises(Refused) as caught:
        plan(plugins, patch)
    assert u'a file that the fix does not name: __init__.py' in caught.value.what
    with pytest.raises(Refused) as caught:
        plan(plugins, diff(CODE, b'u\n', UTILS) + diff(CODE, b'v\n', u'Code/utils.py'))
    assert u'two parts of the patch' in caught.value.what


def test_what_the_copies_are_is_said(plugins):
    write(os.path.join(plugins, 'C.bundle', *UTILS.split(u'/')), CODE + b'# drifted\n')
    made = plan(plugins, diff(CODE, b'A\nb\nc\n', UTILS).replace(b' c\n', b' c\n'))
    assert implementing.told_variants(made.copies) == u'2 identical, 1 drifted'
    assert [(one.role, len(one.names)) for one in implementing.variants(made.copies)] == [(u'identical', 2), (u'drifted', 1)]


def test_all_or_none_and_the_skipped_bundle_is_skipped_whole(plugins):
    write(os.path.join(plugins, 'B.bundle', *UTILS.split(u'/')), b'other\n')
    patch = diff(CODE, b'u\n', UTILS) + diff(CODE, b'i\n', INIT)
    with pytest.raises(Refused) as caught:
        plan(plugins, patch, u'*.bundle/Contents/Code/*.py')
    assert u'does not fit 1 of 6 files' in caught.value.what and u'B.bundle/' + UTILS in caught.value.evidence
    made = plan(plugins, patch, u'*.bundle/Contents/Code/*.py', skip_drifted=True)
    assert sorted(set(copy.target.name[0] for copy in made.copies)) == [u'A', u'C'] and len(made.skipped) == 2


def test_a_fix_that_is_applied_in_a_part_is_no_applied_one(plugins):
    write(os.path.join(plugins, 'B.bundle', *UTILS.split(u'/')), b'u\n')
    with pytest.raises(Refused) as caught:
        plan(plugins, diff(CODE, b'u\n', UTILS))
    assert u'does not fit 1 of 3' in caught.value.what and u'already applied' in caught.value.evidence


def test_a_new_file_comes_into_each_bundle_that_is_changed_or_named(plugins):
    new = diff(None, b'n\n', u'Contents/Code/new.py')
    made = plan(plugins, new + diff(CODE, b'u\n', UTILS), u'A.bundle/' + UTILS, u'*.bundle/Contents/Code/new.py')
    assert after(made) == {u'A.bundle/' + UTILS: b'u\n', u'A.bundle/Contents/Code/new.py': b'n\n'}
    assert len(plan(plugins, new, u'*.bundle/Contents/Code/new.py').copies) == 3
    with pytest.raises(Refused):
        plan(plugins, new)


def test_a_fix_without_files_is_refused(plugins):
    with pytest.raises(PreconditionFailed) as caught:
        plan(plugins, diff(CODE, b'u\n', UTILS), u'D.bundle/' + UTILS)
    assert u'names no file that is there' in caught.value.what
