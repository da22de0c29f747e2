# -*- coding: utf-8 -*-
"""The list of fixes in a Plug-ins folder comes back as it was written, also from a folder that moved, or is refused by name."""
from __future__ import absolute_import, division, print_function

import os

import pytest

from fix_bench import write
from plexfix.base.errors import UsageError
from plexfix.outside import fixplaces
from plexfix.outside.fixplaces import FixPlace

CAFE = u'caf\xe9' if str is not bytes else u'caf\xe9'.encode('utf-8')


def test_what_is_written_comes_back_in_its_order(tmpdir):
    folder = str(tmpdir.mkdir('_BACKUPS'))
    places = [FixPlace(os.path.join(str(tmpdir), CAFE), u'b'), FixPlace(os.path.join(os.sep, 'elsewhere', 'run'), u'a'),
              FixPlace(os.path.join(str(tmpdir), 'x'), None)]
    assert fixplaces.read(folder) == []
    fixplaces.write(folder, places)
    assert fixplaces.read(folder) == places


def test_a_run_inside_the_plugins_folder_is_found_after_that_moved(tmpdir):
    folder = str(tmpdir.mkdir('Plug-ins').mkdir('_BACKUPS'))
    fixplaces.write(folder, [FixPlace(os.path.join(str(tmpdir), 'Plug-ins', 'plex_improvement'), u'b')])
    os.rename(os.path.join(str(tmpdir), 'Plug-ins'), os.path.join(str(tmpdir), 'moved'))
    found, = fixplaces.read(os.path.join(str(tmpdir), 'moved', '_BACKUPS'))
    assert found.folder == os.path.join(str(tmpdir), 'moved', 'plex_improvement')


@pytest.mark.parametrize('text', [u'', u'{', u'[]', u'{"schema": "plexfix.fixes/2", "fixes": []}', u'{"schema": "plexfix.fixes/1"}',
                                  u'{"schema": "plexfix.fixes/1", "fixes": [{"folder": "../x", "backup": "b"}]}'])
def test_what_cannot_be_understood_is_refused(tmpdir, text):
    write(os.path.join(str(tmpdir), 'fixes.json'), text)
    with pytest.raises(UsageError):
        fixplaces.read(str(tmpdir))
