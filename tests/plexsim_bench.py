# -*- coding: utf-8 -*-
"""What the tests of the plug-in host share: a small server, bundles made of text, logs read back, changes applied."""
from __future__ import absolute_import, division, print_function

import io
import os
import re
import sys
import threading
from collections import namedtuple

import pytest
from six.moves import BaseHTTPServer, socketserver

from plexfix.base import compat
from plexsim.host import interpreters

PLIST = u'''<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict><key>CFBundleIdentifier</key><string>com.plexapp.agents.%s</string>%s</dict></plist>
'''
# The pattern by which readers of such logs tell a record's first line.
HEADER = re.compile(r'^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) (?:- (\S+)\s+)?\((-?[0-9a-f]+)\) :\s+'
                    r'(DEBUG|INFO|WARNING|ERROR|CRITICAL) \(([\w.\-]+):(\d+)\) - (.*)$')
Record = namedtuple('Record', 'thread level module line text more')

COOKIE = u'# encoding=utf8\n'
AGENT = u'''def Start():
    pass


class ProbeAgent(Agent.Movies):
    name = 'Probe'
    languages = [Locale.Language.English]

    def search(self, results, media, lang):
%s

    def update(self, metadata, media, lang, force):
%s
'''


def need_lxml(compiles_here=True):
    """Skip, and say so, where no Python for plug-ins has lxml; fail where it has to be there."""
    chosen = interpreters.choose(lambda: compiles_here)
    if not chosen.has_lxml:
        text = 'lxml is needed to run agents that read pages: %s has none' % chosen.path
        if os.environ.get('CI') == 'true':
            pytest.fail(text)
        pytest.skip(text)


def make_bundle(folder, name, code, policy=u'Elevated', files=None):
    """Write a bundle; *code* is its __init__.py, *files* maps further paths below Contents to text."""
    contents = os.path.join(str(folder), name + '.bundle', 'Contents')
    key = u'<key>PlexPluginCodePolicy</key><string>%s</string>' % policy if policy else u''
    write(os.path.join(contents, 'Info.plist'), PLIST % (name, key))
    write(os.path.join(contents, 'Code', '__init__.py'), code)
    for path, text in (files or {}).items():
        write(os.path.join(contents, *path.split('/')), text)
    return os.path.dirname(contents)


def agent(search=u'pass', update=u'pass', before=u''):
    """Return the code of an agent with these bodies."""
    return COOKIE + before + AGENT % (indented(search), indented(update))


def indented(text):
    return u'\n'.join(u' ' * 8 + line for line in text.splitlines())


def write(path, text):
    if not os.path.isdir(os.path.dirname(path)):
        os.makedirs(os.path.dirname(path))
    with io.open(path, 'w', encoding='utf-8', newline='') as stream:
        stream.write(compat.to_text(text))


def read(path):
    with io.open(path, encoding='utf-8', newline='') as stream:
        return stream.read()


def log_of(folder, name, suffix=''):
    return read(os.path.join(str(folder), 'com.plexapp.agents.%s.log%s' % (name, suffix)))


def records(text):
    """Return the Records of a log; what belongs to no header raises."""
    found = []
    for line in text.replace(u'\r\n', u'\n').split(u'\n')[:-1]:
        match = HEADER.match(line)
        if match:
            found.append(Record(match.group(3), match.group(4), match.group(5), int(match.group(6)), match.group(7), []))
        else:
            found[-1].more.append(line)
    return found


class MediaServer(object):
    """As much of a media server as a plug-in asks for: itself, the trees of films, and no resourceHashes."""

    def __init__(self):
        self.paths = []
        self.tokens = []
        self.files = {}

    def __enter__(self):
        bench = self

        class Handler(BaseHTTPServer.BaseHTTPRequestHandler):
            def do_GET(self):
                bench.paths.append(self.path)
                bench.tokens.append(self.headers.get('X-Plex-Token'))
                status, body = bench.page(self.path)
                data = compat.to_bytes(body)
                head = 'HTTP/1.0 %d X\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n\r\n' % (status, len(data))
                self.wfile.write(head.encode('ascii').replace(b' X\r', b' Not Found\r' if status == 404 else b' OK\r') + data)

            def log_message(self, *args):
                pass

        class Server(socketserver.ThreadingMixIn, BaseHTTPServer.HTTPServer):
            daemon_threads = True

        self._server = Server(('127.0.0.1', 0), Handler)
        thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        thread.daemon = True
        thread.start()
        self.url = 'http://127.0.0.1:%d' % self._server.server_address[1]
        return self

    def __exit__(self, *exc_info):
        self._server.shutdown()
        self._server.server_close()

    def page(self, path):
        tree = re.match(r'/library/metadata/(\d+)/tree$', path)
        if tree and tree.group(1) in self.files:
            title, name = self.files[tree.group(1)]
            return 200, (u'<MediaContainer size="1"><MetadataItem id="%s" title="%s" index="1"><MediaItem><MediaPart file="%s">'
                         u'<MediaStream index="0" type="1"/></MediaPart></MediaItem></MetadataItem></MediaContainer>'
                         % (tree.group(1), title, name))
        if path == '/':
            return 200, u'<MediaContainer machineIdentifier="abc123" version="1.32.0.1-abc"/>'
        if path.startswith('/system/messaging/') or '/messaging/function/' in path:
            return 200, u''
        return 404, u'<html>Not Found</html>'


def film_hints(number, film):
    """Return what a search of *film* carries."""
    return {'id': '%d' % number, 'filename': u'/films/(%s) - %s (%s).mp4' % (film['studio'], film['title'], film['year'])}


def apply_change(text, diff):
    """Return *text* changed by a unified *diff*; raise ValueError where a hunk fits nowhere."""
    lines = text.split(u'\n')
    for hunk in re.split(r'(?m)^@@ .*\n', diff)[1:]:
        rows = [row for row in hunk.split(u'\n') if row]
        old = [row[1:] for row in rows if row[0] in u' -']
        new = [row[1:] for row in rows if row[0] in u' +']
        places = [n for n in range(len(lines)) if lines[n:n + len(old)] == old]
        if len(places) != 1:
            raise ValueError('a hunk fits in %d places: %r' % (len(places), old[:3]))
        lines[places[0]:places[0] + len(old)] = new
    return u'\n'.join(lines)


IS_27 = sys.version_info[0] == 2
