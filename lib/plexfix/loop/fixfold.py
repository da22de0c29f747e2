# -*- coding: utf-8 -*-
"""What each event makes of one fix in the state of a run; the run and its iterations are fold's."""
from __future__ import absolute_import, division, print_function

from plexfix.loop import events

# What an approved fix is until it is applied, and what one is in the end that could not be applied.
APPROVED, APPLIED, SKIPPED, ABANDONED, LAPSED = (
    events.APPROVED, events.APPLIED, events.SKIPPED, events.ABANDONED, events.LAPSED)
KEPT, MONITORED, ROLLED_BACK = events.KEPT, events.MONITORED, events.ROLLED_BACK
# A verdict was given, and what it asks for is not done yet.
TO_UNDO, INVALID = u'to undo', events.INVALID
# Nothing more is to be done about a fix in one of these.
FINAL = (KEPT, ROLLED_BACK, SKIPPED, ABANDONED, LAPSED)
# Known to the log, and to nobody's approval: it came by another command.
BEGUN = u'begun'
# With one of these a fix comes into a run; of another one they know nothing else.
BEGINS = (events.APPROVED, events.APPLIED)
# These lie in their files.
ON_DISK = (APPLIED, TO_UNDO, INVALID, MONITORED, KEPT, LAPSED)


def new_fix(name):
    """Return a fix of which nothing is known but its name."""
    return {'fix': name, 'state': None, 'attempts': 0, 'approved': None, 'before': None, 'applied_at': None,
            'after': None, 'retests': [], 'judged': 0, 'verdict': None, 'invalid': 0, 'invalid_noted': 0,
            'lacking': None, 'repairable': None, 'undone_for': None, 'reason': None, 'why': None, 'override': None}


def _approved(row, entry, data):
    """A fix that was approved anew is a new attempt: what was found about the last one is no longer about it."""
    why = row['why'] if row['state'] not in FINAL else None
    row.update(new_fix(row['fix']), attempts=row['attempts'], state=APPROVED,
               approved=dict(data, by=entry.get('by'), time=entry.get('time')), why=why)


def _before(row, entry, data):
    row['before'] = dict(data)


def _applied(row, entry, data):
    if row['state'] == TO_UNDO:
        return
    row.update(state=APPLIED, applied_at=entry.get('time'), attempts=row['attempts'] + (row['applied_at'] is None),
               after=None, retests=[], judged=0)


def _after(row, entry, data):
    # A pass that is made again is the first one: those that carried no verdict were put aside.
    row.update(after=dict(data), retests=[], judged=0)
    if row['state'] == INVALID:
        row['state'] = APPLIED


def _retest(row, entry, data):
    row['retests'].append(dict(data))


def _tested(row, entry, data):
    """A decision; only ROLLBACK and INVALID come by the plain word `tested`, the others by what they lead to."""
    if data.get('override'):
        row['state'] = KEPT
        return
    row['judged'] = len(row['retests'])
    row['verdict'] = dict((name, data.get(name)) for name in ('decision', 'score', 'evidence', 'report'))
    row['reason'] = entry.get('reason')
    told = data.get('decision')
    if told == u'INVALID':
        row.update(state=INVALID, invalid=row['invalid'] + 1)
    elif told in (u'ROLLBACK', u'MODIFY'):
        row.update(state=TO_UNDO, undone_for=told)
    else:
        row['state'] = {events.KEPT: KEPT, events.MONITORED: MONITORED}.get(entry['event'], row['state'])


def _rolled_back(row, entry, data):
    """An application that was interrupted and taken back by the recovery was not tried."""
    if entry.get('reason') == events.RECOVERED and row['state'] in (None, APPROVED, APPLIED) and not row['after']:
        row.update(state=APPROVED if row['approved'] else None, applied_at=None)
        return
    was_applied = row['applied_at'] is not None or row['state'] in ON_DISK
    row.update(state=ROLLED_BACK, attempts=row['attempts'] + (not was_applied),
               undone_for=row['undone_for'] or (u'ROLLBACK' if was_applied else u'NOT STARTED'))
    row['reason'] = row['reason'] or entry.get('reason')


def _invalid(row, entry, data):
    row['invalid_noted'] += 1
    row.update(lacking=data.get('lacking'), repairable=data.get('repairable'))


def _override(row, entry, data):
    row['override'] = {'decision': data.get('decision'), 'by': entry.get('by'), 'reason': entry.get('reason')}
    if data.get('decision') == u'KEEP':
        row['state'] = KEPT
    elif row['state'] in ON_DISK:
        row.update(state=TO_UNDO, undone_for=data.get('decision') or u'ROLLBACK')


def _why(row, entry, data):
    row['why'] = dict(data, by=entry.get('by'))


def _ended_as(name):
    def ended(row, entry, data):
        is_new = name == SKIPPED and row['applied_at'] is None
        row.update(state=name, reason=entry.get('reason'), attempts=row['attempts'] + is_new)
    return ended


def _lapsed(row, entry, data):
    row.update(state=LAPSED, reason=entry.get('reason'))


# What is done to the row of a fix at each event: (row, entry, its data).
STEPS = {events.APPROVED: _approved, events.BEFORE_PASS: _before, events.APPLIED: _applied,
         events.AFTER_PASS: _after, events.RETEST: _retest, events.TESTED: _tested, events.KEPT: _tested,
         events.MONITORED: _tested, events.MODIFY: _tested, events.ROLLED_BACK: _rolled_back,
         events.INVALID: _invalid, events.OVERRIDE: _override, events.WHY: _why,
         events.SKIPPED: _ended_as(SKIPPED), events.ABANDONED: _ended_as(ABANDONED), events.LAPSED: _lapsed}
