# -*- coding: utf-8 -*-
"""What an active test plans and finds, as lines for a person."""
from __future__ import absolute_import, division, print_function

from plexfix.judge import pairing

_KINDS = ((pairing.FAILING, u'failing'), (pairing.AFFECTED, u'that met the failure, and worked'),
          (pairing.CONTROL, u'controls'), (pairing.UNTOUCHED, u'of untouched agents'))


def plan_lines(document, is_new, shown_path):
    """Return the lines that tell which items a test refreshes."""
    counts = dict((kind, sum(1 for row in document['items'] if row['kind'] == kind)) for kind, _ in _KINDS)
    lines = [u'%s: %d items: %s' % (document['fix'], len(document['items']), u', '.join(
        u'%d %s' % (counts[kind], words) for kind, words in _KINDS if counts[kind] or kind != pairing.AFFECTED))]
    lines.append(u'%s: %s' % (u'list of items, to be written' if is_new else u'list of items', shown_path))
    for row in document['items']:
        was = row.get('baseline') or {}
        lines.append(u'  %-9s %-14s item %-6s %s%s' % (
            row['kind'], row['agent'], row['rating_key'], was.get('outcome') or u'', u', by the fix\'s own pattern'
            if was.get('pattern_of_the_fix') else u''))
    return lines


def pass_lines(document):
    """Return the lines that tell what became of the items of a pass."""
    lines = [u'%s pass of %s: %d items' % (document['pass'], document['fix'], len(document['items']))]
    for kind, words in _KINDS:
        counts = {}
        for row in document['items']:
            if row['kind'] == kind:
                counts[row['outcome']] = counts.get(row['outcome'], 0) + 1
        if counts:
            lines.append(u'  %-20s %s' % (words, u', '.join(
                u'%d %s' % (counts[outcome], outcome.replace(u'_', u' ')) for outcome in sorted(counts))))
    return lines


def flaking_lines(document):
    """Return the lines that tell how much items flake, and what a fix that does nothing would have come to."""
    lines = [u'A/A check of %s: two passes, nothing changed between them' % document['fix']]
    for kind, words in _KINDS:
        found = document['flakes'].get(kind)
        if found:
            lines.append(u'  %-20s %d of %d changed by themselves%s' % (
                words, found['changed'], found['items'], _rate(found)))
    for row in document['items']:
        lines.append(u'  %-14s item %-6s %-9s %s' % (row['agent'], row['rating_key'], row['kind'], _flaked(row)))
    done = document['do_nothing']
    how = u'all %d orders of the two passes of each item' if done['exact'] else (
        u'%%d orders of the two passes of each item, drawn with seed %s' % done['seed'])
    lines += [u'', u'A fix that does nothing would have become, over ' + how % done['orders'] + u':']
    lines += [u'  %-10s %s' % (name, _share(done['decisions'][name])) for name in sorted(done['decisions'])]
    kept = done['by_spec'].get(u'KEEP')
    lines.append(u'by the thresholds alone, whatever the evidence, it would be kept in %s' % (
        _share(kept) if kept else u'0 of %d' % done['orders']))
    return lines


def _flaked(row):
    said = u', '.join(outcome.replace(u'_', u' ') for outcome in row['outcomes'])
    if row['changed'] is None:
        return u'no flake rate: %s' % said
    return u'flake rate %2.0f %%: %s' % (100 * row['flake_rate'], said)


def _rate(found):
    return u' (%.1f %%; 95 %% interval %.1f to %.1f %%)' % (
        100 * found['rate'], 100 * found['interval'][0], 100 * found['interval'][1])


def _share(found):
    return u'%d of %d%s' % (found['number'], found['of'], _rate(found))
