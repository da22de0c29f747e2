# -*- coding: utf-8 -*-
"""Phase 0: a run folder made or found, its settings kept, what it works with looked at, and the manifest written.

What is looked at is manifest's and checkup's; from here on the run is the loop's.
"""
from __future__ import absolute_import, division, print_function

import os

from plexfix.base.compat import fs_text, path_to_text, to_text
from plexfix.base.errors import PreconditionFailed, UsageError
from plexfix.base.redact import redact_counted
from plexfix.loop import events, iterations
from plexfix.outside import files
from plexfix.outside.plexaddress import address_of
from plexfix.outside.rundir import RunDir, run_to_resume
from plexfix.steps.cycle import context, manifest, measuring

_SECRETS = ('token', 'password')


def settings_of(given):
    """Return the settings (a dictionary) of {name: value}; paths become absolute, what is None is left out.

    A token from standard input is no setting: it cannot be read twice.  Raises UsageError for a secret in one: settings
    are written into the run's records.
    """
    found = {}
    for name in context.SETTINGS:
        value = given.get(name)
        if value is None or value is False:
            continue
        if name in context.PATHS and value != context.STDIN:
            value = path_to_text(os.path.abspath(value))
        found[name] = value if not isinstance(value, str) else to_text(value)
    if 'url' in found:
        # Behind the # of a web page's address may stand a token too.
        found['url'] = to_text(address_of(found['url']).base)
    if set(redact_counted(found.get('restart', u''), keep_paths=True)[1]) & set(_SECRETS):
        raise UsageError(u'the restart command holds a secret', u'it would be written into the records of the run',
                         u'put the command into a script, and name that: --restart command:SCRIPT')
    return found


def set_up(loop, given, goal, max_iterations):
    """Begin the run in the loop's folder, or take new settings into one that was begun; nothing else is done."""
    loop.read()
    settings = settings_of(given)
    if loop.state['settings'] is None:
        _begin(loop, settings, goal, max_iterations or iterations.MAX_ITERATIONS)
        return
    told = {'settings': settings}
    if goal is not None:
        told['goal'] = goal
    if max_iterations is not None:
        told['max_iterations'] = max_iterations
    if _is_news(loop.state, told):
        loop.append(events.SETTINGS, data=told)


def _is_news(state, told):
    known = state['settings']
    return any(known.get(name) != value for name, value in told['settings'].items()) or any(
        state[name] != told[name] for name in ('goal', 'max_iterations') if name in told)


def _begin(loop, settings, goal, max_iterations):
    loop.state['settings'] = settings
    files.ensure_folder(loop.run.path)
    document = manifest.gather(loop)
    manifest.write(loop.run, document)
    loop.append(events.RUN_STARTED, iteration=None, data={
        'goal': goal, 'max_iterations': max_iterations, 'settings': settings, 'system': document['system'],
        'python': document['python'], 'version': document['version']})
    loop.out.note(u'run folder: %s' % fs_text(loop.run.path))
    for line in document['unknown']:
        loop.out.warn(u'not known: ' + line)


def look(loop):
    """Check that the logs can be read and the run folder written; raises with what to do."""
    folder = measuring.log_folder(loop)
    if not os.access(folder, os.R_OK | os.X_OK):
        raise UsageError(u'the log folder cannot be read: %s' % fs_text(folder), None, u'name another: --log-dir DIR')
    place = loop.run.path
    while not os.path.exists(place):
        place = os.path.dirname(place)
    if not os.path.isdir(place) or not os.access(place, os.W_OK | os.X_OK):
        raise UsageError(u'nothing can be written into %s' % fs_text(place), None, u'name another: --run-dir FOLDER')
    loop.plugins()


def named_run(resume, folder, is_begun):
    """Return the RunDir of what --resume names (its folder or its state), else of *folder*; raises UsageError.

    With *is_begun* it must have been begun: raises PreconditionFailed else.
    """
    if resume:
        return run_to_resume(resume)
    run = RunDir(folder)
    if os.path.exists(run.path) and not os.path.isdir(run.path):
        raise UsageError(u'%s is no folder' % fs_text(run.path), None, u'name another: --run-dir FOLDER')
    if is_begun:
        need_begun(run)
    return run


def check(loop, given, goal):
    """Raise where the run could not begin, or go on, with what is given; nothing is written yet."""
    if goal is not None:
        iterations.parse_goal(goal)
    settings = settings_of(given)
    loop.read()
    if loop.state['settings'] is None:
        loop.state['settings'] = settings
        look(loop)


def plan(loop):
    """Return the lines that tell what beginning this run would do."""
    return [u'would begin a run in %s' % fs_text(loop.run.path),
            u'would write %s, and go on with iteration 1' % fs_text(os.path.basename(loop.run.manifest))]


def need_begun(run):
    """Raise PreconditionFailed where no run was begun in the folder of *run*."""
    if not run.is_there():
        raise PreconditionFailed(u'no run was begun in %s' % fs_text(run.path), None,
                                 u'begin one: loop_coordinator.py --run-dir %s' % fs_text(run.path))
