# -*- coding: utf-8 -*-
"""journal: all files of a change or none, whatever fails, is killed or loses power at whichever step."""
from __future__ import absolute_import, division, print_function

import errno
import itertools
import json
import os
import random
import stat

import pytest

import faulty_disk
from faulty_disk import KILLS, Faults, Killed, PowerCut, Template, installed, litter, make_bundles, state_of
from plexfix.base.compat import native_path
from plexfix.base.errors import LockHeld, PlexfixError, RecoveryNeeded, Refused, UsageError
from plexfix.base.places import BACKUPS_FOLDER, JOURNAL_FILE, backups_of
from plexfix.outside import backup, changes, disk, journal, journal_record, locking
from plexfix.outside.journal import Change, Content, Link

posix_only = pytest.mark.skipif(os.name == 'nt', reason='permissions and links of POSIX')
NEW = b'new = 2\n' * 40
ENDINGS = ('.pyc', '.pyo')


def codes(root):
    """What lies in the bundles below *root*, without what Python compiled, which comes and goes."""
    found = state_of(root, leave_out=[BACKUPS_FOLDER])
    return dict((path, found[path]) for path in found if not path.endswith(ENDINGS))


def contents(root):
    """The same without times, which a change sets anew."""
    found = codes(root)
    return dict((path, found[path][:2]) for path in found)


class Case(object):
    """21 bundles, a backup, and a change of all of them: a file more in one, a file less in another."""

    def __init__(self, tmpdir, count=21):
        self.plugins = str(tmpdir.mkdir('Plug-ins'))
        self.folder = backups_of(self.plugins)
        self.paths = make_bundles(self.plugins, count)
        self.added = os.path.join(os.path.dirname(self.paths[0]), 'more', 'extra.py')
        self.removed = os.path.join(os.path.dirname(self.paths[-1]), '__init__.py')
        made = backup.create(self.paths + [self.added, self.removed], 'before', self.folder, allow_missing=True, fix=u'FIX-01')
        self.backup = os.path.join(self.folder, os.path.basename(made.path))
        self.before = codes(self.plugins)
        self.template = Template(self.plugins)
        self.apply()
        self.after = contents(self.plugins)
        self.template.reset()
        assert codes(self.plugins) == self.before and len(self.before) == 2 * count

    def changes(self):
        old = changes.fingerprint(self.paths[0])
        return [Change(path, old, NEW) for path in self.paths] + [
            Change(self.added, None, b'extra = 1\n', 0o644), Change(self.removed, changes.fingerprint(self.removed), None)]

    def apply(self):
        return journal.run(self.folder, self.changes(), self.backup, u'FIX-01')

    def which(self):
        """Return 'before' or 'after', or fail: never a mix, no litter, nothing pending, the backup whole."""
        assert litter(self.plugins) == []
        assert journal.pending(self.folder) is None
        assert backup.verify(self.backup) == []
        if contents(self.plugins) == self.after:
            return 'after'
        assert codes(self.plugins) == self.before
        return 'before'


@pytest.fixture
def case(tmpdir):
    return Case(tmpdir)


@pytest.fixture
def small(tmpdir):
    return Case(tmpdir, 2)


# The way that is always tried on all 21 bundles; the others have fewer, unless time is given.
WIDE = ('kill',)


@pytest.fixture
def case_for(tmpdir):
    """A function that makes the Case for a way to fail."""
    return lambda way: Case(tmpdir, 21 if way in WIDE or os.environ.get('PLEXFIX_TESTS') == 'full' else 3)


def test_a_change_is_made_and_leaves_nothing_but_itself(case):
    done = case.apply()
    assert case.which() == 'after'
    assert sorted(done.paths) == sorted(case.paths + [case.added, case.removed]) and done.left == []
    assert sorted(done.compiled) == [path + 'c' for path in sorted(case.paths)]
    assert not any(path.endswith(ENDINGS) for path in state_of(case.plugins))
    assert sorted(os.listdir(case.folder)) == [os.path.basename(case.backup)]


def test_what_a_change_left_is_noted_so_that_its_restore_needs_no_force(case):
    done = case.apply()
    assert backup.after_of(backup.read(case.backup)) == dict((path, changes.fingerprint(path)) for path in done.paths)
    assert backup.restore(case.backup).conflicts == [] and case.which() == 'before'


