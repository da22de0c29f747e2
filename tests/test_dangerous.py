# -*- coding: utf-8 -*-
"""Dangerous commands are found where they are run or can be nothing else; prose, titles and comments are left alone."""
from __future__ import absolute_import, division, print_function

import pytest

import command_lines
from plexfix.base.compat import to_bytes
from plexfix.change import dangerous, statements
from plexfix.change.danger import command_rules, commands
from plexfix.change.tokens27 import normalized, tokenize


def look(source):
    return dangerous.perils(statements.read(tokenize(normalized(to_bytes(source))[0])))


COMMANDS = [
    ('privilege', r'''os.system("sudo ls")'''),
    ('privilege', r'''os.system('sudo launchctl unload /x')'''),
    ('privilege', r'''subprocess.call(['sudo', 'reboot'])'''),
    ('privilege', r'''subprocess.Popen('sudo ' 'rm -rf x', shell=True)'''),
    ('privilege', r'''os.system("su" "do ls")'''),
    ('privilege', r'''os.system("sudo" + " ls")'''),
    ('privilege', r'''os.system(u'sudo ls')'''),
    ('privilege', r'''os.system(r'sudo ls')'''),
    ('privilege', r'''os.system('\x73udo ls')'''),
    ('privilege', r'''os.system('su\
do ls')'''),
    ('privilege', 'os.system("""\nsudo ls\n""")'),
    ('privilege', r'''os.system('su -c "rm x"')'''),
    ('privilege', r'''subprocess.call(('su', '-c', 'x'))'''),
    ('privilege', r'''os.system('doas rm x')'''),
    ('privilege', r'''os.system('pkexec rm x')'''),
    ('privilege', r'''os.system('nohup sudo ls &')'''),
    ('privilege', r'''os.system('env X=1 sudo ls')'''),
    ('privilege', r'''os.system('X=1 sudo ls')'''),
    ('privilege', r'''os.system('true; sudo ls')'''),
    ('privilege', r'''os.system('timeout 5 sudo ls')'''),
    ('privilege', r'''os.system("/usr/bin/sudo ls")'''),
    ('privilege', r'''os.system('bash -c "sudo ls"')'''),
    ('privilege', r'''subprocess.call(['bash', '-lc', 'sudo ls'])'''),
    ('privilege', r'''os.system('echo `sudo ls`')'''),
    ('privilege', r'''os.system('if true; then sudo ls; fi')'''),
    ('privilege', r'''os.system('ssh host sudo ls')'''),
    ('privilege', r'''os.system('osascript -e \'do shell script "x" with administrator privileges\'')'''),
    ('privilege', r'''cmd = 'sudo launchctl unload /Library/LaunchDaemons/com.plexapp.plist' '''),
    ('privilege', r'''x = ['sudo', 'launchctl', 'unload', path]'''),
    ('privilege', r'''x = '#!/bin/sh\nsudo ls\n' '''),
    ('privilege', r'''os.execvp('sudo', ['sudo', 'ls'])'''),
    ('privilege', r'''os.spawnlp(os.P_WAIT, 'sudo', 'sudo', 'ls')'''),
    ('privilege', r'''commands.getoutput('sudo ls')'''),
    ('privilege', r'''ssh.exec_command('sudo ls')'''),
    ('privilege', r'''__import__('os').system('sudo ls')'''),
    ('privilege', r'''subprocess.call('sudo ls'.split())'''),
    ('privilege', r'''subprocess.call(shlex.split('sudo ls'))'''),
    ('privilege', r'''subprocess.Popen(args=['sudo', 'ls'])'''),
    ('privilege', r'''subprocess.call(['sudo'] + args)'''),
    ('privilege', 'from os import system\nsystem("sudo ls")'),
    ('privilege', 'from os import *\nsystem("sudo ls")'),
    ('privilege', 'from subprocess import call as c\nc(["sudo", "ls"])'),
    ('privilege', 'import subprocess as sp\nsp.check_output(["sudo", "ls"])'),
    ('privilege', 'cmd = []\ncmd.append("sudo")\nsubprocess.call(cmd)'),
    ('privilege', 'def f(cmd="sudo ls"):\n    os.system(cmd)'),
    ('privilege', 'def restart():\n    return "sudo reboot"\nos.system(restart())'),
    ('privilege', 'self.cmd = "sudo ls"\nos.system(self.cmd)'),
    ('privilege', 'C = ["ls", "sudo ls"]\nfor c in C:\n    os.system(c)'),
    ('deletion', r'''os.system("rm -rf /")'''),
    ('deletion', r'''subprocess.call(["rm", "-rf", "/"])'''),
    ('deletion', r'''x = ['rm', '-rf', path]'''),
    ('deletion', r'''x = 'rm -rf ' + path'''),
    ('deletion', r'''x = 'rm -rf %s' % path'''),
    ('deletion', r'''x = 'cd /tmp && rm -rf caches/*' '''),
    ('deletion', r'''os.system('rm -fr "%s"' % x)'''),
    ('deletion', r'''os.system('rm --recursive x')'''),
    ('deletion', r'''os.system('rm -f x')'''),
    ('deletion', r'''os.system('find / -name x -exec rm -rf {} \\;')'''),
    ('deletion', r'''os.system('find /tmp -delete')'''),
    ('deletion', r'''os.system('ls | xargs rm -rf')'''),
    ('deletion', r'''os.system('rd /s /q C:\\x')'''),
    ('deletion', r'''os.system('cmd /c del /f x')'''),
    ('deletion', r'''os.system('mv x /dev/null')'''),
    ('deletion', r'''os.execlp('rm', 'rm', '-rf', '/')'''),
    ('deletion', r'''shutil.rmtree('/')'''),
    ('deletion', r'''shutil.rmtree('/etc')'''),
    ('deletion', r'''os.remove('/etc/hosts')'''),
    ('disk', r'''os.system('dd if=/dev/zero of=x')'''),
    ('disk', r'''os.system('mkfs.ext4 /dev/sda1')'''),
    ('disk', r'''os.system('cat x > /dev/sda')'''),
    ('disk', r'''os.system('diskutil eraseDisk x')'''),
    ('disk', r'''os.system('format c: /q')'''),
    ('system-write', r'''os.system('echo x > /etc/hosts')'''),
    ('system-write', r'''os.system('echo x | tee /etc/hosts')'''),
    ('system-write', r'''os.system('cp x /usr/bin/x')'''),
    ('system-write', r'''os.system("sed -i s/a/b/ /etc/hosts")'''),
    ('system-write', r'''open('/etc/passwd', 'w')'''),
    ('system-write', r'''open('/dev/sda', mode='wb')'''),
    ('system-write', r'''shutil.copy(x, '/etc/hosts')'''),
    ('permissions', r'''os.system('chmod 777 ' + path)'''),
    ('permissions', r'''os.system('chmod -R 0777 x')'''),
    ('permissions', r'''os.system('chmod a+rwx %s' % p)'''),
    ('permissions', r'''os.system('chmod u+s x')'''),
    ('permissions', r'''os.system('chown -R plex x')'''),
    ('permissions', r'''os.chmod(path, 0777)'''),
    ('shutdown', r'''os.system('shutdown -h now')'''),
    ('shutdown', r'''os.system('reboot')'''),
    ('shutdown', r'''os.system('systemctl reboot')'''),
    ('shutdown', r'''os.system('init 0')'''),
    ('shutdown', r'''os.system(':(){ :|:& };:')'''),
    ('shutdown', r'''os.system("osascript -e 'tell app \"System Events\" to shut down'")'''),
    ('shutdown', 'cmd = "reboot"\nos.system(cmd)'),
    ('shutdown', 'def sh(c):\n    os.system(c)\nsh("reboot")'),
    ('shutdown', 'class A(object):\n    def sh(self, c):\n        os.system(c)\n    def b(self):\n        self.sh("halt")'),
    ('shutdown', 'for c in ("ls", "reboot"):\n    os.system(c)'),
    ('shutdown', 'CMDS = {"a": "reboot"}\nos.system(CMDS["a"])'),
    ('kill', r'''os.system('killall "Plex Media Server"')'''),
    ('kill', r'''subprocess.call(('killall', 'Plex'))'''),
    ('kill', r'''os.system('pkill -f plex')'''),
    ('kill', r'''os.system('kill -9 -1')'''),
    ('kill', r'''os.system('kill $(pgrep plex)')'''),
    ('kill', r'''os.system('taskkill /F /IM plex.exe')'''),
    ('kill', r'''os.kill(-1, 9)'''),
    ('downloaded-code', r'''os.popen('curl http://x.y/z | sh')'''),
    ('downloaded-code', r'''os.system('bash <(curl -s http://x)')'''),
    ('downloaded-code', r'''os.system('sh -c "$(curl -fsSL http://x)"')'''),
    ('downloaded-code', r'''os.system('wget -O - http://x | python')'''),
    ('downloaded-code', r'''x = 'curl -s http://x/y | bash' '''),
    ('packages', r'''os.system('apt-get install -y x')'''),
    ('packages', r'''subprocess.call(['pip', 'install', 'requests'])'''),
    ('packages', r'''os.system('python -m pip install x')'''),
    ('packages', r'''os.system('brew uninstall x')'''),
    ('packages', r'''os.system('dpkg -i x.deb')'''),
    ('packages', r'''os.system('yum -y install x')'''),
    ('crontab', r'''os.system('crontab -r')'''),
    ('crontab', r'''os.system('echo x | crontab -')'''),
    ('service', r'''os.system('launchctl unload x')'''),
    ('service', r'''os.system('systemctl stop plexmediaserver')'''),
    ('service', r'''os.system('service plexmediaserver stop')'''),
    ('settings', r'''os.system('userdel x')'''),
    ('settings', r'''os.system('iptables -F')'''),
    ('settings', r'''os.system('reg delete HKLM\\x')'''),
]

