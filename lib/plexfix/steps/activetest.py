# -*- coding: utf-8 -*-
"""An active test as the command offers it: choose items, ask, refresh them on the old code or the new one, decide.

Each step of it is another module's: choosing itemresolve's, refreshing passrun's, deciding testverdict's.
"""
from __future__ import absolute_import, division, print_function

import os
import time
from collections import namedtuple

from plexfix.base.compat import fs_text, monotonic, to_bytes
from plexfix.base.errors import PreconditionFailed, UsageError
from plexfix.base.jsontext import json_text
from plexfix.judge import pairing, passes, selection
from plexfix.outside import files, locking, platforms
from plexfix.outside.logcuts import Cutter
from plexfix.outside.logfiles import AGENT_PREFIX
from plexfix.steps import aacheck, aggregation, comparing, itemresolve, passrun, refresh, testjob, testverdict
from plexfix.steps.agentlog import AgentLog

AA_PASSES = ('before_1', 'before_2')

# What the command was told; None where it was told nothing.  *limits* are refresh.Limits.
Settings = namedtuple('Settings', 'items controls item_list log_dir limits resume policy')

# What a test works with: *document* is the list of items, *is_new* whether it was chosen by this run, *path* its file.
Chosen = namedtuple('Chosen', 'document is_new path gone')


class Tools(object):
    """What a test needs of the world: *server*, lines for a person, a progress bar, and time."""

    def __init__(self, server, tell=None, note=None, warn=None, progress=None, clock=monotonic, sleep=time.sleep,
                 now=passrun.now):
        self.server, self.clock, self.sleep, self.now = server, clock, sleep, now
        self.tell = tell or (lambda line: None)
        self.note, self.warn, self.progress = note or self.tell, warn or self.tell, progress
        self.cutter = self.refresher = None


def choose(job, settings, server, now):
    """Return the Chosen items: those of the list that is there, else the most telling ones of the baseline.

    Nothing is written.  Raises UsageError where there is neither, or the baseline holds no failing item.
    """
    path = settings.item_list or job.records.item_list(job.fix_id)
    if os.path.exists(path):
        return Chosen(passes.check_list(testjob.read_json(path), fs_text(path), job.fix_id), False, path, [])
    if job.baseline is None:
        raise UsageError(u'from which failures are the items to be chosen?',
                         u'there is no list of items %s' % fs_text(path),
                         u'name an aggregate: --baseline FILE; or a list: --item-list FILE')
    document = aggregation.load(job.baseline)
    wanted = testjob.planned_numbers(job, settings.items, settings.controls, (selection.ITEMS, selection.CONTROLS))
    choice, items, gone = itemresolve.choose(
        itemresolve.Library(server), document, testjob.about(job), wanted + (selection.UNTOUCHED_ITEMS,))
    if not choice.failing:
        raise PreconditionFailed(
            u'no item to test with: none that failed is in the library', u'%s, agents: %s' % (
                fs_text(job.baseline), u', '.join(testjob.agents_of(job) or [u'all'])),
            u'aggregate over a longer time: aggregate_plex_logs.py --timeframe HOURS')
    rows = itemresolve.rows_of(choice, items)
    return Chosen(passes.item_list(job.fix_id, rows, now), True, path, gone)


def numbers(document):
    """Return {kind: how many items} of a list of items."""
    found = dict.fromkeys((pairing.FAILING, pairing.AFFECTED, pairing.CONTROL, pairing.UNTOUCHED), 0)
    for row in document['items']:
        found[row['kind']] += 1
    return found


def doubts(job, chosen, settings, server):
    """Return in words (a list) what a person should agree to before items are refreshed."""
    found = []
    wanted, _ = testjob.planned_numbers(job, settings.items, settings.controls, (selection.ITEMS, selection.CONTROLS))
    found_kinds = numbers(chosen.document)
    failing = found_kinds[pairing.FAILING] + found_kinds[pairing.AFFECTED]
    if chosen.is_new and selection.is_too_few(failing, wanted):
        found.append(u'%d failing items were found, %d were asked for\n  %s' % (
            failing, wanted, u'\n  '.join(selection.power_lines(failing))))
    playing = server.playing()
    if playing:
        found.append(u'%d items are being watched at this moment: refreshing may disturb that' % len(playing))
    return found


def log_folder(named, server):
    """Return the folder of the agents' logs, without which no outcome is known; raises UsageError."""
    if named is None and not server.is_local:
        raise UsageError(u"the agents' logs are needed: they tell what became of an item",
                         u'%s is another machine' % server.origin,
                         u'name their folder, as it is seen from here: --log-dir DIR')
    folder = named or platforms.find_log_folder()
    inner = os.path.join(folder, 'PMS Plugin Logs')
    if not os.path.isdir(folder):
        raise UsageError(u'there is no log folder %s' % fs_text(folder), None, u'name it: --log-dir DIR')
    return inner if os.path.isdir(inner) else folder


def make_pass(job, which, chosen, settings, tools):
    """Refresh the items of the pass called *which* that it does not have yet; return it, ended and counted.

    Raises PreconditionFailed where it was begun before and nobody said to go on, LockHeld beside another test.
    """
    folder = log_folder(settings.log_dir, tools.server)
    with locking.hold(job.records.logs, u'test_fix_actively.py: %s of %s' % (which, job.fix_id)):
        document = testjob.load_pass(job, which, chosen.document)
        if document is None or not passes.is_complete(document):
            document = _run(job, which, document, chosen, settings, tools, folder)
            _count(job, which)
        else:
            tools.note(u'the pass %s is complete, from %s to %s: nothing is refreshed; to make it anew, remove %s' % (
                which, document['started'], document['ended'], fs_text(job.records.test_pass(job.fix_id, which))))
    _counted(job, which)
    return document


