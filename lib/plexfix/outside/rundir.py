# -*- coding: utf-8 -*-
"""Where the records of a run are: the one place that knows their names.  Reading and writing them is left to others."""
from __future__ import absolute_import, division, print_function

import collections
import hashlib
import os
import re

from plexfix.base.compat import fs_text, native, path_from_text, path_to_text, to_bytes, to_text
from plexfix.base.errors import UsageError
from plexfix.base.jsontext import json_line
from plexfix.base.places import SUITE_FOLDER, backups_of

# Names that are also used where there is no run, in the folder that a person works in.
DIAGNOSTIC_REPORT = 'diagnostic_report.md'
IMPLEMENTATION_LOG = 'implementation_log.json'
TESTING_DECISIONS = 'testing_decisions.json'
POST_MORTEM = 'post_mortem_analysis.md'
LESSONS = 'lessons_learned.md'
DECISION_LOG = 'decision_log.jsonl'
DECISION_EXPORT = 'decision_log.json'
MANIFEST = 'run_manifest.md'
STATE = 'loop_state.json'
STATE_STORE = 'state.json'
FINAL_REPORT = 'final_improvement_report.md'
FIXES_FOLDER = 'fixes'
LOGS_FOLDER = 'logs'

# Of these at least one is in every run folder, from its first minute on.
_MARKS = (MANIFEST, STATE, DECISION_LOG)
_ITERATION = re.compile(r'iteration_([1-9][0-9]*)$')
_STATE_COPY = re.compile(r'loop_state.*\.json$')
_PLAIN_ID = re.compile(u'[A-Za-z0-9][A-Za-z0-9_-]{0,63}$')
_NOT_PLAIN = re.compile(u'[^A-Za-z0-9_-]+')
_OF_WINDOWS = re.compile(u'(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$', re.IGNORECASE)
_PASS = re.compile(r'(?:before|after|retest)(?:_[0-9]+)?$')

# Where a file lies: a RunDir, and the number of the iteration, None for a file of the run as a whole.
Place = collections.namedtuple('Place', 'run number')


def safe_name(fix):
    """Return the id of a fix (text) as a part of a file name, the same on every system, a native `str`.

    An id of ASCII letters, digits, `-` and `_` stays as it is.  Any other gets a hash of all of it behind a `~`, which
    stands in no plain id: no two ids share a name, but for those that differ in case only and are one fix anyway.
    """
    fix = to_text(fix)
    if _PLAIN_ID.match(fix) and not fix.endswith(u'\n') and not _OF_WINDOWS.match(fix):
        return native(fix)
    # JSON tells two lone surrogates apart, which have no bytes of their own.
    digest = to_text(hashlib.sha256(to_bytes(json_line(fix))).hexdigest())[:12]
    return native(u'%s~%s' % (_NOT_PLAIN.sub(u'_', fix)[:40].strip(u'_'), digest))


def _pass_name(fix, which):
    if not _PASS.match(which):
        raise ValueError('no pass of an active test: %r' % (which,))
    return '%s_%s' % (safe_name(fix), native(which))


def json_beside(path):
    """Return the path of the JSON twin of a report at *path*."""
    return os.path.splitext(path)[0] + '.json'


def told_from(folder, path):
    """Return *path* as text for a record: from *folder* on where it lies there, with /, and else whole."""
    path, folder = os.path.abspath(path), os.path.abspath(folder)
    if path.startswith(folder + os.sep):
        return path_to_text(path[len(folder) + 1:]).replace(os.sep, u'/')
    return path_to_text(path)


def native_from(folder, text):
    """Return the native path that `told_from` told."""
    path = path_from_text(text)
    return path if os.path.isabs(path) else os.path.join(folder, *path.split('/'))


