# -*- coding: utf-8 -*-
"""Which files are an agent's code, under which policy, and which never are."""
from __future__ import absolute_import, division, print_function

import os

import pytest

from bundle_tree import bundle
from plexfix.base.compat import to_bytes
from plexfix.base.errors import PlexfixError
from plexfix.outside import bundles

needs_links = pytest.mark.skipif(not hasattr(os, 'symlink'), reason='no symbolic links here')


def names(path):
    return [os.path.relpath(one, str(path)).replace(os.sep, '/') for one in bundles.python_files(str(path))]


def test_the_info_plist_is_read(tmpdir):
    found = bundles.read_bundle(str(bundle(tmpdir, policy='Elevated')))
    assert (found.identifier, found.policy, found.problem) == ('com.plexapp.agents.Sample', 'Elevated', None)
    silent = bundles.read_bundle(str(bundle(tmpdir, name='Silent', policy=None)))
    assert silent.policy is None and silent.problem is None and isinstance(found.policy, str)


def test_a_missing_or_broken_info_plist_is_a_problem_and_no_error(tmpdir):
    broken = bundle(tmpdir)
    broken.join('Contents', 'Info.plist').write_binary(b'<plist><dict>')
    assert bundles.read_bundle(str(broken)).problem
    broken.join('Contents', 'Info.plist').write_binary(b'<plist><array/></plist>')
    assert u'no dictionary' in bundles.read_bundle(str(broken)).problem
    broken.join('Contents', 'Info.plist').remove()
    assert u'Info.plist' in bundles.read_bundle(str(broken)).problem


@pytest.mark.parametrize('path, kind', [
    ('Contents/Code/__init__.py', bundles.CODE), ('Contents/Code/deep/er.py', bundles.CODE),
    ('Contents/Libraries/Shared/x.py', bundles.LIBRARY), ('Contents/Tests/x.py', bundles.PLAIN), ('x.py', bundles.PLAIN),
])
def test_the_place_of_a_file_in_a_bundle(tmpdir, path, kind):
    place = bundles.place_of(str(tmpdir.join('A.bundle', *path.split('/'))))
    assert place == bundles.Place(kind, str(tmpdir.join('A.bundle')))


def test_the_place_of_any_other_file(tmpdir):
    assert bundles.place_of(str(tmpdir.join('x.py'))) == bundles.Place(bundles.PLAIN, None)
    assert bundles.place_of(os.path.join(str(tmpdir), 'Contents', 'Code', 'x.py')).kind == bundles.PLAIN


def test_nothing_in_a_backup_is_code_of_an_agent(tmpdir):
    inside = tmpdir.join('_BACKUPS', 'a_1', 'A.bundle', 'Contents', 'Code', 'x.py')
    assert bundles.place_of(str(inside)) == bundles.Place(bundles.PLAIN, None)
    bundle(tmpdir.join('_BACKUPS', 'a_1'), Code__x=u'')
    bundle(tmpdir, Code__x=u'')
    assert names(tmpdir) == ['Sample.bundle/Contents/Code/x.py']


def test_python_files_of_a_tree_in_order(tmpdir):
    for path in ('b.py', 'a/c.py', 'a/b/x.py', 'a/notes.txt', '.git/x.py', '__pycache__/x.py', 'c.PY'):
        tmpdir.join(*path.split('/')).write_binary(b'', ensure=True)
    assert names(tmpdir) == ['b.py', 'a/c.py', 'a/b/x.py']


def test_a_copy_of_the_suite_beside_the_agents_is_left_out_unless_it_is_asked_for(tmpdir):
    bundle(tmpdir, Code__x=u'')
    for path in ('plex_improvement/lib/plexfix/cli.py', 'plex_improvement/scripts/a.py', 'other/lib/plexfix/x.py'):
        tmpdir.join(*path.split('/')).write_binary(b'', ensure=True)
    assert names(tmpdir) == ['Sample.bundle/Contents/Code/x.py', 'other/lib/plexfix/x.py']
    assert names(tmpdir.join('plex_improvement')) == ['lib/plexfix/cli.py', 'scripts/a.py']
    tmpdir.join('plex_improvement', 'lib').remove()
    assert 'plex_improvement/scripts/a.py' in names(tmpdir)


@needs_links
def test_links_are_followed_once(tmpdir):
    real = tmpdir.join('elsewhere', 'src')
    bundle(real, name='Real', Code__x=u'')
    plugins = tmpdir.mkdir('Plug-ins')
    os.symlink(str(real.join('Real.bundle')), str(plugins.join('Real.bundle')))
    os.symlink(str(plugins), str(real.join('Real.bundle', 'Contents', 'loop')))
    assert names(plugins) == ['Real.bundle/Contents/Code/x.py']
    place = bundles.place_of(str(plugins.join('Real.bundle', 'Contents', 'Code', 'x.py')))
    assert place.kind == bundles.CODE and place.bundle == str(plugins.join('Real.bundle'))


@needs_links
def test_a_link_into_a_backup_is_not_followed(tmpdir):
    bundle(tmpdir.join('_BACKUPS'), Code__x=u'')
    plugins = tmpdir.mkdir('Plug-ins')
    os.symlink(str(tmpdir.join('_BACKUPS', 'Sample.bundle')), str(plugins.join('Sample.bundle')))
    assert names(plugins) == []


def test_a_bundle_is_known_by_its_content_too(tmpdir):
    made = bundle(tmpdir, Code__x=u'')
    made.rename(tmpdir.join('checkout'))
    place = bundles.place_of(str(tmpdir.join('checkout', 'Contents', 'Code', 'x.py')))
    assert place == bundles.Place(bundles.CODE, str(tmpdir.join('checkout')))


def test_what_a_file_can_import_from_beside_it(tmpdir):
    made = bundle(tmpdir, INIT=u'', Code__utils=u'', Code__deep__inner=u'', Libraries__Shared__shared=u'',
                  Libraries__Linux__native=u'')
    found = bundles.module_names(str(made.join('Contents', 'Code', 'deep', 'inner.py')), str(made))
    assert set(['utils', 'deep', 'inner', 'shared', 'native']) <= found and 'x' not in found
    assert bundles.module_names(str(tmpdir.join('nothing', 'x.py')), None) == set()


@pytest.mark.skipif(os.name == 'nt' or not hasattr(os, 'getuid') or os.getuid() == 0, reason='everything is readable here')
def test_a_folder_that_cannot_be_read_is_an_error(tmpdir):
    closed = tmpdir.mkdir('closed')
    closed.chmod(0)
    try:
        with pytest.raises(PlexfixError):
            names(tmpdir)
    finally:
        closed.chmod(0o700)


def test_a_folder_that_is_gone_is_an_error(tmpdir):
    with pytest.raises(PlexfixError) as caught:
        names(tmpdir.join('gone'))
    assert 'gone' in caught.value.message()


def test_names_beyond_ascii(tmpdir):
    folder = os.path.join(str(tmpdir), to_bytes(u'caf\xe9 dir') if str is bytes else u'caf\xe9 dir')
    os.mkdir(folder)
    with open(os.path.join(folder, 'x.py'), 'wb'):
        pass
    assert len(list(bundles.python_files(str(tmpdir)))) == 1
