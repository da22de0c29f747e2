# -*- coding: utf-8 -*-
"""Shows the frames of a plug-in process as the framework's own: who logged, and what a traceback looks like.

A reader of logs meets `Framework/api/agentkit.py`, line 1011, in `_search` in every real traceback.  The functions of
this host that stand for one of the framework's are shown under its name; its plumbing is not shown; the plug-in's
code and the libraries are shown as they are.
"""
from __future__ import absolute_import, division, print_function

import linecache
import os
import sys
import traceback

from plexfix.base import compat

HERE = os.path.dirname(os.path.abspath(__file__))

# (module of this host, its function): (the framework's file, line, function, the text of the line).
_SHOWN_AS = {
    ('api_agent', 'call_search'): ('api/agentkit.py', 1011, '_search', 'agent.search(*f_args, **f_kwargs)'),
    ('api_agent', 'call_update'): ('api/agentkit.py', 1088, '_update', 'agent.update(obj, media, lang, **kwargs)'),
    ('api_agent', 'tree_for_id'): (
        'api/agentkit.py', 503, 'TreeForDatabaseID',
        "xml_str = cls._core.networking.http_request('http://%s:32400/library/metadata/%s/tree' % (host, "
        "str(parent_id or dbid)), cacheTime=0, immediate=True)"),
    ('networking', 'content'): ('components/networking.py', 243, 'content', 'return self.__str__()'),
    ('networking', '__str__'): ('components/networking.py', 221, '__str__', 'self.load()'),
    ('networking', 'load'): ('components/networking.py', 159, 'load', 'f = self._opener.open(req, timeout=self._timeout)'),
    ('networking', 'http_request'): (
        'components/networking.py', 352, 'http_request',
        'return HTTPRequest(self._core, url, data, h, url_cache, encoding, errors, timeout, immediate, sleep, opener, '
        'follow_redirects, method)'),
    ('api_http', 'Request'): ('api/networkkit.py', 65, '_http_request', 'req = self._core.networking.http_request(url, *args, **kwargs)'),
    ('api_parse', 'ElementFromURL'): ('api/parsekit.py', 345, 'ElementFromURL', ').content, encoding=encoding, max_size=max_size)'),
    ('api_parse', 'ObjectFromURL'): ('api/parsekit.py', 115, 'ObjectFromURL', ').content, encoding)'),
    ('api_parse', 'ElementFromString'): (
        'api/parsekit.py', 301, 'ElementFromString', 'return self._core.data.xml.from_string(string, encoding = encoding)'),
    ('api_parse', 'markup_from_string'): (
        'components/data.py', 162, 'from_string', 'return etree.fromstring(markup, parser=(xml_parser if remove_blank_text else None))'),
    ('startup', 'get_resource_hashes'): (
        'components/runtime.py', 1293, 'get_resource_hashes',
        'json = self._core.networking.http_request("http://127.0.0.1:32400/:/plugins/com.plexapp.system/resourceHashes", timeout=10).content'),
    ('startup', 'load_code'): ('core.py', 563, 'load_code', 'self.init_code = self.loader.load(self.init_path, elevated = self.policy.elevated_execution)'),
    ('startup', 'start_code'): ('core.py', 608, 'start_code', 'self.sandbox.execute(self.init_code)'),
    ('startup', 'call_start'): ('core.py', 612, 'start_code', "self.sandbox.call_named_function('Start', mod_name='__init__')"),
    ('sandbox', 'execute'): ('code/sandbox.py', 256, 'execute', 'exec(code) in self.environment'),
    ('sandbox', 'load_module'): ('code/sandbox.py', 42, 'load_module', 'module = RestrictedModule(name, path, sandbox)'),
    ('sandbox', 'compile_source'): ('code/loader.py', 52, 'compile', "return RestrictedPython.compile_restricted(source, name, 'exec', elevated=elevated)"),
    ('api_thread', 'run_thread'): ('components/runtime.py', 1128, '_start_thread', 'f(*args, **kwargs)'),
}


def caller():
    """Return module and line of the nearest frame that is not this host's: the plug-in's code that logs."""
    frame = sys._getframe(1)
    while frame is not None:
        path = frame.f_code.co_filename
        if not _is_ours(path):
            return os.path.splitext(os.path.basename(path))[0], frame.f_lineno
        frame = frame.f_back
    return 'sandbox', 19


def traceback_text(exc_info, framework_root):
    """Return the lines below `(most recent call last):`, the exception in column 0 last, each with its line end.

    Written here and not by the traceback module, because Python 3 shows chained exceptions, markers below the code
    and the exception's full name, none of which the framework ever wrote.
    """
    kind, value, trace = exc_info
    if kind is None:
        return u'None\n'
    lines = []
    for path, number, name, text in _shown(trace, framework_root):
        lines.append(u'  File "%s", line %s, in %s\n' % (compat.to_text(path), number, compat.to_text(name)))
        if text:
            lines.append(u'    %s\n' % compat.to_text(text).strip())
    return u''.join(lines) + exception_text(kind, value) + u'\n'


def exception_text(kind, value):
    """Return the last line of a traceback: `HTTPError: HTTP Error 403: Forbidden`."""
    name = compat.to_text(getattr(kind, '__name__', kind))
    if name == u'ModuleNotFoundError':
        # Python 3's own kind of it; Plex, which is Python 2.7, has the one, and words it without quotes.
        return u'ImportError: No module named %s' % compat.to_text(value.name)
    if isinstance(value, SyntaxError) and value.filename:
        return u''.join(compat.to_text(line) for line in traceback.format_exception_only(kind, value)).rstrip(u'\n')
    try:
        text = compat.to_text(str(value))
    except UnicodeError:
        text = compat.to_text(value.args[0] if value.args else u'')
    return u'%s: %s' % (name, text) if text else name


def _shown(trace, framework_root):
    while trace is not None:
        code = trace.tb_frame.f_code
        path, number, name = code.co_filename, trace.tb_lineno, code.co_name
        if _is_ours(path):
            shown = _SHOWN_AS.get((os.path.splitext(os.path.basename(path))[0], name))
            if shown:
                relative, number, name, text = shown
                yield os.path.join(framework_root, *relative.split('/')), number, name, text
        else:
            yield path, number, name, linecache.getline(path, number, trace.tb_frame.f_globals)
        trace = trace.tb_next


def _is_ours(path):
    return os.path.dirname(os.path.abspath(path)) == HERE
