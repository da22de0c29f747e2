# -*- coding: utf-8 -*-
"""The rules on single commands: which programs are dangerous, with which arguments, and why.

Command lines are taken apart by `commands`, which also finds commands within commands.
"""
from __future__ import absolute_import, division, print_function

import re

(PRIVILEGE, DELETION, DISK, SYSTEM_WRITE, PERMISSIONS, SHUTDOWN, KILL, DOWNLOADED, PACKAGES, CRONTAB, SERVICE,
 SETTINGS) = (
    'privilege', 'deletion', 'disk', 'system-write', 'permissions', 'shutdown', 'kill', 'downloaded-code', 'packages',
    'crontab', 'service', 'settings')

WHY = {
    PRIVILEGE: u'runs as another user: it waits for a password that nobody types, or may change the whole system',
    DELETION: u'cannot be undone: move to quarantine instead',
    DISK: u'overwrites a disk or a file system, which cannot be undone',
    SYSTEM_WRITE: u'writes where only the system itself should write',
    PERMISSIONS: u'lets every user of the machine change the files, or gives a program the rights of its owner',
    SHUTDOWN: u'stops the machine on which Plex runs',
    KILL: u'stops every process of that name or pattern, others than the meant one too',
    DOWNLOADED: u'runs code that nobody has read',
    PACKAGES: u'changes the programs of the whole system',
    CRONTAB: u'replaces or removes all scheduled jobs of the user',
    SERVICE: u'stops or removes a service of the system',
    SETTINGS: u'changes the protection, the users or the settings of the system',
}

# What belongs to the system, and what is everything or a whole home; Plex's own data on Linux lies below /var/lib.
_SYSTEM = re.compile(r'''(?x)^(?:/\*?$ | ~(?:/\*?)?$ | \$HOME/?$ | \$\{HOME\}/?$
    | /(?:etc|bin|sbin|lib|lib64|boot|sys|proc|usr|root|System|Library|private/etc|dev)(?:/|$)
    | /var/(?:lib|spool|db)(?:/(?!plex)|$) | /(?:opt|home|Users|Applications|var)/?$
    | [A-Za-z]:[\\/]+$ | [A-Za-z]:[\\/]+(?:Windows|Program\ Files))''')
_HARMLESS_DEVICES = re.compile(r'^/dev/(?:null|zero|stdout|stderr|stdin|tty|random|urandom|(?:fd|shm|pts)(?:/|$))')
DEVICE = re.compile(r'^/dev/(?:r?disk|sd|hd|nvme|mmcblk|vd|xvd|md|mapper|loop|mem|kmem|sr|dm-)')
_OPEN_MODE = re.compile(r'^(?:0?[0-7]*777|0?666|[augo]*[ao][augo]*[+=][rwxX]*w[rwxX]*|ugo[+=][rwxX]*w[rwxX]*)$')
_SET_ID = re.compile(r'^(?:0?[2467][0-7]{3}|[augo]*\+[rwx]*s[rwx]*)$')

# Package managers and the verbs with which they change something.
_PACKAGE_VERBS = dict((name, frozenset(verbs.split())) for names, verbs in (
    ('apt apt-get aptitude', 'install remove purge autoremove upgrade update dist-upgrade full-upgrade build-dep'),
    ('yum dnf microdnf zypper', 'install remove erase update upgrade reinstall localinstall in rm up dup autoremove'),
    ('apk', 'add del upgrade update fix'),
    ('brew port', 'install uninstall remove upgrade reinstall update selfupdate'),
    ('pip pip2 pip2.7 pip3 conda mamba pipx', 'install uninstall remove update upgrade'), ('easy_install', ''),
    ('npm yarn pnpm', 'install uninstall i add remove update global'), ('gem cpan cpanm', 'install uninstall update'),
    ('snap flatpak', 'install remove uninstall refresh update'), ('opkg ipkg', 'install remove upgrade update'),
    ('synopkg qpkg_cli', 'install uninstall remove stop -a -R'),
    ('pkg pkg_add pkg_delete', 'install remove delete upgrade update'),
    ('choco winget scoop', 'install uninstall upgrade'), ('emerge', '-C --unmerge --sync -u'),
) for name in names.split())
_SERVICE_VERBS = dict((name, frozenset(verbs.split())) for name, verbs in (
    ('launchctl', 'unload remove bootout stop kill disable'), ('systemctl', 'stop disable mask kill'),
    ('sc', 'stop delete config'), ('net', 'stop'), ('synoservice', '--stop --disable --hard-stop'), ('initctl', 'stop'),
    ('rc-service', 'stop'), ('svcadm', 'disable'), ('stop-service', '')))
