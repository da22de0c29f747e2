# -*- coding: utf-8 -*-
"""The command and its documented functions: every flag, what a person and a program read, and the exit codes."""
from __future__ import absolute_import, division, print_function

import errno
import io
import json
import os
import random
import stat
import subprocess
import sys

import pytest

import backup_utils
from bundle_tree import bundle
from faulty_disk import litter, state_of
from plexfix.base.compat import native, path_to_text, to_bytes, to_text
from plexfix.base.errors import PlexfixError
from plexfix.outside import backup, bundles, changes, disk, locking

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SCRIPT = os.path.join(ROOT, 'scripts', 'backup_utils.py')
posix_only = pytest.mark.skipif(os.name == 'nt', reason='permissions and names of POSIX')
STRACE = ['strace', '-f', '-o', os.devnull]


@pytest.fixture
def utils(capsys):
    """Run the command; return (exit code, standard output, standard error)."""
    def call(*arguments):
        code = backup_utils.main([str(one) for one in arguments])
        out, err = capsys.readouterr()
        return code, to_text(out), to_text(err)
    return call


@pytest.fixture
def plugins(tmpdir, monkeypatch):
    """The current folder is one with two bundles of equal basenames in Plug-ins."""
    monkeypatch.chdir(tmpdir)
    for name in ('A', 'B'):
        code = tmpdir.join('Plug-ins', name + '.bundle', 'Contents', 'Code').ensure(dir=True)
        code.join('utils.py').write('name = "%s"\n' % name)
        os.chmod(str(code.join('utils.py')), 0o640)
        os.utime(str(code.join('utils.py')), (1500000000, 1500000000))
    return tmpdir.join('Plug-ins')


def utils_of(plugins):
    return [str(plugins.join(name + '.bundle', 'Contents', 'Code', 'utils.py')) for name in ('A', 'B')]


def read(path):
    with open(str(path), 'rb') as handle:
        return handle.read()


def write(path, data):
    with open(str(path), 'wb') as handle:
        handle.write(data)


def made(utils, *arguments):
    """Make a backup with the command; return its path."""
    code, out, err = utils('--create', *arguments)
    assert code == 0 and err == u''
    return out.splitlines()[0]


# -- each flag ---------------------------------------------------------------------------------------------------------

def test_create_restore_and_what_came_back(utils, plugins):
    before = state_of(str(plugins))
    path = made(utils, *utils_of(plugins) + ['--name', 'x'])
    assert os.path.dirname(path) == str(plugins.join('_BACKUPS')) and os.path.basename(path).startswith('x_')
    for one in utils_of(plugins):
        write(one, b'changed')
        os.chmod(one, 0o600)
    code, out, err = utils('--restore', path)
    assert code == 1 and out == u'' and u'--force' in err and read(utils_of(plugins)[0]) == b'changed'
    code, out, err = utils('--restore', path, '--force')
    assert code == 0 and u'\n2 restored, 0 removed, 0 unchanged\n' in out and u'what was there before: ' in out
    now = state_of(str(plugins))
    assert dict((one, now[one]) for one in before) == before
    kept = out.splitlines()[-1].partition(u': ')[2]
    assert utils('--verify', path, kept)[:2] == (0, u'whole   %s\nwhole   %s\n' % (path, kept))
    assert utils('--restore', path)[1].endswith(u'\n0 restored, 0 removed, 2 unchanged\n')


def test_dry_runs_write_nothing(utils, plugins):
    path = made(utils, *utils_of(plugins))
    write(utils_of(plugins)[0], b'changed')
    before = state_of(str(plugins))
    for words in (['--create'] + utils_of(plugins), ['--restore', path], ['--restore', path, '--force'],
                  ['--restore', path, '--target-dir', 'there'], ['--prune', '--keep', 0]):
        code, out, _ = utils('--dry-run', *words + ['--backup-dir', plugins.join('_BACKUPS')])
        assert code == 0 and u'would ' in out, words
    assert state_of(str(plugins)) == before and not os.path.exists('there')
    assert u'it would be refused without --force: 1 file' in utils('--restore', path, '--dry-run')[1]


