# -*- coding: utf-8 -*-
"""Finds the modules, names and builtins that a file uses and that Python 2.7's standard library does not have.

Syntax is left to `python27`, arguments of calls to `calls27`.  What a file guards (by try and except, by a test for the
version) or binds itself is no finding: better to miss one than to invent one.
"""
from __future__ import absolute_import, division, print_function

from collections import namedtuple

from plexfix.change.bindings import bound_names, imports
from plexfix.change.library27 import stdlib27, stdlib3
from plexfix.change.library27.guards import Guards
from plexfix.change.tokens27 import NAME

_THE_MODULE = u'the module '
_ONLY_3 = u'exists in Python 3 only'
MODULE, NAME_RULE, BUILTIN, UNKNOWN = 'module', 'name', 'builtin', 'unknown-module'

# What Plex's framework brings along, in old versions.
BUNDLED_WITH_PLEX = frozenset('lxml simplejson OpenSSL tornado dateutil yaml feedparser Framework PMS RestrictedPython '
                              'urllib2_new six'.split())

# What 2.7 has in place of modules of Python 3.
_OLD_NAMES = dict(pair.split('=') for pair in '''
    builtins=__builtin__ configparser=ConfigParser copyreg=copy_reg html.entities=htmlentitydefs html.parser=HTMLParser
    html=HTMLParser http.client=httplib http.cookiejar=cookielib http.cookies=Cookie http.server=BaseHTTPServer
    queue=Queue
    reprlib=repr socketserver=SocketServer tkinter=Tkinter urllib.error=urllib2 urllib.parse=urlparse,urllib
    urllib.request=urllib2 xmlrpc.client=xmlrpclib collections.abc=collections dbm.gnu=gdbm dbm.ndbm=dbm
    unittest.mock=nothing urllib.robotparser=robotparser urllib.response=urllib2
    itertools.zip_longest=itertools.izip_longest itertools.filterfalse=itertools.ifilterfalse
    subprocess.run=subprocess.call
    subprocess.getoutput=commands.getoutput shlex.quote=pipes.quote base64.encodebytes=base64.encodestring
    base64.decodebytes=base64.decodestring inspect.getfullargspec=inspect.getargspec importlib.reload=reload
    json.JSONDecodeError=ValueError time.monotonic=time.time time.perf_counter=time.time sys.intern=intern
    os.scandir=os.listdir os.replace=os.rename FileNotFoundError=IOError,OSError PermissionError=IOError,OSError
    FileExistsError=OSError ConnectionError=socket.error TimeoutError=socket.timeout RecursionError=RuntimeError
    ModuleNotFoundError=ImportError string.ascii_letter=string.ascii_letters threading.get_ident=thread.get_ident
    collections.UserDict=UserDict.UserDict zipfile.BadZipFile=zipfile.BadZipfile str.maketrans=string.maketrans
    datetime.datetime.fromisoformat=datetime.datetime.strptime os.getcwdb=os.getcwd ascii=repr
'''.split())


class Modules(namedtuple('Modules', 'names are_all')):
    """The top-level modules that a file can import from beside it; *are_all* is False where others may be elsewhere."""

    __slots__ = ()


NO_MODULES = Modules(frozenset(), False)


class Lack(namedtuple('Lack', 'token rule what why fatal')):
    """What a file uses and 2.7 lacks, at *token*.  *fatal* is False where it may be there all the same."""

    __slots__ = ()


def lacks(statements, modules=NO_MODULES):
    """Return the Lacks of *statements*; where *modules* are not all, one that neither Python has is only a warning."""
    found = imports(statements)
    guards = Guards(statements)
    lacking = [lack for one in found for lack in _of_import(one, modules)
               if not guards.hold(one.statement, 'ImportError')]
    lacking.extend(_of_names(statements, _Names(found, bound_names(statements), modules.names), guards))
    return _each_once(sorted(lacking, key=lambda lack: (lack.token.line, lack.token.column)))


def _each_once(lacking):
    """Return *lacking* without what was said of a module already: once is enough in a file."""
    kept, told = [], set()
    for lack in lacking:
        if lack.what not in told:
            kept.append(lack)
        if lack.what.startswith(_THE_MODULE):
            told.add(lack.what)
    return kept


def _of_import(one, modules):
    """Return the Lacks of an Imported: at most one."""
    module = one.module
    top = module.split('.')[0]
    if module.startswith('.') or top in modules.names:
        return []
    if _is_there(module):
        return _of_from(one)
    why = _why_of_import(one.statement)
    if module in stdlib3.MODULES or top in stdlib3.MODULES:
        wanted = module if module in stdlib3.MODULES else top
        return [Lack(one.token, MODULE, _new(u'the module %s' % module, wanted, stdlib3.MODULES), why, True)]
    if top in BUNDLED_WITH_PLEX:
        return []
    if _is_there(top):
        return [Lack(one.token, MODULE, u'the module %s does not exist in Python 2.7' % module, why, True)]
    if not modules.are_all:
        return [Lack(one.token, UNKNOWN, u'the module %s is not in the standard library of 2.7' % module,
                     u'an ImportError, unless it lies beside the file or Plex brings it', False)]
    return [Lack(one.token, UNKNOWN,
                 u'the module %s is neither in the standard library of 2.7 nor in this bundle' % module, why, True)]


def _is_there(module):
    if module in stdlib27.MODULES:
        return True
    return any(module == package or module.startswith(package + '.') for package in stdlib27.OPEN)