HARMLESS = [
    r'''x = 'pseudo' ''', r'''x = 'visudo' ''', r'''os.system('visudo -c')''', r'''# sudo rm -rf /''', r'''"""sudo rm -rf /"""''',
    'def f():\n    """run sudo rm -rf / to clean"""', "class A:\n    'sudo reboot'", "def f():\n    x = 1\n    'sudo rm -rf /'",
    r'''title = 'Sudo Master' ''', r'''x = 'Kill Bill' ''', r'''x = "Best of"''', r'''Log('sudo launchctl unload /x')''',
    r'''Log.Debug('rm -rf /x')''', r'''print 'sudo rm -rf /' ''', r'''print('sudo rm -rf /')''',
    r'''raise ValueError('sudo rm -rf /')''', r'''x = IOError('sudo rm -rf /')''', r'''assert x, 'sudo rm -rf /' ''',
    r'''help = 'never use sudo' ''', r'''parser.add_option('--x', help='sudo rm -rf /')''', r'''f(help='sudo rm -rf /')''',
    r'''x = 'never use sudo rm -rf /tmp/x' ''', r'''x = 'sudo is bad' ''', r'''x = 'sudo make me a sandwich' ''',
    r'''x = 'To update: sudo apt-get update' ''', r'''x = "sudo apt-get update, then restart"''', r'''x = 'rm -rf / is the end.' ''',
    r'''BAD = ['sudo', 'rm', 'dd']''', r'''BAD = ['rm -rf', 'sudo', 'mkfs']''', r'''BAD = 'sudo rm dd mkfs'.split()''',
    r'''if 'sudo rm -rf /' in text: pass''', r'''if line.startswith('sudo rm -rf /x'): pass''', r'''if x == 'sudo reboot': pass''',
    r'''re.compile(r'\bsudo\s+rm\b')''', r'''x = 'Shutdown' ''', r'''x = 'shutdown' ''', r'''x = 'reboot' ''', r'''x = 'kill -9' ''',
    r'''os.system('echo "never use sudo"')''', r'''os.system('ls -l')''', r'''os.system('open -a Safari')''',
    r'''subprocess.call(['notify', 'Kill Bill'])''', r'''subprocess.call(['ls', 'sudo'])''', r'''x = ('su', 'Susan')''',
    r'''x = ['Sudo', 'Kill Bill']''', r'''x = '.../@href' ''', r'''url = 'http://x/rm/-rf/' ''', r'''x = 'su casa' ''',
    r'''x = 'mi casa es su casa' ''', r'''x = 'dd/mm/yyyy' ''', r'''x = 'dd-wrt' ''', r'''x = "The rm -rf / story"''',
    r'''x = 'format c' ''', r'''d['sudo rm -rf /'] = 1''', r'''d = {'sudo rm -rf /': 1}''', r'''x = 'curl' ''',
    r'''x = 'halt and catch fire' ''', r'''x = 'Halt and Catch Fire' ''', r'''x = 'reboot the series' ''', r'''x = 'install' ''',
    r'''x = 'apt' ''', r'''x = 'service stop' ''', r'''x = 'del /x' ''', r'''x = 'make install' ''', r'''os.system('rm x.tmp')''',
    r'''subprocess.call(['rm', 'x.tmp'])''', r'''os.remove(path)''', r'''shutil.rmtree(tmp)''', r'''open('/etc/passwd')''',
    r'''shutil.rmtree('/etc' + x)''', r'''lst.remove('/etc')''', r'''os.chmod(path, 0644)''', r'''os.chmod(path, 0755)''',
    r'''os.makedirs(path, 0777)''', r'''os.kill(pid, 9)''', r'''open('/dev/null', 'w')''', r'''x.open('/etc/x', 'w')''',
    r'''os.system('chmod 755 x')''', r'''os.system('crontab -l')''', r'''os.system('kill %d' % pid)''',
    r'''os.system('ps aux | grep sudo')''', r'''os.system('grep sudo /var/log/x > /dev/null')''',
    r'''os.system('ls > /dev/null 2>&1')''', r'''os.system("ls | sort")''', r'''os.system('cp x /var/lib/plexmediaserver/y')''',
    r'''os.system('pip list')''', r'''os.system('systemctl status x')''', r'''os.system('rpm -qi x')''', r'''os.system('git clean')''',
    r'''os.system(Prefs['sudo'])''', r'''subprocess.call(cmd, env={'A': 'sudo x'})''', r'''subprocess.call(cmd, cwd='/etc')''',
    'usage = """usage:\n sudo ./x install"""', r'''x = 'kill the shutdown of the system' ''', r'''x = 'su-27' ''', r'''x = 'doas' ''',
    r'''name = 'sudo reboot' ''', r'''x = 'Sudo rm -rf /' ''', r'''x = 'find love' ''', r'''x = 'touch me' ''',
    r'''x = 'open sesame' ''', r'''x = 'time to kill' ''', r'''x = 'echo / park' ''', r'''HEADERS = {'User-Agent': 'curl/7.64.1'}''',
    r'''x = 'application/x-sh' ''', r'''x = 'http://x.com/sudo?rm=-rf' ''', r'''x = '//div[@class="su"]/@id' ''', r'''x = 'a > /b' ''',
    r'''x = 'mv up / down' ''', r'''x = 'in sudo -i we trust' ''', r'''sudo = True''', r'''self.sudo(1)''', r'''import sudo''',
    r'''from sudo import rm''', r'''x = u'\u0441udo rm -rf' ''', "x = ur'sudo'", r'''x = `sudo`''', r'''x = 0777''',
]