# Names that Windows knows in any case.
_ANY_CASE = frozenset('''
    rd rmdir del erase format shutdown taskkill reg net sc icacls takeown diskpart bcdedit vssadmin cmd runas powershell
    ri remove-item clear-content stop-process stop-service stop-computer restart-computer format-volume clear-disk
    set-executionpolicy iex invoke-expression'''.split())
_REMOVE_ITEM = frozenset(['remove-item', 'ri', 'rd', 'rmdir', 'del', 'erase'])
_STOP_SCRIPT = re.compile(r'^(?:/usr/local)?/etc/(?:init\.d|rc\.d|rc\d\.d)/')
_ENDINGS = frozenset('shutdown reboot halt poweroff stop-computer restart-computer'.split())
_FORMATTERS = re.compile(r'^(?:mkfs(?:\.\w+)?|mke2fs|newfs(?:_\w+)?|wipefs|fdisk|sfdisk|gdisk|sgdisk|parted|mkswap|'
                         r'diskpart|blkdiscard|badblocks|debugfs|format-volume|clear-disk)$')
_DISKUTIL = re.compile(r'(?i)^(?:erase|partition|reformat|zero|secureErase|apfs|unmountDisk)')
_USER_TOOLS = frozenset(
    'useradd userdel usermod groupadd groupdel adduser deluser passwd chpasswd chsh dscl sysadminctl'.split())
_WRITERS = frozenset('cp mv install ln rsync touch mkdir ditto tee truncate'.split())

# Commands that are not dangerous, but begin a command line.
_ORDINARY = frozenset('''
    cd echo export set ls cat test mkdir cp mv sleep touch grep sed awk head tail sort find xargs kill ps launchctl
    systemctl service open start stop date printf pwd tar unzip zip gzip mount umount ln chown chmod chgrp make python
    python2 python3 perl ruby node pgrep pidof which id whoami tee nano vi vim ed cmd powershell osascript ssh scp rsync
    curl wget git docker kubectl defaults softwareupdate nvram pmset ifconfig ip route dmesg sysctl modprobe'''.split())

NAMES = frozenset(set(_ORDINARY) | _ENDINGS | _USER_TOOLS | _WRITERS | set(_PACKAGE_VERBS) | set(_SERVICE_VERBS) | set('''
    rm rmdir rd del erase shred srm unlink dd mkfs mke2fs newfs wipefs fdisk parted diskutil format diskpart
    killall pkill taskkill skill crontab chattr init telinit iptables ufw setenforce csrutil spctl reg bcdedit vssadmin
    truncate dpkg rpm pacman visudo icacls takeown setfacl tccutil umount Remove-Item Stop-Process Stop-Service
    Stop-Computer Restart-Computer Format-Volume Clear-Disk Set-ExecutionPolicy'''.split()))


def known_name(name):
    """Return the *name* of a program as the rules know it: in small letters where its system knows no case."""
    return name.lower() if name.lower() in _ANY_CASE else name


def is_stop_script(path):
    """Tell whether *path* is a script that starts and stops a service."""
    return bool(_STOP_SCRIPT.match(path))


def kinds_of(name, rest):
    """Return the kinds of danger in the command *name* with the words *rest* behind it."""
    return [kind for kind in (look(name, rest) for look in _LOOKS) if kind]


def is_system_file(path):
    """Tell whether *path* belongs to the system, or is everything, or a whole home folder."""
    return bool(_SYSTEM.match(path)) and not _HARMLESS_DEVICES.match(path)


def _flags(rest):
    """Return the single letters of the short flags, and the long flags."""
    letters = set(letter for word in rest if re.match(r'^-\w', word) for letter in word[1:])
    return letters, set(word.split('=')[0] for word in rest if word.startswith('--'))


def _deletion(name, rest):
    letters, words = _flags(rest)
    lower = set(word.lower() for word in rest)
    if name == 'rm' and (letters & set('rRf') or words & set(['--recursive', '--force', '--no-preserve-root'])):
        return DELETION
    if name in ('shred', 'srm') or (name == 'find' and '-delete' in rest):
        return DELETION
    if name in ('rd', 'rmdir', 'del', 'erase') and lower & set(['/s', '/f']):
        return DELETION
    if name in _REMOVE_ITEM and any(re.match(r'-(?:r(?:e\w*)?|fo\w*)$', word) for word in lower):
        return DELETION
    if name == 'git' and rest[:1] == ['clean'] and letters & set('fx'):
        return DELETION
    return DELETION if name == 'mv' and rest and rest[-1] == '/dev/null' else None


def _disk(name, rest):
    if name == 'dd' and any(re.match(r'^(?:if|of)=', word) for word in rest):
        return DISK
    if _FORMATTERS.match(name) or (name == 'format' and rest and re.match(r'^[A-Za-z]:', rest[0])):
        return DISK
    if name == 'diskutil' and rest and _DISKUTIL.match(rest[0]):
        return DISK
    return None