def _count(job, which):
    testverdict.count(job.records.test_logs(job.fix_id, which), job.records.test_aggregate(job.fix_id, which))


def _counted(job, which):
    """Return the path of what the logs of a complete pass count; a run that died may not have come to counting them."""
    report = job.records.test_aggregate(job.fix_id, which)
    if not os.path.exists(report):
        _count(job, which)
    return report


def _run(job, which, document, chosen, settings, tools, folder):
    if document is not None and not settings.resume:
        done = u'%d of %d items are done' % (len(document['items']), document['planned'])
        raise PreconditionFailed(
            u'the pass %s of %s was begun before: %s' % (which, job.fix_id, done),
            u'in %s' % fs_text(job.records.test_pass(job.fix_id, which)),
            u'go on with it: --resume; or remove that file, to begin anew')
    rows = chosen.document['items'] if document is None else passes.remaining(document, chosen.document)
    items = itemresolve.find(itemresolve.Library(tools.server), rows)
    for key in sorted(key for key in items if items[key] is None):
        tools.warn(u'warning: item %s of %s is not in the library any more' % (key[1], key[0]))
    if chosen.is_new:
        files.ensure_folder(os.path.dirname(os.path.abspath(chosen.path)))
        files.atomic_write(chosen.path, to_bytes(json_text(chosen.document) + u'\n'))
    tools.cutter = Cutter(folder, job.records.test_logs(job.fix_id, which), AGENT_PREFIX)
    marks = tools.cutter.begin(document and document['log_sizes'])
    if document is None:
        on_new_code = which in testjob.ON_NEW_CODE
        document = passes.begin(job.fix_id, which, chosen.document, tools.now(), marks,
                                testjob.applied_at(job) if on_new_code else None)
        testjob.save_pass(job, which, document)
    log = AgentLog(folder)
    tools.refresher = refresh.Refresher(tools.server, log.finished, log.marks, settings.limits, tools.clock,
                                        tools.sleep, tools.tell)
    run = passrun.PassRun(document, items, lambda one: testjob.save_pass(job, which, one), tools, settings.limits)
    with tools.progress(len(rows), u'%s: refreshing' % which, u'items') as progress:
        return run.run(rows, progress.advance)


def decide(job, settings, tools):
    """Return the record of the decision on all passes that are there, after writing the report and the decision log."""
    before = testjob.load_pass(job, passes.BEFORE)
    before = before if before is not None and passes.is_complete(before) else None
    done = [which for which in testjob.ON_NEW_CODE if (testjob.load_pass(job, which) or {'ended': None})['ended']]
    paths = [job.records.test_pass(job.fix_id, which) for which in done]
    reports = [_counted(job, which) for which in done]
    if before is None:
        tools.warn(u'warning: there is no pass on the old code, so that the evidence is weak at most')
    wish = comparing.Wish(
        baseline=_before_report(job, before),
        current=testverdict.current(reports, testjob.current_report(job, len(done) - 1)),
        fix=job.fix_id, report=job.report_path, implementation=job.records.implementation_log if job.has_log else None,
        policy=settings.policy, before=job.records.test_pass(job.fix_id, passes.BEFORE) if before else None,
        after=paths[0], retests=paths[1:], agents=None)
    made, known_before = testverdict.decide(wish, before, testjob.load_pass(job, done[-1]), job.baseline,
                                            log_folder(settings.log_dir, tools.server))
    if known_before:
        tools.note(u'%d patterns are nothing new: the baseline has them, though not the pass before' % known_before)
    comparing.check_free(job.output, wish)
    comparing.write(made, job.output)
    testverdict.write_down(made, job.records, job.report_path, job.output, tools.warn)
    return made


def _before_report(job, before):
    """Return the path of the aggregate that stands for the old code."""
    if before is not None:
        return _counted(job, passes.BEFORE)
    if job.baseline is None:
        raise UsageError(u'there is nothing to compare with', u'no pass on the old code, and no baseline',
                         u'name an aggregate from before the fix: --baseline FILE')
    return job.baseline


def check_same(job, chosen, settings, tools):
    """Make both passes of the A/A check, and return what they show (`plexfix.flaking/1`), written beside them."""
    sides = []
    for which in AA_PASSES:
        one = make_pass(job, which, chosen, settings, tools)
        sides.append((one, aggregation.load(job.records.test_aggregate(job.fix_id, which))))
    reports = [job.records.test_aggregate(job.fix_id, which) for which in AA_PASSES]
    known = comparing.known_of(comparing.Wish(reports[0], reports[1], job.fix_id, job.report_path, None,
                                              settings.policy, None, None, [], None))
    with tools.progress(None, u'trying orders of the passes', u'orders') as progress:
        shown = aacheck.document(job.fix_id, sides, [job.records.test_logs(job.fix_id, which) for which in AA_PASSES],
                                 known, tools.now(), progress.advance)
    files.atomic_write(job.records.test_flaking(job.fix_id), to_bytes(json_text(shown) + u'\n'))
    return shown
