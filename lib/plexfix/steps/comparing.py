# -*- coding: utf-8 -*-
"""The comparison as a whole: files to a decision, and its report written; what a number means is left to the judge."""
from __future__ import absolute_import, division, print_function

import collections
import io
import json
import os

from plexfix.base.compat import fs_text, to_bytes, to_text
from plexfix.base.errors import PreconditionFailed, Refused, UsageError
from plexfix.base.jsontext import json_text
from plexfix.judge import compare, pairing, record, reportreading, soundness, testreport
from plexfix.observe.aggregate import SCHEMA
from plexfix.outside import files, rundir
from plexfix.steps import aggregation, implog, lessonchecks
from plexfix.understand import diagnosis
from plexfix.understand.diagnosis import text as diagnosis_text

# What is to be compared: paths of files, None for what was not named.  *retests* is a list of paths, *agents* of names.
Wish = collections.namedtuple('Wish', 'baseline current fix report implementation policy before after retests agents')
_FAMILY = SCHEMA.split('/')[0] + '/'


def judge(wish):
    """Return the record of the decision on what *wish* names; raises UsageError where a file cannot be used."""
    sides = [load(path) for path in (wish.baseline, wish.current)]
    known = known_of(wish)
    return record.make(compare.inputs_of(sides[0], sides[1], known, [source_of(wish.baseline), source_of(wish.current)]))


def load(path):
    """Return the aggregate at *path*, a text report or JSON; one of another schema too, as that is the judge's to say."""
    try:
        document = aggregation.load(path)
    except UsageError:
        document = _of_another_schema(path)
        if document is None:
            raise
        return document
    _check_sound(document, fs_text(path))
    return document


def source_of(path):
    """Return {name, sha256} of the JSON of the aggregate at *path*."""
    data = _json_path(path)
    return {'name': fs_text(os.path.basename(data)), 'sha256': files.sha256_of(data)}


def known_of(wish):
    """Return the compare.Known of a fix: from its diagnostic report, and the log of how it was applied."""
    given = {'policy': wish.policy, 'passes': _passes(wish)}
    name, criteria = wish.fix, None
    if wish.report is not None:
        fix = _fix(wish.report, wish.fix)
        name, criteria = fix.id, diagnosis.criteria(fix)
        criteria, told = lessonchecks.with_guards(wish.report, fix, criteria)
        given.update(criteria_from=u'the diagnostic report' + told, agents=_filled(fix.agents), files=diagnosis.touches(fix) or None,
                     restart=fix.restart.strip().lower() != u'no')
    if wish.agents:
        given['agents'] = [to_text(fs_text(agent)) for agent in wish.agents]
    entry = _entry(wish, name)
    if entry is not None:
        given.update(_applied(entry, given.get('agents')))
    _same_fix(name, given['passes'])
    return compare.known_of(name or compare.UNNAMED, criteria, **given)


def write(made, output):
    """Write the record *made* to *output*, Markdown with its JSON beside it, or JSON alone where that is its ending.

    Returns the paths written.
    """
    files.ensure_folder(os.path.dirname(output) or '.')
    paths = targets(output)
    for path in paths:
        text = json_text(made) + u'\n' if is_json(path) else testreport.render(made)
        files.atomic_write(path, to_bytes(text))
    return paths


def targets(output):
    """Return the paths that a report at *output* has, the JSON first: a report without it would be the worse half."""
    return [output] if is_json(output) else [rundir.json_beside(output), output]


def check_free(output, wish):
    """Raise before writing to *output* would lose one of the files that were read, or a file of another kind."""
    read = [path for path in (wish.baseline, wish.current, wish.report, wish.implementation, wish.before, wish.after)
            + tuple(wish.retests) if path is not None]
    read += [_json_path(path) for path in (wish.baseline, wish.current)]
    for path in targets(output):
        if any(os.path.realpath(path) == os.path.realpath(other) for other in read):
            raise UsageError(u'refusing to write over %s' % fs_text(path), u'it is one of the files that are compared',
                             u'choose another name: --output FILE')
        if os.path.exists(path) and not _is_report(path):
            raise PreconditionFailed(u'refusing to write over %s' % fs_text(path), u'it is no test report of plexfix',
                                     u'choose another name: --output FILE')


def read_report(path):
    """Return the record in the test report at *path*, Markdown or JSON; raises UsageError or Refused."""
    return reportreading.parse(to_text(_bytes(path, u'a test report')), fs_text(path))


