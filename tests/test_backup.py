# -*- coding: utf-8 -*-
"""backup: complete and checked, or not there at all; what it says of each file; which ones may go."""
from __future__ import absolute_import, division, print_function

import contextlib
import errno
import io
import itertools
import json
import os
import random
import stat
import subprocess

import pytest

import faulty_disk
from faulty_disk import Faults, Killed, PowerCut, Template, installed, litter, make_bundles, state_of
from plexfix.base.compat import fs_text, native_path, path_to_text
from plexfix.base.errors import LockHeld, PlexfixError, Refused, UsageError
from plexfix.base.places import BACKUPS_FOLDER, backups_of, is_in_backups, plugins_of
from plexfix.outside import backup, backup_keeping, backup_making, backup_manifest, disk, files, locking, processes

posix_only = pytest.mark.skipif(os.name == 'nt', reason='permissions and links of POSIX')
NOW = 1700000000.25


def write(path, data=b'x', mode=0o644, mtime=1500000000):
    path = str(path)
    if not os.path.isdir(os.path.dirname(path)):
        os.makedirs(os.path.dirname(path))
    with open(path, 'wb') as handle:
        handle.write(data)
    os.chmod(path, mode)
    os.utime(path, (mtime, mtime))
    return path


def manifest_of(made):
    with io.open(os.path.join(made.path, 'manifest.json'), encoding='ascii') as handle:
        return json.load(handle)


# -- making ------------------------------------------------------------------------------------------------------------

def test_the_manifest_is_as_the_contract_says(tmpdir):
    one = write(tmpdir.join('P', 'A.bundle', 'Contents', 'Code', 'utils.py'), b'same', 0o640, 1500000001)
    two = write(tmpdir.join('P', 'B.bundle', 'Contents', 'Code', 'utils.py'), b'same', 0o600)
    new = str(tmpdir.join('P', 'B.bundle', 'Contents', 'Code', 'more', 'new.py'))
    made = backup.create([one, two, new], u'FIX-01', str(tmpdir.join('P', BACKUPS_FOLDER)), run=u'r1', fix=u'FIX-01',
                         allow_missing=True, now=NOW)
    document = manifest_of(made)
    assert document == made.manifest and document['schema'] == 'plexfix.backup/1'
    assert (document['name'], document['run'], document['fix']) == ('FIX-01', 'r1', 'FIX-01')
    assert document['root'] == str(tmpdir.join('P')) and len(document['created_at']) == 26
    rows = dict((row['path'], row) for row in document['files'])
    assert sorted(rows) == ['A.bundle/Contents/Code/utils.py', 'B.bundle/Contents/Code/more/new.py',
                            'B.bundle/Contents/Code/utils.py']
    row = rows['A.bundle/Contents/Code/utils.py']
    sha256 = files.sha256_of(one)
    assert (row['sha256'], row['size_bytes'], row['mtime'], row['absent']) == (sha256, 4, 1500000001, False)
    assert row['blob'] == 'blobs/' + sha256 and os.listdir(os.path.join(made.path, 'blobs')) == [sha256]
    if os.name != 'nt':
        assert [rows[name]['mode'] for name in sorted(rows)] == [0o640, None, 0o600]
    absent = rows['B.bundle/Contents/Code/more/new.py']
    assert absent['absent'] is True and absent['sha256'] is None and absent['missing_folders'] == ['B.bundle/Contents/Code/more']
    name = os.path.basename(made.path)
    assert name.startswith('FIX-01_2023') and len(name) == len('FIX-01_20231114_221320_a1b2c3')


@pytest.mark.parametrize('name, folder', [
    (u'before/after', 'before-after'), (u'two words', 'two-words'), (u'caf\xe9 \u2764', 'caf'), (u'../..', 'backup'),
    (u'', 'backup'), (u'CON', 'CON'), (u'a' * 300, 'a' * 60), (u'.hidden', 'hidden')])
def test_any_name_makes_a_folder_and_is_kept_as_it_is(tmpdir, name, folder):
    made = backup.create([write(tmpdir.join('a'))], name, str(tmpdir.join('b')), now=NOW)
    assert os.path.basename(made.path).startswith(folder + '_2023') and made.manifest['name'] == name
    assert os.path.dirname(made.path) == str(tmpdir.join('b'))