# More of them, where what is found goes without saying.
MORE_COMMANDS = [
    r'''subprocess.Popen(['/bin/rm', '-rf', cache])''', r'''x = "rm -rf {}".format(path)''',
    r'''x = "sudo service plexmediaserver restart"''', r'''x = ['chmod', '-R', '777', path]''',
    r'''x = ['chmod', '777', path]''', r'''x = ["dd", "if=/dev/zero", "of=/dev/sda"]''',
    r'''x = "mkfs.ext4 /dev/sda1"''', r'''x = "echo 1 > /proc/sys/vm/drop_caches"''',
    r'''x = "curl -sL https://x | sudo bash -"''', r'''x = 'shutdown -r now' ''',
    r'''x = "killall -9 'Plex Media Server'"''', r'''x = 'killall "Plex Media Server"' ''',
    r'''x = 'wget http://x -O- | sh' ''', r'''x = 'apt-get remove plexmediaserver' ''',
    r'''x = 'pip install --user requests' ''', r'''x = ['apt-get', 'install', 'x']''', r'''x = 'crontab -r' ''',
    r'''x = "su - plex -c 'x'"''', r'''os.system("rm" + " -rf " + path)''',
    r'''os.system(" ".join(["sudo", "ls"]))''', r'''os.system("%s %s" % ("sudo", "ls"))''',
    r'''os.spawnv(os.P_WAIT, '/bin/rm', ['rm', '-rf', '/'])''', r'''__import__('subprocess').call(['sudo','ls'])''',
    r'''Popen("sudo ls", shell=True)''', r'''HELPER = ('sudo', '-u', 'plex', 'ls')''', r'''x = 'sudo reboot' ''',
    r'''x = 'sudo rm -rf /' ''', r'''x = 'sudo systemctl restart plexmediaserver' ''',
    r'''subprocess.call("sudo kill -9 %d" % pid, shell=True)''',
    r'''return_code = subprocess.call(['sudo', '-n', 'true'])''', r'''x = ['sudo', '/usr/bin/x']''',
    r'''x = ['killall', 'Plex']''', r'''x = ['pkill', '-f', 'plex']''', r'''x = 'pkill -9 -f plex' ''',
    r'''x = ['shutdown', '-h', 'now']''', r'''x = 'chmod 777 /var/x' ''', r'''x = 'chmod -R 777 ' + path''',
    r'''x = 'kill -9 -1' ''', r'''x = ['crontab', '-r']''', r'''x = 'dd if=/dev/zero of=/dev/sda bs=1M' ''',
    r'''x = 'launchctl unload /Library/LaunchDaemons/x.plist' ''', r'''x = ['launchctl', 'unload', p]''',
    r'''x = 'rm -r /x' ''', r'''x = 'rm -f %s' ''', r'''x = "find / -name '*.pyc' -delete"''',
    r'''x = 'mv /etc/hosts /tmp' ''', r'''x = ':(){ :|:& };:' ''', r'''x = 'cat /dev/zero > /dev/sda' ''',
    r'''x = 'brew install x' ''', r'''x = ['pip', 'install', 'x']''',
    r'''x = [sys.executable, '-m', 'pip', 'install', 'x']''',
    r'''subprocess.call([sys.executable, '-m', 'pip', 'install', 'x'])''',
]
HARMLESS += [
    r'''x = 'This plugin needs sudo' ''', r'''x = "Don't use sudo"''', r'''x = 'sudo password' ''',
    r'''x = 'sudo: command not found' ''', r'''x = r'(sudo|doas)\\s+rm' ''',
    r'''tags = ['su', 'sudo', 'kill', 'rm']''', r'''PLog('sudo rm -rf /x')''', r'''self.log.info('sudo rm -rf /x')''',
    r'''BLOCKED = ('rm -rf /', 'sudo rm x', 'mkfs.ext4 /dev/sda')''', r'''for bad in ['sudo ls', 'rm -rf /']: pass''',
    r'''if cmd in ('sudo reboot', 'rm -rf /x'): pass''', r'''__doc__ = 'sudo rm -rf /' ''',
    r'''shutil.which('sudo')''', r'''x = ['sudo', 'Sudo']''', r'''x = ['kill', 'bill']''',
    r'''genres = ['Kill Bill', 'Reboot', 'Shutdown', 'Halt']''', r'''x = 'sudo' ''', r'''x = ('sudo', )''',
    r'''x = 'Reboot / Shutdown' ''', r'''x = 'rm /x' ''', r'''x = 'service / stop' ''',
    r'''x = 'install / remove' ''', r'''x = 'find /x' ''', r'''x = 'open /x' ''', r'''x = 'test /x' ''',
    r'''x = 'http://a/b | sh' ''', r'''x = 'a | b' ''', r'''x = 'yes / no' ''', r'''x = 'mount /x' ''',
    r'''x = 'at 5/6' ''', r'''x = 'date / time' ''', r'''x = 'echo $x' ''', r'''x = 'cd /tmp' ''',
    r'''x = 'make -j4' ''', r'''x = 'set a=b' ''', r'''x = 'sort=-x' ''', r'''x = 'ls -la /' ''',
    r'''x = 'python x.py' ''', r'''x = 'git clone x' ''', r'''x = 'ssh-rsa AAAA' ''', r'''x = 'start -> stop' ''',
    r'''x = '> /x' ''', r'''x = 'sh: /bin/x: not found' ''', r'''x = 'fetch http://x' ''', r'''x = 'go /go' ''',
    r'''x = 'print -x' ''', r'''x = 'del.icio.us/x' ''', r'''x = 'format=json' ''', r'''x = 'reg /x' ''',
    r'''x = 'su=%s' ''', r'''x = 'su/%s' ''', r'''x = 'rm=%s' ''', r'''x = 'rm %s' ''', r'''x = 'net /stop' ''',
    r'''x = 'ed2k://x' ''', r'''x = 'halt=1' ''', r'''x = 'snap /x' ''', r'''x = 'apt. 5/6' ''',
    r'''x = 'port /x' ''', r'''x = 'gem /x' ''', r'''x = 'npm run x' ''', r'''x = 'pip /x' ''',
]


