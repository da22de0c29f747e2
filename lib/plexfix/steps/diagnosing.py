# -*- coding: utf-8 -*-
"""The diagnosis as a whole: aggregate and known errors to a report and its JSON; never over what a person wrote.

What is in the report is `skeleton`'s, its files are `reportfiles`', what is done with it later `reportedits`'.
"""
from __future__ import absolute_import, division, print_function

import collections
import json
import os

from plexfix.base.compat import fs_text, native_path, to_text
from plexfix.base.errors import UsageError
from plexfix.outside import files, rundir, signaturefiles
from plexfix.steps import aggregation, reportfiles
from plexfix.understand import analysis, diagnosis, lessonguards, lessons, signatures, skeleton

# A diagnosis that was worked out and not written yet.
Made = collections.namedtuple('Made', 'analysis report text document')
DEFAULT_TOP = 10


def load(path):
    """Return the aggregate at *path*, a text report or its JSON, with all that a diagnosis reads; raises UsageError."""
    return analysis.complete(aggregation.load(path), fs_text(path))


def default_aggregate(output):
    """Return the path of the aggregate that a report at *output* is made of where nobody names one."""
    return rundir.records_of(output).aggregate_text


def lessons_beside(output):
    """Return the path of the lessons learned in the folder of a report at *output*, None where there are none."""
    records = rundir.records_of(output)
    return next((path for path in (records.lessons, records.lessons_json) if os.path.isfile(path)), None)


def analyse(document, top=DEFAULT_TOP, signature_folder=None, lesson_rows=()):
    """Return the analysis.Analysis of an aggregate by the known errors: the package's, a folder's, and those of lessons."""
    known = signaturefiles.load(signature_folder) + lessonguards.signatures(lessonguards.binding(lesson_rows))
    return analysis.analyse(document, signatures.Matcher(known), top)


def make(analysed, output, lesson_rows=(), previous=None):
    """Return what is Made for *output* (a path); *previous* is the path of the last report, whose words are kept.

    The lessons go into the JSON, from where they bind what is done with the report.
    """
    number, counts = rundir.records_of(output).number, diagnosis.counts_of(analysed.document)
    if previous is None:
        report = skeleton.report(analysed, number, lesson_rows)
    else:
        old = diagnosis.parse(reportfiles.read_whole_text(previous), fs_text(previous))
        # A pattern that a person works on gets its new numbers, however far down its reach has come.
        analysed = analysis.with_patterns(analysed, [one for fix in diagnosis.fixes(old) for one in fix.patterns])
        report = _carried(old, skeleton.report(analysed, number, lesson_rows), counts, previous)
    document = diagnosis.to_json(report, counts)
    document['analysis'] = analysis.to_json(analysed)
    if lesson_rows:
        document['lessons'] = lessons.to_json(lesson_rows)['lessons']
    return Made(analysed, report, diagnosis.render(report), document)


def _carried(old, fresh, counts, previous):
    twin, name = reportfiles.read_twin(previous), fs_text(reportfiles.twin_of(previous))
    if twin is None:
        report = diagnosis.carry(old, fresh, None, counts)
    else:
        report = diagnosis.carry(old, fresh, diagnosis.counts_from_json(twin, name), counts,
                                 reportfiles.generated(twin, name))
    had = set(fix.id for fix in diagnosis.fixes(old))
    # A new fix got another number than it was made with, and its patch file has to have that too.
    return report._replace(parts=[
        part._replace(patch=skeleton.patch_of(part.id)) if isinstance(part, diagnosis.Fix) and part.id not in had
        else part for part in report.parts])


def told(made):
    """Return the text that a person sees of what was Made: the summary, and the fixes to work on."""
    summary = [part.body for part in made.report.parts
               if isinstance(part, diagnosis.Section) and part.title == skeleton.SUMMARY]
    lines = [u'%s: %s (%s)' % (fix.id, fix.title, u', '.join(fix.agents)) for fix in diagnosis.fixes(made.report)]
    return u'\n'.join(summary[:1] + [u''] + lines)


def write(made, output, previous=None):
    """Write what was Made to *output*, its JSON first; returns the path of that.  Raises what `check_free` does."""
    reportfiles.check_free(output, previous)
    return reportfiles.write(output, made.text, made.document)


def load_lessons(path):
    """Return the Lessons of a file, JSON or Markdown; raises UsageError."""
    raw = files.read_bytes(path)
    if os.path.splitext(path)[1].lower() != '.json':
        return lessons.parse(to_text(raw), fs_text(path))
    try:
        return lessons.check(json.loads(to_text(raw)), fs_text(path))
    except ValueError as err:
        raise UsageError(u'%s is no JSON that can be read' % fs_text(path), fs_text(str(err)), None)


class ErrorCategorizer(object):
    """The diagnosis in three steps, for programs: read *report_file*, categorize, write *output_file*.

    Each step does those before it where nobody did, so they can be called in any order.
    """

    def __init__(self, report_file, output_file=rundir.DIAGNOSTIC_REPORT, top=DEFAULT_TOP):
        self.report_file, self.output_file, self.top = native_path(report_file), native_path(output_file), top
        self.document = self.analysis = None

    def parse_report(self):
        """Return the aggregate (a dict); raises UsageError where it cannot be read."""
        self.document, self.analysis = load(self.report_file), None
        return self.document

    def categorize_errors(self):
        """Return {category id: its numbers} as in the JSON under `categories`, in the report's order."""
        if self.document is None:
            self.parse_report()
        self.analysis = analyse(self.document, self.top)
        return collections.OrderedDict((row['id'], row) for row in analysis.to_json(self.analysis)['categories'])

    def generate_report(self):
        """Write the report and its JSON, and return the report's path; raises PreconditionFailed as `write` does."""
        if self.analysis is None:
            self.categorize_errors()
        write(make(self.analysis, self.output_file), self.output_file)
        return self.output_file