def is_json(path):
    return path.lower().endswith('.json')


def _is_report(path):
    try:
        read_report(path)
        return True
    except (UsageError, Refused):
        return to_text(files.read_bytes(path)).lstrip().startswith(u'**Decision: ')


def _json_path(path):
    return path if is_json(path) else aggregation.twin_of(path)


def _bytes(path, what):
    try:
        with io.open(path, 'rb') as source:
            return source.read()
    except EnvironmentError as err:
        raise UsageError(u'cannot read %s' % fs_text(path), fs_text(os.strerror(err.errno or 0)), u'give %s' % what)


def _json_of(path, what):
    try:
        return json.loads(to_text(_bytes(path, what)))
    except (ValueError, RuntimeError) as err:
        # RuntimeError: nested deeper than can be read.
        raise UsageError(u'%s is no JSON' % fs_text(path), u'%s' % err, u'give %s' % what)


def _of_another_schema(path):
    """Return the document at *path* where it is an aggregate of a schema that is not known here, else None."""
    try:
        document = _json_of(_json_path(path), u'')
    except UsageError:
        return None
    schema = document.get('schema') if isinstance(document, dict) else None
    return document if schema != SCHEMA and to_text(schema).startswith(_FAMILY) else None


def _check_sound(document, name):
    """Raise UsageError where what a comparison counts by is missing, or of another kind."""
    said = soundness.fault(document, soundness.AGGREGATE)
    empty = sorted(agent for agent in document['agents'] if not said and not document['agents'][agent]['operations'])
    if said or empty:
        raise UsageError(u'%s is no whole aggregate' % name, said or u'agents.%s.operations is empty' % empty[0],
                         u'make it again: aggregate_plex_logs.py --log-dir DIR --output FILE')


def _fix(path, name):
    """Return the fix called *name* in the diagnostic report at *path*; without a name the only one."""
    report = diagnosis_text.parse(to_text(_bytes(path, u'a diagnostic report')), fs_text(path))
    if name is not None:
        return diagnosis.find(report, name)
    fixes = diagnosis.fixes(report)
    if len(fixes) != 1:
        raise UsageError(u'which fix of %s?' % fs_text(path), u'it has: %s' % u', '.join(fix.id for fix in fixes),
                         u'name it: --fix-name %s' % (fixes[0].id if fixes else u'NAME'))
    return fixes[0]


def _filled(agents):
    names = [name for name in agents if not diagnosis.is_todo(name)]
    return names or None


def _entry(wish, name):
    """Return the newest entry of the fix in the implementation log, None where there is none or it is off the disk."""
    path = wish.implementation
    if path is None:
        path = rundir.records_of(wish.report).implementation_log if wish.report is not None else None
        if path is None or not os.path.exists(path):
            return None
    elif not os.path.exists(path):
        raise UsageError(u'cannot read %s' % fs_text(path), u'there is no such file', u'give an implementation log')
    entries = [entry for entry in implog.load(path)['implementations']
               if name is not None and to_text(entry['fix']).lower() == name.lower() and implog.is_on_disk(entry)]
    return entries[-1] if entries else None


def _applied(entry, agents):
    """Return what an entry of the implementation log tells: when, which files, and how the agents' starts ended."""
    started = (entry.get('restart') or {}).get('agents') or None
    touched = sorted(set(started or ()) | set(agents or ())) or None
    return {'changed_at': entry.get('timestamp'), 'files': [row['path'].replace(u'\\', u'/') for row in entry['files']],
            'started': started, 'touched': touched, 'agents': agents or touched}


def _passes(wish):
    """Return (before or None, after, retests) of an active test, None where no pass was named."""
    if wish.after is None:
        if wish.before is not None or wish.retests:
            raise UsageError(u'a pass before a fix says nothing without one after it', None, u'name it: --after-pass FILE')
        return None
    load_pass = [None if path is None else pairing.check(_json_of(path, u'a pass of an active test'), fs_text(path))
                 for path in [wish.before, wish.after] + list(wish.retests)]
    return load_pass[0], load_pass[1], load_pass[2:]


def _same_fix(name, passes):
    """Raise UsageError where a pass was made for another fix."""
    for one in [] if passes is None else [passes[0], passes[1]] + list(passes[2]):
        if one is not None and name is not None and to_text(one['fix']).lower() != name.lower():
            raise UsageError(u'a pass of %s says nothing of %s' % (one['fix'], name), None, u'give the passes of that fix')
