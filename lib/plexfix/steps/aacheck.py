# -*- coding: utf-8 -*-
"""The A/A check: two passes with no change between, counted again item by item; what they prove is judge.flaking's."""
from __future__ import absolute_import, division, print_function

import os
import shutil
import tempfile

from plexfix.base.compat import native
from plexfix.judge import flaking, pairing
from plexfix.outside import files, logfiles
from plexfix.steps import counting
from plexfix.steps.testverdict import COUNT


def document(fix, sides, folders, known, made, advance=lambda number: None):
    """Return what two passes show (`plexfix.flaking/1`).

    *sides* are the two (pass, its aggregate), *folders* those of their copied logs, *known* is the fix's compare.Known,
    *made* says when (text).
    """
    items = twice([one_pass for one_pass, _ in sides], folders)
    rates, rows = flaking.flakes(items)
    return {'schema': flaking.SCHEMA, 'fix': fix, 'made': made, 'flakes': rates, 'items': rows,
            'do_nothing': flaking.do_nothing(items, sides, known, flaking.ORDERS, advance)}


def twice(passes, folders):
    """Return the flaking.Twice of each item that both passes have, in the order of the first."""
    pieces = [_pieces(one, folder) for one, folder in zip(passes, folders)]
    return [flaking.Twice((row, pieces[1][key][0]), (agents, pieces[1][key][1]))
            for key, (row, agents) in sorted(pieces[0].items(), key=lambda one: one[1][0]['place']) if key in pieces[1]]


def _pieces(one_pass, folder):
    """Return {key of an item: (its row with its place, {agent: what its own piece of the logs counts})}."""
    found, before = {}, {}
    for place, row in enumerate(one_pass['items']):
        spans = dict((name, (before.get(name, 0), size)) for name, size in row['log_sizes'].items()
                     if size > before.get(name, 0))
        found[pairing.key_of(row)] = dict(row, place=place), _counted(folder, spans)
        before = row['log_sizes']
    return found


def _counted(folder, spans):
    """Return {agent: dict of an aggregate} of parts of the logs in *folder*, {log: (start, end)}."""
    if not spans:
        return {}
    target = tempfile.mkdtemp(prefix='plexfix-')
    try:
        for name, (start, end) in spans.items():
            with open(os.path.join(folder, native(name)), 'rb') as handle:
                handle.seek(start)
                files.write_new(os.path.join(target, native(name)), [handle.read(end - start)])
        with counting.counted(logfiles.find([target]), COUNT) as parts:
            return dict((part.name, counting.load(part.path)) for part in parts)
    finally:
        shutil.rmtree(target, ignore_errors=True)
