# -*- coding: utf-8 -*-
"""From the passes of an active test to a decision: their logs counted, before and after compared, the report written.

How it is decided is the judge's, and the same as in compare_metrics.py; refreshing is passrun's.
"""
from __future__ import absolute_import, division, print_function

import datetime
import os

from plexfix.base.compat import fs_text, to_text
from plexfix.base.errors import PlexfixError
from plexfix.judge import compare, record
from plexfix.judge.rotation import log_time
from plexfix.outside import audit, logfiles, logmarks
from plexfix.steps import aggregation, comparing, recording, startcheck, testdecisions
from plexfix.steps.counting import Wish as CountWish

COUNT = CountWish(None, None, False, 10, False, True)
_TIME_CHARS = 23
# What a decision means for the state of a fix; one that must go is there until it is rolled back.
_EVENTS = {u'KEEP': audit.KEPT, u'MONITOR': audit.MONITORED, u'MODIFY': audit.MODIFY}
TESTED = u'tested'
PHASE = 4
BY = u'test_fix_actively.py'


def count(folder, output):
    """Count the copied logs in *folder*, write report and JSON twin, and return the path of the report."""
    has_logs = os.path.isdir(folder) and any(os.path.getsize(os.path.join(folder, name)) for name in os.listdir(folder))
    aggregation.count(logfiles.find([folder]) if has_logs else [], COUNT, None, aggregation.new_run(), output)
    return output


def current(reports, output):
    """Return the path of the aggregate of all passes on the new code; several are merged into one at *output*."""
    if len(reports) == 1:
        return reports[0]
    aggregation.merge(reports, COUNT, aggregation.new_run(), output)
    return output


def decide(wish, before, after, baseline, log_dir):
    """Return (the comparison's record, how many patterns of the test the baseline knew already).

    *wish* is a comparing.Wish, *before* and *after* are passes (before may be None) and *baseline* is the path of the
    aggregate that the items were chosen from, or None.
    """
    sides = [comparing.load(path) for path in (wish.baseline, wish.current)]
    known = comparing.known_of(wish)
    if known.changed_at is not None and after['clock_ahead_s']:
        known = known._replace(changed_at=_shifted(known.changed_at, after['clock_ahead_s']))
    lost = set(after['lost_logs']) | set(before['lost_logs'] if before is not None else ())
    known = known._replace(lost=sorted(logfiles.agent_of(name + '.log') for name in lost),
                           started=_started(known, sides[0], log_dir))
    known_before = 0
    if baseline is not None and before is not None:
        sides[0], known_before = with_known(sides[0], comparing.load(baseline), sides[1])
    inputs = compare.inputs_of(sides[0], sides[1], known,
                               [comparing.source_of(path) for path in (wish.baseline, wish.current)])
    return record.make(inputs), known_before


def with_known(before, baseline, after):
    """Return (*before* with the patterns that *after* has and only *baseline* knew, how many these are).

    A short pass does not show each error that was there: what the long baseline had seen is nothing new.  They come in
    with a count of 0, as they did not come in that pass.
    """
    agents, number = dict(before['agents']), 0
    for name in sorted(agents):
        old = set(row['id'] for row in agents[name].get('patterns') or ())
        new = set(row['id'] for row in (after['agents'].get(name) or {}).get('patterns') or ())
        rows = [dict(row, count=0, items=0, operations=dict.fromkeys(row['operations'], 0), by_hour={}, samples=[])
                for row in (baseline['agents'].get(name) or {}).get('patterns') or () if row['id'] in new - old]
        if rows:
            agents[name] = dict(agents[name], patterns=agents[name]['patterns'] + rows)
            number += len(rows)
    return dict(before, agents=agents), number


def _started(known, before, log_dir):
    """Return how the starts of the touched agents ended, where the implementation log does not know it.

    Each start begins a new log, so that the current one tells, if it began after the window before.  What operations
    did after the start is in their own outcomes.
    """
    started = dict(known.started or {})
    touched = known.touched if known.touched is not None else known.agents
    ends = (before['window'] or {}).get('last')
    for agent in touched or ():
        if started.get(agent) not in (startcheck.STARTED, startcheck.FAILED):
            identifier = _identifier(log_dir, agent)
            seen = startcheck.judge(identifier, _start_of(log_dir, identifier)) if identifier else None
            if seen is not None and seen.lines and ends is not None and seen.lines[0][:_TIME_CHARS] > ends:
                started[agent] = seen.state
    return started or None


def _start_of(log_dir, identifier):
    """Return the current log of a plug-in up to the line that says it has started, all of it where none does."""
    data = logmarks.since(log_dir, {}).get(identifier + '.log', b'')
    at = data.find(b' - Started plug-in')
    return data if at < 0 else data[:data.find(b'\n', at) + 1]


def _identifier(log_dir, agent):
    """Return the identifier of the plug-in with the log of *agent*, None where there is no log of it."""
    for name in sorted(os.listdir(log_dir)) if log_dir is not None else ():
        if name.endswith('.log') and to_text(logfiles.agent_of(name)).lower() == agent.lower():
            return name[:-len('.log')]
    return None


def _shifted(at, seconds):
    """Return a time as the logs write it, by *seconds* later, with nothing that says of which zone it is."""
    text = log_time(at)
    moment = datetime.datetime.strptime(str(text[:19]), '%Y-%m-%d %H:%M:%S') + datetime.timedelta(seconds=seconds)
    return to_text(moment.strftime('%Y-%m-%d %H:%M:%S')) + text[19:]


def write_down(made, records, report_path, output, warn):
    """Write the decision down: in the list of the iteration's verdicts, the decision log, and the report's Status line.

    The decision stands whether or not this can be written: a failure is told to *warn*.
    """
    # The list first: after a kill the test is decided again until the log has it, and is the same row then.
    for action in (lambda: testdecisions.add(records.testing_decisions, made, output),
                   lambda: _log(made, records, report_path, output)):
        try:
            action()
        except PlexfixError as err:
            warn(u'warning: %s%s' % (err.what, u': ' + fs_text(err.evidence) if err.evidence else u''))


def _log(made, records, report_path, output):
    event = _EVENTS.get(made['decision'], TESTED)
    data = {'decision': made['decision'], 'score': made['score'], 'evidence': made['evidence'],
            'report': fs_text(output), 'retests': (made['inputs']['passes'] or {}).get('retests')}
    audit.append(records.decision_log, event, fix=made['fix'], by=BY, phase=PHASE, iteration=records.number,
                 data=data, reason=made['reason'])
    if event != TESTED and report_path is not None:
        recording.set_status(report_path, made['fix'], event)
