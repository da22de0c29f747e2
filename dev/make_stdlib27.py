# -*- coding: utf-8 -*-
"""Ask real Pythons what is in their standard libraries: makes stdlib27.py and stdlib3.py of lib/plexfix/change/library27.

usage: make_stdlib27.py [--check]

Needs Python 2.7 and at least one Python 3; with more of them it knows better since when a name is there.  What a
machine cannot tell (modules of other systems, versions older than the oldest Python 3 here) stands in this file.
Exit codes: 0 written, or with --check nothing to change; 1 with --check they differ; 2 a Python is missing.
"""
from __future__ import absolute_import, division, print_function

import io
import json
import os
import re
import subprocess
import sys
import textwrap

import interpreters

ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
FOLDER = os.path.join(ROOT, 'lib', 'plexfix', 'change', 'library27')

# Runs in each Python: its modules, their public names, its builtins, the attributes of its types, as one JSON line.
PROBE = r'''
import json, os, pkgutil, sys, types, warnings
warnings.simplefilter('ignore')
LIB = os.path.dirname(os.__file__)
# Packages of which only the name is wanted, and modules that do something as soon as they are imported.
CLOSED = set(['test', 'idlelib', 'lib2to3', 'turtledemo', 'tests', 'ensurepip', 'pydoc_data', 'site-packages',
              'config'])
LOUD = set(['antigravity', 'this', '__phello__', '__phello__.foo', '__hello__'])

def names_below(folder, prefix=''):
    for entry in sorted(os.listdir(folder)):
        stem, ending = os.path.splitext(entry)
        path = os.path.join(folder, entry)
        if entry == 'lib-tk':
            for name in names_below(path):
                yield name
        elif os.path.isfile(os.path.join(path, '__init__.py')) and entry != 'site-packages':
            yield prefix + entry
            if entry not in CLOSED:
                for name in names_below(path, prefix + entry + '.'):
                    yield name
        elif ending == '.py' and stem.replace('_', 'a').isalnum() and stem not in ('__init__', '__main__'):
            yield prefix + stem

def of_extensions():
    folder = os.path.join(LIB, 'lib-dynload')
    for entry in os.listdir(folder) if os.path.isdir(folder) else ():
        stem = entry.split('.')[0]
        yield stem[:-len('module')] if stem.endswith('module') and entry.count('.') == 1 else stem

def public(module, name):
    if hasattr(module, '__all__'):
        found = set(module.__all__)
    else:
        found = set(one for one in dir(module) if not isinstance(getattr(module, one), types.ModuleType))
    return found if sys.version_info[0] == 3 else set(dir(module))

modules = set(sys.builtin_module_names) | set(names_below(LIB)) | set(of_extensions())
# Also those of other systems, which a newer Python knows by name.
modules |= set(name for name in getattr(sys, 'stdlib_module_names', ()) if not name.startswith('_'))
names = {}
for name in sorted(modules):
    if name in LOUD or name.split('.')[0] in CLOSED or name.split('.')[-1].startswith('_test'):
        continue
    try:
        __import__(name)
        module = sys.modules[name]
        names[name] = sorted(one for one in public(module, name) if not one.startswith('_'))
    except BaseException:
        pass
import datetime
import os.path
names['os.path'] = sorted(one for one in public(os.path, os.path.__name__) if not one.startswith('_'))
builtins = sys.modules.get('builtins') or sys.modules['__builtin__']
kinds = dict((one.__name__, one) for one in (str, bytes, int, float, dict, list, set, frozenset, tuple, object, type,
                                             bytearray, memoryview, BaseException))
kinds.update({'datetime.datetime': datetime.datetime, 'datetime.date': datetime.date, 'datetime.time': datetime.time})
if sys.version_info[0] == 2:
    kinds.update({'str': (str, unicode), 'bytes': (str,)})
def attributes_of(kind):
    several = kind if isinstance(kind, tuple) else [kind]
    return sorted(set(name for one in several for name in dir(one)))

attributes = dict((one, attributes_of(kinds[one])) for one in kinds)
print(json.dumps({'modules': sorted(modules), 'names': names, 'attributes': attributes,
                  'builtins': sorted(one for one in dir(builtins) if one != '_')}))
'''