def _system_write(name, rest):
    if name in _WRITERS and name != 'ln':
        targets = [word for word in rest if not word.startswith('-')]
        targets = targets if name in ('tee', 'touch', 'mkdir', 'truncate') else targets[1:][-1:]
        if any(is_system_file(word) for word in targets):
            return SYSTEM_WRITE
    if name == 'ln' and rest and is_system_file(rest[-1]) and len(rest) > 2:
        return SYSTEM_WRITE
    if name == 'mv' and rest and is_system_file(rest[0]):
        return SYSTEM_WRITE
    in_place = name == 'sed' and any(word.startswith('-i') for word in rest)
    return SYSTEM_WRITE if in_place and any(is_system_file(one) for one in rest) else None


def _permissions(name, rest):
    letters, words = _flags(rest)
    if name == 'chmod':
        plain = [word for word in rest if not word.startswith('-')]
        if plain and (_OPEN_MODE.match(plain[0]) or _SET_ID.match(plain[0])):
            return PERMISSIONS
        return PERMISSIONS if letters & set('R') and any(is_system_file(one) for one in plain[1:]) else None
    if name in ('chown', 'chgrp') and ('R' in letters or '--recursive' in words):
        return PERMISSIONS
    if name == 'icacls' and any('everyone' in word.lower() for word in rest):
        return PERMISSIONS
    if name == 'setfacl' and any(re.search(r'(?:^|,)(?:d:)?o(?:ther)?::?[rx]*w', word) for word in rest):
        return PERMISSIONS
    return PERMISSIONS if name == 'takeown' else None


def _shutdown(name, rest):
    if name in _ENDINGS or (name in ('init', 'telinit') and rest[:1] in (['0'], ['6'])):
        return SHUTDOWN
    if name == 'systemctl' and set(rest) & set('reboot poweroff halt suspend hibernate kexec rescue'.split()):
        return SHUTDOWN
    return SHUTDOWN if name == 'pmset' and 'sleepnow' in rest else None


def _kill(name, rest):
    if name in ('killall', 'pkill', 'skill', 'killall5'):
        return KILL
    if name == 'taskkill' and set(word.lower() for word in rest) & set(['/im', '/fi']):
        return KILL
    if name == 'kill' and ('-1' in rest[1:] or '$()' in rest):
        return KILL
    return KILL if name == 'stop-process' and '-name' in [word.lower() for word in rest] else None


def _packages(name, rest):
    verbs = _PACKAGE_VERBS.get(name)
    if verbs is not None and (not verbs or verbs & set(rest[:3])):
        return PACKAGES
    letters = _flags(rest)[0]
    if (name == 'pacman' and letters & set('SRU')) or (name == 'dpkg' and letters & set('irP')) \
            or (name == 'rpm' and letters & set('iUeF') and not letters & set('q')):
        return PACKAGES
    if name.startswith('python') and rest[:2] == ['-m', 'pip']:
        return PACKAGES if rest[2:] and rest[2] in ('install', 'uninstall') else None
    return PACKAGES if name == 'softwareupdate' and letters & set('i') else None


def _crontab(name, rest):
    if name != 'crontab':
        return None
    letters = _flags(rest)[0]
    replaces = '-' in rest or ('l' not in letters and any(not word.startswith('-') for word in rest))
    return CRONTAB if 'r' in letters or replaces else None


def _service(name, rest):
    verbs = _SERVICE_VERBS.get(name)
    if verbs is not None and (not verbs or verbs & set(rest[:3])):
        return SERVICE
    if name == 'service' and len(rest) > 1 and rest[-1] == 'stop' and rest[0] != '/':
        return SERVICE
    return SERVICE if rest[-1:] == ['stop'] and name.startswith(('rc.', 'S9')) else None


def _settings(name, rest):
    letters = _flags(rest)[0]
    if name in _USER_TOOLS:
        return SETTINGS
    if name in ('iptables', 'ip6tables') and letters & set('FXPD'):
        return SETTINGS
    if (name == 'ufw' and set(rest) & set(['disable', 'reset'])) or (name == 'spctl' and '--master-disable' in rest):
        return SETTINGS
    if name in ('setenforce', 'csrutil', 'bcdedit', 'chattr', 'nvram', 'set-executionpolicy') \
            or (name == 'tccutil' and rest[:1] == ['reset']):
        return SETTINGS
    if name in ('mount', 'umount') and ('remount' in ' '.join(rest) or any(is_system_file(word) for word in rest[-1:])):
        return SETTINGS
    if name == 'reg' and rest[:1] and rest[0].lower() in ('delete', 'add', 'import'):
        return SETTINGS
    return SETTINGS if name == 'vssadmin' and 'delete' in [word.lower() for word in rest] else None


_LOOKS = (_deletion, _disk, _system_write, _permissions, _shutdown, _kill, _packages, _crontab, _service, _settings)
