# -*- coding: utf-8 -*-
"""files: the old file or the new one, never half of it, and nothing left beside it."""
from __future__ import absolute_import, division, print_function

import errno
import hashlib
import os
import stat
import sys

import pytest

from plexfix.base.compat import native
from plexfix.base.errors import PlexfixError
from plexfix.outside import disk, files
from plexfix.outside.files import atomic_write, ensure_folder, read_bytes, sha256_of

posix_only = pytest.mark.skipif(os.name == 'nt', reason='permissions and links of POSIX')


def mode_of(path):
    return stat.S_IMODE(os.stat(str(path)).st_mode)


def failing(number):
    """A function that fails as the system does."""
    def fail(*_arguments, **_options):
        raise OSError(number, os.strerror(number))
    return fail


@pytest.fixture
def umask():
    old = os.umask(0o022)
    yield
    os.umask(old)


def test_a_new_file_holds_exactly_the_bytes(tmpdir, umask):
    path = tmpdir.join('a.txt')
    atomic_write(str(path), b'a\r\n\x00\xff\n')
    assert path.read_binary() == b'a\r\n\x00\xff\n'
    assert [entry.basename for entry in tmpdir.listdir()] == ['a.txt']
    if os.name != 'nt':
        assert mode_of(path) == 0o644


@posix_only
@pytest.mark.parametrize('old, given, mode', [(0o600, None, 0o600), (0o755, None, 0o755), (0o644, 0o600, 0o600),
                                              (None, 0o640, 0o640), (0o444, None, 0o444)])
def test_permissions_are_the_given_ones_or_the_old_ones(tmpdir, umask, old, given, mode):
    path = tmpdir.join('a.txt')
    if old is not None:
        path.write('old')
        path.chmod(old)
    atomic_write(str(path), b'new', mode=given)
    assert path.read() == 'new'
    assert mode_of(path) == mode


def test_a_name_without_folder_is_written_in_the_current_one(tmpdir):
    with tmpdir.as_cwd():
        atomic_write('plain.txt', b'x')
    assert tmpdir.join('plain.txt').read() == 'x'


@posix_only
def test_a_link_stays_and_its_target_is_replaced(tmpdir):
    target = tmpdir.mkdir('real').join('a.txt')
    target.write('old')
    link = tmpdir.join('link')
    link.mksymlinkto(target)
    atomic_write(str(link), b'new')
    assert link.islink() and target.read() == 'new'
    assert [entry.basename for entry in target.dirpath().listdir()] == ['a.txt']


@posix_only
def test_a_dangling_link_gets_its_target(tmpdir):
    link = tmpdir.join('link')
    link.mksymlinkto(tmpdir.join('not-yet'))
    atomic_write(str(link), b'new')
    assert link.islink() and tmpdir.join('not-yet').read() == 'new'


def test_text_is_refused(tmpdir):
    with pytest.raises(TypeError):
        atomic_write(str(tmpdir.join('a')), u'text')
    assert tmpdir.listdir() == []


@pytest.mark.parametrize('number, words', [
    (errno.EACCES, u'check who may use the folder'), (errno.EROFS, u'check who may use the folder'),
    (errno.ENOSPC, u'make room'), (errno.EIO, None)])
@pytest.mark.parametrize('step', ['create', 'write', 'chmod', 'fsync', 'replace'])
def test_a_failure_keeps_the_old_file_and_leaves_nothing_behind(tmpdir, monkeypatch, number, words, step):
    path = tmpdir.join('a.txt')
    path.write('old')
    monkeypatch.setattr(disk, step, failing(number))
    with pytest.raises(PlexfixError) as caught:
        atomic_write(str(path), b'new')
    assert caught.value.what.endswith(u'a.txt')
    assert os.strerror(number) in str(caught.value)
    assert (caught.value.hint is None) == (words is None) and (words or u'') in (caught.value.hint or u'')
    assert path.read() == 'old'
    assert [entry.basename for entry in tmpdir.listdir()] == ['a.txt']


def test_a_full_disk_in_the_middle_leaves_nothing_behind(tmpdir, monkeypatch):
    path = tmpdir.join('a.txt')
    path.write('old')
    monkeypatch.setattr(files.os, 'fsync', failing(errno.ENOSPC))
    with pytest.raises(PlexfixError):
        atomic_write(str(path), b'new')
    assert path.read() == 'old' and len(tmpdir.listdir()) == 1


def test_an_interruption_leaves_nothing_behind(tmpdir, monkeypatch):
    def interrupted(*_arguments):
        raise KeyboardInterrupt
    monkeypatch.setattr(disk, 'replace', interrupted)
    with pytest.raises(KeyboardInterrupt):
        atomic_write(str(tmpdir.join('a.txt')), b'new')
    assert tmpdir.listdir() == []


def test_a_missing_folder_is_told(tmpdir):
    with pytest.raises(PlexfixError) as caught:
        atomic_write(str(tmpdir.join('none', 'a.txt')), b'x')
    assert u'a part of it is not there' in caught.value.hint


@posix_only
def test_the_owner_stays_where_the_user_may_set_it(tmpdir, monkeypatch):
    path = tmpdir.join('a.txt')
    path.write('old')
    asked = []
    monkeypatch.setattr(files.os, 'chown', lambda *arguments: asked.append(arguments[1:]))
    old = os.stat(str(path))
    other = os.stat_result([old.st_mode, 0, 0, 1, old.st_uid + 1, old.st_gid, 3, 0, 0, 0])
    monkeypatch.setattr(files, '_stat_or_none', lambda _path: other)
    atomic_write(str(path), b'new')
    assert asked == [(old.st_uid + 1, old.st_gid)]
    assert path.read() == 'new'