def test_two_in_the_same_second_stay_apart(tmpdir):
    path = write(tmpdir.join('a'))
    paths = set(backup.create([path], 'x', str(tmpdir.join('b')), now=NOW).path for _ in range(5))
    assert len(paths) == 5 and set(backup.list_backups(str(tmpdir.join('b')))) == paths


def test_a_name_that_is_taken_is_not_overwritten(tmpdir, monkeypatch):
    path = write(tmpdir.join('a'))
    given = iter(['aaaaaa', 'aaaaaa', 'bbbbbb'])
    monkeypatch.setattr(backup_making, '_random', lambda size: next(given) if size == 3 else 'feedfeed')
    first = backup.create([path], 'x', str(tmpdir.join('b')), now=NOW)
    second = backup.create([path], 'x', str(tmpdir.join('b')), now=NOW)
    assert first.path.endswith('aaaaaa') and second.path.endswith('bbbbbb') and backup.verify(first.path) == []


def test_what_is_missing_is_an_error_that_names_all(tmpdir):
    with pytest.raises(UsageError) as caught:
        backup.create([str(tmpdir.join('a')), write(tmpdir.join('b')), str(tmpdir.join('b', 'c'))], 'x', str(tmpdir.join('d')))
    assert caught.value.evidence.splitlines() == [fs_text(str(tmpdir.join('a'))), fs_text(str(tmpdir.join('b', 'c')))]
    assert u'--allow-missing' in caught.value.hint and not tmpdir.join('d').check()


@pytest.mark.parametrize('what, words', [('folder', u'it is a folder'), ('fifo', u'it is no ordinary file')])
def test_what_is_no_file_is_refused(tmpdir, what, words):
    path = str(tmpdir.join('a'))
    if what == 'fifo' and not hasattr(os, 'mkfifo'):
        pytest.skip('no such thing here')
    (os.mkdir if what == 'folder' else os.mkfifo)(path)
    with pytest.raises(UsageError) as caught:
        backup.create([path], 'x', str(tmpdir.join('d')))
    assert caught.value.evidence == words


def test_nothing_to_back_up_is_refused(tmpdir):
    with pytest.raises(UsageError):
        backup.create([], 'x', str(tmpdir.join('d')))


def test_a_backup_never_lies_in_a_bundle(tmpdir):
    path = write(tmpdir.join('A.bundle', 'x.py'))
    with pytest.raises(UsageError):
        backup.create([path], 'x', str(tmpdir.join('A.bundle', BACKUPS_FOLDER)))


def test_a_file_given_twice_is_in_it_once(tmpdir):
    path = write(tmpdir.join('a'))
    twice = os.path.join(os.path.dirname(path), 'x', '..', 'a')
    assert len(backup.create([path, twice], 'x', str(tmpdir.join('d'))).manifest['files']) == 1


def test_a_file_outside_of_the_root_is_refused(tmpdir):
    path = write(tmpdir.join('a'))
    with pytest.raises(UsageError) as caught:
        backup.create([path], 'x', str(tmpdir.join('d')), root=str(tmpdir.mkdir('other')))
    assert u'not below' in caught.value.what


@posix_only
def test_a_link_is_kept_with_what_it_leads_to(tmpdir):
    target = write(tmpdir.join('real', 'a'), b'content')
    os.symlink(os.path.join('real', 'a'), str(tmpdir.join('link')))
    os.symlink('nowhere', str(tmpdir.join('dangling')))
    links = [str(tmpdir.join('link')), str(tmpdir.join('dangling'))]
    with pytest.raises(UsageError):
        backup.create(links, 'x', str(tmpdir.join('d')))
    rows = backup.entries(backup.create(links, 'x', str(tmpdir.join('d')), allow_missing=True))
    found = dict((os.path.basename(row.path), row) for row in rows)
    assert (found['link'].link, found['link'].target) == (os.path.join('real', 'a'), target)
    assert found['link'].sha256 == files.sha256_of(target)
    assert found['dangling'].absent and found['dangling'].target == str(tmpdir.join('nowhere'))


@pytest.mark.parametrize('moment', ['while it is copied', 'after it was copied'])
def test_a_file_that_changes_meanwhile_is_noticed(tmpdir, monkeypatch, moment):
    path = write(tmpdir.join('a'), b'one')
    real = files.write_new

    def copy(blob, *arguments):
        if moment == 'while it is copied':
            write(path, b'two')
        real(blob, *arguments)
        write(path, b'two')
    monkeypatch.setattr(files, 'write_new', copy)
    with pytest.raises(Refused) as caught:
        backup.create([path], 'x', str(tmpdir.join('d')))
    assert u'it changed while it was copied' in caught.value.what and os.listdir(str(tmpdir.join('d'))) == []


