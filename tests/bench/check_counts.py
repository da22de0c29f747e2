#!/usr/bin/env python
# -*- coding: utf-8 -*-
"""Compare an aggregate's JSON with what a generated set must give, figure by figure.

  python tests/bench/check_counts.py SET/expected.json aggregate.json

Only the figures that the truth knows are compared.  A figure of the truth that is zero may be absent from a map.
Exit codes: 0 all agree, 1 some differ (each is named), 2 wrong usage.
"""

from __future__ import absolute_import, division, print_function

import argparse
import io
import json
import sys


def differences(expected, found, where=''):
    """Return (where, expected, found) for every figure that differs between two nested dicts of numbers.

    In maps of what was seen (statuses, hosts, exceptions) a name that the truth lacks is a difference, too.
    """
    if not isinstance(expected, dict):
        return [] if expected == found else [(where, expected, found)]
    if not isinstance(found, dict):
        return [(where, expected, found)]
    names = set(expected)
    if where.rsplit('.', 1)[-1] in ('by_status', 'by_host', 'exceptions', 'agents'):
        names |= set(found)
    result = []
    for name in sorted(names):
        part, other = expected.get(name, 0), found.get(name, 0 if not isinstance(expected.get(name), dict) else {})
        result.extend(differences(part, other, '%s.%s' % (where, name) if where else name))
    return result


def compare(expected, aggregate):
    """Return the differences of an expected.json and an aggregate, agents first, then totals."""
    return differences(expected['agents'], aggregate.get('agents', {}), 'agents') + differences(
        expected['totals'], aggregate.get('totals', {}), 'totals'
    )


def _read(path):
    with io.open(path, encoding='utf-8') as handle:
        return json.load(handle)


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('expected')
    parser.add_argument('aggregate')
    args = parser.parse_args(argv)
    found = compare(_read(args.expected), _read(args.aggregate))
    for where, expected, actual in found:
        sys.stdout.write('%s: expected %s, found %s\n' % (where, expected, actual))
    sys.stdout.write('%d figures differ\n' % len(found) if found else 'all figures agree\n')
    return 1 if found else 0


if __name__ == '__main__':
    sys.exit(main())