def test_what_is_missing_is_an_error_or_noted(utils, plugins):
    new = str(plugins.join('A.bundle', 'Contents', 'Code', 'new', 'new.py'))
    code, out, err = utils('--create', new, utils_of(plugins)[0])
    assert code == 2 and out == u'' and new in err and u'--allow-missing' in err and not plugins.join('_BACKUPS').check()
    path = made(utils, new, '--allow-missing')
    os.mkdir(os.path.dirname(new))
    write(new, b'new')
    assert utils('--restore', path)[0] == 1 and os.path.exists(new)
    code, out, _ = utils('--restore', path, '--force')
    assert code == 0 and u'removed   %s' % new in out and not os.path.exists(os.path.dirname(new))


def test_a_damaged_backup_changes_nothing_and_is_named(utils, plugins):
    path = made(utils, *utils_of(plugins))
    row = backup.entries(backup.read(path))[1]
    write(row.blob, b'damaged')
    write(utils_of(plugins)[0], b'changed')
    code, out, _ = utils('--verify', path)
    assert code == 1 and out.startswith(u'damaged %s\n  %s: ' % (path, row.path)) and utils_of(plugins)[0] not in out
    code, out, err = utils('--restore', path, '--force')
    assert code == 1 and row.path in err and read(utils_of(plugins)[0]) == b'changed' and litter(str(plugins)) == []


def test_the_list_is_newest_first_and_tells_of_each(utils, plugins):
    assert utils('--list') == (0, u'no backups in %s\n' % os.path.join(os.curdir, '_BACKUPS'), u'')
    paths = [made(utils, utils_of(plugins)[0], '--name', name) for name in ('one', 'two', 'one')]
    assert len(set(paths)) == 3
    folder = str(plugins.join('_BACKUPS'))
    code, out, _ = utils('--list', '--backup-dir', folder)
    assert code == 0 and [line.split()[0] for line in out.splitlines()] == paths[::-1]
    assert u', 1 file, "two"' in out.splitlines()[1]
    write(os.path.join(paths[0], 'manifest.json'), b'{')
    assert u'cannot be read: it is no JSON' in utils('--list', '--backup-dir', folder)[1]
    os.mkdir(os.path.join(folder, '.plexfix-new-00000000-1-00000000-00000000'))
    os.utime(os.path.join(folder, '.plexfix-new-00000000-1-00000000-00000000'), (1, 1))
    assert u'1 leftover of interrupted runs' in utils('--list', '--backup-dir', folder)[1]


def test_a_backup_may_be_named_without_its_folder(utils, plugins):
    path = made(utils, utils_of(plugins)[0])
    name, folder = os.path.basename(path), os.path.dirname(path)
    assert utils('--verify', name, '--backup-dir', folder)[0] == 0
    assert utils('--restore', name, '--backup-dir', folder)[0] == 0
    assert utils('--show', name, '--backup-dir', folder)[1].startswith(path)
    code, _, err = utils('--show', name)
    assert code == 2 and u'no backup' in err and u'--list' in err


def test_show_has_each_file(utils, plugins):
    path = made(utils, utils_of(plugins)[0], str(plugins.join('A.bundle', 'gone')), '--allow-missing')
    lines = utils('--show', path)[1].splitlines()
    assert lines[0] == path and u'2 files, "backup"' in lines[1]
    assert lines[2].split() == [backup.entries(backup.read(path))[0].sha256[:12], u'0640', u'11', u'bytes', utils_of(plugins)[0]]
    assert lines[3].split()[0] == u'absent'


