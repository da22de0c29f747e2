# -*- coding: utf-8 -*-
"""Which decisions patches get that are good, do nothing, silence, break or help in part: patch x seeds -> a table.

usage: study_decisions.py [--seeds N] [--modelled N] [--first SEED] [PATCH...]

The first N seeds of each patch go the whole way through a simulated Plex: agents that run, websites that flake, passes
before and after by test_fix_actively.py.  --modelled draws that many further seeds in this process alone: outcomes of
items by the same shares, logs written as agents write them, counted and decided by the same code.  The table says which
row is which.  Exit codes: 0 all shares are as wanted, 1 one is not.
"""
from __future__ import absolute_import, division, print_function

import argparse
import hashlib
import io
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
for _FOLDER in ('tests', 'scripts', 'lib'):
    sys.path.insert(0, os.path.join(ROOT, _FOLDER))

import active_bench  # noqa: E402
from agent_log import AgentLog  # noqa: E402
from decision_bench import AFTER, BEFORE, aggregate  # noqa: E402
from plexfix.base.intervals import clopper_pearson  # noqa: E402
from plexfix.judge import compare, flaking, passes  # noqa: E402
from plexfix.judge.decide import decide  # noqa: E402
from plexfix.observe.itemrows import item_dict  # noqa: E402
from plexfix.observe.tally import Tally  # noqa: E402
from plexfix.steps import refresh  # noqa: E402
from plexfix.understand import criteria  # noqa: E402

LENIENT = (u'success: http_403 reduce_pct >= 20', u'failure: failure_rate increase_pct > 10')
TWO = active_bench.CRITERIA + (u'success: http_403@people.example reduce_pct >= 20',)
BLOCKED, FLAKING = active_bench.blocking(0.7), active_bench.flaking(0.3)

# Of each patch: what it changes, how the websites behave, the criteria, what its outcomes are drawn from before and
# after ({letter: share}), and what is wanted of the decisions.
PATCHES = {
    'good': ('headers', BLOCKED, active_bench.CRITERIA, ({'r': 0.7, 's': 0.3}, {'s': 1.0}), u'KEEP >= 80 %'),
    'nothing': (active_bench.NOTHING, FLAKING, LENIENT, ({'r': 0.3, 's': 0.7}, {'r': 0.3, 's': 0.7}),
                u'KEEP <= 5 %, strong <= 1 %'),
    # Some films are not on the site: they fail without a word once its page comes (n); good ones reject a candidate, too.
    'good, films missing': ('headers', None, active_bench.CRITERIA,
                            ({'r': 0.7, 't': 0.18, 'n': 0.12}, {'t': 0.6, 'n': 0.4}), u'KEEP >= 80 %'),
    'silence, rejecting': ('silence', None, LENIENT, ({'r': 0.7, 't': 0.3}, {'q': 0.7, 't': 0.3}), u'never KEEP'),
    'silence': ('silence', active_bench.blocking(1.0), LENIENT, ({'r': 1.0}, {'q': 1.0}), u'never KEEP'),
    # Items that recover by themselves are successes that rose by chance; those that fail without a word tell it apart.
    'silence, flaking': ('silence', BLOCKED, LENIENT, ({'r': 0.7, 's': 0.3}, {'q': 0.7, 's': 0.3}), u'never KEEP'),
    'import': (active_bench.IMPORT_WHEN_USED, BLOCKED, active_bench.CRITERIA, ({'r': 0.7, 's': 0.3}, {'i': 1.0}),
               u'always ROLLBACK'),
    'partial': ('headers-partial', BLOCKED, TWO, ({'r': 0.7, 's': 0.22, 'p': 0.08}, {'s': 0.08, 'p': 0.92}),
                u'always MONITOR or MODIFY')}
WANTED = {
    'good': lambda kept, strong, decisions, runs: kept >= 0.8 * runs,
    'nothing': lambda kept, strong, decisions, runs: kept <= 0.05 * runs and strong <= 0.01 * runs,
    'good, films missing': lambda kept, strong, decisions, runs: kept >= 0.8 * runs,
    'silence, rejecting': lambda kept, strong, decisions, runs: not kept,
    'silence': lambda kept, strong, decisions, runs: not kept,
    'silence, flaking': lambda kept, strong, decisions, runs: not kept,
    'import': lambda kept, strong, decisions, runs: decisions == {u'ROLLBACK': runs},
    'partial': lambda kept, strong, decisions, runs: set(decisions) <= set([u'MONITOR', u'MODIFY'])}
ORDER = ('good', 'good, films missing', 'nothing', 'silence', 'silence, flaking', 'silence, rejecting', 'import', 'partial')
NUMBERS = (20, 10)
ITEMS = 76
GOOD = 'spt'


def through_plex(name, seed):
    """Return (decision, evidence) of a patch on a simulated Plex of that seed."""
    what, websites, texts, _, _ = PATCHES[name]
    with active_bench.ActiveBench(websites, seed=seed, criteria=texts, numbers=NUMBERS) as bench:
        _quietly(lambda: bench.run('--before', '--yes', '-q', '--json'))
        bench.patch(what)
        _quietly(lambda: bench.run('--after', '--yes', '-q', '--json'))
        return bench.record['decision'], bench.record['evidence']


def _quietly(action):
    kept = sys.stdout, sys.stderr
    sys.stdout = sys.stderr = io.StringIO() if sys.version_info[0] > 2 else io.BytesIO()
    try:
        action()
    finally:
        sys.stdout, sys.stderr = kept


