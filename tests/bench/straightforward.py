#!/usr/bin/env python
# -*- coding: utf-8 -*-
"""The straightforward aggregation that the real one is measured against: a regex a line, five substitutions, dicts.

  python tests/bench/straightforward.py LOGS [--severe-only]

It is what one writes in an afternoon, and honest work: no needless cost, and no counting of operations or events
either.  Prints one JSON object.  Exit code 0.
"""

from __future__ import absolute_import, division, print_function

import argparse
import collections
import json
import os
import re
import sys

HEADER = re.compile(
    r'^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) \((-?[0-9a-f]+)\) :\s+'
    r'(DEBUG|INFO|WARNING|ERROR|CRITICAL) \(([\w.\-]+):(\d+)\) - (.*)$'
)
STATUS = re.compile(r'HTTP Error (\d{3})')
MASKS = (
    (re.compile(r'https?://\S+'), '<url>'),
    (re.compile(r"'[^']*'|\"[^\"]*\""), '<quoted>'),
    (re.compile(r'/[\w.\-]+(?:/[\w.\-]+)+'), '<path>'),
    (re.compile(r'\b(?:0x)?[0-9a-f]{8,}\b'), '<hex>'),
    (re.compile(r'\d+'), '<n>'),
)
SEVERE = ('WARNING', 'ERROR', 'CRITICAL')


def mask(message):
    """Return *message* with URLs, quoted parts, paths, hex and numbers replaced."""
    for pattern, replacement in MASKS:
        message = pattern.sub(replacement, message)
    return message


def open_log(path):
    """Open a log the way one does on this Python: text on 3, the faster plain lines on 2."""
    if sys.version_info[0] == 2:
        return open(path)
    return open(path, encoding='utf-8', errors='replace')


def aggregate(folder, severe_only=False):
    """Return counts over all logs of *folder*: templates by level, errors by agent, HTTP statuses."""
    templates, errors, statuses = (
        collections.defaultdict(collections.Counter),
        collections.Counter(),
        collections.Counter(),
    )
    lines = 0
    for name in sorted(os.listdir(folder)):
        agent = name.split('.log')[0].replace('com.plexapp.agents.', '')
        with open_log(os.path.join(folder, name)) as handle:
            for line in handle:
                lines += 1
                match = HEADER.match(line)
                if match is None:
                    continue
                level, message = match.group(3), match.group(6)
                if level in SEVERE:
                    errors[agent] += 1
                if level in SEVERE or not severe_only:
                    templates[level][mask(message)] += 1
                status = STATUS.search(message)
                if status:
                    statuses[status.group(1)] += 1
    return {
        'lines': lines,
        'templates': dict((level, len(found)) for level, found in templates.items()),
        'errors': dict(errors),
        'statuses': dict(statuses),
    }


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('folder', metavar='LOGS')
    parser.add_argument(
        '--severe-only', action='store_true', help='substitute in WARNING, ERROR and CRITICAL records only'
    )
    args = parser.parse_args(argv)
    sys.stdout.write(json.dumps(aggregate(args.folder, args.severe_only), sort_keys=True) + '\n')
    return 0


if __name__ == '__main__':
    sys.exit(main())
