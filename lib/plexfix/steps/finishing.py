# -*- coding: utf-8 -*-
"""The final report of a run: reads all that the run left, and writes what loop.finalreport makes of it."""
from __future__ import absolute_import, division, print_function

import os
from collections import namedtuple

from plexfix import __version__
from plexfix.base.compat import fs_text, to_bytes, to_text
from plexfix.base.errors import PlexfixError
from plexfix.base.jsontext import json_text
from plexfix.loop import finalreport, finaltext, fold
from plexfix.loop.review import postmortem
from plexfix.loop.saidwords import clean
from plexfix.outside import audit, files, rundir
from plexfix.outside.journal_record import quoted
from plexfix.steps import aggregation, casefiles, diagnosing
from plexfix.understand import diagnosis

# What was made: *document* (`plexfix.final/1`), its Markdown *text*, and the paths that were *written*.
Done = namedtuple('Done', 'document text written')


def run(run_dir, now=None, dry_run=False):
    """Make the final report of the run in the folder *run_dir*, write it and its JSON, and return the Done.

    It may be made at any time; of a run that has not ended it says so.  *now* is the time as text.
    """
    whole = rundir.RunDir(run_dir)
    document = clean(finalreport.make(gathered(whole), now or audit.local_time(), __version__))
    text = finaltext.render(document)
    twin = rundir.json_beside(whole.final_report_md)
    rows = [(twin, json_text(document) + u'\n'), (whole.final_report_md, text)]
    for path, content in rows if not dry_run else ():
        files.atomic_write(path, to_bytes(content))
    return Done(document, text, [] if dry_run else [path for path, _ in rows])


def gathered(whole):
    """Return the finalreport.Run of a rundir.RunDir; what cannot be read is told in it."""
    log = audit.read(whole.decision_log)
    state = fold.fold(log.entries)
    problems = []
    if whole.iterations():
        case = casefiles.of_run(whole)
        problems += case.problems
        reviewed, name = [postmortem.review(one) for one in case.interventions], case.name
    else:
        reviewed, name = [], u'run in %s' % fs_text(os.path.basename(whole.path))
    first, last = _sides(whole, state, problems)
    return finalreport.Run(name, state, reviewed, first, last, _waiting(whole, state, problems), next_cycle(whole),
                           problems)


def _sides(whole, state, problems):
    """Return the aggregates that the first and the last measurement were made of, each (path, aggregate) or None."""
    began = [one for one in state['iterations'] if one['aggregated'] is not None]
    first = last = None
    if began:
        told = began[0]['aggregated']
        first = _aggregate(whole, told.get('panel') or told.get('path'), problems)
    ended = [one for one in state['iterations'] if one['ended'] is not None]
    if ended:
        # Without a panel, what came behind the last change was counted into the iteration's own logs.
        told = ended[-1]['ended'].get('panel') or rundir.told_from(
            whole.path, rundir.json_beside(whole.iteration(ended[-1]['number']).aggregate_at_end))
        last = _aggregate(whole, told, problems)
    return first, last


def _aggregate(whole, told, problems):
    if told is None:
        return None
    path = rundir.native_from(whole.path, to_text(told))
    path = path if path.endswith('.json') else rundir.json_beside(path)
    try:
        return to_text(told), aggregation.load(path)
    except PlexfixError as err:
        problems.append(casefiles.told(err))
        return None


def _waiting(whole, state, problems):
    """Return (iteration, id, title, status) of the fixes in the newest report that nobody tried."""
    for number in reversed(whole.iterations()):
        records = whole.iteration(number)
        if not os.path.isfile(records.diagnostic_report):
            continue
        try:
            parsed = diagnosis.parse(to_text(files.read_bytes(records.diagnostic_report)),
                                     fs_text(records.diagnostic_report))
        except PlexfixError as err:
            problems.append(err.what)
            return []
        tried = set(row['fix'].lower() for one in state['iterations'] if one['number'] == number for row in one['fixes'])
        return [(number, fix.id, fix.title, fix.status) for fix in diagnosis.fixes(parsed)
                if fix.status in diagnosis.UNTRIED and fix.id.lower() not in tried]
    return []


def next_cycle(whole):
    """Return the command that begins another run with what the one of a rundir.RunDir taught."""
    lessons = diagnosing.lessons_beside(whole.post_mortem)
    taken = u' --lessons %s' % quoted(fs_text(lessons)) if lessons else u''
    return u'loop_coordinator.py --run-dir %s%s' % (quoted(fs_text(whole.path + '_2')), taken)
