# -*- coding: utf-8 -*-
"""restoring: all files of a backup come back, with permissions and times, or none; nothing of anybody else's is lost."""
from __future__ import absolute_import, division, print_function

import errno
import itertools
import os
import random
import shutil

import pytest

import faulty_disk
from faulty_disk import KILLS, Faults, Killed, PowerCut, Template, installed, litter, make_bundles, state_of
from plexfix.base.errors import LockHeld, PlexfixError, RecoveryNeeded, Refused, UsageError
from plexfix.base.places import BACKUPS_FOLDER, backups_of
from plexfix.outside import backup, changes, disk, files, journal, locking
from plexfix.outside.journal import Change

posix_only = pytest.mark.skipif(os.name == 'nt', reason='permissions and links of POSIX')


def write(path, data):
    with open(path, 'wb') as handle:
        handle.write(data)


def read(path):
    with open(path, 'rb') as handle:
        return handle.read()


class Case(object):
    """Bundles with a backup, then changed: other contents, a file more, a file less, one with other permissions."""

    def __init__(self, tmpdir, count=21, knows=True):
        self.plugins = str(tmpdir.mkdir('Plug-ins'))
        self.folder = backups_of(self.plugins)
        self.paths = make_bundles(self.plugins, count)
        code = os.path.dirname(self.paths[0])
        self.added, self.removed, self.touched = [os.path.join(code, *parts) for parts in (
            ('more', 'new.py'), ('__init__.py',), ('utils.pyc',))]
        self.before = self.state()
        made = backup.create(self.paths + [self.added, self.removed, self.touched], 'b', self.folder, fix=u'FIX-01', allow_missing=True)
        self.path = made.path
        for path in self.paths:
            write(path, b'patched')
        os.mkdir(os.path.dirname(self.added))
        write(self.added, b'new')
        os.remove(self.removed)
        os.chmod(self.touched, 0o600)
        if knows:
            backup.note_after(self.path, dict((path, changes.fingerprint(path)) for path in self.paths + [self.added]))
        self.changed = self.state()
        self.template = Template(self.plugins)

    def state(self):
        return state_of(self.plugins, leave_out=[BACKUPS_FOLDER])

    def restore(self, **options):
        return backup.restore(self.path, **options)

    def which(self, tidied=True):
        """Return 'changed' or 'restored', or fail: never a mix.

        An empty folder may stay after a recovery, as it does no harm; the same restore again takes it away.
        """
        state = self.comparable(self.state())
        if not tidied and state.get(os.path.relpath(os.path.dirname(self.added), self.plugins)) == 'folder':
            del state[os.path.relpath(os.path.dirname(self.added), self.plugins)]
        if state == self.comparable(self.changed):
            return 'changed'
        assert state == self.comparable(self.before)
        return 'restored'

    def comparable(self, state):
        """*state* without what Python compiled, which may be gone as stale; the one that is in the backup stays."""
        touched = os.path.relpath(self.touched, self.plugins)
        return dict((path, state[path]) for path in state if path == touched or not path.endswith('.pyc'))


@pytest.fixture
def case(tmpdir):
    return Case(tmpdir, 3)


def test_all_comes_back_with_permissions_and_times(tmpdir):
    case = Case(tmpdir)
    done = case.restore()
    assert case.state() == dict((path, case.before[path]) for path in case.state()) and case.which() == 'restored'
    assert sorted(done.restored) == sorted(case.paths + [case.removed, case.touched])
    assert (done.removed, done.unchanged, done.conflicts, done.kept) == ([case.added], [], [], None)
    assert litter(case.plugins) == [] and os.listdir(case.folder) == [os.path.basename(case.path)]
    assert backup.restored_at(case.path) is not None


def test_a_second_restore_finds_nothing_to_do(case):
    case.restore()
    state = case.state()
    done = case.restore()
    assert done.restored == done.removed == [] and len(done.unchanged) == 6 and case.state() == state


def test_a_dry_run_tells_the_same_and_writes_nothing(case):
    whole = state_of(case.plugins)
    with installed(Faults(1, 'fail')) as faults:
        planned = case.restore(dry_run=True)
    assert not faults.fired and state_of(case.plugins) == whole
    assert planned == case.restore()


@pytest.mark.parametrize('options', [{'force': False}, {'force': True}])
def test_a_file_changed_since_is_refused_or_kept_first(tmpdir, options):
    case = Case(tmpdir, 3, knows=False)
    if not options['force']:
        with pytest.raises(Refused) as caught:
            case.restore(**options)
        assert len(caught.value.evidence.splitlines()) == 4 and caught.value.hint.endswith(u'--force')
        assert case.which() == 'changed' and litter(case.plugins) == []
        return
    done = case.restore(**options)
    assert len(done.conflicts) == 4 and case.which() == 'restored'
    kept = dict((row.path, row) for row in backup.entries(backup.read(done.kept)))
    assert read(kept[case.paths[0]].blob) == b'patched' and kept[case.removed].absent
    assert backup.restore(done.kept, force=True).kept and read(case.paths[0]) == b'patched'


