# -*- coding: utf-8 -*-
"""Count the logs of many plug-ins, one after the other or in several processes, and write the aggregate.

Each plug-in is counted whole by one process, and its part of the aggregate goes to a file of its own at once: so
memory does not grow with the logs, and the result does not depend on how many processes there are.
"""
from __future__ import absolute_import, division, print_function

import collections
import contextlib
import gc
import io
import json
import os
import shutil
import tempfile

from plexfix.base.compat import to_bytes, to_text
from plexfix.observe import aggregate, logline, summary
from plexfix.observe.itemrows import item_line
from plexfix.observe.blocks import TIME_BYTES
from plexfix.observe.tally import Tally
from plexfix.outside import logfiles
from plexfix.steps import workers

# What is wanted of a run: `since`, `until` are log times as text or None; `hide` False shows secrets.
Wish = collections.namedtuple('Wish', 'since until all_levels top hashes hide')
# One plug-in counted: where its JSON text lies, and what the report and the head need.  `redacted` is None where
# secrets were left in on purpose, so that nobody counted them.
Part = collections.namedtuple('Part', 'name path summary files redacted first last')


def newest_time(plug_ins):
    """Return the time (text) of the newest record in the logs of *plug_ins*, or None.

    The newest is the one with the greatest time: when clocks go back in autumn, it is not the last one.
    """
    newest = b''
    for plug_in in plug_ins:
        for block, _ in logfiles.blocks(logfiles.open_all(plug_in)):
            for line in block:
                if line[:TIME_BYTES] > newest and logline.parse(line) is not None:
                    newest = line[:TIME_BYTES]
    return to_text(newest) if newest else None


def count_plug_in(plug_in, wish, folder, number, on_bytes=None):
    """Count one plug-in, write its JSON text into *folder*, and return the Part."""
    tally = Tally(_limit(wish.since), _limit(wish.until), wish.all_levels, plug_in.agent)
    opened = logfiles.open_all(plug_in)
    with _no_collecting():
        for block, segments in logfiles.blocks(opened, wish.hashes, on_bytes):
            tally.feed(block, segments)
        follower = tally.finish()
    counts = follower.counts.as_dict()
    redacted = {}
    patterns = _noting_redactions(follower.patterns.finish(wish.hide), redacted)
    path = os.path.join(folder, 'part-%06d.json' % number)
    left_out = follower.items.left_out()
    with io.open(path, 'wb') as target:
        written = _written(target, counts, patterns, follower.items, left_out)
        shown = summary.summarize(plug_in.agent, counts, written, wish.top)
    counts['items_left_out'] = left_out
    files = [_file_record(read, plug_in) for read, _ in opened]
    if wish.since is None and wish.until is None:
        first, last = _span([record['first'] for record in files], [record['last'] for record in files])
    else:
        first, last = _shown(tally.first), _shown(tally.last)
    return Part(plug_in.agent, path, shown, files, redacted if wish.hide else None, first, last)


def _noting_redactions(patterns, redacted):
    """Yield the patterns of (pattern, {kind: secrets taken out}), and add the numbers up in *redacted*."""
    for pattern, kinds in patterns:
        for kind, found in kinds.items():
            redacted[kind] = redacted.get(kind, 0) + found
        yield pattern


def _span(firsts, lasts):
    """Return the earliest of *firsts* and the latest of *lasts*, each None where nothing else is there."""
    firsts, lasts = [time for time in firsts if time], [time for time in lasts if time]
    return min(firsts) if firsts else None, max(lasts) if lasts else None


@contextlib.contextmanager
def _no_collecting():
    """Keep Python from looking for reference cycles: counting makes none, and millions of small objects."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _written(target, counts, patterns, items, left_out):
    """Yield *patterns* and write the agent's JSON text to *target* on the way: they are made only once."""
    seen = []

    def noting():
        for pattern in patterns:
            seen.append(pattern)
            yield pattern
    for piece in aggregate.agent_pieces(counts, noting(), items.newest(item_line), left_out):
        target.write(to_bytes(piece))
        while seen:
            yield seen.pop()


