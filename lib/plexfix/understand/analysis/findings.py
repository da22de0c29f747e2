# -*- coding: utf-8 -*-
"""Every pattern of an aggregate with its category, what it follows, and the known errors that it matches.

Counting by category is `tallies`' business, telling it `skeleton`'s.
"""
from __future__ import absolute_import, division, print_function

import collections

from plexfix.understand import categories
from plexfix.understand.analysis import cascades
from plexfix.understand.signatures import is_bad, precision

# A pattern of an agent.  `how` says what classified it: 'text', 'known' (a known error), 'follows' (the failure that it
# belongs to), or None where nothing did.  `known` holds Signatures, `follow` a cascades.Follow or None.
Finding = collections.namedtuple('Finding', 'agent pattern category how known follow')
# `rows` holds Findings, `agents` {agent: [Signature] that its numbers match}, `whole` the Signatures that the numbers
# of the aggregate as a whole match.
Findings = collections.namedtuple('Findings', 'rows agents whole')
# A known error over all agents: its Findings, the names of agents whose numbers match it, whether the whole aggregate's
# do, and the share of its records that lie in successful operations, None where none was measured.
Hit = collections.namedtuple('Hit', 'signature rows agents whole share bad')
# How much is classified: `of` events or records, by text, by known errors, by what they follow, and not at all.
Share = collections.namedtuple('Share', 'of text known follows unclassified')

PROBLEM_LEVELS = ('ERROR', 'CRITICAL')


def find(document, matcher):
    """Return the Findings of an aggregate; *matcher* is a signatures.Matcher."""
    rows, agents = [], {}
    for name in sorted(document['agents']):
        agent = document['agents'][name]
        follows = cascades.follows(agent)
        # A marker only announces the record after it, which says what happened.
        known = dict((pattern['id'], matcher.of_pattern(name, pattern)) for pattern in agent['patterns']
                     if pattern.get('role') != 'marker')
        rows.extend(_of_agent(name, agent, follows, known))
        agents[name] = matcher.of_agent(name, agent, document)
    return Findings(rows, agents, matcher.of_document(document))


def _of_agent(name, agent, follows, known):
    """Return the Findings of one agent: first by text and known errors, then by what belongs together.

    `Error opening URL` never names the status; what the agent says after it in most operations does.
    """
    shown = [pattern for pattern in agent['patterns'] if pattern['id'] in known]
    told = dict((pattern['id'], _told(pattern, known[pattern['id']])) for pattern in shown)
    stated = cascades.stated_after(agent, dict(
        (pattern_id, category) for pattern_id, (category, _) in told.items() if category.startswith('http_')))
    rows = []
    for pattern in shown:
        category, how = told[pattern['id']]
        follow = follows.get(pattern['id'])
        if category == 'url_fetch' and pattern['id'] in stated:
            category, how = stated[pattern['id']], 'follows'
        elif category in (categories.OTHER, 'known_other') and follow is not None:
            category, how = _of_root(follow.root, told, stated) or (category, how)
        rows.append(Finding(name, pattern, category, how, known[pattern['id']], follow))
    return rows


def _told(pattern, known):
    """Return (category, how) of a pattern on its own."""
    own = categories.of_pattern(pattern)
    best = categories.refined(own, known[0].category if known else None)
    return (best, None if best == categories.OTHER else 'text' if best == own else 'known')


def _of_root(root, told, stated):
    """Return (category, how) for a pattern that is told best by its root, None where that tells nothing either."""
    category = stated.get(root) or told.get(root, (categories.OTHER, None))[0]
    return None if category == categories.OTHER else (category, 'follows')


def followers(findings):
    """Return {(agent, root's pattern id): the Findings that follow it, those that do so most often first}."""
    result = {}
    for row in findings.rows:
        if row.follow is not None:
            result.setdefault((row.agent, row.follow.root), []).append(row)
    for rows in result.values():
        rows.sort(key=lambda row: (-row.follow.times, row.pattern['id']))
    return result


def classified(findings):
    """Return the Share of failure events: of each pattern that begins one, its records."""
    return _share(row for row in findings.rows if row.pattern.get('role') == 'failure')


def classified_records(findings):
    """Return the Share of ERROR and CRITICAL records that are no known noise, markers left out."""
    return _share(row for row in findings.rows
                  if row.pattern['level'] in PROBLEM_LEVELS and row.pattern.get('role') != 'benign')


def _share(rows):
    numbers = collections.Counter()
    for row in rows:
        numbers[row.how] += row.pattern['count']
    return Share(sum(numbers.values()), numbers['text'], numbers['known'], numbers['follows'], numbers[None])


def unclassified(findings):
    """Return the Findings that nothing classified, those with most records first."""
    return sorted((row for row in findings.rows if row.how is None), key=_most_first)


def _most_first(row):
    return (-row.pattern['count'], row.agent, row.pattern['id'])


def hits(findings):
    """Return the Hits of all known errors, the most frequent first; those that only numbers match come last.

    One that is found too often in operations that succeeded says little about failures, and is marked `bad`.
    """
    rows, agents, known = {}, {}, dict((signature.id, signature) for signature in findings.whole)
    for row in findings.rows:
        for signature in row.known:
            known[signature.id] = signature
            rows.setdefault(signature.id, []).append(row)
    for name in sorted(findings.agents):
        for signature in findings.agents[name]:
            known[signature.id] = signature
            agents.setdefault(signature.id, []).append(name)
    whole = set(signature.id for signature in findings.whole)
    found = [_hit(known[key], rows.get(key, []), agents.get(key, []), key in whole) for key in known]
    return sorted(found, key=lambda hit: (-sum(row.pattern['count'] for row in hit.rows), hit.signature.id))


def _hit(signature, rows, agents, whole):
    patterns = [row.pattern for row in rows]
    return Hit(signature, sorted(rows, key=_most_first), agents, whole, precision(patterns),
               is_bad(signature, patterns))