def test_a_disk_that_keeps_something_else_is_noticed(tmpdir, monkeypatch):
    real = disk.write
    monkeypatch.setattr(disk, 'write', lambda handle, data: real(handle, data.replace(b'one', b'0ne')))
    with pytest.raises(PlexfixError) as caught:
        backup.create([write(tmpdir.join('a'), b'one')], 'x', str(tmpdir.join('d')))
    assert u'did not keep' in caught.value.what and os.listdir(str(tmpdir.join('d'))) == []


@pytest.mark.parametrize('number, words', [(errno.ENOSPC, u'make room'), (errno.EROFS, u'who may use'), (errno.EACCES, u'who may')])
def test_a_disk_that_refuses_is_told(tmpdir, monkeypatch, number, words):
    path = write(tmpdir.join('a'))

    def fail(*_arguments):
        raise OSError(number, os.strerror(number))
    monkeypatch.setattr(disk, 'mkdir', fail)
    with pytest.raises(PlexfixError) as caught:
        backup.create([path], 'x', str(tmpdir.join('d')))
    assert words in caught.value.hint and os.strerror(number) in str(caught.value)


@posix_only
@pytest.mark.skipif(not hasattr(os, 'geteuid') or os.geteuid() == 0, reason='root may read everything')
def test_a_file_that_may_not_be_read_is_told(tmpdir):
    with pytest.raises(PlexfixError) as caught:
        backup.create([write(tmpdir.join('a'), mode=0)], 'x', str(tmpdir.join('d')))
    assert u'cannot read' in caught.value.what


ODD = [b'caf\xc3\xa9 x.py', b'\xff\xfe.py', b'two  spaces.py', b'\xed\xa0\x80', b"quo'te\".py", b'new\nline']


@posix_only
@pytest.mark.parametrize('raw', ODD)
def test_any_name_of_a_file_survives(tmpdir, raw):
    folder = native_path(os.path.join(str(tmpdir).encode('utf-8') if str is not bytes else str(tmpdir), b'd\xc3\xa9\xff'))
    path = write(os.path.join(folder, native_path(raw)), b'content')
    made = backup.create([path], 'x', str(tmpdir.join('b')))
    os.remove(path)
    backup.restore(made.path)
    with open(path, 'rb') as handle:
        assert handle.read() == b'content'


@posix_only
@pytest.mark.parametrize('raw', ODD)
def test_every_python_writes_the_same_name(raw):
    text = path_to_text(native_path(raw))
    assert json.dumps(text) == {
        b'caf\xc3\xa9 x.py': '"caf\\u00e9 x.py"', b'\xff\xfe.py': '"\\udcff\\udcfe.py"', b'\xed\xa0\x80': '"\\udced\\udca0\\udc80"',
    }.get(raw, json.dumps(raw.decode('latin-1')))


# -- whatever happens while it is made ---------------------------------------------------------------------------------

class Making(object):
    """21 bundles to back up."""

    def __init__(self, tmpdir, count=21):
        self.plugins = str(tmpdir.mkdir('Plug-ins'))
        self.folder = backups_of(self.plugins)
        self.paths = make_bundles(self.plugins, count)
        for number, path in enumerate(self.paths[1::2]):        # some alike, some drifted
            write(path, b'%d' % number if str is not bytes else str(number))
        os.mkdir(self.folder)
        self.state = state_of(self.plugins, leave_out=[BACKUPS_FOLDER])
        self.template = Template(self.plugins)

    def act(self):
        return backup.create(self.paths, 'x', self.folder, fix=u'FIX-01')

    def check(self):
        """Return how many backups there are; each is whole, nothing else is there, and the files are as they were."""
        assert state_of(self.plugins, leave_out=[BACKUPS_FOLDER]) == self.state
        made = backup.list_backups(self.folder)
        assert [backup.verify(path) for path in made] == [[] for _ in made]
        assert sorted(os.listdir(self.folder)) == sorted(os.path.basename(path) for path in made)
        return len(made)