def test_prune_keeps_the_newest_and_the_only_one_of_an_applied_fix(utils, plugins):
    folder = str(plugins.join('_BACKUPS'))
    fix = backup.create(utils_of(plugins), 'FIX-01', folder, run=u'r', fix=u'FIX-01', now=1500000000).path
    paths = [made(utils, utils_of(plugins)[0]) for _ in range(3)]
    code, out, _ = utils('--prune', '--keep', 1, '--backup-dir', folder)
    assert code == 0 and out == u'removed %s\nremoved %s\nkept %s: the only backup of FIX-01, which is applied as far as is known\n' % (
        paths[1], paths[0], fix)
    assert backup.list_backups(folder) == [paths[2], fix] and litter(folder) == []
    assert utils('--restore', fix)[0] == 0
    assert utils('--prune', '--keep', 1, '--backup-dir', folder)[1] == u'removed %s\n' % fix


def test_prune_that_could_not_remove_says_so(utils, plugins, monkeypatch):
    path = made(utils, utils_of(plugins)[0])

    def fail(*_given):
        raise OSError(errno.EACCES, 'no')
    monkeypatch.setattr(disk, 'rename', fail)
    code, out, _ = utils('--prune', '--keep', 0, '--backup-dir', os.path.dirname(path))
    assert code == 1 and out == u'could not remove %s\n' % path


@pytest.mark.parametrize('words', [
    ['--create', 'FILE', '--name', 'x'], ['--restore', 'BACKUP', '--target-dir', 'there'], ['--list'], ['--verify', 'BACKUP'],
    ['--show', 'BACKUP'], ['--prune', '--keep', '5']], ids=lambda words: words[0])
def test_each_prints_one_document(utils, plugins, words):
    path = made(utils, *utils_of(plugins))
    words = [dict(FILE=utils_of(plugins)[0], BACKUP=path).get(word, word) for word in words]
    code, out, err = utils('--json', '--backup-dir', os.path.dirname(path), *words)
    document = json.loads(out)
    assert (code, err) == (0, u'') and document['schema'] == 'plexfix.backup-result/1'
    assert document['action'] == words[0][2:] and document['dry_run'] is False


def test_another_place_keeps_the_tree_below_the_common_root(utils, plugins, tmpdir):
    path = made(utils, *utils_of(plugins))
    assert utils('--restore', path, '--target-dir', 'there')[0] == 0
    assert sorted(state_of(str(tmpdir.join('there')))) == [
        os.path.join(name, 'Contents', 'Code', 'utils.py') for name in ('A.bundle', 'B.bundle')]
    lone = made(utils, *[one for one in utils_of(plugins)] + ['--backup-dir', 'elsewhere'])
    assert os.path.dirname(lone) == 'elsewhere'


def test_only_one_file(utils, plugins):
    path = made(utils, *utils_of(plugins))
    for one in utils_of(plugins):
        write(one, b'changed')
    assert utils('--restore', path, '--force', '--only', utils_of(plugins)[1])[0] == 0
    assert [read(one) for one in utils_of(plugins)] == [b'changed', b'name = "B"\n']


@pytest.mark.parametrize('words', [
    [], ['--list', '--prune', '--keep', '1'], ['--prune'], ['--prune', '--keep', '-1'], ['--list', '--keep', '1'],
    ['--list', '--target-dir', 'x'], ['--create', 'a', '--force'], ['--verify', 'x', '--only', 'y'], ['--create'],
    ['--restore', 'none'], ['--verify', 'none'], ['--create', 'Plug-ins']], ids=repr)
def test_wrong_usage(utils, plugins, words):
    before = state_of(str(plugins))
    code, out, err = utils(*words)
    assert code == 2 and out == u'' and u'error: ' in err and u'unexpected' not in err and state_of(str(plugins)) == before


