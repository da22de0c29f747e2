# -*- coding: utf-8 -*-
"""Measures an iteration: its logs counted, and with a panel the same items refreshed each time and counted alone.

What the numbers mean is loop.iterations', which logs they are of is keptlogs'.
"""
from __future__ import absolute_import, division, print_function

import hashlib
import os

from plexfix.base.compat import fs_text, to_bytes
from plexfix.base.errors import PreconditionFailed
from plexfix.base.jsontext import json_text
from plexfix.judge import pairing, passes
from plexfix.loop import events, iterations
from plexfix.outside import files
from plexfix.outside.logfiles import AGENT_PREFIX, agent_of
from plexfix.steps import activetest, aggregation, itemresolve, testjob, testverdict
from plexfix.steps.cycle import keptlogs
from plexfix.steps.checkup import PERSONAL_MEDIA

# By this name the panel's passes lie beside those of the fixes.
PANEL = u'iteration-panel'


def aggregate(loop):
    """Count the logs that the current iteration begins with, and log what they measure.

    The first iteration counts all logs, a later one those behind the last change or test.  With a panel its items are
    refreshed before the first one, and what they measure is told; later the pass that ended the iteration before counts.
    """
    records, number = loop.records, loop.number
    if number == 1:
        measured_at = _panel(loop, passes.BEFORE)
    else:
        measured_at = _last_panel(loop)
    document = _counted(loop, records.logs, records.aggregate_text)
    if measured_at is not None:
        document = aggregation.load(measured_at)
    row = iterations.measured_of(number - 1, document)
    if number > 1 and not row.finished:
        loop.wait(u'nothing was measured since the last change: iteration %d has nothing to begin with' % number,
                  row.why, loop.go_on(u' --panel 20'))
    data = dict(loop.evidence(records.aggregate_json), **_numbers(row))
    data['panel'] = None if measured_at is None else loop.inside(measured_at)
    loop.append(events.AGGREGATED, data=data)
    loop.out.note(u'iteration %d: %s' % (number, told(row)))


def close(loop):
    """Measure what the current iteration came to, and log its end."""
    measured_at = _panel(loop, passes.AFTER)
    if measured_at is not None:
        document = aggregation.load(measured_at)
    else:
        # Not kept as the iteration's own: the next one begins with that.
        document = _counted(loop, loop.records.logs_at_end, loop.records.aggregate_at_end)
    row = iterations.measured_of(loop.number, document)
    data = dict(_numbers(row), number=loop.number, valid=row.valid, why=row.why,
                panel=None if measured_at is None else loop.inside(measured_at))
    loop.append(events.ITERATION_ENDED, data=data)
    loop.out.note(u'iteration %d has ended: %s' % (row.number, told(row)))


def mark(loop):
    """Note that the suite changed or tested something: what the logs hold up to here is no traffic to be measured."""
    keptlogs.mark(log_folder(loop), loop.records.log_marks)


def log_folder(loop):
    """Return the folder of the agents' logs; raises UsageError."""
    named = loop.setting('log_dir')
    return activetest.log_folder(named, None if named is not None else loop.server())


def told(row):
    """Return a Measured in words."""
    if not row.valid:
        return u'not measured: %s' % row.why
    return u'%d of %d finished operations were successful, %d failures in %d operations' % (
        row.successful, row.finished, row.failures, row.operations)


def _numbers(row):
    return {'failures': row.failures, 'operations': row.operations, 'successful': row.successful,
            'finished': row.finished}


def _counted(loop, folder, output):
    """Keep what the logs hold behind the marks in *folder*, and return what it counts, which *output* tells too."""
    run_record = aggregation.new_run()
    plug_ins = keptlogs.kept(log_folder(loop), _marks(loop), folder, run_record)
    return aggregation.load(aggregation.count(plug_ins, testverdict.COUNT, None, run_record, output).json_path)


def _marks(loop):
    """Return the marks that the newest iteration left, None where nothing was changed or tested yet."""
    for number in range(loop.number, 0, -1):
        found = keptlogs.read_marks(loop.run.iteration(number).log_marks)
        if found is not None:
            return found
    return None


# -- the panel -------------------------------------------------------------------------------------------------------

def _panel(loop, which):
    """Refresh the panel's items, if there is a panel; return the path of the aggregate of just that, else None."""
    if not loop.setting('panel'):
        return None
    if not os.path.exists(loop.run.panel):
        _draw(loop)
    settings = loop.test_settings(loop.run.panel)
    job = testjob.Job(PANEL, None, loop.records, None, None, None, False, None)
    tools = loop.tools()
    chosen = activetest.choose(job, settings, loop.server(), tools.now())
    loop.out.note(u'panel: refreshing %d items' % len(chosen.document['items']))
    activetest.make_pass(job, which, chosen, settings, tools)
    return loop.records.test_aggregate(PANEL, which)


def _last_panel(loop):
    """Return the aggregate of the panel's pass that ended the iteration before, None where there was none."""
    path = loop.run.iteration(loop.number - 1).test_aggregate(PANEL, passes.AFTER)
    return path if os.path.exists(path) else None


def _draw(loop):
    """Choose the panel's items once: so many of all sections of legacy agents, by chance that is the same each time."""
    server = loop.server()
    rows = []
    for section in server.sections():
        if section.agent.startswith(AGENT_PREFIX) and section.agent != PERSONAL_MEDIA:
            agent = agent_of(section.agent + u'.log')
            rows += [_row(agent, item, section) for item in server.items(section.key)]
    if not rows:
        raise PreconditionFailed(u'no item for the panel', u'no section of the server has a legacy agent',
                                 u'go on without: leave out --panel')
    rows = sorted(rows, key=lambda row: hashlib.sha256(to_bytes(
        u'%s %s' % (row['agent'], row['rating_key']))).hexdigest())[:loop.setting('panel')]
    document = passes.item_list(PANEL, rows, loop.tools().now())
    files.atomic_write(loop.run.panel, to_bytes(json_text(document) + u'\n'))
    loop.out.note(u'panel: %d items, in %s' % (len(rows), fs_text(loop.run.panel)))


def _row(agent, item, section):
    return {'rating_key': fs_text(item.rating_key), 'guid': item.guid, 'kind': pairing.UNTOUCHED, 'agent': agent,
            'section_key': fs_text(section.key), 'files': itemresolve.file_hashes(item), 'type': item.kind}