class Records(object):
    """The files of one iteration, or, with *number* None, those of work without a run, all in the folder *path*."""

    def __init__(self, path, number=None):
        self.path, self.number = path, number

    def _in(self, *names):
        return os.path.join(self.path, *names)

    @property
    def aggregate_text(self):
        which = '' if self.number is None else '_iteration_%d' % self.number
        return self._in('aggregated_logs%s.txt' % which)

    @property
    def aggregate_json(self):
        return json_beside(self.aggregate_text)

    @property
    def diagnostic_report(self):
        return self._in(DIAGNOSTIC_REPORT)

    @property
    def diagnostic_json(self):
        return json_beside(self.diagnostic_report)

    @property
    def fixes(self):
        return self._in(FIXES_FOLDER)

    def patch(self, fix):
        return self._in(FIXES_FOLDER, '%s.patch' % safe_name(fix))

    @property
    def implementation_log(self):
        return self._in(IMPLEMENTATION_LOG)

    def implementation_report(self, fix):
        return self._in('implementation_report_%s.md' % safe_name(fix))

    def test_report(self, fix):
        return self._in('test_report_%s.md' % safe_name(fix))

    def test_report_json(self, fix):
        return json_beside(self.test_report(fix))

    def test_report_html(self, fix):
        return self._in('test_report_%s.html' % safe_name(fix))

    def item_list(self, fix):
        """The items that every pass of this fix's active test refreshes."""
        return self._in('test_items_%s.json' % safe_name(fix))

    def test_pass(self, fix, which):
        """One pass of an active test; *which* is before, after or retest, or one of these with `_` and a number."""
        return self._in('test_pass_%s.json' % _pass_name(fix, which))

    def test_aggregate(self, fix, which):
        """What the logs of one pass count; its JSON twin lies beside it."""
        return self._in('test_aggregate_%s.txt' % _pass_name(fix, which))

    def test_logs(self, fix, which):
        """The folder with the logs of one pass."""
        return self._in(LOGS_FOLDER, 'test_%s' % _pass_name(fix, which))

    def test_flaking(self, fix):
        """What two passes without a change between them showed."""
        return self._in('test_flaking_%s.json' % safe_name(fix))

    @property
    def testing_decisions(self):
        return self._in(TESTING_DECISIONS)

    def why(self, fix):
        """Where a person may write why a fix came out as it did."""
        return self._in('why_%s.md' % safe_name(fix))

    @property
    def log_marks(self):
        """Where the agents' logs ended when the suite last changed or tested something."""
        return self._in('log_marks.json')

    @property
    def backups(self):
        return backups_of(self.path)

    @property
    def logs(self):
        """Copies of the logs, taken before a restart rotates them away."""
        return self._in(LOGS_FOLDER)

    @property
    def logs_at_end(self):
        """Copies of what the logs held behind the last change when the iteration ended."""
        return self._in(LOGS_FOLDER, 'at_end')

    @property
    def aggregate_at_end(self):
        """What those count; its JSON twin lies beside it."""
        return self._in(LOGS_FOLDER, 'at_end', 'aggregated_logs.txt')

    @property
    def post_mortem(self):
        return self._in(POST_MORTEM)

    @property
    def lessons(self):
        return self._in(LESSONS)

    @property
    def lessons_json(self):
        return json_beside(self.lessons)

    @property
    def decision_log(self):
        """The log of the run that this iteration belongs to; without a run, one in the same folder."""
        return os.path.join(self.path if self.number is None else os.path.dirname(self.path), DECISION_LOG)