class Draws(object):
    """Numbers from 0 to 1, the same for the same seed on every Python."""

    def __init__(self, *parts):
        self._start, self._count = '|'.join(str(part) for part in parts), 0

    def next(self):
        self._count += 1
        digest = hashlib.sha256(('%s|%d' % (self._start, self._count)).encode('ascii')).hexdigest()
        return int(digest[:12], 16) / float(16 ** 12)

    def letter(self, shares):
        left = self.next()
        for letter in sorted(shares):
            left -= shares[letter]
            if left < 0:
                return letter
        return sorted(shares)[-1]


def log_of(key, letter):
    """The log of one item: s good, r refused (403), q the same in silence, p good but for the people's 403, i ImportError.

    Of t and n candidates are rejected: before the right one is found, and as it is not there.
    """
    log = AgentLog(u'A').begin(key)
    if letter == 'r':
        log.url_error(u'http://films.example/search?q=%s' % key)
        log.pair(u'Error:: Request URL Failure:  Plex - HTTP Error 403: Forbidden')
    if letter == 'p':
        log.url_error(u'http://people.example/search?q=%s' % key)
        log.pair(u'Error:: IAFD Film Search Failure, HTTP Error 403: Forbidden')
    for _ in range({'t': 1, 'n': 2}.get(letter, 0)):
        log.say(u'A  - SEARCH:: Processing                    Page 1: 1 of 5 for Studio - Title (2011)')
        log.pair(u'Error getting Site Title: < Title Match Failure! >')
    if letter == 'i':
        return log.crash(u'ImportError: No module named browser_session').end('crashed').bytes()
    return log.end('successful' if letter in GOOD else 'failed').bytes()


_COUNTED = {}


def counted(key, letter):
    """The dict of agent A for that log, counted as any log is."""
    if (key, letter) not in _COUNTED:
        tally = Tally()
        tally.feed(io.BytesIO(log_of(key, letter)).readlines(), [(0, b'com.plexapp.agents.A.log', 1)])
        follower = tally.finish()
        numbers = dict(follower.counts.as_dict(), items=list(follower.items.newest(item_dict)), items_left_out=0,
                       patterns=[pattern for pattern, _ in follower.patterns.finish(True)])
        _COUNTED[key, letter] = flaking._lean({u'A': numbers})[u'A']
    return _COUNTED[key, letter]


def modelled(name, seed):
    """Return (decision, evidence) of a patch where outcomes are drawn, and everything after them is real."""
    _, _, texts, shares, _ = PATCHES[name]
    draws = Draws(name, seed)
    baseline = [(u'%d' % key, draws.letter(shares[0])) for key in range(1, ITEMS + 1)]
    failing = [key for key, letter in baseline if letter not in GOOD][:NUMBERS[0]]
    controls = [key for key, letter in baseline if letter in GOOD][:NUMBERS[1]]
    sides = []
    for side, (which, window) in enumerate(((passes.BEFORE, BEFORE), (passes.AFTER, AFTER))):
        letters = [(key, kind, draws.letter(shares[side])) for kind, keys in ((u'failing', failing), (u'control', controls))
                   for key in keys]
        rows = [{'rating_key': key, 'guid': None, 'kind': kind, 'agent': u'A', 'seconds': 1.0, 'refresh': u'done',
                 'outcome': counted(key, letter)['items'][-1]['outcome']} for key, kind, letter in letters]
        merged = flaking._merged([counted(key, letter) for key, _, letter in letters])
        document = aggregate({u'A': merged}, window)
        sides.append((dict(schema=u'plexfix.pass/1', fix=u'FIX-01', items=rows, **{'pass': which}), document))
    known = compare.known_of(u'FIX-01', [criteria.parse(text) for text in texts], agents=[u'A'], started={u'A': u'started'},
                             passes=(sides[0][0], sides[1][0], []))
    verdict = decide(compare.inputs_of(sides[0][1], sides[1][1], known))
    return verdict.decision, verdict.strength.level


def row_of(name, how, run, seeds):
    """Print one row of the table, and return whether it is as wanted."""
    decisions, strong = {}, 0
    for seed in seeds:
        decision, evidence = run(name, seed)
        decisions[decision] = decisions.get(decision, 0) + 1
        strong += decision == u'KEEP' and evidence == u'strong'
    runs, kept = len(seeds), decisions.get(u'KEEP', 0)
    good = WANTED[name](kept, strong, decisions, runs)
    low, high = clopper_pearson(kept, runs)
    sys.stdout.write('| %-19s | %-9s | %5d to %-5d | %-46s | %5.1f %% (%.1f to %.1f) | %5.1f %% | %-26s | %-3s |\n' % (
        name, how, seeds[0], seeds[-1], ', '.join('%s %d' % (key, decisions[key]) for key in sorted(decisions)),
        100.0 * kept / runs, 100 * low, 100 * high, 100.0 * strong / runs, PATCHES[name][4], 'yes' if good else 'NO'))
    sys.stdout.flush()
    return good


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--seeds', type=int, default=5, metavar='N', help='seeds that go through the simulated Plex')
    parser.add_argument('--modelled', type=int, default=2000, metavar='N', help='seeds that are drawn')
    parser.add_argument('--first', type=int, default=1, metavar='SEED')
    parser.add_argument('patches', nargs='*', metavar='PATCH', help=', '.join(sorted(PATCHES)))
    args = parser.parse_args(argv)
    refresh.USUAL_LIMITS = active_bench.FAST
    sys.stdout.write('| patch | through | seeds | decisions | KEEP (95 %% interval) | KEEP, strong | wanted | so |\n%s|\n' % (
        '|---' * 8))
    good = True
    for name in args.patches or ORDER:
        for how, run, number in (('plexsim', through_plex, args.seeds), ('modelled', modelled, args.modelled)):
            if number and (how == 'modelled' or PATCHES[name][1] is not None):
                good = row_of(name, how, run, range(args.first, args.first + number)) and good
    return 0 if good else 1


if __name__ == '__main__':
    sys.exit(main())
