# -*- coding: utf-8 -*-
"""disk: every step that changes a disk goes through it, and each does what it says."""
from __future__ import absolute_import, division, print_function

import ast
import errno
import io
import os
import stat

import pytest

from plexfix.base.compat import mtime_ns_of, to_bytes
from plexfix.outside import disk

LIB = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib', 'plexfix')
posix_only = pytest.mark.skipif(os.name == 'nt', reason='permissions and links of POSIX')
# What changes a disk in the standard library; os.open is looked at by hand.
CHANGING = frozenset([
    'write', 'fsync', 'fdatasync', 'replace', 'rename', 'renames', 'remove', 'unlink', 'mkdir', 'makedirs', 'rmdir',
    'removedirs', 'chmod', 'fchmod', 'lchmod', 'chown', 'fchown', 'lchown', 'utime', 'symlink', 'link', 'truncate', 'ftruncate'])
# What a backup, a change and its undo are made of.
THROUGH_THE_DISK = ['backup', 'backup_keeping', 'backup_making', 'backup_manifest', 'changes', 'files', 'fixplaces', 'journal',
                    'journal_record', 'journal_undo', 'kernellock', 'locking', 'pathnames', 'pendingcheck', 'processes',
                    'restoring']


def changing_calls(source):
    """Return 'os.x', 'shutil.x' and writing `open` calls of *source*, which change a disk."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
            if called.value.id == 'os' and called.attr in CHANGING or called.value.id in ('shutil', 'tempfile'):
                found.append('%s.%s' % (called.value.id, called.attr))
        name = getattr(called, 'attr', getattr(called, 'id', None))
        if name == 'open' and getattr(getattr(called, 'value', None), 'id', None) != 'os':
            found += ['open'] * bool(set(mode_of(node)) & set('wax+'))
    return found


def mode_of(call):
    """The mode of a call of open; one that is computed may be any."""
    try:
        return ast.literal_eval(call.args[1]) if len(call.args) > 1 else 'r'
    except ValueError:
        return 'w'


@pytest.mark.parametrize('name', THROUGH_THE_DISK)
def test_nothing_goes_past_it(name):
    with io.open(os.path.join(LIB, 'outside', name + '.py'), encoding='utf-8') as handle:
        assert changing_calls(to_bytes(handle.read())) == []


def test_the_check_sees_what_it_looks_for():
    source = b'os.rename(a, b)\nopen(a, "wb")\nio.open(a)\nshutil.rmtree(a)\nos.path.join(a)\nopen(a, mode)\nos.open(a, b)\n'
    assert changing_calls(source) == ['os.rename', 'open', 'shutil.rmtree', 'open']


def test_all_of_its_functions_are_listed():
    functions = [name for name, value in vars(disk).items() if callable(value) and not name.startswith('_')]
    assert sorted(functions) == sorted(disk.OPERATIONS)


def test_a_file_is_made_once_and_written_whole(tmpdir):
    path = str(tmpdir.join('a'))
    handle = disk.create(path, 0o600)
    disk.write(handle, b'one\ntwo')
    disk.fsync(handle)
    disk.close(handle)
    with pytest.raises(EnvironmentError) as caught:
        disk.create(path, 0o600)
    assert caught.value.errno == errno.EEXIST and tmpdir.join('a').read_binary() == b'one\ntwo'


def test_a_short_write_goes_on(tmpdir, monkeypatch):
    real = os.write
    monkeypatch.setattr(os, 'write', lambda handle, data: real(handle, data[:3]))
    handle = disk.create(str(tmpdir.join('a')), 0o600)
    disk.write(handle, b'0123456789')
    disk.close(handle)
    assert tmpdir.join('a').read_binary() == b'0123456789'


def test_append_and_truncate(tmpdir):
    path = tmpdir.join('a')
    for text in (b'one', b'two'):
        handle = disk.append(str(path), 0o600)
        disk.write(handle, text)
        disk.close(handle)
    assert path.read_binary() == b'onetwo'
    disk.truncate(str(path), 3)
    assert path.read_binary() == b'one'


def test_replace_takes_what_is_there_and_rename_does_not_take_a_full_folder(tmpdir):
    tmpdir.join('a').write('new')
    tmpdir.join('b').write('old')
    disk.replace(str(tmpdir.join('a')), str(tmpdir.join('b')))
    assert tmpdir.join('b').read() == 'new' and not tmpdir.join('a').check()
    tmpdir.mkdir('x')
    tmpdir.mkdir('y').join('z').write('')
    with pytest.raises(EnvironmentError):
        disk.rename(str(tmpdir.join('x')), str(tmpdir.join('y')))
    disk.rename(str(tmpdir.join('x')), str(tmpdir.join('w')))
    disk.rmdir(str(tmpdir.join('w')))
    disk.mkdir(str(tmpdir.join('v')))
    assert sorted(one.basename for one in tmpdir.listdir()) == ['b', 'v', 'y']


@posix_only
def test_permissions_times_links_and_owners(tmpdir):
    path, link = str(tmpdir.join('a')), str(tmpdir.join('link'))
    tmpdir.join('a').write('')
    disk.chmod(path, 0o640)
    disk.utime(path, 1500000000123456000)
    disk.symlink('a', link)
    status = os.stat(path)
    disk.chown(path, status.st_uid, status.st_gid)
    assert stat.S_IMODE(status.st_mode) == 0o640 and mtime_ns_of(status) // 1000 == 1500000000123456
    assert os.readlink(link) == 'a'
    disk.remove(link)
    assert not os.path.lexists(link) and os.path.exists(path)


@pytest.mark.parametrize('number, is_told', [
    (errno.EINVAL, False), (errno.EBADF, False), (errno.EACCES, False), (errno.EIO, True), (errno.ENOSPC, True)])
def test_a_folder_that_cannot_be_flushed_differs_from_a_disk_that_fails(tmpdir, monkeypatch, number, is_told):
    flushed = []

    def fail(handle):
        flushed.append(handle)
        raise OSError(number, os.strerror(number))
    monkeypatch.setattr(os, 'fsync', fail)
    if is_told:
        with pytest.raises(EnvironmentError):
            disk.fsync_folder(str(tmpdir))
    else:
        disk.fsync_folder(str(tmpdir))
    # Closed in both cases.
    for handle in flushed:
        with pytest.raises(EnvironmentError):
            os.fstat(handle)
    assert flushed or os.name == 'nt'


def test_a_folder_that_is_gone_is_told(tmpdir):
    if os.name != 'nt':
        with pytest.raises(EnvironmentError):
            disk.fsync_folder(str(tmpdir.join('none')))
