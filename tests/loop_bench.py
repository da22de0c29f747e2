# -*- coding: utf-8 -*-
"""What the tests of the loop share: a run on agents and a server that are made up, so that it takes a second, and a person.

The agents' logs, the files, the backups, the restarts' observation and the judge are the real ones; the server answers
from memory, and a refresh writes into the log what the agent's code makes of the item.
"""
from __future__ import absolute_import, division, print_function

import contextlib
import datetime
import json
import os

import diagnose_from_report
import loop_coordinator
from agent_log import AgentLog
from fix_bench import Bench, FakePlex, fix_text, read, write
from plexfix.change import diffing
from plexfix.loop import fold
from plexfix.outside import audit, disk, realpython27, restart
from plexfix.outside.plexserver import Item, Section
from plexfix.steps import refresh, startcheck
from plexfix.steps.cycle import context

NAMES = ('FilmVault', 'ReelHouse')
ITEMS = 12          # of each agent
FAILING = 9         # of these fail as long as nobody mends the code
# Where patches put something in, far enough from each other that each fits whatever the others did.
PLACES = 8
_PLACE = '# place %d\n'
CRITERIA = u'- success: success_rate increase_pp >= 20\n- failure: network_errors increase_pct > 10'


class Killed(BaseException):
    """The process is gone."""