def _limit(time):
    return None if time is None else to_bytes(time)


def _file_record(read, plug_in):
    return {'name': read.name, 'agent': plug_in.agent, 'size_bytes': read.size_bytes, 'sha256': read.sha256,
            'lines': read.lines, 'first': _shown(read.first), 'last': _shown(read.last), 'problem': read.problem}


def _shown(time):
    return None if time is None else to_text(time)


@contextlib.contextmanager
def counted(plug_ins, wish, jobs=1, on_bytes=None):
    """Count *plug_ins* and give the Parts, ordered by name; their files are there until the context ends."""
    folder = tempfile.mkdtemp(prefix='plexfix-')
    try:
        tasks = [(plug_in, wish, folder, number) for number, plug_in in enumerate(plug_ins)]
        if jobs > 1 and len(tasks) > 1:
            parts = _in_processes(tasks, min(jobs, len(tasks)), on_bytes)
        else:
            parts = [count_plug_in(*(task + (on_bytes,))) for task in tasks]
        yield _one_a_name(parts, wish, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _in_processes(tasks, jobs, on_bytes):
    """Count in *jobs* processes, the largest logs first, so that none is left alone with one at the end."""
    order = sorted(tasks, key=lambda task: (-logfiles.size_of(task[0]), task[3]))
    parts = []
    # Closed at once, not some time later: the processes write into a folder that goes away after this.
    with contextlib.closing(workers.results(_count_task, order, jobs)) as results:
        for part in results:
            parts.append(part)
            if on_bytes:
                on_bytes(sum(record['size_bytes'] for record in part.files))
    return sorted(parts, key=lambda part: part.path)


def _count_task(task):
    return count_plug_in(*task)


def _one_a_name(parts, wish, folder):
    """Return *parts* by name; those of one agent in several folders are merged into one."""
    by_name = {}
    for part in parts:
        by_name.setdefault(part.name, []).append(part)
    return [_merged(by_name[name], wish, folder) for name in sorted(by_name)]


def _merged(parts, wish, folder):
    if len(parts) == 1:
        return parts[0]
    agent = None
    for part in parts:
        loaded = load(part.path)
        agent = loaded if agent is None else aggregate.merge_agents(agent, loaded)
    path = parts[0].path + '.merged'
    with io.open(path, 'wb') as target:
        for piece in aggregate.pieces_of_agent(agent):
            target.write(to_bytes(piece))
    first, last = _span([part.first for part in parts], [part.last for part in parts])
    return Part(parts[0].name, path, summary.summarize(parts[0].name, agent, agent['patterns'], wish.top),
                [record for part in parts for record in part.files], _redacted(parts), first, last)


def _redacted(parts):
    """Return how many secrets were taken out by kind, None where in some of *parts* none was looked for."""
    redacted = {}
    for part in parts:
        if part.redacted is None:
            return None
        redacted = aggregate.add(redacted, part.redacted)
    return redacted


def load(path):
    """Return the JSON document in the file at *path*."""
    with io.open(path, encoding='utf-8') as source:
        return json.load(source)


def head_of(parts, wish, hours, run):
    """Return the aggregate of *parts* without its agents; its window is that of the records that were counted.

    Without limits, `first` and `last` are the times with which the files begin and end: to look at the time of every
    line would cost more than it tells.
    """
    first, last = _span([part.first for part in parts], [part.last for part in parts])
    window = {'since': wish.since, 'until': wish.until, 'hours': hours, 'first': first, 'last': last}
    files = [record for part in parts for record in part.files]
    return aggregate.head(window, files, [part.summary.counts for part in parts], run, _redacted(parts))


def json_pieces(document, parts):
    """Yield the aggregate's JSON text as bytes, the agents' from their files."""
    def pieces(part):
        with io.open(part.path, encoding='ascii') as source:
            while True:
                text = source.read(1 << 16)
                if not text:
                    return
                yield text
    for piece in aggregate.document_pieces(document, [(part.name, pieces(part)) for part in parts]):
        yield to_bytes(piece)
