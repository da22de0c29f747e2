# -*- coding: utf-8 -*-
"""What the tests of implementing a fix share: a Plug-ins folder, a report with an approved fix, and running the command."""
from __future__ import absolute_import, division, print_function

import hashlib
import io
import json
import os
import shutil

from plexfix.base.compat import to_bytes
from plexfix.change import diffing
from plexfix.outside import restart
from plexfix.steps import startcheck
from plexsim import agents

UTILS = os.path.join('Contents', 'Code', 'utils.py')
GLOB = u'*.bundle/Contents/Code/utils.py'
AGENTS = ('CineArchive', 'FilmVault', 'ReelHouse', 'StageDoor')

FIX = u'''## {id}: {title}
- Status: {status}
- Priority: HIGH
- Pattern: a1b2c3d4e5f6
- Agents: FilmVault
- Files: {files}
- Patch: {patch}
- Restart: {restart}
- Approved by: {by}

### Observed behavior

Requests are answered 403.

### Expected behavior

Requests are answered 200.

### Divergence point

In getContent.

### Root cause hypothesis

The headers are not those of a browser.

### Expected results

- success: http_403 reduce_pct >= 20
- failure: failure_rate increase_pct > 10

### Active test plan

- items: 20
- controls: 10

### Contingency

Roll back.

'''


def fix_text(fix_id=u'FIX-01', **given):
    """The text of one fix in a report, approved and complete unless *given* says otherwise."""
    values = dict(id=fix_id, title=u'Headers of a browser', status=u'approved', files=GLOB, patch=u'fixes/%s.patch' % fix_id,
                  restart=u'yes', by=u'Ann')
    values.update(given)
    return FIX.format(**values)


def report_text(*fixes):
    return u'# Diagnostic report, iteration 1\n\n' + u''.join(fixes or [fix_text()])


def write(path, data):
    folder = os.path.dirname(path)
    if not os.path.isdir(folder):
        os.makedirs(folder)
    with io.open(path, 'wb') as handle:
        handle.write(to_bytes(data))
    return path


def read(path):
    with io.open(path, 'rb') as handle:
        return handle.read()


def read_json(path):
    return json.loads(read(path).decode('utf-8'))


def sha256(data):
    return hashlib.sha256(data).hexdigest()