def _of_from(one):
    """Return the Lacks of `from module import name` where 2.7 has the module."""
    if one.name in (None, '*') or one.module == '__future__' or _is_there(one.module + '.' + one.name):
        return []
    lack = _missing(one.module, one.name)
    return [Lack(one.token, NAME_RULE, lack, _why_of_import(one.statement), True)] if lack else []


def _why_of_import(statement):
    if any(header.word == 'def' for header in statement.parents()):
        return u'an ImportError when this runs'
    return u'an ImportError as soon as the file is loaded'


def _missing(module, name):
    """Return the words for a name that *module* of 2.7 lacks, None where it has it or nobody knows."""
    dotted = module + '.' + name
    if dotted in stdlib3.MODULES:
        return _new(u'the module %s' % dotted, dotted, stdlib3.MODULES)
    if name in stdlib3.NAMES.get(module, ()):
        return _new(dotted, name, stdlib3.NAMES[module], dotted)
    if name.startswith('_') or module not in stdlib27.NAMES or name in stdlib27.NAMES[module]:
        return None
    return u'%s does not exist in Python 2.7' % dotted


def _new(what, name, versions, dotted=None):
    """Return the words for what Python 3 has: since when, and what 2.7 has in its place."""
    since = u', since %s' % versions[name] if versions.get(name) else u''
    old = _OLD_NAMES.get(dotted or name)
    instead = u'; 2.7 has %s' % old.replace(',', ' and ') if old and old != 'nothing' else u''
    return u'%s %s%s%s' % (what, _ONLY_3, since, instead)


class _Names(object):
    """What the names of a file stand for: modules and classes that it imports, under which names."""

    def __init__(self, found, bound, beside):
        self.bound = bound
        self.star = any(one.name == '*' and not _is_there(one.module) for one in found)
        self.imported = set(one.bound for one in found)
        self.modules = {}
        unsure = set(bound)
        for one in found:
            module = _module_of(one)
            if module is None or module.split('.')[0] in beside \
                    or self.modules.get(one.bound, module).split('.')[0] != module.split('.')[0]:
                unsure.add(one.bound)
            elif module not in self.modules.get(one.bound, ''):
                self.modules[one.bound] = module
        for name in unsure:
            self.modules.pop(name, None)
        for name in stdlib3.ATTRIBUTES:
            if '.' not in name and name not in bound and name not in self.imported:
                self.modules[name] = name


def _module_of(one):
    """Return what an Imported binds its name to: a module or class of 2.7 that this knows, None for anything else."""
    if one.name is None:
        whole = one.module if one.bound != one.module.split('.')[0] else one.bound
        return whole if _is_there(whole) else None
    dotted = one.module + '.' + one.name
    return dotted if dotted in stdlib27.MODULES or dotted in stdlib3.ATTRIBUTES else None


def _of_names(statements, names, guards):
    """Return the Lacks of attributes of modules and of builtins."""
    watched = set(names.modules)
    builtins = set() if names.star else set(stdlib3.BUILTINS) - names.bound - names.imported
    watched |= builtins
    patched = _patched(statements, names.modules)
    found = []
    for statement in statements:
        tokens = statement.tokens if statement.word not in ('import', 'from') else ()
        for index, token in enumerate(tokens):
            if token.kind == NAME and token.string in watched and (index == 0 or tokens[index - 1].string != '.'):
                lack = _of_builtin(tokens, index) if token.string in builtins else \
                    _of_attribute(tokens, index, names.modules[token.string], patched)
                if lack and not guards.hold(statement, lack[1]):
                    # What neither Python has is a mistake of another kind, and may be code that nobody calls.
                    found.append(Lack(lack[0], lack[2], lack[3], u'%s %s when this runs' % (_article(lack[1]), lack[1]),
                                      _ONLY_3 in lack[3]))
    return found


def _article(word):
    return u'an' if word[0] in 'AEIO' else u'a'


def _of_builtin(tokens, index):
    """Return (token, error, rule, words) for a builtin that only Python 3 has; None for a keyword of a call."""
    follower = tokens[index + 1].string if index + 1 < len(tokens) else ''
    name = tokens[index].string
    if follower == '=' or (name.islower() and follower != '('):
        return None
    return tokens[index], 'NameError', BUILTIN, _new(u'the builtin %s' % name, name, stdlib3.BUILTINS)


def _of_attribute(tokens, index, owner, patched):
    """Return (token, error, rule, words) where a chain of attributes leaves what 2.7 has, else None."""
    while index + 2 < len(tokens) and tokens[index + 1].string == '.' and tokens[index + 2].kind == NAME:
        name = tokens[index + 2].string
        dotted = owner + '.' + name
        if dotted in patched:
            return None
        if owner in stdlib3.ATTRIBUTES:
            words = _new(dotted, name, stdlib3.ATTRIBUTES[owner], dotted) if name in stdlib3.ATTRIBUTES[owner] else None
        else:
            words = None if _is_there(dotted) else _missing(owner, name)
        if words:
            return tokens[index + 2], 'AttributeError', NAME_RULE, words
        if dotted not in stdlib27.MODULES and dotted not in stdlib3.ATTRIBUTES:
            return None
        owner, index = dotted, index + 2
    return None


def _patched(statements, modules):
    """Return the dotted names, such as `time.monotonic`, that *statements* give a value."""
    found = set()
    for statement in statements:
        tokens = statement.tokens
        if len(tokens) > 3 and tokens[0].string in modules and tokens[3].string == '=' and tokens[1].string == '.':
            found.add(modules[tokens[0].string] + '.' + tokens[2].string)
    return found