class Library(object):
    """A server that answers from memory."""

    origin, is_local = u'http://plex.invalid:32400', True

    def __init__(self):
        self.watched = []

    def close(self):
        pass

    def name(self):
        return u'Made up'

    def identity(self):
        return type('Identity', (), {'version': u'1.0', 'claimed': True})

    def playing(self):
        return self.watched

    def sections(self):
        return [Section(str(number + 1), u'Films', u'movie', u'com.plexapp.agents.' + name, u'', False, ())
                for number, name in enumerate(NAMES)]

    def items(self, section_key, kind=None):
        name = NAMES[int(section_key) - 1]
        return [self._item(name, number) for number in range(ITEMS)]

    def metadata(self, keys):
        return [self._item(NAMES[int(key) // 100 - 1], int(key) % 100) for key in keys]

    @staticmethod
    def _item(name, number):
        section = NAMES.index(name) + 1
        key = '%d' % (100 * section + number)
        return Item(key, u'/library/metadata/' + key, u'Film', u'movie', u'', None,
                    u'com.plexapp.agents.%s://%s?lang=en' % (name, key), None, str(section), ())


def outcome_of(code, number):
    """What an agent with this code (bytes) makes of its item of that number."""
    if b'WORSE' in code:
        return 'failed'
    return 'successful' if number >= FAILING or b'GOOD' in code or number < 5 and b'HALF' in code else 'failed'


class LoopBench(object):
    """A run of the coordinator in *folder*, with *plans*: {iteration: [(fix, what its patch puts in, words for fix_text)]}.

    Use `monkeypatch` of pytest to put the made-up parts in their places.
    """

    def __init__(self, folder, monkeypatch, plans=None):
        self.bench = Bench(str(folder), NAMES)
        self.run_dir = os.path.join(self.bench.folder, 'run')
        self.plans = plans or {}
        self.library = Library()
        self.refreshed = []
        self.last = datetime.datetime.now()
        # Which refreshes, counted from 0, leave no trace in the logs.
        self.silent = ()
        self.plex = type('Plex', (FakePlex,), {'plugins': self.bench.plugins, 'logs': self.bench.logs,
                                               'start': lambda machine, name: self.start(name)})
        monkeypatch.setattr(restart, 'Machine', self.plex)
        # Real flushes only cost time.
        for name in ('fsync', 'fsync_folder'):
            monkeypatch.setattr(disk, name, lambda one: None)
        monkeypatch.setattr(startcheck, 'SETTLE_S', 0)
        monkeypatch.setattr(startcheck, 'POLL_S', 0.02)
        # The suite's own checker stands in for a real 2.7, which would be started anew for each look at a fix.
        monkeypatch.setattr(realpython27, 'find', lambda wanted=None: None)
        monkeypatch.setattr(context.Loop, 'server', lambda loop: self.library)
        monkeypatch.setattr(refresh.Refresher, 'one', lambda refresher, wanted, end=None: self.refresh(wanted))
        for name in NAMES:
            lines = ''.join(_PLACE % number + '#\n' * 6 for number in range(PLACES))
            write(self.bench.utils(name), self.code(name) + lines.encode('ascii'))
            self.start(name)
        for name in NAMES:
            for number in range(ITEMS):
                self.operate(name, number)

    # -- the agents ----------------------------------------------------------------------------------------------------

    def code(self, name):
        return read(self.bench.utils(name))

    def log_path(self, name):
        return os.path.join(self.bench.logs, 'com.plexapp.agents.%s.log' % name)

    def moment(self):
        """Now, and never the same twice in a log: of two items the newer one is chosen first."""
        self.last = max(datetime.datetime.now(), self.last + datetime.timedelta(seconds=0.002))
        return self.last

    def start(self, name):
        """Start an agent: a new log, in which its code either comes up or does not."""
        path, log = self.log_path(name), AgentLog(name, at=self.moment(), step_s=0.0001)
        for number in range(5, 0, -1):
            old = '%s.%d' % (path, number - 1) if number > 1 else path
            if os.path.exists(old):
                os.rename(old, '%s.%d' % (path, number))
        if b'FAILS' in self.code(name):
            log.record(u'INFO', u'core:349', u'Starting framework core - Version: 2.6.3, Build: x')
            log.record(u'CRITICAL', u'core:615', u'Exception starting plug-in (most recent call last):\n'
                                                 u'  File "core.py", line 608\nImportError: No module named fails\n')
        else:
            log.start()
        write(path, log.bytes())

    def operate(self, name, number):
        """Let an agent search for an item, and log what came of it."""
        log = AgentLog(name, at=self.moment(), step_s=0.0001)
        result = self.result(self.code(name), number)
        log.begin('%d' % (100 * (NAMES.index(name) + 1) + number))
        if result == 'failed':
            log.url_error(u'https://films.example/search?q=1')
            log.pair(u'Error:: Request URL Failure:  Plex - HTTP Error 403: Forbidden')
        log.end(result)
        with open(self.log_path(name), 'ab') as handle:
            handle.write(log.bytes())

    def refresh(self, wanted):
        key = wanted.rating_key if hasattr(wanted, 'rating_key') else wanted
        self.refreshed.append(str(key))
        if len(self.refreshed) - 1 not in self.silent:
            self.operate(NAMES[int(key) // 100 - 1], int(key) % 100)
        return refresh.Refreshed(key, refresh.DONE, 0.1, 1, u'seen', self.library.metadata([key])[0])

    def result(self, code, number):
        """What comes of an item; a test may put another function in this one's place."""
        return outcome_of(code, number)

    # -- the person ----------------------------------------------------------------------------------------------------

    def records(self, number):
        return os.path.join(self.run_dir, 'iteration_%d' % number)

    def answer(self, number):
        """Write and approve the fixes that are planned for an iteration into its report; return whether there are any."""
        report = os.path.join(self.records(number), 'diagnostic_report.md')
        text = read(report).decode('utf-8')
        planned = [one for one in self.plans.get(number, ()) if u'## %s:' % one[0] not in text]
        for name, effect, words in planned:
            values = dict({'title': u'Change %s' % name, 'status': u'draft', 'by': u''}, **words)
            criteria = values.pop('criteria', CRITERIA)
            made = fix_text(name, **values).replace(u'- Agents: FilmVault', u'- Agents: FilmVault, ReelHouse')
            old = made[made.index(u'- success:'):made.index(u'### Active')]
            text += u'\n' + made.replace(old, criteria + u'\n\n').replace(u'items: 20', u'items: 12').replace(
                u'controls: 10', u'controls: 4')
        write(report, text)
        for name, effect, _ in planned:
            self.patch(number, name, effect)
            assert diagnose_from_report.main(['--output', report, '--approve', str(name), '--by', 'Ann', '--quiet']) == 0
        return bool(planned)

    def patch(self, number, name, effect):
        """Write the patch of a fix: a comment with that *effect*, or code where it ends with a line end."""
        before = self.code(NAMES[0])
        place = (_PLACE % (int(name[-1]) % PLACES)).encode('ascii')
        assert before.count(place) == 1
        after = before.replace(place, place + (effect if effect.endswith(b'\n') else b'# ' + effect + b'\n'))
        write(os.path.join(self.records(number), 'fixes', str(name) + '.patch'),
              diffing.diff(before, after, u'Contents/Code/utils.py'))

    # -- the run -------------------------------------------------------------------------------------------------------

    def arguments(self, *more):
        return ['--run-dir', self.run_dir, '--log-dir', self.bench.logs, '--plugins-dir', self.bench.plugins,
                '--restart', 'command:restart-plex', '--start-timeout', '2', '--pause', '0'] + list(more)

    def start_run(self, *more):
        return loop_coordinator.main(self.arguments(*more))

    def resume(self, *more):
        return loop_coordinator.main(['--resume', self.run_dir] + list(more))

    def whole(self, *more):
        """Run to the end, with the person's answers; return the last exit code."""
        code = self.start_run('--yes', '--quiet', *more)
        return self.go_on(code)

    def go_on(self, code):
        while code == 40 and self.waits_for_report() and self.answer(self.state['iterations'][-1]['number']):
            code = self.resume('--yes', '--quiet')
        return code

    def waits_for_report(self):
        return (self.state['waiting'] or {}).get('for', u'').startswith(u'no fix is approved')

    @property
    def log_file(self):
        return os.path.join(self.run_dir, 'decision_log.jsonl')

    @property
    def entries(self):
        return audit.read(self.log_file).entries

    @property
    def state(self):
        return fold.fold(self.entries)

    @property
    def saved_state(self):
        return json.loads(read(os.path.join(self.run_dir, 'loop_state.json')).decode('utf-8'))

    def fix(self, name, number=1):
        return fold.fix_in(self.state['iterations'][number - 1], name)

    def told(self):
        """The words of the log, in order: (iteration, event, fix)."""
        return [(one['iteration'], one['event'], one['fix']) for one in self.entries if one['event'] != u'waiting']


@contextlib.contextmanager
def killed_at(number, after=False):
    """Kill whoever writes the *number*th entry of a decision log, before it is written or *after*; yields what happened."""
    real, seen = audit.append, {'count': 0, 'event': None}

    def append(path, event, **given):
        seen['count'] += 1
        if seen['count'] == number:
            seen['event'] = event
            if after:
                real(path, event, **given)
            raise Killed(event)
        return real(path, event, **given)
    audit.append = append
    try:
        yield seen
    except Killed:
        pass
    finally:
        audit.append = real