@pytest.mark.parametrize('number', [errno.ENOSPC, errno.EIO])
def test_a_step_that_fails_leaves_no_backup(tmpdir, number):
    case, failed = Making(tmpdir), 0
    for at in itertools.count(1):
        case.template.reset()
        with installed(Faults(at, 'fail', number)) as faults:
            try:
                case.act()
            except PlexfixError:
                failed += 1
                # What could not be removed by the one failure was removed by the next try.
                assert case.check() == 0
        if not faults.fired:
            break
    print('create, %d: %d steps' % (number, failed))
    assert failed == at - 1 > 40 and case.check() == 1


@posix_only
def test_a_kill_leaves_what_is_told_and_goes_with_the_next_prune(tmpdir):
    case, left = Making(tmpdir), 0
    for at in itertools.count(1):
        case.template.reset()

        def act():
            with installed(Faults(at, 'exit')):
                case.act()
        code = faulty_disk.in_child(act)
        found = backup.leftovers(case.folder)
        left += len(found)
        assert (len(found) == len(litter(case.folder)[:1])), (at, found)
        assert backup.prune(case.folder, 10).leftovers == found
        assert case.check() in ((0, 1) if code else (1,))
        if not code:
            break
    print('create, killed: %d steps, %d left something that prune removed' % (at - 1, left))
    assert left > 40


@pytest.mark.parametrize('way', ['lost', 'names', 'mixed'])
def test_a_backup_that_is_there_after_a_power_cut_is_whole(tmpdir, way):
    case, whole = Making(tmpdir, 5), 0
    for at in itertools.count(1):
        case.template.reset()
        power = PowerCut(case.plugins)
        with installed(Faults(at, 'kill', watch=power.watch)) as faults:
            try:
                case.act()
            except Killed:
                pass
        power.rebuild(way, random.Random(at))
        made = backup.list_backups(case.folder)
        assert [backup.verify(path) for path in made] == [[] for _ in made]
        whole += len(made)
        if not faults.fired:
            break
    assert len(made) == 1 and whole >= 1


def test_the_backup_of_a_process_at_work_is_no_leftover(tmpdir, monkeypatch):
    folder = tmpdir.mkdir(BACKUPS_FOLDER)
    mine = folder.mkdir(backup_making.unique_name(backup_making.UNFINISHED_PREFIX))
    other = subprocess.Popen(['sleep', '60']) if os.name != 'nt' else None
    try:
        if other is not None:
            mark = processes.own_mark()._replace(pid=other.pid, start=processes._start_digest(other.pid))
            folder.mkdir(backup_making.UNFINISHED_PREFIX + processes.mark_text(mark) + '-0badcafe')
        assert backup.leftovers(str(folder)) == []
    finally:
        if other is not None:
            other.kill()
            other.wait()
    assert len(backup.leftovers(str(folder))) == (1 if other is not None else 0)
    foreign = processes.mark_text(processes.own_mark()._replace(machine='00000000'))
    foreign = folder.mkdir(backup_making.UNFINISHED_PREFIX + foreign + '-0badcafe')
    assert str(foreign) not in backup.leftovers(str(folder)) and mine.check()
    os.utime(str(foreign), (1, 1))
    assert str(foreign) in backup.leftovers(str(folder))


# -- reading -----------------------------------------------------------------------------------------------------------

@pytest.fixture
def made(tmpdir):
    return backup.create([write(tmpdir.join('a'), b'one'), write(tmpdir.join('b'), b'two')], 'x', str(tmpdir.join('d')))


def test_a_whole_backup_has_no_problems(made):
    assert backup.verify(made.path) == [] and backup.read(made.path) == made


def blob_of(made, index):
    return backup.entries(made)[index].blob


def test_a_damaged_and_a_missing_blob_are_each_told(made, tmpdir):
    with open(blob_of(made, 0), 'ab') as handle:
        handle.write(b'!')
    os.remove(blob_of(made, 1))
    problems = backup.verify(made.path)
    assert [problem.path for problem in problems] == [str(tmpdir.join('a')), str(tmpdir.join('b'))]
    assert u'damaged' in problems[0].what and u'missing' in problems[1].what


@pytest.mark.parametrize('schema, words', [
    ('plexfix.backup/2', u'the later version'), ('plexfix.backup/0', u'the earlier version'), ('plexfix.aggregate/1', None),
    (None, None), (7, None), ('plexfix.backup/x', None)])
def test_another_schema_is_refused(made, schema, words):
    change_manifest(made, lambda document: document.update(schema=schema))
    for act in (backup.read, backup.verify, backup.restore):
        with pytest.raises(UsageError) as caught:
            act(made.path)
        assert words is None or words in caught.value.hint