# Modules of 2.7 that are there only on some systems, or in some builds, or only as soon as their package is imported.
ELSEWHERE = '''
    MacOS EasyDialogs FrameWork MiniAEFrame Nav PixMapWrapper ColorPicker OSATerminology aepack aetools aetypes
    applesingle argvemulator autoGIL bgenlocations buildtools bundlebuilder cfmfile findertools gensuitemodule ic icglue
    icopen macerrors macfs macostools macpath macresource terminalcommand videoreader macurl2path
    Carbon Carbon.AE Carbon.App Carbon.CF Carbon.CG Carbon.CarbonEvents Carbon.CarbonEvt Carbon.Cm Carbon.Ctl
    Carbon.Dlg
    Carbon.Drag Carbon.Evt Carbon.File Carbon.Files Carbon.Folder Carbon.Folders Carbon.Fm Carbon.Help Carbon.IBCarbon
    Carbon.Icn Carbon.Launch Carbon.List Carbon.Menu Carbon.OSA Carbon.Qd Carbon.Qt Carbon.Res Carbon.Scrap Carbon.Snd
    Carbon.TE Carbon.Win gestalt _scproxy _CF _AE _Res _File _Launch
    _winreg msvcrt winsound nt ntpath _subprocess _msi msilib win32clipboard ctypes.wintypes encodings.mbcs
    distutils.msvc9compiler distutils.command.bdist_msi multiprocessing._multiprocessing
    os2 os2emxpath riscos riscospath riscosenviron ce sunaudiodev SUNAUDIODEV ossaudiodev linuxaudiodev
    al AL aifc cd cl CDROM fl flp fm gl GL imgfile jpeg sgi sv cdplayer IN DLFCN TYPES
    _bsddb bsddb bsddb.db bsddb.dbobj bsddb.dbrecio bsddb.dbshelve bsddb.dbtables bsddb.dbutils bsddb185 dbhash dbm gdbm
    dl imageop spwd crypt nis readline termios tty _tkinter Tkinter Tix ttk turtle _sqlite3 sqlite3 sqlite3.dbapi2
    sqlite3.dump ssl _ssl _hashlib zlib bz2 curses curses.panel _curses _curses_panel posix pwd grp fcntl resource
    syslog org java javax _locale _ctypes _elementtree pyexpat
    os.path xml.parsers.expat.errors xml.parsers.expat.model
    email.Charset email.Encoders email.Errors email.FeedParser email.Generator email.Header email.Iterators
    email.MIMEAudio email.MIMEBase email.MIMEImage email.MIMEMessage email.MIMEMultipart email.MIMENonMultipart
    email.MIMEText email.Message email.Parser email.Utils email.base64MIME email.quopriMIME
    __main__ test idlelib lib2to3 _dummy_threading ensurepip pydoc_data site sitecustomize usercustomize
'''.split()

# Packages whose modules are not listed one by one.
OPEN = ('test idlelib lib2to3 bsddb.test ctypes.test distutils.tests email.test json.tests sqlite3.test unittest.test '
        'lib-tk.test msilib ensurepip pydoc_data org java javax').split()

# Modules of pure Python, or the same on every system, of which 2.7 has just the names that it has here.
SAME_EVERYWHERE = '''
    urllib urllib2 urlparse re json string collections itertools functools datetime random base64 htmlentitydefs HTMLParser
    cookielib httplib Cookie copy StringIO cStringIO Queue traceback operator math cgi contextlib csv decimal
    difflib fractions fnmatch glob gzip heapq bisect hmac logging.handlers pickle cPickle pprint shelve shlex struct
    textwrap uuid weakref xml.dom.minidom xml.etree.ElementTree xml.sax.saxutils zipfile calendar binascii
    ConfigParser optparse argparse getopt email email.utils email.mime.text smtplib ftplib SocketServer BaseHTTPServer
    SimpleHTTPServer xmlrpclib mimetypes commands plistlib bz2 abc array atexit numbers sched robotparser shutil
    tempfile threading warnings io logging hashlib
'''.split()