def test_only_the_state_that_the_owner_left_counts_as_expected(case):
    write(case.paths[1], b'mine')
    with pytest.raises(Refused) as caught:
        case.restore()
    assert caught.value.evidence == case.paths[1]
    assert case.restore(expected={case.paths[1]: changes.fingerprint(case.paths[1])}).conflicts == []


def test_a_damaged_blob_stops_all_and_is_named(case):
    blob = [row.blob for row in backup.entries(backup.read(case.path)) if row.path == case.removed][0]
    os.chmod(blob, 0o600)
    write(blob, b'damaged')
    for options in ({}, {'force': True}, {'only': [case.paths[0]]}, {'dry_run': True}):
        with pytest.raises(Refused) as caught:
            case.restore(**options)
        assert u'nothing was changed' in caught.value.what and u'__init__.py' in caught.value.evidence
    assert case.which() == 'changed'


def test_only_some_files(case):
    done = case.restore(only=[case.paths[1]])
    assert done.restored == [case.paths[1]] and read(case.paths[0]) == b'patched' != read(case.paths[1])
    assert backup.restored_at(case.path) is None
    with pytest.raises(UsageError):
        case.restore(only=[os.path.join(case.plugins, 'x')])


def test_another_place_gets_the_tree_below_the_root(case, tmpdir):
    target = tmpdir.join('there')
    done = case.restore(target_dir=str(target))
    names = sorted(os.path.relpath(path, str(target)) for path in done.restored)
    assert names == sorted(os.path.relpath(path, case.plugins) for path in case.paths + [case.removed, case.touched])
    restored = state_of(str(target))
    assert restored == dict((path, case.before[path]) for path in restored)
    assert case.which() == 'changed' and backup.restored_at(case.path) is None
    write(done.restored[0], b'mine')
    with pytest.raises(Refused) as caught:
        case.restore(target_dir=str(target))
    assert u'--target-dir %s --force' % target in caught.value.hint


def test_files_without_a_common_folder_get_one_below_another_place(tmpdir, case):
    text = case.paths[0]
    rows = backup.read(case.path)
    manifest = dict(rows.manifest, root=None, files=[dict(row, path=os.path.join(case.plugins, row['path']), missing_folders=[])
                                                     for row in rows.manifest['files']])
    files.atomic_write(os.path.join(case.path, 'manifest.json'), __import__('json').dumps(manifest).encode('ascii'))
    target = str(tmpdir.join('there'))
    done = case.restore(target_dir=target)
    assert os.path.join(target, text.lstrip('/')) in done.restored or os.name == 'nt'


@posix_only
def test_a_link_comes_back_and_what_it_led_to(tmpdir):
    target = str(tmpdir.join('real.py'))
    write(target, b'one')
    link = str(tmpdir.join('link.py'))
    os.symlink('real.py', link)
    path = backup.create([link], 'x', str(tmpdir.join('b'))).path
    write(target, b'two')
    with pytest.raises(Refused):
        backup.restore(path)
    backup.restore(path, force=True)
    assert os.readlink(link) == 'real.py' and read(target) == b'one'
    os.remove(link)
    assert backup.restore(path).conflicts == [] and os.readlink(link) == 'real.py'
    os.remove(link)
    write(link, b'a file now')
    with pytest.raises(Refused):
        backup.restore(path)
    kept = backup.restore(path, force=True).kept
    assert os.readlink(link) == 'real.py' and read(backup.entries(backup.read(kept))[0].blob) == b'a file now'
    os.remove(link)
    os.symlink('elsewhere.py', link)
    backup.restore(path, force=True)
    assert os.readlink(link) == 'real.py'
    there = backup.restore(path, str(tmpdir.join('there'))).restored
    assert not os.path.islink(there[0]) and read(there[0]) == b'one'


@posix_only
def test_a_folder_in_the_place_of_a_file_is_refused(case):
    os.remove(case.paths[0])
    os.mkdir(case.paths[0])
    with pytest.raises(PlexfixError):
        case.restore()
    with pytest.raises(PlexfixError):
        case.restore(force=True)
    assert os.path.isdir(case.paths[0]) and read(case.paths[1]) == b'patched' and litter(case.plugins) == []


def test_a_moved_folder_is_restored_with_a_target(case, tmpdir):
    moved = str(tmpdir.join('Moved'))
    shutil.move(case.plugins, moved)
    path = os.path.join(moved, BACKUPS_FOLDER, os.path.basename(case.path))
    backup.restore(path, target_dir=moved, force=True)
    assert read(os.path.join(moved, os.path.relpath(case.paths[0], case.plugins))) == b'old = 1\n' * 30


