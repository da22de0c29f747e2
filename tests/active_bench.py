# -*- coding: utf-8 -*-
"""What the tests of active tests share: a simulated Plex with a baseline, a report with a fix, patches, and the command."""
from __future__ import absolute_import, division, print_function

import os
import shutil
import tempfile
import time

import test_fix_actively
from fix_bench import AGENTS, Bench, read, read_json, report_text, write
from plexfix.outside import logfiles
from plexfix.steps import aggregation, refresh, testverdict
from plexsim import patches
from plexsim.simulation import Simulation
from plexsim.websites.behaviour import GOOD
from plexsim.websites.site import HOSTS, PEOPLE, SHOPS
from plexsim_bench import apply_change

CRITERIA = (u'success: success_rate increase_pp >= 20', u'failure: failure_rate increase_pct > 10')
FIX = u'''## FIX-01: Headers of a browser
- Status: applied
- Priority: HIGH
- Pattern: %s
- Agents: %s
- Files: %s
- Patch: fixes/FIX-01.patch
- Restart: yes
- Approved by: Ann

### Expected results

%s

### Active test plan

- items: %d
- controls: %d

'''
# What else a patch may do, beside the prepared ones: (text in utils.py, text in its place).
NOTHING = (u'TIMEOUT = 20\n', u'TIMEOUT = 20\n# Nothing else is different.\n')
_SEARCH = u"    '''Look a film up on *site*; the film's page is kept for the update.'''\n"
IMPORT_WHEN_USED = (_SEARCH, _SEARCH + u'    import browser_session\n')
FAST = refresh.USUAL_LIMITS._replace(first_poll_s=0.02, longest_poll_s=0.1, lost_after_s=2.0, pause_s=0.0)


def flaking(share):
    """Websites that refuse so many requests, whatever their headers."""
    return dict((host, {'strict_share': share}) for host in SHOPS)


def blocking(share):
    """Shops that refuse so many requests of what is no browser; the database of people does nearly always."""
    return dict([(host, {'block_share': share}) for host in SHOPS], **{PEOPLE: {'block_share': 0.92}})


class ActiveBench(object):
    """A simulated Plex that was refreshed once and counted; in a `with` block.

    *websites* is {host: fields of its behaviour}; *names* are the agents that run, and that the fix is about: each takes
    its time to start; the fix's patterns are those of the baseline with *said* in them.
    """

    def __init__(self, websites, seed=1, films=24, criteria=CRITERIA, names=AGENTS, files=u'*.bundle/Contents/Code/utils.py',
                 numbers=(20, 10), said=None):
        self.folder = tempfile.mkdtemp(prefix='active-')
        self.bench = Bench(self.folder, names)
        self.websites, self.seed, self.films = websites, seed, films
        self.said, self.given = said, (
            u', '.join(names), files, u'\n'.join(u'- ' + text for text in criteria), numbers[0], numbers[1])
        self.plex = self._patched = None
        self._unpatched = {}

    def write_report(self, criteria=None):
        """Write the report anew, with its fix as it was before all tests, and other *criteria* where they are given."""
        given = list(self.given)
        if criteria is not None:
            given[2] = u'\n'.join(u'- ' + text for text in criteria)
        patterns = u'' if self.said is None else u', '.join(self.patterns())
        write(self.bench.report, report_text(FIX % tuple([patterns] + given)))

    def keep(self):
        """Remember what has been tested so far, for `begin_anew`."""
        shutil.copytree(os.path.join(self.folder, 'plex_improvement'), os.path.join(self.folder, 'kept'))

    def begin_anew(self, criteria=None):
        """Forget what was tested since `keep`; the agents and their logs go on."""
        target = os.path.join(self.folder, 'plex_improvement')
        shutil.rmtree(target)
        shutil.copytree(os.path.join(self.folder, 'kept'), target)
        self.plex.faults.clear()
        self.write_report(criteria)

    def __enter__(self):
        self.plex = Simulation(self.bench.plugins, self.bench.logs, items=self.films, seed=self.seed)
        try:
            self.plex.start()
            for host in HOSTS:
                self.plex.websites.behave(host, **GOOD._asdict())
            for host, fields in self.websites.items():
                self.plex.websites.behave(host, **fields)
            self.plex.refresh_all()
            aggregation.count(logfiles.find([self.bench.logs]), testverdict.COUNT, None, aggregation.new_run(), self.baseline)
            self.write_report()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.plex.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def patterns(self):
        """The ids of the baseline's patterns that say what the fix is about."""
        agents = read_json(self.baseline.replace('.txt', '.json'))['agents'].values()
        return sorted(set(row['id'] for agent in agents for row in agent['patterns'] if self.said in row['template']))

    @property
    def baseline(self):
        return os.path.join(self.bench.iteration, 'aggregated_logs_iteration_1.txt')

    def run(self, *words, **given):
        """Run the command for this bench and return its exit code; *given* replaces `token_file` and the like."""
        values = {'url': self.plex.url, 'token_file': self.plex.token_file, 'log_dir': self.bench.logs, 'timeout': '20',
                  'fix': 'FIX-01', 'baseline': self.baseline, 'diagnostic_report': self.bench.report}
        values.update(given)
        flags = [word for name in sorted(values) if values[name] is not None
                 for word in ('--' + name.replace('_', '-'), values[name])]
        return test_fix_actively.main(flags + list(words))

    def patch(self, what, restart=True):
        """Change utils.py of all bundles by a prepared patch's name or (old, new), and restart all plug-ins.

        What an earlier patch changed is taken back; the same patch once more does nothing.
        """
        if what == self._patched:
            return
        self._patched = what
        # A start is told from the window before it by the logs' own times.
        time.sleep(0.01)
        for name in self.bench.names:
            path = self.bench.utils(name)
            text = self._unpatched.setdefault(name, read(path).decode('utf-8'))
            if isinstance(what, tuple):
                assert text.count(what[0]) == 1
                changed = text.replace(*what)
            else:
                changed = apply_change(text, patches.text(what))
            write(path, changed)
        if restart:
            self.plex.host.restart_all()

    def made(self, name):
        return read_json(os.path.join(self.bench.iteration, name))

    def a_pass(self, which):
        return self.made('test_pass_FIX-01_%s.json' % which)

    @property
    def record(self):
        return self.made('test_report_FIX-01.json')

    @property
    def items(self):
        return self.made('test_items_FIX-01.json')['items']

    def there(self):
        return sorted(os.listdir(self.bench.iteration))


def hurry(monkeypatch):
    """Let refreshes be looked at more often than a real server would bear."""
    monkeypatch.setattr(refresh, 'USUAL_LIMITS', FAST)
