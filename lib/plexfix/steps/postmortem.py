# -*- coding: utf-8 -*-
"""The post-mortem as the commands offer it: a run's records to two documents, over nothing that a person wrote."""
from __future__ import absolute_import, division, print_function

import collections
import json
import os

from plexfix import __version__
from plexfix.base.compat import fs_text, to_bytes, to_text
from plexfix.base.errors import PreconditionFailed, UsageError
from plexfix.base.jsontext import json_text
from plexfix.loop.review import postmortem, postmortemtext
from plexfix.loop.saidwords import clean
from plexfix.outside import audit, files, rundir
from plexfix.steps import casefiles, diagnosing
from plexfix.understand import lessons as lesson_records

# What was made: *document* (`plexfix.postmortem/1`), its Markdown *text*, all *lessons*; *path* and *lessons_path* are
# the Markdown files, *written* all paths that were written, none in a dry run; *open_fields* counts a person's TODOs.
Done = collections.namedtuple('Done', 'document text lessons path lessons_path written open_fields')


def run(run_dir, iteration=None, output=None, lessons=None, dry_run=False, now=None):
    """Look back at the run in the folder *run_dir*, up to *iteration* where one is given, and write what it taught.

    The files go into that iteration's folder, else into the run folder; *output* is another path for the post-mortem,
    beside which the lessons lie then.  *lessons* is a file of earlier lessons to take in; those of this run are taken
    in anyway.  *now* is the time as text.  Raises UsageError, and PreconditionFailed where a person's words would be
    lost.
    """
    whole = rundir.RunDir(run_dir)
    case = casefiles.of_run(whole, iteration)
    place = whole if iteration is None else whole.iteration(iteration)
    numbers = [number for number in whole.iterations() if iteration is None or number <= iteration]
    earlier = [whole.iteration(number) for number in numbers if iteration is None or number < iteration]
    return _make(case, output or place.post_mortem, _sources(earlier, lessons), dry_run, now)


def run_log(implementation_log, output=None, lessons=None, dry_run=False, now=None):
    """Do the same for the one iteration whose implementation log is at that path."""
    case = casefiles.of_log(implementation_log)
    records = rundir.records_of(implementation_log)
    earlier = []
    if records.number is not None:
        whole = rundir.run_of(records.path).run
        earlier = [whole.iteration(number) for number in whole.iterations() if number < records.number]
    return _make(case, output or records.post_mortem, _sources(earlier, lessons), dry_run, now)


def _sources(earlier, named):
    """Return the files of lessons to begin with, the oldest first: the one that is named, then the run's last one."""
    last = [path for records in earlier for path in [diagnosing.lessons_beside(records.post_mortem)] if path is not None]
    return ([named] if named is not None else []) + last[-1:]


def _make(case, output, sources, dry_run, now):
    lessons_path = os.path.join(os.path.dirname(output) or '.', rundir.LESSONS)
    _check_names(output, lessons_path)
    own = diagnosing.lessons_beside(output)
    known = []
    for path in sources + ([own] if own is not None else []):
        known = lesson_records.merge(known, diagnosing.load_lessons(path))
    reviewed = [postmortem.review(one) for one in case.interventions]
    found, drafts = postmortem.learned(reviewed, case.name, known)
    document = clean(postmortem.document(reviewed, found, case.name, now or audit.local_time(), __version__,
                                         case.timeline, case.in_force, drafts, case.problems))
    text = postmortemtext.render(document, _human(output))
    # What is written is what was redacted, in both files alike.
    found = lesson_records.check({'schema': lesson_records.SCHEMA, 'lessons': document['lessons']}, u'the lessons')
    written = [] if dry_run else _write(document, text, found, output, lessons_path)
    return Done(document, text, found, output, lessons_path, written, postmortemtext.open_fields(text, document))


def _check_names(output, lessons_path):
    if output.lower().endswith('.json') or os.path.normcase(os.path.abspath(output)) == os.path.normcase(
            os.path.abspath(lessons_path)):
        raise UsageError(u'the post-mortem cannot be called %s' % fs_text(output), u'another file of it gets that name',
                         u'give it another one: --output post_mortem_analysis.md')
    twin = rundir.json_beside(output)
    _check_ours(twin, postmortem.SCHEMA)
    _check_ours(rundir.json_beside(lessons_path), lesson_records.SCHEMA)


def _check_ours(path, schema):
    """Raise PreconditionFailed where the JSON file at *path* is of another kind."""
    if os.path.exists(path) and (_json_of(path) or {}).get('schema') != schema:
        raise PreconditionFailed(u'refusing to write over %s' % fs_text(path), u'it is no %s' % schema,
                                 u'put it aside, or choose another folder: --output FILE')


def _json_of(path):
    try:
        found = json.loads(to_text(files.read_bytes(path)))
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _human(output):
    """Return what a person wrote into the post-mortem at *output*; raises PreconditionFailed where that is not known."""
    if not os.path.exists(output):
        return postmortemtext.NOBODY
    raw = files.read_bytes(output)
    twin = rundir.json_beside(output)
    document = _json_of(twin) if os.path.exists(twin) else None
    if to_bytes(to_text(raw)) != raw:
        raise PreconditionFailed(u'%s is not in UTF-8' % fs_text(output), u'its other characters would be lost',
                                 u'save it as UTF-8 in an editor')
    try:
        return postmortemtext.read_human(to_text(raw), document)
    except (KeyError, TypeError, AttributeError, ValueError):
        raise PreconditionFailed(u'refusing to write over %s' % fs_text(output),
                                 u'without its JSON nobody can tell what a person wrote in it',
                                 u'choose another name: --output FILE; or put it aside')


def _intro_of(path):
    """Return the lines above the first phase in a file of lessons, where a person may have written; None for none."""
    if not os.path.exists(path):
        return None
    text = to_text(files.read_bytes(path)).replace(u'\r\n', u'\n')
    intro = text.split(u'\n## Phase ')[0].rstrip()
    return intro if u'\n## Phase ' in text else None


def _write(document, text, found, output, lessons_path):
    """Write all four files, each JSON before what is made of it; return their paths."""
    rendered = lesson_records.render(found)
    intro = _intro_of(lessons_path)
    if intro and u'\n## Phase ' in rendered:
        rendered = intro + u'\n' + rendered[rendered.index(u'\n## Phase '):]
    files.ensure_folder(os.path.dirname(os.path.abspath(output)))
    rows = [(rundir.json_beside(lessons_path), json_text(lesson_records.to_json(found)) + u'\n'),
            (lessons_path, rendered), (output, text), (rundir.json_beside(output), json_text(document) + u'\n')]
    for path, content in rows:
        files.atomic_write(path, to_bytes(content))
    return [path for path, _ in rows]