@pytest.mark.parametrize('rule, source', COMMANDS, ids=[source for _, source in COMMANDS])
def test_a_dangerous_command_is_found(rule, source):
    found = look(source)
    assert rule in [one.rule for one in found]
    assert all(one.why == command_rules.WHY[one.rule] and one.what for one in found)


@pytest.mark.parametrize('source', MORE_COMMANDS)
def test_commands_are_found_without_their_being_run(source):
    assert [one for one in look(source) if one.fatal]


@pytest.mark.parametrize('kinds, source', [
    (kinds, source) for kinds in sorted(command_lines.FOUND) for source in command_lines.sources(command_lines.FOUND[kinds])])
def test_each_way_to_run_a_command_is_seen(kinds, source):
    assert sorted(set(one.rule for one in look(source))) == kinds.split()


@pytest.mark.parametrize('source', HARMLESS + command_lines.sources(command_lines.HARMLESS))
def test_what_is_no_command_is_left_alone(source):
    assert look(source) == []


def test_there_are_enough_of_both():
    assert len(COMMANDS) >= 60 and len(HARMLESS) >= 60
    assert set(rule for rule, _ in COMMANDS) == set(command_rules.WHY)


def test_a_finding_has_the_place_of_its_text():
    found = look('import os\nx = 1; os.system(a + b,\n    "ls") or os.system("sudo ls")')
    assert [(one.token.line, one.token.column) for one in found] == [(3, len('    "ls") or os.system('))]


