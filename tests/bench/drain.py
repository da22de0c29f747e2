#!/usr/bin/env python
# -*- coding: utf-8 -*-
"""Drain3 with its defaults over the same logs, for comparison.  The package drain3 runs on Python 3 only.

  python tests/bench/drain.py LOGS [--limit-mb 20] [--severe-only]

Reads whole files, smallest first, until the limit; prints one JSON object with the bytes it read and its clusters.
Exit codes: 0 done, 2 drain3 is not there.
"""

from __future__ import absolute_import, division, print_function

import argparse
import json
import logging
import os
import sys

from straightforward import HEADER, SEVERE, open_log


def make_miner():
    """Return a Drain3 miner with the package's defaults, or raise ImportError."""
    from drain3 import TemplateMiner
    from drain3.template_miner_config import TemplateMinerConfig

    # Without a config object it warns that it found no ini file; the defaults are the same.
    logging.getLogger('drain3').setLevel(logging.ERROR)
    return TemplateMiner(config=TemplateMinerConfig())


def group(messages):
    """Return the cluster id of each of *messages* (text), as Drain3 knows it once it has seen them all.

    An id is fixed when a message is added: Drain refines a cluster's template later, but never moves a message.
    """
    miner = make_miner()
    return [miner.add_log_message(message)['cluster_id'] for message in messages]


def mine(folder, limit_bytes, severe_only):
    """Feed the logs of *folder* to Drain3; return bytes read, records and clusters."""
    miner = make_miner()
    size, records = 0, 0
    paths = sorted(
        (os.path.join(folder, name) for name in os.listdir(folder)), key=lambda path: (os.path.getsize(path), path)
    )
    for path in paths:
        if limit_bytes and size >= limit_bytes:
            break
        size += os.path.getsize(path)
        with open_log(path) as handle:
            for line in handle:
                match = HEADER.match(line)
                if match is None or severe_only and match.group(3) not in SEVERE:
                    continue
                miner.add_log_message(match.group(6))
                records += 1
    return {'bytes': size, 'records': records, 'clusters': len(miner.drain.clusters)}


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('folder', metavar='LOGS')
    parser.add_argument(
        '--limit-mb',
        type=float,
        default=0,
        help='stop after the file that reaches this many millions of bytes (0: read all)',
    )
    parser.add_argument('--severe-only', action='store_true', help='only WARNING, ERROR and CRITICAL records')
    args = parser.parse_args(argv)
    try:
        found = mine(args.folder, args.limit_mb * 1000000, args.severe_only)
    except (ImportError, SyntaxError):
        # SyntaxError: a copy of it that was meant for Python 3, seen from 2.
        sys.stderr.write(
            'drain3 is not installed for %s\n  %s -m pip install drain3   (Python 3 only)\n'
            % (sys.executable, sys.executable)
        )
        return 2
    sys.stdout.write(json.dumps(found, sort_keys=True) + '\n')
    return 0


if __name__ == '__main__':
    sys.exit(main())
