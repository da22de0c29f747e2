# -*- coding: utf-8 -*-
"""How much items flake by themselves, and how often a fix that does nothing would be kept because of it.

From two passes over the same items with no change between.  Then which of an item's two outcomes came first is a toss
of a coin: all other orders could have come as well, and each is decided as a fix would be (a permutation test's way).
"""
from __future__ import absolute_import, division, print_function

import collections
import hashlib

from plexfix.base.compat import to_bytes
from plexfix.base.intervals import clopper_pearson
from plexfix.base.jsontext import json_text
from plexfix.judge import compare, pairing
from plexfix.judge.decide import decide
from plexfix.judge.metrics import steady
from plexfix.observe import aggregate

SCHEMA = u'plexfix.flaking/1'
ORDERS = 400

# An item in both passes: its row of each (of `plexfix.pass/1`), and of each {agent: dict of an aggregate} of its own
# piece of the logs.
Twice = collections.namedtuple('Twice', 'rows agents')


def flakes(twice):
    """Return {kind: {items, changed, rate, interval}} and the rows of all items, in the order of the passes.

    An item changed where it passed in one of two passes and not in the other; one that was not observed is no item.
    Its flake rate is the smaller of the shares of its passes in which it passed, and in which it did not.
    """
    rows, kinds = [], {}
    for one in twice:
        outcomes = [row['outcome'] for row in one.rows]
        observed = all(outcome in pairing.OBSERVED for outcome in outcomes)
        changed = observed and (outcomes[0] == pairing.PASSED) != (outcomes[1] == pairing.PASSED)
        passed = sum(outcome == pairing.PASSED for outcome in outcomes) / 2.0 if observed else None
        rows.append({'rating_key': one.rows[0]['rating_key'], 'agent': one.rows[0]['agent'],
                     'kind': one.rows[0]['kind'], 'outcomes': outcomes, 'passed': passed,
                     'changed': changed if observed else None,
                     'flake_rate': min(passed, 1 - passed) if observed else None})
        if observed:
            counts = kinds.setdefault(one.rows[0]['kind'], [0, 0])
            counts[0] += 1
            counts[1] += changed
    return dict((kind, share(changed, items, 'items', 'changed')) for kind, (items, changed) in kinds.items()), rows


def share(part, whole, whole_name='of', part_name='number'):
    """Return {whole_name: whole, part_name: part, rate, interval}: the interval holds it with 95 % at least."""
    interval = [steady(end) for end in clopper_pearson(part, whole)] if whole else None
    return {whole_name: whole, part_name: part, 'rate': part / whole if whole else None, 'interval': interval}


def do_nothing(twice, sides, known, most=ORDERS, advance=lambda number: None):
    """Return what would have become of a fix that does nothing: {orders, exact, seed, decisions, by_spec}.

    *sides* are the two (pass, its aggregate), *known* is the fix's compare.Known.  All orders are tried where they are
    *most* or fewer, else *most* that the passes themselves seed.
    """
    seed = seed_of(twice)
    flips, is_exact = orders(len(twice), seed, most)
    lean = [one._replace(agents=[_lean(agents) for agents in one.agents]) for one in twice]
    decisions, by_spec = {}, {}
    for flip in flips:
        inputs = _inputs(lean, flip, sides, known)
        for policy, counts in ((compare.EVIDENCE, decisions), (compare.SPEC, by_spec)):
            found = decide(dict(inputs, policy=policy)).decision
            counts[found] = counts.get(found, 0) + 1
        advance(1)
    return {'orders': len(flips), 'exact': is_exact, 'seed': seed, 'decisions': _shares(decisions, len(flips)),
            'by_spec': _shares(by_spec, len(flips))}


def _shares(counts, whole):
    return dict((name, share(counts[name], whole)) for name in counts)


def seed_of(twice):
    """Return a seed that depends on nothing but what was seen: the same passes give the same answer."""
    seen = [[row['agent'], row['rating_key'], row['outcome']] for one in twice for row in one.rows]
    return hashlib.sha256(to_bytes(json_text(seen))).hexdigest()[:16]


def orders(number, seed, most):
    """Return (list of orders, whether these are all): for each of *number* items whether its passes change places."""
    if 2 ** number <= most:
        return [[bool(which >> place & 1) for place in range(number)] for which in range(2 ** number)], True
    return [_coins(number, u'%s %d' % (seed, which)) for which in range(most)], False


def _coins(number, seed):
    """Return *number* tosses of a coin that *seed* (text) alone decides, the same on every Python."""
    bits, block = [], 0
    while len(bits) < number:
        digest = hashlib.sha256(to_bytes(u'%s %d' % (seed, block))).hexdigest()
        bits += [bool(int(digit, 16) >> place & 1) for digit in digest for place in range(4)]
        block += 1
    return bits[:number]


def _inputs(twice, flip, sides, known):
    """Return the inputs of a decision where the items' passes stand in the order *flip*."""
    documents, halves = [], []
    for side, (one_pass, document) in enumerate(sides):
        parts = {}
        for one, is_swapped in zip(twice, flip):
            for name, counts in one.agents[side ^ is_swapped].items():
                parts.setdefault(name, []).append(counts)
        documents.append(dict(document, agents=dict((name, _merged(parts[name])) for name in parts)))
        halves.append(dict(one_pass, items=[one.rows[side ^ is_swapped] for one, is_swapped in zip(twice, flip)]))
    # A fix that does nothing would have been started too.
    touched = known.touched if known.touched is not None else known.agents
    started = None if touched is None else dict((name, u'started') for name in touched)
    return compare.inputs_of(documents[0], documents[1], known._replace(
        passes=(halves[0], halves[1], []), started=started, changed_at=None))


def _lean(agents):
    """Return agents' dicts without what no decision looks at: they are merged over and over."""
    return dict((name, dict(counts, by_hour={}, patterns=[dict(row, by_hour={}, samples=row['samples'][:1])
                                                          for row in counts['patterns']]))
                for name, counts in agents.items())


def _merged(parts):
    """Return what aggregate.merge_agents makes of many dicts of one agent, all patterns at once."""
    numbers = [dict((key, counts[key]) for key in counts if key not in ('patterns', 'items')) for counts in parts]
    total = numbers[0]
    for one in numbers[1:]:
        total = aggregate.add(total, one)
    return dict(total, patterns=aggregate.merge_patterns([], [row for counts in parts for row in counts['patterns']]),
                items=[item for counts in parts for item in counts['items']])