def test_another_run_is_told(utils, plugins):
    path = made(utils, *utils_of(plugins))
    write(utils_of(plugins)[0], b'changed')
    holder = subprocess.Popen([sys.executable, '-B', '-c', (
        'import sys\nfrom plexfix.outside import locking\nwith locking.hold(sys.argv[1], u"apply FIX-01"):\n'
        '    print(1); sys.stdout.flush(); sys.stdin.read()\n'), os.path.dirname(path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=dict(os.environ, PYTHONPATH=os.path.join(ROOT, 'lib')))
    try:
        holder.stdout.readline()
        assert locking.owner(os.path.dirname(path)) is not None
        for words in (['--restore', path, '--force'], ['--prune', '--keep', '0', '--backup-dir', os.path.dirname(path)]):
            code, _, err = utils(*words)
            assert code == 41 and u'apply FIX-01' in err
    finally:
        holder.stdin.close()
        holder.stdout.close()
        holder.wait()
    assert utils('--restore', path, '--force')[0] == 0


@pytest.mark.parametrize('schema, word', [('plexfix.backup/0', u'earlier'), ('plexfix.backup/2', u'later'), ('x', u'schema')])
def test_another_schema_is_refused(utils, plugins, schema, word):
    path = made(utils, *utils_of(plugins))
    manifest = os.path.join(path, 'manifest.json')
    with io.open(manifest, encoding='utf-8') as handle:
        document = json.load(handle)
    write(manifest, to_bytes(json.dumps(dict(document, schema=schema))))
    write(utils_of(plugins)[0], b'changed')
    for flag in ('--restore', '--verify', '--show'):
        code, _, err = utils(flag, path)
        assert code == 2 and word in err
    assert read(utils_of(plugins)[0]) == b'changed'


# -- names -------------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize('name, folder', [
    (u'a/b\\c', 'a-b-c_'), (u'../../up', 'up_'), (u'caf\xe9 \u4e2d', 'caf_'), (u'.', 'backup_'), (u'', 'backup_'), (u'x' * 500, 'x' * 60 + '_')])
def test_any_name_of_a_backup(utils, plugins, name, folder):
    code, out, _ = utils('--create', utils_of(plugins)[0], '--json', '--name', native(name))
    path = json.loads(out)['backup']
    assert code == 0 and os.path.basename(path).startswith(folder) and os.path.dirname(path) == str(plugins.join('_BACKUPS'))
    assert backup.read(native(path)).manifest['name'] == name


@posix_only
def test_any_name_of_a_file_in_any_locale(tmpdir, run_python):
    """Created, shown and restored in a folder with a name outside of ASCII, with file names that are no UTF-8."""
    here = to_bytes(str(tmpdir)) + b'/caf\xc3\xa9 dir'
    raw = [b'a b.py', b'\xc3\xa9\xe4\xb8\xad.py', b'\xff\xfe.py', b'new\nline', b'-x', b'c:\\d']
    os.mkdir(here)
    for name in raw:
        with open(here + b'/' + name, 'wb') as handle:
            handle.write(name)

    def call(*words):
        code, out, err = run_python([SCRIPT] + list(words), env={'LC_ALL': 'C', 'LANG': None, 'PYTHONIOENCODING': None}, cwd=here)
        assert b'Traceback' not in err and b'unexpected' not in err, err
        return code, out, err
    code, out, err = call('--name', 'x', '--create', *[b'./' + name for name in raw])
    assert code == 0, err
    assert os.listdir(here + b'/_BACKUPS') == [out.splitlines()[0].split(b'/')[-1]]
    path = b'_BACKUPS/' + out.splitlines()[0].split(b'/')[-1]
    for name in raw:
        with open(here + b'/' + name, 'wb') as handle:
            handle.write(b'changed')
    assert call('--verify', path)[0] == 0 and len(call('--show', path)[1].splitlines()) >= 8
    assert call('--restore', path)[0] == 1
    code, out, err = call('--restore', path, '--force', '--json')
    assert code == 0 and len(json.loads(out.decode('utf-8'))['restored']) == len(raw), err
    for name in raw:
        with open(here + b'/' + name, 'rb') as handle:
            assert handle.read() == name
    assert call('--list')[0] == 0 and len(call('--list')[1].splitlines()) == 2


@posix_only
def test_a_link_is_kept_with_what_it_leads_to(utils, plugins, tmpdir):
    link = str(plugins.join('A.bundle', 'Contents', 'Code', 'link.py'))
    tmpdir.join('real.py').write('real')
    os.symlink(os.path.join('..', '..', '..', '..', 'real.py'), link)
    path = made(utils, link)
    os.remove(link)
    tmpdir.join('real.py').write('other')
    assert utils('--restore', path, '--force')[0] == 0
    assert os.readlink(link) == os.path.join('..', '..', '..', '..', 'real.py') and tmpdir.join('real.py').read() == 'real'
    assert u' -> ../../../../real.py' in utils('--show', path)[1]


