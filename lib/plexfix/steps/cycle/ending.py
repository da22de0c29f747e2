# -*- coding: utf-8 -*-
"""How a run ends: whether there is a reason to, the post-mortems, the final report, the export of the decision log.

The reasons are loop.iterations', what the reports say is loop.finalreport's and the post-mortem's.
"""
from __future__ import absolute_import, division, print_function

import os

from plexfix.base.compat import fs_text, to_bytes
from plexfix.base.jsontext import json_text
from plexfix.loop import events, fold, iterations, nextstep
from plexfix.outside import files
from plexfix.steps import finishing, pages, postmortem

EXPORT_SCHEMA = u'plexfix.decision_log/1'


def exit_now(loop, facts=None):
    """Return the iterations.Exit that the recorded numbers call for, None to go on.

    *facts* are those of the newest report, None where there is none that was made after the last fix was tried.
    """
    state = loop.state
    goal = iterations.parse_goal(state['goal']) if state['goal'] else None
    ended = sum(1 for one in state['iterations'] if one['ended'] is not None)
    left = None if facts is None else nextstep.untried(facts)
    return iterations.exit_of(fold.rows_of(state), iterations.State(
        state['stopped'], ended, fold.tried(state), left, goal, state['max_iterations'] or iterations.MAX_ITERATIONS))


def end(loop, reason):
    """Log the end of the run, with the numbers that it follows from."""
    loop.append(events.RUN_ENDED, data={'exit': reason.kind, 'said': reason.said, 'numbers': reason.numbers})
    loop.out.result(u'the run has ended: %s' % reason.said)


def post_mortem(loop):
    """Write the post-mortem of the current iteration, from which the next one learns."""
    made = _post_mortem(loop, loop.number)
    loop.append(events.POST_MORTEM, data=made)


def finish(loop):
    """Write what a finished run leaves: post-mortem, final report, export; again where something was added since."""
    if loop.state['post_mortem'] is None or loop.state['last']['event'] != events.POST_MORTEM:
        loop.append(events.POST_MORTEM, data=_post_mortem(loop, None), iteration=None)
    if not is_finished(loop):
        done = finishing.run(loop.run.path)
        pages.of_final(done.document, loop.run.final_report_html)
        # Last: by it a run that was killed before it knows that the rest may be missing.
        export(loop)
    _tell_end(loop)


def is_finished(loop):
    """Return whether the export is there, and tells of all that is in the log."""
    path = loop.run.decision_export
    return os.path.exists(path) and files.read_bytes(path) == _exported(loop)


def export(loop):
    """Write the decision log as one JSON document."""
    files.atomic_write(loop.run.decision_export, _exported(loop))


def _exported(loop):
    return to_bytes(json_text({'schema': EXPORT_SCHEMA, 'entries': loop.read()}) + u'\n')


def _tell_end(loop):
    out, run = loop.out, loop.run
    for path in (run.final_report_md, run.final_report_html, run.post_mortem, run.lessons, run.decision_export):
        if os.path.exists(path):
            out.note(u'%s' % fs_text(path))
    out.note(u'the next cycle, with the lessons of this one: %s' % finishing.next_cycle(run))


def _post_mortem(loop, number):
    """Write the post-mortem of an iteration, of the whole run for None; return its {path, sha256} for the log."""
    done = postmortem.run(loop.run.path, number, lessons=loop.setting('lessons'))
    loop.out.note(u'post-mortem: %s' % fs_text(done.path))
    return loop.evidence(done.path)