# Modules that describe Python itself or a system, with more names than worth in an agent.
INNER = ('dis opcode token tokenize symbol symtable ast pydoc turtle distutils encodings posix ntpath posixpath genericpath '
         'pickletools site sre_compile sre_constants sre_parse termios').split()
SYSTEMS = 'os socket ssl fcntl signal select mmap resource errno sqlite3 sqlite3.dbapi2 stat curses pickle zlib tty'.split()

_INNER_MODULE = re.compile('_(test|xx|sysconfig|aix|android|pyrepl|colorize|boot|interp|inner|compat|site|_)')

# Since when what the oldest Python 3 of this machine has already is there.
SINCE = dict(pair.split('=') for pair in '''
    asyncio=3.4 enum=3.4 pathlib=3.4 statistics=3.4 selectors=3.4 tracemalloc=3.4 typing=3.5 zipapp=3.5 secrets=3.6
    ipaddress=3.3 faulthandler=3.3 lzma=3.3 venv=3.3 unittest.mock=3.3 collections.abc=3.3 concurrent=3.2
    concurrent.futures=3.2 importlib.abc=3.1 importlib.machinery=3.3 importlib.util=3.1 email.policy=3.3
    subprocess.run=3.5 subprocess.CompletedProcess=3.5 subprocess.DEVNULL=3.3 subprocess.TimeoutExpired=3.3
    subprocess.SubprocessError=3.3 os.scandir=3.5 os.replace=3.3 os.fsencode=3.2 os.fsdecode=3.2 os.fspath=3.6
    os.PathLike=3.6 os.cpu_count=3.4 os.get_terminal_size=3.3 os.get_exec_path=3.2 os.sched_getaffinity=3.3 os.environb=3.2
    os.path.commonpath=3.4 time.monotonic=3.3 time.perf_counter=3.3 time.process_time=3.3 time.clock_gettime=3.3
    shutil.which=3.3 shutil.disk_usage=3.3 shutil.get_terminal_size=3.3 shutil.unpack_archive=3.2 shutil.chown=3.3
    re.fullmatch=3.4 re.RegexFlag=3.6 functools.lru_cache=3.2 functools.singledispatch=3.4 functools.partialmethod=3.4
    json.JSONDecodeError=3.5 json.decoder.JSONDecodeError=3.5 math.isclose=3.5 math.inf=3.5 math.nan=3.5 math.gcd=3.5
    math.tau=3.6 math.log2=3.3 math.isfinite=3.2 itertools.accumulate=3.2 contextlib.suppress=3.4
    contextlib.ExitStack=3.3 contextlib.redirect_stdout=3.4 contextlib.contextdecorator=3.2
    contextlib.ContextDecorator=3.2 contextlib.AbstractContextManager=3.6 collections.ChainMap=3.3
    random.choices=3.6 base64.b85encode=3.4 base64.b85decode=3.4 base64.a85encode=3.4 base64.encodebytes=3.1
    base64.decodebytes=3.1 datetime.timezone=3.2 textwrap.indent=3.3 textwrap.shorten=3.4 threading.Barrier=3.2
    threading.main_thread=3.4 threading.get_ident=3.3 tempfile.TemporaryDirectory=3.2 inspect.signature=3.3
    inspect.getfullargspec=3.0 types.SimpleNamespace=3.3 html.unescape=3.4 html.escape=3.2 weakref.finalize=3.4
    hashlib.blake2b=3.6 hashlib.sha3_256=3.6 hashlib.scrypt=3.6 glob.escape=3.4 operator.length_hint=3.4
    urllib.parse=3.0 urllib.request=3.0 urllib.error=3.0 xmlrpc=3.0 winreg=3.0 signal.sigtimedwait=3.3 abc.ABC=3.4
    FileNotFoundError=3.3 PermissionError=3.3 FileExistsError=3.3 ConnectionError=3.3 TimeoutError=3.3
    InterruptedError=3.3 IsADirectoryError=3.3 NotADirectoryError=3.3 ProcessLookupError=3.3 BlockingIOError=3.3
    BrokenPipeError=3.3 ChildProcessError=3.3 ConnectionAbortedError=3.3 ConnectionRefusedError=3.3
    ConnectionResetError=3.3 RecursionError=3.5 StopAsyncIteration=3.5 ModuleNotFoundError=3.6 ResourceWarning=3.2
    datetime.datetime.timestamp=3.3 str.casefold=3.3 str.format_map=3.2 int.from_bytes=3.2 int.to_bytes=3.2
    list.clear=3.3 list.copy=3.3 bytes.hex=3.5 imp.cache_from_source=3.2
'''.split())