def change_manifest(made, change):
    path = os.path.join(made.path, 'manifest.json')
    with open(path) as handle:
        document = json.load(handle)
    change(document)
    with open(path, 'w') as handle:
        json.dump(document, handle)


@pytest.mark.parametrize('change', [
    lambda document: document.pop('files'), lambda document: document['files'][0].pop('sha256'),
    lambda document: document['files'][0].update(sha256='../../x'), lambda document: document['files'][0].update(blob='/etc/passwd'),
    lambda document: document['files'][0].update(path='../a'), lambda document: document['files'][0].update(path='x//a'),
    lambda document: document['files'][0].update(mode='0644'), lambda document: document.update(files=[3])])
def test_a_manifest_that_somebody_spoiled_is_refused(made, change):
    change_manifest(made, change)
    with pytest.raises(UsageError):
        backup.read(made.path)


@pytest.mark.parametrize('text', [u'', u'{', u'[1]'])
def test_a_manifest_that_is_no_manifest_is_refused(made, text):
    with io.open(os.path.join(made.path, 'manifest.json'), 'w') as handle:
        handle.write(text)
    with pytest.raises(UsageError) as caught:
        backup.read(made.path)
    assert u'manifest.json' in caught.value.what


def test_what_is_no_backup_is_told(tmpdir):
    with pytest.raises(UsageError) as caught:
        backup.read(str(tmpdir))
    assert u'no backup' in caught.value.what and u'--list' in caught.value.hint


def test_notes_on_what_came_after_add_up(made, tmpdir):
    assert backup.after_of(made) == {} and backup.restored_at(made.path) is None
    backup.note_after(made.path, {str(tmpdir.join('a')): u'1' * 64})
    backup.note_after(made.path, {str(tmpdir.join('b')): None})
    assert backup.after_of(made) == {str(tmpdir.join('a')): u'1' * 64, str(tmpdir.join('b')): None}
    backup.note_restored(made.path, u'2026-01-01T00:00:00')
    assert backup.restored_at(made.path) == u'2026-01-01T00:00:00' and backup.verify(made.path) == []


# -- keeping -----------------------------------------------------------------------------------------------------------

def several(tmpdir, *rows):
    """Make backups in this order, each of (fix or None, names of files); returns their paths."""
    return [backup.create([write(tmpdir.join(name)) for name in names], 'n', str(tmpdir.join(BACKUPS_FOLDER)), root=str(tmpdir),
                          run=u'run', fix=fix, now=NOW + number).path for number, (fix, names) in enumerate(rows)]


def test_the_list_is_newest_first_and_holds_nothing_else(tmpdir):
    paths = several(tmpdir, (None, 'a'), (None, 'a'), (None, 'a'))
    tmpdir.join(BACKUPS_FOLDER, 'FIX-01').mkdir()
    tmpdir.join(BACKUPS_FOLDER, '.plexfix-new-x').mkdir()
    assert backup.list_backups(str(tmpdir.join(BACKUPS_FOLDER))) == paths[::-1]
    assert backup.list_backups(str(tmpdir.join('none'))) == []


def test_one_that_cannot_be_read_is_listed_all_the_same(tmpdir):
    paths = several(tmpdir, (None, 'a'), (None, 'a'))
    write(os.path.join(paths[0], 'manifest.json'), b'{', mtime=int(NOW) + 10)
    assert backup.list_backups(str(tmpdir.join(BACKUPS_FOLDER))) == paths


def test_prune_keeps_the_newest(tmpdir):
    paths = several(tmpdir, *[(None, 'a')] * 4)
    folder = str(tmpdir.join(BACKUPS_FOLDER))
    assert backup.prune(folder, 1, dry_run=True).removed == paths[2::-1]
    assert len(backup.list_backups(folder)) == 4
    assert backup.prune(folder, 1).removed == paths[2::-1] and backup.list_backups(folder) == paths[3:]
    assert backup.prune(folder, 0).removed == paths[3:] and litter(folder) == [] and os.listdir(folder) == []
    assert backup.prune(str(tmpdir.join('none')), 1).removed == []


