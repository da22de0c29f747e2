# -*- coding: utf-8 -*-
"""How long a diagnosis takes: many patterns against many known errors, the JSON being loaded already.

    python tests/bench/bench_diagnose.py [--patterns 5000] [--signatures 100] [--items 20000] [--times 3]

Prints one line with the processor seconds of the quickest of some runs, and of the parts of it.
"""
from __future__ import absolute_import, division, print_function

import argparse
import os
import random
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(os.path.dirname(os.path.dirname(HERE)), 'lib')]

from plexfix.observe.counts import Counts  # noqa: E402
from plexfix.outside import signaturefiles  # noqa: E402
from plexfix.understand import analysis, diagnosis, skeleton  # noqa: E402
from plexfix.understand.signatures import Matcher  # noqa: E402

clock = getattr(time, 'process_time', None) or time.clock

TEXTS = (
    (u'failure', u'ERROR', u'networking', u"Error opening URL 'https://%(word)s.example/<...>'"),
    (u'evidence', u'ERROR', u'utils', u'%(agent)s - UTILS :: Error:: Request URL Failure: <...> %(word)s HTTP Error %(status)d'),
    (u'evidence', u'INFO', u'utils', u'CFScrape: %(word)s HTTP Error %(status)d: Forbidden'),
    (u'failure', u'CRITICAL', u'agentkit', u'Exception in the search function of agent named <...>, called with keyword '
     u'arguments {...} | %(error)s: %(word)s of %(word)s | agentkit.py:_search > __init__.py:search > utils.py:%(word)s'),
    (u'failure', u'ERROR', u'utils', u'%(agent)s - SEARCH:: Error: %(word)s could not be read: <...>'),
    (u'rejection', u'ERROR', u'utils', u'%(agent)s - SEARCH:: Error getting Site Title: %(word)s'),
    (None, u'ERROR', u'__init__', u'%(word)s said %(word)s'),
    (u'benign', u'ERROR', u'model', u'Cannot read model from <path> %(word)s'))
ERRORS = (u'AttributeError', u'ImportError', u'IndexError', u'KeyError', u'HTTPError', u'URLError', u'ValueError')


def made(patterns, items, agents=5, seed=7):
    """Return an aggregate (a dict) with that many patterns over all agents, and that many items each."""
    chance = random.Random(seed)
    rows = dict((u'Agent%d' % number, []) for number in range(agents))
    for number in range(patterns):
        name = u'Agent%d' % (number % agents)
        rows[name].append(_pattern(number, name, chance))
    return {'schema': 'plexfix.aggregate/1', 'run_id': u'bench', 'generated_at': u'', 'redacted': {'token': 3}, 'files': [],
            'window': {'first': None, 'last': None, 'since': None, 'until': None, 'hours': None}, 'totals': {},
            'agents': dict((name, _agent(rows[name], items, chance)) for name in rows)}


def _pattern(number, agent, chance):
    role, level, module, form = chance.choice(TEXTS)
    words = {'agent': agent, 'word': u'w%06x' % chance.randrange(1 << 24), 'status': chance.choice((403, 404, 429, 500)),
             'error': chance.choice(ERRORS)}
    text = form % words
    count = 1 + int(100 / (1 + number % 90))
    return {'id': u'%012x' % number, 'level': level, 'module': module, 'template': text, 'count': count, 'items': count // 2,
            'operations': {'successful': count // 5, 'other': count - count // 5}, 'first': u'2026-01-30 14:00:00,000',
            'last': u'2026-01-30 15:00:00,000', 'benign': role == u'benign', 'role': role, 'by_hour': {u'2026-01-30 14': count},
            'samples': [{'file': u'a.log', 'line': line, 'time': u'2026-01-30 14:00:00,000', 'text': u'%s, %d of %s' % (
                text, line, u'and so on ' * chance.randrange(20))} for line in range(5)]}


def _agent(patterns, items, chance):
    counts = dict(Counts().as_dict(), records=9999, failures=len(patterns), patterns=patterns, items_left_out=0)
    counts['operations']['search'].update(started=items, successful=items // 2, failed=items - items // 2)
    failing = [pattern['id'] for pattern in patterns if pattern['role'] in (u'failure', u'evidence')]
    counts['items'] = [{'rating_key': u'%d' % number, 'outcome': u'failed' if number % 2 else u'successful',
                        'failures': [chance.choice(failing) for _ in range(3)] if number % 2 else []} for number in range(items)]
    return counts


def timed(document, signatures):
    """Return {part: processor seconds} of one whole diagnosis."""
    started = clock()
    matcher = Matcher(signatures)
    analysed = analysis.analyse(document, matcher, 10)
    found = clock()
    report = skeleton.report(analysed)
    diagnosis.render(report)
    rendered = clock()
    analysis.to_json(analysed)
    return {'whole': clock() - started, 'analyse': found - started, 'report': rendered - found, 'json': clock() - rendered}


def signatures_of(wanted):
    """Return *wanted* signatures: the package's own, the first ones again under other ids where they are too few."""
    own = signaturefiles.load()
    return [own[number % len(own)]._replace(id=u'%s-%d' % (own[number % len(own)].id, number)) for number in range(wanted)]


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for flag, default in (('--patterns', 5000), ('--signatures', 100), ('--items', 20000), ('--times', 3)):
        parser.add_argument(flag, type=int, default=default)
    args = parser.parse_args(argv)
    document, signatures = made(args.patterns, args.items // 5), signatures_of(args.signatures)
    best = min((timed(document, signatures) for _ in range(args.times)), key=lambda one: one['whole'])
    sys.stdout.write('%d patterns, %d signatures, %d items: %s\n' % (args.patterns, len(signatures), args.items, ', '.join(
        '%s %.2f s' % (name, best[name]) for name in ('whole', 'analyse', 'report', 'json'))))
    return 0


if __name__ == '__main__':
    sys.exit(main())