class RunDir(object):
    """A run folder, whether it is there or not."""

    def __init__(self, path):
        self.path = os.path.abspath(path)

    def __eq__(self, other):
        return isinstance(other, RunDir) and os.path.normcase(self.path) == os.path.normcase(other.path)

    def __ne__(self, other):
        return not self == other

    def __hash__(self):
        return hash(os.path.normcase(self.path))

    def __repr__(self):
        return 'RunDir(%r)' % self.path

    def _in(self, name):
        return os.path.join(self.path, name)

    @property
    def manifest(self):
        return self._in(MANIFEST)

    @property
    def state(self):
        return self._in(STATE)

    @property
    def state_store(self):
        """What `state_manager.py` keeps for a person, apart from the loop's own state."""
        return self._in(STATE_STORE)

    @property
    def decision_log(self):
        return self._in(DECISION_LOG)

    @property
    def panel(self):
        """The items that are refreshed before each iteration is measured."""
        return self._in('panel_items.json')

    @property
    def decision_export(self):
        return self._in(DECISION_EXPORT)

    @property
    def final_report_md(self):
        return self._in(FINAL_REPORT)

    @property
    def final_report_html(self):
        return os.path.splitext(self.final_report_md)[0] + '.html'

    @property
    def post_mortem(self):
        """The post-mortem of all iterations together."""
        return self._in(POST_MORTEM)

    @property
    def lessons(self):
        """The lessons of all iterations together."""
        return self._in(LESSONS)

    @property
    def lessons_json(self):
        return json_beside(self.lessons)

    def iteration(self, number):
        """Return the Records of iteration *number*, from 1."""
        if number < 1:
            raise ValueError('iterations count from 1, not %r' % (number,))
        return Records(self._in('iteration_%d' % number), number)

    def iterations(self):
        """Return the numbers of the iterations whose folder is there, ascending."""
        try:
            names = os.listdir(self.path)
        except EnvironmentError:
            return []
        numbers = [int(match.group(1)) for match in map(_ITERATION.match, names) if match]
        return sorted(number for number in numbers if os.path.isdir(self.iteration(number).path))

    def next_iteration(self):
        """Return the number after the last iteration that is there; a gap is not filled, its records may be missed."""
        return (self.iterations() or [0])[-1] + 1

    def is_there(self):
        """Return whether a run was begun in this folder."""
        return any(os.path.isfile(self._in(name)) for name in _MARKS)


def run_of(path):
    """Return the Place that *path*, a file or folder, lies in; None where it stands alone.

    A folder `iteration_N` makes its parent a run folder; a file outside of one belongs to a run only if the folder it
    is in, or one above, has a run's own files.
    """
    folder = os.path.abspath(path)
    while True:
        parent, name = os.path.split(folder)
        match = _ITERATION.match(name)
        if match:
            return Place(RunDir(parent), int(match.group(1)))
        if RunDir(folder).is_there():
            return Place(RunDir(folder), None)
        if parent == folder:
            return None
        folder = parent


def records_of(path):
    """Return the Records that belong with the file at *path*: its iteration's, else those of its own folder."""
    place = run_of(path)
    if place is not None and place.number is not None:
        return place.run.iteration(place.number)
    return Records(os.path.dirname(os.path.abspath(path)))


def run_to_resume(path):
    """Return the RunDir that *path* names: a run folder, or any `loop_state*.json` in one; raises UsageError."""
    folder = path
    if _STATE_COPY.match(os.path.basename(path)) and os.path.isfile(path):
        folder = os.path.dirname(os.path.abspath(path))
    run = RunDir(folder)
    if not run.is_there():
        raise UsageError(u'%s is no run folder' % fs_text(path), u'it holds none of: %s' % u', '.join(_MARKS),
                         u'name the folder, or a loop_state*.json in it')
    return run


def default_run_folder(cwd, suite_folder):
    """Return the folder of a run that nobody named: `plex_improvement` in *cwd*, the current folder.

    *suite_folder* is what scripts/ and lib/ lie in (None where they were installed).  Where people copied it to
    `Plug-ins/plex_improvement`, the run's files lie beside the suite's there.
    """
    if suite_folder is not None:
        suite_folder = os.path.abspath(suite_folder)
        if os.path.normcase(os.path.basename(suite_folder)) == os.path.normcase(SUITE_FOLDER):
            return suite_folder
    return os.path.join(os.path.abspath(cwd), SUITE_FOLDER)