def test_one_text_is_told_once_for_each_danger():
    assert sorted(one.rule for one in look('os.system("sudo rm -rf /a; sudo rm -rf /a")')) == ['deletion', 'privilege']
    assert [one.what for one in look('subprocess.call(["sudo", "ls", "-l"])')] == ['sudo ls -l']


def test_permissions_by_number_are_a_warning_only():
    assert [one.fatal for one in look('os.chmod(path, 0777)') + look('os.system("chmod 777 x")')] == [False, True]


def test_bytes_beyond_ascii_are_kept():
    found = look(u'# coding: utf-8\nos.system("sudo rm -rf /caf\xe9")'.encode('utf-8'))
    assert all(one.what.endswith(u'caf\xe9'.encode('utf-8') if str is bytes else 'caf\xc3\xa9') for one in found) and found


@pytest.mark.parametrize('words, kinds', [
    (['rm', '-r', ''], ['deletion']), (['rm', ''], []), ([], []), ([''], []), (['sudo'], ['privilege']),
    (['sudo', '-u', 'plex', 'rm', '-rf', 'x'], ['privilege', 'deletion']), (['find', '.', '-exec', 'reboot'], ['shutdown']),
    (['sh', '-c'], []), (['docker', 'exec', 'plex', 'rm', '-rf', '/x'], ['deletion']), (['SUDO.EXE', 'x'], ['privilege']),
])
def test_the_words_of_one_command(words, kinds):
    assert [danger.kind for danger in commands.of_words(words)] == kinds