HEAD = '''# -*- coding: utf-8 -*-
"""%s

Made by dev/make_stdlib27.py, which asked Python %s; change that, not this.
"""
from __future__ import absolute_import, division, print_function


'''
READ_27 = '''

def _sets(lines):
    """Return {word before the colon: set of the words behind it} for each of *lines*."""
    rows = [line.partition(':') for line in lines.strip().replace('\\n        ', ' ').splitlines()]
    return dict((row[0].strip(), frozenset(row[2].split())) for row in rows)


def _dotted(below):
    return [package + '.' + name for package, names in _sets(below).items() for name in names]


MODULES = frozenset(_TOP.split() + _dotted(_BELOW))
NAMES = _sets(_NAMES)
'''
READ_3 = '''

def _versions(words):
    """Return {name: '3.5', '' where the oldest Python 3 here has it already} for words such as `run=3.5`."""
    return dict(word.partition('=')[::2] for word in words.split())


def _rows(lines):
    rows = [line.partition(':') for line in lines.strip().replace('\\n        ', ' ').splitlines()]
    return dict((row[0].strip(), _versions(row[2])) for row in rows)


MODULES = _versions(_MODULES)
BUILTINS = _versions(_BUILTINS)
NAMES = _rows(_NAMES)
ATTRIBUTES = _rows(_ATTRIBUTES)
'''


def ask(python):
    """Return what PROBE finds in the Interpreter *python*."""
    process = subprocess.Popen([python.path, '-B', '-W', 'ignore', '-c', PROBE], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=_quiet())
    out, err = process.communicate()
    if process.returncode:
        raise SystemExit('%s: %s' % (python.path, err.decode('utf-8', 'replace')[-500:]))
    return json.loads(out.decode('utf-8').splitlines()[-1])


def _quiet():
    env = dict(os.environ, COLUMNS='80')
    for name in ('PYTHONPATH', 'PYTHONHOME', 'DISPLAY'):
        env.pop(name, None)
    return env


def stdlib27(old):
    """Return the text of stdlib27.py for the answer of Python 2.7."""
    modules = set(name for name in old['modules'] if _is_told(name)) | set(ELSEWHERE)
    below = {}
    for name in modules:
        package, _, last = name.rpartition('.')
        if package:
            below.setdefault(package, set()).add(last)
    names = dict((name, old['names'][name]) for name in SAME_EVERYWHERE)
    return ''.join([
        HEAD % ('The modules of Python 2.7, and the names in those of them that are the same on every system.', '2.7'),
        "# Packages whose modules are not listed.\nOPEN = frozenset(\'\'\'\n%s\n\'\'\'.split())\n\n" % _wrapped(OPEN),
        _block('_TOP', _wrapped(sorted(name for name in modules if '.' not in name))),
        _block('_BELOW', _lines(below)), _block('_NAMES', _lines(names)), READ_27])


def _is_told(name):
    return name.split('.')[0] not in OPEN and not set(name.split('.')) & set(['tests', 'test', 'site-packages'])


