# -*- coding: utf-8 -*-
"""The diagnostic report and its JSON on disk: read, written together, and never over what a person wrote."""
from __future__ import absolute_import, division, print_function

import json
import os

from plexfix.base.compat import fs_text, to_bytes, to_text
from plexfix.base.errors import PlexfixError, PreconditionFailed, UsageError
from plexfix.base.jsontext import json_text
from plexfix.outside import files, rundir
from plexfix.understand import diagnosis


def twin_of(path):
    """Return the path of the JSON beside a report; raises UsageError where that is the same file."""
    twin = rundir.json_beside(path)
    if os.path.normcase(twin) == os.path.normcase(path):
        raise UsageError(u'the report cannot be called %s' % fs_text(path), u'its JSON gets that name',
                         u'give it another ending: --output %s.md' % fs_text(os.path.splitext(path)[0]))
    return twin


def read_twin(path):
    """Return the JSON document beside the report at *path*, None where there is none that is a diagnosis."""
    twin = twin_of(path)
    if not os.path.isfile(twin):
        return None
    try:
        document = json.loads(to_text(files.read_bytes(twin)))
    except ValueError:
        return None
    known = isinstance(document, dict) and document.get('schema') == diagnosis.SCHEMA
    return document if known else None


def generated(twin, name):
    """Return the Report as it was made, before an approval and the like, from its JSON, which is of the file *name*."""
    return diagnosis.from_json(twin.get('generated') or twin, name)


def read_text(path):
    """Return the text of a report; raises UsageError where there is none."""
    if not os.path.isfile(path):
        raise UsageError(u'there is no report %s' % fs_text(path), None,
                         u'make one: diagnose_from_report.py --report FILE --output %s' % fs_text(path))
    return to_text(files.read_bytes(path))


def read_whole_text(path):
    """Return the text of a report that is written back or taken over; raises UsageError where some would be lost."""
    text = read_text(path)
    if to_bytes(text) != files.read_bytes(path):
        raise UsageError(u'%s is not in UTF-8' % fs_text(path), u'its other characters would be lost',
                         u'save it as UTF-8 in an editor')
    return text


def is_utf8(path):
    """Return whether the report at *path* can be read without losing a character."""
    return to_bytes(read_text(path)) == files.read_bytes(path)


def check_free(output, previous=None):
    """Raise PreconditionFailed where writing to *output* would lose what a person wrote, or another file.

    A report may be replaced while it is as it was made (its JSON tells), or where it is the *previous* one, whose
    words are taken over.
    """
    twin = twin_of(output)
    if os.path.exists(twin) and read_twin(output) is None:
        raise PreconditionFailed(u'refusing to write over %s' % fs_text(twin), u'it is no JSON of a diagnostic report',
                                 u'choose another name: --output FILE')
    if not os.path.exists(output) or (previous is not None and _same(output, previous)) or untouched(output):
        return
    raise PreconditionFailed(
        u'refusing to write over %s' % fs_text(output), u'it is not as it was made: a person may have written in it',
        u'to take over what is written there: --previous %s; else choose another name: --output FILE' % fs_text(output))


def untouched(path):
    """Return whether the report at *path* says exactly what was made, by its JSON beside it.

    One that was approved or added to by a command is a person's, though no word in it may be.
    """
    try:
        twin = read_twin(path)
        if twin is None or 'generated' in twin:
            return False
        return diagnosis.parse(read_text(path)) == diagnosis.from_json(twin, fs_text(path))
    except PlexfixError:
        return False


def _same(one, other):
    return os.path.realpath(one) == os.path.realpath(other)


def write(output, text, document):
    """Write a report that was made, its JSON first; returns the path of that."""
    files.ensure_folder(os.path.dirname(output) or '.')
    files.atomic_write(twin_of(output), to_bytes(json_text(document) + u'\n'))
    files.atomic_write(output, to_bytes(text))
    return twin_of(output)


def replace(path, text, added=()):
    """Write *text* over a report, and what it says into the JSON beside it, which keeps how the report was made.

    *added* are the fixes in it that were made here just now, and belong to that.
    """
    files.atomic_write(path, to_bytes(text))
    twin = read_twin(path)
    if twin is not None:
        made = generated(twin, fs_text(path))
        made = diagnosis.to_json(made._replace(parts=made.parts + list(added)))
        del made['counts']
        counts = diagnosis.counts_from_json(twin, fs_text(path))
        reading = diagnosis.to_json(diagnosis.parse(text, fs_text(path)), counts)
        files.atomic_write(twin_of(path), to_bytes(json_text(dict(twin, generated=made, **reading)) + u'\n'))