# -- whatever happens meanwhile ----------------------------------------------------------------------------------------

def case_of(tmpdir, how):
    """All 21 bundles where time is given."""
    return Case(tmpdir, 21 if os.environ.get('PLEXFIX_TESTS') == 'full' else 5 if how == 'kill' else 3)


@pytest.mark.parametrize('how', ['fail', 'fail_on'])
def test_a_step_that_fails_leaves_all_or_none_restored(tmpdir, how):
    case, outcomes = case_of(tmpdir, how), {}
    for at in itertools.count(1):
        case.template.reset()
        with installed(Faults(at, how, errno.ENOSPC)) as faults:
            try:
                case.restore()
                raised = False
            except PlexfixError:
                raised = True
        if not faults.fired:
            break
        if how == 'fail_on':
            with installed(Faults()):
                journal.recover(case.folder)
                case.which(tidied=False)
                backup.prune(case.folder, 10)
        elif raised:
            assert journal.pending(case.folder) is None
        assert litter(case.plugins) == [] or litter(case.plugins)[0].startswith(os.path.join(case.folder, '.plexfix-undo-'))
        outcomes.setdefault((raised, case.which(tidied=how == 'fail')), []).append(at)
    print('%s: %s' % (how, dict((key, len(outcomes[key])) for key in outcomes)))
    assert set(outcomes) <= {(True, 'changed'), (False, 'restored'), (True, 'restored')}
    assert len(outcomes[True, 'changed']) > 8 * len(case.paths) and at > 30


@pytest.mark.parametrize('how', KILLS)
def test_a_restore_killed_at_any_step_is_finished_by_running_it_again(tmpdir, how):
    case, middle = case_of(tmpdir, how), 0
    for at in itertools.count(1):
        case.template.reset()
        with installed(Faults(at, how)) as faults:
            try:
                case.restore()
            except Killed:
                pass
        if not faults.fired:
            break
        middle += journal.pending(case.folder) is not None
        with installed(Faults()):
            case.restore()
        assert case.which() == 'restored' and backup.verify(case.path) == []
        assert [path for path in litter(case.plugins) if not path.startswith(case.folder)] == []
    print('%s: %d steps, %d of them with a journal to recover, all restored by the next run' % (how, at - 1, middle))
    assert middle > 5 * len(case.paths)


@pytest.mark.parametrize('way', ['lost', 'names', 'mixed'])
def test_a_power_cut_while_restoring_is_recovered_to_one_state(tmpdir, way):
    case, states = case_of(tmpdir, way), []
    for at in itertools.count(1):
        case.template.reset()
        power = PowerCut(case.plugins)
        with installed(Faults(at, 'kill', watch=power.watch)) as faults:
            try:
                case.restore()
            except Killed:
                pass
        power.rebuild(way, random.Random(at))
        with installed(Faults()):
            journal.recover(case.folder)
            states.append(case.which(tidied=False))
            case.restore()
        assert case.which() == 'restored'
        if not faults.fired:
            break
    print('power cut, %s: %s' % (way, dict((state, states.count(state)) for state in set(states))))
    assert set(states) == {'changed', 'restored'}


def test_an_interrupted_fix_is_not_undone_by_a_restore(case):
    wanted = [Change(path, changes.fingerprint(path), b'third') for path in case.paths]
    second = backup.create(case.paths, 'second', case.folder).path
    with installed(Faults()) as faults:
        journal.run(case.folder, wanted, second, u'FIX-02')
    case.template.reset()
    second = backup.create(case.paths, 'second', case.folder).path
    swap = [at for at, (name, arguments) in enumerate(faults.log, 1) if name == 'replace' and arguments[1] == case.paths[-1]][0]
    with installed(Faults(swap, 'kill')):
        with pytest.raises(Killed):
            journal.run(case.folder, wanted, second, u'FIX-02')
    with pytest.raises(RecoveryNeeded) as caught:
        case.restore()
    assert u'implement_fix.py --recover' in caught.value.hint
    journal.recover(case.folder)
    case.restore()


@posix_only
def test_another_run_is_not_disturbed(case):
    def act():
        with pytest.raises(LockHeld):
            case.restore()
    with locking.hold(case.folder, u'test'):
        assert faulty_disk.in_child(act) == 0
    assert case.which() == 'changed'


@pytest.mark.parametrize('number', [errno.EACCES, errno.EROFS, errno.ENOSPC])
def test_what_the_disk_says_is_told_with_what_to_do(case, monkeypatch, number):
    real = disk.create

    def fail(path, mode):
        if 'Agent' in path:
            raise OSError(number, os.strerror(number), path)
        return real(path, mode)
    monkeypatch.setattr(disk, 'create', fail)
    with pytest.raises(PlexfixError) as caught:
        case.restore()
    assert os.strerror(number) in str(caught.value) and caught.value.hint and case.which() == 'changed'
    assert litter(case.plugins) == []
