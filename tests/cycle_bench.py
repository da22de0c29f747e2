# -*- coding: utf-8 -*-
"""What the tests of looking back share: a run folder with reports, tests, aggregates and a decision log, made of numbers."""
from __future__ import absolute_import, division, print_function

import os

import compare_metrics
from decision_bench import AFTER, BEFORE, agent, aggregate
from fix_bench import fix_text, read, read_json, report_text, write
from plexfix.base.jsontext import json_text
from plexfix.outside import audit, rundir
from plexfix.steps import implog

AGENT = u'FilmVault'
CRITERIA = u'- success: http_403 reduce_pct >= 20\n- failure: failure_rate increase_pct > 10'
PATCH = (u'--- a/Contents/Code/utils.py\n+++ b/Contents/Code/utils.py\n@@ -1,2 +1,2 @@\n TIMEOUT = 20\n'
         u'-HEADERS = {}\n+HEADERS = {\'User-Agent\': \'x\'}\n')
NOW = u'2026-02-01T12:00:00+01:00'


class Cycle(object):
    """A run in *folder*; each fix is written into it as if it had been applied and tested."""

    def __init__(self, folder):
        self.run = rundir.RunDir(os.path.join(folder, 'plex_improvement'))
        self.log(u'run started', None, None)

    def log(self, event, iteration, fix, **given):
        return audit.append(self.run.decision_log, event, fix=fix, iteration=iteration,
                            now=u'2026-02-01T10:00:00+01:00', **given)

    def records(self, iteration=1):
        return self.run.iteration(iteration)

    def report(self, iteration, *fixes):
        return write(self.records(iteration).diagnostic_report, report_text(*fixes))

    def fix(self, fix_id=u'FIX-01', criteria=CRITERIA, confidence=None, **given):
        """The text of a fix; *confidence* is a line that a person adds."""
        text = fix_text(fix_id, **given).replace(
            u'- success: http_403 reduce_pct >= 20\n- failure: failure_rate increase_pct > 10', criteria)
        return text.replace(u'- Restart:', u'- Confidence: %s\n- Restart:' % confidence) if confidence else text

    def applied(self, fix_id=u'FIX-01', iteration=1, rolled_back=False, checks=(), patch=PATCH, **given):
        """Write an entry of the implementation log, and the patch."""
        records = self.records(iteration)
        write(records.patch(fix_id), patch)
        entry = {'timestamp': u'2026-01-30T11:30:00+01:00', 'fix': fix_id, 'title': u'Headers of a browser',
                 'backup_path': u'b', 'status': u'rolled back' if rolled_back else u'applied', 'reason': None,
                 'files': [{'path': u'/p/FilmVault.bundle/Contents/Code/utils.py', 'before_sha256': u'0', 'after_sha256': u'1'}],
                 'rolled_back_at': u'2026-01-30T13:30:00+01:00' if rolled_back else None, 'validation': list(checks),
                 'expected': {'before': u'', 'after': u'', 'criteria': []},
                 'restart': {'method': u'none', 'at': None, 'log_marks': {}, 'agents': {AGENT: u'started'}}}
        entry.update(given)
        implog.add(records.implementation_log, entry)
        self.log(u'applied', iteration, fix_id, by=u'implement_fix.py')

    def tested(self, before, after, fix_id=u'FIX-01', iteration=1):
        """Write both aggregates and the test report, and return the exit code of the decision."""
        records = self.records(iteration)
        sides = []
        for which, one, ends in (('before', before, BEFORE), ('after', after, AFTER)):
            path = rundir.json_beside(records.test_aggregate(fix_id, which))
            sides.append(write(path, json_text(aggregate({AGENT: one}, ends))))
        code = compare_metrics.main(['--quiet', '--baseline', sides[0], '--current', sides[1], '--fix-name', fix_id,
                                     '--diagnostic-report', records.diagnostic_report,
                                     '--output', records.test_report(fix_id)])
        self.log({0: u'kept', 10: u'monitored', 15: u'modify'}.get(code, u'tested'), iteration, fix_id)
        return code

    def text(self, path):
        return read(path).decode('utf-8')

    def json(self, path):
        return read_json(path)


def bad(**more):
    """An agent that is refused a lot."""
    return agent(200, 100, statuses=dict({u'403': 100}, **more))


def good(**more):
    """The same after the refusals are gone."""
    return agent(200, 190, statuses=dict({u'403': 10}, **more))