@posix_only
def test_permissions_stay_and_new_files_get_theirs(case):
    case.apply()
    modes = [stat.S_IMODE(os.stat(path).st_mode) for path in case.paths + [case.added]]
    assert modes == [0o640 if number % 2 else 0o755 for number in range(21)] + [0o644]


# -- at each step ------------------------------------------------------------------------------------------------------

def every_step(case, how, act, number=errno.EIO, after=None):
    """Let each step of act() fail or kill in turn, then *after*(); return {(did it raise, state): how often}."""
    outcomes = {}
    for at in itertools.count(1):
        case.template.reset()
        with installed(Faults(at, how, number)) as faults:
            try:
                act()
                raised = None
            except (PlexfixError, Killed) as error:
                raised = error
        if not faults.fired:
            print('%s: %s' % (how, outcomes))
            return outcomes
        if after is not None:
            after(raised)
        key = raised is not None, case.which()
        outcomes[key] = outcomes.get(key, 0) + 1


@pytest.mark.parametrize('number', [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_a_step_that_fails_leaves_the_state_before_or_after(case_for, number):
    case = case_for(number)
    outcomes = every_step(case, 'fail', case.apply, number)
    # What fails after the change holds is only tidying up.
    assert set(outcomes) == {(True, 'before'), (False, 'after')}
    assert outcomes[True, 'before'] > 6 * len(case.paths)


def test_a_disk_that_fails_for_good_is_recovered_from_later(case_for):
    case, needed = case_for('fail_on'), []

    def later(raised):
        if journal.pending(case.folder) is not None:
            needed.append(raised)
            journal.recover(case.folder)
        recover_twice(case)
    outcomes = every_step(case, 'fail_on', case.apply, errno.EIO, later)
    assert set(outcomes) == {(True, 'before'), (False, 'after')}
    told = [error for error in needed if error is not None]
    assert len(told) > 5 * len(case.paths) and all(isinstance(error, RecoveryNeeded) for error in told)
    assert all(u'implement_fix.py --recover --plugins-dir' in error.hint for error in told)


def recover_twice(case):
    """Recover, and once more, which finds nothing to do; what came of it is looked at by the caller."""
    with installed(Faults()):
        first = journal.recover(case.folder)
        assert journal.recover(case.folder) is None
    return first


@pytest.mark.parametrize('how', KILLS)
def test_a_kill_at_any_step_is_recovered_to_one_state(case_for, how):
    case, states = case_for(how), []

    def later(_raised):
        found = recover_twice(case)
        if found is not None:
            assert found.conflicts == [] and found.label == u'FIX-01'
            states.append(found.state)
            assert case.which() == found.state
    outcomes = every_step(case, how, case.apply, after=later)
    assert set(outcomes) == {(True, 'before'), (True, 'after')}
    assert states.count('before') > 6 * len(case.paths) and states.count('after') >= len(case.paths)


@posix_only
def test_a_process_that_is_really_gone_is_recovered_from(case_for):
    case, outcomes = case_for('exit'), {}
    for at in itertools.count(1):
        case.template.reset()

        def act():
            with installed(Faults(at, 'exit')):
                case.apply()
        code = faulty_disk.in_child(act)
        assert code in (0, faulty_disk.EXIT_CODE)
        recover_twice(case)
        outcomes.setdefault(case.which(), []).append(at)
        if code == 0:
            break
    assert len(outcomes['before']) > 6 * len(case.paths) and len(outcomes['after']) >= len(case.paths)
    assert max(outcomes['before']) < min(outcomes['after'])


def in_the_middle(case):
    """Return the steps at which some files are swapped: before the second one, before the last, and before the commit."""
    case.template.reset()
    with installed(Faults()) as faults:
        case.apply()
    swaps = [at for at, (name, arguments) in enumerate(faults.log, 1)
             if name == 'replace' and arguments[1] in case.paths]
    commit = [at for at, (name, arguments) in enumerate(faults.log, 1)
              if name == 'replace' and arguments[1].endswith(JOURNAL_FILE)][-1]
    return [swaps[1], swaps[-1], commit]


def kill(case, at):
    """Bring *case* to where a change was killed at step *at*, in the middle."""
    case.template.reset()
    with installed(Faults(at, 'kill')):
        with pytest.raises(Killed):
            case.apply()
    assert codes(case.plugins) != case.before and journal.pending(case.folder).state == journal_record.BEGUN


@pytest.mark.parametrize('how', KILLS)
def test_a_kill_while_recovering_is_recovered_from_too(small, how):
    for at in in_the_middle(small):
        for second in itertools.count(1):
            kill(small, at)
            with installed(Faults(second, how)) as faults:
                try:
                    journal.recover(small.folder)
                except Killed:
                    pass
            recover_twice(small)
            assert small.which() == 'before'
            if not faults.fired:
                break
        assert second > 12


def test_a_failure_while_recovering_leaves_it_to_be_recovered(small):
    for at in in_the_middle(small):
        for second in itertools.count(1):
            kill(small, at)
            with installed(Faults(second, 'fail')) as faults:
                try:
                    journal.recover(small.folder)
                except PlexfixError as error:
                    assert error.exit_code == 42 or u'cannot lock' in error.what, error
            recover_twice(small)
            assert small.which() == 'before'
            if not faults.fired:
                break
        assert second > 12


@pytest.mark.parametrize('way', ['lost', 'names', 'mixed'])
def test_a_power_cut_at_any_step_is_recovered_to_one_state(case_for, way):
    case, states = case_for(way), []
    for at in itertools.count(1):
        case.template.reset()
        power = PowerCut(case.plugins)
        with installed(Faults(at, 'kill', watch=power.watch)) as faults:
            try:
                case.apply()
            except Killed:
                pass
        power.rebuild(way, random.Random(at))
        recover_twice(case)
        states.append(case.which())
        if not faults.fired:
            break
    print('power cut, %s: %s' % (way, dict((state, states.count(state)) for state in set(states))))
    # Once it is said to be done, it is done.
    assert states[-1] == 'after' and states.count('before') > 6 * len(case.paths) and states.count('after') > 1


@pytest.mark.parametrize('way', ['lost', 'names', 'mixed'])
def test_a_power_cut_while_recovering(small, way):
    for at in in_the_middle(small):
        for second in itertools.count(1):
            kill(small, at)
            power = PowerCut(small.plugins)
            with installed(Faults(second, 'kill', watch=power.watch)) as faults:
                try:
                    journal.recover(small.folder)
                except Killed:
                    pass
            power.rebuild(way, random.Random(second))
            recover_twice(small)
            assert small.which() == 'before'
            if not faults.fired:
                break
        assert second > 12


def test_an_interruption_by_the_keyboard_undoes_at_once(small, monkeypatch):
    real, left = disk.replace, [3]

    def interrupted(*arguments):
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt
        return real(*arguments)
    monkeypatch.setattr(disk, 'replace', interrupted)
    with pytest.raises(KeyboardInterrupt):
        small.apply()
    assert left[0] <= 0 and small.which() == 'before'


# -- what is refused ---------------------------------------------------------------------------------------------------

def test_a_file_that_changed_since_the_backup_stops_all(small):
    with open(small.paths[1], 'wb') as handle:
        handle.write(b'mine')
    state = codes(small.plugins)
    old = changes.fingerprint(small.paths[0])
    with pytest.raises(Refused) as caught:
        journal.run(small.folder, [Change(path, old, NEW) for path in small.paths], small.backup, u'x')
    assert u'it changed after it was backed up' in caught.value.what
    mine = changes.fingerprint(small.paths[1])
    assert caught.value.evidence == u'backup %s, on disk %s' % (old[:12], mine[:12])
    assert caught.value.hint.startswith(u'take a new backup: backup_utils.py --create ')
    assert codes(small.plugins) == state and litter(small.plugins) == []


def test_a_file_that_somebody_changes_meanwhile_stops_all_and_stays_theirs(small, monkeypatch):
    real = journal.Journal.swap

    def swap(self):
        with open(small.paths[1], 'wb') as handle:
            handle.write(b'mine')
        real(self)
    monkeypatch.setattr(journal.Journal, 'swap', swap)
    with pytest.raises(Refused) as caught:
        small.apply()
    assert u'left alone' in caught.value.evidence and u'Agent01' in caught.value.evidence
    expected = dict(small.before)
    found = codes(small.plugins)
    assert found.pop('Agent01.bundle/Contents/Code/utils.py')[0] == b'mine'
    expected.pop('Agent01.bundle/Contents/Code/utils.py')
    assert found == expected and litter(small.plugins) == [] and journal.pending(small.folder) is None


@pytest.mark.parametrize('moment, state', [('swap', 'before'), ('finish', 'after')])
def test_a_conflict_is_left_alone_and_told_when_recovering(small, moment, state):
    swaps = in_the_middle(small)
    kill(small, swaps[1] + 1) if moment == 'swap' else None
    if moment == 'finish':
        small.template.reset()
        with installed(Faults(swaps[2] + 3, 'kill')):
            with pytest.raises(Killed):
                small.apply()
    with open(small.paths[0], 'wb') as handle:
        handle.write(b'mine')
    found = recover_twice(small)
    assert (found.state, found.conflicts) == (state, [small.paths[0]])
    with open(small.paths[0], 'rb') as handle:
        assert handle.read() == b'mine'
    wanted = small.after if state == 'after' else dict((path, small.before[path][:2]) for path in small.before)
    left = contents(small.plugins)
    name = os.path.relpath(small.paths[0], small.plugins)
    assert dict(left, **{name: None}) == dict(wanted, **{name: None}) and litter(small.plugins) == []


def test_a_folder_in_the_place_of_a_file_is_a_conflict(small):
    kill(small, in_the_middle(small)[1] + 1)
    os.remove(small.paths[0])
    os.mkdir(small.paths[0])
    found = recover_twice(small)
    assert (found.state, found.conflicts) == ('before', [small.paths[0]]) and os.path.isdir(small.paths[0])


def test_a_damaged_backup_stops_a_change_before_it_begins(small):
    damage(small)
    with pytest.raises(Refused) as caught:
        small.apply()
    assert u'the backup is damaged' in caught.value.what and codes(small.plugins) == small.before


def damage(case):
    blobs = os.path.join(case.backup, 'blobs')
    for name in os.listdir(blobs):
        os.chmod(os.path.join(blobs, name), 0o600)
        with open(os.path.join(blobs, name), 'ab') as handle:
            handle.write(b'!')


def test_a_damaged_backup_stops_a_recovery_before_it_changes_anything(small):
    kill(small, in_the_middle(small)[1] + 1)
    state = codes(small.plugins)
    damage(small)
    with pytest.raises(RecoveryNeeded) as caught:
        journal.recover(small.folder)
    assert u'the backup does not have' in caught.value.evidence and u'by hand' in caught.value.hint
    left = codes(small.plugins)
    assert [left[path] for path in sorted(small.before)] == [state[path] for path in sorted(small.before)]
    assert journal.pending(small.folder) is not None


def test_a_backup_that_lacks_a_file_is_refused(small):
    short = backup.create(small.paths[:1], 'short', small.folder).path
    with pytest.raises(Refused) as caught:
        journal.run(small.folder, small.changes(), short, u'x')
    assert u'the backup does not have it as it is' in caught.value.what and codes(small.plugins) == small.before


def test_two_changes_of_one_file_and_none_at_all_are_refused(small):
    one = small.changes()[0]
    for wanted in ([], [one, one._replace(after=b'other')]):
        with pytest.raises(UsageError):
            journal.run(small.folder, wanted, small.backup, u'x')
    assert journal.run(small.folder, [one, one], small.backup, u'x').paths == [one.path]


def test_an_interrupted_change_stops_the_next_one_until_it_is_recovered(small):
    kill(small, in_the_middle(small)[0] + 1)
    for act in (small.apply, lambda: journal.refuse_pending(small.folder)):
        with pytest.raises(RecoveryNeeded) as caught:
            act()
        assert caught.value.exit_code == 42 and u'FIX-01' in caught.value.what
        assert caught.value.hint == u'run: implement_fix.py --recover --plugins-dir %s' % small.plugins
    journal.recover(small.folder)
    small.apply()
    assert small.which() == 'after'


def test_a_change_that_only_was_not_tidied_up_stops_nobody(small):
    small.template.reset()
    with installed(Faults(in_the_middle(small)[2] + 2, 'kill')):
        small.template.reset()
        with pytest.raises(Killed):
            small.apply()
    assert journal.pending(small.folder).state == journal_record.COMMITTED
    old = changes.fingerprint(small.paths[0])
    second = backup.create(small.paths, 'second', small.folder).path
    journal.run(small.folder, [Change(path, old, b'third') for path in small.paths], second, u'FIX-02')
    assert journal.pending(small.folder) is None and litter(small.plugins) == []


@pytest.mark.parametrize('text', ['', '{', '[]', '{"schema": "plexfix.journal/2"}', '{"schema": "plexfix.journal/1"}'])
def test_a_journal_that_cannot_be_read_is_told_and_kept(small, text):
    path = os.path.join(small.folder, JOURNAL_FILE)
    with open(path, 'w') as handle:
        handle.write(text)
    for act in (small.apply, lambda: journal.recover(small.folder)):
        with pytest.raises(PlexfixError) as caught:
            act()
        assert caught.value.exit_code == 42 and u'cannot be used' in caught.value.what
    assert os.path.exists(path) and codes(small.plugins) == small.before


@pytest.mark.parametrize('name', ['../../escape.py', '/etc/x', 'a/../../b'])
def test_a_journal_that_leads_out_of_the_folder_is_not_followed(small, name):
    kill(small, in_the_middle(small)[0])
    path = os.path.join(small.folder, JOURNAL_FILE)
    with open(path) as handle:
        document = json.load(handle)
    document['files'][0]['path' if name[0] != '/' else 'beside'] = name
    with open(path, 'w') as handle:
        json.dump(document, handle)
    with pytest.raises(PlexfixError) as caught:
        journal.recover(small.folder)
    assert caught.value.exit_code == 42


def test_who_has_the_lock_is_not_disturbed(small):
    def act():
        with pytest.raises(LockHeld):
            small.apply()
        with pytest.raises(LockHeld):
            journal.recover(small.folder)
    with locking.hold(small.folder, u'test'):
        assert faulty_disk.in_child(act) == 0
    assert small.which() == 'before'


# -- kinds of changes --------------------------------------------------------------------------------------------------

@posix_only
def test_what_a_link_leads_to_is_changed_and_the_link_stays(small):
    link = os.path.join(small.plugins, 'link.py')
    os.symlink(small.paths[0], link)
    old = changes.fingerprint(small.paths[0])
    made = backup.create([link], 'link', small.folder).path
    journal.run(small.folder, [Change(link, old, NEW)], made, u'x')
    assert os.path.islink(link) and changes.fingerprint(small.paths[0]) == changes.fingerprint_of(NEW)


@posix_only
def test_a_link_itself_can_be_changed_and_undone(small, monkeypatch):
    link = os.path.join(small.plugins, 'link.py')
    os.symlink(small.paths[0], link)
    made = backup.create([link], 'link', small.folder).path
    before = changes.fingerprint(link)
    wanted = [Change(link, before, Link(small.paths[1]))]
    with monkeypatch.context() as patched:
        patched.setattr(journal.Journal, 'commit', lambda self: (_ for _ in ()).throw(OSError(errno.EIO, 'no', link)))
        with pytest.raises(PlexfixError):
            journal.run(small.folder, wanted, made, u'x')
    assert changes.fingerprint(link) == before
    journal.run(small.folder, wanted, made, u'x')
    assert os.readlink(link) == small.paths[1] and litter(small.plugins) == []


def test_content_that_lies_in_a_file_is_copied_with_its_time(small):
    path = small.paths[0]
    entry = [one for one in backup.entries(backup.read(small.backup)) if one.path == path][0]
    small.apply()
    second = backup.create([path], 'second', small.folder).path
    change = Change(path, changes.fingerprint(path), Content(entry.blob, entry.sha256), entry.mode, entry.mtime_ns)
    journal.run(small.folder, [change], second, u'x')
    name = os.path.relpath(path, small.plugins)
    assert codes(small.plugins)[name] == small.before[name]


def test_the_disk_that_does_not_keep_what_was_written_is_told_and_all_is_undone(small, monkeypatch):
    real = disk.write

    def wrong(handle, data):
        real(handle, data.replace(b'new', b'nxw'))
    monkeypatch.setattr(disk, 'write', wrong)
    with pytest.raises(PlexfixError) as caught:
        small.apply()
    assert u'did not become what it was to be' in caught.value.what
    # Neither as before nor as after: nobody can say whose that is.
    assert u'left alone' in caught.value.evidence


def test_stale_compiled_files_that_cannot_be_removed_are_told(small, monkeypatch):
    real = disk.remove
    monkeypatch.setattr(disk, 'remove', lambda path: failing(path) if path.endswith('.pyc') else real(path))
    done = small.apply()
    assert sorted(done.left) == sorted(path + 'c' for path in small.paths) and done.compiled == []
    assert small.which() == 'after'


def failing(path):
    raise OSError(errno.EACCES, 'no', path)


@posix_only
def test_names_outside_ascii_and_spaces(tmpdir):
    case = Case(tmpdir.mkdir(native_path(b'caf\xc3\xa9 d\xff')), 2)
    kill(case, in_the_middle(case)[1])
    assert recover_twice(case).state == 'before' and case.which() == 'before'
    case.apply()
    assert case.which() == 'after'