class Bench(object):
    """A folder with Plug-ins, and a run with one report in it."""

    def __init__(self, folder, names=AGENTS):
        self.folder = folder
        self.plugins = os.path.join(folder, 'Plug-ins')
        self.logs = os.path.join(folder, 'Logs')
        self.iteration = os.path.join(folder, 'plex_improvement', 'iteration_1')
        self.report = os.path.join(self.iteration, 'diagnostic_report.md')
        self.names = list(names)
        for path in (self.plugins, self.logs):
            if not os.path.isdir(path):
                os.makedirs(path)
        for name in names:
            self.add_bundle(name)

    def add_bundle(self, name, like='FilmVault'):
        source = os.path.join(os.path.dirname(agents.__file__), (name if name in AGENTS else like) + '.bundle')
        target = os.path.join(self.plugins, name + '.bundle')
        shutil.copytree(source, target, ignore=shutil.ignore_patterns('*.pyc', '__pycache__'))
        if name not in AGENTS:
            plist = os.path.join(target, 'Contents', 'Info.plist')
            write(plist, read(plist).replace(like.encode('ascii'), name.encode('ascii')))

    def utils(self, name):
        return os.path.join(self.plugins, name + '.bundle', UTILS)

    def contents(self):
        """{path below Plug-ins: bytes} of all files outside of _BACKUPS."""
        found = {}
        for place, folders, names in os.walk(self.plugins):
            folders[:] = [name for name in folders if name != '_BACKUPS']
            for name in names:
                path = os.path.join(place, name)
                found[os.path.relpath(path, self.plugins)] = read(path)
        return found

    def write_report(self, *fixes):
        return write(self.report, report_text(*fixes))

    def write_patch(self, text, fix_id='FIX-01'):
        return write(os.path.join(self.iteration, 'fixes', fix_id + '.patch'), text)

    def patch_replacing(self, old, new, fix_id='FIX-01', name=None):
        """Write the patch that replaces *old* by *new* in utils.py, and return what utils.py becomes."""
        before = read(self.utils(name or self.names[0]))
        assert before.count(old) == 1, before.count(old)
        after = before.replace(old, new)
        self.write_patch(diffing.diff(before, after, u'Contents/Code/utils.py'), fix_id)
        return after

    @property
    def implementations(self):
        return read_json(os.path.join(self.iteration, 'implementation_log.json'))['implementations']

    @property
    def decisions(self):
        path = os.path.join(self.folder, 'plex_improvement', 'decision_log.jsonl')
        return [json.loads(line) for line in read(path).decode('utf-8').splitlines()]

    def status_line(self, fix_id='FIX-01'):
        text = read(self.report).decode('utf-8')
        return text.split(u'## %s:' % fix_id)[1].split(u'- Status: ')[1].split(u'\n')[0].strip()

    def arguments(self, *more, **given):
        """The command line for this bench; without a restart unless *restart* says how."""
        way = given.get('restart', 'none')
        words = ['--diagnostic-report', self.report, '--plugins-dir', self.plugins, '--restart', way]
        return words + (['--log-dir', self.logs] if way != 'none' else []) + [str(word) for word in more]

    def hashes(self, name='utils.py'):
        """The set of SHA-256 of all files of that name outside of _BACKUPS."""
        return set(sha256(data) for path, data in self.contents().items() if os.path.basename(path) == name)


class FakePlex(restart.Machine):
    """A machine on which `restart-plex` starts all agents of a Plug-ins folder: they log what their code says.

    A utils.py that holds FAILS fails to start, one that holds SILENT does nothing at all.
    """

    platform = 'linux'
    terminal = False
    plugins = logs = None
    starts = 0
    exit_code = 0
    on_restart = None

    def has_terminal(self):
        return self.terminal

    def run(self, words, limit_s=None):
        if words[0] != 'restart-plex':
            return None, u'no such command'
        cls = type(self)
        cls.starts += 1
        if cls.on_restart:
            cls.on_restart()
        if not cls.exit_code:
            for name in sorted(os.listdir(self.plugins)):
                if name.endswith('.bundle'):
                    self.start(name[:-len('.bundle')])
        return cls.exit_code, u''

    def start(self, name):
        code = read(os.path.join(self.plugins, name + '.bundle', UTILS))
        path = os.path.join(self.logs, 'com.plexapp.agents.%s.log' % name)
        if b'SILENT' in code:
            return
        stamp = u'2026-01-30 14:%02d:%02d,711 (7ae1b6527b38) : ' % divmod(self.starts, 60)
        text = stamp + u' INFO (core:349) - Starting framework core - Version: 2.6.3, Build: x\n'
        if b'FAILS' in code:
            text += stamp + (u' CRITICAL (core:615) - Exception starting plug-in (most recent call last):\n'
                             u'  File "core.py", line 608\nImportError: No module named fails\n\n')
        else:
            text += stamp + u' INFO (core:611) - Started plug-in\n'
        if os.path.exists(path):
            os.rename(path, '%s.%d' % (path, len(os.listdir(self.logs))))
        write(path, text)


def fake_plex(bench, monkeypatch):
    """Put a FakePlex for *bench* in the place of this machine; returns the class, which counts and can be changed."""
    plex = type('Plex', (FakePlex,), {'plugins': bench.plugins, 'logs': bench.logs})
    monkeypatch.setattr(restart, 'Machine', plex)
    monkeypatch.setattr(startcheck, 'SETTLE_S', 0)
    monkeypatch.setattr(startcheck, 'POLL_S', 0.02)
    return plex