@posix_only
def test_an_owner_that_cannot_be_kept_is_no_failure(tmpdir, monkeypatch):
    path = tmpdir.join('a.txt')
    path.write('old')
    old = os.stat(str(path))
    other = os.stat_result([old.st_mode, 0, 0, 1, old.st_uid + 1, old.st_gid, 3, 0, 0, 0])
    monkeypatch.setattr(files, '_stat_or_none', lambda _path: other)
    monkeypatch.setattr(files.os, 'chown', failing(errno.EPERM))
    atomic_write(str(path), b'new')
    assert path.read() == 'new'


def test_a_folder_that_cannot_be_flushed_is_no_failure(tmpdir, monkeypatch):
    real_open, real_fsync = os.open, os.fsync
    monkeypatch.setattr(files.os, 'fsync', lambda handle: failing(errno.EINVAL)() if stat.S_ISDIR(
        os.fstat(handle).st_mode) else real_fsync(handle))
    atomic_write(str(tmpdir.join('a')), b'x')
    monkeypatch.setattr(files.os, 'open', lambda path, flags, *mode: real_open(path, flags, *mode)
                        if flags & os.O_CREAT else failing(errno.EACCES)())
    atomic_write(str(tmpdir.join('b')), b'x')
    assert sorted(entry.basename for entry in tmpdir.listdir()) == ['a', 'b']


def test_a_folder_whose_flush_fails_is_told(tmpdir, monkeypatch):
    monkeypatch.setattr(disk, 'fsync_folder', failing(errno.EIO))
    with pytest.raises(PlexfixError):
        atomic_write(str(tmpdir.join('a')), b'x')
    assert [entry.basename for entry in tmpdir.listdir()] == ['a']


@posix_only
def test_a_mode_and_a_time_are_there_before_the_flush(tmpdir, monkeypatch):
    path, done = str(tmpdir.join('a')), []
    for name in ('chmod', 'utime', 'fsync'):
        def step(*given, **_options):
            done.append(given[-1])
            return None
        monkeypatch.setattr(disk, name, step)
    files.write_new(path, [b'x'], 0o640, 1500000000 * 10 ** 9, None)
    # The fourth sets the time that the stand-in did not set, as on Windows.
    assert done[:2] == [0o640, 1500000000 * 10 ** 9] and done[3:] == done[1:2]


def test_what_is_temporary_is_known_by_its_name():
    assert files.is_temporary(files.name_beside('a/b.py')) and os.path.dirname(files.name_beside('a/b.py')) == 'a'
    for name in ('.plexfix-x.tmp', '.plexfix-0123456789abcdef', 'x.plexfix-0123456789abcdef.tmp'):
        assert not files.is_temporary(name)


NON_ASCII = '''
import sys
from plexfix.outside.files import atomic_write, ensure_folder, sha256_of
folder = ensure_folder(sys.argv[1])
path = folder + '/' + sys.argv[2]
atomic_write(path, b'one')
atomic_write(path, b'two')
sys.stdout.write(sha256_of(path))
'''


@posix_only
@pytest.mark.parametrize('locale', ['C', 'C.UTF-8'])
def test_names_outside_ascii_work_in_any_locale(tmpdir, run_python, locale):
    folder = native(u'F\xe9 \u2764 x')
    code, out, err = run_python(['-c', NON_ASCII, folder, native(u'na\xefve.txt')], cwd=str(tmpdir),
                                env={'LC_ALL': locale, 'PYTHONUTF8': '0', 'PYTHONCOERCECLOCALE': '0'})
    assert (code, err) == (0, b'')
    assert out.decode('ascii') == hashlib.sha256(b'two').hexdigest()
    assert os.listdir(os.path.join(str(tmpdir), folder)) == [native(u'na\xefve.txt')]


def test_the_hash_is_read_in_pieces(tmpdir, monkeypatch):
    path = tmpdir.join('a')
    path.write_binary(b'abcdefg')
    monkeypatch.setattr(files, '_CHUNK_BYTES', 2)
    assert sha256_of(str(path)) == hashlib.sha256(b'abcdefg').hexdigest()
    assert read_bytes(str(path)) == b'abcdefg'


@pytest.mark.parametrize('read', [sha256_of, read_bytes])
def test_what_cannot_be_read_is_told(tmpdir, read):
    with pytest.raises(PlexfixError) as caught:
        read(str(tmpdir.join('none')))
    assert u'cannot read' in caught.value.what


def test_folders_are_made_once_and_again(tmpdir):
    path = str(tmpdir.join('a', 'b'))
    assert ensure_folder(path) == path
    assert ensure_folder(path) == path
    assert os.path.isdir(path)


def test_a_file_in_the_place_of_a_folder_is_told(tmpdir):
    tmpdir.join('a').write('x')
    with pytest.raises(PlexfixError) as caught:
        ensure_folder(str(tmpdir.join('a')))
    assert u'cannot make the folder' in caught.value.what


WRITER = '''
import sys
from plexfix.outside.files import atomic_write
for number in range(300):
    atomic_write(sys.argv[1], (b'%d' % (number % 10) if sys.version_info[0] > 2 else str(number % 10)) * 200000)
'''


def test_a_reader_sees_one_whole_version_at_any_time(tmpdir, run_python):
    import threading
    path = str(tmpdir.join('a'))
    atomic_write(path, b'0' * 200000)
    ended = []
    thread = threading.Thread(target=lambda: ended.append(run_python(['-c', WRITER, path])))
    thread.start()
    seen = set()
    while thread.is_alive():
        data = read_bytes(path)
        assert len(data) == 200000 and data == data[:1] * 200000
        seen.add(data[:1])
    thread.join()
    assert ended[0][0] == 0, ended
    assert len(seen) > 1, sys.version