def test_nothing_in_a_backup_is_taken_for_an_agent(utils, tmpdir, monkeypatch):
    monkeypatch.chdir(tmpdir)
    one = bundle(tmpdir, INIT=u'x = 1\n')
    path = made(utils, os.path.join(str(one), 'Contents', 'Code', '__init__.py'))
    code, _, _ = utils('--restore', path, '--target-dir', os.path.join(str(tmpdir), '_BACKUPS', 'copy'))
    assert code == 0
    copy = os.path.join('_BACKUPS', 'copy', 'Sample.bundle', 'Contents', 'Code', '__init__.py')
    assert os.path.exists(copy)
    assert [os.path.relpath(each, str(tmpdir)) for each in bundles.python_files(str(tmpdir))] == [
        os.path.join('Sample.bundle', 'Contents', 'Code', '__init__.py')]


# -- a disk that does not do what it is asked --------------------------------------------------------------------------

@posix_only
@pytest.mark.parametrize('job', ['create', 'restore'])
def test_a_full_disk(plugins, utils, job, run_python):
    """No file may grow over 100 000 bytes: a real error of the system in the middle of a write."""
    big, body = utils_of(plugins)[0], b'x = 1\n' * 50000
    write(big, body)
    words = ['--create', big]
    if job == 'restore':
        path = made(utils, *utils_of(plugins))
        for one in utils_of(plugins):
            write(one, b'small')
        words = ['--restore', path, '--force']
    before = state_of(str(plugins))
    limited = ('import resource, runpy, signal, sys\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n'
               'resource.setrlimit(resource.RLIMIT_FSIZE, (100000, 100000))\nsys.argv = sys.argv[1:]\n'
               'runpy.run_path(sys.argv[0], run_name="__main__")\n')
    code, out, err = run_python(['-c', limited, SCRIPT] + words, cwd=str(plugins))
    assert code == 2 and out == b'' and os.strerror(errno.EFBIG).encode('ascii') in err and b'unexpected' not in err, err
    now = state_of(str(plugins))
    assert litter(str(plugins)) == []
    # The backup of what was there is complete and stays where it had been made before the disk was full.
    assert dict((one, now[one]) for one in now if '_BACKUPS' not in one) == dict((one, before[one]) for one in before if '_BACKUPS' not in one)
    assert all(backup.verify(one) == [] for one in backup.list_backups(str(plugins.join('_BACKUPS'))))


@posix_only
@pytest.mark.skipif(not hasattr(os, 'geteuid') or os.geteuid() == 0, reason='an administrator may write anywhere')
def test_a_folder_that_may_not_be_written(utils, plugins):
    os.chmod(str(plugins), 0o555)
    try:
        code, _, err = utils('--create', utils_of(plugins)[0])
        assert code == 2 and u'check who may use the folder' in err
    finally:
        os.chmod(str(plugins), 0o755)


def test_a_file_system_that_is_read_only(utils, plugins, monkeypatch):
    path = made(utils, *utils_of(plugins))
    write(utils_of(plugins)[0], b'changed')

    def refuse(*_given):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))
    for name in ('create', 'mkdir', 'replace', 'rename', 'remove'):
        monkeypatch.setattr(disk, name, refuse)
    for words in (['--create'] + utils_of(plugins), ['--restore', path, '--force']):
        code, out, err = utils(*words)
        assert code == 2 and out == u'' and os.strerror(errno.EROFS) in err and u'check who may use the folder' in err
    assert utils('--verify', path)[0] == 0 and utils('--list', '--backup-dir', os.path.dirname(path))[0] == 0


def has_strace():
    """Whether strace is here and may trace."""
    try:
        return subprocess.call(STRACE + ['-e', 'inject=fsync:error=EIO:when=9', 'true']) == 0
    except EnvironmentError:
        return False


