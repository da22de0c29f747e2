# -*- coding: utf-8 -*-
"""All that is known of an aggregate, worked out once: categories, known errors, what is worth fixing, what is unclear.

The words for a person are `overview`'s and `skeleton`'s; this has the numbers, and their JSON form.
"""
from __future__ import absolute_import, division, print_function

import collections

from plexfix.base.redact import redact
from plexfix.observe import summary
from plexfix.understand.analysis import findings as finding
from plexfix.understand.analysis.tallies import tallies

# `groups` holds what is worth fixing, the widest reach first; `followers`, `hits`, the shares and the unclassified are
# those of `findings`.
Analysis = collections.namedtuple(
    'Analysis', 'document findings tallies groups followers hits events records unclassified')
# One pattern over the agents that have it: [(Finding, summary.Reach)], the widest reach first.
Group = collections.namedtuple('Group', 'id rows score')

# Without them nothing else of an agent can be seen, however rarely they are logged.
ALWAYS_SHOWN = ('start_failed', 'loader_refusal')
UNCLASSIFIED_TOLD = 50


def analyse(document, matcher, top):
    """Return the Analysis of an aggregate; *matcher* is a signatures.Matcher, *top* how many patterns to work on."""
    found = finding.find(document, matcher)
    return Analysis(document, found, tallies(document, found), _groups(document, found, top), finding.followers(found),
                    finding.hits(found), finding.classified(found), finding.classified_records(found),
                    finding.unclassified(found))


def group_of(analysis, pattern_id):
    """Return the Group of any pattern of the aggregate, None where there is no such pattern."""
    rows = [(row, summary.reach(row.agent, analysis.document['agents'][row.agent], row.pattern))
            for row in analysis.findings.rows if row.pattern['id'] == pattern_id]
    return _group(pattern_id, rows) if rows else None


def with_patterns(analysis, pattern_ids):
    """Return the Analysis with these patterns too among what is worth fixing, as far as the aggregate has them."""
    groups = list(analysis.groups)
    for pattern_id in pattern_ids:
        group = group_of(analysis, pattern_id) if pattern_id not in [one.id for one in groups] else None
        groups.extend([group] if group else [])
    return analysis._replace(groups=groups)


def _groups(document, found, top):
    """Return the Groups of the *top* failures by reach, and of all failed starts.

    What only follows another failure is shown under its root, and is no candidate.
    """
    roots = [row for row in found.rows if row.follow is None and row.pattern.get('role') == 'failure']
    by_agent, by_place = {}, {}
    for row in roots:
        by_agent.setdefault(row.agent, []).append(row.pattern)
        by_place[(row.agent, row.pattern['id'])] = row
    summaries = [summary.summarize(name, document['agents'][name], by_agent[name], summary.CANDIDATES)
                 for name in sorted(by_agent)]
    grouped = collections.OrderedDict()
    for reach in summary.shortlist(summaries, len(roots)):
        row = by_place[(reach.agent, reach.pattern['id'])]
        grouped.setdefault(reach.pattern['id'], []).append((row, reach))
    groups = [_group(pattern_id, rows) for pattern_id, rows in grouped.items()]
    return groups[:top] + [group for group in groups[top:]
                           if any(row.category in ALWAYS_SHOWN for row, _ in group.rows)]


def _group(pattern_id, rows):
    rows = sorted(rows, key=lambda pair: (pair[1].rate is None, -pair[1].score, pair[0].agent))
    # A score without a rate is a bare count, which does not compare with one.
    rated = [reach.score for _, reach in rows if reach.rate is not None]
    return Group(pattern_id, rows, max(rated) if rated else 0)


def reach_by_pattern(document):
    """Return {pattern id: score of its reach} of all failures of an aggregate, for the order of fixes."""
    scores = {}
    for name, agent in document['agents'].items():
        for pattern in agent['patterns']:
            if pattern.get('role') == 'failure':
                reach = summary.reach(name, agent, pattern)
                if reach.rate is not None:
                    scores[pattern['id']] = max(reach.score, scores.get(pattern['id'], 0))
    return scores


def testable(analysis, group):
    """Return (items listed that met the pattern, items of these agents of which every listed operation succeeded).

    The first can be refreshed to see a fix at work, the second to see that it breaks nothing.
    """
    met, failed, worked = set(), set(), set()
    for row, _ in group.rows:
        for one in analysis.document['agents'][row.agent]['items']:
            key = (row.agent, one['rating_key'])
            (worked if one['outcome'] == 'successful' else failed).add(key)
            if group.id in one['failures']:
                met.add(key)
    return len(met), len(worked - failed - met)


def to_json(analysis):
    """Return the analysis as the dict that stands under `analysis` in the diagnosis' JSON."""
    document = analysis.document
    return {
        'aggregate': {'run_id': document.get('run_id'), 'generated_at': document.get('generated_at'),
                      'window': document['window']},
        'categories': [_tally_json(tally) for tally in analysis.tallies],
        'classified': {'events': _share_json(analysis.events), 'records': _share_json(analysis.records)},
        'unclassified': [_row_json(row) for row in analysis.unclassified[:UNCLASSIFIED_TOLD]],
        'known_errors': [_hit_json(hit) for hit in analysis.hits],
        'worth_fixing': [{'pattern': group.id, 'score': _rounded(group.score), 'rows': [
            dict(_row_json(row), rate=_rounded(reach.rate), items=reach.items, score=_rounded(reach.score))
            for row, reach in group.rows]} for group in analysis.groups],
        'cascades': [{'agent': row.agent, 'pattern': row.pattern['id'], 'root': row.follow.root,
                      'times': row.follow.times, 'of': row.follow.of}
                     for row in analysis.findings.rows if row.follow is not None],
    }


def _tally_json(tally):
    return {'id': tally.category.id, 'title': tally.category.title, 'harmless': tally.category.harmless,
            'count': tally.count, 'unit': tally.unit, 'per': tally.category.base, 'base': tally.base,
            'rate': _rounded(tally.rate),
            'interval': None if tally.interval is None else [_rounded(end) for end in tally.interval],
            'agents': _pairs(tally.agents), 'hosts': _pairs(tally.hosts), 'parts': _pairs(tally.parts),
            'first': tally.first, 'last': tally.last,
            'patterns': sorted(set(row.pattern['id'] for row in tally.patterns)),
            'samples': [dict(sample, agent=agent, text=redact(sample['text'])) for agent, sample in tally.samples]}


def _rounded(value):
    """Return a figure to nine digits: the last ones of a sum differ from one Python's mathematics to another's."""
    return None if value is None else float('%.9g' % value)


def _pairs(ranked):
    return [{'name': name, 'count': count} for name, count in ranked]


def _share_json(share):
    return dict(share._asdict(), share=_rounded((share.of - share.unclassified) / share.of) if share.of else None)


def _row_json(row):
    return {'agent': row.agent, 'pattern': row.pattern['id'], 'template': redact(row.pattern['template']),
            'count': row.pattern['count'], 'category': row.category, 'how': row.how,
            'known_errors': [signature.id for signature in row.known]}


def _hit_json(hit):
    return {'id': hit.signature.id, 'title': hit.signature.title, 'category': hit.signature.category,
            'severity': hit.signature.severity, 'records': sum(row.pattern['count'] for row in hit.rows),
            'patterns': sorted(set(row.pattern['id'] for row in hit.rows)),
            'agents': sorted(set([row.agent for row in hit.rows] + hit.agents)),
            'in_successful_operations': _rounded(hit.share), 'bad': hit.bad}
