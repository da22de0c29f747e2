# -*- coding: utf-8 -*-
"""Pages written to files: never over a file that is none; what stands on them is left to `show`."""
from __future__ import absolute_import, division, print_function

import os

from plexfix.base.compat import fs_text, to_bytes
from plexfix.base.errors import PlexfixError, PreconditionFailed, UsageError
from plexfix.judge import passes, soundness
from plexfix.judge.soundness import ANY, COUNT
from plexfix.observe.aggregate import SCHEMA
from plexfix.outside import files, rundir
from plexfix.show import aggregate_page, comparison_page, final_page, html
from plexfix.steps import comparing, testjob

_PASSES = (passes.BEFORE,) + testjob.ON_NEW_CODE + (passes.RETEST,)
# What a page shows of an aggregate beyond what is judged.
_SHOWN = {u'agents!': {ANY: {u'by_hour': {ANY + u'!': {u'operations!': COUNT, u'failures!': COUNT}},
                             u'http': {u'without_status': COUNT}}}}


def check_free(path, others=()):
    """Raise before a page at *path* would lose a file of another kind, or one of *others*, written by the same run."""
    if any(os.path.realpath(path) == os.path.realpath(other) for other in others):
        raise UsageError(u'the page cannot be called %s' % fs_text(path), u'another file of this run gets that name',
                         u'choose another name: --html FILE.html')
    if os.path.isdir(path):
        raise UsageError(u'%s is a folder' % fs_text(path), None, u'name a file: --html FILE.html')
    if os.path.exists(path) and not html.is_page(files.read_bytes(path)):
        raise PreconditionFailed(u'refusing to write over %s' % fs_text(path), u'it is no page of plexfix',
                                 u'choose another name: --html FILE.html')


def write(text, path):
    """Write the *text* of a page to *path*, whole or not at all; returns *path*."""
    check_free(path)
    files.ensure_folder(os.path.dirname(path) or '.')
    files.atomic_write(path, to_bytes(text))
    return path


def of_aggregate(done, path):
    """Write the page of an aggregate that was made (an aggregation.Done) to *path*; returns *path*."""
    return write(aggregate_page.render(done.document, done.summaries, done.options), path)


def of_comparison(record, path, baseline=None, current=None):
    """Write the page of a decision's *record* to *path*; returns *path*.

    *baseline* and *current* are paths of the two aggregates, None where the record alone is to be shown.
    """
    sides = [None if one is None else _readable(one) for one in (baseline, current)]
    return write(comparison_page.render(record, *sides), path)


def of_test(record, job, path):
    """Write the page of the decision on the active test of *job* (a testjob.Job) to *path*; returns *path*.

    Of the aggregates of its passes those are shown that the decision was made from, by their sums.
    """
    known = [job.records.test_aggregate(job.fix_id, which) for which in _PASSES] + [job.baseline]
    return of_comparison(record, path, *[_source(record['inputs'][side], known) for side in ('baseline', 'current')])


def beside_test_report(record, job, warn):
    """Write the page of a test beside its report; that it cannot be written is told to *warn*, as the report stands."""
    try:
        of_test(record, job, os.path.splitext(job.output)[0] + '.html')
    except PlexfixError as err:
        warn(u'warning: there is no page: %s' % fs_text(err.what))


def _source(side, paths):
    """Return which of *paths* is the aggregate that one side of a decision came from, None where none is."""
    for path in paths:
        data = None if path is None else rundir.json_beside(path)
        if data is not None and os.path.isfile(data) and files.sha256_of(data) == side['sha256']:
            return data
    return None


def of_final(document, path):
    """Write the page of a run's final *document* (`plexfix.final/1`) to *path*; returns *path*."""
    return write(final_page.render(document), path)


def _readable(path):
    """Return the aggregate at *path*, None where it is one of another schema, of which only the record tells.

    Raises UsageError where what a page shows, and a decision does not rest on, is of another kind.
    """
    document = comparing.load(path)
    if document.get('schema') != SCHEMA:
        return None
    said = soundness.fault(document, _SHOWN)
    if said:
        raise UsageError(u'%s is no whole aggregate' % fs_text(path), said,
                         u'make it again: aggregate_plex_logs.py --log-dir DIR --output FILE')
    return document