@pytest.mark.skipif(not has_strace(), reason='no strace that may trace')
@pytest.mark.parametrize('call, error', [('fsync', 'EIO'), ('?rename,?renameat,?renameat2', 'EACCES'), ('fsync', 'signal=SIGKILL')])
def test_the_systems_own_calls_fail_or_kill_a_restore(plugins, utils, run_python, call, error):
    """The same as at the seam, below it: nothing is missed there.  A kill is finished by the next run."""
    path = made(utils, *utils_of(plugins))
    for one in utils_of(plugins):
        write(one, b'changed')
    backup.note_after(path, dict((one, changes.fingerprint(one)) for one in utils_of(plugins)))
    kept = dict((one, read(one)) for one in utils_of(plugins))
    wanted = {utils_of(plugins)[0]: b'name = "A"\n', utils_of(plugins)[1]: b'name = "B"\n'}
    places = range(1, 60) if os.environ.get('PLEXFIX_TESTS') == 'full' else sorted(random.Random(call + error).sample(range(2, 11), 3))
    outcomes = []
    for at in places:
        for one in kept:
            write(one, kept[one])
        rule = 'inject=%s:%s:when=%d' % (call, error if '=' in error else 'error=' + error, at)
        code = subprocess.call(STRACE + ['-e', rule, sys.executable, '-B', SCRIPT, '--restore', path, '--quiet'],
                               env=dict(os.environ, PYTHONPATH=os.path.join(ROOT, 'lib')),
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        now = dict((one, read(one)) for one in kept)
        if 'signal' not in error:
            assert now in (kept, wanted), (at, code)
        assert utils('--restore', path)[0] == 0 and dict((one, read(one)) for one in kept) == wanted
        # Of a lock's own file, a failed removal leaves it for the next run.
        assert [one for one in litter(str(plugins)) if not os.path.basename(one).startswith('.plexfix-lock-')] == []
        outcomes.append((code, now == kept, now == wanted))
    print('strace %s %s: %s' % (call, error, dict((one, outcomes.count(one)) for one in set(outcomes))))
    assert any(code for code, _, _ in outcomes)


# -- for programs ------------------------------------------------------------------------------------------------------

def test_the_documented_functions(plugins, tmpdir):
    paths = utils_of(plugins)
    first = backup_utils.create_backup(paths, 'first', str(tmpdir.join('b')))
    second = backup_utils.create_backup(files_to_backup=paths, backup_name='first', backup_dir=str(tmpdir.join('b')))
    assert isinstance(first, str) and backup_utils.list_backups(str(tmpdir.join('b'))) == [second, first]
    done = backup_utils.restore_backup(first, str(tmpdir.join('there')))
    assert len(done.restored) == 2 and sorted(os.listdir(str(tmpdir.join('there')))) == ['A.bundle', 'B.bundle']
    write(paths[0], b'changed')
    with pytest.raises(PlexfixError):
        backup_utils.restore_backup(first)
    beside = backup_utils.create_backup(paths, 'beside')
    assert os.path.dirname(beside) == str(plugins.join('_BACKUPS'))
    with pytest.raises(PlexfixError):
        backup_utils.create_backup([str(tmpdir.join('none'))], 'x')
    with pytest.raises(PlexfixError):
        backup_utils.create_backup(['a\0b'], 'x', str(tmpdir.join('b')))


def test_files_outside_of_bundles_go_below_the_current_folder(tmpdir, monkeypatch):
    monkeypatch.chdir(tmpdir)
    tmpdir.join('a.txt').write('a')
    path = backup_utils.create_backup(['a.txt'], 'x')
    assert os.path.realpath(os.path.dirname(path)) == os.path.realpath(str(tmpdir.join('_BACKUPS')))
    assert backup_utils.list_backups() == [path] or os.path.samefile(backup_utils.list_backups()[0], path)
    assert stat.S_IMODE(os.stat(path).st_mode) & 0o700 == 0o700 and path_to_text(path)
