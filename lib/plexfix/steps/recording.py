# -*- coding: utf-8 -*-
"""Writes down what became of a fix where people and the other commands look: decision log, Status line, report.

The implementation log is written by those who change files, as its state has to follow theirs at every moment.
"""
from __future__ import absolute_import, division, print_function

import os

from plexfix.base.compat import fs_text, to_bytes, to_text
from plexfix.base.errors import PlexfixError
from plexfix.outside import audit, files
from plexfix.show import implementation_report
from plexfix.understand.diagnosis import editing as diagnosis_edit

PHASE = 3
BY = u'implement_fix.py'


def record(entry, event, records, report_path, facts, warn, reason=None):
    """Write one *event* (of audit) of an *entry*'s fix to the decision log, the report's Status, and its own report.

    What is on the disk is true whether or not this can be written: a failure is told to *warn*, and the rest goes on.
    Returns the path of the implementation report.
    """
    path = records.implementation_report(entry['fix'])
    data = {'files': [row['path'] for row in entry['files']], 'backup': entry['backup_path'],
            'restart': entry['restart']['method'], 'agents': entry['restart']['agents']}
    _try(warn, lambda: decide(event, entry['fix'], records, data, reason))
    _try(warn, lambda: files.atomic_write(path, to_bytes(implementation_report.report(entry, facts))))
    if report_path is not None and os.path.isfile(report_path):
        _try(warn, lambda: set_status(report_path, entry['fix'], event))
    return path


def decide(event, fix_id, records, data=None, reason=None):
    """Append one line to the decision log."""
    return audit.append(records.decision_log, event, fix=fix_id, by=BY, phase=PHASE, iteration=records.number,
                        data=data, reason=reason)


def set_status(report_path, fix_id, status):
    """Write *status* into the Status line of a fix, in the report as it is now; nothing else in it changes.

    Raises PlexfixError where the report cannot be read as UTF-8: writing it back would change it.
    """
    data = files.read_bytes(report_path)
    text = to_text(data)
    if to_bytes(text) != data:
        raise PlexfixError(u'the Status line in %s was not set' % fs_text(report_path), u'the report is not UTF-8')
    files.atomic_write(report_path, to_bytes(diagnosis_edit.set_status(text, fix_id, status)))


def _try(warn, write):
    try:
        write()
    except PlexfixError as err:
        warn(u'warning: %s%s' % (err.what, u': ' + fs_text(err.evidence) if err.evidence else u''))
