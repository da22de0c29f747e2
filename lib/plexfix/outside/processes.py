# -*- coding: utf-8 -*-
"""Which process this is, and whether another one still runs: by its number, its start and its machine.

A number alone says nothing, since systems give it away again.
"""
from __future__ import absolute_import, division, print_function

import collections
import hashlib
import os
import re
import socket
import subprocess
import sys

from plexfix.base.compat import native, to_bytes, to_text

_PROC = '/proc'
_QUERY_LIMITED_INFORMATION = 0x1000
_STILL_ACTIVE = 259
_NO_SUCH_PROCESS = 87
_MARK = re.compile(r'^([0-9a-f]{8})-(\d+)-([0-9a-f]{8})$')

# A process, for others to recognise: digests of its machine and of its start around its number.
Mark = collections.namedtuple('Mark', 'machine pid start')


def own_mark():
    """Return the Mark of this process."""
    pid = os.getpid()
    return Mark(_machine(), pid, _start_digest(pid) or _digest(u''))


def mark_text(mark):
    """Return *mark* as one word that may stand in a file's name."""
    return str('%s-%d-%s' % mark)


def mark_of(text):
    """Return the Mark that `mark_text` wrote, or None where *text* is none."""
    match = _MARK.match(text)
    return match and Mark(match.group(1), int(match.group(2)), match.group(3))


def is_here(mark):
    """Return whether the process of *mark* is, or was, one of this machine (and of this container, in one)."""
    return mark.machine == _machine()


def runs(mark):
    """Return whether the process of *mark*, one of this machine, still runs; also for this process itself."""
    return _start_digest(mark.pid) == mark.start


def host_name():
    """Return this machine's name as text, for a person."""
    return to_text(socket.gethostname())


def started(pid):
    """Return text that tells the start of process *pid* from that of any other, or None where it does not run.

    A process that ended and that nobody has asked about (a zombie) does not run.  Empty where the system does not say.
    """
    if os.name == 'nt':
        import ctypes       # only there, as every command would pay for it
        return _started_on_windows(ctypes, ctypes.windll.kernel32, pid)
    if os.path.exists('%s/%d/stat' % (_PROC, os.getpid())):
        return _started_by_proc(pid)
    return _started_by_ps(pid)


def _machine():
    # Two containers may have one name: their processes are numbered apart.
    return _digest(host_name() + u' ' + _read_link(_PROC + '/self/ns/pid'))


def _start_digest(pid):
    start = started(pid)
    return None if start is None else _digest(start)


def _digest(text):
    return native(to_text(hashlib.sha256(to_bytes(text)).hexdigest()[:8]))


def _started_by_proc(pid):
    fields = _read('%s/%d/stat' % (_PROC, pid)).rpartition(u')')[2].split()
    if len(fields) < 20 or fields[0] in (u'Z', u'X', u'x'):
        return None
    return u'%s %s' % (_read(_PROC + '/sys/kernel/random/boot_id').strip(), fields[19])


def _started_by_ps(pid):
    """Return what ps says, on macOS and the BSDs."""
    try:
        process = subprocess.Popen(['ps', '-o', 'stat=,lstart=', '-p', str(pid)], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, env=dict(os.environ, LC_ALL='C'))
        words = to_text(process.communicate()[0]).split()
    except EnvironmentError:
        return _started_by_signal(pid)
    return None if not words or words[0].startswith(u'Z') else u' '.join(words[1:])


def _started_by_signal(pid):
    try:
        os.kill(pid, 0)
    except EnvironmentError as error:
        return u'' if isinstance(error, OSError) and error.errno == 1 else None
    return u''


def _started_on_windows(ctypes, kernel32, pid):
    handle = kernel32.OpenProcess(_QUERY_LIMITED_INFORMATION, False, pid)
    if not handle:
        # Somebody else's process may not be looked at; it runs all the same.
        return None if kernel32.GetLastError() == _NO_SUCH_PROCESS else u''
    try:
        code, times = ctypes.c_ulong(), [ctypes.c_ulonglong() for _ in range(4)]
        if kernel32.GetExitCodeProcess(handle, ctypes.byref(code)) and code.value != _STILL_ACTIVE:
            return None
        kernel32.GetProcessTimes(handle, *[ctypes.byref(time) for time in times])
        return to_text(times[0].value)
    finally:
        kernel32.CloseHandle(handle)


def _read(path):
    try:
        with open(path, 'rb') as handle:
            return to_text(handle.read())
    except EnvironmentError:
        return u''


def _read_link(path):
    try:
        return to_text(os.readlink(path)) if sys.platform.startswith('linux') else u''
    except EnvironmentError:
        return u''