def stdlib3(old, new):
    """Return the text of stdlib3.py; *new* is [(version, answer)] of the Python 3s, oldest first."""
    has = set(old['modules']) | set(ELSEWHERE)
    modules = _firsts(new, lambda answer: [name for name in answer['modules'] if name not in has and _is_wanted(name)])
    names, attributes = {}, {}
    for name in sorted(set(old['names']) & set(module for _, answer in new for module in answer['names'])):
        if _is_public(name) and _is_told(name) and name.split('.')[0] not in INNER:
            known = set(old['names'][name]) | set(one.rpartition('.')[2] for one in has if one.startswith(name + '.'))
            names[name] = _firsts(new, lambda answer: [one for one in answer['names'].get(name, ())
                                                       if one not in known and not _is_left_out(name, one)], name + '.')
    for name in sorted(old['attributes']):
        known = set(old['attributes'][name])
        attributes[name] = _firsts(new, lambda answer: [one for one in answer['attributes'][name]
                                                        if one not in known and not one.startswith('_')], name + '.')
    builtins = _firsts(new, lambda answer: [one for one in answer['builtins'] if one not in old['builtins']
                                            and not one.startswith('_') and one != 'exec'])
    shown = '%s to %s' % (interpreters.dotted(new[0][0][:2]), interpreters.dotted(new[-1][0][:2]))
    return ''.join([
        HEAD % ('What the standard library of Python 3 has and that of 2.7 has not, with the version that brought it.',
                '2.7 and ' + shown),
        _block('_MODULES', _wrapped(_with_version(modules))), _block('_BUILTINS', _wrapped(_with_version(builtins))),
        _block('_NAMES', _lines(dict((name, _with_version(found)) for name, found in names.items() if found))),
        _block('_ATTRIBUTES', _lines(dict((name, _with_version(found)) for name, found in attributes.items() if found))),
        READ_3])


def _is_left_out(module, name):
    """Tell whether a name is one of the hundreds of constants of operating systems, which no agent uses."""
    return name.isupper() and (module in SYSTEMS or '_' in name)


def _is_public(name):
    return not any(part.startswith('_') for part in name.split('.'))


def _is_wanted(name):
    """Tell whether a module is one that people import: a public one, or one such as `_thread`."""
    return _is_told(name) and (_is_public(name) or '.' not in name and not _INNER_MODULE.match(name))


def _firsts(new, chosen, prefix=''):
    """Return {name: version} of what `chosen(answer)` gives, by the first version that has it; '' for the oldest."""
    found = {}
    for number, (version, answer) in enumerate(new):
        for name in chosen(answer):
            found.setdefault(name, SINCE.get(prefix + name, interpreters.dotted(version[:2]) if number else ''))
    return found


def _with_version(found):
    return [name + ('=' + found[name] if found[name] else '') for name in sorted(found)]


def _wrapped(words, first='    ', rest='    '):
    return textwrap.fill(' '.join(words), 118, initial_indent=first, subsequent_indent=rest,
                         break_long_words=False, break_on_hyphens=False)


def _lines(found):
    return '\n'.join(_wrapped(sorted(found[name]), '    %s: ' % name, ' ' * 8) for name in sorted(found))


def _block(name, text):
    return "%s = '''\n%s\n'''\n" % (name, text)


def main(argv=None):
    argv = sys.argv[1:] if argv is None else argv
    found = interpreters.find()
    old = [one for one in found if one.version[0] == 2]
    new = [one for one in found if one.version[0] == 3]
    if not old or not new:
        sys.stderr.write('error: this needs Python 2.7 and Python 3, and found: %s\n' % [one.path for one in found])
        return 2
    answer = ask(old[0])
    answers = [(one.version, ask(one)) for one in new]
    differ = 0
    for name, text in (('stdlib27.py', stdlib27(answer)), ('stdlib3.py', stdlib3(answer, answers))):
        path = os.path.join(FOLDER, name)
        text = text if isinstance(text, type(u'')) else text.decode('utf-8')
        if '--check' in argv:
            with io.open(path, encoding='utf-8') as handle:
                differ |= handle.read() != text
        else:
            with io.open(path, 'w', encoding='utf-8') as handle:
                handle.write(text)
    return int(differ)


if __name__ == '__main__':
    sys.exit(main())
