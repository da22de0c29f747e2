# -*- coding: utf-8 -*-
"""What finally becomes of a fix at the end of a cycle: kept or rolled back, by what was measured of it.

The rules are a table over Facts; how these are read from a test report is `facts_of`'s.  Doing it is left to others.
"""
from __future__ import absolute_import, division, print_function

import collections

# What the disk says of a fix.
APPLIED, ROLLED_BACK, NOT_APPLIED, UNCLEAR = u'applied', u'rolled back', u'not applied', u'unclear'
# What becomes of it.
KEEP, ROLL_BACK, STAYS, NOTHING, OPEN = u'keep', u'roll back', u'stays rolled back', u'nothing to settle', u'open'

# *state* is one of the first four.  *measured* is whether a valid test was made.  *achieved*, *partial* and *improved*
# are whether all success criteria were met, some of them, or anything got better by an exact test; each only where the
# evidence carries it.  *harmed*, *critical* and *new_issues* are lists of words, *reason* a person's for keeping it all
# the same, None where nobody gave one.  *unproven* says why a seeming improvement does not count.
Facts = collections.namedtuple('Facts', 'state measured achieved partial improved harmed critical new_issues reason unproven')
Settlement = collections.namedtuple('Settlement', 'action rule why')

_CARRYING = (u'strong', u'moderate')
_INVALID = u'INVALID'
_LEVEL = 0.05


def settle(facts):
    """Return the Settlement of a fix by its Facts.

    The order is the documented one, with what it leaves open put in: what is off the disk stays off it, what was never
    measured is no failure and no success, and what helped and broke something goes back to be revised.
    """
    for rule in (_off_disk, _critical, _unmeasured, _good, _harmful, _useless):
        settled = rule(facts)
        if settled is not None:
            return settled
    raise AssertionError('the last rule settles everything')


def _off_disk(facts):
    if facts.state == NOT_APPLIED:
        return Settlement(NOTHING, u'never applied', u'its files were never changed')
    if facts.state == ROLLED_BACK:
        return Settlement(STAYS, u'rolled back already', u'; '.join(facts.critical + facts.harmed) or
                          u'its files are as before it')
    if facts.state == UNCLEAR:
        return Settlement(OPEN, u'interrupted', u'applying it was interrupted, and nobody knows how that ended')
    return None


def _critical(facts):
    return Settlement(ROLL_BACK, u'critical errors', u'; '.join(facts.critical)) if facts.critical else None


def _unmeasured(facts):
    if facts.measured:
        return None
    return _kept_by_person(facts) or Settlement(
        OPEN, u'not measured', u'there is no test of it that carries a verdict: %s' % (facts.unproven or u'none was made'))


def _good(facts):
    if facts.harmed:
        return None
    if facts.achieved:
        return Settlement(KEEP, u'achieved what was expected', _with_issues(u'all success criteria were met', facts))
    if facts.partial:
        return Settlement(KEEP, u'partial improvement, nothing broken (incremental)',
                          _with_issues(u'some success criteria were met, no failure criterion', facts))
    if facts.improved and not facts.new_issues:
        return Settlement(KEEP, u'some improvement, no new issue (net positive)',
                          u'something got better by an exact test, though no success criterion was met')
    return None


def _with_issues(words, facts):
    return u'%s; but see: %s' % (words, u'; '.join(facts.new_issues)) if facts.new_issues else words


def _harmful(facts):
    bad = facts.harmed + facts.new_issues
    if not bad:
        return None
    if facts.achieved or facts.partial or facts.improved:
        return _kept_by_person(facts) or Settlement(ROLL_BACK, u'improvement and harm: revise it', u'; '.join(bad))
    return Settlement(ROLL_BACK, u'no improvement and new errors', u'; '.join(bad))


def _useless(facts):
    return _kept_by_person(facts) or Settlement(ROLL_BACK, u'no improvement and no compelling reason',
                                                facts.unproven or u'nothing got better that was measured')


def _kept_by_person(facts):
    if facts.reason is None:
        return None
    return Settlement(KEEP, u"a person's reason to keep it", facts.reason)


def facts_of(state, record, harmful_effects=(), reason=None):
    """Return the Facts of a fix that is in *state* on the disk.

    *record* is the comparison (`plexfix.comparison/1`) of its last test, None where there is none; *harmful_effects*
    are words for what got worse and that no criterion watched; *reason* is that of a person's override.
    """
    if record is None or record['decision'] == _INVALID:
        told = None if record is None else record['reason']
        return Facts(state, False, False, False, False, [], [], list(harmful_effects), reason, told)
    rows = record['criteria']
    wins = [row for row in rows if row['role'] == u'success']
    met = [row for row in wins if row['met']]
    quiet = record.get('silencing')
    issues = list(harmful_effects) + ([u'failures fell silent: %s' % quiet] if quiet else [])
    issues += _shape_words(record)
    better = not quiet and not _reshaped(record)
    carried = better and (record['evidence'] in _CARRYING or record['policy'] == u'spec')
    # A level that held before, or a rise of nothing, is met by a fix that does nothing.
    asked = any(row['asks_improvement'] for row in met)
    return Facts(state, True, carried and asked and len(met) == len(wins), carried and asked, better and _moved(record),
                 _harm_words(rows), list(record['critical']), issues, reason, _unproven(record, met, carried, asked))


def _harm_words(rows):
    return [u'%s %s' % (row['metric'], row['reason']) for row in rows if row['role'] == u'failure' and row['met']]


def _moved(record):
    """Return whether anything that was asked for got better by an exact test."""
    paired = record.get('paired')
    if paired and paired['fail_to_pass'] > paired['pass_to_fail'] and paired['midp'] <= _LEVEL:
        return True
    return any(row['role'] == u'success' and row['asks_improvement'] and row['p'] is not None and row['p'] <= _LEVEL
               for row in record['criteria'])


def _reshaped(record):
    return [row for row in record.get('shape_changed') or () if not row['successes_rose']]


def _shape_words(record):
    return [u'%s took the place of %s in %s' % (row['new']['id'], row['gone']['id'], row['agent'])
            for row in _reshaped(record)]


def _unproven(record, met, carried, asked):
    if not met or (carried and asked):
        return None
    if not asked:
        return u'the success criteria that were met ask for no improvement'
    return u'criteria were met, but the evidence is %s: it may be chance' % record['evidence']
