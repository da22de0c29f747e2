# -*- coding: utf-8 -*-
"""The aggregation as a whole: choose logs and window, count or merge, and write report and JSON twin together."""
from __future__ import absolute_import, division, print_function

import binascii
import collections
import datetime
import io
import json
import os
import time

from plexfix import __version__
from plexfix.base.compat import fs_text, to_bytes
from plexfix.base.errors import UsageError
from plexfix.observe import aggregate, report, summary, window
from plexfix.outside import files
from plexfix.steps import counting

_PIECE_CHARS = 1 << 16
_EPOCH = datetime.datetime(1970, 1, 1)
# What was written, the head of the aggregate, and what the report was made of.
Done = collections.namedtuple('Done', 'document lines text_path json_path summaries options')


def new_run(now=None):
    """Return the run's {generated_at (local, with offset), version, run_id}; *now* is UTC, without a zone."""
    utc = _EPOCH + datetime.timedelta(seconds=int(time.time())) if now is None else now
    local = datetime.datetime.fromtimestamp((utc - _EPOCH).total_seconds())
    offset = int(round((local - utc).total_seconds() / 60.0))
    shown = u'%s%s%02d:%02d' % (local.replace(microsecond=0).isoformat(), u'-' if offset < 0 else u'+',
                                abs(offset) // 60, abs(offset) % 60)
    return {'generated_at': shown, 'version': __version__,
            'run_id': binascii.hexlify(os.urandom(6)).decode('ascii')}


def twin_of(path):
    """Return the path of the JSON twin of a text report at *path*; raises UsageError where that is the same file."""
    stem, extension = os.path.splitext(path)
    if extension.lower() == '.json':
        raise UsageError(u'the text report cannot be called %s' % fs_text(path),
                         u'its JSON twin gets that name', u'give it another ending: --output %s.txt' % fs_text(stem))
    return stem + '.json'


def limits(plug_ins, since, until, hours):
    """Return (since, until) as log times or None, from what a person wrote; relative ones count from the newest record."""
    relative = hours is not None or any(text is not None and window.is_relative(text) for text in (since, until))
    newest = counting.newest_time(plug_ins) if relative else None
    if relative and newest is None:
        raise UsageError(u'there is no record to count the time back from', u'no line of these logs has a time',
                         u'leave out --timeframe, --since and --until')
    if hours is not None:
        return window.seconds_before(newest, 3600.0 * hours), newest
    ends = []
    for text, at_end in ((since, False), (until, True)):
        if text is None:
            ends.append(None)
        elif window.is_relative(text):
            ends.append(window.before(newest, text))
        else:
            ends.append(window.absolute(text, at_end))
    if None not in ends and ends[0] > ends[1]:
        raise UsageError(u'the time asked for ends before it begins', u'from %s to %s' % tuple(ends),
                         u'exchange --since and --until')
    return tuple(ends)


def count(plug_ins, wish, hours, run, output, jobs=1, on_bytes=None):
    """Count *plug_ins*, write the text report to *output* and its twin beside it, and return what was Done."""
    with counting.counted(plug_ins, wish, jobs, on_bytes) as parts:
        document = counting.head_of(parts, wish, hours, run)
        return _write(document, [part.summary for part in parts], wish, output, counting.json_pieces(document, parts))


def merge(paths, wish, run, output):
    """Merge the aggregates in the files *paths* (text reports or JSON), write as `count` does, return what was Done."""
    document = merged(paths, run)
    summaries = [summary.summarize(name, agent, agent['patterns'], wish.top)
                 for name, agent in sorted(document['agents'].items())]
    return _write(document, summaries, wish, output, (to_bytes(piece) for piece in aggregate.pieces_of(document)))


def merged(paths, run):
    """Return the aggregate of the aggregates in the files *paths*; raises UsageError where one cannot be read."""
    return aggregate.merge([load(path) for path in paths], run)


def load(path):
    """Return the aggregate in the JSON file *path*, or in the twin of the text report *path*; raises UsageError."""
    shown, wanted = fs_text(path), None
    if not path.lower().endswith('.json'):
        wanted, path = _run_of(path), twin_of(path)
    try:
        with io.open(path, encoding='utf-8') as source:
            document = json.load(source)
    except EnvironmentError as err:
        raise UsageError(u'cannot read the aggregate %s' % fs_text(path), u'%s' % fs_text(os.strerror(err.errno or 0)),
                         u'make it: aggregate_plex_logs.py --log-dir DIR --output FILE')
    except ValueError as err:
        raise UsageError(u'%s is no JSON' % fs_text(path), u'%s' % err, u'make it again: aggregate_plex_logs.py --output FILE')
    aggregate.check(document, fs_text(path))
    if wanted is not None and document.get('run_id') != wanted:
        raise UsageError(u'%s and %s are of different runs' % (shown, fs_text(path)),
                         u'the report is of run %s, the JSON of run %s' % (wanted, document.get('run_id')),
                         u'make both again: aggregate_plex_logs.py --output FILE')
    return document


def text_of(path):
    """Yield the text of the JSON file at *path* in pieces."""
    with io.open(path, encoding='ascii') as source:
        while True:
            piece = source.read(_PIECE_CHARS)
            if not piece:
                return
            yield piece


def plan(output, run, plug_ins=(), limits_of=(None, None), merged=(), archive=None):
    """Return, for --dry-run, what a run would read and write, as {dry_run, run_id, read, merge, window, archive, write}."""
    return {'dry_run': True, 'run_id': run['run_id'],
            'read': [{'agent': plug_in.agent, 'files': [plug_in.label + fs_text(name) for name in plug_in.files]}
                     for plug_in in plug_ins],
            'merge': [fs_text(path) for path in merged], 'window': {'since': limits_of[0], 'until': limits_of[1]},
            'archive': None if archive is None else fs_text(archive),
            'write': [fs_text(output), fs_text(twin_of(output))]}


def told(planned):
    """Return the lines (text) that tell a person what is `plan`ned."""
    lines = [u'would read %s: %s' % (one['agent'], u', '.join(one['files'])) for one in planned['read']]
    if planned['merge']:
        lines.append(u'would merge %s' % u', '.join(planned['merge']))
    since, until = planned['window']['since'], planned['window']['until']
    if since or until:
        lines.append(u'would count from %s to %s' % (since or u'the beginning', until or u'the end'))
    if planned['archive']:
        lines.append(u'would keep the logs below %s' % planned['archive'])
    return lines + [u'would write %s' % u' and '.join(planned['write'])]


def opening(lines):
    """Return the first part of the report's *lines*: all before the agents one by one."""
    for index, line in enumerate(lines):
        if line == report.EACH_AGENT:
            return lines[:index]
    return lines


def _run_of(path):
    """Return the run id that the text report at *path* names; raises UsageError where it is none."""
    try:
        with io.open(path, encoding='utf-8', errors='replace') as source:
            for _ in range(8):
                line = source.readline()
                if line.startswith(report.RUN_MARK):
                    return line[len(report.RUN_MARK):].split(u',')[0].strip()
    except EnvironmentError as err:
        raise UsageError(u'cannot read %s' % fs_text(path), fs_text(os.strerror(err.errno or 0)),
                         u'give a report or a JSON file of aggregate_plex_logs.py')
    raise UsageError(u'%s is no report of aggregate_plex_logs.py' % fs_text(path), u'its first lines name no run',
                     u'give a report or a JSON file of aggregate_plex_logs.py')


def _options(document, wish):
    problems = [(record['name'], record['problem']) for record in document['files'] if record.get('problem')]
    return {'top': wish.top, 'redacted': document['redacted'], 'problems': problems,
            'shown_as_is': document['redacted'] is None, 'all_levels': wish.all_levels}


def _write(document, summaries, wish, output, pieces):
    """Write the JSON twin first: a report without its twin would be refused, a twin without its report is harmless."""
    options = _options(document, wish)
    lines = report.render(document, summaries, options)
    json_path = twin_of(output)
    files.ensure_folder(os.path.dirname(output) or '.')
    files.atomic_write_pieces(json_path, pieces)
    files.atomic_write(output, to_bytes(u'\n'.join(lines) + u'\n'))
    return Done(document, lines, output, json_path, summaries, options)
