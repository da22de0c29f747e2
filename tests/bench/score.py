#!/usr/bin/env python
# -*- coding: utf-8 -*-
"""How well messages are grouped: grouping accuracy (GA) and F1 of groups (FGA) against a labelled set.

  python tests/bench/score.py SET --by ours
  python tests/bench/score.py SET --by drain --sample severe

SET is a folder that generate.py made.  GA is the share of messages whose group is exactly the true one (same
members); FGA is the F1 of groups so recovered.  A group never spans agents, levels or modules, for any contender.
The truth is taken twice: `strict` keeps HTTP status, exception class and host apart, as reports must; `wording`
does not, so whoever keeps them apart loses there.  Prints one JSON object.

Exit codes: 0 done, 2 the contender is not there.
"""

from __future__ import absolute_import, division, print_function

import argparse
import collections
import io
import json
import os
import re
import sys

import drain
import straightforward
from truth import SAMPLE_COLUMNS

_LIB = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), 'lib')
_HEADER = re.compile(br'\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \(-?[0-9a-f]+\) :\s+[A-Z]+ \([\w.\-]+:\d+\) - ')
_NUMBER_OR_QUOTED = re.compile(r"\d+|'[^']*'|\"[^\"]*\"")

Sample = collections.namedtuple('Sample', SAMPLE_COLUMNS + ('message',))


def grouping_accuracy(pairs):
    """Return the share of (truth, predicted) *pairs* whose predicted group has exactly the members of the true one."""
    exact = _exact_groups(pairs)
    return sum(exact.values()) / len(pairs)


def group_f1(pairs):
    """Return the F1 of groups: exactly recovered ones against all predicted and all true ones."""
    exact = len(_exact_groups(pairs))
    precision = exact / len(set(predicted for _, predicted in pairs))
    recall = exact / len(set(truth for truth, _ in pairs))
    return 2 * precision * recall / (precision + recall) if exact else 0.0


def _exact_groups(pairs):
    """Return {truth: members} of the groups that were recovered exactly."""
    both = collections.Counter(pairs)
    truths = collections.Counter(truth for truth, _ in pairs)
    predictions = collections.Counter(predicted for _, predicted in pairs)
    return dict(
        (truth, count)
        for (truth, predicted), count in both.items()
        if count == truths[truth] == predictions[predicted]
    )


def read_samples(folder, which):
    """Return the Samples of *which* ('severe' or 'all') of a generated set, each with its whole message."""
    wanted = collections.OrderedDict()
    with io.open(os.path.join(folder, 'sample_%s.tsv' % which), encoding='utf-8') as handle:
        next(handle)
        for row in handle:
            fields = row.rstrip('\n').split('\t')
            wanted.setdefault(fields[0], {})[int(fields[1])] = fields
    samples = []
    for name, rows in wanted.items():
        messages = _messages(os.path.join(folder, 'logs', name), rows)
        samples.extend(Sample(*(rows[line] + [messages[line]])) for line in sorted(rows))
    return samples


def _messages(path, lines):
    """Return {line number: message} for the headers at *lines* of a log."""
    found, number, current = {}, 0, None
    with io.open(path, 'rb') as handle:
        for line in handle:
            number += 1
            match = _HEADER.match(line)
            if match:
                current = number if number in lines else None
                line = _HEADER.sub(b'', line, 1)
            if current:
                found.setdefault(current, []).append(line)
    return dict((number, b''.join(parts)[:-1]) for number, parts in found.items())


def _first_lines(samples):
    return [sample.message.partition(b'\n')[0].decode('utf-8') for sample in samples]


def _by_ours(samples):
    if _LIB not in sys.path:
        sys.path.insert(0, _LIB)
    from plexfix.observe.templates import template_of

    return [template_of(str(sample.level), str(sample.module), sample.message) for sample in samples]


def _by_five_masks(samples):
    return [straightforward.mask(message) for message in _first_lines(samples)]


def _by_one_mask(samples):
    return [_NUMBER_OR_QUOTED.sub('*', message) for message in _first_lines(samples)]


def _by_drain(samples):
    return drain.group(_first_lines(samples))


CONTENDERS = collections.OrderedDict(
    [('ours', _by_ours), ('drain', _by_drain), ('five-masks', _by_five_masks), ('one-mask', _by_one_mask)]
)


def score(samples, predictions):
    """Return {'strict': {'ga', 'fga', groups}, 'wording': the same} for one prediction a sample."""
    scores = {}
    for truth in ('strict', 'wording'):
        pairs = []
        for sample, predicted in zip(samples, predictions):
            scope = (sample.agent, sample.level, sample.module)
            pairs.append(((scope, sample.label, sample.keys if truth == 'strict' else ''), (scope, predicted)))
        scores[truth] = {
            'ga': round(grouping_accuracy(pairs), 4),
            'fga': round(group_f1(pairs), 4),
            'groups': len(set(pair[0] for pair in pairs)),
            'found': len(set(pair[1] for pair in pairs)),
        }
    return scores


def worst(samples, predictions, count):
    """Return the true groups that were not recovered, most messages first, with what became of each: for tuning."""
    groups = collections.defaultdict(collections.Counter)
    owners = collections.defaultdict(set)
    for sample, predicted in zip(samples, predictions):
        truth = (sample.agent, sample.level, sample.module, sample.label, sample.keys)
        groups[truth][predicted] += 1
        owners[truth[:3], predicted].add(truth)
    bad = []
    for truth, found in groups.items():
        mixed = [predicted for predicted in found if len(owners[truth[:3], predicted]) > 1]
        if len(found) > 1 or mixed:
            bad.append((sum(found.values()), truth, len(found), len(mixed), found.most_common(2)))
    return sorted(bad, key=lambda entry: (-entry[0], entry[1]))[:count]


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('folder', metavar='SET')
    parser.add_argument('--by', choices=list(CONTENDERS), default='ours', help='who groups (ours)')
    parser.add_argument(
        '--sample', choices=('severe', 'all'), action='append', help='which sample; repeatable (both)'
    )
    parser.add_argument(
        '--worst',
        type=int,
        default=0,
        metavar='N',
        help='show on standard error the N largest groups that were split or mixed',
    )
    args = parser.parse_args(argv)
    result = {}
    for which in args.sample or ['severe', 'all']:
        samples = read_samples(args.folder, which)
        try:
            predictions = CONTENDERS[args.by](samples)
        except (ImportError, SyntaxError) as error:
            sys.stderr.write('cannot group by %s: %s\n' % (args.by, error))
            return 2
        result[which] = dict(score(samples, predictions), messages=len(samples))
        for size, truth, parts, mixed, examples in worst(samples, predictions, args.worst):
            sys.stderr.write(
                '%6d  %s: %d groups, %d mixed\n        %r\n' % (size, ' '.join(truth), parts, mixed, examples)
            )
    sys.stdout.write(json.dumps(result, sort_keys=True) + '\n')
    return 0


if __name__ == '__main__':
    sys.exit(main())
