# -*- coding: utf-8 -*-
"""One fix as a post-mortem looks at it: all that is on record of it, and what was concluded from that."""
from __future__ import absolute_import, division, print_function

import collections

from plexfix.base.compat import string_types, to_text
from plexfix.loop import events
from plexfix.loop.review import settlement
from plexfix.understand.escapes import BLANK

# What is known of a fix of one iteration.  *fix* is its diagnosis.Fix, None without a report; *entries* are those of
# the implementation log, oldest first; *record* is the comparison of its last test and *report* that file's name, None
# where there is none; *before* and *after* are the aggregates it was decided on, None where they are not at hand;
# *events* are the decision log's entries on it; *patch* is the fingerprint of its patch, None where that is not there;
# *in_force* are the Lessons that its diagnostic report took in; *command* rolls it back.
Intervention = collections.namedtuple(
    'Intervention', 'iteration fix_id title fix entries record report before after events patch in_force command')
# An Intervention with what was concluded: *effects* are sideeffects.Effects, None where nothing could be looked at.
Reviewed = collections.namedtuple('Reviewed', 'intervention effects facts settlement forecasts')

_REFUSALS = (events.SKIPPED, events.ABANDONED)


def state_of(one):
    """Return what the disk says of an Intervention, by the implementation log: one of settlement's states."""
    if not one.entries:
        return settlement.NOT_APPLIED
    last = one.entries[-1]
    if last.get('rolled_back_at') or last['status'] == u'rolled back':
        return settlement.ROLLED_BACK
    return settlement.APPLIED if last['status'] == u'applied' else settlement.UNCLEAR


def reason_to_keep(one):
    """Return the reason of the last override that keeps a fix, None where there is none."""
    for entry in reversed(one.events):
        if entry['event'] == events.OVERRIDE:
            wanted = (entry.get('data') or {}).get('decision', u'KEEP')
            return (entry.get('reason') or None) if wanted == u'KEEP' else None
    return None


def start_problems(one):
    """Return [(what was checked, what it said)] of the starts that failed with this fix's code, each text once."""
    found = []
    for entry in one.entries:
        for row in entry.get('validation') or ():
            pair = (row['check'], row.get('detail') or u'')
            if row['ok'] is False and row['check'].startswith(u'start of ') and u'after the rollback' not in row['check']:
                if pair not in found:
                    found.append(pair)
    return found


def refusals(one):
    """Return the texts of what kept this fix from being applied: safety checks that failed, reasons in the log."""
    found = [row.get('detail') or row['check'] for entry in one.entries for row in entry.get('validation') or ()
             if row['ok'] is False and row['check'].startswith(u'safety checks')]
    for entry in one.events:
        findings = (entry.get('data') or {}).get('findings') if isinstance(entry.get('data'), dict) else None
        errors = [u'%s: %s' % (row.get('rule'), row.get('what')) for row in findings or ()
                  if isinstance(row, dict) and row.get('severity') == 'error']
        found += errors
        if not errors and entry['event'] in _REFUSALS and entry.get('reason'):
            found.append(entry['reason'])
    return [text for place, text in enumerate(found) if text not in found[:place]]


def whys(one):
    """Return the answers of the person to the checkpoint after this fix, oldest first: {question: answer}."""
    found = []
    for entry in one.events:
        if entry['event'] == events.WHY and isinstance(entry['data'], dict):
            # Beside the answers stands what was measured, which is told from the test itself.
            answers = dict((name, to_text(value).strip(BLANK)) for name, value in entry['data'].items()
                           if isinstance(value, string_types))
            found.append(dict((name, answer) for name, answer in answers.items() if answer))
    return [answers for answers in found if answers]
