# -*- coding: utf-8 -*-
"""What happens in a run, by the words that stand in its decision log; what follows from them is fold's to say."""
from __future__ import absolute_import, division, print_function

# The run as a whole.
RUN_STARTED = u'run started'
SETTINGS = u'settings'
STOPPED = u'stopped'
RUN_ENDED = u'run ended'
POST_MORTEM = u'post-mortem'
WAITING = u'waiting'
INPUT_CHANGED = u'input changed'

# An iteration.
ITERATION_STARTED = u'iteration started'
AGGREGATED = u'aggregated'
DIAGNOSED = u'diagnosed'
ITERATION_ENDED = u'iteration ended'

# A fix.  Applied to rolled back are its states, which other commands write too.
APPROVED = u'approved'
BEFORE_PASS = u'before pass'
APPLIED = u'applied'
AFTER_PASS = u'after pass'
RETEST = u'retest'
TESTED = u'tested'
KEPT = u'kept'
MONITORED = u'monitored'
MODIFY = u'modify'
ROLLED_BACK = u'rolled back'
INVALID = u'invalid'
OVERRIDE = u'override'
WHY = u'why'
SKIPPED = u'skipped'
ABANDONED = u'abandoned'
LAPSED = u'lapsed'

# The reason of a state that was only found after an interruption: a fix that was rolled back so was not judged.
RECOVERED = u'recovered after an interruption'

# What the loop writes as `by`.
BY = u'loop_coordinator.py'
# The phases as the documents number them.
SET_UP_PHASE, AGGREGATION_PHASE, DIAGNOSIS_PHASE, IMPLEMENTATION_PHASE, TESTING_PHASE, LOOP_PHASE = range(6)
POST_MORTEM_PHASE = 6

PHASES = {
    RUN_STARTED: SET_UP_PHASE, SETTINGS: SET_UP_PHASE, AGGREGATED: AGGREGATION_PHASE, DIAGNOSED: DIAGNOSIS_PHASE,
    APPROVED: DIAGNOSIS_PHASE, BEFORE_PASS: TESTING_PHASE, APPLIED: IMPLEMENTATION_PHASE, AFTER_PASS: TESTING_PHASE,
    RETEST: TESTING_PHASE, TESTED: TESTING_PHASE, KEPT: TESTING_PHASE, MONITORED: TESTING_PHASE,
    MODIFY: TESTING_PHASE, ROLLED_BACK: IMPLEMENTATION_PHASE, INVALID: TESTING_PHASE, OVERRIDE: TESTING_PHASE,
    WHY: TESTING_PHASE, SKIPPED: IMPLEMENTATION_PHASE, POST_MORTEM: POST_MORTEM_PHASE}


def phase_of(event):
    """Return the number of the phase that an event belongs to; what is of the whole loop is the loop's."""
    return PHASES.get(event, LOOP_PHASE)