def test_prune_never_takes_the_way_back_from_an_applied_fix(tmpdir):
    folder = str(tmpdir.join(BACKUPS_FOLDER))
    paths = several(tmpdir, (u'FIX-01', 'a'), (u'FIX-01', 'ab'), (u'FIX-01', 'ab'), (u'FIX-02', 'a'), (None, 'a'))
    done = backup.prune(folder, 0)
    # The first has the file as it was before the fix, the second adds another; the third holds nothing new.
    assert done.removed == [paths[4], paths[2]] and sorted(done.protected) == sorted([paths[0], paths[1], paths[3]])
    assert all(u'applied' in why for why in done.protected.values())
    backup.note_restored(paths[3], u'then')
    assert backup.prune(folder, 0).removed == [paths[3]]
    assert backup.prune(folder, 0, protected=[paths[0]]).protected[paths[0]] == u'it is still needed'


def test_prune_keeps_what_it_cannot_read(tmpdir):
    paths = several(tmpdir, (None, 'a'))
    write(os.path.join(paths[0], 'manifest.json'), b'{')
    done = backup.prune(str(tmpdir.join(BACKUPS_FOLDER)), 0)
    assert done.removed == [] and u'cannot be read' in done.protected[paths[0]]


def test_prune_tells_what_it_could_not_remove(tmpdir, monkeypatch):
    paths = several(tmpdir, (None, 'a'))

    def fail(*_arguments):
        raise OSError(errno.EACCES, 'no')
    monkeypatch.setattr(disk, 'rename', fail)
    done = backup.prune(str(tmpdir.join(BACKUPS_FOLDER)), 0)
    assert (done.removed, done.failed) == ([], paths)


@posix_only
def test_prune_waits_for_nobody(tmpdir):
    folder = str(tmpdir.mkdir(BACKUPS_FOLDER))
    with locking.hold(folder, u'test'):
        def act():
            with pytest.raises(LockHeld):
                backup.prune(folder, 0)
        assert faulty_disk.in_child(act) == 0


@pytest.mark.parametrize('how', ['kill', 'kill_after', 'fail', 'fail_on'])
def test_a_prune_that_is_broken_leaves_no_half_backup(tmpdir, how):
    folder = str(tmpdir.join(BACKUPS_FOLDER))
    several(tmpdir, *[(None, 'a')] * 3)
    template = Template(folder)
    for at in itertools.count(1):
        template.reset()
        # What it leaves is a dead process's afterwards.
        with as_another_process(), installed(Faults(at, how)) as faults:
            try:
                backup.prune(folder, 1)
            except (Killed, PlexfixError):
                pass
        left = backup.list_backups(folder)
        assert 1 <= len(left) <= 3 and not any(backup.verify(path) for path in left)
        backup.prune(folder, 1)
        assert os.listdir(folder) == [os.path.basename(left[0])]
        if not faults.fired:
            break
    print('prune, %s: %d steps' % (how, at - 1))
    assert at > 8 and len(left) == 1


@contextlib.contextmanager
def as_another_process():
    real = processes.own_mark
    processes.own_mark = lambda: real()._replace(start='0badf00d')
    try:
        yield
    finally:
        processes.own_mark = real


def test_a_note_that_was_interrupted_goes_with_the_next_prune(tmpdir):
    path = several(tmpdir, (None, 'a'))[0]
    write(files.name_beside(os.path.join(path, 'restored.json')), b'half')
    backup.prune(os.path.dirname(path), 5)
    assert litter(path) == [] and backup.verify(path) == []


@pytest.mark.parametrize('path, plugins, inside', [
    ('/p/Plug-ins/A.bundle/Contents/Code/x.py', '/p/Plug-ins', False), ('/p/a.BUNDLE/b.bundle/x', '/p', False),
    ('/p/_BACKUPS/x/blobs/1', None, True), ('/p/Plug-ins/_BACKUPS', None, True), ('/p/x_BACKUPS/y', None, False), ('/', None, False)])
def test_where_bundles_and_backups_are(path, plugins, inside):
    if os.name != 'nt':
        assert plugins_of(path) == plugins
    assert is_in_backups(path) is inside and is_in_backups(path.replace('/', '\\')) is inside


def test_the_modes_of_blobs_let_no_one_read_more(tmpdir):
    made = backup.create([write(tmpdir.join('a'), b'1', 0o600), write(tmpdir.join('b'), b'2', 0o4755)], 'x', str(tmpdir.join('d')))
    if os.name != 'nt':
        modes = [stat.S_IMODE(os.stat(row.blob).st_mode) for row in backup.entries(made)]
        assert modes == [0o600, 0o644]
    assert backup_keeping.leftovers(str(tmpdir.join('d'))) == [] and backup_manifest.SCHEMA == backup.SCHEMA
